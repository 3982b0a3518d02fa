//! The sheet of all rows: every record with its labels in words, in input order, on as many sheets as it takes.
//!
//! The spreadsheet library makes the sheet with its head and a placeholder where the last row will be; the rows themselves are written here, on all
//! threads, while the container compresses them. Memory does not grow with them. Remembers where the rows stand that other sheets link to.

use std::io;
use std::sync::mpsc::{SyncSender, sync_channel};

use rayon::prelude::*;
use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{ConditionalFormat3ColorScale, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::number::to_u32;
use crate::record::Name;
use crate::render::sheet::{Cuts, text};
use crate::render::words::Words;
use crate::render::{IssueOf, Rows};

use super::cells::Pen;
use super::column;
use super::container::{Container, Open, part};
use super::packed::Pack;
use super::row::{Labels, put};

/// Rows of a sheet below its head.
pub(super) const FULL: u32 = 1_048_575;

/// Packs written at a time on all threads.
const GROUP: usize = 16;

/// Pieces of XML that wait for the container.
const AHEAD: usize = 2 * GROUP;

/// Level 6 takes twice the time for a tenth less.
const LEVEL: i64 = 2;

/// Columns before the segment columns, and behind them.
const FRONT: [&str; 6] = ["row", "source", "id", "time", "rating", "text"];
const BACK: [&str; 14] = [
    "level",
    "sentiment",
    "complaint",
    "nature",
    "blamed_aspects",
    "praised_aspects",
    "severity",
    "reason",
    "evidence",
    "department",
    "due_hours",
    "issue",
    "title",
    "note",
];

/// Where rows stand that others link to.
#[derive(Default)]
pub(super) struct Places {
    /// By source, then by row: looking one up needs no name of its own.
    rows: FxHashMap<Name, FxHashMap<u64, String>>,
    issues: FxHashMap<Name, String>,
}

impl Places {
    /// The link to a row, where it is on the sheet.
    pub(super) fn row(&self, source: &str, row: u64) -> Option<&str> {
        self.rows.get(source)?.get(&row).map(String::as_str)
    }

    /// The link to the first row of an issue.
    pub(super) fn issue(&self, id: &str) -> Option<&str> {
        self.issues.get(id).map(String::as_str)
    }
}

/// Rows that other sheets name, by source.
pub(super) type Wanted = FxHashMap<Name, FxHashSet<u64>>;

/// The sheets that the rows take.
#[derive(Default)]
pub(super) struct Sheets {
    pub(super) names: Vec<String>,
    rows: u64,
    /// Rows of a sheet below its head.
    full: u32,
}

impl Sheets {
    /// Sheets for so many rows, `full` on each.
    pub(super) fn new(w: &Words, rows: u64, full: u32) -> Self {
        let name = w.t("sheet.records");
        let sheets = rows.div_ceil(u64::from(full)).max(1);
        let names = (1..=sheets).map(|n| if n == 1 { name.to_owned() } else { format!("{name} {n}") });
        Self { names: names.collect(), rows, full }
    }

    /// The sheet of the n-th row, and its row there, counted from 0 with the head.
    fn place(&self, n: u64) -> (usize, u32) {
        let full = u64::from(self.full.max(1));
        (usize::try_from(n / full).unwrap_or(usize::MAX), to_u32(n % full + 1))
    }

    /// The last row of a sheet.
    fn last(&self, sheet: usize) -> u32 {
        let before = u64::from(self.full) * sheet as u64;
        to_u32(self.rows.saturating_sub(before)).min(self.full)
    }

    /// Looks through all rows for those that others link to.
    pub(super) fn places(&self, given: &mut Rows, wanted: &Wanted) -> io::Result<Places> {
        let mut places = Places::default();
        given.packs.rewind()?;
        let mut n = 0;
        while let Some(pack) = given.packs.next()? {
            for line in pack.lines() {
                let (l, (sheet, row)) = (line?, self.place(n));
                n += 1;
                let link = || format!("internal:'{}'!A{}", self.names[sheet], row + 1);
                if let Some(issue) = (given.issue)(l.source, l.row) {
                    places.issues.entry(issue.clone()).or_insert_with(link);
                }
                if wanted.get(l.source).is_some_and(|rows| rows.contains(&l.row)) {
                    places.rows.entry(Name::from(l.source)).or_default().insert(l.row, link());
                }
            }
        }
        Ok(places)
    }

    /// Makes the sheets, which exist, ready for their rows.
    pub(super) fn frame(&self, book: &mut Workbook, attrs: &[Name], w: &Words) -> Result<(), XlsxError> {
        for (i, name) in self.names.iter().enumerate() {
            let sheet = book.worksheet_from_name(name)?;
            begin(sheet, attrs, w)?;
            end(sheet, attrs.len(), self.last(i))?;
        }
        Ok(())
    }

    /// Writes the workbook with the rows in it; `names` are those of all its sheets.
    pub(super) fn fill(
        &self,
        book: Vec<u8>,
        names: &[String],
        given: &mut Rows,
        words: &Labels,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        let mut container = Container::new(book)?;
        let mut open = Vec::new();
        for (i, name) in self.names.iter().enumerate().filter(|_| self.rows > 0) {
            let place = names.iter().position(|n| n == name).unwrap_or_default();
            open.push(container.open(part(place), self.last(i) + 1)?);
        }
        let (send, pieces) = sync_channel(AHEAD);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                if let Err(e) = self.write(given, words, &open, &send) {
                    // Nobody listens any more where the output failed first.
                    let _ = send.send(Err(e));
                }
                drop(send);
            });
            container.write(&open, pieces.into_iter(), LEVEL, out)
        })
    }

    /// Writes all rows, a group of packs at a time, and sends the pieces in their order.
    fn write(&self, given: &mut Rows, words: &Labels, open: &[Open], to: &SyncSender<Piece>) -> io::Result<()> {
        let columns = FRONT.len() + given.attrs.len() + BACK.len();
        let columns: Vec<String> = (0..columns).map(|i| column_number_to_name(column(i))).collect();
        given.packs.rewind()?;
        let mut n = 0;
        loop {
            let mut group = Vec::new();
            while let Some(pack) = (group.len() < GROUP).then(|| given.packs.next()).transpose()?.flatten() {
                let first = n;
                n += u64::from(pack.rows);
                group.push((first, pack));
            }
            if group.is_empty() {
                return Ok(());
            }
            let rows = Writing { sheets: self, columns: &columns, issue: given.issue, cuts: given.cuts, words, open };
            let made: io::Result<Vec<_>> = group.par_iter().map(|(first, pack)| rows.pieces(*first, pack)).collect();
            for piece in made?.into_iter().flatten() {
                if to.send(Ok(piece)).is_err() {
                    return Ok(());
                }
            }
        }
    }
}

