//! Names and terms that no dictionary knows: runs of 3 to 8 characters that keep together across texts.
//!
//! A run is a phrase when enough texts have it, when each way to cut it in two is far more frequent together than apart would explain, and
//! when no longer run takes nearly all of its places (新城搅 is always part of 新城搅拌站).
//!
//! Runs are counted length by length: a run of n characters is a pair of overlapping runs of n − 1, so that counting is a lookup of two numbers.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::number::{float, to_u32};

/// Characters of a text that are searched: a title and the first sentence, where things are named. Further on, stock phrases outweigh names.
const CHARS: usize = 60;

/// Characters of a phrase.
const SHORTEST: usize = 3;
const LONGEST: usize = 8;

/// Times more often together than two independent halves would be; less for a single character, which is in many texts.
const COHESION: f64 = 10.0;
const COHESION_OF_ONE: f64 = 2.0;

/// A longer run with this share of a run's texts takes its place.
const TAKEN: f64 = 0.8;

/// No run: it is too rare, or crosses a mark.
const NONE: u32 = u32::MAX;

/// A frequent run.
#[derive(Debug, Clone, Copy)]
struct Gram {
    /// Texts with it.
    texts: u32,
    /// The same without its last, and without its first character: runs of the level below.
    head: u32,
    tail: u32,
}

/// Frequent runs of one length, and where to find them.
#[derive(Debug, Default)]
struct Level {
    grams: Vec<Gram>,
    ids: FxHashMap<(u32, u32), u32>,
}

/// All frequent runs, by length less one.
struct Runs {
    levels: Vec<Level>,
    texts: f64,
    /// A phrase in more texts is a commonplace.
    most: f64,
}

/// The phrases of each text, in at least so many texts and at most such a share of all; phrases within phrases included.
pub(in crate::insight) fn phrases(texts: &[&str], least: usize, most: f64) -> Vec<Vec<String>> {
    let runs = Runs::count(texts, to_u32(least), most);
    let found = runs.phrases();
    texts.par_iter().map(|t| runs.of_text(&characters(t).collect::<Vec<char>>(), &found)).collect()
}

/// The searched part of a text in lower case.
fn characters(text: &str) -> impl Iterator<Item = char> {
    text.chars().take(CHARS).map(|c| c.to_lowercase().next().unwrap_or(c))
}

impl Runs {
    fn count(texts: &[&str], least: u32, most: f64) -> Self {
        let all = float(texts.len() as u64);
        let mut runs = Self { levels: Vec::new(), texts: all, most: most * all };
        // One longer than any phrase, to see which are but a window on a sentence that is often repeated.
        let mut at: Vec<Box<[u32]>> = texts.iter().map(|t| characters(t).map(letter).collect()).collect();
        for length in 1..=LONGEST + 1 {
            let level = Level::count(&at, length, least);
            at.par_iter_mut().for_each(|line| level.step(line, length));
            if level.grams.is_empty() {
                break;
            }
            runs.levels.push(level);
        }
        runs
    }

    /// Texts with the first (or last) `n` characters of a run.
    fn part(&self, mut length: usize, mut id: u32, n: usize, first: bool) -> f64 {
        while length > n {
            let g = self.levels[length - 1].grams[id as usize];
            id = if first { g.head } else { g.tail };
            length -= 1;
        }
        f64::from(self.levels[n - 1].grams[id as usize].texts)
    }

    /// Whether each run of each length is a phrase.
    fn phrases(&self) -> Vec<Vec<bool>> {
        let mut found: Vec<Vec<bool>> = (1..).zip(&self.levels).map(|(n, level)| self.cohesive(n, level)).collect();
        for (length, level) in (1..).zip(&self.levels).skip(1) {
            for (id, g) in (0u32..).zip(&level.grams) {
                for (first, sub) in [(true, g.head), (false, g.tail)] {
                    let shorter = f64::from(self.levels[length - 2].grams[sub as usize].texts);
                    // 市 before 经济学院 is no part of it: 市 is in most texts anyway.
                    let extra = self.part(length, id, 1, !first);
                    let own = f64::from(g.texts);
                    if own >= TAKEN * shorter && own * self.texts >= COHESION_OF_ONE * shorter * extra {
                        found[length - 2][sub as usize] = false;
                    }
                }
            }
        }
        found
    }

