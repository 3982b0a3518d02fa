//! A Parquet file, a slice of rows at a time: on disk or in memory, raw feedback or annotated rows.
//!
//! The footer is read once: a slice is read with a footer of its one group, as what reads it walks all groups before, and time grew with their square.
//! Not its job: what the columns mean, and parsers that panic (callers guard).

use std::fs::File;
use std::io::{self, Cursor};
use std::ops::Range;
use std::sync::Arc;

use polars::io::mmap::MmapBytesReader;
use polars::io::parquet::metadata::FileMetadata;
use polars::prelude::{DataFrame, ParallelStrategy, ParquetReader, PolarsError, SerReader};

use super::pages;

/// Rows of a slice, however wide they are.
const LEAST: usize = 2048;

/// Where the file is.
pub enum Backing {
    /// On disk.
    File(File),
    /// In memory, where it came packed or through a pipe.
    Memory(Arc<[u8]>),
}

/// The most that a slice holds. A row group is decoded again for each of its slices, so they are not small.
#[derive(Debug, Clone, Copy)]
pub struct Most {
    /// Rows.
    pub rows: usize,
    /// Bytes of the group, unpacked; wide rows are fewer.
    pub bytes: usize,
}

impl Backing {
    fn reader(&self) -> io::Result<ParquetReader<Box<dyn MmapBytesReader>>> {
        let reader: Box<dyn MmapBytesReader> = match self {
            Self::File(file) => Box::new(file.try_clone()?),
            Self::Memory(bytes) => Box::new(Cursor::new(bytes.clone())),
        };
        Ok(ParquetReader::new(reader))
    }

    fn are_countable(&self, columns: impl Iterator<Item = (Range<u64>, i64)>) -> io::Result<bool> {
        Ok(match self {
            Self::File(file) => pages::are_countable(file.try_clone()?, columns),
            Self::Memory(bytes) => pages::are_countable(Cursor::new(&**bytes), columns),
        })
    }
}

/// A file being read.
pub struct Slices {
    from: Backing,
    most: Most,
    parallel: ParallelStrategy,
    projection: Option<Vec<usize>>,
    footer: FileMetadata,
    /// Group of rows at hand, and its rows before the next slice.
    group: usize,
    skip: usize,
}

impl Slices {
    /// Reads the footer and looks at the heads of all pages.
    ///
    /// # Errors
    /// When it cannot be read, or counts what cannot be counted.
    pub fn open(from: Backing, most: Most, parallel: ParallelStrategy) -> Result<Self, PolarsError> {
        let footer = FileMetadata::clone(from.reader()?.get_metadata()?);
        let groups = footer.row_groups.iter();
        let columns = groups.flat_map(|g| g.parquet_columns().iter().map(|c| (c.byte_range(), c.num_values())));
        if !from.are_countable(columns)? {
            return Err(unfit());
        }
        Ok(Self { from, most, parallel, projection: None, footer, group: 0, skip: 0 })
    }

    /// What the footer says.
    pub fn footer(&self) -> &FileMetadata {
        &self.footer
    }

    /// Reads columns as what they are, without what their writer noted of its own types (`ARROW:schema`).
    pub fn forget_notes(&mut self) {
        self.footer.key_value_metadata = None;
    }

    /// Reads these columns only.
    pub fn project(&mut self, columns: Vec<usize>) {
        self.projection = Some(columns);
    }

    /// Rows of all groups.
    pub fn rows(&self) -> usize {
        #[allow(clippy::redundant_closure_for_method_calls)] // polars gives no path to the type
        self.footer.row_groups.iter().fold(0, |sum, g| sum.saturating_add(g.num_rows()))
    }

