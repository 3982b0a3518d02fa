//! Branches, regions, channels …: how satisfied each value of a segment column is, weak ones first.

use std::cmp::Reverse;

use crate::aggregate::Partial;
use crate::aggregate::sample::Sampled;
use crate::aggregate::segments::Column;
use crate::aggregate::tally::{Outcome, Tally};
use crate::number::{round, to_u32};
use crate::record::Name;
use crate::report::{Caution, Estimate, Segment, SegmentColumn, SegmentNature};

use super::Context;
use super::pooling::Drawn;
use super::stars::Stars;
use super::stats::{self, LEVELS, Sample, adjust, rate};
use super::{compare::inference, nested, pooling, special};

/// Values with fewer rows than this are counted, not listed: their interval would span half the scale.
pub(super) const LEAST: u64 = 10;

/// A column with more values than this is no segment unless it is asked for by name.
pub(super) const MOST_VALUES: usize = 500;

/// A value is weak when a difference this large comes about by chance in less than one of twenty columns without any.
pub(super) const LEVEL: f64 = 0.05;

/// All columns that are segments, in the order in which they were first seen.
pub(super) fn segments(p: &Partial, sample: &[Sampled], cx: &Context) -> Vec<SegmentColumn> {
    let asked = |c: &Column| cx.settings.by.iter().any(|b| **b == *c.header);
    let fits = |c: &&Column| c.given_up || asked(c) || (2..=MOST_VALUES).contains(&c.values.len());
    let mut columns: Vec<&Column> = p.segments.columns.iter().filter(fits).collect();
    // Given-up columns are told only where they were asked for: ids are not news.
    columns.retain(|c| !c.given_up || asked(c));
    let stars = Stars::of(&p.scores);
    let mut out: Vec<SegmentColumn> = columns.into_iter().map(|c| column(c, stars, cx)).collect();
    nested::tell(&mut out, sample, p);
    out
}

fn column(c: &Column, stars: Option<Stars>, cx: &Context) -> SegmentColumn {
    let mut out = SegmentColumn {
        column: c.header.to_string(),
        values: c.values.len() as u64,
        list: Vec::new(),
        too_small: 0,
        cautions: Vec::new(),
    };
    if c.given_up {
        out.cautions.push(Caution::TooManyValues);
        return out;
    }
    let mut whole = Tally::default();
    c.tallies.iter().for_each(|t| whole.merge(t.clone()));
    let named = |(v, t)| (c.values.name(to_u32(v)), t);
    let mut large: Vec<(&str, &Tally)> =
        c.tallies.iter().enumerate().map(named).filter(|(_, t)| t.rows >= LEAST).collect();
    large.sort_by_key(|(v, _)| *v);
    out.too_small = c.tallies.len() as u64 - large.len() as u64;
    if large.is_empty() {
        out.cautions.push(Caution::TooLittleData);
    }
    let all: Vec<(u64, u64)> = c.tallies.iter().filter(|t| t.rows > 0).map(complaints).collect();
    let mut list = judged(&large, (&whole, &all), stars, cx);
    // Complaints are weaker than enquiries.
    if cx.labels.tells_types(large.iter().map(|(v, _)| *v)) {
        for s in &mut list {
            (s.weak, s.q, s.special, s.specials) = (false, None, None, Vec::new());
        }
    }
    list.sort_by(|a, b| {
        let key = |s: &Segment| s.pooled.unwrap_or(5.0);
        let mean = |s: &Segment| s.satisfaction.value.unwrap_or(5.0);
        b.weak
            .cmp(&a.weak)
            .then(key(a).total_cmp(&key(b)))
            .then(mean(a).total_cmp(&mean(b)))
            .then_with(|| a.value.cmp(&b.value))
    });
    out.list = list;
    out
}

/// A pooled mean of levels: value, and an interval that stays on their scale and has a width.
fn pooled(d: Drawn, n: u64) -> Estimate {
    let r = |x: f64| Some(round(x, 3));
    stats::within(Estimate { value: r(d.value), low: r(d.low), high: r(d.high), n }, LEVELS.0, LEVELS.1, 3)
}

/// Complaints, and of how many rows.
fn complaints(t: &Tally) -> (u64, u64) {
    (t.complaints, t.rows)
}

