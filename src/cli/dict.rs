//! The options of `voc dict`: names, values and help, no logic.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::TalkArgs;

/// `voc dict …`
#[derive(Debug, Subcommand)]
pub enum DictCommand {
    /// Check dictionaries: form, ids, duplicates, contradictions, entries that can never match
    Check(DictArgs),
    /// Show the merged dictionaries with the origin of each entry
    Show(DictArgs),
}

/// Options of `voc dict`.
#[derive(Debug, Args)]
pub struct DictArgs {
    /// Only these kinds: `sentiment`, `issues`, `targets` …
    pub kinds: Vec<String>,
    /// User dictionaries that overlay the built-in ones
    #[arg(long, value_name = "DIR")]
    pub dicts: Option<PathBuf>,
    #[command(flatten)]
    pub talk: TalkArgs,
}
