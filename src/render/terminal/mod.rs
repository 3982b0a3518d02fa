//! The readable summary: the first thing that people see. Chinese or English, at any width, with or without colours.
//!
//! One file for each group of sections; `page` draws. Nothing is computed beyond what a drawing needs (heights, grouping).

mod drivers;
mod foot;
mod head;
mod history;
mod issues;
mod opinions;
pub(super) mod page;
mod people;
mod scores;

use std::io::{self, Write};

use crate::report::{Caution, Quote, Report};

use super::change;
use super::clean;
use super::words::Words;
use super::{Section, Sections, Settings, words};
use page::{Line, Page, Tone};

/// Entries of a list where nobody asked for a number. A screen is not a list: the long forms are one `-o` away.
const SCREEN: usize = 10;

/// What every section needs.
struct Summary<'a> {
    report: &'a Report,
    words: Words<'a>,
    /// Entries of a list.
    top: usize,
    /// Options of the commands that the summary ends with.
    again: &'a [(&'static str, String)],
    page: Page,
}

/// Writes the summary.
pub(super) fn write(report: &Report, settings: &Settings, colour: bool, out: &mut dyn Write) -> io::Result<()> {
    let page = Page::new(settings.width, colour);
    let top = settings.top.unwrap_or(SCREEN).max(1);
    let mut s = Summary { report, words: settings.words(), top, again: settings.again, page };
    let wanted = |section| settings.sections.has(section);
    s.head(&words::title(settings), wanted(Section::Summary));
    s.history();
    if report.run.rows.informative > 0 {
        SECTIONS.iter().filter(|(section, _)| wanted(*section)).for_each(|(_, write)| write(&mut s));
        s.too_few(settings.sections);
    }
    if wanted(Section::Quality) {
        s.quality();
    }
    if settings.sections == Sections::ALL {
        s.next_steps();
    }
    out.write_all(s.page.into_string().as_bytes())
}

/// Writes a section.
type Writer = fn(&mut Summary);

/// The sections in reading order.
const SECTIONS: [(Section, Writer); 14] = [
    (Section::Alerts, |s| s.alerts()),
    (Section::Satisfaction, |s| s.satisfaction()),
    (Section::Natures, |s| s.natures()),
    (Section::Severity, |s| s.severity()),
    (Section::Issues, |s| s.hot_issues()),
    (Section::Trend, |s| s.trend()),
    (Section::Aspects, |s| s.opinions()),
    (Section::Aspects, |s| s.aspects()),
    (Section::Segments, |s| s.segments()),
    (Section::Stages, |s| s.stages()),
    (Section::Needs, |s| s.needs()),
    (Section::Needs, |s| s.requests()),
    (Section::Keywords, |s| s.keywords()),
    (Section::Actions, |s| s.actions()),
];

/// Labels that stand in one column down the whole page.
const LABELS: [&str; 11] = [
    "intents",
    "emotions",
    "severity.reasons",
    "keywords.negative",
    "keywords.positive",
    "keywords.overall",
    "quality.rows_label",
    "quality.input",
    "quality.columns",
    "quality.privacy",
    "quality.untagged_label",
];

