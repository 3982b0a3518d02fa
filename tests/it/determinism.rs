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

/// More rows than voc reads at once, so that batches are annotated while others are read and counted. Each text is told at four shops, so that none is a copy.
#[test]
fn threads_never_change_a_byte_of_many_batches() {
    let text = String::from_utf8(sample("feedback.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let at = header.iter().position(|h| h == "反馈内容").unwrap();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let dir = tempfile::tempdir().unwrap();
    let mut out = csv::Writer::from_path(dir.path().join("many.csv")).unwrap();
    out.write_record(&header).unwrap();
    for shop in ["城东店", "河西店", "南门店", "北站店"] {
        for row in &rows {
            let told = |(i, cell): (usize, &str)| if i == at { format!("{shop}：{cell}") } else { cell.to_owned() };
            out.write_record(row.iter().enumerate().map(told)).unwrap();
        }
    }
    out.flush().unwrap();
    let run = |threads: &str| {
        let kept = format!("rows{threads}.jsonl");
        let report = Voc::new()
            .dir(dir.path())
            .args(["analyze", "many.csv", "-q", "--threads", threads, "--records", &kept])
            .ok();
        (report.stdout, std::fs::read(dir.path().join(kept)).unwrap())
    };
    let (one, three) = (run("1"), run("3"));
    assert!(one.0 == three.0, "report");
    assert!(one.1 == three.1, "records");
    assert!(String::from_utf8(one.1).unwrap().lines().count() > 3 * 1024, "too few rows for three batches");
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

/// The report of every sample file under odd surroundings: other machines, as far as one machine can be others.
#[test]
fn no_locale_zone_thread_count_or_folder_changes_a_byte() {
    let elsewhere = tempfile::tempdir().unwrap();
    let surroundings: [&[(&str, &str)]; 7] = [
        &[("TZ", "Pacific/Kiritimati"), ("LANG", "tr_TR.UTF-8")],
        &[("TZ", "America/Los_Angeles"), ("LC_ALL", "C")],
        &[("TZ", ":/no/such/zone"), ("LC_ALL", "zh_CN.GB18030"), ("LANG", "no_such")],
        &[("RAYON_NUM_THREADS", "1"), ("LC_NUMERIC", "de_DE.UTF-8")],
        &[("RAYON_NUM_THREADS", "7"), ("POLARS_MAX_THREADS", "3")],
        &[("COLUMNS", "40"), ("NO_COLOR", "1"), ("TERM", "dumb")],
        &[("SOURCE_DATE_EPOCH", "0"), ("RUST_BACKTRACE", "full"), ("HOME", "/no/such/folder")],
    ];
    for vars in surroundings {
        let dir = elsewhere.path().join(vars[0].1.replace('/', "_"));
        std::fs::create_dir(&dir).unwrap();
        std::fs::write(dir.join("feedback.csv"), sample("feedback.csv")).unwrap();
        let mut voc =
            Voc::new().dir(&dir).args(["analyze", "feedback.csv", "-q", "-o", "r.json", "--records", "rows.jsonl"]);
        for (key, value) in vars {
            voc = voc.env(key, value);
        }
        voc.ok();
        assert!(std::fs::read(dir.join("r.json")).unwrap() == FEEDBACK.bytes, "report with {vars:?}");
        let rows = std::fs::read(FEEDBACK.dir.path().join("rows.jsonl")).unwrap();
        assert!(std::fs::read(dir.join("rows.jsonl")).unwrap() == rows, "rows with {vars:?}");
    }
}

/// Hashes of the reports and rows of all sample files, without what names this build and its dictionaries. They change when labels or figures change; then this test prints the
/// new ones. On any machine they are the same.
#[test]
fn reports_have_the_bytes_that_they_have_everywhere() {
    let told: Vec<String> = crate::support::all_runs()
        .iter()
        .zip(["feedback", "hotel", "bank", "bad_rows"])
        .map(|(run, name)| {
            let mut report = run.report.clone();
            ["version", "dictionaries", "models"].iter().for_each(|own| blank(&mut report, own));
            let rows = std::fs::read(run.dir.path().join("rows.jsonl")).unwrap();
            let hash = |bytes: &[u8]| blake3::hash(bytes).to_hex()[..16].to_owned();
            format!("{name} {} {}", hash(&serde_json::to_vec(&report).unwrap()), hash(&rows))
        })
        .collect();
    let golden = std::fs::read_to_string(crate::support::project("tests/golden/hashes.txt")).unwrap_or_default();
    let kept: Vec<&str> = golden.lines().filter(|l| !l.starts_with('#')).collect();
    assert!(
        told == kept,
        "labels or figures changed; if that is right, tests/golden/hashes.txt holds from now on:\n{}",
        told.join("\n")
    );
}
