//! Runs that are older than the store, days that cannot be, and names in the language of whoever asks.

use std::path::Path;

use serde_json::Value;

use super::nights::{Event, LID, PARCEL, date, export};
use super::{history, report, stored};
use crate::support::{Out, Voc};

/// `voc analyze` that says what it has to say.
fn told(dir: &Path, args: &[&str]) -> Out {
    let always = ["analyze", "--history", "voc.db", "-o", "report.json"];
    Voc::new().dir(dir).args(always).args(args.iter().copied()).ok()
}

#[test]
fn an_older_night_is_compared_with_none_that_is_later_and_turns_no_issue_back() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let events = || {
        [
            Event { days: 70..84, rows: 8, words: LID, mark: "锅盖" },
            Event { days: 20..27, rows: 8, words: PARCEL, mark: "丢件" },
        ]
    };
    for (name, days) in [("a.csv", 70..=76), ("b.csv", 77..=83), ("c.csv", 20..=26), ("d.csv", 84..=86)] {
        export(&dir.join(name), days, 10, &events());
    }
    stored(dir, &["a.csv"]);
    stored(dir, &["b.csv"]);
    let before = history(dir, &["issues"]);
    let out = told(dir, &["c.csv"]);
    assert!(out.stderr.contains(&format!("older than what the history holds (up to {})", date(83))), "{}", out.stderr);
    let late = report(dir);
    let h = &late["history"];
    let day = |d: i32| Value::from(date(d));
    assert_eq!((&h["as_of"], &h["newer"], &h["previous"]), (&day(26), &day(83), &Value::Null));
    let after = history(dir, &["issues"]);
    let state_of = |all: &Value, key: &Value| {
        all.as_array().unwrap().iter().find(|i| i["key"] == *key).map(|i| (i["state"].clone(), i["title"].clone()))
    };
    let left: Vec<&Value> = after.as_array().unwrap().iter().filter(|i| i["last_run"] != 3).collect();
    assert!(!left.is_empty(), "{after:#}");
    for i in left {
        assert_eq!(state_of(&after, &i["key"]), state_of(&before, &i["key"]));
    }
    // By the newest day what came up in the older night is over.
    let new: Vec<&Value> = after.as_array().unwrap().iter().filter(|i| i["first_run"] == 3).collect();
    assert!(!new.is_empty() && new.iter().all(|i| i["state"] == "resolved"), "{new:#?}");
    // The next night goes on where the newest one ended.
    let next = stored(dir, &["d.csv"]);
    assert_eq!((&next["history"]["previous"]["run"], next["history"].get("newer")), (&2.into(), None));
}

#[test]
fn a_mistyped_date_is_no_day_of_the_store() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let events = [Event { days: 0..6, rows: 8, words: LID, mark: "锅盖" }];
    export(&dir.join("a.csv"), 0..=20, 10, &events);
    let mut csv = std::fs::read_to_string(dir.join("a.csv")).unwrap();
    csv.push_str("Z-1,2062-03-05 09:00,天猫,1,第二次买了，这锅盖开裂了，当时在蒸粽子\n");
    std::fs::write(dir.join("a.csv"), csv).unwrap();
    let r = stored(dir, &["a.csv"]);
    let day = |d: i32| Value::from(date(d));
    assert_eq!((&r["history"]["as_of"], &r["history"]["last"]), (&day(20), &day(20)));
    assert_eq!(r["trend"]["undated"], 1);
    assert!(r["trend"]["cautions"].as_array().unwrap().contains(&"stray_times".into()), "{}", r["trend"]["cautions"]);
    let issues = history(dir, &["issues"]);
    let lid = issues.as_array().unwrap().iter().max_by_key(|i| i["records"].as_u64()).unwrap();
    assert!(lid["state"] == "resolved" && lid["last"].as_str().unwrap() < date(7).as_str(), "{lid}");
    let series = history(dir, &["series"]);
    let days: Vec<&Value> = series.as_array().unwrap().iter().map(|p| &p["day"]).collect();
    assert_eq!((days.len(), days[0], days[21]), (22, &Value::Null, &day(20)));
    // What has no day lies between no two.
    for bounds in [&["--to", &date(20)][..], &["--from", &date(0)], &["--from", &date(0), "--to", &date(20)]] {
        let some = history(dir, &[&["series"][..], bounds].concat());
        assert_eq!((some.as_array().unwrap().len(), &some[0]["day"]), (21, &day(0)), "{bounds:?}");
    }
    // A series that is there is there however it is written, also where nothing of it lies within the days.
    for what in [" total ", "segment=渠道=天猫", "渠道=天猫"] {
        let none = history(dir, &["series", "--what", what, "--from", "2090-01-01"]);
        assert_eq!(none, Value::Array(Vec::new()), "{what}");
    }
    let turned = ["history", "series", "--from", "2026-02-01", "--to", "2026-01-01"];
    let turned = Voc::new().dir(dir).args(turned).run();
    assert!(turned.status == 2 && turned.stderr.contains("lies before"), "{}", turned.stderr);
}

