//! Annotated files back to rows, in bounded memory: JSONL, Arrow and Parquet, also `.gz`, `.zst` and `-`.
//!
//! Not its job: raw feedback (`ingest`). A file that is not an annotated one is told so, with line and field.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use serde_json::error::Category;

use crate::error::{Error, Result};
use crate::ipc;
use crate::lang::{Say, reason};
use crate::record::Annotated;
use crate::report::Input;
use crate::say;

use super::mended::{self, Misfit};
use super::{arrow, next_line, parquet};

/// What a row of a file is called.
const LINE: &str = "line";
const ROW: &str = "row";

const BUFFER: usize = 1 << 18;
/// Lines that one thread takes apart at a time, at least.
const SHARE: usize = 32;
/// A byte order mark.
const MARK: &[u8] = "\u{feff}".as_bytes();
const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
const PARQUET: &[u8] = b"PAR1";

/// Reads one annotated file, batch by batch.
pub struct AnnotatedReader {
    path: PathBuf,
    from: From,
    hash: Hash,
    bytes: Option<u64>,
    rows: u64,
}

enum From {
    Lines { lines: Box<dyn BufRead + Send>, at: u64, line: Vec<u8> },
    Parquet(Box<parquet::Reader>),
    Arrow(arrow::Reader),
}

/// Hash and count of the bytes as they are on disk, filled while they are read.
#[derive(Clone, Default)]
struct Hash {
    hasher: Arc<std::sync::Mutex<blake3::Hasher>>,
    read: Arc<AtomicU64>,
}

