//! Mistyped dates (2062 for 2026): by the rule of a trend (`aggregate::days`), over the whole history. Rows that have one are stored without a day; what an
//! older voc stored with one is passed over.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::aggregate::days::{FAR, usual_span};
use crate::aggregate::tally::counted;

use super::ledger::Ledger;
use super::schema::NO_DAY;
use super::store::{Store, day, number};

/// Rows by day.
type ByDay = BTreeMap<i32, u64>;

/// The days that are no mistyped dates.
type Usual = RangeInclusive<i64>;

impl Store {
    /// The first and the last day with records, without mistyped ones: the days that a trend over the whole history has.
    pub(super) fn span(&self) -> rusqlite::Result<Option<(i32, i32)>> {
        Ok(span(&self.rows_by_day()?))
    }

    /// Between which days a record's day is one. Everything lies between where there are no days.
    pub(super) fn bounds(&self) -> rusqlite::Result<(i64, i64)> {
        let bounds = usual(&self.rows_by_day()?);
        Ok((*bounds.start(), *bounds.end()))
    }

    /// Takes the days of rows whose dates are mistyped; gives how many of them count. They are so among the rows of the run, unless the store has others of
    /// their time; or among all rows, where the run has too few to tell.
    pub(super) fn untime(&self, ledger: &mut Ledger) -> rusqlite::Result<u64> {
        let known = self.rows_by_day()?;
        let here = counted(ledger.facts.iter().filter(|f| f.counted).filter_map(|f| f.day));
        let mut all = known.clone();
        for (day, n) in &here {
            // Most rows of an export may be known.
            let rows = all.entry(*day).or_default();
            *rows = (*rows).max(*n);
        }
        let (among_all, among_these, elsewhere) = (usual(&all), usual(&here), span(&known).map(around));
        let has_others = |day: i64| elsewhere.as_ref().is_some_and(|days| days.contains(&day));
        let is_stray = |day: i64| !among_all.contains(&day) || !(among_these.contains(&day) || has_others(day));
        let mut taken = 0;
        for f in ledger.facts.iter_mut().filter(|f| f.day.is_some_and(|d| is_stray(i64::from(d)))) {
            (f.day, f.hour) = (None, None);
            taken += u64::from(f.counted);
        }
        Ok(taken)
    }

    fn rows_by_day(&self) -> rusqlite::Result<ByDay> {
        let sql = "SELECT day, sum(volume) FROM series WHERE subject = (SELECT id FROM subjects WHERE kind = 'total') AND day <> ?1 \
                   GROUP BY day";
        self.rows(sql, [NO_DAY], |r| Ok((day(r.get(0)?), number(r, 1)?)))
    }
}

fn span(counts: &ByDay) -> Option<(i32, i32)> {
    usual_span(&counts.iter().map(|(day, n)| (*day, *n)).collect::<Vec<_>>())
}

/// Rows that say nothing may lie a little before the first and after the last day that counts.
fn around((first, last): (i32, i32)) -> Usual {
    i64::from(first) - i64::from(FAR)..=i64::from(last) + i64::from(FAR)
}

fn usual(counts: &ByDay) -> Usual {
    span(counts).map_or(i64::MIN..=i64::MAX, around)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::key::RowKey;
    use crate::record::Annotated;
    use crate::time::Stamp;

    fn ledger(days: &[i32]) -> Ledger {
        let mut out = Ledger::new(&[]);
        for (row, day) in (1..).zip(days) {
            let time = Stamp::from_days(*day, None);
            let a = Annotated { row, time, text: "好".to_owned(), informative: true, ..Annotated::default() };
            out.absorb(&a, RowKey { record: row, id: 0, grown: None });
        }
        out
    }

    /// How many of the days are taken, when the store has none or those of another run.
    fn taken(known: &[i32], days: &[i32]) -> u64 {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("voc.db")).unwrap();
        store.add_series(1, &ledger(known), &vec![true; known.len()]).unwrap();
        store.untime(&mut ledger(days)).unwrap()
    }

    #[test]
    fn a_mistyped_date_is_no_day_in_a_large_run_nor_in_a_small_one() {
        let usual: Vec<i32> = (0..60).map(|n| 20_000 + n / 2).collect();
        let with = |day: i32| [&usual[..], &[day]].concat();
        assert_eq!((taken(&[], &usual), taken(&[], &with(33_000))), (0, 1));
        assert_eq!((taken(&usual, &[20_031, 33_000]), taken(&usual, &[20_031, 20_032])), (1, 0));
        assert_eq!(taken(&[], &[20_031, 33_000]), 0, "too few to tell");
        // Far from the rest of the run, but the store has more of that time.
        let later: Vec<i32> = usual.iter().map(|d| d + 400).chain([20_010]).collect();
        assert_eq!((taken(&usual, &later), taken(&[], &later)), (0, 1));
    }
}
