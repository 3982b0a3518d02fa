//! What the annotated record and the report promise to those who build on them.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{FEEDBACK, Run, Voc, all_runs, chars, difference, json_lines, samples, without_inputs};

/// The record, field for field: the order is part of the contract.
const FIELDS: [&str; 28] = [
    "row",
    "source",
    "id",
    "text",
    "rating",
    "time",
    "likes",
    "attrs",
    "informative",
    "duplicate_of",
    "duplicate_source",
    "masked",
    "sentiment",
    "satisfaction",
    "complaint",
    "natures",
    "nature",
    "severity",
    "severity_evidence",
    "intents",
    "emotions",
    "requests",
    "stage",
    "department",
    "due_hours",
    "mentions",
    "keywords",
    "issue",
];
const MENTION: [&str; 10] =
    ["aspect", "aspect_name", "nature", "polarity", "target", "opinion", "start", "end", "rule", "implicit"];
const EVIDENCE: [&str; 5] = ["reason", "text", "start", "end", "rule"];
const REQUEST: [&str; 11] =
    ["request", "text", "object", "start", "end", "rule", "reason", "because", "because_start", "because_end", "told"];
const REPORT: [&str; 20] = [
    "schema_version",
    "run",
    "satisfaction",
    "sentiment",
    "natures",
    "severity",
    "hot_issues",
    "topics",
    "keywords",
    "aspects",
    "drivers",
    "stages",
    "needs",
    "segments",
    "trend",
    "change",
    "alerts",
    "actions",
    "voices",
    "untagged",
];

/// Keys of the object that starts `json`, in the order in which they stand in the bytes.
fn keys_in_order(json: &str) -> Vec<String> {
    struct Keys(Vec<String>);
    impl<'de> serde::Deserialize<'de> for Keys {
        fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
            struct Visitor;
            impl<'de> serde::de::Visitor<'de> for Visitor {
                type Value = Keys;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                    let mut keys = Vec::new();
                    while let Some((k, serde::de::IgnoredAny)) = map.next_entry::<String, _>()? {
                        keys.push(k);
                    }
                    Ok(Keys(keys))
                }
            }
            d.deserialize_map(Visitor)
        }
    }
    serde_json::from_str::<Keys>(json).unwrap().0
}

fn strings(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect()
}

fn at(dir: &Path, file: &str) -> String {
    dir.join(file).display().to_string()
}

#[test]
fn one_record_for_each_row_in_order_with_the_fields_of_the_contract() {
    let text = Voc::new().dir(&samples()).args(["annotate", "feedback.csv", "-q"]).ok().text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 828);
    for (i, line) in lines.iter().enumerate() {
        assert_eq!(keys_in_order(line), FIELDS, "{line}");
        let record: Value = serde_json::from_str(line).unwrap();
        assert_eq!(
            (&record["row"], &record["source"], &record["issue"]),
            (&json!(i + 1), &json!("feedback.csv"), &Value::Null)
        );
    }
    let inner = |key: &str| {
        let start = lines.iter().find_map(|l| l.split_once(&format!("\"{key}\":[{{"))).unwrap().1;
        keys_in_order(&format!("{{{}}}", start.split_once('}').unwrap().0))
    };
    assert_eq!(inner("mentions"), MENTION);
    assert_eq!(inner("severity_evidence"), EVIDENCE);
    assert_eq!(inner("requests"), REQUEST);
}

#[test]
fn the_report_has_its_sections_in_order() {
    for run in all_runs() {
        assert_eq!(keys_in_order(std::str::from_utf8(&run.bytes).unwrap()), REPORT);
    }
}

