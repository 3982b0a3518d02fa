//! What kind of text it is: JSON lines, one JSON value, delimited (by what), or plain lines. Looks at the first records, never at names of columns.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;

use super::mend;
use super::split::{Dialect, Field, Found, record};

/// Records looked at.
const RECORDS: usize = 40;
/// Separators tried; where two fit equally well, the earlier wins.
pub(super) const DELIMITERS: [u8; 4] = [b'\t', b',', b';', b'|'];

/// Bytes of the longest record looked at.
pub(super) const LONGEST: usize = 1 << 16;

/// Kinds of text tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextKind {
    /// One JSON object in each line.
    JsonLines,
    /// One JSON value with the rows somewhere in it.
    Json,
    /// Records.
    Records,
}

/// Tells JSON from records by the first characters and the first line.
pub(super) fn kind(text: &str) -> TextKind {
    let text = text.trim_start();
    let (first, after) = text.split_once('\n').unwrap_or((text, ""));
    let first = first.trim_end();
    let next = after.trim_start();
    match text.chars().next() {
        Some('[') if matches!(text[1..].trim_start().chars().next(), Some('{' | ']')) => TextKind::Json,
        Some('[') if is_list_of_texts(text) => TextKind::Json,
        Some('{') if !is_object(first) && opens_object(text) => TextKind::Json,
        // An object alone with objects or lists of cells inside may be an envelope or a whole table, not a row.
        Some('{') if is_object(first) && next.is_empty() && (holds_more(first) || is_columns(first)) => TextKind::Json,
        Some('{') if is_object(first) => TextKind::JsonLines,
        _ => TextKind::Records,
    }
}

/// Whether it is a JSON list of texts as far as it was read, as no table is.
fn is_list_of_texts(text: &str) -> bool {
    let is_list = || serde_json::from_str::<Vec<Option<String>>>(text).map_or_else(|e| e.is_eof(), |_| true);
    text[1..].trim_start().starts_with('"') && is_list()
}

fn is_object(line: &str) -> bool {
    line.ends_with('}') && serde_json::from_str::<IgnoredAny>(&mend::mended(line, |_, _| false)).is_ok()
}

/// Whether a list of objects or of lists, or an object, stands under a key.
fn holds_more(line: &str) -> bool {
    let mut values = line.match_indices(':').map(|(at, _)| line[at + 1..].trim_start());
    values.any(|v| ["[{", "[[", "{\""].iter().any(|sign| v.starts_with(sign)))
}

/// Whether a list stands under each of several keys: columns, as data frames are written, or an odd row.
fn is_columns(line: &str) -> bool {
    let lists = serde_json::from_str::<BTreeMap<String, Vec<IgnoredAny>>>(&mend::mended(line, |_, _| false));
    lists.is_ok_and(|lists| lists.len() > 1)
}

/// `{` and then a key or the end, as no sentence of a customer begins.
fn opens_object(text: &str) -> bool {
    matches!(text[1..].trim_start().chars().next(), Some('"' | '}'))
}

/// How well a separator explains the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fit {
    pub(super) delimiter: u8,
    /// Fields of most records.
    pub(super) width: usize,
    /// Share of the records that have so many, in hundredths.
    pub(super) share: usize,
    /// Whether the first record has so many.
    pub(super) first: bool,
}

/// The separator that explains the text best, if any does.
pub(super) fn delimiter(text: &str, complete: bool) -> Option<Fit> {
    let fits = DELIMITERS.iter().filter_map(|d| fit(text, complete, *d));
    let fits = fits.filter(|f| (f.first && f.share >= 30) || f.share >= 70);
    fits.reduce(|best, f| if (f.first, f.share, f.width) > (best.first, best.share, best.width) { f } else { best })
}

/// How well `delimiter` explains the text; `None` where most records have one field.
pub(super) fn fit(text: &str, complete: bool, delimiter: u8) -> Option<Fit> {
    let widths = widths(text, complete, delimiter);
    let width = mode(&widths).filter(|w| *w > 1)?;
    let share = widths.iter().filter(|w| **w == width).count() * 100 / widths.len();
    Some(Fit { delimiter, width, share, first: widths.first() == Some(&width) })
}

