//! What rows have of the columns and labels that are asked for, for hints: labelled rows hold only those columns that were kept when they were labelled.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Result};
use crate::ingest::near_first;
use crate::record::{Annotated, Name};
use crate::say;

use super::{LABELS, is_label, values};

/// Values of a column that are kept, to be listed where a condition names none of them.
const KEPT: usize = 200;
const LISTED: usize = 12;

/// Columns that are asked for, beside those that rows turn out to have.
#[derive(Debug, Clone, Default)]
pub struct Met {
    /// Asked for, and not met yet.
    missing: Vec<String>,
    /// Columns that rows have, in the order in which they were first met.
    headers: Vec<Name>,
    /// Whether there were rows at all.
    any: bool,
    /// Values of the columns and labels that conditions name.
    values: BTreeMap<String, BTreeSet<String>>,
}

/// A condition that no row meets, and what there is instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Never {
    /// The column or label.
    pub key: String,
    /// The value that no row has.
    pub value: String,
    /// Values that rows have, as a list for people; those that may be meant first.
    pub list: String,
}

impl Met {
    /// Nothing met yet. `wanted`: columns that have to be there; `conditions`: columns and labels whose values may have to be told.
    pub fn new(wanted: impl Iterator<Item = String>, conditions: impl Iterator<Item = String>) -> Self {
        let values = conditions.map(|key| (key, BTreeSet::new())).collect();
        Self { missing: wanted.collect(), values, ..Self::default() }
    }

    /// Looks at the columns and labels of a row.
    pub fn look(&mut self, a: &Annotated) {
        self.look_at_columns(a);
        self.look_at_labels(a);
    }

    /// Looks at the columns of a row, which may have no labels yet.
    pub(super) fn look_at_columns(&mut self, a: &Annotated) {
        self.any = true;
        self.keep(a, |key| !is_label(key));
        for (header, _) in &a.attrs.0 {
            if !self.headers.contains(header) {
                self.missing.retain(|m| **m != **header);
                self.headers.push(header.clone());
            }
        }
    }

    /// Looks at the labels of a row.
    pub(super) fn look_at_labels(&mut self, a: &Annotated) {
        self.keep(a, is_label);
    }

    /// Keeps the values that conditions may name.
    fn keep(&mut self, a: &Annotated, asked: impl Fn(&str) -> bool) {
        for (key, met) in self.values.iter_mut().filter(|(key, _)| asked(key)) {
            for value in values(a, key) {
                if met.len() < KEPT && !value.is_empty() && !met.contains(value) {
                    met.insert(value.to_owned());
                }
            }
        }
    }

    /// The first condition that no row meets, with the values that there are. Nothing where one has it, or may have.
    pub fn never<'c>(&self, mut conditions: impl Iterator<Item = (&'c String, &'c String)>) -> Option<Never> {
        let never = |key: &String, value: &String| {
            self.values.get(key).filter(|met| (1..KEPT).contains(&met.len()) && !met.contains(value.as_str()))
        };
        let (key, value, met) = conditions.find_map(|(k, v)| Some((k, v, never(k, v)?)))?;
        let near = near_first(value, met.iter().map(String::as_str));
        let mut list: Vec<String> = near.iter().take(LISTED).map(|v| format!("`{v}`")).collect();
        if met.len() > LISTED {
            list.push("…".to_owned());
        }
        Some(Never { key: key.clone(), value: value.clone(), list: list.join(", ") })
    }

    /// # Errors
    /// A usage error for a column that no row has, with those that there are.
    pub fn check(&self) -> Result<()> {
        let Some(column) = self.missing.first().filter(|_| self.any) else { return Ok(()) };
        let ticked =
            |names: &mut dyn Iterator<Item = &str>| names.map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
        let labels = ticked(&mut LABELS.into_iter());
        let hint = say!(
            "`annotate --by` keeps other columns; labels are {labels}",
            "其他列需在 `annotate --by` 时保留；标签有 {labels}"
        );
        let what = if self.headers.is_empty() {
            say!("no column `{column}`; the rows keep none", "没有列 `{column}`；数据行未保留任何列")
        } else {
            let met = ticked(&mut self.headers.iter().map(|n| &**n));
            say!("no column `{column}`; the rows have {met}", "没有列 `{column}`；数据行有 {met}")
        };
        Err(Error::usage(what, hint))
    }
}
