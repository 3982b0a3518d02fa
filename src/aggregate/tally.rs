//! The smallest mergeable states: exact sums, level counts, named counts, bounded samples and short lists.
//!
//! All of them hold integers only, so that a merge in any grouping gives the same state. Means and rates are `insight`'s job.

use std::collections::BTreeMap;

use crate::record::{Annotated, Label, Name, Severity};

use super::scale::{self, ByScale};

/// Counts by name.
pub(crate) type Counts = BTreeMap<Name, u64>;

/// Adds one to `name`; the name is copied only when it is new.
pub(crate) fn bump(counts: &mut Counts, name: &Name) {
    match counts.get_mut(name) {
        Some(c) => *c += 1,
        None => {
            counts.insert(name.clone(), 1);
        }
    }
}

/// Adds `later` to `counts`.
pub(crate) fn merge_counts<K: Ord>(counts: &mut BTreeMap<K, u64>, later: BTreeMap<K, u64>) {
    for (key, n) in later {
        *counts.entry(key).or_default() += n;
    }
}

/// How often each of these is there.
pub(crate) fn counted<K: Ord>(items: impl Iterator<Item = K>) -> BTreeMap<K, u64> {
    let mut counts = BTreeMap::new();
    items.for_each(|item| *counts.entry(item).or_default() += 1);
    counts
}

/// Number, sum and sum of squares of whole numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Moments {
    pub(crate) n: u64,
    pub(crate) sum: i64,
    pub(crate) sq: i128,
}

impl Moments {
    /// Those of `n` times the same number.
    pub(crate) fn of(x: i64, n: u64) -> Self {
        let k = i64::try_from(n).unwrap_or(i64::MAX);
        Self { n, sum: x * k, sq: i128::from(x) * i128::from(x) * i128::from(k) }
    }

    pub(crate) fn add(&mut self, x: i64) {
        self.merge(Self::of(x, 1));
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.sq += other.sq;
    }

    /// What is left when `part` is taken out; `part` must be a part of it.
    pub(crate) fn minus(self, part: Self) -> Self {
        Self { n: self.n.saturating_sub(part.n), sum: self.sum - part.sum, sq: self.sq - part.sq }
    }
}

impl std::ops::AddAssign for Moments {
    fn add_assign(&mut self, other: Self) {
        self.merge(other);
    }
}

/// How rows came out: text levels 1–5, and ratings in thousandths of their own scale.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) levels: [u64; 5],
    pub(crate) rating: ByScale<Moments>,
    /// Ratings of promoters and of detractors, if they are answers of 0 to 10.
    pub(crate) promoters: u64,
    pub(crate) detractors: u64,
}

impl Outcome {
    pub(crate) fn add(&mut self, a: &Annotated) {
        if let Some(i) = level_index(a) {
            self.levels[i] += 1;
        }
        self.rate(a);
    }

    /// Takes the rating alone.
    pub(crate) fn rate(&mut self, a: &Annotated) {
        if let Some(r) = scale::usable(a) {
            self.rating.add(r, Moments::of(i64::from(r), 1));
            self.promoters += u64::from(scale::promotes(r));
            self.detractors += u64::from(scale::detracts(r));
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        for (x, y) in self.levels.iter_mut().zip(other.levels) {
            *x += y;
        }
        self.rating.merge(other.rating);
        self.promoters += other.promoters;
        self.detractors += other.detractors;
    }

    /// What is left when `part` is taken out.
    pub(crate) fn minus(self, part: Self) -> Self {
        let mut levels = self.levels;
        for (x, y) in levels.iter_mut().zip(part.levels) {
            *x = x.saturating_sub(y);
        }
        Self {
            levels,
            rating: self.rating.zip(part.rating, Moments::minus),
            promoters: self.promoters.saturating_sub(part.promoters),
            detractors: self.detractors.saturating_sub(part.detractors),
        }
    }

    /// Moments of the text levels 1–5.
    pub(crate) fn text(&self) -> Moments {
        let mut m = Moments::default();
        (1i64..).zip(self.levels).for_each(|(level, n)| m.merge(Moments::of(level, n)));
        m
    }
}

/// Informative rows of one group: of a day, of a segment's value.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Tally {
    pub(crate) rows: u64,
    pub(crate) outcome: Outcome,
    pub(crate) negative: u64,
    pub(crate) complaints: u64,
    pub(crate) major: u64,
    /// Complaints by nature, and by aspect blamed.
    pub(crate) natures: Counts,
    pub(crate) aspects: Counts,
    /// Major complaints by reason.
    pub(crate) reasons: Counts,
}

