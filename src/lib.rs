//! voc turns Chinese customer feedback into decisions.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::float_cmp))]

pub mod aggregate;
pub mod annotate;
pub mod cli;
pub mod command;
pub mod config;
pub mod dedupe;
pub mod error;
pub mod fail_on;
pub mod ingest;
pub mod insight;
pub mod lang;
pub mod lexicon;
pub mod model;
pub mod number;
pub mod output;
pub mod pipeline;
pub mod plan;
pub mod record;
pub mod render;
pub mod report;
pub mod text;
pub mod time;
