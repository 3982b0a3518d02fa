//! What is special about a segment value: natures and aspects that its complaints name more than those of the other values, and complaints that are major
//! more often, beyond chance.
//!
//! Fisher's exact test, one-sided, on complaints; all values, natures and aspects of a column are one family (Benjamini–Hochberg), all values with their major
//! complaints another.

use crate::aggregate::tally::Tally;
use crate::lexicon::OUTCOMES;
use crate::number::{float, round};
use crate::real;
use crate::record::{Name, Severity};
use crate::report::Special;

use super::Context;
use super::distributions::ln_choose;
use super::stats::adjust;

/// Fewer complaints than this about it make nothing special, and a value with fewer has nothing special.
const LEAST: u64 = 5;
/// The same of major complaints, of which each one counts.
const LEAST_MAJOR: u64 = 3;
/// The share of false finds that is put up with.
const LEVEL: f64 = 0.05;
/// Most natures and aspects that are told of a value.
const MOST: usize = 8;

/// A candidate: which value, what, how often.
struct Found<'a> {
    value: usize,
    kind: &'static str,
    id: &'a Name,
    count: u64,
    /// Complaints that name it, in the whole column.
    all: u64,
    /// Fewer are nothing special.
    least: u64,
}

/// For each value of a column what is special about it: its major complaints first.
pub(super) fn specials(list: &[(&str, &Tally)], whole: &Tally, cx: &Context) -> Vec<Vec<Special>> {
    let major = Name::from(Severity::Major.id());
    let graver = sure(&graver(list, whole, &major), list, whole, cx);
    let themes = sure(&themes(list, whole), list, whole, cx);
    graver.into_iter().zip(themes).map(|(first, rest)| first.into_iter().chain(rest).collect()).collect()
}

/// Everything that the column complains of is tried, also what a value never names: the family is chosen before looking.
fn themes<'a>(list: &[(&str, &'a Tally)], whole: &'a Tally) -> Vec<Found<'a>> {
    let mut found: Vec<Found> = Vec::new();
    for (value, (_, t)) in list.iter().enumerate().filter(|(_, (_, t))| t.complaints >= LEAST) {
        for (kind, own, all) in [("nature", &t.natures, &whole.natures), ("aspect", &t.aspects, &whole.aspects)] {
            let named = all.iter().filter(|(id, n)| **n >= LEAST && (kind == "nature" || tells(id)));
            found.extend(named.map(|(id, &all)| Found {
                value,
                kind,
                id,
                count: own.get(id).copied().unwrap_or(0),
                all,
                least: LEAST,
            }));
        }
    }
    found
}

/// The major complaints of each value.
fn graver<'a>(list: &[(&str, &Tally)], whole: &Tally, id: &'a Name) -> Vec<Found<'a>> {
    let values = list.iter().enumerate().filter(|(_, (_, t))| t.complaints >= LEAST);
    let one = |(value, (_, t)): (usize, &(&str, &Tally))| Found {
        value,
        kind: Severity::Major.id(),
        id,
        count: t.major,
        all: whole.major,
        least: LEAST_MAJOR,
    };
    values.map(one).collect()
}

/// Those of a family that are beyond chance, by value, the clearest first.
fn sure(found: &[Found], list: &[(&str, &Tally)], whole: &Tally, cx: &Context) -> Vec<Vec<Special>> {
    let p: Vec<f64> =
        found.iter().map(|f| at_least(f.count, list[f.value].1.complaints, f.all, whole.complaints)).collect();
    let mut out: Vec<Vec<(f64, Special)>> = list.iter().map(|_| Vec::new()).collect();
    for ((f, q), p) in found.iter().zip(adjust(&p)).zip(&p) {
        if q < LEVEL && f.count >= f.least {
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
    let graver = f.kind == Severity::Major.id();
    Special {
        kind: f.kind.to_owned(),
        id: f.id.to_string(),
        name: if graver { cx.say("special.major", &[]) } else { cx.aspect_name(f.id) },
        count: f.count,
        all: f.all,
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
    let total = ln_choose(of, n);
    let mut sum = 0.0;
    for k in count..=all.min(n) {
        let chance = real::exp(ln_choose(all, k) + ln_choose(of - all, n - k) - total);
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
    use crate::insight::testing::{Row, report};

    #[test]
    fn a_branch_that_burns_is_told_though_it_is_not_weak() {
        // Twenty complaints in thirty rows everywhere; ten major ones in one place, two in each of the others.
        let rows: Vec<_> = (0..120usize)
            .map(|i| {
                let (branch, at) = (["望京店", "乙店", "丙店", "丁店"][i % 4], i / 4);
                let row = Row::new(i as u64 + 1, &format!("文字{i}")).attr("门店", branch);
                if at >= 20 {
                    return row.score(700).build();
                }
                let row = row.score(-700).blame("service.waiting", "排队", "久");
                if at < [10, 2, 2, 2][i % 4] { row.major("health", "久").build() } else { row.build() }
            })
            .collect();
        let r = report(&rows);
        let list = &r.segments[0].list;
        assert!(list.iter().all(|s| !s.weak));
        let told: Vec<_> =
            list.iter().flat_map(|s| s.specials.iter().map(move |x| (&*s.value, &*x.kind, x.count, x.all))).collect();
        assert_eq!(told, [("望京店", "major", 10, 16)]);
        let x = &list.iter().find(|s| s.value == "望京店").unwrap().specials[0];
        assert_eq!((&*x.id, &*x.name, x.expected.to_bits()), ("major", "重大投诉", 4.0f64.to_bits()));
        assert!(x.q < 0.01, "{x:?}");
    }

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
