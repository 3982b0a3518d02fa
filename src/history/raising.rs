//! Which order of the store a work order of the report is: one that is open goes on, what comes up again after it was closed gets a new one.
//!
//! An issue, an aspect, and the rare aspects of a department are known by what they are. Major complaints outside issues are known by their records:
//! they go on in the order that has one of them, so that an order keeps its id when others join it, and none disappears in an order that is closed.
//!
//! An order that had become quiet and is raised again is the same order, with a new deadline: a new outage is not late because of last year's.

use rusqlite::params;

use crate::error::Result;
use crate::report::Action;

use super::holding::{Books, Done, Had};
use super::ledger::{Fact, Ledger};
use super::orders::Order;
use super::store::{Store, int};

/// Before the beginning of ids in `meta`, under which the store remembers the last of the orders of that name that were pruned.
pub(super) const EPISODE: &str = "episode:";

/// Number and key in the store of an issue of the report.
type IssueOf<'l> = dyn Fn(&str) -> Option<(i64, String)> + 'l;

/// The run that raises orders, and the hour at which its day begins.
pub(super) struct Tonight {
    run: i64,
    now: Option<i64>,
    /// Newer runs are in the store: orders keep the titles that those gave them.
    is_late: bool,
}

impl Tonight {
    pub(super) fn new(run: i64, as_of: Option<i32>, is_late: bool) -> Self {
        Self { run, now: as_of.map(|d| i64::from(d) * 24), is_late }
    }
}

/// A work order of the report as the store sees it.
struct Claim<'a> {
    action: &'a Action,
    /// Its complaints that no closed order has dealt with.
    facts: Vec<&'a Fact>,
    /// The others, each with the order that has.
    dealt: Vec<(&'a Fact, String)>,
    /// Complaints of pruned days that no order holds: the one that did was closed, and is gone with them.
    gone: u64,
    issue: Option<i64>,
    /// What it is about, as the beginning of its id: `M` records, `I` an issue, `D` the rare aspects of a department, `A` an aspect.
    base: String,
    /// The newest order about it; where all of it is dealt with, the one that did.
    last: Option<Order>,
}

impl Claim<'_> {
    /// Of very many complaints some are counted only.
    fn count(&self) -> u64 {
        self.action.count.saturating_sub(self.dealt.len() as u64 + self.gone)
    }

    /// All of it is of days that were pruned.
    fn is_gone(&self) -> bool {
        self.facts.is_empty() && self.dealt.is_empty() && self.gone > 0
    }

    /// Nothing of it is left to do.
    fn is_done(&self) -> bool {
        self.facts.is_empty() && (!self.dealt.is_empty() || self.last.as_ref().is_some_and(|o| o.closed))
    }
}

impl Store {
    /// Raises the orders of a report or finds those that are there; tells each action where it stands.
    pub(super) fn raise(
        &self,
        tonight: &Tonight,
        actions: &mut [Action],
        issue_of: &IssueOf,
        ledger: &Ledger,
    ) -> Result<()> {
        self.try_to(|| {
            let mut books = self.books()?;
            let mut raised = Vec::with_capacity(actions.len());
            for a in actions.iter() {
                let claim = self.claim(a, issue_of, ledger, &books.done)?;
                raised.push(self.raised(tonight, &claim, &mut books)?);
            }
            self.settle_orders(&books)?;
            let today = self.today()?.max(tonight.now.map(|at| at + 24));
            for (a, id) in actions.iter_mut().zip(&raised) {
                a.order = id.as_deref().map(|id| self.order(id)).transpose()?.map(|o| o.told(today));
            }
            Ok(())
        })
    }

    /// Where the orders of a report stand that is in the store already.
    pub(super) fn recall(&self, actions: &mut [Action], issue_of: &IssueOf, ledger: &Ledger) -> Result<()> {
        self.try_to(|| {
            let (today, done) = (self.today()?, self.done()?);
            for a in actions.iter_mut() {
                let last = self.claim(a, issue_of, ledger, &done)?.last;
                a.order = last.map(|o| o.told(today));
            }
            Ok(())
        })
    }

