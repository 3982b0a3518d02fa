//! What changed is told, what did not is not, the parts sum, and intervals hold what was planted.

use super::*;
use crate::insight::testing::{Dice, Row, absorb, settings};
use crate::lang::Lang;
use crate::lexicon::{Dicts, Taxonomy};
use crate::record::Annotated;
use crate::report::Run;

/// Rows of one group: so many, so many of a hundred complain.
fn rows(dice: &mut Dice, n: u64, from: u64, complaints: f64, shop: &str) -> Vec<Annotated> {
    (0..n)
        .map(|i| {
            let row = Row::new(from + i, &format!("第{i}条")).attr("门店", shop);
            let x = dice.next();
            if x < complaints * 0.6 {
                row.score(-900).blame("logistics.speed", "快递", "慢").build()
            } else if x < complaints {
                row.score(-700).blame("product.quality", "东西", "差").build()
            } else {
                row.score(if dice.next() < 0.5 { 950 } else { 500 }).build()
            }
        })
        .collect()
}

fn comparison(groups: &[(Kind, Vec<Annotated>)], adjust: &[&str]) -> Comparison {
    let adjust: Vec<String> = adjust.iter().map(|s| (*s).to_owned()).collect();
    let mut sides = Sides::new(&adjust);
    for (kind, rows) in groups {
        for r in rows {
            sides.absorb(r, *kind);
        }
    }
    let s = settings();
    let both: Vec<Annotated> = groups
        .iter()
        .filter(|(k, _)| matches!(k, Kind::Before | Kind::After))
        .flat_map(|(_, r)| r.iter().cloned())
        .collect();
    let dicts = Dicts::load(None).unwrap();
    let (taxonomy, labels) = (Taxonomy::new(&dicts).unwrap(), super::super::Labels::new(&dicts).unwrap());
    let context =
        || Context { taxonomy: &taxonomy, labels: &labels, lang: Lang::Zh, settings: &s, run: Run::default() };
    let (report, index) = super::super::finish(absorb(&both, &s), context());
    let names = Comparing { before: "前".into(), after: "后".into(), control: Some("对照".into()) };
    compare(&sides, &names, &sides.issues(&report, &index), &context())
}

/// The answer in words.
fn told(c: &Comparison) -> Vec<String> {
    let dicts = Dicts::load(None).unwrap();
    let (taxonomy, labels) = (Taxonomy::new(&dicts).unwrap(), super::super::Labels::new(&dicts).unwrap());
    let s = settings();
    verdict::verdict(
        c,
        &Context { taxonomy: &taxonomy, labels: &labels, lang: Lang::Zh, settings: &s, run: Run::default() },
    )
}

/// Expected levels: complaints of −900 are level 1, of −700 level 2; half of the others 5, half 4.
fn truth(complaints: f64) -> f64 {
    complaints * (0.6 + 0.4 * 2.0) + (1.0 - complaints) * 4.5
}

fn of<'c>(list: &'c [Change], id: &str) -> &'c Change {
    list.iter().find(|c| c.id == id).unwrap()
}

#[test]
fn the_true_effect_lies_in_the_interval_and_nothing_is_told_of_nothing() {
    let (mut held, mut adjusted_held, mut silent) = (0, 0, 0);
    for seed in 0..100u64 {
        let mut d = Dice(seed * 31 + 5);
        let before = rows(&mut d, 400, 1, 0.3, "甲");
        let c = comparison(
            &[(Kind::Before, before.clone()), (Kind::After, rows(&mut d, 350, 1_000, 0.42, "甲"))],
            &["门店"],
        );
        let x = of(&c.headline, "satisfaction");
        let effect = truth(0.42) - truth(0.3);
        held += u32::from(x.low.unwrap() <= effect && effect <= x.high.unwrap());
        let x = of(&c.adjusted.as_ref().unwrap().changes, "satisfaction");
        adjusted_held += u32::from(x.low.unwrap() <= effect && effect <= x.high.unwrap());
        let same = comparison(&[(Kind::Before, before), (Kind::After, rows(&mut d, 350, 1_000, 0.3, "甲"))], &[]);
        let told = |c: &Change| c.verdict == "better" || c.verdict == "worse";
        silent += u32::from(!same.headline.iter().chain(&same.natures).chain(&same.aspects).any(told));
    }
    assert!(held >= 93 && adjusted_held >= 93 && silent >= 93, "{held} {adjusted_held} {silent}");
}

