//! JSON as data frames are written: cells by column and row label (`{"text": {"0": …}}`), in a list for each column (`{"text": […], "stars": […]}`), or rows
//! without keys beside a list of columns (`{"columns": […], "data": [[…]]}`).
//!
//! Held in memory: no row is whole before the last column was read. Its reader limits how large such a document is.

use std::fmt::Write as _;

use rustc_hash::FxHashMap;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::fault::Fault;
use super::table::{About, Row, Step, Table};
use super::{header, mend, number};

/// Columns of the widest frame.
const MOST_COLUMNS: usize = 1024;

/// A data frame as a table.
pub(super) struct Frame {
    names: Vec<String>,
    text: String,
    /// By row, then by column.
    cells: Vec<Cell>,
    /// The next of them.
    next: usize,
    about: About,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    row: u32,
    column: u32,
    start: u32,
    end: u32,
}

/// The ways of writing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    Columns,
    Lists,
    Split,
}

impl Frame {
    /// Reads one; `None` where it is none after all.
    pub(super) fn read(json: &str, written: Written, about: About) -> Option<Self> {
        let mut frame = Self { names: Vec::new(), text: String::new(), cells: Vec::new(), next: 0, about };
        let json = mend::mended(json, |objects, lists| match written {
            Written::Columns => (objects, lists) == (2, 0),
            Written::Lists => (objects, lists) == (1, 1),
            Written::Split => (objects, lists) == (1, 2),
        });
        let mut from = serde_json::Deserializer::from_str(&json);
        let read = match written {
            Written::Columns | Written::Lists => {
                from.deserialize_map(Columns { frame: &mut frame, labels: FxHashMap::default() })
            }
            Written::Split => from.deserialize_map(Split(&mut frame)),
        };
        read.and_then(|()| from.end()).ok()?;
        frame.cells.sort_by_key(|c| (c.row, c.column));
        let width = frame.cells.iter().map(|c| c.column as usize + 1).max()?.max(frame.names.len());
        if width > MOST_COLUMNS {
            return None;
        }
        frame.names = header::names(frame.names.iter().map(String::as_str), width);
        Some(frame)
    }

    fn put(&mut self, row: usize, column: usize, value: &Value) {
        let start = self.text.len();
        show(value, &mut self.text);
        let (row, column, start, end) = (small(row), small(column), small(start), small(self.text.len()));
        self.cells.push(Cell { row, column, start, end });
    }
}

/// Numbers of what a document of limited size holds.
fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn show(value: &Value, to: &mut String) {
    match value {
        Value::Null => {}
        Value::String(s) => to.push_str(s),
        Value::Bool(b) => to.push_str(if *b { "true" } else { "false" }),
        Value::Number(n) => match n.as_f64().filter(|_| n.is_f64()) {
            Some(x) => number::push(x, to),
            None => drop(write!(to, "{n}")),
        },
        Value::Array(_) | Value::Object(_) => drop(write!(to, "{value}")),
    }
}

impl Table for Frame {
    fn next(&mut self, row: &mut Row) -> Result<Step, Fault> {
        let Some(first) = self.cells.get(self.next).map(|c| c.row) else { return Ok(Step::End) };
        row.start(u64::from(first) + 1);
        while let Some(cell) = self.cells.get(self.next).filter(|c| c.row == first) {
            while row.len() < cell.column as usize {
                row.push("");
            }
            // A label that a column has twice: the first counts.
            if row.len() == cell.column as usize {
                row.push(self.text.get(cell.start as usize..cell.end as usize).unwrap_or_default());
            }
            self.next += 1;
        }
        Ok(Step::Row)
    }

    fn names(&self) -> Option<&[String]> {
        Some(&self.names)
    }

    fn about(&self) -> About {
        self.about.clone()
    }
}

/// Columns with their cells by label.
struct Columns<'f> {
    frame: &'f mut Frame,
    labels: FxHashMap<String, usize>,
}

impl<'de> Visitor<'de> for Columns<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("columns")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if self.frame.names.len() == MOST_COLUMNS {
                return Err(A::Error::custom("too many columns"));
            }
            self.frame.names.push(name);
            map.next_value_seed(Column { frame: &mut *self.frame, labels: &mut self.labels })?;
        }
        Ok(())
    }
}

/// The cells of the last column.
struct Column<'f> {
    frame: &'f mut Frame,
    labels: &'f mut FxHashMap<String, usize>,
}