impl Tally {
    /// Counts a row; `blamed`: the aspects that it complains of.
    pub(crate) fn absorb(&mut self, a: &Annotated, blamed: &[&Name]) {
        self.rows += 1;
        self.outcome.add(a);
        self.negative += u64::from(a.sentiment.label == Label::Negative);
        self.complaints += u64::from(a.complaint);
        if a.severity == Some(Severity::Major) {
            self.major += 1;
            for r in a.reasons() {
                bump(&mut self.reasons, r);
            }
        }
        if a.complaint {
            a.natures.iter().for_each(|n| bump(&mut self.natures, n));
            for aspect in blamed {
                bump(&mut self.aspects, aspect);
            }
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        self.outcome.merge(other.outcome);
        self.negative += other.negative;
        self.complaints += other.complaints;
        self.major += other.major;
        merge_counts(&mut self.natures, other.natures);
        merge_counts(&mut self.aspects, other.aspects);
        merge_counts(&mut self.reasons, other.reasons);
    }
}

/// Zero-based index of the text's level.
pub(crate) fn level_index(a: &Annotated) -> Option<usize> {
    a.satisfaction.map(|l| usize::from(l.clamp(1, 5)) - 1)
}

/// The first `N` items by a key, ties in input order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Top<K, T, const N: usize>(Vec<(K, T)>);

impl<K, T, const N: usize> Default for Top<K, T, N> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord, T, const N: usize> Top<K, T, N> {
    /// Whether an item with this key would stay; saves making it.
    pub(crate) fn wants(&self, key: &K) -> bool {
        self.0.len() < N || self.0.last().is_some_and(|(k, _)| key < k)
    }

    pub(crate) fn push(&mut self, key: K, item: T) {
        if !self.wants(&key) {
            return;
        }
        let at = self.0.partition_point(|(k, _)| *k <= key);
        self.0.insert(at, (key, item));
        self.0.truncate(N);
    }

    pub(crate) fn merge(&mut self, later: Self) {
        for (k, item) in later.0 {
            self.push(k, item);
        }
    }

    pub(crate) fn into_items(self) -> impl Iterator<Item = (K, T)> {
        self.0.into_iter()
    }

    /// The items, the first one first.
    pub(crate) fn items(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, t)| t)
    }

    /// The items without their keys, which stay.
    pub(crate) fn items_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().map(|(_, t)| t)
    }
}

/// About `cap` items: those with the smallest keys, in input order. The same set for any split of the rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bottom<T> {
    cap: usize,
    /// Keys above it are known not to stay.
    limit: u64,
    items: Vec<(u64, T)>,
}

impl<T> Bottom<T> {
    pub(crate) fn new(cap: usize) -> Self {
        Self { cap, limit: u64::MAX, items: Vec::new() }
    }

    /// An empty one that knows what would not stay here, for rows that are to be merged in.
    pub(crate) fn beside(&self) -> Self {
        Self { cap: self.cap, limit: self.limit, items: Vec::new() }
    }

    /// Whether an item with this key may stay; saves making it.
    pub(crate) fn wants(&self, key: u64) -> bool {
        key <= self.limit
    }

    pub(crate) fn push(&mut self, key: u64, item: T) {
        if !self.wants(key) {
            return;
        }
        self.items.push((key, item));
        if self.items.len() > self.room() {
            self.shrink();
        }
    }

    pub(crate) fn merge(&mut self, later: Self) {
        self.limit = self.limit.min(later.limit);
        self.items.extend(later.items);
        if self.items.len() > self.room() {
            self.shrink();
        }
    }

    /// Some room more than what stays, so that the selection costs little for each row.
    fn room(&self) -> usize {
        self.cap + self.cap.div_ceil(32)
    }

    fn shrink(&mut self) {
        if self.items.len() <= self.cap {
            return;
        }
        if self.cap == 0 {
            self.items.clear();
            return;
        }
        let mut keys: Vec<u64> = self.items.iter().map(|(k, _)| *k).collect();
        let (_, &mut limit, _) = keys.select_nth_unstable(self.cap - 1);
        self.limit = self.limit.min(limit);
        // Equal keys stay together, or the result would depend on the split.
        self.items.retain(|(k, _)| *k <= limit);
    }

    pub(crate) fn items_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.items.iter_mut().map(|(_, t)| t)
    }

    /// The items with their keys, in input order.
    pub(crate) fn into_items(mut self) -> Vec<(u64, T)> {
        self.shrink();
        self.items
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ties_of_a_top_list_stay_in_input_order() {
        let mut top = Top::<_, _, 2>::default();
        for (k, v) in [(3, 'a'), (1, 'b'), (1, 'c'), (0, 'd'), (1, 'e')] {
            top.push(k, v);
        }
        assert_eq!(top.into_items().map(|(_, v)| v).collect::<String>(), "db");
    }

    proptest! {
        #[test]
        fn bottom_is_the_same_for_any_split(keys in prop::collection::vec(0u64..1000, 0..60), at in 0usize..60, cap in 0usize..12) {
            let keys: std::collections::BTreeSet<u64> = keys.into_iter().collect();
            let keys: Vec<u64> = keys.into_iter().map(|k| k.wrapping_mul(0x9E37_79B9_7F4A_7C15)).collect();
            let fill = |keys: &[u64]| {
                let mut b = Bottom::new(cap);
                for &k in keys {
                    b.push(k, k);
                }
                b
            };
            let (a, b) = keys.split_at(at.min(keys.len()));
            let mut split = fill(a);
            split.merge(fill(b));
            prop_assert_eq!(split.into_items(), fill(&keys).into_items());
        }
    }
}
