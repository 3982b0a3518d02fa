//! The sentences that the figures lead back to: every quote of the report once, with the labels that filters use.

use std::collections::{BTreeMap, BTreeSet};

use crate::render::words::{Words, aspect_name, count, nature_name, reason_name};
use crate::report::{Quote, Report};

use super::markup::{Html, div, el, span};
use super::{Section, View};

/// Most quotes on a page: about 1 KB each keeps it under a megabyte.
const MOST: usize = 800;

/// Quotes by place, and the labels that they have.
pub(super) struct Verbatims {
    list: Vec<Verbatim>,
    /// Quotes that are left out.
    over: usize,
    /// Label kinds → ids → names.
    labels: BTreeMap<&'static str, BTreeMap<String, String>>,
}

struct Verbatim {
    quote: Quote,
    labels: BTreeMap<&'static str, BTreeSet<String>>,
}

impl Verbatims {
    pub(super) fn new(r: &Report, w: &Words) -> Self {
        let mut made = Gather { by_place: BTreeMap::new(), order: Vec::new(), labels: BTreeMap::new() };
        for m in &r.severity.list {
            let mut labels = vec![("severity", "major".to_owned(), w.id("severity_name", "major").to_owned())];
            labels.extend(m.natures.iter().map(|n| ("nature", n.clone(), nature_name(r, w, n).to_owned())));
            labels.extend(m.reasons.iter().map(|x| ("reason", x.reason.clone(), reason_name(r, &x.reason).to_owned())));
            labels.extend(m.issue.iter().map(|i| ("issue", i.clone(), issue_title(r, i))));
            made.add(&m.quote, labels);
        }
        for i in &r.hot_issues {
            for q in &i.quotes {
                let mut labels = vec![("issue", i.id.clone(), i.title.clone())];
                labels.extend(i.nature.iter().map(|n| ("nature", n.clone(), nature_name(r, w, n).to_owned())));
                labels.extend(i.aspect.iter().map(|a| ("aspect", a.clone(), aspect_name(r, a).to_owned())));
                made.add(q, labels);
            }
        }
        for m in r.satisfaction.agreement.iter().flat_map(|a| &a.mismatches) {
            made.add(&m.quote, vec![("group", "mismatch".to_owned(), w.t("table.mismatches").to_owned())]);
        }
        for t in &r.topics {
            for q in &t.quotes {
                made.add(q, vec![("topic", t.id.clone(), t.name.clone())]);
            }
        }
        for q in &r.untagged.quotes {
            made.add(q, vec![("group", "untagged".to_owned(), w.t("table.untagged").to_owned())]);
        }
        made.finish()
    }

    /// Whether some quote carries the label.
    pub(super) fn has(&self, kind: &str, id: &str) -> bool {
        self.labels.get(kind).is_some_and(|ids| ids.contains_key(id))
    }
}

/// Collects quotes; the same row told twice becomes one with the labels of both.
struct Gather {
    by_place: BTreeMap<(String, u64), usize>,
    order: Vec<Verbatim>,
    labels: BTreeMap<&'static str, BTreeMap<String, String>>,
}

impl Gather {
    fn add(&mut self, quote: &Quote, labels: Vec<(&'static str, String, String)>) {
        let next = self.order.len();
        let at = *self.by_place.entry((quote.source.clone(), quote.row)).or_insert(next);
        if at == next {
            self.order.push(Verbatim { quote: quote.clone(), labels: BTreeMap::new() });
        }
        for (kind, id, name) in labels {
            if at < MOST {
                self.labels.entry(kind).or_default().insert(id.clone(), name);
            }
            self.order[at].labels.entry(kind).or_default().insert(id);
        }
    }

    fn finish(mut self) -> Verbatims {
        let over = self.order.len().saturating_sub(MOST);
        self.order.truncate(MOST);
        Verbatims { list: self.order, over, labels: self.labels }
    }
}

fn issue_title(r: &Report, id: &str) -> String {
    r.hot_issues.iter().find(|i| i.id == id).map_or_else(|| id.to_owned(), |i| i.title.clone())
}

/// Filters in the order in which they stand, with the keys of their names.
const FILTERS: [(&str, &str); 7] = [
    ("nature", "col.nature"),
    ("aspect", "col.aspect"),
    ("severity", "severity"),
    ("reason", "col.reason"),
    ("issue", "issues.title"),
    ("topic", "col.topic"),
    ("group", "col.group"),
];

impl View<'_> {
    pub(super) fn verbatims(&self) -> Option<Section> {
        let v = &self.verbatims;
        if v.list.is_empty() {
            return None;
        }
        let list: Html = v.list.iter().map(|x| self.verbatim(x)).collect();
        let n = count(v.list.len() as u64);
        let key = if v.over > 0 { "html.verbatims_cap" } else { "html.verbatims_note" };
        let rule = self.w.fill(key, &[("n", &n), ("over", &v.over)]);
        let none = el("p", &[("id", "none"), ("hidden", "hidden"), ("class", "note")], self.w.t("html.none"));
        let body = [
            el("p", &[("class", "note")], rule),
            self.filters(),
            none,
            el("ul", &[("class", "plain verbatims"), ("id", "list")], list),
        ];
        self.section("verbatims", "html.verbatims", body.into())
    }

    fn filters(&self) -> Html {
        let w = &self.w;
        let label = w.t("html.search");
        let mut parts = vec![el(
            "input",
            &[("type", "search"), ("id", "search"), ("placeholder", label), ("aria-label", label)],
            "",
        )];
        for (kind, key) in FILTERS {
            let Some(ids) = self.verbatims.labels.get(kind) else {
                continue;
            };
            let all = w.fill("html.all", &[("what", &w.t(key))]);
            let options = ids.iter().map(|(id, name)| el("option", &[("value", id)], name.as_str()));
            let options: Html = std::iter::once(el("option", &[("value", "*")], all)).chain(options).collect();
            parts.push(el("select", &[("data-kind", kind), ("aria-label", w.t(key))], options));
        }
        parts.push(el("button", &[("type", "button"), ("id", "clear")], w.t("html.clear")));
        parts.push(el("output", &[("id", "shown"), ("aria-live", "polite")], ""));
        div("filters", parts)
    }

    fn verbatim(&self, x: &Verbatim) -> Html {
        // Parted by tabs, which no id holds.
        let joined = |kind: &str| {
            let ids = x.labels.get(kind).into_iter().flatten();
            ids.map(String::as_str).collect::<Vec<_>>().join("\t")
        };
        let data: Vec<(&'static str, String)> = [
            ("data-nature", "nature"),
            ("data-aspect", "aspect"),
            ("data-severity", "severity"),
            ("data-reason", "reason"),
            ("data-issue", "issue"),
            ("data-topic", "topic"),
            ("data-group", "group"),
        ]
        .into_iter()
        .map(|(name, kind)| (name, joined(kind)))
        .collect();
        let attributes: Vec<(&'static str, &str)> = data.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let mut badges = Vec::new();
        for (kind, class) in [("reason", "badge grave"), ("nature", "badge"), ("aspect", "badge"), ("group", "badge")] {
            let names = self.verbatims.labels.get(kind);
            for id in x.labels.get(kind).into_iter().flatten() {
                let name = names.and_then(|n| n.get(id)).map_or(id.as_str(), String::as_str);
                badges.push(span(class, name));
            }
        }
        el("li", &attributes, [div("line", badges), self.quote(&x.quote)])
    }
}
