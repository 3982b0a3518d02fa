//! Rows that cannot be taken apart: counted, kept with file, line and reason, and never the end of a run.

use serde_json::json;

use crate::support::{BAD_ROWS, Voc, folder_with, sample, samples};

#[test]
fn the_report_lists_them_with_line_and_reason() {
    let input = &BAD_ROWS.report["run"]["inputs"][0];
    assert_eq!((&input["rows"], &input["rejected"]), (&json!(12), &json!(4)));
    let lines: Vec<_> =
        input["rejects"].as_array().unwrap().iter().map(|r| (r["line"].clone(), r["reason"].clone())).collect();
    let expected = [
        (4, "4 fields where the header has 5"),
        (5, "7 fields where the header has 5"),
        (7, "1 field where the header has 5"),
        (13, "a quotation mark is never closed"),
    ];
    assert_eq!(lines, expected.map(|(line, reason)| (json!(line), json!(reason))));
}

#[test]
fn the_other_rows_keep_their_numbers() {
    let ids: Vec<_> = BAD_ROWS.records.iter().map(|r| format!("{} {}", r["row"], r["id"].as_str().unwrap())).collect();
    let expected = [1, 2, 5, 7, 8, 9, 10, 12].map(|n| format!("{n} BAD-{n:02}"));
    assert_eq!(ids, expected);
}

