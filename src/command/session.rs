//! What every run over rows needs: dictionaries and models loaded beside the opening of inputs, notes and progress on standard error.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::annotate::{Annotator, Parts};
use crate::error::{Error, Result};
use crate::ingest::{self, Keeping, Mask, Reader, Roles};
use crate::insight::Labels;
use crate::lang::{Say, one_line, reason, tame};
use crate::lexicon::{Dicts, Messages, Taxonomy, check};
use crate::model::Models;
use crate::output::Output;
use crate::pipeline::{self, Batches};
use crate::plan::{Engine, Talk};
use crate::record::Record;
use crate::render::clean;
use crate::report::{Input, LabelledWith, Run};
use crate::say;
use crate::text::mask::Masker;
use crate::text::segment::Base;

use super::rejected::SharedOutput;

/// How often the progress bar is drawn.
const TICK: Duration = Duration::from_millis(100);

/// What labels are made with, loaded.
pub(super) struct Session {
    pub(super) dicts: Dicts,
    pub(super) annotator: Annotator,
    /// Fingerprint of the models as they were loaded: what a run adapts is told with its inputs.
    pub(super) models: String,
    /// Names of labels, sentences of reports.
    pub(super) labels: Labels,
    /// Fixed wording of reports.
    pub(super) messages: Messages,
}

/// What reports are worded with, and by what they say that rows were labelled.
pub(super) struct Wording {
    pub(super) taxonomy: Taxonomy,
    pub(super) labels: Labels,
    pub(super) messages: Messages,
    /// Fingerprint of the dictionaries.
    pub(super) dictionaries: String,
    /// Fingerprint of the models as they were loaded.
    pub(super) models: String,
    /// What the models were adapted to.
    pub(super) adapted: Option<String>,
    /// Masks rows that were labelled elsewhere; none with `--no-mask`.
    pub(super) masker: Option<Masker>,
}

impl Wording {
    /// Without jieba and without words to look for: enough where rows are labelled already.
    pub(super) fn load(engine: &Engine) -> Result<Self> {
        let dicts = Dicts::load(engine.dicts.as_deref())?;
        Ok(Self {
            taxonomy: Taxonomy::new(&dicts)?,
            labels: Labels::new(&dicts)?,
            messages: Messages::new(&dicts),
            dictionaries: dicts.fingerprint().to_owned(),
            models: models(engine)?.fingerprint(),
            adapted: None,
            masker: engine.mask.then(|| Masker::new(&dicts)).transpose()?,
        })
    }
}

impl Session {
    /// When all rows are labelled: jieba, models and dictionaries make room for what the report is made in.
    pub(super) fn into_wording(self) -> Wording {
        let adapted = self.annotator.models().adapted().map(|a| format!("{} texts, {} with stars", a.texts, a.stars));
        let (taxonomy, masker) = self.annotator.into_parts();
        Wording {
            adapted,
            taxonomy,
            masker,
            labels: self.labels,
            messages: self.messages,
            dictionaries: self.dicts.fingerprint().to_owned(),
            models: self.models,
        }
    }

    /// Lets go of what only a start needs: nothing is learned and no input opened any more.
    pub(super) fn settle(&mut self) {
        self.dicts.settle();
    }

    /// What rows are labelled with here.
    pub(super) fn labelled_with(&self) -> LabelledWith {
        LabelledWith {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            dictionaries: self.dicts.fingerprint().to_owned(),
            models: self.models.clone(),
        }
    }

    fn new(dicts: Dicts, annotator: Annotator) -> Result<Self> {
        let models = annotator.models().fingerprint();
        let (labels, messages) = (Labels::new(&dicts)?, Messages::new(&dicts));
        Ok(Self { dicts, annotator, models, labels, messages })
    }
}

