//! Groups that say the same in other words: the same aspect, in words made of the same characters (没人安装, 没有人来安装).
//!
//! While groups are refined a likeness only proposes that two become one. Once they are settled, [`fold`] puts groups together that a reader would
//! take for one, whatever their models say.

use std::collections::BTreeMap;

use crate::aggregate::tally::counted;
use crate::number::float;
use crate::real;

use super::features::{Docs, Kind};
use super::refine::{self, Model};
use super::{Group, sort_largest_first};

/// Groups may become one when their words are so alike (cosine of pairs of characters).
const ALIKE: f64 = 0.4;

/// Settled groups are one when their words are so alike, each pair of characters weighed by how rarely the groups of the aspect use it.
const SAME: f64 = 0.36;

/// Groups that blame the same aspect in words made of the same characters (没人安装, 没有人来安装), with their likeness.
pub(super) fn ties(docs: &Docs, groups: &[Group], models: &[Model]) -> Vec<(f64, u32, u32)> {
    let mut out = Vec::new();
    for list in by_aspect(docs, groups, models) {
        for (i, (a, own)) in list.iter().enumerate() {
            let likeness = list[i + 1..].iter().map(|(b, other)| (cosine(own, other), *a, *b));
            out.extend(likeness.filter(|(l, _, _)| *l >= ALIKE));
        }
    }
    out
}

/// The groups that blame the same aspect, of the same product if any: lists of their numbers and shapes.
fn by_aspect(docs: &Docs, groups: &[Group], models: &[Model]) -> impl Iterator<Item = Vec<(u32, Shape)>> + use<> {
    let mut out: BTreeMap<_, Vec<(u32, Shape)>> = BTreeMap::new();
    for ((i, m), group) in (0u32..).zip(models).zip(groups) {
        if let Some(aspect) = main_aspect(docs, group) {
            out.entry((m.context, aspect)).or_default().push((i, shape(docs, m)));
        }
    }
    out.into_values()
}

/// The aspect that at least half of a group blames.
fn main_aspect(docs: &Docs, group: &Group) -> Option<u32> {
    let features = group.iter().flat_map(|&i| docs.sets[i as usize].iter().copied());
    let counts = counted(features.filter(|f| docs.name(*f).0 == Kind::Aspect));
    let most = counts.into_iter().max_by_key(|(f, n)| (*n, std::cmp::Reverse(*f)));
    most.filter(|(_, n)| 2 * n >= group.len() as u64).map(|(f, _)| f)
}

/// Weights of pairs of characters and of rules.
type Pairs = BTreeMap<(u32, u32), f64>;

/// Pairs of characters of a model's telling words, and its rules, with their weights and the length of these.
struct Shape {
    pairs: Pairs,
    length: f64,
}

impl From<Pairs> for Shape {
    fn from(pairs: Pairs) -> Self {
        let length = pairs.values().map(|x| x * x).sum::<f64>().sqrt();
        Self { pairs, length }
    }
}

fn shape(docs: &Docs, model: &Model) -> Shape {
    let mut out = Pairs::new();
    for (f, w) in &model.core {
        match docs.name(*f) {
            (Kind::Word, word) => {
                let chars: Vec<u32> = word.chars().map(u32::from).collect();
                for pair in chars.windows(2) {
                    *out.entry((pair[0], pair[1])).or_default() += w;
                }
            }
            // No character has this number.
            (Kind::Rule, _) => *out.entry((u32::MAX, *f)).or_default() += w,
            _ => {}
        }
    }
    out.into()
}

fn cosine(a: &Shape, b: &Shape) -> f64 {
    let dot: f64 = a.pairs.iter().filter_map(|(k, x)| Some(x * b.pairs.get(k)?)).sum();
    dot / (a.length * b.length).max(1e-9)
}

/// Puts settled groups that are alike into the largest of them.
pub(super) fn fold(docs: &Docs, mut groups: Vec<Group>) -> Vec<Group> {
    sort_largest_first(&mut groups);
    let models: Vec<Model> = groups.iter().map(|g| refine::model(docs, g)).collect();
    let mut into: Vec<Option<u32>> = vec![None; groups.len()];
    for list in by_aspect(docs, &groups, &models) {
        let list = weighed(list);
        // The larger ones come first, and stay.
        let mut kept: Vec<&(u32, Shape)> = Vec::new();
        for own in &list {
            let best =
                kept.iter().map(|k| (cosine(&own.1, &k.1), k.0)).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
            match best.filter(|(likeness, _)| *likeness >= SAME) {
                Some((_, larger)) => into[own.0 as usize] = Some(larger),
                None => kept.push(own),
            }
        }
    }
    pour(groups, &into)
}

/// Puts each group into the one that `into` names; those stay.
fn pour(mut groups: Vec<Group>, into: &[Option<u32>]) -> Vec<Group> {
    for (i, larger) in into.iter().enumerate() {
        if let Some(larger) = larger {
            let members = std::mem::take(&mut groups[i]);
            groups[*larger as usize].extend(members);
        }
    }
    for g in &mut groups {
        g.sort_unstable();
    }
    groups.retain(|g| !g.is_empty());
    groups
}

/// The same shapes with pairs of characters that many groups have weighing less: 安装 says little among complaints about installation.
fn weighed(list: Vec<(u32, Shape)>) -> Vec<(u32, Shape)> {
    let groups_with = counted(list.iter().flat_map(|(_, s)| s.pairs.keys().copied()));
    let all = float(list.len() as u64);
    let weigh = |(k, w): ((u32, u32), f64)| (k, w * (1.0 + real::ln(all / float(groups_with[&k]))));
    list.into_iter().map(|(i, s)| (i, Shape::from(s.pairs.into_iter().map(weigh).collect::<Pairs>()))).collect()
}
