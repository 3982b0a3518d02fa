//! `voc train`: fits the sentiment model to labelled texts and calibrates it on folds that it has not seen.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::annotate::{Annotator, Scratch};
use crate::model::calibrate::{self, Evidence};
use crate::model::file::{self, Header};
use crate::model::linear::Linear;
use crate::model::ngram::Grams;
use crate::model::train::{Document, Fit, fit};

/// Folds of the cross-validation.
const FOLDS: usize = 5;

/// One labelled text.
#[derive(Debug, Clone)]
pub struct Labelled {
    /// The text.
    pub text: String,
    /// Positive or negative.
    pub positive: bool,
    /// How much it counts, 1 for ordinary rows.
    pub weight: f32,
    /// Product category or source: whole groups are left out to see what transfer costs. Empty: none.
    pub group: String,
}

/// A fitted model with what cross-validation says of it.
#[derive(Debug, Clone)]
pub struct Fitted {
    /// The model file.
    pub file: Vec<u8>,
    /// Accuracy over random folds: margin alone, and with the mentions.
    pub folds: [f64; 2],
    /// The same with each group left out in turn: group, rows, margin alone, with the mentions.
    pub groups: Vec<(String, usize, f64, f64)>,
}

/// Fits a model to `rows`; copies of a text count once.
pub fn fit_sentiment(rows: Vec<Labelled>, annotator: &Annotator, provenance: &str) -> Fitted {
    let rows = without_copies(rows);
    let prepared: Vec<(Document, f64)> = rows
        .par_iter()
        .map_init(Scratch::default, |s, r| {
            let features = annotator.features(&r.text, s);
            (Document { features, positive: r.positive, weight: r.weight }, annotator.lean(&r.text, s))
        })
        .collect();
    let (documents, leans): (Vec<_>, Vec<_>) = prepared.into_iter().unzip();
    let settings = Fit::default();
    let random: Vec<usize> =
        rows.iter().map(|r| blake3::hash(r.text.as_bytes()).as_bytes()[0] as usize % FOLDS).collect();
    let (by_group, names) = group_numbers(&rows);
    let mut margins = vec![held_out(&documents, &random, FOLDS, &settings)];
    if names.len() > 2 {
        margins.push(held_out(&documents, &by_group, names.len(), &settings));
    }
    let evidence: Vec<Evidence> = margins
        .iter()
        .flat_map(|m| m.iter().zip(&documents).zip(&leans))
        .map(|((&margin, d), &lean)| Evidence { margin, lean, positive: d.positive, weight: f64::from(d.weight) })
        .collect();
    let calibration = calibrate::fit(&evidence);
    let right = |at: usize, folds: &[usize], fold: Option<usize>, lean: bool| {
        let mine: Vec<usize> = (0..rows.len()).filter(|&i| fold.is_none_or(|f| folds[i] == f)).collect();
        let hit = mine.iter().filter(|&&i| {
            let z = if lean {
                calibration.margin * margins[at][i] + calibration.lean * leans[i] + calibration.bias
            } else {
                margins[at][i]
            };
            (z > 0.0) == documents[i].positive
        });
        (mine.len(), crate::number::float(hit.count() as u64) / crate::number::float(mine.len().max(1) as u64))
    };
    let groups = if margins.len() == 2 {
        names
            .iter()
            .enumerate()
            .map(|(g, n)| {
                (
                    n.clone(),
                    right(1, &by_group, Some(g), false).0,
                    right(1, &by_group, Some(g), false).1,
                    right(1, &by_group, Some(g), true).1,
                )
            })
            .collect()
    } else {
        Vec::new()
    };
    let header = Header {
        task: "sentiment".to_owned(),
        calibration,
        documents: documents.len() as u64,
        provenance: provenance.to_owned(),
        ..Header::default()
    };
    let folds = [right(0, &random, None, false).1, right(0, &random, None, true).1];
    Fitted { file: file::write(&header, &fit(&documents, &settings)), folds, groups }
}

/// Margins of each document by a model fitted without its fold.
fn held_out(documents: &[Document], folds: &[usize], count: usize, settings: &Fit) -> Vec<f64> {
    let parts: Vec<Vec<(usize, f64)>> = (0..count)
        .into_par_iter()
        .map(|fold| {
            let rest: Vec<Document> =
                documents.iter().zip(folds).filter(|(_, f)| **f != fold).map(|(d, _)| d.clone()).collect();
            let model = Linear::new(&fit(&rest, settings));
            let mut grams = Grams::default();
            let mine = (0..documents.len()).filter(|&i| folds[i] == fold);
            mine.map(|i| {
                grams.hashes.clone_from(&documents[i].features);
                (i, model.margin(&grams))
            })
            .collect()
        })
        .collect();
    let mut out = vec![0.0; documents.len()];
    for (i, m) in parts.into_iter().flatten() {
        out[i] = m;
    }
    out
}

/// Letters and Chinese characters decide what a copy is.
fn without_copies(rows: Vec<Labelled>) -> Vec<Labelled> {
    let mut seen = rustc_hash::FxHashSet::default();
    rows.into_iter()
        .filter(|r| seen.insert(r.text.chars().filter(|c| c.is_alphanumeric()).collect::<String>()))
        .collect()
}

/// Groups as numbers, in order of appearance.
fn group_numbers(rows: &[Labelled]) -> (Vec<usize>, Vec<String>) {
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
