//! Aspects: volume, polarity, and what they do to satisfaction.
//!
//! Impact is a difference of means: rows that mention the aspect against rows that do not; penalty and reward take only the rows that blame or
//! praise it. Satisfaction is the stars where enough rows have them, else the text levels, always on 1–5.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::aggregate::Partial;
use crate::aggregate::aspects::AspectTally;
use crate::aggregate::scale::Scale;
use crate::aggregate::tally::Outcome;
use crate::number::float;
use crate::record::Name;
use crate::report::{AspectStats, Estimate, Opinion};

use super::Context;
use super::stats::{self, Sample, Z95, rate, rate_from};

/// Fewer rows than this on either side give no difference of means: the normal interval is then not to be trusted.
const LEAST: u64 = 30;

/// Fewer judging rows than this give no negative share.
const LEAST_RATE: u64 = 10;

/// An aspect is judged, not only named, where one of so many rows that name it judges it.
const JUDGED: u64 = 4;

/// One that harms is to be fixed now only where one of so many judges it: what its mentions cost says else who names the thing, not that it is bad.
const BLAMED: u64 = 3;

/// Stars are preferred to text levels when this share of the rows has them.
const RATED_SHARE: f64 = 0.5;

/// What satisfaction is measured by.
#[derive(Clone, Copy)]
pub(super) enum Measure {
    Stars(Scale),
    Text,
}

impl Measure {
    pub(super) fn of(p: &Partial) -> Self {
        let rated = |scale: Scale| float(p.scores.outcome.rating.on(scale).n);
        match p.scores.scale() {
            Some(scale) if rated(scale) >= RATED_SHARE * float(p.rows.informative) => Self::Stars(scale),
            _ => Self::Text,
        }
    }

    /// Satisfaction of rows on 1–5; ratings off the scale count for nothing.
    pub(super) fn sample(self, o: Outcome) -> Option<Sample> {
        match self {
            Self::Text => Sample::of(o.text(), 1.0, 0.0),
            Self::Stars(scale) => {
                let (factor, offset) = scale.to_levels();
                Sample::of(o.rating.on(scale), factor, offset)
            }
        }
    }

    /// How much higher the satisfaction of some rows is than that of others.
    pub(super) fn effect(self, of: Outcome, others: Option<Sample>) -> Estimate {
        let with = self.sample(of);
        let n = with.map_or(0, |s| s.n);
        match stats::difference(with, others, LEAST) {
            // Where the rows of both sides agree, nothing is known of the error.
            Some((d, error)) => stats::interval(d, Some(Z95 * error).filter(|half| *half > 0.0), n, 3),
            None => Estimate { n, ..Estimate::default() },
        }
    }
}

/// All aspects that are mentioned, most mentioned first, each with what is `said` of it.
pub(super) fn aspects(p: &Partial, mut said: BTreeMap<Name, Vec<Opinion>>, cx: &Context) -> Vec<AspectStats> {
    let measure = Measure::of(p);
    let mut told = |id: &Name| said.remove(id).unwrap_or_default();
    let list = p.aspects.list.iter();
    let mut out: Vec<AspectStats> =
        list.map(|(id, t)| AspectStats { opinions: told(id), ..aspect(id, t, p, measure, cx) }).collect();
    out.sort_by_key(|a| Reverse(a.mentioned.count));
    prioritise(&mut out);
    out
}

fn aspect(id: &str, t: &AspectTally, p: &Partial, measure: Measure, cx: &Context) -> AspectStats {
    let without = measure.sample(p.scores.outcome.minus(t.all));
    // Rows that do both count on the negative side, too: somebody has to look at them.
    let both = t.both;
    AspectStats {
        id: id.to_owned(),
        name: cx.aspect_name(id),
        nature: t.nature.to_string(),
        mentioned: rate(t.mentioned, p.rows.informative),
        positive: t.praised,
        negative: t.blamed,
        other: t.mentioned - t.praised - t.blamed,
        negative_rate: rate_from(t.blamed + both, t.praised + t.blamed + both, LEAST_RATE),
        impact: measure.effect(t.all, without),
        penalty: measure.effect(t.on_blame, without),
        reward: measure.effect(t.on_praise, without),
        priority: None,
        opinions: Vec::new(),
    }
}

