//! Times as dates that a spreadsheet can sort, filter and draw; what its calendar does not know stays text.
//!
//! Not its job: the sheet of all rows (`row`).

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::render::sheet::moment;

use super::styles::Styles;

/// Columns that hold times. Periods (`2026-W02`) are names, not times.
pub(super) const COLUMNS: [&str; 7] = ["time", "first", "last", "start", "opened", "due", "resolved"];

/// Writes a time; says no where the cell is none.
pub(super) fn put(
    sheet: &mut Worksheet,
    at: (u32, u16),
    text: &str,
    key: &str,
    styles: &Styles,
) -> Result<bool, XlsxError> {
    let Some(when) = COLUMNS.contains(&key).then(|| moment(text)).flatten() else { return Ok(false) };
    let format = if text.contains(':') { &styles.time } else { &styles.date };
    sheet.write_datetime_with_format(at.0, at.1, &when, format)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _};
    use rust_xlsxwriter::Workbook;

    use super::*;

    #[test]
    fn times_are_dates_and_all_else_stays_text() {
        let (mut book, styles) = (Workbook::new(), Styles::new());
        let sheet = book.add_worksheet();
        let cells = [
            ("time", "2026-03-02T22:15:02", true),
            ("start", "2026-03-02", true),
            ("due", "2026-03-02 22:15", true),
            ("time", "1800-01-01", false),
            ("time", "昨天-下午-三点以后", false),
            ("period", "2026-03-02", false),
        ];
        for (row, (key, text, date)) in (0u32..).zip(cells) {
            assert_eq!(put(sheet, (row, 0), text, key, &styles).unwrap(), date, "{key} {text}");
        }
        let mut read = calamine::Xlsx::new(Cursor::new(book.save_to_buffer().unwrap())).unwrap();
        let range = read.worksheet_range_at(0).unwrap().unwrap();
        assert!((0..3).all(|row| matches!(range.get_value((row, 0)), Some(Data::DateTime(_)))), "{range:?}");
    }
}
