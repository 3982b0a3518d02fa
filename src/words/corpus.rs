//! The texts that are searched: each once, and a fair sample of them where there are too many. And their Chinese characters, in one piece.
//!
//! Memory: `ROOM` for texts with all that belongs to them. Beyond it the texts whose keys begin with a zero bit stay, then those with two, and so on:
//! which texts stay depends on the set of texts alone, not on their order or how they are read.
//!
//! Not its job: counting.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::annotate::{Annotator, Scratch};
use crate::number::to_u32;
use crate::record::{Name, Record};
use crate::text::clause::is_han;

/// Bytes of texts that are kept: some 15 million characters, or 200,000 reviews of 50. With all tables made from them, about 400 MB.
const ROOM: usize = 48 << 20;

/// Bytes that a kept text takes beside its characters.
const EACH: usize = 80;

/// Fewest rows that one thread reads with one set of buffers.
const SHARE: usize = 64;

/// Stands where characters do not follow one another: at marks, digits, Latin letters, ends of texts.
pub(super) const MARK: char = '\0';

/// Most characters between the brackets of an emoji (`[微笑]`).
const EMOJI: usize = 4;

/// A text that says something.
#[derive(Debug)]
pub(super) struct Text {
    key: u64,
    pub(super) source: Name,
    pub(super) row: u64,
    /// Its normal form, masked.
    pub(super) normal: String,
}

/// Texts to search: each once, and a sample of them where there are more than some 15 million characters, so that the whole search takes about 400 MB.
#[derive(Debug)]
pub struct Corpus {
    texts: Vec<Text>,
    keys: FxHashSet<u64>,
    weight: usize,
    room: usize,
    /// How many zero bits the key of a text must begin with.
    level: u32,
}

impl Default for Corpus {
    fn default() -> Self {
        Self::with_room(ROOM)
    }
}

impl Corpus {
    pub(super) fn with_room(room: usize) -> Self {
        Self { texts: Vec::new(), keys: FxHashSet::default(), weight: 0, room, level: 0 }
    }

    /// Takes in rows; copies of earlier texts and texts that say nothing are left out.
    pub fn absorb(&mut self, rows: Vec<Record>, annotator: &Annotator) {
        let read: Vec<Option<Text>> = rows
            .into_par_iter()
            .with_min_len(SHARE)
            .map_init(Scratch::default, |scratch, row| Text::read(row, annotator, scratch))
            .collect();
        for text in read.into_iter().flatten() {
            self.keep(text);
        }
    }

    /// How many texts there are to search.
    pub fn texts(&self) -> usize {
        self.texts.len()
    }

    /// Where there were too many: one in how many of the different texts was kept.
    pub fn one_in(&self) -> Option<u64> {
        (self.level > 0).then(|| 1u64.checked_shl(self.level).unwrap_or(u64::MAX))
    }

    fn keep(&mut self, text: Text) {
        if text.key.leading_zeros() < self.level || !self.keys.insert(text.key) {
            return;
        }
        self.weight += text.weight();
        self.texts.push(text);
        while self.weight > self.room {
            self.level += 1;
            let level = self.level;
            self.texts.retain(|t| t.key.leading_zeros() >= level);
            self.keys.retain(|k| k.leading_zeros() >= level);
            self.weight = self.texts.iter().map(Text::weight).sum();
        }
    }

    /// The texts in an order that does not depend on the order of the rows.
    pub(super) fn sorted(&mut self) -> &[Text] {
        self.texts.sort_unstable_by_key(|t| t.key);
        &self.texts
    }
}

impl Text {
    fn read(row: Record, annotator: &Annotator, scratch: &mut Scratch) -> Option<Self> {
        let normal = annotator.plain(row.text, scratch)?;
        let mut key = [0; 8];
        key.copy_from_slice(&blake3::hash(normal.as_bytes()).as_bytes()[..8]);
        Some(Self { key: u64::from_le_bytes(key), source: row.source, row: row.row, normal })
    }

    fn weight(&self) -> usize {
        self.normal.len() + EACH
    }
}

/// The Chinese characters of all texts, with a [`MARK`] wherever they do not follow one another, at both ends too.
#[derive(Debug)]
pub(super) struct Runs {
    pub(super) chars: Vec<char>,
    /// Where each text begins.
    pub(super) starts: Vec<u32>,
    /// How many of the characters are no marks.
    pub(super) letters: u64,
}

impl Runs {
    pub(super) fn new(texts: &[Text]) -> Self {
        let mut runs = Self { chars: vec![MARK], starts: Vec::with_capacity(texts.len()), letters: 0 };
        for text in texts {
            runs.starts.push(to_u32(runs.chars.len()));
            runs.add(&text.normal);
        }
        runs
    }

    fn add(&mut self, text: &str) {
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            if is_han(c) {
                self.chars.push(c);
                self.letters += 1;
                continue;
            }
            self.mark();
            if c == '['
                && let Some(behind) = behind_emoji(rest.as_str())
            {
                rest = behind.chars();
            }
        }
        self.mark();
    }

    fn mark(&mut self) {
        if self.chars.last() != Some(&MARK) {
            self.chars.push(MARK);
        }
    }

    /// The text that a place lies in.
    pub(super) fn text_of(&self, place: u32) -> usize {
        self.starts.partition_point(|&start| start <= place).saturating_sub(1)
    }
}

/// What follows `微笑]`, the name of an emoji behind its bracket.
fn behind_emoji(rest: &str) -> Option<&str> {
    let name: usize = rest.chars().take(EMOJI + 1).take_while(|c| is_han(*c)).map(char::len_utf8).sum();
    let short = name > 0 && rest[..name].chars().count() <= EMOJI;
    rest[name..].strip_prefix(']').filter(|_| short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(key: u64, normal: &str) -> Text {
        Text { key, source: Name::from("a.csv"), row: key, normal: normal.to_owned() }
    }

    #[test]
    fn characters_follow_one_another_only_inside_a_stretch() {
        let runs = Runs::new(&[text(1, "很好,5匹wifi好[微笑]用"), text(2, "!!不错")]);
        let shown: String = runs.chars.iter().map(|c| if *c == MARK { '|' } else { *c }).collect();
        assert_eq!(shown, "|很好|匹|好|用|不错|");
        let place = |c: char| u32::try_from(runs.chars.iter().position(|x| *x == c).unwrap()).unwrap();
        assert_eq!((runs.text_of(place('很')), runs.text_of(place('用')), runs.text_of(place('错'))), (0, 0, 1));
        assert_eq!(runs.letters, 7);
    }

    #[test]
    fn too_many_texts_leave_the_same_sample_in_any_order() {
        let key = |i: u64| i.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let kept = |order: &mut dyn Iterator<Item = u64>| {
            let mut corpus = Corpus::with_room(100 * (EACH + 6));
            order.for_each(|i| corpus.keep(text(key(i), "不错")));
            assert!(corpus.weight <= corpus.room && corpus.one_in() >= Some(8));
            corpus.sorted().iter().map(|t| t.key).collect::<Vec<_>>()
        };
        let forward = kept(&mut (0..1000u64));
        assert!(forward.len() > 40, "{}", forward.len());
        // Some rows twice, all of them backwards.
        assert_eq!(forward, kept(&mut (0..1000u64).rev().chain(0..200u64)));
    }
}
