//! Which complaints an order holds. A complaint stands in at most one open order: the one that was raised for it last takes it over, and the other remembers
//! which one that is. An order that has lost all of its complaints is *merged* into the order that has most of them. What a closed order held is dealt with: no
//! other order counts it.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::params;
use rustc_hash::FxHashMap;

use super::issues::signed;
use super::ledger::Fact;
use super::orders::Order;
use super::state::MERGED;
use super::store::Store;

/// Hours after the closing of an order in which a complaint that it holds may have come: many tables name the day of closing only.
const SLACK: i64 = 24;

/// Complaints of an order without those that went to another. An older voc kept the own id of a record as one more row.
const HELD: &str =
    "(SELECT count(*) FROM order_records WHERE order_id = orders.id AND moved IS NULL AND record <> own)";

/// The order that has a complaint, by its id.
pub(super) enum Had {
    /// An open one of major complaints by themselves, which are known by what they hold.
    Open(String),
    /// An open one of another kind.
    Other(String),
    /// One that has dealt with it.
    Done(String),
    Never,
}

/// Closed orders and when they were closed: the same all through a run.
pub(super) struct Done(FxHashMap<String, Option<i64>>);

impl Done {
    pub(super) fn has(&self, order: &str) -> bool {
        self.0.contains_key(order)
    }

    fn covers(&self, order: &str, f: &Fact) -> bool {
        self.0.get(order).is_some_and(|at| came_before(f, *at))
    }
}

/// Whether a complaint can have been dealt with at that time.
fn came_before(f: &Fact, resolved: Option<i64>) -> bool {
    f.hour.zip(resolved).is_none_or(|(came, at)| came < at + SLACK)
}

/// What orders lost in a run: how many complaints, and whether one of them was why it was due.
#[derive(Default)]
struct Lost(BTreeMap<String, (u64, bool)>);

/// What happens to orders in a run: which were closed before it, and what open ones lose in it.
pub(super) struct Books {
    pub(super) done: Done,
    lost: Lost,
}

impl Lost {
    fn add(&mut self, order: String, was_first: bool) {
        let (n, first) = self.0.entry(order).or_default();
        *n += 1;
        *first |= was_first;
    }
}

/// A complaint as a row of an order: its key, and the name by which an older voc knew it.
fn names(f: &Fact) -> [i64; 2] {
    let id = if f.key.id == 0 { f.key.record } else { f.key.id };
    [f.key.record, id].map(signed)
}

impl Store {
    pub(super) fn done(&self) -> rusqlite::Result<Done> {
        let closed = self.orders("WHERE closed", [])?;
        Ok(Done(closed.into_iter().map(|o| (o.id, o.resolved)).collect()))
    }

    pub(super) fn books(&self) -> rusqlite::Result<Books> {
        Ok(Books { done: self.done()?, lost: Lost::default() })
    }

    /// Which order has a complaint: a closed one above all. `own` is the id of the order that was raised for it.
    pub(super) fn had(&self, f: &Fact, own: &str, done: &Done) -> rusqlite::Result<Had> {
        let mut found = self.db.prepare_cached(
            "SELECT r.order_id AS id, 2 * (r.moved IS NOT NULL) AS place, x.order_id IS NOT NULL, x.resolved FROM order_records AS r \
             LEFT JOIN outcomes AS x ON x.order_id = r.order_id AND x.record = r.own AND r.own <> 0 WHERE r.record IN (?1, ?2) \
             UNION ALL SELECT id, 1, 0, NULL FROM orders WHERE base = ?3 ORDER BY place, id",
        )?;
        let [key, id] = names(f);
        // Another text under the same id is another complaint.
        let mut rows = found.query(params![key, if f.major { key } else { id }, own])?;
        let (mut open, mut held) = (None, None);
        while let Some(r) = rows.next()? {
            let (order, place, by_record): (String, i64, bool) = (r.get(0)?, r.get(1)?, r.get(2)?);
            if done.covers(&order, f) || (by_record && came_before(f, r.get(3)?)) {
                return Ok(Had::Done(order));
            }
            // 0: it is there; 1: the order was raised for it; 2: it went elsewhere.
            if place < 2 && !done.has(&order) {
                let place = if order.starts_with('M') { &mut open } else { &mut held };
                place.get_or_insert(order);
            }
        }
        Ok(open.map(Had::Open).or_else(|| held.map(Had::Other)).unwrap_or(Had::Never))
    }

    /// The first order that has one of these complaints.
    pub(super) fn holder(&self, facts: &[&Fact], done: &Done) -> rusqlite::Result<Option<Order>> {
        for f in facts {
            if let Had::Open(id) | Had::Other(id) | Had::Done(id) =
                self.had(f, &super::raising::own(f.key.record), done)?
            {
                return self.order(&id).map(Some);
            }
        }
        Ok(None)
    }

