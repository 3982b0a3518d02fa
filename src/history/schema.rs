//! The tables. Days are days since 1970-01-01, hours likewise; what is not known is null. All figures are integers.

use super::store::Store;

/// Marks a file as a store of voc: `VOCH`.
pub(super) const APPLICATION: i64 = 0x564F_4348;

/// Version of the tables. An older store is brought up to it when it is opened for writing; a newer one is refused.
pub(super) const VERSION: i64 = 5;

/// What each version added, oldest first: a new store runs through all.
pub(super) const STEPS: [&str; 5] = [TABLES, CELLS, HOLDING, LIVES, GROWN];

/// The first version.
const TABLES: &str = "
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE runs(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  content TEXT NOT NULL,
  as_of INTEGER, first_day INTEGER, last_day INTEGER,
  version TEXT NOT NULL, dictionaries TEXT NOT NULL, models TEXT NOT NULL, options TEXT NOT NULL, inputs TEXT NOT NULL,
  rows_read INTEGER NOT NULL, analysed INTEGER NOT NULL, informative INTEGER NOT NULL, empty INTEGER NOT NULL,
  duplicate INTEGER NOT NULL, rejected INTEGER NOT NULL, new_records INTEGER NOT NULL, known_records INTEGER NOT NULL,
  level1 INTEGER NOT NULL, level2 INTEGER NOT NULL, level3 INTEGER NOT NULL, level4 INTEGER NOT NULL, level5 INTEGER NOT NULL,
  positive INTEGER NOT NULL, negative INTEGER NOT NULL, neutral INTEGER NOT NULL, mixed INTEGER NOT NULL,
  complaints INTEGER NOT NULL, major INTEGER NOT NULL,
  rated INTEGER NOT NULL, rating_scale INTEGER NOT NULL, rating_mean_milli INTEGER,
  alerts INTEGER NOT NULL, issues INTEGER NOT NULL);
CREATE INDEX runs_content ON runs(content);
CREATE TABLE run_counts(
  run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, kind TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL,
  count INTEGER NOT NULL, negative INTEGER NOT NULL, major INTEGER NOT NULL,
  PRIMARY KEY(run, kind, id)) WITHOUT ROWID;
CREATE TABLE records(key INTEGER PRIMARY KEY, day INTEGER, run INTEGER NOT NULL, counted INTEGER NOT NULL, issue INTEGER);
CREATE INDEX records_issue ON records(issue, day) WHERE issue IS NOT NULL;
CREATE TABLE subjects(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, UNIQUE(kind, name));
CREATE TABLE series(
  subject INTEGER NOT NULL, day INTEGER NOT NULL, run INTEGER NOT NULL,
  volume INTEGER NOT NULL, complaints INTEGER NOT NULL, negative INTEGER NOT NULL, major INTEGER NOT NULL,
  level1 INTEGER NOT NULL, level2 INTEGER NOT NULL, level3 INTEGER NOT NULL, level4 INTEGER NOT NULL, level5 INTEGER NOT NULL,
  PRIMARY KEY(subject, day, run)) WITHOUT ROWID;
CREATE TABLE issues(
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, title TEXT NOT NULL, nature TEXT, aspect TEXT, keywords TEXT NOT NULL,
  quote TEXT, first_run INTEGER NOT NULL, last_run INTEGER NOT NULL, first_day INTEGER, last_day INTEGER,
  records INTEGER NOT NULL, state TEXT NOT NULL, changed_run INTEGER NOT NULL);
CREATE TABLE issue_runs(
  run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, issue INTEGER NOT NULL REFERENCES issues(id) ON DELETE CASCADE,
  local TEXT, rank INTEGER, count INTEGER NOT NULL, major INTEGER NOT NULL, heat_tenths INTEGER, state TEXT NOT NULL,
  PRIMARY KEY(run, issue)) WITHOUT ROWID;
CREATE TABLE orders(
  id TEXT PRIMARY KEY, base TEXT NOT NULL, episode INTEGER NOT NULL, severity TEXT NOT NULL, department TEXT NOT NULL,
  solution TEXT NOT NULL, title TEXT NOT NULL, nature TEXT, aspect TEXT, issue INTEGER,
  opened INTEGER, due_hours INTEGER NOT NULL, count INTEGER NOT NULL, first_run INTEGER NOT NULL, last_run INTEGER NOT NULL,
  again INTEGER NOT NULL DEFAULT 0, UNIQUE(base, episode)) WITHOUT ROWID;
CREATE TABLE order_records(order_id TEXT NOT NULL REFERENCES orders(id) ON DELETE CASCADE, record INTEGER NOT NULL,
  PRIMARY KEY(order_id, record)) WITHOUT ROWID;
CREATE INDEX order_records_record ON order_records(record);
CREATE TABLE outcomes(
  order_id TEXT NOT NULL REFERENCES orders(id) ON DELETE CASCADE, record INTEGER NOT NULL, resolved INTEGER, satisfied INTEGER,
  PRIMARY KEY(order_id, record)) WITHOUT ROWID;
";

/// The second: what `voc compare` needs of a run. Kinds: `figure` (rows seen, by mood, major), `all`, `theme`, and complaints by `nature` and `aspect`.
const CELLS: &str = "
CREATE TABLE run_cells(
  run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, kind TEXT NOT NULL, id TEXT NOT NULL,
  count INTEGER NOT NULL, complaints INTEGER NOT NULL,
  level1 INTEGER NOT NULL, level2 INTEGER NOT NULL, level3 INTEGER NOT NULL, level4 INTEGER NOT NULL, level5 INTEGER NOT NULL,
  PRIMARY KEY(run, kind, id)) WITHOUT ROWID;
";

