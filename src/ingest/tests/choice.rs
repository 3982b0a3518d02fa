//! Which of several columns that could serve is chosen, and what is told of the others; group chats that were exported as text.

use super::{Files, Options, one, roles, texts};
use crate::ingest::Format;

/// A file of forty rows under a header; `#` is the number of the row.
fn table(header: &str, row: &str) -> String {
    let rows: String = (1..=40).map(|i| row.replace('#', &i.to_string()) + "\n").collect();
    format!("{header}\n{rows}")
}

/// The roles of the columns of such a file, and the notes.
fn read(header: &str, row: &str) -> (String, String) {
    let got = one("a.csv", table(header, row));
    (roles(&got.inputs[0]), got.notices)
}

#[test]
fn an_export_of_takeaways_is_rated_by_its_food_and_timed_by_its_orders() {
    let (columns, told) = read(
        "订单编号,门店,配送商,骑手评分,口味评分,包装评分,评价内容,下单时间,送达时间",
        "8023100000#,武林店,飞毛腿,5,2,4,菜里有头发第#次,2026-08-01 12:53:37,2026-08-01 14:32:37",
    );
    assert_eq!(
        columns,
        "订单编号=id 门店=store 配送商=attr 骑手评分=ignored 口味评分=rating 包装评分=ignored 评价内容=text 下单时间=time 送达时间=ignored"
    );
    assert!(told.contains("other columns of ratings are not used: `骑手评分`, `包装评分`"), "{told}");
}

#[test]
fn ratings_of_all_come_before_those_of_a_part() {
    for (header, want) in [
        ("骑手评分,口味评分,综合评分", "骑手评分=ignored 口味评分=ignored 综合评分=rating"),
        ("配送员评分,菜品评分,包装完好评分", "配送员评分=ignored 菜品评分=rating 包装完好评分=ignored"),
        ("物流评分,总体满意度,骑手评分", "物流评分=ignored 总体满意度=rating 骑手评分=ignored"),
    ] {
        let (columns, _) = read(&format!("{header},评价内容"), "5,2,4,菜里有头发第#次");
        assert_eq!(columns, format!("{want} 评价内容=text"), "{header}");
    }
    // Alone, it is what there is.
    assert_eq!(read("骑手评分,评价内容", "5,菜里有头发第#次").0, "骑手评分=rating 评价内容=text");
}

#[test]
fn how_a_complaint_was_handled_is_no_rating_of_the_firm() {
    let (columns, told) = read("诉求内容,回访满意度", "酒店押金一直没有退第#次,满意");
    assert_eq!(columns, "诉求内容=text 回访满意度=ignored");
    assert!(told.contains("ratings of how it was handled are not used: `回访满意度`"), "{told}");
    let named = Options { rating_column: Some("回访满意度".into()), ..Options::default() };
    let rated = table("诉求内容,回访满意度", "酒店押金一直没有退第#次,满意");
    let got = Files::new().with("a.csv", rated).read(&["a.csv"], named).unwrap();
    assert!(got.records.iter().all(|r| r.rating.is_some()) && !got.notices.contains("not used"), "{}", got.notices);
}

#[test]
fn satisfaction_beside_what_was_done_about_a_case_is_satisfaction_with_that() {
    let row = "酒店押金一直没有退第#次,2026-08-02 10:00:00,满意";
    for header in [
        "诉求内容,办结时间,满意度",
        "投诉内容,回访时间,是否满意",
        "问题描述,办理结果,客户满意度",
        "诉求内容,受理时间,群众评价",
    ] {
        let (columns, told) = read(header, row);
        assert!(columns.ends_with("=ignored") && !columns.contains("=rating"), "{columns}");
        assert!(told.contains("ratings of how it was handled are not used"), "{told}");
    }
    // Of the goods, of a survey, and where nothing was done.
    for header in ["诉求内容,办结时间,服务满意度", "评价内容,回访时间,满意度", "诉求内容,受理时间,满意度"]
    {
        assert!(read(header, row).0.ends_with("=rating"), "{header}");
    }
}

