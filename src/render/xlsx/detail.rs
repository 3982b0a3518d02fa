//! The sheet of all rows: every record with its labels in words, in input order, on as many sheets as it takes.
//!
//! The spreadsheet library makes the sheet with its head and a placeholder where the last row will be; the rows themselves are written here, on all
//! threads, while the container compresses them. Memory does not grow with them. Remembers where the rows stand that other sheets link to.

use std::io;
use std::sync::mpsc::{SyncSender, sync_channel};

use rayon::prelude::*;
use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{ConditionalFormat3ColorScale, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::number::to_u32;
use crate::record::Name;
use crate::render::sheet::{Cuts, DATE, SHEET, TIME, text};
use crate::render::words::Words;
use crate::render::{IssueOf, Rows};

use super::cells::Pen;
use super::column;
use super::container::{Container, Open, part};
use super::packed::{Line, Pack};
use super::row::{Labels, put, size};

/// Rows of a sheet below its head.
pub(super) const FULL: u32 = 1_048_575;

/// What a sheet has room for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// Rows below its head.
    pub(super) rows: u32,
    /// Bytes of XML.
    pub(super) bytes: u64,
}

impl Room {
    pub(super) const SHEET: Self = Self { rows: FULL, bytes: SHEET };
}

/// Packs written at a time on all threads.
const GROUP: usize = 16;

/// Pieces of XML that wait for the container.
const AHEAD: usize = 2 * GROUP;

/// Level 6 takes twice the time for a tenth less.
const LEVEL: i64 = 2;

/// Columns before the segment columns, and behind them.
const FRONT: [&str; 6] = ["row", "source", "id", "time", "rating", "text"];
const BACK: [&str; 14] = [
    "level",
    "sentiment",
    "complaint",
    "nature",
    "blamed_aspects",
    "praised_aspects",
    "severity",
    "reason",
    "evidence",
    "department",
    "due_hours",
    "issue",
    "title",
    "note",
];

/// Where rows stand that others link to.
#[derive(Default)]
pub(super) struct Places {
    /// By source, then by row: looking one up needs no name of its own.
    rows: FxHashMap<Name, FxHashMap<u64, String>>,
    issues: FxHashMap<Name, String>,
}

impl Places {
    /// The link to a row, where it is on the sheet.
    pub(super) fn row(&self, source: &str, row: u64) -> Option<&str> {
        self.rows.get(source)?.get(&row).map(String::as_str)
    }

    /// The link to the first row of an issue.
    pub(super) fn issue(&self, id: &str) -> Option<&str> {
        self.issues.get(id).map(String::as_str)
    }

    /// Remembers a row that others link to.
    fn look(&mut self, l: &Line, issue: Option<&Name>, wanted: &Wanted, link: impl Fn() -> String) {
        if let Some(issue) = issue {
            self.issues.entry(issue.clone()).or_insert_with(&link);
        }
        if wanted.get(l.source).is_some_and(|rows| rows.contains(&l.row)) {
            self.rows.entry(Name::from(l.source)).or_default().insert(l.row, link());
        }
    }
}

/// Rows that other sheets name, by source.
pub(super) type Wanted = FxHashMap<Name, FxHashSet<u64>>;

/// The sheets that the rows take.
#[derive(Default)]
pub(super) struct Sheets {
    pub(super) names: Vec<String>,
    /// The number of the first row of each.
    first: Vec<u64>,
    rows: u64,
}

impl Sheets {
    /// Looks through all rows: how many sheets they take, and where those stand that others link to.
    pub(super) fn of(w: &Words, given: &mut Rows, wanted: &Wanted, room: Room) -> io::Result<(Self, Places)> {
        let (mut sheets, mut places) = (Self::default(), Places::default());
        sheets.add(w);
        let (mut rows, mut bytes) = (0, 0);
        given.packs.rewind()?;
        while let Some(pack) = given.packs.next()? {
            for line in pack.lines() {
                let l = line?;
                let own = size(&l);
                if rows == room.rows || rows > 0 && bytes + own > room.bytes {
                    sheets.add(w);
                    (rows, bytes) = (0, 0);
                }
                (rows, bytes) = (rows + 1, bytes + own);
                sheets.rows += 1;
                let link = || format!("internal:'{}'!A{}", sheets.names[sheets.names.len() - 1], rows + 1);
                places.look(&l, (given.issue)(l.source, l.row), wanted, link);
            }
        }
        Ok((sheets, places))
    }

    /// One more, for the rows to come.
    fn add(&mut self, w: &Words) {
        let name = w.t("sheet.records");
        let before = self.names.len();
        self.names.push(if before == 0 { name.to_owned() } else { format!("{name} {}", before + 1) });
        self.first.push(self.rows);
    }

    /// The sheet of the n-th row, and its row there, counted from 0 with the head.
    fn place(&self, n: u64) -> (usize, u32) {
        let sheet = self.first.partition_point(|first| *first <= n).saturating_sub(1);
        (sheet, to_u32(n - self.first[sheet] + 1))
    }

    /// The last row of a sheet.
    fn last(&self, sheet: usize) -> u32 {
        let end = self.first.get(sheet + 1).copied().unwrap_or(self.rows);
        to_u32(end - self.first[sheet])
    }

    /// Makes the sheets, which exist, ready for their rows.
    pub(super) fn frame(&self, book: &mut Workbook, attrs: &[Name], w: &Words) -> Result<(), XlsxError> {
        for (i, name) in self.names.iter().enumerate() {
            let sheet = book.worksheet_from_name(name)?;
            begin(sheet, attrs, w)?;
            end(sheet, attrs.len(), self.last(i))?;
        }
        Ok(())
    }

