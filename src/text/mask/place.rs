//! Places where somebody lives: house, building, unit and room numbers in a chain. The names of streets and estates stay, the numbers go.
//!
//! A number of a building alone is no secret (5号楼电梯坏了), so a chain counts when it leads to a room, or when an address was announced.

use super::Kind;
use super::finder::Finder;
use super::words::{Announce, Unit};

/// Longest number of a house or room, in digits or numerals.
const LONGEST: usize = 5;

/// Characters in front of a number in which an address may have been announced.
const REACH: usize = 30;

/// Longest name of an estate between a house number and the building: 123号翡翠湾小区4栋.
const LONGEST_ESTATE: usize = 12;

/// A chain of numbers that is being read.
#[derive(Default)]
struct Chain {
    numbers: Vec<(usize, usize)>,
    room: bool,
    house: bool,
    /// The last number is one of a house.
    last_house: bool,
    end: usize,
}

impl Finder<'_> {
    /// The address that begins with the number at `i`; where it ends, if it was masked.
    pub(super) fn address(&mut self, i: usize) -> Option<usize> {
        let chain = self.chain(i).or_else(|| self.dashed(i))?;
        let several = chain.numbers.len() > 1;
        // 桃源村6组38号: a house below the first number of a road or village is somebody's.
        let below = several && chain.last_house && self.words.roads.contains(&self.before(i));
        let counts =
            below || chain.room && several || (chain.room || chain.house || several) && self.address_announced(i);
        if !counts {
            return None;
        }
        let hidden = chain.numbers.iter().flat_map(|&(start, end)| start..end).collect();
        self.note_stars(Kind::Address, i, hidden);
        Some(chain.end)
    }

    fn chain(&self, i: usize) -> Option<Chain> {
        let mut chain = Chain::default();
        let mut at = i;
        loop {
            let end = self.number_end(at);
            if end == at || end - at > LONGEST {
                break;
            }
            let unit = self.words.units.starting(&self.t[end..]);
            let first = chain.numbers.is_empty();
            let (length, unit) = match unit {
                Some((n, Unit::Building)) => (n, Unit::Building),
                Some((n, Unit::Room)) if end - at >= 3 => (n, Unit::Room),
                Some((n, Unit::Floor)) if !first => (n, Unit::Floor),
                Some((n, Unit::Number)) if !first || self.words.roads.contains(&self.before(at)) => (n, Unit::Number),
                _ if !first && (3..=4).contains(&(end - at)) && self.is_bare_room(at, end) => (0, Unit::Room),
                _ => break,
            };
            chain.numbers.push((at, end));
            chain.end = end + length;
            chain.room |= unit == Unit::Room;
            chain.house |= unit == Unit::Number && first;
            chain.last_house = unit == Unit::Number;
            if unit == Unit::Room {
                break;
            }
            at = self.next_number(chain.end, unit == Unit::Number && first)?;
        }
        (!chain.numbers.is_empty()).then_some(chain)
    }

    /// Where the next number of a chain begins; behind a house number the name of an estate may stand between.
    fn next_number(&self, end: usize, house: bool) -> Option<usize> {
        let mut at = end;
        while matches!(self.at(at), ' ' | '-' | ',') && at - end < 2 {
            at += 1;
        }
        // 3栋A座502
        if self.at(at).is_ascii_alphabetic() && !self.at(at + 1).is_ascii_alphabetic() {
            at += 1;
            at += self.words.units.starting(self.t.get(at..)?).map_or(0, |(n, _)| n);
        }
        if house && self.number_end(at) == at {
            let estate = self.while_at(at, |c| !c.is_ascii() && !self.words.is_numeral(c));
            if estate - at <= LONGEST_ESTATE {
                at = estate;
            }
        }
        Some(at)
    }

    /// A room without 室: 3栋0502, 四单元二零一. No amount, no part of a longer number.
    fn is_bare_room(&self, start: usize, end: usize) -> bool {
        let digits = self.t[start..end].iter().all(|&c| self.words.digit(c).is_some());
        // Behind numerals a character may be anything: 三栋一一五得六.
        let ended = self.t[start].is_ascii_digit() || !super::super::clause::is_han(self.at(end));
        digits
            && ended
            && !self.at(end).is_ascii_alphanumeric()
            && !matches!((self.at(end), self.at(end + 1)), ('-' | '.' | ':', c) if c.is_ascii_digit())
            && !self.is_amount(start, end)
    }

    /// End of a house number at `at`: figures or numerals, never both.
    fn number_end(&self, at: usize) -> usize {
        if self.at(at).is_ascii_digit() {
            return self.while_at(at, |c| c.is_ascii_digit());
        }
        self.while_at(at, |c| self.words.is_numeral(c))
    }

    /// 翡翠湾小区3-2-501.
    fn dashed(&self, i: usize) -> Option<Chain> {
        let estate = self.words.places.ending(&self.t[..i]).is_some();
        if !estate && !self.address_announced(i) {
            return None;
        }
        let mut chain = Chain { room: true, end: i, ..Chain::default() };
        loop {
            let end = self.while_at(chain.end, |c| c.is_ascii_digit());
            if end == chain.end || end - chain.end > 4 {
                return None;
            }
            chain.numbers.push((chain.end, end));
            chain.end = end;
            if !matches!(self.at(end), '-' | '#') || !self.at(end + 1).is_ascii_digit() {
                break;
            }
            chain.end += 1;
        }
        let sizes: Vec<usize> = chain.numbers.iter().map(|(start, end)| end - start).collect();
        let last = *sizes.last()?;
        let fits = matches!(sizes.len(), 2 | 3) && sizes[..sizes.len() - 1].iter().all(|n| *n < 3) && last >= 3;
        (fits && !self.is_amount(i, chain.end)).then_some(chain)
    }

    /// Whether an address was announced in front of `i`, in the same sentence.
    fn address_announced(&self, i: usize) -> bool {
        let ends = |c: &char| matches!(c, '。' | '!' | '?' | ';' | '\n');
        let from = i.saturating_sub(REACH);
        let from = self.t[from..i].iter().rposition(ends).map_or(from, |p| from + p + 1);
        (from..=i).any(
            |end| matches!(self.word_before(end), Some((start, Announce::Address | Announce::Room)) if start >= from),
        )
    }
}
