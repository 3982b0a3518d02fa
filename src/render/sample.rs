//! Texts drawn for people to read and correct: a table whose last columns hold voc's labels, under the headers by which `voc eval` and `voc train` know them.
//!
//! Not its job: which texts are drawn (`command::sample`).

use std::io::{self, Write};

use crate::lang::Lang;
use crate::lexicon::Taxonomy;
use crate::record::{Annotated, Severity};

use super::sheet::timeless;
use super::tables::{self, Cell};
use super::words::Words;
use super::{Format, Settings, csv, xlsx};

/// The columns; the last three are corrected.
const COLUMNS: [&str; 9] =
    ["picked", "source", "row", "id", "rating", "text", "checked_label", "checked_natures", "checked_severity"];

/// What joins natures in a cell, as labelled files have it.
const JOINT: &str = "|";

/// Severity where nothing is complained of.
const NO_SEVERITY: &str = "none";

/// Why a text was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Picked {
    /// By chance: a fair sample of all texts.
    Random,
    /// Because its labels are among the least sure.
    Doubtful,
}

/// A text that was drawn.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// Why.
    pub picked: Picked,
    /// The text with its labels.
    pub row: Annotated,
}

/// Writes the texts as a workbook, else as CSV.
///
/// # Errors
/// When `out` cannot be written to.
pub fn sample(
    drawn: &[Drawn],
    format: Format,
    taxonomy: &Taxonomy,
    settings: &Settings,
    out: &mut dyn Write,
) -> io::Result<()> {
    let w = settings.words();
    let rows = drawn.iter().map(|d| row(d, taxonomy, &w, settings.lang)).collect();
    let table = tables::table(&w, "sample", &COLUMNS, rows);
    match format {
        Format::Xlsx => xlsx::write_tables(std::slice::from_ref(&table), timeless(), &table.title, settings, out),
        _ => csv::write_table(&table, settings.bom, out),
    }
}

fn row(d: &Drawn, taxonomy: &Taxonomy, w: &Words, lang: Lang) -> Vec<Cell> {
    let a = &d.row;
    let picked = match d.picked {
        Picked::Random => "random",
        Picked::Doubtful => "doubtful",
    };
    let nature = |id: &str| taxonomy.find(id).map_or(id, |n| &**taxonomy.get(n).name(lang)).to_owned();
    let natures: Vec<String> = a.natures.iter().map(|n| nature(n)).collect();
    let severity = a.severity.map_or(NO_SEVERITY, Severity::id);
    vec![
        tables::text(w.id("picked", picked)),
        tables::text(&*a.source),
        Cell::Count(a.row),
        tables::optional(a.id.as_deref()),
        a.rating.map_or(Cell::Empty, |r| Cell::Figure(r.to_f64(), u8::from(r.0 % 1000 != 0))),
        tables::text(a.text.as_str()),
        tables::text(w.id("sentiment", a.sentiment.label.id())),
        tables::text(natures.join(JOINT)),
        tables::text(w.id("severity_name", severity)),
    ]
}
