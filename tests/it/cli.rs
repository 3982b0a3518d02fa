//! The command line as people and scripts meet it: help, exit statuses, and every message with its next step.

use crate::support::{FEEDBACK, Voc, folder_with, samples};

/// The message of a run that has to fail: status 2, nothing on standard output, nothing but the message on standard error.
fn error(dir: &std::path::Path, args: &[&str]) -> String {
    let out = Voc::new().dir(dir).args(args).args(["--quiet"]).run();
    assert_eq!(out.status, 2, "{args:?}: {}", out.stderr);
    assert!(out.stdout.is_empty(), "{args:?} wrote {}", out.text());
    out.stderr
}

#[test]
fn help_names_every_command_and_the_exit_statuses() {
    let out = Voc::new().args(["--help"]).ok();
    let help = out.text();
    for word in
        ["analyze", "annotate", "report", "explain", "dict", "completions", "man", "schema", "Examples", "Exit status"]
    {
        assert!(help.contains(word), "{word}");
    }
    assert!(out.stderr.is_empty());
    for command in ["analyze", "annotate", "report", "explain", "words"] {
        let help = Voc::new().args([command, "--help"]).ok().text();
        assert!(help.contains("--threads") && help.contains("VOC_THREADS"), "{command}");
    }
}

#[test]
fn version_is_an_answer() {
    let told = |flag: &str| Voc::new().args([flag]).ok().text();
    let short = concat!("voc ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(told("-V"), short);
    // The long form tells of what labels are made, as reports do.
    let run = &FEEDBACK.report["run"];
    let (dictionaries, models) = (run["dictionaries"].as_str().unwrap(), run["models"].as_str().unwrap());
    assert_eq!(told("--version"), format!("{short}dictionaries {dictionaries}, models {models}\n"));
}

#[test]
fn usage_errors_have_status_2() {
    for args in [vec![], vec!["frob"], vec!["analyze"], vec!["analyze", "x.csv", "--frob"], vec!["schema", "nope"]] {
        let out = Voc::new().args(args.clone()).run();
        assert_eq!((out.status, out.stdout.len()), (2, 0), "{args:?}");
        assert!(out.stderr.contains("Usage") || out.stderr.contains("--help"), "{args:?}: {}", out.stderr);
    }
}

#[test]
fn a_missing_file_is_named_with_a_near_one() {
    insta::assert_snapshot!(error(&samples(), &["analyze", "hotle.csv"]), @r"
    voc: `hotle.csv`: file not found
      hint: did you mean `hotel.csv`?
    ");
}

#[test]
fn messages_come_in_chinese_by_default() {
    let out = Voc::new().dir(&samples()).env("VOC_LANG", "zh").args(["analyze", "hotle.csv"]).run();
    assert_eq!(out.status, 2);
    assert!(out.stderr.starts_with("voc: `hotle.csv`: ") && out.stderr.contains("hotel.csv"), "{}", out.stderr);
    assert!(out.stderr.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{}", out.stderr);
}

#[test]
fn a_wrong_column_lists_the_headers() {
    insta::assert_snapshot!(error(&samples(), &["analyze", "bank.csv", "--text-column", "诉求"]), @r"
    voc: `bank.csv`: no column `诉求`; headers are `工单号`, `受理时间`, `网点`, `业务类型`, `满意度`, `客户诉求`
      hint: did you mean `客户诉求`? columns can also be given by number, from 1
    ");
    for option in ["--rating-column", "--time-column", "--id-column", "--by"] {
        let told = error(&samples(), &["analyze", "bank.csv", option, "不存在"]);
        assert!(told.contains("no column `不存在`") && told.contains("hint:"), "{option}: {told}");
    }
}

#[test]
fn empty_files_are_told_apart() {
    let empty = folder_with("empty.csv", b"");
    insta::assert_snapshot!(error(empty.path(), &["analyze", "empty.csv"]), @r"
    voc: `empty.csv`: there is nothing in it
      hint: check the export
    ");
    let head = folder_with("head.csv", "编号,内容\n".as_bytes());
    insta::assert_snapshot!(error(head.path(), &["annotate", "head.csv"]), @r"
    voc: `head.csv`: there is a header (`编号`, `内容`) and no row below it
      hint: check the export
    ");
}

#[test]
fn a_broken_encoding_is_an_error_with_the_option() {
    let dir = folder_with("broken.csv", b"\xe5\x86\x85\xe5\xae\xb9\n\xe5\xa5\xbd\xff\xfe\x80\xe5\x9d\x8f\n");
    insta::assert_snapshot!(error(dir.path(), &["analyze", "broken.csv"]), @r"
    voc: `broken.csv`: cannot be read as GB18030: 2 places are no characters
      hint: name the encoding with `--encoding` (utf-8, gb18030, big5, utf-16le), or export the file again
    ");
    let told = error(&samples(), &["analyze", "feedback_gbk.csv", "--encoding", "utf-8"]);
    assert!(told.contains("cannot be read as UTF-8") && told.contains("--encoding"), "{told}");
    insta::assert_snapshot!(error(&samples(), &["analyze", "hotel.csv", "--encoding", "klingon"]), @r"
    voc: unknown encoding `klingon`
      hint: for example utf-8, gb18030 (gbk), big5, utf-16le, utf-16be; without `--encoding` it is detected
    ");
}

#[test]
fn a_broken_workbook_is_told() {
    let dir = folder_with("cut.xlsx", &crate::support::sample("feedback.xlsx")[..3000]);
    let told = error(dir.path(), &["analyze", "cut.xlsx"]);
    assert!(told.contains("`cut.xlsx`") && told.contains("hint:"), "{told}");
    insta::assert_snapshot!(error(&samples(), &["analyze", "feedback.xlsx", "--sheet", "四月"]), @r"
    voc: `feedback.xlsx`: no sheet `四月`; there are `评价明细`
      hint: `--sheet` takes a name, a number or `all`
    ");
}

#[test]
fn no_text_column_is_told() {
    let dir = folder_with("numbers.csv", b"a,b\n1,2\n3,4\n");
    let told = error(dir.path(), &["analyze", "numbers.csv"]);
    assert!(told.contains("cannot find a text column") && told.contains("--text-column"), "{told}");
}

#[test]
fn reports_in_a_folder_of_feedback_are_left_out_and_may_be_replaced() {
    let dir = folder_with("a.csv", "反馈内容,评分\n快递太慢了,1\n质量不错,5\n".as_bytes());
    let run = |args: &[&str]| Voc::new().dir(dir.path()).args(args.iter().copied()).run();
    assert_eq!(run(&["analyze", ".", "-o", "report.json"]).status, 0);
    let first = std::fs::read(dir.path().join("report.json")).unwrap();
    for args in [["analyze", ".", "-o", "report.json"], ["analyze", "./*", "-o", "again.json"]] {
        let out = run(&args);
        assert_eq!(out.status, 0, "{args:?}: {}", out.stderr);
        assert!(out.stderr.contains("report.json`: a report of voc, not feedback, was left out"), "{}", out.stderr);
    }
    assert_eq!(std::fs::read(dir.path().join("report.json")).unwrap(), first);
    let named = run(&["analyze", "report.json", "-o", "c.json"]);
    assert!(named.status == 2 && !dir.path().join("c.json").exists(), "{}", named.stderr);
}

#[test]
fn an_output_onto_an_input_is_refused_and_the_input_stays() {
    let bytes = crate::support::sample("hotel.csv");
    let dir = folder_with("in.csv", &bytes);
    for option in ["-o", "--records", "--rejects"] {
        for path in ["in.csv", "./in.csv"] {
            let told = error(dir.path(), &["analyze", "in.csv", option, path]);
            assert!(
                told.contains("this is the input `in.csv`") && told.contains("never overwrites"),
                "{option}: {told}"
            );
        }
    }
    error(dir.path(), &["annotate", "in.csv", "-o", "in.csv"]);
    assert_eq!(std::fs::read(dir.path().join("in.csv")).unwrap(), bytes);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left behind");
}

#[test]
fn inputs_behind_a_pattern_or_a_folder_are_not_overwritten_either() {
    let bytes = crate::support::sample("hotel.csv");
    let dir = folder_with("in.csv", &bytes);
    for input in ["i*.csv", "."] {
        for option in ["-o", "--records", "--rejects", "--log"] {
            let told = error(dir.path(), &["analyze", input, option, "in.csv"]);
            assert!(told.contains("this is the input"), "{input} {option}: {told}");
        }
        error(dir.path(), &["annotate", input, "-o", "in.csv"]);
    }
    assert_eq!(std::fs::read(dir.path().join("in.csv")).unwrap(), bytes);
}

#[test]
fn two_outputs_are_two_files() {
    let dir = folder_with("in.csv", &crate::support::sample("hotel.csv"));
    for args in [
        ["analyze", "in.csv", "-o", "a.csv", "--records", "./a.csv"],
        ["analyze", "in.csv", "-o", "a.json", "-o", "a.json"],
        ["annotate", "in.csv", "-o", "a.csv", "--rejects", "a.csv"],
    ] {
        let told = error(dir.path(), &args);
        assert!(told.contains("two outputs are"), "{args:?}: {told}");
    }
    assert!(!dir.path().join("a.csv").exists());
}

#[test]
fn a_segment_that_no_row_has_is_told_by_report_too() {
    let dir = folder_with("in.csv", &crate::support::sample("hotel.csv"));
    Voc::new().dir(dir.path()).args(["annotate", "in.csv", "-q", "-o", "rows.jsonl"]).ok();
    let told = error(dir.path(), &["report", "rows.jsonl", "--by", "不存在"]);
    assert!(told.contains("`不存在`"), "{told}");
}

#[test]
fn outputs_are_checked_before_the_work() {
    let s = samples();
    insta::assert_snapshot!(error(&s, &["analyze", "hotel.csv", "-o", "nowhere/x.json"]), @r"
    voc: `nowhere/x.json`: folder `nowhere` does not exist
      hint: create it first: mkdir -p nowhere
    ");
    insta::assert_snapshot!(error(&s, &["analyze", "hotel.csv", "-o", "x.pdf"]), @r"
    voc: no report format for `x.pdf`
      hint: end the name in .json, .csv, .xlsx, .html, .md or .txt, or add `--format`
    ");
    insta::assert_snapshot!(error(&s, &["annotate", "hotel.csv", "-o", "x.pdf"]), @r"
    voc: no record format for `x.pdf`
      hint: end the name in .jsonl (or .json), .csv, .xlsx, .parquet or .arrow
    ");
}

#[test]
fn nothing_is_half_written_when_a_run_fails() {
    let dir = folder_with("bad.csv", &crate::support::sample("bad_rows.csv"));
    std::fs::write(dir.path().join("old.json"), "old").unwrap();
    let told = error(dir.path(), &["analyze", "bad.csv", "--strict", "-o", "old.json", "--records", "rows.csv"]);
    assert!(told.contains("line 4") && told.contains("without `--strict`"), "{told}");
    assert_eq!(std::fs::read_to_string(dir.path().join("old.json")).unwrap(), "old");
    let mut left: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["bad.csv", "old.json"]);
}

#[test]
fn options_that_make_no_sense_say_what_would() {
    let s = samples();
    insta::assert_snapshot!(error(&s, &["analyze", "hotel.csv", "--delimiter", "ab"]), @r"
    voc: `--delimiter ab` is not one ASCII character that can divide fields
      hint: use one of , ; | or `tab`
    ");
    insta::assert_snapshot!(error(&s, &["analyze", "hotel.csv", "--input-format", "doc"]), @r"
    voc: no input format `doc`
      hint: use csv, tsv, txt, jsonl, json, xlsx, xls, parquet or arrow
    ");
    insta::assert_snapshot!(error(&s, &["analyze", "hotel.csv", "--fail-on", "foo"]), @r"
    voc: `--fail-on foo` is not a condition
      hint: use `alert`, `alert=red`, `major`, `major>3`, `new-major`, `csat<85`, `nps<30`, `mean<3.5`, `net<0`, `negative>20`, `complaints>30`, `rating<4.5`, `rating-csat<85` or `rejected`
    ");
    insta::assert_snapshot!(error(&s, &["report", "hotel.csv"]), @r"
    voc: `hotel.csv`: `voc report` reads JSON lines, Parquet and Arrow, and this is none of them
      hint: `voc annotate -o rows.jsonl` (or .parquet, .arrow) keeps everything, .csv and .xlsx do not; for raw feedback use `voc analyze`
    ");
    insta::assert_snapshot!(error(&s, &["explain", "--row", "999", "hotel.csv"]), @r"
    voc: `hotel.csv`: there is no data row 999: the last is 122
      hint: rows are counted from 1, without the header
    ");
}

#[test]
fn status_1_says_that_a_condition_holds_and_the_report_is_there() {
    let s = samples();
    let held = Voc::new().dir(&s).args(["analyze", "hotel.csv", "--fail-on", "major", "--fail-on", "csat<1"]).run();
    assert_eq!(held.status, 1, "{}", held.stderr);
    assert!(held.stderr.contains("condition holds: major\n"), "{}", held.stderr);
    assert!(held.json()["severity"].is_object());
    let not = Voc::new().dir(&s).args(["analyze", "hotel.csv", "--fail-on", "csat<1,rejected"]).run();
    assert_eq!(not.status, 0, "{}", not.stderr);
}

#[test]
fn quiet_is_quiet() {
    let out = Voc::new().dir(&samples()).args(["analyze", "hotel.csv", "--quiet"]).ok();
    assert_eq!(out.stderr, "");
    let told = Voc::new().dir(&samples()).args(["analyze", "hotel.csv"]).ok().stderr;
    assert!(told.contains("`点评`") && told.contains("--text-column"), "{told}");
}

#[test]
fn a_pipe_gets_json_and_format_overrides() {
    let text = Voc::new().dir(&samples()).args(["analyze", "hotel.csv", "--format", "terminal", "-q"]).ok().text();
    assert!(text.contains("CSAT") && !text.contains('\u{1b}'), "{text}");
    let colour =
        Voc::new().dir(&samples()).args(["analyze", "hotel.csv", "--format", "terminal", "-q", "--color", "always"]);
    assert!(colour.ok().text().contains('\u{1b}'));
    assert!(text.lines().all(|l| unicode_width::UnicodeWidthStr::width(l) <= 100));
}

/// Runs in the samples and closes standard output behind its first bytes; gives the status and what stderr said.
#[cfg(unix)]
fn cut_short(args: &[&str]) -> (Option<i32>, String) {
    use std::io::Read;
    use std::process::{Command, Stdio};
    let mut child = Command::new(crate::support::program())
        .args(args)
        .current_dir(samples())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 3];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let out = child.wait_with_output().unwrap();
    (out.status.code(), String::from_utf8_lossy(&out.stderr).into_owned())
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_failure() {
    for format in ["jsonl", "csv", "parquet"] {
        let out = cut_short(&["annotate", "feedback.csv", "--quiet", "--format", format]);
        assert_eq!(out, (Some(0), String::new()), "{format}");
    }
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_stops_no_other_output() {
    let dir = tempfile::tempdir().unwrap();
    let (page, rows) = (dir.path().join("a.html"), dir.path().join("a.jsonl"));
    let (page, rows) = (page.to_str().unwrap(), rows.to_str().unwrap());
    let out = cut_short(&["analyze", "feedback.csv", "-q", "-o", page, "-o", "-", "--format", "json"]);
    assert_eq!(out, (Some(0), String::new()));
    assert!(std::fs::read_to_string(page).unwrap().contains("</html>"));
    assert_eq!(cut_short(&["annotate", "feedback.csv", "-q", "-o", rows, "-o", "-"]), (Some(0), String::new()));
    assert_eq!(std::fs::read_to_string(rows).unwrap().lines().count(), 828);
}

#[test]
fn threads_beyond_reason_change_nothing() {
    let run = |threads: &str| {
        Voc::new().dir(&samples()).args(["annotate", "bank.csv", "-q", "--threads", threads]).ok().stdout
    };
    assert_eq!(run("1"), run("1000000"));
}

#[test]
fn a_column_that_says_whether_it_is_a_complaint_is_no_text() {
    let csv = "id,text,complaint\n1,快递太慢了,True\n2,衣服质量不错,False\n";
    let rows = Voc::new().args(["annotate", "-", "-q"]).stdin(csv.as_bytes()).ok().lines();
    assert_eq!(rows[0]["text"], "快递太慢了");
}

#[test]
fn ratings_of_different_scales_are_not_put_together() {
    let both = Voc::new().dir(&samples()).args(["analyze", "feedback.csv", "hotel.csv", "-q"]).ok().json();
    let satisfaction = &both["satisfaction"];
    assert!(satisfaction["ratings"].is_null() && satisfaction["agreement"].is_null(), "{satisfaction}");
    assert!(satisfaction["cautions"].as_array().unwrap().contains(&"scales_mixed".into()), "{satisfaction}");
    let stars: String = (0..200).map(|i| format!("{},很好用，喜欢，第{i}次\n", 1 + i % 5)).collect();
    // A fraction tells its own scale, and is brought to that of the others.
    for (odd, rated) in [("9", 200), ("9/10", 201)] {
        let csv = format!("评分,反馈内容\n{stars}{odd},还不错\n");
        let report = Voc::new().args(["analyze", "-", "-q"]).stdin(csv.as_bytes()).ok().json();
        let ratings = &report["satisfaction"]["ratings"];
        assert_eq!((&ratings["scale"], &ratings["rated"]), (&5.into(), &rated.into()), "{odd}");
    }
}

#[test]
fn parts_of_a_distributed_run_may_be_empty_or_packed() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let rows = at("part-0.parquet");
    Voc::new().dir(&samples()).args(["annotate", "bank.csv", "-q", "-o", rows.to_str().unwrap()]).ok();
    let plain = Voc::new().dir(dir.path()).args(["report", "part-0.parquet", "-q"]).ok().json();
    let packed = zstd::encode_all(&std::fs::read(&rows).unwrap()[..], 1).unwrap();
    std::fs::write(at("a.parquet.zst"), packed).unwrap();
    std::fs::write(at("part-1.jsonl"), "").unwrap();
    let together = Voc::new().dir(dir.path()).args(["report", "a.parquet.zst", "part-1.jsonl", "-q"]).ok().json();
    assert_eq!(crate::support::without_inputs(plain), crate::support::without_inputs(together));
    assert_eq!(Voc::new().dir(dir.path()).args(["report", "part-1.jsonl", "-q"]).run().status, 2);
}

#[test]
fn standard_input_is_read_and_sniffed() {
    let out = Voc::new().args(["analyze", "-", "-q"]).stdin(&crate::support::sample("hotel.csv")).ok();
    assert_eq!(out.json()["run"]["rows"]["read"], 122);
    let none = Voc::new().args(["analyze", "-", "-q"]).stdin(b"").run();
    assert_eq!((none.status, none.stdout.len()), (2, 0));
}

#[test]
fn completions_and_man_pages_come_out() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(Voc::new().args(["completions", shell]).ok().text().contains("analyze"), "{shell}");
    }
    assert!(Voc::new().args(["man"]).ok().text().starts_with(".ie"));
    let dir = tempfile::tempdir().unwrap();
    Voc::new().dir(dir.path()).args(["man", "-o", "pages"]).ok();
    assert!(dir.path().join("pages/voc-analyze.1").is_file());
}

#[test]
fn segments_can_be_given_by_number() {
    let segments = |by: &str| {
        let out = Voc::new().dir(&samples()).args(["analyze", "feedback.csv", "--by", by, "-q"]).ok().json();
        (out["segments"].clone(), out["run"]["options"].clone())
    };
    let header = std::fs::read_to_string(samples().join("feedback.csv")).unwrap();
    let headers: Vec<&str> = header.trim_start_matches('\u{feff}').lines().next().unwrap().split(',').collect();
    let at = headers.iter().position(|h| *h == "渠道").unwrap();
    let (by_number, by_name) = (segments(&(at + 1).to_string()), segments("渠道"));
    assert!(!by_name.0.as_array().unwrap().is_empty());
    assert_eq!(by_number, by_name);
}
