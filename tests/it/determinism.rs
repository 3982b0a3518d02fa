//! The same rows give the same bytes: whatever the threads, and whatever files they are cut into.

use serde_json::Value;

use crate::support::{FEEDBACK, Voc, blank, difference, sample, samples};

#[test]
fn threads_never_change_a_byte() {
    for threads in ["1", "2", "4"] {
        let dir = tempfile::tempdir().unwrap();
        let rows = dir.path().join("rows.jsonl");
        let report = Voc::new()
            .dir(&samples())
            .args(["analyze", "feedback.csv", "-q", "--threads", threads, "--records", rows.to_str().unwrap()])
            .ok();
        assert!(report.stdout == FEEDBACK.bytes, "report with {threads} threads");
        let shared = std::fs::read(FEEDBACK.dir.path().join("rows.jsonl")).unwrap();
        assert!(std::fs::read(&rows).unwrap() == shared, "records with {threads} threads");
    }
}

#[test]
fn formats_of_the_report_are_deterministic_too() {
    let dir = tempfile::tempdir().unwrap();
    let [csv, txt] = ["report.csv", "report.txt"].map(|f| dir.path().join(f));
    let outputs = ["-o", csv.to_str().unwrap(), "-o", txt.to_str().unwrap(), "--threads", "3"];
    Voc::new().dir(&samples()).args(["analyze", "feedback.csv", "-q"]).args(outputs).ok();
    for name in ["report.csv", "report.txt"] {
        let (a, b) = (std::fs::read(dir.path().join(name)), std::fs::read(FEEDBACK.dir.path().join(name)));
        assert!(a.unwrap() == b.unwrap(), "{name}");
    }
}

/// What does not depend on what the files are called and where they are cut.
fn figures(mut report: Value) -> Value {
    for key in ["source", "row", "rows", "inputs"] {
        blank(&mut report, key);
    }
    report
}

#[test]
fn a_file_cut_in_two_gives_the_same_figures() {
    let text = String::from_utf8(sample("feedback.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let dir = tempfile::tempdir().unwrap();
    for (name, part) in [("a.csv", &rows[..300]), ("b.csv", &rows[300..])] {
        let mut out = csv::Writer::from_path(dir.path().join(name)).unwrap();
        out.write_record(&header).unwrap();
        part.iter().for_each(|r| out.write_record(r).unwrap());
        out.flush().unwrap();
    }
    let cut = Voc::new().dir(dir.path()).args(["analyze", "a.csv", "b.csv", "-q"]).ok().json();
    assert_eq!(cut["run"]["rows"], FEEDBACK.report["run"]["rows"]);
    assert_eq!(difference(&figures(cut), &figures(FEEDBACK.report.clone())), None);
}
