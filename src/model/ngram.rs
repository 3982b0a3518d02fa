//! Features of the linear models: hashed character n-grams of a normal form.
//!
//! Characters 1–3 with marks at both ends of the text, over punctuation; after a negator the next characters once more as *negated*, up to the clause's
//! end, so that 不 + 好 weighs differently from 好 (Pang, Lee & Vaithyanathan 2002 mark negation so). Binary: a feature is there or not. No strings are kept: a feature is a 32-bit hash.

use crate::text::clause::is_han;

use super::seen::Seen;

/// Longest n-gram.
const MAX_N: usize = 3;
/// Characters after a negator that are marked.
const NEGATION_REACH: usize = 4;
const BEGIN: u32 = 2;
const END: u32 = 3;
/// Seeds that keep plain and negated features apart.
const PLAIN_SEED: u32 = 0x811c_9dc5;
const NEGATED_SEED: u32 = 0x5bd1_e995;

/// Negating characters. They are part of the features' definition, fixed with the model format, not words to be edited.
pub const NEGATORS: [char; 6] = ['不', '没', '无', '未', '别', '莫'];

/// Buffers of feature extraction, reused from text to text.
#[derive(Debug, Default, Clone)]
pub struct Grams {
    chars: Vec<u32>,
    /// The features of the last text, sorted, each once.
    pub hashes: Vec<u32>,
    /// Features of a text that were weighed already.
    pub(super) seen: Seen,
}

impl Grams {
    /// Features that were extracted before.
    pub fn of(hashes: Vec<u32>) -> Self {
        Self { hashes, ..Self::default() }
    }

    /// Extracts the features of `text`, a normal form (or a clause of one).
    pub fn extract(&mut self, text: &str) {
        let mut hashes = std::mem::take(&mut self.hashes);
        hashes.clear();
        self.each(text, |h| hashes.push(h));
        hashes.sort_unstable();
        hashes.dedup();
        self.hashes = hashes;
    }

    /// Gives the features of `text` one by one, as they stand: in no order, some several times.
    pub(super) fn each(&mut self, text: &str, mut feature: impl FnMut(u32)) {
        self.fold(text);
        let chars = &self.chars;
        for start in 0..chars.len() {
            let mut h = PLAIN_SEED;
            for (n, &c) in chars[start..].iter().take(MAX_N).enumerate() {
                h = step(h, c);
                // The end marks alone say nothing.
                if n > 0 || (c != BEGIN && c != END) {
                    feature(finish(h, n));
                }
            }
        }
        self.negated(feature);
    }

    /// One character and two after each negator, marked.
    fn negated(&self, mut feature: impl FnMut(u32)) {
        for at in 0..self.chars.len() {
            if !NEGATORS.iter().any(|&n| n as u32 == self.chars[at]) {
                continue;
            }
            let ahead = self.chars[at + 1..].iter().take(NEGATION_REACH).take_while(|&&c| !is_break(c));
            let mut before = None;
            for &c in ahead {
                let one = step(NEGATED_SEED, c);
                feature(finish(one, 0));
                if let Some(b) = before {
                    feature(finish(step(step(NEGATED_SEED, b), c), 1));
                }
                before = Some(c);
            }
        }
    }

    /// Folds what models should not tell apart: digits, Chinese and ASCII marks, blanks, long runs.
    fn fold(&mut self, text: &str) {
        self.chars.clear();
        self.chars.push(BEGIN);
        for c in text.chars() {
            let c = fold(c) as u32;
            let run = self.chars.iter().rev().take_while(|&&b| b == c).count();
            let limit = if c == u32::from(b'0') || c == u32::from(b' ') { 1 } else { 2 };
            if run < limit {
                self.chars.push(c);
            }
        }
        self.chars.push(END);
    }
}

fn fold(c: char) -> char {
    match c {
        '0'..='9' => '0',
        '\n' | '\t' => ' ',
        '。' | '…' => '.',
        '、' | '，' => ',',
        '～' => '~',
        '！' => '!',
        '？' => '?',
        '；' => ';',
        '：' => ':',
        _ => c,
    }
}

fn is_break(c: u32) -> bool {
    char::from_u32(c).is_none_or(|c| !c.is_alphanumeric() && !is_han(c))
}

/// FNV-1a over code points.
fn step(h: u32, c: u32) -> u32 {
    (h ^ c).wrapping_mul(0x0100_0193).rotate_left(5)
}

/// Avalanche (murmur3's), with the length of the n-gram.
fn finish(h: u32, n: usize) -> u32 {
    let mut h = h ^ (u32::try_from(n).unwrap_or(0) + 1).wrapping_mul(0x9e37_79b9);
    h ^= h >> 16;
    h = h.wrapping_mul(0x85eb_ca6b);
    h ^= h >> 13;
    h = h.wrapping_mul(0xc2b2_ae35);
    h ^ (h >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(text: &str) -> Vec<u32> {
        let mut g = Grams::default();
        g.extract(text);
        g.hashes
    }

    #[test]
    fn what_models_should_not_tell_apart_is_the_same() {
        assert_eq!(hashes("用了3天。"), hashes("用了15天."));
        assert_ne!(hashes("好"), hashes("坏"));
    }

    #[test]
    fn negation_marks_what_follows_up_to_the_clause_end() {
        let negated = finish(step(NEGATED_SEED, '好' as u32), 0);
        assert!(hashes("不好").contains(&negated));
        assert!(!hashes("不,好").contains(&negated));
        assert!(!hashes("好不").contains(&negated));
    }

    #[test]
    fn extraction_is_total() {
        for text in ["", "\u{10ffff}", "不", "不不不不不不", "0"] {
            let _ = hashes(text);
        }
    }
}
