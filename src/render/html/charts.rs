//! Drawings as SVG: lines with their intervals, columns, spark lines, and the priority matrix.
//!
//! Colours come from the style sheet by class, so that a drawing follows light and dark.

use crate::number::float;

use super::markup::{Html, el};

/// Width of a chart in its own units; it scales with the page.
const WIDTH: f64 = 720.0;
const LEFT: f64 = 44.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 26.0;

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
}

/// How a chart is drawn.
pub(super) struct Frame<'a> {
    /// What it shows, for those who cannot see it.
    pub(super) name: &'a str,
    pub(super) height: f64,
    /// Whether the axis starts at 0.
    pub(super) from_zero: bool,
    pub(super) show: fn(f64) -> String,
}

/// From values to places.
struct Scale {
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
        let margin = (high - low) * 0.06;
        let low = if frame.from_zero { 0.0 } else { low - margin };
        let steps = float(points.len().max(1) as u64);
        Self { low, high: high + margin, height: frame.height, step: (WIDTH - LEFT - RIGHT) / steps }
    }

    fn x(&self, i: usize) -> f64 {
        LEFT + self.step * (float(i as u64) + 0.5)
    }

    fn y(&self, v: f64) -> f64 {
        let share = (v - self.low) / (self.high - self.low);
        self.height - BOTTOM - share * (self.height - TOP - BOTTOM)
    }
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
        if let Some(v) = p.value {
            parts.push(dot(
                s.x(i),
                s.y(v),
                if p.alert { 5.5 } else { 3.2 },
                if p.alert { "dot alert" } else { "dot" },
                &p.title,
            ));
        }
    }
    svg(frame.name, WIDTH, frame.height, parts)
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
    let wide = (scale.step * 0.68).min(40.0);
    for (i, p) in points.iter().enumerate() {
        let part = parts_of.get(i).copied().map_or(0.0, float);
        for (value, class) in [(p.value.unwrap_or(0.0), "column"), (part, "column part")] {
            let (x, y) = (scale.x(i) - wide / 2.0, scale.y(value));
            let height = (scale.y(0.0) - y).max(0.0);
            let [left, top, across, down] = [x, y, wide, height].map(|v| format!("{v:.1}"));
            let at = [("class", class), ("x", left.as_str()), ("y", &top), ("width", &across), ("height", &down)];
            parts.push(el("rect", &at, el("title", &[], p.title.as_str())));
        }
        if p.alert {
            parts.push(dot(scale.x(i), TOP - 4.0, 4.0, "dot alert", &p.title));
        }
    }
    svg(frame.name, WIDTH, frame.height, parts)
}

fn axes(points: &[Point], frame: &Frame, s: &Scale) -> Html {
    let mut parts = Vec::new();
    for share in [0.0, 0.5, 1.0] {
        let v = s.low + (s.high - s.low) * share;
        let y = format!("{:.1}", s.y(v));
        let [from, to, at] = [LEFT, WIDTH - RIGHT, LEFT - 6.0].map(|x| format!("{x:.1}"));
        parts.push(el("line", &[("class", "grid"), ("x1", &from), ("x2", &to), ("y1", &y), ("y2", &y)], ""));
        let text = [("class", "tick end"), ("x", at.as_str()), ("y", &y), ("dy", "0.32em")];
        parts.push(el("text", &text, (frame.show)(v)));
    }
    let every = points.len().div_ceil(8).max(1);
    let y = format!("{:.1}", frame.height - 8.0);
    for (i, p) in points.iter().enumerate().step_by(every) {
        let x = format!("{:.1}", s.x(i));
        parts.push(el("text", &[("class", "tick middle"), ("x", &x), ("y", &y)], p.label.as_str()));
    }
    el("g", &[("aria-hidden", "true")], parts)
}

fn dot(x: f64, y: f64, r: f64, class: &str, title: &str) -> Html {
    let [x, y, r] = [x, y, r].map(|v| format!("{v:.1}"));
    el("circle", &[("class", class), ("cx", &x), ("cy", &y), ("r", &r)], el("title", &[], title))
}

fn svg(name: &str, width: f64, height: f64, parts: Vec<Html>) -> Html {
    let view = format!("0 0 {width:.0} {height:.0}");
    el("svg", &[("class", "chart"), ("viewBox", &view), ("role", "img"), ("aria-label", name)], parts)
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

/// A point of the matrix.
pub(super) struct Spot {
    pub(super) name: String,
    /// 0 … 1 of the widest.
    pub(super) volume: f64,
    pub(super) impact: f64,
    pub(super) class: String,
    pub(super) title: String,
}

/// Volume to the right, impact upwards (below the middle line: drags satisfaction down).
pub(super) fn matrix(spots: &[Spot], name: &str, x_name: &str, show: fn(f64) -> String) -> Html {
    const HEIGHT: f64 = 340.0;
    let reach = spots.iter().map(|s| s.impact.abs()).fold(0.2, f64::max) * 1.15;
    let widest = spots.iter().map(|s| s.volume).fold(0.01, f64::max);
    // The square root spreads the many small ones.
    let x = |v: f64| LEFT + (v / widest).sqrt() * (WIDTH - LEFT - RIGHT - 90.0);
    let y = |v: f64| TOP + (reach - v) / (2.0 * reach) * (HEIGHT - TOP - BOTTOM);
    let mut parts = Vec::new();
    for v in [-reach, 0.0, reach] {
        let at = format!("{:.1}", y(v));
        let [from, to, text] = [LEFT, WIDTH - RIGHT, LEFT - 6.0].map(|x| format!("{x:.1}"));
        parts.push(el("line", &[("class", "grid"), ("x1", &from), ("x2", &to), ("y1", &at), ("y2", &at)], ""));
        parts.push(el("text", &[("class", "tick end"), ("x", &text), ("y", &at), ("dy", "0.32em")], show(v)));
    }
    let [right, bottom] = [WIDTH - RIGHT, HEIGHT - 8.0].map(|v| format!("{v:.1}"));
    parts.push(el("text", &[("class", "tick end"), ("x", &right), ("y", &bottom)], x_name));
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for s in spots {
        let (cx, cy) = (x(s.volume), y(s.impact));
        parts.push(dot(cx, cy, 5.0, &s.class, &s.title));
        // A label that would cover another one stays a tooltip.
        if taken.iter().all(|(a, b)| (a - cx).abs() > 84.0 || (b - cy).abs() > 15.0) {
            taken.push((cx, cy));
            let [tx, ty] = [cx + 9.0, cy].map(|v| format!("{v:.1}"));
            parts.push(el("text", &[("class", "name"), ("x", &tx), ("y", &ty), ("dy", "0.32em")], s.name.as_str()));
        }
    }
    svg(name, WIDTH, HEIGHT, parts)
}
