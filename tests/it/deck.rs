//! What a monthly deck is made of, figure by figure as counted by hand: complaints of each nature, mean ratings, and promoters, passives and detractors,
//! by period and by segment.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Voc, difference, folder_with, without_inputs};

/// Two days of a survey, each of one channel: answers, texts and how often. On the second day two customers only tick.
const DAYS: [(&str, &str, &[(u32, &str)]); 2] = [
    (
        "2026-03-02",
        "天猫",
        &[
            (3, "快递太慢了"),
            (3, "快递太慢了"),
            (3, "快递太慢了"),
            (3, "快递太慢了"),
            (6, "质量太差了"),
            (6, "质量太差了"),
            (9, "质量很好"),
            (9, "质量很好"),
            (10, "质量很好"),
            (10, "质量很好"),
            (8, "质量很好"),
            (7, "质量很好"),
        ],
    ),
    (
        "2026-03-03",
        "京东",
        &[
            (5, "快递太慢了"),
            (4, "质量太差了"),
            (4, "质量太差了"),
            (4, "质量太差了"),
            (2, "客服态度很差"),
            (10, "质量很好"),
            (10, "质量很好"),
            (10, "质量很好"),
            (9, "质量很好"),
            (9, "质量很好"),
            (8, "质量很好"),
            (8, "质量很好"),
            (10, ""),
            (10, ""),
        ],
    ),
];

fn survey() -> TempDir {
    let mut rows = String::from("日期,渠道,您有多大可能向朋友推荐我们,意见\n");
    let mut n = 0;
    for (day, channel, answers) in DAYS {
        for (rating, text) in answers {
            n += 1;
            let text = if text.is_empty() { String::new() } else { format!("第{n}次买，{text}") };
            rows.push_str(&format!("{day},{channel},{rating},{text}\n"));
        }
    }
    folder_with("a.csv", rows.as_bytes())
}

/// Mean rating and its number, NPS, and the three counts behind it.
fn ticked(of: &Value) -> Value {
    let mean = if of["rating"].is_null() { &of["mean"] } else { &of["rating"] };
    let shares = ["promoters", "passives", "detractors"].map(|k| of["nps_shares"][k]["count"].clone());
    json!([mean["value"], mean["n"], of["nps"]["value"], shares])
}

#[test]
fn natures_ratings_and_promoters_are_told_by_period_and_by_segment() {
    let dir = survey();
    let run = |args: &[&str]| Voc::new().dir(dir.path()).args(args.iter().copied()).ok();
    let r = run(&["analyze", "a.csv", "-q"]).json();
    assert_eq!(ticked(&r["satisfaction"]["ratings"]), json!([6.923, 26, 0.0, [11, 4, 11]]));
    let (first, second) = (json!([6.417, 12, -16.67, [4, 2, 6]]), json!([7.357, 14, 14.29, [7, 2, 5]]));
    let points = r["trend"]["points"].as_array().unwrap();
    assert_eq!((points.len(), ticked(&points[0]), ticked(&points[1])), (2, first.clone(), second.clone()));
    assert_eq!(points[0]["natures"], json!({"logistics": 4, "product": 2}));
    assert_eq!(points[1]["natures"], json!({"logistics": 1, "product": 3, "service": 1}));
    let shops = r["segments"][0]["list"].as_array().unwrap();
    let of = |value: &str| ticked(shops.iter().find(|s| s["value"] == value).unwrap());
    assert_eq!((of("天猫"), of("京东")), (first, second));
    let shares = &points[1]["nps_shares"];
    assert_eq!((&shares["promoters"]["share"], &shares["passives"]["of"]), (&json!(0.5), &json!(14)));

    // Annotated rows and any number of threads tell the same.
    run(&["annotate", "a.csv", "-q", "-o", "rows.jsonl"]);
    let analyzed = without_inputs(r);
    for args in [&["report", "rows.jsonl", "-q"][..], &["analyze", "a.csv", "-q", "--threads", "1"]] {
        assert_eq!(difference(&without_inputs(run(args).json()), &analyzed), None, "{args:?}");
    }
}

#[test]
fn tables_and_summaries_show_what_a_deck_needs() {
    let dir = survey();
    let args = ["analyze", "a.csv", "-q", "--lang", "zh", "-o", "r/", "-o", "r.csv", "-o", "r.html", "-o", "r.md"];
    Voc::new().dir(dir.path()).args(args).ok();
    let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    let natures = read("r/trend_natures.csv");
    let mut lines = natures.lines();
    assert_eq!(lines.next().unwrap(), "时段,起始日,条数,投诉,产品,物流,服务,价格,其他");
    assert_eq!(lines.next().unwrap(), "2026-03-02,2026-03-02,12,6,2,4,0,0,0");
    assert_eq!(lines.next().unwrap(), "2026-03-03,2026-03-03,12,5,3,1,1,0,0");
    let trend = read("r/trend.csv");
    assert!(trend.contains(",备注,平均评分,评分条数,NPS,推荐者占比,中立者占比,贬损者占比\n"), "{trend}");
    assert!(trend.contains(",7.357,14,14.29,0.5,0.1429,0.3571\n"), "{trend}");
    let segments = read("r/segments.csv");
    assert!(segments.lines().any(|l| l.starts_with("渠道,天猫,") && l.ends_with(",12,-16.67,0.3333,0.1667,0.5")));
    assert!(read("r.csv").contains("\ntrend,2026-03-02,promoters,4,,,12,\n"));
    assert!(read("r.md").contains("- 平均评分 **6.42 → 7.36**"), "{}", read("r.md"));
    let page = read("r.html");
    for told in ["推荐者（9–10 分）", "aria-label=\"产品类投诉\"", "aria-label=\"NPS\"", ">各类投诉走势</h3>"]
    {
        assert!(page.contains(told), "{told}");
    }
}
