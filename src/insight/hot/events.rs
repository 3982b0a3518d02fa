//! Events told in long messages: a petition has a title and a body, and what two of the same event share are a few rare names among hundreds of words.
//!
//! Each long case is a vector of its keywords and runs of characters, those of its head weighing most, each by its rarity to the power 1.25 (tf-idf; squared,
//! a rare word of two cases would outweigh the name of the place). The cosine to its nearest neighbours feeds average linkage (`linkage`). Pairs of features (`seeds`) serve short reviews, which say a fault in the same few words; here
//! they would follow stock sentences.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::aggregate::Partial;
use crate::aggregate::cases::Case;
use crate::aggregate::intern::hash;
use crate::aggregate::message::{is_message, title};
use crate::number::float;
use crate::real;

use super::lists::to_unit_length;
use super::{Group, linkage};

/// Events are looked for where at least this share of the cases are messages.
const MESSAGES: f64 = 0.25;

/// Messages that are compared; further ones can only be drawn by names. Cases come in the order of their hashes, so these are a fair sample.
const MOST: usize = 20_000;

/// Characters of a head where no line end closes it.
const HEAD: usize = 30;

/// Characters of runs.
const RUNS: [usize; 2] = [3, 4];

/// What a feature weighs before its rarity: a keyword in the head, elsewhere; a run in the head, elsewhere.
const WORD_IN_HEAD: f64 = 1.5;
const WORD: f64 = 1.0;
const RUN_IN_HEAD: f64 = 1.0;
const RUN: f64 = 0.7;

/// The power of the rarity.
const RARITY: f64 = 1.25;

/// Features of a case that count: its weightiest.
const FEATURES: usize = 160;

/// A feature in a larger share of the messages, or in so many, tells no event.
const TOO_COMMON: f64 = 0.12;
const TOO_MANY: usize = 250;

/// Neighbours of a case: the likest, from this cosine on.
const NEIGHBOURS: usize = 40;
const LEAST_NEAR: f64 = 0.01;

/// Groups join while the mean cosine between their cases is at least so large. Absent neighbours count as nothing.
const SAME: f64 = 0.015;

/// A case as numbers of features with their weights, of length one.
type Vector = Vec<(u32, f64)>;

/// Groups of long cases that tell of one event.
pub(super) fn events(cases: &[&Case], p: &Partial, least: usize) -> Vec<Group> {
    let places: Vec<u32> = (0u32..).zip(cases).filter(|(_, c)| is_message(&c.snippet.text)).map(|(i, _)| i).collect();
    if float(places.len() as u64) < MESSAGES * float(cases.len() as u64) {
        return Vec::new();
    }
    let places = &places[..places.len().min(MOST)];
    let told: Vec<Vec<(u64, f64)>> = places.par_iter().map(|&i| features(cases[i as usize], p)).collect();
    let vectors = vectors(&told);
    let groups = linkage::average(&neighbours(&vectors), SAME);
    let back = |g: Vec<u32>| g.into_iter().map(|i| places[i as usize]).collect();
    groups.into_iter().filter(|g| g.len() >= least).map(back).collect()
}

/// Features of a case with their weights before rarity, in the order of their hashes.
fn features(case: &Case, p: &Partial) -> Vec<(u64, f64)> {
    let text = case.snippet.text.to_lowercase();
    let (head, body) = parts(&text);
    let mut out: FxHashMap<u64, f64> = FxHashMap::default();
    let mut note = |key: u64, weight: f64| {
        let known = out.entry(key).or_default();
        *known = known.max(weight);
    };
    let blamed = case.blames.iter().flat_map(|b| [b.target, b.opinion]);
    for w in case.words.iter().copied().chain(blamed).map(|w| p.names.name(w)) {
        if w.chars().nth(1).is_some() {
            note(word_key(w), if head.contains(w) { WORD_IN_HEAD } else { WORD });
        }
    }
    runs(head, |run| note(run_key(run), RUN_IN_HEAD));
    runs(body, |run| note(run_key(run), RUN));
    let mut out: Vec<(u64, f64)> = out.into_iter().collect();
    out.sort_unstable_by_key(|(k, _)| *k);
    out
}

/// The title, or what stands for one, and the rest.
fn parts(text: &str) -> (&str, &str) {
    let cut = || text.char_indices().nth(HEAD).map_or(text.len(), |(i, _)| i);
    title(text).unwrap_or_else(|| text.split_at(cut()))
}

/// Calls for each run of characters between marks.
fn runs(text: &str, mut each: impl FnMut(&str)) {
    for part in text.split(|c: char| !c.is_alphanumeric()) {
        let at: Vec<usize> = part.char_indices().map(|(i, _)| i).chain([part.len()]).collect();
        for n in RUNS {
            at.windows(n + 1).for_each(|w| each(&part[w[0]..w[n]]));
        }
    }
}

