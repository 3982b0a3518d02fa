//! From counted rows to outputs: finishing the report, rendering it to every place asked for, writing the rows beside it, and the exit status.

use std::path::{Path, PathBuf};

use crate::aggregate::{Partial, Settings};
use crate::cli;
use crate::error::Result;
use crate::fail_on;
use crate::ingest;
use crate::insight::{self, Context, IssueIndex, Past};
use crate::lang::{Say, by_count};
use crate::output::{self, Output};
use crate::plan::{ReportOutput, Reporting, Talk};
use crate::record::Name;
use crate::render::records::{RecordFormat, RecordSettings, RecordWriter};
use crate::render::{self, Cuts, Format, Logo, Section, Sections};
use crate::report::{Caution, Report, Run};
use crate::say;

use super::keep::{Shelf, Told};
use super::logo;
use super::made;
use super::session::{self, Wording};
use super::split::{Beside, Parts, Place};
use super::spool::{Spool, wants_rows};
use super::written::written;

/// Outputs opened before the work begins, so that a bad path fails in the first second.
pub(super) struct Delivery {
    reports: Vec<(ReportOutput, Option<Output>)>,
    records: Vec<Output>,
    /// Folders that were made for reports: they go with a run that fails.
    _folders: Vec<output::Folder>,
    logo: Option<Logo>,
    /// What is read, and must not be overwritten.
    inputs: Vec<PathBuf>,
    /// The same as the user named it.
    named: Vec<PathBuf>,
    /// Where the reports of the values of a column go, if they are wanted.
    parts: Option<Place>,
    /// Where the run is kept, if anywhere.
    shelf: Option<Shelf>,
    /// Headers of all segment columns of all rows, where they are known before the first.
    pub(super) segments: Option<Vec<Name>>,
}

impl Delivery {
    /// `others`: what the run writes besides.
    pub(super) fn open<'p>(
        reporting: &'p Reporting,
        inputs: &[PathBuf],
        others: impl IntoIterator<Item = &'p Path>,
    ) -> Result<Self> {
        let files = ingest::files(inputs);
        let named = reporting.outputs.iter().map(|o| &o.path).chain(reporting.records.iter().map(|r| &r.path));
        let mut whole: Vec<&Path> = named.map(PathBuf::as_path).chain(others).collect();
        // A folder takes the names of all tables for itself.
        let folders = reporting.outputs.iter().filter(|o| o.folder);
        let tables: Vec<PathBuf> = folders.flat_map(|o| render::folder_files(&o.path)).collect();
        whole.extend(tables.iter().map(PathBuf::as_path));
        let parts = reporting.split.iter().flat_map(|s| s.outputs.iter().map(|o| &o.path).chain([&s.index]));
        output::distinct(whole.iter().copied().chain(parts.map(PathBuf::as_path)))?;
        let (mut reports, mut folders) = (Vec::new(), Vec::new());
        for o in &reporting.outputs {
            let opened = if o.folder { None } else { Some(Output::create(&o.path, &files)?) };
            ingest::keep_apart(&o.path, inputs, o.format == cli::ReportFormat::Json)?;
            if o.folder {
                folders.push(output::Folder::create(&o.path)?);
            }
            reports.push((o.clone(), opened));
        }
        let records = reporting.records.iter().map(|r| session::create(&r.path, inputs));
        let mut records = records.collect::<Result<Vec<_>>>()?;
        if reports.len() + records.len() > 1 || reporting.split.is_some() {
            reports.iter_mut().filter_map(|(_, o)| o.as_mut()).chain(&mut records).for_each(Output::beside_others);
        }
        let parts = reporting.split.as_ref().map(|s| Place::open(s, inputs, &whole)).transpose()?;
        let logo = reporting.logo.as_deref().map(logo::read).transpose()?;
        let named = inputs.to_vec();
        Ok(Self { reports, records, _folders: folders, logo, inputs: files, named, parts, shelf: None, segments: None })
    }

    /// The run is kept, too: a reader of standard output who has gone does not take it away.
    pub(super) fn keep(&mut self, shelf: Option<Shelf>) {
        if shelf.is_some() {
            self.reports.iter_mut().filter_map(|(_, o)| o.as_mut()).for_each(Output::beside_others);
        }
        self.shelf = shelf;
    }

    /// Finishes and writes everything; gives the exit status with the report.
    pub(super) fn finish(mut self, counted: Counted, means: &Means) -> Result<(u8, Report)> {
        let Counted { partial, run, mut spool, parts } = counted;
        // Nothing new since yesterday is an answer.
        let left_out = self.shelf.as_ref().map_or(0, Shelf::left_out);
        if partial.rows() + left_out == 0 && run.inputs.iter().all(|i| i.rejected == 0) {
            return Err(session::nothing_read());
        }
        let kept = self.shelf.take().map(|s| s.begin(&run, means.talk)).transpose()?;
        let before = run.clone();
        let (mut report, index) = means.report(partial, run, kept.as_ref())?;
        report.run.holds = held(&report, means.reporting);
        if left_out == 0 && says_nothing(&report) {
            return Err(session::all_empty(&report.run));
        }
        let (logo, cuts) = (self.logo.take(), Cuts::default());
        let show = Show { report: &report, index: &index, means, logo: logo.as_ref(), cuts: &cuts };
        let mut done = self.write(&show, &mut spool)?;
        if let (Some(parts), Some(place)) = (parts, self.parts.take()) {
            let beside = Beside { run: before, show: &show, named: &self.named, files: &self.inputs };
            done.extend(parts.write(place, &beside)?);
        }
        tell_cuts(&cuts, means.talk);
        commit(done, kept)?;
        tell_written(&report, means);
        Ok((status(&report, means.reporting, means.talk), report))
    }

    /// Writes reports and rows to their places, where they are not yet to be seen; folders are the exception.
    fn write(&mut self, show: &Show, spool: &mut Spool) -> Result<Vec<Output>> {
        let mut done = Vec::new();
        for (wanted, out) in std::mem::take(&mut self.reports) {
            match out {
                Some(out) => done.push(show.write(&wanted, out, spool)?),
                None => {
                    let settings = show.settings(false);
                    done.extend(render::write_folder(show.report, &settings, &wanted.path, &self.inputs)?);
                }
            }
        }
        let Means { words, reporting, talk, .. } = show.means;
        for (out, wanted) in std::mem::take(&mut self.records).into_iter().zip(&reporting.records) {
            let settings = RecordSettings {
                messages: &words.messages,
                lang: talk.lang,
                bom: reporting.bom,
                attrs: self.segments.clone().or_else(|| Some(spool.attrs.clone())),
                labelled_with: made::labelled_with(&show.report.run),
                cuts: show.cuts.clone(),
            };
            let mut writer = record_writer(out, wanted.format, &settings)?;
            spool.write(&mut writer, &wanted.path, show.index)?;
            done.push(writer.finish()?);
        }
        Ok(done)
    }
}

