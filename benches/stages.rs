//! Each stage alone, in bytes of the sample texts per second: `cargo bench --bench stages`.
#![allow(clippy::unwrap_used)]

use std::hint::black_box;
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::BytesCount;

use voc::aggregate::{Partial, Settings};
use voc::annotate::{Annotator, Scratch};
use voc::insight::{Context, Labels, finish};
use voc::lang::Lang;
use voc::lexicon::{Dicts, Messages};
use voc::model::Models;
use voc::record::{Annotated, Record};
use voc::render::Format;
use voc::report::{Report, Run};
use voc::text::clause;
use voc::text::mask::Masker;
use voc::text::normalize::{Normalized, Normalizer};
use voc::text::segment::Segmenter;

static DICTS: LazyLock<Dicts> = LazyLock::new(|| Dicts::load(None).unwrap());
static ANNOTATOR: LazyLock<Annotator> =
    LazyLock::new(|| Annotator::new(&DICTS, Models::embedded().unwrap(), true).unwrap());
static NORMALIZER: LazyLock<Normalizer> = LazyLock::new(|| Normalizer::new(&DICTS).unwrap());

static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_path("sample_data/feedback.csv").unwrap();
    reader.records().map(|r| r.unwrap()[8].to_owned()).collect()
});
static NORMAL: LazyLock<Vec<String>> = LazyLock::new(|| TEXTS.iter().map(|t| NORMALIZER.normal_form(t)).collect());
static ROWS: LazyLock<Vec<Annotated>> = LazyLock::new(|| {
    let mut scratch = Scratch::default();
    records().into_iter().map(|r| ANNOTATOR.annotate(r, &mut scratch)).collect()
});
static REPORT: LazyLock<Report> = LazyLock::new(|| report(absorbed()));

fn main() {
    // What is loaded once must not fall into a measurement.
    LazyLock::force(&REPORT);
    LazyLock::force(&NORMAL);
    divan::main();
}

fn records() -> Vec<Record> {
    let record = |(i, text): (usize, &String)| Record {
        source: "feedback.csv".into(),
        row: i as u64 + 1,
        text: text.clone(),
        ..Record::default()
    };
    TEXTS.iter().enumerate().map(record).collect()
}

fn settings() -> Settings {
    Settings::default().with_stages(&ANNOTATOR.taxonomy)
}

fn absorbed() -> Partial {
    let mut partial = Partial::new(&settings());
    ROWS.iter().for_each(|r| partial.absorb(r));
    partial
}

fn report(partial: Partial) -> Report {
    let (labels, settings) = (Labels::new(&DICTS).unwrap(), settings());
    let context = Context {
        taxonomy: &ANNOTATOR.taxonomy,
        labels: &labels,
        lang: Lang::Zh,
        settings: &settings,
        run: Run::default(),
    };
    finish(partial, context).0
}

fn bytes(texts: &[String]) -> BytesCount {
    BytesCount::new(texts.iter().map(String::len).sum::<usize>())
}

#[divan::bench]
fn mask(bencher: Bencher) {
    let masker = Masker::new(&DICTS).unwrap();
    let (mut out, mut kinds) = (String::new(), Vec::new());
    bencher.counter(bytes(&TEXTS)).bench_local(|| {
        for text in TEXTS.iter() {
            out.clear();
            kinds.clear();
            masker.mask(text, &mut out, &mut kinds);
            black_box(&out);
        }
    });
}

#[divan::bench]
fn normalize(bencher: Bencher) {
    let mut out = Normalized::default();
    bencher.counter(bytes(&TEXTS)).bench_local(|| {
        for text in TEXTS.iter() {
            NORMALIZER.normalize(text, &mut out);
            black_box(&out);
        }
    });
}

#[divan::bench]
fn clauses(bencher: Bencher) {
    let mut out = Vec::new();
    bencher.counter(bytes(&NORMAL)).bench_local(|| {
        for text in NORMAL.iter() {
            clause::split(text, &mut out);
            black_box(&out);
        }
    });
}

#[divan::bench]
fn segment(bencher: Bencher) {
    let segmenter = Segmenter::new(&DICTS).unwrap();
    let mut out = Vec::new();
    bencher.counter(bytes(&NORMAL)).bench_local(|| {
        for text in NORMAL.iter() {
            segmenter.cut(text, &mut out);
            black_box(&out);
        }
    });
}

/// The yardstick: jieba alone, without parts of speech.
#[divan::bench]
fn jieba_cut_with_hmm(bencher: Bencher) {
    let jieba = jieba_rs::Jieba::new();
    bencher.counter(bytes(&NORMAL)).bench_local(|| {
        for text in NORMAL.iter() {
            black_box(jieba.cut(text, true));
        }
    });
}

/// Everything that a row goes through, the stages above included.
#[divan::bench]
fn annotate(bencher: Bencher) {
    let mut scratch = Scratch::default();
    bencher.counter(bytes(&TEXTS)).with_inputs(records).bench_local_values(|records| {
        for record in records {
            black_box(ANNOTATOR.annotate(record, &mut scratch));
        }
    });
}

#[divan::bench]
fn signatures(bencher: Bencher) {
    bencher.counter(bytes(&TEXTS)).bench_local(|| {
        for text in TEXTS.iter() {
            black_box(voc::dedupe::signature(text, None));
        }
    });
}

#[divan::bench]
fn aggregate(bencher: Bencher) {
    bencher.counter(bytes(&TEXTS)).bench_local(absorbed);
}

#[divan::bench]
fn merge(bencher: Bencher) {
    let inputs = || (absorbed(), absorbed());
    bencher.counter(bytes(&TEXTS)).with_inputs(inputs).bench_local_values(|(mut a, b)| {
        a.merge(b);
        a
    });
}

/// Once a run, whatever the number of rows.
#[divan::bench]
fn finish_report(bencher: Bencher) {
    bencher.counter(bytes(&TEXTS)).with_inputs(absorbed).bench_local_values(report);
}

#[divan::bench(args = [Format::Json, Format::Csv, Format::Terminal, Format::Markdown, Format::Html, Format::Xlsx])]
fn render(bencher: Bencher, format: Format) {
    let messages = Messages::new(&DICTS);
    let settings = voc::render::Settings::new(&messages);
    let render = || {
        let mut out = Vec::new();
        voc::render::render(&REPORT, format, &settings, &mut out).unwrap();
        out
    };
    bencher.counter(BytesCount::new(render().len())).bench_local(render);
}
