//! What single cells of a column of ratings may be besides ratings: signs, shares of one, numbers with a comma for the point.
//!
//! Not its job: deciding what a column is (`profile` counts, `columns` decides), nor the scale (`points`).

use std::borrow::Cow;

use super::half_width;
use crate::number::Milli;

/// How the cells of a column are meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::ingest) enum Form {
    /// As they stand.
    #[default]
    Usual,
    /// −1, 0 and 1: bad, middling and good.
    Signs,
    /// Shares of one: 0.95.
    Shares,
    /// Yes and no: 1 and 0, 是 and 否.
    Answers,
}

/// −1, 0 or 1 in thousandths, where a cell is one of them.
pub(in crate::ingest) fn sign(cell: &str) -> Option<i32> {
    let plain: String = cell.trim().chars().map(|c| if c == '\u{2212}' { '-' } else { half_width(c) }).collect();
    let is_number = plain.len() <= 8 && plain.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.'));
    let value = plain.parse().ok().map(|v: f64| Milli::from_f64(v).0).filter(|_| is_number)?;
    matches!(value, -1_000 | 0 | 1_000).then_some(value)
}

/// A number between nought and one, in thousandths, where a cell is nothing else; with a point or a comma.
pub(in crate::ingest) fn share(cell: &str) -> Option<i32> {
    let cell = with_point(cell, true);
    let is_number = cell.starts_with(['0', '1']) && cell.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let value: f64 = cell.parse().ok().filter(|_| is_number)?;
    (value <= 1.0).then(|| Milli::from_f64(value).0)
}

/// Whether a cell is a number with a comma in front of its fraction: `4,5`.
pub(in crate::ingest) fn has_comma(cell: &str) -> bool {
    let digits = |s: &str, most: usize| (1..=most).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    let parts = cell.trim().split_once([',', '，']);
    parts.is_some_and(|(whole, fraction)| digits(whole, 3) && digits(fraction, 2))
}

/// A cell with a point for its comma, where the column is written so.
pub(super) fn with_point(cell: &str, comma: bool) -> Cow<'_, str> {
    let cell = cell.trim();
    if comma && has_comma(cell) { Cow::Owned(cell.replace([',', '，'], ".")) } else { Cow::Borrowed(cell) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_commas() {
        let shares = ["0.95", "1", "0,5", "1.2", "a", ".5", ""].map(share);
        assert_eq!(shares, [Some(950), Some(1_000), Some(500), None, None, None, None]);
        assert!(["4,5", "10，25"].iter().all(|c| has_comma(c)));
        assert!(["4.5", "1,200", "1,2,3", "4,", ",5", "四,五"].iter().all(|c| !has_comma(c)));
        assert_eq!((with_point(" 4,5 ", true), with_point("4,5", false)), (Cow::from("4.5"), Cow::from("4,5")));
    }
}
