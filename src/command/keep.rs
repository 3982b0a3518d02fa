//! `analyze --history`: names each row on its way to the labels, leaves out known ones where asked, and stores the run with its report.

use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashSet;

use crate::cli::KeepArgs;
use crate::error::{Error, Result};
use crate::filter::day;
use crate::history::key::{Keys, RowKey};
use crate::history::{AHEAD, Entry, Keeping, Ledger, Store, Texts};
use crate::ingest;
use crate::insight::{IssueIndex, Past, share};
use crate::lang::{Say, by_count};
use crate::output;
use crate::pipeline::Batches;
use crate::plan::Talk;
use crate::record::{Annotated, Name, Record};
use crate::report::{History, PrunedRows, Rate, Report, Run};
use crate::say;
use crate::time::Stamp;

use super::session;

/// What the reading thread and the counting one share: the keys of the rows between them, in order.
#[derive(Default)]
struct Way {
    keys: VecDeque<RowKey>,
    left_out: u64,
    /// Those of them that have text.
    with_text: u64,
    /// Those of these that are dated before the first day that the store keeps.
    pruned: u64,
}

/// A source whose rows are named as they pass.
pub(super) struct Named<S> {
    pub(super) source: S,
    keys: Option<Keys>,
    known: Option<Arc<FxHashSet<u64>>>,
    /// Rows of these days were known once. What is older has a mistyped date, or was never seen: [`Keeping`] looks at all of it.
    pruned: Option<Range<i32>>,
    way: Arc<Mutex<Way>>,
}

impl<S: Batches<Row = Record>> Batches for Named<S> {
    type Row = Record;

    fn next_batch(&mut self, max: usize) -> Result<Option<Vec<Record>>> {
        let Some(mut rows) = self.source.next_batch(max)? else { return Ok(None) };
        let Some(keys) = &mut self.keys else { return Ok(Some(rows)) };
        let mut names: Vec<RowKey> = rows.iter().map(|r| keys.next(r)).collect();
        let (all, with_text) = (rows.len(), texts(rows.iter()));
        let mut pruned = 0;
        if let Some(known) = &self.known {
            let is_pruned = |r: &Record| {
                r.time.map(Stamp::days).zip(self.pruned.as_ref()).is_some_and(|(day, days)| days.contains(&day))
            };
            pruned = texts(rows.iter().filter(|r| is_pruned(r)));
            let is_new = |(k, r): (&RowKey, &Record)| !known.contains(&k.grown.unwrap_or(k.record)) && !is_pruned(r);
            let stays: Vec<bool> = names.iter().zip(&rows).map(is_new).collect();
            let (mut a, mut b) = (stays.iter(), stays.iter());
            rows.retain(|_| a.next().copied().unwrap_or(true));
            names.retain(|_| b.next().copied().unwrap_or(true));
        }
        let mut way = self.way.lock().map_err(|_| lost())?;
        way.left_out += (all - rows.len()) as u64;
        way.with_text += with_text - texts(rows.iter());
        way.pruned += pruned;
        way.keys.extend(names);
        drop(way);
        Ok(Some(rows))
    }

    fn progress(&self) -> (u64, Option<u64>) {
        self.source.progress()
    }
}

impl<S> Named<S> {
    /// The source, when all rows have passed, and what is to be told of how the store knows and counts them. `hide` takes personal data out of headers.
    pub(super) fn end(self, shelf: Option<&mut Shelf>, hide: &dyn Fn(String) -> String) -> Result<(S, Vec<Say>)> {
        let Some((shelf, keys)) = shelf.zip(self.keys) else { return Ok((self.source, Vec::new())) };
        let naming = keys.naming().hidden(hide);
        let other = shelf.store.other_segments(&naming)?;
        let other = other.zip(naming.segments.as_ref()).map(|(before, here)| known_otherwise(here, &before));
        let notes = other.into_iter().chain(shelf.ledger.given_up().map(|header| no_series(header))).collect();
        shelf.ledger.name_by(naming);
        Ok((self.source, notes))
    }
}

/// That rows without an id are known by other columns than before.
fn known_otherwise(here: &BTreeSet<Name>, before: &BTreeSet<String>) -> Say {
    let (here, before) = (listed(here), listed(before));
    let (en, zh, en_before, zh_before) = (here.en, here.zh, before.en, before.zh);
    say!(
        "rows without an id are known by time, text and segments, which are {en} here and were {en_before} in the runs before: those counted then count as new (name the same columns with `--by` as then)",
        "没有编号的记录按时间、文本和分组列识别，本次分组列为{zh}，此前为{zh_before}：此前已计入的这类记录会被当作新记录（请用 `--by` 指定与以前相同的列）"
    )
}

