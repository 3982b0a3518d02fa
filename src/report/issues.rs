//! Hot issues, topics, trend and alerts.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Caution, Estimate, IssueLife, NpsShares, Quote, Rate};

/// A group of complaints about the same thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HotIssue {
    /// Stable: the same group has the same id in every run over the same rows.
    pub id: String,
    /// 1 is the hottest.
    pub rank: u32,
    /// Target and problem, in the customers' words.
    pub title: String,
    /// 0 … 100, see `heat_parts`.
    pub heat: f64,
    /// What the heat consists of, each 0 … 1.
    pub heat_parts: BTreeMap<String, f64>,
    /// Complaints in it.
    pub count: u64,
    /// Of all complaints and requests, among which issues are sought.
    pub share: f64,
    /// How many these are.
    #[serde(default)]
    pub of: u64,
    /// Lower end of the 95 % interval of the share.
    #[serde(default)]
    pub low: f64,
    /// Upper end.
    #[serde(default)]
    pub high: f64,
    /// The nature of most of them.
    pub nature: Option<String>,
    /// The aspect of most of them.
    pub aspect: Option<String>,
    /// Its name in the report's language.
    pub aspect_name: Option<String>,
    /// Major ones among them.
    pub major: u64,
    /// Day of the first.
    pub first: Option<String>,
    /// Day of the last.
    pub last: Option<String>,
    /// How it develops.
    pub trend: IssueTrend,
    /// Words that set it apart.
    pub keywords: Vec<String>,
    /// Segment values in which it is over-represented: header → values with counts.
    pub attrs: BTreeMap<String, Vec<ValueCount>>,
    /// The most telling texts, none a copy of another.
    pub quotes: Vec<Quote>,
    /// Its life across runs (`--history`); absent without a store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life: Option<IssueLife>,
}

/// How an issue develops.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IssueTrend {
    /// `rising`, `falling`, `steady`, `new` or `unknown` (no times, or too few complaints to tell).
    pub direction: String,
    /// Records in the later half of the period against the earlier half.
    pub recent: u64,
    /// Records in the earlier half.
    pub earlier: u64,
    /// Count in each period of `trend.points`, in the same order.
    pub series: Vec<u64>,
}

/// A value of a segment column with its count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ValueCount {
    /// The value.
    pub value: String,
    /// How many.
    pub count: u64,
}

/// A theme of all feedback, praise and suggestions included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Topic {
    /// Stable id.
    pub id: String,
    /// Its leading words.
    pub name: String,
    /// Words of the theme, strongest first.
    pub words: Vec<String>,
    /// Informative rows of the theme.
    #[serde(flatten)]
    pub rate: Rate,
    /// Mean satisfaction (text levels).
    pub satisfaction: Estimate,
    /// Share of negative texts.
    pub negative: Rate,
    /// The most telling texts.
    pub quotes: Vec<Quote>,
}

/// Volume and satisfaction over time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Trend {
    /// `day`, `week` or `month`; null where there are no times.
    pub unit: Option<String>,
    /// One entry for each period from first to last, gaps included.
    pub points: Vec<TrendPoint>,
    /// How the volume is spread over the week, Monday first; empty where fewer than 28 days have feedback.
    pub weekdays: Vec<Weekday>,
    /// The weekdays on which texts are negative more often than on the others, beyond chance; absent where none stands out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worse_days: Option<WorseDays>,
    /// Rows without a time, or with one so far from all others that it must be wrong (`stray_times`).
    pub undated: u64,
    /// Cautions.
    pub cautions: Vec<Caution>,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Weekday {
    /// 1 is Monday.
    pub weekday: u8,
    /// Informative rows.
    pub count: u64,
    /// Rows of a day against those of an average day; 1 is average.
    pub index: f64,
    /// Negative texts among them.
    pub negative: Rate,
}

/// Weekdays that stand out by negative texts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorseDays {
    /// 1 is Monday.
    pub weekdays: Vec<u8>,
    /// Negative texts on these days.
    pub negative: Rate,
    /// Negative texts on the other days.
    pub others: Rate,
}

/// One period.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrendPoint {
    /// `2026-01-05`, `2026-W02` or `2026-01`.
    pub period: String,
    /// Its first day.
    pub start: String,
    /// Informative rows.
    pub count: u64,
    /// Mean satisfaction (text levels).
    pub satisfaction: Estimate,
    /// Mean rating on its own scale with the number of ratings, those without words among them. Null where there are fewer than ten, and where a
    /// store, which keeps no ratings by day, has rows of the period that this run has not.
    #[serde(default)]
    pub rating: Estimate,
    /// Net promoter score of these ratings; absent where `satisfaction` tells none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nps: Option<Estimate>,
    /// What it is made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nps_shares: Option<NpsShares>,
    /// Negative texts among informative rows.
    pub negative: Rate,
    /// Complaints among informative rows.
    pub complaints: Rate,
    /// Major complaints.
    pub major: u64,
    /// Complaints by nature.
    pub natures: BTreeMap<String, u64>,
    /// Complaints by blamed aspect: the aspects most complained of in all, where they have any.
    pub aspects: BTreeMap<String, u64>,
    /// Public holidays and sales festivals in it.
    pub holidays: Vec<String>,
    /// False for a first or last period that the data covers only in part.
    pub complete: bool,
}

/// Something that somebody must look at.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Alert {
    /// `blue`, `yellow`, `orange` or `red`.
    pub colour: String,
    /// `spike`, `drift`, `rising_issue`, `rising_segment`, `emerging`, `major` or `crisis`.
    pub kind: String,
    /// What it is about: `nature:logistics`, `issue:…`, `segment:渠道=天猫`, `segment:门店=江汉路店/aspect:product.hygiene`, `severity:safety` …
    pub subject: String,
    /// One sentence in the report's language.
    pub message: String,
    /// The period of the trend that it concerns.
    pub period: Option<String>,
    /// Its first day.
    pub start: Option<String>,
    /// Its last day.
    pub end: Option<String>,
    /// The figure that raised it.
    pub value: f64,
    /// What was expected.
    pub baseline: Option<f64>,
    /// Chance of such a figure if nothing had changed, after control for many tests.
    pub p: Option<f64>,
    /// Records behind it (the first 20; of major complaints the 20 gravest).
    pub rows: Vec<super::RowRef>,
    /// What other alerts that tell of the same records are about: summaries for people name them here.
    #[serde(default)]
    pub also: Vec<String>,
    /// Place in `alerts` (from 0) of the one that tells of the same records, where that one leads; null where this one is told by itself.
    #[serde(default)]
    pub parent: Option<u64>,
}
