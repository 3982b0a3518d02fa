//! Drivers, quick wins, requests with their reasons, and what is special about segments, as tables.

use crate::render::words::{Words, aspect_name};
use crate::report::{Report, WordCount};

use super::{Cell, Table, figure, optional, share, table, text};

pub(super) fn drivers(r: &Report, w: &Words) -> Table {
    let rows = r.drivers.list.iter().map(|d| {
        let gain = d.gain.unwrap_or_default();
        vec![
            text(aspect_name(r, &d.aspect)),
            text(w.id("driver", &d.polarity)),
            Cell::Count(d.rows.count),
            share(d.rows.share),
            figure(d.coefficient.value, 2),
            figure(d.coefficient.low, 2),
            figure(d.coefficient.high, 2),
            figure(gain.value, 3),
            figure(gain.low, 3),
            figure(gain.high, 3),
            Cell::Share(d.explained),
        ]
    });
    let keys = [
        "aspect",
        "side",
        "count",
        "share",
        "coefficient",
        "low",
        "high",
        "gain",
        "gain_low",
        "gain_high",
        "explained",
    ];
    table(w, "drivers", &keys, rows.collect())
}

pub(super) fn quick_wins(r: &Report, w: &Words) -> Table {
    let rows = r.drivers.quick_wins.iter().map(|q| {
        vec![
            text(aspect_name(r, &q.aspect)),
            figure(q.gain.value, 3),
            figure(q.gain.low, 3),
            figure(q.gain.high, 3),
            text(w.id("place", &q.place)),
            text(&*q.id),
            text(&*q.title),
            Cell::Count(q.held.count),
            share(q.held.share),
            optional(q.department.as_deref()),
        ]
    });
    let keys =
        ["aspect", "gain", "gain_low", "gain_high", "place", "id", "title", "count", "of_complaints", "department"];
    table(w, "quick_wins", &keys, rows.collect())
}

/// One row for each reason; a request without any has one row.
pub(super) fn requests(r: &Report, w: &Words) -> Table {
    let mut rows = Vec::new();
    for q in &r.needs.requests {
        let head = || {
            vec![
                text(&*q.name),
                Cell::Count(q.rate.count),
                share(q.rate.share),
                Cell::Count(q.reasoned.count),
                words(&q.objects, w),
            ]
        };
        if q.reasons.is_empty() {
            let mut row = head();
            row.resize(13, Cell::Empty);
            rows.push(row);
        }
        for x in &q.reasons {
            let mut row = head();
            row.extend([
                text(aspect_name(r, &x.aspect)),
                Cell::Count(x.rate.count),
                share(x.rate.share),
                Cell::Count(x.told),
                words(&x.words, w),
            ]);
            row.extend(x.quote.as_ref().map_or([Cell::Empty, Cell::Empty, Cell::Empty], |q| {
                [text(&*q.source), Cell::Count(q.row), text(&*q.text)]
            }));
            rows.push(row);
        }
    }
    let keys = [
        "request",
        "count",
        "share",
        "reasoned",
        "objects",
        "reason_aspect",
        "reason_count",
        "reason_share",
        "told",
        "fault_words",
        "source",
        "row",
        "text",
    ];
    table(w, "requests", &keys, rows)
}

fn words(list: &[WordCount], w: &Words) -> Cell {
    let told: Vec<String> = list.iter().map(|x| format!("{} {}", x.word, x.count)).collect();
    text(told.join(w.comma()))
}

pub(super) fn specials(r: &Report, w: &Words) -> Table {
    let values = r.segments.iter().flat_map(|c| c.list.iter().map(move |s| (c, s)));
    let rows = values.flat_map(|(c, s)| {
        s.specials.iter().map(|x| {
            vec![
                text(&*c.column),
                text(&*s.value),
                text(w.id("special", &x.kind)),
                text(&*x.name),
                Cell::Count(x.count),
                figure(Some(x.expected), 1),
                figure(x.lift, 2),
                figure(Some(x.q), 4),
            ]
        })
    });
    let keys = ["column", "value_of", "kind", "special", "complaints", "expected", "lift", "q"];
    table(w, "specials", &keys, rows.collect())
}
