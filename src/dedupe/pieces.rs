//! What two long texts say that the other does not: an official letter is a form, and what is put into it (75岁, 解放大道支行) makes it another letter.
//!
//! A text is a list of tokens of 16 bits: characters, and whole numbers. What a text has of its own are the tokens that stand beside none of their
//! neighbours in the other text. Words left out or put in, and a character or two in another's place, leave it the same text.

use std::collections::VecDeque;
use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::sketch::mix;
use super::{LATIN, is_code};

/// Marks of the tokens that are numbers or Latin letters; the other bits tell which.
const NUMBER: u16 = 1 << 15;
const LETTER: u16 = 1 << 14;
const WHICH: u16 = LETTER - 1;

/// What a Chinese character weighs; a Latin letter weighs one.
const CHARACTER: usize = LATIN;

/// Neighbours that are looked for in the other text: two characters.
const PIECE: usize = 2 * CHARACTER;

/// What weighs so much in a text, and so much in the other, is a name in place of another one: three characters for two or more.
const NAME: usize = 3 * CHARACTER;
const OTHER_NAME: usize = 2 * CHARACTER;

/// Bytes of texts that are remembered. Of older ones only copies word for word are found.
const MOST: usize = 2 << 20;

/// What a text takes beside its tokens.
const OVERHEAD: usize = 32;

/// The tokens of what stays of a text without marks and blanks. Codes within say nothing.
pub(super) fn tokens(core: &[char]) -> Box<[u16]> {
    let mut out: Vec<u16> = Vec::with_capacity(core.len());
    for run in core.chunk_by(|a, b| a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric()) {
        if run.iter().any(char::is_ascii_alphabetic) && is_code(run) {
            continue;
        }
        for part in run.chunk_by(|a, b| a.is_ascii_digit() && b.is_ascii_digit()) {
            let mark = match part {
                [first, ..] if first.is_ascii_digit() => NUMBER,
                [first, ..] if first.is_ascii() => LETTER,
                _ => 0,
            };
            out.push(which(part) | mark);
        }
    }
    out.into_boxed_slice()
}

#[allow(clippy::cast_possible_truncation)] // only so many bits are wanted
fn which(part: &[char]) -> u16 {
    let mut hasher = FxHasher::default();
    for &c in part {
        hasher.write_u32(c as u32);
    }
    mix(hasher.finish()) as u16 & WHICH
}

fn weight(token: u16) -> usize {
    if token & LETTER == 0 { CHARACTER } else { 1 }
}

/// A text that is compared with others.
pub(super) struct Compared {
    numbers: Vec<u16>,
    /// Weights of all tokens.
    weights: Vec<usize>,
    /// Neighbours: first token, number of tokens, and what they are.
    pieces: Vec<(usize, usize, u64)>,
    /// What all pieces are, in order.
    known: Vec<u64>,
}

impl Compared {
    pub(super) fn new(tokens: &[u16]) -> Self {
        let mut numbers: Vec<u16> = tokens.iter().copied().filter(|t| t & NUMBER != 0).collect();
        numbers.sort_unstable();
        let weights: Vec<usize> = tokens.iter().map(|t| weight(*t)).collect();
        let pieces: Vec<(usize, usize, u64)> = (0..tokens.len()).filter_map(|at| piece(tokens, at)).collect();
        let mut known: Vec<u64> = pieces.iter().map(|(.., what)| *what).collect();
        known.sort_unstable();
        Self { numbers, weights, pieces, known }
    }

    /// Whether neither text has a number, nor both a name, in place of what the other has.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        if lacks(&self.numbers, &other.numbers) && lacks(&other.numbers, &self.numbers) {
            return false;
        }
        let (own, others) = (self.own(other), other.own(self));
        own.min(others) < OTHER_NAME || own.max(others) < NAME
    }

    /// What the longest stretch weighs that only this text has.
    fn own(&self, other: &Self) -> usize {
        let mut shared = vec![false; self.weights.len()];
        for (at, length, what) in &self.pieces {
            if other.known.binary_search(what).is_ok() {
                shared[*at..at + length].fill(true);
            }
        }
        let (mut most, mut stretch) = (0, 0);
        for (weight, shared) in self.weights.iter().zip(shared) {
            stretch = if shared { 0 } else { stretch + weight };
            most = most.max(stretch);
        }
        most
    }
}

/// The piece that begins at a token, unless the text ends before it is whole.
fn piece(tokens: &[u16], at: usize) -> Option<(usize, usize, u64)> {
    let (mut heavy, mut length, mut hasher) = (0, 0, FxHasher::default());
    for token in &tokens[at..] {
        hasher.write_u16(*token);
        heavy += weight(*token);
        length += 1;
        if heavy >= PIECE {
            return Some((at, length, hasher.finish()));
        }
    }
    None
}

/// Whether the second list lacks something of the first; both are in order.
fn lacks(all: &[u16], of: &[u16]) -> bool {
    let mut of = of.iter();
    !all.iter().all(|n| of.by_ref().find(|o| *o >= n) == Some(n))
}

/// The tokens of the newest texts, by the number of their entry.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// Number of the first that is still there.
    first: u64,
    of: VecDeque<Box<[u16]>>,
    bytes: usize,
}

impl Texts {
    /// Takes the text of the next entry.
    pub(super) fn remember(&mut self, n: u64, tokens: Box<[u16]>) {
        if self.of.is_empty() {
            self.first = n;
        }
        self.bytes += bytes(&tokens);
        self.of.push_back(tokens);
        while self.bytes > MOST {
            let Some(oldest) = self.of.pop_front() else { break };
            self.bytes -= bytes(&oldest);
            self.first += 1;
        }
    }

    /// The text of an entry, as long as it is remembered.
    pub(super) fn of(&self, n: u64) -> Option<&[u16]> {
        let at = usize::try_from(n.checked_sub(self.first)?).ok()?;
        self.of.get(at).map(|t| &**t)
    }
}

fn bytes(tokens: &[u16]) -> usize {
    2 * tokens.len() + OVERHEAD
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_list_lacks() {
        assert!(!lacks(&[], &[1]) && !lacks(&[1, 3], &[1, 2, 3]) && !lacks(&[2, 2], &[2, 2]));
        assert!(lacks(&[1], &[]) && lacks(&[2, 2], &[2]) && lacks(&[1, 4], &[1, 2, 3]));
    }

    #[test]
    fn the_oldest_texts_are_forgotten() {
        let mut texts = Texts::default();
        let long = || vec![0u16; MOST / 8].into_boxed_slice();
        (7..13).for_each(|n| texts.remember(n, long()));
        assert_eq!([8, 9, 10, 12, 13].map(|n| texts.of(n).is_some()), [false, false, true, true, false]);
    }
}
