//! The same night again, and nights with nothing new: what the first run told is told again, and nothing else is.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::nights::export;
use super::{analyze, assert_whole, number, report, stored};
use crate::support::{Voc, difference, program, samples};

fn runs(dir: &Path) -> i64 {
    number(dir, "SELECT count(*) FROM runs")
}

#[test]
fn a_reader_who_goes_away_does_not_take_the_run_with_him() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::copy(samples().join("feedback.csv"), dir.path().join("feedback.csv")).unwrap();
    let mut command = Command::new(program());
    command.current_dir(dir.path()).args(["analyze", "feedback.csv", "--history", "voc.db", "--log", "voc.log", "-q"]);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    // Much less than the report, and less than a pipe holds.
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 10]).unwrap();
    drop(stdout);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(runs(dir.path()), 1);
    let log = crate::support::json_lines(&std::fs::read(dir.path().join("voc.log")).unwrap());
    assert_eq!((&log[0]["status"], &log[0]["history"]["run"]), (&0.into(), &1.into()), "{log:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_whose_report_finds_no_room_is_not_stored() {
    let dir = tempfile::tempdir().unwrap();
    export(&dir.path().join("a.csv"), 0..=3, 10, &[]);
    for format in ["json", "terminal"] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let mut command = Command::new(program());
        command.current_dir(dir.path()).args(["analyze", "a.csv", "--history", "voc.db", "--format", format, "-q"]);
        let status = command.stdin(Stdio::null()).stdout(full).stderr(Stdio::null()).status().unwrap();
        assert_eq!((status.code(), runs(dir.path())), (Some(2), 0), "{format}");
    }
}

#[test]
fn the_same_night_again_tells_what_was_new_in_it() {
    let dir = tempfile::tempdir().unwrap();
    export(&dir.path().join("a.csv"), 0..=9, 12, &[]);
    export(&dir.path().join("b.csv"), 0..=10, 12, &[]);
    stored(dir.path(), &["a.csv", "--new-only"]);
    let night = || {
        let report = stored(dir.path(), &["b.csv", "--new-only", "--records", "rows.jsonl"]);
        (report, std::fs::read(dir.path().join("rows.jsonl")).unwrap())
    };
    let (mut first, rows) = night();
    let (mut again, rows_again) = night();
    assert_eq!((&first["run"]["rows"]["read"], &again["history"]["repeated"]), (&12.into(), &true.into()));
    assert!(rows == rows_again && runs(dir.path()) == 2);
    for r in [&mut first, &mut again] {
        r["history"]["repeated"] = Value::Null;
    }
    assert_eq!(difference(&first, &again), None);
    // A later night changes nothing about it.
    export(&dir.path().join("c.csv"), 0..=11, 12, &[]);
    stored(dir.path(), &["c.csv", "--new-only"]);
    assert_eq!(night().1, rows);
    assert_whole(dir.path());
}

#[test]
fn what_cannot_be_told_again_leaves_the_outputs_alone() {
    let dir = tempfile::tempdir().unwrap();
    export(&dir.path().join("a.csv"), 0..=3, 12, &[]);
    let bytes = std::fs::read(dir.path().join("a.csv")).unwrap();
    let args = ["analyze", "-", "--history", "voc.db", "--new-only", "-o", "report.json"];
    let night = || Voc::new().dir(dir.path()).args(args).stdin(&bytes).run();
    assert_eq!(night().status, 0);
    let first = report(dir.path());
    let again = night();
    assert!(again.status == 2 && again.stderr.contains("the outputs are left as they are"), "{}", again.stderr);
    assert_eq!((report(dir.path()), runs(dir.path())), (first, 1));
}

#[test]
fn rows_without_text_come_once_and_nothing_new_is_said_to_be_that() {
    let dir = tempfile::tempdir().unwrap();
    let mut csv =
        "编号,时间,内容\nA1,2026-03-01,快递太慢了，等了五天\nA2,2026-03-02,\nA3,2026-03-03,质量很好，喜欢\n".to_owned();
    let mut night = |more: &str| {
        csv.push_str(more);
        std::fs::write(dir.path().join("a.csv"), &csv).unwrap();
        let out = analyze(dir.path(), &["a.csv", "--new-only", "-o", "report.md"]);
        assert_eq!(out.status, 0, "{}", out.stderr);
        let r = report(dir.path());
        let of = |value: &Value| value.as_u64().unwrap();
        let (rows, h) = (&r["run"]["rows"], &r["history"]);
        [of(&rows["read"]), of(&rows["empty"]), of(&h["new_records"]), of(&h["known_records"])]
    };
    assert_eq!(night(""), [3, 1, 2, 0]);
    assert_eq!(night("A4,2026-03-04,\nA5,2026-03-04,客服态度差，不理人\n"), [2, 1, 1, 2]);
    // The export is another one, and says nothing else.
    assert_eq!(night("\n"), [0, 0, 0, 3]);
    let told = std::fs::read_to_string(dir.path().join("report.md")).unwrap();
    assert!(told.contains("Nothing new: 3 records were counted before"), "{told}");
}

#[test]
fn an_order_to_which_a_line_is_added_is_counted_once_and_told_once() {
    let dir = tempfile::tempdir().unwrap();
    let order = |id: u32, more: &str| {
        format!("N{id},2026-03-{id:02},市民反映{id}号楼暖气不热，室温只有十五度，物业一直推诿。{more}\n")
    };
    let night = |name: &str, rows: &[String], more: &[&str]| {
        std::fs::write(dir.path().join(name), format!("工单编号,受理时间,诉求内容\n{}", rows.concat())).unwrap();
        let r = stored(dir.path(), &[&[name], more].concat());
        [&r["run"]["rows"]["read"], &r["history"]["new_records"], &r["history"]["known_records"]]
            .map(|n| n.as_u64().unwrap())
    };
    let first: Vec<String> = (1..=9).map(|id| order(id, "")).collect();
    assert_eq!(night("a.csv", &first, &[]), [9, 9, 0]);
    // Two of them were urged, and one is new.
    let urged = "【补充：市民再次来电催办】";
    let mut second: Vec<String> = (1..=10).map(|id| order(id, if id < 3 { urged } else { "" })).collect();
    assert_eq!(night("b.csv", &second, &["--new-only"]), [3, 1, 9]);
    assert_eq!(number(dir.path(), "SELECT count(*) FROM grown"), 2);
    // What was urged is no news the night after, until it goes on.
    second.push(order(11, ""));
    assert_eq!(night("c.csv", &second, &["--new-only"]), [1, 1, 10]);
    second[0] = order(1, &format!("{urged}【补充：已三次来电】"));
    assert_eq!(night("d.csv", &second, &[]), [11, 0, 11]);
    assert_eq!(number(dir.path(), "SELECT count(*) FROM records"), 11);
    assert_whole(dir.path());
}
