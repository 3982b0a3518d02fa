//! Hot issues: groups of complaints about the same thing, found from the texts alone.
//!
//! 1. `phrases` finds names that no dictionary knows (丽发新城) as runs of characters that keep together across texts.
//! 2. `features` turns each case into a small set of features: words, phrases, blamed aspects, rules that fired; `bundle` tells words once that are
//!    always together (a stock sentence).
//! 3. `seeds` finds pairs of features that stand together far more often than chance allows (place + nuisance, target + fault), and single words that many name
//!    and hardly anybody without a complaint (押金).
//! 4. `refine` models each group by its telling features (naive Bayes against all other feedback) and lets every case go to the
//!    group that explains it best, or to none; groups that explain each other's cases become one.
//! 5. Groups whose texts name their product, model or branch are split by it: the same fault of two models is two issues.
//! 6. `gather` brings groups together that name the same rare things.
//! 7. `events` finds, among messages with a title or of some length, what tells of one event; its cases leave the other groups.
//! 8. `adopt` lets names draw further cases; `alike` joins groups that blame the same aspect in nearly the same words.
//! 9. `themes` takes over in small files, whose words hardly repeat: it goes by what the words mean (`meaning`); `cohesion` lets go of what only fell together.
//! 10. `stated` joins what says the same of one thing in other degrees.
//! 11. `dominant` adds what so many complain of that none of this can tell it from the rest.
//!
//! Before all that, `prevailing` takes out one event that a third or more of all complaints tell of: beside it the others would not be seen, nor it itself.
//!
//! Cases are ordered by content first, so neither the order of rows nor their split changes an issue. Everything is near-linear in cases.

mod adopt;
mod alike;
mod bundle;
mod cohesion;
mod contexts;
mod danger;
mod describe;
mod dominant;
mod events;
mod features;
mod gather;
mod heat;
mod linkage;
mod lists;
mod meaning;
mod phrases;
mod prevailing;
pub(super) mod quotes;
mod refine;
mod rise;
mod seeds;
mod split;
mod stated;
mod subject;
mod themes;
mod title;

pub(super) use features::is_place;
pub(super) use lists::shared;
pub(super) use phrases::phrases;

use crate::aggregate::Partial;
use crate::aggregate::cases::{Case, Major};
use crate::number::float;
use crate::report::HotIssue;

use super::periods::Periods;
use super::{Context, IssueIndex};

use features::Docs;
use meaning::Meanings;

/// The issues with the cases that they hold.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Hottest first.
    pub(super) issues: Vec<HotIssue>,
    /// For each issue, what its complaints are called without those of danger, which its title may name.
    pub(super) plain: Vec<String>,
    /// For each case, in input order, its place in `issues`.
    pub(super) of_case: Vec<Option<u32>>,
    /// For each issue the places of its cases, in input order: nobody walks all cases for each issue.
    pub(super) members: Vec<Vec<u32>>,
    /// For each issue, how sure its rise is.
    pub(super) rise: Vec<Rise>,
    pub(super) index: IssueIndex,
}

/// A late stretch of an issue against what the volume of all cases lets expect: its later half, or its last days.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rise {
    /// Cases in the stretch, and before it.
    pub(super) recent: u64,
    pub(super) earlier: u64,
    pub(super) expected: f64,
    pub(super) p: f64,
    /// Length of the stretch; `None` for the later half.
    pub(super) days: Option<i32>,
}

impl Rise {
    /// No rise.
    fn none((recent, earlier): (u64, u64)) -> Self {
        Self { recent, earlier, expected: 0.0, p: 1.0, days: None }
    }
}

impl Found {
    /// The cases of an issue, in input order.
    pub(super) fn cases_of<'c>(&'c self, issue: usize, cases: &'c [Case]) -> impl Iterator<Item = &'c Case> {
        self.members.get(issue).into_iter().flatten().filter_map(|&i| cases.get(i as usize))
    }

    /// The issue of a row.
    pub(super) fn issue_of(&self, source: &str, row: u64) -> Option<&HotIssue> {
        let id = self.index.get(source, row)?;
        self.issues.iter().find(|i| *i.id == **id)
    }
}

/// A group of cases: places in the list of cases ordered by content.
type Group = Vec<u32>;

/// Sorts groups, the largest first.
fn sort_largest_first(groups: &mut [Group]) {
    groups.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
}

/// Fewest cases of an issue: three, and more where there are so many cases that three of a kind are no news.
fn least(cases: usize) -> usize {
    let root = float(cases as u64).sqrt() / 40.0;
    (3..=12).find(|n| float(*n) >= root).map_or(12, |n| usize::try_from(n).unwrap_or(12))
}

/// Finds and describes the issues among `cases` (in input order).
pub(super) fn find(cases: &[Case], majors: &[Major], p: &Partial, periods: &Periods, cx: &Context) -> Found {
    let least = least(cases.len());
    let ordered = by_content(cases);
    let docs = Docs::new(&ordered, p, least);
    let (groups, meanings) = grouped(&docs, &ordered, p, least);
    let dangers = danger::Dangers::of(majors, cx.labels);
    let all = describe::Known { docs: &docs, meanings: meanings.as_ref(), ordered: &ordered, dangers: &dangers };
    let mut issues = describe::describe(&groups, all, p, periods, cx);
    issues.truncate(cx.settings.issues);
    collect(cases, &ordered, issues)
}

