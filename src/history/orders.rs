//! Work orders across runs. An order has one id for as long as it is open; when the same thing comes up again after it was closed, a new one with
//! the same beginning is raised (`I3f09a1b2c4-2`).

use rusqlite::{OptionalExtension, params};

use crate::error::Result;
use crate::report::{Action, OrderState};

use super::ledger::{Fact, Ledger};
use super::store::{Store, hour, int, number};

/// A work order as `voc history` lists it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct OrderLine {
    /// Its id.
    pub id: String,
    /// `open`, `overdue` or `closed`.
    pub status: String,
    /// `major` or `general`.
    pub severity: String,
    /// Who.
    pub department: String,
    /// What.
    pub title: String,
    /// Complaints behind it.
    pub count: u64,
    /// When it was raised.
    pub opened: Option<String>,
    /// When it is due.
    pub due: Option<String>,
    /// When it was closed.
    pub resolved: Option<String>,
    /// Whether the customer was satisfied.
    pub satisfied: Option<bool>,
}

/// An order with its outcome. Hours since 1970.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) id: String,
    pub(super) severity: String,
    pub(super) department: String,
    pub(super) title: String,
    pub(super) issue: Option<i64>,
    pub(super) episode: i64,
    pub(super) opened: Option<i64>,
    pub(super) due_hours: i64,
    pub(super) count: u64,
    pub(super) again: u64,
    pub(super) closed: bool,
    pub(super) resolved: Option<i64>,
    pub(super) satisfied: Option<bool>,
}

impl Order {
    pub(super) fn due(&self) -> Option<i64> {
        self.opened.map(|at| at + self.due_hours)
    }

    /// `today` is the last hour known: the end of the newest run's day.
    pub(super) fn status(&self, today: Option<i64>) -> &'static str {
        match (self.closed, self.due().zip(today)) {
            (true, _) => "closed",
            (false, Some((due, today))) if due < today => "overdue",
            _ => "open",
        }
    }

    fn told(&self, today: Option<i64>) -> OrderState {
        OrderState {
            id: self.id.clone(),
            status: self.status(today).to_owned(),
            opened: self.opened.map(hour),
            due: self.due().map(hour),
            resolved: self.resolved.map(hour),
            satisfied: self.satisfied,
        }
    }

    fn line(&self, today: Option<i64>) -> OrderLine {
        OrderLine {
            id: self.id.clone(),
            status: self.status(today).to_owned(),
            severity: self.severity.clone(),
            department: self.department.clone(),
            title: self.title.clone(),
            count: self.count,
            opened: self.opened.map(hour),
            due: self.due().map(hour),
            resolved: self.resolved.map(hour),
            satisfied: self.satisfied,
        }
    }
}

/// An order is closed as a whole, or when all of its records are.
const ORDERS: &str = "SELECT id, severity, department, title, issue, episode, opened, due_hours, count, again, \
    EXISTS(SELECT 1 FROM outcomes WHERE order_id = id AND record = 0) OR \
      (SELECT count(*) FROM outcomes WHERE order_id = id AND record <> 0) >= count AS closed, \
    (SELECT max(resolved) FROM outcomes WHERE order_id = id), \
    (SELECT min(satisfied) FROM outcomes WHERE order_id = id) FROM orders";

impl Store {
    pub(super) fn orders(&self, clause: &str, with: impl rusqlite::Params) -> rusqlite::Result<Vec<Order>> {
        let mut found = self.db.prepare_cached(&format!("{ORDERS} {clause}"))?;
        let rows = found.query_map(with, |r| {
            let closed: bool = r.get(10)?;
            Ok(Order {
                id: r.get(0)?,
                severity: r.get(1)?,
                department: r.get(2)?,
                title: r.get(3)?,
                issue: r.get(4)?,
                episode: r.get(5)?,
                opened: r.get(6)?,
                due_hours: r.get(7)?,
                count: number(r, 8)?,
                again: number(r, 9)?,
                closed,
                resolved: r.get::<_, Option<i64>>(11)?.filter(|_| closed),
                satisfied: r.get::<_, Option<i64>>(12)?.filter(|_| closed).map(|n| n > 0),
            })
        })?;
        rows.collect()
    }

    /// The last hour known: the end of the newest day that a run stands for.
    pub(super) fn today(&self) -> rusqlite::Result<Option<i64>> {
        let day: Option<i64> = self.db.query_row("SELECT max(as_of) FROM runs", [], |r| r.get(0))?;
        Ok(day.map(|d| d * 24 + 24))
    }

