//! Test support: one rich report for all formats, hostile texts in it, and the settings that the snapshots share.

use std::sync::LazyLock;

use crate::lexicon::{Dicts, Messages};
use crate::report::{HotIssue, Quote, Report, Verbatim, Verbatims};

use super::{Format, Settings, render};

static MESSAGES: LazyLock<Messages> =
    LazyLock::new(|| Messages::new(&Dicts::load(None).expect("the built-in dictionaries are sound")));

/// The wording built in.
pub(super) fn messages() -> &'static Messages {
    &MESSAGES
}

/// A report with every section filled; names of files, segments and texts try to break out of each format.
pub(crate) fn fixture() -> Report {
    let mut r: Report =
        serde_json::from_str(include_str!("testdata/report.json")).expect("the fixture has the report's shape");
    r.verbatims = verbatims(&r);
    r
}

/// Texts for the page, which are no part of the JSON: those of the issues, with labels that the report knows.
fn verbatims(r: &Report) -> Verbatims {
    let issue = |i: &HotIssue| {
        let verbatim = |q: &Quote| Verbatim {
            quote: q.clone(),
            level: Some(1),
            sentiment: "negative".to_owned(),
            natures: i.nature.iter().cloned().collect(),
            blamed: i.aspect.iter().cloned().collect(),
            praised: Vec::new(),
            stages: r.stages.list.iter().take(1).map(|s| s.id.clone()).collect(),
            severity: Some("general".to_owned()),
            reasons: Vec::new(),
            intents: r.voices.intents.iter().take(1).map(|v| v.id.clone()).collect(),
            emotions: r.voices.emotions.iter().take(1).map(|v| v.id.clone()).collect(),
            issue: Some(i.id.clone()),
            period: r.trend.points.first().map(|p| p.period.clone()),
            attrs: r.segments.iter().filter_map(|c| Some((c.column.clone(), c.list.first()?.value.clone()))).collect(),
        };
        i.quotes.iter().map(verbatim).collect::<Vec<_>>()
    };
    Verbatims { of: r.run.rows.informative, most: 1_000, list: r.hot_issues.iter().flat_map(issue).collect() }
}

/// A report of rows that say nothing.
pub(super) fn empty() -> Report {
    let mut run = fixture().run;
    run.rows = crate::report::Rows { read: 15, empty: 9, rejected: 6, ..Default::default() };
    let nothing = serde_json::json!({
        "schema_version": 1,
        "run": run, "satisfaction": crate::report::Satisfaction::default(),
        "sentiment": crate::report::SentimentShares::default(), "natures": [],
        "severity": crate::report::SeveritySection::default(), "hot_issues": [], "topics": [],
        "keywords": crate::report::Keywords::default(), "aspects": [], "stages": crate::report::Stages::default(),
        "needs": crate::report::Needs::default(), "segments": [], "trend": crate::report::Trend::default(),
        "alerts": [], "actions": [], "voices": crate::report::Voices::default(),
        "untagged": crate::report::Untagged::default(),
    });
    serde_json::from_value(nothing).expect("defaults have the report's shape")
}

/// Renders into a string.
pub(super) fn shown(report: &Report, format: Format, settings: &Settings) -> String {
    let mut out = Vec::new();
    render(report, format, settings, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}
