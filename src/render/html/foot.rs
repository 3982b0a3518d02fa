//! Data quality, the manifest of the run, and the foot of the page.

use crate::render::words::{Words, count};

use super::markup::{Html, el};
use super::{Section, View};

impl View<'_> {
    pub(super) fn quality(&self) -> Option<Section> {
        let r = self.r;
        let rows = self.w.row_counts(r.run.rows);
        let untagged = if r.untagged.negative.count > 0 {
            let words: Vec<&str> = r.untagged.words.iter().take(8).map(|k| k.word.as_str()).collect();
            let text = self.w.fill(
                "quality.untagged",
                &[
                    ("n", &count(r.untagged.negative.count)),
                    ("share", &Words::percent(r.untagged.negative.share)),
                    ("words", &words.join(self.w.comma())),
                ],
            );
            el("p", &[], text)
        } else {
            Html::default()
        };
        let masking = if r.run.masking {
            Html::default()
        } else {
            el("p", &[("class", "grave-text")], self.w.t("quality.unmasked"))
        };
        let tables: Html = ["quality", "columns", "rejects", "untagged"]
            .iter()
            .filter_map(|id| self.tables.iter().find(|t| t.id == *id))
            .map(|t| el("details", &[("class", "figures")], [el("summary", &[], t.title.as_str()), self.table(t)]))
            .collect();
        self.section("quality", "quality", [el("p", &[], rows), untagged, masking, tables].into())
    }

    pub(super) fn footer(&self) -> Html {
        let text = self.w.fill("html.foot", &[("version", &self.r.run.version)]);
        el("footer", &[], el("p", &[("class", "note")], text))
    }
}
