//! Scales of ratings from outside: what is brought to 1–5 is so in the report, in annotated rows and in the report of these; columns can be switched off.

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Voc, difference, folder_with, samples, without_inputs};

/// Feedback of forty rows with these ratings in turn.
fn feedback(header: &str, cells: &[&str]) -> TempDir {
    let row = |(i, cell): (usize, &&str)| format!("FB{i},第{i}次来了，服务很好，就是排队要等{i}分钟,{cell}\n");
    let rows: String = cells.iter().cycle().take(40).enumerate().map(row).collect();
    folder_with("a.csv", format!("反馈编号,意见,{header}\n{rows}").as_bytes())
}

/// What the report says of the ratings.
fn ratings(dir: &TempDir) -> Value {
    Voc::new().dir(dir.path()).args(["analyze", "a.csv", "-q"]).ok().json()["satisfaction"]["ratings"].clone()
}

/// Mean, CSAT and NPS.
fn figures(ratings: &Value) -> [Option<f64>; 3] {
    ["mean", "csat", "nps"].map(|f| ratings[f]["value"].as_f64())
}

#[test]
fn a_scale_of_seven_is_no_scale_of_ten() {
    let cells = ["7", "6", "5", "7"];
    let r = ratings(&feedback("满意度", &cells));
    assert!(r["scale"] == 7 && r["rated"] == 40 && r["nps"].is_null(), "{r}");
    assert_eq!(figures(&r), [Some(6.25), Some(100.0), None]);
    for header in ["总体满意度（7分制）", "满意度(1-7分)"] {
        let r = ratings(&feedback(header, &cells));
        assert!(r["scale"] == 5 && r["rated"] == 40 && r["nps"].is_null(), "{header}: {r}");
        assert_eq!(figures(&r), [Some(4.5), Some(100.0), None], "{header}");
    }
}

#[test]
fn the_header_says_that_a_scale_of_ten_is_not_filled() {
    let r = ratings(&feedback("评分（1~10分）", &["5", "4", "1", "2"]));
    assert!(r["scale"] == 5 && figures(&r)[1] == Some(0.0), "{r}");
    let r = ratings(&feedback("推荐意愿(0-10)", &["10", "9", "1", "2"]));
    assert!(r["scale"] == 10 && figures(&r)[2] == Some(0.0), "{r}");
}

#[test]
fn annotated_rows_carry_what_the_report_needs() {
    let dir = feedback("满意度(1-7分)", &["7", "6", "5", "3"]);
    let run = |args: &[&str]| Voc::new().dir(dir.path()).args(args.iter().copied()).ok();
    let analyzed = without_inputs(run(&["analyze", "a.csv", "-q"]).json());
    run(&["annotate", "a.csv", "-q", "-o", "rows.jsonl", "-o", "rows.parquet"]);
    for rows in ["rows.jsonl", "rows.parquet"] {
        let reported = without_inputs(run(&["report", rows, "-q"]).json());
        assert_eq!(difference(&reported, &analyzed), None, "{rows}");
    }
    assert_eq!(run(&["annotate", "a.csv", "-q"]).lines()[1]["rating"], 4.333);
}

#[test]
fn bad_middle_and_good_are_not_turned_round() {
    let r = ratings(&feedback("评分", &["1", "0", "-1", "-1"]));
    let counts: Vec<u64> = r["distribution"].as_array().unwrap().iter().map(|l| l["count"].as_u64().unwrap()).collect();
    assert_eq!(counts, [20, 0, 10, 0, 10]);
}

#[test]
fn a_column_is_switched_off_by_flag_variable_and_settings() {
    let dir = feedback("评分", &["5", "1"]);
    let first = |voc: Voc, args: &[&str]| {
        let row =
            voc.dir(dir.path()).args(["annotate", "a.csv", "-q"]).args(args.iter().copied()).ok().lines()[0].clone();
        (row["rating"].is_null(), row["id"].is_null())
    };
    assert_eq!(first(Voc::new(), &[]), (false, false));
    assert_eq!(first(Voc::new(), &["--rating-column", "none", "--id-column", "none"]), (true, true));
    assert_eq!(first(Voc::new().env("VOC_RATING_COLUMN", "none"), &[]), (true, false));
    assert_eq!(first(Voc::new().env("VOC_RATING_COLUMN", "none"), &["--rating-column", "评分"]), (false, false));
    std::fs::write(dir.path().join("voc.toml"), "id-column = \"none\"\n").unwrap();
    assert_eq!(first(Voc::new(), &[]), (false, true));
}

#[test]
fn an_nps_is_hedged_only_where_nothing_asks_for_recommending() {
    let hedged = |header: &str| {
        let dir = feedback(header, &["10", "9", "3", "6"]);
        Voc::new().dir(dir.path()).args(["analyze", "a.csv", "-q", "-o", "r.html"]).ok();
        let page = std::fs::read_to_string(dir.path().join("r.html")).unwrap();
        page.contains("may not be answers to a recommendation question")
    };
    assert!(hedged("评分(0-10)"));
    for header in ["您有多大可能向朋友或同事推荐我们？（0分为完全不可能，10分为非常可能）", "NPS评分"]
    {
        assert!(!hedged(header), "{header}");
    }
}

/// Whether an interval lies on a scale around its value, and has a width.
fn lies_on(scale: [f64; 2], [low, value, high]: [&Value; 3]) -> bool {
    let [Some(low), Some(value), Some(high)] = [low, value, high].map(Value::as_f64) else { return value.is_null() };
    scale[0] <= low && low <= value && value <= high && high <= scale[1] && low < high
}

/// Every mean of levels and pooled figure of a report.
fn assert_on_scale(report: &Value) {
    let list = |of: &Value| of.as_array().cloned().unwrap_or_default();
    let estimate = |e: &Value, scale: [f64; 2]| assert!(lies_on(scale, [&e["low"], &e["value"], &e["high"]]), "{e}");
    for of in [&report["trend"]["points"], &report["stages"]["list"], &report["topics"]] {
        assert!(of.is_array(), "{of}");
        list(of).iter().for_each(|x| estimate(&x["satisfaction"], [1.0, 5.0]));
    }
    for s in list(&report["segments"]).iter().flat_map(|column| list(&column["list"])) {
        estimate(&s["satisfaction"], [1.0, 5.0]);
        estimate(&s["rating"], [0.0, 10.0]);
        estimate(&s["pooled_complaints"], [0.0, 1.0]);
        assert!(lies_on([1.0, 5.0], [&s["pooled_low"], &s["pooled"], &s["pooled_high"]]), "{s}");
    }
}

#[test]
fn intervals_stay_on_the_scale_and_have_a_width() {
    for file in ["bank.csv", "hotel.csv", "feedback.csv"] {
        assert_on_scale(&Voc::new().dir(&samples()).args(["analyze", file, "-q"]).ok().json());
    }
    let row = |i: u32| format!("FB{i},第{i}次来了，服务非常好，非常满意,5,{}\n", ["东门店", "西门店"][i as usize % 2]);
    let rows: String = (0..40).map(row).collect();
    let dir = folder_with("a.csv", format!("反馈编号,意见,评分,门店\n{rows}").as_bytes());
    let report = Voc::new().dir(dir.path()).args(["analyze", "a.csv", "-q"]).ok().json();
    let shop = &report["segments"][0]["list"][0];
    assert_eq!((&shop["rating"]["value"], &shop["rating"]["high"]), (&5.0.into(), &5.0.into()));
    assert_on_scale(&report);
}
