//! Sums by day and subject: written for new records, read as a series or as the days of a trend.

use std::collections::BTreeMap;

use rusqlite::params;
use rustc_hash::FxHashSet;

use crate::aggregate::days::Days;
use crate::aggregate::tally::Tally;
use crate::error::{Error, Result};
use crate::record::Name;
use crate::say;
use crate::time::day_string;

use super::ledger::{ASPECT, Fact, Ledger, NATURE, REASON, SEGMENT, TOTAL};
use super::schema::NO_DAY;
use super::store::{Store, day, int, levels, number};

/// Sums of one subject on one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sums {
    volume: u64,
    complaints: u64,
    negative: u64,
    major: u64,
    levels: [u64; 5],
}

impl Sums {
    fn add(&mut self, f: &Fact, kind: &str, blamed: bool) {
        self.volume += 1;
        self.complaints += u64::from(f.complaint && (kind != ASPECT || blamed));
        self.negative += u64::from(f.negative);
        self.major += u64::from(f.major);
        if let Some(n) = usize::from(f.level).checked_sub(1) {
            self.levels[n] += 1;
        }
    }
}

/// What a series is about: `total`, `nature=logistics`, `aspect=logistics.speed`, `reason=safety`, `渠道=天猫`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    kind: &'static str,
    name: String,
}

impl Subject {
    /// As `--what` names it, and [`Store::subjects`] lists it.
    pub fn text(&self) -> String {
        listed(self.kind, self.name.clone())
    }

    /// Reads what follows `--what`.
    ///
    /// # Errors
    /// A usage error when it is neither `total` nor has a `=`.
    pub fn parse(what: &str) -> Result<Self> {
        let what = what.trim();
        let made = |kind, name: &str| Ok(Self { kind, name: name.to_owned() });
        match what.split_once('=') {
            None if what == TOTAL || what.is_empty() => made(TOTAL, ""),
            Some((NATURE, id)) => made(NATURE, id.trim()),
            Some((ASPECT, id)) => made(ASPECT, id.trim()),
            Some((REASON, id)) => made(REASON, id.trim()),
            Some((SEGMENT, rest)) if rest.contains('=') => made(SEGMENT, rest.trim()),
            Some(_) => made(SEGMENT, what),
            None => Err(Error::usage(
                say!("no series `{what}`", "没有 `{what}` 这个序列"),
                say!(
                    "use total, nature=logistics, aspect=logistics.speed, reason=safety, or a segment such as 渠道=天猫",
                    "可用 total、nature=logistics、aspect=logistics.speed、reason=safety，或分组，如 渠道=天猫"
                ),
            )),
        }
    }
}

fn listed(kind: &str, name: String) -> String {
    match kind {
        TOTAL => TOTAL.to_owned(),
        SEGMENT => name,
        _ => format!("{kind}={name}"),
    }
}

/// One day of a series.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Point {
    /// `2026-03-01`; null for records without a time.
    pub day: Option<String>,
    /// Records about it: for a nature or a reason the complaints that name it, for an aspect the records that mention it.
    pub volume: u64,
    /// Complaints among them (for an aspect: that blame it).
    pub complaints: u64,
    /// Negative texts among them.
    pub negative: u64,
    /// Major complaints among them.
    pub major: u64,
    /// Text levels 1–5.
    pub levels: [u64; 5],
    /// Sum of the levels.
    pub satisfaction_sum: u64,
    /// Records with a level.
    pub satisfaction_n: u64,
}

impl Store {
    /// Adds the new rows of a run.
    pub(super) fn add_series(&self, run: i64, ledger: &Ledger, new: &[bool]) -> Result<()> {
        let mut sums: BTreeMap<(u32, i64), Sums> = BTreeMap::new();
        for (f, _) in ledger.facts.iter().zip(new).filter(|(f, new)| **new && f.counted) {
            let on = f.day.map_or(NO_DAY, i64::from);
            for (subject, blamed) in ledger.said(f) {
                let kind = ledger.subjects[*subject as usize].0;
                sums.entry((*subject, on)).or_default().add(f, kind, *blamed);
            }
        }
        self.try_to(|| {
            let mut numbers: BTreeMap<u32, i64> = BTreeMap::new();
            let mut put =
                self.db.prepare("INSERT INTO series VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")?;
            for ((subject, on), s) in &sums {
                let (kind, name) = &ledger.subjects[*subject as usize];
                if *kind == SEGMENT && ledger.has_none(name) {
                    continue;
                }
                let id = match numbers.get(subject) {
                    Some(id) => *id,
                    None => self.subject(kind, name)?,
                };
                numbers.insert(*subject, id);
                let l = s.levels.map(int);
                let (v, c, n, m) = (int(s.volume), int(s.complaints), int(s.negative), int(s.major));
                put.execute(params![id, on, run, v, c, n, m, l[0], l[1], l[2], l[3], l[4]])?;
            }
            Ok(())
        })
    }

