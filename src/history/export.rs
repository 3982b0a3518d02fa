//! Writing a whole store out as text, and taking old days out of it.

use std::io::Write;

use rusqlite::params;
use rusqlite::types::ValueRef;
use serde_json::{Map, Value};

use crate::error::{Error, Result};

use super::schema::{NAMES, NO_DAY, VERSION};
use super::store::{Store, count};

/// What was taken out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Pruned {
    /// Records (their keys and days).
    pub records: u64,
    /// Days of series.
    pub days: u64,
    /// Runs.
    pub runs: u64,
    /// Resolved issues.
    pub issues: u64,
    /// Closed work orders.
    pub orders: u64,
}

impl Store {
    /// Writes every row of every table as one JSON object a line, `{"table": …, …}`, in a fixed order.
    ///
    /// # Errors
    /// When the store cannot be read or `out` cannot be written to.
    pub fn export(&self, out: &mut dyn Write) -> Result<()> {
        let io = |e: std::io::Error| Error::writing("-", &e);
        let head = serde_json::json!({"table": "voc_history", "version": VERSION});
        writeln!(out, "{head}").map_err(io)?;
        // One view of all tables, however busy the store is.
        self.db.execute_batch("BEGIN").map_err(|e| self.failed(&e))?;
        for table in NAMES {
            if self.has(table)? {
                self.export_table(table, out)?;
            }
        }
        self.db.execute_batch("COMMIT").map_err(|e| self.failed(&e))
    }

    fn export_table(&self, table: &str, out: &mut dyn Write) -> Result<()> {
        let failed = |e: rusqlite::Error| self.failed(&e);
        let mut found = self.db.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2")).map_err(failed)?;
        let names: Vec<String> = found.column_names().map(str::to_owned).collect();
        let mut rows = found.query([]).map_err(failed)?;
        while let Some(r) = rows.next().map_err(failed)? {
            let mut object = Map::from_iter([("table".to_owned(), Value::from(table))]);
            for (i, name) in names.iter().enumerate() {
                let value = match r.get_ref(i).map_err(failed)? {
                    ValueRef::Integer(n) => Value::from(n),
                    ValueRef::Real(x) => Value::from(x),
                    ValueRef::Text(t) => Value::from(String::from_utf8_lossy(t).into_owned()),
                    ValueRef::Null | ValueRef::Blob(_) => Value::Null,
                };
                object.insert(name.clone(), value);
            }
            writeln!(out, "{}", Value::Object(object)).map_err(|e| Error::writing("-", &e))?;
        }
        Ok(())
    }

    /// Takes out what lies before a day: keys and series of records, runs that stand for such a day, resolved issues and closed orders. Records of
    /// pruned days that are exported again are not counted again.
    ///
    /// # Errors
    /// When the store cannot be written; then nothing was taken out.
    pub fn prune(&mut self, before: i32) -> Result<Pruned> {
        self.begin()?;
        let done = self.pruned(before).map_err(|e| self.failed(&e))?;
        self.commit()?;
        // Gives the room back; no harm if it cannot.
        let _ = self.db.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
        Ok(done)
    }

    fn pruned(&self, before: i32) -> rusqlite::Result<Pruned> {
        let earlier: Option<String> =
            self.db.query_row("SELECT max(value) FROM meta WHERE name = 'pruned_before'", [], |r| r.get(0))?;
        let mark = earlier.and_then(|d| d.parse::<i32>().ok()).map_or(before, |d| d.max(before));
        self.db.execute("INSERT OR REPLACE INTO meta VALUES('pruned_before', ?1)", [mark.to_string()])?;
        let days: i64 = self.db.query_row(
            "SELECT count(DISTINCT day) FROM series WHERE day < ?1 AND day <> ?2",
            params![before, NO_DAY],
            |r| r.get(0),
        )?;
        let gone = |sql: &str| self.db.execute(sql, [before]).map(|n| n as u64);
        self.db.execute("DELETE FROM series WHERE day < ?1 AND day <> ?2", params![before, NO_DAY])?;
        Ok(Pruned {
            records: gone("DELETE FROM records WHERE day < ?1")?,
            days: count(days),
            orders: gone(
                "DELETE FROM orders WHERE EXISTS(SELECT 1 FROM outcomes WHERE order_id = id AND record = 0) \
                 AND (SELECT max(resolved) FROM outcomes WHERE order_id = id) < ?1 * 24",
            )?,
            issues: gone("DELETE FROM issues WHERE state = 'resolved' AND last_day < ?1")?,
            runs: gone("DELETE FROM runs WHERE as_of < ?1")?,
        })
    }
}
