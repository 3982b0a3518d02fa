//! Inputs as the user named them: files, folders, globs, `-`, resolved to sources in a fixed order.
//!
//! Not its job: opening them. The format by extension is a first guess that the first bytes may correct.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::folder::{self, is_hidden, is_partition, keep_readable};
use super::nearest::nearest_file;
use super::notice;
use super::own::holds_report;
use super::spelling::{found_by, spelt};
use crate::error::{Error, Result};
use crate::lang::Say;
use crate::say;

/// Formats that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Delimited text.
    Csv,
    /// Text delimited by tabs.
    Tsv,
    /// One text in each line.
    Txt,
    /// One JSON object in each line.
    Jsonl,
    /// A JSON array of objects, or an object with one inside.
    Json,
    /// A workbook.
    Xlsx,
    /// A workbook of the old kind.
    Xls,
    /// Parquet.
    Parquet,
    /// Arrow IPC, a stream or a file.
    Arrow,
}

impl Format {
    const EXTENSIONS: [(&'static str, Self); 16] = [
        ("csv", Self::Csv),
        ("tsv", Self::Tsv),
        ("txt", Self::Txt),
        ("jsonl", Self::Jsonl),
        ("ndjson", Self::Jsonl),
        ("json", Self::Json),
        ("xlsx", Self::Xlsx),
        ("xlsm", Self::Xlsx),
        ("xlsb", Self::Xlsx),
        ("ods", Self::Xlsx),
        ("xls", Self::Xls),
        ("et", Self::Xls),
        ("parquet", Self::Parquet),
        ("arrow", Self::Arrow),
        ("arrows", Self::Arrow),
        ("feather", Self::Arrow),
    ];

    /// The format that an extension (without dot) or the value of `--input-format` names.
    pub fn by_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        Self::EXTENSIONS.iter().find(|(n, _)| *n == name).map(|(_, f)| *f)
    }

    /// The format by the extension of a path, below `.gz` and `.zst`.
    pub fn by_path(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
        let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
        Self::by_name(name.rsplit_once('.')?.1)
    }

    /// The name in reports.
    pub fn name(self) -> &'static str {
        Self::EXTENSIONS.iter().find(|(_, f)| *f == self).map_or("csv", |(n, _)| n)
    }
}

/// One input to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// As the user named it; below a folder or glob, as found there; `-` for standard input.
    pub path: PathBuf,
    /// The format that its extension promises.
    pub format: Option<Format>,
    /// Whether it is a report or comparison that voc wrote into the folder, and not asked for by name: it lies beside the feedback and is none.
    pub own: bool,
    /// What to tell of the inputs before it is read; of all of them in the first source.
    pub told: Vec<Say>,
}

impl Source {
    /// What stands at `path`, for which the user named `input`.
    fn new(path: PathBuf, input: &Path) -> Self {
        let (format, own) = (Format::by_path(&path), is_own(&path, input));
        Self { path, format, own, told: Vec::new() }
    }

    /// The name that stands in records.
    pub fn name(&self) -> String {
        spelt(&self.path)
    }

    /// Whether it can be read only once, as standard input, named pipes and devices: what reads it a second time takes rows away from the first.
    pub fn is_read_once(&self) -> bool {
        self.path.as_os_str() == "-" || !self.path.is_file()
    }
}

/// Resolves inputs to sources: in the order given, those of a folder or glob sorted by name, none twice.
///
/// # Errors
/// When an input does not exist, or a folder or glob holds nothing that can be read.
pub fn resolve(inputs: &[PathBuf]) -> Result<Vec<Source>> {
    let (mut seen, mut told) = (BTreeMap::new(), Vec::new());
    let mut sources: Vec<Source> = Vec::new();
    for input in inputs {
        let mut again = Vec::new();
        for path in expand(input)? {
            let identity = path.canonicalize().unwrap_or_else(|_| path.clone());
            let source = Source::new(path, input);
            match seen.entry(identity) {
                Entry::Vacant(place) => {
                    place.insert(sources.len());
                    sources.push(source);
                }
                Entry::Occupied(place) => {
                    again.push(source.path.file_name().unwrap_or_default().to_string_lossy().into_owned());
                    sources[*place.get()].own &= source.own;
                }
            }
        }
        let shown = input.display().to_string();
        let some = |names: Vec<String>| Some(names).filter(|names| !names.is_empty());
        told.extend(some(again).map(|names| notice::given_twice(&names)));
        told.extend(some(folder::unread(input)).map(|names| notice::unread_folders(&shown, &names)));
        told.extend(some(folder::passed_over(input)).map(|names| notice::passed_over(&shown, &names)));
    }
    if let Some(first) = sources.first_mut() {
        first.told = told;
    }
    if sources.is_empty() {
        return Err(Error::usage(
            say!("no input given", "没有指定输入"),
            say!("name a file, a folder, or `-` for standard input", "请指定文件、文件夹，或用 `-` 表示标准输入"),
        ));
    }
    Ok(sources)
}

