//! Drawings with a line for each item: changes with their intervals (forest plot), and parts that add up (waterfall). 0 is always on the axis.

use crate::number::float;
use crate::render::clean;

use super::charts::{BOTTOM, TOP, dot, svg, ticks, words};
use super::markup::{Html, div, el};

const WIDTH: f64 = 1060.0;
/// Room of the names, and of the figures on the other side.
const NAMES: f64 = 330.0;
const FIGURES: f64 = 190.0;
const LANE: f64 = 27.0;
/// Columns that a name has room for: letters are 13 high, and two columns wide at most.
const COLUMNS: usize = 40;

/// One item.
pub(in crate::render) struct Lane {
    pub(in crate::render) name: String,
    /// Its figures in words, at the end of the line.
    pub(in crate::render) told: String,
    /// `alert`, `warn`, `good`, or nothing.
    pub(in crate::render) class: &'static str,
    pub(in crate::render) mark: Mark,
}

/// What is drawn of an item.
#[derive(Debug, Clone, Copy)]
pub(in crate::render) enum Mark {
    /// A value with its interval.
    Interval { low: f64, value: f64, high: f64 },
    /// From where the parts before it end to where it ends.
    Bar { from: f64, to: f64 },
}

impl Mark {
    fn ends(self) -> [f64; 2] {
        match self {
            Self::Interval { low, high, .. } => [low, high],
            Self::Bar { from, to } => [from, to],
        }
    }
}

/// Draws the items one below the other, in their order; nothing without any.
pub(in crate::render) fn lanes(list: &[Lane], name: &str, show: fn(f64) -> String) -> Html {
    if list.is_empty() {
        return Html::default();
    }
    let ends = || list.iter().flat_map(|l| l.mark.ends());
    let axis = ticks(ends().fold(0.0, f64::min), ends().fold(0.0, f64::max), f64::INFINITY);
    let low = axis.first().copied().unwrap_or(0.0);
    let across = (axis.last().copied().unwrap_or(1.0) - low).max(1e-9);
    let x = |v: f64| NAMES + (v - low) / across * (WIDTH - NAMES - FIGURES);
    let end = TOP + LANE * float(list.len() as u64);
    let mut parts = Vec::new();
    for v in &axis {
        let (class, told) = if v.abs() < 1e-9 { ("grid zero", "0".to_owned()) } else { ("grid", show(*v)) };
        parts.push(stroke(class, (x(*v), TOP - 6.0), (x(*v), end)));
        parts.push(words(x(*v), end + 18.0, "tick middle", &told));
    }
    let mut drawn = vec![el("g", &[("aria-hidden", "true")], parts)];
    for (i, l) in (0u32..).zip(list) {
        let y = TOP + LANE * (f64::from(i) + 0.5);
        let mark = [
            words(NAMES - 16.0, y + 4.5, "name end", &clean::clip(&clean::line(&l.name), COLUMNS)),
            marked(l, y, x),
            words(WIDTH - 4.0, y + 4.5, "tick end", &l.told),
        ];
        drawn.push(el("g", &[], Html::from(mark)));
    }
    div("lanes", svg(name, WIDTH, end + BOTTOM, drawn))
}

fn marked(l: &Lane, y: f64, x: impl Fn(f64) -> f64) -> Html {
    let title = format!("{}  {}", l.name, l.told);
    match l.mark {
        Mark::Interval { low, value, high } => {
            let reach = stroke(&format!("reach {}", l.class), (x(low), y), (x(high), y));
            [reach, dot(x(value), y, 5.0, format!("dot {}", l.class).trim_end(), &title)].into()
        }
        Mark::Bar { from, to } => {
            let (left, right) = (x(from.min(to)), x(from.max(to)));
            let [at, wide, top, high] =
                [left, (right - left).max(1.0), y - LANE * 0.3, LANE * 0.6].map(|v| format!("{v:.1}"));
            let class = format!("piece {}", l.class);
            let at = [("class", class.trim_end()), ("x", &at), ("y", &top), ("width", &wide), ("height", &high)];
            el("rect", &at, el("title", &[], title))
        }
    }
}

fn stroke(class: &str, from: (f64, f64), to: (f64, f64)) -> Html {
    let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(|v| format!("{v:.1}"));
    el("line", &[("class", class.trim_end()), ("x1", &x1), ("x2", &x2), ("y1", &y1), ("y2", &y2)], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(mark: Mark) -> Lane {
        Lane { name: "配送<时效>".to_owned(), told: "+1".to_owned(), class: "alert", mark }
    }

    #[test]
    fn zero_is_on_the_axis_and_names_stay_text() {
        let far = lane(Mark::Interval { low: 2.0, value: 3.0, high: 4.0 });
        let drawn = lanes(&[far], "变化", |v| format!("{v:+.1}")).into_string();
        assert!(drawn.contains("grid zero") && drawn.contains(">0<"), "{drawn}");
        assert!(drawn.contains("配送&lt;时效&gt;") && !drawn.contains("<时效>"), "{drawn}");
        assert!(lanes(&[], "变化", |v| v.to_string()).is_empty());
    }

    #[test]
    fn a_part_begins_where_the_one_before_it_ends() {
        let parts = [Mark::Bar { from: 0.0, to: -0.3 }, Mark::Bar { from: -0.3, to: -0.2 }].map(lane);
        let drawn = lanes(&parts, "构成", |v| v.to_string()).into_string();
        let rects: Vec<(f64, f64)> = drawn
            .split("<rect ")
            .skip(1)
            .map(|s| {
                let of = |key: &str| -> f64 {
                    s.split(&format!(" {key}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
                };
                (of("x"), of("width"))
            })
            .collect();
        assert_eq!(rects.len(), 2);
        assert!((rects[0].0 - rects[1].0).abs() < 0.11 && rects[0].1 > 2.5 * rects[1].1, "{rects:?}");
    }
}
