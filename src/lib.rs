//! voc turns Chinese customer feedback into decisions.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::float_cmp))]

pub mod aggregate;
pub mod annotate;
pub mod error;
pub mod ingest;
pub mod insight;
pub mod lang;
pub mod lexicon;
pub mod model;
pub mod number;
pub mod output;
pub mod record;
pub mod render;
pub mod report;
pub mod text;
pub mod time;
