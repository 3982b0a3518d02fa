//! The nouns of voc: a row as it was read ([`Record`]), a row with its labels ([`Annotated`]), and what they consist of.
//!
//! These types are the seam between the rooms: ingest makes `Record`s, annotate turns each into an `Annotated`,
//! aggregate absorbs `Annotated`s. They know no files, no dictionaries and no statistics.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::number::Milli;
use crate::time::Stamp;

/// A shared name: a source, a column header, an id of the taxonomy.
pub type Name = Arc<str>;

/// One row of an input with its roles found, before any label.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// The input as the user named it.
    pub source: Name,
    /// One-based data row within `source`.
    pub row: u64,
    /// The row's own id, if there is an id column.
    pub id: Option<String>,
    /// The header above the id, which tells what kind of number it is.
    pub id_column: Option<Name>,
    /// A number of the row by which a store of runs has known such rows, where no column is the id here.
    pub known_by: Option<String>,
    /// The text columns, joined by line ends; raw, unmasked.
    pub text: String,
    /// The rating on its own scale (see [`crate::ingest`] for the forms that are understood).
    pub rating: Option<Milli>,
    /// When the feedback was given.
    pub time: Option<Stamp>,
    /// Likes or votes, where there is such a column.
    pub likes: Option<u64>,
    /// Segment columns under their own headers, in column order.
    pub attrs: Attrs,
    /// Those of them that are there only because something is asked of them: they do not tell which row it is.
    pub aside: Arc<[Name]>,
    /// Who has to act by when, where the export says so.
    pub duty: Option<Box<Duty>>,
}

/// Who has to act on a row by when, in the export's own words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Duty {
    /// The header of a segment column and its value.
    pub department: Option<(Name, String)>,
    /// Hours from the time of the row to its deadline.
    pub due_hours: Option<u32>,
}

/// Segment columns of a row: header and value, in column order, empty where the row has none: which columns there are does not hang on
/// the values. A map in JSON, a struct in Parquet.
#[derive(Debug, Clone, Default, Eq, JsonSchema)]
#[schemars(transparent)]
pub struct Attrs(#[schemars(with = "std::collections::BTreeMap<String, String>")] pub Vec<(Name, String)>);

impl Attrs {
    /// The value under `header`, if the row has one.
    pub fn get(&self, header: &str) -> Option<&str> {
        self.values().find(|(h, _)| &***h == header).map(|(_, v)| v)
    }

    /// The columns in which the row has a value.
    pub fn values(&self) -> impl Iterator<Item = (&Name, &str)> {
        self.0.iter().filter(|(_, v)| !v.is_empty()).map(|(h, v)| (h, v.as_str()))
    }
}

/// An empty value is none: columns of several files that Parquet puts together stand in all of their rows.
impl PartialEq for Attrs {
    fn eq(&self, other: &Self) -> bool {
        self.values().eq(other.values())
    }
}

/// One row with every label: the record of the contract, field for field, in the order in which it is written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Annotated {
    /// One-based data row within `source`.
    #[schemars(range(min = 1))]
    pub row: u64,
    /// The input as the user named it.
    pub source: Name,
    /// The row's own id.
    pub id: Option<String>,
    /// The input text with personal data masked character for character; every offset indexes it.
    pub text: String,
    /// The rating on its own scale; brought to 1–5 where it was given on one that reports do not know (1–7) or would mistake for another.
    pub rating: Option<Milli>,
    /// When the feedback was given: `2026-03-01T09:12:00`, or `2026-03-01` where no time of day was stated.
    pub time: Option<Stamp>,
    /// Likes or votes, where there is such a column.
    #[serde(default)]
    pub likes: Option<u64>,
    /// Segment columns under their own headers; an empty value where the row has none.
    #[serde(default)]
    pub attrs: Attrs,
    /// False for empty, placeholder and template texts.
    pub informative: bool,
    /// The row of which this one is an exact or near copy, null for the first of its kind.
    #[schemars(range(min = 1))]
    pub duplicate_of: Option<u64>,
    /// The source of that row, null where it is the same source.
    #[serde(default)]
    pub duplicate_source: Option<Name>,
    /// Kinds of personal data masked, one for each place, in text order.
    pub masked: Vec<Name>,
    /// Polarity of the whole text.
    pub sentiment: Sentiment,
    /// Satisfaction 1–5 from the text alone; null where the text says nothing.
    #[schemars(range(min = 1, max = 5))]
    pub satisfaction: Option<u8>,
    /// Whether the text complains about something.
    pub complaint: bool,
    /// Natures complained about, strongest first.
    pub natures: Vec<Name>,
    /// The first of `natures`.
    pub nature: Option<Name>,
    /// `general` or `major`; null unless `complaint`.
    pub severity: Option<Severity>,
    /// What makes it major; never empty when `major`.
    pub severity_evidence: Vec<Evidence>,
    /// What the customer wants: `refund`, `urge`, `suggestion` …
    pub intents: Vec<Name>,
    /// What the customer feels: `anger`, `joy` …
    pub emotions: Vec<Name>,
    /// What is asked for in so many words, each kind once, with the reason behind it.
    #[serde(default)]
    pub requests: Vec<Request>,
    /// The stage of the customer journey.
    pub stage: Option<Name>,
    /// Who has to act: by the export's own column (承办单位) where it has one; null unless `complaint`.
    pub department: Option<Name>,
    /// Within how many hours: to the deadline that the export states (办理时限) where it does; null unless `complaint`.
    pub due_hours: Option<u32>,
    /// What is said about what, in text order.
    pub mentions: Vec<Mention>,
    /// The words that tell most, best first.
    pub keywords: Vec<String>,
    /// The hot issue of the report that it belongs to (only from `analyze` and `report`).
    pub issue: Option<Name>,
}

