//! The source being read: one table, its columns, and its entry in the manifest as it fills.

use std::collections::VecDeque;

use super::columns::Columns;
use super::excel::Workbook;
use super::illegible::Illegible;
use super::mapping::Mapping;
use super::raw::Tally;
use super::rejects::Rejects;
use super::roles::Roles;
use super::source::Source;
use super::start::{Ahead, Started};
use super::table::{About, Row, Step, Table};
use super::value::Unread;
use super::{header, margins, notice};
use crate::error::Result;
use crate::lang::Say;
use crate::record::{Name, Record};
use crate::report::Input;

/// A table that is being read.
pub(super) struct Current {
    pub(super) source: Source,
    pub(super) input: Input,
    pub(super) tally: Tally,
    pub(super) mapping: Mapping,
    /// Rows above the header.
    pub(super) above: usize,
    pub(super) headed: bool,
    /// The workbook and its sheets still to read.
    pub(super) more: Option<(Workbook, VecDeque<String>)>,
    /// The cells of its header.
    header: Vec<String>,
    table: Box<dyn Table>,
    ahead: VecDeque<Ahead>,
    /// Whether everything else was read ahead.
    ended: bool,
    row: Row,
    /// Whether rows of the table have times, and ids; known when the first is asked for.
    usual: Option<(bool, bool)>,
    /// Its records so far, and those with a rating.
    records: u64,
    rated: u64,
    /// Records whose time of day does not exist, and the first such cell.
    off_clock: Option<(u64, String)>,
    untimed: Illegible<Unread>,
    unrated: Illegible<()>,
    /// Records whose rating lies off the scale of the column.
    off_scale: u64,
}

/// Bytes of the longest text of a row that is a total or a signature.
const LONGEST_MARGIN: usize = 240;
/// Most rows of totals and signatures at the end of a table.
const MOST_MARGINS: usize = 8;

/// Records of a table from which it is told that none has a rating.
const UNRATED: u64 = 3;

/// What a row is besides feedback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Margin {
    None,
    Header,
    Total,
    /// A total or a signature where its text stands: only at the end of a table.
    Closing,
}

/// What came next.
pub(super) enum Next {
    Record(Record),
    Rejected,
    End,
}

impl Current {
    pub(super) fn new(source: Source, mut input: Input, tally: Tally, started: Started) -> Self {
        let Started { table, columns, header, ahead, above, headed } = started;
        let about = table.about();
        input.encoding = about.encoding.map(str::to_owned);
        input.encoding_from = about.encoding_from.map(str::to_owned);
        input.delimiter = about.delimiter;
        input.sheets.extend(about.sheet);
        if input.columns.is_empty() {
            input.columns.clone_from(&columns.roles);
        }
        let mapping = Mapping::new(columns, Name::from(input.path.as_str()));
        Self {
            source,
            input,
            tally,
            mapping,
            above,
            headed,
            more: None,
            header,
            table,
            ahead,
            ended: false,
            row: Row::default(),
            usual: None,
            records: 0,
            rated: 0,
            off_clock: None,
            untimed: Illegible::default(),
            unrated: Illegible::default(),
            off_scale: 0,
        }
    }

    /// The same source with another of its tables.
    pub(super) fn onto(self, started: Started) -> Self {
        Self::new(self.source, self.input, self.tally, started)
    }

    /// Columns that the user named and that no row has filled.
    pub(super) fn unmet(&self) -> Vec<String> {
        self.table.unmet()
    }

