//! Numbers of people, read as runs of groups of digits: by what is announced, else by their shape. What the shapes are is known beside it:
//! telephones, cards, orders.
//!
//! Each rule says how many of the groups it takes.

use super::Kind;
use super::announce::Announce;
use super::check::{is_date, is_public};
use super::finder::{Finder, Said};

/// Groups and digits of a run that are looked at: three more than any number of people has.
const MOST_GROUPS: usize = 12;
const MOST_DIGITS: usize = 24;

/// Separators between two groups: 138 - 1234 has three.
const MOST_SEPARATORS: usize = 3;

/// Groups of digits with separators between, from a place on.
pub(super) struct Run {
    pub(super) groups: Vec<(usize, usize)>,
    pub(super) digits: Vec<u8>,
    pub(super) ascii: bool,
}

impl Run {
    pub(super) fn start(&self) -> usize {
        self.groups[0].0
    }

    pub(super) fn end(&self, k: usize) -> usize {
        self.groups[k - 1].1
    }

    pub(super) fn sizes(&self, k: usize) -> impl Iterator<Item = usize> + '_ {
        self.groups[..k].iter().map(|(start, end)| end - start)
    }

    /// Digits of the first `k` groups.
    pub(super) fn of(&self, k: usize) -> &[u8] {
        &self.digits[..self.sizes(k).sum()]
    }

    /// How many groups together have `n` digits.
    pub(super) fn with(&self, n: usize) -> Option<usize> {
        (1..=self.groups.len()).find(|&k| self.sizes(k).sum::<usize>() == n)
    }
}

impl Finder<'_> {
    /// Reads the number that begins at `i`, and gives where to go on.
    pub(super) fn number(&mut self, i: usize) -> usize {
        if let Some(end) = self.address(i) {
            return end;
        }
        if self.words.digit(self.t[i]).is_none() {
            return i + 1;
        }
        if let Some(end) = self.masked_mobile(i) {
            self.names_beside(i, end);
            return end;
        }
        if let Some(end) = self.disguised_mobile(i).or_else(|| self.embassy_plate(i)) {
            return end;
        }
        let said = self.announced(i).filter(|said| !said.what.is_name());
        self.number_said(i, said)
    }

    /// Reads a number with what is announced for it.
    pub(super) fn number_said(&mut self, i: usize, said: Option<Said>) -> usize {
        let run = self.run_at(i);
        let first = run.end(1);
        let behind = if said.is_none() && first - i >= 5 { self.announced_behind(first) } else { None };
        let said = said.or(behind);
        if said.is_none_or(|s| s.what == Announce::Phone)
            && let Some(k) = run.with(10).or_else(|| run.with(8)).filter(|&k| is_public(run.of(k)))
        {
            return run.end(k);
        }
        if let Some(said) = said
            && let Some(end) = self.by_word(&run, said)
        {
            self.carry(end, said);
            return end;
        }
        self.by_shape(&run).unwrap_or(first)
    }

    fn run_at(&self, i: usize) -> Run {
        let ascii = self.t[i].is_ascii();
        let is = |c: char| c.is_ascii() == ascii && self.words.digit(c).is_some();
        // +1 (415) 555-2671
        let foreign = self.before(i) == '+';
        let mut run = Run { groups: Vec::new(), digits: Vec::new(), ascii };
        let mut start = i;
        while run.groups.len() < MOST_GROUPS {
            let end = self.while_at(start, is);
            run.groups.push((start, end));
            run.digits.extend(self.t[start..end].iter().filter_map(|&c| self.words.digit(c)));
            let is_mark = |c: char| matches!(c, ' ' | '-' | '—' | '–' | '.' | '_' | '·' | ')') || foreign && c == '(';
            start = self.while_at(end, is_mark);
            if start == end || start - end > MOST_SEPARATORS || !is(self.at(start)) || run.digits.len() > MOST_DIGITS {
                break;
            }
        }
        run
    }

    fn by_shape(&mut self, run: &Run) -> Option<usize> {
        self.phone(run, false)
            .or_else(|| self.landline(run, false))
            .or_else(|| self.id_card(run))
            .or_else(|| self.bank_card(run))
            .or_else(|| self.waybill_in_groups(run))
            .or_else(|| self.long_number(run))
    }

    fn by_word(&mut self, run: &Run, said: Said) -> Option<usize> {
        match said.what {
            Announce::Phone => {
                self.phone(run, true).or_else(|| self.landline(run, true)).or_else(|| self.wrong_phone(run))
            }
            Announce::Order | Announce::OrderWeak => self.order(run, said),
            Announce::Qq => self.handle(run, Kind::Qq, 5),
            Announce::QqWeak if is_date(run.of(1)) => None,
            Announce::QqWeak => self.phone(run, false).or_else(|| self.handle(run, Kind::Qq, 8)),
            Announce::Wechat => self.phone(run, true).or_else(|| self.handle(run, Kind::Wechat, 6)),
            Announce::Token => self.token_code(run.start(), said),
            Announce::Ip => self.network_address(run),
            Announce::IdCard => self.id_card_said(run),
            Announce::BankCard => self.phone(run, true).or_else(|| self.bank_card_said(run)),
            Announce::Passport => self.document(run, Kind::Passport),
            Announce::Room => self.room_said(run),
            Announce::Public => self.phone(run, false).or_else(|| self.id_card(run)).or(Some(run.end(1))),
            Announce::Plate
            | Announce::Address
            | Announce::Name
            | Announce::NameWeak
            | Announce::NameNear
            | Announce::NameCaller
            | Announce::Nick
            | Announce::Signature => None,
        }
    }
}
