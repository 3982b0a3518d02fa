//! Banner, written summary, headline figures, alerts.

use crate::render::alerts;
use crate::render::change;
use crate::render::clean;
use crate::render::course::{no_alerts, worse_days};
use crate::render::headline::{Headline, headlines};
use crate::render::only::only;
use crate::render::past;
use crate::render::words::{self, Words, count, references, stage_name};
use crate::report::{Alert, Report};

use super::labels::Kind;
use super::markup::{Html, div, el, span};
use super::{Section, View};

impl View<'_> {
    /// The lines below the title: the period and the rows.
    pub(super) fn lines(&self) -> Html {
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
        let only = only(&r.run, &self.w).map_or_else(Html::default, |only| el("p", &[("class", "only")], only));
        let unmasked = if r.run.masking {
            Html::default()
        } else {
            el("p", &[("class", "grave-text")], self.w.t("quality.unmasked"))
        };
        [only, el("p", &[], period.unwrap_or_default()), el("p", &[("class", "note")], text), unmasked].into()
    }

    pub(super) fn summary(&self) -> Option<Section> {
        if self.r.run.rows.informative == 0 {
            return self.section(
                "summary",
                "html.summary",
                el("p", &[("class", "note")], past::nothing(self.r, &self.w)),
            );
        }
        let sentences: Html = sentences(self.r, &self.w).into_iter().map(|s| el("li", &[], s)).collect();
        let figures: Html = ["changes", "overview"].map(|id| self.figures(id)).into();
        let few = if change::is_lacking(self.r) { self.note("change.few") } else { Html::default() };
        let body = [self.tiles(), few, el("ul", &[("class", "brief")], sentences), figures];
        self.section("summary", "html.summary", body.into())
    }

    fn tiles(&self) -> Html {
        let tiles: Vec<Html> = headlines(self.r, &self.w).into_iter().map(|h| self.tile(h)).collect();
        div("tiles", tiles)
    }

    /// A figure with its label, its interval and how it changed; major complaints lead to their texts.
    fn tile(&self, h: Headline) -> Html {
        let class = match h.name {
            "mean" => "tile main",
            "major" if self.r.severity.major.count > 0 => "tile grave",
            _ => "tile",
        };
        let value = match h.name {
            "major" => self.link(Kind::Severity, "major", h.value),
            _ if h.of.is_empty() => h.value.into(),
            _ => [h.value.into(), span("of", h.of)].into(),
        };
        let mut parts = vec![span("label", h.label), span("value", value), span("note", h.note)];
        parts.extend(
            change::delta(self.r, h.name, &self.w).map(|d| span(format!("delta {}", d.side).trim_end(), d.text)),
        );
        el("div", &[("class", class), ("data-tile", h.name)], parts)
    }

    pub(super) fn alerts(&self) -> Option<Section> {
        let list: Html = alerts::leading(self.r).into_iter().map(|(at, a)| self.alert(at, a)).collect();
        let body = match (list.is_empty(), self.r.run.rows.informative) {
            (true, 0) => Html::default(),
            (true, _) => el("p", &[("class", "note")], no_alerts(self.r, &self.w)),
            (false, _) => el("ul", &[("class", "alerts")], list),
        };
        self.section("alerts", "alerts", body)
    }

    fn alert(&self, at: usize, a: &Alert) -> Html {
        let class = match a.colour.as_str() {
            "red" => "alert red",
            "orange" => "alert orange",
            "yellow" => "alert yellow",
            _ => "alert blue",
        };
        let message = alerts::message(a, &self.w);
        let message = match self.texts_of(at, a) {
            "" => message.into(),
            code => el("a", &[("href", "#verbatims"), ("data-f", code)], message),
        };
        let parts = [
            span("badge", self.w.id("colour", &a.colour)),
            span("message", message),
            span("ref", format!("{}  {}", a.period.as_deref().unwrap_or_default(), references(&a.rows, 8))),
        ];
        el("li", &[("class", class)], parts)
    }

    /// The code of the label that an alert's texts have: of an issue or a reason all of them, else its own records, or the texts of its period.
    fn texts_of<'v>(&'v self, at: usize, a: &'v Alert) -> &'v str {
        let code = |kind: Kind, id: &str| self.verbatims.labels.code(kind, id);
        let (kind, id) = a.subject.split_once(':').unwrap_or((&a.subject, ""));
        let whole = match kind {
            // Major complaints are told by reason.
            "severity" | "reason" => code(Kind::Reason, id),
            "issue" => code(Kind::Issue, id),
            _ => "",
        };
        let about = match kind {
            "nature" => code(Kind::Nature, id),
            "aspect" => code(Kind::Blamed, id),
            "severity" => code(Kind::Severity, id),
            _ => "",
        };
        let period = a.period.as_deref().map_or("", |p| code(Kind::Period, p));
        let ways = [whole, code(Kind::Alert, &at.to_string()), about, period];
        ways.into_iter().find(|c| !c.is_empty()).unwrap_or_default()
    }
}