impl AnnotatedReader {
    /// Opens `path`; what it is, its first bytes say. `-` is standard input. An empty file has no rows: a part of a distributed run may be one.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(path: &Path) -> Result<Self> {
        let hash = Hash::default();
        if path == Path::new(crate::output::STDOUT) {
            let raw = Counting { inner: Box::new(io::stdin()), hash: hash.clone() };
            return Self::lines(path, raw, hash, None);
        }
        let file = File::open(path).map_err(|e| unreadable(path, &e))?;
        let about = file.metadata().ok();
        if about.as_ref().is_some_and(|m| !m.is_file()) {
            // A pipe (`<(zcat …)`, /dev/stdin) is read once, from its beginning.
            let raw = Counting { inner: Box::new(file), hash: hash.clone() };
            return Self::lines(path, raw, hash, None);
        }
        let bytes = about.map(|m| m.len());
        let again = |e: io::Error| unreadable(path, &e);
        if is_parquet(&file).map_err(again)? {
            hash.all(&file).map_err(again)?;
            let from = From::Parquet(parquet::Reader::new(file, parquet::SLICE).map_err(again)?.into());
            return Ok(Self { path: path.to_owned(), from, hash, bytes, rows: 0 });
        }
        let raw = Counting { inner: Box::new(file), hash: hash.clone() };
        Self::lines(path, raw, hash, bytes)
    }

    /// Whether `path` holds rows that voc labelled, by the first of them, be it whole or not: reading it tells what is wrong with it. A pipe gives what it
    /// holds once, so nothing of it is read: it is taken to hold none.
    pub fn looks_annotated(path: &Path) -> bool {
        path.is_file() && Self::first_line(path).is_ok_and(|line| mended::claims(&line))
    }

    /// The first row as JSON; empty where there is none.
    fn first_line(path: &Path) -> Result<Vec<u8>> {
        let again = |e: io::Error| unreadable(path, &e);
        let file = File::open(path).map_err(again)?;
        let lines = if is_parquet(&file).map_err(again)? {
            // Not hashed, nor a slice of it decoded: that is for who reads it all.
            parquet::Reader::new(file, parquet::ONE_ROW).map_err(again)?.next_lines(1)
        } else {
            match &mut Self::open(path)?.from {
                From::Lines { lines, line, .. } => first_of(lines, line).map(Some),
                From::Parquet(reader) => reader.next_lines(1),
                From::Arrow(reader) => reader.next_lines(1),
            }
        };
        Ok(lines.map_err(again)?.unwrap_or_default())
    }

    fn lines(path: &Path, raw: Counting, hash: Hash, bytes: Option<u64>) -> Result<Self> {
        let mut raw = BufReader::with_capacity(BUFFER, raw);
        let head = raw.fill_buf().map_err(|e| unreadable(path, &e))?;
        let mut lines: Box<dyn BufRead + Send> = if head.starts_with(GZIP) {
            Box::new(BufReader::with_capacity(BUFFER, flate2::bufread::MultiGzDecoder::new(raw)))
        } else if head.starts_with(ZSTD) {
            let packed = zstd::Decoder::with_buffer(raw).map_err(|e| unreadable(path, &e))?;
            Box::new(BufReader::with_capacity(BUFFER, packed))
        } else {
            Box::new(raw)
        };
        let head = lines.fill_buf().map_err(|e| unreadable(path, &e))?;
        let from = if head.starts_with(PARQUET) {
            // Its directory stands at the end: it has to lie in a file.
            let mut file = tempfile::tempfile().map_err(|e| unreadable(path, &e))?;
            io::copy(&mut lines, &mut file).map_err(|e| unreadable(path, &e))?;
            From::Parquet(parquet::Reader::new(file, parquet::SLICE).map_err(|e| unreadable(path, &e))?.into())
        } else if ipc::is_arrow(head) {
            From::Arrow(arrow::Reader::new(lines).map_err(|e| unreadable(path, &e))?)
        } else {
            From::Lines { lines, at: 0, line: Vec::new() }
        };
        Ok(Self { path: path.to_owned(), from, hash, bytes, rows: 0 })
    }

    /// The next rows, at most `max`; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read on, or a row is not an annotated one: line and field are named.
    pub fn next_batch(&mut self, max: usize) -> Result<Option<Vec<Annotated>>> {
        let rows = match &mut self.from {
            From::Lines { lines, at, line } => read_lines(lines, (LINE, at), line, max, &self.path)?,
            From::Parquet(reader) => read_columns(reader.next_lines(max), self.rows, &self.path)?,
            From::Arrow(reader) => read_columns(reader.next_lines(max), self.rows, &self.path)?,
        };
        self.rows += rows.len() as u64;
        Ok(if rows.is_empty() { None } else { Some(rows) })
    }

    /// Bytes read so far, and of how many if that is known.
    pub fn progress(&self) -> (u64, Option<u64>) {
        match (&self.from, self.bytes) {
            (From::Parquet(reader), Some(bytes)) => {
                let (done, of) = reader.progress();
                (bytes.checked_div(of).map_or(bytes, |each| each * done), Some(bytes))
            }
            _ => (self.hash.read.load(Ordering::Relaxed), self.bytes),
        }
    }

    /// What was read, for the manifest; complete when the last batch was taken.
    pub fn input(&self) -> Input {
        let (format, labelled_with) = match &self.from {
            From::Lines { .. } => ("jsonl", None),
            From::Parquet(reader) => ("parquet", reader.labelled_with()),
            From::Arrow(reader) => ("arrow", reader.labelled_with()),
        };
        Input {
            path: self.path.display().to_string(),
            format: format.to_owned(),
            hash: self.hash.hex(),
            bytes: self.hash.read.load(Ordering::Relaxed),
            rows: self.rows,
            labelled_with,
            ..Input::default()
        }
    }
}

impl Iterator for AnnotatedReader {
    type Item = Result<Vec<Annotated>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_batch(super::BATCH).transpose()
    }
}

/// Whether a file begins as Parquet does; it stands at its start again then.
fn is_parquet(file: &File) -> io::Result<bool> {
    let (mut from, mut head) = (file, Vec::new());
    from.take(PARQUET.len() as u64).read_to_end(&mut head)?;
    io::Seek::seek(&mut from, io::SeekFrom::Start(0))?;
    Ok(head == PARQUET)
}

/// Rows from columns, which come as JSON lines.
fn read_columns(lines: io::Result<Option<Vec<u8>>>, at: u64, path: &Path) -> Result<Vec<Annotated>> {
    match lines.map_err(|e| unreadable(path, &e))? {
        Some(bytes) => read_lines(&mut &bytes[..], (ROW, &mut at.clone()), &mut Vec::new(), usize::MAX, path),
        None => Ok(Vec::new()),
    }
}

