//! The answer in words: whether it got better or worse, by how much, how sure that is, and what it rests on.

use crate::report::{Change, Comparison, Contribution};

use super::Context;

/// Changes named in one sentence.
const MOST: usize = 4;

/// Themes named of what the change is made of.
const PARTS: usize = 2;

/// Sentences, the most important first.
pub(super) fn verdict(c: &Comparison, cx: &Context) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(s) = c.headline.iter().find(|x| x.id == "satisfaction") {
        out.push(one("headline", s, cx));
    }
    if let Some(s) = c.headline.iter().find(|x| x.id == "complaints") {
        out.push(one("complaints", s, cx));
    }
    for a in c.adjusted.iter().flat_map(|a| &a.changes).filter(|x| x.id == "satisfaction") {
        out.push(one("adjusted", a, cx));
    }
    for a in c.control.iter().flat_map(|a| &a.changes).filter(|x| x.id == "satisfaction") {
        out.push(one("control", a, cx));
    }
    let details = || c.natures.iter().chain(&c.aspects).chain(&c.issues);
    for verdict in ["worse", "better", "maybe_worse", "maybe_better"] {
        let mut list: Vec<&Change> = details().filter(|x| x.verdict == verdict).collect();
        list.sort_by(|a, b| {
            b.effect.unwrap_or(0.0).abs().total_cmp(&a.effect.unwrap_or(0.0).abs()).then(a.id.cmp(&b.id))
        });
        if !list.is_empty() {
            let names: Vec<String> = list.iter().take(MOST).map(|x| named(x, cx)).collect();
            let joint = joint(cx);
            let values = [("list", names.join(&joint)), ("n", list.len().to_string())];
            out.push(cx.say(&format!("compare.verdict.{verdict}"), &values));
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
    let show = |x: Option<f64>| x.map_or_else(|| "—".to_owned(), |x| value(x, &c.unit, 1));
    let values = [("name", c.name.clone()), ("before", show(c.before)), ("after", show(c.after))];
    cx.say("compare.named", &values)
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
