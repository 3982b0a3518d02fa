//! In which state an issue is after a run.
//!
//! | state | when |
//! |---|---|
//! | `new` | first seen in this run |
//! | `resolved` | no record for [`QUIET_DAYS`] days before the day of the run; without times, not seen in [`QUIET_RUNS`] runs |
//! | `unclear` | would be resolved, but rows of these days tell of it in its own words ([`super::echo`]) |
//! | `merged` | this run does not show it, and most of its records of the time of the run are in other issues now; it is told with the one that has most of them; or it would be resolved, and most of the rows that tell of it are in one other issue |
//! | `reopened` | was resolved, and has records again |
//! | `growing`, `shrinking` | its share of all feedback in the last days against as many days before, beyond chance (95 %, one-sided); without times, its share of this run against the last one, and an issue that a run does not show shrinks; none grows in a run that does not show it |
//! | `ongoing` | none of these |

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};

use crate::number::float;

use super::issues::{Known, Night};
use super::store::{Store, count, number};

/// Days without a record after which an issue is resolved.
pub(super) const QUIET_DAYS: i32 = 14;
/// One in so many of an issue's records of that time is a good part of it.
const PART: u64 = 3;

/// Runs in a row that do not show an issue without times after which it is resolved.
pub(super) const QUIET_RUNS: u64 = 3;

/// Days that growth looks at: the time between two runs, within these bounds.
const SHORTEST: i32 = 7;
const LONGEST: i32 = 31;

/// Records from which a direction is told, and its one-sided z (p = 0.05).
const LEAST: u64 = 5;
const SURE: f64 = 1.645;

/// All states, in the order in which they are shown.
pub(super) const STATES: [&str; 8] = ["new", "reopened", "growing", "ongoing", "shrinking", UNCLEAR, RESOLVED, MERGED];
/// The state of an issue that a run does not show though it has rows about it.
pub(super) const UNCLEAR: &str = "unclear";
/// The state of an issue without records for so long that it is told of no more.
pub(super) const RESOLVED: &str = "resolved";
/// The state of an issue, and of an order, that goes on in another one.
pub(super) const MERGED: &str = "merged";

