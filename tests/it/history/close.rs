//! `history close`: what is no table of outcomes is refused before anything is written, and every row of one is accounted for.

use std::path::Path;

use serde_json::Value;

use super::nights::{Event, LID, PARCEL, date, export};
use super::{number, stored};
use crate::support::{Out, Voc};

/// A store with orders; gives their ids, those of issues and aspects first.
fn orders(dir: &Path) -> Vec<String> {
    let events = [
        Event { days: 0..6, rows: 8, words: LID, mark: "锅盖" },
        Event { days: 0..6, rows: 8, words: PARCEL, mark: "丢件" },
    ];
    export(&dir.join("a.csv"), 0..=6, 10, &events);
    let report = stored(dir, &["a.csv"]);
    let actions = report["actions"].as_array().unwrap();
    let (general, major): (Vec<&Value>, Vec<&Value>) = actions.iter().partition(|a| a["severity"] == "general");
    general.into_iter().chain(major).map(|a| a["order"]["id"].as_str().unwrap().to_owned()).collect()
}

fn close(dir: &Path, table: &str, more: &[&str]) -> Out {
    std::fs::write(dir.join("orders.csv"), table).unwrap();
    Voc::new().dir(dir).args(["history", "close", "orders.csv"]).args(more.iter().copied()).run()
}

fn closed(dir: &Path, table: &str, more: &[&str]) -> Value {
    let out = close(dir, table, &[more, &["--json"]].concat());
    assert_eq!(out.status, 0, "{}", out.stderr);
    out.json()
}

fn assert_refused(dir: &Path, out: &Out, why: &str) {
    assert!(out.status == 2 && out.stderr.contains(why) && out.stderr.contains("hint:"), "{}", out.stderr);
    assert_eq!(number(dir, "SELECT count(*) FROM outcomes"), 0);
}

#[test]
fn feedback_is_no_table_of_outcomes() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let ids = orders(dir);
    let feedback = std::fs::read_to_string(dir.join("a.csv")).unwrap();
    assert_refused(dir, &close(dir, &feedback, &[]), "no column tells when these were resolved");
    assert_refused(dir, &close(dir, &feedback, &["--order-column", "编号"]), "no column tells when");
    // A time of something else is not one of resolution, and a rating of something else is no satisfaction.
    let (id, day) = (&ids[0], date(7));
    let dated = format!("工单编号,日期,评分\n{id},{day},5\n");
    assert_refused(dir, &close(dir, &dated, &[]), "there are: 工单编号, 日期, 评分");
    let done = closed(dir, &dated, &["--resolved-column", "日期"]);
    assert_eq!((&done["closed"]["matched"], &done["handling"]["satisfied"]["of"]), (&1.into(), &0.into()));
}

#[test]
fn a_table_about_something_else_is_refused_unless_the_user_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let (id, day) = (&orders(dir)[0], date(7));
    let table = format!("工单编号,完成时间\n{id},{day}\nX1,{day}\nX2,{day}\n");
    assert_refused(dir, &close(dir, &table, &[]), "2 of 3 rows name no order, issue or record");
    let done = closed(dir, &table, &["--order-column", "1", "--resolved-column", "完成时间"]);
    assert_eq!((&done["closed"]["matched"], &done["closed"]["unknown"]), (&1.into(), &serde_json::json!(["X1", "X2"])));
}

#[test]
fn lists_of_closed_orders_need_no_time() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let ids = orders(dir);
    let (one, two) = (&ids[0], &ids[1]);
    // Only the status tells that the second goes on.
    let done = closed(dir, &format!("工单编号,状态\n{one},已完成\n{two},处理中\n"), &[]);
    assert_eq!((&done["closed"]["matched"], &done["closed"]["open"]), (&1.into(), &1.into()));
    let done = closed(dir, &format!("工单编号\n{one}\n{two}\n"), &[]);
    assert_eq!(done["closed"]["matched"], 2);
    // Headers as `history orders` has them.
    let done = closed(dir, &format!("工单,完成\n{one},{}\n{two},\n", date(8)), &[]);
    assert_eq!((&done["closed"]["matched"], &done["closed"]["open"]), (&1.into(), &1.into()));
}

