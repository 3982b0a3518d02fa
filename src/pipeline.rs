//! The flow of rows: a thread reads, all threads annotate, the rows come out in input order.
//!
//! Bounded: at most [`AHEAD`] batches wait between reading and annotating. Copies are marked here, after annotation and in input order, because that is
//! the one label that depends on other rows.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, sync_channel};

use rayon::prelude::*;

use crate::aggregate::Partial;
use crate::annotate::{Annotator, GROUP, Scratch};
use crate::dedupe::{Deduper, Signature};
use crate::error::{Error, Result};
use crate::filter::Sieve;
use crate::lang::by_count;
use crate::record::{Annotated, Record};
use crate::say;
use crate::time::Stamp;

/// Rows of a batch: small enough that some batches are nothing in memory.
pub const BATCH: usize = 512;

/// Groups of a batch for each thread, at least: enough to keep all busy.
const SHARE: usize = 2;

/// Batches read ahead.
const AHEAD: usize = 2;

/// Fewest rows of a batch that one thread absorbs by itself: merging costs about as much as absorbing a few hundred.
const CHUNK: usize = 512;

/// Something that gives batches, in order: a reader of inputs, or of annotated files.
pub trait Batches: Send {
    /// What a batch holds.
    type Row: Send;

    /// The next batch of at most `max` rows; `None` at the end.
    ///
    /// # Errors
    /// Whatever ends the run.
    fn next_batch(&mut self, max: usize) -> Result<Option<Vec<Self::Row>>>;

    /// Bytes read so far, and of how many if that is known.
    fn progress(&self) -> (u64, Option<u64>);
}

/// Progress as it is shown: rows, bytes, total bytes.
pub type Progress<'p> = dyn FnMut(u64, u64, Option<u64>) + 'p;

/// Sets the number of worker threads for the whole process.
///
/// # Errors
/// When the threads cannot be started.
pub fn start_threads(threads: usize) -> Result<()> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().map_err(|e| {
        let noun = by_count(threads as u64, "thread", "threads");
        Error::usage(
            say!("cannot start {threads} {noun}: {e}", "无法启动 {threads} 个线程：{e}"),
            say!("try a smaller `--threads`", "请减小 `--threads`"),
        )
    })
}

/// Runs all batches of `source` through `sink`, in order, reading ahead in a thread of its own. Gives the source back.
///
/// # Errors
/// The first error of the source or the sink.
pub fn run<S: Batches + 'static>(
    source: S,
    progress: &mut Progress,
    mut sink: impl FnMut(Vec<S::Row>) -> Result<()>,
) -> Result<S> {
    run_with(source, progress, &mut sink, |sink, next| next.map_or(Ok(()), sink))
}

/// The same with a state. `sink` also hears, by `None`, that the source keeps it waiting: the time to hand on what it holds.
fn run_with<S: Batches + 'static, T>(
    mut source: S,
    progress: &mut Progress,
    state: &mut T,
    mut sink: impl FnMut(&mut T, Option<Vec<S::Row>>) -> Result<()>,
) -> Result<S> {
    let (sender, receiver) = sync_channel(AHEAD);
    let batch = BATCH.max(GROUP * SHARE * rayon::current_num_threads());
    let reader = std::thread::spawn(move || {
        let ended = loop {
            match source.next_batch(batch) {
                Ok(Some(rows)) => {
                    let (done, total) = source.progress();
                    // The other side is gone when the sink failed: no more is wanted.
                    if sender.send((rows, done, total)).is_err() {
                        break Ok(());
                    }
                }
                Ok(None) => break Ok(()),
                Err(e) => break Err(e),
            }
        };
        ended.map(|()| source)
    });
    // When the sink failed nobody waits for a reader that waits for its input itself: it ends with its next batch, or with the process.
    drain(&receiver, progress, &mut |next| sink(state, next))?;
    reader.join().map_err(|_| Error::Internal("the reading thread panicked".to_owned()))?
}

fn drain<R>(
    receiver: &Receiver<(Vec<R>, u64, Option<u64>)>,
    progress: &mut Progress,
    sink: &mut impl FnMut(Option<Vec<R>>) -> Result<()>,
) -> Result<()> {
    let mut rows_done = 0;
    loop {
        let next = match receiver.try_recv() {
            Ok(next) => Some(next),
            Err(_) => {
                sink(None)?;
                receiver.recv().ok()
            }
        };
        let Some((rows, done, total)) = next else { return Ok(()) };
        rows_done += rows.len() as u64;
        sink(Some(rows))?;
        progress(rows_done, done, total);
    }
}

