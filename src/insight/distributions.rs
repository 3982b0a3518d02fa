//! Distributions that intervals and tests need: Student's t, and the beta and gamma functions behind it. Knows numbers only.
//!
//! Checked against scipy 1.17 in the tests; `tests/fixtures/compare.py` prints the values.

use crate::number::float;
use crate::real;

use super::stats::{Z95, normal_tail};

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
pub(super) fn beta(x: f64, a: f64, b: f64) -> f64 {
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

/// Logarithm of the number of ways to choose `k` of `n`.
pub(super) fn ln_choose(n: u64, k: u64) -> f64 {
    let factorial = |n: u64| ln_gamma(float(n) + 1.0);
    factorial(n) - factorial(k) - factorial(n - k)
}

/// Logarithm of the gamma function for positive `x` (Lanczos, g = 7, nine terms).
fn ln_gamma(x: f64) -> f64 {
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
}
