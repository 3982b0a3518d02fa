//! The foot of the summary: whether the data can be trusted, how to read it otherwise, and what to do next.

use crate::render::clean;
use crate::render::only;
use crate::render::words::count;
use crate::report::{ColumnRole, Input, RowRef};

use super::Summary;
use super::page::{Line, Tone};

/// Options of reports that `voc explain` does not have.
const OF_REPORTS: [&str; 6] = ["--by", "--row-column", "--source-column", "--adapt", "--keep-copies", "--heat"];

impl<'a> Summary<'a> {
    pub(super) fn quality(&mut self) {
        let report = self.report;
        let run = &report.run;
        self.page.heading(self.words.t("quality"), "");
        let width = self.label_width();
        let r = run.rows;
        let text = self.words.row_counts(r);
        let tone = if r.rejected > 0 { Tone::Warn } else { Tone::Plain };
        self.page.text(self.words.t("quality.rows_label"), width, tone, &text);
        for input in run.inputs.iter().take(self.top) {
            self.input(input, width);
        }
        self.more(2 + width, self.top, run.inputs.len());
        if run.inputs.iter().any(|i| !i.columns.is_empty()) {
            let hint = self.words.t("quality.override");
            self.page.text("", width, Tone::Dim, hint);
        }
        self.masked(width);
        self.untagged(width);
    }

    fn input(&mut self, input: &Input, width: usize) {
        let mut parts = vec![clean::clip(&clean::line(&input.path), 48)];
        parts.push(self.words.fill("n_rows", &[("n", &count(input.rows))]));
        if let Some(encoding) = &input.encoding {
            let from = input.encoding_from.as_deref().map(|f| self.words.id("from", f)).unwrap_or_default();
            parts.push(format!("{encoding} {from}"));
        }
        if !input.sheets.is_empty() {
            parts.push(clean::line(&input.sheets.join(self.words.comma())));
        }
        if input.rejected > 0 {
            parts.push(self.words.fill("quality.rejected", &[("n", &count(input.rejected))]));
        }
        let items = parts.iter().map(|p| Line::default().add(Tone::Plain, p)).collect();
        self.page.flow(self.words.t("quality.input"), width, items);
        let column = |c: &ColumnRole| {
            let (role, header) = (self.words.id("role", &c.role), clean::clip(&clean::line(&c.header), 24));
            let role = if role == header { String::new() } else { format!("{role}←") };
            Line::default().add(Tone::Dim, role).add(Tone::Plain, header)
        };
        let used: Vec<Line> = input.columns.iter().filter(|c| c.role != "ignored").map(column).collect();
        if !used.is_empty() {
            self.page.flow(self.words.t("quality.columns"), width, used);
        }
    }

    fn masked(&mut self, width: usize) {
        let run = &self.report.run;
        let label = self.words.t("quality.privacy");
        if !run.masking {
            let text = self.words.t("quality.unmasked").to_owned();
            self.page.text(label, width, Tone::Warn, &text);
        } else if !run.masked.is_empty() {
            let kinds: Vec<String> =
                run.masked.iter().map(|(kind, n)| format!("{} {}", self.words.id("masked", kind), count(*n))).collect();
            let text = self.words.fill("quality.masked", &[("kinds", &kinds.join(self.words.comma()))]);
            self.page.text(label, width, Tone::Plain, &text);
        }
    }

    fn untagged(&mut self, width: usize) {
        let Some(text) = self.words.untagged(&self.report.untagged, 6) else { return };
        self.page.text(self.words.t("quality.untagged_label"), width, Tone::Plain, &text);
    }

    pub(super) fn next_steps(&mut self) {
        self.page.heading(self.words.t("next"), "");
        let steps = self.steps();
        let widest = steps.iter().map(|(c, _)| clean::width(c)).max().unwrap_or(0);
        let room = self.page.width.saturating_sub(4);
        for (command, why) in steps {
            if widest + 2 + clean::width(why) <= room {
                self.page.line(Line::indent(2).pad(Tone::Accent, command, widest + 2).add(Tone::Dim, why));
            } else {
                self.page.line(Line::indent(2).add(Tone::Accent, command));
                self.page.line(Line::indent(4).add(Tone::Dim, why));
            }
        }
    }