#[test]
fn parts_sum_to_the_change_and_name_what_changed() {
    let mut d = Dice(7);
    let c = comparison(
        &[(Kind::Before, rows(&mut d, 800, 1, 0.1, "甲")), (Kind::After, rows(&mut d, 700, 2_000, 0.4, "甲"))],
        &[],
    );
    let parts: f64 = c.contributions.list.iter().map(|x| x.total).sum();
    assert_eq!(round(parts, 4), c.contributions.total);
    assert_eq!(Some(c.contributions.total), of(&c.headline, "satisfaction").difference);
    assert_eq!(c.contributions.list.iter().find(|x| x.id != "none").unwrap().id, "logistics.speed");
    for (list, id) in [(&c.headline, "satisfaction"), (&c.headline, "complaints"), (&c.natures, "logistics")] {
        assert_eq!(of(list, id).verdict, "worse", "{id}");
    }
    assert!(c.verdict[0].contains("变差"), "{:?}", c.verdict);
    assert_eq!((of(&c.natures, "logistics").before_rows[1], of(&c.natures, "logistics").after_rows[1]), (800, 700));
}

#[test]
fn what_changed_leads_to_texts_of_both_sides_and_nothing_else_does() {
    let mut d = Dice(7);
    let c = comparison(
        &[(Kind::Before, rows(&mut d, 800, 1, 0.1, "甲")), (Kind::After, rows(&mut d, 700, 2_000, 0.4, "甲"))],
        &[],
    );
    for x in c.natures.iter().chain(&c.aspects) {
        assert_eq!(x.quotes.is_some(), x.is_told(), "{x:?}");
    }
    let quotes: Vec<_> =
        c.natures.iter().chain(&c.aspects).chain(&c.issues).filter_map(|x| x.quotes.as_ref()).collect();
    assert!(!quotes.is_empty());
    for q in quotes {
        assert!(!q.after.is_empty() && q.after.len() <= 2 && q.before.len() <= 2, "{q:?}");
        assert!(q.before.iter().all(|q| q.row < 2_000) && q.after.iter().all(|q| q.row >= 2_000), "{q:?}");
    }
}

#[test]
fn what_complains_of_nothing_is_named_by_what_became_of_it() {
    let named = |before: f64, after: f64| {
        let mut d = Dice(3);
        let (b, a) = (rows(&mut d, 500, 1, before, "甲"), rows(&mut d, 500, 2_000, after, "甲"));
        let c = comparison(&[(Kind::Before, b), (Kind::After, a)], &[]);
        c.contributions.list.into_iter().find(|x| x.id == "none").unwrap().name
    };
    assert_eq!(named(0.1, 0.5), "没有投诉的反馈变少");
    assert_eq!(named(0.5, 0.1), "没有投诉的反馈变多");
}

#[test]
fn exact_parts_sum_without_rounding() {
    let mut d = Dice(11);
    let mut sides = Sides::new(&[]);
    for (kind, n, bad) in [(Kind::Before, 300, 0.2), (Kind::After, 500, 0.5)] {
        for r in rows(&mut d, n, n, bad, "甲") {
            sides.absorb(&r, kind);
        }
    }
    let parts = contributions::parts(&sides.groups[0], &sides.groups[1]);
    let mean = |s: &Side| Sample::of(s.all.moments(), 1.0, 0.0).unwrap().mean;
    let total = mean(&sides.groups[1]) - mean(&sides.groups[0]);
    assert!((parts.iter().map(|p| p.mix + p.level).sum::<f64>() - total).abs() < 1e-12);
}

#[test]
fn a_change_of_mix_is_no_change_once_adjusted() {
    let mut d = Dice(3);
    let mut before = rows(&mut d, 900, 1, 0.1, "甲");
    before.extend(rows(&mut d, 100, 1_000, 0.6, "乙"));
    let mut after = rows(&mut d, 300, 2_000, 0.1, "甲");
    after.extend(rows(&mut d, 700, 3_000, 0.6, "乙"));
    let c = comparison(&[(Kind::Before, before), (Kind::After, after)], &["门店"]);
    assert_eq!(of(&c.headline, "satisfaction").verdict, "worse");
    let a = c.adjusted.unwrap();
    assert_eq!((a.strata, a.without_match), (2, 0.0));
    assert_eq!(of(&a.changes, "satisfaction").verdict, "no_evidence", "{a:?}");
}

