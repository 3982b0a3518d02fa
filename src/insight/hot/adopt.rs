//! Cases go to the group whose names they bear: those without a group, and those that stock sentences brought into another.
//!
//! A name belongs to a group when most of the cases with it are there. It draws cases out of other groups only where it is also what the group is about.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::number::float;

use super::features::{Docs, Kind};
use super::gather::{is_rare, surprise};
use super::lists::gathered;
use super::{Group, refine};

/// A name is a group's own when more than this share of the cases with it is in the group, and at least so many are.
const OWN: f64 = 0.6;
const LEAST_OWN: u32 = 4;

/// A name that so many of a group's cases have is what the group is about.
const ABOUT: f64 = 0.3;

/// Sum of the surprises of names (−ln of their shares of all cases) that draws a case out of a group none of whose own names it bears.
const DRAWN: f64 = 3.0;

/// Which group a name belongs to, and whether the group is about it.
#[derive(Debug, Clone, Copy)]
struct Owner {
    group: u32,
    about: bool,
}

/// The groups with the cases that their names bring.
pub(super) fn adopt(docs: &Docs, groups: &[Group]) -> Vec<Group> {
    let mut group_of: Vec<Option<u32>> = vec![None; docs.len()];
    for (g, group) in (0u32..).zip(groups) {
        for &i in group {
            group_of[i as usize] = Some(g);
        }
    }
    let owners = owners(docs, groups, &group_of);
    let contexts: Vec<Option<u32>> = groups.iter().map(|g| refine::model(docs, g).context).collect();
    let homes = docs.sets.iter().zip(group_of).map(|(doc, present)| home(docs, doc, present, &owners, &contexts));
    let mut next = gathered(groups.len(), homes);
    next.retain(|g| !g.is_empty());
    next
}

/// The owner of each name that has one.
fn owners(docs: &Docs, groups: &[Group], group_of: &[Option<u32>]) -> FxHashMap<u32, Owner> {
    let mut counts: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    for (doc, g) in docs.sets.iter().zip(group_of) {
        for (f, g) in doc.iter().filter_map(|f| Some((*f, (*g)?))) {
            *counts.entry((f, g)).or_default() += 1;
        }
    }
    let own = |((f, group), k): ((u32, u32), u32)| {
        let name = docs.name(f).0 == Kind::Word && is_rare(docs, f);
        // More than half of the cases with a name are in one group at most.
        let own = name && k >= LEAST_OWN && f64::from(k) > OWN * f64::from(docs.df[f as usize]);
        let about = f64::from(k) >= ABOUT * float(groups[group as usize].len() as u64);
        own.then_some((f, Owner { group, about }))
    };
    counts.into_iter().filter_map(own).collect()
}

/// The group where a case belongs.
fn home(
    docs: &Docs,
    doc: &[u32],
    present: Option<u32>,
    owners: &FxHashMap<u32, Owner>,
    contexts: &[Option<u32>],
) -> Option<u32> {
    let mut weights: BTreeMap<u32, f64> = BTreeMap::new();
    for (f, owner) in doc.iter().filter_map(|f| Some((*f, owners.get(f)?))) {
        // The same fault of another model is not this issue.
        let here = contexts[owner.group as usize].is_none_or(|c| doc.binary_search(&c).is_ok());
        if here && (owner.about || present.is_none_or(|g| g == owner.group)) {
            *weights.entry(owner.group).or_default() += surprise(docs, f);
        }
    }
    if present.is_some_and(|g| weights.contains_key(&g)) {
        return present;
    }
    let best = weights.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    best.filter(|(_, weight)| present.is_none() || *weight >= DRAWN).map(|(g, _)| g).or(present)
}
