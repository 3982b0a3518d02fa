//! A short summary for chat groups and pull requests: only headings, bold, lists and quotes, which the robots of
//! `DingTalk`, `WeCom` and Feishu show as well as GitHub does. Customers' texts stay text.

use std::io::{self, Write};

use crate::report::{Quote, Report, SegmentColumn};

use super::alerts;
use super::change;
use super::clean::{self, markdown as safe};
use super::headline::headlines;
use super::only::only;
use super::past;
use super::words::{self, Words, count, reason_names};
use super::{Section, Sections, Settings};

mod fit;
mod more;

use fit::message;

/// Most entries of a list where nobody asked for a number: a message in a group is read on a telephone.
const MOST: usize = 10;
/// Entries below which a list is not cut for a section that nobody acts on at once.
const LONG: usize = 5;
/// Fewest entries that are worth a list.
const LEAST: usize = 3;
/// Natures that are always listed: they are few, and add up.
const NATURES: usize = 6;
/// What stands before and behind bold words.
const BOLD: &str = "**";
/// Columns of a quote.
const QUOTE: usize = 72;

/// Writes the summary: whole, with lists as long as `--top` says, or where it says nothing, as much as fits into one message.
pub(super) fn write(report: &Report, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    let text = match settings.top {
        Some(_) => summary(report, settings, (settings.entries(), QUOTE), &[]),
        None => message(report, settings),
    };
    out.write_all(text.as_bytes())
}

/// With lists of some length and quotes of some columns.
fn summary(report: &Report, settings: &Settings, (top, quote): (usize, usize), left_out: &[Section]) -> String {
    let named = settings.sections != Sections::ALL;
    let mut s = Summary { r: report, w: settings.words(), top, quote, named, out: String::new() };
    let wanted = |section| settings.sections.has(section) && !left_out.contains(&section);
    s.head(&words::title(settings), wanted(Section::Summary));
    if !report.run.masking {
        let told = s.w.t_owned("quality.unmasked");
        s.line(&format!("\n**{told}**"));
    }
    if report.run.rows.informative > 0 {
        SECTIONS.iter().filter(|(section, _)| wanted(*section)).for_each(|(_, write)| write(&mut s));
        s.left_out(left_out);
    }
    if wanted(Section::Quality) {
        s.quality();
    }
    s.out
}

/// Writes a section.
type Writer = fn(&mut Summary);

/// The sections in reading order.
const SECTIONS: [(Section, Writer); 14] = [
    (Section::Alerts, |s| s.alerts()),
    (Section::Issues, |s| s.issues()),
    (Section::Severity, |s| s.major()),
    (Section::Natures, |s| s.natures()),
    (Section::Satisfaction, |s| s.satisfaction()),
    (Section::Trend, |s| s.trend()),
    (Section::Aspects, |s| s.opinions()),
    (Section::Aspects, |s| s.priorities()),
    (Section::Segments, |s| s.weak()),
    (Section::Stages, |s| s.stages()),
    (Section::Needs, |s| s.needs()),
    (Section::Keywords, |s| s.keywords()),
    (Section::Topics, |s| s.topics()),
    (Section::Actions, |s| s.actions()),
];

struct Summary<'a> {
    r: &'a Report,
    w: Words<'a>,
    top: usize,
    /// Columns of a quote; a third of them for the name of its file.
    quote: usize,
    /// Sections were asked for by name: one that has nothing to say says so.
    named: bool,
    out: String,
}

