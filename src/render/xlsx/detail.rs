//! The sheet of all rows: every record with its labels in words, in input order, on as many sheets as it takes.
//!
//! Rows stream to disk, so memory does not grow with them. Remembers where the rows stand that other sheets link to.

use std::collections::HashMap;
use std::io;

use rust_xlsxwriter::{
    ConditionalFormat3ColorScale, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};
use rustc_hash::FxBuildHasher;

use crate::number::{Milli, float};
use crate::record::{Annotated, Name, Polarity, Severity};
use crate::render::Rows;
use crate::render::sheet::{failed, text};
use crate::render::words::{Words, nature_name};
use crate::report::Report;

use super::column;

/// Rows of a sheet below its head.
pub(super) const FULL: u32 = 1_048_575;

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
    rows: HashMap<(Name, u64), String, FxBuildHasher>,
    issues: HashMap<Name, String, FxBuildHasher>,
}

impl Places {
    /// The link to a row, where it is on the sheet.
    pub(super) fn row(&self, source: &str, row: u64) -> Option<&str> {
        self.rows.get(&(Name::from(source), row)).map(String::as_str)
    }

    /// The link to the first row of an issue.
    pub(super) fn issue(&self, id: &str) -> Option<&str> {
        self.issues.get(id).map(String::as_str)
    }
}

/// Rows that other sheets name, by source and row.
pub(super) type Wanted = std::collections::HashSet<(Name, u64), FxBuildHasher>;

/// The sheets that the rows take.
#[derive(Default)]
pub(super) struct Sheets {
    pub(super) names: Vec<String>,
    /// Rows of a sheet below its head.
    full: u32,
}

impl Sheets {
    /// Sheets for so many rows, `full` on each.
    pub(super) fn new(w: &Words, rows: u64, full: u32) -> Self {
        let name = w.t("sheet.records");
        let sheets = rows.div_ceil(u64::from(full)).max(1);
        let names = (1..=sheets).map(|n| if n == 1 { name.to_owned() } else { format!("{name} {n}") });
        Self { names: names.collect(), full }
    }
}

/// Formats of the sheet.
struct Styles {
    head: Format,
    time: Format,
    major: Format,
}

/// Writes all rows onto their sheets, which exist and keep little in memory.
pub(super) fn write(
    book: &mut Workbook,
    sheets: &Sheets,
    given: Rows,
    report: &Report,
    w: &Words,
    wanted: &Wanted,
) -> io::Result<Places> {
    let styles = Styles {
        head: super::head_format(),
        time: Format::new().set_num_format("yyyy-mm-dd hh:mm").set_align(FormatAlign::Left),
        major: Format::new().set_font_color(0x00B3_2424).set_bold(),
    };
    let labels = Labels::new(report, w);
    let mut places = Places::default();
    let names = &sheets.names;
    let (mut at, mut row) = (0, 0);
    for name in names {
        begin(book.worksheet_from_name(name).map_err(failed)?, given.attrs, w, &styles).map_err(failed)?;
    }
    for a in given.rows {
        let a = a?;
        if row == sheets.full && at + 1 < names.len() {
            (at, row) = (at + 1, 0);
        }
        row += 1;
        let sheet = book.worksheet_from_name(&names[at]).map_err(failed)?;
        put(sheet, row, &a, given.attrs, &labels, &styles).map_err(failed)?;
        remember(&mut places, wanted, &a, &names[at], row);
    }
    for (i, name) in names.iter().enumerate() {
        let last = if i == at { row } else { sheets.full };
        end(book.worksheet_from_name(name).map_err(failed)?, given.attrs.len(), last).map_err(failed)?;
    }
    Ok(places)
}

fn remember(places: &mut Places, wanted: &Wanted, a: &Annotated, sheet: &str, row: u32) {
    let link = || format!("internal:'{sheet}'!A{}", row + 1);
    if let Some(issue) = &a.issue {
        places.issues.entry(issue.clone()).or_insert_with(link);
    }
    let key = (a.source.clone(), a.row);
    if wanted.contains(&key) {
        places.rows.insert(key, link());
    }
}

