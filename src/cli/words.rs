//! The options of `voc words`: names, values and help, no logic.

use std::path::PathBuf;

use clap::Args;

use super::values::texts;
use super::{EngineArgs, RowsArgs, TalkArgs, entries};

/// Options of `voc words`.
#[derive(Debug, Args)]
pub struct WordsArgs {
    #[command(flatten)]
    pub rows: RowsArgs,
    #[command(flatten)]
    pub engine: EngineArgs,
    /// List at most this many words, those of most texts first
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = entries, help_heading = "Output")]
    pub top: usize,
    /// Fewest texts that a word has to stand in, at least 2
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = texts, help_heading = "Output")]
    pub min_count: u32,
    /// JSON instead of a dictionary file
    #[arg(long, help_heading = "Output")]
    pub json: bool,
    /// Write to this file instead of standard output; `DIR/words.tsv` makes DIR a user dictionary
    #[arg(short, long, value_name = "PATH", help_heading = "Output")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub talk: TalkArgs,
}
