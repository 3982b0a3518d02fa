//! Arrow IPC (a stream, or a file read from its start) as a table, a batch at a time.
//!
//! Columns of types that hold no text, number or time, and those of several parts, are left out and told; dictionaries are read as what they stand for. From a pipe no more is
//! read than there is: whoever feeds a batch and waits for its answer gets it.

use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use polars::prelude::{ArrowDataType, PlSmallStr, PolarsError, Series};
use polars_arrow::array::{Array, MutableBinaryViewArray, PrimitiveArray};
use polars_arrow::io::ipc::read::{StreamReader, StreamState, read_stream_metadata};
use polars_arrow::types::NativeType;

use super::fault::Fault;
use super::number;
use super::parquet::{is_readable, nothing_readable};
use super::raw::{Bytes, Raw};
use super::table::{About, Row, Step, Table};
use super::values;
use crate::guard::guarded;
use crate::ipc::{Batches, Broken};
use crate::say;

/// Bytes asked for at a time.
const BUFFER: usize = 1 << 18;

/// Arrow as a table.
pub(super) struct Arrow {
    batches: Batches<BufReader<Bytes>>,
    /// Reads what is fed to it, and keeps the dictionaries.
    reader: StreamReader<Feed>,
    feed: Feed,
    /// It comes through a pipe: the next batch may be long in coming.
    piped: bool,
    names: Vec<String>,
    /// Columns that are not read.
    dropped: Vec<String>,
    columns: Vec<Series>,
    /// Rows of the batch at hand, and the next of them.
    height: usize,
    at: usize,
    line: u64,
    shown: String,
}

impl Arrow {
    /// Reads the schema.
    pub(super) fn open(raw: Raw, piped: bool) -> Result<Self, Fault> {
        let bytes: Bytes = Box::new(Cursor::new(raw.window).chain(raw.rest));
        let batches = Batches::open(BufReader::with_capacity(BUFFER, bytes)).map_err(|e| broken(&e))?;
        let read = || read_stream_metadata(&mut &batches.schema()[..]);
        let metadata = guarded(read).ok_or_else(unfit)?.map_err(|e| damaged(&e))?;
        let schema = &metadata.schema;
        let readable = schema.iter_values().enumerate().filter(|(_, f)| is_cell(&f.dtype));
        let (projection, names): (Vec<usize>, Vec<String>) = readable.map(|(i, f)| (i, f.name.to_string())).unzip();
        if projection.is_empty() {
            return Err(nothing_readable(&schema.iter_values().map(|f| f.name.to_string()).collect::<Vec<_>>()));
        }
        let dropped = schema.iter_values().filter(|f| !is_cell(&f.dtype)).map(|f| f.name.to_string()).collect();
        let feed = Feed::default();
        let reader = guarded(|| StreamReader::new(feed.clone(), metadata, Some(projection))).ok_or_else(unfit)?;
        let (columns, shown) = (Vec::new(), String::new());
        Ok(Self { batches, reader, feed, piped, names, dropped, columns, height: 0, at: 0, line: 0, shown })
    }

    /// Loads the next batch; false at the end.
    fn load(&mut self) -> Result<bool, Fault> {
        let Some(messages) = self.batches.next_batch().map_err(|e| broken(&e))? else { return Ok(false) };
        *self.feed.held() = Cursor::new(messages);
        let read = || read(&mut self.reader);
        (self.columns, self.height) = guarded(read).ok_or_else(unfit)?.map_err(|e| damaged(&e))?;
        self.at = 0;
        Ok(true)
    }
}

/// The messages of the batch at hand, shared with the reader of them.
#[derive(Clone, Default)]
struct Feed(Arc<Mutex<Cursor<Vec<u8>>>>);

impl Feed {
    fn held(&self) -> MutexGuard<'_, Cursor<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Read for Feed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.held().read(into)
    }
}

impl Seek for Feed {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.held().seek(to)
    }
}

/// The columns of the batch at hand, and its rows.
fn read(reader: &mut StreamReader<Feed>) -> Result<(Vec<Series>, usize), PolarsError> {
    match reader.next().transpose()? {
        Some(StreamState::Some(batch)) => {
            let height = batch.height();
            let column = |array| Series::try_from((PlSmallStr::EMPTY, known(array)));
            Ok((batch.into_arrays().into_iter().map(column).collect::<Result<_, _>>()?, height))
        }
        _ => Ok((Vec::new(), 0)),
    }
}

/// What can be shown in a cell.
fn is_cell(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as T;
    match dtype {
        T::Int8 | T::Int16 | T::UInt8 | T::UInt16 | T::Date64 => true,
        T::Dictionary(_, values, _) => !matches!(**values, T::Dictionary(..)) && is_column(values),
        other => is_column(other),
    }
}

/// What polars has columns of.
fn is_column(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as T;
    match dtype {
        T::Int8 | T::Int16 | T::UInt8 | T::UInt16 => false,
        T::List(inner) | T::LargeList(inner) => is_column(&inner.dtype),
        other => is_readable(other),
    }
}

