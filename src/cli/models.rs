//! The options of `voc train` and `voc eval`: names, values and help, no logic.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{ColumnArgs, EngineArgs, TalkArgs};

/// Options of `voc train`.
#[derive(Debug, Args)]
pub struct TrainArgs {
    #[command(flatten)]
    pub labelled: LabelledArgs,
    /// Take the present model and adapt it to the texts, without labels (stars help), instead of fitting a new one
    #[arg(long, conflicts_with_all = ["label_column", "weight_column", "group_column"])]
    pub adapt: bool,
    /// Column with a category or source; each is left out in turn to see what transfer costs
    #[arg(long, value_name = "COL")]
    pub group_column: Option<String>,
    /// Where the texts come from, kept in the model file
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub provenance: String,
    /// The model file to write
    #[arg(short, long, value_name = "PATH")]
    pub output: PathBuf,
}

/// Options of `voc eval`.
#[derive(Debug, Args)]
pub struct EvalArgs {
    #[command(flatten)]
    pub labelled: LabelledArgs,
    /// Column with a category or source to measure apart
    #[arg(long, value_name = "COL", conflicts_with = "leave_out")]
    pub by: Option<String>,
    /// Fit models to the file itself, each without one of N random parts, and measure on that part
    #[arg(long, value_name = "N", conflicts_with = "leave_out")]
    pub folds: Option<usize>,
    /// The same with each value of this column left out and measured apart: what transfer to a new category or source costs
    #[arg(long, value_name = "COL")]
    pub leave_out: Option<String>,
    /// Measure the model alone, without dictionaries and rules
    #[arg(long)]
    pub model_alone: bool,
    /// How many of the worst misses to show
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub misses: usize,
    /// JSON instead of text
    #[arg(long)]
    pub json: bool,
}

/// A labelled file.
#[derive(Debug, Args)]
pub struct LabelledArgs {
    /// Labelled files
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// What the labels are
    #[arg(long, value_name = "TASK", default_value = "sentiment")]
    pub task: Task,
    /// Column with the label: positive or negative (好评/差评, 1/0 …), or classes joined by `|`; by default `label`, `natures` or `severity`, by task
    #[arg(long, value_name = "COL")]
    pub label_column: Option<String>,
    /// Column with the weight of each row in fitting, 1 where there is none
    #[arg(long, value_name = "COL")]
    pub weight_column: Option<String>,
    #[command(flatten)]
    pub columns: ColumnArgs,
    #[command(flatten)]
    pub engine: EngineArgs,
    #[command(flatten)]
    pub talk: TalkArgs,
}

/// What a model learns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Task {
    /// Praise against blame
    Sentiment,
    /// What a text is about or complains of: several of product, service, logistics …, or none
    #[value(alias = "natures")]
    Nature,
    /// How serious a complaint is
    Severity,
    /// How everything that is known of a text is weighed; needs columns `label`, `natures`, `complaints`, `open`, `reasons`
    #[value(hide = true)]
    Verdict,
}
