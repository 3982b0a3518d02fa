//! The report as plain tables, one for each section: what the CSV folder, the workbook and the page have in common.
//!
//! Cells keep their kind, so that each format shows numbers in its own way. Nothing is escaped here.

mod drivers;
mod history;
mod issues;
mod people;
mod run;
mod scores;
pub(super) mod time;

use std::borrow::Cow;

use crate::report::{Estimate, NpsShares, Quote, Report, RowRef};

use super::Settings;
use super::nps::PARTS;
use super::section::Section;
use super::words::Words;

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Empty,
    Text(String),
    Count(u64),
    /// A number with its decimals.
    Figure(f64, u8),
    /// A percentage, given as one: 52.4.
    Percent(f64),
    /// A fraction, shown as a percentage.
    Share(f64),
    /// A change of a number, with its decimals and always its sign.
    Change(f64, u8),
    /// A chance (p, q): what is tiny is not nothing.
    Chance(f64),
    /// A change of a fraction: percentage points with their sign, where a format can show them.
    Points(f64),
}

/// A section as a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    /// Name of its file and key of its title.
    pub(super) id: &'static str,
    /// Title in the report's language.
    pub(super) title: String,
    /// Keys of the columns, for formats that treat some of them in their own way.
    pub(super) keys: Vec<&'static str>,
    /// Their titles.
    pub(super) head: Vec<String>,
    /// Cells, one for each column.
    pub(super) rows: Vec<Vec<Cell>>,
}

/// The ids of all tables, in reading order, whatever a report holds.
pub(super) const IDS: [&str; 34] = [
    "overview",
    "changes",
    "satisfaction",
    "agreement",
    "mismatches",
    "natures",
    "reasons",
    "major",
    "hot_issues",
    "lives",
    "quotes",
    "aspects",
    "opinions",
    "drivers",
    "quick_wins",
    "stages",
    "needs",
    "requests",
    "segments",
    "segment_natures",
    "specials",
    "trend",
    "trend_natures",
    "weekdays",
    "keywords",
    "voices",
    "topics",
    "alerts",
    "actions",
    "orders",
    "untagged",
    "quality",
    "columns",
    "rejects",
];

/// All tables that have rows, in reading order.
pub(super) fn all(r: &Report, w: &Words) -> Vec<Table> {
    let mut tables = every(r, w);
    tables.retain(|t| !t.rows.is_empty());
    tables
}

/// All tables of [`IDS`]; those without rows have their heads.
pub(super) fn every(r: &Report, w: &Words) -> Vec<Table> {
    vec![
        scores::overview(r, w),
        history::changes(r, w),
        scores::satisfaction(r, w),
        scores::agreement(r, w),
        scores::mismatches(r, w),
        scores::natures(r, w),
        scores::reasons(r, w),
        scores::major(r, w),
        issues::hot_issues(r, w),
        history::lives(r, w),
        issues::quotes(r, w),
        scores::aspects(r, w),
        scores::opinions(r, w),
        drivers::drivers(r, w),
        drivers::quick_wins(r, w),
        people::stages(r, w),
        people::needs(r, w),
        drivers::requests(r, w),
        people::segments(r, w),
        people::segment_natures(r, w),
        drivers::specials(r, w),
        time::trend(r, w),
        time::trend_natures(r, w),
        time::weekdays(r, w),
        issues::keywords(r, w),
        issues::voices(r, w),
        issues::topics(r, w),
        issues::alerts(r, w),
        people::actions(r, w),
        history::orders(r, w),
        issues::untagged(r, w),
        run::quality(r, w),
        run::columns(r, w),
        run::rejects(r, w),
    ]
}

/// The tables of the sections that are wanted, where they have rows.
pub(super) fn wanted(r: &Report, settings: &Settings) -> Vec<Table> {
    all(r, &settings.words()).into_iter().filter_map(|t| chosen(t, r, settings)).collect()
}

/// A table, if its section is wanted. That personal data is not masked is told whatever is wanted.
pub(super) fn chosen(t: Table, r: &Report, settings: &Settings) -> Option<Table> {
    if settings.sections.has(Section::of_table(t.id)) {
        return Some(t);
    }
    (t.id == run::QUALITY && !r.run.masking).then(|| run::unmasked(&settings.words()))
}