#[test]
fn a_comparison_group_takes_off_what_happened_to_all() {
    let (mut held, mut silent) = (0, 0);
    for seed in 0..60u64 {
        let mut d = Dice(seed * 17 + 1);
        let control = [
            (Kind::ControlBefore, rows(&mut d, 400, 5_000, 0.2, "乙")),
            (Kind::ControlAfter, rows(&mut d, 400, 7_000, 0.35, "乙")),
        ];
        let own = |d: &mut Dice, after: f64| {
            vec![(Kind::Before, rows(d, 400, 1, 0.25, "甲")), (Kind::After, rows(d, 400, 1_000, after, "甲"))]
        };
        let mut groups = own(&mut d, 0.25);
        groups.extend(control.clone());
        let c = comparison(&groups, &[]).control.unwrap();
        let effect = -(truth(0.35) - truth(0.2));
        let x = of(&c.changes, "satisfaction");
        held += u32::from(x.low.unwrap() <= effect && effect <= x.high.unwrap());
        let mut groups = own(&mut d, 0.4);
        groups.extend(control);
        silent +=
            u32::from(of(&comparison(&groups, &[]).control.unwrap().changes, "satisfaction").verdict == "no_evidence");
    }
    assert!(held >= 55 && silent >= 55, "{held} {silent}");
}

#[test]
fn too_little_data_says_so() {
    let mut d = Dice(1);
    let c = comparison(
        &[(Kind::Before, rows(&mut d, 8, 1, 0.2, "甲")), (Kind::After, rows(&mut d, 500, 100, 0.9, "甲"))],
        &[],
    );
    assert!(c.headline.iter().all(|x| x.verdict == "too_little_data" && x.difference.is_none()));
}

#[test]
fn the_value_that_became_worse_is_told_and_few_rows_are_too_early() {
    let mut d = Dice(5);
    let mut side = |from: u64, of: &[(&str, u64, f64)]| {
        let shop = |(i, (shop, n, bad)): (u64, &(&str, u64, f64))| rows(&mut d, *n, from + 1_000 * i, *bad, shop);
        (0..).zip(of).flat_map(shop).collect::<Vec<_>>()
    };
    let before = side(1, &[("甲", 300, 0.1), ("乙", 300, 0.3), ("丙", 6, 0.3), ("丁", 4, 0.3)]);
    let after = side(10_000, &[("甲", 300, 0.5), ("乙", 300, 0.3), ("丙", 100, 0.3), ("丁", 4, 0.3)]);
    let c = comparison(&[(Kind::Before, before.clone()), (Kind::After, after)], &[]);
    let [column] = c.segments.as_slice() else { panic!("{:?}", c.segments) };
    assert_eq!((column.column.as_str(), column.values, column.too_small), ("门店", 4, 1));
    let shown: Vec<(&str, [u64; 2])> = column
        .list
        .iter()
        .map(|s| (s.value.as_str(), [s.complaints.before_rows[1], s.complaints.after_rows[1]]))
        .collect();
    assert_eq!(shown, [("乙", [300, 300]), ("甲", [300, 300]), ("丙", [6, 100])]);
    let verdicts = |s: &crate::report::SegmentChange| [s.complaints.verdict.clone(), s.satisfaction.verdict.clone()];
    assert_eq!(verdicts(&column.list[1]), ["worse", "worse"]);
    assert_eq!(verdicts(&column.list[2]), ["too_little_data", "too_little_data"]);
    assert!(verdicts(&column.list[0]).iter().all(|v| v != "worse" && v != "better"), "{:?}", column.list[0]);
    assert_eq!(
        (column.list[1].complaints.id.as_str(), column.list[1].complaints.name.as_str()),
        ("门店=甲", "门店：甲")
    );
    assert!(c.verdict.iter().any(|v| v.starts_with("分群变差 1 个：门店：甲 投诉率（")), "{:?}", c.verdict);
    // A value that one side only has is no change of it.
    let moved =
        comparison(&[(Kind::Before, before), (Kind::After, side(20_000, &[("戊", 300, 0.3), ("己", 60, 0.3)]))], &[]);
    assert!(moved.segments.is_empty());
}

