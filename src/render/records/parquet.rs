//! The record as Parquet, nested where the JSON is, and back. polars lives here and in `arrow`, nowhere else in `render`.

use std::fs::File;
use std::io::{self, Cursor};
use std::sync::Arc;

use polars::io::json::{JsonFormat, JsonReader, JsonWriter};
use polars::io::parquet::read::ParquetReader;
use polars::io::parquet::write::{BatchedWriter, ParquetWriter};
use polars::prelude::{DataFrame, DataType, Field, PlSmallStr, PolarsError, Schema, SchemaRef, SerReader, SerWriter};

use crate::guard::guarded;
use crate::ipc::pages;
use crate::output::Output;
use crate::record::{Annotated, Name};
use crate::render::json::Visible;

/// Rows of a row group: large enough to compress well, small enough to be held by every reader.
const GROUP: usize = 8192;

pub(super) struct Parquet {
    attrs: Vec<Name>,
    schema: SchemaRef,
    /// Rows of the next group as JSON, and how many they are.
    waiting: Vec<u8>,
    rows: usize,
    /// Made at the first group; the format's writer wants to own its file.
    writer: Option<(BatchedWriter<File>, File)>,
}

impl Parquet {
    pub(super) fn new(attrs: Vec<Name>) -> Self {
        let schema = Arc::new(schema(&attrs));
        Self { attrs, schema, waiting: Vec::new(), rows: 0, writer: None }
    }

    fn write_group(&mut self) -> io::Result<()> {
        let frame = table(std::mem::take(&mut self.waiting), &self.schema)?;
        self.rows = 0;
        self.writer()?.write_batch(&frame).map_err(other)
    }

    fn writer(&mut self) -> io::Result<&mut BatchedWriter<File>> {
        if self.writer.is_none() {
            let file = tempfile::tempfile()?;
            let copy = file.try_clone()?;
            let writer = ParquetWriter::new(file).batched(&self.schema).map_err(other)?;
            self.writer = Some((writer, copy));
        }
        self.writer.as_mut().map(|(w, _)| w).ok_or_else(|| io::Error::other("no Parquet writer"))
    }
}

