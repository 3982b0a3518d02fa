//! `voc sample`: texts for people to read and correct. Half are a fair sample, by which the labels of the whole can be judged; half are those whose labels are
//! least sure, which teach a model most. `voc eval` and `voc train` take the corrected file.
//!
//! The same rows give the same sample, whatever they are called and however many threads there are.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::aggregate::intern::hash;
use crate::aggregate::words::untagged;
use crate::cli::SampleArgs;
use crate::dedupe::Deduper;
use crate::error::{Error, Result};
use crate::lang::{Say, by_count};
use crate::output;
use crate::pipeline;
use crate::plan::{self, Engine, Talk};
use crate::record::{Annotated, Label};
use crate::render::{self, Cuts, Drawn, Format, Picked};
use crate::say;

use super::session::{self, Bar};
use super::{deliver, rows};

/// The doubt in a text of both sides and in one without an opinion, whose scores are near the middle however sure their labels are, in thousandths.
const MIXED: u32 = 600;
const NEUTRAL: u32 = 500;
/// What it adds that a text blames and no aspect bears it.
const UNTAGGED: u32 = 300;

/// Runs the command; gives the exit status.
pub(super) fn run(args: &SampleArgs) -> Result<u8> {
    let talk = Talk::new(&args.talk);
    let engine = Engine::new(&args.engine);
    let choice = plan::choice(&args.rows.rows)?;
    let path = args.output.as_deref().unwrap_or(Path::new(output::STDOUT));
    plan::one_format(path, &say!("a table (CSV or XLSX)", "表格（CSV 或 XLSX）"), &["csv", "xlsx"])?;
    let (mut rows, reader) = rows::open(&args.rows, choice, path, (&engine, &talk))?;
    rows.session.settle();
    let (mut pool, mut count) = (Pool::new(args.count, args.seed), 0);
    let (sieve, annotator, deduper) = (&mut rows.sieve, &rows.session.annotator, &mut Deduper::new(None));
    let bar = Bar::new(&talk);
    let progress = &mut |rows, done, total| bar.update(rows, done, total);
    let reader = pipeline::annotate_some(reader, progress, annotator, deduper, sieve, |batch| {
        count += batch.len();
        for a in &batch {
            pool.offer(a);
        }
        Ok(())
    })?;
    drop(bar);
    rows.end(reader, count, &talk)?;
    let drawn = pool.draw();
    if drawn.is_empty() {
        return Err(nothing_said());
    }
    let cuts = Cuts::default();
    let mut settings = render::Settings::new(&rows.session.messages);
    settings.cuts = Some(&cuts);
    settings.lang = talk.lang;
    settings.bom = path != Path::new(output::STDOUT);
    let format =
        if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx")) { Format::Xlsx } else { Format::Csv };
    rows.out.write_with(|w| render::sample(&drawn, format, &rows.session.annotator.taxonomy, &settings, w))?;
    deliver::tell_cuts(&cuts, &talk);
    rows.commit()?;
    session::tell(&[next(&drawn, path, args)], &talk);
    Ok(0)
}

/// How doubtful the labels of a text are, in thousandths: how near its score is to the middle, and whether it blames nothing that can be named.
fn doubt(a: &Annotated) -> u32 {
    let of_side = || 1000u32.saturating_sub(a.sentiment.score.0.unsigned_abs());
    let by_side = match a.sentiment.label {
        Label::Positive | Label::Negative => of_side(),
        Label::Mixed => MIXED,
        Label::Neutral => NEUTRAL,
    };
    by_side + if untagged(a) { UNTAGGED } else { 0 }
}

/// What may be drawn of the texts so far.
struct Pool {
    count: usize,
    seed: u64,
    /// How often each short text was met: they are never copies of one another, and each is drawn by itself. Where a text stands, and in which file, says
    /// nothing, so that files that are divided or put together give the same sample.
    met: FxHashMap<u64, u64>,
    /// By a hash of what they say.
    random: BTreeMap<u64, Annotated>,
    /// The most doubtful first; as many as are wanted in all, for some may be drawn at random, too.
    doubtful: BTreeMap<(Reverse<u32>, u64), Annotated>,
}

