//! A text kept for quoting: clipped, with the places that are evidence.

use crate::number::{Milli, to_u32};
use crate::record::{Annotated, Name};
use crate::report::{Quote, RowRef};
use crate::time::Stamp;

/// Characters of a quote, as the report promises.
pub(crate) const QUOTE_CHARS: usize = 200;

/// Evidence further in than this is quoted from the middle of the text.
const LATE: u32 = 160;

/// Characters shown before late evidence.
const LEAD: u32 = 40;

/// Most places marked in a quote.
const MARKS: usize = 12;

/// Characters that are added to words so that they do not break off just before their clause ends: 差点摔下|来.
const REST: usize = 4;

/// `text[start..end]`, up to the end of its clause where that is near.
pub(crate) fn rounded(text: &str, start: usize, end: usize) -> &str {
    let digit = |s: &str| s.starts_with(|c: char| c.is_ascii_digit());
    // 涨到2.6 does not end at its point.
    let ends = |(at, c): &(usize, char)| !(c.is_alphanumeric() || *c == '.' && digit(&text[end + at + 1..]));
    let rest = text[end..].char_indices().find(ends).map_or(text.len(), |(at, _)| end + at);
    if text[end..rest].chars().count() <= REST { &text[start..rest] } else { &text[start..end] }
}

/// A clipped text with its marks and the way back to the record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Snippet {
    pub(crate) source: Name,
    pub(crate) row: u64,
    pub(crate) text: Box<str>,
    pub(crate) marks: Box<[[u32; 2]]>,
    pub(crate) rating: Option<Milli>,
    pub(crate) time: Option<Stamp>,
    pub(crate) id: Option<Box<str>>,
}

impl Snippet {
    /// The start of the text; marks beyond the cut are left out.
    pub(crate) fn head(a: &Annotated, marks: impl Iterator<Item = [u32; 2]>) -> Self {
        Self::cut(a, 0, marks)
    }

    /// The part of the text that holds the first mark.
    pub(crate) fn around(a: &Annotated, marks: impl Iterator<Item = [u32; 2]> + Clone) -> Self {
        let first = marks.clone().map(|[s, _]| s).min().unwrap_or(0);
        Self::cut(a, if first > LATE { first - LEAD } else { 0 }, marks)
    }

    fn cut(a: &Annotated, from: u32, marks: impl Iterator<Item = [u32; 2]>) -> Self {
        let lead = if from > 0 { "…" } else { "" };
        let shift = u32::from(from > 0);
        let room = QUOTE_CHARS - lead.chars().count();
        let body = a.text.chars().skip(from as usize).take(room);
        let text: String = lead.chars().chain(body).collect();
        let length = to_u32(text.chars().count());
        let mut marks: Vec<[u32; 2]> = marks
            .filter(|[s, e]| *s >= from && s < e)
            .map(|[s, e]| [s - from + shift, (e - from + shift).min(length)])
            .filter(|[s, _]| *s < length)
            .collect();
        marks.sort_unstable();
        marks.dedup_by(|b, a| {
            // Overlapping marks become one.
            let joined = b[0] < a[1];
            a[1] = if joined { a[1].max(b[1]) } else { a[1] };
            joined
        });
        marks.truncate(MARKS);
        Self {
            source: a.source.clone(),
            row: a.row,
            text: text.into(),
            marks: marks.into(),
            rating: a.rating,
            time: a.time,
            id: a.id.as_deref().map(Box::from),
        }
    }

    /// Where its row stands: source and number.
    pub(crate) fn place(&self) -> (&str, u64) {
        (&self.source, self.row)
    }

    /// Day of the feedback.
    pub(crate) fn day(&self) -> Option<i32> {
        self.time.map(Stamp::days)
    }

    pub(crate) fn quote(&self) -> Quote {
        self.clone().into_quote()
    }

    pub(crate) fn into_quote(self) -> Quote {
        Quote {
            source: self.source.to_string(),
            row: self.row,
            text: self.text.into(),
            highlights: self.marks.into(),
            rating: self.rating.map(Milli::to_f64),
            time: self.time.map(|t| t.to_string()),
            id: self.id.map(String::from),
        }
    }

    pub(crate) fn row_ref(&self) -> RowRef {
        RowRef { source: self.source.to_string(), row: self.row }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long() -> Annotated {
        Annotated { text: "前".repeat(300) + "漏电了", ..Annotated::default() }
    }

    #[test]
    fn words_are_told_to_the_end_of_their_clause_where_it_is_near() {
        let text = "师傅差点摔下来，十颗里面有七颗都是已经烂掉的果子";
        let told = |part: &str| text.find(part).map(|at| rounded(text, at, at + part.len()));
        assert_eq!(told("差点摔下"), Some("差点摔下来"));
        assert_eq!(told("十颗里面"), Some("十颗里面"));
        let text = "物业费从1.8涨到2.6，没开会";
        assert_eq!(rounded(text, 0, text.find(".6").unwrap()), "物业费从1.8涨到2.6");
    }

    #[test]
    fn late_evidence_is_quoted_from_the_middle() {
        let s = Snippet::around(&long(), [[300u32, 302u32]].into_iter());
        let [from, to] = s.marks[0];
        let marked: String = s.text.chars().skip(from as usize).take((to - from) as usize).collect();
        assert_eq!((marked.as_str(), s.text.chars().next()), ("漏电", Some('…')));
    }

    #[test]
    fn a_head_never_marks_what_was_cut_off() {
        let s = Snippet::head(&long(), [[300, 302], [0, 2], [1, 4], [199, 250]].into_iter());
        assert_eq!((&*s.marks, s.text.chars().count()), (&[[0, 4], [199, 200]][..], 200));
    }
}
