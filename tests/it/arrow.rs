//! Arrow IPC in and out: streams of other programs (`tests/fixtures/arrow.py` writes them), damage, and a partner that waits for each answer.

use std::io::{Cursor, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use polars::io::ipc::IpcStreamReader;
use polars::prelude::{DataFrame, SerReader};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Voc, blank, difference, folder_with, json_lines, program, project, samples, without_inputs};

fn fixture(name: &str) -> PathBuf {
    project("tests/fixtures/arrow").join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(fixture(name)).unwrap()
}

/// The rows of the fixtures as CSV.
const ROWS: &str = "评价内容,评分,评价时间,渠道,会员,行\n\
    快递太慢了，客服也不理人,1,2026-03-01,天猫,true,101\n\
    ,,2026-03-02,京东,false,102\n\
    质量很好，非常满意,5,2026-03-03,天猫,,103\n\
    充电器漏电，差点起火,1,2026-03-04,,true,104\n\
    包装破损，里面的东西全坏了,2,,京东,false,105\n\
    ,3,2026-03-06,天猫,true,106\n\
    一般般吧，没有惊喜,3,2026-03-07,抖音,false,107\n\
    门店服务员态度恶劣,1,2026-03-08,京东,true,108\n";

fn annotated(voc: Voc) -> Vec<Value> {
    let mut rows = voc.args(["--by", "会员", "-q"]).ok().lines();
    rows.iter_mut().for_each(|r| blank(r, "source"));
    rows
}

fn expected() -> Vec<Value> {
    let dir = folder_with("rows.csv", ROWS.as_bytes());
    annotated(Voc::new().dir(dir.path()).args(["annotate", "rows.csv"]))
}

#[test]
fn streams_and_files_of_other_programs_are_read_as_csv_is() {
    let expected = expected();
    assert_eq!(expected[0]["complaint"], true);
    for name in ["plain.arrows", "dictionary.arrows", "zstd.arrows", "lz4.arrow", "views.arrows"] {
        let from_file = annotated(Voc::new().args(["annotate".into(), fixture(name)]));
        let piped = Voc::new().args(["annotate", "-", "--input-format", "arrow"]).stdin(&bytes(name));
        for (how, rows) in [("file", from_file), ("pipe", annotated(piped))] {
            assert_eq!(rows.len(), expected.len(), "{name} by {how}");
            for (row, wanted) in rows.iter().zip(&expected) {
                assert_eq!(difference(row, wanted), None, "{name} by {how}, row {}", row["row"]);
            }
        }
    }
}

#[test]
fn columns_that_hold_no_text_are_left_out_or_told() {
    let dir = tempfile::tempdir().unwrap();
    let manifest = |name: &str| {
        let out = Voc::new().dir(dir.path()).args(["analyze".into(), fixture(name)]).run();
        (out.status, out.stderr)
    };
    let (status, said) = manifest("run_ends.arrows");
    assert!(
        status == 2 && said.contains("`评价` is of the Arrow type RunEndEncoded") && said.contains("hint:"),
        "{said}"
    );
    let (status, said) = manifest("decimal_only.arrows");
    assert!(status == 2 && said.contains("cannot find a text column") && said.contains("`价`"), "{said}");
}

#[test]
fn decimals_are_numbers_and_columns_that_are_not_read_are_named() {
    let run = |name: &str, lang: &str| Voc::new().args(["annotate".into(), fixture(name)]).args(["--lang", lang]).ok();
    let english = "columns of types that are not read (cast them to text or numbers): `等待`";
    let chinese = "以下列的类型不支持，未读取（请先转换为文本或数字）：`等待`";
    for (name, lang, told) in [("decimals.arrows", "en", english), ("decimals.parquet", "zh", chinese)] {
        let out = run(name, lang);
        let ratings: Vec<Option<f64>> = out.lines().iter().map(|r| r["rating"].as_f64()).collect();
        assert_eq!(ratings, [Some(1.5), Some(5.0)], "{name}");
        assert_eq!(out.stderr.matches(told).count(), 1, "{}", out.stderr);
    }
}

