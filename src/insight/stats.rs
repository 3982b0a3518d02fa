//! Statistics: intervals, tests, and control for many tests. Knows numbers only, no feedback.
//!
//! Everything takes exact integer sums and gives unrounded floats; rounding happens where a figure enters the report.

use crate::aggregate::tally::Moments;
use crate::number::{float, round};
use crate::real;
use crate::report::{Estimate, Rate};

use super::distributions::t95;

/// Two-sided 95 % point of the normal distribution.
pub(super) const Z95: f64 = 1.959_963_985;

/// Decimals of shares.
const SHARE_DIGITS: i32 = 4;

/// A share with its 95 % Wilson interval.
pub(super) fn rate(count: u64, of: u64) -> Rate {
    if of == 0 {
        return Rate { count, of, ..Rate::default() };
    }
    let (low, high) = wilson(count, of);
    let share = float(count) / float(of);
    let r = |x| Some(round(x, SHARE_DIGITS));
    Rate { count, of, share: r(share), low: r(low), high: r(high) }
}

/// The same, with the share and the interval left out when there are fewer than `least` records.
pub(super) fn rate_from(count: u64, of: u64, least: u64) -> Rate {
    if of < least { Rate { count, of, ..Rate::default() } } else { rate(count, of) }
}

/// Wilson's interval (1927): right for small samples and for shares near 0 and 1.
pub(crate) fn wilson(count: u64, of: u64) -> (f64, f64) {
    let (n, p, z2) = (float(of), float(count) / float(of), Z95 * Z95);
    let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z95 / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// A mean with its variance, in the units of a report: `a + b·x` of the sums' own units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sample {
    pub(super) n: u64,
    pub(super) mean: f64,
    /// Sample variance (divisor n − 1).
    pub(super) variance: f64,
}

impl Sample {
    /// From exact sums, scaled by `by` and moved by `plus`. `None` without data.
    pub(super) fn of(m: Moments, by: f64, plus: f64) -> Option<Self> {
        if m.n == 0 {
            return None;
        }
        let (n, sum) = (i128::from(m.n), i128::from(m.sum));
        // Exact up to the division: n·Σx² − (Σx)².
        let spread = real(n * m.sq - sum * sum);
        let variance = if m.n > 1 { (spread / (real(n) * real(n - 1))).max(0.0) } else { 0.0 };
        Some(Self { n: m.n, mean: real(sum) / real(n) * by + plus, variance: variance * by * by })
    }

    /// Variance of the mean.
    pub(super) fn error2(&self) -> f64 {
        self.variance / float(self.n)
    }

    /// The mean with its 95 % t interval; null with fewer than `least` records.
    pub(super) fn estimate(&self, least: u64, digits: i32) -> Estimate {
        if self.n < least {
            return Estimate { n: self.n, ..Estimate::default() };
        }
        let half = (self.n > 1).then(|| t95(float(self.n - 1)) * self.error2().sqrt());
        interval(self.mean, half, self.n, digits)
    }
}

/// A mean of `m`, or nothing where there is too little.
pub(super) fn mean(m: Moments, by: f64, least: u64, digits: i32) -> Estimate {
    Sample::of(m, by, 0.0).map_or(Estimate::default(), |s| s.estimate(least, digits))
}

/// Ends of the scale of levels.
pub(super) const LEVELS: (f64, f64) = (1.0, 5.0);

/// A mean of levels with an interval on their scale, or nothing where there is too little.
pub(super) fn level(m: Moments, least: u64) -> Estimate {
    within(mean(m, 1.0, least, 3), LEVELS.0, LEVELS.1, 3)
}

/// The difference of two means with its standard error. `None` where either has fewer than `least`.
pub(super) fn difference(a: Option<Sample>, b: Option<Sample>, least: u64) -> Option<(f64, f64)> {
    let (a, b) = (a.filter(|s| s.n >= least)?, b.filter(|s| s.n >= least)?);
    Some((a.mean - b.mean, (a.error2() + b.error2()).sqrt()))
}

/// A mean on a scale from `least` to `most`, with an interval that stays on it. Where all records agree the t interval has no width, however few they
/// are: then it reaches as far as Wilson's bound allows others to disagree, at the ends of the scale.
pub(super) fn within(mut e: Estimate, least: f64, most: f64, digits: i32) -> Estimate {
    let Some(value) = e.value else { return e };
    if e.low.is_none() || e.low == e.high {
        let agree = wilson(e.n, e.n).0;
        let reach = |end: f64| Some(round(value * agree + end * (1.0 - agree), digits));
        (e.low, e.high) = (reach(least), reach(most));
    }
    e.low = e.low.map(|x| x.max(least));
    e.high = e.high.map(|x| x.min(most));
    e
}

