//! The answer in words: whether it got better or worse, by how much, how sure that is, and what it rests on.

use std::collections::BTreeMap;

use crate::report::{Change, Comparison, Contribution, SegmentChange};

use super::Context;

/// Changes named in one sentence.
const MOST: usize = 4;

/// Themes named of what the change is made of.
const PARTS: usize = 2;

/// Sentences, the most important first.
pub(super) fn verdict(c: &Comparison, cx: &Context) -> Vec<String> {
    let mut out = Vec::new();
    if c.shared > 0 {
        // First: with the same rows on both sides no difference is what it seems.
        let values = [("n", c.shared), ("before", c.before.rows), ("after", c.after.rows)];
        out.push(cx.say("compare.shared", &values.map(|(name, n)| (name, n.to_string()))));
    }
    for (id, what) in [("satisfaction", "headline"), ("rating", "rating"), ("complaints", "complaints")] {
        out.extend(c.headline.iter().find(|x| x.id == id).map(|s| one(what, s, cx)));
    }
    for a in c.adjusted.iter().flat_map(|a| &a.changes).filter(|x| x.id == "satisfaction") {
        out.push(one("adjusted", a, cx));
    }
    for a in c.control.iter().flat_map(|a| &a.changes).filter(|x| x.id == "satisfaction") {
        out.push(one("control", a, cx));
    }
    for verdict in ["worse", "better", "maybe_worse", "maybe_better"] {
        let is_so = |x: &Change| x.verdict == verdict;
        out.extend(themes(c, &format!("compare.verdict.{verdict}"), is_so, named, cx));
        out.extend(segments(c, verdict, cx));
        // Next to what became worse stands what may be worse than that.
        if verdict == "worse" {
            out.extend(themes(c, "compare.verdict.grave", |x| x.grave, with_majors, cx));
        }
    }
    // Where nothing can be said of the change, nothing can of its parts.
    let known = c.headline.iter().any(|x| x.id == "satisfaction" && x.difference.is_some());
    let parts = c.contributions.list.iter().filter(|x| known && x.id != "rest" && x.total != 0.0);
    let parts: Vec<String> = parts.take(PARTS).map(|x| part(x, cx)).collect();
    if !parts.is_empty() {
        let values = [("list", parts.join(&joint(cx))), ("all", signed(c.contributions.total, 3))];
        out.push(cx.say("compare.verdict.contribution", &values));
    }
    out
}

/// Natures, aspects and issues of one kind in one sentence, those of the largest effect first; none where there are none.
fn themes(
    c: &Comparison,
    key: &str,
    keep: impl Fn(&Change) -> bool,
    show: fn(&Change, &Context) -> String,
    cx: &Context,
) -> Option<String> {
    let all = c.natures.iter().chain(&c.aspects).chain(&c.issues).filter(|x| keep(x));
    let mut list: Vec<&Change> = all.collect();
    let parts = issues_of(&list);
    // An issue that is the matter of an aspect is told with it.
    list.retain(|x| x.within.as_ref().is_none_or(|aspect| parts.get(aspect.as_str()).is_none_or(Vec::is_empty)));
    list.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then_with(|| a.id.cmp(&b.id)));
    let one = |x: &&Change| match parts.get(x.id.as_str()).filter(|issues| !issues.is_empty()) {
        None => show(x, cx),
        Some(issues) => {
            let issues: Vec<String> = issues.iter().map(|i| show(i, cx)).collect();
            cx.say("compare.mostly", &[("aspect", show(x, cx)), ("issues", issues.join(&joint(cx)))])
        }
    };
    let names: Vec<String> = list.iter().map(one).collect();
    sentence(key, &names, cx)
}

/// The issues of a list by the aspects of the list that they are the matter of.
fn issues_of<'c>(list: &[&'c Change]) -> BTreeMap<&'c str, Vec<&'c Change>> {
    let mut out: BTreeMap<&str, Vec<&Change>> = list.iter().map(|x| (x.id.as_str(), Vec::new())).collect();
    for x in list {
        if let Some(issues) = x.within.as_ref().and_then(|aspect| out.get_mut(aspect.as_str())) {
            issues.push(x);
        }
    }
    out
}

