//! The cells of a sheet that hold something, in the order of its rows. A cell far away costs itself, not the empty rectangle up to it.
//!
//! Merged cells of XLSX and XLS (calamine does not tell those of XLSB and ODS): the value stands in the first cell of the region, and people read it
//! beside every row. It is filled down the first column of the region alone: that is right where a channel is merged over its rows, and a title merged
//! over many columns stays one cell, not a name for each of them. Rows without anything of their own stay empty.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use calamine::{Data, Dimensions, Error, Range, Reader as _, Sheets};

use crate::guard::guarded;

/// Columns up to which every row is as wide as the widest; beyond, a row ends with its last cell.
const MOST_PADDED: u32 = 1024;

/// Columns that are filled down: every row is looked up in each of them.
const MOST_MERGED: usize = 64;

/// Row and column, counted from 0.
pub(super) type Place = (u32, u32);

/// A cell with its place, counted from 0.
pub(super) struct Cell {
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) value: Data,
}

impl Cell {
    /// Whether anything can be read in it.
    fn says(&self) -> bool {
        match &self.value {
            Data::String(s) | Data::DateTimeIso(s) | Data::DurationIso(s) => !s.trim().is_empty(),
            Data::Error(_) | Data::Empty => false,
            Data::Int(_) | Data::Float(_) | Data::Bool(_) | Data::DateTime(_) => true,
        }
    }
}

/// A merged region below its first row.
struct Region {
    /// Its last row.
    bottom: u32,
    /// Which of the cells it shows.
    shown: usize,
}

/// All cells of a sheet.
pub(super) struct Cells {
    all: Vec<Cell>,
    /// First column that holds anything.
    left: u32,
    /// Columns that every row has.
    width: u32,
    /// Merged regions by column and first row: looked up for each row, so that one of a million rows costs as much as one of two.
    merged: BTreeMap<u32, BTreeMap<u32, Region>>,
}

impl Cells {
    /// Reads the sheet called `name`.
    pub(super) fn read<R: Read + Seek + Clone>(sheets: &mut Sheets<R>, name: &str) -> Result<Self, Error> {
        let mut cells = Vec::new();
        match sheets {
            Sheets::Xlsx(book) => {
                let mut reader = book.worksheet_cells_reader(name)?;
                while let Some(cell) = reader.next_cell()? {
                    push(&mut cells, cell.get_position(), cell.get_value().clone().into());
                }
            }
            Sheets::Xlsb(book) => {
                let mut reader = book.worksheet_cells_reader(name)?;
                while let Some(cell) = reader.next_cell()? {
                    push(&mut cells, cell.get_position(), cell.get_value().clone().into());
                }
            }
            Sheets::Xls(_) | Sheets::Ods(_) => from_range(&sheets.worksheet_range(name)?, &mut cells),
        }
        let mut cells = Self::new(cells);
        // A list of regions that cannot be read hides no cells; those are read already, and reading changes nothing in the workbook.
        for region in guarded(|| regions(sheets, name)).unwrap_or_default() {
            cells.merge(region.start, region.end.0);
        }
        Ok(cells)
    }

    /// Cells that are text.
    pub(super) fn of_texts(texts: Vec<(Place, String)>) -> Self {
        let cell = |((row, column), text)| Cell { row, column, value: Data::String(text) };
        Self::new(texts.into_iter().map(cell).collect())
    }

    fn new(mut cells: Vec<Cell>) -> Self {
        let place = |c: &Cell| (c.row, c.column);
        // Programs write them in order; the sort keeps the order of cells that claim one place, of which the last counts.
        if !cells.is_sorted_by_key(place) {
            cells.sort_by_key(place);
        }
        let left = cells.iter().map(|c| c.column).min().unwrap_or(0);
        let width = cells.iter().map(|c| c.column - left + 1).max().unwrap_or(0);
        Self { all: cells, left, width: if width > MOST_PADDED { 0 } else { width }, merged: BTreeMap::new() }
    }

    /// Takes up a merged region, from its first cell down to its last row.
    pub(super) fn merge(&mut self, (top, column): Place, bottom: u32) {
        let upto = self.all.partition_point(|c| (c.row, c.column) <= (top, column));
        let Some(shown) = upto.checked_sub(1) else { return };
        let held = (self.all[shown].row, self.all[shown].column) == (top, column);
        let room = self.merged.len() < MOST_MERGED || self.merged.contains_key(&column);
        if bottom > top && held && room {
            self.merged.entry(column).or_default().insert(top, Region { bottom, shown });
        }
    }

    /// The cells that merged regions show in a row below their first one, by column.
    fn above(&self, row: u32) -> impl Iterator<Item = &Cell> {
        self.merged.values().filter_map(move |regions| {
            let (_, region) = regions.range(..row).next_back()?;
            self.all.get(region.shown).filter(|_| region.bottom >= row)
        })
    }