    /// The next slice; `None` behind the last. No slice reaches over a group.
    ///
    /// # Errors
    /// When it cannot be read, or its columns are of other lengths than its group.
    pub fn next_slice(&mut self) -> Result<Option<DataFrame>, PolarsError> {
        let Some(rows) = self.next_rows() else { return Ok(None) };
        let reader = self.from.reader()?.read_parallel(self.parallel).with_projection(self.projection.clone());
        let mut reader = reader.with_slice(Some((self.skip, rows)));
        reader.set_metadata(self.footer_of_group().into());
        let frame = reader.finish()?;
        // Fewer rows than the footer tells would be lost without a word.
        if frame.height() != rows || frame.columns().iter().any(|c| c.len() != rows) {
            return Err(unfit());
        }
        self.skip += rows;
        Ok(Some(frame))
    }

    /// Goes on to the group of the next slice; gives the slice's rows.
    fn next_rows(&mut self) -> Option<usize> {
        loop {
            let group = self.footer.row_groups.get(self.group)?;
            let rows = group.num_rows();
            let left = rows.saturating_sub(self.skip);
            if left > 0 {
                let each = (group.total_byte_size() / rows).max(1);
                return Some(left.min((self.most.bytes / each).max(LEAST).min(self.most.rows)));
            }
            (self.group, self.skip) = (self.group + 1, 0);
        }
    }

    /// The footer, as if the group at hand were the only one.
    fn footer_of_group(&self) -> FileMetadata {
        let whole = &self.footer;
        let row_groups = whole.row_groups.get(self.group).cloned().into_iter().collect();
        #[allow(clippy::redundant_closure_for_method_calls)] // polars gives no path to the type
        let num_rows = whole.row_groups.get(self.group).map_or(0, |g| g.num_rows());
        FileMetadata {
            version: whole.version,
            num_rows,
            max_row_group_height: num_rows,
            created_by: None,
            row_groups,
            key_value_metadata: whole.key_value_metadata.clone(),
            schema_descr: whole.schema_descr.clone(),
            column_orders: None,
            footer_buf: whole.footer_buf.clone(),
        }
    }
}

fn unfit() -> PolarsError {
    PolarsError::ComputeError("its parts do not fit together".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::{IntoColumn, NamedFrom, ParquetWriter, Series};

    /// Heights of the slices of so many rows in groups of so many, and all that they hold.
    fn slices(rows: i32, group: usize, most: Most) -> (Vec<usize>, Vec<i32>) {
        let numbers = Series::new("n".into(), (0..rows).collect::<Vec<_>>());
        let texts = Series::new("text".into(), (0..rows).map(|n| format!("{n:01000}")).collect::<Vec<_>>());
        let mut frame = DataFrame::new_infer_height(vec![numbers.into_column(), texts.into_column()]).unwrap();
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes).with_row_group_size(Some(group)).finish(&mut frame).unwrap();
        let mut slices = Slices::open(Backing::Memory(bytes.into()), most, ParallelStrategy::None).unwrap();
        assert_eq!(slices.rows(), usize::try_from(rows).unwrap());
        slices.project(vec![0]);
        let (mut heights, mut all) = (Vec::new(), Vec::new());
        while let Some(frame) = slices.next_slice().unwrap() {
            heights.push(frame.height());
            let column = frame.columns()[0].as_materialized_series().i32().unwrap().clone();
            all.extend(column.into_no_null_iter());
        }
        (heights, all)
    }

    #[test]
    fn slices_hold_many_rows_and_stay_within_groups() {
        let (heights, all) = slices(8000, 4000, Most { rows: 3000, bytes: usize::MAX });
        assert_eq!(heights, [3000, 1000, 3000, 1000]);
        assert_eq!(all, (0..8000).collect::<Vec<_>>());
    }

    #[test]
    fn wide_rows_are_fewer_in_a_slice() {
        // About a kilobyte each.
        let (heights, all) = slices(7000, 7000, Most { rows: 1 << 15, bytes: 3 << 20 });
        assert!(heights.len() > 1 && heights.iter().all(|h| (1..3500).contains(h)), "{heights:?}");
        assert_eq!(all, (0..7000).collect::<Vec<_>>());
        let (heights, _) = slices(7000, 7000, Most { rows: 1 << 15, bytes: 1 });
        assert_eq!(heights, [LEAST, LEAST, LEAST, 7000 - 3 * LEAST], "not row by row");
    }
}
