//! Whole files whose first rows are something else than a usual header, and rows that hold nothing.

use super::{Files, Got, Options, one, roles, texts};
use crate::lang::Lang;
use crate::number::Milli;

#[test]
fn values_that_are_headers_elsewhere_are_read_as_rows() {
    let rows = "1001,快递太慢了等了三天也不来,微信,建议,套餐\n1002,客服态度很差不理人,电话,投诉,课程\n1003,质量不错很喜欢,网站,意见,套餐\n1004,物流信息一直不更新,微信,建议,课程\n";
    let want = ["快递太慢了等了三天也不来", "客服态度很差不理人", "质量不错很喜欢", "物流信息一直不更新"];
    let bare = one("a.csv", rows);
    assert_eq!(texts(&bare), want);
    assert!(bare.notices.contains("no header row was recognised"), "{}", bare.notices);
    let headed = one("a.csv", format!("用户ID,原话,途径,性质,产品线\n{rows}"));
    assert_eq!(texts(&headed), want);
    assert_eq!(headed.records[0].attrs.get("产品线"), Some("套餐"));
}

#[test]
fn titles_stand_above_names_that_are_not_known() {
    let table = one(
        "a.csv",
        "用户评价,,\n说了什么,几颗星,哪天\n快递太慢了等了三天,1,2024-03-05\n质量不错很喜欢,5,2024-03-06\n",
    );
    assert_eq!(texts(&table), ["快递太慢了等了三天", "质量不错很喜欢"]);
    assert!(table.records[0].time.is_some(), "{}", roles(&table.inputs[0]));
    let column = one("a.csv", "用户反馈导出\n评价内容\n快递太慢了等了三天\n质量不错很喜欢\n");
    assert_eq!(texts(&column), ["快递太慢了等了三天", "质量不错很喜欢"]);
    assert!(column.notices.contains("1 row above the header"), "{}", column.notices);
}

#[test]
fn a_line_for_excel_is_no_row() {
    let got = one("a.csv", "sep=,\r\n编号,说了什么\r\n1,快递太慢了等了三天\r\n2,质量不错很喜欢\r\n");
    assert_eq!(texts(&got), ["快递太慢了等了三天", "质量不错很喜欢"]);
    assert!(!got.notices.contains("above the header"), "{}", got.notices);
    let odd = one("a.csv", "sep=^\n评价内容^评分\n快递太慢了^1\n质量不错^5\n");
    assert_eq!((odd.records[1].rating, odd.inputs[0].delimiter.as_deref()), (Some(Milli(5000)), Some("^")));
}

#[test]
fn rows_of_nothing_but_separators_at_the_end_are_none() {
    let english = |csv: &str| -> Got {
        let options = Options { lang: Lang::En, ..Options::default() };
        Files::new().with("a.csv", csv).read(&["a.csv"], options).unwrap()
    };
    let blank = ",, \n".repeat(500);
    let got = english(&format!("评价内容,评分,时间\n太慢了,1,2024-03-01\n,,\n质量很好,5,2024-03-02\n{blank}"));
    assert_eq!((texts(&got), got.inputs[0].rows), (vec!["太慢了", "", "质量很好"], 3));
    let total = english(&format!("评价内容,评分\n太慢了,1\n质量很好,5\n合计,30\n{}", ",\n".repeat(20)));
    assert_eq!((texts(&total), total.inputs[0].rejects[0].line), (vec!["太慢了", "质量很好"], 4));
    let late = english("评价内容,评分\n太慢了,1\n,\n\"\",\"\"\n太慢了,1,多\n");
    assert_eq!(late.inputs[0].rejects[0].line, 5, "they count as lines");
}

#[test]
fn cells_that_are_guarded_from_excel_are_read_as_others_are() {
    let got = one(
        "a.csv",
        "=\"订单号\",=\"评价内容\",=\"评分\",=\"评价时间\"\n=\"1001\",=\"快递太慢了等了三天\",=\"1\",=\"05/03/2024\"\n=\"1002\",\"=\"\"说\"\"\"\"好\"\"\"\"\"\"\",=\"5\",=\"25/03/2024\"\n=\"1003\",=\"客服态度很差\",=\"2\",=\"06/03/2024\"\n",
    );
    assert_eq!(texts(&got), ["快递太慢了等了三天", "说\"好\"", "客服态度很差"]);
    let first = &got.records[0];
    assert_eq!((first.id.as_deref(), first.rating), (Some("1001"), Some(Milli(1000))));
    assert_eq!(first.time.map(|t| t.to_string()).as_deref(), Some("2024-03-05"));
    let short = one("a.csv", "评价内容,评价时间\n太慢了,=\"24-03-05\"\n质量很好,=\"24-03-16\"\n");
    assert_eq!(short.records[0].time.map(|t| t.to_string()).as_deref(), Some("2024-03-05"));
}
