//! The numbers of all built-in tables as they are used: one row for each feature, with what every table says of it, the most common features first.
//!
//! What most texts need then lies together in memory: with rows in the order of hashes, nearly every feature of a text cost a wait. `build.rs` lays the
//! built-in models out with it, because that took a third of a start; so nothing here needs the rest of the library. Not its job: finding a feature
//! (`index`), adding rows up (`known`).

use super::table::{Head, Table};

/// Weights of some heads.
pub(crate) type Block = [i8; WIDTH];
pub(crate) const WIDTH: usize = 8;
/// A table does not have the feature.
pub(crate) const NONE: u32 = u32::MAX;

/// Blocks of a row with so many heads and the idf².
pub(crate) fn blocks(heads: usize) -> usize {
    (heads + 1).div_ceil(WIDTH)
}

/// Weight and idf² of a feature in both layers of a sentiment model; both 0 where a layer does not know it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sides {
    pub(crate) base: (i8, u8),
    pub(crate) domain: (i8, u8),
}

impl Sides {
    fn of_bytes([base, base2, domain, domain2]: [u8; 4]) -> Self {
        Self { base: (base.cast_signed(), base2), domain: (domain.cast_signed(), domain2) }
    }

    fn to_bytes(self) -> [u8; 4] {
        [self.base.0.cast_unsigned(), self.base.1, self.domain.0.cast_unsigned(), self.domain.1]
    }

    /// The smaller idf² of both layers, the largest number where neither knows the feature.
    fn idf2(self) -> u8 {
        [self.base.1, self.domain.1].into_iter().filter(|i| *i > 0).min().unwrap_or(u8::MAX)
    }
}

/// What the first block of a row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct First {
    pub(crate) sides: Sides,
    /// The row among the experts, or [`NONE`].
    pub(crate) experts: u32,
}

impl First {
    pub(crate) fn to_block(self) -> Block {
        let mut bytes = [0; WIDTH];
        bytes[..4].copy_from_slice(&self.sides.to_bytes());
        bytes[4..].copy_from_slice(&self.experts.to_le_bytes());
        bytes.map(u8::cast_signed)
    }

    pub(crate) fn of_block(block: Block) -> Self {
        let [a, b, c, d, e, f, g, h] = block.map(i8::cast_unsigned);
        Self { sides: Sides::of_bytes([a, b, c, d]), experts: u32::from_le_bytes([e, f, g, h]) }
    }
}

/// What a sentiment model says of its features, by ascending hash.
pub(crate) type SideRows = Vec<(u32, Sides)>;

/// The features of both tables of a sentiment model.
pub(crate) fn sides(base: &Table, domain: Option<&Table>) -> SideRows {
    let features = |t: &Table| -> Vec<(u32, (i8, u8))> {
        let weights = t.heads.first().map_or(&[][..], |h| &h.weights);
        t.hashes.iter().zip(weights).zip(&t.idf2).map(|((&h, &q), &i)| (h, (q, i))).collect()
    };
    let (base, domain) = (features(base), domain.map(features).unwrap_or_default());
    let mut out = Vec::with_capacity(base.len() + domain.len());
    let mut rest = domain.into_iter().peekable();
    for (hash, base) in base {
        while let Some((hash, domain)) = rest.next_if(|(h, _)| *h < hash) {
            out.push((hash, Sides { domain, ..Sides::default() }));
        }
        let domain = rest.next_if(|(h, _)| *h == hash).map_or_else(Default::default, |(_, known)| known);
        out.push((hash, Sides { base, domain }));
    }
    out.extend(rest.map(|(hash, domain)| (hash, Sides { domain, ..Sides::default() })));
    out
}

/// One layer of a sentiment model as a table again, but for its scale and bias; features that add nothing are left out.
pub(crate) fn layer(rows: &SideRows, of: impl Fn(&Sides) -> (i8, u8)) -> Table {
    let own = rows.iter().map(|(hash, sides)| (*hash, of(sides))).filter(|(_, known)| *known != (0, 0));
    let mut table = Table { heads: vec![Head::default()], ..Table::default() };
    for (hash, (weight, idf2)) in own {
        table.hashes.push(hash);
        table.idf2.push(idf2);
        table.heads[0].weights.push(weight);
    }
    table
}