    fn cohesive(&self, length: usize, level: &Level) -> Vec<bool> {
        let close = |id: u32, own: f64| {
            (1..length).all(|left| {
                let (a, b) = (self.part(length, id, left, true), self.part(length, id, length - left, false));
                let least = if left == 1 || left + 1 == length { COHESION_OF_ONE } else { COHESION };
                own * self.texts >= least * a * b
            })
        };
        let fits = (SHORTEST..=LONGEST).contains(&length);
        let phrase = |(id, g): (u32, &Gram)| {
            let own = f64::from(g.texts);
            fits && own <= self.most && close(id, own)
        };
        (0u32..).zip(&level.grams).map(phrase).collect()
    }

    fn of_text(&self, text: &[char], found: &[Vec<bool>]) -> Vec<String> {
        let mut at: Vec<u32> = text.iter().map(|c| letter(*c)).collect();
        let mut out: Vec<String> = Vec::new();
        for (length, (level, found)) in (1..).zip(self.levels.iter().zip(found)) {
            level.step(&mut at, length);
            for (i, id) in at.iter().enumerate() {
                // A piece of a number (315 in 12315) is no term.
                let run = || &text[i..i + length];
                if *id != NONE && found[*id as usize] && !run().iter().all(char::is_ascii_digit) {
                    out.push(run().iter().collect());
                }
            }
        }
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// A character as the number that the first level is counted by.
fn letter(c: char) -> u32 {
    if c.is_alphanumeric() { u32::from(c) } else { NONE }
}

impl Level {
    /// Counts the runs of a length; `at` holds for each place of each text the run of the length below.
    fn count(at: &[Box<[u32]>], length: usize, least: u32) -> Self {
        let mut seen: FxHashMap<(u32, u32), (u32, u32)> = FxHashMap::default();
        for (text, line) in (1u32..).zip(at) {
            for i in 0..line.len() {
                let Some(key) = key(line, i, length) else { continue };
                let (texts, latest) = seen.entry(key).or_default();
                if *latest != text {
                    (*texts, *latest) = (*texts + 1, text);
                }
            }
        }
        let mut often: Vec<((u32, u32), u32)> =
            seen.into_iter().filter(|(_, (n, _))| *n >= least).map(|(k, (n, _))| (k, n)).collect();
        often.sort_unstable();
        let ids = (0u32..).zip(&often).map(|(i, (k, _))| (*k, i)).collect();
        let grams = often.into_iter().map(|((head, tail), texts)| Gram { texts, head, tail }).collect();
        Self { grams, ids }
    }

    /// Turns the runs of the length below at each place into those of this length.
    fn step(&self, line: &mut [u32], length: usize) {
        for i in 0..line.len() {
            line[i] = key(line, i, length).and_then(|k| self.ids.get(&k)).copied().unwrap_or(NONE);
        }
    }
}

/// What a run is looked up by: its two overlapping parts, or the character itself.
fn key(line: &[u32], i: usize, length: usize) -> Option<(u32, u32)> {
    let head = line[i];
    let tail = if length == 1 { head } else { *line.get(i + 1)? };
    (head != NONE && tail != NONE).then_some((head, tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_whole_and_commonplaces_are_not() {
        let numbers: Vec<char> = "一二三四五六七八九十".chars().collect();
        let mut texts: Vec<String> =
            (0..200).map(|i| format!("小区附近{}号楼的道路积水，请问什么时候处理", numbers[i % 10])).collect();
        for tail in ["噪音扰民", "灰尘很大", "半夜施工", "影响休息"] {
            texts.push(format!("丽发新城旁搅拌站{tail}"));
            texts.push(format!("投诉丽发新城{tail}"));
        }
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let found = phrases(&texts, 3, 0.08);
        assert!(found[201].contains(&"丽发新城".to_owned()), "{:?}", found[201]);
        assert!(!found[201].iter().any(|p| p == "发新城" || p == "丽发新"), "{:?}", found[201]);
        assert!(found[0].is_empty(), "{:?}", found[0]);
    }

    #[test]
    fn a_phrase_never_crosses_a_mark() {
        let texts = ["滨河苑，车位捆绑"; 5];
        let found = phrases(&texts, 3, 0.08);
        assert!(found[0].iter().all(|p| !p.contains('，')), "{:?}", found[0]);
    }
}
