//! Labelled files for `train` and `eval`: rows with their classes, a weight and a group.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::annotate::fit::Labelled;
use crate::cli::{LabelledArgs, Task};
use crate::error::{Error, Result};
use crate::ingest::{self, Roles};
use crate::lexicon::Dicts;
use crate::model;
use crate::plan::{self, Talk};
use crate::record::Record;
use crate::say;

use super::session;

/// Rows read at a time.
const BATCH: usize = 8192;

/// What joins the classes of a row.
const JOINT: char = '|';

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
    let names: FxHashMap<String, String> =
        dicts.of("classes").map(|e| (e.get("word").to_owned(), e.get("label").to_owned())).collect();
    let mut reader = ingest::open(ingest::resolve(&args.inputs)?, options, Arc::new(Roles::new(dicts)?))?;
    let (mut rows, mut left_out) = (Vec::new(), 0u64);
    while let Some(batch) = reader.next_batch(BATCH)? {
        for r in batch {
            let cell = |column: Option<&str>| column.and_then(|c| r.attrs.get(c)).map_or("", str::trim);
            match classes(args.task, cell(Some(label)), &names).filter(|_| !r.text.trim().is_empty()) {
                None => left_out += 1,
                Some(classes) => {
                    let weight = number(&r, cell(weight))?;
                    let group = cell(group).to_owned();
                    rows.push((Labelled { text: r.text, classes: 0, weight, group }, classes));
                }
            }
        }
    }
    session::tell(&reader.notices(), talk);
    if left_out > 0 {
        session::tell(
            &[say!(
                "{left_out} rows without text or without a usable label in `{label}` left out",
                "略去 {left_out} 行：无文本，或 `{label}` 列无可用标签"
            )],
            talk,
        );
    }
    let kinds = if args.task == Task::Sentiment {
        crate::record::Label::ALL.map(|l| l.id().to_owned()).to_vec()
    } else {
        let found: BTreeSet<&String> = rows.iter().flat_map(|(_, c)| c).collect();
        found.into_iter().cloned().collect()
    };
    if kinds.len() > MOST_CLASSES {
        let n = kinds.len();
        return Err(Error::usage(
            say!("`{label}` has {n} different labels", "`{label}` 列有 {n} 种标签"),
            say!(
                "at most {MOST_CLASSES} can be told apart; name the `--label-column`",
                "最多 {MOST_CLASSES} 种；请用 `--label-column` 指定标签列"
            ),
        ));
    }
    let bit = |c: &String| kinds.iter().position(|k| k == c).map_or(0, |at| 1u32 << at);
    for (row, classes) in &mut rows {
        row.classes = classes.iter().map(bit).sum();
    }
    Ok(Set { rows: rows.into_iter().map(|(row, _)| row).collect(), classes: kinds })
}

/// The classes of a cell, each once; nothing where it has no usable label. An empty cell of a task with several classes means none of them.
fn classes(task: Task, cell: &str, names: &FxHashMap<String, String>) -> Option<BTreeSet<String>> {
    let parts = || cell.split(JOINT).map(str::trim).filter(|c| !c.is_empty());
    match task {
        Task::Sentiment | Task::Verdict => names.get(&cell.to_lowercase()).map(|l| BTreeSet::from([l.clone()])),
        Task::Nature => Some(parts().map(str::to_owned).collect()),
        Task::Severity => Some(parts().map(str::to_owned).collect()).filter(|c: &BTreeSet<_>| c.len() == 1),
    }
}

pub(super) fn number(r: &Record, cell: &str) -> Result<f32> {
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
