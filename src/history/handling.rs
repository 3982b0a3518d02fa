//! Outcomes of work orders, and what they say about how complaints are handled.

use rusqlite::{OptionalExtension, params};
use rustc_hash::FxHashSet;

use crate::error::Result;
use crate::number::{float, round};
use crate::report::{Effect, Handling, Rate};

use super::key;
use super::orders::Order;
use super::state::direction;
use super::store::{Store, count};

/// The outcome of one order, issue or record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// An order's id, an issue's key, or a record's own id.
    pub about: String,
    /// Hour since 1970 at which it was done; `None` where the file does not say.
    pub resolved: Option<i64>,
    /// The file names the day of it only: it may have been at any hour.
    pub by_day: bool,
    /// Whether the customer was satisfied, where the file says so.
    pub satisfied: Option<bool>,
}

/// What came of importing outcomes.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Closed {
    /// Outcomes that named an order, an issue or a record of an order.
    pub matched: u64,
    /// Orders that became closed by them.
    pub closed: u64,
    /// What no order is about.
    pub unknown: Vec<String>,
    /// What was resolved before it was opened, which cannot be: these were not imported.
    pub early: Vec<String>,
    /// What was resolved long after all that the store knows: a mistyped year. These were not imported either; what they are about would count as dealt with
    /// until then.
    pub ahead: Vec<String>,
    /// Outcomes of what an earlier one of the same import was about already: they replace that one.
    pub repeated: u64,
}

/// What a name means to a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// An order by its id, or an issue by its key.
    Order,
    /// A record of an order.
    Record,
    /// Nothing.
    Nothing,
}

/// An order, and the record of it that is closed; 0: the whole order.
type Named = (String, i64);

/// Days before and after a closing that are compared.
const SHORTEST: i64 = 7;
const LONGEST: i64 = 90;

/// Hours after the newest day of the store in which outcomes may lie: half a year. Orders may be closed long after the last run, but a year too late is mistyped.
const LATE: i64 = 183 * 24;

/// Issues that went on one in another are followed so far: a damaged store may lead in a circle.
const STEPS: i64 = 1000;

/// Stands for the record where the whole order is meant.
const WHOLE: i64 = 0;

impl Store {
    /// Imports outcomes; an outcome given again replaces the earlier one.
    ///
    /// # Errors
    /// When the store cannot be written; then none of them is there.
    pub fn close(&mut self, outcomes: &[Outcome]) -> Result<Closed> {
        self.begin()?;
        let done = self.put_outcomes(outcomes).map_err(|e| self.failed(&e))?;
        self.commit()?;
        Ok(done)
    }

