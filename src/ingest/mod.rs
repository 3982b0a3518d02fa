//! Ingest: files in, [`Record`](crate::record::Record)s out, in order, streaming.
//!
//! ```text
//! Source → bytes (raw: hashed, unpacked) → text (encoding) → Table of rows (split, json, excel, page, parquet, arrow)
//!        → columns (header, roles, profile) → Record (mapping, value) → Reader
//! ```
//! Formats: CSV with any delimiter, TSV, lines of text, group chats as text (`chat`), JSONL, JSON, XLSX, XLS, tables of HTML and XML that are called so, Parquet, Arrow IPC, each also `.gz` and `.zst`; files, folders, globs, `-`.
//! What a file is called is a first guess only; its first bytes decide.
//!
//! Every data row is accounted for: it becomes a record, or a reject with line and reason. Rejected are rows of delimited text with more fields than
//! the header (empty ones at the end apart), rows that end before the last column that has a role, quotation marks that are never closed (at the
//! cost of that row alone), and JSON that is no object. So are totals and signatures that stand among feedback and
//! headers that come again (`margins`, `header`), though these never end a run.
//! Rejected rows count in row numbers and in `Input::rows`. Blank lines between rows of
//! several columns, rows of nothing but separators, and blank rows of workbooks, are no rows.
//!
//! Not its job: masking, normalisation, whether a text says anything; printing; making the file for rejects.

mod apart;
mod arrow;
mod book;
mod cells;
mod chat;
mod columns;
mod current;
mod delimited;
mod encoding;
mod excel;
mod fault;
mod folder;
mod frame;
mod header;
mod illegible;
mod json;
mod magic;
mod mapping;
mod margins;
mod mend;
mod nearest;
mod notice;
mod number;
mod object;
mod open;
mod own;
mod package;
mod page;
mod parquet;
mod profile;
mod raw;
mod reader;
mod rejects;
mod roles;
mod sniff;
mod source;
mod spelling;
mod split;
mod start;
mod survey;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod value;
mod values;
mod walk;
mod watch;

pub use apart::keep_apart;
pub use nearest::near_first;
pub use own::holds_report;
pub use reader::{Reader, open, open_keeping};
pub use rejects::{Keeping, Mask};
pub use roles::Roles;
pub use source::{Format, Source, files, hashes, resolve};

use crate::lang::Lang;

/// What the user decided about reading; everything left out is detected.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// Encoding of text formats, by any usual name.
    pub encoding: Option<String>,
    /// Field separator.
    pub delimiter: Option<char>,
    /// Sheet of workbooks: a name, a number from 1 among the visible ones, or `all`. Left out: the visible one that looks most like the data, and those with the same header.
    pub sheet: Option<String>,
    /// Format of all inputs; needed where neither name nor content tells it.
    pub input_format: Option<Format>,
    /// Columns that hold the text, by header or number from 1; joined by line ends.
    pub text_columns: Vec<String>,
    /// The column with ratings; `none`, here and for times and ids: there is none, unless a column is called that.
    pub rating_column: Option<String>,
    /// The column with times.
    pub time_column: Option<String>,
    /// The column with ids.
    pub id_column: Option<String>,
    /// The column that says who has to act.
    pub department_column: Option<String>,
    /// The column with deadlines.
    pub due_column: Option<String>,
    /// Segment columns besides those recognised.
    pub by: Vec<String>,
    /// Columns that are kept with the rows, as segments, because something is asked of them; others stay what they are without it.
    pub kept: Vec<String>,
    /// The header of a column that names rows where no column is the id: a store of runs has known them by it.
    pub known_by: Option<String>,
    /// A column among those of `by` that nobody named, and the option that names another one.
    pub assumed: Option<(String, &'static str)>,
    /// A column among those of `by` in which words for nothing are values: `none` is a label.
    pub exact: Option<String>,
    /// Whether the user can name them, so that it is worth saying.
    pub has_by: bool,
    /// The rows are no feedback: who asks for them tells which columns were chosen, and what their cells lack.
    pub is_other: bool,
    /// The column with the row number in the source, where rows come from elsewhere.
    pub row_column: Option<String>,
    /// The column with the name of the source that a row comes from.
    pub source_column: Option<String>,
    /// How many sources there are; known when they are opened.
    pub sources: usize,
    /// The language in which rejected rows are told why.
    pub lang: Lang,
    /// A row that cannot be taken apart ends the run.
    pub strict: bool,
    /// Bytes that a file may have when it is unpacked, where it has to be held in memory (workbooks; Parquet that is packed or piped). Left out: 1 GiB.
    pub max_unpacked: Option<u64>,
}

impl Options {
    /// Most bytes of a file that is held in memory.
    fn most_unpacked(&self) -> u64 {
        self.max_unpacked.unwrap_or(package::MOST)
    }

    /// Every column that the user calls by name.
    fn named_columns(&self) -> Vec<&str> {
        let rated = [&self.rating_column, &self.time_column, &self.id_column];
        let rest = [&self.department_column, &self.due_column, &self.row_column, &self.source_column];
        let single = rated.into_iter().chain(rest).flatten().filter(|n| !columns::means_none(n));
        let all = self.text_columns.iter().chain(single).chain(&self.by).chain(&self.kept);
        all.map(|n| n.trim()).filter(|n| n.parse::<usize>().is_err()).collect()
    }
}
