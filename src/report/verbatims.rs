//! Texts of customers with their labels, so that every figure leads to sentences that it was counted from.

use std::collections::BTreeMap;

use super::Quote;

/// A choice of texts: some for each label, never all of a large input.
///
/// For every hot issue, nature, severity, aspect (blamed, praised), stage, segment value, period, polarity, wish, feeling and keyword in turn one more text is taken, in
/// an order that depends on the texts alone, until `most` are found or each label has enough; then major complaints, then others fill up.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verbatims {
    /// Texts that there are to choose from: informative rows.
    pub of: u64,
    /// Most texts chosen.
    pub most: u64,
    /// The texts: major complaints first, then complaints, then the others.
    pub list: Vec<Verbatim>,
}

/// One text with its labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Verbatim {
    /// The words and where they stand.
    pub quote: Quote,
    /// Satisfaction 1–5, from the text.
    pub level: Option<u8>,
    /// `positive`, `negative`, `neutral` or `mixed`.
    pub sentiment: String,
    /// Natures complained about.
    pub natures: Vec<String>,
    /// Aspects blamed.
    pub blamed: Vec<String>,
    /// Aspects praised.
    pub praised: Vec<String>,
    /// Stages of the journey that these aspects belong to.
    pub stages: Vec<String>,
    /// `general` or `major`; null where it is no complaint.
    pub severity: Option<String>,
    /// Reasons of a major complaint.
    pub reasons: Vec<String>,
    /// What the customer wants.
    pub intents: Vec<String>,
    /// What the customer feels.
    pub emotions: Vec<String>,
    /// The hot issue that it belongs to.
    pub issue: Option<String>,
    /// The period of `trend` that it lies in.
    pub period: Option<String>,
    /// Segment values: header → value.
    pub attrs: BTreeMap<String, String>,
}
