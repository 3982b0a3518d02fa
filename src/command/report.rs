//! `voc report`: the report from rows that were annotated before, here or on many machines.

use std::path::{Path, PathBuf};

use crate::aggregate::Partial;
use crate::annotate::veil;
use crate::dedupe::Deduper;
use crate::error::{Error, Result};
use crate::filter::Sieve;
use crate::ingest;
use crate::lang::Say;
use crate::pipeline::{self, Batches};
use crate::plan::Report;
use crate::record::Annotated;
use crate::render::records::AnnotatedReader;
use crate::report::Input;
use crate::say;
use crate::text::mask::Masker;

use super::analyze::{chosen, manifest, settings};
use super::deliver::{Counted, Delivery, Means};
use super::made;
use super::overlap::Overlap;
use super::session::{self, Bar, Wording};
use super::split::Parts;
use super::spool::Spool;

/// Runs the command; gives the exit status.
pub(super) fn run(plan: &Report) -> Result<u8> {
    session::tell(plan.reporting.idle.as_slice(), &plan.talk);
    let delivery = Delivery::open(&plan.reporting, &plan.inputs, [])?;
    let mut reader = Files::new(&plan.inputs)?;
    session::tell(&reader.told, &plan.talk);
    pipeline::start_threads(plan.engine.threads)?;
    let mut words = Wording::load(&plan.engine)?;
    reader.masker = words.masker.take();
    let settings = settings(&words.taxonomy, &words.labels, &plan.reporting, &plan.by);
    let mut partial = Partial::new(&settings);
    let mut deduper = Deduper::of_all(plan.engine.keep_copies);
    let mut spool = Spool::new(&plan.reporting, None)?;
    let mut parts = Parts::new(&plan.reporting, &plan.choice, &settings, plan.engine.keep_copies, None, None);
    let mut missing: Vec<&String> = plan.by.iter().collect();
    let mut sieve = Sieve::new(plan.choice.clone());
    let bar = Bar::new(&plan.talk);
    let reader = pipeline::run(reader, &mut |rows, done, total| bar.update(rows, done, total), |rows| {
        missing.retain(|by| !rows.iter().any(|a| a.attrs.0.iter().any(|(header, _)| **header == ***by)));
        let rows = pipeline::mark_again(sieve.sift(rows), &mut deduper);
        pipeline::absorb(&rows, &mut partial);
        spool.keep(&rows)?;
        parts.as_mut().map_or(Ok(()), |p| p.take(rows))
    })?;
    let apart = deduper.apart();
    drop((bar, deduper));
    session::tell(session::say_apart(apart).as_slice(), &plan.talk);
    session::tell(reader.overlap.say(&reader.done).as_slice(), &plan.talk);
    sieve.some_passed()?;
    if partial.rows() == 0 {
        return Err(no_rows());
    }
    // A column that is empty in all rows is there, as it is for `analyze`.
    if let Some(missing) = missing.into_iter().find(|by| !partial.may_have_segment(by)) {
        return Err(unknown_segment(missing));
    }
    parts.as_ref().map_or(Ok(()), Parts::some_value)?;
    let masked = reader.masked;
    let mut run = chosen(manifest(&words, &plan.engine, &plan.reporting, &plan.by, reader.done), &sieve, apart);
    session::tell(made::settle(&mut run).as_slice(), &plan.talk);
    if !plan.engine.mask {
        session::tell(say_masked(&masked, &run.inputs).as_slice(), &plan.talk);
        // What was masked before stays so; files without rows have nothing to mask.
        run.masking = masked.iter().zip(&run.inputs).all(|(masked, input)| *masked || input.rows == 0);
    }
    let means = Means { words: &words, settings: &settings, reporting: &plan.reporting, talk: &plan.talk };
    delivery.finish(Counted { partial, run, spool, parts }, &means).map(|(status, _)| status)
}

/// That `--no-mask` comes too late for these files.
pub(super) fn say_masked(masked: &[bool], inputs: &[Input]) -> Option<Say> {
    let of = |(masked, input): (&bool, &Input)| masked.then(|| format!("`{}`", input.path));
    let names: Vec<String> = masked.iter().zip(inputs).filter_map(of).collect();
    let names = names.join(", ");
    (!names.is_empty()).then(|| {
        say!(
            "{names}: personal data was masked when the rows were labelled, and stays so (`--no-mask` belongs to `voc annotate`)",
            "{names}：个人信息在标注时已遮蔽，无法还原（`--no-mask` 应加在 `voc annotate` 上）"
        )
    })
}

