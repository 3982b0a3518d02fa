//! What happens to voc while it works: it is told to stop, killed, its disk is full, its inputs go away. Outputs are whole or absent, and nothing else is left.
//!
//! `FAULTS=200 cargo test --test it faults` tries as many moments for each signal; `tests/faults/run.sh` adds what needs a disk of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use tempfile::TempDir;

use crate::support::{Voc, folder_with, program, sample};

const OUTPUTS: [&str; 6] = ["r.json", "r.html", "r.xlsx", "rows.jsonl", "rejects.csv", "r.md"];

/// Moments tried for each signal.
fn moments() -> u32 {
    std::env::var("FAULTS").ok().and_then(|n| n.parse().ok()).unwrap_or(6)
}

/// Some thousands of rows, of which one is rejected.
static ROWS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let text = String::from_utf8(sample("feedback.csv")).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    format!("{header}\n{}坏\n", rows.repeat(4)).into_bytes()
});

/// The outputs of a run that nobody disturbed.
static WHOLE: LazyLock<TempDir> = LazyLock::new(|| {
    let dir = folder_with("in.csv", &ROWS);
    assert!(command(dir.path()).status().unwrap().success());
    dir
});

fn command(dir: &Path) -> Command {
    let mut command = Command::new(program());
    command.args(["analyze", "in.csv", "-q", "--records", "rows.jsonl", "--rejects", "rejects.csv"]);
    for name in ["r.json", "r.html", "r.xlsx", "r.md"] {
        command.args(["-o", name]);
    }
    command.current_dir(dir).env("HOME", dir).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// What is there beside the input; SIGQUIT may leave a core, which is none of voc's files.
fn names(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = entries.filter(|n| n != "in.csv" && !n.starts_with("core")).collect();
    names.sort();
    names
}

/// Every output is what it should be, or is not there; gives what else is there.
fn assert_whole_or_absent(dir: &Path, what: &str) -> Vec<String> {
    let (outputs, rest): (Vec<_>, Vec<_>) = names(dir).into_iter().partition(|n| OUTPUTS.contains(&n.as_str()));
    for name in outputs {
        // The time of making stands in workbooks; their size does not vary.
        let (got, want) = (std::fs::read(dir.join(&name)).unwrap(), std::fs::read(WHOLE.path().join(&name)).unwrap());
        assert!(if name.ends_with("xlsx") { got.len() == want.len() } else { got == want }, "{what}: {name}");
    }
    rest
}

/// Sends `signal` after `pause`; the end of the run.
fn disturbed(dir: &Path, signal: &str, pause: Duration) -> ExitStatus {
    let mut child = command(dir).spawn().unwrap();
    std::thread::sleep(pause);
    let _ = Command::new("kill").args([signal, &child.id().to_string()]).stderr(Stdio::null()).status();
    child.wait().unwrap()
}

/// Moments over the time that a whole run takes, and a little more.
fn pauses() -> Vec<Duration> {
    let dir = folder_with("in.csv", &ROWS);
    let started = std::time::Instant::now();
    assert!(command(dir.path()).status().unwrap().success());
    let (all, n) = (started.elapsed(), moments());
    // Late moments are the interesting ones: outputs are put in place there.
    (0..n).map(|i| if i % 2 == 0 { all * (i + 1) / n } else { all * (90 + 12 * i / n) / 100 }).collect()
}

#[test]
fn told_to_stop_nothing_half_is_left() {
    let pauses = pauses();
    for (signal, number) in [("-TERM", 15), ("-INT", 2), ("-HUP", 1), ("-QUIT", 3), ("-XCPU", 24), ("-USR1", 10)] {
        for pause in &pauses {
            let dir = folder_with("in.csv", &ROWS);
            let status = disturbed(dir.path(), signal, *pause);
            assert!(status.signal() == Some(number) || status.success(), "{signal} after {pause:?}: {status}");
            let rest = assert_whole_or_absent(dir.path(), signal);
            // Before voc listens the signal ends it, and there are no files yet.
            assert_eq!(rest, [""; 0], "{signal} after {pause:?}");
        }
    }
}

#[test]
fn killed_outright_outputs_are_whole_or_absent() {
    for pause in pauses() {
        let dir = folder_with("in.csv", &ROWS);
        let status = disturbed(dir.path(), "-KILL", pause);
        assert!(status.signal() == Some(9) || status.success(), "{status}");
        for left in assert_whole_or_absent(dir.path(), "-KILL") {
            assert!(left.starts_with(".voc-") && left.strip_suffix(".tmp").is_some(), "{left}");
        }
        assert!(command(dir.path()).status().unwrap().success(), "the next run works");
    }
}

#[test]
fn a_signal_that_is_ignored_stays_ignored() {
    let dir = folder_with("in.csv", &ROWS);
    let mut shell = Command::new("sh");
    let run = format!("trap '' HUP; exec '{}' analyze in.csv -q -o r.json", program().display());
    let mut child = shell.args(["-c", &run]).current_dir(dir.path()).env("HOME", dir.path()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let _ = Command::new("kill").args(["-HUP", &child.id().to_string()]).status();
    assert!(child.wait().unwrap().success());
    assert_eq!(names(dir.path()), ["r.json"]);
}

/// Runs under limits that a shell sets; `nothing` may be left.
fn limited(limits: &str, status: impl Fn(ExitStatus) -> bool, told: &str) {
    let dir = folder_with("in.csv", &ROWS);
    let mut shell = Command::new("bash");
    let run = format!(
        "{limits}; exec '{}' analyze in.csv -q --lang en -o r.json -o r.html --records rows.jsonl",
        program().display()
    );
    let out = shell.args(["-c", &run]).current_dir(dir.path()).env("HOME", dir.path()).output().unwrap();
    let stderr = String::from_utf8_lossy(&out.stderr);
    assert!(status(out.status) && stderr.contains(told), "{limits}: {} {stderr}", out.status);
    let left: Vec<String> = names(dir.path()).into_iter().filter(|n| !n.starts_with(".voc-")).collect();
    assert_eq!(left, [""; 0], "{limits}");
}

#[test]
fn a_limit_of_file_sizes_is_told_like_a_full_disk() {
    limited("ulimit -f 40", |s| s.code() == Some(2), "hint:");
}

/// The library that writes workbooks panics where its temporary files cannot be written.
#[test]
fn a_workbook_of_rows_that_finds_no_room_is_told_like_others() {
    let dir = folder_with("in.csv", &ROWS);
    let run = |limits: &str, args: &str| {
        let run = format!("{limits}; exec '{}' {args} -q --lang en", program().display());
        let mut shell = Command::new("bash");
        shell.args(["-c", &run]).current_dir(dir.path()).env("HOME", dir.path()).env("TMPDIR", "/no/such/folder");
        let out = shell.output().unwrap();
        (out.status.code(), String::from_utf8(out.stderr).unwrap())
    };
    let (status, told) = run("ulimit -f 40", "annotate in.csv -o rows.xlsx");
    assert!(status == Some(2) && told.contains("`rows.xlsx`: cannot write: temporary files"), "{status:?} {told}");
    assert!(told.contains("hint: check that the folder") && !told.contains("internal"), "{told}");
    assert_eq!(names(dir.path()), [""; 0]);
    // A report names its workbook, and no place but that of the output is needed.
    let (status, told) = run("ulimit -f 40", "analyze in.csv -o r.xlsx");
    assert!(status == Some(2) && told.contains("`r.xlsx`: cannot write"), "{status:?} {told}");
    let (status, told) = run("true", "annotate in.csv -o rows.xlsx -o rows.parquet");
    assert_eq!((status, told.as_str()), (Some(0), ""));
}

#[test]
fn without_memory_there_is_no_output_and_no_success() {
    for kib in [60_000, 120_000, 160_000] {
        limited(&format!("ulimit -v {kib}"), |s| !s.success(), "");
    }
}

#[test]
fn a_full_device_and_a_folder_that_takes_nothing() {
    let dir = folder_with("in.csv", &ROWS);
    for (out, told) in [("/dev/full", "space"), ("/proc/r.json", "/proc")] {
        let run = Voc::new().dir(dir.path()).args(["analyze", "in.csv", "-q", "-o", out, "--format", "json"]).run();
        assert!(run.status == 2 && run.stderr.contains(told) && run.stderr.contains("hint:"), "{out}: {}", run.stderr);
        assert_eq!(names(dir.path()).iter().filter(|n| n.starts_with(".voc-")).count(), 0);
    }
}

#[test]
fn an_input_that_goes_away_fails_the_run_and_leaves_no_output() {
    let dir = folder_with("in.csv", &ROWS);
    let mut child = Command::new(program())
        .args(["analyze", "-", "in.csv", "-q", "--lang", "en", "-o", "r.json"])
        .current_dir(dir.path())
        .env("HOME", dir.path())
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(&ROWS).unwrap();
    std::fs::remove_file(dir.path().join("in.csv")).unwrap();
    drop(pipe);
    let out = child.wait_with_output().unwrap();
    let told = String::from_utf8(out.stderr).unwrap();
    assert!(out.status.code() == Some(2) && told.contains("`in.csv`") && told.contains("hint:"), "{told}");
    assert_eq!(names(dir.path()), [""; 0]);
}

#[test]
fn an_input_that_changes_is_an_answer_or_an_error() {
    for shrink in [true, false] {
        let dir = folder_with("in.csv", &ROWS.repeat(3));
        let path = dir.path().join("in.csv");
        let child = command(dir.path()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(400));
        let file = std::fs::File::options().append(true).open(&path).unwrap();
        if shrink {
            file.set_len(100_000).unwrap();
        } else {
            (&file).write_all("\"\n\n,,,,,\u{0}\n".repeat(1000).as_bytes()).unwrap();
        }
        let out = child.wait_with_output().unwrap();
        let told = String::from_utf8(out.stderr).unwrap();
        assert!(matches!(out.status.code(), Some(0 | 2)), "{} {told}", out.status);
        let report = std::fs::read(dir.path().join("r.json"));
        assert_eq!(report.is_ok(), out.status.success());
        report.into_iter().for_each(|r| drop(serde_json::from_slice::<serde_json::Value>(&r).unwrap()));
    }
}

/// Parquet is mapped into memory: what is cut off while it is read is no memory any more, and the system says so by a signal.
#[test]
fn a_mapped_input_that_is_cut_short_is_told() {
    let dir = folder_with("in.csv", &ROWS);
    let mut voc = Command::new(program());
    voc.args(["analyze", "in.csv", "-", "-q", "--lang", "en", "-o", "r.json", "--records", "rows.jsonl"]);
    voc.current_dir(dir.path()).env("HOME", dir.path()).stdin(Stdio::piped()).stderr(Stdio::piped());
    // It waits for standard input, which stays open.
    let mut child = voc.spawn().unwrap();
    std::thread::sleep(Duration::from_secs(1));
    let _ = Command::new("kill").args(["-BUS", &child.id().to_string()]).status();
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    let status = child.wait().unwrap();
    assert!(status.code() == Some(2) && told.contains("cut short") && told.contains("hint:"), "{status} {told}");
    assert_eq!(names(dir.path()), [""; 0]);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let dir = folder_with("in.csv", &ROWS);
    let run = format!(
        "set -o pipefail; '{0}' annotate in.csv -q | head -n 3 | wc -l; '{0}' analyze in.csv -q --format json | head -c 10 >/dev/null",
        program().display()
    );
    let out = Command::new("bash").args(["-c", &run]).current_dir(dir.path()).env("HOME", dir.path()).output().unwrap();
    assert!(out.status.success() && out.stderr.is_empty(), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn a_failed_output_is_told_though_the_input_stays_open() {
    let Ok(full) = std::fs::File::options().write(true).open("/dev/full") else { return };
    let mut voc = Command::new(program());
    voc.args(["annotate", "-", "-q"]).stdin(Stdio::piped()).stdout(full).stderr(Stdio::null());
    let mut child = voc.spawn().unwrap();
    let mut open = child.stdin.take().unwrap();
    let feed = std::thread::spawn(move || {
        // More than is read ahead; the other side goes away on the way.
        let _ = (0..4_000_000 / ROWS.len()).try_for_each(|_| Write::write_all(&mut open, &ROWS));
        open
    });
    let ended = (0..120).find_map(|_| {
        std::thread::sleep(Duration::from_millis(500));
        child.try_wait().unwrap()
    });
    let _ = child.kill();
    drop(feed.join());
    assert_eq!(ended.and_then(|status| status.code()), Some(2));
}

#[test]
fn help_that_cannot_be_written_is_told() {
    for args in [&["--help"][..], &["--version"], &["-V"], &["analyze", "--help"], &["schema"]] {
        let Ok(full) = std::fs::File::options().write(true).open("/dev/full") else { return };
        let out = Command::new(program()).args(args).env("VOC_LANG", "en").stdout(full).output().unwrap();
        let told = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.code() == Some(2) && told.contains("cannot write"), "{args:?}: {told}");
    }
}

/// `tail -f feed.csv | voc annotate - --rejects rejects.csv | head`: the thread that reads is not there to take its file away.
#[test]
fn a_reader_that_goes_away_leaves_nothing_though_the_input_stays_open() {
    let dir = tempfile::tempdir().unwrap();
    let mut voc = Command::new(program());
    voc.args(["annotate", "-", "-q", "--threads", "2", "--rejects", "rejects.csv"])
        .current_dir(dir.path())
        .env("HOME", dir.path());
    let mut child = voc.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let (mut open, out) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let leaving = Arc::new(AtomicBool::new(false));
    let ((told, heard), leave) = (channel(), leaving.clone());
    let reader = std::thread::spawn(move || {
        let (mut out, mut line) = (BufReader::new(out), Vec::new());
        while out.read_until(b'\n', &mut line).unwrap() > 0 && !leave.load(Ordering::SeqCst) {
            line.clear();
            told.send(()).unwrap();
        }
    });
    // More than is looked at before the first row. When no more comes out all of it is labelled, and voc waits for input.
    (0..3).for_each(|_| open.write_all(&ROWS).unwrap());
    heard.recv().unwrap();
    while heard.recv_timeout(Duration::from_secs(2)).is_ok() {}
    leaving.store(true, Ordering::SeqCst);
    // More than a batch, and less than two.
    let more: Vec<u8> = ROWS.split_inclusive(|b| *b == b'\n').skip(1).take(900).flatten().copied().collect();
    let _ = open.write_all(&more);
    let ended = (0..120).find_map(|_| {
        std::thread::sleep(Duration::from_millis(500));
        child.try_wait().unwrap()
    });
    let _ = child.kill();
    reader.join().unwrap();
    drop(open);
    assert_eq!(ended.and_then(|status| status.code()), Some(0));
    assert_eq!(names(dir.path()), [""; 0]);
}

#[test]
fn no_home_no_locale_and_no_settings() {
    let dir = folder_with("in.csv", &ROWS);
    let out = Command::new(program())
        .args(["analyze", "in.csv", "-q", "-o", "r.json"])
        .env_clear()
        .current_dir(dir.path())
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}
