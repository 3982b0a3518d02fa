//! Arrow IPC as it comes through a pipe: taken apart into its messages, and handed on batch by batch with what is new before it.
//!
//! Knows the framing of the format (stream, and file read from its start) and checks what a reader of columns would trust: that lengths stay within
//! what is there. Not its job: columns and their cells, which polars reads in `ingest` and `render`.

mod flat;
pub mod footer;
pub mod pages;
pub mod slices;

use std::collections::BTreeSet;
use std::io::{self, Read};

use crate::lang::{Say, by_count, reason};
use crate::say;

use flat::Table;

/// First bytes of each message of a stream.
const MARK: [u8; 4] = [0xff; 4];
/// First bytes of a file.
const FILE: &[u8] = b"ARROW1\0\0";
/// What ends a stream: a message without length.
const END: [u8; 8] = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];

/// Kinds of messages.
const SCHEMA: u8 = 1;
const DICTIONARY: u8 = 2;
const BATCH: u8 = 3;

/// Types that the reader of columns does not know at all.
const UNKNOWN_TYPES: [(u8, &str); 3] = [(22, "RunEndEncoded"), (25, "ListView"), (26, "LargeListView")];

/// Rows and unpacked bytes of a batch beyond which the figures are taken to be damage.
const MOST: i64 = 1 << 33;

/// Depth of types in types.
const DEEPEST: usize = 64;

/// Whether bytes begin as Arrow does.
pub fn is_arrow(head: &[u8]) -> bool {
    is_stream(head) || head.starts_with(&FILE[..6])
}

/// Whether bytes begin as an Arrow stream does: the mark, and a length that is none below 0, as bytes that are all alike would have.
pub fn is_stream(head: &[u8]) -> bool {
    head.strip_prefix(&MARK).is_some_and(|rest| rest.first_chunk().is_none_or(|n| i32::from_le_bytes(*n) >= 0))
}

/// Why Arrow cannot be read.
#[derive(Debug)]
pub enum Broken {
    /// The bytes do not come.
    Io(io::Error),
    /// They are not what they should be.
    Form(Say),
}

impl From<io::Error> for Broken {
    fn from(e: io::Error) -> Self {
        Self::Io(e)
    }
}

impl Broken {
    /// What is wrong.
    pub fn say(&self) -> Say {
        match self {
            Self::Io(e) => {
                let Say { en, zh } = reason(e);
                say!("cannot read: {en}", "无法读取：{zh}")
            }
            Self::Form(what) => what.clone(),
        }
    }

    fn cut() -> Self {
        Self::Form(say!("the Arrow data is cut short", "Arrow 数据不完整"))
    }

    fn damaged(what: &str) -> Self {
        Self::Form(say!("the Arrow data is damaged: {what}", "Arrow 数据已损坏：{what}"))
    }
}

/// An Arrow stream (or file) being read, one batch at a time.
pub struct Batches<R> {
    from: R,
    /// A file has an index behind its batches.
    file: bool,
    schema: Vec<u8>,
    /// The dictionaries that came since the last batch, by id, in the order in which they first came.
    dictionaries: Vec<(i64, Vec<u8>)>,
    ended: bool,
}

impl<R: Read> Batches<R> {
    /// Reads the schema.
    ///
    /// # Errors
    /// When this is not Arrow, or not of a kind that can be read.
    pub fn open(mut from: R) -> Result<Self, Broken> {
        let mut head = [0; 4];
        fill(&mut from, &mut head)?;
        let file = FILE.starts_with(&head);
        if file {
            let mut rest = [0; 4];
            fill(&mut from, &mut rest)?;
            fill(&mut from, &mut head)?;
        }
        let mut schema = Vec::new();
        match message(&mut from, head, &mut schema)? {
            Some(m) if m.kind == SCHEMA => check_schema(&m.header(&schema)?)?,
            _ => return Err(Broken::damaged("it does not begin with a schema")),
        }
        Ok(Self { from, file, schema, dictionaries: Vec::new(), ended: false })
    }

    /// A stream of the schema alone.
    pub fn schema(&self) -> Vec<u8> {
        self.whole(&[])
    }

    /// A stream of the schema and these messages.
    pub fn whole(&self, messages: &[u8]) -> Vec<u8> {
        [&self.schema[..], messages, &END].concat()
    }

