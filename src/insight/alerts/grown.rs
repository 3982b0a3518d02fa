//! Reasons of major complaints that grow over the last weeks, each a rare event: who reads a month at a time never sees them in their last seven days.
//!
//! The score test of a log-linear trend, as in `drift`, over the days on which there is any: one accident that ten customers tell of is one event.

use crate::aggregate::days::Days;
use crate::aggregate::tally::Tally;
use crate::insight::stats::normal_tail;
use crate::number::float;

/// Days of the stretch that ends with the data, and fewest without which nothing is said of a growth.
const MOST_DAYS: i32 = 91;
const LEAST_DAYS: i32 = 42;

/// Days with such a complaint without which a trend is chance, and times more in the later half than in the earlier.
const LEAST: u64 = 5;
const LEAST_RATIO: f64 = 2.0;

/// What grew.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Grown {
    /// First day of the stretch, and of its later half.
    pub(super) from: i32,
    pub(super) half: i32,
    pub(super) days: i32,
    /// Complaints of each half, and what the rows of the later one let expect of all of them.
    pub(super) earlier: u64,
    pub(super) later: u64,
    pub(super) expected: f64,
    pub(super) p: f64,
}

/// The growth of one reason up to the last day, where its chance is below `chance`; `first` and `last` are the days that are known.
pub(super) fn of(reason: &str, days: &Days, (first, last): (i32, i32), chance: f64) -> Option<Grown> {
    let from = first.max(last - MOST_DAYS + 1);
    let length = last - from + 1;
    if length < LEAST_DAYS {
        return None;
    }
    let half = from + (length + 1) / 2;
    let counts = |d: &Tally| d.reasons.iter().find(|(r, _)| ***r == *reason).map_or(0, |(_, n)| *n);
    let list: Vec<(i32, u64, u64)> =
        days.days.range(from..=last).map(|(day, d)| (*day - from, d.rows, counts(d))).collect();
    let rows = float(list.iter().map(|(_, n, _)| n).sum());
    let mean = list.iter().map(|(day, n, _)| f64::from(*day) * float(*n)).sum::<f64>() / rows.max(1.0);
    let off = |day: i32| f64::from(day) - mean;
    let variance = list.iter().map(|(day, n, _)| off(*day).powi(2) * float(*n)).sum::<f64>() / rows.max(1.0);
    let hits: Vec<i32> = list.iter().filter(|(_, _, k)| *k > 0).map(|(day, _, _)| *day).collect();
    if (hits.len() as u64) < LEAST || variance <= 0.0 {
        return None;
    }
    let p = normal_tail(hits.iter().map(|day| off(*day)).sum::<f64>() / (float(hits.len() as u64) * variance).sqrt());
    let late = |day: &i32| *day >= half - from;
    let of_late = |pick: fn(&(i32, u64, u64)) -> u64| -> u64 { list.iter().filter(|x| late(&x.0)).map(pick).sum() };
    let (later, late_rows) = (of_late(|x| x.2), float(of_late(|x| x.1)));
    let earlier = list.iter().map(|x| x.2).sum::<u64>() - later;
    let expected = float(earlier + later) * late_rows / rows;
    let steeper = float(later) * (rows - late_rows) >= LEAST_RATIO * float(earlier) * late_rows;
    (p < chance && steeper).then_some(Grown { from, half, days: length, earlier, later, expected, p })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Name;

    /// Ninety-two days of so many rows, with a complaint of danger on some.
    fn grown(rows: impl Fn(i32) -> u64, hits: &[i32], length: i32) -> Option<Grown> {
        let day = |d: i32| {
            let n = hits.iter().filter(|h| **h == d).count() as u64;
            let reasons = (n > 0).then(|| (Name::from("safety"), n)).into_iter().collect();
            (20_000 + d, Tally { rows: rows(d), reasons, ..Tally::default() })
        };
        let days = Days { days: (0..length).map(day).collect(), ..Days::default() };
        of("safety", &days, (20_000, 20_000 + length - 1), 0.01)
    }

    #[test]
    fn danger_that_comes_more_often_month_by_month_is_growth() {
        // One in August, three in September, eight in October.
        let hits = [17, 41, 50, 56, 66, 69, 72, 75, 79, 81, 82, 85];
        let g = grown(|_| 24, &hits, 92).unwrap();
        assert_eq!((g.earlier, g.later, g.days), (2, 10, 91));
        assert!(g.p < 0.01 && (g.expected - 5.9).abs() < 0.1, "{g:?}");
        assert_eq!(grown(|_| 24, &hits, 40), None, "six weeks at least");
        // Where feedback grows as fast it is no news.
        assert_eq!(grown(|d| 1 + u64::try_from(d).unwrap().pow(2), &hits, 92), None);
    }

    #[test]
    fn what_comes_as_often_as_ever_or_on_one_day_is_none() {
        assert_eq!(grown(|_| 24, &[3, 12, 25, 31, 44, 52, 60, 71, 80, 90], 92), None);
        assert_eq!(grown(|_| 24, &[80; 9], 92), None, "one accident");
        assert_eq!(grown(|_| 24, &[70, 75, 80, 85], 92), None, "four are chance");
    }
}
