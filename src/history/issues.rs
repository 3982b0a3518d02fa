//! Issues across runs: each gets the key that it has kept, its records, and its state (`state` says which).

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, params};
use rustc_hash::FxHashMap;

use crate::report::{HotIssue, PastIssue};
use crate::time::day_string;

use super::alike::{Face, Today, pair};
use super::echo::{Echoes, Fate};
use super::ledger::{Fact, Ledger};
use super::state::{MERGED, RESOLVED, UNCLEAR};
use super::store::{Store, day, day_of, int, number};

/// An issue as the store has it.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) id: i64,
    pub(super) key: String,
    pub(super) title: String,
    pub(super) aspect: Option<String>,
    pub(super) face: Face,
    pub(super) state: String,
    pub(super) last_run: i64,
    pub(super) first: Option<i32>,
    pub(super) last: Option<i32>,
    pub(super) records: u64,
}

/// Where and when issues are settled.
pub(super) struct Night {
    pub(super) run: i64,
    /// The day by which states are judged: that of the run, or of the newest one before it.
    pub(super) as_of: Option<i32>,
    /// Newer runs are in the store: what this one does not show stands as they left it.
    pub(super) is_late: bool,
    /// The run before: its number and day.
    pub(super) before: Option<(i64, Option<i32>)>,
    /// Informative rows of this run and of the one before.
    pub(super) volumes: [u64; 2],
}

/// An issue of the report with its place in the store.
pub(super) struct Settled {
    pub(super) id: i64,
    pub(super) key: String,
    pub(super) state: &'static str,
    pub(super) first: Option<i32>,
    pub(super) last: Option<i32>,
    pub(super) runs: u64,
    pub(super) records: u64,
}

/// What a run makes of all issues.
#[derive(Default)]
pub(super) struct Outlook {
    /// In the order of the report.
    pub(super) shown: Vec<Option<Settled>>,
    pub(super) states: BTreeMap<String, u64>,
    pub(super) resolved: Vec<PastIssue>,
    /// Told of in rows of the run, which made no issue of them.
    pub(super) unclear: Vec<PastIssue>,
    /// Went on in other issues.
    pub(super) merged: Vec<PastIssue>,
}

impl Outlook {
    /// Counts an issue. What was resolved before is no news, even where the report still shows it.
    fn count(&mut self, now: &Known, state: &str, before: Option<&Known>) {
        if state == RESOLVED && before.is_some_and(|b| b.state == RESOLVED) {
            return;
        }
        *self.states.entry(state.to_owned()).or_default() += 1;
        match state {
            RESOLVED if before.is_some() => self.resolved.push(now.past()),
            UNCLEAR => self.unclear.push(now.past()),
            _ => {}
        }
    }
}

impl Store {
    /// Finds today's issues among those of the store, adds the new ones, and settles every state.
    pub(super) fn settle(
        &self,
        night: &Night,
        issues: &[HotIssue],
        members: &[Vec<&Fact>],
        echoes: &Echoes,
    ) -> rusqlite::Result<Outlook> {
        let known = self.known_issues()?;
        let ids = self.identify(night, issues, (members, echoes), &known)?;
        let moved = self.assign(&ids, members)?;
        self.refresh()?;
        let first = members.iter().flatten().filter_map(|f| f.day).min();
        let was: FxHashMap<i64, &Known> = known.iter().map(|k| (k.id, k)).collect();
        let listed: FxHashMap<i64, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let mut out = Outlook::default();
        let mut shown: FxHashMap<i64, Settled> = FxHashMap::default();
        for now in self.known_issues()? {
            let at = listed.get(&now.id).copied();
            let before = was.get(&now.id).copied();
            if let Some(b) = before.filter(|_| night.is_late && at.is_none()) {
                if ![RESOLVED, MERGED].contains(&b.state.as_str()) {
                    *out.states.entry(b.state.clone()).or_default() += 1;
                }
                continue;
            }
            let was_resolved = before.is_some_and(|b| b.state == RESOLVED);
            if at.is_none() {
                if before.is_some_and(|b| b.state == MERGED) {
                    continue;
                }
                if let Some(other) = self.goes_on_in(now.id, moved.get(&now.id), (first, night.as_of))? {
                    self.merge(night, &now, other, !was_resolved, &mut out)?;
                    continue;
                }
            }
            let mut state = self.state(night, &now, before, at.map(|i| issues[i].count))?;
            let today = members.iter().map(Vec::len).zip(issues.iter().map(|i| now.is_about(i)));
            let echo = echoes.get(&now.id).filter(|_| state == RESOLVED && !was_resolved);
            match echo.map(|e| e.fate(today, at.is_some(), night.as_of)) {
                Some(Fate::GoesOn(t)) => {
                    self.merge(night, &now, ids[t], true, &mut out)?;
                    continue;
                }
                Some(Fate::Is(other)) => state = other,
                None => {}
            }
            if was_resolved && state == RESOLVED && at.is_none() {
                continue;
            }
            out.count(&now, state, before);
            self.note(night, &now, state, at.map(|i| &issues[i]))?;
            if at.is_some() {
                shown.insert(now.id, self.shown(now, state)?);
            }
        }
        out.shown = ids.iter().map(|id| shown.remove(id)).collect();
        Ok(out)
    }

