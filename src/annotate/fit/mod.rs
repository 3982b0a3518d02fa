//! Fitting models to labelled texts, and calibrating them on folds that they have not seen. Reading and writing files is `command`'s job.

mod figures;
mod heads;
mod sentiment;
mod verdict;

pub use figures::Figures;
pub use heads::{ClassFigures, FittedHeads, fit_heads, folded_heads};
pub use sentiment::{Fitted, fit_sentiment, folded_sentiment};
pub use verdict::{Case, FittedVerdict, Names, fit_verdict};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::linear::Table;
use crate::model::train::{Document, Fit, fit};
use crate::text::clause::letters;

/// Folds of the cross-validation.
pub const FOLDS: usize = 5;

/// One labelled text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Labelled {
    /// The text.
    pub text: String,
    /// Its classes, a bit for each; of sentiment bit 0 is the positive side.
    pub classes: u32,
    /// How much it counts, 1 for ordinary rows.
    pub weight: f32,
    /// Product category or source: whole groups are left out to see what transfer costs. Empty: none.
    pub group: String,
}

/// Random folds, by hash of the text's letters: copies of a text are always in the same fold.
pub fn random_folds(rows: &[Labelled], count: usize) -> Vec<usize> {
    let fold = |r: &Labelled| {
        let hash = blake3::hash(letters(&r.text).as_bytes());
        usize::from(u16::from_le_bytes([hash.as_bytes()[0], hash.as_bytes()[1]])) % count.max(1)
    };
    rows.iter().map(fold).collect()
}

/// Groups as numbers, in order of appearance, with their names.
pub fn group_folds(rows: &[Labelled]) -> (Vec<usize>, Vec<String>) {
    let mut at: FxHashMap<&str, usize> = FxHashMap::default();
    let mut names = Vec::new();
    let numbers = rows
        .iter()
        .map(|r| {
            *at.entry(&r.group).or_insert_with(|| {
                names.push(r.group.clone());
                names.len() - 1
            })
        })
        .collect();
    (numbers, names)
}

/// For each fold a table fitted to the documents of the others.
fn without_folds(documents: &[Document], classes: usize, folds: &[usize], count: usize) -> Vec<Table> {
    let fit_rest = |fold| {
        let rest: Vec<Document> =
            documents.iter().zip(folds).filter(|(_, f)| **f != fold).map(|(d, _)| d.clone()).collect();
        fit(&rest, classes, &Fit::of(documents.len()))
    };
    (0..count).into_par_iter().map(fit_rest).collect()
}

/// Copies of a text count once.
fn without_copies(rows: Vec<Labelled>) -> Vec<Labelled> {
    let mut seen = FxHashSet::default();
    rows.into_iter().filter(|r| seen.insert(letters(&r.text))).collect()
}
