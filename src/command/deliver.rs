//! From counted rows to outputs: finishing the report, rendering it to every place asked for, writing the rows beside it, and the exit status.

use std::io::{BufRead, BufReader, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use crate::aggregate::{Partial, Settings};
use crate::cli;
use crate::error::{Error, Result};
use crate::insight::{self, Context, IssueIndex};
use crate::lang::Lang;
use crate::output::{self, Output};
use crate::plan::{RecordOutput, ReportOutput, Reporting, Talk};
use crate::record::Annotated;
use crate::render::records::{RecordFormat, RecordSettings, RecordWriter};
use crate::render::{self, Format};
use crate::report::{Report, Run};

use super::keep::Shelf;
use super::session::{self, Session};

/// Exit status when a `--fail-on` condition holds.
const CONDITION_HOLDS: u8 = 1;

/// Outputs opened before the work begins, so that a bad path fails in the first second.
pub(super) struct Delivery {
    reports: Vec<(ReportOutput, Option<Output>)>,
    records: Option<Output>,
    /// Where the run is kept, if anywhere.
    pub(super) shelf: Option<Shelf>,
}

impl Delivery {
    pub(super) fn open(reporting: &Reporting, inputs: &[PathBuf]) -> Result<Self> {
        let mut reports = Vec::new();
        for o in &reporting.outputs {
            let opened =
                if o.folder { output::folder(&o.path).map(|()| None)? } else { Some(Output::create(&o.path, inputs)?) };
            reports.push((o.clone(), opened));
        }
        let records = reporting.records.as_ref().map(|r| Output::create(&r.path, inputs)).transpose()?;
        Ok(Self { reports, records, shelf: None })
    }

    /// Finishes and writes everything; gives the exit status with the report.
    #[allow(clippy::too_many_arguments)] // the one place where all rooms meet
    pub(super) fn finish(
        self,
        partial: Partial,
        run: Run,
        session: &Session,
        settings: &Settings,
        spool: Spool,
        reporting: &Reporting,
        talk: &Talk,
    ) -> Result<(u8, Report)> {
        // Nothing new since yesterday is an answer.
        let left_out = self.shelf.as_ref().map_or(0, Shelf::left_out);
        if partial.rows() + left_out == 0 && run.inputs.iter().all(|i| i.rejected == 0) {
            return Err(session::nothing_read());
        }
        let taxonomy = &session.annotator.taxonomy;
        let kept = self.shelf.map(|s| s.begin(&run)).transpose()?;
        let context = Context { taxonomy, labels: &session.labels, lang: talk.lang, settings, run };
        let (mut report, index) = insight::finish_with(partial, context, kept.as_ref().map(|(_, past)| past));
        if let Some((told, past)) = &kept {
            told.tell(&mut report, &index, past)?;
        }
        let mut done = Vec::new();
        for (wanted, out) in self.reports {
            match out {
                Some(out) => done.push(write_report(&report, &wanted, out, session, reporting, talk)?),
                None => {
                    let settings = render_settings(session, reporting, talk, false);
                    done.extend(render::write_folder(&report, &settings, &wanted.path, &[])?);
                }
            }
        }
        if let (Some(out), Some(wanted)) = (self.records, &reporting.records) {
            done.push(spool.write(out, wanted, &index, session, talk.lang, reporting.bom)?);
        }
        // The store first: if an output fails now, the same run again gives the same report.
        kept.map_or(Ok(()), |(told, _)| told.commit())?;
        output::commit_all(done)?;
        Ok((status(&report, reporting, talk), report))
    }
}

fn status(report: &Report, reporting: &Reporting, talk: &Talk) -> u8 {
    let held: Vec<&str> =
        reporting.fail_on.iter().filter(|c| c.holds(report)).map(crate::fail_on::Condition::text).collect();
    if held.is_empty() {
        return 0;
    }
    let all = held.join(", ");
    session::tell(&[crate::say!("condition holds: {all}", "条件成立：{all}")], talk);
    CONDITION_HOLDS
}

fn render_settings<'a>(session: &'a Session, reporting: &'a Reporting, talk: &Talk, tty: bool) -> render::Settings<'a> {
    let mut s = render::Settings::new(&session.messages);
    s.lang = talk.lang;
    s.top = reporting.top;
    s.bom = reporting.bom;
    s.title = reporting.title.as_deref();
    s.width = talk.width;
    s.colour = talk.colour && tty;
    s
}

fn write_report(
    report: &Report,
    wanted: &ReportOutput,
    mut out: Output,
    session: &Session,
    reporting: &Reporting,
    talk: &Talk,
) -> Result<Output> {
    let settings = render_settings(session, reporting, talk, wanted.path == Path::new(output::STDOUT));
    let format = match wanted.format {
        cli::ReportFormat::Terminal => Format::Terminal,
        cli::ReportFormat::Json => Format::Json,
        cli::ReportFormat::Csv => Format::Csv,
        cli::ReportFormat::Markdown => Format::Markdown,
        cli::ReportFormat::Html => Format::Html,
        cli::ReportFormat::Xlsx => Format::Xlsx,
    };
    out.write_with(|w| render::render(report, format, &settings, w))?;
    Ok(out)
}

/// Opens outputs for rows.
pub(super) fn create<'p>(paths: impl Iterator<Item = &'p Path>, inputs: &[PathBuf]) -> Result<Vec<Output>> {
    paths.map(|p| Output::create(p, inputs)).collect()
}

