//! The options that say what is read, for reports and for commands that only look at rows: names, values and help, no logic.

use std::path::PathBuf;

use clap::Args;

use super::{ColumnArgs, FilterArgs};

/// What is read.
#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Input")]
pub struct InputArgs {
    /// Files (.csv .tsv .txt .jsonl .json .xlsx .xls .parquet .arrow, also .gz .zst), folders, globs, or `-`
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Segment columns to keep and report on: channel, region, store …
    #[arg(long, value_name = "COL", value_delimiter = ',')]
    pub by: Vec<String>,
    #[command(flatten)]
    pub columns: ColumnArgs,
    /// Column with the number that a row has in its source, for rows that were taken from there by another program (Spark)
    #[arg(long, value_name = "COL")]
    pub row_column: Option<String>,
    /// Column with the name of the source that a row comes from
    #[arg(long, value_name = "COL")]
    pub source_column: Option<String>,
    /// Stop at the first row that cannot be read
    #[arg(long)]
    pub strict: bool,
    /// Keep rows that cannot be read, with file, line and reason (CSV)
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
}

/// The same for commands that make no report of the rows, and which rows are meant.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct RowsArgs {
    /// Files (.csv .tsv .txt .jsonl .json .xlsx .xls .parquet .arrow, also .gz .zst), folders, globs, or `-`
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub columns: ColumnArgs,
    /// Stop at the first row that cannot be read
    #[arg(long)]
    pub strict: bool,
    /// Keep rows that cannot be read, with file, line and reason (CSV)
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    #[command(flatten)]
    pub rows: FilterArgs,
}
