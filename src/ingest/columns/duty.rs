//! Who has to act on a row and by when, where the export says so itself: 承办单位, 办理时限 of a hotline.
//!
//! A column of departments is a segment as before, and one of them says besides who acts.

use super::{Chooser, Options, Role, find, first_max, is_off};
use crate::ingest::value::{DayOrder, Short};

/// A column of deadlines, and how its cells are read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::ingest) struct Due {
    pub(in crate::ingest) column: usize,
    pub(in crate::ingest) day_order: DayOrder,
    pub(in crate::ingest) short_years: Option<Short>,
}

/// The column that the user named, unless he wants none.
pub(super) fn named<'n>(wanted: Option<&'n String>, names: &[String]) -> Option<&'n String> {
    wanted.filter(|name| !is_off(Some(name.as_str()), names))
}

impl Chooser<'_> {
    /// The column of deadlines: the one that the user named, else by its header where rows are cases that somebody is to deal with, unless he wants none.
    pub(super) fn due(&mut self, given: Option<usize>, texts: &[usize], options: &Options) -> Option<Due> {
        let is_sent = self.columns.iter().any(|c| c.claim.is_some_and(|c| c.role == Role::Department));
        let open = options.due_column.is_none() && (is_sent || texts.iter().any(|i| self.of_case[*i]));
        let column = given.or_else(|| if open { self.best(Role::Due) } else { None })?;
        let profile = &self.columns[column].profile;
        Some(Due { column, day_order: profile.day_order(), short_years: profile.short })
    }

    /// The column that says who acts: the one that the user named, else the heaviest of the segments whose headers say so. It is a segment (`attrs`) all the same.
    pub(super) fn department(&mut self, options: &Options, attrs: &mut Vec<usize>) -> Option<usize> {
        let Some(wanted) = &options.department_column else { return self.department_by_header() };
        let name = named(Some(wanted), self.names)?;
        let Some(found) = find(name, self.names) else {
            self.missing.push(name.clone());
            return None;
        };
        let column = &mut self.columns[found];
        if column.given.is_none_or(|(role, _)| role.is_segment()) {
            column.given = Some((Role::Department, "option"));
            if !attrs.contains(&found) {
                attrs.push(found);
                attrs.sort_unstable();
            }
        }
        Some(found)
    }

    fn department_by_header(&mut self) -> Option<usize> {
        let is_group = |given: Option<(Role, &str)>| given.is_some_and(|(role, _)| role.is_segment());
        let groups = self.columns.iter().enumerate().filter(|(_, c)| is_group(c.given));
        let claim = |(i, c): (usize, &super::Column)| Some((i, c.claim.filter(|c| c.role == Role::Department)?.weight));
        let claimed: Vec<(usize, i32)> = groups.filter_map(claim).collect();
        let (best, _) = *first_max(&claimed, |(_, weight)| *weight)?;
        let from = self.columns[best].given.map_or("header", |(_, from)| from);
        Some(self.give(best, Role::Department, from))
    }
}