impl Annotated {
    /// The first field, with its value, that no row can have: files may come from other hands.
    pub fn impossible(&self) -> Option<(&'static str, String)> {
        let numbers = [("row", Some(self.row)), ("duplicate_of", self.duplicate_of)];
        let rows = numbers.into_iter().find(|(_, n)| *n == Some(0)).map(|(field, _)| (field, "0".to_owned()));
        let level = || self.satisfaction.filter(|level| !(1..=5).contains(level));
        let score = || Some(self.sentiment.score).filter(|score| score.0.unsigned_abs() > 1_000);
        rows.or_else(|| level().map(|level| ("satisfaction", level.to_string())))
            .or_else(|| score().map(|score| ("sentiment.score", score.to_f64().to_string())))
            .or_else(|| self.outside().map(|(field, [a, b])| (field, format!("{a}..{b}"))))
    }

    /// The first place of a label that is not within the text.
    fn outside(&self) -> Option<(&'static str, [u32; 2])> {
        let mentions = self.mentions.iter().map(|m| ("mentions.end", [m.start, m.end]));
        let evidence = self.severity_evidence.iter().map(|e| ("severity_evidence.end", [e.start, e.end]));
        let requests = self.requests.iter().map(|r| ("requests.end", [r.start, r.end]));
        let reasons =
            self.requests.iter().filter_map(|r| Some(("requests.because_end", [r.because_start?, r.because_end?])));
        let length = self.text.chars().count();
        let mut all = mentions.chain(evidence).chain(requests).chain(reasons);
        all.find(|(_, [start, end])| start > end || *end as usize > length)
    }

    /// Why it is major, each reason once, in the order of the text.
    pub fn reasons(&self) -> Vec<&Name> {
        let mut out: Vec<&Name> = Vec::new();
        for e in &self.severity_evidence {
            if !out.contains(&&e.reason) {
                out.push(&e.reason);
            }
        }
        out
    }
}

/// Polarity of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sentiment {
    /// What a reader would call it.
    pub label: Label,
    /// −1 … 1; 0 means no opinion.
    pub score: Milli,
}

/// The four sentiments of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Label {
    /// Praise outweighs.
    Positive,
    /// Blame outweighs.
    Negative,
    /// No opinion.
    #[default]
    Neutral,
    /// Praise and blame, both in earnest.
    Mixed,
}

impl Label {
    /// All labels, in the order in which reports show them.
    pub const ALL: [Self; 4] = [Self::Positive, Self::Negative, Self::Neutral, Self::Mixed];

