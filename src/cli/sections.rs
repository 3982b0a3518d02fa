//! The names of sections on the command line.

use clap::ValueEnum;

/// Sections that `--section` can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SectionArg {
    /// Written summary and headline figures
    Summary,
    /// What somebody must look at
    Alerts,
    /// Levels of satisfaction, stars against texts
    Satisfaction,
    /// What is complained about, wished for and felt
    Natures,
    /// Hot issues with quotes
    Issues,
    /// Major complaints
    Severity,
    /// Volume and satisfaction over time
    Trend,
    /// Aspects and the priority matrix
    Aspects,
    /// Channels, regions, stores …
    Segments,
    /// The customer journey
    Stages,
    /// Need layers
    Needs,
    /// Words of the unhappy and the happy
    Keywords,
    /// Themes of all feedback
    Topics,
    /// Work orders
    Actions,
    /// Texts with labels; in a workbook every row
    Verbatims,
    /// Data quality and the manifest
    Quality,
}
