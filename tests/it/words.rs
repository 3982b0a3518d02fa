//! `voc words`: the list is a dictionary, and what is in the dictionary is no longer listed.

use serde_json::Value;

use crate::support::{FEEDBACK, Voc, folder_with, samples};

fn words(args: &[&str]) -> Vec<u8> {
    Voc::new().dir(&samples()).args(["words", "feedback.csv", "-q"]).args(args.iter().copied()).ok().stdout
}

fn names(json: &[u8]) -> Vec<String> {
    let list: Value = serde_json::from_slice(json).unwrap();
    list.as_array().unwrap().iter().map(|f| f["word"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_list_is_a_dictionary_file() {
    let text = String::from_utf8(words(&[])).unwrap();
    let lines: Vec<Vec<&str>> = text.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t').collect()).collect();
    assert_eq!(lines[0][..5], ["word", "freq", "tag", "kind", "guess"]);
    assert!(lines.iter().all(|l| l.len() == lines[0].len()), "{text}");
    let basket = lines.iter().find(|l| l[0] == "炸篮").unwrap_or_else(|| panic!("{text}"));
    assert_eq!(basket[..4], ["炸篮", "", "n", "word"]);
    assert!(basket[11].contains("炸篮") && basket[11].contains(" feedback.csv:"), "{text}");
    assert_eq!(lines[1..].iter().map(|l| l[0]).collect::<Vec<_>>(), names(&words(&["--json"])));
}

#[test]
fn saved_as_a_dictionary_its_words_are_known() {
    let dir = folder_with("words.tsv", &words(&["--min-count", "3"]));
    let path = dir.path().display().to_string();
    let check = Voc::new().args(["dict", "check", "--dicts", &path]).run();
    assert_eq!(check.status, 0, "{}{}", check.text(), check.stderr);
    let before = names(&words(&["--min-count", "3", "--json"]));
    let after = names(&words(&["--min-count", "3", "--json", "--dicts", &path]));
    assert!(before.contains(&"炸篮".to_owned()) && !after.iter().any(|w| before.contains(w)), "{before:?} {after:?}");
    let told = Voc::new().args(["explain", "炸篮不粘", "--json", "--dicts", &path]).ok().json();
    assert_eq!(told["tokens"][0][0], "炸篮", "{told}");
}

#[test]
fn figures_lead_back_to_a_row() {
    let list: Value = serde_json::from_slice(&words(&["--json"])).unwrap();
    for f in list.as_array().unwrap() {
        let (word, example) = (f["word"].as_str().unwrap(), &f["example"]);
        assert!(example["text"].as_str().unwrap().contains(word), "{f}");
        assert_eq!(example["source"], "feedback.csv");
        let row = FEEDBACK.records.iter().find(|r| r["row"] == example["row"]).unwrap();
        assert_eq!(row["informative"], true);
        assert!(f["documents"].as_u64().unwrap() >= 5 && f["count"].as_u64() >= f["documents"].as_u64(), "{f}");
        assert!((0.0..=1.0).contains(&f["negative"].as_f64().unwrap()), "{f}");
    }
}

#[test]
fn threads_and_places_change_nothing() {
    let once = words(&["--min-count", "3", "--threads", "1"]);
    assert!(words(&["--min-count", "3", "--threads", "4"]) == once);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("words.tsv");
    assert!(words(&["--min-count", "3", "-o", path.to_str().unwrap()]).is_empty());
    assert!(std::fs::read(&path).unwrap() == once);
}

#[test]
fn the_list_has_its_limits() {
    assert_eq!(names(&words(&["--json", "--min-count", "2", "--top", "1"])).len(), 1);
    let none = Voc::new().dir(&samples()).args(["words", "feedback.csv", "--json", "--min-count", "800"]).ok();
    assert_eq!(none.json(), Value::Array(Vec::new()));
    assert!(none.stderr.contains("no new words") && none.stderr.contains("--min-count"), "{}", none.stderr);
}

#[test]
fn errors_are_those_of_the_other_commands() {
    for (args, told) in [
        (vec!["words", "feedbak.csv"], "did you mean `feedback.csv`?"),
        (vec!["words", "feedback.csv", "--min-count", "1"], "--min-count"),
        (vec!["words", "feedback.csv", "--text-column", "不存在"], "no column `不存在`"),
        (vec!["words", "feedback.csv", "-o", "feedback.csv"], "not what `feedback.csv` promises"),
        (vec!["words", "feedback.csv", "-o", "nowhere/words.tsv"], "does not exist"),
        (vec!["words", "bad_rows.csv", "--strict"], "line 4"),
    ] {
        let out = Voc::new().dir(&samples()).args(args.clone()).run();
        assert_eq!((out.status, out.stdout.len()), (2, 0), "{args:?}: {}", out.stderr);
        assert!(out.stderr.contains(told), "{args:?}: {}", out.stderr);
    }
}
