//! Settled groups brought together: parts of one event that tell it in other words.
//!
//! Two groups are one where the means of their cases over all features point the same way, rare features weighing most; or where they name the same rare
//! things (a place, a company, a model) and one model explains the cases of both. The second sees through stock sentences that tell each part from the rest.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::number::{float, to_u32};
use crate::real;

use super::features::{Docs, Kind};
use super::lists::to_unit_length;
use super::{Group, refine, sort_largest_first};

/// Groups are one when their means point the same way (cosine).
const SAME: f64 = 0.35;

/// A feature in a larger share of all cases says nothing of an event.
const TOO_COMMON: f64 = 0.03;
/// Not one in so few cases: a twentieth of three hundred complaints may well be one event.
const FEW: f64 = 15.0;

/// A feature in a smaller share of a group's cases is not the group's.
const LEAST_SHARE: f64 = 0.08;

/// A word that so many of a group's cases have is what the group is about.
const NAMED: f64 = 0.4;

/// Groups name the same things from this weight on: the sum over shared names of the smaller share, times the surprise of the name (−ln of its share of all
/// cases). One name that all cases of both have, and one in seven of all, weighs so much; a rare one (one in a hundred) does with four cases of ten.
const SHARED: f64 = 2.0;

/// Groups that are tried, the likest first.
const TRIES: usize = 3;

/// Rounds of joining; each may bring means closer to others.
const ROUNDS: usize = 4;

/// Features of a group with their weights.
type Weights = Vec<(u32, f64)>;

/// Groups that tell of one event as one.
pub(super) fn gather(docs: &Docs, mut groups: Vec<Group>) -> Vec<Group> {
    for _ in 0..ROUNDS {
        let before = groups.len();
        groups = join(docs, groups);
        if groups.len() == before {
            break;
        }
    }
    groups
}

/// A group as others see it.
struct Sight {
    mean: Weights,
    names: Weights,
    context: Option<u32>,
}

/// Groups that stay, by feature.
#[derive(Default)]
struct Kept {
    mean: FxHashMap<u32, Weights>,
    names: FxHashMap<u32, Weights>,
}

impl Kept {
    fn add(&mut self, group: usize, sight: &Sight) {
        let group = to_u32(group);
        sight.mean.iter().for_each(|(f, w)| self.mean.entry(*f).or_default().push((group, *w)));
        sight.names.iter().for_each(|(f, w)| self.names.entry(*f).or_default().push((group, *w)));
    }

    /// Groups that are like one by their means or by their names, the likest first.
    fn alike(&self, docs: &Docs, sight: &Sight) -> Vec<usize> {
        let mut by: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
        for (f, w) in &sight.mean {
            for (other, x) in self.mean.get(f).into_iter().flatten() {
                by.entry(*other).or_default().0 += w * x;
            }
        }
        for (f, w) in &sight.names {
            for (other, x) in self.names.get(f).into_iter().flatten() {
                by.entry(*other).or_default().1 += w.min(*x) * surprise(docs, *f);
            }
        }
        let mut out: Vec<(u32, (f64, f64))> = by.into_iter().filter(|(_, (m, n))| *m >= SAME || *n >= SHARED).collect();
        out.sort_by(|(a, x), (b, y)| (y.0 + y.1).total_cmp(&(x.0 + x.1)).then(a.cmp(b)));
        out.into_iter().map(|(g, _)| g as usize).collect()
    }
}

/// Puts each group into the larger one that it is most like, if it is like one.
fn join(docs: &Docs, mut groups: Vec<Group>) -> Vec<Group> {
    sort_largest_first(&mut groups);
    let sights: Vec<Sight> = groups.par_iter().map(|g| sight(docs, g)).collect();
    let mut kept = Kept::default();
    for (i, own) in sights.iter().enumerate() {
        let here = kept.alike(docs, own).into_iter().filter(|g| sights[*g].context == own.context);
        match here.take(TRIES).find_map(|g| as_one(docs, &groups[g], &groups[i]).map(|both| (g, both))) {
            Some((larger, both)) => {
                groups[larger] = both;
                groups[i].clear();
            }
            None => kept.add(i, own),
        }
    }
    groups.retain(|g| !g.is_empty());
    groups
}

/// Both groups as one, if one model explains the cases of both.
fn as_one(docs: &Docs, a: &Group, b: &Group) -> Option<Group> {
    let mut both = [a.as_slice(), b.as_slice()].concat();
    both.sort_unstable();
    refine::holds(docs, &both, [a, b]).then_some(both)
}

fn sight(docs: &Docs, group: &Group) -> Sight {
    let size = float(group.len() as u64);
    let mut counts: Vec<(u32, u32)> = refine::counts(docs, group).into_iter().collect();
    counts.sort_unstable();
    let shares: Weights = counts.into_iter().map(|(f, k)| (f, f64::from(k) / size)).collect();
    let rare = |f: u32| is_rare(docs, f);
    let named = |(f, share): &(u32, f64)| rare(*f) && *share >= NAMED && docs.name(*f).0 == Kind::Word;
    let names = shares.iter().copied().filter(named).collect();
    let mut mean: Weights = shares
        .into_iter()
        .filter(|(f, share)| rare(*f) && *share >= LEAST_SHARE)
        .map(|(f, share)| (f, share * surprise(docs, f)))
        .collect();
    to_unit_length(&mut mean);
    Sight { mean, names, context: refine::model(docs, group).context }
}

/// Whether a feature is rare enough to tell of an event.
pub(super) fn is_rare(docs: &Docs, f: u32) -> bool {
    f64::from(docs.df[f as usize]) <= (TOO_COMMON * float(docs.len() as u64)).max(FEW)
}

/// How much it says that a case has a feature.
pub(super) fn surprise(docs: &Docs, f: u32) -> f64 {
    -real::ln(docs.share(f))
}
