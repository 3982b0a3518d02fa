//! Ridge regression from exact cross products, with the penalty chosen by the data. Knows numbers only.
//!
//! The model is `y = μ + Xβ + ε` with `ε ~ N(0, σ²)` and `β ~ N(0, σ²/λ)`, all effects on the scale of their 0/1 indicators; μ is free. λ is the
//! restricted maximum likelihood (empirical Bayes) estimate, and intervals are those of the posterior of β, which have about their nominal coverage on
//! the average over effects (Nychka 1988). With little evidence λ is large and every effect is drawn to 0.
//! Checked against numpy and scipy; `tests/fixtures/drivers.py` prints the values.

use crate::aggregate::tally::Moments;
use crate::number::float;
use crate::real;

/// λ is looked for between these powers of e.
const LEAST: f64 = -7.0;
const MOST: f64 = 18.0;
/// Steps of the first search, and of the second between two of them.
const STEPS: u32 = 100;
const GOLDEN: u32 = 60;

/// What a fit is made from: sums over rows, before centring.
pub(super) struct Products {
    /// Of the outcome.
    pub(super) y: Moments,
    /// Rows of each indicator, and the sum of the outcome there.
    pub(super) x: Vec<(u64, i64)>,
    /// Rows in which two indicators hold, by row and column; the diagonal is `x`.
    pub(super) pairs: Vec<Vec<u64>>,
}

/// A fit, in the units of the outcome.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fit {
    pub(super) lambda: f64,
    /// Effect and standard deviation of its posterior.
    pub(super) effects: Vec<(f64, f64)>,
    /// Parts of the variance explained (Pratt): effect times covariance with the outcome, over its variance.
    pub(super) parts: Vec<f64>,
}

/// The fit; `None` where the outcome or all indicators are constant.
pub(super) fn fit(p: &Products) -> Option<Fit> {
    let size = p.x.len();
    let yy = centred(p.y.n, p.y.sq, i128::from(p.y.sum), i128::from(p.y.sum));
    let rows = |i: usize| i128::from(p.x[i].0);
    let xy: Vec<f64> = (0..size).map(|i| centred(p.y.n, i128::from(p.x[i].1), rows(i), i128::from(p.y.sum))).collect();
    let gram: Vec<Vec<f64>> = (0..size)
        .map(|i| (0..size).map(|j| centred(p.y.n, i128::from(p.pairs[i][j]), rows(i), rows(j))).collect())
        .collect();
    let spread: f64 = (0..size).map(|i| gram[i][i]).sum();
    if p.y.n < 3 || yy <= 0.0 || spread <= 0.0 {
        return None;
    }
    let (values, vectors) = eigen(gram);
    // Directions in which the indicators do not vary hold rounding only.
    let values: Vec<f64> = values.into_iter().map(|d| if d > spread * 1e-12 { d } else { 0.0 }).collect();
    let z: Vec<f64> = (0..size).map(|k| (0..size).map(|i| vectors[i][k] * xy[i]).sum()).collect();
    let freedom = float(p.y.n) - 1.0;
    let rest = |lambda: f64| {
        let explained: f64 = z.iter().zip(&values).map(|(z, d)| z * z / (d + lambda)).sum();
        (yy - explained).max(yy * 1e-12)
    };
    let cost = |log: f64| {
        let lambda = real::exp(log);
        freedom * real::ln(rest(lambda)) + values.iter().map(|d| real::ln_1p(d / lambda)).sum::<f64>()
    };
    let lambda = real::exp(lowest(cost));
    let variance = rest(lambda) / freedom;
    let effect = |i: usize| {
        let along = |k: usize| vectors[i][k] / (values[k] + lambda);
        let mean: f64 = (0..size).map(|k| along(k) * z[k]).sum();
        let spread: f64 = (0..size).map(|k| along(k) * vectors[i][k]).sum();
        (mean, (variance * spread).sqrt())
    };
    let effects: Vec<(f64, f64)> = (0..size).map(effect).collect();
    let parts = effects.iter().zip(&xy).map(|((b, _), c)| b * c / yy).collect();
    Some(Fit { lambda, effects, parts })
}

/// `Σab − Σa·Σb/n`, exact up to the division.
#[allow(clippy::cast_precision_loss)] // sums of a run lie far below the loss that matters after rounding
fn centred(n: u64, product: i128, a: i128, b: i128) -> f64 {
    let n = i128::from(n.max(1));
    (n * product - a * b) as f64 / n as f64
}

/// The lowest place of a function between [`LEAST`] and [`MOST`]: the best of a grid, then the golden section around it.
fn lowest(cost: impl Fn(f64) -> f64) -> f64 {
    let step = (MOST - LEAST) / f64::from(STEPS);
    let at = |i: u32| LEAST + step * f64::from(i);
    let best = (0..=STEPS).map(|i| (cost(at(i)), at(i))).min_by(|a, b| a.0.total_cmp(&b.0)).map_or(MOST, |b| b.1);
    let (mut low, mut high) = ((best - step).max(LEAST), (best + step).min(MOST));
    let ratio = (5.0f64.sqrt() - 1.0) / 2.0;
    for _ in 0..GOLDEN {
        let (a, b) = (high - ratio * (high - low), low + ratio * (high - low));
        if cost(a) < cost(b) { high = b } else { low = a }
    }
    f64::midpoint(low, high)
}

