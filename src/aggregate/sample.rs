//! A sample of all informative rows, for topics and for verbatims: the rows with the smallest hashes, so that any split gives the same sample.

use rustc_hash::FxHashMap;

use crate::record::{Annotated, Label, Name, Polarity, Severity};

use super::intern::hash;
use super::segments::ColumnMap;
use super::snippet::Snippet;
use super::tally::Bottom;
use super::voice::Voice;

/// Rows in the sample; below it, the sample is all rows. About 20 MB.
pub(crate) const SAMPLE: usize = 20_000;

/// One row of the sample.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sampled {
    pub(crate) snippet: Snippet,
    pub(crate) content: u64,
    pub(crate) level: Option<u8>,
    pub(crate) negative: bool,
    pub(crate) words: Box<[u32]>,
    /// Level, polarity and aspects.
    pub(crate) voice: Voice,
    pub(crate) natures: Box<[Name]>,
    pub(crate) severity: Option<Severity>,
    /// Column and value numbers.
    pub(crate) attrs: Box<[(u16, u32)]>,
}

/// How many of these rows have each word, by its number.
pub(crate) fn word_counts(rows: &[Sampled]) -> FxHashMap<u32, u64> {
    let mut counts: FxHashMap<u32, u64> = FxHashMap::default();
    rows.iter().flat_map(|r| r.words.iter()).for_each(|w| *counts.entry(*w).or_default() += 1);
    counts
}

/// The sample.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sample(Bottom<Sampled>);

impl Default for Sample {
    fn default() -> Self {
        Self(Bottom::new(SAMPLE))
    }
}

impl Sample {
    /// Takes a row in; `key` is the hash of all that tells it from others.
    pub(crate) fn absorb(&mut self, a: &Annotated, key: u64, words: &[u32], attrs: &[(u16, u32)]) {
        if !self.0.wants(key) {
            return;
        }
        let judged = a.mentions.iter().filter(|m| m.polarity != Polarity::Neutral);
        let item = Sampled {
            snippet: Snippet::head(a, judged.map(|m| [m.start, m.end])),
            content: hash([a.text.as_bytes()]),
            level: a.satisfaction,
            negative: a.sentiment.label == Label::Negative,
            words: words.into(),
            voice: Voice::of(a),
            natures: a.natures.as_slice().into(),
            severity: a.severity,
            attrs: attrs.into(),
        };
        self.0.push(key, item);
    }

    /// An empty part to be merged in, which leaves out what would not stay here.
    pub(crate) fn beside(&self) -> Self {
        Self(self.0.beside())
    }

    /// Adds a later part, whose word and segment numbers are translated.
    pub(crate) fn merge(&mut self, later: Self, map: &[u32], columns: &ColumnMap) {
        let mut later = later.0;
        for item in later.items_mut() {
            item.words.iter_mut().for_each(|w| *w = map[*w as usize]);
            item.attrs = super::segments::moved(&item.attrs, columns);
        }
        self.0.merge(later);
    }

    /// The texts.
    pub(crate) fn snippets_mut(&mut self) -> impl Iterator<Item = &mut Snippet> {
        self.0.items_mut().map(|r| &mut r.snippet)
    }

    /// The rows, in input order.
    pub(crate) fn into_rows(self) -> Vec<Sampled> {
        self.0.into_items().into_iter().map(|(_, r)| r).collect()
    }
}
