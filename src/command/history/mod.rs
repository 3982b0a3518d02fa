//! `voc history …`: what the store of runs holds, outcomes imported into it, old days taken out.

mod close;
mod names;
mod outcomes;
mod show;

use std::path::Path;

use serde::Serialize;

use crate::cli::{ExportArgs, HistoryCommand, IssuesArgs, PruneArgs, SeriesArgs, SeriesFormat, StoreArgs};
use crate::error::{Error, Result};
use crate::filter::{day, days};
use crate::history::{Store, Subject};
use crate::lang::Lang;
use crate::output::Output;
use crate::plan::{self, Talk};
use crate::render::{Visible, clean};
use crate::report::Handling;
use crate::say;
use crate::time::day_string;

use super::keep::shares;
use super::meta::{json, print};

/// Runs the command; gives the exit status.
pub(super) fn run(command: HistoryCommand) -> Result<u8> {
    match command {
        HistoryCommand::List(a) => {
            let runs = Store::look(&a.file)?.runs()?;
            put(&a, &runs, |lang| show::runs(&runs, lang))
        }
        HistoryCommand::Show(a) => {
            let store = Store::look(&a.store.file)?;
            let (mut run, handling) = (store.run(&a.run)?, handled(&store)?);
            names::counts(&mut run.counts, Talk::new(&a.store.talk).lang);
            put(&a.store, &With { run: &run, handling: &handling }, |lang| show::run(&run, handling.as_ref(), lang))
        }
        HistoryCommand::Series(a) => series(&a),
        HistoryCommand::Issues(a) => issues(&a),
        HistoryCommand::Orders(a) => {
            let store = Store::look(&a.file)?;
            let (mut orders, handling, lang) = (store.order_lines()?, handled(&store)?, Talk::new(&a.talk).lang);
            for o in &mut orders {
                names::department(&mut o.department, lang);
            }
            let all = serde_json::json!({"orders": orders, "handling": handling});
            put(&a, &all, |lang| show::orders(&orders, handling.as_ref(), lang))
        }
        HistoryCommand::Close(a) => close::run(&a),
        HistoryCommand::Prune(a) => prune(&a),
        HistoryCommand::Export(a) => export(&a),
    }
}

/// A run with how orders were handled.
#[derive(Serialize)]
struct With<'a> {
    #[serde(flatten)]
    run: &'a crate::history::RunDetail,
    handling: &'a Option<Handling>,
}

fn handled(store: &Store) -> Result<Option<Handling>> {
    let mut handling = store.handling()?;
    handling.iter_mut().for_each(shares);
    Ok(handling)
}

/// JSON where asked for, else text.
fn put(args: &StoreArgs, value: &impl Serialize, text: impl FnOnce(Lang) -> String) -> Result<u8> {
    let out = if args.json { json(value)? } else { text(Talk::new(&args.talk).lang) };
    print(out.as_bytes())
}

fn series(a: &SeriesArgs) -> Result<u8> {
    let store = Store::look(&a.store.file)?;
    let is_json = a.store.json || a.format == SeriesFormat::Json;
    if a.what == "list" {
        let all = store.subjects()?;
        let out = if is_json { json(&all)? } else { all.iter().map(|s| clean(s) + "\n").collect() };
        return print(out.as_bytes());
    }
    let (from, to) = days(a.from.as_deref(), a.to.as_deref())?;
    let subject = Subject::parse(&a.what)?;
    let points = store.series(&subject, from, to)?;
    if points.is_empty() && !store.subjects()?.contains(&subject.text()) {
        let what = &a.what;
        return Err(Error::usage(
            say!("the history has no series `{what}`", "历史库中没有 `{what}` 这个序列"),
            say!(
                "`voc history series --what list` names all there are",
                "`voc history series --what list` 列出全部序列"
            ),
        ));
    }
    let out = match a.format {
        _ if is_json => json(&points)?,
        SeriesFormat::Csv => show::series_csv(&points),
        _ => show::series(&points, Talk::new(&a.store.talk).lang),
    };
    print(out.as_bytes())
}

fn issues(a: &IssuesArgs) -> Result<u8> {
    let issues = Store::look(&a.store.file)?.issues(a.state.as_deref())?;
    put(&a.store, &issues, |lang| show::issues(&issues, lang))
}

fn prune(a: &PruneArgs) -> Result<u8> {
    let before = day("--before", &a.before)?;
    // Only a store that is there can be pruned.
    drop(Store::look(&a.store.file)?);
    let mut store = Store::open(&a.store.file)?;
    if !a.force && !a.dry_run {
        refuse_to_empty(&store, before)?;
    }
    let done = if a.dry_run { store.would_prune(before)? } else { store.prune(before)? };
    put(&a.store, &done, |lang| show::pruned(&done, a.dry_run, lang))
}

/// A mistyped year would take everything out.
fn refuse_to_empty(store: &Store, before: i32) -> Result<()> {
    let Some(last) = store.last_day()?.filter(|last| *last < before) else { return Ok(()) };
    let (before, last) = (day_string(before), day_string(last));
    Err(Error::usage(
        say!(
            "`--before {before}` lies after the last day of the history ({last}): no record would stay",
            "`--before {before}` 晚于历史库的最后一天（{last}）：全部记录都会被清理"
        ),
        say!(
            "check the year; `--force` takes them all out, and `--dry-run` tells what a day would take out",
            "请检查年份；确要全部清理请加 `--force`，`--dry-run` 只列出某一天之前会清理的内容"
        ),
    ))
}

fn export(a: &ExportArgs) -> Result<u8> {
    plan::one_format(&a.output, &say!("JSON lines", " JSON Lines"), &["jsonl", "ndjson", "json", "txt"])?;
    let store = Store::look(&a.store.file)?;
    let mut out = Output::create(Path::new(&a.output), std::slice::from_ref(&a.store.file))?;
    store.export(&mut Visible(&mut out))?;
    out.commit().map(|()| 0)
}
