//! `voc compare` from outside: groups, figures, formats, refusals.

mod page;

use std::fmt::Write;

use serde_json::Value;

use crate::support::{Voc, folder_with, program, samples};

fn compare(args: &[&str]) -> Value {
    Voc::new().dir(&samples()).args(["compare"]).args(args.iter().copied()).args(["-q"]).ok().json()
}

fn error(args: &[&str]) -> String {
    let out = Voc::new().dir(&samples()).args(["compare"]).args(args.iter().copied()).run();
    assert_eq!((out.status, out.stdout.len()), (2, 0), "{}", out.stderr);
    out.stderr
}

fn sum(list: &Value, key: &str) -> f64 {
    list.as_array().unwrap().iter().map(|x| x[key].as_f64().unwrap()).sum()
}

#[test]
fn one_file_divided_by_a_day_accounts_for_every_row() {
    let c = compare(&["feedback.csv", "--at", "2026-02-20"]);
    let rows = |side: &str| c[side]["rows"].as_u64().unwrap();
    assert_eq!(rows("before") + rows("after") + c["left_out"].as_u64().unwrap(), 828);
    assert!(rows("before") > 100 && rows("after") > 100);
    assert!(c["before"]["period"]["last"].as_str() < Some("2026-02-20"));
    assert!(c["after"]["period"]["first"].as_str() >= Some("2026-02-20"));
    let total = c["contributions"]["total"].as_f64().unwrap();
    assert!((sum(&c["contributions"]["list"], "total") - total).abs() < 1e-9);
    assert_eq!(c["headline"][0]["difference"].as_f64(), Some(total));
    assert!(c["verdict"][0].as_str().unwrap().starts_with("Satisfaction went from"));
    assert_eq!(c["options"]["at"], "2026-02-20");
}

#[test]
fn figures_are_those_of_analyze_over_the_same_rows() {
    let c = compare(&["feedback.csv", "--before-where", "渠道=天猫", "--after-where", "渠道=京东"]);
    let report = Voc::new().dir(&samples()).args(["analyze", "feedback.csv", "-q"]).ok().json();
    let channel = report["segments"].as_array().unwrap().iter().find(|s| s["column"] == "渠道").unwrap();
    for (side, name) in [("before", "天猫"), ("after", "京东")] {
        let own = channel["list"].as_array().unwrap().iter().find(|v| v["value"] == name).unwrap();
        // Copies are marked on each side by itself here, so a side may have a row more.
        let (n, m) = (own["count"].as_u64().unwrap(), c[side]["informative"].as_u64().unwrap());
        assert!(m >= n && m <= n + 2, "{name}: {n} {m}");
    }
}

#[test]
fn annotated_rows_give_what_the_feedback_gives() {
    let dir = tempfile::tempdir().unwrap();
    let rows = |n: &str| dir.path().join(n).display().to_string();
    for (file, out) in [("hotel.csv", "a.jsonl"), ("bank.csv", "b.parquet"), ("bank.csv", "b.arrow")] {
        Voc::new().dir(&samples()).args(["annotate", file, "-q", "-o", &rows(out)]).ok();
    }
    let strip = |mut v: Value| {
        for key in ["inputs", "before", "after"] {
            v[key] = Value::Null;
        }
        v
    };
    let raw = strip(compare(&["hotel.csv", "bank.csv"]));
    assert_eq!(raw, strip(compare(&[&rows("a.jsonl"), &rows("b.parquet")])));
    assert_eq!(raw, strip(compare(&["hotel.csv", &rows("b.parquet")])));
    assert_eq!(raw, strip(compare(&["hotel.csv", &rows("b.arrow")])));
    assert_eq!(raw, strip(compare(&["hotel.csv", "bank.csv", "--threads", "1"])));
}