    /// All orders, open ones first, then by deadline.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn order_lines(&self) -> Result<Vec<OrderLine>> {
        let read = || -> rusqlite::Result<Vec<OrderLine>> {
            let today = self.today()?;
            let all = self.orders("ORDER BY closed, opened + due_hours, id", [])?;
            Ok(all.iter().map(|o| o.line(today)).collect())
        };
        read().map_err(|e| self.failed(&e))
    }

    /// Raises the orders of a report or finds those that are there; tells each action where it stands.
    pub(super) fn raise(
        &self,
        run: i64,
        as_of: Option<i32>,
        actions: &mut [Action],
        issue_of: &dyn Fn(&str) -> Option<(i64, String)>,
        ledger: &Ledger,
    ) -> Result<()> {
        let mut write = || -> rusqlite::Result<()> {
            let today = self.today()?.max(as_of.map(|d| i64::from(d) * 24 + 24));
            for a in actions.iter_mut() {
                let facts: Vec<&Fact> = a.rows.iter().filter_map(|r| ledger.at(&r.source, r.row)).collect();
                let issue = a.issue.as_deref().and_then(issue_of);
                let base = base(a, &facts, issue.as_ref().map(|(_, key)| key.as_str()));
                let order = self.raised(run, as_of, a, &facts, issue.map(|(id, _)| id), &base)?;
                a.order = Some(order.told(today));
            }
            Ok(())
        };
        write().map_err(|e| self.failed(&e))
    }

    fn raised(
        &self,
        run: i64,
        as_of: Option<i32>,
        a: &Action,
        facts: &[&Fact],
        issue: Option<i64>,
        base: &str,
    ) -> rusqlite::Result<Order> {
        let last = self.orders("WHERE base = ?1 ORDER BY episode DESC LIMIT 1", [base])?.pop();
        let episode = match &last {
            None => 1,
            Some(o) => {
                let after = o.resolved.map_or(0, |at| facts.iter().filter(|f| f.hour > Some(at)).count());
                if after == 0 {
                    self.db
                        .prepare_cached(
                            "UPDATE orders SET title = ?2, count = max(count, ?3), last_run = ?4 WHERE id = ?1",
                        )?
                        .execute(params![o.id, a.title, int(a.count), run])?;
                    self.name_records(&o.id, facts)?;
                    return self.order(&o.id);
                }
                self.db.execute("UPDATE orders SET again = ?2 WHERE id = ?1", params![o.id, int(after as u64)])?;
                o.episode + 1
            }
        };
        let id = if episode == 1 { base.to_owned() } else { format!("{base}-{episode}") };
        let own = facts.first().and_then(|f| f.hour).filter(|_| a.severity == "major");
        let opened = own.or(as_of.map(|d| i64::from(d) * 24));
        self.db
            .prepare_cached(
                "INSERT INTO orders(id, base, episode, severity, department, solution, title, nature, aspect, issue, opened, \
                 due_hours, count, first_run, last_run) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14)",
            )?
            .execute(params![
                id, base, episode, a.severity, a.department, a.solution, a.title, a.nature, a.aspect, issue, opened,
                a.due_hours, int(a.count), run
            ])?;
        self.name_records(&id, facts)?;
        self.order(&id)
    }

    fn order(&self, id: &str) -> rusqlite::Result<Order> {
        self.orders("WHERE id = ?1", [id])?.pop().ok_or(rusqlite::Error::QueryReturnedNoRows)
    }

    /// Records with an id can be closed by it.
    fn name_records(&self, order: &str, facts: &[&Fact]) -> rusqlite::Result<()> {
        let mut put = self.db.prepare_cached("INSERT OR IGNORE INTO order_records VALUES(?1, ?2)")?;
        for f in facts.iter().filter(|f| f.key.id != 0) {
            put.execute(params![order, super::issues::signed(f.key.id)])?;
        }
        Ok(())
    }

    /// Where the orders of a report stand that is in the store already.
    pub(super) fn recall(
        &self,
        actions: &mut [Action],
        issue_of: &dyn Fn(&str) -> Option<(i64, String)>,
        ledger: &Ledger,
    ) -> Result<()> {
        let mut read = || -> rusqlite::Result<()> {
            let today = self.today()?;
            for a in actions.iter_mut() {
                let facts: Vec<&Fact> = a.rows.iter().filter_map(|r| ledger.at(&r.source, r.row)).collect();
                let issue = a.issue.as_deref().and_then(issue_of);
                let base = base(a, &facts, issue.as_ref().map(|(_, key)| key.as_str()));
                let found = self.orders("WHERE base = ?1 ORDER BY episode DESC LIMIT 1", [&base]).optional()?;
                a.order = found.and_then(|mut o| o.pop()).map(|o| o.told(today));
            }
            Ok(())
        };
        read().map_err(|e| self.failed(&e))
    }
}

/// What an order is about, as the beginning of its id: `M` a record, `I` an issue, `A` an aspect.
fn base(a: &Action, facts: &[&Fact], issue: Option<&str>) -> String {
    let (letter, about) = match (a.severity.as_str(), facts.first(), issue) {
        ("major", Some(f), _) => ('M', format!("{:016x}", f.key.record)),
        (_, _, Some(key)) => ('I', key.to_owned()),
        _ => {
            let part = |p: &Option<String>| p.clone().unwrap_or_default();
            ('A', format!("{}|{}|{}|{}", a.severity, part(&a.nature), part(&a.aspect), a.due_hours))
        }
    };
    format!("{letter}{}", &blake3::hash(about.as_bytes()).to_hex()[..10])
}
