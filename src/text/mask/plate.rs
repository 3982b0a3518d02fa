//! Plates of cars: 京A12345, 粤B·D12345, and those of the police and of embassies. Province and letter stay.

use super::Kind;
use super::announce::Announce;
use super::finder::Finder;
use crate::text::clause::is_han;

/// Letters and digits of a plate behind the province.
const SPACED: std::ops::RangeInclusive<usize> = 6..=7;

impl Finder<'_> {
    /// The plate that begins with a province at `i`: province and letter stay.
    pub(super) fn plate(&mut self, i: usize) -> Option<usize> {
        if let Some(end) = self.police_plate(i).or_else(|| self.spaced_plate(i)) {
            return Some(end);
        }
        // 京 A12345: a blank in front of the letter.
        let at = i + 1 + usize::from(self.at(i + 1) == ' ');
        let letter = self.at(at);
        if !letter.is_ascii_lowercase() || matches!(letter, 'i' | 'o') {
            return None;
        }
        let from = at + 1 + usize::from(matches!(self.at(at + 1), '·' | '•' | '.' | '-' | ' ' | '・'));
        let whole = self.while_at(from, |c| c.is_ascii_alphanumeric() && !matches!(c, 'i' | 'o'));
        let cut = self.plate_cut(i, from, whole);
        let body = cut.unwrap_or(whole);
        let special = self.words.plate_last.contains(&self.at(body));
        let end = body + usize::from(special && body - from == 4);
        let code = &self.t[from..body];
        if cut.is_none() && self.at(body).is_ascii_alphanumeric() || !is_plate(code, end > body) {
            return None;
        }
        let weak = self.words.provinces.get(&self.t[i]).copied().unwrap_or(false);
        // 新R7000P is a new model; Xinjiang's plates with letters need the word 车牌.
        let doubtful = at > i + 1 || code[1..].iter().any(char::is_ascii_alphabetic);
        if weak && doubtful && self.announced(i).is_none() {
            return None;
        }
        self.note(Kind::Plate, i, end, 1, 0);
        Some(end)
    }

    /// 浙 A 8 8 K 6 6: one blank between all characters.
    fn spaced_plate(&mut self, i: usize) -> Option<usize> {
        let spaced = |k: usize| self.at(i + 2 * k - 1) == ' ' && self.at(i + 2 * k).is_ascii_alphanumeric();
        let count = (1..=SPACED.end() + 1).take_while(|&k| spaced(k)).count();
        let end = i + 2 * count + 1;
        let code: Vec<char> = (1..=count).map(|k| self.at(i + 2 * k)).collect();
        let fits = SPACED.contains(&count)
            && code[0].is_ascii_lowercase()
            && is_plate(&code[1..], false)
            && !self.at(end).is_ascii_alphanumeric();
        fits.then(|| {
            self.note(Kind::Plate, i, end, 1, 0);
            end
        })
    }

    /// WJ京12345, of the armed police.
    fn police_plate(&mut self, i: usize) -> Option<usize> {
        let wj = i >= 2 && self.t[i - 2..i] == ['w', 'j'] && !self.before(i - 2).is_ascii_alphanumeric();
        let end = self.while_at(i + 1, |c| c.is_ascii_alphanumeric());
        let digits = self.t[i + 1..end].iter().filter(|c| c.is_ascii_digit()).count();
        (wj && end - i - 1 == 5 && digits >= 4).then(|| {
            self.note(Kind::Plate, i, end, 0, 0);
            end
        })
    }

    /// 使014578, of an embassy: the digits begin at `i`.
    pub(super) fn embassy_plate(&mut self, i: usize) -> Option<usize> {
        let end = self.while_at(i, |c| c.is_ascii_digit());
        let (start, rest) = (i.checked_sub(1)?, self.at(end));
        let alone = !is_han(self.before(start)) || self.announced(start).is_some_and(|s| s.what == Announce::Plate);
        let fits = self.t[i] == '0' && end - i == 6 && self.words.plate_last.contains(&self.t[start]) && alone;
        (fits && !rest.is_ascii_alphanumeric() && !self.is_amount(i, end)).then(|| {
            self.note(Kind::Plate, i, end, 0, 0);
            end
        })
    }

    /// Where the plate whose number begins at `from` ends before `end`: behind 车牌 a Latin word may follow at once (京A12345ETC).
    fn plate_cut(&self, i: usize, from: usize, end: usize) -> Option<usize> {
        self.announced(i).filter(|said| said.what == Announce::Plate)?;
        let fits = |cut: usize| cut < end && self.at(cut).is_ascii_alphabetic() && is_plate(&self.t[from..cut], false);
        [from + 6, from + 5].into_iter().find(|&cut| fits(cut))
    }
}

/// Five characters with at most two letters, four before a special last one, or six of a new-energy car.
fn is_plate(code: &[char], special: bool) -> bool {
    let letters = code.iter().filter(|c| c.is_ascii_alphabetic()).count();
    match code.len() {
        4 => special && letters <= 1,
        5 => !special && letters <= 2,
        6 => {
            let small = matches!(code[0], 'a'..='h' | 'j' | 'k') && code[2..].iter().all(char::is_ascii_digit);
            let large = matches!(code[5], 'd' | 'f') && code[..5].iter().all(char::is_ascii_digit);
            small || large
        }
        _ => false,
    }
}
