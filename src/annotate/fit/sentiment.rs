//! The sentiment model: two sides, calibrated together with the lean of the mentions.

use rayon::prelude::*;

use crate::model::SENTIMENT_TASK;
use crate::model::calibrate::{self, Evidence};
use crate::model::file::{self, Calibration, Header, Model};
use crate::model::linear::Linear;
use crate::model::ngram::Grams;
use crate::model::train::{Document, Fit, fit};

use super::{FOLDS, Labelled, group_folds, held_out, random_folds, without_copies};
use crate::annotate::{Annotator, Scratch};

/// A fitted model with what cross-validation says of it.
#[derive(Debug, Clone)]
pub struct Fitted {
    /// The model file.
    pub file: Vec<u8>,
    /// Texts that it was fitted on, copies removed.
    pub documents: usize,
    /// Accuracy over random folds: margin alone, and with the mentions.
    pub folds: [f64; 2],
    /// The same with each group left out in turn: group, rows, margin alone, with the mentions.
    pub groups: Vec<(String, usize, f64, f64)>,
}

/// Rows with what the model has to go by, and the margins that held-out models gave them.
struct Trial {
    documents: Vec<Document>,
    leans: Vec<f64>,
    margins: Vec<f64>,
    folds: Vec<usize>,
}

/// Fits a model to `rows`; copies of a text count once.
pub fn fit_sentiment(rows: Vec<Labelled>, annotator: &Annotator, provenance: &str) -> Fitted {
    let rows = without_copies(rows);
    let prepared: Vec<(Document, f64)> = rows
        .par_iter()
        .map_init(Scratch::default, |s, r| {
            let features = annotator.features(&r.text, s);
            (Document { features, classes: r.classes, weight: r.weight }, annotator.lean(&r.text, s))
        })
        .collect();
    let (documents, leans): (Vec<_>, Vec<_>) = prepared.into_iter().unzip();
    let trial = |folds: Vec<usize>, count| Trial {
        margins: margins(&documents, &folds, count),
        documents: documents.clone(),
        leans: leans.clone(),
        folds,
    };
    let random = trial(random_folds(&rows, FOLDS), FOLDS);
    let (by_group, names) = group_folds(&rows);
    let grouped = (names.len() > 2).then(|| trial(by_group, names.len()));
    let evidence: Vec<Evidence> = std::iter::once(&random).chain(&grouped).flat_map(Trial::evidence).collect();
    let calibration = calibrate::fit(&evidence);
    let header = Header {
        task: SENTIMENT_TASK.to_owned(),
        calibration,
        documents: documents.len() as u64,
        provenance: provenance.to_owned(),
        ..Header::default()
    };
    let table = fit(&documents, 1, &Fit::of(documents.len()));
    Fitted {
        documents: documents.len(),
        file: file::write(&Model { header, tables: vec![table] }),
        folds: random.right(None, &calibration).1,
        groups: grouped.map_or_else(Vec::new, |g| {
            let figures = names.into_iter().enumerate().map(|(i, name)| {
                let (rows, [alone, both]) = g.right(Some(i), &calibration);
                (name, rows, alone, both)
            });
            figures.collect()
        }),
    }
}

fn margins(documents: &[Document], folds: &[usize], count: usize) -> Vec<f64> {
    held_out(
        documents,
        1,
        folds,
        count,
        |t| Linear::new(&t, None),
        |model, i| model.margin(&Grams::of(documents[i].features.clone())),
    )
}

impl Trial {
    fn evidence(&self) -> impl Iterator<Item = Evidence> {
        self.margins.iter().zip(&self.documents).zip(&self.leans).map(|((&margin, d), &lean)| Evidence {
            margin,
            lean,
            positive: d.classes & 1 == 1,
            weight: f64::from(d.weight),
        })
    }

    /// Rows of a fold (of all), and the share on the right side: by the margin alone, and with the mentions.
    fn right(&self, fold: Option<usize>, c: &Calibration) -> (usize, [f64; 2]) {
        let mine: Vec<usize> = (0..self.folds.len()).filter(|&i| fold.is_none_or(|f| self.folds[i] == f)).collect();
        let positive = |i: usize| self.documents[i].classes & 1 == 1;
        let share = |hit: usize| crate::number::float(hit as u64) / crate::number::float(mine.len().max(1) as u64);
        let both = |i: usize| c.margin * self.margins[i] + c.lean * self.leans[i] + c.bias;
        let alone = mine.iter().filter(|&&i| (self.margins[i] > 0.0) == positive(i)).count();
        let joined = mine.iter().filter(|&&i| (both(i) > 0.0) == positive(i)).count();
        (mine.len(), [share(alone), share(joined)])
    }
}
