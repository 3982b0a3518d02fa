//! The comparison as one self-contained page in the frame of the report: the answer, then what changed with its interval and its quotes; what did not change is folded.

use std::io::{self, Write};

use crate::render::html::{self, Frame, Html, Section, div, el, span};
use crate::render::tables::Table;
use crate::render::words::{Words, count};
use crate::report::{Change, Comparison, Quote};

use super::{Settings, difference, drawings, group, is, is_whole, rows, signed, sorted, title, value};

pub(super) fn write(c: &Comparison, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    let (w, title) = (settings.words(), title(c, settings));
    let page = Page { c, w };
    let mut sections = vec![page.summary()];
    for (id, list) in sorted(c) {
        sections.push(page.section(id, &list));
        if id == "compare_headline" {
            sections.extend(page.contributions());
        }
    }
    html::page(Frame { title: &title, lines: page.lines(), version: &c.version }, sections, settings, out)
}

struct Page<'a> {
    c: &'a Comparison,
    w: Words<'a>,
}

impl Page<'_> {
    /// Both groups, and what is in neither.
    fn lines(&self) -> Html {
        let mut lines: Vec<Html> = [("compare.before", &self.c.before), ("compare.after", &self.c.after)]
            .map(|(key, g)| el("p", &[], [span("faint", self.w.t_owned(key)), " ".into(), group(g, &self.w).into()]))
            .into();
        if self.c.left_out > 0 {
            lines.push(note(self.w.fill("compare.left_out", &[("n", &count(self.c.left_out))])));
        }
        if !self.c.masking {
            lines.push(el("p", &[("class", "grave-text")], self.w.t("quality.unmasked")));
        }
        lines.into()
    }

    /// The figures that everybody asks for, and the answer in words.
    fn summary(&self) -> Section {
        let tiles: Html = self.c.headline.iter().map(|x| self.tile(x)).collect();
        let told: Html = self.c.verdict.iter().map(|v| el("li", &[], v.as_str())).collect();
        let body = [
            div("tiles broad", tiles),
            el("ul", &[("class", "brief")], told),
            self.figures(&rows::groups(self.c, &self.w)),
        ];
        Section { id: "verdict", title: self.w.t("table.compare_verdict").to_owned(), body: body.into() }
    }

    fn tile(&self, x: &Change) -> Html {
        let before = span("of", format!("{} → ", value(x.before, &x.unit)));
        let parts = [
            span("label", x.name.as_str()),
            span("value", [before, value(x.after, &x.unit).into()]),
            span("note", difference(x)),
            span("line", self.badge(x)),
        ];
        el("div", &[("class", "tile"), ("data-tile", &x.id)], parts)
    }

    fn badge(&self, x: &Change) -> Html {
        let class = if x.grave { "grave" } else { x.verdict.as_str() };
        span(&format!("badge {class}"), is(x, &self.w))
    }

    /// A list of changes: drawn, each with its quotes, and the rest folded.
    fn section(&self, id: &'static str, list: &[&Change]) -> Section {
        let title = self.w.t_owned(&format!("table.{id}"));
        let (told, rest): (Vec<&Change>, Vec<&Change>) = list.iter().partition(|x| is_whole(id) || x.is_told());
        let mut body = vec![self.about(id), drawings::forest(&told, &title, &self.w)];
        if told.is_empty() {
            body.push(note(self.w.t("compare.no_change")));
        } else {
            let items: Html = told.iter().map(|x| self.item(x)).collect();
            body.push(el("div", &[("class", "issues"), ("data-fold", "20")], items));
        }
        if !rest.is_empty() {
            let name = self.w.fill("compare.rest", &[("n", &rest.len())]);
            body.push(self.folded("rest", name, &rows::brief(id, &rest, &self.w)));
        }
        Section { id: id.trim_start_matches("compare_"), title, body: body.into() }
    }

    /// What a section is held against.
    fn about(&self, id: &str) -> Html {
        match (id, &self.c.adjusted, &self.c.control) {
            ("compare_adjusted", Some(a), _) => note(a.columns.join(self.w.comma())),
            ("compare_control", _, Some(x)) => note(x.name.as_str()),
            _ => Html::default(),
        }
    }

    fn item(&self, x: &Change) -> Html {
        let head = [
            span("way", self.badge(x)),
            span("title", x.name.as_str()),
            span("number", format!("{} → {}", value(x.before, &x.unit), value(x.after, &x.unit))),
            span("number faint", difference(x)),
        ];
        let body = [note(self.facts(x)), self.quotes(x)];
        el("details", &[("class", "issue change")], [el("summary", &[], Html::from(head)), body.into()])
    }

    /// The counts and the tests behind a change.
    fn facts(&self, x: &Change) -> String {
        let [[b, b_of], [a, a_of]] = [x.before_rows, x.after_rows].map(|rows| rows.map(count));
        let values: [(&str, &dyn std::fmt::Display); 4] =
            [("before", &b), ("before_of", &b_of), ("after", &a), ("after_of", &a_of)];
        let key = if x.unit == "share" { "compare.counts" } else { "compare.rows" };
        let mut facts = vec![self.w.fill(key, &values)];
        if let Some(p) = x.q.or(x.p) {
            let name = self.w.t(if x.q.is_some() { "col.q" } else { "col.p" });
            facts.push(format!("{name} {}", Words::chance(Some(p))));
        }
        if x.effect.is_some() {
            facts.push(self.w.fill("compare.effect", &[("n", &Words::figure(x.effect, 2))]));
        }
        facts.join(" · ")
    }

    /// The texts of both sides, where there are some.
    fn quotes(&self, x: &Change) -> Html {
        let Some(q) = &x.quotes else { return Html::default() };
        let side = |(key, list): (&str, &Vec<Quote>)| {
            let list: Html = list.iter().map(|q| html::quote(q, &self.w)).collect();
            if list.is_empty() { list } else { div("card", [el("h3", &[], self.w.t_owned(key)), list]) }
        };
        div("cards loose", [("compare.before", &q.before), ("compare.after", &q.after)].map(side))
    }

    fn contributions(&self) -> Option<Section> {
        let all = &self.c.contributions;
        if all.list.is_empty() {
            return None;
        }
        let title = self.w.t("compare.contributions").to_owned();
        let total = signed(Some(all.total), "level");
        let told = note(self.w.fill("compare.contributions.note", &[("total", &total)]));
        let drawn = drawings::waterfall(self.c, &title, &self.w);
        let body = [told, el("figure", &[], drawn), self.figures(&rows::contributions(self.c, &self.w))];
        Some(Section { id: "contributions", title, body: body.into() })
    }

    fn figures(&self, t: &Table) -> Html {
        self.folded("figures", format!("{} · {}", self.w.t("html.figures"), t.title), t)
    }

    fn folded(&self, class: &str, name: String, t: &Table) -> Html {
        el("details", &[("class", class)], [el("summary", &[], name), html::table(t, &self.w)])
    }
}

fn note(text: impl Into<Html>) -> Html {
    el("p", &[("class", "note")], text)
}
