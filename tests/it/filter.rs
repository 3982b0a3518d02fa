//! `--where`, `--from` and `--to` from outside: which rows count, how they are accounted for, what every format says of them, and what is refused.

use calamine::{Data, Reader as _};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{FEEDBACK, Out, Voc, difference, folder_with, samples, without_inputs};

/// Two voices of the same words, a row without a time, and a column that is no segment by itself.
const SMALL: &str = "反馈编号,反馈时间,渠道,分区,反馈内容\n\
    A1,2026-02-01,天猫,甲,快递太慢了，等了三天还没有送到，客服也不理人\n\
    A2,2026-02-02,京东,乙,快递太慢了，等了三天还没有送到，客服也不理人\n\
    A3,2026-02-02,京东,甲,质量不错，很喜欢，下次还会再来买的\n\
    A4,,京东,甲,衣服颜色和图片不一样，有点失望，不推荐\n";

fn small() -> TempDir {
    folder_with("a.csv", SMALL.as_bytes())
}

fn run(dir: &TempDir, args: &[&str]) -> Out {
    Voc::new().dir(dir.path()).args(args.iter().copied()).run()
}

fn report(args: &[&str]) -> Value {
    Voc::new().dir(&samples()).args(["analyze", "feedback.csv", "-q"]).args(args.iter().copied()).ok().json()
}

/// What the rows came to: read, analysed, duplicate, left out.
fn counts(report: &Value) -> [u64; 4] {
    ["read", "analysed", "duplicate", "left_out"].map(|k| report["run"]["rows"][k].as_u64().unwrap())
}

#[test]
fn every_row_is_accounted_for_and_conditions_are_told() {
    let february = |r: &&Value| r["time"].as_str().is_some_and(|t| ("2026-02-01".."2026-03-01").contains(&t));
    let of = |r: &&Value| ["天猫", "京东"].iter().any(|c| r["attrs"]["渠道"] == *c);
    let wanted = FEEDBACK.records.iter().filter(february).filter(of).count() as u64;
    let r = report(&["--where", "渠道=天猫", "--where", "渠道=京东", "--from", "2026-02-01", "--to", "2026/02/28"]);
    let rows = |k: &str| r["run"]["rows"][k].as_u64().unwrap();
    assert!(wanted > 50, "{wanted}");
    assert_eq!((rows("read"), rows("left_out")), (wanted, 828 - wanted));
    assert_eq!(rows("read"), rows("analysed") + rows("empty") + rows("duplicate") + rows("rejected"));
    let options = &r["run"]["options"];
    assert_eq!(options["where"], "渠道=天猫|京东");
    assert_eq!((&options["from"], &options["to"]), (&"2026-02-01".into(), &"2026-02-28".into()));
    let period = &r["run"]["period"];
    assert!(period["first"].as_str() >= Some("2026-02-01") && period["last"].as_str() <= Some("2026-02-28"));
    // Only where there are conditions.
    assert!(FEEDBACK.report["run"]["rows"].get("left_out").is_none());
}

/// Contract: `report` of the labelled rows gives the bytes of `analyze`, `run.inputs` apart, whatever the threads.
#[test]
fn labelled_rows_give_the_report_of_the_feedback() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).display().to_string();
    let rows = ["r.jsonl", "r.parquet", "r.arrow"].map(at);
    let mut args = vec!["annotate", "feedback.csv", "-q"];
    rows.iter().for_each(|r| args.extend(["-o", r.as_str()]));
    Voc::new().dir(&samples()).args(args).ok();
    for options in [
        &["--where", "渠道=天猫", "--from", "2026-02-01"][..],
        &["--where", "nature=logistics", "--where", "severity=major", "--where", "severity=general"],
    ] {
        let direct = without_inputs(report(options));
        assert!(counts(&direct)[1] > 20, "{options:?}");
        assert_eq!(difference(&direct, &without_inputs(report(&[options, &["--threads", "1"]].concat()))), None);
        for rows in &rows {
            let again = Voc::new().args(["report", rows, "-q"]).args(options.iter().copied()).ok().json();
            assert_eq!(difference(&without_inputs(again), &direct), None, "{rows} {options:?}");
        }
    }
}

#[test]
fn a_column_that_is_no_segment_can_be_asked_for() {
    let dir = small();
    let direct = run(&dir, &["analyze", "a.csv", "--where", "分区=甲", "-q"]).json();
    assert_eq!(counts(&direct), [3, 3, 0, 1]);
    run(&dir, &["annotate", "a.csv", "--by", "分区", "-o", "a.jsonl", "-q"]);
    let again = run(&dir, &["report", "a.jsonl", "--where", "分区=甲", "-q"]).json();
    assert_eq!(difference(&without_inputs(again), &without_inputs(direct)), None);
    let none = run(&dir, &["analyze", "a.csv", "--where", "小区=甲"]);
    assert!(none.status == 2 && none.stderr.contains("no column `小区`; headers are"), "{}", none.stderr);
}

