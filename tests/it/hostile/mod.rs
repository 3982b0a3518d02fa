//! Hostile input: files of every kind that must give an answer or a clear error, in bounded time and memory; and texts that must not act.
//!
//! Each module is a table of kinds, 213 in all, with a name and the bytes. Every kind runs through the binary. To see what voc says of one:
//! `HOSTILE=1 cargo test --test it hostile -- --nocapture`.

mod acts;
mod archives;
mod characters;
mod columnar;
mod encodings;
mod json;
mod lengthy;
mod pages;
mod says;
mod spreadsheets;
mod tables;
mod values;

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{folder_with, program};

/// Address space of a run in KiB, and its time: far more than any kind needs, far less than one that got out of hand.
const MEMORY: u64 = 3 << 20;
const TIME: Duration = Duration::from_secs(60);

/// Rows that everybody can read.
const ROWS: &str =
    "快递太慢了，客服也不理人,1,2026-03-01\n质量很好，非常满意,5,2026-03-02\n包装破损，东西全坏了,1,2026-03-03\n";

fn table() -> String {
    format!("反馈内容,评分,时间\n{ROWS}")
}

/// What must come out.
#[derive(Clone, Copy)]
enum Want {
    /// An answer; so many rows were read.
    Rows(u64),
    /// An answer, whatever the rows.
    Answer,
    /// An error that says this.
    Error(&'static str),
}

struct Kind {
    name: &'static str,
    file: &'static str,
    bytes: Vec<u8>,
    want: Want,
}

fn kind(name: &'static str, file: &'static str, bytes: impl Into<Vec<u8>>, want: Want) -> Kind {
    Kind { name, file, bytes: bytes.into(), want }
}

/// Runs every kind, of which there are so many, and tells all that went wrong.
fn hold(kinds: &[Kind], count: usize) {
    let wrong: Vec<String> =
        kinds.iter().filter_map(|k| run(k).err().map(|e| format!("{} ({}): {e}", k.name, k.file))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let names: BTreeSet<_> = kinds.iter().map(|k| k.name).collect();
    assert!(names.len() == count && kinds.len() == count, "{} kinds of {} names", kinds.len(), names.len());
}

fn run(kind: &Kind) -> Result<(), String> {
    let dir = folder_with(kind.file, &kind.bytes);
    let out = dir.path().join("out.json");
    let started = Instant::now();
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"")]).arg(program());
    command.args(["analyze", "-q", "--lang", "en", "--threads", "1", "-o", "out.json", kind.file]);
    command.env("HOME", dir.path()).current_dir(dir.path()).stdin(Stdio::null()).stdout(Stdio::null());
    let mut child = command.stderr(Stdio::piped()).spawn().map_err(|e| e.to_string())?;
    let status = loop {
        if let Some(status) = child.try_wait().map_err(|e| e.to_string())? {
            break status;
        }
        if started.elapsed() > TIME {
            child.kill().map_err(|e| e.to_string())?;
            return Err(format!("not done after {TIME:?}"));
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let told = std::io::read_to_string(child.stderr.take().unwrap()).map_err(|e| e.to_string())?;
    if std::env::var_os("HOSTILE").is_some() {
        println!("{:40} {status} {:?} {}", kind.name, started.elapsed(), told.replace('\n', " "));
    }
    match status.code() {
        Some(0) => answered(&std::fs::read(&out).map_err(|e| e.to_string())?, kind.want),
        Some(2) if out.exists() => Err("an error, and an output".to_owned()),
        Some(2) => refused(&told, kind),
        _ => Err(format!("{status}: {told}")),
    }
}

fn answered(report: &[u8], want: Want) -> Result<(), String> {
    let report: Value = serde_json::from_slice(report).map_err(|e| e.to_string())?;
    let rows = &report["run"]["rows"];
    let n = |key: &str| rows[key].as_u64().unwrap_or_default();
    if n("read") != n("analysed") + n("empty") + n("duplicate") + n("rejected") {
        return Err(format!("rows do not add up: {rows}"));
    }
    match want {
        Want::Rows(expected) if n("read") != expected => Err(format!("expected {expected} rows: {rows}")),
        Want::Error(e) => Err(format!("expected an error `{e}`: {rows}")),
        _ => Ok(()),
    }
}

fn refused(told: &str, kind: &Kind) -> Result<(), String> {
    let clear = told.starts_with("voc: ") && told.contains("hint: ") && told.contains(&format!("`{}`", kind.file));
    match kind.want {
        Want::Error(e) if clear && told.contains(e) => Ok(()),
        _ => Err(format!("not what was expected, or unclear: {told}")),
    }
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}
