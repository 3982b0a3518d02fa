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

#[test]
fn a_header_of_two_lines_is_read_as_one() {
    let rows = "1,北店,5,4,1,快递太慢了等了三天,2024-03-05\n2,南店,4,4,5,质量不错很喜欢,2024-03-06\n";
    let got = one("a.csv", format!("序号,门店,评分,,,意见,日期\n,,服务,环境,总体,,\n{rows}"));
    assert_eq!(texts(&got), ["快递太慢了等了三天", "质量不错很喜欢"]);
    let rated = |got: &Got| got.records.iter().map(|r| r.rating).collect::<Vec<_>>();
    assert_eq!(rated(&got), [Some(Milli(1000)), Some(Milli(5000))], "{}", got.notices);
    assert_eq!(got.records[0].attrs.get("门店"), Some("北店"));
    // As workbooks have it, where names are merged over both lines.
    let merged =
        one("a.csv", format!("明细表,,,,,,\n序号,门店,评分,,,意见,日期\n序号,门店,服务,环境,总体,意见,日期\n{rows}"));
    assert_eq!((texts(&merged), rated(&merged)), (texts(&got), rated(&got)));
    let asked = one(
        "a.csv",
        format!(
            "日期,客户,,反馈内容,评分\n,姓名,电话,,\n{}",
            "2024-03-05,张三,13800001111,快递太慢了等了三天,1\n".repeat(2)
        ),
    );
    assert_eq!((asked.records.len(), asked.records[0].row), (2, 1));
    assert!(!roles(&asked.inputs[0]).contains("column"), "{}", roles(&asked.inputs[0]));
    // Columns without a name are no parts of a name.
    let unnamed = one("a.csv", "反馈内容,评分,,\n,,张三,上海\n快递太慢了等了三天,1,李四,北京\n");
    assert_eq!(texts(&unnamed), ["", "快递太慢了等了三天"]);
}

#[test]
fn names_of_columns_in_other_words_are_no_feedback() {
    let got =
        one("a.csv", "id,content,score,create_time\n编号,评价内容,评分,评价时间\n1,快递太慢了等了三天,1,2024-03-05\n");
    assert_eq!((texts(&got), got.records[0].row), (vec!["快递太慢了等了三天"], 1));
    let told = |id: &str| format!("\"{{\"\"ImportId\"\":\"\"{id}\"\"}}\"");
    let lines = [
        "ResponseId,RecordedDate,Finished,Progress,UserLanguage,Q1,Q2".to_owned(),
        "Response ID,Recorded Date,Finished,Progress,User Language,推荐意愿,您的意见".to_owned(),
        ["_recordId", "recordedDate", "finished", "progress", "userLanguage", "QID1", "QID2_TEXT"].map(told).join(","),
        "R_1,2024-03-05 10:00:00,True,100,ZH-S,9,快递太慢了等了三天".to_owned(),
    ];
    let survey = one("a.csv", lines.join("\n"));
    assert_eq!(texts(&survey), ["快递太慢了等了三天"], "{}", survey.notices);
    assert_eq!(survey.records[0].rating, Some(Milli(9000)));
    let object = |n: u32| format!("\"{{\"\"id\"\":{n}}}\",\"{{\"\"说\"\":\"\"快递太慢了{n}\"\"}}\",\n");
    let named = Options { text_columns: vec!["内容".into()], ..Options::default() };
    let file = format!("编号,内容,时间\n{}{}", object(1), object(2));
    let rows = Files::new().with("a.csv", file).read(&["a.csv"], named).unwrap();
    assert_eq!(rows.records.len(), 2, "rows that are all objects are data");
    let kept = one("a.csv", "渠道,内容,时间\n微信,建议,2024-03-05\n电话,快递太慢了等了三天,2024-03-06\n");
    assert_eq!(texts(&kept).len(), 2);
}
