//! Nothing is lost and no run is half there: killed programs, two at once, full disks, strange files.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::nights::{Event, LID, export};
use super::{analyze, assert_whole, number, stored};
use crate::support::{Voc, program};

fn spawn(dir: &Path, input: &str, more: &[&str]) -> Child {
    let mut c = Command::new(program());
    c.current_dir(dir)
        .args(["analyze", "--history", "voc.db", "--quiet", "-o", &format!("{input}.json"), input])
        .args(more);
    c.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Kills runs at moments spread over the time that writing takes.
fn kill_runs(kills: u64) {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let event = || [Event { days: 2..8, rows: 8, words: LID, mark: "锅盖" }];
    export(&dir.join("a.csv"), 0..=9, 40, &event());
    stored(dir, &["a.csv"]);
    // How long a run takes that is left alone, and when it begins to write.
    export(&dir.join("b.csv"), 5..=30, 40, &event());
    let (before, start) = (number(dir, "SELECT count(*) FROM records"), Instant::now());
    assert!(spawn(dir, "b.csv", &["--force"]).wait().unwrap().success());
    let whole = start.elapsed();
    let after = number(dir, "SELECT count(*) FROM records");
    assert!(after > before);
    let (mut dice, mut cut, mut runs) = (20_261_127u64, 0, number(dir, "SELECT count(*) FROM runs"));
    for n in 0..kills {
        // New rows each time, so that there is something to write.
        let first = 40 + i32::try_from(n).unwrap() * 30;
        export(&dir.join("n.csv"), first..=first + 25, 40, &[]);
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut child = spawn(dir, "n.csv", &[]);
        // Half of the kills wait for the first byte of the log of the store, so that they hit the writing itself.
        let share = (dice >> 33) % 1000;
        let wal = dir.join("voc.db-wal");
        if n % 2 == 0 {
            std::thread::sleep(whole * u32::try_from(share).unwrap() / 1000);
        } else {
            while std::fs::metadata(&wal).map_or(0, |m| m.len()) == 0 && child.try_wait().unwrap().is_none() {
                std::thread::sleep(Duration::from_micros(200));
            }
            std::thread::sleep(Duration::from_micros(share * 40));
        }
        child.kill().unwrap();
        cut += u64::from(!child.wait().unwrap().success());
        assert_whole(dir);
        let now = number(dir, "SELECT count(*) FROM runs");
        assert!(now == runs || now == runs + 1, "{runs} runs became {now}");
        runs = now;
    }
    assert!(cut > kills / 3, "only {cut} of {kills} runs were cut short");
    // And the store goes on.
    export(&dir.join("z.csv"), 20_000..=20_003, 20, &[]);
    let done = stored(dir, &["z.csv"]);
    assert_eq!(done["history"]["new_records"], 80);
}

#[test]
fn a_run_that_is_killed_was_never_there() {
    kill_runs(20);
}

/// `cargo test --test it history::robust::killed_two_hundred_times -- --ignored`
#[test]
#[ignore = "takes some ten minutes"]
fn killed_two_hundred_times() {
    kill_runs(200);
}

#[test]
fn runs_at_the_same_time_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..4).map(|n| format!("{n}.csv")).collect();
    // Each shares half of its days with the next one.
    for (n, name) in (0..).zip(&names) {
        export(&dir.path().join(name), n * 4..=n * 4 + 7, 10, &[]);
    }
    let children: Vec<Child> =
        names.iter().map(|n| spawn(dir.path(), n, &["--log", "runs.log", "--threads", "1"])).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_whole(dir.path());
    assert_eq!(number(dir.path(), "SELECT count(*) FROM runs"), 4);
    assert_eq!(number(dir.path(), "SELECT count(*) FROM records"), 200);
    let log = crate::support::json_lines(&std::fs::read(dir.path().join("runs.log")).unwrap());
    assert_eq!(log.iter().filter(|l| l["status"] == 0).count(), 4);
}

