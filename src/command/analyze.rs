//! `voc analyze`: rows in, report out, in one pass over the inputs.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::aggregate::{HeatWeights, Partial, Settings};
use crate::dedupe::Deduper;
use crate::error::{Error, Result};
use crate::filter::{Choice, Sieve};
use crate::ingest;
use crate::insight::Labels;
use crate::lang::Say;
use crate::lexicon::Taxonomy;
use crate::name_list;
use crate::output;
use crate::pipeline;
use crate::plan::{Analyze, Engine, Reporting};
use crate::report::{Input, Report, Rows, Run};
use crate::say;

use super::deliver::{Counted, Delivery, Means};
use super::keep::{self, Shelf};
use super::rejected::SharedOutput;
use super::session::{self, Bar, Rejects, Wording};
use super::split::Parts;
use super::spool::Spool;
use super::{adapt, log, names};

/// The role of the column that holds times.
const TIME: &str = "time";

/// Runs the command; gives the exit status.
pub(super) fn run(plan: &Analyze) -> Result<u8> {
    if let Some(log) = &plan.keep.log {
        output::refuse_inputs(log, &ingest::files(&plan.inputs))?;
        ingest::keep_apart(log, &plan.inputs, false)?;
    }
    match plan.keep.log.as_deref().map(log::open).transpose()? {
        Some(file) => log::write(file, plan, report(plan)),
        None => report(plan).map(|(status, _)| status),
    }
}

/// The exit status with the report behind it.
fn report(plan: &Analyze) -> Result<(u8, Report)> {
    session::tell(plan.reporting.idle.as_slice(), &plan.talk);
    let others = [&plan.rejects, &plan.keep.log, &plan.keep.history];
    let others = others.into_iter().flatten().map(PathBuf::as_path);
    let mut delivery = Delivery::open(&plan.reporting, &plan.inputs, others)?;
    let mut shelf = Shelf::open(&plan.keep)?;
    let rejects = plan.rejects.as_deref().map(|p| SharedOutput::create(p, &plan.inputs)).transpose()?;
    let options = Shelf::options(shelf.as_ref(), &plan.ingest)?;
    let (mut session, mut reader) = session::open(&plan.inputs, &options, &plan.engine, rejects.as_ref())?;
    session::tell(&reader.notices(), &plan.talk);
    session::tell(&names::idle(&session)?, &plan.talk);
    untimed_only(&plan.inputs, &reader, &plan.choice)?;
    let mut sieve = Sieve::new(plan.choice.clone());
    let named = plan.ingest.by.iter().map(|name| session.annotator.header(name.clone())).collect::<Vec<_>>();
    let by = by_name(&named, reader.headers());
    let column =
        plan.reporting.split.as_ref().and_then(|s| by_name(std::slice::from_ref(&s.column), reader.headers()).pop());
    if let Some(shelf) = &mut shelf {
        shelf.watch(&by);
    }
    delivery.segments = reader.segments();
    let wanted = adapt::Wanted { inputs: &plan.inputs, options: &plan.ingest, talk: &plan.talk };
    let (source, mut hint) = adapt::begin(plan.adapt, &mut session, reader, &wanted)?;
    let settings = settings(&session.annotator.taxonomy, &session.labels, &plan.reporting, &by);
    let mut partial = Partial::new(&settings);
    let mut deduper = Deduper::of_all(plan.engine.keep_copies);
    let segments = delivery.segments.as_deref();
    let mut spool = Spool::new(&plan.reporting, segments)?;
    let mut parts = Parts::new(&plan.reporting, &plan.choice, &settings, plan.engine.keep_copies, segments, column);
    let source = Shelf::name(shelf.as_mut(), &plan.inputs, source)?;
    let bar = Bar::new(&plan.talk);
    let progress = &mut |rows, done, total| bar.update(rows, done, total);
    let source = pipeline::annotate_some(source, progress, &session.annotator, &mut deduper, &mut sieve, |rows| {
        hint.look(&rows);
        pipeline::absorb(&rows, &mut partial);
        shelf.as_mut().map_or(Ok(()), |s| s.absorb(&rows))?;
        spool.keep(&rows)?;
        parts.as_mut().map_or(Ok(()), |p| p.take(rows))
    })?;
    let apart = deduper.apart();
    drop((bar, deduper));
    let (source, notes) = source.end(shelf.as_mut(), &|header| session.annotator.header(header))?;
    let mut reader = source.reader;
    let told = notes.into_iter().chain(hint.say()).chain(session::say_apart(apart));
    session::tell_end(&mut reader, &told.collect::<Vec<Say>>(), Rejects::of(plan.rejects.is_some()), &plan.talk);
    session::some_usable(reader.inputs(), rejects.as_ref())?;
    all_timed(reader.inputs(), &sieve)?;
    sieve.some_passed()?;
    parts.as_ref().map_or(Ok(()), Parts::some_value)?;
    let words = session.into_wording();
    let run = manifest(&words, &plan.engine, &plan.reporting, &by, reader.inputs().to_vec());
    let run = chosen(run, &sieve, apart);
    // First, so that nothing else is there when it fails.
    rejects.map_or(Ok(()), |r| r.commit())?;
    delivery.keep(shelf);
    let means = Means { words: &words, settings: &settings, reporting: &plan.reporting, talk: &plan.talk };
    let done = delivery.finish(Counted { partial, run, spool, parts }, &means)?;
    keep::say_stored(&done.1, &plan.talk);
    Ok(done)
}