    /// The messages of the next batch: the dictionaries that came before it since the last one, and itself; `None` behind the last. Who reads them keeps
    /// the dictionaries: they may be large, and batches small.
    ///
    /// # Errors
    /// When the bytes are cut short or damaged.
    pub fn next_batch(&mut self) -> Result<Option<Vec<u8>>, Broken> {
        while !self.ended {
            let mut head = [0; 4];
            fill(&mut self.from, &mut head)?;
            let mut one = Vec::new();
            let Some(m) = message(&mut self.from, head, &mut one)? else {
                self.ended = true;
                break;
            };
            match m.kind {
                BATCH => {
                    check_batch(&m.header(&one)?, m.body(&one)).ok_or_else(|| Broken::damaged("lengths do not fit"))?;
                    if self.dictionaries.is_empty() {
                        return Ok(Some(one));
                    }
                    let before = self.dictionaries.drain(..).map(|(_, d)| d);
                    return Ok(Some(before.chain([one]).collect::<Vec<_>>().concat()));
                }
                DICTIONARY => self.dictionary(&m, one)?,
                _ => return Err(Broken::damaged("a message of an unexpected kind")),
            }
        }
        Ok(None)
    }

    fn dictionary(&mut self, m: &Message, one: Vec<u8>) -> Result<(), Broken> {
        let table = m.header(&one)?;
        let parts = || Some((table.long(0)?, table.table(1)??, table.byte(2)?));
        let (id, data, delta) = parts().ok_or_else(|| Broken::damaged("a dictionary"))?;
        check_batch(&data, m.body(&one)).ok_or_else(|| Broken::damaged("lengths of a dictionary do not fit"))?;
        if delta > 0 {
            return Err(Broken::Form(say!(
                "dictionaries that grow (delta dictionaries) cannot be read",
                "无法读取增量字典（delta dictionary）"
            )));
        }
        match self.dictionaries.iter_mut().find(|(known, _)| *known == id) {
            Some((_, old)) => *old = one,
            None => self.dictionaries.push((id, one)),
        }
        Ok(())
    }

    /// Reads what is left behind the last batch: the index of a file; nothing, where it was a stream.
    ///
    /// # Errors
    /// When a stream goes on behind its end.
    pub fn drain(&mut self) -> Result<(), Broken> {
        let behind = io::copy(&mut self.from, &mut io::sink())?;
        if behind > 0 && !self.file {
            let told = by_count(behind, "byte follows", "bytes follow");
            return Err(Broken::Form(say!(
                "{behind} {told} the end of the Arrow stream",
                "Arrow 流结束后还有 {behind} 字节"
            )));
        }
        Ok(())
    }
}

/// The messages of a whole stream apart from its end: the schema, and what follows it. For writers of one stream in parts.
pub fn split_schema(stream: &[u8]) -> Option<(&[u8], &[u8])> {
    let body = stream.strip_suffix(&END)?;
    let mut first = Vec::new();
    let head = body.first_chunk::<4>()?;
    message(&mut &body[4..], *head, &mut first).ok()??;
    Some(body.split_at(first.len()))
}

/// What ends a stream.
pub const fn end() -> &'static [u8] {
    &END
}

/// A message in a buffer: mark, length, description, body.
struct Message {
    kind: u8,
    /// Bytes up to the body.
    described: usize,
}

impl Message {
    fn header<'b>(&self, bytes: &'b [u8]) -> Result<Table<'b>, Broken> {
        let table = || Table::root(&bytes[8..self.described])?.table(2)?;
        table().ok_or_else(|| Broken::damaged("the head of a message"))
    }

    fn body<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        &bytes[self.described..]
    }
}

