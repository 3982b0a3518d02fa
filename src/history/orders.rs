//! Work orders across runs. An order has one id for as long as it is open; when the same thing comes up again after it was closed, a new one with
//! the same beginning is raised (`I3f09a1b2c4-2`).

use crate::error::Result;
use crate::report::OrderState;

use super::store::{Store, hour, number};

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

    pub(super) fn told(&self, today: Option<i64>) -> OrderState {
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
        Ok(self.newest(i64::MAX)?.map(|d| i64::from(d) * 24 + 24))
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
}