    fn claim<'a>(
        &self,
        a: &'a Action,
        issue_of: &IssueOf,
        ledger: &'a Ledger,
        done: &Done,
    ) -> rusqlite::Result<Claim<'a>> {
        let all: Vec<&Fact> = a.rows.iter().filter_map(|r| ledger.at(&r.source, r.row)).collect();
        let issue = a.issue.as_deref().and_then(issue_of);
        if a.issue.is_some() && issue.is_none() && !all.is_empty() && !all.iter().any(|f| ledger.keeps(f)) {
            let (last, gone) = (self.holder(&all, done)?, all.len() as u64);
            return Ok(Claim {
                action: a,
                facts: Vec::new(),
                dealt: Vec::new(),
                gone,
                issue: None,
                base: String::new(),
                last,
            });
        }
        let is_by_records = a.severity == "major" && issue.is_none() && !all.is_empty();
        let (mut base, mut last) = (String::new(), None);
        if !is_by_records {
            base = base_of(a, issue.as_ref().map(|(_, key)| key.as_str()));
            last = self.newest_of(&base)?;
        }
        let (mut facts, mut dealt, mut open, mut gone) = (Vec::new(), Vec::new(), None, 0);
        for f in all {
            let had = match self.had(f, &own(f.key.record), done)? {
                Had::Never => self.closed_with(f, last.as_ref())?,
                had => had,
            };
            match had {
                Had::Done(by) => dealt.push((f, by)),
                Had::Open(o) => {
                    open = open.or(Some(o));
                    facts.push(f);
                }
                Had::Never if !ledger.keeps(f) => gone += 1,
                Had::Other(_) | Had::Never => facts.push(f),
            }
        }
        if is_by_records {
            // It goes on in the first open order that has one of the records; a new one is named by the first record that no order has. An order of that name
            // may be there, closed before the record came.
            base = facts.first().map_or_else(String::new, |f| own(f.key.record));
            last = match open {
                Some(id) => Some(self.order(&id)?),
                None => self.newest_of(&base)?,
            };
        }
        if last.is_none() && facts.is_empty() {
            last = dealt.first().map(|(_, by)| self.order(by)).transpose()?;
        }
        Ok(Claim { action: a, facts, dealt, gone, issue: issue.map(|(id, _)| id), base, last })
    }

    /// The id of the order that a claim is now; none where all of it was pruned and no order is left of it.
    fn raised(&self, tonight: &Tonight, c: &Claim, books: &mut Books) -> rusqlite::Result<Option<String>> {
        for (f, by) in &c.dealt {
            self.deal(by, f, books)?;
        }
        if c.is_gone() {
            return Ok(c.last.as_ref().map(|o| o.id.clone()));
        }
        let Some(last) = &c.last else { return self.start(tonight, c, books).map(Some) };
        if c.is_done() {
            self.execute("UPDATE orders SET last_run = ?2 WHERE id = ?1", params![last.id, tonight.run])?;
            return Ok(Some(last.id.clone()));
        }
        if !last.closed {
            self.go_on(tonight, c, &self.come_back(tonight, c, last)?, books)?;
            return Ok(Some(last.id.clone()));
        }
        let after = int(c.facts.len() as u64);
        self.db.execute("UPDATE orders SET again = ?2 WHERE id = ?1", params![last.id, after])?;
        self.start(tonight, c, books).map(Some)
    }

    fn start(&self, tonight: &Tonight, c: &Claim, books: &mut Books) -> rusqlite::Result<String> {
        let (a, episode) = (c.action, self.episodes(&c.base)? + 1);
        let id = if episode == 1 { c.base.clone() } else { format!("{}-{episode}", c.base) };
        let opened = waiting_since(&c.facts, None).or(tonight.now);
        self.execute(
            "INSERT INTO orders(id, base, episode, severity, department, solution, title, nature, aspect, issue, opened, \
             due_hours, count, first_run, last_run, handled) \
             VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14, ?15)",
            params![
                id, c.base, episode, a.severity, a.department, a.solution, a.title, a.nature, a.aspect, c.issue, opened,
                a.due_hours, int(c.count()), tonight.run, int(c.dealt.len() as u64)
            ],
        )?;
        self.take(&id, (&c.facts, a.due_hours), books)?;
        Ok(id)
    }

    /// The order with its time counted anew, where what it is about had been quiet and has come up again.
    fn come_back(&self, tonight: &Tonight, c: &Claim, o: &Order) -> rusqlite::Result<Order> {
        let Some(since) = self.back_since(tonight, o)? else { return Ok(o.clone()) };
        let new: Vec<&Fact> = c.facts.iter().copied().filter(|f| f.hour >= Some(since)).collect();
        let opened = waiting_since(&new, None).or(tonight.now);
        let sql = "UPDATE orders SET opened = ?2, due_hours = ?3 WHERE id = ?1";
        self.execute(sql, params![o.id, opened, c.action.due_hours])?;
        self.order(&o.id)
    }

    /// The hour since which there is something new about an order that was quiet before.
    fn back_since(&self, tonight: &Tonight, o: &Order) -> rusqlite::Result<Option<i64>> {
        if o.closed || tonight.is_late {
            return Ok(None);
        }
        let Some(issue) = o.issue else {
            // No days of its own: it was quiet if the runs before did not raise it for so long.
            let before = self.newest(tonight.run)?.map(|day| i64::from(day) * 24 + 24);
            let was_quiet = before.zip(o.quiet_from(o.heard)).is_some_and(|(before, quiet)| quiet <= before);
            return Ok(tonight.now.filter(|_| was_quiet));
        };
        let days = self.days_of(issue, self.bounds()?)?;
        let mut pairs = days.windows(2).rev().map(|w| (w[0].0, i64::from(w[1].0) * 24));
        let back = pairs.find(|(last, next)| o.quiet_from(Some(*last)).is_some_and(|quiet| quiet <= *next));
        Ok(back.map(|(_, next)| next))
    }

    /// What its complaints are now, the order holds.
    fn go_on(&self, tonight: &Tonight, c: &Claim, o: &Order, books: &mut Books) -> rusqlite::Result<()> {
        let a = c.action;
        self.take(&o.id, (&c.facts, a.due_hours), books)?;
        self.count_held(&o.id, int(c.count()))?;
        let (title, dealt) = (if tonight.is_late { &o.title } else { &a.title }, int(c.dealt.len() as u64));
        let sql =
            "UPDATE orders SET title = ?2, handled = ?3, last_run = ?4, issue = coalesce(?5, issue) WHERE id = ?1";
        self.execute(sql, params![o.id, title, dealt, tonight.run, c.issue])?;
        // A night without its major complaints does not make an order less grave.
        if a.severity == "major" || o.severity == "general" {
            let sql = "UPDATE orders SET severity = ?2, department = ?3, solution = ?4, due_hours = ?5 WHERE id = ?1";
            self.execute(sql, params![o.id, a.severity, a.department, a.solution, due_hours(tonight, c, o)])?;
        }
        Ok(())
    }

    /// The newest order whose id begins so.
    fn newest_of(&self, base: &str) -> rusqlite::Result<Option<Order>> {
        Ok(self.orders("WHERE base = ?1 ORDER BY episode DESC LIMIT 1", [base])?.pop())
    }

    /// How many orders there were whose ids begin so. One that was pruned lends its id to no other: an old list of outcomes would close that.
    fn episodes(&self, base: &str) -> rusqlite::Result<i64> {
        let sql = "SELECT max(coalesce((SELECT max(episode) FROM orders WHERE base = ?1), 0), \
                   coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE name = ?2 || ?1), 0))";
        self.db.prepare_cached(sql)?.query_row([base, EPISODE], |r| r.get(0))
    }

    pub(super) fn order(&self, id: &str) -> rusqlite::Result<Order> {
        self.orders("WHERE id = ?1", [id])?.pop().ok_or(rusqlite::Error::QueryReturnedNoRows)
    }
}

