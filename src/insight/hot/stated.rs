//! Groups that state one thing in other degrees: 鞋底太硬, 鞋底有点硬 and 底硬 are one fault, though 太硬 and 有点硬 are words of their own to the other steps.
//!
//! Not its job: synonyms and other wordings (`alike`, `themes`).

use rustc_hash::FxHashMap;

use crate::aggregate::Partial;
use crate::aggregate::cases::{Blame, Case};
use crate::aggregate::tally::counted;
use crate::number::float;
use crate::record::Name;

use super::features::Docs;
use super::{Group, refine, sort_largest_first};

/// A group states what more than this share of its cases says.
const MOST: f64 = 0.6;

/// And of a thing that this share of them names.
const NAMED: f64 = 0.5;

/// What most of a group says.
#[derive(Debug, PartialEq)]
struct Statement<'a> {
    /// What is said, without its degree.
    said: String,
    /// Of which thing; empty where most name none.
    target: &'a str,
    aspect: &'a Name,
    /// The product, model or branch of the group.
    context: Option<u32>,
}

impl Statement<'_> {
    /// Whether a reader takes both for one: the same said of the same thing, which one of them may leave out or name in part.
    fn is_of(&self, other: &Self) -> bool {
        self.said == other.said
            && self.aspect == other.aspect
            && self.context == other.context
            && (self.target.contains(other.target) || other.target.contains(self.target))
    }
}

/// Puts settled groups that state the same into the largest of them.
pub(super) fn fold(docs: &Docs, cases: &[&Case], p: &Partial, mut groups: Vec<Group>) -> Vec<Group> {
    sort_largest_first(&mut groups);
    let mut forms = FxHashMap::default();
    let mut kept: Vec<(Group, Option<Statement>)> = Vec::new();
    for group in groups {
        let statement = statement(docs, cases, p, &group, &mut forms);
        let larger = statement
            .as_ref()
            .and_then(|s| kept.iter_mut().find(|(_, kept)| kept.as_ref().is_some_and(|kept| s.is_of(kept))));
        match larger {
            Some((larger, _)) => {
                larger.extend(group);
                larger.sort_unstable();
            }
            None => kept.push((group, statement)),
        }
    }
    kept.into_iter().map(|(group, _)| group).collect()
}

/// What most cases of a group say, if they agree. `forms`: opinions without their degree, by number.
fn statement<'a>(
    docs: &Docs,
    cases: &[&'a Case],
    p: &'a Partial,
    group: &Group,
    forms: &mut FxHashMap<u32, String>,
) -> Option<Statement<'a>> {
    let mut form = |opinion: u32| -> String {
        let form = || p.phrasing().form("", p.names.name(opinion));
        forms.entry(opinion).or_insert_with(form).clone()
    };
    let mut blames: Vec<(u32, String, &'a Blame)> = Vec::new();
    for &i in group {
        let opinions = cases[i as usize].blames.iter().filter(|b| !p.names.name(b.opinion).is_empty());
        blames.extend(opinions.map(|b| (i, form(b.opinion), b)));
    }
    // Each case says a thing once.
    let mut said: Vec<(u32, &str)> = blames.iter().map(|(i, form, _)| (*i, form.as_str())).collect();
    said.sort_unstable();
    said.dedup();
    let (said, n) = most(said.into_iter().map(|(_, form)| form))?;
    if float(n) <= MOST * float(group.len() as u64) {
        return None;
    }
    let own = || blames.iter().filter(|(_, form, _)| form == said).map(|(_, _, blame)| *blame);
    // Most name one thing, or none; of several things nothing is stated.
    let (target, times) = most(own().map(|b| p.names.name(b.target)))?;
    if float(times) < NAMED * float(n) {
        return None;
    }
    let (aspect, _) = most(own().map(|b| &b.aspect))?;
    let context = refine::model(docs, group).context;
    Some(Statement { said: said.to_owned(), target, aspect, context })
}

/// The most frequent of some things, of equal ones the first by name, with how often it is there.
fn most<T: Ord + Copy>(things: impl Iterator<Item = T>) -> Option<(T, u64)> {
    counted(things).into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)))
}

#[cfg(test)]
mod tests {
    use crate::insight::testing::{Row, report};

    #[test]
    fn a_fault_in_another_degree_is_the_same_fault() {
        let good = (1..=60).map(|n| Row::new(n, &format!("质量很好，第{n}次买")).score(800).build());
        let hard = |from: u64, opinion: &'static str| {
            (from..from + 6).map(move |n| {
                let row = Row::new(n, &format!("鞋底{opinion}")).score(-600).words(&["鞋底", opinion]);
                row.blame("product.comfort", "鞋底", opinion).build()
            })
        };
        let rows: Vec<_> = good.chain(hard(61, "太硬")).chain(hard(71, "有点硬")).chain(hard(81, "太软")).collect();
        let mut found: Vec<_> = report(&rows).hot_issues.iter().map(|i| i.count).collect();
        found.sort_unstable();
        assert_eq!(found, [6, 12]);
    }
}
