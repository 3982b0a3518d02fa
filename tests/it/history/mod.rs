//! The store of runs from outside: what is counted, what is told, and that nothing is lost whatever happens.

mod again;
mod close;
mod compare;
mod effect;
mod holding;
mod keep;
mod known;
mod months;
mod nights;
mod orders;
mod pruned;
mod robust;
mod times;
mod workbook;
mod year;

use std::path::Path;

use rusqlite::Connection;
use serde_json::Value;

use crate::support::{Out, Voc};

/// `voc analyze` in a folder with a store in it.
pub(crate) fn analyze(dir: &Path, more: &[&str]) -> Out {
    Voc::new().dir(dir).args(["analyze", "--history", "voc.db", "-o", "report.json", "--quiet"]).args(more).run()
}

/// The report of the last [`analyze`].
pub(crate) fn report(dir: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(dir.join("report.json")).unwrap()).unwrap()
}

/// Runs it where it has to succeed; gives the report.
pub(crate) fn stored(dir: &Path, more: &[&str]) -> Value {
    let out = analyze(dir, more);
    assert_eq!(out.status, 0, "{}", out.stderr);
    report(dir)
}

/// `voc history … --json`.
pub(crate) fn history(dir: &Path, args: &[&str]) -> Value {
    Voc::new().dir(dir).args(["history"]).args(args.iter().copied()).args(["--json"]).ok().json()
}

/// One number of the store.
pub(crate) fn number(dir: &Path, sql: &str) -> i64 {
    Connection::open(dir.join("voc.db")).unwrap().query_row(sql, [], |r| r.get(0)).unwrap()
}

/// Whether the store is sound, and every run in it whole.
pub(crate) fn assert_whole(dir: &Path) {
    let db = Connection::open(dir.join("voc.db")).unwrap();
    let sound: String = db.query_row("PRAGMA integrity_check", [], |r| r.get(0)).unwrap();
    assert_eq!(sound, "ok");
    let mut runs = db.prepare("SELECT id, new_records, version FROM runs").unwrap();
    let rows: Vec<(i64, i64, String)> =
        runs.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).unwrap().map(Result::unwrap).collect();
    let count = |sql: &str, run: i64| db.query_row(sql, [run], |r| r.get::<_, i64>(0)).unwrap();
    for (run, new, version) in rows {
        assert!(!version.is_empty(), "run {run} has no totals");
        assert_eq!(count("SELECT count(*) FROM records WHERE run = ?1", run), new, "run {run}");
        let counted = count("SELECT count(*) FROM records WHERE counted AND run = ?1", run);
        let series = "SELECT coalesce(sum(volume), 0) FROM series WHERE run = ?1 AND subject = (SELECT id FROM subjects WHERE kind = 'total')";
        assert_eq!(count(series, run), counted, "run {run}");
    }
    let stray = "SELECT (SELECT count(*) FROM records WHERE run NOT IN (SELECT id FROM runs)) + (SELECT count(*) FROM series WHERE run NOT IN (SELECT id FROM runs)) + ?1";
    assert_eq!(count(stray, 0), 0, "something belongs to no run");
}
