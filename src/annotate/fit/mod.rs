//! Fitting models to labelled texts, and calibrating them on folds that they have not seen. Reading and writing files is `command`'s job.

mod heads;
mod sentiment;

pub use heads::{ClassFigures, FittedHeads, fit_heads};
pub use sentiment::{Fitted, fit_sentiment};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::linear::Table;
use crate::model::train::{Document, Fit, fit};

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

/// Random folds, by hash of the text: the same text is always in the same fold.
pub fn random_folds(rows: &[Labelled], count: usize) -> Vec<usize> {
    rows.iter().map(|r| usize::from(u16::from_le_bytes(first_two(&r.text))) % count.max(1)).collect()
}

fn first_two(text: &str) -> [u8; 2] {
    let hash = blake3::hash(text.as_bytes());
    [hash.as_bytes()[0], hash.as_bytes()[1]]
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

/// What `read` makes of each document with a table fitted without the document's fold, in the order of the documents.
pub fn held_out<T: Send, M: Sync, R: Fn(&M, usize) -> T + Sync>(
    documents: &[Document],
    classes: usize,
    folds: &[usize],
    count: usize,
    build: impl Fn(Table) -> M + Sync,
    read: R,
) -> Vec<T> {
    let mut parts: Vec<(usize, T)> = (0..count)
        .into_par_iter()
        .flat_map_iter(|fold| {
            let rest: Vec<Document> =
                documents.iter().zip(folds).filter(|(_, f)| **f != fold).map(|(d, _)| d.clone()).collect();
            let model = build(fit(&rest, classes, &Fit::of(documents.len())));
            let read = &read;
            (0..documents.len()).filter(move |&i| folds[i] == fold).map(move |i| (i, read(&model, i)))
        })
        .collect();
    parts.sort_by_key(|(i, _)| *i);
    parts.into_iter().map(|(_, t)| t).collect()
}

/// Copies of a text count once; letters and Chinese characters decide what a copy is.
fn without_copies(rows: Vec<Labelled>) -> Vec<Labelled> {
    let mut seen = FxHashSet::default();
    rows.into_iter()
        .filter(|r| seen.insert(r.text.chars().filter(|c| c.is_alphanumeric()).collect::<String>()))
        .collect()
}
