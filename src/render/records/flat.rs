//! A row as one line of a spreadsheet: the columns and the cells that CSV and XLSX share.

use crate::number::Milli;
use crate::record::{Annotated, Mention, Name, Request};

/// Joins the entries of a list in one cell.
const BETWEEN: &str = "|";

/// A cell with its kind, which matters to a workbook.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Flat {
    Empty,
    Text(String),
    /// As in the record; a date where a format has such a thing.
    Time(String),
    Number(f64),
    Bool(bool),
}

/// Columns before the segment columns.
const FRONT: [&str; 7] = ["row", "source", "id", "text", "rating", "time", "likes"];
/// Columns behind them.
const BACK: [&str; 22] = [
    "informative",
    "duplicate_of",
    "duplicate_source",
    "masked",
    "sentiment",
    "score",
    "satisfaction",
    "complaint",
    "natures",
    "nature",
    "severity",
    "evidence",
    "reasons",
    "intents",
    "emotions",
    "requests",
    "stage",
    "department",
    "due_hours",
    "mentions",
    "keywords",
    "issue",
];

/// Headers in order; segment columns as `attrs.渠道`.
pub(super) fn headers(attrs: &[Name]) -> Vec<String> {
    let front = FRONT.iter().map(|h| (*h).to_owned());
    let middle = attrs.iter().map(|h| format!("attrs.{h}"));
    front.chain(middle).chain(BACK.iter().map(|h| (*h).to_owned())).collect()
}

/// The cells of a row, one for each header.
pub(super) fn cells(a: &Annotated, attrs: &[Name]) -> Vec<Flat> {
    let mut out = Vec::with_capacity(FRONT.len() + attrs.len() + BACK.len());
    out.extend([
        count(Some(a.row)),
        text(&a.source),
        optional(a.id.as_deref()),
        text(&a.text),
        milli(a.rating),
        a.time.map_or(Flat::Empty, |t| Flat::Time(t.to_string())),
        count(a.likes),
    ]);
    out.extend(attrs.iter().map(|h| optional(a.attrs.get(h))));
    out.extend(labels(a));
    out
}

fn labels(a: &Annotated) -> [Flat; BACK.len()] {
    [
        Flat::Bool(a.informative),
        count(a.duplicate_of),
        optional(a.duplicate_source.as_deref()),
        list(a.masked.iter().map(|m| &**m)),
        text(a.sentiment.label.id()),
        milli(Some(a.sentiment.score)),
        count(a.satisfaction.map(u64::from)),
        Flat::Bool(a.complaint),
        list(a.natures.iter().map(|n| &**n)),
        optional(a.nature.as_deref()),
        optional(a.severity.map(crate::record::Severity::id)),
        list(a.severity_evidence.iter().map(|e| e.text.as_str())),
        list(a.reasons().into_iter().map(|r| &**r)),
        list(a.intents.iter().map(|n| &**n)),
        list(a.emotions.iter().map(|n| &**n)),
        list(a.requests.iter().map(request).collect::<Vec<_>>().iter().map(String::as_str)),
        optional(a.stage.as_deref()),
        optional(a.department.as_deref()),
        count(a.due_hours.map(u64::from)),
        list(a.mentions.iter().map(mention).collect::<Vec<_>>().iter().map(String::as_str)),
        list(a.keywords.iter().map(String::as_str)),
        optional(a.issue.as_deref()),
    ]
}

/// `logistics.speed:negative:快递太慢`.
fn mention(m: &Mention) -> String {
    format!("{}:{}:{}{}", m.aspect, m.polarity.id(), m.target, m.opinion)
}

/// `refund:product.quality:衣服破洞`, the request alone where no reason is given.
fn request(r: &Request) -> String {
    match &r.reason {
        Some(reason) => format!("{}:{reason}:{}", r.request, r.because),
        None => r.request.to_string(),
    }
}

fn text(s: &str) -> Flat {
    if s.is_empty() { Flat::Empty } else { Flat::Text(s.to_owned()) }
}

fn optional(s: Option<&str>) -> Flat {
    s.map_or(Flat::Empty, text)
}

fn count(n: Option<u64>) -> Flat {
    n.map_or(Flat::Empty, |n| Flat::Number(crate::number::float(n)))
}

fn milli(m: Option<Milli>) -> Flat {
    m.map_or(Flat::Empty, |m| Flat::Number(m.to_f64()))
}

fn list<'a>(items: impl Iterator<Item = &'a str>) -> Flat {
    text(&items.collect::<Vec<_>>().join(BETWEEN))
}
