//! Rows of a run that tell of an issue of the store in its own words, whatever issue the run puts them into. A month that holds no record of another month may
//! still hold the same problem: no issue is resolved while there are such rows, and where most of them are in one issue of the run, that is where it goes on.
//!
//! A complaint tells of an issue if it holds its title, or blames its aspect and holds one of its keywords.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::error::Result;
use crate::record::{Annotated, Polarity};

use super::ledger::{Fact, Ledger};
use super::state::{MERGED, QUIET_DAYS, RESOLVED, UNCLEAR};
use super::store::Store;

/// Least weight of a keyword and of a title that is looked for, where a Chinese character weighs two and a letter one.
const WORD: usize = 4;
const TITLE: usize = 8;

/// Rows of a run from which on an issue goes on in the one that has most of them.
const LEAST: u64 = 3;

/// An issue that rows are compared with.
#[derive(Debug)]
struct Heard {
    id: i64,
    aspect: Option<String>,
    words: Vec<String>,
    titles: Vec<String>,
}

/// The issues of a store that are neither resolved nor gone on in others, as rows are compared with them.
#[derive(Debug, Default)]
pub struct Listener(Vec<Heard>);

impl Listener {
    /// Numbers of the issues that a row tells of.
    pub(super) fn hear(&self, a: &Annotated) -> Vec<i64> {
        if self.0.is_empty() || !a.complaint {
            return Vec::new();
        }
        let text = bare(&a.text);
        let blames = |aspect: &str| a.mentions.iter().any(|m| m.polarity == Polarity::Negative && *m.aspect == *aspect);
        let tells = |h: &&Heard| {
            h.titles.iter().any(|t| text.contains(t.as_str()))
                || h.aspect.as_deref().is_some_and(blames) && h.words.iter().any(|w| text.contains(w.as_str()))
        };
        self.0.iter().filter(tells).map(|h| h.id).collect()
    }
}

impl Store {
    /// The issues that rows of the next run are compared with.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn listener(&self) -> Result<Listener> {
        let sql = "SELECT id, title, aspect, keywords FROM issues WHERE state NOT IN (?1, ?2) ORDER BY id";
        let heard = self.rows(sql, [RESOLVED, MERGED], |r| {
            let (title, words): (String, String) = (r.get(1)?, r.get(3)?);
            let words: Vec<String> = serde_json::from_str(&words).unwrap_or_default();
            Ok(Heard {
                id: r.get(0)?,
                aspect: r.get(2)?,
                words: words.iter().map(|w| bare(w)).filter(|w| weight(w) >= WORD).collect(),
                titles: parts(&title),
            })
        });
        heard.map(Listener).map_err(|e| self.failed(&e))
    }
}

/// A title, and of one that names two things (`A（及B）`) each of them as far as it stands by itself.
fn parts(title: &str) -> Vec<String> {
    title.split(['（', '）', '(', ')']).map(bare).filter(|p| weight(p) >= TITLE).collect()
}

/// Letters and digits alone, small.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn weight(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// What becomes of an issue without new records of its own.
pub(super) enum Fate {
    /// It goes on in an issue of today, at this place of the report.
    GoesOn(usize),
    /// Its state.
    Is(&'static str),
}

/// Rows of a run that tell of one issue of the store.
#[derive(Debug, Default)]
pub(super) struct Echo {
    /// In all.
    all: u64,
    /// By the issue of today that has them, as its place in the report.
    within: BTreeMap<usize, u64>,
    /// Days of all of them; none for rows without a time.
    days: Vec<Option<i32>>,
}

impl Echo {
    /// Whether one of them came less than [`QUIET_DAYS`] before a day, or may have.
    fn is_recent(&self, as_of: Option<i32>) -> bool {
        let near = |day: i32| as_of.is_none_or(|today| today.saturating_sub(day) < QUIET_DAYS);
        self.days.iter().any(|day| day.is_none_or(near))
    }

    /// How many of them an issue of today has, where the old one goes on in it: most of all, and a third of it unless both are about the same aspect.
    pub(super) fn goes_on(&self, at: usize, size: usize, same_aspect: bool) -> Option<u64> {
        let n = self.within.get(&at).copied().unwrap_or(0);
        let is_most = n >= LEAST && 2 * n > self.all;
        (is_most && (same_aspect || 3 * n >= size as u64)).then_some(n)
    }

    /// What becomes of it, which has no new records: `today` has the size of each issue of today and whether it is about the same aspect.
    pub(super) fn fate(&self, today: impl Iterator<Item = (usize, bool)>, is_shown: bool, as_of: Option<i32>) -> Fate {
        match self.home(today).filter(|_| !is_shown) {
            Some(t) => Fate::GoesOn(t),
            None if !self.is_recent(as_of) => Fate::Is(RESOLVED),
            None if is_shown => Fate::Is("ongoing"),
            None => Fate::Is(UNCLEAR),
        }
    }

