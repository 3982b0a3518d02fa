//! Sources into records, one after another, in batches of bounded size; keeps the manifest of what was read.
//!
//! Not its job: annotation, progress bars, printing of notices.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

use super::Options;
use super::book::{self, Seen};
use super::columns::Columns;
use super::current::{Current, Next};
use super::excel::Workbook;
use super::fault::Fault;
use super::notice;
use super::open::{self, Content};
use super::raw::Tally;
use super::rejects::{Keeping, Rejects};
use super::roles::Roles;
use super::source::Source;
use super::start::{Outcome, Started, start};
use super::table::Table;
use super::watch::Change;
use crate::error::{Error, Result};
use crate::lang::Say;
use crate::record::{Name, Record};
use crate::report::Input;

/// Bytes of text after which a batch ends, where rows are long.
const BATCH_BYTES: usize = 8 << 20;

/// Reads sources into records. It is `Send`, so that it can run beside the annotation.
pub struct Reader {
    options: Options,
    roles: Arc<Roles>,
    sources: VecDeque<Source>,
    many: bool,
    current: Option<Current>,
    inputs: Vec<Input>,
    notices: Vec<Say>,
    rejects: Rejects,
    /// Bytes of the sources already read, and of all where that is known.
    done: u64,
    total: Option<u64>,
    /// What is wrong with the first input without rows: the error where none has any.
    empty: Option<Error>,
    usable: bool,
    /// Columns that the user named and no input so far has, with headers that there are, and where.
    unmet: Option<(Vec<String>, Vec<String>, PathBuf)>,
    /// The columns last told, without the source: the same ones are not told again.
    told: Option<Say>,
}

/// Opens the first source that has rows, so that what is wrong with it is told at once.
///
/// # Errors
/// When an option cannot be met, or no source has rows with text.
pub fn open(sources: Vec<Source>, options: Options, roles: Arc<Roles>) -> Result<Reader> {
    open_keeping(sources, options, roles, Keeping::default())
}

/// The same, with what becomes of rejected rows; they are written to the sink even where it is an error that there are no others.
///
/// # Errors
/// As [`open`], and when the sink cannot be written.
pub fn open_keeping(sources: Vec<Source>, options: Options, roles: Arc<Roles>, keeping: Keeping) -> Result<Reader> {
    if let Some(name) = &options.encoding {
        super::encoding::by_name(name)?;
    }
    let size = |s: &Source| std::fs::metadata(&s.path).ok().filter(std::fs::Metadata::is_file).map(|m| m.len());
    let count = sources.iter().filter(|s| !s.own).count();
    let mut reader = Reader {
        rejects: Rejects::new(options.strict, options.lang, keeping)?,
        many: count > 1,
        total: sources.iter().filter(|s| !s.own).map(size).sum(),
        sources: sources.into(),
        options: Options { sources: count, ..options },
        roles,
        current: None,
        inputs: Vec::new(),
        notices: Vec::new(),
        done: 0,
        empty: None,
        usable: false,
        unmet: None,
        told: None,
    };
    reader.advance()?;
    Ok(reader)
}

impl Reader {
    /// The next records, at most `max`; `None` after the last. Records do not depend on how they are batched.
    ///
    /// # Errors
    /// When a source cannot be read, has no text, or (with `strict`) a row cannot be taken apart.
    pub fn next_batch(&mut self, max: usize) -> Result<Option<Vec<Record>>> {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while batch.len() < max.max(1) && bytes < BATCH_BYTES && self.advance()? {
            let Some(current) = &mut self.current else { break };
            match current.next(&mut self.rejects, &self.roles)? {
                Next::Record(record) => {
                    bytes += record.text.len();
                    batch.push(record);
                }
                Next::Rejected => {}
                Next::End => self.end_table()?,
            }
            // What is there goes on its way before more is waited for.
            if !batch.is_empty() && !self.current.as_ref().is_none_or(Current::ready) {
                break;
            }
        }
        Ok(Some(batch).filter(|b| !b.is_empty()))
    }

