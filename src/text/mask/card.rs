//! Numbers of cards and documents: identity cards, bank cards, passports.

use super::Kind;
use super::check::{is_applause, is_bank_card, is_date, is_id_card};
use super::finder::Finder;
use super::number::Run;

/// Digits of the longest number of a card or account.
const LONGEST_CARD: usize = 23;

impl Finder<'_> {
    pub(super) fn id_card(&mut self, run: &Run) -> Option<usize> {
        for n in [17, 18, 15] {
            let Some(k) = run.with(n).filter(|&k| k == 1 || n > 15) else { continue };
            let (mut d, mut end) = (run.of(k).to_vec(), run.end(k));
            if n == 17 {
                if self.at(end) != 'x' {
                    continue;
                }
                d.push(10);
                end += 1;
            }
            if is_id_card(&d) {
                self.note(Kind::IdCard, run.start(), end, 3, 4);
                return Some(end);
            }
        }
        None
    }

    /// An identity card as announced: people mistype, so nothing is checked but the length.
    pub(super) fn id_card_said(&mut self, run: &Run) -> Option<usize> {
        let Some(k) = [17, 18, 15, 16, 19].into_iter().find_map(|n| run.with(n)) else {
            return self.document(run, Kind::IdCard);
        };
        let end = run.end(k) + usize::from(self.at(run.end(k)) == 'x');
        self.note(Kind::IdCard, run.start(), end, 3, 4);
        Some(end)
    }

    /// Any other document with eight digits or more.
    pub(super) fn document(&mut self, run: &Run, kind: Kind) -> Option<usize> {
        let (start, end) = (run.start(), run.end(1));
        if end - start < 8 || is_date(run.of(1)) || self.is_amount(start, end) {
            return None;
        }
        self.note(kind, start, end, 2, 2);
        Some(end)
    }

    pub(super) fn bank_card(&mut self, run: &Run) -> Option<usize> {
        let k = (1..=run.groups.len()).find(|&k| {
            (k == 1 || (1..=4).contains(&(run.end(k) - run.groups[k - 1].0)) && run.sizes(k - 1).all(|n| n == 4))
                && is_bank_card(run.of(k))
                && !is_applause(run.of(k))
        })?;
        if self.is_amount(run.start(), run.end(k)) {
            return None;
        }
        self.note(Kind::BankCard, run.start(), run.end(k), 4, 4);
        Some(run.end(k))
    }

    /// A card or account as announced, whatever its check digit says.
    pub(super) fn bank_card_said(&mut self, run: &Run) -> Option<usize> {
        let first = run.end(1) - run.start();
        // 6222 0200 …, 622208-0200-…: groups of four behind one of four or six, and what is left.
        let fours = run.sizes(run.groups.len()).skip(1).take_while(|&n| n == 4).count();
        let k = 1 + if matches!(first, 4 | 6) { fours } else { 0 };
        let rest = run.sizes(run.groups.len()).nth(k);
        let k = if k > 1 && rest.is_some_and(|n| n < 4 || first == 6 && n == 5) { k + 1 } else { k };
        let k = if run.of(k).len() > LONGEST_CARD { 1 } else { k };
        let (n, end) = (run.of(k).len(), run.end(k));
        if n < 8 || n < 12 && (is_date(run.of(k)) || self.is_amount(run.start(), end)) {
            return None;
        }
        let head = if n < 12 { 2 } else { 4 };
        self.note(Kind::BankCard, run.start(), end, head, head);
        Some(end)
    }
}
