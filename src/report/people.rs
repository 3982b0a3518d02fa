//! Who and where: stages of the journey, needs, segments, and the work orders for departments.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Caution, Estimate, NpsShares, OrderState, Rate, RequestStats, RowRef};

/// The customer journey.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stages {
    /// Stages that the feedback speaks of, in the order of the journey.
    pub list: Vec<StageStats>,
    /// Ids of the low points: stages whose negative share lies above that of all stages together, interval and all; worst first.
    pub low_points: Vec<String>,
    /// Ids of the moments of truth: stages whose aspects explain more of the variance of satisfaction than an equal share of what all drivers explain,
    /// and where blame costs, or praise brings, satisfaction beyond chance; largest first. Empty without drivers.
    #[serde(default)]
    pub moments_of_truth: Vec<String>,
}

/// One stage of the journey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StageStats {
    /// `delivery`, `use` …
    pub id: String,
    /// Its name in the report's language.
    pub name: String,
    /// Informative rows with a judgement on an aspect of this stage.
    pub count: u64,
    /// Of these, rows that blame.
    pub negative: Rate,
    /// Mean satisfaction (text levels) of these rows.
    pub satisfaction: Estimate,
    /// Mean satisfaction of rows that blame at this stage less that of rows that judge nothing of it; stars where half of the informative rows or more have them, else text
    /// levels.
    #[serde(default)]
    pub penalty: Estimate,
    /// The same for rows that only praise.
    #[serde(default)]
    pub reward: Estimate,
    /// Part of the variance of satisfaction that the drivers of this stage explain; null without drivers.
    #[serde(default)]
    pub explained: Option<f64>,
}

/// Need layers after Kano, by asymmetric impact (penalty–reward contrast).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Needs {
    /// A fault costs much, praise brings little: must be right.
    pub core_pain: Vec<Need>,
    /// Costs and brings alike.
    pub expected: Vec<Need>,
    /// Praise brings much, its absence costs little.
    pub delight: Vec<Need>,
    /// What is asked for in so many words, with the reasons behind it; most frequent first.
    #[serde(default)]
    pub requests: Vec<RequestStats>,
    /// Cautions.
    pub cautions: Vec<Caution>,
}

/// One aspect as a need.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Need {
    /// Aspect id.
    pub aspect: String,
    /// Its name in the report's language.
    pub name: String,
    /// What a fault does to satisfaction (negative).
    pub penalty: Estimate,
    /// What praise does to satisfaction (positive).
    pub reward: Estimate,
    /// Rows that mention it.
    pub mentioned: u64,
}

/// A segment column with its values, weak ones first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SegmentColumn {
    /// The header.
    pub column: String,
    /// Distinct values in the data (the list may hold fewer).
    pub values: u64,
    /// Values, the weakest first.
    pub list: Vec<Segment>,
    /// Values with too few rows to be listed.
    pub too_small: u64,
    /// Cautions.
    pub cautions: Vec<Caution>,
}

/// One value of a segment column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Segment {
    /// The value.
    pub value: String,
    /// Informative rows.
    pub count: u64,
    /// Text levels 1–5 of these rows.
    pub distribution: [u64; 5],
    /// Mean satisfaction (text levels).
    pub satisfaction: Estimate,
    /// The same, drawn towards the mean of all as far as its own rows are few (empirical Bayes); the list is ordered by it.
    pub pooled: Option<f64>,
    /// Its 95 % interval.
    #[serde(default)]
    pub pooled_low: Option<f64>,
    /// Its 95 % interval.
    #[serde(default)]
    pub pooled_high: Option<f64>,
    /// The share of complaints, drawn towards the share of all in the same way (beta-binomial).
    #[serde(default)]
    pub pooled_complaints: Estimate,
    /// Mean rating on its own scale, where there are ratings.
    pub rating: Estimate,
    /// Net promoter score of these ratings; absent where `satisfaction` tells none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nps: Option<Estimate>,
    /// What it is made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nps_shares: Option<NpsShares>,
    /// Negative texts.
    pub negative: Rate,
    /// Complaints.
    pub complaints: Rate,
    /// Major complaints.
    pub major: u64,
    /// Whether it is weaker than the others together beyond chance (95 %).
    pub weak: bool,
    /// Chance of a difference this large to the others without any, after control for all values of the column (Benjamini–Hochberg).
    #[serde(default)]
    pub q: Option<f64>,
    /// The nature that it complains of more than others do, if any: the first of `specials`.
    pub special: Option<String>,
    /// That its complaints are major more often, and natures and aspects that they name more than those of the others, beyond chance, clearest first.
    #[serde(default)]
    pub specials: Vec<Special>,
    /// The value of another column that it is weak because of: what is left without that one is not weak. Absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<SegmentCause>,
    /// Its complaints by nature among its rows: every nature that some complaint of the column names, most frequent in the column first.
    #[serde(default)]
    pub natures: Vec<SegmentNature>,
}

