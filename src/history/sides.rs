//! A run as one side of a comparison: written when the run is stored, read by `voc compare --history`.
//!
//! Rows are not kept, so a comparison of runs has no conditions on rows, no case mix and no comparison group.

use rusqlite::params;

use crate::aggregate::sides::{Cell, Side};
use crate::aggregate::tally::Outcome;
use crate::error::{Error, Result};
use crate::record::Name;
use crate::say;

use super::show::RunDetail;
use super::store::{Store, int, levels, number};

/// Kinds of `run_cells`.
const FIGURE: &str = "figure";
const ALL: &str = "all";
const THEME: &str = "theme";
const NATURE: &str = "nature";
const ASPECT: &str = "aspect";

/// Key, title, and complaints before and after.
pub(crate) type SharedIssue = (String, String, [u64; 2]);

/// Kind, id, and what was counted.
type Line<'s> = (&'static str, &'s str, Cell);

impl Store {
    /// Writes what a comparison needs of a run.
    pub(super) fn put_side(&self, run: i64, side: &Side) -> Result<()> {
        self.try_to(|| {
            let mut put = self.db.prepare("INSERT INTO run_cells VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?;
            for (kind, id, cell) in lines(side) {
                let l = cell.outcome.levels.map(int);
                put.execute(params![
                    run,
                    kind,
                    id,
                    int(cell.rows),
                    int(cell.complaints),
                    l[0],
                    l[1],
                    l[2],
                    l[3],
                    l[4]
                ])?;
            }
            Ok(())
        })
    }

    /// A run by its number or `last`, as one side of a comparison.
    ///
    /// # Errors
    /// When there is no such run, or an older voc stored it without these counts.
    pub(crate) fn side(&self, name: &str) -> Result<(RunDetail, Side)> {
        let run = self.run(name)?;
        let side = self.side_of(int(run.line.run))?.ok_or_else(|| {
            Error::input(
                &self.path,
                say!(
                    "run `{name}` was stored by an older voc, without what a comparison needs",
                    "运行 `{name}` 由旧版 voc 存入，缺少对比所需的数据"
                ),
                say!(
                    "store its input again with `--force`, or compare the input files",
                    "请用 `--force` 重新存入其输入，或直接对比输入文件"
                ),
            )
        })?;
        Ok((run, side))
    }

    fn side_of(&self, run: i64) -> Result<Option<Side>> {
        if !self.has("run_cells")? {
            return Ok(None);
        }
        let sql =
            "SELECT kind, id, count, complaints, level1, level2, level3, level4, level5 FROM run_cells WHERE run = ?1";
        let lines = self.rows(sql, [run], |r| {
            let outcome = Outcome { levels: levels(r, 4)?, ..Outcome::default() };
            Ok((r.get(0)?, r.get(1)?, Cell { rows: number(r, 2)?, complaints: number(r, 3)?, outcome }))
        });
        let lines: Vec<(String, String, Cell)> = lines.map_err(|e| self.failed(&e))?;
        let mut out = Side { period: self.period(run)?, ..Side::default() };
        for (kind, id, cell) in &lines {
            take(&mut out, kind, id, *cell);
        }
        Ok((!lines.is_empty()).then_some(out))
    }

    /// The first of the runs of the same inputs that is there: its number, and how many of its records the store knew before, of how many. What `--force` stores
    /// again is known as a whole.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn first_of(&self, run: u64) -> Result<(u64, u64, u64)> {
        let sql = "SELECT id, known_records, known_records + new_records FROM runs \
                   WHERE content = (SELECT content FROM runs WHERE id = ?1) ORDER BY id LIMIT 1";
        let found = self.db.query_row(sql, [int(run)], |r| Ok((number(r, 0)?, number(r, 1)?, number(r, 2)?)));
        found.map_err(|e| self.failed(&e))
    }