    /// It goes on in another issue; no news where it was resolved before.
    fn merge(&self, night: &Night, now: &Known, other: i64, is_news: bool, out: &mut Outlook) -> rusqlite::Result<()> {
        self.put_merged(night, now, other, is_news)?;
        if is_news {
            *out.states.entry(MERGED.to_owned()).or_default() += 1;
            out.merged.push(PastIssue { into: self.title_of(other)?, ..now.past() });
        }
        Ok(())
    }

    pub(super) fn title_of(&self, issue: i64) -> rusqlite::Result<Option<String>> {
        let mut found = self.db.prepare_cached("SELECT title FROM issues WHERE id = ?1")?;
        found.query_row([issue], |r| r.get(0)).optional()
    }

    pub(super) fn known_issues(&self) -> rusqlite::Result<Vec<Known>> {
        let sql = "SELECT id, key, title, aspect, keywords, state, first_run, last_run, first_day, last_day, records, \
                   coalesce((SELECT local FROM issue_runs WHERE issue = issues.id AND local IS NOT NULL ORDER BY run DESC LIMIT 1), key) \
                   FROM issues ORDER BY id";
        self.rows(sql, [], |r| {
            let (title, aspect, words): (String, Option<String>, String) = (r.get(2)?, r.get(3)?, r.get(4)?);
            let words: Vec<String> = serde_json::from_str(&words).unwrap_or_default();
            Ok(Known {
                id: r.get(0)?,
                key: r.get(1)?,
                face: Face::new(
                    &[&r.get::<_, String>(11)?, &r.get::<_, String>(1)?],
                    aspect.as_deref(),
                    &title,
                    &words,
                ),
                title,
                aspect,
                state: r.get(5)?,
                last_run: r.get(7)?,
                first: day_of(r, 8)?,
                last: day_of(r, 9)?,
                records: number(r, 10)?,
            })
        })
    }

    /// Numbers of today's issues in the store; new ones are added.
    fn identify(
        &self,
        night: &Night,
        issues: &[HotIssue],
        (members, echoes): (&[Vec<&Fact>], &Echoes),
        known: &[Known],
    ) -> rusqlite::Result<Vec<i64>> {
        let place: FxHashMap<i64, usize> = known.iter().enumerate().map(|(at, k)| (k.id, at)).collect();
        let mut owner = self.db.prepare_cached("SELECT issue FROM records WHERE key = ?1")?;
        let mut today = Vec::with_capacity(issues.len());
        for (t, (issue, facts)) in issues.iter().zip(members).enumerate() {
            let mut shared: BTreeMap<usize, u64> = BTreeMap::new();
            for f in facts {
                let of: Option<Option<i64>> = owner.query_row([signed(f.key.record)], |r| r.get(0)).optional()?;
                if let Some(at) = of.flatten().and_then(|id| place.get(&id)) {
                    *shared.entry(*at).or_default() += 1;
                }
            }
            let face = Face::new(&[&issue.id], issue.aspect.as_deref(), &issue.title, &issue.keywords);
            let echo = |k: &Known| echoes.get(&k.id)?.goes_on(t, facts.len(), k.is_about(issue));
            let heard = known.iter().enumerate().filter_map(|(at, k)| Some((at, echo(k)?))).collect();
            today.push(Today { face, shared: shared.into_iter().collect(), heard });
        }
        let face = |k: &Known| Face { gone: k.state == MERGED, resolved: k.state == RESOLVED, ..k.face.clone() };
        let mut faces: Vec<Face> = known.iter().map(face).collect();
        for at in today.iter().flat_map(|t: &Today| &t.shared).map(|(at, _)| *at).collect::<BTreeSet<_>>() {
            faces[at].lately = self.lately(known[at].id, night.as_of)?;
            faces[at].young = self.is_young(known[at].id, night.as_of)?;
        }
        let found = pair(&today, &faces);
        issues.iter().zip(found).map(|(issue, at)| self.keep_issue(night, issue, at.map(|i| &known[i]))).collect()
    }

