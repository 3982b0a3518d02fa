//! What a store counts and what it tells.

use std::fmt::Write;

use serde_json::Value;

use crate::support::{Voc, blank, difference, folder_with, samples};

use super::nights::{Event, LID, PARCEL, date, export};
use super::{analyze, assert_whole, history, number, report, stored};

fn volume(dir: &std::path::Path) -> u64 {
    let points = history(dir, &["series"]);
    points.as_array().unwrap().iter().map(|p| p["volume"].as_u64().unwrap()).sum()
}

#[test]
fn without_a_store_the_report_is_what_it_was_and_with_one_it_only_gains() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::copy(samples().join("feedback.csv"), dir.path().join("feedback.csv")).unwrap();
    let plain = Voc::new().dir(dir.path()).args(["analyze", "feedback.csv"]).ok().json();
    assert!(!plain.to_string().contains("\"history\""));
    let mut kept = stored(dir.path(), &["feedback.csv"]);
    assert_eq!(kept["history"]["run"], 1);
    assert_eq!(
        kept["history"]["new_records"].as_u64().unwrap() + plain["run"]["rows"]["empty"].as_u64().unwrap(),
        plain["run"]["rows"]["read"].as_u64().unwrap()
    );
    assert!(kept["hot_issues"][0]["life"]["state"].is_string() && kept["actions"][0]["order"]["id"].is_string());
    let life: u64 = kept["hot_issues"][0]["life"]["line"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(life, kept["hot_issues"][0]["count"].as_u64().unwrap());
    // What the store adds, taken away again; alerts are judged by the same days here.
    kept.as_object_mut().unwrap().remove("history");
    kept["hot_issues"].as_array_mut().unwrap().iter_mut().for_each(|i| drop(i.as_object_mut().unwrap().remove("life")));
    kept["actions"].as_array_mut().unwrap().iter_mut().for_each(|a| drop(a.as_object_mut().unwrap().remove("order")));
    assert_eq!(difference(&kept, &plain), None);
}

#[test]
fn the_same_input_twice_is_one_run_with_the_same_report() {
    let dir = tempfile::tempdir().unwrap();
    export(&dir.path().join("a.csv"), 0..=3, 10, &[]);
    let first = stored(dir.path(), &["a.csv"]);
    std::fs::rename(dir.path().join("a.csv"), dir.path().join("b.csv")).unwrap();
    let mut again = stored(dir.path(), &["b.csv"]);
    assert_eq!(again["history"]["repeated"], true);
    assert_eq!(
        (number(dir.path(), "SELECT count(*) FROM runs"), volume(dir.path())),
        (1, first["run"]["rows"]["informative"].as_u64().unwrap())
    );
    let mut first = first;
    for r in [&mut first, &mut again] {
        r["run"]["inputs"] = Value::Null;
        r["history"]["repeated"] = Value::Null;
        blank(r, "source");
    }
    assert_eq!(difference(&first, &again), None);
    let forced = stored(dir.path(), &["b.csv", "--force"]);
    assert_eq!((&forced["history"]["run"], &forced["history"]["new_records"]), (&Value::from(2), &Value::from(0)));
    assert_eq!(volume(dir.path()), first["run"]["rows"]["informative"].as_u64().unwrap());
    assert_whole(dir.path());
}

