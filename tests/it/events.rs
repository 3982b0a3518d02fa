//! Hot issues against events that are known: letters to a mayor, and the problems of four trades that many rows tell in different words.
//!
//! Floors a little below the present figures, as in `golden`; how the groups are made is tested beside the code.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{Out, Voc, folder_with, json_lines, project};

/// Rows of a golden set as cells by header.
fn rows(file: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(project("tests/golden").join(file)).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// Analyses some columns of `rows`; gives the report and the issue of each row.
fn analyse(rows: &[&BTreeMap<String, String>], columns: &[&str]) -> (Out, Vec<Option<String>>) {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(columns).unwrap();
    rows.iter().for_each(|r| file.write_record(columns.iter().map(|c| &r[*c])).unwrap());
    let dir = folder_with("in.csv", &file.into_inner().unwrap());
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
    let (_, issues) = analyse(&all.iter().collect::<Vec<_>>(), &["留言主题", "留言时间", "留言详情", "点赞数"]);
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
    let all = rows("planted.csv");
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
    println!("small files: mean best F1 {:.3} {found:.2?}", mean(&found));
    assert!(found.len() >= 40 && mean(&found) >= 0.58, "{found:.2?}");
}
