//! What changed lately in words: one sentence for the terminal, Markdown and the page, a remark for each tile, rows for tables. Nothing where nothing is compared.

use std::fmt::Display;

use crate::report::{Caution, Change, Report};

use super::past::also;
use super::tables::{Cell, figure, text};
use super::words::Words;

/// Figures beside complaints that the sentence tells where they changed.
const BESIDE: [&str; 3] = ["major", "satisfaction", "rating"];

/// What stands under a figure: its change, and whether that is good.
pub(super) struct Delta {
    pub(super) text: String,
    /// `good`, `bad`, or empty where nobody can tell; the text says it, too.
    pub(super) side: &'static str,
}

/// The sentence: complaints in both stretches, what their change comes from, and what else changed for sure.
pub(super) fn sentence(r: &Report, w: &Words) -> Option<String> {
    let [before, after] = names(r, w)?;
    let of = |id: &str| r.change.figures.iter().find(|c| c.id == id);
    let first = r.change.after.as_ref().map_or("", |s| s.first.as_str());
    let mut parts = vec![filled(
        w,
        "change.complaints",
        of("complaints")?,
        &[("before", &before), ("after", &after), ("first", &first)],
    )];
    parts.extend(themes(r, of("complaints")?, w));
    let sure = BESIDE.into_iter().filter_map(of).filter(|c| matches!(c.verdict.as_str(), "better" | "worse"));
    parts.extend(sure.map(|c| filled(w, "change.figure", c, &[])));
    let list = parts.into_iter().reduce(|told, more| also(&told, &more, w))?;
    Some(w.fill("change.sentence", &[("list", &list)]))
}

/// Where the change of complaints comes from; where they did not change as a whole, what did.
fn themes(r: &Report, complaints: &Change, w: &Words) -> Option<String> {
    let moved = complaints.verdict.ends_with("worse") || complaints.verdict.ends_with("better");
    let (key, one) = if moved { ("change.from", "change.theme") } else { ("change.among", "change.theme.judged") };
    let list: Vec<String> = r.change.themes.iter().map(|c| filled(w, one, c, &[])).collect();
    (!list.is_empty()).then(|| w.fill(key, &[("list", &list.join(w.comma()))]))
}

/// That there is too little to compare, where there are times.
pub(super) fn is_lacking(r: &Report) -> bool {
    r.change.cautions.contains(&Caution::TooLittleData)
}

/// How a headline figure changed; none of figures that are not compared, and where too little is known.
pub(super) fn delta(r: &Report, headline: &str, w: &Words) -> Option<Delta> {
    let (id, key) = match headline {
        "mean" => ("satisfaction", "change.delta"),
        "major" => ("major", "change.delta.major"),
        other => (other, "change.delta"),
    };
    let c = r.change.figures.iter().find(|c| c.id == id)?;
    let (by, [before, _]) = (by_how_much(c, w)?, names(r, w)?);
    let verdict = w.id("compare.is", &c.verdict);
    let side = match c.verdict.as_str() {
        "better" => "good",
        "worse" => "bad",
        _ => "",
    };
    Some(Delta { text: w.fill(key, &[("by", &by), ("before", &before), ("verdict", &verdict)]), side })
}

/// Rows for a table of figures: what, the change with its interval, rows of the last stretch.
pub(super) fn rows(r: &Report, w: &Words) -> Vec<[Cell; 5]> {
    let c = &r.change;
    let (Some([before, after]), Some(from), Some(to)) = (names(r, w), &c.before, &c.after) else { return Vec::new() };
    let values: [(&str, &dyn Display); 6] = [
        ("before", &before),
        ("after", &after),
        ("earlier", &from.first),
        ("end", &from.last),
        ("first", &to.first),
        ("last", &to.last),
    ];
    let head = text(w.fill("change.stretches", &values));
    let mut out = vec![[head, Cell::Empty, Cell::Empty, Cell::Empty, Cell::Count(to.rows)]];
    out.extend(c.figures.iter().chain(&c.themes).map(|x| {
        let told = filled(w, "change.row", x, &[("before", &before), ("after", &after)]);
        let [value, low, high] = [x.difference, x.low, x.high].map(|v| match (v, x.unit.as_str()) {
            (Some(v), "share") => Cell::Points(v),
            (Some(v), _) => Cell::Change(v, 2),
            (None, _) => figure(None, 0),
        });
        [text(told), value, low, high, Cell::Count(x.after_rows[1])]
    }));
    out
}

/// What the two stretches are called.
fn names(r: &Report, w: &Words) -> Option<[String; 2]> {
    let keys = match r.change.unit.as_deref()? {
        "weeks" => ["change.weeks.before", "change.weeks.after"],
        _ => ["change.halves.before", "change.halves.after"],
    };
    Some(keys.map(|key| w.t_owned(key)))
}

/// A wording with the name of a figure, what it was and is, and the verdict; and with `more`.
fn filled(w: &Words, key: &str, c: &Change, more: &[(&str, &dyn Display)]) -> String {
    let show = |v: Option<f64>| if c.unit == "share" { Words::percent(v) } else { Words::figure(v, 2) };
    let (then, now) = (show(c.before), show(c.after));
    let verdict = w.messages.find(&format!("compare.is.{}", c.verdict), w.lang).unwrap_or(&c.verdict);
    let mut values: Vec<(&str, &dyn Display)> =
        vec![("name", &c.name), ("then", &then), ("now", &now), ("verdict", &verdict)];
    values.extend(more);
    w.fill(key, &values)
}

/// `▼0.68`, `▲11.2 个百分点`.
fn by_how_much(c: &Change, w: &Words) -> Option<String> {
    let (by, digits) = if c.unit == "share" { (100.0 * c.difference?, 1) } else { (c.difference?, 2) };
    let size = format!("{:.digits$}", by.abs());
    let is_none = size.chars().all(|x| matches!(x, '0' | '.'));
    let mark = match () {
        () if is_none => "±",
        () if by > 0.0 => "▲",
        () => "▼",
    };
    let size = if c.unit == "share" { w.fill("points", &[("n", &size)]) } else { size };
    Some(format!("{mark}{size}"))
}

#[cfg(test)]
mod tests;