fn widths(text: &str, complete: bool, delimiter: u8) -> Vec<usize> {
    let dialect = Dialect { delimiter: Some(delimiter), quotes: true, limit: LONGEST };
    let (mut at, mut fields, mut widths) = (0, Vec::<Field>::new(), Vec::new());
    while at < text.len() && widths.len() < RECORDS {
        match record(text.as_bytes(), at, dialect, complete, &mut fields) {
            Found::Record { next, .. } => {
                if fields.len() > 1 || fields[0].start < fields[0].end {
                    widths.push(fields.len());
                }
                at = next;
            }
            Found::Unclosed { next, .. } => at = next,
            Found::More => break,
        }
    }
    widths
}

/// The most frequent width; of equally frequent ones the one met first.
fn mode(widths: &[usize]) -> Option<usize> {
    let count = |w: usize| widths.iter().filter(|x| **x == w).count();
    widths.iter().copied().reduce(|best, w| if count(w) > count(best) { w } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<char> {
        delimiter(text, true).map(|f| char::from(f.delimiter))
    }

    #[test]
    fn separators_are_told_apart() {
        assert_eq!(found("编号,评价\n1,\"好;的|啊\"\n2,一般\n"), Some(','));
        assert_eq!(found("编号\t评价\n1\t好,的\n2\t一般,吧\n"), Some('\t'));
        assert_eq!(found("编号;评价\n1;好,的\n2;一般\n"), Some(';'));
        assert_eq!(found("编号|评价|评分\n1|好,的|5\n2|一般|4\n"), Some('|'));
    }

    #[test]
    fn commas_in_sentences_are_no_separators() {
        assert_eq!(found("评价\n很好\n不错,喜欢\n慢,太慢,真慢\n"), None);
        assert_eq!(found("很好\n不错\n"), None);
        assert_eq!(found(""), None);
    }

    #[test]
    fn a_list_of_texts_is_json() {
        assert_eq!(kind("[\"快递太慢，差\", null,\n \"好\"]\n"), TextKind::Json);
        assert_eq!(kind("[\"快递\",\"好\"]\n[\"客服\",\"差\"]\n"), TextKind::Records);
    }

    #[test]
    fn ragged_rows_do_not_hide_the_separator() {
        assert_eq!(found("a,b,c\n1,2\n1,2,3,4\n1,2,3\n1\n"), Some(','));
        assert_eq!(found("导出时间：2024-03-05\n\na,b,c\n1,2,3\n1,2,3\n1,2,3\n"), Some(','));
    }

    #[test]
    fn json_is_told_from_records() {
        assert_eq!(kind("{\"a\": 1}\n{\"a\": 2}\n"), TextKind::JsonLines);
        assert_eq!(kind("[\n {\"a\": 1}\n]"), TextKind::Json);
        assert_eq!(kind("{\n \"data\": [{\"a\": 1}]}"), TextKind::Json);
        assert_eq!(kind("{\"code\":0,\"data\":[{\"a\": 1}]}"), TextKind::Json);
        assert_eq!(kind("{\"a\": {\"0\": 1}, \"b\": {\"0\": 2}}"), TextKind::Json);
        assert_eq!(kind("{\"a\": 1}"), TextKind::JsonLines);
        assert_eq!(kind("{\"a\": [1, NaN], \"b\": [2, 3]}\n"), TextKind::Json);
        assert_eq!(kind("{\"a\": \"x\", \"b\": [2, 3]}"), TextKind::JsonLines);
        assert_eq!(kind("{\"a\": NaN}\n{\"a\": 2}\n"), TextKind::JsonLines);
        assert_eq!(kind("[微笑]不错,5\n"), TextKind::Records);
        assert_eq!(kind("{笑脸} 好\n"), TextKind::Records);
    }
}