/// The covariance of what blame of an aspect costs and what praise of it brings: both are taken against the same other rows, and rows that do both are in both.
pub(super) fn covariance(id: &str, p: &Partial) -> f64 {
    let measure = Measure::of(p);
    let Some(t) = p.aspects.list.get(id) else { return 0.0 };
    let others = measure.sample(p.scores.outcome.minus(t.all)).map_or(0.0, |s| s.error2());
    let sides = measure.sample(t.on_blame).zip(measure.sample(t.on_praise));
    let both = float(t.both) / float((t.blamed + t.both).max(1));
    others + sides.map_or(0.0, |(blame, praise)| both * (blame.variance * praise.variance).sqrt() / float(praise.n))
}

/// Impact against volume: harmful for sure and often blamed is to be fixed now; helpful and often said is to be kept up; harmful and seldom blamed, or mostly named
/// without a judgement, is to be watched; the rest is low. Aspects that hardly anybody judges (洗碗机 only names the thing), or few of those who name them, have no place. Often: at least the median of
/// those that have one, of mentions for what helps, of blame for what harms (praise says nothing of how often it does). Helpful: the impact of a mention lies
/// above 0 with its whole interval, and fewer than half of those who judge blame. Harmful: it lies below 0, or praise and blame balance it so that it is not sure, while half of those who judge blame
/// and blame costs satisfaction for sure.
fn prioritise(list: &mut [AspectStats]) {
    let counts = |a: &AspectStats| {
        let judged = a.negative_rate.of;
        a.impact.value.is_some() && judged >= LEAST_RATE && JUDGED * judged >= a.mentioned.count
    };
    let median = |of: fn(&AspectStats) -> u64| {
        let mut volumes: Vec<u64> = list.iter().filter(|a| counts(a)).map(of).collect();
        volumes.sort_unstable();
        volumes.get(volumes.len() / 2).copied().unwrap_or_default()
    };
    let (said, blame) = (median(|a| a.mentioned.count), median(|a| a.negative_rate.count).max(LEAST_RATE));
    for a in list.iter_mut().filter(|a| counts(a)) {
        let (Some(low), Some(high)) = (a.impact.low, a.impact.high) else { continue };
        let blamed = a.negative_rate.share.is_some_and(|s| s >= 0.5);
        let costs = a.penalty.high.is_some_and(|h| h < 0.0);
        let harmful = high < 0.0 || (low <= 0.0 && blamed && costs);
        let urgent = a.negative_rate.count >= blame && BLAMED * a.negative_rate.of >= a.mentioned.count;
        let priority = match (harmful, low > 0.0 && !blamed) {
            (true, _) if urgent => "fix_now",
            (true, _) => "watch",
            (_, true) if a.mentioned.count >= said => "keep_up",
            _ => "low",
        };
        a.priority = Some(priority.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::testing::{Row, report};

    /// Rows of which the tenth has the rating `odd`, or none; the others 1 to 5 `times` something.
    fn rated(odd: Option<f64>, times: f64) -> crate::report::Report {
        let rows: Vec<_> = (0..400u64)
            .map(|i| {
                let slow = i % 4 == 0;
                let stars = f64::from(u32::try_from(i % 3).unwrap()) + if slow { 1.0 } else { 3.0 };
                let row = Row::new(i + 1, "文字").score(200).attr("门店", ["甲", "乙"][(i % 2) as usize]);
                let row = if slow { row.blame("logistics.speed", "快递", "慢") } else { row };
                match odd {
                    _ if i != 9 => row.rating(stars * times).build(),
                    Some(odd) => row.rating(odd).build(),
                    None => row.build(),
                }
            })
            .collect();
        report(&rows)
    }

    #[test]
    fn a_rating_off_the_scale_counts_nowhere() {
        let (with, without) = (rated(Some(100.0), 1.0), rated(None, 1.0));
        assert_eq!(
            (&with.segments, &with.aspects, &with.drivers),
            (&without.segments, &without.aspects, &without.drivers)
        );
        let of_five = with.segments[0].list.iter().all(|s| s.rating.value.is_some_and(|v| v < 5.0));
        assert!(of_five && with.drivers.measure.as_deref() == Some("stars"), "{:?}", with.drivers);
    }

    #[test]
    fn stars_written_as_tens_have_the_same_effects() {
        let (stars, tens) = (rated(None, 1.0), rated(None, 10.0));
        assert_eq!(tens.satisfaction.ratings.as_ref().unwrap().scale, 50);
        assert_eq!((stars.aspects, stars.drivers), (tens.aspects, tens.drivers));
    }

    #[test]
    fn what_is_only_named_has_no_priority() {
        let rows: Vec<_> = (0..240u64)
            .map(|i| match i % 4 {
                0 => Row::new(i + 1, "洗衣机坏了")
                    .score(-900)
                    .blame("product.defect", "洗衣机", "坏")
                    .name("product.quality", "洗衣机"),
                1 => Row::new(i + 1, "洗衣机到了").score(-300).name("product.quality", "洗衣机"),
                _ => Row::new(i + 1, "文字").score(500),
            })
            .map(Row::build)
            .collect();
        let r = report(&rows);
        let find = |id: &str| r.aspects.iter().find(|a| a.id == id).unwrap();
        assert!(find("product.quality").impact.high.unwrap() < 0.0);
        assert_eq!(
            (find("product.quality").priority.as_deref(), find("product.defect").priority.as_deref()),
            (None, Some("fix_now"))
        );
    }

    #[test]
    fn what_is_mostly_named_without_a_judgement_is_watched_and_what_is_blamed_is_fixed() {
        let rows: Vec<_> = (0..400u64)
            .map(|i| {
                let row = Row::new(i + 1, "文字");
                match i {
                    0..20 => row.score(-900).blame("product.quality", "洗衣机", "差"),
                    20..28 => row.score(900).praise("product.quality", "洗衣机", "好"),
                    28..100 => row.score(-500).name("product.quality", "洗衣机"),
                    100..140 => row.score(-900).blame("logistics.speed", "快递", "慢"),
                    140..260 => row.score(900).praise("price.level", "价格", "便宜"),
                    _ => row.score(500),
                }
            })
            .map(Row::build)
            .collect();
        let r = report(&rows);
        let priority = |id: &str| r.aspects.iter().find(|a| a.id == id).unwrap().priority.clone();
        let told = ["product.quality", "logistics.speed", "price.level"].map(|id| priority(id).unwrap_or_default());
        // The speed is said least often, and blamed most.
        assert_eq!(told, ["watch", "fix_now", "keep_up"]);
    }

    #[test]
    fn much_blamed_is_harmful_even_where_praise_balances_it() {
        let rows: Vec<_> = (0..240u64)
            .map(|i| {
                let row = Row::new(i + 1, "文字");
                match i % 6 {
                    0 | 1 => row.score(-500).blame("logistics.speed", "快递", "慢").build(),
                    2 => row.score(950).praise("logistics.speed", "快递", "快").build(),
                    3 => row.score(if i % 4 == 1 { -300 } else { 200 }).build(),
                    _ => row.score(200).build(),
                }
            })
            .collect();
        let r = report(&rows);
        let speed = r.aspects.iter().find(|a| a.id == "logistics.speed").unwrap();
        assert!(speed.impact.high.unwrap() > -0.2 && speed.penalty.high.unwrap() < 0.0, "{:?}", speed.impact);
        assert_eq!(speed.priority.as_deref(), Some("fix_now"));
    }

    #[test]
    fn a_hurtful_aspect_is_to_be_fixed_and_a_liked_one_kept_up() {
        let mut rows = Vec::new();
        for i in 0..120u64 {
            let row = Row::new(i + 1, "文字");
            rows.push(match i % 3 {
                0 => row.score(-900).blame("logistics.speed", "快递", "慢").build(),
                1 => row.score(900).praise("product.quality", "质量", "好").build(),
                _ => row.score(200).build(),
            });
        }
        let r = report(&rows);
        let find = |id: &str| r.aspects.iter().find(|a| a.id == id).unwrap();
        let speed = find("logistics.speed");
        assert_eq!(
            (speed.priority.as_deref(), find("product.quality").priority.as_deref()),
            (Some("fix_now"), Some("keep_up"))
        );
        assert!(speed.impact.value.unwrap() < -2.0 && speed.impact.high.unwrap() < 0.0);
        assert_eq!((speed.negative_rate.share, speed.penalty.n, speed.reward.value), (Some(1.0), 40, None));
    }
}