    /// Brings the face of an issue up to date, or adds it.
    fn keep_issue(&self, night: &Night, issue: &HotIssue, known: Option<&Known>) -> rusqlite::Result<i64> {
        let words = serde_json::to_string(&issue.keywords).unwrap_or_default();
        let quote = issue.quotes.first().map(|q| q.text.as_str());
        let (nature, aspect) = (issue.nature.as_deref(), issue.aspect.as_deref());
        if let Some(k) = known.filter(|_| night.is_late) {
            // What it is called is up to the newer runs.
            self.execute("UPDATE issues SET last_run = ?2 WHERE id = ?1", params![k.id, night.run])?;
            return Ok(k.id);
        }
        if let Some(k) = known {
            let sql = "UPDATE issues SET title = ?2, nature = ?3, aspect = ?4, keywords = ?5, quote = ?6, last_run = ?7 WHERE id = ?1";
            self.execute(sql, params![k.id, issue.title, nature, aspect, words, quote, night.run])?;
            return Ok(k.id);
        }
        // No number that an order or a record still names: a store pruned by an older voc has such.
        let sql = "INSERT INTO issues(id, key, title, nature, aspect, keywords, quote, first_run, last_run, records, state, \
                   changed_run) VALUES((SELECT 1 + max(coalesce((SELECT max(id) FROM issues), 0), \
                   coalesce((SELECT max(issue) FROM orders), 0), \
                   coalesce((SELECT max(issue) FROM records WHERE issue IS NOT NULL), 0))), \
                   ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, 0, 'new', ?7)";
        self.execute(sql, params![self.free_key(&issue.id)?, issue.title, nature, aspect, words, quote, night.run])?;
        Ok(self.db.last_insert_rowid())
    }

    /// The report's id of the first day becomes the key; another issue may have had it.
    fn free_key(&self, id: &str) -> rusqlite::Result<String> {
        let mut taken = self.db.prepare_cached("SELECT 1 FROM issues WHERE key = ?1")?;
        let mut key = id.to_owned();
        let mut n = 1;
        while taken.exists([&key])? {
            n += 1;
            key = format!("{id}.{n}");
        }
        Ok(key)
    }

    /// Records belong to the issue that holds them today. Gives how many each issue has lost to which others.
    fn assign(&self, ids: &[i64], members: &[Vec<&Fact>]) -> rusqlite::Result<FxHashMap<i64, BTreeMap<i64, u64>>> {
        let mut owner = self.db.prepare_cached("SELECT issue FROM records WHERE key = ?1 AND issue IS NOT ?2")?;
        let mut set = self.db.prepare_cached("UPDATE records SET issue = ?2 WHERE key = ?1")?;
        let mut moved: FxHashMap<i64, BTreeMap<i64, u64>> = FxHashMap::default();
        for (id, facts) in ids.iter().zip(members) {
            for f in facts {
                let record = params![signed(f.key.record), id];
                let of: Option<Option<i64>> = owner.query_row(record, |r| r.get(0)).optional()?;
                if let Some(other) = of {
                    set.execute(record)?;
                    if let Some(o) = other {
                        *moved.entry(o).or_default().entry(*id).or_default() += 1;
                    }
                }
            }
        }
        Ok(moved)
    }

