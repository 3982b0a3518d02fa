//! Parquet as a table, a slice of rows at a time. Beside `arrow` and `values`, the only place of ingest that knows polars.
//!
//! Columns of types that hold no text, number or time (durations, bytes of fixed length …), and those of several parts, are left out and told.
//! How slices are read: `ipc::slices`.

use polars::io::parquet::read::infer_schema;
use polars::prelude::{ArrowDataType, DataFrame, ParallelStrategy, PolarsError};

use super::fault::Fault;
use super::table::{About, Row, Step, Table};
use super::values;
use crate::guard::guarded;
use crate::ipc::slices::{Backing, Most, Slices};
use crate::say;

/// What is held at a time. More than for annotated rows: groups of other programs are large, and each is decoded again for each of its slices.
const SLICE: Most = Most { rows: 100_000, bytes: 256 << 20 };

/// Decimal places that a number is shown with.
pub(super) const MOST_PLACES: usize = 38;

/// A Parquet file as a table.
pub(super) struct Parquet {
    slices: Slices,
    names: Vec<String>,
    /// Columns that are not read.
    dropped: Vec<String>,
    frame: DataFrame,
    /// Next row of `frame`.
    at: usize,
    line: u64,
    shown: String,
}

impl Parquet {
    /// Opens it and reads its schema.
    pub(super) fn open(from: Backing) -> Result<Self, Fault> {
        guarded(|| Self::open_unguarded(from)).unwrap_or_else(|| Err(broken()))
    }

    fn open_unguarded(from: Backing) -> Result<Self, Fault> {
        let mut slices = Slices::open(from, SLICE, ParallelStrategy::None).map_err(|e| damaged(&e))?;
        // What the writer noted of its own types (`ARROW:schema`) tells what is no number; cells are read as what the columns say: dictionaries are plain there.
        let noted = infer_schema(slices.footer()).map_err(|e| damaged(&e))?;
        slices.forget_notes();
        let schema = infer_schema(slices.footer()).map_err(|e| damaged(&e))?;
        let is_cell = |name: &str| noted.get(name).is_none_or(|f| is_coded(&f.dtype) || is_readable(&f.dtype));
        let (mut names, mut projection, mut dropped) = (Vec::new(), Vec::new(), Vec::new());
        for (i, field) in schema.iter_values().enumerate() {
            let name = field.name.to_string();
            if is_readable(&field.dtype) && is_cell(&name) {
                names.push(name);
                projection.push(i);
            } else {
                dropped.push(name);
            }
        }
        if names.is_empty() {
            return Err(nothing_readable(&dropped));
        }
        slices.project(projection);
        Ok(Self { slices, names, dropped, frame: DataFrame::empty(), at: 0, line: 0, shown: String::new() })
    }

    /// Loads the next slice; false at the end.
    fn load(&mut self) -> Result<bool, Fault> {
        let slice = guarded(|| self.slices.next_slice()).ok_or_else(broken)?.map_err(|e| damaged(&e))?;
        let Some(frame) = slice else { return Ok(false) };
        self.frame = frame;
        self.at = 0;
        Ok(true)
    }
}

/// Whether a type that the writer noted stands for what the column itself holds in a plain form: polars has no columns of it.
fn is_coded(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as T;
    match dtype {
        T::Dictionary(..) | T::Date64 => true,
        T::List(inner) | T::LargeList(inner) => is_coded(&inner.dtype),
        _ => false,
    }
}

pub(super) fn is_readable(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as T;
    match dtype {
        T::List(inner) | T::LargeList(inner) => is_readable(&inner.dtype),
        T::Decimal(_, places) => *places <= MOST_PLACES,
        T::Null | T::Boolean | T::Float32 | T::Float64 | T::Timestamp(..) | T::Date32 => true,
        _ => is_string(dtype) || is_integer(dtype),
    }
}

