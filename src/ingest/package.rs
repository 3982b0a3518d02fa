//! What a workbook holds once it is unpacked, told before anything believes it: a zip file of a megabyte can hold gigabytes, and a count in it can ask
//! for more memory than there is. A workbook is held in memory, so its unpacked size is limited (`--max-unpacked`).
//!
//! Everything is unpacked once, into nothing; sizes that the file states are not believed. Not its job: what the parts mean.

use std::io::{Cursor, Read, Seek};

use zip::ZipArchive;

use super::fault::Fault;
use crate::report::BOOK_MARK;
use crate::say;

/// Bytes that a workbook, or any other file that has to be held in memory, may have when it is unpacked.
pub(super) const MOST: u64 = 1 << 30;

/// Longest stretch without a tag in a part that is markup. A cell of a workbook holds 32,767 characters.
const LONGEST_TEXT: usize = 1 << 23;

/// Columns that a repeated cell of an ODS file may fill; more are made of nothing.
const MOST_REPEATED: u64 = 1 << 20;

/// Bytes looked at for a stated count: the tag stands at the start of its part.
const HEAD: usize = 1 << 13;

/// Refuses a packed workbook that would not fit into `most` bytes, or lies about what it holds. Anything but a zip file is taken as it is.
pub(super) fn check(bytes: &[u8], most: u64) -> Result<(), Fault> {
    if !bytes.starts_with(b"PK") {
        return if bytes.len() as u64 > most { Err(too_large(most)) } else { Ok(()) };
    }
    // What is no zip file is for the reader of workbooks to tell.
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(()) };
    let mut left = most;
    for i in 0..archive.len() {
        if let Ok(part) = archive.by_index(i) {
            left = check_part(part, left).map_err(|e| e.unwrap_or_else(|| too_large(most)))?;
        }
    }
    Ok(())
}

/// Whether a workbook says in its properties that it is a report or a comparison of voc.
pub(super) fn is_report(mut book: impl Read + Seek) -> bool {
    let mut start = [0; 2];
    if book.read_exact(&mut start).is_err() || &start != b"PK" {
        return false;
    }
    let Ok(mut archive) = ZipArchive::new(book) else { return false };
    let Ok(part) = archive.by_name("docProps/core.xml") else { return false };
    let mut core = Vec::new();
    let read = part.take(HEAD as u64).read_to_end(&mut core);
    read.is_ok() && String::from_utf8_lossy(&core).contains(&format!("<cp:keywords>{BOOK_MARK}</cp:keywords>"))
}

/// Unpacks a part; gives what is left of the allowance. `Err(None)`: it is used up.
fn check_part(part: impl Read, left: u64) -> Result<u64, Option<Fault>> {
    let mut part = part.take(left + 1);
    let (mut buf, mut size, mut text) = (vec![0; 1 << 16], 0, Text::default());
    // A part that is damaged ends there; the reader of workbooks tells about it if it needs it.
    while let Ok(n @ 1..) = part.read(&mut buf) {
        size += n as u64;
        text.read(&buf[..n]).map_err(Some)?;
    }
    let left = left.checked_sub(size).ok_or(None)?;
    if text.stated().is_some_and(|n| n > size) { Err(Some(lying())) } else { Ok(left) }
}

/// Looks at a part as it passes.
#[derive(Default)]
struct Text {
    head: Vec<u8>,
    run: usize,
}

impl Text {
    fn read(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let room = HEAD.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..room]);
        if !self.is_markup() {
            return Ok(());
        }
        let mut parts = bytes.split(|b| *b == b'<');
        // The first part goes on with the text before it.
        self.run += parts.next().map_or(0, <[u8]>::len);
        if self.run > LONGEST_TEXT {
            return Err(endless());
        }
        for tag in parts {
            self.run = tag.len();
            repeated(tag)?;
        }
        Ok(())
    }

    fn is_markup(&self) -> bool {
        let head = self.head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.head);
        head.trim_ascii_start().first().is_none_or(|b| *b == b'<')
    }

    /// Strings that a table of shared strings says it has.
    fn stated(&self) -> Option<u64> {
        let head = String::from_utf8_lossy(&self.head);
        let at = head.find("<sst").or_else(|| head.find(":sst"))?;
        attribute(&head[at..], "uniqueCount=")
    }
}