/// A table row by row: of each feature its idf² (as a signed byte) and its weight for each head, in blocks that processors add up at once; the last is
/// filled up.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Rows {
    pub(crate) hashes: Vec<u32>,
    pub(crate) blocks: Vec<Block>,
    /// Blocks of a row.
    pub(crate) width: usize,
}

impl Rows {
    /// Those of a table, in its order.
    pub(crate) fn of(table: &Table) -> Self {
        Self::in_order(table, 0..table.hashes.len())
    }

    /// Those of a table, the most common ones first.
    pub(crate) fn by_commonness(table: &Table) -> Self {
        Self::in_order(table, by_commonness(&table.idf2).into_iter().map(|place| place as usize))
    }

    fn in_order(table: &Table, order: impl Iterator<Item = usize>) -> Self {
        let width = blocks(table.heads.len());
        let mut rows = Self { width, ..Self::default() };
        rows.hashes.reserve(table.hashes.len());
        rows.blocks.reserve(table.hashes.len() * width);
        for place in order {
            rows.hashes.push(table.hashes[place]);
            let own = table.heads.iter().map(|h| h.weights[place]);
            let mut numbers = std::iter::once(table.idf2[place].cast_signed()).chain(own);
            rows.blocks.extend((0..width).map(|_| std::array::from_fn(|_| numbers.next().unwrap_or(0))));
        }
        rows
    }

    fn push(&mut self, hash: u32, row: &[Block]) {
        self.hashes.push(hash);
        self.blocks.extend_from_slice(row);
    }

    /// What a row says.
    pub(crate) fn row(&self, at: u32) -> &[Block] {
        &self.blocks[at as usize * self.width..][..self.width]
    }

    /// The idf² of a row.
    pub(crate) fn idf2(&self, at: u32) -> u8 {
        self.row(at)[0][0].cast_unsigned()
    }

    /// All features, each with its row.
    fn numbered(&self) -> impl Iterator<Item = (u32, u32)> {
        self.hashes.iter().copied().zip(0u32..)
    }
}

/// All features, the most common ones first.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Layout {
    /// Of each feature a [`First`], then the row of the heads, empty where they do not know it.
    pub(crate) all: Rows,
    /// The rows of the experts, in the order of `all`; without hashes, which `all` has.
    pub(crate) experts: Rows,
}

/// A feature with its places in the tables.
struct Feature {
    hash: u32,
    sides: Sides,
    heads: u32,
    experts: u32,
}

impl Layout {
    /// Brings the features of these tables together, each by ascending hash.
    pub(crate) fn of(sides: &SideRows, heads: &Rows, experts: &Rows) -> Self {
        let features = merged(sides, heads, experts);
        let idf2 = |rows: &Rows, at: u32| if at == NONE { u8::MAX } else { rows.idf2(at) };
        // How common a feature is, by the table that has seen it most.
        let common = |f: &Feature| f.sides.idf2().min(idf2(heads, f.heads)).min(idf2(experts, f.experts));
        let order = by_commonness(&features.iter().map(common).collect::<Vec<u8>>());
        let mut out = Self {
            all: Rows { width: 1 + heads.width, ..Rows::default() },
            experts: Rows { width: experts.width, ..Rows::default() },
        };
        out.all.hashes.reserve(features.len());
        out.all.blocks.reserve(features.len() * out.all.width);
        let (mut told, none) = (0u32, vec![[0; WIDTH]; heads.width]);
        for f in order.iter().map(|place| &features[*place as usize]) {
            let mut first = First { sides: f.sides, experts: NONE };
            if f.experts != NONE {
                first.experts = told;
                told += 1;
                out.experts.blocks.extend_from_slice(experts.row(f.experts));
            }
            out.all.push(f.hash, &[first.to_block()]);
            out.all.blocks.extend_from_slice(if f.heads == NONE { &none } else { heads.row(f.heads) });
        }
        out
    }

