//! What a job at night needs: somebody is called when voc fails, the log tells why, and a condition that cannot be judged is no silence.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{Voc, folder_with, json_lines, program, project, sample};

fn executable(path: &Path, script: &str) {
    std::fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// The night job of the README, in a folder of its own, on a day that stands still and with a `curl` that keeps what it is given. Gives the status, what
/// was sent, and the report.
fn night(export: Option<&[u8]>) -> (Option<i32>, Option<String>, Option<String>) {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    for folder in ["bin", "export", "reports"] {
        std::fs::create_dir(at(folder)).unwrap();
    }
    symlink(program(), at("bin/voc")).unwrap();
    executable(&at("bin/date"), "echo 2026-04-06");
    executable(&at("bin/curl"), "cat > sent");
    if let Some(bytes) = export {
        std::fs::write(at("export/2026-04-06.csv"), bytes).unwrap();
    }
    let readme = std::fs::read_to_string(project("README.md")).unwrap();
    let (_, rest) = readme.split_once("# /opt/voc/nightly.sh").unwrap();
    let script = rest.split("\n```").next().unwrap().replace("/opt/voc", dir.path().to_str().unwrap());
    let path = format!("{}:{}", at("bin").display(), std::env::var("PATH").unwrap());
    let mut sh = Command::new("sh");
    sh.args(["-c", &format!("# {script}")])
        .env("PATH", path)
        .env("HOME", dir.path())
        .env("WEBHOOK", "https://example.com");
    for name in ["VOC_LANG", "XDG_CONFIG_HOME"] {
        sh.env_remove(name);
    }
    let status = sh.output().unwrap().status.code();
    let sent = std::fs::read(at("sent")).ok().map(|bytes| {
        let message: Value = serde_json::from_slice(&bytes).unwrap();
        message["markdown"]["text"].as_str().unwrap().to_owned()
    });
    (status, sent, std::fs::read_to_string(at("reports/2026-04-06.md")).ok())
}

#[test]
fn the_night_job_of_the_readme_calls_somebody() {
    if Command::new("python3").arg("--version").output().is_err() {
        println!("python3 is missing: the night job of the README is not run");
        return;
    }
    let (status, sent, report) = night(Some(&sample("feedback.csv")));
    assert_eq!((status, sent.is_some()), (Some(1), true));
    assert_eq!(sent, report);
    let (status, sent, report) = night(None);
    assert_eq!((status, report), (Some(2), None));
    let sent = sent.unwrap();
    assert!(sent.contains("status 2") && sent.contains("`export/2026-04-06.csv`: file not found"), "{sent}");
    let quiet = night(Some("反馈内容,评分\n质量不错，很喜欢,5\n物流很快,5\n".as_bytes()));
    assert_eq!((quiet.0, quiet.1), (Some(0), None));
}

#[test]
fn a_command_line_that_is_refused_is_in_the_log() {
    let dir = folder_with("a.csv", "反馈内容\n快递太慢了\n".as_bytes());
    let lines = || json_lines(&std::fs::read(dir.path().join("voc.log")).unwrap());
    let run = |voc: Voc, args: &[&str]| {
        let out = voc.dir(dir.path()).args(["analyze", "a.csv"]).args(args.iter().copied()).run();
        assert_eq!((out.status, out.stdout.len()), (2, 0), "{args:?}: {}", out.stderr);
    };
    let mut count = 0;
    let mut logged = |voc: Voc, args: &[&str], told: &str| {
        run(voc, args);
        count += 1;
        let all = lines();
        let last = all.last().unwrap();
        assert_eq!((all.len(), &last["status"]), (count, &2.into()), "{args:?}");
        assert!(last["error"].as_str().unwrap().contains(told) && last["time"].is_string(), "{last}");
    };
    logged(Voc::new(), &["--fail-on", "foo", "--log", "voc.log"], "`--fail-on foo` is not a condition");
    logged(Voc::new(), &["--top", "abc", "--log=voc.log"], "invalid value 'abc' for '--top <N>'");
    logged(Voc::new().env("VOC_LOG", "voc.log"), &["--frob"], "unexpected argument '--frob'");
    std::fs::write(dir.path().join("voc.toml"), "log = \"voc.log\"\n").unwrap();
    logged(Voc::new(), &["--top", "abc"], "invalid value 'abc'");
    logged(Voc::new(), &["--heat", "x"], "x");
    std::fs::write(dir.path().join("voc.toml"), "tpo = 3\n").unwrap();
    logged(Voc::new(), &["--log", "voc.log"], "unknown setting `tpo`");
    std::fs::remove_file(dir.path().join("voc.toml")).unwrap();
    // Only `analyze` keeps a log, and help is no failure.
    let voc = || Voc::new().dir(dir.path()).env("VOC_LOG", "voc.log");
    assert_eq!(voc().args(["annotate", "a.csv", "--frob"]).run().status, 2);
    voc().args(["analyze", "--help"]).ok();
    assert_eq!(lines().len(), count);
}

#[test]
fn the_log_tells_a_night_without_feedback_from_a_broken_export() {
    let dir = folder_with("head.csv", "工单号,反馈内容\n".as_bytes());
    std::fs::write(dir.path().join("nothing.csv"), "").unwrap();
    std::fs::write(dir.path().join("broken.parquet"), b"PAR1 and no more").unwrap();
    for (name, empty) in
        [("head.csv", Value::Bool(true)), ("nothing.csv", Value::Null), ("broken.parquet", Value::Null)]
    {
        let out = Voc::new().dir(dir.path()).args(["analyze", name, "-q", "-o", "r.md", "--log", "voc.log"]).run();
        let lines = json_lines(&std::fs::read(dir.path().join("voc.log")).unwrap());
        let last = lines.last().unwrap();
        assert_eq!((out.status, &last["status"], &last["empty"]), (2, &2.into(), &empty), "{last}");
    }
}

#[test]
fn what_is_no_log_is_not_written_to() {
    let bytes = "反馈内容\n快递太慢了\n".as_bytes();
    let dir = folder_with("a.csv", bytes);
    for wrong in [["--fail-on", "foo"], ["--top", "abc"]] {
        let out = Voc::new().dir(dir.path()).args(["analyze", "a.csv", "--log", "a.csv"]).args(wrong).run();
        assert_eq!(out.status, 2, "{}", out.stderr);
        assert_eq!(std::fs::read(dir.path().join("a.csv")).unwrap(), bytes, "{wrong:?}");
    }
}

#[test]
fn a_condition_that_cannot_be_judged_is_told() {
    let dir = folder_with("a.csv", &sample("hotel.csv"));
    let run = |more: &[&str]| {
        let args = ["analyze", "a.csv", "--rating-column", "none", "-o", "r.json", "--log", "voc.log"];
        let judged = ["--fail-on", "nps<100", "--fail-on", "csat>100"];
        Voc::new().dir(dir.path()).args(args).args(judged).args(more.iter().copied()).ok().stderr
    };
    let told = "`--fail-on nps<100` cannot be judged: there are no ratings";
    assert!(run(&[]).contains(told), "{}", run(&[]));
    assert!(!run(&[]).contains("csat"), "{}", run(&[]));
    assert!(run(&["--lang", "zh"]).contains("`--fail-on nps<100` 无法判断：没有评分"), "{}", run(&["--lang", "zh"]));
    assert_eq!(run(&["--quiet"]), "");
    let lines = json_lines(&std::fs::read(dir.path().join("voc.log")).unwrap());
    assert!(lines.iter().all(|l| l["unjudged"] == serde_json::json!(["nps<100"])), "{lines:?}");
}

#[test]
fn what_holds_is_in_the_report_and_in_the_log_however_quiet() {
    let dir = folder_with("a.csv", "反馈内容\n质量太差了用两天就坏\n快递太慢了\n客服不理人\n".as_bytes());
    let run = |more: &[&str]| {
        let args = ["analyze", "a.csv", "--quiet", "--lang", "en", "-o", "r.json", "-o", "r.md", "--log", "voc.log"];
        let out = Voc::new().dir(dir.path()).args(args).args(more.iter().copied()).run();
        let report: Value = serde_json::from_slice(&std::fs::read(dir.path().join("r.json")).unwrap()).unwrap();
        let lines = json_lines(&std::fs::read(dir.path().join("voc.log")).unwrap());
        let told = std::fs::read_to_string(dir.path().join("r.md")).unwrap();
        assert_eq!(out.stderr, "");
        (out.status, report["run"]["holds"].clone(), lines.last().unwrap()["holds"].clone(), told)
    };
    let holds = serde_json::json!(["complaints>30", "rejected=0"]);
    let asked = ["--fail-on", "complaints>30", "--fail-on", "rejected", "--fail-on", "rejected=0"];
    let (status, report, log, told) = run(&asked);
    assert_eq!((status, &report, &log), (1, &holds, &holds));
    assert!(told.contains("Conditions of --fail-on that hold: complaints&gt;30, rejected=0"), "{told}");
    let (status, report, log, told) = run(&["--fail-on", "rejected"]);
    assert_eq!((status, report, log), (0, Value::Null, Value::Null));
    assert!(!told.contains("--fail-on"), "{told}");
}

#[test]
fn a_message_about_one_text_gives_no_rates() {
    let dir = folder_with("a.csv", "反馈内容\n质量太差了用两天就坏\n".as_bytes());
    // The condition is about the figure of the JSON, which has its number of texts beside it.
    let out = Voc::new().dir(dir.path()).args(["analyze", "a.csv", "-o", "r.md", "--fail-on", "csat<85"]).run();
    assert_eq!(out.status, 1, "{}", out.stderr);
    let report = std::fs::read_to_string(dir.path().join("r.md")).unwrap();
    assert!(report.contains("- CSAT of texts **too little data** (1 row)"), "{report}");
    assert!(report.contains("- Complaints **too little data** (1 of 1)") && !report.contains('%'), "{report}");
}

#[test]
fn a_comparison_of_too_little_data_is_no_answer() {
    let dir = folder_with("a.csv", "反馈内容\n快递太慢了\n".as_bytes());
    std::fs::write(dir.path().join("b.csv"), "反馈内容\n质量不错，很喜欢\n").unwrap();
    let args = ["compare", "a.csv", "b.csv", "--fail-on", "satisfaction", "-o", "r.json"];
    let told = Voc::new().dir(dir.path()).args(args).ok().stderr;
    assert!(told.contains("`--fail-on satisfaction` cannot be judged: too little data"), "{told}");
}