#[test]
fn overlapping_exports_count_each_record_once_and_the_trend_covers_all_days() {
    let dir = tempfile::tempdir().unwrap();
    let both = tempfile::tempdir().unwrap();
    export(&dir.path().join("a.csv"), 0..=9, 12, &[]);
    export(&dir.path().join("b.csv"), 5..=14, 12, &[]);
    export(&both.path().join("all.csv"), 0..=14, 12, &[]);
    stored(dir.path(), &["a.csv"]);
    let second = stored(dir.path(), &["b.csv"]);
    let whole = stored(both.path(), &["all.csv"]);
    let known = second["history"]["known_records"].as_u64().unwrap();
    assert_eq!((known, second["history"]["new_records"].as_u64().unwrap()), (60, 60));
    assert_eq!(number(dir.path(), "SELECT count(*) FROM records"), 180);
    // Copies within a run depend on what else is in it; here every sentence is its own record in both.
    let points = |r: &Value| r["trend"]["points"].as_array().unwrap().len();
    assert_eq!((points(&second), points(&whole)), (15, 15));
    assert_eq!(second["history"]["first"], date(0).as_str());
    // What both have would hide any change: only what was new in each is compared.
    let previous = &second["history"]["previous"];
    assert_eq!((&previous["run"], &previous["overlap"]), (&Value::from(1), &Value::from(60)));
    let new_in = |what: &str, run: u32| {
        let total = "subject = (SELECT id FROM subjects WHERE kind = 'total')";
        number(dir.path(), &format!("SELECT sum({what}) FROM series WHERE {total} AND run = {run}"))
    };
    assert_eq!(
        (&previous["new_before"], &previous["new_now"]),
        (&new_in("volume", 1).into(), &new_in("volume", 2).into())
    );
    let complaints = previous["changes"].as_array().unwrap().iter().find(|c| c["figure"] == "complaints").unwrap();
    let share = 100.0 * new_in("complaints", 2) as f64 / new_in("volume", 2) as f64;
    assert!((complaints["now"].as_f64().unwrap() - share).abs() < 0.01, "{complaints}");
    assert_whole(dir.path());
}

#[test]
fn new_only_labels_what_is_new_and_keeps_the_whole_trend() {
    let dir = tempfile::tempdir().unwrap();
    export(&dir.path().join("a.csv"), 0..=9, 12, &[]);
    export(&dir.path().join("b.csv"), 0..=10, 12, &[]);
    stored(dir.path(), &["a.csv", "--new-only"]);
    let r = stored(dir.path(), &["b.csv", "--new-only"]);
    assert_eq!((&r["run"]["rows"]["read"], &r["history"]["known_records"]), (&Value::from(12), &Value::from(120)));
    assert_eq!(r["trend"]["points"].as_array().unwrap().len(), 11);
    // Nothing new is an answer, not a failure.
    std::fs::copy(dir.path().join("a.csv"), dir.path().join("c.csv")).unwrap();
    let out = analyze(dir.path(), &["c.csv", "--new-only", "--force"]);
    assert_eq!((out.status, report(dir.path())["run"]["rows"]["read"].as_u64()), (0, Some(0)), "{}", out.stderr);
    assert_whole(dir.path());
}

#[test]
fn texts_are_never_kept_unmasked() {
    let rows =
        (0..6).map(|i| format!("A{i},2026-03-0{},快递丢件了，打13812345678没人接，第{i}次投诉，请马上赔偿\n", i + 1));
    let csv = format!("编号,时间,内容\n{}", rows.collect::<String>());
    let dir = folder_with("a.csv", csv.as_bytes());
    stored(dir.path(), &["a.csv"]);
    for file in ["voc.db", "voc.db-wal"] {
        let bytes = std::fs::read(dir.path().join(file)).unwrap_or_default();
        assert!(!bytes.windows(11).any(|w| w == b"13812345678"), "{file}");
    }
    let out = analyze(dir.path(), &["a.csv", "--no-mask"]);
    assert!(out.status == 2 && out.stderr.contains("hint: leave out `--no-mask`"), "{}", out.stderr);
}

#[test]
fn pruned_days_are_gone_and_not_counted_again() {
    let dir = tempfile::tempdir().unwrap();
    export(&dir.path().join("a.csv"), 0..=9, 12, &[]);
    stored(dir.path(), &["a.csv"]);
    let gone = history(dir.path(), &["prune", "--before", &date(4)]);
    assert_eq!((&gone["records"], &gone["days"]), (&Value::from(48), &Value::from(4)));
    stored(dir.path(), &["a.csv", "--force"]);
    assert_eq!(number(dir.path(), "SELECT count(*) FROM records"), 72);
    assert_eq!(history(dir.path(), &["series"])[0]["day"], date(4).as_str());
}