/// Labels all batches of `source`, marks copies of earlier rows, and hands the rows to `sink`, in order. Gives the source back.
///
/// While one batch is labelled, the one before it is marked and handed on (at once, where the source keeps us waiting), so that what has to be done in order keeps no thread waiting.
///
/// # Errors
/// The first error of the source or the sink.
pub fn annotate<S: Batches<Row = Record> + 'static>(
    source: S,
    progress: &mut Progress,
    annotator: &Annotator,
    deduper: &mut Deduper,
    sink: impl FnMut(Vec<Annotated>) -> Result<()> + Send,
) -> Result<S> {
    annotate_some(source, progress, annotator, deduper, &mut Sieve::default(), sink)
}

/// The same for the rows that pass `sieve`. Those held back by their columns or days are not labelled, and none of them makes a copy of another row.
///
/// # Errors
/// The first error of the source or the sink.
pub fn annotate_some<S: Batches<Row = Record> + 'static>(
    source: S,
    progress: &mut Progress,
    annotator: &Annotator,
    deduper: &mut Deduper,
    sieve: &mut Sieve,
    mut sink: impl FnMut(Vec<Annotated>) -> Result<()> + Send,
) -> Result<S> {
    let mut waiting = Signed::default();
    let exports_only = deduper.exports_only;
    let buffers: Vec<Mutex<Scratch>> = (0..rayon::current_num_threads()).map(|_| Mutex::default()).collect();
    let mut hand_on = |signed: Signed| if signed.rows.is_empty() { Ok(()) } else { sink(mark(signed, deduper)) };
    let source = run_with(source, progress, &mut waiting, |waiting, next| {
        let before = std::mem::take(waiting);
        // Whoever feeds us may be waiting for these rows before it goes on.
        let Some(rows) = next else { return hand_on(before) };
        let (labelled, handed) =
            rayon::join(|| label(rows, annotator, &buffers, exports_only, sieve), || hand_on(before));
        *waiting = labelled;
        handed
    })?;
    hand_on(waiting)?;
    Ok(source)
}

/// Labelled rows with what decides whether they are copies.
#[derive(Default)]
struct Signed {
    rows: Vec<Annotated>,
    signatures: Vec<Option<Signature>>,
}

/// Labels a batch on all threads, each with buffers of its own.
fn label(
    rows: Vec<Record>,
    annotator: &Annotator,
    buffers: &[Mutex<Scratch>],
    exports_only: bool,
    sieve: &mut Sieve,
) -> Signed {
    let mut out = Signed::default();
    rows.into_par_iter().map(|r| annotator.begin(r)).collect_into_vec(&mut out.rows);
    // In input order, as all of what a sieve remembers.
    if !sieve.is_open() {
        out.rows.retain(|a| sieve.passes_unlabelled(a));
    }
    out.signatures.resize(out.rows.len(), None);
    out.rows.par_chunks_mut(GROUP).zip(out.signatures.par_chunks_mut(GROUP)).for_each(|(rows, signatures)| {
        let own = rayon::current_thread_index().and_then(|at| buffers.get(at)).map(Mutex::lock);
        match own {
            Some(Ok(mut scratch)) => annotator.label(rows, &mut scratch),
            // Outside the pool, or after a panic that something else tells of.
            _ => annotator.label(rows, &mut Scratch::default()),
        }
        rows.iter().zip(signatures).for_each(|(a, s)| *s = signature(a, exports_only));
    });
    if sieve.is_open() {
        return out;
    }
    let (rows, signatures) = out.rows.into_iter().zip(out.signatures).filter(|(a, _)| sieve.passes_labelled(a)).unzip();
    Signed { rows, signatures }
}

/// Marks copies among rows that were annotated before, whatever their files say: only now are they seen together.
pub fn mark_again(mut rows: Vec<Annotated>, deduper: &mut Deduper) -> Vec<Annotated> {
    let mut signatures = Vec::new();
    rows.par_iter_mut()
        .map(|a| {
            a.duplicate_of = None;
            a.duplicate_source = None;
            signature(a, deduper.exports_only)
        })
        .collect_into_vec(&mut signatures);
    mark(Signed { rows, signatures }, deduper)
}

