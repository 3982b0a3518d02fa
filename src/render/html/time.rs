//! What happened when: volume, satisfaction, complaints, ratings and the NPS over time, complaints of each nature, and the pattern of the week.

use crate::number::float;
use crate::render::course::{weekday, worse_days};
use crate::render::nps;
use crate::render::words::{Words, count};
use crate::report::{NatureCount, TrendPoint, Weekday};

use super::charts::{Frame, Point, columns, line};
use super::labels::Kind;
use super::markup::{Html, bar, div, el, span};
use super::{Section, View};

/// Natures that are drawn; the table has all.
const NATURES: usize = 6;

/// A drawing of half the width of the page.
fn frame(name: &str, most: f64, show: fn(f64) -> String) -> Frame<'_> {
    Frame { name, width: 560.0, height: 210.0, from_zero: true, most, told: false, show }
}

/// A line below its name.
fn figure(points: &[Point], frame: &Frame) -> Html {
    el("figure", &[], [el("figcaption", &[], frame.name), line(points, frame)])
}

/// Counts beside their grid lines; between two there is none.
fn whole(v: f64) -> String {
    if v.fract() == 0.0 { format!("{v:.0}") } else { String::new() }
}

/// What stands below a period.
fn label(p: &TrendPoint) -> String {
    p.start.get(5..).unwrap_or(&p.start).to_owned()
}

impl View<'_> {
    pub(super) fn trend(&self) -> Option<Section> {
        let t = &self.r.trend;
        if t.points.len() < 2 {
            let body = self.cautions(&t.cautions);
            return self.section("trend", "trend", body);
        }
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
        let wide = Frame { width: 1120.0, height: 230.0, ..frame(self.w.t("trend.count"), f64::INFINITY, whole) };
        let satisfaction =
            Frame { from_zero: false, ..frame(self.w.t("trend.satisfaction"), 5.0, |v| format!("{v:.1}")) };
        let complaint_share = frame(self.w.t("trend.complaints"), 1.0, |v| format!("{:.0}%", v * 100.0));
        let volume = columns(&counts, &complaints, &wide);
        let volume = el("figure", &[], [self.caption("html.volume", "html.volume.hint"), volume]);
        let mut charts = vec![figure(&mean, &satisfaction), figure(&share, &complaint_share)];
        charts.extend(self.ratings_over_time());
        let undated = if t.undated > 0 {
            el("p", &[("class", "note")], self.w.fill("undated", &[("n", &count(t.undated))]))
        } else {
            Html::default()
        };
        let charts = [div("charts", charts), self.natures_over_time()].into();
        let body = [volume, charts, self.week(), undated, self.cautions(&t.cautions), self.figures("trend")];
        self.section("trend", "trend", body.into())
    }

    /// Mean ratings and the NPS, where some periods have enough for one.
    fn ratings_over_time(&self) -> Vec<Html> {
        let t = &self.r.trend;
        let scale = self.r.satisfaction.ratings.as_ref().map_or(5, |x| x.scale);
        let [rating, nps] = ["trend.rating", "trend.nps"].map(|key| self.w.t(key));
        let told = |name: &str, shown: String, p: &TrendPoint| {
            format!("{}  {name} {shown}  {}", p.period, self.w.fill("n_rows", &[("n", &count(p.rating.n))]))
        };
        let mean = |p: &TrendPoint| {
            let title = told(rating, Words::figure(p.rating.value, 2), p);
            Point { title, ..self.point(p, p.rating.value, p.rating.low.zip(p.rating.high)) }
        };
        let score = |p: &TrendPoint| {
            let e = p.nps.unwrap_or_default();
            let shares = p.nps_shares.map(|s| nps::told(&s, &self.w)).unwrap_or_default();
            let title = format!("{}  {shares}", told(nps, Words::signed(e.value, 1), p));
            Point { title, ..self.point(p, e.value, e.low.zip(e.high)) }
        };
        let stars = Frame { from_zero: false, ..frame(rating, f64::from(scale), |v| format!("{v:.1}")) };
        let answers = Frame { from_zero: false, ..frame(nps, 100.0, |v| format!("{v:+.0}")) };
        let mean: Vec<Point> = t.points.iter().map(mean).collect();
        let score: Vec<Point> = t.points.iter().map(score).collect();
        let drawn = [(mean, stars), (score, answers)];
        let some = drawn.iter().filter(|(points, _)| points.iter().any(|p| p.value.is_some()));
        some.map(|(points, frame)| figure(points, frame)).collect()
    }

    /// A small drawing of the complaints of each nature, those most complained of first; nothing where nobody complains.
    fn natures_over_time(&self) -> Html {
        let all = |n: &NatureCount| self.r.trend.points.iter().filter_map(|p| p.natures.get(&n.id)).sum::<u64>();
        let told = self.r.natures.iter().map(|n| (n, all(n))).filter(|(_, all)| *all > 0).take(NATURES);
        let drawn: Html = told.map(|(n, all)| self.nature_over_time(n, all)).collect();
        if drawn.is_empty() {
            return drawn;
        }
        let title = el("h3", &[], self.w.t("table.trend_natures"));
        [title, div("charts small", drawn), self.figures("trend_natures")].into()
    }

    fn nature_over_time(&self, n: &NatureCount, all: u64) -> Html {
        let name = self.w.fill("trend.nature", &[("nature", &n.name)]);
        let rows = |n: u64| self.w.fill("n_rows", &[("n", &count(n))]);
        let subject = format!("nature:{}", n.id);
        let point = |p: &TrendPoint| {
            let complaints = p.natures.get(&n.id).copied().unwrap_or(0);
            let told = self.r.alerts.iter().any(|a| a.subject == subject && a.period.as_deref() == Some(&p.period));
            Point {
                label: label(p),
                value: Some(float(complaints)),
                ends: None,
                title: format!("{}  {name} {}", p.period, rows(complaints)),
                alert: told,
                // Of a period lead the other drawings to all texts.
                code: String::new(),
            }
        };
        let points: Vec<Point> = self.r.trend.points.iter().map(point).collect();
        let small = Frame { width: 360.0, height: 150.0, ..frame(&name, f64::INFINITY, whole) };
        let linked = self.link(Kind::Nature, &n.id, name.as_str());
        let caption = el("figcaption", &[], [linked, " ".into(), span("faint", rows(all))]);
        el("figure", &[], [caption, line(&points, &small)])
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
        let alert = self.r.alerts.iter().any(|a| a.period.as_deref() == Some(&p.period));
        let code = self.verbatims.labels.code(Kind::Period, &p.period).to_owned();
        Point { label: label(p), value, ends, title, alert, code }
    }
}
