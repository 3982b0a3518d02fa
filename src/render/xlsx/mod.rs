//! The report as a workbook that an analyst would have made: a sheet for each section, native charts, frozen heads,
//! filters, number formats, links from an issue to its words.

mod cells;
mod charts;
mod colours;
mod container;
mod dates;
mod detail;
mod forms;
mod front;
mod links;
mod packed;
mod row;
mod styles;

use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, Url, Workbook, Worksheet, XlsxError};

use crate::number::to_u32;
use crate::report::Report;

use super::section::Section;
use super::sheet::{Cuts, column, failed, of_report, text};
use super::tables::{self, Cell, Table};
use super::{Rows, Settings, words};
use detail::{Places, Room, Sheets};
use links::{Links, wanted};
pub use packed::{PACK, Pack, Packs};
use row::Labels;
use styles::Styles;

/// Sheets in the order of the page; the others follow.
const ORDER: [&str; 18] = [
    "overview",
    "alerts",
    "satisfaction",
    "natures",
    "hot_issues",
    "major",
    "trend",
    "trend_natures",
    "weekdays",
    "aspects",
    "opinions",
    "segments",
    "stages",
    "needs",
    "keywords",
    "topics",
    "actions",
    "quality",
];

/// Columns of words that go on below where they are wider than their cell: the next cell would hide their ends. Lists of records and of words do not, which
/// would make rows as high as the screen.
const WRAPPED: [&str; 15] = [
    "text",
    "message",
    "what",
    "raw",
    "measure",
    "title",
    "aspect",
    "reason_aspect",
    "reason",
    "evidence",
    "special",
    "name",
    "group",
    "department",
    "request",
];

/// Most links of a sheet: Excel takes 65,530.
const LINKS: usize = 60_000;

/// Writes the workbook; `rows` go onto a sheet of their own.
pub(super) fn write(report: &Report, settings: &Settings, rows: Option<Rows>, out: &mut dyn Write) -> io::Result<()> {
    let w = settings.words();
    let mut all = tables::wanted(report, settings);
    forms::add(&mut all, &w);
    all.sort_by_key(|t| ORDER.iter().position(|id| *id == t.id).unwrap_or(ORDER.len()));
    let mut rows = rows.filter(|_| settings.sections.has(Section::Verbatims));
    let mut book = Workbook::new();
    book.set_zip_compression_level(2);
    book.set_properties(&of_report().map_err(failed)?.set_title(text(&words::title(settings))));
    let (detail, places) = match &mut rows {
        Some(rows) => Sheets::of(&w, rows, &wanted(&all), Room::SHEET)?,
        None => (Sheets::default(), Places::default()),
    };
    lay_out(&mut book, &all, &detail.names).map_err(failed)?;
    if let Some(rows) = &rows {
        detail.frame(&mut book, rows.attrs, &w).map_err(failed)?;
    }
    let (styles, links) = (Styles::new(), Links::new(&all, &places));
    let names: Vec<String> = book.worksheets().iter().map(Worksheet::name).collect();
    for t in &all {
        let sheet = book.worksheet_from_name(&sheet_name(&t.title)).map_err(failed)?;
        section(sheet, t, &all, &styles, &links, report, settings).map_err(failed)?;
        if t.id == ORDER[0] {
            front::add(sheet, t, &names, &styles, report, settings).map_err(failed)?;
        }
    }
    let bytes = book.save_to_buffer().map_err(failed)?;
    match &mut rows {
        Some(rows) => {
            let labels = Labels::new(report, &w, rows.taxonomy, rows.department);
            detail.fill(bytes, &names, rows, &labels, out)
        }
        None => out.write_all(&bytes),
    }
}

/// Writes a workbook with these properties and a sheet for each of some other tables.
pub(super) fn write_tables(
    tables: &[Table],
    properties: Result<DocProperties, XlsxError>,
    title: &str,
    settings: &Settings,
    out: &mut dyn Write,
) -> io::Result<()> {
    let build = || -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        book.set_properties(&properties?.set_title(text(title)));
        let nowhere = Places::default();
        let (styles, links) = (Styles::new(), Links::new(&[], &nowhere));
        for table in tables {
            let sheet = book.add_worksheet().set_name(sheet_name(&table.title))?;
            fill(sheet, table, &styles, &links, settings.cuts)?;
            forms::choices(sheet, table, &settings.words())?;
        }
        book.save_to_buffer()
    };
    out.write_all(&build().map_err(failed)?)
}

