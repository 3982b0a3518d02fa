//! A file in, a report out, in rows per second, with one thread and with all: `cargo bench --bench end_to_end`.
//!
//! Dictionaries and jieba are loaded before the clock starts; `startup` measures them.
#![allow(clippy::unwrap_used)]

mod rows;

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use divan::Bencher;
use divan::counter::ItemsCount;
use tempfile::NamedTempFile;

use voc::aggregate::{Partial, Settings};
use voc::annotate::Annotator;
use voc::dedupe::Deduper;
use voc::ingest::{self, Options, Roles};
use voc::insight::{Context, Labels, finish};
use voc::lang::Lang;
use voc::lexicon::Dicts;
use voc::model::Models;
use voc::pipeline;
use voc::report::{Report, Run};

static DICTS: LazyLock<Dicts> = LazyLock::new(|| Dicts::load(None).unwrap());
static ANNOTATOR: LazyLock<Annotator> =
    LazyLock::new(|| Annotator::new(&DICTS, Models::embedded().unwrap(), true).unwrap());

fn main() {
    LazyLock::force(&ANNOTATOR);
    divan::main();
}

fn file(rows: u64) -> NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    rows::write(rows, &mut file).unwrap();
    file
}

/// What `voc analyze` does between opening the file and rendering the report.
fn analyze(path: PathBuf, roles: &Arc<Roles>) -> Report {
    let settings = Settings::default().with_stages(&ANNOTATOR.taxonomy);
    let (mut partial, mut deduper) = (Partial::new(&settings), Deduper::new(None));
    let reader = ingest::open(ingest::resolve(&[path]).unwrap(), Options::default(), roles.clone()).unwrap();
    pipeline::annotate(reader, &mut |_, _, _| {}, &ANNOTATOR, &mut deduper, |rows| {
        pipeline::absorb(&rows, &mut partial);
        Ok(())
    })
    .unwrap();
    let labels = Labels::new(&DICTS).unwrap();
    let context = Context {
        taxonomy: &ANNOTATOR.taxonomy,
        labels: &labels,
        lang: Lang::Zh,
        settings: &settings,
        run: Run::default(),
    };
    finish(partial, context).0
}

/// Threads by number; 0 is one for each core.
#[divan::bench(args = [1, 0], consts = [1_000, 10_000, 100_000], sample_count = 5)]
fn rows_per_second<const ROWS: u64>(bencher: Bencher, threads: usize) {
    let file = file(ROWS);
    let roles = Arc::new(Roles::new(&DICTS).unwrap());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| pool.install(|| analyze(file.path().to_owned(), &roles)));
}
