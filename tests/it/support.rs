//! What the tests share: a builder that runs voc with nothing of the machine's own settings, the project's folders, and one run over the sample
//! data that many tests look at.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

/// A run of voc to come. Messages are in English unless `VOC_LANG` says otherwise.
pub(crate) struct Voc {
    command: Command,
    stdin: Option<Vec<u8>>,
}

/// What a run gave.
pub(crate) struct Out {
    pub(crate) status: i32,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Voc {
    pub(crate) fn new() -> Self {
        let mut command = Command::new(program());
        command
            .env_clear()
            .envs(["PATH", "TMPDIR", "SystemRoot"].iter().filter_map(|k| Some((k, std::env::var_os(k)?))));
        // No settings of the user, and no file that lies about: each test names what it needs.
        command.env("HOME", EMPTY.path()).env("VOC_LANG", "en").env("COLUMNS", "100").current_dir(EMPTY.path());
        Self { command, stdin: None }
    }

    pub(crate) fn args<A: Into<OsString>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args.into_iter().map(Into::into));
        self
    }

    pub(crate) fn env(mut self, key: &str, value: &str) -> Self {
        self.command.env(key, value);
        self
    }

    pub(crate) fn dir(mut self, dir: &Path) -> Self {
        self.command.current_dir(dir);
        self
    }

    pub(crate) fn stdin(mut self, bytes: &[u8]) -> Self {
        self.stdin = Some(bytes.to_owned());
        self
    }

    pub(crate) fn run(mut self) -> Out {
        let input = if self.stdin.is_some() { Stdio::piped() } else { Stdio::null() };
        let mut child = self.command.stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let feeder = self.stdin.take().map(|bytes| {
            let mut pipe = child.stdin.take().unwrap();
            // The child may go away before it has read everything; its status tells.
            std::thread::spawn(move || drop(pipe.write_all(&bytes)))
        });
        let out = child.wait_with_output().unwrap();
        feeder.map(std::thread::JoinHandle::join).transpose().unwrap();
        let stderr = String::from_utf8(out.stderr).expect("messages are UTF-8");
        Out { status: out.status.code().expect("not killed by a signal"), stdout: out.stdout, stderr }
    }

    /// Runs it where it has to succeed.
    pub(crate) fn ok(self) -> Out {
        let out = self.run();
        assert_eq!(out.status, 0, "{}", out.stderr);
        out
    }
}

impl Out {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.stdout.clone()).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.stdout).unwrap()
    }

    pub(crate) fn lines(&self) -> Vec<Value> {
        json_lines(&self.stdout)
    }
}

/// The program under test.
pub(crate) fn program() -> PathBuf {
    assert_cmd::cargo::cargo_bin("voc")
}

/// A path in the project.
pub(crate) fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Where the sample files are; tests run there, so that sources are plain file names.
pub(crate) fn samples() -> PathBuf {
    project("sample_data")
}

pub(crate) fn sample(name: &str) -> Vec<u8> {
    std::fs::read(samples().join(name)).unwrap()
}

static EMPTY: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());

/// A folder with one file in it.
pub(crate) fn folder_with(name: &str, bytes: &[u8]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join(name), bytes).unwrap();
    dir
}

pub(crate) fn json_lines(bytes: &[u8]) -> Vec<Value> {
    bytes.split(|b| *b == b'\n').filter(|l| !l.is_empty()).map(|l| serde_json::from_slice(l).unwrap()).collect()
}

/// `analyze` over a sample file, with everything that one run can write.
pub(crate) struct Run {
    pub(crate) dir: TempDir,
    /// The bytes of the JSON report.
    pub(crate) bytes: Vec<u8>,
    pub(crate) report: Value,
    /// The rows of `--records`.
    pub(crate) records: Vec<Value>,
}

impl Run {
    fn over(name: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let at = |file: &str| dir.path().join(file).display().to_string();
        let (json, rows) = (at("report.json"), at("rows.jsonl"));
        let outputs =
            ["-o", &json, "-o", &at("report.csv"), "-o", &at("report.txt"), "-o", &at("sections/"), "--records", &rows];
        Voc::new().dir(&samples()).args(["analyze", name]).args(outputs).ok();
        let bytes = std::fs::read(&json).unwrap();
        let report = serde_json::from_slice(&bytes).unwrap();
        let records = json_lines(&std::fs::read(&rows).unwrap());
        Self { dir, bytes, report, records }
    }
}

/// The one run over each sample file that tests share.
pub(crate) static FEEDBACK: LazyLock<Run> = LazyLock::new(|| Run::over("feedback.csv"));
pub(crate) static HOTEL: LazyLock<Run> = LazyLock::new(|| Run::over("hotel.csv"));
pub(crate) static BANK: LazyLock<Run> = LazyLock::new(|| Run::over("bank.csv"));
pub(crate) static BAD_ROWS: LazyLock<Run> = LazyLock::new(|| Run::over("bad_rows.csv"));

pub(crate) fn all_runs() -> [&'static Run; 4] {
    [&FEEDBACK, &HOTEL, &BANK, &BAD_ROWS]
}

/// The report without `run.inputs`, the one part that tells which file and which bytes it came from.
pub(crate) fn without_inputs(mut report: Value) -> Value {
    report["run"]["inputs"] = Value::Null;
    report
}

/// Replaces the value under `key` everywhere in `value`.
pub(crate) fn blank(value: &mut Value, key: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|v| blank(v, key)),
        Value::Object(map) => {
            for (k, v) in map.iter_mut() {
                if k == key {
                    *v = Value::Null;
                } else {
                    blank(v, key);
                }
            }
        }
        _ => {}
    }
}

/// Where two values differ first, as a path; nothing where they are equal. Says more than two walls of JSON.
pub(crate) fn difference(a: &Value, b: &Value) -> Option<String> {
    match (a, b) {
        (Value::Object(x), Value::Object(y)) => {
            let (kx, ky): (Vec<_>, Vec<_>) = (x.keys().collect(), y.keys().collect());
            if kx != ky {
                return Some(format!(": keys {kx:?} against {ky:?}"));
            }
            x.iter().find_map(|(k, v)| difference(v, &y[k]).map(|d| format!(".{k}{d}")))
        }
        (Value::Array(x), Value::Array(y)) if x.len() == y.len() => {
            x.iter().zip(y).enumerate().find_map(|(i, (v, w))| difference(v, w).map(|d| format!("[{i}]{d}")))
        }
        _ if a == b => None,
        _ => Some(format!(": {a} against {b}")),
    }
}

/// Characters `start..end` of a text, as offsets of records count them.
pub(crate) fn chars(text: &str, start: &Value, end: &Value) -> String {
    let index = |v: &Value| usize::try_from(v.as_u64().unwrap()).unwrap();
    let (start, end) = (index(start), index(end));
    assert!(start <= end && end <= text.chars().count(), "{start}..{end} of {text}");
    text.chars().skip(start).take(end - start).collect()
}
