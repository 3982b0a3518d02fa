//! The priority matrix as four lists, what moves satisfaction, quick wins, and requests with their reasons.

use crate::render::words::{Words, count};
use crate::render::{clean, opinions};
use crate::report::{AspectStats, Driver, RequestStats};

use super::Summary;
use super::page::{Line, Tone, bar};

/// Drivers, quick wins and requests on a screen.
const DRIVERS: usize = 6;
const WINS: usize = 3;
const REQUESTS: usize = 5;
/// Quadrants of the matrix, in the order of urgency.
const QUADRANTS: [(&str, Tone); 4] =
    [("fix_now", Tone::Bad), ("watch", Tone::Warn), ("keep_up", Tone::Good), ("low", Tone::Dim)];

impl Summary<'_> {
    /// Whether there is too little data for priorities and for drivers.
    pub(super) fn no_priorities(&self) -> bool {
        self.report.aspects.iter().all(|a| a.priority.is_none()) && self.report.drivers.list.is_empty()
    }

    pub(super) fn aspects(&mut self) {
        let report = self.report;
        if self.no_priorities() {
            return;
        }
        self.page.heading(self.words.t("priority"), self.words.t("priority.note"));
        let width = self.words.widest(&["priority.fix_now", "priority.watch", "priority.keep_up", "priority.low"]);
        for (id, tone) in QUADRANTS {
            let list: Vec<&AspectStats> =
                report.aspects.iter().filter(|a| a.priority.as_deref() == Some(id)).take(self.top.min(8)).collect();
            if list.is_empty() {
                continue;
            }
            let item = |a: &&AspectStats| {
                let figures = format!(" {} {}", count(a.mentioned.count), Words::signed(a.impact.value, 2));
                Line::default().add(tone, &a.name).add(Tone::Dim, figures)
            };
            self.page.flow(self.words.id("priority", id), width, list.iter().map(item).collect());
        }
        self.drivers();
        self.quick_wins();
    }

    fn drivers(&mut self) {
        let report = self.report;
        let d = &report.drivers;
        if d.list.is_empty() {
            return;
        }
        self.page.blank();
        let measure = self.words.id("measure", d.measure.as_deref().unwrap_or("texts"));
        let fit = [
            ("measure", &measure as &dyn std::fmt::Display),
            ("n", &count(d.n)),
            ("share", &Words::percent(d.explained)),
        ];
        let title = self.words.fill("drivers.note", &fit);
        self.page.line(Line::indent(2).add(Tone::Strong, self.words.t("drivers")).add(Tone::Dim, format!("  {title}")));
        let effect = |x: &Driver| (x.coefficient.value.unwrap_or(0.0) * x.rows.share.unwrap_or(0.0)).abs();
        // Without a bar where nobody knows whether it raises or lowers.
        let sure =
            |x: &Driver| x.coefficient.low.is_some_and(|l| l > 0.0) || x.coefficient.high.is_some_and(|h| h < 0.0);
        let widest = d.list.iter().take(DRIVERS).filter(|x| sure(x)).map(effect).fold(1e-9, f64::max);
        let names = d.list.iter().take(DRIVERS).map(|x| clean::width(&x.name)).max().unwrap_or(0).clamp(8, 20) + 2;
        let sides = self.words.widest(&["driver.negative", "driver.positive"]);
        for x in d.list.iter().take(DRIVERS) {
            let tone = if x.coefficient.value.unwrap_or(0.0) < 0.0 { Tone::Bad } else { Tone::Good };
            let drawn = if sure(x) { bar(effect(x) / widest, 10) } else { String::new() };
            let mut line = Line::indent(2)
                .pad(Tone::Plain, &x.name, names)
                .pad(Tone::Dim, self.words.id("driver", &x.polarity), sides)
                .pad(tone, drawn, 10)
                .right(Tone::Strong, Words::signed(x.coefficient.value, 2), 7)
                .add(Tone::Dim, format!("  ({})", Words::range(&x.coefficient, 2)));
            if let Some(gain) = x.gain.filter(|g| g.low.is_some_and(|l| l > 0.0)) {
                let text = self.words.fill("drivers.gain", &[("gain", &Words::signed(gain.value, 2))]);
                line = line.add(Tone::Accent, format!("  {text}"));
            }
            self.page.line(line);
        }
        let cautions = d.cautions.clone();
        self.cautions(&cautions);
    }

    fn quick_wins(&mut self) {
        let report = self.report;
        let wins = &report.drivers.quick_wins;
        if wins.is_empty() {
            return;
        }
        self.page.blank();
        self.page.line(Line::indent(2).add(Tone::Strong, self.words.t("quick_wins")));
        for q in wins.iter().take(WINS) {
            self.page.text("·", 2, Tone::Plain, &self.words.quick_win(q));
        }
        self.more(4, WINS, wins.len());
    }

    pub(super) fn requests(&mut self) {
        let report = self.report;
        let list = &report.needs.requests;
        if list.is_empty() {
            return;
        }
        self.page.heading(self.words.t("requests"), self.words.t("requests.note"));
        let shown = self.top.min(REQUESTS);
        let width = list.iter().take(shown).map(|q| clean::width(&q.name)).max().unwrap_or(0).clamp(8, 24) + 2;
        let figures = list.iter().take(shown).map(|q| clean::width(&self.rows(q)) + 1).fold(8, usize::max);
        for q in list.iter().take(shown) {
            self.request(q, (width, figures));
        }
        self.more(2, shown, list.len());
    }

    fn rows(&self, q: &RequestStats) -> String {
        self.words.fill("n_rows", &[("n", &count(q.rate.count))])
    }

    fn request(&mut self, q: &RequestStats, (width, figures): (usize, usize)) {
        let told = opinions::reasons(q);
        let reasons: Vec<String> = told.iter().take(4).map(|x| format!("{} {}", x.name, count(x.rate.count))).collect();
        let why = match (reasons.is_empty(), q.reasons.is_empty()) {
            (true, true) => self.words.t("requests.none").to_owned(),
            (true, false) => self.words.fill("requests.few", &[("n", &opinions::FEW)]),
            (false, _) => self.words.fill("requests.because", &[("reasons", &reasons.join(self.words.comma()))]),
        };
        let line = Line::indent(2)
            .pad(Tone::Strong, &q.name, width)
            .right(Tone::Plain, self.rows(q), figures)
            .add(Tone::Plain, "  ");
        let room = self.page.width.saturating_sub(line.width());
        self.page.line(line.add(Tone::Dim, clean::clip(&clean::line(&why), room)));
        if let Some(quote) = told.first().and_then(|x| x.quote.as_ref()) {
            self.quote(4, quote);
        }
    }
}
