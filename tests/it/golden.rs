//! Accuracy on the golden sets, as floors a little below the present figures: a change that costs accuracy is noticed.
//!
//! The sets are written by us and cleaner than real feedback (see tests/golden/README.md); the figures are for comparison from change to change.
#![allow(clippy::print_stdout)] // the figures, with `cargo test golden -- --nocapture`

use std::sync::LazyLock;

use voc::annotate::{Annotator, Scratch};
use voc::lexicon::Dicts;
use voc::model::Models;
use voc::record::{Annotated, Record};

use crate::support::project;

static ANNOTATOR: LazyLock<Annotator> =
    LazyLock::new(|| Annotator::new(&Dicts::load(None).unwrap(), Models::embedded().unwrap(), true).unwrap());

/// One case: the cells by header, and what voc made of its text.
struct Case {
    cells: Vec<(String, String)>,
    got: Annotated,
}

impl Case {
    fn get(&self, column: &str) -> &str {
        self.cells.iter().find(|(c, _)| c == column).map_or("", |(_, v)| v)
    }
}

fn cases(file: &str) -> Vec<Case> {
    let mut reader = csv::Reader::from_path(project("tests/golden").join(file)).unwrap();
    let headers = reader.headers().unwrap().clone();
    let mut scratch = Scratch::default();
    let case = |row: csv::StringRecord| {
        let cells: Vec<_> = headers.iter().zip(&row).map(|(h, c)| (h.to_owned(), c.to_owned())).collect();
        let text = cells.iter().find(|(h, _)| h == "text").unwrap().1.clone();
        Case { got: ANNOTATOR.annotate(Record { text, ..Record::default() }, &mut scratch), cells }
    };
    reader.records().map(Result::unwrap).map(case).collect()
}

/// Percent of `cases` for which `right` holds; at least `floor`.
fn floor(what: &str, cases: &[&Case], floor: f64, right: impl Fn(&Case) -> bool) {
    let wrong: Vec<&str> = cases.iter().filter(|c| !right(c)).map(|c| c.get("text")).collect();
    let percent = 100.0 * (cases.len() - wrong.len()) as f64 / cases.len() as f64;
    println!("{what}: {percent:.1} % of {}", cases.len());
    assert!(percent >= floor, "{what}: {percent:.1} % of {}, floor {floor}\n{}", cases.len(), wrong.join("\n"));
}

/// F1 in percent over pairs of expected and found; at least `floor`.
fn f1(what: &str, pairs: impl Iterator<Item = (bool, bool)>, floor: f64) {
    let (mut tp, mut fp, mut fneg) = (0.0, 0.0, 0.0);
    for (gold, got) in pairs {
        tp += f64::from(u8::from(gold && got));
        fp += f64::from(u8::from(got && !gold));
        fneg += f64::from(u8::from(gold && !got));
    }
    let percent = 100.0 * 2.0 * tp / (2.0 * tp + fp + fneg);
    println!("{what}: F1 {percent:.1} %");
    assert!(percent >= floor, "{what}: F1 {percent:.1} %, floor {floor}");
}

fn refs(cases: &[Case]) -> Vec<&Case> {
    cases.iter().collect()
}

#[test]
fn polarity() {
    let cases = cases("polarity.csv");
    floor("polarity", &refs(&cases), 96.0, |c| c.got.sentiment.label.id() == c.get("label"));
    let mut capabilities: Vec<&str> = cases.iter().map(|c| c.get("capability")).collect();
    capabilities.sort_unstable();
    capabilities.dedup();
    for capability in capabilities {
        let some: Vec<&Case> = cases.iter().filter(|c| c.get("capability") == capability).collect();
        let least = FLOORS.iter().find(|(name, _)| *name == capability).map_or(0.0, |(_, least)| *least);
        floor(capability, &some, least, |c| c.got.sentiment.label.id() == c.get("label"));
    }
}

/// The same in other trades, and in wordings chosen to be hard.
#[test]
fn polarity_in_other_trades() {
    let cases = cases("polarity2.csv");
    floor("polarity", &refs(&cases), 90.0, |c| c.got.sentiment.label.id() == c.get("label"));
}

/// Twelve to sixteen kinds of wordings by eight writers, hardly mended (the last) or never: what voc had at first sight, and what models learned elsewhere.
#[test]
fn polarity_never_mended() {
    let files = [
        ("polarity3.csv", 84.0),
        ("polarity4.csv", 84.0),
        ("polarity5.csv", 81.0),
        ("polarity6.csv", 81.0),
        ("polarity7.csv", 82.0),
        ("polarity8.csv", 86.0),
        ("polarity9.csv", 84.0),
        ("polarity10.csv", 77.0),
    ];
    for (file, least) in files {
        floor(file, &refs(&cases(file)), least, |c| c.got.sentiment.label.id() == c.get("label"));
    }
}

/// Floors of the capabilities that are settled; the others are few or still weak, and the sum above holds them.
const FLOORS: [(&str, f64); 16] = [
    ("ambiguous_adjective", 96.0),
    ("comparison", 96.0),
    // Two of these 36 have a label of both sides.
    ("contrast", 82.0),
    ("degree", 94.0),
    ("dialect", 94.0),
    ("emoji", 95.0),
    ("homophone", 94.0),
    ("implicit", 90.0),
    ("long", 88.0),
    ("negation", 97.0),
    ("neutral", 90.0),
    ("plain", 97.0),
    ("rhetorical", 95.0),
    ("slang", 96.0),
    ("traditional", 95.0),
    ("wish", 92.0),
];