    /// What a name means.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn meaning(&self, about: &str) -> Result<Meaning> {
        let named = self.orders_named(about).map_err(|e| self.failed(&e))?;
        Ok(named.first().map_or(Meaning::Nothing, |n| if n.1 == WHOLE { Meaning::Order } else { Meaning::Record }))
    }

    fn put_outcomes(&self, outcomes: &[Outcome]) -> rusqlite::Result<Closed> {
        let mut out = Closed::default();
        let mut taken: FxHashSet<&str> = FxHashSet::default();
        let (before, today) = (self.closed_orders()?, self.today()?);
        let mut put = self.db.prepare("INSERT OR REPLACE INTO outcomes VALUES(?1, ?2, ?3, ?4)")?;
        for o in outcomes {
            let named = self.orders_named(&o.about)?;
            if named.is_empty() {
                out.unknown.push(o.about.clone());
                continue;
            }
            if o.resolved.zip(today).is_some_and(|(at, today)| at > today + LATE) {
                out.ahead.push(o.about.clone());
                continue;
            }
            let possible = self.possible(o, named)?;
            if possible.is_empty() {
                out.early.push(o.about.clone());
                continue;
            }
            if taken.insert(&o.about) {
                out.matched += 1;
            } else {
                out.repeated += 1;
            }
            for (order, record) in possible {
                put.execute(params![order, record, o.resolved, o.satisfied])?;
            }
        }
        out.closed = self.closed_orders()?.saturating_sub(before);
        Ok(out)
    }

    /// Those that were there when it was resolved; none where the order that is named was not, whatever it holds.
    fn possible(&self, o: &Outcome, named: Vec<Named>) -> rusqlite::Result<Vec<Named>> {
        let Some(latest) = o.resolved.map(|at| if o.by_day { at + 23 } else { at }) else { return Ok(named) };
        let mut out = Vec::with_capacity(named.len());
        for (i, n) in named.into_iter().enumerate() {
            if self.began(&n)?.is_none_or(|began| began <= latest) {
                out.push(n);
            } else if i == 0 && n.1 == WHOLE {
                break;
            }
        }
        Ok(out)
    }

    /// Since which hour there is something to resolve: an order since it was opened. A record of it may be older; one of a major complaint is not, where that
    /// has a time. The others are not older than the data of the runs that hold them.
    fn began(&self, (order, record): &Named) -> rusqlite::Result<Option<i64>> {
        let sql = "SELECT opened, (SELECT as_of FROM runs WHERE runs.id = first_run), CASE WHEN EXISTS(SELECT 1 FROM runs WHERE runs.id = first_run) \
                   THEN (SELECT min(first_day) FROM runs WHERE runs.id BETWEEN first_run AND last_run) END FROM orders WHERE id = ?1";
        let mut found = self.db.prepare_cached(sql)?;
        let (opened, as_of, first): (Option<i64>, Option<i64>, Option<i64>) =
            found.query_row([order], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        let is_timed = opened != as_of.map(|day| day * 24);
        let exact = *record == WHOLE || (order.starts_with('M') && is_timed);
        Ok(if exact { opened } else { first.map(|day| day * 24) })
    }

    fn closed_orders(&self) -> rusqlite::Result<u64> {
        Ok(self.orders("WHERE closed", [])?.len() as u64)
    }

    /// Orders that a name means, each with the record that it closes. The newest where an id or key has several.
    fn orders_named(&self, about: &str) -> rusqlite::Result<Vec<Named>> {
        for sql in [
            "SELECT id FROM orders WHERE id = ?1",
            "SELECT id FROM orders WHERE id GLOB 'I*' AND issue = (SELECT id FROM issues WHERE key = ?1) \
             ORDER BY episode DESC LIMIT 1",
        ] {
            let mut found: Vec<Named> = self.rows(sql, [about], |r| Ok((r.get(0)?, WHOLE)))?;
            if let Some((order, _)) = found.first() {
                let parts = self.within(order)?;
                found.extend(parts.into_iter().map(|id| (id, WHOLE)));
                return Ok(found);
            }
        }
        let record = super::issues::signed(key::of_id(about));
        let sql = "SELECT DISTINCT order_id FROM order_records WHERE own = ?1 AND moved IS NULL ORDER BY order_id";
        self.rows(sql, [record], |r| Ok((r.get(0)?, record)))
    }

    /// How orders were handled; `None` where no outcome was ever imported.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn handling(&self) -> Result<Option<Handling>> {
        self.handled().map_err(|e| self.failed(&e))
    }

    fn handled(&self) -> rusqlite::Result<Option<Handling>> {
        let outcomes: i64 = self.db.query_row("SELECT count(*) FROM outcomes", [], |r| r.get(0))?;
        if outcomes == 0 {
            return Ok(None);
        }
        let (mut orders, today) = (self.orders("ORDER BY id", [])?, self.today()?);
        // Its complaints are those of another order.
        orders.retain(|o| o.closed || o.merged.is_none());
        let closed: Vec<_> = orders.iter().filter(|o| o.closed).collect();
        let mut hours: Vec<i64> = closed.iter().filter_map(|o| Some((o.resolved? - o.opened?).max(0))).collect();
        hours.sort_unstable();
        let timed = closed.iter().filter_map(|o| Some((o.resolved?, o.due()?)));
        let late = timed.clone().filter(|(done, due)| done > due).count();
        // Orders of records are done with them; what the others are about may come up again.
        let shared = closed.iter().filter(|o| !o.id.starts_with('M'));
        let mut after =
            self.db.prepare("SELECT count(*) FROM records WHERE issue IN (?1, ?2) AND day * 24 > ?3 AND day <= ?4")?;
        let (_, last) = self.bounds()?;
        let (mut again, mut complaints_after) = (0, 0);
        for o in shared.clone() {
            let n = match o.issue.zip(o.resolved) {
                // Its complaints are those of the issue in which it went on.
                Some((issue, at)) => count(after.query_row([issue, self.went_to(issue)?, at, last], |r| r.get(0))?),
                None => o.again,
            };
            again += u64::from(n > 0);
            complaints_after += n;
        }
        let open = orders.iter().filter(|o| !o.closed);
        let overdue = open.clone().filter(|o| o.status(today) == "overdue");
        let past = overdue.clone().filter(|o| o.was_past()).count() as u64;
        let (happy, said): (i64, i64) =
            self.db.query_row("SELECT coalesce(sum(satisfied), 0), count(satisfied) FROM outcomes", [], |r| {
                Ok((r.get(0)?, r.get(1)?))
            })?;
        let sum = hours.iter().sum::<i64>();
        Ok(Some(Handling {
            orders: orders.len() as u64,
            closed: bare(closed.len(), orders.len()),
            median_hours: median(&hours),
            mean_hours: (!hours.is_empty()).then(|| round(float(count(sum)) / float(hours.len() as u64), 1)),
            late: bare(late, timed.count()),
            overdue: bare(overdue.count(), open.count()),
            past,
            again: Rate { count: again, of: shared.count() as u64, ..Rate::default() },
            complaints_after,
            satisfied: Rate { count: count(happy), of: count(said), ..Rate::default() },
            by_complaint: self.by_complaint()?,
            effects: self.effects(&closed)?,
        }))
    }

    /// What closing made of the issues that orders were about.
    fn effects(&self, closed: &[&Order]) -> rusqlite::Result<Vec<Effect>> {
        let (_, last) = self.bounds()?;
        let last = self.newest(i64::MAX)?.map_or(last, |day| last.min(i64::from(day)));
        let mut out = Vec::new();
        for o in closed {
            let Some((issue, at)) = o.issue.zip(o.resolved.map(|at| at.div_euclid(24))) else { continue };
            let days = last.saturating_sub(at).min(LONGEST);
            if days >= SHORTEST {
                out.extend(self.effect(o, issue, (at, days))?);
            }
        }
        Ok(out)
    }

    /// An issue in as many days up to one day as after it; an issue that was merged is looked at where it went on.
    fn effect(&self, o: &Order, issue: i64, (at, days): (i64, i64)) -> rusqlite::Result<Option<Effect>> {
        let sql = "SELECT title FROM issues WHERE id = ?1";
        let found: Option<String> = self.db.query_row(sql, [issue], |r| r.get(0)).optional()?;
        let Some(title) = found else { return Ok(None) };
        let issue = self.went_to(issue)?;
        let side = |first: i64| -> rusqlite::Result<Rate> {
            let (cases, all) = self.cases(issue, first, first + days)?;
            Ok(Rate { count: cases, of: all, ..Rate::default() })
        };
        let (before, after) = (side(at - days)?, side(at)?);
        let verdict = match direction([after.count, before.count], [after.of, before.of]) {
            "growing" => "worse",
            "shrinking" => "better",
            _ => "unclear",
        };
        let (order, verdict) = (o.id.clone(), verdict.to_owned());
        Ok(Some(Effect { order, title, days: count(days), before, after, verdict }))
    }

    /// The issue in which an issue goes on by now: where it was merged into one that was merged itself, the last of them.
    fn went_to(&self, issue: i64) -> rusqlite::Result<i64> {
        let sql = "WITH RECURSIVE way(id, steps) AS (SELECT ?1, 0 UNION ALL SELECT merged, steps + 1 FROM issues JOIN way USING(id) \
                   WHERE merged IS NOT NULL AND steps < ?2) SELECT id FROM way ORDER BY steps DESC LIMIT 1";
        self.db.prepare_cached(sql)?.query_row([issue, STEPS], |r| r.get(0))
    }
}

