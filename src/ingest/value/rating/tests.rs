//! Ratings as exports and forms write them, and what their headers explain.

use super::*;
use proptest::prelude::*;

fn words() -> RatingWords {
    RatingWords::new(&Dicts::load(None).unwrap()).unwrap()
}

#[test]
fn ratings_as_exports_write_them() {
    let cases = [
        ("5", Some(5000)),
        ("10", Some(10_000)),
        ("4.5", Some(4500)),
        ("3.6666666666666665", Some(3667)),
        ("4.33333333333333分", Some(4333)),
        ("3.6666666666666665000000000", None),
        ("123456789", None),
        ("5.0", Some(5000)),
        ("5星", Some(5000)),
        (" 4 颗星", Some(4000)),
        ("五星", Some(5000)),
        ("★★★★☆", Some(4000)),
        ("star4", Some(4000)),
        ("Extremely Unhappy", Some(1000)),
        ("comment-star star1", Some(1000)),
        ("allstar40", Some(4000)),
        ("⭐️⭐️", Some(2000)),
        ("4/5", Some(4000)),
        ("9/10", Some(9000)),
        ("4.5分/5分", Some(4500)),
        ("90分", Some(90_000)),
        ("80%", Some(80_000)),
        ("非常满意", Some(5000)),
        ("５", Some(5000)),
        ("５星", Some(5000)),
        ("5-非常满意", Some(5000)),
        ("4（满意）", Some(4000)),
        ("非常满意（5分）", Some(5000)),
        ("4.0 out of 5 stars", Some(4000)),
        ("Very Satisfied", Some(5000)),
        ("", None),
        ("十颗星", None),
        ("6/5", None),
        ("-1", None),
        ("2024", None),
        ("3天", None),
        ("3 天后收到", None),
        ("5.", None),
        ("1.2.3", None),
        ("0分", Some(0)),
        ("零星", Some(0)),
    ];
    let w = words();
    for (cell, want) in cases {
        assert_eq!(w.rating(cell), want.map(Milli), "{cell}");
    }
}

#[test]
fn ratings_as_forms_dress_them_up() {
    let cases = [
        ("A.非常满意", Some(5000)),
        ("A、满意", Some(4000)),
        ("①满意", Some(4000)),
        ("（b）不满意", Some(2000)),
        ("(5)非常满意", Some(5000)),
        ("（10）非常满意", Some(10_000)),
        ("5(非常满意)", Some(5000)),
        ("1.非常满意", Some(5000)),
        ("1、非常满意", Some(5000)),
        ("5、非常不满意", Some(1000)),
        ("10-非常愿意", Some(10_000)),
        ("0-非常不愿意", Some(0)),
        ("满意度：非常满意", Some(5000)),
        ("评价:★★★☆☆", Some(3000)),
        ("😀非常满意", Some(5000)),
        ("☹️不满意", Some(2000)),
        ("满意 👍", Some(4000)),
        ("五颗星", Some(5000)),
        ("4星半", Some(4500)),
        ("4.5★", Some(4500)),
        ("5⭐", Some(5000)),
        ("5⭐️", Some(5000)),
        ("★★★★★(5.0)", Some(5000)),
        ("★★★★☆（4.2分）", Some(4200)),
        ("★★★★★(3.0)", None),
        ("★★★★★(120)", None),
        ("★★★★★(", None),
        ("☆☆☆☆☆", None),
        ("☆", None),
        ("5星半", None),
        ("5分好评", Some(5000)),
        ("10分（非常给力）", Some(10_000)),
        ("4.3分(128条)", Some(4300)),
        ("4.8分（5分制）", Some(4800)),
        ("9分(5分制)", None),
        ("4.3 (128)", None),
        ("非常滿意", Some(5000)),
        ("５顆星", Some(5000)),
        ("不滿意（1分）", Some(2000)),
        ("5分 超赞", Some(5000)),
        ("5 非常满意", Some(5000)),
        ("3分/一般", Some(3000)),
        ("口味：4.5 环境：4.0", None),
        ("数量：3", None),
        ("12:30", None),
        ("5a", None),
        ("①", None),
        ("😀", None),
        ("5/", None),
    ];
    let w = words();
    for (cell, want) in cases {
        assert_eq!(w.rating(cell), want.map(Milli), "{cell}");
    }
}

#[test]
fn no_answer_is_no_rating() {
    let w = words();
    for cell in ["未评价", " 未评价 ", "（空）", "-", "--", "/", "NULL", "N/A", "nan", "None", "无", "-3", "Unoffered"]
    {
        assert!(w.is_unanswered(cell) && w.rating(cell).is_none(), "{cell}");
    }
    assert!(["", "满意", "3", "-1", "不评价他们"].iter().all(|c| !w.is_unanswered(c)));
}

