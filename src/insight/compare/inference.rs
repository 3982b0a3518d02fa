//! The statistics of comparisons: differences with intervals, tests and effect sizes. Knows numbers only.
//!
//! Checked against scipy 1.17 in the tests; `tests/fixtures/compare.py` prints the values.

use crate::insight::stats::{Sample, Z95, normal_tail, wilson};
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
        effect: 2.0 * p1.sqrt().asin() - 2.0 * p0.sqrt().asin(),
    }
}

/// Two-sided mid-p of Fisher's exact test for two shares: half of the chance of what was seen is left out, because the test is too cautious with it
/// (Lydersen, Fagerland & Laake 2009).
fn exact(k1: u64, n1: u64, k0: u64, n0: u64) -> f64 {
    /// Logarithms of chances closer than this are the same.
    const SAME: f64 = 1e-7;
    let k = k1 + k0;
    let choose = |n: u64, k: u64| ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k);
    let all = choose(n1 + n0, k);
    let chance = |x: u64| choose(n1, x) + choose(n0, k - x) - all;
    let seen = chance(k1);
    let as_rare = (k.saturating_sub(n0)..=k.min(n1)).map(chance).filter(|c| *c <= seen + SAME).map(real::exp);
    (as_rare.sum::<f64>() - real::exp(seen) / 2.0).clamp(0.0, 1.0)
}

fn ln_factorial(n: u64) -> f64 {
    ln_gamma(float(n) + 1.0)
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

/// Chance that Student's t is further from 0 than `t`, on either side.
pub(super) fn t_tails(t: f64, freedom: f64) -> f64 {
    if freedom > 1e7 {
        return (2.0 * normal_tail(t.abs())).min(1.0);
    }
    beta(freedom / (freedom + t * t), freedom / 2.0, 0.5)
}

/// Two-sided 95 % point of Student's t, by halving.
pub(super) fn t95(freedom: f64) -> f64 {
    if freedom > 1e7 {
        return Z95;
    }
    let (mut low, mut high) = (1.9, 13.0 / freedom.min(1.0));
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if t_tails(middle, freedom) > 0.05 { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// The regularised incomplete beta function, by its continued fraction (Lentz's method, as in Numerical Recipes).
pub(in crate::insight) fn beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    let front = real::exp(ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * real::ln(x) + b * real::ln_1p(-x));
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(x, a, b) / a
    } else {
        1.0 - front * fraction(1.0 - x, b, a) / b
    }
}

fn fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let safe = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut d = 1.0 / safe(1.0 - (a + b) * x / (a + 1.0));
    let (mut c, mut h) = (1.0, d);
    for m in 1..10_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / safe(1.0 + even * d);
        c = safe(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / safe(1.0 + odd * d);
        c = safe(1.0 + odd / c);
        h *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    h
}

/// Logarithm of the gamma function for positive `x` (Lanczos, g = 7, nine terms).
pub(in crate::insight) fn ln_gamma(x: f64) -> f64 {
    const C: [f64; 9] = [
        0.999_999_999_999_809_9,
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if x < 0.5 {
        return real::ln(std::f64::consts::PI / real::sin(std::f64::consts::PI * x)) - ln_gamma(1.0 - x);
    }
    let x = x - 1.0;
    let t = x + 7.5;
    let sum = C[0] + (1u8..).zip(&C[1..]).map(|(i, c)| c / (x + f64::from(i))).sum::<f64>();
    0.5 * real::ln(2.0 * std::f64::consts::PI) + (x + 0.5) * real::ln(t) - t + real::ln(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::tally::Moments;

    fn close(a: f64, b: f64, within: f64) -> bool {
        (a - b).abs() <= within * b.abs().max(1e-12)
    }

    #[test]
    fn students_t_as_scipy_has_it() {
        for (t, df, p) in [
            (2.1, 7.3, 0.072_246_713_424_853_4),
            (0.5, 1.0, 0.704_832_764_699_133_5),
            (4.2, 35.7, 1.694_994_221_300_53e-4),
            (1.96, 1e6, 0.049_996_067_585_269_85),
        ] {
            assert!(close(t_tails(t, df), p, 1e-8), "{t} {df} {}", t_tails(t, df));
        }
        for (df, q) in [(1.0, 12.706_204_736_174_694), (4.0, 2.776_445_105_197_793_4), (35.7, 2.028_685_934_224_46)] {
            assert!(close(t95(df), q, 1e-9), "{df} {}", t95(df));
        }
    }

    fn sample(levels: [u64; 5]) -> Sample {
        let mut m = Moments::default();
        (1i64..).zip(levels).for_each(|(l, n)| (0..n).for_each(|_| m.add(l)));
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
