//! By what the rows of a store are known, kept in `meta`: the column that was the id when the first rows with one came, and the segments that rows without an
//! id are known by.
//!
//! Whether a column of orders is the id of an export hangs on its rows: the first follow-up takes that from it. What the store knows its rows by does not.

use std::collections::BTreeSet;

use crate::error::Result;
use crate::record::Name;

use super::store::Store;

/// Names in `meta`.
const ID: &str = "id_column";
const SEGMENTS: &str = "key_segments";

/// Most kinds of exports whose segments are remembered.
const KINDS: usize = 100;

/// Headers by which the rows of a run are known.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Naming {
    /// Of the id, where a row has one.
    pub id: Option<Name>,
    /// Of the segments that name rows without an id; `None` where all have one.
    pub segments: Option<BTreeSet<Name>>,
}

impl Naming {
    /// The same with what is hidden in headers elsewhere: a store keeps no personal data.
    #[must_use]
    pub fn hidden(&self, hide: &dyn Fn(String) -> String) -> Self {
        let name = |header: &Name| Name::from(hide(header.to_string()));
        let segments = self.segments.as_ref().map(|s| s.iter().map(name).collect());
        Self { id: self.id.as_ref().map(name), segments }
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
        let put = "INSERT OR REPLACE INTO meta VALUES(?1, ?2)";
        rows.iter().try_for_each(|(name, value)| {
            self.db.execute(put, [*name, value.as_str()]).map(|_| ()).map_err(|e| self.failed(&e))
        })
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

    #[test]
    fn what_is_hidden_in_headers_is_not_kept() {
        let naming = Naming { id: Some(Name::from("id 1")), segments: Some([Name::from("a 1")].into()) };
        let hidden = naming.hidden(&|header| header.replace('1', "*"));
        assert_eq!(hidden, Naming { id: Some(Name::from("id *")), segments: Some([Name::from("a *")].into()) });
    }

    #[test]
    fn the_first_id_stays_and_segments_are_told_once_where_they_are_others() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("voc.db")).unwrap();
        let naming = |id: Option<&str>, segments: &[&str]| Naming {
            id: id.map(Name::from),
            segments: Some(segments.iter().map(|s| Name::from(*s)).collect()),
        };
        let mut told = Vec::new();
        for n in [naming(None, &["a"]), naming(Some("x"), &["a", "b"]), naming(Some("y"), &["a"])] {
            told.push(store.other_segments(&n).unwrap().map(|s| s.into_iter().collect::<String>()));
            store.put_naming(&n).unwrap();
        }
        assert_eq!(told, [None, Some("a".to_owned()), None]);
        assert_eq!(store.id_column().unwrap().as_deref(), Some("x"));
    }
}
