//! Whether what fell together belongs together: groups of small files whose cases share neither an aspect nor words are no issue, and two matters that a
//! stock phrase brought together (连鸡蛋都没有, 商量的余地都没有) are two.
//!
//! One matter told in different words has neither words nor, where the labels miss it, an aspect in common; but its cases are of one kind. Only what is of no
//! kind, and the few of which each is of its own, are let go.

use std::collections::BTreeMap;
use std::hash::Hash;

use rustc_hash::FxHashMap;

use crate::aggregate::cases::Case;
use crate::record::Name;

use super::features::{Docs, Kind};
use super::subject::blamed;
use super::{Group, refine};

/// An aspect or a word that one in so many cases has is shared.
const SHARED: usize = 2;

/// A group is of a kind when more than one in so many cases is of one nature.
const KIND: usize = 3;

/// A group of so many cases is few, and of so many fewest.
const FEW: usize = 6;
const FEWEST: usize = 4;

/// Two aspects are two matters when each is blamed by at least so many cases, and by one in so many of the group, and no case blames both.
const PART: usize = 4;
const PART_OF: usize = 3;

/// The groups that hold together.
pub(super) fn coherent(docs: &Docs, cases: &[&Case], mut groups: Vec<Group>) -> Vec<Group> {
    groups.retain(|g| holds(docs, cases, g));
    groups
}

fn holds(docs: &Docs, cases: &[&Case], group: &Group) -> bool {
    let of = || group.iter().map(|&i| cases[i as usize]);
    let words = group.iter().flat_map(|&i| &docs.sets[i as usize]).filter(|f| docs.name(**f).0 == Kind::Word);
    let (aspects, words) = (most(of().flat_map(blamed)), most(words));
    let natures = most(of().filter_map(|c| c.nature.as_ref()));
    if SHARED * aspects.max(words) < group.len() && KIND * natures <= group.len() {
        return false;
    }
    // A few of which no two blame the same are chance, unless they go to the same people or a word tells them from the rest.
    let departments = most(of().filter_map(|c| c.department.as_ref()));
    let told = || refine::words(docs, &refine::described(docs, group)).next().is_some();
    let apart = match group.len() {
        n if n <= FEWEST => 2 * departments <= n,
        n if n <= FEW => 3 * departments <= n && !told(),
        _ => false,
    };
    aspects > 1 || !apart
}

/// How often the most frequent one is there.
fn most<T: Eq + Hash>(items: impl Iterator<Item = T>) -> usize {
    let mut counts: FxHashMap<T, usize> = FxHashMap::default();
    items.for_each(|x| *counts.entry(x).or_default() += 1);
    counts.into_values().max().unwrap_or(0)
}

/// The groups, with two for each that is of two matters. `near` is how like the cases of two groups are, at least `alike` where they tell of one matter in other
/// words; a case that blames neither goes where it is nearer, if it is as near as `belongs`.
pub(super) fn parted(
    groups: Vec<Group>,
    cases: &[&Case],
    near: impl Fn(&[u32], &[u32]) -> f64,
    (alike, belongs): (f64, f64),
) -> Vec<Group> {
    let mut out = Vec::with_capacity(groups.len());
    for group in groups {
        let Some([mut a, mut b]) = halves(&group, cases).filter(|[a, b]| near(a, b) < alike) else {
            out.push(group);
            continue;
        };
        let rest: Vec<u32> = group.into_iter().filter(|i| !a.contains(i) && !b.contains(i)).collect();
        let to = rest.iter().map(|i| (near(&[*i], &a), near(&[*i], &b))).collect::<Vec<_>>();
        for (i, (to_a, to_b)) in rest.into_iter().zip(to).filter(|(_, (x, y))| x.max(*y) >= belongs) {
            if to_a >= to_b { &mut a } else { &mut b }.push(i);
        }
        out.extend([a, b].map(|mut half| {
            half.sort_unstable();
            half
        }));
    }
    out
}

