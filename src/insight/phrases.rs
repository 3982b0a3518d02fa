//! Terms of several words, and words that go together, from a sample of all feedback.
//!
//! Terms are runs of characters that keep together across texts (the same search that names hot issues), kept where they begin with a keyword and
//! end with one, or with a single character more (安装费). Not its job: themes, which `topics` makes of words that go together.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::aggregate::Partial;
use crate::aggregate::sample::{Sampled, word_counts};
use crate::number::{float, round};
use crate::report::{Keyword, WordPair};

use super::hot;
use super::stats::{adjust, g2, g2_p};

/// Rows that a phrase and a pair need, at least, and a thousandth of all.
const LEAST: usize = 5;

/// A phrase in a larger share of the rows says nothing.
const COMMONPLACE: f64 = 0.4;

/// Most frequent words that pairs are made of.
const WORDS: usize = 600;

/// A pair stands so many times more often together than by chance, beyond doubt among all pairs tested.
const LEAST_LIFT: f64 = 2.0;
const FDR: f64 = 0.01;

/// Pairs told of one word, so that one subject does not fill the list.
const PER_WORD: u32 = 3;

fn least(rows: usize) -> usize {
    (rows / 1_000).max(LEAST)
}

/// The most frequent terms of several words.
pub(super) fn phrases(p: &Partial, rows: &[Sampled], top: usize) -> Vec<Keyword> {
    let texts: Vec<&str> = rows.iter().map(|r| &*r.snippet.text).collect();
    let of_rows = hot::phrases(&texts, least(rows.len()), COMMONPLACE);
    let words: FxHashSet<&str> = rows.iter().flat_map(|r| r.words.iter()).map(|w| p.names.name(*w)).collect();
    let mut counts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for (r, phrases) in rows.iter().zip(&of_rows) {
        for phrase in phrases.iter().filter(|x| is_term(x, &words)) {
            let (all, negative) = counts.entry(phrase).or_default();
            *all += 1;
            *negative += u64::from(r.negative);
        }
    }
    let negative = rows.iter().filter(|r| r.negative).count() as u64;
    let others = (rows.len() as u64).saturating_sub(negative);
    let mut list: Vec<Keyword> = counts
        .into_iter()
        .map(|(phrase, (all, k))| {
            let lift = (negative > 0 && others > 0).then(|| {
                let rest = if all == k { 0.5 } else { float(all - k) };
                round((float(k) / float(negative)) / (rest / float(others)), 2)
            });
            let g2 = (negative > 0 && others > 0).then(|| round(g2(k, negative, all - k, others), 2));
            Keyword { word: phrase.to_owned(), count: k, total: all, lift, g2 }
        })
        .collect();
    list.sort_by(|a, b| b.total.cmp(&a.total).then_with(|| a.word.cmp(&b.word)));
    list.truncate(top);
    list
}

/// Begins with a keyword and ends with another, or with one character more.
fn is_term(phrase: &str, words: &FxHashSet<&str>) -> bool {
    let at: Vec<usize> = phrase.char_indices().map(|(i, _)| i).skip(1).collect();
    !words.contains(phrase)
        && at.iter().filter(|i| words.contains(&phrase[..**i])).any(|i| {
            let rest = &phrase[*i..];
            rest.chars().count() == 1 || at.iter().any(|j| j >= i && words.contains(&phrase[*j..]))
        })
}

