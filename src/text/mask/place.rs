//! Places where somebody lives: house, building, unit and room numbers in a chain. The names of streets and estates stay, the numbers go.
//!
//! A number of a building alone is no secret (5号楼电梯坏了), so a chain counts when it leads to a room, or when an address was announced.

use super::Kind;
use super::announce::{Announce, Unit};
use super::finder::Finder;
use crate::text::clause::is_han;

/// Longest number of a house or room, in digits or numerals.
const LONGEST: usize = 5;

/// Numbers of an address one after another: 12号3栋2单元501室. A text of nothing but such would be read to its end from each of them.
const LONGEST_CHAIN: usize = 8;
/// Characters in front of a number in which an address may have been announced.
const REACH: usize = 30;

/// Longest name of an estate between a house number and the building: 123号翡翠湾小区4栋.
const LONGEST_ESTATE: usize = 12;

/// Fewest digits of a room number.
const ROOM_DIGITS: usize = 3;

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
        if let Some(end) = self.announced_room(i).or_else(|| self.room_beside(i)) {
            return Some(end);
        }
        let chain = self.chain(i).or_else(|| self.dashed(i))?;
        let several = chain.numbers.len() > 1;
        // 桃源村6组38号: a house below the first number of a road or village is somebody's.
        let below = several && chain.last_house && self.is_road(i);
        // A座1203: the building has a letter for a number.
        let lettered = chain.room && self.lettered(i);
        let counts = below
            || lettered
            || chain.room && several
            || chain.house && self.is_postal(i, chain.end)
            || (chain.room || chain.house || several) && self.address_announced(i);
        if !counts {
            return None;
        }
        let hidden = chain.numbers.iter().flat_map(|&(start, end)| start..end).collect();
        self.note_stars(Kind::Address, i, hidden);
        Some(chain.end)
    }

    /// A number that an address in front makes a room or a house: 地址：翡翠大厦1508, address: Room 1508, No. 12 Hill Road.
    fn announced_room(&mut self, i: usize) -> Option<usize> {
        if !self.t[i].is_ascii_digit() {
            return None;
        }
        let end = self.number_end(i);
        let year = end - i == 4 && matches!(self.t[i..i + 2], ['1', '9'] | ['2', '0']) && self.t[i + 2] < '4';
        // 我家小区1350户
        let goes_on = is_han(self.at(end));
        let room = !goes_on && !year && self.words.places.ending(&self.t[..i]).is_some() && self.is_bare_room(i, end);
        let named = end - i <= LONGEST && !self.at(end).is_ascii_alphanumeric() && self.is_named_in_latin(i);
        let announced = room && self.address_announced(i) || named && self.address_word(i, |c| c.is_ascii_alphabetic());
        if !announced {
            return None;
        }
        self.note_stars(Kind::Address, i, (i..end).collect());
        Some(end)
    }

    /// 楼上803室, 楼上1202户, 对门602养狗: the room of a neighbour, of whose building nothing need be said. 楼下120户 counts homes.
    fn room_beside(&mut self, i: usize) -> Option<usize> {
        let end = self.number_end(i);
        let fits = (ROOM_DIGITS..=ROOM_DIGITS + 1).contains(&(end - i)) && self.t[i].is_ascii_digit();
        if !fits || self.words.besides.ending(&self.t[..i]).is_none() {
            return None;
        }
        let rest = &self.t[end..];
        let room = matches!(self.words.units.starting(rest), Some((_, Unit::Room)));
        // A floor has few rooms: 1202, never 125.
        let few = matches!((self.at(end - 2), self.at(end - 1)), ('0' | '1', '1'..='9'));
        let home = few && self.words.homes.starting(rest).is_some();
        (room || home).then(|| {
            self.note_stars(Kind::Address, i, (i..end).collect());
            end
        })
    }

    /// Whether room, no. or the like stands in front of `i`.
    fn is_named_in_latin(&self, i: usize) -> bool {
        let marks = self.t[..i].iter().rev().take_while(|c| matches!(c, ' ' | '.' | '#')).count();
        let end = i - marks;
        let word = self.t[..end].iter().rev().take_while(|c| c.is_ascii_alphabetic()).count();
        self.words.latin_places.starting(&self.t[end - word..end]).is_some_and(|(n, ())| n == word)
    }

    /// 地址：翡翠大厦B1508: a room with the letter of its building, `i..end`.
    pub(super) fn lettered_room(&mut self, i: usize, end: usize) -> Option<usize> {
        let digits = i + 1;
        let fits = (ROOM_DIGITS..=ROOM_DIGITS + 1).contains(&(end - digits))
            && self.t[digits..end].iter().all(char::is_ascii_digit)
            && self.words.places.ending(&self.t[..i]).is_some()
            && self.address_announced(i);
        fits.then(|| {
            self.note_stars(Kind::Address, i, (digits..end).collect());
            end
        })
    }

    /// Whether the house number `i..end` is one of a whole address, from the town down to an estate: 桃源街道青石路12号翡翠园, but not 青石路12号的路灯.
    fn is_postal(&self, i: usize, end: usize) -> bool {
        let from = i - self.t[i.saturating_sub(REACH)..i].iter().rev().take_while(|c| is_han(**c)).count();
        let estate = self.while_at(end, is_han);
        let named =
            (2..=LONGEST_ESTATE).contains(&(estate - end)) && self.words.places.ending(&self.t[end..estate]).is_some();
        named && (from..i).any(|at| self.words.towns.ending(&self.t[from..at]).is_some())
    }

    fn chain(&self, i: usize) -> Option<Chain> {
        let mut chain = Chain::default();
        let (mut at, mut jumped) = (i, false);
        let leads = self.lettered(i);
        loop {
            let end = self.number_end(at);
            if end == at || end - at > LONGEST {
                break;
            }
            let first = chain.numbers.is_empty() && !leads;
            let bare = !first && (!jumped || self.is_place(at)) && self.is_bare_room(at, end);
            let Some((length, unit)) = self.unit(at, end, first).or_else(|| bare.then_some((0, Unit::Room))) else {
                break;
            };
            chain.numbers.push((at, end));
            chain.end = end + length;
            chain.room |= unit == Unit::Room;
            chain.house |= unit == Unit::Number && first;
            chain.last_house = unit == Unit::Number;
            if unit == Unit::Room || chain.numbers.len() == LONGEST_CHAIN {
                break;
            }
            (at, jumped) = self.next_number(chain.end, unit == Unit::Number && first);
        }
        (!chain.numbers.is_empty()).then_some(chain)
    }

    /// What the number at `at` counts, and how many characters say so: 栋, B座 (of 5-B座), #楼.
    fn unit(&self, at: usize, end: usize, first: bool) -> Option<(usize, Unit)> {
        let letter = end + usize::from(self.at(end) == '-');
        let skipped = match self.at(letter) {
            '#' if letter == end => 1,
            c if c.is_ascii_alphabetic() && self.words.units.starting(&self.t[end..]).is_none() => letter + 1 - end,
            _ => 0,
        };
        let (n, unit) = self.words.units.starting(&self.t[end + skipped..])?;
        let fits = match unit {
            Unit::Building => true,
            Unit::Room => end - at >= ROOM_DIGITS,
            Unit::Floor => !first || skipped > 0 || self.address_announced(at),
            Unit::Number => !first || self.is_road(at),
        };
        fits.then_some((skipped + n, unit))
    }

    /// Where the next number of a chain begins, and whether the name of an estate was passed: behind a house number one may stand between.
    fn next_number(&self, end: usize, house: bool) -> (usize, bool) {
        let mut at = end;
        while matches!(self.at(at), ' ' | '-' | ',') && at - end < 2 {
            at += 1;
        }
        at = self.letter_end(at).unwrap_or(at);
        if house && self.number_end(at) == at {
            let named = |c: char| is_han(c) && !self.words.is_numeral(c) || c.is_ascii_alphabetic();
            let estate = self.while_at(at, named);
            if estate > at && estate - at <= LONGEST_ESTATE {
                return (estate, true);
            }
        }
        (at, false)
    }

    /// Behind a letter or a side with what it counts, or without: 3栋A座502, 5幢甲单元702, 3栋东502.
    fn letter_end(&self, at: usize) -> Option<usize> {
        let c = self.at(at);
        let side = self.words.sides.contains(&c);
        let letter = c.is_ascii_alphabetic() && !self.at(at + 1).is_ascii_alphabetic();
        let unit = self.words.units.starting(self.t.get(at + 1..)?).map_or(0, |(n, _)| n);
        (letter || side && (unit > 0 || self.at(at + 1).is_ascii_digit())).then_some(at + 1 + unit)
    }

    /// Whether a building with a letter or a side for a number stands in front of `i`: A座1203.
    fn lettered(&self, i: usize) -> bool {
        let Some((n, Unit::Building | Unit::Floor)) = self.words.units.ending(&self.t[..i]) else { return false };
        let c = self.before(i - n);
        let alone = !self.before((i - n).saturating_sub(1)).is_ascii_alphanumeric();
        alone && (c.is_ascii_alphabetic() || self.words.sides.contains(&c) && !is_han(self.before(i - n - 1)))
    }

    /// Whether a road or a village ends in front of `i`: 中山大道西, 桃源村.
    fn is_road(&self, i: usize) -> bool {
        let c = self.before(i);
        let c = if self.words.sides.contains(&c) { self.before(i - 1) } else { c };
        self.words.roads.contains(&c)
    }

    /// Whether an estate or a building ends in front of `i`.
    fn is_place(&self, i: usize) -> bool {
        let before = &self.t[..i];
        self.words.places.ending(before).is_some() || self.words.units.ending(before).is_some()
    }

    /// A room without 室: 3栋0502, 四单元二零一. No amount, no part of a longer number, no count of people.
    fn is_bare_room(&self, start: usize, end: usize) -> bool {
        let digits = self.t[start..end].iter().all(|&c| self.words.digit(c).is_some());
        // Behind numerals a character may be anything: 三栋一一五得六.
        let ended = self.t[start].is_ascii_digit() || !is_han(self.at(end));
        let round = self.t[..end].ends_with(&['0', '0']);
        (ROOM_DIGITS..=ROOM_DIGITS + 1).contains(&(end - start))
            && digits
            && ended
            && !round
            && !self.at(end).is_ascii_alphanumeric()
            && !matches!((self.at(end), self.at(end + 1)), ('-' | '.' | ':', c) if c.is_ascii_digit())
            && !self.is_amount(start, end)
    }

    /// End of a house number at `at`: figures or numerals, never both. One that is too long is read no further.
    fn number_end(&self, at: usize) -> usize {
        let figures = self.at(at).is_ascii_digit();
        let is = |c: &&char| if figures { c.is_ascii_digit() } else { self.words.is_numeral(**c) };
        at + self.t[at.min(self.t.len())..].iter().take(LONGEST + 1).take_while(is).count()
    }

    /// 翡翠湾小区3-2-501.
    fn dashed(&self, i: usize) -> Option<Chain> {
        let estate = self.words.places.ending(&self.t[..self.phase_start(i)]).is_some();
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

    /// Where the part of an estate begins that ends at `i`: 桃苑二区.
    fn phase_start(&self, i: usize) -> usize {
        let Some((n, ())) = self.words.phases.ending(&self.t[..i]) else { return i };
        let number = |c: &&char| c.is_ascii_alphanumeric() || self.words.is_numeral(**c);
        match self.t[..i - n].iter().rev().take_while(number).count() {
            digits @ 1..=2 => i - n - digits,
            _ => i,
        }
    }

    /// Whether an address was announced in front of `i`, in the same sentence.
    fn address_announced(&self, i: usize) -> bool {
        self.address_word(i, |_| true)
    }

    /// The same by a word whose first character is such a one: 住过的酒店里排 NO.1 is no address.
    fn address_word(&self, i: usize, is: impl Fn(char) -> bool) -> bool {
        let ends = |c: &char| matches!(c, '。' | '!' | '?' | ';' | '\n');
        let from = i.saturating_sub(REACH);
        let from = self.t[from..i].iter().rposition(ends).map_or(from, |p| from + p + 1);
        (from..=i).any(|end| {
            let word = self.word_before(end).filter(|(_, what)| matches!(what, Announce::Address | Announce::Room));
            word.is_some_and(|(start, _)| start >= from && is(self.t[start]))
        })
    }
}
