//! The options that choose rows: names, values and help, no logic.

use clap::Args;

/// Which rows are meant.
#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Rows")]
pub struct FilterArgs {
    /// Only rows with this value: `渠道=天猫`, `nature=logistics`, `severity=major`; the same column again widens, another one narrows
    #[arg(long = "where", value_name = "COL=VALUE")]
    pub filter: Vec<String>,
    /// Only rows of this day and later; rows without a time are left out
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// Only rows of this day and earlier; rows without a time are left out
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
}