    /// The next row: a record, or a reject that is accounted for.
    pub(super) fn next(&mut self, rejects: &mut Rejects, roles: &Roles) -> Result<Next> {
        let usual = self.usual(roles);
        let mut ahead_raw = None;
        let step = match self.ahead.pop_front() {
            Some(Ahead::Row(row, raw)) => {
                self.row = row;
                ahead_raw = Some(raw);
                Step::Row
            }
            Some(Ahead::Reject { line, reason, raw }) => Step::Reject { line, reason, raw },
            None if self.ended => Step::End,
            None => self.table.next(&mut self.row).map_err(|f| f.at(&self.source.path))?,
        };
        let (line, reason, raw) = match step {
            Step::End => return Ok(Next::End),
            Step::Reject { line, reason, raw } => (line, reason, raw),
            Step::Row => match self.misfit() {
                None => {
                    self.input.rows += 1;
                    let record = self.mapping.record(&self.row, self.input.rows, roles);
                    let margin = self.margin(&self.row, &record, usual, roles);
                    if margin != Margin::None {
                        // Before the table is asked for more.
                        let raw = ahead_raw.unwrap_or_else(|| self.table.raw());
                        if margin != Margin::Closing || self.only_margins_follow(usual, roles)? {
                            return self.set_aside(rejects, margin, raw);
                        }
                    }
                    self.count(&record, roles);
                    return Ok(Next::Record(record));
                }
                Some(reason) => (self.row.line, reason, ahead_raw.unwrap_or_else(|| self.table.raw())),
            },
        };
        self.input.rows += 1;
        let names = &self.mapping.columns().names;
        rejects.add(&mut self.input, &self.source.path, line, &reason, &raw, names)?;
        Ok(Next::Rejected)
    }

    /// Whether most of the rows read ahead have a time, and an id: then a row without them is no usual one.
    fn usual(&mut self, roles: &Roles) -> (bool, bool) {
        if let Some(usual) = self.usual {
            return usual;
        }
        let (mut rows, mut timed, mut numbered) = (0, 0, 0);
        for row in self.ahead.iter().filter_map(Ahead::row) {
            let record = self.mapping.record(row, 1, roles);
            rows += 1;
            timed += usize::from(record.time.is_some());
            numbered += usize::from(record.id.is_some());
        }
        *self.usual.insert((timed * 2 > rows, numbered * 2 > rows))
    }

    /// Takes note of what a record lacks.
    fn count(&mut self, record: &Record, roles: &Roles) {
        self.records += 1;
        self.rated += u64::from(record.rating.is_some());
        if let Some(cell) = self.mapping.off_clock(&self.row, record, roles) {
            self.off_clock.get_or_insert_with(|| (0, cell.to_owned())).0 += 1;
        }
        if let Some(cell) = self.mapping.untimed(&self.row, record, roles) {
            self.untimed.add(cell, |c| roles.times.why(c));
        }
        if let Some(cell) = self.mapping.unrated(&self.row, record, roles) {
            self.unrated.add(cell, |_| ());
        }
        let is_off = record.rating.is_none() && self.mapping.leaves_out_rating(&self.row, roles);
        self.off_scale += u64::from(is_off);
    }

    /// Whether a row is the header again, a total or a signature: by its cells, and by what it lacks and others have.
    fn margin(&self, row: &Row, record: &Record, (timed, numbered): (bool, bool), roles: &Roles) -> Margin {
        if header::repeats(&self.header, row) {
            return Margin::Header;
        }
        let margins = &roles.margins;
        let id = record.id.as_deref().filter(|id| !margins.is_mark(id));
        if record.text.len() > LONGEST_MARGIN || (timed && record.time.is_some()) || (numbered && id.is_some()) {
            return Margin::None;
        }
        let text = &self.columns().text;
        let cells = || (0..row.len()).filter(|i| !text.contains(i)).map(|i| row.get(i));
        match () {
            () if margins.has(&record.text, cells(), timed || numbered) => Margin::Total,
            () if margins.closes(&record.text, cells()) => Margin::Closing,
            () => Margin::None,
        }
    }

    /// Whether the table ends with a few rows like this one, so that a text that is nothing but 合计 is no customer's. What is slow in coming is not waited for.
    fn only_margins_follow(&mut self, usual: (bool, bool), roles: &Roles) -> Result<bool> {
        while self.ahead.len() <= MOST_MARGINS && !self.ended {
            if !self.table.ready() {
                return Ok(false);
            }
            let next = Ahead::read(self.table.as_mut()).map_err(|f| f.at(&self.source.path))?;
            self.ended = next.is_none();
            self.ahead.extend(next);
        }
        if self.ahead.len() > MOST_MARGINS {
            return Ok(false);
        }
        let ahead = std::mem::take(&mut self.ahead);
        let is_margin = |this: &mut Self, row: &Row| {
            let record = this.mapping.record(row, 1, roles);
            row.is_blank() || this.margin(row, &record, usual, roles) != Margin::None
        };
        let only = ahead.iter().filter_map(Ahead::row).all(|row| is_margin(self, row));
        self.ahead = ahead;
        Ok(only)
    }