    /// Writes the workbook with the rows in it; `names` are those of all its sheets.
    pub(super) fn fill(
        &self,
        book: Vec<u8>,
        names: &[String],
        given: &mut Rows,
        words: &Labels,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        let mut container = Container::new(book)?;
        let mut open = Vec::new();
        for (i, name) in self.names.iter().enumerate().filter(|_| self.rows > 0) {
            let place = names.iter().position(|n| n == name).unwrap_or_default();
            open.push(container.open(part(place), self.last(i) + 1)?);
        }
        let (send, pieces) = sync_channel(AHEAD);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                if let Err(e) = self.write(given, words, &open, &send) {
                    // Nobody listens any more where the output failed first.
                    let _ = send.send(Err(e));
                }
                drop(send);
            });
            container.write(&open, pieces.into_iter(), LEVEL, out)
        })
    }

    /// Writes all rows, a group of packs at a time, and sends the pieces in their order.
    fn write(&self, given: &mut Rows, words: &Labels, open: &[Open], to: &SyncSender<Piece>) -> io::Result<()> {
        let columns = FRONT.len() + given.attrs.len() + BACK.len();
        let columns: Vec<String> = (0..columns).map(|i| column_number_to_name(column(i))).collect();
        given.packs.rewind()?;
        let mut n = 0;
        loop {
            let mut group = Vec::new();
            while let Some(pack) = (group.len() < GROUP).then(|| given.packs.next()).transpose()?.flatten() {
                let first = n;
                n += u64::from(pack.rows);
                group.push((first, pack));
            }
            if group.is_empty() {
                return Ok(());
            }
            let rows = Writing { sheets: self, columns: &columns, issue: given.issue, cuts: given.cuts, words, open };
            let made: io::Result<Vec<_>> = group.par_iter().map(|(first, pack)| rows.pieces(*first, pack)).collect();
            for piece in made?.into_iter().flatten() {
                if to.send(Ok(piece)).is_err() {
                    return Ok(());
                }
            }
        }
    }
}

/// What a thread needs to write rows.
struct Writing<'w, 'r> {
    sheets: &'w Sheets,
    columns: &'w [String],
    issue: IssueOf<'r>,
    cuts: &'r Cuts,
    words: &'w Labels<'w>,
    open: &'w [Open],
}

impl Writing<'_, '_> {
    /// The XML of a pack; a piece for each sheet that it has rows on. `first` is the number of its first row.
    fn pieces(&self, first: u64, pack: &Pack) -> io::Result<Vec<(usize, Vec<u8>)>> {
        let attrs = self.columns.len() - FRONT.len() - BACK.len();
        let mut pieces: Vec<(usize, Vec<u8>)> = Vec::new();
        for (n, line) in (first..).zip(pack.lines()) {
            let (line, (sheet, row)) = (line?, self.sheets.place(n));
            if pieces.last().is_none_or(|(at, _)| *at != sheet) {
                pieces.push((sheet, Vec::with_capacity(pack.bytes.len() * 3)));
            }
            let Some((_, out)) = pieces.last_mut() else { continue };
            let issue = (self.issue)(line.source, line.row).map(|id| &**id).unwrap_or_default();
            let pen = Pen::begin(out, self.columns, row + 1, self.cuts);
            put(pen, &line, issue, attrs, self.words, self.open[sheet].formats);
        }
        Ok(pieces)
    }
}

/// XML for the sheet at that place.
type Piece = io::Result<(usize, Vec<u8>)>;

fn begin(sheet: &mut Worksheet, attrs: &[Name], w: &Words) -> Result<(), XlsxError> {
    // Row, source and id stay in sight while the labels at the right are read.
    sheet.set_freeze_panes(1, 3)?;
    let style = super::styles::head_format();
    let head = |key: &str| w.t_owned(&format!("col.{key}"));
    let titles = FRONT.iter().map(|k| (head(k), super::width(k)));
    let titles = titles.chain(attrs.iter().map(|a| (a.to_string(), 14.0)));
    let titles = titles.chain(BACK.iter().map(|k| (head(k), super::width(k))));
    for (i, (title, width)) in titles.enumerate() {
        sheet.set_column_width(column(i), width)?;
        sheet.write_string_with_format(0, column(i), text(&title), &style)?;
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

/// Filters, colours, and where the last row will be a placeholder: it tells the container how the formats of dates and of what is grave are numbered.
fn end(sheet: &mut Worksheet, attrs: usize, last: u32) -> Result<(), XlsxError> {
    let right = column(FRONT.len() + attrs + BACK.len() - 1);
    sheet.autofilter(0, 0, last, right)?;
    if last > 0 {
        let level = column(FRONT.len() + attrs);
        let scale = ConditionalFormat3ColorScale::new()
            .set_minimum_color(0x00F4_B6B0)
            .set_midpoint_color(0x00FF_F2CC)
            .set_maximum_color(0x00B7_DFC4);
        sheet.add_conditional_format(1, level, last, level, &scale)?;
        let [time, date] = [TIME, DATE].map(|form| Format::new().set_num_format(form).set_align(FormatAlign::Left));
        let major = Format::new().set_font_color(0x00B3_2424).set_bold();
        sheet.write_blank(last, 0, &time)?.write_blank(last, 1, &date)?.write_blank(last, right, &major)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
