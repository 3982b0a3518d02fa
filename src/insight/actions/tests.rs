//! Which complaints make one order, and what it says.

use crate::insight::testing::{Row, absorb, report, settings};
use crate::insight::{IssueIndex, Labels};
use crate::lang::Lang;
use crate::lexicon::{Dicts, Taxonomy};
use crate::record::{Annotated, Severity};
use crate::report::{HotIssue, Run};

use super::urgent::Lone;
use super::*;

fn with<T>(check: impl FnOnce(&Context) -> T) -> T {
    let dicts = Dicts::load(None).unwrap();
    let (taxonomy, labels, settings) = (Taxonomy::new(&dicts).unwrap(), Labels::new(&dicts).unwrap(), settings());
    check(&Context { taxonomy: &taxonomy, labels: &labels, lang: Lang::Zh, settings: &settings, run: Run::default() })
}

fn issue(aspect: Option<&str>) -> HotIssue {
    serde_json::from_value(serde_json::json!({
        "id": "x#1", "rank": 1, "title": "吃坏肚子", "heat": 1.0, "heat_parts": {}, "count": 3, "share": 0.5,
        "nature": aspect.and_then(|a| a.split('.').next()), "aspect": aspect, "aspect_name": null, "major": 1,
        "first": null, "last": null, "trend": { "direction": "unknown", "recent": 0, "earlier": 0, "series": [] },
        "keywords": [], "attrs": {}, "quotes": []
    }))
    .unwrap()
}

fn safety(row: u64, target: &str, opinion: &str) -> Row {
    Row::new(row, &format!("{target}{opinion}")).score(-900).blame("product.safety", target, opinion)
}

fn cases_of(rows: &[Annotated]) -> (Vec<Case>, Vec<Major>) {
    absorb(rows, &settings()).cases.into_kept()
}

fn numbers(a: &Action) -> Vec<u64> {
    a.rows.iter().map(|r| r.row).collect()
}

#[test]
fn every_complaint_is_in_one_order_and_major_ones_come_first() {
    let mut rows: Vec<_> = (1..=20u64)
        .map(|i| {
            Row::new(i, "快递太慢了").score(-700).blame("logistics.speed", "快递", "太慢").words(&["快递"]).build()
        })
        .collect();
    rows.push(safety(21, "插座", "漏电").major("safety", "漏电").build());
    rows.push(Row::new(22, "颜色难看").score(-400).blame("product.appearance", "颜色", "难看").build());
    let a = report(&rows).actions;
    assert_eq!((a[0].severity.as_str(), a[0].rows[0].row, a[0].priority), ("major", 21, 1));
    assert_eq!(a.iter().map(|a| a.count).sum::<u64>(), 22);
    assert!(a[0].title.contains("漏电"), "{}", a[0].title);
}

#[test]
fn major_complaints_of_a_kind_are_one_order_and_a_lone_one_is_its_own() {
    let rows = [
        safety(1, "插座", "漏电").major("safety", "漏电").build(),
        safety(2, "插头", "冒烟").major("escalation", "曝光").major("safety", "冒烟").build(),
        Row::new(3, "东西假").score(-900).blame("product.authenticity", "东西", "假").major("fraud", "假").build(),
        safety(4, "电线", "漏电").major("safety", "漏电").build(),
    ];
    let (_, majors) = cases_of(&rows);
    let lone: Vec<Lone> = majors.iter().map(|major| Lone { major, issue: None }).collect();
    let orders = with(|cx| urgent::orders(&lone, cx));
    let told: Vec<_> = orders.iter().map(|a| (numbers(a), a.count, a.major, a.due_hours)).collect();
    assert_eq!(told, [(vec![1, 2, 4], 3, 3, 24), (vec![3], 1, 1, 24)]);
    // The reason that the route goes by leads, and the same words are quoted once.
    assert!(orders[0].title.contains("3 条") && orders[0].title.contains("「漏电」「冒烟」"), "{}", orders[0].title);
    assert!(!orders[1].title.contains('条'), "{}", orders[1].title);
}

