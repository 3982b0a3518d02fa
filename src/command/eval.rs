//! `voc eval`: how right the labels are on a labelled file, with intervals and the worst misses.

use std::fmt::Write;

use rayon::prelude::*;
use serde::Serialize;

use crate::annotate::Scratch;
use crate::annotate::fit::Labelled;
use crate::cli::EvalArgs;
use crate::error::{Error, Result};
use crate::lexicon::Dicts;
use crate::number::{float, round};
use crate::pipeline;
use crate::plan::{Engine, Talk};
use crate::record::{Name, Record};
use crate::render::clean;
use crate::say;

use super::{labelled, meta, session};

/// Resamples for the intervals.
const RESAMPLES: u64 = 1000;
/// Upper limits of text length, in characters, of the groups by length.
const LENGTHS: [usize; 4] = [20, 60, 150, usize::MAX];

/// What was measured.
#[derive(Debug, Serialize)]
struct Measures {
    rows: usize,
    accuracy: Interval,
    macro_f1: Interval,
    positive: Side,
    negative: Side,
    /// Labelled × predicted, positive first.
    confusion: [[u64; 2]; 2],
    groups: Vec<Part>,
    lengths: Vec<Part>,
    misses: Vec<Miss>,
}

/// A figure with its 95 % bootstrap interval.
#[derive(Debug, Serialize)]
struct Interval {
    value: f64,
    low: f64,
    high: f64,
}

#[derive(Debug, Serialize)]
struct Side {
    precision: f64,
    recall: f64,
    f1: f64,
}

#[derive(Debug, Serialize)]
struct Part {
    name: String,
    rows: u64,
    accuracy: f64,
}

/// A text whose score is far on the wrong side.
#[derive(Debug, Serialize)]
struct Miss {
    labelled: &'static str,
    score: f64,
    text: String,
}

/// Runs the command; gives the exit status.
pub(super) fn run(args: &EvalArgs) -> Result<u8> {
    let talk = Talk::new(&args.labelled.talk);
    let engine = Engine::new(&args.labelled.engine);
    let dicts = Dicts::load(engine.dicts.as_deref())?;
    pipeline::start_threads(engine.threads)?;
    let rows = labelled::read(&args.labelled, None, args.by.as_deref(), &dicts, &talk)?.rows;
    let rows: Vec<Labelled> = rows.into_iter().filter(|r| r.classes & 0b11 != 0).collect();
    if rows.is_empty() {
        return Err(Error::usage(
            say!("no labelled rows", "没有带标签的行"),
            say!(
                "labels are positive or negative (好评/差评, 1/0 …) in `--label-column`",
                "标签列（`--label-column`）应为 正面/负面、好评/差评、1/0 等"
            ),
        ));
    }
    let session = session::load(dicts, &engine)?;
    let scores: Vec<i32> = rows
        .par_iter()
        .map_init(Scratch::default, |s, r| {
            let record = Record { source: Name::from("-"), row: 1, text: r.text.clone(), ..Record::default() };
            session.annotator.annotate(record, s).sentiment.score.0
        })
        .collect();
    let measures = measure(&rows, &scores, args.misses);
    let out = if args.json { json(&measures)? } else { text(&measures) };
    meta::print(out.as_bytes()).map(|()| 0)
}

fn positive(r: &Labelled) -> bool {
    r.classes & 1 == 1
}

fn json(m: &Measures) -> Result<String> {
    serde_json::to_string_pretty(m).map(|s| s + "\n").map_err(|e| Error::Internal(e.to_string()))
}