/// Whether no row has a text, nor a rating that could stand for it.
fn says_nothing(report: &Report) -> bool {
    let (rows, s) = (report.run.rows, &report.satisfaction);
    // Ratings on different scales are not put together, but are there.
    let unrated = s.ratings.is_none() && !s.cautions.contains(&Caution::ScalesMixed);
    rows.read > 0 && rows.analysed + rows.duplicate == 0 && unrated
}

/// What came of the rows.
pub(super) struct Counted {
    pub(super) partial: Partial,
    pub(super) run: Run,
    pub(super) spool: Spool,
    pub(super) parts: Option<Parts>,
}

/// What a report is made and told with.
pub(super) struct Means<'a> {
    pub(super) words: &'a Wording,
    pub(super) settings: &'a Settings,
    pub(super) reporting: &'a Reporting,
    pub(super) talk: &'a Talk,
}

impl Means<'_> {
    /// The report; where the run is kept, with what the store tells.
    pub(super) fn report(
        &self,
        partial: Partial,
        run: Run,
        kept: Option<&(Told, Past)>,
    ) -> Result<(Report, IssueIndex)> {
        let (taxonomy, labels) = (&self.words.taxonomy, &self.words.labels);
        let context = Context { taxonomy, labels, lang: self.talk.lang, settings: self.settings, run };
        let (mut report, index) = insight::finish_with(partial, context, kept.map(|(_, past)| past));
        if let Some((told, past)) = kept {
            told.tell(&mut report, &index, past)?;
        }
        Ok((report, index))
    }
}

/// Makes all of it last, in the one order in which a failure leaves nothing that is half there.
fn commit(mut done: Vec<Output>, kept: Option<(Told, Past)>) -> Result<()> {
    // A full disk is met before the run is there to stay.
    done.iter_mut().try_for_each(|o| o.write_with(|w| w.flush()))?;
    // The store first: if an output fails now, the same run again gives the same report.
    kept.map_or(Ok(()), |(told, _)| told.commit())?;
    output::commit_all(done)
}

/// Somebody who waits at a terminal learns that it is done; a log of a night would only grow.
fn tell_written(report: &Report, means: &Means) {
    let Means { reporting, talk, .. } = means;
    let paths = reporting.outputs.iter().map(|o| &*o.path).chain(reporting.records.iter().map(|r| &*r.path));
    if talk.progress
        && let Some(said) = written(paths, report)
    {
        session::tell(&[said], talk);
    }
}

/// The conditions that hold. Who is called at night has the report and the log: notes are often quiet there.
fn held(report: &Report, reporting: &Reporting) -> Vec<String> {
    reporting.fail_on.iter().filter(|c| c.holds(report)).map(|c| c.text().to_owned()).collect()
}

fn status(report: &Report, reporting: &Reporting, talk: &Talk) -> u8 {
    let unjudged: Vec<Say> = reporting.fail_on.iter().filter_map(|c| c.unjudged(report)).collect();
    session::tell(&unjudged, talk);
    if report.run.holds.is_empty() {
        return 0;
    }
    let all = report.run.holds.join(", ");
    session::tell(&[say!("condition holds: {all}", "条件成立：{all}")], talk);
    fail_on::HOLDS
}

