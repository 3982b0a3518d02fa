//! What a store of runs adds to the summary: the change since the last run, lives of issues, and how work orders were handled.

use std::fmt::Display;

use crate::render::clean;
use crate::render::words::{Words, count};
use crate::report::{Change, History, HotIssue};

use super::Summary;
use super::page::{Line, Tone};

/// States in the order in which they are told.
const STATES: [&str; 6] = ["new", "reopened", "growing", "ongoing", "shrinking", "resolved"];

/// Resolved issues that are named.
const NAMED: usize = 3;

impl Summary<'_> {
    /// Under the headline figures: what changed since the last run.
    pub(super) fn history(&mut self) {
        let report = self.report;
        let Some(h) = &report.history else { return };
        self.page.blank();
        let none = || Words::none().to_owned();
        let (first, last) = (h.first.clone().unwrap_or_else(none), h.last.clone().unwrap_or_else(none));
        let values: [(&str, &dyn Display); 5] = [
            ("run", &h.run),
            ("new", &count(h.new_records)),
            ("known", &count(h.known_records)),
            ("first", &first),
            ("last", &last),
        ];
        let stored = self.words.fill("history.stored", &values);
        self.page.text("", 0, Tone::Dim, &stored);
        if let Some(p) = &h.previous {
            let changes: Vec<String> = p.changes.iter().map(|c| change(c, self.words)).collect();
            let day = p.as_of.clone().unwrap_or_else(none);
            let values: [(&str, &dyn Display); 3] =
                [("day", &day), ("run", &p.run), ("changes", &changes.join(self.words.comma()))];
            let text = self.words.fill("history.previous", &values);
            self.page.text("", 0, Tone::Strong, &text);
            if p.other_labels {
                let text = self.words.t("history.other_labels").to_owned();
                self.page.text("", 0, Tone::Warn, &text);
            }
        }
        self.states(h);
    }

    fn states(&mut self, h: &History) {
        let name = |s: &str| self.words.t_owned(&format!("history.state.{s}"));
        let list: Vec<String> =
            STATES.iter().filter_map(|s| Some(format!("{} {}", name(s), h.issues.get(*s)?))).collect();
        if !list.is_empty() {
            let text = self.words.fill("history.issues", &[("list", &list.join(self.words.comma()))]);
            self.page.text("", 0, Tone::Plain, &text);
        }
        if !h.resolved.is_empty() {
            let titles: Vec<String> = h.resolved.iter().take(NAMED).map(|i| clean::line(&i.title)).collect();
            let more = if h.resolved.len() > NAMED { " …" } else { "" };
            let list = format!("{}{more}", titles.join(self.words.comma()));
            let text = self.words.fill("history.resolved", &[("list", &list)]);
            self.page.text("", 0, Tone::Good, &text);
        }
    }

    /// Under an issue: its life.
    pub(super) fn life(&mut self, indent: usize, issue: &HotIssue) {
        let Some(l) = &issue.life else { return };
        let tone = match l.state.as_str() {
            "new" | "growing" | "reopened" => Tone::Bad,
            "shrinking" | "resolved" => Tone::Good,
            _ => Tone::Dim,
        };
        let state = self.words.t_owned(&format!("history.state.{}", l.state));
        let first = l.first.clone().unwrap_or_else(|| Words::none().to_owned());
        let values: [(&str, &dyn Display); 4] =
            [("state", &state), ("first", &first), ("runs", &l.runs), ("records", &count(l.records))];
        let text = self.words.fill("history.life", &values);
        self.page.line(Line::indent(indent).add(tone, text));
    }

    /// Above the work orders: how earlier ones were handled.
    pub(super) fn handling(&mut self) {
        let report = self.report;
        let Some(h) = report.history.as_ref().and_then(|h| h.handling.as_ref()) else { return };
        let values: [(&str, &dyn Display); 6] = [
            ("closed", &count(h.closed.count)),
            ("orders", &count(h.orders)),
            ("share", &Words::percent(h.closed.share)),
            ("overdue", &count(h.overdue.count)),
            ("satisfied", &Words::percent(h.satisfied.share)),
            ("again", &count(h.complaints_after)),
        ];
        let text = self.words.fill("history.handling", &values);
        self.page.text("", 0, Tone::Plain, &text);
    }
}

/// `满意度 +0.12`.
fn change(c: &Change, words: Words) -> String {
    let digits = match c.figure.as_str() {
        "mean" => 2,
        "major" => 0,
        _ => 1,
    };
    let figure = words.t_owned(&format!("history.{}", c.figure));
    words.fill("history.change", &[("figure", &figure), ("change", &Words::signed(c.change, digits))])
}

#[cfg(test)]
mod tests {
    use crate::lang::Lang;
    use crate::render::fixture::{fixture, messages, shown};
    use crate::render::{Format, Settings};
    use crate::report::{Change, History, IssueLife, Previous};

    #[test]
    fn the_change_since_the_last_run_and_the_state_of_an_issue_are_told() {
        let mut report = fixture();
        let before = shown(&report, Format::Text, &Settings::new(messages()));
        let change = Change { figure: "mean".to_owned(), before: Some(3.0), now: Some(3.25), change: Some(0.25) };
        let previous = Previous { run: 4, changes: vec![change], ..Previous::default() };
        report.history = Some(History {
            run: 5,
            issues: [("growing".to_owned(), 2)].into(),
            previous: Some(previous),
            ..History::default()
        });
        report.hot_issues[0].life = Some(IssueLife { state: "growing".to_owned(), runs: 3, ..IssueLife::default() });
        let settings = Settings { lang: Lang::En, ..Settings::new(messages()) };
        let after = shown(&report, Format::Text, &settings);
        for words in ["run 4): satisfaction +0.25", "Issues: growing 2", "growing, since —, seen in 3 runs"] {
            assert!(after.contains(words), "{words}\n{after}");
        }
        assert!(!before.contains("历史库"));
    }
}
