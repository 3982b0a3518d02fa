//! Figures of two groups of rows, before and after, from what any count of rows holds: levels, complaints, natures and aspects of complaints. A comparison makes
//! them of groups, a report of days (`insight::change`).

use std::collections::BTreeMap;

use crate::aggregate::scale::Scale;
use crate::aggregate::tally::{Counts, Moments, Outcome};
use crate::record::Name;

use super::{Context, MOST, Raw};

/// Mean level of the texts.
pub(in crate::insight) fn satisfaction([before, after]: [&Outcome; 2], cx: &Context) -> Raw {
    Raw::mean("satisfaction", name("satisfaction", cx), "level", 1.0, before.text(), after.text())
}

/// The customers' own ratings, where both sides have some.
pub(in crate::insight) fn rating(scale: Scale, [before, after]: [Moments; 2], cx: &Context) -> Option<Raw> {
    let name = cx.say("compare.rating", &[("scale", scale.largest().to_string())]);
    (before.n.min(after.n) > 0).then(|| Raw::mean("rating", name, "rating", 0.001, before, after))
}

/// Texts of levels 4 and 5.
pub(in crate::insight) fn csat(outcomes: [&Outcome; 2], cx: &Context) -> Raw {
    let [before, after] = outcomes.map(|o| [o.levels[3] + o.levels[4], o.levels.iter().sum()]);
    Raw::share("csat", name("csat", cx), before, after, true)
}

/// A share of rows of which less is better (complaints, major complaints): how many, of how many.
pub(in crate::insight) fn share(id: &str, [before, after]: [[u64; 2]; 2], cx: &Context) -> Raw {
    Raw::share(id, name(id, cx), before, after, false)
}

/// Complaints of each nature among so many rows, the most frequent first.
pub(in crate::insight) fn natures([before, after]: [&Counts; 2], of: [u64; 2], cx: &Context) -> Vec<Raw> {
    counts(before.iter().map(|c| (c, 0)).chain(after.iter().map(|c| (c, 1))), of, cx)
}

/// The same of the aspects most complained of.
pub(in crate::insight) fn aspects([before, after]: [&Counts; 2], of: [u64; 2], cx: &Context) -> Vec<Raw> {
    let all = before.iter().map(|c| (c, 0)).chain(after.iter().map(|c| (c, 1)));
    let mut list = counts(all.filter(|((id, _), _)| id.contains('.')), of, cx);
    list.truncate(MOST);
    list
}

/// Shares by name from counts of either side (0 or 1), the most frequent first.
fn counts<'c>(all: impl Iterator<Item = ((&'c Name, &'c u64), usize)>, of: [u64; 2], cx: &Context) -> Vec<Raw> {
    let mut sums: BTreeMap<&Name, [u64; 2]> = BTreeMap::new();
    for ((id, n), side) in all {
        sums.entry(id).or_default()[side] = *n;
    }
    let mut list: Vec<(&Name, [u64; 2])> = sums.into_iter().collect();
    list.sort_by_key(|(id, n)| (std::cmp::Reverse(n[0] + n[1]), *id));
    list.into_iter().map(|(id, [b, a])| Raw::share(id, cx.aspect_name(id), [b, of[0]], [a, of[1]], false)).collect()
}

fn name(id: &str, cx: &Context) -> String {
    cx.say(&format!("compare.{id}"), &[])
}
