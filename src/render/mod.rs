//! From a finished [`Report`] to bytes, one file for each format, and from annotated rows to files and back ([`records`]).
//!
//! Renderers compute nothing: they order, clip, escape and draw what the report holds. Text from customers is
//! hostile, so each format neutralises it in its own way at the last moment ([`clean`]).

mod alerts;
mod asked;
mod change;
mod clean;
mod compare;
mod course;
mod csv;
mod headline;
mod html;
mod json;
mod logo;
mod markdown;
mod nps;
mod only;
mod opinions;
mod parts;
mod past;
pub mod records;
mod sample;
mod section;
mod sheet;
mod tables;
mod terminal;
mod words;
mod xlsx;

#[cfg(test)]
pub(crate) mod fixture;

use std::io::{self, Write};

use crate::lang::Lang;
use crate::lexicon::{Messages, Taxonomy};
use crate::record::Name;
use crate::report::Report;

pub use clean::{line as clean, width};
pub use compare::comparison;
pub use csv::{folder_files, write_folder};
pub use json::{Visible, text as json};
pub use logo::{BadLogo, Logo};
pub use parts::parts;
pub use sample::{Drawn, Picked, sample};
pub use section::{Section, Sections};
pub use sheet::Cuts;
use words::Words;
pub use xlsx::{PACK, Pack, Packs};

/// The formats of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// The report as it is.
    Json,
    /// One long table.
    Csv,
    /// A summary, in colour where asked for.
    Terminal,
    /// The same, never in colour.
    Text,
    /// A short summary for chat groups and pull requests.
    Markdown,
    /// One self-contained page.
    Html,
    /// A workbook.
    Xlsx,
}

/// How a report is shown.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'a> {
    /// Fixed wording.
    pub messages: &'a Messages,
    /// Language of the fixed wording (names of labels are in the report already).
    pub lang: Lang,
    /// Entries of a list, where the format is a summary; nothing where nobody asks for a number.
    pub top: Option<usize>,
    /// Title instead of the usual one.
    pub title: Option<&'a str>,
    /// A picture for the head of the page (HTML only).
    pub logo: Option<&'a Logo>,
    /// The sections wanted. JSON is always whole.
    pub sections: Sections,
    /// Columns of the terminal.
    pub width: usize,
    /// Colours ([`Format::Terminal`] only).
    pub colour: bool,
    /// JSON for readers rather than for pipes.
    pub pretty: bool,
    /// CSV starts with a byte order mark.
    pub bom: bool,
    /// Counts what does not fit into a cell of a workbook.
    pub cuts: Option<&'a Cuts>,
    /// Options with their values that decided what was read and counted, for the commands that a summary ends with; a switch has an empty value.
    pub again: &'a [(&'static str, String)],
}

impl<'a> Settings<'a> {
    /// Entries of a list where nobody asks for a number.
    pub const TOP: usize = 20;

    /// Chinese, 100 columns, no colour, [`Settings::TOP`] entries.
    pub fn new(messages: &'a Messages) -> Self {
        Self {
            messages,
            lang: Lang::Zh,
            top: None,
            title: None,
            logo: None,
            sections: Sections::ALL,
            width: 100,
            colour: false,
            pretty: true,
            bom: false,
            cuts: None,
            again: &[],
        }
    }

    /// Entries of a list, at least one.
    fn entries(&self) -> usize {
        self.top.unwrap_or(Self::TOP).max(1)
    }

    fn words(&self) -> Words<'a> {
        Words { messages: self.messages, lang: self.lang }
    }
}

/// Writes `report` in `format`.
///
/// # Errors
/// When `out` cannot be written to.
pub fn render(report: &Report, format: Format, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Json => json::write(report, settings.pretty, out),
        Format::Csv => csv::write_long(report, settings, out),
        Format::Markdown => markdown::write(report, settings, out),
        Format::Html => html::write(report, settings, out),
        Format::Xlsx => xlsx::write(report, settings, None, out),
        Format::Terminal => terminal::write(report, settings, settings.colour, out),
        Format::Text => terminal::write(report, settings, false, out),
    }
}

/// Packed rows for a workbook, in input order.
pub struct Rows<'r> {
    /// Headers of all segment columns of all rows.
    pub attrs: &'r [Name],
    /// The rows.
    pub packs: &'r mut dyn Packs,
    /// The hot issue of a row by its source and number.
    pub issue: IssueOf<'r>,
    /// Names of aspects.
    pub taxonomy: &'r Taxonomy,
    /// Names of departments in the language of the report: records have them in Chinese.
    pub department: NameOf<'r>,
    /// Counts what does not fit into a cell.
    pub cuts: &'r Cuts,
}

/// Finds the hot issue of a row.
pub type IssueOf<'r> = &'r (dyn Fn(&str, u64) -> Option<&'r Name> + Sync);

/// Finds the name of what a record names.
pub type NameOf<'r> = &'r (dyn Fn(&str) -> String + Sync);

/// Writes the workbook with a sheet of all rows, to which the other sheets link.
///
/// # Errors
/// When a row cannot be read or `out` cannot be written to.
pub fn write_workbook(report: &Report, settings: &Settings, rows: Rows, out: &mut dyn Write) -> io::Result<()> {
    xlsx::write(report, settings, Some(rows), out)
}