#[test]
fn copies_are_judged_among_the_rows_that_are_left() {
    let dir = small();
    let whole = run(&dir, &["analyze", "a.csv", "-q"]).json();
    assert_eq!(whole["run"]["rows"]["duplicate"], 1);
    assert_eq!(counts(&run(&dir, &["analyze", "a.csv", "--where", "渠道=京东", "-q"]).json()), [3, 3, 0, 1]);
    // Nor is a row without a time of any day.
    let late = run(&dir, &["analyze", "a.csv", "--from", "2026-02-02", "-q", "--records", "r.jsonl"]).json();
    assert_eq!(counts(&late), [2, 2, 0, 2]);
    let kept = std::fs::read_to_string(dir.path().join("r.jsonl")).unwrap();
    let numbers: Vec<u64> =
        kept.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()["row"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [2, 3]);
}

#[test]
fn every_format_for_people_says_which_rows_it_is_about() {
    let dir = small();
    let outputs = ["-o", "r.txt", "-o", "r.md", "-o", "r.html", "-o", "r.xlsx", "-o", "r.csv"];
    let chosen = ["--where", "渠道=京东", "--from", "2026-02-02", "--lang", "zh", "-q"];
    let out = run(&dir, &[&["analyze", "a.csv"][..], &chosen, &outputs].concat());
    assert_eq!(out.status, 0, "{}", out.stderr);
    let text = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    for name in ["r.txt", "r.md", "r.html"] {
        assert!(text(name).contains("仅 渠道=京东，2026-02-02 起"), "{name}: {}", text(name));
        assert!(text(name).contains("另有 2 行不符合条件"), "{name}: {}", text(name));
    }
    assert!(
        text("r.txt").contains("voc analyze a.csv --where … --from 2026-02-02 -o report.html"),
        "{}",
        text("r.txt")
    );
    assert!(text("r.csv").contains("rows,,left_out,2"), "{}", text("r.csv"));
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(dir.path().join("r.xlsx")).unwrap();
    let sheet = book.worksheet_range("概览").unwrap();
    let cell = |column| sheet.get_value((1, column)).cloned().unwrap();
    let [label, value] = [cell(0), cell(1)];
    assert_eq!(label, Data::String("范围".to_owned()));
    assert_eq!(value, Data::String("仅 渠道=京东，2026-02-02 起".to_owned()));
}

#[test]
fn the_commands_that_a_summary_ends_with_read_what_was_read() {
    let dir = small();
    let options = ["--rating-column", "none", "--by", "分区", "--keep-copies"];
    let out = run(&dir, &[&["analyze", "a.csv", "--format", "terminal", "-q"][..], &options].concat());
    let told = "voc analyze a.csv --rating-column none --by 分区 --keep-copies -o report.html -o report.xlsx";
    assert!(out.text().contains(told), "{}", out.text());
    run(&dir, &["annotate", "a.csv", "--by", "分区", "-o", "a.jsonl", "-q"]);
    let out = run(&dir, &["report", "a.jsonl", "--by", "分区", "--format", "terminal", "-q"]);
    assert!(out.text().contains("voc report a.jsonl --by 分区 -o report.html"), "{}", out.text());
}

#[test]
fn conditions_that_no_row_meets_are_named_with_what_there_is() {
    let dir = small();
    run(&dir, &["annotate", "a.csv", "-o", "a.jsonl", "-q"]);
    for file in [["analyze", "a.csv"], ["report", "a.jsonl"]] {
        let told = |args: &[&str]| {
            let out = run(&dir, &[&file[..], args, &["-o", "r.json"]].concat());
            assert!(out.status == 2 && !dir.path().join("r.json").exists(), "{file:?} {args:?}: {}", out.stderr);
            out.stderr
        };
        let value = told(&["--where", "渠道=天猫店"]);
        assert!(value.contains("no row is left: none has `渠道=天猫店`"), "{value}");
        // The near one first, though 京东 sorts before it.
        assert!(value.contains("hint: values of `渠道` are `天猫`, `京东`"), "{value}");
        let days = told(&["--from", "2026-05-01"]);
        assert!(days.contains("all are from 2026-02-01 to 2026-02-02"), "{days}");
        let both = told(&["--where", "渠道=天猫", "--from", "2026-02-02"]);
        assert!(both.contains("none meets all of `--where 渠道=天猫 --from 2026-02-02`"), "{both}");
    }
}

