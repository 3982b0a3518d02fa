//! Drivers: what each fault and each praise does to satisfaction when everything else that a row says is held the same, and which faults are worth
//! mending first.
//!
//! A ridge regression (`ridge`) of the satisfaction of rows on what they blame and praise. Satisfaction is the stars where half of the rows have them:
//! text levels come from the very words that the judgements come from, so that a fit on them is circular, and says so. Remarks on the whole are outcomes
//! and left out. Impact with and without an aspect is `aspects`' job.

use crate::aggregate::Partial;
use crate::aggregate::drivers::{Indicator, Pair};
use crate::aggregate::tally::Moments;
use crate::lexicon::OUTCOMES;
use crate::number::{float, round};
use crate::report::{Caution, Driver, Drivers};

use super::Context;
use super::aspects::Measure;
use super::quick;
use super::ridge::{self, Fit, Products};
use super::stats::{Z95, interval, rate};

/// An indicator that holds in fewer rows has no effect of its own.
const LEAST: u64 = 10;
/// Fewer rows than this give no fit.
const LEAST_ROWS: u64 = 100;
/// A fit that explains less of the variance tells nothing.
const LEAST_EXPLAINED: f64 = 0.005;
/// Most indicators of a fit: the most frequent ones. The time of a fit grows with their third power.
const MOST: usize = 100;

/// The drivers of satisfaction, those that move the mean most first.
pub(super) fn drivers(p: &Partial, known: &quick::Known, cx: &Context) -> Drivers {
    let measure = Measure::of(p);
    let (y, unit) = outcome(p, measure);
    let mut out = Drivers { n: y.n, ..Drivers::default() };
    let chosen = chosen(p, measure);
    let fit = if y.n < LEAST_ROWS { None } else { ridge::fit(&products(p, measure, y, &chosen)) };
    let told = |fit: &Fit| fit.parts.iter().sum::<f64>() >= LEAST_EXPLAINED;
    let Some(fit) = fit.filter(told) else {
        out.cautions.push(Caution::TooLittleData);
        return out;
    };
    out.measure = Some(if matches!(measure, Measure::Text) { "texts" } else { "stars" }.to_owned());
    out.explained = Some(round(fit.parts.iter().sum(), 4));
    out.penalty = Some(round(fit.lambda, 3));
    let driver = |(at, i): (usize, &Indicator)| driver(i, &fit, at, (y.n, unit, measure), cx);
    let mut list: Vec<(f64, Driver)> = chosen.iter().enumerate().map(driver).collect();
    list.sort_by(|a, b| {
        b.0.total_cmp(&a.0).then_with(|| (&a.1.aspect, &a.1.polarity).cmp(&(&b.1.aspect, &b.1.polarity)))
    });
    out.list = list.into_iter().map(|(_, d)| d).collect();
    out.quick_wins = quick::wins(&out.list, p, known, cx);
    if matches!(measure, Measure::Text) {
        out.cautions.push(Caution::SameWords);
    }
    out
}

/// The outcome's sums, and levels of 1–5 in its unit.
fn outcome(p: &Partial, measure: Measure) -> (Moments, f64) {
    match measure {
        Measure::Text => (p.scores.outcome.text(), 1.0),
        Measure::Stars(scale) => (p.scores.outcome.rating.on(scale), scale.to_levels().0),
    }
}

fn rows(pair: Pair, measure: Measure) -> u64 {
    match measure {
        Measure::Text => pair.texts,
        Measure::Stars(scale) => pair.stars.on(scale),
    }
}

/// The indicators of the fit, in the order of their aspects.
fn chosen(p: &Partial, measure: Measure) -> Vec<Indicator> {
    let mut all = p.drivers.indicators();
    all.retain(|i| rows(i.sums.rows, measure) >= LEAST && !OUTCOMES.contains(&i.aspect.as_str()));
    let by_rows = |i: &Indicator| (std::cmp::Reverse(rows(i.sums.rows, measure)), i.aspect.clone(), i.blamed);
    all.sort_by_key(by_rows);
    all.truncate(MOST);
    all.sort_by(|a, b| (&a.aspect, a.blamed).cmp(&(&b.aspect, b.blamed)));
    all
}

fn products(p: &Partial, measure: Measure, y: Moments, chosen: &[Indicator]) -> Products {
    let sum = |i: &Indicator| match measure {
        Measure::Text => i.sums.levels,
        Measure::Stars(scale) => i.sums.ratings.on(scale),
    };
    let row = |i: &Indicator| {
        chosen.iter().map(|j| rows(p.drivers.together(i.number, j.number), measure)).collect::<Vec<u64>>()
    };
    Products {
        y,
        x: chosen.iter().map(|i| (rows(i.sums.rows, measure), sum(i))).collect(),
        pairs: chosen.iter().map(row).collect(),
    }
}