/// Appends the message that begins with `head` to `into`; `None` for the end mark.
fn message(from: &mut impl Read, head: [u8; 4], into: &mut Vec<u8>) -> Result<Option<Message>, Broken> {
    if head != MARK {
        return Err(Broken::Form(say!(
            "this is not an Arrow stream, or one of before Arrow 0.15",
            "这不是 Arrow 流，或是 Arrow 0.15 之前的旧格式"
        )));
    }
    let mut length = [0; 4];
    fill(from, &mut length)?;
    let described = u64::from(u32::from_le_bytes(length));
    if described == 0 {
        return Ok(None);
    }
    if described > u64::from(i32::MAX.unsigned_abs()) {
        return Err(Broken::damaged("the length of a message"));
    }
    let start = into.len();
    into.extend_from_slice(&head);
    into.extend_from_slice(&length);
    append(from, described, into)?;
    let described = into.len() - start;
    let parts = || {
        let table = Table::root(&into[start + 8..])?;
        Some((table.byte(1)?, u64::try_from(table.long(3)?).ok()?))
    };
    let (kind, body) = parts().ok_or_else(|| Broken::damaged("the head of a message"))?;
    append(from, body, into)?;
    Ok(Some(Message { kind, described }))
}

/// Reads `length` bytes to the end of `into`; memory grows with what comes, not with what is promised.
fn append(from: &mut impl Read, length: u64, into: &mut Vec<u8>) -> Result<(), Broken> {
    let came = from.take(length).read_to_end(into)?;
    if (came as u64) < length { Err(Broken::cut()) } else { Ok(()) }
}

fn fill(from: &mut impl Read, bytes: &mut [u8]) -> Result<(), Broken> {
    from.read_exact(bytes).map_err(|e| match e.kind() {
        io::ErrorKind::UnexpectedEof => Broken::cut(),
        _ => Broken::Io(e),
    })
}

fn check_schema(schema: &Table) -> Result<(), Broken> {
    let damaged = || Broken::damaged("the schema");
    if schema.short(0).ok_or_else(damaged)? != 0 {
        return Err(Broken::Form(say!("big-endian Arrow data cannot be read", "无法读取大端序的 Arrow 数据")));
    }
    let fields = schema.tables(1).ok_or_else(damaged)?;
    let mut names = BTreeSet::new();
    for field in &fields {
        check_field(field, 0)?;
        let name = field.text(0).ok_or_else(damaged)?;
        if !names.insert(name.clone()) {
            return Err(Broken::Form(say!("two columns are called `{name}`", "有两列都名为 `{name}`")));
        }
    }
    Ok(())
}

fn check_field(field: &Table, depth: usize) -> Result<(), Broken> {
    let damaged = || Broken::damaged("the schema");
    let of = field.byte(2).ok_or_else(damaged)?;
    if let Some((_, name)) = UNKNOWN_TYPES.iter().find(|(id, _)| *id == of) {
        let column = field.text(0).unwrap_or_default();
        return Err(Broken::Form(say!(
            "column `{column}` is of the Arrow type {name}, which cannot be read",
            "列 `{column}` 的 Arrow 类型 {name} 无法读取"
        )));
    }
    if depth > DEEPEST {
        return Err(damaged());
    }
    field.tables(5).ok_or_else(damaged)?.iter().try_for_each(|f| check_field(f, depth + 1))
}

/// Whether the lengths of a batch stay within its body.
fn check_batch(batch: &Table, body: &[u8]) -> Option<()> {
    let counts = |n: i64| (0..=MOST).contains(&n).then_some(());
    counts(batch.long(0)?)?;
    for [length, nulls] in batch.pairs(1)? {
        counts(length)?;
        counts(nulls)?;
    }
    let packed = batch.table(3)?.is_some();
    for [offset, length] in batch.pairs(2)? {
        let (offset, length) = (usize::try_from(offset).ok()?, usize::try_from(length).ok()?);
        let buffer = body.get(offset..offset.checked_add(length)?)?;
        if packed && length > 0 {
            // -1 means that it is not packed after all.
            let unpacked = i64::from_le_bytes(*buffer.first_chunk()?);
            (-1..=MOST).contains(&unpacked).then_some(())?;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dictionary_comes_once_however_many_batches_it_serves() {
        let file: &[u8] = include_bytes!("../../tests/fixtures/arrow/dictionary.arrows");
        let mut batches = Batches::open(file).unwrap();
        let (mut count, mut bytes) = (0, batches.schema().len());
        while let Some(messages) = batches.next_batch().unwrap() {
            count += 1;
            bytes += messages.len();
        }
        assert!(count > 1 && bytes <= file.len(), "{count} batches, {bytes} of {}", file.len());
    }
}
