//! What a store of runs adds to a report: the run among the others, what changed since the one before, lives of issues, and work orders closed.
//!
//! All of it is absent where no store is kept: the report's bytes are then those of the rows alone.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Rate;

/// This run among those of the store.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct History {
    /// Number of the run in the store.
    pub run: u64,
    /// The same inputs were stored before, as this run: nothing was added.
    pub repeated: bool,
    /// Runs in the store, this one included.
    pub runs: u64,
    /// The day that the run stands for: `--as-of`, else the last day of its data.
    pub as_of: Option<String>,
    /// The newest day that an earlier run stands for, where this one stands for a day before it: it is compared with no later run, and issues are judged as
    /// of that day. Absent in the usual case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newer: Option<String>,
    /// Rows with text that the store did not know before.
    pub new_records: u64,
    /// Rows that an earlier run had counted already: they are not counted again in the store.
    pub known_records: u64,
    /// Those of them that nobody can tell from new ones any more: dated before the first day that `voc history prune` kept. Absent in the usual case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pruned: Option<PrunedRows>,
    /// Major complaints among the rows that the store did not know before.
    #[serde(default)]
    pub new_major: u64,
    /// `--new-only`: the known rows are left out of this report, trend and alerts apart.
    pub new_only: bool,
    /// First and last day that the store holds.
    pub first: Option<String>,
    /// Last day that the store holds.
    pub last: Option<String>,
    /// The run before this one, that of the latest day where several stand for no later one; null for the first.
    pub previous: Option<Previous>,
    /// Issues by state: `new`, `ongoing`, `growing`, `shrinking`, `reopened`, `unclear` (the run does not show it, but has rows about it), `resolved`, `merged`
    /// (went on in another issue since the run before).
    pub issues: BTreeMap<String, u64>,
    /// Issues resolved since the run before.
    pub resolved: Vec<PastIssue>,
    /// Issues that the run does not show though rows of the last days tell of them in their own words: nobody can say that they are over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unclear: Vec<PastIssue>,
    /// Issues that went on in others since the run before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<PastIssue>,
    /// How work orders were handled; null where no outcome was imported.
    pub handling: Option<Handling>,
}

/// Rows of days that were taken out of the store.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PrunedRows {
    /// The first day that was kept.
    pub before: String,
    /// Rows with text dated before it.
    pub records: u64,
}

/// The run before, and what changed since.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Previous {
    /// Its number.
    pub run: u64,
    /// The day that it stands for.
    pub as_of: Option<String>,
    /// Other dictionaries or models were in force: figures may differ for that reason.
    pub other_labels: bool,
    /// Records of this run that earlier runs had counted: the two overlap.
    #[serde(default, skip_serializing_if = "is_none")]
    pub overlap: u64,
    /// Records that were new in the run before, where the figures are of these and of `new_now` alone.
    #[serde(default, skip_serializing_if = "is_none")]
    pub new_before: u64,
    /// Records that were new in this run; 0 where the figures are of all records of both runs.
    #[serde(default, skip_serializing_if = "is_none")]
    pub new_now: u64,
    /// Figures before and now, in the order in which they are shown: of all records, or, where the two overlap and both had new records, of what was new in
    /// each (without net sentiment). `voc compare` says whether a change is real.
    pub changes: Vec<FigureChange>,
}

/// One figure before and now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FigureChange {
    /// `mean`, `csat`, `net`, `complaints` (percent) or `major` (count).
    pub figure: String,
    /// In the run before.
    pub before: Option<f64>,
    /// In this one.
    pub now: Option<f64>,
    /// Now less before.
    pub change: Option<f64>,
}

/// An issue of earlier runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PastIssue {
    /// Its key, the same in every run.
    pub key: String,
    /// Its title when it was last seen.
    pub title: String,
    /// Day of its first record.
    pub first: Option<String>,
    /// Day of its last record.
    pub last: Option<String>,
    /// Records of it in the store.
    pub records: u64,
    /// Title of the issue in which it goes on, where it went on in another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<String>,
}

/// The life of a hot issue across runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IssueLife {
    /// The same in every run.
    pub key: String,
    /// `new`, `ongoing`, `growing`, `shrinking`, `reopened`, `unclear` or `resolved`.
    pub state: String,
    /// Day of its first record.
    pub first: Option<String>,
    /// Day of its last record.
    pub last: Option<String>,
    /// Runs that saw it, this one included.
    pub runs: u64,
    /// Records of it in the store.
    pub records: u64,
    /// Major complaints of it that the store did not know before this run.
    #[serde(default, skip_serializing_if = "is_none")]
    pub new_major: u64,
    /// Records in each period of `trend.points`, in the same order: the life line over the whole history.
    pub line: Vec<u64>,
}

/// Where a work order stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderState {
    /// The same in every run; `voc history close` takes it.
    pub id: String,
    /// `open`, `overdue`, `quiet` (overdue, and nothing was heard of it for two weeks, or twice its deadline) or `closed`.
    pub status: String,
    /// When it was raised: time of a major complaint, else the day of the run; counted anew when it was quiet and came up again.
    pub opened: Option<String>,
    /// When it has to be done.
    pub due: Option<String>,
    /// When it was done.
    pub resolved: Option<String>,
    /// Whether the customer was satisfied, where the outcome says so.
    pub satisfied: Option<bool>,
    /// Complaints among those of the action that closed orders had dealt with before: this one is about the others.
    #[serde(default, skip_serializing_if = "is_none")]
    pub handled: u64,
    /// Major complaints of the order that came later than the one by which it is due.
    #[serde(default, skip_serializing_if = "is_none")]
    pub later: u64,
    /// When the last of these is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<String>,
    /// Its deadline had passed when a run raised it first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub past: bool,
}

/// How work orders were handled, over all orders of the store.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Handling {
    /// Orders raised.
    pub orders: u64,
    /// Closed among them.
    pub closed: Rate,
    /// Hours from raising to closing: the median; null where nothing is closed.
    pub median_hours: Option<f64>,
    /// The same: the mean.
    pub mean_hours: Option<f64>,
    /// Closed after the deadline, of those closed.
    pub late: Rate,
    /// Open past the deadline and not quiet, of those open.
    pub overdue: Rate,
    /// Of these, orders whose deadline had passed when a run raised them first.
    #[serde(default)]
    pub past: u64,
    /// Closed orders about an issue or aspect that had complaints again afterwards, of all such closed orders.
    pub again: Rate,
    /// Complaints after the closing of their order.
    pub complaints_after: u64,
    /// Satisfied after handling, of outcomes that say so.
    pub satisfied: Rate,
    /// The complaints of these orders, one by one, where outcomes name them by their own ids. Absent where none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_complaint: Option<ByComplaint>,
    /// Whether closing an order about an issue made a difference, where there is a week or more of data since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Effect>,
}

/// How complaints were handled, each by itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ByComplaint {
    /// Dealt with, of all that orders hold.
    pub closed: Rate,
    /// Days from a complaint to the day on which it was dealt with: the median; null where no day is known.
    pub median_days: Option<f64>,
}

/// An issue before and after its order was closed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Effect {
    /// The order.
    pub order: String,
    /// Title of the issue.
    pub title: String,
    /// Days that are looked at on each side: up to 90, and no more than there are since.
    pub days: u64,
    /// Its records of all, in so many days up to the closing.
    pub before: Rate,
    /// The same in the days after.
    pub after: Rate,
    /// `better` or `worse` beyond chance (95 %, one-sided), else `unclear`.
    pub verdict: String,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for it
fn is_none(n: &u64) -> bool {
    *n == 0
}