/// A writer of annotated rows.
pub(super) fn record_writer(
    out: Output,
    format: cli::RecordFormat,
    session: &Session,
    lang: Lang,
    bom: bool,
) -> Result<RecordWriter> {
    let format = match format {
        cli::RecordFormat::Jsonl => RecordFormat::Jsonl,
        cli::RecordFormat::Csv => RecordFormat::Csv,
        cli::RecordFormat::Xlsx => RecordFormat::Xlsx,
        cli::RecordFormat::Parquet => RecordFormat::Parquet,
    };
    RecordWriter::new(format, out, &RecordSettings { messages: &session.messages, lang, bom, attrs: None })
}

/// Annotated rows kept on disk until the report knows their hot issues.
pub(super) struct Spool {
    kept: Option<BufWriter<std::fs::File>>,
}

/// Rows written at a time.
const BATCH: usize = 4096;

impl Spool {
    /// A spool beside the file that the rows will be in; nothing where no rows are wanted.
    pub(super) fn new(wanted: Option<&RecordOutput>) -> Result<Self> {
        let open = |r: &RecordOutput| {
            let folder = r.path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            tempfile::tempfile_in(folder).map(BufWriter::new).map_err(|e| Error::writing(&r.path, &e))
        };
        Ok(Self { kept: wanted.map(open).transpose()? })
    }

    /// Keeps rows.
    pub(super) fn keep(&mut self, rows: &[Annotated]) -> Result<()> {
        let Some(out) = &mut self.kept else { return Ok(()) };
        for a in rows {
            serde_json::to_writer(&mut *out, a).map_err(|e| Error::writing("--records", &e.into()))?;
            out.write_all(b"\n").map_err(|e| Error::writing("--records", &e))?;
        }
        Ok(())
    }

    /// Writes the rows with their issues.
    fn write(
        self,
        out: Output,
        wanted: &RecordOutput,
        index: &IssueIndex,
        session: &Session,
        lang: Lang,
        bom: bool,
    ) -> Result<Output> {
        let mut writer = record_writer(out, wanted.format, session, lang, bom)?;
        let Some(kept) = self.kept else { return writer.finish() };
        let failed = |e: std::io::Error| Error::writing(&wanted.path, &e);
        let mut file = kept.into_inner().map_err(|e| failed(e.into_error()))?;
        file.rewind().map_err(failed)?;
        let mut rows = Vec::with_capacity(BATCH);
        for line in BufReader::new(file).lines() {
            let mut a: Annotated = serde_json::from_str(&line.map_err(failed)?).map_err(|e| failed(e.into()))?;
            a.issue = index.get(&a.source, a.row).cloned();
            rows.push(a);
            if rows.len() == BATCH {
                writer.write(&rows)?;
                rows.clear();
            }
        }
        writer.write(&rows)?;
        writer.finish()
    }
}