#[test]
fn every_row_is_accounted_for_and_nothing_is_resolved_before_it_was_opened() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let (ids, day) = (orders(dir), date(7));
    let (one, two) = (&ids[0], &ids[1]);
    let table = format!(
        "工单编号,完成时间,是否满意\n{one},{day} 09:00,maybe\n{two},,\n{two},昨天,\n{two},2020-01-01 00:00,是\n{one},{day} 10:00,是\nX9,{day},否\n,{day},是\n"
    );
    let done = closed(dir, &table, &[]);
    let c = &done["closed"];
    let count = |list: &str| c[list].as_array().unwrap().len() as u64;
    let of = |part: &str| c[part].as_u64().unwrap();
    let parts = [of("matched"), of("open"), of("repeated"), of("unnamed"), of("rejected")];
    assert_eq!(parts, [1, 1, 1, 1, 0], "{c}");
    assert_eq!([count("unknown"), count("unreadable"), count("early")], [1, 1, 1], "{c}");
    assert_eq!(of("rows"), 7);
    assert!(c["unreadable"][0].as_str().unwrap().contains("昨天") && c["early"][0] == two.as_str(), "{c}");
    assert!(c["unclear"][0].as_str().unwrap().contains("maybe"), "{c}");
    // The later row of the two stands.
    let h = &done["handling"];
    assert_eq!(
        (&h["closed"]["count"], &h["satisfied"]["count"], &h["satisfied"]["of"]),
        (&1.into(), &1.into(), &1.into())
    );
    let out = close(dir, &table, &[]);
    for told in ["7 rows: 1 outcome imported", "; 1 still open", "; 1 resolved before it was opened; 1 repeated"] {
        assert!(out.text().contains(told), "{}", out.text());
    }
    assert!(out.stderr.contains("cannot be read, not imported: 1"), "{}", out.stderr);
}

#[test]
fn columns_are_called_by_what_they_are_here() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let (id, day) = (&orders(dir)[0], date(7));
    let out = close(dir, &format!("工单号,完成时间,是否满意\n{id},{day},是\n"), &[]);
    let told = "order `工单号`, resolved `完成时间`, satisfied `是否满意` (to choose others: --order-column --resolved-column --satisfied-column)";
    assert!(out.status == 0 && out.stderr.contains(told) && !out.stderr.contains("--text-column"), "{}", out.stderr);
    let row = format!("{{\"id\": \"{id}\", \"resolved\": \"{day}\", \"satisfied\": true}}");
    std::fs::write(dir.join("orders.json"), format!("[{row}, {row}, {row}]")).unwrap();
    let out = Voc::new().dir(dir).args(["history", "close", "orders.json", "--json"]).ok();
    assert!(!out.stderr.contains("rating"), "{}", out.stderr);
    assert_eq!(out.json()["handling"]["satisfied"]["count"], 1);
}

#[test]
fn a_day_without_a_time_of_day_is_any_hour_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let csv = "编号,时间,内容\nR-1,2026-03-01 10:00,插座漏电，差点电到孩子，太危险了\nR-2,2026-03-02 11:00,颜色很好看，喜欢\n";
    std::fs::write(dir.join("a.csv"), csv).unwrap();
    stored(dir, &["a.csv"]);
    let early = |time: &str| closed(dir, &format!("反馈编号,完成时间\nR-1,{time}\n"), &[])["closed"]["early"].clone();
    assert_eq!(early("2026-02-28"), serde_json::json!(["R-1"]));
    assert_eq!(early("2026-03-01 09:00"), serde_json::json!(["R-1"]));
    assert_eq!(early("2026-03-01"), serde_json::json!([]));
}