/// Hour of the first major complaint; `unknown` for those without a time.
fn waiting_since(facts: &[&Fact], unknown: Option<i64>) -> Option<i64> {
    facts.iter().filter(|f| f.major).filter_map(|f| f.hour.or(unknown)).min()
}

/// An order is due as soon as the first of the major complaints that joined it; not those of before it was quiet.
fn due_hours(tonight: &Tonight, c: &Claim, o: &Order) -> i64 {
    let since = o.opened.map(|at| at - o.silence());
    let lately: Vec<&Fact> = c.facts.iter().copied().filter(|f| f.hour.is_none() || f.hour > since).collect();
    let first = waiting_since(&lately, tonight.now);
    let due = first.zip(o.opened).map(|(at, opened)| (at + i64::from(c.action.due_hours) - opened).max(0));
    due.map_or(o.due_hours, |hours| hours.min(o.due_hours))
}

/// The id of an order that was raised for a record.
pub(super) fn own(record: u64) -> String {
    hashed('M', &format!("{record:016x}"))
}

/// The beginning of the id of an order that is not known by its records.
fn base_of(a: &Action, issue: Option<&str>) -> String {
    if let Some(key) = issue {
        return hashed('I', key);
    }
    if !a.about.is_empty() {
        return hashed('D', &a.about);
    }
    let part = |p: &Option<String>| p.clone().unwrap_or_default();
    hashed('A', &format!("{}|{}|{}|{}", a.severity, part(&a.nature), part(&a.aspect), a.due_hours))
}

