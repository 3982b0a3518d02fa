//! What `voc history list`, `show` and `issues` read: plain lines, in the order in which they are shown.

use rusqlite::{OptionalExtension, Row};
use serde::Serialize;

use crate::error::{Error, Result};
use crate::number::{float, round};
use crate::say;
use crate::time::day_string;

use super::store::{Store, count, day_of, levels, number};

/// One run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunLine {
    /// Its number.
    pub run: u64,
    /// The day that it stands for.
    pub as_of: Option<String>,
    /// First day of its data.
    pub first: Option<String>,
    /// Last day of its data.
    pub last: Option<String>,
    /// Rows read.
    pub rows: u64,
    /// Rows that say something.
    pub informative: u64,
    /// Rows that the store did not know before.
    pub new_records: u64,
    /// Rows counted by an earlier run.
    pub known_records: u64,
    /// Mean level of the texts, 1–5.
    pub mean: Option<f64>,
    /// CSAT of the texts in percent.
    pub csat: Option<f64>,
    /// Net sentiment in percent points.
    pub net: Option<f64>,
    /// Complaints.
    pub complaints: u64,
    /// Major ones among them.
    pub major: u64,
    /// Alerts.
    pub alerts: u64,
    /// Hot issues.
    pub issues: u64,
    /// The inputs.
    pub inputs: serde_json::Value,
}

/// One run with everything that the store has of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunDetail {
    /// Its totals.
    #[serde(flatten)]
    pub line: RunLine,
    /// Version of voc.
    pub version: String,
    /// Hash of the dictionaries.
    pub dictionaries: String,
    /// Hash of the models.
    pub models: String,
    /// Options that shape the result.
    pub options: serde_json::Value,
    /// Text levels 1–5.
    pub levels: [u64; 5],
    /// Counts by nature, aspect and reason, most frequent first.
    pub counts: Vec<CountLine>,
    /// Its issues with their states, hottest first; resolved ones last.
    pub hot_issues: Vec<RunOfIssue>,
}

/// A count of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CountLine {
    /// `nature`, `aspect` or `reason`.
    pub kind: String,
    /// Id.
    pub id: String,
    /// Its name in the language of the run's report.
    pub name: String,
    /// Records.
    pub count: u64,
    /// Of these, records that blame it.
    pub negative: u64,
    /// Of these, major complaints.
    pub major: u64,
}

/// An issue in a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunOfIssue {
    /// The run.
    pub run: u64,
    /// The issue's key.
    pub key: String,
    /// Its title now.
    pub title: String,
    /// Its state in the run.
    pub state: String,
    /// Its rank; null where the run does not show it.
    pub rank: Option<u64>,
    /// Records in the run.
    pub count: u64,
}

/// An issue across runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IssueLine {
    /// The same in every run.
    pub key: String,
    /// Title when it was last seen.
    pub title: String,
    /// State after the newest run.
    pub state: String,
    /// The key of the issue in which it goes on, where it is `merged`.
    pub merged: Option<String>,
    /// Since which run it is in that state.
    pub since_run: u64,
    /// Nature of most of its records.
    pub nature: Option<String>,
    /// Aspect of most of its records.
    pub aspect: Option<String>,
    /// Day of its first record.
    pub first: Option<String>,
    /// Day of its last record.
    pub last: Option<String>,
    /// First run that showed it.
    pub first_run: u64,
    /// Last run that showed it.
    pub last_run: u64,
    /// Runs that showed it.
    pub runs: u64,
    /// Records in the store.
    pub records: u64,
    /// The words of a customer, masked.
    pub quote: Option<String>,
    /// Changes of its state: run and state.
    pub states: Vec<(u64, String)>,
    /// Its life line: records by day.
    pub line: Vec<(String, u64)>,
}

const LINE: &str = "id, as_of, first_day, last_day, rows_read, informative, new_records, known_records, level1, level2, level3, \
                    level4, level5, positive, negative, neutral, mixed, complaints, major, alerts, issues, inputs";

fn line(r: &Row) -> rusqlite::Result<RunLine> {
    let n = |i: usize| number(r, i);
    let on = |i: usize| day_of(r, i).map(|d| d.map(day_string));
    let levels = levels(r, 8)?;
    let all: u64 = levels.iter().sum();
    let sum: u64 = levels.iter().zip(1u64..).map(|(n, level)| n * level).sum();
    let moods = [n(13)?, n(14)?, n(15)?, n(16)?];
    let of = |part: f64, all: u64, digits| (all > 0).then(|| round(part / float(all), digits));
    Ok(RunLine {
        run: n(0)?,
        as_of: on(1)?,
        first: on(2)?,
        last: on(3)?,
        rows: n(4)?,
        informative: n(5)?,
        new_records: n(6)?,
        known_records: n(7)?,
        mean: of(float(sum), all, 3),
        csat: of(100.0 * float(levels[3] + levels[4]), all, 2),
        net: of(100.0 * (float(moods[0]) - float(moods[1])), moods.iter().sum(), 2),
        complaints: n(17)?,
        major: n(18)?,
        alerts: n(19)?,
        issues: n(20)?,
        inputs: json(&r.get::<_, String>(21)?),
    })
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_default()
}