/// Makes the sheets in their order, still empty: rows stand before data quality and the lists that nobody opens first.
fn lay_out(book: &mut Workbook, tables: &[Table], detail: &[String]) -> Result<(), XlsxError> {
    let quality = tables.iter().position(|t| !ORDER.contains(&t.id) || t.id == "quality").unwrap_or(tables.len());
    for (i, t) in tables.iter().enumerate() {
        if i == quality {
            add_detail(book, detail)?;
        }
        book.add_worksheet().set_name(sheet_name(&t.title))?;
    }
    if quality == tables.len() {
        add_detail(book, detail)?;
    }
    // A workbook needs a sheet, whatever sections are wanted.
    if tables.is_empty() && detail.is_empty() {
        book.add_worksheet();
    }
    Ok(())
}

fn add_detail(book: &mut Workbook, detail: &[String]) -> Result<(), XlsxError> {
    detail.iter().try_for_each(|name| book.add_worksheet().set_name(name).map(|_| ()))
}

fn section(
    sheet: &mut Worksheet,
    t: &Table,
    all: &[Table],
    styles: &Styles,
    links: &Links,
    report: &Report,
    settings: &Settings,
) -> Result<(), XlsxError> {
    fill(sheet, t, styles, links, settings.cuts)?;
    colours::add(sheet, t)?;
    forms::choices(sheet, t, &settings.words())?;
    // The main sheets in the colour of the report, what only explains them in grey.
    sheet.set_tab_color(if ORDER.contains(&t.id) { 0x002B_6CB0 } else { 0x00B0_BAC5 });
    charts::add(sheet, t, all, report, settings)
}

fn fill(
    sheet: &mut Worksheet,
    t: &Table,
    styles: &Styles,
    links: &Links,
    cuts: Option<&Cuts>,
) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(1, 0)?;
    for (i, (key, title)) in t.keys.iter().zip(&t.head).enumerate() {
        sheet.set_column_width(column(i), width(key))?;
        let number = t.rows.iter().any(|r| !matches!(r.get(i), Some(Cell::Text(_) | Cell::Empty)));
        let style = if number { &styles.head_number } else { &styles.head };
        sheet.write_string_with_format(0, column(i), text(title), style)?;
    }
    let mut room = LINKS;
    for (row, cells) in (1..=detail::FULL).zip(&t.rows) {
        for (i, cell) in cells.iter().enumerate() {
            let at = (row, column(i));
            match links.of(t, t.keys[i], cells, cell).filter(|_| room > 0) {
                Some(to) => {
                    room -= 1;
                    link(sheet, at, cell, to, styles)?;
                }
                None => {
                    if let (Cell::Text(t), Some(cuts)) = (cell, cuts) {
                        cuts.look(t);
                    }
                    put(sheet, at, cell, t.keys[i], styles)?;
                }
            }
        }
    }
    let last = (row_number(t.rows.len()), column(t.keys.len().saturating_sub(1)));
    sheet.autofilter(0, 0, last.0, last.1)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

/// A cell that leads to another sheet; numbers stay numbers.
fn link(sheet: &mut Worksheet, at: (u32, u16), cell: &Cell, to: &str, styles: &Styles) -> Result<(), XlsxError> {
    let url = Url::new(to);
    match cell {
        Cell::Count(n) => {
            sheet.write_url_with_format(at.0, at.1, url.set_text(n.to_string()), &styles.link_count)?;
            sheet.write_number_with_format(at.0, at.1, crate::number::float(*n), &styles.link_count)?;
        }
        Cell::Text(t) => {
            sheet.write_url_with_format(at.0, at.1, url.set_text(text(t)), &styles.link)?;
        }
        _ => {}
    }
    Ok(())
}

fn put(sheet: &mut Worksheet, at: (u32, u16), cell: &Cell, key: &str, styles: &Styles) -> Result<(), XlsxError> {
    let (row, column) = at;
    match cell {
        Cell::Empty => {}
        Cell::Text(t) if dates::put(sheet, at, t, key, styles)? => {}
        Cell::Text(t) => {
            let style = if WRAPPED.contains(&key) { &styles.long } else { &styles.text };
            sheet.write_string_with_format(row, column, text(t), style)?;
        }
        Cell::Count(n) => {
            sheet.write_number_with_format(row, column, crate::number::float(*n), &styles.count)?;
        }
        Cell::Figure(v, digits) => {
            sheet.write_number_with_format(row, column, *v, Styles::of(&styles.figures, *digits))?;
        }
        Cell::Percent(v) => {
            sheet.write_number_with_format(row, column, *v, &styles.percent)?;
        }
        Cell::Share(v) => {
            sheet.write_number_with_format(row, column, *v, &styles.share)?;
        }
        Cell::Change(v, digits) => {
            sheet.write_number_with_format(row, column, *v, Styles::of(&styles.changes, *digits))?;
        }
        Cell::Points(v) => {
            sheet.write_number_with_format(row, column, *v, &styles.points)?;
        }
        Cell::Chance(v) => {
            sheet.write_number_with_format(row, column, *v, &styles.chance)?;
        }
    }
    Ok(())
}

