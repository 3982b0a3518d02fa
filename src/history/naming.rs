//! By what the rows of a store are known, kept in `meta`: the column that was the id when the first rows with one came, the segments that rows without an
//! id are known by, and the columns of which the texts of each kind of export were made.
//!
//! Whether a column of orders is the id of an export hangs on its rows: the first follow-up takes that from it. What the store knows its rows by does not.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::record::Name;
use crate::report::Input;

use super::store::Store;

/// Names in `meta`.
const ID: &str = "id_column";
const SEGMENTS: &str = "key_segments";
const TEXTS: &str = "key_texts";

/// The role of columns of texts.
const TEXT: &str = "text";

/// Most kinds of exports whose segments and texts are remembered.
const KINDS: usize = 100;

/// Headers by which the rows of a run are known.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Naming {
    /// Of the id, where a row has one.
    pub id: Option<Name>,
    /// Of the segments that name rows without an id; `None` where all have one.
    pub segments: Option<BTreeSet<Name>>,
    /// Of the texts, by kind of export.
    pub texts: Vec<Texts>,
}

/// The columns of which the texts of an export were made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    /// Tells the kind of export: a hash of all headers.
    kind: String,
    /// The headers, in the order in which they were joined.
    pub columns: Vec<String>,
}

impl Texts {
    /// Those of an input; nothing where it has none.
    pub fn of(input: &Input) -> Option<Self> {
        let mut hasher = blake3::Hasher::new();
        for c in &input.columns {
            hasher.update(&(c.header.len() as u64).to_le_bytes());
            hasher.update(c.header.as_bytes());
        }
        let columns: Vec<String> = input.columns.iter().filter(|c| c.role == TEXT).map(|c| c.header.clone()).collect();
        let kind = hasher.finalize().to_hex()[..16].to_owned();
        (!columns.is_empty()).then_some(Self { kind, columns })
    }
}

impl Naming {
    /// The same with what is hidden in headers elsewhere: a store keeps no personal data.
    #[must_use]
    pub fn hidden(&self, hide: &dyn Fn(String) -> String) -> Self {
        let name = |header: &Name| Name::from(hide(header.to_string()));
        let segments = self.segments.as_ref().map(|s| s.iter().map(name).collect());
        Self { id: self.id.as_ref().map(name), segments, texts: self.texts.clone() }
    }
}

/// What the segments of each kind of export were.
type Kinds = Vec<BTreeSet<String>>;

impl Store {
    /// The header of the column that was the id when the first rows with one were stored.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn id_column(&self) -> Result<Option<String>> {
        self.meta(ID)
    }

    /// The segments by which rows without an id were known last, where none of the runs before knew them by those of this one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn other_segments(&self, naming: &Naming) -> Result<Option<BTreeSet<String>>> {
        let mut kinds = self.kinds()?;
        let is_new = naming.segments.as_ref().is_some_and(|s| !kinds.contains(&texts(s)));
        Ok(kinds.pop().filter(|_| is_new))
    }

    /// Of the same headers, what texts were made of in the runs before and are made of here, where that differs.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn other_texts(&self, texts: &[Texts]) -> Result<Option<(Texts, Texts)>> {
        let known = self.texts()?;
        let other = |t: &Texts| known.iter().find(|k| k.kind == t.kind && k.columns != t.columns).cloned();
        Ok(texts.iter().find_map(|t| Some((other(t)?, t.clone()))))
    }

    /// Remembers by what the rows of a run are known.
    pub(super) fn put_naming(&self, naming: &Naming) -> Result<()> {
        let mut rows: Vec<(&str, String)> = Vec::new();
        if let (Some(id), None) = (&naming.id, self.id_column()?) {
            rows.push((ID, id.to_string()));
        }
        if let Some(segments) = naming.segments.as_ref().map(texts) {
            let mut kinds = self.kinds()?;
            kinds.retain(|k| *k != segments);
            kinds.push(segments);
            kinds.drain(..kinds.len().saturating_sub(KINDS));
            rows.push((SEGMENTS, serde_json::to_string(&kinds).unwrap_or_default()));
        }
        if !naming.texts.is_empty() {
            let mut all = self.texts()?;
            all.retain(|known| naming.texts.iter().all(|t| t.kind != known.kind));
            all.extend(naming.texts.iter().cloned());
            all.drain(..all.len().saturating_sub(KINDS));
            rows.push((TEXTS, serde_json::to_string(&all).unwrap_or_default()));
        }
        let put = "INSERT OR REPLACE INTO meta VALUES(?1, ?2)";
        rows.iter().try_for_each(|(name, value)| {
            self.db.execute(put, [*name, value.as_str()]).map(|_| ()).map_err(|e| self.failed(&e))
        })
    }

    fn texts(&self) -> Result<Vec<Texts>> {
        Ok(self.meta(TEXTS)?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    fn kinds(&self) -> Result<Kinds> {
        Ok(self.meta(SEGMENTS)?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }
}

fn texts(names: &BTreeSet<Name>) -> BTreeSet<String> {
    names.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::ColumnRole;

    #[test]
    fn what_is_hidden_in_headers_is_not_kept() {
        let naming =
            Naming { id: Some(Name::from("id 1")), segments: Some([Name::from("a 1")].into()), ..Naming::default() };
        let hidden = naming.hidden(&|header| header.replace('1', "*"));
        let (id, segments) = (Some(Name::from("id *")), Some([Name::from("a *")].into()));
        assert_eq!(hidden, Naming { id, segments, ..Naming::default() });
    }

    #[test]
    fn the_first_id_stays_and_segments_are_told_once_where_they_are_others() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("voc.db")).unwrap();
        let naming = |id: Option<&str>, segments: &[&str]| Naming {
            id: id.map(Name::from),
            segments: Some(segments.iter().map(|s| Name::from(*s)).collect()),
            ..Naming::default()
        };
        let mut told = Vec::new();
        for n in [naming(None, &["a"]), naming(Some("x"), &["a", "b"]), naming(Some("y"), &["a"])] {
            told.push(store.other_segments(&n).unwrap().map(|s| s.into_iter().collect::<String>()));
            store.put_naming(&n).unwrap();
        }
        assert_eq!(told, [None, Some("a".to_owned()), None]);
        assert_eq!(store.id_column().unwrap().as_deref(), Some("x"));
    }

    #[test]
    fn other_texts_of_the_same_headers_are_told() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("voc.db")).unwrap();
        let input = |columns: &[(&str, &str)]| {
            let column = |(header, role): &(&str, &str)| ColumnRole {
                header: (*header).to_owned(),
                role: (*role).to_owned(),
                from: "header".to_owned(),
            };
            Texts::of(&Input { columns: columns.iter().map(column).collect(), ..Input::default() })
        };
        let mut told = Vec::new();
        for columns in [
            [("title", "text"), ("body", "text")],
            [("title", "ignored"), ("body", "text")],
            [("title", "ignored"), ("body", "text")],
            [("name", "ignored"), ("body", "text")],
        ] {
            let naming = Naming { texts: input(&columns).into_iter().collect(), ..Naming::default() };
            let other = store.other_texts(&naming.texts).unwrap();
            told.push(other.map(|(before, here)| (before.columns.len(), here.columns.len())));
            store.put_naming(&naming).unwrap();
        }
        assert_eq!(told, [None, Some((2, 1)), None, None]);
        assert_eq!(input(&[("a", "id")]), None);
    }
}
