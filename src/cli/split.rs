//! The options that make a report for each value of a column: names, values and help, no logic.

use clap::Args;

use super::values::rows;

/// One report for each value of a column, beside that of the whole.
#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Output")]
pub struct SplitArgs {
    /// Also a report for each value of this segment column, as `--where` would give it: into the outputs with `{}` or `{COL}` in their names (`-o 'reports/{门店}.html'`),
    /// with an index.html beside them that ranks the values
    #[arg(long, value_name = "COL")]
    pub split: Option<String>,
    /// Rows that a value must have for a report of its own; 30 where nothing is said
    #[arg(long, value_name = "N", value_parser = rows)]
    pub split_min: Option<u64>,
}
