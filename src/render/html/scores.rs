//! Satisfaction, ratings against texts, natures, severity, aspects.

use crate::number::float;
use crate::render::asked;
use crate::render::words::{Words, count, nature_name, reason_names};
use crate::report::{Agreement, LevelCount, MajorComplaint};

use super::labels::Kind;
use super::markup::{Html, bar, div, el, span};
use super::matrix::{Spot, Wording, matrix};
use super::opinions::said;
use super::{Section, View, scroll};

/// Most major complaints listed; the others are among the verbatims, in the workbook and in JSON.
const MAJOR: usize = 40;
/// Entries of a list that are shown before it is unfolded.
const FOLD: &str = "10";
/// Aspects beside a nature.
const ASPECTS: usize = 8;

/// The class of a dot: in colour where its place is sure, hollow where it is not.
fn colour(priority: &str) -> &'static str {
    match priority {
        "fix_now" => "dot alert",
        "keep_up" => "dot good",
        "watch" => "dot warn",
        _ => "dot hollow",
    }
}

impl View<'_> {
    pub(super) fn satisfaction(&self) -> Option<Section> {
        let s = &self.r.satisfaction;
        if s.distribution.is_empty() {
            return None;
        }
        let texts = self.w.fill("html.texts", &[("n", &count(s.mean.n))]);
        let mut cards = vec![self.levels(&texts, &s.distribution, true)];
        if let Some(x) = &s.ratings {
            let stars = self.w.rated(x);
            cards.push(self.levels(&stars, &x.distribution, false));
            cards.extend(x.nps_shares.as_ref().map(|shares| self.promoters(shares)));
        }
        let agreement = s.agreement.as_ref().map(|a| self.agreement(a)).unwrap_or_default();
        let body = [
            div("cards", cards),
            agreement,
            self.cautions(&asked::cautions(self.r, &self.w)),
            self.figures("satisfaction"),
        ];
        self.section("satisfaction", "satisfaction", body.into())
    }

    /// A distribution; levels read from texts lead to them.
    fn levels(&self, title: &str, levels: &[LevelCount], leading: bool) -> Html {
        let row = |l: &LevelCount| {
            let name = self.w.t_owned(&format!("level.{}", l.level));
            let range = Words::percent_range(l.rate.low, l.rate.high);
            let name = format!("{} {name}", l.level);
            let name = if leading { self.link(Kind::Level, &l.level.to_string(), name) } else { name.into() };
            let cells = [
                el("th", &[("scope", "row")], name),
                el("td", &[("class", "wide")], bar(l.rate.share.unwrap_or(0.0), &format!("l{}", l.level))),
                el("td", &[("class", "number"), ("title", &range)], Words::portion(&l.rate)),
                el("td", &[("class", "number faint")], count(l.rate.count)),
            ];
            el("tr", &[], cells)
        };
        let rows: Html = levels.iter().rev().map(row).collect();
        div("card", [el("h3", &[], title), el("table", &[("class", "bars")], el("tbody", &[], rows))])
    }

    fn agreement(&self, a: &Agreement) -> Html {
        let text = self.w.fill(
            "agreement",
            &[
                ("share", &Words::percent(a.close.share)),
                ("of", &count(a.close.of)),
                ("high", &count(a.happy_stars_unhappy_text.count)),
                ("low", &count(a.unhappy_stars_happy_text.count)),
            ],
        );
        let most = a.table.iter().flatten().copied().max().unwrap_or(1).max(1);
        let head: Html = (1..=5).map(|n: u8| el("th", &[("scope", "col")], n.to_string())).collect();
        let corner = el("th", &[("scope", "col"), ("class", "faint")], self.w.t("html.stars_by_text"));
        let rows: Html = (0..5)
            .rev()
            .map(|star| {
                let cells: Html = a.table[star]
                    .iter()
                    .enumerate()
                    .map(|(text, n)| {
                        let far = star.abs_diff(text) > 1;
                        let strength = float(*n) / float(most);
                        let style = format!("--s:{:.2}", strength.sqrt());
                        el("td", &[("class", if far { "heat far" } else { "heat" }), ("style", &style)], count(*n))
                    })
                    .collect();
                el("tr", &[], [el("th", &[("scope", "row")], format!("{} ★", star + 1)), cells])
            })
            .collect();
        let head = el("thead", &[], el("tr", &[], [corner, head]));
        let table = el("table", &[("class", "cross")], [head, el("tbody", &[], rows)]);
        let quotes: Html = a
            .mismatches
            .iter()
            .take(self.top.min(3))
            .map(|m| {
                let label = self.w.fill("agreement.mismatch", &[("stars", &m.stars), ("level", &m.text_level)]);
                el("li", &[], [span("badge", label), self.quote(&m.quote)])
            })
            .collect();
        let list = el("ul", &[("class", "plain")], quotes);
        let title = self.link(Kind::Group, "mismatch", self.w.t("table.mismatches"));
        let cards = [
            div("card", [el("h3", &[], self.w.t("table.agreement")), el("p", &[], text), table]),
            div("card", [el("h3", &[], title), list]),
        ];
        div("cards loose", Html::from(cards))
    }

    pub(super) fn natures(&self) -> Option<Section> {
        let r = self.r;
        let c = r.severity.complaints;
        if c.count == 0 {
            let body = [self.note("natures.none"), self.voices(), self.figures("voices")];
            return self.section("natures", "natures", body.into());
        }
        let note = self.w.fill("natures.note", &[("n", &count(c.count)), ("rate", &self.w.rate(&c))]);
        let rows: Html = r
            .natures
            .iter()
            .map(|n| {
                let aspects: Html = n
                    .aspects
                    .iter()
                    .take(ASPECTS)
                    .map(|a| {
                        let name = self.link(Kind::Blamed, &a.id, a.name.as_str());
                        span("chip", [name, " ".into(), span("faint", count(a.rate.count))])
                    })
                    .collect();
                let major = if n.major > 0 { self.w.fill("natures.major", &[("n", &n.major)]) } else { String::new() };
                let range = Words::percent_range(n.rate.low, n.rate.high);
                let cells = [
                    el("th", &[("scope", "row")], self.link(Kind::Nature, &n.id, n.name.as_str())),
                    el("td", &[("class", "wide")], bar(n.rate.share.unwrap_or(0.0), "accent")),
                    el("td", &[("class", "number"), ("title", &range)], Words::portion(&n.rate)),
                    el("td", &[("class", "number faint")], count(n.rate.count)),
                    el("td", &[("class", "grave-text")], major),
                    el("td", &[("class", "chips")], aspects),
                ];
                el("tr", &[], cells)
            })
            .collect();
        let table = el("table", &[("class", "bars natures")], el("tbody", &[], rows));
        let body = [
            el("p", &[("class", "note")], note),
            table,
            self.voices(),
            self.figures("natures"),
            self.figures("voices"),
        ];
        self.section("natures", "natures", body.into())
    }

    fn voices(&self) -> Html {
        let v = &self.r.voices;
        let group = |key: &'static str, kind, list: &[crate::report::VoiceCount]| {
            let name = |x: &crate::report::VoiceCount| self.link(kind, &x.id, x.name.as_str());
            let chips: Html =
                list.iter().map(|x| span("chip", [name(x), " ".into(), span("faint", count(x.rate.count))])).collect();
            if chips.is_empty() {
                chips
            } else {
                el("p", &[("class", &format!("chips {key}"))], [span("label", self.w.t(key)), chips])
            }
        };
        [group("intents", Kind::Intent, &v.intents), group("emotions", Kind::Emotion, &v.emotions)].into()
    }

    pub(super) fn severity(&self) -> Option<Section> {
        let s = &self.r.severity;
        let note = self.w.fill(
            "severity.note",
            &[
                ("general", &count(s.general.count)),
                ("major", &count(s.major.count)),
                ("share", &Words::portion(&s.major)),
            ],
        );
        if s.major.count == 0 {
            return self.section("severity", "severity", [el("p", &[], note), self.note("severity.none")].into());
        }
        let reasons: Html = s
            .reasons
            .iter()
            .map(|x| {
                span(
                    "chip",
                    [self.link(Kind::Reason, &x.id, x.name.as_str()), " ".into(), span("faint", count(x.count))],
                )
            })
            .collect();
        let list: Html = s.list.iter().take(MAJOR).map(|m| self.major(m)).collect();
        let rule = if s.list.len() > MAJOR {
            let text = self.w.fill("html.major_cap", &[("n", &MAJOR), ("all", &count(s.list.len() as u64))]);
            let all = self.link(Kind::Severity, "major", self.w.t("html.see"));
            el("p", &[("class", "note")], [text.into(), " ".into(), all])
        } else {
            Html::default()
        };
        let list = el("ul", &[("class", "plain major"), ("data-fold", FOLD)], list);
        let chips = el("p", &[("class", "chips")], reasons);
        let body = [el("p", &[("class", "note")], note), chips, list, rule, self.figures("reasons")];
        self.section("severity", "severity", body.into())
    }

    fn major(&self, m: &MajorComplaint) -> Html {
        let r = self.r;
        let natures: Vec<&str> = m.natures.iter().map(|n| nature_name(r, &self.w, n)).collect();
        let due = m.due_hours.map(|h| self.w.fill("due", &[("hours", &h)])).unwrap_or_default();
        let who = m.department.as_deref().map(|d| format!("→ {d}  {due}")).unwrap_or_default();
        let line = [
            span("badge grave", reason_names(r, m, &self.w)),
            span("faint", natures.join(self.w.comma())),
            span("who", who),
            span("ref", m.id.clone().unwrap_or_default()),
        ];
        el("li", &[], [div("line", Html::from(line)), self.quote(&m.quote)])
    }

    pub(super) fn aspects(&self) -> Option<Section> {
        let r = self.r;
        let spots: Vec<Spot> = r
            .aspects
            .iter()
            .filter_map(|a| {
                let impact = a.impact.value?;
                // What hardly anybody judges has an impact, but no place among the others; a whole has none among its parts.
                let priority = a.priority.as_deref().filter(|_| !self.is_whole(&a.id))?;
                let class = colour(priority);
                let title = format!(
                    "{}  {}  {} ({})  {}",
                    a.name,
                    self.w.fill("n_rows", &[("n", &count(a.mentioned.count))]),
                    Words::signed(Some(impact), 2),
                    Words::range(&a.impact, 2),
                    self.w.id("priority", priority),
                );
                let volume = a.mentioned.share.unwrap_or(0.0);
                let code = self.any_code(&a.id).to_owned();
                Some(Spot { name: a.name.clone(), volume, impact, class: class.to_owned(), title, code })
            })
            .collect();
        let rows: Html = r.aspects.iter().take(self.top * 2).map(|a| self.aspect(a)).collect();
        if r.aspects.is_empty() {
            return None;
        }
        let keys = [
            ("col.aspect", false),
            ("html.praise_blame", false),
            ("col.positive", true),
            ("col.negative", true),
            ("col.impact", true),
            ("col.priority", false),
        ];
        let head = self.head(&keys);
        let body = el("tbody", &[("data-fold", FOLD)], rows);
        let table = scroll(self.w.t("table.aspects"), el("table", &[("class", "sortable bars aspects")], [head, body]));
        let more = self.more(r.aspects.len(), self.top * 2);
        let body = [
            self.loved(),
            self.matrix(&spots),
            self.quick_wins(),
            table,
            more,
            self.figures("aspects"),
            self.figures("opinions"),
            self.drivers(),
        ];
        self.section("aspects", "table.aspects", body.into())
    }

    fn matrix(&self, spots: &[Spot]) -> Html {
        if spots.len() < 2 {
            return self.note("html.matrix_few");
        }
        let corners = ["low", "keep_up", "watch", "fix_now"].map(|id| self.w.id("priority", id));
        let wording = Wording { name: self.w.t("html.matrix"), across: self.w.t("html.matrix_x"), corners };
        let drawn = matrix(spots, &wording, |v| Words::signed(Some(v), 1));
        let title = el("h3", &[], self.w.t("html.matrix"));
        let note = format!("{}{}", self.w.t("html.matrix_note"), self.legend(spots));
        [title, el("figure", &[], [drawn, el("figcaption", &[], note)])].into()
    }

    /// What the colours that occur mean.
    fn legend(&self, spots: &[Spot]) -> String {
        let keys = [
            ("fix_now", "html.matrix.fix_now"),
            ("keep_up", "html.matrix.keep_up"),
            ("watch", "html.matrix.watch"),
            ("low", "html.matrix.low"),
        ];
        let there = keys.iter().filter(|(id, _)| spots.iter().any(|s| s.class == colour(id)));
        there.map(|(_, key)| self.w.t(key)).collect::<Vec<_>>().concat()
    }

    /// Whether an aspect stands for all of a nature, or for everything, whose parts are aspects, too.
    fn is_whole(&self, id: &str) -> bool {
        let part = |other: &str| other.strip_prefix(id).is_some_and(|rest| rest.starts_with('.'));
        id.ends_with(".overall") || self.r.aspects.iter().any(|a| part(&a.id))
    }

    /// The code of an aspect: blamed, or praised where nobody blames it.
    fn any_code(&self, id: &str) -> &str {
        let labels = &self.verbatims.labels;
        match labels.code(Kind::Blamed, id) {
            "" => labels.code(Kind::Praised, id),
            code => code,
        }
    }

    fn aspect(&self, a: &crate::report::AspectStats) -> Html {
        let all = float(a.positive + a.negative).max(1.0);
        let part = |n: u64, class| {
            let width = format!("width:{:.1}%", float(n) / all * 100.0);
            el("i", &[("class", class), ("style", &width)], "")
        };
        let stacked = div("bar", [part(a.positive, "l5"), part(a.negative, "l1")]);
        let priority = a.priority.as_deref().map(|p| self.w.id("priority", p)).unwrap_or_default();
        let class = match a.priority.as_deref() {
            Some("fix_now") => "grave-text",
            Some("keep_up") => "good-text",
            _ => "",
        };
        let share = float(a.positive) / all;
        let impact = a.impact.value.map(|v| v.to_string()).unwrap_or_default();
        let number =
            |n: u64, class: &str, shown: Html| el("td", &[("class", class), ("data-v", &n.to_string())], shown);
        let cells = [
            el("th", &[("scope", "row")], self.link(Kind::Blamed, &a.id, a.name.as_str())),
            el("td", &[("class", "wide"), ("data-v", &share.to_string())], [stacked, said(a)]),
            number(a.positive, "number good-text", self.link(Kind::Praised, &a.id, count(a.positive))),
            number(a.negative, "number grave-text", self.link(Kind::Blamed, &a.id, count(a.negative))),
            el("td", &[("class", "number faint"), ("data-v", &impact)], Words::signed(a.impact.value, 2)),
            el("td", &[("class", class)], priority),
        ];
        el("tr", &[], cells)
    }
}
