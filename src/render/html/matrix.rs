//! The priority matrix: volume to the right, impact upwards. What drags satisfaction down and is told often stands bottom right.

use super::charts::{BOTTOM, LEFT, RIGHT, TOP, dot, leading, rule, svg, ticks, words};
use super::markup::{Html, el};

const WIDTH: f64 = 1060.0;
const HEIGHT: f64 = 420.0;
/// Where the right half begins when nothing lies in it.
const MIDDLE: f64 = LEFT + (WIDTH - LEFT - RIGHT) / 2.0;
/// Room of a label: letters are about as wide as they are high.
const LETTER: f64 = 13.5;
const LINE: f64 = 16.0;

/// A point of the matrix.
pub(super) struct Spot {
    pub(super) name: String,
    /// Share of rows that mention it.
    pub(super) volume: f64,
    pub(super) impact: f64,
    pub(super) class: String,
    pub(super) title: String,
    pub(super) code: String,
}

/// What stands around it: its name, the horizontal axis, and the names of the corners (top left, top right, bottom left, bottom right).
pub(super) struct Wording<'a> {
    pub(super) name: &'a str,
    pub(super) across: &'a str,
    pub(super) corners: [&'a str; 4],
}

/// A rectangle that is taken.
#[derive(Clone, Copy)]
struct Taken {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl Taken {
    fn meets(&self, o: &Self) -> bool {
        self.x < o.x + o.width && o.x < self.x + self.width && self.y < o.y + o.height && o.y < self.y + self.height
    }
}

/// Draws it; spots come largest first, and a label that finds no room stays a tooltip.
pub(super) fn matrix(spots: &[Spot], wording: &Wording, show: fn(f64) -> String) -> Html {
    let reach = spots.iter().map(|s| s.impact.abs()).fold(0.2, f64::max) * 1.1;
    let widest = spots.iter().map(|s| s.volume).fold(0.01, f64::max);
    // The square root spreads the many small ones.
    let x = |v: f64| LEFT + 14.0 + (v / widest).sqrt() * (WIDTH - LEFT - RIGHT - 100.0);
    let y = |v: f64| TOP + (reach - v) / (2.0 * reach) * (HEIGHT - TOP - BOTTOM);
    let mut parts = vec![corners(wording, edge(spots).map_or(MIDDLE, |v| x(v) - 12.0), y(0.0))];
    for v in ticks(0.0, widest, widest).into_iter().filter(|v| *v > 0.0) {
        let percent = v * 100.0;
        let whole = (percent - percent.round()).abs() < 1e-6;
        let shown = if whole { format!("{percent:.0}%") } else { format!("{percent:.1}%") };
        parts.push(words(x(v), HEIGHT - 8.0, "tick middle", &shown));
    }
    for v in ticks(-reach, reach, reach).into_iter().filter(|v| *v >= -reach) {
        parts.push(rule(LEFT, WIDTH - RIGHT, y(v)));
        parts.push(words(LEFT - 7.0, y(v) + 4.5, "tick end", &show(v)));
    }
    parts.push(words(WIDTH - RIGHT, HEIGHT - 8.0, "tick end", wording.across));
    let mut taken: Vec<Taken> =
        spots.iter().map(|s| Taken { x: x(s.volume) - 6.0, y: y(s.impact) - 6.0, width: 12.0, height: 12.0 }).collect();
    for s in spots {
        let (cx, cy) = (x(s.volume), y(s.impact));
        let mut mark = vec![dot(cx, cy, 5.5, &s.class, &s.title)];
        if let Some((tx, ty, class)) = place(cx, cy, &s.name, &mut taken) {
            mark.push(words(tx, ty, class, &s.name));
        }
        parts.push(leading(&s.code, &s.title, mark.into()));
    }
    svg(wording.name, WIDTH, HEIGHT, parts)
}

/// Where the right half begins: at the least volume of what is to be fixed now or kept up, so that these never lie outside.
fn edge(spots: &[Spot]) -> Option<f64> {
    let right = spots.iter().filter(|s| s.class == "dot alert" || s.class == "dot good").map(|s| s.volume);
    right.min_by(f64::total_cmp)
}

/// Four fields with their names in the corners.
fn corners(wording: &Wording, edge: f64, middle: f64) -> Html {
    let [top, height] = [middle, HEIGHT - BOTTOM - middle].map(|v| format!("{v:.1}"));
    let [left, width] = [edge, WIDTH - RIGHT - edge].map(|v| format!("{v:.1}"));
    let field = [("class", "field"), ("x", left.as_str()), ("y", &top), ("width", &width), ("height", &height)];
    let [low, keep, watch, fix] = wording.corners;
    let parts = [
        el("rect", &field, ""),
        words(LEFT + 8.0, TOP + 14.0, "corner", low),
        words(WIDTH - RIGHT - 8.0, TOP + 14.0, "corner end", keep),
        words(LEFT + 8.0, HEIGHT - BOTTOM - 8.0, "corner", watch),
        words(WIDTH - RIGHT - 8.0, HEIGHT - BOTTOM - 8.0, "corner end bad", fix),
    ];
    el("g", &[("aria-hidden", "true")], Html::from(parts))
}

/// A free place for a name: right, left, above or below its dot.
fn place(cx: f64, cy: f64, name: &str, taken: &mut Vec<Taken>) -> Option<(f64, f64, &'static str)> {
    let wide: f64 = name.chars().map(|c| if c.is_ascii() { LETTER * 0.58 } else { LETTER }).sum();
    let tries = [
        (cx + 10.0, cy + 4.5, "name", cx + 9.0),
        (cx - 10.0, cy + 4.5, "name end", cx - 9.0 - wide),
        (cx, cy - 10.0, "name middle", cx - wide / 2.0),
        (cx, cy + 19.0, "name middle", cx - wide / 2.0),
    ];
    for (tx, ty, class, left) in tries {
        let room = Taken { x: left, y: ty - LINE + 3.5, width: wide, height: LINE };
        let inside = left > LEFT && left + wide < WIDTH && room.y > 0.0 && ty < HEIGHT - BOTTOM;
        if inside && taken.iter().all(|t| !t.meets(&room)) {
            taken.push(room);
            return Some((tx, ty, class));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::render::fixture::{fixture, messages, shown};
    use crate::render::{Format, Settings};
    use crate::report::Report;

    fn page(r: &Report) -> String {
        shown(r, Format::Html, &Settings::new(messages()))
    }

    #[test]
    fn the_volume_has_ticks_and_what_is_not_sure_is_hollow_and_explained() {
        let mut r = fixture();
        let before = page(&r);
        assert!(before.contains(">20%</text>") && !before.contains("空心"));
        let quality = r.aspects.iter_mut().find(|a| a.id == "product.quality").unwrap();
        quality.priority = Some("low".to_owned());
        let after = page(&r);
        assert!(after.contains("class=\"dot hollow\"") && after.contains("；空心：") && after.contains("；红："));
    }

    #[test]
    fn a_whole_nature_does_not_stand_beside_its_parts() {
        let mut r = fixture();
        let dots = |r: &Report| page(r).matches("r=\"5.5\"").count();
        let before = dots(&r);
        for id in ["logistics", "other.overall", "price"] {
            let mut whole = r.aspects[0].clone();
            whole.id = id.to_owned();
            r.aspects.push(whole);
        }
        assert_eq!(dots(&r), before);
        r.aspects.retain(|a| !a.id.starts_with("price."));
        assert_eq!(dots(&r), before + 1);
    }
}
