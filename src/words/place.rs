//! A candidate in its places: whether the segmenter, which knows the words around it, finds a word there, and what stands before and after it.
//!
//! A string that is frequent because it is the end of one word and the start of the next (速度|很 gives 度很) is betrayed by its edges: tokens reach over
//! them. One that begins or ends with a function word is no word either, whatever its figures say.
//!
//! Not its job: what a candidate consists of in itself (`join`).

use rustc_hash::FxHashMap;

use crate::annotate::{Annotator, Scratch};
use crate::number::to_u32;
use crate::text::segment::Token;

use super::Guess;
use super::candidates::Candidate;
use super::corpus::{MARK, Runs};
use super::lexis::Lexis;

/// Places that are looked at, evenly spread.
const LOOKS: usize = 24;

/// Characters on either side that the segmenter sees.
const AROUND: usize = 8;

/// Share of the places where both edges must be edges of tokens.
const WHOLE: f64 = 0.6;

/// From this many characters and bits of cohesion on, function words inside do not matter, if no known word is there: 以|旧|换|新.
const IDIOM: usize = 4;
const IDIOM_COHESION: f64 = 9.0;

/// Share of the places from which neighbours tell what a word may be.
const TELLS: f64 = 0.3;

/// How a candidate stands in its places.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// The tokens that it mostly consists of, in characters.
    pub(super) tokens: Vec<usize>,
    /// What it may be.
    pub(super) guess: Option<Guess>,
}

/// Tallies over places.
#[derive(Default)]
struct Tally {
    whole: u32,
    function: u32,
    judged: u32,
    judges: u32,
    /// Lengths of tokens in characters, with the number of places.
    cuts: FxHashMap<Vec<usize>, u32>,
}

/// Looks at a candidate; nothing where it is no word.
pub(super) fn look(
    c: &Candidate,
    runs: &Runs,
    annotator: &Annotator,
    lexis: &Lexis,
    scratch: &mut Scratch,
) -> Option<Standing> {
    let looks = c.places.len().min(LOOKS);
    let mut tally = Tally::default();
    for i in 0..looks {
        let (text, start, end) = window(runs, c.places[i * c.places.len() / looks] as usize, c.run.length);
        tally.add(annotator.tokens(&text, scratch), &text, start, end, c, lexis);
    }
    tally.standing(looks)
}

/// A place with some characters around it, as far as they belong together, and where the candidate stands in them.
fn window(runs: &Runs, place: usize, length: usize) -> (String, usize, usize) {
    let near = |c: &&char| **c != MARK;
    let before = runs.chars[..place].iter().rev().take(AROUND).take_while(near).count();
    let after = runs.chars[place + length..].iter().take(AROUND).take_while(near).count();
    let bytes = |from: usize, to: usize| runs.chars[from..to].iter().map(|c| c.len_utf8()).sum::<usize>();
    let text = runs.chars[place - before..place + length + after].iter().collect();
    let start = bytes(place - before, place);
    (text, start, start + bytes(place, place + length))
}

impl Tally {
    fn add(&mut self, tokens: &[Token], text: &str, start: usize, end: usize, c: &Candidate, lexis: &Lexis) {
        let first = tokens.iter().position(|t| t.start as usize == start);
        let last = tokens.iter().position(|t| t.end as usize == end);
        let (Some(first), Some(last)) = (first, last) else { return };
        let inside = &tokens[first..=last];
        self.whole += 1;
        self.function += u32::from(has_function_words(inside, text, c, lexis));
        let length = |t: &Token| t.of(text).chars().count();
        *self.cuts.entry(inside.iter().map(length).collect()).or_default() += 1;
        // 也 or 的 may stand between.
        let divides = |w: &&str| w.chars().all(|c| lexis.divides(c));
        let next = |w: &&str| lexis.follows_things(w) || !divides(w);
        let mut after = tokens[last + 1..].iter().map(|t| t.of(text)).take(2);
        self.judged += u32::from(after.find(next).is_some_and(|w| lexis.follows_things(w)));
        let leads = |w: &&str| lexis.leads_judgements(w) || !divides(w);
        let mut before = tokens[..first].iter().rev().map(|t| t.of(text)).take(2);
        self.judges += u32::from(before.find(leads).is_some_and(|w| lexis.leads_judgements(w)));
    }

    fn standing(self, looks: usize) -> Option<Standing> {
        let looks = to_u32(looks);
        if f64::from(self.whole) < WHOLE * f64::from(looks) || self.function * 2 > self.whole {
            return None;
        }
        let often = |n: u32| f64::from(n) >= TELLS * f64::from(self.whole);
        let guess = if often(self.judged) && self.judged > self.judges {
            Some(Guess::Target)
        } else {
            often(self.judges).then_some(Guess::Opinion)
        };
        // Of those equally frequent, the one with the longest tokens first.
        let cut = self.cuts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
        Some(Standing { tokens: cut.map_or_else(Vec::new, |(lengths, _)| lengths), guess })
    }
}

/// Whether function words, or characters that no new word has, stand among the tokens of a candidate.
fn has_function_words(inside: &[Token], text: &str, c: &Candidate, lexis: &Lexis) -> bool {
    let long = |t: &Token| t.known && t.of(text).chars().nth(1).is_some();
    if c.run.length >= IDIOM && c.cohesion >= IDIOM_COHESION && !inside.iter().any(long) {
        return false;
    }
    inside.iter().any(|t| if t.known { lexis.is_function(t.of(text)) } else { !lexis.fits(t.of(text)) })
}
