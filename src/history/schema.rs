//! The tables. Days are days since 1970-01-01, hours likewise; what is not known is null. All figures are integers.

/// Marks a file as a store of voc: `VOCH`.
pub(super) const APPLICATION: i64 = 0x564F_4348;

/// Version of the tables. An older store is brought up to it when it is opened for writing; a newer one is refused.
pub(super) const VERSION: i64 = 2;

/// What each version added, oldest first: a new store runs through all.
pub(super) const STEPS: [&str; 2] = [TABLES, CELLS];

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

/// Stands in `series.day` for records without a time.
pub(super) const NO_DAY: i64 = -1_000_000;

/// All tables, in the order of an export.
pub(super) const NAMES: [&str; 12] = [
    "meta",
    "runs",
    "run_counts",
    "run_cells",
    "records",
    "subjects",
    "series",
    "issues",
    "issue_runs",
    "orders",
    "order_records",
    "outcomes",
];
