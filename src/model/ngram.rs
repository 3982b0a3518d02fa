//! Features of the linear models: hashed character n-grams of a normal form.
//!
//! Characters 1–3 with marks at both ends of the text, over punctuation; after a negator the next characters once more as *negated*, up to the clause's
//! end, so that 不 + 好 weighs differently from 好 (Pang, Lee & Vaithyanathan 2002 mark negation so). Binary: a feature is there or not. No strings are kept: a feature is a 32-bit hash.

use crate::text::clause::is_han;

use super::index::Slot;
use super::seen::Seen;
use crate::number::to_u32;

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
    /// The text whose features were looked up.
    whole: Whole,
    /// Numbers of the known features of what was looked up last, each once.
    known: Vec<u32>,
    /// Features of a text that were weighed already.
    pub(super) seen: Seen,
}

/// A text whose n-grams were looked up.
#[derive(Debug, Default, Clone)]
struct Whole {
    /// Its folded characters between the marks of begin and end.
    chars: Vec<u32>,
    /// Where each character of `chars` begins in the text, in bytes; the mark of the end at its length.
    places: Vec<usize>,
    /// Numbers of the n-grams that begin at each character.
    starts: Vec<[u32; MAX_N]>,
    /// Features that may be known; longer than what is in use.
    likely: Vec<Likely>,
    /// What stands where each of them is looked for first.
    first: Vec<Slot>,
}

/// A feature that may be known, with the place and length of its n-gram.
type Likely = (u32, u32, u32);

/// Where features have their numbers.
pub(super) trait Numbers {
    /// False of most features that have none.
    fn may_know(&self, feature: u32) -> bool;
    /// What stands where a feature is looked for first.
    fn first(&self, feature: u32) -> Slot;
    /// The number of a feature that may be known, from what [`Numbers::first`] gave.
    fn look(&self, feature: u32, first: Slot) -> Option<u32>;
}

/// An n-gram that no table knows.
const UNKNOWN: u32 = u32::MAX;

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

    /// The numbers of the known features of what was looked up last, each once, in no order.
    pub(super) fn known(&self) -> &[u32] {
        &self.known
    }

    /// Looks up the features of `text`. Spans of the text can be looked up next.
    pub(super) fn look_up(&mut self, text: &str, numbers: &impl Numbers) {
        self.fold(text);
        let Whole { chars, places, starts, likely, first } = &mut self.whole;
        std::mem::swap(chars, &mut self.chars);
        place_chars(text, chars, places);
        starts.clear();
        starts.resize(chars.len(), [UNKNOWN; MAX_N]);
        let likely = may_be_known(chars, numbers, likely);
        // All first places without a branch on what stands there, so that the processor waits for many at once.
        first.clear();
        first.extend(likely.iter().map(|l| numbers.first(l.0)));
        self.known.clear();
        for (&(feature, start, n), &first) in likely.iter().zip(&*first) {
            if let Some(number) = numbers.look(feature, first) {
                starts[start as usize][n as usize] = number;
                self.known.push(number);
            }
        }
        negated(chars, |h| {
            if numbers.may_know(h) {
                self.known.extend(numbers.look(h, numbers.first(h)));
            }
        });
        self.tidy();
    }

    /// The same for the bytes `from..to` of the text that was looked up, as if they were a text of their own.
    pub(super) fn look_up_span(&mut self, text: &str, (from, to): (usize, usize), find: impl Fn(u32) -> Option<u32>) {
        let Whole { chars, places, starts, .. } = &self.whole;
        let (a, b) = (places.partition_point(|p| *p < from), places.partition_point(|p| *p < to));
        // The text's own marks stand at both ends of `chars`.
        let (a, b) = (a.max(1), b.min(chars.len().saturating_sub(1)));
        if a >= b || is_cut_run(text, from) {
            return self.look_up_apart(&text[from..to], find);
        }
        self.known.clear();
        for (left, numbers) in (1..=b - a).rev().zip(&starts[a..b]) {
            let inside = numbers.iter().take(left);
            self.known.extend(inside.filter(|n| **n != UNKNOWN));
        }
        let part = &chars[a..b];
        let mut edge = |gram: &[u32]| {
            let h = gram.iter().fold(PLAIN_SEED, |h, c| step(h, *c));
            self.known.extend(find(finish(h, gram.len() - 1)));
        };
        let last = part[part.len() - 1];
        edge(&[BEGIN, part[0]]);
        edge(&[BEGIN, part[0], part.get(1).copied().unwrap_or(END)]);
        edge(&[last, END]);
        if let [.., before, last] = part {
            edge(&[*before, *last, END]);
        }
        negated(part, |h| self.known.extend(find(h)));
        self.tidy();
    }

    /// The same for a text that is no part of the one that was looked up.
    pub(super) fn look_up_apart(&mut self, text: &str, find: impl Fn(u32) -> Option<u32>) {
        let mut known = std::mem::take(&mut self.known);
        known.clear();
        self.each(text, |h| known.extend(find(h)));
        self.known = known;
        self.tidy();
    }

    /// Keeps each known feature once.
    fn tidy(&mut self) {
        self.seen.clear();
        let Self { known, seen, .. } = self;
        known.retain(|n| seen.insert(*n));
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
        negated(&self.chars, feature);
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

/// The features of a text that may be known, found without a branch on it.
fn may_be_known<'l>(chars: &[u32], numbers: &impl Numbers, likely: &'l mut Vec<Likely>) -> &'l [Likely] {
    likely.clear();
    likely.resize(chars.len() * MAX_N, (0, 0, 0));
    let mut count = 0;
    for start in 0..chars.len() {
        let mut h = PLAIN_SEED;
        for (n, &c) in chars[start..].iter().take(MAX_N).enumerate() {
            h = step(h, c);
            let feature = finish(h, n);
            // The end marks alone say nothing.
            let counts = n > 0 || (c != BEGIN && c != END);
            likely[count] = (feature, to_u32(start), to_u32(n));
            count += usize::from(counts & numbers.may_know(feature));
        }
    }
    &likely[..count]
}