/// Opens the inputs, and loads dictionaries, models and jieba beside it. Rejected rows go to `rejects`, masked as texts are.
pub(super) fn open(
    inputs: &[PathBuf],
    options: &ingest::Options,
    engine: &Engine,
    rejects: Option<&SharedOutput>,
) -> Result<(Session, Reader)> {
    // A missing file or dictionary is told before anything slow begins.
    let mut sources = ingest::resolve(inputs)?;
    let own = engine.dicts.as_deref().map(|folder| Dicts::load(Some(folder))).transpose()?;
    if let (Some(folder), Some(own), Some(first)) = (&engine.dicts, &own, sources.first_mut()) {
        first.told.extend(check::passed_over(folder, own));
    }
    pipeline::start_threads(engine.threads)?;
    let beside = || {
        let dicts = own.map_or_else(|| Dicts::load(None), Ok)?;
        let roles = Arc::new(Roles::new(&dicts)?);
        let masker = engine.mask.then(|| Masker::new(&dicts)).transpose()?;
        let keeping = Keeping { mask: masker.map(hiding), sink: rejects.map(|out| Box::new(out.clone()) as Sink) };
        let (parts, reader) = rayon::join(
            || Parts::load(&dicts, || models(engine), engine.mask),
            || ingest::open_keeping(sources, options.clone(), roles, keeping),
        );
        Ok::<_, Error>((dicts, parts, reader))
    };
    // jieba waits for nothing.
    let (base, rest) = rayon::join(Base::load, beside);
    let (dicts, parts, reader) = rest?;
    if let (Err(_), Some(out)) = (&reader, rejects) {
        out.commit_rows()?;
    }
    let reader = reader?;
    let mut annotator = parts?.with(base?, &dicts)?;
    annotator.mask_sources(options.source_column.is_some());
    Ok((Session::new(dicts, annotator)?, reader))
}

/// Where all rejected rows are written.
type Sink = Box<dyn Write + Send>;

/// How personal data in rejected rows is hidden.
fn hiding(masker: Masker) -> Mask {
    Arc::new(move |raw: &str, names: &[String], delimiter: char| masker.mask_row(raw, names, delimiter))
}

/// Dictionaries, models and jieba without an input.
pub(super) fn load(dicts: Dicts, engine: &Engine) -> Result<Session> {
    let (base, parts) = rayon::join(Base::load, || Parts::load(&dicts, || models(engine), engine.mask));
    let annotator = parts?.with(base?, &dicts)?;
    Session::new(dicts, annotator)
}

/// The built-in models, each replaced by the user's for the same task.
fn models(engine: &Engine) -> Result<Models> {
    let mut models = Models::embedded()?;
    let mut tasks: Vec<String> = Vec::new();
    for path in &engine.models {
        let bytes = std::fs::read(path).map_err(|e| {
            let Say { en, zh } = reason(&e);
            Error::input(
                path,
                say!("cannot read the model: {en}", "无法读取模型：{zh}"),
                say!("`voc train` writes models", "模型由 `voc train` 生成"),
            )
        })?;
        let task = models.add(&bytes, &path.display().to_string())?;
        if tasks.contains(&task) {
            return Err(Error::input(
                path,
                say!("this is a second model for the task `{task}`", "任务 `{task}` 已指定过模型"),
                say!("name one `--model` for each task", "每个任务只能指定一个 `--model`"),
            ));
        }
        tasks.push(task);
    }
    Ok(models)
}

/// Opens a place for what is no report, and must be none of the inputs, now or in the next run.
pub(super) fn create(path: &Path, inputs: &[PathBuf]) -> Result<Output> {
    let out = Output::create(path, &ingest::files(inputs))?;
    ingest::keep_apart(path, inputs, false)?;
    Ok(out)
}

impl Batches for Reader {
    type Row = Record;

    fn next_batch(&mut self, max: usize) -> Result<Option<Vec<Record>>> {
        Reader::next_batch(self, max)
    }

    fn progress(&self) -> (u64, Option<u64>) {
        Reader::progress(self)
    }
}

/// Tells notes on standard error, unless quiet.
pub(super) fn tell(notes: &[Say], talk: &Talk) {
    if talk.quiet {
        return;
    }
    let mut err = io::stderr().lock();
    for note in notes {
        // A lost note is no reason to lose the work.
        let _ = writeln!(err, "voc: {}", tame(&one_line(note.get(talk.lang))));
    }
}

/// Rejected rows that a message names, of each input; the report lists more.
const NAMED: usize = 20;

/// What becomes of rows that cannot be read, beside being counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rejects {
    /// A file keeps them.
    Kept,
    /// A file could, by an option of the command.
    Told,
    /// The command has no such option.
    Named,
}

impl Rejects {
    /// Of a command with the option.
    pub(super) fn of(is_kept: bool) -> Self {
        if is_kept { Self::Kept } else { Self::Told }
    }
}