/// All groups, and what the cases mean where that is known: an event that prevails, and those of the rest.
fn grouped(docs: &Docs, ordered: &[&Case], p: &Partial, least: usize) -> (Vec<Group>, Option<Meanings>) {
    let Some(event) = prevailing::event(ordered, p) else { return by_steps(docs, ordered, p, least) };
    let mut free = vec![true; ordered.len()];
    for &i in &event {
        free[i as usize] = false;
    }
    let places: Vec<u32> = (0u32..).zip(free).filter(|(_, free)| *free).map(|(i, _)| i).collect();
    let rest: Vec<&Case> = places.iter().map(|&i| ordered[i as usize]).collect();
    let (others, meanings) = by_steps(&Docs::new(&rest, p, least), &rest, p, least);
    let back = |g: Group| g.into_iter().map(|i| places[i as usize]).collect::<Group>();
    let groups = std::iter::once(event).chain(others.into_iter().map(back)).collect();
    (groups, meanings.map(|_| Meanings::of(ordered)))
}

/// The same of cases of which no event prevails.
fn by_steps(docs: &Docs, ordered: &[&Case], p: &Partial, least: usize) -> (Vec<Group>, Option<Meanings>) {
    let seeds = seeds::seeds(docs, least);
    let groups = refine::refine(docs, seeds, least);
    let groups = split::by_context(docs, groups, least);
    let events = events::events(ordered, p, least);
    // Letters are told apart by the names in them, short texts of a small file by what they mean.
    let meanings = (events.is_empty() && ordered.len() <= themes::MOST).then(|| Meanings::of(ordered));
    let groups = apart(gather::gather(docs, groups), events, docs.len(), least);
    let groups = alike::fold(docs, adopt::adopt(docs, &groups));
    let groups = match &meanings {
        Some(meanings) => cohesion::coherent(docs, ordered, themes::themes(meanings, ordered, &groups)),
        // Names may have drawn all but one or two cases of a group into others.
        None => groups.into_iter().filter(|g| g.len() >= least).collect(),
    };
    let groups = stated::fold(docs, ordered, p, groups);
    (dominant::add(groups, ordered, least), meanings)
}

/// Both kinds of groups, with the cases of events in no other group.
fn apart(groups: Vec<Group>, events: Vec<Group>, cases: usize, least: usize) -> Vec<Group> {
    let mut free = vec![true; cases];
    events.iter().flatten().for_each(|&i| free[i as usize] = false);
    let rest = groups.into_iter().map(|g| g.into_iter().filter(|&i| free[i as usize]).collect::<Group>());
    events.into_iter().chain(rest.filter(|g| g.len() >= least)).collect()
}

/// Cases in an order that does not depend on the order of rows.
fn by_content(cases: &[Case]) -> Vec<&Case> {
    let mut ordered: Vec<&Case> = cases.iter().collect();
    ordered.sort_by(|a, b| {
        let key = |c: &Case| (c.content, c.snippet.time);
        key(a)
            .cmp(&key(b))
            .then_with(|| a.snippet.source.cmp(&b.snippet.source))
            .then(a.snippet.row.cmp(&b.snippet.row))
    });
    ordered
}

fn collect(cases: &[Case], ordered: &[&Case], described: Vec<describe::Described>) -> Found {
    let mut of_ordered: Vec<Option<u32>> = vec![None; ordered.len()];
    let (mut issues, mut plain, mut rise) = (Vec::new(), Vec::new(), Vec::new());
    for (i, d) in (0u32..).zip(described) {
        d.group.iter().for_each(|&c| of_ordered[c as usize] = Some(i));
        issues.push(d.issue);
        plain.push(d.plain);
        rise.push(d.rise);
    }
    // Back to input order: a row is known by its place.
    let mut of_row = rustc_hash::FxHashMap::default();
    for (c, of) in ordered.iter().zip(&of_ordered) {
        if let Some(i) = of {
            of_row.insert(c.snippet.place(), *i);
        }
    }
    let of_case: Vec<Option<u32>> = cases.iter().map(|c| of_row.get(&c.snippet.place()).copied()).collect();
    let members = lists::gathered(issues.len(), of_case.iter().copied());
    let index = IssueIndex::new(cases, &of_case, &issues);
    Found { issues, plain, of_case, members, rise, index }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::Labels;
    use crate::insight::testing::{Row, absorb, settings};
    use crate::lang::Lang;
    use crate::lexicon::{Dicts, Taxonomy};
    use crate::report::Run;

    #[test]
    fn an_issue_knows_its_cases_in_input_order() {
        let row = |n: u64| match n % 4 {
            0 => {
                let row = Row::new(n, "快递太慢了").score(-600).words(&["快递", "太慢"]);
                row.blame("logistics.speed", "快递", "太慢").build()
            }
            _ => Row::new(n, &format!("质量很好，第{n}次买")).score(800).build(),
        };
        let rows: Vec<_> = (1..=80).map(row).collect();
        let (dicts, settings) = (Dicts::load(None).unwrap(), settings());
        let (taxonomy, labels) = (Taxonomy::new(&dicts).unwrap(), Labels::new(&dicts).unwrap());
        let cx =
            Context { taxonomy: &taxonomy, labels: &labels, lang: Lang::Zh, settings: &settings, run: Run::default() };
        let mut p = absorb(&rows, &settings);
        let (cases, _) = std::mem::take(&mut p.cases).into_kept();
        let found = find(&cases, &[], &p, &Periods::of(&p.days), &cx);
        let listed: Vec<u64> = found.cases_of(0, &cases).map(|c| c.snippet.row).collect();
        assert_eq!((found.issues.len(), &listed), (1, &(1..=20).map(|n| 4 * n).collect()));
        assert_eq!(found.of_case.iter().flatten().count(), listed.len());
        assert_eq!(found.cases_of(1, &cases).count(), 0);
    }
}
