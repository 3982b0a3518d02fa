//! Where cases come from: segment values that hold more of a group than of all cases, beyond chance.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::aggregate::Partial;
use crate::aggregate::cases::Case;
use crate::number::float;

use super::Context;
use super::stats::g2;

/// A segment value is told of a group with at least so many cases with it, beyond chance (G² for p = 0.01).
const LEAST: u64 = 3;
const LEAST_G2: f64 = 6.635;

/// One in so many cases must have a value that says where they come from, and so many values say it.
const SHARE: u64 = 3;
const MOST: usize = 4;

/// A segment value, by its column and value numbers.
pub(super) type Pair = (u16, u32);

/// Counts of segment values, and of rows with each column.
#[derive(Debug, Default)]
pub(super) struct Values {
    counts: BTreeMap<Pair, u64>,
    columns: BTreeMap<u16, u64>,
}

impl Values {
    pub(super) fn of<'c>(cases: impl Iterator<Item = &'c Case>) -> Self {
        let mut v = Self::default();
        for a in cases.flat_map(|c| c.attrs.iter()) {
            *v.counts.entry(*a).or_default() += 1;
            *v.columns.entry(a.0).or_default() += 1;
        }
        v
    }

    /// How many have a value.
    pub(super) fn count(&self, pair: Pair) -> u64 {
        self.counts.get(&pair).copied().unwrap_or_default()
    }

    /// The values that hold more of `own`, a part of these cases, than of the others, with its counts; in the order of their numbers.
    pub(super) fn concentrated(&self, own: &Self) -> Vec<(Pair, u64)> {
        let all = own.counts.iter().map(|(pair, k)| (*pair, *k));
        all.filter(|(pair, k)| self.holds_more(own, *pair, *k)).collect()
    }

    /// Where so many cases come from, those with `own` values: all that a third of them have beyond chance, the strongest first (both shops, and their city).
    pub(super) fn places(&self, own: &Self, of: usize, p: &Partial, cx: &Context) -> Option<String> {
        let mut found = self.concentrated(own);
        found.retain(|(_, k)| SHARE * k >= of as u64);
        found.sort_by_key(|(pair, k)| (Reverse(*k), *pair));
        let told = found.into_iter().filter_map(|(pair, k)| {
            let (_, value) = p.segments.value(pair).filter(|(_, value)| !cx.labels.is_type(value))?;
            Some(cx.say("action.most", &[("place", value.to_owned()), ("n", k.to_string())]))
        });
        told.take(MOST).reduce(|list, item| cx.say("action.list", &[("list", list), ("item", item)]))
    }

    fn holds_more(&self, own: &Self, pair: Pair, k: u64) -> bool {
        let (all, n, column) = (self.counts[&pair], own.columns[&pair.0], self.columns[&pair.0]);
        let more = float(k) * float(column) > float(all) * float(n);
        k >= LEAST && more && n < column && g2(k, n, all - k, column - n) >= LEAST_G2
    }
}
