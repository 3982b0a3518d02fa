//! The comparison as tables.

use crate::report::{Change, Comparison, Contribution, Group};

use super::tables::{self, Cell, chance, figure, optional, text};
use super::{Table, Words, is, sections, sorted};

const CHANGE: [&str; 13] = [
    "name",
    "before",
    "after",
    "difference",
    "low",
    "high",
    "effect",
    "q",
    "verdict",
    "before_count",
    "before_of",
    "after_count",
    "after_of",
];

/// All tables that have rows, in reading order.
pub(super) fn all(c: &Comparison, w: &Words) -> Vec<Table> {
    let mut out = vec![verdict(c, w), groups(c, w)];
    for (id, list) in sorted(c) {
        out.push(tables::table(w, id, &CHANGE, list.iter().map(|x| change(x, is(x, w))).collect()));
    }
    out.extend([contributions(c, w), quotes(c, w)]);
    out.retain(|t| !t.rows.is_empty());
    out
}

/// What only the parts of the change have, behind the columns of changes.
const PARTS: [&str; 6] = ["before_share", "after_share", "before_mean", "after_mean", "mix", "level"];

/// Every change in one table, with its section, and what the change of satisfaction is made of. Programs read it: its head is the same
/// in every language, and for every comparison.
pub(super) fn long(c: &Comparison, w: &Words) -> Table {
    let keys: Vec<&'static str> = ["section", "id"].into_iter().chain(CHANGE).chain(PARTS).collect();
    let mut rows = Vec::new();
    for (section, list) in sections(c) {
        for x in list {
            let mut row = vec![text(section.trim_start_matches("compare_")), text(&*x.id)];
            row.extend(change(x, w.id("compare.is", &x.verdict).to_owned()));
            row.resize(keys.len(), Cell::Empty);
            rows.push(row);
        }
    }
    for x in &c.contributions.list {
        let mut row = vec![text("contributions"), text(&*x.id), text(&*x.name), Cell::Empty, Cell::Empty];
        row.push(Cell::Change(x.total, 4));
        row.resize(keys.len() - PARTS.len(), Cell::Empty);
        row.extend(parts(x));
        rows.push(row);
    }
    if !c.masking {
        let mut row = vec![text("masked"), text("masking"), text(w.t("quality.unmasked"))];
        row.resize(keys.len(), Cell::Empty);
        rows.push(row);
    }
    let head = keys.iter().map(|k| (*k).to_owned()).collect();
    Table { head, ..tables::table(w, "compare", &keys, rows) }
}

fn verdict(c: &Comparison, w: &Words) -> Table {
    let unmasked = (!c.masking).then(|| w.t("quality.unmasked"));
    let told = c.verdict.iter().map(String::as_str).chain(unmasked);
    tables::table(w, "compare_verdict", &["text"], told.map(|v| vec![text(v)]).collect())
}

pub(super) fn groups(c: &Comparison, w: &Words) -> Table {
    let row = |g: &Group| {
        let day = |f: fn(&crate::report::Period) -> &str| optional(g.period.as_ref().map(f));
        vec![
            text(&*g.name),
            Cell::Count(g.rows),
            Cell::Count(g.informative),
            Cell::Count(g.complaints),
            day(|p| &p.first),
            day(|p| &p.last),
        ]
    };
    let keys = ["name", "rows_read", "informative", "complaints", "first", "last"];
    tables::table(w, "compare_groups", &keys, vec![row(&c.before), row(&c.after)])
}

/// A change, with its verdict in a word.
fn change(x: &Change, is: String) -> Vec<Cell> {
    let own = |v: Option<f64>| match v {
        Some(v) if x.unit == "share" => Cell::Share(v),
        Some(v) if x.unit == "net" => figure(Some(100.0 * v), 1),
        v => figure(v, 3),
    };
    let by = |v: Option<f64>| match (v, x.unit.as_str()) {
        (None, _) => Cell::Empty,
        (Some(v), "share") => Cell::Points(v),
        (Some(v), "net") => Cell::Change(100.0 * v, 1),
        (Some(v), _) => Cell::Change(v, 3),
    };
    vec![
        text(&*x.name),
        own(x.before),
        own(x.after),
        by(x.difference),
        by(x.low),
        by(x.high),
        figure(x.effect, 2),
        chance(x.q.or(x.p)),
        text(is),
        Cell::Count(x.before_rows[0]),
        Cell::Count(x.before_rows[1]),
        Cell::Count(x.after_rows[0]),
        Cell::Count(x.after_rows[1]),
    ]
}

/// Columns that tell of a change at a glance.
const BRIEF: [&str; 8] = ["name", "before", "after", "difference", "low", "high", "q", "verdict"];

/// Some changes of a section without their counts.
pub(super) fn brief(id: &'static str, list: &[&Change], w: &Words) -> Table {
    let row = |x: &&Change| {
        let cells = CHANGE.iter().zip(change(x, is(x, w)));
        cells.filter(|(key, _)| BRIEF.contains(key)).map(|(_, cell)| cell).collect()
    };
    tables::table(w, id, &BRIEF, list.iter().map(row).collect())
}

/// The texts behind the changes.
fn quotes(c: &Comparison, w: &Words) -> Table {
    let mut rows = Vec::new();
    for (section, list) in sorted(c) {
        for (x, q) in list.into_iter().filter_map(|x| Some((x, x.quotes.as_ref()?))) {
            for (key, side) in [("compare.before", &q.before), ("compare.after", &q.after)] {
                for q in side {
                    let mut row = vec![text(w.t_owned(&format!("table.{section}"))), text(&*x.name), text(is(x, w))];
                    row.push(text(w.t_owned(key)));
                    row.extend(tables::quote(q));
                    rows.push(row);
                }
            }
        }
    }
    let keys = ["section", "name", "verdict", "before_after", "source", "row", "time", "rating", "text"];
    tables::table(w, "compare_quotes", &keys, rows)
}

pub(super) fn contributions(c: &Comparison, w: &Words) -> Table {
    let row = |x: &Contribution| {
        let mut row = vec![text(&*x.name)];
        row.extend(parts(x));
        row.push(Cell::Change(x.total, 4));
        row
    };
    let keys = ["name", "before_share", "after_share", "before_mean", "after_mean", "mix", "level_part", "total"];
    tables::table(w, "compare_contributions", &keys, c.contributions.list.iter().map(row).collect())
}

/// Shares, means, and what either did.
fn parts(x: &Contribution) -> [Cell; PARTS.len()] {
    [
        Cell::Share(x.before_share),
        Cell::Share(x.after_share),
        figure(x.before_mean, 3),
        figure(x.after_mean, 3),
        Cell::Change(x.mix, 4),
        Cell::Change(x.level, 4),
    ]
}
