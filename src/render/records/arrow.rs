//! The record as an Arrow IPC stream, with the columns of the Parquet file, and back. Each batch of rows is on its way as soon as it is written.
//!
//! Whole numbers are signed here: the JVM, which is where such streams mostly go, has no others.

use std::io::{self, BufRead, Cursor, Write};
use std::sync::Arc;

use polars::io::ipc::{IpcStreamReader, IpcStreamWriter};
use polars::prelude::{ArrowDataType, DataFrame, PlSmallStr, PolarsError, SerReader, SerWriter};

use crate::guard::guarded;
use crate::ipc::{self, Batches, Broken};
use crate::output::Output;
use crate::record::{Annotated, Name};
use crate::report::LabelledWith;

use super::columns::{Whole, table};
use super::made;
use super::parquet::{broken, lines, other};

pub(super) struct Arrow {
    attrs: Vec<Name>,
}

impl Arrow {
    /// Writes the schema at once: who reads the stream may want it before it sends rows.
    pub(super) fn new(attrs: Vec<Name>, with: &LabelledWith, out: &mut Output) -> io::Result<Self> {
        let stream = stream(&mut table(&[], &attrs, Whole::Signed)?, Some(with))?;
        let (head, _) = ipc::split_schema(&stream).ok_or_else(unframed)?;
        out.write_all(head)?;
        out.flush()?;
        Ok(Self { attrs })
    }
}

impl super::Sink for Arrow {
    fn write(&mut self, rows: &[Annotated], out: &mut Output) -> io::Result<()> {
        super::check_announced(rows, &self.attrs)?;
        if rows.is_empty() {
            return Ok(());
        }
        let stream = stream(&mut table(rows, &self.attrs, Whole::Signed)?, None)?;
        let (_, batches) = ipc::split_schema(&stream).ok_or_else(unframed)?;
        out.write_all(batches)?;
        out.flush()
    }

    fn finish(self: Box<Self>, out: &mut Output) -> io::Result<()> {
        out.write_all(ipc::end())
    }
}

/// A frame as a whole stream, with a note of what labelled its rows.
fn stream(frame: &mut DataFrame, with: Option<&LabelledWith>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut writer = IpcStreamWriter::new(&mut bytes);
    if let Some(with) = with {
        let note = |(key, value): (&str, &str)| (PlSmallStr::from_str(key), PlSmallStr::from_str(value));
        writer.set_custom_schema_metadata(Arc::new(made::notes(with).into_iter().map(note).collect()));
    }
    writer.finish(frame).map_err(other)?;
    Ok(bytes)
}

fn unframed() -> io::Error {
    io::Error::other("an Arrow stream without a schema")
}

/// An Arrow stream or file being read back, a batch at a time.
pub(super) struct Reader {
    batches: Batches<Box<dyn BufRead + Send>>,
    /// What labelled its rows, where it tells.
    labelled_with: Option<LabelledWith>,
    frame: DataFrame,
    next: usize,
}

impl Reader {
    pub(super) fn new(from: Box<dyn BufRead + Send>) -> io::Result<Self> {
        let batches = Batches::open(from).map_err(|e| told(&e))?;
        let read = || {
            let mut reader = IpcStreamReader::new(Cursor::new(batches.schema()));
            Ok::<_, PolarsError>((reader.arrow_schema()?, reader.custom_metadata()?))
        };
        let (schema, notes) = guarded(read).ok_or_else(broken)?.map_err(other)?;
        let labelled_with = notes.and_then(|notes| made::find(|key| notes.get(key).map(PlSmallStr::as_str)));
        match schema.iter_values().find(|f| !is_of_a_record(&f.dtype)) {
            Some(f) => Err(io::Error::other(format!("column `{}` is of no annotated record", f.name))),
            None => Ok(Self { batches, labelled_with, frame: DataFrame::empty(), next: 0 }),
        }
    }

    /// With what its rows were labelled, where it tells.
    pub(super) fn labelled_with(&self) -> Option<LabelledWith> {
        self.labelled_with.clone()
    }

    /// The next rows as JSON lines; `None` at the end.
    pub(super) fn next_lines(&mut self, max: usize) -> io::Result<Option<Vec<u8>>> {
        while self.next >= self.frame.height() {
            // Columns of a record have no dictionaries: a batch is complete without those before it.
            let Some(messages) = self.batches.next_batch().map_err(|e| told(&e))? else {
                self.batches.drain().map_err(|e| told(&e))?;
                return Ok(None);
            };
            let stream = self.batches.whole(&messages);
            let read = || IpcStreamReader::new(Cursor::new(stream)).finish();
            self.frame = guarded(read).ok_or_else(broken)?.map_err(other)?;
            self.next = 0;
        }
        let slice = self.frame.slice(i64::try_from(self.next).map_err(io::Error::other)?, max);
        self.next += slice.height();
        guarded(|| lines(slice)).ok_or_else(broken)?.map(Some)
    }
}

/// Types that the columns of a record may have, whichever program wrote it.
fn is_of_a_record(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as T;
    match dtype {
        T::List(inner) | T::LargeList(inner) => is_of_a_record(&inner.dtype),
        T::Struct(fields) => fields.iter().all(|f| is_of_a_record(&f.dtype)),
        T::Null | T::Boolean | T::Utf8 | T::LargeUtf8 | T::Utf8View | T::Float32 | T::Float64 => true,
        other => matches!(other, T::Int32 | T::Int64 | T::UInt32 | T::UInt64),
    }
}

fn told(e: &Broken) -> io::Error {
    io::Error::other(e.say().en)
}
