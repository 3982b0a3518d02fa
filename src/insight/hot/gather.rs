//! Settled groups brought together: parts of one event that tell it in other words, and cases that name it.
//!
//! A group is seen as the mean of its cases over all their features, rare ones weighing most: names of places, companies, models. Groups that point the same
//! way become one, whatever few features tell each from the rest; then cases without a group that hold a name which is a group's own join it.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::number::float;

use super::Group;
use super::features::{Docs, Kind};
use super::refine;

/// Groups are one when their means point the same way (cosine).
const SAME: f64 = 0.35;

/// A feature in a larger share of all cases says nothing of an event.
const TOO_COMMON: f64 = 0.03;

/// A feature in a smaller share of a group's cases is not the group's.
const LEAST_SHARE: f64 = 0.08;

/// A name is a group's own when more than this share of the cases with it is in the group, and at least so many are.
const OWN: f64 = 0.6;
const LEAST_OWN: u32 = 4;

/// Rounds of joining; each may bring means closer to others.
const ROUNDS: usize = 4;

/// The mean of a group: features with their weights, of length one.
type Mean = Vec<(u32, f64)>;

/// Groups that tell of one event as one, with the cases that name it.
pub(super) fn gather(docs: &Docs, mut groups: Vec<Group>) -> Vec<Group> {
    for _ in 0..ROUNDS {
        let before = groups.len();
        groups = join(docs, groups);
        if groups.len() == before {
            break;
        }
    }
    adopt(docs, &mut groups);
    groups
}

/// Puts each group into the larger one that it is most like, if it is like one.
fn join(docs: &Docs, mut groups: Vec<Group>) -> Vec<Group> {
    groups.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    let means: Vec<Mean> = groups.iter().map(|g| mean(docs, g)).collect();
    let contexts: Vec<Option<u32>> = groups.iter().map(|g| refine::model(docs, g).context).collect();
    // By feature, the groups that have it, the larger ones first.
    let mut with: FxHashMap<u32, Vec<(u32, f64)>> = FxHashMap::default();
    let mut into: Vec<Option<usize>> = vec![None; groups.len()];
    for (i, own) in means.iter().enumerate() {
        let mut dots: BTreeMap<u32, f64> = BTreeMap::new();
        for (f, w) in own {
            for (other, x) in with.get(f).into_iter().flatten() {
                *dots.entry(*other).or_default() += w * x;
            }
        }
        let fits = |(other, dot): &(u32, f64)| *dot >= SAME && contexts[*other as usize] == contexts[i];
        let best = dots.into_iter().filter(fits).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        match best {
            Some((larger, _)) => into[i] = Some(larger as usize),
            None => own.iter().for_each(|(f, w)| with.entry(*f).or_default().push((index(i), *w))),
        }
    }
    super::pour(groups, &into)
}

fn index(i: usize) -> u32 {
    u32::try_from(i).unwrap_or(u32::MAX)
}

fn mean(docs: &Docs, group: &Group) -> Mean {
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    group.iter().flat_map(|&i| &docs.sets[i as usize]).for_each(|f| *counts.entry(*f).or_default() += 1);
    let size = float(group.len() as u64);
    let mut out: Mean = counts
        .into_iter()
        .filter(|(f, k)| docs.share(*f) <= TOO_COMMON && f64::from(*k) >= LEAST_SHARE * size)
        .map(|(f, k)| (f, f64::from(k) / size * -docs.share(f).ln()))
        .collect();
    let length = out.iter().map(|(_, w)| w * w).sum::<f64>().sqrt().max(1e-9);
    for (_, w) in &mut out {
        *w /= length;
    }
    out
}

/// Cases without a group go to the one that a rare name of theirs belongs to.
fn adopt(docs: &Docs, groups: &mut [Group]) {
    let mut group_of: Vec<Option<u32>> = vec![None; docs.len()];
    for (g, group) in groups.iter().enumerate() {
        for &i in group {
            group_of[i as usize] = Some(index(g));
        }
    }
    let mut counts: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    for (doc, g) in docs.sets.iter().zip(&group_of) {
        if let Some(g) = g {
            for f in doc {
                *counts.entry((*f, *g)).or_default() += 1;
            }
        }
    }
    let mut own: FxHashMap<u32, u32> = FxHashMap::default();
    for ((f, g), k) in counts {
        let name = docs.name(f).0 == Kind::Word && docs.share(f) <= TOO_COMMON;
        if name && k >= LEAST_OWN && f64::from(k) > OWN * f64::from(docs.df[f as usize]) {
            // More than half of the cases with a name are in one group at most.
            own.insert(f, g);
        }
    }
    let contexts: Vec<Option<u32>> = groups.iter().map(|g| refine::model(docs, g).context).collect();
    for (i, doc) in docs.sets.iter().enumerate().filter(|(i, _)| group_of[*i].is_none()) {
        // The same fault of another model is not this issue.
        let here = |g: u32| contexts[g as usize].is_none_or(|c| doc.binary_search(&c).is_ok());
        let mut weights: BTreeMap<u32, f64> = BTreeMap::new();
        for f in doc {
            if let Some(g) = own.get(f).filter(|g| here(**g)) {
                *weights.entry(*g).or_default() -= docs.share(*f).ln();
            }
        }
        let best = weights.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        if let Some((g, _)) = best {
            groups[g as usize].push(index(i));
        }
    }
    for g in groups {
        g.sort_unstable();
    }
}
