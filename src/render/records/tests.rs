//! What is written is read back: every format, hostile texts, empty lists, missing headers.

use std::path::{Path, PathBuf};

use calamine::Reader as _;
use proptest::prelude::*;

use super::*;
use crate::number::Milli;
use crate::record::{Attrs, Evidence, Label, Mention, Polarity, Request, Sentiment, Severity};
use crate::render::fixture::messages;
use crate::render::sheet::Cuts;

fn mention() -> Mention {
    Mention {
        aspect: "logistics.speed".into(),
        aspect_name: "配送时效".into(),
        nature: "logistics".into(),
        polarity: Polarity::Negative,
        target: "快递".to_owned(),
        opinion: "太慢".to_owned(),
        start: 0,
        end: 4,
        rule: "issues.tsv:118".into(),
        implicit: false,
    }
}

fn request() -> Request {
    Request {
        request: "refund".into(),
        text: "要求退款".to_owned(),
        object: "快递".to_owned(),
        start: 0,
        end: 4,
        rule: "requests.tsv:5".into(),
        reason: Some("logistics.speed".into()),
        because: "快递太慢".to_owned(),
        because_start: Some(0),
        because_end: Some(4),
        told: true,
    }
}

fn full() -> Annotated {
    Annotated {
        row: 17,
        source: "feedback.csv".into(),
        id: Some("6900123456789012345".to_owned()),
        text: "快递太慢了\n漏电，\u{1b}[31m我要\"投诉\" 138****5678 \u{202e}\u{9b}".to_owned(),
        rating: Some(Milli(4500)),
        time: "2026-03-01T09:12:00".parse().ok(),
        likes: Some(3),
        attrs: Attrs(vec![("渠道".into(), "天猫".to_owned()), ("门店".into(), "=1+1".to_owned())]),
        informative: true,
        duplicate_of: Some(4),
        duplicate_source: Some("b.csv".into()),
        masked: vec!["phone".into()],
        sentiment: Sentiment { label: Label::Mixed, score: Milli(-410) },
        satisfaction: Some(2),
        complaint: true,
        natures: vec!["logistics".into(), "product".into()],
        nature: Some("logistics".into()),
        severity: Some(Severity::Major),
        severity_evidence: vec![Evidence {
            reason: "safety".into(),
            text: "漏电".to_owned(),
            start: 6,
            end: 8,
            rule: "severity.tsv:3".into(),
        }],
        intents: vec!["complain".into()],
        emotions: vec!["anger".into()],
        requests: vec![request(), Request { reason: None, because_start: None, because_end: None, ..request() }],
        stage: Some("delivery".into()),
        department: Some("物流部".into()),
        due_hours: Some(24),
        mentions: vec![mention(), mention()],
        keywords: vec!["快递".to_owned(), "a|b".to_owned()],
        issue: Some("logistics.speed#1".into()),
    }
}

fn rows() -> Vec<Annotated> {
    let bare = Annotated { row: 18, source: "feedback.csv".into(), ..Annotated::default() };
    let other = Annotated {
        row: 1,
        source: "b.csv".into(),
        text: "=HYPERLINK(\"x\")".to_owned(),
        attrs: Attrs(vec![("渠道".into(), String::new())]),
        time: "2026-03-01".parse().ok(),
        sentiment: Sentiment { label: Label::Positive, score: Milli(1000) },
        ..Annotated::default()
    };
    vec![full(), bare, other]
}

fn headers() -> Vec<Name> {
    vec!["渠道".into(), "门店".into()]
}

fn labelled_with() -> LabelledWith {
    LabelledWith { version: "0.1.0".to_owned(), dictionaries: "37b9".to_owned(), models: "1d44".to_owned() }
}

fn settings(attrs: Option<Vec<Name>>) -> RecordSettings<'static> {
    RecordSettings {
        messages: messages(),
        lang: Lang::Zh,
        bom: false,
        attrs,
        labelled_with: labelled_with(),
        cuts: Cuts::default(),
    }
}

