//! Workbooks as tables, one for each sheet: cells become the text that Excel shows, times in ISO form, errors nothing. A page with tables is one, too.
//!
//! The only place, with `cells`, that knows calamine. A sheet is held in memory, as the format gives no other way to all of its cells in order.

use std::fmt::Write as _;
use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data, ExcelDateTime, ExcelDateTimeType, Reader as _, Sheets, open_workbook_auto_from_rs};

use super::cells::Cells;
use super::fault::Fault;
use super::table::{About, Row, Step, Table};
use super::{number, package, page};
use crate::guard::guarded;
use crate::say;

/// An open workbook.
pub(super) struct Workbook {
    kind: Kind,
    /// Name, and whether it is hidden.
    names: Vec<(String, bool)>,
    /// Sheets loaded last: they are looked at before they are read.
    loaded: Vec<(String, Arc<Cells>)>,
}

/// Where its sheets are.
enum Kind {
    File(Sheets<Cursor<Bytes>>),
    /// All of them are loaded: tables of a text in this encoding; its format.
    Page(About, &'static str),
}

/// Bytes of sheets that were looked at and are kept while others are; larger ones are read twice.
const KEPT: usize = 1 << 24;

/// The file, shared by the readers that calamine tries in turn.
type Bytes = Arc<[u8]>;

impl Workbook {
    /// Opens it from its bytes; `most` of them when it is unpacked.
    pub(super) fn open(bytes: Vec<u8>, most: u64) -> Result<Self, Fault> {
        package::check(&bytes, most)?;
        let open = || open_workbook_auto_from_rs(Cursor::new(Bytes::from(bytes)));
        let sheets = guarded(open).ok_or_else(broken)?.map_err(|e| damaged(&e))?;
        let visible = |s: &calamine::Sheet| s.visible == calamine::SheetVisible::Visible;
        let tables = sheets.sheets_metadata().iter().filter(|s| s.typ == calamine::SheetType::WorkSheet);
        let names = tables.map(|s| (s.name.clone(), !visible(s))).collect();
        Ok(Self { kind: Kind::File(sheets), names, loaded: Vec::new() })
    }

    /// The tables of a page; `None` where it has none.
    pub(super) fn of_page(text: &str, about: About) -> Option<Self> {
        let format = if page::is_spreadsheet(text) { "xml" } else { "html" };
        let tables = guarded(|| page::tables(text))?;
        let loaded: Vec<_> = tables.into_iter().map(|(name, cells)| (name, Arc::new(cells))).collect();
        let names: Vec<_> = loaded.iter().map(|(name, _)| (name.clone(), false)).collect();
        Some(Self { kind: Kind::Page(about, format), names, loaded }).filter(|book| !book.names.is_empty())
    }

    /// `xlsx`, `xls` …
    pub(super) fn format(&self) -> &'static str {
        match self.kind {
            Kind::Page(_, format) => format,
            Kind::File(Sheets::Xls(_)) => "xls",
            Kind::File(Sheets::Xlsx(_)) => "xlsx",
            Kind::File(Sheets::Xlsb(_)) => "xlsb",
            Kind::File(Sheets::Ods(_)) => "ods",
        }
    }

    /// Sheets that a reader of the workbook sees, in order.
    pub(super) fn visible(&self) -> Vec<String> {
        self.names.iter().filter(|(_, hidden)| !hidden).map(|(n, _)| n.clone()).collect()
    }

    /// Sheets that it does not.
    pub(super) fn hidden(&self) -> Vec<String> {
        self.names.iter().filter(|(_, hidden)| *hidden).map(|(n, _)| n.clone()).collect()
    }

    /// The sheet that a user means by its name (hidden or not) or its number among the visible ones.
    pub(super) fn find(&self, wanted: &str) -> Option<String> {
        if let Some((name, _)) = self.names.iter().find(|(n, _)| n.trim() == wanted.trim()) {
            return Some(name.clone());
        }
        let number: usize = wanted.trim().parse().ok()?;
        self.visible().get(number.checked_sub(1)?).cloned()
    }

    /// The table of a sheet.
    pub(super) fn sheet(&mut self, name: &str) -> Result<Sheet, Fault> {
        let cells = match self.held(name) {
            Some(cells) => cells,
            None => self.load(name)?,
        };
        let about = match &self.kind {
            Kind::Page(about, _) => about.clone(),
            Kind::File(_) => About::default(),
        };
        let about = About { sheet: Some(name.to_owned()), ..about };
        Ok(Sheet { about, shown: String::new(), next: 0, cells })
    }

    /// Rows of a sheet whose table was asked for last.
    pub(super) fn rows(&self, name: &str) -> usize {
        self.held(name).map_or(0, |cells| cells.rows())
    }

    fn held(&self, name: &str) -> Option<Arc<Cells>> {
        self.loaded.iter().find(|(loaded, _)| loaded == name).map(|(_, cells)| cells.clone())
    }

