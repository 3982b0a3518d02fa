//! Whether an issue rises: its later half against the later half of all cases, or its last days against what came before them.
//!
//! Halves are blind to what is young: three cases of the last four days, and none before, are a handful in the later half of a quarter.

use std::collections::BTreeMap;

use crate::aggregate::cases::Case;
use crate::insight::stats::normal_tail;
use crate::insight::tails;
use crate::number::float;

use super::Rise;

/// Cases with a time from which halves tell a direction, and its one-sided z (p = 0.05; alerts control for many).
const LEAST_TREND: u64 = 5;
const TREND_Z: f64 = 1.645;

/// Share of an issue's cases up to which more or fewer than expected are no change.
const LEVEL: f64 = 0.2;

/// Last days that are held against what came before, and the days before them without which nothing can be said of before.
const YOUNG: [i32; 2] = [7, 14];
const HISTORY: i32 = 28;

/// Cases of the last days that may be a rise, and its chance from which they tell a direction: few cases must be clearer than halves.
const LEAST_YOUNG: u64 = 3;
const YOUNG_P: f64 = 0.005;

/// How many cases each day has.
#[derive(Debug, Default)]
pub(super) struct Days {
    by_day: BTreeMap<i32, u64>,
    all: u64,
}

impl Days {
    pub(super) fn of<'c>(cases: impl Iterator<Item = &'c Case>) -> Self {
        let mut days = Self::default();
        cases.filter_map(Case::day).for_each(|d| days.add(d));
        days
    }

    fn add(&mut self, day: i32) {
        *self.by_day.entry(day).or_default() += 1;
        self.all += 1;
    }

    /// Cases from a day on, and before it.
    fn split(&self, day: i32) -> (u64, u64) {
        let late: u64 = self.by_day.range(day..).map(|(_, n)| n).sum();
        (late, self.all - late)
    }
}

impl Rise {
    /// Whether the later half has about the share that all cases have there. A few cases may be far from it without being clear.
    fn is_level(&self) -> bool {
        (float(self.recent) - self.expected).abs() < LEVEL * float(self.recent + self.earlier)
    }
}

/// What the days of an issue tell.
pub(super) struct Course {
    /// The later half against the earlier one.
    pub(super) halves: Rise,
    /// The last days, for each length that the data are long enough for.
    young: Vec<Rise>,
}

impl Course {
    /// `own` is a part of `all`; `span` the first and the last day of the data.
    pub(super) fn of(own: &Days, all: &Days, span: Option<(i32, i32)>) -> Self {
        let Some((first, last)) = span else { return Self { halves: Rise::none((0, 0)), young: Vec::new() } };
        let halves = halves(own, all, first + (last - first + 1) / 2);
        let known = YOUNG.into_iter().filter(|days| last - first + 1 >= days + HISTORY);
        Self { halves, young: known.filter_map(|days| young(own, all, last, days)).collect() }
    }

    /// The clearest of its stretches, its chance raised by their number.
    pub(super) fn rise(&self) -> Rise {
        let best = self.young.iter().fold(self.halves, |best, y| if y.p < best.p { *y } else { best });
        Rise { p: (best.p * float(self.young.len() as u64 + 1)).min(1.0), ..best }
    }

    /// `rising`, `falling`, `steady`, `new` or `unknown`.
    pub(super) fn direction(&self) -> &'static str {
        let sure = normal_tail(TREND_Z);
        let up = |r: &Rise| if r.earlier == 0 { "new" } else { "rising" };
        let young = self.young.iter().find(|y| y.p < YOUNG_P);
        let h = &self.halves;
        match young {
            Some(y) => up(y),
            None if h.recent + h.earlier < LEAST_TREND => "unknown",
            None if h.p < sure => up(h),
            None if sure > 1.0 - h.p => "falling",
            None if h.is_level() => "steady",
            None => "unknown",
        }
    }
}

/// Against the later half of all cases.
fn halves(own: &Days, all: &Days, middle: i32) -> Rise {
    let (recent, earlier) = own.split(middle);
    if recent + earlier == 0 || all.all == 0 {
        return Rise::none((recent, earlier));
    }
    let n = float(recent + earlier);
    let share = float(all.split(middle).0) / float(all.all);
    let error = (n * share * (1.0 - share)).sqrt();
    let expected = n * share;
    let z = if error > 0.0 { (float(recent) - expected) / error } else { 0.0 };
    // Half a case against the test, so that few cases do not look like many.
    let z = if error > 0.0 { z.signum() * (z.abs() - 0.5 / error).max(0.0) } else { z };
    Rise { expected, p: normal_tail(z), ..Rise::none((recent, earlier)) }
}

/// The last `days` against what the cases before them let expect, at the pace of all cases; half a case more, as nothing at all before is no proof of nothing.
fn young(own: &Days, all: &Days, last: i32, days: i32) -> Option<Rise> {
    let since = last - days + 1;
    let ((recent, earlier), (late, early)) = (own.split(since), all.split(since));
    if late == 0 || early == 0 {
        return None;
    }
    let pace = float(late) / float(early);
    let expected = (float(earlier) + 0.5) * pace;
    let p = if recent < LEAST_YOUNG { 1.0 } else { tails::upper(recent, expected, expected * (1.0 + pace)) };
    Some(Rise { expected, p, days: Some(days), ..Rise::none((recent, earlier)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(list: impl Iterator<Item = i32>) -> Days {
        let mut days = Days::default();
        list.for_each(|d| days.add(d));
        days
    }

    /// A case on each of 84 days, some of which are the issue's.
    fn course(own: &[i32]) -> Course {
        Course::of(&days(own.iter().copied()), &days(0..84), Some((0, 83)))
    }

    #[test]
    fn three_of_three_within_four_days_rise_and_three_in_two_months_do_not() {
        let c = course(&[80, 81, 83]);
        let r = c.rise();
        assert_eq!((c.direction(), r.days, r.recent, r.earlier), ("new", Some(7), 3, 0));
        assert!(r.p < 0.01 && r.expected < 0.1, "{r:?}");
        assert_eq!((c.halves.recent, c.halves.earlier), (3, 0));
        let c = course(&[50, 60, 83]);
        assert_eq!(c.direction(), "unknown");
        assert!(c.rise().p > 0.3);
    }

    #[test]
    fn halves_still_tell_what_grew_long_ago() {
        let c = course(&[5, 43, 46, 48, 50, 52, 55, 57, 60, 62, 64, 66]);
        assert_eq!((c.direction(), c.rise().days), ("rising", None));
        assert_eq!(course(&[2, 4, 8, 12, 20, 24, 30, 35, 38, 60]).direction(), "falling");
        assert_eq!(course(&[2, 30, 45, 60, 70, 10]).direction(), "steady");
    }

    #[test]
    fn what_is_neither_clear_nor_level_is_unknown() {
        assert_eq!(course(&[2, 8, 30, 44, 50, 52, 60, 62, 64, 66]).direction(), "unknown");
        assert_eq!(course(&[2, 8, 20, 30, 44, 52, 60, 62, 64, 66]).direction(), "steady");
    }

    #[test]
    fn a_short_file_has_halves_only() {
        let c = Course::of(&days(25..28), &days(0..28), Some((0, 27)));
        assert_eq!((c.rise().days, c.direction()), (None, "unknown"));
        let c = Course::of(&days(0..0), &days(0..0), None);
        assert_eq!((c.direction(), c.rise().p.to_bits()), ("unknown", 1.0f64.to_bits()));
    }
}
