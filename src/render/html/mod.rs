//! One self-contained page: no request leaves it, it prints, it works without the script (only filters need it).
//!
//! One file for each group of sections; `markup` makes escaping unavoidable, `charts` and `lanes` draw, `frame` is what the page of a comparison shares.

mod charts;
mod drivers;
mod foot;
mod frame;
mod head;
mod issues;
mod labels;
mod lanes;
mod map;
mod markup;
mod matrix;
mod opinions;
mod people;
mod rated;
mod scores;
mod time;
mod verbatims;

use std::io::{self, Write};

use crate::report::{Caution, Quote, Report};

use super::section::Section as Name;
use super::tables::{self, Cell, Table};
use super::words::{self, Words};
use super::{Settings, clean};
pub(super) use frame::{Frame, Section, page};
pub(super) use head::brief;
use labels::Kind;
pub(super) use lanes::{Lane, Mark, lanes};
use markup::marked;
pub(super) use markup::{Html, div, el, span};
use verbatims::Verbatims;

/// Rows of a table on the page; a page of 100,000 rows of feedback stays below 2 MB.
const ROWS: usize = 120;

/// What every section needs.
struct View<'a> {
    r: &'a Report,
    w: Words<'a>,
    top: usize,
    tables: Vec<Table>,
    verbatims: Verbatims,
}

/// Writes the page.
pub(super) fn write(report: &Report, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    let w = settings.words();
    let view = View {
        r: report,
        w,
        top: settings.entries(),
        tables: tables::all(report, &w),
        verbatims: Verbatims::new(report, &w, settings.sections.has(Name::Verbatims)),
    };
    let wanted = SECTIONS.iter().filter(|(name, _)| settings.sections.has(*name));
    let sections = wanted.filter_map(|(_, make)| make(&view)).collect();
    let title = words::title(settings);
    page(Frame { title: &title, lines: view.lines(), version: &report.run.version }, sections, settings, out)
}

/// Makes a section, if there is something in it.
type Make = fn(&View) -> Option<Section>;

/// The sections in the order of reading: first what happened, then where, then what to do, then the texts.
const SECTIONS: [(Name, Make); 16] = [
    (Name::Summary, |v| v.summary()),
    (Name::Alerts, |v| v.alerts()),
    (Name::Satisfaction, |v| v.satisfaction()),
    (Name::Natures, |v| v.natures()),
    (Name::Issues, |v| v.issues()),
    (Name::Severity, |v| v.severity()),
    (Name::Trend, |v| v.trend()),
    (Name::Aspects, |v| v.aspects()),
    (Name::Segments, |v| v.segments()),
    (Name::Stages, |v| v.stages()),
    (Name::Needs, |v| v.needs()),
    (Name::Keywords, |v| v.keywords()),
    (Name::Topics, |v| v.topics()),
    (Name::Actions, |v| v.actions()),
    (Name::Verbatims, |v| v.verbatims()),
    (Name::Quality, |v| v.quality()),
];

impl View<'_> {
    /// A section, if there is something in it.
    fn section(&self, id: &'static str, key: &'static str, body: Html) -> Option<Section> {
        (!body.is_empty()).then(|| Section { id, title: self.w.t(key).to_owned(), body })
    }

    fn note(&self, key: &'static str) -> Html {
        el("p", &[("class", "note")], self.w.t(key))
    }

    /// What a chart shows, and what can be done with it on a screen; paper and pictures leave the second out.
    fn caption(&self, shows: &str, hint: &str) -> Html {
        el("figcaption", &[], [self.w.t_owned(shows).into(), span("hint", self.w.t_owned(hint))])
    }

    fn cautions(&self, cautions: &[Caution]) -> Html {
        cautions.iter().map(|c| self.note(words::caution_key(*c))).collect()
    }

    fn more(&self, all: usize, shown: usize) -> Html {
        more(all, shown, &self.w)
    }

    fn place(&self, q: &Quote) -> Html {
        place(q, &self.w)
    }

    fn quote(&self, q: &Quote) -> Html {
        quote(q, &self.w)
    }

    /// A name that leads to its verbatims, where there are some.
    fn link(&self, kind: Kind, id: &str, name: impl Into<Html>) -> Html {
        match self.verbatims.labels.code(kind, id) {
            "" => name.into(),
            code => el("a", &[("href", "#verbatims"), ("data-f", code)], name),
        }
    }

    /// The figures behind a chart, folded away.
    fn figures(&self, id: &str) -> Html {
        let Some(t) = self.tables.iter().find(|t| t.id == id) else {
            return Html::default();
        };
        let name = format!("{} · {}", self.w.t("html.figures"), t.title);
        el("details", &[("class", "figures")], [el("summary", &[], name), self.table(t)])
    }

    /// The head of a table that can be sorted: keys of its titles, and whether numbers stand below them.
    fn head(&self, keys: &[(&str, bool)]) -> Html {
        sorting(keys.iter().map(|(k, number)| (self.w.t_owned(k), *number)))
    }

    fn table(&self, t: &Table) -> Html {
        table(t, &self.w)
    }
}

