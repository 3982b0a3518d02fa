//! A comparison in every format: the verdict in words first, then the changes, then what they are made of.
//!
//! Computes nothing: tables and lines are made from what [`Comparison`] holds.

mod drawings;
mod markdown;
mod page;
mod rows;
mod terminal;

use std::io::{self, Write};

use crate::report::{Change, Comparison, Group};

use super::sheet::of_report;
use super::tables::{self, Table};
use super::words::Words;
use super::{Format, Settings, csv, json, xlsx};

/// Writes `comparison` in `format`.
///
/// # Errors
/// When `out` cannot be written to.
pub fn comparison(c: &Comparison, format: Format, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    let words = settings.words();
    match format {
        Format::Json => json::write(c, settings.pretty, out),
        Format::Csv => csv::write_table(&rows::long(c, &words), settings.bom, out),
        Format::Markdown => markdown::write(c, settings, out),
        Format::Html => page::write(c, settings, out),
        Format::Xlsx => xlsx::write_tables(&rows::all(c, &words), of_report(), &title(c, settings), settings, out),
        Format::Terminal => terminal::write(c, settings, settings.colour, out),
        Format::Text => terminal::write(c, settings, false, out),
    }
}

/// The title given, else the names of the groups.
fn title(c: &Comparison, settings: &Settings) -> String {
    let words = settings.words();
    let named = || words.fill("compare.title", &[("before", &c.before.name), ("after", &c.after.name)]);
    settings.title.map_or_else(named, str::to_owned)
}

/// The sections with changes: key of the title, and the list.
fn sections(c: &Comparison) -> Vec<(&'static str, Vec<&Change>)> {
    let [complaints, satisfaction] = c.segment_changes();
    let mut out: Vec<(&'static str, Vec<&Change>)> = vec![
        ("compare_headline", c.headline.iter().collect()),
        ("compare_natures", c.natures.iter().collect()),
        ("compare_aspects", c.aspects.iter().collect()),
        ("compare_issues", c.issues.iter().collect()),
        ("compare_segments", complaints),
        ("compare_segment_satisfaction", satisfaction),
    ];
    out.extend(c.adjusted.iter().map(|a| ("compare_adjusted", a.changes.iter().collect())));
    out.extend(c.control.iter().map(|x| ("compare_control", x.changes.iter().collect())));
    out.retain(|(_, list)| !list.is_empty());
    out
}

/// The sections in the order of reading: what became worse first, then graver, what may be worse, better, and the rest, each by the size of its effect. The
/// headline and what answers a question of its own keep their order.
fn sorted(c: &Comparison) -> Vec<(&'static str, Vec<&Change>)> {
    let mut out = sections(c);
    for (_, list) in out.iter_mut().filter(|(id, _)| !is_whole(id)) {
        let size = |x: &Change| if x.is_told() { x.effect.unwrap_or(0.0).abs() } else { 0.0 };
        list.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| size(b).total_cmp(&size(a))));
    }
    out
}

/// Whether a section is a few figures that are all of interest, whatever became of them.
fn is_whole(section: &str) -> bool {
    matches!(section, "compare_headline" | "compare_adjusted" | "compare_control")
}

/// The place of a verdict among the others.
fn rank(x: &Change) -> u8 {
    match x.verdict.as_str() {
        "worse" => 0,
        _ if x.grave => 1,
        "maybe_worse" => 2,
        "better" => 3,
        "maybe_better" => 4,
        _ => 5,
    }
}

/// `+6.4 (+2.6 ~ +10.5)`: a difference with its interval, as reports show intervals between signs.
fn difference(x: &Change) -> String {
    let by = |v| signed(v, &x.unit);
    match (x.low, x.high) {
        (Some(_), Some(_)) => format!("{} ({} ~ {})", by(x.difference), by(x.low), by(x.high)),
        _ => Words::none().to_owned(),
    }
}

/// A group with its rows, and its days.
fn group(g: &Group, w: &Words) -> String {
    let period = g.period.as_ref().map_or(String::new(), |p| format!("{} – {}", p.first, p.last));
    let values: [(&str, &dyn std::fmt::Display); 5] = [
        ("name", &g.name),
        ("rows", &g.rows),
        ("informative", &g.informative),
        ("complaints", &g.complaints),
        ("period", &period),
    ];
    w.fill("compare.group", &values)
}

/// The verdict in a word; what is grave is told with its major complaints.
fn is(x: &Change, w: &Words) -> String {
    let is = w.id("compare.is", &x.verdict);
    match x.major.filter(|_| x.grave) {
        Some([before, after]) => w.fill("compare.grave", &[("is", &is), ("before", &before), ("after", &after)]),
        None => is.to_owned(),
    }
}

/// A figure in its unit; net sentiment in points of a hundred, as reports show it.
fn value(x: Option<f64>, unit: &str) -> String {
    match unit {
        "share" => Words::percent(x),
        "net" => Words::figure(x.map(|x| 100.0 * x), 1),
        _ => Words::figure(x, 3),
    }
}

/// The same with its sign; shares in percentage points.
fn signed(x: Option<f64>, unit: &str) -> String {
    if unit == "net" {
        return Words::signed(x.map(|x| 100.0 * x), 1);
    }
    if unit != "share" {
        return Words::signed(x, 3);
    }
    x.map_or_else(|| Words::none().to_owned(), |x| format!("{:+.1}", 100.0 * x))
}

#[cfg(test)]
mod tests;
