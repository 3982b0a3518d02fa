//! Groups as models: which features tell a group from all other feedback, and which group explains a case best.
//!
//! A model is a naive Bayes classifier of the group against everything, over its few telling features, absent ones included. Cases go to
//! the best model above chance; models are made anew from their cases; a few rounds settle it. No randomness, no distances.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::number::float;
use crate::real;

use super::features::{Docs, Kind};
use super::lists::gathered;
use super::{Group, alike, sort_largest_first};

/// Telling features of a group.
const CORE: usize = 16;

/// A telling feature is so many times more frequent in the group than in all cases, and in this share of the group.
const LEAST_LIFT: f64 = 2.5;
const LEAST_SHARE: f64 = 0.15;

/// The share that features of a group are taken to have outside, where nothing is outside.
const COMMON: f64 = 0.3;

/// Made-up cases with the background's shares that keep the shares of small groups from being extreme.
const PRIOR_CASES: f64 = 1.5;

/// Log odds above which a case belongs to a group.
const MARGIN: f64 = 0.0;

/// Telling features that a case must have.
const HITS: u32 = 2;

/// The share of a group that has its lead, and the share of the lead's cases that are in the group.
const OWN: f64 = 0.6;

/// Fewest cases that a thread looks at with one set of sums.
const SHARE: usize = 1024;

const ROUNDS: usize = 4;
const JOINS: usize = 6;

/// Groups are settled when no larger share of the cases moves.
const SETTLED: f64 = 0.001;

/// Groups become one when this share of the smaller and of the larger one's cases would do in the other.
const SMALLER: f64 = 0.5;
const LARGER: f64 = 0.3;

/// Share of each part that the model of a joined group has to explain.
const EXPLAINED: f64 = 0.6;

/// A group's model.
pub(super) struct Model {
    /// Log odds of a case without any telling feature.
    pub(super) base: f64,
    /// Telling features with what each adds, the most telling first.
    pub(super) core: Vec<(u32, f64)>,
    /// The context that most of its cases name.
    pub(super) context: Option<u32>,
    /// A word that is an issue by itself ([`Docs::is_single`]), most of the group has, and hardly anybody else.
    lead: Option<u32>,
}

/// The groups after some rounds, each case in at most one, the largest first.
pub(super) fn refine(docs: &Docs, seeds: Vec<Group>, least: usize) -> Vec<Group> {
    let mut groups = seeds;
    for _ in 0..JOINS {
        groups = settle(docs, groups, least);
        let before = groups.len();
        groups = join(docs, groups);
        if groups.len() == before {
            break;
        }
    }
    let mut groups = settle(docs, groups, least);
    sort_largest_first(&mut groups);
    groups
}

fn settle(docs: &Docs, mut groups: Vec<Group>, least: usize) -> Vec<Group> {
    for _ in 0..ROUNDS {
        let models: Vec<Model> = groups.par_iter().map(|g| model(docs, g)).collect();
        let scorer = Scorer::new(&models, docs.names.len());
        // Each case by itself, so that threads change nothing.
        let best: Vec<Option<u32>> = docs
            .sets
            .par_iter()
            .with_min_len(SHARE)
            .map_init(|| Scratch::new(models.len()), |scratch, doc| scorer.best(doc, scratch))
            .collect();
        let mut next = gathered(groups.len(), best);
        let moved = moved(&groups, &next);
        next.retain(|g| g.len() >= least);
        groups = next;
        if moved <= SETTLED * float(docs.len() as u64) {
            break;
        }
    }
    groups
}

/// How many cases came to another group than before.
fn moved(before: &[Group], after: &[Group]) -> f64 {
    let stayed = |(b, a): (&Group, &Group)| a.iter().filter(|i| b.binary_search(i).is_ok()).count();
    let stayed: usize = before.iter().zip(after).map(stayed).sum();
    float((after.iter().map(Vec::len).sum::<usize>() - stayed) as u64)
}

/// The model of a group.
pub(super) fn model(docs: &Docs, group: &Group) -> Model {
    against(docs, group, 1.0)
}

/// The model of a group that stands already: where all feedback is about the same, its own words are telling though no others are there to compare.
pub(super) fn described(docs: &Docs, group: &Group) -> Model {
    let model = model(docs, group);
    if model.core.is_empty() { against(docs, group, COMMON) } else { model }
}