#[test]
fn categories_and_dates_of_pandas_are_cells_in_parquet_and_parts_are_left_out() {
    let out = Voc::new().args(["annotate".into(), fixture("coded.parquet")]).ok();
    let rows = out.lines();
    let got: Vec<_> = rows.iter().map(|r| (r["text"].as_str(), r["rating"].as_f64(), r["time"].as_str())).collect();
    let want = [
        (Some("快递太慢了，客服也不理人"), Some(1.0), Some("2026-03-01")),
        (Some("质量很好，非常满意"), Some(5.0), Some("2026-03-02")),
        (Some(""), Some(3.0), Some("2026-03-03")),
    ];
    assert_eq!(got, want);
    assert_eq!(rows[2]["attrs"]["渠道"], "京东");
    let told = "columns of types that are not read (cast them to text or numbers): `半`, `码`, `等待`, `价格`, `属性`";
    assert_eq!(out.stderr.matches(told).count(), 1, "{}", out.stderr);
    let out = Voc::new().args(["annotate".into(), fixture("parts.parquet")]).run();
    assert_eq!(out.status, 2);
    let told = "no column holds text, numbers or times; columns are `价格`, `属性`";
    assert!(out.stderr.contains(told), "{}", out.stderr);
}

fn frame(stream: &[u8]) -> DataFrame {
    IpcStreamReader::new(Cursor::new(stream)).finish().unwrap()
}

#[test]
fn the_stream_that_comes_out_has_the_columns_of_the_record() {
    let out = Voc::new().dir(&samples()).args(["annotate", "hotel.csv", "--format", "arrow", "-q"]).ok();
    let frame = frame(&out.stdout);
    assert_eq!(frame.height(), 122);
    let names: Vec<String> = frame.get_column_names().iter().map(ToString::to_string).collect();
    let record = Voc::new().args(["schema", "record"]).ok().json();
    let known = record["properties"].as_object().unwrap();
    assert!(names.iter().all(|n| known.contains_key(n)), "{names:?}");
    assert_eq!(names.iter().position(|n| n == "text"), Some(3));
    // The JVM has no unsigned numbers.
    assert!(!format!("{:?}", frame.schema()).contains("UInt"), "{:?}", frame.schema());
}

#[test]
fn arrow_is_reported_as_the_other_formats_are() {
    let dir = tempfile::tempdir().unwrap();
    let at = |f: &str| dir.path().join(f).display().to_string();
    let outputs = ["-o", &at("r.jsonl"), "-o", &at("r.arrow")];
    Voc::new().dir(&samples()).args(["annotate", "feedback.csv", "-q"]).args(outputs).ok();
    let report = |f: &str| without_inputs(Voc::new().args(["report", &at(f), "-q"]).ok().json());
    assert_eq!(difference(&report("r.arrow"), &report("r.jsonl")), None);
    let piped = Voc::new().args(["report", "-", "-q"]).stdin(&std::fs::read(at("r.arrow")).unwrap()).ok().json();
    assert_eq!(piped["run"]["inputs"][0]["format"], "arrow");
    assert_eq!(difference(&without_inputs(piped), &report("r.jsonl")), None);
}

#[test]
fn what_is_cut_short_or_foreign_is_told() {
    let whole = bytes("plain.arrows");
    let run = |bytes: &[u8]| Voc::new().args(["annotate", "-", "--input-format", "arrow", "-q"]).stdin(bytes).run();
    for end in (5..whole.len()).step_by(397).chain([whole.len() - 8, whole.len() - 1]) {
        let out = run(&whole[..end]);
        assert_eq!(out.status, 2, "{end}: {}", out.stderr);
        assert!(out.stderr.contains("cut short") && out.stderr.contains("hint:"), "{end}: {}", out.stderr);
    }
    for foreign in [&b"text,stars\nfine,5\n"[..], b"PK\x03\x04", &[0xff; 64], b"ARROW1\0\0nothing of the kind"] {
        let out = run(foreign);
        assert!(out.status == 2 && out.stderr.contains("hint:"), "{foreign:?}: {}", out.stderr);
    }
    let dir = folder_with("two.arrows", &[&whole[..], &whole[..]].concat());
    let twice = Voc::new().dir(dir.path()).args(["annotate", "two.arrows", "-q"]).run();
    assert!(twice.status == 2 && twice.stderr.contains("bytes follow the end"), "{}", twice.stderr);
}

#[test]
fn damage_never_brings_it_down() {
    // `ingest::arrow` is tested with damage at every place; here, that the program says it and lives.
    let (whole, dir) = (bytes("plain.arrows"), tempfile::tempdir().unwrap());
    for at in (8..whole.len()).step_by(433) {
        let mut broken = whole.clone();
        broken[at] ^= 0xff;
        let path = dir.path().join("broken.arrows");
        std::fs::write(&path, broken).unwrap();
        // `run` fails on death by signal.
        let out = Voc::new().args(["annotate".into(), path, "-q".into()]).run();
        assert!(out.status == 0 || (out.status == 2 && out.stderr.contains("hint:")), "{at}: {}", out.stderr);
    }
}

