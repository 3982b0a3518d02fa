//! `voc train`: fits a model to a labelled file and says what cross-validation found.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use crate::annotate::Annotator;
use crate::annotate::fit::{self, Fitted, FittedHeads, FittedVerdict, LEAST, Names, fit_heads, fit_sentiment};
use crate::cli::{Task, TrainArgs};
use crate::error::{Error, Result};
use crate::ingest::{self, Roles};
use crate::lang::{Lang, Say, by_count};
use crate::lexicon::{Dicts, Taxonomy};
use crate::model::{Models, file};
use crate::number::round;
use crate::output::{Output, STDOUT};
use crate::pipeline;
use crate::plan::{self, Engine, Talk};
use crate::say;

use super::labelled::Set;
use super::session::Rejects;
use super::{adapt, cases, labelled, meta, names, session};

/// Runs the command; gives the exit status.
pub(super) fn run(args: &TrainArgs) -> Result<u8> {
    let talk = Talk::new(&args.labelled.talk);
    let engine = Engine::new(&args.labelled.engine);
    plan::one_format(&args.output, &say!("a model", "模型文件"), &["vocmodel"])?;
    if args.adapt {
        refuse_task(args.labelled.task)?;
    }
    let out = Output::create(&args.output, &ingest::files(&args.labelled.inputs))?;
    let dicts = Dicts::load(engine.dicts.as_deref())?;
    pipeline::start_threads(engine.threads)?;
    if args.adapt {
        return adapted(args, &engine, dicts, out, &talk);
    }
    if args.labelled.task == Task::Verdict {
        return verdict(args, &dicts, out, &talk);
    }
    let mut set = labelled::read(&args.labelled, args.group_column.as_deref(), &dicts, &talk)?;
    let task = args.labelled.task;
    if task == Task::Sentiment {
        // Only two sides are learned: what is neutral or mixed is told from the mentions.
        let all = set.rows.len();
        set.rows.retain(|r| r.classes & 0b11 != 0);
        set.classes.truncate(1);
        session::tell(one_of_no_side(all - set.rows.len()).as_slice(), &talk);
    }
    // Copies count once, and are not enough.
    let all = set.rows.len();
    set.rows = fit::without_copies(set.rows);
    session::tell(labelled::copies(all - set.rows.len()).as_slice(), &talk);
    if task == Task::Nature {
        session::tell(without_rare(&mut set).as_slice(), &talk);
    }
    enough(&set, task)?;
    // Mentions are evidence of their own: the old model has no say in the new one.
    let annotator = Annotator::new(&dicts, Models::default(), false)?;
    session::tell(unused(&set, task, &dicts, &annotator.taxonomy)?.as_slice(), &talk);
    let (file, told, groups) = if task == Task::Sentiment {
        let fitted = fit_sentiment(&set.rows, &annotator, &args.provenance);
        (fitted.file.clone(), summary(&fitted), fitted.groups.len())
    } else {
        let fitted = fit_heads(task.id(), &set.rows, &set.classes, &annotator, &args.provenance);
        (fitted.file.clone(), summary_of_heads(&fitted), fitted.groups.len())
    };
    session::tell(args.group_column.as_deref().filter(|_| groups == 0).map(no_groups).as_slice(), &talk);
    put(args, out, &file, &told, &talk)
}

/// Puts a model in its place, and tells what cross-validation found; beside standard output where the model goes there, which would be none with more behind it.
fn put(args: &TrainArgs, mut out: Output, model: &[u8], told: &str, talk: &Talk) -> Result<u8> {
    out.write_with(|w| w.write_all(model))?;
    out.commit()?;
    if args.output == Path::new(STDOUT) {
        session::tell(&told.lines().map(|line| say!("{line}", "{line}")).collect::<Vec<_>>(), talk);
        return Ok(0);
    }
    meta::print(told.as_bytes())
}

/// `--adapt` learns sentiment only. Not by clap, for which naming the default is naming something else.
fn refuse_task(task: Task) -> Result<()> {
    if task == Task::Sentiment {
        return Ok(());
    }
    let task = task.id();
    Err(Error::usage(
        say!(
            "`--task {task}` is not for `--adapt`, which adapts the sentiment model to texts without labels",
            "`--task {task}` 不能与 `--adapt` 同用：`--adapt` 用无标签的文本调整情感模型"
        ),
        say!("leave out one of them", "请去掉其中一个"),
    ))
}

