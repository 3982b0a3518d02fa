//! A month per file: no record of one run is in the next, and what is told of issues is still true.

use std::path::Path;

use serde_json::Value;

use super::nights::{Event, LID, export};
use super::{history, report, stored};

fn titles(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(|i| i["title"].as_str()).collect()
}

fn has_lid(list: &Value) -> bool {
    titles(list).iter().any(|t| t.contains("锅盖"))
}

/// Three months: many lids crack in the first, two in the second, none in the third. Gives what the second and the third run tell of issues.
fn months(dir: &Path) -> [Value; 2] {
    let events = || {
        [
            Event { days: 20..27, rows: 8, words: LID, mark: "锅盖" },
            Event { days: 50..52, rows: 1, words: LID, mark: "锅盖" },
        ]
    };
    for (name, days) in [("a.csv", 0..=29), ("b.csv", 30..=59), ("c.csv", 60..=89)] {
        export(&dir.join(name), days, 6, &events());
    }
    stored(dir, &["a.csv"]);
    let second = stored(dir, &["b.csv", "-o", "b.md", "--lang", "zh"])["history"].clone();
    let again = stored(dir, &["b.csv"])["history"].clone();
    assert_eq!((&again["repeated"], &again["unclear"]), (&true.into(), &second["unclear"]));
    stored(dir, &["c.csv"]);
    [second, report(dir)["history"].clone()]
}

#[test]
fn an_issue_is_not_resolved_while_the_newest_file_has_complaints_about_it() {
    let dir = tempfile::tempdir().unwrap();
    let [second, third] = months(dir.path());
    assert!(has_lid(&second["unclear"]) && !has_lid(&second["resolved"]), "{second:#}");
    assert!(second["issues"]["unclear"].as_u64() >= Some(1), "{second:#}");
    let told = std::fs::read_to_string(dir.path().join("b.md")).unwrap();
    let of = |start: &str| told.lines().filter(|l| l.contains(start)).any(|l| l.contains("锅盖"));
    assert!(of("无法判断是否平息") && !of("已平息（14 天没有新记录）"), "{told}");
    // Nothing was heard of it in the third month.
    assert!(has_lid(&third["resolved"]) && !has_lid(&third["unclear"]), "{third:#}");
    let issues = history(dir.path(), &["issues", "--state", "resolved"]);
    let lid = issues.as_array().unwrap().iter().find(|i| i["title"].as_str().unwrap().contains("锅盖")).unwrap();
    let states: Vec<&str> = lid["states"].as_array().unwrap().iter().map(|s| s[1].as_str().unwrap()).collect();
    assert_eq!(states, ["new", "unclear", "resolved"], "{lid}");
}
