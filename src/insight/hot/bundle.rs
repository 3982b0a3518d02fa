//! Features that are always in the same cases are told once: the words of a sentence that many copy, a name and its parts.
//!
//! Ten words of one stock sentence are one piece of evidence, not ten; those of them that blame something (锅盖, 炸裂) are one more: a fault told in the same words
//! is a fault all the same. Without this, cases that share a sentence (我只想讨个公道) would look more alike than cases
//! that share a place and a nuisance. Pairs to compare are found by min-hashing ([Broder 1997](https://doi.org/10.1109/SEQUEN.1997.666900)), so the cost is near-linear.

use rustc_hash::FxHashMap;

use crate::number::{GOLDEN, float, mix, to_u32};

use super::features::Kind;
use super::lists::{jaccard, shared};

/// Features are one when they share so much of the cases that have either (Jaccard index).
const SAME: f64 = 0.7;

/// A feature of a larger share of the cases is no stock sentence: where a third of all tell of one event, its words are what the event is known by.
const RARE: f64 = 0.03;

/// Hash functions: four bands of two find nearly all pairs that are that much alike.
const BANDS: usize = 4;
const HASHES: usize = 2 * BANDS;

/// For each feature, the one that stands for its bundle; itself where it is alone. Only words are bundled, and those that blame (`blames`) apart from the rest:
/// aspects and rules are no wording.
pub(super) fn bundles(names: &[(Kind, &str)], df: &[u32], sets: &[Vec<u32>], blames: &[bool]) -> Vec<u32> {
    let postings = postings(df, sets);
    let most = RARE * float(sets.len() as u64);
    let rare = |f: u32| f64::from(df[f as usize]) <= most;
    let words = (0u32..).zip(names).filter(|(f, (k, _))| *k == Kind::Word && rare(*f)).map(|(f, _)| f).collect();
    let mut into: Vec<u32> = (0..to_u32(names.len())).collect();
    let mut seen: FxHashMap<(usize, bool, u64, u64), Vec<u32>> = FxHashMap::default();
    for &f in &ranked(words, names, df) {
        let own = &postings[f as usize];
        let signature = signature(own);
        let keys: Vec<_> =
            (0..BANDS).map(|b| (b, blames[f as usize], signature[2 * b], signature[2 * b + 1])).collect();
        let mut near: Vec<u32> = keys.iter().filter_map(|k| seen.get(k)).flatten().copied().collect();
        near.sort_unstable();
        near.dedup();
        let best = near.into_iter().map(|g| (likeness(own, &postings[g as usize]), g)).filter(|(j, _)| *j >= SAME);
        match best.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))) {
            Some((_, g)) => into[f as usize] = g,
            None => keys.into_iter().for_each(|k| seen.entry(k).or_default().push(f)),
        }
    }
    into
}

/// The most frequent and longest names first: they stand for the others.
fn ranked(mut words: Vec<u32>, names: &[(Kind, &str)], df: &[u32]) -> Vec<u32> {
    let long = |f: u32| names[f as usize].1.chars().count();
    words.sort_by(|&a, &b| df[b as usize].cmp(&df[a as usize]).then(long(b).cmp(&long(a))).then(a.cmp(&b)));
    words
}

/// The cases of each feature, in order.
fn postings(df: &[u32], sets: &[Vec<u32>]) -> Vec<Vec<u32>> {
    let mut out: Vec<Vec<u32>> = df.iter().map(|n| Vec::with_capacity(*n as usize)).collect();
    for (i, set) in (0u32..).zip(sets) {
        for &f in set {
            out[f as usize].push(i);
        }
    }
    out
}

fn signature(cases: &[u32]) -> [u64; HASHES] {
    let mut out = [u64::MAX; HASHES];
    for &case in cases {
        let mut x = u64::from(case) + 1;
        for least in &mut out {
            x = next(x);
            *least = x.min(*least);
        }
    }
    out
}

/// One step of splitmix64: as good as a new hash function.
fn next(x: u64) -> u64 {
    mix(x.wrapping_add(GOLDEN))
}

/// Shared cases among the cases of either; both in order.
fn likeness(a: &[u32], b: &[u32]) -> f64 {
    jaccard(shared(a, b), a, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stock_sentence_is_one_feature_and_a_place_stays_its_own() {
        // 公道 and 讨个公道 are in the same cases, 搅拌站 in others, the rule in all of the first.
        let names =
            [(Kind::Word, "公道"), (Kind::Word, "搅拌站"), (Kind::Word, "讨个公道"), (Kind::Rule, "issues/a:1")];
        let sets: Vec<Vec<u32>> = (0..400)
            .map(|i| match i {
                0..8 => vec![0, 2, 3],
                8 => vec![0],
                9..16 => vec![1],
                _ => vec![],
            })
            .collect();
        let df = [9, 7, 8, 8];
        assert_eq!(bundles(&names, &df, &sets, &[false; 4]), [0, 1, 0, 3]);
        assert_eq!(bundles(&names, &df, &sets, &[false, false, true, false]), [0, 1, 2, 3]);
    }

    #[test]
    fn jaccard_of_sorted_lists() {
        assert!((likeness(&[1, 2, 3, 5], &[2, 3, 4]) - 0.4).abs() < 1e-12);
        assert!(likeness(&[], &[]).abs() < 1e-12);
    }
}
