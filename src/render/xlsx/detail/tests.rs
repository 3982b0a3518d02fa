//! Rows on their sheets: where they stand, and in which words.

use calamine::{Data, Reader};

use super::*;
use crate::lang::Lang;
use crate::lexicon::{Dicts, Taxonomy};
use crate::record::{Annotated, Mention, Polarity};
use crate::render::Packs;
use crate::render::fixture::{fixture, messages};

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

fn row(n: u64) -> Annotated {
    let text = if n == 2 { String::new() } else { "=1+1".to_owned() };
    Annotated { row: n, source: Name::from("a.csv"), id: Some("0138".to_owned()), text, ..Annotated::default() }
}

/// The workbook of these rows, with the names of their sheets and the places of rows.
fn made(rows: &[Annotated], lang: Lang, room: Room) -> (calamine::Xlsx<io::Cursor<Vec<u8>>>, Vec<String>, Places) {
    let w = Words { messages: messages(), lang };
    // A pack that begins on one sheet and ends on the next.
    let mut packs = Memory(rows.chunks(2).map(|r| Pack::of(r, &[])).collect(), 0);
    let (id, cuts) = (Name::from("a#1"), Cuts::default());
    let issue = |_: &str, row: u64| (row == 5).then_some(&id);
    let taxonomy = Taxonomy::new(&Dicts::load(None).unwrap()).unwrap();
    let department = |zh: &str| if lang == Lang::En { format!("{zh} (en)") } else { zh.to_owned() };
    let mut given = Rows {
        attrs: &[],
        packs: &mut packs,
        issue: &issue,
        taxonomy: &taxonomy,
        department: &department,
        cuts: &cuts,
    };
    let wanted = Wanted::from_iter([(Name::from("a.csv"), FxHashSet::from_iter([7]))]);
    let (sheets, places) = Sheets::of(&w, &mut given, &wanted, room).unwrap();
    let mut book = Workbook::new();
    let names: Vec<String> = ["概览".to_owned()].into_iter().chain(sheets.names.clone()).collect();
    for name in &names {
        book.add_worksheet().set_name(name).unwrap();
    }
    sheets.frame(&mut book, &[], &w).unwrap();
    let (mut bytes, report) = (Vec::new(), fixture());
    let labels = Labels::new(&report, &w, &taxonomy, &department);
    sheets.fill(book.save_to_buffer().unwrap(), &names, &mut given, &labels, &mut bytes).unwrap();
    (calamine::Xlsx::new(io::Cursor::new(bytes)).unwrap(), sheets.names, places)
}

#[test]
fn rows_go_on_on_the_next_sheet_and_links_follow_them() {
    let rows: Vec<Annotated> = (1..=7).map(row).collect();
    let (mut read, names, places) = made(&rows, Lang::Zh, Room { rows: 3, ..Room::SHEET });
    assert_eq!(
        (places.row("a.csv", 7), places.issue("a#1")),
        (Some("internal:'明细 3'!A2"), Some("internal:'明细 2'!A3"))
    );
    assert_eq!((places.row("a.csv", 1), places.row("b.csv", 7)), (None, None));
    let counts: Vec<usize> = names.iter().map(|n| read.worksheet_range(n).unwrap().rows().count() - 1).collect();
    assert_eq!(counts, [3, 3, 1]);
    let first = read.worksheet_range(&names[0]).unwrap();
    assert_eq!(first.get_value((1, 2)), Some(&Data::String("0138".to_owned())));
    assert_eq!(first.get_value((1, 5)), Some(&Data::String("=1+1".to_owned())));
    assert_eq!(first.rows().nth(2).unwrap().last(), Some(&Data::String("空行".to_owned())));
}

#[test]
fn a_sheet_whose_bytes_are_full_ends_as_one_whose_rows_are() {
    let rows: Vec<Annotated> = (1..=5).map(|n| Annotated { text: "&".repeat(2_000), ..row(n) }).collect();
    // Two rows of 10,000 bytes with their labels; a row alone has a sheet, however large it is.
    for (bytes, sheets) in [(25_000, vec![2, 2, 1]), (1, vec![1; 5]), (SHEET, vec![5])] {
        let (mut read, names, _) = made(&rows, Lang::Zh, Room { bytes, ..Room::SHEET });
        let counts: Vec<usize> = names.iter().map(|n| read.worksheet_range(n).unwrap().rows().count() - 1).collect();
        assert_eq!(counts, sheets);
    }
}

#[test]
fn rows_of_an_english_report_name_aspects_and_departments_in_english() {
    let mention = |aspect: &str, name: &str, polarity| Mention {
        aspect: Name::from(aspect),
        aspect_name: Name::from(name),
        nature: Name::from("logistics"),
        polarity,
        target: String::new(),
        opinion: String::new(),
        start: 0,
        end: 0,
        rule: Name::default(),
        implicit: false,
    };
    let blamed = ["logistics.speed", "logistics.own"].map(|id| mention(id, "配送时效", Polarity::Negative));
    let rows = [Annotated {
        mentions: blamed.into_iter().chain([mention("service", "服务", Polarity::Positive)]).collect(),
        department: Some(Name::from("物流部")),
        time: "2026-01-01".parse().ok(),
        ..row(1)
    }];
    let cells = |lang| -> Vec<String> {
        let (mut read, names, _) = made(&rows, lang, Room::SHEET);
        let range = read.worksheet_range(&names[0]).unwrap();
        [10, 11, 15].map(|at| range.get_value((1, at)).unwrap().to_string()).into()
    };
    // What the taxonomy does not know has the name that its record has.
    assert_eq!(cells(Lang::En), ["Delivery speed, 配送时效", "Service", "物流部 (en)"]);
    assert_eq!(cells(Lang::Zh), ["配送时效、配送时效", "服务", "物流部"]);
}