    fn load(&mut self, name: &str) -> Result<Arc<Cells>, Fault> {
        let Kind::File(sheets) = &mut self.kind else { return Err(broken()) };
        if self.loaded.iter().map(|(_, cells)| cells.bytes()).sum::<usize>() > KEPT {
            self.loaded.clear();
        }
        let cells = guarded(|| Cells::read(sheets, name)).ok_or_else(broken)?;
        let cells = Arc::new(cells.map_err(|e| damaged(&e))?);
        self.loaded.push((name.to_owned(), cells.clone()));
        Ok(cells)
    }
}

fn damaged(e: &calamine::Error) -> Fault {
    unreadable(&e.to_string())
}

/// Where the reader of workbooks itself could make nothing of it.
fn broken() -> Fault {
    unreadable("its parts do not fit together")
}

fn unreadable(e: &str) -> Fault {
    Fault::new(
        say!("cannot read the workbook: {e}", "无法读取工作簿：内容无法识别或已损坏"),
        say!(
            "open it in Excel or WPS and save it as .xlsx; a protected workbook needs its password removed",
            "请用 Excel 或 WPS 打开后另存为 .xlsx；加密的工作簿请先取消密码"
        ),
    )
}

/// A sheet as a table. Rows without anything in them are no rows.
pub(super) struct Sheet {
    about: About,
    shown: String,
    /// Its next cell.
    next: usize,
    cells: Arc<Cells>,
}

impl Table for Sheet {
    fn next(&mut self, row: &mut Row) -> Result<Step, Fault> {
        loop {
            let cells = self.cells.row(self.next);
            let Some(first) = cells.first() else { return Ok(Step::End) };
            row.start(u64::from(first.row) + 1);
            for cell in self.cells.seen(cells) {
                pad(row, self.cells.place(cell));
                self.shown.clear();
                show(&cell.value, &mut self.shown);
                row.push(&self.shown);
            }
            pad(row, self.cells.width());
            self.next += cells.len();
            if !row.is_blank() {
                return Ok(Step::Row);
            }
        }
    }

    fn about(&self) -> About {
        self.about.clone()
    }
}

/// Adds empty cells up to `width`.
fn pad(row: &mut Row, width: usize) {
    while row.len() < width {
        row.push("");
    }
}

fn show(cell: &Data, to: &mut String) {
    match cell {
        Data::String(s) | Data::DateTimeIso(s) | Data::DurationIso(s) => to.push_str(s),
        Data::Int(n) => drop(write!(to, "{n}")),
        Data::Float(n) => number::push(*n, to),
        Data::Bool(b) => to.push_str(if *b { "true" } else { "false" }),
        Data::DateTime(t) => show_time(t, to),
        Data::Error(_) | Data::Empty => {}
    }
}

/// `2026-01-05` for whole days, `2026-01-05 11:43:33` (to the nearest second) otherwise, `11:43:33` for durations and times of day alone.
fn show_time(t: &ExcelDateTime, to: &mut String) {
    let days = t.as_f64();
    if t.is_duration() || days < 1.0 {
        return show_clock((days * 86_400.0).round(), to);
    }
    let of_day = (days.fract() * 86_400.0).round();
    let next_day = of_day >= 86_400.0;
    let date = if next_day { ExcelDateTime::new(days.ceil(), ExcelDateTimeType::DateTime, is_1904(t)) } else { *t };
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    let _ = write!(to, "{year:04}-{month:02}-{day:02}");
    if of_day > 0.0 && !next_day {
        to.push(' ');
        show_clock(of_day, to);
    }
}

fn show_clock(seconds: f64, to: &mut String) {
    let (hours, minutes, seconds) = ((seconds / 3600.0).floor(), (seconds / 60.0).floor() % 60.0, seconds % 60.0);
    let _ = write!(to, "{hours:02}:{minutes:02}:{seconds:02}");
}

/// Whether its workbook counts days from 1904, which calamine does not tell.
fn is_1904(t: &ExcelDateTime) -> bool {
    let as_1900 = ExcelDateTime::new(t.as_f64(), ExcelDateTimeType::DateTime, false);
    as_1900.to_ymd_hms_milli() != t.to_ymd_hms_milli()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(days: f64, is_1904: bool) -> String {
        let mut s = String::new();
        show_time(&ExcelDateTime::new(days, ExcelDateTimeType::DateTime, is_1904), &mut s);
        s
    }

    #[test]
    fn times_are_whole_seconds_in_either_epoch() {
        assert_eq!(shown(45_356.0, false), "2024-03-05");
        assert_eq!(shown(43_894.0, true), "2024-03-05");
        assert_eq!(shown(45_356.585_104_166, false), "2024-03-05 14:02:33");
        assert_eq!(shown(45_355.999_999_99, false), "2024-03-05");
        assert_eq!(shown(43_893.999_999_99, true), "2024-03-05");
        assert_eq!(shown(0.5, false), "12:00:00");
    }

    #[test]
    fn what_is_no_workbook_is_told_with_the_next_step() {
        let fault = Workbook::open(b"PK\x03\x04 nothing".to_vec(), 1 << 20).err().unwrap();
        assert!(fault.what.en.starts_with("cannot read the workbook") && fault.hint.en.contains(".xlsx"));
    }
}
