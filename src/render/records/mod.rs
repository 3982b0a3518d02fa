//! The annotated table: rows to JSONL, CSV, XLSX, Parquet and Arrow, and JSONL, Parquet and Arrow back to rows.
//!
//! Rows stream: what is held in memory is a batch, whatever the number of rows. Not its job: labels, or when to
//! commit the file (the caller does, when all outputs are complete).

mod arrow;
mod columns;
mod csv;
mod flat;
mod jsonl;
mod made;
mod mended;
mod parquet;
mod read;
mod xlsx;

#[cfg(test)]
mod tests;

use std::io::{self, Seek, SeekFrom, Write};

use crate::error::{Error, Result};
use crate::lang::Lang;
use crate::lexicon::Messages;
use crate::output::Output;
use crate::record::{Annotated, Name};
use crate::report::LabelledWith;

use super::sheet::Cuts;

pub use read::AnnotatedReader;

/// The formats of annotated rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordFormat {
    /// One JSON object a line: the record of the contract.
    Jsonl,
    /// Flat, for spreadsheets.
    Csv,
    /// The same as a workbook.
    Xlsx,
    /// The record with its nested fields.
    Parquet,
    /// The same as an Arrow IPC stream, each batch of rows sent off at once.
    Arrow,
}

/// How rows are written.
#[derive(Debug, Clone)]
pub struct RecordSettings<'a> {
    /// Fixed wording (headers of the workbook's sheets).
    pub messages: &'a Messages,
    /// Its language.
    pub lang: Lang,
    /// CSV starts with a byte order mark.
    pub bom: bool,
    /// Headers of all segment columns of all rows, in order. `None` where they are not known beforehand: then rows
    /// are kept in a temporary file until the last one is seen (JSONL needs no headers and always streams).
    pub attrs: Option<Vec<Name>>,
    /// What labelled the rows.
    pub labelled_with: LabelledWith,
    /// Counts what does not fit into a cell of a workbook.
    pub cuts: Cuts,
}

/// Writes annotated rows, batch by batch.
pub struct RecordWriter {
    output: Output,
    how: How,
}

enum How {
    Streaming(Box<dyn Sink>),
    Waiting { format: RecordFormat, spool: Spool, look: Look },
}

/// What only some formats need.
struct Look {
    /// CSV starts with a byte order mark.
    bom: bool,
    /// Name of the sheet.
    sheet: String,
    labelled_with: Box<LabelledWith>,
    cuts: Cuts,
}

/// One format at work. Everything goes through `out`, which is the same at each call.
trait Sink: Send {
    fn write(&mut self, rows: &[Annotated], out: &mut Output) -> io::Result<()>;
    fn finish(self: Box<Self>, out: &mut Output) -> io::Result<()>;
}

impl RecordWriter {
    /// A writer into `output`.
    ///
    /// # Errors
    /// When a temporary file is needed and cannot be made, or the head cannot be written.
    pub fn new(format: RecordFormat, mut output: Output, settings: &RecordSettings) -> Result<Self> {
        let sheet = settings.messages.get("render.sheet.records", settings.lang).to_owned();
        let labelled_with = Box::new(settings.labelled_with.clone());
        let look = Look { bom: settings.bom, sheet, labelled_with, cuts: settings.cuts.clone() };
        let attrs = match (&settings.attrs, format) {
            (Some(attrs), _) => Some(attrs.clone()),
            (None, RecordFormat::Jsonl) => Some(Vec::new()),
            (None, _) => None,
        };
        let how = match attrs {
            Some(attrs) => How::Streaming(sink(format, attrs, look, &mut output).map_err(|e| failed(&output, &e))?),
            None => {
                let spool = Spool::new(&output).map_err(|e| failed(&output, &e))?;
                How::Waiting { format, spool, look }
            }
        };
        Ok(Self { output, how })
    }

    /// Writes the next rows.
    ///
    /// # Errors
    /// When the output cannot be written to, or a row has a segment column that was not announced.
    pub fn write(&mut self, rows: &[Annotated]) -> Result<()> {
        let done = match &mut self.how {
            How::Streaming(sink) => sink.write(rows, &mut self.output),
            How::Waiting { spool, .. } => spool.write(rows),
        };
        done.map_err(|e| failed(&self.output, &e))
    }

