//! What a store of runs adds, as tables: change since the last run, lives of issues, work orders. Without rows where no store is kept.

use crate::render::past::{moment, state};
use crate::render::words::Words;
use crate::report::{Action, Report};

use super::{Cell, Table, figure, optional, table, text};

pub(super) fn changes(r: &Report, w: &Words) -> Table {
    let changes = r.history.iter().flat_map(|h| &h.previous).flat_map(|p| &p.changes);
    let rows = changes.map(|c| {
        let digits = if c.figure == "major" { 0 } else { 2 };
        let name = w.t_owned(&format!("history.{}", c.figure));
        vec![text(name), figure(c.before, digits), figure(c.now, digits), figure(c.change, digits)]
    });
    table(w, "changes", &["measure", "before", "now", "change"], rows.collect())
}

pub(super) fn lives(r: &Report, w: &Words) -> Table {
    let rows = r.hot_issues.iter().filter_map(|i| {
        let l = i.life.as_ref()?;
        Some(vec![
            Cell::Count(u64::from(i.rank)),
            text(&*i.title),
            text(state(&l.state, w)),
            optional(l.first.as_deref()),
            optional(l.last.as_deref()),
            Cell::Count(l.runs),
            Cell::Count(l.records),
            text(&*l.key),
        ])
    });
    table(w, "lives", &["rank", "title", "state", "first", "last", "runs", "records", "issue_key"], rows.collect())
}

pub(super) fn orders(r: &Report, w: &Words) -> Table {
    let rows = r.actions.iter().filter_map(|a| {
        let o = a.order.as_ref()?;
        let satisfied = o.satisfied.map(|s| w.t(if s { "yes" } else { "no" }));
        Some(vec![
            text(&*o.id),
            text(w.t_owned(&format!("history.status.{}", o.status))),
            text(&*a.department),
            time(o.opened.as_deref()),
            time(o.due.as_deref()),
            time(o.resolved.as_deref()),
            optional(satisfied),
            text(&*a.title),
        ])
    });
    table(
        w,
        "orders",
        &["order", "status", "department", "opened", "due", "resolved", "satisfied", "title"],
        rows.collect(),
    )
}

/// What a store knows of a work order, behind its other columns: id, state, due.
pub(super) const ORDER: [&str; 3] = ["order", "status", "due"];

pub(super) fn order(a: &Action, w: &Words) -> [Cell; ORDER.len()] {
    let Some(o) = &a.order else { return [Cell::Empty, Cell::Empty, Cell::Empty] };
    [text(&*o.id), text(w.t_owned(&format!("history.status.{}", o.status))), time(o.due.as_deref())]
}

/// A time in the form that people read.
fn time(t: Option<&str>) -> Cell {
    t.map_or(Cell::Empty, |t| text(moment(t)))
}
