//! `voc compare`: two inputs, or one divided, counted by group in one pass, and what changed between them.

mod groups;
mod overlap;
mod runs;

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::aggregate::{Partial, Settings};
use crate::cli::{CompareArgs, ReportFormat};
use crate::dedupe::Deduper;
use crate::error::{Error, Result};
use crate::fail_on;
use crate::filter::{Met, Never};
use crate::ingest;
use crate::insight::{self, Context, Kind, Sides};
use crate::lang::by_count;
use crate::name_list;
use crate::output::{self, Output};
use crate::pipeline;
use crate::plan::{self, Engine, ReportOutput, Talk};
use crate::record::{Annotated, Name};
use crate::render;
use crate::render::records::AnnotatedReader;
use crate::report::{Change, Comparison, Input, Run};
use crate::say;
use crate::text::mask::Masker;
use crate::time::Stamp;

use super::report::{Files, say_masked};
use super::session::{self, Bar, Rejects, Wording};
use super::{deliver, logo, made};

use groups::Groups;
use overlap::Overlap;

/// All groups, in the order of their numbers.
const KINDS: [Kind; 5] = [Kind::Before, Kind::After, Kind::ControlBefore, Kind::ControlAfter, Kind::Out];

/// Hot issues looked for in both groups together.
const ISSUES: usize = 60;

/// Runs the command; gives the exit status.
pub(super) fn run(args: &CompareArgs) -> Result<u8> {
    let talk = Talk::new(&args.talk);
    let engine = Engine::new(&args.engine);
    let outputs = plan::report_outputs(&args.output, args.format)?;
    session::tell(plan::idle_format(args.format, outputs.iter().map(|o| o.format)).as_slice(), &talk);
    let opened = open(outputs, args)?;
    let logo = args.logo.as_deref().map(logo::read).transpose()?;
    let (words, comparison) = match &args.history {
        Some(store) => runs::compare(store, args, &engine, &talk)?,
        None => of_rows(args, &engine, &talk)?,
    };
    let (mut done, cuts) = (Vec::new(), render::Cuts::default());
    for (mut out, wanted) in opened {
        let mut s = render::Settings::new(&words.messages);
        s.lang = talk.lang;
        s.top = Some(args.top);
        s.bom = args.output_bom;
        s.title = args.title.as_deref();
        s.logo = logo.as_ref();
        s.cuts = Some(&cuts);
        s.width = talk.width;
        s.colour = talk.colour && wanted.path == Path::new(output::STDOUT);
        let format = deliver::format(wanted.format);
        out.write_with(|w| render::comparison(&comparison, format, &s, w))?;
        done.push(out);
    }
    deliver::tell_cuts(&cuts, &talk);
    output::commit_all(done)?;
    Ok(status(args.fail_on.as_deref(), &comparison, &talk))
}

/// Opens the outputs before the work begins. None of them is another one or what is read, and a reader of standard output who has gone keeps no file away.
fn open(wanted: Vec<ReportOutput>, args: &CompareArgs) -> Result<Vec<(Output, ReportOutput)>> {
    output::distinct(wanted.iter().map(|o| o.path.as_path()))?;
    let read: Vec<PathBuf> = ingest::files(&args.inputs).into_iter().chain(args.history.clone()).collect();
    let several = wanted.len() > 1;
    let mut opened = Vec::new();
    for o in wanted {
        if o.folder {
            return Err(no_folder(&o.path));
        }
        let mut out = Output::create(&o.path, &read)?;
        if several {
            out.beside_others();
        }
        ingest::keep_apart(&o.path, &args.inputs, o.format == ReportFormat::Json)?;
        opened.push((out, o));
    }
    Ok(opened)
}

/// Counts rows.
fn of_rows(args: &CompareArgs, engine: &Engine, talk: &Talk) -> Result<(Wording, Comparison)> {
    let groups = Groups::new(args)?;
    let mut counted = Counted::new(args, &groups);
    let (words, inputs, masking) = read(args, engine, talk, &mut counted)?;
    session::tell(groups::say_in_both(counted.in_both).as_slice(), talk);
    counted.check(args)?;
    for deduper in &counted.dedupers {
        session::tell(session::say_apart(deduper.apart()).as_slice(), talk);
    }
    let comparison = counted.finish(masking, talk, &groups, &words, inputs);
    Ok((words, comparison))
}

