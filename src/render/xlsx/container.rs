//! The workbook as a file: what the spreadsheet library wrote, with the rows put into the sheets that were left open for them.
//!
//! Not its job: what a row looks like (`detail`). Knows of a sheet only where its last row is: a placeholder, in whose stead the rows come.

use std::io::{self, Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::cells::Formats;

/// A sheet that was left open: what stands before its rows and behind them.
pub(super) struct Open {
    /// Its part of the container.
    pub(super) part: String,
    head: String,
    tail: String,
    /// Formats of the placeholder's cells.
    pub(super) formats: Formats,
}

/// The part of the container that holds the sheet at this place.
pub(super) fn part(place: usize) -> String {
    format!("xl/worksheets/sheet{}.xml", place + 1)
}

/// A workbook with sheets left open.
pub(super) struct Container {
    zip: ZipArchive<Cursor<Vec<u8>>>,
}

impl Container {
    pub(super) fn new(book: Vec<u8>) -> io::Result<Self> {
        Ok(Self { zip: ZipArchive::new(Cursor::new(book))? })
    }

    /// Opens a sheet at its placeholder, row `last`.
    pub(super) fn open(&mut self, part: String, last: u32) -> io::Result<Open> {
        let mut xml = String::new();
        self.zip.by_name(&part)?.read_to_string(&mut xml)?;
        let lost = || io::Error::other(format!("{part}: row {last} is not where it was written"));
        let (head, rest) = xml.split_once(&format!("<row r=\"{last}\"")).ok_or_else(lost)?;
        let (cells, tail) = rest.split_once("</row>").ok_or_else(lost)?;
        let mut formats = cells.split(" s=\"").skip(1).filter_map(|s| s.split('"').next()?.parse().ok());
        let mut next = || formats.next().ok_or_else(lost);
        let formats = Formats { time: next()?, date: next()?, major: next()? };
        Ok(Open { head: head.to_owned(), tail: tail.to_owned(), part, formats })
    }

    /// Writes everything but the open sheets as it is, then these with their rows: each piece of XML belongs to the sheet at the place that comes with it.
    pub(super) fn write(
        mut self,
        sheets: &[Open],
        pieces: impl Iterator<Item = io::Result<(usize, Vec<u8>)>>,
        level: i64,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut zip = ZipWriter::new_stream(out);
        for i in 0..self.zip.len() {
            let file = self.zip.by_index_raw(i)?;
            if sheets.iter().all(|s| s.part.as_bytes() != file.name_raw()) {
                zip.raw_copy_file(file)?;
            }
        }
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(level))
            .unix_permissions(0o600)
            .last_modified_time(DateTime::default());
        let mut pieces = pieces.peekable();
        for (place, sheet) in sheets.iter().enumerate() {
            zip.start_file(&sheet.part, options)?;
            zip.write_all(sheet.head.as_bytes())?;
            while let Some(piece) = pieces.next_if(|p| p.as_ref().map_or(true, |(at, _)| *at == place)) {
                zip.write_all(&piece?.1)?;
            }
            zip.write_all(sheet.tail.as_bytes())?;
        }
        zip.finish()?;
        Ok(())
    }
}
