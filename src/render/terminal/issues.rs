//! Hot issues and the trend.

use crate::number::float;
use crate::render::clean;
use crate::render::course::{COURSES, Course, partial, worse_days};
use crate::render::words::{Words, count};
use crate::report::{Caution, HotIssue, TrendPoint};

use super::page::{Line, Tone, bar, spark};
use super::{Summary, figures};

/// Periods of a spark line in a table.
const SPARK: usize = 13;

/// Columns of the table of hot issues.
struct Columns {
    title: usize,
    count: usize,
    spark: usize,
    aspect: usize,
}

impl Summary<'_> {
    pub(super) fn hot_issues(&mut self) {
        let report = self.report;
        let all = &report.hot_issues;
        let mut remark = self.words.fill("issues.note", &[("n", &all.len())]);
        if let Some(of) = self.words.issues_of(report) {
            remark = format!("{remark}  {of}");
        }
        self.page.heading(self.words.t("issues"), &remark);
        if let Some(sampled) = self.words.sampled(report) {
            self.page.text("", 2, Tone::Dim, &sampled);
        }
        if all.is_empty() {
            let none = self.words.t("issues.none").to_owned();
            self.page.text("", 0, Tone::Dim, &none);
            return;
        }
        let spark = all.iter().map(|i| i.trend.series.len()).max().unwrap_or(0).min(SPARK);
        // What a wide screen alone has room for: aspects, and where an issue comes from.
        let aspect = if self.page.width >= 100 { 18 } else { 0 };
        let count = figures(all.iter().take(self.top).map(|i| i.count));
        let fixed = 2 + 3 + count + 8 + (spark + 3).max(8) + 11 + aspect;
        let columns =
            Columns { title: self.page.width.saturating_sub(fixed).max(12), count, spark: (spark + 3).max(8), aspect };
        self.issues_head(&columns);
        for issue in all.iter().take(self.top) {
            self.issue(issue, &columns);
        }
        self.more(2, self.top, all.len());
    }

    fn issues_head(&mut self, c: &Columns) {
        let w = self.words;
        let line = Line::indent(2)
            .pad(Tone::Dim, "#", 3)
            .pad(Tone::Dim, w.t("issues.title"), c.title)
            .right(Tone::Dim, w.t("issues.count"), c.count)
            .right(Tone::Dim, w.t("issues.share"), 8)
            .add(Tone::Plain, "  ")
            .pad(Tone::Dim, w.t("issues.trend"), c.spark)
            .pad(Tone::Dim, w.t("issues.heat"), 9);
        let line = if c.aspect > 0 { line.add(Tone::Dim, w.t("issues.aspect")) } else { line };
        self.page.line(line);
    }

    fn issue(&mut self, i: &HotIssue, c: &Columns) {
        let (arrow, tone) = match i.trend.direction.as_str() {
            "rising" => ("↑", Tone::Bad),
            "new" => ("✦", Tone::Bad),
            "falling" => ("↓", Tone::Good),
            "steady" => ("→", Tone::Dim),
            _ => ("", Tone::Dim),
        };
        let from = i.trend.series.len().saturating_sub(SPARK);
        let values: Vec<Option<f64>> = i.trend.series[from..].iter().map(|n| Some(float(*n))).collect();
        let drawn = format!("{} {arrow}", spark(&values, true));
        let title_tone = if i.major > 0 { Tone::Grave } else { Tone::Strong };
        let line = Line::indent(2)
            .pad(Tone::Dim, i.rank.to_string(), 3)
            .pad(title_tone, clean::clip(&clean::line(&i.title), c.title - 1), c.title)
            .right(Tone::Plain, count(i.count), c.count)
            .right(Tone::Dim, Words::percent(Some(i.share)), 8)
            .add(Tone::Plain, "  ")
            .pad(tone, drawn, c.spark)
            .right(Tone::Strong, format!("{:.0}", i.heat), 3)
            .add(Tone::Plain, " ")
            .pad(Tone::Warn, bar(i.heat / 100.0, 4), 5);
        let name = i.aspect_name.as_deref().unwrap_or_else(|| Words::none());
        self.page.line(if c.aspect > 0 { line.pad(Tone::Dim, name, c.aspect) } else { line });
        self.life(5, i);
        if let Some(places) = self.words.places(i).filter(|_| c.aspect > 0) {
            let places = clean::clip(&clean::line(&places), self.page.width.saturating_sub(5));
            self.page.line(Line::indent(5).add(Tone::Dim, places));
        }
        if let Some(q) = i.quotes.first() {
            self.quote(5, q);
        }
    }

    pub(super) fn trend(&mut self) {
        let report = self.report;
        let t = &report.trend;
        let unit = t.unit.as_deref().map(|u| self.words.id("unit", u)).unwrap_or_default();
        self.page.heading(self.words.t("trend"), unit);
        let cautions = t.cautions.clone();
        self.cautions(&cautions);
        if t.undated > 0 && !t.points.is_empty() {
            let told = self.words.fill("undated", &[("n", &count(t.undated))]);
            self.page.text("", 0, Tone::Dim, &told);
        }
        if t.points.len() < 2 {
            if t.cautions.is_empty() {
                let few = if t.unit.is_none() { Caution::NoTimes } else { Caution::TooLittleData };
                self.cautions(&[few]);
            }
            return;
        }
        let label = self.words.widest(&COURSES.map(|c| c.key));
        let room = self.page.width.saturating_sub(label + 2 + 30).max(8);
        let from = t.points.len().saturating_sub(room);
        let points = &t.points[from..];
        for course in COURSES {
            let values: Vec<Option<f64>> = points.iter().map(course.get).collect();
            self.trend_row(&course, label, &values);
        }
        self.axis(points, label);
        if let Some(told) = worse_days(t, &self.words) {
            self.page.text("", 0, Tone::Plain, &told);
        }
    }

    fn trend_row(&mut self, course: &Course, label: usize, values: &[Option<f64>]) {
        let Some((ends, range)) = course.read(values) else { return };
        let line = Line::indent(2)
            .pad(Tone::Dim, self.words.t_owned(course.key), label)
            .add(Tone::Accent, spark(values, course.from_zero))
            .add(Tone::Plain, format!("  {ends}"))
            .add(Tone::Dim, format!("  ({range})"));
        self.page.line(line);
    }

    fn axis(&mut self, points: &[TrendPoint], label: usize) {
        let (Some(first), Some(last)) = (points.first(), points.last()) else {
            return;
        };
        let partial = match partial(points, &self.words) {
            "" => String::new(),
            told => format!("  {told}"),
        };
        let gap = points.len().saturating_sub(clean::width(&first.start) + clean::width(&last.start));
        let between = if gap < 2 { " … ".to_owned() } else { " ".repeat(gap) };
        let text = format!("{}{between}{}{partial}", first.start, last.start);
        self.page.line(Line::indent(2 + label).add(Tone::Dim, text));
    }
}