#[test]
fn what_was_pruned_is_not_new() {
    let dir = tempfile::tempdir().unwrap();
    export(&dir.path().join("a.csv"), 0..=9, 12, &[]);
    export(&dir.path().join("b.csv"), 0..=10, 12, &[]);
    stored(dir.path(), &["a.csv"]);
    history(dir.path(), &["prune", "--before", &date(4)]);
    let r = stored(dir.path(), &["b.csv", "--new-only"]);
    assert_eq!((&r["run"]["rows"]["read"], &r["history"]["pruned"]["records"]), (&12.into(), &48.into()));
}

#[test]
fn pruned_rows_are_no_overlap_and_what_is_left_of_a_run_is_compared_with_nothing() {
    let dir = tempfile::tempdir().unwrap();
    export(&dir.path().join("a.csv"), 0..=9, 12, &[]);
    export(&dir.path().join("b.csv"), 0..=14, 12, &[]);
    export(&dir.path().join("c.csv"), 0..=19, 12, &[]);
    stored(dir.path(), &["a.csv"]);
    history(dir.path(), &["prune", "--before", &date(4)]);
    let h = stored(dir.path(), &["b.csv"])["history"].clone();
    assert_eq!((&h["known_records"], &h["pruned"]["records"]), (&120.into(), &48.into()));
    // Of the first run the new rows of four days are gone: all of both is compared.
    assert_eq!((&h["previous"]["overlap"], &h["previous"]["new_before"]), (&72.into(), &Value::Null));
    // What was new in the second is there.
    let previous = stored(dir.path(), &["c.csv"])["history"]["previous"].clone();
    assert_eq!(previous["overlap"], 132);
    assert!(previous["new_before"].as_u64() > Some(0), "{previous}");
}

#[test]
fn a_mistyped_year_empties_no_store_and_later_rows_are_new() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    export(&dir.join("a.csv"), 0..=9, 12, &[]);
    export(&dir.join("b.csv"), 5..=14, 12, &[]);
    stored(dir, &["a.csv"]);
    let out = Voc::new().dir(dir).args(["history", "prune", "--before", "2099-01-01"]).run();
    let told = format!("lies after the last day of the history ({}): no record would stay", date(9));
    assert!(out.status == 2 && out.stderr.contains(&told), "{}", out.stderr);
    let would = history(dir, &["prune", "--before", &date(4), "--dry-run"]);
    assert_eq!((&would["records"], number(dir, "SELECT count(*) FROM records")), (&Value::from(48), 120));
    assert_eq!(history(dir, &["prune", "--before", "2099-01-01", "--dry-run"])["records"], 120);
    assert_eq!(history(dir, &["prune", "--before", "2099-01-01", "--force"])["records"], 120);
    // Days that the store has seen are pruned; those after them were never counted.
    let out = Voc::new().dir(dir).args(["analyze", "b.csv", "--history", "voc.db", "-o", "report.json"]).ok();
    let told = format!("60 records are dated before {}, the first day that `voc history prune` kept", date(10));
    assert!(out.stderr.contains("60 new records, 0 counted before") && out.stderr.contains(&told), "{}", out.stderr);
    let h = &report(dir)["history"];
    assert_eq!((&h["new_records"], &h["known_records"], &h["pruned"]["records"]), (&60.into(), &60.into(), &60.into()));
}

#[test]
fn no_order_of_a_pruned_issue_goes_to_another_one() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    export(&dir.join("a.csv"), 0..=6, 10, &[Event { days: 0..6, rows: 8, words: LID, mark: "锅盖" }]);
    export(&dir.join("b.csv"), 26..=28, 10, &[]);
    export(&dir.join("c.csv"), 29..=34, 10, &[Event { days: 29..35, rows: 8, words: PARCEL, mark: "丢件" }]);
    let about_lids =
        || number(dir, "SELECT count(*) FROM orders WHERE id GLOB 'I*' AND title LIKE '%锅盖%' AND issue IS NOT NULL");
    stored(dir, &["a.csv"]);
    assert!(about_lids() > 0);
    stored(dir, &["b.csv"]);
    let orders = history(dir, &["orders"])["orders"].as_array().unwrap().len();
    assert!(history(dir, &["prune", "--before", &date(20)])["issues"].as_u64() > Some(0));
    // Nobody closed them: they are listed as before, and belong to no issue.
    assert_eq!((history(dir, &["orders"])["orders"].as_array().unwrap().len(), about_lids()), (orders, 0));
    stored(dir, &["c.csv"]);
    assert_eq!(about_lids(), 0);
}

