//! How single sentences are read: a case for each way of reading that words alone do not give.

use std::sync::LazyLock;

use voc::annotate::{Annotator, Scratch};
use voc::lexicon::Dicts;
use voc::model::Models;
use voc::record::{Annotated, Polarity, Record};

fn read(text: &str) -> Annotated {
    static ANNOTATOR: LazyLock<Annotator> =
        LazyLock::new(|| Annotator::new(&Dicts::load(None).unwrap(), Models::embedded().unwrap(), true).unwrap());
    ANNOTATOR.annotate(Record { text: text.to_owned(), ..Record::default() }, &mut Scratch::default())
}

fn polarities(text: &str) -> Vec<(String, Polarity)> {
    read(text).mentions.iter().map(|m| (m.aspect.to_string(), m.polarity)).collect()
}

#[test]
fn a_negator_at_the_end_of_a_clause_turns_what_stands_before_it() {
    for text in ["一个bug都没有", "一颗坏果都没有", "用了半年，故障从来没有"] {
        assert!(polarities(text).iter().all(|m| m.1 != Polarity::Negative), "{text}: {:?}", polarities(text));
    }
    assert!(polarities("优惠都没有").iter().any(|m| m.1 == Polarity::Negative));
    // 漏电|保护|都没有 lacks the protection, and 坏了没有 asks.
    assert!(polarities("漏电保护都没有").iter().all(|m| m.1 != Polarity::Positive));
}

#[test]
fn several_mild_praises_are_no_irony() {
    for text in ["房间干净床舒服，隔音有点差", "大小合适面料舒服，味道有点大"] {
        let got = polarities(text);
        assert_eq!(got.iter().filter(|m| m.1 == Polarity::Positive).count(), 2, "{text}: {got:?}");
        assert_eq!(got.iter().filter(|m| m.1 == Polarity::Negative).count(), 1, "{text}: {got:?}");
    }
}

#[test]
fn words_do_not_begin_or_end_within_a_number() {
    let a = read("我要打12315投诉你们，东西坏了");
    let quoted: Vec<&str> = a.severity_evidence.iter().map(|e| e.text.as_str()).collect();
    assert!(quoted.iter().all(|q| q.contains("12315")) && !quoted.is_empty(), "{quoted:?}");
}

#[test]
fn a_complaint_that_exclaims_is_angry_and_faint_praise_in_it_no_joy() {
    let of = |text: &str| read(text).emotions.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(of("快递太慢了，客服也不理人，但是衣服质量不错"), ["anger"]);
    assert_eq!(of("衣服质量不错"), ["joy"]);
    assert!(of("快递有点慢").is_empty());
}

#[test]
fn what_is_denied_is_not_grave_even_where_the_denial_is_praise() {
    assert!(read("客服没骂人，说话也客气").severity_evidence.is_empty());
    assert!(!read("客服骂人，还说我穷").severity_evidence.is_empty());
    assert!(read("来电人反映快递三天没到").severity_evidence.is_empty());
}

#[test]
fn a_wrong_drug_is_no_parcel() {
    let natures = |text: &str| read(text).natures.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert!(!natures("药房把降压药发成了降糖药，吃了头晕").contains(&"logistics".to_owned()));
    assert!(natures("发错货了，黑色发成了白色").contains(&"logistics".to_owned()));
}

#[test]
fn what_is_not_chinese_is_judged_by_words_alone() {
    let labels = |text: &str| (read(text).sentiment.label.id(), read(text).complaint);
    // The models know Chinese n-grams: they took this for a complaint about the product.
    assert_eq!(labels("Great purchase, I love it"), ("positive", false));
    assert_eq!(labels("The invoice is in the box"), ("neutral", false));
    assert_eq!(labels("Terrible quality, broken on arrival"), ("negative", true));
}

#[test]
fn an_unknown_cause_is_no_doubt_of_what_happened() {
    let safety =
        |text: &str| polarities(text).into_iter().find(|(aspect, _)| aspect == "product.safety").map(|(_, p)| p);
    assert_eq!(safety("第二天房子不知道什么原因着火了"), Some(Polarity::Negative));
    assert_ne!(safety("不知道会不会着火，用着再看"), Some(Polarity::Negative));
}
