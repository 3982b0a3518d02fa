//! Numbers of orders, accounts of chats, rooms and networks: what has no check digit and is known by its word or its length.

use super::Kind;
use super::announce::Announce;
use super::check::{is_applause, is_barcode, is_date, is_timestamp};
use super::finder::{Finder, Said};
use super::number::Run;

/// Shortest number that is taken for an order without a word that says so.
const ORDER_DIGITS: usize = 12;

impl Finder<'_> {
    /// Digits that are somebody's account of a chat.
    pub(super) fn handle(&mut self, run: &Run, kind: Kind, least: usize) -> Option<usize> {
        // 1 2 3 4 5 6 7 8 9: one blank between all digits.
        let all = run.groups.len();
        let spaced = all > 1 && run.sizes(all).all(|n| n == 1) && run.groups.windows(2).all(|g| g[1].0 == g[0].1 + 1);
        let k = if spaced { all } else { 1 };
        let (n, end) = (run.of(k).len(), run.end(k));
        if !(least..=12).contains(&n) || run.digits[0] == 0 || self.is_amount(run.start(), end) {
            return None;
        }
        self.note(kind, run.start(), end, 1, if n < 7 { 1 } else { 2 });
        Some(end)
    }

    /// An order as announced. A word such as 订单 alone asks for more digits than 订单号.
    pub(super) fn order(&mut self, run: &Run, said: Said) -> Option<usize> {
        let start = run.start();
        let weak = said.what == Announce::OrderWeak;
        if let Some(end) = self.order_code(start, said) {
            return Some(end);
        }
        let dated = run.groups.len() > 2 && is_dated(&run.sizes(3).collect::<Vec<_>>(), run.of(3));
        let k = if dated { 1 } else { self.order_groups(run, weak) };
        let (d, end) = (run.of(k), run.end(k));
        let least = match (weak, said.linked) {
            (false, _) => 5,
            (true, true) => 6,
            (true, false) => 8,
        };
        if d.len() < least || dated || weak && is_date(d) || self.is_amount(start, end) {
            return None;
        }
        self.note(Kind::Order, start, end, 0, order_tail(d.len()));
        Some(end)
    }

    /// How many groups are one order: those with hyphens between, or with blanks where the first is too short to be an order alone.
    fn order_groups(&self, run: &Run, weak: bool) -> usize {
        let all = run.groups.len();
        let hyphened = |k: &usize| self.at(run.end(*k)) == '-' && run.groups[*k].0 == run.end(*k) + 1;
        if weak {
            if all > 2 && run.sizes(all).all(|n| n == 4) {
                return all;
            }
            // 订单#2026-0301-123456
            let k = (1..all).find(|k| !hyphened(k)).unwrap_or(all);
            return if run.of(k).len() >= ORDER_DIGITS { k } else { 1 };
        }
        let short = run.end(1) - run.start() < 8;
        let joined = |k: &usize| short || hyphened(k);
        (1..all).find(|k| !joined(k)).unwrap_or(all)
    }

    /// An IPv4 address that is not of somebody's own network; its last two numbers are hidden.
    pub(super) fn network_address(&mut self, run: &Run) -> Option<usize> {
        let (start, end) = (run.start(), run.end(run.groups.len().min(4)));
        let text: String = self.t[start..end].iter().collect();
        let address: std::net::Ipv4Addr = text.parse().ok()?;
        let tail = self.at(end).is_ascii_alphanumeric() || self.at(end) == '.' && self.at(end + 1).is_ascii_digit();
        if tail || address.is_private() || address.is_loopback() || address.is_unspecified() || address.is_broadcast() {
            return None;
        }
        let hidden = run.groups[2..4].iter().flat_map(|&(from, to)| from..to).collect();
        self.note_stars(Kind::Address, start, hidden);
        Some(end)
    }

    /// Twelve digits or more that are no bar code, time, amount or applause.
    pub(super) fn long_number(&mut self, run: &Run) -> Option<usize> {
        let (d, start, end) = (run.of(1), run.start(), run.end(1));
        if d.len() < ORDER_DIGITS
            || is_applause(d)
            || is_timestamp(d)
            || is_barcode(d)
            || !run.ascii
            || self.is_amount(start, end)
        {
            return None;
        }
        self.note(Kind::Order, start, end, 0, 4);
        Some(end)
    }

    /// SF 1098 7654 3210: the letters of a carrier, and at least three groups of four.
    pub(super) fn waybill_in_groups(&mut self, run: &Run) -> Option<usize> {
        let (start, all) = (run.start(), run.groups.len());
        let letters = self.t[..start.saturating_sub(1)].iter().rev().take_while(|c| c.is_ascii_alphabetic()).count();
        let k = run.sizes(all).take_while(|n| *n == 4).count();
        if k < 3 || self.before(start) != ' ' || !(2..=4).contains(&letters) || self.is_amount(start, run.end(k)) {
            return None;
        }
        self.note(Kind::Order, start, run.end(k), 0, 4);
        Some(run.end(k))
    }

    /// The number behind 房间号.
    pub(super) fn room_said(&mut self, run: &Run) -> Option<usize> {
        let (start, end) = (run.start(), run.end(1));
        if !(3..=5).contains(&(end - start)) || self.is_amount(start, end) {
            return None;
        }
        self.note(Kind::Address, start, end, 0, 0);
        Some(end)
    }
}

/// Digits of an order that stay: four, or fewer of a short one.
pub(super) fn order_tail(n: usize) -> usize {
    (n.saturating_sub(1) / 2).min(4)
}

/// 2008-6-4: groups of a date.
fn is_dated(sizes: &[usize], d: &[u8]) -> bool {
    matches!(sizes, [4, 1 | 2, 1 | 2]) && matches!(d, [1, 9, ..] | [2, 0, ..])
}
