//! `--log FILE`: one line of JSON for each run, whole or not at all, however many runs write at once. The only part of voc that reads a clock:
//! the time goes into the log and nowhere else.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::fail_on::Condition;
use crate::filter::day;
use crate::lang::{Say, reason};
use crate::plan::Analyze;
use crate::render::Visible;
use crate::report::Report;
use crate::say;
use crate::time::{Stamp, day_string};

/// A first line that is longer is none of a log.
const LONGEST: u64 = 1 << 20;

/// Opens the log for appending, so that a bad path is told before the work begins.
pub(super) fn open(path: &Path) -> Result<File> {
    File::options().read(true).append(true).create(true).open(path).map_err(|e| failed(path, &e))
}

fn failed(path: &Path, e: &std::io::Error) -> Error {
    let Say { en, zh } = reason(e);
    Error::output(
        path,
        say!("cannot write the log: {en}", "无法写入日志：{zh}"),
        say!("check that the folder exists and is writable", "请检查文件夹是否存在且可写"),
    )
}

/// Adds the line of a run that gave a report, or of one that failed. A failing log does not hide what failed first.
pub(super) fn write(mut log: File, plan: &Analyze, done: Result<(u8, Report)>) -> Result<u8> {
    let inputs = names(&plan.inputs);
    let (line, status) = match &done {
        Ok((status, report)) => (success(&inputs, *status, report, plan), *status),
        Err(e) => {
            let why = e.message(crate::lang::Lang::En);
            let status = if matches!(e, Error::ClosedPipe) { 0 } else { 2 };
            let mut line = failure(&inputs, status, &why);
            // A night without feedback is no broken export.
            if matches!(e, Error::NoRows { .. }) {
                line["empty"] = true.into();
            }
            (line, 0)
        }
    };
    let path = plan.keep.log.as_deref().unwrap_or(Path::new("-"));
    let written = append(&mut log, &line).map_err(|e| failed(path, &e));
    done.and(written).map(|()| status)
}

/// Adds the line of a run that was refused before it began. A file that is no log is left alone: the name may be wrong, too.
pub(super) fn refused(path: &Path, inputs: &[PathBuf], why: &str) -> Result<()> {
    let mut log = open(path)?;
    if is_log(&mut log).map_err(|e| failed(path, &e))? {
        append(&mut log, &failure(&names(inputs), 2, why)).map_err(|e| failed(path, &e))?;
    }
    Ok(())
}

/// Whether a file is empty or begins with a line of a log; what is no file at all cannot be spoilt.
fn is_log(log: &mut File) -> std::io::Result<bool> {
    if !log.metadata()?.is_file() {
        return Ok(true);
    }
    let mut first = String::new();
    // A table may be in any encoding.
    let read = BufReader::new(log.take(LONGEST)).read_line(&mut first);
    let line: Option<Value> = serde_json::from_str(&first).ok();
    Ok(matches!(read, Ok(0)) || line.is_some_and(|l| l["time"].is_string() && l["status"].is_u64()))
}

fn names(inputs: &[PathBuf]) -> Vec<String> {
    inputs.iter().map(|p| p.display().to_string()).collect()
}

fn failure(inputs: &[String], status: u8, why: &str) -> Value {
    json!({"time": now(), "inputs": inputs, "status": status, "error": why})
}

fn success(inputs: &[String], status: u8, r: &Report, plan: &Analyze) -> Value {
    let alerts: Vec<Value> =
        r.alerts.iter().map(|a| json!({"colour": a.colour, "kind": a.kind, "subject": a.subject})).collect();
    let mut line = json!({
        "time": now(),
        "inputs": inputs,
        "as_of": as_of(r, plan),
        "period": r.run.period,
        "rows": r.run.rows,
        "mean": r.satisfaction.mean.value,
        "csat": r.satisfaction.csat.value,
        "net_sentiment": r.satisfaction.net_sentiment.value,
        "complaints": r.severity.complaints.count,
        "major": r.severity.major.count,
        "hot_issues": r.hot_issues.len(),
        "alerts": alerts,
        "status": status,
    });
    // Nobody may be told at night: `--quiet`.
    let unjudged = plan.reporting.fail_on.iter().filter(|c| c.unjudged(r).is_some()).map(Condition::text);
    let unjudged: Vec<&str> = unjudged.collect();
    let only: Value = plan.choice.options().into_iter().collect();
    let more = [
        ("holds", !r.run.holds.is_empty(), json!(r.run.holds)),
        ("unjudged", !unjudged.is_empty(), json!(unjudged)),
        ("only", !plan.choice.is_all(), only),
    ];
    for (key, _, value) in more.into_iter().filter(|(_, is_said, _)| *is_said) {
        line[key] = value;
    }
    if let Some(h) = &r.history {
        line["history"] = json!({"run": h.run, "repeated": h.repeated, "new": h.new_records, "known": h.known_records, "issues": h.issues});
    }
    line
}

/// The day that a run stands for: as the store has it, else as it was named, else the last day of the data.
fn as_of(r: &Report, plan: &Analyze) -> Option<String> {
    let kept = r.history.as_ref().and_then(|h| h.as_of.clone());
    // It was checked before.
    let named = || day("--as-of", plan.keep.as_of.as_deref()?).ok().map(day_string);
    kept.or_else(named).or_else(|| r.run.period.as_ref().map(|p| p.last.clone()))
}

/// One write under a lock; a line that a killed run left without its end is ended first.
fn append(log: &mut File, line: &Value) -> std::io::Result<()> {
    log.lock()?;
    let mut bytes = Vec::new();
    if log.metadata()?.is_file() && log.seek(SeekFrom::End(0))? > 0 {
        log.seek(SeekFrom::End(-1))?;
        let mut last = [0];
        log.read_exact(&mut last)?;
        if last != *b"\n" {
            bytes.push(b'\n');
        }
    }
    write!(Visible(&mut bytes), "{line}")?;
    bytes.push(b'\n');
    log.write_all(&bytes)?;
    log.unlock()
}

/// `2026-03-01T06:00:00Z`.
fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let (days, rest) = (i32::try_from(seconds / 86_400).unwrap_or(0), u32::try_from(seconds % 86_400).unwrap_or(0));
    Stamp::from_days(days, Some(rest)).map(|s| format!("{s}Z")).unwrap_or_default()
}