#[test]
fn every_row_is_accounted_for() {
    for run in all_runs() {
        let rows = &run.report["run"]["rows"];
        let n = |key: &str| rows[key].as_u64().unwrap();
        assert_eq!(n("read"), n("analysed") + n("empty") + n("duplicate") + n("rejected"), "{rows}");
        assert_eq!(n("read") - n("rejected"), run.records.len() as u64);
        let count = |f: &dyn Fn(&Value) -> bool| run.records.iter().filter(|r| f(r)).count() as u64;
        let blank = |r: &Value| r["text"].as_str().unwrap().trim().is_empty();
        assert_eq!(n("empty"), count(&blank));
        assert_eq!(n("duplicate"), count(&|r| !r["duplicate_of"].is_null()));
        assert_eq!(n("informative"), count(&|r| r["informative"] == true && r["duplicate_of"].is_null()));
        let inputs = run.report["run"]["inputs"].as_array().unwrap();
        assert_eq!(n("read"), inputs.iter().map(|i| i["rows"].as_u64().unwrap()).sum::<u64>());
    }
}

#[test]
fn offsets_index_the_text() {
    let (mut mentions, mut majors) = (0, 0);
    for r in all_runs().iter().flat_map(|run| &run.records) {
        let text = r["text"].as_str().unwrap();
        for m in r["mentions"].as_array().unwrap() {
            let words = chars(text, &m["start"], &m["end"]);
            assert!(!words.is_empty(), "{m} in {text}");
            for part in ["target", "opinion"] {
                assert!(words.contains(m[part].as_str().unwrap()), "{part} of {m} in {text}");
            }
            assert!(m["rule"].as_str().unwrap().contains(".tsv:"), "{m}");
            mentions += 1;
        }
        for e in r["severity_evidence"].as_array().unwrap() {
            assert_eq!(chars(text, &e["start"], &e["end"]), e["text"].as_str().unwrap(), "{e} in {text}");
            majors += 1;
        }
    }
    assert!(mentions > 500 && majors > 20, "{mentions} mentions, {majors} pieces of evidence");
}

#[test]
fn requests_stand_in_the_text_and_their_reasons_are_mentions() {
    let (mut requests, mut reasons) = (0, 0);
    for r in all_runs().iter().flat_map(|run| &run.records) {
        for q in r["requests"].as_array().unwrap() {
            let (words, told) =
                (chars(r["text"].as_str().unwrap(), &q["start"], &q["end"]), q["text"].as_str().unwrap());
            assert!(told.starts_with(&*words) || words.starts_with(told), "{q}");
            assert!(q["rule"].as_str().unwrap().contains("requests.tsv:"), "{q}");
            requests += 1;
            if q["reason"].is_null() {
                assert_eq!((&q["because"], &q["because_start"], &q["told"]), (&json!(""), &Value::Null, &json!(false)));
                continue;
            }
            let same = |m: &&Value| {
                (&m["aspect"], &m["start"], &m["end"]) == (&q["reason"], &q["because_start"], &q["because_end"])
            };
            let mention = r["mentions"].as_array().unwrap().iter().find(same);
            assert_eq!(mention.map(|m| &m["polarity"]), Some(&json!("negative")), "{q}");
            reasons += 1;
        }
    }
    assert!(requests > 15 && reasons > 10, "{requests} requests, {reasons} reasons");
}

#[test]
fn labels_agree_with_each_other() {
    for r in all_runs().iter().flat_map(|run| &run.records) {
        let natures = strings(&r["natures"]);
        assert_eq!(r["nature"].as_str(), natures.first().copied(), "{r}");
        assert_eq!(r["complaint"], json!(!natures.is_empty()), "{r}");
        for field in ["severity", "department", "due_hours"] {
            assert_eq!(r[field].is_null(), r["complaint"] == false, "{field}: {r}");
        }
        assert_eq!(r["severity"] == "major", !r["severity_evidence"].as_array().unwrap().is_empty(), "{r}");
        let score = r["sentiment"]["score"].as_f64().unwrap();
        assert!((-1.0..=1.0).contains(&score), "{r}");
        match r["sentiment"]["label"].as_str().unwrap() {
            "positive" => assert!(score > 0.0, "{r}"),
            "negative" => assert!(score < 0.0, "{r}"),
            "neutral" | "mixed" => {}
            other => panic!("{other}"),
        }
        if r["text"].as_str().unwrap().trim().is_empty() {
            assert_eq!((&r["informative"], &r["satisfaction"]), (&json!(false), &Value::Null), "{r}");
        }
        if let Some(level) = r["satisfaction"].as_u64() {
            assert!((1..=5).contains(&level), "{r}");
        }
    }
}

