//! The options of `voc compare`: names, values and help, no logic.

use std::path::PathBuf;

use clap::Args;

use super::values::lower;
use super::{ColumnArgs, EngineArgs, ReportFormat, TalkArgs, entries};

/// What divides one input into groups, by id; two inputs are groups already.
pub const DIVIDING: [&str; 3] = ["at", "before_where", "after_where"];

/// Options of `voc compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// BEFORE and AFTER: feedback or annotated rows (.jsonl .parquet .arrow); or one input that `--at` or `--before-where` and `--after-where` divide;
    /// or two runs of a store, with `--history`
    #[arg(required = true, num_args = 1..=2, value_name = "INPUT", help_heading = "Groups")]
    pub inputs: Vec<PathBuf>,
    /// Compare two runs of this store: INPUTs are their numbers, or `last`. Counts were kept when the runs were stored, rows were not, so there are
    /// no conditions
    #[arg(long, value_name = "FILE", help_heading = "Groups", conflicts_with_all = DIVIDING)]
    pub history: Option<PathBuf>,
    /// Divide one input by time: rows before this day, and from it on
    #[arg(long, value_name = "DATE", help_heading = "Groups", conflicts_with_all = ["before_where", "after_where"])]
    pub at: Option<String>,
    /// Only rows with this value: `渠道=天猫`, `nature=logistics`, `severity=major`; the same column again widens, another one narrows
    #[arg(long = "where", value_name = "COL=VALUE", help_heading = "Groups")]
    pub filter: Vec<String>,
    /// Rows of the first group, where one input is divided
    #[arg(long, value_name = "COL=VALUE", requires = "after_where", help_heading = "Groups")]
    pub before_where: Vec<String>,
    /// Rows of the second group
    #[arg(long, value_name = "COL=VALUE", requires = "before_where", help_heading = "Groups")]
    pub after_where: Vec<String>,
    /// Hold the mix of these columns: a change of channels is no change of satisfaction
    #[arg(long, value_name = "COL", value_delimiter = ',', help_heading = "Groups")]
    pub adjust: Vec<String>,
    /// A comparison group that the change did not concern; its own change is taken off (difference in differences)
    #[arg(long, value_name = "COL=VALUE", help_heading = "Groups")]
    pub control: Vec<String>,
    #[command(flatten)]
    pub columns: ColumnArgs,
    #[command(flatten)]
    pub engine: EngineArgs,
    /// Count texts that were told before, too (templates of a call centre); only records that were exported twice, with the same id and time, are copies
    #[arg(long, help_heading = "Engine")]
    pub keep_copies: bool,
    /// Write to this file, format by extension (.json .csv .xlsx .html .md .txt); repeatable; `-` is standard output
    #[arg(short, long, value_name = "PATH", help_heading = "Output")]
    pub output: Vec<PathBuf>,
    /// Format of standard output
    #[arg(long, value_name = "FORMAT", help_heading = "Output")]
    pub format: Option<ReportFormat>,
    /// How many entries lists show in text (at most 10) and Markdown (at most 8); the other formats hold all
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = entries, help_heading = "Output")]
    pub top: usize,
    /// Exit with status 1 if satisfaction or any other figure is `worse`, or only if `satisfaction` is
    #[arg(long, value_name = "COND", value_parser = lower(["worse", "satisfaction"]), help_heading = "Output")]
    pub fail_on: Option<String>,
    /// Start CSV files with a byte order mark, for Excel
    #[arg(long, help_heading = "Output")]
    pub output_bom: bool,
    /// Title of the report
    #[arg(long, value_name = "TEXT", help_heading = "Output")]
    pub title: Option<String>,
    /// Logo at the head of HTML reports (PNG or JPEG, at most 256 KB), embedded
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub logo: Option<PathBuf>,
    #[command(flatten)]
    pub talk: TalkArgs,
}
