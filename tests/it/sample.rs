//! `voc sample`: what is drawn, and that `voc eval` takes it as it is.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{FEEDBACK, Voc, samples};

/// A sample of the shipped file as rows of cells, the head first.
fn drawn(args: &[&str]) -> Vec<Vec<String>> {
    let out = Voc::new()
        .dir(&samples())
        .args(["sample", "feedback.csv", "-q", "--lang", "zh"])
        .args(args.iter().copied())
        .ok()
        .stdout;
    rows(&out)
}

fn rows(csv: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv);
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The record of a row, by the number in its cell.
fn record(cell: &str) -> &'static Value {
    let row: u64 = cell.parse().unwrap();
    FEEDBACK.records.iter().find(|r| r["row"] == row).unwrap()
}

/// The rows that were drawn for a reason.
fn of(rows: &[Vec<String>], why: &str) -> BTreeSet<String> {
    rows[1..].iter().filter(|r| r[0] == why).map(|r| r[2].clone()).collect()
}

fn evaluate(path: &str, args: &[&str]) -> Value {
    Voc::new().args(["eval", path, "--by", "picked", "--json", "-q"]).args(args.iter().copied()).ok().json()
}

#[test]
fn half_is_random_half_is_doubtful_and_all_of_it_says_something() {
    let all = drawn(&["-n", "41", "--lang", "en"]);
    let head = ["picked", "Source", "Data row", "Id", "Rating", "Text", "label", "natures", "severity"];
    assert_eq!(all[0], head);
    let (random, doubtful) = (of(&all, "random"), of(&all, "doubtful"));
    assert_eq!((random.len(), doubtful.len()), (21, 20));
    assert!(random.is_disjoint(&doubtful));
    for row in &all[1..] {
        let record = record(&row[2]);
        assert_eq!((record["informative"].as_bool(), record["duplicate_of"].is_null()), (Some(true), true), "{row:?}");
        assert_eq!(record["text"], *row[5]);
    }
    let score = |row: &String| record(row)["sentiment"]["score"].as_f64().unwrap().abs();
    let mean = |rows: &BTreeSet<String>| rows.iter().map(score).sum::<f64>() / 20.0;
    assert!(mean(&doubtful) < mean(&random) - 0.3, "{} {}", mean(&doubtful), mean(&random));
}

#[test]
fn what_nobody_corrected_is_all_right() {
    let dir = tempfile::tempdir().unwrap();
    for (name, lang) in [("check.csv", "zh"), ("check.xlsx", "zh"), ("check_en.xlsx", "en")] {
        let path = dir.path().join(name).display().to_string();
        let told = Voc::new().dir(&samples()).args(["sample", "feedback.csv", "-n", "60", "-o", &path, "--lang", lang]);
        assert!(told.ok().stderr.contains("voc eval"), "{name}");
        for task in ["sentiment", "nature", "severity"] {
            let m = evaluate(&path, &["--task", task]);
            assert_eq!(
                (m["rows"].as_u64(), m["groups"].as_array().map(Vec::len)),
                (Some(60), Some(2)),
                "{name} {task}"
            );
            assert_eq!(m["accuracy"]["value"], 1.0, "{name} {task}: {m}");
            let group = &m["groups"][0];
            assert!(group["low"].as_f64() < Some(0.95) && group["high"] == 1.0, "{group}");
        }
    }
}

#[test]
fn a_correction_is_measured() {
    let all = drawn(&["-n", "40"]);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("check.csv");
    let mut out = csv::Writer::from_path(&path).unwrap();
    out.write_record(&all[0]).unwrap();
    let mut turned = 0;
    for row in &all[1..] {
        let mut row = row.clone();
        if turned < 4 && row[6] == "负面" {
            row[6] = "正面".to_owned();
            turned += 1;
        }
        out.write_record(&row).unwrap();
    }
    out.flush().unwrap();
    let m = evaluate(&path.display().to_string(), &[]);
    assert_eq!(turned, 4);
    assert!((0.85..=0.9).contains(&m["accuracy"]["value"].as_f64().unwrap()), "{m}");
}

#[test]
fn the_same_rows_give_the_same_sample_and_another_seed_another() {
    let once = drawn(&["-n", "50", "--threads", "1"]);
    assert_eq!(drawn(&["-n", "50", "--threads", "4"]), once);
    let other = drawn(&["-n", "50", "--seed", "7"]);
    assert_ne!(of(&other, "随机"), of(&once, "随机"));
    assert!(of(&other, "存疑").intersection(&of(&once, "存疑")).count() >= 15);
    let all = drawn(&["-n", "5000"]);
    let says = FEEDBACK.records.iter().filter(|r| r["informative"] == true && r["duplicate_of"].is_null()).count();
    assert_eq!(all.len() - 1, says);
}

#[test]
fn what_cannot_be_a_sample_is_refused() {
    let refused = |args: &[&str]| {
        let run = Voc::new()
            .dir(&samples())
            .args(["sample", "feedback.csv", "--lang", "zh"])
            .args(args.iter().copied())
            .run();
        assert_eq!((run.status, run.stdout.is_empty()), (2, true), "{args:?}");
        run.stderr
    };
    assert!(refused(&["-n", "0"]).contains("至少抽取 1 条"));
    assert!(refused(&["-o", "check.json"]).contains(".xlsx"));
    assert!(refused(&["--where", "门店=没有这家店"]).contains("门店"));
}

#[test]
fn files_that_are_divided_give_the_same_texts() {
    let dir = tempfile::tempdir().unwrap();
    let said = |i: usize| format!("第{i}次买了，质量{}", if i.is_multiple_of(2) { "很好" } else { "太差" });
    let texts: Vec<String> = (0..120).map(said).collect();
    let write = |name: &str, part: &[String]| {
        std::fs::write(dir.path().join(name), format!("反馈\n{}\n好用\n不好\n", part.join("\n"))).unwrap();
    };
    write("all.csv", &texts);
    write("a.csv", &texts[..50]);
    write("b.csv", &texts[50..]);
    let drawn = |files: &[&str]| {
        let run =
            Voc::new().dir(dir.path()).args(["sample", "-n", "30", "-q", "--lang", "en"]).args(files.iter().copied());
        let all = rows(&run.ok().stdout);
        all[1..].iter().filter(|r| r[0] == "random").map(|r| r[5].clone()).collect::<BTreeSet<_>>()
    };
    let (whole, parts) = (drawn(&["all.csv"]), drawn(&["a.csv", "b.csv"]));
    assert!(whole.intersection(&parts).count() >= 13, "{whole:?} {parts:?}");
    assert_eq!(parts, drawn(&["b.csv", "a.csv"]));
}

#[test]
fn natures_may_be_joined_as_people_write() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("labelled.csv");
    let rows = "text,natures\n\"质量太差，客服也不理人\",产品、服务\n\"快递太慢了，客服也不理人\",\"物流，服务\"\n";
    std::fs::write(&path, rows).unwrap();
    let m = Voc::new().args(["eval", &path.display().to_string(), "--task", "nature", "--json", "-q"]).ok().json();
    assert_eq!(m["accuracy"]["value"], 1.0, "{m}");
}

#[test]
fn rejected_rows_are_kept_apart_from_the_sample() {
    let run = Voc::new().dir(&samples()).args(["sample", "feedback.csv", "-o", "x.csv", "--rejects", "x.csv"]).run();
    assert_eq!(run.status, 2, "{}", run.stderr);
}