impl Summary<'_> {
    /// Columns of the labels on the left.
    fn label_width(&self) -> usize {
        self.words.widest(&LABELS)
    }

    /// A customer's words on a line of their own, with the way back to the record.
    fn quote(&mut self, indent: usize, quote: &Quote) {
        let at = reference(&quote.source, quote.row);
        let (open, close) = (self.words.t("quote.open"), self.words.t("quote.close"));
        // A mark may take two columns, also “ where a terminal is set for Chinese.
        let used = indent + 2 + 2 + 2 + clean::width(&at);
        // Brackets around evidence take room where there are no colours.
        let marks = if self.page.colour { 0 } else { quote.highlights.len() * 2 };
        let room = self.page.width.saturating_sub(used + marks).max(12);
        let spans = clean::excerpt(&quote.text, &quote.highlights, room);
        let line = Line::indent(indent)
            .add(Tone::Dim, open)
            .quote(&spans, self.page.colour)
            .add(Tone::Dim, format!("{close}  "));
        self.page.line(line.add(Tone::Dim, at));
    }

    /// Why a section shows little.
    fn cautions(&mut self, cautions: &[Caution]) {
        for c in cautions {
            let text = self.words.t(words::caution_key(*c)).to_owned();
            self.page.text("", 0, Tone::Dim, &text);
        }
    }

    /// Says which sections are left out for want of data, in one line.
    fn too_few(&mut self, sections: Sections) {
        let stages = &self.report.stages.list;
        let lacking = [
            (Section::Summary, "change", change::is_lacking(self.report)),
            (Section::Aspects, "priority", self.no_priorities()),
            (Section::Stages, "stages", !stages.is_empty() && people::told(stages).is_empty()),
            (Section::Needs, "needs", self.no_needs()),
            (Section::Topics, "table.topics", self.report.topics.is_empty()),
        ];
        let lacking = lacking.into_iter().filter(|(section, _, lacks)| *lacks && sections.has(*section));
        let names: Vec<&str> = lacking.map(|(_, key, _)| self.words.t(key)).collect();
        if !names.is_empty() {
            let text = self.words.fill("few", &[("sections", &names.join(self.words.comma()))]);
            self.page.blank();
            self.page.text("", 0, Tone::Dim, &text);
        }
    }

    /// Says how many entries are not shown.
    fn more(&mut self, indent: usize, shown: usize, all: usize) {
        if all > shown {
            let text = self.words.fill("more", &[("n", &(all - shown))]);
            self.page.line(Line::indent(indent).add(Tone::Dim, text));
        }
    }
}

/// Columns of a list of counts, each behind two blanks.
fn figures(counts: impl Iterator<Item = u64>) -> usize {
    const USUAL: usize = 5;
    counts.map(|n| clean::width(&words::count(n))).fold(USUAL, usize::max) + 2
}

/// `feedback.csv:17`, without its folders.
fn reference(source: &str, row: u64) -> String {
    format!("{}:{row}", words::file_name(source))
}

#[cfg(test)]
mod tests {
    use crate::lang::Lang;
    use crate::render::clean;
    use crate::render::fixture::{empty, fixture, messages, shown};
    use crate::render::{Format, Section, Sections, Settings};
    use crate::report::{ReasonText, SegmentCause, Special};

    fn plain(width: usize, lang: Lang) -> String {
        let settings = Settings { lang, width, ..Settings::new(messages()) };
        shown(&fixture(), Format::Text, &settings)
    }

    #[test]
    fn references_drop_folders() {
        assert_eq!(super::reference("data/2026/feedback.csv", 7), "feedback.csv:7");
    }

    #[test]
    fn on_a_narrow_terminal_levels_stand_below_each_other_with_all_their_counts() {
        let r = fixture();
        let settings =
            |width| Settings { width, sections: Sections::only(&[Section::Satisfaction]), ..Settings::new(messages()) };
        let lines =
            |width| shown(&r, Format::Text, &settings(width)).lines().filter(|l| l.contains("非常满意")).count();
        assert_eq!((lines(60), lines(80)), (2, 1));
        let narrow = shown(&r, Format::Text, &settings(60));
        let levels = r.satisfaction.ratings.as_ref().unwrap().distribution.iter();
        for l in levels {
            let name = crate::render::words::count(l.rate.count);
            assert!(narrow.lines().any(|line| line.trim_end().ends_with(&name)), "{}\n{narrow}", l.level);
        }
    }

