//! The stretches are chosen from the data alone, the figures are those of a comparison, and themes are told with evidence only.

use super::*;
use crate::aggregate::Partial;
use crate::insight::compare::{Comparing, Kind, Sides, compare};
use crate::insight::testing::{Row, absorb, finished, finished_with, report, settings};
use crate::insight::{Labels, Run};
use crate::lang::Lang;
use crate::lexicon::{Dicts, Taxonomy};
use crate::record::Annotated;

/// A day of the time that the tests are set in.
fn day(n: i32) -> String {
    day_string(20_000 + n)
}

/// Rows of one day: ten, of which so many complain, of an aspect each.
fn rows(n: i32, blamed: &[&str]) -> Vec<Annotated> {
    let row = |i: i32| Row::new(u64::try_from(100 * n + i).unwrap(), &format!("第{n}天的第{i}条")).day(&day(n));
    let complaint = |(i, aspect): (i32, &&str)| row(i).score(-900).blame(aspect, "东西", "差").build();
    let content = |i: i32| row(i).score(950).build();
    let from = i32::try_from(blamed.len()).unwrap();
    (0..).zip(blamed).map(complaint).chain((from..10).map(content)).collect()
}

/// So many days, each half of them with its complaints a day.
fn halves(days: i32, before: &[&str], after: &[&str]) -> Vec<Annotated> {
    (0..days).flat_map(|n| rows(n, if n < days / 2 { before } else { after })).collect()
}

fn of<'c>(list: &'c [Change], id: &str) -> &'c Change {
    list.iter().find(|c| c.id == id).unwrap()
}

#[test]
fn four_weeks_stand_against_four_and_tell_what_the_change_comes_from() {
    let speed = "logistics.speed";
    let mut all = halves(56, &[speed, "product.quality"], &[speed, speed, speed, "product.quality"]);
    // What lies before is no part of it, however long the file is.
    all.extend(
        (-90..0)
            .map(|n| Row::new(u64::try_from(9_000 - n).unwrap(), "差").blame(speed, "快递", "慢").day(&day(n)).build()),
    );
    let c = report(&all).change;
    assert_eq!((c.unit.as_deref(), &c.cautions), (Some("weeks"), &Vec::new()));
    let stretch = |first, last| Some(Stretch { first: day(first), last: day(last), rows: 280 });
    assert_eq!((c.before, c.after), (stretch(0, 27), stretch(28, 55)));
    assert_eq!(
        c.figures.iter().map(|x| x.id.as_str()).collect::<Vec<_>>(),
        ["satisfaction", "csat", "complaints", "major"]
    );
    let x = of(&c.figures, "complaints");
    assert_eq!((x.before, x.after, x.verdict.as_str()), (Some(0.2), Some(0.4), "worse"));
    assert!(x.low < Some(0.2) && x.high > Some(0.2));
    assert_eq!(of(&c.figures, "major").verdict, "too_little_data");
    let themes: Vec<(&str, &str)> = c.themes.iter().map(|x| (x.id.as_str(), x.verdict.as_str())).collect();
    assert_eq!(themes, [(speed, "worse")]);
}

#[test]
fn themes_go_the_way_of_complaints_and_both_ways_where_these_stay() {
    let told = |before: &[&str], after: &[&str]| {
        let c = report(&halves(56, before, after)).change;
        c.themes.iter().map(|x| format!("{} {}", x.id, x.verdict)).collect::<Vec<_>>()
    };
    let (a, b, c, d, e) = ("logistics.speed", "product.quality", "service.attitude", "price.value", "other.overall");
    assert_eq!(told(&[a, b], &[a, b]), [""; 0]);
    assert_eq!(told(&[a, a, b, c], &[b, b, b]), [format!("{a} better"), format!("{c} better")]);
    let mut both = told(&[a, a], &[b, b]);
    both.sort();
    assert_eq!(both, [format!("{a} better"), format!("{b} worse")]);
    assert_eq!(told(&[], &[a, b, c, d, "logistics.package"]).len(), 3, "three at most");
    // What is thought of it all explains nothing, nor does that it is something else.
    assert_eq!(told(&[], &[e, e, e]), [""; 0]);
    // A bare nature tells where no aspect does.
    assert_eq!(told(&[], &["product", "product"]), ["product worse"]);
}

