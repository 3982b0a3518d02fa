//! What every format becomes: a stream of rows of cells. Knows no roles and no values.

use super::fault::Fault;
use crate::lang::Say;

/// One row, its cells in one string; reused from row to row.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    text: String,
    /// Start and end of each cell.
    cells: Vec<(usize, usize)>,
    /// One-based physical line of its start (row, for workbooks and Parquet).
    pub(super) line: u64,
}

impl Row {
    /// Empties it for the row at `line`.
    pub(super) fn start(&mut self, line: u64) {
        self.text.clear();
        self.cells.clear();
        self.line = line;
    }

    /// Empties it for the row at `line` that stands so in the file; cells are then marked in it.
    pub(super) fn start_with(&mut self, line: u64, raw: &str) {
        self.start(line);
        self.text.push_str(raw);
    }

    /// Marks a cell in the raw row.
    pub(super) fn mark(&mut self, start: usize, end: usize) {
        self.cells.push((start, end));
    }

    /// Adds a cell.
    pub(super) fn push(&mut self, cell: &str) {
        let start = self.text.len();
        self.text.push_str(cell);
        self.cells.push((start, self.text.len()));
    }

    /// Adds a cell in which a quotation mark is written as `mark`.
    pub(super) fn push_unquoted(&mut self, cell: &str, mark: &str) {
        let start = self.text.len();
        let mut rest = cell;
        while let Some((before, behind)) = rest.split_once(mark) {
            self.text.push_str(before);
            self.text.push('"');
            rest = behind;
        }
        self.text.push_str(rest);
        self.cells.push((start, self.text.len()));
    }

    /// Number of cells.
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// The cell at `index`, empty beyond the end.
    pub(super) fn get(&self, index: usize) -> &str {
        self.cells.get(index).map_or("", |&(start, end)| &self.text[start..end])
    }

    /// All cells.
    pub(super) fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(|&(start, end)| &self.text[start..end])
    }

    /// Whether no cell holds anything visible.
    pub(super) fn is_blank(&self) -> bool {
        self.cells().all(|c| c.trim().is_empty())
    }

    /// Bytes of all cells, about.
    pub(super) fn bytes(&self) -> usize {
        self.text.len()
    }
}

#[cfg(test)]
impl Row {
    /// A row of these cells.
    pub(super) fn of<'c>(cells: impl IntoIterator<Item = &'c str>) -> Self {
        let mut row = Self::default();
        cells.into_iter().for_each(|cell| row.push(cell));
        row
    }
}

/// What came when the next row was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// A row.
    Row,
    /// Something that cannot be taken apart into fields.
    Reject {
        /// Its physical line.
        line: u64,
        /// Why.
        reason: Say,
        /// As it stands in the file.
        raw: String,
    },
    /// No more rows.
    End,
}

/// What the manifest tells about how a table was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct About {
    pub(super) encoding: Option<&'static str>,
    pub(super) encoding_from: Option<&'static str>,
    pub(super) delimiter: Option<String>,
    pub(super) sheet: Option<String>,
    /// Places that could not be decoded.
    pub(super) replaced: u64,
    /// Where in a document the rows stand, and lists of objects in it that are not read; paths for people.
    pub(super) part: String,
    pub(super) left: Vec<String>,
    /// Columns of types that are no cells, and are not read.
    pub(super) dropped: Vec<String>,
    /// The line at which the list of the rows ends without its bracket.
    pub(super) cut: Option<u64>,
}

/// A stream of rows.
pub(super) trait Table: Send {
    /// Reads the next row into `row`.
    fn next(&mut self, row: &mut Row) -> Result<Step, Fault>;

    /// Column names that the format itself states; `None` where a header row has to be looked for. Asked again after some rows were read.
    fn names(&self) -> Option<&[String]> {
        None
    }

    /// Makes a column of this name, for rows to come, where rows may bring new columns.
    fn expect(&mut self, _name: &str) {}

    /// Columns so made that no row has filled.
    fn unmet(&self) -> Vec<String> {
        Vec::new()
    }

    /// Whether the next row is at hand; false where it may be long in coming.
    fn ready(&self) -> bool {
        true
    }

    /// Whether every row must have the fields of the header.
    fn strict_width(&self) -> bool {
        false
    }

    /// The last row as it stands in the file.
    fn raw(&self) -> String {
        String::new()
    }

    /// How it is read.
    fn about(&self) -> About;

    /// Reads to the end of the source, so that count and hash cover it.
    fn drain(&mut self) -> Result<(), Fault> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_beyond_the_end_are_empty() {
        let mut row = Row::default();
        row.start(3);
        row.push("a");
        row.push_unquoted("说\"\"好\"\"", "\"\"");
        row.push("");
        assert_eq!(row.cells().collect::<Vec<_>>(), ["a", "说\"好\"", ""]);
        assert_eq!((row.get(7), row.len(), row.line), ("", 3, 3));
    }
}
