//! The customer journey and its low points.

use crate::aggregate::aspects::{Aspects, StageTally};
use crate::report::{StageStats, Stages};

use super::Context;
use super::stats::{self, rate_from};

/// Fewer judging rows than this give no share and no mean.
const LEAST: u64 = 10;

/// Stages that the feedback speaks of, in the order of the journey.
pub(super) fn stages(a: &Aspects, cx: &Context) -> Stages {
    let known = cx.labels.stages().iter().map(String::as_str);
    let unknown = a.stages.keys().map(|s| &**s).filter(|s| !cx.labels.stages().iter().any(|k| k == s));
    let stage = |id: &str, t: &StageTally| StageStats {
        id: id.to_owned(),
        name: cx.labels.name("stage", id, cx.lang),
        count: t.judged,
        negative: rate_from(t.blamed, t.judged, LEAST),
        satisfaction: stats::mean(t.outcome.text(), 1.0, LEAST, 3),
    };
    let list: Vec<StageStats> = known.chain(unknown).filter_map(|id| a.stages.get(id).map(|t| stage(id, t))).collect();
    let low_points = low_points(&list);
    Stages { list, low_points }
}

/// Stages whose negative share lies above that of all stages together with its whole interval, worst first.
fn low_points(list: &[StageStats]) -> Vec<String> {
    let (bad, all) = list.iter().fold((0, 0), |(b, n), s| (b + s.negative.count, n + s.negative.of));
    let Some(usual) = stats::rate(bad, all).share else { return Vec::new() };
    let mut low: Vec<&StageStats> = list.iter().filter(|s| s.negative.low.is_some_and(|l| l > usual)).collect();
    low.sort_by(|a, b| b.negative.share.unwrap_or(0.0).total_cmp(&a.negative.share.unwrap_or(0.0)));
    low.into_iter().map(|s| s.id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use crate::insight::testing::{Row, report};

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
