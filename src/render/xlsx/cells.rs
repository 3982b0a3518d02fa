//! The XML of rows of a sheet: cells with text, with numbers, with dates.
//!
//! Written by hand because it is nearly all of a workbook with 100,000 rows, and several threads can write it. Not its job: which cell holds what (`detail`).

use std::borrow::Cow;
use std::io::Write;

use rust_xlsxwriter::ExcelDateTime;

use crate::render::sheet::{Cuts, cell};

/// Numbers of cell formats, as the workbook knows them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Formats {
    pub(super) time: u32,
    /// Of times without a time of day.
    pub(super) date: u32,
    pub(super) major: u32,
}

/// Writes the cells of a row one after another.
pub(super) struct Pen<'o> {
    out: &'o mut Vec<u8>,
    /// Names of the columns.
    columns: &'o [String],
    row: String,
    next: usize,
    cuts: &'o Cuts,
}

impl<'o> Pen<'o> {
    /// Begins a row; rows count from 1.
    pub(super) fn begin(out: &'o mut Vec<u8>, columns: &'o [String], row: u32, cuts: &'o Cuts) -> Self {
        let row = row.to_string();
        put(out, &["<row r=\"", &row, "\">"]);
        Self { out, columns, row, next: 0, cuts }
    }

    pub(super) fn end(self) {
        put(self.out, &["</row>"]);
    }

    /// Text always as text: no formula, and no number that loses its digits.
    pub(super) fn text(&mut self, t: &str) {
        if t.is_empty() {
            self.next += 1;
        } else {
            self.styled(t, 0);
        }
    }

    pub(super) fn styled(&mut self, t: &str, format: u32) {
        self.cuts.look(t);
        let t = cell(t);
        self.cell(format);
        let space = t.starts_with(['\t', '\n', ' ']) || t.ends_with(['\t', '\n', ' ']);
        let space = if space { " xml:space=\"preserve\"" } else { "" };
        put(self.out, &[" t=\"inlineStr\"><is><t", space, ">", &escaped(&t), "</t></is></c>"]);
    }

    pub(super) fn number(&mut self, n: Option<f64>) {
        match n {
            Some(n) => self.figure(n, 0),
            None => self.next += 1,
        }
    }

    /// A date that the spreadsheet can sort and group by; text where its calendar does not reach.
    pub(super) fn time(&mut self, t: &str, formats: Formats) {
        match ExcelDateTime::parse_from_str(t) {
            Ok(when) if t.contains(':') => self.figure(when.to_excel(), formats.time),
            Ok(when) if !t.is_empty() => self.figure(when.to_excel(), formats.date),
            _ => self.text(t),
        }
    }

    fn figure(&mut self, n: f64, format: u32) {
        self.cell(format);
        // Writing into memory cannot fail.
        let _ = write!(self.out, "><v>{n}</v></c>");
    }

    /// Begins a cell, up to its kind.
    fn cell(&mut self, format: u32) {
        put(self.out, &["<c r=\"", &self.columns[self.next], &self.row, "\""]);
        if format > 0 {
            let _ = write!(self.out, " s=\"{format}\"");
        }
        self.next += 1;
    }
}

fn put(out: &mut Vec<u8>, parts: &[&str]) {
    for part in parts {
        out.extend_from_slice(part.as_bytes());
    }
}

/// Text of an element. Spreadsheets read `_x0041_` as the character of that number, so a text that holds such a thing keeps its underscore as one.
fn escaped(t: &str) -> Cow<'_, str> {
    if !t.bytes().any(|b| matches!(b, b'&' | b'<' | b'>' | b'\r' | b'_')) {
        return t.into();
    }
    let mut out = String::with_capacity(t.len() + 16);
    for (at, c) in t.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("_x000D_"),
            '_' if is_number_of_character(&t.as_bytes()[at..]) => out.push_str("_x005F_"),
            c => out.push(c),
        }
    }
    out.into()
}

/// `_x`, four hexadecimal digits, `_`.
fn is_number_of_character(t: &[u8]) -> bool {
    t.len() >= 7 && t[1] == b'x' && t[2..6].iter().all(u8::is_ascii_hexdigit) && t[6] == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sheet::bytes;
    use rust_xlsxwriter::utility::column_number_to_name;

    #[test]
    fn a_row_is_what_a_spreadsheet_reads() {
        let columns: Vec<String> = (0..7).map(column_number_to_name).collect();
        let formats = Formats { time: 3, date: 5, major: 4 };
        let (mut out, cuts) = (Vec::new(), Cuts::default());
        let mut pen = Pen::begin(&mut out, &columns, 2, &cuts);
        pen.text(" <b>&\r_x0041_ _x");
        pen.text("");
        pen.number(Some(4.5));
        pen.time("2026-03-01T12:00:00", formats);
        pen.time("1800-01-01", formats);
        pen.styled("", formats.major);
        pen.time("2026-03-01", formats);
        pen.end();
        let text = r#"<c r="A2" t="inlineStr"><is><t xml:space="preserve"> &lt;b&gt;&amp;_x000D__x005F_x0041_ _x</t></is></c>"#;
        let numbers = r#"<c r="C2"><v>4.5</v></c><c r="D2" s="3"><v>46082.5</v></c>"#;
        let rest = r#"<c r="E2" t="inlineStr"><is><t>1800-01-01</t></is></c><c r="F2" s="4" t="inlineStr"><is><t></t></is></c>"#;
        let day = r#"<c r="G2" s="5"><v>46082</v></c>"#;
        assert_eq!(String::from_utf8(out).unwrap(), format!("<row r=\"2\">{text}{numbers}{rest}{day}</row>"));
    }

    #[test]
    fn a_cell_takes_no_more_bytes_than_is_reckoned() {
        let (columns, cuts) = (["XFD".to_owned()], Cuts::default());
        for text in ["", "快递太慢了", " <&>\r\n_x0041__x0042_\u{1}\u{85}é ", &"&".repeat(40_000), &"很".repeat(40_000)]
        {
            let mut out = Vec::new();
            let mut pen = Pen::begin(&mut out, &columns, 1_048_576, &cuts);
            pen.styled(text, 99);
            pen.end();
            let row = "<row r=\"1048576\"></row>".len();
            let (taken, reckoned) = ((out.len() - row) as u64, bytes(text));
            assert!(taken <= reckoned && reckoned < 2 * taken + 80, "{taken} of {reckoned}");
        }
    }
}
