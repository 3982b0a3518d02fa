//! Chances of counts as large as one seen: Poisson, and negative binomial where days differ more than chance lets them.
//!
//! Knows numbers only. Upper tails that are small are exact to rounding; the body of a distribution is not computed, see [`upper`].

use crate::insight::stats::normal_tail;
use crate::number::float;
use crate::real;

/// Standard deviations above the mean from which a tail is computed; below, 1 is given, which no test can take for evidence.
const INTERESTING: f64 = 2.0;

/// Counts above this are left to the normal distribution, which is as good there.
const EXACT: u64 = 20_000;

/// Means up to which a normal distribution is not to be trusted with small chances.
const SMALL: f64 = 30.0;

/// Chance of `k` or more where `mean` are expected with this variance; 1 where `k` is not far above the mean.
///
/// A variance above the mean makes it a negative binomial distribution (moments matched), one at or below it a Poisson distribution; where
/// the variance is smaller still (shares near one) and the mean large, a normal one.
pub(super) fn upper(k: u64, mean: f64, variance: f64) -> f64 {
    let z = (float(k) - 0.5 - mean) / variance.sqrt().max(1e-9);
    if z < INTERESTING || mean <= 0.0 {
        return 1.0;
    }
    if k > EXACT || (variance < 0.98 * mean && mean > SMALL) {
        return normal_tail(z);
    }
    // pmf(i + 1) / pmf(i), and the log of pmf(0).
    let (size, odds) = if variance > 1.000_001 * mean {
        let r = mean * mean / (variance - mean);
        (r, mean / (r + mean))
    } else {
        (f64::INFINITY, mean)
    };
    let ratio = |i: u64| {
        let i = float(i);
        if size.is_finite() { (i + size) / (i + 1.0) * odds } else { odds / (i + 1.0) }
    };
    let zero = if size.is_finite() { -size * real::ln_1p(mean / size) } else { -mean };
    let first = zero + (0..k).map(|i| real::ln(ratio(i))).sum::<f64>();
    tail(first, k, ratio)
}

/// Sums the terms from the `k`-th on, whose logarithm is given.
fn tail(first: f64, k: u64, ratio: impl Fn(u64) -> f64) -> f64 {
    let (mut sum, mut term, mut i) = (1.0, 1.0, k);
    while term > 1e-16 * sum && i < k + EXACT {
        term *= ratio(i);
        sum += term;
        i += 1;
    }
    (real::exp(first) * sum).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a / b - 1.0).abs() < 1e-6
    }

    /// Values by scipy 1.17: `poisson.sf(k - 1, mean)`, `nbinom.sf(k - 1, r, r / (r + mean))`.
    #[test]
    fn tails_as_scipy_has_them() {
        assert!(close(upper(5, 1.0, 1.0), 3.659_846_827_343_713e-3));
        assert!(close(upper(40, 12.5, 12.5), 4.921_748_742_239_577e-10), "{}", upper(40, 12.5, 12.5));
        assert!(close(upper(40, 12.5, 25.0), 4.298_392_298_395_356e-5), "{}", upper(40, 12.5, 25.0));
        assert!(close(upper(9, 1.2, 3.6), 1.038_422_465_698_149_6e-2), "{}", upper(9, 1.2, 3.6));
    }

    #[test]
    fn what_is_expected_is_no_evidence() {
        assert_eq!(upper(0, 3.0, 3.0), 1.0);
        assert_eq!(upper(4, 3.0, 3.0), 1.0);
        assert!(upper(900, 800.0, 160.0) < 1e-12);
        // Six where 1.2 are expected are no wonder, however the variance is cut down.
        assert!(upper(6, 1.2, 1.05) > 1e-3);
    }
}
