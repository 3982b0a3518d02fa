//! Telephone numbers: mobile ones with or without a country code, landlines with or without an area code, and what 电话 announces.

use super::Kind;
use super::check::{area_code, is_date, is_mobile};
use super::finder::Finder;
use super::number::Run;

/// How people group mobile numbers; other groups need the word 电话.
const MOBILE_GROUPS: [&[usize]; 12] = [
    &[11],
    &[3, 4, 4],
    &[4, 3, 4],
    &[4, 4, 3],
    &[3, 8],
    &[7, 4],
    &[3, 3, 5],
    &[3, 4, 1, 3],
    &[3, 4, 2, 2],
    &[3, 4, 3, 1],
    &[3, 2, 2, 2, 2],
    &[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
];

/// And numbers of landlines behind the area code.
const LOCAL_GROUPS: [&[usize]; 6] = [&[7], &[8], &[4, 4], &[3, 4], &[4, 3], &[2, 2, 2, 2]];

impl Finder<'_> {
    /// A mobile number, with or without 86, or +852 and the like.
    pub(super) fn phone(&mut self, run: &Run, said: bool) -> Option<usize> {
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
            if d.len() == 10 && d[..2] == [0, 9] && (k == 1 && said || run.sizes(k).eq([4, 3, 3])) {
                // 0912-345-678, of Taiwan.
                self.note(Kind::Phone, start, run.end(k), 3, 3);
                return Some(run.end(k));
            }
            if is_mobile(&d[skip..])
                && (k == 1 || said || is_grouped(run.sizes(k), skip, &MOBILE_GROUPS))
                && !self.is_decimal(start, run.end(k))
                && !(is_round(d) && self.is_amount(start, run.end(k)))
            {
                self.note(Kind::Phone, start, run.end(k), skip + 3, 4);
                self.names_beside(start, run.end(k));
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
            // +86 20 8000 4321: an area code without its zero.
            let kind = if matches!(run.digits[..], [8, 6, 2..=9, ..]) { Kind::Landline } else { Kind::Phone };
            self.note(kind, start, run.end(run.groups.len()), 3, 4);
            return Some(run.end(run.groups.len()));
        }
        None
    }

    /// A landline number with its area code, or without where 电话 stands in front. Four digits of it are hidden.
    pub(super) fn landline(&mut self, run: &Run, said: bool) -> Option<usize> {
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
    pub(super) fn wrong_phone(&mut self, run: &Run) -> Option<usize> {
        let end = run.end(1);
        let n = end - run.start();
        if !(9..=14).contains(&n) || self.is_amount(run.start(), end) {
            return None;
        }
        self.note(Kind::Phone, run.start(), end, 3, 4);
        Some(end)
    }
}

/// 13800000000个: a round number of something.
fn is_round(d: &[u8]) -> bool {
    d.ends_with(&[0; 6])
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
