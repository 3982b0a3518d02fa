//! `--adapt`: reads a bounded sample of the input, lets the sentiment model learn its domain, and says what came of it. Without `--adapt`, notices
//! where it would help.
//!
//! The learning itself is `model::adapt`. Files are read a second time, so that the sample is spread over all rows, or the first million of more; standard
//! input and named pipes can be read once only, so their first rows are the sample and are kept for the run.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::aggregate::scale::Scale;
use crate::annotate::{Annotator, Scratch};
use crate::error::Result;
use crate::ingest::{self, Reader, Roles};
use crate::lang::{Say, by_count};
use crate::model::adapt::{self, Sample, Unchanged};
use crate::model::file::Model;
use crate::pipeline::Batches;
use crate::plan::Talk;
use crate::record::{Annotated, Label, Record};
use crate::say;

use super::session::{self, Session};

/// Most texts of a sample: about two seconds of labelling on two cores.
const MOST: usize = 20_000;
/// Most rows read for it: two or three seconds, whatever the size of the input.
const MOST_READ: u64 = 1_000_000;
/// Rows read at a time.
const BATCH: usize = 4096;

/// Where a run's rows come from, and how it talks.
pub(super) struct Wanted<'p> {
    pub(super) inputs: &'p [PathBuf],
    pub(super) options: &'p ingest::Options,
    pub(super) talk: &'p Talk,
}

/// A reader, with the rows that were read ahead of it.
pub(super) struct Source {
    ahead: VecDeque<Record>,
    pub(super) reader: Reader,
}

impl Batches for Source {
    type Row = Record;

    fn next_batch(&mut self, max: usize) -> Result<Option<Vec<Record>>> {
        if self.ahead.is_empty() {
            return self.reader.next_batch(max);
        }
        let n = self.ahead.len().min(max.max(1));
        Ok(Some(self.ahead.drain(..n).collect()))
    }

    fn progress(&self) -> (u64, Option<u64>) {
        self.reader.progress()
    }
}

/// The rows of a run, and what notices whether to adapt would help; with `adapt` the session's sentiment model has learned their domain.
pub(super) fn begin(adapt: bool, session: &mut Session, reader: Reader, wanted: &Wanted) -> Result<(Source, Hint)> {
    let mut source = Source { ahead: VecDeque::new(), reader };
    if adapt {
        learn_ahead(&mut source, session, wanted)?;
    }
    session.settle();
    let models = session.annotator.models();
    let on = !adapt && models.has_sentiment() && models.adapted().is_none();
    Ok((source, Hint { on, judged: 0, unsure: 0 }))
}

/// Lets the session's model learn of a sample of the rows.
fn learn_ahead(source: &mut Source, session: &mut Session, wanted: &Wanted) -> Result<()> {
    let mut picked = Picked::default();
    let sources = ingest::resolve(wanted.inputs)?;
    if sources.iter().any(ingest::Source::is_read_once) {
        while source.ahead.len() < MOST
            && let Some(batch) = source.reader.next_batch(BATCH)?
        {
            picked.add(&batch);
            source.ahead.extend(batch);
        }
    } else {
        let roles = Arc::new(Roles::new(&session.dicts)?);
        picked.read(&mut ingest::open(sources, wanted.options.clone(), roles)?)?;
    }
    let told = match learn(&mut session.annotator, &picked.rows) {
        Ok(model) => {
            let said = learned(&model);
            // The tables are those of a model that was in force.
            let _ = session.annotator.models_mut().put(model);
            said
        }
        Err(why) => unchanged(why),
    };
    session::tell(&[told], wanted.talk);
    Ok(())
}

/// Every row at first, then every second, every fourth …, so that few are kept and they lie all over what is read.
#[derive(Default)]
struct Picked {
    rows: Vec<(String, Option<i32>)>,
    seen: u64,
    /// A row is taken where this many low bits of its number are 0.
    skip: u32,
}

impl Picked {
    fn read(&mut self, reader: &mut Reader) -> Result<()> {
        while self.seen < MOST_READ
            && let Some(batch) = reader.next_batch(BATCH)?
        {
            self.add(&batch);
        }
        Ok(())
    }

    fn add(&mut self, batch: &[Record]) {
        for r in batch {
            if self.seen.trailing_zeros() >= self.skip || self.skip == 0 {
                self.rows.push((r.text.clone(), r.rating.map(|m| m.0)));
            }
            self.seen += 1;
            if self.rows.len() > MOST {
                self.skip += 1;
                let mut at = 0;
                self.rows.retain(|_| {
                    at += 1;
                    at % 2 == 1
                });
            }
        }
    }
}

/// As [`learn`], from a sample of what the reader gives.
pub(super) fn learn_from(
    annotator: &mut Annotator,
    reader: &mut Reader,
) -> Result<std::result::Result<Model, Unchanged>> {
    let mut picked = Picked::default();
    picked.read(reader)?;
    Ok(learn(annotator, &picked.rows))
}

/// The annotator's sentiment model, without what it learned of an earlier domain, adapted to the texts. Where nothing can be learned of them, the model in
/// force is the one that was, with what it learned before.
fn learn(annotator: &mut Annotator, rows: &[(String, Option<i32>)]) -> std::result::Result<Model, Unchanged> {
    let former = annotator.models().sentiment().ok_or(Unchanged::NoModel)?;
    if former.header.adapted.is_none() {
        return adapted(annotator, &former, rows);
    }
    let base = former.clone().base();
    // The tables are those of a model that was in force.
    let _ = annotator.models_mut().put(base.clone());
    adapted(annotator, &base, rows).inspect_err(|_| {
        let _ = annotator.models_mut().put(former);
    })
}