/// Files without annotated rows.
fn no_rows() -> Error {
    Error::usage(
        say!("there are no annotated rows in the inputs", "输入中没有标注过的行"),
        say!("`voc annotate feedback.csv -o rows.jsonl` makes them", "请先运行 `voc annotate 反馈.csv -o rows.jsonl`"),
    )
}

/// A report that was named for the rows that it is made of.
fn no_rows_but_a_report(path: &Path) -> Error {
    Error::input(
        path,
        say!("this is a report of voc, not the annotated rows", "这是 voc 的报告，不是标注明细"),
        say!(
            "`voc report` reads what `voc annotate -o rows.jsonl` or `--records rows.jsonl` wrote",
            "`voc report` 读取 `voc annotate -o rows.jsonl` 或 `--records rows.jsonl` 写出的明细"
        ),
    )
}

/// A column of `--by` that is in no row.
fn unknown_segment(wanted: &str) -> Error {
    Error::usage(
        say!("no row has a value of the segment `{wanted}`", "没有一行带有分组 `{wanted}` 的取值"),
        say!(
            "leave `--by` out to see the segments there are; `annotate --by` keeps others",
            "去掉 `--by` 可查看现有分组；其他列需在 `annotate --by` 时保留"
        ),
    )
}

/// Annotated files, one after another.
pub(super) struct Files {
    waiting: std::vec::IntoIter<PathBuf>,
    current: Option<AnnotatedReader>,
    pub(super) done: Vec<Input>,
    bytes: u64,
    /// Masks the rows: they may have been labelled with `--no-mask`.
    pub(super) masker: Option<Masker>,
    /// For each file that was begun, whether some row says that it was masked when it was labelled.
    pub(super) masked: Vec<bool>,
    overlap: Overlap,
    /// What to tell of the inputs before they are read.
    told: Vec<Say>,
}

impl Files {
    /// Finds the files and opens the first, so that what is wrong with it is told at once.
    pub(super) fn new(inputs: &[PathBuf]) -> Result<Self> {
        let mut sources = ingest::resolve(inputs)?;
        if let Some(report) = inputs.iter().find(|input| ingest::holds_report(input)) {
            return Err(no_rows_but_a_report(report));
        }
        let told = sources.first_mut().map(|s| std::mem::take(&mut s.told)).unwrap_or_default();
        let feedback = sources.into_iter().filter(|s| !s.own).map(|s| s.path);
        let mut waiting = feedback.collect::<Vec<_>>().into_iter();
        let current = waiting.next().map(|p| AnnotatedReader::open(&p)).transpose()?;
        let (done, masked, overlap) = (Vec::new(), Vec::new(), Overlap::default());
        Ok(Self { waiting, current, done, bytes: 0, masker: None, masked, overlap, told })
    }

    fn look(&mut self, rows: &[Annotated]) {
        let file = self.done.len();
        self.overlap.look(file, rows);
        self.masked.resize(file + 1, false);
        if let Some(masked) = self.masked.last_mut() {
            *masked |= rows.iter().any(|a| !a.masked.is_empty());
        }
    }
}

impl Batches for Files {
    type Row = Annotated;

    fn next_batch(&mut self, max: usize) -> Result<Option<Vec<Annotated>>> {
        while let Some(reader) = &mut self.current {
            if let Some(mut rows) = reader.next_batch(max)? {
                self.look(&rows);
                if let Some(masker) = &self.masker {
                    for a in &mut rows {
                        veil(a, masker);
                    }
                }
                return Ok(Some(rows));
            }
            self.bytes += reader.progress().0;
            self.done.push(reader.input());
            self.current = self.waiting.next().map(|p| AnnotatedReader::open(&p)).transpose()?;
        }
        Ok(None)
    }

    fn progress(&self) -> (u64, Option<u64>) {
        (self.bytes + self.current.as_ref().map_or(0, |r| r.progress().0), None)
    }
}
