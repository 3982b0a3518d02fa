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

/// Hardly a word comes twice: nothing but the part of the car is in all of them.
#[test]
fn issues_that_only_an_aspect_has_in_common_are_not_the_same_issue() {
    let rust = [
        "车门边缘生锈",
        "后备箱锈了一片",
        "引擎盖起锈点",
        "车门锈蚀掉漆",
        "底盘锈得厉害",
        "轮眉生锈了",
        "车顶有锈斑",
        "后备箱生锈掉漆",
    ];
    let leak = [
        "天窗漏水",
        "车窗关不严漏水",
        "下雨车内进水",
        "天窗密封条漏雨",
        "车门进水",
        "后备箱下雨进水",
        "天窗滴水",
        "车窗密封条漏水",
    ];
    let dir = tempfile::tempdir().unwrap();
    let told = [(1, rust), (3, leak)].map(|(month, texts)| {
        let rows = (1..).zip(texts).map(|(n, text)| format!("{month}{n:02},{text},2026-{month:02}-{n:02} 10:00:00\n"));
        let name = format!("{month}.csv");
        std::fs::write(dir.path().join(&name), format!("工单编号,诉求内容,来电时间\n{}", rows.collect::<String>()))
            .unwrap();
        let report = stored(dir.path(), &[&name]);
        let issue = &report["hot_issues"][0];
        let id = issue["id"].as_str().unwrap().to_owned();
        (issue["aspect"].clone(), id, issue["life"]["state"].clone(), titles(&report["history"]["resolved"]).len())
    });
    let [(before, first, ..), (after, second, state, resolved)] = told;
    assert_eq!((before, state, resolved), (after, "new".into(), 1));
    assert_ne!(first, second);
}