impl super::Sink for Parquet {
    fn write(&mut self, rows: &[Annotated], _out: &mut Output) -> io::Result<()> {
        super::check_announced(rows, &self.attrs)?;
        for a in rows {
            append(a, &mut self.waiting)?;
            self.rows += 1;
            if self.rows == GROUP {
                self.write_group()?;
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, out: &mut Output) -> io::Result<()> {
        if self.rows > 0 {
            self.write_group()?;
        }
        self.writer()?.finish().map_err(other)?;
        match self.writer.take() {
            Some((_, file)) => super::copy(file, out),
            None => Ok(()),
        }
    }
}

// Takes the error by value to stand in `map_err`.
#[allow(clippy::needless_pass_by_value)]
pub(super) fn other(e: PolarsError) -> io::Error {
    io::Error::other(e.to_string())
}

/// Where the reader of columns itself could make nothing of a file.
pub(super) fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the file is damaged")
}

/// Appends a row to a list in JSON, which [`table`] closes.
pub(super) fn append(a: &Annotated, json: &mut Vec<u8>) -> io::Result<()> {
    json.push(if json.is_empty() { b'[' } else { b',' });
    serde_json::to_writer(Visible(json), a)?;
    Ok(())
}

/// The rows that were appended, at least one, as a table of columns.
pub(super) fn table(mut json: Vec<u8>, schema: &SchemaRef) -> io::Result<DataFrame> {
    json.push(b']');
    let reader = JsonReader::new(Cursor::new(json)).with_json_format(JsonFormat::Json);
    reader.with_schema(schema.clone()).finish().map_err(other)
}

/// A table of columns as JSON lines.
pub(super) fn lines(mut frame: DataFrame) -> io::Result<Vec<u8>> {
    let mut lines = Vec::new();
    JsonWriter::new(&mut lines).with_json_format(JsonFormat::JsonLines).finish(&mut frame).map_err(other)?;
    Ok(lines)
}

fn text() -> DataType {
    DataType::String
}

fn list(of: DataType) -> DataType {
    DataType::List(Box::new(of))
}

fn nested(fields: &[(&str, DataType)]) -> DataType {
    DataType::Struct(fields.iter().map(|(n, t)| Field::new(PlSmallStr::from_str(n), t.clone())).collect())
}

/// The columns of the contract, in its order. Without segment columns there is no `attrs`: Parquet has no empty struct.
pub(super) fn schema(attrs: &[Name]) -> Schema {
    let headers: Vec<(&str, DataType)> = attrs.iter().map(|h| (&**h, text())).collect();
    let mut fields = front();
    if !headers.is_empty() {
        fields.push(("attrs", nested(&headers)));
    }
    fields.extend(back());
    fields.into_iter().map(|(n, t)| Field::new(PlSmallStr::from_str(n), t)).collect()
}

fn front() -> Vec<(&'static str, DataType)> {
    vec![
        ("row", DataType::UInt64),
        ("source", text()),
        ("id", text()),
        ("text", text()),
        ("rating", DataType::Float64),
        ("time", text()),
        ("likes", DataType::UInt64),
    ]
}

fn back() -> Vec<(&'static str, DataType)> {
    let evidence = [
        ("reason", text()),
        ("text", text()),
        ("start", DataType::UInt32),
        ("end", DataType::UInt32),
        ("rule", text()),
    ];
    let mention = [
        ("aspect", text()),
        ("aspect_name", text()),
        ("nature", text()),
        ("polarity", text()),
        ("target", text()),
        ("opinion", text()),
        ("start", DataType::UInt32),
        ("end", DataType::UInt32),
        ("rule", text()),
        ("implicit", DataType::Boolean),
    ];
    let request = [
        ("request", text()),
        ("text", text()),
        ("object", text()),
        ("start", DataType::UInt32),
        ("end", DataType::UInt32),
        ("rule", text()),
        ("reason", text()),
        ("because", text()),
        ("because_start", DataType::UInt32),
        ("because_end", DataType::UInt32),
        ("told", DataType::Boolean),
    ];
    vec![
        ("informative", DataType::Boolean),
        ("duplicate_of", DataType::UInt64),
        ("duplicate_source", text()),
        ("masked", list(text())),
        ("sentiment", nested(&[("label", text()), ("score", DataType::Float64)])),
        ("satisfaction", DataType::UInt32),
        ("complaint", DataType::Boolean),
        ("natures", list(text())),
        ("nature", text()),
        ("severity", text()),
        ("severity_evidence", list(nested(&evidence))),
        ("intents", list(text())),
        ("emotions", list(text())),
        ("requests", list(nested(&request))),
        ("stage", text()),
        ("department", text()),
        ("due_hours", DataType::UInt32),
        ("mentions", list(nested(&mention))),
        ("keywords", list(text())),
        ("issue", text()),
    ]
}

/// A Parquet file being read back. A slice of it is decoded at a time, and handed on in smaller ones: a group of rows is decoded again for each slice.
pub(super) struct Reader {
    file: File,
    rows: usize,
    /// The first row behind `frame`.
    next: usize,
    frame: DataFrame,
    /// Next row of `frame`.
    at: usize,
}

impl Reader {
    pub(super) fn new(file: File) -> io::Result<Self> {
        let copy = file.try_clone()?;
        let look = || {
            let mut reader = ParquetReader::new(copy);
            let groups = &reader.get_metadata()?.row_groups;
            let columns =
                groups.iter().flat_map(|g| g.parquet_columns().iter().map(|c| (c.byte_range(), c.num_values())));
            let countable = pages::are_countable(&file, columns);
            Ok(countable.then_some(reader.num_rows()?))
        };
        let rows = guarded(look).ok_or_else(broken)?.map_err(other)?.ok_or_else(broken)?;
        Ok(Self { file, rows, next: 0, frame: DataFrame::empty(), at: 0 })
    }

    /// Share of the rows read, as rows and of how many.
    pub(super) fn progress(&self) -> (u64, u64) {
        ((self.next - self.frame.height() + self.at) as u64, self.rows as u64)
    }

    /// The next rows as JSON lines; `None` at the end.
    pub(super) fn next_lines(&mut self, max: usize) -> io::Result<Option<Vec<u8>>> {
        if self.at >= self.frame.height() {
            let take = GROUP.min(self.rows - self.next);
            if take == 0 {
                return Ok(None);
            }
            let slice = Some((self.next, take));
            let file = self.file.try_clone()?;
            let read = || ParquetReader::new(file).with_slice(slice).finish();
            self.frame = guarded(read).ok_or_else(broken)?.map_err(other)?;
            self.next += take;
            self.at = 0;
        }
        let slice = self.frame.slice(i64::try_from(self.at).map_err(io::Error::other)?, max);
        self.at += slice.height();
        guarded(|| lines(slice)).ok_or_else(broken)?.map(Some)
    }
}
