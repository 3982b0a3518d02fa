//! Annotated rows kept on disk until the report knows their hot issues: for `--records`, and for the workbook's sheet of rows.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};
use std::path::Path;

use rayon::prelude::*;

use crate::cli::{ReportFormat, SectionArg};
use crate::error::{Error, Result};
use crate::insight::IssueIndex;
use crate::output::STDOUT;
use crate::plan::Reporting;
use crate::record::{Annotated, Name};
use crate::render::records::RecordWriter;

/// Rows written at a time.
const BATCH: usize = 4096;

/// The rows, where some output wants them.
pub(super) struct Spool {
    kept: Option<BufWriter<std::fs::File>>,
    /// Headers of the segment columns seen.
    attrs: Vec<Name>,
}

/// Whether the workbook at hand has a sheet of rows.
pub(super) fn wants_rows(reporting: &Reporting) -> bool {
    reporting.sections.is_empty() || reporting.sections.contains(&SectionArg::Verbatims)
}

impl Spool {
    /// A spool beside the file that the rows will be in; nothing where no output wants rows.
    pub(super) fn new(reporting: &Reporting) -> Result<Self> {
        let book = reporting.outputs.iter().find(|o| o.format == ReportFormat::Xlsx && wants_rows(reporting));
        let path = reporting.records.as_ref().map(|r| &r.path).or_else(|| book.map(|b| &b.path));
        let open = |path: &std::path::PathBuf| {
            let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            // Beside standard output there is nothing: the system's own place then.
            let file = if path == Path::new(STDOUT) { tempfile::tempfile() } else { tempfile::tempfile_in(folder) };
            file.map(BufWriter::new).map_err(|e| Error::writing(path, &e))
        };
        Ok(Self { kept: path.map(open).transpose()?, attrs: Vec::new() })
    }

    /// Keeps rows.
    pub(super) fn keep(&mut self, rows: &[Annotated]) -> Result<()> {
        let Some(out) = &mut self.kept else { return Ok(()) };
        for a in rows {
            for (header, _) in &a.attrs.0 {
                if !self.attrs.contains(header) {
                    self.attrs.push(header.clone());
                }
            }
            serde_json::to_writer(&mut *out, a).map_err(|e| Error::writing("--records", &e.into()))?;
            out.write_all(b"\n").map_err(|e| Error::writing("--records", &e))?;
        }
        Ok(())
    }

    /// Headers of the segment columns of all rows kept, in the order in which they were first seen.
    pub(super) fn attrs(&self) -> &[Name] {
        &self.attrs
    }

    /// The rows from the first one, each with its issue.
    ///
    /// # Errors
    /// When the spool cannot be written out.
    pub(super) fn rows<'s>(
        &'s mut self,
        index: &'s IssueIndex,
    ) -> io::Result<impl Iterator<Item = io::Result<Annotated>> + 's> {
        let file = match &mut self.kept {
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

fn parse(line: &str) -> io::Result<Annotated> {
    Ok(serde_json::from_str(line)?)
}
