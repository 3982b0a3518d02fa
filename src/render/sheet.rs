//! What both kinds of workbooks need: properties without a clock, cell texts and columns within the format's limits, errors.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, XlsxError};

use super::clean;
use crate::report::BOOK_MARK;

/// Characters that a cell can hold.
const CELL: usize = 32_767;

/// Bytes of XML that a sheet may have. It is one part of a container, and a part of 4 GiB or more needs an extension (ZIP64) that Excel takes for damage where
/// the container is written as a stream: the next sheet begins before.
pub(super) const SHEET: u64 = 3 << 30;

/// Bytes of the markup around a text, at most.
const MARKUP: u64 = 80;

/// Ends a text that was cut.
const CUT: char = '…';

/// How many cells of all rows were cut, counted on whatever thread writes them.
#[derive(Debug, Clone, Default)]
pub struct Cuts(Arc<AtomicU64>);

impl Cuts {
    /// Looks at the text of a cell.
    pub(super) fn look(&self, text: &str) {
        if text.len() > CELL && units(&clean::xml(text)) > CELL {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How many so far.
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The length of a text as the limit counts it: in UTF-16 units.
fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// Properties without the clock, so that the same report gives the same bytes.
pub(super) fn timeless() -> Result<DocProperties, XlsxError> {
    let then = ExcelDateTime::from_ymd(2026, 1, 1)?;
    Ok(DocProperties::new().set_creation_datetime(&then))
}

/// The same for a report or a comparison, by which it is known where it lies among feedback.
pub(super) fn of_report() -> Result<DocProperties, XlsxError> {
    Ok(timeless()?.set_keywords(BOOK_MARK))
}

/// Text for a cell. Strings are written as strings, so no formula and no long number is ever read into them.
pub(super) fn text(text: &str) -> String {
    cell(text).into_owned()
}

/// The same, borrowed where nothing has to change. What is too long ends in a mark.
pub(super) fn cell(text: &str) -> Cow<'_, str> {
    let clean = clean::xml(text);
    // Never fewer bytes than units: nearly every text ends here.
    if clean.len() <= CELL || units(&clean) <= CELL {
        return clean;
    }
    let mut room = CELL - CUT.len_utf16();
    let fits = |c: &char| {
        room.checked_sub(c.len_utf16()).is_some_and(|rest| {
            room = rest;
            true
        })
    };
    clean.chars().take_while(fits).chain([CUT]).collect::<String>().into()
}

/// Bytes that a cell with this text takes of a sheet, at most.
pub(super) fn bytes(text: &str) -> u64 {
    let held = if text.len() > CELL { cell(text) } else { text.into() };
    // What is escaped, what is shown as a mark (controls; C1 begins with C2), and the underscore of what looks like an escape.
    let longer = |b: u8| -> u64 {
        match b {
            b'&' => 4,
            b'<' | b'>' => 3,
            0..0x20 | b'_' | 0x7f | 0xc2 => 6,
            _ => 0,
        }
    };
    held.len() as u64 + held.bytes().map(longer).sum::<u64>() + MARKUP
}

/// How times with and without a time of day are shown.
pub(super) const TIME: &str = "yyyy-mm-dd hh:mm";
pub(super) const DATE: &str = "yyyy-mm-dd";

/// `2026-03-02`, with a time of day behind it or without, as a date that a spreadsheet can sort and group by; nothing where its calendar does not reach.
pub(super) fn moment(text: &str) -> Option<ExcelDateTime> {
    // The library takes letters for zeros.
    let plain = text.len() >= DATE.len() && text.chars().all(|c| c.is_ascii_digit() || "-T:. ".contains(c));
    ExcelDateTime::parse_from_str(text).ok().filter(|_| plain)
}

/// A column by its place. A sheet has 16,384; what lies beyond all numbers is clamped onto the last and refused by the format.
pub(super) fn column(i: usize) -> u16 {
    u16::try_from(i).unwrap_or(u16::MAX)
}

#[allow(clippy::needless_pass_by_value)] // stands in `map_err`
pub(super) fn failed(e: XlsxError) -> io::Error {
    io::Error::other(e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_cell_cannot_hold_ends_in_a_mark_and_is_counted() {
        let cuts = Cuts::default();
        for (character, times) in [("很", CELL), ("😀", CELL / 2), ("a", CELL)] {
            let whole = character.repeat(times);
            cuts.look(&whole);
            assert_eq!((cell(&whole).as_ref(), cuts.count()), (whole.as_str(), 0));
        }
        for (n, character) in (1..).zip(["很", "😀", "a"]) {
            let long = character.repeat(CELL + 1);
            cuts.look(&long);
            let cut = cell(&long).into_owned();
            assert!(cut.ends_with(CUT) && (CELL - 1..=CELL).contains(&units(&cut)), "{character}: {}", units(&cut));
            assert_eq!(cuts.count(), n);
        }
    }
}
