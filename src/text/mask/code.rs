//! Codes with letters: accounts of chats, orders and documents with letters, keys in links.

use super::Kind;
use super::announce::Announce;
use super::finder::{Finder, Said};
use super::order::order_tail;

/// Longest announcing word in Latin letters that may stick to its data: vx12345678.
const LONGEST_STUCK: usize = 10;

/// Characters of the longest account or order.
const LONGEST_CODE: usize = 40;

/// Characters of the shortest key in a link.
const LEAST_TOKEN: usize = 8;

/// Letters in front of an order number that stay; they only name the carrier.
const CARRIER_LETTERS: usize = 4;

impl Finder<'_> {
    /// Reads the word that begins with a letter at `i`, and gives where to go on.
    pub(super) fn code(&mut self, i: usize) -> usize {
        let end = self.while_at(i, |c| c.is_ascii_alphanumeric() || c == '_');
        if self.announced(i).is_some_and(|said| said.what == Announce::Public) {
            return end;
        }
        // 微信abc、QQ123456: a word of its own counts more than the one before the comma.
        if self.carried(i).is_some()
            && let Some(end) = self.stuck(i, end)
        {
            return end;
        }
        if let Some(said) = self.announced(i)
            && let Some(end) = self.code_said(i, said)
        {
            self.carry(end, said);
            return end;
        }
        if let Some(end) = self.stuck(i, end) {
            return end;
        }
        if let Some(end) = self.lettered_room(i, end) {
            return end;
        }
        self.code_by_shape(i, end);
        end
    }

    /// vx12345678, qq42950063: the announcing word sticks to its data.
    fn stuck(&mut self, i: usize, end: usize) -> Option<usize> {
        let last = end.min(i + LONGEST_STUCK);
        for p in i + 1..last {
            let Some((start, what)) = self.word_before(p).filter(|&(start, _)| start <= i) else { continue };
            if start == i && self.before(i).is_ascii_alphanumeric() {
                continue;
            }
            let said = Said { what, linked: false };
            if self.t[p].is_ascii_digit() {
                let at = self.places.len();
                let end = self.number_said(p, Some(said));
                return (self.places.len() > at).then_some(end);
            }
            // 加vshop99887: one letter of the word is not enough for names of memberships (加vip888888).
            let plain = self.words.no_ids.starting(&self.t[i..end]).is_some();
            if what == Announce::Wechat
                && (p - i > 1 || start < i && !plain)
                && let Some(end) = self.code_said(p, said)
            {
                return Some(end);
            }
        }
        None
    }

    /// A code that was announced.
    fn code_said(&mut self, i: usize, said: Said) -> Option<usize> {
        match said.what {
            Announce::Wechat => self.wechat(i, said),
            Announce::Order | Announce::OrderWeak => self.order_code(i, said),
            Announce::Passport | Announce::IdCard => self.passport(i),
            Announce::BankCard => self.account(i, said),
            Announce::Token => self.token_code(i, said),
            _ => None,
        }
    }

    /// End of a code with hyphens inside; a little behind the longest where it is longer, as nothing is made of those: `vx-vx-vx-…` would be read to its end
    /// from each of its letters.
    fn code_end(&self, i: usize) -> usize {
        let is_of_code = |c: &&char| c.is_ascii_alphanumeric() || matches!(**c, '_' | '-');
        let end = i + self.t.iter().skip(i).take(LONGEST_CODE + 1).take_while(is_of_code).count();
        if end - i > LONGEST_CODE {
            return end;
        }
        end - self.t[i..end].iter().rev().take_while(|c| **c == '-').count()
    }

    /// An id of a chat: 6 to 20 letters, digits, `_` and `-`, beginning with a letter. A plain word is one only behind a colon or 号.
    fn wechat(&mut self, i: usize, said: Said) -> Option<usize> {
        let end = self.code_end(i);
        let plain = self.t[i..end].iter().all(char::is_ascii_alphabetic);
        let id = (6..=20).contains(&(end - i)) && (!plain || said.linked);
        // 微信app2.0, 微信windows: names and versions of programs.
        let program = self.words.no_ids.starting(&self.t[i..end]).is_some() && !said.linked;
        if !id || program || self.at(end) == '.' && self.at(end + 1).is_ascii_alphanumeric() {
            return None;
        }
        self.note_stars(Kind::Wechat, i, (i + 1..end).collect());
        Some(end)
    }

    /// An order with letters, `i` its first letter or digit.
    pub(super) fn order_code(&mut self, i: usize, said: Said) -> Option<usize> {
        let end = self.code_end(i);
        let code = &self.t[i..end];
        let digits = code.iter().filter(|c| c.is_ascii_digit()).count();
        let letters = code.iter().filter(|c| c.is_ascii_alphabetic()).count();
        let least = if said.what == Announce::OrderWeak { 6 } else { 4 };
        if letters == 0 || digits < least || !(6..=LONGEST_CODE).contains(&code.len()) {
            return None;
        }
        // 订单12345678kg: an amount and its unit.
        if code[0].is_ascii_digit() && self.is_amount(i, self.while_at(i, |c| c.is_ascii_digit())) {
            return None;
        }
        let head = code.iter().take_while(|c| c.is_ascii_alphabetic()).count();
        let head = if head <= CARRIER_LETTERS && digits >= 8 { head } else { 0 };
        self.note(Kind::Order, i, end, head, order_tail(digits));
        Some(end)
    }

    /// A passport or another document: one or two letters and seven to nine digits.
    fn passport(&mut self, i: usize) -> Option<usize> {
        let letters = self.while_at(i, |c| c.is_ascii_alphabetic());
        let digits = letters + usize::from(matches!(self.at(letters), ' ' | '-'));
        let end = self.while_at(digits, |c| c.is_ascii_digit());
        if letters - i > 2 || !(6..=10).contains(&(end - digits)) {
            return None;
        }
        self.note(Kind::Passport, i, end, 1, 2);
        Some(end)
    }

    /// An account with letters and digits: 支付宝账号 `zhang_88`.
    fn account(&mut self, i: usize, said: Said) -> Option<usize> {
        let end = self.code_end(i);
        let digits = self.t[i..end].iter().filter(|c| c.is_ascii_digit()).count();
        let program = !said.linked && self.words.no_ids.starting(&self.t[i..end]).is_some();
        if program || digits < 2 || !(6..=32).contains(&(end - i)) {
            return None;
        }
        self.note_stars(Kind::BankCard, i, (i + 1..end).collect());
        Some(end)
    }

    /// EB7654321护照: the word stands behind.
    fn is_passport_behind(&self, end: usize) -> bool {
        let from = end + usize::from(self.at(end) == ' ');
        matches!(self.words.announcers.starting(&self.t[from.min(self.t.len())..]), Some((_, Announce::Passport)))
    }

    /// The key that lets in whoever has the link: token=eyJhbGciOi….
    pub(super) fn token_code(&mut self, i: usize, said: Said) -> Option<usize> {
        if !said.linked {
            return None;
        }
        let end = self.while_at(i, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '%' | '+' | '/'));
        let end = end - self.t[i..end].iter().rev().take_while(|c| !c.is_ascii_alphanumeric()).count();
        let digits = self.t[i..end].iter().filter(|c| c.is_ascii_digit()).count();
        if digits < 2 || end - i < LEAST_TOKEN {
            return None;
        }
        self.note_stars(Kind::Order, i, (i + 2..end).collect());
        Some(end)
    }

    /// Codes that show what they are: SF1234567890, EA123456789CN, `wxid_…`, E12345678, T13812345678.
    fn code_by_shape(&mut self, i: usize, end: usize) {
        let letters = self.while_at(i, |c| c.is_ascii_alphabetic());
        let digits = self.while_at(letters, |c| c.is_ascii_digit());
        let (head, n, tail) = (letters - i, digits - letters, end - digits);
        let d: Vec<u8> = self.t[letters..digits].iter().filter_map(|&c| self.words.digit(c)).collect();
        if self.t[i..end].starts_with(&['w', 'x', 'i', 'd', '_']) && end - i > 8 {
            self.note_stars(Kind::Wechat, i, (i + 1..end).collect());
        } else if tail == 0 && (head == 1 || head > CARRIER_LETTERS) && super::check::is_mobile(&d) {
            self.note(Kind::Phone, letters, end, 3, 4);
        } else if tail == 0 && (10..=20).contains(&n) || tail == 2 && head == 2 && n == 9 {
            let carrier = if head > CARRIER_LETTERS { 0 } else { head };
            self.note(Kind::Order, i, end, carrier, 4);
        } else if tail == 0 && head == 1 && n == 8 && matches!(self.t[i], 'e' | 'g') && !super::check::is_date(&d)
            || tail == 0 && head <= 2 && (7..=8).contains(&n) && self.is_passport_behind(end)
        {
            self.note(Kind::Passport, i, end, 1, 2);
        }
    }
}
