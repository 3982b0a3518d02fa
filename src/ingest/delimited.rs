//! Delimited text (CSV, TSV …) and plain lines as a table.
//!
//! A blank line between rows of several columns is nothing; in text of one column it is a row without text, and so is a row of nothing but separators in
//! several, except at the end, where Excel writes such for cells that are only formatted. A first line `sep=;`, which is for Excel, names the separator and is no row.

use super::fault::Fault;
use super::split::{Dialect, Field, Found, Marks, record};
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

/// What may stand behind the last record: old programs end a text with a mark of its own, and copies that were cut short are filled up with NULs.
pub(super) const FILLING: [char; 2] = ['\u{1a}', '\0'];

/// A table in delimited text.
pub(super) struct Delimited {
    text: TextBuffer,
    dialect: Dialect,
    fields: Vec<Field>,
    /// One-based line of the next record.
    line: u64,
    /// Blank rows that are not given on yet.
    blank: Blank,
    /// Bytes of the last record, taken when the next is asked for.
    last: usize,
}

/// Blank rows that wait for one that is not.
#[derive(Default)]
struct Blank {
    rows: u64,
    /// Line of the first, and the most fields that any has.
    line: u64,
    fields: usize,
}

impl Delimited {
    /// `delimiter`: `None` where each line is one field. `quotes`: whether quotation marks have a meaning.
    pub(super) fn new(mut text: TextBuffer, delimiter: Option<u8>, quotes: bool) -> Self {
        let dialect = Dialect { delimiter, quotes, limit: LIMIT };
        let stated = stated(text.rest()).filter(|_| quotes).map(|(_, bytes)| bytes);
        text.take(stated.unwrap_or(0));
        let line = 1 + u64::from(stated.is_some());
        Self { text, dialect, fields: Vec::new(), line, blank: Blank::default(), last: 0 }
    }

    /// Finds the record at the start of what is not taken.
    fn find(&mut self) -> Result<Found, Fault> {
        loop {
            let rest = self.text.rest();
            if self.text.at_end() && rest.trim_start_matches(FILLING).is_empty() {
                return Ok(Found::More);
            }
            match record(rest.as_bytes(), 0, self.dialect, self.text.at_end(), &mut self.fields) {
                Found::More if rest.len() > LONGEST => return Err(endless(self.line)),
                Found::More => self.text.fill()?,
                found => return Ok(found),
            }
        }
    }

    /// Whether the record, which ends before `next`, holds nothing: a blank line, or separators alone. What is quoted was written by somebody.
    fn is_blank(&self, next: usize) -> bool {
        let rest = self.text.rest();
        match self.fields[..] {
            [only] => only.start == only.end && only.start == 0,
            ref several => {
                several.iter().all(|f| rest[f.start..f.end].trim().is_empty()) && !rest[..next].contains('"')
            }
        }
    }

    /// Remembers a blank record, if it is a row unless nothing follows it.
    fn hold_blank(&mut self) {
        let fields = self.fields.len();
        if fields < 2 && self.dialect.delimiter.is_some() {
            return;
        }
        let first = if self.blank.rows == 0 { self.line } else { self.blank.line };
        self.blank = Blank { rows: self.blank.rows + 1, line: first, fields: self.blank.fields.max(fields) };
    }

    fn fill_row(&self, row: &mut Row, next: usize) {
        let rest = self.text.rest();
        row.start_with(self.line, &rest[..next]);
        for f in &self.fields {
            match f.marks {
                Marks::Plain => row.mark(f.start, f.end),
                Marks::Doubled => row.push_unquoted(&rest[f.start..f.end], "\"\""),
                Marks::Escaped => row.push_unquoted(&rest[f.start..f.end], "\\\""),
            }
        }
    }

    fn advance(&mut self, next: usize, lines: u64) {
        self.text.take(next);
        self.line += lines;
    }
}

/// The separator that the first line of a text names for Excel (`sep=;`), with the bytes of that line.
pub(super) fn stated(text: &str) -> Option<(u8, usize)> {
    let line = text.split_inclusive('\n').next()?;
    let (name, sign) = line.trim_end_matches(['\r', '\n']).trim_matches('"').split_once('=')?;
    let [sign] = sign.as_bytes() else { return None };
    (name.eq_ignore_ascii_case("sep") && sign.is_ascii() && !sign.is_ascii_alphanumeric() && *sign != b'"')
        .then_some((*sign, line.len()))
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
                Found::Record { next, lines } if self.is_blank(next) => {
                    self.hold_blank();
                    self.advance(next, lines);
                }
                _ if self.blank.rows > 0 => {
                    row.start(self.blank.line);
                    for _ in 0..self.blank.fields {
                        row.push("");
                    }
                    (self.blank.rows, self.blank.line) = (self.blank.rows - 1, self.blank.line + 1);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_for_excel_names_the_separator() {
        assert_eq!(stated("sep=;\r\n评价;评分"), Some((b';', 7)));
        assert_eq!(stated("\"sep=,\"\n评价,评分"), Some((b',', 8)));
        assert_eq!(stated("SEP=\t\n"), Some((b'\t', 6)));
        for other in ["sep=\n", "sep=ab\n", "sep=a\n", "sep,评价\n", "评价=,\n", "sep=，\n", ""] {
            assert_eq!(stated(other), None, "{other}");
        }
    }
}
