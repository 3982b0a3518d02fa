//! What a text as a whole says: its level, its polarity, the aspects that it praises and blames, what it wants and feels.

use crate::record::{Annotated, Label, Name, Polarity};

/// Labels of a row by which its words are found again.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Voice {
    /// Satisfaction 1–5.
    pub(crate) level: Option<u8>,
    pub(crate) label: Label,
    /// Aspects blamed, each once, in the order of the text.
    pub(crate) blamed: Box<[Name]>,
    /// Aspects praised.
    pub(crate) praised: Box<[Name]>,
    /// What the customer wants and feels.
    pub(crate) intents: Box<[Name]>,
    pub(crate) emotions: Box<[Name]>,
}

impl Voice {
    pub(crate) fn of(a: &Annotated) -> Self {
        Self {
            level: a.satisfaction,
            label: a.sentiment.label,
            blamed: aspects(a, Polarity::Negative).into_iter().cloned().collect(),
            praised: aspects(a, Polarity::Positive).into_iter().cloned().collect(),
            intents: a.intents.as_slice().into(),
            emotions: a.emotions.as_slice().into(),
        }
    }
}

/// Aspects that a complaint blames; none of a row that is no complaint.
pub(super) fn blamed(a: &Annotated) -> Vec<&Name> {
    if a.complaint { aspects(a, Polarity::Negative) } else { Vec::new() }
}

/// Aspects that a row judges so, each once, in the order of the text.
pub(super) fn aspects(a: &Annotated, polarity: Polarity) -> Vec<&Name> {
    let mut out: Vec<&Name> = Vec::new();
    for m in a.mentions.iter().filter(|m| m.polarity == polarity) {
        if !out.contains(&&m.aspect) {
            out.push(&m.aspect);
        }
    }
    out
}
