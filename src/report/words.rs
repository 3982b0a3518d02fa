//! Keywords, what customers want and feel, and what the dictionaries do not know yet.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Rate;

/// Words of the feedback.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Keywords {
    /// The words in most texts.
    pub overall: Vec<Keyword>,
    /// Words that negative texts use more than the others; where most texts of a small file are negative, the few that are clear by themselves.
    pub negative: Vec<Keyword>,
    /// Words that positive texts use more than the others; the same.
    pub positive: Vec<Keyword>,
    /// Words that complaints of a nature use more than other complaints.
    pub natures: BTreeMap<String, Vec<Keyword>>,
    /// Words that complaints blaming an aspect use more than other complaints.
    pub aspects: BTreeMap<String, Vec<Keyword>>,
    /// Words that complaints of a segment value use more than the other complaints: header → value → words.
    pub segments: BTreeMap<String, BTreeMap<String, Vec<Keyword>>>,
    /// Terms of several words (「安装费」, 「客服态度」), most frequent first, with how often negative texts use them against the others; from a
    /// sample of at most 20,000 rows.
    pub phrases: Vec<Keyword>,
    /// Words that stand together more often than by chance, clearest first; from the same sample.
    pub pairs: Vec<WordPair>,
}

/// Two words that go together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WordPair {
    /// The two words.
    pub words: [String; 2],
    /// Rows with both.
    pub count: u64,
    /// How many times more often together than by chance.
    pub lift: f64,
    /// Log-likelihood ratio (G², Dunning 1993).
    pub g2: f64,
}

/// A word with its counts in rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Keyword {
    /// The word.
    pub word: String,
    /// Rows with it, in the group at hand.
    pub count: u64,
    /// Rows with it, overall.
    pub total: u64,
    /// How many times more frequent than in the other rows; null for `overall`.
    pub lift: Option<f64>,
    /// Log-likelihood ratio (G², Dunning 1993) against the other rows; null for `overall`.
    pub g2: Option<f64>,
}

/// Wishes and feelings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Voices {
    /// What customers want, most frequent first, among informative rows.
    pub intents: Vec<VoiceCount>,
    /// What customers feel, most frequent first, among informative rows.
    pub emotions: Vec<VoiceCount>,
}

/// One intent or emotion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VoiceCount {
    /// `refund`, `anger` …
    pub id: String,
    /// Its name in the report's language.
    pub name: String,
    /// How many, of how many.
    #[serde(flatten)]
    pub rate: Rate,
}

/// Negative informative texts without any negative mention of an aspect.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Untagged {
    /// How many of the negative texts.
    pub negative: Rate,
    /// Words that these texts use more than other negative texts.
    pub words: Vec<Keyword>,
    /// A few of them.
    pub quotes: Vec<super::Quote>,
}
