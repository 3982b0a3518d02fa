//! What a large part of all complaints is about: no word of it is rarer outside than inside, so no other step finds it, and yet it is the issue.
//!
//! Twenty complaints, all of them 快递太慢了, are one issue; so is what is left of forty in many wordings when the wordings have groups of their own.

use std::collections::BTreeMap;

use crate::aggregate::cases::Case;
use crate::number::float;
use crate::record::Name;

use super::Group;
use super::subject::blamed;

/// An aspect that this share of all cases blames is beyond what the other steps can tell apart (`refine` asks for a lift of 2.5, which what a third of
/// all have reaches only if nothing else has any of it).
const DOMINANT: f64 = 0.33;

/// Its cases make a group where this share of them is in none.
const LEFT: f64 = 0.25;

/// The groups, and one for each dominant aspect of its cases that are in none.
pub(super) fn add(mut groups: Vec<Group>, cases: &[&Case], least: usize) -> Vec<Group> {
    let mut of: BTreeMap<&Name, Group> = BTreeMap::new();
    for (i, c) in (0u32..).zip(cases) {
        for aspect in blamed(c) {
            of.entry(aspect).or_default().push(i);
        }
    }
    let mut dominant: Vec<Group> = of.into_values().filter(|g| share(g.len(), cases.len()) >= DOMINANT).collect();
    // The most blamed first; at equal size the first by name, as the sort is stable.
    dominant.sort_by_key(|g| std::cmp::Reverse(g.len()));
    let mut free = vec![true; cases.len()];
    groups.iter().flatten().for_each(|&i| free[i as usize] = false);
    for all in dominant {
        let left: Group = all.iter().copied().filter(|&i| free[i as usize]).collect();
        if left.len() >= least && share(left.len(), all.len()) >= LEFT {
            for &i in &left {
                free[i as usize] = false;
            }
            groups.push(left);
        }
    }
    groups
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
        assert_eq!(told, [("快递太慢了", Some("logistics.speed"), 20)]);
        assert!(!found[0].keywords.is_empty() && !found[0].quotes.is_empty());
    }
}
