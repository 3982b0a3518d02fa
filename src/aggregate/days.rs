//! Feedback by day. Weeks, months, gaps and intervals are made from it by `insight::trend`.

use std::collections::BTreeMap;

use crate::record::{Annotated, Label, Polarity, Severity};

use super::tally::{Counts, Outcome, bump, merge_counts};
use super::voice::aspects;

/// Informative rows of one day.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Day {
    pub(crate) rows: u64,
    pub(crate) outcome: Outcome,
    pub(crate) negative: u64,
    pub(crate) complaints: u64,
    pub(crate) major: u64,
    /// Complaints by nature.
    pub(crate) natures: Counts,
    /// Complaints by blamed aspect.
    pub(crate) aspects: Counts,
}

impl Day {
    fn absorb(&mut self, a: &Annotated) {
        self.rows += 1;
        self.outcome.add(a);
        self.negative += u64::from(a.sentiment.label == Label::Negative);
        self.complaints += u64::from(a.complaint);
        self.major += u64::from(a.severity == Some(Severity::Major));
        if a.complaint {
            a.natures.iter().for_each(|n| bump(&mut self.natures, n));
            for aspect in aspects(a, Polarity::Negative) {
                bump(&mut self.aspects, aspect);
            }
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        self.outcome.merge(other.outcome);
        self.negative += other.negative;
        self.complaints += other.complaints;
        self.major += other.major;
        merge_counts(&mut self.natures, other.natures);
        merge_counts(&mut self.aspects, other.aspects);
    }
}

/// All days with feedback, by days since 1970-01-01.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Days {
    pub(crate) days: BTreeMap<i32, Day>,
    pub(crate) undated: u64,
}

impl Days {
    pub(crate) fn absorb(&mut self, a: &Annotated) {
        match a.time {
            Some(t) => self.days.entry(t.days()).or_default().absorb(a),
            None => self.undated += 1,
        }
    }

    pub(crate) fn merge(&mut self, later: Self) {
        for (day, d) in later.days {
            self.days.entry(day).or_default().merge(d);
        }
        self.undated += later.undated;
    }
}