#[test]
fn plain_facts_are_no_complaints() {
    let cases = cases("facts.csv");
    let (facts, blame): (Vec<&Case>, Vec<&Case>) = cases.iter().partition(|c| c.get("natures").is_empty());
    floor("plain facts", &facts, 72.0, |c| !c.got.complaint);
    floor("facts that blame", &blame, 92.0, |c| c.got.complaint);
}

#[test]
fn natures() {
    let cases = cases("natures.csv");
    let gold = |c: &Case, n: &str| c.get("natures").split('|').any(|g| g == n);
    let got = |c: &Case, n: &str| c.got.natures.iter().any(|g| &**g == n);
    for (nature, least) in [("product", 94.0), ("service", 95.0), ("logistics", 92.0), ("price", 93.0)] {
        f1(nature, cases.iter().map(|c| (gold(c, nature), got(c, nature))), least);
    }
    floor("all natures of a text", &refs(&cases), 88.0, |c| {
        ["product", "service", "logistics", "price"].iter().all(|n| gold(c, n) == got(c, n))
    });
}

#[test]
fn severity() {
    severity_of("severity.csv", [97.0, 94.0, 97.0]);
}

#[test]
fn severity_in_other_trades() {
    severity_of("severity2.csv", [93.0, 90.0, 93.0]);
}

fn severity_of(file: &str, [major_f1, all, reasons]: [f64; 3]) {
    let cases = cases(file);
    let got = |c: &Case| c.got.severity.map_or("none", voc::record::Severity::id);
    f1("major", cases.iter().map(|c| (c.get("severity") == "major", got(c) == "major")), major_f1);
    floor("severity", &refs(&cases), all, |c| got(c) == c.get("severity"));
    let major: Vec<&Case> = cases.iter().filter(|c| c.get("severity") == "major" && got(c) == "major").collect();
    floor("reason", &major, reasons, |c| {
        c.got.severity_evidence.iter().any(|e| c.get("reason").split('|').any(|r| r == &*e.reason))
    });
}

#[test]
fn clauses() {
    let cases = cases("clauses.csv");
    floor("nature mentioned", &refs(&cases), 93.0, |c| c.got.mentions.iter().any(|m| &*m.nature == c.get("nature")));
}

/// Rows as customers and hotlines of four trades write them.
#[test]
fn trades() {
    trades_of("trades.csv", 86.0, [78.0, 78.0, 77.0], 74.0);
}

/// The same of eight other trades.
#[test]
fn other_trades() {
    trades_of("trades2.csv", 91.0, [90.0, 91.0, 92.0], 82.0);
}

/// Twelve more trades, and nine kinds of hard wordings.
#[test]
fn further_trades_and_hard_wordings() {
    trades_of("trades3.csv", 91.0, [81.0, 85.0, 83.0], 83.0);
}

/// Natures across goods and services, never mended.
#[test]
fn natures_never_mended() {
    trades_of("trades4.csv", 93.0, [89.0, 93.0, 92.0], 75.0);
    trades_of("trades5.csv", 94.0, [87.0, 91.0, 87.0], 84.0);
    trades_of("trades6.csv", 92.0, [77.0, 84.0, 84.0], 62.0);
    trades_of("trades7.csv", 94.0, [81.0, 85.0, 87.0], 70.0);
    trades_of("trades8.csv", 89.0, [72.0, 81.0, 82.0], 72.0);
    trades_of("trades9.csv", 94.0, [85.0, 90.0, 89.0], 88.0);
    trades_of("trades10.csv", 93.0, [81.0, 92.0, 87.0], 88.0);
}

/// Sentences in English, which words alone judge.
#[test]
fn english() {
    trades_of("english.csv", 80.0, [70.0, 70.0, 70.0], 50.0);
}

/// Accounts, notices, questions and plots with grave words beside complaints of the same words, never mended.
#[test]
fn what_is_only_told() {
    let cases = cases("told.csv");
    floor("label of four", &refs(&cases), 87.0, |c| c.got.sentiment.label.id() == c.get("label"));
    f1("complaint", cases.iter().map(|c| (c.get("severity") != "none", c.got.complaint)), 84.0);
    let major = |c: &Case| c.got.severity == Some(voc::record::Severity::Major);
    f1("major", cases.iter().map(|c| (c.get("severity") == "major", major(c))), 68.0);
}

/// Notes of clerks of hotlines, never mended; matters of a city, which the writer calls none of these natures, are product or service to voc.
#[test]
fn notes_of_hotlines() {
    trades_of("hotline.csv", 94.0, [58.0, 81.0, 68.0], 87.0);
}

/// Reviews of 80 to 350 characters, never mended.
#[test]
fn long_reviews() {
    trades_of("long.csv", 81.0, [87.0, 81.0, 63.0], 75.0);
}

fn trades_of(file: &str, label: f64, natures: [f64; 3], grave: f64) {
    let cases = cases(file);
    let gold = |c: &Case, n: &str| c.get("natures").split('|').any(|g| g == n);
    let got = |c: &Case, n: &str| c.got.natures.iter().any(|g| &**g == n);
    floor("label of four", &refs(&cases), label, |c| c.got.sentiment.label.id() == c.get("label"));
    f1("complaint", cases.iter().map(|c| (c.get("severity") != "none", c.got.complaint)), 93.0);
    for (nature, least) in ["product", "service", "logistics"].into_iter().zip(natures) {
        f1(nature, cases.iter().map(|c| (gold(c, nature), got(c, nature))), least);
    }
    let major = |c: &Case| c.got.severity == Some(voc::record::Severity::Major);
    f1("major", cases.iter().map(|c| (c.get("severity") == "major", major(c))), grave);
}
