//! Scales of columns, over a few cells each.

use super::*;
use crate::lexicon::Dicts;
use proptest::prelude::*;

static WORDS: std::sync::LazyLock<RatingWords> =
    std::sync::LazyLock::new(|| RatingWords::new(&Dicts::load(None).unwrap()).unwrap());

const NOTHING: Known = Known { stated: None, mirror: None, form: Form::Usual, comma: false, partial: false };

fn points(known: Known, cells: &[&str]) -> Points {
    Points::of(known, cells.iter().copied(), &WORDS)
}

fn read(points: Points, cells: &[&str]) -> Vec<Option<i32>> {
    cells.iter().map(|c| points.rating(c, None, &WORDS).map(|r| r.0)).collect()
}

#[test]
fn a_scale_that_reports_do_not_know_is_brought_to_five() {
    let seven = Known { stated: Some((1_000, SEVEN)), ..NOTHING };
    let p = points(seven, &["5", "7", "6", "3"]);
    assert_eq!(p.told, Told::Stated(Milli(SEVEN)));
    let got = read(p, &["1", "2", "4", "5", "7", "7分", "非常满意", "8", "0", "-"]);
    let want = [1000, 1667, 3000, 3667, 5000, 5000, 5000].map(Some);
    assert_eq!((&got[..7], &got[7..]), (&want[..], &[None; 3][..]));
    assert!(p.leaves_out("8", None, &WORDS) && !p.leaves_out("-", None, &WORDS));
    // Where numbers do not fit, the header means something else.
    assert_eq!(points(seven, &["9", "10", "3"]).told, Told::Nothing);
    let nought = points(Known { stated: Some((1_000, 3_000)), ..NOTHING }, &["0", "3", "1", "2", "3"]);
    assert_eq!(read(nought, &["0", "3"]), [Some(1000), Some(5000)]);
}

#[test]
fn a_stated_scale_that_is_not_filled_is_no_smaller_one() {
    let ten = Known { stated: Some((1_000, TEN)), ..NOTHING };
    let low = ["1", "3", "5", "2", "5"];
    assert_eq!(read(points(ten, &low), &["0", "1", "5", "10"]), [1000, 1000, 2778, 5000].map(Some));
    assert_eq!(points(ten, &["1", "9", "5", "2", "5"]).told, Told::Nothing);
    assert_eq!(points(ten, &low[..4]).told, Told::Nothing);
    assert_eq!(points(Known { partial: true, ..ten }, &low).told, Told::Nothing);
    let hundred = Known { stated: Some((0, HUNDRED)), ..NOTHING };
    assert_eq!(read(points(hundred, &["10", "50", "20", "30", "45"]), &["50", "100"]), [Some(2778), Some(5000)]);
    assert_eq!(points(hundred, &["5", "4", "5", "3", "1"]).told, Told::Nothing, "stars under a header of a hundred");
    assert_eq!(points(hundred, &["60", "80", "100", "90", "75"]).told, Told::Nothing);
}

