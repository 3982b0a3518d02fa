//! Labelled files for `train` and `eval`: rows with their classes, a weight and a group.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::annotate::fit::Labelled;
use crate::cli::{LabelledArgs, Task};
use crate::error::{Error, Result};
use crate::ingest::{self, Roles};
use crate::lang::{Say, by_count};
use crate::lexicon::Dicts;
use crate::model;
use crate::plan::{self, Talk};
use crate::record::{Label, Record};
use crate::say;

use super::names::Names;
use super::session::{self, Rejects};

/// Rows read at a time.
const BATCH: usize = 8192;

/// What joins the classes of a row, and what else people write between names that are known.
const JOINT: char = '|';
const OTHERS: [char; 6] = ['、', '，', ',', '；', ';', '｜'];

/// A class is a bit of a `u32`.
pub(super) const MOST_CLASSES: usize = 32;

/// A labelled file, read.
pub(super) struct Set {
    /// Rows with text and a usable label; bit i of their classes is class i.
    pub(super) rows: Vec<Labelled>,
    /// The classes, in order of bits.
    pub(super) classes: Vec<String>,
}

impl Task {
    /// The task as model files name it.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Sentiment => model::SENTIMENT_TASK,
            Self::Nature => model::NATURE_TASK,
            Self::Severity => model::SEVERITY_TASK,
            Self::Verdict => model::VERDICT_TASK,
        }
    }

    /// The column with the label where none is named.
    pub(super) fn column(self) -> &'static str {
        match self {
            Self::Sentiment | Self::Verdict => "label",
            Self::Nature => "natures",
            Self::Severity => "severity",
        }
    }
}

/// Reads the labelled rows, with their group from the column of this name. Rows without text, and rows without a usable label where one
/// is needed, are left out and told.
pub(super) fn read(args: &LabelledArgs, group: Option<&str>, dicts: &Dicts, talk: &Talk) -> Result<Set> {
    let weight = args.weight_column.as_deref();
    let label = args.label_column.as_deref().unwrap_or(args.task.column());
    let mut options = plan::column_options(&args.columns)?;
    options.by = [Some(label), group, weight].into_iter().flatten().map(str::to_owned).collect();
    options.assumed = args.label_column.is_none().then(|| (label.to_owned(), "--label-column"));
    options.exact = Some(label.to_owned());
    let names = Names::of(args.task, dicts)?;
    let roles = Arc::new(Roles::new(dicts)?);
    let mut reader = ingest::open(ingest::resolve(&args.inputs)?, options, roles.clone())?;
    let (mut rows, mut left_out, mut stars) = (Vec::new(), 0u64, Stars::default());
    while let Some(batch) = reader.next_batch(BATCH)? {
        for r in batch {
            let cell = |column: Option<&str>| column.and_then(|c| r.attrs.get(c)).map_or("", str::trim);
            // `none` is a grade, though other columns have nothing where it stands.
            let said = cell(Some(label));
            let said = if roles.is_unanswered(said) && names.find(said).is_none() { "" } else { said };
            stars.look(args.task, said, &names);
            match classes(args.task, said, &names).filter(|_| !r.text.trim().is_empty()) {
                None => left_out += 1,
                Some(classes) => {
                    let weight = weight_of(&r, cell(weight))?;
                    let group = cell(group).to_owned();
                    rows.push((Labelled { text: r.text, classes: 0, weight, group }, classes));
                }
            }
        }
    }
    session::tell_end(&mut reader, &[], Rejects::Named, talk);
    stars.refuse(label)?;
    if left_out > 0 {
        session::tell(&[unusable(label, left_out)], talk);
    }
    let kinds = classes_of(args.task, label, &rows)?;
    let bit = |c: &String| kinds.iter().position(|k| k == c).map_or(0, |at| 1u32 << at);
    for (row, classes) in &mut rows {
        row.classes = classes.iter().map(bit).sum();
    }
    Ok(Set { rows: rows.into_iter().map(|(row, _)| row).collect(), classes: kinds })
}

/// A column of ratings taken for one of sentiments: its 1, the worst of five stars, would be a praise, as in labels of 0 and 1.
#[derive(Default)]
struct Stars {
    cells: u64,
    /// Numbers that are no names of labels.
    numbers: u64,
    largest: f64,
}

impl Stars {
    /// Fewer numbers in a hundred cells are slips of the pen.
    const SLIPS: u64 = 5;