fn begin(sheet: &mut Worksheet, attrs: &[Name], w: &Words, styles: &Styles) -> Result<(), XlsxError> {
    // Row, source and id stay in sight while the labels at the right are read.
    sheet.set_freeze_panes(1, 3)?;
    let head = |key: &str| w.t_owned(&format!("col.{key}"));
    let titles = FRONT.iter().map(|k| (head(k), super::width(k)));
    let titles = titles.chain(attrs.iter().map(|a| (a.to_string(), 14.0)));
    let titles = titles.chain(BACK.iter().map(|k| (head(k), super::width(k))));
    for (i, (title, width)) in titles.enumerate() {
        sheet.set_column_width(column(i), width)?;
        sheet.write_string_with_format(0, column(i), text(&title), &styles.head)?;
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

fn end(sheet: &mut Worksheet, attrs: usize, last: u32) -> Result<(), XlsxError> {
    sheet.autofilter(0, 0, last, column(FRONT.len() + attrs + BACK.len() - 1))?;
    if last > 0 {
        let level = column(FRONT.len() + attrs);
        let scale = ConditionalFormat3ColorScale::new()
            .set_minimum_color(0x00F4_B6B0)
            .set_midpoint_color(0x00FF_F2CC)
            .set_maximum_color(0x00B7_DFC4);
        sheet.add_conditional_format(1, level, last, level, &scale)?;
    }
    Ok(())
}

/// Words for ids, looked up once.
struct Labels<'a> {
    report: &'a Report,
    w: &'a Words<'a>,
    issues: HashMap<&'a str, &'a str, FxBuildHasher>,
    reasons: HashMap<&'a str, &'a str, FxBuildHasher>,
    yes: &'a str,
}

impl<'a> Labels<'a> {
    fn new(report: &'a Report, w: &'a Words<'a>) -> Self {
        Self {
            report,
            w,
            issues: report.hot_issues.iter().map(|i| (i.id.as_str(), i.title.as_str())).collect(),
            reasons: report.severity.reasons.iter().map(|r| (r.id.as_str(), r.name.as_str())).collect(),
            yes: w.t("yes"),
        }
    }

    fn join<'s>(&self, names: impl Iterator<Item = &'s str>) -> String {
        let mut out: Vec<&str> = Vec::new();
        for n in names {
            if !out.contains(&n) {
                out.push(n);
            }
        }
        out.join(self.w.comma())
    }

    fn aspects(&self, a: &Annotated, polarity: Polarity) -> String {
        self.join(a.mentions.iter().filter(|m| m.polarity == polarity).map(|m| &*m.aspect_name))
    }

    /// Why a row counts in no figure.
    fn note(&self, a: &Annotated) -> &str {
        if a.text.trim().is_empty() {
            self.w.t("quality.empty")
        } else if a.duplicate_of.is_some() {
            self.w.t("quality.duplicate")
        } else if a.informative {
            ""
        } else {
            self.w.t("xlsx.says_nothing")
        }
    }
}

/// Writes cells of a row one after another.
struct Pen<'s> {
    sheet: &'s mut Worksheet,
    row: u32,
    next: usize,
}

impl Pen<'_> {
    /// Text always as text: no formula, and no number that loses its digits.
    fn text(&mut self, t: &str) -> Result<(), XlsxError> {
        if !t.is_empty() {
            self.sheet.write_string(self.row, column(self.next), text(t))?;
        }
        self.next += 1;
        Ok(())
    }

    fn number(&mut self, n: Option<f64>) -> Result<(), XlsxError> {
        if let Some(n) = n {
            self.sheet.write_number(self.row, column(self.next), n)?;
        }
        self.next += 1;
        Ok(())
    }

    fn styled(&mut self, t: &str, style: &Format) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, column(self.next), text(t), style)?;
        self.next += 1;
        Ok(())
    }

    /// A date that the spreadsheet can sort and group by; text where its calendar does not reach.
    fn time(&mut self, t: &str, style: &Format) -> Result<(), XlsxError> {
        match ExcelDateTime::parse_from_str(t) {
            Ok(when) if !t.is_empty() => {
                self.sheet.write_datetime_with_format(self.row, column(self.next), &when, style)?;
                self.next += 1;
                Ok(())
            }
            _ => self.text(t),
        }
    }
}