impl Store {
    /// The state of an issue; `shown` counts its records in the run where the run shows it.
    pub(super) fn state(
        &self,
        night: &Night,
        now: &Known,
        before: Option<&Known>,
        shown: Option<u64>,
    ) -> rusqlite::Result<&'static str> {
        let quiet = night.as_of.zip(now.last).map(|(today, last)| today.saturating_sub(last));
        let missed = || -> rusqlite::Result<u64> {
            self.db.query_row("SELECT count(*) FROM runs WHERE id > ?1", [now.last_run], |r| r.get(0)).map(count)
        };
        let gone = match quiet {
            Some(days) => days >= QUIET_DAYS,
            None => shown.is_none() && missed()? >= QUIET_RUNS,
        };
        if gone {
            return Ok(RESOLVED);
        }
        if before.is_none() {
            return Ok("new");
        }
        if let Some(b) = before.filter(|b| b.state == RESOLVED) {
            // An older export that is stored later brings nothing new.
            let again = if quiet.is_some() { now.last > b.last } else { shown.is_some() };
            return Ok(if again { "reopened" } else { RESOLVED });
        }
        if shown.is_none() && quiet.is_none() {
            return Ok("shrinking");
        }
        let (cases, volumes) = self.windows(night, now, shown.unwrap_or(0))?;
        let state = direction(cases, volumes);
        // Where each run has its own days, the one night of an issue would make it grow for a week, whatever came after.
        Ok(if state == "growing" && shown.is_none() { "ongoing" } else { state })
    }

    /// Records of the issue and of all feedback, lately and before.
    fn windows(&self, night: &Night, now: &Known, shown: u64) -> rusqlite::Result<([u64; 2], [u64; 2])> {
        let Some((today, _)) = night.as_of.zip(now.last) else {
            let before = night.before.map_or(0, |(run, _)| run);
            let then: Option<i64> = self
                .db
                .query_row("SELECT count FROM issue_runs WHERE issue = ?1 AND run = ?2", params![now.id, before], |r| {
                    r.get(0)
                })
                .optional()?;
            return Ok(([shown, count(then.unwrap_or(0))], night.volumes));
        };
        let apart = night.before.and_then(|(_, day)| day).map_or(SHORTEST, |d| today.saturating_sub(d));
        let w = apart.clamp(SHORTEST, LONGEST);
        let (mut cases, mut volumes) = ([0; 2], [0; 2]);
        for (i, end) in [today, today - w].into_iter().enumerate() {
            (cases[i], volumes[i]) = self.cases(now.id, i64::from(end - w), i64::from(end))?;
        }
        Ok((cases, volumes))
    }

    /// Records of an issue and of all feedback after one day, up to another.
    pub(super) fn cases(&self, issue: i64, after: i64, last: i64) -> rusqlite::Result<(u64, u64)> {
        let mut own =
            self.db.prepare_cached("SELECT count(*) FROM records WHERE issue = ?1 AND day > ?2 AND day <= ?3")?;
        let mut all = self.db.prepare_cached(
            "SELECT coalesce(sum(volume), 0) FROM series WHERE subject = (SELECT id FROM subjects WHERE kind = 'total') \
             AND day > ?1 AND day <= ?2",
        )?;
        let cases = own.query_row([issue, after, last], |r| number(r, 0))?;
        Ok((cases, all.query_row([after, last], |r| number(r, 0))?))
    }

    /// Records of an issue in the last [`QUIET_DAYS`] days before a day; none where there is no day.
    pub(super) fn lately(&self, issue: i64, as_of: Option<i32>) -> rusqlite::Result<u64> {
        let Some(since) = as_of.map(|day| day.saturating_sub(QUIET_DAYS)) else { return Ok(0) };
        let mut own = self.db.prepare_cached("SELECT count(*) FROM records WHERE issue = ?1 AND day >= ?2")?;
        own.query_row(params![issue, since], |r| number(r, 0))
    }

    /// Whether an issue came up less than [`QUIET_DAYS`] days before a day. No issue is young where there is no day.
    pub(super) fn is_young(&self, issue: i64, as_of: Option<i32>) -> rusqlite::Result<bool> {
        let mut born = self.db.prepare_cached(
            "SELECT 1 FROM issues JOIN runs ON runs.id = first_run WHERE issues.id = ?1 AND runs.as_of > ?2 - ?3",
        )?;
        born.exists(params![issue, as_of, QUIET_DAYS])
    }

    /// The issue that has most of what an issue lost, where that is at least what is left of it since the first day of the run, and a good part of what it had
    /// lately: a few rows that came to it at its end, and leave it, are not what it was about.
    pub(super) fn goes_on_in(
        &self,
        issue: i64,
        lost: Option<&BTreeMap<i64, u64>>,
        (first, as_of): (Option<i32>, Option<i32>),
    ) -> rusqlite::Result<Option<i64>> {
        let Some(lost) = lost else { return Ok(None) };
        let left: u64 = self
            .db
            .prepare_cached(
                "SELECT count(*) FROM records WHERE issue = ?1 AND (day IS NULL OR ?2 IS NULL OR day >= ?2)",
            )?
            .query_row(params![issue, first], |r| number(r, 0))?;
        let gone: u64 = lost.values().sum();
        let is_it = gone >= left && PART * gone >= self.lately(issue, as_of)?;
        let most = lost.iter().max_by_key(|(id, n)| (**n, std::cmp::Reverse(**id)));
        Ok(most.filter(|_| is_it).map(|(id, _)| *id))
    }

    /// It is no issue any more, but nothing is resolved. No news where it was resolved before.
    pub(super) fn put_merged(&self, night: &Night, now: &Known, other: i64, is_news: bool) -> rusqlite::Result<()> {
        if is_news {
            self.note(night, now, MERGED, None)?;
        } else {
            self.put_state(night, now.id, MERGED)?;
        }
        self.execute("UPDATE issues SET merged = ?2 WHERE id = ?1", [now.id, other])
    }
}