/// The texts of a file of rows with these titles, each beside a text of its own.
fn titled(header: &str, titles: &[&str]) -> (String, Vec<String>) {
    let row = |(n, title): (usize, &&str)| format!("{title},市民来电说楼下第{n}家店太吵了\n");
    let rows: String = titles.iter().enumerate().map(row).collect();
    let got = one("a.csv", format!("{header}\n{rows}"));
    (roles(&got.inputs[0]), got.records.into_iter().map(|r| r.text).collect())
}

#[test]
fn titles_of_cases_are_read_however_often_they_repeat() {
    let different: Vec<String> = (0..30).map(|n| format!("占道经营问题{n}")).collect();
    let different: Vec<&str> = different.iter().map(String::as_str).collect();
    let repeated: Vec<&str> = different.iter().copied().cycle().take(75).collect();
    for titles in [&different, &repeated] {
        for header in ["标题,诉求内容", "工单标题,投诉内容", "主题,工单内容", "诉求标题,诉求内容"]
        {
            let (columns, texts) = titled(header, titles);
            assert_eq!(columns.matches("=text").count(), 2, "{columns}");
            assert_eq!(texts[1], "占道经营问题1\n市民来电说楼下第1家店太吵了");
        }
    }
    // A title that all rows share, kinds of cases, and what is commented on: a video, goods, a post.
    let same = vec!["工单"; 30];
    let kinds: Vec<&str> = ["咨询", "投诉", "建议"].into_iter().cycle().take(60).collect();
    for (header, titles) in [
        ("标题,诉求内容", &same),
        ("标题,诉求内容", &kinds),
        ("标题,评论内容", &repeated),
        ("视频标题,评论内容", &repeated),
        ("帖子标题,投诉内容", &repeated),
    ] {
        assert_eq!(titled(header, titles).0.matches("=text").count(), 1, "{header}");
    }
}

#[test]
fn who_acts_and_by_when_is_what_the_export_says() {
    let row = "HL#,2026-09-01 08:30:00,路灯坏了三天没人修第#次,市城管局,2026-09-06 08:45:00";
    let header = "工单编号,受理时间,诉求内容,承办单位,办理时限";
    let (columns, told) = read(header, row);
    assert_eq!(columns, "工单编号=id 受理时间=time 诉求内容=text 承办单位=department 办理时限=due");
    assert!(told.contains("department `承办单位`, deadline `办理时限`, segments `承办单位`"), "{told}");
    assert!(told.contains("--id-column --department-column --due-column)"), "{told}");
    let read = |options: Options| Files::new().with("a.csv", table(header, row)).read(&["a.csv"], options).unwrap();
    let got = read(Options { has_by: true, ..Options::default() });
    let duty = got.records[0].duty.as_deref().unwrap();
    assert_eq!(duty.department, Some(("承办单位".into(), "市城管局".to_owned())));
    assert_eq!((duty.due_hours, got.records[0].attrs.get("承办单位")), (Some(120), Some("市城管局")));
    // Nobody is asked where the user wants none.
    let none = || Some("none".to_owned());
    let off = read(Options { department_column: none(), due_column: none(), ..Options::default() });
    assert!(off.records.iter().all(|r| r.duty.is_none() && r.attrs.get("承办单位").is_some()));
    let named = read(Options { department_column: Some("承办单位".to_owned()), ..Options::default() });
    assert_eq!(roles(&named.inputs[0]), columns);
    let missing = Options { department_column: Some("没有".to_owned()), ..Options::default() };
    assert!(Files::new().with("a.csv", table(header, row)).message("a.csv", missing).contains("`没有`"));
}

