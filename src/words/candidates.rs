//! Strings that may be words: they hold together inside, and what stands on either side of them varies.
//!
//! Inside: each way to cut a string in two finds its halves together [`COHESION`] bits more often than chance. Outside: the characters before it and
//! those after it have an entropy of [`FREEDOM`] bits each, and none of them takes nearly all places, or the string is a piece of a longer one. Marks and
//! function characters are ends of words: each of them counts as a neighbour of its own.
//!
//! Not its job: whether a string is a word where it stands (`place`), or two words (`join`).

use rayon::prelude::*;

use crate::annotate::Annotator;
use crate::number::to_u32;
use crate::real;

use super::corpus::{MARK, Runs};
use super::levels::{LONGEST, Levels, NONE, Run};
use super::lexis::Lexis;

/// Bits of the weakest bond inside a word. Chosen, as all limits of this room, by reading what a prototype found in reviews of air conditioners, shoes
/// and restaurants.
const COHESION: f64 = 3.0;

/// Bits of entropy on either side.
const FREEDOM: f64 = 1.0;

/// A neighbour with this share of the places makes the string a piece of a longer one.
const PIECE: f64 = 0.7;

/// Places that are remembered of a string, evenly spread: enough to look closely.
const PLACES: u32 = 200;

/// A string that may be a word.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) word: String,
    pub(super) run: Run,
    pub(super) count: u32,
    pub(super) documents: u32,
    /// Bits of the weakest bond inside.
    pub(super) cohesion: f64,
    /// Bits of entropy on the left and on the right.
    pub(super) left: f64,
    pub(super) right: f64,
    /// Where it stands, ascending; a sample where it is frequent.
    pub(super) places: Vec<u32>,
}

/// All candidates that stand in `least` texts, with the counts of all runs.
pub(super) fn all(runs: &Runs, annotator: &Annotator, lexis: &Lexis, least: u32) -> (Levels, Vec<Candidate>) {
    let mut at: Vec<u32> = runs.chars.iter().map(|c| if *c == MARK { NONE } else { u32::from(*c) }).collect();
    let mut levels = Levels::new(crate::number::float(runs.letters));
    let mut found = Vec::new();
    for length in 1..=LONGEST {
        levels.count(&mut at, least);
        if length > 1 {
            let mut candidates = cohesive(&levels, annotator, lexis);
            Level { runs, lexis, at: &at, length, index: index(&candidates, &levels) }.weigh(&mut candidates, least);
            found.extend(candidates);
        }
    }
    (levels, found)
}

/// Runs of the newest length that no dictionary knows and that hold together.
fn cohesive(levels: &Levels, annotator: &Annotator, lexis: &Lexis) -> Vec<Candidate> {
    let candidate = |run: Run| {
        let cohesion = levels.cohesion(run);
        if cohesion < COHESION {
            return None;
        }
        let word = levels.spell(run);
        let edge = |c: Option<char>| c.is_some_and(|c| lexis.divides(c));
        if edge(word.chars().next()) || edge(word.chars().next_back()) {
            return None;
        }
        let known = annotator.knows(&word) || lexis.is_function(&word);
        let count = levels.occurs(run);
        (!known).then_some(Candidate {
            word,
            run,
            count,
            documents: 0,
            cohesion,
            left: 0.0,
            right: 0.0,
            places: Vec::new(),
        })
    };
    levels.newest().filter_map(candidate).collect()
}

/// For each run of the newest length the number of its candidate, or [`NONE`].
fn index(candidates: &[Candidate], levels: &Levels) -> Vec<u32> {
    let mut index = vec![NONE; levels.newest().len()];
    for (number, c) in (0u32..).zip(candidates) {
        index[c.run.id as usize] = number;
    }
    index
}

/// The texts, as runs of one length.
struct Level<'a> {
    runs: &'a Runs,
    lexis: &'a Lexis,
    at: &'a [u32],
    length: usize,
    index: Vec<u32>,
}

/// What stands on one side of a candidate.
#[derive(Debug, Clone, Copy, Default)]
struct Side {
    entropy: f64,
    /// Places of the most frequent neighbour.
    most: u32,
}

