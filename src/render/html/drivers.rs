//! What moves satisfaction, quick wins, and requests with the reasons behind them.

use crate::render::opinions;
use crate::render::words::{Words, count};
use crate::report::{Driver, RequestReason, RequestStats};

use super::labels::Kind;
use super::markup::{Html, bar, el, span};
use super::{View, scroll};

/// Drivers on the page, and shown before the table is unfolded.
const DRIVERS: usize = 30;
const FOLD: &str = "10";
/// Requests and their reasons on the page.
const REQUESTS: usize = 8;
const REASONS: usize = 5;
/// Words of a fault beside a reason.
const WORDS: usize = 3;

impl View<'_> {
    /// The table of drivers, with what it is over.
    pub(super) fn drivers(&self) -> Html {
        let d = &self.r.drivers;
        if d.list.is_empty() {
            return Html::default();
        }
        let measure = self.w.id("measure", d.measure.as_deref().unwrap_or("texts"));
        let note = self.w.fill(
            "drivers.note",
            &[("measure", &measure), ("n", &count(d.n)), ("share", &Words::percent(d.explained))],
        );
        let keys = [
            ("col.aspect", false),
            ("col.side", false),
            ("col.count", true),
            ("col.coefficient", true),
            ("col.gain", true),
            ("col.explained", true),
        ];
        let head = self.head(&keys);
        let rows: Html = d.list.iter().take(DRIVERS).map(|x| self.driver(x)).collect();
        let table = el("table", &[("class", "sortable")], [head, el("tbody", &[("data-fold", FOLD)], rows)]);
        let parts = [
            el("h3", &[], self.w.t("drivers")),
            el("p", &[("class", "note")], self.w.fill("html.drivers_note", &[("note", &note)])),
            self.cautions(&d.cautions),
            scroll(self.w.t("drivers"), table),
            self.more(d.list.len(), DRIVERS),
            self.figures("drivers"),
        ];
        parts.into_iter().collect()
    }

    fn driver(&self, x: &Driver) -> Html {
        let number = |value: Option<f64>, shown: String, title: &str| {
            let raw = value.map(|v| v.to_string()).unwrap_or_default();
            el("td", &[("class", "number"), ("data-v", &raw), ("title", title)], shown)
        };
        let kind = if x.polarity == "negative" { Kind::Blamed } else { Kind::Praised };
        let range = Words::range(&x.coefficient, 2);
        let effect = format!("{} ({range})", Words::signed(x.coefficient.value, 2));
        let gain = x.gain.filter(|g| g.low.is_some_and(|l| l > 0.0)).and_then(|g| g.value);
        let cells = [
            el("th", &[("scope", "row")], self.link(kind, &x.aspect, x.name.as_str())),
            el("td", &[], self.w.id("driver", &x.polarity)),
            number(Some(crate::number::float(x.rows.count)), count(x.rows.count), ""),
            number(x.coefficient.value, effect, &range),
            number(gain, gain.map(|g| Words::signed(Some(g), 3)).unwrap_or_default(), ""),
            number(Some(x.explained), Words::percent(Some(x.explained)), ""),
        ];
        el("tr", &[], cells)
    }

    pub(super) fn quick_wins(&self) -> Html {
        let wins = &self.r.drivers.quick_wins;
        if wins.is_empty() {
            return Html::default();
        }
        let items: Html = wins.iter().map(|q| el("li", &[], self.w.quick_win(q))).collect();
        let note = self.note("html.quick_wins_note");
        [el("h3", &[], self.w.t("quick_wins")), note, el("ul", &[], items), self.figures("quick_wins")].into()
    }

    /// Requests, each with its reasons.
    pub(super) fn requests(&self) -> Html {
        let list = &self.r.needs.requests;
        if list.is_empty() {
            return Html::default();
        }
        let requests: Html = list.iter().take(REQUESTS).map(|q| self.request(q)).collect();
        let parts = [
            el("h3", &[], self.w.t("requests")),
            self.note("html.requests_note"),
            requests,
            self.more(list.len(), REQUESTS),
            self.figures("requests"),
        ];
        parts.into_iter().collect()
    }

    fn request(&self, q: &RequestStats) -> Html {
        let (n, share, reasoned) = (count(q.rate.count), Words::percent(q.rate.share), count(q.reasoned.count));
        let about = self.w.fill("requests.about", &[("n", &n), ("share", &share), ("reasoned", &reasoned)]);
        let objects: Vec<String> = q.objects.iter().take(6).map(|x| format!("{} {}", x.word, x.count)).collect();
        let objects = if objects.is_empty() {
            Html::default()
        } else {
            let told = self.w.fill("requests.objects", &[("objects", &objects.join(self.w.comma()))]);
            el("p", &[("class", "note")], told)
        };
        let told = opinions::reasons(q);
        let rows: Html = told.iter().take(REASONS).map(|x| self.reason(x)).collect();
        let table = el("table", &[("class", "bars")], el("tbody", &[], rows));
        let body = match (told.is_empty(), q.reasons.is_empty()) {
            (true, true) => self.note("requests.none"),
            (true, false) => el("p", &[("class", "note")], self.w.fill("requests.few", &[("n", &opinions::FEW)])),
            (false, _) => scroll(&q.name, table),
        };
        [el("h4", &[], [q.name.as_str().into(), " ".into(), span("faint", about)]), objects, body].into()
    }

    fn reason(&self, x: &RequestReason) -> Html {
        let words: Vec<&str> = x.words.iter().take(WORDS).map(|w| w.word.as_str()).collect();
        let cells = [
            el("th", &[("scope", "row")], self.link(Kind::Blamed, &x.aspect, x.name.as_str())),
            el("td", &[("class", "wide")], bar(x.rate.share.unwrap_or(0.0), "accent")),
            el("td", &[("class", "number")], count(x.rate.count)),
            el("td", &[("class", "faint")], words.join(self.w.comma())),
            el("td", &[("class", "what")], x.quote.as_ref().map(|q| self.quote(q)).unwrap_or_default()),
        ];
        el("tr", &[], cells)
    }
}