/// A name that Excel takes: at most 31 characters, none of `[]:*?/\`.
fn sheet_name(title: &str) -> String {
    title.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect()
}

fn width(key: &str) -> f64 {
    match key {
        "text" | "message" | "raw" => 64.0,
        "measure" | "title" | "what" | "words" | "where" | "rows" | "objects" | "fault_words" => 36.0,
        "blamed_aspects" | "praised_aspects" => 20.0,
        "issue" | "value" | "evidence" | "source" | "aspect" | "reason_aspect" => 24.0,
        // Times first: a date that does not fit shows as ####.
        "time" | "opened" | "due" | "resolved" | "resolved_at" | "id" | "value_of" | "thing" | "opinion" | "reason"
        | "request" | "special" | "topic" => 18.0,
        _ => 12.0,
    }
}

/// A report has far fewer rows than a sheet can hold.
fn row_number(i: usize) -> u32 {
    to_u32(i)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _};

    use super::*;
    use crate::render::fixture::{empty, fixture, messages};
    use crate::render::{Format as ReportFormat, render};

    fn book(report: &Report) -> calamine::Xlsx<Cursor<Vec<u8>>> {
        let mut out = Vec::new();
        render(report, ReportFormat::Xlsx, &Settings::new(messages()), &mut out).unwrap();
        calamine::Xlsx::new(Cursor::new(out)).unwrap()
    }

    #[test]
    fn sheets_come_in_the_order_of_reading() {
        let names = book(&fixture()).sheet_names();
        let main = [
            "概览",
            "预警",
            "满意度分布",
            "投诉分类",
            "热点问题",
            "重大投诉",
            "趋势",
            "各类投诉走势",
            "一周规律",
            "方面分析",
            "分群对比",
            "客户旅程",
            "需求层次",
            "关键词",
            "主题",
            "工单",
            "数据质量",
        ];
        assert_eq!(names[..17], main);
        assert_eq!(names.len(), 30);
        assert_eq!(book(&empty()).sheet_names()[0], "概览");
    }

    #[test]
    fn cells_read_back_equal_the_report() {
        let (report, mut book) = (fixture(), book(&fixture()));
        let words = Settings::new(messages()).words();
        for t in tables::all(&report, &words) {
            let range = book.worksheet_range(&sheet_name(&t.title)).unwrap();
            for (r, cells) in (1u32..).zip(&t.rows) {
                for (c, cell) in (0u32..).zip(cells) {
                    let read = range.get_value((r, c)).cloned().unwrap_or_default();
                    match cell {
                        Cell::Empty => assert_eq!(read, Data::Empty),
                        Cell::Text(_) if matches!(read, Data::DateTime(_)) => {}
                        Cell::Text(t) => assert_eq!(read, Data::String(text(t))),
                        Cell::Count(n) => assert_eq!(read, Data::Float(crate::number::float(*n))),
                        Cell::Figure(v, _)
                        | Cell::Change(v, _)
                        | Cell::Percent(v)
                        | Cell::Share(v)
                        | Cell::Points(v)
                        | Cell::Chance(v) => {
                            assert_eq!(read, Data::Float(*v));
                        }
                    }
                }
            }
            assert!(book.worksheet_formula(&sheet_name(&t.title)).unwrap().is_empty(), "{}", t.id);
        }
    }

    #[test]
    fn dates_fit_their_cells() {
        // With a time of day: sixteen signs and some room.
        for key in dates::COLUMNS.into_iter().filter(|key| !matches!(*key, "first" | "last" | "start")) {
            assert!(width(key) >= 17.0, "{key}");
        }
    }

    #[test]
    fn what_a_cell_of_any_sheet_cannot_hold_is_counted() {
        let mut report = fixture();
        report.hot_issues[0].quotes[0].text = "很".repeat(40_000);
        let (cuts, mut out) = (Cuts::default(), Vec::new());
        write(&report, &Settings { cuts: Some(&cuts), ..Settings::new(messages()) }, None, &mut out).unwrap();
        assert_eq!(cuts.count(), 1);
    }

    #[test]
    fn the_same_report_gives_the_same_bytes() {
        let bytes = || {
            let mut out = Vec::new();
            write(&fixture(), &Settings::new(messages()), None, &mut out).unwrap();
            out
        };
        assert_eq!(bytes(), bytes());
    }
}
