//! Which rows an export shares with those before it, whatever is asked of it.

use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

use super::nights::date;
use super::{assert_whole, number, stored};
use crate::support::Voc;

/// New and known records of the run.
fn counted(r: &Value) -> [u64; 2] {
    ["new_records", "known_records"].map(|n| r["history"][n].as_u64().unwrap())
}

/// Rows without an id.
fn unnumbered(dir: &Path, name: &str, rows: i32) {
    let mut csv = "时间,渠道,经办,评价内容\n".to_owned();
    for n in 0..rows {
        let channel = if n % 2 == 0 { "天猫" } else { "京东" };
        let by = if n % 3 == 0 { "甲" } else { "乙" };
        writeln!(csv, "{},{channel},{by},快递太慢了，等了{n}天才到，第二次买了", date(n / 10)).unwrap();
    }
    std::fs::write(dir.join(name), csv).unwrap();
}

#[test]
fn what_is_split_and_what_is_grouped_is_known_or_told() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    unnumbered(dir, "a.csv", 60);
    unnumbered(dir, "b.csv", 80);
    unnumbered(dir, "c.csv", 90);
    stored(dir, &["a.csv"]);
    let split = stored(dir, &["b.csv", "--split", "经办", "-o", "part-{}.json"]);
    assert_eq!(counted(&split), [20, 60]);
    assert_eq!(number(dir, "SELECT count(*) FROM records"), 80);
    // Of another segment each is another record, as ever: but it is said.
    let run = |more: &[&str]| {
        let args = ["analyze", "c.csv", "--history", "voc.db", "-o", "report.json", "--lang", "en"];
        Voc::new().dir(dir).args(args).args(more.iter().copied()).ok().stderr
    };
    let told = "which are `渠道`, `经办` here and were `渠道` in the runs before";
    let (grouped, as_before) = (run(&["--by", "经办"]), run(&["--force"]));
    assert!(grouped.contains(told) && !as_before.contains("which are"), "{grouped}\n{as_before}");
    assert_whole(dir);
}

#[test]
fn orders_go_on_naming_rows_when_some_have_a_follow_up() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let row = |n: u64, text: &str| format!("{},{},京东,{text}，编{n}\n", 2_026_010_100_000_000 + n, date(1));
    let first: String = (0..100).map(|n| row(n, "客服态度很差，打电话都不理人，第二次买了")).collect();
    let later: String = (0..100).map(|n| row(n, "用了一周，质量很好，没有问题")).collect();
    let head = "订单号,评价时间,渠道,评价内容\n";
    std::fs::write(dir.join("a.csv"), format!("{head}{first}")).unwrap();
    std::fs::write(dir.join("b.csv"), format!("{head}{first}{later}")).unwrap();
    let has_id = |r: &Value| r["run"]["inputs"][0]["columns"][0]["role"] == "id";
    let (a, b) = (stored(dir, &["a.csv"]), stored(dir, &["b.csv"]));
    assert_eq!((has_id(&a), has_id(&b)), (true, false));
    assert_eq!((counted(&a), counted(&b)), ([100, 0], [100, 100]));
}

#[test]
fn a_row_that_stands_twice_in_an_export_was_not_counted_before() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let row = |n| format!("A{n},{},快递太慢了，等了{n}天才到，第二次买了\n", date(n / 5));
    let [rows, some] = [30, 7].map(|all| (0..all).map(row).collect::<String>());
    std::fs::write(dir.join("a.csv"), format!("反馈编号,时间,评价内容\n{rows}{some}")).unwrap();
    assert_eq!(counted(&stored(dir, &["a.csv"])), [30, 0]);
    std::fs::write(dir.join("b.csv"), format!("反馈编号,时间,评价内容\n{rows}{some}B1,{},客服不理人\n", date(7)))
        .unwrap();
    assert_eq!(counted(&stored(dir, &["b.csv"])), [1, 37]);
    assert_whole(dir);
}

#[test]
fn texts_of_other_columns_of_the_same_headers_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let row = |n: i32| format!("HL{n},{},占道经营{},市民来电说楼下第{n}家店太吵了，没人管\n", date(n / 5), n % 30);
    let export = |name: &str, rows: i32| {
        let rows: String = (0..rows).map(row).collect();
        std::fs::write(dir.join(name), format!("工单编号,受理时间,标题,诉求内容\n{rows}")).unwrap();
    };
    export("a.csv", 30);
    export("b.csv", 75);
    // A longer export, whose titles repeat, holds the same records.
    assert_eq!(counted(&stored(dir, &["a.csv"])), [30, 0]);
    assert_eq!(counted(&stored(dir, &["b.csv"])), [45, 30]);
    export("c.csv", 80);
    let args = ["analyze", "c.csv", "--history", "voc.db", "-o", "report.json", "--lang", "en"];
    let run = |more: &[&str]| Voc::new().dir(dir).args(args).args(more.iter().copied()).ok().stderr;
    let told = "texts are read from `诉求内容` here, and from `标题`, `诉求内容` of the same headers";
    let (named, as_named) = (run(&["--text-column", "诉求内容"]), run(&["--text-column", "诉求内容", "--force"]));
    assert!(named.contains(told) && !as_named.contains("texts are read from"), "{named}\n{as_named}");
    assert_whole(dir);
}
