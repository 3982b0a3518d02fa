//! Labelled files for `train` and `eval`: rows with a side, a weight and a group.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::annotate::fit::Labelled;
use crate::cli::LabelledArgs;
use crate::error::{Error, Result};
use crate::ingest::{self, Roles};
use crate::lexicon::Dicts;
use crate::plan::{self, Talk};
use crate::record::Record;
use crate::say;

use super::session;

/// Rows read at a time.
const BATCH: usize = 8192;

/// Reads the labelled rows; rows whose label is not a side (neutral, empty) are left out and counted.
pub(super) fn read(args: &LabelledArgs, weight: Option<&str>, dicts: &Dicts, talk: &Talk) -> Result<Vec<Labelled>> {
    let mut options = plan::column_options(&args.columns)?;
    options.by = [Some(args.label_column.as_str()), args.group_column.as_deref(), weight]
        .into_iter()
        .flatten()
        .map(str::to_owned)
        .collect();
    let sides = sides(dicts);
    let mut reader = ingest::open(ingest::resolve(&args.inputs)?, options, Arc::new(Roles::new(dicts)?))?;
    let (mut rows, mut left_out) = (Vec::new(), 0u64);
    while let Some(batch) = reader.next_batch(BATCH)? {
        for record in batch {
            match labelled(record, args, weight, &sides)? {
                Some(row) => rows.push(row),
                None => left_out += 1,
            }
        }
    }
    session::tell(&reader.notices(), talk);
    if left_out > 0 {
        session::tell(
            &[say!(
                "{left_out} rows without a positive or negative label or without text left out",
                "略去 {left_out} 行：标签非正负或无文本"
            )],
            talk,
        );
    }
    Ok(rows)
}

fn sides(dicts: &Dicts) -> FxHashMap<String, bool> {
    dicts.of("classes").map(|e| (e.get("word").to_owned(), e.get("label") == "positive")).collect()
}

fn labelled(
    r: Record,
    args: &LabelledArgs,
    weight: Option<&str>,
    sides: &FxHashMap<String, bool>,
) -> Result<Option<Labelled>> {
    let get = |column: &str| r.attrs.get(column).map(str::trim);
    let side = get(&args.label_column).and_then(|l| sides.get(&l.to_lowercase()).copied());
    let Some(positive) = side.filter(|_| !r.text.trim().is_empty()) else { return Ok(None) };
    let weight = match weight.and_then(get) {
        None => 1.0,
        Some(cell) => cell.parse::<f32>().ok().filter(|w| w.is_finite() && *w >= 0.0).ok_or_else(|| {
            let row = r.row;
            Error::input(
                &*r.source,
                say!("row {row}: `{cell}` is not a weight", "第 {row} 行：`{cell}` 不是权重"),
                say!("weights are numbers from 0", "权重为不小于 0 的数"),
            )
        })?,
    };
    let group = args.group_column.as_deref().and_then(get).unwrap_or_default().to_owned();
    Ok(Some(Labelled { text: r.text, positive, weight, group }))
}