/// A keyword and a run of the same characters are two features.
fn word_key(word: &str) -> u64 {
    hash([b"word", word.as_bytes()])
}

fn run_key(run: &str) -> u64 {
    hash([run.as_bytes()])
}

/// Weighs features by rarity, keeps the weightiest of each case, and brings vectors to length one.
fn vectors(told: &[Vec<(u64, f64)>]) -> Vec<Vector> {
    let mut df: FxHashMap<u64, u32> = FxHashMap::default();
    told.iter().flatten().for_each(|(k, _)| *df.entry(*k).or_default() += 1);
    let n = float(told.len() as u64);
    let most = (TOO_COMMON * n).min(float(TOO_MANY as u64));
    let mut kept: Vec<(u64, u32)> = df.into_iter().filter(|(_, k)| *k >= 2 && f64::from(*k) <= most).collect();
    kept.sort_unstable();
    let ids: FxHashMap<u64, (u32, f64)> =
        (0u32..).zip(&kept).map(|(i, (k, df))| (*k, (i, real::pow(real::ln(n / f64::from(*df)), RARITY)))).collect();
    told.par_iter().map(|doc| vector(doc, &ids)).collect()
}

fn vector(doc: &[(u64, f64)], ids: &FxHashMap<u64, (u32, f64)>) -> Vector {
    let mut out: Vector = doc.iter().filter_map(|(k, w)| ids.get(k).map(|(i, rarity)| (*i, w * rarity))).collect();
    out.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    out.truncate(FEATURES);
    out.sort_unstable_by_key(|(i, _)| *i);
    to_unit_length(&mut out);
    out
}

/// The likest cases of each case with their cosines.
fn neighbours(vectors: &[Vector]) -> Vec<Vec<(u32, f64)>> {
    let features = vectors.iter().flatten().map(|(f, _)| *f as usize + 1).max().unwrap_or(0);
    let mut postings: Vec<Vec<(u32, f64)>> = vec![Vec::new(); features];
    for (i, v) in (0u32..).zip(vectors) {
        for (f, w) in v {
            postings[*f as usize].push((i, *w));
        }
    }
    let near = |sums: &mut (Vec<f64>, Vec<u32>), (i, v): (usize, &Vector)| {
        let (sums, touched) = sums;
        for (f, w) in v {
            for (other, x) in &postings[*f as usize] {
                let sum = &mut sums[*other as usize];
                if *sum == 0.0 {
                    touched.push(*other);
                }
                *sum += w * x;
            }
        }
        let all = touched.drain(..).map(|o| (o, std::mem::take(&mut sums[o as usize])));
        let mut out: Vec<(u32, f64)> = all.filter(|(o, s)| *o as usize != i && *s >= LEAST_NEAR).collect();
        out.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        out.truncate(NEIGHBOURS);
        out
    };
    vectors.par_iter().enumerate().map_init(|| (vec![0.0; vectors.len()], Vec::new()), near).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(texts: &[&str]) -> Vec<Vec<(u64, f64)>> {
        let of = |text: &&str| {
            let mut out = Vec::new();
            runs(text, |run| out.push((run_key(run), 1.0)));
            out.sort_unstable_by_key(|(k, _)| *k);
            out.dedup_by_key(|(k, _)| *k);
            out
        };
        texts.iter().map(of).collect()
    }

    #[test]
    fn a_head_is_the_title_or_the_first_characters() {
        assert_eq!(parts("甲\n乙"), ("甲", "乙"));
        assert_eq!(parts(&"住".repeat(50)).0.chars().count(), HEAD);
    }

    #[test]
    fn rare_names_bring_together_what_common_words_do_not() {
        // Ten places with the same nuisance; two of them twice, in other words. All ask in the same way.
        let mut texts: Vec<String> = "东南西北中春夏秋冬".chars().map(|c| format!("{c}园里噪音扰民请处理")).collect();
        texts.extend(
            ["丽发新城半夜打桩", "住在丽发新城的老人睡不着", "请处理魅力之城的油烟", "魅力之城楼下烧烤"]
                .map(String::from),
        );
        texts.extend((0..60).map(|i| format!("第{i}号线公交请处理")));
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let near = neighbours(&vectors(&told(&texts)));
        let groups = linkage::average(&near, 0.2);
        assert!(groups.contains(&vec![9, 10]) && groups.contains(&vec![11, 12]), "{groups:?}");
    }

    #[test]
    fn vectors_have_length_one_or_nothing() {
        for v in vectors(&told(&["丽发新城噪音", "丽发新城灰尘", "别的", "一些无关的话", "丽发新城噪音"]))
        {
            let length: f64 = v.iter().map(|(_, w)| w * w).sum();
            assert!(v.is_empty() || (length - 1.0).abs() < 1e-9);
        }
    }
}
