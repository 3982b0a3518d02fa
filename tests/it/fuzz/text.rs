//! Texts: the map of the normaliser, clauses, masking, and the whole of annotation.

use std::sync::LazyLock;

use proptest::prelude::*;
use voc::annotate::{Annotator, Scratch};
use voc::lexicon::Dicts;
use voc::model::Models;
use voc::record::Record;
use voc::text::clause::{self, is_letter};
use voc::text::mask::Masker;
use voc::text::normalize::{Normalized, Normalizer};

use super::cases;

static DICTS: LazyLock<Dicts> = LazyLock::new(|| Dicts::load(None).unwrap());
static NORMALIZER: LazyLock<Normalizer> = LazyLock::new(|| Normalizer::new(&DICTS).unwrap());
static MASKER: LazyLock<Masker> = LazyLock::new(|| Masker::new(&DICTS).unwrap());
static ANNOTATOR: LazyLock<Annotator> =
    LazyLock::new(|| Annotator::new(&DICTS, Models::embedded().unwrap(), true).unwrap());

/// Texts of customers and of nobody.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[快递太慢了客服也不理人质量很好退货贵]{1,9}",
        2 => "[，。！？、；：…~～()（）【】\\[\\]\"“”《》]{1,3}",
        1 => "[ \t\n\r\u{3000}\u{a0}\u{200b}\u{feff}\u{202e}]{1,3}",
        1 => "[哈好差!。]{4,12}",
        1 => "[Ａ-Ｚａ-ｚ０-９a-zA-Z0-9]{1,12}",
        1 => prop::sample::select(vec!["&nbsp;", "&amp;lt;", "&#23458;", "&#x1F600;", "&#99999999;", "&quot", "[微笑]", "👨\u{200d}👩\u{200d}👧", "1️⃣", "但是", "不是不", "如果", "😡😡😡😡"]).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["<br>", "<br/>", "</p>", "<b>", "</b>", "<b ", "br>", "<", ">", "<img alt=[心] src=x>", "<a href=\"http://a.cn\">", "http://", "https://t.cn/A6x0", "://", "www.", "//", "//img.a.cn/x", "/", ".", "＜", "／", "[doge]"]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ];
    prop::collection::vec(piece, 0..16).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn the_map_of_the_normal_form_leads_back_in_order(text in text()) {
        let mut out = Normalized::default();
        NORMALIZER.normalize(&text, &mut out);
        let n = u32::try_from(text.chars().count()).unwrap();
        let mut last = 0;
        for (at, c) in out.text.char_indices() {
            let (start, end) = out.original(at, at + c.len_utf8());
            prop_assert!(last <= start && start <= end && end <= n, "{start}..{end} of {n}");
            prop_assert!(start < n);
            last = start;
        }
        prop_assert_eq!(out.original(out.text.len(), out.text.len()), (n, n));
        // Entities may hide entities; anything else is in its normal form at once.
        if !text.contains('&') {
            prop_assert_eq!(NORMALIZER.normal_form(&out.text), out.text);
        }
    }

    #[test]
    fn clauses_cover_the_text_in_order(text in text()) {
        let text = NORMALIZER.normal_form(&text);
        let mut clauses = Vec::new();
        clause::split(&text, &mut clauses);
        let mut end = 0;
        for c in &clauses {
            prop_assert!(end <= c.start && c.start < c.end && !text[c.start..c.end].trim().is_empty());
            prop_assert!(!text[end..c.start].chars().any(is_letter), "{:?}", &text[end..c.start]);
            end = c.end;
        }
        prop_assert!(!text[end..].chars().any(is_letter), "{:?}", &text[end..]);
    }

    #[test]
    fn masking_keeps_places_and_is_done_once(text in text()) {
        let mask = |text: &str| {
            let (mut out, mut kinds) = (String::new(), Vec::new());
            MASKER.mask(text, &mut out, &mut kinds);
            (out, kinds)
        };
        let (once, kinds) = mask(&text);
        prop_assert!(once.chars().count() == text.chars().count() && once.chars().zip(text.chars()).all(|(o, t)| o == t || o == '*'));
        prop_assert_eq!(kinds.is_empty(), once == text);
        prop_assert_eq!(mask(&once), (once.clone(), Vec::new()));
    }

    #[test]
    fn a_number_that_is_announced_is_never_shown(before in "[快递太慢了客服，。！]{0,12}", after in "([，。！快递慢]{1,9})?", word in prop::sample::select(vec!["电话", "手机号：", "联系我", "我的手机号是", "请拨打 ", "☎"]), number in "1[3-9][0-9]{9}") {
        prop_assume!(!number.ends_with("000000"));
        let text = format!("{before}{word}{number}{after}");
        let mut out = String::new();
        MASKER.mask(&text, &mut out, &mut Vec::new());
        prop_assert!(!out.contains(&number), "{}", out);
    }

    #[test]
    fn every_text_gets_labels_whose_places_are_in_it(text in text()) {
        let row = ANNOTATOR.annotate(Record { text: text.clone(), row: 1, ..Record::default() }, &mut Scratch::default());
        let json = serde_json::to_value(&row).unwrap();
        let n = text.chars().count() as u64;
        prop_assert_eq!(json["text"].as_str().unwrap().chars().count() as u64, n);
        for place in json["mentions"].as_array().unwrap().iter().chain(json["severity_evidence"].as_array().unwrap()) {
            let (start, end) = (place["start"].as_u64().unwrap(), place["end"].as_u64().unwrap());
            prop_assert!(start <= end && end <= n, "{place}");
        }
        let again: voc::record::Annotated = serde_json::from_value(json).unwrap();
        prop_assert_eq!(again, row);
    }
}
