//! Drawings as SVG: lines with their intervals, columns, and spark lines. `matrix` draws the priority matrix.
//!
//! Colours come from the style sheet by class, so that a drawing follows light and dark. A mark may lead to verbatims.

use crate::number::float;
use crate::real;

use super::markup::{Html, el};

pub(super) const LEFT: f64 = 46.0;
pub(super) const RIGHT: f64 = 18.0;
pub(super) const TOP: f64 = 18.0;
pub(super) const BOTTOM: f64 = 28.0;
/// Room that a label on the axis takes.
const LABEL: f64 = 62.0;

/// A point of a line or column chart.
pub(super) struct Point {
    pub(super) label: String,
    pub(super) value: Option<f64>,
    /// The interval, if any.
    pub(super) ends: Option<(f64, f64)>,
    /// What hovering and screen readers say.
    pub(super) title: String,
    /// Somebody must look at it.
    pub(super) alert: bool,
    /// The label of the verbatims that it leads to; empty where there are none.
    pub(super) code: String,
}

/// How a chart is drawn.
pub(super) struct Frame<'a> {
    /// What it shows, for those who cannot see it.
    pub(super) name: &'a str,
    /// Width in its own units, in which letters are 13 high; it scales with the page.
    pub(super) width: f64,
    pub(super) height: f64,
    /// Whether the axis starts at 0.
    pub(super) from_zero: bool,
    /// The axis goes no further than this.
    pub(super) most: f64,
    /// Values stand beside the marked points.
    pub(super) told: bool,
    pub(super) show: fn(f64) -> String,
}

/// From values to places.
struct Scale {
    ticks: Vec<f64>,
    low: f64,
    high: f64,
    height: f64,
    step: f64,
}

impl Scale {
    fn new(points: &[Point], frame: &Frame) -> Self {
        let ends = points.iter().flat_map(|p| {
            let (a, b) = p.ends.unzip();
            [p.value, a, b]
        });
        let known: Vec<f64> = ends.flatten().collect();
        let least = known.iter().copied().fold(f64::INFINITY, f64::min);
        let most = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let low = if frame.from_zero || !least.is_finite() { 0.0 } else { least };
        let high = if most.is_finite() && most > low { most } else { low + 1.0 };
        let ticks = ticks(low, high, frame.most);
        let steps = float(points.len().max(1) as u64);
        Self {
            low: ticks.first().copied().unwrap_or(low),
            high: ticks.last().copied().unwrap_or(high),
            ticks,
            height: frame.height,
            step: (frame.width - LEFT - RIGHT) / steps,
        }
    }

    fn x(&self, i: usize) -> f64 {
        LEFT + self.step * (float(i as u64) + 0.5)
    }

    fn y(&self, v: f64) -> f64 {
        let share = (v - self.low) / (self.high - self.low);
        self.height - BOTTOM - share * (self.height - TOP - BOTTOM)
    }
}

/// Round values from below `low` to above `high`: steps of 1, 2, 2.5 or 5 times a power of ten, three to six of them.
pub(super) fn ticks(low: f64, high: f64, most: f64) -> Vec<f64> {
    let raw = (high - low).max(1e-9) / 4.0;
    let power = real::pow(10.0, real::log10(raw).floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].iter().map(|m| m * power).find(|s| *s >= raw * 0.999).unwrap_or(raw);
    let first = (low / step + 1e-9).floor();
    let mut out: Vec<f64> =
        (0u32..12).map(|i| (first + f64::from(i)) * step).take_while(|v| *v < high + step * 0.999).collect();
    out.retain(|v| *v <= most + 1e-9);
    out
}

/// A line with its interval as a band; gaps where there is no value.
pub(super) fn line(points: &[Point], frame: &Frame) -> Html {
    let s = Scale::new(points, frame);
    let mut parts = vec![axes(points, frame, &s)];
    for run in runs(points) {
        let at = |i: &usize, v: f64| format!("{:.1},{:.1}", s.x(*i), s.y(v));
        let ends = |i: &usize| points[*i].ends;
        if run.iter().all(|i| ends(i).is_some()) {
            let high = run.iter().filter_map(|i| ends(i).map(|(_, h)| at(i, h)));
            let low = run.iter().rev().filter_map(|i| ends(i).map(|(l, _)| at(i, l)));
            let band: Vec<String> = high.chain(low).collect();
            parts.push(el("polygon", &[("class", "band"), ("points", &band.join(" "))], ""));
        }
        let path: Vec<String> = run.iter().filter_map(|i| points[*i].value.map(|v| at(i, v))).collect();
        parts.push(el("polyline", &[("class", "line"), ("points", &path.join(" "))], ""));
    }
    for (i, p) in points.iter().enumerate() {
        let Some(v) = p.value else { continue };
        let (radius, class) = if p.alert { (5.5, "dot alert") } else { (3.4, "dot") };
        let mut mark = vec![dot(s.x(i), s.y(v), radius, class, &p.title)];
        if p.alert && frame.told {
            // Not above the edge, where 100 % is the top of the axis.
            let above = (s.y(v) - 11.0).max(11.5);
            mark.push(words(s.x(i), above, "name middle strong", &(frame.show)(v)));
        }
        parts.push(leading(&p.code, &p.title, mark.into()));
    }
    svg(frame.name, frame.width, frame.height, parts)
}

/// Stretches of points that have a value.
fn runs(points: &[Point]) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new()];
    for (i, p) in points.iter().enumerate() {
        match (p.value, out.last_mut()) {
            (Some(_), Some(run)) => run.push(i),
            (None, Some(run)) if !run.is_empty() => out.push(Vec::new()),
            _ => {}
        }
    }
    out.retain(|run| !run.is_empty());
    out
}

