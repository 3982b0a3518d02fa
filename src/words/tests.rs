//! The whole search, on texts made for it: what was planted is found, and nothing else.

use std::sync::LazyLock;

use super::*;
use crate::lexicon::Dicts;
use crate::model::Models;
use crate::record::Record;

static DICTS: LazyLock<Dicts> = LazyLock::new(|| Dicts::load(None).unwrap());
static ANNOTATOR: LazyLock<Annotator> =
    LazyLock::new(|| Annotator::new(&DICTS, Models::embedded().unwrap(), true).unwrap());
static LEXIS: LazyLock<Lexis> = LazyLock::new(|| Lexis::new(&DICTS).unwrap());

const THINGS: [&str; 10] = ["快递", "客服", "包装", "质量", "价格", "颜色", "味道", "屏幕", "电池", "按键"];
const SAYS: [&str; 12] =
    ["很好", "太慢", "不错", "一般", "有点贵", "还可以", "太差", "很满意", "不好用", "很结实", "没问题", "挺漂亮"];
const BEFORE: [&str; 8] = ["买了", "这个", "孩子用", "送的", "换成", "旁边的", "", "喜欢"];
const AFTER: [&str; 11] =
    ["很好用", "不好用", "坏了", "太贵", "", "漏水", "没反应", "味道大", "掉漆", "不够长", "挺轻"];

/// Nine hundred different reviews of known words; every ninth has one of `planted` in changing company.
fn rows(planted: &[&str]) -> Vec<Record> {
    let row = |i: usize| {
        let (a, b) = (THINGS[i % 10], THINGS[i / 7 % 10]);
        let mut text = format!("{a}{}，{b}{}", SAYS[i / 10 % 12], SAYS[i / 3 % 11]);
        if !planted.is_empty() && i.is_multiple_of(9) {
            let j = i / 9;
            text = format!("{}{}{}。{text}", BEFORE[j % 8], planted[j % planted.len()], AFTER[j % 11]);
        }
        Record { source: "a.csv".into(), row: i as u64 + 1, text, ..Record::default() }
    };
    (0..900).map(row).collect()
}

fn search(rows: Vec<Record>, settings: Settings) -> Vec<Found> {
    let mut corpus = Corpus::default();
    corpus.absorb(rows, &ANNOTATOR);
    find(&mut corpus, &ANNOTATOR, &LEXIS, settings)
}

const PLANTED: [&str; 3] = ["泡泡枪", "拆旧", "炸篮"];

#[test]
fn planted_words_are_found_and_noise_is_not() {
    let found = search(rows(&PLANTED), Settings::default());
    let words: Vec<_> = found.iter().map(|f| (f.word.as_str(), f.kind, f.documents)).collect();
    assert_eq!(words.len(), 3, "{words:?}");
    assert_eq!(words[0], ("泡泡枪", Kind::Phrase, 34));
    assert!(
        words[1..].contains(&("拆旧", Kind::Word, 33)) && words[1..].contains(&("炸篮", Kind::Word, 33)),
        "{words:?}"
    );
    for f in &found {
        assert_eq!((f.count, f.guess), (f.documents, Some(Guess::Target)), "{f:?}");
        assert!(f.cohesion > 6.0 && f.left > 2.0 && f.right > 2.0 && (0.0..=1.0).contains(&f.negative), "{f:?}");
        assert!(f.example.text.contains(&f.word) && f.example.row % 9 == 1, "{f:?}");
    }
}

#[test]
fn nothing_new_gives_nothing() {
    for texts in [rows(&[]), Vec::new()] {
        let found = search(texts, Settings::default());
        assert!(found.is_empty(), "{found:?}");
    }
}

#[test]
fn order_copies_batches_and_threads_change_nothing() {
    let once = search(rows(&PLANTED), Settings::default());
    let mut turned = rows(&PLANTED);
    turned.reverse();
    turned.extend(rows(&PLANTED).into_iter().take(300));
    assert_eq!(search(turned, Settings::default()), once);
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let found = pool.install(|| {
            let mut corpus = Corpus::default();
            for row in rows(&PLANTED) {
                corpus.absorb(vec![row], &ANNOTATOR);
            }
            find(&mut corpus, &ANNOTATOR, &LEXIS, Settings::default())
        });
        assert_eq!(found, once, "{threads} threads");
    }
}

#[test]
fn rare_words_and_long_lists_are_cut() {
    let none = search(rows(&PLANTED), Settings { least: 35, ..Settings::default() });
    assert!(none.is_empty(), "{none:?}");
    let one = search(rows(&PLANTED), Settings { top: 1, ..Settings::default() });
    assert_eq!(one.iter().map(|f| f.word.as_str()).collect::<Vec<_>>(), ["泡泡枪"]);
}
