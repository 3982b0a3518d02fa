//! Rows of two groups by the values of segment columns. Columns with too many values (ids, names) are given up, so that memory stays bounded.

use std::collections::BTreeMap;

use crate::record::{Annotated, Name};

use super::segments::{MOST_VALUES, chosen};
use super::sides::Cell;

/// One column, with the rows of each value before and after.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ValueColumn {
    pub(crate) header: Name,
    pub(crate) cells: BTreeMap<String, [Cell; 2]>,
    /// It had more than [`MOST_VALUES`] values; nothing is kept.
    pub(crate) given_up: bool,
}

/// All columns, in the order in which they were first seen.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Values {
    pub(crate) columns: Vec<ValueColumn>,
}

impl Values {
    /// Counts a row of the first group or of the second.
    pub(crate) fn absorb(&mut self, a: &Annotated, after: bool) {
        for (header, value) in chosen(&a.attrs, &[]) {
            self.column(header).count(value, a, after);
        }
    }

    /// The values of a row that its columns keep, as conditions name them; none of columns with more than `most`, which tell nothing of a change.
    pub(crate) fn ids<'a>(&'a self, a: &'a Annotated, most: usize) -> impl Iterator<Item = String> + 'a {
        let kept = move |header: &Name| {
            self.columns.iter().any(|c| c.header == *header && !c.given_up && c.cells.len() <= most)
        };
        chosen(&a.attrs, &[]).filter(move |(header, _)| kept(header)).map(|(header, value)| id(header, value))
    }

    fn column(&mut self, header: &Name) -> &mut ValueColumn {
        let at = self.columns.iter().position(|c| c.header == *header).unwrap_or(self.columns.len());
        if at == self.columns.len() {
            let new = ValueColumn { header: header.clone(), cells: BTreeMap::new(), given_up: false };
            self.columns.push(new);
        }
        &mut self.columns[at]
    }
}

/// As conditions name a value.
pub(crate) fn id(header: &str, value: &str) -> String {
    format!("{header}={value}")
}

impl ValueColumn {
    fn count(&mut self, value: &str, a: &Annotated, after: bool) {
        if self.given_up {
            return;
        }
        let cells = match self.cells.get_mut(value) {
            Some(cells) => cells,
            None => self.cells.entry(value.to_owned()).or_default(),
        };
        cells[usize::from(after)].absorb(a);
        if self.cells.len() > MOST_VALUES {
            self.give_up();
        }
    }

    fn give_up(&mut self) {
        self.given_up = true;
        self.cells = BTreeMap::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Attrs;

    #[test]
    fn a_column_of_ids_is_given_up() {
        let mut v = Values::default();
        for i in 0..=MOST_VALUES {
            assert!(v.columns.iter().all(|c| !c.given_up), "{i}");
            let attrs = Attrs(vec![(Name::from("单号"), i.to_string()), (Name::from("渠道"), "天猫".to_owned())]);
            v.absorb(&Annotated { attrs, ..Annotated::default() }, i % 2 == 1);
        }
        assert!(v.columns[0].given_up && v.columns[0].cells.is_empty());
        assert_eq!(v.columns[1].cells["天猫"].map(|c| c.rows), [5_001, 5_000]);
    }
}
