//! What is said of aspects: over all of them, and below each.

use crate::render::opinions::{SIDES, most, words};
use crate::render::words::count;
use crate::report::{AspectStats, Opinion};

use super::View;
use super::markup::{Html, el, span};

/// Entries over all aspects.
const SAID: usize = 10;

/// Classes of praise and blame.
const CLASSES: [&str; 2] = ["good-text", "grave-text"];

impl View<'_> {
    /// What most customers love and complain of.
    pub(super) fn loved(&self) -> Html {
        let line = |((side, key), class): ((&str, &'static str), &str)| {
            let list = most(self.r, side, SAID);
            if list.is_empty() {
                return Html::default();
            }
            let chips: Html = list.into_iter().map(|o| chip(o, class)).collect();
            el("p", &[("class", "chips")], [span("label", self.w.t(key)), chips])
        };
        SIDES.into_iter().zip(CLASSES).map(line).collect()
    }
}

/// What is said of one aspect: praise, then blame.
pub(super) fn said(a: &AspectStats) -> Html {
    let of = |(side, _): (&'static str, &'static str)| a.opinions.iter().filter(move |o| o.polarity == side);
    let chips: Html =
        SIDES.into_iter().zip(CLASSES).flat_map(|(s, class)| of(s).map(move |o| chip(o, class))).collect();
    if chips.is_empty() { chips } else { el("div", &[("class", "chips")], chips) }
}

/// Words and their count; pointing at them tells one of the records.
fn chip(o: &Opinion, class: &str) -> Html {
    let at = [("class", &*format!("chip {class}")), ("title", &*format!("{}:{}", o.quote.source, o.quote.row))];
    el("span", &at, [words(o).into(), " ".into(), span("faint", count(o.count))])
}