/// Cases of a group with each feature.
pub(super) fn counts(docs: &Docs, group: &Group) -> FxHashMap<u32, u32> {
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    group.iter().flat_map(|&i| &docs.sets[i as usize]).for_each(|f| *counts.entry(*f).or_default() += 1);
    counts
}

/// The model of a group against feedback in which no feature has a larger share than `most`.
fn against(docs: &Docs, group: &Group, most: f64) -> Model {
    let size = float(group.len() as u64);
    let mut telling: Vec<(f64, u32, f64)> = counts(docs, group)
        .into_iter()
        .filter(|(_, k)| f64::from(*k) >= LEAST_SHARE * size && *k >= 2)
        .filter_map(|(f, k)| {
            let all = docs.share(f).min(most);
            let own = ((f64::from(k) + PRIOR_CASES * all) / (size + PRIOR_CASES)).min(0.98);
            (own >= LEAST_LIFT * all).then(|| (f64::from(k) * real::ln(own / all), f, own))
        })
        .collect();
    telling.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut core: Vec<(u32, f64)> = Vec::new();
    let mut base = real::ln(size / float(docs.len() as u64));
    let (mut context, mut lead) = (None, None);
    for (_, f, own) in telling {
        // A part of a telling name says nothing new.
        if core.len() >= CORE || core.iter().any(|(known, _)| docs.related(*known, f)) {
            continue;
        }
        let all = docs.share(f).min(most);
        let here = own * size >= OWN * f64::from(docs.df[f as usize]);
        if lead.is_none() && docs.is_single(f) && own >= OWN && here {
            lead = Some(f);
        }
        let absent = real::ln((1.0 - own) / (1.0 - all).max(1e-9));
        base += absent;
        core.push((f, real::ln(own / all) - absent));
        if docs.name(f).0 == Kind::Context && own > 0.5 {
            context = Some(f);
        }
    }
    Model { base, core, context, lead }
}

/// All models, by feature.
pub(super) struct Scorer {
    /// Where the entries of each feature begin, and one more for the end of the last.
    starts: Vec<u32>,
    /// What features add to models, feature by feature.
    entries: Vec<Addend>,
    base: Vec<f64>,
    /// The context without which nothing belongs to the model.
    context: Vec<Option<u32>>,
}

/// What a feature adds to a model.
#[derive(Debug, Clone, Copy, Default)]
struct Addend {
    model: u32,
    /// As how many telling features it counts: one that is enough by itself as all that are needed.
    hits: u32,
    weight: f64,
}

/// Sums of one case, reused.
pub(super) struct Scratch {
    /// Sum and number of the telling features of each model.
    sums: Vec<(f64, u32)>,
    touched: Vec<u32>,
    fitting: Vec<(u32, f64)>,
}

impl Scratch {
    pub(super) fn new(models: usize) -> Self {
        Self { sums: vec![(0.0, 0); models], touched: Vec::new(), fitting: Vec::new() }
    }
}

impl Scorer {
    pub(super) fn new(models: &[Model], features: usize) -> Self {
        let mut starts = vec![0u32; features + 1];
        models.iter().flat_map(|m| &m.core).for_each(|(f, _)| starts[*f as usize + 1] += 1);
        for f in 0..features {
            starts[f + 1] += starts[f];
        }
        let mut free = starts.clone();
        let mut entries = vec![Addend::default(); starts[features] as usize];
        for (m, model) in (0u32..).zip(models) {
            for &(f, weight) in &model.core {
                let at = &mut free[f as usize];
                let hits = if model.lead == Some(f) { HITS } else { 1 };
                entries[*at as usize] = Addend { model: m, hits, weight };
                *at += 1;
            }
        }
        let base = models.iter().map(|m| m.base).collect();
        Self { starts, entries, base, context: models.iter().map(|m| m.context).collect() }
    }

    /// The model that explains a case best.
    fn best(&self, doc: &[u32], s: &mut Scratch) -> Option<u32> {
        self.score(doc, s);
        s.fitting.iter().min_by(|a, b| closer(a, b)).map(|(m, _)| *m)
    }

