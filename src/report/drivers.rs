//! What moves satisfaction: drivers, quick wins; and what customers ask for, with the reasons.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Caution, Estimate, Quote, Rate};

/// What moves satisfaction, by a ridge regression of the satisfaction of rows on what each praises and blames.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Drivers {
    /// What satisfaction is measured by: `stars` (ratings, stretched to 1–5) or `texts` (levels read from the text); null without a fit.
    pub measure: Option<String>,
    /// Rows that the fit is over.
    pub n: u64,
    /// Share of the variance of satisfaction that all drivers together explain (as fitted, with shrinkage).
    pub explained: Option<f64>,
    /// The penalty of the ridge: the variance of a row around its fit over the variance of the effects. Chosen from the data by restricted
    /// maximum likelihood (empirical Bayes).
    pub penalty: Option<f64>,
    /// Drivers, those first that move the mean most.
    pub list: Vec<Driver>,
    /// Faults that cost much and sit in one place.
    pub quick_wins: Vec<QuickWin>,
    /// Cautions; `same_words` where the levels come from the words that the judgements come from.
    pub cautions: Vec<Caution>,
}

/// One side of one aspect as a driver.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Driver {
    /// Aspect id.
    pub aspect: String,
    /// Its name in the report's language.
    pub name: String,
    /// `negative` (it is blamed) or `positive` (it is praised).
    pub polarity: String,
    /// Rows in which that is so, of the rows of the fit.
    pub rows: Rate,
    /// What it does to the satisfaction of a row, everything else that the row says held the same; in levels of 1–5. The interval is that of the
    /// posterior (95 %).
    pub coefficient: Estimate,
    /// By how much the mean of all would rise if this fault vanished (`-coefficient × share of rows`); null for praise.
    pub gain: Option<Estimate>,
    /// Its part of the variance explained (Pratt's measure); the parts add up to `explained`.
    pub explained: f64,
}

/// A fault worth much that is found in one place: its gain is above 0 for sure and not below the median of such gains, and either one hot issue holds a
/// third of the complaints that blame it, or one segment value holds half of them and at least twice its share of all rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuickWin {
    /// Aspect id.
    pub aspect: String,
    /// Its name in the report's language.
    pub name: String,
    /// Gain in satisfaction if the complaints in this place vanished: that of the driver times the share that is `held`.
    pub gain: Estimate,
    /// `issue` or `segment`.
    pub place: String,
    /// The id, or the segment column.
    pub id: String,
    /// The title, or the segment value.
    pub title: String,
    /// Complaints there that blame the aspect, of all that do.
    pub held: Rate,
    /// Who acts on most of these complaints.
    pub department: Option<String>,
}

/// What is asked for in so many words (explicit), and the faults behind it (implicit).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RequestStats {
    /// `refund`, `suggestion` …
    pub id: String,
    /// Its name in the report's language.
    pub name: String,
    /// Informative rows that ask for it.
    #[serde(flatten)]
    pub rate: Rate,
    /// Of these, rows that give a reason.
    pub reasoned: Rate,
    /// The things asked for, most frequent first.
    pub objects: Vec<WordCount>,
    /// Reasons by aspect, most frequent first.
    pub reasons: Vec<RequestReason>,
}

/// A reason behind a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RequestReason {
    /// The aspect blamed.
    pub aspect: String,
    /// Its name in the report's language.
    pub name: String,
    /// Rows, of those that give a reason for this request.
    #[serde(flatten)]
    pub rate: Rate,
    /// Rows in which a word says that it is the reason (因为, 所以); in the others it is the nearest fault.
    pub told: u64,
    /// The words of the fault, most frequent first.
    pub words: Vec<WordCount>,
    /// One of the texts.
    pub quote: Option<Quote>,
}

/// A word with its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WordCount {
    /// The word.
    pub word: String,
    /// Rows.
    pub count: u64,
}
