//! Lines of the long table about time: periods, and what changed lately.

use crate::render::words::{Words, nature_name};
use crate::report::Report;

use super::{Long, rated};

pub(super) fn trend(r: &Report, w: &Words, l: &mut Long) {
    for p in &r.trend.points {
        l.about("");
        l.count(["trend", &p.period, "texts"], p.count);
        l.estimate(["trend", &p.period, "satisfaction"], &p.satisfaction);
        if p.rating.n > 0 {
            l.estimate(["trend", &p.period, "rating"], &p.rating);
        }
        rated::nps(["trend", &p.period], p.nps, p.nps_shares, l);
        l.rate(["trend", &p.period, "negative"], &p.negative);
        l.rate(["trend", &p.period, "complaints"], &p.complaints);
        l.count(["trend", &p.period, "major"], p.major);
        for (nature, n) in &p.natures {
            l.about(nature);
            l.count(["trend_natures", &format!("{}/{}", p.period, nature_name(r, w, nature)), "complaints"], *n);
        }
    }
}

/// Three lines for each figure and theme: before, after, and the difference with its interval.
pub(super) fn change(r: &Report, l: &mut Long) {
    for c in r.change.figures.iter().chain(&r.change.themes) {
        l.about(&c.id);
        l.figure(["change", &c.name, "before"], c.before, [None, None], Some(c.before_rows[1]));
        l.figure(["change", &c.name, "after"], c.after, [None, None], Some(c.after_rows[1]));
        l.figure(["change", &c.name, "difference"], c.difference, [c.low, c.high], Some(c.after_rows[1]));
    }
}