    /// What an issue or aspect was complained of for before its order (`last`) was closed was dealt with by that, if no other has it. A complaint without a time
    /// came before if a run knew it that raised the order.
    pub(super) fn closed_with(&self, f: &Fact, last: Option<&Order>) -> rusqlite::Result<Had> {
        let Some(o) = last.filter(|o| o.closed && !f.major) else { return Ok(Had::Never) };
        let sql =
            "SELECT 1 FROM records JOIN orders ON orders.id = ?2 WHERE key = ?1 AND records.run <= orders.last_run";
        let came_before = match f.hour {
            Some(_) => f.hour <= o.resolved,
            None => self.db.prepare_cached(sql)?.exists(params![signed(f.key.record), o.id])?,
        };
        Ok(if came_before { Had::Done(o.id.clone()) } else { Had::Never })
    }

    /// Puts complaints into an order and takes them out of the open ones that had them. `hours` is the deadline of the major ones.
    pub(super) fn take(&self, order: &str, (facts, hours): (&[&Fact], u32), books: &mut Books) -> rusqlite::Result<()> {
        let mut put = self.db.prepare_cached(
            "INSERT INTO order_records(order_id, record, own, due) VALUES(?1, ?2, ?3, ?4) ON CONFLICT(order_id, record) \
             DO UPDATE SET moved = NULL, own = excluded.own, due = coalesce(excluded.due, due)",
        )?;
        let mut drop_old =
            self.db.prepare_cached("DELETE FROM order_records WHERE order_id = ?1 AND record = ?2 AND own = ?2")?;
        for f in facts {
            self.take_out(order, f, books)?;
            let due = f.hour.filter(|_| f.major).map(|at| at + i64::from(hours));
            let [key, id] = names(f);
            if key != id {
                drop_old.execute(params![order, id])?;
            }
            put.execute(params![order, key, signed(f.key.id), due])?;
        }
        Ok(())
    }

    /// Other orders that hold a complaint, and whether they are due because of it.
    fn others(&self, order: &str, f: &Fact) -> rusqlite::Result<BTreeSet<(String, bool)>> {
        let sql = "SELECT order_id, max(coalesce(due <= opened + due_hours, 0)) FROM order_records JOIN orders ON orders.id = order_id \
                   WHERE record IN (?1, ?2) AND order_id <> ?3 AND moved IS NULL GROUP BY order_id";
        let [key, id] = names(f);
        self.rows(sql, params![key, id, order], |r| Ok((r.get(0)?, r.get(1)?)))
    }

    /// A closed order has dealt with a complaint: it is known again by that wherever it is told later, and no open order keeps it.
    pub(super) fn deal(&self, order: &str, f: &Fact, books: &mut Books) -> rusqlite::Result<()> {
        if !books.done.has(order) {
            return Ok(());
        }
        let sql = "INSERT OR IGNORE INTO order_records(order_id, record, own) VALUES(?1, ?2, ?3)";
        self.execute(sql, params![order, signed(f.key.record), signed(f.key.id)])?;
        self.take_out(order, f, books)
    }

    /// Takes a complaint out of the open orders that have it, other than `to`.
    fn take_out(&self, to: &str, f: &Fact, books: &mut Books) -> rusqlite::Result<()> {
        let sql = "UPDATE order_records SET moved = ?2 WHERE order_id = ?1 AND record IN (?3, ?4)";
        let [key, id] = names(f);
        for (other, was_first) in self.others(to, f)? {
            if !books.done.has(&other) {
                self.execute(sql, params![other, to, key, id])?;
                books.lost.add(other, was_first);
            }
        }
        Ok(())
    }

    /// At the end of a run: orders of issues that went on in others go with them, and those that lost complaints count what is left and are due with it.
    pub(super) fn settle_orders(&self, books: &Books) -> rusqlite::Result<()> {
        self.follow_issues(&books.done)?;
        for (order, (n, was_first)) in &books.lost.0 {
            let sql = format!("UPDATE orders SET count = max(count - ?2, {HELD}) WHERE id = ?1");
            self.execute(&sql, params![order, super::store::int(*n)])?;
            if *was_first {
                self.put_off(order)?;
            }
        }
        Ok(())
    }

    /// An order counts what it holds, and no less than the run that raised it.
    pub(super) fn count_held(&self, order: &str, least: i64) -> rusqlite::Result<()> {
        let sql = format!("UPDATE orders SET count = max(count, ?2, {HELD}) WHERE id = ?1");
        self.execute(&sql, params![order, least])
    }

    /// The order is due with the first of the major complaints that it still has.
    fn put_off(&self, order: &str) -> rusqlite::Result<()> {
        let sql = "UPDATE orders SET opened = max(opened, coalesce((SELECT min(due) FROM order_records AS r WHERE order_id = ?1 \
                   AND moved IS NULL AND NOT EXISTS (SELECT 1 FROM outcomes AS x WHERE x.order_id = r.order_id \
                   AND x.record = r.own AND r.own <> 0)) - due_hours, opened)) WHERE id = ?1";
        self.execute(sql, [order])
    }