/// What is told of rows that a model of two sides cannot learn from.
fn one_of_no_side(rows: usize) -> Option<Say> {
    let noun = by_count(rows as u64, "row that is", "rows that are");
    let told = say!(
        "{rows} {noun} neither positive nor negative left out: the model learns these two sides",
        "略去 {rows} 行：既非正面也非负面，模型只学这两面"
    );
    (rows > 0).then_some(told)
}

/// Lets go of classes of which nothing can be learned, where there are others, and says which. Their rows stay: they have none of the other classes.
fn without_rare(set: &mut Set) -> Option<Say> {
    let with = |class: usize| set.rows.iter().filter(|r| r.classes >> class & 1 == 1).count();
    let counts: Vec<usize> = (0..set.classes.len()).map(with).collect();
    let (kept, rare): (Vec<usize>, Vec<usize>) = (0..counts.len()).partition(|&i| !is_scarce(counts[i], set));
    if kept.is_empty() || rare.is_empty() {
        return None;
    }
    let list: Vec<String> = rare.iter().map(|&i| format!("`{}` ({})", set.classes[i], counts[i])).collect();
    let list = list.join(", ");
    for r in &mut set.rows {
        r.classes = kept.iter().enumerate().map(|(to, from)| (r.classes >> from & 1) << to).sum();
    }
    set.classes = kept.iter().map(|&i| set.classes[i].clone()).collect();
    Some(say!(
        "classes left out, of which fewer than {LEAST} texts have them, or have them not: {list}",
        "以下类别未学习：含该类别或不含该类别的文本不足 {LEAST} 条：{list}"
    ))
}

/// Whether too few of the texts have a class that so many have, or too few have it not.
fn is_scarce(with: usize, set: &Set) -> bool {
    with < LEAST || set.rows.len() - with < LEAST
}

/// What is told where no group could be left out.
fn no_groups(column: &str) -> Say {
    say!(
        "no group of `{column}` is left out in turn: it takes two or more, and {LEAST} texts of each side beside each of them",
        "未按 `{column}` 列逐组留出：至少要有两组，且每组之外正反两面各至少有 {LEAST} 条文本"
    )
}

/// What is told of classes of which labels will make no use.
fn unused(set: &Set, task: Task, dicts: &Dicts, taxonomy: &Taxonomy) -> Result<Option<Say>> {
    let unknown = names::unknown(&set.classes, task, dicts, taxonomy)?;
    Ok(unknown.map(|names::Unknown { file, list }| {
        say!(
            "classes that {file} has neither as ids nor as names, so that `annotate` makes no use of them: {list}",
            "{file} 中没有以下类别（编号和名称均无），`annotate` 不会采用：{list}"
        )
    }))
}

/// Fits the model that weighs everything.
fn verdict(args: &TrainArgs, dicts: &Dicts, out: Output, talk: &Talk) -> Result<u8> {
    let mut annotator = Annotator::new(dicts, Models::default(), false)?;
    let read = cases::read(&args.labelled, args.group_column.as_deref(), dicts, &annotator.taxonomy, talk)?;
    let names = Names { natures: &read.natures, reasons: &read.reasons };
    let fitted = fit::fit_verdict(&read.rows, &names, &mut annotator, &args.provenance);
    put(args, out, &fitted.file, &summary_of_verdict(&fitted), talk)
}

/// Writes the present sentiment model adapted to the texts of the inputs.
fn adapted(args: &TrainArgs, engine: &Engine, dicts: Dicts, out: Output, talk: &Talk) -> Result<u8> {
    let options = plan::column_options(&args.labelled.columns)?;
    let sources = ingest::resolve(&args.labelled.inputs)?;
    let mut session = session::load(dicts, engine)?;
    let mut reader = ingest::open(sources, options, Arc::new(Roles::new(&session.dicts)?))?;
    session::tell(&reader.notices(), talk);
    let learned = adapt::learn_from(&mut session.annotator, &mut reader)?;
    session::tell_end(&mut reader, &[], Rejects::Named, talk);
    let mut model = learned.map_err(|why| {
        Error::usage(adapt::unchanged(why), say!("give it more texts, of both sides", "请提供更多、正负兼有的文本"))
    })?;
    session::tell(&[adapt::learned(&model)], talk);
    if !args.provenance.is_empty() {
        model.header.provenance = format!("{}; adapted: {}", model.header.provenance, args.provenance);
    }
    put(args, out, &file::write(&model), "", talk)
}