impl Store {
    /// All runs, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn runs(&self) -> Result<Vec<RunLine>> {
        self.rows(&format!("SELECT {LINE} FROM runs ORDER BY id"), [], line).map_err(|e| self.failed(&e))
    }

    /// One run: its number, or `last`.
    ///
    /// # Errors
    /// When there is no such run or the store cannot be read.
    pub fn run(&self, name: &str) -> Result<RunDetail> {
        let found = match name.parse::<i64>() {
            Ok(id) => self.detail("id = ?1", id),
            Err(_) if name == "last" => self.detail("id = (SELECT max(id) FROM runs) AND ?1 = 0", 0),
            Err(_) => Ok(None),
        };
        found.map_err(|e| self.failed(&e))?.ok_or_else(|| {
            Error::input(
                &self.path,
                say!("there is no run `{name}`", "没有运行 `{name}`"),
                say!(
                    "`voc history list` shows the runs; `last` is the newest",
                    "`voc history list` 列出所有运行；`last` 为最新一次"
                ),
            )
        })
    }

    fn detail(&self, clause: &str, with: i64) -> rusqlite::Result<Option<RunDetail>> {
        let sql = format!("SELECT {LINE}, version, dictionaries, models, options FROM runs WHERE {clause}");
        let found = self
            .db
            .query_row(&sql, [with], |r| {
                Ok(RunDetail {
                    line: line(r)?,
                    version: r.get(22)?,
                    dictionaries: r.get(23)?,
                    models: r.get(24)?,
                    options: json(&r.get::<_, String>(25)?),
                    levels: levels(r, 8)?,
                    counts: Vec::new(),
                    hot_issues: Vec::new(),
                })
            })
            .optional()?;
        let Some(mut detail) = found else { return Ok(None) };
        let run = super::store::int(detail.line.run);
        detail.counts = self.counts(run)?;
        detail.hot_issues =
            self.run_issues("WHERE run = ?1 ORDER BY rank IS NULL, rank, issue_runs.state, key", run)?;
        Ok(Some(detail))
    }

    fn counts(&self, run: i64) -> rusqlite::Result<Vec<CountLine>> {
        let sql = "SELECT kind, id, name, count, negative, major FROM run_counts WHERE run = ?1 \
                   ORDER BY kind = 'nature' DESC, kind = 'reason' DESC, kind, count DESC, id";
        self.rows(sql, [run], |r| {
            Ok(CountLine {
                kind: r.get(0)?,
                id: r.get(1)?,
                name: r.get(2)?,
                count: number(r, 3)?,
                negative: number(r, 4)?,
                major: number(r, 5)?,
            })
        })
    }

    fn run_issues(&self, clause: &str, with: i64) -> rusqlite::Result<Vec<RunOfIssue>> {
        let sql = format!(
            "SELECT run, key, title, issue_runs.state, rank, count FROM issue_runs JOIN issues ON issues.id = issue {clause}"
        );
        self.rows(&sql, [with], |r| {
            Ok(RunOfIssue {
                run: number(r, 0)?,
                key: r.get(1)?,
                title: r.get(2)?,
                state: r.get(3)?,
                rank: r.get::<_, Option<i64>>(4)?.map(count),
                count: number(r, 5)?,
            })
        })
    }

    /// All issues, those that are not resolved first, merged ones last, then by their last day; only those in `state` where one is named.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn issues(&self, state: Option<&str>) -> Result<Vec<IssueLine>> {
        self.issue_lines(state).map_err(|e| self.failed(&e))
    }

    fn issue_lines(&self, state: Option<&str>) -> rusqlite::Result<Vec<IssueLine>> {
        let sql = "SELECT id, key, title, state, changed_run, nature, aspect, first_day, last_day, first_run, last_run, records, quote, \
                   (SELECT count(*) FROM issue_runs WHERE issue = issues.id AND local IS NOT NULL), \
                   (SELECT key FROM issues AS other WHERE other.id = issues.merged) FROM issues WHERE ?1 IS NULL OR state = ?1 \
                   ORDER BY state = 'merged', state = 'resolved', last_day DESC, records DESC, key";
        let found: Vec<(i64, IssueLine)> = self.rows(sql, [state], |r| {
            let n = |i: usize| number(r, i);
            let on = |i: usize| day_of(r, i).map(|d| d.map(day_string));
            let line = IssueLine {
                key: r.get(1)?,
                title: r.get(2)?,
                state: r.get(3)?,
                since_run: n(4)?,
                nature: r.get(5)?,
                aspect: r.get(6)?,
                first: on(7)?,
                last: on(8)?,
                first_run: n(9)?,
                last_run: n(10)?,
                records: n(11)?,
                quote: r.get(12)?,
                runs: n(13)?,
                merged: r.get(14)?,
                states: Vec::new(),
                line: Vec::new(),
            };
            Ok((r.get(0)?, line))
        })?;
        let bounds = self.bounds()?;
        let mut out = Vec::with_capacity(found.len());
        for (id, mut issue) in found {
            for seen in self.run_issues("WHERE issue = ?1 ORDER BY run", id)? {
                if issue.states.last().is_none_or(|(_, s)| *s != seen.state) {
                    issue.states.push((seen.run, seen.state));
                }
            }
            issue.line = self.days_of(id, bounds)?.into_iter().map(|(day, n)| (day_string(day), n)).collect();
            out.push(issue);
        }
        Ok(out)
    }
}
