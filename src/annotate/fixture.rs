//! An annotator for the tests of this room, made once.

use std::sync::LazyLock;

use crate::lexicon::Dicts;
use crate::model::Models;
use crate::record::{Annotated, Record};

use super::explain::Explanation;
use super::{Annotator, Scratch};

static ANNOTATOR: LazyLock<Annotator> =
    LazyLock::new(|| Annotator::new(&Dicts::load(None).unwrap(), Models::embedded().unwrap(), true).unwrap());

/// A text with its labels.
pub(super) fn annotated(text: &str) -> Annotated {
    labelled(Record { text: text.to_owned(), ..Record::default() })
}

/// A text with what made its labels.
pub(super) fn explained(text: &str) -> Explanation {
    explained_row(Record { text: text.to_owned(), ..Record::default() })
}

/// A record with what made its labels.
pub(super) fn explained_row(record: Record) -> Explanation {
    ANNOTATOR.explain(record)
}

/// A record with its labels.
pub(super) fn labelled(record: Record) -> Annotated {
    ANNOTATOR.annotate(record, &mut Scratch::default())
}
