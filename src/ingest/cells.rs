//! The cells of a sheet that hold something, in the order of its rows. A cell far away costs itself, not the empty rectangle up to it.

use calamine::{Data, Error, Range, Reader as _, Sheets};
use std::io::{Read, Seek};

/// Columns up to which every row is as wide as the widest; beyond, a row ends with its last cell.
const MOST_PADDED: u32 = 1024;

/// A cell with its place, counted from 0.
pub(super) struct Cell {
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) value: Data,
}

/// All cells of a sheet.
pub(super) struct Cells {
    all: Vec<Cell>,
    /// First column that holds anything.
    left: u32,
    /// Columns that every row has.
    width: u32,
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
            other => from_range(&other.worksheet_range(name)?, &mut cells),
        }
        Ok(Self::new(cells))
    }

    fn new(mut cells: Vec<Cell>) -> Self {
        let place = |c: &Cell| (c.row, c.column);
        // Programs write them in order; the sort keeps the order of cells that claim one place, of which the last counts.
        if !cells.is_sorted_by_key(place) {
            cells.sort_by_key(place);
        }
        let left = cells.iter().map(|c| c.column).min().unwrap_or(0);
        let width = cells.iter().map(|c| c.column - left + 1).max().unwrap_or(0);
        Self { all: cells, left, width: if width > MOST_PADDED { 0 } else { width } }
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

    /// Cells that every row has at least.
    pub(super) fn width(&self) -> usize {
        self.width as usize
    }
}

fn push(cells: &mut Vec<Cell>, (row, column): (u32, u32), value: Data) {
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
        assert_eq!((sheet.width(), sheet.row(4).len()), (3, 0));
        assert_eq!(cells(&[(0, 0), (1_048_575, 16_383)]).width(), 0);
    }
}