/// What a thread needs to write rows.
struct Writing<'w, 'r> {
    sheets: &'w Sheets,
    columns: &'w [String],
    issue: IssueOf<'r>,
    cuts: &'r Cuts,
    words: &'w Labels<'w>,
    open: &'w [Open],
}

impl Writing<'_, '_> {
    /// The XML of a pack; a piece for each sheet that it has rows on. `first` is the number of its first row.
    fn pieces(&self, first: u64, pack: &Pack) -> io::Result<Vec<(usize, Vec<u8>)>> {
        let attrs = self.columns.len() - FRONT.len() - BACK.len();
        let mut pieces: Vec<(usize, Vec<u8>)> = Vec::new();
        for (n, line) in (first..).zip(pack.lines()) {
            let (line, (sheet, row)) = (line?, self.sheets.place(n));
            if pieces.last().is_none_or(|(at, _)| *at != sheet) {
                pieces.push((sheet, Vec::with_capacity(pack.bytes.len() * 3)));
            }
            let Some((_, out)) = pieces.last_mut() else { continue };
            let issue = (self.issue)(line.source, line.row).map(|id| &**id).unwrap_or_default();
            let pen = Pen::begin(out, self.columns, row + 1, self.cuts);
            put(pen, &line, issue, attrs, self.words, self.open[sheet].formats);
        }
        Ok(pieces)
    }
}

/// XML for the sheet at that place.
type Piece = io::Result<(usize, Vec<u8>)>;

