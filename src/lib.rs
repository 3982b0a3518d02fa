//! voc turns Chinese customer feedback into decisions.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::float_cmp))]

pub mod annotate;
pub mod dedupe;
pub mod error;
pub mod lang;
pub mod lexicon;
pub mod model;
pub mod number;
pub mod record;
pub mod report;
pub mod text;
pub mod time;