fn status(condition: Option<&str>, c: &Comparison, talk: &Talk) -> u8 {
    let is_worse = |x: &Change| x.verdict == "worse";
    let all = c.headline.iter().chain(&c.natures).chain(&c.aspects).chain(&c.issues);
    let holds = match condition {
        None => false,
        Some("satisfaction") => c.headline.iter().any(|x| x.id == "satisfaction" && is_worse(x)),
        Some(_) => all.chain(c.segment_changes().into_iter().flatten()).any(is_worse),
    };
    if holds {
        session::tell(&[say!("condition holds: worse", "条件成立：变差")], talk);
        return fail_on::HOLDS;
    }
    let few = |x: &Change| x.id == "satisfaction" && x.verdict == "too_little_data";
    if let Some(wanted) = condition.filter(|_| c.headline.iter().any(few)) {
        let told =
            say!("`--fail-on {wanted}` cannot be judged: too little data", "`--fail-on {wanted}` 无法判断：数据太少");
        session::tell(&[told], talk);
    }
    0
}

/// A group without rows, because a condition names what no row has.
fn unmet(group: &str, Never { key, value, list }: &Never) -> Error {
    Error::usage(
        say!(
            "no rows in the group `{group}`: none has `{key}={value}`",
            "`{group}` 这一组没有数据行：没有一行是 `{key}={value}`"
        ),
        say!("values of `{key}` are {list}; they are compared whole", "`{key}` 的取值有 {list}；需完全一致"),
    )
}

fn no_folder(path: &Path) -> Error {
    Error::output(
        path,
        say!("a comparison is not written as a folder", "对比结果不写成文件夹"),
        say!("end the name in .csv for one table", "请以 .csv 结尾，写成一张表"),
    )
}

/// Rows of both groups on their way to the comparison.
struct Counted<'a> {
    groups: &'a Groups,
    sides: Sides,
    /// Both groups as one report, for the issues that they share.
    together: Partial,
    settings: Settings,
    adjust: Vec<String>,
    /// Copies are looked for in each group by itself: the same words in two periods are two voices. Rows that are left out make no copies.
    dedupers: [Deduper; 4],
    undated: u64,
    /// Rows that meet the conditions of both groups.
    in_both: u64,
    /// What two files have in common; one file divided has nothing.
    overlap: Option<Overlap>,
    columns: Met,
    /// What sources of annotated files begin with while rows are counted.
    marks: Vec<String>,
    /// The first and the last day of all rows.
    days: Option<(Stamp, Stamp)>,
}

impl<'a> Counted<'a> {
    fn new(args: &CompareArgs, groups: &'a Groups) -> Self {
        let settings = Settings { issues: ISSUES, ..Settings::default() };
        Self {
            groups,
            sides: Sides::new(&args.adjust),
            together: Partial::new(&settings),
            settings,
            adjust: args.adjust.clone(),
            dedupers: std::array::from_fn(|_| Deduper::of_all(args.keep_copies)),
            undated: 0,
            in_both: 0,
            overlap: groups.files.iter().all(|f| !f.is_empty()).then(Overlap::default),
            columns: Met::new(
                groups.columns().into_iter().chain(args.adjust.iter().cloned()),
                groups.conditions().map(|(key, _)| key.clone()),
            ),
            marks: Vec::new(),
            days: None,
        }
    }