    /// The first issue of today in which it goes on.
    fn home(&self, mut today: impl Iterator<Item = (usize, bool)>) -> Option<usize> {
        let mut at = 0..;
        today.find_map(|(size, same_aspect)| at.next().filter(|t| self.goes_on(*t, size, same_aspect).is_some()))
    }
}

/// What a run tells of the issues of the store, by their numbers.
pub(super) type Echoes = FxHashMap<i64, Echo>;

/// The rows of a run that tell of issues of the store; `members` are those of its own issues.
pub(super) fn echoes(ledger: &Ledger, members: &[Vec<&Fact>]) -> Echoes {
    let of_members = members.iter().enumerate().flat_map(|(at, facts)| facts.iter().map(move |f| (f.key.record, at)));
    let place: FxHashMap<u64, usize> = of_members.collect();
    let mut out = Echoes::default();
    for (issue, f) in ledger.heard() {
        let echo = out.entry(issue).or_default();
        echo.all += 1;
        echo.days.push(f.day);
        if let Some(at) = place.get(&f.key.record) {
            *echo.within.entry(*at).or_default() += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Mention;

    fn listener() -> Listener {
        Listener(vec![Heard {
            id: 7,
            aspect: Some("product.network".to_owned()),
            words: vec!["wifi".to_owned()],
            titles: parts("网络慢到视频会议都开不了（及断网）"),
        }])
    }

    fn row(text: &str, aspect: &str, complaint: bool) -> Annotated {
        let mention = Mention {
            aspect: aspect.into(),
            aspect_name: "".into(),
            nature: "".into(),
            polarity: Polarity::Negative,
            target: String::new(),
            opinion: String::new(),
            start: 0,
            end: 0,
            rule: "".into(),
            implicit: false,
        };
        Annotated { text: text.to_owned(), complaint, mentions: vec![mention], ..Annotated::default() }
    }

    #[test]
    fn a_complaint_tells_of_an_issue_by_its_title_or_by_aspect_and_word() {
        let hears = |text: &str, aspect: &str, complaint| listener().hear(&row(text, aspect, complaint)) == [7];
        assert!(hears("出差住的，网络慢到视频会议，都开不了。", "service.attitude", true));
        assert!(hears("WiFi 连上了也打不开网页", "product.network", true));
        assert!(!hears("WiFi 连上了也打不开网页", "service.attitude", true));
        assert!(!hears("断网", "product.network", true));
        assert!(!hears("wifi 很快", "product.network", false));
    }

    #[test]
    fn an_issue_goes_on_where_most_of_the_rows_are_that_tell_of_it() {
        let echo = |all, n| Echo { all, within: [(0, n)].into(), days: vec![Some(100); usize::try_from(all).unwrap()] };
        assert_eq!(echo(4, 3).goes_on(0, 20, true), Some(3));
        assert_eq!(echo(4, 3).goes_on(0, 9, false), Some(3));
        for few in [echo(4, 3).goes_on(0, 20, false), echo(6, 3).goes_on(0, 3, true), echo(2, 2).goes_on(0, 2, true)] {
            assert_eq!(few, None);
        }
        assert!(echo(1, 0).is_recent(Some(113)) && !echo(1, 0).is_recent(Some(114)) && echo(1, 0).is_recent(None));
    }

    #[test]
    fn an_issue_of_another_month_goes_on_where_the_rows_are_that_tell_of_it_and_is_not_resolved_before() {
        use crate::history::issues::Night;
        use crate::history::key::RowKey;
        let mut old = crate::render::fixture::fixture().hot_issues.swap_remove(0);
        old.keywords = vec!["物流停滞".to_owned()];
        let (id, title) = (format!("{}0", old.id), "甲乙丙丁".to_owned());
        let sister = crate::report::HotIssue { id, title, keywords: Vec::new(), ..old.clone() };
        let mut ledger = Ledger::new(&[]);
        for row in 1..=10 {
            let a = Annotated { row, text: "坏了".to_owned(), informative: true, ..Annotated::default() };
            ledger.absorb(&a, RowKey { record: row, id: 0, grown: None });
        }
        let run = |within: &[(usize, u64)]| {
            let dir = tempfile::tempdir().unwrap();
            let store = Store::open(&dir.path().join("voc.db")).unwrap();
            let put = "INSERT INTO records SELECT value, iif(value < 7, 20000, 20030), 1, 1, NULL FROM json_each('[1,2,3,4,5,6,7,8,9,10]')";
            store.db.execute(put, []).unwrap();
            let night = |day, issue: &crate::report::HotIssue, facts: &[Fact], echoes: &Echoes| {
                let run = store.new_run(&issue.title).unwrap();
                let night = Night { run, as_of: Some(day), is_late: false, before: None, volumes: [6, 4] };
                store.settle(&night, std::slice::from_ref(issue), &[facts.iter().collect()], echoes).unwrap()
            };
            night(20_000, &old, &ledger.facts[..6], &Echoes::default());
            let echo = Echo { all: 4, within: within.iter().copied().collect(), days: vec![Some(20_029)] };
            let out = night(20_030, &sister, &ledger.facts[6..], &[(1, echo)].into_iter().collect());
            let states: Vec<(String, u64)> = out.states.into_iter().collect();
            (states, out.unclear.len(), out.resolved.len(), store.issues(None).unwrap().len())
        };
        let state = |name: &str, n| (name.to_owned(), n);
        assert_eq!(run(&[(0, 4)]), (vec![state("ongoing", 1)], 0, 0, 1));
        assert_eq!(run(&[(0, 1)]), (vec![state("new", 1), state("unclear", 1)], 1, 0, 2));
        assert_eq!(run(&[]).1, 1);
    }
}
