//! Whether the rows have the columns that conditions and `--adjust` name: labelled rows hold only those that were kept when they were labelled.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Result};
use crate::record::{Annotated, Name};
use crate::say;

use super::filter::{LABELS, values};

/// Values of a column that are kept, to be listed where a condition names none of them.
const KEPT: usize = 200;
const LISTED: usize = 12;

/// Columns that are asked for, beside those that rows turn out to have.
pub(super) struct Columns {
    /// Asked for, and not met yet.
    missing: Vec<String>,
    /// In the order in which they were first met.
    met: Vec<Name>,
    /// Whether there were rows at all.
    any: bool,
    /// Values of the columns and labels that conditions name.
    values: BTreeMap<String, BTreeSet<String>>,
}

impl Columns {
    pub(super) fn new(wanted: impl Iterator<Item = String>, conditions: impl Iterator<Item = String>) -> Self {
        let values = conditions.map(|key| (key, BTreeSet::new())).collect();
        Self { missing: wanted.collect(), met: Vec::new(), any: false, values }
    }

    /// Looks at the columns of rows.
    pub(super) fn look(&mut self, rows: &[Annotated]) {
        self.any |= !rows.is_empty();
        self.keep(rows);
        for (header, _) in rows.iter().flat_map(|a| &a.attrs.0) {
            if !self.met.contains(header) {
                self.missing.retain(|m| **m != **header);
                self.met.push(header.clone());
            }
        }
    }

    /// Keeps the values that conditions may name.
    fn keep(&mut self, rows: &[Annotated]) {
        for (key, met) in &mut self.values {
            for value in rows.iter().flat_map(|a| values(a, key)) {
                if met.len() < KEPT && !value.is_empty() && !met.contains(value) {
                    met.insert(value.to_owned());
                }
            }
        }
    }

    /// That no row has a value that is asked for, and which ones there are. Nothing where one has it, or may have.
    pub(super) fn unmet<'c>(
        &self,
        group: &str,
        mut conditions: impl Iterator<Item = (&'c String, &'c String)>,
    ) -> Option<Error> {
        let never = |key: &String, value: &String| {
            self.values.get(key).filter(|met| (1..KEPT).contains(&met.len()) && !met.contains(value.as_str()))
        };
        let (key, value, met) = conditions.find_map(|(k, v)| Some((k, v, never(k, v)?)))?;
        let mut list: Vec<String> = met.iter().take(LISTED).map(|v| format!("`{v}`")).collect();
        if met.len() > LISTED {
            list.push("…".to_owned());
        }
        let list = list.join(", ");
        Some(Error::usage(
            say!(
                "no rows in the group `{group}`: none has `{key}={value}`",
                "`{group}` 这一组没有数据行：没有一行是 `{key}={value}`"
            ),
            say!("values of `{key}` are {list}; they are compared whole", "`{key}` 的取值有 {list}；需完全一致"),
        ))
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
