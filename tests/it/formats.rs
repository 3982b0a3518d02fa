//! The same rows give the same report, whatever file they come in.

use std::io::Write;

use polars::prelude::{Column, DataFrame, DataType, ParquetReader, SerReader as _, TimeUnit};
use serde_json::Value;

use crate::support::{FEEDBACK, Voc, blank, difference, folder_with, sample, samples, without_inputs};

/// Everything that rows alone decide: which file they came in is left out.
fn figures(mut report: Value) -> Value {
    blank(&mut report, "source");
    without_inputs(report)
}

/// Asserts that `bytes`, in a file called `name`, give the report of feedback.csv; gives `run.inputs[0]`.
fn same_report(name: &str, bytes: &[u8]) -> Value {
    let dir = folder_with(name, bytes);
    let report = Voc::new().dir(dir.path()).args(["analyze", name, "-q"]).ok().json();
    let input = report["run"]["inputs"][0].clone();
    if let Some(at) = difference(&figures(report), &figures(FEEDBACK.report.clone())) {
        panic!("{name}: report{at}");
    }
    input
}

fn utf8() -> String {
    String::from_utf8(sample("feedback.csv")).unwrap()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(bytes).collect()
}

fn rows() -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(sample("feedback.csv").as_slice()).into_records().map(Result::unwrap).collect()
}

fn headers() -> Vec<String> {
    csv::Reader::from_reader(sample("feedback.csv").as_slice()).headers().unwrap().iter().map(str::to_owned).collect()
}

#[test]
fn gb18030() {
    assert_eq!(same_report("feedback.csv", &sample("feedback_gbk.csv"))["encoding"], "GB18030");
}

#[test]
fn what_was_detected_is_told() {
    // The first megabyte is looked at.
    let late = format!("id,text\n{}", format!("1,{}\n", "hello there it was fine ".repeat(4000)).repeat(14));
    let gbk = encoding_rs::GB18030.encode("2,太差了，客服不理人\n").0.into_owned();
    for (name, bytes, told) in [
        ("a.csv", sample("feedback_gbk.csv"), "encoding GB18030 (to choose others: "),
        ("a.jsonl", utf16("{\"text\":\"太差了，客服不理人\"}\n", u16::to_le_bytes), "encoding UTF-16LE"),
        ("late.csv", [late.as_bytes(), &gbk].concat(), "encoding GB18030 (to choose another: --encoding)"),
    ] {
        let dir = folder_with(name, &bytes);
        let out = Voc::new().dir(dir.path()).args(["annotate", name]).ok();
        assert!(out.stderr.contains(told), "{name}: {}", out.stderr);
        assert!(out.stderr.contains("--encoding"), "{name}: {}", out.stderr);
    }
}

#[test]
fn utf_8_with_a_mark() {
    let input = same_report("feedback.csv", format!("\u{feff}{}", utf8()).as_bytes());
    assert_eq!((&input["encoding"], &input["encoding_from"]), (&"UTF-8".into(), &"bom".into()));
}

#[test]
fn utf_16_both_ways() {
    assert_eq!(same_report("feedback.csv", &utf16(&utf8(), u16::to_le_bytes))["encoding"], "UTF-16LE");
    assert_eq!(same_report("feedback.txt", &utf16(&utf8(), u16::to_be_bytes))["encoding"], "UTF-16BE");
}

#[test]
fn workbook() {
    assert_eq!(same_report("feedback.xlsx", &sample("feedback.xlsx"))["format"], "xlsx");
}

#[test]
fn json_lines_and_json_array() {
    let lines = sample("feedback.jsonl");
    assert_eq!(same_report("feedback.jsonl", &lines)["format"], "jsonl");
    let array = String::from_utf8(lines).unwrap().trim().replace('\n', ",");
    assert_eq!(same_report("feedback.json", format!("[{array}]").as_bytes())["format"], "json");
}

#[test]
fn other_delimiters() {
    for (delimiter, name) in [(b'\t', "feedback.tsv"), (b'|', "feedback.csv"), (b';', "feedback.txt")] {
        let mut out = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        out.write_record(headers()).unwrap();
        rows().iter().for_each(|r| out.write_record(r).unwrap());
        same_report(name, &out.into_inner().unwrap());
    }
}

#[test]
fn compressed() {
    let plain = sample("feedback.csv");
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(&plain).unwrap();
    same_report("feedback.csv.gz", &gz.finish().unwrap());
    same_report("feedback.csv.zst", &zstd::encode_all(plain.as_slice(), 1).unwrap());
}

#[test]
fn parquet() {
    let rows = rows();
    let columns = headers().into_iter().enumerate().map(|(i, name)| {
        let cells: Vec<&str> = rows.iter().map(|r| &r[i]).collect();
        Column::new(name.as_str().into(), cells)
    });
    let mut frame = DataFrame::new_infer_height(columns.collect()).unwrap();
    let mut bytes = Vec::new();
    polars::prelude::ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
    assert_eq!(same_report("feedback.parquet", &bytes)["format"], "parquet");
}