fn begin(sheet: &mut Worksheet, attrs: &[Name], w: &Words) -> Result<(), XlsxError> {
    // Row, source and id stay in sight while the labels at the right are read.
    sheet.set_freeze_panes(1, 3)?;
    let style = super::styles::head_format();
    let head = |key: &str| w.t_owned(&format!("col.{key}"));
    let titles = FRONT.iter().map(|k| (head(k), super::width(k)));
    let titles = titles.chain(attrs.iter().map(|a| (a.to_string(), 14.0)));
    let titles = titles.chain(BACK.iter().map(|k| (head(k), super::width(k))));
    for (i, (title, width)) in titles.enumerate() {
        sheet.set_column_width(column(i), width)?;
        sheet.write_string_with_format(0, column(i), text(&title), &style)?;
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

/// Filters, colours, and where the last row will be a placeholder: it tells the container how the formats of dates and of what is grave are numbered.
fn end(sheet: &mut Worksheet, attrs: usize, last: u32) -> Result<(), XlsxError> {
    let right = column(FRONT.len() + attrs + BACK.len() - 1);
    sheet.autofilter(0, 0, last, right)?;
    if last > 0 {
        let level = column(FRONT.len() + attrs);
        let scale = ConditionalFormat3ColorScale::new()
            .set_minimum_color(0x00F4_B6B0)
            .set_midpoint_color(0x00FF_F2CC)
            .set_maximum_color(0x00B7_DFC4);
        sheet.add_conditional_format(1, level, last, level, &scale)?;
        let time = Format::new().set_num_format("yyyy-mm-dd hh:mm").set_align(FormatAlign::Left);
        let major = Format::new().set_font_color(0x00B3_2424).set_bold();
        sheet.write_blank(last, 0, &time)?.write_blank(last, right, &major)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::render::fixture::{fixture, messages};
    use calamine::{Data, Reader};

    use crate::record::Annotated;
    use crate::render::Packs;

    /// Packs in memory.
    struct Memory(Vec<Pack>, usize);

    impl Packs for Memory {
        fn rewind(&mut self) -> io::Result<()> {
            self.1 = 0;
            Ok(())
        }

        fn next(&mut self) -> io::Result<Option<Pack>> {
            self.1 += 1;
            Ok(self.0.get(self.1 - 1).cloned())
        }
    }

    #[test]
    fn rows_go_on_on_the_next_sheet_and_links_follow_them() {
        let w = Words { messages: messages(), lang: Lang::Zh };
        let rows: Vec<Annotated> = (1..=7u64)
            .map(|n| Annotated {
                row: n,
                source: Name::from("a.csv"),
                id: Some("0138".to_owned()),
                text: if n == 2 { String::new() } else { "=1+1".to_owned() },
                ..Annotated::default()
            })
            .collect();
        let sheets = Sheets::new(&w, 7, 3);
        let mut book = Workbook::new();
        let names: Vec<String> = ["概览".to_owned()].into_iter().chain(sheets.names.clone()).collect();
        for name in &names {
            book.add_worksheet().set_name(name).unwrap();
        }
        // A pack that begins on one sheet and ends on the next.
        let mut packs = Memory(rows.chunks(2).map(|r| Pack::of(r, &[])).collect(), 0);
        let id = Name::from("a#1");
        let issue = |_: &str, row: u64| (row == 5).then_some(&id);
        let cuts = Cuts::default();
        let mut given = Rows { attrs: &[], count: 7, packs: &mut packs, issue: &issue, cuts: &cuts };
        let wanted = Wanted::from_iter([(Name::from("a.csv"), FxHashSet::from_iter([7]))]);
        let places = sheets.places(&mut given, &wanted).unwrap();
        assert_eq!(
            (places.row("a.csv", 7), places.issue("a#1")),
            (Some("internal:'明细 3'!A2"), Some("internal:'明细 2'!A3"))
        );
        assert_eq!((places.row("a.csv", 1), places.row("b.csv", 7)), (None, None));
        sheets.frame(&mut book, &[], &w).unwrap();
        let mut bytes = Vec::new();
        let report = fixture();
        let labels = Labels::new(&report, &w);
        sheets.fill(book.save_to_buffer().unwrap(), &names, &mut given, &labels, &mut bytes).unwrap();
        let mut read = calamine::Xlsx::new(io::Cursor::new(bytes)).unwrap();
        let counts: Vec<usize> =
            sheets.names.iter().map(|n| read.worksheet_range(n).unwrap().rows().count() - 1).collect();
        assert_eq!(counts, [3, 3, 1]);
        let first = read.worksheet_range(&sheets.names[0]).unwrap();
        assert_eq!(first.get_value((1, 2)), Some(&Data::String("0138".to_owned())));
        assert_eq!(first.get_value((1, 5)), Some(&Data::String("=1+1".to_owned())));
        assert_eq!(first.rows().nth(2).unwrap().last(), Some(&Data::String("空行".to_owned())));
    }
}