/// Says how many entries are not on the page.
fn more(all: usize, shown: usize, w: &Words) -> Html {
    if all <= shown {
        return Html::default();
    }
    el("p", &[("class", "note")], w.fill("html.more", &[("n", &(all - shown))]))
}

/// The way back to the record.
fn place(q: &Quote, w: &Words) -> Html {
    let mut parts = vec![el("code", &[], format!("{}:{}", q.source, q.row))];
    if let Some(time) = &q.time {
        parts.push(format!(" {}", time.replace('T', " ")).into());
    }
    if let Some(rating) = q.rating {
        parts.push(format!(" {}", w.fill("html.rating", &[("n", &rating)])).into());
    }
    span("ref", parts)
}

/// A customer's words with the way back to the record.
pub(super) fn quote(q: &Quote, w: &Words) -> Html {
    el("blockquote", &[], [el("p", &[], words_of(q)), place(q, w)])
}

/// A table that can be sorted.
pub(super) fn table(t: &Table, w: &Words) -> Html {
    let number = |i: usize| t.rows.iter().any(|r| !matches!(r.get(i), Some(Cell::Text(_) | Cell::Empty)));
    let head = sorting(t.head.iter().enumerate().map(|(i, h)| (h.clone(), number(i))));
    let rows = t.rows.iter().take(ROWS).map(|r| el("tr", &[], r.iter().map(cell).collect::<Html>()));
    let at = [("class", "sortable"), ("data-table", t.id)];
    let table = el("table", &at, [head, el("tbody", &[], rows.collect::<Html>())]);
    [scroll(&t.title, table), more(t.rows.len(), ROWS, w)].into()
}

/// A customer's words, the evidence marked.
fn words_of(q: &Quote) -> Html {
    marked(&clean::spans(&q.text, &q.highlights))
}

/// The head of a table that can be sorted: title and whether numbers stand below it.
fn sorting(head: impl Iterator<Item = (String, bool)>) -> Html {
    let cell = |(title, number): (String, bool)| {
        let class = if number { "number" } else { "" };
        el("th", &[("scope", "col"), ("class", class)], el("button", &[("type", "button")], title))
    };
    el("thead", &[], el("tr", &[], head.map(cell).collect::<Html>()))
}

/// A table that scrolls sideways where the page is narrow, also by keyboard. A group: as a region it would stand among the landmarks of the page, some under
/// the names of their sections.
pub(super) fn scroll(name: &str, table: Html) -> Html {
    el("div", &[("class", "scroll"), ("tabindex", "0"), ("role", "group"), ("aria-label", name)], table)
}