    /// Headers of the segment columns of all rows, where they are known beforehand: of a single table.
    pub fn segments(&self) -> Option<Vec<Name>> {
        self.current.as_ref().filter(|c| !self.many && c.more.is_none()).map(|c| c.mapping.segments())
    }

    /// Whether there is a single table, and it has no column of times.
    pub fn lacks_times(&self) -> bool {
        self.current.as_ref().is_some_and(|c| !self.many && c.more.is_none() && c.mapping.columns().time.is_none())
    }

    /// Headers of all columns of the table at hand.
    pub fn headers(&self) -> &[String] {
        self.current.as_ref().map_or(&[], |c| &c.mapping.columns().names)
    }

    /// The manifest: one entry for each source that was read to its end.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// What to tell the user since the last call.
    pub fn notices(&mut self) -> Vec<Say> {
        std::mem::take(&mut self.notices)
    }

    /// Bytes read and, where no source is a stream, bytes in all.
    pub fn progress(&self) -> (u64, Option<u64>) {
        (self.done + self.current.as_ref().map_or(0, |c| c.tally.bytes()), self.total)
    }

    /// Makes sure that a source with rows is open; false after the last.
    fn advance(&mut self) -> Result<bool> {
        while self.current.is_none() {
            let Some(source) = self.sources.pop_front() else {
                self.finish()?;
                return Ok(false);
            };
            self.begin(source)?;
        }
        Ok(true)
    }

