//! `voc eval`: how right the labels are on a labelled file, with intervals, by segment and length, and the worst misses with their reasons.
//!
//! By default the program as it is labels the rows. With `--folds` or `--leave-out` models are fitted to the rows themselves, each without the
//! rows that it then labels. Figures are `measure`'s job, their form `show`'s.

mod measure;
mod said;
mod show;

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::annotate::Scratch;
use crate::annotate::explain::Explanation;
use crate::annotate::fit;
use crate::cli::{EvalArgs, Task};
use crate::error::{Error, Result};
use crate::lang::{Lang, Say, by_count};
use crate::lexicon::Dicts;
use crate::model::Models;
use crate::model::file::Model;
use crate::pipeline;
use crate::plan::{Engine, Talk};
use crate::record::{Label, Name};
use crate::say;

use super::explain::record;
use super::labelled::Set;
use super::session::Session;
use super::{labelled, meta, names, session};
use measure::{Judged, Measures};
pub(super) use said::UNGRADED;
use said::{Judge, Said};

/// Rows on which folds can be fitted.
const LEAST: usize = 40;

/// Runs the command; gives the exit status.
pub(super) fn run(args: &EvalArgs) -> Result<u8> {
    refuse_verdict(args)?;
    let talk = Talk::new(&args.labelled.talk);
    let engine = Engine::new(&args.labelled.engine);
    let dicts = Dicts::load(engine.dicts.as_deref())?;
    pipeline::start_threads(engine.threads)?;
    let group = left_out(args).or(args.by.as_deref());
    let mut set = labelled::read(&args.labelled, group, &dicts, &talk)?;
    if set.rows.is_empty() {
        return Err(Error::usage(
            say!("no labelled rows", "没有带标签的行"),
            say!(
                "labels are positive or negative (好评/差评, 1/0 …), or classes joined by `|`, in `--label-column`",
                "标签列（`--label-column`）应为 正面/负面、好评/差评、1/0 等，或以 `|` 连接的类别"
            ),
        ));
    }
    let mut session = session::load(dicts, &engine)?;
    if !args.model_alone {
        session::tell(never_said(&set, args.labelled.task, &session)?.as_slice(), &talk);
    }
    let folds = Folds::new(args, &set, &mut session)?;
    let said = folds.label(&set, &mut session, args)?;
    let (mut judged, judge) = settle(&mut set, said, args.labelled.task);
    let mut measures = measure::measure(&judged, &set.classes, args.labelled.task != Task::Nature);
    hide_groups(&mut judged, &mut measures, group.unwrap_or_default(), &session);
    measures.task = args.labelled.task.id();
    let fitted = folds.told(args);
    measures.fitted = fitted.as_ref().map(|told| told.en.clone());
    measures.alone = args.model_alone;
    explain(&mut measures, &judged, &judge, &set, &folds, &mut session, args.misses)?;
    let out =
        if args.json { meta::json(&measures)? } else { show::text(&measures, fitted.as_ref(), &session, talk.lang) };
    meta::print(out.as_bytes())
}

/// A verdict model is fitted to more than a file of labels, and says nothing without what it weighs.
fn refuse_verdict(args: &EvalArgs) -> Result<()> {
    let asked = [
        ("--folds", args.folds.is_some()),
        ("--leave-out", args.leave_out.is_some()),
        ("--model-alone", args.model_alone),
    ];
    let option = asked.into_iter().find(|(_, asked)| *asked && args.labelled.task == Task::Verdict);
    let Some((option, _)) = option else { return Ok(()) };
    Err(Error::usage(
        say!("`{option}` is not for `--task verdict`", "`--task verdict` 不能与 `{option}` 同用"),
        say!("leave it out, or choose another task", "请去掉它，或换一个任务"),
    ))
}

/// What is told of classes that are not among the labels, so that all rows with them are wrong.
fn never_said(set: &Set, task: Task, session: &Session) -> Result<Option<Say>> {
    let unknown = names::unknown(&set.classes, task, &session.dicts, &session.annotator.taxonomy)?;
    Ok(unknown.map(|names::Unknown { file, list }| {
        say!(
            "classes that {file} has neither as ids nor as names, so that no row is ever said to have them: {list}",
            "{file} 中没有以下类别（编号和名称均无），不会判定出这些类别：{list}"
        )
    }))
}

/// Groups were told apart by what their cells say; they are shown as segments are.
fn hide_groups(judged: &mut [Judged], measures: &mut Measures, column: &str, session: &Session) {
    let column = Name::from(column);
    let hide = |name: &mut String| *name = session.annotator.segment(column.clone(), std::mem::take(name)).1;
    let groups = judged.iter_mut().map(|j| &mut j.group);
    let parts = measures.groups.iter_mut().map(|part| &mut part.name);
    groups.chain(parts).for_each(hide);
}

/// Which rows are labelled by which model.
struct Folds {
    /// The fold of each row, all 0 where the program labels as it is.
    of: Vec<usize>,
    /// The model of each fold; none where the program labels as it is.
    models: Vec<Model>,
}

