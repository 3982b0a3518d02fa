//! Totals of runs: written from a report, read back, and what changed between two of them.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Row, params};

use crate::aggregate::days::{FAR, near};
use crate::error::Result;
use crate::number::{float, round};
use crate::report::{FigureChange, Previous, Report};
use crate::time::{Stamp, day_string};

use super::ledger::Ledger;
use super::store::{Store, count, day_of, int, levels, number};

/// Days after the last record that a run may stand for, as far as dates of the data may lie apart: a day beyond was named by mistake (12 for 02).
pub const AHEAD: i32 = FAR;

/// What a run amounts to, as it stands in the store.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Totals {
    pub(super) id: i64,
    pub(super) as_of: Option<i32>,
    pub(super) dictionaries: String,
    pub(super) models: String,
    pub(super) informative: u64,
    pub(super) levels: [u64; 5],
    /// Positive, negative, neutral, mixed.
    pub(super) moods: [u64; 4],
    pub(super) complaints: u64,
    pub(super) major: u64,
    pub(super) new_records: u64,
    pub(super) known_records: u64,
}

const COLUMNS: &str = "id, as_of, dictionaries, models, informative, level1, level2, level3, level4, level5, positive, \
                       negative, neutral, mixed, complaints, major, new_records, known_records";

/// Name, value, and decimals.
type Figure = (&'static str, Option<f64>, i32);

impl Totals {
    fn read(r: &Row) -> rusqlite::Result<Self> {
        let n = |i: usize| number(r, i);
        Ok(Self {
            id: r.get(0)?,
            as_of: day_of(r, 1)?,
            dictionaries: r.get(2)?,
            models: r.get(3)?,
            informative: n(4)?,
            levels: levels(r, 5)?,
            moods: [n(10)?, n(11)?, n(12)?, n(13)?],
            complaints: n(14)?,
            major: n(15)?,
            new_records: n(16)?,
            known_records: n(17)?,
        })
    }

    /// Mean level, CSAT in percent, net sentiment and complaints in percent, major complaints.
    fn figures(&self) -> [Figure; 5] {
        let levels: u64 = self.levels.iter().sum();
        let of = |part: f64, all: u64| (all > 0).then(|| part / float(all));
        let sum: u64 = self.levels.iter().zip(1u64..).map(|(n, level)| n * level).sum();
        let moods: u64 = self.moods.iter().sum();
        let percent = |x: Option<f64>| x.map(|x| x * 100.0);
        [
            ("mean", of(float(sum), levels), 3),
            ("csat", percent(of(float(self.levels[3] + self.levels[4]), levels)), 2),
            ("net", percent(of(float(self.moods[0]) - float(self.moods[1]), moods)), 2),
            ("complaints", percent(of(float(self.complaints), self.informative)), 2),
            ("major", Some(float(self.major)), 0),
        ]
    }

    /// What changed since `before`.
    pub(super) fn since(&self, before: &Self) -> Previous {
        let change = |((figure, now, digits), (_, then, _)): (Figure, Figure)| FigureChange {
            figure: figure.to_owned(),
            before: then.map(|x| round(x, digits)),
            now: now.map(|x| round(x, digits)),
            change: now.zip(then).map(|(a, b)| round(a - b, digits)),
        };
        Previous {
            run: count(before.id),
            as_of: before.as_of.map(day_string),
            overlap: 0,
            new_before: 0,
            new_now: 0,
            other_labels: (&before.dictionaries, &before.models) != (&self.dictionaries, &self.models),
            changes: self.figures().into_iter().zip(before.figures()).map(change).collect(),
        }
    }

    /// Counts of a report, without its place in the store.
    pub(super) fn of(report: &Report) -> Self {
        let mut levels = [0; 5];
        for (to, l) in levels.iter_mut().zip(&report.satisfaction.distribution) {
            *to = l.rate.count;
        }
        let s = &report.sentiment;
        Self {
            dictionaries: report.run.dictionaries.clone(),
            models: report.run.models.clone(),
            informative: report.run.rows.informative,
            levels,
            moods: [s.positive, s.negative, s.neutral, s.mixed].map(|r| r.count),
            complaints: report.severity.complaints.count,
            major: report.severity.major.count,
            ..Self::default()
        }
    }
}

impl Store {
    /// The run of these inputs, if there is one.
    pub(super) fn run_of(&self, content: &str) -> Result<Option<Totals>> {
        self.one(&format!("SELECT {COLUMNS} FROM runs WHERE content = ?1 ORDER BY id DESC LIMIT 1"), [content])
    }

    /// What a run is compared with: of the runs before its number the latest that stands for no later day.
    pub(super) fn run_before(&self, run: i64, as_of: Option<i32>) -> Result<Option<Totals>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM runs WHERE id < ?1 AND (as_of IS NULL OR ?2 IS NULL OR as_of <= ?2) \
             ORDER BY as_of DESC, id DESC LIMIT 1"
        );
        self.one(&sql, params![run, as_of])
    }

    fn one(&self, sql: &str, with: impl rusqlite::Params) -> Result<Option<Totals>> {
        self.db.query_row(sql, with, Totals::read).optional().map_err(|e| self.failed(&e))
    }

    /// The newest day that a run before a number stands for. One far after all records was named by mistake, and is none.
    pub(super) fn newest_day(&self, run: i64) -> Result<Option<i32>> {
        self.newest(run).map_err(|e| self.failed(&e))
    }

    pub(super) fn newest(&self, run: i64) -> rusqlite::Result<Option<i32>> {
        let latest = self.span()?.map(|(_, last)| last.saturating_add(AHEAD));
        let sql = "SELECT max(as_of) FROM runs WHERE id < ?1 AND (?2 IS NULL OR as_of <= ?2)";
        self.db.query_row(sql, params![run, latest], |r| day_of(r, 0))
    }

    /// The days of a report's data, as the whole history sees them: a run of few rows cannot tell that a date is mistyped.
    pub(super) fn period_of(&self, report: &Report) -> Result<Option<(i32, i32)>> {
        let span = self.span().map_err(|e| self.failed(&e))?;
        let day = |d: &str| d.parse::<Stamp>().ok().map(Stamp::days);
        let period = report.run.period.as_ref().and_then(|p| day(&p.first).zip(day(&p.last)));
        Ok(period.map(|p| span.map_or(p, |s| near(s, p))))
    }

    /// What changed since `before`. Where the two overlap, only what was new in each is compared, if all of that is still there: what both have would hide any
    /// change.
    pub(super) fn change(&self, now: &Totals, before: &Totals, overlap: u64) -> rusqlite::Result<Previous> {
        let (new, old) = (self.new_in(now)?, self.new_in(before)?);
        let is_empty = new.informative == 0 || old.informative == 0;
        if overlap == 0 || is_empty || self.has_lost(now)? || self.has_lost(before)? {
            return Ok(Previous { overlap, ..now.since(before) });
        }
        let mut out = new.since(&old);
        out.changes.retain(|c| c.before.is_some() || c.now.is_some());
        Ok(Previous { overlap, new_before: old.informative, new_now: new.informative, ..out })
    }

    /// Whether a part of what was new in a run was pruned: the rest of it is not like the whole.
    fn has_lost(&self, run: &Totals) -> rusqlite::Result<bool> {
        let sql = "SELECT EXISTS(SELECT 1 FROM runs WHERE id = ?1 \
                   AND first_day < (SELECT CAST(max(value) AS INTEGER) FROM meta WHERE name = 'pruned_before') \
                   AND new_records > (SELECT count(*) FROM records WHERE run = runs.id))";
        self.db.query_row(sql, [run.id], |r| r.get(0))
    }

    /// The counts of what was new in a run, as far as the series have them.
    fn new_in(&self, run: &Totals) -> rusqlite::Result<Totals> {
        let sql = "SELECT coalesce(sum(volume), 0), coalesce(sum(complaints), 0), coalesce(sum(major), 0), coalesce(sum(level1), 0), \
                   coalesce(sum(level2), 0), coalesce(sum(level3), 0), coalesce(sum(level4), 0), coalesce(sum(level5), 0) \
                   FROM series WHERE run = ?1 AND subject = (SELECT id FROM subjects WHERE kind = 'total')";
        self.db.query_row(sql, [run.id], |r| {
            let (informative, complaints, major, levels) = (number(r, 0)?, number(r, 1)?, number(r, 2)?, levels(r, 3)?);
            Ok(Totals { informative, complaints, major, levels, moods: [0; 4], ..run.clone() })
        })
    }

    /// A place for a run to come; its totals follow when they are known.
    pub(super) fn new_run(&self, content: &str) -> Result<i64> {
        let zeros = "0, ".repeat(21);
        let sql = format!("INSERT INTO runs SELECT NULL, ?1, NULL, NULL, NULL, '', '', '', '', '', {zeros}NULL, 0, 0");
        self.db.execute(&sql, [content]).map_err(|e| self.failed(&e))?;
        Ok(self.db.last_insert_rowid())
    }

    /// Fills in the totals of a run.
    pub(super) fn put_totals(&self, t: &Totals, report: &Report, ledger: &Ledger) -> Result<()> {
        let run = &report.run;
        let period = self.period_of(report)?;
        let inputs: Vec<serde_json::Value> = run
            .inputs
            .iter()
            .map(|i| serde_json::json!({"path": i.path, "hash": i.hash, "bytes": i.bytes, "rows": i.rows}))
            .collect();
        let (rated, scale, mean) = report.satisfaction.ratings.as_ref().map_or((0, 0, None), |r| {
            #[allow(clippy::cast_possible_truncation)] // a rating of at most 100
            (r.rated, r.scale, r.mean.value.map(|m| (m * 1000.0).round() as i64))
        });
        let l = t.levels.map(int);
        let m = t.moods.map(int);
        let done = self.db.execute(
            "UPDATE runs SET as_of = ?2, first_day = ?3, last_day = ?4, version = ?5, dictionaries = ?6, models = ?7, \
             options = ?8, inputs = ?9, rows_read = ?10, analysed = ?11, informative = ?12, empty = ?13, duplicate = ?14, \
             rejected = ?15, new_records = ?16, known_records = ?17, level1 = ?18, level2 = ?19, level3 = ?20, level4 = ?21, \
             level5 = ?22, positive = ?23, negative = ?24, neutral = ?25, mixed = ?26, complaints = ?27, major = ?28, \
             rated = ?29, rating_scale = ?30, rating_mean_milli = ?31, alerts = ?32, issues = ?33 WHERE id = ?1",
            params![
                t.id, t.as_of, period.map(|p| p.0), period.map(|p| p.1), run.version, run.dictionaries,
                run.models, json(&run.options), json(&inputs), int(run.rows.read), int(run.rows.analysed),
                int(run.rows.informative), int(run.rows.empty), int(run.rows.duplicate), int(run.rows.rejected),
                int(t.new_records), int(t.known_records), l[0], l[1], l[2], l[3], l[4], m[0], m[1], m[2], m[3],
                int(t.complaints), int(t.major), int(rated), scale, mean, int(report.alerts.len() as u64),
                int(report.hot_issues.len() as u64),
            ],
        );
        done.map_err(|e| self.failed(&e))?;
        self.put_counts(t.id, report, &ledger.major_by_aspect())
    }

    /// Counts by nature, aspect and reason.
    fn put_counts(&self, run: i64, report: &Report, major_by_aspect: &BTreeMap<&str, u64>) -> Result<()> {
        self.try_to(|| {
            let mut put = self.db.prepare("INSERT OR REPLACE INTO run_counts VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
            for n in &report.natures {
                put.execute(params![run, "nature", n.id, n.name, int(n.rate.count), int(n.rate.count), int(n.major)])?;
            }
            for a in &report.aspects {
                let major = major_by_aspect.get(a.id.as_str()).copied().unwrap_or(0);
                put.execute(params![run, "aspect", a.id, a.name, int(a.mentioned.count), int(a.negative), int(major)])?;
            }
            for r in &report.severity.reasons {
                put.execute(params![run, "reason", r.id, r.name, int(r.count), int(r.count), int(r.count)])?;
            }
            Ok(())
        })
    }
}

/// A value as JSON text; these types cannot fail.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_in_the_units_of_the_report() {
        let before =
            Totals { id: 1, informative: 10, levels: [0, 0, 10, 0, 0], moods: [5, 5, 0, 0], ..Totals::default() };
        let now = Totals { levels: [0, 0, 0, 10, 0], moods: [8, 2, 0, 0], complaints: 2, major: 1, ..before.clone() };
        let p = now.since(&before);
        let changes: Vec<(&str, Option<f64>)> = p.changes.iter().map(|c| (c.figure.as_str(), c.change)).collect();
        let expected = [("mean", 1.0), ("csat", 100.0), ("net", 60.0), ("complaints", 20.0), ("major", 1.0)];
        assert_eq!(changes, expected.map(|(f, x)| (f, Some(x))));
        assert!(!p.other_labels);
    }
}
