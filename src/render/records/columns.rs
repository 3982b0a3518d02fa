//! Rows as columns, nested where the JSON is: what Parquet and Arrow are written from, and the only list of their columns with order and types.
//!
//! The columns are built from the rows themselves; by way of JSON they cost more than the labels. Not its job: files, groups of rows, or reading back.

use std::io;

use polars::prelude::{Column, DataFrame, PlSmallStr, PolarsResult, Series};
use polars_arrow::array::{Array, BooleanArray, ListArray, MutableBinaryViewArray, PrimitiveArray, StructArray};
use polars_arrow::datatypes::{ArrowDataType, Field};
use polars_arrow::offset::Offsets;
use polars_arrow::types::NativeType;

use crate::number::Milli;
use crate::record::{Annotated, Evidence, Mention, Name, Request, Severity};

/// Whole numbers with a sign or without one.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whole {
    Signed,
    Unsigned,
}

type Cells = Box<dyn Array>;
/// Columns, or the fields of a struct.
type Named = Vec<(PlSmallStr, Cells)>;

/// The columns of the contract, in its order. Without segment columns there is no `attrs`: Parquet has no empty struct.
pub(super) fn table(rows: &[Annotated], attrs: &[Name], whole: Whole) -> io::Result<DataFrame> {
    frame(rows, attrs, whole).map_err(super::parquet::other)
}

fn frame(rows: &[Annotated], attrs: &[Name], whole: Whole) -> PolarsResult<DataFrame> {
    let mut named = what_was_read(rows, whole);
    if !attrs.is_empty() {
        named.push((name("attrs"), segments(rows, attrs)?));
    }
    named.extend(what_was_found(rows, whole)?);
    let columns: PolarsResult<_> = named.into_iter().map(|c| Series::try_from(c).map(Column::from)).collect();
    DataFrame::new(rows.len(), columns?)
}

fn what_was_read(rows: &[Annotated], whole: Whole) -> Named {
    fields([
        ("row", whole.long(rows.iter().map(|a| Some(a.row)))),
        ("source", texts(rows.iter().map(|a| Some(&*a.source)))),
        ("id", texts(rows.iter().map(|a| a.id.as_deref()))),
        ("text", texts(rows.iter().map(|a| Some(&a.text)))),
        ("rating", numbers(rows.iter().map(|a| a.rating.map(Milli::to_f64)))),
        ("time", texts(rows.iter().map(|a| a.time.map(|t| t.to_string())))),
        ("likes", whole.long(rows.iter().map(|a| a.likes))),
    ])
}

fn segments(rows: &[Annotated], attrs: &[Name]) -> PolarsResult<Cells> {
    let of = |header: &Name| (name(header), texts(rows.iter().map(|a| a.attrs.get(header))));
    parts(rows.len(), attrs.iter().map(of).collect())
}

fn what_was_found(rows: &[Annotated], whole: Whole) -> PolarsResult<Named> {
    let severity = rows.iter().map(|a| a.severity.map(Severity::id));
    Ok(fields([
        ("informative", flags(rows.iter().map(|a| a.informative))),
        ("duplicate_of", whole.long(rows.iter().map(|a| a.duplicate_of))),
        ("duplicate_source", texts(rows.iter().map(|a| a.duplicate_source.as_deref()))),
        ("masked", names(rows, |a| &a.masked)?),
        ("sentiment", sentiment(rows)?),
        ("satisfaction", whole.short(rows.iter().map(|a| a.satisfaction.map(u32::from)))),
        ("complaint", flags(rows.iter().map(|a| a.complaint))),
        ("natures", names(rows, |a| &a.natures)?),
        ("nature", texts(rows.iter().map(|a| a.nature.as_deref()))),
        ("severity", texts(severity)),
        ("severity_evidence", list(rows, |a| &a.severity_evidence, |e| evidence(e, whole))?),
        ("intents", names(rows, |a| &a.intents)?),
        ("emotions", names(rows, |a| &a.emotions)?),
        ("requests", list(rows, |a| &a.requests, |r| requests(r, whole))?),
        ("stage", texts(rows.iter().map(|a| a.stage.as_deref()))),
        ("department", texts(rows.iter().map(|a| a.department.as_deref()))),
        ("due_hours", whole.short(rows.iter().map(|a| a.due_hours))),
        ("mentions", list(rows, |a| &a.mentions, |m| mentions(m, whole))?),
        ("keywords", list(rows, |a| &a.keywords, |k| Ok(texts(k.iter().map(Some))))?),
        ("issue", texts(rows.iter().map(|a| a.issue.as_deref()))),
    ]))
}

fn sentiment(rows: &[Annotated]) -> PolarsResult<Cells> {
    let label = texts(rows.iter().map(|a| Some(a.sentiment.label.id())));
    let score = numbers(rows.iter().map(|a| Some(a.sentiment.score.to_f64())));
    parts(rows.len(), fields([("label", label), ("score", score)]))
}

