//! What a store of runs says about a report, in sentences: shared by the terminal, Markdown and the page.

use std::fmt::Display;

use crate::report::{Action, FigureChange, HotIssue, OrderState, Report};

use super::clean;
use super::words::{Words, count};

/// States in the order in which they are told.
const STATES: [&str; 7] = ["new", "reopened", "growing", "ongoing", "shrinking", "resolved", "merged"];

/// Issues that a sentence names.
const NAMED: usize = 3;

/// The place of the run, what changed since the last one, how issues stand; nothing without a store.
pub(super) fn sentences(r: &Report, w: &Words) -> Vec<String> {
    let Some(h) = &r.history else { return Vec::new() };
    let day = |d: &Option<String>| d.clone().unwrap_or_else(|| Words::none().to_owned());
    let (first, last) = (day(&h.first), day(&h.last));
    let values: [(&str, &dyn Display); 5] = [
        ("run", &h.run),
        ("new", &count(h.new_records)),
        ("known", &count(h.known_records)),
        ("first", &first),
        ("last", &last),
    ];
    let mut out = vec![w.fill("history.stored", &values)];
    if let Some(newer) = &h.newer {
        out.push(w.fill("history.newer", &[("day", newer)]));
    }
    if let Some(p) = &h.previous {
        let changes: Vec<String> = p.changes.iter().map(|c| change(c, w)).collect();
        let values: [(&str, &dyn Display); 3] =
            [("day", &day(&p.as_of)), ("run", &p.run), ("changes", &changes.join(w.comma()))];
        out.push(w.fill("history.previous", &values));
        if p.other_labels {
            out.push(w.t_owned("history.other_labels"));
        }
    }
    let states = STATES.iter().filter_map(|s| Some(format!("{} {}", state(s, w), h.issues.get(*s)?)));
    let states: Vec<String> = states.collect();
    if !states.is_empty() {
        out.push(w.fill("history.issues", &[("list", &states.join(w.comma()))]));
    }
    if !h.resolved.is_empty() {
        let titles: Vec<String> = h.resolved.iter().take(NAMED).map(|i| clean::line(&i.title)).collect();
        let more = if h.resolved.len() > NAMED { " …" } else { "" };
        out.push(w.fill("history.resolved", &[("list", &format!("{}{more}", titles.join(w.comma())))]));
    }
    out
}

/// Issues that no run before has seen and that have major complaints: what somebody has to know first. Nothing where this is the first run, to which all are
/// new.
pub(super) fn new_major(r: &Report, w: &Words) -> Option<String> {
    r.history.as_ref()?.previous.as_ref()?;
    let is_new = |i: &&HotIssue| i.major > 0 && i.life.as_ref().is_some_and(|l| l.state == "new");
    let one = |i: &HotIssue| {
        let values: [(&str, &dyn Display); 3] =
            [("title", &clean::line(&i.title)), ("n", &count(i.count)), ("major", &count(i.major))];
        w.fill("history.new_major.issue", &values)
    };
    let all: Vec<String> = r.hot_issues.iter().filter(is_new).map(one).collect();
    let more = if all.len() > NAMED { " …" } else { "" };
    let list = format!("{}{more}", all.iter().take(NAMED).cloned().collect::<Vec<_>>().join(w.comma()));
    (!all.is_empty()).then(|| w.fill("history.new_major", &[("n", &count(all.len() as u64)), ("list", &list)]))
}

/// What is told where nothing can be: that all of it was told before, or that no text was found.
pub(super) fn nothing(r: &Report, w: &Words) -> String {
    match r.history.as_ref().filter(|h| h.new_only && h.known_records > 0) {
        Some(h) => w.fill("head.nothing_new", &[("known", &count(h.known_records))]),
        None => w.t_owned("head.nothing"),
    }
}

/// The name of a state.
pub(super) fn state(id: &str, w: &Words) -> String {
    w.messages.find(&format!("render.history.state.{id}"), w.lang).unwrap_or(id).to_owned()
}

/// The life of an issue in one line.
pub(super) fn life(issue: &HotIssue, w: &Words) -> Option<String> {
    let l = issue.life.as_ref()?;
    let first = l.first.clone().unwrap_or_else(|| Words::none().to_owned());
    let (state, records) = (state(&l.state, w), count(l.records));
    let values: [(&str, &dyn Display); 4] =
        [("state", &state), ("first", &first), ("runs", &l.runs), ("records", &records)];
    Some(w.fill("history.life", &values))
}

/// Where a work order of a store stands: overdue, quiet, closed, or when it is due, and what else has to be known of its complaints; nothing without a store, or a
/// deadline.
pub(super) fn standing(a: &Action, w: &Words) -> Option<String> {
    let order = a.order.as_ref()?;
    let due = moment(order.due.as_deref().unwrap_or_default());
    let due: &dyn Display = &due;
    let told = match order.status.as_str() {
        "closed" => return Some(w.t_owned("history.order.closed")),
        _ if order.due.is_none() => return None,
        "overdue" => w.fill("history.order.overdue", &[("due", due)]),
        "quiet" => w.fill("history.order.quiet", &[("due", due)]),
        _ => w.fill("history.order.open", &[("due", due)]),
    };
    let told = std::iter::once(told).chain(remarks(order, w));
    Some(told.collect::<Vec<_>>().join(w.comma()))
}

/// That its deadline had passed when it was first seen, how many major complaints are due later, and how many were dealt with before.
fn remarks(order: &OrderState, w: &Words) -> Vec<String> {
    let mut out = Vec::new();
    if order.past && order.status == "overdue" {
        out.push(w.t_owned("history.order.past"));
    }
    if order.later > 0 {
        let values: [(&str, &dyn Display); 2] = [("n", &count(order.later)), ("due", &moment(order.latest.as_deref().unwrap_or_default()))];
        out.push(w.fill("history.order.later", &values));
    }
    if order.handled > 0 {
        out.push(w.fill("history.order.handled", &[("n", &count(order.handled))]));
    }
    out
}

/// A day, or a time to the minute as deadlines are counted in hours.
pub(super) fn moment(time: &str) -> String {
    let shown = time.replace('T', " ");
    shown.get(.."2026-03-09 10:00".len()).map(str::to_owned).unwrap_or(shown)
}

/// How work orders were handled, in one line; nothing where no outcome is known.
pub(super) fn handling(r: &Report, w: &Words) -> Option<String> {
    let h = r.history.as_ref()?.handling.as_ref()?;
    let values: [(&str, &dyn Display); 6] = [
        ("closed", &count(h.closed.count)),
        ("orders", &count(h.orders)),
        ("share", &Words::percent(h.closed.share)),
        ("overdue", &count(h.overdue.count)),
        ("satisfied", &Words::percent(h.satisfied.share)),
        ("again", &count(h.complaints_after)),
    ];
    Some(w.fill("history.handling", &values))
}

/// `满意度 +0.12`.
fn change(c: &FigureChange, w: &Words) -> String {
    let (digits, is_share) = match c.figure.as_str() {
        "mean" => (2, false),
        "major" => (0, false),
        figure => (1, figure != "net"),
    };
    let figure = w.t_owned(&format!("history.{}", c.figure));
    let n = Words::signed(c.change, digits);
    let shown = if is_share { w.fill("points", &[("n", &n)]) } else { n };
    w.fill("history.change", &[("figure", &figure), ("change", &shown)])
}
