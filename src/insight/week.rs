//! The pattern of the week: on which weekdays more texts are negative than on the others, beyond chance.
//!
//! Not its job: the figures of each weekday (`trend`).

use crate::aggregate::days::Days;
use crate::number::float;
use crate::report::WorseDays;
use crate::time::Stamp;

use super::stats::{adjust, normal_tail, rate};

/// Fewer rows than this on a weekday give no share to compare.
const LEAST: u64 = 10;

/// Fewer dates than this are single days, no pattern.
const LEAST_DATES: usize = 4;

/// A week without any pattern shows one in fewer than one of twenty files.
const LEVEL: f64 = 0.05;

/// Negative texts and all texts of a date.
type Date = (u64, u64);

/// The weekdays that stand out, Monday first; `None` where none does, or where they all do.
pub(super) fn worse_days(days: &Days) -> Option<WorseDays> {
    let mut week: [Vec<Date>; 7] = Default::default();
    for (day, d) in days.days.iter().filter(|(_, d)| d.rows > 0) {
        let at = Stamp::from_days(*day, None).map_or(0, Stamp::weekday).rem_euclid(7);
        week[usize::try_from(at).unwrap_or(0)].push((d.negative, d.rows));
    }
    let whole = sum(week.iter().flatten());
    let chances: Vec<f64> = (0..week.len()).map(|at| chance(&week, at, whole)).collect();
    let stands_out: Vec<bool> = adjust(&chances).iter().map(|q| *q < LEVEL).collect();
    let of = |out: bool| {
        let dates = week.iter().zip(&stands_out).filter(move |(_, o)| **o == out).flat_map(|(dates, _)| dates);
        let (negative, rows) = sum(dates);
        rate(negative, rows)
    };
    let weekdays: Vec<u8> = (1u8..).zip(&stands_out).filter(|(_, out)| **out).map(|(weekday, _)| weekday).collect();
    let (negative, others) = (of(true), of(false));
    (!weekdays.is_empty() && others.of > 0).then_some(WorseDays { weekdays, negative, others })
}

fn sum<'d>(dates: impl Iterator<Item = &'d Date>) -> Date {
    dates.fold((0, 0), |(a, b), (negative, rows)| (a + negative, b + rows))
}

/// The chance of a weekday this much worse than all others without any pattern; 1 where it is not worse, or cannot be judged.
fn chance(week: &[Vec<Date>; 7], at: usize, whole: Date) -> f64 {
    let own = &week[at];
    let rest: Vec<Date> = week.iter().enumerate().filter(|(i, _)| *i != at).flat_map(|(_, d)| d).copied().collect();
    let enough = [own, &rest].iter().all(|d| d.len() >= LEAST_DATES && sum(d.iter()).1 >= LEAST);
    let usual = float(whole.0) / float(whole.1.max(1));
    let error = (variance(own, usual) + variance(&rest, usual)).sqrt();
    let higher = share(own) - share(&rest);
    if !enough || higher <= 0.0 || error <= 0.0 {
        return 1.0;
    }
    2.0 * normal_tail(higher / error)
}

fn share(dates: &[Date]) -> f64 {
    let (negative, rows) = sum(dates.iter());
    float(negative) / float(rows.max(1))
}

/// Of a share: that of independent texts, or that between the dates where it is greater, so that one bad Saturday does not make all Saturdays bad.
fn variance(dates: &[Date], usual: f64) -> f64 {
    let (own, rows, n) = (share(dates), float(sum(dates.iter()).1.max(1)), float(dates.len() as u64));
    let off = |(negative, of): &Date| {
        let d = float(*negative) - own * float(*of);
        d * d
    };
    let between = dates.iter().map(off).sum::<f64>() / (rows * rows) * n / (n - 1.0).max(1.0);
    between.max(usual * (1.0 - usual) / rows)
}

#[cfg(test)]
mod tests {
    use crate::insight::testing::{Row, report};
    use crate::report::WorseDays;

    /// Eight weeks with ten rows a day; `bad` says of a date (from Monday, 2026-01-05, counted from 0) how many are negative.
    fn weeks(bad: impl Fn(u32) -> u32) -> Option<WorseDays> {
        let mut rows = Vec::new();
        for date in 0..56u32 {
            let (month, day) = match date + 5 {
                d @ 1..=31 => (1, d),
                d @ 32..=59 => (2, d - 31),
                d => (3, d - 59),
            };
            for i in 0..10 {
                let row = Row::new(rows.len() as u64 + 1, "文字").day(&format!("2026-{month:02}-{day:02}"));
                rows.push(row.score(if i < bad(date) { -500 } else { 500 }).build());
            }
        }
        report(&rows).trend.worse_days
    }

    #[test]
    fn bad_weekends_are_told_and_others_are_not() {
        let told = weeks(|date| if date % 7 >= 5 { 5 } else { 2 + date % 2 }).unwrap();
        assert_eq!(told.weekdays, [6, 7]);
        assert_eq!(
            (told.negative.share, told.negative.of, told.others.share, told.others.of),
            (Some(0.5), 160, Some(0.25), 400)
        );
        assert_eq!(weeks(|date| 2 + date % 3 % 2), None);
    }

    #[test]
    fn one_bad_saturday_is_no_pattern() {
        assert_eq!(weeks(|date| if date == 12 { 10 } else { 1 }), None);
    }
}
