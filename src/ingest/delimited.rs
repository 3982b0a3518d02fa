//! Delimited text (CSV, TSV …) and plain lines as a table.
//!
//! A blank line between rows of several columns is nothing; in text of one column it is a row without text, except at the end.

use super::fault::Fault;
use super::split::{Dialect, Field, Found, record};
use super::table::{About, Row, Step, Table};
use super::text::TextBuffer;
use crate::lang::Say;
use crate::say;

/// Longest quoted field that is believed. Shrinks with each mark for which that much was looked through in vain, so that a hostile file cannot make reading
/// slow; a stray mark whose line shows that it is one costs nothing.
const LIMIT: usize = 1 << 23;
const LEAST_LIMIT: usize = 1 << 14;

/// Longest record in bytes; a longer one means that this is no table.
pub(super) const LONGEST: usize = 1 << 26;

/// A table in delimited text.
pub(super) struct Delimited {
    text: TextBuffer,
    dialect: Dialect,
    fields: Vec<Field>,
    /// One-based line of the next record.
    line: u64,
    /// Blank lines seen in text of one column that are not yet rows.
    blank: u64,
    /// Bytes of the last record, taken when the next is asked for.
    last: usize,
}

impl Delimited {
    /// `delimiter`: `None` where each line is one field. `quotes`: whether quotation marks have a meaning.
    pub(super) fn new(text: TextBuffer, delimiter: Option<u8>, quotes: bool) -> Self {
        let dialect = Dialect { delimiter, quotes, limit: LIMIT };
        Self { text, dialect, fields: Vec::new(), line: 1, blank: 0, last: 0 }
    }

    /// Finds the record at the start of what is not taken.
    fn find(&mut self) -> Result<Found, Fault> {
        loop {
            let rest = self.text.rest();
            if rest.is_empty() && self.text.at_end() {
                return Ok(Found::More);
            }
            match record(rest.as_bytes(), 0, self.dialect, self.text.at_end(), &mut self.fields) {
                Found::More if rest.len() > LONGEST => return Err(endless(self.line)),
                Found::More => self.text.fill()?,
                found => return Ok(found),
            }
        }
    }

    fn is_blank(&self) -> bool {
        matches!(self.fields[..], [f] if f.start == f.end && f.start == 0)
    }

    fn fill_row(&self, row: &mut Row, next: usize) {
        let rest = self.text.rest();
        row.start_with(self.line, &rest[..next]);
        for f in &self.fields {
            if f.doubled { row.push_unquoted(&rest[f.start..f.end]) } else { row.mark(f.start, f.end) }
        }
    }

    fn advance(&mut self, next: usize, lines: u64) {
        self.text.take(next);
        self.line += lines;
    }
}

pub(super) fn endless(line: u64) -> Fault {
    let mb = LONGEST >> 20;
    Fault::new(
        say!("the row at line {line} has no end within {mb} MB", "第 {line} 行超过 {mb} MB 仍未结束"),
        say!("check that it is a table in text form", "请确认这是文本格式的表格"),
    )
}

/// Why a row is rejected whose quotation mark never ends.
fn unclosed() -> Say {
    say!("a quotation mark is never closed", "引号没有闭合")
}

impl Table for Delimited {
    fn next(&mut self, row: &mut Row) -> Result<Step, Fault> {
        self.text.take(std::mem::take(&mut self.last));
        loop {
            match self.find()? {
                Found::More => return Ok(Step::End),
                Found::Record { next, lines } if self.is_blank() => {
                    self.blank += u64::from(self.dialect.delimiter.is_none());
                    self.advance(next, lines);
                }
                _ if self.blank > 0 => {
                    row.start(self.line - self.blank);
                    row.push("");
                    self.blank -= 1;
                    return Ok(Step::Row);
                }
                Found::Unclosed { next, lines, far } => {
                    let (line, raw) = (self.line, self.text.rest()[..next].trim_end().to_owned());
                    self.advance(next, lines);
                    if far {
                        self.dialect.limit = (self.dialect.limit / 2).max(LEAST_LIMIT);
                    }
                    return Ok(Step::Reject { line, reason: unclosed(), raw });
                }
                Found::Record { next, lines } => {
                    self.fill_row(row, next);
                    self.line += lines;
                    self.last = next;
                    return Ok(Step::Row);
                }
            }
        }
    }

    fn strict_width(&self) -> bool {
        self.dialect.delimiter.is_some()
    }

    fn raw(&self) -> String {
        self.text.rest()[..self.last].trim_end_matches(['\r', '\n']).to_owned()
    }

    fn about(&self) -> About {
        let delimiter = self.dialect.delimiter.map(|d| char::from(d).to_string());
        About { delimiter, ..self.text.about() }
    }

    fn drain(&mut self) -> Result<(), Fault> {
        self.text.drain()
    }
}
