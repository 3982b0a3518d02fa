//! Rows in any number, made from the sample data: what the generator writes and the end-to-end bench reads.
//!
//! The same number gives the same bytes everywhere. Other columns come from a sample row; its text keeps its first clause and goes on with clauses
//! of other rows of the same mood, and short numbers change, so that copies are few. Rows that say nothing stay as they are, as in real exports.

use std::io::{self, Write};

const SAMPLE: &str = include_str!("../sample_data/feedback.csv");

/// Days over which the rows are spread.
const DAYS: u64 = 90;

/// Knuth's 64-bit linear congruential generator; the high bits are the good ones.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % n as u64).unwrap()
    }
}

/// Columns of the sample that change.
const ID: usize = 0;
const TIME: usize = 1;
const RATING: usize = 7;
const TEXT: usize = 8;
const LIKES: usize = 9;

/// Sample rows and their clauses by mood: unhappy, in between, happy.
struct Stock {
    header: csv::StringRecord,
    rows: Vec<csv::StringRecord>,
    clauses: [Vec<String>; 3],
}

impl Stock {
    fn new() -> Self {
        let mut reader = csv::Reader::from_reader(SAMPLE.as_bytes());
        let header = reader.headers().unwrap().clone();
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        let mut moods = [Vec::new(), Vec::new(), Vec::new()];
        for row in &rows {
            moods[mood(row)].extend(clauses(&row[TEXT]).into_iter().skip(1));
        }
        Self { header, rows, clauses: moods }
    }
}

fn mood(row: &csv::StringRecord) -> usize {
    match row[RATING].chars().next() {
        Some('1' | '2') => 0,
        Some('4' | '5') => 2,
        _ => 1,
    }
}

fn clauses(text: &str) -> Vec<String> {
    let parts = text.split(['，', '。', '！', '？', '；', ',', '!', '?', ';', '\n']).map(str::trim);
    parts.filter(|c| c.chars().count() >= 4).map(str::to_owned).collect()
}

/// Writes a CSV file of `rows` rows.
pub(crate) fn write(rows: u64, out: &mut dyn Write) -> io::Result<()> {
    let stock = Stock::new();
    let mut dice = Dice(20_260_105);
    let mut out = csv::Writer::from_writer(out);
    out.write_record(&stock.header)?;
    for n in 0..rows {
        let base = &stock.rows[dice.below(stock.rows.len())];
        let changed = |i: usize, dice: &mut Dice| match i {
            ID => format!("G{:010}", n + 1),
            TIME => time(n, rows, dice),
            TEXT => text(base, &stock, dice),
            LIKES => dice.below(20).to_string(),
            _ => base[i].to_owned(),
        };
        let cells: Vec<String> = (0..base.len()).map(|i| changed(i, &mut dice)).collect();
        out.write_record(&cells)?;
    }
    out.flush()
}

/// Rows come in order of time, as exports do.
fn time(n: u64, rows: u64, dice: &mut Dice) -> String {
    let day = i64::try_from(n * DAYS / rows.max(1)).unwrap();
    let date = jiff::civil::date(2026, 1, 5).checked_add(jiff::Span::new().days(day)).unwrap();
    format!("{date} {:02}:{:02}:{:02}", 7 + dice.below(16), dice.below(60), dice.below(60))
}

fn text(base: &csv::StringRecord, stock: &Stock, dice: &mut Dice) -> String {
    let own = clauses(&base[TEXT]);
    let more = &stock.clauses[mood(base)];
    if own.len() < 2 {
        return base[TEXT].to_owned();
    }
    let mut out = own[0].clone();
    for _ in 0..=dice.below(3) {
        out.push('，');
        out.push_str(&more[dice.below(more.len())]);
    }
    numbers(&out, dice)
}

/// Other numbers of one or two digits; longer ones are ids, prices and phones, and stay.
fn numbers(text: &str, dice: &mut Dice) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let end = rest[at..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |n| at + n);
        out.push_str(&rest[..at]);
        match end - at {
            1 => out.push_str(&(2 + dice.below(8)).to_string()),
            2 => out.push_str(&(10 + dice.below(90)).to_string()),
            _ => out.push_str(&rest[at..end]),
        }
        rest = &rest[end..];
    }
    out + rest
}