/// That texts are made of other columns than before.
fn made_otherwise(here: &Texts, before: &Texts) -> Say {
    let (here, before) = (listed(&here.columns), listed(&before.columns));
    let (en, zh, en_before, zh_before) = (here.en, here.zh, before.en, before.zh);
    say!(
        "texts are read from {en} here, and from {en_before} of the same headers in the runs before: rows counted then count as new (name the same columns with `--text-column` as then)",
        "本次文本取自{zh}，此前相同表头的导出取自{zh_before}：此前已计入的记录会被当作新记录（请用 `--text-column` 指定与以前相同的列）"
    )
}

/// Headers in a sentence.
fn listed<'h, S: AsRef<str> + 'h>(headers: impl IntoIterator<Item = &'h S>) -> Say {
    let quoted: Vec<String> = headers.into_iter().map(|h| format!("`{}`", h.as_ref())).collect();
    if quoted.is_empty() { say!("none", "无") } else { Say { en: quoted.join(", "), zh: quoted.join("、") } }
}

/// That a column has too many values for series.
fn no_series(header: &str) -> Say {
    say!(
        "`{header}` has too many values that the history does not know yet: they get no series of their own",
        "`{header}` 中历史库尚未收录的取值太多：这些取值不单独保存按天的序列"
    )
}

/// Rows that have text.
fn texts<'r>(rows: impl Iterator<Item = &'r Record>) -> u64 {
    rows.filter(|r| !r.text.trim().is_empty()).count() as u64
}

fn lost() -> Error {
    Error::Internal("the reading thread ended in the middle of a batch".to_owned())
}

/// The store of a run, open, with the rows that passed.
pub(super) struct Shelf {
    store: Store,
    entry: Entry,
    new_only: bool,
    ledger: Ledger,
    way: Arc<Mutex<Way>>,
}

impl Shelf {
    /// Opens the store before the work begins, so that a bad one fails in the first second; nothing where none is named.
    pub(super) fn open(keep: &KeepArgs) -> Result<Option<Self>> {
        let as_of = keep.as_of.as_deref().map(|d| day("--as-of", d)).transpose()?;
        let Some(path) = &keep.history else { return Ok(None) };
        if path == Path::new(output::STDOUT) {
            return Err(Error::usage(
                say!("`--history` needs a file", "`--history` 需要一个文件"),
                say!("name one, such as voc.db", "请指定文件，如 voc.db"),
            ));
        }
        Ok(Some(Self {
            store: Store::open(path)?,
            entry: Entry { as_of, force: keep.force, ..Entry::default() },
            new_only: keep.new_only,
            ledger: Ledger::new(&[]),
            way: Arc::default(),
        }))
    }

    /// How the inputs are read: with the column by which the store knows its rows, should nothing else name them.
    pub(super) fn options(shelf: Option<&Self>, options: &ingest::Options) -> Result<ingest::Options> {
        let known_by = shelf.map(|s| s.store.id_column()).transpose()?.flatten();
        Ok(ingest::Options { known_by, ..options.clone() })
    }

    /// Keeps series of the values of these segment columns, of all if there are none.
    pub(super) fn watch(&mut self, by: &[String]) {
        self.ledger = Ledger::new(by);
    }

    /// The source with its rows named. What is left out is known; where the inputs are those of an earlier run, not what was new in that one.
    pub(super) fn name<S>(shelf: Option<&mut Self>, inputs: &[PathBuf], source: S) -> Result<Named<S>> {
        let Some(shelf) = shelf else {
            return Ok(Named { source, keys: None, known: None, pruned: None, way: Arc::default() });
        };
        if shelf.new_only && !shelf.entry.force {
            let run = ingest::hashes(inputs)?.map(|hashes| shelf.store.run_with(&hashes)).transpose()?;
            shelf.entry.again = run.flatten();
        }
        shelf.ledger.listen(shelf.store.listener()?);
        shelf.ledger.go_on(shelf.store.segments()?);
        let is_read = shelf.new_only || shelf.store.follows_texts()?;
        let known = if is_read { shelf.store.known_keys(shelf.entry.again)? } else { FxHashSet::default() };
        let known = Arc::new(known);
        Ok(Named {
            source,
            keys: Some(Keys::knowing(known.clone())),
            known: shelf.new_only.then_some(known),
            pruned: shelf.store.pruned_days()?,
            way: shelf.way.clone(),
        })
    }

    /// Takes in labelled rows.
    pub(super) fn absorb(&mut self, rows: &[Annotated]) -> Result<()> {
        let mut way = self.way.lock().map_err(|_| lost())?;
        let keys: Vec<RowKey> = rows.iter().map_while(|_| way.keys.pop_front()).collect();
        drop(way);
        if keys.len() < rows.len() {
            return Err(lost());
        }
        rows.iter().zip(keys).for_each(|(a, key)| self.ledger.absorb(a, key));
        Ok(())
    }

    /// Rows left out because the store knows them.
    pub(super) fn left_out(&self) -> u64 {
        self.way.lock().unwrap_or_else(PoisonError::into_inner).left_out
    }