/// A share without its division: statistics are done where reports are made.
pub(super) fn bare(part: usize, of: usize) -> Rate {
    Rate { count: part as u64, of: of as u64, ..Rate::default() }
}

pub(super) fn median(sorted: &[i64]) -> Option<f64> {
    let n = sorted.len();
    let (low, high) = (sorted.get(n.checked_sub(1)? / 2)?, sorted.get(n / 2)?);
    Some(round(float(count(low + high)) / 2.0, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_lies_between() {
        assert_eq!(
            (median(&[]), median(&[5]), median(&[1, 2]), median(&[1, 2, 30])),
            (None, Some(5.0), Some(1.5), Some(2.0))
        );
    }

    #[test]
    fn a_mistyped_year_closes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = store(&dir);
        let content = "
            INSERT INTO orders(id, base, episode, severity, department, solution, title, opened, due_hours, count, first_run, last_run)
              VALUES('I1', 'I1', 1, 'general', '', '', '', 24, 72, 1, 1, 1), ('I2', 'I2', 1, 'general', '', '', '', 24, 72, 1, 1, 1);
        ";
        store.db.execute_batch(content).unwrap();
        store.new_run("a").unwrap();
        store.db.execute("UPDATE runs SET as_of = 100", []).unwrap();
        let done = |about: &str, day: i64| Outcome {
            about: about.to_owned(),
            resolved: Some(day * 24),
            by_day: true,
            satisfied: None,
        };
        let told = store.close(&[done("I1", 100 + 185), done("I2", 100 + 183)]).unwrap();
        assert_eq!((told.matched, told.closed, told.ahead), (1, 1, vec!["I1".to_owned()]));
    }

    /// A store in which issue 1 went on in 2 and that in 3, and 4 and 5 name each other.
    fn store(dir: &tempfile::TempDir) -> Store {
        let store = Store::open(&dir.path().join("voc.db")).unwrap();
        for (id, merged) in [(1, "2"), (2, "3"), (3, "NULL"), (4, "5"), (5, "4")] {
            let sql = format!(
                "INSERT INTO issues(id, key, title, keywords, first_run, last_run, records, state, changed_run, merged)
                 VALUES({id}, 'k{id}', '丢件', '[]', 1, 1, 0, 'ongoing', 1, {merged})"
            );
            store.db.execute_batch(&sql).unwrap();
        }
        store
    }

    #[test]
    fn an_issue_is_followed_to_where_it_goes_on_at_last() {
        let dir = tempfile::tempdir().unwrap();
        let store = store(&dir);
        assert_eq!([1, 2, 3, 9].map(|id| store.went_to(id).unwrap()), [3, 3, 3, 9]);
        assert!([4, 5].contains(&store.went_to(4).unwrap()));
    }

    #[test]
    fn complaints_after_closing_are_counted_where_the_issue_went_on() {
        let dir = tempfile::tempdir().unwrap();
        let store = store(&dir);
        let content = "
            INSERT INTO orders(id, base, episode, severity, department, solution, title, issue, opened, due_hours, count, first_run, last_run)
              VALUES('I1', 'I1', 1, 'general', '', '', '', 1, 24, 72, 1, 1, 1);
            INSERT INTO outcomes VALUES('I1', 0, 72, NULL);
            INSERT INTO records(key, day, run, counted, issue) VALUES(1, 2, 1, 1, 3), (2, 5, 1, 1, 3), (3, 6, 1, 1, 3);
        ";
        store.db.execute_batch(content).unwrap();
        let told = store.handling().unwrap().unwrap();
        assert_eq!((told.again.count, told.again.of, told.complaints_after), (1, 1, 2));
    }
}
