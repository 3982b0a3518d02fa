//! What both kinds of workbooks need: properties without a clock, cell texts and columns within the format's limits, errors.

use std::borrow::Cow;
use std::io;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, XlsxError};

use super::clean;

/// Characters that a cell can hold.
const CELL: usize = 32_767;

/// Properties without the clock, so that the same report gives the same bytes.
pub(super) fn timeless() -> Result<DocProperties, XlsxError> {
    let then = ExcelDateTime::from_ymd(2026, 1, 1)?;
    Ok(DocProperties::new().set_creation_datetime(&then))
}

/// Text for a cell. Strings are written as strings, so no formula and no long number is ever read into them.
pub(super) fn text(text: &str) -> String {
    cell(text).into_owned()
}

/// The same, borrowed where nothing has to change.
pub(super) fn cell(text: &str) -> Cow<'_, str> {
    let clean = clean::xml(text);
    // Never fewer bytes than units: nearly every text ends here.
    if clean.len() <= CELL {
        return clean;
    }
    // The limit counts UTF-16 units.
    let mut units = 0;
    clean
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= CELL
        })
        .collect::<String>()
        .into()
}

/// A column by its place. A sheet has 16,384; what lies beyond all numbers is clamped onto the last and refused by the format.
pub(super) fn column(i: usize) -> u16 {
    u16::try_from(i).unwrap_or(u16::MAX)
}

#[allow(clippy::needless_pass_by_value)] // stands in `map_err`
pub(super) fn failed(e: XlsxError) -> io::Error {
    io::Error::other(e.to_string())
}
