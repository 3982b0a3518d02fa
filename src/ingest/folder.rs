//! What stands in a folder that a user names: files that can be read, those of partitions among them, and sub-folders that are left alone.

use std::path::{Path, PathBuf};

use super::fault::Fault;
use super::notice;
use super::own::holds_report_page;
use super::source::Format;
use super::spelling::spelt;
use crate::error::{Error, Result};
use crate::lang::Say;
use crate::say;

/// Columns by which a folder may be divided into folders, and levels in which readable files are looked for only to tell of them.
const DEEPEST: usize = 8;
/// Entries of sub-folders that are looked at.
const MOST: usize = 10_000;
/// Endings of what is no table and often lies beside some: documents, pictures, recordings, programs, settings, and what voc itself keeps.
const NO_ROWS: &str = "md pdf doc docx wps ppt pptx rtf png jpg jpeg gif webp svg mp3 mp4 wav py ipynb sql sh bat ini toml yaml yml lnk url \
                       db db-wal db-shm db-journal vocmodel";

/// The files to read, by name.
pub(super) fn readable(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    below(folder, 0, &mut found)?;
    keep_readable(&mut found);
    if found.is_empty() {
        let what = say!("no file in this folder can be read", "文件夹中没有可读取的文件");
        let inner = unread(folder);
        let hint = if inner.is_empty() { extensions() } else { notice::name_folders(&inner) };
        return Err(Error::input(folder, what, hint));
    }
    Ok(found)
}

/// What stands in a folder, and in those in it that Spark and Hive make of a column (`dt=2026-03-01`). Other folders are not looked into: they are not the user's question.
fn below(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<()> {
    let failed = |e: std::io::Error| Fault::io(&e).at(folder);
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if depth < DEEPEST && is_partition(&path) {
            below(&path, depth + 1, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

/// The sub-folders of a folder that hold readable files and are no partitions, by name. Nothing where `folder` is none.
pub(super) fn unread(folder: &Path) -> Vec<String> {
    let mut left = MOST;
    let mut inner: Vec<PathBuf> = if folder.is_dir() { entries(folder) } else { Vec::new() };
    inner.retain(|path| path.is_dir() && !is_partition(path) && !is_hidden(path));
    inner.retain(|path| holds_readable(path, 1, &mut left));
    inner.iter().filter_map(|path| Some(spelt(Path::new(path.file_name()?)))).collect()
}

/// The files of a folder that are not read though they may hold rows, by name. Nothing where `folder` is none.
pub(super) fn passed_over(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    if !folder.is_dir() || below(folder, 0, &mut found).is_err() {
        return Vec::new();
    }
    found.retain(|path| path.is_file() && !is_hidden(path) && Format::by_path(path).is_none() && may_hold_rows(path));
    found.sort();
    found.iter().filter_map(|path| Some(spelt(Path::new(path.file_name()?)))).collect()
}

/// Whether a file of no known kind may hold rows: not if it is empty, a mark of Spark (`_SUCCESS`), or of a kind that holds none.
fn may_hold_rows(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_filled = std::fs::metadata(path).is_ok_and(|m| m.len() > 0);
    is_filled && !name.starts_with('_') && NO_ROWS.split(' ').all(|e| e != ending) && !holds_report_page(path)
}

/// Whether readable files stand below a folder, as far as it is looked at.
fn holds_readable(folder: &Path, depth: usize, left: &mut usize) -> bool {
    let mut inner = entries(folder);
    inner.truncate(*left);
    *left -= inner.len();
    inner.retain(|path| !is_hidden(path));
    let readable = |path: &PathBuf| Format::by_path(path).is_some() && path.is_file();
    inner.iter().any(readable)
        || (depth < DEEPEST && inner.iter().any(|path| path.is_dir() && holds_readable(path, depth + 1, left)))
}

/// Everything in a folder, by name; nothing where it cannot be looked into.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let all = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut all: Vec<PathBuf> = all.map(|entry| entry.path()).collect();
    all.sort();
    all
}

/// A folder whose name is a column with a value.
pub(super) fn is_partition(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.split_once('=').is_some_and(|(column, _)| !column.is_empty() && !column.starts_with(['.', '~']))
        && path.is_dir()
}

/// Files with a known extension, without hidden ones and the lock files of Excel; sorted.
pub(super) fn keep_readable(found: &mut Vec<PathBuf>) {
    found.retain(|p| p.is_file() && Format::by_path(p).is_some() && !is_hidden(p));
    found.sort();
}

pub(super) fn is_hidden(path: &Path) -> bool {
    path.file_name().is_none_or(|n| n.to_string_lossy().starts_with(['.', '~']))
}

fn extensions() -> Say {
    say!(
        "known are .csv .tsv .txt .jsonl .json .xlsx .xlsb .xls .et .ods .parquet .arrow, each also .gz or .zst; name a file to read it whatever its name",
        "支持 .csv .tsv .txt .jsonl .json .xlsx .xlsb .xls .et .ods .parquet .arrow 及其 .gz、.zst；其他扩展名的文件请直接指定"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sub_folders_with_readable_files_are_told() {
        let dir = tempfile::tempdir().unwrap();
        for path in ["old/2025/a.csv", "dt=1/a.csv", ".git/a.csv", "notes/a.md", "later/b.xlsx"] {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        assert_eq!(unread(dir.path()), ["later", "old"]);
        assert!(unread(&dir.path().join("later/b.xlsx")).is_empty());
        std::fs::remove_dir_all(dir.path().join("dt=1")).unwrap();
        let told = readable(dir.path()).unwrap_err().to_string();
        assert!(told.contains("no file in this folder") && told.contains("`later`, `old`"), "{told}");
    }

    #[test]
    fn files_of_other_kinds_are_told() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("dt=1")).unwrap();
        let page = "<!DOCTYPE html>\n<meta name=\"generator\" content=\"voc\">\n";
        for (name, text) in [
            ("a.csv", "x"),
            ("三月.et", "x"),
            ("四月.ods", "x"),
            ("3月.zip", "x"),
            ("d.log", "x"),
            ("part-0", "x"),
            ("page.html", "<table>"),
            ("dt=1/b.dat", "x"),
            ("report.html", page),
            ("说明.PDF", "x"),
            ("voc.db", "x"),
            (".a.zip", "x"),
            ("_SUCCESS", "x"),
            ("empty.log", ""),
        ] {
            std::fs::write(dir.path().join(name), text).unwrap();
        }
        assert_eq!(passed_over(dir.path()), ["3月.zip", "d.log", "b.dat", "page.html", "part-0"]);
        assert_eq!(readable(dir.path()).unwrap().len(), 3);
        assert!(passed_over(&dir.path().join("d.log")).is_empty());
    }
}
