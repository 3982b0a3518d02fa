//! What changed is told in every format for people, with words and not by colour alone.

use super::*;
use crate::lang::Lang;
use crate::render::fixture::{fixture, messages, shown};
use crate::render::{Format, Section, Sections, Settings, tables};
use crate::report::{PeriodChange, Stretch};

fn figure(id: &str, name: &str, values: [f64; 2], verdict: &str) -> Change {
    let difference = values[1] - values[0];
    let unit = if ["satisfaction", "rating"].contains(&id) { "level" } else { "share" };
    let numbers = serde_json::json!({
        "id": id, "name": name, "unit": unit, "before": values[0], "before_rows": [40, 200], "after": values[1], "after_rows": [102, 250],
        "difference": difference, "low": difference - 0.05, "high": difference + 0.05, "effect": 0.2, "p": 0.001, "q": 0.002, "verdict": verdict,
    });
    serde_json::from_value(numbers).unwrap()
}

/// The fixture with a change.
fn changed() -> Report {
    let mut r = fixture();
    let stretch =
        |first: &str, last: &str, rows| Some(Stretch { first: first.to_owned(), last: last.to_owned(), rows });
    r.change = PeriodChange {
        unit: Some("weeks".to_owned()),
        before: stretch("2026-01-05", "2026-02-01", 200),
        after: stretch("2026-02-02", "2026-03-01", 250),
        figures: vec![
            figure("satisfaction", "满意度均值", [3.54, 3.15], "worse"),
            figure("csat", "满意率（CSAT）", [0.5, 0.5], "no_evidence"),
            figure("complaints", "投诉率", [0.4, 0.51], "worse"),
            figure("major", "重大投诉", [0.02, 0.031], "maybe_worse"),
        ],
        themes: vec![figure("logistics.speed", "配送<时效>", [0.05, 0.12], "worse")],
        cautions: Vec::new(),
    };
    r
}

#[test]
fn one_sentence_tells_it_in_every_format_for_people() {
    let (mut r, zh) = (changed(), Settings { width: 200, ..Settings::new(messages()) });
    let told = "近 4 周（2026-02-02 起）投诉率 51.0%，此前 4 周 40.0%，变差；主要来自配送";
    for format in [Format::Text, Format::Markdown, Format::Html] {
        let text = shown(&r, format, &zh);
        assert!(text.contains(told) && text.contains("；满意度均值 3.54 → 3.15，变差。"), "{format:?}\n{text}");
        assert!(format != Format::Html || !text.contains("<时效>"));
        let without = Settings { sections: Sections::only(&[Section::Trend]), ..zh };
        assert!(!shown(&r, format, &without).contains("近 4 周"), "{format:?}");
    }
    let en = Settings { lang: Lang::En, width: 300, ..zh };
    let told = "Last 4 weeks (from 2026-02-02): complaints 51.0%, 4 weeks before 40.0%: worse; ";
    assert!(shown(&r, Format::Text, &en).contains(told));
    assert!(shown(&r, Format::Markdown, &zh).len() <= 4096);
    // Where complaints are as they were, what changed is no cause, and goes its own way.
    r.change.unit = Some("halves".to_owned());
    r.change.figures[2].verdict = "no_evidence".to_owned();
    r.change.figures[3].verdict = "worse".to_owned();
    let text = shown(&r, Format::Text, &zh);
    let told = "后半期（2026-02-02 起）投诉率 51.0%，前半期 40.0%，没有证据表明有变化；其中配送<时效>（5.0% → 12.0%，变差）；重大投诉 2.0% → 3.1%，变差；满意度均值";
    assert!(text.contains(told), "{text}");
}

#[test]
fn tiles_tell_the_change_in_words() {
    let html = shown(&changed(), Format::Html, &Settings::new(messages()));
    let tile = |name: &str| {
        let (_, rest) = html.split_once(&format!("data-tile=\"{name}\"")).unwrap();
        rest.split("</div>").next().unwrap().to_owned()
    };
    for (name, told) in [
        ("mean", "<span class=\"delta bad\">▼0.39 较此前 4 周，变差</span>"),
        ("csat", "<span class=\"delta\">±0.0 个百分点 较此前 4 周，无证据</span>"),
        ("complaints", "<span class=\"delta bad\">▲11.0 个百分点 较此前 4 周，变差</span>"),
        ("major", "<span class=\"delta\">占反馈 ▲1.1 个百分点 较此前 4 周，可能变差</span>"),
    ] {
        assert!(tile(name).contains(told), "{}", tile(name));
    }
    assert!(!tile("net").contains("delta"));
}

#[test]
fn the_overview_has_a_row_for_each_figure_and_theme() {
    let (r, w) = (changed(), Settings::new(messages()).words());
    let overview = |r: &Report| tables::all(r, &w).into_iter().find(|t| t.id == "overview").unwrap().rows;
    let (usual, rows) = (overview(&fixture()), overview(&r));
    assert_eq!(rows.len(), usual.len() + 6);
    let head = &rows[usual.len()];
    let period = "近 4 周（2026-02-02 – 2026-03-01）较此前 4 周（2026-01-05 – 2026-02-01）";
    assert_eq!(*head, [text(period), Cell::Empty, Cell::Empty, Cell::Empty, Cell::Count(250)]);
    let mean = &rows[usual.len() + 1];
    assert_eq!(mean[0], text("满意度均值：此前 4 周 3.54 → 近 4 周 3.15，变差"));
    assert!(matches!((&mean[1], &rows[usual.len() + 3][1]), (Cell::Change(..), Cell::Points(_))), "{rows:?}");
    assert_eq!(rows[usual.len() + 5][4], Cell::Count(250));
}

#[test]
fn the_long_table_has_what_was_and_is() {
    let csv = shown(&changed(), Format::Csv, &Settings::new(messages()));
    for line in [
        "change,投诉率,before,0.4,,,200,complaints",
        "change,投诉率,after,0.51,,,250,complaints",
        "change,投诉率,difference,0.1",
    ] {
        assert!(csv.lines().any(|l| l.starts_with(line)), "{line}");
    }
}

#[test]
fn too_little_says_so_and_nothing_is_made_up() {
    let mut r = fixture();
    let zh = Settings::new(messages());
    r.change.cautions = vec![Caution::NoTimes];
    for format in [Format::Text, Format::Markdown, Format::Html] {
        let text = shown(&r, format, &zh);
        assert!(
            !text.contains("前后变化") && !text.contains("带时间的反馈太少") && !text.contains("class=\"delta"),
            "{format:?}"
        );
    }
    r.change.cautions = vec![Caution::TooLittleData];
    assert!(shown(&r, Format::Text, &zh).contains("数据太少，未列出：前后变化"));
    assert!(shown(&r, Format::Html, &zh).contains("带时间的反馈太少，不比较前后"));
}
