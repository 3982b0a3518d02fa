//! Numbers of people: telephones, identity cards, bank cards, orders. By what is announced, else by their shape.
//!
//! A number is a run of groups of digits with separators between; each rule says how many of the groups it takes.

use super::Kind;
use super::check::{
    area_code, is_applause, is_bank_card, is_barcode, is_date, is_id_card, is_mobile, is_public, is_timestamp,
};
use super::finder::{Finder, Said};
use super::words::Announce;

/// Groups and digits of a run that are looked at: three more than any number of people has.
const MOST_GROUPS: usize = 12;
const MOST_DIGITS: usize = 24;

/// Separators between two groups: 138 - 1234 has three.
const MOST_SEPARATORS: usize = 3;

/// Shortest number that is taken for an order without a word that says so.
const ORDER_DIGITS: usize = 12;

/// How people group mobile numbers; other groups need the word 电话.
const MOBILE_GROUPS: [&[usize]; 9] = [
    &[11],
    &[3, 4, 4],
    &[4, 3, 4],
    &[4, 4, 3],
    &[3, 8],
    &[7, 4],
    &[3, 3, 5],
    &[3, 2, 2, 2, 2],
    &[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
];

/// And numbers of landlines behind the area code.
const LOCAL_GROUPS: [&[usize]; 6] = [&[7], &[8], &[4, 4], &[3, 4], &[4, 3], &[2, 2, 2, 2]];

/// Groups of digits with separators between, from a place on.
pub(super) struct Run {
    groups: Vec<(usize, usize)>,
    digits: Vec<u8>,
    ascii: bool,
}

impl Run {
    fn start(&self) -> usize {
        self.groups[0].0
    }

    fn end(&self, k: usize) -> usize {
        self.groups[k - 1].1
    }

    fn sizes(&self, k: usize) -> impl Iterator<Item = usize> + '_ {
        self.groups[..k].iter().map(|(start, end)| end - start)
    }

    /// Digits of the first `k` groups.
    fn of(&self, k: usize) -> &[u8] {
        &self.digits[..self.sizes(k).sum()]
    }

    /// How many groups together have `n` digits.
    fn with(&self, n: usize) -> Option<usize> {
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
        if let Some(end) = self.mixed_mobile(i) {
            return end;
        }
        let said = self.announced(i);
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
        let mut run = Run { groups: Vec::new(), digits: Vec::new(), ascii };
        let mut start = i;
        while run.groups.len() < MOST_GROUPS {
            let end = self.while_at(start, is);
            run.groups.push((start, end));
            run.digits.extend(self.t[start..end].iter().filter_map(|&c| self.words.digit(c)));
            start = self.while_at(end, |c| matches!(c, ' ' | '-' | '—' | '–' | '.' | '_' | '·' | ')'));
            if start == end || start - end > MOST_SEPARATORS || !is(self.at(start)) || run.digits.len() > MOST_DIGITS {
                break;
            }
        }
        run
    }

    /// 1三8一234五678: figures and numerals mixed so that no program reads them.
    fn mixed_mobile(&mut self, i: usize) -> Option<usize> {
        let end = i + self.t[i..].iter().take(12).take_while(|&&c| self.words.digit(c).is_some()).count();
        let numerals = self.t[i..end].iter().filter(|c| !c.is_ascii()).count();
        if end - i != 11 || !(2..=9).contains(&numerals) {
            return None;
        }
        let digits: Vec<u8> = self.t[i..end].iter().filter_map(|&c| self.words.digit(c)).collect();
        is_mobile(&digits).then(|| {
            self.note(Kind::Phone, i, end, 3, 4);
            end
        })
    }

    fn by_shape(&mut self, run: &Run) -> Option<usize> {
        self.phone(run, false)
            .or_else(|| self.landline(run, false))
            .or_else(|| self.id_card(run))
            .or_else(|| self.bank_card(run))
            .or_else(|| self.long_number(run))
    }

    fn by_word(&mut self, run: &Run, said: Said) -> Option<usize> {
        match said.what {
            Announce::Phone => {
                self.phone(run, true).or_else(|| self.landline(run, true)).or_else(|| self.wrong_phone(run))
            }
            Announce::Order | Announce::OrderWeak => self.order(run, said),
            Announce::Qq => self.handle(run, Kind::Qq, 5),
            Announce::Wechat => self.phone(run, true).or_else(|| self.handle(run, Kind::Wechat, 6)),
            Announce::IdCard => self.id_card_said(run),
            Announce::BankCard => self.phone(run, true).or_else(|| self.bank_card_said(run)),
            Announce::Passport => self.document(run, Kind::Passport),
            Announce::Room => self.room_said(run),
            Announce::Plate | Announce::Address | Announce::Name => None,
        }
    }

    /// A mobile number, with or without 86, or +852 and the like.
    fn phone(&mut self, run: &Run, said: bool) -> Option<usize> {
        let start = run.start();
        let mut total = 0;
        for k in 1..=run.groups.len() {
            let d = run.of(k);
            total = d.len();
            let skip = match d {
                [8, 6, ..] if total == 13 => 2,
                [0, 0, 8, 6, ..] if total == 15 => 4,
                [0, 1, ..] if total == 12 => 1,
                _ => 0,
            };
            if is_mobile(&d[skip..])
                && (k == 1 || said || is_grouped(run.sizes(k), skip, &MOBILE_GROUPS))
                && !self.is_decimal(start, run.end(k))
            {
                self.note(Kind::Phone, start, run.end(k), skip + 3, 4);
                return Some(run.end(k));
            }
        }
        // 一三八……八一直打不通: the numeral behind the number belongs to the next word.
        if !run.ascii && run.groups.len() == 1 && (12..=14).contains(&total) && is_mobile(&run.digits[..11]) {
            self.note(Kind::Phone, start, start + 11, 3, 4);
            return Some(start + 11);
        }
        let foreign = self.before(start) == '+' && !self.before(start - 1).is_ascii_alphanumeric();
        if foreign && (9..=15).contains(&total) {
            self.note(Kind::Phone, start, run.end(run.groups.len()), 3, 4);
            return Some(run.end(run.groups.len()));
        }
        None
    }

    /// A landline number with its area code, or without where 电话 stands in front. Four digits of it are hidden.
    fn landline(&mut self, run: &Run, said: bool) -> Option<usize> {
        for k in 1..=run.groups.len().min(5) {
            let d = run.of(k);
            let area = area_code(d);
            let local = &d[area.min(d.len())..];
            let fits = match (area, local.len()) {
                (0, 7 | 8) => said && local[0] > 1 && !is_date(d) && !self.is_amount(run.start(), run.end(k)),
                (4, 7 | 8) | (3, 8) => k > 1 || said || (2..=8).contains(&local[0]),
                (3, 7) => said && local[0] > 0,
                _ => false,
            };
            let alone = k == 1 || is_grouped(run.sizes(k), area, &LOCAL_GROUPS);
            if fits && alone && !self.is_decimal(run.start(), run.end(k)) {
                self.note(Kind::Landline, run.start(), run.end(k), area, local.len() - 4);
                return Some(run.end(k));
            }
        }
        None
    }

    /// Something that 电话 announces, a digit too short or too long.
    fn wrong_phone(&mut self, run: &Run) -> Option<usize> {
        let end = run.end(1);
        let n = end - run.start();
        if !(9..=14).contains(&n) || self.is_amount(run.start(), end) {
            return None;
        }
        self.note(Kind::Phone, run.start(), end, 3, 4);
        Some(end)
    }

    fn id_card(&mut self, run: &Run) -> Option<usize> {
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
    fn id_card_said(&mut self, run: &Run) -> Option<usize> {
        let Some(k) = [17, 18, 15, 16, 19].into_iter().find_map(|n| run.with(n)) else {
            return self.document(run, Kind::IdCard);
        };
        let end = run.end(k) + usize::from(self.at(run.end(k)) == 'x');
        self.note(Kind::IdCard, run.start(), end, 3, 4);
        Some(end)
    }

    /// Any other document with eight digits or more.
    fn document(&mut self, run: &Run, kind: Kind) -> Option<usize> {
        let (start, end) = (run.start(), run.end(1));
        if end - start < 8 || is_date(run.of(1)) || self.is_amount(start, end) {
            return None;
        }
        self.note(kind, start, end, 2, 2);
        Some(end)
    }

    fn bank_card(&mut self, run: &Run) -> Option<usize> {
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
    fn bank_card_said(&mut self, run: &Run) -> Option<usize> {
        let k =
            if run.end(1) - run.start() == 4 { run.sizes(run.groups.len()).take_while(|&n| n == 4).count() } else { 1 };
        let k = if run.sizes(run.groups.len()).nth(k).is_some_and(|n| n < 4) { k + 1 } else { k };
        let (n, end) = (run.of(k).len(), run.end(k));
        if n < 8 || n < 12 && (is_date(run.of(k)) || self.is_amount(run.start(), end)) {
            return None;
        }
        let head = if n < 12 { 2 } else { 4 };
        self.note(Kind::BankCard, run.start(), end, head, head);
        Some(end)
    }

    /// Digits that are somebody's account of a chat.
    fn handle(&mut self, run: &Run, kind: Kind, least: usize) -> Option<usize> {
        let end = run.end(1);
        let n = end - run.start();
        if !(least..=12).contains(&n) || run.digits[0] == 0 || self.is_amount(run.start(), end) {
            return None;
        }
        self.note(kind, run.start(), end, 1, if n < 7 { 1 } else { 2 });
        Some(end)
    }

    /// An order as announced. A word such as 订单 alone asks for more digits than 订单号.
    fn order(&mut self, run: &Run, said: Said) -> Option<usize> {
        let (start, first) = (run.start(), run.end(1));
        let weak = said.what == Announce::OrderWeak;
        if let Some(end) = self.order_code(start, said) {
            return Some(end);
        }
        let dated = run.groups.len() > 2 && is_dated(&run.sizes(3).collect::<Vec<_>>(), run.of(3));
        let k = if weak || dated || first - start >= 8 { 1 } else { run.groups.len() };
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

    /// Twelve digits or more that are no bar code, time, amount or applause.
    fn long_number(&mut self, run: &Run) -> Option<usize> {
        let (d, start, end) = (run.of(1), run.start(), run.end(1));
        if d.len() < ORDER_DIGITS
            || is_applause(d)
            || is_timestamp(d)
            || is_barcode(d)
            || is_public(d)
            || !run.ascii
            || self.is_amount(start, end)
        {
            return None;
        }
        self.note(Kind::Order, start, end, 0, 4);
        Some(end)
    }

    /// The number behind 房间号.
    fn room_said(&mut self, run: &Run) -> Option<usize> {
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

/// Whether groups, without `skip` digits in front, are grouped in one of the ways.
fn is_grouped(sizes: impl Iterator<Item = usize>, mut skip: usize, ways: &[&[usize]]) -> bool {
    let mut rest = Vec::new();
    for size in sizes {
        let taken = skip.min(size);
        skip -= taken;
        if size > taken {
            rest.push(size - taken);
        }
    }
    ways.contains(&rest.as_slice())
}

/// 2008-6-4: groups of a date.
fn is_dated(sizes: &[usize], d: &[u8]) -> bool {
    matches!(sizes, [4, 1 | 2, 1 | 2]) && matches!(d, [1, 9, ..] | [2, 0, ..])
}