/// Checks that every input with rows has a column of times, where days are asked for: whether its rows belong cannot be told.
pub(super) fn all_timed(inputs: &[Input], sieve: &Sieve) -> Result<()> {
    let Some(option) = sieve.choice().timed_by() else { return Ok(()) };
    let lacks = |i: &&Input| i.rows > i.rejected && i.columns.iter().all(|c| c.role != TIME);
    inputs.iter().find(lacks).map_or(Ok(()), |i| Err(untimed(&i.path, option)))
}

/// The same for a single input, before its rows are read.
pub(super) fn untimed_only(inputs: &[PathBuf], reader: &ingest::Reader, choice: &Choice) -> Result<()> {
    match (choice.timed_by(), inputs) {
        (Some(option), [only]) if reader.lacks_times() => Err(untimed(&only.display().to_string(), option)),
        _ => Ok(()),
    }
}

/// An input without a column of times.
fn untimed(path: &str, option: &str) -> Error {
    Error::input(
        path,
        say!("`{option}` chooses by time, and there is no time column", "`{option}` 按时间筛选，但没有时间列"),
        say!("name it with `--time-column`, or leave this file out", "请用 `--time-column` 指定时间列，或不读取该文件"),
    )
}

/// The manifest with which rows were chosen, and how many were left out, also as copies with ids of their own.
pub(super) fn chosen(mut run: Run, sieve: &Sieve, apart: Option<(u64, u64)>) -> Run {
    run.rows.left_out = sieve.left_out();
    run.rows.duplicate_ids = apart.map(|(copies, _)| copies);
    run.options.extend(sieve.choice().options());
    run
}

/// The columns of `--by` by their headers in the first input, which labelled rows know them by; those that were given by number, too.
fn by_name(by: &[String], headers: &[String]) -> Vec<String> {
    let named = |b: &String| {
        let header = || headers.get(b.parse::<usize>().ok()?.checked_sub(1)?).cloned();
        if headers.contains(b) { b.clone() } else { header().unwrap_or_else(|| b.clone()) }
    };
    // `渠道,2` may name one column twice.
    by.iter().map(named).fold(Vec::new(), |mut names, name| {
        if !names.contains(&name) {
            names.push(name);
        }
        names
    })
}

/// What is counted, and how much of it is listed.
pub(super) fn settings(taxonomy: &Taxonomy, labels: &Labels, reporting: &Reporting, by: &[String]) -> Settings {
    Settings { by: by.to_vec(), top: reporting.entries(), heat: reporting.heat, ..Settings::default() }
        .with_stages(taxonomy)
        .with_phrasing(labels.phrasing())
}

/// The manifest of a run; rows are filled in from what was counted.
pub(super) fn manifest(
    words: &Wording,
    engine: &Engine,
    reporting: &Reporting,
    by: &[String],
    mut inputs: Vec<Input>,
) -> Run {
    // It tells how these rows came by their labels: `report` finds them labelled, and says the same of everything else.
    for i in &mut inputs {
        i.adapted.clone_from(&words.adapted);
    }
    let mut options = BTreeMap::from([("top".to_owned(), reporting.entries().to_string())]);
    if engine.keep_copies {
        options.insert("keep-copies".to_owned(), true.to_string());
    }
    if !by.is_empty() {
        options.insert("by".to_owned(), name_list::write(by));
    }
    if reporting.heat != HeatWeights::default() {
        options.insert("heat".to_owned(), reporting.heat.to_string());
    }
    let rejected = inputs.iter().map(|i| i.rejected).sum();
    Run {
        rows: Rows { rejected, ..Rows::default() },
        version: env!("CARGO_PKG_VERSION").to_owned(),
        inputs,
        options,
        dictionaries: words.dictionaries.clone(),
        models: words.models.clone(),
        masking: engine.mask,
        ..Run::default()
    }
}
