//! Work orders across runs. An order has one id for as long as it is open; when the same thing comes up again after it was closed, a new one with
//! the same beginning is raised (`I3f09a1b2c4-2`). One that nobody closes and of which nothing is heard any more is *quiet*, not overdue; when what it
//! is about comes up again, its time counts from then on ([`super::raising`]). One whose complaints all went to another is *merged*
//! ([`super::holding`]). Orders of major complaints (`M…`) are never quiet: whoever was harmed need not say so twice.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::report::OrderState;

use super::state::{MERGED, QUIET_DAYS};
use super::store::{Store, day_of, hour, number};

/// A work order as `voc history` lists it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct OrderLine {
    /// Its id.
    pub id: String,
    /// `open`, `overdue`, `quiet`, `merged` or `closed`.
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
    /// The order that has its complaints now, where it was merged into another.
    pub merged: Option<String>,
    /// Complaints of the same matter that closed orders had dealt with; they are not in `count`.
    pub handled: u64,
    /// Major complaints that came later than the one by which it is due.
    pub later: u64,
    /// When the last of these is due.
    pub latest: Option<String>,
    /// Its deadline had passed when a run raised it first.
    pub past: bool,
}

/// An order with its outcome. Hours since 1970.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) id: String,
    pub(super) severity: String,
    pub(super) department: String,
    pub(super) title: String,
    pub(super) issue: Option<i64>,
    pub(super) opened: Option<i64>,
    pub(super) due_hours: i64,
    pub(super) count: u64,
    pub(super) again: u64,
    pub(super) closed: bool,
    pub(super) resolved: Option<i64>,
    pub(super) satisfied: Option<bool>,
    /// Day of the run that raised it.
    pub(super) raised: Option<i32>,
    /// Last day on which something was heard of it: the last record of its issue, else the last run that raised it.
    pub(super) heard: Option<i32>,
    /// The order that has all of its complaints now.
    pub(super) merged: Option<String>,
    pub(super) handled: u64,
    /// Major complaints that are due later than the order, and when the last of them is.
    pub(super) later: u64,
    pub(super) latest: Option<i64>,
}

impl Order {
    pub(super) fn due(&self) -> Option<i64> {
        self.opened.map(|at| at + self.due_hours)
    }

    /// Hours of silence after which an order is quiet: those after which an issue is resolved, or twice its deadline where that is longer.
    pub(super) fn silence(&self) -> i64 {
        (i64::from(QUIET_DAYS) * 24).max(2 * self.due_hours)
    }

    /// The hour from which on it is quiet if nothing is heard of it after the day `heard`; none for major complaints by themselves.
    pub(super) fn quiet_from(&self, heard: Option<i32>) -> Option<i64> {
        let end = |day: Option<i32>| day.map(|d| i64::from(d) * 24 + 24);
        let last = self.opened.max(end(self.raised)).max(end(heard))?;
        (!self.id.starts_with('M')).then(|| last + self.silence())
    }

    /// Whether the deadline had passed when a run raised it first: monthly data tell of a danger when its hours are long over.
    pub(super) fn was_past(&self) -> bool {
        let end = self.raised.map(|day| i64::from(day) * 24 + 24);
        self.due().zip(end).is_some_and(|(due, end)| due < end)
    }

    /// `today` is the last hour known: the end of the newest run's day.
    pub(super) fn status(&self, today: Option<i64>) -> &'static str {
        match (self.closed, self.due().zip(today)) {
            (true, _) => "closed",
            _ if self.merged.is_some() => MERGED,
            (false, Some((due, today))) if due < today => {
                if self.quiet_from(self.heard).is_some_and(|quiet| quiet <= today) { QUIET } else { "overdue" }
            }
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
            handled: self.handled,
            later: self.later,
            latest: self.latest.map(hour),
            past: self.was_past(),
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
            merged: self.merged.clone().filter(|_| !self.closed),
            handled: self.handled,
            later: self.later,
            latest: self.latest.map(hour),
            past: self.was_past(),
        }
    }
}

/// Orders that were merged one into another are followed so far.
const STEPS: usize = 100;

/// The status of an open order of which nothing is heard any more.
const QUIET: &str = "quiet";

/// Complaints with a deadline of their own that nobody has dealt with.
const WAITING: &str = "WITH waiting AS NOT MATERIALIZED (SELECT order_id, due FROM order_records AS r WHERE moved IS NULL AND due IS NOT NULL AND NOT EXISTS \
    (SELECT 1 FROM outcomes AS x WHERE x.order_id = r.order_id AND x.record = r.own AND r.own <> 0))";

