//! Many classes at once over one set of features: one-vs-rest heads, each with its own calibrated probability.
//!
//! Features are hashed once for all heads (and for the sentiment model): a text costs one look-up for each n-gram, then one short row of weights.

use std::sync::OnceLock;

use super::file::{Calibration, Class, Model};
use super::index::Index;
use super::layout::{Rows, WIDTH, blocks};
use super::linear::{self, Table};
use super::ngram::Grams;
use crate::real;

/// One-vs-rest heads ready to predict with.
#[derive(Debug, Default)]
pub struct Heads {
    classes: Vec<String>,
    /// What they say of each feature, the most common ones first; nothing where the rows of all models have it (`known`).
    rows: Rows,
    /// Where each feature stands; made when one is looked up.
    index: OnceLock<Index>,
    /// Scale, bias and calibration of each head.
    each: Vec<(f32, f32, Calibration)>,
}

/// Blocks of a row of the built-in tables; the sums of others go by memory.
const BUILT_IN: usize = 3;
/// Rows whose weights, a byte each, surely add up within 16 bits.
pub(super) const SAFE: usize = 256;

/// Buffers of a thread.
#[derive(Debug, Default, Clone)]
pub struct Scores {
    rows: Vec<u32>,
    /// The sums of rows: of the heads' weights, each behind a place for the idf², and of the idf² alone.
    sums: Vec<[i32; WIDTH]>,
    squares: u64,
    out: Vec<f64>,
}

impl Scores {
    /// Begins with sums of so many blocks.
    pub(super) fn clear(&mut self, blocks: usize) {
        self.sums.clear();
        self.sums.resize(blocks, [0; WIDTH]);
        self.squares = 0;
    }

    /// Adds a row, or what some rows add up to, with the sum of their idf².
    pub(super) fn add<'b, T: Copy + Into<i32> + 'b>(
        &mut self,
        row: impl Iterator<Item = &'b [T; WIDTH]>,
        squares: u64,
    ) {
        self.squares += squares;
        for (sum, &q) in self.sums.iter_mut().flatten().zip(row.flatten()) {
            *sum += q.into();
        }
    }
}

impl Heads {
    /// Builds the first table of a model. A class without calibration gives its plain logistic margin.
    pub fn new(model: &Model) -> Self {
        model.tables.first().map_or_else(Self::default, |t| Self::of(t, &model.header.classes))
    }

    /// Builds a table whose heads are these classes.
    pub fn of(table: &Table, classes: &[Class]) -> Self {
        let each: Vec<(f32, f32)> = table.heads.iter().map(|h| (h.scale, h.bias)).collect();
        Self::of_rows(Rows::by_commonness(table), &each, classes)
    }

    /// Heads with these rows, scales and biases.
    pub(super) fn of_rows(rows: Rows, each: &[(f32, f32)], classes: &[Class]) -> Self {
        let plain = Calibration { margin: 1.0, lean: 0.0, bias: 0.0 };
        let calibration = |i: usize| classes.get(i).map_or(plain, |c| c.calibration);
        let each = each.iter().enumerate().map(|(i, &(scale, bias))| (scale, bias, calibration(i))).collect();
        Self { classes: classes.iter().map(|c| c.name.clone()).collect(), rows, index: OnceLock::new(), each }
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
            *x = 1.0 / (1.0 + real::exp(-(c.margin * *x + c.bias)));
        }
        &scores.out
    }

    /// The calibrated logit of each class.
    pub fn logits<'s>(&self, grams: &Grams, scores: &'s mut Scores) -> &'s [f64] {
        self.margins(grams, scores);
        self.calibrate(scores)
    }

    /// The same for features that were found before, each once, by their rows.
    pub(super) fn logits_of<'s>(&self, rows: impl Iterator<Item = u32>, scores: &'s mut Scores) -> &'s [f64] {
        scores.rows.clear();
        scores.rows.extend(rows);
        self.add_up(scores);
        self.calibrate(scores)
    }

    fn calibrate<'s>(&self, scores: &'s mut Scores) -> &'s [f64] {
        for (x, (_, _, c)) in scores.out.iter_mut().zip(&self.each) {
            *x = c.margin * *x + c.bias;
        }
        &scores.out
    }

    /// The margin of each class.
    pub fn margins<'s>(&self, grams: &Grams, scores: &'s mut Scores) -> &'s [f64] {
        // First where the features stand, then what they weigh: so the processor can wait for several at once.
        scores.rows.clear();
        scores.rows.extend(grams.hashes.iter().filter_map(|h| self.row(*h)));
        self.add_up(scores);
        &scores.out
    }

    /// The margins of the rows in `scores`.
    fn add_up(&self, scores: &mut Scores) {
        let blocks = blocks(self.each.len());
        scores.clear(blocks);
        let rows = std::mem::take(&mut scores.rows);
        for rows in rows.chunks(SAFE) {
            if blocks == BUILT_IN {
                self.add_rows::<BUILT_IN>(rows, scores);
            } else {
                for &row in rows {
                    scores.add(self.rows.row(row).iter(), self.rows.idf2(row).into());
                }
            }
        }
        scores.rows = rows;
        self.weigh_sums(scores);
    }

    /// Adds at most [`SAFE`] rows of `N` blocks to the sums, which stay in registers.
    fn add_rows<const N: usize>(&self, rows: &[u32], scores: &mut Scores) {
        let (table, _) = self.rows.blocks.as_chunks::<N>();
        let (mut own, mut squares) = ([[0i16; WIDTH]; N], 0u64);
        // First what is little work, as in `known`.
        for &row in rows {
            squares += u64::from(table[row as usize][0][0].cast_unsigned());
        }
        for &row in rows {
            let known = &table[row as usize];
            for (sums, block) in own.iter_mut().zip(known) {
                for (sum, &q) in sums.iter_mut().zip(block) {
                    *sum += i16::from(q);
                }
            }
        }
        scores.add(own.iter(), squares);
    }

    /// The margins that the sums in `scores` stand for.
    fn weigh_sums(&self, scores: &mut Scores) {
        let Scores { sums, squares, out, .. } = scores;
        let each = sums.iter().flatten().skip(1).zip(&self.each);
        out.clear();
        out.extend(each.map(|(&sum, &(scale, bias, _))| linear::margin(sum.into(), *squares, scale, bias)));
    }

    /// The calibrated logits that sums of rows stand for.
    pub(super) fn logits_of_sums<'s>(&self, scores: &'s mut Scores) -> &'s [f64] {
        self.weigh_sums(scores);
        self.calibrate(scores)
    }

    /// Puts other rows in the place of those that are there, and gives these.
    pub(super) fn set_rows(&mut self, rows: Rows) -> Rows {
        self.index = OnceLock::new();
        std::mem::replace(&mut self.rows, rows)
    }

    /// The row of a feature.
    fn row(&self, h: u32) -> Option<u32> {
        self.index.get_or_init(|| Index::new(&self.rows.hashes)).find(h)
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
