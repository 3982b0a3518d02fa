//! Where the complaints of a work order come from: who has to act stands in its department, and where in front of its title; what else many of them have in
//! common (the service partner, the model), behind it. Of danger all that says where it is stands in front.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use crate::aggregate::Partial;
use crate::aggregate::cases::Case;
use crate::aggregate::segments::Column;
use crate::aggregate::tally::counted;
use crate::insight::Context;
use crate::insight::places::{Pair, Values};
use crate::number::float;
use crate::report::RowRef;

/// Tenths of the complaints that come from a place that is named.
const MOST: u64 = 6;

/// Of so many complaints one must have a value for it to be named behind the title, where they have it more often than all complaints, beyond chance.
const SHARE: u64 = 3;

/// The places of all cases.
pub(super) struct Shops<'a> {
    p: &'a Partial,
    /// The column of places.
    column: Option<u16>,
    cases: FxHashMap<(&'a str, u64), &'a Case>,
    /// Segment values of all cases.
    values: Values,
}

impl<'a> Shops<'a> {
    pub(super) fn of(p: &'a Partial, cases: &'a [Case], cx: &Context) -> Self {
        let shops = |c: &Column| !c.given_up && cx.labels.is_shop(&c.header);
        let column = (0u16..).zip(&p.segments.columns).find(|(_, c)| shops(c)).map(|(at, _)| at);
        let known = cases.iter().filter(|c| !c.attrs.is_empty()).map(|c| (c.snippet.place(), c)).collect();
        Self { p, column, cases: known, values: Values::of(cases.iter()) }
    }

    fn case(&self, row: &RowRef) -> Option<&'a Case> {
        self.cases.get(&(row.source.as_str(), row.row)).copied()
    }

    /// Where the complaints of these rows come from: all that a third of them have.
    pub(super) fn places(&self, rows: &[RowRef], cx: &Context) -> Option<String> {
        let own = Values::of(rows.iter().filter_map(|r| self.case(r)));
        self.values.places(&own, rows.len(), self.p, cx)
    }

    /// The title of an order with what many of its rows have in common: a place before all, else the value that says most of them and least of others. Who
    /// acts on them (`who`) is said elsewhere.
    pub(super) fn common(&self, rows: &[RowRef], title: String, who: &str, cx: &Context) -> String {
        let own = Values::of(rows.iter().filter_map(|r| self.case(r)));
        let many = |(_, k): &(Pair, u64)| SHARE * k >= rows.len() as u64;
        let telling = |(pair, k): (Pair, u64)| {
            let says = |value: &str| value != who && !cx.labels.is_type(value);
            let (header, value) = self.p.segments.value(pair).filter(|(_, value)| says(value))?;
            let weight = float(k) * float(k) / float(self.values.count(pair).max(1));
            Some((cx.labels.is_shop(header), weight, k, header, value))
        };
        let found = self.values.concentrated(&own).into_iter().filter(many).filter_map(telling);
        let best = found.reduce(|a, b| if (b.0, b.1) > (a.0, a.1) { b } else { a });
        let Some((_, _, k, header, value)) = best else { return title };
        let common = [("header", header.to_string()), ("value", value.to_owned()), ("n", k.to_string())];
        cx.say("action.common", &[&[("title", title)], &common[..]].concat())
    }

    /// The place of most of these rows, with its count where it is not that of all; not who acts on them.
    pub(super) fn named(&self, rows: &[RowRef], who: &str, cx: &Context) -> Option<String> {
        let column = self.column?;
        let value = |c: &&Case| c.attrs.iter().find(|(own, _)| *own == column).map(|(_, v)| *v);
        let counts = counted(rows.iter().filter_map(|r| self.case(r)).filter_map(|c| value(&c)));
        let (v, n) = counts.into_iter().min_by_key(|(v, n)| (Reverse(*n), *v))?;
        let told = |place: &str| place != who && 10 * n >= MOST * rows.len() as u64;
        let (_, place) = self.p.segments.value((column, v)).filter(|(_, place)| told(place))?;
        if n == rows.len() as u64 {
            return Some(place.to_owned());
        }
        Some(cx.say("action.most", &[("place", place.to_owned()), ("n", n.to_string())]))
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::testing::{Row, report};

    #[test]
    fn an_order_says_what_many_of_its_complaints_have_in_common() {
        let of = |n: u64, aspect: &str, partner: &str| {
            let (who, what) = if aspect == "service.parts" { ("配件", "没货") } else { ("师傅", "爽约") };
            let row = Row::new(n, &format!("{who}{what}")).score(-900).attr("合作方", partner);
            row.blame(aspect, who, what).words(&[who, what]).build()
        };
        let told = |partners: [&str; 6]| {
            let late = (1..).zip(partners).map(|(n, p)| of(n, "service.installation", p));
            let others = (10..40u64).map(|n| of(n, "service.parts", ["甲", "乙", "丙", "丁"][(n % 4) as usize]));
            let rows: Vec<_> = late.chain(others).collect();
            let actions = report(&rows).actions;
            actions.into_iter().find(|a| a.count == 6).map(|a| a.title)
        };
        let title = told(["捷安", "捷安", "捷安", "捷安", "甲", "乙"]).unwrap_or_default();
        assert!(title.ends_with("（集中于合作方「捷安」4 条）"), "{title}");
        let title = told(["甲", "乙", "丙", "丁", "甲", "乙"]).unwrap_or_default();
        assert!(!title.is_empty() && !title.contains("集中于"), "{title}");
    }

    #[test]
    fn an_order_of_danger_says_where_in_front() {
        let row = |n: u64, shop: &str, city: &str| {
            let row = Row::new(n, "凉拌菜吃完上吐下泻").score(-900).attr("门店", shop).attr("城市", city);
            row.blame("product.hygiene", "凉拌菜", "上吐下泻").major("safety", "上吐下泻").build()
        };
        let late = |n: u64| {
            let row = Row::new(n, "快递太慢了").score(-600).attr("门店", "甲店").attr("城市", "武汉");
            row.blame("logistics.speed", "快递", "太慢").words(&["快递", "太慢"]).build()
        };
        let ill = (1..=12).map(|n| row(n, if n > 7 { "万家丽店" } else { "河西店" }, "长沙"));
        let rows: Vec<_> = ill.chain([row(13, "甲店", "武汉")]).chain((20..60).map(late)).collect();
        let actions = report(&rows).actions;
        assert!(actions[0].title.starts_with("长沙 12 条、河西店 7 条、万家丽店 5 条："), "{}", actions[0].title);
        assert!(!actions[0].title.contains("集中于"), "{}", actions[0].title);
    }

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