fn written(
    rows: &[Annotated],
    format: RecordFormat,
    attrs: Option<Vec<Name>>,
    dir: &Path,
    name: &str,
) -> Result<PathBuf> {
    let path = dir.join(name);
    let mut writer = RecordWriter::new(format, Output::create(&path, &[])?, &settings(attrs))?;
    for batch in rows.chunks(2) {
        writer.write(batch)?;
    }
    writer.finish()?.commit()?;
    Ok(path)
}

fn read(path: &Path) -> Result<Vec<Annotated>> {
    let mut all = Vec::new();
    for batch in AnnotatedReader::open(path)? {
        all.extend(batch?);
    }
    Ok(all)
}

#[test]
fn jsonl_and_parquet_read_back_equal() {
    let dir = tempfile::tempdir().unwrap();
    for (format, name) in [(RecordFormat::Jsonl, "a.jsonl"), (RecordFormat::Parquet, "a.parquet")] {
        for attrs in [Some(headers()), None] {
            let path = written(&rows(), format, attrs, dir.path(), name).unwrap();
            assert_eq!(read(&path).unwrap(), rows(), "{name}");
            let mut reader = AnnotatedReader::open(&path).unwrap();
            assert_eq!(reader.next_batch(2).unwrap().unwrap().len(), 2);
            assert_eq!(reader.next_batch(2).unwrap().unwrap().len(), 1);
            assert!(reader.next_batch(2).unwrap().is_none());
            let (input, bytes) = (reader.input(), std::fs::read(&path).unwrap());
            assert_eq!((input.rows, input.bytes), (3, bytes.len() as u64));
            assert_eq!(input.hash, blake3::hash(&bytes).to_hex().to_string());
        }
    }
}

#[test]
fn values_that_no_label_has_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let bare = || rows()[1].clone();
    let sentiment = Sentiment { label: Label::Negative, score: Milli(-7000) };
    for (told, bad) in [
        (" 2: `row` cannot be 0", Annotated { row: 0, ..bare() }),
        (" 2: `satisfaction` cannot be 9", Annotated { satisfaction: Some(9), ..bare() }),
        (
            " 2: `mentions.end` cannot be 0..4",
            Annotated { text: "太慢了".to_owned(), mentions: vec![mention()], ..bare() },
        ),
        (" 2: `requests.end` cannot be 0..4", Annotated { requests: vec![request()], ..bare() }),
        (" 2: `sentiment.score` cannot be -7", Annotated { sentiment, ..bare() }),
    ] {
        for (format, name, unit) in
            [(RecordFormat::Jsonl, "a.jsonl", "line"), (RecordFormat::Parquet, "a.parquet", "row")]
        {
            let rows = [rows()[0].clone(), bad.clone()];
            let path = written(&rows, format, Some(headers()), dir.path(), name).unwrap();
            let e = read(&path).unwrap_err().to_string();
            assert!(e.contains(name) && e.contains(&format!("{unit}{told}")), "{e}");
        }
    }
}

#[test]
fn parquet_without_segments_and_without_rows() {
    let dir = tempfile::tempdir().unwrap();
    let bare = vec![Annotated { row: 1, source: "a".into(), ..Annotated::default() }];
    let path = written(&bare, RecordFormat::Parquet, Some(Vec::new()), dir.path(), "bare.parquet").unwrap();
    assert_eq!(read(&path).unwrap(), bare);
    let none = written(&[], RecordFormat::Parquet, Some(headers()), dir.path(), "none.parquet").unwrap();
    assert!(read(&none).unwrap().is_empty());
}

#[test]
fn files_of_columns_tell_what_labelled_their_rows() {
    let dir = tempfile::tempdir().unwrap();
    let of = |format, name: &str, rows: &[Annotated]| {
        let path = written(rows, format, Some(headers()), dir.path(), name).unwrap();
        let packed = dir.path().join(format!("{name}.zst"));
        std::fs::write(&packed, zstd::encode_all(&std::fs::read(&path).unwrap()[..], 1).unwrap()).unwrap();
        [path, packed].map(|p| AnnotatedReader::open(&p).unwrap().input().labelled_with)
    };
    for rows in [rows(), Vec::new()] {
        assert_eq!(of(RecordFormat::Parquet, "a.parquet", &rows), [Some(labelled_with()), Some(labelled_with())]);
        assert_eq!(of(RecordFormat::Arrow, "a.arrow", &rows), [Some(labelled_with()), Some(labelled_with())]);
    }
    assert_eq!(of(RecordFormat::Jsonl, "a.jsonl", &rows()), [None, None]);
}

