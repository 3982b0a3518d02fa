//! One look-up for each n-gram, for all built-in tables: sentiment with its domain, the verdict's heads and its experts know a feature by one number.
//!
//! A text is listened to as a whole and clause by clause, and a clause's n-grams are the whole's: they are looked up once ([`Grams::listen`]) and then only
//! added up. Sums are of integers, so the order of features changes nothing.

use super::heads::{Heads, Scores};
use super::linear::{EMPTY, Linear, Sides};
use super::ngram::Grams;

/// A table does not have the feature.
const NONE: u32 = u32::MAX;

/// Bits of `maybe` for each feature, at least.
const BITS: usize = 8;

/// What the tables say of a feature.
#[derive(Debug, Clone, Copy)]
struct Entry {
    sides: Sides,
    heads: u32,
    experts: u32,
}

/// All features of the built-in tables.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// A bit for each hash that may be known, by its lowest bits: small enough to stay at hand, where the table is not.
    maybe: Vec<u64>,
    /// Hash and number; open addressing, a power of two in size, at most half full.
    slots: Vec<(u32, u32)>,
    entries: Vec<Entry>,
}

impl Known {
    /// The features of these tables.
    pub(super) fn new(sentiment: Option<&Linear>, heads: Option<&Heads>, experts: Option<&Heads>) -> Self {
        let mut hashes: Vec<u32> = sentiment.into_iter().flat_map(Linear::hashes).collect();
        hashes.extend([heads, experts].into_iter().flatten().flat_map(Heads::hashes));
        hashes.sort_unstable();
        hashes.dedup();
        let size = (hashes.len() * 2).next_power_of_two().max(2);
        let bits = (hashes.len() * BITS).next_power_of_two().max(64);
        let (mut slots, mut maybe) = (vec![(EMPTY, 0); size], vec![0u64; bits / 64]);
        for (number, &h) in (0u32..).zip(&hashes) {
            let mut at = h as usize & (size - 1);
            while slots[at].0 != EMPTY {
                at = (at + 1) & (size - 1);
            }
            slots[at] = (h, number);
            let bit = h as usize & (bits - 1);
            maybe[bit / 64] |= 1 << (bit % 64);
        }
        let row = |t: Option<&Heads>, h: u32| t.and_then(|t| t.row(h)).unwrap_or(NONE);
        let entry = |&h: &u32| Entry {
            sides: sentiment.map_or_else(Sides::default, |s| s.sides(h)),
            heads: row(heads, h),
            experts: row(experts, h),
        };
        Self { maybe, slots, entries: hashes.iter().map(entry).collect() }
    }

    /// The number of a feature.
    #[inline]
    pub(super) fn find(&self, h: u32) -> Option<u32> {
        let bit = h as usize & (self.maybe.len() * 64).wrapping_sub(1);
        if self.maybe.get(bit / 64).is_none_or(|b| b >> (bit % 64) & 1 == 0) {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut at = h as usize & mask;
        loop {
            let (known, number) = self.slots[at];
            if known == h {
                return Some(number);
            }
            if known == EMPTY {
                return None;
            }
            at = (at + 1) & mask;
        }
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