/// The values of a column that are told, each with what it tells by itself, and what only all of them together (and the complaints of each, small ones too) can tell: pooled
/// figures, and what is beyond chance.
fn judged(
    large: &[(&str, &Tally)],
    (whole, all): (&Tally, &[(u64, u64)]),
    stars: Option<Stars>,
    cx: &Context,
) -> Vec<Segment> {
    let text = |t: &Tally| Sample::of(t.outcome.text(), 1.0, 0.0);
    let samples: Vec<Option<Sample>> = large.iter().map(|(_, t)| text(t)).collect();
    let means = pooling::means(&samples, text(whole));
    let told: Vec<(u64, u64)> = large.iter().map(|(_, t)| complaints(t)).collect();
    let shares = pooling::shares(&told, all);
    let (q, mut specials) = (chances(large, whole), special::specials(large, whole, cx));
    let one = |(i, (v, t)): (usize, &(&str, &Tally))| {
        let mean = means[i].zip(samples[i]).map(|(d, s)| pooled(d, s.n)).unwrap_or_default();
        let (nps, nps_shares) = stars.and_then(|s| s.nps(&t.outcome, LEAST)).unzip();
        Segment {
            value: (*v).to_owned(),
            count: t.rows,
            distribution: t.outcome.levels,
            satisfaction: stats::level(t.outcome.text(), LEAST),
            pooled: mean.value,
            pooled_low: mean.low,
            pooled_high: mean.high,
            pooled_complaints: Estimate {
                value: Some(round(shares[i].value, 4)),
                low: Some(round(shares[i].low, 4)),
                high: Some(round(shares[i].high, 4)),
                n: t.rows,
            },
            rating: stars.map(|s| s.mean(&t.outcome, LEAST)).unwrap_or_default(),
            nps,
            nps_shares,
            negative: rate(t.negative, t.rows),
            complaints: rate(t.complaints, t.rows),
            major: t.major,
            weak: q[i] < LEVEL,
            q: Some(round(q[i], 4)),
            special: specials[i].iter().find(|s| s.kind == "nature").map(|s| s.id.clone()),
            specials: std::mem::take(&mut specials[i]),
            because: None,
            natures: natures(t, whole, cx),
        }
    };
    large.iter().enumerate().map(one).collect()
}

/// Complaints of a value by nature, in the same order for all values of a column.
fn natures(t: &Tally, whole: &Tally, cx: &Context) -> Vec<SegmentNature> {
    let mut all: Vec<_> = whole.natures.iter().collect();
    // Stable: at equal counts the ids are in order.
    all.sort_by_key(|(_, n)| Reverse(**n));
    let one = |(id, _): (&Name, &u64)| SegmentNature {
        id: id.to_string(),
        name: cx.aspect_name(id),
        rate: rate(t.natures.get(id).copied().unwrap_or(0), t.rows),
    };
    all.into_iter().map(one).collect()
}

/// The chance that a value is this much weaker than the others together by accident: a lower mean (Welch) or more negative texts (Fisher, exact, as
/// values may have few rows), whichever is clearer, with control for two tests a value and for the number of values.
fn chances(list: &[(&str, &Tally)], whole: &Tally) -> Vec<f64> {
    let whole = Part::of(whole);
    let p: Vec<f64> = list.iter().map(|(_, t)| weaker_by_chance(&Part::of(t), &whole)).collect();
    adjust(&p)
}

/// Rows of a value, or of a part of one, as far as they tell whether it is weak.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    pub(super) rows: u64,
    pub(super) negative: u64,
    pub(super) outcome: Outcome,
}

impl Part {
    fn of(t: &Tally) -> Self {
        Self { rows: t.rows, negative: t.negative, outcome: t.outcome }
    }
}

/// The chance that `own` is this much weaker than the others of `whole` by accident.
pub(super) fn weaker_by_chance(own: &Part, whole: &Part) -> f64 {
    let rest = whole.outcome.minus(own.outcome);
    let (mine, others) = (Sample::of(own.outcome.text(), 1.0, 0.0), Sample::of(rest.text(), 1.0, 0.0));
    let lower = match mine.zip(others).filter(|(mine, others)| mine.n.min(others.n) >= LEAST) {
        Some((mine, others)) if mine.error2() + others.error2() > 0.0 => lower_by_chance(mine, others),
        _ => 1.0,
    };
    let negative = special::at_least(own.negative, own.rows, whole.negative, whole.rows);
    (2.0 * lower.min(negative)).min(1.0)
}