/// An order is closed as a whole, or when all of its records are: an outcome is about all complaints under its id, but not about one that came on a later day. One
/// that holds none any more is not closed: nobody has dealt with it.
const ORDERS: &str = "SELECT id, severity, department, title, issue, opened, due_hours, count, again, \
    EXISTS(SELECT 1 FROM outcomes WHERE order_id = id AND record = 0) OR \
      max((SELECT count(*) FROM outcomes WHERE order_id = id AND record <> 0), \
        (SELECT count(*) FROM order_records AS r WHERE order_id = id AND moved IS NULL AND own <> 0 AND EXISTS \
        (SELECT 1 FROM outcomes AS x WHERE x.order_id = r.order_id AND x.record = r.own AND NOT EXISTS (SELECT 1 FROM records \
        WHERE key = r.record AND day * 24 >= x.resolved + 24)))) >= max(count, 1) AS closed, \
    (SELECT max(resolved) FROM outcomes WHERE order_id = id), \
    (SELECT min(satisfied) FROM outcomes WHERE order_id = id), \
    (SELECT as_of FROM runs WHERE runs.id = first_run), \
    coalesce((SELECT last_day FROM issues WHERE issues.id = orders.issue), (SELECT as_of FROM runs WHERE runs.id = last_run)), \
    (SELECT moved FROM order_records WHERE order_id = id AND NOT EXISTS (SELECT 1 FROM order_records AS r WHERE \
      r.order_id = orders.id AND r.moved IS NULL) GROUP BY moved ORDER BY count(*) DESC, moved LIMIT 1), \
    handled, \
    (SELECT count(*) FROM waiting WHERE order_id = id AND due > opened + due_hours), \
    (SELECT max(due) FROM waiting WHERE order_id = id AND due > opened + due_hours) \
    FROM orders";

impl Store {
    pub(super) fn orders(&self, clause: &str, with: impl rusqlite::Params) -> rusqlite::Result<Vec<Order>> {
        self.rows(&format!("{WAITING} {ORDERS} {clause}"), with, |r| {
            let closed: bool = r.get(9)?;
            Ok(Order {
                id: r.get(0)?,
                severity: r.get(1)?,
                department: r.get(2)?,
                title: r.get(3)?,
                issue: r.get(4)?,
                opened: r.get(5)?,
                due_hours: r.get(6)?,
                count: number(r, 7)?,
                again: number(r, 8)?,
                closed,
                resolved: r.get::<_, Option<i64>>(10)?.filter(|_| closed),
                satisfied: r.get::<_, Option<i64>>(11)?.filter(|_| closed).map(|n| n > 0),
                raised: day_of(r, 12)?,
                heard: day_of(r, 13)?,
                merged: r.get(14)?,
                handled: number(r, 15)?,
                later: number(r, 16)?,
                latest: r.get(17)?,
            })
        })
    }

    /// The last hour known: the end of the newest day that a run stands for.
    pub(super) fn today(&self) -> rusqlite::Result<Option<i64>> {
        Ok(self.newest(i64::MAX)?.map(|d| i64::from(d) * 24 + 24))
    }

    /// All orders, open ones first, then quiet, merged and closed ones, each by deadline.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn order_lines(&self) -> Result<Vec<OrderLine>> {
        self.try_to(|| {
            let today = self.today()?;
            let all = self.orders("ORDER BY closed, opened + due_hours, id", [])?;
            let mut lines: Vec<OrderLine> = all.iter().map(|o| o.line(today)).collect();
            follow(&mut lines);
            lines.sort_by_key(|l| match l.status.as_str() {
                "closed" => 3,
                MERGED => 2,
                QUIET => 1,
                _ => 0,
            });
            Ok(lines)
        })
    }
}

