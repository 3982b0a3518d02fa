//! The whole history behind a run: trend over all of its days, and the days that a spike is judged against.
//!
//! The days come from the store as sums and hold the rows of the run too. Not its job: reading the store.

use crate::aggregate::Partial;
use crate::aggregate::days::Days;
use crate::report::{Rate, Trend};

use super::Context;
use super::periods::Periods;
use super::stats;
use super::trend::trend;

/// All days of the store.
#[derive(Debug, Clone, Default)]
pub struct Past {
    days: Days,
    periods: Periods,
    /// The day that the newest run before stands for: what came after it was told in no report.
    since: Option<i32>,
}

impl Past {
    /// From the sums of the store, and the day that the newest run before stands for.
    pub(crate) fn new(mut days: Days, since: Option<i32>) -> Self {
        days.cut_strays();
        Self { periods: Periods::of(&days), days, since }
    }

    /// The day that the newest run before stands for.
    pub(super) fn since(&self) -> Option<i32> {
        self.since
    }

    /// The trend, with the ratings that the rows of this run tell.
    pub(super) fn trend(&self, own: &Partial, cx: &Context) -> Trend {
        trend(&self.days, &self.periods, own, cx)
    }

    /// All days.
    pub(super) fn days(&self) -> &Days {
        &self.days
    }

    /// The periods of the trend.
    pub(super) fn periods(&self) -> &Periods {
        &self.periods
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
    use crate::aggregate::tally::Tally;

    fn past(days: std::ops::Range<i32>) -> Past {
        let day = |rows| Tally { rows, ..Tally::default() };
        Past::new(Days { days: days.map(|d| (d, day(2))).collect(), undated: 1, ..Days::default() }, None)
    }

    #[test]
    fn a_life_line_has_one_count_for_each_point_of_the_trend() {
        let past = past(20_000..20_010);
        let line = past.line(&[(20_000, 3), (20_009, 4), (19_000, 9)]);
        assert_eq!((line.len(), line[0], line[9]), (10, 3, 4));
    }
}