/// Texts that say nothing are not copies of one another.
fn signature(a: &Annotated, exports_only: bool) -> Option<Signature> {
    let of_text = || {
        if exports_only { Signature::COMMON } else { crate::dedupe::signature(&a.text, a.time.map(Stamp::days)) }
    };
    // Masked ids are alike in their last digits: they tell records apart only together with a time of the day.
    let id = a.id.as_deref().filter(|id| !id.contains('*') || a.time.is_some_and(|t| t.hour().is_some()));
    a.informative.then(|| of_text().or_by_record(&a.text, id, a.time))
}

fn mark(Signed { mut rows, signatures }: Signed, deduper: &mut Deduper) -> Vec<Annotated> {
    for (a, signature) in rows.iter_mut().zip(signatures) {
        if let Some((source, row)) = signature.and_then(|s| deduper.mark(&a.source, a.row, &s)) {
            a.duplicate_of = Some(row);
            a.duplicate_source = (source != a.source).then_some(source);
        }
        if let Some(id) = &a.id {
            deduper.note_id(id, a.duplicate_of.is_some());
        }
    }
    rows
}

/// Absorbs a batch, in row order; on several threads where it is so large that parts of it are worth merging.
pub fn absorb(rows: &[Annotated], into: &mut Partial) {
    // As few parts as there are threads: any split gives the same sums.
    absorb_by(rows.len().div_ceil(rayon::current_num_threads()).max(CHUNK), rows, into);
}

/// The same in parts of so many rows.
fn absorb_by(chunk: usize, rows: &[Annotated], into: &mut Partial) {
    if rows.len() <= chunk {
        return rows.iter().for_each(|a| into.absorb(a));
    }
    let empty = into.beside();
    let part = |chunk: &[Annotated]| {
        let mut part = empty.clone();
        for a in chunk {
            part.absorb(a);
        }
        part
    };
    let parts: Vec<Partial> = rows.par_chunks(chunk).map(part).collect();
    for part in parts {
        into.merge(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::Settings;
    use crate::insight::testing::{Row, finished, settings};

    /// Few enough cases, and enough orders and shops, that what is kept of rows, of columns and of their days all runs over.
    const CASES: usize = 100;
    const ROWS: u64 = 10_500;
    const SHOPS: u64 = 300;
    const FAULTS: [(&str, &str, &str); 3] = [
        ("logistics.speed", "快递", "太慢"),
        ("service.attitude", "客服", "态度差"),
        ("product.quality", "质量", "差"),
    ];

    fn row(n: u64) -> Annotated {
        let (aspect, target, opinion) = FAULTS[usize::try_from(n % 3).unwrap()];
        let row = Row::new(n, &format!("{target}{opinion}，第{}次了", n % 97))
            .day(&crate::time::day_string(20_000 + i32::try_from(n % 60).unwrap()))
            .rating(if n.is_multiple_of(4) { 5.0 } else { 1.0 })
            .attr("订单", &n.to_string())
            .attr("门店", &format!("{}号店", n % SHOPS))
            .words(&[target, opinion]);
        match n % 4 {
            0 => row.score(900).praise(aspect, target, "好"),
            1 => row.score(-900).blame(aspect, target, opinion),
            2 if n % 50 == 2 => row.score(-900).blame(aspect, target, opinion).major("safety", opinion),
            _ => row.score(100),
        }
        .build()
    }

    #[test]
    fn parts_of_any_size_give_the_same_report_when_bounds_are_exceeded() {
        let s = Settings { cases: CASES, ..settings() };
        let rows: Vec<Annotated> = (1..=ROWS).map(row).collect();
        let bytes = |batch: usize, chunk: usize| {
            let mut whole = Partial::new(&s);
            rows.chunks(batch).for_each(|rows| absorb_by(chunk, rows, &mut whole));
            let (report, index) = finished(whole, &s);
            format!("{}{index:?}", serde_json::to_string(&report).unwrap())
        };
        let whole = bytes(rows.len(), rows.len());
        assert!(whole.contains(r#""sampled":{"kept":"#), "too few cases to be chosen from");
        for (batch, chunk) in [(rows.len(), rows.len().div_ceil(7)), (3_584, 512), (512, 512)] {
            assert!(bytes(batch, chunk) == whole, "batches of {batch} rows in parts of {chunk}");
        }
    }
}
