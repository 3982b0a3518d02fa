//! Feedback by day. Weeks, months, gaps and intervals are made from it by `insight::trend`.

use std::collections::BTreeMap;

use crate::record::Annotated;

use super::scale::{self, ByScale};
use super::tally::{Moments, Tally};
use super::voice::blamed;

/// Strays are at most so many rows, further from all others than these days, and than these times what the others reach over.
const STRAYS: u64 = 3;
pub(crate) const FAR: i32 = 92;
const SPANS: i32 = 3;

/// Rows that there must be for each stray, and for one alone.
const OF_EACH: u64 = 500;
const OF_ONE: u64 = 20;

/// All days with feedback, by days since 1970-01-01.
#[allow(clippy::struct_field_names)] // rows without a day are no day
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Days {
    pub(crate) days: BTreeMap<i32, Tally>,
    /// Ratings of rows whose text says nothing, by day: such a row is no feedback of the day, but its stars count.
    pub(crate) wordless: BTreeMap<i32, ByScale<Moments>>,
    pub(crate) undated: u64,
    /// Rows of days that were taken out.
    pub(crate) stray: u64,
}

impl Days {
    pub(crate) fn absorb(&mut self, a: &Annotated) {
        match a.time {
            Some(t) => self.days.entry(t.days()).or_default().absorb(a, &blamed(a)),
            None => self.undated += 1,
        }
    }

    /// Takes in the rating of a row whose text says nothing.
    pub(crate) fn rate(&mut self, a: &Annotated) {
        let (Some(time), Some(rating)) = (a.time, scale::usable(a)) else { return };
        self.wordless.entry(time.days()).or_default().add(rating, Moments::of(i64::from(rating), 1));
    }

    pub(crate) fn merge(&mut self, later: Self) {
        for (day, d) in later.days {
            self.days.entry(day).or_default().merge(d);
        }
        for (day, ratings) in later.wordless {
            self.wordless.entry(day).or_default().merge(ratings);
        }
        self.undated += later.undated;
        self.stray += later.stray;
    }

    /// Takes out the days of mistyped dates (2062 for 2026), which would make all the others history, and a long trend of gaps: a handful of rows, far from
    /// all others. Of a whole input or history only; what is left does not depend on the order of rows.
    pub(crate) fn cut_strays(&mut self) {
        let days: Vec<(i32, u64)> = self.days.iter().map(|(day, d)| (*day, d.rows)).collect();
        let usual = usual(&days);
        for (day, _) in days[..usual.start].iter().chain(&days[usual.end..]) {
            self.stray += self.days.remove(day).map_or(0, |d| d.rows);
        }
    }

    /// A period without what lies far from all days: dates of rows that say nothing may be mistyped, too.
    pub(crate) fn within(&self, period: (i32, i32)) -> (i32, i32) {
        self.span().map_or(period, |span| near(span, period))
    }

    /// The first and the last day.
    pub(crate) fn span(&self) -> Option<(i32, i32)> {
        Some((*self.days.first_key_value()?.0, *self.days.last_key_value()?.0))
    }
}

/// A period without what lies far from the days from which to which there is feedback.
pub(crate) fn near((from, to): (i32, i32), (first, last): (i32, i32)) -> (i32, i32) {
    (if from - first > FAR { from } else { first }, if last - to > FAR { to } else { last })
}

/// The first and the last of some days with their rows, in order of time, that are no strays.
pub(crate) fn usual_span(days: &[(i32, u64)]) -> Option<(i32, i32)> {
    let usual = &days[usual(days)];
    Some((usual.first()?.0, usual.last()?.0))
}

/// Which of some days, in order of time, are no strays.
fn usual(days: &[(i32, u64)]) -> std::ops::Range<usize> {
    let late: Vec<(i32, u64)> = days.iter().rev().map(|(day, n)| (-day, *n)).collect();
    let (early, late) = (strays(days), strays(&late));
    early..days.len() - late.min(days.len() - early)
}

/// How many of the first days, in order of time, are strays.
fn strays(days: &[(i32, u64)]) -> usize {
    let all: u64 = days.iter().map(|d| d.1).sum();
    // Without what may be strays at the other end.
    let mut behind = 0;
    let others = days.iter().rev().find(|d| {
        behind += d.1;
        behind > STRAYS
    });
    let last = others.map_or(0, |d| d.0);
    let (mut before, mut found) = (0, 0);
    for (i, pair) in days.windows(2).enumerate() {
        before += pair[0].1;
        let enough = if before == 1 { OF_ONE } else { before * OF_EACH };
        if before > STRAYS || all < enough {
            break;
        }
        let (gap, span) = (pair[1].0.saturating_sub(pair[0].0), last.saturating_sub(pair[1].0));
        if gap > FAR.max(SPANS.saturating_mul(span)) {
            found = i + 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(days: &[(i32, u64)]) -> (Vec<i32>, u64) {
        let tally = |rows| Tally { rows, ..Tally::default() };
        let mut all = Days { days: days.iter().map(|(d, n)| (*d, tally(*n))).collect(), ..Days::default() };
        all.cut_strays();
        let left: Vec<i32> = all.days.into_keys().collect();
        let mut days = days.to_vec();
        days.sort_unstable();
        assert_eq!(usual_span(&days), left.first().copied().zip(left.last().copied()));
        (left, all.stray)
    }

    #[test]
    fn a_mistyped_date_is_a_stray_and_sparse_feedback_is_not() {
        let usual: Vec<(i32, u64)> = (20_000..20_060).map(|d| (d, 20)).collect();
        let with = |more: &[(i32, u64)]| [&usual[..], more].concat();
        let whole: Vec<i32> = (20_000..20_060).collect();
        assert_eq!(cut(&usual), (whole.clone(), 0));
        assert_eq!(cut(&with(&[(33_000, 1)])), (whole.clone(), 1));
        assert_eq!(cut(&with(&[(7_300, 1), (33_000, 1)])), (whole.clone(), 2));
        assert_eq!(cut(&with(&[(33_000, 1), (33_100, 1)])), (whole.clone(), 2));
        assert_eq!(cut(&with(&[(33_000, 4)])).1, 0, "four of one day are no mistake");
        let resumed: Vec<(i32, u64)> = (20_240..20_245).map(|d| (d, 20)).collect();
        assert_eq!(cut(&with(&resumed)).1, 0, "a store that goes on after four months");
        assert_eq!(cut(&with(&[(20_300, 40)])).1, 0, "forty rows of another season");
        let yearly: Vec<(i32, u64)> = (0..12).map(|n| (20_000 + 100 * n, 1)).collect();
        assert_eq!(cut(&yearly).1, 0);
        assert_eq!(cut(&[(20_000, 30), (33_000, 1)]), (vec![20_000], 1));
        assert_eq!(cut(&[(20_000, 3), (33_000, 1)]).1, 0, "too few to tell which of them is wrong");
        assert_eq!((cut(&[]).1, cut(&[(5, 1)]).1), (0, 0));
    }
}