#[test]
fn copies_point_to_the_first_of_their_kind() {
    let mut copies = 0;
    for run in all_runs() {
        for r in run.records.iter().filter(|r| !r["duplicate_of"].is_null()) {
            let first = r["duplicate_of"].as_u64().unwrap();
            assert!(first < r["row"].as_u64().unwrap(), "{r}");
            let original = run.records.iter().find(|o| o["row"] == json!(first)).unwrap();
            assert!(original["duplicate_of"].is_null() && original["informative"] == true, "{original}");
            copies += 1;
        }
    }
    assert!(copies >= 10, "{copies}");
}

#[test]
fn every_major_complaint_is_listed_and_every_quote_leads_back() {
    for run in all_runs() {
        let record = |row: &Value| run.records.iter().find(|r| r["row"] == *row).unwrap();
        let counted = |r: &&Value| r["severity"] == "major" && r["duplicate_of"].is_null() && r["informative"] == true;
        let majors: Vec<u64> = run.records.iter().filter(counted).map(|r| r["row"].as_u64().unwrap()).collect();
        let mut listed = Vec::new();
        find_all(&run.report["severity"], "row", &mut listed);
        for row in &majors {
            assert!(listed.contains(&json!(row)), "row {row} is not among {listed:?}");
        }
        for issue in run.report["hot_issues"].as_array().unwrap() {
            let id = &issue["id"];
            let members = run.records.iter().filter(|r| r["issue"] == *id).count() as u64;
            assert_eq!(json!(members), issue["count"], "members of {id}");
            for q in issue["quotes"].as_array().unwrap() {
                assert_eq!(record(&q["row"])["issue"], *id, "{q}");
            }
        }
    }
}

fn find_all(value: &Value, key: &str, found: &mut Vec<Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|v| find_all(v, key, found)),
        Value::Object(map) => {
            found.extend(map.get(key).cloned());
            map.values().for_each(|v| find_all(v, key, found));
        }
        _ => {}
    }
}

#[test]
fn figures_of_the_report_are_counts_of_the_records() {
    for run in all_runs() {
        let counted: Vec<&Value> =
            run.records.iter().filter(|r| r["informative"] == true && r["duplicate_of"].is_null()).collect();
        let count = |f: &dyn Fn(&Value) -> bool| json!(counted.iter().filter(|r| f(r)).count());
        for n in run.report["natures"].as_array().unwrap() {
            assert_eq!(
                n["count"],
                count(&|r| strings(&r["natures"]).contains(&n["id"].as_str().unwrap())),
                "{}",
                n["id"]
            );
        }
        for label in ["positive", "negative", "neutral", "mixed"] {
            let told = &run.report["sentiment"][label];
            let told = if told.is_object() { &told["count"] } else { told };
            assert_eq!(*told, count(&|r| r["sentiment"]["label"] == label), "{label}");
        }
    }
}

/// `annotate` into `file`, then `report` from it: the bytes, and the same without `run.inputs`.
fn through(file: &str) -> (Vec<u8>, Value) {
    let dir = tempfile::tempdir().unwrap();
    let rows = at(dir.path(), file);
    Voc::new().dir(&samples()).args(["annotate", "feedback.csv", "-q", "-o", &rows]).ok();
    let out = Voc::new().dir(&samples()).args(["report", &rows, "-q"]).ok();
    let value = without_inputs(out.json());
    (out.stdout, value)
}

/// The bytes of a report without the lines of `run.inputs`.
fn bytes_without_inputs(bytes: &[u8]) -> String {
    let text = String::from_utf8(bytes.to_owned()).unwrap();
    let (head, rest) = text.split_once("\n    \"inputs\": [").unwrap();
    format!("{head}{}", rest.split_once("\n    ],").unwrap().1)
}