fn measure(rows: &[Labelled], scores: &[i32], misses: usize) -> Measures {
    let cell = |i: usize| (usize::from(!positive(&rows[i])), usize::from(scores[i] <= 0));
    let table = |picked: &mut dyn Iterator<Item = usize>| {
        let mut t = [[0u64; 2]; 2];
        for i in picked {
            let (gold, said) = cell(i);
            t[gold][said] += 1;
        }
        t
    };
    let whole = table(&mut (0..rows.len()));
    let resampled = resample(rows.len(), |picked| table(picked));
    let interval = |figure: &dyn Fn(&[[u64; 2]; 2]) -> f64| {
        let mut all: Vec<f64> = resampled.iter().map(figure).collect();
        all.sort_by(f64::total_cmp);
        let at = |share: usize| all.get(all.len() * share / 1000).copied().unwrap_or_default();
        Interval { value: round(figure(&whole), 4), low: round(at(25), 4), high: round(at(974), 4) }
    };
    let part = |name: String, mine: &dyn Fn(usize) -> bool| {
        let t = table(&mut (0..rows.len()).filter(|&i| mine(i)));
        Part { name, rows: t.iter().flatten().sum(), accuracy: round(accuracy(&t), 4) }
    };
    let mut names: Vec<&str> = rows.iter().map(|r| r.group.as_str()).filter(|g| !g.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    let length = |i: usize| rows[i].text.chars().count();
    let lengths = LENGTHS.iter().enumerate().map(|(k, &to)| {
        let from = if k == 0 { 0 } else { LENGTHS[k - 1] };
        let name = if to == usize::MAX { format!(">{from}") } else { format!("{}-{to}", from + 1) };
        part(name, &|i| length(i) > from && length(i) <= to)
    });
    Measures {
        rows: rows.len(),
        accuracy: interval(&accuracy),
        macro_f1: interval(&|t| f64::midpoint(side(t, 0).2, side(t, 1).2)),
        positive: rounded(side(&whole, 0)),
        negative: rounded(side(&whole, 1)),
        confusion: whole,
        groups: names.iter().map(|g| part((*g).to_owned(), &|i| rows[i].group == *g)).collect(),
        lengths: lengths.collect(),
        misses: worst(rows, scores, misses),
    }
}

/// Tables of resampled rows (bootstrap, Efron 1979), from a fixed sequence, so that the same file gives the same intervals.
fn resample(n: usize, table: impl Fn(&mut dyn Iterator<Item = usize>) -> [[u64; 2]; 2] + Sync) -> Vec<[[u64; 2]; 2]> {
    (0..RESAMPLES)
        .into_par_iter()
        .map(|k| {
            let mut state = k.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
            let mut next = move || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                usize::try_from(state >> 33).unwrap_or(0) % n.max(1)
            };
            table(&mut (0..n).map(|_| next()))
        })
        .collect()
}

fn accuracy(t: &[[u64; 2]; 2]) -> f64 {
    float(t[0][0] + t[1][1]) / float(t.iter().flatten().sum::<u64>().max(1))
}

/// Precision, recall and F1 of one side.
fn side(t: &[[u64; 2]; 2], s: usize) -> (f64, f64, f64) {
    let hit = float(t[s][s]);
    let precision = hit / float((t[0][s] + t[1][s]).max(1));
    let recall = hit / float((t[s][0] + t[s][1]).max(1));
    let f1 = if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
    (precision, recall, f1)
}

fn rounded((precision, recall, f1): (f64, f64, f64)) -> Side {
    Side { precision: round(precision, 4), recall: round(recall, 4), f1: round(f1, 4) }
}

/// The texts that are furthest on the wrong side.
fn worst(rows: &[Labelled], scores: &[i32], misses: usize) -> Vec<Miss> {
    let mut wrong: Vec<usize> = (0..rows.len()).filter(|&i| positive(&rows[i]) != (scores[i] > 0)).collect();
    wrong.sort_by_key(|&i| (std::cmp::Reverse(scores[i].abs()), i));
    let show = |&i: &usize| Miss {
        labelled: if positive(&rows[i]) { "positive" } else { "negative" },
        score: f64::from(scores[i]) / 1000.0,
        text: rows[i].text.chars().take(120).collect(),
    };
    wrong.iter().take(misses).map(show).collect()
}

fn text(m: &Measures) -> String {
    let mut s = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(s, "rows       {}", m.rows);
    let _ = writeln!(s, "accuracy   {} ({} - {})", m.accuracy.value, m.accuracy.low, m.accuracy.high);
    let _ = writeln!(s, "macro F1   {} ({} - {})", m.macro_f1.value, m.macro_f1.low, m.macro_f1.high);
    for (name, side) in [("positive", &m.positive), ("negative", &m.negative)] {
        let _ = writeln!(s, "{name}   precision {}  recall {}  F1 {}", side.precision, side.recall, side.f1);
    }
    let c = m.confusion;
    let _ = writeln!(
        s,
        "confusion  labelled positive: {} right, {} wrong; labelled negative: {} right, {} wrong",
        c[0][0], c[0][1], c[1][1], c[1][0]
    );
    for part in m.groups.iter().chain(&m.lengths) {
        let _ = writeln!(s, "  {:16} {:>7}  {}", part.name, part.rows, part.accuracy);
    }
    let _ = writeln!(s, "worst misses (`voc explain` says why)");
    for miss in &m.misses {
        let _ = writeln!(s, "  {} {:>6}  {}", miss.labelled, miss.score, clean(&miss.text));
    }
    s
}