#[test]
fn a_deadline_is_one_of_a_case() {
    let row = "2026-09-01 08:30:00,快递太慢了第#次,2026-09-06";
    assert_eq!(read("评价时间,评价内容,截止日期", row).0, "评价时间=time 评价内容=text 截止日期=ignored");
    let dated = one("a.csv", table("投诉时间,投诉内容,截止日期", row));
    assert_eq!(roles(&dated.inputs[0]), "投诉时间=time 投诉内容=text 截止日期=due");
    // To the end of the day.
    assert_eq!(dated.records[0].duty.as_deref().and_then(|d| d.due_hours), Some(135));
    let before = one("a.csv", table("投诉时间,投诉内容,截止日期", &row.replace("09-06", "08-06")));
    assert!(before.records.iter().all(|r| r.duty.is_none()));
}

#[test]
fn the_time_of_the_feedback_comes_first_and_that_of_the_delivery_last() {
    let day = "2026-08-01 14:32:37";
    for (header, want) in [
        ("下单时间,送达时间,评价时间", "下单时间=order_time 送达时间=ignored 评价时间=time"),
        ("下单时间,实际送达时间,办结时间", "下单时间=time 实际送达时间=ignored 办结时间=ignored"),
        ("办结时间,送达时间,图片", "办结时间=ignored 送达时间=time 图片=ignored"),
    ] {
        let last = if header.ends_with("时间") { day } else { "" };
        let (columns, _) = read(&format!("{header},评价内容"), &format!("{day},{day},{last},菜里有头发第#次"));
        assert_eq!(columns, format!("{want} 评价内容=text"), "{header}");
    }
}

#[test]
fn a_question_about_the_branch_is_one() {
    let row = "武林店,房间很干净第#次,7";
    let header =
        "3.您本次入住/用餐的门店是：,7.请问您打出上述分数的主要原因是什么？,6.您有多大可能向朋友或同事推荐我们？";
    assert!(read(header, row).0.starts_with("3.您本次入住/用餐的门店是：=store 7."), "{}", read(header, row).0);
}

/// A chat of three messages, the second by the company.
const CHAT: &str = "——— 10月20日 ———\n云栖会员1群(武汉)\n2026-10-20 09:12 小雨\n枕头上一根长头发\n2026-10-20 09:15 云栖客服-小云\n非常抱歉\n2026-10-20 09:16 大明\n处理啥啊\n\n上次也是私信\n";

#[test]
fn a_chat_as_text_is_its_messages() {
    let got = one("a.txt", CHAT);
    assert_eq!(texts(&got), ["枕头上一根长头发", "", "处理啥啊\n上次也是私信"]);
    let times: Vec<String> = got.records.iter().map(|r| r.time.unwrap().to_string()).collect();
    assert_eq!(times, ["2026-10-20T09:12:00", "2026-10-20T09:15:00", "2026-10-20T09:16:00"]);
    assert_eq!((got.inputs[0].format.as_str(), got.inputs[0].rows, got.inputs[0].rejected), ("chat", 3, 0));
    assert!(got.notices.contains("read as a chat") && got.records.iter().all(|r| r.attrs.0.is_empty()));
    // As one stands behind the other in other programs.
    let turned = CHAT.replace("2026-10-20 09:12 小雨", "小雨 2026/10/20 09:12:01");
    let turned = turned.replace("2026-10-20 09:15 云栖客服-小云", "云栖客服-小云 2026/10/20 09:15:01");
    let turned = turned.replace("2026-10-20 09:16 大明", "大明 2026/10/20 09:16:01").replace('\n', "\r\n");
    assert_eq!(texts(&one("a.txt", turned)), texts(&got));
}

#[test]
fn lines_stay_lines_where_they_are_no_chat_or_the_user_says_so() {
    let lines = Options { input_format: Some(Format::Txt), ..Options::default() };
    let got = Files::new().with("a.txt", CHAT).read(&["a.txt"], lines).unwrap();
    assert_eq!((got.records.len(), got.inputs[0].format.as_str()), (10, "txt"));
    let told =
        "[2026-10-20 09:12] 小雨: 枕头上一根长头发\n[2026-10-20 09:16] 大明: 处理啥啊\n[2026-10-20 09:17] 小雨: 唉\n";
    assert_eq!(texts(&one("a.txt", told)).len(), 3);
    assert_eq!(one("a.txt", told).inputs[0].format, "txt");
}
