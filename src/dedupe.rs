//! Copies in a stream (刷屏, double exports): which row says again what an earlier row said. In input order, in bounded memory, with no clock and no chance.
//!
//! What an analyst would call a copy:
//! - Under [`EXACT`] letters no text by itself is a copy: two customers may both write 物流很快, and they count as two. A Latin word weighs as much as the
//!   characters that would translate it, so three letters are one. Nor is a text with fewer than [`DISTINCT`] different characters (很好很好很好很好, 尺码大小：尺码偏小).
//! - Records with the same id, time and text are one record, exported twice, however short the text is.
//! - From [`EXACT`] letters on, texts of one day that are the same but for punctuation, blanks, emoji, case and width; from [`ANY_DAY`] letters on, of any two
//!   days: two customers may both write 等了三天才到货, but not in twenty letters the same.
//! - From [`NEAR`] letters on, also texts that differ by how often a character is repeated, by a code at the end or the start (…推荐 xk29f), or by up
//!   to [`TRIMS`] characters behind an earlier text. Not by characters in front of it: 不 there would turn 推荐 around. Nor by numbers inside: 多收了100元 and
//!   多收了250元 are two complaints.
//! - From [`LONG`] letters on, also texts whose sets of three-character pieces overlap by about nine tenths, wherever they differ; but not where each has a
//!   number or a name that the other has not (`pieces`): letters to an authority are written by a form, and 75岁 … 解放大道支行 is not 72岁 … 人民路支行.
//!
//! Texts that say nothing (此用户没有填写评价) are the caller's to leave out: `informative` is false for them. A copy is not remembered itself: all copies name the first row.
//!
//! Memory: 16 bytes for a remembered row, 32 more for that of a long text, and 2 to 8 for its place in each index; 8 where the source is not that
//! of the row before; one index of fixed size for long texts (1 MB), and what the newest of them say (2 MB at most): of older ones a copy is one
//! word for word.

mod ids;
mod memory;
mod pieces;
mod sketch;
mod sources;

use std::fmt::Display;
use std::hash::Hasher;

use rustc_hash::FxHasher;

use crate::record::Name;
use crate::text::clause::is_han;
use crate::text::normalize::half_width;

use ids::Ids;
use memory::{Memory, SKETCHED};
use pieces::{Compared, Texts};

/// Letters from which a text that is repeated word for word is a copy.
pub const EXACT: usize = 8;

/// Letters from which a text that is repeated on another day is a copy.
pub const ANY_DAY: usize = 20;

/// Letters from which small differences do not matter.
pub const NEAR: usize = 12;

/// Letters from which texts are compared by their pieces.
pub const LONG: usize = 40;

/// Characters that may follow an earlier text.
pub const TRIMS: usize = 3;

/// Different characters that a text must have to be a copy.
pub const DISTINCT: usize = 6;

/// Characters from which a Latin word may be a code, and letters that make it one that can be spoken.
const CODE: usize = 5;
const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];

/// What stands between Latin words of a bare text.
const BLANK: char = ' ';

/// Latin letters that weigh as much as one Chinese character.
const LATIN: usize = 3;

/// What of a text decides whether it is a copy; made by [`signature`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Key of the whole text; 0 where it is too short to be a copy of anything.
    key: u64,
    /// Keys of the text without its last one, two, three characters; 0 where that would be too short.
    trims: [u64; TRIMS],
    /// What else is compared of a long text.
    long: Option<Long>,
}

/// What is compared of a long text: a sketch of its pieces, and, where that is like another's, what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Long {
    sketch: u64,
    tokens: Box<[u16]>,
}

/// The signature of a (masked) text that was written on this day, if that is known. A pure function: it runs on any thread.
pub fn signature(text: &str, day: Option<i32>) -> Signature {
    let bare = bare(text);
    let core = core(&bare);
    let letters = weight(&core);
    if letters < EXACT || !is_varied(&core) {
        return Signature::COMMON;
    }
    if letters < NEAR {
        let bare: Vec<char> = bare.into_iter().filter(|c| *c != BLANK).collect();
        return Signature { key: hash(&bare, 0, day), ..Signature::COMMON };
    }
    let trims = std::array::from_fn(|i| {
        let rest = &core[..core.len().saturating_sub(i + 1)];
        if weight(rest) < NEAR { 0 } else { hash(rest, NEAR, day) }
    });
    let of_long = || Long { sketch: sketch::sketch(&core), tokens: pieces::tokens(&core) };
    Signature { key: hash(&core, NEAR, day), trims, long: (letters >= LONG).then(of_long) }
}

impl Signature {
    /// Of a text that is no copy by itself.
    pub const COMMON: Self = Self { key: 0, trims: [0; TRIMS], long: None };

    /// A text that is too common to be a copy by itself is one where its record has the same id and time as an earlier one: a double export.
    #[must_use]
    pub fn or_by_record(self, text: &str, id: Option<&str>, time: Option<impl Display>) -> Self {
        let (0, Some(id), Some(time)) = (self.key, id, time) else { return self };
        let mut hasher = FxHasher::default();
        for part in [text, id, &time.to_string()] {
            hasher.write(part.as_bytes());
            hasher.write_u8(u8::MAX);
        }
        Self { key: sketch::mix(hasher.finish()).max(1), ..Self::COMMON }
    }
}

