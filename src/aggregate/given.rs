//! How often each rating was given, by source: sources may rate on scales of their own.

use std::collections::BTreeMap;

use crate::record::{Annotated, Name};

use super::scale::{self, Scale};
use super::tally::{Moments, merge_counts};

/// Ratings of a source that tell its scale.
const TELLING: u64 = 20;

/// One rating in so many at the top of a scale fills it.
const CONTENT: u64 = 5;

/// Ratings in thousandths with how often each was given, by source.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Given(BTreeMap<Name, BTreeMap<i32, u64>>);

impl Given {
    /// Counts the rating of a row, where it has one that can be used.
    pub(crate) fn absorb(&mut self, a: &Annotated) {
        if let Some(rating) = scale::usable(a) {
            *self.0.entry(a.source.clone()).or_default().entry(rating).or_default() += 1;
        }
    }

    pub(crate) fn merge(&mut self, later: Self) {
        for (source, ratings) in later.0 {
            merge_counts(self.0.entry(source).or_default(), ratings);
        }
    }

    /// The scale of the ratings; `None` where there are none, and where sources use different ones.
    pub(crate) fn scale(&self) -> Option<Scale> {
        let mut all: BTreeMap<i32, u64> = BTreeMap::new();
        self.0.values().for_each(|own| merge_counts(&mut all, own.clone()));
        Scale::of(all.into_iter()).filter(|_| !self.mixes_scales())
    }

    /// Whether sources with enough ratings to tell use different scales. One in which few are content tells nothing of a smaller scale: complaints with
    /// up to five points of ten have no more.
    pub(crate) fn mixes_scales(&self) -> bool {
        let count = |own: &BTreeMap<i32, u64>| own.values().sum::<u64>();
        let large = self.0.values().filter(|own| count(own) >= TELLING);
        let scales = large.filter_map(|own| Some((own, Scale::of(own.iter().map(|(r, n)| (*r, *n)))?)));
        let is_filled = |(own, scale): &(&BTreeMap<i32, u64>, Scale)| {
            let content = own.iter().filter(|(r, _)| scale.level(**r) == 5).map(|(_, n)| n).sum::<u64>();
            content * CONTENT >= count(own) && !own.contains_key(&0)
        };
        let least = scales.clone().filter(is_filled).map(|(_, scale)| scale.index()).min();
        let most = scales.map(|(_, scale)| scale.index()).max();
        least.zip(most).is_some_and(|(least, most)| least < most)
    }

    /// Moments, in thousandths, of the ratings that lie on a scale.
    pub(crate) fn moments(&self, scale: Scale) -> Moments {
        let mut out = Moments::default();
        for (r, n) in self.0.values().flatten().filter(|(r, _)| scale.holds(**r)) {
            out.merge(Moments::of(i64::from(*r), *n));
        }
        out
    }
}
