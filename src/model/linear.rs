//! The margin of a two-sided model; many classes at once are `heads`.
//!
//! The margin of a text is `bias + Σ W_f / √Σ idf_f²` over the features it has: an L2-normalised TF-IDF document under naive-Bayes-scaled weights
//! (NB-SVM, Wang & Manning 2012), with both factors folded into one number for each feature.

use std::sync::OnceLock;

use super::index::Index;
use super::layout::{self, SideRows, Sides};
use super::ngram::Grams;
pub use super::table::{Head, Table};

/// The hash of an empty slot.
pub(super) const EMPTY: u32 = 0;

/// Scales and biases of a two-sided model.
///
/// It has one layer, or two where it was adapted: the margins of the base and of the domain's own words are added, each over its own vocabulary
/// and norm, with one look-up for both.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Layers {
    base: Layer,
    domain: Option<Layer>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Layer {
    scale: f32,
    bias: f32,
}

/// A two-sided model ready to predict with, alone.
#[derive(Debug, Default)]
pub struct Linear {
    /// All features, ascending, and what is known of each.
    rows: SideRows,
    /// Where each feature stands.
    index: OnceLock<Index>,
    layers: Layers,
}

/// Integer sums of one layer, so that the order of features cannot change a bit.
#[derive(Default)]
struct Sums {
    weights: i64,
    squares: u64,
}

impl Sums {
    fn add(&mut self, (q, i): (i8, u8)) {
        self.weights += i64::from(q);
        self.squares += u64::from(i);
    }

    fn margin(&self, layer: Layer) -> f64 {
        margin(self.weights, self.squares, layer.scale, layer.bias)
    }
}

/// Sums of both layers.
#[derive(Default)]
pub(super) struct SidesSum {
    base: Sums,
    domain: Sums,
}

impl SidesSum {
    #[inline]
    pub(super) fn add(&mut self, sides: Sides) {
        self.base.add(sides.base);
        self.domain.add(sides.domain);
    }
}

/// The margin that integer sums of weights and squared idf stand for; the bias alone where nothing is known.
pub(super) fn margin(weights: i64, squares: u64, scale: f32, bias: f32) -> f64 {
    if squares == 0 {
        return f64::from(bias);
    }
    let (sum, norm) = (
        f64::from(i32::try_from(weights).unwrap_or(if weights < 0 { i32::MIN } else { i32::MAX })),
        crate::number::float(squares),
    );
    f64::from(bias) + sum * f64::from(scale) / norm.sqrt()
}

impl Layers {
    /// Those of the first heads of `base` and of `domain`, each with its scale and bias.
    pub(super) fn of(base: Option<&(f32, f32)>, domain: Option<&(f32, f32)>) -> Self {
        let layer = |of: &(f32, f32)| Layer { scale: of.0, bias: of.1 };
        Self { base: base.map(layer).unwrap_or_default(), domain: domain.map(layer) }
    }

    /// Those of tables.
    pub(super) fn of_tables(base: &Table, domain: Option<&Table>) -> Self {
        let first = |t: &Table| t.heads.first().map(|h| (h.scale, h.bias));
        Self::of(first(base).as_ref(), domain.and_then(first).as_ref())
    }

    /// The tables that rows were made of: [`layout::sides`] backwards.
    pub(super) fn tables(self, rows: &SideRows) -> Vec<Table> {
        let with = |mut table: Table, layer: Layer| {
            table.heads.iter_mut().for_each(|h| (h.scale, h.bias) = (layer.scale, layer.bias));
            table
        };
        let base = with(layout::layer(rows, |s| s.base), self.base);
        let domain = self.domain.map(|layer| with(layout::layer(rows, |s| s.domain), layer));
        std::iter::once(base).chain(domain).collect()
    }

    /// The margins of the base and of what was learned of a domain for sums over features, each once; positive means the positive class.
    pub(super) fn of_sum(self, SidesSum { base, domain }: &SidesSum) -> (f64, f64) {
        let learned = self.domain.filter(|_| domain.squares > 0).map_or(0.0, |d| domain.margin(d));
        (base.margin(self.base), learned)
    }

    /// Both margins together for features that were extracted before.
    pub(super) fn margin(self, grams: &Grams, look: impl Fn(u32) -> Option<Sides>) -> f64 {
        let mut sum = SidesSum::default();
        grams.hashes.iter().filter_map(|&h| look(h)).for_each(|sides| sum.add(sides));
        let (base, domain) = self.of_sum(&sum);
        base + domain
    }

    /// The margin of the base for a text, without putting its features in order first; `look` gives the number of a feature and what is known of it.
    pub(super) fn margin_of(self, text: &str, grams: &mut Grams, look: impl Fn(u32) -> Option<(u32, Sides)>) -> f64 {
        let mut base = Sums::default();
        let mut seen = std::mem::take(&mut grams.seen);
        seen.clear();
        grams.each(text, |h| {
            if let Some((_, sides)) = look(h).filter(|(at, _)| seen.insert(*at)) {
                base.add(sides.base);
            }
        });
        grams.seen = seen;
        base.margin(self.base)
    }
}

impl Linear {
    /// Builds the table of the first head of `base`, and of the first head of `domain` on top of it.
    pub fn new(base: &Table, domain: Option<&Table>) -> Self {
        let (rows, layers) = (layout::sides(base, domain), Layers::of_tables(base, domain));
        Self { rows, index: OnceLock::new(), layers }
    }

    /// The margins of base and domain together; positive means the positive class.
    pub fn margin(&self, grams: &Grams) -> f64 {
        let index = self.index.get_or_init(|| Index::new(&self.rows.iter().map(|r| r.0).collect::<Vec<u32>>()));
        self.layers.margin(grams, |h| index.find(h).map(|at| self.rows[at as usize].1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(hashes: &[u32], weights: &[i8], bias: f32) -> Table {
        Table {
            hashes: hashes.to_vec(),
            idf2: vec![4; hashes.len()],
            heads: vec![Head { weights: weights.to_vec(), scale: 1.0, bias }],
        }
    }

    #[test]
    fn layers_add_up_each_over_its_own_words() {
        let (base, domain) = (table(&[1, 3, 5], &[10, -4, 0], 0.5), table(&[3, 8], &[6, -2], 0.0));
        let margin = |m: &Linear, hashes: &[u32]| m.margin(&Grams::of(hashes.to_vec()));
        let (one, two) = (Linear::new(&base, None), Linear::new(&base, Some(&domain)));
        assert_eq!(margin(&one, &[1]), 0.5 + 10.0 / 2.0);
        assert_eq!(margin(&two, &[1]), margin(&one, &[1]));
        assert_eq!(margin(&two, &[3]), 0.5 - 4.0 / 2.0 + 6.0 / 2.0);
        assert_eq!(margin(&two, &[8, 9]), 0.5 - 2.0 / 2.0);
        assert_eq!(margin(&Linear::default(), &[1]), 0.0);
    }
}