fn cell(c: &Cell) -> Html {
    let number = |value: String, shown: String| el("td", &[("class", "number"), ("data-v", &value)], shown);
    match c {
        Cell::Empty => el("td", &[], ""),
        Cell::Text(t) => el("td", &[], t.as_str()),
        Cell::Count(n) => number(n.to_string(), words::count(*n)),
        Cell::Figure(v, digits) => number(v.to_string(), Words::figure(Some(*v), usize::from(*digits))),
        Cell::Percent(v) => number(v.to_string(), format!("{v:.1}%")),
        Cell::Share(v) => number(v.to_string(), Words::percent(Some(*v))),
        Cell::Change(v, digits) => number(v.to_string(), Words::signed(Some(*v), usize::from(*digits))),
        Cell::Points(v) => number(v.to_string(), Words::signed(Some(100.0 * v), 1)),
        Cell::Chance(v) => number(v.to_string(), Words::chance(Some(*v))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::render::Format;
    use crate::render::fixture::{empty, fixture, messages, shown};

    fn page(report: &Report, lang: Lang) -> String {
        shown(report, Format::Html, &Settings { lang, ..Settings::new(messages()) })
    }

    #[test]
    fn asks_for_nothing_from_outside() {
        let html = page(&fixture(), Lang::Zh);
        for outside in
            ["src=\"http", "href=\"http", "url(http", "@import", "<link", "<iframe", "fetch(", "XMLHttpRequest"]
        {
            assert!(!html.contains(outside), "{outside}");
        }
    }

    #[test]
    fn hostile_texts_stay_texts() {
        let html = page(&fixture(), Lang::Zh);
        assert!(
            html.contains("&lt;script&gt;alert(1)") && html.contains("&quot;&gt;&lt;img src=x"),
            "not shown at all"
        );
        assert_eq!(html.matches("<script").count(), 1);
        assert!(!html.contains("<img") && !html.contains(['\u{1b}', '\u{202e}', '\u{7}']));
    }

    #[test]
    fn elements_are_balanced() {
        for (report, lang) in [(fixture(), Lang::Zh), (fixture(), Lang::En), (empty(), Lang::Zh)] {
            let html = page(&report, lang);
            for name in [
                "div", "section", "table", "tr", "td", "th", "svg", "details", "ul", "li", "a", "p", "span", "g",
                "select", "text", "option", "optgroup", "button",
            ] {
                let opened = html.matches(&format!("<{name}>")).count() + html.matches(&format!("<{name} ")).count();
                assert_eq!(opened, html.matches(&format!("</{name}>")).count(), "{name}");
            }
        }
    }

    #[test]
    fn every_link_leads_somewhere() {
        let html = page(&fixture(), Lang::Zh);
        for target in html.split("href=\"#").skip(1).filter_map(|s| s.split('"').next()) {
            assert!(html.contains(&format!("id=\"{target}\"")), "{target}");
        }
    }

    #[test]
    fn buttons_that_carry_charts_and_tables_elsewhere_have_their_words() {
        let (zh, en) = (page(&fixture(), Lang::Zh), page(&fixture(), Lang::En));
        for said in ["data-picture=\"存为 PNG\"", "data-saved=\"已保存\"", "data-copied=\"已复制（{n} 行）\""]
        {
            assert!(zh.contains(said), "{said}");
        }
        for said in ["data-picture=\"Save as PNG\"", "data-saved=\"Saved\"", "data-copied=\"Copied (rows: {n})\""] {
            assert!(en.contains(said), "{said}");
        }
        // A picture leaves out what can only be done on a screen, and has a short title.
        assert!(zh.contains("红点为预警<span class=\"hint\">；点击看该时段原声</span></figcaption>"));
        assert!(zh.contains("aria-label=\"反馈量\"") && en.contains("aria-label=\"Volume\""));
    }

    #[test]
    fn what_has_no_priority_stands_in_no_corner() {
        let dots = |r: &Report| page(r, Lang::Zh).matches("r=\"5.5\"").count();
        let mut report = fixture();
        let all = dots(&report);
        let speed = report.aspects.iter_mut().find(|a| a.id == "logistics.speed").unwrap();
        speed.priority = None;
        assert_eq!(dots(&report), all - 1);
    }

    #[test]
    fn looks_the_same_as_last_time() {
        let html = page(&fixture(), Lang::Zh);
        let (before, rest) = html.split_once("<style>").unwrap();
        let (_, rest) = rest.split_once("</style>").unwrap();
        let (body, _) = rest.split_once("<script>").unwrap();
        insta::assert_snapshot!(format!("{before}{body}").replace("><", ">\n<"));
    }
}
