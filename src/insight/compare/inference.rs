//! The statistics of comparisons: differences with intervals, tests and effect sizes. Knows numbers only.
//!
//! Checked against scipy 1.17 in the tests; `tests/fixtures/compare.py` prints the values.

use crate::insight::distributions::{ln_choose, t_tails, t95};
use crate::insight::stats::{Sample, normal_tail, wilson};
use crate::number::float;
use crate::real;

/// A difference (after less before) with everything that is told of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::insight) struct Difference {
    pub(in crate::insight) value: f64,
    pub(super) low: f64,
    pub(super) high: f64,
    /// Two-sided.
    pub(in crate::insight) p: f64,
    /// Cohen's h of shares, Hedges' g of means.
    pub(super) effect: f64,
}

/// Expected counts below which the exact test takes the place of the z test (Cochran's rule).
const FEW: f64 = 5.0;

/// Two shares: Newcombe's hybrid score interval (1998, method 10), the pooled z test or for small counts the exact one, Cohen's h. Neither `n` may be 0.
pub(super) fn shares(k1: u64, n1: u64, k0: u64, n0: u64) -> Difference {
    let (n1f, n0f) = (float(n1), float(n0));
    let (p1, p0) = (float(k1) / n1f, float(k0) / n0f);
    let ((l1, u1), (l0, u0)) = (wilson(k1, n1), wilson(k0, n0));
    let value = p1 - p0;
    let pooled = float(k1 + k0) / (n1f + n0f);
    let error = (pooled * (1.0 - pooled) * (1.0 / n1f + 1.0 / n0f)).sqrt();
    let z = if error > 0.0 { value / error } else { 0.0 };
    let few = n1f.min(n0f) * pooled.min(1.0 - pooled) < FEW;
    Difference {
        value,
        low: value - ((p1 - l1).powi(2) + (u0 - p0).powi(2)).sqrt(),
        high: value + ((u1 - p1).powi(2) + (p0 - l0).powi(2)).sqrt(),
        p: if few && value != 0.0 { exact(k1, n1, k0, n0) } else { (2.0 * normal_tail(z.abs())).min(1.0) },
        effect: 2.0 * real::asin(p1.sqrt()) - 2.0 * real::asin(p0.sqrt()),
    }
}

/// Two-sided mid-p of Fisher's exact test for two shares: half of the chance of what was seen is left out, because the test is too cautious with it
/// (Lydersen, Fagerland & Laake 2009).
fn exact(k1: u64, n1: u64, k0: u64, n0: u64) -> f64 {
    /// Logarithms of chances closer than this are the same.
    const SAME: f64 = 1e-7;
    let k = k1 + k0;
    let all = ln_choose(n1 + n0, k);
    let chance = |x: u64| ln_choose(n1, x) + ln_choose(n0, k - x) - all;
    let seen = chance(k1);
    let as_rare = (k.saturating_sub(n0)..=k.min(n1)).map(chance).filter(|c| *c <= seen + SAME).map(real::exp);
    (as_rare.sum::<f64>() - real::exp(seen) / 2.0).clamp(0.0, 1.0)
}

/// Two means: Welch's t interval and test, Hedges' g. Both need at least two values; the effect is in pooled standard deviations.
pub(in crate::insight) fn means(after: Sample, before: Sample) -> Difference {
    let value = after.mean - before.mean;
    let (n1, n0) = (float(after.n), float(before.n));
    let degrees = n1 + n0 - 2.0;
    let pooled = (((n1 - 1.0) * after.variance + (n0 - 1.0) * before.variance) / degrees).sqrt();
    let effect = if pooled > 0.0 { value / pooled * (1.0 - 3.0 / (4.0 * degrees - 1.0)) } else { 0.0 };
    let (a, b) = (after.error2(), before.error2());
    let freedom = (a + b).powi(2) / (a * a / (n1 - 1.0) + b * b / (n0 - 1.0)).max(f64::MIN_POSITIVE);
    let d = of_error(value, (a + b).sqrt(), freedom);
    Difference { effect, ..d }
}

/// A difference whose standard error is known with so many degrees of freedom; no effect size.
pub(super) fn of_error(value: f64, error: f64, freedom: f64) -> Difference {
    if error <= 0.0 {
        let p = if value == 0.0 { 1.0 } else { 0.0 };
        return Difference { value, low: value, high: value, p, effect: 0.0 };
    }
    let half = t95(freedom) * error;
    Difference { value, low: value - half, high: value + half, p: t_tails(value / error, freedom), effect: 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::tally::Moments;

    fn close(a: f64, b: f64, within: f64) -> bool {
        (a - b).abs() <= within * b.abs().max(1e-12)
    }

    fn sample(levels: [u64; 5]) -> Sample {
        let mut m = Moments::default();
        (1i64..).zip(levels).for_each(|(l, n)| m.merge(Moments::of(l, n)));
        Sample::of(m, 1.0, 0.0).unwrap()
    }

    #[test]
    fn welch_and_hedges_as_scipy_has_them() {
        let d = means(sample([30, 25, 20, 30, 15]), sample([12, 20, 30, 60, 40]));
        assert!(close(d.value, 2.791_666_666_666_666_5 - 3.592_592_592_592_592_6, 1e-12));
        assert!(close(d.p, 8.081_662_722_408_539e-7, 1e-6), "{}", d.p);
        assert!(
            close(d.low, -1.112_142_072_974_354_5, 1e-9) && close(d.high, -0.489_709_778_877_497_67, 1e-9),
            "{d:?}"
        );
        assert!(close(d.effect, -0.622_588_096_450_199_3, 1e-9), "{}", d.effect);
    }

    #[test]
    fn newcombe_as_in_his_table() {
        // Newcombe 1998, table II (a): 56/70 against 48/80, method 10.
        let d = shares(56, 70, 48, 80);
        assert!(close(d.low, 0.052_431_472_402_365_065, 1e-7) && close(d.high, 0.333_872_654_036_906, 1e-7), "{d:?}");
        assert!(close(d.p, 0.008_045_081_368_196_56, 1e-5) && close(d.effect, 0.442_143_188_002_953_4, 1e-9), "{d:?}");
    }

    #[test]
    fn small_counts_as_scipy_has_them() {
        for (k1, n1, k0, n0, p) in [
            (9, 130, 0, 130, 0.002_538_892_612_981_798),
            (8, 130, 1, 130, 0.027_733_586_521_041_614),
            (2, 130, 7, 130, 0.137_994_210_734_963_26),
            (3, 40, 1, 900, 0.000_140_372_319_477_065_6),
            (28, 30, 60, 61, 0.142_630_777_462_238_15),
        ] {
            let d = shares(k1, n1, k0, n0);
            assert!(close(d.p, p, 1e-6), "{k1}/{n1} {k0}/{n0}: {} for {p}", d.p);
        }
        assert_eq!((shares(0, 10, 0, 10).p, shares(4, 200, 4, 200).p), (1.0, 1.0));
    }
}