fn put(
    sheet: &mut Worksheet,
    row: u32,
    a: &Annotated,
    attrs: &[Name],
    l: &Labels,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let mut pen = Pen { sheet, row, next: 0 };
    pen.number(Some(float(a.row)))?;
    pen.text(&a.source)?;
    pen.text(a.id.as_deref().unwrap_or_default())?;
    pen.time(&a.time.map(|t| t.to_string()).unwrap_or_default(), &styles.time)?;
    pen.number(a.rating.map(Milli::to_f64))?;
    pen.text(&a.text)?;
    for header in attrs {
        pen.text(a.attrs.get(header).unwrap_or_default())?;
    }
    pen.number(a.satisfaction.map(f64::from))?;
    let label = l.w.t_owned(&format!("sentiment.{}", a.sentiment.label.id()));
    pen.text(if a.informative { &label } else { "" })?;
    pen.text(if a.complaint { l.yes } else { "" })?;
    pen.text(&l.join(a.natures.iter().map(|n| nature_name(l.report, l.w, n))))?;
    pen.text(&l.aspects(a, Polarity::Negative))?;
    pen.text(&l.aspects(a, Polarity::Positive))?;
    let severity = a.severity.map(|s| l.w.id("severity_name", s.id())).unwrap_or_default();
    if a.severity == Some(Severity::Major) {
        pen.styled(severity, &styles.major)?;
    } else {
        pen.text(severity)?;
    }
    let reason = |id: &'_ str| l.reasons.get(id).copied().unwrap_or_default().to_owned();
    let reasons: Vec<String> = a.severity_evidence.iter().map(|e| reason(&e.reason)).collect();
    pen.text(&l.join(reasons.iter().map(String::as_str)))?;
    pen.text(&l.join(a.severity_evidence.iter().map(|e| e.text.as_str())))?;
    pen.text(a.department.as_deref().unwrap_or_default())?;
    pen.number(a.due_hours.map(f64::from))?;
    let issue = a.issue.as_deref().unwrap_or_default();
    pen.text(issue)?;
    pen.text(l.issues.get(issue).copied().unwrap_or_default())?;
    pen.text(l.note(a))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::render::fixture::{fixture, messages};
    use calamine::{Data, Reader};

    #[test]
    fn rows_go_on_on_the_next_sheet_and_links_follow_them() {
        let w = Words { messages: messages(), lang: Lang::Zh };
        let rows = (1..=7u64).map(|n| {
            let issue = (n == 5).then(|| Name::from("a#1"));
            let text = if n == 2 { String::new() } else { "=1+1".to_owned() };
            Ok(Annotated {
                row: n,
                source: Name::from("a.csv"),
                id: Some("0138".to_owned()),
                text,
                issue,
                ..Annotated::default()
            })
        });
        let sheets = Sheets::new(&w, 7, 3);
        let mut book = Workbook::new();
        for name in &sheets.names {
            book.add_worksheet_with_constant_memory().unwrap().set_name(name).unwrap();
        }
        let wanted = Wanted::from_iter([(Name::from("a.csv"), 7)]);
        let given = Rows { attrs: &[], rows: &mut rows.into_iter() };
        let places = write(&mut book, &sheets, given, &fixture(), &w, &wanted).unwrap();
        assert_eq!(
            (places.row("a.csv", 7), places.issue("a#1")),
            (Some("internal:'明细 3'!A2"), Some("internal:'明细 2'!A3"))
        );
        assert_eq!(places.row("a.csv", 1), None);
        let bytes = book.save_to_buffer().unwrap();
        let mut read = calamine::Xlsx::new(io::Cursor::new(bytes)).unwrap();
        let counts: Vec<usize> =
            sheets.names.iter().map(|n| read.worksheet_range(n).unwrap().rows().count() - 1).collect();
        assert_eq!(counts, [3, 3, 1]);
        let first = read.worksheet_range(&sheets.names[0]).unwrap();
        assert_eq!(first.get_value((1, 2)), Some(&Data::String("0138".to_owned())));
        assert_eq!(first.get_value((1, 5)), Some(&Data::String("=1+1".to_owned())));
        assert_eq!(first.rows().nth(2).unwrap().last(), Some(&Data::String("空行".to_owned())));
    }
}
