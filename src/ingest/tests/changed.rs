//! Files that are written to while they are read.

use std::fs::File;
use std::io::Write as _;

use super::{Files, Got, ROLES, drain};
use crate::error::Result;
use crate::ingest::{Options, open, resolve};

/// Rows of a file that is larger than what is read ahead.
const ROWS: usize = 60_000;

/// Reads a file to which `write` does something behind its first rows.
fn read(strict: bool, write: impl FnOnce(&mut File)) -> Result<Got> {
    let row = |i: usize| format!("第{i}次快递太慢了，客服也不理人，{i}\n");
    let rows: Vec<String> = std::iter::once("反馈内容\n".to_owned()).chain((0..ROWS).map(row)).collect();
    let files = Files::new().with("a.csv", rows.concat());
    let options = Options { strict, ..Options::default() };
    let mut reader = open(resolve(&[files.path("a.csv")])?, options, ROLES.clone())?;
    assert_eq!(reader.next_batch(10)?.map(|b| b.len()), Some(10));
    let mut file = File::options().append(true).open(files.path("a.csv")).unwrap();
    write(&mut file);
    drain(reader, 1000)
}

#[test]
fn files_that_change_while_they_are_read_are_told() {
    let half = |file: &mut File| file.set_len(file.metadata().unwrap().len() / 2).unwrap();
    let told = read(false, half).unwrap();
    assert!(
        told.records.len() < ROWS - 10 && told.notices.contains("became shorter while it was read"),
        "{}",
        told.notices
    );
    let error = read(true, half).unwrap_err().to_string();
    assert!(error.contains("became shorter") && error.contains("hint: run it again"), "{error}");
    let touched = |file: &mut File| {
        let later = file.metadata().unwrap().modified().unwrap() + std::time::Duration::from_secs(5);
        file.set_modified(later).unwrap();
    };
    assert!(read(false, touched).unwrap().notices.contains("was written to while it was read"));
    assert!(read(true, touched).is_err());
    let told = read(false, |_| ()).unwrap();
    assert!(told.records.len() == ROWS - 10 && !told.notices.contains("while it was read"), "{}", told.notices);
}

#[test]
fn a_log_that_goes_on_is_told_and_no_error() {
    let more = |file: &mut File| file.write_all("又来了一条\n".as_bytes()).unwrap();
    let told = read(true, more).unwrap();
    assert!(told.notices.contains("became longer while it was read"), "{}", told.notices);
    assert_eq!(told.records.len(), ROWS - 10 + 1);
}