#[test]
fn annotate_then_report_gives_the_bytes_of_analyze() {
    for file in ["rows.jsonl", "rows.parquet"] {
        let (bytes, value) = through(file);
        assert_eq!(difference(&value, &without_inputs(FEEDBACK.report.clone())), None, "{file}");
        assert!(
            bytes_without_inputs(&bytes) == bytes_without_inputs(&FEEDBACK.bytes),
            "{file}: same values, other bytes"
        );
    }
}

#[test]
fn several_annotated_files_are_one_report() {
    let dir = tempfile::tempdir().unwrap();
    let (a, b) = (at(dir.path(), "a.jsonl"), at(dir.path(), "b.parquet"));
    Voc::new().dir(&samples()).args(["annotate", "hotel.csv", "-q", "-o", &a]).ok();
    Voc::new().dir(&samples()).args(["annotate", "bank.csv", "-q", "-o", &b]).ok();
    let joined = Voc::new().dir(&samples()).args(["report", &a, &b, "-q"]).ok().json();
    let direct = Voc::new().dir(&samples()).args(["analyze", "hotel.csv", "bank.csv", "-q"]).ok().json();
    assert_eq!(difference(&without_inputs(joined), &without_inputs(direct)), None);
}

#[test]
fn records_are_the_annotated_rows_with_their_issue() {
    let lines = Voc::new().dir(&samples()).args(["annotate", "feedback.csv", "-q"]).ok().lines();
    assert_eq!(lines.len(), FEEDBACK.records.len());
    let mut in_issues = 0;
    for (plain, with_issue) in lines.iter().zip(&FEEDBACK.records) {
        let mut r = with_issue.clone();
        in_issues += usize::from(!r["issue"].is_null());
        r["issue"] = Value::Null;
        assert_eq!(difference(plain, &r), None, "row {}", r["row"]);
    }
    assert!(in_issues > 20, "{in_issues}");
}

#[test]
fn records_come_in_every_format() {
    let dir = tempfile::tempdir().unwrap();
    let [csv, xlsx, parquet, jsonl] = ["r.csv", "r.xlsx", "r.parquet", "r.jsonl"].map(|f| at(dir.path(), f));
    let outputs = ["-o", &csv, "-o", &xlsx, "-o", &parquet, "-o", &jsonl];
    Voc::new().dir(&samples()).args(["annotate", "hotel.csv", "-q"]).args(outputs).ok();
    assert_eq!(json_lines(&std::fs::read(&jsonl).unwrap()).len(), 122);
    assert_eq!(csv::Reader::from_path(&csv).unwrap().records().filter(Result::is_ok).count(), 122);
    let mut book = calamine::open_workbook_auto(&xlsx).unwrap();
    let sheet = calamine::Reader::worksheet_range_at(&mut book, 0).unwrap().unwrap();
    assert_eq!(sheet.height(), 123);
    let again = Voc::new().args(["report", &parquet, "-q"]).ok().json();
    assert_eq!(again["run"]["rows"]["read"], 122);
}

#[test]
fn ratings_from_0_to_10_give_an_nps() {
    let run: &Run = &crate::support::HOTEL;
    let ratings = &run.report["satisfaction"]["ratings"];
    let rated = |least: f64, most: f64| {
        let within = |r: &&Value| r["rating"].as_f64().is_some_and(|x| (least..=most).contains(&x));
        // Ratings count whether or not there are words beside them.
        let counted = |r: &&Value| r["duplicate_of"].is_null();
        run.records.iter().filter(counted).filter(within).count() as f64
    };
    let nps = 100.0 * (rated(9.0, 10.0) - rated(0.0, 6.0)) / rated(0.0, 10.0);
    let told = ratings["nps"]["value"].as_f64().unwrap();
    assert!((told - nps).abs() < 0.01, "{told} told, {nps} counted");
}