/// Small whole numbers as larger ones, decimals as texts: polars is built without columns of them.
fn known(array: Box<dyn Array>) -> Box<dyn Array> {
    fn wide<T: NativeType + Into<i32>>(array: &dyn Array) -> Option<Box<dyn Array>> {
        let narrow = array.as_any().downcast_ref::<PrimitiveArray<T>>()?;
        let wide: PrimitiveArray<i32> = narrow.iter().map(|x| x.map(|x| (*x).into())).collect();
        Some(Box::new(wide))
    }
    let wide = match array.dtype() {
        ArrowDataType::Int8 => wide::<i8>(&*array),
        ArrowDataType::Int16 => wide::<i16>(&*array),
        ArrowDataType::UInt8 => wide::<u8>(&*array),
        ArrowDataType::UInt16 => wide::<u16>(&*array),
        ArrowDataType::Decimal(_, places) => written(&*array, *places),
        _ => None,
    };
    wide.unwrap_or(array)
}

/// Decimals as texts.
fn written(array: &dyn Array, places: usize) -> Option<Box<dyn Array>> {
    let numbers = array.as_any().downcast_ref::<PrimitiveArray<i128>>()?;
    let show = |n: &i128| {
        let mut text = String::new();
        number::push_decimal(*n, places, &mut text);
        text
    };
    let texts: MutableBinaryViewArray<str> = numbers.iter().map(|n| n.map(show)).collect();
    Some(texts.freeze().boxed())
}

fn hint() -> crate::lang::Say {
    say!(
        "write it again as an Arrow IPC stream, to its end: pyarrow's `new_stream` and `close`",
        "请重新以 Arrow IPC 流写出并写到结尾，如 pyarrow 的 `new_stream` 与 `close`"
    )
}

fn broken(e: &Broken) -> Fault {
    match e {
        Broken::Io(e) => Fault::io(e),
        Broken::Form(what) => Fault::new(what.clone(), hint()),
    }
}

fn damaged(e: &PolarsError) -> Fault {
    let e = e.to_string();
    unreadable(e.lines().next().unwrap_or_default())
}

/// Where the reader of Arrow itself could make nothing of it.
fn unfit() -> Fault {
    unreadable("its parts do not fit together")
}

fn unreadable(e: &str) -> Fault {
    Fault::new(say!("cannot read the Arrow data: {e}", "无法读取 Arrow 数据：内容无法识别或已损坏"), hint())
}

impl Table for Arrow {
    fn next(&mut self, row: &mut Row) -> Result<Step, Fault> {
        while self.at >= self.height {
            if !self.load()? {
                return Ok(Step::End);
            }
        }
        self.line += 1;
        row.start(self.line);
        let values = self.columns.iter().map(|c| c.get(self.at));
        values::fill(row, values, &mut self.shown).map_err(|e| damaged(&e))?;
        self.at += 1;
        Ok(Step::Row)
    }

    fn names(&self) -> Option<&[String]> {
        Some(&self.names)
    }

    fn about(&self) -> About {
        About { dropped: self.dropped.clone(), ..About::default() }
    }

    fn ready(&self) -> bool {
        !self.piped || self.at < self.height
    }

    /// Of a pipe nothing is read behind the end mark: its other side may keep it open until the answer is there.
    fn drain(&mut self) -> Result<(), Fault> {
        if self.piped { Ok(()) } else { self.batches.drain().map_err(|e| broken(&e)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &[u8] = include_bytes!("../../tests/fixtures/arrow/plain.arrows");
    const DICTIONARY: &[u8] = include_bytes!("../../tests/fixtures/arrow/dictionary.arrows");
    const LZ4: &[u8] = include_bytes!("../../tests/fixtures/arrow/lz4.arrow");
    const ZSTD: &[u8] = include_bytes!("../../tests/fixtures/arrow/zstd.arrows");
    const VIEWS: &[u8] = include_bytes!("../../tests/fixtures/arrow/views.arrows");

    fn rows(bytes: &[u8]) -> Result<Vec<String>, Fault> {
        let (mut table, mut row, mut rows) = (Arrow::open(Raw::of(bytes, 4), false)?, Row::default(), Vec::new());
        while table.next(&mut row)? == Step::Row {
            rows.push(row.cells().collect::<Vec<_>>().join("|"));
        }
        table.drain()?;
        Ok(rows)
    }

    #[test]
    fn cells_of_every_type_over_batches() {
        let plain = rows(PLAIN).unwrap();
        assert_eq!(plain.len(), 8);
        assert_eq!(plain[0], "快递太慢了，客服也不理人|1|2026-03-01|天猫|true||101|\u{fffd}\u{fffd}|a,b");
        assert!(plain[1].starts_with("||2026-03-02|京东|false||102|"), "{}", plain[1]);
        for same in [DICTIONARY, LZ4, ZSTD, VIEWS] {
            assert_eq!(rows(same).unwrap(), plain);
        }
    }

    #[test]
    fn from_a_pipe_nothing_is_read_beyond_a_batch() {
        let (mut table, mut row) = (Arrow::open(Raw::of(PLAIN, 4), true).unwrap(), Row::default());
        let mut ready = Vec::new();
        while table.next(&mut row).unwrap() == Step::Row {
            ready.push(table.ready());
        }
        assert_eq!(ready, [true, true, false, true, true, false, true, false]);
    }

    #[test]
    fn damage_at_any_place_is_an_error_and_no_more() {
        for whole in [PLAIN, DICTIONARY, LZ4, ZSTD, VIEWS] {
            for at in (0..whole.len()).step_by(7) {
                for value in [0x00, 0xff, whole[at] ^ 1] {
                    let mut broken = whole.to_vec();
                    broken[at] = value;
                    // Some damage only changes a cell.
                    let _ = rows(&broken);
                }
            }
            for end in (0..whole.len() - 8).step_by(11) {
                assert!(rows(&whole[..end]).is_err() || whole == LZ4, "{end}");
            }
        }
    }
}