    #[test]
    fn counts_of_a_million_keep_their_digits() {
        let mut r = fixture();
        let (many, shown_as) = (1_234_567, "1,234,567");
        let s = &mut r.satisfaction;
        let ratings = s.ratings.iter_mut().flat_map(|r| &mut r.distribution);
        s.distribution.iter_mut().chain(ratings).for_each(|l| l.rate.count = many);
        r.natures.iter_mut().for_each(|n| n.rate.count = many);
        r.hot_issues.iter_mut().for_each(|i| i.count = many);
        r.stages.list.iter_mut().for_each(|s| s.count = many);
        r.needs.requests.iter_mut().for_each(|q| q.rate.count = many);
        let told = [
            (Section::Satisfaction, 10),
            (Section::Natures, r.natures.len()),
            (Section::Issues, r.hot_issues.len()),
            (Section::Needs, r.needs.requests.len()),
            (Section::Stages, r.stages.list.iter().filter(|s| s.negative.share.is_some()).count()),
        ];
        for (lang, width) in [Lang::Zh, Lang::En].into_iter().flat_map(|l| [60, 72, 80, 100].map(|w| (l, w))) {
            for (section, n) in told {
                let sections = Sections::only(&[section]);
                let text = shown(&r, Format::Text, &Settings { lang, sections, width, ..Settings::new(messages()) });
                assert!(text.matches(&format!(" {shown_as}")).count() >= n, "{width}: {text}");
            }
        }
    }

    #[test]
    fn who_has_to_act_by_when_is_told_of_major_complaints_on_every_terminal() {
        let mut r = fixture();
        let sections = Sections::only(&[Section::Severity]);
        for m in &mut r.severity.list {
            let reason = |name: &str| ReasonText { reason: name.to_owned(), text: String::new() };
            m.reasons = ["health, food and medicine", "escalation to the media"].map(reason).into();
            (m.department, m.due_hours) = (Some("Quality and safety".to_owned()), Some(4));
            m.id = Some("FB2603240013".to_owned());
        }
        for width in [60, 80] {
            let settings = Settings { lang: Lang::En, sections, width, ..Settings::new(messages()) };
            let text = shown(&r, Format::Text, &settings);
            let told = r.severity.list.len().min(5);
            assert_eq!(text.matches("→ Quality and safety  within 4 h").count(), told, "{text}");
            assert_eq!(text.matches("FB2603240013").count(), told, "{text}");
        }
    }

    #[test]
    fn reads_well_at_80_columns() {
        insta::assert_snapshot!(plain(80, Lang::Zh));
    }

    #[test]
    fn reads_well_at_120_columns() {
        insta::assert_snapshot!(plain(120, Lang::Zh));
    }

    #[test]
    fn reads_well_in_english() {
        insta::assert_snapshot!(plain(100, Lang::En));
    }

    #[test]
    fn says_what_to_do_when_there_is_nothing_to_say() {
        insta::assert_snapshot!(shown(&empty(), Format::Text, &Settings::new(messages())));
    }

    #[test]
    fn branches_with_major_complaints_are_told_in_every_format_though_they_are_not_weak() {
        let mut r = fixture();
        let s = &mut r.segments[0].list[2];
        assert!(!s.weak);
        s.specials = vec![Special {
            kind: "major".to_owned(),
            id: "major".to_owned(),
            name: "重大投诉".to_owned(),
            count: 10,
            all: 17,
            expected: 4.0,
            lift: None,
            q: 0.001,
        }];
        for (format, told) in [
            (Format::Text, "▲ 重大投诉集中：微信小程序 10/17"),
            (Format::Markdown, "**重大投诉集中：微信小程序 10/17**"),
            (Format::Html, "重大投诉 10/17"),
        ] {
            let out = shown(&r, format, &Settings::new(messages()));
            assert!(out.contains(told), "{told}");
        }
    }

