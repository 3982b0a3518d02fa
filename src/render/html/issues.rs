//! Hot issues, trend, keywords.

use crate::number::float;
use crate::render::course::{weekday, worse_days};
use crate::render::past;
use crate::render::words::{Words, count, nature_name};
use crate::report::{HotIssue, Keyword, TrendPoint, Weekday};

use super::charts::{Frame, Point, columns, line, spark};
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

    pub(super) fn trend(&self) -> Option<Section> {
        let t = &self.r.trend;
        if t.points.len() < 2 {
            let body = self.cautions(&t.cautions);
            return self.section("trend", "trend", body);
        }
        let whole: fn(f64) -> String = |v| format!("{v:.0}");
        let counts: Vec<Point> = t.points.iter().map(|p| self.point(p, Some(float(p.count)), None)).collect();
        let complaints: Vec<u64> = t.points.iter().map(|p| p.complaints.count).collect();
        let mean: Vec<Point> = t
            .points
            .iter()
            .map(|p| self.point(p, p.satisfaction.value, p.satisfaction.low.zip(p.satisfaction.high)))
            .collect();
        let share: Vec<Point> = t
            .points
            .iter()
            .map(|p| self.point(p, p.complaints.share, p.complaints.low.zip(p.complaints.high)))
            .collect();
        let frame = |key, from_zero, most, show| Frame {
            name: self.w.t(key),
            width: 560.0,
            height: 210.0,
            from_zero,
            most,
            told: false,
            show,
        };
        let wide = Frame { width: 1120.0, height: 230.0, ..frame("trend.count", true, f64::INFINITY, whole) };
        let satisfaction = frame("trend.satisfaction", false, 5.0, |v| format!("{v:.1}"));
        let complaint_share = frame("trend.complaints", true, 1.0, |v| format!("{:.0}%", v * 100.0));
        let figure = |key, chart| el("figure", &[], [el("figcaption", &[], self.w.t(key)), chart]);
        let volume = columns(&counts, &complaints, &wide);
        let volume = el("figure", &[], [self.caption("html.volume", "html.volume.hint"), volume]);
        let charts = [
            figure("trend.satisfaction", line(&mean, &satisfaction)),
            figure("trend.complaints", line(&share, &complaint_share)),
        ];
        let undated = if t.undated > 0 {
            el("p", &[("class", "note")], self.w.fill("undated", &[("n", &count(t.undated))]))
        } else {
            Html::default()
        };
        let charts = div("charts", Html::from(charts));
        let body = [volume, charts, self.week(), undated, self.cautions(&t.cautions), self.figures("trend")];
        self.section("trend", "trend", body.into())
    }

    /// The pattern of the week, where some day stands out; the figures of every week else folded away.
    fn week(&self) -> Html {
        let t = &self.r.trend;
        let (Some(told), Some(worse)) = (worse_days(t, &self.w), &t.worse_days) else {
            return self.figures("weekdays");
        };
        let most = t.weekdays.iter().filter_map(|d| d.negative.share).fold(0.01, f64::max);
        let row = |d: &Weekday| {
            let class = if worse.weekdays.contains(&d.weekday) { "l1" } else { "accent" };
            let range = Words::percent_range(d.negative.low, d.negative.high);
            let cells = [
                el("th", &[("scope", "row")], weekday(d.weekday, &self.w)),
                el("td", &[("class", "wide")], bar(d.negative.share.unwrap_or(0.0) / most, class)),
                el("td", &[("class", "number"), ("title", &range)], Words::portion(&d.negative)),
                el("td", &[("class", "number faint")], count(d.count)),
            ];
            el("tr", &[], cells)
        };
        let rows: Html = t.weekdays.iter().map(row).collect();
        let table = el("table", &[("class", "bars")], el("tbody", &[], rows));
        let title = el("h3", &[], self.w.t("table.weekdays"));
        [title, el("p", &[], told), table, self.figures("weekdays")].into()
    }

    fn point(&self, p: &TrendPoint, value: Option<f64>, ends: Option<(f64, f64)>) -> Point {
        let title = format!(
            "{}  {}  {} {}  {} {}",
            p.period,
            self.w.fill("n_rows", &[("n", &count(p.count))]),
            self.w.t("trend.satisfaction"),
            Words::figure(p.satisfaction.value, 2),
            self.w.t("trend.complaints"),
            Words::percent(p.complaints.share),
        );
        let label = p.start.get(5..).unwrap_or(&p.start).to_owned();
        let alert = self.r.alerts.iter().any(|a| a.period.as_deref() == Some(&p.period));
        let code = self.verbatims.labels.code(Kind::Period, &p.period).to_owned();
        Point { label, value, ends, title, alert, code }
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
