//! How like cases are, by what their words mean and by the words themselves.
//!
//! The meaning of a text is the sum of its words' vectors, words that tell more weighing more, less what all cases have in common
//! ([Wieting et al. 2016](https://arxiv.org/abs/1511.08198); [Arora, Liang and Ma 2017](https://openreview.net/forum?id=SyK00v5xx)). Its wording is its words and characters by their rarity. Not its job: which cases belong together; that is `themes`'s.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::aggregate::cases::Case;
use crate::lexicon::vectors::Vectors;
use crate::number::{float, to_u32};

use super::Group;
use super::lists::to_unit_length;

/// Rarity, in nats, up to which a word, or a character within one, tells nothing; and what a character weighs beside a word.
const PLAIN: f64 = 5.0;
const PLAIN_CHARACTER: f64 = 4.0;
const CHARACTER: f64 = 0.5;

/// Share of the wording, beside the meaning, in the likeness of two cases.
const WORDING: f64 = 0.4;

/// Cases as meanings and wordings, each of length one.
pub(super) struct Meanings {
    vectors: &'static Vectors,
    /// What all cases have in common.
    common: Vec<f64>,
    /// Of each case what it means, and its words and characters by number, ascending, with their weights.
    meant: Vec<Vec<f64>>,
    said: Vec<Vec<(u32, f64)>>,
}

impl Meanings {
    pub(super) fn of(cases: &[&Case]) -> Self {
        let vectors = Vectors::embedded();
        let words: Vec<Vec<&str>> = cases.par_iter().map(|c| distinct(vectors.cut(&c.snippet.text))).collect();
        let mut meant: Vec<Vec<f64>> = words.par_iter().map(|w| sum(vectors, w)).collect();
        let mut common = vec![0.0; vectors.dimensions()];
        for v in &meant {
            add(&mut common, v);
        }
        scale(&mut common, float(cases.len().max(1) as u64));
        for v in &mut meant {
            lessen(v, &common);
        }
        let mut numbers = FxHashMap::default();
        let said = words.iter().map(|w| wording(vectors, w, &mut numbers)).collect();
        Self { vectors, common, meant, said }
    }

    /// How like two cases are, about −0.6 … 1.
    pub(super) fn likeness(&self, a: usize, b: usize) -> f64 {
        (1.0 - WORDING) * dot(&self.meant[a], &self.meant[b]) + WORDING * shared(&self.said[a], &self.said[b])
    }

    /// What a group means.
    pub(super) fn centre(&self, group: &Group) -> Vec<f64> {
        let mut sum = vec![0.0; self.common.len()];
        for &i in group {
            add(&mut sum, &self.meant[i as usize]);
        }
        sum
    }

    /// How near a case is to what a group means: in proportion to [`Self::nearness`].
    pub(super) fn at(&self, case: usize, centre: &[f64]) -> f64 {
        dot(&self.meant[case], centre)
    }

    /// How near a text is to what a group means, −1 … 1.
    pub(super) fn nearness(&self, text: &str, centre: &[f64]) -> f64 {
        let mut own = sum(self.vectors, &distinct(self.vectors.cut(text)));
        lessen(&mut own, &self.common);
        dot(&own, centre) / dot(centre, centre).sqrt().max(1e-9)
    }
}

fn distinct(mut words: Vec<&str>) -> Vec<&str> {
    words.sort_unstable();
    words.dedup();
    words
}

/// The sum of the meanings of words.
fn sum(vectors: &Vectors, words: &[&str]) -> Vec<f64> {
    let mut sum = vec![0.0; vectors.dimensions()];
    for (scale, own) in words.iter().filter_map(|w| vectors.get(w)) {
        sum.iter_mut().zip(own).for_each(|(s, x)| *s += scale * f64::from(*x));
    }
    sum
}

/// Takes off what all have in common, and brings to length one.
fn lessen(v: &mut [f64], common: &[f64]) {
    v.iter_mut().zip(common).for_each(|(x, m)| *x -= m);
    let length = dot(v, v).sqrt().max(1e-9);
    scale(v, length);
}

fn add(to: &mut [f64], v: &[f64]) {
    to.iter_mut().zip(v).for_each(|(x, y)| *x += y);
}

fn scale(v: &mut [f64], by: f64) {
    for x in v {
        *x /= by;
    }
}

/// Words and characters with their weights, of length one.
fn wording<'t>(vectors: &Vectors, words: &[&'t str], numbers: &mut FxHashMap<&'t str, u32>) -> Vec<(u32, f64)> {
    let mut parts: Vec<(u32, f64)> = Vec::new();
    let mut note = |part: &'t str, weight: f64| {
        let next = to_u32(numbers.len());
        parts.push((*numbers.entry(part).or_insert(next), weight));
    };
    for &word in words {
        note(word, (vectors.rarity(word) - PLAIN).max(0.0));
        let several = word.chars().nth(1).is_some();
        for (at, c) in word.char_indices().filter(|_| several) {
            let c = &word[at..at + c.len_utf8()];
            note(c, CHARACTER * (vectors.rarity(c) - PLAIN_CHARACTER).max(0.0));
        }
    }
    // Of a part that stands there twice, the weightier.
    parts.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    parts.dedup_by_key(|p| p.0);
    to_unit_length(&mut parts);
    parts
}

/// The product of two lists by number.
fn shared(a: &[(u32, f64)], b: &[(u32, f64)]) -> f64 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        if x.0 == y.0 {
            sum += x.1 * y.1;
        }
        (i, j) = (i + usize::from(x.0 <= y.0), j + usize::from(y.0 <= x.0));
    }
    sum
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
