//! Ratings of whole files: the scale that they end up on, what is told of it, and open questions beside them.

use super::{Files, Got, Options, one};

/// A file with these ratings under a header, and a text beside each.
fn rated(header: &str, cells: &[&str]) -> Got {
    let row = |(i, c): (usize, &&str)| format!("快递太慢了第{i}次,{c}\n");
    one("a.csv", format!("意见,{header}\n{}", cells.iter().enumerate().map(row).collect::<String>()))
}

fn ratings(got: &Got) -> Vec<Option<i32>> {
    got.records.iter().map(|r| r.rating.map(|m| m.0)).collect()
}

#[test]
fn seven_points_are_brought_to_five_and_told() {
    let got = rated("总体满意度（7分制）", &["5", "7", "6", "1"]);
    assert_eq!(ratings(&got), [3_667, 5_000, 4_333, 1_000].map(Some));
    assert!(got.notices.contains("rating `总体满意度（7分制）` (up to 7, read as 1–5)"), "{}", got.notices);
    assert!(!got.notices.contains("off its scale"), "{}", got.notices);
}

#[test]
fn what_lies_off_a_scale_is_told_at_the_end() {
    let cells: Vec<&str> = ["7", "6", "5", "6"].into_iter().cycle().take(300).chain(["9", "0", "未评价"]).collect();
    let got = rated("满意度(1-7分)", &cells);
    assert_eq!(ratings(&got)[300..], [None; 3]);
    assert!(
        got.notices.contains("ratings of `满意度(1-7分)` that lie off its scale are left out (2)"),
        "{}",
        got.notices
    );
}

#[test]
fn a_scale_that_nothing_states_is_told() {
    let cells: Vec<&str> = ["7", "6", "5", "7"].into_iter().cycle().take(40).collect();
    let got = rated("满意度", &cells);
    assert_eq!(ratings(&got)[..2], [Some(7_000), Some(6_000)]);
    let told = "ratings of `满意度` run from 5 to 7 and are taken for a scale of 7";
    assert!(got.notices.contains(told), "{}", got.notices);
    let got = rated("满意度", &["6", "2", "1", "5", "3"]);
    assert_eq!(ratings(&got)[0], Some(6_000));
    let told = "ratings of `满意度` run from 1 to 6 and are taken for a scale of 10";
    assert!(got.notices.contains(told), "{}", got.notices);
}

#[test]
fn a_header_says_that_a_scale_is_not_filled_unless_another_file_may_fill_it() {
    let low = "意见,评分(0-10)\n太慢了,5\n太贵了,3\n太吵了,1\n太脏了,2\n太远了,5\n";
    let files = Files::new().with("a.csv", low).with("b.csv", "意见,评分(0-10)\n很好,10\n");
    let got = files.read(&["a.csv"], Options::default()).unwrap();
    assert_eq!(ratings(&got), [2_778, 1_889, 1_000, 1_444, 2_778].map(Some));
    assert!(got.notices.contains("rating `评分(0-10)` (up to 10, read as 1–5)"), "{}", got.notices);
    let got = files.read(&["a.csv", "b.csv"], Options::default()).unwrap();
    assert_eq!(ratings(&got), [5_000, 3_000, 1_000, 2_000, 5_000, 10_000].map(Some));
}

#[test]
fn signs_and_shares_are_read_on_one_scale() {
    let got = rated("评分", &["1", "0", "-1", "-1", "-1"]);
    assert_eq!(ratings(&got), [5_000, 3_000, 1_000, 1_000, 1_000].map(Some));
    assert!(got.notices.contains("rating `评分` (−1, 0, 1 read as 1, 3, 5)"), "{}", got.notices);
    let got = rated("评分", &["100", "90", "60", "五星", "4/5", "★★★"]);
    assert_eq!(ratings(&got), [100_000, 90_000, 60_000, 100_000, 80_000, 60_000].map(Some));
}