fn hashed(letter: char, about: &str) -> String {
    format!("{letter}{}", &blake3::hash(about.as_bytes()).to_hex()[..10])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::key::RowKey;
    use crate::record::{Annotated, Severity};
    use crate::render::fixture::fixture;
    use crate::report::RowRef;
    use crate::time::Stamp;

    #[test]
    fn a_complaint_that_came_after_the_order_named_by_it_was_closed_has_the_next_one() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("voc.db")).unwrap();
        let mut ledger = Ledger::new(&[]);
        let a = Annotated {
            row: 1,
            source: "a.csv".into(),
            time: Stamp::from_days(20_010, None),
            text: "插座漏电".to_owned(),
            informative: true,
            severity: Some(Severity::Major),
            ..Annotated::default()
        };
        ledger.absorb(&a, RowKey { record: 1, id: 0, grown: None });
        let (run, id) = (store.new_run("a").unwrap(), own(1));
        // It was due with an earlier complaint, and closed when only that was there.
        let content = format!(
            "INSERT INTO orders(id, base, episode, severity, department, solution, title, opened, due_hours, count, first_run, last_run)
               VALUES('{id}', '{id}', 1, 'major', '', '', '', 480000, 4, 2, 1, 1);
             INSERT INTO order_records(order_id, record) VALUES('{id}', 1), ('{id}', 2);
             INSERT INTO outcomes VALUES('{id}', 0, 480024, NULL);"
        );
        store.db.execute_batch(&content).unwrap();
        let rows = vec![RowRef { source: "a.csv".to_owned(), row: 1 }];
        let mut action = fixture().actions.swap_remove(0);
        (action.severity, action.issue, action.count, action.rows) = ("major".to_owned(), None, 1, rows);
        let mut actions = [action];
        for _ in 0..2 {
            store.raise(&Tonight::new(run, Some(20_010), false), &mut actions, &|_| None, &ledger).unwrap();
            assert_eq!(actions[0].order.as_ref().map(|o| o.id.clone()), Some(format!("{id}-2")));
        }
    }

    #[test]
    fn new_complaints_without_a_time_are_not_dealt_with_by_an_order_that_was_closed_before() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("voc.db")).unwrap();
        let mut ledger = Ledger::new(&[]);
        for row in [1, 2] {
            let (source, text) = ("a.csv".into(), "包装破了".to_owned());
            let a = Annotated { row, source, text, informative: true, complaint: true, ..Annotated::default() };
            ledger.absorb(&a, RowKey { record: row, id: 0, grown: None });
        }
        let row = |row| RowRef { source: "a.csv".to_owned(), row };
        let mut action = fixture().actions.swap_remove(0);
        (action.severity, action.issue, action.count) = ("general".to_owned(), None, 2);
        action.rows = [1, 2].map(row).to_vec();
        let id = base_of(&action, None);
        let runs = ["a", "b"].map(|run| store.new_run(run).unwrap());
        // The first was there when the order was raised, the second came with the run after it.
        let content = format!(
            "INSERT INTO records VALUES(1, NULL, {}, 1, NULL), (2, NULL, {}, 1, NULL);
             INSERT INTO orders(id, base, episode, severity, department, solution, title, due_hours, count, first_run, last_run)
               VALUES('{id}', '{id}', 1, 'general', '', '', '', 72, 1, {}, {});
             INSERT INTO outcomes VALUES('{id}', 0, 480024, NULL);",
            runs[0], runs[1], runs[0], runs[0]
        );
        store.db.execute_batch(&content).unwrap();
        let mut actions = [action];
        store.raise(&Tonight::new(runs[1], None, false), &mut actions, &|_| None, &ledger).unwrap();
        let order = actions[0].order.as_ref().unwrap();
        assert_eq!((&order.id, order.handled), (&format!("{id}-2"), 1));
    }
}
