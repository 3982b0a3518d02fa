//! Hostile names in a comparison stay text in every format.

use super::*;
use crate::render::fixture::messages;
use crate::report::{Change, Contribution, Contributions, Group, Quote, Quotes, SegmentChange, SegmentChanges};

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
        quotes: Some(Quotes { before: Vec::new(), after: vec![quote(name)] }),
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
        shared: 0,
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

fn quote(text: &str) -> Quote {
    let source = "a<b>.csv".to_owned();
    Quote { source, row: 7, text: text.to_owned(), highlights: vec![[0, 2]], rating: None, time: None, id: None }
}

fn part(id: &str, total: f64) -> Contribution {
    Contribution {
        id: id.to_owned(),
        name: id.to_owned(),
        before_share: 0.1,
        after_share: 0.25,
        before_mean: Some(2.5),
        after_mean: None,
        mix: total,
        level: 0.0,
        total,
    }
}

/// A comparison with an aspect of each verdict, in the order of volume.
fn of_each_verdict() -> Comparison {
    let mut c = hostile();
    let item = |(name, verdict, effect): (&str, &str, f64)| Change {
        name: name.to_owned(),
        verdict: verdict.to_owned(),
        effect: Some(effect),
        q: Some(0.000_004),
        quotes: None,
        ..c.natures[0].clone()
    };
    c.aspects = [
        ("静", "no_evidence", 0.9),
        ("好", "better", 0.2),
        ("疑", "maybe_worse", 0.3),
        ("差", "worse", 0.1),
        ("少", "too_little_data", 0.0),
        ("更差", "worse", -0.5),
    ]
    .map(item)
    .into();
    c.contributions = Contributions { total: -0.3, list: vec![part("甲", -0.4), part("乙", 0.1)] };
    c
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

#[test]
fn that_nothing_is_masked_is_told_in_every_format() {
    let open = Comparison { masking: false, ..hostile() };
    let told = "个人信息未遮蔽";
    for f in [Format::Html, Format::Terminal, Format::Text, Format::Markdown, Format::Csv] {
        let mut out = Vec::new();
        comparison(&open, f, &Settings::new(messages()), &mut out).unwrap();
        assert!(String::from_utf8(out).unwrap().contains(told), "{f:?}");
        assert!(!String::from_utf8(shown(f)).unwrap().contains(told), "{f:?}");
    }
    let words = Settings::new(messages()).words();
    let verdict = |c: &Comparison| rows::all(c, &words)[0].rows.len();
    assert_eq!(verdict(&open), verdict(&hostile()) + 1);
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
    let part =
        Contribution { name: "配送时效".to_owned(), mix: -0.05, level: 0.01, ..part("logistics.speed", -0.04) };
    c.contributions = Contributions { total: -0.04, list: vec![part] };
    let lines = csv(&c, crate::lang::Lang::Zh);
    assert_eq!(lines[0], head);
    assert_eq!(
        lines.last().unwrap(),
        "contributions,logistics.speed,配送时效,,,-0.04,,,,,,,,,,0.1,0.25,2.5,,-0.05,0.01"
    );
}

/// 80 columns are the usual terminal, and without colours nothing else says whether it is better or worse.
#[test]
fn a_terminal_of_any_width_shows_what_became_of_each_figure() {
    let mut c = of_each_verdict();
    for x in &mut c.aspects {
        x.name = "物流停在嘉兴仓一动不动，催了也没有用".to_owned();
    }
    c.natures =
        vec![Change { major: Some([1, 14]), grave: true, verdict: "maybe_worse".to_owned(), ..c.natures[0].clone() }];
    for lang in [crate::lang::Lang::Zh, crate::lang::Lang::En] {
        for width in [60, 80, 100] {
            let mut out = Vec::new();
            let settings = Settings { lang, width, ..Settings::new(messages()) };
            comparison(&c, Format::Text, &settings, &mut out).unwrap();
            let text = String::from_utf8(out).unwrap();
            let verdicts = c.aspects.iter().chain(&c.headline).map(|x| is(x, &settings.words()));
            for verdict in verdicts {
                assert!(text.lines().any(|l| l.ends_with(&format!("  {verdict}"))), "{width} {verdict}: {text}");
            }
            let grave = is(&c.natures[0], &settings.words());
            assert!(width < 80 || text.contains(&format!("  {grave}\n")), "{width} {grave}: {text}");
            // Intervals stay where there is room for both.
            assert!(width < 80 || text.contains("+10.0 (+0.0 ~ +20.0)  "), "{width}: {text}");
        }
    }
}

#[test]
fn what_became_worse_comes_first_and_what_did_not_change_is_folded_with_its_number() {
    let c = of_each_verdict();
    let sections = sorted(&c);
    let (_, aspects) = sections.iter().find(|(id, _)| *id == "compare_aspects").unwrap();
    assert_eq!(aspects.iter().map(|x| x.name.as_str()).collect::<Vec<_>>(), ["更差", "差", "疑", "好", "静", "少"]);
    // Programs read the table in the order of the JSON.
    let order: Vec<&str> = c.aspects.iter().map(|x| x.name.as_str()).collect();
    assert_eq!(order, ["静", "好", "疑", "差", "少", "更差"]);
    let mut out = Vec::new();
    comparison(&c, Format::Html, &Settings::new(messages()), &mut out).unwrap();
    let html = String::from_utf8(out).unwrap();
    let (_, aspects) = html.split_once("id=\"aspects\"").unwrap();
    let (told, rest) = aspects.split_once("其余 2 项无明显变化").unwrap();
    let place = |part: &str| told.find(part).unwrap_or_else(|| panic!("no {part} in {told}"));
    assert!(place("class=\"badge worse\">变差") < place("class=\"badge maybe_worse\">可能变差"));
    assert!(place("可能变差") < place("class=\"badge better\">变好"));
    assert!(
        told.contains("校正后 p &lt;0.0001 · 效应量 -0.50") && told.contains("前 10/100 条，后 20/100 条"),
        "{told}"
    );
    assert!(told.contains("+10.0 (+0.0 ~ +20.0)") && told.matches("class=\"reach").count() == 4, "{told}");
    assert!(!told.contains(">静<") && rest.contains("<td>静</td>") && rest.contains("&lt;0.0001"), "{rest}");
}

#[test]
fn the_page_has_the_frame_of_the_report_and_leads_to_sentences() {
    let mut out = Vec::new();
    comparison(&of_each_verdict(), Format::Html, &Settings::new(messages()), &mut out).unwrap();
    let html = String::from_utf8(out).unwrap();
    for part in [
        "<nav ",
        "id=\"theme\"",
        "class=\"skip\"",
        "<footer>",
        "class=\"tiles broad\"",
        "<mark>",
        ">合计<",
        "data-copy=\"复制\"",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    for target in html.split("href=\"#").skip(1).filter_map(|s| s.split('"').next()) {
        assert!(html.contains(&format!("id=\"{target}\"")), "{target}");
    }
    assert!(html.contains("<code>a&lt;b&gt;.csv:7</code>") && html.matches("<script").count() == 1);
    assert_eq!(html.matches("class=\"piece").count(), 3);
    for name in ["details", "section", "svg", "g", "div", "span", "table"] {
        let opened = html.matches(&format!("<{name}>")).count() + html.matches(&format!("<{name} ")).count();
        assert_eq!(opened, html.matches(&format!("</{name}>")).count(), "{name}");
    }
}

#[test]
fn the_workbook_lists_the_quotes_with_their_places() {
    let words = Settings::new(messages()).words();
    let tables = rows::all(&hostile(), &words);
    let quotes = tables.iter().find(|t| t.id == "compare_quotes").unwrap();
    // One quote each of the headline, a nature, an aspect, and both figures of a segment.
    assert_eq!(quotes.rows.len(), 5);
    assert!(quotes.rows.iter().all(|r| r[3] == tables::text("后") && r[5] == tables::Cell::Count(7)), "{quotes:?}");
}
