//! Many classes at once over one set of features: one-vs-rest heads, each with its own calibrated probability.
//!
//! Features are hashed once for all heads (and for the sentiment model): a text costs one look-up for each n-gram, then one short row of weights.

use super::file::{Calibration, Class, Model};
use super::linear::{self, EMPTY, Table};
use super::ngram::Grams;

/// One-vs-rest heads ready to predict with.
#[derive(Debug, Default)]
pub struct Heads {
    classes: Vec<String>,
    /// Hash and row of `weights`; open addressing, a power of two in size, at most half full.
    slots: Vec<(u32, u32)>,
    /// The weights of a feature for each head, feature after feature.
    weights: Vec<i8>,
    idf2: Vec<u8>,
    /// Scale, bias and calibration of each head.
    each: Vec<(f32, f32, Calibration)>,
}

/// Buffers of a thread.
#[derive(Debug, Default, Clone)]
pub struct Scores {
    sums: Vec<i64>,
    out: Vec<f64>,
}

impl Heads {
    /// Builds the first table of a model. A class without calibration gives its plain logistic margin.
    pub fn new(model: &Model) -> Self {
        model.tables.first().map_or_else(Self::default, |t| Self::of(t, &model.header.classes))
    }

    /// Builds a table whose heads are these classes.
    pub fn of(table: &Table, classes: &[Class]) -> Self {
        let size = (table.hashes.len() * 2).next_power_of_two().max(2);
        let mut slots = vec![(EMPTY, 0); size];
        for (&h, row) in table.hashes.iter().zip(0u32..) {
            let mut at = h as usize & (size - 1);
            while slots[at].0 != EMPTY {
                at = (at + 1) & (size - 1);
            }
            slots[at] = (h, row);
        }
        let mut weights = Vec::with_capacity(table.hashes.len() * table.heads.len());
        for row in 0..table.hashes.len() {
            weights.extend(table.heads.iter().map(|h| h.weights[row]));
        }
        let calibration = |i: usize| classes.get(i).map(|c| c.calibration);
        let plain = Calibration { margin: 1.0, lean: 0.0, bias: 0.0 };
        Self {
            classes: classes.iter().map(|c| c.name.clone()).collect(),
            slots,
            weights,
            idf2: table.idf2.clone(),
            each: table
                .heads
                .iter()
                .enumerate()
                .map(|(i, h)| (h.scale, h.bias, calibration(i).unwrap_or(plain)))
                .collect(),
        }
    }

    /// The classes, in the order of the scores.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The calibrated probability of each class, in the order of [`Heads::classes`]; no class excludes another. Allocates nothing once the
    /// buffers have grown.
    pub fn scores<'s>(&self, grams: &Grams, scores: &'s mut Scores) -> &'s [f64] {
        self.margins(grams, scores);
        for (x, (_, _, c)) in scores.out.iter_mut().zip(&self.each) {
            *x = 1.0 / (1.0 + (-(c.margin * *x + c.bias)).exp());
        }
        &scores.out
    }

    /// The calibrated logit of each class.
    pub fn logits<'s>(&self, grams: &Grams, scores: &'s mut Scores) -> &'s [f64] {
        self.margins(grams, scores);
        for (x, (_, _, c)) in scores.out.iter_mut().zip(&self.each) {
            *x = c.margin * *x + c.bias;
        }
        &scores.out
    }

    /// The margin of each class.
    pub fn margins<'s>(&self, grams: &Grams, scores: &'s mut Scores) -> &'s [f64] {
        let n = self.each.len();
        scores.sums.clear();
        scores.sums.resize(n, 0);
        let mut squares = 0u64;
        for &h in &grams.hashes {
            let Some(row) = self.find(h) else { continue };
            squares += u64::from(self.idf2[row]);
            for (sum, &q) in scores.sums.iter_mut().zip(&self.weights[row * n..(row + 1) * n]) {
                *sum += i64::from(q);
            }
        }
        scores.out.clear();
        let each = scores.sums.iter().zip(&self.each);
        scores.out.extend(each.map(|(&sum, &(scale, bias, _))| linear::margin(sum, squares, scale, bias)));
        &scores.out
    }

    fn find(&self, h: u32) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = h as usize & mask;
        loop {
            let (known, row) = self.slots[at];
            if known == EMPTY {
                return None;
            }
            if known == h {
                return Some(row as usize);
            }
            at = (at + 1) & mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::file::{Class, Header};
    use crate::model::train::{Document, Fit, fit};

    fn grams(text: &str) -> Grams {
        let mut g = Grams::default();
        g.extract(text);
        g
    }

    fn fitted() -> Heads {
        let texts = [("屏幕坏了", 1), ("客服不理人", 2), ("屏幕坏了客服不理", 3), ("挺好的", 0)];
        let documents: Vec<Document> = texts
            .iter()
            .cycle()
            .take(80)
            .map(|&(t, classes)| Document { features: grams(t).hashes, classes, weight: 1.0 })
            .collect();
        let class = |name: &str| Class {
            name: name.to_owned(),
            calibration: Calibration { margin: 2.0, lean: 0.0, bias: 0.0 },
        };
        Heads::new(&Model {
            header: Header { classes: vec![class("product"), class("service")], ..Header::default() },
            tables: vec![fit(&documents, 2, &Fit::default())],
        })
    }

    #[test]
    fn a_text_may_have_several_classes_or_none() {
        let (heads, mut scores) = (fitted(), Scores::default());
        let mut has = |t: &str| heads.scores(&grams(t), &mut scores).iter().map(|&p| p > 0.5).collect::<Vec<_>>();
        assert_eq!(has("屏幕坏了"), [true, false]);
        assert_eq!(has("客服不理人"), [false, true]);
        assert_eq!(has("屏幕坏了客服不理"), [true, true]);
        assert_eq!(has("挺好的"), [false, false]);
        assert_eq!(heads.classes(), ["product", "service"]);
    }

    #[test]
    fn a_text_of_which_nothing_is_known_has_the_bias_alone() {
        let (heads, mut scores) = (fitted(), Scores::default());
        let empty = heads.scores(&Grams::default(), &mut scores).to_vec();
        assert_eq!(heads.scores(&grams("zzz"), &mut scores), empty);
        assert!(Heads::default().scores(&grams("好"), &mut scores).is_empty());
    }
}