/// Eigenvalues and eigenvectors (columns) of a symmetric matrix, by cyclic Jacobi rotations.
fn eigen(mut a: Vec<Vec<f64>>) -> (Vec<f64>, Vec<Vec<f64>>) {
    let n = a.len();
    let mut v: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    let whole: f64 = a.iter().flatten().map(|x| x * x).sum();
    for _ in 0..100 {
        let off: f64 = (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a[i][j] * a[i][j]).sum();
        if off <= whole * 1e-26 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut v, p, q);
            }
        }
    }
    ((0..n).map(|i| a[i][i]).collect(), v)
}

/// The rotation that makes `a[p][q]` vanish.
fn rotate(a: &mut [Vec<f64>], v: &mut [Vec<f64>], p: usize, q: usize) {
    if a[p][q] == 0.0 {
        return;
    }
    let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let t = theta.signum() / (theta.abs() + real::hypot(theta, 1.0));
    let t = if theta == 0.0 { 1.0 } else { t };
    let c = 1.0 / real::hypot(t, 1.0);
    let s = t * c;
    for row in a.iter_mut() {
        let (x, y) = (row[p], row[q]);
        (row[p], row[q]) = (c * x - s * y, s * x + c * y);
    }
    let (above, below) = a.split_at_mut(q);
    for (first, second) in above[p].iter_mut().zip(&mut below[0]) {
        let (x, y) = (*first, *second);
        (*first, *second) = (c * x - s * y, s * x + c * y);
    }
    for row in v.iter_mut() {
        let (x, y) = (row[p], row[q]);
        (row[p], row[q]) = (c * x - s * y, s * x + c * y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::testing::Dice;

    /// The cross products of rows of indicators and outcomes.
    fn products(rows: &[(Vec<bool>, i64)], size: usize) -> Products {
        let mut p = Products { y: Moments::default(), x: vec![(0, 0); size], pairs: vec![vec![0; size]; size] };
        for (x, y) in rows {
            p.y.add(*y);
            for i in (0..size).filter(|i| x[*i]) {
                p.x[i].0 += 1;
                p.x[i].1 += y;
                (0..size).filter(|j| x[*j]).for_each(|j| p.pairs[i][j] += 1);
            }
        }
        p
    }

    /// The rows that `tests/fixtures/drivers.py` makes, too.
    fn known() -> Vec<(Vec<bool>, i64)> {
        let row = |i: i64| {
            let x = vec![i % 3 == 0, i % 4 == 1, i % 7 == 2, i % 11 == 5, (i * i) % 5 == 1];
            let y = 4 - 2 * i64::from(x[0]) + i64::from(x[1]) - i64::from(x[2]) + (i * 7) % 3 - 1;
            (x, y.clamp(1, 5))
        };
        (0..200).map(row).collect()
    }

    #[test]
    fn penalty_effects_and_parts_as_numpy_has_them() {
        let f = fit(&products(&known(), 5)).unwrap();
        let close = |a: f64, b: f64| (a - b).abs() < 1e-5 * b.abs().max(1.0);
        assert!(close(f.lambda, LAMBDA), "{}", f.lambda);
        for (i, (effect, deviation)) in EFFECTS.into_iter().enumerate() {
            assert!(close(f.effects[i].0, effect) && close(f.effects[i].1, deviation), "{i} {:?}", f.effects[i]);
            assert!(close(f.parts[i], PARTS[i]), "{i} {}", f.parts[i]);
        }
    }

    const LAMBDA: f64 = 0.067_024_452_228_953_45;
    const EFFECTS: [(f64, f64); 5] = [
        (-3.281_839_104_781_186_6, 0.059_220_643_457_914_7),
        (0.663_139_890_055_372_3, 0.064_545_551_723_473_82),
        (-0.650_955_314_007_313, 0.079_335_612_405_655_19),
        (-0.072_621_244_092_633_89, 0.097_551_079_466_957_53),
        (0.008_745_841_827_118_909, 0.057_052_740_588_283_18),
    ];
    const PARTS: [f64; 5] = [
        0.888_290_568_980_566_2,
        0.033_548_598_139_230_19,
        0.020_729_306_607_061_685,
        0.000_136_270_041_161_349_9,
        4.505_014_370_641_474_6e-5,
    ];

    #[test]
    fn nothing_to_explain_gives_no_fit() {
        let constant: Vec<(Vec<bool>, i64)> = (0..50).map(|i| (vec![i % 2 == 0], 3)).collect();
        assert!(fit(&products(&constant, 1)).is_none() && fit(&products(&known(), 0)).is_none());
    }

    #[test]
    fn true_effects_lie_in_their_intervals() {
        let truth = [-1.5, -0.8, -0.3, 0.0, 0.0, 0.0, 0.2, 0.6];
        let (mut inside, mut all) = (0, 0);
        for seed in 0..60 {
            let mut dice = Dice(seed);
            let rows: Vec<(Vec<bool>, i64)> = (0..600)
                .map(|_| {
                    let x: Vec<bool> = truth.iter().map(|_| dice.next() < 0.12).collect();
                    let noise: f64 = (0..12).map(|_| dice.next()).sum::<f64>() - 6.0;
                    let y: f64 = truth.iter().zip(&x).filter(|(_, x)| **x).map(|(b, _)| b).sum::<f64>() + 4.0 + noise;
                    #[allow(clippy::cast_possible_truncation)] // small
                    (x, (y * 1000.0).round() as i64)
                })
                .collect();
            let f = fit(&products(&rows, truth.len())).unwrap();
            for ((effect, deviation), b) in f.effects.iter().zip(truth) {
                all += 1;
                inside += i32::from((effect / 1000.0 - b).abs() < 1.96 * deviation / 1000.0);
            }
        }
        // 480 intervals of 95 %: 456 expected.
        assert!((443..=471).contains(&inside) && all == 480, "{inside} of {all}");
    }
}