    fn set_aside(&mut self, rejects: &mut Rejects, margin: Margin, raw: String) -> Result<Next> {
        let cells = || self.row.cells().filter(|c| !c.trim().is_empty()).collect::<Vec<_>>().join(",");
        let raw = if raw.is_empty() { cells() } else { raw };
        let names = &self.mapping.columns().names;
        let reason = if margin == Margin::Header { margins::again() } else { margins::reason() };
        rejects.set_aside(&mut self.input, self.row.line, &reason, &raw, names)?;
        Ok(Next::Rejected)
    }

    fn misfit(&self) -> Option<Say> {
        let misfit = if self.table.strict_width() { self.mapping.misfit(&self.row) } else { None };
        misfit.or_else(|| self.mapping.unnumbered(&self.row))
    }

    /// Whether the next row is at hand.
    pub(super) fn ready(&self) -> bool {
        self.ended || !self.ahead.is_empty() || self.table.ready()
    }

    /// Reads what is left of the source and tells what the user should know of the table; of its ratings only where it is feedback.
    pub(super) fn end(&mut self, is_other: bool, rejects: &Rejects) -> Result<Vec<Say>> {
        self.table.drain().map_err(|f| f.at(&self.source.path))?;
        let about = self.table.about();
        let mut told = Vec::new();
        if let Some(encoding) = about.encoding.filter(|e| self.input.encoding.as_deref() != Some(*e)) {
            told.push(notice::decided(&self.input.path, encoding));
        }
        self.input.encoding = about.encoding.map(str::to_owned);
        self.input.sheets.iter_mut().for_each(|name| *name = rejects.hide(name));
        if let (1.., Some(encoding)) = (about.replaced, about.encoding) {
            told.push(notice::replaced(&self.input.path, encoding, about.replaced));
        }
        if let Some(line) = about.cut {
            rejects.damaged(&self.source.path, line, &notice::unclosed())?;
            told.push(notice::cut_off(&self.input.path));
        }
        let known = self.columns().names.len();
        if let Some(late) = self.table.names().and_then(|n| n.get(known..)).filter(|n| !n.is_empty()) {
            told.push(notice::late_keys(&self.input.path, late));
        }
        let unmet = self.unmet();
        if !unmet.is_empty() {
            told.push(notice::unmet(&self.input.path, &unmet));
        }
        told.extend(self.missed(is_other, &unmet, rejects));
        Ok(told)
    }

    /// What to tell of times and ratings that cannot be read; cells are shown as rejected rows are.
    fn missed(&self, is_other: bool, unmet: &[String], rejects: &Rejects) -> Vec<Say> {
        let (path, columns, mut told) = (&self.input.path, self.columns(), Vec::new());
        let hidden = |cells: Vec<&str>| cells.into_iter().map(|c| rejects.hide(c)).collect::<Vec<_>>();
        if let Some(time) = columns.time.map(|i| &columns.names[i]) {
            if let Some((times, cell)) = &self.off_clock {
                told.push(notice::off_clock(path, time, *times, &rejects.hide(cell)));
            }
            if let Some((rows, cells)) = self.untimed.told(self.records) {
                told.push(notice::untimed(path, time, rows, self.records, &hidden(cells)));
            }
        }
        if let Some(rating) = columns.rating.map(|i| &columns.names[i]).filter(|_| !is_other) {
            if let Some((rows, cells)) = self.unrated.told(self.records) {
                told.push(notice::illegible(path, rating, rows, self.records, &hidden(cells)));
            } else if self.rated == 0 && self.records >= UNRATED && !unmet.contains(rating) {
                told.push(notice::unrated(path, rating));
            }
            if self.off_scale > 0 {
                told.push(notice::off_scale(path, rating, self.off_scale));
            }
        }
        told
    }

    /// How the table is read.
    pub(super) fn about(&self) -> About {
        self.table.about()
    }

    pub(super) fn columns(&self) -> &Columns {
        self.mapping.columns()
    }
}