    /// Open orders of issues that were merged give what they hold to the orders of those.
    fn follow_issues(&self, done: &Done) -> rusqlite::Result<()> {
        let sql = "SELECT o.id, (SELECT id FROM orders WHERE issue = i.merged ORDER BY episode DESC LIMIT 1) FROM orders AS o \
                   JOIN issues AS i ON i.id = o.issue WHERE i.state = ?1 AND EXISTS (SELECT 1 FROM order_records \
                   WHERE order_id = o.id AND moved IS NULL) ORDER BY o.id";
        let pairs: Vec<(String, Option<String>)> = self.rows(sql, [MERGED], |r| Ok((r.get(0)?, r.get(1)?)))?;
        for (from, to) in pairs {
            let is_open = |id: &str| !done.has(id);
            if let Some(to) = to.filter(|to| is_open(to) && is_open(&from) && *to != from) {
                self.follow(&from, &to)?;
            }
        }
        Ok(())
    }

    fn follow(&self, from: &str, to: &str) -> rusqlite::Result<()> {
        // What the order had before comes back to it.
        let add = "INSERT INTO order_records(order_id, record, own, due) SELECT ?2, record, own, due FROM order_records \
                   WHERE order_id = ?1 AND moved IS NULL ON CONFLICT(order_id, record) \
                   DO UPDATE SET moved = NULL, own = excluded.own, due = coalesce(excluded.due, due)";
        self.db.execute(add, [from, to])?;
        let sql = "UPDATE order_records SET moved = ?2 WHERE order_id = ?1 AND moved IS NULL";
        self.db.execute(sql, [from, to])?;
        self.count_held(to, 0)?;
        // What waits longest decides when it is due; outcomes of complaints are kept under the order that had them then.
        let sql = "UPDATE orders SET due_hours = max(0, min(due_hours, coalesce((SELECT min(due) FROM order_records AS r \
                   WHERE order_id = ?1 AND moved IS NULL AND NOT EXISTS (SELECT 1 FROM outcomes AS x \
                   WHERE x.order_id IN (?1, ?2) AND x.record = r.own AND r.own <> 0)) - opened, due_hours))) WHERE id = ?1";
        self.db.execute(sql, [to, from]).map(|_| ())
    }

    /// Orders raised for major complaints of which `order` has every one by now: they are closed with it.
    pub(super) fn within(&self, order: &str) -> rusqlite::Result<Vec<String>> {
        let held = "SELECT record FROM order_records JOIN records ON records.key = order_records.record WHERE order_id = ?1 AND moved IS NULL";
        let raised = "SELECT id FROM orders WHERE base = ?1 AND id <> ?2 AND NOT EXISTS (SELECT 1 FROM order_records AS r WHERE \
                      r.order_id = orders.id AND r.record <> r.own AND r.record NOT IN (SELECT record FROM order_records \
                      WHERE order_id = ?2 AND moved IS NULL))";
        let mut out = Vec::new();
        for record in self.rows::<i64, Vec<_>>(held, [order], |r| r.get(0))? {
            let own = super::raising::own(u64::from_le_bytes(record.to_le_bytes()));
            out.extend(self.rows::<String, Vec<_>>(raised, params![own, order], |r| r.get(0))?);
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_back_to_an_order_is_held_by_it_again() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("voc.db")).unwrap();
        let content = "
            INSERT INTO orders(id, base, episode, severity, department, solution, title, opened, due_hours, count, first_run, last_run)
              VALUES('I1', 'I1', 1, 'general', '', '', '', 24, 72, 1, 1, 1), ('I2', 'I2', 1, 'general', '', '', '', 24, 72, 1, 1, 1);
            INSERT INTO order_records(order_id, record, moved) VALUES('I2', 7, 'I1'), ('I1', 7, NULL), ('I2', 8, NULL);
        ";
        store.db.execute_batch(content).unwrap();
        store.follow("I1", "I2").unwrap();
        let held = "SELECT group_concat(order_id || record) FROM order_records WHERE moved IS NULL ORDER BY record";
        assert_eq!(store.db.query_row(held, [], |r| r.get::<_, String>(0)).unwrap(), "I27,I28");
    }

    #[test]
    fn what_is_done_with_does_not_hasten_the_order_that_takes_it_over() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("voc.db")).unwrap();
        let content = "
            INSERT INTO orders(id, base, episode, severity, department, solution, title, opened, due_hours, count, first_run, last_run)
              VALUES('I1', 'I1', 1, 'major', '', '', '', 100, 72, 2, 1, 1), ('I2', 'I2', 1, 'major', '', '', '', 100, 72, 1, 1, 1);
            INSERT INTO order_records(order_id, record, own, due) VALUES('I1', 7, 70, 150), ('I1', 8, 80, 160), ('I2', 9, 90, 140);
            INSERT INTO outcomes VALUES('I1', 70, 120, NULL), ('I2', 90, 120, NULL);
        ";
        store.db.execute_batch(content).unwrap();
        store.follow("I1", "I2").unwrap();
        assert_eq!(store.order("I2").unwrap().due(), Some(160));
    }
}
