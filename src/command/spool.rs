//! Annotated rows kept on disk until the report knows their hot issues: whole for `--records`, packed for the workbook's sheet of rows.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::cli::{ReportFormat, SectionArg};
use crate::error::{Error, Result};
use crate::insight::IssueIndex;
use crate::output;
use crate::plan::Reporting;
use crate::record::{Annotated, Name};
use crate::render::records::RecordWriter;
use crate::render::{PACK, Pack, Packs};

/// Rows written at a time.
const BATCH: usize = 4096;

/// The rows, where some output wants them.
pub(super) struct Spool {
    whole: Option<BufWriter<File>>,
    /// Headers of the segment columns of `whole`, in the order in which they were first seen, so that writers need not keep the rows again to know them.
    pub(super) attrs: Vec<Name>,
    /// The rows for the workbook.
    pub(super) packed: Option<Packed>,
    /// The outputs that they are for: what fails names these.
    whole_for: PathBuf,
    packed_for: PathBuf,
}

/// Rows for the workbook.
pub(super) struct Packed {
    file: BufReader<File>,
    /// Headers of the segment columns in their order, or in that in which they were first seen.
    pub(super) attrs: Vec<Name>,
}

/// Whether the workbook at hand has a sheet of rows.
pub(super) fn wants_rows(reporting: &Reporting) -> bool {
    reporting.sections.is_empty() || reporting.sections.contains(&SectionArg::Verbatims)
}

/// A file beside the one that the rows will be in.
fn beside(path: &Path) -> Result<File> {
    output::scratch(path).map_err(|e| Error::writing(path, &e))
}

impl Spool {
    /// A spool; nothing where no output wants rows. `segments`: the headers of all segment columns, where they are known.
    pub(super) fn new(reporting: &Reporting, segments: Option<&[Name]>) -> Result<Self> {
        let book = reporting.outputs.iter().find(|o| o.format == ReportFormat::Xlsx && wants_rows(reporting));
        let packed = book.map(|b| beside(&b.path)).transpose()?;
        let whole = reporting.records.first().map(|r| beside(&r.path)).transpose()?;
        Ok(Self {
            whole: whole.map(BufWriter::new),
            attrs: Vec::new(),
            packed: packed.map(|file| Packed::new(file, segments)),
            whole_for: reporting.records.first().map(|r| r.path.clone()).unwrap_or_default(),
            packed_for: book.map(|b| b.path.clone()).unwrap_or_default(),
        })
    }

    /// Keeps rows.
    pub(super) fn keep(&mut self, rows: &[Annotated]) -> Result<()> {
        let failed = |e: io::Error| Error::writing(&self.whole_for, &e);
        if let Some(out) = &mut self.whole {
            note_headers(&mut self.attrs, rows);
            for a in rows {
                serde_json::to_writer(&mut *out, a).map_err(|e| failed(e.into()))?;
                out.write_all(b"\n").map_err(failed)?;
            }
        }
        self.packed.as_mut().map_or(Ok(()), |p| p.keep(rows)).map_err(|e| Error::writing(&self.packed_for, &e))
    }

    /// The rows from the first one, each with its issue.
    ///
    /// # Errors
    /// When the spool cannot be written out.
    fn rows<'s>(&'s mut self, index: &'s IssueIndex) -> io::Result<impl Iterator<Item = io::Result<Annotated>> + 's> {
        let file = match &mut self.whole {
            Some(out) => {
                out.flush()?;
                out.get_mut().rewind()?;
                Some(BufReader::with_capacity(1 << 18, out.get_ref()))
            }
            None => None,
        };
        let mut lines = file.into_iter().flat_map(BufRead::lines);
        let mut ready: VecDeque<io::Result<Annotated>> = VecDeque::new();
        Ok(std::iter::from_fn(move || {
            if ready.is_empty() {
                // Taking lines apart costs as much as writing cells: it is done on all cores, a batch at a time.
                let batch: Vec<io::Result<String>> = lines.by_ref().take(BATCH).collect();
                ready = batch.into_par_iter().map(|line| parse(&line?)).collect::<Vec<_>>().into();
            }
            let next = ready.pop_front()?;
            Some(next.map(|mut a| {
                a.issue = index.get(&a.source, a.row).cloned();
                a
            }))
        }))
    }

    /// Writes the rows with their issues.
    pub(super) fn write(&mut self, writer: &mut RecordWriter, to: &Path, index: &IssueIndex) -> Result<()> {
        let failed = |e: io::Error| Error::writing(to, &e);
        let mut rows = Vec::with_capacity(BATCH);
        for a in self.rows(index).map_err(failed)? {
            rows.push(a.map_err(failed)?);
            if rows.len() == BATCH {
                writer.write(&rows)?;
                rows.clear();
            }
        }
        writer.write(&rows)
    }
}

impl Packed {
    fn new(file: File, segments: Option<&[Name]>) -> Self {
        let attrs = segments.map_or_else(Vec::new, <[Name]>::to_vec);
        Self { file: BufReader::with_capacity(1 << 18, file), attrs }
    }

    fn keep(&mut self, rows: &[Annotated]) -> io::Result<()> {
        note_headers(&mut self.attrs, rows);
        let attrs = &self.attrs;
        let packs: Vec<Pack> = rows.par_chunks(PACK).map(|rows| Pack::of(rows, attrs)).collect();
        let mut out = Vec::new();
        for p in packs {
            out.extend(p.rows.to_le_bytes());
            out.extend((p.bytes.len() as u64).to_le_bytes());
            out.extend(p.bytes);
        }
        self.file.get_mut().write_all(&out)
    }
}

impl Packs for Packed {
    fn rewind(&mut self) -> io::Result<()> {
        self.file.rewind()
    }

    fn next(&mut self) -> io::Result<Option<Pack>> {
        if self.file.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let (mut rows, mut length) = ([0; 4], [0; 8]);
        self.file.read_exact(&mut rows)?;
        self.file.read_exact(&mut length)?;
        let mut pack = Pack { rows: u32::from_le_bytes(rows), bytes: Vec::new() };
        let length = u64::from_le_bytes(length);
        if self.file.by_ref().take(length).read_to_end(&mut pack.bytes)? as u64 != length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Some(pack))
    }
}

/// Adds the segment columns that are new.
fn note_headers(attrs: &mut Vec<Name>, rows: &[Annotated]) {
    for (header, _) in rows.iter().flat_map(|a| &a.attrs.0) {
        if !attrs.contains(header) {
            attrs.push(header.clone());
        }
    }
}

fn parse(line: &str) -> io::Result<Annotated> {
    Ok(serde_json::from_str(line)?)
}
