//! Flat rows as a workbook in constant memory: ids and texts as text, times as dates, a frozen head, filters, and further sheets
//! where one is full.

use std::io;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::guard::guarded;
use crate::output::{Output, scratch_folder};
use crate::record::{Annotated, Name};
use crate::render::sheet::{self, Cuts, DATE, TIME, column, failed, moment, text, timeless};

use super::Look;
use super::flat::{self, Flat};

/// Rows of a sheet below its head.
const FULL: u32 = 1_048_575;

/// Bytes of a cell that is no text, at most.
const NUMBER: u64 = 80;

pub(super) struct Xlsx {
    book: Workbook,
    /// Where its temporary files are.
    folder: PathBuf,
    attrs: Vec<Name>,
    name: String,
    sheets: usize,
    /// Rows written on the last sheet, without its head.
    rows: u32,
    /// Bytes that they take, and how many a sheet has room for.
    bytes: u64,
    room: u64,
    cuts: Cuts,
    /// Formats of times with and without a time of day.
    times: [Format; 2],
}

impl Xlsx {
    pub(super) fn new(attrs: Vec<Name>, look: Look, out: &Output) -> io::Result<Self> {
        let mut book = Workbook::new();
        let folder = scratch_folder(out.path());
        book.set_tempdir(&folder).map_err(failed)?;
        book.set_properties(&timeless().map_err(failed)?);
        let (name, cuts, room) = (look.sheet, look.cuts, sheet::SHEET);
        let times = [TIME, DATE].map(|form| Format::new().set_num_format(form).set_align(FormatAlign::Left));
        let mut made = Self { book, folder, attrs, name, sheets: 0, rows: 0, bytes: 0, room, cuts, times };
        made.add_sheet().map_err(failed)?;
        Ok(made)
    }

    fn add_sheet(&mut self) -> Result<(), XlsxError> {
        self.sheets += 1;
        (self.rows, self.bytes) = (0, 0);
        let name = if self.sheets == 1 { self.name.clone() } else { format!("{} {}", self.name, self.sheets) };
        let headers = flat::headers(&self.attrs);
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        let head = Format::new().set_bold().set_background_color(0x00E8_EEF4).set_align(FormatAlign::VerticalCenter);
        for (i, header) in headers.iter().enumerate() {
            let column = column(i);
            sheet.set_column_width(column, width(header))?;
            sheet.write_string_with_format(0, column, text(header), &head)?;
        }
        Ok(())
    }

    fn write_row(&mut self, a: &Annotated) -> Result<(), XlsxError> {
        let cells = flat::cells(a, &self.attrs);
        let bytes: u64 = cells.iter().map(size).sum();
        if self.rows == FULL || self.rows > 0 && self.bytes + bytes > self.room {
            self.close_sheet()?;
            self.add_sheet()?;
        }
        (self.rows, self.bytes) = (self.rows + 1, self.bytes + bytes);
        let row = self.rows;
        let sheet = self.book.worksheet_from_index(self.sheets - 1)?;
        for (i, cell) in cells.into_iter().enumerate() {
            if let Flat::Text(t) = &cell {
                self.cuts.look(t);
            }
            write_cell(sheet, (row, column(i)), cell, &self.times)?;
        }
        Ok(())
    }

    fn close_sheet(&mut self) -> Result<(), XlsxError> {
        let last = column(flat::headers(&self.attrs).len() - 1);
        let rows = self.rows;
        self.book.worksheet_from_index(self.sheets - 1)?.autofilter(0, 0, rows, last)?;
        Ok(())
    }
}

impl super::Sink for Xlsx {
    fn write(&mut self, rows: &[Annotated], _out: &mut Output) -> io::Result<()> {
        super::check_announced(rows, &self.attrs)?;
        let written = guarded(|| rows.iter().try_for_each(|a| self.write_row(a)));
        written.ok_or_else(|| no_room(&self.folder))?.map_err(failed)
    }

    fn finish(mut self: Box<Self>, out: &mut Output) -> io::Result<()> {
        let (file, folder) = (out.scratch()?, self.folder.clone());
        let save = || -> io::Result<std::fs::File> {
            self.close_sheet().map_err(failed)?;
            self.book.save_to_writer(file.try_clone()?).map_err(failed)?;
            Ok(file)
        };
        super::copy(guarded(save).ok_or_else(|| no_room(&folder))??, out)
    }
}

/// The library panics where its temporary files cannot be written; it makes no others.
fn no_room(folder: &Path) -> io::Error {
    let shown = folder.display();
    let of_the_system = if folder == std::env::temp_dir() { " (TMPDIR)" } else { "" };
    let why = format!("temporary files in `{shown}`{of_the_system} cannot be written: no room, or too large a file");
    io::Error::new(io::ErrorKind::StorageFull, why)
}

/// Bytes that a cell takes of its sheet, at most.
fn size(cell: &Flat) -> u64 {
    match cell {
        Flat::Empty => 0,
        Flat::Text(t) | Flat::Time(t) => sheet::bytes(t),
        Flat::Number(_) | Flat::Bool(_) => NUMBER,
    }
}

fn width(header: &str) -> f64 {
    match header {
        "text" => 60.0,
        "mentions" | "keywords" | "evidence" => 30.0,
        "source" | "id" | "time" => 20.0,
        h if h.starts_with("attrs.") => 16.0,
        _ => 12.0,
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: Flat,
    [time, date]: &[Format; 2],
) -> Result<(), XlsxError> {
    match cell {
        Flat::Empty => {}
        Flat::Time(t) => match moment(&t) {
            Some(when) => {
                sheet.write_datetime_with_format(row, column, when, if t.contains(':') { time } else { date })?;
            }
            None => {
                sheet.write_string(row, column, text(&t))?;
            }
        },
        Flat::Text(t) => {
            sheet.write_string(row, column, text(&t))?;
        }
        Flat::Number(n) => {
            sheet.write_number(row, column, n)?;
        }
        Flat::Bool(b) => {
            sheet.write_boolean(row, column, b)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use calamine::Reader as _;

    use super::super::Sink as _;
    use super::*;

    #[test]
    fn a_sheet_whose_bytes_are_full_ends_as_one_whose_rows_are() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("rows.xlsx");
        let rows: Vec<Annotated> =
            (1..=5).map(|row| Annotated { row, text: "&".repeat(2_000), ..Annotated::default() }).collect();
        let mut out = Output::create(&path, &[]).unwrap();
        let look =
            Look { bom: false, sheet: "明细".to_owned(), labelled_with: Box::default(), cuts: Cuts::default() };
        let mut book = Xlsx::new(Vec::new(), look, &out).unwrap();
        book.room = 25_000;
        book.write(&rows, &mut out).unwrap();
        Box::new(book).finish(&mut out).unwrap();
        out.commit().unwrap();
        let mut read: calamine::Xlsx<_> = calamine::open_workbook(&path).unwrap();
        assert_eq!(read.sheet_names(), ["明细", "明细 2", "明细 3"]);
        let counts = ["明细", "明细 2", "明细 3"].map(|name| read.worksheet_range(name).unwrap().rows().count() - 1);
        assert_eq!(counts, [2, 2, 1]);
    }
}
