//! Topics of all feedback, praise included: keywords that go together, and the rows that use at least two of them.
//!
//! Figures are over a sample of at most 20,000 rows, the same for any order or split; `of` tells its size.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::aggregate::intern::{Interner, hash};
use crate::aggregate::sample::{Sampled, word_counts};
use crate::aggregate::tally::Moments;
use crate::number::float;
use crate::real;
use crate::report::Topic;

use super::Context;
use super::hot::quotes;
use super::ids;
use super::stats::{self, g2, rate, rate_from};

/// Most frequent words that are looked at.
const WORDS: usize = 400;

/// A word in a larger share of all rows is no theme (空调 in a file about air conditioners).
const TOO_COMMON: f64 = 0.25;

/// Rows that a word, and a pair of words, needs.
const LEAST: u64 = 5;

/// How much two words must go together: normalised pointwise mutual information, and G² beyond chance among all pairs.
const LEAST_NPMI: f64 = 0.08;
const LEAST_G2: f64 = 20.0;

/// Words of one topic.
const MOST_WORDS: usize = 8;

/// Words in a topic's name.
const NAME_WORDS: usize = 3;

/// Largest topics first.
pub(super) fn topics(rows: &[Sampled], names: &Interner, cx: &Context) -> Vec<Topic> {
    let frequent = frequent(rows, names);
    let docs: Vec<Vec<u16>> = rows.iter().map(|r| own(r, &frequent)).collect();
    let groups = Groups::of(&docs, frequent.len(), rows.len() as u64);
    let mut words: Vec<&str> = vec![""; frequent.len()];
    for (&w, &i) in &frequent {
        words[usize::from(i)] = names.name(w);
    }
    let mut out: Vec<Topic> = groups.list.iter().map(|g| topic(g, &groups.df, &words, &docs, rows)).collect();
    out.retain(|t| t.rate.count >= LEAST);
    out.sort_by(|a, b| b.rate.count.cmp(&a.rate.count).then_with(|| a.id.cmp(&b.id)));
    out.truncate(cx.settings.top);
    ids::unique(out.iter_mut().map(|t| &mut t.id));
    out
}

/// The words looked at, numbered in the order of the words themselves.
fn frequent(rows: &[Sampled], names: &Interner) -> FxHashMap<u32, u16> {
    let df = word_counts(rows);
    let most = TOO_COMMON * float(rows.len() as u64);
    let mut list: Vec<(u64, &str, u32)> =
        df.into_iter().filter(|(_, n)| *n >= LEAST && float(*n) <= most).map(|(w, n)| (n, names.name(w), w)).collect();
    list.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    list.truncate(WORDS);
    list.sort_unstable_by_key(|(_, word, _)| *word);
    (0u16..).zip(list).map(|(i, (_, _, w))| (w, i)).collect()
}

/// A row's words among those looked at.
fn own(r: &Sampled, frequent: &FxHashMap<u32, u16>) -> Vec<u16> {
    let mut words: Vec<u16> = r.words.iter().filter_map(|w| frequent.get(w).copied()).collect();
    words.sort_unstable();
    words
}

/// Words that go together.
struct Groups {
    list: Vec<Vec<u16>>,
    df: Vec<u64>,
}

impl Groups {
    fn of(docs: &[Vec<u16>], words: usize, n: u64) -> Self {
        let mut df = vec![0u64; words];
        let mut pairs: BTreeMap<(u16, u16), u64> = BTreeMap::new();
        for d in docs {
            for (i, &a) in d.iter().enumerate() {
                df[usize::from(a)] += 1;
                d[i + 1..].iter().for_each(|&b| *pairs.entry((a, b)).or_default() += 1);
            }
        }
        let (counts, frequency) = (&pairs, &df);
        let tie = |a: u16, b: u16| npmi(counts, frequency, a, b, n);
        let mut edges: Vec<(f64, u16, u16)> = pairs
            .iter()
            .filter(|(_, k)| **k >= LEAST)
            .filter(|((a, b), _)| tie(*a, *b) >= LEAST_NPMI)
            .map(|(&(a, b), &k)| {
                let (na, nb) = (df[usize::from(a)], df[usize::from(b)]);
                (g2(k, na, nb - k, n - na), a, b)
            })
            .filter(|(g, _, _)| *g >= LEAST_G2)
            .collect();
        edges.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
        Self { list: grow(&edges, words, tie), df }
    }
}

