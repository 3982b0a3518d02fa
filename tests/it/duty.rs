//! Who has to act by when, where the export says so itself.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::Value;

use crate::support::{Voc, folder_with};

/// Who acts on the cases of the hotline.
const UNITS: [&str; 4] = ["市城管局", "市交通局", "区住建局", "市市场监管局"];

/// Cases of a hotline, the last of them danger; none of their units is a department of voc.
fn hotline(with_duty: bool) -> String {
    let head = if with_duty { ",承办单位,办理时限" } else { "" };
    let mut csv = format!("工单编号,受理时间,诉求内容{head}\n");
    let matters = [
        "小区门口的路灯坏了很久，一直没有人来修",
        "公交车等了一个小时也不来，司机态度很差",
        "物业乱收费，打电话投诉也不理人",
        "饭店的菜里吃出虫子，吃完上吐下泻去医院挂水",
    ];
    for n in 0..60 {
        let (text, unit) = (matters[n % matters.len()], UNITS[n % UNITS.len()]);
        let day = 1 + n / 4;
        write!(csv, "HL{n:04},2026-09-{day:02} 08:00:00,{text}，第{n}次反映").unwrap();
        csv += &if with_duty { format!(",{unit},2026-09-{:02} 10:00:00\n", day + 5) } else { "\n".to_owned() };
    }
    csv
}

fn words<'v>(list: &'v Value, field: &str) -> Vec<&'v str> {
    list.as_array().unwrap().iter().filter_map(|x| x[field].as_str()).collect()
}

#[test]
fn the_export_says_who_acts_by_when() {
    let dir = folder_with("in.csv", hotline(true).as_bytes());
    let run = |args: &[&str]| Voc::new().dir(dir.path()).args(args.iter().copied()).args(["-q", "--lang", "zh"]).ok();
    let report = run(&["analyze", "in.csv"]).json();
    let departments = words(&report["actions"], "department");
    assert!(!departments.is_empty() && departments.iter().all(|d| UNITS.contains(d)), "{departments:?}");
    let due: Vec<u64> =
        report["actions"].as_array().unwrap().iter().map(|a| a["due_hours"].as_u64().unwrap()).collect();
    assert!(due.iter().all(|hours| *hours == 122), "{due:?}");
    let grave = words(&report["severity"]["list"], "department");
    assert!(!grave.is_empty() && grave.iter().all(|d| UNITS.contains(d)), "{grave:?}");
    // Labelled rows have them, so that `report` says the same.
    run(&["annotate", "in.csv", "-o", "rows.jsonl"]);
    let again = run(&["report", "rows.jsonl"]).json();
    assert_eq!(again["actions"], report["actions"]);
    let rows = std::fs::read_to_string(dir.path().join("rows.jsonl")).unwrap();
    for row in rows.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        let (unit, hours) = (&row["department"], &row["due_hours"]);
        if row["complaint"] == true {
            assert_eq!((unit, hours), (&row["attrs"]["承办单位"], &Value::from(122)), "{row}");
        } else {
            assert_eq!((unit, hours), (&Value::Null, &Value::Null), "{row}");
        }
    }
}

#[test]
fn without_such_columns_the_dictionaries_say_it() {
    let dir = folder_with("in.csv", hotline(true).as_bytes());
    std::fs::write(dir.path().join("bare.csv"), hotline(false)).unwrap();
    let run = |args: &[&str]| Voc::new().dir(dir.path()).args(args.iter().copied()).args(["-q", "--lang", "zh"]).ok();
    let bare = run(&["analyze", "bare.csv"]).json();
    let off = run(&["analyze", "in.csv", "--department-column", "none", "--due-column", "none"]).json();
    let departments =
        |r: &Value| words(&r["actions"], "department").into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    assert_eq!(departments(&off), departments(&bare));
    assert!(departments(&bare).iter().all(|d| !UNITS.contains(&d.as_str())), "{:?}", departments(&bare));
    assert!(off["run"]["inputs"][0]["columns"].as_array().unwrap().iter().all(|c| c["role"] != "department"));
}
