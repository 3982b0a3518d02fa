//! Test support: one rich report for all formats, hostile texts in it, and the settings that the snapshots share.

use std::sync::LazyLock;

use crate::lexicon::{Dicts, Messages};
use crate::report::Report;

use super::{Format, Settings, render};

static MESSAGES: LazyLock<Messages> =
    LazyLock::new(|| Messages::new(&Dicts::load(None).expect("the built-in dictionaries are sound")));

/// The wording built in.
pub(super) fn messages() -> &'static Messages {
    &MESSAGES
}

/// A report with every section filled; names of files, segments and texts try to break out of each format.
pub(super) fn fixture() -> Report {
    serde_json::from_str(include_str!("testdata/report.json")).expect("the fixture has the report's shape")
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