#[test]
fn an_issue_is_one_order_with_its_major_complaints_and_goes_where_most_of_them_go() {
    let dirty = |row: u64| Row::new(row, "菜里有虫").score(-700).blame("product.hygiene", "菜", "有虫");
    let safe = |row: Row| Annotated { department: Some(Name::from("食品安全部")), ..row.build() };
    let rows = [safe(dirty(1)), dirty(2).major("repeated", "有虫").build(), safe(dirty(3))];
    let (cases, majors) = cases_of(&rows);
    let general: Vec<&Case> = cases.iter().filter(|c| c.severity == Some(Severity::General)).collect();
    let mut held = Held { majors: majors.iter().collect(), general };
    let order = |held: &Held, aspect| with(|cx| shared::order(&issue(aspect), "有虫", held, cx));
    let grave = order(&held, Some("product.hygiene"));
    assert_eq!((numbers(&grave), grave.count, grave.major), (vec![2, 1, 3], 3, 1));
    assert_eq!((&*grave.severity, &*grave.department, grave.due_hours), ("major", "食品安全部", 8));
    assert!(grave.title.contains("3 条") && grave.title.contains("重大 1 条"), "{}", grave.title);
    // Those whom the major one is routed to are told of it.
    assert!(grave.title.ends_with("（协办：客服部）"), "{}", grave.title);
    assert!(grave.title.contains("「吃坏肚子」"), "{}", grave.title);
    held.majors.clear();
    let calm = order(&held, Some("product.hygiene"));
    // Its major complaint is elsewhere: so is what the issue may be called after.
    assert!(calm.title.contains("「有虫」") && calm.title.ends_with("（另有 1 条重大投诉单独处理）"), "{}", calm.title);
    assert_eq!((&*calm.severity, &*calm.department, calm.due_hours), ("general", "食品安全部", 24));
    // About nothing known, or about what one word of theirs says (味道): the department of the rows.
    for aspect in [None, Some("product.smell")] {
        let order = order(&held, aspect);
        assert_eq!((&*order.department, order.due_hours), ("食品安全部", 72), "{aspect:?}");
    }
    // As many go elsewhere: that of the aspect.
    held.majors = majors.iter().collect();
    held.general.truncate(1);
    assert_eq!(order(&held, Some("product.hygiene")).department, "食品安全部");
}

/// How many major complaints stay with an issue about this of so many complaints, and the others by order.
fn split(rows: &[Annotated], aspect: &str, count: u64) -> (usize, Vec<(String, Vec<u64>)>) {
    let (cases, majors) = cases_of(rows);
    let issues = vec![HotIssue { count, ..issue(Some(aspect)) }];
    let index = IssueIndex::new(&cases, &vec![Some(0); cases.len()], &issues);
    let found = Found { issues, index, ..Found::default() };
    let mut held = vec![Held::default()];
    let orders = with(|cx| urgent::orders(&urgent::hand_out(&majors, &found, &mut held, cx), cx));
    (held[0].majors.len(), orders.iter().map(|a| (a.title.clone(), numbers(a))).collect())
}

#[test]
fn danger_leaves_an_issue_that_is_about_something_else_at_whatever_share() {
    let row = |n: u64| Row::new(n, "味道太大").score(-700).blame("product.smell", "味道", "太大");
    let gas = |n: u64| row(n).major("safety", "煤气味").build();
    let rows = [row(1).major("repeated", "第三次").build(), gas(2), gas(3)];
    for count in [30, 6, 4, 3] {
        let (stay, orders) = split(&rows, "product.smell", count);
        assert_eq!((stay, orders.len()), (1, 1), "{count}");
        assert!(orders[0].1 == [2, 3] && orders[0].0.contains("人身与财产安全"), "{orders:?}");
    }
    // All of it is danger, or its order goes to those who look into danger.
    assert_eq!(split(&rows[1..], "product.smell", 2), (2, Vec::new()));
    assert_eq!(split(&rows, "product.safety", 30), (3, Vec::new()));
}

#[test]
fn whom_the_export_names_acts_whatever_the_routes_say() {
    let row = |n: u64, unit: &str| {
        let row = Row::new(n, "味道太大").score(-700).blame("product.smell", "味道", "太大").attr("承办单位", unit);
        Annotated { department: Some(Name::from(unit)), ..row.major("safety", "煤气味").build() }
    };
    // Danger of an issue stays with it where the same people have both, and goes to its own where others have it.
    let rows = [row(1, "市燃气办"), row(2, "市燃气办"), row(3, "区住建局")];
    let (stay, orders) = split(&rows, "product.smell", 30);
    assert_eq!((stay, orders.len(), &orders[0].1), (2, 1, &vec![3]));
    let (_, majors) = cases_of(&rows);
    let held = Held { majors: majors.iter().collect(), general: Vec::new() };
    let order = with(|cx| shared::order(&issue(Some("product.smell")), "味道", &held, cx));
    assert_eq!(order.department, "市燃气办");
    assert!(order.title.ends_with("（协办：区住建局）"), "{}", order.title);
    // A name that stands nowhere in the export is one of the dictionaries in force when it was labelled.
    let bare = rows.map(|a| Annotated { attrs: crate::record::Attrs::default(), ..a });
    assert_eq!(split(&bare, "product.smell", 30).0, 0);
}

#[test]
fn the_danger_of_one_issue_is_one_order_whatever_its_aspects() {
    let row = |n: u64, aspect: &str| {
        Row::new(n, "东西不行").score(-900).blame(aspect, "东西", "不行").major("safety", "不行").build()
    };
    let rows = [row(1, "product.smell"), row(2, "product.engine"), row(3, "product.smell")];
    let (_, majors) = cases_of(&rows);
    let orders = |issues: [Option<usize>; 3]| {
        let lone: Vec<Lone> = majors.iter().zip(issues).map(|(major, issue)| Lone { major, issue }).collect();
        with(|cx| urgent::orders(&lone, cx)).iter().map(numbers).collect::<Vec<_>>()
    };
    assert_eq!(orders([Some(0), Some(0), Some(1)]), [vec![1, 2], vec![3]]);
    // One of each issue: by aspect, as those outside of issues.
    assert_eq!(orders([Some(0), Some(1), Some(2)]), [vec![1, 3], vec![2]]);
    assert_eq!(orders([None; 3]), [vec![1, 3], vec![2]]);
}

