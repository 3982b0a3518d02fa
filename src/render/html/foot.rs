//! Data quality and the manifest of the run.

use super::markup::{Html, el};
use super::{Section, View};

impl View<'_> {
    pub(super) fn quality(&self) -> Option<Section> {
        let r = self.r;
        let rows = self.w.row_counts(r.run.rows);
        let untagged = self.w.untagged(&r.untagged, 8).map_or_else(Html::default, |text| el("p", &[], text));
        let tables: Html = ["quality", "columns", "rejects", "untagged"]
            .iter()
            .filter_map(|id| self.tables.iter().find(|t| t.id == *id))
            .map(|t| el("details", &[("class", "figures")], [el("summary", &[], t.title.as_str()), self.table(t)]))
            .collect();
        self.section("quality", "quality", [el("p", &[], rows), untagged, tables].into())
    }
}
