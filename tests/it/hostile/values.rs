//! Cells that promise a date, a rating, a count or an id and hold something absurd.

use super::Want::{Answer, Rows};
use super::{Kind, hold, kind};

fn column(header: &str, values: &[&str]) -> String {
    let rows = values.iter().enumerate().map(|(i, v)| format!("太差了要求退货{i},\"{v}\"\n"));
    format!("反馈内容,{header}\n{}", rows.collect::<String>())
}

const DATES: [&str; 34] = [
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "-1-01-01",
    "2026-02-30",
    "2026-13-01",
    "1e9",
    "1e300",
    "99999999999999999999",
    "1772323200",
    "1772323200000",
    "1772323200000000",
    "-62135596800",
    "NaN",
    "今天",
    "昨天",
    "2026年13月40日",
    "2026-03-01T25:61:61",
    "2026-03-01T00:00:00+99:99",
    "2026/3/1 下午3点",
    "三月一日",
    "民国115年",
    "Mar 1 2026",
    "01/02/03",
    "２０２６－０３－０１",
    "2026--03--01",
    "0",
    "1",
    "45000",
    "45000.5",
    "2958466",
    "🕐",
    "2026-03-01 24:00:00",
    "2026-06-30T23:59:60Z",
];

const RATINGS: [&str; 36] = [
    "1e999",
    "-1",
    "0",
    "6",
    "100",
    "NaN",
    "inf",
    "-inf",
    "5/0",
    "0/0",
    "9/10",
    "1000/10",
    "⭐",
    "五",
    "十",
    "百万",
    "5星半",
    "1.5星",
    "５",
    "5,0",
    "5.0.0",
    "1_000",
    "0x5",
    "--5",
    "+5",
    "5%",
    "非常满意",
    "☆☆☆☆☆",
    "★★☆",
    "999999999999999999999999999",
    "1e-400",
    "½",
    "Ⅴ",
    "⑤",
    "/5",
    "5/",
];

const COUNTS: [&str; 12] =
    ["-5", "1e30", "99999999999999999999", "1.2万", "NaN", "3,000", "１２", "万", "-0", "0x10", "1.5", "∞"];

fn kinds() -> Vec<Kind> {
    let groups: String = (0..20_000).map(|i| format!("太差了要求退货,渠道{i}\n")).collect();
    let fraction = format!("2026-03-01T00:00:00.{}", "9".repeat(10_000));
    let (stars, digits) = ("★".repeat(10_000), "9".repeat(400));
    vec![
        kind("dates", "a.csv", column("时间", &DATES), Rows(34)),
        kind("a second of ten thousand digits", "a.csv", column("时间", &[fraction.as_str(), "2026-03-01"]), Rows(2)),
        kind("ratings", "a.csv", column("评分", &RATINGS), Rows(36)),
        kind("ten thousand stars", "a.csv", column("评分", &[stars.as_str(), "★"]), Rows(2)),
        kind("counts of likes", "a.csv", column("点赞数", &COUNTS), Rows(12)),
        kind("a count of four hundred digits", "a.csv", column("点赞数", &[digits.as_str(), "1"]), Rows(2)),
        kind(
            "ids twice, empty and long",
            "a.csv",
            format!(
                "反馈编号,反馈内容\n{}1,客服态度恶劣\n,客服态度恶劣得很\n{},快递很慢\n",
                "1,太差了要求退货\n".repeat(3),
                "x".repeat(100_000)
            ),
            Rows(6),
        ),
        kind("a group for each row", "a.csv", format!("反馈内容,渠道\n{groups}"), Rows(20_000)),
        kind(
            "a group of a megabyte",
            "a.csv",
            format!("反馈内容,渠道\n太差了要求退货,{}\n", "渠".repeat(350_000)),
            Rows(1),
        ),
        kind(
            "ten thousand years",
            "a.csv",
            "反馈内容,时间\n太差了要求退货,0001-01-01\n客服态度恶劣,9999-12-31\n快递慢,2026-01-01\n",
            Rows(3),
        ),
        kind("empty texts", "a.csv", "反馈内容,评分\n,1\n\" \",2\n。。。,3\n太慢了，不满意,1\n", Answer),
    ]
}

#[test]
fn values() {
    hold(&kinds(), 11);
}
