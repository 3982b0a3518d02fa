//! Which column serves as what, over small tables.

use super::*;
use crate::lexicon::Dicts;

fn columns(csv: &str, headed: bool, options: &Options) -> Columns {
    static ROLES: std::sync::LazyLock<Roles> =
        std::sync::LazyLock::new(|| Roles::new(&Dicts::load(None).unwrap()).unwrap());
    let row = |l: &str| {
        let mut row = Row::default();
        l.split(',').for_each(|c| row.push(c));
        row
    };
    let rows: Vec<Row> = csv.lines().map(row).collect();
    let width = rows.iter().map(Row::len).max().unwrap_or(0);
    let names = crate::ingest::header::names(rows[0].cells().filter(|_| headed), width);
    let below: Vec<&Row> = rows[usize::from(headed)..].iter().collect();
    choose(names, headed, &below, options, &ROLES)
}

fn shown(csv: &str, headed: bool) -> String {
    let c = columns(csv, headed, &Options::default());
    c.roles.iter().map(|r| r.role.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn headers_choose() {
    let csv = "评价编号,商品名称,品牌,评分,购买时间,评价时间,点赞数,客服回复,昵称,评价内容\n\
               1,空调,海信,5,2024-01-01,2024-03-05,3,感谢您的支持,小王,制冷很快";
    assert_eq!(shown(csv, true), "id product brand rating order_time time likes reply customer text");
}

#[test]
fn cells_overrule_headers() {
    assert_eq!(shown("评价,评价内容\n好评,快递太慢了\n差评,质量很不好\n", true), "rating text");
    assert_eq!(shown("总体评价,星级\n快递太慢了不满意,5\n质量很不好啊,1\n", true), "text rating");
    assert_eq!(shown("内容,时间,text\nhttps://a.cn/1,昨天,快递太慢了\n", true), "ignored ignored text");
    assert_eq!(shown("反馈内容,评分\n...,1\n", true), "text rating");
    // A header that can mean nothing else is believed where nothing else reads like text.
    for only in ["666", "http://a.cn/1", "2024-03-05"] {
        assert_eq!(shown(&format!("反馈内容,评分\n{only},1\n"), true), "text rating");
    }
    assert_eq!(shown("反馈内容,备注二\n666,快递太慢了一直没有到\n", true), "ignored text");
}

#[test]
fn several_text_columns_are_joined_but_remarks_are_not() {
    let c = columns("标题,优点,缺点,追评内容,备注\n好,制冷快,噪音大,用了一周,已回访客户", true, &Options::default());
    assert_eq!(c.text, [0, 1, 2, 3]);
    assert_eq!(shown("编号,备注\n1,客户说快递太慢了", true), "id text");
}

#[test]
fn an_open_question_that_few_answer_is_not_all_there_is() {
    let asked = "您对我们的建议,这一次使用下来怎么样\n";
    let rows =
        ",物流太慢了等了三天\n,客服态度很差不理人\n希望降价一点,质量不错会再来\n,包装破了两个洞\n,一般般吧没什么惊喜\n";
    assert_eq!(columns(&format!("{asked}{rows}"), true, &Options::default()).text, [0, 1]);
    let plain = "评价内容,这一次使用下来怎么样\n";
    assert_eq!(columns(&format!("{plain}{rows}"), true, &Options::default()).text, [0]);
}

#[test]
fn cells_choose_where_there_is_no_header() {
    let csv = "1001,5,2024-03-05,快递太慢了客服不理人\n1002,1,2024-03-06,质量不错下次还来\n1003,4,2024-03-07,一般般吧没有惊喜";
    assert_eq!(shown(csv, false), "id rating time text");
    assert!(columns("1,2\n3,4", false, &Options::default()).text.is_empty());
    let numbered = "1,快递太慢了客服不理人\n2,质量不错下次还来啊\n3,一般般吧没有惊喜\n4,包装破了两个大洞";
    assert_eq!(shown(numbered, false), "id text");
}

#[test]
fn the_user_overrules_all() {
    let options =
        Options { text_columns: vec!["4".into(), "不存在".into()], by: vec!["评分".into()], ..Options::default() };
    let c = columns("评价,评分,时间,其他的话\n好用极了,5,2024-03-05,快递太慢了", true, &options);
    assert_eq!((c.text, c.rating, c.attrs, c.missing), (vec![3], Some(1), vec![1], vec!["不存在".to_owned()]));
}

#[test]
fn a_row_needs_its_columns_with_a_role() {
    let c = columns("评价,评分,图片\n好用极了,5,", true, &Options::default());
    assert_eq!(c.needed(), 2);
}

#[test]
fn orders_name_rows_where_nothing_else_does() {
    let rows = "1001,快递太慢了,X7\n1002,质量很不错,X8\n1003,客服不理人,X9\n";
    assert_eq!(shown(&format!("订单编号,评价内容,运单号\n{rows}"), true), "id text order");
    assert_eq!(shown(&format!("订单编号,评价内容,评价编号\n{rows}"), true), "order text id");
    let few = "1001,快递太慢了\n1001,质量很不错\n1001,客服不理人\n";
    assert_eq!(shown(&format!("订单编号,评价内容\n{few}"), true), "order text");
}

#[test]
fn times_with_words_beside_them_are_times() {
    let shown = |cell: &str| {
        let c = columns(&format!("发布时间,评价内容\n{cell},快递太慢了"), true, &Options::default());
        (c.time, c.unread.is_some())
    };
    for cell in ["发表于2024-03-05", "2024年3月5日 来自广东", "2024-03-05 10:11 广东", "24-03-05"] {
        assert_eq!(shown(cell), (Some(0), false), "{cell}");
    }
    // Without a header that promises times, numbers are no dates and remarks are no times.
    for cell in ["24-03-05", "2024-03-05 10:11 广东"] {
        assert_eq!(
            columns(&format!("某列,评价内容\n{cell},快递太慢了"), true, &Options::default()).time,
            None,
            "{cell}"
        );
    }
}

#[test]
fn a_column_of_times_that_states_none_is_told() {
    let told = |csv: &str, options: &Options| columns(csv, true, options).unread.map(|(i, cell, why)| (i, why, cell));
    let none = Options::default();
    let of = |i, why, cell: &str| Some((i, why, cell.to_owned()));
    assert_eq!(told("发布时间,评价内容\n3天前,快递太慢了", &none), of(0, Unread::Relative, "3天前"));
    assert_eq!(told("评价内容,时间\n不错,\n不好,03-05 12:30", &none), of(1, Unread::NoYear, "03-05 12:30"));
    assert_eq!(told("日期,评价内容\n3/5/24,快递太慢了", &none), of(0, Unread::ShortYear, "3/5/24"));
    assert_eq!(told("评价时间,采集日期,评价内容\n昨天,2024-03-05,好", &none), of(0, Unread::Relative, "昨天"));
    assert_eq!(told("评价时间,更新时间,评价内容\n2024-03-05,昨天,快递太慢了", &none), None);
    assert_eq!(told("发布时间,评价内容\n,快递太慢了", &none), None);
    let named = Options { time_column: Some("那天".to_owned()), ..Options::default() };
    assert_eq!(told("那天,评价内容\n上个礼拜,快递太慢了", &named), of(0, Unread::Unknown, "上个礼拜"));
}
