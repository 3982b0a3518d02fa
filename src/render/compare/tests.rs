//! Hostile names in a comparison stay text in every format.

use super::*;
use crate::render::fixture::messages;
use crate::report::{Change, Contribution, Contributions, Group, SegmentChange, SegmentChanges};

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
        major: None,
        grave: false,
        within: None,
    };
    let segment = SegmentChange { value: name.to_owned(), complaints: change.clone(), satisfaction: change.clone() };
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
        natures: vec![change.clone()],
        aspects: vec![Change { major: Some([0, 2]), grave: true, verdict: "no_evidence".to_owned(), ..change }],
        issues: Vec::new(),
        segments: vec![SegmentChanges { column: name.to_owned(), values: 1, list: vec![segment], too_small: 0 }],
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

/// Few rows say nothing by their number, but each major complaint counts.
#[test]
fn what_is_grave_is_told_with_its_major_complaints_and_segments_have_tables_of_their_own() {
    let text = |f| String::from_utf8(shown(f)).unwrap();
    for f in [Format::Html, Format::Terminal, Format::Markdown] {
        let text = text(f);
        assert!(text.contains("无证据·重大 0→2"), "{f:?}: {text}");
        assert!(text.contains("各分群投诉率") && text.contains("各分群满意度"), "{f:?}: {text}");
    }
    let csv = text(Format::Csv);
    let sections: Vec<&str> = csv.lines().skip(1).map(|l| l.split(',').next().unwrap()).collect();
    assert_eq!(sections, ["headline", "natures", "aspects", "segments", "segment_satisfaction"]);
    assert!(csv.contains(",无证据,") && !csv.contains("·重大"), "{csv}");
}

#[test]
fn the_table_for_programs_has_one_head_and_the_parts_of_the_change() {
    let csv = |c: &Comparison, lang| {
        let mut out = Vec::new();
        let settings = Settings { lang, ..Settings::new(messages()) };
        comparison(c, Format::Csv, &settings, &mut out).unwrap();
        String::from_utf8(out).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let mut c = hostile();
    let head = "section,id,name,before,after,difference,low,high,effect,q,verdict,before_count,before_of,after_count,after_of,\
        before_share,after_share,before_mean,after_mean,mix,level";
    for lang in [crate::lang::Lang::Zh, crate::lang::Lang::En] {
        assert_eq!(csv(&c, lang)[0], head);
    }
    let part = Contribution {
        id: "logistics.speed".to_owned(),
        name: "配送时效".to_owned(),
        before_share: 0.1,
        after_share: 0.25,
        before_mean: Some(2.5),
        after_mean: None,
        mix: -0.05,
        level: 0.01,
        total: -0.04,
    };
    c.contributions = Contributions { total: -0.04, list: vec![part] };
    let lines = csv(&c, crate::lang::Lang::Zh);
    assert_eq!(lines[0], head);
    assert_eq!(
        lines.last().unwrap(),
        "contributions,logistics.speed,配送时效,,,-0.04,,,,,,,,,,0.1,0.25,2.5,,-0.05,0.01"
    );
}
