//! The record as Parquet, nested where the JSON is, and back. polars lives here, in `columns` and in `arrow`, nowhere else in `render`.

use std::fs::File;
use std::io;

use polars::io::json::{JsonFormat, JsonWriter};
use polars::io::parquet::write::ParquetWriter;
use polars::prelude::{DataFrame, ParallelStrategy, PolarsError, SerWriter};

use crate::guard::guarded;
use crate::ipc::footer::Joined;
use crate::ipc::slices::{Backing, Most, Slices};
use crate::output::Output;
use crate::record::{Annotated, Name};
use crate::report::LabelledWith;

use super::columns::{Whole, table};
use super::made;

/// Rows of a row group: large enough to compress well, small enough to be held by every reader.
const GROUP: usize = 1024;

/// What is held of a file being read: a file of ours group by group, those of other programs, whose groups are large, in several slices.
pub(super) const SLICE: Most = Most { rows: 1 << 15, bytes: 32 << 20 };
/// For a look at what a file is.
pub(super) const ONE_ROW: Most = Most { rows: 1, bytes: 0 };

pub(super) struct Parquet {
    attrs: Vec<Name>,
    /// Rows of the next group; without columns as long as there are none.
    waiting: DataFrame,
    file: Joined,
    /// A group as a file of its own.
    group: Vec<u8>,
    empty: bool,
}

impl Parquet {
    pub(super) fn new(attrs: Vec<Name>, with: &LabelledWith, out: &Output) -> io::Result<Self> {
        let mut file = Joined::new(out.scratch()?);
        for (key, value) in made::notes(with) {
            file.note(key, value);
        }
        Ok(Self { attrs, waiting: DataFrame::empty(), file, group: Vec::new(), empty: true })
    }

    fn hold(&mut self, rows: &[Annotated]) -> io::Result<()> {
        let more = table(rows, &self.attrs, Whole::Unsigned)?;
        self.waiting.vstack_mut_owned(more).map(|_| ()).map_err(other)
    }

    fn write_group(&mut self, out: &mut Output) -> io::Result<()> {
        // Not `clear`, which keeps the columns: polars makes them out of 8 MB of zeros, and holds these to the end.
        let mut group = std::mem::take(&mut self.waiting);
        group.rechunk_mut();
        self.group.clear();
        ParquetWriter::new(&mut self.group).finish(&mut group).map_err(other)?;
        self.empty = false;
        self.file.add(&self.group, out)
    }
}

impl super::Sink for Parquet {
    fn write(&mut self, rows: &[Annotated], out: &mut Output) -> io::Result<()> {
        super::check_announced(rows, &self.attrs)?;
        let mut rest = rows;
        while !rest.is_empty() {
            let (next, later) = rest.split_at((GROUP - self.waiting.height()).min(rest.len()));
            self.hold(next)?;
            if self.waiting.height() == GROUP {
                self.write_group(out)?;
            }
            rest = later;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, out: &mut Output) -> io::Result<()> {
        if self.empty && self.waiting.height() == 0 {
            // A file without rows still tells its columns.
            self.hold(&[])?;
            self.write_group(out)?;
        } else if self.waiting.height() > 0 {
            self.write_group(out)?;
        }
        self.file.finish(out)
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

/// A table of columns as JSON lines.
pub(super) fn lines(mut frame: DataFrame) -> io::Result<Vec<u8>> {
    let mut lines = Vec::new();
    JsonWriter::new(&mut lines).with_json_format(JsonFormat::JsonLines).finish(&mut frame).map_err(other)?;
    Ok(lines)
}

/// A Parquet file being read back. A slice of it is decoded at a time, and handed on in smaller ones.
pub(super) struct Reader {
    slices: Slices,
    rows: usize,
    /// Rows in the slices so far, that of `frame` included.
    seen: usize,
    frame: DataFrame,
    /// Next row of `frame`.
    at: usize,
}

impl Reader {
    pub(super) fn new(file: File, most: Most) -> io::Result<Self> {
        let open = || Slices::open(Backing::File(file), most, ParallelStrategy::Auto);
        let slices = guarded(open).ok_or_else(broken)?.map_err(other)?;
        Ok(Self { rows: slices.rows(), slices, seen: 0, frame: DataFrame::empty(), at: 0 })
    }

    /// With what its rows were labelled, where it tells.
    pub(super) fn labelled_with(&self) -> Option<LabelledWith> {
        let notes = self.slices.footer().key_value_metadata.as_ref()?;
        made::find(|key| notes.iter().find(|n| n.key == key)?.value.as_deref())
    }

    /// Share of the rows read, as rows and of how many.
    pub(super) fn progress(&self) -> (u64, u64) {
        ((self.seen - self.frame.height() + self.at) as u64, self.rows as u64)
    }

    /// The next rows as JSON lines; `None` at the end.
    pub(super) fn next_lines(&mut self, max: usize) -> io::Result<Option<Vec<u8>>> {
        while self.at >= self.frame.height() {
            let Some(frame) = guarded(|| self.slices.next_slice()).ok_or_else(broken)?.map_err(other)? else {
                return Ok(None);
            };
            self.seen += frame.height();
            self.frame = frame;
            self.at = 0;
        }
        let slice = self.frame.slice(i64::try_from(self.at).map_err(io::Error::other)?, max);
        self.at += slice.height();
        guarded(|| lines(slice)).ok_or_else(broken)?.map(Some)
    }
}