#[test]
fn big5() {
    let text = "反饋內容,評分\n快遞太慢了，客服也不理人，等了整整兩個星期,1\n品質很好，非常滿意，下次還會再來買,5\n包裝破損，裡面的東西全部都壞掉了,1\n";
    let (bytes, _, lossy) = encoding_rs::BIG5.encode(text);
    assert!(!lossy);
    let report = |bytes: &[u8]| {
        let dir = folder_with("a.csv", bytes);
        Voc::new().dir(dir.path()).args(["analyze", "a.csv", "-q"]).ok().json()
    };
    let (from_big5, from_utf8) = (report(&bytes), report(text.as_bytes()));
    assert_eq!(from_big5["run"]["inputs"][0]["encoding"], "Big5");
    assert_eq!(difference(&figures(from_big5), &figures(from_utf8)), None);
}

#[test]
fn a_folder_and_a_glob_are_all_their_files() {
    let dir = folder_with("a.csv", &sample("hotel.csv"));
    std::fs::write(dir.path().join("b.csv"), sample("bank.csv")).unwrap();
    for input in [".", "*.csv"] {
        let report = Voc::new().dir(dir.path()).args(["analyze", input, "-q"]).ok().json();
        assert_eq!(report["run"]["rows"]["read"], 242, "{input}");
        assert_eq!(report["run"]["inputs"].as_array().unwrap().len(), 2, "{input}");
    }
}

#[cfg(unix)]
#[test]
fn a_report_is_made_of_a_pipe_with_a_path() {
    let rows = Voc::new().dir(&samples()).args(["annotate", "bad_rows.csv", "-q"]).ok().stdout;
    let out = Voc::new().args(["report", "/dev/stdin", "-q"]).stdin(&rows).ok().json();
    let lines = rows.split(|b| *b == b'\n').filter(|l| !l.is_empty()).count();
    assert_eq!(out["run"]["rows"]["read"].as_u64(), u64::try_from(lines).ok());
}

#[test]
fn times_that_another_program_made_of_labelled_rows_keep_their_hour() {
    let csv = "反馈内容,时间\n快递太慢了,2026-03-01 09:12:00\n质量不错很喜欢,2026-03-02\n";
    let dir = folder_with("a.csv", csv.as_bytes());
    let run = |args: &[&str]| Voc::new().dir(dir.path()).args(args.iter().copied()).args(["-q"]).ok();
    run(&["annotate", "a.csv", "-o", "r.parquet", "-o", "r.jsonl"]);
    let path = dir.path().join("r.parquet");
    let mut frame = ParquetReader::new(std::fs::File::open(&path).unwrap()).finish().unwrap();
    // 2026-03-01 09:12 and 2026-03-02, as columns of times hold them.
    let times = Column::new("time".into(), [1_772_356_320_000_000_i64, 1_772_409_600_000_000]);
    frame.with_column(times.cast(&DataType::Datetime(TimeUnit::Microseconds, None)).unwrap()).unwrap();
    polars::prelude::ParquetWriter::new(std::fs::File::create(&path).unwrap()).finish(&mut frame).unwrap();
    for name in ["r.parquet", "r.jsonl"] {
        run(&["report", name, "-o", "x.json", "--records", "again.jsonl"]);
        let rows = crate::support::json_lines(&std::fs::read(dir.path().join("again.jsonl")).unwrap());
        let times: Vec<&Value> = rows.iter().map(|r| &r["time"]).collect();
        assert_eq!(times, ["2026-03-01T09:12:00", "2026-03-02"], "{name}");
    }
}

#[test]
fn the_note_of_columns_tells_what_is_read_for_what() {
    let told = |args: &[&str]| Voc::new().dir(&samples()).args(args.iter().copied()).ok().stderr;
    let by = told(&["analyze", "feedback.csv", "--by", "渠道"]);
    assert!(by.contains("segments `渠道` (kept with the rows: `省份`"), "{by}");
    let labels = "内容,标签,渠道\n质量很好，非常满意,正面,天猫\n快递太慢了，客服不理人,负面,京东\n";
    let dir = folder_with("l.csv", labels.as_bytes());
    let eval = Voc::new().dir(dir.path()).args(["eval", "l.csv", "--label-column", "标签"]).ok().stderr;
    assert!(eval.contains("also `标签` (to choose others"), "{eval}");
    // Lines have no columns.
    let dir = folder_with("n.txt", "快递太慢了\n质量不错，很喜欢\n".as_bytes());
    let lines = Voc::new().dir(dir.path()).args(["analyze", "n.txt"]).ok().stderr;
    assert!(lines.contains("`n.txt`: each line is a text (for columns: --delimiter)"), "{lines}");
    let piped = Voc::new().args(["explain", "-"]).stdin("快递太慢了".as_bytes()).ok().stderr;
    assert_eq!(piped, "");
}

