//! What every run pays before its first row: `cargo bench --bench startup`.
#![allow(clippy::unwrap_used)]

use voc::annotate::Annotator;
use voc::lexicon::{Compiled, Dicts, Taxonomy};
use voc::model::Models;
use voc::text::segment::Segmenter;

fn main() {
    divan::main();
}

/// jieba's own dictionary, without our words.
#[divan::bench(sample_count = 10)]
fn jieba() -> Segmenter {
    Segmenter::new(&Dicts::default()).unwrap()
}

#[divan::bench(sample_count = 10)]
fn jieba_with_our_words(bencher: divan::Bencher) {
    let dicts = Dicts::load(None).unwrap();
    bencher.bench_local(|| Segmenter::new(&dicts).unwrap());
}

/// Reading the embedded text.
#[divan::bench(sample_count = 20)]
fn dictionaries() -> Dicts {
    Dicts::load(None).unwrap()
}

/// Compiling it into one automaton.
#[divan::bench(sample_count = 20)]
fn automaton(bencher: divan::Bencher) {
    let dicts = Dicts::load(None).unwrap();
    let taxonomy = Taxonomy::new(&dicts).unwrap();
    bencher.bench_local(|| Compiled::new(&dicts, &taxonomy).unwrap());
}

#[divan::bench(sample_count = 20)]
fn models() -> Models {
    Models::embedded().unwrap()
}

/// All of it, as the commands do it.
#[divan::bench(sample_count = 10)]
fn annotator() -> Annotator {
    Annotator::new(&Dicts::load(None).unwrap(), Models::embedded().unwrap(), true).unwrap()
}
