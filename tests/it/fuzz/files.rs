//! Files that voc wrote itself, damaged: annotated rows, stores of runs, settings.

use std::io::Write;
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use voc::history::{Store, Subject};
use voc::render::records::AnnotatedReader;

use super::{cases, damage, damaged};
use crate::support::{Voc, folder_with, samples};

pub(super) fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// Annotated rows as JSONL and Parquet, and a store, of one small file.
static WRITTEN: LazyLock<[Vec<u8>; 3]> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).display().to_string();
    let run = |args: &[&str]| drop(Voc::new().dir(&samples()).args(args.iter().copied()).ok());
    run(&["annotate", "bad_rows.csv", "-q", "-o", &at("a.jsonl"), "-o", &at("a.parquet")]);
    run(&["analyze", "bad_rows.csv", "-q", "--history", &at("a.db"), "-o", &at("a.json")]);
    ["a.jsonl", "a.parquet", "a.db"].map(|name| std::fs::read(dir.path().join(name)).unwrap())
});

/// Rows read back, or none; a refusal has its next step.
fn rows(path: &Path) -> Option<usize> {
    let told = |e: voc::error::Error| assert!(e.to_string().contains("hint:"), "{e}");
    let reader = AnnotatedReader::open(path).map_err(told).ok()?;
    let batches: Result<Vec<_>, _> = reader.collect();
    batches.map_err(told).ok().map(|b| b.iter().map(Vec::len).sum())
}

fn look(path: &Path) -> voc::error::Result<()> {
    let store = Store::look(path)?;
    store.runs()?;
    store.run("last")?;
    store.issues(None)?;
    store.order_lines()?;
    store.subjects()?;
    store.series(&Subject::parse("total")?, None, None)?;
    store.export(&mut std::io::sink())
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn damaged_annotated_rows(changes in damage()) {
        let dir = folder_with("a.jsonl", &damaged(&WRITTEN[0], &changes));
        let _ = rows(&dir.path().join("a.jsonl"));
        let dir = folder_with("a.jsonl.gz", &damaged(&gz(&WRITTEN[0]), &changes));
        let _ = rows(&dir.path().join("a.jsonl.gz"));
    }

    #[test]
    fn damaged_annotated_parquet(changes in damage()) {
        let dir = folder_with("a.parquet", &damaged(&WRITTEN[1], &changes));
        let _ = rows(&dir.path().join("a.parquet"));
    }

    #[test]
    fn damaged_stores(changes in damage()) {
        let dir = folder_with("a.db", &damaged(&WRITTEN[2], &changes));
        let path = dir.path().join("a.db");
        let _ = look(&path);
        if let Ok(mut store) = Store::open(&path) {
            let _ = store.prune(i32::MAX);
        }
    }

    #[test]
    fn subjects_of_series_are_parsed_or_refused(what in "(total|nature|aspect|list)?=?\\PC{0,12}") {
        if let Err(e) = Subject::parse(&what) {
            prop_assert!(e.to_string().contains("hint:"), "{}", e);
        }
    }
}

#[test]
fn what_is_whole_is_read() {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in ["a.jsonl", "a.parquet", "a.db"].iter().zip(&*WRITTEN) {
        std::fs::write(dir.path().join(name), bytes).unwrap();
    }
    assert_eq!(rows(&dir.path().join("a.jsonl")), Some(8));
    assert_eq!(rows(&dir.path().join("a.parquet")), Some(8));
    look(&dir.path().join("a.db")).unwrap();
}

#[test]
fn a_line_without_end_is_refused() {
    let piece = vec![b'a'; 1 << 20];
    let dir = folder_with("a.jsonl.gz", &gz(&piece).repeat(400));
    let e = AnnotatedReader::open(&dir.path().join("a.jsonl.gz")).unwrap().next_batch(10).unwrap_err().to_string();
    assert!(e.contains("no end within 64 MB"), "{e}");
}
