//! Heads of the pages of a Parquet file, looked at before its reader trusts them.
//!
//! A negative count there becomes a length that no memory has: the reader asks for it, and Rust ends the program. Not its job: anything else that may be
//! wrong with a file, which the reader tells.

use std::io::{BufReader, Read, Seek, SeekFrom};
use std::ops::Range;

use polars_parquet_format::PageHeader;
use polars_parquet_format::thrift::protocol::TCompactInputProtocol;

/// Bytes that the head of a page may ask for: statistics of long texts are in it.
const MOST: usize = 16 << 20;

/// False where a page counts what cannot be counted. `chunks` has the place of each column in each group of rows, and how many values it holds.
pub fn are_countable(file: impl Read + Seek, chunks: impl IntoIterator<Item = (Range<u64>, i64)>) -> bool {
    let mut file = BufReader::with_capacity(1 << 12, file);
    chunks.into_iter().all(|(place, values)| values >= 0 && chunk(&mut file, place, values).unwrap_or(true))
}

/// Whether the pages of a column are countable; nothing where they cannot even be read.
fn chunk(file: &mut BufReader<impl Read + Seek>, place: Range<u64>, values: i64) -> Option<bool> {
    let (mut at, mut seen) = (place.start, 0);
    while at < place.end && seen < values {
        file.seek(SeekFrom::Start(at)).ok()?;
        let head = PageHeader::read_from_in_protocol(&mut TCompactInputProtocol::new(&mut *file, MOST)).ok()?;
        let Some(counted) = counted(&head).filter(|n| i64::from(*n) <= values) else { return Some(false) };
        seen += i64::from(counted);
        at = file.stream_position().ok()?.checked_add(u64::try_from(head.compressed_page_size).ok()?)?;
    }
    Some(true)
}

/// How many values a page says that it holds; a dictionary counts as none. Nothing where any of its counts is negative.
fn counted(head: &PageHeader) -> Option<u32> {
    let first = head.data_page_header.as_ref().map(|h| h.num_values);
    let second = head.data_page_header_v2.as_ref();
    let second = second.map(|h| {
        let lengths = [h.num_nulls, h.num_rows, h.definition_levels_byte_length, h.repetition_levels_byte_length];
        lengths.into_iter().fold(h.num_values, |n, other| if other < 0 { other } else { n })
    });
    u32::try_from(first.or(second).unwrap_or(0)).ok()
}
