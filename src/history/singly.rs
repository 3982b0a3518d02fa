//! Complaints that outcomes name by their own ids, one by one: an order of an issue is closed with its last complaint, and counts from its first.

use rustc_hash::FxHashMap;

use crate::report::ByComplaint;

use super::handling::{bare, median};
use super::store::Store;

/// Of each complaint of an order: its record, its day, and when it was dealt with, where that is known. An outcome is about none that came on a later day.
const COMPLAINTS: &str = "SELECT r.record, c.day, x.order_id IS NOT NULL, x.resolved FROM order_records AS r \
    JOIN records AS c ON c.key = r.record \
    LEFT JOIN outcomes AS x ON x.order_id = r.order_id AND (x.record = 0 OR x.record = r.own) \
      AND (x.resolved IS NULL OR c.day IS NULL OR c.day * 24 < x.resolved + 24) \
    WHERE r.moved IS NULL";

/// A complaint: its day, whether it was dealt with, and the hour of that.
type Case = (Option<i64>, bool, Option<i64>);

impl Store {
    /// How complaints were handled; `None` where no outcome names one.
    pub(super) fn by_complaint(&self) -> rusqlite::Result<Option<ByComplaint>> {
        let named: bool =
            self.db.query_row("SELECT EXISTS(SELECT 1 FROM outcomes WHERE record <> 0)", [], |r| r.get(0))?;
        if !named {
            return Ok(None);
        }
        let mut cases: FxHashMap<i64, Case> = FxHashMap::default();
        let mut found = self.db.prepare(COMPLAINTS)?;
        let mut rows = found.query([])?;
        while let Some(r) = rows.next()? {
            let (day, done, at): Case = (r.get(1)?, r.get(2)?, r.get(3)?);
            let case = cases.entry(r.get(0)?).or_insert((day, false, None));
            // It may stand in two orders: the first outcome counts.
            case.1 |= done;
            case.2 = case.2.into_iter().chain(at).min();
        }
        let closed = cases.values().filter(|c| c.1).count();
        let days = |&(day, _, at): &Case| Some((at?.div_euclid(24) - day?).max(0));
        let mut days: Vec<i64> = cases.values().filter_map(days).collect();
        days.sort_unstable();
        Ok(Some(ByComplaint { closed: bare(closed, cases.len()), median_days: median(&days) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_complaint_has_its_own_time() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("voc.db")).unwrap();
        let content = "
            INSERT INTO orders(id, base, episode, severity, department, solution, title, opened, due_hours, count, first_run, last_run)
              VALUES('I1', 'I1', 1, 'general', '', '', '', 24, 72, 4, 1, 1), ('I2', 'I2', 1, 'general', '', '', '', 24, 72, 1, 1, 1);
            INSERT INTO records(key, day, run, counted) VALUES(1, 1, 1, 1), (2, 50, 1, 1), (3, 60, 1, 1), (4, 62, 1, 1);
            INSERT INTO order_records(order_id, record, own) VALUES('I1', 1, 70), ('I1', 2, 80), ('I1', 3, 90), ('I1', 4, 80), ('I2', 1, 70);
        ";
        store.db.execute_batch(content).unwrap();
        assert_eq!(store.by_complaint().unwrap(), None);
        // The fourth came after the outcome of its number.
        let outcomes = "INSERT INTO outcomes VALUES('I1', 70, 72, NULL), ('I1', 80, 1320, 1), ('I2', 70, 96, NULL)";
        store.db.execute_batch(outcomes).unwrap();
        let told = store.by_complaint().unwrap().unwrap();
        assert_eq!((told.closed.count, told.closed.of, told.median_days), (2, 4, Some(3.5)));
    }
}
