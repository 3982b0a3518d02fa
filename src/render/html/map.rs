//! The heat map of a segment column: how often the feedback of each value complains of each nature, numbers in the cells, each leading to its texts.
//!
//! A table like any other: it can be read aloud, sorted and copied. Not its job: which values come first (the report says so).

use crate::render::words::{Words, count, nature_name};
use crate::report::{Segment, SegmentColumn, SegmentNature};

use super::labels::{Kind, segment};
use super::markup::{Html, el};
use super::{View, scroll, sorting};

/// Values on the map, weak ones first, and shown before it is unfolded.
const VALUES: usize = 40;
const FOLD: &str = "10";

impl View<'_> {
    /// The map; nothing where nobody complains.
    pub(super) fn map(&self, c: &SegmentColumn) -> Html {
        let natures = c.list.first().map_or(&[][..], |s| &s.natures);
        if natures.is_empty() {
            return Html::default();
        }
        let shares = c.list.iter().take(VALUES).flat_map(|s| &s.natures).filter_map(|n| n.rate.share);
        let worst = shares.fold(0.01, f64::max);
        let front = [(c.column.clone(), false), (self.w.t_owned("col.count"), true)];
        let names = natures.iter().map(|n| (nature_name(self.r, &self.w, &n.id).to_owned(), true));
        let head = sorting(front.into_iter().chain(names));
        let rows: Html = c.list.iter().take(VALUES).map(|s| self.map_row(c, s, worst)).collect();
        let title = self.w.fill("html.map", &[("column", &c.column)]);
        let table = el("table", &[("class", "sortable map")], [head, el("tbody", &[("data-fold", FOLD)], rows)]);
        [el("h4", &[], title.as_str()), scroll(&title, table)].into()
    }

    fn map_row(&self, c: &SegmentColumn, s: &Segment, worst: f64) -> Html {
        let class = if s.weak { "weak" } else { "" };
        let mark = if s.weak { "▼ " } else { "" };
        let name = el("th", &[("scope", "row"), ("class", class)], format!("{mark}{}", s.value));
        let rows = el("td", &[("class", "number faint"), ("data-v", &s.count.to_string())], count(s.count));
        let cells: Html = s.natures.iter().map(|n| self.map_cell(c, s, n, worst)).collect();
        el("tr", &[], [name, rows, cells])
    }

    fn map_cell(&self, c: &SegmentColumn, s: &Segment, n: &SegmentNature, worst: f64) -> Html {
        let share = n.rate.share.unwrap_or(0.0);
        let told = [
            ("value", &s.value as &dyn std::fmt::Display),
            ("nature", &nature_name(self.r, &self.w, &n.id)),
            ("of", &count(n.rate.of)),
            ("n", &count(n.rate.count)),
        ];
        let told = self.w.fill("html.map_cell", &told);
        let both = self.verbatims.both((Kind::Segment, &segment(&c.column, &s.value)), (Kind::Nature, &n.id));
        let shown = Words::percent(n.rate.share);
        let inner = match both {
            // Called by what it shows; row and column say of what.
            Some(codes) => el("a", &[("href", "#verbatims"), ("data-f", &codes), ("title", &told)], shown),
            None => shown.into(),
        };
        let strength = format!("--s:{:.2}", share / worst);
        let at = [("class", "number far heat"), ("style", &strength), ("data-v", &share.to_string()), ("title", &told)];
        el("td", &at, inner)
    }
}
