//! A cell taken apart into the numbers and words that times consist of: which are of the date, which of the clock.
//!
//! Not its job: what the numbers mean (`time` knows).

use super::half_width;

/// Longest cell that can be a time, in bytes.
const LONGEST: usize = 80;
/// Characters in front of the first digit: `Wednesday, September 30`.
const WORDS: usize = 24;
/// Most numbers that a time consists of.
const NUMBERS: usize = 8;
/// What may stand between the numbers of a time.
const SIGNS: &str = "-/.:, '()年月日号时点分秒午晨星期周礼拜\u{202f}";
/// What tells the half of the day; of two the first does: 晚上8点 is no morning, 傍晚3点 no night.
const HALVES: [(&str, Half); 4] =
    [("上早凌", Half::Morning), ("中", Half::Noon), ("下傍", Half::Afternoon), ("晚", Half::Evening)];
/// Days of the week behind the word for it, and the last character of that word.
const WEEKDAYS: &str = "一二三四五六天";
const WEEK: &str = "期周拜";
/// Hours of the zones farthest from UTC.
const WEST: u64 = 12;
const EAST: u64 = 14;

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
    /// 晚上: twelve is midnight.
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
    /// Whether nothing but blanks and words stands behind the last number of the clock, or the name of a zone: there a zone's offset may follow.
    after_clock: bool,
    /// Whether a `T` or the name of a zone says that a sign behind the clock begins an offset.
    is_zoned: bool,
}