    fn subject(&self, kind: &str, name: &str) -> rusqlite::Result<i64> {
        self.execute("INSERT OR IGNORE INTO subjects(kind, name) VALUES(?1, ?2)", [kind, name])?;
        self.db
            .prepare_cached("SELECT id FROM subjects WHERE kind = ?1 AND name = ?2")?
            .query_row([kind, name], |r| r.get(0))
    }

    /// The days of the whole history, as a trend is made from them.
    pub(crate) fn days(&self) -> Result<Days> {
        self.try_to(|| {
            let mut days = Days::default();
            let mut total = self.db.prepare(
                "SELECT day, sum(volume), sum(complaints), sum(negative), sum(major), sum(level1), sum(level2), sum(level3), \
                 sum(level4), sum(level5) FROM series JOIN subjects ON subjects.id = subject WHERE kind = 'total' GROUP BY day",
            )?;
            let mut rows = total.query([])?;
            while let Some(r) = rows.next()? {
                let n = |i: usize| number(r, i);
                let on: i64 = r.get(0)?;
                if on == NO_DAY {
                    days.undated = n(1)?;
                    continue;
                }
                let mut d = Tally { rows: n(1)?, complaints: n(2)?, negative: n(3)?, major: n(4)?, ..Tally::default() };
                d.outcome.levels = levels(r, 5)?;
                days.days.insert(day(on), d);
            }
            // Complaints of a nature, or grave for a reason, are its volume; of what is said about an aspect only complaints that blame it count.
            let mut named = self.db.prepare(
                "SELECT day, kind, name, CASE kind WHEN 'aspect' THEN sum(complaints) ELSE sum(volume) END AS n \
                 FROM series JOIN subjects ON subjects.id = subject WHERE kind IN ('nature', 'aspect', 'reason') \
                 GROUP BY day, kind, name HAVING n > 0",
            )?;
            let mut rows = named.query([])?;
            while let Some(r) = rows.next()? {
                if let Some(d) = days.days.get_mut(&day(r.get(0)?)) {
                    let (kind, name): (String, String) = (r.get(1)?, r.get(2)?);
                    let counts = match kind.as_str() {
                        NATURE => &mut d.natures,
                        REASON => &mut d.reasons,
                        _ => &mut d.aspects,
                    };
                    counts.insert(Name::from(name), number(r, 3)?);
                }
            }
            Ok(days)
        })
    }

    /// A series between two days, both included; what has no day lies between none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn series(&self, what: &Subject, from: Option<i32>, to: Option<i32>) -> Result<Vec<Point>> {
        self.try_to(|| {
            let (first, last) = self.bounds()?;
            // Days of mistyped dates are no days, here as in a trend.
            let sql = "SELECT iif(day BETWEEN ?5 AND ?6, day, ?7) AS told, sum(volume), sum(complaints), sum(negative), sum(major), \
                       sum(level1), sum(level2), sum(level3), sum(level4), sum(level5) FROM series JOIN subjects ON subjects.id = subject \
                       WHERE kind = ?1 AND name = ?2 GROUP BY told HAVING told >= ?3 AND told <= ?4 ORDER BY told";
            let first_asked = if to.is_some() { NO_DAY + 1 } else { i64::MIN };
            let (from, to) = (from.map_or(first_asked, i64::from), to.map_or(i64::MAX, i64::from));
            self.rows(sql, params![what.kind, what.name, from, to, first, last, NO_DAY], |r| {
                let n = |i: usize| number(r, i);
                let levels = levels(r, 5)?;
                let on: i64 = r.get(0)?;
                Ok(Point {
                    day: (on != NO_DAY).then(|| day_string(day(on))),
                    volume: n(1)?,
                    complaints: n(2)?,
                    negative: n(3)?,
                    major: n(4)?,
                    levels,
                    satisfaction_sum: levels.iter().zip(1..).map(|(n, level)| n * level).sum(),
                    satisfaction_n: levels.iter().sum(),
                })
            })
        })
    }

    /// Segments that the store has series of.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn segments(&self) -> Result<FxHashSet<String>> {
        let names = self.rows("SELECT name FROM subjects WHERE kind = ?1", [SEGMENT], |r| r.get(0));
        names.map_err(|e| self.failed(&e))
    }

    /// Names of the subjects that the store has series of, as `--what` takes them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn subjects(&self) -> Result<Vec<String>> {
        let sql = "SELECT kind, name FROM subjects ORDER BY kind = 'total' DESC, kind, name";
        let names = self.rows(sql, [], |r| Ok(listed(&r.get::<_, String>(0)?, r.get(1)?)));
        names.map_err(|e| self.failed(&e))
    }
}
