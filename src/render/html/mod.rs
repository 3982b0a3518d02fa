//! One self-contained page: no request leaves it, it prints, it works without the script (only filters need it).
//!
//! One file for each group of sections; `markup` makes escaping unavoidable, `charts` draws.

mod charts;
mod drivers;
mod foot;
mod head;
mod issues;
mod labels;
mod map;
mod markup;
mod matrix;
mod people;
mod scores;
mod verbatims;

use std::io::{self, Write};

use crate::lang::Lang;
use crate::report::{Caution, Quote, Report};

use super::section::Section as Name;
use super::tables::{self, Cell, Table};
use super::words::{self, Words};
use super::{Logo, Settings, clean};
use labels::Kind;
pub(super) use markup::{Html, el};
use markup::{marked, span};
use verbatims::Verbatims;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
/// Nothing may be loaded and nothing sent, whatever a text manages to be.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// Rows of a table on the page; a page of 100,000 rows of feedback stays below 2 MB.
const ROWS: usize = 120;

/// What every section needs.
struct View<'a> {
    r: &'a Report,
    w: Words<'a>,
    top: usize,
    tables: Vec<Table>,
    verbatims: Verbatims,
    logo: Option<&'a Logo>,
}

/// A section: its id, its title, what it holds.
struct Section {
    id: &'static str,
    title: String,
    body: Html,
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
        logo: settings.logo,
    };
    let title = words::title(settings);
    document(&title, settings.lang, body(&view, &title, settings), out)
}

/// Writes a page around its body.
pub(super) fn document(title: &str, lang: Lang, body: Html, out: &mut dyn Write) -> io::Result<()> {
    let lang = if lang == Lang::En { "en" } else { "zh-CN" };
    let page = el("html", &[("lang", lang)], [head(title), body]);
    out.write_all(b"<!DOCTYPE html>\n")?;
    out.write_all(page.into_string().as_bytes())?;
    out.write_all(b"\n")
}

fn head(title: &str) -> Html {
    let parts = [
        el("meta", &[("charset", "utf-8")], ""),
        el("meta", &[("http-equiv", "Content-Security-Policy"), ("content", POLICY)], ""),
        el("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")], ""),
        el("meta", &[("name", "color-scheme"), ("content", "light dark")], ""),
        el("meta", &[("name", "generator"), ("content", "voc")], ""),
        el("title", &[], title),
        el("style", &[], Html::trusted(STYLE)),
    ];
    el("head", &[], parts)
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

fn body(v: &View, title: &str, settings: &Settings) -> Html {
    let wanted = SECTIONS.iter().filter(|(name, _)| settings.sections.has(*name));
    let sections: Vec<Section> = wanted.filter_map(|(_, make)| make(v)).collect();
    let links = sections.iter().map(|s| el("a", &[("href", &format!("#{}", s.id))], s.title.as_str()));
    let nav = el("nav", &[("aria-label", v.w.t("html.contents"))], links.collect::<Html>());
    let section = |s: Section| {
        let (title, at) =
            (el("h2", &[("tabindex", "-1")], s.title.as_str()), [("id", s.id), ("aria-label", s.title.as_str())]);
        el("section", &at, [title, s.body])
    };
    let shown: Html = sections.into_iter().map(section).collect();
    let script = el("script", &[], Html::trusted(SCRIPT));
    let skip = el("a", &[("class", "skip"), ("href", "#main")], v.w.t("html.skip"));
    let said = [("data-unfold", v.w.t("html.unfold")), ("data-refold", v.w.t("html.refold"))];
    el("body", &said, [skip, v.banner(title), nav, el("main", &[("id", "main")], shown), v.footer(), script])
}

impl View<'_> {
    /// A section, if there is something in it.
    fn section(&self, id: &'static str, key: &'static str, body: Html) -> Option<Section> {
        (!body.is_empty()).then(|| Section { id, title: self.w.t(key).to_owned(), body })
    }

    fn note(&self, key: &'static str) -> Html {
        el("p", &[("class", "note")], self.w.t(key))
    }

    fn cautions(&self, cautions: &[Caution]) -> Html {
        cautions.iter().map(|c| self.note(words::caution_key(*c))).collect()
    }

    /// Says how many entries are not on the page.
    fn more(&self, all: usize, shown: usize) -> Html {
        if all <= shown {
            return Html::default();
        }
        el("p", &[("class", "note")], self.w.fill("html.more", &[("n", &(all - shown))]))
    }

    /// The way back to the record.
    fn place(&self, q: &Quote) -> Html {
        let mut parts = vec![el("code", &[], format!("{}:{}", q.source, q.row))];
        if let Some(time) = &q.time {
            parts.push(format!(" {}", time.replace('T', " ")).into());
        }
        if let Some(rating) = q.rating {
            parts.push(format!(" {}", self.w.fill("html.rating", &[("n", &rating)])).into());
        }
        span("ref", parts)
    }

    fn quote(&self, q: &Quote) -> Html {
        el("blockquote", &[], [el("p", &[], words_of(q)), self.place(q)])
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

    /// A table that can be sorted.
    fn table(&self, t: &Table) -> Html {
        let number = |i: usize| t.rows.iter().any(|r| !matches!(r.get(i), Some(Cell::Text(_) | Cell::Empty)));
        let head = sorting(t.head.iter().enumerate().map(|(i, h)| (h.clone(), number(i))));
        let rows = t.rows.iter().take(ROWS).map(|r| el("tr", &[], r.iter().map(cell).collect::<Html>()));
        let at = [("class", "sortable"), ("data-table", t.id)];
        let table = el("table", &at, [head, el("tbody", &[], rows.collect::<Html>())]);
        [scroll(&t.title, table), self.more(t.rows.len(), ROWS)].into()
    }
}

/// A table without sorting, for pages that are not the report's.
pub(super) fn plain_table(t: &Table) -> Html {
    let number = |i: usize| t.rows.iter().any(|r| !matches!(r.get(i), Some(Cell::Text(_) | Cell::Empty)));
    let class = |i: usize| if number(i) { "number" } else { "" };
    let head = |(i, h): (usize, &String)| el("th", &[("scope", "col"), ("class", class(i))], h.as_str());
    let head: Html = t.head.iter().enumerate().map(head).collect();
    let rows: Html = t.rows.iter().map(|r| el("tr", &[], r.iter().map(cell).collect::<Html>())).collect();
    let table = el("table", &[], [el("thead", &[], el("tr", &[], head)), el("tbody", &[], rows)]);
    scroll(&t.title, table)
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

/// A table that scrolls sideways where the page is narrow, also by keyboard.
fn scroll(name: &str, table: Html) -> Html {
    el("div", &[("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", name)], table)
}

fn cell(c: &Cell) -> Html {
    let number = |value: String, shown: String| el("td", &[("class", "number"), ("data-v", &value)], shown);
    match c {
        Cell::Empty => el("td", &[], ""),
        Cell::Text(t) => el("td", &[], t.as_str()),
        Cell::Count(n) => number(n.to_string(), words::count(*n)),
        Cell::Figure(v, digits) => number(v.to_string(), Words::figure(Some(*v), usize::from(*digits))),
        Cell::Share(v) => number(v.to_string(), Words::percent(Some(*v))),
        Cell::Change(v, digits) => number(v.to_string(), Words::signed(Some(*v), usize::from(*digits))),
        Cell::Points(v) => number(v.to_string(), Words::signed(Some(100.0 * v), 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