/// One character and two after each negator, marked.
fn negated(chars: &[u32], mut feature: impl FnMut(u32)) {
    for at in 0..chars.len() {
        if !NEGATORS.iter().any(|&n| n as u32 == chars[at]) {
            continue;
        }
        let ahead = chars[at + 1..].iter().take(NEGATION_REACH).take_while(|&&c| !is_break(c));
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

/// Where the folded characters of a text stand in it: of a run the first ones were kept.
fn place_chars(text: &str, chars: &[u32], places: &mut Vec<usize>) {
    places.clear();
    places.push(0);
    let mut rest = text.char_indices().map(|(at, c)| (at, fold(c) as u32));
    for c in &chars[1..chars.len() - 1] {
        // Each was made of a character of the text, in their order.
        places.push(rest.find(|(_, own)| own == c).map_or(text.len(), |(at, _)| at));
    }
    places.push(text.len());
}

/// Whether a part that begins at `from` begins within a run of one character, which folds otherwise than the part alone.
fn is_cut_run(text: &str, from: usize) -> bool {
    let (before, after) = (text[..from].chars().next_back(), text[from..].chars().next());
    before.zip(after).is_some_and(|(b, a)| fold(b) == fold(a))
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

    /// Each feature is its own number.
    struct All;

    impl Numbers for All {
        fn may_know(&self, _: u32) -> bool {
            true
        }
        fn first(&self, feature: u32) -> Slot {
            (feature, feature)
        }
        fn look(&self, _: u32, first: Slot) -> Option<u32> {
            Some(first.1)
        }
    }

    fn sorted(g: &Grams) -> Vec<u32> {
        let mut known = g.known().to_vec();
        known.sort_unstable();
        known
    }

    /// The features of a part of `text`, by the two ways.
    fn both_ways(text: &str, from: usize, to: usize) -> (Vec<u32>, Vec<u32>) {
        let mut g = Grams::default();
        g.look_up(text, &All);
        g.look_up_span(text, (from, to), Some);
        (sorted(&g), hashes(&text[from..to]))
    }

    #[test]
    fn a_part_has_the_features_that_it_has_alone() {
        let text = "这个不太好,,,用了123天没坏!!! 太太太太差了。不";
        let bounds: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
        for (i, &from) in bounds.iter().enumerate() {
            for &to in &bounds[i..] {
                let (part, alone) = both_ways(text, from, to);
                assert_eq!(part, alone, "{}", &text[from..to]);
            }
        }
        let mut g = Grams::default();
        g.look_up(text, &All);
        assert_eq!(sorted(&g), hashes(text));
    }

    #[test]
    fn extraction_is_total() {
        for text in ["", "\u{10ffff}", "不", "不不不不不不", "0"] {
            let _ = hashes(text);
        }
    }
}
