//! The drawings of the page: differences with their intervals, and what the change of satisfaction is made of.

use crate::render::html::{self, Html, Lane, Mark, el};
use crate::render::words::Words;
use crate::report::{Change, Comparison};

use super::{difference, signed};

/// Changes in one drawing.
const MOST: usize = 24;

/// The changes in one unit as a forest plot with what it shows; nothing for one change alone.
pub(super) fn forest(list: &[&Change], title: &str, w: &Words) -> Html {
    let share = list.iter().any(|x| x.unit == "share");
    let unit = if share { "share" } else { "level" };
    let lanes: Vec<Lane> = list.iter().filter(|x| x.unit == unit).filter_map(|x| lane(x)).take(MOST).collect();
    if lanes.len() < 2 {
        return Html::default();
    }
    let (note, show): (_, fn(f64) -> String) = if share {
        (w.t("compare.chart.share"), |v| Words::signed(Some(v), 0))
    } else {
        (w.t("compare.chart.level"), |v| Words::signed(Some(v), 1))
    };
    el("figure", &[], [el("figcaption", &[], note), html::lanes(&lanes, title, show)])
}

fn lane(x: &Change) -> Option<Lane> {
    let by = if x.unit == "share" { 100.0 } else { 1.0 };
    let mark = Mark::Interval { low: by * x.low?, value: by * x.difference?, high: by * x.high? };
    Some(Lane { name: x.name.clone(), told: difference(x), class: class(x), mark })
}

fn class(x: &Change) -> &'static str {
    match x.verdict.as_str() {
        "worse" => "alert",
        "maybe_worse" => "warn",
        _ if x.grave => "warn",
        "better" | "maybe_better" => "good",
        _ => "",
    }
}

/// The parts of the change of satisfaction one after another, and the whole below them.
pub(super) fn waterfall(c: &Comparison, title: &str, w: &Words) -> Html {
    let told = |v: f64| signed(Some(v), "level");
    let class = |v: f64| if v < 0.0 { "alert" } else { "good" };
    let mut from = 0.0;
    let mut lanes = Vec::new();
    for x in &c.contributions.list {
        let to = from + x.total;
        let mark = Mark::Bar { from, to };
        lanes.push(Lane { name: x.name.clone(), told: told(x.total), class: class(x.total), mark });
        from = to;
    }
    let all = c.contributions.total;
    let mark = Mark::Bar { from: 0.0, to: all };
    lanes.push(Lane { name: w.t("compare.whole").to_owned(), told: told(all), class: "", mark });
    html::lanes(&lanes, title, |v| Words::signed(Some(v), 2))
}
