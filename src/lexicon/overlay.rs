//! The folder of a user's dictionaries: which of its files are read, and whether one is a dictionary at all.
//!
//! Not its job: what the lines say (`dicts`), or whether that makes sense (`check`).

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::lang::{Say, reason};
use crate::say;

use super::embedded::FILES;
use super::tsv;

/// Folders below one another that are looked through for files that are not read.
const DEEPEST: usize = 6;

/// The columns of a kind, of all its built-in files together, the key first; none where there is no such kind.
pub(super) fn columns(kind: &str) -> Vec<&'static str> {
    let mut all: Vec<&str> = Vec::new();
    let tables = FILES.iter().filter(|(f, _)| tsv::kind_of(f) == kind).filter_map(|(_, text)| tsv::table(text));
    for column in tables.flat_map(|(columns, _)| columns) {
        if !all.contains(&column) {
            all.push(column);
        }
    }
    all
}

/// The .tsv files of the folder and of its folders, with their names in it, sorted so that the order is the same everywhere.
pub(super) fn files(dir: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    collect(dir, "", &mut found)?;
    found.sort();
    if found.is_empty() {
        return Err(none(dir));
    }
    Ok(found)
}

/// The folder holds nothing that is read.
fn none(dir: &Path) -> Error {
    let d = dir.display();
    let what = say!("no .tsv file in `{d}`", "`{d}` 中没有 .tsv 文件");
    let hint = match strays(dir).first() {
        Some((path, why)) => {
            let (p, en, zh) = (path.display(), &why.en, &why.zh);
            say!("`{p}`: {en}", "`{p}`：{zh}")
        }
        None => say!(
            "a user dictionary is a folder with files such as `sentiment.tsv`; `voc dict show` prints the forms",
            "用户词典是一个文件夹，内含 `sentiment.tsv` 等文件；`voc dict show` 可查看格式"
        ),
    };
    Error::usage(what, hint)
}

fn collect(dir: &Path, prefix: &str, found: &mut Vec<(String, PathBuf)>) -> Result<()> {
    let failed = |e: std::io::Error| {
        let Say { en, zh } = reason(&e);
        Error::input(
            dir,
            say!("cannot read the dictionary folder: {en}", "无法读取词典文件夹：{zh}"),
            say!("`--dicts` takes a folder", "`--dicts` 需要一个文件夹"),
        )
    };
    for entry in std::fs::read_dir(dir).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = name_of(&path);
        if path.is_dir() && prefix.is_empty() {
            collect(&path, &format!("{name}/"), found)?;
        } else if is_tsv(&path) {
            found.push((format!("{prefix}{name}"), path));
        }
    }
    Ok(())
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

fn is_tsv(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "tsv")
}

/// Files of the folder that look like dictionaries and are not read, and why not, sorted.
pub(super) fn strays(dir: &Path) -> Vec<(PathBuf, Say)> {
    let mut found = Vec::new();
    look(dir, "", 0, &mut found);
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

/// What cannot be looked into is passed over: nothing of it is read either.
fn look(dir: &Path, folder: &str, depth: usize, found: &mut Vec<(PathBuf, Say)>) {
    let paths = std::fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path());
    for (name, path) in paths.map(|p| (name_of(&p), p)).filter(|(name, _)| !name.starts_with('.')) {
        if path.is_dir() && depth < DEEPEST {
            let folder = if folder.is_empty() { &name } else { folder };
            look(&path, folder, depth + 1, found);
        } else if let Some(why) = unread(&path, &name, folder, depth) {
            found.push((path, why));
        }
    }
}

/// Why a file is not read that looks like a dictionary.
fn unread(path: &Path, name: &str, folder: &str, depth: usize) -> Option<Say> {
    if is_tsv(path) {
        let why = say!(
            "not read: only the folder itself and the folders in it are",
            "未读取：只读词典文件夹本身及其下一层文件夹"
        );
        return (depth > 1).then_some(why);
    }
    let kind = kind_meant(name, folder)?;
    Some(say!("not read: the name must end in .tsv, as `{kind}.tsv`", "未读取：文件名须以 .tsv 结尾，如 `{kind}.tsv`"))
}

