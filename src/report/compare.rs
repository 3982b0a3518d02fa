//! The report of `voc compare`: what changed between two groups of feedback; and within one report, what changed lately. Plain data; `voc schema compare` is
//! derived from it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Caution, Input, Period, Quote};

/// What changed from one group of feedback to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Version of voc.
    pub version: String,
    /// What was read.
    pub inputs: Vec<Input>,
    /// Options that shape the result.
    pub options: BTreeMap<String, String>,
    /// Hash of every dictionary in force.
    pub dictionaries: String,
    /// Hash of every model in force.
    pub models: String,
    /// True unless `--no-mask`.
    pub masking: bool,
    /// The group compared with.
    pub before: Group,
    /// The group looked at.
    pub after: Group,
    /// Rows that belong to neither (filtered out, or without the time that `--at` needs).
    pub left_out: u64,
    /// Rows of the group after that the group before has as well (the same id and text, or the same text, time and segment values): two exports that overlap look
    /// more alike than what is new in each. Absent where there are none.
    #[serde(default, skip_serializing_if = "is_none")]
    pub shared: u64,
    /// The answer in words, most important first.
    pub verdict: Vec<String>,
    /// Satisfaction, the customers' own ratings where both sides have some, CSAT, net sentiment, complaints, negative texts, major complaints.
    pub headline: Vec<Change>,
    /// Complaints of each nature.
    pub natures: Vec<Change>,
    /// Complaints about each aspect.
    pub aspects: Vec<Change>,
    /// Hot issues of both groups together.
    pub issues: Vec<Change>,
    /// Values of segment columns on both sides, by column; empty of runs of a store, which keeps no rows.
    #[serde(default)]
    pub segments: Vec<SegmentChanges>,
    /// What the change of mean satisfaction is made of.
    pub contributions: Contributions,
    /// The change with the same mix of strata on both sides; null without `--adjust`.
    pub adjusted: Option<Adjusted>,
    /// The change beyond that of a comparison group; null without `--control`.
    pub control: Option<Control>,
}

impl Comparison {
    /// The changes of values of segments: their complaint rates, then their satisfaction.
    pub fn segment_changes(&self) -> [Vec<&Change>; 2] {
        let all = || self.segments.iter().flat_map(|c| &c.list);
        [all().map(|s| &s.complaints).collect(), all().map(|s| &s.satisfaction).collect()]
    }

    /// All quotes.
    pub fn quotes_mut(&mut self) -> impl Iterator<Item = &mut Quote> {
        let values = self.segments.iter_mut().flat_map(|c| &mut c.list);
        let values = values.flat_map(|s| [&mut s.complaints, &mut s.satisfaction]);
        let lists = self.headline.iter_mut().chain(&mut self.natures).chain(&mut self.aspects).chain(&mut self.issues);
        let quotes = lists.chain(values).filter_map(|x| x.quotes.as_mut());
        quotes.flat_map(|q| q.before.iter_mut().chain(&mut q.after))
    }
}

/// The values of one segment column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SegmentChanges {
    /// The header.
    pub column: String,
    /// Distinct values on both sides.
    pub values: u64,
    /// Values, those with most rows first.
    pub list: Vec<SegmentChange>,
    /// Values with too few rows to be listed.
    pub too_small: u64,
}

/// One value before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SegmentChange {
    /// The value.
    pub value: String,
    /// Complaints among its rows; controlled for the complaint rates of all values of all columns.
    pub complaints: Change,
    /// Mean satisfaction of its rows; controlled for that of all values of all columns.
    pub satisfaction: Change,
}

/// One group of rows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Group {
    /// How it is named.
    pub name: String,
    /// Rows read into it.
    pub rows: u64,
    /// Of these, rows that count: not empty, no copy, informative.
    pub informative: u64,
    /// Complaints among them.
    pub complaints: u64,
    /// First and last day.
    pub period: Option<Period>,
}

/// What changed within one report: the last stretch of its days against the one before, by the statistics of `voc compare`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PeriodChange {
    /// `weeks`: the last four weeks (28 days up to the last day) against the four before; `halves`: of a file that covers fewer days. Null where nothing is compared.
    pub unit: Option<String>,
    /// The stretch compared with; null without times, and where either stretch has too few rows.
    pub before: Option<Stretch>,
    /// The last stretch; null likewise.
    pub after: Option<Stretch>,
    /// Mean satisfaction, the customers' own ratings where both stretches have some, CSAT of texts, complaints, major complaints (the last two among all
    /// informative rows).
    pub figures: Vec<Change>,
    /// Shares of complaints about an aspect (where no aspect tells, of a nature) that changed most and with evidence, at most three; where the share of complaints
    /// changed, only those that changed as it did.
    pub themes: Vec<Change>,
    /// Why nothing is compared.
    pub cautions: Vec<Caution>,
}

