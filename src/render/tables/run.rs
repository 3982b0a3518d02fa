//! What was read, with what, as tables.

use crate::render::words::Words;
use crate::report::Report;

use super::{Cell, Table, optional, table, text};

/// The table that tells whether personal data is masked.
pub(super) const QUALITY: &str = "quality";

pub(super) fn quality(r: &Report, w: &Words) -> Table {
    let x = &r.run.rows;
    let mut rows: Vec<Vec<Cell>> = [
        ("overview.rows", x.read),
        ("overview.analysed", x.analysed),
        ("overview.informative", x.informative),
        ("quality.empty", x.empty),
        ("quality.duplicate", x.duplicate),
        ("quality.rejected_rows", x.rejected),
    ]
    .into_iter()
    .map(|(key, n)| vec![text(w.t_owned(key)), Cell::Count(n)])
    .collect();
    let more = [("quality.duplicate_ids", x.duplicate_ids), ("quality.left_out", x.left_out)];
    rows.extend(more.into_iter().filter_map(|(key, n)| Some(vec![text(w.t_owned(key)), Cell::Count(n?)])));
    rows.extend(r.run.masked.iter().map(|(kind, n)| {
        vec![text(w.fill("quality.masked_kind", &[("kind", &w.id("masked", kind))])), Cell::Count(*n)]
    }));
    let mut say = |key: &str, value: &str| rows.push(vec![text(w.t_owned(key)), text(value)]);
    say("quality.masking", w.t(if r.run.masking { "yes" } else { "no" }));
    if let Some(p) = &r.run.period {
        say("quality.period", &w.fill("head.period", &[("first", &p.first), ("last", &p.last)]));
    }
    say("quality.version", &r.run.version);
    say("quality.dictionaries", &r.run.dictionaries);
    say("quality.models", &r.run.models);
    for (option, value) in &r.run.options {
        rows.push(vec![text(format!("--{option}")), text(&**value)]);
    }
    if !r.run.holds.is_empty() {
        rows.push(vec![text(w.t("quality.holds")), text(r.run.holds.join(w.comma()))]);
    }
    for i in &r.run.inputs {
        rows.push(vec![text(&*i.path), Cell::Count(i.rows)]);
        rows.push(vec![text("BLAKE3"), text(&*i.hash)]);
        rows.push(vec![text(w.t("quality.encoding")), optional(i.encoding.as_deref())]);
    }
    table(w, QUALITY, &["measure", "value"], rows)
}

/// What is left of it where the section is not wanted and personal data is to be seen.
pub(super) fn unmasked(w: &Words) -> Table {
    table(w, QUALITY, &["measure", "value"], vec![vec![text(w.t("quality.masking")), text(w.t("no"))]])
}

pub(super) fn columns(r: &Report, w: &Words) -> Table {
    let rows = r.run.inputs.iter().flat_map(|i| {
        i.columns
            .iter()
            .map(|c| vec![text(&*i.path), text(&*c.header), text(w.id("role", &c.role)), text(w.id("from", &c.from))])
    });
    table(w, "columns", &["source", "column", "role", "from"], rows.collect())
}

pub(super) fn rejects(r: &Report, w: &Words) -> Table {
    let rows = r
        .run
        .inputs
        .iter()
        .flat_map(|i| &i.rejects)
        .map(|x| vec![text(&*x.source), Cell::Count(x.line), text(&*x.reason), text(&*x.raw)]);
    table(w, "rejects", &["source", "line", "why", "raw"], rows.collect())
}
