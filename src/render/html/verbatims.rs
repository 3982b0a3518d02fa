//! The sentences that the figures lead back to: the report's choice of texts and every quote on the page, each once, with filters and a search.
//!
//! The texts are in the page itself; the script shows and hides them and writes their labels beside them.

use std::collections::{BTreeMap, BTreeSet};

use crate::render::alerts;
use crate::render::words::{Words, count};
use crate::report::{Quote, Report, Verbatim};

use super::labels::{Kind, Labels, segment};
use super::markup::{Html, div, el, span};
use super::{Section, View, words_of};

/// Most texts on a page: with about 700 bytes each they take less than a megabyte.
const MOST: usize = 1_300;

/// Texts by place, with the codes of their labels.
pub(super) struct Verbatims {
    list: Vec<Item>,
    /// Rows to choose from.
    of: u64,
    pub(super) labels: Labels,
    /// Codes of segments and natures that stand at one text.
    pairs: BTreeSet<(String, String)>,
}

struct Item {
    quote: Quote,
    codes: Vec<String>,
}

impl Verbatims {
    /// The texts of the page; none where the section is not wanted, so that nothing leads there.
    pub(super) fn new(r: &Report, w: &Words, wanted: bool) -> Self {
        if !wanted {
            return Self { list: Vec::new(), of: 0, labels: Labels::default(), pairs: BTreeSet::new() };
        }
        let mut made = Gather { by_place: BTreeMap::new(), list: Vec::new(), labels: Labels::new(r, w) };
        r.verbatims.list.iter().for_each(|v| made.add(&v.quote, &labels(v)));
        for i in r.hot_issues.iter().take(60) {
            for q in &i.quotes {
                // Its nature and aspect are those of most of its rows, not of each.
                made.add(q, &[(Kind::Issue, i.id.clone())]);
            }
        }
        for m in r.satisfaction.agreement.iter().flat_map(|a| &a.mismatches) {
            made.add(&m.quote, &[(Kind::Group, "mismatch".to_owned())]);
        }
        for t in &r.topics {
            t.quotes.iter().for_each(|q| made.add(q, &[(Kind::Topic, t.id.clone())]));
        }
        r.untagged.quotes.iter().for_each(|q| made.add(q, &[(Kind::Group, "untagged".to_owned())]));
        for m in &r.severity.list {
            let mut own = vec![(Kind::Severity, "major".to_owned())];
            own.extend(m.natures.iter().map(|n| (Kind::Nature, n.clone())));
            own.extend(m.reasons.iter().map(|x| (Kind::Reason, x.reason.clone())));
            own.extend(m.issue.iter().map(|i| (Kind::Issue, i.clone())));
            made.add(&m.quote, &own);
        }
        made.alerts(r);
        let pairs = made.list.iter().flat_map(|x| pairs(&x.codes)).collect();
        Self { list: made.list, of: r.verbatims.of.max(r.run.rows.informative), labels: made.labels, pairs }
    }
}

/// Every segment with every nature of a text.
fn pairs(codes: &[String]) -> Vec<(String, String)> {
    let of = |kind: Kind| codes.iter().filter(move |c| c.starts_with(kind.letter()));
    of(Kind::Segment).flat_map(|a| of(Kind::Nature).map(|b| (a.clone(), b.clone()))).collect()
}

/// Kinds and ids of a text's labels.
fn labels(v: &Verbatim) -> Vec<(Kind, String)> {
    let all = |kind: Kind, ids: &[String]| ids.iter().map(move |id| (kind, id.clone())).collect::<Vec<_>>();
    let mut out = all(Kind::Nature, &v.natures);
    out.extend(all(Kind::Blamed, &v.blamed));
    out.extend(all(Kind::Praised, &v.praised));
    out.extend(all(Kind::Stage, &v.stages));
    out.extend(all(Kind::Reason, &v.reasons));
    out.extend(all(Kind::Intent, &v.intents));
    out.extend(all(Kind::Emotion, &v.emotions));
    out.extend(v.severity.iter().map(|s| (Kind::Severity, s.clone())));
    out.extend(v.issue.iter().map(|i| (Kind::Issue, i.clone())));
    out.extend(v.period.iter().map(|p| (Kind::Period, p.clone())));
    out.push((Kind::Sentiment, v.sentiment.clone()));
    out.extend(v.level.map(|l| (Kind::Level, l.to_string())));
    out.extend(v.attrs.iter().map(|(h, value)| (Kind::Segment, segment(h, value))));
    out
}