/// One-sided chance of a mean this much lower.
fn lower_by_chance(own: Sample, others: Sample) -> f64 {
    let d = inference::means(own, others);
    if d.value < 0.0 { d.p / 2.0 } else { 1.0 - d.p / 2.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::testing::{Dice, Row, report};

    #[test]
    fn the_bad_branch_is_weak_and_the_tiny_one_is_not_judged() {
        let mut rows = Vec::new();
        for i in 0..150u64 {
            let row = Row::new(i + 1, "文字");
            let good = i % 10 != 0;
            rows.push(match i % 3 {
                0 => row.attr("门店", "甲店").score(if i % 2 == 0 { -800 } else { 700 }),
                n => row.attr("门店", if n == 1 { "乙店" } else { "丙店" }).score(if good { 800 } else { -800 }),
            });
        }
        rows.push(Row::new(500, "文字").attr("门店", "丁店").score(-900));
        let rows: Vec<_> = rows.into_iter().map(Row::build).collect();
        let r = report(&rows);
        let c = &r.segments[0];
        assert_eq!((c.values, c.too_small, c.list.len()), (4, 1, 3));
        assert_eq!((c.list[0].value.as_str(), c.list[0].weak, c.list[1].weak), ("甲店", true, false));
        assert!(c.list[0].pooled.unwrap() > c.list[0].satisfaction.value.unwrap());
    }

    #[test]
    fn shares_of_complaints_are_drawn_towards_that_of_the_whole_column() {
        // Two shops of 25 rows, the others too small to be listed.
        let shop = |n: u64| if n < 50 { format!("大店{}", n % 2) } else { format!("小店{}", n / 8) };
        let bad = |n: u64| if n < 50 { n % 2 + n % 10 < 4 } else { n % 8 > 1 };
        let row = |n: u64| {
            let row = Row::new(n + 1, "文字").attr("门店", &shop(n)).score(700);
            if bad(n) { row.score(-700).blame("service.waiting", "排队", "久").build() } else { row.build() }
        };
        let r = report(&(0..210).map(row).collect::<Vec<_>>());
        assert_eq!((r.segments[0].list.len(), r.segments[0].too_small), (2, 21));
        for s in &r.segments[0].list {
            let (pooled, own) = (s.pooled_complaints.value.unwrap(), s.complaints.share.unwrap());
            assert!(own < pooled && pooled < 0.6, "{s:?}");
        }
    }

    #[test]
    fn among_twenty_branches_the_really_worse_one_comes_first_and_unlucky_small_ones_do_not() {
        let (mut first, mut named, mut false_alarms) = (0, 0, 0);
        for seed in 0..30 {
            let mut dice = Dice(seed);
            let mut rows = Vec::new();
            for branch in 0..20u32 {
                // From 10 to 400 rows; the branch with 300 of them is worse, the small ones have a complaint or two by chance.
                let size = [10, 10, 11, 12, 14, 15, 18, 20, 25, 30, 40, 50, 60, 80, 100, 150, 200, 300, 350, 400];
                let bad = if branch == 17 { 0.40 } else { 0.20 };
                for _ in 0..size[branch as usize] {
                    let row = Row::new(rows.len() as u64 + 1, "文字").attr("门店", &format!("{branch}店"));
                    let blames = if branch == 17 {
                        "service.waiting"
                    } else {
                        ["product.quality", "logistics.speed"][dice.below(2)]
                    };
                    rows.push(if dice.next() < bad {
                        row.score(-900).blame(blames, "店", "差").build()
                    } else {
                        row.score(if dice.next() < 0.5 { 950 } else { 500 }).build()
                    });
                }
            }
            let r = report(&rows);
            let list = &r.segments[0].list;
            first += i32::from(list[0].value == "17店");
            false_alarms += i32::from(list.iter().any(|s| s.weak && s.value != "17店"));
            let worst = list.iter().find(|s| s.value == "17店").unwrap();
            named += i32::from(worst.weak && worst.specials.iter().any(|s| s.id == "service.waiting"));
            assert!(worst.pooled_low <= worst.pooled && worst.pooled <= worst.pooled_high);
            // A small one is drawn further than a large one.
            let drawn = |s: &Segment| (s.pooled.unwrap() - s.satisfaction.value.unwrap()).abs();
            assert!(drawn(worst) < 0.2, "{worst:?}");
        }
        assert!(first >= 29 && named >= 29, "{first} {named}");
        assert!(false_alarms <= 3, "{false_alarms}");
    }

    #[test]
    fn every_value_tells_every_nature_of_its_column_over_its_own_rows() {
        let rows: Vec<_> = (1..=40u64)
            .map(|i| {
                let row = Row::new(i, &format!("文字{i}")).attr("渠道", if i % 2 == 0 { "天猫" } else { "京东" });
                match i {
                    2 | 4 | 6 => row.score(-900).blame("logistics.speed", "快递", "慢").build(),
                    1 => row.score(-900).blame("product.quality", "质量", "差").build(),
                    _ => row.score(900).build(),
                }
            })
            .collect();
        let r = report(&rows);
        let told = |value: &str| {
            let s = r.segments[0].list.iter().find(|s| s.value == value).unwrap();
            s.natures.iter().map(|n| (n.id.as_str(), n.rate.count, n.rate.of)).collect::<Vec<_>>()
        };
        assert_eq!(told("天猫"), [("logistics", 3, 20), ("product", 0, 20)]);
        assert_eq!(told("京东"), [("logistics", 0, 20), ("product", 1, 20)]);
    }

    #[test]
    fn one_value_is_no_segment() {
        let rows: Vec<_> = (1..30).map(|i| Row::new(i, "文字").attr("渠道", "天猫").build()).collect();
        assert!(report(&rows).segments.is_empty());
    }
}