#[test]
fn a_column_that_labelled_rows_do_not_have_is_named_with_those_they_have() {
    let csv = "反馈内容,渠道,分区\n快递太慢了，等了三天,天猫,\n质量不错很喜欢,京东,\n";
    let dir = folder_with("a.csv", csv.as_bytes());
    let run = |args: &[&str]| Voc::new().dir(dir.path()).args(args.iter().copied()).run();
    let kept = run(&["annotate", "a.csv", "--by", "渠道,分区", "-o", "a.jsonl", "-o", "b.parquet", "-q"]);
    assert_eq!(kept.status, 0, "{}", kept.stderr);
    for option in ["--where", "--control", "--adjust"] {
        let value = if option == "--adjust" { "省份" } else { "省份=四川" };
        let out = run(&["compare", "a.jsonl", "b.parquet", option, value]);
        let told = "no column `省份`; the rows have `渠道`, `分区`";
        assert!(out.status == 2 && out.stderr.contains(told), "{option}: {}", out.stderr);
        assert!(out.stderr.contains("labels are `nature`, `aspect`"), "{}", out.stderr);
    }
    // An empty column is a column.
    assert_eq!(run(&["compare", "a.jsonl", "b.parquet", "--adjust", "分区"]).status, 0);
    let out = run(&["compare", "a.jsonl", "b.parquet", "--where", "分区=甲"]);
    assert!(out.status == 2 && out.stderr.contains("no rows in the group"), "{}", out.stderr);
}

#[test]
fn mix_and_comparison_groups_are_told() {
    let c = compare(&["feedback.csv", "--at", "2026-02-20", "--adjust", "渠道,省份", "--control", "渠道=天猫"]);
    assert_eq!(c["adjusted"]["columns"], serde_json::json!(["渠道", "省份"]));
    assert!(c["adjusted"]["strata"].as_u64() > Some(3));
    assert_eq!(c["control"]["name"], "渠道=天猫");
    let x = &c["control"]["changes"][0];
    let shown = x["after"].as_f64().unwrap() - x["before"].as_f64().unwrap();
    assert!((shown - x["difference"].as_f64().unwrap()).abs() < 2e-4, "{x}");
}

#[test]
fn every_format_shows_the_verdict() {
    let dir = tempfile::tempdir().unwrap();
    let at = |n: &str| dir.path().join(n).display().to_string();
    let names = ["c.json", "c.csv", "c.md", "c.html", "c.txt", "c.xlsx"];
    let mut args = vec!["compare".to_owned(), "feedback.csv".into(), "--at".into(), "2026-02-20".into(), "-q".into()];
    names.iter().for_each(|n| args.extend(["-o".to_owned(), at(n)]));
    Voc::new().dir(&samples()).args(args).ok();
    let text = |n: &str| std::fs::read_to_string(at(n)).unwrap();
    let json: Value = serde_json::from_str(&text("c.json")).unwrap();
    // Markdown puts a backslash before what could be markup.
    let flat = |s: &str| s.chars().filter(|c| !c.is_whitespace() && *c != '\\').collect::<String>();
    let verdict = flat(json["verdict"][0].as_str().unwrap());
    for n in ["c.md", "c.html", "c.txt"] {
        assert!(flat(&text(n)).contains(&verdict), "{n}: {}", text(n));
    }
    assert!(text("c.csv").lines().count() > 10 && text("c.csv").contains("headline,satisfaction"));
    let mut csv = csv::Reader::from_path(at("c.csv")).unwrap();
    let place = csv.headers().unwrap().iter().position(|h| h == "difference").unwrap();
    let parts = csv.records().map(Result::unwrap).filter(|r| &r[0] == "contributions");
    let sum: f64 = parts.map(|r| r[place].parse::<f64>().unwrap()).sum();
    assert!((sum - json["headline"][0]["difference"].as_f64().unwrap()).abs() < 1e-9, "{sum}");
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(at("c.xlsx")).unwrap();
    let sheets = calamine::Reader::worksheets(&mut book);
    assert!(sheets.len() >= 6, "{:?}", sheets.iter().map(|s| &s.0).collect::<Vec<_>>());
    let figures: Vec<String> =
        sheets.iter().flat_map(|(_, r)| r.cells().map(|c| c.2.to_string()).collect::<Vec<_>>()).collect();
    assert!(figures.contains(&json["headline"][0]["before_rows"][0].to_string()));
}