/// Collects texts; the same row told twice becomes one with the labels of both.
struct Gather {
    by_place: BTreeMap<(String, u64), usize>,
    list: Vec<Item>,
    labels: Labels,
}

impl Gather {
    /// Files what is on the page under the alerts that it is behind.
    fn alerts(&mut self, r: &Report) {
        for (at, a) in alerts::leading(r) {
            for row in &a.rows {
                let Some(&place) = self.by_place.get(&(row.source.clone(), row.row)) else { continue };
                self.list[place].codes.extend(self.labels.used(Kind::Alert, &at.to_string()));
            }
        }
    }

    fn add(&mut self, quote: &Quote, labels: &[(Kind, String)]) {
        let next = self.list.len();
        let place = (quote.source.clone(), quote.row);
        if next >= MOST && !self.by_place.contains_key(&place) {
            return;
        }
        let at = *self.by_place.entry(place).or_insert(next);
        if at == next {
            self.list.push(Item { quote: quote.clone(), codes: Vec::new() });
        }
        for (kind, id) in labels {
            if let Some(code) = self.labels.used(*kind, id)
                && !self.list[at].codes.contains(&code)
            {
                self.list[at].codes.push(code);
            }
        }
    }
}

/// Filters in the order in which they stand, with the keys of their names.
const FILTERS: [(&[Kind], &str); 15] = [
    (&[Kind::Nature], "col.nature"),
    (&[Kind::Blamed, Kind::Praised], "col.aspect"),
    (&[Kind::Severity], "severity"),
    (&[Kind::Segment], "col.value_of"),
    (&[Kind::Sentiment], "col.sentiment"),
    (&[Kind::Level], "col.satisfaction"),
    (&[Kind::Issue], "issues.title"),
    (&[Kind::Reason], "col.reason"),
    (&[Kind::Stage], "col.stage"),
    (&[Kind::Intent], "intents"),
    (&[Kind::Emotion], "emotions"),
    (&[Kind::Period], "col.period"),
    (&[Kind::Topic], "col.topic"),
    (&[Kind::Alert], "alerts"),
    (&[Kind::Group], "col.group"),
];

impl Verbatims {
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The codes of two labels, where some text has both.
    pub(super) fn both(&self, a: (Kind, &str), b: (Kind, &str)) -> Option<String> {
        let (a, b) = (self.labels.code(a.0, a.1), self.labels.code(b.0, b.1));
        self.pairs.contains(&(a.to_owned(), b.to_owned())).then(|| format!("{a} {b}"))
    }
}

