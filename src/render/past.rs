//! What a store of runs says about a report, in sentences: shared by the terminal, Markdown and the page.

use std::fmt::Display;

use crate::report::{Action, Effect, FigureChange, HotIssue, IssueLife, OrderState, PastIssue, Previous, Report};

use super::clean;
use super::words::{Words, count};

/// States in the order in which they are told.
const STATES: [&str; 8] = ["new", "reopened", "growing", "ongoing", "shrinking", "unclear", "resolved", "merged"];

/// Issues that a sentence names.
const NAMED: usize = 3;

/// The place of the run, what changed since the last one, how issues stand; nothing without a store.
pub(super) fn sentences(r: &Report, w: &Words) -> Vec<String> {
    let Some(h) = &r.history else { return Vec::new() };
    let day = |d: &Option<String>| d.clone().unwrap_or_else(|| Words::none().to_owned());
    let (first, last) = (day(&h.first), day(&h.last));
    let pruned = h.pruned.as_ref().map_or(0, |p| p.records);
    let values: [(&str, &dyn Display); 5] = [
        ("run", &h.run),
        ("new", &count(h.new_records)),
        ("known", &count(h.known_records.saturating_sub(pruned))),
        ("first", &first),
        ("last", &last),
    ];
    let mut out = vec![w.fill("history.stored", &values)];
    if let Some(p) = &h.pruned {
        out.push(w.fill("history.pruned", &[("n", &count(p.records)), ("day", &p.before)]));
    }
    if let Some(newer) = &h.newer {
        out.push(w.fill("history.newer", &[("day", newer)]));
    }
    if let Some(p) = &h.previous {
        out.push(since(p, w));
        if p.other_labels {
            out.push(w.t_owned("history.other_labels"));
        }
    }
    let states = STATES.iter().filter_map(|s| Some(format!("{} {}", state(s, w), h.issues.get(*s)?)));
    let states: Vec<String> = states.collect();
    if !states.is_empty() {
        out.push(w.fill("history.issues", &[("list", &states.join(w.comma()))]));
    }
    out.extend(past("history.merged", &h.merged.iter().collect::<Vec<_>>(), w));
    out.extend(past_days("history.unclear", &h.unclear, w));
    out.extend(past_days("history.resolved", &h.resolved, w));
    out
}

/// Issues of earlier runs in a sentence; nothing where there are none.
fn past(key: &str, issues: &[&PastIssue], w: &Words) -> Option<String> {
    let one = |i: &&PastIssue| {
        let into = i.into.as_deref().map(|other| w.fill("history.into", &[("title", &clean::line(other))]));
        format!("{}{}", clean::line(&i.title), into.unwrap_or_default())
    };
    let titles: Vec<String> = issues.iter().take(NAMED).map(one).collect();
    let more = if issues.len() > NAMED { " …" } else { "" };
    let list = format!("{}{more}", titles.join(w.comma()));
    (!issues.is_empty()).then(|| w.fill(key, &[("list", &list)]))
}

/// The same of what is judged by days; an issue without any is judged by runs.
fn past_days(key: &str, issues: &[PastIssue], w: &Words) -> Vec<String> {
    let (dated, others): (Vec<&PastIssue>, Vec<&PastIssue>) = issues.iter().partition(|i| i.last.is_some());
    past(key, &dated, w).into_iter().chain(past(&format!("{key}.untimed"), &others, w)).collect()
}

/// What changed since the run before. Two exports that overlap are compared by what was new in each.
fn since(p: &Previous, w: &Words) -> String {
    let changes: Vec<String> = p.changes.iter().map(|c| change(c, w)).collect();
    let key = match (p.overlap, p.new_now) {
        (0, _) => "history.previous",
        (_, 0) => "history.previous.overlap",
        _ => "history.previous.new",
    };
    let day = p.as_of.clone().unwrap_or_else(|| Words::none().to_owned());
    let values: [(&str, &dyn Display); 6] = [
        ("day", &day),
        ("run", &p.run),
        ("changes", &changes.join(w.comma())),
        ("n", &count(p.overlap)),
        ("before", &count(p.new_before)),
        ("now", &count(p.new_now)),
    ];
    w.fill(key, &values)
}

/// Issues with major complaints that no run before has seen, and those that came back or grow and have new ones: what somebody has to know first. Nothing
/// where this is the first run, to which all are new.
pub(super) fn new_major(r: &Report, w: &Words) -> Option<String> {
    r.history.as_ref()?.previous.as_ref()?;
    let new = major(r, w, "history.new_major", |i, l| if l.state == "new" { i.major } else { 0 });
    let comes_back = |l: &IssueLife| matches!(l.state.as_str(), "reopened" | "growing");
    let again = major(r, w, "history.again_major", |_, l| if comes_back(l) { l.new_major } else { 0 });
    match (new, again) {
        (Some(new), Some(again)) => Some(also(&new, &again, w)),
        (new, again) => new.or(again),
    }
}

/// The issues of which `grave` gives major complaints.
fn major(r: &Report, w: &Words, key: &str, grave: impl Fn(&HotIssue, &IssueLife) -> u64) -> Option<String> {
    let one = |i: &HotIssue| {
        let n = grave(i, i.life.as_ref()?);
        let values: [(&str, &dyn Display); 3] =
            [("title", &clean::line(&i.title)), ("n", &count(i.count)), ("major", &count(n))];
        (n > 0).then(|| w.fill(&format!("{key}.issue"), &values))
    };
    let all: Vec<String> = r.hot_issues.iter().filter_map(one).collect();
    let more = if all.len() > NAMED { " …" } else { "" };
    let list = format!("{}{more}", all.iter().take(NAMED).cloned().collect::<Vec<_>>().join(w.comma()));
    (!all.is_empty()).then(|| w.fill(key, &[("n", &count(all.len() as u64)), ("list", &list)]))
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
    Some(remarks(order, w).into_iter().fold(told, |told, more| also(&told, &more, w)))
}

/// Two statements as one.
pub(super) fn also(one: &str, other: &str, w: &Words) -> String {
    w.fill("history.also", &[("one", &one), ("other", &other)])
}

/// That its deadline had passed when it was first seen, how many major complaints are due later, and how many were dealt with before.
fn remarks(order: &OrderState, w: &Words) -> Vec<String> {
    let mut out = Vec::new();
    if order.past && order.status == "overdue" {
        out.push(w.t_owned("history.order.past"));
    }
    if order.later > 0 {
        let values: [(&str, &dyn Display); 2] =
            [("n", &count(order.later)), ("due", &moment(order.latest.as_deref().unwrap_or_default()))];
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
    let told = w.fill("history.handling", &values);
    Some(effects(&h.effects, w).into_iter().fold(told, |told, more| also(&told, &more, w)))
}

/// What became of issues after their orders were closed: those that are clear, the first few.
fn effects(effects: &[Effect], w: &Words) -> Vec<String> {
    let clear = effects.iter().filter(|e| e.verdict != "unclear").take(NAMED);
    let one = |e: &Effect| {
        let values: [(&str, &dyn Display); 3] = [
            ("title", &clean::line(&e.title)),
            ("before", &Words::percent(e.before.share)),
            ("after", &Words::percent(e.after.share)),
        ];
        w.fill(&format!("history.effect.{}", e.verdict), &values)
    };
    clear.map(one).collect()
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
