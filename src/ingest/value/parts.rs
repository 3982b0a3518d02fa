//! A cell taken apart into the numbers and words that times consist of: which are of the date, which of the clock.
//!
//! Not its job: what the numbers mean (`time` knows).

use super::half_width;

/// Longest cell that can be a time, in bytes.
const LONGEST: usize = 80;
/// Most numbers that a time consists of.
const NUMBERS: usize = 8;

#[derive(Clone, Copy, Default)]
pub(super) struct Number {
    pub(super) value: u64,
    pub(super) digits: u8,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Half {
    /// 上午, 早上, 凌晨.
    Morning,
    /// 中午: from eleven to two.
    Noon,
    /// 下午.
    Afternoon,
    /// 晚上, 傍晚: twelve is midnight.
    Evening,
}

/// A cell taken apart: numbers of the date, numbers of the clock, and what else was said.
#[derive(Default)]
pub(super) struct Parts {
    date: [Number; NUMBERS],
    dates: usize,
    pub(super) clock: [Number; 3],
    pub(super) clocks: usize,
    /// The number after a point that follows the last number of the date: part of a serial or an epoch.
    pub(super) fraction: Option<Number>,
    pub(super) month: Option<u64>,
    pub(super) half: Option<Half>,
    /// Seconds east of UTC.
    pub(super) zone: Option<i64>,
}

impl Parts {
    /// Takes a cell apart; `None` where anything in it belongs to no time.
    pub(super) fn of(cell: &str) -> Option<Self> {
        let cell = cell.trim();
        if cell.len() < 4 || cell.len() > LONGEST || !cell.chars().take(12).any(|c| half_width(c).is_ascii_digit()) {
            return None;
        }
        let mut parts = Self::default();
        let mut before = ' ';
        let mut rest = cell;
        while let Some(c) = rest.chars().next() {
            let c = half_width(c);
            if c.is_ascii_digit() {
                let (number, after) = take_number(rest)?;
                rest = after;
                let next = rest.chars().next().map_or(' ', half_width);
                parts.place(number, before, next)?;
                before = '0';
            } else if c.is_ascii_alphabetic() {
                let end = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
                let (word, after) = rest.split_at(end.max(rest.chars().next().map_or(1, char::len_utf8)));
                parts.word(word)?;
                rest = after;
                before = ' ';
            } else if parts.clocks > 0 && matches!(c, '+' | '-') && parts.zone.is_none_or(|z| z == 0) {
                let sign = rest.chars().next().map_or(1, char::len_utf8);
                rest = parts.offset(&rest[sign..], c == '-')?;
                before = ' ';
            } else {
                parts.sign(c)?;
                before = c;
                rest = &rest[rest.chars().next().map_or(1, char::len_utf8)..];
            }
        }
        Some(parts)
    }

    /// Puts a number where its neighbours say that it belongs.
    fn place(&mut self, number: Number, before: char, next: char) -> Option<()> {
        let of_clock = matches!(before, ':' | '时' | '点' | '分') || matches!(next, ':' | '时' | '点');
        if of_clock {
            *self.clock.get_mut(self.clocks)? = number;
            self.clocks += 1;
        } else if before == '.' && self.clocks > 0 {
            // Fractions of seconds are not kept.
        } else if before == '.' && self.dates == 1 && self.date[0].digits >= 5 {
            self.fraction = Some(number);
        } else {
            *self.date.get_mut(self.dates)? = number;
            self.dates += 1;
        }
        Some(())
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let word = word.to_ascii_lowercase();
        match word.as_str() {
            "t" | "at" | "cst" | "st" | "nd" | "rd" | "th" => {}
            "z" | "utc" | "gmt" => self.zone = Some(0),
            "am" | "a" => self.half = Some(Half::Morning),
            "pm" | "p" => self.half = Some(Half::Afternoon),
            "m" if self.half.is_some() => {}
            _ if is_weekday(&word) => {}
            _ => self.month = Some(month(&word)?),
        }
        Some(())
    }

    /// Signs between numbers; anything that no form of a time contains ends the reading.
    fn sign(&mut self, c: char) -> Option<()> {
        match c {
            // 晚上8点 is no morning.
            '上' | '早' | '凌' => self.half = self.half.or(Some(Half::Morning)),
            '下' | '晚' => self.half = Some(if c == '下' { Half::Afternoon } else { Half::Evening }),
            '中' => self.half = self.half.or(Some(Half::Noon)),
            '-' | '/' | '.' | ':' | ',' | ' ' | '\'' | '(' | ')' | '年' | '月' | '日' | '号' | '时' | '点' | '分'
            | '秒' | '午' | '晨' | '星' | '期' | '周' | '礼' | '拜' | '一' | '二' | '三' | '四' | '五' | '六'
            | '天' | '傍' | '\u{202f}' => {}
            _ => return None,
        }
        Some(())
    }

    /// `08:00`, `0800`, `8` after a sign; gives what follows.
    fn offset<'a>(&mut self, rest: &'a str, west: bool) -> Option<&'a str> {
        let (hours, rest) = take_number(rest)?;
        let (hours, minutes, rest) = match (hours.digits, rest.strip_prefix(':')) {
            (1 | 2, Some(after)) => {
                let (minutes, rest) = take_number(after)?;
                (hours.value, minutes.value, rest)
            }
            (1 | 2, None) => (hours.value, 0, rest),
            (4, _) => (hours.value / 100, hours.value % 100, rest),
            _ => return None,
        };
        let seconds = i64::try_from(hours * 3600 + minutes * 60).ok().filter(|s| *s <= 14 * 3600 && minutes < 60)?;
        self.zone = Some(if west { -seconds } else { seconds });
        Some(rest)
    }

    /// The numbers of the date, in order.
    pub(super) fn date(&self) -> &[Number] {
        &self.date[..self.dates]
    }

    /// Whether it names a time of day.
    pub(super) fn is_timed(&self) -> bool {
        // 2024-03-05-14.02.33
        self.clocks > 0 || self.dates == 6
    }

    /// Whether it names a year of four digits, a month and a day.
    pub(super) fn is_complete(&self) -> bool {
        match self.date() {
            [a, b] => self.month.is_some() && (a.digits == 4 || b.digits == 4),
            [a, _, c] => a.digits == 4 || c.digits == 4,
            _ => false,
        }
    }

    /// Whether it names a month and a day, and no year.
    pub(super) fn lacks_year(&self) -> bool {
        let short = self.date().iter().all(|n| n.digits <= 2);
        short && self.dates + usize::from(self.month.is_some()) == 2
    }
}

/// Whether a half-width character that is no digit and no letter can stand in a time.
pub(super) fn is_sign(c: char) -> bool {
    Parts::default().sign(c).is_some()
}

/// The number at the start of `s`, full-width digits included, and what follows it.
fn take_number(s: &str) -> Option<(Number, &str)> {
    let mut number = Number::default();
    for (at, c) in s.char_indices() {
        let Some(digit) = half_width(c).to_digit(10) else {
            return (number.digits > 0).then(|| (number, &s[at..]));
        };
        number.value = number.value.checked_mul(10)?.checked_add(u64::from(digit))?;
        number.digits += 1;
    }
    (number.digits > 0).then_some((number, ""))
}

fn month(word: &str) -> Option<u64> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = if word == "sept" { "sep" } else { word };
    let at = MONTHS.iter().position(|m| word.len() >= 3 && m.starts_with(word))?;
    u64::try_from(at + 1).ok()
}

fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    word.len() >= 3 && DAYS.iter().any(|d| d.starts_with(word))
}