/// Hashes of what inputs hold, as the manifest of a run tells them; `None` where one can be read only once. A file that cannot be read is told when its rows
/// are wanted.
///
/// # Errors
/// As [`resolve`].
pub fn hashes(inputs: &[PathBuf]) -> Result<Option<Vec<String>>> {
    let hash = |source: &Source| {
        let file = Some(&source.path).filter(|_| !source.is_read_once())?;
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(File::open(file).ok()?).ok()?;
        Some(hasher.finalize().to_hex().to_string())
    };
    Ok(resolve(inputs)?.iter().filter(|s| !s.own).map(hash).collect())
}

/// The files that inputs stand for, and what stands for none as it is: what outputs must not overwrite. A report of voc in a folder may be replaced.
pub fn files(inputs: &[PathBuf]) -> Vec<PathBuf> {
    let found = |input: &PathBuf| {
        let mut all = expand(input).unwrap_or_else(|_| vec![input.clone()]);
        all.retain(|path| !is_own(path, input));
        all
    };
    inputs.iter().flat_map(found).collect()
}

/// Whether a folder or pattern takes in what would come to stand at `path`.
pub(super) fn takes(input: &Path, path: &Path) -> bool {
    if Format::by_path(path).is_none() || is_hidden(path) {
        return false;
    }
    if input.is_dir() {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let (Ok(folder), Ok(input)) = (folder.canonicalize(), input.canonicalize()) else { return false };
        let between = folder.strip_prefix(&input).map(|below| below.components().count());
        return between.is_ok_and(|folders| folder.ancestors().take(folders).all(is_partition));
    }
    let pattern = pattern(input).filter(|_| !input.exists()).and_then(|p| glob::Pattern::new(&rooted(p)?).ok());
    let whole = glob::MatchOptions { require_literal_separator: true, ..glob::MatchOptions::default() };
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    pattern.is_some_and(|pattern| pattern.matches_with(&path.to_string_lossy(), whole))
}

/// An input as a pattern, if it can be one.
fn pattern(input: &Path) -> Option<&str> {
    input.to_str().filter(|s| s.contains(['*', '?', '[']))
}

/// A pattern from the root on, as a path may be given from there.
fn rooted(pattern: &str) -> Option<String> {
    if Path::new(pattern).is_absolute() {
        return Some(pattern.to_owned());
    }
    let here = glob::Pattern::escape(std::env::current_dir().ok()?.to_str()?);
    Some(format!("{here}/{}", pattern.strip_prefix("./").unwrap_or(pattern)))
}

/// Whether a file found for `input` is a report or comparison of voc.
fn is_own(path: &Path, input: &Path) -> bool {
    path != input && holds_report(path)
}

fn expand(input: &Path) -> Result<Vec<PathBuf>> {
    if input.as_os_str() == "-" || input.is_file() {
        return Ok(vec![input.to_owned()]);
    }
    if input.is_dir() {
        return folder::readable(input);
    }
    match pattern(input) {
        // A device or a named pipe can be read though it is no file.
        None if input.exists() => Ok(vec![input.to_owned()]),
        None => Err(missing(input)),
        Some(pattern) => matching(input, pattern),
    }
}

fn matching(input: &Path, pattern: &str) -> Result<Vec<PathBuf>> {
    let paths = glob::glob(pattern).map_err(|e| {
        let (why, at) = (e.msg, e.pos + 1);
        Error::input(
            input,
            say!("not a pattern: {why} (near character {at})", "通配符有误：第 {at} 个字符附近"),
            say!("for example `data/*.csv`", "例如 `data/*.csv`"),
        )
    })?;
    let found = paths.filter_map(std::result::Result::ok).chain(found_by(pattern));
    let (mut found, others): (Vec<PathBuf>, Vec<PathBuf>) = found.partition(|p| p.is_file());
    // `*.log` asks for these files, `data/*` for whatever can be read there.
    if found.iter().any(|p| Format::by_path(p).is_some()) {
        keep_readable(&mut found);
    }
    found.sort();
    if found.is_empty() {
        let hint = if others.iter().any(|p| p.is_dir()) {
            say!(
                "it matches folders: name one, or add `/*` for the files in them",
                "它匹配到的是文件夹：请直接指定文件夹，或在末尾加 `/*` 读取其中的文件"
            )
        } else {
            say!("check the pattern; quote it if the shell changes it", "请检查通配符；若被 shell 改写请加引号")
        };
        return Err(Error::input(input, say!("no file matches", "没有匹配的文件"), hint));
    }
    Ok(found)
}

fn missing(input: &Path) -> Error {
    let folder = input.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let wanted = input.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let hint = match nearest_file(&wanted, names.iter().map(String::as_str)) {
        _ if is_address(input) => {
            say!("voc reads nothing from the network: download the file first", "voc 不访问网络，请先下载该文件")
        }
        _ if names_several(input) => {
            say!("name several files with blanks between them, not commas", "多个文件请用空格隔开，不要用逗号")
        }
        Some(name) => say!("did you mean `{name}`?", "是否要找 `{name}`？"),
        None => say!("check the path", "请检查路径"),
    };
    Error::input(input, say!("file not found", "找不到文件"), hint)
}

