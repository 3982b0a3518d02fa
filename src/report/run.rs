//! What was read, with what, and how every row is accounted for.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The manifest of a run. No clock time: the same rows give the same bytes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// Version of voc.
    pub version: String,
    /// Each input, in reading order. The only part that may differ between `analyze` and `annotate` + `report`.
    pub inputs: Vec<Input>,
    /// How every row is accounted for.
    pub rows: Rows,
    /// Options that shape the result.
    pub options: BTreeMap<String, String>,
    /// Hash of every dictionary with which the rows were labelled; several where annotated files tell of several.
    pub dictionaries: String,
    /// Hash of every model with which the rows were labelled; several where annotated files tell of several.
    pub models: String,
    /// First and last day of the feedback.
    pub period: Option<Period>,
    /// Personal data masked, by kind.
    pub masked: BTreeMap<String, u64>,
    /// True unless `--no-mask`.
    pub masking: bool,
    /// The conditions of `--fail-on` that hold, as they were written: why the exit status was 1. Absent where none does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<String>,
}

/// `read = analysed + empty + duplicate + rejected`. Rows that `--where`, `--from` or `--to` leave out are not among those read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rows {
    /// Data rows found in the inputs.
    pub read: u64,
    /// Rows that count in every figure.
    pub analysed: u64,
    /// Of these, rows that say something (not a placeholder or template).
    pub informative: u64,
    /// Rows without text.
    pub empty: u64,
    /// Exact and near copies of an earlier row.
    pub duplicate: u64,
    /// Of the copies, those with an id that no row before them has, where they are a tenth of all ids: a campaign, or tickets written by template.
    /// Absent elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate_ids: Option<u64>,
    /// Rows that could not be taken apart into fields.
    pub rejected: u64,
    /// Rows that do not meet the conditions of the run; absent where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<u64>,
}

/// One input.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Input {
    /// As the user named it.
    pub path: String,
    /// `csv`, `xlsx`, `jsonl` …
    pub format: String,
    /// BLAKE3 of the bytes, before decompression.
    pub hash: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Encoding of text formats: `UTF-8`, `GB18030` …
    pub encoding: Option<String>,
    /// Whether the encoding was detected (`bom`, `content`) or given (`option`).
    pub encoding_from: Option<String>,
    /// Field separator of delimited text.
    pub delimiter: Option<String>,
    /// Sheets read, of a workbook.
    pub sheets: Vec<String>,
    /// Which column serves as what.
    pub columns: Vec<ColumnRole>,
    /// Data rows read.
    pub rows: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// The first rejected rows, where no `--rejects FILE` was given.
    pub rejects: Vec<Reject>,
    /// What the sentiment model was adapted to before these rows were labelled (`--adapt`); null where it was not.
    pub adapted: Option<String>,
    /// With what its rows were labelled, where it holds annotated rows and tells: Parquet and Arrow do, JSON lines do not. Absent elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labelled_with: Option<LabelledWith>,
}

/// With what rows were labelled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LabelledWith {
    /// Version of voc.
    pub version: String,
    /// Hash of every dictionary.
    pub dictionaries: String,
    /// Hash of every model.
    pub models: String,
}

/// A column and its role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ColumnRole {
    /// Header, or `column 3` where there is none.
    pub header: String,
    /// `text`, `rating`, `time`, `id`, `likes`, `channel`, `region` …, or `ignored`.
    pub role: String,
    /// Why: `option`, `header`, `content`.
    pub from: String,
}

/// A row that could not be taken apart into fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reject {
    /// The input as the user named it.
    pub source: String,
    /// One-based physical line (delimited text, JSONL) or row (workbooks).
    pub line: u64,
    /// Why, in the language of the run; personal data in it is masked.
    pub reason: String,
    /// The raw row, masked, cut at 200 characters.
    pub raw: String,
}

/// First and last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Period {
    /// `2026-01-05`
    pub first: String,
    /// `2026-04-05`
    pub last: String,
}
