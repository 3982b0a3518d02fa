//! What the change of mean satisfaction is made of: themes that became more or less frequent, and themes that became better or worse.
//!
//! Each row belongs to one theme. The change is the sum over themes of a *mix* part, `Δw·(m̄ − M)`, and a *level* part, `w̄·Δm`, where `w` is a theme's
//! share, `m` its mean level, a bar the mean of both sides and `M` that of all rows (Kitagawa 1955). The sum is exact; shown numbers are rounded so
//! that they sum, too (largest remainders).

use std::collections::BTreeMap;

use crate::aggregate::sides::{CONTENT, Cell, Side, UNNAMED};
use crate::insight::stats::Sample;
use crate::number::{float, round};
use crate::record::Name;
use crate::report::{Contribution, Contributions};

use super::Context;

/// Themes told by themselves; the others together.
const MOST: usize = 12;

/// Decimals of the parts.
const DIGITS: i32 = 4;

/// A theme's parts of the change, unrounded.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) id: String,
    /// Its rows before and after.
    theme: [Cell; 2],
    /// How much larger its share of the rows is than before.
    grown: f64,
    pub(super) mix: f64,
    pub(super) level: f64,
}

/// The parts of every theme, the largest first; empty where a side has no levels.
pub(super) fn parts(before: &Side, after: &Side) -> Vec<Part> {
    let mut themes: BTreeMap<&Name, [Cell; 2]> = BTreeMap::new();
    before.themes.iter().for_each(|(k, c)| themes.entry(k).or_default()[0] = *c);
    after.themes.iter().for_each(|(k, c)| themes.entry(k).or_default()[1] = *c);
    let (n0, n1) = (levelled(&before.all), levelled(&after.all));
    let (Some(mean0), Some(mean1)) = (mean(&before.all), mean(&after.all)) else { return Vec::new() };
    let middle = f64::midpoint(mean0, mean1);
    let mut out: Vec<Part> = themes
        .into_iter()
        .filter_map(|(id, theme)| {
            let [t0, t1] = &theme;
            let (w0, w1) = (levelled(t0) / n0, levelled(t1) / n1);
            // A theme that one side does not have is taken to be as the other side has it.
            let m0 = mean(t0).or_else(|| mean(t1))?;
            let m1 = mean(t1).or_else(|| mean(t0))?;
            let mix = (w1 - w0) * (f64::midpoint(m0, m1) - middle);
            let level = f64::midpoint(w0, w1) * (m1 - m0);
            Some(Part { id: id.to_string(), theme, grown: w1 - w0, mix, level })
        })
        .collect();
    out.sort_by(|a, b| {
        let size = |p: &Part| (p.mix + p.level).abs();
        size(b).total_cmp(&size(a)).then_with(|| a.id.cmp(&b.id))
    });
    out
}

fn levelled(c: &Cell) -> f64 {
    float(c.moments().n)
}

fn mean(c: &Cell) -> Option<f64> {
    Sample::of(c.moments(), 1.0, 0.0).map(|s| s.mean)
}

/// As the report shows them.
pub(super) fn contributions(before: &Side, after: &Side, cx: &Context) -> Contributions {
    let all = parts(before, after);
    let total: f64 = mean(&after.all).unwrap_or(0.0) - mean(&before.all).unwrap_or(0.0);
    let (told, rest) = all.split_at(all.len().min(MOST));
    let mut exact: Vec<[f64; 2]> = told.iter().map(|p| [p.mix, p.level]).collect();
    if !rest.is_empty() {
        exact.push([rest.iter().map(|p| p.mix).sum(), rest.iter().map(|p| p.level).sum()]);
    }
    let rounded = largest_remainders(&exact, round(total, DIGITS));
    let rows = |p: &Part| p.theme.map(|t| float(t.rows));
    let share = |n: f64, of: u64| round(n / float(of.max(1)), 4);
    let mut list: Vec<Contribution> = Vec::new();
    for (p, [mix, level]) in told.iter().zip(&rounded) {
        let [b, a] = rows(p);
        list.push(Contribution {
            name: name(p, cx),
            id: p.id.clone(),
            before_share: share(b, before.all.rows),
            after_share: share(a, after.all.rows),
            before_mean: mean(&p.theme[0]).map(|m| round(m, 3)),
            after_mean: mean(&p.theme[1]).map(|m| round(m, 3)),
            mix: *mix,
            level: *level,
            total: round(mix + level, DIGITS),
        });
    }
    if let Some([mix, level]) = rounded.get(told.len()) {
        let sum = |side: usize| rest.iter().map(|p| rows(p)[side]).sum::<f64>();
        list.push(Contribution {
            id: "rest".to_owned(),
            name: cx.say("compare.rest", &[]),
            before_share: share(sum(0), before.all.rows),
            after_share: share(sum(1), after.all.rows),
            before_mean: None,
            after_mean: None,
            mix: *mix,
            level: *level,
            total: round(mix + level, DIGITS),
        });
    }
    Contributions { total: round(total, DIGITS), list }
}

fn name(p: &Part, cx: &Context) -> String {
    match p.id.as_str() {
        CONTENT => cx.say(content(p), &[]),
        UNNAMED => cx.say("compare.unnamed", &[]),
        id => cx.aspect_name(id),
    }
}

/// Rows without complaint are no theme that anybody could act on, so their name says what became of them: above all their number, or their mood.
fn content(p: &Part) -> &'static str {
    if p.level.abs() > p.mix.abs() {
        return if p.level > 0.0 { "compare.content.happier" } else { "compare.content.unhappier" };
    }
    match p.grown {
        g if g > 0.0 => "compare.content.more",
        g if g < 0.0 => "compare.content.fewer",
        _ => "compare.content",
    }
}

/// Rounds parts so that they sum to `total`, which is rounded itself: each down, then those that lost most one step up.
pub(super) fn largest_remainders(parts: &[[f64; 2]], total: f64) -> Vec<[f64; 2]> {
    let k = 10f64.powi(DIGITS);
    let flat: Vec<f64> = parts.iter().flatten().map(|x| x * k).collect();
    let mut down: Vec<f64> = flat.iter().map(|x| x.floor()).collect();
    let missing = (total * k).round() - down.iter().sum::<f64>();
    let mut order: Vec<usize> = (0..flat.len()).collect();
    order.sort_by(|&a, &b| (flat[b] - down[b]).total_cmp(&(flat[a] - down[a])).then(a.cmp(&b)));
    for (i, at) in (0u64..).zip(order) {
        if float(i) < missing {
            down[at] += 1.0;
        }
    }
    down.chunks(2).map(|c| [round(c[0] / k, DIGITS), round(c[1] / k, DIGITS)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounded_parts_sum_to_the_rounded_total() {
        let parts = [[0.123_44, -0.023_46], [0.000_04, 0.000_04], [-0.05, 0.1]];
        let total: f64 = parts.iter().flatten().sum();
        let rounded = largest_remainders(&parts, round(total, DIGITS));
        assert_eq!(round(rounded.iter().flatten().sum::<f64>(), DIGITS), round(total, DIGITS));
        assert!(rounded.iter().flatten().zip(parts.iter().flatten()).all(|(r, x)| (r - x).abs() < 1e-4));
    }
}
