//! Stages, needs, segments and work orders as tables.

use crate::render::words::{self, Words, aspect_name, graver_cell, nature_name, stage_name};
use crate::report::{Need, Report, Segment, SegmentColumn};

use super::history::{ORDER, order};
use super::{Cell, NPS, Table, chance, figure, interval, nps, optional, refs, share, table, text};

pub(super) fn stages(r: &Report, w: &Words) -> Table {
    let rows = r.stages.list.iter().map(|s| {
        let low = r.stages.low_points.contains(&s.id).then(|| w.t("stages.low"));
        let moment = r.stages.moments_of_truth.contains(&s.id).then(|| w.t("stages.moment"));
        let notes: Vec<&str> = low.into_iter().chain(moment).collect();
        vec![
            text(stage_name(r, &s.id)),
            Cell::Count(s.count),
            Cell::Count(s.negative.count),
            share(s.negative.share),
            share(s.negative.low),
            share(s.negative.high),
            figure(s.satisfaction.value, 2),
            text(notes.join(w.comma())),
            figure(s.penalty.value, 2),
            figure(s.penalty.low, 2),
            figure(s.penalty.high, 2),
            figure(s.reward.value, 2),
            share(s.explained),
        ]
    });
    table(
        w,
        "stages",
        &[
            "stage",
            "count",
            "negative",
            "negative_share",
            "low",
            "high",
            "satisfaction",
            "note",
            "penalty",
            "penalty_low",
            "penalty_high",
            "reward",
            "explained",
        ],
        rows.collect(),
    )
}

pub(super) fn needs(r: &Report, w: &Words) -> Table {
    let row = |key: &str, n: &Need| {
        vec![
            text(w.t_owned(key)),
            text(aspect_name(r, &n.aspect)),
            Cell::Count(n.mentioned),
            figure(n.penalty.value, 2),
            Cell::Count(n.penalty.n),
            figure(n.reward.value, 2),
            Cell::Count(n.reward.n),
            figure(n.penalty.low, 2),
            figure(n.penalty.high, 2),
            figure(n.reward.low, 2),
            figure(n.reward.high, 2),
        ]
    };
    let n = &r.needs;
    let groups = [("needs.core_pain", &n.core_pain), ("needs.expected", &n.expected), ("needs.delight", &n.delight)];
    let rows = groups.iter().flat_map(|(key, list)| list.iter().map(|x| row(key, x)));
    let keys = [
        "layer",
        "aspect",
        "mentioned",
        "penalty",
        "blamed",
        "reward",
        "praised",
        "penalty_low",
        "penalty_high",
        "reward_low",
        "reward_high",
    ];
    table(w, "needs", &keys, rows.collect())
}

pub(super) fn segments(r: &Report, w: &Words) -> Table {
    let all = || r.segments.iter().flat_map(|c| c.list.iter().map(move |s| (c, s)));
    let asked = all().any(|(_, s)| s.nps.is_some());
    let rows = all().map(|(c, s)| {
        let mut row = segment(c, s, w);
        if asked {
            row.extend(nps(s.nps, s.nps_shares));
        }
        row
    });
    let mut keys = vec![
        "column",
        "value_of",
        "count",
        "satisfaction",
        "low",
        "high",
        "pooled",
        "rating_mean",
        "negative_share",
        "complaint_share",
        "major",
        "weak",
        "special",
        "text1",
        "text2",
        "text3",
        "text4",
        "text5",
        "pooled_low",
        "pooled_high",
        "pooled_complaints",
        "pooled_complaints_low",
        "pooled_complaints_high",
        "q",
        "ratings",
    ];
    if asked {
        keys.extend(NPS);
    }
    table(w, "segments", &keys, rows.collect())
}

/// All of a value but its NPS.
fn segment(c: &SegmentColumn, s: &Segment, w: &Words) -> Vec<Cell> {
    let mut row = vec![text(&*c.column), text(&*s.value), Cell::Count(s.count)];
    row.extend(interval(&s.satisfaction, 2).into_iter().take(3));
    row.extend([
        figure(s.pooled, 2),
        figure(s.rating.value, 2),
        share(s.negative.share),
        share(s.complaints.share),
        Cell::Count(s.major),
        if s.weak { text(w.t("segments.weak")) } else { Cell::Empty },
        special(s, w),
    ]);
    row.extend(s.distribution.iter().map(|n| Cell::Count(*n)));
    row.extend([
        figure(s.pooled_low, 2),
        figure(s.pooled_high, 2),
        share(s.pooled_complaints.value),
        share(s.pooled_complaints.low),
        share(s.pooled_complaints.high),
        chance(s.q),
        // Of the mean rating; last, so that columns keep their places.
        Cell::Count(s.rating.n),
    ]);
    row
}

/// That its complaints are major more often, and what they name more.
fn special(s: &Segment, w: &Words) -> Cell {
    let special = words::special(s).map(str::to_owned);
    let told: Vec<String> = graver_cell(s).into_iter().chain(special).chain(w.because(s)).collect();
    text(told.join(w.comma()))
}

pub(super) fn segment_natures(r: &Report, w: &Words) -> Table {
    let values = r.segments.iter().flat_map(|c| c.list.iter().map(move |s| (c, s)));
    let rows = values.flat_map(|(c, s)| {
        s.natures.iter().map(|n| {
            vec![
                text(&*c.column),
                text(&*s.value),
                text(nature_name(r, w, &n.id)),
                Cell::Count(n.rate.count),
                Cell::Count(n.rate.of),
                share(n.rate.share),
                share(n.rate.low),
                share(n.rate.high),
            ]
        })
    });
    let keys = ["column", "value_of", "nature", "complaints", "count", "complaint_share", "low", "high"];
    table(w, "segment_natures", &keys, rows.collect())
}

pub(super) fn actions(r: &Report, w: &Words) -> Table {
    // Without a store the table is what it was.
    let stored = r.actions.iter().any(|a| a.order.is_some());
    let rows = r.actions.iter().map(|a| {
        let mut row = vec![
            Cell::Count(a.priority.into()),
            text(&*a.department),
            Cell::Count(a.due_hours.into()),
            text(w.id("solution", &a.solution)),
            text(&*a.title),
            text(w.id("severity_name", &a.severity)),
            optional(a.nature.as_deref().map(|n| nature_name(r, w, n))),
            optional(a.aspect.as_deref().map(|x| aspect_name(r, x))),
            optional(a.issue.as_deref()),
            Cell::Count(a.count),
            refs(&a.rows),
        ];
        if stored {
            row.extend(order(a, w));
        }
        row
    });
    let mut keys = vec![
        "priority_no",
        "department",
        "due_hours",
        "solution",
        "what",
        "severity",
        "nature",
        "aspect",
        "issue",
        "count",
        "rows",
    ];
    if stored {
        keys.extend(ORDER);
    }
    table(w, "actions", &keys, rows.collect())
}
