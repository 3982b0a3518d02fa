//! What a file is by its first bytes, where these leave no doubt: tables that are not text are told from text, and what is neither is named and refused.

use super::fault::Fault;
use crate::ipc;
use crate::say;

/// What a file is by its first bytes, where these leave no doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Magic {
    /// A workbook: zip or OLE.
    Workbook,
    /// Parquet.
    Parquet,
    /// Arrow IPC, a stream or a file.
    Arrow,
    /// A web page or another text of tags.
    Page,
}

/// Tells tables that are not text from text, and refuses what is neither.
pub(super) fn magic(window: &[u8]) -> Result<Option<Magic>, Fault> {
    let known = match window {
        _ if ipc::is_arrow(window) => return Ok(Some(Magic::Arrow)),
        [b'P', b'A', b'R', b'1', ..] => return Ok(Some(Magic::Parquet)),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return Ok(Some(Magic::Workbook)),
        [b'P', b'K', 3 | 5, 4 | 6, ..] if is_workbook(window) => return Ok(Some(Magic::Workbook)),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => "ZIP",
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => {
            return Err(Fault::new(
                say!("this is text in UTF-32", "这是 UTF-32 编码的文本"),
                say!("save it as UTF-8", "请另存为 UTF-8"),
            ));
        }
        _ if is_tar(window) => "tar",
        [b'R', b'a', b'r', b'!', ..] => "RAR",
        [b'7', b'z', 0xbc, 0xaf, ..] => "7-Zip",
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, ..] => "bzip2",
        [0xfd, b'7', b'z', b'X', b'Z', ..] => "xz",
        [b'%', b'P', b'D', b'F', ..] => "PDF",
        [0x89, b'P', b'N', b'G', ..] => "PNG",
        [0xff, 0xd8, 0xff, ..] => "JPEG",
        _ if is_web_archive(window) => "MHTML",
        _ if is_markup(window) => return Ok(Some(Magic::Page)),
        _ => return Ok(None),
    };
    Err(no_table(known))
}

/// What is told of a file of a known kind that holds no table.
pub(super) fn no_table(known: &str) -> Fault {
    Fault {
        what: say!("this is a {known} file, not a table", "这是 {known} 文件，不是表格"),
        hint: say!("open it and save it as .xlsx or .csv; unpack archives", "请另存为 .xlsx 或 .csv；压缩包请先解压"),
    }
}

/// An archive of tar, packed or not: its mark stands behind the name and figures of the first file, which are filled up with NULs.
fn is_tar(window: &[u8]) -> bool {
    let (head, mark) = window.split_at(window.len().min(257));
    mark.starts_with(b"ustar") && head.contains(&0)
}

/// Names of parts stand uncompressed in a zip file; the first entries of a workbook are among these. What its cells say is no name.
fn is_workbook(window: &[u8]) -> bool {
    const PARTS: [&[u8]; 5] = [b"[Content_Types].xml", b"xl/", b"_rels/", b"docProps/", b"spreadsheet"];
    let head = &window[..window.len().min(4096)];
    let is_of_word = |name: &[u8]| name.starts_with(b"word/") || name.starts_with(b"ppt/");
    PARTS.iter().any(|part| contains(head, part)) && !entry_names(window).any(is_of_word)
}

/// The names before the entries of a zip file, as far as they are in the window.
fn entry_names(window: &[u8]) -> impl Iterator<Item = &[u8]> {
    const HEADER: usize = 30;
    let entries = window.windows(HEADER).enumerate().filter(|(_, head)| head.starts_with(b"PK\x03\x04"));
    entries.map(|(at, head)| {
        let name = &window[at + HEADER..];
        &name[..name.len().min(usize::from(u16::from_le_bytes([head[26], head[27]])))]
    })
}

/// Web back offices like to name HTML tables `.xls`; some leave the page around the table out.
fn is_markup(window: &[u8]) -> bool {
    let head = &window[..window.len().min(1024)];
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let lower = head.to_ascii_lowercase();
    if [&b"<!doctype html"[..], b"<html", b"<table", b"<meta", b"<?xml"].iter().any(|tag| lower.starts_with(tag)) {
        return true;
    }
    let may_be =
        [&b"<head"[..], b"<body", b"<div", b"<style", b"<center", b"<!--"].iter().any(|t| lower.starts_with(t));
    may_be && contains(&window.to_ascii_lowercase(), b"<table")
}

/// A page as Excel saves it into one file with what belongs to it; some back offices call such `.xls`. It begins like a letter.
fn is_web_archive(window: &[u8]) -> bool {
    let head = window[..window.len().min(2048)].trim_ascii_start().to_ascii_lowercase();
    let begins = head.starts_with(b"mime-version:") || head.starts_with(b"from:");
    begins && contains(&head, b"mime-version:") && contains(&head, b"multipart/related")
}

fn contains(hay: &[u8], needle: &[u8]) -> bool {
    hay.windows(needle.len()).any(|w| w == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cells_say_makes_no_other_kind_of_file() {
        let entry = |name: &str, what: &str| {
            let mut bytes = [&b"PK\x03\x04"[..], &[0; 22]].concat();
            bytes.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
            bytes.extend([&[0; 2], name.as_bytes(), what.as_bytes()].concat());
            bytes
        };
        let book = [entry("[Content_Types].xml", ""), entry("xl/sharedStrings.xml", "word/ppt/打不开")].concat();
        assert_eq!(magic(&book).unwrap(), Some(Magic::Workbook));
        let letter = [entry("[Content_Types].xml", ""), entry("word/document.xml", "")].concat();
        assert!(magic(&letter).is_err());
    }

    #[test]
    fn what_is_no_table_is_named() {
        let message = magic(b"%PDF-1.7 ...").unwrap_err();
        assert!(message.what.en.contains("PDF"), "{message:?}");
        let archive = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"-\"\r\n\r\n<table>";
        assert!(magic(archive).unwrap_err().what.en.contains("MHTML"));
        assert_eq!(magic(b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n").unwrap(), None);
        let tar = |head: &[u8]| magic(&[head, &vec![0; 257 - head.len()], b"ustar  \0"].concat());
        assert!(tar(b"a.csv").unwrap_err().what.en.contains("tar"));
        assert_eq!(tar(&[b'a'; 257]).unwrap(), None);
        assert_eq!(magic(b"<html><table>").unwrap(), Some(Magic::Page));
        assert_eq!(magic(b"<div class=x>\n<TABLE>").unwrap(), Some(Magic::Page));
        assert_eq!(magic("<div>不是表格</div>".as_bytes()).unwrap(), None);
        assert_eq!(magic("评价,评分".as_bytes()).unwrap(), None);
        assert_eq!(magic(b"PAR1...").unwrap(), Some(Magic::Parquet));
    }
}