/// A figure with its interval, rounded.
pub(super) fn interval(value: f64, half: Option<f64>, n: u64, digits: i32) -> Estimate {
    let r = |x| round(x, digits);
    Estimate { value: Some(r(value)), low: half.map(|h| r(value - h)), high: half.map(|h| r(value + h)), n }
}

/// Chance that a standard normal variable exceeds `z`.
pub(super) fn normal_tail(z: f64) -> f64 {
    0.5 * erfc(z / std::f64::consts::SQRT_2)
}

/// Complementary error function (Chebyshev fit of Numerical Recipes, relative error below 1.2e-7).
fn erfc(x: f64) -> f64 {
    const C: [f64; 10] = [
        -1.265_512_23,
        1.000_023_68,
        0.374_091_96,
        0.096_784_18,
        -0.186_288_06,
        0.278_868_07,
        -1.135_203_98,
        1.488_515_87,
        -0.822_152_23,
        0.170_872_77,
    ];
    let t = 1.0 / (1.0 + 0.5 * x.abs());
    let poly = C.iter().rev().fold(0.0, |sum, c| sum * t + c);
    let tail = t * real::exp(poly - x * x);
    if x >= 0.0 { tail } else { 2.0 - tail }
}

/// Log-likelihood ratio G² (Dunning 1993) of `k1` of `n1` against `k2` of `n2`.
pub(super) fn g2(k1: u64, n1: u64, k2: u64, n2: u64) -> f64 {
    let (rows, with) = ([float(n1), float(n2)], float(k1 + k2));
    let all = rows[0] + rows[1];
    let cell = |o: f64, row: f64, column: f64| if o > 0.0 { o * real::ln(o * all / (row * column)) } else { 0.0 };
    let own = |k: u64, row: f64| cell(float(k), row, with) + cell(row - float(k), row, all - with);
    (2.0 * (own(k1, rows[0]) + own(k2, rows[1]))).max(0.0)
}

/// Chance of a G² this large by accident (χ² with one degree of freedom).
pub(super) fn g2_p(g2: f64) -> f64 {
    2.0 * normal_tail(g2.sqrt())
}

/// Benjamini–Hochberg: p-values adjusted for the number of tests, in the order given.
pub(super) fn adjust(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]).then(a.cmp(&b)));
    let m = float(p.len() as u64);
    let mut out = vec![1.0; p.len()];
    let mut least: f64 = 1.0;
    for (rank, &i) in order.iter().enumerate().rev() {
        least = least.min(p[i] * m / float(rank as u64 + 1));
        out[i] = least;
    }
    out
}

/// An exact sum as a float.
#[allow(clippy::cast_precision_loss)] // sums of a run lie far below the loss that matters after rounding
fn real(x: i128) -> f64 {
    x as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_as_published() {
        // Newcombe 1998, table I: 81 of 263, and 0 of 20.
        let (low, high) = wilson(81, 263);
        assert_eq!((round(low, 4), round(high, 4)), (0.2553, 0.3662));
        let (low, high) = wilson(0, 20);
        assert_eq!((low, round(high, 4)), (0.0, 0.1611));
    }

    #[test]
    fn t_and_normal_tails_as_in_tables() {
        assert!((normal_tail(1.644_853_6) - 0.05).abs() < 1e-6);
        assert!((normal_tail(-1.0) - 0.841_344_7).abs() < 1e-6);
    }

    #[test]
    fn sums_give_the_textbook_variance() {
        let mut m = Moments::default();
        for x in [2, 4, 4, 4, 5, 5, 7, 9] {
            m.add(x);
        }
        let s = Sample::of(m, 1.0, 0.0).unwrap();
        assert!((s.mean - 5.0).abs() < 1e-12 && (s.variance - 32.0 / 7.0).abs() < 1e-12);
    }

    #[test]
    fn benjamini_hochberg_of_a_known_list() {
        let q = adjust(&[0.01, 0.04, 0.03, 0.005]);
        let close = |a: f64, b: f64| (a - b).abs() < 1e-12;
        assert!(close(q[0], 0.02) && close(q[1], 0.04) && close(q[2], 0.04) && close(q[3], 0.02), "{q:?}");
    }

    #[test]
    fn g2_of_equal_shares_is_zero() {
        assert!(g2(10, 100, 20, 200) < 1e-9 && g2(30, 100, 10, 100) > 10.0);
    }
}