/// The kind that a file with another ending is called after: `targets.csv`, `targets.tsv.txt`, `issues/mine.csv`.
fn kind_meant(name: &str, folder: &str) -> Option<String> {
    let stem = name.split('.').next().unwrap_or(name);
    // A remark on a folder is no dictionary.
    let is_remark = Path::new(name).extension().is_some_and(|e| e.eq_ignore_ascii_case("md"));
    let known = |kind: &str| !is_remark && !columns(kind).is_empty();
    if known(stem) {
        return Some(stem.to_owned());
    }
    (name.contains('.') && known(folder)).then(|| format!("{folder}/{stem}"))
}

/// The text of a file whose kind there is and whose head names the key of that kind: without it no line says anything.
pub(super) fn read(name: &str, path: &Path) -> Result<String> {
    let fault = |line: usize, what: Say| Error::dictionary(path.display().to_string(), line, what);
    let (kind, known) = (tsv::kind_of(name), columns(tsv::kind_of(name)));
    let Some(key) = known.first() else {
        let mut all: Vec<&str> = FILES.iter().map(|(n, _)| tsv::kind_of(n)).collect();
        all.sort_unstable();
        all.dedup();
        let all = all.join(", ");
        let what =
            say!("no dictionary is called `{kind}` (there are: {all})", "没有名为 `{kind}` 的词典（可用：{all}）");
        return Err(fault(0, what));
    };
    let bytes = std::fs::read(path).map_err(|e| {
        let Say { en, zh } = reason(&e);
        fault(0, say!("cannot read it: {en}", "无法读取：{zh}"))
    })?;
    let text = decoded(bytes).ok_or_else(|| {
        fault(
            0,
            say!(
                "it is not UTF-8 text: save it again as text in UTF-8, with tabs between the cells",
                "不是 UTF-8 文本：请另存为 UTF-8 编码的文本，各列以制表符分隔"
            ),
        )
    })?;
    if let Some((line, head)) = tsv::lines(&text).next().filter(|(_, head)| !tsv::cells(head).any(|c| c == *key)) {
        let (head, all) = (head.split_whitespace().next().unwrap_or(head), known.join(", "));
        return Err(fault(
            line,
            say!(
                "the first line must name the columns, with tabs between them: {all} (here it begins with `{head}`)",
                "首行须写列名，以制表符分隔：{all}（此处以 `{head}` 开头）"
            ),
        ));
    }
    Ok(text)
}

/// UTF-8 text with line ends that are found; `None` of anything else. UTF-16 of Latin letters alone is UTF-8 with zeros between.
fn decoded(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))?;
    // As old spreadsheets save it.
    Some(if text.contains('\r') && !text.contains('\n') { text.replace('\r', "\n") } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_a_kind_are_those_of_its_built_in_files() {
        assert_eq!(columns("sentiment"), ["word", "score", "aspect"]);
        assert_eq!(columns("issues"), ["pattern", "aspect", "polarity", "unless", "implicit"]);
        assert!(columns("nope").is_empty());
    }

    #[test]
    fn a_file_called_after_a_kind_is_meant_as_one() {
        let meant = |name: &str, folder: &str| kind_meant(name, folder);
        assert_eq!(meant("targets.csv", "").as_deref(), Some("targets"));
        assert_eq!(meant("targets.tsv.txt", "").as_deref(), Some("targets"));
        assert_eq!(meant("mine.csv", "issues").as_deref(), Some("issues/mine"));
        assert_eq!([meant("README.md", ""), meant("README.md", "issues"), meant("notes.txt", "")], [None, None, None]);
    }

    #[test]
    fn text_is_utf_8_with_lines() {
        assert_eq!(decoded(b"word\tscore\rgood\t1\r".to_vec()).as_deref(), Some("word\tscore\ngood\t1\n"));
        assert_eq!(decoded(b"a\r\nb\r\n".to_vec()).as_deref(), Some("a\r\nb\r\n"));
        assert_eq!(decoded(b"w\0o\0".to_vec()), None);
        assert_eq!(decoded(b"\xff\xfew\0".to_vec()), None);
    }
}