#[test]
fn a_store_is_shown_and_written_out() {
    let dir = tempfile::tempdir().unwrap();
    let event = Event { days: 2..8, rows: 6, words: LID, mark: "锅盖" };
    export(&dir.path().join("a.csv"), 0..=9, 12, &[event]);
    let r = stored(dir.path(), &["a.csv", "--log", "voc.log"]);
    let informative = r["run"]["rows"]["informative"].as_u64().unwrap();
    let text = |args: &[&str]| Voc::new().dir(dir.path()).args(["history"]).args(args.iter().copied()).ok().text();
    assert!(text(&["list"]).contains(&informative.to_string()) || text(&["list"]).contains(&date(9)));
    assert_eq!(history(dir.path(), &["list"])[0]["informative"], informative);
    assert_eq!(history(dir.path(), &["show", "1"])["complaints"], r["severity"]["complaints"]["count"]);
    assert!(text(&["show"]).contains("锅盖") && text(&["issues"]).contains("锅盖"));
    let series = text(&["series", "--what", "渠道=天猫", "--format", "csv"]);
    assert!(series.lines().count() > 5 && series.starts_with("day,volume"), "{series}");
    let list: Value = serde_json::from_str(&text(&["series", "--what", "list", "--format", "json"])).unwrap();
    assert_eq!(list, history(dir.path(), &["series", "--what", "list"]));
    let out = Voc::new().dir(dir.path()).args(["history", "series", "--what", "nature=nothing"]).run();
    assert!(out.status == 2 && out.stderr.contains("--what list"), "{}", out.stderr);
    Voc::new().dir(dir.path()).args(["history", "export", "-o", "all.jsonl"]).ok();
    let lines = crate::support::json_lines(&std::fs::read(dir.path().join("all.jsonl")).unwrap());
    assert_eq!(
        lines.iter().filter(|l| l["table"] == "records").count(),
        usize::try_from(number(dir.path(), "SELECT count(*) FROM records")).unwrap()
    );
    let log = crate::support::json_lines(&std::fs::read(dir.path().join("voc.log")).unwrap());
    assert_eq!(
        (&log[0]["status"], &log[0]["as_of"], &log[0]["history"]["run"]),
        (&Value::from(0), &Value::from(date(9)), &Value::from(1))
    );
    let missing = Voc::new().dir(dir.path()).args(["history", "list", "--history", "no.db"]).run();
    assert!(missing.status == 2 && !dir.path().join("no.db").exists(), "{}", missing.stderr);
}

#[test]
fn the_log_has_a_line_for_every_run_whatever_came_of_it() {
    let dir = tempfile::tempdir().unwrap();
    export(&dir.path().join("a.csv"), 0..=3, 12, &[]);
    // A killed run may have left half a line.
    std::fs::write(dir.path().join("voc.log"), "{\"time\":").unwrap();
    let run = |more: &[&str]| {
        Voc::new()
            .dir(dir.path())
            .args(["analyze", "--log", "voc.log", "-o", "r.json", "-q"])
            .args(more.iter().copied())
            .run()
            .status
    };
    assert_eq!([run(&["a.csv"]), run(&["a.csv", "--fail-on", "csat<101"]), run(&["no.csv"])], [0, 1, 2]);
    let text = std::fs::read_to_string(dir.path().join("voc.log")).unwrap();
    let lines: Vec<Value> = text.lines().skip(1).map(|l| serde_json::from_str(l).unwrap()).collect();
    let statuses: Vec<i64> = lines.iter().map(|l| l["status"].as_i64().unwrap()).collect();
    assert_eq!(statuses, [0, 1, 2]);
    assert!(lines[2]["error"].as_str().unwrap().contains("no.csv") && lines[0]["rows"]["read"] == 48, "{text}");
}