/// A stretch of days.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Stretch {
    /// Its first day.
    pub first: String,
    /// Its last day.
    pub last: String,
    /// Informative rows in it.
    pub rows: u64,
}

/// A figure before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// `satisfaction`, `rating`, `csat`, `complaints`, `logistics`, `service.attitude`, an issue's id, `column=value` …
    pub id: String,
    /// Its name in the report's language.
    pub name: String,
    /// Unit of the figures: `level` (1–5), `rating` (on the scale of the ratings), `share` (0 … 1) or `net` (−1 … 1).
    pub unit: String,
    /// The figure before; null where there is too little data.
    pub before: Option<f64>,
    /// Rows behind it: those counted (for a share) and all.
    pub before_rows: [u64; 2],
    /// The figure after.
    pub after: Option<f64>,
    /// Rows behind it.
    pub after_rows: [u64; 2],
    /// After less before.
    pub difference: Option<f64>,
    /// Lower end of the difference's 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Cohen's h of a share, Hedges' g of a mean; 0.2 is small, 0.5 medium, 0.8 large.
    pub effect: Option<f64>,
    /// Two-sided chance of such a difference if nothing had changed.
    pub p: Option<f64>,
    /// The same after control for all changes of its list (Benjamini–Hochberg).
    pub q: Option<f64>,
    /// `better` or `worse` (q < 0.05), `maybe_better` or `maybe_worse` (p < 0.05 by itself, but chance may do so among so many), `no_evidence` or
    /// `too_little_data`.
    pub verdict: String,
    /// Of an aspect or an issue: major complaints that are about it above all, before and after; null where the rows are not there to tell.
    #[serde(default)]
    pub major: Option<[u64; 2]>,
    /// Whether more of the rows are such major complaints than before, though there is no evidence that it became worse: each of them counts.
    #[serde(default)]
    pub grave: bool,
    /// Of an issue: the aspect that it is nearly the same matter as; null where there is none.
    #[serde(default)]
    pub within: Option<String>,
    /// Texts behind a change (`verdict` other than `no_evidence` and `too_little_data`, or `grave`): complaints that the figure counts or, of satisfaction,
    /// that its rows make. Null where there is none, and of runs of a store, which keeps no rows.
    #[serde(default)]
    pub quotes: Option<Quotes>,
}

impl Change {
    /// Whether something is told of it: it became better or worse, maybe so, or graver.
    pub fn is_told(&self) -> bool {
        self.grave || !matches!(self.verdict.as_str(), "no_evidence" | "too_little_data")
    }
}

/// Texts behind a change, no two alike, major complaints first; at most two of each side.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quotes {
    /// Of the group compared with.
    pub before: Vec<Quote>,
    /// Of the group looked at.
    pub after: Vec<Quote>,
}

/// What the change of mean satisfaction is made of, each row under its main theme only; `total` is exactly the sum of the parts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Contributions {
    /// Change of the mean level.
    pub total: f64,
    /// Themes, the largest part first; the small ones together at the end.
    pub list: Vec<Contribution>,
}

/// A theme's part in the change.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Contribution {
    /// An aspect, `none` (no complaint), `other` (a complaint that names nothing) or `rest`.
    pub id: String,
    /// Its name in the report's language.
    pub name: String,
    /// Share of rows before.
    pub before_share: f64,
    /// Share of rows after.
    pub after_share: f64,
    /// Mean level before.
    pub before_mean: Option<f64>,
    /// Mean level after.
    pub after_mean: Option<f64>,
    /// Because the theme became more or less frequent.
    pub mix: f64,
    /// Because its rows became happier or unhappier.
    pub level: f64,
    /// Both.
    pub total: f64,
}

/// Changes by direct standardisation: strata weigh on both sides as they do in both together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Adjusted {
    /// The columns adjusted for.
    pub columns: Vec<String>,
    /// Strata on both sides, which the figures are about.
    pub strata: u64,
    /// Share of rows in strata that one side lacks (fewer than two rows).
    pub without_match: f64,
    /// Mean satisfaction and complaint rate, adjusted.
    pub changes: Vec<Change>,
}

/// Difference in differences.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Control {
    /// The comparison group.
    pub name: String,
    /// Its rows before and after.
    pub rows: [u64; 2],
    /// Mean satisfaction and complaint rate: `before` is the change of the comparison group, `after` that of the group looked at.
    pub changes: Vec<Change>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for it
fn is_none(n: &u64) -> bool {
    *n == 0
}
