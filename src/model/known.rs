//! One look-up for each n-gram, for all built-in tables: sentiment with its domain, the verdict's heads and its experts know a feature by one number.
//!
//! A text is listened to as a whole and clause by clause, and a clause's n-grams are the whole's: they are looked up once ([`Grams::listen`]) and then only
//! added up. Sums are of integers, so the order of features changes nothing.

use super::heads::{Heads, Scores};
use super::index::{self, Index};
use super::linear::{Linear, Sides};
use super::ngram::Grams;

/// A table does not have the feature.
const NONE: u32 = u32::MAX;

/// What the tables say of a feature.
#[derive(Debug, Clone, Copy)]
struct Entry {
    sides: Sides,
    heads: u32,
    experts: u32,
}

impl Entry {
    /// How common the feature is, by the table that has seen it most.
    fn idf2(&self, heads: Option<&Heads>, experts: Option<&Heads>) -> u8 {
        let of = |t: Option<&Heads>, row: u32| t.filter(|_| row != NONE).map_or(u8::MAX, |t| t.idf2(row));
        self.sides.idf2().min(of(heads, self.heads)).min(of(experts, self.experts))
    }
}

/// All features of the built-in tables.
#[derive(Debug, Default)]
pub(super) struct Known {
    index: Index,
    entries: Vec<Entry>,
}

impl Known {
    /// The features of these tables.
    pub(super) fn new(sentiment: Option<&Linear>, heads: Option<&Heads>, experts: Option<&Heads>) -> Self {
        let (hashes, entries) = merged(sentiment, heads, experts);
        let idf2: Vec<u8> = entries.iter().map(|e| e.idf2(heads, experts)).collect();
        let order = index::by_commonness(&idf2);
        let hashes: Vec<u32> = order.iter().map(|&place| hashes[place as usize]).collect();
        let entries = order.into_iter().map(|place| entries[place as usize]).collect();
        Self { index: Index::new(&hashes), entries }
    }

    /// False of a feature that no table has, true of some such.
    #[inline]
    pub(super) fn may_know(&self, h: u32) -> bool {
        self.index.may_know(h)
    }

    /// The number of a feature.
    #[inline]
    pub(super) fn find(&self, h: u32) -> Option<u32> {
        self.index.find(h)
    }

    /// The margins of what `grams` listened to last, of the base and of what was learned of a domain.
    pub(super) fn margins(&self, sentiment: &Linear, grams: &Grams) -> (f64, f64) {
        sentiment.of_sides(grams.known().iter().map(|&n| self.entries[n as usize].sides))
    }

    /// The logits of the verdict's heads for the same.
    pub(super) fn heads<'s>(&self, heads: &Heads, grams: &Grams, scores: &'s mut Scores) -> &'s [f64] {
        let rows = grams.known().iter().map(|&n| self.entries[n as usize].heads);
        heads.logits_of(rows.filter(|r| *r != NONE), scores)
    }

    /// The logits of the experts for the same.
    pub(super) fn experts<'s>(&self, experts: &Heads, grams: &Grams, scores: &'s mut Scores) -> &'s [f64] {
        let rows = grams.known().iter().map(|&n| self.entries[n as usize].experts);
        experts.logits_of(rows.filter(|r| *r != NONE), scores)
    }
}

/// The features of all tables, ascending, and what the tables say of each.
fn merged(sentiment: Option<&Linear>, heads: Option<&Heads>, experts: Option<&Heads>) -> (Vec<u32>, Vec<Entry>) {
    let (features, sides) = sentiment.map(Linear::known).unwrap_or_default();
    let mut sentiment = features.iter().copied().zip(sides.iter().copied()).peekable();
    let [mut heads, mut experts] = [heads, experts].map(|t| t.into_iter().flat_map(Heads::known).peekable());
    let (mut hashes, mut entries) = (Vec::new(), Vec::new());
    loop {
        let first = [sentiment.peek().map(|f| f.0), heads.peek().map(|f| f.0), experts.peek().map(|f| f.0)];
        let Some(hash) = first.into_iter().flatten().min() else { return (hashes, entries) };
        hashes.push(hash);
        entries.push(Entry {
            sides: sentiment.next_if(|f| f.0 == hash).map_or_else(Sides::default, |f| f.1),
            heads: heads.next_if(|f| f.0 == hash).map_or(NONE, |f| f.1),
            experts: experts.next_if(|f| f.0 == hash).map_or(NONE, |f| f.1),
        });
    }
}
