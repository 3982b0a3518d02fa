//! Satisfaction, sentiment, natures, severity, aspects: the figures.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Caution, Estimate, Quote, Rate, RowRef};

/// How satisfied customers are: from the texts, and from the ratings where there are any.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Satisfaction {
    /// Levels 1–5 read from the texts alone, over informative rows.
    pub distribution: Vec<LevelCount>,
    /// Mean level of the texts, 1 … 5.
    pub mean: Estimate,
    /// CSAT of the texts in percent: levels 4 and 5 among all.
    pub csat: Estimate,
    /// Net sentiment in percent points: share of positive less share of negative texts.
    pub net_sentiment: Estimate,
    /// What the ratings say; null where there are none.
    pub ratings: Option<Ratings>,
    /// Stars against texts; null where one of them is missing.
    pub agreement: Option<Agreement>,
    /// Cautions.
    pub cautions: Vec<Caution>,
}

/// A level of satisfaction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LevelCount {
    /// 1 (very dissatisfied) … 5 (very satisfied).
    pub level: u8,
    /// How many, of how many.
    #[serde(flatten)]
    pub rate: Rate,
}

/// The ratings that customers gave.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ratings {
    /// Largest value of the scale: 5, 7, 10, 50 (five stars as whole numbers) or 100.
    pub scale: u32,
    /// Rows with a rating on the scale, those whose text says nothing among them. One rating in a hundred may lie off it and counts for nothing.
    pub rated: u64,
    /// Those of them whose text says nothing: empty, a placeholder, lone punctuation. Beside these figures they count in the ratings of segments,
    /// of the trend and of `change` only.
    #[serde(default)]
    pub wordless: u64,
    /// Ratings brought to levels 1–5.
    pub distribution: Vec<LevelCount>,
    /// Mean on the scale itself.
    pub mean: Estimate,
    /// CSAT in percent: the upper two of five levels among all.
    pub csat: Estimate,
    /// Net promoter score, −100 … 100: 9–10 less 0–6; null unless ratings run 0–10.
    pub nps: Option<Estimate>,
    /// What it is made of; null where it is.
    #[serde(default)]
    pub nps_shares: Option<NpsShares>,
}

/// Answers of 0 to 10 to how likely one is to recommend, by what they are counted as: the three together are all answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NpsShares {
    /// 9 and 10.
    pub promoters: Rate,
    /// 7 and 8.
    pub passives: Rate,
    /// 0 to 6.
    pub detractors: Rate,
}

/// Stars against texts, over informative rows that have both.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Agreement {
    /// Rows where star level and text level differ by at most one.
    pub close: Rate,
    /// Spearman rank correlation of star and text levels.
    pub rank_correlation: Option<f64>,
    /// Counts by star level (rows 1–5) and text level (columns 1–5).
    pub table: [[u64; 5]; 5],
    /// High stars (4–5) over an unhappy text (1–2).
    pub happy_stars_unhappy_text: Rate,
    /// Low stars (1–2) over a happy text (4–5).
    pub unhappy_stars_happy_text: Rate,
    /// The clearest mismatches.
    pub mismatches: Vec<Mismatch>,
}

/// A text that says something else than its stars.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Mismatch {
    /// Level of the stars, 1–5.
    pub stars: u8,
    /// Level of the text, 1–5.
    pub text_level: u8,
    /// The words.
    pub quote: Quote,
}

/// Polarity of whole texts, over informative rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SentimentShares {
    /// Praise outweighs.
    pub positive: Rate,
    /// Blame outweighs.
    pub negative: Rate,
    /// No opinion.
    pub neutral: Rate,
    /// Both in earnest.
    pub mixed: Rate,
}