pub(super) fn table(w: &Words, id: &'static str, keys: &[&'static str], rows: Vec<Vec<Cell>>) -> Table {
    debug_assert!(rows.iter().all(|row| row.len() == keys.len()), "{id}");
    let head = keys.iter().map(|k| w.t_owned(&format!("col.{k}"))).collect();
    Table { id, title: w.t_owned(&format!("table.{id}")), keys: keys.to_vec(), head, rows }
}

pub(super) fn text<'t>(t: impl Into<Cow<'t, str>>) -> Cell {
    let t = t.into();
    if t.is_empty() { Cell::Empty } else { Cell::Text(t.into_owned()) }
}

pub(super) fn optional(t: Option<&str>) -> Cell {
    t.map_or(Cell::Empty, text)
}

fn share(s: Option<f64>) -> Cell {
    s.map_or(Cell::Empty, Cell::Share)
}

pub(super) fn chance(p: Option<f64>) -> Cell {
    p.map_or(Cell::Empty, Cell::Chance)
}

pub(super) fn figure(v: Option<f64>, digits: u8) -> Cell {
    v.map_or(Cell::Empty, |v| Cell::Figure(v, digits))
}

fn interval(e: &Estimate, digits: u8) -> [Cell; 4] {
    [figure(e.value, digits), figure(e.low, digits), figure(e.high, digits), Cell::Count(e.n)]
}

/// Columns of a net promoter score and its shares; a table has them where one is told.
const NPS: [&str; 4] = ["nps", "promoters", "passives", "detractors"];

/// Their cells.
fn nps(score: Option<Estimate>, shares: Option<NpsShares>) -> [Cell; 4] {
    let [promoters, passives, detractors] = PARTS.map(|(_, of)| share(shares.and_then(|s| of(&s).share)));
    [figure(score.and_then(|e| e.value), 1), promoters, passives, detractors]
}

/// `feedback.csv:640,661 other.csv:3`: a thousand records fit into a cell, however long the path of their source is.
fn refs(rows: &[RowRef]) -> Cell {
    let of_source = |rows: &[RowRef]| {
        let numbers: Vec<String> = rows.iter().map(|r| r.row.to_string()).collect();
        rows.first().map_or(String::new(), |r| format!("{}:{}", r.source, numbers.join(",")))
    };
    let list: Vec<String> = rows.chunk_by(|a, b| a.source == b.source).map(of_source).collect();
    text(list.join(" "))
}

fn list(words: &[String]) -> Cell {
    text(words.join(" "))
}

/// Source, row, time, rating, text.
pub(super) fn quote(q: &Quote) -> [Cell; 5] {
    [text(&*q.source), Cell::Count(q.row), optional(q.time.as_deref()), figure(q.rating, 1), text(&*q.text)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::render::fixture::{empty, fixture, messages};

    #[test]
    fn every_table_has_a_title_and_a_head_in_both_languages() {
        for lang in [Lang::Zh, Lang::En] {
            let tables = all(&fixture(), &Words { messages: messages(), lang });
            assert_eq!(tables.len(), 30);
            for t in tables {
                assert!(!t.title.starts_with("table.") && t.head.iter().all(|h| !h.starts_with("col.")), "{t:?}");
                assert!(t.rows.iter().all(|r| r.len() == t.head.len()), "{}", t.id);
            }
        }
    }

    #[test]
    fn every_table_is_in_the_list_of_ids() {
        let w = Words { messages: messages(), lang: Lang::Zh };
        for report in [fixture(), empty()] {
            assert!(every(&report, &w).iter().map(|t| t.id).eq(IDS));
        }
    }

    #[test]
    fn records_name_their_source_once() {
        let row = |source: &str, row: u64| RowRef { source: source.into(), row };
        let rows =
            [row("客户反馈/明细.csv", 7), row("客户反馈/明细.csv", 9), row("b.csv", 1), row("客户反馈/明细.csv", 2)];
        assert_eq!(refs(&rows), text("客户反馈/明细.csv:7,9 b.csv:1 客户反馈/明细.csv:2"));
        assert_eq!(refs(&[]), Cell::Empty);
    }

    #[test]
    fn sections_without_rows_have_no_table() {
        let ids: Vec<&str> =
            all(&empty(), &Words { messages: messages(), lang: Lang::Zh }).iter().map(|t| t.id).collect();
        assert_eq!(ids, ["overview", "satisfaction", "quality", "columns", "rejects"]);
    }
}
