//! Need layers after Kano, from asymmetric impact (penalty–reward contrast): what must be right, what is expected, what delights.

use crate::lexicon::OUTCOMES;
use crate::number::float;
use crate::report::{AspectStats, Caution, Estimate, Need, Needs, RequestStats};

use super::stats::Z95;

/// Sorts aspects with figures for both sides into layers. An aspect whose contrast is not beyond chance is expected. `covariance` is that of the two figures of an aspect.
pub(super) fn needs(aspects: &[AspectStats], covariance: impl Fn(&str) -> f64, requests: Vec<RequestStats>) -> Needs {
    let mut out = Needs { requests, ..Needs::default() };
    // Remarks on the whole (satisfied, recommend) are outcomes, not needs.
    for a in aspects.iter().filter(|a| !OUTCOMES.contains(&a.id.as_str())) {
        let Some((contrast, error)) = contrast(a.penalty, a.reward, covariance(&a.id)) else { continue };
        let need = Need {
            aspect: a.id.clone(),
            name: a.name.clone(),
            penalty: a.penalty,
            reward: a.reward,
            mentioned: a.mentioned.count,
        };
        let helps = a.reward.low.is_some_and(|l| l > 0.0);
        let hurts = a.penalty.high.is_some_and(|h| h < 0.0);
        if contrast > Z95 * error && hurts {
            out.core_pain.push(need);
        } else if contrast < -Z95 * error && helps {
            out.delight.push(need);
        } else if helps || hurts {
            out.expected.push(need);
        }
    }
    by_size(&mut out.core_pain, |n| n.penalty);
    by_size(&mut out.expected, |n| n.penalty);
    by_size(&mut out.delight, |n| n.reward);
    if out.core_pain.is_empty() && out.expected.is_empty() && out.delight.is_empty() {
        out.cautions.push(Caution::TooLittleData);
    }
    out
}

/// How much more a fault costs than praise brings, with its standard error.
fn contrast(penalty: Estimate, reward: Estimate, covariance: f64) -> Option<(f64, f64)> {
    let error = |e: Estimate| Some((e.high? - e.low?) / (2.0 * Z95));
    let (p, r) = (error(penalty)?, error(reward)?);
    Some((-penalty.value? - reward.value?, (p * p + r * r + 2.0 * covariance).sqrt()))
}

/// Largest effect on most rows first.
fn by_size(list: &mut [Need], effect: fn(&Need) -> Estimate) {
    let weight = |n: &Need| effect(n).value.unwrap_or(0.0).abs() * float(n.mentioned).sqrt();
    list.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then_with(|| a.aspect.cmp(&b.aspect)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::testing::{Row, report};
    use crate::report::Rate;

    fn aspect(id: &str, penalty: f64, reward: f64) -> AspectStats {
        let e = |v: f64| Estimate { value: Some(v), low: Some(v - 0.2), high: Some(v + 0.2), n: 40 };
        AspectStats {
            id: id.to_owned(),
            name: id.to_owned(),
            nature: "product".to_owned(),
            mentioned: Rate { count: 80, ..Rate::default() },
            positive: 40,
            negative: 40,
            other: 0,
            negative_rate: Rate::default(),
            impact: e(0.0),
            penalty: e(penalty),
            reward: e(reward),
            priority: None,
            opinions: Vec::new(),
        }
    }

    fn ids(list: &[Need]) -> String {
        list.iter().map(|n| n.aspect.as_str()).collect()
    }

    #[test]
    fn layers_by_contrast() {
        let list = [aspect("a", -2.0, 0.1), aspect("b", -1.0, 1.0), aspect("c", -0.1, 1.5), aspect("d", 0.0, 0.0)];
        let n = needs(&list, |_| 0.0, Vec::new());
        assert_eq!((ids(&n.core_pain), ids(&n.expected), ids(&n.delight)), ("a".into(), "b".into(), "c".into()));
    }

    #[test]
    fn both_sides_are_taken_against_the_same_rows() {
        // Of forty rows each: blame 2.0, praise 4.0, neither 3.35; a contrast of 0.7, 1.86 times its error.
        let rows: Vec<_> = (0..120u64)
            .map(|i| {
                let (row, k) = (Row::new(i + 1, &format!("第{i}条")), i / 3);
                let even = k % 2 == 0;
                let row = match i % 3 {
                    0 => row.rating(if even { 1.0 } else { 3.0 }).blame("logistics.speed", "快递", "慢"),
                    1 => row.rating(if even { 3.0 } else { 5.0 }).praise("logistics.speed", "快递", "快"),
                    _ => row.rating(if k < 27 { 4.0 } else { 2.0 }),
                };
                row.build()
            })
            .collect();
        let n = report(&rows).needs;
        assert_eq!((ids(&n.core_pain), ids(&n.expected)), (String::new(), "logistics.speed".to_owned()));
    }
}