impl Folds {
    fn new(args: &EvalArgs, set: &Set, session: &mut Session) -> Result<Self> {
        let (of, count) = match (args.folds, left_out(args)) {
            (Some(n), _) => (fit::random_folds(&set.rows, n), n),
            (None, Some(_)) => {
                let (of, names) = fit::group_folds(&set.rows);
                (of, names.len())
            }
            (None, None) => return Ok(Self { of: vec![0; set.rows.len()], models: Vec::new() }),
        };
        if count < 2 || count > set.rows.len() || set.rows.len() < LEAST {
            let n = set.rows.len();
            let (folds, rows) = (by_count(count as u64, "fold", "folds"), by_count(n as u64, "row", "rows"));
            return Err(Error::usage(
                say!("cannot fit {count} {folds} to {n} {rows}", "无法将 {n} 行分成 {count} 折"),
                say!(
                    "at least 2 folds or groups and {LEAST} rows are needed, and no more folds than rows",
                    "至少需要 2 折（或 2 组）和 {LEAST} 行，且折数不超过行数"
                ),
            ));
        }
        let annotator = &mut session.annotator;
        let models = if args.labelled.task == Task::Sentiment {
            // The lean of the mentions is taken without a model, as in training.
            let present = std::mem::take(annotator.models_mut());
            let models = fit::folded_sentiment(&set.rows, annotator, &of, count);
            *annotator.models_mut() = present;
            models
        } else {
            fit::folded_heads(args.labelled.task.id(), &set.rows, &set.classes, annotator, &of, count)
        };
        Ok(Self { of, models })
    }

    /// What is said of each row.
    fn label(&self, set: &Set, session: &mut Session, args: &EvalArgs) -> Result<Vec<Said>> {
        let judge = Judge { task: args.labelled.task, alone: args.model_alone };
        let mut said: Vec<(usize, Said)> = Vec::with_capacity(set.rows.len());
        for fold in 0..self.models.len().max(1) {
            self.enter(fold, session)?;
            judge.check(session.annotator.models())?;
            let annotator = &session.annotator;
            let mine: Vec<usize> = (0..set.rows.len()).filter(|&i| self.of[i] == fold).collect();
            said.par_extend(
                mine.into_par_iter()
                    .map_init(Scratch::default, |s, i| (i, judge.say(annotator, record(set.rows[i].text.clone()), s))),
            );
        }
        said.sort_by_key(|(i, _)| *i);
        Ok(said.into_iter().map(|(_, s)| s).collect())
    }

    /// Puts the model of a fold in force.
    fn enter(&self, fold: usize, session: &mut Session) -> Result<()> {
        let Some(model) = self.models.get(fold) else { return Ok(()) };
        let models: &mut Models = session.annotator.models_mut();
        models.put_own(model.clone()).map(|_| ()).map_err(|f| Error::Internal(f.what.get(Lang::En).to_owned()))
    }

    fn told(&self, args: &EvalArgs) -> Option<Say> {
        let count = self.models.len();
        let told = match left_out(args) {
            Some(column) => say!("{count} groups of {column}, each left out", "{column} 的 {count} 组，逐组留出"),
            None => say!("{count} folds", "{count} 折"),
        };
        (count > 0).then_some(told)
    }
}

/// The column whose values are left out in turn. Folds by chance win over it, whatever the settings say.
fn left_out(args: &EvalArgs) -> Option<&str> {
    args.leave_out.as_deref().filter(|_| args.folds.is_none())
}

/// Brings what is said to the classes of the file. Where sentiment has two sides only, the sign of the score is what is said.
fn settle(set: &mut Set, said: Vec<Said>, task: Task) -> (Vec<Judged>, Vec<Said>) {
    let sides = task == Task::Sentiment && set.rows.iter().all(|r| r.classes & 0b11 != 0);
    if sides {
        set.classes.truncate(2);
    } else if task != Task::Sentiment {
        let known: BTreeSet<&str> = set.classes.iter().map(String::as_str).collect();
        let more: BTreeSet<String> =
            said.iter().flat_map(|s| &s.classes).filter(|c| !known.contains(c.as_str())).cloned().collect();
        set.classes.extend(more.into_iter().take(labelled::MOST_CLASSES - set.classes.len()));
    }
    let bit = |c: &String| set.classes.iter().position(|k| k == c).map_or(0, |at| 1u32 << at);
    let judged = set.rows.iter().zip(&said).map(|(r, s)| {
        let side = 1 << u32::from(s.score <= 0);
        Judged {
            gold: r.classes,
            said: if sides { side } else { s.classes.iter().map(bit).sum() },
            length: r.text.chars().count(),
            group: r.group.clone(),
        }
    });
    (judged.collect(), said)
}

/// The worst misses with their reasons: scores far on the wrong side first, then labels that are most different.
fn explain(
    m: &mut Measures,
    judged: &[Judged],
    said: &[Said],
    set: &Set,
    folds: &Folds,
    session: &mut Session,
    most: usize,
) -> Result<()> {
    let mut wrong: Vec<usize> = (0..judged.len()).filter(|&i| judged[i].gold != judged[i].said).collect();
    let sentiment = set.classes.first().is_some_and(|c| c == Label::Positive.id());
    let size = |i: usize| {
        if sentiment { said[i].score.abs() } else { (judged[i].gold ^ judged[i].said).count_ones().cast_signed() }
    };
    wrong.sort_by_key(|&i| (std::cmp::Reverse(size(i)), i));
    for &i in wrong.iter().take(most) {
        folds.enter(folds.of[i], session)?;
        let why: Explanation = session.annotator.explain(record(set.rows[i].text.clone()));
        m.misses.push(measure::Miss::new(&judged[i], &set.classes, f64::from(said[i].score) / 1000.0, why));
    }
    Ok(())
}
