//! Links inside the workbook: from an issue to its words and its rows, from a row's number to the row.

use std::collections::BTreeMap;

use crate::record::Name;
use crate::render::tables::{Cell, Table};

use super::detail::{Places, Wanted};
use super::sheet_name;

/// Places of the columns with source and row.
fn named(t: &Table) -> Option<(usize, usize)> {
    Some((t.keys.iter().position(|k| *k == "source")?, t.keys.iter().position(|k| *k == "row")?))
}

/// The record that a row of a table tells of.
fn record(cells: &[Cell], (source, row): (usize, usize)) -> Option<(&str, u64)> {
    match (cells.get(source), cells.get(row)) {
        (Some(Cell::Text(s)), Some(Cell::Count(n))) => Some((s, *n)),
        _ => None,
    }
}

/// Every record that some sheet names.
pub(super) fn wanted(tables: &[Table]) -> Wanted {
    let records = tables.iter().filter_map(|t| Some((t, named(t)?)));
    let records = records.flat_map(|(t, at)| t.rows.iter().filter_map(move |cells| record(cells, at)));
    let mut out = Wanted::default();
    for (source, row) in records {
        out.entry(Name::from(source)).or_default().insert(row);
    }
    out
}

/// Links inside the workbook: where each issue's words begin, and where rows stand.
pub(super) struct Links<'p> {
    quotes: BTreeMap<String, String>,
    places: &'p Places,
}

impl<'p> Links<'p> {
    pub(super) fn new(tables: &[Table], places: &'p Places) -> Self {
        let mut quotes = BTreeMap::new();
        let list = tables.iter().find(|t| t.id == "quotes");
        for (t, (row, cells)) in list.iter().flat_map(|t| t.rows.iter().enumerate().map(move |r| (t, r))) {
            if let Some(Cell::Text(issue)) = cells.first() {
                // Row 1 is the head, and sheets count from 1.
                quotes
                    .entry(issue.clone())
                    .or_insert_with(|| format!("internal:'{}'!A{}", sheet_name(&t.title), row + 2));
            }
        }
        Self { quotes, places }
    }

    /// Where a cell leads to, if anywhere.
    pub(super) fn of(&self, t: &Table, key: &str, cells: &[Cell], cell: &Cell) -> Option<&str> {
        let issue = || t.keys.iter().position(|k| *k == "issue").and_then(|i| cells.get(i));
        match (key, cell, issue()) {
            // From its id to its words, from its count to its rows.
            ("issue", Cell::Text(id), _) if t.id != "quotes" => self.quotes.get(id).map(String::as_str),
            ("count", Cell::Count(_), Some(Cell::Text(id))) => self.places.issue(id),
            ("row", Cell::Count(_), _) => {
                let (source, row) = record(cells, named(t)?)?;
                self.places.row(source, row)
            }
            _ => None,
        }
    }
}