/// Lately against before: binomial given the sum, by the normal with half a record against the test.
pub(super) fn direction([late, early]: [u64; 2], [after, ahead]: [u64; 2]) -> &'static str {
    let n = float(late + early);
    if late + early < LEAST || after == 0 || ahead == 0 {
        return "ongoing";
    }
    let share = float(after) / float(after + ahead);
    let (expected, error) = (n * share, (n * share * (1.0 - share)).sqrt());
    let off = float(late) - expected;
    let z = off.signum() * (off.abs() - 0.5).max(0.0) / error;
    match z {
        z if z > SURE => "growing",
        z if z < -SURE => "shrinking",
        _ => "ongoing",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::echo::Echoes;
    use crate::history::key::RowKey;
    use crate::history::ledger::{Fact, Ledger};
    use crate::record::Annotated;
    use crate::render::fixture::fixture;
    use crate::time::Stamp;

    #[test]
    fn an_issue_whose_records_are_in_another_now_is_merged_into_it_and_not_resolved() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("voc.db")).unwrap();
        let mut ledger = Ledger::new(&[]);
        for row in 1..=10u64 {
            let time = Stamp::from_days(20_000, None);
            let a = Annotated {
                row,
                time: Some(time.unwrap()),
                text: "坏了".to_owned(),
                informative: true,
                ..Annotated::default()
            };
            ledger.absorb(&a, RowKey { record: row, id: 0, grown: None });
            let put = "INSERT INTO records VALUES(?1, 20000, 1, 1, NULL)";
            store.db.execute(put, [i64::try_from(row).unwrap()]).unwrap();
        }
        let issues = fixture().hot_issues;
        let all: Vec<&Fact> = ledger.facts.iter().collect();
        let night = |run: &str, issues: &[crate::report::HotIssue], members: &[Vec<&Fact>]| {
            let run = store.new_run(run).unwrap();
            let night = Night { run, as_of: Some(20_000), is_late: false, before: None, volumes: [10, 10] };
            store.settle(&night, issues, members, &Echoes::default()).unwrap().states
        };
        night("a", &issues[..2], &[all[..6].to_vec(), all[6..].to_vec()]);
        let states = night("b", &issues[..1], std::slice::from_ref(&all));
        assert_eq!((states.get(MERGED), states.get(RESOLVED)), (Some(&1), None), "{states:?}");
        let lines = store.issues(None).unwrap();
        let told: Vec<(&str, Option<&str>)> = lines.iter().map(|i| (i.state.as_str(), i.merged.as_deref())).collect();
        assert_eq!(told, [("ongoing", None), (MERGED, Some(lines[0].key.as_str()))]);
        // It is not told again, and it may come up by itself again.
        assert_eq!(night("c", &issues[..1], std::slice::from_ref(&all)).get(MERGED), None);
        night("d", &issues[..2], &[all[..6].to_vec(), all[6..].to_vec()]);
        assert!(store.issues(None).unwrap().iter().all(|i| i.state == "ongoing" && i.merged.is_none()));
    }

    #[test]
    fn an_issue_that_a_run_does_not_show_does_not_grow() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("voc.db")).unwrap();
        let issues = fixture().hot_issues;
        let night = |day: i32, issues: &[crate::report::HotIssue]| {
            let run = store.new_run(&day.to_string()).unwrap();
            let night = Night { run, as_of: Some(day), is_late: false, before: None, volumes: [30, 30] };
            let members = vec![Vec::new(); issues.len()];
            let states = store.settle(&night, issues, &members, &Echoes::default()).unwrap().states;
            states.into_keys().collect::<Vec<_>>()
        };
        assert_eq!(night(20_000, &issues[..1]), ["new"]);
        let content = "INSERT INTO subjects VALUES(1, 'total', '');
             INSERT INTO series VALUES(1, 19990, 1, 30, 0, 0, 0, 0, 0, 0, 0, 0), (1, 20000, 1, 30, 0, 0, 0, 0, 0, 0, 0, 0);
             INSERT INTO records SELECT value, 20000, 1, 1, 1 FROM json_each('[1,2,3,4,5,6,7,8]')";
        store.db.execute_batch(content).unwrap();
        assert_eq!(night(20_001, &issues[..1]), ["growing"]);
        assert_eq!(night(20_001, &[]), ["ongoing"]);
    }

    #[test]
    fn growth_is_told_beyond_chance_and_by_share() {
        assert_eq!(direction([12, 3], [100, 100]), "growing");
        assert_eq!(direction([3, 12], [100, 100]), "shrinking");
        assert_eq!(direction([7, 5], [100, 100]), "ongoing");
        // Four times the feedback explains four times the records.
        assert_eq!(direction([12, 3], [400, 100]), "ongoing");
        assert_eq!(direction([4, 0], [100, 100]), "ongoing");
    }
}