#[test]
fn a_column_that_is_switched_off_is_not_read() {
    let files = Files::new().with("a.csv", "意见,评分\n快递太慢了,1\nnone,5\n");
    let options = Options { rating_column: Some("none".into()), ..Options::default() };
    let got = files.read(&["a.csv"], options).unwrap();
    assert_eq!((ratings(&got), got.notices.contains("rating `")), (vec![None, None], false), "{}", got.notices);
    let id = files.message("a.csv", Options { id_column: Some("no".into()), ..Options::default() });
    assert!(id.contains("no column `no`"), "{id}");
}

#[test]
fn open_questions_are_joined_and_what_is_left_is_told() {
    let row = |i: u32| format!("客服很耐心第{i}次,快递太慢了等了{i}天,希望降价第{i}次,住在城东路很远的第{i}号\n");
    let rows: String = (0..9).map(row).collect();
    let got = one("a.csv", format!("您最满意的是什么,您最不满意的是什么,意见建议,乙\n{rows}"));
    assert_eq!(got.records[0].text, "客服很耐心第0次\n快递太慢了等了0天\n希望降价第0次");
    assert!(got.notices.contains("other columns that look like text were not read: `乙`"), "{}", got.notices);
}

#[test]
fn shares_of_one_are_percent_and_half_stars_are_not() {
    let got = rated("满意度", &["0.95", "0.7", "1.0", "0"]);
    assert_eq!(ratings(&got), [95_000, 70_000, 100_000, 0].map(Some));
    assert!(got.notices.contains("rating `满意度` (shares of 1 read as percent)"), "{}", got.notices);
    assert_eq!(ratings(&rated("评分", &["0.5", "1", "1"])), [500, 1_000, 1_000].map(Some));
    assert_eq!(ratings(&rated("评分(1-5分)", &["0.8", "1", "0.9"])), [800, 1_000, 900].map(Some));
    assert_eq!(ratings(&rated("评分", &["3.6666666666666665", "4", "5"])), [3_667, 4_000, 5_000].map(Some));
}

#[test]
fn yes_is_good_where_the_question_is_whether_somebody_is_content() {
    for cells in [["1", "0", "1"], ["是", "否", "是"], ["1.0", "0.0", "1.0"]] {
        let got = rated("是否满意", &cells);
        assert_eq!(ratings(&got), [5_000, 1_000, 5_000].map(Some), "{cells:?}");
        assert!(got.notices.contains("rating `是否满意` (yes and no read as 5 and 1)"), "{}", got.notices);
    }
    assert_eq!(ratings(&rated("是否满意", &["5", "1", "3"])), [5_000, 1_000, 3_000].map(Some));
    assert_eq!(ratings(&rated("是否评分", &["1", "0", "1"])), [None; 3]);
    // A stated scale is one, and a 1 alone may be the worst of five.
    assert_eq!(ratings(&rated("您是否满意（1-5分）", &["1", "1", "1"])), [1_000; 3].map(Some));
    assert_eq!(ratings(&rated("您是否满意", &["1", "1", "1"])), [1_000; 3].map(Some));
    // Many of them are not, where a good day has no other answer: 1 is yes as on the day after.
    let content: Vec<&str> = ["1"].repeat(300).into_iter().chain(["0"; 20]).collect();
    let got = rated("是否满意", &content);
    assert_eq!(ratings(&got)[298..302], [5_000, 5_000, 1_000, 1_000].map(Some));
    assert!(got.notices.contains("rating `是否满意` (yes and no read as 5 and 1)"), "{}", got.notices);
    assert_eq!(ratings(&rated("是否满意", &["1"; 5])), [5_000; 5].map(Some));
    assert_eq!(ratings(&rated("您是否满意（1-5分）", &["1"; 5])), [1_000; 5].map(Some));
    assert_eq!(ratings(&rated("是否评分", &["1"; 5])), [None; 5]);
    assert_eq!(ratings(&rated("满意不满意评分", &["1", "5", "3"])), [1_000, 5_000, 3_000].map(Some));
}

