//! What a large part of all complaints is about: no word of it is rarer outside than inside, so no other step finds it, and yet it is the issue.
//!
//! Twenty complaints, all of them 快递太慢了, are one issue; so is what is left of forty in many wordings when the wordings have groups of their own.
//! In a few hundred complaints words repeat too rarely for the other steps (soup that spilt, eight times in as many wordings), so there what a fifteenth
//! blames is told already, unless that is anything about the thing as a whole.

use std::collections::BTreeMap;

use crate::aggregate::cases::Case;
use crate::lexicon::Taxonomy;
use crate::number::float;
use crate::record::Name;

use super::Group;
use super::features::{Docs, Kind};
use super::subject::blamed;

/// An aspect that this share of all cases blames is beyond what the other steps can tell apart (`refine` asks for a lift of 2.5, which what a third of
/// all have reaches only if nothing else has any of it).
const DOMINANT: f64 = 0.33;

/// The same where there are so few cases that words hardly repeat, and the fewest that make a group then.
const DOMINANT_OF_FEW: f64 = 0.06;
const FEW: usize = 500;
const LEAST_OF_FEW: usize = 5;
/// One fewer where they share a word or a rule.
const LEAST_ALIKE: usize = 4;

/// So small a part of an aspect that stands for the thing as a whole (质量做工) has to be about one thing: a word or rule that this share of it has, and so
/// many times more often than all cases do.
const COHERENT: f64 = 0.3;
const COHERENT_LIFT: f64 = 2.0;

/// Its cases make a group where this share of them is in none.
const LEFT: f64 = 0.25;

/// The groups, and one for each dominant aspect of its cases that are in none.
pub(super) fn add(
    docs: &Docs,
    mut groups: Vec<Group>,
    cases: &[&Case],
    least: usize,
    taxonomy: &Taxonomy,
) -> Vec<Group> {
    let mut of: BTreeMap<&Name, Group> = BTreeMap::new();
    for (i, c) in (0u32..).zip(cases) {
        for aspect in blamed(c) {
            of.entry(aspect).or_default().push(i);
        }
    }
    let few = cases.len() <= FEW;
    let (dominant, least) = if few { (DOMINANT_OF_FEW, least.max(LEAST_ALIKE)) } else { (DOMINANT, least) };
    let large = of.into_iter().filter(|(_, g)| share(g.len(), cases.len()) >= dominant);
    let is_general = |aspect: &Name| taxonomy.lookup(aspect).is_some_and(|a| a.general);
    let mut dominant: Vec<(bool, Group)> = large.map(|(aspect, g)| (is_general(aspect), g)).collect();
    // The most blamed first; at equal size the first by name, as the sort is stable.
    dominant.sort_by_key(|(_, g)| std::cmp::Reverse(g.len()));
    let mut free = vec![true; cases.len()];
    groups.iter().flatten().for_each(|&i| free[i as usize] = false);
    for (general, all) in dominant {
        let left: Group = all.iter().copied().filter(|&i| free[i as usize]).collect();
        let plain = share(all.len(), cases.len()) >= DOMINANT || (!general && (!few || left.len() >= LEAST_OF_FEW));
        let told = plain || is_coherent(docs, &left);
        if left.len() >= least && share(left.len(), all.len()) >= LEFT && told {
            for &i in &left {
                free[i as usize] = false;
            }
            groups.push(left);
        }
    }
    groups
}

/// Whether many cases of a group share a word or a rule that others have rarely.
fn is_coherent(docs: &Docs, group: &Group) -> bool {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for &f in group.iter().flat_map(|&i| &docs.sets[i as usize]) {
        *counts.entry(f).or_default() += 1;
    }
    let common = |(f, k): (&u32, &usize)| {
        let own = share(*k, group.len());
        own >= COHERENT && own >= COHERENT_LIFT * docs.share(*f) && docs.name(*f).0 != Kind::Aspect
    };
    counts.iter().any(common)
}

fn share(part: usize, of: usize) -> f64 {
    float(part as u64) / float(of.max(1) as u64)
}

#[cfg(test)]
mod tests {
    use crate::insight::testing::{Row, report};

    #[test]
    fn what_all_complain_of_is_an_issue() {
        let good = (1..=60).map(|n| Row::new(n, &format!("质量很好，第{n}次买")).score(800).build());
        let slow = (61..=80).map(|n| {
            let row = Row::new(n, "快递太慢了").score(-600).words(&["快递", "太慢"]);
            row.blame("logistics.speed", "快递", "太慢").build()
        });
        let found = report(&good.chain(slow).collect::<Vec<_>>()).hot_issues;
        let told: Vec<_> = found.iter().map(|i| (i.title.as_str(), i.aspect.as_deref(), i.count)).collect();
        assert_eq!(told, [("快递太慢", Some("logistics.speed"), 20)]);
        assert!(!found[0].keywords.is_empty() && !found[0].quotes.is_empty());
    }
}