/// Checks that each class has enough rows with it, and without.
fn enough(set: &Set, task: Task) -> Result<()> {
    let hint = say!("at least {LEAST} of each are needed; some thousands are good", "每类至少 {LEAST} 条，数千条为佳");
    let with = |class: usize| set.rows.iter().filter(|r| r.classes >> class & 1 == 1).count();
    if task == Task::Sentiment {
        let (positive, all) = (with(0), set.rows.len());
        let negative = all - positive;
        let what = say!(
            "{positive} positive and {negative} negative texts are too few",
            "正面 {positive} 条、负面 {negative} 条，太少"
        );
        return if is_scarce(positive, set) { Err(Error::usage(what, hint)) } else { Ok(()) };
    }
    if set.classes.is_empty() {
        let column = task.column();
        return Err(Error::usage(
            say!("no row has a class", "没有一行带有类别"),
            say!(
                "name the `--label-column`; it is `{column}` by default",
                "请用 `--label-column` 指定标签列，默认为 `{column}`"
            ),
        ));
    }
    let all = set.rows.len();
    let few = set.classes.iter().enumerate().map(|(i, name)| (with(i), name)).filter(|(n, _)| is_scarce(*n, set));
    let told: Vec<Say> = few
        .map(|(n, name)| {
            let (rest, noun) = (all - n, by_count(n as u64, "text", "texts"));
            say!("{n} {noun} with `{name}` and {rest} without it", "含 `{name}` 的文本 {n} 条、不含的 {rest} 条")
        })
        .collect();
    if told.is_empty() {
        return Ok(());
    }
    let joined = |lang: Lang, mark: &str| told.iter().map(|s| s.get(lang)).collect::<Vec<_>>().join(mark);
    let (en, zh) = (joined(Lang::En, ", "), joined(Lang::Zh, "；"));
    Err(Error::usage(say!("{en} are too few", "{zh}，太少"), hint))
}

/// Accuracies, tab-separated: what was left out, rows, the model alone, with the dictionaries.
fn summary(f: &Fitted) -> String {
    let mut s = String::from("left_out\trows\tmodel\twith_dictionaries\n");
    // Writing to a string cannot fail.
    let _ = writeln!(s, "random fifths\t{}\t{}\t{}", f.documents, round(f.folds[0], 4), round(f.folds[1], 4));
    for (group, rows, alone, both) in &f.groups {
        let _ = writeln!(s, "{group}\t{rows}\t{}\t{}", round(*alone, 4), round(*both, 4));
    }
    s
}

/// Figures of each group by models that have seen others of it, then by models that have seen nothing of it; each after the rows that it is from,
/// tab-separated.
fn summary_of_verdict(f: &FittedVerdict) -> String {
    let mut s = String::from("fold\tgroup\tsided\taccuracy\tlabelled\taccuracy\tblamed\tnature_f1\tmajor\tmajor_f1\n");
    for (fold, groups) in [("random fifths", &f.random), ("left out", &f.groups)] {
        for g in groups {
            let cells = [g.sides, g.labels, g.natures, g.major].map(|(n, x)| format!("{n}\t{}", round(x, 4)));
            // Writing to a string cannot fail.
            let _ = writeln!(s, "{fold}\t{}\t{}", g.group, cells.join("\t"));
        }
    }
    s
}

/// Figures of each class over random fifths, then macro-F1 with each group left out; tab-separated.
fn summary_of_heads(f: &FittedHeads) -> String {
    let mut s = String::from("class\trows\tprecision\trecall\tf1\n");
    // Writing to a string cannot fail.
    for c in &f.classes {
        let figures = [c.precision, c.recall, c.f1()].map(|x| round(x, 4).to_string()).join("\t");
        let _ = writeln!(s, "{}\t{}\t{figures}", c.name, c.rows);
    }
    if !f.groups.is_empty() {
        let _ = writeln!(s, "left_out\trows\tmacro_f1");
    }
    for (group, rows, macro_f1) in &f.groups {
        let _ = writeln!(s, "{group}\t{rows}\t{}", round(*macro_f1, 4));
    }
    s
}
