//! Which column serves as what, over small tables.

use super::*;
use crate::ingest::tests::ROLES;
use crate::ingest::value::Told;
use crate::number::Milli;

fn columns(csv: &str, headed: bool, options: &Options) -> Columns {
    let rows: Vec<Row> = csv.lines().map(|l| Row::of(l.split(','))).collect();
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
    let called = "购车日期,回访时间,客户建议\n2024-01-05,2024-03-05,快递太慢了\n";
    assert_eq!(shown(called, true), "order_time time text", "when a customer was called is when he said it");
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

/// Open questions: `#` is the number of the row, so that no answer is there twice.
const ANSWERS: &str = "客服很耐心第#次,快递太慢了第#次,希望降价第#次";

#[test]
fn halves_of_an_opinion_and_open_questions_are_joined() {
    for header in [
        "您最满意的是什么,您最不满意的是什么,意见建议",
        "2、您最满意的地方,3、您最不满意的地方,4、其他建议",
        "Q2 您喜欢…,Q3 您不喜欢…,Q4 还有什么想说的",
        "Q2 您喜欢我们的哪些方面,Q3 您不喜欢我们哪里,Q4 还有什么想说的",
        "优点,缺点,总结",
    ] {
        let c = columns(&table(header, ANSWERS, 30), true, &Options::default());
        assert_eq!((c.text.as_slice(), c.left.as_slice()), (&[0, 1, 2][..], &[][..]), "{header}");
    }
    let two = table("您最满意的是什么,您最不满意的是什么", "客服很耐心第#次,快递太慢了第#次", 30);
    assert_eq!(columns(&two, true, &Options::default()).text, [0, 1]);
}

#[test]
fn options_to_tick_are_no_text_beside_words_of_ones_own() {
    let said = table("您最不满意的是,意见建议", "物流速度,希望降价第#次", 30);
    assert_eq!(shown(&said, true), "ignored text");
    assert_eq!(shown(&table("您最不满意的是,评分", "物流速度,5", 30), true), "text rating");
    let asked = table("您最不满意的功能是,遇到过什么", "搜索,快递太慢了等了三天第#次", 30);
    assert_eq!(shown(&asked, true), "ignored text");
}

#[test]
fn columns_that_read_like_text_are_told_where_they_are_left() {
    let row = "快递太慢了第#次,公司地址在城东路#号,补充的话一共说了#句,亲抱歉给您添麻烦了#,夏季新款纯棉短袖#号";
    let c = columns(&table("评价内容,乙,备注,商家回复,商品名称", row, 8), true, &Options::default());
    assert_eq!((c.text, c.left), (vec![0], vec![1, 2]));
    let two = |rows| table("评价内容,乙", "快递太慢了第#次,公司地址在城东路#号", rows);
    assert!(columns(&two(4), true, &Options::default()).left.is_empty());
    let chosen = Options { text_columns: vec!["乙".into()], ..Options::default() };
    assert!(columns(&two(8), true, &chosen).left.is_empty());
}

#[test]
fn a_column_can_be_switched_off() {
    let csv = "反馈编号,时间,评分,评价内容\n1,2024-03-05,5,快递太慢了\n2,2024-03-06,1,质量很不好\n";
    let none = || Some(" None ".to_owned());
    let options = Options { rating_column: none(), time_column: none(), id_column: none(), ..Options::default() };
    let c = columns(csv, true, &options);
    assert!(c.roles.iter().all(|r| r.role == "ignored" || r.role == "text"), "{:?}", c.roles);
    assert_eq!((c.rating, c.time, c.id, c.text, c.missing.len()), (None, None, None, vec![3], 0));
    let bought = columns(&csv.replace("时间", "购买时间"), true, &options);
    assert!(bought.bought.is_none() && bought.unread.is_none());
    let called = columns(&csv.replace("评分", "none"), true, &options);
    assert_eq!((called.rating, called.time), (Some(2), Some(2)), "a column is called that");
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
    // 单号 may be the number of the record or of what it is about.
    assert_eq!(shown(&format!("单号,评价内容,运单号\n{rows}"), true), "id text order");
    assert_eq!(shown(&format!("订单号,评价内容,单号\n{rows}"), true), "order text id");
    assert_eq!(shown(&format!("退货单号,评价内容,编码\n{rows}"), true), "order text id");
    assert_eq!(shown(&format!("客户编码,评价内容,服务单号\n{rows}"), true), "customer text id");
    let few = "1001,快递太慢了\n1001,质量很不错\n1002,客服不理人\n";
    assert_eq!(shown(&format!("单号,评价内容\n{few}"), true), "ignored text");
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

/// A table of `rows` numbered rows; `#` stands for the number.
fn table(header: &str, row: &str, rows: usize) -> String {
    let rows: String = (0..rows).map(|i| row.replace('#', &i.to_string()) + "\n").collect();
    format!("{header}\n{rows}")
}

#[test]
fn ratings_that_few_gave_are_ratings_still() {
    let rows = "5星,快递太慢了\n未评价,质量很不好\n未评价,客服不理人\n1星,包装破了洞\n未评价,一般般吧\n";
    assert_eq!(shown(&format!("服务评价,留言内容\n{rows}"), true), "rating text");
    let rows =
        "满意度：非常满意,快递很快\n满意度：不满意,质量很不好\n满意度：非常满意,客服很好\n满意度：不满意,包装破了洞\n";
    assert_eq!(shown(&format!("满意度,意见\n{rows}"), true), "rating text");
}

#[test]
fn scores_by_name_and_options_are_no_text() {
    let rows = "口味：4.5 环境：4.0,好吃下次还来\n口味：3.5 环境：3.0,排队太久不值\n";
    assert_eq!(shown(&format!("score,review-words\n{rows}"), true), "ignored text");
    let options = "没有用过,快递很快\n没有用过,质量很不好\n经常使用,客服很好\n没有用过,包装破了洞\n";
    assert_eq!(shown(&format!("满意度,意见\n{options}"), true), "ignored text");
}

#[test]
fn one_word_in_every_row_is_no_rating() {
    let said = |word: &str| format!("{word},快递很快\n赞,质量很不好\n赞,客服很好\n");
    assert_eq!(shown(&format!("字段一,评价内容\n{}", said("赞")), true), "ignored text");
    assert_eq!(shown(&format!("字段一,评价内容\n{}", said("差评")), true), "rating text");
}

#[test]
fn words_for_ratings_come_before_numbers() {
    assert_eq!(
        shown("总分,总体满意度,建议\n88,5(非常满意),快一点吧\n20,1(非常不满意),不要涨价\n", true),
        "ignored rating text"
    );
    assert_eq!(shown("评分,评价等级,建议\n5,好评,快一点吧\n1,差评,不要涨价\n", true), "ignored rating text");
    assert_eq!(shown("总分,口味评分,评价\n9,8,快一点吧\n2,1,不要涨价\n", true), "rating ignored text");
}

#[test]
fn a_reversed_scale_is_known_by_its_header() {
    let rows = "1,快递很快\n5,质量很不好\n3,一般般吧\n";
    let mirror = |header: &str| columns(&format!("{header},意见\n{rows}"), true, &Options::default()).mirror;
    assert_eq!(mirror("满意度(1=非常满意；5=非常不满意)"), Some(6000));
    assert_eq!(mirror("满意度(1=非常不满意；5=非常满意)"), None);
}

#[test]
fn the_scale_of_ratings_is_told_by_header_and_cells() {
    let told = |header: &str, cells: &[&str], options: &Options| {
        let row = |(i, c): (usize, &&str)| format!("{c},快递太慢了第{i}次\n");
        let rows: String = cells.iter().enumerate().map(row).collect();
        let c = columns(&format!("{header},意见\n{rows}"), true, options);
        c.rating.map(|_| c.points.told)
    };
    let none = Options::default();
    let seven = Told::Stated(Milli(7_000));
    assert_eq!(told("满意度（1-7分）", &["5", "7", "6"], &none), Some(seven));
    assert_eq!(told("满意度(1=非常满意;7=非常不满意)", &["5", "7", "6"], &none), Some(seven));
    assert_eq!(told("评分", &["-1", "1", "0"], &none), Some(Told::Signs));
    assert_eq!(told("评分", &["-1", "0", "-1"], &none), None);
    let many = ["6", "7", "7"].repeat(8);
    let [low, high, taken_for] = [6_000, 7_000, 7_000].map(Milli);
    assert_eq!(told("评分", &many, &none), Some(Told::Open { low, high, taken_for }));
    let low = ["1", "3", "5"].repeat(3);
    assert_eq!(told("评分(0-10)", &low, &none), Some(Told::Stated(Milli(10_000))));
    // Other rows may fill the scale.
    let parts = Options { row_column: Some("意见".into()), ..Options::default() };
    let several = Options { sources: 2, ..none };
    assert_eq!([parts, several].map(|o| told("评分(0-10)", &low, &o)), [Some(Told::Nothing); 2]);
}

#[test]
fn what_the_company_said_is_no_text() {
    let row = "客户说快递太慢了#,请相关部门严肃处理,加强培训杜绝再次发生";
    assert_eq!(shown(&table("诉求内容,领导批示意见,整改意见", row, 3), true), "text reply reply");
    assert_eq!(shown("回访内容,满意度\n客户说快递太慢了,不满意\n", true), "text rating", "there is nothing else");
}

#[test]
fn titles_of_what_is_commented_on_are_no_text() {
    let row = "某品牌空调漏水没人管,快递太慢了第#次";
    assert_eq!(shown(&table("帖子标题,回帖内容", row, 6), true), "ignored text");
    assert_eq!(shown(&table("诉求标题,诉求内容", "第#个投诉,快递太慢了第#次", 6), true), "text text");
    // Where there are only titles, the one that says most, and those that say as many things.
    let row = "匿名用户,某平台退票不退款第#次,我于三月购买之后多次联系都没有结果第#次";
    assert_eq!(shown(&table("title,main title,summary", row, 6), true), "ignored text text");
}

#[test]
fn what_is_answered_to_is_no_text() {
    let row = "楼主这个链接在哪呢第#个,快递太慢了第#次";
    assert_eq!(shown(&table("父评论内容,评论内容", row, 4), true), "ignored text");
    assert_eq!(shown(&table("父评论内容,某一列", row, 4), true), "ignored text");
    assert_eq!(shown("父评论内容,评分\n快递太慢了不满意,1\n", true), "text rating");
}

#[test]
fn remarks_are_weighed_by_what_they_say() {
    let row = "客户反映快递太慢了等了整整八天才到#,已处理";
    assert_eq!(shown(&table("情况描述,备注", row, 4), true), "text ignored");
    // The few who said why are not all there is.
    let rows = "订单问题,快递太慢了等了八天0,\n退款咨询,洗了一次就掉色了1,等太久\n订单问题,客服一直不回消息2,\n退款咨询,包装破了洞3,\n";
    assert_eq!(shown(&format!("Subject,Description,Satisfaction Comment\n{rows}"), true), "ignored text text");
    let asked = "质量不错,已处理客户的退款申请0\n,已处理客户的退款申请1\n,已处理客户的退款申请2\n";
    assert_eq!(shown(&format!("评价内容,备注\n{asked}"), true), "text ignored");
}

#[test]
fn ids_name_rows() {
    let row = "65f00,170960000000000#001,快递太慢了#";
    assert_eq!(shown(&table("笔记id,订单号,评论内容", row, 6), true), "ignored id text");
    let several = "n1,c1,太慢了\nn1,c2,很好\nn2,c3,一般\nn2,c4,不错\n";
    assert_eq!(shown(&format!("笔记ID,评论ID,评论内容\n{several}"), true), "ignored id text");
}

#[test]
fn the_question_of_recommending_may_name_what_is_recommended() {
    for asked in ["您有多大可能向朋友推荐我们的产品？", "您推荐我们产品的可能性（0-10）", "您有多大的可能性会推荐本店"]
    {
        let csv = table(&format!("{asked},原因"), "9,快递太慢了第#次", 12);
        assert_eq!(shown(&csv, true), "rating text", "{asked}");
    }
    assert_eq!(shown(&table("您愿意推荐我们的哪个产品,原因", "空调,快递太慢了第#次", 12), true), "product text");
}

#[test]
fn segments_make_groups() {
    let row = "#,15#cm/4#kg,#0元,快递太慢了#";
    assert_eq!(
        shown(&table("门店,身高体重,订单金额,评价内容", &row.replacen('#', "一店", 1), 6), true),
        "store ignored ignored text"
    );
    assert_eq!(shown(&table("关键词,评价内容", "物流#,快递太慢了#", 24), true), "ignored text");
    assert_eq!(shown(&table("关键词,评价内容", "物流#,快递太慢了#", 4), true), "attr text");
    let options = Options { by: vec!["关键词".into()], ..Options::default() };
    assert_eq!(columns(&table("关键词,评价内容", "物流#,快递太慢了#", 24), true, &options).attrs, [0]);
}

#[test]
fn codes_beside_their_names_are_no_segments() {
    let rows = "S01,武汉店,快递太慢了\nS02,成都店,质量不好\nS01,武汉店,客服不理人\n";
    assert_eq!(shown(&format!("门店ID,门店名称,评价内容\n{rows}"), true), "ignored store text");
    let rows = "S01,武汉店,快递太慢了\nS02,武汉店,质量不好\nS01,武汉店,客服不理人\n";
    assert_eq!(shown(&format!("门店ID,门店名称,评价内容\n{rows}"), true), "store store text");
}

#[test]
fn provinces_are_no_addresses() {
    let c = columns("IP地址,评价内容\n广东,快递太慢了\n四川,质量不好\n", true, &Options::default());
    assert_eq!((c.roles[0].role.as_str(), c.only_places), ("region", vec![0]));
    assert_eq!(shown("IP地址,评价内容\n广东,快递太慢了\n1.2.3.4,质量不好\n", true), "customer text");
}

#[test]
fn models_that_differ_in_the_first_rows_are_groups_all_the_same() {
    assert_eq!(shown(&table("车型,投诉内容", "型号#,变速箱顿挫第#次", 40), true), "product text");
    assert_eq!(shown(&table("房号,投诉内容", "#室,电梯又坏了第#次", 40), true), "ignored text");
}

#[test]
fn who_speaks_is_told_where_both_sides_speak_in_one_conversation() {
    let chat = |who: &str| format!("会话ID,{who},消息内容,消息时间\n");
    let said = "s1,客户,我的快递三天没动了,2024-03-05 10:00:01\ns1,客服小美,亲亲非常抱歉给您添麻烦了,2024-03-05 10:00:09\n\
                s2,客户,申请退款一直没人处理,2024-03-05 10:01:01\ns2,客服小美,这边马上为您催促处理,2024-03-05 10:01:09\n\
                s2,机器人,请对本次服务作出评价,2024-03-05 10:02:09\n";
    let c = columns(&(chat("发送方") + said), true, &Options::default());
    assert_eq!((c.speaker, c.text.as_slice(), c.time), (Some(1), &[2][..], Some(3)));
    // Customers by their own names.
    let named = said.replace("客户", "李**");
    assert_eq!(columns(&(chat("昵称") + &named), true, &Options::default()).speaker, Some(1));
    assert_eq!(columns(&(chat("产品") + &named), true, &Options::default()).speaker, None);
    // Who took it down: what the customer said is there.
    let taken = said.replace("s1,客服", "s3,客服").replace("s2,客服", "s4,客服").replace("s2,机", "s5,机");
    assert_eq!(columns(&(chat("提交人") + &taken), true, &Options::default()).speaker, None);
}

#[test]
fn sides_that_do_something_else_are_no_speakers() {
    let table = |who: &str, sides: [&str; 2], turns: &[usize]| {
        let row = |(i, side): (usize, &usize)| {
            let (order, who) = (i / 3 + 1, sides[*side]);
            format!("d{order},{who},第{i}次快递太慢了也没有人处理\n")
        };
        let rows: String = turns.iter().enumerate().map(row).collect();
        columns(&format!("订单号,{who},反馈内容\n{rows}"), true, &Options::default()).speaker
    };
    // By turns in each of four orders, and as it comes.
    let (by_turns, mixed) = ([0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0], [0, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1]);
    for (who, sides) in [
        ("责任方", ["用户", "商家"]),
        ("取消方", ["买家", "卖家"]),
        ("来源", ["用户反馈", "客服录入"]),
        ("部门", ["客户部", "客服部"]),
        ("类型", ["用户投诉", "商家投诉"]),
        ("经手", ["客户部", "客服部"]),
    ] {
        assert_eq!([table(who, sides, &by_turns), table(who, sides, &mixed)], [None; 2], "{who}");
    }
    assert_eq!(table("发送人类型", ["外部联系人", "企业成员"], &mixed), Some(1));
    for who in ["发言人", "role"] {
        assert_eq!(table(who, ["用户", "商家"], &mixed), Some(1), "{who}");
    }
    assert_eq!([table("甲", ["用户", "商家"], &by_turns), table("甲", ["用户", "商家"], &mixed)], [Some(1), None]);
}
