//! The options of `voc sample`: names, values and help, no logic.

use std::path::PathBuf;

use clap::Args;

use super::values::sampled;
use super::{EngineArgs, RowsArgs, TalkArgs};

/// Options of `voc sample`.
#[derive(Debug, Args)]
pub struct SampleArgs {
    #[command(flatten)]
    pub rows: RowsArgs,
    #[command(flatten)]
    pub engine: EngineArgs,
    /// How many texts: half of them at random, half those whose labels are least sure
    #[arg(short = 'n', long, value_name = "N", default_value_t = 200, value_parser = sampled, help_heading = "Output")]
    pub count: usize,
    /// Another number draws other texts at random
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Output")]
    pub seed: u64,
    /// Write to this file (`.csv` or `.xlsx`) instead of standard output (CSV)
    #[arg(short, long, value_name = "PATH", help_heading = "Output")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub talk: TalkArgs,
}