fn evidence(all: &[&Evidence], whole: Whole) -> PolarsResult<Cells> {
    let of = fields([
        ("reason", texts(all.iter().map(|e| Some(&*e.reason)))),
        ("text", texts(all.iter().map(|e| Some(&e.text)))),
        ("start", whole.short(all.iter().map(|e| Some(e.start)))),
        ("end", whole.short(all.iter().map(|e| Some(e.end)))),
        ("rule", texts(all.iter().map(|e| Some(&*e.rule)))),
    ]);
    parts(all.len(), of)
}

fn requests(all: &[&Request], whole: Whole) -> PolarsResult<Cells> {
    let of = fields([
        ("request", texts(all.iter().map(|r| Some(&*r.request)))),
        ("text", texts(all.iter().map(|r| Some(&r.text)))),
        ("object", texts(all.iter().map(|r| Some(&r.object)))),
        ("start", whole.short(all.iter().map(|r| Some(r.start)))),
        ("end", whole.short(all.iter().map(|r| Some(r.end)))),
        ("rule", texts(all.iter().map(|r| Some(&*r.rule)))),
        ("reason", texts(all.iter().map(|r| r.reason.as_deref()))),
        ("because", texts(all.iter().map(|r| Some(&r.because)))),
        ("because_start", whole.short(all.iter().map(|r| r.because_start))),
        ("because_end", whole.short(all.iter().map(|r| r.because_end))),
        ("told", flags(all.iter().map(|r| r.told))),
    ]);
    parts(all.len(), of)
}

fn mentions(all: &[&Mention], whole: Whole) -> PolarsResult<Cells> {
    let of = fields([
        ("aspect", texts(all.iter().map(|m| Some(&*m.aspect)))),
        ("aspect_name", texts(all.iter().map(|m| Some(&*m.aspect_name)))),
        ("nature", texts(all.iter().map(|m| Some(&*m.nature)))),
        ("polarity", texts(all.iter().map(|m| Some(m.polarity.id())))),
        ("target", texts(all.iter().map(|m| Some(&m.target)))),
        ("opinion", texts(all.iter().map(|m| Some(&m.opinion)))),
        ("start", whole.short(all.iter().map(|m| Some(m.start)))),
        ("end", whole.short(all.iter().map(|m| Some(m.end)))),
        ("rule", texts(all.iter().map(|m| Some(&*m.rule)))),
        ("implicit", flags(all.iter().map(|m| m.implicit))),
    ]);
    parts(all.len(), of)
}

fn names(rows: &[Annotated], of: fn(&Annotated) -> &Vec<Name>) -> PolarsResult<Cells> {
    list(rows, of, |all| Ok(texts(all.iter().map(|n| Some(&***n)))))
}

/// A list in each row; `cells` makes one array of the parts of all rows.
fn list<T>(
    rows: &[Annotated],
    of: fn(&Annotated) -> &Vec<T>,
    cells: impl Fn(&[&T]) -> PolarsResult<Cells>,
) -> PolarsResult<Cells> {
    let all: Vec<&T> = rows.iter().flat_map(of).collect();
    let values = cells(&all)?;
    let ends = Offsets::<i64>::try_from_lengths(rows.iter().map(|a| of(a).len()))?;
    let dtype = ListArray::<i64>::default_datatype(values.dtype().clone());
    Ok(ListArray::try_new(dtype, ends.into(), values, None)?.boxed())
}

fn parts(length: usize, named: Named) -> PolarsResult<Cells> {
    let (fields, cells) = named.into_iter().map(|(n, c)| (Field::new(n, c.dtype().clone(), true), c)).unzip();
    Ok(StructArray::try_new(ArrowDataType::Struct(fields), length, cells, None)?.boxed())
}

fn texts<T: AsRef<str>>(of: impl Iterator<Item = Option<T>>) -> Cells {
    of.collect::<MutableBinaryViewArray<str>>().freeze().boxed()
}

fn flags(of: impl Iterator<Item = bool>) -> Cells {
    of.map(Some).collect::<BooleanArray>().boxed()
}

fn numbers<T: NativeType>(of: impl Iterator<Item = Option<T>>) -> Cells {
    of.collect::<PrimitiveArray<T>>().boxed()
}

impl Whole {
    fn long(self, of: impl Iterator<Item = Option<u64>>) -> Cells {
        match self {
            Self::Signed => numbers(of.map(|n| n.and_then(|n| i64::try_from(n).ok()))),
            Self::Unsigned => numbers(of),
        }
    }

    fn short(self, of: impl Iterator<Item = Option<u32>>) -> Cells {
        match self {
            Self::Signed => numbers(of.map(|n| n.and_then(|n| i32::try_from(n).ok()))),
            Self::Unsigned => numbers(of),
        }
    }
}

fn fields<const N: usize>(of: [(&'static str, Cells); N]) -> Named {
    of.into_iter().map(|(n, c)| (PlSmallStr::from_static(n), c)).collect()
}

fn name(of: &str) -> PlSmallStr {
    PlSmallStr::from_str(of)
}
