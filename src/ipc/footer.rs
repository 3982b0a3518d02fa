//! One Parquet file of groups of rows that were each written as a file of its own.
//!
//! A writer of the format keeps what it knows of every group until the end, some 200 KB each: memory grew with the rows. Here a group is done with
//! when it is written: its pages go out at once, its description waits in a temporary file for the footer. Indexes of pages are left out: readers have the
//! statistics of each group, which is small. Not its job: columns and their pages, which polars writes.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};

use polars_parquet_format::thrift::protocol::{
    TCompactInputProtocol, TCompactOutputProtocol, TFieldIdentifier, TListIdentifier, TOutputProtocol,
    TStructIdentifier, TType,
};
use polars_parquet_format::{ColumnChunk, FileMetaData, KeyValue, RowGroup, thrift};

/// First and last bytes of a file.
const MARK: &[u8; 4] = b"PAR1";
/// Bytes behind a footer: its length and the mark.
const END: usize = 8;

/// A file in the making.
pub struct Joined {
    /// Bytes written.
    at: u64,
    rows: i64,
    groups: u32,
    /// The descriptions of the groups, one after another, as they stand in the footer.
    described: BufWriter<File>,
    /// The footer of the first file, without its groups: what it says of the columns goes for all.
    footer: Option<FileMetaData>,
    notes: Vec<KeyValue>,
}

impl Joined {
    /// A file without groups yet; what describes them waits in `scratch`, which is empty.
    pub fn new(scratch: File) -> Self {
        Self { at: 0, rows: 0, groups: 0, described: BufWriter::new(scratch), footer: None, notes: Vec::new() }
    }

    /// Notes something beside the columns.
    pub fn note(&mut self, key: &str, value: &str) {
        self.notes.push(KeyValue::new(key.to_owned(), value.to_owned()));
    }

    /// Takes over the groups of a whole `file`, whose columns are those of all files before.
    ///
    /// # Errors
    /// When `file` is not one, or nothing can be written.
    pub fn add(&mut self, file: &[u8], out: &mut dyn Write) -> io::Result<()> {
        let (mut footer, described) = read(file).ok_or_else(broken)?;
        if self.at == 0 {
            self.put(MARK, out)?;
        }
        let groups = std::mem::take(&mut footer.row_groups);
        let indexes = groups.iter().flat_map(|g| &g.columns).filter_map(first_index).min();
        let end = indexes.and_then(|at| usize::try_from(at).ok()).unwrap_or(described);
        let pages = file.get(MARK.len()..end).ok_or_else(broken)?;
        let by = i64::try_from(self.at - MARK.len() as u64).map_err(io::Error::other)?;
        self.put(pages, out)?;
        self.rows += footer.num_rows;
        for mut group in groups {
            shift(&mut group, by);
            // Numbers of groups have 16 bits, and may be left out.
            group.ordinal = i16::try_from(self.groups).ok();
            self.groups += 1;
            group
                .write_to_out_protocol(&mut TCompactOutputProtocol::new(&mut self.described))
                .map_err(io::Error::other)?;
        }
        self.footer.get_or_insert(footer);
        Ok(())
    }

    /// Writes the footer; at least one file was added, if only one without rows.
    ///
    /// # Errors
    /// When nothing can be written, or no file was added.
    pub fn finish(mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut footer = self.footer.take().ok_or_else(broken)?;
        footer.num_rows = self.rows;
        let mut described = self.described.into_inner().map_err(io::IntoInnerError::into_error)?;
        let groups = described.stream_position()?;
        described.seek(SeekFrom::Start(0))?;
        let (text, place) = around(&footer, self.groups, &self.notes).map_err(io::Error::other)?;
        out.write_all(&text[..place])?;
        io::copy(&mut described, out)?;
        out.write_all(&text[place..])?;
        let length = u32::try_from(text.len() as u64 + groups).map_err(io::Error::other)?;
        out.write_all(&length.to_le_bytes())?;
        out.write_all(MARK)
    }

    fn put(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
        self.at += bytes.len() as u64;
        out.write_all(bytes)
    }
}

/// The footer of a file, and where it begins.
fn read(file: &[u8]) -> Option<(FileMetaData, usize)> {
    let (rest, end) = file.split_last_chunk::<END>()?;
    let length = u32::from_le_bytes(*end.first_chunk()?) as usize;
    let at = rest.len().checked_sub(length)?;
    // No bound: it was written a moment ago, here.
    let mut protocol = TCompactInputProtocol::new(&rest[at..], usize::MAX);
    Some((FileMetaData::read_from_in_protocol(&mut protocol).ok()?, at))
}

/// Where the indexes of a column's pages begin, if it has any.
fn first_index(column: &ColumnChunk) -> Option<i64> {
    [column.offset_index_offset, column.column_index_offset].into_iter().flatten().min()
}

/// Moves a group by so many bytes, and forgets the indexes of its pages.
fn shift(group: &mut RowGroup, by: i64) {
    group.file_offset = group.file_offset.map(|at| at + by);
    for column in &mut group.columns {
        column.file_offset += by;
        (column.offset_index_offset, column.offset_index_length) = (None, None);
        (column.column_index_offset, column.column_index_length) = (None, None);
        if let Some(own) = &mut column.meta_data {
            own.data_page_offset += by;
            for at in [&mut own.index_page_offset, &mut own.dictionary_page_offset, &mut own.bloom_filter_offset] {
                *at = at.map(|at| at + by);
            }
        }
    }
}