    #[test]
    fn a_weak_value_says_in_every_format_which_value_within_it_makes_it_weak() {
        let mut r = fixture();
        let cause =
            |rest| SegmentCause { column: "服务商".to_owned(), value: "捷安".to_owned(), share: 0.6, rest };
        let s = &mut r.segments[0].list[0];
        (s.weak, s.because) = (true, Some(cause(Some(2.9))));
        let told = "主要因服务商「捷安」（占 60.0%），其余满意度 2.90，并不显著偏低";
        for format in [Format::Text, Format::Markdown, Format::Html] {
            let out = shown(&r, format, &Settings::new(messages()));
            assert!(out.contains(told), "{format:?}\n{out}");
        }
        r.segments[0].list[0].because = Some(cause(None));
        assert!(shown(&r, Format::Text, &Settings::new(messages())).contains("└ 几乎全是服务商「捷安」（占 60.0%）"));
    }

    #[test]
    fn each_period_is_drawn_once_and_those_cut_off_at_either_end_are_told() {
        let mut r = fixture();
        let n = r.trend.points.len();
        let text = shown(&r, Format::Text, &Settings { width: 140, ..Settings::new(messages()) });
        let drawn = text.lines().find(|l| l.contains("反馈量") && l.contains('→')).unwrap();
        assert_eq!(drawn.chars().filter(|c| ('▁'..='█').contains(c)).count(), n, "{drawn}");
        for (first, last, told) in [
            (false, false, "（首末两期不完整）"),
            (false, true, "（第一期不完整）"),
            (true, false, "（最后一期不完整）"),
        ] {
            (r.trend.points[0].complete, r.trend.points[n - 1].complete) = (first, last);
            let settings = Settings { sections: Sections::only(&[Section::Trend]), ..Settings::new(messages()) };
            for format in [Format::Text, Format::Markdown] {
                assert!(shown(&r, format, &settings).contains(told), "{told}");
            }
        }
    }

    #[test]
    fn what_there_is_too_little_data_for_is_told_in_one_line() {
        let mut r = fixture();
        let settings = Settings::new(messages());
        assert!(!shown(&r, Format::Text, &settings).contains("数据太少，未列出"));
        r.stages.list[0].negative.share = None;
        let name = format!("\n  {} ", r.stages.list[0].name);
        assert!(!shown(&r, Format::Text, &settings).contains(&name), "{name}");
        r.stages.list.iter_mut().for_each(|s| s.negative.share = None);
        r.topics.clear();
        r.aspects.iter_mut().for_each(|a| a.priority = None);
        r.drivers.list.clear();
        (r.needs.core_pain, r.needs.expected, r.needs.delight) = (Vec::new(), Vec::new(), Vec::new());
        let text = shown(&r, Format::Text, &settings);
        assert!(text.contains("\n  数据太少，未列出：优先级、客户旅程、需求层次、主题\n"), "{text}");
        let only = Settings { sections: Sections::only(&[Section::Topics]), ..settings };
        assert!(shown(&r, Format::Text, &only).contains("数据太少，未列出：主题\n"));
    }

    #[test]
    fn fits_every_width_and_carries_no_escape_of_a_customer() {
        for lang in [Lang::Zh, Lang::En] {
            for width in [60, 72, 80, 100, 132, 140] {
                for line in plain(width, lang).lines() {
                    assert!(clean::width(line) <= width, "{width}: {line}");
                    assert!(!line.ends_with(' ') && !line.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{line:?}");
                }
            }
        }
    }

    #[test]
    fn colours_change_nothing_but_colours() {
        let settings = Settings { colour: true, width: 100, ..Settings::new(messages()) };
        let painted = shown(&fixture(), Format::Terminal, &settings);
        assert!(painted.contains("\u{1b}[1m") && !shown(&fixture(), Format::Text, &settings).contains('\u{1b}'));
        // Every escape is one of ours: a colour or its end.
        for part in painted.split('\u{1b}').skip(1) {
            let (code, _) = part.split_once('m').unwrap();
            assert!(code.starts_with('[') && code[1..].bytes().all(|b| b.is_ascii_digit() || b == b';'), "{code:?}");
        }
    }
}