#[test]
fn parquet_of_several_groups_is_read_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let rows: Vec<_> = (1..=5000).map(|row| Annotated { row, source: "a".into(), ..Annotated::default() }).collect();
    let path = written(&rows, RecordFormat::Parquet, Some(Vec::new()), dir.path(), "many.parquet").unwrap();
    let (mut reader, mut back) = (AnnotatedReader::open(&path).unwrap(), Vec::new());
    while let Some(batch) = reader.next_batch(700).unwrap() {
        assert!(batch.len() <= 700);
        back.extend(batch);
    }
    assert!(back == rows && reader.input().rows == 5000);
}

#[test]
fn a_look_tells_annotated_rows_and_takes_nothing_from_a_pipe() {
    let dir = tempfile::tempdir().unwrap();
    for (format, name) in
        [(RecordFormat::Jsonl, "a.jsonl"), (RecordFormat::Parquet, "a.parquet"), (RecordFormat::Arrow, "a.arrow")]
    {
        let path = written(&rows(), format, Some(headers()), dir.path(), name).unwrap();
        assert!(AnnotatedReader::looks_annotated(&path), "{name}");
        let none = written(&[], format, Some(headers()), dir.path(), name).unwrap();
        assert!(!AnnotatedReader::looks_annotated(&none), "{name} without rows");
    }
    let feedback = dir.path().join("feedback.jsonl");
    std::fs::write(&feedback, "{\"评价\": \"太慢\"}\n").unwrap();
    assert!(!AnnotatedReader::looks_annotated(&feedback));
    #[cfg(unix)]
    {
        // Nobody writes into it: opening it would never end.
        let pipe = dir.path().join("pipe.jsonl");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert!(!AnnotatedReader::looks_annotated(&pipe));
    }
}

#[test]
fn packed_jsonl_is_read_by_its_first_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let plain = std::fs::read(written(&rows(), RecordFormat::Jsonl, None, dir.path(), "a.jsonl").unwrap()).unwrap();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(&plain).unwrap();
    let packed = [("a.gz", gz.finish().unwrap()), ("a.zst", zstd::encode_all(&plain[..], 1).unwrap())];
    for (name, bytes) in packed {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(read(&path).unwrap(), rows(), "{name}");
    }
}

#[test]
fn csv_is_flat_and_runs_no_formula() {
    let dir = tempfile::tempdir().unwrap();
    let path = written(&rows(), RecordFormat::Csv, Some(headers()), dir.path(), "a.csv").unwrap();
    insta::assert_snapshot!(std::fs::read_to_string(&path).unwrap());
    let later = written(&rows(), RecordFormat::Csv, None, dir.path(), "b.csv").unwrap();
    assert_eq!(std::fs::read(path).unwrap(), std::fs::read(later).unwrap());
}