    /// What [`Layout::of`] was given, but for features that add nothing.
    pub(crate) fn apart(&self) -> (SideRows, Rows, Rows) {
        let mut order: Vec<(u32, u32)> = self.all.numbered().collect();
        order.sort_unstable();
        let mut sides = Vec::new();
        let mut heads = Rows { width: self.all.width.saturating_sub(1), ..Rows::default() };
        let mut experts = Rows { width: self.experts.width, ..Rows::default() };
        for (hash, at) in order {
            let Some((first, row)) = self.all.row(at).split_first() else { continue };
            let first = First::of_block(*first);
            if first.sides != Sides::default() {
                sides.push((hash, first.sides));
            }
            if row.iter().any(|block| *block != [0; WIDTH]) {
                heads.push(hash, row);
            }
            if first.experts != NONE {
                experts.push(hash, self.experts.row(first.experts));
            }
        }
        (sides, heads, experts)
    }
}

/// The features of all tables, ascending.
fn merged(sides: &SideRows, heads: &Rows, experts: &Rows) -> Vec<Feature> {
    let mut all = Vec::with_capacity(sides.len().max(heads.hashes.len()) + experts.hashes.len());
    let mut sides = sides.iter().copied().peekable();
    let [mut heads, mut experts] = [heads, experts].map(|rows| rows.numbered().peekable());
    loop {
        let first = [sides.peek().map(|f| f.0), heads.peek().map(|f| f.0), experts.peek().map(|f| f.0)];
        let Some(hash) = first.into_iter().flatten().min() else { return all };
        let sides = sides.next_if(|f| f.0 == hash).map_or_else(Sides::default, |f| f.1);
        let [heads, experts] = [&mut heads, &mut experts].map(|t| t.next_if(|f| f.0 == hash).map_or(NONE, |f| f.1));
        all.push(Feature { hash, sides, heads, experts });
    }
}

/// Places `0..idf2.len()` with the most common feature (of the smallest idf²) first; equals in their order.
pub(crate) fn by_commonness(idf2: &[u8]) -> Vec<u32> {
    let mut next = [0u32; 257];
    for &i in idf2 {
        next[usize::from(i) + 1] += 1;
    }
    for i in 1..next.len() {
        next[i] += next[i - 1];
    }
    let mut order = vec![0; idf2.len()];
    for (place, &i) in (0u32..).zip(idf2) {
        let at = &mut next[usize::from(i)];
        order[*at as usize] = place;
        *at += 1;
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(hashes: &[u32], idf2: &[u8], weights: &[&[i8]]) -> Table {
        let head = |w: &&[i8]| Head { weights: w.to_vec(), scale: 1.0, bias: 0.0 };
        Table { hashes: hashes.to_vec(), idf2: idf2.to_vec(), heads: weights.iter().map(head).collect() }
    }

    #[test]
    fn a_first_block_holds_what_was_put_in() {
        for sides in [[0, 0, 0, 0], [200, 3, 255, 128]] {
            let first = First { sides: Sides::of_bytes(sides), experts: 0x0123_89ab };
            let read = First::of_block(first.to_block());
            assert_eq!((read.sides.to_bytes(), read.experts), (sides, first.experts));
        }
    }

    #[test]
    fn what_was_brought_together_comes_apart_again() {
        let (base, domain) = (table(&[1, 3, 5], &[9, 2, 1], &[&[7, -7, 1]]), table(&[3, 8], &[4, 4], &[&[1, 0]]));
        let sides = sides(&base, Some(&domain));
        let heads = Rows::of(&table(&[2, 3, 9], &[1, 200, 3], &[&[1, 2, 3], &[0, 0, 0], &[-1, -2, -3]]));
        let experts = Rows::of(&table(&[3, 7], &[5, 6], &[&[1, 1]; 9].map(|w| &w[..])));
        assert_eq!((heads.width, experts.width), (1, 2));
        let layout = Layout::of(&sides, &heads, &experts);
        assert_eq!(layout.all.hashes, [2, 5, 3, 9, 8, 7, 1]);
        assert_eq!(layout.apart(), (sides.clone(), heads, experts));
        assert_eq!(layer(&sides, |s| s.base).hashes, base.hashes);
        assert_eq!(layer(&sides, |s| s.domain).heads[0].weights, domain.heads[0].weights);
        assert_eq!(Layout::default().apart(), Default::default());
    }

    #[test]
    fn common_features_come_first_and_equals_stay_in_order() {
        assert_eq!(by_commonness(&[9, 1, 255, 1, 9, 0]), [5, 1, 3, 0, 4, 2]);
        assert!(by_commonness(&[]).is_empty());
    }
}
