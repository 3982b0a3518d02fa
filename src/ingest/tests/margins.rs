//! Rows of whole files that are no feedback though they have a text: totals at the end, and headers that come again.

use super::{Files, Got, Options, one, texts};
use crate::lang::Lang;
use crate::number::Milli;

fn read(csv: &str) -> Got {
    let options = Options { lang: Lang::En, ..Options::default() };
    Files::new().with("a.csv", csv).read(&["a.csv"], options).unwrap()
}

#[test]
fn totals_in_the_text_are_none_at_the_end_of_a_table() {
    let got = read(
        "评价内容,评分\n快递太慢了,4\n质量不错,5\n总计算下来不划算,2\n合计,90\n平均分：4.5,\n总计：3条,\n制表人：张三,\n",
    );
    assert_eq!(texts(&got), ["快递太慢了", "质量不错", "总计算下来不划算"]);
    assert_eq!(got.records[0].rating, Some(Milli(4_000)));
    let input = &got.inputs[0];
    assert_eq!((input.rows, input.rejected), (7, 4));
    assert_eq!(input.rejects[0].reason, "a total or a signature, not feedback");
    assert_eq!((input.rejects[0].line, input.rejects[0].raw.as_str()), (5, "合计,90"));
}

#[test]
fn a_text_that_is_no_more_than_a_word_of_totals_stays_among_others() {
    let got = read("评价内容,评分\n快递太慢了,4\n合计,5\n质量不错,5\n小计,天猫\n");
    assert_eq!(texts(&got), ["快递太慢了", "合计", "质量不错", "小计"]);
    let many = "合计,1\n".repeat(30);
    let got = read(&format!("评价内容,评分\n快递太慢了,4\n{many}"));
    assert!(got.records.len() > 20, "{}", got.records.len());
    let numbered = read("编号,评价内容,评分\n1,快递太慢了,4\n2,质量不错,5\n3,合计,1\n");
    assert_eq!(numbered.records.len(), 3, "it has a number as the others have");
}

#[test]
fn notes_below_a_table_without_times_and_numbers_are_no_rows_of_it() {
    let rows = "渠道,客户反馈,评分\n天猫,快递太慢了,1\n京东,质量不错,5\n天猫,客服不理人,2\n";
    for notes in ["备注：以上数据来源于客服系统,,\n", "注：1分最低,,\n制表人：张三,,\n", "数据来源：客服系统,,\n"]
    {
        assert_eq!(read(&format!("{rows}{notes}")).records.len(), 3, "{notes}");
    }
    let within = read(&format!("{rows}备注：没有接通,,\n京东,还可以,4\n"));
    assert_eq!(within.records.len(), 5, "among others it is somebody's row");
    assert_eq!(read(&format!("{rows}备注：没有接通,,4\n")).records.len(), 4, "somebody rated");
}

#[test]
fn the_number_of_rows_below_a_table_is_none_of_them() {
    let timed = "评价内容,评分,评价时间\n快递太慢了,1,2024-11-01\n质量不错,5,2024-11-02\n客服不理人,2,2024-11-03\n";
    let numbered = "编号,评价内容,评分\nA7,快递太慢了,1\nA9,质量不错,5\nA4,客服不理人,2\n";
    for count in ["共3条", "共 3 条记录", "（共3条）", "以上共3条数据", "总记录数：3", "总数：3"]
    {
        for table in [timed, numbered, "评价内容,评分,门店\n太慢,1,南山\n不错,5,福田\n差,2,南山\n"] {
            assert_eq!(read(&format!("{table}{count},,\n")).records.len(), 3, "{count} below {table}");
        }
    }
    for said in ["共3天才发货,,\n", "共3天,1,\n", "共3条,,\n不错,5,南山\n"] {
        let got = read(&format!("评价内容,评分,门店\n太慢,1,南山\n{said}"));
        assert_eq!(got.inputs[0].rejected, 0, "{said}");
    }
}

#[test]
fn totals_say_nothing_of_the_scale() {
    let got = read("评价内容,评分\n快递太慢了,4/5\n质量不错,五星\n客服不理人,2\n合计,90\n");
    let ratings: Vec<_> = got.records.iter().map(|r| r.rating.map(|m| m.0)).collect();
    assert_eq!(ratings, [4_000, 5_000, 2_000].map(Some));
}

#[test]
fn a_header_that_comes_again_is_no_feedback() {
    let got = read("评价内容,评分\n快递太慢了,1\n\u{feff}评价内容,评分\n质量不错,5\n评价内容,4\n");
    assert_eq!(texts(&got), ["快递太慢了", "质量不错", "评价内容"]);
    assert_eq!(got.records.iter().map(|r| r.row).collect::<Vec<_>>(), [1, 3, 4]);
    let reject = &got.inputs[0].rejects[0];
    assert_eq!((reject.line, reject.reason.as_str()), (3, "the header again, not feedback"));
    assert_eq!(texts(&one("a.csv", "评价内容\n快递太慢了\n评价内容\n")).len(), 2, "one cell may be anything");
}

#[test]
fn a_date_that_is_ambiguous_is_quoted_as_it_stands() {
    let got = read("评价内容,评价时间\n快递太慢了,04/05/2024\n质量不错,03/05/2024\n");
    assert!(got.notices.contains("nothing tells which number of `04/05/2024` is the day"), "{}", got.notices);
}
