//! Inputs that are not what they are taken for, and outputs that would be: mixed and wrong encodings, annotated rows read as feedback, reports written among
//! the feedback, names that are nearly right, times of day that do not exist.

use crate::support::{Voc, folder_with, sample, samples};

/// The message of a run that has to fail: status 2, nothing on standard output.
fn error(dir: &std::path::Path, args: &[&str]) -> String {
    let out = Voc::new().dir(dir).args(args.iter().copied()).run();
    assert_eq!((out.status, out.text().as_str()), (2, ""), "{args:?}: {}", out.stderr);
    out.stderr
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

#[test]
fn a_few_rows_in_another_encoding_do_not_turn_the_whole_file() {
    let text = String::from_utf8(sample("feedback.csv")).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let with = |foreign: usize| {
        let (most, last) = lines.split_at(lines.len() - foreign);
        folder_with("a.csv", &[most.concat().into_bytes(), gbk(&last.concat())].concat())
    };
    for foreign in [4, 30, 45] {
        let out = Voc::new().dir(with(foreign).path()).args(["analyze", "a.csv"]).ok();
        let run = &out.json()["run"];
        let input = &run["inputs"][0];
        assert_eq!((&input["encoding"], &run["rows"]["read"]), (&"UTF-8".into(), &828.into()), "{foreign}");
        assert!(out.stderr.contains("text `反馈内容`") && out.stderr.contains("id `反馈编号`"), "{}", out.stderr);
        assert!(out.stderr.contains(" places are not UTF-8 and read as \u{fffd}"), "{}", out.stderr);
    }
    let told = error(with(lines.len() / 2).path(), &["analyze", "a.csv", "-q"]);
    assert!(told.contains("cannot be read as") && told.contains("parts in different encodings"), "{told}");
}

#[test]
fn a_wrong_encoding_is_refused_whichever_it_is() {
    insta::assert_snapshot!(error(&samples(), &["analyze", "feedback.csv", "--encoding", "gbk", "-q"]), @r"
    voc: `feedback.csv`: cannot be read as GB18030: this is UTF-8
      hint: leave out `--encoding` to have it detected, or export the file again
    ");
    let told = error(&samples(), &["analyze", "feedback_gbk.csv", "--encoding", "utf-8", "-q"]);
    assert!(told.contains("cannot be read as UTF-8") && told.contains("leave out `--encoding`"), "{told}");
    Voc::new().dir(&samples()).args(["annotate", "feedback_gbk.csv", "--encoding", "gbk", "-q"]).ok();
}

#[test]
fn annotated_rows_among_feedback_are_told() {
    let dir = folder_with("a.csv", "反馈内容,评分\n快递太慢了,1\n质量不错,5\n包装破损，东西坏了,1\n".as_bytes());
    let run = |args: &[&str]| Voc::new().dir(dir.path()).args(args.iter().copied()).ok().stderr;
    let names = ["rows.jsonl", "rows.parquet", "rows.arrow", "rows.csv", "rows.xlsx"];
    let outputs: Vec<&str> = names.iter().flat_map(|n| ["-o", n]).collect();
    let told = run(&[&["annotate", "a.csv"], &outputs[..]].concat());
    assert!(!told.contains("has annotated"), "{told}");
    for (i, name) in names.into_iter().enumerate() {
        let told = run(&["analyze", name]);
        assert!(told.contains(&format!("`{name}`: these look like rows that voc has annotated")), "{name}: {told}");
        assert!(told.contains("`voc report`"), "{name}: {told}");
        assert_eq!(told.contains("from .jsonl, .parquet and .arrow"), i > 2, "{name}: {told}");
    }
    let chinese = Voc::new().dir(dir.path()).env("VOC_LANG", "zh").args(["analyze", "rows.jsonl"]).ok().stderr;
    assert!(chinese.contains("voc 标注过的明细"), "{chinese}");
    for name in ["rows.csv", "rows.xlsx"] {
        let told = error(dir.path(), &["report", name]);
        assert!(
            told.contains("`voc report` reads JSON lines, Parquet and Arrow") && told.contains("rows.jsonl"),
            "{told}"
        );
    }
}

#[test]
fn what_the_next_run_would_read_is_not_written_among_the_inputs() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("in");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("a.csv"), "反馈内容,评分\n快递太慢了,1\n质量不错,5\n").unwrap();
    for args in [
        ["analyze", "in", "-o", "in/"],
        ["analyze", "in", "-o", "./in"],
        ["analyze", "in", "-o", "in/r.csv"],
        ["analyze", "in", "-o", "in/r.xlsx"],
        ["analyze", "in/", "-o", "in/r.txt"],
        ["analyze", "in/*.csv", "-o", "in/r.csv"],
        ["analyze", "in", "--records", "in/rows.jsonl"],
        ["analyze", "in", "--rejects", "in/rejects.csv"],
        ["analyze", "in", "--log", "in/log.jsonl"],
        ["annotate", "in", "-o", "in/rows.jsonl"],
        ["annotate", "in", "--rejects", "in/rejects.csv"],
        ["words", "in", "-o", "in/words.tsv"],
    ] {
        let told = error(dir.path(), &args);
        assert!(told.contains("the next run would read it as feedback\n  hint: write it into"), "{args:?}: {told}");
    }
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "nothing is left behind");
    let reports = ["-o", "in/r.html", "-o", "in/r.md", "-o", "in/r.json", "-o", "in/sections/"];
    let run = || Voc::new().dir(dir.path()).args(["analyze", "in", "-q"]).args(reports).ok();
    run();
    let first = std::fs::read(folder.join("r.json")).unwrap();
    run();
    assert_eq!(std::fs::read(folder.join("r.json")).unwrap(), first);
}

