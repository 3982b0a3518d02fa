//! Segments, the journey, needs, work orders.

use crate::render::words::{Words, count, nature_name, references};
use crate::report::{Caution, Need, Segment, SegmentColumn};

use super::charts::{Frame, Point, line};
use super::markup::{Html, bar, div, el, span};
use super::{ROWS, Section, View};

/// Values of a segment column on the page, weak ones first.
const VALUES: usize = 40;

impl View<'_> {
    pub(super) fn segments(&self) -> Option<Section> {
        if self.r.segments.is_empty() {
            return self.section("segments", "table.segments", self.cautions(&[Caution::NoSegments]));
        }
        let columns: Html = self.r.segments.iter().map(|c| self.column(c)).collect();
        let body = [self.note("html.segments_note"), columns, self.figures("segments")];
        self.section("segments", "table.segments", body.into())
    }

    fn column(&self, c: &SegmentColumn) -> Html {
        let values = self.w.fill("segments.values", &[("n", &count(c.values))]);
        let title = el("h3", &[], [c.column.as_str().into(), " ".into(), span("faint", values)]);
        if c.list.is_empty() {
            return [title, self.note("segments.few")].into();
        }
        let keys = [
            "col.value_of",
            "col.count",
            "satisfaction",
            "col.satisfaction",
            "col.negative_share",
            "col.complaint_share",
            "col.major",
            "col.special",
        ];
        let head: Html = keys
            .iter()
            .map(|k| el("th", &[("scope", "col")], el("button", &[("type", "button")], self.w.t(k))))
            .collect();
        let rows: Html = c.list.iter().take(VALUES).map(|s| self.segment(s)).collect();
        let table = el(
            "table",
            &[("class", "sortable segments")],
            [el("thead", &[], el("tr", &[], head)), el("tbody", &[], rows)],
        );
        let table =
            el("div", &[("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", &c.column)], table);
        let small = if c.too_small > 0 {
            el("p", &[("class", "note")], self.w.fill("html.too_small", &[("n", &count(c.too_small))]))
        } else {
            Html::default()
        };
        let more = self.more(c.list.len(), VALUES);
        [title, table, more, small].into()
    }

    fn segment(&self, s: &Segment) -> Html {
        let all = crate::number::float(s.distribution.iter().sum::<u64>()).max(1.0);
        let parts: Html = s
            .distribution
            .iter()
            .zip(1u8..)
            .map(|(n, level)| {
                let width = format!("width:{:.1}%", crate::number::float(*n) / all * 100.0);
                el("i", &[("class", &format!("l{level}")), ("style", &width), ("title", &format!("{level}: {n}"))], "")
            })
            .collect();
        let number = |value: Option<f64>, shown: String, class: &str| {
            let raw = value.map(|v| v.to_string()).unwrap_or_default();
            el("td", &[("class", &format!("number {class}")), ("data-v", &raw)], shown)
        };
        let special = s.special.as_deref().map(|n| nature_name(self.r, &self.w, n)).unwrap_or_default();
        let name = if s.weak { format!("▼ {}", s.value) } else { s.value.clone() };
        let range = Words::range(&s.satisfaction, 2);
        let mean = number(s.satisfaction.value, Words::figure(s.satisfaction.value, 2), heat(s.satisfaction.value));
        let cells = [
            el("th", &[("scope", "row"), ("class", if s.weak { "weak" } else { "" }), ("title", &range)], name),
            number(Some(crate::number::float(s.count)), count(s.count), ""),
            el("td", &[("class", "wide")], div("bar", parts)),
            mean,
            number(s.negative.share, Words::percent(s.negative.share), ""),
            number(s.complaints.share, Words::percent(s.complaints.share), ""),
            number(
                Some(crate::number::float(s.major)),
                count(s.major),
                if s.major > 0 { "grave-text" } else { "faint" },
            ),
            el("td", &[], special),
        ];
        el("tr", &[], cells)
    }

    pub(super) fn stages(&self) -> Option<Section> {
        let s = &self.r.stages;
        if s.list.is_empty() {
            return None;
        }
        let points: Vec<Point> = s
            .list
            .iter()
            .map(|x| Point {
                label: x.name.clone(),
                value: x.negative.share,
                ends: x.negative.low.zip(x.negative.high),
                title: format!(
                    "{}  {}  {}",
                    x.name,
                    Words::percent(x.negative.share),
                    self.w.fill("n_rows", &[("n", &count(x.count))])
                ),
                alert: s.low_points.contains(&x.id),
            })
            .collect();
        let frame =
            Frame { name: self.w.t("stages"), height: 220.0, from_zero: true, show: |v| format!("{:.0}%", v * 100.0) };
        let figure = el("figure", &[], [el("figcaption", &[], self.w.t("html.stages_note")), line(&points, &frame)]);
        self.section("stages", "stages", [figure, self.figures("stages")].into())
    }

    pub(super) fn needs(&self) -> Option<Section> {
        let n = &self.r.needs;
        let groups =
            [("needs.core_pain", &n.core_pain), ("needs.expected", &n.expected), ("needs.delight", &n.delight)];
        if groups.iter().all(|(_, l)| l.is_empty()) {
            return self.section("needs", "needs", self.cautions(&n.cautions));
        }
        let item = |x: &Need| {
            let effect = format!("{} / {}", Words::signed(x.penalty.value, 2), Words::signed(x.reward.value, 2));
            el("li", &[], [self.link("aspect", &x.aspect, &x.name), " ".into(), span("faint", effect)])
        };
        let cards: Html = groups
            .iter()
            .map(|(key, list)| {
                let items: Html = list.iter().map(item).collect();
                div("card", [el("h3", &[], self.w.t_owned(key)), el("ul", &[], items)])
            })
            .collect();
        let body =
            [self.note("html.needs_note"), div("cards", cards), self.cautions(&n.cautions), self.figures("needs")];
        self.section("needs", "needs", body.into())
    }

    pub(super) fn actions(&self) -> Option<Section> {
        let list = &self.r.actions;
        let most = list.iter().map(|a| a.count).max().unwrap_or(1).max(1);
        let keys = ["col.priority_no", "col.department", "col.due_hours", "col.solution", "col.what", "col.count"];
        let head: Html = keys
            .iter()
            .map(|k| el("th", &[("scope", "col")], el("button", &[("type", "button")], self.w.t(k))))
            .collect();
        let number = |n: u64| el("td", &[("class", "number"), ("data-v", &n.to_string())], count(n));
        let rows: Html = list
            .iter()
            .take(ROWS)
            .map(|a| {
                let what = match &a.issue {
                    Some(id) => self.link("issue", id, &a.title),
                    None => a.title.as_str().into(),
                };
                let share = crate::number::float(a.count) / crate::number::float(most);
                let cells = [
                    number(a.priority.into()),
                    el("td", &[], a.department.as_str()),
                    number(a.due_hours.into()),
                    el("td", &[], self.w.id("solution", &a.solution)),
                    el("td", &[("class", "what")], [what, span("ref", references(&a.rows, 20))]),
                    el(
                        "td",
                        &[("class", "number"), ("data-v", &a.count.to_string())],
                        [count(a.count).into(), bar(share, "accent")],
                    ),
                ];
                el("tr", &[("class", if a.severity == "major" { "urgent" } else { "" })], cells)
            })
            .collect();
        if rows.is_empty() {
            return None;
        }
        let table = [el("thead", &[], el("tr", &[], head)), el("tbody", &[], rows)];
        let table = el("table", &[("class", "sortable actions")], table);
        let title = self.w.t("actions");
        let body =
            el("div", &[("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", title)], table);
        self.section("actions", "actions", [body, self.more(list.len(), ROWS)].into())
    }
}

fn heat(mean: Option<f64>) -> &'static str {
    match mean {
        Some(m) if m < 2.5 => "h1",
        Some(m) if m < 3.0 => "h2",
        Some(m) if m < 3.5 => "h3",
        Some(m) if m < 4.0 => "h4",
        Some(_) => "h5",
        None => "",
    }
}