fn is_address(input: &Path) -> bool {
    input.to_str().is_some_and(|i| ["http://", "https://", "ftp://"].iter().any(|start| i.starts_with(start)))
}

/// Whether a name is a list of files.
fn names_several(input: &Path) -> bool {
    let several =
        |i: &str| i.contains([',', '，']) && i.split([',', '，']).all(|part| Path::new(part.trim()).is_file());
    input.to_str().is_some_and(several)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(found: &[Source], below: &Path) -> Vec<String> {
        let short = |s: &Source| s.path.strip_prefix(below).unwrap_or(&s.path).display().to_string();
        found.iter().map(short).collect()
    }

    #[test]
    fn files_folders_and_globs_in_order() {
        let dir = tempfile::tempdir().unwrap();
        let at = |n: &str| dir.path().join(n);
        for n in ["b.csv", "a.xlsx", "c.csv.gz", "note.md", ".hidden.csv", "~$a.xlsx"] {
            std::fs::write(at(n), "x").unwrap();
        }
        let all = resolve(&[dir.path().to_owned()]).unwrap();
        assert_eq!(names(&all, dir.path()), ["a.xlsx", "b.csv", "c.csv.gz"]);
        assert_eq!(all[2].format, Some(Format::Csv));
        assert!(all[0].told.is_empty());
        let some = resolve(&[at("c.csv.gz"), at("*.csv"), at("b.csv"), "-".into()]).unwrap();
        assert_eq!(some[0].told.len(), 1);
        assert_eq!(some[0].told[0].en, "given more than once and read once: `b.csv`");
        assert_eq!(names(&some, dir.path()), ["c.csv.gz", "b.csv", "-"]);
        assert_eq!(names(&resolve(&[at("note.md")]).unwrap(), dir.path()), ["note.md"]);
    }

    #[test]
    fn partitions_of_a_folder_are_read_and_other_folders_in_it_are_not() {
        let dir = tempfile::tempdir().unwrap();
        for folder in ["dt=2026-03-02", "dt=2026-03-01/city=上海", "old"] {
            std::fs::create_dir_all(dir.path().join(folder)).unwrap();
            std::fs::write(dir.path().join(folder).join("part-0.parquet"), "x").unwrap();
        }
        let found = resolve(&[dir.path().to_owned()]).unwrap();
        assert_eq!(
            names(&found, dir.path()),
            ["dt=2026-03-01/city=上海/part-0.parquet", "dt=2026-03-02/part-0.parquet"]
        );
    }

    #[test]
    fn reports_in_a_folder_are_known_unless_they_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let at = |n: &str| dir.path().join(n);
        for (name, text) in [
            ("a.csv", "x"),
            ("b.json", "{\n  \"schema_version\": 1,\n  \"run\": {\n    \"version\": \"0.1.0\",\n    \"inputs\": ["),
            ("c.json", "{\n  \"schema_version\": 1,\n  \"version\": \"0.1.0\",\n  \"inputs\": [\n    {"),
            ("d.json", "{\"schema_version\": 1, \"data\": [{\"run\": 1}]}"),
            ("e.csv", "\u{feff}section,item,measure,value,low,high,n,id\r\nscores,,rows,3,,,,\r\n"),
        ] {
            std::fs::write(at(name), text).unwrap();
        }
        let own = |inputs: &[PathBuf]| resolve(inputs).unwrap().iter().map(|s| s.own).collect::<Vec<_>>();
        assert_eq!(own(&[dir.path().to_owned()]), [false, true, true, false, true]);
        assert_eq!(own(&[dir.path().to_owned(), at("b.json")]), [false, false, true, false, true]);
        assert_eq!(own(&[at("*.json")]), [true, true, false]);
        assert_eq!(files(&[dir.path().to_owned(), at("c.json")]), [at("a.csv"), at("d.json"), at("c.json")]);
    }

    #[test]
    fn what_is_not_there_is_told_with_the_nearest_name() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("feedback.csv"), "x").unwrap();
        let told = |name: &str| resolve(&[dir.path().join(name)]).unwrap_err().to_string();
        assert!(told("feedbak.csv").contains("file not found\n  hint: did you mean `feedback.csv`?"));
        assert!(told("nope.csv").contains("file not found\n  hint: check the path"));
        assert!(told("*.xlsx").contains("no file matches\n  hint: check the pattern"));
        std::fs::create_dir(dir.path().join("2026-03")).unwrap();
        assert!(told("2026*").contains("no file matches\n  hint: it matches folders"));
        let empty = tempfile::tempdir().unwrap();
        assert!(resolve(&[empty.path().to_owned()]).unwrap_err().to_string().contains("no file in this folder"));
    }
}
