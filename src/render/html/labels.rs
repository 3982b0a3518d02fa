//! The labels by which verbatims are filtered: what each is called on the page, and the short code that stands for it in links.

use std::collections::BTreeMap;

use crate::render::words::{Words, reason_name};
use crate::render::{alerts, clean};
use crate::report::Report;

/// What a label is about; the letter starts its codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Nature,
    /// An aspect that is blamed.
    Blamed,
    /// An aspect that is praised.
    Praised,
    Severity,
    Segment,
    Sentiment,
    /// Satisfaction 1–5 from the text.
    Level,
    Reason,
    Issue,
    Stage,
    /// What the customer wants.
    Intent,
    /// What the customer feels.
    Emotion,
    Period,
    Topic,
    /// Records of an alert, by its place.
    Alert,
    /// Texts that a section quotes for another reason.
    Group,
}

impl Kind {
    pub(super) fn letter(self) -> char {
        match self {
            Self::Nature => 'n',
            Self::Blamed => 'a',
            Self::Praised => 'p',
            Self::Severity => 's',
            Self::Segment => 'g',
            Self::Sentiment => 'm',
            Self::Level => 'l',
            Self::Reason => 'r',
            Self::Issue => 'i',
            Self::Stage => 'k',
            Self::Intent => 'w',
            Self::Emotion => 'e',
            Self::Period => 't',
            Self::Topic => 'o',
            Self::Alert => 'y',
            Self::Group => 'x',
        }
    }
}

/// Columns of an alert's name.
const ALERT: usize = 64;

/// One label.
pub(super) struct Label {
    pub(super) kind: Kind,
    pub(super) code: String,
    pub(super) name: String,
    /// Heading under which it stands in a list; empty where there is none.
    pub(super) group: String,
    /// Some verbatim has it.
    used: bool,
}

/// All labels, in the order of reading.
#[derive(Default)]
pub(super) struct Labels {
    places: BTreeMap<(Kind, String), usize>,
    list: Vec<Label>,
}

/// The id of a segment value.
pub(super) fn segment(header: &str, value: &str) -> String {
    // A unit separator: no header that can be read holds one.
    format!("{header}\u{1f}{value}")
}

impl Labels {
    /// Names the labels that the report knows; which of them are used shows when verbatims come.
    pub(super) fn new(r: &Report, w: &Words) -> Self {
        let mut l = Self::default();
        r.natures.iter().for_each(|n| l.name(Kind::Nature, &n.id, &n.name, ""));
        for (kind, group) in [(Kind::Blamed, w.t("html.blamed")), (Kind::Praised, w.t("html.praised"))] {
            r.aspects.iter().for_each(|a| l.name(kind, &a.id, &a.name, group));
            let rest = r.natures.iter().flat_map(|n| &n.aspects);
            rest.for_each(|a| l.name(kind, &a.id, &a.name, group));
        }
        for id in ["major", "general"] {
            l.name(Kind::Severity, id, w.id("severity_name", id), "");
        }
        for c in &r.segments {
            c.list.iter().for_each(|s| l.name(Kind::Segment, &segment(&c.column, &s.value), &s.value, &c.column));
        }
        for (id, key) in [
            ("negative", "sentiment.negative"),
            ("mixed", "sentiment.mixed"),
            ("neutral", "sentiment.neutral"),
            ("positive", "sentiment.positive"),
        ] {
            l.name(Kind::Sentiment, id, &w.t_owned(key), "");
        }
        for level in (1..=5).rev() {
            l.name(Kind::Level, &level.to_string(), &format!("{level} {}", w.t_owned(&format!("level.{level}"))), "");
        }
        r.severity.reasons.iter().for_each(|x| l.name(Kind::Reason, &x.id, reason_name(r, &x.id), ""));
        r.hot_issues.iter().for_each(|i| l.name(Kind::Issue, &i.id, &i.title, ""));
        r.stages.list.iter().for_each(|s| l.name(Kind::Stage, &s.id, &s.name, ""));
        for (kind, voices) in [(Kind::Intent, &r.voices.intents), (Kind::Emotion, &r.voices.emotions)] {
            for v in voices {
                l.name(kind, &v.id, &v.name, "");
            }
        }
        r.trend.points.iter().for_each(|p| l.name(Kind::Period, &p.period, &p.period, ""));
        r.topics.iter().for_each(|t| l.name(Kind::Topic, &t.id, &t.name, ""));
        l.name(Kind::Group, "mismatch", w.t("table.mismatches"), "");
        l.name(Kind::Group, "untagged", w.t("table.untagged"), "");
        for (at, a) in alerts::leading(r) {
            l.name(Kind::Alert, &at.to_string(), &clean::clip(&clean::line(&a.message), ALERT), "");
        }
        l
    }

    fn name(&mut self, kind: Kind, id: &str, name: &str, group: &str) {
        let next = self.list.len();
        let at = *self.places.entry((kind, id.to_owned())).or_insert(next);
        if at == next {
            let code = format!("{}{next}", kind.letter());
            self.list.push(Label { kind, code, name: name.to_owned(), group: group.to_owned(), used: false });
        }
    }

    /// Notes that a verbatim has a label; gives its code, nothing where the report does not know it.
    pub(super) fn used(&mut self, kind: Kind, id: &str) -> Option<String> {
        let at = *self.places.get(&(kind, id.to_owned()))?;
        self.list[at].used = true;
        Some(self.list[at].code.clone())
    }

    /// The code of a label that some verbatim has; empty otherwise.
    pub(super) fn code(&self, kind: Kind, id: &str) -> &str {
        let label = self.places.get(&(kind, id.to_owned())).map(|at| &self.list[*at]).filter(|l| l.used);
        label.map_or("", |l| &l.code)
    }

    /// Used labels of these kinds.
    pub(super) fn of(&self, kinds: &[Kind]) -> impl Iterator<Item = &Label> {
        self.list.iter().filter(move |l| l.used && kinds.contains(&l.kind))
    }
}