#[test]
fn a_night_of_few_rows_does_not_stand_for_a_mistyped_date() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    export(&dir.join("a.csv"), 0..=20, 10, &[]);
    stored(dir, &["a.csv"]);
    let (head, good, bad) = ("编号,时间,渠道,评分,评价内容\n", date(21), "2062-03-05");
    let csv =
        format!("{head}Y-1,{good} 09:00,天猫,5,质量很好，做工精细\nY-2,{bad} 09:00,天猫,1,少发了一个配件，没人管\n");
    std::fs::write(dir.join("b.csv"), csv).unwrap();
    let h = stored(dir, &["b.csv"])["history"].clone();
    assert_eq!((&h["as_of"], &h["last"]), (&Value::from(good.as_str()), &Value::from(good.as_str())));
}

#[test]
fn a_day_long_after_all_data_is_told() {
    let dir = tempfile::tempdir().unwrap();
    export(&dir.path().join("a.csv"), 0..=9, 10, &[]);
    let out = told(dir.path(), &["a.csv", "--as-of", "2062-03-08"]);
    assert!(out.stderr.contains("`--as-of 2062-03-08` lies more than three months after the last"), "{}", out.stderr);
    let out = told(dir.path(), &["a.csv", "--as-of", "2025-02-01", "--force"]);
    assert!(!out.stderr.contains("--as-of"), "{}", out.stderr);
}

#[test]
fn a_mistyped_month_is_told_and_makes_no_later_night_late() {
    let dir = tempfile::tempdir().unwrap();
    export(&dir.path().join("a.csv"), 0..=9, 10, &[]);
    export(&dir.path().join("b.csv"), 5..=14, 10, &[]);
    let out = told(dir.path(), &["a.csv", "--as-of", &date(320)]);
    assert!(out.stderr.contains(&format!("`--as-of {}` lies more than three months", date(320))), "{}", out.stderr);
    let out = told(dir.path(), &["b.csv"]);
    assert!(out.status == 0 && !out.stderr.contains("older than what the history holds"), "{}", out.stderr);
}

#[test]
fn departments_are_named_in_the_language_that_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    export(&dir.join("a.csv"), 0..=6, 10, &[Event { days: 0..6, rows: 8, words: LID, mark: "锅盖" }]);
    stored(dir, &["a.csv", "--lang", "en"]);
    let departments = |lang: &str| {
        let all = history(dir, &["orders", "--lang", lang])["orders"].clone();
        let names = all.as_array().unwrap().iter().map(|o| o["department"].as_str().unwrap().to_owned());
        names.collect::<Vec<String>>()
    };
    let (zh, en) = (departments("zh"), departments("en"));
    assert!(!zh.is_empty() && zh.iter().all(|d| d.chars().all(|c| c > '\u{4dff}')), "{zh:?}");
    assert!(en.iter().all(|d| d.is_ascii()), "{en:?}");
    let counts = history(dir, &["show", "last", "--lang", "zh"])["counts"].clone();
    let nature = counts.as_array().unwrap().iter().find(|c| c["kind"] == "nature" && c["id"] == "product").unwrap();
    assert_eq!(nature["name"], "产品");
}

#[test]
fn nothing_is_told_of_days_where_there_are_none() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    for (name, days) in [("a.csv", 0..=6), ("b.csv", 7..=13), ("c.csv", 14..=20), ("d.csv", 21..=27)] {
        export(&dir.join(name), days, 10, &[Event { days: 0..7, rows: 8, words: LID, mark: "锅盖" }]);
        stored(dir, &[name, "--time-column", "none", "-o", "last.md", "--lang", "zh"]);
    }
    let told = std::fs::read_to_string(dir.join("last.md")).unwrap();
    let resolved = told.lines().find(|l| l.contains("已平息（最近 3 次运行均未出现）"));
    assert!(resolved.is_some_and(|l| l.contains("锅盖")), "{told}");
    assert!(!told.contains("14 天没有新记录"), "{told}");
}

#[test]
fn a_problem_that_comes_back_is_known_again_though_its_first_complaints_looked_like_something_new() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let events = || {
        [
            Event { days: 5..12, rows: 5, words: LID, mark: "锅盖" },
            Event {
                days: 40..41, rows: 4, words: [&["盖子裂了"], &["在焖米饭", "焖米饭时"]], mark: "盖子"
            },
            Event { days: 41..48, rows: 4, words: LID, mark: "锅盖" },
        ]
    };
    let mut lid = Value::Null;
    let nights: [i32; 6] = [8, 11, 30, 40, 41, 42];
    for night in nights {
        export(&dir.join("a.csv"), (night - 20).max(0)..=night, 10, &events());
        let issues = stored(dir, &["a.csv"])["hot_issues"].clone();
        let told = issues.as_array().unwrap().iter().find(|i| i["title"].as_str().unwrap().contains("锅盖"));
        lid = told.map_or(lid, |i| i["life"].clone());
    }
    assert_eq!(lid["state"], "reopened", "{lid}");
    let all = history(dir, &["issues"]);
    let is_lid = |i: &&Value| i["title"].as_str().unwrap().contains("锅盖") && i["state"] != "merged";
    let own: Vec<&Value> = all.as_array().unwrap().iter().filter(is_lid).collect();
    assert_eq!((own.len(), &own[0]["key"], own[0]["runs"].as_u64()), (1, &lid["key"], Some(4)), "{own:?}");
}
