//! Volume and satisfaction over time.

use crate::aggregate::days::Days;
use crate::report::{Caution, Trend, TrendPoint};

use super::day_string;
use super::periods::{Period, Periods};
use super::stats::{self, rate_from};

/// Fewer rows than this in a period give no share and no mean.
const LEAST: u64 = 10;

/// One point for each period, gaps included.
pub(super) fn trend(days: &Days, periods: &Periods) -> Trend {
    let mut cautions = Vec::new();
    if periods.list.is_empty() {
        cautions.push(Caution::NoTimes);
    } else if periods.list.iter().all(|p| p.day.rows < LEAST) {
        cautions.push(Caution::TooLittleData);
    }
    Trend {
        unit: periods.unit.map(|u| u.id().to_owned()),
        points: periods.list.iter().map(point).collect(),
        undated: days.undated,
        cautions,
    }
}

fn point(p: &Period) -> TrendPoint {
    let d = &p.day;
    TrendPoint {
        period: p.name.clone(),
        start: day_string(p.start),
        count: d.rows,
        satisfaction: stats::mean(d.outcome.text(), 1.0, LEAST, 3),
        negative: rate_from(d.negative, d.rows, LEAST),
        complaints: rate_from(d.complaints, d.rows, LEAST),
        major: d.major,
        natures: d.natures.iter().map(|(id, n)| (id.to_string(), *n)).collect(),
        complete: p.complete,
    }
}