    /// The models that explain a case, best first.
    pub(super) fn fitting<'s>(&self, doc: &[u32], s: &'s mut Scratch) -> &'s [(u32, f64)] {
        self.score(doc, s);
        s.fitting.sort_by(closer);
        &s.fitting
    }

    /// Notes the models that explain a case, in no order.
    fn score(&self, doc: &[u32], s: &mut Scratch) {
        s.touched.clear();
        s.fitting.clear();
        for &f in doc {
            let (from, to) = (self.starts[f as usize] as usize, self.starts[f as usize + 1] as usize);
            for add in &self.entries[from..to] {
                let (sum, hits) = &mut s.sums[add.model as usize];
                if *hits == 0 {
                    s.touched.push(add.model);
                }
                *hits += add.hits;
                *sum += add.weight;
            }
        }
        for &m in &s.touched {
            let at = m as usize;
            let (sum, hits) = std::mem::take(&mut s.sums[at]);
            let score = self.base[at] + sum;
            let here = || self.context[at].is_none_or(|c| doc.binary_search(&c).is_ok());
            if hits >= HITS && score > MARGIN && here() {
                s.fitting.push((m, score));
            }
        }
    }
}

/// The better score first, of equal ones the earlier model.
fn closer(a: &(u32, f64), b: &(u32, f64)) -> std::cmp::Ordering {
    b.1.total_cmp(&a.1).then(a.0.cmp(&b.0))
}

/// Joins groups that explain each other's cases.
fn join(docs: &Docs, groups: Vec<Group>) -> Vec<Group> {
    let models: Vec<Model> = groups.par_iter().map(|g| model(docs, g)).collect();
    let scorer = Scorer::new(&models, docs.names.len());
    let others = |scratch: &mut Scratch, group: &Group| {
        let mut shared: FxHashMap<u32, u32> = FxHashMap::default();
        for &i in group {
            let fitting = scorer.fitting(&docs.sets[i as usize], scratch).iter();
            fitting.for_each(|(other, _)| *shared.entry(*other).or_default() += 1);
        }
        shared
    };
    let of_groups: Vec<FxHashMap<u32, u32>> =
        groups.par_iter().map_init(|| Scratch::new(models.len()), others).collect();
    let mut shared: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    for (g, own) in (0u32..).zip(of_groups) {
        shared.extend(own.into_iter().filter(|(other, _)| *other != g).map(|(other, n)| ((g, other), n)));
    }
    let part = |a: u32, b: u32| {
        f64::from(shared.get(&(a, b)).copied().unwrap_or(0)) / float(groups[a as usize].len().max(1) as u64)
    };
    let mut ties: Vec<(f64, u32, u32)> = Vec::new();
    for &(a, b) in shared.keys().filter(|(a, b)| a < b || !shared.contains_key(&(*b, *a))) {
        let (few, many) = if groups[a as usize].len() <= groups[b as usize].len() { (a, b) } else { (b, a) };
        let (p, q) = (part(few, many), part(many, few));
        if p >= SMALLER && q >= LARGER {
            ties.push((p * q, few.min(many), few.max(many)));
        }
    }
    ties.extend(alike::ties(docs, &groups, &models));
    ties.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    merge_tied(docs, groups, &ties)
}

/// Makes one group of each tied pair, the closest first. Each group joins at most once a round, so that chains have to prove themselves again.
fn merge_tied(docs: &Docs, mut groups: Vec<Group>, ties: &[(f64, u32, u32)]) -> Vec<Group> {
    let mut free = vec![true; groups.len()];
    for &(_, a, b) in ties {
        let (a, b) = (a as usize, b as usize);
        if !free[a] || !free[b] {
            continue;
        }
        let mut both = groups[a].clone();
        both.extend(&groups[b]);
        both.sort_unstable();
        both.dedup();
        if holds(docs, &both, [&groups[a], &groups[b]]) {
            (free[a], free[b]) = (false, false);
            groups[a] = both;
            groups[b].clear();
        }
    }
    groups.retain(|g| !g.is_empty());
    groups
}

/// Whether the model of both explains most of each: a small group must not vanish in a large one.
pub(super) fn holds(docs: &Docs, both: &Group, parts: [&Group; 2]) -> bool {
    let scorer = Scorer::new(&[model(docs, both)], docs.names.len());
    let mut scratch = Scratch::new(1);
    parts.iter().all(|part| {
        let explained = part.iter().filter(|&&i| !scorer.fitting(&docs.sets[i as usize], &mut scratch).is_empty());
        float(explained.count() as u64) >= EXPLAINED * float(part.len() as u64)
    })
}

/// Telling words of a group, the most telling first.
pub(super) fn words<'d>(docs: &'d Docs, model: &Model) -> impl Iterator<Item = &'d str> {
    let words: Vec<u32> = model.core.iter().map(|(f, _)| *f).collect();
    words.into_iter().map(|f| docs.name(f)).filter(|(k, _)| *k == Kind::Word).map(|(_, w)| w)
}
