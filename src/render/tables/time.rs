//! What happened when, as tables: the trend, complaints of each nature over time, the pattern of the week.

use crate::render::course::weekday;
use crate::render::words::Words;
use crate::report::{Report, TrendPoint};

use super::{Cell, NPS, Table, figure, nps, share, table, text};

/// The key of every column that counts the complaints of one nature.
pub(in crate::render) const NATURE: &str = "nature_complaints";

pub(super) fn trend(r: &Report, w: &Words) -> Table {
    let asked = r.trend.points.iter().any(|p| p.nps.is_some());
    let rows = r.trend.points.iter().map(|p| {
        let mut row = vec![
            text(&*p.period),
            text(&*p.start),
            Cell::Count(p.count),
            figure(p.satisfaction.value, 2),
            Cell::Count(p.negative.count),
            share(p.negative.share),
            Cell::Count(p.complaints.count),
            share(p.complaints.share),
            Cell::Count(p.major),
            text(note(p, w)),
            // Last, so that columns keep their places.
            figure(p.rating.value, 2),
            Cell::Count(p.rating.n),
        ];
        if asked {
            row.extend(nps(p.nps, p.nps_shares));
        }
        row
    });
    let mut keys = vec![
        "period",
        "start",
        "count",
        "satisfaction",
        "negative",
        "negative_share",
        "complaints",
        "complaint_share",
        "major",
        "note",
        "rating_mean",
        "ratings",
    ];
    if asked {
        keys.extend(NPS);
    }
    table(w, "trend", &keys, rows.collect())
}

/// Holidays, and that the data cover a period only in part.
fn note(p: &TrendPoint, w: &Words) -> String {
    let partial = (!p.complete).then(|| w.t_owned("trend.part"));
    p.holidays.iter().cloned().chain(partial).collect::<Vec<_>>().join(w.comma())
}

/// A column for each nature, those most complained of first: what a chart of the trend of a nature is drawn from. A complaint may be of several.
pub(super) fn trend_natures(r: &Report, w: &Words) -> Table {
    let row = |p: &TrendPoint| -> Vec<Cell> {
        let natures = r.natures.iter().map(|n| Cell::Count(p.natures.get(&n.id).copied().unwrap_or(0)));
        let front = [text(&*p.period), text(&*p.start), Cell::Count(p.count), Cell::Count(p.complaints.count)];
        front.into_iter().chain(natures).collect()
    };
    let mut t = table(w, "trend_natures", &["period", "start", "count", "complaints"], Vec::new());
    t.keys.extend(r.natures.iter().map(|_| NATURE));
    t.head.extend(r.natures.iter().map(|n| n.name.clone()));
    // Where nobody complains there is nothing to draw.
    if r.trend.points.iter().any(|p| !p.natures.is_empty()) {
        t.rows = r.trend.points.iter().map(row).collect();
    }
    t
}

/// The pattern of the week; weekdays that stand out are marked.
pub(super) fn weekdays(r: &Report, w: &Words) -> Table {
    let worse = |day: u8| r.trend.worse_days.as_ref().is_some_and(|x| x.weekdays.contains(&day));
    let rows = r.trend.weekdays.iter().map(|d| {
        vec![
            text(weekday(d.weekday, w)),
            Cell::Count(d.count),
            Cell::Figure(d.index, 2),
            Cell::Count(d.negative.count),
            share(d.negative.share),
            share(d.negative.low),
            share(d.negative.high),
            if worse(d.weekday) { text(w.t("trend.worse_day")) } else { Cell::Empty },
        ]
    });
    let keys = ["weekday", "count", "volume_index", "negative", "negative_share", "low", "high", "note"];
    table(w, "weekdays", &keys, rows.collect())
}
