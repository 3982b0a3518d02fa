//! What a store of runs adds to the summary: the change since the last run, lives of issues, and how work orders were handled.

use crate::render::past;
use crate::report::HotIssue;

use super::Summary;
use super::page::{Line, Tone};

impl Summary<'_> {
    /// Under the headline figures: what is new and grave, and what changed since the last run.
    pub(super) fn history(&mut self) {
        let sentences = past::sentences(self.report, &self.words);
        if !sentences.is_empty() {
            self.page.blank();
        }
        if let Some(text) = past::new_major(self.report, &self.words) {
            self.page.hang(Line::indent(2).add(Tone::Grave, "▲ "), &text);
        }
        for (i, text) in sentences.iter().enumerate() {
            self.page.text("", 0, if i == 0 { Tone::Dim } else { Tone::Plain }, text);
        }
    }

    /// Under an issue: its life.
    pub(super) fn life(&mut self, indent: usize, issue: &HotIssue) {
        let (Some(text), Some(l)) = (past::life(issue, &self.words), &issue.life) else { return };
        let tone = match l.state.as_str() {
            "new" | "growing" | "reopened" => Tone::Bad,
            "shrinking" | "resolved" => Tone::Good,
            _ => Tone::Dim,
        };
        self.page.line(Line::indent(indent).add(tone, text));
    }

    /// Above the work orders: how earlier ones were handled.
    pub(super) fn handling(&mut self) {
        if let Some(text) = past::handling(self.report, &self.words) {
            self.page.text("", 0, Tone::Plain, &text);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::Lang;
    use crate::render::fixture::{fixture, messages, shown};
    use crate::render::{Format, Settings};
    use crate::report::{FigureChange, Handling, History, IssueLife, OrderState, Previous, Rate};

    #[test]
    fn the_change_since_the_last_run_and_the_state_of_an_issue_are_told_in_every_format_for_people() {
        let mut report = fixture();
        let before = shown(&report, Format::Text, &Settings::new(messages()));
        let change = FigureChange { figure: "mean".to_owned(), before: Some(3.0), now: Some(3.25), change: Some(0.25) };
        let previous = Previous { run: 4, changes: vec![change], ..Previous::default() };
        let handling =
            Handling { orders: 9, closed: Rate { count: 3, of: 9, ..Rate::default() }, ..Handling::default() };
        report.history = Some(History {
            run: 5,
            issues: [("growing".to_owned(), 2)].into(),
            previous: Some(previous),
            handling: Some(handling),
            ..History::default()
        });
        report.hot_issues[0].life = Some(IssueLife { state: "growing".to_owned(), runs: 3, ..IssueLife::default() });
        report.actions[0].order = Some(OrderState {
            id: "M0123".to_owned(),
            status: "overdue".to_owned(),
            due: Some("2026-03-09T10:00".to_owned()),
            ..OrderState::default()
        });
        let settings = Settings { lang: Lang::En, ..Settings::new(messages()) };
        let text = shown(&report, Format::Text, &settings);
        for words in
            ["run 4): satisfaction +0.25", "Issues: growing 2", "growing, since —, seen in 3 runs", "3 of 9 closed"]
        {
            assert!(text.contains(words), "{words}\n{text}");
        }
        for format in [Format::Markdown, Format::Html] {
            let text = shown(&report, format, &settings);
            assert!(text.contains("run 4): satisfaction +0.25"), "{text}");
            assert!(text.contains("overdue since 2026-03-09 10:00"), "{text}");
        }
        assert!(text.contains("overdue since 2026-03-09 10:00"), "{text}");
        let html = shown(&report, Format::Html, &settings);
        for part in [
            "<code>M0123</code> overdue since 2026-03-09 10:00",
            "3 of 9 closed",
            "data-table=\"orders\"",
            "data-table=\"lives\"",
            "data-table=\"changes\"",
            "growing, since —, seen in 3 runs",
        ] {
            assert!(html.contains(part), "{part}\n{html}");
        }
        let tables = crate::render::tables::all(&report, &settings.words());
        let of = |id: &str| format!("{:?}", tables.iter().find(|t| t.id == id).map(|t| &t.rows));
        for part in ["M0123", "overdue", "2026-03-09 10:00"] {
            assert!(of("orders").contains(part) && of("actions").contains(part), "{}", of("actions"));
        }
        assert!(of("lives").contains("growing") && of("changes").contains("0.25"));
        assert!(!before.contains("历史库"));
    }

    #[test]
    fn a_new_issue_with_major_complaints_is_named_before_all_others() {
        let mut report = fixture();
        let new = IssueLife { state: "new".to_owned(), runs: 1, ..IssueLife::default() };
        for i in [0, 1, 2] {
            report.hot_issues[i].life = Some(new.clone());
            report.hot_issues[i].major = [0, 7, 2][i];
        }
        report.hot_issues[3].life = Some(IssueLife { state: "growing".to_owned(), ..new });
        report.hot_issues[3].major = 9;
        report.history = Some(History { run: 1, ..History::default() });
        let settings = Settings::new(messages());
        let told = "新出现的重大问题：「暖风机 · 插头发热冒烟、外壳烫手」19 条（重大 7 条）、「400 热线 · 打不通、转接无人」33 条（重大 2 条）";
        // To the first run all are new.
        assert!(!shown(&report, Format::Markdown, &settings).contains("新出现的重大问题"));
        report.history = Some(History { run: 5, previous: Some(Previous::default()), ..History::default() });
        let text = shown(&report, Format::Markdown, &settings);
        let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("no {words}\n{text}"));
        assert!(at(told) < at("- 满意度") && at(told) < at("### 预警"), "{text}");
        let text = shown(&report, Format::Html, &settings);
        let (summary, _) = text.split_once("id=\"alerts\"").unwrap();
        assert!(summary.find(told) < summary.find("条反馈的平均满意度为"), "{summary}");
        let wide = Settings { width: 140, ..settings };
        let text = shown(&report, Format::Text, &wide);
        assert!(text.find(&format!("▲ {told}")).unwrap() < text.find("历史库").unwrap(), "{text}");
        // What was known before and has new ones stands beside them, and alone where nothing is new.
        report.hot_issues[3].life.as_mut().unwrap().new_major = 2;
        let text = shown(&report, Format::Markdown, &Settings::new(messages()));
        assert!(text.contains("（重大 2 条）；复发或加剧的重大问题：「"), "{text}");
        assert!(text.contains("（新增重大 2 条）"), "{text}");
    }
}