#[test]
fn headers_state_the_scale() {
    let w = words();
    let mirror = |header: &str| w.mirror(header, (1_000, FIVE));
    assert_eq!(mirror("满意度(1=非常满意,5=非常不满意)"), Some(6000));
    assert_eq!(mirror("滿意度(1=非常滿意,5=非常不滿意)"), Some(6000));
    assert_eq!(mirror("满意度（1分 = 非常满意；10分 = 非常不满意）"), Some(11_000));
    assert_eq!(mirror("满意度【1-满意 2-一般 3-不满意】"), Some(4000));
    assert_eq!(w.explained("满意度(1=非常满意,7=非常不满意)"), Some((1_000, 7_000)));
    assert_eq!(w.explained("满意度（1-非常不满意 7-非常满意）"), Some((1_000, 7_000)));
    assert_eq!(w.explained("满意度(3=一般,5=非常满意)"), None);
    assert!(["1", "5分", " 4.5 "].iter().all(|c| RatingWords::is_bare(c)));
    assert!(["", "满意", "1-非常满意", "4/5"].iter().all(|c| !RatingWords::is_bare(c)));
    for header in ["满意度(1=非常不满意,5=非常满意)", "满意度(1-5分)", "满意度(5=非常满意)", "满意度", ""]
    {
        assert_eq!(mirror(header), None, "{header}");
    }
}

#[test]
fn headers_turn_the_scale_in_many_words() {
    let w = words();
    let turned = [
        "满意度(1非常满意-5非常不满意)",
        "满意度（1分非常满意，5分非常不满意）",
        "满意度（1为非常满意，5为非常不满意）",
        "满意度(1最满意，5最不满意)",
        "满意度（1最好，5最差）",
        "满意度（数字越小越满意）",
        "Satisfaction (1=very satisfied, 5=very dissatisfied)",
        "Rating (1 = best)",
        "满意度(5=非常不满意)",
        "满意度 1-非常满意 ~ 5-非常不满意",
    ];
    for header in turned {
        assert_eq!(w.mirror(header, (1_000, FIVE)), Some(6_000), "{header}");
    }
    assert_eq!(w.mirror("评分(1=最好)", (1_000, 10_000)), Some(11_000));
    for header in ["满意度(5最满意)", "满意度,1-7分,7分最满意", "1=满意", "5星好评", "满意度(1非常不满意-5非常满意)"]
    {
        assert_eq!(w.mirror(header, (1_000, FIVE)), None, "{header}");
    }
    assert_eq!(w.explained("满意度(0分非常不满意，10分非常满意)"), Some((0, 10_000)));
}

#[test]
fn letters_are_grades_and_no_proof_of_ratings() {
    let w = words();
    assert_eq!(
        ["A", "B", "C", "D", "E"].map(|c| w.rating(c).map(|r| r.0)),
        [5_000, 4_000, 3_000, 2_000, 1_000].map(Some)
    );
    assert!(!w.is_telling("A") && !w.is_telling("Ｂ") && w.is_telling("A+") && w.is_telling("优"));
}

#[test]
fn words_stars_and_fractions_tell_their_scale() {
    let w = words();
    let of = |cell: &str| w.stated(cell).unwrap().of;
    let five = [
        "五星",
        "4星",
        "4星半",
        "★★★",
        "★★★★☆",
        "4.5★",
        "★★★★★(5.0)",
        "4/5",
        "4.5分/5分",
        "5（满分5分）",
        "非常满意",
        "A",
        "满意度：满意",
        "1、非常满意",
        "5星 超赞",
    ];
    for cell in five {
        assert_eq!(of(cell), Some(FIVE), "{cell}");
    }
    for (cell, want) in [
        ("9/10", 10_000),
        ("★★★★★★★☆☆☆", 10_000),
        ("80%", 100_000),
        ("16/20", 20_000),
        ("5（满分10分）", 10_000),
        ("90分(满分100)", 100_000),
        ("9.2分（10分制）", 10_000),
    ] {
        assert_eq!(of(cell), Some(want), "{cell}");
    }
    for cell in ["5", "4.5", "90分", "五分", "3分", "5-非常满意", "8星", "5分 超赞", "0/0"] {
        assert_eq!(of(cell), None, "{cell}");
    }
}

proptest! {
    #[test]
    fn never_panics(s in "\\PC{0,70}") {
        let _ = (words_once().rating(&s), words_once().mirror(&s, (0, FIVE)));
    }

    #[test]
    fn never_panics_near_ratings(s in "[0-9./%星分★☆ (（-]{0,12}") {
        let _ = words_once().rating(&s);
    }
}

fn words_once() -> &'static RatingWords {
    static WORDS: std::sync::LazyLock<RatingWords> = std::sync::LazyLock::new(words);
    &WORDS
}