#[test]
fn a_complaint_may_be_dealt_with_before_its_order_is_raised() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    orders(dir);
    let report = super::report(dir);
    let actions = report["actions"].as_array().unwrap();
    let general = actions.iter().find(|a| a["severity"] == "general").unwrap();
    let row = usize::try_from(general["rows"][0]["row"].as_u64().unwrap()).unwrap();
    let csv = std::fs::read_to_string(dir.join("a.csv")).unwrap();
    let record = csv.lines().nth(row).unwrap().split(',').next().unwrap();
    // The run stands for the sixth day, the complaint may be of the first.
    let done = |day: i32| closed(dir, &format!("反馈编号,完成时间\n{record},{}\n", date(day)), &[])["closed"].clone();
    assert_eq!((&done(-9)["matched"], &done(-9)["early"][0]), (&0.into(), &record.into()));
    assert_eq!(done(3)["matched"], 1);
}

/// Of a pipe, too, the headers are seen before the rows are read.
#[test]
fn outcomes_come_from_standard_input_too() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let ids = orders(dir);
    let table = format!("工单编号,完成时间\n{},{}\n", ids[0], date(7));
    let close = |input: &str, table: &str| {
        Voc::new().dir(dir).args(["history", "close", input, "--json"]).stdin(table.as_bytes()).run()
    };
    let empty = close("-", "");
    assert!(empty.status == 2 && empty.stderr.contains("`-`: ") && !empty.stderr.contains(".voc-"), "{}", empty.stderr);
    let out = close("-", &table);
    assert_eq!((out.status, out.json()["closed"]["matched"].as_i64()), (0, Some(1)), "{}", out.stderr);
    assert!(out.stderr.contains("`-`: order `工单编号`") && !out.stderr.contains(".voc-"), "{}", out.stderr);
    #[cfg(unix)]
    assert_eq!(close("/dev/stdin", &table).status, 0);
}

/// Settings for feedback are not meant for a table of outcomes.
#[test]
fn how_feedback_is_read_is_not_how_outcomes_are() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let ids = orders(dir);
    std::fs::write(dir.join("orders.csv"), format!("工单编号,完成时间\n{},{}\n", ids[0], date(7))).unwrap();
    let close = |variable: &str, value: &str| {
        let voc = Voc::new().dir(dir).env(variable, value).args(["history", "close", "orders.csv", "--json"]);
        voc.run()
    };
    for (variable, value) in
        [("VOC_SHEET", "数据"), ("VOC_DELIMITER", ";"), ("VOC_ENCODING", "utf-16"), ("VOC_INPUT_FORMAT", "xlsx")]
    {
        let out = close(variable, value);
        assert_eq!(out.status, 0, "{variable}: {}", out.stderr);
        assert_eq!(out.json()["closed"]["matched"], 1, "{variable}");
    }
    assert_eq!(close("VOC_CLOSE_DELIMITER", ";").status, 2);
    std::fs::write(dir.join("voc.toml"), "sheet = \"数据\"\ndelimiter = \";\"\n").unwrap();
    assert_eq!(close("VOC_LANG", "en").status, 0);
}

#[test]
fn what_forces_a_run_empties_no_store() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    orders(dir);
    let prune = |variable: &str| {
        let voc = Voc::new().dir(dir).env(variable, "1");
        voc.args(["history", "prune", "--before", "2206-01-01"]).run()
    };
    let out = prune("VOC_FORCE");
    assert!(out.status == 2 && out.stderr.contains("lies after the last day of the history"), "{}", out.stderr);
    std::fs::write(dir.join("voc.toml"), "force = true\n").unwrap();
    assert_eq!(prune("VOC_QUIET").status, 2);
    assert!(number(dir, "SELECT count(*) FROM records") > 0);
    assert_eq!(prune("VOC_PRUNE_FORCE").status, 0);
    assert_eq!(number(dir, "SELECT count(*) FROM records"), 0);
}
