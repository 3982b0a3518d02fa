//! What columns look like, over a few cells each.

use super::*;
use crate::ingest::tests::ROLES;

fn profile(cells: &[&str]) -> Profile {
    let rows: Vec<Row> = cells.iter().map(|c| Row::of([*c])).collect();
    Profile::of(&rows.iter().collect::<Vec<_>>(), 0, &ROLES)
}

#[test]
fn columns_are_told_apart_by_their_cells() {
    let text = profile(&["快递太慢了", "不错", "", "穿着很舒服，颜色也好看", "一般般吧还行"]);
    let stars = profile(&["5星", "4星", "", "5星"]);
    let numbers = profile(&["5", "4", "1", "5", "5"]);
    let dates = profile(&["2024/3/5 9:12", "2024-03-06", "2024年3月7日"]);
    let ids = profile(&["FB001", "FB002", "FB003"]);
    let links = profile(&["https://a.cn/1.jpg", "https://a.cn/2.jpg"]);
    assert!(text.wordiness() > 0 && [&stars, &numbers, &dates, &ids, &links].iter().all(|p| p.wordiness() == 0));
    assert_eq!([&stars, &numbers, &text, &dates, &ids].map(Profile::ratingness), [2, 1, 0, 0, 0]);
    assert_eq!(profile(&["1", "2", "3", "4", "5"]).ratingness(), 0, "numbers of rows");
    assert!(dates.is_time() && !numbers.is_time() && !ids.is_time());
    assert!(ids.is_id() && !numbers.is_id() && links.is_code());
    let several = profile(&["//a.cn/1.jpg,//a.cn/2.jpg", "[]", "[\"a\"]", "{\"a\":1}"]);
    let posts = profile(&["客服不理人 http://t.cn/a", "太慢了http://t.cn/b", "{\"", "[{什么东西"]);
    assert!(several.is_code() && !posts.is_code() && posts.wordiness() > 0);
}

#[test]
fn cells_of_those_who_did_not_answer_count_for_nothing() {
    let rated = profile(&["5星", "未评价", "未评价", "", "1星", "未评价"]);
    assert!(rated.is_rating() && rated.ratingness() == 2 && rated.filled == 2);
    let asked = profile(&["-3", "-3", "-3", "师傅上门安装乱收费"]);
    assert!(asked.is_wordy() && !asked.is_number());
}

#[test]
fn scores_by_name_are_no_text() {
    let scores = profile(&["口味：4.5 环境：4.0", "口味:3 环境:5"]);
    assert!(scores.is_code() && !scores.is_wordy());
    assert!(profile(&["口味很好 环境也好", "等了30"]).is_wordy());
}

#[test]
fn measures_are_many_numbers() {
    let heights = profile(&["150cm 45kg", "151cm 46kg", "152cm/47kg", "153cm", "154.5cm"]);
    let amounts = profile(&["99.00", "¥102.7", "106.4元", "110.1", "120"]);
    assert!(heights.measures() && amounts.measures());
    let levels = profile(&["1级", "2级", "1级", "2级", "1级"]);
    let ages = profile(&["18-25岁", "26-35岁", "36-45岁", "46-55岁", "55岁以上"]);
    let versions = profile(&["8.0.1", "8.0.2", "8.0.3", "8.1.0", "V9.0.1"]);
    assert!(![&levels, &ages, &versions].iter().any(|p| p.measures()));
}

#[test]
fn long_numbers_are_ids_and_no_times() {
    let orders = profile(&["1709600000000000001", "1709600000000000002", "1709600000000000013"]);
    assert!(orders.is_id() && orders.tells_rows_apart());
    assert!(!profile(&["2024-03-05", "2024-03-06", "2024-03-07"]).is_id());
    assert!(profile(&["65f00", "65f00", "65f00"]).is_constant());
}

#[test]
fn guards_of_excel_are_taken_off() {
    assert!(profile(&["'350000000000", "=\"350000000001\""]).is_code());
    assert!(profile(&["IP属地：广东", "发布于 四川"]).holds_places());
    assert!(!profile(&["广东", "1.2.3.4"]).holds_places());
}

#[test]
fn marks_alone_are_no_numbers() {
    assert!(profile(&["1,200", "-5%"]).is_number());
    assert!(!profile(&[",", "...", "-"]).is_number());
}

#[test]
fn signs_are_told_where_both_sides_are_there() {
    assert!(profile(&["-1", "0", "1", "", "-1.0"]).is_of_signs());
    for cells in [&["0", "1", "1"][..], &["-1", "0"], &["-1", "1", "2"], &["-1", "1", "好"], &[]] {
        assert!(!profile(cells).is_of_signs(), "{cells:?}");
    }
}

#[test]
fn options_are_ticked_and_texts_are_written() {
    let many = |of: &[&'static str]| of.iter().copied().cycle().take(24).collect::<Vec<_>>();
    assert!(profile(&many(&["产品质量", "物流速度", "服务态度"])).has_options());
    assert!(!profile(&many(&["无", "没有", "物流速度"])).has_options() && !profile(&["质量"; 9]).has_options());
    let said = ["快递太慢了等了五天", "客服一直不回消息", "洗一次就掉色了", "包装破了一个洞", "退款半个月没有到"];
    assert!(profile(&said).reads_like_text());
    for cells in [&said[..4], &["质量", "物流", "服务", "价格", "包装"], &["快递太慢了等了五天"; 6]]
    {
        assert!(!profile(cells).reads_like_text(), "{cells:?}");
    }
}

#[test]
fn the_order_of_day_and_month_is_the_columns() {
    assert_eq!(profile(&["03/05/2024", "25/05/2024"]).day_order(), DayOrder::DayFirst);
    assert_eq!(profile(&["03/05/2024", "03/25/2024"]).times, 2);
    assert!(profile(&["03/05/2024", "04/05/2024"]).is_ambiguous());
    assert!(profile(&["25/05/2024", "05/25/2024"]).is_ambiguous());
}
