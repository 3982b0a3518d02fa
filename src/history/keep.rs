//! Storing a run, step by step, in one transaction: other runs wait, and a run that ends in between was never there.
//!
//! [`Keeping::begin`] takes the rows in and gives the days of the whole history; the report is made with them; [`Keeping::tell`] settles issues and
//! orders and tells the report; [`Keeping::commit`] makes it last.

use crate::aggregate::days::Days;
use crate::error::Result;
use crate::report::{History, HotIssue, Input, IssueLife, Report};
use crate::time::{Stamp, day_string};

use super::issues::{Night, Outlook, members, signed};
use super::ledger::Ledger;
use super::runs::Totals;
use super::store::{Store, count, day_of};

/// What the caller decides about a run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Entry {
    /// The day that the run stands for; the last day of its data where there is none.
    pub as_of: Option<i32>,
    /// Store it again though the same inputs are there.
    pub force: bool,
    /// Rows left out of the report because the store knew them.
    pub left_out: Option<u64>,
}

/// Turns counts by day into counts by period of the trend.
pub type Line<'l> = dyn Fn(&[(i32, u64)]) -> Vec<u64> + 'l;

/// A run on its way into a store.
pub struct Keeping {
    store: Store,
    entry: Entry,
    ledger: Ledger,
    run: i64,
    repeated: bool,
    new: u64,
    known: u64,
}

impl Keeping {
    /// Takes the rows of a run into the store and gives the days of all runs together. Waits for another run that is writing.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub(crate) fn begin(mut store: Store, entry: Entry, ledger: Ledger, inputs: &[Input]) -> Result<(Self, Days)> {
        store.begin()?;
        let content = content(inputs);
        let earlier = if entry.force { None } else { store.run_of(&content)? };
        let mut keeping = Self { store, entry, ledger, run: 0, repeated: earlier.is_some(), new: 0, known: 0 };
        match earlier {
            Some(t) => {
                keeping.run = t.id;
                (keeping.new, keeping.known) = (t.new_records, t.known_records);
            }
            None => {
                keeping.run = keeping.store.new_run(&content)?;
                keeping.take_rows()?;
            }
        }
        let days = keeping.store.days()?;
        Ok((keeping, days))
    }

    fn take_rows(&mut self) -> Result<()> {
        let pruned = self.store.pruned_before()?;
        let (facts, store) = (&self.ledger.facts, &self.store);
        // In the order of the keys, so that the tree of keys is walked once.
        let mut order: Vec<usize> = (0..facts.len()).collect();
        order.sort_by_key(|&i| signed(facts[i].key.record));
        let mut new = vec![false; facts.len()];
        let write = || -> rusqlite::Result<()> {
            let mut put =
                store.db.prepare("INSERT OR IGNORE INTO records(key, day, run, counted) VALUES(?1, ?2, ?3, ?4)")?;
            for i in order {
                let f = &facts[i];
                // Rows of days that were pruned have been counted once; their keys are gone.
                if pruned.is_some_and(|before| f.day.is_some_and(|d| d < before)) {
                    continue;
                }
                let row = rusqlite::params![signed(f.key.record), f.day, self.run, f.counted];
                new[i] = put.execute(row)? > 0;
            }
            Ok(())
        };
        write().map_err(|e| store.failed(&e))?;
        self.new = new.iter().filter(|n| **n).count() as u64;
        self.known = facts.len() as u64 - self.new + self.entry.left_out.unwrap_or(0);
        self.store.add_series(self.run, &self.ledger, &new)
    }

    /// Settles issues and work orders, writes the totals, and tells the report. `of` names the issue of a row; `line` turns counts by day into
    /// counts by period of the trend.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn tell(&self, report: &mut Report, of: &dyn Fn(&str, u64) -> Option<String>, line: &Line) -> Result<()> {
        let before = self.store.run_before(self.run)?;
        let mut totals = Totals::of(report);
        (totals.id, totals.new_records, totals.known_records) = (self.run, self.new, self.known);
        totals.as_of = self.as_of(report, before.as_ref())?;
        let outlook = if self.repeated {
            self.store.remembered(self.run, &report.hot_issues)?
        } else {
            let night = Night {
                run: self.run,
                as_of: totals.as_of,
                before: before.as_ref().map(|t| (t.id, t.as_of)),
                volumes: [totals.informative, before.as_ref().map_or(0, |t| t.informative)],
            };
            self.store.put_totals(&totals, report)?;
            self.store.put_side(self.run, &self.ledger.side)?;
            self.store.settle(&night, &report.hot_issues, &members(&self.ledger, &report.hot_issues, of))?
        };
        self.tell_issues(&outlook, &mut report.hot_issues, line)?;
        self.tell_orders(&outlook, report, totals.as_of)?;
        let (first, last) = self.store.span()?;
        report.history = Some(History {
            run: count(self.run),
            repeated: self.repeated,
            runs: self.store.run_count()?,
            as_of: totals.as_of.map(day_string),
            new_records: self.new,
            known_records: self.known,
            new_only: self.entry.left_out.is_some(),
            first: first.map(day_string),
            last: last.map(day_string),
            previous: before.map(|b| totals.since(&b)),
            issues: outlook.states,
            resolved: outlook.resolved,
            handling: self.store.handling()?,
        });
        Ok(())
    }

    /// The day named, else the last of the data, else that of the run before.
    fn as_of(&self, report: &Report, before: Option<&Totals>) -> Result<Option<i32>> {
        if self.repeated {
            return self.store.day_of(self.run);
        }
        let last = || report.run.period.as_ref()?.last.parse::<Stamp>().ok().map(Stamp::days);
        Ok(self.entry.as_of.or_else(last).or(before.and_then(|b| b.as_of)))
    }

    fn tell_issues(&self, outlook: &Outlook, issues: &mut [HotIssue], line: &Line) -> Result<()> {
        for (issue, s) in issues.iter_mut().zip(&outlook.shown) {
            let Some(s) = s else { continue };
            let line = line(&self.store.issue_days(s.id)?);
            // The trend covers the whole history here, and so does each issue's part of it.
            issue.trend.series.clone_from(&line);
            issue.life = Some(IssueLife {
                key: s.key.clone(),
                state: s.state.to_owned(),
                first: s.first.map(day_string),
                last: s.last.map(day_string),
                runs: s.runs,
                records: s.records,
                line,
            });
        }
        Ok(())
    }

    fn tell_orders(&self, outlook: &Outlook, report: &mut Report, as_of: Option<i32>) -> Result<()> {
        let ids: Vec<&str> = report.hot_issues.iter().map(|i| i.id.as_str()).collect();
        let issue_of = |id: &str| {
            let s = outlook.shown.get(ids.iter().position(|i| *i == id)?)?.as_ref()?;
            Some((s.id, s.key.clone()))
        };
        if self.repeated {
            self.store.recall(&mut report.actions, &issue_of, &self.ledger)
        } else {
            self.store.raise(self.run, as_of, &mut report.actions, &issue_of, &self.ledger)
        }
    }

    /// Makes the run last.
    ///
    /// # Errors
    /// When the disk is full or fails; the store is then as it was before.
    pub fn commit(mut self) -> Result<()> {
        self.store.commit()
    }
}