/// Tells how many rows could not be read, and which, where no file keeps them.
fn tell_rejects(inputs: &[Input], rejects: Rejects, talk: &Talk) {
    for input in inputs.iter().filter(|i| i.rejected > 0) {
        let (source, count) = (clean(&input.path), input.rejected);
        if rejects == Rejects::Kept {
            let told = say!(
                "`{source}`: rows that cannot be read: {count}, kept in the file of `--rejects`",
                "`{source}`：{count} 行无法读取，已存入 `--rejects` 指定的文件"
            );
            tell(&[told], talk);
            continue;
        }
        let named = input.rejects.iter().take(NAMED).map(|r| format!("{source}:{} {}", r.line, clean(&r.reason)));
        let named: Vec<String> = named.collect();
        let more = if count > named.len() as u64 { "; …" } else { "" };
        let named = named.join("; ");
        let option = if rejects == Rejects::Told { "--rejects FILE" } else { "voc annotate --rejects FILE" };
        let told = say!(
            "`{source}`: rows that cannot be read: {count} ({named}{more}); `{option}` keeps them",
            "`{source}`：{count} 行无法读取（{named}{more}）；可用 `{option}` 保存"
        );
        tell(&[told], talk);
    }
}

/// What is told when all rows are read: notes of the reader, then `more`, then rows that could not be read.
pub(super) fn tell_end(reader: &mut Reader, more: &[Say], rejects: Rejects, talk: &Talk) {
    tell(&reader.notices(), talk);
    tell(more, talk);
    tell_rejects(reader.inputs(), rejects, talk);
}

/// That many rows with ids of their own are left out as copies.
pub(super) fn say_apart(apart: Option<(u64, u64)>) -> Option<Say> {
    apart.map(|(copies, ids)| {
        say!(
            "of {ids} rows with different ids, {copies} are left out as copies of other rows; where tickets are written by template, `--keep-copies` counts them",
            "编号不同的 {ids} 行中，有 {copies} 行与其他行说法相同，按重复未计；工单按模板填写时请加 `--keep-copies`"
        )
    })
}

/// A progress bar with rate and time left; hidden unless standard error is a terminal.
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new(talk: &Talk) -> Self {
        if !talk.progress {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::no_length();
        let style = "{spinner} {msg} [{bar:30}] {bytes}/{total_bytes} {bytes_per_sec} ETA {eta}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏ "));
        }
        bar.enable_steady_tick(TICK);
        Self(bar)
    }

    pub(super) fn update(&self, rows: u64, done: u64, total: Option<u64>) {
        if let Some(total) = total {
            self.0.set_length(total);
        }
        self.0.set_position(done);
        self.0.set_message(format!("{rows}"));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// That not every row was rejected. Where it was, the rows that tell why are put in their place all the same.
pub(super) fn some_usable(inputs: &[Input], rejects: Option<&SharedOutput>) -> Result<()> {
    let rows: u64 = inputs.iter().map(|i| i.rows).sum();
    let rejected: u64 = inputs.iter().map(|i| i.rejected).sum();
    if rejected == 0 || rejected < rows {
        return Ok(());
    }
    rejects.map_or(Ok(()), SharedOutput::commit)?;
    let what =
        say!("no row can be read: rejected {rejected} of {rows}", "没有一行可读取：{rows} 行中有 {rejected} 行被拒绝");
    let hint = match rejects {
        Some(_) => say!(
            "the file of rejected rows tells why; `--delimiter` and `--encoding` name what was detected wrongly",
            "原因见被拒绝行的文件；若分隔符或编码识别有误，请用 `--delimiter`、`--encoding` 指定"
        ),
        None => say!(
            "`--rejects FILE` keeps them with the reasons; `--delimiter` and `--encoding` name what was detected wrongly",
            "可用 `--rejects FILE` 保存这些行及原因；若分隔符或编码识别有误，请用 `--delimiter`、`--encoding` 指定"
        ),
    };
    Err(of_inputs(inputs, what, hint))
}

/// What is wrong with all inputs, with the name of the only one.
fn of_inputs(inputs: &[Input], what: Say, hint: Say) -> Error {
    match inputs {
        [only] => Error::input(&only.path, what, hint),
        _ => Error::usage(what, hint),
    }
}

/// Nothing at all came out of the inputs.
pub(super) fn nothing_read() -> Error {
    Error::usage(
        say!("no rows in the inputs", "输入中没有数据行"),
        say!(
            "check the files, and `--text-column` for the column to read",
            "请检查文件，并用 `--text-column` 指定文本列"
        ),
    )
}

/// There are rows, and nothing in any of them.
pub(super) fn all_empty(run: &Run) -> Error {
    let (read, empty) = (run.rows.read, run.rows.empty);
    let what = say!(
        "nothing to analyse: of {read} rows, {empty} are empty where the text should be",
        "没有可分析的内容：读入 {read} 行，其中 {empty} 行的文本为空"
    );
    let hint = say!(
        "check the export; where another column holds the text, name it with `--text-column` as it is read",
        "请检查导出是否完整；如文本在另一列，读取时请用 `--text-column` 指定"
    );
    of_inputs(&run.inputs, what, hint)
}
