//! Names by what they are made of, where nothing in front announces them well: characters that parents choose (客服王丽娟), Latin words (Zhang Wei),
//! characters with blanks between (黄 晓 明), and a name that stands alone beside a mobile number.

use super::Kind;
use super::finder::Finder;
use super::person::Sure;
use crate::text::clause::is_han;

/// Shortest and longest Latin word of a name.
const LATIN: std::ops::RangeInclusive<usize> = 2..=15;

/// Characters of a name that stands alone, and marks between it and the number.
const ALONE: std::ops::RangeInclusive<usize> = 2..=4;
const MOST_MARKS: usize = 2;

/// Places noted last among which that name may be already.
const NEIGHBOURS: usize = 8;

impl Finder<'_> {
    /// A whole name whose given name is of characters that parents choose: behind words that say many things, 客服 or 我是.
    pub(super) fn typical_name(&self, at: usize) -> Option<(usize, usize)> {
        let (surname, given) = self.full_name(at, Sure::Hardly)?;
        let end = at + surname + given;
        let rest = &self.t[end..];
        let w = self.words;
        let ended = rest.first().is_none_or(|c| !is_han(*c) || w.name_stops.contains(c))
            || w.name_ends.starting(rest).is_some()
            || w.titles.starting(rest).is_some();
        (ended && self.is_typical(at, at + surname, end)).then_some((surname, given))
    }

    /// 任丽娟女士, 高明先生: a title tells a name of such characters from any everyday word.
    pub(super) fn titled_name(&self, at: usize) -> Option<(usize, usize)> {
        let t = self.t.get(at..)?;
        let (surname, _) = self.words.surnames.starting(t)?;
        let title = |rest: &[char]| self.words.titles.starting(rest).map(|(n, ())| n);
        let is_given = |n: &usize| {
            let (given, rest) = t[surname..].split_at_checked(*n).unwrap_or_default();
            // 小姐, but not 小姐姐.
            let called = self.words.title_calls.starting(rest).is_some_and(|(n, ())| title(rest) == Some(n));
            called && given.iter().all(|c| self.words.given.contains(c))
        };
        if title(&t[surname..]).is_some() { None } else { (1..=2).find(is_given).map(|n| (surname, n)) }
    }

    /// The name of whoever calls a hotline, in front of what goes on with it (来电, 反映): of any characters but those of a role or a place, of typical ones where
    /// the surname is an everyday word (于海涛反映).
    pub(super) fn caller_name(&self, at: usize) -> Option<(usize, usize)> {
        let t = self.t.get(at..)?;
        let (surname, weak) = self.words.surnames.starting(t)?;
        if !weak {
            let (surname, given) = self.whole_name(at)?;
            let counted = t[surname..surname + given].iter().any(|c| self.words.is_numeral(*c));
            let goes_on = self.words.name_ends.starting(&t[surname + given..]).is_some();
            return (goes_on && !counted).then_some((surname, given));
        }
        let (given, rest) = t[surname..].split_at_checked(2)?;
        let typical = given.iter().all(|c| self.words.given.contains(c)) && self.words.no_names.starting(t).is_none();
        let goes_on = rest.first() == Some(&'(') || self.words.name_ends.starting(rest).is_some();
        (typical && goes_on).then_some((surname, 2))
    }

    pub(super) fn is_typical(&self, start: usize, given: usize, end: usize) -> bool {
        self.t[given..end].iter().all(|c| self.words.given.contains(c))
            && self.words.word_names.starting(&self.t[start..end]).is_none_or(|(n, ())| n != end - start)
            && self.words.no_names.starting(&self.t[start..end]).is_none()
    }

    /// A name that is written in another way behind a word that announces names; where it ends.
    pub(super) fn spelled_name(&mut self, at: usize, colon: bool) -> Option<usize> {
        let (hidden, end) = self.spaced_name(at).or_else(|| if colon { self.latin_name(at) } else { None })?;
        self.note_stars(Kind::Name, at, hidden);
        Some(end)
    }

    /// 黄 晓 明: the characters to hide, and the end.
    fn spaced_name(&self, at: usize) -> Option<(Vec<usize>, usize)> {
        let (surname, weak) = self.words.surnames.starting(self.t.get(at..)?)?;
        let (mut hidden, mut end) = (Vec::new(), at + surname);
        while hidden.len() < 2 {
            let blank = self.at(end) == ' ';
            let i = end + usize::from(blank);
            if !self.words.given.contains(&self.at(i)) || !blank && hidden.is_empty() {
                break;
            }
            hidden.push(i);
            end = i + 1;
        }
        (!weak && !hidden.is_empty() && !is_han(self.at(end))).then_some((hidden, end))
    }

    /// Zhang Wei: all but the first word is hidden.
    fn latin_name(&self, at: usize) -> Option<(Vec<usize>, usize)> {
        let word = |from: usize| {
            let end = self.while_at(from, |c| c.is_ascii_alphabetic());
            LATIN.contains(&(end - from.min(end))).then_some(end)
        };
        let next = |end: usize| if self.at(end) == ' ' { word(end + 1) } else { None };
        let is_end = |end: usize| !self.at(end).is_ascii_alphanumeric() && !matches!(self.at(end), '_' | '@' | '-');
        let first = word(at)?;
        let second = next(first).filter(|&end| is_end(end))?;
        // Zhang Xiao Ming, but not Zhang Wei tel 138….
        let end = next(second).filter(|&end| is_end(end) && self.at(end) != ' ').unwrap_or(second);
        let program = self.words.no_ids.starting(&self.t[at..first]).is_some();
        let hidden = (first..end).filter(|&i| self.t[i] != ' ').collect();
        (!program).then_some((hidden, end))
    }

    /// Hides the name that stands alone in front of the mobile number `start..end`, and the one behind it: 张伟（138…）, 138…李娜.
    pub(super) fn names_beside(&mut self, start: usize, end: usize) {
        let is_mark = |c: char| matches!(c, ' ' | ':' | ',' | '(' | ')' | '/');
        let marks = self.t[..start].iter().rev().take(MOST_MARKS).take_while(|c| is_mark(**c)).count();
        let to = start - marks;
        let count = self.t[..to].iter().rev().take(ALONE.end() + 1).take_while(|c| is_han(**c)).count();
        self.name_alone(to - count, to);
        let from = end + self.t[end..].iter().take(MOST_MARKS).take_while(|c| is_mark(**c)).count();
        let count = self.t[from..].iter().take(ALONE.end() + 1).take_while(|c| is_han(**c)).count();
        self.name_alone(from, from + count);
    }

    fn name_alone(&mut self, start: usize, end: usize) {
        let Some((surname, false)) = self.words.surnames.starting(&self.t[start..end]) else { return };
        let given = start + surname;
        let fits = ALONE.contains(&(end - start)) && (1..=2).contains(&(end - given));
        let part = matches!(self.before(start), '·' | '•' | '・');
        let known = part || self.places.iter().rev().take(NEIGHBOURS).any(|place| *place == (start, Kind::Name));
        if fits && !known && self.is_typical(start, given, end) {
            self.note_stars(Kind::Name, start, (given..end).collect());
        }
    }

    /// A mobile number that is masked already, 138****5678: its end.
    pub(super) fn masked_mobile(&self, i: usize) -> Option<usize> {
        let digits = |from: usize, n: usize| (from..from + n).all(|k| self.at(k).is_ascii_digit());
        let is_one = self.t[i] == '1'
            && digits(i, 3)
            && (i + 3..i + 7).all(|k| self.at(k) == '*')
            && digits(i + 7, 4)
            && !self.at(i + 11).is_ascii_digit();
        is_one.then_some(i + 11)
    }
}