/// The third: where issues and complaints of orders went (`merged`, `moved`), complaints of an order by their keys (`own` is the hash of a record's own id), when
/// each major one is due, and how many an earlier order had dealt with. Until then a complaint stood in an order under its own id; such a row is its own `own`.
const HOLDING: &str = "
ALTER TABLE issues ADD COLUMN merged INTEGER;
ALTER TABLE orders ADD COLUMN handled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE order_records ADD COLUMN own INTEGER NOT NULL DEFAULT 0;
ALTER TABLE order_records ADD COLUMN due INTEGER;
ALTER TABLE order_records ADD COLUMN moved TEXT;
UPDATE order_records SET own = record WHERE record NOT IN (SELECT key FROM records);
CREATE INDEX order_records_own ON order_records(own) WHERE own <> 0;
";

/// The fourth: the runs of an issue are found without a look at all runs, which took seconds after a year of nights.
const LIVES: &str = "CREATE INDEX issue_runs_issue ON issue_runs(issue, run);";

/// The fifth: the keys of known records with what their texts have grown to, so that they are new to `--new-only` once.
const GROWN: &str = "CREATE TABLE grown(key INTEGER PRIMARY KEY, day INTEGER, run INTEGER NOT NULL);";

/// What a store from before the third version looks like while it is only looked at.
const SHADOWS: &str = "
CREATE TEMP VIEW issues AS SELECT *, NULL AS merged FROM main.issues;
CREATE TEMP VIEW orders AS SELECT *, 0 AS handled FROM main.orders;
CREATE TEMP VIEW order_records AS SELECT *, record AS own, NULL AS due, NULL AS moved FROM main.order_records;
";

/// The version that [`SHADOWS`] stands for.
const SHADOWED: i64 = 3;

/// Stands in `series.day` for records without a time.
pub(super) const NO_DAY: i64 = -1_000_000;

/// All tables, in the order of an export.
pub(super) const NAMES: [&str; 13] = [
    "meta",
    "runs",
    "run_counts",
    "run_cells",
    "records",
    "grown",
    "subjects",
    "series",
    "issues",
    "issue_runs",
    "orders",
    "order_records",
    "outcomes",
];

impl Store {
    /// Gives a store of an older voc that is only looked at the columns that are asked for.
    pub(super) fn shadow(&self) -> rusqlite::Result<()> {
        let version: i64 = self.db.query_row("PRAGMA user_version", [], |r| r.get(0))?;
        if !(1..SHADOWED).contains(&version) {
            return Ok(());
        }
        self.db.execute_batch(&format!("PRAGMA query_only = OFF; {SHADOWS} PRAGMA query_only = ON"))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rusqlite::Connection;

    use super::*;

    /// A store as an older voc left it.
    fn old(path: &Path, version: u32, content: &str) {
        let db = Connection::open(path).unwrap();
        STEPS[..version as usize].iter().for_each(|step| db.execute_batch(step).unwrap());
        db.execute_batch(content).unwrap();
        db.pragma_update(None, "application_id", APPLICATION).unwrap();
        db.pragma_update(None, "user_version", version).unwrap();
    }

    #[test]
    fn a_store_of_the_first_version_gains_what_later_ones_added() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("voc.db");
        old(&path, 1, "INSERT INTO meta VALUES('a', 'b')");
        let looked = Store::look(&path).unwrap();
        assert!(!looked.has("run_cells").unwrap());
        assert!(looked.order_lines().unwrap().is_empty() && looked.issues(None).unwrap().is_empty());
        looked.export(&mut Vec::new()).unwrap();
        drop(looked);
        let store = Store::open(&path).unwrap();
        assert!(store.has("run_cells").unwrap() && store.has("grown").unwrap());
        assert_eq!(store.meta("a").unwrap().as_deref(), Some("b"));
    }

    #[test]
    fn the_runs_of_an_issue_are_found_by_an_index() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("voc.db");
        old(&path, 3, "INSERT INTO meta VALUES('a', 'b')");
        let store = Store::open(&path).unwrap();
        let plan = "EXPLAIN QUERY PLAN SELECT local FROM issue_runs WHERE issue = 7 AND local IS NOT NULL ORDER BY run DESC LIMIT 1";
        let way: String = store.db.query_row(plan, [], |r| r.get(3)).unwrap();
        assert!(way.contains("issue_runs_issue"), "{way}");
    }

    #[test]
    fn orders_of_the_second_version_stand_as_they_did_and_are_closed_by_the_ids_of_their_records() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("voc.db");
        let id = crate::history::issues::signed(crate::history::key::of_id("R-1"));
        let content = format!(
            "INSERT INTO records VALUES(7, 1, 1, 1, NULL);
             INSERT INTO orders(id, base, episode, severity, department, solution, title, opened, due_hours, count, first_run, last_run)
             VALUES('M1', 'M1', 1, 'major', 'd', 's', 't', 24, 4, 1, 1, 1);
             INSERT INTO order_records VALUES('M1', {id}), ('M1', 7);"
        );
        old(&path, 2, &content);
        let status = |store: &Store| store.order_lines().unwrap().iter().map(|o| o.status.clone()).collect::<Vec<_>>();
        let looked = Store::look(&path).unwrap();
        assert_eq!(status(&looked), ["open"]);
        assert_eq!(looked.meaning("R-1").unwrap(), crate::history::Meaning::Record);
        drop(looked);
        let mut store = Store::open(&path).unwrap();
        let done = crate::history::Outcome { about: "R-1".to_owned(), resolved: None, by_day: false, satisfied: None };
        assert_eq!((store.close(&[done]).unwrap().closed, status(&store)), (1, vec!["closed".to_owned()]));
    }
}