/// Letters, digits and Chinese characters, half-width and lower-case. A blank stays between Latin words, to know where they end.
fn bare(text: &str) -> Vec<char> {
    let mut out = Vec::with_capacity(text.len() / 3 + 1);
    let mut apart = false;
    for c in text.chars().map(half_width) {
        if is_han(c) || c.is_ascii_alphanumeric() {
            if apart && c.is_ascii() && out.last().is_some_and(char::is_ascii_alphanumeric) {
                out.push(BLANK);
            }
            out.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() && !c.is_ascii() {
            out.extend(c.to_lowercase().take(1));
        }
        apart = !c.is_alphanumeric();
    }
    out
}

/// What stays of a bare text when blanks, codes at its ends and repetitions are gone; numbers inside stay as they are.
fn core(bare: &[char]) -> Vec<char> {
    let mut core: Vec<char> = Vec::with_capacity(bare.len());
    for c in without_codes(bare).iter().copied().filter(|c| *c != BLANK) {
        if core.last() != Some(&c) || c.is_numeric() {
            core.push(c);
        }
    }
    core
}

/// The part of a bare text between a code at its start and one at its end.
fn without_codes(bare: &[char]) -> &[char] {
    let of_word = |c: &&char| c.is_ascii_alphanumeric();
    let first = bare.iter().take_while(of_word).count();
    let rest = if is_code(&bare[..first]) { &bare[first..] } else { bare };
    let last = rest.len() - rest.iter().rev().take_while(of_word).count();
    if is_code(&rest[last..]) { &rest[..last] } else { rest }
}

/// Whether an ASCII word is a code (xk29f, a7731, 88372), not the name of a model (mate60, iphone15, rtx4060) or a number that tells something (60, 2024):
/// it has digits, no letters that could be spoken, and is not just letters and then digits. A model like X200s looks like a code.
fn is_code(word: &[char]) -> bool {
    let spoken = |letters: &[char]| letters.len() > 1 && letters.iter().any(|c| VOWELS.contains(c));
    let letters = word.iter().take_while(|c| c.is_ascii_alphabetic()).count();
    let model = letters > 1 && word[letters..].iter().all(char::is_ascii_digit);
    let digits = word.iter().any(char::is_ascii_digit);
    word.len() >= CODE && digits && !model && !word.split(char::is_ascii_digit).any(spoken)
}

/// Letters as they count for the limits.
fn weight(core: &[char]) -> usize {
    let latin = core.iter().filter(|c| c.is_ascii()).count();
    core.len() - latin + latin / LATIN
}

fn is_varied(core: &[char]) -> bool {
    let mut seen = ['\0'; DISTINCT];
    let mut n = 0;
    for &c in core {
        if n < DISTINCT && !seen[..n].contains(&c) {
            seen[n] = c;
            n += 1;
        }
    }
    n == DISTINCT
}

/// A hash that is never 0; `form` keeps texts of different forms apart, and the day short ones of different days.
fn hash(chars: &[char], form: usize, day: Option<i32>) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_usize(form);
    if let Some(day) = day.filter(|_| weight(chars) < ANY_DAY) {
        hasher.write_i32(day);
    }
    for &c in chars {
        hasher.write_u32(c as u32);
    }
    sketch::mix(hasher.finish()).max(1)
}

/// Remembers rows and marks copies of them.
#[derive(Debug)]
pub struct Deduper {
    keyed: Memory<0>,
    long: Memory<SKETCHED>,
    /// What the rows of `long` say.
    texts: Texts,
    ids: Ids,
    /// Only records that were exported twice are copies, not texts that are told again (templates of a call centre).
    pub exports_only: bool,
}

impl Deduper {
    /// A memory of at most `capacity` rows, and half as many long texts besides, the oldest forgotten first; of all rows without.
    pub fn new(capacity: Option<usize>) -> Self {
        Self {
            keyed: Memory::new(capacity),
            long: Memory::new(capacity.map(|c| c.div_ceil(2))),
            texts: Texts::default(),
            ids: Ids::default(),
            exports_only: false,
        }
    }

    /// A memory of all rows; whether only double exports are copies.
    pub fn of_all(exports_only: bool) -> Self {
        Self { exports_only, ..Self::new(None) }
    }

    /// The first row that `sig` is a copy of, by source and row; else remembers this one. Rows come in input order.
    pub fn mark(&mut self, source: &Name, row: u64, sig: &Signature) -> Option<(Name, u64)> {
        if sig.key == 0 {
            return None;
        }
        let mut keys = std::iter::once(sig.key).chain(sig.trims).filter(|key| *key != 0);
        if let Some(n) = keys.find_map(|key| self.keyed.by_key(key)) {
            return Some(self.keyed.row(n));
        }
        if let Some(n) = sig.long.as_ref().and_then(|long| self.like(long)) {
            return Some(self.long.row(n));
        }
        self.keyed.remember(source, row, sig.key);
        if let Some(long) = &sig.long
            && let Some(n) = self.long.remember(source, row, long.sketch)
        {
            self.texts.remember(n, long.tokens.clone());
        }
        None
    }

    /// The long text that says the same.
    fn like(&self, long: &Long) -> Option<u64> {
        let near = self.long.by_sketch(long.sketch);
        if near.is_empty() {
            return None;
        }
        let own = Compared::new(&long.tokens);
        let same = |n: u64| self.texts.of(n).is_some_and(|tokens| own.says_the_same(&Compared::new(tokens)));
        near.into_iter().find(|n| same(*n))
    }

    /// Takes in that the record with this id is a copy, or is none.
    pub fn note_id(&mut self, id: &str, copy: bool) {
        self.ids.note(id, copy);
    }

    /// How many copies have an id that no row before them has, and how many rows such an id have; nothing where that is too few to speak of. A campaign
    /// has them, and so do complaints that are written by a form.
    pub fn apart(&self) -> Option<(u64, u64)> {
        self.ids.apart()
    }
}

#[cfg(test)]
mod tests;
