//! Words of the feedback: frequent ones, and those that set the unhappy, the happy and each nature's complaints apart.
//!
//! A word sets a group apart when it stands in a larger share of its rows than of the others (lift > 1) beyond chance: G² (Dunning 1993), with
//! Benjamini–Hochberg at 5 % over all words tested.

use std::collections::BTreeMap;

use crate::aggregate::Partial;
use crate::aggregate::words::WordTally;
use crate::number::{float, round};
use crate::report::{Keyword, Keywords};

use super::Context;
use super::stats::{adjust, g2, g2_p};

/// A word in fewer rows of the group is not tested.
const LEAST: u64 = 3;

/// Expected share of false discoveries.
const FDR: f64 = 0.05;

/// All lists.
pub(super) fn keywords(p: &Partial, cx: &Context) -> Keywords {
    let top = cx.settings.top;
    let rows = p.words.rows;
    let all = |w: &WordTally| w.total;
    let natures = p.words.natures.iter().map(|(id, counts)| {
        let of = p.words.nature_rows.get(id).copied().unwrap_or(0);
        let pairs = counts.iter().map(|(&w, &n)| (w, n, p.words.tallies[w as usize].complaints));
        (id.to_string(), distinctive(p, pairs, of, rows.complaints, top))
    });
    Keywords {
        overall: overall(p, top),
        negative: distinctive(p, counts(p, |w| w.negative, all), rows.negative, rows.total, top),
        positive: distinctive(p, counts(p, |w| w.positive, all), rows.positive, rows.total, top),
        natures: natures.collect::<BTreeMap<_, _>>(),
    }
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
    if n == 0 || n >= all {
        return Vec::new();
    }
    // By word, so that equal p-values are taken in the same order everywhere.
    let mut tested: Vec<(&str, u64, u64, f64)> = words
        .filter(|(_, k, _)| *k >= LEAST)
        .map(|(w, k, total)| (p.names.name(w), k, total, g2(k, n, total - k, all - n)))
        .collect();
    tested.sort_unstable_by_key(|t| t.0);
    let q = adjust(&tested.iter().map(|t| g2_p(t.3)).collect::<Vec<_>>());
    let mut found: Vec<Keyword> = tested
        .into_iter()
        .zip(q)
        .filter(|(_, q)| *q < FDR)
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
}