#[test]
fn numbers_without_a_word_stay_and_are_told_where_they_may_be_of_seven() {
    let many = |cells: &[&'static str]| cells.iter().copied().cycle().take(24).collect::<Vec<_>>();
    let told = |cells: &[&'static str]| points(NOTHING, &many(cells)).told;
    let open = |low: i32, high: i32, top: i32| {
        let [low, high, taken_for] = [low, high, top].map(|n| Milli(n * 1_000));
        Told::Open { low, high, taken_for }
    };
    assert_eq!(told(&["7", "6", "5", "7"]), open(5, 7, 7));
    assert_eq!(told(&["7", "1", "2", "1", "3", "1"]), open(1, 7, 10));
    assert_eq!((told(&["0", "7", "6"]), told(&["6", "5"])), (open(0, 7, 10), open(5, 6, 10)));
    assert_eq!((told(&["7", "9"]), told(&["5", "1"])), (Told::Nothing, Told::Nothing));
    assert_eq!(points(NOTHING, &["7", "6"]).told, Told::Nothing, "too few to speak of");
    let of_seven = points(NOTHING, &many(&["7", "6", "7", "6", "满意"]));
    assert_eq!(read(of_seven, &["7", "5", "非常满意", "满意"]), [7_000, 5_000, 7_000, 5_600].map(Some));
    assert_eq!(
        (told(&["1", "0", "1"]), told(&["1"]), told(&["1", "0.5", "0"])),
        (open(0, 1, 5), Told::Nothing, Told::Nothing)
    );
    // A header of ten is believed.
    let ten = points(Known { stated: Some((0, TEN)), ..NOTHING }, &many(&["7", "6"]));
    assert_eq!((ten.told, read(ten, &["7"])), (Told::Stated(Milli(TEN)), vec![Some(3_667)]));
}

#[test]
fn what_tells_its_own_scale_is_brought_to_that_of_the_numbers() {
    let own = ["五星", "★★★", "4/5", "非常满意", "9/10", "80%", "五分", "5"];
    let hundred = points(NOTHING, &["100", "90", "60", "五星", "4/5"]);
    assert_eq!(read(hundred, &own), [100_000, 60_000, 80_000, 100_000, 90_000, 80_000, 5_000, 5_000].map(Some));
    let ten = points(NOTHING, &["10", "0", "7", "非常满意"]);
    assert_eq!(read(ten, &own), [10_000, 6_000, 8_000, 10_000, 9_000, 8_000, 5_000, 5_000].map(Some));
    let stars = points(NOTHING, &["5", "3", "9/10"]);
    assert_eq!(read(stars, &own), [5_000, 3_000, 4_000, 5_000, 4_500, 4_000, 5_000, 5_000].map(Some));
    // One stray number among words is no scale of theirs.
    let words: Vec<&str> = ["满意"; 120].into_iter().chain(["9"]).collect();
    assert_eq!(read(points(NOTHING, &words), &["满意", "9"]), [Some(4_000), Some(9_000)]);
}

#[test]
fn where_there_are_no_numbers_most_cells_tell_the_scale() {
    assert_eq!(read(points(NOTHING, &["9/10", "7/10", "满意"]), &["9/10", "满意"]), [Some(9_000), Some(8_000)]);
    assert_eq!(read(points(NOTHING, &["80%", "90%"]), &["80%"]), [Some(80_000)]);
    assert_eq!(read(points(NOTHING, &["18/20", "10/20"]), &["18/20"]), [Some(4_500)]);
    assert_eq!(read(points(NOTHING, &["满意", "一般"]), &["满意", "9/10"]), [Some(4_000), Some(4_500)]);
    assert_eq!(read(Points::default(), &["4/5", "90", "满意"]), [4_000, 90_000, 4_000].map(Some));
}

#[test]
fn numbers_in_front_of_words_may_only_count_them() {
    let both = |cells: &[&str]| {
        let p = points(NOTHING, cells);
        (read(p, cells).into_iter().map(|r| r.unwrap() / 1_000).collect::<Vec<_>>(), p.told == Told::Options)
    };
    let counted: [(&[&str], &[i32]); 5] = [
        (&["1、满意", "2、一般", "3、不满意"], &[4, 3, 2]),
        (&["3-不满意", "3不满意", "3 不满意", "3:不满意", "(3)不满意", "3.不满意"], &[2, 2, 2, 2, 2, 2]),
        (&["1-不满意", "2-一般", "3-满意", "4-非常满意"], &[2, 3, 4, 5]),
        (&["0-不满意", "1-一般", "2-满意"], &[2, 3, 4]),
        (&["1、非常满意", "2、满意", "3、一般", "4、不满意", "5、非常不满意"], &[5, 4, 3, 2, 1]),
    ];
    for (cells, want) in counted {
        assert_eq!(both(cells), (want.to_vec(), true), "{cells:?}");
    }
    let rated: [(&[&str], &[i32]); 6] = [
        (&["5-非常满意", "4-满意", "3-一般", "2-不满意", "1-非常不满意"], &[5, 4, 3, 2, 1]),
        (&["5-满意", "4-比较满意", "3-一般", "2-较不满意", "1-不满意"], &[5, 4, 3, 2, 1]),
        (&["5-好评", "4-好评", "3-中评", "2-差评", "1-差评"], &[5, 4, 3, 2, 1]),
        (&["0-非常不愿意", "5-一般", "10-非常愿意", "7"], &[0, 5, 10, 7]),
        (&["1-非常不满意", "2", "3", "4-非常满意"], &[1, 2, 3, 4]),
        (&["3分，不满意", "3分"], &[3, 3]),
    ];
    for (cells, want) in rated {
        assert_eq!(both(cells), (want.to_vec(), false), "{cells:?}");
    }
    // A header states a scale of the numbers, unless words get worse on it.
    let three = Known { stated: Some((1_000, 3_000)), ..NOTHING };
    let rising = ["1-不满意", "2-一般", "3-满意"];
    assert_eq!(read(points(three, &rising), &rising), [1_000, 3_000, 5_000].map(Some));
    let falling = ["1-满意", "2-一般", "3-不满意"];
    assert_eq!(read(points(three, &falling), &falling), [4_000, 3_000, 2_000].map(Some));
}

#[test]
fn signs_are_bad_middle_and_good() {
    let p = points(Known { form: Form::Signs, ..NOTHING }, &["-1", "0", "1"]);
    let got = read(p, &["-1", "0", "1", "－1", "−1.0", "+1", "2", "好评", "nan", ""]);
    let want = [Some(1000), Some(3000), Some(5000), Some(1000), Some(1000), Some(5000), None, Some(5000), None, None];
    assert_eq!(got, want);
}

#[test]
fn shares_are_percent_and_answers_are_best_and_worst() {
    let p = points(Known { form: Form::Shares, ..NOTHING }, &["0.95", "1", "0.7"]);
    let got = read(p, &["0.95", "1.0", "0", "80%", "非常满意", "4.5", "-"]);
    assert_eq!(got[..5], [95_000, 100_000, 0, 80_000, 100_000].map(Some));
    assert_eq!(got[5..], [None; 2]);
    assert!(p.leaves_out("4.5", None, &WORDS) && !p.leaves_out("-", None, &WORDS));
    let p = points(Known { form: Form::Answers, ..NOTHING }, &["1", "0"]);
    let got = read(p, &["1", "0", "是", "否", "1.0", "Yes", "不满意", "3", ""]);
    assert_eq!(got[..7], [5_000, 1_000, 5_000, 1_000, 5_000, 5_000, 2_000].map(Some));
    assert_eq!(got[7..], [None; 2]);
}

#[test]
fn fractions_with_a_comma() {
    let p = points(Known { comma: true, ..NOTHING }, &["4,5", "3"]);
    assert_eq!(read(p, &["4,5", "3", "3，25", "1,2,3"]), [Some(4_500), Some(3_000), Some(3_250), None]);
    assert_eq!(read(points(NOTHING, &["4", "3"]), &["4,5"]), [None]);
}

proptest! {
    #[test]
    fn any_column_is_read(cells in proptest::collection::vec("[0-9./%星分★非常满意-]{0,6}", 0..40), high in 3..=100) {
        let known = Known { stated: Some((0, high * 1_000)), ..NOTHING };
        let p = Points::of(known, cells.iter().map(String::as_str), &WORDS);
        for cell in &cells {
            proptest::prop_assert!(p.rating(cell, None, &WORDS).is_none_or(|r| (0..=100_000).contains(&r.0)));
        }
    }
}
