//! The start of a table: its first rows are read ahead, the header is found in them, and columns get their roles.

use std::collections::VecDeque;

use super::columns::{self, Columns};
use super::header;
use super::rejects::Rejects;
use super::roles::Roles;
use super::table::{Row, Step, Table};
use super::{Options, fault::Fault};
use crate::lang::Say;

/// Rows read ahead, for content and header.
const SAMPLE: usize = 256;
/// Bytes read ahead, where rows are long.
const SAMPLE_BYTES: usize = 1 << 20;

/// A table with its columns chosen.
pub(super) struct Started {
    pub(super) table: Box<dyn Table>,
    pub(super) columns: Columns,
    /// The cells of the header, by which it is known again.
    pub(super) header: Vec<String>,
    /// What was read ahead and comes first.
    pub(super) ahead: VecDeque<Ahead>,
    /// Rows above the header.
    pub(super) above: usize,
    pub(super) headed: bool,
}

/// Something read ahead.
pub(super) enum Ahead {
    /// A row and how it stands in the file.
    Row(Row, String),
    /// Not a row.
    Reject { line: u64, reason: Say, raw: String },
}

/// How starting went.
pub(super) enum Outcome {
    Started(Box<Started>),
    /// No rows; with a header or without.
    Empty {
        names: Vec<String>,
        table: Box<dyn Table>,
    },
    /// Nothing but rejects so far, and no column with text in what is left of them.
    Rejected(Box<Started>),
    /// Rows, but no column holds text, or none of those that the user named is there.
    NoText(Box<Columns>),
}

/// Reads ahead and chooses. Names of columns are hidden as `rejects` hides cells.
pub(super) fn start(
    mut table: Box<dyn Table>,
    options: &Options,
    roles: &Roles,
    rejects: &Rejects,
) -> Result<Outcome, Fault> {
    let (mut ahead, ended) = read_ahead(&mut *table)?;
    if !ended {
        expect_named(&mut *table, options);
    }
    let rows: Vec<&Row> = ahead.iter().filter_map(Ahead::row).collect();
    let Head { names, header, above, skipped, headed } = match table.names() {
        Some(names) => Head { names: names.to_vec(), header: names.to_vec(), above: 0, skipped: 0, headed: true },
        None => header_of(&rows, options, roles),
    };
    let below = rows.get(skipped..).unwrap_or_default();
    if below.is_empty() && !ahead.iter().any(|a| matches!(a, Ahead::Reject { .. })) {
        return Ok(Outcome::Empty { names, table });
    }
    // Totals are no ratings, and headers no text.
    let is_data = |row: &&&Row| !header::repeats(&header, row) && !roles.margins.sums_up(row);
    let data: Vec<&Row> = below.iter().filter(is_data).copied().collect();
    let mut columns = columns::choose(names, headed, if data.is_empty() { below } else { &data }, options, roles);
    columns.hide(|name| rejects.hide(name));
    let wanted = &options.text_columns;
    // Objects that are cut off still name columns.
    let nameless = columns.names.is_empty() || (columns.text.is_empty() && wanted.is_empty());
    if rows.is_empty() && nameless {
        return Ok(Outcome::Rejected(Box::new(Started { table, columns, header, ahead, above: 0, headed })));
    }
    if columns.text.is_empty() || (!wanted.is_empty() && wanted.iter().all(|n| columns.missing.contains(n))) {
        return Ok(Outcome::NoText(Box::new(columns)));
    }
    drop_rows(&mut ahead, skipped);
    Ok(Outcome::Started(Box::new(Started { table, columns, header, ahead, above, headed })))
}

/// Columns that the user named are read wherever in the table they begin.
fn expect_named(table: &mut dyn Table, options: &Options) {
    let Some(names) = table.names().map(<[String]>::to_vec) else { return };
    let late = options.named_columns().into_iter().filter(|n| columns::find(n, &names).is_none());
    late.for_each(|n| table.expect(n));
}

/// What comes first, and whether that is all.
fn read_ahead(table: &mut dyn Table) -> Result<(VecDeque<Ahead>, bool), Fault> {
    let (mut ahead, mut bytes) = (VecDeque::new(), 0);
    while ahead.len() < SAMPLE && bytes < SAMPLE_BYTES && (ahead.is_empty() || table.ready()) {
        let Some(next) = Ahead::read(table)? else { return Ok((ahead, true)) };
        bytes += next.row().map_or(0, Row::bytes);
        ahead.push_back(next);
    }
    Ok((ahead, false))
}

/// The head of a table.
struct Head {
    names: Vec<String>,
    header: Vec<String>,
    /// Rows above the header.
    above: usize,
    /// Rows that are none of data: these, the header, and lines that go on with it.
    skipped: usize,
    headed: bool,
}

fn header_of(rows: &[&Row], options: &Options, roles: &Roles) -> Head {
    let named = options.named_columns();
    match header::find(rows, &named, roles) {
        Some(at) => {
            let filled = rows[at..].iter().map(|r| trimmed_width(r)).max().unwrap_or(0);
            let cells = header::joined(rows, at, roles);
            let names = header::names(cells.iter().map(String::as_str), filled.min(rows[at].len()));
            let header = header::cells(rows[at].cells());
            let skipped = at + 1 + header::below(rows, at, roles);
            Head { names, header, above: at, skipped, headed: true }
        }
        None => {
            let names = header::names(std::iter::empty(), usual_width(rows));
            Head { names, header: Vec::new(), above: 0, skipped: 0, headed: false }
        }
    }
}

/// Cells up to the last that is not empty: workbooks and exports leave empty columns at the end. A column counts that has a name or a cell.
fn trimmed_width(row: &Row) -> usize {
    (0..row.len()).rev().find(|i| !row.get(*i).trim().is_empty()).map_or(0, |i| i + 1)
}

/// Without a header, the width that most rows have; the wider of equals.
fn usual_width(rows: &[&Row]) -> usize {
    let count = |w: usize| rows.iter().filter(|r| r.len() == w).count();
    let widths = rows.iter().map(|r| r.len());
    widths.max_by_key(|w| (count(*w), *w)).unwrap_or(0)
}

/// Drops the header and what stands above it; rejects in between stay.
fn drop_rows(ahead: &mut VecDeque<Ahead>, mut rows: usize) {
    ahead.retain(|a| {
        let dropped = rows > 0 && a.row().is_some();
        rows -= usize::from(dropped);
        !dropped
    });
}

impl Ahead {
    /// What comes next in a table; `None` at its end.
    pub(super) fn read(table: &mut dyn Table) -> Result<Option<Self>, Fault> {
        let mut row = Row::default();
        Ok(match table.next(&mut row)? {
            Step::Row => Some(Self::Row(row, table.raw())),
            Step::Reject { line, reason, raw } => Some(Self::Reject { line, reason, raw }),
            Step::End => None,
        })
    }

    /// The row, if it is one.
    pub(super) fn row(&self) -> Option<&Row> {
        match self {
            Self::Row(row, _) => Some(row),
            Self::Reject { .. } => None,
        }
    }
}