/// The report in a few sentences, or the one that there is nothing to tell.
pub(in crate::render) fn brief(r: &Report, w: &Words) -> Vec<String> {
    if r.run.rows.informative == 0 { vec![past::nothing(r, w)] } else { sentences(r, w) }
}

/// The report in a few sentences, made from its figures; what is new and grave first.
fn sentences(r: &Report, w: &Words) -> Vec<String> {
    let s = &r.satisfaction;
    let mut out: Vec<String> = past::new_major(r, w).into_iter().collect();
    out.push(w.fill(
        if s.mean.is_thin() { "brief.mood_few" } else { "brief.mood" },
        &[
            ("n", &count(r.run.rows.informative)),
            ("mean", &Words::figure(s.mean.value, 2)),
            ("csat", &Words::figure(s.csat.value, 1)),
            ("negative", &Words::percent(r.sentiment.negative.share)),
        ],
    ));
    out.extend(change::sentence(r, w));
    let c = r.severity.complaints;
    if c.count == 0 {
        out.push(w.t("brief.no_complaints").to_owned());
    } else if let Some(n) = r.natures.first() {
        // A bare nature as its own aspect (服务 of 服务) explains nothing.
        let named = n.aspects.iter().filter(|a| a.id.contains('.'));
        let aspects: Vec<&str> = named.take(3).map(|a| a.name.as_str()).collect();
        out.push(w.fill(
            if aspects.is_empty() { "brief.nature" } else { "brief.natures" },
            &[
                ("n", &count(c.count)),
                ("share", &Words::portion(&c)),
                ("nature", &n.name),
                ("of", &Words::portion(&n.rate)),
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
        let id = if i.trend.direction == "unknown" { "brief.issue_undirected" } else { "brief.issue" };
        out.push(w.fill(id, &[("title", &i.title), ("n", &count(i.count)), ("direction", &direction)]));
    }
    out.extend(weak_sentence(r, w));
    out.extend(worse_days(&r.trend, w));
    let low: Vec<&str> = r.stages.low_points.iter().map(|id| stage_name(r, id)).collect();
    if !low.is_empty() {
        out.push(w.fill("brief.stages", &[("stages", &low.join(w.comma()))]));
    }
    out.extend(liked_sentence(r, w));
    out.extend(work_sentence(r, w));
    out.extend(past::sentences(r, w));
    out
}

/// What customers like: the aspects with most praise among those that are praised more than blamed.
fn liked_sentence(r: &Report, w: &Words) -> Option<String> {
    let outcome = |id: &str| id.ends_with(".overall") || id.ends_with(".recommend");
    let named = r.aspects.iter().filter(|a| a.id.contains('.') && !outcome(&a.id));
    let mut liked: Vec<_> = named.filter(|a| a.positive > a.negative && a.positive >= 10).collect();
    liked.sort_by_key(|a| std::cmp::Reverse(a.positive));
    let names: Vec<String> = liked.iter().take(3).map(|a| format!("{} {}", a.name, count(a.positive))).collect();
    (!names.is_empty()).then(|| w.fill("brief.liked", &[("list", &names.join(w.comma()))]))
}

/// How much is to be done, and what first.
fn work_sentence(r: &Report, w: &Words) -> Option<String> {
    let first = r.actions.first()?;
    let n = count(r.actions.len() as u64);
    Some(w.fill("brief.actions", &[("n", &n), ("department", &first.department), ("hours", &first.due_hours)]))
}

fn weak_sentence(r: &Report, w: &Words) -> Option<String> {
    let weak: Vec<String> = r
        .segments
        .iter()
        .flat_map(|c| c.list.iter().filter(|s| s.weak).take(2))
        .map(|s| match words::special(s) {
            Some(n) => w.fill("brief.weak_special", &[("value", &short(&s.value)), ("what", &n)]),
            None => short(&s.value),
        })
        .take(5)
        .collect();
    (!weak.is_empty()).then(|| w.fill("brief.weak", &[("list", &weak.join(w.comma()))]))
}

/// A name that leaves room for the sentence: product names of shops run to a hundred letters.
fn short(name: &str) -> String {
    clean::clip(&clean::line(name), 28)
}

#[cfg(test)]
mod tests {
    use crate::render::fixture::{fixture, messages, shown};
    use crate::render::{Format, Settings};
    use crate::report::Report;

    #[test]
    fn what_is_empty_says_why() {
        let mut r = fixture();
        let told = |r: &Report| {
            let settings = Settings::new(messages());
            let (page, text) = (shown(r, Format::Html, &settings), shown(r, Format::Text, &settings));
            let says = |what: &str| page.contains(what);
            [says(">没有预警<"), says("反馈没有时间"), says("没有达到显著的方面"), text.contains("没有预警")]
        };
        r.needs.delight = r.needs.core_pain.clone();
        r.needs.expected = r.needs.core_pain.clone();
        assert_eq!((told(&r), r.needs.core_pain.is_empty()), ([false; 4], false));
        r.alerts.clear();
        r.needs.delight.clear();
        assert_eq!(told(&r), [true, false, true, true]);
        r.trend.unit = None;
        assert_eq!(told(&r), [false, true, true, true]);
    }
}