#[test]
fn a_workbook_keeps_ids_as_text_and_is_the_same_twice() {
    let dir = tempfile::tempdir().unwrap();
    let path = written(&rows(), RecordFormat::Xlsx, Some(headers()), dir.path(), "a.xlsx").unwrap();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&path).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let head: Vec<String> = sheet.rows().next().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(head, flat::headers(&headers()));
    let cell = |r: u32, h: &str| {
        let c = head.iter().position(|x| x == h).unwrap();
        sheet.get_value((r, u32::try_from(c).unwrap())).cloned().unwrap_or_default()
    };
    assert_eq!(cell(1, "id"), calamine::Data::String("6900123456789012345".to_owned()));
    assert_eq!(cell(1, "rating"), calamine::Data::Float(4.5));
    assert_eq!(cell(1, "attrs.门店"), calamine::Data::String("=1+1".to_owned()));
    assert_eq!(cell(3, "text"), calamine::Data::String("=HYPERLINK(\"x\")".to_owned()));
    assert_eq!(cell(2, "text"), calamine::Data::Empty);
    for (row, days) in [(1, 46_082.0 + 552.0 / 1_440.0), (3, 46_082.0)] {
        let calamine::Data::DateTime(when) = cell(row, "time") else { panic!("{:?} is no date", cell(row, "time")) };
        assert!((when.as_f64() - days).abs() < 1e-6, "{when:?}");
    }
    assert_eq!(cell(2, "time"), calamine::Data::Empty);
    let again = written(&rows(), RecordFormat::Xlsx, Some(headers()), dir.path(), "b.xlsx").unwrap();
    assert_eq!(std::fs::read(path).unwrap(), std::fs::read(again).unwrap());
}

#[test]
fn a_column_that_was_not_announced_is_a_defect_not_a_loss() {
    let dir = tempfile::tempdir().unwrap();
    let e = written(&rows(), RecordFormat::Csv, Some(vec!["渠道".into()]), dir.path(), "a.csv").unwrap_err();
    assert!(matches!(&e, Error::Internal(what) if what.contains("门店")), "{e}");
    assert!(std::fs::read_dir(dir.path()).unwrap().next().is_none());
}

#[test]
fn other_files_are_told_by_line_and_field() {
    let dir = tempfile::tempdir().unwrap();
    let cases = [
        ("raw.jsonl", "{\"内容\":\"慢\"}\n", "line 1 is not an annotated record: missing field"),
        ("csv.csv", "内容,评分\n慢,1\n", "reads JSON lines, Parquet and Arrow, and this is none of them"),
        ("bad.jsonl", "{\"row\":1\n", "line 1 is not JSON"),
    ];
    for (name, text, expected) in cases {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        let e = read(&path).unwrap_err().to_string();
        assert!(e.contains(expected) && e.contains("voc annotate"), "{name}: {e}");
    }
    let empty = dir.path().join("empty.jsonl");
    std::fs::write(&empty, "").unwrap();
    assert!(read(&empty).unwrap().is_empty());
    let path = written(&rows(), RecordFormat::Jsonl, None, dir.path(), "a.jsonl").unwrap();
    let broken = std::fs::read_to_string(&path).unwrap().replacen("\"satisfaction\":null", "\"satisfaction\":\"x\"", 1);
    std::fs::write(&path, broken).unwrap();
    let e = read(&path).unwrap_err().to_string();
    assert!(e.contains("line 2, column") && e.contains("invalid type"), "{e}");
    assert!(e.contains("`satisfaction`"), "{e}");
    std::fs::write(&path, "[{\"row\":1},\n{\"row\":2}]\n").unwrap();
    let e = read(&path).unwrap_err().to_string();
    assert!(e.contains("the file is one JSON list"), "{e}");
    let missing = read(&dir.path().join("no.jsonl")).unwrap_err().to_string();
    assert!(missing.contains("file not found"), "{missing}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_text_survives(text in any::<String>(), value in any::<String>(), word in any::<String>()) {
        let dir = tempfile::tempdir().unwrap();
        let mut a = full();
        // Behind its own: places of evidence are in it.
        a.text.push_str(&text);
        a.attrs.0[0].1 = value;
        a.keywords[0] = word;
        for (format, name) in [(RecordFormat::Jsonl, "a.jsonl"), (RecordFormat::Parquet, "a.parquet")] {
            let path = written(std::slice::from_ref(&a), format, Some(headers()), dir.path(), name).unwrap();
            prop_assert_eq!(&read(&path).unwrap()[0], &a);
        }
        for (format, name) in [(RecordFormat::Csv, "a.csv"), (RecordFormat::Xlsx, "a.xlsx")] {
            written(std::slice::from_ref(&a), format, Some(headers()), dir.path(), name).unwrap();
        }
    }
}