#[test]
fn labelled_rows_in_the_clothes_of_pandas_are_the_same_rows() {
    let texts = "反馈内容,渠道\n快递太慢了；客服也不理人,天猫\n,\n漏电；孩子被电了一下；太危险了；要求退款,京东\n";
    let dir = folder_with("a.csv", texts.as_bytes());
    let voc = |args: &[&str]| Voc::new().dir(dir.path()).args(args.iter().copied());
    voc(&["annotate", "a.csv", "-o", "own.jsonl", "-q"]).ok();
    let rows = crate::support::json_lines(&std::fs::read(dir.path().join("own.jsonl")).unwrap());
    // Numbers with gaps are floats there, and what is empty is null; columns stand in another order.
    let dressed = |mut row: Value| {
        for field in ["row", "satisfaction", "due_hours"] {
            if let Some(n) = row[field].as_f64() {
                row[field] = n.into();
            }
        }
        for request in row["requests"].as_array_mut().unwrap() {
            request["because_start"] = request["because_start"].as_f64().into();
        }
        for (_, value) in row.as_object_mut().unwrap() {
            if value.as_array().is_some_and(Vec::is_empty) {
                *value = Value::Null;
            }
        }
        let fields: Vec<String> =
            row.as_object().unwrap().iter().rev().map(|(k, v)| format!("{}:{v}", Value::from(k.as_str()))).collect();
        format!("{{{}}}\n", fields.join(","))
    };
    let lines: String = rows.iter().cloned().map(dressed).collect();
    assert!(lines.contains("\"satisfaction\":1.0") && lines.contains("\"masked\":null"), "{lines}");
    std::fs::write(dir.path().join("other.jsonl"), &lines).unwrap();
    let report = |name: &str| without_inputs(voc(&["report", name, "-q"]).ok().json());
    assert_eq!(difference(&report("own.jsonl"), &report("other.jsonl")), None);
    std::fs::copy(dir.path().join("own.jsonl"), dir.path().join("copy.jsonl")).unwrap();
    let compared = |name: &str| voc(&["compare", name, "copy.jsonl", "-q"]).ok().json();
    assert_eq!(difference(&compared("own.jsonl")["headline"], &compared("other.jsonl")["headline"]), None);
    // What is none of a row is refused by both, and not labelled anew without a word.
    std::fs::write(dir.path().join("bad.jsonl"), lines.replace("\"satisfaction\":1.0", "\"satisfaction\":1.5"))
        .unwrap();
    for args in [&["report", "bad.jsonl", "-q"][..], &["compare", "bad.jsonl", "own.jsonl", "-q"]] {
        let out = voc(args).args(["--lang", "en"]).run();
        assert_eq!((out.status, out.stdout.len()), (2, 0), "{args:?}");
        assert!(out.stderr.contains("`satisfaction`: invalid type: floating point `1.5`"), "{}", out.stderr);
    }
}

#[test]
fn a_report_names_what_its_rows_were_labelled_with() {
    let dir = folder_with("a.csv", &sample("hotel.csv"));
    let at = |name: &str| dir.path().join(name);
    std::fs::copy(at("a.csv"), at("b.csv")).unwrap();
    std::fs::create_dir(at("mine")).unwrap();
    std::fs::write(at("mine/labels.tsv"), "kind\tid\tzh\ten\nseverity\tmajor\t红色警报\tRed\n").unwrap();
    let voc = |args: &[&str]| Voc::new().dir(dir.path()).args(args.iter().copied()).args(["--lang", "en"]);
    let with = |out: Value| (out["run"]["dictionaries"].clone(), out["run"]["models"].clone());
    let own = with(voc(&["analyze", "a.csv", "-q"]).ok().json());
    let mine = with(voc(&["analyze", "a.csv", "-q", "--dicts", "mine"]).ok().json());
    assert!(own.0 != mine.0, "{own:?}");
    voc(&["annotate", "a.csv", "-q", "--dicts", "mine", "-o", "a.parquet", "-o", "a.arrow", "-o", "a.jsonl"]).ok();
    voc(&["annotate", "b.csv", "-q", "-o", "b.parquet"]).ok();
    for (file, expected) in [("a.parquet", &mine), ("a.arrow", &mine), ("b.parquet", &own), ("a.jsonl", &own)] {
        let out = voc(&["report", file, "--records", "again.parquet"]).ok();
        assert_eq!(&with(out.json()), expected, "{file}");
        assert!(!out.stderr.contains("labelled with"), "{}", out.stderr);
        // Rows that are written anew tell the same.
        assert_eq!(&with(voc(&["report", "again.parquet", "-q"]).ok().json()), expected, "{file}");
    }
    for command in ["report", "compare"] {
        let out = voc(&[command, "a.parquet", "b.parquet", "--format", "json"]).ok();
        let told = out.json();
        // A comparison has no manifest of a run.
        let told = told["run"].get("dictionaries").unwrap_or(&told["dictionaries"]).clone();
        let both = [&own.0, &mine.0].map(|d| told.as_str().unwrap().contains(d.as_str().unwrap()));
        assert_eq!(both, [true, true], "{command}: {told}");
        assert!(out.stderr.contains("(others than those of this voc: `a.parquet`)"), "{command}: {}", out.stderr);
    }
}
