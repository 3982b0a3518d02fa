//! Storing a run, step by step, in one transaction: other runs wait, and a run that ends in between was never there.
//!
//! [`Keeping::begin`] takes the rows in and gives the days of the whole history; the report is made with them; [`Keeping::tell`] settles issues and
//! orders and tells the report; [`Keeping::commit`] makes it last.

use crate::aggregate::days::Days;
use crate::error::{Error, Result};
use crate::report::{History, HotIssue, Input, IssueLife, PrunedRows, Report};
use crate::say;
use crate::time::day_string;

use super::echo::echoes;
use super::issues::{Night, Outlook, Settled, members, signed};
use super::ledger::{Fact, Ledger};
use super::raising::Tonight;
use super::runs::Totals;
use super::store::{Store, count, day_of};

/// What the caller decides about a run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Entry {
    /// The day that the run stands for; the last day of its data where there is none.
    pub as_of: Option<i32>,
    /// Store it again though the same inputs are there.
    pub force: bool,
    /// Rows with text left out of the report because the store knew them; `None` where none are to be left out.
    pub left_out: Option<u64>,
    /// Those of them that are dated before the first day that the store keeps.
    pub pruned: u64,
    /// The run of the same inputs whose new rows were not left out: they are told again.
    pub again: Option<i64>,
}

/// Most records of a store in which texts that grow are told from new ones: the keys of all stand in memory, about 16 bytes each.
const MOST_FOLLOWED: i64 = 5_000_000;

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
    pruned: Option<PrunedRows>,
}