impl Pool {
    fn new(count: usize, seed: u64) -> Self {
        Self { count, seed, met: FxHashMap::default(), random: BTreeMap::new(), doubtful: BTreeMap::new() }
    }

    /// Copies and texts that say nothing are not drawn.
    fn offer(&mut self, a: &Annotated) {
        if !a.informative || a.duplicate_of.is_some() {
            return;
        }
        let times = self.met.entry(hash([a.text.as_bytes()])).or_default();
        *times += 1;
        let key = hash([&self.seed.to_le_bytes()[..], &times.to_le_bytes(), a.text.as_bytes()]);
        keep(&mut self.random, self.count.div_ceil(2), key, a);
        keep(&mut self.doubtful, self.count, (Reverse(doubt(a)), key), a);
    }

    /// The texts drawn, shuffled: nobody who reads them sees from its place why a text was drawn.
    fn draw(self) -> Vec<Drawn> {
        let mut drawn: Vec<(u64, Drawn)> =
            self.random.into_iter().map(|(key, row)| (key, Drawn { picked: Picked::Random, row })).collect();
        let known: FxHashSet<u64> = drawn.iter().map(|(key, _)| *key).collect();
        let rest = self.doubtful.into_iter().filter(|((_, key), _)| !known.contains(key));
        let more = rest.map(|((_, key), row)| (key, Drawn { picked: Picked::Doubtful, row }));
        drawn.extend(more.take(self.count.saturating_sub(known.len())));
        drawn.sort_by_key(|(key, _)| hash([&key.to_le_bytes()[..]]));
        drawn.into_iter().map(|(_, d)| d).collect()
    }
}

/// Puts a text among the first `most` by their keys, if it belongs there.
fn keep<K: Ord>(first: &mut BTreeMap<K, Annotated>, most: usize, key: K, a: &Annotated) {
    if first.len() >= most {
        if first.last_key_value().is_none_or(|(last, _)| *last <= key) {
            return;
        }
        first.pop_last();
    }
    first.insert(key, a.clone());
}

fn nothing_said() -> Error {
    Error::usage(
        say!("no text says anything that could be judged", "没有可供核对的文本"),
        say!("name the column of the texts with --text-column", "请用 --text-column 指定文本列"),
    )
}

/// What was drawn, and what to do with it.
fn next(drawn: &[Drawn], path: &Path, args: &SampleArgs) -> Say {
    let n = drawn.len();
    let random = drawn.iter().filter(|d| d.picked == Picked::Random).count();
    let (noun, doubtful) = (by_count(n as u64, "text", "texts"), n - random);
    let file = if path == Path::new(output::STDOUT) { Path::new("sample.csv") } else { path };
    // The same models and dictionaries, or something else is measured.
    let models = args.engine.model.iter().map(|m| format!("--model {}", quoted(m)));
    let dicts = args.engine.dicts.iter().map(|d| format!("--dicts {}", quoted(d)));
    let means: Vec<String> = [quoted(file)].into_iter().chain(models).chain(dicts).collect();
    let command = format!("voc eval {} --by picked", means.join(" "));
    say!(
        "{n} {noun}: {random} at random, {doubtful} with unsure labels; correct label, natures (joined by |) and severity, then run `{command}` (also with `--task nature`, `--task severity`)",
        "共 {n} 条：随机 {random} 条，存疑 {doubtful} 条；请改正 label、natures（多项用 | 连接）、severity 三列，再运行 `{command}`（另可加 `--task nature`、`--task severity`）"
    )
}

/// A path as one word of a command line.
fn quoted(path: &Path) -> String {
    let shown = path.display().to_string();
    if shown.contains(char::is_whitespace) { format!("\"{shown}\"") } else { shown }
}
