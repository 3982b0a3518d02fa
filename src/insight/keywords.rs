//! Words of the feedback: frequent ones, and those that set the unhappy, the happy and each nature's complaints apart.
//!
//! A word sets a group apart when it stands in a larger share of its rows than of the others (lift > 1) beyond chance: G² (Dunning 1993), with
//! Benjamini–Hochberg at 5 % over all words tested. Where most texts of a small file are unhappy hardly any word can pass that: there the words of the unhappy are
//! those that are clear by themselves.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use rustc_hash::FxHashMap;

use crate::aggregate::Partial;
use crate::aggregate::cases::{Blame, Case};
use crate::aggregate::sample::Sampled;
use crate::aggregate::tally::counted;
use crate::aggregate::words::WordTally;
use crate::lexicon::OVERALL;
use crate::number::{float, round};
use crate::report::{Keyword, Keywords};

use super::stats::{adjust, g2, g2_p};
use super::{Context, phrases};

/// A word in fewer rows of the group is not tested.
const LEAST: u64 = 3;

/// Expected share of false discoveries.
const FDR: f64 = 0.05;

/// Rows of a file in which a group of more than half of them is told by words that are clear by themselves: five of five texts, where two thirds of all are in the
/// group, are p = 0.03 at best, and no file of this size is free of dozens of other words.
const SMALL: RangeInclusive<u64> = 50..=300;

/// Rows that such a word needs, and its chance (two-sided; on the side of the group that is 5 %).
const LEAST_ALONE: u64 = 4;
const ALONE: f64 = 0.1;

/// Complaints that an aspect or segment value needs for a list of its own, and words listed of it.
const LEAST_CASES: u64 = 20;
const SHORT: usize = 8;

/// Segment values with lists of a column: the ones most complained of.
const MOST_VALUES: usize = 50;

/// All lists.
pub(super) fn keywords(p: &Partial, cases: &[Case], sample: &[Sampled], cx: &Context) -> Keywords {
    let top = cx.settings.top;
    let rows = p.words.rows;
    let natures = p.words.natures.iter().map(|(id, counts)| {
        let of = p.words.nature_rows.get(id).copied().unwrap_or(0);
        let pairs = counts.iter().map(|(&w, &n)| (w, n, p.words.tallies[w as usize].complaints));
        (id.to_string(), distinctive(p, pairs, of, rows.complaints, top))
    });
    Keywords {
        overall: overall(p, top),
        negative: of_sentiment(p, |w| w.negative, top),
        positive: of_sentiment(p, |w| w.positive, top),
        natures: natures.collect::<BTreeMap<_, _>>(),
        aspects: of_aspects(p, cases, top.min(SHORT)),
        segments: of_segments(p, cases, top.min(SHORT)),
        phrases: phrases::phrases(p, sample, top),
        pairs: phrases::pairs(p, sample, top),
    }
}

/// Words of the unhappy, or of the happy, against all others.
fn of_sentiment(p: &Partial, group: fn(&WordTally) -> u64, top: usize) -> Vec<Keyword> {
    let (n, all) = (group(&p.words.rows), p.words.rows.total);
    let words = counts(p, group, |w| w.total);
    if SMALL.contains(&all) && 2 * n > all {
        let clear = |p: &[f64]| p.iter().map(|p| *p < ALONE).collect::<Vec<bool>>();
        return apart(p, words, (n, all), LEAST_ALONE, top.min(SHORT), clear);
    }
    distinctive(p, words, n, all, top)
}

/// Counts of words in groups of cases.
type Groups<K> = BTreeMap<K, (u64, FxHashMap<u32, u64>)>;

/// Complaints that blame an aspect against the other complaints.
fn of_aspects(p: &Partial, cases: &[Case], top: usize) -> BTreeMap<String, Vec<Keyword>> {
    let complaints = || cases.iter().filter(|c| c.complaint);
    let mut groups: Groups<&str> = BTreeMap::new();
    for c in complaints() {
        let blamed = |b: &&Blame| b.aspect.contains('.') && *b.aspect != *OVERALL;
        let mut aspects: Vec<&str> = c.blames.iter().filter(blamed).map(|b| &*b.aspect).collect();
        aspects.sort_unstable();
        aspects.dedup();
        for a in aspects {
            count(&mut groups, a, c);
        }
    }
    lists(p, groups, &totals(complaints()), top).map(|(a, list)| (a.to_owned(), list)).collect()
}

