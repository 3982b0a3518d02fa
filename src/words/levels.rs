//! How often runs of characters occur, length by length: a run of n characters is a pair of overlapping runs of n − 1, so that counting is sorting
//! pairs of numbers. Runs that are too rare are forgotten, and with them everything longer.
//!
//! Memory: four bytes for each character, and eight more while a length is counted.

use crate::number::to_u32;
use crate::real;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Characters of the longest run that is counted.
pub(super) const LONGEST: usize = 6;

/// No run: it is too rare, or crosses a mark.
pub(super) const NONE: u32 = u32::MAX;

/// Fewest places that one thread looks at.
const SHARE: usize = 1 << 14;

/// A frequent run.
#[derive(Debug, Clone, Copy)]
struct Gram {
    count: u32,
    /// The same without its last, and without its first character: numbers in the level below. Of a single character, itself.
    head: u32,
    tail: u32,
}

/// Which run: its length, and its number among those of that length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) length: usize,
    pub(super) id: u32,
}

/// Frequent runs of all lengths.
#[derive(Debug)]
pub(super) struct Levels {
    levels: Vec<Vec<Gram>>,
    letters: f64,
}

impl Levels {
    /// No runs yet, of texts with so many characters.
    pub(super) fn new(letters: f64) -> Self {
        Self { levels: Vec::new(), letters }
    }

    /// Counts the runs of the next length. `at` holds for each place the run of the length before that begins there (at first the characters
    /// themselves), and afterwards that of this length.
    pub(super) fn count(&mut self, at: &mut Vec<u32>, least: u32) {
        let length = self.levels.len() + 1;
        let before = at.as_slice();
        let mut keys: Vec<u64> = (0..before.len()).filter_map(|i| key(before, i, length)).collect();
        keys.par_sort_unstable();
        let (mut grams, mut ids) = (Vec::new(), FxHashMap::default());
        for same in keys.chunk_by(|a, b| a == b) {
            let count = to_u32(same.len());
            if count >= least {
                let (head, tail) = halves(same[0]);
                ids.insert(same[0], to_u32(grams.len()));
                grams.push(Gram { count, head, tail });
            }
        }
        drop(keys);
        let id = |i: usize| key(before, i, length).and_then(|k| ids.get(&k)).copied().unwrap_or(NONE);
        let now: Vec<u32> = (0..before.len()).into_par_iter().with_min_len(SHARE).map(id).collect();
        *at = now;
        self.levels.push(grams);
    }

    /// All runs of the length counted last.
    pub(super) fn newest(&self) -> impl IndexedParallelIterator<Item = Run> {
        let (length, size) = (self.levels.len(), self.levels.last().map_or(0, |l| to_u32(l.len())));
        (0..size).into_par_iter().map(move |id| Run { length, id })
    }

    /// How often a run occurs.
    pub(super) fn occurs(&self, run: Run) -> u32 {
        self.gram(run).count
    }

    /// The first (or last) `n` characters of a run.
    pub(super) fn part(&self, mut run: Run, n: usize, first: bool) -> Run {
        while run.length > n {
            let g = self.gram(run);
            run = Run { length: run.length - 1, id: if first { g.head } else { g.tail } };
        }
        run
    }

    /// The characters of a run.
    pub(super) fn spell(&self, run: Run) -> String {
        let letter = |i: usize| {
            let from_there = self.part(run, run.length - i, false);
            char::from_u32(self.gram(self.part(from_there, 1, true)).head)
        };
        (0..run.length).filter_map(letter).collect()
    }

    /// How the first `left` characters of a run hold together with the rest: pointwise mutual information, in bits.
    fn bond(&self, run: Run, left: usize) -> f64 {
        let part = |n: usize, first: bool| f64::from(self.occurs(self.part(run, n, first)));
        real::log2(f64::from(self.occurs(run)) * self.letters / (part(left, true) * part(run.length - left, false)))
    }

    /// The weakest bond of a run, over all ways to cut it in two.
    pub(super) fn cohesion(&self, run: Run) -> f64 {
        (1..run.length).map(|left| self.bond(run, left)).fold(f64::INFINITY, f64::min)
    }

    fn gram(&self, run: Run) -> &Gram {
        &self.levels[run.length - 1][run.id as usize]
    }
}

/// What the run of a length at a place is counted by: its two overlapping parts, or the character itself twice.
fn key(before: &[u32], i: usize, length: usize) -> Option<u64> {
    let head = before[i];
    let tail = if length == 1 { head } else { *before.get(i + 1)? };
    (head != NONE && tail != NONE).then(|| (u64::from(head) << 32) | u64::from(tail))
}

#[allow(clippy::cast_possible_truncation)] // both halves are kept
fn halves(key: u64) -> (u32, u32) {
    ((key >> 32) as u32, key as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts of all runs of up to three characters, as a table.
    fn counted(text: &str, least: u32) -> Vec<(String, u32)> {
        let mut at: Vec<u32> = text.chars().map(|c| if c == '|' { NONE } else { u32::from(c) }).collect();
        let mut levels = Levels::new(text.chars().filter(|c| *c != '|').map(|_| 1.0).sum());
        let mut out = Vec::new();
        for _ in 1..=3 {
            levels.count(&mut at, least);
            let runs: Vec<Run> = levels.newest().collect();
            out.extend(runs.into_iter().map(|r| (levels.spell(r), levels.occurs(r))));
        }
        out.sort();
        out
    }

    #[test]
    fn runs_are_counted_and_spelled() {
        let expected = [("丙", 3), ("乙", 3), ("乙丙", 3), ("甲", 2), ("甲乙", 2), ("甲乙丙", 2)];
        assert_eq!(counted("|甲乙丙|甲乙丙|丁乙丙|", 2), expected.map(|(w, n)| (w.to_owned(), n)));
    }

    #[test]
    fn no_run_crosses_a_mark() {
        assert_eq!(counted("甲|乙|甲|乙", 2), [("乙".to_owned(), 2), ("甲".to_owned(), 2)]);
        assert!(counted("|", 1).is_empty() && counted("", 1).is_empty());
    }

    #[test]
    fn cohesion_is_that_of_the_weakest_cut() {
        let text = "甲乙|甲乙|丙丁|丁丙";
        let mut at: Vec<u32> = text.chars().map(|c| if c == '|' { NONE } else { u32::from(c) }).collect();
        let mut levels = Levels::new(8.0);
        levels.count(&mut at, 1);
        levels.count(&mut at, 1);
        let of = |word: &str| {
            let runs: Vec<Run> = levels.newest().collect();
            levels.cohesion(runs.into_iter().find(|r| levels.spell(*r) == word).unwrap())
        };
        // 2 · 8 / (2 · 2) and 1 · 8 / (2 · 2).
        assert_eq!((of("甲乙"), of("丙丁")), (2.0, 1.0));
    }
}