/// Words that go together, the clearest first.
pub(super) fn pairs(p: &Partial, rows: &[Sampled], top: usize) -> Vec<WordPair> {
    let n = rows.len() as u64;
    let df = word_counts(rows);
    let least = least(rows.len()) as u64;
    let mut frequent: Vec<(u64, &str, u32)> =
        df.iter().filter(|(_, n)| **n >= least).map(|(w, n)| (*n, p.names.name(*w), *w)).collect();
    frequent.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    frequent.truncate(WORDS);
    let known: FxHashSet<u32> = frequent.iter().map(|f| f.2).collect();
    let mut counts: FxHashMap<(u32, u32), u64> = FxHashMap::default();
    for r in rows {
        let own: Vec<u32> = r.words.iter().copied().filter(|w| known.contains(w)).collect();
        for (i, a) in own.iter().enumerate() {
            own[i + 1..].iter().for_each(|b| *counts.entry((*a.min(b), *a.max(b))).or_default() += 1);
        }
    }
    // By the words, so that equal ones come in the same order everywhere.
    let mut tested: Vec<([&str; 2], u64, f64, f64)> = counts
        .into_iter()
        .filter(|(_, k)| *k >= least)
        .map(|((a, b), k)| {
            let (na, nb) = (df[&a], df[&b]);
            let mut words = [p.names.name(a), p.names.name(b)];
            words.sort_unstable();
            (words, k, float(k) * float(n) / (float(na) * float(nb)), g2(k, na, nb - k, n - na))
        })
        .collect();
    tested.sort_unstable_by_key(|t| t.0);
    let q = adjust(&tested.iter().map(|t| g2_p(t.3)).collect::<Vec<_>>());
    let inside = |w: &[&str; 2]| w[0].contains(w[1]) || w[1].contains(w[0]);
    let mut found: Vec<_> = tested
        .into_iter()
        .zip(q)
        .filter(|((w, _, lift, _), q)| *q < FDR && *lift >= LEAST_LIFT && !inside(w))
        .map(|(t, _)| t)
        .collect();
    found.sort_by(|a, b| b.3.total_cmp(&a.3).then(a.0.cmp(&b.0)));
    let mut used: FxHashMap<&str, u32> = FxHashMap::default();
    found.retain(|(w, ..)| {
        let free = w.iter().all(|x| used.get(x).copied().unwrap_or(0) < PER_WORD);
        w.iter().filter(|_| free).for_each(|x| *used.entry(x).or_default() += 1);
        free
    });
    found.truncate(top);
    found
        .into_iter()
        .map(|(w, count, lift, g2)| WordPair {
            words: w.map(str::to_owned),
            count,
            lift: round(lift, 2),
            g2: round(g2, 2),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::testing::{Row, report};

    #[test]
    fn terms_begin_and_end_with_words() {
        let words: FxHashSet<&str> = ["安装", "客服", "态度", "很好"].into_iter().collect();
        for (term, is) in
            [("安装费", true), ("客服态度", true), ("安装", false), ("了安装", false), ("客服的时候", false)]
        {
            assert_eq!(is_term(term, &words), is, "{term}");
        }
    }

    #[test]
    fn phrases_and_pairs_of_feedback() {
        let rows: Vec<_> = (0..400u32)
            .map(|i| match i % 20 {
                0 => Row::new(
                    u64::from(i) + 1,
                    &["安装费太贵", "乱收安装费", "还要安装费"].map(|t| format!("{t}{i}"))[i as usize / 20 % 3],
                )
                .score(-900)
                .words(&["安装", "贵"])
                .build(),
                1 => Row::new(u64::from(i) + 1, &format!("外观漂亮{i}")).score(900).words(&["外观", "漂亮"]).build(),
                n => Row::new(u64::from(i) + 1, &format!("{}很快{i}", ["物流", "发货", "安装"][n as usize % 3]))
                    .score(900)
                    .words(&[["物流", "发货", "安装"][n as usize % 3]])
                    .build(),
            })
            .collect();
        let k = report(&rows).keywords;
        let fee = k.phrases.iter().find(|x| x.word == "安装费").unwrap_or_else(|| panic!("{:?}", k.phrases));
        assert_eq!((fee.count, fee.total), (20, 20));
        assert!(fee.lift > Some(10.0));
        assert!(
            k.pairs.iter().any(|p| p.words == ["外观".to_owned(), "漂亮".to_owned()] && p.count == 20),
            "{:?}",
            k.pairs
        );
    }
}
