//! A row of the sheet of all rows: which cell holds what, with names instead of ids.
//!
//! Not its job: where the row stands (`detail`), how a cell is written (`cells`).

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use crate::lexicon::Taxonomy;
use crate::number::{Milli, float};
use crate::record::Severity;
use crate::render::NameOf;
use crate::render::sheet::bytes;
use crate::render::words::{Words, nature_name};
use crate::report::Report;

use super::cells::{Formats, Pen};
use super::packed::Line;

/// Bytes that the cells of a row take beside its texts: numbers, and words that the report has for its labels.
const LABELS: u64 = 1024;

/// Words for ids, looked up once.
pub(super) struct Labels<'a> {
    issues: HashMap<&'a str, &'a str, FxBuildHasher>,
    reasons: HashMap<&'a str, &'a str, FxBuildHasher>,
    natures: HashMap<&'a str, &'a str, FxBuildHasher>,
    aspects: HashMap<&'a str, &'a str, FxBuildHasher>,
    department: NameOf<'a>,
    sentiments: HashMap<&'a str, String, FxBuildHasher>,
    general: &'a str,
    major: &'a str,
    yes: &'a str,
    notes: [&'a str; 4],
    comma: &'a str,
}

impl<'a> Labels<'a> {
    pub(super) fn new(report: &'a Report, w: &'a Words<'a>, taxonomy: &'a Taxonomy, department: NameOf<'a>) -> Self {
        let sentiments = ["negative", "mixed", "neutral", "positive"];
        // A row that counts in no figure may have a nature that no other has.
        let natures = ["product", "service", "logistics", "price", "other"].into_iter();
        let natures = natures.chain(report.natures.iter().map(|n| n.id.as_str()));
        Self {
            issues: report.hot_issues.iter().map(|i| (i.id.as_str(), i.title.as_str())).collect(),
            reasons: report.severity.reasons.iter().map(|r| (r.id.as_str(), r.name.as_str())).collect(),
            natures: natures.map(|id| (id, nature_name(report, w, id))).collect(),
            aspects: taxonomy.all().iter().map(|a| (&*a.id, &**a.name(w.lang))).collect(),
            department,
            sentiments: sentiments.into_iter().map(|s| (s, w.t_owned(&format!("sentiment.{s}")))).collect(),
            general: w.id("severity_name", Severity::General.id()),
            major: w.id("severity_name", Severity::Major.id()),
            yes: w.t("yes"),
            notes: ["", w.t("quality.empty"), w.t("quality.duplicate"), w.t("xlsx.says_nothing")],
            comma: w.comma(),
        }
    }

    /// Names of ids; an id that the report does not know stands for itself.
    fn names(&self, known: &HashMap<&str, &str, FxBuildHasher>, ids: &[&str]) -> String {
        let names: Vec<&str> = ids.iter().map(|id| known.get(id).copied().unwrap_or(id)).collect();
        names.join(self.comma)
    }

    /// Names of aspects; one that the taxonomy does not know has the name in its record.
    fn aspects(&self, list: &[[&str; 2]]) -> String {
        let names: Vec<&str> = list.iter().map(|[id, name]| self.aspects.get(id).copied().unwrap_or(name)).collect();
        names.join(self.comma)
    }
}

/// Bytes that a row takes of its sheet, at most.
pub(super) fn size(l: &Line) -> u64 {
    let texts = [l.source, l.id, l.time, l.text, l.department].into_iter().chain(l.attrs.iter().map(|(_, v)| *v));
    let lists = [&l.natures, &l.reasons, &l.evidence].into_iter().flatten().copied();
    let aspects = l.blamed.iter().chain(&l.praised).map(|[_, name]| *name);
    texts.chain(lists).chain(aspects).filter(|t| !t.is_empty()).map(bytes).sum::<u64>() + LABELS
}

/// Writes the cells of a row, in the order of the head of the sheet.
pub(super) fn put(mut pen: Pen, l: &Line, issue: &str, attrs: usize, labels: &Labels, formats: Formats) {
    pen.number(Some(float(l.row)));
    pen.text(l.source);
    pen.text(l.id);
    pen.time(l.time, formats);
    pen.number(l.rating.map(Milli::to_f64));
    pen.text(l.text);
    for place in 0..attrs {
        pen.text(l.attrs.iter().find(|(at, _)| *at == place).map_or("", |(_, v)| *v));
    }
    pen.number(l.level.map(float));
    pen.text(labels.sentiments.get(l.sentiment).map_or("", String::as_str));
    pen.text(if l.complaint { labels.yes } else { "" });
    pen.text(&labels.names(&labels.natures, &l.natures));
    pen.text(&labels.aspects(&l.blamed));
    pen.text(&labels.aspects(&l.praised));
    if l.severity == Severity::Major.id() {
        pen.styled(labels.major, formats.major);
    } else {
        pen.text(if l.severity.is_empty() { "" } else { labels.general });
    }
    pen.text(&labels.names(&labels.reasons, &l.reasons));
    pen.text(&l.evidence.join(labels.comma));
    pen.text(&(labels.department)(l.department));
    pen.number(l.due_hours.map(float));
    pen.text(issue);
    pen.text(labels.issues.get(issue).copied().unwrap_or_default());
    pen.text(labels.notes[l.note as usize]);
    pen.end();
}