fn is_string(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as T;
    matches!(dtype, T::Utf8 | T::LargeUtf8 | T::Utf8View | T::Binary | T::LargeBinary | T::BinaryView)
}

fn is_integer(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as T;
    let signed = matches!(dtype, T::Int8 | T::Int16 | T::Int32 | T::Int64);
    signed || matches!(dtype, T::UInt8 | T::UInt16 | T::UInt32 | T::UInt64)
}

fn damaged(e: &PolarsError) -> Fault {
    let e = e.to_string();
    unreadable(e.lines().next().unwrap_or_default())
}

/// No column can be shown in cells.
pub(super) fn nothing_readable(names: &[String]) -> Fault {
    let list = super::notice::ticked(names);
    Fault::new(
        say!(
            "no column holds text, numbers or times; columns are {list}",
            "没有文本、数字或时间类型的列；现有列 {list}"
        ),
        say!("cast the text column to a string type", "请将文本列转换为字符串类型"),
    )
}

/// Where the reader of Parquet itself could make nothing of it.
fn broken() -> Fault {
    unreadable("its parts do not fit together")
}

fn unreadable(e: &str) -> Fault {
    Fault::new(
        say!("cannot read the Parquet file: {e}", "无法读取 Parquet 文件：内容无法识别或已损坏"),
        say!("the file is damaged or cut short: write it again", "文件已损坏或不完整，请重新生成"),
    )
}

impl Table for Parquet {
    fn next(&mut self, row: &mut Row) -> Result<Step, Fault> {
        while self.at >= self.frame.height() {
            if !self.load()? {
                return Ok(Step::End);
            }
        }
        self.line += 1;
        row.start(self.line);
        let values = self.frame.columns().iter().map(|c| c.get(self.at));
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
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use polars::prelude::{Column, DataType, ParquetWriter, TimeUnit};

    fn bytes(mut frame: DataFrame) -> Backing {
        let mut out = Vec::new();
        ParquetWriter::new(&mut out).with_row_group_size(Some(2)).finish(&mut frame).unwrap();
        Backing::Memory(out.into())
    }

    #[test]
    fn cells_of_every_type_over_row_groups() {
        let time = Column::new("时间".into(), [1_709_618_553_000_i64, 1_709_596_800_000, 0]);
        let frame = DataFrame::new(
            3,
            vec![
                Column::new("评价".into(), [Some("好"), None, Some("差")]),
                Column::new("评分".into(), [5.0, 4.5, 1.0]),
                Column::new("数".into(), [1_i64, 2, 3]),
                // As pandas and Spark write stars: other programs use the smallest type that holds them.
                Column::new("小".into(), [5_i8, 4, 1]),
                Column::new("短".into(), [500_u16, 400, 100]),
                time.cast(&DataType::Datetime(TimeUnit::Milliseconds, None)).unwrap(),
                Column::new("日".into(), [19_787_i32, 19_787, 19_787]).cast(&DataType::Date).unwrap(),
            ],
        );
        let mut table = Parquet::open(bytes(frame.unwrap())).unwrap();
        assert_eq!(table.names().unwrap(), ["评价", "评分", "数", "小", "短", "时间", "日"]);
        let (mut row, mut got) = (Row::default(), Vec::new());
        while table.next(&mut row).unwrap() == Step::Row {
            got.push(row.cells().collect::<Vec<_>>().join("|"));
        }
        let want = [
            "好|5|1|5|500|2024-03-05T06:02:33|2024-03-05",
            "|4.5|2|4|400|2024-03-05|2024-03-05",
            "差|1|3|1|100|1970-01-01|2024-03-05",
        ];
        assert_eq!(got, want);
    }

    #[test]
    fn damage_is_told() {
        let fault = Parquet::open(Backing::Memory(Arc::from(&b"PAR1 nothing PAR1"[..]))).err().unwrap();
        assert!(fault.what.en.starts_with("cannot read the Parquet file"), "{fault:?}");
    }
}
