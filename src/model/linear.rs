//! A linear model as data ([`Table`]) and the margin of one class as a table to predict with ([`Linear`]); many classes at once are `heads`.
//!
//! The margin of a text is `bias + Σ W_f / √Σ idf_f²` over the features it has: an L2-normalised TF-IDF document under naive-Bayes-scaled weights
//! (NB-SVM, Wang & Manning 2012), with both factors folded into one number for each feature.

use std::sync::OnceLock;

use super::index::Index;
use super::ngram::Grams;

/// The hash of an empty slot.
pub(super) const EMPTY: u32 = 0;

/// A model's numbers, ordered by feature hash: one vocabulary, one or more heads.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// Feature hashes, strictly ascending, never 0.
    pub hashes: Vec<u32>,
    /// Squared idf of each feature, rounded, at least 1.
    pub idf2: Vec<u8>,
    /// One for each class; a two-sided model has one.
    pub heads: Vec<Head>,
}

/// What a table says of one class.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Head {
    /// Quantised weights, one for each hash.
    pub weights: Vec<i8>,
    /// Value of one step of `weights`.
    pub scale: f32,
    /// Added to every margin.
    pub bias: f32,
}

impl Table {
    /// Each feature with its weight in the first head and its idf².
    fn features(&self) -> impl Iterator<Item = (u32, (i8, u8))> {
        let weights = self.heads.first().map_or(&[][..], |h| &h.weights);
        self.hashes.iter().zip(weights).zip(&self.idf2).map(|((&h, &q), &i)| (h, (q, i)))
    }
}

/// Weight and idf² of a feature in both layers; idf² 0 means not at all.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sides {
    base: (i8, u8),
    domain: (i8, u8),
}

impl Sides {
    /// Its numbers as bytes.
    pub(super) fn to_bytes(self) -> [u8; 4] {
        [self.base.0.cast_unsigned(), self.base.1, self.domain.0.cast_unsigned(), self.domain.1]
    }

    /// What [`Sides::to_bytes`] wrote.
    pub(super) fn from_bytes([base, base2, domain, domain2]: [u8; 4]) -> Self {
        Self { base: (base.cast_signed(), base2), domain: (domain.cast_signed(), domain2) }
    }

    /// The smaller idf² of both layers, the largest number where neither knows the feature.
    pub(super) fn idf2(self) -> u8 {
        [self.base.1, self.domain.1].into_iter().filter(|i| *i > 0).min().unwrap_or(u8::MAX)
    }
}

/// A two-sided model ready to predict with.
///
/// It has one layer, or two where it was adapted: the margins of the base and of the domain's own words are added, each over its own vocabulary
/// and norm, with one look-up for both.
#[derive(Debug, Default)]
pub struct Linear {
    /// All features, ascending, and what is known of each.
    hashes: Vec<u32>,
    sides: Vec<Sides>,
    /// Where each feature stands; made when one is looked up here, not together with those of other tables (`known`).
    index: OnceLock<Index>,
    base: Layer,
    domain: Option<Layer>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Layer {
    scale: f32,
    bias: f32,
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

impl Linear {
    /// Builds the table of the first head of `base`, and of the first head of `domain` on top of it.
    pub fn new(base: &Table, domain: Option<&Table>) -> Self {
        let first = |t: &Table| t.heads.first().map(|h| Layer { scale: h.scale, bias: h.bias });
        let (mut hashes, mut sides) = (Vec::with_capacity(base.hashes.len()), Vec::with_capacity(base.hashes.len()));
        let mut add = |hash, known| {
            hashes.push(hash);
            sides.push(known);
        };
        let mut rest = domain.into_iter().flat_map(Table::features).peekable();
        for (hash, known) in base.features() {
            while let Some((hash, domain)) = rest.next_if(|(h, _)| *h < hash) {
                add(hash, Sides { domain, ..Sides::default() });
            }
            let domain = rest.next_if(|(h, _)| *h == hash).map_or_else(Default::default, |(_, known)| known);
            add(hash, Sides { base: known, domain });
        }
        rest.for_each(|(hash, domain)| add(hash, Sides { domain, ..Sides::default() }));
        Self {
            hashes,
            sides,
            index: OnceLock::new(),
            base: first(base).unwrap_or_default(),
            domain: domain.and_then(first),
        }
    }

    /// The margins of the features in `grams`, of the base and of what was learned of a domain; positive means the positive class.
    pub fn margins(&self, grams: &Grams) -> (f64, f64) {
        let mut sum = SidesSum::default();
        grams.hashes.iter().filter_map(|&h| self.find(h)).for_each(|at| sum.add(self.sides[at as usize]));
        self.of_sum(&sum)
    }

    /// The same for sums over features, each once.
    pub(super) fn of_sum(&self, SidesSum { base, domain }: &SidesSum) -> (f64, f64) {
        let learned = self.domain.filter(|_| domain.squares > 0).map_or(0.0, |d| domain.margin(d));
        (base.margin(self.base), learned)
    }

    /// Both margins together.
    pub fn margin(&self, grams: &Grams) -> f64 {
        let (base, domain) = self.margins(grams);
        base + domain
    }

    /// The margin of the base for a text, without putting its features in order first; `look` gives the number of a feature and what is known of it.
    pub(super) fn margin_of(&self, text: &str, grams: &mut Grams, look: impl Fn(u32) -> Option<(u32, Sides)>) -> f64 {
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

    /// Lets go of the features, which stand in a table of all models by now; [`Linear::margin`] knows none any more.
    pub(super) fn settle(&mut self) {
        (self.hashes, self.sides) = Default::default();
    }

    /// All features, ascending, and what is known of each.
    pub(super) fn known(&self) -> (&[u32], &[Sides]) {
        (&self.hashes, &self.sides)
    }

    /// Where a feature stands.
    fn find(&self, hash: u32) -> Option<u32> {
        self.index.get_or_init(|| Index::new(&self.hashes)).find(hash)
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