    /// Writes the rest and gives the output back, to be committed.
    ///
    /// # Errors
    /// When the output cannot be written to.
    pub fn finish(self) -> Result<Output> {
        let mut output = self.output;
        let done = match self.how {
            How::Streaming(sink) => sink.finish(&mut output),
            How::Waiting { format, spool, look } => spool.replay(format, look, &mut output),
        };
        done.map_err(|e| failed(&output, &e))?;
        Ok(output)
    }
}

/// A failure to write; one of our own errors inside comes out as it went in.
fn failed(output: &Output, e: &io::Error) -> Error {
    match e.get_ref().and_then(|inner| inner.downcast_ref::<Unannounced>()) {
        Some(inner) => Error::Internal(inner.to_string()),
        None => Error::writing(output.path(), e),
    }
}

fn sink(format: RecordFormat, attrs: Vec<Name>, look: Look, out: &mut Output) -> io::Result<Box<dyn Sink>> {
    Ok(match format {
        RecordFormat::Jsonl => Box::new(jsonl::Jsonl),
        RecordFormat::Csv => Box::new(csv::Csv::new(attrs, look.bom, out)?),
        RecordFormat::Xlsx => Box::new(xlsx::Xlsx::new(attrs, look, out)?),
        RecordFormat::Parquet => Box::new(parquet::Parquet::new(attrs, &look.labelled_with, out)?),
        RecordFormat::Arrow => Box::new(arrow::Arrow::new(attrs, &look.labelled_with, out)?),
    })
}

/// A row has a segment column that the caller did not announce: a defect, since a column would be lost.
#[derive(Debug)]
struct Unannounced(Name);

impl std::fmt::Display for Unannounced {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "segment column `{}` was not announced to the writer of rows", self.0)
    }
}

impl std::error::Error for Unannounced {}

/// Fails for the first segment column of `rows` that is not among `attrs`.
fn check_announced(rows: &[Annotated], attrs: &[Name]) -> io::Result<()> {
    let mut headers = rows.iter().flat_map(|a| a.attrs.0.iter()).map(|(h, _)| h);
    match headers.find(|h| !attrs.contains(h)) {
        Some(h) => Err(io::Error::other(Unannounced(h.clone()))),
        None => Ok(()),
    }
}

/// Rows on disk until all headers are known.
struct Spool {
    packed: zstd::Encoder<'static, std::fs::File>,
    attrs: Vec<Name>,
}

impl Spool {
    fn new(out: &Output) -> io::Result<Self> {
        // Level 1: it is read once, at once.
        Ok(Self { packed: zstd::Encoder::new(out.scratch()?, 1)?, attrs: Vec::new() })
    }

    fn write(&mut self, rows: &[Annotated]) -> io::Result<()> {
        for (h, _) in rows.iter().flat_map(|a| a.attrs.0.iter()) {
            if !self.attrs.contains(h) {
                self.attrs.push(h.clone());
            }
        }
        jsonl::write(rows, &mut self.packed)
    }

    fn replay(self, format: RecordFormat, look: Look, out: &mut Output) -> io::Result<()> {
        let mut file = self.packed.finish()?;
        file.seek(SeekFrom::Start(0))?;
        let mut sink = sink(format, self.attrs, look, out)?;
        let mut lines = io::BufReader::new(zstd::Decoder::new(file)?);
        let mut batch = Vec::with_capacity(BATCH);
        let mut line = Vec::new();
        while next_line(&mut lines, &mut line)? {
            batch.push(serde_json::from_slice(&line)?);
            if batch.len() == BATCH {
                sink.write(&batch, out)?;
                batch.clear();
            }
        }
        sink.write(&batch, out)?;
        sink.finish(out)
    }
}

/// Rows read back at a time.
const BATCH: usize = 4096;

/// Longest line of annotated rows in bytes; a longer one is no row.
const LONGEST: u64 = 1 << 26;

/// Reads a line into `line`, without its end; false at the end of the file.
fn next_line(from: &mut impl io::BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let read = io::BufRead::read_until(&mut io::Read::take(&mut *from, LONGEST + 1), b'\n', line)? as u64;
    if read == 0 {
        return Ok(false);
    }
    if read > LONGEST {
        let mb = LONGEST >> 20;
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("a line has no end within {mb} MB")));
    }
    while matches!(line.last(), Some(b'\n' | b'\r')) {
        line.pop();
    }
    Ok(true)
}

/// Copies a finished temporary file into the output, for formats that need to seek while they write.
fn copy(mut file: std::fs::File, out: &mut dyn Write) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    io::copy(&mut file, out).map(|_| ())
}
