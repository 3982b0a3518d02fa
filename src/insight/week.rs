//! The pattern of the week: on which weekdays more texts are negative than on the others, beyond chance.
//!
//! Not its job: the figures of each weekday (`trend`).

use crate::aggregate::days::Days;
use crate::number::float;
use crate::report::WorseDays;
use crate::time::Stamp;

use super::distributions::t_tails;
use super::stats::{adjust, rate};

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

/// The chance of a weekday this much worse than all others without any pattern; 1 where it is not worse, or cannot be judged. Its worst date is left out, so that one bad
/// Saturday does not make all Saturdays bad.
fn chance(week: &[Vec<Date>; 7], at: usize, whole: Date) -> f64 {
    let rest: Vec<Date> = week.iter().enumerate().filter(|(i, _)| *i != at).flat_map(|(_, d)| d).copied().collect();
    let enough = [&week[at], &rest].iter().all(|d| d.len() >= LEAST_DATES && sum(d.iter()).1 >= LEAST);
    let own = without_worst(&week[at]);
    let usual = float(whole.0) / float(whole.1.max(1));
    let (spread, freedom) = dispersion(week, usual * (1.0 - usual));
    let texts: f64 = [&own, &rest].iter().map(|d| 1.0 / float(sum(d.iter()).1.max(1))).sum();
    let error = (spread * usual * (1.0 - usual) * texts).sqrt();
    let higher = share(&own) - share(&rest);
    if !enough || higher <= 0.0 || error <= 0.0 {
        return 1.0;
    }
    t_tails(higher / error, freedom) / 2.0
}

fn share(dates: &[Date]) -> f64 {
    let (negative, rows) = sum(dates.iter());
    float(negative) / float(rows.max(1))
}

/// All dates but the one with the largest share.
fn without_worst(dates: &[Date]) -> Vec<Date> {
    let larger = |a: &Date, b: &Date| (u128::from(a.0) * u128::from(b.1)).cmp(&(u128::from(b.0) * u128::from(a.1)));
    let worst = (0..dates.len()).max_by(|i, k| larger(&dates[*i], &dates[*k]));
    dates.iter().enumerate().filter(|(i, _)| Some(*i) != worst).map(|(_, date)| *date).collect()
}

/// How much more the dates of a weekday differ than independent texts of this variance (Pearson's χ² over its degrees of freedom, quasi-binomial), and the degrees of freedom
/// that this is known with. Dates that differ less are independent texts.
fn dispersion(week: &[Vec<Date>; 7], variance: f64) -> (f64, f64) {
    let (mut chi2, mut freedom) = (0.0, 0.0);
    for dates in week.iter().filter(|d| d.len() > 1) {
        let usual = share(dates);
        let off = |(negative, rows): &Date| (float(*negative) - usual * float(*rows)).powi(2) / float(*rows);
        chi2 += dates.iter().map(off).sum::<f64>() / variance;
        freedom += float(dates.len() as u64 - 1);
    }
    if chi2 > freedom { (chi2 / freedom, freedom) } else { (1.0, f64::INFINITY) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::tally::Tally;
    use crate::insight::testing::{Dice, Row, report};

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

    #[test]
    fn months_in_which_no_two_days_are_alike_have_no_pattern() {
        let month = |seed: u64| {
            let mut dice = Dice(seed);
            let mut day = |date: i32| {
                // About 294 of a thousand, give or take 50.
                let negative = (0..12).map(|_| dice.below(50) as u64).sum();
                (20_458 + date, Tally { rows: 1_000, negative, ..Tally::default() })
            };
            Days { days: (0..28).map(&mut day).collect(), ..Days::default() }
        };
        let told = (0..200).filter(|seed| worse_days(&month(*seed)).is_some()).count();
        assert!(told <= 10, "{told} of 200");
    }
}