/// A format as renderers know it.
pub(super) fn format(named: cli::ReportFormat) -> Format {
    match named {
        cli::ReportFormat::Terminal => Format::Terminal,
        cli::ReportFormat::Json => Format::Json,
        cli::ReportFormat::Csv => Format::Csv,
        cli::ReportFormat::Markdown => Format::Markdown,
        cli::ReportFormat::Html => Format::Html,
        cli::ReportFormat::Xlsx => Format::Xlsx,
    }
}

/// A finished report and how it is shown.
#[derive(Clone, Copy)]
pub(super) struct Show<'a> {
    pub(super) report: &'a Report,
    pub(super) index: &'a IssueIndex,
    pub(super) means: &'a Means<'a>,
    pub(super) logo: Option<&'a Logo>,
    pub(super) cuts: &'a Cuts,
}

impl Show<'_> {
    pub(super) fn settings(&self, tty: bool) -> render::Settings<'_> {
        let Means { words, reporting, talk, .. } = self.means;
        let mut s = render::Settings::new(&words.messages);
        s.lang = talk.lang;
        s.top = reporting.top;
        s.bom = reporting.bom;
        s.again = &reporting.again;
        s.title = reporting.title.as_deref();
        s.logo = self.logo;
        s.sections = Sections::only(&reporting.sections.iter().map(|s| section(*s)).collect::<Vec<_>>());
        s.width = talk.width;
        s.colour = talk.colour && tty;
        s.cuts = Some(self.cuts);
        s
    }

    pub(super) fn write(&self, wanted: &ReportOutput, mut out: Output, spool: &mut Spool) -> Result<Output> {
        let settings = self.settings(wanted.path == Path::new(output::STDOUT));
        let format = format(wanted.format);
        out.write_with(|w| {
            match spool.packed.as_mut().filter(|_| format == Format::Xlsx && wants_rows(self.means.reporting)) {
                Some(packed) => {
                    let (attrs, Means { words, talk, .. }) = (packed.attrs.clone(), self.means);
                    let (taxonomy, labels, lang) = (&words.taxonomy, &words.labels, talk.lang);
                    let issue = |source: &str, row| self.index.get(source, row);
                    let department = |zh: &str| labels.department(zh, lang);
                    let (issue, department, cuts) = (&issue, &department, self.cuts);
                    let rows = render::Rows { attrs: &attrs, packs: packed, issue, taxonomy, department, cuts };
                    render::write_workbook(self.report, &settings, rows, w)
                }
                None => render::render(self.report, format, &settings, w),
            }
        })?;
        Ok(out)
    }
}

fn section(named: cli::SectionArg) -> Section {
    match named {
        cli::SectionArg::Summary => Section::Summary,
        cli::SectionArg::Alerts => Section::Alerts,
        cli::SectionArg::Satisfaction => Section::Satisfaction,
        cli::SectionArg::Natures => Section::Natures,
        cli::SectionArg::Issues => Section::Issues,
        cli::SectionArg::Severity => Section::Severity,
        cli::SectionArg::Trend => Section::Trend,
        cli::SectionArg::Aspects => Section::Aspects,
        cli::SectionArg::Segments => Section::Segments,
        cli::SectionArg::Stages => Section::Stages,
        cli::SectionArg::Needs => Section::Needs,
        cli::SectionArg::Keywords => Section::Keywords,
        cli::SectionArg::Topics => Section::Topics,
        cli::SectionArg::Actions => Section::Actions,
        cli::SectionArg::Verbatims => Section::Verbatims,
        cli::SectionArg::Quality => Section::Quality,
    }
}

/// Opens outputs for rows.
pub(super) fn create<'p>(paths: impl Iterator<Item = &'p Path>, inputs: &[PathBuf]) -> Result<Vec<Output>> {
    let mut outputs = paths.map(|p| session::create(p, inputs)).collect::<Result<Vec<_>>>()?;
    if outputs.len() > 1 {
        outputs.iter_mut().for_each(Output::beside_others);
    }
    Ok(outputs)
}

/// A writer of annotated rows.
pub(super) fn record_writer(out: Output, format: cli::RecordFormat, settings: &RecordSettings) -> Result<RecordWriter> {
    let format = match format {
        cli::RecordFormat::Jsonl => RecordFormat::Jsonl,
        cli::RecordFormat::Csv => RecordFormat::Csv,
        cli::RecordFormat::Xlsx => RecordFormat::Xlsx,
        cli::RecordFormat::Parquet => RecordFormat::Parquet,
        cli::RecordFormat::Arrow => RecordFormat::Arrow,
    };
    RecordWriter::new(format, out, settings)
}

/// Tells that cells of a workbook do not hold all of their text.
pub(super) fn tell_cuts(cuts: &Cuts, talk: &Talk) {
    let n = cuts.count();
    let noun = by_count(n, "cell was", "cells were");
    let told = say!(
        "XLSX: {n} {noun} longer than the 32,767 characters that Excel takes and cut (ending in …); other formats hold all of it",
        "XLSX：{n} 个单元格超过 Excel 上限 32,767 个字符，已截断（以 … 结尾）；其他格式保留全文"
    );
    session::tell(&[told][..usize::from(n > 0)], talk);
}