/// Columns with a darker part inside each: all, and those of them that complain.
pub(super) fn columns(points: &[Point], parts_of: &[u64], frame: &Frame) -> Html {
    let scale = Scale::new(points, frame);
    let mut parts = vec![axes(points, frame, &scale)];
    let wide = (scale.step * 0.68).min(44.0);
    for (i, p) in points.iter().enumerate() {
        let part = parts_of.get(i).copied().map_or(0.0, float);
        let mut mark = Vec::new();
        for (value, class) in [(p.value.unwrap_or(0.0), "column"), (part, "column part")] {
            let (x, y) = (scale.x(i) - wide / 2.0, scale.y(value));
            let height = (scale.y(0.0) - y).max(0.0);
            let [left, top, across, down] = [x, y, wide, height].map(|v| format!("{v:.1}"));
            let at = [("class", class), ("x", left.as_str()), ("y", &top), ("width", &across), ("height", &down)];
            mark.push(el("rect", &at, el("title", &[], p.title.as_str())));
        }
        if p.alert {
            let top = scale.y(p.value.unwrap_or(0.0)) - 8.0;
            mark.push(dot(scale.x(i), top, 4.0, "dot alert", &p.title));
        }
        parts.push(leading(&p.code, &p.title, mark.into()));
    }
    svg(frame.name, frame.width, frame.height, parts)
}

fn axes(points: &[Point], frame: &Frame, s: &Scale) -> Html {
    let mut parts = Vec::new();
    for v in &s.ticks {
        parts.push(rule(LEFT, frame.width - RIGHT, s.y(*v)));
        parts.push(words(LEFT - 7.0, s.y(*v) + 4.5, "tick end", &(frame.show)(*v)));
    }
    let every = (LABEL / s.step).ceil().max(1.0);
    for (i, p) in points.iter().enumerate().filter(|(i, _)| float(*i as u64) % every == 0.0) {
        parts.push(words(s.x(i), frame.height - 8.0, "tick middle", &p.label));
    }
    el("g", &[("aria-hidden", "true")], parts)
}

/// A horizontal rule of the grid.
pub(super) fn rule(from: f64, to: f64, y: f64) -> Html {
    let [from, to, y] = [from, to, y].map(|v| format!("{v:.1}"));
    el("line", &[("class", "grid"), ("x1", &from), ("x2", &to), ("y1", &y), ("y2", &y)], "")
}

/// A text in a drawing.
pub(super) fn words(x: f64, y: f64, class: &str, text: &str) -> Html {
    let [x, y] = [x, y].map(|v| format!("{v:.1}"));
    el("text", &[("class", class), ("x", &x), ("y", &y)], text)
}

pub(super) fn dot(x: f64, y: f64, r: f64, class: &str, title: &str) -> Html {
    let [x, y, r] = [x, y, r].map(|v| format!("{v:.1}"));
    el("circle", &[("class", class), ("cx", &x), ("cy", &y), ("r", &r)], el("title", &[], title))
}

/// A mark that leads to its verbatims, where there are some.
pub(super) fn leading(code: &str, title: &str, mark: Html) -> Html {
    if code.is_empty() {
        return el("g", &[], mark);
    }
    el("a", &[("href", "#verbatims"), ("data-f", code), ("aria-label", title)], mark)
}

pub(super) fn svg(name: &str, width: f64, height: f64, parts: Vec<Html>) -> Html {
    let view = format!("0 0 {width:.0} {height:.0}");
    // Links inside are reached by keyboard, so it is a group and no picture.
    let class = if width > 700.0 { "chart broad" } else { "chart" };
    let drawn = el("svg", &[("class", class), ("viewBox", &view), ("role", "group"), ("aria-label", name)], parts);
    el("div", &[("class", "drawing")], drawn)
}

/// A small line without axes.
pub(super) fn spark(series: &[u64], name: &str) -> Html {
    if series.len() < 2 {
        return Html::default();
    }
    let most = float(series.iter().copied().max().unwrap_or(1).max(1));
    let step = 96.0 / float(series.len() as u64 - 1);
    let at =
        |(i, n): (usize, &u64)| format!("{:.1},{:.1}", 2.0 + step * float(i as u64), 22.0 - float(*n) / most * 19.0);
    let path: Vec<String> = series.iter().enumerate().map(at).collect();
    let line = el("polyline", &[("class", "line"), ("points", &path.join(" "))], "");
    el("svg", &[("class", "spark"), ("viewBox", "0 0 100 24"), ("role", "img"), ("aria-label", name)], line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_the_values() {
        assert_eq!(ticks(0.0, 85.0, f64::INFINITY), [0.0, 25.0, 50.0, 75.0, 100.0]);
        assert_eq!(ticks(1.9, 4.4, 5.0), [1.0, 2.0, 3.0, 4.0, 5.0]);
        let shares = ticks(0.0, 0.97, 1.0);
        assert_eq!((shares.first(), shares.last()), (Some(&0.0), Some(&1.0)));
    }

    #[test]
    fn a_value_at_the_top_is_told_inside_the_drawing() {
        let (title, code) = (String::new(), String::new());
        let all = Point { label: "售后".to_owned(), value: Some(1.0), ends: None, title, alert: true, code };
        let show = |v: f64| format!("{:.0}%", v * 100.0);
        let frame = Frame { name: "旅程", width: 300.0, height: 260.0, from_zero: true, most: 1.0, told: true, show };
        let drawn = line(&[all], &frame).into_string();
        assert!(drawn.contains("y=\"11.5\">100%</text>"), "{drawn}");
    }
}