#[test]
fn rare_aspects_of_a_department_are_one_order_told_by_aspect() {
    let row = |n: u64, aspect: &str| Row::new(n, "不太行").score(-400).blame(aspect, "东西", "不行").build();
    let rows = [
        row(1, "product.taste"),
        row(2, "product.size"),
        row(3, "product.taste"),
        row(4, "price.level"),
        row(5, "product.taste"),
    ];
    let p = absorb(&rows, &settings());
    let (cases, _) = p.cases.clone().into_kept();
    let found = Found { of_case: vec![None; cases.len()], ..Found::default() };
    let orders = with(|cx| general::orders(general::hand_out(&p, &cases, &found, &mut []), cx));
    assert_eq!(orders.iter().map(numbers).collect::<Vec<_>>(), [vec![1, 3, 5], vec![4, 2]]);
    assert_eq!((orders[0].parts.len(), orders[0].about.as_str()), (0, ""));
    let parts: Vec<_> = orders[1].parts.iter().map(|p| (p.aspect.as_deref(), p.count, p.rows[0].row)).collect();
    assert_eq!(parts, [(Some("price.level"), 1, 4), (Some("product.size"), 1, 2)]);
    assert!(orders[1].title.starts_with("零散投诉 2 条：") && orders[1].title.contains('、'), "{}", orders[1].title);
    assert!(!orders[1].about.is_empty());
    // One aspect alone is told as such.
    let p = absorb(&rows[1..2], &settings());
    let one = with(|cx| general::orders(general::hand_out(&p, &[], &Found::default(), &mut []), cx));
    assert!(one[0].parts.is_empty() && one[0].title.contains("1 条") && one[0].aspect.is_some(), "{}", one[0].title);
}

#[test]
fn the_shop_of_a_large_order_is_told_of_all_its_complaints() {
    let shop = |n: u64| if n <= 1_000 { "甲店" } else { ["乙店", "丙店"][(n % 2) as usize] };
    let late = |n: u64| Row::new(n, "快递太慢了").score(-700).attr("门店", shop(n)).words(&["快递"]);
    let rows: Vec<_> = (1..=1_800).map(|n| late(n).blame("logistics.speed", "快递", "太慢").build()).collect();
    let actions = report(&rows).actions;
    // Of the thousand that are listed all are of one shop, of all that there are 56 %.
    assert_eq!((actions[0].count, actions[0].rows.len()), (1_800, MOST_ROWS));
    assert!(!actions[0].title.contains("甲店"), "{}", actions[0].title);
}

#[test]
fn where_an_order_comes_from_is_not_guessed_from_a_part_of_it() {
    let row = |n: u64| Row::new(n, "快递太慢了").score(-700).attr("门店", "甲店").words(&["快递"]);
    let rows: Vec<_> = (1..=12).map(|n| row(n).blame("logistics.speed", "快递", "太慢").build()).collect();
    let p = absorb(&rows, &settings());
    let (cases, majors) = p.cases.clone().into_kept();
    let title = |kept: &[Case]| {
        let found = Found { of_case: vec![None; kept.len()], ..Found::default() };
        with(|cx| actions(&p, kept, &majors, &found, cx)).remove(0).title
    };
    assert!(title(&cases).starts_with("甲店：") && !title(&cases[..5]).contains("甲店"), "{}", title(&cases[..5]));
}

#[test]
fn complaints_about_one_aspect_are_one_order_whatever_their_nature() {
    let row = |n: u64, nature: &str, hours: u32| {
        let row = Row::new(n, "发错了").score(-400).blame("logistics.wrong", "货", "发错").build();
        Annotated { nature: Some(Name::from(nature)), due_hours: Some(hours), ..row }
    };
    let orders = |rows: &[Annotated]| {
        let p = absorb(rows, &settings());
        let (cases, _) = p.cases.clone().into_kept();
        let found = Found { of_case: vec![None; cases.len()], ..Found::default() };
        with(|cx| general::orders(general::hand_out(&p, &cases, &found, &mut []), cx))
    };
    let rows = [
        row(1, "product", 24),
        row(2, "logistics", 72),
        row(3, "product", 24),
        row(4, "logistics", 72),
        row(5, "product", 24),
    ];
    let told = orders(&rows);
    assert_eq!(told.iter().map(numbers).collect::<Vec<_>>(), [vec![2, 4, 1, 3, 5]]);
    assert_eq!((told[0].count, told[0].due_hours, told[0].nature.as_deref()), (5, 24, Some("logistics")));
    // Two and two are four: no scattered ones.
    let told = orders(&rows[..4]);
    assert!(told.len() == 1 && told[0].about.is_empty() && told[0].count == 4, "{told:?}");
}