/// One driver, and how far it moves the mean of all.
fn driver(i: &Indicator, fit: &Fit, at: usize, (n, unit, measure): (u64, f64, Measure), cx: &Context) -> (f64, Driver) {
    let held = rows(i.sums.rows, measure);
    let (effect, half) = (fit.effects[at].0 * unit, Z95 * fit.effects[at].1 * unit);
    let share = float(held) / float(n.max(1));
    let driver = Driver {
        aspect: i.aspect.clone(),
        name: cx.aspect_name(&i.aspect),
        polarity: if i.blamed { "negative" } else { "positive" }.to_owned(),
        rows: rate(held, n),
        coefficient: interval(effect, Some(half), held, 3),
        gain: i.blamed.then(|| interval(-effect * share, Some(half * share), held, 4)),
        explained: round(fit.parts[at], 4),
    };
    ((effect * share).abs(), driver)
}

#[cfg(test)]
mod tests {
    use crate::insight::testing::{Dice, Row, report};
    use crate::report::Report;

    /// Rows whose stars fall by two where the delivery is blamed and rise by a half where the quality is praised.
    fn planted(seed: u64) -> Report {
        let mut dice = Dice(seed);
        let rows: Vec<_> = (0..900u64)
            .map(|i| {
                let (slow, good, dear) = (dice.next() < 0.2, dice.next() < 0.4, dice.next() < 0.1);
                let noise = [-1.0, 0.0, 0.0, 1.0][dice.below(4)];
                let stars = 3.5 + noise + if good { 0.5 } else { 0.0 } - if slow { 2.0 } else { 0.0 };
                let mut row = Row::new(i + 1, "文字").rating(stars).score(200);
                if slow {
                    row = row.blame("logistics.speed", "快递", "慢");
                    // Who waits calls: the service is blamed with the delivery and costs nothing by itself.
                    if dice.next() < 0.7 {
                        row = row.blame("service.response", "客服", "不理");
                    }
                }
                if good {
                    row = row.praise("product.quality", "质量", "好");
                }
                if dear { row.blame("price.level", "价格", "贵").build() } else { row.build() }
            })
            .collect();
        report(&rows)
    }

    #[test]
    fn what_is_planted_is_found_and_what_only_goes_with_it_is_not() {
        let (mut inside, mut innocent) = (0, 0);
        for seed in 0..20 {
            let r = planted(seed);
            let find =
                |id: &str, side: &str| r.drivers.list.iter().find(|d| d.aspect == id && d.polarity == side).unwrap();
            let covers = |id: &str, side: &str, truth: f64| {
                let c = find(id, side).coefficient;
                i32::from(c.low.unwrap() <= truth && truth <= c.high.unwrap())
            };
            inside += covers("logistics.speed", "negative", -2.0) + covers("product.quality", "positive", 0.5);
            inside += covers("price.level", "negative", 0.0) + covers("service.response", "negative", 0.0);
            innocent += i32::from(find("service.response", "negative").coefficient.low.unwrap() < -1.0);
            assert_eq!(
                (r.drivers.measure.as_deref(), r.drivers.list[0].aspect.as_str()),
                (Some("stars"), "logistics.speed")
            );
            let gain = find("logistics.speed", "negative").gain.unwrap();
            assert!((gain.value.unwrap() - 0.4).abs() < 0.1, "{gain:?}");
            let sum: f64 = r.drivers.list.iter().map(|d| d.explained).sum();
            assert!((sum - r.drivers.explained.unwrap()).abs() < 1e-3);
            // With and without, the innocent one looks as bad as the delivery.
            let naive = r.aspects.iter().find(|a| a.id == "service.response").unwrap();
            assert!(naive.penalty.value.unwrap() < -1.3);
        }
        // 80 intervals of 95 %.
        assert!((71..=80).contains(&inside), "{inside}");
        assert_eq!(innocent, 0);
    }

    #[test]
    fn without_stars_it_says_that_the_words_are_the_same() {
        let rows: Vec<_> = (0..200u64)
            .map(|i| {
                let row = Row::new(i + 1, "文字");
                if i % 2 == 0 {
                    row.score(-900).blame("logistics.speed", "快递", "慢").build()
                } else {
                    row.score(800).build()
                }
            })
            .collect();
        let d = report(&rows).drivers;
        assert_eq!(
            (d.measure.as_deref(), d.cautions.as_slice()),
            (Some("texts"), &[crate::report::Caution::SameWords][..])
        );
        let few = report(&rows[..20]).drivers;
        assert_eq!((few.list.len(), few.cautions.as_slice()), (0, &[crate::report::Caution::TooLittleData][..]));
    }
}
