//! Models of several classes: one-vs-rest heads, each calibrated on margins that its folds have not seen.

use rayon::prelude::*;

use crate::model::calibrate::{self, Evidence};
use crate::model::file::{self, Calibration, Class, Header, Model};
use crate::model::heads::{Heads, Scores};
use crate::model::linear::Table;
use crate::model::ngram::Grams;
use crate::model::train::{Document, Fit, fit};
use crate::number::float;

use super::{FOLDS, Labelled, groups_apart, random_folds, texts, without_folds};
use crate::annotate::{Annotator, Scratch};

/// A fitted model with what cross-validation says of it.
#[derive(Debug, Clone)]
pub struct FittedHeads {
    /// The model file.
    pub file: Vec<u8>,
    /// Figures of each class over random folds.
    pub classes: Vec<ClassFigures>,
    /// Macro-F1 with each group left out in turn: group, rows, macro-F1.
    pub groups: Vec<(String, usize, f64)>,
}

/// How a class is found by models that have not seen the rows, at probability one half.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassFigures {
    /// The class.
    pub name: String,
    /// Rows that have it.
    pub rows: usize,
    /// Share of those said that are right.
    pub precision: f64,
    /// Share of its rows that are found.
    pub recall: f64,
}

impl ClassFigures {
    /// The harmonic mean of precision and recall.
    pub fn f1(&self) -> f64 {
        let sum = self.precision + self.recall;
        if sum > 0.0 { 2.0 * self.precision * self.recall / sum } else { 0.0 }
    }
}

/// Fits heads for `classes` to `rows`, of which bit i stands for class i and none is a copy of another.
pub fn fit_heads(
    task: &str,
    rows: &[Labelled],
    classes: &[String],
    annotator: &Annotator,
    provenance: &str,
) -> FittedHeads {
    let documents = documents(rows, annotator);
    let texts = texts(rows);
    let margins = |folds: &[usize], count| margins(&documents, &texts, classes.len(), folds, count).1;
    let random = margins(&random_folds(rows, FOLDS), FOLDS);
    let (by_group, names) = groups_apart(rows, classes.len()).unwrap_or_default();
    let grouped = (!names.is_empty()).then(|| margins(&by_group, names.len()));
    let all: Vec<&[Vec<f64>]> = std::iter::once(&random).chain(&grouped).map(Vec::as_slice).collect();
    let calibrations = calibrations(&all, &documents, classes.len());
    let every: Vec<usize> = (0..rows.len()).collect();
    let groups = grouped.as_ref().map_or_else(Vec::new, |m| {
        let figure = |(g, name): (usize, String)| {
            let mine: Vec<usize> = every.iter().copied().filter(|&i| by_group[i] == g).collect();
            let macro_f1 = macro_f1(&figures(classes, &calibrations, &documents, m, &mine));
            (name, mine.len(), macro_f1)
        };
        names.into_iter().enumerate().map(figure).collect()
    });
    let table = fit(&documents, classes.len(), &Fit::of(documents.len()));
    FittedHeads {
        classes: figures(classes, &calibrations, &documents, &random, &every),
        file: file::write(&model(task, classes, &calibrations, documents.len(), provenance, table)),
        groups,
    }
}

/// For each fold heads fitted to the rows of the others; calibrated on all folds together, which is a few numbers for each class.
pub fn folded_heads(
    task: &str,
    rows: &[Labelled],
    classes: &[String],
    annotator: &Annotator,
    folds: &[usize],
    count: usize,
) -> Vec<Model> {
    let documents = documents(rows, annotator);
    let (tables, margins) = margins(&documents, &texts(rows), classes.len(), folds, count);
    let calibrations = calibrations(&[&margins], &documents, classes.len());
    tables.into_iter().map(|t| model(task, classes, &calibrations, documents.len(), "", t)).collect()
}

fn documents(rows: &[Labelled], annotator: &Annotator) -> Vec<Document> {
    rows.par_iter()
        .map_init(Scratch::default, |s, r| Document {
            features: annotator.features(&r.text, s),
            classes: r.classes,
            weight: r.weight,
        })
        .collect()
}

fn model(
    task: &str,
    classes: &[String],
    calibrations: &[Calibration],
    documents: usize,
    provenance: &str,
    table: Table,
) -> Model {
    let class = |(name, c): (&String, &Calibration)| Class { name: name.clone(), calibration: *c };
    let header = Header {
        task: task.to_owned(),
        classes: classes.iter().zip(calibrations).map(class).collect(),
        documents: documents as u64,
        provenance: provenance.to_owned(),
        ..Header::default()
    };
    Model { header, tables: vec![table] }
}

fn calibrations(margins: &[&[Vec<f64>]], documents: &[Document], classes: usize) -> Vec<Calibration> {
    let of = |class| calibrate::fit(&margins.iter().flat_map(|m| evidence(class, m, documents)).collect::<Vec<_>>());
    (0..classes).map(of).collect()
}

/// For each fold heads that have not seen it, and the margins that they give its documents for each class.
fn margins(
    documents: &[Document],
    texts: &[usize],
    classes: usize,
    folds: &[usize],
    count: usize,
) -> (Vec<Table>, Vec<Vec<f64>>) {
    let tables = without_folds(documents, texts, classes, folds, count);
    let compile = |t: &Table| Heads::new(&Model { header: Header::default(), tables: vec![t.clone()] });
    let heads: Vec<Heads> = tables.iter().map(compile).collect();
    let mut scores = Scores::default();
    let margin =
        |(d, fold): (&Document, &usize)| heads[*fold].margins(&Grams::of(d.features.clone()), &mut scores).to_vec();
    let margins = documents.iter().zip(folds).map(margin).collect();
    (tables, margins)
}

fn evidence(class: usize, margins: &[Vec<f64>], documents: &[Document]) -> impl Iterator<Item = Evidence> {
    margins.iter().zip(documents).map(move |(m, d)| Evidence {
        margin: m[class],
        lean: 0.0,
        positive: d.classes >> class & 1 == 1,
        weight: f64::from(d.weight),
    })
}

/// Figures of each class over the rows `mine`.
fn figures(
    classes: &[String],
    calibrations: &[Calibration],
    documents: &[Document],
    margins: &[Vec<f64>],
    mine: &[usize],
) -> Vec<ClassFigures> {
    let figure = |(class, name): (usize, &String)| {
        let c = calibrations[class];
        let gold = |i: usize| documents[i].classes >> class & 1 == 1;
        let said = |i: usize| c.margin * margins[i][class] + c.bias > 0.0;
        let count = |f: &dyn Fn(usize) -> bool| mine.iter().filter(|&&i| f(i)).count();
        let hit = float(count(&|i| gold(i) && said(i)) as u64);
        let share = |of: usize| hit / float(of.max(1) as u64);
        let rows = count(&gold);
        ClassFigures { name: name.clone(), rows, precision: share(count(&said)), recall: share(rows) }
    };
    classes.iter().enumerate().map(figure).collect()
}

/// Mean F1 of the classes that occur.
fn macro_f1(figures: &[ClassFigures]) -> f64 {
    let there: Vec<f64> = figures.iter().filter(|f| f.rows > 0).map(ClassFigures::f1).collect();
    there.iter().sum::<f64>() / float(there.len().max(1) as u64)
}
