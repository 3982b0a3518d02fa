//! The sentiment model: two sides, calibrated together with the lean of the mentions.

use rayon::prelude::*;

use crate::model::SENTIMENT_TASK;
use crate::model::calibrate::{self, Evidence};
use crate::model::file::{self, Calibration, Header, Model};
use crate::model::linear::{Linear, Table};
use crate::model::ngram::Grams;
use crate::model::train::{Document, Fit, fit};

use super::{FOLDS, Labelled, groups_apart, random_folds, texts, without_folds};
use crate::annotate::{Annotator, Scratch};

/// A fitted model with what cross-validation says of it.
#[derive(Debug, Clone)]
pub struct Fitted {
    /// The model file.
    pub file: Vec<u8>,
    /// Texts that it was fitted on.
    pub documents: usize,
    /// Accuracy over random folds: margin alone, and with the mentions.
    pub folds: [f64; 2],
    /// The same with each group left out in turn: group, rows, margin alone, with the mentions.
    pub groups: Vec<(String, usize, f64, f64)>,
}

/// Rows with what a model has to go by.
struct Evidences {
    documents: Vec<Document>,
    /// The number of the text of each, the same for copies.
    texts: Vec<usize>,
    leans: Vec<f64>,
}

/// Rows in folds, and the margins that models gave them which had not seen their fold.
struct Trial<'e> {
    rows: &'e Evidences,
    tables: Vec<Table>,
    margins: Vec<f64>,
    folds: Vec<usize>,
}

/// Fits a model to `rows`, of which none is a copy of another.
pub fn fit_sentiment(rows: &[Labelled], annotator: &Annotator, provenance: &str) -> Fitted {
    let evidences = Evidences::of(rows, annotator);
    let random = Trial::new(&evidences, random_folds(rows, FOLDS), FOLDS);
    let (by_group, names) = groups_apart(rows, 1).unwrap_or_default();
    let grouped = (!names.is_empty()).then(|| Trial::new(&evidences, by_group, names.len()));
    let evidence: Vec<Evidence> = std::iter::once(&random).chain(&grouped).flat_map(Trial::evidence).collect();
    let calibration = calibrate::fit(&evidence);
    let documents = &evidences.documents;
    let table = fit(documents, 1, &Fit::of(documents.len()));
    Fitted {
        documents: documents.len(),
        file: file::write(&model(calibration, documents.len(), provenance, table)),
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

/// For each fold a model fitted to the rows of the others that have a side. The three numbers of the calibration are fitted to all folds together:
/// they are too few to learn a row by heart.
pub fn folded_sentiment(rows: &[Labelled], annotator: &Annotator, folds: &[usize], count: usize) -> Vec<Model> {
    let sided = |r: &Labelled| r.classes & 0b11 != 0;
    let kept: Vec<Labelled> = rows.iter().filter(|r| sided(r)).cloned().collect();
    let folds = rows.iter().zip(folds).filter(|(r, _)| sided(r)).map(|(_, f)| *f).collect();
    let evidences = Evidences::of(&kept, annotator);
    let trial = Trial::new(&evidences, folds, count);
    let calibration = calibrate::fit(&trial.evidence().collect::<Vec<_>>());
    trial.tables.into_iter().map(|t| model(calibration, kept.len(), "", t)).collect()
}

fn model(calibration: Calibration, documents: usize, provenance: &str, table: Table) -> Model {
    let header = Header {
        task: SENTIMENT_TASK.to_owned(),
        calibration,
        documents: documents as u64,
        provenance: provenance.to_owned(),
        ..Header::default()
    };
    Model { header, tables: vec![table] }
}

impl Evidences {
    fn of(rows: &[Labelled], annotator: &Annotator) -> Self {
        let prepared: Vec<(Document, f64)> = rows
            .par_iter()
            .map_init(Scratch::default, |s, r| {
                let features = annotator.features(&r.text, s);
                (Document { features, classes: r.classes & 1, weight: r.weight }, annotator.lean(&r.text, s))
            })
            .collect();
        let (documents, leans) = prepared.into_iter().unzip();
        Self { documents, texts: texts(rows), leans }
    }
}

impl<'e> Trial<'e> {
    fn new(rows: &'e Evidences, folds: Vec<usize>, count: usize) -> Self {
        let tables = without_folds(&rows.documents, &rows.texts, 1, &folds, count);
        let models: Vec<Linear> = tables.iter().map(|t| Linear::new(t, None)).collect();
        let margin = |(d, fold): (&Document, &usize)| models[*fold].margin(&Grams::of(d.features.clone()));
        let margins = rows.documents.iter().zip(&folds).map(margin).collect();
        Self { rows, tables, margins, folds }
    }

    fn evidence(&self) -> impl Iterator<Item = Evidence> {
        self.margins.iter().zip(&self.rows.documents).zip(&self.rows.leans).map(|((&margin, d), &lean)| Evidence {
            margin,
            lean,
            positive: d.classes & 1 == 1,
            weight: f64::from(d.weight),
        })
    }

    /// Rows of a fold (of all), and the share on the right side: by the margin alone, and with the mentions.
    fn right(&self, fold: Option<usize>, c: &Calibration) -> (usize, [f64; 2]) {
        let mine: Vec<usize> = (0..self.folds.len()).filter(|&i| fold.is_none_or(|f| self.folds[i] == f)).collect();
        let positive = |i: usize| self.rows.documents[i].classes & 1 == 1;
        let share = |hit: usize| crate::number::float(hit as u64) / crate::number::float(mine.len().max(1) as u64);
        let both = |i: usize| c.margin * self.margins[i] + c.lean * self.rows.leans[i] + c.bias;
        let alone = mine.iter().filter(|&&i| (self.margins[i] > 0.0) == positive(i)).count();
        let joined = mine.iter().filter(|&&i| (both(i) > 0.0) == positive(i)).count();
        (mine.len(), [share(alone), share(joined)])
    }
}