    fn finish(&mut self) -> Result<()> {
        self.rejects.flush()?;
        match (self.empty.take(), self.unmet.take()) {
            (Some(empty), _) if !self.usable => Err(empty),
            (_, Some((missing, names, path))) if !missing.is_empty() => {
                Err(notice::unknown_column(&path, &missing[0], &names, &self.options))
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, mut source: Source) -> Result<()> {
        self.notices.append(&mut source.told);
        if source.own {
            self.notices.push(notice::own(&source.name()));
            self.empty = self.empty.take().or_else(|| Some(notice::not_feedback(&source)));
            return Ok(());
        }
        let tally = Tally::default();
        let mut input = Input { path: source.name(), ..Input::default() };
        let content = open::open(&source, &self.options, &self.roles, &tally)?;
        if !self.many {
            self.notices.extend(notice::idle(&input.path, &self.options, matches!(content, Content::Book(_))));
        }
        match content {
            Content::Nothing => self.nothing(&source, input, &tally, &[]),
            Content::Table(table, format) => {
                format.clone_into(&mut input.format);
                self.begin_table(source, input, tally, table)
            }
            Content::Book(book) => {
                book.format().clone_into(&mut input.format);
                self.begin_book(source, input, tally, *book)
            }
        }
    }

    fn begin_table(&mut self, source: Source, input: Input, tally: Tally, table: Box<dyn Table>) -> Result<()> {
        let fail = |f: Fault| f.at(&source.path);
        match start(table, &self.options, &self.roles, &self.rejects).map_err(fail)? {
            Outcome::Started(started) => self.take_up(Current::new(source, input, tally, *started), None),
            Outcome::Empty { names, mut table } => {
                table.drain().map_err(fail)?;
                self.nothing(&source, input, &tally, &names)
            }
            Outcome::Rejected(started) => self.rejected(Current::new(source, input, tally, *started)),
            Outcome::NoText(columns) if columns.names.is_empty() => Err(notice::no_fields(&source, &input.format)),
            Outcome::NoText(columns) => Err(notice::no_text(&source, &columns, &self.options)),
        }
    }

    /// Without `--sheet`, the visible sheets that `book` chooses; with `all`, every one that has text under a header.
    fn begin_book(&mut self, source: Source, input: Input, tally: Tally, mut book: Workbook) -> Result<()> {
        let wanted = self.options.sheet.clone();
        let names = open::sheets(&book, &source.path, wanted.as_deref())?;
        let (mut seen, mut failure, mut header) = (Vec::new(), None, Vec::new());
        for name in &names {
            match self.start_sheet(&source, &mut book, name) {
                Ok(Sheet::Started(started)) => seen.push(Seen::new(name, book.rows(name), &started, &self.roles)),
                Ok(Sheet::NoText(error)) => failure = failure.or(Some(error)),
                Ok(Sheet::Empty(names)) if header.is_empty() => header = names,
                Ok(Sheet::Empty(_)) => {}
                // A sheet that nobody asked for, beside one that can be read: it is told that it was not.
                Err(_) if wanted.is_none() && seen.iter().any(Seen::headed) => {}
                Err(error) => return Err(error),
            }
        }
        let mut chosen = book::chosen(&seen, wanted.is_some());
        if wanted.is_none() && chosen.len() > 1 {
            self.notices.push(notice::sheets_together(&input.path, &self.rejects.hide_all(&chosen)));
        }
        if chosen.len() > 1 {
            // As with files: none need hold all of its scale.
            self.options.sources = self.options.sources.max(2);
        }
        let unread = self.rejects.hide_all(names.iter().filter(|n| !chosen.contains(n)));
        if !unread.is_empty() && !chosen.is_empty() {
            self.notices.push(notice::unread_sheets(&input.path, &unread, wanted.is_some()));
        }
        let hidden = self.rejects.hide_all(&book.hidden());
        if !hidden.is_empty() && wanted.is_none_or(|w| w == "all") {
            self.notices.push(notice::hidden_sheets(&input.path, &hidden));
        }
        match (chosen.pop_front(), failure) {
            (Some(first), _) => match self.start_sheet(&source, &mut book, &first)? {
                Sheet::Started(started) => {
                    let more = Some((book, chosen)).filter(|(_, chosen)| !chosen.is_empty());
                    self.take_up(Current::new(source, input, tally, *started), more)
                }
                Sheet::NoText(error) => Err(error),
                Sheet::Empty(_) => Ok(()),
            },
            (None, Some(error)) => Err(error),
            (None, None) => self.nothing(&source, input, &tally, &header),
        }
    }

    fn start_sheet(&self, source: &Source, book: &mut Workbook, name: &str) -> Result<Sheet> {
        let fail = |f: Fault| f.at(&source.path);
        let sheet = book.sheet(name).map_err(fail)?;
        Ok(match start(Box::new(sheet), &self.options, &self.roles, &self.rejects).map_err(fail)? {
            Outcome::Started(started) => Sheet::Started(started),
            Outcome::Empty { names, .. } => Sheet::Empty(names),
            Outcome::Rejected(_) => Sheet::Empty(Vec::new()),
            Outcome::NoText(columns) => Sheet::NoText(notice::no_text(source, &columns, &self.options)),
        })
    }

    /// Goes on with a table whose columns are chosen, after telling about them.
    fn take_up(&mut self, mut current: Current, more: Option<(Workbook, VecDeque<String>)>) -> Result<()> {
        let (name, columns) = (current.input.path.clone(), current.mapping.columns());
        columns.account_for_missing(&mut self.unmet, &current.source.path);
        if let Some(missing) = columns.missing.first() {
            if !self.many && more.is_none() && current.input.rows == 0 {
                return Err(notice::unknown_column(&current.source.path, missing, &columns.names, &self.options));
            }
            self.notices.push(notice::missing_here(&name, &columns.missing));
        }
        if !self.options.is_other {
            self.tell_columns(&name, columns, &current.input, current.headed);
        }
        self.notices.extend(notice::begun(&name, &current));
        current.more = more;
        self.usable = true;
        self.current = Some(current);
        Ok(())
    }

    /// Tells which columns were chosen, and what cannot be read of them.
    fn tell_columns(&mut self, name: &str, columns: &Columns, input: &Input, headed: bool) {
        let encoding = input.encoding.as_deref();
        let of = |name: &str| match (input.format.as_str(), headed) {
            ("txt", false) => notice::lines(name, encoding),
            ("chat", _) => notice::chat(name, encoding),
            _ => notice::chosen(name, columns, encoding, self.options.has_by),
        };
        let (chosen, named) = (of(""), of(name));
        if self.told.as_ref() != Some(&chosen) {
            self.notices.push(named);
            self.told = Some(chosen);
            self.notices.extend(notice::unused(name, columns, self.options.has_by));
        }
        let rating = columns.rating.map(|i| columns.names[i].as_str());
        self.notices.extend(rating.and_then(|header| notice::scale(name, header, columns.points.told)));
        self.notices.extend(notice::annotated(name, &input.format, &columns.names));
        self.notices.extend(notice::odd_choice(name, columns, &self.options));
        // Cells are shown as rejected rows are.
        let hide = |cell: &str| self.rejects.hide(cell);
        if let Some((column, cell)) = &columns.unrated {
            self.notices.push(notice::unread_ratings(name, &columns.names[*column], &hide(cell)));
        }
        if !columns.adverse.is_empty() {
            let headers: Vec<&String> = columns.adverse.iter().map(|i| &columns.names[*i]).collect();
            self.notices.push(notice::adverse(name, &headers));
        }
        if let (Some(time), Some(cell)) = (columns.time, &columns.ambiguous) {
            self.notices.push(notice::ambiguous(name, &columns.names[time], &hide(cell)));
        }
        if let Some((column, cell, why)) = &columns.unread {
            self.notices.push(notice::unread_times(name, &columns.names[*column], &hide(cell), *why));
        }
        if let Some(bought) = columns.bought {
            self.notices.push(notice::bought(name, &columns.names[bought]));
        }
    }

    /// The table is read: what is left to tell, then the next sheet, or the end of the source.
    fn end_table(&mut self) -> Result<()> {
        let Some(mut current) = self.current.take() else { return Ok(()) };
        // As with any other table: only here is it known of keys that may come late.
        if let Some(never) = current.unmet().first().filter(|_| !self.many) {
            let names: Vec<String> = current.columns().names.iter().filter(|n| *n != never).cloned().collect();
            return Err(notice::unknown_column(&current.source.path, never, &names, &self.options));
        }
        self.notices.extend(current.end(self.options.is_other, &self.rejects)?);
        while let Some((mut book, mut names)) = current.more.take() {
            let Some(name) = names.pop_front() else { break };
            if let Sheet::Started(started) = self.start_sheet(&current.source, &mut book, &name)? {
                self.notices.push(notice::sheet_from(
                    &current.input.path,
                    &self.rejects.hide(&name),
                    current.input.rows + 1,
                ));
                return self.take_up(current.onto(*started), Some((book, names)));
            }
            current.more = Some((book, names));
        }
        self.close(&current.source, current.input, &current.tally)
    }

    /// A source without rows: an error where it is the only one, else told.
    fn nothing(&mut self, source: &Source, input: Input, tally: &Tally, names: &[String]) -> Result<()> {
        if self.many {
            self.notices.push(notice::empty(&input.path));
        }
        self.empty = self.empty.take().or_else(|| Some(notice::no_rows(source, names)));
        self.close(source, input, tally)
    }

    /// A source of which no row could be taken apart: all of them are accounted for, and it is an error where no other source has any.
    fn rejected(&mut self, mut current: Current) -> Result<()> {
        let nothing = notice::no_whole(&current.source, &current.input.format, &current.columns().names);
        loop {
            match current.next(&mut self.rejects, &self.roles)? {
                Next::Rejected => {}
                Next::Record(_) => return Err(nothing),
                Next::End => break,
            }
        }
        self.notices.extend(current.end(self.options.is_other, &self.rejects)?);
        self.empty = self.empty.take().or(Some(nothing));
        self.close(&current.source, current.input, &current.tally)
    }

    fn close(&mut self, source: &Source, mut input: Input, tally: &Tally) -> Result<()> {
        match tally.change() {
            // What is appended to a log is read the next time.
            Some(change) if self.options.strict && !matches!(change, Change::Grown(..)) => {
                return Err(notice::changed_strictly(&source.path, change));
            }
            Some(change) => self.notices.push(notice::changed(&input.path, change)),
            None => {}
        }
        (input.bytes, input.hash) = (tally.bytes(), tally.hash());
        self.done += input.bytes;
        self.inputs.push(input);
        Ok(())
    }
}

/// A sheet that was looked at.
enum Sheet {
    Started(Box<Started>),
    /// No rows below its header.
    Empty(Vec<String>),
    /// It has rows but no text; the error if no other sheet has.
    NoText(Error),
}
