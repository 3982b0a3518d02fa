//! Banner, written summary, headline figures, alerts.

use crate::render::past;
use crate::render::words::{Words, count, nature_name, references, stage_name};
use crate::report::{Alert, Report};

use super::markup::{Html, div, el, span};
use super::{Section, View, tile};

impl View<'_> {
    pub(super) fn banner(&self, title: &str) -> Html {
        let r = self.r;
        let period = r.run.period.as_ref();
        let period = period.map(|p| self.w.fill("head.period", &[("first", &p.first), ("last", &p.last)]));
        let rows = r.run.rows;
        let text = self.w.fill(
            "head.rows",
            &[
                ("read", &count(rows.read)),
                ("analysed", &count(rows.analysed)),
                ("informative", &count(rows.informative)),
            ],
        );
        let theme = el("button", &[("type", "button"), ("id", "theme"), ("hidden", "hidden")], self.w.t("html.theme"));
        let line = [el("p", &[], period.unwrap_or_default()), el("p", &[("class", "note")], text)];
        el("header", &[], [el("h1", &[], title), Html::from(line), theme])
    }

    pub(super) fn summary(&self) -> Option<Section> {
        if self.r.run.rows.informative == 0 {
            return self.section("summary", "html.summary", self.note("head.nothing"));
        }
        let sentences: Html = sentences(self.r, &self.w).into_iter().map(|s| el("li", &[], s)).collect();
        let body = [el("ul", &[("class", "brief")], sentences), self.tiles()];
        self.section("summary", "html.summary", body.into())
    }

    fn tiles(&self) -> Html {
        let (r, w) = (self.r, &self.w);
        let s = &r.satisfaction;
        let mut tiles = vec![tile(
            w.t("tile.mean"),
            &format!("{} / 5", Words::figure(s.mean.value, 2)),
            &Words::range(&s.mean, 2),
            "main",
        )];
        if let Some(x) = &s.ratings {
            let value = format!("{} / {}", Words::figure(x.mean.value, 2), x.scale);
            tiles.push(tile(w.t("tile.rating"), &value, &Words::range(&x.mean, 2), ""));
        }
        tiles.push(tile(
            w.t("tile.csat"),
            &format!("{}%", Words::figure(s.csat.value, 1)),
            &Words::range(&s.csat, 1),
            "",
        ));
        let net = &s.net_sentiment;
        tiles.push(tile(w.t("tile.net"), &Words::signed(net.value, 1), &Words::range(net, 1), ""));
        if let Some(nps) = s.ratings.as_ref().and_then(|x| x.nps) {
            tiles.push(tile(w.t("tile.nps"), &Words::signed(nps.value, 1), &Words::range(&nps, 1), ""));
        }
        let c = &r.severity.complaints;
        tiles.push(tile(w.t("tile.complaints"), &Words::percent(c.share), &Words::percent_range(c.low, c.high), ""));
        let major = &r.severity.major;
        let class = if major.count > 0 { "grave" } else { "" };
        let note = w.fill("tile.major_note", &[("n", &count(major.of))]);
        tiles.push(tile(w.t("tile.major"), &count(major.count), &note, class));
        div("tiles", tiles)
    }

    pub(super) fn alerts(&self) -> Option<Section> {
        let list: Html = self.r.alerts.iter().map(|a| self.alert(a)).collect();
        if list.is_empty() {
            return None;
        }
        self.section("alerts", "alerts", el("ul", &[("class", "alerts")], list))
    }

    fn alert(&self, a: &Alert) -> Html {
        let class = match a.colour.as_str() {
            "red" => "alert red",
            "orange" => "alert orange",
            "yellow" => "alert yellow",
            _ => "alert blue",
        };
        let issue = a.subject.strip_prefix("issue:").filter(|id| self.r.hot_issues.iter().any(|i| i.id == *id));
        let more = issue.map_or_else(Html::default, |id| self.link("issue", id, self.w.t("html.see")));
        let parts = [
            span("badge", self.w.id("colour", &a.colour)),
            span("message", a.message.as_str()),
            more,
            span("ref", format!("{}  {}", a.period.as_deref().unwrap_or_default(), references(&a.rows, 20))),
        ];
        el("li", &[("class", class)], parts)
    }
}

/// The report in a few sentences, made from its figures.
fn sentences(r: &Report, w: &Words) -> Vec<String> {
    let s = &r.satisfaction;
    let mut out = vec![w.fill(
        "brief.mood",
        &[
            ("n", &count(r.run.rows.informative)),
            ("mean", &Words::figure(s.mean.value, 2)),
            ("csat", &Words::figure(s.csat.value, 1)),
            ("negative", &Words::percent(r.sentiment.negative.share)),
        ],
    )];
    let c = r.severity.complaints;
    if let Some(n) = r.natures.first() {
        let aspects: Vec<&str> = n.aspects.iter().take(3).map(|a| a.name.as_str()).collect();
        out.push(w.fill(
            "brief.natures",
            &[
                ("n", &count(c.count)),
                ("share", &Words::percent(c.share)),
                ("nature", &n.name),
                ("of", &Words::percent(n.rate.share)),
                ("aspects", &aspects.join(w.comma())),
            ],
        ));
    }
    if r.severity.major.count > 0 {
        let reasons: Vec<&str> = r.severity.reasons.iter().take(3).map(|x| x.name.as_str()).collect();
        out.push(
            w.fill("brief.major", &[("n", &count(r.severity.major.count)), ("reasons", &reasons.join(w.comma()))]),
        );
    }
    if let Some(i) = r.hot_issues.first() {
        let direction = w.id("direction", &i.trend.direction);
        out.push(w.fill("brief.issue", &[("title", &i.title), ("n", &count(i.count)), ("direction", &direction)]));
    }
    out.extend(weak_sentence(r, w));
    let low: Vec<&str> = r.stages.low_points.iter().map(|id| stage_name(r, id)).collect();
    if !low.is_empty() {
        out.push(w.fill("brief.stages", &[("stages", &low.join(w.comma()))]));
    }
    out.extend(past::sentences(r, w));
    out
}

fn weak_sentence(r: &Report, w: &Words) -> Option<String> {
    let weak: Vec<String> = r
        .segments
        .iter()
        .flat_map(|c| c.list.iter().filter(|s| s.weak).take(2))
        .map(|s| match s.special.as_deref() {
            Some(n) => w.fill("brief.weak_special", &[("value", &s.value), ("nature", &nature_name(r, w, n))]),
            None => s.value.clone(),
        })
        .take(5)
        .collect();
    (!weak.is_empty()).then(|| w.fill("brief.weak", &[("list", &weak.join(w.comma()))]))
}