/// Joins words along the strongest ties; a word joins a topic only if it goes with most of its words.
fn grow(edges: &[(f64, u16, u16)], words: usize, tie: impl Fn(u16, u16) -> f64) -> Vec<Vec<u16>> {
    let mut list: Vec<Vec<u16>> = Vec::new();
    let mut topic_of: Vec<Option<usize>> = vec![None; words];
    for &(_, a, b) in edges {
        match (topic_of[usize::from(a)], topic_of[usize::from(b)]) {
            (None, None) => {
                topic_of[usize::from(a)] = Some(list.len());
                topic_of[usize::from(b)] = Some(list.len());
                list.push(vec![a, b]);
            }
            (Some(t), None) | (None, Some(t)) => {
                let free = if topic_of[usize::from(a)].is_none() { a } else { b };
                let close = list[t].iter().filter(|&&w| tie(w.min(free), w.max(free)) >= LEAST_NPMI).count();
                if list[t].len() < MOST_WORDS && 2 * close > list[t].len() {
                    topic_of[usize::from(free)] = Some(t);
                    list[t].push(free);
                }
            }
            (Some(_), Some(_)) => {}
        }
    }
    list
}

fn npmi(pairs: &BTreeMap<(u16, u16), u64>, df: &[u64], a: u16, b: u16, n: u64) -> f64 {
    let Some(&k) = pairs.get(&(a, b)) else { return -1.0 };
    let (k, n) = (float(k), float(n));
    let expected = float(df[usize::from(a)]) * float(df[usize::from(b)]) / n;
    real::ln(k / expected) / -real::ln(k / n).min(-1e-9)
}

fn topic(group: &[u16], df: &[u64], words: &[&str], docs: &[Vec<u16>], rows: &[Sampled]) -> Topic {
    let mut group = group.to_vec();
    group.sort_by_key(|&w| (std::cmp::Reverse(df[usize::from(w)]), w));
    let used = |d: &[u16]| d.iter().filter(|w| group.contains(w)).count();
    let mine: Vec<(usize, &Sampled)> =
        docs.iter().zip(rows).map(|(d, r)| (used(d), r)).filter(|(k, _)| *k >= 2).collect();
    let mut levels = Moments::default();
    mine.iter().filter_map(|(_, r)| r.level).for_each(|l| levels.add(i64::from(l)));
    let negative = mine.iter().filter(|(_, r)| r.negative).count() as u64;
    let count = mine.len() as u64;
    let mut best = mine;
    best.sort_by_key(|(k, r)| (std::cmp::Reverse(*k), r.snippet.text.len().abs_diff(90), r.content));
    let words: Vec<String> = group.iter().map(|&w| words[usize::from(w)].to_owned()).collect();
    let mut sorted = words.clone();
    sorted.sort_unstable();
    Topic {
        id: format!("topic#{:04x}", hash(sorted.iter().map(String::as_bytes)) & 0xffff),
        name: words.iter().take(NAME_WORDS).map(String::as_str).collect::<Vec<_>>().join("·"),
        words,
        rate: rate(count, rows.len() as u64),
        satisfaction: stats::level(levels, LEAST * 2),
        negative: rate_from(negative, count, LEAST * 2),
        quotes: quotes::distinct(best.iter().map(|(_, r)| &r.snippet))
            .map(crate::aggregate::snippet::Snippet::quote)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::testing::{Row, report};

    #[test]
    fn words_that_go_together_make_a_topic() {
        let sets: [&[&str]; 4] =
            [&["安装", "师傅", "空调"], &["快递", "包装", "空调"], &["外观", "颜色", "空调"], &["价格", "空调"]];
        let rows: Vec<_> = (0..80u64)
            .map(|i| Row::new(i + 1, &format!("第{i}条")).score(500).words(sets[(i % 4) as usize]).build())
            .collect();
        let topics = report(&rows).topics;
        let mut names: Vec<_> = topics.iter().map(|t| t.words.join("")).collect();
        names.sort();
        assert_eq!(names, ["包装快递", "外观颜色", "安装师傅"]);
        assert_eq!((topics[0].rate.count, topics[0].rate.of), (20, 80));
    }
}