/// A value of another column that lies within a weak one and makes it weak: a partner in a city.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SegmentCause {
    /// The header of the other column.
    pub column: String,
    /// The value.
    pub value: String,
    /// Its share of the rows of the weak one.
    pub share: f64,
    /// Mean satisfaction of the other rows of the weak one; null where they are too few.
    pub rest: Option<f64>,
}

/// How often the rows of a segment value complain of a nature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SegmentNature {
    /// Its id.
    pub id: String,
    /// Its name in the report's language.
    pub name: String,
    /// Complaints that name it, of the rows of this value.
    #[serde(flatten)]
    pub rate: Rate,
}

/// What the complaints of a segment value name more than those of the others, or that they are major more often.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Special {
    /// `nature`, `aspect`, or `major` (of major complaints, whatever they name).
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Its name in the report's language.
    pub name: String,
    /// Complaints of this value that name it.
    pub count: u64,
    /// Complaints of the whole column that name it.
    #[serde(default)]
    pub all: u64,
    /// How many there would be at the rate of the whole column.
    pub expected: f64,
    /// How many times more often than in the complaints of the other values; null where those never name it.
    pub lift: Option<f64>,
    /// Chance after control for all values, natures and aspects of the column, for `major` all values (Fisher's exact test, Benjamini–Hochberg).
    pub q: f64,
}

/// A work order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Action {
    /// 1 is the most urgent.
    pub priority: u32,
    /// Department in the report's language.
    pub department: String,
    /// Within how many hours.
    pub due_hours: u32,
    /// `refund`, `replace`, `repair`, `apologise`, `explain`, `compensate`, `investigate` or `improve`.
    pub solution: String,
    /// What to do, one sentence in the report's language.
    pub title: String,
    /// `major` where it holds a major complaint, else `general`. A hot issue is one order; outside of them major complaints of one reason, aspect
    /// and department are one, general ones of an aspect are one, and those of a department's rarer aspects are one.
    pub severity: String,
    /// Nature.
    pub nature: Option<String>,
    /// Aspect.
    pub aspect: Option<String>,
    /// The hot issue, if it is about one.
    pub issue: Option<String>,
    /// How many complaints.
    pub count: u64,
    /// Major ones among them.
    #[serde(default)]
    pub major: u64,
    /// The records: every major one, then the others, in input order, part by part where there are parts.
    pub rows: Vec<RowRef>,
    /// What there is to do by aspect, where an order gathers complaints of several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<ActionPart>,
    /// What a gathering order is known by from run to run, the same in every language; empty for others.
    #[serde(skip)]
    pub about: String,
    /// Where the order stands (`--history`); absent without a store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderState>,
}

/// The complaints about one aspect within a work order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ActionPart {
    /// Nature.
    pub nature: Option<String>,
    /// Aspect; null where only the nature is known.
    pub aspect: Option<String>,
    /// Name of the aspect, or of the nature, in the report's language.
    pub name: String,
    /// Within how many hours.
    pub due_hours: u32,
    /// `refund`, `replace` … as of the order.
    pub solution: String,
    /// How many complaints.
    pub count: u64,
    /// The records, in input order.
    pub rows: Vec<RowRef>,
}
