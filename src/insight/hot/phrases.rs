//! Names and terms that no dictionary knows: runs of 3 to 8 characters that keep together across texts.
//!
//! A run is a phrase when enough texts have it, when each way to cut it in two is far more frequent together than apart would explain, and
//! when no longer run takes nearly all of its places (新城搅 is always part of 新城搅拌站).

use rustc_hash::{FxHashMap, FxHashSet};

use crate::number::float;

/// Characters of a text that are searched: a title and the first sentences, where things are named.
const CHARS: usize = 90;

/// Characters of a phrase.
const SHORTEST: usize = 3;
const LONGEST: usize = 8;

/// A phrase in a larger share of all texts is a commonplace.
const TOO_COMMON: f64 = 0.08;

/// Times more often together than two independent halves would be; less for a single character, which is in many texts.
const COHESION: f64 = 10.0;
const COHESION_OF_ONE: f64 = 2.0;

/// A longer run with this share of a run's texts takes its place.
const TAKEN: f64 = 0.8;

/// The searched part of a text: lower case, with the byte offset of each character and of the end.
struct Run {
    text: String,
    at: Vec<usize>,
    /// Whether each character is a letter, a digit or a Chinese character.
    word: Vec<bool>,
}

impl Run {
    fn new(text: &str) -> Self {
        let (mut lower, mut at, mut word) = (String::new(), Vec::new(), Vec::new());
        for c in text.chars().take(CHARS) {
            at.push(lower.len());
            word.push(c.is_alphanumeric());
            lower.extend(c.to_lowercase().next());
        }
        at.push(lower.len());
        Self { text: lower, at, word }
    }

    fn len(&self) -> usize {
        self.word.len()
    }

    fn gram(&self, i: usize, n: usize) -> Option<&str> {
        (i + n <= self.len() && self.word[i..i + n].iter().all(|w| *w)).then(|| &self.text[self.at[i]..self.at[i + n]])
    }
}

/// The number of texts with each gram of one length.
type Level<'r> = FxHashMap<&'r str, u32>;

/// The phrases of each text, longest first at each place, phrases within phrases included.
pub(super) fn phrases(texts: &[&str], least: usize) -> Vec<Vec<String>> {
    let runs: Vec<Run> = texts.iter().map(|t| Run::new(t)).collect();
    let levels = levels(&runs, least);
    let found = keep(&levels, runs.len());
    runs.iter().map(|r| of_run(r, &found)).collect()
}

/// Text frequencies by length; a run is counted only where both of its shorter runs are frequent.
fn levels(runs: &[Run], least: usize) -> Vec<Level<'_>> {
    let least = u32::try_from(least).unwrap_or(u32::MAX);
    let mut levels: Vec<Level> = Vec::new();
    // One longer than any phrase, to see which are but a window on a sentence that is often repeated.
    for n in 1..=LONGEST + 1 {
        let mut counts: FxHashMap<&str, (u32, u32)> = FxHashMap::default();
        for (doc, r) in (1u32..).zip(runs) {
            for i in 0..r.len() {
                let Some(g) = r.gram(i, n) else { continue };
                if let Some(shorter) = levels.last() {
                    let known = |i| r.gram(i, n - 1).is_some_and(|s| shorter.contains_key(s));
                    if !known(i) || !known(i + 1) {
                        continue;
                    }
                }
                let (count, latest) = counts.entry(g).or_default();
                if *latest != doc {
                    (*count, *latest) = (*count + 1, doc);
                }
            }
        }
        let often: Level = counts.into_iter().filter(|(_, (c, _))| *c >= least).map(|(g, (c, _))| (g, c)).collect();
        if often.is_empty() {
            break;
        }
        levels.push(often);
    }
    levels
}

fn keep<'r>(levels: &[Level<'r>], texts: usize) -> FxHashSet<&'r str> {
    let n = float(texts as u64);
    let count = |g: &str, len: usize| levels.get(len - 1).and_then(|l| l.get(g)).copied().unwrap_or(0);
    let mut found: FxHashSet<&str> = FxHashSet::default();
    for (len, level) in (1..).zip(levels).skip(SHORTEST - 1).take(LONGEST - SHORTEST + 1) {
        for (&g, &c) in level {
            let own = f64::from(c);
            let chars: Vec<usize> = g.char_indices().map(|(i, _)| i).skip(1).collect();
            let close = (1..).zip(&chars).all(|(left, &cut)| {
                let (a, b) = (count(&g[..cut], left), count(&g[cut..], len - left));
                let least = if left == 1 || left + 1 == len { COHESION_OF_ONE } else { COHESION };
                own * n >= least * f64::from(a) * f64::from(b)
            });
            if own <= TOO_COMMON * n && close {
                found.insert(g);
            }
        }
    }
    let mut taken: FxHashSet<&str> = FxHashSet::default();
    for (len, level) in (1..).zip(levels).skip(SHORTEST) {
        for (&g, &c) in level {
            let (head, tail) = ends(g);
            let own = f64::from(c);
            for (sub, extra) in [(head, &g[head.len()..]), (tail, &g[..g.len() - tail.len()])] {
                let shorter = f64::from(count(sub, len - 1));
                // 市 before 经济学院 is no part of it: 市 is in most texts anyway.
                if own >= TAKEN * shorter && own * n >= COHESION_OF_ONE * shorter * f64::from(count(extra, 1)) {
                    taken.insert(sub);
                }
            }
        }
    }
    found.retain(|g| !taken.contains(g));
    found
}

/// Without its last, and without its first character.
fn ends(g: &str) -> (&str, &str) {
    let first = g.chars().next().map_or(0, char::len_utf8);
    let last = g.char_indices().next_back().map_or(0, |(i, _)| i);
    (&g[..last], &g[first..])
}

fn of_run(r: &Run, found: &FxHashSet<&str>) -> Vec<String> {
    let mut out: Vec<&str> = Vec::new();
    for n in (SHORTEST..=LONGEST).rev() {
        out.extend((0..r.len()).filter_map(|i| r.gram(i, n)).filter(|g| found.contains(g)));
    }
    out.sort_unstable();
    out.dedup();
    out.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_whole_and_commonplaces_are_not() {
        let mut texts: Vec<String> = (0..200)
            .map(|i| {
                format!(
                    "小区附近{}号楼的道路积水，请问什么时候处理",
                    "一二三四五六七八九十".chars().nth(i % 10).unwrap()
                )
            })
            .collect();
        for tail in ["噪音扰民", "灰尘很大", "半夜施工", "影响休息"] {
            texts.push(format!("丽发新城旁搅拌站{tail}"));
            texts.push(format!("投诉丽发新城{tail}"));
        }
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let found = phrases(&texts, 3);
        assert!(found[201].contains(&"丽发新城".to_owned()), "{:?}", found[201]);
        assert!(found[0].is_empty(), "{:?}", found[0]);
    }
}