/// The number in quotation marks behind `name`.
fn attribute(tag: &str, name: &str) -> Option<u64> {
    let (_, value) = tag.split('>').next()?.split_once(name)?;
    let digits: String = value.chars().skip(1).take_while(char::is_ascii_digit).collect();
    if digits.is_empty() { None } else { Some(digits.parse().unwrap_or(u64::MAX)) }
}

/// A cell of an ODS file that stands for more columns than any table has.
fn repeated(tag: &[u8]) -> Result<(), Fault> {
    const NAME: &[u8] = b"number-columns-repeated=";
    if !tag.starts_with(b"table:") && !tag.starts_with(b"covered") {
        return Ok(());
    }
    let at = tag.windows(NAME.len()).position(|w| w == NAME);
    let tag = at.map(|at| String::from_utf8_lossy(&tag[at..tag.len().min(at + 60)]));
    let n = tag.and_then(|t| attribute(&t, "repeated="));
    if n.is_some_and(|n| n > MOST_REPEATED) { Err(lying()) } else { Ok(()) }
}

/// The refusal of a file that is too large to be held.
pub(super) fn too_large(most: u64) -> Fault {
    let mb = most >> 20;
    Fault::new(
        say!("it is larger than {mb} MB when unpacked", "解压后超过 {mb} MB"),
        say!(
            "if that is right, allow more with `--max-unpacked MB`, or export it as .csv, which is read piece by piece",
            "如果内容无误，请用 `--max-unpacked MB` 放宽限制，或导出为 .csv（逐段读取，不受此限制）"
        ),
    )
}

fn endless() -> Fault {
    let mb = LONGEST_TEXT >> 20;
    Fault::new(
        say!(
            "cannot read the workbook: a text in it is longer than {mb} MB",
            "无法读取工作簿：其中一段文本超过 {mb} MB"
        ),
        say!("open it in Excel or WPS and save it again", "请用 Excel 或 WPS 打开后重新保存"),
    )
}

fn lying() -> Fault {
    Fault::new(
        say!("cannot read the workbook: it states more than it holds", "无法读取工作簿：声明的数量与内容不符"),
        say!("open it in Excel or WPS and save it again", "请用 Excel 或 WPS 打开后重新保存"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn packed(name: &str, part: &[u8]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(part).unwrap();
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn what_is_unpacked_is_counted_and_not_what_is_stated() {
        let rows = "<row/>".repeat(1000);
        assert!(check(&packed("xl/worksheets/sheet1.xml", rows.as_bytes()), 6000).is_ok());
        let fault = check(&packed("xl/worksheets/sheet1.xml", rows.as_bytes()), 5999).unwrap_err();
        assert!(fault.what.en.contains("larger than") && fault.hint.en.contains("--max-unpacked"), "{fault:?}");
        assert!(check(b"\xd0\xcf\x11\xe0 an old workbook", 1 << 20).is_ok());
    }

    #[test]
    fn texts_without_end_and_counts_of_nothing_are_refused() {
        let long = format!("<t>{}</t>", "a".repeat(LONGEST_TEXT + 1));
        assert!(check(&packed("a.xml", long.as_bytes()), MOST).is_err());
        assert!(check(&packed("a.png", &long.as_bytes()[3..]), MOST).is_ok());
        let count = |n: &str| format!("<?xml?><sst count=\"9\" uniqueCount=\"{n}\"><si><t>x</t></si></sst>");
        assert!(check(&packed("s.xml", count("1").as_bytes()), MOST).is_ok());
        assert!(check(&packed("s.xml", count("4294967295").as_bytes()), MOST).is_err());
        assert!(check(&packed("s.xml", count("99999999999999999999999").as_bytes()), MOST).is_err());
        let cell = "<table:table-cell table:number-columns-repeated=\"4294967295\"/>";
        assert!(check(&packed("content.xml", cell.as_bytes()), MOST).is_err());
    }
}