    /// The cells of a row as a reader sees them, one for each place: of several in one the last counts, and where there is nothing in a merged region
    /// its first cell does.
    pub(super) fn seen<'a>(&'a self, row: &'a [Cell]) -> Vec<&'a Cell> {
        let mut cells: Vec<&Cell> = Vec::with_capacity(row.len());
        for cell in row {
            match cells.last_mut() {
                Some(last) if last.column == cell.column => *last = cell,
                _ => cells.push(cell),
            }
        }
        let Some(first) = row.first().filter(|_| cells.iter().any(|c| c.says())) else { return cells };
        for above in self.above(first.row) {
            match cells.binary_search_by_key(&above.column, |c| c.column) {
                Ok(at) if cells[at].says() => {}
                Ok(at) => cells[at] = above,
                Err(at) => cells.insert(at, above),
            }
        }
        cells
    }

    /// The cells of the row that begins at `from`; empty at the end.
    pub(super) fn row(&self, from: usize) -> &[Cell] {
        let rest = self.all.get(from..).unwrap_or_default();
        let Some(first) = rest.first() else { return rest };
        &rest[..rest.iter().take_while(|c| c.row == first.row).count()]
    }

    /// Place of a column in rows.
    pub(super) fn place(&self, cell: &Cell) -> usize {
        (cell.column - self.left) as usize
    }

    /// Rows that have cells.
    pub(super) fn rows(&self) -> usize {
        self.all.chunk_by(|a, b| a.row == b.row).count()
    }

    /// Bytes that it takes, about.
    pub(super) fn bytes(&self) -> usize {
        let text = |c: &Cell| match &c.value {
            Data::String(s) | Data::DateTimeIso(s) | Data::DurationIso(s) => s.len(),
            _ => 0,
        };
        self.all.iter().map(|c| size_of::<Cell>() + text(c)).sum()
    }

    /// Cells that every row has at least.
    pub(super) fn width(&self) -> usize {
        self.width as usize
    }
}

/// The merged regions of the sheet called `name`.
fn regions<R: Read + Seek + Clone>(sheets: &mut Sheets<R>, name: &str) -> Vec<Dimensions> {
    match sheets {
        Sheets::Xlsx(book) => book.merge_cells_by_sheet_name(name).unwrap_or_default(),
        Sheets::Xls(book) => book.merge_cells_by_sheet_name(name).unwrap_or_default(),
        Sheets::Xlsb(_) | Sheets::Ods(_) => Vec::new(),
    }
}

fn push(cells: &mut Vec<Cell>, (row, column): Place, value: Data) {
    if value != Data::Empty {
        cells.push(Cell { row, column, value });
    }
}

fn from_range(range: &Range<Data>, cells: &mut Vec<Cell>) {
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        if let (Ok(row), Ok(column)) = (u32::try_from(row), u32::try_from(column)) {
            push(cells, (top + row, left + column), value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(places: &[(u32, u32)]) -> Cells {
        let cell = |(i, &(row, column))| Cell { row, column, value: Data::Int(i) };
        Cells::new((0..).zip(places).map(cell).collect())
    }

    #[test]
    fn rows_in_order_whatever_the_file_says() {
        let sheet = cells(&[(3, 2), (1, 4), (1, 2), (3, 2)]);
        assert_eq!(sheet.row(0).iter().map(|c| sheet.place(c)).collect::<Vec<_>>(), [0, 2]);
        assert_eq!(sheet.row(2).iter().map(|c| c.value.clone()).collect::<Vec<_>>(), [Data::Int(0), Data::Int(3)]);
        assert_eq!((sheet.width(), sheet.row(4).len(), sheet.rows()), (3, 0, 2));
        assert_eq!(cells(&[(0, 0), (1_048_575, 16_383)]).width(), 0);
    }

    /// Column and value of what is seen in the row that begins at `from`.
    fn seen(sheet: &Cells, from: usize) -> Vec<(u32, Data)> {
        sheet.seen(sheet.row(from)).iter().map(|c| (c.column, c.value.clone())).collect()
    }

    #[test]
    fn merged_regions_are_filled_down_their_first_column() {
        let mut sheet = cells(&[(0, 0), (0, 2), (1, 1), (2, 0), (2, 1), (5, 1), (1_048_576, 1)]);
        sheet.merge((0, 0), 1_048_575);
        sheet.merge((1, 1), 0);
        sheet.merge((3, 7), 4);
        assert_eq!(seen(&sheet, 2), [(0, Data::Int(0)), (1, Data::Int(2))]);
        assert_eq!(seen(&sheet, 3), [(0, Data::Int(3)), (1, Data::Int(4))]);
        assert_eq!(seen(&sheet, 5), [(0, Data::Int(0)), (1, Data::Int(5))]);
        assert_eq!(seen(&sheet, 6), [(1, Data::Int(6))]);
    }

    #[test]
    fn a_row_without_anything_of_its_own_shows_nothing() {
        let mut sheet = cells(&[(0, 0), (1, 1)]);
        sheet.all[1].value = Data::String(" ".into());
        sheet.merge((0, 0), 1);
        assert_eq!(seen(&sheet, 1), [(1, Data::String(" ".into()))]);
    }
}
