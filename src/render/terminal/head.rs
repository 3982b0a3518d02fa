//! The head of the summary: what was read, the headline figures, and what somebody must look at.

use crate::render::alerts;
use crate::render::change;
use crate::render::clean;
use crate::render::course::no_alerts;
use crate::render::headline::{Headline, headlines};
use crate::render::only::only;
use crate::render::past;
use crate::render::words::{count, references};
use crate::report::Alert;

use super::Summary;
use super::page::{Line, Tone};

/// Least columns of a headline figure with its gap.
const TILE: usize = 13;
/// Columns before the first one.
const INDENT: usize = 2;

/// A headline figure.
struct Tile {
    label: String,
    value: String,
    note: String,
    tone: Tone,
}

impl Summary<'_> {
    pub(super) fn head(&mut self, title: &str, figures: bool) {
        let run = &self.report.run;
        let period =
            run.period.as_ref().map(|p| self.words.fill("head.period", &[("first", &p.first), ("last", &p.last)]));
        let period = period.unwrap_or_default();
        let room = self.page.width.saturating_sub(clean::width(&period) + 2);
        self.page.line(Line::indent(1).pad(Tone::Title, title, room).add(Tone::Dim, period));
        self.page.line(Line::indent(1).add(Tone::Dim, "━".repeat(self.page.width - 1)));
        if let Some(only) = only(run, &self.words) {
            self.page.text("", 0, Tone::Strong, &only);
        }
        let rows = run.rows;
        let values: [(&str, &dyn std::fmt::Display); 3] = [
            ("read", &count(rows.read)),
            ("analysed", &count(rows.analysed)),
            ("informative", &count(rows.informative)),
        ];
        let text = self.words.fill("head.rows", &values);
        self.page.text("", 0, Tone::Plain, &text);
        // Whatever sections are wanted: this page is not for everybody.
        if !run.masking {
            self.page.text("", 0, Tone::Warn, self.words.t("quality.unmasked"));
        }
        if rows.informative == 0 {
            let nothing = past::nothing(self.report, &self.words);
            self.page.text("", 0, Tone::Warn, &nothing);
            return;
        }
        if figures {
            self.page.blank();
            let tiles = self.tiles();
            self.draw(&tiles);
            self.changed();
        }
    }

    /// Under the headline figures: what changed lately.
    fn changed(&mut self) {
        if let Some(text) = change::sentence(self.report, &self.words) {
            self.page.blank();
            self.page.text("", 0, Tone::Plain, &text);
        }
    }

    fn tiles(&self) -> Vec<Tile> {
        let of = |h: Headline| Tile { tone: tone(&h), label: h.label, value: h.value + &h.of, note: h.note };
        headlines(self.report, &self.words).into_iter().map(of).collect()
    }

    fn draw(&mut self, tiles: &[Tile]) {
        let widest = |t: &Tile| [&t.label, &t.value, &t.note].map(|text| clean::width(text)).into_iter().max();
        let needed = tiles.iter().filter_map(widest).max().unwrap_or(0) + 1;
        let room = self.page.width - INDENT;
        let most = (room / needed.max(TILE)).clamp(1, tiles.len().max(1));
        // Rows of one length: no tile stands alone in the last one.
        let per_row = tiles.len().div_ceil(tiles.len().div_ceil(most).max(1)).max(1);
        let columns = (room / per_row).min(20);
        for (i, row) in tiles.chunks(per_row).enumerate() {
            if i > 0 {
                self.page.blank();
            }
            let all = |text: fn(&Tile) -> (&str, Tone)| {
                row.iter().fold(Line::indent(INDENT), |line, tile| {
                    let (t, tone) = text(tile);
                    line.pad(tone, clean::clip(t, columns - 1), columns)
                })
            };
            self.page.line(all(|t| (&t.label, Tone::Dim)));
            self.page.line(all(|t| (&t.value, t.tone)));
            self.page.line(all(|t| (&t.note, Tone::Dim)));
        }
    }

    pub(super) fn alerts(&mut self) {
        let report = self.report;
        let list = alerts::leading(report);
        if list.is_empty() {
            self.page.heading(self.words.t("alerts"), "");
            let none = no_alerts(self.report, &self.words);
            return self.page.text("", 0, Tone::Dim, none);
        }
        let n = self.words.fill("alerts.note", &[("n", &list.len())]);
        self.page.heading(self.words.t("alerts"), &n);
        for (_, alert) in list.iter().take(self.top) {
            self.alert(alert);
        }
        self.more(2, self.top, list.len());
    }

    fn alert(&mut self, a: &Alert) {
        let tone = match a.colour.as_str() {
            "red" => Tone::Grave,
            "orange" => Tone::Bad,
            "yellow" => Tone::Warn,
            _ => Tone::Accent,
        };
        let label = self.words.id("colour", &a.colour);
        let room = clean::width(label) + 3;
        let text = Line::indent(2).pad(tone, format!("● {label}"), room + 1);
        self.page.hang(text, &alerts::message(a, &self.words));
        if !a.rows.is_empty() {
            self.page.line(Line::indent(3 + room).add(Tone::Dim, references(&a.rows, 6)));
        }
    }
}

/// The colour of a headline figure: how good or grave it is, where that can be said.
fn tone(h: &Headline) -> Tone {
    match h.name {
        "mean" => of_five(h.figure),
        "net" | "nps" => sign(h.figure),
        "major" if h.figure > Some(0.0) => Tone::Grave,
        "major" => Tone::Good,
        _ => Tone::Strong,
    }
}

fn of_five(mean: Option<f64>) -> Tone {
    match mean {
        Some(m) if m < 3.0 => Tone::Bad,
        Some(m) if m >= 4.0 => Tone::Good,
        _ => Tone::Strong,
    }
}

fn sign(value: Option<f64>) -> Tone {
    match value {
        Some(v) if v < 0.0 => Tone::Bad,
        Some(v) if v > 0.0 => Tone::Good,
        _ => Tone::Strong,
    }
}
