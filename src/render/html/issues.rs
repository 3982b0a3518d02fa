//! Hot issues, keywords, themes.

use crate::number::float;
use crate::render::past;
use crate::render::words::{Words, count, nature_name};
use crate::report::{HotIssue, Keyword};

use super::charts::spark;
use super::labels::Kind;
use super::markup::{Html, bar, div, el, span};
use super::{Section, View};

/// Hot issues on the page; those beyond the length of lists are folded away.
const ISSUES: usize = 60;

impl View<'_> {
    pub(super) fn issues(&self) -> Option<Section> {
        let list: Html = self.r.hot_issues.iter().take(ISSUES).map(|i| self.issue(i)).collect();
        if list.is_empty() {
            return self.section("issues", "issues", self.note("issues.none"));
        }
        let list = el("div", &[("class", "issues"), ("data-fold", &self.top.to_string())], list);
        let more = self.more(self.r.hot_issues.len(), ISSUES);
        let notes = self.w.sampled(self.r).into_iter().chain(self.w.issues_of(self.r));
        let notes: Html = notes.map(|s| el("p", &[("class", "note")], s)).collect();
        self.section(
            "issues",
            "issues",
            [self.note("html.issues_note"), notes, list, more, self.figures("lives")].into(),
        )
    }

    fn issue(&self, i: &HotIssue) -> Html {
        let (arrow, class) = match i.trend.direction.as_str() {
            "rising" => ("↑", "grave-text"),
            "new" => ("✦", "grave-text"),
            "falling" => ("↓", "good-text"),
            _ => ("", ""),
        };
        let direction = self.w.id("direction", &i.trend.direction);
        let n = self.w.fill("n_rows", &[("n", &count(i.count))]);
        let major = if i.major > 0 { self.w.fill("natures.major", &[("n", &i.major)]) } else { String::new() };
        let head = [
            span("rank", i.rank.to_string()),
            span("title", i.title.as_str()),
            span("number n", n),
            span("number faint share", Words::percent(Some(i.share))),
            span("grave-text grave-n", major),
            span(&format!("way {class}"), format!("{arrow} {direction}")),
            spark(&i.trend.series, self.w.t("issues.trend")),
            span("heat", [span("number", format!("{:.0}", i.heat)), bar(i.heat / 100.0, "heat-bar")]),
        ];
        let nature = i.nature.as_deref().map(|id| nature_name(self.r, &self.w, id)).unwrap_or_default();
        let period = match (&i.first, &i.last) {
            (Some(a), Some(b)) => self.w.fill("head.period", &[("first", a), ("last", b)]),
            _ => String::new(),
        };
        let mut facts = vec![
            span("chip", nature),
            span("chip", i.aspect_name.clone().unwrap_or_default()),
            span("ref", period),
            span("ref", self.w.fill("html.halves", &[("earlier", &i.trend.earlier), ("recent", &i.trend.recent)])),
        ];
        facts.extend(past::life(i, &self.w).map(|life| span("ref", life)));
        facts.extend(i.keywords.iter().map(|k| span("chip word", k.as_str())));
        facts.extend(
            i.attrs
                .iter()
                .flat_map(|(h, list)| list.iter().map(move |v| span("chip", format!("{h}={} {}", v.value, v.count)))),
        );
        let quotes: Html = i.quotes.iter().map(|q| self.quote(q)).collect();
        let more = self.link(Kind::Issue, &i.id, self.w.t("html.see"));
        let open = if i.rank == 1 { "open" } else { "" };
        el(
            "details",
            &[("class", "issue"), ("open", open)],
            [el("summary", &[], Html::from(head)), el("p", &[("class", "chips")], facts), quotes, el("p", &[], more)],
        )
    }

    pub(super) fn keywords(&self) -> Option<Section> {
        let k = &self.r.keywords;
        let groups = [
            ("keywords.negative", &k.negative, "bad"),
            ("keywords.positive", &k.positive, "good"),
            ("keywords.overall", &k.overall, ""),
        ];
        if groups.iter().all(|(_, list, _)| list.is_empty()) {
            return None;
        }
        let words = |list: &[Keyword], class| {
            if list.is_empty() { self.note("keywords.empty") } else { self.cloud(list, class) }
        };
        let cards: Vec<Html> = groups
            .into_iter()
            .map(|(key, list, class)| div("card", [el("h3", &[], self.w.t(key)), words(list, class)]))
            .collect();
        let body = [self.note("html.keywords_note"), div("cards", cards), self.figures("keywords")];
        self.section("keywords", "keywords", body.into())
    }

    /// Words as large as they are frequent; each one searches the verbatims.
    fn cloud(&self, list: &[Keyword], class: &str) -> Html {
        let most = list.iter().map(|k| k.count).max().unwrap_or(1).max(1);
        let word = |k: &Keyword| {
            let size = format!("font-size:{:.2}em", 0.85 + (float(k.count) / float(most)).sqrt() * 0.95);
            let times = k.lift.map(|l| format!(" ×{l:.1}")).unwrap_or_default();
            let title = format!("{}{times}", self.w.fill("n_rows", &[("n", &count(k.count))]));
            let (to, search) = if self.verbatims.is_empty() { ("", "") } else { ("#verbatims", k.word.as_str()) };
            let at = [("href", to), ("data-search", search), ("style", &size), ("title", &title), ("class", class)];
            [el("a", &at, k.word.as_str()), " ".into()]
        };
        el("p", &[("class", "cloud")], list.iter().take(40).flat_map(word).collect::<Html>())
    }

    pub(super) fn topics(&self) -> Option<Section> {
        if self.r.topics.is_empty() {
            return None;
        }
        let card = |t: &crate::report::Topic| {
            let name = self.link(Kind::Topic, &t.id, t.name.as_str());
            let words: Html = t.words.iter().take(8).map(|word| span("chip word", word.as_str())).collect();
            let n = self.w.fill("n_rows", &[("n", &count(t.rate.count))]);
            let figures = format!(
                "{n}  {}  {} {}",
                Words::percent(t.rate.share),
                self.w.t("trend.satisfaction"),
                Words::figure(t.satisfaction.value, 2)
            );
            div(
                "card",
                [el("h3", &[], name), el("p", &[("class", "note")], figures), el("p", &[("class", "chips")], words)],
            )
        };
        let cards: Html = self.r.topics.iter().take(self.top.min(9)).map(card).collect();
        self.section("topics", "table.topics", [div("cards three", cards), self.figures("topics")].into())
    }
}
