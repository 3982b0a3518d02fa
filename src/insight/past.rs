//! The whole history behind a run: trend over all of its days, and the periods that a spike is judged against.
//!
//! The days come from the store as sums and hold the rows of the run too. Not its job: reading the store.

use crate::aggregate::days::Days;
use crate::report::{Rate, Trend};

use super::periods::{Periods, Unit};
use super::stats;
use super::trend::trend;

/// Days behind a spike in a day, and in a week: as many as a run of that length would look at by itself.
const DAYS: i32 = 45;
const WEEK_DAYS: i32 = 26 * 7;

/// All days of the store.
#[derive(Debug, Clone, Default)]
pub struct Past {
    days: Days,
    periods: Periods,
}

impl Past {
    /// From the sums of the store.
    pub(crate) fn new(days: Days) -> Self {
        Self { periods: Periods::of(&days), days }
    }

    pub(super) fn trend(&self) -> Trend {
        trend(&self.days, &self.periods)
    }

    /// The last days of the history in the unit of the run itself: a nightly file is judged by days though the history spans years.
    pub(super) fn recent(&self, own: &Periods) -> Periods {
        let reach = match own.unit {
            Some(Unit::Day) => DAYS,
            Some(Unit::Week) => WEEK_DAYS,
            Some(Unit::Month) | None => i32::MAX,
        };
        let Some((_, last)) = self.periods.span else { return Periods::default() };
        let since = last.saturating_sub(reach - 1);
        let days = self.days.days.range(since..).map(|(day, d)| (*day, d.clone())).collect();
        Periods::of(&Days { days, undated: 0 })
    }

    /// Counts by day as counts in each period of the trend.
    pub fn line(&self, days: &[(i32, u64)]) -> Vec<u64> {
        let mut out = vec![0; self.periods.list.len()];
        for (day, n) in days {
            if let Some(i) = self.periods.place(*day) {
                out[i] += n;
            }
        }
        out
    }
}

/// A share with its 95 % Wilson interval.
pub fn share(count: u64, of: u64) -> Rate {
    stats::rate(count, of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::days::Day;

    fn past(days: std::ops::Range<i32>) -> Past {
        let day = |rows| Day { rows, ..Day::default() };
        Past::new(Days { days: days.map(|d| (d, day(2))).collect(), undated: 1 })
    }

    #[test]
    fn a_year_shows_months_but_a_night_is_judged_by_days() {
        let past = past(20_000..20_365);
        let t = past.trend();
        assert_eq!((t.unit.as_deref(), t.undated), (Some("month"), 1));
        assert_eq!(t.points.iter().map(|p| p.count).sum::<u64>(), 730);
        let mut night = Days::default();
        night.days.insert(20_364, Day::default());
        let recent = past.recent(&Periods::of(&night));
        assert_eq!((recent.unit, recent.list.len()), (Some(Unit::Day), 45));
    }

    #[test]
    fn a_life_line_has_one_count_for_each_point_of_the_trend() {
        let past = past(20_000..20_010);
        let line = past.line(&[(20_000, 3), (20_009, 4), (19_000, 9)]);
        assert_eq!((line.len(), line[0], line[9]), (10, 3, 4));
    }
}