/// The model `base`, which is in force, adapted to the texts.
fn adapted(
    annotator: &Annotator,
    base: &Model,
    rows: &[(String, Option<i32>)],
) -> std::result::Result<Model, Unchanged> {
    let ratings = || rows.iter().filter_map(|r| r.1).filter(|r| (0..=100_000).contains(r));
    let scale = Scale::of(ratings().map(|r| (r, 1)));
    let star = |rating: Option<i32>| match scale.zip(rating).map(|(s, r)| s.level(r)) {
        Some(1 | 2) => -1,
        Some(4 | 5) => 1,
        _ => 0,
    };
    let samples: Vec<Option<Sample>> = rows
        .par_iter()
        .map_init(Scratch::default, |s, (text, rating)| {
            let w = annotator.weigh(text, s)?;
            Some(Sample { features: w.features, logit: w.logit, star: star(*rating) })
        })
        .collect();
    // Copies are no evidence.
    let mut seen = FxHashSet::default();
    let samples: Vec<Sample> = samples.into_iter().flatten().filter(|s| seen.insert(s.features.clone())).collect();
    adapt::adapt(base, &samples)
}

/// What came of it.
pub(super) fn learned(model: &Model) -> Say {
    let a = model.header.adapted.unwrap_or_default();
    let (texts, stars) = (a.texts, a.stars);
    say!(
        "adapted the sentiment model to {texts} texts of the input ({stars} with stars)",
        "情感模型已按输入中的 {texts} 条文本自适应（其中 {stars} 条有星级）"
    )
}

/// Why nothing came of it.
pub(super) fn unchanged(why: Unchanged) -> Say {
    match why {
        Unchanged::TooFew(n) => {
            let least = adapt::LEAST;
            let told = by_count(n as u64, "text is", "different texts are");
            say!(
                "not adapted: {n} {told} too few, {least} are needed",
                "未作自适应：仅有 {n} 条不同文本，至少需要 {least} 条"
            )
        }
        Unchanged::OneSided(share) => {
            let (share, least) = (crate::number::round(share * 100.0, 1), adapt::LEAST_SIDE * 100.0);
            say!(
                "not adapted: only {share} % of the texts are on the smaller side, {least} % are needed",
                "未作自适应：较少的一方仅占 {share}%，至少需要 {least}%"
            )
        }
        Unchanged::Unclear(share) => {
            let share = crate::number::round(share * 100.0, 1);
            say!(
                "not adapted: the words of one half of the texts tell the side of the other in {share} % only",
                "未作自适应：由一半文本的用语判断另一半，正确率仅 {share}%"
            )
        }
        Unchanged::NoModel => say!("not adapted: there is no sentiment model", "未作自适应：没有情感模型"),
    }
}

/// Notices, without `--adapt`, whether it would help: where the scores of many judging texts are low, the words of the domain are strange.
pub(super) struct Hint {
    on: bool,
    judged: u64,
    unsure: u64,
}

/// Texts enough to tell.
const ENOUGH: u64 = 500;
/// A score below this, in thousandths, is unsure: a logit of 1.
const FAINT: i32 = 462;
/// Percent of unsure scores from which adaptation is worth its seconds. In categories that the model was trained on it is under 8.
const MANY: u64 = 10;

impl Hint {
    /// Looks at rows.
    pub(super) fn look(&mut self, rows: &[Annotated]) {
        for a in rows.iter().filter(|a| self.on && a.informative && a.duplicate_of.is_none()) {
            if matches!(a.sentiment.label, Label::Positive | Label::Negative) {
                self.judged += 1;
                self.unsure += u64::from(a.sentiment.score.0.abs() < FAINT);
            }
        }
    }

    /// What to tell at the end.
    pub(super) fn say(&self) -> Vec<Say> {
        if self.judged < ENOUGH || self.unsure * 100 < self.judged * MANY {
            return Vec::new();
        }
        let share = self.unsure * 100 / self.judged;
        vec![say!(
            "{share} % of the sentiment scores are unsure: the domain is new to the model; `--adapt` learns its words",
            "{share}% 的情感得分把握不大：模型不熟悉该领域；可用 `--adapt` 先学习其用语"
        )]
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::lexicon::Dicts;

    #[test]
    fn rows_far_behind_are_in_the_sample() {
        let mut text = String::from("评价内容,评分\n");
        (0..250_000).for_each(|i| writeln!(text, "{i}号快递太慢,5").unwrap());
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.csv");
        std::fs::write(&file, text).unwrap();
        let roles = Arc::new(Roles::new(&Dicts::load(None).unwrap()).unwrap());
        let sources = ingest::resolve(&[file]).unwrap();
        let mut picked = Picked::default();
        picked.read(&mut ingest::open(sources, ingest::Options::default(), roles).unwrap()).unwrap();
        assert!(picked.rows.len() <= MOST && picked.seen == 250_000, "{}", picked.seen);
        assert_eq!(picked.rows.last().unwrap().0, "249984号快递太慢");
    }

    #[test]
    fn a_sample_is_bounded_and_lies_all_over_the_rows() {
        let batch = |from: usize| -> Vec<Record> {
            (from..from + 1000).map(|i| Record { text: i.to_string(), ..Record::default() }).collect()
        };
        let mut picked = Picked::default();
        (0..100).for_each(|k| picked.add(&batch(k * 1000)));
        assert!(picked.rows.len() > MOST / 2 && picked.rows.len() <= MOST, "{}", picked.rows.len());
        let numbers: Vec<usize> = picked.rows.iter().map(|r| r.0.parse().unwrap()).collect();
        let gaps: FxHashSet<usize> = numbers.windows(2).map(|w| w[1] - w[0]).collect();
        assert_eq!(gaps, FxHashSet::from_iter([8]));
        assert!(numbers[0] == 0 && numbers.last() > Some(&99_000));
    }
}