/// Values of segments that have this verdict, by complaints or else by satisfaction, those of the largest effect first.
fn segments(c: &Comparison, verdict: &str, cx: &Context) -> Option<String> {
    let all = c.segments.iter().flat_map(|c| &c.list);
    let mut list: Vec<(&str, &Change)> = all.filter_map(|s| told(s, verdict)).collect();
    list.sort_by(|(_, a), (_, b)| weight(b).total_cmp(&weight(a)).then_with(|| a.id.cmp(&b.id)));
    let one = |(figure, x): &(&str, &Change)| say_change(&format!("compare.segment.{figure}"), x, cx);
    let names: Vec<String> = list.iter().map(one).collect();
    sentence(&format!("compare.segments.{verdict}"), &names, cx)
}

/// A sentence that counts changes, names the first of them, and says how many it does not name; nothing where there are none.
fn sentence(key: &str, names: &[String], cx: &Context) -> Option<String> {
    let first = names.iter().take(MOST).cloned().collect::<Vec<_>>().join(&joint(cx));
    let list = match names.len().saturating_sub(MOST) {
        0 => first,
        more => cx.say("compare.more", &[("list", first), ("more", more.to_string())]),
    };
    (!names.is_empty()).then(|| cx.say(key, &[("list", list), ("n", names.len().to_string())]))
}

/// The figure of a value that has this verdict.
fn told<'c>(s: &'c SegmentChange, verdict: &str) -> Option<(&'static str, &'c Change)> {
    [("complaints", &s.complaints), ("satisfaction", &s.satisfaction)].into_iter().find(|(_, x)| x.verdict == verdict)
}

fn weight(x: &Change) -> f64 {
    x.effect.unwrap_or(0.0).abs()
}

/// What stands between the items of a list; cells of dictionaries end without a blank.
fn joint(cx: &Context) -> String {
    cx.say("compare.joint", &[("blank", " ".to_owned())])
}

/// A theme with what it makes of the change, and its share before and after.
fn part(x: &Contribution, cx: &Context) -> String {
    let share = |s: f64| value(s, "share", 1);
    let values = [
        ("name", x.name.clone()),
        ("total", signed(x.total, 3)),
        ("before", share(x.before_share)),
        ("after", share(x.after_share)),
    ];
    cx.say("compare.verdict.part", &values)
}

fn one(what: &str, c: &Change, cx: &Context) -> String {
    let digits = if c.unit == "share" { 1 } else { 3 };
    let show = |x: Option<f64>| x.map_or_else(|| "—".to_owned(), |x| value(x, &c.unit, digits));
    let values = [
        ("before", show(c.before)),
        ("after", show(c.after)),
        ("difference", c.difference.map_or_else(|| "—".to_owned(), |d| by_how_much(d, &c.unit, digits, cx))),
        ("low", c.low.map_or_else(|| "—".to_owned(), |d| points(d, &c.unit, digits))),
        ("high", c.high.map_or_else(|| "—".to_owned(), |d| points(d, &c.unit, digits))),
        ("verdict", cx.say(&format!("compare.is.{}", c.verdict), &[])),
    ];
    // Without a difference there is no interval either: what was before and after is all there is to tell.
    let told = if c.difference.is_some() { "verdict" } else { "few" };
    cx.say(&format!("compare.{told}.{what}"), &values)
}

fn named(c: &Change, cx: &Context) -> String {
    say_change("compare.named", c, cx)
}

/// A change with its figures before and after.
fn say_change(key: &str, c: &Change, cx: &Context) -> String {
    let digits = if c.unit == "share" { 1 } else { 2 };
    let show = |x: Option<f64>| x.map_or_else(|| "—".to_owned(), |x| value(x, &c.unit, digits));
    cx.say(key, &[("name", c.name.clone()), ("before", show(c.before)), ("after", show(c.after))])
}

/// A change with its major complaints.
fn with_majors(c: &Change, cx: &Context) -> String {
    let [before, after] = c.major.unwrap_or_default().map(|n| n.to_string());
    cx.say("compare.named.major", &[("name", c.name.clone()), ("before", before), ("after", after)])
}

fn value(x: f64, unit: &str, digits: usize) -> String {
    if unit == "share" { format!("{:.digits$}%", 100.0 * x) } else { format!("{x:.digits$}") }
}

/// A difference; of shares in percentage points.
fn points(x: f64, unit: &str, digits: usize) -> String {
    signed(if unit == "share" { 100.0 * x } else { x }, digits)
}

fn by_how_much(x: f64, unit: &str, digits: usize, cx: &Context) -> String {
    let n = points(x, unit, digits);
    if unit == "share" { cx.say("points", &[("n", n)]) } else { n }
}

fn signed(x: f64, digits: usize) -> String {
    let sign = if x > 0.0 { "+" } else { "" };
    format!("{sign}{x:.digits$}")
}
