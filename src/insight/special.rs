//! What is special about a segment value: natures and aspects that its complaints name more than those of the other values, beyond chance.
//!
//! Fisher's exact test, one-sided, on complaints; all values, natures and aspects of a column are one family (Benjamini–Hochberg).

use crate::aggregate::tally::Tally;
use crate::number::{float, round};
use crate::real;
use crate::record::Name;
use crate::report::Special;

use super::Context;
use super::aspects::OUTCOMES;
use super::compare::inference::ln_gamma;
use super::stats::adjust;

/// Fewer complaints than this about it make nothing special, and a value with fewer has nothing special.
const LEAST: u64 = 5;
/// The share of false finds that is put up with.
const LEVEL: f64 = 0.05;
/// Most that are told of a value.
const MOST: usize = 8;

/// A candidate: which value, what, how often.
struct Found<'a> {
    value: usize,
    kind: &'static str,
    id: &'a Name,
    count: u64,
    /// Complaints that name it, in the whole column.
    all: u64,
}

/// For each value of a column what is special about it.
pub(super) fn specials(list: &[(&str, &Tally)], whole: &Tally, cx: &Context) -> Vec<Vec<Special>> {
    let mut found: Vec<Found> = Vec::new();
    for (value, (_, t)) in list.iter().enumerate().filter(|(_, (_, t))| t.complaints >= LEAST) {
        for (kind, own, all) in [("nature", &t.natures, &whole.natures), ("aspect", &t.aspects, &whole.aspects)] {
            // Everything that the column complains of is tried, also what this value never names: the family is chosen before looking.
            let named = all.iter().filter(|(id, n)| **n >= LEAST && (kind == "nature" || tells(id)));
            found.extend(named.map(|(id, &all)| Found {
                value,
                kind,
                id,
                count: own.get(id).copied().unwrap_or(0),
                all,
            }));
        }
    }
    let p: Vec<f64> =
        found.iter().map(|f| at_least(f.count, list[f.value].1.complaints, f.all, whole.complaints)).collect();
    let mut out: Vec<Vec<(f64, Special)>> = list.iter().map(|_| Vec::new()).collect();
    for ((f, q), p) in found.iter().zip(adjust(&p)).zip(&p) {
        if q < LEVEL && f.count >= LEAST {
            out[f.value].push((*p, special(f, q, list[f.value].1.complaints, whole.complaints, cx)));
        }
    }
    let sorted = |mut l: Vec<(f64, Special)>| {
        l.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| (&a.1.kind, &a.1.id).cmp(&(&b.1.kind, &b.1.id))));
        l.into_iter().map(|(_, s)| s).take(MOST).collect()
    };
    out.into_iter().map(sorted).collect()
}

/// Remarks on the whole and bare natures tell nothing of a value that its natures do not.
fn tells(aspect: &str) -> bool {
    aspect.contains('.') && !OUTCOMES.contains(&aspect)
}

fn special(f: &Found, q: f64, n: u64, all: u64, cx: &Context) -> Special {
    let rate = |count: u64, of: u64| float(count) / float(of.max(1));
    let others = rate(f.all - f.count, all - n);
    Special {
        kind: f.kind.to_owned(),
        id: f.id.to_string(),
        name: cx.aspect_name(f.id),
        count: f.count,
        expected: round(rate(f.all, all) * float(n), 1),
        lift: (others > 0.0).then(|| round(rate(f.count, n) / others, 2)),
        q: round(q, 4),
    }
}

/// Chance of at least `count` among `n` drawn from `of`, `all` of which have it (hypergeometric); 1 where that is no more than expected.
pub(super) fn at_least(count: u64, n: u64, all: u64, of: u64) -> f64 {
    // Below the mean there is nothing to find, and many terms to sum.
    if u128::from(count) * u128::from(of) <= u128::from(n) * u128::from(all) {
        return 1.0;
    }
    let choose = |n: u64, k: u64| ln_gamma(float(n) + 1.0) - ln_gamma(float(k) + 1.0) - ln_gamma(float(n - k) + 1.0);
    let total = choose(of, n);
    let mut sum = 0.0;
    for k in count..=all.min(n) {
        let chance = real::exp(choose(all, k) + choose(of - all, n - k) - total);
        sum += chance;
        if chance < sum * 1e-12 {
            break;
        }
    }
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_as_scipy_has_them() {
        for ((count, n, all, of), p) in
            [(8, 20, 30, 200), (1, 10, 3, 50), (30, 40, 60, 400), (5, 5, 5, 10)].into_iter().zip(TAILS)
        {
            let got = at_least(count, n, all, of);
            assert!((got / p - 1.0).abs() < 1e-9, "{count} {n} {all} {of}: {got}");
        }
        assert_eq!((at_least(0, 5, 5, 10), at_least(2, 9, 3, 10)), (1.0, 1.0));
    }

    const TAILS: [f64; 4] =
        [0.003_601_245_150_785_388_4, 0.495_918_367_346_938_9, 3.077_100_965_011_756e-20, 0.003_968_253_968_253_969];
}
