//! `--split COL`: beside the whole, the rows of each value of a column, counted as `--where COL=VALUE` counts them.
//!
//! Each value has its own sums and its own memory of copies, because copies are judged among the rows of a report. `deliver` makes the reports and the page that
//! leads to them, `names` what their files are called.

mod deliver;
mod names;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::aggregate::{Partial, Settings};
use crate::dedupe::Deduper;
use crate::error::{Error, Result};
use crate::filter::{Choice, Met, value_of};
use crate::ingest;
use crate::output::Output;
use crate::pipeline;
use crate::plan::{self, Reporting};
use crate::record::{Annotated, Name};
use crate::say;

use super::spool::Spool;
pub(super) use deliver::Beside;
use names::Names;

/// Most values of a column: each keeps its own sums until the end.
const MOST: usize = 200;

/// The rows of each value.
pub(super) struct Parts {
    split: plan::Split,
    /// Its column by the header.
    column: String,
    choice: Choice,
    settings: Settings,
    /// For the rows of workbooks: outputs with a place for the value.
    reporting: Reporting,
    segments: Option<Vec<Name>>,
    exports_only: bool,
    met: Met,
    values: BTreeMap<String, Part>,
    /// Rows without a value.
    without: u64,
}

/// The rows of one value.
struct Part {
    partial: Partial,
    deduper: Deduper,
    spool: Spool,
}

impl Parts {
    /// Nothing counted yet; nothing at all without `--split`. `exports_only`: only double exports are copies; `segments`: headers of all segment columns, where
    /// they are known; `header`: that of the column, where it was named otherwise.
    pub(super) fn new(
        reporting: &Reporting,
        choice: &Choice,
        settings: &Settings,
        exports_only: bool,
        segments: Option<&[Name]>,
        header: Option<String>,
    ) -> Option<Self> {
        let split = reporting.split.clone()?;
        let column = header.unwrap_or_else(|| split.column.clone());
        let own = Reporting { outputs: split.outputs.clone(), records: Vec::new(), ..reporting.clone() };
        Some(Self {
            met: Met::new(std::iter::once(column.clone()), std::iter::empty()),
            choice: choice.clone(),
            settings: settings.clone(),
            reporting: own,
            segments: segments.map(<[Name]>::to_vec),
            exports_only,
            values: BTreeMap::new(),
            without: 0,
            split,
            column,
        })
    }

    /// Takes in labelled rows, after the whole has.
    pub(super) fn take(&mut self, rows: Vec<Annotated>) -> Result<()> {
        let mut of_value: BTreeMap<String, Vec<Annotated>> = BTreeMap::new();
        for a in rows {
            self.met.look(&a);
            match value_of(&a, &self.column) {
                Some(value) => match of_value.get_mut(value) {
                    Some(rows) => rows.push(a),
                    None => drop(of_value.insert(value.to_owned(), vec![a])),
                },
                None => self.without += 1,
            }
        }
        for value in of_value.keys() {
            self.meet(value)?;
        }
        let met = self.values.iter_mut();
        let work: Vec<_> = met.filter_map(|(value, part)| Some((part, of_value.remove(value)?))).collect();
        work.into_par_iter().try_for_each(|(part, rows)| part.take(rows))
    }

    /// Makes room for a value that is new.
    fn meet(&mut self, value: &str) -> Result<()> {
        if self.values.contains_key(value) {
            return Ok(());
        }
        if self.values.len() == MOST {
            return Err(too_many(&self.column));
        }
        let deduper = Deduper::of_all(self.exports_only);
        let spool = Spool::new(&self.reporting, self.segments.as_deref())?;
        self.values.insert(value.to_owned(), Part { partial: Partial::new(&self.settings), deduper, spool });
        Ok(())
    }

    /// # Errors
    /// A usage error where there were rows and none has a value.
    pub(super) fn some_value(&self) -> Result<()> {
        if !self.values.is_empty() || self.without == 0 {
            return Ok(());
        }
        self.met.check()?;
        Err(no_value(&self.column))
    }
}

impl Part {
    fn take(&mut self, rows: Vec<Annotated>) -> Result<()> {
        let rows = pipeline::mark_again(rows, &mut self.deduper);
        pipeline::absorb(&rows, &mut self.partial);
        self.spool.keep(&rows)
    }
}

/// Where the reports of the values will be: the page that leads to them, opened before the work begins, and names that are taken.
pub(super) struct Place {
    index: Output,
    names: Names,
}

impl Place {
    /// Opens it. `others`: all else that is written.
    pub(super) fn open(split: &plan::Split, inputs: &[PathBuf], others: &[&Path]) -> Result<Self> {
        let files = ingest::files(inputs);
        let mut index = Output::create(&split.index, &files)?;
        index.beside_others();
        split.outputs.iter().try_for_each(|o| keep_apart(o, inputs))?;
        let taken = others.iter().copied().chain(files.iter().map(PathBuf::as_path)).chain([split.index.as_path()]);
        Ok(Self { index, names: Names::new(taken) })
    }
}

/// Keeps a report out of the inputs of the next run.
fn keep_apart(o: &plan::ReportOutput, inputs: &[PathBuf]) -> Result<()> {
    ingest::keep_apart(&o.path, inputs, o.format == crate::cli::ReportFormat::Json)
}

fn too_many(column: &str) -> Error {
    Error::usage(
        say!("`{column}` has more than {MOST} values", "`{column}` 的取值超过 {MOST} 个"),
        say!(
            "split by a column with fewer, such as a region or a branch, or choose rows with `--where`",
            "请换用取值较少的列（如地区、门店），或用 `--where` 缩小范围"
        ),
    )
}

fn no_value(column: &str) -> Error {
    Error::usage(
        say!("no row has a value in `{column}`", "没有一行在 `{column}` 列有取值"),
        say!("`--split` takes a column that is filled in", "请为 `--split` 指定有内容的列"),
    )
}
