//! Branches, regions, channels …: how satisfied each value of a segment column is, weak ones first.

use crate::aggregate::Partial;
use crate::aggregate::scale::Scale;
use crate::aggregate::segments::{Column, SegmentTally};
use crate::number::{float, round};
use crate::report::{Caution, Estimate, Segment, SegmentColumn};

use super::Context;
use super::stats::{self, Sample, adjust, normal_tail, rate, two_shares};

/// Values with fewer rows than this are counted, not listed: their interval would span half the scale.
const LEAST: u64 = 10;

/// A column with more values than this is no segment unless it is asked for by name.
const MOST_VALUES: usize = 500;

/// A value is weak when a difference this large comes about by chance in less than one of twenty columns without any.
const LEVEL: f64 = 0.05;

/// Complaints from which a nature can be a value's special one.
const LEAST_SPECIAL: u64 = 5;

/// All columns that are segments, in the order in which they were first seen.
pub(super) fn segments(p: &Partial, cx: &Context) -> Vec<SegmentColumn> {
    let asked = |c: &Column| cx.settings.by.iter().any(|b| **b == *c.header);
    let fits = |c: &&Column| c.given_up || asked(c) || (2..=MOST_VALUES).contains(&c.values.len());
    let mut columns: Vec<&Column> = p.segments.columns.iter().filter(fits).collect();
    // Given-up columns are told only where they were asked for: ids are not news.
    columns.retain(|c| !c.given_up || asked(c));
    columns.into_iter().map(|c| column(c, p)).collect()
}

fn column(c: &Column, p: &Partial) -> SegmentColumn {
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
    let mut whole = SegmentTally::default();
    c.tallies.iter().for_each(|t| whole.merge(t.clone()));
    let named = |(v, t)| (c.values.name(u32::try_from(v).unwrap_or(u32::MAX)), t);
    let mut large: Vec<(&str, &SegmentTally)> =
        c.tallies.iter().enumerate().map(named).filter(|(_, t)| t.rows >= LEAST).collect();
    large.sort_by_key(|(v, _)| *v);
    out.too_small = c.tallies.len() as u64 - large.len() as u64;
    if large.is_empty() {
        out.cautions.push(Caution::TooLittleData);
    }
    let pooled = pool(&large, &whole);
    let weak = weak(&large, &whole);
    let mut list: Vec<Segment> = large
        .iter()
        .enumerate()
        .map(|(i, (v, t))| segment(v, t, &whole, p.scores.scale(), pooled[i], weak[i]))
        .collect();
    list.sort_by(|a, b| {
        let key = |s: &Segment| s.pooled.unwrap_or(5.0);
        let mean = |s: &Segment| s.satisfaction.value.unwrap_or(5.0);
        key(a).total_cmp(&key(b)).then(mean(a).total_cmp(&mean(b))).then_with(|| a.value.cmp(&b.value))
    });
    out.list = list;
    out
}

fn segment(
    value: &str,
    t: &SegmentTally,
    whole: &SegmentTally,
    scale: Option<Scale>,
    pooled: Option<f64>,
    weak: bool,
) -> Segment {
    let rating = if scale.is_some() { stats::mean(t.outcome.rating, 0.001, LEAST, 3) } else { Estimate::default() };
    Segment {
        value: value.to_owned(),
        count: t.rows,
        distribution: t.outcome.levels,
        satisfaction: stats::mean(t.outcome.text(), 1.0, LEAST, 3),
        pooled: pooled.map(|x| round(x, 3)),
        rating,
        negative: rate(t.negative, t.rows),
        complaints: rate(t.complaints, t.rows),
        major: t.major,
        weak,
        special: special(t, whole),
    }
}

/// Means drawn towards the mean of all by empirical Bayes: normal values with a common variance between them (method of moments),
/// and one pooled variance within, so that three unlucky rows do not make the weakest branch.
fn pool(list: &[(&str, &SegmentTally)], whole: &SegmentTally) -> Vec<Option<f64>> {
    let samples: Vec<Option<Sample>> = list.iter().map(|(_, t)| Sample::of(t.outcome.text(), 1.0, 0.0)).collect();
    let Some(all) = Sample::of(whole.outcome.text(), 1.0, 0.0) else { return samples.iter().map(|_| None).collect() };
    let known = || samples.iter().flatten();
    let (mut within, mut degrees, mut between, mut n, mut n2) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for s in known() {
        let k = float(s.n);
        within += s.variance * (k - 1.0);
        degrees += k - 1.0;
        between += k * (s.mean - all.mean) * (s.mean - all.mean);
        n += k;
        n2 += k * k;
    }
    let within = if degrees > 0.0 { within / degrees } else { 0.0 };
    let groups = float(known().count() as u64);
    let room = n - if n > 0.0 { n2 / n } else { 0.0 };
    let tau2 = if room > 0.0 { ((between - (groups - 1.0) * within) / room).max(0.0) } else { 0.0 };
    let drawn = |s: &Sample| {
        let own = float(s.n) * tau2;
        let weight = if own + within > 0.0 { own / (own + within) } else { 1.0 };
        all.mean + weight * (s.mean - all.mean)
    };
    samples.iter().map(|s| s.as_ref().map(drawn)).collect()
}

/// Which values are weaker than the others together: a lower mean or more negative texts, whichever is clearer, with control for two tests
/// a value and for the number of values.
fn weak(list: &[(&str, &SegmentTally)], whole: &SegmentTally) -> Vec<bool> {
    let p: Vec<f64> = list
        .iter()
        .map(|(_, t)| {
            let rest = whole.outcome.minus(t.outcome);
            let (own, others) = (Sample::of(t.outcome.text(), 1.0, 0.0), Sample::of(rest.text(), 1.0, 0.0));
            let lower = match stats::difference(own, others, LEAST) {
                Some((d, error)) if error > 0.0 => normal_tail(-d / error),
                _ => 1.0,
            };
            let negative = two_shares(t.negative, t.rows, whole.negative - t.negative, whole.rows - t.rows);
            (2.0 * lower.min(normal_tail(negative))).min(1.0)
        })
        .collect();
    adjust(&p).into_iter().map(|q| q < LEVEL).collect()
}

/// The nature that its complaints name more than those of others, beyond chance.
fn special(t: &SegmentTally, whole: &SegmentTally) -> Option<String> {
    let rest = whole.complaints - t.complaints;
    let mut found: Vec<(f64, &crate::record::Name)> = Vec::new();
    for (nature, &n) in &t.natures {
        let others = whole.natures.get(nature).copied().unwrap_or(0).saturating_sub(n);
        if n >= LEAST_SPECIAL {
            found.push((normal_tail(two_shares(n, t.complaints, others, rest)), nature));
        }
    }
    let q = adjust(&found.iter().map(|(p, _)| *p).collect::<Vec<_>>());
    let best = found.iter().zip(q).filter(|(_, q)| *q < LEVEL).min_by(|a, b| a.0.0.total_cmp(&b.0.0));
    best.map(|((_, nature), _)| nature.to_string())
}

#[cfg(test)]
mod tests {
    use crate::insight::testing::{Row, report};

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
    fn one_value_is_no_segment() {
        let rows: Vec<_> = (1..30).map(|i| Row::new(i, "文字").attr("渠道", "天猫").build()).collect();
        assert!(report(&rows).segments.is_empty());
    }
}