    fn look(&mut self, task: Task, cell: &str, names: &Names) {
        if task != Task::Sentiment || cell.is_empty() {
            return;
        }
        self.cells += 1;
        if let Some(n) = cell.parse::<f64>().ok().filter(|n| n.is_finite() && names.find(cell).is_none()) {
            self.numbers += 1;
            self.largest = self.largest.max(n);
        }
    }

    fn refuse(&self, label: &str) -> Result<()> {
        if self.numbers == 0 || self.numbers * 100 < self.cells * Self::SLIPS {
            return Ok(());
        }
        let largest = self.largest;
        Err(Error::usage(
            say!(
                "`{label}` holds numbers up to {largest}: these look like ratings, not labels",
                "`{label}` 列是数字（最大 {largest}），像是评分而不是标签"
            ),
            say!(
                "write what each rating stands for: positive, negative, neutral or mixed (of numbers, only 1, 0 and -1 are labels)",
                "请换成标签：正面、负面、中性或褒贬不一（数字只认 1、0、-1）"
            ),
        ))
    }
}

/// What is told of rows without text.
pub(super) fn wordless(rows: usize) -> Option<Say> {
    let noun = by_count(rows as u64, "row", "rows");
    let told = say!("{rows} {noun} without text left out", "略去 {rows} 行：无文本");
    (rows > 0).then_some(told)
}

/// What is told of rows that say what others say; they would count twice.
pub(super) fn copies(rows: usize) -> Option<Say> {
    let noun = by_count(rows as u64, "row that repeats", "rows that repeat");
    let told = say!("{rows} {noun} the text of another left out", "略去 {rows} 行：文本与其他行相同");
    (rows > 0).then_some(told)
}

/// What is told of rows that were left out.
fn unusable(label: &str, rows: u64) -> Say {
    let noun = by_count(rows, "row", "rows");
    say!(
        "{rows} {noun} without text or without a usable label in `{label}` left out",
        "略去 {rows} 行：无文本，或 `{label}` 列无可用标签"
    )
}

/// The classes of a file, in order of bits: those of the task where it has its own, else those that occur.
fn classes_of(task: Task, label: &str, rows: &[(Labelled, BTreeSet<String>)]) -> Result<Vec<String>> {
    if task == Task::Sentiment {
        return Ok(Label::ALL.map(|l| l.id().to_owned()).to_vec());
    }
    let found: BTreeSet<&String> = rows.iter().flat_map(|(_, c)| c).collect();
    let n = found.len();
    if n > MOST_CLASSES {
        return Err(Error::usage(
            say!("`{label}` has {n} different labels", "`{label}` 列有 {n} 种标签"),
            say!(
                "at most {MOST_CLASSES} can be told apart; name the `--label-column`",
                "最多 {MOST_CLASSES} 种；请用 `--label-column` 指定标签列"
            ),
        ));
    }
    Ok(found.into_iter().cloned().collect())
}

/// The classes of a cell, each once; nothing where it has no usable label. An empty cell of a task with several classes means none of them.
fn classes(task: Task, cell: &str, names: &Names) -> Option<BTreeSet<String>> {
    let all_known = |part: &str| part.split(OTHERS).all(|c| names.find(c.trim()).is_some() || names.leads_to(c.trim()));
    let joints = |part: &str| if all_known(part) { &OTHERS[..] } else { &[] };
    let parts = || {
        let parts = cell.split(JOINT).flat_map(|part| part.split(joints(part)));
        parts.map(str::trim).filter(|c| !c.is_empty()).map(|c| names.id(c).to_owned())
    };
    match task {
        Task::Sentiment | Task::Verdict => names.find(cell).map(|l| BTreeSet::from([l.to_owned()])),
        Task::Nature => Some(parts().collect()),
        Task::Severity => Some(parts().collect()).filter(|c: &BTreeSet<_>| c.len() == 1),
    }
}

/// How much a row counts by its cell: 1 where that is empty.
pub(super) fn weight_of(r: &Record, cell: &str) -> Result<f32> {
    if cell.is_empty() {
        return Ok(1.0);
    }
    cell.parse::<f32>().ok().filter(|w| w.is_finite() && *w >= 0.0).ok_or_else(|| {
        let row = r.row;
        Error::input(
            &*r.source,
            say!("row {row}: `{cell}` is not a weight", "第 {row} 行：`{cell}` 不是权重"),
            say!("weights are numbers from 0", "权重为不小于 0 的数"),
        )
    })
}