/// The day in the log is that of the store, whatever was typed.
#[test]
fn the_log_tells_the_day_that_a_run_stands_for() {
    let dir = tempfile::tempdir().unwrap();
    export(&dir.path().join("a.csv"), 0..=3, 12, &[]);
    let run = |more: &[&str]| {
        let args = ["analyze", "a.csv", "--log", "voc.log", "-o", "r.json", "-q"];
        Voc::new().dir(dir.path()).args(args).args(more.to_vec()).run().status
    };
    let slashed = date(5).replace('-', "/");
    let named: &[&str] = &["--as-of", &slashed];
    let kept = ["--history", "voc.db"];
    // The same inputs again are the run that they were.
    let later = date(9);
    let again = [&kept[..], &["--as-of", &later]].concat();
    assert_eq!([run(named), run(&[&kept[..], named].concat()), run(&again), run(&[])], [0; 4]);
    assert_eq!(run(&["--as-of", "gestern"]), 2);
    let log = crate::support::json_lines(&std::fs::read(dir.path().join("voc.log")).unwrap());
    let days: Vec<&Value> = log.iter().take(4).map(|l| &l["as_of"]).collect();
    assert_eq!(days, [&date(5), &date(5), &date(5), &date(3)]);
}

#[test]
fn a_run_without_times_stands_for_the_day_that_is_named() {
    let dir = folder_with("a.csv", "内容\n快递太慢了，等了五天\n质量很好，喜欢\n".as_bytes());
    let r = stored(dir.path(), &["a.csv", "--as-of", "2026-03-01"]);
    assert_eq!((&r["history"]["as_of"], &r["history"]["first"]), (&Value::from("2026-03-01"), &Value::Null));
    assert_eq!(r["trend"]["undated"], 2);
    let out = analyze(dir.path(), &["a.csv", "--as-of", "gestern"]);
    assert!(out.status == 2 && out.stderr.contains("is not a date"), "{}", out.stderr);
}

#[test]
fn a_major_complaint_is_no_news_where_the_store_has_had_its_kind() {
    let dir = tempfile::tempdir().unwrap();
    let fortnight = |first: i32, grave: i32| {
        let mut csv = String::from("评价内容,时间\n");
        for day in first..first + 16 {
            let date = format!("2026-{:02}-{:02}", 5 + (day - 1) / 30, (day - 1) % 30 + 1);
            for n in 0..3 {
                writeln!(csv, "第{day}天第{n}位：质量很好，很满意,{date}").unwrap();
            }
            if day == grave {
                writeln!(csv, "第{day}天：插座漏电了，手一摸就麻,{date}").unwrap();
            }
        }
        std::fs::write(dir.path().join("new.csv"), csv).unwrap();
        let alerts = stored(dir.path(), &["new.csv"])["alerts"].clone();
        let major = alerts.as_array().unwrap().iter().filter(|a| a["kind"] == "major").map(|a| a["subject"].clone());
        major.collect::<Vec<_>>()
    };
    assert_eq!(fortnight(1, 15), ["severity:safety"]);
    assert!(fortnight(17, 31).is_empty() && fortnight(33, 47).is_empty(), "one a fortnight is no news");
    let days = history(dir.path(), &["series", "--what", "reason=safety"]);
    assert_eq!(days.as_array().map(Vec::len), Some(3), "{days}");
    // The last run had one; what it is about says so, too.
    let counts = history(dir.path(), &["show", "last"])["counts"].clone();
    let most = |kind: &str| {
        let of_kind = counts.as_array().unwrap().iter().filter(|c| c["kind"] == kind);
        of_kind.map(|c| c["major"].as_u64()).max().flatten()
    };
    assert_eq!(["nature", "reason", "aspect"].map(most), [Some(1); 3], "{counts}");
}