/// Complaints of each value of a segment column against the column's others.
fn of_segments(p: &Partial, cases: &[Case], top: usize) -> BTreeMap<String, BTreeMap<String, Vec<Keyword>>> {
    let mut out = BTreeMap::new();
    for (c, column) in (0u16..).zip(&p.segments.columns).filter(|(_, c)| !c.given_up && c.values.len() > 1) {
        let value = |case: &Case| case.attrs.iter().find(|a| a.0 == c).map(|a| a.1);
        let of_column = || cases.iter().filter(|x| x.complaint && value(x).is_some());
        let sizes = counted(of_column().filter_map(value));
        let mut sizes: Vec<(u64, u32)> = sizes.into_iter().map(|(v, n)| (n, v)).collect();
        sizes.sort_unstable_by_key(|(n, v)| (std::cmp::Reverse(*n), column.values.name(*v)));
        sizes.truncate(MOST_VALUES);
        let mut groups: Groups<u32> = sizes.into_iter().map(|(_, v)| (v, Default::default())).collect();
        for x in of_column() {
            if let Some(v) = value(x).filter(|v| groups.contains_key(v)) {
                count(&mut groups, v, x);
            }
        }
        let totals = totals(of_column());
        let lists = lists(p, groups, &totals, top);
        let lists: BTreeMap<String, Vec<Keyword>> =
            lists.map(|(v, list)| (column.values.name(v).to_owned(), list)).collect();
        if !lists.is_empty() {
            out.insert(column.header.to_string(), lists);
        }
    }
    out
}

fn count<K: Ord>(groups: &mut Groups<K>, key: K, case: &Case) {
    let (n, words) = groups.entry(key).or_default();
    *n += 1;
    case.words.iter().for_each(|w| *words.entry(*w).or_default() += 1);
}

/// The number of cases, and of those with each word.
fn totals<'c>(cases: impl Iterator<Item = &'c Case>) -> (u64, FxHashMap<u32, u64>) {
    let mut all: Groups<()> = BTreeMap::new();
    cases.for_each(|c| count(&mut all, (), c));
    all.remove(&()).unwrap_or_default()
}

/// The lists of groups that are large enough and have any word of their own.
fn lists<'a, K: Ord + Copy + 'a>(
    p: &'a Partial,
    groups: Groups<K>,
    (all, totals): &'a (u64, FxHashMap<u32, u64>),
    top: usize,
) -> impl Iterator<Item = (K, Vec<Keyword>)> + 'a {
    groups.into_iter().filter(|(_, (n, _))| *n >= LEAST_CASES).filter_map(move |(key, (n, words))| {
        let list = distinctive(p, words.iter().map(|(w, k)| (*w, *k, totals[w])), n, *all, top);
        (!list.is_empty()).then_some((key, list))
    })
}

/// Words of negative texts that no aspect explains, against other negative texts.
pub(super) fn untagged(p: &Partial, top: usize) -> Vec<Keyword> {
    let rows = p.words.rows;
    distinctive(p, counts(p, |w| w.untagged, |w| w.negative), rows.untagged, rows.negative, top)
}

/// Word numbers with their rows in a group and in all.
fn counts(
    p: &Partial,
    group: fn(&WordTally) -> u64,
    all: fn(&WordTally) -> u64,
) -> impl Iterator<Item = (u32, u64, u64)> {
    (0u32..).zip(&p.words.tallies).map(move |(w, t)| (w, group(t), all(t)))
}

fn overall(p: &Partial, top: usize) -> Vec<Keyword> {
    let mut list: Vec<(u64, &str)> =
        (0u32..).zip(&p.words.tallies).filter(|(_, t)| t.total > 0).map(|(w, t)| (t.total, p.names.name(w))).collect();
    list.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    list.truncate(top);
    let word = |(n, w): (u64, &str)| Keyword { word: w.to_owned(), count: n, total: n, lift: None, g2: None };
    list.into_iter().map(word).collect()
}