    /// Takes a batch; `side` is told for rows of annotated files, whose sources are those of the feedback.
    fn absorb(&mut self, rows: Vec<Annotated>, side: Option<usize>) {
        let sided = |a: &Annotated| side.unwrap_or_else(|| self.groups.side_of(Path::new(&*a.source)));
        let kinds: Vec<Kind> = rows.par_iter().map(|a| self.groups.kind(a, sided(a))).collect();
        for a in &rows {
            self.columns.look(a);
        }
        self.in_both += rows.par_iter().filter(|a| self.groups.is_in_both(a)).count() as u64;
        self.undated += rows.iter().filter(|a| a.time.is_none()).count() as u64;
        for day in rows.iter().filter_map(|a| Stamp::from_days(a.time?.days(), None)) {
            self.days = Some(self.days.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
        }
        let mut of_kind: [Vec<Annotated>; 5] = Default::default();
        for (a, kind) in rows.into_iter().zip(kinds) {
            of_kind[kind as usize].push(a);
        }
        for (kind, rows) in KINDS.into_iter().zip(of_kind) {
            let rows = match self.dedupers.get_mut(kind as usize) {
                Some(deduper) => pipeline::mark_again(rows, deduper),
                None => rows,
            };
            for a in &rows {
                self.overlap.iter_mut().for_each(|o| o.look(a, kind));
                self.sides.absorb(a, kind);
            }
            if matches!(kind, Kind::Before | Kind::After) {
                pipeline::absorb(&rows, &mut self.together);
            }
        }
    }

    /// Each group must have rows, and each column that is asked for must be there.
    fn check(&self, args: &CompareArgs) -> Result<()> {
        self.columns.check()?;
        let [before, after] = self.sides.rows();
        let names = self.groups.names(Talk::new(&args.talk).lang);
        let control = names.control.filter(|_| self.sides.control_rows().contains(&0));
        let empty = [(before == 0).then_some(names.before), (after == 0).then_some(names.after), control];
        let Some(name) = empty.into_iter().flatten().next() else { return Ok(()) };
        if let Some(never) = self.columns.never(self.groups.conditions()) {
            return Err(unmet(&name, &never));
        }
        let undated = self.undated;
        Err(Error::usage(
            say!("no rows in the group `{name}`", "`{name}` 这一组没有数据行"),
            if self.groups.by_time() && undated > 0 {
                let told = by_count(undated, "row has", "rows have");
                say!(
                    "{undated} {told} no time; name the column with `--time-column`, or choose another `--at`",
                    "有 {undated} 行没有时间；请用 `--time-column` 指定时间列，或换一个 `--at`"
                )
            } else if let Some((first, last)) = self.days.filter(|_| self.groups.by_time()) {
                say!(
                    "rows are from {first} to {last}: choose an `--at` within, or look at `--where`",
                    "数据日期为 {first} 至 {last}：请在其间选择 `--at`，或检查 `--where`"
                )
            } else if self.in_both > 0 {
                say!(
                    "rows that meet both conditions are in neither group: name conditions that exclude each other",
                    "同时满足两个条件的行不计入任何一组：请使用互斥的条件"
                )
            } else {
                say!(
                    "check the conditions: values are compared whole, `voc analyze` lists them under segments",
                    "请检查条件：值需完全一致，可在 `voc analyze` 的分组对比中查看"
                )
            },
        ))
    }

    fn finish(
        mut self,
        masking: bool,
        talk: &Talk,
        groups: &Groups,
        words: &Wording,
        inputs: Vec<Input>,
    ) -> Comparison {
        self.sides.shared = self.overlap.as_ref().map_or(0, Overlap::rows);
        let mut options: Vec<(String, String)> = groups.options();
        if self.dedupers.iter().any(|d| d.exports_only) {
            options.push(("keep-copies".to_owned(), true.to_string()));
        }
        if !self.adjust.is_empty() {
            options.push(("adjust".to_owned(), name_list::write(&self.adjust)));
        }
        let mut run = Run {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            inputs,
            options: options.into_iter().collect(),
            dictionaries: words.dictionaries.clone(),
            models: words.models.clone(),
            masking,
            ..Run::default()
        };
        session::tell(made::settle(&mut run).as_slice(), talk);
        let context = |run| Context {
            taxonomy: &words.taxonomy,
            labels: &words.labels,
            lang: talk.lang,
            settings: &self.settings,
            run,
        };
        let (together, index) = insight::finish(self.together, context(Run::default()));
        let names = groups.names(talk.lang);
        let mut out = insight::compare(&self.sides, &names, &self.sides.issues(&together, &index), &context(run));
        out.quotes_mut().for_each(|q| unmark(&mut q.source, &self.marks));
        out
    }
}

/// Reads everything: feedback, labelled on the way, then annotated files as they are. Tells whether all of it is masked, too.
fn read(
    args: &CompareArgs,
    engine: &Engine,
    talk: &Talk,
    counted: &mut Counted,
) -> Result<(Wording, Vec<Input>, bool)> {
    let (mut raw, mut annotated): (Vec<PathBuf>, Vec<(usize, PathBuf)>) = Default::default();
    for (side, files) in counted.groups.files.iter().enumerate() {
        for f in files {
            if is_annotated(f) { annotated.push((side, f.clone())) } else { raw.push(f.clone()) }
        }
    }
    let (mut words, mut inputs) = if raw.is_empty() {
        pipeline::start_threads(engine.threads)?;
        (Wording::load(engine)?, Vec::new())
    } else {
        label(&raw, args, engine, talk, counted)?
    };
    let mut masker = words.masker.take();
    let mut masked = vec![engine.mask; inputs.len()];
    for (side, file) in annotated {
        let files = take(file, side, counted, masker)?;
        masked.push(engine.mask || files.masked.contains(&true));
        inputs.extend(files.done);
        masker = files.masker;
    }
    if !engine.mask {
        session::tell(say_masked(&masked, &inputs).as_slice(), talk);
    }
    Ok((words, inputs, masked.iter().all(|m| *m)))
}

/// Reads feedback and labels it.
fn label(
    raw: &[PathBuf],
    args: &CompareArgs,
    engine: &Engine,
    talk: &Talk,
    counted: &mut Counted,
) -> Result<(Wording, Vec<Input>)> {
    let mut options = plan::column_options(&args.columns)?;
    options.lang = talk.lang;
    options.by = counted.groups.columns();
    options.by.extend(args.adjust.iter().cloned());
    options.by.sort();
    options.by.dedup();
    let (session, mut reader) = session::open(raw, &options, engine, None)?;
    session::tell(&reader.notices(), talk);
    let bar = Bar::new(talk);
    let progress = &mut |rows, done, total| bar.update(rows, done, total);
    // Copies are marked again for each group.
    let mut deduper = Deduper::new(None);
    let mut reader = pipeline::annotate(reader, progress, &session.annotator, &mut deduper, |rows| {
        counted.absorb(rows, None);
        Ok(())
    })?;
    drop(bar);
    session::tell_end(&mut reader, &[], Rejects::Named, talk);
    let inputs = reader.inputs().to_vec();
    Ok((session.into_wording(), inputs))
}

/// The source as the file of rows names it, without the mark of that file.
fn unmark(source: &mut String, marks: &[String]) {
    if let Some(mark) = marks.iter().find(|m| source.starts_with(*m)) {
        source.drain(..mark.len());
    }
}

/// Reads an annotated file of one side; gives what was read, with the masker.
fn take(file: PathBuf, side: usize, counted: &mut Counted, masker: Option<Masker>) -> Result<Files> {
    // Two months that were exported under one name are two sources.
    let mark = format!("{}:", file.display());
    counted.marks.push(mark.clone());
    let mut files = Files::new(&[file])?;
    files.masker = masker;
    pipeline::run(files, &mut |_, _, _| (), |mut rows| {
        for a in &mut rows {
            a.source = Name::from(format!("{mark}{}", a.source));
        }
        counted.absorb(rows, Some(side));
        Ok(())
    })
}

/// Whether a file holds rows that `voc annotate` wrote.
fn is_annotated(path: &Path) -> bool {
    let name = path.to_string_lossy().to_ascii_lowercase();
    let plain = name.trim_end_matches(".gz").trim_end_matches(".zst");
    let may =
        [".jsonl", ".ndjson", ".json", ".parquet", ".arrow", ".arrows", ".feather"].iter().any(|e| plain.ends_with(e));
    may && AnnotatedReader::looks_annotated(path)
}