impl Parts {
    /// Takes a cell apart; `None` where anything in it belongs to no time.
    pub(super) fn of(cell: &str) -> Option<Self> {
        let cell = unnamed(cell.trim());
        if cell.len() < 4 || cell.len() > LONGEST || !cell.chars().take(WORDS).any(|c| half_width(c).is_ascii_digit()) {
            return None;
        }
        let mut parts = Self::default();
        let mut before = ' ';
        let mut rest = cell;
        while let Some(first) = rest.chars().next() {
            let (c, behind) = (half_width(first), &rest[first.len_utf8()..]);
            if c.is_ascii_digit() {
                let (number, after) = take_number(rest)?;
                rest = after;
                let next = rest.chars().next().map_or(' ', half_width);
                parts.place(number, before, next)?;
                before = '0';
            } else if c.is_ascii_alphabetic() {
                let end = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
                let (word, after) = rest.split_at(end.max(first.len_utf8()));
                parts.word(word)?;
                (rest, before) = (after, ' ');
            } else if parts.after_clock && matches!(c, '+' | '-') && parts.zone.is_none_or(|z| z == 0) {
                (rest, before) = (parts.offset(behind, c == '-')?, ' ');
            } else if c == '_' && begins_clock(behind) {
                (rest, before) = (behind, ' ');
            } else {
                parts.sign(c, before)?;
                (rest, before) = (behind, c);
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
            self.after_clock = true;
        } else if before == '.' && (self.after_clock || self.dates == self.of_day() + 3) {
            // Fractions of seconds are not kept, nor those of 2024-03-05-14.02.33.123456.
        } else if before == '.' && self.dates == 1 && self.date[0].digits >= 5 {
            self.fraction = Some(number);
        } else {
            self.after_clock = false;
            *self.date.get_mut(self.dates)? = number;
            self.dates += 1;
        }
        Some(())
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let word = word.to_ascii_lowercase();
        match word.as_str() {
            "t" => self.is_zoned = true,
            "at" | "cst" | "st" | "nd" | "rd" | "th" => {}
            "z" | "utc" | "gmt" => {
                self.zone = Some(0);
                (self.after_clock, self.is_zoned) = (self.clocks > 0, true);
            }
            "am" | "a" => self.half = Some(Half::Morning),
            "pm" | "p" => self.half = Some(Half::Afternoon),
            "m" if self.half.is_some() => {}
            _ if is_weekday(&word) => {}
            _ => {
                self.month = Some(month(&word)?);
                self.after_clock = false;
            }
        }
        Some(())
    }

    /// A sign between numbers, by the one before it; anything that no form of a time contains ends the reading.
    fn sign(&mut self, c: char, before: char) -> Option<()> {
        // 三月五日 says nothing of 星期三.
        let is_weekday = WEEKDAYS.contains(c) && WEEK.contains(before);
        match HALVES.iter().find(|(signs, _)| signs.contains(c)) {
            Some((_, half)) => self.half = self.half.or(Some(*half)),
            None if is_weekday || SIGNS.contains(c) => {}
            None => return None,
        }
        Some(())
    }

    /// `08:00`, `0800`, `8` after a sign; gives what follows. `None` where there is no such zone, and where `09:00-10:00` is a span of time.
    fn offset<'a>(&mut self, rest: &'a str, west: bool) -> Option<&'a str> {
        let (hours, rest) = take_number(rest)?;
        if west && hours.digits <= 2 && self.clocks < 3 && !self.is_zoned {
            return None;
        }
        let (hours, minutes, rest) = match (hours.digits, rest.strip_prefix(':')) {
            (1 | 2, Some(after)) => {
                let (minutes, rest) = take_number(after)?;
                (hours.value, minutes.value, rest)
            }
            (1 | 2, None) => (hours.value, 0, rest),
            (4, _) => (hours.value / 100, hours.value % 100, rest),
            _ => return None,
        };
        let most = if west { WEST } else { EAST };
        if ![0, 15, 30, 45].contains(&minutes) || hours * 60 + minutes > most * 60 {
            return None;
        }
        let seconds = i64::try_from(hours * 3600 + minutes * 60).ok()?;
        self.zone = Some(if west { -seconds } else { seconds });
        self.after_clock = false;
        Some(rest)
    }

    /// The numbers of the date, in order.
    pub(super) fn date(&self) -> &[Number] {
        &self.date[..self.dates]
    }

    /// How many numbers make a day: two beside the name of a month.
    pub(super) fn of_day(&self) -> usize {
        if self.month.is_some() { 2 } else { 3 }
    }

    /// The time of day that is written like the date: 2024-03-05-14.02.33, but not 2024-03-05 - 2024-03-08.
    pub(super) fn dotted(&self) -> Option<[Number; 3]> {
        let time = self.date().get(self.of_day()..)?;
        let time = <[Number; 3]>::try_from(time).ok()?;
        (self.clocks == 0 && time.iter().all(|n| n.digits <= 2)).then_some(time)
    }

    /// Whether it names a time of day.
    pub(super) fn is_timed(&self) -> bool {
        self.clocks > 0 || self.dotted().is_some()
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
    WEEKDAYS.contains(c) || Parts::default().sign(c, ' ').is_some()
}

/// A cell without the name of its zone behind the offset, which says the same again: `…Z[UTC]`, `…+08:00[Asia/Shanghai]`, `…GMT+0800 (中国标准时间)`.
fn unnamed(cell: &str) -> &str {
    let named = |open: [char; 2], close: [char; 2]| {
        let opened = cell.strip_suffix(close)?.rfind(open)?;
        Some(cell[..opened].trim_end())
    };
    let stated = named(['[', '［'], [']', '］']).or_else(|| named(['(', '（'], [')', '）']));
    stated.filter(|stated| ends_with_zone(stated)).unwrap_or(cell)
}

/// Whether a time of day ends with a zone: `Z`, `GMT`, `+08:00`, `-0500`.
fn ends_with_zone(cell: &str) -> bool {
    let sign = cell.trim_end_matches(|c: char| c.is_ascii_digit() || c == ':');
    let is_offset = sign.ends_with(['+', '-']) && (2..=5).contains(&(cell.len() - sign.len()));
    cell.contains(':') && (is_offset || ["Z", "UTC", "GMT"].iter().any(|zone| cell.ends_with(*zone)))
}

/// Whether a clock follows, as in `2024-03-05_14:02`.
fn begins_clock(rest: &str) -> bool {
    take_number(rest).is_some_and(|(hours, rest)| hours.digits <= 2 && rest.starts_with([':', '：']))
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
