//! The laws of aggregation: any split of the rows, and empty parts anywhere, give the same report, byte for byte.

use proptest::prelude::*;

use crate::aggregate::{Partial, Settings};
use crate::record::Annotated;

use super::testing::{Row, absorb, finished, settings};

const FAULTS: [(&str, &str, &str); 5] = [
    ("logistics.speed", "快递", "太慢"),
    ("service.attitude", "客服", "态度差"),
    ("service.charging", "安装费", "乱收"),
    ("product.noise", "外机", "噪音大"),
    ("product.quality", "质量", "差"),
];

fn row(n: u64, kind: u8, fault: usize, day: u16, rating: u8) -> Annotated {
    let (aspect, target, opinion) = FAULTS[fault % FAULTS.len()];
    let text = format!("{}{target}{opinion}，第{}次了", ["丽发新城", "滨河苑"][fault % 2], n % 7);
    let base = Row::new(n, &text)
        .source(["a.csv", "b.csv"][usize::from(kind & 1)])
        .day(&super::day_string(20_000 + i32::from(day % 60)))
        .rating(f64::from(rating % 11))
        .attr("门店", ["甲", "乙", "丙"][usize::from(day % 3)])
        .likes(u64::from(day % 5))
        .words(&[target, opinion, "空调"]);
    let mut out = match kind % 8 {
        0 => base.score(900).praise(aspect, target, "好"),
        1 => base.score(100),
        2 => base.score(-900).blame(aspect, target, opinion).major("safety", opinion),
        _ => base.score(-600).blame(aspect, target, opinion),
    }
    .build();
    match kind {
        250.. => out.text = " ".to_owned(),
        240.. => out.duplicate_of = Some(1),
        230.. => out.informative = false,
        _ => {}
    }
    out
}

fn rows() -> impl Strategy<Value = Vec<Annotated>> {
    let one = (any::<u8>(), 0usize..5, any::<u16>(), any::<u8>());
    prop::collection::vec(one, 0..70).prop_map(|list| {
        (1u64..).zip(list).map(|(n, (kind, fault, day, rating))| row(n, kind, fault, day, rating)).collect()
    })
}

fn bytes(p: Partial, settings: &Settings) -> String {
    let (report, index) = finished(p, settings);
    format!("{}{index:?}", serde_json::to_string(&report).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn splits_and_groupings_do_not_matter(rows in rows(), a in 0usize..70, b in 0usize..70) {
        let s = settings();
        let whole = bytes(absorb(&rows, &s), &s);
        let (a, b) = (a.min(b).min(rows.len()), a.max(b).min(rows.len()));
        let part = |r: std::ops::Range<usize>| absorb(&rows[r], &s);
        let mut left = part(0..a);
        left.merge(part(a..b));
        left.merge(part(b..rows.len()));
        prop_assert_eq!(&bytes(left, &s), &whole);
        let mut tail = part(a..b);
        tail.merge(part(b..rows.len()));
        let mut right = Partial::default();
        right.merge(part(0..a));
        right.merge(Partial::default());
        right.merge(tail);
        prop_assert_eq!(&bytes(right, &s), &whole);
    }

    #[test]
    fn issues_do_not_depend_on_the_order_of_rows(rows in rows()) {
        let s = settings();
        let ids = |rows: &[Annotated]| {
            let (report, index) = finished(absorb(rows, &s), &s);
            let of: std::collections::BTreeMap<_, _> = rows.iter().map(|r| ((r.source.clone(), r.row), index.get(&r.source, r.row).cloned())).collect();
            (report.hot_issues.iter().map(|i| (i.id.clone(), i.count, i.heat.to_string())).collect::<Vec<_>>(), of)
        };
        let mut turned = rows.clone();
        turned.reverse();
        prop_assert_eq!(ids(&rows), ids(&turned));
    }

    #[test]
    fn a_choice_of_the_cases_is_told(rows in rows()) {
        let all = settings();
        let some = Settings { cases: 10, ..all.clone() };
        let (whole, _) = finished(absorb(&rows, &all), &all);
        let (part, _) = finished(absorb(&rows, &some), &some);
        prop_assert_eq!(whole.sampled, None);
        if let Some(s) = part.sampled {
            prop_assert!(s.kept < s.of && s.kept >= 10 && part.hot_issues.iter().all(|i| i.of == s.kept));
        } else {
            prop_assert_eq!(&part.hot_issues, &whole.hot_issues);
        }
        let figures = |r: &crate::report::Report| (r.severity.complaints, r.severity.major, r.severity.list.len());
        prop_assert_eq!(figures(&part), figures(&whole));
    }

    #[test]
    fn rows_add_up_and_actions_hold_every_complaint(rows in rows()) {
        let s = settings();
        let (r, _) = finished(absorb(&rows, &s), &s);
        let n = r.run.rows;
        prop_assert_eq!(n.read, n.analysed + n.empty + n.duplicate + n.rejected);
        prop_assert_eq!(n.read, rows.len() as u64);
        prop_assert_eq!(r.actions.iter().map(|a| a.count).sum::<u64>(), r.severity.complaints.count);
        prop_assert_eq!(r.severity.list.len() as u64, r.severity.major.count);
    }
}