    /// A command with the options that decided what was read; an ellipsis stands for them where the page is too narrow.
    fn command(&self, verb: &str, is_meant: impl Fn(&str) -> bool, rest: &str) -> String {
        let one = |(option, value): &(&'static str, String)| match shell(value) {
            _ if value.is_empty() => format!(" {option}"),
            value => format!(" {option} {}", value.as_deref().unwrap_or("…")),
        };
        let options: String = self.again.iter().filter(|(option, _)| is_meant(option)).map(one).collect();
        let whole = format!("{verb}{options}{rest}");
        let fits = options.is_empty() || 2 + clean::width(&whole) <= self.page.width;
        if fits { whole } else { format!("{verb} …{rest}") }
    }

    /// Commands that can be run as they stand, on the inputs at hand.
    fn steps(&self) -> Vec<(String, &'a str)> {
        let inputs = &self.report.run.inputs;
        let named: Vec<String> = inputs.iter().take(2).filter_map(|i| shell(&i.path)).collect();
        let files = if named.len() == inputs.len() && !named.is_empty() { named.join(" ") } else { "…".to_owned() };
        let files = files + &only::flags(&self.report.run);
        // Annotated files have no column roles: there the report is made again by `report`.
        let raw = inputs.iter().any(|i| !i.columns.is_empty());
        let verb = if raw { "analyze" } else { "report" };
        let report = |rest: &str| self.command(&format!("voc {verb} {files}"), |_| true, rest);
        let mut steps = vec![
            (report(" -o report.html -o report.xlsx"), self.words.t("next.report")),
            (report(" --records rows.csv"), self.words.t("next.records")),
        ];
        let major = self.report.severity.list.first().map(|m| (&m.quote.source, m.quote.row));
        let issue = || self.report.hot_issues.first()?.quotes.first().map(|q| (&q.source, q.row));
        let row = major.or_else(issue).map(|(source, row)| RowRef { source: source.clone(), row });
        if let Some(file) = row.as_ref().filter(|_| raw).and_then(|r| shell(&r.source)) {
            let n = row.map_or(0, |r| r.row);
            let explain = self.command(&format!("voc explain --row {n} {file}"), |o| !OF_REPORTS.contains(&o), "");
            steps.push((explain, self.words.t("next.explain")));
        }
        if raw && self.report.segments.is_empty() {
            steps.push((report(" --by COL"), self.words.t("next.by")));
        }
        steps
    }
}

/// A path as a shell takes it; `None` for standard input and for names that cannot be shown as they are.
fn shell(path: &str) -> Option<String> {
    if path == crate::output::STDOUT || clean::line(path) != path {
        return None;
    }
    let plain = |c: char| c.is_alphanumeric() || "/._-+:@%,=\\".contains(c);
    if path.chars().all(plain) { Some(path.to_owned()) } else { Some(format!("'{}'", path.replace('\'', "'\\''"))) }
}

#[cfg(test)]
mod tests {
    use super::shell;
    use crate::render::fixture::{fixture, messages, shown};
    use crate::render::{Format, Settings};

    #[test]
    fn further_commands_read_what_was_read() {
        let again = [("--rating-column", "none"), ("--by", "渠 道"), ("--no-mask", "")].map(|(o, v)| (o, v.to_owned()));
        let settings = |width| Settings { width, again: &again, ..Settings::new(messages()) };
        let text = shown(&fixture(), Format::Text, &settings(140));
        for told in [
            "文件<1>.csv' --rating-column none --by '渠 道' --no-mask -o report.html",
            "文件<1>.csv' --rating-column none --by '渠 道' --no-mask --records rows.csv",
            "voc explain --row 702 feedback.csv --rating-column none --no-mask",
        ] {
            assert!(text.contains(told), "{told}: {text}");
        }
        let narrow = shown(&fixture(), Format::Text, &settings(80));
        assert!(narrow.contains("文件<1>.csv' … -o report.html -o report.xlsx"), "{narrow}");
    }

    #[test]
    fn paths_are_quoted_for_the_shell() {
        assert_eq!(shell("反馈/a b.csv").as_deref(), Some("'反馈/a b.csv'"));
        assert_eq!(shell("it's; rm -rf.csv").as_deref(), Some("'it'\\''s; rm -rf.csv'"));
        assert_eq!(shell("反馈.csv").as_deref(), Some("反馈.csv"));
        assert_eq!((shell("-"), shell("a\u{1b}[31m")), (None, None));
    }
}