    /// The id as it stands in JSON and in `labels.tsv`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Positive => "positive",
            Self::Negative => "negative",
            Self::Neutral => "neutral",
            Self::Mixed => "mixed",
        }
    }
}

/// The two grades of a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 一般: to be handled in the ordinary way.
    General,
    /// 重大: somebody must look at once; `severity_evidence` says why.
    Major,
}

impl Severity {
    /// The id as it stands in JSON and in dictionaries.
    pub fn id(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Major => "major",
        }
    }
}

/// Words of the text that make a complaint major.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// A reason of the rubric (`reasons.tsv`): `safety`, `fraud` …
    pub reason: Name,
    /// The words, as they stand in the record's `text`.
    pub text: String,
    /// First character, in Unicode scalar values of `text`.
    pub start: u32,
    /// End, exclusive.
    pub end: u32,
    /// The dictionary line that says so.
    #[serde(default)]
    pub rule: Name,
}

/// A request in so many words (要求退款, 建议增加充电桩) with the fault that is the reason for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Request {
    /// What is asked for; an intent: `refund`, `suggestion` …
    pub request: Name,
    /// The words that ask, to the end of their clause.
    pub text: String,
    /// The thing that it is about, empty where none is named beside it.
    pub object: String,
    /// First character of the words that ask, in Unicode scalar values of the record's `text`.
    pub start: u32,
    /// End of the words that the rule matched, exclusive.
    pub end: u32,
    /// The dictionary line that made it: `requests.tsv:12`.
    pub rule: Name,
    /// The aspect blamed as the reason, null where no reason is given.
    pub reason: Option<Name>,
    /// The words of the reason: thing and judgement.
    pub because: String,
    /// First character of the reason; null without one.
    pub because_start: Option<u32>,
    /// End of the reason, exclusive.
    pub because_end: Option<u32>,
    /// Whether a word says that it is the reason (因为, 所以 …); else it is the nearest fault.
    pub told: bool,
}

/// Something said about something: an aspect with its polarity, at an exact place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Mention {
    /// Aspect id of the taxonomy.
    pub aspect: Name,
    /// Its Chinese name.
    pub aspect_name: Name,
    /// Its nature.
    pub nature: Name,
    /// What is said of it.
    pub polarity: Polarity,
    /// The words that name the thing, empty where it is only understood.
    pub target: String,
    /// The words that judge it.
    pub opinion: String,
    /// First character of the mention, in Unicode scalar values of the record's `text`.
    pub start: u32,
    /// End, exclusive.
    pub end: u32,
    /// The dictionary line that made it: `issues/service.tsv:118`.
    pub rule: Name,
    /// True where a fact is told rather than an opinion (等了两个小时).
    pub implicit: bool,
}

/// Polarity of a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Polarity {
    /// Praise.
    Positive,
    /// Blame.
    Negative,
    /// Named without a judgement.
    Neutral,
}

impl Polarity {
    /// The id as it stands in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Positive => "positive",
            Self::Negative => "negative",
            Self::Neutral => "neutral",
        }
    }
}

mod attrs_serde {
    use super::{Attrs, Name};
    use serde::de::{MapAccess, Visitor};
    use serde::ser::SerializeMap;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    impl Serialize for Attrs {
        fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
            let mut map = s.serialize_map(Some(self.0.len()))?;
            for (k, v) in &self.0 {
                map.serialize_entry(k, v)?;
            }
            map.end()
        }
    }

    struct Pairs;

    impl<'de> Visitor<'de> for Pairs {
        type Value = Attrs;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a map of column headers to values")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Attrs, A::Error> {
            let mut out = Vec::new();
            // A null stands where a struct column (Parquet) has no value for this row.
            while let Some((k, v)) = map.next_entry::<Name, Option<String>>()? {
                out.push((k, v.unwrap_or_default()));
            }
            Ok(Attrs(out))
        }

        fn visit_unit<E>(self) -> Result<Attrs, E> {
            Ok(Attrs::default())
        }
    }

    impl<'de> Deserialize<'de> for Attrs {
        fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
            d.deserialize_any(Pairs)
        }
    }
}