    /// First and last day and number of records, from the records themselves, which may leave an issue again; what was pruned stays remembered. Mistyped
    /// dates are no days.
    fn refresh(&self) -> rusqlite::Result<()> {
        let (first, last) = self.bounds()?;
        self.db.execute(
            "UPDATE issues SET \
             first_day = coalesce((SELECT min(d) FROM (SELECT first_day AS d WHERE first_day < \
             (SELECT CAST(max(value) AS INTEGER) FROM meta WHERE name = 'pruned_before') \
             UNION ALL SELECT min(day) FROM records WHERE issue = issues.id AND day BETWEEN ?1 AND ?2)), first_day), \
             last_day = coalesce((SELECT max(day) FROM records WHERE issue = issues.id AND day BETWEEN ?1 AND ?2), \
             iif(last_day <= ?2, last_day, NULL)), \
             records = (SELECT count(*) FROM records WHERE issue = issues.id)",
            [first, last],
        )?;
        Ok(())
    }

    /// The present state of an issue; what a run tells of it is [`Store::note`]'s.
    pub(super) fn put_state(&self, night: &Night, issue: i64, state: &str) -> rusqlite::Result<()> {
        let sql =
            "UPDATE issues SET state = ?2, changed_run = iif(state = ?2, changed_run, ?3), merged = NULL WHERE id = ?1";
        self.execute(sql, params![issue, state, night.run])
    }

    /// Writes the state down.
    pub(super) fn note(
        &self,
        night: &Night,
        now: &Known,
        state: &str,
        shown: Option<&HotIssue>,
    ) -> rusqlite::Result<()> {
        self.put_state(night, now.id, state)?;
        #[allow(clippy::cast_possible_truncation)] // 0 … 100
        let heat = shown.map(|i| (i.heat * 10.0).round() as i64);
        let (local, rank) = (shown.map(|i| &i.id), shown.map(|i| i.rank));
        let [count, major] = shown.map_or([0, 0], |i| [int(i.count), int(i.major)]);
        let sql = "INSERT OR REPLACE INTO issue_runs VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        self.execute(sql, params![night.run, now.id, local, rank, count, major, heat, state])
    }

    /// Records of an issue by day, between the days that are no mistyped dates.
    pub(super) fn days_of(&self, issue: i64, (first, last): (i64, i64)) -> rusqlite::Result<Vec<(i32, u64)>> {
        let sql =
            "SELECT day, count(*) FROM records WHERE issue = ?1 AND day BETWEEN ?2 AND ?3 GROUP BY day ORDER BY day";
        self.rows(sql, [issue, first, last], |r| Ok((day(r.get(0)?), number(r, 1)?)))
    }
}

impl Known {
    /// Whether an issue of today has the same aspect.
    fn is_about(&self, issue: &HotIssue) -> bool {
        issue.aspect.is_some() && self.aspect == issue.aspect
    }

    pub(super) fn past(&self) -> PastIssue {
        PastIssue {
            key: self.key.clone(),
            title: self.title.clone(),
            first: self.first.map(day_string),
            last: self.last.map(day_string),
            records: self.records,
            into: None,
        }
    }
}

/// A key as `SQLite` keeps it: the same bits.
pub(super) fn signed(key: u64) -> i64 {
    i64::from_le_bytes(key.to_le_bytes())
}

/// The rows of each issue of the report, without those of days that were pruned.
pub(super) fn members<'l>(
    ledger: &'l Ledger,
    issues: &[HotIssue],
    of: &dyn Fn(&str, u64) -> Option<String>,
) -> Vec<Vec<&'l Fact>> {
    let place: FxHashMap<&str, usize> = issues.iter().enumerate().map(|(at, i)| (i.id.as_str(), at)).collect();
    let mut out = vec![Vec::new(); issues.len()];
    for f in ledger.facts.iter().filter(|f| f.counted && ledger.keeps(f)) {
        let (source, row) = ledger.place(f);
        if let Some(at) = of(source, row).and_then(|id| place.get(id.as_str()).copied()) {
            out[at].push(f);
        }
    }
    out
}