/// The cases that blame the most blamed aspect, and those that blame the next one without any of them.
fn halves(group: &Group, cases: &[&Case]) -> Option<[Group; 2]> {
    let mut of: BTreeMap<&Name, Group> = BTreeMap::new();
    for &i in group {
        for aspect in blamed(cases[i as usize]) {
            of.entry(aspect).or_default().push(i);
        }
    }
    let large = |g: &Group| g.len() >= PART && PART_OF * g.len() >= group.len();
    let mut parts: Vec<Group> = of.into_values().filter(large).collect();
    // At equal size the first by name, as the sort is stable.
    parts.sort_by_key(|g| std::cmp::Reverse(g.len()));
    let mut parts = parts.into_iter();
    let first = parts.next()?;
    let second = parts.find(|g| g.iter().all(|i| !first.contains(i)))?;
    Some([first, second])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::testing::{Row, absorb, settings};
    use crate::record::Annotated;

    /// Whether rows at the head of some others hold together.
    fn together(rows: Vec<Annotated>) -> bool {
        let group: Group = (0u32..).take(rows.len()).collect();
        let rest = (50..80).map(|n| Row::new(n, &format!("很好，第{n}次来")).score(800).build());
        let p = absorb(&rows.into_iter().chain(rest).collect::<Vec<_>>(), &settings());
        let (cases, _) = p.cases.clone().into_kept();
        let cases: Vec<&Case> = cases.iter().collect();
        coherent(&Docs::new(&cases, &p, 3), &cases, vec![group]).len() == 1
    }

    fn row(n: u64, text: &str, aspect: &str, department: &str) -> Annotated {
        let row = Row::new(n, text).score(-700).blame(aspect, "", text).build();
        Annotated { department: Some(Name::from(department)), ..row }
    }

    #[test]
    fn a_few_that_share_nothing_are_no_issue() {
        let rest = |departments: [&str; 4]| {
            let told = [
                ("市场监管局见", "service"),
                ("被门店当众骂了", "service.attitude"),
                ("电热毯起火", "product.safety"),
                ("换货登记了", "service.reservation"),
            ];
            let rows = (1..).zip(told).zip(departments);
            together(rows.map(|((n, (text, aspect)), d)| row(n, text, aspect, d)).collect())
        };
        assert!(!rest(["公共关系部", "公共关系部", "质量安全部", "预订部"]));
        // One department has most of them: it is told in different words.
        assert!(rest(["客服部", "客服部", "客服部", "预订部"]));
    }

    #[test]
    fn what_is_of_no_kind_is_no_issue_however_large() {
        let aspects = ["product.taste", "service.attitude", "logistics.speed", "price.level"];
        let mixed = (1..=12u64).map(|n| {
            let text = ["真难吃", "没人理我", "还没送到", "涨了不少"][(n % 4) as usize];
            row(n, &format!("{text}{n}"), aspects[(n % 4) as usize], "客服部")
        });
        assert!(!together(mixed.collect()));
        let texts = ["停车费照扣", "出场收十块", "车位被占了", "减免领了没用", "收费太乱", "转了三圈"];
        assert!(together((1..).zip(texts).map(|(n, t)| row(n, t, "other.overall", "客服部")).collect()));
    }

    #[test]
    fn two_matters_in_one_group_are_two() {
        let rows: Vec<Annotated> = (1..=11u64)
            .map(|n| match n {
                1..=5 => row(n, "早餐就那几样", "product.variety", "采购部"),
                6..=10 => row(n, "取消订单扣了全款", "service.refund", "售后部"),
                _ => row(n, "泳池边滑倒", "product.safety", "质量安全部"),
            })
            .collect();
        let (cases, _) = absorb(&rows, &settings()).cases.into_kept();
        let cases: Vec<&Case> = cases.iter().collect();
        let group: Group = (0..11).collect();
        let parts = |group: &[u32], near: f64| parted(vec![group.to_vec()], &cases, |_, _| near, (0.2, 0.15));
        assert_eq!(parts(&group, 0.1), [vec![0, 1, 2, 3, 4], vec![5, 6, 7, 8, 9]]);
        // The same in other words, or one half too small.
        assert_eq!(parts(&group, 0.3), std::slice::from_ref(&group));
        assert_eq!(parts(&group[..8], 0.1), [group[..8].to_vec()]);
        // What blames neither goes where it is near.
        assert_eq!(parts(&group, 0.17)[0], [0, 1, 2, 3, 4, 10]);
    }
}
