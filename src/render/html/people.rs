//! Segments, the journey, needs, work orders.

use crate::render::past;
use crate::render::words::{self, Words, count, graver_cell, references, stage_name};
use crate::report::{Action, ActionPart, Caution, Need, Segment, SegmentColumn};

use super::charts::{Frame, Point, line};
use super::labels::{Kind, segment};
use super::markup::{Html, bar, div, el, span};
use super::{ROWS, Section, View, scroll};

/// Values of a segment column on the page, weak ones first.
const VALUES: usize = 40;
/// Values and work orders that are shown before a table is unfolded.
const FOLD: &str = "12";

impl View<'_> {
    pub(super) fn segments(&self) -> Option<Section> {
        if self.r.segments.is_empty() {
            return self.section("segments", "table.segments", self.cautions(&[Caution::NoSegments]));
        }
        let columns: Html = self.r.segments.iter().map(|c| self.column(c)).collect();
        let figures = ["segment_natures", "specials", "segments"].map(|id| self.figures(id));
        let map = self.r.segments.iter().flat_map(|c| &c.list).any(|s| !s.natures.is_empty());
        let map = if map { self.note("html.map_note") } else { Html::default() };
        let body = [self.note("html.segments_note"), map, columns, figures.into()];
        self.section("segments", "table.segments", body.into())
    }

    fn column(&self, c: &SegmentColumn) -> Html {
        let values = self.w.fill("segments.values", &[("n", &count(c.values))]);
        let title = el("h3", &[], [c.column.as_str().into(), " ".into(), span("faint", values)]);
        if c.list.is_empty() {
            return [title, self.note("segments.few")].into();
        }
        let ticked = [c.list.iter().any(|s| s.rating.n > 0), c.list.iter().any(|s| s.nps.is_some())];
        let mut keys = vec![
            ("col.value_of", false),
            ("col.count", true),
            ("satisfaction", false),
            ("col.satisfaction", true),
            ("col.pooled", true),
            ("col.negative_share", true),
            ("col.complaint_share", true),
            ("col.major", true),
            ("col.special", false),
        ];
        let rated = [("col.rating_mean", true), ("col.nps", true)].into_iter().zip(ticked);
        keys.splice(5..5, rated.filter(|(_, shown)| *shown).map(|(key, _)| key));
        let head = self.head(&keys);
        let worst = |share: fn(&Segment) -> Option<f64>| c.list.iter().filter_map(share).fold(0.01, f64::max);
        let worst = [worst(|s| s.negative.share), worst(|s| s.complaints.share)];
        let rows: Html = c.list.iter().take(VALUES).map(|s| self.segment(c, s, worst, ticked)).collect();
        let body = el("tbody", &[("data-fold", FOLD)], rows);
        let table = scroll(&c.column, el("table", &[("class", "sortable segments")], [head, body]));
        let small = if c.too_small > 0 {
            el("p", &[("class", "note")], self.w.fill("html.too_small", &[("n", &count(c.too_small))]))
        } else {
            Html::default()
        };
        let more = self.more(c.list.len(), VALUES);
        [title, table, more, small, self.map(c)].into()
    }

    /// A row; its shares are shaded against the worst of the column.
    fn segment(&self, c: &SegmentColumn, s: &Segment, worst: [f64; 2], ticked: [bool; 2]) -> Html {
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
        let levels: Vec<String> = s.distribution.iter().zip(1u8..).map(|(n, level)| format!("{level}: {n}")).collect();
        let levels = self.w.fill("html.levels", &[("levels", &levels.join(self.w.comma()))]);
        let number = |value: Option<f64>, shown: String, class: &str| {
            let raw = value.map(|v| v.to_string()).unwrap_or_default();
            el("td", &[("class", &format!("number {class}")), ("data-v", &raw)], shown)
        };
        let aspects: Vec<&str> =
            s.specials.iter().filter(|x| x.kind == "aspect").take(3).map(|x| x.name.as_str()).collect();
        let nature = words::special(s).filter(|_| aspects.is_empty());
        let special: Vec<String> =
            graver_cell(s).into_iter().chain(aspects.into_iter().chain(nature).map(str::to_owned)).collect();
        let special: Vec<String> = special.into_iter().chain(self.w.because(s)).collect();
        let special = special.join(self.w.comma());
        let mark = if s.weak { "▼ " } else { "" };
        let name = [mark.into(), self.link(Kind::Segment, &segment(&c.column, &s.value), s.value.as_str())];
        let range = Words::range(&s.satisfaction, 2);
        let raw = s.satisfaction.value.map(|v| v.to_string()).unwrap_or_default();
        let mean = [Words::figure(s.satisfaction.value, 2).into(), span("range", range.as_str())];
        let mean = el("td", &[("class", &format!("number {}", heat(s.satisfaction.value))), ("data-v", &raw)], mean);
        let cells = [
            el("th", &[("scope", "row"), ("class", if s.weak { "weak" } else { "" })], Html::from(name)),
            number(Some(crate::number::float(s.count)), count(s.count), ""),
            el(
                "td",
                &[("class", "wide")],
                el("div", &[("class", "bar"), ("role", "img"), ("aria-label", &levels)], parts),
            ),
            mean,
            number(s.pooled, Words::figure(s.pooled, 2), "faint"),
            self.ticked(s, ticked),
            shaded(s.negative.share, worst[0]),
            shaded(s.complaints.share, worst[1]),
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
                code: self.verbatims.labels.code(Kind::Stage, &x.id).to_owned(),
            })
            .collect();
        let frame = Frame {
            name: self.w.t("stages"),
            width: 1000.0,
            height: 260.0,
            from_zero: true,
            most: 1.0,
            told: true,
            show: |v| format!("{:.0}%", v * 100.0),
        };
        let caption = self.caption("html.stages_note", "html.stages_note.hint");
        let figure = el("figure", &[], [caption, line(&points, &frame)]);
        let moments: Vec<&str> = s.moments_of_truth.iter().map(|id| stage_name(self.r, id)).collect();
        let moments = if moments.is_empty() {
            Html::default()
        } else {
            let list = moments.join(self.w.comma());
            el("p", &[], self.w.fill("html.moments", &[("stages", &list)]))
        };
        self.section("stages", "stages", [figure, moments, self.figures("stages")].into())
    }

    pub(super) fn needs(&self) -> Option<Section> {
        let n = &self.r.needs;
        let groups =
            [("needs.core_pain", &n.core_pain), ("needs.expected", &n.expected), ("needs.delight", &n.delight)];
        if groups.iter().all(|(_, l)| l.is_empty()) {
            return self.section("needs", "needs", [self.cautions(&n.cautions), self.requests()].into());
        }
        let item = |x: &Need| {
            let effect = format!("{} / {}", Words::signed(x.penalty.value, 2), Words::signed(x.reward.value, 2));
            el("li", &[], [self.link(Kind::Blamed, &x.aspect, x.name.as_str()), " ".into(), span("faint", effect)])
        };
        let cards: Html = groups
            .iter()
            .map(|(key, list)| {
                let items: Html = list.iter().map(item).collect();
                let items = if list.is_empty() { self.note("needs.empty") } else { el("ul", &[], items) };
                div("card", [el("h3", &[], self.w.t_owned(key)), items])
            })
            .collect();
        let body =
            [self.note("html.needs_note"), div("cards", cards), self.cautions(&n.cautions), self.figures("needs")];
        self.section("needs", "needs", [body.into(), self.requests()].into())
    }

    pub(super) fn actions(&self) -> Option<Section> {
        let list = &self.r.actions;
        let most = list.iter().map(|a| a.count).max().unwrap_or(1).max(1);
        let keys = [
            ("col.priority_no", true),
            ("col.department", false),
            ("col.due_hours", true),
            ("col.solution", false),
            ("col.what", false),
            ("col.count", true),
        ];
        let head = self.head(&keys);
        let number = |n: u64| el("td", &[("class", "number"), ("data-v", &n.to_string())], count(n));
        let rows: Html = list
            .iter()
            .take(ROWS)
            .map(|a| {
                let what = match &a.issue {
                    Some(id) => self.link(Kind::Issue, id, a.title.as_str()),
                    None => a.title.as_str().into(),
                };
                let of = |p: &ActionPart| {
                    let solution = self.w.id("solution", &p.solution).to_owned();
                    span("ref", format!("{} · {solution} · {}", p.name, references(&p.rows, 20)))
                };
                let stands = self.stands(a);
                let records = match a.parts.as_slice() {
                    [] => span("ref", references(&a.rows, 20)),
                    parts => parts.iter().map(of).collect(),
                };
                let share = crate::number::float(a.count) / crate::number::float(most);
                let cells = [
                    number(a.priority.into()),
                    el("td", &[], a.department.as_str()),
                    number(a.due_hours.into()),
                    el("td", &[], self.w.id("solution", &a.solution)),
                    el("td", &[("class", "what")], [what, stands, records]),
                    el(
                        "td",
                        &[("class", "number"), ("data-v", &a.count.to_string())],
                        [count(a.count).into(), if a.count > 1 { bar(share, "accent") } else { Html::default() }],
                    ),
                ];
                el("tr", &[("class", if a.severity == "major" { "urgent" } else { "" })], cells)
            })
            .collect();
        if rows.is_empty() {
            return None;
        }
        let table = el("table", &[("class", "sortable actions")], [head, el("tbody", &[("data-fold", FOLD)], rows)]);
        let handled = past::handling(self.r, &self.w).map_or_else(Html::default, |s| el("p", &[], s));
        let body = [handled, scroll(self.w.t("actions"), table), self.more(list.len(), ROWS), self.figures("orders")];
        self.section("actions", "actions", body.into())
    }

    /// The id by which a store knows an order, and where it stands; nothing without a store.
    fn stands(&self, a: &Action) -> Html {
        let Some(order) = &a.order else { return Html::default() };
        let standing = past::standing(a, &self.w).map(|s| format!(" {s}")).unwrap_or_default();
        span("ref", [el("code", &[], order.id.as_str()), standing.into()])
    }
}

/// A share, darker the nearer it comes to the worst.
fn shaded(share: Option<f64>, worst: f64) -> Html {
    let strength = format!("--s:{:.2}", share.unwrap_or(0.0) / worst);
    let raw = share.map(|v| v.to_string()).unwrap_or_default();
    el("td", &[("class", "number heat far"), ("style", &strength), ("data-v", &raw)], Words::percent(share))
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
