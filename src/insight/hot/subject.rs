//! What a group is about: the aspect that its cases blame more than others do, of those that are the business of the department of most of them; and the nature
//! that goes with it.
//!
//! The aspect that most cases name first will not do: who waits for a parcel scolds the service in the same breath, and the group is about the parcel. Nor will
//! the one that sets it apart, whoever has the cases: who is hungry by then (饿得胃疼) blames no food.

use std::collections::BTreeMap;

use crate::aggregate::cases::Case;
use crate::aggregate::tally::counted;
use crate::number::float;
use crate::real;
use crate::record::Name;

use super::features::is_vague;

/// An aspect that fewer of a group's cases blame is not what it is about.
const LEAST_SHARE: f64 = 0.5;

/// Nor is the main aspect of fewer, however many others go to the same department.
const LEAST_MAIN: f64 = 0.25;

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

    /// The aspect of a group of these cases, first among those that `routed` gives to the department of most of them: of those that half of the group blames, the
    /// one by which it stands out most (k ln lift, the part of the log-likelihood ratio that lies in the group); else the one that most of its cases, and no
    /// few, are mainly about.
    pub(super) fn aspect<'d>(&self, group: &[&'a Case], routed: impl Fn(&str) -> Option<&'d str>) -> Option<Name> {
        let own = Self::of(group.iter().copied());
        let leading = leading(group);
        let fits = |a: &Name| routed(a).is_some_and(|d| leading.iter().any(|l| &***l == d));
        let score = |a: &Name, k: u64| {
            let (inside, outside) = (float(k) / float(own.cases), float(self.blaming[a]) / float(self.cases));
            (inside >= LEAST_SHARE).then(|| float(k) * real::ln(inside / outside)).filter(|s| *s > 0.0)
        };
        let scored: Vec<(f64, &Name)> = own.blaming.iter().filter_map(|(a, k)| Some((score(a, *k)?, *a))).collect();
        let best = |of: &dyn Fn(&Name) -> bool| {
            let of = scored.iter().filter(|(_, a)| of(a)).copied();
            of.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, a)| a.clone())
        };
        let main = || group.iter().filter_map(|c| c.aspect.as_ref());
        let many = |a: &Name| float(main().filter(|own| *own == a).count() as u64) >= LEAST_MAIN * float(own.cases);
        best(&fits)
            .or_else(|| most(main().filter(|a| !is_vague(a) && fits(a))).filter(many))
            .or_else(|| best(&|_| true))
            .or_else(|| most(main()))
    }
}

/// The departments that most of the cases are routed to: one, or several of as many cases.
fn leading<'c>(group: &[&'c Case]) -> Vec<&'c Name> {
    let counts = counted(group.iter().filter_map(|c| c.department.as_ref()));
    let best = counts.values().copied().max();
    counts.into_iter().filter(|(_, n)| Some(*n) == best).map(|(d, _)| d).collect()
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
    let counts = counted(names);
    let best = counts.values().copied().max()?;
    counts.into_iter().find(|(_, n)| *n == best).map(|(n, _)| n.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::testing::{Row, absorb, report, settings};
    use crate::record::Annotated;

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

    #[test]
    fn a_group_is_about_what_is_the_business_of_the_department_that_has_most_of_it() {
        let to = |d: &str, row: Row| Annotated { department: Some(Name::from(d)), ..row.build() };
        let late = |n: u64| Row::new(n, "快递太慢").score(-600).blame("logistics.speed", "快递", "太慢");
        let hungry = |n: u64| {
            let row = Row::new(n, "配送一次比一次慢，饿得胃疼").score(-700);
            row.blame("logistics.speed", "配送", "一次比一次慢").blame("product.ingredient", "饿得", "胃疼")
        };
        let about = |departments: [&str; 3]| {
            let mine = (1..).zip(departments).map(|(n, d)| to(d, hungry(n)));
            let rows: Vec<Annotated> = mine.chain((4..24).map(|n| to("物流部", late(n)))).collect();
            let (cases, _) = absorb(&rows, &settings()).cases.into_kept();
            let all: Vec<&Case> = cases.iter().collect();
            let routed = |a: &str| match a {
                "logistics.speed" => Some("物流部"),
                "product.ingredient" => Some("食品安全部"),
                _ => None,
            };
            Subjects::of(all.iter().copied()).aspect(&all[..3], routed).map(|a| a.to_string())
        };
        // Others wait as well, so that the stomach sets these apart.
        assert_eq!(about(["客服部"; 3]).as_deref(), Some("product.ingredient"));
        assert_eq!(about(["物流部", "物流部", "食品安全部"]).as_deref(), Some("logistics.speed"));
        assert_eq!(about(["食品安全部", "物流部", "食品安全部"]).as_deref(), Some("product.ingredient"));
    }
}
