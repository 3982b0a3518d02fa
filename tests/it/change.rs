//! What changed within one file: the figures of `voc compare` over the same days, told in every format; and without times nothing is called new.

use std::fmt::Write;

use calamine::Reader;
use serde_json::{Value, json};

use crate::support::{FEEDBACK, HOTEL, Voc, samples};

#[test]
fn figures_are_those_of_compare_over_the_same_days() {
    let change = &FEEDBACK.report["change"];
    assert_eq!((&change["unit"], &change["cautions"]), (&json!("weeks"), &json!([])));
    let day = |side: &str, end: &str| change[side][end].as_str().unwrap();
    // The sample ends on 2026-04-05.
    assert_eq!((day("before", "first"), day("before", "last")), ("2026-02-09", "2026-03-08"));
    assert_eq!((day("after", "first"), day("after", "last")), ("2026-03-09", "2026-04-05"));
    let dir = tempfile::tempdir().unwrap();
    for side in ["before", "after"] {
        let mut lines = String::new();
        for r in &FEEDBACK.records {
            // What was said before the days that are compared is no copy among them.
            let on = r["time"].as_str().filter(|_| r["duplicate_of"].is_null()).and_then(|t| t.get(..10));
            if on.is_some_and(|on| day(side, "first") <= on && on <= day(side, "last")) {
                writeln!(lines, "{r}").unwrap();
            }
        }
        std::fs::write(dir.path().join(format!("{side}.jsonl")), lines).unwrap();
    }
    let compared = Voc::new().dir(dir.path()).args(["compare", "before.jsonl", "after.jsonl", "-q"]).ok().json();
    let figures = change["figures"].as_array().unwrap();
    let ids: Vec<&str> = figures.iter().map(|f| f["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["satisfaction", "rating", "csat", "complaints", "major"]);
    for figure in figures {
        let same = compared["headline"].as_array().unwrap().iter().find(|h| h["id"] == figure["id"]).unwrap();
        for key in ["name", "unit", "before", "before_rows", "after", "after_rows", "difference", "low", "high", "p"] {
            assert_eq!(figure[key], same[key], "{key} of {}", figure["id"]);
        }
    }
    for side in ["before", "after"] {
        assert_eq!(change[side]["rows"], compared[side]["informative"]);
    }
    let themes = change["themes"].as_array().unwrap();
    assert!(themes.len() <= 3 && themes.iter().all(|t| ["better", "worse"].contains(&t["verdict"].as_str().unwrap())));
}

#[test]
fn every_format_for_people_tells_it() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).display().to_string();
    let mut args: Vec<String> = ["analyze", "feedback.csv", "-q", "--lang", "zh"].map(str::to_owned).into();
    for name in ["r.txt", "r.md", "r.html", "r.xlsx"] {
        args.extend(["-o".to_owned(), at(name)]);
    }
    Voc::new().dir(&samples()).args(args).ok();
    let read = |name: &str| std::fs::read_to_string(at(name)).unwrap();
    let complaints = FEEDBACK.report["change"]["figures"].as_array().unwrap().iter().find(|f| f["id"] == "complaints");
    let share = format!("{:.1}%", complaints.unwrap()["after"].as_f64().unwrap() * 100.0);
    for name in ["r.txt", "r.md", "r.html"] {
        let told = format!("近 4 周（2026-03-09 起）投诉率 {share}，此前 4 周");
        assert!(read(name).contains(&told), "{name}");
    }
    assert!(read("r.md").len() <= 4096);
    let page = read("r.html");
    let tile = page.split_once("data-tile=\"complaints\"").unwrap().1.split("</div>").next().unwrap();
    assert!(tile.contains("class=\"delta") && tile.contains(" 较此前 4 周，"), "{tile}");
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(at("r.xlsx")).unwrap();
    let sheet = book.worksheet_range("概览").unwrap();
    let measures: Vec<String> = sheet.rows().map(|r| r[0].to_string()).collect();
    // The share of major complaints is told elsewhere among complaints: here it is another, and says so.
    for told in ["近 4 周（2026-03-09 – 2026-04-05）较此前 4 周", "投诉率：此前 4 周", "重大投诉占反馈：此前 4 周"]
    {
        assert!(measures.iter().any(|m| m.starts_with(told)), "{told}: {measures:?}");
    }
}

#[test]
fn without_times_nothing_changed_and_nothing_is_new() {
    let change = &HOTEL.report["change"];
    assert_eq!(change["cautions"], json!(["no_times"]));
    assert!(["unit", "before", "after"].iter().all(|key| change[key].is_null()), "{change}");
    assert_eq!((&change["figures"], &change["themes"]), (&json!([]), &json!([])));
    let args = ["analyze", "hotel.csv", "-q", "--lang", "zh", "--format", "json", "--fail-on", "alert=red"];
    let run = Voc::new().dir(&samples()).args(args).run();
    assert_eq!(run.status, 1, "{}", run.stderr);
    let report = run.json();
    let alerts: Vec<&Value> = report["alerts"].as_array().unwrap().iter().filter(|a| a["kind"] == "major").collect();
    assert!(alerts.iter().any(|a| a["colour"] == "red"));
    for message in alerts.iter().map(|a| a["message"].as_str().unwrap()) {
        assert!(message.starts_with("重大投诉 ") && message.ends_with("（没有时间，无法判断是否新增）"), "{message}");
    }
}
