//! Options of the history: what `analyze` keeps, and `voc history …`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::values::lower;
use super::{ColumnArgs, TalkArgs};

/// What a run keeps.
#[derive(Debug, Clone, Args, Default)]
#[command(next_help_heading = "History")]
pub struct KeepArgs {
    /// Keep this run in a store of runs (one file, made where there is none): the report then tells what changed, and trend and alerts cover
    /// the whole history. Each record counts once, however often it is exported
    #[arg(long, value_name = "FILE")]
    pub history: Option<PathBuf>,
    /// The day that the run stands for, instead of the last day of its data
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Label and report only rows that the store does not know yet: a cumulative export costs only its new rows
    #[arg(long)]
    pub new_only: bool,
    /// Store the run though the same inputs were stored before
    #[arg(long)]
    pub force: bool,
    /// Add a line of JSON about this run to a log: figures, alerts, exit status
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
}

/// `voc history …`
#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant)] // made once in a run
pub enum HistoryCommand {
    /// The runs of a store with their totals
    List(StoreArgs),
    /// One run: totals, natures, aspects, issues with their states, how work orders were handled
    Show(ShowArgs),
    /// A series by day over all runs, each record counted once
    Series(SeriesArgs),
    /// Issues across runs: state, first and last day, life line
    Issues(IssuesArgs),
    /// Work orders and where they stand
    Orders(StoreArgs),
    /// Import outcomes of work orders: id of an order, issue or record, when it was resolved, whether the customer was satisfied
    Close(CloseArgs),
    /// Take out what lies before a day; its records are not counted again
    Prune(PruneArgs),
    /// Write the whole store as JSON lines, one for each row of each table
    Export(ExportArgs),
}

/// Which store, and in which form.
#[derive(Debug, Args)]
pub struct StoreArgs {
    /// The store of runs
    #[arg(long = "history", value_name = "FILE", default_value = "voc.db")]
    pub file: PathBuf,
    /// JSON instead of text
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub talk: TalkArgs,
}

/// Options of `voc history show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Number of the run, or `last`
    #[arg(value_name = "RUN", default_value = "last")]
    pub run: String,
    #[command(flatten)]
    pub store: StoreArgs,
}

/// Options of `voc history series`.
#[derive(Debug, Args)]
pub struct SeriesArgs {
    /// What of: `total`, `nature=logistics`, `aspect=logistics.speed`, `reason=safety`, a segment such as `渠道=天猫`; `list` names all there are
    #[arg(long, value_name = "WHAT", default_value = "total")]
    pub what: String,
    /// From this day on
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// Up to this day
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
    /// Form of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: SeriesFormat,
    #[command(flatten)]
    pub store: StoreArgs,
}

/// Forms of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SeriesFormat {
    /// A table with aligned columns
    Text,
    /// CSV
    Csv,
    /// JSON
    Json,
}

/// Options of `voc history issues`.
#[derive(Debug, Args)]
pub struct IssuesArgs {
    /// Only issues in this state
    #[arg(long, value_name = "STATE", value_parser = lower(["new", "ongoing", "growing", "shrinking", "reopened", "unclear", "resolved", "merged"]))]
    pub state: Option<String>,
    #[command(flatten)]
    pub store: StoreArgs,
}

/// Options of `voc history close`.
#[derive(Debug, Args)]
pub struct CloseArgs {
    /// Outcomes: CSV, Excel, JSON …
    #[arg(value_name = "ORDERS")]
    pub input: PathBuf,
    /// Column with the id of the order, issue or record
    #[arg(long, value_name = "COL")]
    pub order_column: Option<String>,
    /// Column with the time at which it was resolved
    #[arg(long, value_name = "COL")]
    pub resolved_column: Option<String>,
    /// Column that says whether the customer was satisfied: yes or no, or a rating
    #[arg(long, value_name = "COL")]
    pub satisfied_column: Option<String>,
    /// User dictionaries: their `messages.tsv` may name other headers and words
    #[arg(long, value_name = "DIR")]
    pub dicts: Option<PathBuf>,
    #[command(flatten)]
    pub columns: ColumnArgs,
    #[command(flatten)]
    pub store: StoreArgs,
}

/// Options of `voc history prune`.
#[derive(Debug, Args)]
pub struct PruneArgs {
    /// First day that stays
    #[arg(long, value_name = "DATE", required = true)]
    pub before: String,
    /// Only tell what would be taken out
    #[arg(long)]
    pub dry_run: bool,
    /// Also where the day lies after all data, so that nothing would stay
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub store: StoreArgs,
}

/// Options of `voc history export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Write to this file instead of standard output (.jsonl, .json, .txt or any other name that promises no other format)
    #[arg(short, long, value_name = "PATH", default_value = "-")]
    pub output: PathBuf,
    #[command(flatten)]
    pub store: StoreArgs,
}