impl Keeping {
    /// Takes the rows of a run into the store and gives the days of all runs together. Waits for another run that is writing.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub(crate) fn begin(mut store: Store, entry: Entry, mut ledger: Ledger, inputs: &[Input]) -> Result<(Self, Days)> {
        store.begin()?;
        let content = content(inputs.iter().map(|i| i.hash.as_str()));
        let earlier = if entry.force { None } else { store.run_of(&content)? };
        let strays = store.untime(&mut ledger).map_err(|e| store.failed(&e))?;
        ledger.keep_from(store.pruned_before()?);
        let mut keeping =
            Self { store, entry, ledger, run: 0, repeated: earlier.is_some(), new: 0, known: 0, pruned: None };
        match earlier {
            Some(t) if entry.left_out.is_some() && entry.again != Some(t.id) && t.new_records > 0 => {
                return Err(told_before(t.id));
            }
            Some(t) => {
                keeping.run = t.id;
                (keeping.new, keeping.known) = (t.new_records, t.known_records);
            }
            None => {
                keeping.run = keeping.store.new_run(&content)?;
                keeping.take_rows()?;
                keeping.store.put_naming(&keeping.ledger.naming)?;
            }
        }
        let mut days = keeping.store.days()?;
        // They have no day in the store, and the report says why.
        let strays = strays.min(days.undated);
        (days.undated, days.stray) = (days.undated - strays, strays);
        Ok((keeping, days))
    }

    /// The newest day that a run before this one stands for.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn since(&self) -> Result<Option<i32>> {
        self.store.newest_day(self.run)
    }

    fn take_rows(&mut self) -> Result<()> {
        let pruned = self.store.pruned_before()?;
        let (facts, store) = (&self.ledger.facts, &self.store);
        // In the order of the keys, so that the tree of keys is walked once.
        let mut order: Vec<usize> = (0..facts.len()).collect();
        order.sort_by_key(|&i| signed(facts[i].key.record));
        let (mut new, mut copy) = (vec![false; facts.len()], vec![false; facts.len()]);
        store.try_to(|| {
            let mut put =
                store.db.prepare("INSERT OR IGNORE INTO records(key, day, run, counted) VALUES(?1, ?2, ?3, ?4)")?;
            let mut put_grown = store.db.prepare("INSERT OR IGNORE INTO grown(key, day, run) VALUES(?1, ?2, ?3)")?;
            let mut last = None;
            for i in order {
                let f = &facts[i];
                // Rows of days that were pruned have been counted once; their keys are gone.
                if !self.ledger.keeps(f) {
                    continue;
                }
                if let Some(key) = f.key.grown {
                    put_grown.execute(rusqlite::params![signed(key), f.day, self.run])?;
                }
                let row = rusqlite::params![signed(f.key.record), f.day, self.run, f.counted];
                if put.execute(row)? > 0 {
                    (new[i], last) = (true, Some(f.key.record));
                } else {
                    // The same id and text once more in this run: no earlier run had it.
                    copy[i] = last == Some(f.key.record);
                }
            }
            Ok(())
        })?;
        // Rows without text are known again, but are no records.
        let with_text =
            |is_so: &dyn Fn(usize) -> bool| (0..facts.len()).filter(|i| facts[*i].has_text && is_so(*i)).count() as u64;
        self.new = with_text(&|i| new[i]);
        self.known = with_text(&|i| !new[i] && !copy[i]) + self.entry.left_out.unwrap_or(0);
        let gone = facts.iter().filter(|f| f.has_text && !self.ledger.keeps(f)).count() as u64 + self.entry.pruned;
        self.pruned = pruned.filter(|_| gone > 0).map(|day| PrunedRows { before: day_string(day), records: gone });
        self.store.add_series(self.run, &self.ledger, &new)
    }

    /// Major complaints among these that came with this run.
    fn new_major<'f>(&self, facts: impl Iterator<Item = &'f Fact>) -> rusqlite::Result<u64> {
        let mut is_new = self.store.db.prepare_cached("SELECT 1 FROM records WHERE key = ?1 AND run = ?2")?;
        let mut n = 0;
        for f in facts.filter(|f| f.major) {
            n += u64::from(is_new.exists(rusqlite::params![signed(f.key.record), self.run])?);
        }
        Ok(n)
    }

    /// Settles issues and work orders, writes the totals, and tells the report. `of` names the issue of a row; `line` turns counts by day into
    /// counts by period of the trend.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn tell(&self, report: &mut Report, of: &dyn Fn(&str, u64) -> Option<String>, line: &Line) -> Result<()> {
        let as_of = self.as_of(report)?;
        let before = self.store.run_before(self.run, as_of)?;
        let newer = self.store.newest_day(self.run)?.filter(|newest| as_of.is_some_and(|day| day < *newest));
        let mut totals = Totals::of(report);
        (totals.id, totals.as_of, totals.new_records, totals.known_records) = (self.run, as_of, self.new, self.known);
        let members = members(&self.ledger, &report.hot_issues, of);
        let outlook = if self.repeated {
            self.store.remembered(self.run, &report.hot_issues)?
        } else {
            let night = Night {
                run: self.run,
                as_of: newer.or(as_of),
                is_late: newer.is_some(),
                before: before.as_ref().map(|t| (t.id, t.as_of)),
                volumes: [totals.informative, before.as_ref().map_or(0, |t| t.informative)],
            };
            self.store.put_totals(&totals, report, &self.ledger)?;
            self.store.put_side(self.run, &self.ledger.side)?;
            self.settle(&night, &report.hot_issues, &members)?
        };
        self.tell_issues(&outlook, &mut report.hot_issues, &members, line)?;
        self.tell_orders(&outlook, report, &Tonight::new(self.run, as_of, newer.is_some()))?;
        let failed = |e: rusqlite::Error| self.store.failed(&e);
        let span = self.store.span().map_err(failed)?;
        // Where known rows are left out, the report is of new ones alone. Of pruned rows nobody knows whether they were counted.
        let gone = self.pruned.as_ref().map_or(0, |p| p.records);
        let overlap = if self.entry.left_out.is_some() { 0 } else { self.known.saturating_sub(gone) };
        report.history = Some(History {
            run: count(self.run),
            repeated: self.repeated,
            runs: self.store.run_count()?,
            as_of: as_of.map(day_string),
            newer: newer.map(day_string),
            new_records: self.new,
            known_records: self.known,
            pruned: self.pruned.clone(),
            new_major: self.new_major(self.ledger.facts.iter().filter(|f| f.counted)).map_err(failed)?,
            new_only: self.entry.left_out.is_some(),
            first: span.map(|s| day_string(s.0)),
            last: span.map(|s| day_string(s.1)),
            previous: before.map(|b| self.store.change(&totals, &b, overlap)).transpose().map_err(failed)?,
            issues: outlook.states,
            resolved: outlook.resolved,
            unclear: outlook.unclear,
            merged: outlook.merged,
            handling: self.store.handling()?,
        });
        Ok(())
    }

    /// The day named, else the last of the data, else the newest of the runs before.
    fn as_of(&self, report: &Report) -> Result<Option<i32>> {
        if self.repeated {
            return self.store.day_of(self.run);
        }
        let last = self.store.period_of(report)?.map(|(_, last)| last);
        match self.entry.as_of.or(last) {
            Some(day) => Ok(Some(day)),
            None => self.store.newest_day(self.run),
        }
    }

    /// Settles the issues that have records of days that the store keeps. The others were told in their time: they are neither new nor back, and have no place in it.
    fn settle(&self, night: &Night, issues: &[HotIssue], members: &[Vec<&Fact>]) -> Result<Outlook> {
        let is_kept = |at: &usize| self.pruned.is_none() || !members[*at].is_empty();
        let kept: Vec<usize> = (0..issues.len()).filter(is_kept).collect();
        let issues_kept: Vec<HotIssue> = kept.iter().map(|at| issues[*at].clone()).collect();
        let members: Vec<Vec<&Fact>> = kept.iter().map(|at| members[*at].clone()).collect();
        let echoes = echoes(&self.ledger, &members);
        let outlook = self.store.settle(night, &issues_kept, &members, &echoes);
        let mut outlook = outlook.map_err(|e| self.store.failed(&e))?;
        let mut shown: Vec<Option<Settled>> = issues.iter().map(|_| None).collect();
        for (at, settled) in kept.into_iter().zip(outlook.shown) {
            shown[at] = settled;
        }
        outlook.shown = shown;
        Ok(outlook)
    }

    fn tell_issues(
        &self,
        outlook: &Outlook,
        issues: &mut [HotIssue],
        members: &[Vec<&Fact>],
        line: &Line,
    ) -> Result<()> {
        let failed = |e: rusqlite::Error| self.store.failed(&e);
        let bounds = self.store.bounds().map_err(failed)?;
        for ((issue, s), facts) in issues.iter_mut().zip(&outlook.shown).zip(members) {
            let Some(s) = s else { continue };
            let line = line(&self.store.days_of(s.id, bounds).map_err(failed)?);
            // The trend covers the whole history here, and so does each issue's part of it.
            issue.trend.series.clone_from(&line);
            issue.life = Some(IssueLife {
                key: s.key.clone(),
                state: s.state.to_owned(),
                first: s.first.map(day_string),
                last: s.last.map(day_string),
                runs: s.runs,
                records: s.records,
                new_major: self.new_major(facts.iter().copied()).map_err(failed)?,
                line,
            });
        }
        Ok(())
    }

    fn tell_orders(&self, outlook: &Outlook, report: &mut Report, tonight: &Tonight) -> Result<()> {
        let ids: Vec<&str> = report.hot_issues.iter().map(|i| i.id.as_str()).collect();
        let issue_of = |id: &str| {
            let s = outlook.shown.get(ids.iter().position(|i| *i == id)?)?.as_ref()?;
            Some((s.id, s.key.clone()))
        };
        if self.repeated {
            self.store.recall(&mut report.actions, &issue_of, &self.ledger)
        } else {
            self.store.raise(tonight, &mut report.actions, &issue_of, &self.ledger)
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

    /// The day before which records were taken out, if any were.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn pruned_before(&self) -> Result<Option<i32>> {
        Ok(self.meta("pruned_before")?.and_then(|d| d.parse().ok()))
    }

    /// Keys of all records, and of what they have grown to, but those that were new in one run: to tell new rows before they are labelled.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn known_keys(&self, but: Option<i64>) -> Result<rustc_hash::FxHashSet<u64>> {
        let sql = "SELECT key FROM records WHERE run IS NOT ?1 UNION ALL SELECT key FROM grown WHERE run IS NOT ?1";
        let keys = self.rows(sql, [but], |r| r.get::<_, i64>(0).map(|k| u64::from_le_bytes(k.to_le_bytes())));
        keys.map_err(|e| self.failed(&e))
    }

    /// Whether texts that grow are told from new ones: a store of very many records would take too much memory for it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn follows_texts(&self) -> Result<bool> {
        let sql = "SELECT coalesce(sum(new_records), 0) <= ?1 FROM runs";
        self.db.query_row(sql, [MOST_FOLLOWED], |r| r.get(0)).map_err(|e| self.failed(&e))
    }

    /// The run of inputs with these hashes, if there is one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn run_with(&self, hashes: &[String]) -> Result<Option<i64>> {
        let content = content(hashes.iter().map(String::as_str));
        Ok(self.run_of(&content)?.map(|t| t.id))
    }
}

/// The inputs are those of a run that has new rows, and these were left out with the others.
fn told_before(run: i64) -> Error {
    Error::usage(
        say!(
            "these inputs are run {run} of the history already: nothing is new, and the outputs are left as they are",
            "历史库中已有相同输入（第 {run} 次运行）：没有新内容，输出保持原样"
        ),
        say!(
            "name a file instead of standard input, and what was new in that run is reported again",
            "请以文件代替标准输入，即可重新报告该次运行中的新内容"
        ),
    )
}

/// What makes two runs the same: the bytes of their inputs, whatever they are called and in whatever order they are named.
fn content<'h>(hashes: impl Iterator<Item = &'h str>) -> String {
    let mut hashes: Vec<&str> = hashes.collect();
    hashes.sort_unstable();
    blake3::hash(hashes.join("\n").as_bytes()).to_hex()[..32].to_owned()
}