/// Words with (rows in the group, rows in all), of a group of `n` rows among `all`.
fn distinctive(
    p: &Partial,
    words: impl Iterator<Item = (u32, u64, u64)>,
    n: u64,
    all: u64,
    top: usize,
) -> Vec<Keyword> {
    let controlled = |p: &[f64]| adjust(p).into_iter().map(|q| q < FDR).collect::<Vec<bool>>();
    apart(p, words, (n, all), LEAST, top, controlled)
}

/// Words with at least `least` rows in the group that set it apart, as far as their chances pass.
fn apart(
    p: &Partial,
    words: impl Iterator<Item = (u32, u64, u64)>,
    (n, all): (u64, u64),
    least: u64,
    top: usize,
    passes: impl Fn(&[f64]) -> Vec<bool>,
) -> Vec<Keyword> {
    if n == 0 || n >= all {
        return Vec::new();
    }
    // By word, so that equal p-values are taken in the same order everywhere.
    let mut tested: Vec<(&str, u64, u64, f64)> = words
        .filter(|(_, k, _)| *k >= least)
        .map(|(w, k, total)| (p.names.name(w), k, total, g2(k, n, total - k, all - n)))
        .collect();
    tested.sort_unstable_by_key(|t| t.0);
    let passed = passes(&tested.iter().map(|t| g2_p(t.3)).collect::<Vec<_>>());
    let mut found: Vec<Keyword> = tested
        .into_iter()
        .zip(passed)
        .filter(|(_, passed)| *passed)
        .map(|((word, k, total, g2), _)| {
            let (own, rest) = (float(k) / float(n), float(total - k) / float(all - n));
            // Half a row for a word that the others never use, so that its lift stays finite.
            let rest = if total == k { 0.5 / float(all - n) } else { rest };
            Keyword { word: word.to_owned(), count: k, total, lift: Some(round(own / rest, 2)), g2: Some(round(g2, 2)) }
        })
        .filter(|k| k.lift > Some(1.0))
        .collect();
    found.sort_by(|a, b| b.g2.unwrap_or(0.0).total_cmp(&a.g2.unwrap_or(0.0)).then_with(|| a.word.cmp(&b.word)));
    found.truncate(top);
    found
}

#[cfg(test)]
mod tests {
    use crate::insight::testing::{Row, report};

    #[test]
    fn words_of_the_unhappy_and_not_the_words_of_all() {
        let rows: Vec<_> = (1..=80u64)
            .map(|i| {
                let row = Row::new(i, "文字");
                if i % 2 == 0 {
                    row.score(-900).words(&["空调", "安装费"]).blame("service.charging", "安装费", "贵").build()
                } else {
                    row.score(900).words(&["空调", "外观"]).build()
                }
            })
            .collect();
        let k = report(&rows).keywords;
        let words = |l: &[crate::report::Keyword]| l.iter().map(|k| k.word.clone()).collect::<Vec<_>>();
        assert_eq!(words(&k.overall), ["空调", "外观", "安装费"]);
        assert_eq!((words(&k.negative), words(&k.positive)), (vec!["安装费".to_owned()], vec!["外观".to_owned()]));
        // All complaints are of one nature: nothing to set apart.
        assert!(k.natures["service"].is_empty());
    }

    #[test]
    fn where_most_are_unhappy_what_the_others_never_say_is_told_from_fifty_rows_on() {
        // Three of four are unhappy; six of them name a leak.
        let told = |n: u64| {
            let row = |i: u64| {
                let row = Row::new(i + 1, "文字");
                if i.is_multiple_of(4) {
                    return row.score(900).words(&["空调"]).build();
                }
                let words: &[&str] = if i < 8 { &["空调", "漏水"] } else { &["空调"] };
                row.score(-900).words(words).blame("product.quality", "空调", "差").build()
            };
            let k = report(&(0..n).map(row).collect::<Vec<_>>()).keywords;
            k.negative.into_iter().map(|k| (k.word, k.count, k.total)).collect::<Vec<_>>()
        };
        assert_eq!(told(60), [("漏水".to_owned(), 6, 6)]);
        assert!(told(40).is_empty());
    }
}
