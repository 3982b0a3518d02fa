//! What a comparison counts of each of its groups of rows: levels, shares, themes, strata. Integers only.
//!
//! Differences, intervals and verdicts are `insight::compare`'s job.

use std::collections::BTreeMap;

use crate::record::{Annotated, Label, Name, Polarity, Severity};

use super::cases::main_aspect;
use super::tally::{Counts, Moments, Outcome, bump};
use super::voice::aspects;

/// The theme of rows that complain of nothing, and of complaints that name nothing.
pub(crate) const CONTENT: &str = "none";
pub(crate) const UNNAMED: &str = "other";

/// Rows of one theme or stratum.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) rows: u64,
    pub(crate) complaints: u64,
    pub(crate) outcome: Outcome,
}

impl Cell {
    pub(super) fn absorb(&mut self, a: &Annotated) {
        self.rows += 1;
        self.complaints += u64::from(a.complaint);
        self.outcome.add(a);
    }

    /// Moments of the text levels.
    pub(crate) fn moments(&self) -> Moments {
        self.outcome.text()
    }
}

/// One group of rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Side {
    /// Rows read into the group, duplicate and empty ones included.
    pub(crate) seen: u64,
    /// Informative rows, which all figures are about.
    pub(crate) all: Cell,
    pub(crate) positive: u64,
    pub(crate) negative: u64,
    pub(crate) major: u64,
    /// Complaints by nature, and by blamed aspect.
    pub(crate) natures: Counts,
    pub(crate) aspects: Counts,
    /// Each row in one theme: the aspect that it complains of above all.
    pub(crate) themes: BTreeMap<Name, Cell>,
    /// Rows by the values of the columns that are adjusted for.
    pub(crate) strata: BTreeMap<Vec<String>, Cell>,
    /// First and last day.
    pub(crate) period: Option<(i32, i32)>,
}

impl Side {
    /// Counts a row; `adjust` are the columns that make its stratum.
    pub(crate) fn absorb(&mut self, a: &Annotated, adjust: &[String]) {
        self.seen += 1;
        if !counts(a) {
            return;
        }
        if let Some(day) = a.time.map(crate::time::Stamp::days) {
            self.period = super::union(self.period, Some((day, day)));
        }
        self.all.absorb(a);
        self.positive += u64::from(a.sentiment.label == Label::Positive);
        self.negative += u64::from(a.sentiment.label == Label::Negative);
        self.major += u64::from(a.severity == Some(Severity::Major));
        let mut theme = Name::from(CONTENT);
        if a.complaint {
            a.natures.iter().for_each(|n| bump(&mut self.natures, n));
            for aspect in aspects(a, Polarity::Negative) {
                bump(&mut self.aspects, aspect);
            }
            theme = main_aspect(a).or(a.nature.as_ref()).cloned().unwrap_or_else(|| Name::from(UNNAMED));
        }
        self.themes.entry(theme).or_default().absorb(a);
        if !adjust.is_empty() {
            self.strata.entry(adjust.iter().map(|c| value(a, c).to_owned()).collect()).or_default().absorb(a);
        }
    }
}

/// Whether all figures are about this row: it is not empty, no copy, and says something.
pub(crate) fn counts(a: &Annotated) -> bool {
    !a.text.trim().is_empty() && a.duplicate_of.is_none() && a.informative
}

/// A row's value of a segment column, empty where it has none.
pub(crate) fn value<'a>(a: &'a Annotated, column: &str) -> &'a str {
    a.attrs.0.iter().find(|(header, _)| **header == *column).map_or("", |(_, v)| v.trim())
}
