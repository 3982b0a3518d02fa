//! One look-up for each n-gram, for all built-in tables: sentiment with its domain, the verdict's heads and its experts know a feature by one number.
//!
//! A text is judged as a whole and clause by clause, and a clause's n-grams are the whole's: they are looked up once ([`Grams::look_up`]) and then only
//! added up. What sentiment and heads say of a feature stands in one row, because a text costs about one wait for memory for each row that it needs. Sums
//! are of integers, so the order of features changes nothing.

use super::heads::{Heads, SAFE, Scores};
use super::index::Index;
use super::layout::{First, NONE, Rows, SideRows, Sides, WIDTH};
use super::linear::SidesSum;
use super::ngram::Grams;

/// Blocks of a row of the built-in tables: one for sentiment and experts, three of heads; rows of others are added up in memory.
const BUILT_IN: usize = 4;

/// All features of the built-in tables.
#[derive(Debug, Default)]
pub(super) struct Known {
    index: Index,
    /// Without hashes, which the index has.
    rows: Rows,
}

impl Known {
    /// The features in this order.
    pub(super) fn new(mut rows: Rows) -> Self {
        let index = Index::new(&std::mem::take(&mut rows.hashes));
        Self::indexed(index, rows)
    }

    /// The features as they are numbered, with a row for each number.
    pub(super) fn indexed(index: Index, rows: Rows) -> Self {
        Self { index, rows }
    }

    /// What [`Known::new`] was given.
    pub(super) fn into_rows(self) -> Rows {
        Rows { hashes: self.index.hashes(), ..self.rows }
    }

    /// What sentiment says of its features, by ascending hash.
    pub(super) fn side_rows(&self) -> SideRows {
        let told = (0u32..).zip(self.index.hashes()).map(|(n, hash)| (hash, self.first(n).sides));
        let mut rows: SideRows = told.filter(|(_, sides)| *sides != Sides::default()).collect();
        rows.sort_unstable_by_key(|row| row.0);
        rows
    }

    /// Where features have their numbers.
    pub(super) fn numbers(&self) -> &Index {
        &self.index
    }

    /// The number of a feature.
    #[inline]
    pub(super) fn find(&self, h: u32) -> Option<u32> {
        self.index.find(h)
    }

    /// The number of a feature, and what sentiment says of it.
    pub(super) fn sides(&self, h: u32) -> Option<(u32, Sides)> {
        let n = self.find(h)?;
        Some((n, self.first(n).sides))
    }

    /// Adds up what sentiment and heads say of what `grams` looked up last; [`Heads::logits_of_sums`] reads the sums of the heads.
    pub(super) fn add_up(&self, grams: &Grams, scores: &mut Scores) -> SidesSum {
        let mut sides = SidesSum::default();
        scores.clear(self.rows.width.saturating_sub(1));
        for numbers in grams.known().chunks(SAFE) {
            if self.rows.width == BUILT_IN {
                self.add_rows(numbers, &mut sides, scores);
            } else {
                self.add_blocks(numbers, &mut sides, scores);
            }
        }
        sides
    }

    /// Adds at most [`SAFE`] rows of the built-in width; their sums stay in registers.
    fn add_rows(&self, numbers: &[u32], sides: &mut SidesSum, scores: &mut Scores) {
        let (table, _) = self.rows.blocks.as_chunks::<BUILT_IN>();
        let (mut own, mut squares) = ([[0i16; WIDTH]; BUILT_IN - 1], 0u64);
        // First what is little work: the processor then waits for the rows of many features at once, and finds them at hand for the rest.
        for &n in numbers {
            let [first, heads @ ..] = &table[n as usize];
            sides.add(First::of_block(*first).sides);
            squares += u64::from(heads[0][0].cast_unsigned());
        }
        for &n in numbers {
            let [_, heads @ ..] = &table[n as usize];
            for (sums, block) in own.iter_mut().zip(heads) {
                for (sum, &q) in sums.iter_mut().zip(block) {
                    *sum += i16::from(q);
                }
            }
        }
        scores.add(own.iter(), squares);
    }

    fn add_blocks(&self, numbers: &[u32], sides: &mut SidesSum, scores: &mut Scores) {
        for &n in numbers {
            let [first, heads @ ..] = self.rows.row(n) else { continue };
            sides.add(First::of_block(*first).sides);
            let squares = heads.first().map_or(0, |b| u64::from(b[0].cast_unsigned()));
            scores.add(heads.iter(), squares);
        }
    }

    fn first(&self, n: u32) -> First {
        First::of_block(self.rows.row(n)[0])
    }

    /// The logits of the experts for what `grams` looked up last.
    pub(super) fn experts<'s>(&self, experts: &Heads, grams: &Grams, scores: &'s mut Scores) -> &'s [f64] {
        let row = |n: &u32| self.first(*n).experts;
        experts.logits_of(grams.known().iter().map(row).filter(|r| *r != NONE), scores)
    }
}
