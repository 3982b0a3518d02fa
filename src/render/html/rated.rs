//! What the customers ticked beside what they wrote: the shares behind the NPS, and the ratings of a segment.

use crate::render::headline::headlines;
use crate::render::nps::{PARTS, told};
use crate::render::words::{Words, count};
use crate::report::{NpsShares, Segment};

use super::View;
use super::markup::{Html, bar, div, el, span};

/// The colours of promoters, passives and detractors.
const COLOURS: [&str; 3] = ["l5", "l3", "l1"];

impl View<'_> {
    /// The NPS and the shares behind it, as a card.
    pub(super) fn promoters(&self, shares: &NpsShares) -> Html {
        let rows = PARTS.into_iter().zip(COLOURS).map(|((key, of), class)| {
            let rate = of(shares);
            let range = Words::percent_range(rate.low, rate.high);
            let cells = [
                el("th", &[("scope", "row")], self.w.t_owned(&format!("nps.{key}"))),
                el("td", &[("class", "wide")], bar(rate.share.unwrap_or(0.0), class)),
                el("td", &[("class", "number"), ("title", &range)], Words::portion(&rate)),
                el("td", &[("class", "number faint")], count(rate.count)),
            ];
            el("tr", &[], cells)
        });
        let rows: Html = rows.collect();
        let score = headlines(self.r, &self.w).into_iter().find(|h| h.name == "nps");
        let title = score.map_or_else(Html::default, |h| {
            el("h3", &[], [format!("{} {} ", h.label, h.value).into(), span("faint", h.note)])
        });
        div("card", [title, el("table", &[("class", "bars")], el("tbody", &[], rows))])
    }

    /// The mean rating of a segment value and its NPS, each with what it is counted from; `shown`: where its column has any.
    pub(super) fn ticked(&self, s: &Segment, shown: [bool; 2]) -> Html {
        let cell = |value: Option<f64>, figure: String, n: u64, title: &str| {
            let raw = value.map(|v| v.to_string()).unwrap_or_default();
            let n = self.w.fill("n_rows", &[("n", &count(n))]);
            let at = [("class", "number"), ("data-v", raw.as_str()), ("title", title)];
            el("td", &at, [figure.into(), span("range", n)])
        };
        let rating = cell(s.rating.value, Words::figure(s.rating.value, 2), s.rating.n, &Words::range(&s.rating, 2));
        let shares = s.nps_shares.map(|x| told(&x, &self.w)).unwrap_or_default();
        let nps = s.nps.unwrap_or_default();
        let nps = cell(nps.value, Words::signed(nps.value, 1), nps.n, &shares);
        shown.into_iter().zip([rating, nps]).filter(|(shown, _)| *shown).map(|(_, cell)| cell).collect()
    }
}