#[test]
fn ratings_are_compared_where_both_sides_have_some_with_or_without_words() {
    let rated = |from: u64, stars: [f64; 2], text: &str| -> Vec<Annotated> {
        (0..80).map(|i| Row::new(from + i, text).rating(stars[usize::from(i % 4 == 0)]).build()).collect()
    };
    let after = [rated(1_000, [3.0, 1.0], "文字"), rated(2_000, [3.0, 1.0], "")].concat();
    let c = comparison(&[(Kind::Before, rated(1, [5.0, 4.0], "文字")), (Kind::After, after.clone())], &[]);
    let x = of(&c.headline, "rating");
    assert_eq!((x.name.as_str(), x.unit.as_str(), x.verdict.as_str()), ("平均评分（满分 5）", "rating", "worse"));
    assert_eq!((x.before, x.after, x.difference), (Some(4.75), Some(2.5), Some(-2.25)));
    assert_eq!((x.before_rows, x.after_rows), ([80, 80], [160, 160]));
    assert!(c.verdict[1].starts_with("客户自己的平均评分从 4.750 到 2.500，变化 -2.250"), "{:?}", c.verdict);
    let mut d = Dice(1);
    let c = comparison(&[(Kind::Before, rows(&mut d, 80, 1, 0.2, "甲")), (Kind::After, after)], &[]);
    assert!(c.headline.iter().all(|x| x.id != "rating"));
}

/// An aspect or an issue with major complaints, of a thousand rows on each side.
fn theme(id: &str, rows: [u64; 2], major: [u64; 2], verdict: &str) -> Change {
    let mut x = change(Raw::share(id, id.to_owned(), [rows[0], 1_000], [rows[1], 1_000], false), None);
    verdict.clone_into(&mut x.verdict);
    x.major = Some(major);
    x
}

#[test]
fn a_matter_is_told_once_and_what_is_grave_though_it_is_rare() {
    let mut d = Dice(2);
    let groups = [(Kind::Before, rows(&mut d, 60, 1, 0.2, "甲")), (Kind::After, rows(&mut d, 60, 100, 0.2, "甲"))];
    let mut c = comparison(&groups, &[]);
    let of_issue = |id: &str, complaints, major, aspect: (&str, u64)| Shared {
        id: id.to_owned(),
        complaints,
        major: Some(major),
        aspect: Some((aspect.0.to_owned(), aspect.1)),
        ..Shared::default()
    };
    let issues = [
        of_issue("电话", [21, 46], [0, 0], ("响应速度", 60)),
        of_issue("漏油", [6, 20], [0, 0], ("运输破损", 20)),
        of_issue("漏气", [0, 3], [0, 2], ("安全", 1)),
        of_issue("漏电", [1, 2], [1, 2], ("安全", 1)),
    ];
    c.natures = Vec::new();
    c.aspects = vec![theme("响应速度", [22, 49], [0, 0], "worse"), theme("运输破损", [17, 38], [0, 0], "worse")];
    c.issues = vec![
        theme("电话", [21, 46], [0, 0], "worse"),
        theme("漏油", [6, 20], [0, 0], "worse"),
        theme("漏气", [0, 3], [0, 0], "too_little_data"),
        theme("漏电", [1, 2], [0, 0], "too_little_data"),
    ];
    grave::tell(&mut c, &sides::Rows::default(), &issues);
    // Half of the transport damage is something else than the oil leak.
    assert_eq!(c.issues.iter().map(|x| x.within.as_deref()).collect::<Vec<_>>(), [Some("响应速度"), None, None, None]);
    // One more than one before is no news.
    assert_eq!(c.issues.iter().map(|x| x.grave).collect::<Vec<_>>(), [false, false, true, false]);
    let told = told(&c);
    let worse = told.iter().find(|v| v.starts_with("变差 3 项")).unwrap();
    assert!(worse.contains("响应速度（2.2% → 4.9%）〔主要是电话（2.1% → 4.6%）〕"), "{worse}");
    assert!(worse.contains("漏油（0.6% → 2.0%）") && worse.contains("运输破损（1.7% → 3.8%）"), "{worse}");
    let grave = told.iter().find(|v| v.starts_with("重大投诉增多 1 项")).unwrap();
    assert!(grave.ends_with("：漏气（重大投诉 0 → 2 条）。"), "{grave}");
}

#[test]
fn more_major_complaints_are_told_where_they_are_too_few_for_a_test_or_beyond_chance() {
    let told = |major: [u64; 2]| grave::is_grave(&theme("漏电", [30, 40], major, "no_evidence"));
    assert_eq!([[0, 1], [2, 4], [17, 23], [2, 12]].map(told), [true, true, false, true]);
}
