//! One look-up for each n-gram, for all built-in tables: sentiment with its domain, the verdict's heads and its experts know a feature by one number.
//!
//! A text is listened to as a whole and clause by clause, and a clause's n-grams are the whole's: they are looked up once ([`Grams::listen`]) and then only
//! added up. What sentiment and heads say of a feature stands in one row, because a text costs about one wait for memory for each row that it needs. Sums
//! are of integers, so the order of features changes nothing.

use super::heads::{Block, Heads, SAFE, Scores, WIDTH, blocks};
use super::index::{self, Index};
use super::linear::{Linear, Sides, SidesSum};
use super::ngram::Grams;

/// A table does not have the feature.
const NONE: u32 = u32::MAX;
/// Blocks of a row of the built-in tables: one for sentiment and experts, three of heads; rows of others are added up in memory.
const BUILT_IN: usize = 4;

/// All features of the built-in tables.
#[derive(Debug, Default)]
pub(super) struct Known {
    index: Index,
    /// Of each feature what sentiment says and its row among the experts, in one block ([`First`]), then the row of the heads.
    rows: Vec<Block>,
    /// Blocks of a row.
    width: usize,
}

/// What the first block of a row holds.
#[derive(Debug, Clone, Copy)]
struct First {
    sides: Sides,
    experts: u32,
}

impl First {
    fn to_block(self) -> Block {
        let mut bytes = [0; WIDTH];
        bytes[..4].copy_from_slice(&self.sides.to_bytes());
        bytes[4..].copy_from_slice(&self.experts.to_le_bytes());
        bytes.map(u8::cast_signed)
    }

    fn of_block(block: Block) -> Self {
        let [a, b, c, d, e, f, g, h] = block.map(i8::cast_unsigned);
        Self { sides: Sides::from_bytes([a, b, c, d]), experts: u32::from_le_bytes([e, f, g, h]) }
    }
}

/// A feature with its places in the tables.
struct Feature {
    hash: u32,
    first: First,
    heads: u32,
}

impl Feature {
    /// How common the feature is, by the table that has seen it most.
    fn idf2(&self, heads: Option<&Heads>, experts: Option<&Heads>) -> u8 {
        let of = |t: Option<&Heads>, row: u32| t.filter(|_| row != NONE).map_or(u8::MAX, |t| t.idf2(row));
        self.first.sides.idf2().min(of(heads, self.heads)).min(of(experts, self.first.experts))
    }
}

impl Known {
    /// The features of these tables.
    pub(super) fn new(sentiment: Option<&Linear>, heads: Option<&Heads>, experts: Option<&Heads>) -> Self {
        let features = merged(sentiment, heads, experts);
        let idf2: Vec<u8> = features.iter().map(|f| f.idf2(heads, experts)).collect();
        let order = index::by_commonness(&idf2);
        let width = 1 + heads.map_or(0, |h| blocks(h.classes().len()));
        let mut rows = Vec::with_capacity(features.len() * width);
        let mut hashes = Vec::with_capacity(features.len());
        for f in order.iter().map(|place| &features[*place as usize]) {
            hashes.push(f.hash);
            rows.push(f.first.to_block());
            match heads.filter(|_| f.heads != NONE) {
                Some(h) => rows.extend_from_slice(h.blocks_of(f.heads)),
                None => rows.resize(rows.len() + width - 1, [0; WIDTH]),
            }
        }
        // The index needs room of its own, when the rows have taken most.
        drop((features, order, idf2));
        Self { index: Index::new(&hashes), rows, width }
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
        Some((n, First::of_block(self.rows[n as usize * self.width]).sides))
    }

    /// Adds up what sentiment and heads say of what `grams` listened to last; [`Heads::logits_of_sums`] reads the sums of the heads.
    pub(super) fn add_up(&self, grams: &Grams, scores: &mut Scores) -> SidesSum {
        let mut sides = SidesSum::default();
        scores.clear(self.width.saturating_sub(1));
        for numbers in grams.known().chunks(SAFE) {
            if self.width == BUILT_IN {
                self.add_rows(numbers, &mut sides, scores);
            } else {
                self.add_blocks(numbers, &mut sides, scores);
            }
        }
        sides
    }

    /// Adds at most [`SAFE`] rows of the built-in width; their sums stay in registers.
    fn add_rows(&self, numbers: &[u32], sides: &mut SidesSum, scores: &mut Scores) {
        let (table, _) = self.rows.as_chunks::<BUILT_IN>();
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
            let row = n as usize * self.width;
            let [first, heads @ ..] = &self.rows[row..row + self.width] else { continue };
            sides.add(First::of_block(*first).sides);
            let squares = heads.first().map_or(0, |b| u64::from(b[0].cast_unsigned()));
            scores.add(heads.iter(), squares);
        }
    }

    /// The logits of the experts for what `grams` listened to last.
    pub(super) fn experts<'s>(&self, experts: &Heads, grams: &Grams, scores: &'s mut Scores) -> &'s [f64] {
        let row = |n: &u32| First::of_block(self.rows[*n as usize * self.width]).experts;
        experts.logits_of(grams.known().iter().map(row).filter(|r| *r != NONE), scores)
    }
}

/// The features of all tables, ascending.
fn merged(sentiment: Option<&Linear>, heads: Option<&Heads>, experts: Option<&Heads>) -> Vec<Feature> {
    let (features, sides) = sentiment.map(Linear::known).unwrap_or_default();
    // Most features of the others are in the largest table; room that grows by doubling would be half empty, at the moment when a start needs the most.
    let largest = features.len().max(heads.map_or(0, Heads::size)).max(experts.map_or(0, Heads::size));
    let mut all = Vec::with_capacity(largest + largest / 8);
    let mut sentiment = features.iter().copied().zip(sides.iter().copied()).peekable();
    let [mut heads, mut experts] = [heads, experts].map(|t| t.into_iter().flat_map(Heads::known).peekable());
    loop {
        let first = [sentiment.peek().map(|f| f.0), heads.peek().map(|f| f.0), experts.peek().map(|f| f.0)];
        let Some(hash) = first.into_iter().flatten().min() else { return all };
        let sides = sentiment.next_if(|f| f.0 == hash).map_or_else(Sides::default, |f| f.1);
        let experts = experts.next_if(|f| f.0 == hash).map_or(NONE, |f| f.1);
        let heads = heads.next_if(|f| f.0 == hash).map_or(NONE, |f| f.1);
        all.push(Feature { hash, first: First { sides, experts }, heads });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_block_holds_what_was_put_in() {
        for sides in [[0, 0, 0, 0], [200, 3, 255, 128]] {
            let first = First { sides: Sides::from_bytes(sides), experts: 0x0123_89ab };
            let read = First::of_block(first.to_block());
            assert_eq!((read.sides.to_bytes(), read.experts), (sides, first.experts));
        }
    }
}
