//! What a group is about: the aspect that its cases blame more than others do, and the nature that goes with it.
//!
//! The aspect that most cases name first will not do: who waits for a parcel scolds the service in the same breath, and the group is about the parcel.

use std::collections::BTreeMap;

use crate::aggregate::cases::Case;
use crate::number::float;
use crate::real;
use crate::record::Name;

use super::features::is_vague;

/// An aspect that fewer of a group's cases blame is not what it is about.
const LEAST_SHARE: f64 = 0.5;

/// How many of all cases blame each aspect.
pub(super) struct Subjects<'a> {
    cases: u64,
    blaming: BTreeMap<&'a Name, u64>,
}

impl<'a> Subjects<'a> {
    pub(super) fn of(cases: impl Iterator<Item = &'a Case>) -> Self {
        let mut s = Self { cases: 0, blaming: BTreeMap::new() };
        for c in cases {
            s.cases += 1;
            for a in blamed(c) {
                *s.blaming.entry(a).or_default() += 1;
            }
        }
        s
    }

    /// The aspect of a group of these cases: of those that half of it blames, the one by which it stands out most (k ln lift, the part of the
    /// log-likelihood ratio that lies in the group); else the one that most of its cases are mainly about.
    pub(super) fn aspect(&self, group: &[&'a Case]) -> Option<Name> {
        let own = Self::of(group.iter().copied());
        let score = |a: &Name, k: u64| {
            let (inside, outside) = (float(k) / float(own.cases), float(self.blaming[a]) / float(self.cases));
            (inside >= LEAST_SHARE).then(|| float(k) * real::ln(inside / outside)).filter(|s| *s > 0.0)
        };
        let scored = own.blaming.iter().filter_map(|(a, k)| Some((score(a, *k)?, *a)));
        let best = scored.reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.map(|(_, a)| a.clone()).or_else(|| most(group.iter().filter_map(|c| c.aspect.as_ref())))
    }
}

/// Aspects that a case blames and that name a fault, each once.
pub(super) fn blamed(c: &Case) -> Vec<&Name> {
    let mut out: Vec<&Name> = Vec::new();
    for a in c.blames.iter().map(|b| &b.aspect).chain(&c.aspect).filter(|a| !is_vague(a)) {
        if !out.contains(&a) {
            out.push(a);
        }
    }
    out
}

/// The most frequent name, the first of several in alphabetical order.
pub(super) fn most<'n>(names: impl Iterator<Item = &'n Name>) -> Option<Name> {
    let mut counts: BTreeMap<&Name, u64> = BTreeMap::new();
    names.for_each(|n| *counts.entry(n).or_default() += 1);
    let best = counts.values().copied().max()?;
    counts.into_iter().find(|(_, n)| *n == best).map(|(n, _)| n.clone())
}

#[cfg(test)]
mod tests {
    use crate::insight::testing::{Row, report};

    #[test]
    fn a_group_is_about_what_sets_it_apart_though_all_scold_the_service_first() {
        let slow = |n: u64| {
            let text = format!("客服态度差，发货太慢，第{n}天了");
            let row = Row::new(n, &text).score(-600).words(&["客服", "态度", "发货", "太慢"]);
            row.blame("service.attitude", "客服", "态度差").blame("logistics.shipping", "发货", "太慢").build()
        };
        let loud = |n: u64| {
            let text = format!("客服态度差，外机噪音大，第{n}台了");
            let row = Row::new(n, &text).score(-600).words(&["客服", "态度", "外机", "噪音"]);
            row.blame("service.attitude", "客服", "态度差").blame("product.noise", "噪音", "大").build()
        };
        let rows: Vec<_> = (1..=8).map(slow).chain((9..=24).map(loud)).collect();
        let found = report(&rows).hot_issues;
        let about: Vec<_> = found.iter().map(|i| (i.aspect.as_deref(), i.nature.as_deref(), i.count)).collect();
        assert!(about.contains(&(Some("logistics.shipping"), Some("logistics"), 8)), "{about:?}");
        assert!(about.contains(&(Some("product.noise"), Some("product"), 16)), "{about:?}");
    }
}
