//! Which order of the store a work order of the report is: one that is open goes on, what comes up again after it was closed gets a new one.
//!
//! An issue, an aspect, and the rare aspects of a department are known by what they are. Major complaints outside issues are known by their records:
//! they go on in the order that has one of them, so that an order keeps its id when others join it, and none disappears in an order that is closed.
//!
//! An order that had become quiet and is raised again is the same order, with a new deadline: a new outage is not late because of last year's.

use rusqlite::params;

use crate::error::Result;
use crate::report::Action;

use super::issues::signed;
use super::ledger::{Fact, Ledger};
use super::orders::Order;
use super::store::{Store, int};

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
    /// Its records; where it is known by them only those that are not dealt with, unless all are.
    facts: Vec<&'a Fact>,
    count: u64,
    issue: Option<i64>,
    /// What it is about, as the beginning of its id: `M` records, `I` an issue, `D` the rare aspects of a department, `A` an aspect.
    base: String,
    /// The newest order about it.
    last: Option<Order>,
    by_records: bool,
}

/// Whether there is an order for a major complaint.
enum Had {
    Open(Order),
    Done(Order),
    Never,
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
        let mut write = || -> rusqlite::Result<()> {
            let today = self.today()?.max(tonight.now.map(|at| at + 24));
            for a in actions.iter_mut() {
                let order = self.raised(tonight, &self.claim(a, issue_of, ledger)?)?;
                a.order = Some(order.told(today));
            }
            Ok(())
        };
        write().map_err(|e| self.failed(&e))
    }

    /// Where the orders of a report stand that is in the store already.
    pub(super) fn recall(&self, actions: &mut [Action], issue_of: &IssueOf, ledger: &Ledger) -> Result<()> {
        let mut read = || -> rusqlite::Result<()> {
            let today = self.today()?;
            for a in actions.iter_mut() {
                let last = self.claim(a, issue_of, ledger)?.last;
                a.order = last.map(|o| o.told(today));
            }
            Ok(())
        };
        read().map_err(|e| self.failed(&e))
    }

    fn claim<'a>(&self, a: &'a Action, issue_of: &IssueOf, ledger: &'a Ledger) -> rusqlite::Result<Claim<'a>> {
        let facts: Vec<&Fact> = a.rows.iter().filter_map(|r| ledger.at(&r.source, r.row)).collect();
        let issue = a.issue.as_deref().and_then(issue_of);
        if a.severity == "major" && issue.is_none() && !facts.is_empty() {
            return self.claim_of_records(a, facts);
        }
        let base = base(a, issue.as_ref().map(|(_, key)| key.as_str()));
        let last = self.orders("WHERE base = ?1 ORDER BY episode DESC LIMIT 1", [&base])?.pop();
        Ok(Claim { action: a, facts, count: a.count, issue: issue.map(|(id, _)| id), base, last, by_records: false })
    }

    /// Goes on in the first open order that has one of the records; a new one is named by the first record that no order has.
    fn claim_of_records<'a>(&self, a: &'a Action, all: Vec<&'a Fact>) -> rusqlite::Result<Claim<'a>> {
        let (mut facts, mut open, mut done): (Vec<&Fact>, Option<Order>, Option<Order>) = (Vec::new(), None, None);
        for f in &all {
            match self.had(f)? {
                Had::Done(o) => done = done.or(Some(o)),
                Had::Open(o) => {
                    open = open.or(Some(o));
                    facts.push(*f);
                }
                Had::Never => facts.push(*f),
            }
        }
        let last = if facts.is_empty() { done } else { open };
        let facts = if facts.is_empty() { all } else { facts };
        let base = facts.first().map_or_else(String::new, |f| own(f.key.record));
        let count = facts.len() as u64;
        Ok(Claim { action: a, facts, count, issue: None, base, last, by_records: true })
    }

    /// By the order that was raised for the record, or any that took it in.
    fn had(&self, f: &Fact) -> rusqlite::Result<Had> {
        let clause =
            "WHERE base = ?1 OR id IN (SELECT order_id FROM order_records WHERE record = ?2) ORDER BY id, episode";
        let mut held = self.orders(clause, params![own(f.key.record), signed(f.key.record)])?;
        if let Some(at) = held.iter().position(|o| !o.closed && o.id.starts_with('M')) {
            return Ok(Had::Open(held.swap_remove(at)));
        }
        Ok(held.into_iter().find(|o| o.closed).map_or(Had::Never, Had::Done))
    }

    fn raised(&self, tonight: &Tonight, c: &Claim) -> rusqlite::Result<Order> {
        let Some(last) = &c.last else { return self.start(tonight, c, 1, &c.facts) };
        if last.closed && c.by_records {
            return Ok(last.clone());
        }
        let again = if last.closed { self.again(last, &c.facts)? } else { Vec::new() };
        if again.is_empty() {
            self.go_on(tonight, c, &self.come_back(tonight, c, last)?)?;
            return self.order(&last.id);
        }
        let after = int(again.len() as u64);
        self.db.execute("UPDATE orders SET again = ?2 WHERE id = ?1", params![last.id, after])?;
        self.start(tonight, c, last.episode + 1, &again)
    }

    /// What came after an order was closed; a major complaint also where no closed order had it, whenever it came.
    fn again<'a>(&self, last: &Order, facts: &[&'a Fact]) -> rusqlite::Result<Vec<&'a Fact>> {
        let mut out = Vec::new();
        for f in facts {
            let new = if f.major {
                !matches!(self.had(f)?, Had::Done(_))
            } else {
                last.resolved.is_some_and(|at| f.hour > Some(at))
            };
            if new {
                out.push(*f);
            }
        }
        Ok(out)
    }

    fn start(&self, tonight: &Tonight, c: &Claim, episode: i64, new: &[&Fact]) -> rusqlite::Result<Order> {
        let a = c.action;
        let id = if episode == 1 { c.base.clone() } else { format!("{}-{episode}", c.base) };
        let opened = self.waiting_since(new, None)?.or(tonight.now);
        self.db
            .prepare_cached(
                "INSERT INTO orders(id, base, episode, severity, department, solution, title, nature, aspect, issue, opened, \
                 due_hours, count, first_run, last_run) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14)",
            )?
            .execute(params![
                id, c.base, episode, a.severity, a.department, a.solution, a.title, a.nature, a.aspect, c.issue, opened,
                a.due_hours, int(c.count), tonight.run
            ])?;
        self.name_records(&id, &c.facts)?;
        self.order(&id)
    }

    /// Hour of the first major complaint that is not dealt with; `unknown` for those without a time.
    fn waiting_since(&self, facts: &[&Fact], unknown: Option<i64>) -> rusqlite::Result<Option<i64>> {
        let mut first: Option<i64> = None;
        for f in facts.iter().filter(|f| f.major) {
            if !matches!(self.had(f)?, Had::Done(_)) {
                first = first.into_iter().chain(f.hour.or(unknown)).min();
            }
        }
        Ok(first)
    }

    /// The order with its time counted anew, where what it is about had been quiet and has come up again.
    fn come_back(&self, tonight: &Tonight, c: &Claim, o: &Order) -> rusqlite::Result<Order> {
        let Some(since) = self.back_since(tonight, o)? else { return Ok(o.clone()) };
        let new: Vec<&Fact> = c.facts.iter().copied().filter(|f| f.hour >= Some(since)).collect();
        let opened = self.waiting_since(&new, None)?.or(tonight.now);
        self.db.prepare_cached("UPDATE orders SET opened = ?2, due_hours = ?3 WHERE id = ?1")?.execute(params![
            o.id,
            opened,
            c.action.due_hours
        ])?;
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

    fn go_on(&self, tonight: &Tonight, c: &Claim, o: &Order) -> rusqlite::Result<()> {
        let a = c.action;
        // A closed order stays closed: what it would count more is dealt with elsewhere.
        let grows = !o.closed || a.severity == "general";
        if grows {
            self.name_records(&o.id, &c.facts)?;
        }
        self.db
            .prepare_cached(
                "UPDATE orders SET title = ?2, last_run = ?4, issue = coalesce(?5, issue), \
                 count = max(count, ?3, (SELECT count(*) FROM order_records \
                 JOIN records ON records.key = order_records.record WHERE order_records.order_id = orders.id)) WHERE id = ?1",
            )?
            .execute(params![o.id, if tonight.is_late { &o.title } else { &a.title }, int(if grows { c.count } else { o.count }), tonight.run, c.issue])?;
        // A night without its major complaints does not make an order less grave.
        if !o.closed && (a.severity == "major" || o.severity == "general") {
            self.db
                .prepare_cached(
                    "UPDATE orders SET severity = ?2, department = ?3, solution = ?4, due_hours = ?5 WHERE id = ?1",
                )?
                .execute(params![o.id, a.severity, a.department, a.solution, self.due_hours(tonight, c, o)?])?;
        }
        Ok(())
    }

    /// An order is due as soon as the first of the major complaints that joined it; not those of before it was quiet.
    fn due_hours(&self, tonight: &Tonight, c: &Claim, o: &Order) -> rusqlite::Result<i64> {
        let since = o.opened.map(|at| at - o.silence());
        let lately: Vec<&Fact> = c.facts.iter().copied().filter(|f| f.hour.is_none() || f.hour > since).collect();
        let first = self.waiting_since(&lately, tonight.now)?;
        let due = first.zip(o.opened).map(|(at, opened)| (at + i64::from(c.action.due_hours) - opened).max(0));
        Ok(due.map_or(o.due_hours, |hours| hours.min(o.due_hours)))
    }

    fn order(&self, id: &str) -> rusqlite::Result<Order> {
        self.orders("WHERE id = ?1", [id])?.pop().ok_or(rusqlite::Error::QueryReturnedNoRows)
    }

    /// Records with an id can be closed by it; major ones are known again by their key.
    fn name_records(&self, order: &str, facts: &[&Fact]) -> rusqlite::Result<()> {
        let mut put = self.db.prepare_cached("INSERT OR IGNORE INTO order_records VALUES(?1, ?2)")?;
        for f in facts {
            let id = Some(f.key.id).filter(|id| *id != 0);
            for name in id.into_iter().chain(f.major.then_some(f.key.record)) {
                put.execute(params![order, signed(name)])?;
            }
        }
        Ok(())
    }

    /// Orders raised for major complaints of which `order` has every one by now: they are closed with it.
    pub(super) fn within(&self, order: &str) -> rusqlite::Result<Vec<String>> {
        let mut records = self.db.prepare_cached(
            "SELECT record FROM order_records JOIN records ON records.key = order_records.record WHERE order_id = ?1",
        )?;
        let records: Vec<i64> = records.query_map([order], |r| r.get::<_, i64>(0))?.collect::<rusqlite::Result<_>>()?;
        let mut raised = self.db.prepare_cached(
            "SELECT id FROM orders WHERE base = ?1 AND id <> ?2 AND NOT EXISTS (SELECT 1 FROM order_records AS r WHERE \
             r.order_id = orders.id AND r.record NOT IN (SELECT record FROM order_records WHERE order_id = ?2))",
        )?;
        let mut out = Vec::new();
        for record in records {
            let ids = raised
                .query_map(params![own(u64::from_le_bytes(record.to_le_bytes())), order], |r| r.get::<_, String>(0))?;
            out.extend(ids.collect::<rusqlite::Result<Vec<String>>>()?);
        }
        Ok(out)
    }
}

/// The id of an order that was raised for a record.
fn own(record: u64) -> String {
    hashed('M', &format!("{record:016x}"))
}

/// The beginning of the id of an order that is not known by its records.
fn base(a: &Action, issue: Option<&str>) -> String {
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