impl View<'_> {
    pub(super) fn verbatims(&self) -> Option<Section> {
        let v = &self.verbatims;
        if v.list.is_empty() {
            return None;
        }
        let list: Html = v.list.iter().map(|x| self.verbatim(x)).collect();
        let n = v.list.len() as u64;
        let key = if n < v.of { "html.verbatims_cap" } else { "html.verbatims_note" };
        let rule = self.w.fill(key, &[("n", &count(n)), ("of", &count(v.of))]);
        let none = el("p", &[("id", "none"), ("hidden", "hidden"), ("class", "note")], self.w.t("html.none"));
        let more = [("type", "button"), ("id", "more"), ("class", "fold"), ("hidden", "hidden")];
        let body = [
            el("p", &[("class", "note")], rule),
            self.filters(),
            none,
            el("ul", &[("class", "plain verbatims"), ("id", "list")], list),
            el("button", &more, self.w.t("html.show_more")),
        ];
        self.section("verbatims", "html.verbatims", body.into())
    }

    fn filters(&self) -> Html {
        let w = &self.w;
        let label = w.t("html.search");
        let input = [("type", "search"), ("id", "search"), ("placeholder", label), ("aria-label", label)];
        let mut parts = vec![el("input", &input, "")];
        for (kinds, key) in FILTERS {
            if kinds == [Kind::Segment] {
                parts.extend(self.segments_apart());
            } else {
                parts.push(self.filter(w.t(key), self.options(kinds)));
            }
        }
        parts.push(self.order());
        parts.push(el("button", &[("type", "button"), ("id", "clear")], w.t("html.clear")));
        // The script makes the table of the texts that are shown; these are the heads of what is no label.
        let head = ["col.source", "col.id", "col.time", "col.rating", "col.text"].map(|key| w.t(key)).join("|");
        let save = [("type", "button"), ("id", "save"), ("data-head", head.as_str())];
        parts.push(el("button", &save, w.t("html.save")));
        parts.push(el("output", &[("id", "shown"), ("aria-live", "polite")], ""));
        el("div", &[("class", "filters"), ("role", "search")], parts)
    }

    /// A choice among labels; nothing where there are none.
    fn filter(&self, name: &str, options: Html) -> Html {
        if options.is_empty() {
            return Html::default();
        }
        let first = el("option", &[("value", "*")], self.w.fill("html.all", &[("what", &name)]));
        el("select", &[("aria-label", name)], [first, options])
    }

    /// A filter for each segment column, so that a store and a product can be chosen together.
    fn segments_apart(&self) -> Vec<Html> {
        let mut columns: Vec<(&str, Vec<Html>)> = Vec::new();
        for l in self.verbatims.labels.of(&[Kind::Segment]) {
            let option = el("option", &[("value", &l.code)], l.name.as_str());
            match columns.iter_mut().find(|(c, _)| *c == l.group) {
                Some((_, list)) => list.push(option),
                None => columns.push((&l.group, vec![option])),
            }
        }
        columns.into_iter().map(|(name, options)| self.filter(name, options.into())).collect()
    }

    /// In which order the texts stand.
    fn order(&self) -> Html {
        let orders = [("chosen", "html.sort"), ("time", "html.sort.time"), ("severity", "html.sort.severity")];
        let options = orders.map(|(id, key)| el("option", &[("value", id)], self.w.t(key)));
        el("select", &[("id", "sort"), ("aria-label", self.w.t("html.sort"))], options)
    }

    /// Choices of a filter, under the headings of their groups.
    fn options(&self, kinds: &[Kind]) -> Html {
        let mut groups: Vec<(&str, Vec<Html>)> = Vec::new();
        for l in self.verbatims.labels.of(kinds) {
            let option = el("option", &[("value", &l.code)], l.name.as_str());
            match groups.iter_mut().find(|(g, _)| *g == l.group) {
                Some((_, list)) => list.push(option),
                None => groups.push((&l.group, vec![option])),
            }
        }
        let group = |(name, list): (&str, Vec<Html>)| {
            if name.is_empty() { Html::from(list) } else { el("optgroup", &[("label", name)], list) }
        };
        groups.into_iter().map(group).collect()
    }

    fn verbatim(&self, x: &Item) -> Html {
        let words = el("p", &[], words_of(&x.quote));
        let id = x.quote.id.as_deref().map(|id| span("ref own", id)).unwrap_or_default();
        let foot = div("line", [self.place(&x.quote), id]);
        el("li", &[("data-l", &x.codes.join(" "))], [words, foot])
    }
}

#[cfg(test)]
mod tests {
    use crate::render::fixture::{fixture, messages, shown};
    use crate::render::{Format, Settings};
    use crate::report::{Quote, Verbatim};

    #[test]
    fn texts_show_their_ids_and_each_segment_column_has_its_own_filter() {
        let mut r = fixture();
        let quote = Quote { id: Some("A-7".to_owned()), row: 9_001, ..r.hot_issues[0].quotes[0].clone() };
        let attrs = [("渠道", "天猫"), ("省份", "浙江")].map(|(h, v)| (h.to_owned(), v.to_owned()));
        r.verbatims.list.push(Verbatim {
            quote,
            level: Some(1),
            sentiment: "negative".to_owned(),
            natures: Vec::new(),
            blamed: Vec::new(),
            praised: Vec::new(),
            stages: Vec::new(),
            severity: None,
            reasons: Vec::new(),
            intents: Vec::new(),
            emotions: Vec::new(),
            issue: None,
            period: None,
            attrs: attrs.into(),
        });
        let html = shown(&r, Format::Html, &Settings::new(messages()));
        let filters = ["渠道", "省份"].map(|column| format!("<select aria-label=\"{column}\">"));
        assert!(html.contains("<span class=\"ref own\">A-7</span>") && filters.iter().all(|f| html.contains(f)));
        assert!(html.contains("id=\"sort\"") && html.contains("id=\"save\""));
    }
}
