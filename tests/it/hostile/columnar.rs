//! Parquet: of other types, empty, cut short, damaged at every place.

use polars::prelude::{
    Column, DataFrame, DataType, IntoColumn, NamedFrom, ParquetReader, ParquetWriter, SerReader, Series, TimeUnit,
};

use super::Want::{Answer, Error, Rows};
use super::{Kind, gz, hold, kind};
use crate::support::{Voc, project};

fn parquet(columns: Vec<Column>) -> Vec<u8> {
    let mut frame = DataFrame::new_infer_height(columns).unwrap();
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
    bytes
}

fn texts() -> Column {
    Column::new("反馈内容".into(), [Some("快递太慢了，客服不理人"), None, Some("质量很好"), Some("")])
}

fn kinds() -> Vec<Kind> {
    let good = parquet(vec![texts(), Column::new("评分".into(), [1_i64, 2, 5, 3])]);
    let cut = |n: usize| good[..good.len() - n].to_vec();
    let mut length = good.clone();
    let at = length.len() - 8;
    length[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    let time = Column::new("时间".into(), [i64::MAX, i64::MIN, 0, 1]);
    let time = time.cast(&DataType::Datetime(TimeUnit::Nanoseconds, None)).unwrap();
    let day = Column::new("日期".into(), [i32::MAX, i32::MIN, 0, 1]).cast(&DataType::Date).unwrap();
    let float = Column::new("评分".into(), [f64::NAN, f64::INFINITY, -0.0, 1e308]);
    let nulls = Series::new_null("空".into(), 4).into_column();
    let big = "很差".repeat(400_000);
    let numbers = Column::new("反馈内容".into(), [1.5_f64, 2.5, 3.5, 4.5]);
    let bytes = Series::new("反馈内容".into(), [&b"\xff\xfe\x00"[..], "太慢了，客服不理人".as_bytes()]).into_column();
    vec![
        kind("parquet with nulls", "a.parquet", good.clone(), Rows(4)),
        kind("parquet with another name", "a.csv", good.clone(), Rows(4)),
        kind("parquet that is packed", "a.parquet.gz", gz(&good), Rows(4)),
        kind("parquet of numbers", "a.parquet", parquet(vec![numbers]), Rows(4)),
        kind("parquet of bytes that are no text", "a.parquet", parquet(vec![bytes]), Rows(2)),
        kind("parquet with times beyond any calendar", "a.parquet", parquet(vec![texts(), time, day]), Rows(4)),
        kind("parquet with numbers that are none", "a.parquet", parquet(vec![texts(), float]), Rows(4)),
        kind("parquet with a column of nulls", "a.parquet", parquet(vec![texts(), nulls]), Rows(4)),
        kind(
            "parquet with a text of two megabytes",
            "a.parquet",
            parquet(vec![Column::new("反馈内容".into(), [big.as_str(), "好"])]),
            Rows(2),
        ),
        kind(
            "parquet without rows",
            "a.parquet",
            parquet(vec![Column::new("反馈内容".into(), [""; 0])]),
            Error("no row below it"),
        ),
        kind("parquet without columns", "a.parquet", parquet(Vec::new()), Error("")),
        kind("parquet cut at the end", "a.parquet", cut(3), Error("cannot read the Parquet file")),
        kind("parquet cut in the middle", "a.parquet", cut(good.len() / 2), Error("cannot read the Parquet file")),
        kind("parquet cut to its mark", "a.parquet", b"PAR1".to_vec(), Error("cannot read the Parquet file")),
        kind("parquet with an absurd length", "a.parquet", length, Error("cannot read the Parquet file")),
        kind("parquet of marks", "a.parquet", b"PAR1\0\0\0\0PAR1".to_vec(), Error("cannot read the Parquet file")),
        kind(
            "parquet with lines behind it",
            "a.parquet",
            [good.clone(), b"\nmore\n".to_vec()].concat(),
            Error("cannot read the Parquet file"),
        ),
        kind(
            "parquet many columns",
            "a.parquet",
            parquet(
                std::iter::once(texts())
                    .chain((0..3000).map(|i| Column::new(format!("c{i}").into(), [1_i32; 4])))
                    .collect(),
            ),
            Answer,
        ),
    ]
}

#[test]
fn columnar() {
    hold(&kinds(), 18);
}

/// What reads a slice of a file walks all groups of rows before it: 4,000 groups of one row took 80 s, though the file had two megabytes.
#[test]
fn time_grows_with_groups_of_rows_and_not_with_their_square() {
    const GROUPS: u64 = 6000;
    let texts: Vec<String> = (0..GROUPS).map(|i| format!("第{i}次快递太慢了")).collect();
    let mut frame = DataFrame::new_infer_height(vec![Column::new("反馈内容".into(), texts)]).unwrap();
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).with_row_group_size(Some(1)).finish(&mut frame).unwrap();
    let groups = ParquetReader::new(std::io::Cursor::new(&bytes)).get_metadata().unwrap().row_groups.len();
    assert!(groups as u64 > GROUPS / 2, "{groups}");
    hold(&[kind("parquet of many groups", "a.parquet", bytes, Rows(GROUPS))], 1);
}

/// A page whose head counts fewer values than none: its reader took that for a length, and Rust gave up. Found by mutation, in rows that voc wrote.
#[test]
fn a_page_that_counts_below_nothing_is_damage() {
    let dir = tempfile::tempdir().unwrap();
    let rows = project("tests/fixtures/levels.parquet").display().to_string();
    for command in ["report", "analyze"] {
        let out = Voc::new().dir(dir.path()).args([command, &rows, "-q", "-o", "r.json"]).run();
        assert!(out.status == 2 && out.stderr.contains("hint:"), "{command}: {} {}", out.status, out.stderr);
    }
    assert!(!dir.path().join("r.json").exists());
}