/// A footer without the descriptions of its groups, and the place in it where they belong. What the writer notes there for itself (`ARROW:schema`) is left
/// out: it makes others read texts as views, which hardly a tool can filter or hand on; without it they are read as what the columns say, plain text.
fn around(footer: &FileMetaData, groups: u32, notes: &[KeyValue]) -> thrift::Result<(Vec<u8>, usize)> {
    let mut text = Vec::new();
    let mut out = TCompactOutputProtocol::new(&mut text);
    let mut place = out.write_struct_begin(&TStructIdentifier::new("FileMetaData"))?;
    place += out.write_field_begin(&TFieldIdentifier::new("version", TType::I32, 1))?;
    place += out.write_i32(footer.version)?;
    place += list(&mut out, "schema", 2, footer.schema.len())?;
    for element in &footer.schema {
        place += element.write_to_out_protocol(&mut out)?;
    }
    place += out.write_field_begin(&TFieldIdentifier::new("num_rows", TType::I64, 3))?;
    place += out.write_i64(footer.num_rows)?;
    place += list(&mut out, "row_groups", 4, groups as usize)?;
    if !notes.is_empty() {
        list(&mut out, "key_value_metadata", 5, notes.len())?;
        notes.iter().try_for_each(|n| n.write_to_out_protocol(&mut out).map(|_| ()))?;
    }
    if let Some(by) = &footer.created_by {
        out.write_field_begin(&TFieldIdentifier::new("created_by", TType::String, 6))?;
        out.write_string(by)?;
    }
    if let Some(orders) = &footer.column_orders {
        list(&mut out, "column_orders", 7, orders.len())?;
        orders.iter().try_for_each(|o| o.write_to_out_protocol(&mut out).map(|_| ()))?;
    }
    out.write_field_stop()?;
    out.write_struct_end()?;
    Ok((text, place))
}

/// Begins a field that is a list of so many structures; gives the bytes written.
fn list(out: &mut impl TOutputProtocol, name: &'static str, field: i16, size: usize) -> thrift::Result<usize> {
    let begun = out.write_field_begin(&TFieldIdentifier::new(name, TType::List, field))?;
    Ok(begun + out.write_list_begin(&TListIdentifier::new(TType::Struct, u32::try_from(size)?))?)
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a group of rows was not written whole")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use polars::prelude::{DataFrame, IntoColumn, NamedFrom, ParquetReader, ParquetWriter, SerReader, Series};

    use super::*;

    fn frame(from: i32, to: i32) -> DataFrame {
        let numbers: Vec<i32> = (from..to).collect();
        let texts: Vec<Option<String>> =
            numbers.iter().map(|n| (n % 3 > 0).then(|| format!("第{}件", n % 5))).collect();
        let columns =
            vec![Series::new("n".into(), numbers).into_column(), Series::new("text".into(), texts).into_column()];
        DataFrame::new_infer_height(columns).unwrap()
    }

    fn joined(frames: &[DataFrame]) -> Vec<u8> {
        let (mut all, mut out) = (Joined::new(tempfile::tempfile().unwrap()), Vec::new());
        for f in frames {
            let mut file = Vec::new();
            ParquetWriter::new(&mut file).finish(&mut f.clone()).unwrap();
            all.add(&file, &mut out).unwrap();
        }
        all.finish(&mut out).unwrap();
        out
    }

    #[test]
    fn groups_of_several_files_are_one_file() {
        let file = joined(&[frame(0, 400), frame(400, 401), frame(401, 1000)]);
        let mut reader = ParquetReader::new(Cursor::new(&file));
        assert_eq!(reader.num_rows().unwrap(), 1000);
        let footer = reader.get_metadata().unwrap();
        assert_eq!((footer.row_groups.len(), footer.key_value_metadata()), (3, &None));
        assert!(reader.finish().unwrap().equals_missing(&frame(0, 1000)));
        let slice = ParquetReader::new(Cursor::new(&file)).with_slice(Some((399, 5))).finish().unwrap();
        assert!(slice.equals_missing(&frame(399, 404)));
    }

    #[test]
    fn notes_stand_beside_the_columns() {
        let (mut all, mut file, mut out) = (Joined::new(tempfile::tempfile().unwrap()), Vec::new(), Vec::new());
        all.note("voc.version", "1.0");
        all.note("voc.models", "1d44");
        ParquetWriter::new(&mut file).finish(&mut frame(0, 10)).unwrap();
        all.add(&file, &mut out).unwrap();
        all.add(&file, &mut out).unwrap();
        all.finish(&mut out).unwrap();
        let mut reader = ParquetReader::new(Cursor::new(&out));
        let footer = reader.get_metadata().unwrap();
        let notes = footer.key_value_metadata().iter().flatten();
        let notes: Vec<_> = notes.map(|n| (n.key.as_str(), n.value.as_deref())).collect();
        assert_eq!(notes, [("voc.version", Some("1.0")), ("voc.models", Some("1d44"))]);
        assert_eq!(reader.finish().unwrap().height(), 20);
    }

    #[test]
    fn a_file_without_rows_tells_its_columns() {
        let read = ParquetReader::new(Cursor::new(joined(&[frame(0, 0)]))).finish().unwrap();
        let names: Vec<&str> = read.get_column_names().into_iter().map(polars::prelude::PlSmallStr::as_str).collect();
        assert_eq!((read.height(), &names[..]), (0, &["n", "text"][..]));
    }

    #[test]
    fn what_is_no_whole_file_is_refused() {
        let (mut all, mut out) = (Joined::new(tempfile::tempfile().unwrap()), Vec::new());
        let file = joined(&[frame(0, 10)]);
        for bytes in [&b""[..], b"PAR1", &file[..file.len() - 9]] {
            assert!(all.add(bytes, &mut out).is_err());
        }
        assert!(Joined::new(tempfile::tempfile().unwrap()).finish(&mut out).is_err());
    }
}
