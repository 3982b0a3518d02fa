//! Hot issues against events that are known: letters to a mayor, and the problems of four trades that many rows tell in different words.
//!
//! Floors a little below the present figures, as in `golden`; how the groups are made is tested beside the code.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::support::{Out, Voc, folder_with, json_lines, project};

/// Rows of a golden set as cells by header.
fn rows(file: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(project("tests/golden").join(file)).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// A folder with some columns of `rows` as `in.csv`.
fn written(rows: &[&BTreeMap<String, String>], columns: &[&str]) -> tempfile::TempDir {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(columns).unwrap();
    rows.iter().for_each(|r| file.write_record(columns.iter().map(|c| &r[*c])).unwrap());
    folder_with("in.csv", &file.into_inner().unwrap())
}

/// Analyses some columns of `rows`; gives the report and the issue of each row.
fn analyse(rows: &[&BTreeMap<String, String>], columns: &[&str]) -> (Out, Vec<Option<String>>) {
    let dir = written(rows, columns);
    let out = Voc::new().dir(dir.path()).args(["analyze", "in.csv", "-q", "--records", "rows.jsonl"]).ok();
    let records = json_lines(&std::fs::read(dir.path().join("rows.jsonl")).unwrap());
    (out, records.iter().map(|r| r["issue"].as_str().map(str::to_owned)).collect())
}

/// For each known event the best F1 that a single issue has with it.
fn best(events: &[&str], issues: &[Option<String>]) -> BTreeMap<String, f64> {
    let place =
        |of: &str| events.iter().enumerate().filter(|(_, e)| **e == of).map(|(i, _)| i).collect::<BTreeSet<_>>();
    let mut by_issue: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (i, issue) in issues.iter().enumerate() {
        if let Some(issue) = issue {
            by_issue.entry(issue).or_default().insert(i);
        }
    }
    let names: BTreeSet<&str> = events.iter().copied().filter(|e| !e.is_empty()).collect();
    let f1 =
        |a: &BTreeSet<usize>, b: &BTreeSet<usize>| 2.0 * a.intersection(b).count() as f64 / (a.len() + b.len()) as f64;
    let best_of = |name: &str| by_issue.values().map(|i| f1(&place(name), i)).fold(0.0, f64::max);
    names.into_iter().map(|n| (n.to_owned(), best_of(n))).collect()
}

fn mean(of: &BTreeMap<String, f64>) -> f64 {
    of.values().sum::<f64>() / of.len() as f64
}

#[test]
fn letters_about_one_event_are_one_issue() {
    let all = rows("petitions.csv");
    let (out, issues) = analyse(&all.iter().collect::<Vec<_>>(), &["留言主题", "留言时间", "留言详情", "点赞数"]);
    let listed = out.json()["hot_issues"].clone();
    let fewest = listed.as_array().unwrap().iter().map(|i| i["count"].as_u64().unwrap()).min();
    assert!(fewest >= Some(3), "one or two are no issue: {fewest:?}");
    let events: Vec<&str> = all.iter().map(|r| r["event"].as_str()).collect();
    let found = best(&events, &issues);
    println!("letters: mean best F1 {:.3} {found:.2?}", mean(&found));
    assert!(mean(&found) >= 0.75, "{found:.2?}");
    assert!(found.values().filter(|f| **f >= 0.5).count() >= 7, "{found:.2?}");
}

#[test]
fn what_many_of_a_hundred_complaints_tell_in_different_words_is_an_issue() {
    let all = rows("trades.csv");
    let mut found = BTreeMap::new();
    for trade in ["bank", "telecom", "hotel", "delivery"] {
        let of: Vec<_> = all.iter().filter(|r| r["trade"] == trade).collect();
        let (_, issues) = analyse(&of, &["time", "rating", "text"]);
        let events: Vec<&str> = of.iter().map(|r| r["issue"].as_str()).collect();
        found.extend(best(&events, &issues));
    }
    println!("trades: mean best F1 {:.3} {found:.2?}", mean(&found));
    assert!(mean(&found) >= 0.5, "{found:.2?}");
}

/// Files of about a hundred complaints, with problems that eight to twenty-five rows tell in different words.
#[test]
fn problems_of_small_files_are_issues() {
    let found = in_small_files("planted.csv");
    assert!(found.len() >= 40 && mean(&found) >= 0.6, "{found:.2?}");
}

/// The same in files of another writer that were never looked at.
#[test]
fn problems_of_files_never_seen_are_found() {
    let found = in_small_files("planted2.csv");
    assert!(found.len() == 40 && mean(&found) >= 0.48, "{found:.2?}");
}

/// Best F1 of each problem that six or more rows of a file tell.
fn in_small_files(name: &str) -> BTreeMap<String, f64> {
    let all = rows(name);
    let files: BTreeSet<&str> = all.iter().map(|r| r["file"].as_str()).collect();
    let mut found = BTreeMap::new();
    for file in files {
        let of: Vec<_> = all.iter().filter(|r| r["file"] == file).collect();
        let rated = of.iter().any(|r| !r["rating"].is_empty());
        let columns: &[&str] = if rated { &["time", "rating", "text"] } else { &["time", "text"] };
        let (_, issues) = analyse(&of, columns);
        let events: Vec<&str> = of.iter().map(|r| r["issue"].as_str()).collect();
        let planted = |name: &str| events.iter().filter(|e| **e == name).count() >= 6;
        let best = best(&events, &issues).into_iter().filter(|(name, _)| planted(name));
        found.extend(best.map(|(name, f1)| (format!("{file}:{name}"), f1)));
    }
    println!("{name}: mean best F1 {:.3} {found:.2?}", mean(&found));
    found
}

/// Four pairs of months of 130 rows each, in which problems rise, fall, come or go among others that stay as they are.
#[test]
fn planted_changes_are_told_and_hardly_any_other() {
    let all = rows("changes.csv");
    let files: BTreeSet<&str> = all.iter().map(|r| r["file"].as_str()).collect();
    let (mut right, mut wrong) = (Vec::new(), Vec::new());
    for file in files {
        let of: Vec<_> = all.iter().filter(|r| r["file"] == file).collect();
        let columns = ["time", "rating", "text"];
        let (_, issues) = analyse(&of, &columns);
        let after = of.iter().find(|r| r["period"] == "after").unwrap();
        let args = ["compare", "in.csv", "-q", "--at", &after["time"][..10]];
        let changes = Voc::new().dir(written(&of, &columns).path()).args(args).ok().json();
        for x in changes["issues"].as_array().unwrap() {
            let verdict = x["verdict"].as_str().unwrap().to_owned();
            if !["better", "worse"].iter().any(|v| verdict.ends_with(v)) {
                continue;
            }
            let of_issue = of.iter().zip(&issues).filter(|(_, i)| i.as_deref() == x["id"].as_str()).map(|(r, _)| r);
            let planted: Vec<&str> = of_issue.map(|r| r["change"].as_str()).collect();
            let told = format!("{file}: {} {verdict}", x["name"]);
            if planted_so(&planted, &verdict) { right.push(told) } else { wrong.push(told) }
        }
    }
    println!("planted changes told: {right:?}; others: {wrong:?}");
    assert!(right.len() >= 6 && wrong.len() <= 2, "{right:?} {wrong:?}");
}

/// Whether a third of the rows of an issue are of one planted change, and it goes the way of the verdict.
fn planted_so(changes: &[&str], verdict: &str) -> bool {
    let ways: &[&str] = if verdict.ends_with("worse") { &["rise", "new"] } else { &["fall", "gone"] };
    let of = |change: &&&str| changes.iter().filter(|c| c == change).count();
    let named = changes.iter().filter(|c| !c.is_empty());
    named.max_by_key(of).is_some_and(|c| 3 * of(&c) >= changes.len() && ways.iter().any(|w| c.starts_with(w)))
}

/// Half of an issue is danger: who looks into danger has it by itself, and the others are told by their own words.
#[test]
fn danger_in_an_issue_has_an_order_of_its_own() {
    let when = [
        "炖排骨",
        "煮玉米",
        "焖米饭",
        "蒸鱼",
        "熬粥",
        "煲鸡汤",
        "烧水",
        "煮面条",
        "炖牛腩",
        "煮饺子",
        "煮鸡蛋",
        "蒸馒头",
    ];
    let mut csv = "评价内容\n".to_owned();
    for (w, what) in when.iter().zip(["这锅盖开裂了", "玻璃锅盖突然开裂"].iter().cycle()) {
        csv += &format!("在{w}，{what}\n");
    }
    for who in ["买了半个月", "第二次买了", "给爸妈买的", "朋友推荐的", "活动时下的单", "用了几天"]
    {
        for what in [
            "质量很好，做工精细",
            "颜色和图片一样，很喜欢",
            "操作简单，老人也会用",
            "快递太慢了，等了五天",
            "客服态度很差，不理人",
        ] {
            csv += &format!("{who}，{what}\n");
        }
    }
    let dir = folder_with("in.csv", csv.as_bytes());
    let r = Voc::new().dir(dir.path()).args(["analyze", "in.csv", "-q", "--lang", "zh"]).ok().json();
    let of = |severity: &str| {
        let mine = |a: &&Value| a["severity"] == severity && a["title"].as_str().unwrap().contains("锅盖");
        let orders: Vec<&Value> = r["actions"].as_array().unwrap().iter().filter(mine).collect();
        assert_eq!(orders.len(), 1, "{severity}: {orders:?}");
        orders[0]
    };
    let (danger, others) = (of("major"), of("general"));
    assert_eq!(
        (&danger["department"], &danger["count"], &danger["issue"]),
        (&json!("质量安全部"), &json!(6), &json!(null))
    );
    assert!(others["department"] != "质量安全部" && others["count"] == 6 && others["issue"].is_string(), "{others}");
    let title = others["title"].as_str().unwrap();
    assert!(!title.contains("突然") && title.contains("另有 6 条重大投诉单独处理"), "{title}");
}

/// An amount that all complaints name is what they are about; of many amounts each is one customer's, and the title says something else.
#[test]
fn a_title_names_no_number_of_one_case() {
    let title = |amount: &dyn Fn(usize) -> usize| {
        let bad = (0..12).map(|i| format!("\"多扣了{}元会员费，客服不理人\"\n", amount(i)));
        let good = (0..40).map(|i| format!("\"质量很好，第{i}次买了，物流也快，推荐\"\n"));
        let csv = format!("反馈内容\n{}", bad.chain(good).collect::<String>());
        let dir = folder_with("in.csv", csv.as_bytes());
        let r = Voc::new().dir(dir.path()).args(["analyze", "in.csv", "-q", "--keep-copies"]).ok().json();
        r["hot_issues"][0]["title"].as_str().unwrap().to_owned()
    };
    assert!(title(&|_| 98).contains("98"));
    let told = title(&|i| 40 + 7 * i);
    assert!(!told.contains(|c: char| c.is_ascii_digit()), "{told}");
}
