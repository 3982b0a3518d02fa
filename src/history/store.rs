//! Opening a store: made where there is none, refused where it is something else or newer, and the wording of what goes wrong.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags, Row};

use crate::error::{Error, Result};
use crate::lang::Say;
use crate::say;

use super::schema::{APPLICATION, STEPS, VERSION};

/// How long a run waits for another one that is writing.
const PATIENCE: Duration = Duration::from_secs(120);

/// Between two attempts to set up a store that another run holds.
const PAUSE: Duration = Duration::from_millis(50);

/// An open store.
#[derive(Debug)]
pub struct Store {
    pub(super) db: Connection,
    pub(super) path: PathBuf,
}

impl Store {
    /// Opens a store to write to, and makes it where there is none.
    ///
    /// # Errors
    /// When the file is no store, comes from a newer voc, or cannot be written.
    pub fn open(path: &Path) -> Result<Self> {
        // What SQLite takes for no file.
        if path.as_os_str() == ":memory:" {
            let what = say!("this is no file: nothing would be kept", "这不是文件，内容不会保留");
            return Err(Error::output(path, what, say!("name a file: voc.db", "请指定文件，如 voc.db")));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let store = Self::with(path, Connection::open_with_flags(path, flags))?;
        store.check()?;
        if store.db.is_readonly("main").map_err(|e| store.failed(&e))? {
            return Err(read_only(path));
        }
        // Changing the journal does not wait for others as reading and writing do.
        let until = Instant::now() + PATIENCE;
        loop {
            match store.prepare() {
                Ok(()) => return Ok(store),
                Err(e) if code(&e) == Some(ErrorCode::DatabaseBusy) && Instant::now() < until => {
                    let _ = store.db.execute_batch("ROLLBACK");
                    std::thread::sleep(PAUSE);
                }
                Err(e) => return Err(store.failed(&e)),
            }
        }
    }

    /// Opens a store to look at; nothing is changed, and the file may be on a read-only disk.
    ///
    /// # Errors
    /// When there is no such store, or it comes from a newer voc.
    pub fn look(path: &Path) -> Result<Self> {
        if !path.is_file() {
            return Err(absent(path, say!("there is no history here", "这里没有历史库")));
        }
        // Opened for writing where the disk allows, and then told not to: only such a connection takes the files beside the store, which reading needs
        // too, away with it when it is the last one.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let store = Self::with(path, Connection::open_with_flags(path, flags))?;
        store.db.execute_batch("PRAGMA query_only = ON").map_err(|e| store.failed(&e))?;
        let sound = store.db.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get::<_, i64>(0));
        let store = match sound {
            Err(e) if matches!(code(&e), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly)) => store.frozen()?,
            _ => store,
        };
        store.check()?;
        // As a run leaves it that found no room on the disk.
        if store.tables()? == 0 {
            return Err(absent(path, say!("there is nothing in this history", "历史库是空的")));
        }
        store.shadow().map_err(|e| store.failed(&e))?;
        Ok(store)
    }

    fn with(path: &Path, opened: rusqlite::Result<Connection>) -> Result<Self> {
        let db = opened.map_err(|e| failure(path, &e))?;
        let store = Self { db, path: path.to_owned() };
        store.db.busy_timeout(PATIENCE).map_err(|e| store.failed(&e))?;
        Ok(store)
    }

    /// The same file as one that nobody writes to: the way to read in a folder where no lock file can be made.
    fn frozen(self) -> Result<Self> {
        let shown = self.path.display().to_string().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::with(&self.path, Connection::open_with_flags(format!("file:{shown}?immutable=1"), flags))
    }

    /// How many tables and indexes there are; none in an empty file.
    fn tables(&self) -> Result<i64> {
        let count = "SELECT count(*) FROM sqlite_schema";
        self.db.query_row(count, [], |r| r.get(0)).map_err(|e| self.failed(&e))
    }

    /// Whether the file is a store of a version that is known here.
    fn check(&self) -> Result<()> {
        let number = |pragma: &str| {
            self.db.query_row(&format!("PRAGMA {pragma}"), [], |r| r.get::<_, i64>(0)).map_err(|e| self.failed(&e))
        };
        if self.tables()? > 0 && number("application_id")? != APPLICATION {
            return Err(not_ours(&self.path));
        }
        if !self.names_are_text().map_err(|e| self.failed(&e))? {
            return Err(damaged(
                &self.path,
                say!(
                    "this history is damaged: its tables have names that are no text",
                    "历史库已损坏：表结构中的名称不是文本"
                ),
            ));
        }
        let version = number("user_version")?;
        if version > VERSION {
            return Err(Error::input(
                &self.path,
                say!(
                    "this history was written by a newer voc (format {version}, this one knows {VERSION})",
                    "该历史库由更新版本的 voc 写入（格式 {version}，本版本只认识 {VERSION}）"
                ),
                say!(
                    "upgrade voc, or name another file with `--history`; nothing was changed",
                    "请升级 voc，或用 `--history` 指定其他文件；未作任何改动"
                ),
            ));
        }
        Ok(())
    }

    /// False of a damaged store whose columns could not even be named: the library would panic on them.
    fn names_are_text(&self) -> rusqlite::Result<bool> {
        let mut found = self.db.prepare("SELECT sql FROM sqlite_schema")?;
        let mut rows = found.query([])?;
        while let Some(r) = rows.next()? {
            if matches!(r.get_ref(0)?, ValueRef::Text(t) if std::str::from_utf8(t).is_err()) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Settings of a connection that writes, and the tables where there are none.
    fn prepare(&self) -> rusqlite::Result<()> {
        // Two first runs at once may both find no tables: the lock decides, the other one looks again.
        let _: String = self.db.query_row("PRAGMA journal_mode = WAL", [], |r| r.get(0))?;
        self.db.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; BEGIN IMMEDIATE")?;
        let version: i64 = self.db.query_row("PRAGMA user_version", [], |r| r.get(0))?;
        if version < VERSION {
            let done = usize::try_from(version).unwrap_or(0);
            for step in STEPS.iter().skip(done) {
                self.db.execute_batch(step)?;
            }
            self.db.pragma_update(None, "application_id", APPLICATION)?;
            self.db.pragma_update(None, "user_version", VERSION)?;
        }
        self.db.execute_batch("COMMIT")
    }

    /// Begins to write: other runs wait from here to [`Store::commit`]. Dropping the store takes everything back.
    pub(super) fn begin(&mut self) -> Result<()> {
        self.db.execute_batch("BEGIN IMMEDIATE").map_err(|e| self.failed(&e))
    }

    /// Makes what was written last.
    pub(super) fn commit(&mut self) -> Result<()> {
        self.db.execute_batch("COMMIT").map_err(|e| self.failed(&e))
    }

    /// Whether the store has a table: one of an older voc that is only looked at may not.
    pub(super) fn has(&self, table: &str) -> Result<bool> {
        let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?1";
        self.db.query_row(sql, [table], |r| r.get::<_, i64>(0)).map(|n| n > 0).map_err(|e| self.failed(&e))
    }

    /// The value of a setting of the store.
    pub(super) fn meta(&self, name: &str) -> Result<Option<String>> {
        let found = self.db.query_row("SELECT value FROM meta WHERE name = ?1", [name], |r| r.get(0));
        match found {
            Ok(v) => Ok(Some(v)),
            Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
            Err(e) => Err(self.failed(&e)),
        }
    }

    /// What a failure of `SQLite` means to a user of this store.
    pub(super) fn failed(&self, e: &rusqlite::Error) -> Error {
        failure(&self.path, e)
    }
}

fn code(e: &rusqlite::Error) -> Option<ErrorCode> {
    e.sqlite_error_code()
}

fn failure(path: &Path, e: &rusqlite::Error) -> Error {
    match code(e) {
        Some(ErrorCode::NotADatabase) => not_ours(path),
        Some(ErrorCode::ReadOnly) => read_only(path),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::output(
            path,
            say!("another run is still writing to this history", "另一个任务仍在写入该历史库"),
            say!("try again when it is done; nothing was changed", "请等其完成后重试；未作任何改动"),
        ),
        Some(ErrorCode::DiskFull) => Error::output(
            path,
            say!("no room left for the history: {e}", "磁盘空间不足，无法写入历史库：{e}"),
            say!("make room and run again; the history is as it was before", "请清理磁盘后重试；历史库保持原样"),
        ),
        Some(ErrorCode::DatabaseCorrupt) => damaged(path, say!("this history is damaged: {e}", "历史库已损坏：{e}")),
        Some(ErrorCode::CannotOpen) if path.is_dir() => Error::output(
            path,
            say!("this is a folder", "这是一个文件夹"),
            say!("name a file in it", "请指定其中的文件名"),
        ),
        Some(ErrorCode::CannotOpen) => Error::output(
            path,
            say!("cannot open the history: {e}", "无法打开历史库"),
            say!("check that the folder exists and is writable", "请检查文件夹是否存在且可写"),
        ),
        _ => Error::output(
            path,
            say!("cannot use the history: {e}", "无法使用历史库：{e}"),
            say!("the history is as it was before; check the disk and run again", "历史库保持原样；请检查磁盘后重试"),
        ),
    }
}

fn absent(path: &Path, what: Say) -> Error {
    let shown = path.display();
    let hint = say!("`voc analyze … --history {shown}` makes one", "用 `voc analyze … --history {shown}` 建立");
    Error::input(path, what, hint)
}

fn damaged(path: &Path, what: Say) -> Error {
    Error::input(
        path,
        what,
        say!(
            "restore a copy, or save what is readable with `sqlite3 FILE .recover`",
            "请从备份恢复，或用 `sqlite3 FILE .recover` 抢救"
        ),
    )
}

fn not_ours(path: &Path) -> Error {
    Error::input(
        path,
        say!("this file is not a history of voc", "该文件不是 voc 的历史库"),
        say!("name another file with `--history`; nothing was changed", "请用 `--history` 指定其他文件；未作任何改动"),
    )
}

fn read_only(path: &Path) -> Error {
    Error::output(
        path,
        say!("the history is read-only", "历史库为只读"),
        say!(
            "make it writable, or copy it and name the copy with `--history`",
            "请改为可写，或复制一份并用 `--history` 指定"
        ),
    )
}

/// A count as `SQLite` keeps it.
pub(super) fn int(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A count as `SQLite` gives it.
pub(super) fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// A day as `SQLite` gives it.
pub(super) fn day(n: i64) -> i32 {
    i32::try_from(n).unwrap_or(i32::MIN)
}

/// The count in a column of a row.
pub(super) fn number(r: &Row, column: usize) -> rusqlite::Result<u64> {
    r.get::<_, i64>(column).map(count)
}

/// The counts of the levels 1–5 in five columns of a row.
pub(super) fn levels(r: &Row, from: usize) -> rusqlite::Result<[u64; 5]> {
    let mut out = [0; 5];
    for (i, to) in out.iter_mut().enumerate() {
        *to = number(r, from + i)?;
    }
    Ok(out)
}

/// The day in a column of a row, if there is one.
pub(super) fn day_of(r: &Row, column: usize) -> rusqlite::Result<Option<i32>> {
    Ok(r.get::<_, Option<i64>>(column)?.map(day))
}

/// `2026-03-01T09:00:00` for an hour since 1970, `2026-03-01` at midnight.
pub(super) fn hour(hours: i64) -> String {
    let (day, rest) = (hours.div_euclid(24), hours.rem_euclid(24));
    let seconds = u32::try_from(rest * 3600).ok().filter(|s| *s > 0);
    let day = i32::try_from(day).unwrap_or(0);
    crate::time::Stamp::from_days(day, seconds).map(|s| s.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn a_newer_store_and_a_strange_file_are_refused_and_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("voc.db");
        drop(Store::open(&path).unwrap());
        Connection::open(&path).unwrap().pragma_update(None, "user_version", VERSION + 1).unwrap();
        let e = Store::open(&path).unwrap_err().message(Lang::En);
        assert!(e.contains("newer voc") && e.contains("hint: upgrade voc"), "{e}");
        assert!(Store::look(&path).is_err());
        // A run that found no room leaves it so; the next one fills it.
        let empty = dir.path().join("empty.db");
        std::fs::write(&empty, "").unwrap();
        assert!(Store::look(&empty).unwrap_err().message(Lang::En).contains("nothing in this history"));
        drop(Store::open(&empty).unwrap());
        assert!(Store::look(&empty).is_ok());
        let other = dir.path().join("other.db");
        Connection::open(&other).unwrap().execute_batch("CREATE TABLE t(x)").unwrap();
        assert!(Store::open(&other).unwrap_err().message(Lang::En).contains("not a history"));
        assert!(Store::open(Path::new(":memory:")).unwrap_err().message(Lang::En).contains("nothing would be kept"));
        let text = dir.path().join("text.db");
        std::fs::write(&text, "这不是数据库，只是一段很长的文字".repeat(100)).unwrap();
        assert!(Store::open(&text).unwrap_err().message(Lang::En).contains("not a history"));
    }

    #[test]
    fn what_is_only_looked_at_cannot_be_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("voc.db");
        drop(Store::open(&path).unwrap());
        let mut store = Store::look(&path).unwrap();
        let wrote = store
            .begin()
            .and_then(|()| store.db.execute("INSERT INTO meta VALUES('a', 'b')", []).map_err(|e| store.failed(&e)));
        assert!(wrote.unwrap_err().message(Lang::En).contains("read-only"));
    }

    #[test]
    fn what_is_looked_at_is_left_as_it_was_and_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("voc.db");
        drop(Store::open(&path).unwrap());
        let bytes = std::fs::read(&path).unwrap();
        let files = || std::fs::read_dir(dir.path()).unwrap().count();
        let (one, two) = (Store::look(&path).unwrap(), Store::look(&path).unwrap());
        assert_eq!(one.meta("a").unwrap(), None);
        drop(one);
        let mut writer = Store::open(&path).unwrap();
        writer.begin().unwrap();
        writer.db.execute("INSERT INTO meta VALUES('a', 'b')", []).unwrap();
        assert_eq!(two.meta("a").unwrap(), None);
        drop(writer);
        drop(two);
        assert_eq!((files(), std::fs::read(&path).unwrap() == bytes), (1, true));
    }

    #[test]
    fn what_is_not_committed_was_never_there() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("voc.db");
        let mut store = Store::open(&path).unwrap();
        store.begin().unwrap();
        store.db.execute("INSERT INTO meta VALUES('a', 'b')", []).unwrap();
        drop(store);
        assert_eq!(Store::look(&path).unwrap().meta("a").unwrap(), None);
    }

    #[test]
    fn hours_are_shown_as_times() {
        assert_eq!((hour(24), hour(33)), ("1970-01-02".to_owned(), "1970-01-02T09:00:00".to_owned()));
    }
}
