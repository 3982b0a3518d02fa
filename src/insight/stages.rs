//! The customer journey, its low points, and its moments of truth.

use crate::aggregate::Partial;
use crate::aggregate::aspects::StageTally;
use crate::aggregate::tally::Outcome;
use crate::number::{float, round};
use crate::report::{Drivers, StageStats, Stages};

use super::Context;
use super::aspects::Measure;
use super::stats::{self, rate_from};

/// Fewer judging rows than this give no share and no mean.
const LEAST: u64 = 10;

/// Stages that the feedback speaks of, in the order of the journey.
pub(super) fn stages(p: &Partial, drivers: &Drivers, cx: &Context) -> Stages {
    let (a, measure) = (&p.aspects, Measure::of(p));
    let effect = |of: Outcome, all: Outcome| measure.effect(of, measure.sample(p.scores.outcome.minus(all)));
    let known = cx.labels.stages().iter().map(String::as_str);
    let unknown = a.stages.keys().map(|s| &**s).filter(|s| !cx.labels.stages().iter().any(|k| k == s));
    let stage = |id: &str, t: &StageTally| StageStats {
        id: id.to_owned(),
        name: cx.labels.name("stage", id, cx.lang),
        count: t.judged,
        negative: rate_from(t.blamed, t.judged, LEAST),
        satisfaction: stats::level(t.outcome.text(), LEAST),
        penalty: effect(t.on_blame, t.outcome),
        reward: effect(t.on_praise, t.outcome),
        explained: explained(id, drivers, cx),
    };
    let list: Vec<StageStats> = known.chain(unknown).filter_map(|id| a.stages.get(id).map(|t| stage(id, t))).collect();
    let low_points = low_points(&list);
    let moments_of_truth = moments(&list, drivers);
    Stages { list, low_points, moments_of_truth }
}

/// What the drivers of a stage explain together.
fn explained(stage: &str, drivers: &Drivers, cx: &Context) -> Option<f64> {
    let own = |aspect: &str| cx.settings.stages.get(aspect).is_some_and(|s| s == stage);
    drivers.explained?;
    Some(round(drivers.list.iter().filter(|d| own(&d.aspect)).map(|d| d.explained).sum(), 4))
}

/// Stages that explain more than an equal share, and where blame or praise changes satisfaction beyond chance; largest first.
fn moments(list: &[StageStats], drivers: &Drivers) -> Vec<String> {
    let Some(all) = drivers.explained.filter(|x| *x > 0.0) else { return Vec::new() };
    let equal = all / float(list.len().max(1) as u64);
    let counts = |s: &&StageStats| {
        s.explained.is_some_and(|x| x > equal)
            && (s.penalty.high.is_some_and(|h| h < 0.0) || s.reward.low.is_some_and(|l| l > 0.0))
    };
    let mut found: Vec<&StageStats> = list.iter().filter(counts).collect();
    found.sort_by(|a, b| b.explained.unwrap_or(0.0).total_cmp(&a.explained.unwrap_or(0.0)));
    found.into_iter().map(|s| s.id.clone()).collect()
}

/// Stages whose negative share lies above that of all stages together with its whole interval, and whose feedback is no happier than that of all; worst first.
fn low_points(list: &[StageStats]) -> Vec<String> {
    let (bad, all) = list.iter().fold((0, 0), |(b, n), s| (b + s.negative.count, n + s.negative.of));
    let Some(usual) = stats::rate(bad, all).share else { return Vec::new() };
    let levels = || list.iter().filter_map(|s| Some((float(s.satisfaction.n), s.satisfaction.value?)));
    let mean = levels().map(|(n, level)| n * level).sum::<f64>() / levels().map(|(n, _)| n).sum::<f64>();
    // Who praises on the whole blames something at each stage.
    let happier = |s: &&StageStats| s.satisfaction.value.is_some_and(|level| level > mean);
    let blamed = |s: &&StageStats| s.negative.low.is_some_and(|l| l > usual);
    let mut low: Vec<&StageStats> = list.iter().filter(|s| blamed(s) && !happier(s)).collect();
    low.sort_by(|a, b| b.negative.share.unwrap_or(0.0).total_cmp(&a.negative.share.unwrap_or(0.0)));
    low.into_iter().map(|s| s.id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use crate::insight::testing::{Row, report};

    #[test]
    fn the_stage_that_moves_the_stars_is_a_moment_of_truth() {
        let rows: Vec<_> = (0..400u64)
            .map(|i| {
                // Delivery decides; whether the quality is praised changes little.
                let (slow, good) = (i % 4 == 0, i % 3 == 0);
                let row = Row::new(i + 1, "文字").score(0).rating(if slow {
                    1.0
                } else if i % 5 == 0 {
                    4.0
                } else {
                    5.0
                });
                let row = if slow { row.blame("logistics.speed", "快递", "慢") } else { row };
                if good { row.praise("product.quality", "质量", "好").build() } else { row.build() }
            })
            .collect();
        let s = report(&rows).stages;
        assert_eq!(s.moments_of_truth, ["delivery"]);
        let delivery = &s.list[0];
        assert!(delivery.penalty.high.unwrap() < -3.0 && delivery.explained.unwrap() > 0.8, "{delivery:?}");
        assert!(s.list[1].explained.unwrap().abs() < 0.05);
    }

    #[test]
    fn the_stage_with_more_blame_than_all_is_a_low_point() {
        let mut rows = Vec::new();
        for i in 0..60u64 {
            let row = Row::new(i + 1, "文字");
            rows.push(if i % 2 == 0 {
                row.score(-800).blame("logistics.speed", "快递", "慢").build()
            } else {
                row.score(900).praise("product.quality", "质量", "好").build()
            });
        }
        let r = report(&rows);
        assert_eq!(r.stages.list.iter().map(|s| s.id.as_str()).collect::<Vec<_>>(), ["delivery", "use"]);
        assert_eq!((r.stages.low_points, r.stages.list[0].negative.share), (vec!["delivery".to_owned()], Some(1.0)));
    }
}
