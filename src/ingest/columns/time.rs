//! Which column holds the times, how its cells are read, and what to tell where there are none.

use super::{Chooser, Claim, Columns, Role, Roles, first_max};
use crate::ingest::mapping::unguarded;
use crate::ingest::value::{DayOrder, Unread, day_order_of};

/// Times of this weight and below tell when something came (送达时间), not when it was said.
const LATE: i32 = 30;

impl Chooser<'_> {
    /// When it was said; where the columns only tell when it came, rather when it was ordered.
    pub(super) fn time(&mut self) -> Option<usize> {
        let said = |c: &Claim| c.weight > LATE;
        if !self.claimants(Role::Time).iter().any(|(_, c)| said(c)) {
            let came = !self.claimants(Role::Time).is_empty();
            let mut ordered = self.claimants(Role::OrderTime);
            ordered.retain(|(i, _)| came && self.columns[*i].profile.is_time_by_header());
            if let Some((best, _)) = first_max(&ordered, |(_, c)| c.weight) {
                return Some(self.give(*best, Role::Time, "header"));
            }
        }
        self.best(Role::Time).or_else(|| self.time_by_content())
    }

    /// How cells of the times are to be read, or what to tell where there are none. `wanted`: whether there shall be any.
    pub(super) fn read_times(&self, columns: &mut Columns, wanted: bool, roles: &Roles) {
        if let Some((at, profile)) = columns.time.map(|i| (i, &self.columns[i].profile)) {
            columns.day_order = profile.day_order();
            let mut cells = self.rows.iter().map(|r| unguarded(r.get(at)));
            let cell = cells.find(|c| day_order_of(c).is_some());
            columns.ambiguous = cell.filter(|_| profile.is_ambiguous()).map(str::to_owned);
            columns.short_years = profile.short;
        }
        if wanted {
            let bought = self.claimants(Role::OrderTime).first().map(|(i, _)| *i);
            columns.bought = bought.filter(|_| columns.time.is_none());
            columns.unread = self.unread(columns.time, columns.ambiguous.is_some(), roles);
        }
    }

    fn time_by_content(&mut self) -> Option<usize> {
        let found = self.silent().into_iter().find(|i| self.columns[*i].profile.is_time())?;
        Some(self.give(found, Role::Time, "content"))
    }

    /// The column that its header or the user calls times, where most cells state none, unless another of the same weight does.
    fn unread(&self, time: Option<usize>, ambiguous: bool, roles: &Roles) -> Option<(usize, String, Unread)> {
        let weighed: Vec<(usize, i32)> = self.columns.iter().enumerate().map(|(i, c)| (i, c.untimed)).collect();
        let (column, weight) = *first_max(&weighed, |(_, w)| *w)?;
        let (column, untold) = match time.map(|i| (i, &self.columns[i])) {
            None => (column, weight > 0),
            Some((i, c)) if c.given.is_some_and(|(_, from)| from == "option") => {
                (i, !ambiguous && !c.profile.is_time_by_header())
            }
            Some((_, c)) => (column, weight > c.claim.map_or(0, |c| c.weight)),
        };
        let silent = |cell: &&str| !cell.is_empty() && roles.times.time(cell, DayOrder::Unknown).is_none();
        let cell = self.rows.iter().map(|r| unguarded(r.get(column))).find(silent).filter(|_| untold)?;
        Some((column, cell.to_owned(), roles.times.why(cell)))
    }
}
