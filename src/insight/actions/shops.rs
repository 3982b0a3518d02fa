//! Where the complaints of a work order come from: who has to act stands in its department, and where in front of its title.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::aggregate::Partial;
use crate::aggregate::cases::Case;
use crate::aggregate::segments::Column;
use crate::insight::Context;
use crate::report::RowRef;

/// Tenths of the complaints that come from a place that is named.
const MOST: usize = 6;

/// The places of all cases.
pub(super) struct Shops<'a> {
    p: &'a Partial,
    /// The column of places.
    column: Option<u16>,
    cases: FxHashMap<(&'a str, u64), &'a Case>,
}

impl<'a> Shops<'a> {
    pub(super) fn of(p: &'a Partial, cases: &'a [Case], cx: &Context) -> Self {
        let shops = |c: &Column| !c.given_up && cx.labels.is_shop(&c.header);
        let column = (0u16..).zip(&p.segments.columns).find(|(_, c)| shops(c)).map(|(at, _)| at);
        let placed = cases.iter().filter(|_| column.is_some());
        Self { p, column, cases: placed.map(|c| ((&*c.snippet.source, c.snippet.row), c)).collect() }
    }

    /// The place of most of these rows, with its count where it is not that of all.
    pub(super) fn named(&self, rows: &[RowRef], cx: &Context) -> Option<String> {
        let column = self.column?;
        let value = |c: &&Case| c.attrs.iter().find(|(own, _)| *own == column).map(|(_, v)| *v);
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for v in rows.iter().filter_map(|r| self.cases.get(&(r.source.as_str(), r.row)).and_then(value)) {
            *counts.entry(v).or_default() += 1;
        }
        let (v, n) = counts.into_iter().min_by_key(|(v, n)| (Reverse(*n), *v))?;
        let (_, place) = self.p.segments.value((column, v)).filter(|_| 10 * n >= MOST * rows.len())?;
        if n == rows.len() {
            return Some(place.to_owned());
        }
        Some(cx.say("action.most", &[("place", place.to_owned()), ("n", n.to_string())]))
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::testing::{Row, report};

    #[test]
    fn an_order_names_the_shop_of_its_complaints() {
        let row = |n: u64, shop: &str| {
            Row::new(n, "插座漏电了")
                .score(-900)
                .attr("门店", shop)
                .blame("product.safety", "插座", "漏电")
                .major("safety", "漏电")
                .build()
        };
        let told = |shops: [&str; 3]| {
            let rows: Vec<_> = (1..).zip(shops).map(|(n, s)| row(n, s)).collect();
            report(&rows).actions[0].title.clone()
        };
        assert!(told(["国贸店"; 3]).starts_with("国贸店："), "{}", told(["国贸店"; 3]));
        assert!(told(["国贸店", "国贸店", "望京店"]).starts_with("国贸店 2 条："));
        assert!(!told(["国贸店", "五道口店", "望京店"]).contains("店"));
    }
}
