//! The report: plain data between computing and showing. `voc schema report` is derived from these types.
//!
//! Everything is final here: rates divided, intervals computed, numbers rounded. Renderers show it and compute nothing.
//! This module imports nothing of the project but the nouns of `record`.

mod compare;
mod drivers;
mod history;
mod issues;
mod parts;
mod people;
mod run;
mod scores;
mod verbatims;
mod words;

pub use compare::*;
pub use drivers::*;
pub use history::*;
pub use issues::*;
pub use parts::*;
pub use people::*;
pub use run::*;
pub use scores::*;
pub use verbatims::*;
pub use words::*;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of the report's shape. Grows when a field changes its meaning or goes; new fields do not count.
pub const SCHEMA_VERSION: u32 = 1;

/// The keyword in the properties of workbooks that hold a report or a comparison, by which they are known.
pub const BOOK_MARK: &str = "voc report";

/// The head of the table in CSV that holds all figures of a report.
pub const FIGURES: [&str; 8] = ["section", "item", "measure", "value", "low", "high", "n", "id"];

/// How the head of the table in CSV begins that holds all figures of a comparison.
pub const CHANGES: [&str; 6] = ["section", "id", "name", "before", "after", "difference"];

/// What one run found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// What was read, with what, and how every row is accounted for.
    pub run: Run,
    /// How satisfied customers are, and how that is spread.
    pub satisfaction: Satisfaction,
    /// Polarity of whole texts.
    pub sentiment: SentimentShares,
    /// What is complained about, by nature and aspect, most frequent first.
    pub natures: Vec<NatureCount>,
    /// How grave the complaints are, with every major one.
    pub severity: SeveritySection,
    /// Of how many complaints and requests hot issues, alerts about them and work orders were made; absent where that is all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampled: Option<Sampled>,
    /// Groups of complaints about the same thing, hottest first.
    pub hot_issues: Vec<HotIssue>,
    /// Themes of all feedback, largest first.
    pub topics: Vec<Topic>,
    /// Words: overall, and those that set the unhappy and the happy apart.
    pub keywords: Keywords,
    /// Aspects: volume, polarity, and impact on satisfaction.
    pub aspects: Vec<AspectStats>,
    /// What moves satisfaction, and quick wins.
    #[serde(default)]
    pub drivers: Drivers,
    /// The customer journey, in order, with its low points and moments of truth.
    pub stages: Stages,
    /// Core pains, expected and delightful things.
    pub needs: Needs,
    /// Branches, regions, channels …: one entry for each segment column, weak segments first.
    pub segments: Vec<SegmentColumn>,
    /// Volume and satisfaction over time.
    pub trend: Trend,
    /// What changed: the last four weeks against the four before, or the halves of a shorter file.
    #[serde(default)]
    pub change: PeriodChange,
    /// What somebody must look at.
    pub alerts: Vec<Alert>,
    /// Work orders: who does what by when.
    pub actions: Vec<Action>,
    /// Wishes and feelings: intents and emotions by count.
    pub voices: Voices,
    /// Negative texts that no aspect explains: what the dictionaries do not know yet.
    pub untagged: Untagged,
    /// Texts with their labels: what the figures were counted from, a choice of it. For pages only: programs read the annotated rows,
    /// and JSON would be twice as long.
    #[serde(skip)]
    pub verbatims: Verbatims,
    /// This run among those of the store (`--history`); absent without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<History>,
}

/// A choice of the complaints and requests: all major ones, and of the others as many as there is room for. Counts and shares of hot issues are of these.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sampled {
    /// How many were kept.
    pub kept: u64,
    /// Of how many.
    pub of: u64,
}

/// A share with its denominator and its 95 % Wilson interval. Shares are fractions, 0 … 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rate {
    /// How many.
    pub count: u64,
    /// Of how many.
    pub of: u64,
    /// `count / of`; null where `of` is 0.
    pub share: Option<f64>,
    /// Lower end of the interval.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
}

/// A mean or another figure with its 95 % interval and the number of records behind it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Estimate {
    /// The figure; null where there is too little data.
    pub value: Option<f64>,
    /// Lower end of the interval.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
    /// Records behind it.
    pub n: u64,
}

/// Below this many records a figure is no headline: the interval of a share is then wider than ±18 points.
pub const LITTLE: u64 = 30;

impl Rate {
    /// Whether it is counted from too few to be told as a percentage.
    pub fn is_thin(&self) -> bool {
        self.of < LITTLE
    }
}

impl Estimate {
    /// Whether there are too few records behind it for a headline.
    pub fn is_thin(&self) -> bool {
        self.n < LITTLE
    }
}

/// Why a section shows no figures, or shows them with a caution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Caution {
    /// Too few records to say anything.
    TooLittleData,
    /// No column with times was found.
    NoTimes,
    /// Rows so far from all others in time that their dates must be wrong count as rows without a time.
    StrayTimes,
    /// No column with ratings was found.
    NoRatings,
    /// No segment columns were found.
    NoSegments,
    /// A column has too many different values to be a segment (more than 10,000).
    TooManyValues,
    /// Ratings run 0–10 but may not be answers to a recommendation question.
    ScaleAssumed,
    /// Sources rate on different scales: their ratings are not put together.
    ScalesMixed,
    /// What is explained and what explains it come from the same words: an association, no effect.
    SameWords,
}

/// A record, named so that it can be found again.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct RowRef {
    /// The input as the user named it.
    pub source: String,
    /// One-based data row.
    pub row: u64,
}

/// Words of a customer with the way back to the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quote {
    /// The input as the user named it.
    pub source: String,
    /// One-based data row.
    pub row: u64,
    /// The text, masked, cut at 200 characters.
    pub text: String,
    /// Character ranges of `text` that are the evidence.
    pub highlights: Vec<[u32; 2]>,
    /// The rating, where there is one.
    pub rating: Option<f64>,
    /// When.
    pub time: Option<String>,
    /// The row's own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}