impl Store {
    fn day_of(&self, run: i64) -> Result<Option<i32>> {
        let found = self.db.query_row("SELECT as_of FROM runs WHERE id = ?1", [run], |r| day_of(r, 0));
        found.map_err(|e| self.failed(&e))
    }

    fn run_count(&self) -> Result<u64> {
        let found = self.db.query_row("SELECT count(*) FROM runs", [], |r| r.get::<_, i64>(0));
        found.map(count).map_err(|e| self.failed(&e))
    }

    /// First and last day with records.
    fn span(&self) -> Result<(Option<i32>, Option<i32>)> {
        let days = self.days()?.days;
        Ok((days.keys().next().copied(), days.keys().next_back().copied()))
    }

    /// The day before which records were taken out, if any were.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn pruned_before(&self) -> Result<Option<i32>> {
        Ok(self.meta("pruned_before")?.and_then(|d| d.parse().ok()))
    }

    /// Keys of all records, to tell new rows before they are labelled.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn known_keys(&self) -> Result<rustc_hash::FxHashSet<u64>> {
        let read = || -> rusqlite::Result<rustc_hash::FxHashSet<u64>> {
            let mut found = self.db.prepare("SELECT key FROM records")?;
            let rows = found.query_map([], |r| r.get::<_, i64>(0).map(|k| u64::from_le_bytes(k.to_le_bytes())))?;
            rows.collect()
        };
        read().map_err(|e| self.failed(&e))
    }
}

/// What makes two runs the same: the bytes of their inputs, whatever they are called and in whatever order they are named.
fn content(inputs: &[Input]) -> String {
    let mut hashes: Vec<&str> = inputs.iter().map(|i| i.hash.as_str()).collect();
    hashes.sort_unstable();
    blake3::hash(hashes.join("\n").as_bytes()).to_hex()[..32].to_owned()
}
