//! Weak segments, the journey, needs, keywords, and the work orders.

use crate::render::words::{self, Words, count};
use crate::render::{clean, past};
use crate::report::{Action, Caution, Keyword, Need, Segment, SegmentColumn, StageStats};

use super::Summary;
use super::page::{Line, Tone, bar};

/// Stages with enough rows for a share: the others would be rows of dashes.
pub(super) fn told(stages: &[StageStats]) -> Vec<&StageStats> {
    stages.iter().filter(|s| s.negative.share.is_some()).collect()
}

impl Summary<'_> {
    pub(super) fn segments(&mut self) {
        let report = self.report;
        let title = self.words.t("segments");
        self.page.heading(title, self.words.t("segments.note"));
        if report.segments.is_empty() {
            self.cautions(&[Caution::NoSegments]);
        }
        for column in &report.segments {
            self.segment_column(column);
        }
    }

    fn segment_column(&mut self, column: &SegmentColumn) {
        let weak: Vec<&Segment> = column.list.iter().filter(|s| s.weak).collect();
        let note = self.words.fill("segments.values", &[("n", &count(column.values))]);
        let head = Line::indent(2)
            .add(Tone::Strong, clean::clip(&clean::line(&column.column), 24))
            .add(Tone::Dim, format!("  {note}"));
        if weak.is_empty() {
            let key = if column.list.is_empty() { "segments.few" } else { "segments.none" };
            let line = head.add(Tone::Dim, "  ").add(Tone::Dim, self.words.t(key));
            self.page.line(line);
            self.graver(column);
            return;
        }
        self.page.line(head);
        let shown = self.top.min(4);
        let widest = weak.iter().take(shown).map(|s| clean::width(&clean::line(&s.value))).max().unwrap_or(0);
        for s in weak.iter().take(shown) {
            self.segment(s, widest.clamp(8, self.page.width / 4) + 2);
        }
        self.more(4, shown, weak.len());
        self.graver(column);
    }

    /// Values in which major complaints concentrate, weak or not.
    fn graver(&mut self, column: &SegmentColumn) {
        let told: Vec<String> = column.list.iter().filter_map(|s| self.words.graver(s)).collect();
        let shown = self.top.min(4);
        for text in told.iter().take(shown) {
            self.page.line(Line::indent(2).add(Tone::Grave, "▲ ").add(Tone::Grave, text));
        }
        self.more(4, shown, told.len());
    }

    fn segment(&mut self, s: &Segment, name_width: usize) {
        let special =
            words::special(s).map(|n| self.words.fill("segments.special", &[("what", &n)])).unwrap_or_default();
        let line = Line::indent(2)
            .add(Tone::Bad, "▼ ")
            .pad(Tone::Plain, &s.value, name_width)
            .right(Tone::Strong, Words::figure(s.satisfaction.value, 2), 5)
            .add(Tone::Dim, format!("  {} ", self.words.t("segments.negative")))
            .pad(Tone::Bad, bar(s.negative.share.unwrap_or(0.0), 10), 10)
            .right(Tone::Plain, Words::percent(s.negative.share), 7)
            .add(Tone::Dim, format!("  {}", self.words.fill("n_rows", &[("n", &count(s.count))])))
            .add(Tone::Warn, format!("  {special}"));
        self.page.line(line);
        if let Some(because) = self.words.because(s) {
            self.page.hang(Line::indent(4).add(Tone::Dim, "└ "), &because);
        }
    }

    pub(super) fn stages(&mut self) {
        let report = self.report;
        let stages = &report.stages;
        let list = told(&stages.list);
        if list.is_empty() {
            return;
        }
        self.page.heading(self.words.t("stages"), self.words.t("stages.note"));
        let name_width = list.iter().map(|s| clean::width(&s.name)).max().unwrap_or(0).clamp(4, 16) + 2;
        let rows = |s: &StageStats| self.words.fill("n_rows", &[("n", &count(s.count))]);
        let figures = list.iter().map(|s| clean::width(&rows(s)) + 2).fold(10, usize::max);
        // What long counts take goes off the bars.
        let room = (self.page.width / 4).saturating_sub(figures - 10).clamp(10, 30);
        for s in list {
            let low = stages.low_points.contains(&s.id);
            let tone = if low { Tone::Bad } else { Tone::Accent };
            let mut line = Line::indent(2)
                .pad(if low { Tone::Strong } else { Tone::Plain }, &s.name, name_width)
                .pad(tone, bar(s.negative.share.unwrap_or(0.0), room), room)
                .right(Tone::Plain, Words::percent(s.negative.share), 7)
                .right(Tone::Dim, rows(s), figures)
                .right(Tone::Dim, Words::figure(s.satisfaction.value, 2), 7);
            if low {
                line = line.add(Tone::Bad, format!("  ▼ {}", self.words.t("stages.low")));
            }
            if stages.moments_of_truth.contains(&s.id) {
                line = line.add(Tone::Accent, format!("  ◆ {}", self.words.t("stages.moment")));
            }
            self.page.line(line);
        }
    }

    /// Whether there is too little data for any layer of needs.
    pub(super) fn no_needs(&self) -> bool {
        let n = &self.report.needs;
        n.core_pain.is_empty() && n.expected.is_empty() && n.delight.is_empty()
    }

    pub(super) fn needs(&mut self) {
        let report = self.report;
        let n = &report.needs;
        let groups =
            [("needs.core_pain", &n.core_pain), ("needs.expected", &n.expected), ("needs.delight", &n.delight)];
        if self.no_needs() {
            return;
        }
        self.page.heading(self.words.t("needs"), self.words.t("needs.note"));
        for (key, list) in groups {
            let item = |x: &Need| {
                let effect = format!(" {}/{}", Words::signed(x.penalty.value, 2), Words::signed(x.reward.value, 2));
                Line::default().add(Tone::Plain, &x.name).add(Tone::Dim, effect)
            };
            if !list.is_empty() {
                let items = list.iter().take(self.top).map(item).collect();
                self.page.flow(
                    self.words.t(key),
                    self.words.widest(&["needs.core_pain", "needs.expected", "needs.delight"]),
                    items,
                );
            }
        }
        let cautions = n.cautions.clone();
        self.cautions(&cautions);
    }

    pub(super) fn keywords(&mut self) {
        let report = self.report;
        let k = &report.keywords;
        if k.overall.is_empty() && k.negative.is_empty() && k.positive.is_empty() {
            return;
        }
        self.page.heading(self.words.t("keywords"), self.words.t("keywords.note"));
        let width = self.label_width();
        let groups = [
            ("keywords.negative", &k.negative, Tone::Bad),
            ("keywords.positive", &k.positive, Tone::Good),
            ("keywords.overall", &k.overall, Tone::Plain),
        ];
        for (key, list, tone) in groups {
            let item = |x: &Keyword| {
                let times = x.lift.map(|l| format!(" ×{l:.1}")).unwrap_or_default();
                Line::default().add(tone, &x.word).add(Tone::Dim, format!(" {}{times}", count(x.count)))
            };
            if !list.is_empty() {
                self.page.flow(self.words.t(key), width, list.iter().take(12).map(item).collect());
            }
        }
    }

    pub(super) fn actions(&mut self) {
        let report = self.report;
        if report.actions.is_empty() {
            return;
        }
        let remark = self.words.fill("actions.note", &[("n", &count(report.actions.len() as u64))]);
        self.page.heading(self.words.t("actions"), &remark);
        self.handling();
        // Departments in the order of their most urgent work.
        let mut departments: Vec<(&str, Vec<&Action>)> = Vec::new();
        for a in &report.actions {
            match departments.iter_mut().find(|(d, _)| *d == a.department) {
                Some((_, list)) => list.push(a),
                None => departments.push((&a.department, vec![a])),
            }
        }
        let shown = self.top.min(6);
        for (department, list) in departments.iter().take(shown) {
            self.department(department, list);
        }
        let rest: usize = departments.iter().skip(shown).map(|(_, list)| list.len()).sum();
        self.more(2, 0, rest);
    }

    fn department(&mut self, name: &str, list: &[&Action]) {
        let hours = list.iter().map(|a| a.due_hours).min().unwrap_or(0);
        let due = self.words.fill("due", &[("hours", &hours)]);
        let orders = self.words.fill("actions.orders", &[("n", &list.len())]);
        let urgent = list.iter().any(|a| a.severity == "major");
        let line = Line::indent(2)
            .add(Tone::Strong, name)
            .add(Tone::Dim, format!("  {orders}  "))
            .add(if urgent { Tone::Grave } else { Tone::Warn }, due);
        self.page.line(line);
        for a in list.iter().take(2) {
            let tone = if a.severity == "major" { Tone::Grave } else { Tone::Dim };
            let n = if a.count > 1 { self.words.fill("n_rows", &[("n", &count(a.count))]) } else { String::new() };
            let stands = past::standing(a, &self.words).map(|s| format!("  {s}")).unwrap_or_default();
            let room = self.page.width.saturating_sub(6 + clean::width(&n) + clean::width(&stands) + 2);
            let title = clean::clip(&clean::line(&a.title), room);
            let line = Line::indent(4).add(tone, "· ").add(Tone::Plain, title).add(Tone::Dim, format!("  {n}"));
            self.page.line(line.add(Tone::Warn, stands));
        }
        self.more(4, 2, list.len());
    }
}
