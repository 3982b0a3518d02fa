//! How statements of the store are run: what they find as a list, what they do, and several of them with one account of what goes wrong.

use rusqlite::{Params, Row};

use crate::error::Result;

use super::store::Store;

impl Store {
    /// All that a statement finds, row by row.
    pub(super) fn rows<T, C: FromIterator<T>>(
        &self,
        sql: &str,
        with: impl Params,
        read: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<C> {
        let mut found = self.db.prepare_cached(sql)?;
        found.query_map(with, read)?.collect()
    }

    /// Does what a statement says that is done often.
    pub(super) fn execute(&self, sql: &str, with: impl Params) -> rusqlite::Result<()> {
        self.db.prepare_cached(sql)?.execute(with).map(|_| ())
    }

    /// Does work of several statements, and tells of its failure as [`Store::failed`] does.
    pub(super) fn try_to<T>(&self, work: impl FnOnce() -> rusqlite::Result<T>) -> Result<T> {
        work().map_err(|e| self.failed(&e))
    }
}