impl Summary<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// Whether even quotes are cut for want of room.
    fn is_tight(&self) -> bool {
        self.quote < QUOTE
    }

    fn section(&mut self, key: &str) {
        let title = self.w.t_owned(key);
        self.line(&format!("\n### {title}\n"));
    }

    fn head(&mut self, title: &str, figures: bool) {
        let r = self.r;
        self.line(&format!("## {}\n", safe(title)));
        if let Some(only) = only(&r.run, &self.w) {
            self.line(&format!("{}\n", safe(&only)));
        }
        if let Some(p) = &r.run.period {
            let period = self.w.fill("head.period", &[("first", &p.first), ("last", &p.last)]);
            self.line(&format!("{period}\n"));
        }
        if let Some(holds) = self.w.holds(&r.run) {
            self.line(&format!("**{}**\n", safe(&holds)));
        }
        let rows = r.run.rows;
        if rows.informative == 0 {
            let nothing = past::nothing(r, &self.w);
            self.line(&format!("**{nothing}**"));
            return;
        }
        if !figures {
            return;
        }
        if let Some(grave) = past::new_major(r, &self.w) {
            self.line(&format!("**{}**\n", safe(&grave)));
        }
        for h in headlines(r, &self.w) {
            // A mean of five says so where the scale is not the usual one.
            let of = if h.name == "rating" { h.of.as_str() } else { "" };
            self.line(&format!("- {} **{}{of}** ({})", h.label, h.value, h.whole_note));
        }
        for sentence in change::sentence(r, &self.w).into_iter().chain(past::sentences(r, &self.w)) {
            self.line(&format!("- {}", safe(&sentence)));
        }
    }

    fn alerts(&mut self) {
        let list = alerts::leading(self.r);
        if list.is_empty() {
            return;
        }
        self.section("alerts");
        for (_, a) in list.iter().take(self.top) {
            let mark = match a.colour.as_str() {
                "red" => "🔴",
                "orange" => "🟠",
                "yellow" => "🟡",
                _ => "🔵",
            };
            let told = if self.is_tight() { a.message.clone() } else { alerts::message(a, &self.w) };
            self.line(&format!("- {mark} {}", safe(&told)));
        }
        self.more(list.len());
    }

    fn issues(&mut self) {
        let r = self.r;
        if r.hot_issues.is_empty() {
            return;
        }
        self.section("issues");
        if let Some(sampled) = self.w.sampled(r) {
            self.line(&format!("{sampled}\n"));
        }
        if let Some(of) = self.w.issues_of(r) {
            self.line(&format!("{of}\n"));
        }
        for i in r.hot_issues.iter().take(self.top) {
            let arrow = match i.trend.direction.as_str() {
                "rising" => " ↑",
                "new" => " ✦",
                "falling" => " ↓",
                _ => "",
            };
            let n = self.w.fill("n_rows", &[("n", &count(i.count))]);
            let share = Words::percent(Some(i.share));
            // Where there is no room for whole quotes, there is none for places.
            let places = self.w.places(i).filter(|_| self.quote >= QUOTE).map(|p| format!("  {}", safe(&p)));
            let places = places.unwrap_or_default();
            self.line(&format!("{}. **{}**  {n} ({share}){arrow}{places}", i.rank, safe(&i.title)));
            if let Some(q) = i.quotes.first() {
                self.quote(q);
            }
        }
        self.more(r.hot_issues.len());
    }

    fn major(&mut self) {
        let r = self.r;
        if r.severity.list.is_empty() {
            return;
        }
        self.section("table.major");
        for m in r.severity.list.iter().take(self.top.min(5)) {
            let due = m.due_hours.map(|h| self.w.fill("due", &[("hours", &h)])).unwrap_or_default();
            let department = m.department.as_deref().map(safe).unwrap_or_default();
            self.line(&format!("- **{}** → {department} {due}", safe(&reason_names(r, m, &self.w))));
            self.quote(&m.quote);
        }
        self.more_of(self.top.min(5), r.severity.list.len());
    }

    fn natures(&mut self) {
        let r = self.r;
        if r.natures.is_empty() {
            return;
        }
        self.section("natures");
        if r.severity.complaints.count == 0 {
            return self.line(&format!("- {}", self.w.t("natures.none")));
        }
        for n in r.natures.iter().take(self.top.max(NATURES)) {
            let aspects: Vec<String> =
                n.aspects.iter().take(3).map(|a| format!("{} {}", safe(&a.name), count(a.rate.count))).collect();
            let tail = if aspects.is_empty() { String::new() } else { format!(": {}", aspects.join(self.w.comma())) };
            self.line(&format!("- {} {}{tail}", safe(&n.name), Words::portion_of(&n.rate)));
        }
    }

    /// The aspects to mend now, and the first quick wins: two or three lines.
    fn priorities(&mut self) {
        let r = self.r;
        let now = r.aspects.iter().filter(|a| a.priority.as_deref() == Some("fix_now"));
        let now: Vec<String> =
            now.take(MOST / 2).map(|a| format!("{} {}", safe(&a.name), Words::signed(a.impact.value, 2))).collect();
        let wins: Vec<String> = r.drivers.quick_wins.iter().take(2).map(|q| safe(&self.w.quick_win(q))).collect();
        if now.is_empty() && wins.is_empty() {
            return;
        }
        self.section("priority");
        if !now.is_empty() {
            let title = self.w.id("priority", "fix_now");
            self.line(&format!("- **{title}**: {}", now.join(self.w.comma())));
        }
        for win in wins {
            let title = self.w.t_owned("quick_wins");
            self.line(&format!("- **{title}**: {win}"));
        }
    }

    fn weak(&mut self) {
        let r = self.r;
        let weak: Vec<_> =
            r.segments.iter().flat_map(|c| c.list.iter().filter(|s| s.weak).map(move |s| (c, s))).collect();
        let told = |c: &SegmentColumn| c.list.iter().filter_map(|s| self.w.graver(s)).collect::<Vec<_>>();
        let graver: Vec<_> = r.segments.iter().flat_map(|c| told(c).into_iter().map(move |t| (c, t))).collect();
        if weak.is_empty() && graver.is_empty() {
            return;
        }
        self.section("segments");
        for (c, s) in weak.iter().take(self.top) {
            let special = words::special(s).map(|n| self.w.fill("segments.special", &[("what", &n)]));
            let special = special.into_iter().chain(self.w.because(s)).collect::<Vec<_>>().join(self.w.comma());
            let n = self.w.fill("n_rows", &[("n", &count(s.count))]);
            let value = Words::figure(s.satisfaction.value, 2);
            let (column, name) = (safe(&c.column), safe(&s.value));
            self.line(format!("- {column} **{name}** {value} ({n}) {}", safe(&special)).trim_end());
        }
        self.more(weak.len());
        for (c, told) in graver.iter().take(self.top) {
            self.line(&format!("- {} **{}**", safe(&c.column), safe(told)));
        }
        self.more(graver.len());
    }

    fn actions(&mut self) {
        let r = self.r;
        if r.actions.is_empty() {
            return;
        }
        self.section("actions");
        for a in r.actions.iter().take(self.top) {
            let due = self.w.fill("due", &[("hours", &a.due_hours)]);
            let stands = past::standing(a, &self.w).map(|s| format!(" · {s}")).unwrap_or_default();
            self.line(&format!("{}. **{}** {due}{stands}: {}", a.priority, safe(&a.department), safe(&a.title)));
        }
        self.more(r.actions.len());
    }

    fn quality(&mut self) {
        let text = self.w.row_counts(self.r.run.rows);
        self.line(&format!("\n{text}"));
    }

    /// The words around the evidence, the evidence in bold, and where they stand.
    fn quote(&mut self, q: &Quote) {
        let spans = clean::excerpt(&q.text, &q.highlights, self.quote);
        let mut text = String::new();
        let mut bold_ends = false;
        for s in &spans {
            let words = safe(&s.text);
            // Bold must touch no space on its inner side, or it stays stars; nor another bold, or both do.
            let bold = s.strong && words.trim() == words && !words.is_empty();
            if bold && bold_ends {
                text.truncate(text.len() - BOLD.len());
            } else if bold {
                text += BOLD;
            }
            text += &words;
            text += if bold { BOLD } else { "" };
            bold_ends = bold || bold_ends && words.is_empty();
        }
        let name = q.source.rsplit(['/', '\\']).next().unwrap_or(&q.source);
        let at = safe(&clean::clip(&clean::line(name), self.quote / 3));
        self.line(&format!("   > {text} ({at}:{})", q.row));
    }

    fn more(&mut self, all: usize) {
        self.more_of(self.top, all);
    }

    fn more_of(&mut self, shown: usize, all: usize) {
        if all > shown {
            let text = self.w.fill("more", &[("n", &(all - shown))]);
            self.line(&format!("- {text}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::render::Format;
    use crate::render::fixture::{empty, fixture, messages, shown};

    #[test]
    fn is_short_and_safe() {
        let settings = Settings { top: Some(6), ..Settings::new(messages()) };
        let text = shown(&fixture(), Format::Markdown, &settings);
        assert!(!text.contains("<script") && !text.contains("@all") && !text.contains("](http:"), "{text}");
        insta::assert_snapshot!(text);
    }

    #[test]
    fn keeps_to_the_limit() {
        let settings = Settings { top: Some(2), lang: Lang::En, ..Settings::new(messages()) };
        let text = shown(&fixture(), Format::Markdown, &settings);
        assert!(text.contains("… 3 more") && !text.contains("羽绒服"), "{text}");
        assert!(text.len() < 4096);
    }

    #[test]
    fn a_section_that_is_asked_for_is_written_or_says_why_not() {
        let only = |sections: &[Section]| Settings { sections: Sections::only(sections), ..Settings::new(messages()) };
        let mut r = fixture();
        let told = |r: &Report| shown(r, Format::Markdown, &only(&[Section::Trend, Section::Needs, Section::Topics]));
        let text = told(&r);
        for line in
            ["### 趋势\n\n- 反馈量 **52 → 58** (31–72)", "### 需求层次\n\n- **必须做好**: ", "### 主题\n\n- **快递 · "]
        {
            assert!(text.contains(line), "{line}\n{text}");
        }
        assert!(!text.contains("热点问题") && !text.contains("限于篇幅"), "{text}");
        r.trend.points.clear();
        r.trend.unit = None;
        r.topics.clear();
        let text = told(&r);
        assert!(text.contains("### 趋势\n\n- 没有时间列") && text.contains("### 主题\n\n- 数据太少"), "{text}");
        assert!(
            !shown(&r, Format::Markdown, &Settings { top: Some(3), ..Settings::new(messages()) }).contains("### 趋势")
        );
    }

    #[test]
    fn says_that_there_is_nothing() {
        insta::assert_snapshot!(shown(&empty(), Format::Markdown, &Settings::new(messages())));
    }
}