#[test]
fn a_planted_change_is_found_in_words_and_status() {
    let mut csv = "日期,评价内容,渠道\n".to_owned();
    for i in 0..240usize {
        let (day, bad) = if i % 2 == 0 { ("2026-03-01", i % 20 == 0) } else { ("2026-03-09", i % 3 != 0) };
        // No two texts alike, or they would be copies.
        let goods = ["衣服", "鞋子", "杯子", "台灯", "耳机", "毛巾", "书包", "键盘"][i / 2 % 8];
        let (what, so) = if bad {
            (
                ["快递太慢了", "物流等了一个星期", "配送拖了五天", "发货慢得离谱", "包裹一直不动"][i / 16 % 5],
                ["下次不敢买了", "急用都耽误了", "催了也没用", "过节前根本没收到", "体验很差", "真让人着急"]
                    [i / 80 % 6],
            )
        } else {
            (
                ["质量很好", "做工精细", "用着很顺手", "颜色漂亮", "物超所值"][i / 16 % 5],
                ["家里人都喜欢", "会推荐给朋友", "已经第二次买了", "非常满意", "送人也合适", "值得入手"][i / 80 % 6],
            )
        };
        writeln!(csv, "{day},{goods}{what}，{so},天猫").unwrap();
    }
    let dir = folder_with("x.csv", csv.as_bytes());
    let args = ["compare", "x.csv", "--at", "2026-03-05", "-q", "--fail-on", "worse"];
    let out = Voc::new().dir(dir.path()).args(args).run();
    let c = out.json();
    assert_eq!((out.status, &c["headline"][0]["verdict"]), (1, &"worse".into()), "{}", c["headline"]);
    let logistics = c["natures"].as_array().unwrap().iter().find(|n| n["id"] == "logistics").unwrap();
    assert_eq!(logistics["verdict"], "worse");
    assert_eq!(
        c["contributions"]["list"].as_array().unwrap().iter().find(|x| x["id"] != "none").unwrap()["id"],
        "logistics.speed"
    );
}

