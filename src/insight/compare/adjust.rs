//! Changes that are not due to other things: with the case mix held, and beyond the change of a comparison group.

use crate::aggregate::sides::{Cell, Side};
use crate::aggregate::tally::Moments;
use crate::insight::stats::Sample;
use crate::number::{float, round};
use crate::report::{Adjusted, Change};

use super::inference::{self, Difference};
use super::{Context, LEAST_ROWS, Raw, change};

/// Rows of a stratum on each side that a difference needs.
const LEAST: u64 = 2;

/// A figure of a cell: its levels, or its complaints as zeros and ones.
type Figure = fn(&Cell) -> Moments;

fn complaints(c: &Cell) -> Moments {
    Moments { n: c.rows, ..Moments::of(1, c.complaints) }
}

const FIGURES: [(&str, &str, Figure); 2] =
    [("satisfaction", "level", Cell::moments), ("complaints", "share", complaints)];

/// Direct standardisation: the differences within strata, weighed by the strata's share of both sides together.
pub(super) fn adjusted(before: &Side, after: &Side, columns: &[String], cx: &Context) -> Adjusted {
    let empty = Cell::default();
    let keys = before.strata.keys().chain(after.strata.keys().filter(|k| !before.strata.contains_key(*k)));
    let mut pairs: Vec<(&Vec<String>, &Cell, &Cell)> =
        keys.map(|k| (k, before.strata.get(k).unwrap_or(&empty), after.strata.get(k).unwrap_or(&empty))).collect();
    pairs.sort_by_key(|p| p.0);
    let (both, alone): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(_, b, a)| b.rows.min(a.rows) >= LEAST);
    let lost: u64 = alone.iter().map(|(_, b, a)| b.rows + a.rows).sum();
    let changes = FIGURES.iter().map(|(id, unit, of)| {
        let cells: Vec<(Moments, Moments)> = both.iter().map(|(_, b, a)| (of(b), of(a))).collect();
        let raw = standardised(&cells, id, unit, cx);
        change(raw, None)
    });
    Adjusted {
        columns: columns.to_vec(),
        strata: both.len() as u64,
        without_match: round(float(lost) / float((before.all.rows + after.all.rows).max(1)), 4),
        changes: changes.collect(),
    }
}

fn standardised(cells: &[(Moments, Moments)], id: &str, unit: &'static str, cx: &Context) -> Raw {
    let known: Vec<(Sample, Sample)> = cells
        .iter()
        .filter(|(b, a)| b.n.min(a.n) >= LEAST)
        .filter_map(|(b, a)| Some((Sample::of(*b, 1.0, 0.0)?, Sample::of(*a, 1.0, 0.0)?)))
        .collect();
    let all: u64 = known.iter().map(|(b, a)| b.n + a.n).sum();
    let weight = |b: &Sample, a: &Sample| float(b.n + a.n) / float(all.max(1));
    let sum = |f: &dyn Fn(&Sample, &Sample) -> f64| known.iter().map(|(b, a)| f(b, a)).sum::<f64>();
    let (mean0, mean1) = (sum(&|b, a| weight(b, a) * b.mean), sum(&|b, a| weight(b, a) * a.mean));
    let error2 = sum(&|b, a| weight(b, a).powi(2) * (b.error2() + a.error2()));
    let rows = [known.iter().map(|(b, _)| b.n).sum::<u64>(), known.iter().map(|(_, a)| a.n).sum::<u64>()];
    let enough = rows[0].min(rows[1]) >= LEAST_ROWS;
    let freedom = satterthwaite(known.iter().flat_map(|(b, a)| {
        let w2 = weight(b, a).powi(2);
        [(w2 * b.error2(), b.n), (w2 * a.error2(), a.n)]
    }));
    raw(
        id,
        unit,
        cx,
        (mean0, rows[0]),
        (mean1, rows[1]),
        enough.then(|| inference::of_error(mean1 - mean0, error2.sqrt(), freedom)),
    )
}

/// Difference in differences: the change of the group looked at less that of the comparison group. `before` and `after` of the result are the two changes.
pub(super) fn differences(
    before: &Side,
    after: &Side,
    control_before: &Side,
    control_after: &Side,
    cx: &Context,
) -> Vec<Change> {
    FIGURES
        .iter()
        .map(|(id, unit, of)| {
            let four = [before, after, control_before, control_after].map(|s| Sample::of(of(&s.all), 1.0, 0.0));
            let enough = four.iter().flatten().filter(|s| s.n >= LEAST_ROWS).count() == 4;
            let n = |i: usize| four[i].map_or(0, |s| s.n);
            let mean = |i: usize| four[i].map_or(0.0, |s| s.mean);
            let (own, control) = (mean(1) - mean(0), mean(3) - mean(2));
            let error2: f64 = four.iter().flatten().map(Sample::error2).sum();
            let freedom = satterthwaite(four.iter().flatten().map(|s| (s.error2(), s.n)));
            let d = enough.then(|| inference::of_error(own - control, error2.sqrt(), freedom));
            change(raw(id, unit, cx, (control, n(2) + n(3)), (own, n(0) + n(1)), d), None)
        })
        .collect()
}

/// Degrees of freedom of a sum of variances of means, each with its number of values (Satterthwaite 1946).
fn satterthwaite(parts: impl Iterator<Item = (f64, u64)>) -> f64 {
    let (mut sum, mut squares) = (0.0, 0.0);
    for (v, n) in parts.filter(|(_, n)| *n > 1) {
        sum += v;
        squares += v * v / float(n - 1);
    }
    if squares > 0.0 { (sum * sum / squares).max(1.0) } else { 1.0 }
}

fn raw(
    id: &str,
    unit: &'static str,
    cx: &Context,
    before: (f64, u64),
    after: (f64, u64),
    difference: Option<Difference>,
) -> Raw {
    let value = |(v, n): (f64, u64)| ((n > 0).then_some(v), [n, n]);
    Raw {
        id: id.to_owned(),
        name: cx.say(&format!("compare.{id}"), &[]),
        unit,
        before: value(before),
        after: value(after),
        difference,
        good: id == "satisfaction",
    }
}
