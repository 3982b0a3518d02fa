//! What a run that is in the store already told of its issues, told again.

use rusqlite::params;
use rustc_hash::FxHashMap;

use crate::error::Result;
use crate::report::{HotIssue, PastIssue};

use super::issues::{Known, Outlook, Settled};
use super::state::{MERGED, RESOLVED, STATES, UNCLEAR};
use super::store::{Store, count};

impl Store {
    /// What was settled for a run that is in the store already, for the issues of the same report.
    pub(super) fn remembered(&self, run: i64, issues: &[HotIssue]) -> Result<Outlook> {
        self.try_to(|| {
            let mut out = Outlook::default();
            let known = self.known_issues()?;
            let sql = "SELECT issue, local, state, state = ?2 AND EXISTS (SELECT 1 FROM issue_runs b WHERE b.issue = r.issue \
                       AND b.run = (SELECT max(run) FROM issue_runs WHERE issue = r.issue AND run < r.run) AND b.state = ?2) \
                       FROM issue_runs r WHERE run = ?1";
            let rows: Vec<(i64, Option<String>, String, bool)> =
                self.rows(sql, params![run, RESOLVED], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?;
            let now: FxHashMap<i64, &Known> = known.iter().map(|k| (k.id, k)).collect();
            for (id, _, state, _) in rows.iter().filter(|r| !r.3) {
                *out.states.entry(state.clone()).or_default() += 1;
                let Some(k) = now.get(id) else { continue };
                match state.as_str() {
                    RESOLVED => out.resolved.push(k.past()),
                    UNCLEAR => out.unclear.push(k.past()),
                    MERGED => out.merged.push(PastIssue { into: self.home_of(*id)?, ..k.past() }),
                    _ => {}
                }
            }
            for issue in issues {
                let mine = rows.iter().find(|(_, local, ..)| local.as_deref() == Some(&issue.id));
                let Some((k, state)) = mine.and_then(|(id, _, state, _)| Some((*now.get(id)?, state))) else {
                    out.shown.push(None);
                    continue;
                };
                let state = STATES.into_iter().find(|s| s == state).unwrap_or("ongoing");
                out.shown.push(Some(self.shown(k.clone(), state)?));
            }
            Ok(out)
        })
    }

    /// An issue of the report as the store has it.
    pub(super) fn shown(&self, now: Known, state: &'static str) -> rusqlite::Result<Settled> {
        let runs = self
            .db
            .prepare_cached("SELECT count(*) FROM issue_runs WHERE issue = ?1 AND local IS NOT NULL")?
            .query_row([now.id], |r| r.get(0))?;
        Ok(Settled {
            id: now.id,
            key: now.key,
            state,
            first: now.first,
            last: now.last,
            runs: count(runs),
            records: now.records,
        })
    }

    /// The title of the issue in which an issue goes on.
    fn home_of(&self, issue: i64) -> rusqlite::Result<Option<String>> {
        let mut found = self.db.prepare_cached("SELECT merged FROM issues WHERE id = ?1")?;
        let home: Option<i64> = found.query_row([issue], |r| r.get(0))?;
        home.map_or(Ok(None), |id| self.title_of(id))
    }
}