#[test]
fn a_name_is_suggested_only_where_it_is_like_the_missing_one() {
    insta::assert_snapshot!(error(&samples(), &["analyze", "nope.csv"]), @r"
    voc: `nope.csv`: file not found
      hint: check the path
    ");
    let told = error(&samples(), &["analyze", "bnak.csv"]);
    assert!(told.contains("did you mean `bank.csv`?"), "{told}");
}

#[test]
fn what_was_asked_for_in_vain_is_told_with_what_there_is() {
    let told = |args: &[&str]| error(&samples(), args);
    let rejected = told(&["explain", "--row", "4", "bad_rows.csv", "-q"]);
    assert!(rejected.contains("row 4 was rejected") && rejected.contains("--rejects FILE"), "{rejected}");
    let state = told(&["history", "issues", "--state", "foo"]);
    assert!(state.contains("'foo'") && state.contains("values there are: new, ongoing"), "{state}");
    for (option, args) in [("--text-column", "analyze"), ("--time-column", "annotate"), ("--by", "analyze")] {
        let told = told(&[args, "hotel.csv", option, ""]);
        assert!(told.contains(&format!("`{option}` names no column")), "{told}");
    }
    assert!(told(&["analyze", "hotel.csv", "--top", "0"]).contains("a list of nothing is none"));
    let dir = folder_with("a.csv", "日期,反馈内容\n2026-03-01,快递太慢了\n2026-03-05,质量不错\n".as_bytes());
    let days = error(dir.path(), &["compare", "a.csv", "--at", "2030-01-01", "-q"]);
    assert!(days.contains("rows are from 2026-03-01 to 2026-03-05"), "{days}");
    std::fs::write(dir.path().join("rows.jsonl"), "").unwrap();
    let empty = error(dir.path(), &["report", "rows.jsonl"]);
    assert!(empty.contains("no annotated rows") && empty.contains("voc annotate"), "{empty}");
}

#[test]
fn a_time_of_day_that_does_not_exist_leaves_the_day_and_is_told() {
    let csv = "反馈内容,反馈时间\n快递太慢了,2026-03-01 24:00:00\n质量不错,2026-03-01 25:61:00\n包装破损,2026-03-01 09:00:00\n";
    let out = Voc::new().args(["annotate", "-"]).stdin(csv.as_bytes()).ok();
    let times: Vec<_> = out.lines().iter().map(|r| r["time"].clone()).collect();
    assert_eq!(times, ["2026-03-02T00:00:00", "2026-03-01", "2026-03-01T09:00:00"]);
    let told = "1 time of `反馈时间` with an hour, minute or second that does not exist, such as `2026-03-01 25:61:00`: only the day is read";
    assert!(out.stderr.contains(told), "{}", out.stderr);
    let days = "反馈内容,反馈时间\n快递太慢了,2026-03-01\n质量不错,2026-03-02\n";
    let out = Voc::new().args(["annotate", "-"]).stdin(days.as_bytes()).ok();
    assert!(!out.stderr.contains("does not exist"), "{}", out.stderr);
}

#[test]
fn a_report_is_not_the_rows_that_it_is_made_of() {
    let dir = folder_with("a.csv", "反馈内容,评分\n快递太慢了,1\n质量不错,5\n".as_bytes());
    Voc::new().dir(dir.path()).args(["analyze", "a.csv", "-q", "-o", "r.json"]).ok();
    insta::assert_snapshot!(error(dir.path(), &["report", "r.json"]), @r"
    voc: `r.json`: this is a report of voc, not the annotated rows
      hint: `voc report` reads what `voc annotate -o rows.jsonl` or `--records rows.jsonl` wrote
    ");
    let folder = error(dir.path(), &["man", "-o", "a.csv"]);
    assert!(folder.contains("`a.csv`: this is no folder\n  hint: `-o` takes a folder"), "{folder}");
    let twice = error(dir.path(), &["analyze", "a.csv", "-q", "--records", "-", "--rejects", "-"]);
    assert!(twice.contains("several outputs go to standard output"), "{twice}");
    if cfg!(target_os = "linux") {
        let made = error(dir.path(), &["analyze", "a.csv", "-q", "-o", "/proc/x.json"]);
        assert!(made.contains("cannot write into folder `/proc`") && !made.contains("does not exist"), "{made}");
    }
}

#[test]
fn a_file_where_the_command_should_stand_is_told_the_command() {
    let told = error(&samples(), &["hotel.csv"]);
    assert!(told.contains("hint: `voc analyze hotel.csv` analyses it"), "{told}");
    for args in [&["nowhere.csv"][..], &["history", "hotel.csv"]] {
        let told = error(&samples(), args);
        assert!(!told.contains("voc analyze"), "{told}");
    }
}

#[test]
fn a_negative_number_is_a_wrong_value_and_no_option() {
    for args in [
        ["analyze", "hotel.csv", "--threads", "-1"],
        ["analyze", "hotel.csv", "--top", "-3"],
        ["explain", "hotel.csv", "--row", "-1"],
    ] {
        let told = error(&samples(), &args);
        assert!(told.contains(&format!("invalid value '{}' for '{} <N>'", args[3], args[2])), "{told}");
    }
}

#[test]
fn a_third_input_of_a_comparison_is_told_as_one_too_many() {
    let args = ["compare", "hotel.csv", "bank.csv", "feedback.csv"];
    let out = Voc::new().dir(&samples()).env("VOC_LANG", "zh").args(args).run();
    assert_eq!((out.status, out.stdout.len()), (2, 0));
    assert!(out.stderr.contains("多出参数 `feedback.csv`"), "{}", out.stderr);
}

#[test]
fn what_is_no_archive_need_not_be_unpacked() {
    let told = error(folder_with("a.csv", b"%PDF-1.7 ...").path(), &["analyze", "a.csv"]);
    assert!(told.contains("this is a PDF file") && told.contains("hint: open it and save it as"), "{told}");
}

#[test]
fn a_folder_is_no_history() {
    let dir = folder_with("a.csv", "评价内容\n太慢了\n".as_bytes());
    std::fs::create_dir(dir.path().join("kept")).unwrap();
    let told = error(dir.path(), &["analyze", "a.csv", "--history", "kept"]);
    assert!(told.contains("`kept`: this is a folder\n  hint: name a file in it"), "{told}");
}