/// No file may grow beyond a few blocks: what a full disk looks like to a program.
#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_leaves_the_store_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    export(&dir.path().join("a.csv"), 0..=2, 10, &[]);
    stored(dir.path(), &["a.csv"]);
    let before = number(dir.path(), "SELECT count(*) FROM records");
    export(&dir.path().join("b.csv"), 10..=60, 40, &[]);
    let blocks = std::fs::metadata(dir.path().join("voc.db")).unwrap().len() / 512 + 8;
    let script = format!(
        "trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" analyze b.csv --history voc.db --quiet --format text --lang en >/dev/null"
    );
    let out = Command::new("sh").args(["-c", &script]).arg(program()).current_dir(dir.path()).output().unwrap();
    let told = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(2), "{told}");
    assert!(told.contains("voc.db") && told.contains("hint:"), "{told}");
    assert_whole(dir.path());
    assert_eq!(number(dir.path(), "SELECT count(*) FROM records"), before);
    assert_eq!(stored(dir.path(), &["b.csv"])["history"]["run"], 2);
}

#[test]
fn looking_leaves_nothing_beside_the_store() {
    let dir = tempfile::tempdir().unwrap();
    export(&dir.path().join("a.csv"), 0..=1, 5, &[]);
    stored(dir.path(), &["a.csv"]);
    let names = || {
        let entries = std::fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
        entries.collect::<std::collections::BTreeSet<_>>()
    };
    let before = names();
    assert!(!before.contains("voc.db-wal"), "{before:?}");
    for what in [&["list"][..], &["show", "last"], &["issues"], &["orders"], &["series"], &["export", "-o", "-"]] {
        Voc::new().dir(dir.path()).args(["history"]).args(what.iter().copied()).args(["--history", "voc.db"]).ok();
        assert_eq!(names(), before, "{what:?}");
    }
}

#[test]
fn a_store_of_a_newer_version_and_other_files_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    export(&dir.path().join("a.csv"), 0..=1, 5, &[]);
    stored(dir.path(), &["a.csv"]);
    Connection::open(dir.path().join("voc.db")).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let bytes = std::fs::read(dir.path().join("voc.db")).unwrap();
    for out in [analyze(dir.path(), &["a.csv"]), Voc::new().dir(dir.path()).args(["history", "list"]).run()] {
        assert_eq!(out.status, 2);
        assert!(
            out.stderr.contains("newer voc (format 99") && out.stderr.contains("hint: upgrade voc"),
            "{}",
            out.stderr
        );
    }
    assert_eq!(std::fs::read(dir.path().join("voc.db")).unwrap(), bytes);
    // An input named by mistake is not written over.
    let csv = std::fs::read(dir.path().join("a.csv")).unwrap();
    let out = Voc::new().dir(dir.path()).args(["analyze", "a.csv", "--history", "a.csv", "-o", "r.json"]).run();
    assert!(out.status == 2 && out.stderr.contains("not a history"), "{}", out.stderr);
    assert_eq!(std::fs::read(dir.path().join("a.csv")).unwrap(), csv);
    let out = Voc::new().dir(dir.path()).args(["analyze", "a.csv", "--history", "no/voc.db", "-o", "r.json"]).run();
    assert!(out.status == 2 && out.stderr.contains("hint: check that the folder exists"), "{}", out.stderr);
}

/// Found by mutation: the library panics on names that are no text.
#[test]
fn a_store_whose_columns_cannot_be_named_is_damaged() {
    let dir = tempfile::tempdir().unwrap();
    export(&dir.path().join("a.csv"), 0..=3, 5, &[]);
    stored(dir.path(), &["a.csv"]);
    let path = dir.path().join("voc.db");
    Connection::open(&path).unwrap().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let name = b"rows_read INTEGER";
    let places: Vec<usize> = (0..bytes.len() - name.len()).filter(|at| bytes[*at..].starts_with(name)).collect();
    places.into_iter().for_each(|at| bytes[at + 1] = 0xff);
    std::fs::write(&path, bytes).unwrap();
    let out = Voc::new().dir(dir.path()).args(["history", "export", "-o", "all.jsonl"]).run();
    assert!(
        out.status == 2 && out.stderr.contains("this history is damaged") && out.stderr.contains("hint:"),
        "{}",
        out.stderr
    );
}