#[test]
fn a_file_of_rejects_holds_the_raw_rows() {
    let dir = folder_with("bad.csv", &sample("bad_rows.csv"));
    for command in ["analyze", "annotate"] {
        let out = Voc::new().dir(dir.path()).args([command, "bad.csv", "--rejects", "rejects.csv", "-q"]).ok();
        assert!(!out.stdout.is_empty());
        let kept = std::fs::read_to_string(dir.path().join("rejects.csv")).unwrap();
        insta::allow_duplicates! {
            insta::assert_snapshot!(kept, @r#"
            source,line,reason,raw
            bad.csv,4,4 fields where the header has 5,"BAD-03,2026-03-01 11:05:00,抖音,4"
            bad.csv,5,7 fields where the header has 5,"BAD-04,2026-03-02 08:41:00,天猫,1,锅盖裂了,要求退货,三天没人理"
            bad.csv,7,1 field where the header has 5,BAD-06
            bad.csv,13,a quotation mark is never closed,"BAD-11,2026-03-05 22:48:00,天猫,5,""这里少了一个收尾的引号，后面的内容会被吞掉"
            "#);
        }
    }
}

#[test]
fn where_there_is_nothing_else_they_are_kept_and_the_status_is_2() {
    let cases = [
        ("a.csv", "评价内容,评分\na,b,c\nx,y,z,w\n", "`a.csv`: no row can be read: rejected 2 of 2", 2),
        ("a.csv", "评价内容,评分\n\"坏了,1\n", "`a.csv`: no row can be read: rejected 1 of 1", 1),
        ("a.csv", "\"never closed\n", "no row of it can be taken apart", 1),
        ("a.jsonl", "{\"text\":\"全坏\n{x\n", "it holds no JSON objects", 2),
    ];
    for (name, bytes, told, rows) in cases {
        for command in ["analyze", "annotate"] {
            let dir = folder_with(name, bytes.as_bytes());
            let args = [command, name, "--rejects", "rejects.csv", "-o", "out.csv"];
            let out = Voc::new().dir(dir.path()).args(args).run();
            assert_eq!((out.status, out.stdout.len()), (2, 0), "{command} {bytes}: {}", out.stderr);
            assert!(out.stderr.contains(told) && out.stderr.contains("hint: "), "{command}: {}", out.stderr);
            let kept = std::fs::read_to_string(dir.path().join("rejects.csv")).unwrap();
            assert_eq!(kept.lines().count(), 1 + rows, "{command}: {kept}");
            assert!(!dir.path().join("out.csv").exists(), "{command} {bytes}");
        }
    }
}

#[test]
fn a_file_of_nothing_else_does_not_stop_the_others() {
    let dir = folder_with("a.jsonl", b"{x\n");
    std::fs::write(dir.path().join("b.csv"), "反馈内容\n快递太慢了\n").unwrap();
    let out = Voc::new().dir(dir.path()).args(["analyze", "a.jsonl", "b.csv"]).ok();
    let rows = &out.json()["run"]["rows"];
    assert_eq!((&rows["read"], &rows["analysed"], &rows["rejected"]), (&json!(2), &json!(1), &json!(1)), "{rows}");
    assert!(out.stderr.contains("a.jsonl:1"), "{}", out.stderr);
}

#[test]
fn empty_rows_are_read_all_the_same() {
    let dir = folder_with("a.csv", "反馈内容,评分\n,1\n,5\n".as_bytes());
    for command in ["analyze", "annotate"] {
        Voc::new().dir(dir.path()).args([command, "a.csv", "-q"]).ok();
    }
    // Without a rating there is nothing to report; a record for each row all the same.
    let dir = folder_with("a.csv", "反馈内容,渠道\n,天猫\n  ,京东\n".as_bytes());
    let run = |args: &[&str]| Voc::new().dir(dir.path()).args(args.iter().copied()).args(["-q"]).run();
    assert_eq!(run(&["annotate", "a.csv", "-o", "rows.jsonl"]).status, 0);
    for args in [["analyze", "a.csv", "-o", "r.json"], ["report", "rows.jsonl", "-o", "r.json"]] {
        let out = run(&args);
        assert_eq!((out.status, dir.path().join("r.json").exists()), (2, false), "{}", out.stderr);
        assert!(out.stderr.contains("of 2 rows, 2 are empty where the text should be"), "{}", out.stderr);
    }
}

#[test]
fn ratings_on_different_scales_are_something_to_report() {
    let rows = |points: [u32; 2]| {
        let all: String = (0..40).map(|i| format!(",{}\n", points[i % 2])).collect();
        format!("反馈内容,评分\n{all}")
    };
    let dir = folder_with("a.csv", rows([5, 4]).as_bytes());
    std::fs::write(dir.path().join("b.csv"), rows([10, 8])).unwrap();
    let report = Voc::new().dir(dir.path()).args(["analyze", "a.csv", "b.csv", "-q"]).ok().json();
    let s = &report["satisfaction"];
    assert_eq!((&s["cautions"], s["ratings"].is_null()), (&json!(["too_little_data", "scales_mixed"]), true));
}

#[test]
fn without_a_file_they_are_told() {
    for command in ["analyze", "annotate"] {
        let told = Voc::new().dir(&samples()).args([command, "bad_rows.csv"]).ok().stderr;
        assert!(told.contains("line 4") || told.contains("bad_rows.csv:4"), "{command}: {told}");
        assert!(told.contains("--rejects"), "{command}: {told}");
    }
}

#[test]
fn strict_stops_at_the_first() {
    let out = Voc::new().dir(&samples()).args(["annotate", "bad_rows.csv", "--strict", "-q"]).run();
    assert_eq!((out.status, out.stdout.len()), (2, 0), "{}", out.stderr);
    assert!(out.stderr.contains("`bad_rows.csv`: line 4: 4 fields where the header has 5"), "{}", out.stderr);
}

#[test]
fn rejected_is_a_condition() {
    let out = Voc::new().dir(&samples()).args(["analyze", "bad_rows.csv", "-q", "--fail-on", "rejected"]).run();
    assert_eq!(out.status, 1, "{}", out.stderr);
}

#[test]
fn lines_of_json_that_are_no_objects() {
    let dir = folder_with(
        "a.jsonl",
        "{\"反馈内容\":\"快递太慢了\"}\n[1,2]\n{\"反馈内容\":\n{\"反馈内容\":\"质量不错，喜欢\"}\n".as_bytes(),
    );
    let report = Voc::new().dir(dir.path()).args(["analyze", "a.jsonl", "-q"]).ok().json();
    let rows = &report["run"]["rows"];
    assert_eq!((&rows["read"], &rows["analysed"], &rows["rejected"]), (&json!(4), &json!(2), &json!(2)), "{rows}");
}

#[test]
fn the_reason_is_in_the_language_of_the_run() {
    let dir = folder_with("bad.csv", &sample("bad_rows.csv"));
    let run = |lang: &str| {
        let args = ["annotate", "bad.csv", "--lang", lang, "--rejects", "rejects.csv", "-q"];
        Voc::new().dir(dir.path()).args(args).ok();
        std::fs::read_to_string(dir.path().join("rejects.csv")).unwrap()
    };
    assert!(run("zh").contains("bad.csv,4,有 4 个字段，而表头有 5 个,"));
    assert!(run("en").contains("bad.csv,4,4 fields where the header has 5,"));
}

#[test]
fn totals_and_signatures_are_set_aside_and_stop_no_run() {
    let table = "编号,日期,反馈内容\n1,2026-03-01,快递太慢了\n2,2026-03-02,质量不错\n3,2026-03-03,客服不理人\n合计,,3条\n制表人：王五,,\n";
    let dir = folder_with("a.csv", table.as_bytes());
    let args = ["analyze", "a.csv", "--strict", "--rejects", "rejects.csv", "-q"];
    let report = Voc::new().dir(dir.path()).args(args).ok().json();
    let rows = &report["run"]["rows"];
    assert_eq!((&rows["read"], &rows["analysed"], &rows["rejected"]), (&json!(5), &json!(3), &json!(2)), "{rows}");
    Voc::new().dir(dir.path()).args(args).args(["--lang", "zh"]).ok();
    let kept = std::fs::read_to_string(dir.path().join("rejects.csv")).unwrap();
    assert!(kept.contains("a.csv,5,合计行或签名行，不是反馈,\"合计,,3条\""), "{kept}");
}

#[test]
fn a_reason_repeats_no_personal_data() {
    let dir = folder_with("a.jsonl", "{\"反馈内容\":\"太慢了\"}\n\"请打13812345678\"\n".as_bytes());
    for (args, rest) in [(["analyze", "a.jsonl"], &[][..]), (["annotate", "a.jsonl"], &["--strict"])] {
        let out = Voc::new().dir(dir.path()).args(args).args(rest).run();
        for told in [String::from_utf8_lossy(&out.stdout), out.stderr.as_str().into()] {
            assert!(!told.contains("13812345678"), "{told}");
        }
    }
}

#[test]
fn all_of_a_few_hundred_are_listed_and_a_file_for_them_is_told() {
    let rows: String = (0..300).map(|i| format!("好评第{i}条,5\n坏,1,2\n")).collect();
    let dir = folder_with("a.csv", format!("评价内容,评分\n{rows}").as_bytes());
    let out = Voc::new().dir(dir.path()).args(["analyze", "a.csv"]).ok();
    assert_eq!(out.json()["run"]["inputs"][0]["rejects"].as_array().unwrap().len(), 300);
    let out = Voc::new().dir(dir.path()).args(["analyze", "a.csv", "--rejects", "r.csv"]).ok();
    assert!(out.stderr.contains("300"), "{}", out.stderr);
}

/// The bracket that is missing is told, but it is no row; with `--strict` it ends the run.
#[test]
fn a_list_that_is_cut_off_has_no_row_more() {
    for (json, rows) in [
        ("[{\"text\":\"质量差\"},{\"text\":\"快递慢\"}", [2, 2, 0]),
        ("[{\"text\":\"质量差\"},{\"text\":\"快", [2, 1, 1]),
    ] {
        let dir = folder_with("a.json", json.as_bytes());
        let out = Voc::new().dir(dir.path()).args(["analyze", "a.json"]).ok();
        assert!(out.stderr.contains("ends without its bracket"), "{}", out.stderr);
        let read = out.json()["run"]["rows"].clone();
        assert_eq!(["read", "analysed", "rejected"].map(|f| read[f].as_u64().unwrap()), rows, "{read}");
        let strict = Voc::new().dir(dir.path()).args(["analyze", "a.json", "--strict", "-q"]).run();
        assert_eq!(strict.status, 2, "{}", strict.stderr);
    }
}
