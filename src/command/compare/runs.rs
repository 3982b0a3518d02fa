//! Two runs of a store as the groups of a comparison: their counts were kept when they were stored, so nothing is read or labelled again.

use std::path::Path;

use crate::aggregate::Settings;
use crate::cli::CompareArgs;
use crate::error::{Error, Result};
use crate::history::{RunDetail, Store};
use crate::insight::{self, Comparing, Context, Shared, Sides};
use crate::lang::Lang;
use crate::pipeline;
use crate::plan::{Engine, Talk};
use crate::report::{Comparison, Input, Run};
use crate::say;

use super::super::session::Wording;

/// The comparison of the runs that the arguments name.
pub(super) fn compare(path: &Path, args: &CompareArgs, engine: &Engine, talk: &Talk) -> Result<(Wording, Comparison)> {
    // Not by clap, which does not know conditions of the settings.
    let asked = [("--where", &args.filter), ("--adjust", &args.adjust), ("--control", &args.control)];
    if let Some((option, _)) = asked.into_iter().find(|(_, values)| !values.is_empty()) {
        return Err(in_part(option));
    }
    let names: Vec<String> = args.inputs.iter().map(|p| p.display().to_string()).collect();
    let [before, after] = names.as_slice() else { return Err(one_run()) };
    let store = Store::look(path)?;
    let (before, of_before) = store.side(before)?;
    let (after, of_after) = store.side(after)?;
    if before.line.run == after.line.run {
        return Err(one_run());
    }
    let shared = store.shared_issues(before.line.run, after.line.run)?;
    // Where a run had too few complaints for any issue, that it had none of this one says nothing; and of the same records under another title nothing has changed.
    let measured = |run: usize| shared.iter().any(|(_, _, complaints)| complaints[run] > 0);
    let overlap = overlap(&store, [(&before, of_before.period), (&after, of_after.period)])?;
    let comparable = measured(0) && measured(1) && !overlap.is_some_and(is_most);
    let issues: Vec<Shared> = if comparable {
        shared
            .into_iter()
            .map(|(id, title, complaints)| Shared { id, title, complaints, ..Shared::default() })
            .collect()
    } else {
        Vec::new()
    };
    pipeline::start_threads(engine.threads)?;
    let words = Wording::load(engine)?;
    let settings = Settings::default();
    let context = Context {
        taxonomy: &words.taxonomy,
        labels: &words.labels,
        lang: talk.lang,
        settings: &settings,
        run: run(&before, &after),
    };
    let names =
        Comparing { before: name(&before, &words, talk.lang), after: name(&after, &words, talk.lang), control: None };
    let mut comparison = insight::compare(&Sides::of(of_before, of_after), &names, &issues, &context);
    if labels(&before) != labels(&after) {
        comparison.verdict.push(words.labels.message("compare.other_labels", talk.lang, &[]));
    }
    if let Some([run, known, all]) = overlap {
        let [run, known, all_of_it] = [run, known, all].map(|n| n.to_string());
        let values = [("run", run.as_str()), ("known", &known), ("all", &all_of_it)];
        let key = if overlap.is_some_and(is_most) { "compare.overlap.most" } else { "compare.overlap" };
        comparison.verdict.push(words.labels.message(key, talk.lang, &values));
    }
    Ok((words, comparison))
}

/// A run and the days of its data.
type Stored<'a> = (&'a RunDetail, Option<(i32, i32)>);

/// The later run, how many of its records earlier ones had too, as exports that begin with the year do, and how many it has: both sides count the former. Runs
/// that share no day share no record.
fn overlap(store: &Store, [(one, days), (other, others)]: [Stored; 2]) -> Result<Option<[u64; 3]>> {
    if days.zip(others).is_some_and(|(a, b)| a.1 < b.0 || b.1 < a.0) {
        return Ok(None);
    }
    let (a, b) = (store.first_of(one.line.run)?, store.first_of(other.line.run)?);
    if a.0 == b.0 {
        return Ok(Some([one.line.run.max(other.line.run), a.2, a.2]));
    }
    let (later, (_, known, all)) = if a.0 > b.0 { (one, a) } else { (other, b) };
    Ok((known > 0).then_some([later.line.run, known, all]))
}

fn is_most([_, known, all]: [u64; 3]) -> bool {
    2 * known > all
}

/// What the rows of a run were labelled with.
fn labels(run: &RunDetail) -> (&str, &str) {
    (&run.dictionaries, &run.models)
}

/// What is told of the comparison: the inputs of both runs, and by what the newer one was labelled.
fn run(before: &RunDetail, after: &RunDetail) -> Run {
    let numbers = [("before", before), ("after", after)];
    Run {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        inputs: numbers.iter().flat_map(|(_, r)| inputs(r)).collect(),
        options: numbers.iter().map(|(side, r)| ((*side).to_owned(), format!("run {}", r.line.run))).collect(),
        dictionaries: after.dictionaries.clone(),
        models: after.models.clone(),
        // A store takes no unmasked text.
        masking: true,
        ..Run::default()
    }
}

fn inputs(run: &RunDetail) -> Vec<Input> {
    let text = |v: &serde_json::Value, key: &str| v[key].as_str().unwrap_or_default().to_owned();
    let number = |v: &serde_json::Value, key: &str| v[key].as_u64().unwrap_or(0);
    let one = |v: &serde_json::Value| Input {
        path: text(v, "path"),
        hash: text(v, "hash"),
        bytes: number(v, "bytes"),
        rows: number(v, "rows"),
        ..Input::default()
    };
    run.line.inputs.as_array().map(|list| list.iter().map(one).collect()).unwrap_or_default()
}

/// How a run is called, in the language of the report.
fn name(run: &RunDetail, words: &Wording, lang: Lang) -> String {
    let number = run.line.run.to_string();
    let (key, day) = run.line.as_of.as_deref().map_or(("compare.run", ""), |day| ("compare.run_of_day", day));
    words.labels.message(key, lang, &[("run", &number), ("day", day)])
}

/// Rows were not kept, so none can be chosen.
fn in_part(option: &str) -> Error {
    Error::usage(
        say!(
            "`{option}` is about rows, and `--history` compares runs of which only counts were kept",
            "`{option}` 针对数据行，而 `--history` 对比的是只保存了计数的运行"
        ),
        say!(
            "leave out one of them (`--config FILE` names other settings), or compare the files themselves",
            "请去掉其中一个（`--config FILE` 可换用其他配置），或直接对比文件"
        ),
    )
}

fn one_run() -> Error {
    Error::usage(
        say!("`--history` compares two different runs", "`--history` 对比两个不同的运行"),
        say!(
            "name both by their numbers, as `voc compare --history voc.db 12 last`; `voc history list` shows them",
            "请给出两个编号，如 `voc compare --history voc.db 12 last`；`voc history list` 列出所有运行"
        ),
    )
}
