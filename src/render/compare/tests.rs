//! Hostile names in a comparison stay text in every format.

use super::*;
use crate::render::fixture::messages;
use crate::report::{Change, Contributions, Group};

fn hostile() -> Comparison {
    let name = "=cmd|'/c calc'!A1<script>alert(1)</script>\u{1b}[31m[x](http://x.example)";
    let change = Change {
        id: "service.attitude".to_owned(),
        name: name.to_owned(),
        unit: "share".to_owned(),
        before: Some(0.1),
        before_rows: [10, 100],
        after: Some(0.2),
        after_rows: [20, 100],
        difference: Some(0.1),
        low: Some(0.0),
        high: Some(0.2),
        effect: Some(0.28),
        p: Some(0.04),
        q: Some(0.04),
        verdict: "worse".to_owned(),
    };
    Comparison {
        schema_version: 1,
        version: "0".to_owned(),
        inputs: Vec::new(),
        options: std::collections::BTreeMap::new(),
        dictionaries: String::new(),
        models: String::new(),
        masking: true,
        before: Group { name: name.to_owned(), ..Group::default() },
        after: Group { name: "b".to_owned(), ..Group::default() },
        left_out: 0,
        verdict: vec![name.to_owned()],
        headline: vec![change.clone()],
        natures: vec![change],
        aspects: Vec::new(),
        issues: Vec::new(),
        contributions: Contributions::default(),
        adjusted: None,
        control: None,
    }
}

fn shown(format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    comparison(&hostile(), format, &Settings::new(messages()), &mut out).unwrap();
    out
}

#[test]
fn hostile_names_stay_text() {
    let text = |f| String::from_utf8(shown(f)).unwrap();
    let html = text(Format::Html);
    assert!(html.contains("&lt;script&gt;") && !html.contains("<script>alert"));
    for f in [Format::Html, Format::Terminal, Format::Markdown, Format::Csv, Format::Json] {
        assert!(!text(f).contains('\u{1b}'), "{f:?}");
    }
    assert!(text(Format::Csv).lines().all(|l| !l.split(',').any(|c| c.trim_matches('"').starts_with('='))));
    assert!(!text(Format::Markdown).contains("[x](http"));
    assert!(shown(Format::Xlsx).starts_with(b"PK"));
}