impl Level<'_> {
    /// Each place of each candidate, in order: the candidate's number, and the place.
    fn places(&self) -> impl Iterator<Item = (u32, usize)> {
        let found = self.at.iter().enumerate().filter(|(_, id)| **id != NONE);
        found.map(move |(place, id)| (self.index[*id as usize], place)).filter(|(number, _)| *number != NONE)
    }

    /// Weighs candidates by what stands around them and drops those that are no words.
    fn weigh(&self, candidates: &mut Vec<Candidate>, least: u32) {
        let documents = self.documents(candidates.len());
        let left = self.sides(candidates.len(), |place| self.runs.chars[place - 1]);
        let right = self.sides(candidates.len(), |place| self.runs.chars[place + self.length]);
        let mut stays = Vec::with_capacity(candidates.len());
        for (i, c) in candidates.iter_mut().enumerate() {
            (c.documents, c.left, c.right) = (documents[i], left[i].entropy, right[i].entropy);
            let piece = f64::from(left[i].most.max(right[i].most)) > PIECE * f64::from(c.count);
            stays.push(c.documents >= least && !piece && c.left.min(c.right) >= FREEDOM);
        }
        self.remember(candidates, &stays);
        candidates.retain(|c| !c.places.is_empty());
    }

    /// How many texts each candidate stands in.
    fn documents(&self, size: usize) -> Vec<u32> {
        let mut counted = vec![(0u32, 0usize); size];
        let starts = &self.runs.starts;
        let mut text = 0usize;
        for (number, place) in self.places() {
            while starts.get(text).is_some_and(|&start| place >= start as usize) {
                text += 1;
            }
            // Texts are numbered from 1 here: 0 is none yet.
            let (documents, latest) = &mut counted[number as usize];
            if *latest != text {
                (*documents, *latest) = (*documents + 1, text);
            }
        }
        counted.into_iter().map(|(documents, _)| documents).collect()
    }

    /// One side of each candidate; `neighbour` is the character there.
    fn sides(&self, size: usize, neighbour: impl Fn(usize) -> char) -> Vec<Side> {
        let code = |place: usize| {
            let c = neighbour(place);
            if c == MARK || self.lexis.divides(c) { 0 } else { u64::from(c) }
        };
        let mut seen: Vec<u64> = self.places().map(|(number, place)| (u64::from(number) << 32) | code(place)).collect();
        seen.par_sort_unstable();
        let mut sides = vec![Side::default(); size];
        for of_one in seen.chunk_by(|a, b| a >> 32 == b >> 32) {
            let number = usize::try_from(of_one[0] >> 32).unwrap_or(usize::MAX);
            if let Some(side) = sides.get_mut(number) {
                *side = Side::of(of_one);
            }
        }
        sides
    }

    /// Keeps places of the candidates that stay, evenly spread.
    fn remember(&self, candidates: &mut [Candidate], stays: &[bool]) {
        let mut passed = vec![0u32; candidates.len()];
        for (number, place) in self.places() {
            let i = number as usize;
            let c = &mut candidates[i];
            if stays[i] && passed[i].is_multiple_of(c.count.div_ceil(PLACES)) {
                c.places.push(to_u32(place));
            }
            passed[i] += 1;
        }
    }
}

impl Side {
    /// From the neighbours at all places, sorted; those whose lower half is 0 are different from all others.
    fn of(neighbours: &[u64]) -> Self {
        let all = crate::number::float(neighbours.len() as u64);
        let mut side = Self::default();
        for same in neighbours.chunk_by(|a, b| a == b) {
            let n = crate::number::float(same.len() as u64);
            if same[0].trailing_zeros() >= 32 {
                side.entropy += n / all * real::log2(all);
            } else {
                side.entropy -= n / all * real::log2(n / all);
                side.most = side.most.max(to_u32(same.len()));
            }
        }
        side
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_that_vary_are_free_and_ends_of_words_are_too() {
        let side = |codes: &[u64]| {
            let side = Side::of(&codes.iter().map(|c| (7u64 << 32) | c).collect::<Vec<_>>());
            (side.entropy, side.most)
        };
        assert_eq!(side(&[20, 21, 22, 23]), (2.0, 1));
        assert_eq!(side(&[0, 0, 0, 0]), (2.0, 0));
        assert_eq!(side(&[20, 20, 20, 20]), (0.0, 4));
        assert_eq!(side(&[0, 0, 20, 20]), (1.5, 2));
    }
}
