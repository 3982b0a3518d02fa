//! Writing a whole store out as text, and taking old days out of it.

use std::io::Write;

use rusqlite::params;
use rusqlite::types::ValueRef;
use serde_json::{Map, Value};

use crate::error::{Error, Result};

use super::raising::EPISODE;
use super::schema::{NAMES, NO_DAY, VERSION};
use super::store::{Store, count, day_of};

/// Where the store remembers the first day, and some before it, of what was pruned.
const PRUNED_FROM: &str = "pruned_from";

/// What was taken out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Pruned {
    /// Records (their keys and days).
    pub records: u64,
    /// Days of series.
    pub days: u64,
    /// Runs.
    pub runs: u64,
    /// Resolved issues, and those that went on in others.
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
        let key = self.key_of(table).map_err(failed)?;
        let mut found = self.db.prepare(&format!("SELECT * FROM {table} ORDER BY {key}")).map_err(failed)?;
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

    /// The columns that put the rows of a table in order, by their numbers: those of its primary key.
    fn key_of(&self, table: &str) -> rusqlite::Result<String> {
        let sql = "SELECT cid + 1 FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk";
        let columns: Vec<String> = self.rows(sql, [table], |r| Ok(r.get::<_, i64>(0)?.to_string()))?;
        // A damaged store may have a table without a key.
        Ok(if columns.is_empty() { "1".to_owned() } else { columns.join(", ") })
    }

    /// The last day that a record has, mistyped dates apart.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn last_day(&self) -> Result<Option<i32>> {
        self.last_record().map_err(|e| self.failed(&e))
    }

    fn last_record(&self) -> rusqlite::Result<Option<i32>> {
        let (first, last) = self.bounds()?;
        self.db.query_row("SELECT max(day) FROM records WHERE day BETWEEN ?1 AND ?2", [first, last], |r| day_of(r, 0))
    }

    /// What [`Store::prune`] would take out; nothing is.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn would_prune(mut self, before: i32) -> Result<Pruned> {
        self.begin()?;
        // Dropping the store takes everything back.
        self.pruned(before).map_err(|e| self.failed(&e))
    }

    /// Takes out what lies before a day: keys and series of records, runs that stand for such a day, resolved issues and closed orders. Records of
    /// pruned days that are exported again are not counted again; those of days that the store has not seen yet are.
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
        self.mark(before)?;
        let days: i64 = self.db.query_row(
            "SELECT count(DISTINCT day) FROM series WHERE day < ?1 AND day <> ?2",
            params![before, NO_DAY],
            |r| r.get(0),
        )?;
        let gone = |sql: &str| self.db.execute(sql, [before]).map(|n| n as u64);
        // Whether they are closed hangs on their records.
        let orders = self.forget_orders(before)?;
        self.db.execute("DELETE FROM series WHERE day < ?1 AND day <> ?2", params![before, NO_DAY])?;
        gone("DELETE FROM grown WHERE day < ?1")?;
        let done = Pruned {
            records: gone("DELETE FROM records WHERE day < ?1")?,
            days: count(days),
            orders,
            issues: gone("DELETE FROM issues WHERE state IN ('resolved', 'merged') AND last_day < ?1")?,
            runs: gone("DELETE FROM runs WHERE as_of < ?1")?,
        };
        self.forget_issues()?;
        Ok(done)
    }

    /// Takes out orders that were closed before a day, as a whole or record by record; where it is not known when, those that no run of that day or later raised.
    /// Their ids are given to no other.
    fn forget_orders(&self, before: i32) -> rusqlite::Result<u64> {
        let last = "SELECT coalesce((SELECT as_of FROM runs WHERE runs.id = last_run) < ?2, last_run NOT IN (SELECT id FROM runs)) FROM orders WHERE id = ?1";
        let mut was_quiet = self.db.prepare(last)?;
        let mut remember = self.db.prepare(
            "INSERT INTO meta SELECT ?2 || base, episode FROM orders WHERE id = ?1 \
             ON CONFLICT(name) DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))",
        )?;
        let mut forget = self.db.prepare("DELETE FROM orders WHERE id = ?1")?;
        let mut gone = 0;
        for o in self.orders("WHERE closed ORDER BY id", [])? {
            let is_old = match o.resolved {
                Some(at) => at < i64::from(before) * 24,
                None => was_quiet.query_row(params![o.id, before], |r| r.get(0))?,
            };
            if is_old {
                remember.execute([o.id.as_str(), EPISODE])?;
                gone += forget.execute([&o.id])? as u64;
            }
        }
        Ok(gone)
    }

    /// Remembers from which day on the store knows its records. No day after the last one is such, however late `before` is: rows of it were never counted.
    fn mark(&self, before: i32) -> rusqlite::Result<()> {
        let Some(last) = self.last_record()? else { return Ok(()) };
        let before = before.min(last.saturating_add(1));
        let earlier: Option<String> =
            self.db.query_row("SELECT max(value) FROM meta WHERE name = 'pruned_before'", [], |r| r.get(0))?;
        let earlier = earlier.and_then(|d| d.parse::<i32>().ok());
        self.mark_first(earlier.is_some())?;
        let mark = earlier.map_or(before, |d| d.max(before));
        self.db.execute("INSERT OR REPLACE INTO meta VALUES('pruned_before', ?1)", [mark.to_string()]).map(|_| ())
    }

    /// Remembers the first day of all that is pruned: a row far before it was not, its date is mistyped. Of a store that an older voc pruned nobody knows it.
    fn mark_first(&self, was_pruned: bool) -> rusqlite::Result<()> {
        let (first, _) = self.bounds()?;
        let sql = if was_pruned {
            "UPDATE meta SET value = min(CAST(value AS INTEGER), ?2) WHERE name = ?1"
        } else {
            "INSERT OR REPLACE INTO meta VALUES(?1, ?2)"
        };
        self.db.execute(sql, params![PRUNED_FROM, first]).map(|_| ())
    }

    /// The days of rows that may be among those that were pruned.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn pruned_days(&self) -> Result<Option<std::ops::Range<i32>>> {
        let from = self.meta(PRUNED_FROM)?.and_then(|d| d.parse().ok()).unwrap_or(i32::MIN);
        Ok(self.pruned_before()?.map(|before| from..before))
    }

    /// Open orders and records without a time outlive their issue: they belong to none then. Such an order goes on by its own id and runs. An issue that was
    /// merged into it names no other that may get its number.
    fn forget_issues(&self) -> rusqlite::Result<()> {
        self.db.execute_batch(
            "UPDATE orders SET issue = NULL WHERE issue NOT IN (SELECT id FROM issues); \
             UPDATE records SET issue = NULL WHERE issue NOT IN (SELECT id FROM issues); \
             UPDATE issues SET merged = NULL WHERE merged NOT IN (SELECT id FROM issues)",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A store with one resolved issue (number 7), an open order about it, and a record of it without a time.
    const RESOLVED: &str = "
        INSERT INTO issues(id, key, title, keywords, first_run, last_run, last_day, records, state, changed_run)
          VALUES(7, 'k', '锅盖开裂', '[]', 1, 1, 5, 1, 'resolved', 1);
        INSERT INTO orders(id, base, episode, severity, department, solution, title, issue, opened, due_hours, count, first_run, last_run)
          VALUES('I1', 'I1', 1, 'general', '', '', '锅盖开裂', 7, 100, 24, 1, 1, 1);
        INSERT INTO records(key, day, run, counted, issue) VALUES(1, NULL, 1, 1, 7), (2, 5, 1, 1, 7);
    ";

    fn store(dir: &tempfile::TempDir) -> Store {
        let store = Store::open(&dir.path().join("voc.db")).unwrap();
        store.db.execute_batch(RESOLVED).unwrap();
        store
    }

    #[test]
    fn what_outlives_a_pruned_issue_belongs_to_none() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = store(&dir);
        let done = store.prune(10).unwrap();
        assert_eq!((done.issues, done.records, done.orders), (1, 1, 0));
        let number = |sql: &str| store.db.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap();
        assert_eq!(number("SELECT count(*) FROM orders WHERE issue IS NULL"), 1);
        assert_eq!(number("SELECT count(*) FROM records WHERE issue IS NULL"), 1);
        let lines = store.order_lines().unwrap();
        assert_eq!(lines.iter().map(|l| (l.id.as_str(), l.status.as_str())).collect::<Vec<_>>(), [("I1", "open")]);
    }

    #[test]
    fn orders_go_that_were_closed_record_by_record_or_without_a_time_and_their_ids_are_kept() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = store(&dir);
        let content = "
            INSERT INTO orders(id, base, episode, severity, department, solution, title, opened, due_hours, count, first_run, last_run)
              VALUES('I2', 'I2', 1, 'general', '', '', '', 100, 24, 1, 1, 1), ('A3-2', 'A3', 2, 'general', '', '', '', 100, 24, 1, 1, 1),
              ('A4', 'A4', 1, 'general', '', '', '', 100, 24, 1, 1, 2);
            INSERT INTO order_records(order_id, record, own) VALUES('I2', 2, 70);
            INSERT INTO outcomes VALUES('I2', 70, 110, NULL), ('A3-2', 0, NULL, NULL), ('A4', 0, NULL, NULL);
        ";
        store.db.execute_batch(content).unwrap();
        for (run, day) in [("a", 5), ("b", 20)] {
            let id = store.new_run(run).unwrap();
            store.db.execute("UPDATE runs SET as_of = ?2 WHERE id = ?1", params![id, day]).unwrap();
        }
        assert_eq!(store.prune(10).unwrap().orders, 2);
        // The last was raised by a run of a later day.
        let lines = store.order_lines().unwrap();
        assert_eq!(lines.iter().map(|l| l.id.as_str()).collect::<Vec<_>>(), ["I1", "A4"]);
        let episode = |base: &str| store.meta(&format!("{EPISODE}{base}")).unwrap();
        assert_eq!([episode("I2"), episode("A3"), episode("A4")], [Some("1".to_owned()), Some("2".to_owned()), None]);
    }

    #[test]
    fn an_issue_is_not_merged_into_one_that_was_pruned() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = store(&dir);
        let merged = "INSERT INTO issues(id, key, title, keywords, first_run, last_run, last_day, records, state, changed_run, merged)
                      VALUES(8, 'l', '锅盖', '[]', 1, 1, 12, 0, 'merged', 1, 7)";
        store.db.execute_batch(merged).unwrap();
        store.prune(10).unwrap();
        let of = "SELECT merged FROM issues WHERE id = 8";
        assert_eq!(store.db.query_row(of, [], |r| r.get::<_, Option<i64>>(0)).unwrap(), None);
    }

    #[test]
    fn an_issue_that_is_not_pruned_keeps_its_order_and_its_records() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = store(&dir);
        store.prune(3).unwrap();
        let kept =
            "SELECT (SELECT count(*) FROM orders WHERE issue = 7) + (SELECT count(*) FROM records WHERE issue = 7)";
        assert_eq!(store.db.query_row(kept, [], |r| r.get::<_, i64>(0)).unwrap(), 3);
    }

    #[test]
    fn no_day_that_the_store_has_not_seen_counts_as_pruned() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = store(&dir);
        assert_eq!(store.last_day().unwrap(), Some(5));
        store.prune(100_000).unwrap();
        assert_eq!((store.pruned_before().unwrap(), store.last_day().unwrap()), (Some(6), None));
        store.prune(100_000).unwrap();
        assert_eq!(store.pruned_before().unwrap(), Some(6));
    }

    #[test]
    fn what_would_be_pruned_stays() {
        let dir = tempfile::tempdir().unwrap();
        drop(store(&dir));
        let open = || Store::open(&dir.path().join("voc.db")).unwrap();
        let would = open().would_prune(10).unwrap();
        assert_eq!((would.issues, would.records), (1, 1));
        assert_eq!((open().last_day().unwrap(), open().pruned_before().unwrap()), (Some(5), None));
        assert_eq!(open().prune(10).unwrap(), would);
    }

    #[test]
    fn rows_are_written_out_in_the_order_of_their_keys() {
        let dir = tempfile::tempdir().unwrap();
        let store = store(&dir);
        let keys = ["meta", "runs", "run_counts", "series", "order_records"].map(|t| store.key_of(t).unwrap());
        assert_eq!(keys, ["1", "1", "1, 2, 3", "1, 2, 3", "1, 2"]);
    }
}