    /// Begins to store the run: gives what is left to be told, and the whole history for trend and alerts.
    pub(super) fn begin(mut self, run: &Run, talk: &Talk) -> Result<(Told, Past)> {
        let texts: Vec<Texts> = run.inputs.iter().filter_map(Texts::of).collect();
        if let Some((before, here)) = self.store.other_texts(&texts)? {
            session::tell(&[made_otherwise(&here, &before)], talk);
        }
        self.ledger.made_of(texts);
        let way = self.way.lock().map_err(|_| lost())?;
        (self.entry.left_out, self.entry.pruned) = (self.new_only.then_some(way.with_text), way.pruned);
        drop(way);
        let (keeping, days) = Keeping::begin(self.store, self.entry, self.ledger, &run.inputs)?;
        let since = keeping.since()?;
        Ok((Told { keeping }, Past::new(days, since)))
    }
}

/// A run in the store, not yet made to last.
pub(super) struct Told {
    keeping: Keeping,
}

impl Told {
    /// Settles issues and orders, and tells the report.
    pub(super) fn tell(&self, report: &mut Report, index: &IssueIndex, past: &Past) -> Result<()> {
        let of = |source: &str, row: u64| index.get(source, row).map(ToString::to_string);
        self.keeping.tell(report, &of, &|days| past.line(days))?;
        if let Some(h) = report.history.as_mut().and_then(|h| h.handling.as_mut()) {
            shares(h);
        }
        Ok(())
    }

    /// Makes it last.
    pub(super) fn commit(self) -> Result<()> {
        self.keeping.commit()
    }
}

/// Divides what the store only counts.
pub(super) fn shares(h: &mut crate::report::Handling) {
    let divide = |r: &mut Rate| *r = share(r.count, r.of);
    [&mut h.closed, &mut h.late, &mut h.overdue, &mut h.again, &mut h.satisfied].into_iter().for_each(divide);
    h.by_complaint.iter_mut().map(|c| &mut c.closed).for_each(divide);
    h.effects.iter_mut().flat_map(|e| [&mut e.before, &mut e.after]).for_each(divide);
}

/// Says what the store made of the run.
pub(super) fn say_stored(report: &Report, talk: &Talk) {
    let Some(h) = &report.history else { return };
    let pruned = h.pruned.as_ref().map_or(0, |p| p.records);
    let (run, new, known) = (h.run, h.new_records, h.known_records.saturating_sub(pruned));
    let told = if h.repeated {
        say!(
            "these inputs are run {run} of the history already; nothing was added (`--force` stores them again)",
            "历史库中已有相同输入（第 {run} 次运行），未重复保存（加 `--force` 可再存一次）"
        )
    } else {
        let noun = by_count(new, "record", "records");
        say!(
            "stored as run {run}: {new} new {noun}, {known} counted before",
            "已存为第 {run} 次运行：新记录 {new} 条，此前已计入 {known} 条"
        )
    };
    let mut notes = vec![told];
    if let Some(PrunedRows { before, records }) = &h.pruned {
        let (noun, is) = (by_count(*records, "record", "records"), by_count(*records, "is", "are"));
        notes.push(say!(
            "{records} {noun} {is} dated before {before}, the first day that `voc history prune` kept: not counted, whether new or not",
            "{records} 条记录早于 {before}（`voc history prune` 保留的第一天），无论是否新记录均未计入"
        ));
    }
    if let Some(newer) = &h.newer {
        notes.push(say!(
            "this run is older than what the history holds (up to {newer}): it is compared with no later run, and issues are judged as of {newer}",
            "本次数据早于历史库已有的数据（至 {newer}）：不与更晚的运行对比，热点状态以 {newer} 为准"
        ));
    }
    notes.extend(far_ahead(h));
    session::tell(&notes, talk);
}

/// That a run stands for a day long after all data, by which every issue is over.
fn far_ahead(h: &History) -> Option<Say> {
    let day = |d: &Option<String>| d.as_deref()?.parse::<Stamp>().ok().map(Stamp::days);
    if day(&h.as_of)?.saturating_sub(day(&h.last)?) <= AHEAD {
        return None;
    }
    let (named, last) = (h.as_of.as_deref().unwrap_or_default(), h.last.as_deref().unwrap_or_default());
    Some(say!(
        "`--as-of {named}` lies more than three months after the last day of the data ({last}): issues count as resolved by it, and later runs take no notice of that day",
        "`--as-of {named}` 比数据的最后一天（{last}）晚三个月以上：热点会因此视为已平息，此后的运行不理会这一日期"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_without_a_key_is_not_left_out_of_the_store_in_silence() {
        let dir = tempfile::tempdir().unwrap();
        let keep = KeepArgs { history: Some(dir.path().join("voc.db")), ..KeepArgs::default() };
        let mut shelf = Shelf::open(&keep).unwrap().unwrap();
        shelf.way.lock().unwrap().keys.push_back(RowKey { record: 1, id: 0, grown: None });
        assert!(shelf.absorb(&[Annotated::default()]).is_ok());
        assert!(matches!(shelf.absorb(&[Annotated::default()]), Err(Error::Internal(_))));
    }
}
