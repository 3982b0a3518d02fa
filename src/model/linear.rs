//! A linear model as data ([`Weights`]) and as a table to predict with ([`Linear`]).
//!
//! The margin of a text is `bias + Σ W_f / √Σ idf_f²` over the features it has: an L2-normalised TF-IDF document under naive-Bayes-scaled weights
//! (NB-SVM, Wang & Manning 2012), with both factors folded into one number for each feature.

use super::ngram::Grams;

/// The hash of an empty slot.
const EMPTY: u32 = 0;

/// A model's numbers, ordered by feature hash.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weights {
    /// Feature hashes, strictly ascending, never 0.
    pub hashes: Vec<u32>,
    /// Quantised weights, one for each hash.
    pub weights: Vec<i8>,
    /// Squared idf of each feature, rounded, at least 1.
    pub idf2: Vec<u8>,
    /// Value of one step of `weights`.
    pub scale: f32,
    /// Added to every margin.
    pub bias: f32,
}

/// A weight table ready to predict with: open addressing, a power of two in size, at most half full.
#[derive(Debug, Default)]
pub struct Linear {
    slots: Vec<(u32, i8, u8)>,
    scale: f32,
    bias: f32,
}

impl Linear {
    /// Builds the table.
    pub fn new(w: &Weights) -> Self {
        let size = (w.hashes.len() * 2).next_power_of_two().max(2);
        let mut slots = vec![(EMPTY, 0, 0); size];
        for ((&h, &q), &i) in w.hashes.iter().zip(&w.weights).zip(&w.idf2) {
            let mut at = h as usize & (size - 1);
            while slots[at].0 != EMPTY {
                at = (at + 1) & (size - 1);
            }
            slots[at] = (h, q, i);
        }
        Self { slots, scale: w.scale, bias: w.bias }
    }

    /// The margin of the features in `grams`; positive means the positive class.
    pub fn margin(&self, grams: &Grams) -> f64 {
        let (mut sum, mut norm) = (0i64, 0u64);
        for &h in &grams.hashes {
            if let Some(at) = self.find(h) {
                let (_, q, i) = self.slots[at];
                sum += i64::from(q);
                norm += u64::from(i);
            }
        }
        self.scaled(sum, norm)
    }

    /// The margin of a text, as [`Self::margin`] gives it for the text's features, without putting them in order first.
    pub(super) fn margin_of(&self, text: &str, grams: &mut Grams) -> f64 {
        let (mut sum, mut norm) = (0i64, 0u64);
        let mut seen = std::mem::take(&mut grams.seen);
        seen.clear();
        grams.each(text, |h| {
            let known = self.find(h).filter(|at| seen.insert(u32::try_from(*at).unwrap_or(u32::MAX)));
            if let Some(at) = known {
                let (_, q, i) = self.slots[at];
                sum += i64::from(q);
                norm += u64::from(i);
            }
        });
        grams.seen = seen;
        self.scaled(sum, norm)
    }

    fn scaled(&self, sum: i64, norm: u64) -> f64 {
        if norm == 0 {
            return f64::from(self.bias);
        }
        // Sums are integers, so that the order of features cannot change a bit.
        let (sum, norm) = (f64::from(i32::try_from(sum).unwrap_or(i32::MAX)), crate::number::float(norm));
        f64::from(self.bias) + sum * f64::from(self.scale) / norm.sqrt()
    }

    /// The slot of a feature.
    fn find(&self, h: u32) -> Option<usize> {
        let mask = self.slots.len() - 1;
        let mut at = h as usize & mask;
        loop {
            let known = self.slots[at].0;
            if known == h && h != EMPTY {
                return Some(at);
            }
            if known == EMPTY {
                return None;
            }
            at = (at + 1) & mask;
        }
    }
}
