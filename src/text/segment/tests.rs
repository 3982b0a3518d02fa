use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

/// voc's segmenter and jieba itself, with the same words.
static BOTH: LazyLock<(Segmenter, Jieba)> = LazyLock::new(|| {
    let dicts = Dicts::load(None).unwrap();
    let mut jieba = Jieba::new();
    for e in dicts.of("words") {
        let (word, tag) = (e.get("word"), e.get("tag"));
        if word.chars().all(is_han) {
            let freq = frequency(e).unwrap().map(|f| usize::try_from(f).unwrap());
            jieba.add_word(word, freq, Some(if tag.is_empty() { "n" } else { tag }));
        }
    }
    (Segmenter::new(&dicts).unwrap(), jieba)
});

/// Cuts by both, without what voc looks for before.
fn cut_alike(text: &str) {
    let (ours, jieba) = &*BOTH;
    let mut tokens = Vec::new();
    ours.cut_soft(text, 0, text.len(), &mut tokens);
    let theirs = jieba.tag(text, true).into_iter().map(|t| {
        let pos = if t.word.chars().any(is_letter) { Pos::of_tag(t.tag) } else { Pos::Mark };
        (t.word, pos, jieba.has_word(t.word))
    });
    let ours = tokens.iter().map(|t| (t.of(text), t.pos, t.known));
    assert!(ours.clone().eq(theirs.clone()), "{:?} {:?}", ours.collect::<Vec<_>>(), theirs.collect::<Vec<_>>());
}

#[test]
fn real_texts_are_cut_as_jieba_cuts_them() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in [
        "sample_data/feedback.csv",
        "tests/golden/trades.csv",
        "tests/golden/long.csv",
        "dicts/words.tsv",
        "README.zh-CN.md",
    ] {
        std::fs::read_to_string(root.join(file)).unwrap().lines().for_each(cut_alike);
    }
}

#[test]
fn words_are_those_of_jieba() {
    let (ours, jieba) = &*BOTH;
    assert_eq!(ours.base.words.total(), u64::try_from(jieba_total(jieba)).unwrap());
    for word in ["中国", "物流", "不存在的词", "的", "龘", "AT&T", "", "一分价钱一分货"] {
        assert_eq!(ours.knows(word), jieba.has_word(word), "{word}");
    }
}

/// The sum of frequencies, which jieba shows where it is debugged only.
fn jieba_total(jieba: &Jieba) -> usize {
    let told = format!("{jieba:?}");
    told.split("total_freq: ").nth(1).and_then(|n| n.trim_end_matches(" }").parse().ok()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Common characters beside each other, so that words begin, end and cross everywhere; rare ones, Latin, marks and breaks between.
    #[test]
    fn any_text_is_cut_as_jieba_cuts_it(
        text in "([的了不是一在有我他这中大来上国个到说们为子和你地出道也时年快递客服质量退款][一-龥]?|[a-zA-Z0-9+#&._%-]{1,4}|[㐀-䶿豈-龎𠀀-𠀟〇々ぁé，。 \r\n\t-]){0,40}",
    ) {
        cut_alike(&text);
    }
}

fn words(text: &str) -> Vec<String> {
    let s = Segmenter::new(&Dicts::load(None).unwrap()).unwrap();
    let mut out = Vec::new();
    s.cut(text, &mut out);
    out.iter().map(|t| t.of(text).to_owned()).collect()
}

#[test]
fn emoji_and_bracket_tokens_stay_whole() {
    let w = words("太差了[微笑]👨‍👩‍👧生气😡");
    assert!(w.contains(&"[微笑]".to_owned()) && w.contains(&"👨‍👩‍👧".to_owned()) && w.contains(&"😡".to_owned()), "{w:?}");
}

#[test]
fn names_of_emoji_are_no_words() {
    let s = Segmenter::new(&Dicts::load(None).unwrap()).unwrap();
    let mut out = Vec::new();
    for (text, code) in [("太逗了[doge]", "[doge]"), ("无语[cry][哭惹r]", "[哭惹r]"), ("好[r]", "[r]")] {
        s.cut(text, &mut out);
        assert!(out.iter().any(|t| t.of(text) == code && t.pos == Pos::Emoji), "{text}: {out:?}");
    }
    s.cut("买了[vivo x100]", &mut out);
    assert!(out.iter().all(|t| t.pos != Pos::Emoji));
}

#[test]
fn tokens_are_the_text() {
    for text in ["", "快递太慢了，iphone 15 pro不好用", "a&b \n 😀😀", "[[微笑]"] {
        assert_eq!(words(text).concat(), text);
    }
}