#[test]
fn shorter_files_are_halved_and_what_tells_too_little_says_why() {
    assert_eq!(divided((0, 55)), Some(("weeks", [(0, 27), (28, 55)])));
    assert_eq!(divided((0, 54)), Some(("halves", [(0, 27), (28, 54)])));
    assert_eq!((divided((7, 8)), divided((7, 7))), (Some(("halves", [(7, 7), (8, 8)])), None));
    let c = report(&halves(9, &[], &["product.quality"; 6])).change;
    assert_eq!((c.unit.as_deref(), c.before.unwrap().rows, c.after.unwrap().rows), (Some("halves"), 50, 40));
    let undated: Vec<Annotated> = (0..80).map(|i| Row::new(i, "还行").build()).collect();
    for (rows, why) in [
        (undated, Caution::NoTimes),
        (Vec::new(), Caution::NoTimes),
        (rows(0, &[]), Caution::TooLittleData),
        (halves(5, &[], &[]), Caution::TooLittleData),
    ] {
        let without = PeriodChange { cautions: vec![why], ..PeriodChange::default() };
        assert_eq!(report(&rows).change, without);
    }
}

/// Stars with and without words, over 60 days, and complaints that grow.
fn rated() -> Vec<Annotated> {
    let one = |i: u64| {
        let n = i32::try_from(i % 60).unwrap();
        let stars = f64::from(u32::try_from(i * 7 % 5).unwrap()) + 1.0;
        let row = Row::new(i, if i.is_multiple_of(4) { "" } else { "文字" }).day(&day(n)).rating(stars);
        if !i.is_multiple_of(4) && i * 13 % 60 < i % 60 {
            row.score(-600).blame("product.quality", "东西", "差").build()
        } else {
            row.score(600).build()
        }
    };
    (0..900).map(one).collect()
}

#[test]
fn figures_are_those_of_a_comparison_of_the_same_days() {
    let all = rated();
    let change = report(&all).change;
    let (from, half) = (20_000 + 4, 20_000 + 32);
    let mut sides = Sides::new(&[]);
    for a in &all {
        let kind = match a.time.unwrap().days() {
            n if n < from => Kind::Out,
            n if n < half => Kind::Before,
            _ => Kind::After,
        };
        sides.absorb(a, kind);
    }
    let dicts = Dicts::load(None).unwrap();
    let (taxonomy, labels, settings) = (Taxonomy::new(&dicts).unwrap(), Labels::new(&dicts).unwrap(), settings());
    let cx = Context { taxonomy: &taxonomy, labels: &labels, lang: Lang::Zh, settings: &settings, run: Run::default() };
    let compared = compare(&sides, &Comparing::default(), &[], &cx);
    // Only the control for many tests differs, fewer figures stand here; and no texts are quoted.
    let alone = |c: &Change| Change { q: None, verdict: String::new(), quotes: None, ..c.clone() };
    assert_eq!(change.figures.len(), 5);
    for x in &change.figures {
        assert_eq!(alone(x), alone(of(&compared.headline, &x.id)), "{}", x.id);
    }
    assert_eq!(of(&change.figures, "rating").after_rows, [420; 2], "stars without words count");
}

#[test]
fn parts_give_what_all_rows_give() {
    let (all, s) = (rated(), settings());
    let whole = report(&all).change;
    for at in [0, 1, 333, 900] {
        let mut p: Partial = absorb(&all[..at], &s);
        p.merge(absorb(&all[at..], &s));
        assert_eq!(finished(p, &s).0.change, whole);
    }
}

#[test]
fn a_history_helps_out_where_the_rows_alone_cover_too_little() {
    let s = settings();
    let with = |rows: &[Annotated], all: &[Annotated]| {
        let past = Past::new(absorb(all, &s).days, None);
        finished_with(absorb(rows, &s), &s, Some(&past)).0.change
    };
    let all = halves(56, &["logistics.speed"], &["logistics.speed"; 4]);
    let late = &all[460..];
    assert_eq!(report(late).change.unit.as_deref(), Some("halves"));
    assert_eq!(with(late, &all), report(&all).change);
    // Else the store takes nothing away: ratings stay.
    assert_eq!(with(&rated(), &rated()), report(&rated()).change);
    assert_eq!(with(late, late), report(late).change);
}