/// Complaints of one nature. A complaint may be of several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NatureCount {
    /// `product`, `service` …
    pub id: String,
    /// Its name in the report's language.
    pub name: String,
    /// Complaints that name it, of all complaints.
    #[serde(flatten)]
    pub rate: Rate,
    /// Complaints of which it is the first nature.
    pub primary: u64,
    /// Of these complaints, major ones.
    pub major: u64,
    /// What exactly, most frequent first; of complaints that blame no aspect of the nature, the aspects of others that they do blame.
    pub aspects: Vec<AspectCount>,
}

/// Complaints about one aspect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AspectCount {
    /// Aspect id.
    pub id: String,
    /// Its name in the report's language.
    pub name: String,
    /// Complaints about it, of all complaints.
    #[serde(flatten)]
    pub rate: Rate,
}

/// How grave the complaints are.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SeveritySection {
    /// Complaints among informative rows.
    pub complaints: Rate,
    /// General complaints among all complaints.
    pub general: Rate,
    /// Major complaints among all complaints.
    pub major: Rate,
    /// Reasons of the rubric, most frequent first.
    pub reasons: Vec<ReasonCount>,
    /// Every major complaint, the gravest first: by deadline, then by the weight of its reasons (`reasons.tsv`), then the latest, then in input order.
    pub list: Vec<MajorComplaint>,
}

/// A reason of the rubric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReasonCount {
    /// `safety`, `fraud` …
    pub id: String,
    /// Its name in the report's language.
    pub name: String,
    /// Major complaints with this reason.
    pub count: u64,
}

/// One major complaint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MajorComplaint {
    /// The row's own id.
    pub id: Option<String>,
    /// The words, the evidence highlighted.
    pub quote: Quote,
    /// Natures, strongest first.
    pub natures: Vec<String>,
    /// Reasons with the words that say so: `safety: 漏电`.
    pub reasons: Vec<ReasonText>,
    /// Who has to act.
    pub department: Option<String>,
    /// Within how many hours.
    pub due_hours: Option<u32>,
    /// The hot issue that it belongs to.
    pub issue: Option<String>,
}

/// A reason and the words that give it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReasonText {
    /// `safety`, `fraud` …
    pub reason: String,
    /// Words of the record.
    pub text: String,
}

/// One aspect: how often, how liked, and what it does to satisfaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AspectStats {
    /// Aspect id.
    pub id: String,
    /// Its name in the report's language.
    pub name: String,
    /// Its nature.
    pub nature: String,
    /// Informative rows that mention it.
    pub mentioned: Rate,
    /// Rows that praise it (and do not blame it).
    pub positive: u64,
    /// Rows that blame it (and do not praise it).
    pub negative: u64,
    /// Rows that do both, or neither.
    pub other: u64,
    /// Negative among rows that judge it.
    pub negative_rate: Rate,
    /// Mean satisfaction of rows that mention it less that of rows that do not; stars where half of the informative rows or more have them, else text levels.
    pub impact: Estimate,
    /// The same for rows that blame it: what a fault costs.
    pub penalty: Estimate,
    /// The same for rows that praise it: what praise brings.
    pub reward: Estimate,
    /// `fix_now`, `keep_up`, `watch` or `low`: impact against volume, of blame for what harms (where the impact of a mention is not sure, what is blamed by half of those who
    /// judge it, at a sure cost, counts as harmful); null with too little data, or where hardly anybody judges it.
    pub priority: Option<String>,
    /// What is said of it: first praise, then blame, of each the five that most rows say.
    #[serde(default)]
    pub opinions: Vec<Opinion>,
}

/// A thing and what is said of it, in so many rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Opinion {
    /// `positive` (praise) or `negative` (blame).
    pub polarity: String,
    /// The words that name the thing, as a record has them; empty where it is only understood or stands in `opinion`.
    pub target: String,
    /// The words that judge it, in their shortest form: 清晰 for 很清晰 and 非常清晰, too.
    pub opinion: String,
    /// Rows that say so, in whatever spelling and degree; at least 2.
    pub count: u64,
    /// One of them.
    pub quote: RowRef,
}