#[test]
fn nothing_but_0_and_1_is_told() {
    let cells = ["1", "1", "0", "1", "1", "0"];
    let got = rated("评分", &cells);
    assert_eq!(ratings(&got)[..3], [1_000, 1_000, 0].map(Some));
    assert!(got.notices.contains("ratings of `评分` are 0 and 1 and are taken for points of 5"), "{}", got.notices);
    let got = rated("评分(是否满意)", &cells);
    assert_eq!(ratings(&got)[..3], [5_000, 5_000, 1_000].map(Some), "{}", got.notices);
    assert!(!got.notices.contains("taken for"), "{}", got.notices);
}

#[test]
fn marks_of_options_are_no_ratings() {
    let got = rated("满意度", &["3、不满意", "1、满意", "2、一般", "3.不满意"]);
    assert_eq!(ratings(&got), [2_000, 4_000, 3_000, 2_000].map(Some));
    let told = "rating `满意度` (by the words, not the numbers in front of them)";
    assert!(got.notices.contains(told), "{}", got.notices);
}

#[test]
fn a_scale_that_is_turned_round_is_told() {
    let got = rated("满意度(1非常满意-5非常不满意)", &["1", "5", "3"]);
    assert_eq!(ratings(&got), [5_000, 1_000, 3_000].map(Some));
    assert!(got.notices.contains("(turned round, as small numbers are best)"), "{}", got.notices);
    assert_eq!(ratings(&rated("满意度（数字越小越满意）", &["1", "10", "3"])), [10_000, 1_000, 8_000].map(Some));
}

#[test]
fn what_is_worse_the_more_there_is_of_it_is_no_rating() {
    for header in ["不满意度", "难度评分", "愤怒程度", "费力度", "排名"] {
        let got = rated(header, &["1", "2", "5", "4", "3", "1", "2"]);
        assert_eq!(ratings(&got), [None; 7], "{header}");
        let told = format!("not read as ratings, as more is worse: `{header}`");
        assert!(got.notices.contains(&told), "{}", got.notices);
    }
    let files = Files::new().with("a.csv", "意见,难度评分\n快递太慢了,1\n客服不理人,5\n");
    let chosen = Options { rating_column: Some("难度评分".into()), ..Options::default() };
    let got = files.read(&["a.csv"], chosen).unwrap();
    assert_eq!((ratings(&got), got.notices.contains("more is worse")), (vec![Some(1_000), Some(5_000)], false));
}

#[test]
fn cells_that_are_no_ratings_are_told() {
    let got = rated("评分", &["甲", "乙", "丙", "甲"]);
    let told = "`评分` is not read as ratings: `甲` is in no form that is known";
    assert!(got.notices.contains(told), "{}", got.notices);
    let cells: Vec<&str> = ["5"; 14].into_iter().chain(["五颗心"; 6]).chain(["未评价"; 4]).collect();
    let got = rated("评分", &cells);
    let told = "6 of 24 rows state no rating in `评分` that can be read (`五颗心`)";
    assert!(got.notices.contains(told), "{}", got.notices);
    assert!(!rated("评分", &["5", "5", "4", "甲"]).notices.contains("state no rating"));
}

#[test]
fn fractions_with_a_comma_are_read_where_all_are_written_so() {
    let got = one("a.tsv", "意见\t评分\n快递太慢了\t4,5\n客服不理人\t3,0\n质量不错\t5\n");
    assert_eq!(ratings(&got), [4_500, 3_000, 5_000].map(Some), "{}", got.notices);
    let got = one("a.tsv", "意见\t评分\n快递太慢了\t1,2\n客服不理人\t1,2,3\n质量不错\t2,3\n");
    assert_eq!(ratings(&got), [None; 3], "options that were ticked");
}

#[test]
fn letters_are_ratings_under_such_a_header_only() {
    let grades = ["A", "B", "C", "D", "E"];
    assert_eq!(ratings(&rated("评分", &grades)), [5_000, 4_000, 3_000, 2_000, 1_000].map(Some));
    let codes: Vec<&str> = ["A", "B", "C"].into_iter().cycle().take(12).collect();
    assert_eq!(ratings(&rated("某列", &codes)), [None; 12]);
}