    fn period(&self, run: i64) -> Result<Option<(i32, i32)>> {
        let sql = "SELECT first_day, last_day FROM runs WHERE id = ?1";
        let days = self.db.query_row(sql, [run], |r| Ok((r.get::<_, Option<i32>>(0)?, r.get::<_, Option<i32>>(1)?)));
        days.map(|(first, last)| first.zip(last)).map_err(|e| self.failed(&e))
    }

    /// The issues of two runs with their complaints in each, those of most complaints first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn shared_issues(&self, before: u64, after: u64) -> Result<Vec<SharedIssue>> {
        let sql = "SELECT key, title, sum(CASE WHEN run = ?1 THEN count ELSE 0 END) AS b, \
                   sum(CASE WHEN run = ?2 THEN count ELSE 0 END) AS a \
                   FROM issue_runs JOIN issues ON issues.id = issue_runs.issue WHERE run IN (?1, ?2) \
                   GROUP BY key, title ORDER BY a + b DESC, key";
        let found =
            self.rows(sql, [int(before), int(after)], |r| Ok((r.get(0)?, r.get(1)?, [number(r, 2)?, number(r, 3)?])));
        found.map_err(|e| self.failed(&e))
    }
}

/// What is written of a side.
fn lines(side: &Side) -> Vec<Line<'_>> {
    let bare = |n: u64| Cell { rows: n, ..Cell::default() };
    let mut out: Vec<Line> = vec![
        (FIGURE, "seen", bare(side.seen)),
        (FIGURE, "positive", bare(side.positive)),
        (FIGURE, "negative", bare(side.negative)),
        (FIGURE, "major", bare(side.major)),
        (ALL, "", side.all),
    ];
    out.extend(side.themes.iter().map(|(id, cell)| (THEME, &**id, *cell)));
    out.extend(side.natures.iter().map(|(id, n)| (NATURE, &**id, bare(*n))));
    out.extend(side.aspects.iter().map(|(id, n)| (ASPECT, &**id, bare(*n))));
    out
}

/// Takes a line back in.
fn take(side: &mut Side, kind: &str, id: &str, cell: Cell) {
    match (kind, id) {
        (FIGURE, "seen") => side.seen = cell.rows,
        (FIGURE, "positive") => side.positive = cell.rows,
        (FIGURE, "negative") => side.negative = cell.rows,
        (FIGURE, "major") => side.major = cell.rows,
        (ALL, _) => side.all = cell,
        (THEME, _) => drop(side.themes.insert(Name::from(id), cell)),
        (NATURE, _) => drop(side.natures.insert(Name::from(id), cell.rows)),
        (ASPECT, _) => drop(side.aspects.insert(Name::from(id), cell.rows)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Annotated, Mention, Polarity};

    #[test]
    fn a_side_comes_back_as_it_was_but_for_ratings() {
        let slow = Mention {
            aspect: Name::from("logistics.speed"),
            aspect_name: Name::from("配送时效"),
            nature: Name::from("logistics"),
            polarity: Polarity::Negative,
            target: "快递".into(),
            opinion: "慢".into(),
            start: 0,
            end: 3,
            rule: Name::from("issues/logistics.tsv:1"),
            implicit: false,
        };
        let mut side = Side::default();
        for (row, level) in [(1, 1), (2, 2), (3, 4), (4, 5)] {
            let mut a = Annotated { row, text: format!("第{row}条"), informative: true, ..Annotated::default() };
            a.satisfaction = Some(level);
            if level < 3 {
                (a.complaint, a.natures, a.mentions) = (true, vec![Name::from("logistics")], vec![slow.clone()]);
            }
            side.absorb(&a, &[]);
        }
        let mut again = Side::default();
        for (kind, id, cell) in lines(&side) {
            take(&mut again, kind, id, cell);
        }
        again.period = side.period;
        assert_eq!((again.seen, again.all.complaints, again.themes.len()), (4, 2, 2));
        assert_eq!(again, side);
    }
}
