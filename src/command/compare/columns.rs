//! Whether the rows have the columns that conditions and `--adjust` name: labelled rows hold only those that were kept when they were labelled.

use crate::error::{Error, Result};
use crate::record::{Annotated, Name};
use crate::say;

use super::filter::LABELS;

/// Columns that are asked for, beside those that rows turn out to have.
pub(super) struct Columns {
    /// Asked for, and not met yet.
    missing: Vec<String>,
    /// In the order in which they were first met.
    met: Vec<Name>,
    /// Whether there were rows at all.
    any: bool,
}

impl Columns {
    pub(super) fn new(wanted: impl Iterator<Item = String>) -> Self {
        Self { missing: wanted.collect(), met: Vec::new(), any: false }
    }

    /// Looks at the columns of rows.
    pub(super) fn look(&mut self, rows: &[Annotated]) {
        self.any |= !rows.is_empty();
        for (header, _) in rows.iter().flat_map(|a| &a.attrs.0) {
            if !self.met.contains(header) {
                self.missing.retain(|m| **m != **header);
                self.met.push(header.clone());
            }
        }
    }

    /// # Errors
    /// A usage error for a column that no row has, with those that there are.
    pub(super) fn check(&self) -> Result<()> {
        let Some(column) = self.missing.first().filter(|_| self.any) else { return Ok(()) };
        let ticked =
            |names: &mut dyn Iterator<Item = &str>| names.map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
        let labels = ticked(&mut LABELS.into_iter());
        let hint = say!(
            "`annotate --by` keeps other columns; labels are {labels}",
            "其他列需在 `annotate --by` 时保留；标签有 {labels}"
        );
        let what = if self.met.is_empty() {
            say!("no column `{column}`; the rows keep none", "没有列 `{column}`；数据行未保留任何列")
        } else {
            let met = ticked(&mut self.met.iter().map(|n| &**n));
            say!("no column `{column}`; the rows have {met}", "没有列 `{column}`；数据行有 {met}")
        };
        Err(Error::usage(what, hint))
    }
}