/// The first line that holds something, without a byte order mark.
fn first_of(from: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Vec<u8>> {
    while next_line(from, line)? {
        let own = line.strip_prefix(MARK).unwrap_or(line);
        if !own.trim_ascii().is_empty() {
            return Ok(own.to_vec());
        }
    }
    Ok(Vec::new())
}

/// `unit`: what a row is called; `at`: rows before.
fn read_lines(
    from: &mut impl BufRead,
    (unit, at): (&str, &mut u64),
    line: &mut Vec<u8>,
    max: usize,
    path: &Path,
) -> Result<Vec<Annotated>> {
    let (mut text, mut places) = (Vec::new(), Vec::with_capacity(max.min(super::BATCH)));
    while places.len() < max && next_line(from, line).map_err(|e| unreadable(path, &e))? {
        *at += 1;
        let mark: &[u8] = if *at == 1 { MARK } else { b"" };
        let own = line.strip_prefix(mark).unwrap_or(line);
        if !own.iter().all(u8::is_ascii_whitespace) {
            places.push((*at, text.len()..text.len() + own.len()));
            text.extend_from_slice(own);
        }
    }
    // Taking a line apart costs far more than finding its end.
    let parse = |(at, place): &(u64, Range<usize>)| {
        let line = &text[place.clone()];
        let mend = |e| mended::row(line).ok_or_else(|| not_annotated(path, (unit, *at), line, &e));
        let row: Annotated = serde_json::from_slice(line).or_else(mend)?;
        match row.impossible() {
            Some((field, value)) => Err(impossible(path, (unit, *at), field, &value)),
            None => Ok(row),
        }
    };
    if places.len() <= SHARE {
        // A look at a file before the threads are started starts none.
        return places.iter().map(parse).collect();
    }
    let rows: Vec<Result<Annotated>> = places.par_iter().with_min_len(SHARE).map(parse).collect();
    rows.into_iter().collect()
}

fn not_annotated(path: &Path, (unit, at): (&str, u64), line: &[u8], e: &serde_json::Error) -> Error {
    if at == 1 && !matches!(line.trim_ascii_start().first(), Some(b'{' | b'[')) {
        return another_format(path);
    }
    if at == 1 && line.trim_ascii_start().starts_with(b"[") {
        return a_list(path);
    }
    let raw = serde_json::from_slice::<serde_json::Value>(line).is_ok_and(|v| !v.is_object() || v.get("row").is_none());
    let shown = e.to_string();
    // serde names line 1 of the one line that it was given; only the column helps.
    let why = shown.split(" at line ").next().unwrap_or(&shown).to_owned();
    let (column, zh) = (e.column(), in_chinese(e, &why));
    let what = match (raw, e.classify()) {
        (true, _) if at == 1 => say!("{unit} {at} is not an annotated record: {why}", "第 {at} 行不是标注记录：{zh}"),
        (_, Category::Data) => match mended::misfit(line) {
            Some(misfit) => misplaced(&misfit, (unit, at), (column, &why)),
            None => say!("{unit} {at}: {why}", "第 {at} 行：{zh}"),
        },
        _ => say!("line {at} is not JSON (column {column}): {why}", "第 {at} 行不是 JSON（第 {column} 列）：{zh}"),
    };
    Error::input(path, what, made_by())
}

/// A field with a value that it cannot have. Columns of Parquet have no place in a line; nor has what was met behind a field that could be mended.
fn misplaced(misfit: &Misfit, (unit, at): (&str, u64), (column, why): (usize, &str)) -> Say {
    let Misfit { field, why: Say { en, zh } } = misfit;
    if unit == LINE && en == why {
        return say!("line {at}, column {column}: `{field}`: {en}", "第 {at} 行第 {column} 列：`{field}`：{zh}");
    }
    say!("{unit} {at}: `{field}`: {en}", "第 {at} 行：`{field}`：{zh}")
}

/// Rows in one list, as programs write them where nobody asks for lines.
fn a_list(path: &Path) -> Error {
    Error::input(
        path,
        say!(
            "line 1 is not an annotated record: the file is one JSON list, and rows stand one in each line",
            "第 1 行不是标注记录：文件是一个 JSON 数组，标注记录应每行一条"
        ),
        say!(
            "write lines (pandas: `to_json(…, orient=\"records\", lines=True)`; `jq -c '.[]'`) or Parquet; for raw feedback use `voc analyze`",
            "请改为每行一条（pandas：`to_json(…, orient=\"records\", lines=True)`；或 `jq -c '.[]'`）或 Parquet；原始反馈请用 `voc analyze`"
        ),
    )
}

/// What serde says of a line, in Chinese.
fn in_chinese(e: &serde_json::Error, why: &str) -> String {
    let said = match (e.classify(), why.strip_prefix("missing field ")) {
        (_, Some(field)) => say!("", "缺少字段 {field}"),
        (Category::Eof, _) => say!("", "内容不完整"),
        (Category::Data, _) => say!("", "字段的类型或取值不符"),
        _ => say!("", "语法有误"),
    };
    said.zh
}

/// A value of the right type that no label has.
fn impossible(path: &Path, (unit, at): (&str, u64), field: &str, value: &str) -> Error {
    Error::input(
        path,
        say!("{unit} {at}: `{field}` cannot be {value}", "第 {at} 行：`{field}` 不可能是 {value}"),
        say!("`voc schema record` tells what each field may be", "各字段的取值范围见 `voc schema record`"),
    )
}

/// No JSON lines at all: mostly the rows that voc writes for spreadsheets, or raw feedback.
fn another_format(path: &Path) -> Error {
    Error::input(
        path,
        say!(
            "`voc report` reads JSON lines, Parquet and Arrow, and this is none of them",
            "`voc report` 读取 JSONL、Parquet 和 Arrow，这个文件都不是"
        ),
        say!(
            "`voc annotate -o rows.jsonl` (or .parquet, .arrow) keeps everything, .csv and .xlsx do not; for raw feedback use `voc analyze`",
            "`voc annotate -o rows.jsonl`（或 .parquet、.arrow）保留全部内容，.csv 和 .xlsx 不保留；原始反馈请用 `voc analyze`"
        ),
    )
}

fn made_by() -> Say {
    say!(
        "`voc report` reads what `voc annotate -o rows.jsonl` wrote; for raw feedback use `voc analyze`",
        "`voc report` 读取 `voc annotate -o rows.jsonl` 的结果；原始反馈请用 `voc analyze`"
    )
}

fn unreadable(path: &Path, e: &io::Error) -> Error {
    if e.kind() == io::ErrorKind::NotFound {
        let hint = say!("check the path, or run `voc annotate` first", "请检查路径，或先运行 `voc annotate`");
        return Error::input(path, say!("file not found", "找不到文件"), hint);
    }
    let Say { en, zh } = reason(e);
    Error::input(path, say!("cannot read: {en}", "无法读取：{zh}"), made_by())
}

impl Hash {
    fn add(&self, bytes: &[u8]) {
        if let Ok(mut hasher) = self.hasher.lock() {
            hasher.update(bytes);
        }
        self.read.fetch_add(bytes.len() as u64, Ordering::Relaxed);
    }

    /// Parquet is read here and there: its bytes are hashed beforehand.
    fn all(&self, file: &File) -> io::Result<()> {
        let mut from = file.try_clone()?;
        let mut buffer = vec![0; BUFFER];
        loop {
            match from.read(&mut buffer)? {
                0 => return io::Seek::seek(&mut from, io::SeekFrom::Start(0)).map(|_| ()),
                n => self.add(&buffer[..n]),
            }
        }
    }

    fn hex(&self) -> String {
        self.hasher.lock().map(|h| h.finalize().to_hex().to_string()).unwrap_or_default()
    }
}

/// A reader that hashes what passes.
struct Counting {
    inner: Box<dyn Read + Send>,
    hash: Hash,
}

impl Read for Counting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.hash.add(&buffer[..n]);
        Ok(n)
    }
}