/// An order that was merged into one that is merged by now names the one that has its complaints at last.
fn follow(lines: &mut [OrderLine]) {
    let merged = lines.iter().filter_map(|l| Some((l.id.clone(), l.merged.clone()?)));
    let next: BTreeMap<String, String> = merged.collect();
    for l in lines {
        // Orders that each gave most of theirs to the next may stand in a circle.
        for _ in 0..STEPS {
            let Some(further) = l.merged.as_ref().and_then(|to| next.get(to)).filter(|to| **to != l.id) else { break };
            l.merged = Some(further.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_of_which_nothing_is_heard_is_quiet_and_a_major_complaint_never_is() {
        let order = |id: &str, due_hours: i64, heard: i32| Order {
            id: id.to_owned(),
            severity: "general".to_owned(),
            department: String::new(),
            title: String::new(),
            issue: None,
            opened: Some(0),
            due_hours,
            count: 1,
            again: 0,
            closed: false,
            resolved: None,
            satisfied: None,
            raised: Some(0),
            heard: Some(heard),
            merged: None,
            handled: 0,
            later: 0,
            latest: None,
        };
        // The end of a day.
        let on = |o: &Order, day: i64| o.status(Some(day * 24 + 24));
        let one = order("I1", 72, 10);
        assert_eq!([on(&one, 2), on(&one, 3), on(&one, 23), on(&one, 24)], ["open", "overdue", "overdue", "quiet"]);
        // Twice its deadline where that is longer than two weeks.
        let slow = order("A1", 240, 10);
        assert_eq!([on(&slow, 29), on(&slow, 30)], ["overdue", "quiet"]);
        // It was raised later than the last record: it has its time.
        let late = Order { raised: Some(20), ..order("I1", 72, 10) };
        assert_eq!([on(&late, 33), on(&late, 34)], ["overdue", "quiet"]);
        assert!(late.was_past() && !one.was_past());
        assert_eq!(on(&order("M1", 72, 10), 300), "overdue");
        assert_eq!(on(&Order { merged: Some("I2".to_owned()), ..one.clone() }, 300), "merged");
        assert_eq!(on(&Order { closed: true, ..one }, 300), "closed");
    }

    #[test]
    fn an_order_that_has_lost_all_of_its_complaints_is_merged_and_not_closed() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("voc.db")).unwrap();
        let content = "
            INSERT INTO orders(id, base, episode, severity, department, solution, title, opened, due_hours, count, first_run, last_run)
              VALUES('M1', 'M1', 1, 'major', '', '', '', 24, 4, 0, 1, 1), ('I1', 'I1', 1, 'major', '', '', '', 24, 4, 1, 1, 1);
            INSERT INTO order_records(order_id, record, moved) VALUES('M1', 7, 'I1'), ('I1', 7, NULL);
        ";
        store.db.execute_batch(content).unwrap();
        let lines = store.order_lines().unwrap();
        let told: Vec<_> = lines.iter().map(|l| (l.id.as_str(), l.status.as_str(), l.merged.as_deref())).collect();
        assert_eq!(told, [("I1", "open", None), ("M1", "merged", Some("I1"))]);
    }

    #[test]
    fn an_order_that_was_merged_twice_names_the_one_that_has_its_complaints() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("voc.db")).unwrap();
        let content = "
            INSERT INTO orders(id, base, episode, severity, department, solution, title, opened, due_hours, count, first_run, last_run)
              VALUES('I1', 'I1', 1, 'general', '', '', '', 24, 4, 0, 1, 1), ('I2', 'I2', 1, 'general', '', '', '', 24, 4, 0, 1, 1),
              ('I3', 'I3', 1, 'general', '', '', '', 24, 4, 1, 1, 1);
            INSERT INTO order_records(order_id, record, moved) VALUES('I1', 7, 'I2'), ('I2', 7, 'I3'), ('I3', 7, NULL);
        ";
        store.db.execute_batch(content).unwrap();
        let lines = store.order_lines().unwrap();
        let told: Vec<_> = lines.iter().map(|l| (l.id.as_str(), l.merged.as_deref())).collect();
        assert_eq!(told, [("I3", None), ("I1", Some("I3")), ("I2", Some("I3"))]);
    }

    #[test]
    fn an_outcome_closes_all_complaints_under_its_id_that_were_there() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("voc.db")).unwrap();
        let content = "
            INSERT INTO orders(id, base, episode, severity, department, solution, title, opened, due_hours, count, first_run, last_run)
              VALUES('M1', 'M1', 1, 'major', '', '', '', 24, 4, 2, 1, 1), ('M2', 'M2', 1, 'major', '', '', '', 24, 4, 2, 1, 1),
              ('M3', 'M3', 1, 'major', '', '', '', 24, 4, 2, 1, 1);
            INSERT INTO records(key, day, run, counted) VALUES(1, 1, 1, 1), (2, 1, 1, 1), (3, 1, 1, 1), (4, 1, 1, 1), (5, 1, 1, 1), (6, 9, 1, 1);
            INSERT INTO order_records(order_id, record, own) VALUES('M1', 1, 70), ('M1', 2, 70), ('M2', 3, 80), ('M2', 4, 81), ('M3', 5, 90), ('M3', 6, 90);
            INSERT INTO outcomes VALUES('M1', 70, 48, NULL), ('M2', 80, 48, NULL), ('M3', 90, 48, NULL);
        ";
        store.db.execute_batch(content).unwrap();
        let closed = store.orders("WHERE closed", []).unwrap();
        assert_eq!(closed.iter().map(|o| o.id.as_str()).collect::<Vec<_>>(), ["M1"]);
    }
}