#[test]
fn days_need_a_column_of_times() {
    let dir = folder_with("b.csv", "渠道,反馈内容\n天猫,快递太慢了，等了三天\n".as_bytes());
    std::fs::write(dir.path().join("a.csv"), SMALL).unwrap();
    run(&dir, &["annotate", "b.csv", "-o", "b.jsonl", "-q"]);
    for (args, told) in [
        (&["analyze", "b.csv"][..], "`b.csv`: `--from` chooses by time, and there is no time column"),
        (&["analyze", "a.csv", "b.csv"], "`b.csv`: `--from` chooses by time, and there is no time column"),
        (&["words", "b.csv"], "`b.csv`: `--from` chooses by time, and there is no time column"),
        (&["report", "b.jsonl"], "`--from` chooses by time, and no row has one"),
    ] {
        let out = run(&dir, &[args, &["--from", "2026-01-01"]].concat());
        assert!(out.status == 2 && out.stderr.contains(told) && out.stderr.contains("--time-column"), "{}", out.stderr);
    }
}

#[test]
fn a_part_is_not_kept_as_if_it_were_the_whole() {
    let dir = small();
    for options in [["--where", "渠道=京东"], ["--to", "2026-02-01"]] {
        let out = run(&dir, &[&["analyze", "a.csv", "--history", "voc.db"][..], &options].concat());
        assert!(out.status == 2 && out.stderr.contains("`--history` keeps whole runs"), "{}", out.stderr);
        assert!(!dir.path().join("voc.db").exists());
    }
    for (args, told) in [
        (["--to", "gestern"], "`--to gestern` is not a date"),
        (["--where", "渠道"], "`--where 渠道` is not a condition"),
    ] {
        let out = run(&dir, &[&["analyze", "a.csv"][..], &args].concat());
        assert!(out.status == 2 && out.stderr.contains(told), "{}", out.stderr);
    }
    let turned = run(&dir, &["analyze", "a.csv", "--from", "2026-02-02", "--to", "2026-02-01"]);
    assert!(turned.stderr.contains("`--to 2026-02-01` lies before `--from 2026-02-02`"), "{}", turned.stderr);
}

#[test]
fn a_log_says_that_rows_were_chosen() {
    let dir = small();
    assert_eq!(run(&dir, &["analyze", "a.csv", "--where", "渠道=京东", "--log", "voc.log", "-o", "r.json"]).status, 0);
    let line: Value = serde_json::from_str(&std::fs::read_to_string(dir.path().join("voc.log")).unwrap()).unwrap();
    assert_eq!((&line["only"]["where"], &line["rows"]["left_out"]), (&"渠道=京东".into(), &1.into()));
}

#[test]
fn settings_and_variables_choose_rows_too() {
    let dir = small();
    let read = |voc: Voc| counts(&voc.dir(dir.path()).args(["analyze", "a.csv", "-q"]).ok().json())[0];
    assert_eq!(read(Voc::new().env("VOC_WHERE", "渠道=京东")), 3);
    assert_eq!(read(Voc::new().env("VOC_FROM", "2026-02-02").env("VOC_TO", "2026-02-02")), 2);
    // A date of TOML stands without quotation marks.
    std::fs::write(dir.path().join("voc.toml"), "where = [\"渠道=京东\", \"分区=甲\"]\nfrom = 2026-02-02\n").unwrap();
    assert_eq!(read(Voc::new()), 1);
    let out = Voc::new().dir(dir.path()).args(["analyze", "a.csv", "--where", "渠道=抖音", "-q"]).run();
    assert!(out.status == 2 && out.stderr.contains("none has `渠道=抖音`"), "{}", out.stderr);
    std::fs::write(dir.path().join("voc.toml"), "from = \"soon\"\n").unwrap();
    let out = Voc::new().dir(dir.path()).args(["analyze", "a.csv", "-q"]).run();
    assert!(out.stderr.contains("setting `from` of `voc.toml`: `--from soon` is not a date"), "{}", out.stderr);
}

#[test]
fn words_of_chosen_rows_come_from_these() {
    let words = |args: &[&str]| {
        Voc::new().dir(&samples()).args(["words", "feedback.csv", "--json", "-q"]).args(args.iter().copied()).run()
    };
    let found = words(&["--where", "渠道=天猫", "--min-count", "2"]);
    assert_eq!(found.status, 0, "{}", found.stderr);
    let list = found.json();
    assert!(!list.as_array().unwrap().is_empty());
    for word in list.as_array().unwrap() {
        let row = usize::try_from(word["example"]["row"].as_u64().unwrap()).unwrap();
        assert_eq!(FEEDBACK.records[row - 1]["attrs"]["渠道"], "天猫", "{word}");
    }
    let label = words(&["--where", "nature=logistics"]);
    assert!(label.status == 2 && label.stderr.contains("`voc words` labels no rows"), "{}", label.stderr);
}
