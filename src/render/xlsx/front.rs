//! What the first sheet holds besides its figures: the report in sentences, links to all other sheets, and the logo where it is printed.

use rust_xlsxwriter::{Format, FormatAlign, HeaderImagePosition, Image, Url, Worksheet, XlsxError};

use crate::number::to_u32;
use crate::render::sheet::{column, text};
use crate::render::tables::{Cell, Table};
use crate::render::{Logo, Settings, clean, html};
use crate::report::Report;

use super::styles::Styles;

/// Height of the logo on the printed page, in pixels.
const LOGO_HEIGHT: f64 = 48.0;

/// Columns of letters that the figures take, and so the sentences below them.
const LETTERS: usize = 70;

/// The same of their names.
const NAME: usize = 34;

/// Height of a line of text, in points.
const LINE: f64 = 16.0;

/// Below the figures of the sheet: sentences, then a link for each of the other sheets, in their order.
pub(super) fn add(
    sheet: &mut Worksheet,
    t: &Table,
    names: &[String],
    styles: &Styles,
    report: &Report,
    settings: &Settings,
) -> Result<(), XlsxError> {
    let (w, right) = (settings.words(), column(t.keys.len().saturating_sub(1)));
    let wrapped = Format::new().set_align(FormatAlign::Top).set_text_wrap();
    for (at, cells) in (1..).zip(&t.rows) {
        // As high as it will be: charts beside it keep their shape.
        if let Some(Cell::Text(name)) = cells.first() {
            set_lines(sheet, at, name, NAME)?;
        }
    }
    let mut row = to_u32(t.rows.len()) + 2;
    let sentences = html::brief(report, &w);
    sheet.merge_range(row, 0, row, right, w.t("html.summary"), &styles.head)?;
    for (at, sentence) in (row + 1..).zip(&sentences) {
        sheet.merge_range(at, 0, at, right, &text(sentence), &wrapped)?;
        set_lines(sheet, at, sentence, LETTERS)?;
    }
    row += to_u32(sentences.len()) + 2;
    sheet.merge_range(row, 0, row, right, w.t("html.contents"), &styles.head)?;
    let own = sheet.name();
    for (at, name) in (row + 1..).zip(names.iter().filter(|name| **name != own)) {
        let url = Url::new(format!("internal:'{name}'!A1")).set_text(name);
        sheet.write_url_with_format(at, 0, url, &styles.link)?;
    }
    settings.logo.map_or(Ok(()), |logo| head_of_page(sheet, logo))
}

/// Makes a row as high as a text needs that goes on below after so many columns of letters.
fn set_lines(sheet: &mut Worksheet, row: u32, text: &str, letters: usize) -> Result<(), XlsxError> {
    let lines = clean::width(text).div_ceil(letters).max(1);
    sheet.set_row_height(row, LINE * f64::from(to_u32(lines))).map(|_| ())
}

/// The logo at the head of the printed page, where it covers no figure.
fn head_of_page(sheet: &mut Worksheet, logo: &Logo) -> Result<(), XlsxError> {
    // A picture that no reader takes is no reason to lose the workbook.
    let Ok(image) = Image::new_from_buffer(logo.bytes()) else { return Ok(()) };
    let scale = (LOGO_HEIGHT / image.height().max(1.0)).min(1.0);
    let image = image.set_scale_height(scale).set_scale_width(scale);
    sheet.set_header("&L&G").set_header_image(&image, HeaderImagePosition::Left).map(|_| ())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::Reader as _;

    use crate::render::fixture::{fixture, messages};
    use crate::render::{Format, Settings, render};

    #[test]
    fn the_first_sheet_has_sentences_and_names_every_other_sheet() {
        let mut out = Vec::new();
        render(&fixture(), Format::Xlsx, &Settings::new(messages()), &mut out).unwrap();
        let mut book = calamine::Xlsx::new(Cursor::new(out)).unwrap();
        let names = book.sheet_names();
        let range = book.worksheet_range("概览").unwrap();
        let cells: Vec<String> = range.rows().map(|r| r[0].to_string()).collect();
        let from = cells.iter().position(|c| c == "目录").unwrap();
        assert_eq!(cells[from + 1..], names[1..]);
        assert!(cells[..from].iter().any(|c| c.contains("条反馈")), "{cells:?}");
    }

    #[test]
    fn a_sentence_beside_figures_goes_on_below() {
        let mut out = Vec::new();
        render(&fixture(), Format::Xlsx, &Settings::new(messages()), &mut out).unwrap();
        let mut zip = zip::ZipArchive::new(Cursor::new(out)).unwrap();
        let mut part = |name: &str| std::io::read_to_string(zip.by_name(name).unwrap()).unwrap();
        let (sheet, styles) = (part("xl/worksheets/sheet1.xml"), part("xl/styles.xml"));
        let (_, cell) = sheet.split_once("<c r=\"A2\" s=\"").unwrap();
        let style: usize = cell.split('"').next().unwrap().parse().unwrap();
        let (_, forms) = styles.split_once("<cellXfs").unwrap();
        let form = forms.split("<xf ").nth(style + 1).unwrap();
        assert!(form.contains("wrapText=\"1\""), "{form}");
    }
}
