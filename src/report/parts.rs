//! The reports of the values of a column, in a row: what the page that leads to them shows.

use super::{Estimate, Period, Rate};

/// The values of a column beside the whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Parts {
    /// The column.
    pub column: String,
    /// Version of voc.
    pub version: String,
    /// First and last day of the feedback.
    pub period: Option<Period>,
    /// All rows, also those without a value.
    pub whole: Part,
    /// Values with a report of their own, those with most complaints first.
    pub values: Vec<Part>,
    /// Rows that a value must have for that.
    pub least: u64,
    /// Values with fewer rows, those with most first, and their rows.
    pub few: Vec<(String, u64)>,
    /// Rows without a value.
    pub without: u64,
}

/// The figures of one report.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Part {
    /// The value; empty for the whole.
    pub value: String,
    /// Rows read, copies and empty ones included.
    pub rows: u64,
    /// Mean satisfaction.
    pub mean: Estimate,
    /// Complaints among rows that say something.
    pub complaints: Rate,
    /// Major complaints.
    pub major: u64,
    /// Alerts.
    pub alerts: u64,
    /// Files in the folder of the page that hold the report.
    pub files: Vec<String>,
}