impl<'de> DeserializeSeed<'de> for Column<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<(), D::Error> {
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Column<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("cells by label, or in a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let (mut row, column) = (0, self.frame.names.len() - 1);
        while let Some(value) = seq.next_element::<Value>()? {
            self.frame.put(row, column, &value);
            row += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let column = self.frame.names.len() - 1;
        while let Some((label, value)) = map.next_entry::<String, Value>()? {
            let fresh = self.labels.len();
            let row = *self.labels.entry(label).or_insert(fresh);
            self.frame.put(row, column, &value);
        }
        Ok(())
    }
}

/// `columns` and `data`; the index only numbers the rows.
struct Split<'f>(&'f mut Frame);

impl<'de> Visitor<'de> for Split<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("columns and data")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "columns" => self.0.names = shown(&map.next_value::<Vec<Value>>()?),
                "data" => map.next_value_seed(Data(&mut *self.0))?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

fn shown(values: &[Value]) -> Vec<String> {
    let shown = |v: &Value| {
        let mut s = String::new();
        show(v, &mut s);
        s
    };
    values.iter().map(shown).collect()
}

/// Rows of cells.
struct Data<'f>(&'f mut Frame);

impl<'de> DeserializeSeed<'de> for Data<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<(), D::Error> {
        d.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Data<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut row = 0;
        while let Some(cells) = seq.next_element::<Vec<Value>>()? {
            cells.iter().enumerate().for_each(|(column, value)| self.0.put(row, column, value));
            row += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str, written: Written) -> Option<(Vec<String>, Vec<String>)> {
        let mut frame = Frame::read(json, written, About::default())?;
        let (mut row, mut rows) = (Row::default(), Vec::new());
        while frame.next(&mut row).unwrap() == Step::Row {
            rows.push(format!("{}:{}", row.line, row.cells().collect::<Vec<_>>().join("|")));
        }
        Some((frame.names, rows))
    }

    #[test]
    fn cells_by_column_and_label_become_rows_in_the_order_of_labels() {
        let json = r#"{"评论": {"0": "慢", "1": null, "10": "好"}, "评分": {"0": 2.0, "10": 5, "1": 4.5}}"#;
        let (names, rows) = read(json, Written::Columns).unwrap();
        assert_eq!((names.join(" "), rows.join(" ")), ("评论 评分".to_owned(), "1:慢|2 2:|4.5 3:好|5".to_owned()));
        let uneven = r#"{"a": {"x": 1}, "b": {"y": [1], "y": 2}}"#;
        assert_eq!(read(uneven, Written::Columns).unwrap().1, ["1:1", "2:|[1]"]);
        let long = r#"{"a": {"x": 123456789012345678901, "y": NaN}, "b": {"x": 1.50, "y": [1.50]}}"#;
        assert_eq!(read(long, Written::Columns).unwrap().1, ["1:123456789012345678901|1.50", "2:|[1.5]"]);
    }

    #[test]
    fn rows_beside_a_list_of_columns() {
        let json = r#"{"columns": ["评论", "评分"], "index": [0, 1], "data": [["慢", 2], ["好", null, true]]}"#;
        let (names, rows) = read(json, Written::Split).unwrap();
        assert_eq!(names, ["评论", "评分", "column 3"]);
        assert_eq!(rows, ["1:慢|2", "2:好||true"]);
    }

    #[test]
    fn lists_by_column_become_rows() {
        let json = r#"{"评论": ["慢", null, "好"], "评分": [2.0, 4.50, NaN]}"#;
        let (names, rows) = read(json, Written::Lists).unwrap();
        assert_eq!((names.join(" "), rows.join(" ")), ("评论 评分".to_owned(), "1:慢|2 2:|4.50 3:好|".to_owned()));
    }

    #[test]
    fn what_is_none_is_not_read() {
        assert_eq!(read("{\"a\": {\"0\": 1}, \"b\": 5}", Written::Columns), None);
        assert_eq!(read("{\"a\": {\"0\": 1", Written::Columns), None);
        assert_eq!(read("{\"columns\": [\"a\"]}", Written::Split), None);
        let wide: Vec<String> = (0..2000).map(|i| format!("\"c{i}\": {{\"0\": {i}}}")).collect();
        assert_eq!(read(&format!("{{{}}}", wide.join(",")), Written::Columns), None);
    }
}
