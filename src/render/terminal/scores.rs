//! Satisfaction, natures, severity.

use crate::render::words::{Words, count, nature_name, reason_names};
use crate::render::{asked, clean, nps};
use crate::report::{LevelCount, MajorComplaint};

use super::page::{Line, Tone, bar};
use super::{Summary, figures};

/// Columns from which the levels of ratings may stand beside those of texts, and of the shortest bar.
const BESIDE: usize = 72;
const SHORTEST: usize = 6;

/// Names of the levels.
const LEVELS: [&str; 5] = ["level.1", "level.2", "level.3", "level.4", "level.5"];

/// As many entries as fit, none of them cut.
fn whole(entries: impl Iterator<Item = String>, room: usize) -> String {
    const BETWEEN: &str = " · ";
    let mut out = String::new();
    for entry in entries {
        let gap = if out.is_empty() { "" } else { BETWEEN };
        if clean::width(&out) + clean::width(gap) + clean::width(&entry) > room {
            break;
        }
        out.push_str(gap);
        out.push_str(&entry);
    }
    out
}

impl Summary<'_> {
    pub(super) fn satisfaction(&mut self) {
        let s = &self.report.satisfaction;
        let remark = self.words.fill("satisfaction.note", &[("n", &count(s.mean.n))]);
        self.page.heading(self.words.t("satisfaction"), &remark);
        let ratings = s.ratings.as_ref();
        let width = self.page.width;
        let columns = width / 2 - 1;
        let texts = Line::indent(2).add(Tone::Dim, self.words.t("satisfaction.texts"));
        let levels = (1..=5u8).rev();
        let counts =
            s.distribution.iter().chain(ratings.into_iter().flat_map(|r| &r.distribution)).map(|l| l.rate.count);
        let figures = figures(counts);
        match ratings {
            None => levels.for_each(|l| self.page.line(self.level(&s.distribution, l, (width, figures)))),
            Some(r) if width < BESIDE || columns < self.level_width(figures) => {
                let ratings = Line::indent(2).add(Tone::Dim, self.words.rated(r));
                for (head, list) in [(texts, &s.distribution), (ratings, &r.distribution)] {
                    self.page.line(head);
                    levels.clone().for_each(|l| self.page.line(self.level(list, l, (width, figures))));
                }
            }
            Some(r) => {
                self.page.line(texts.to(columns + 2).add(Tone::Dim, self.words.rated(r)));
                for l in levels {
                    let line = self.level(&s.distribution, l, (columns, figures)).to(columns);
                    self.page.line(line.join(self.level(&r.distribution, l, (columns + 1, figures))));
                }
            }
        }
        self.promoters();
        self.agreement();
        let cautions = asked::cautions(self.report, &self.words);
        self.cautions(&cautions);
    }

    /// Columns of a level with the shortest bar.
    fn level_width(&self, figures: usize) -> usize {
        2 + 2 + self.words.widest(&LEVELS) + SHORTEST + 7 + figures
    }

    fn level(&self, distribution: &[LevelCount], level: u8, (columns, figures): (usize, usize)) -> Line {
        let name = self.words.t_owned(LEVELS[usize::from(level.clamp(1, 5)) - 1]);
        let tone = match level {
            1 => Tone::Bad,
            2 | 3 => Tone::Warn,
            4 => Tone::Accent,
            _ => Tone::Good,
        };
        let rate = distribution.iter().find(|l| l.level == level).map(|l| l.rate).unwrap_or_default();
        let name_width = self.words.widest(&LEVELS);
        let room = columns.saturating_sub(2 + 2 + name_width + 7 + figures + 1).clamp(SHORTEST, 48);
        let drawn = bar(rate.share.unwrap_or(0.0), room);
        Line::indent(2)
            .add(tone, format!("{level} "))
            .pad(Tone::Plain, name, name_width)
            .pad(tone, drawn, room)
            .right(Tone::Strong, Words::portion(&rate), 7)
            .right(Tone::Dim, count(rate.count), figures)
    }

    /// The shares behind the NPS.
    fn promoters(&mut self) {
        let ratings = self.report.satisfaction.ratings.as_ref();
        if let Some(shares) = ratings.and_then(|x| x.nps_shares) {
            let told = format!("{}: {}", self.words.t("tile.nps"), nps::told(&shares, &self.words));
            self.page.blank();
            self.page.text("", 0, Tone::Plain, &told);
        }
    }

    fn agreement(&mut self) {
        let report = self.report;
        let Some(a) = &report.satisfaction.agreement else {
            return;
        };
        self.page.blank();
        let (high, low) = (a.happy_stars_unhappy_text, a.unhappy_stars_happy_text);
        let text = self.words.fill(
            "agreement",
            &[
                ("share", &Words::percent(a.close.share)),
                ("of", &count(a.close.of)),
                ("high", &count(high.count)),
                ("low", &count(low.count)),
            ],
        );
        self.page.text("", 0, Tone::Plain, &text);
        for m in a.mismatches.iter().take(2) {
            let label = self.words.fill("agreement.mismatch", &[("stars", &m.stars), ("level", &m.text_level)]);
            self.page.line(Line::indent(2).add(Tone::Warn, label));
            self.quote(4, &m.quote);
        }
    }

    pub(super) fn natures(&mut self) {
        let report = self.report;
        let c = report.severity.complaints;
        let remark = self.words.fill("natures.note", &[("n", &count(c.count)), ("rate", &self.words.rate(&c))]);
        self.page.heading(self.words.t("natures"), &remark);
        if c.count == 0 {
            let none = self.words.t("natures.none").to_owned();
            self.page.text("", 0, Tone::Good, &none);
            return self.voices();
        }
        let widest = report.natures.iter().map(|n| clean::width(&n.name)).max().unwrap_or(0);
        let name_width = widest.clamp(4, 18) + 2;
        let room = (self.page.width / 5).clamp(10, 26);
        let figures = figures(report.natures.iter().map(|n| n.rate.count));
        let marks: Vec<String> = report.natures.iter().map(|n| self.major_mark(n.major)).collect();
        let mark_width = marks.iter().map(|m| clean::width(m)).max().map_or(0, |w| if w == 0 { 0 } else { w + 2 });
        for (n, mark) in report.natures.iter().zip(&marks) {
            let line = Line::indent(2)
                .pad(Tone::Strong, &n.name, name_width)
                .pad(Tone::Accent, bar(n.rate.share.unwrap_or(0.0), room), room)
                .right(Tone::Strong, Words::portion(&n.rate), 7)
                .right(Tone::Plain, count(n.rate.count), figures)
                .add(Tone::Plain, "  ")
                .pad(Tone::Grave, mark, mark_width);
            let aspects = n.aspects.iter().take(4).map(|a| format!("{} {}", a.name, count(a.rate.count)));
            let room = self.page.width.saturating_sub(line.width());
            self.page.line(line.add(Tone::Dim, whole(aspects, room)));
        }
        self.voices();
    }

    fn major_mark(&self, major: u64) -> String {
        if major == 0 { String::new() } else { self.words.fill("natures.major", &[("n", &major)]) }
    }

    fn voices(&mut self) {
        let v = &self.report.voices;
        if v.intents.is_empty() && v.emotions.is_empty() {
            return;
        }
        self.page.blank();
        let width = self.label_width();
        for (key, list) in [("intents", &v.intents), ("emotions", &v.emotions)] {
            let item = |x: &crate::report::VoiceCount| {
                Line::default()
                    .add(Tone::Plain, &x.name)
                    .add(Tone::Plain, " ")
                    .add(Tone::Dim, format!("{} ({})", count(x.rate.count), Words::portion(&x.rate)))
            };
            if !list.is_empty() {
                self.page.flow(self.words.t(key), width, list.iter().take(self.top).map(item).collect());
            }
        }
    }

    pub(super) fn severity(&mut self) {
        let report = self.report;
        let s = &report.severity;
        let remark = self.words.fill(
            "severity.note",
            &[
                ("general", &count(s.general.count)),
                ("major", &count(s.major.count)),
                ("share", &Words::portion(&s.major)),
            ],
        );
        self.page.heading(self.words.t("severity"), &remark);
        if s.major.count == 0 {
            let none = self.words.t("severity.none").to_owned();
            self.page.text("", 0, Tone::Good, &none);
            return;
        }
        let reasons = s
            .reasons
            .iter()
            .map(|r| Line::default().add(Tone::Bad, &r.name).add(Tone::Plain, " ").add(Tone::Dim, count(r.count)));
        self.page.flow(self.words.t("severity.reasons"), self.label_width(), reasons.collect());
        let shown = self.top.min(5);
        for m in s.list.iter().take(shown) {
            self.major(m);
        }
        self.more(2, shown, s.list.len());
    }

    fn major(&mut self, m: &MajorComplaint) {
        let report = self.report;
        let natures: Vec<&str> = m.natures.iter().map(|n| nature_name(report, &self.words, n)).collect();
        let mut items = vec![
            Line::default().add(Tone::Strong, reason_names(report, m, &self.words)),
            Line::default().add(Tone::Plain, natures.join(self.words.comma())),
        ];
        if let (Some(department), Some(hours)) = (&m.department, m.due_hours) {
            let due = self.words.fill("due", &[("hours", &hours)]);
            let line = Line::default().add(Tone::Dim, "→ ").add(Tone::Plain, department);
            items.push(line.add(Tone::Warn, format!("  {due}")));
        }
        items.extend(m.id.as_ref().map(|id| Line::default().add(Tone::Dim, id)));
        items.retain(|item| item.width() > 0);
        self.page.entries(Line::indent(2).add(Tone::Grave, "▲ "), items);
        self.quote(4, &m.quote);
    }
}
