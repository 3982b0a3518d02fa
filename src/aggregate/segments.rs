//! Segment columns: one tally for each value. Columns with too many values (ids, names) are given up, so that memory stays bounded.

use std::collections::BTreeMap;

use crate::record::{Annotated, Attrs, Name};
use crate::time::Stamp;

use super::intern::Interner;
use super::scale;
use super::tally::Tally;
use super::voice::blamed;

/// Distinct values after which a column is no segment any more.
pub(crate) const MOST_VALUES: usize = 10_000;

/// Distinct values up to which a column is watched day by day.
pub(crate) const MOST_WATCHED: usize = 200;

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Column {
    pub(crate) header: Name,
    pub(crate) values: Interner,
    pub(crate) tallies: Vec<Tally>,
    /// Rows and complaints by day and value; empty where there are more than [`MOST_WATCHED`] values.
    pub(crate) days: BTreeMap<(i32, u32), [u32; 2]>,
    /// It had more than [`MOST_VALUES`] values; nothing is kept.
    pub(crate) given_up: bool,
}

/// All columns, in the order in which they were first seen.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Segments {
    pub(crate) columns: Vec<Column>,
}

/// For each column of a merged part: its place here, and the new numbers of its values.
pub(crate) type ColumnMap = Vec<(u16, Vec<u32>)>;

/// Pairs of column and value numbers of a later part, translated; what was given up meanwhile is left out.
pub(crate) fn moved(attrs: &[(u16, u32)], columns: &ColumnMap) -> Box<[(u16, u32)]> {
    let pair = |&(c, v): &(u16, u32)| {
        let (column, values) = columns.get(usize::from(c))?;
        Some((*column, *values.get(v as usize)?))
    };
    attrs.iter().filter_map(pair).collect()
}

impl Segments {
    /// Counts a row; gives its values as pairs of column and value numbers.
    pub(crate) fn absorb(&mut self, a: &Annotated, by: &[String]) -> Vec<(u16, u32)> {
        let mut places = Vec::with_capacity(a.attrs.0.len());
        let blamed = blamed(a);
        for (header, value) in chosen(&a.attrs, by) {
            let Some((c, v)) = self.place(header, value) else { continue };
            let column = &mut self.columns[usize::from(c)];
            column.tallies[v as usize].absorb(a, &blamed);
            if let Some(day) = a.time.map(Stamp::days).filter(|_| column.watched()) {
                column.count(day, v, [1, u32::from(a.complaint)]);
            }
            column.check();
            places.push((c, v));
        }
        places
    }

    /// Takes the rating of a row whose text says nothing.
    pub(crate) fn rate(&mut self, a: &Annotated, by: &[String]) {
        if scale::usable(a).is_none() {
            return;
        }
        for (header, value) in chosen(&a.attrs, by) {
            let Some((c, v)) = self.place(header, value) else { continue };
            let column = &mut self.columns[usize::from(c)];
            column.tallies[v as usize].outcome.rate(a);
            column.check();
        }
    }

    /// The numbers of a column and of its value, with a tally for it; none where the column was given up.
    fn place(&mut self, header: &Name, value: &str) -> Option<(u16, u32)> {
        let c = self.column(header);
        let number = u16::try_from(c).ok()?;
        let column = &mut self.columns[c];
        if column.given_up {
            return None;
        }
        let v = column.values.id(value);
        if column.values.len() > column.tallies.len() {
            column.tallies.push(Tally::default());
        }
        Some((number, v))
    }

    fn column(&mut self, header: &Name) -> usize {
        self.columns.iter().position(|c| c.header == *header).unwrap_or_else(|| {
            self.columns.push(Column {
                header: header.clone(),
                values: Interner::default(),
                tallies: Vec::new(),
                days: BTreeMap::new(),
                given_up: false,
            });
            self.columns.len() - 1
        })
    }

    pub(crate) fn merge(&mut self, later: Self) -> ColumnMap {
        later
            .columns
            .into_iter()
            .map(|theirs| {
                let c = self.column(&theirs.header);
                (u16::try_from(c).unwrap_or(u16::MAX), self.columns[c].merge(theirs))
            })
            .collect()
    }

    /// The value behind a pair of numbers; `None` where the column was given up.
    pub(crate) fn value(&self, (c, v): (u16, u32)) -> Option<(&Name, &str)> {
        let column = self.columns.get(usize::from(c)).filter(|c| !c.given_up)?;
        Some((&column.header, column.values.name(v)))
    }
}

impl Column {
    /// Adds a later part; gives the new numbers of its values, none where there are too many by now.
    fn merge(&mut self, theirs: Self) -> Vec<u32> {
        self.given_up |= theirs.given_up;
        let map = self.values.merge(theirs.values);
        self.tallies.resize_with(self.values.len(), Tally::default);
        for (t, &v) in theirs.tallies.into_iter().zip(&map) {
            self.tallies[v as usize].merge(t);
        }
        for ((day, v), n) in theirs.days {
            self.count(day, map[v as usize], n);
        }
        self.check();
        if self.given_up { Vec::new() } else { map }
    }

    fn count(&mut self, day: i32, value: u32, [rows, complaints]: [u32; 2]) {
        let known = self.days.entry((day, value)).or_default();
        *known = [known[0] + rows, known[1] + complaints];
    }

    /// Few enough values for a series of days each.
    pub(crate) fn watched(&self) -> bool {
        !self.given_up && self.values.len() <= MOST_WATCHED
    }

    /// Gives up where there are too many values.
    fn check(&mut self) {
        if !self.watched() {
            self.days = BTreeMap::new();
        }
        if self.given_up || self.values.len() > MOST_VALUES {
            self.given_up = true;
            self.values = Interner::default();
            self.tallies = Vec::new();
        }
    }
}

/// The columns asked for, or all of them; values that say nothing are left out.
pub(super) fn chosen<'a>(attrs: &'a Attrs, by: &'a [String]) -> impl Iterator<Item = (&'a Name, &'a str)> {
    attrs
        .0
        .iter()
        .filter(move |(h, _)| by.is_empty() || by.iter().any(|b| **b == **h))
        .map(|(h, v)| (h, v.trim()))
        .filter(|(_, v)| !v.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(value: usize) -> Annotated {
        let attrs = Attrs(vec![(Name::from("客户"), value.to_string())]);
        Annotated { attrs, ..Annotated::default() }
    }

    #[test]
    fn a_column_of_ids_is_given_up_however_the_rows_are_split() {
        let fill = |range: std::ops::Range<usize>| {
            let mut s = Segments::default();
            range.for_each(|i| {
                s.absorb(&row(i), &[]);
            });
            s
        };
        let mut split = fill(0..6_000);
        assert!(!split.columns[0].given_up);
        let map = split.merge(fill(6_000..10_001));
        assert!(moved(&[(0, 0), (0, 4_000)], &map).is_empty(), "pairs of a column that is given up are left out");
        assert!(split.columns[0].given_up && split.columns[0].values.len() == 0);
        assert_eq!(split, fill(0..10_001));
        assert!(!fill(0..10_000).columns[0].given_up);
    }
}
