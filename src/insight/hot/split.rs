//! Splitting groups by the product, model or branch that their own texts name.

use std::collections::BTreeMap;

use crate::number::float;

use super::Group;
use super::features::Docs;

/// A group is split when this share of its texts names a segment value of its own row: then it is what they complain about.
const NAMED: f64 = 0.5;

/// Groups with one context each; cases of a split group whose context is too rare belong to no issue.
pub(super) fn by_context(docs: &Docs, groups: Vec<Group>, least: usize) -> Vec<Group> {
    groups.into_iter().flat_map(|g| split(docs, g, least)).collect()
}

fn split(docs: &Docs, group: Group, least: usize) -> Vec<Group> {
    let named = group.iter().filter(|&&i| docs.context[i as usize].is_some()).count();
    if float(named as u64) < NAMED * float(group.len() as u64) {
        return vec![group];
    }
    let mut parts: BTreeMap<Option<u32>, Group> = BTreeMap::new();
    for i in group {
        parts.entry(docs.context[i as usize]).or_default().push(i);
    }
    parts.remove(&None);
    parts.into_values().filter(|g| g.len() >= least).collect()
}