#[test]
fn rows_keep_the_names_that_they_come_with() {
    let args = ["annotate", "-", "--row-column", "行", "--source-column", "渠道", "-q"];
    let out = Voc::new().args(args).stdin(&bytes("plain.arrows")).ok().lines();
    let named: Vec<(u64, &str)> =
        out.iter().map(|r| (r["row"].as_u64().unwrap(), r["source"].as_str().unwrap())).collect();
    assert_eq!(named[0], (101, "天猫"));
    assert_eq!(named[3], (104, "-"));
    assert_eq!(named[7], (108, "京东"));
    assert!(out.iter().all(|r| r["attrs"].get("渠道").is_none()));
    let csv = "内容,行\n快递太慢了，客服也不理人,7\n质量很好，非常满意,七\n";
    let out = Voc::new().args(["annotate", "-", "--row-column", "行"]).stdin(csv.as_bytes()).ok();
    assert_eq!(out.lines().len(), 1);
    assert!(out.stderr.contains("`七` is no row number"), "{}", out.stderr);
}

/// A voc that is spoken to in turns.
struct Partner {
    child: Child,
    answers: mpsc::Receiver<Vec<u8>>,
    _dir: TempDir,
}

impl Partner {
    fn new(args: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut child = Command::new(program())
            .args(args)
            .current_dir(dir.path())
            .env("HOME", dir.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = child.stdout.take().unwrap();
        let (sender, answers) = mpsc::channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(n @ 1..) = out.read(&mut buffer) {
                if sender.send(buffer[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { child, answers, _dir: dir }
    }

    fn tell(&mut self, bytes: &[u8]) {
        let pipe = self.child.stdin.as_mut().unwrap();
        pipe.write_all(bytes).unwrap();
        pipe.flush().unwrap();
    }

    /// What comes until `enough`; panics where nothing comes for a minute.
    fn hear(&self, heard: &mut Vec<u8>, enough: impl Fn(&[u8]) -> bool) {
        while !enough(heard) {
            heard.extend(self.answers.recv_timeout(Duration::from_secs(60)).expect("no answer: both sides wait"));
        }
    }
}

/// Where each message of a stream ends, the end mark included.
fn ends(stream: &[u8]) -> Vec<usize> {
    let (mut at, mut ends) = (0, Vec::new());
    while at < stream.len() {
        let (_, rest) = voc::ipc::split_schema(&[&stream[at..], voc::ipc::end()].concat())
            .map_or((0, Vec::new()), |(first, rest)| (first.len(), rest.to_vec()));
        let end = stream.len() - rest.len();
        ends.push(end);
        if end == at || rest.is_empty() {
            break;
        }
        at = end;
    }
    ends
}

#[test]
fn each_batch_is_answered_before_the_next_is_sent() {
    let stream = bytes("plain.arrows");
    // Schema, three batches of 3 + 3 + 2 rows, end mark.
    let ends = ends(&stream[..stream.len() - 8]);
    assert_eq!(ends.len(), 4, "{ends:?}");
    let mut voc = Partner::new(&["annotate", "-", "--input-format", "arrow", "--format", "arrow", "-q"]);
    let mut heard = Vec::new();
    voc.tell(&stream[..ends[1]]);
    let rows = |bytes: &[u8]| {
        let whole = [bytes, voc::ipc::end()].concat();
        let mut reader = voc::ipc::Batches::open(&whole[..]).ok()?;
        let mut rows = 0;
        while let Ok(Some(batch)) = reader.next_batch() {
            rows += frame(&reader.whole(&batch)).height();
        }
        Some(rows)
    };
    voc.hear(&mut heard, |b| rows(b) == Some(3));
    voc.tell(&stream[ends[1]..ends[2]]);
    voc.hear(&mut heard, |b| rows(b) == Some(6));
    voc.tell(&stream[ends[2]..]);
    voc.hear(&mut heard, |b| b.ends_with(voc::ipc::end()));
    drop(voc.child.stdin.take());
    assert!(voc.child.wait().unwrap().success());
    assert_eq!(frame(&heard).height(), 8);
}

#[test]
fn the_stream_is_the_same_whatever_the_threads() {
    let run = |threads: &str| {
        let args = ["annotate", "hotel.csv", "--format", "arrow", "-q", "--threads", threads];
        frame(&Voc::new().dir(&samples()).args(args).ok().stdout)
    };
    assert!(run("1").equals_missing(&run("2")));
    let lines = Voc::new().dir(&samples()).args(["annotate", "hotel.csv", "-q"]).ok();
    assert_eq!(json_lines(&lines.stdout).len(), run("1").height());
}