#[test]
fn what_cannot_be_compared_is_refused_with_a_hint() {
    insta::assert_snapshot!(error(&["feedback.csv"]), @r"
    voc: one input, and nothing divides it
      hint: name BEFORE and AFTER, or add `--at DATE`, or `--before-where` and `--after-where`
    ");
    insta::assert_snapshot!(error(&["feedback.csv", "./feedback.csv"]), @r"
    voc: `./feedback.csv` is on both sides
      hint: name one file and divide it by `--at DATE`, or by `--before-where` and `--after-where`
    ");
    insta::assert_snapshot!(error(&["feedback.csv", "--at", "yesterday"]), @r"
    voc: `--at yesterday` is not a date
      hint: write it as 2026-03-01
    ");
    assert!(error(&["feedback.csv", "--at", "2036-01-01"]).contains("no rows in the group `from 2036-01-01`"));
    let hint = error(&["feedback.csv", "--at", "2026-02-20", "--where", "渠到=天猫"]);
    assert!(hint.contains("渠道"), "{hint}");
    assert!(error(&["feedback.csv", "--at", "2026-02-20", "--where", "渠道=火星"]).contains("no rows in the group"));
    for option in ["--where", "--control"] {
        let grave = error(&["feedback.csv", "--at", "2026-02-20", option, "severity=fatal"]);
        assert!(
            grave.contains("none has `severity=fatal`\n  hint: values of `severity` are `general`, `major`"),
            "{grave}"
        );
        let channel = error(&["feedback.csv", "--at", "2026-02-20", option, "渠道=xx"]);
        assert!(channel.contains("values of `渠道` are `") && channel.contains("`天猫`"), "{channel}");
    }
    let same = error(&["feedback.csv", "--before-where", "渠道=天猫", "--after-where", "渠道=天猫"]);
    assert!(same.contains("both groups are `渠道=天猫`"), "{same}");
    let both = ["feedback.csv", "--before-where", "渠道=天猫", "--after-where"];
    let within = error(&[&both[..], &["渠道=天猫", "--after-where", "渠道=京东"]].concat());
    assert!(
        within.contains("rows meet both `--before-where` and") && within.contains("exclude each other"),
        "{within}"
    );
    let crossing = Voc::new().dir(&samples()).args(["compare"]).args(both).args(["省份=浙江"]).ok().stderr;
    assert!(crossing.contains("rows meet both `--before-where` and `--after-where` and are in neither"), "{crossing}");
    assert!(error(&["feedback.csv", "--at", "2026-02-20", "-o", "x.pdf"]).contains("no report format"));
}

#[test]
fn outputs_are_none_of_each_other_and_none_of_what_is_read() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["hotel.csv", "bank.csv"] {
        std::fs::copy(samples().join(name), dir.path().join(name)).unwrap();
    }
    let refused = |outputs: [&str; 4]| {
        let args = ["compare", "hotel.csv", "bank.csv", "-q"];
        let out = Voc::new().dir(dir.path()).args(args).args(outputs).run();
        assert_eq!(out.status, 2, "{}", out.stderr);
        out.stderr
    };
    assert!(refused(["-o", "x.json", "-o", "./x.json"]).contains("two outputs are `./x.json`"));
    assert!(refused(["-o", "x.json", "-o", "hotel.csv"]).contains("this is the input"));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2);
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_keeps_no_other_output_away() {
    let dir = tempfile::tempdir().unwrap();
    let book = dir.path().join("changes.xlsx");
    let run = format!(
        "set -o pipefail; '{}' compare hotel.csv bank.csv -q -o - --format json -o '{}' | true",
        program().display(),
        book.display()
    );
    let mut shell = std::process::Command::new("bash");
    let out = shell.args(["-c", &run]).current_dir(samples()).env("HOME", dir.path()).output().unwrap();
    assert!(out.status.success() && out.stderr.is_empty(), "{}", String::from_utf8_lossy(&out.stderr));
    assert!(book.exists());
}

/// Two partners on two days, each text once on its day: complaints of one partner rise from 6 of 60 to 40 of 60, those of the other stay at 6 of 60.
fn partners() -> String {
    const GOODS: [&str; 8] = ["衣服", "鞋子", "杯子", "台灯", "耳机", "毛巾", "书包", "键盘"];
    const BAD: [&str; 5] = ["快递太慢了", "物流等了一个星期", "配送拖了五天", "发货慢得离谱", "包裹一直不动"];
    const GOOD: [&str; 5] = ["质量很好", "做工精细", "用着很顺手", "颜色漂亮", "物超所值"];
    let mut csv = "日期,评价内容,服务商,评分\n".to_owned();
    for i in 0..240usize {
        let (after, partner) = (i % 2 == 1, ["甲公司", "乙公司"][i / 2 % 2]);
        let bad = if after && partner == "甲公司" { i / 4 % 3 != 0 } else { i / 4 % 10 == 0 };
        let (day, stars) = (if after { "2026-03-09" } else { "2026-03-01" }, if bad { 1 } else { 5 });
        let so = if bad {
            ["下次不敢买了", "急用都耽误了", "催了也没用"]
        } else {
            ["家里人都喜欢", "会推荐给朋友", "非常满意"]
        };
        let what = if bad { BAD } else { GOOD }[i / 16 % 5];
        writeln!(csv, "{day},{}{what}，{},{partner},{stars}", GOODS[i / 2 % 8], so[i / 80 % 3]).unwrap();
    }
    csv
}

#[test]
fn the_partner_that_became_worse_is_told_and_the_customers_own_ratings_in_every_format() {
    let dir = folder_with("x.csv", partners().as_bytes());
    let at = |n: &str| dir.path().join(n).display().to_string();
    let mut args = ["compare", "x.csv", "--at", "2026-03-05", "-q"].map(str::to_owned).to_vec();
    ["c.json", "c.csv", "c.md", "c.html", "c.txt", "c.xlsx"].iter().for_each(|n| args.extend(["-o".to_owned(), at(n)]));
    Voc::new().dir(dir.path()).args(args).ok();
    let text = |n: &str| std::fs::read_to_string(at(n)).unwrap();
    let c: Value = serde_json::from_str(&text("c.json")).unwrap();
    let told = |x: &Value| (x["before_rows"].clone(), x["after_rows"].clone(), x["verdict"].clone());
    let rows = |k: u64, n: u64| serde_json::json!([k, n]);
    let column = &c["segments"][0];
    assert_eq!((&column["column"], &column["values"], &column["too_small"]), (&"服务商".into(), &2.into(), &0.into()));
    let value = |name: &str| column["list"].as_array().unwrap().iter().find(|v| v["value"] == name).unwrap();
    assert_eq!(told(&value("甲公司")["complaints"]), (rows(6, 60), rows(40, 60), "worse".into()));
    assert_eq!(told(&value("乙公司")["complaints"]), (rows(6, 60), rows(6, 60), "no_evidence".into()));
    assert_eq!(value("甲公司")["satisfaction"]["verdict"], "worse");
    assert_eq!(value("乙公司")["satisfaction"]["verdict"], "no_evidence");
    let rating = &c["headline"][1];
    assert_eq!(
        (&rating["id"], &rating["unit"], &rating["verdict"]),
        (&"rating".into(), &"rating".into(), &"worse".into())
    );
    assert_eq!((rating["before"].as_f64(), rating["after"].as_f64()), (Some(4.6), Some(3.4667)));
    for n in ["c.md", "c.html", "c.txt"] {
        let text = text(n);
        for part in
            ["Segments that became worse (1)", "Complaints by segment", "Satisfaction by segment", "Mean rating (of 5)"]
        {
            assert!(text.contains(part), "{n}, {part}: {text}");
        }
    }
    let csv = text("c.csv");
    assert!(csv.contains("\nsegments,服务商=甲公司,服务商: 甲公司,0.1,0.6667,"), "{csv}");
    assert!(csv.contains("\nsegment_satisfaction,服务商=乙公司,") && csv.contains("\nheadline,rating,"), "{csv}");
    let book: calamine::Xlsx<_> = calamine::open_workbook(at("c.xlsx")).unwrap();
    let sheets = calamine::Reader::sheet_names(&book);
    assert!(
        ["Complaints by segment", "Satisfaction by segment"].iter().all(|s| sheets.contains(&(*s).to_owned())),
        "{sheets:?}"
    );
    // What divides the sides is no segment of theirs.
    let c = compare(&["feedback.csv", "--before-where", "渠道=天猫", "--after-where", "渠道=京东"]);
    let columns: Vec<&Value> = c["segments"].as_array().unwrap().iter().map(|s| &s["column"]).collect();
    assert!(!columns.contains(&&Value::from("渠道")) && columns.contains(&&Value::from("省份")), "{columns:?}");
}

#[test]
fn rows_that_two_files_share_are_told_in_every_format() {
    let rows = |n: usize| {
        let mut csv = "编号,日期,评价内容\n".to_owned();
        for i in 0..n {
            writeln!(csv, "R-{i},2026-03-0{},第{i}次买，快递太慢了", 1 + i % 9).unwrap();
        }
        csv
    };
    let dir = folder_with("a.csv", rows(40).as_bytes());
    std::fs::write(dir.path().join("b.csv"), rows(60)).unwrap();
    let run = |more: &[&str]| Voc::new().dir(dir.path()).args(["compare", "a.csv", "b.csv", "-q"]).args(more).ok();
    run(&["-o", "c.json", "-o", "c.txt", "-o", "c.html", "--lang", "zh"]);
    let text = |n: &str| std::fs::read_to_string(dir.path().join(n)).unwrap();
    let c: Value = serde_json::from_str(&text("c.json")).unwrap();
    assert_eq!(c["shared"], 40);
    for n in ["c.json", "c.txt", "c.html"] {
        let flat: String = text(n).chars().filter(|c| !c.is_whitespace()).collect();
        assert!(flat.contains("两组数据有40条相同的记录"), "{n}: {}", text(n));
    }
    // One file divided by a day shares nothing with itself.
    let c = Voc::new().dir(dir.path()).args(["compare", "b.csv", "--at", "2026-03-05", "-q"]).ok().json();
    assert_eq!(c.get("shared"), None);
}
