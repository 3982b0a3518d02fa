//! `voc compare --history`: two runs of a store are compared from what was kept of them.

use serde_json::Value;

use crate::support::{Voc, samples};

use super::nights::{Event, LID, export};
use super::stored;

fn copy(dir: &std::path::Path, name: &str) {
    std::fs::copy(samples().join(name), dir.join(name)).unwrap();
}

#[test]
fn runs_give_what_their_files_give() {
    let dir = tempfile::tempdir().unwrap();
    ["hotel.csv", "bank.csv"].iter().for_each(|f| copy(dir.path(), f));
    stored(dir.path(), &["hotel.csv"]);
    stored(dir.path(), &["bank.csv"]);
    let compare = |args: &[&str]| -> Value {
        Voc::new().dir(dir.path()).args(["compare"]).args(args.iter().copied()).args(["-q"]).ok().json()
    };
    let files = compare(&["hotel.csv", "bank.csv"]);
    let runs = compare(&["--history", "voc.db", "1", "last"]);
    // Shares are tested together with those of the issues, which the store knows by its own keys: what is left of control for many tests aside.
    for part in ["headline", "natures", "aspects"] {
        let bare = |c: &Value| -> Vec<(Value, Value, Value, Value)> {
            let of = |x: &Value| {
                (x["id"].clone(), x["before_rows"].clone(), x["after_rows"].clone(), x["difference"].clone())
            };
            // A store keeps no ratings.
            c[part].as_array().unwrap().iter().filter(|x| x["id"] != "rating").map(of).collect()
        };
        assert_eq!(bare(&files), bare(&runs), "{part}");
        assert!(!bare(&runs).is_empty(), "{part}");
    }
    assert_eq!(files["contributions"], runs["contributions"]);
    for side in ["before", "after"] {
        for figure in ["rows", "informative", "complaints", "period"] {
            assert_eq!(files[side][figure], runs[side][figure], "{side} {figure}");
        }
    }
    assert!(runs["issues"].as_array().is_some_and(|i| !i.is_empty()));
    // A store keeps no rows, so nothing can be quoted.
    assert!(runs["natures"].as_array().unwrap().iter().all(|x| x["quotes"].is_null()));
}

/// The second export is the first and some more: under another title an issue is neither gone nor new.
#[test]
fn runs_that_share_most_records_say_so_and_compare_no_issues() {
    let dir = tempfile::tempdir().unwrap();
    copy(dir.path(), "hotel.csv");
    let table = std::fs::read_to_string(dir.path().join("hotel.csv")).unwrap();
    let most: Vec<&str> = table.lines().take(111).collect();
    std::fs::write(dir.path().join("early.csv"), most.join("\n") + "\n").unwrap();
    stored(dir.path(), &["early.csv"]);
    stored(dir.path(), &["hotel.csv"]);
    let c =
        Voc::new().dir(dir.path()).args(["compare", "--history", "voc.db", "1", "2", "-q", "--lang", "en"]).ok().json();
    let told = c["verdict"].as_array().unwrap().last().unwrap().as_str().unwrap();
    assert!(told.contains("records of run 2 were in the store before") && told.contains("not compared"), "{told}");
    assert!(c["issues"].as_array().unwrap().is_empty());
}

/// As they are after an upgrade of voc: all records of both were there before, and none of one is in the other.
#[test]
fn runs_that_are_stored_again_are_compared_as_they_were() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let lids = |days| [Event { days, rows: 8, words: LID, mark: "锅盖" }];
    export(&dir.join("a.csv"), 0..=9, 10, &lids(0..6));
    export(&dir.join("b.csv"), 20..=29, 10, &lids(20..28));
    for more in [&["a.csv"][..], &["b.csv"], &["a.csv", "--force"], &["b.csv", "--force"]] {
        stored(dir, more);
    }
    let compare = |runs: [&str; 2]| {
        Voc::new().dir(dir).args(["compare", "--history", "voc.db", "-q", "--lang", "en"]).args(runs).ok().json()
    };
    for runs in [["1", "2"], ["3", "4"], ["1", "4"]] {
        let c = compare(runs);
        assert!(
            !c["issues"].as_array().unwrap().is_empty() && !c["verdict"].to_string().contains("in the store before"),
            "{c}"
        );
    }
    // The same inputs are the same records.
    assert!(compare(["1", "3"])["verdict"].to_string().contains("not compared"));
}

#[test]
fn what_names_no_two_runs_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    copy(dir.path(), "hotel.csv");
    stored(dir.path(), &["hotel.csv"]);
    for args in [&["1"][..], &["1", "last"], &["1", "7"], &["1", "2", "--at", "2026-01-01"]] {
        let out = Voc::new().dir(dir.path()).args(["compare", "--history", "voc.db"]).args(args.iter().copied()).run();
        assert_eq!(out.status, 2, "{args:?} {}", out.stderr);
    }
}
