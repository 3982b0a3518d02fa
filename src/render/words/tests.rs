use super::*;
use crate::render::fixture::{fixture, messages, shown};
use crate::render::{Format, Settings};

#[test]
fn references_name_each_file_once_and_drop_folders() {
    let at = |source: &str, row| RowRef { source: source.to_owned(), row };
    let rows = [at("data/a.csv", 7), at("data/a.csv", 9), at("b.csv", 1), at("b.csv", 2)];
    assert_eq!(references(&rows, 3), "a.csv:7,9  b.csv:1 …");
}

#[test]
fn a_tiny_chance_is_not_nothing() {
    assert_eq!([Some(0.0), Some(0.0001), Some(0.25), None].map(Words::chance), ["<0.0001", "0.0001", "0.2500", "—"]);
}

#[test]
fn that_nobody_complains_is_told_instead_of_what_about() {
    let mut r = fixture();
    r.severity.complaints = Rate { count: 0, of: 762, share: Some(0.0), low: Some(0.0), high: Some(0.01) };
    r.natures.iter_mut().for_each(|n| n.rate = Rate::default());
    for format in [Format::Text, Format::Html, Format::Markdown] {
        let text = shown(&r, format, &Settings::new(messages()));
        assert!(text.contains("没有投诉") && !text.contains("最多的是"), "{format:?}");
        // Wishes and feelings are told all the same.
        assert!(format == Format::Markdown || text.contains(&*r.voices.emotions[0].name), "{format:?}");
    }
}

#[test]
fn a_share_that_rounds_to_nothing_has_no_sign() {
    assert_eq!([-0.0004, 0.0, -0.0006, 0.5].map(|s| Words::percent(Some(s))), ["0.0%", "0.0%", "-0.1%", "50.0%"]);
}

#[test]
fn counts_are_read_in_thousands() {
    assert_eq!([0, 999, 1000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
}

/// Ids that keys are made of while running; everything else stands in the code as it is.
const FAMILIES: [&str; 22] = [
    "tile.",
    "nps.",
    "driver.",
    "measure.",
    "place.",
    "special.",
    "compare.is.",
    "history.",
    "nature.",
    "solution.",
    "priority.",
    "direction.",
    "colour.",
    "role.",
    "from.",
    "picked.",
    "masked.",
    "unit.",
    "severity_name.",
    "level.",
    "table.",
    "col.",
];

#[test]
fn every_message_is_used_and_every_key_exists() {
    let (mut code, mut ours) = (String::new(), String::new());
    gather(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut code);
    gather(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/render")), &mut ours);
    let messages = messages();
    for key in messages.keys().into_iter().filter_map(|k| k.strip_prefix("render.")) {
        let used = code.contains(&format!("\"{key}\"")) || code.contains(&format!("\"render.{key}\""));
        assert!(used || FAMILIES.iter().any(|f| key.starts_with(f)), "render.{key} is never used");
    }
    for call in ["w.t(\"", "words.t(\"", "t_owned(\"", "fill(\"", "note(\""] {
        for key in ours.split(call).skip(1).filter_map(|s| s.split('"').next()) {
            let known = messages.find(&format!("render.{key}"), Lang::Zh).is_some();
            assert!(known || messages.find(key, Lang::Zh).is_some() || key.contains('{'), "no message render.{key}");
        }
    }
}

fn gather(dir: &std::path::Path, code: &mut String) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, code);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            // Formatting may put a call and its first argument on two lines.
            code.push_str(&text.split_whitespace().collect::<Vec<_>>().join(" ").replace("( \"", "(\""));
        }
    }
}

#[test]
fn what_is_counted_from_too_few_is_no_percentage_in_any_format_for_people() {
    let few = |count, of| Rate { count, of, share: Some(0.25), low: Some(0.1), high: Some(0.5) };
    let mut r = fixture();
    (r.severity.complaints, r.severity.major) = (few(5, 20), few(1, 5));
    r.natures[0].rate = few(3, 5);
    r.satisfaction.distribution.iter_mut().for_each(|l| l.rate = few(4, 20));
    for format in [Format::Text, Format::Html] {
        let text = shown(&r, format, &Settings::new(messages()));
        for told in ["投诉 5 条，占 5/20", "重大 1（1/5）", "3/5", "4/20"] {
            assert!(text.contains(told), "{told} in {format:?}");
        }
    }
}
