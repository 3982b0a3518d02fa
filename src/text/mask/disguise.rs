//! Mobile numbers in a dress that no program is meant to know: figures and numerals mixed, letters for digits, marks between, 么 for one.

use super::Kind;
use super::announce::Announce;
use super::check::is_mobile;
use super::finder::Finder;
use crate::text::clause::is_han;

/// Most letters that stand for digits.
const LETTERS: std::ops::RangeInclusive<usize> = 1..=3;

/// Digits between the marks of 139/0000/1234.
const PARTS: [usize; 3] = [3, 4, 4];

impl Finder<'_> {
    /// A disguised mobile number that begins at `i`; its end.
    pub(super) fn disguised_mobile(&mut self, i: usize) -> Option<usize> {
        let (start, end) = self
            .mixed_mobile(i)
            .or_else(|| self.lettered_mobile(i))
            .or_else(|| self.cut_mobile(i))
            .map(|end| (i, end))
            .or_else(|| self.led_mobile(i))?;
        // 么 is no digit to be counted.
        self.note(Kind::Phone, start, end, if start < i { 2 } else { 3 }, 4);
        self.names_beside(start, end);
        Some(end)
    }

    /// 1三8一234五678: figures and numerals mixed.
    fn mixed_mobile(&self, i: usize) -> Option<usize> {
        let end = i + self.t[i..].iter().take(12).take_while(|&&c| self.words.digit(c).is_some()).count();
        let numerals = self.t[i..end].iter().filter(|c| !c.is_ascii()).count();
        if end - i != 11 || !(2..=9).contains(&numerals) {
            return None;
        }
        let digits: Vec<u8> = self.t[i..end].iter().filter_map(|&c| self.words.digit(c)).collect();
        is_mobile(&digits).then_some(end)
    }

    /// 139OOOO12I4: letters that look like digits.
    fn lettered_mobile(&self, i: usize) -> Option<usize> {
        if self.t[i] != '1' || self.before(i).is_ascii_alphanumeric() {
            return None;
        }
        let end = i + self.t[i..].iter().take(12).take_while(|c| alike(**c).is_some()).count();
        let letters = self.t[i..end].iter().filter(|c| c.is_ascii_alphabetic()).count();
        let digits: Vec<u8> = self.t[i..end].iter().filter_map(|&c| alike(c)).collect();
        let whole = LETTERS.contains(&letters) && !self.at(end).is_ascii_alphanumeric();
        (whole && is_mobile(&digits)).then_some(end)
    }

    /// 139/0000/1234 and 139(0000)1234: one mark in both gaps that no run of groups has. Parts that are both round are a size: 150*1800*2000.
    fn cut_mobile(&self, i: usize) -> Option<usize> {
        let first = self.at(i + PARTS[0]);
        let second = match first {
            '/' | '、' | ',' | '~' | '*' | '|' | '\\' => first,
            '(' => ')',
            _ => return None,
        };
        let gaps = [i + PARTS[0], i + PARTS[0] + PARTS[1] + 1];
        let end = gaps[1] + 1 + PARTS[2];
        let part =
            |from: usize, n: usize| (from..from + n).map(|k| self.at(k).to_digit(10)).collect::<Option<Vec<_>>>();
        let parts = [part(i, PARTS[0])?, part(gaps[0] + 1, PARTS[1])?, part(gaps[1] + 1, PARTS[2])?];
        let digits: Vec<u8> = parts.concat().into_iter().filter_map(|d| u8::try_from(d).ok()).collect();
        let round = parts[1].last() == Some(&0) && parts[2].last() == Some(&0);
        let alone = !self.before(i).is_ascii_alphanumeric() && !self.at(end).is_ascii_alphanumeric();
        // 159、1299、1399: prices and sizes, where nothing says that it is a telephone.
        let sure = first == '(' || self.announced(i).is_some_and(|said| said.what == Announce::Phone);
        let whole = sure && alone && self.at(gaps[1]) == second && self.at(end) != first && self.before(i) != first;
        (whole && !round && is_mobile(&digits) && !self.is_amount(i, end)).then_some(end)
    }

    /// 么三九…: a character that is a one only at the head of a number. The number and its end.
    fn led_mobile(&self, i: usize) -> Option<(usize, usize)> {
        let start = i.checked_sub(1).filter(|&start| self.words.leads.contains(&self.t[start]))?;
        let end = self.while_at(i, |c| self.words.digit(c).is_some());
        let digits: Vec<u8> =
            std::iter::once(1).chain(self.t[i..end].iter().filter_map(|&c| self.words.digit(c))).collect();
        // 什么三八…
        let begins = !is_han(self.before(start)) || self.announced(start).is_some();
        (begins && is_mobile(&digits)).then_some((start, end))
    }
}

/// The digit that a character is or looks like.
fn alike(c: char) -> Option<u8> {
    match c {
        'o' => Some(0),
        'i' | 'l' => Some(1),
        _ => c.to_digit(10).and_then(|d| u8::try_from(d).ok()),
    }
}
