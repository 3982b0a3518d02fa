//! Partial pooling: the means and shares of groups, drawn towards those of all as far as a group's own rows are few (empirical Bayes). Numbers only.
//!
//! So three unlucky rows do not make the weakest branch. Means: normal values with a common variance between groups, by the unbalanced analysis of
//! variance estimator (Searle, Casella and `McCulloch` 1992, chapter 3), and one pooled variance within. Shares: beta-binomial, its correlation within
//! groups by the method of moments with weights of size (Kleinman 1973). Intervals are those of the posterior with the variances taken as known, and
//! with the error of the figure of all, as far as a group is drawn towards that: groups that are all alike are no better known than all together.
//! Checked against numpy and scipy; `tests/fixtures/drivers.py` prints the values.

use crate::number::float;

use super::distributions::beta;
use super::stats::{Sample, Z95, wilson};

/// A figure with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Drawn {
    pub(super) value: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

/// Means of groups, drawn towards that of `all`, which the groups are parts of.
pub(super) fn means(groups: &[Option<Sample>], all: Option<Sample>) -> Vec<Option<Drawn>> {
    let Some(all) = all else { return vec![None; groups.len()] };
    let (mut within, mut degrees, mut between, mut n, mut n2, mut count) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    for s in groups.iter().flatten() {
        let k = float(s.n);
        within += s.variance * (k - 1.0);
        degrees += k - 1.0;
        between += k * (s.mean - all.mean) * (s.mean - all.mean);
        n += k;
        n2 += k * k;
        count += 1.0;
    }
    let within = if degrees > 0.0 { within / degrees } else { 0.0 };
    let room = n - if n > 0.0 { n2 / n } else { 0.0 };
    let tau2 = if room > 0.0 { ((between - (count - 1.0) * within) / room).max(0.0) } else { 0.0 };
    // Variance of the mean of all.
    let error2 = (within + tau2 * n2 / n) / float(all.n);
    let drawn = |s: &Sample| {
        let own = float(s.n) * tau2;
        let weight = if own + within > 0.0 { own / (own + within) } else { 1.0 };
        let value = all.mean + weight * (s.mean - all.mean);
        let half = Z95 * (weight * within / float(s.n) + (1.0 - weight).powi(2) * error2).sqrt();
        Drawn { value, low: value - half, high: value + half }
    };
    groups.iter().map(|s| s.as_ref().map(drawn)).collect()
}

/// Shares of groups (count, of how many), drawn towards the share of `all` groups together: those, and others that are too small to be told. Groups have rows.
pub(super) fn shares(groups: &[(u64, u64)], all: &[(u64, u64)]) -> Vec<Drawn> {
    let (count, rows) = all.iter().fold((0, 0), |(c, n), g| (c + g.0, n + g.1));
    let (p, n) = (float(count) / float(rows.max(1)), float(rows));
    if count == 0 || count == rows {
        let (low, high) = wilson(count, rows.max(1));
        return groups.iter().map(|_| Drawn { value: p, low, high }).collect();
    }
    let spread: f64 = all.iter().map(|&(x, k)| float(k) * (float(x) / float(k.max(1)) - p).powi(2)).sum();
    let squares: f64 = all.iter().map(|&(_, k)| float(k) * float(k)).sum();
    let degrees = float(all.len() as u64) - 1.0;
    let (noise, room) = (p * (1.0 - p), n - squares / n - degrees);
    let correlation = if room > 0.0 { ((spread / noise - degrees) / room).clamp(0.0, 0.999) } else { 0.0 };
    // Variance of the share of all.
    let error2 = noise * ((1.0 - correlation) / n + correlation * squares / (n * n));
    let drawn = |&(x, k): &(u64, u64)| {
        // How much of a group is its own: the prior is worth (1 − r) / r rows.
        let own = float(k) * correlation / (float(k) * correlation + 1.0 - correlation);
        let value = own * float(x) / float(k.max(1)) + (1.0 - own) * p;
        let posterior = value * (1.0 - value) * correlation / (float(k) * correlation + 1.0);
        between(value, posterior + (1.0 - own).powi(2) * error2)
    };
    groups.iter().map(drawn).collect()
}

/// A share with the interval of the beta distribution of this mean and variance.
fn between(value: f64, variance: f64) -> Drawn {
    let rows = (value * (1.0 - value) / variance - 1.0).max(f64::MIN_POSITIVE);
    let (a, b) = (rows * value, rows * (1.0 - value));
    Drawn { value, low: point(0.025, a, b), high: point(0.975, a, b) }
}

/// The point below which a beta variable lies with chance `q`, by halving.
fn point(q: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if beta(middle, a, b) < q { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::tally::Moments;

    /// Levels of four groups, as `tests/fixtures/drivers.py` has them.
    const LEVELS: [[u64; 5]; 4] = [[10, 5, 5, 10, 20], [2, 3, 5, 30, 60], [4, 1, 1, 2, 4], [20, 20, 30, 20, 10]];

    fn sample(levels: [u64; 5]) -> Option<Sample> {
        let mut m = Moments::default();
        (1i64..).zip(levels).for_each(|(l, n)| m.merge(Moments::of(l, n)));
        Sample::of(m, 1.0, 0.0)
    }

    fn near(d: Drawn, value: f64, low: f64, high: f64) -> bool {
        [(d.value, value), (d.low, low), (d.high, high)].iter().all(|(a, b)| (a - b).abs() < 1e-6)
    }

    #[test]
    fn means_as_numpy_has_them() {
        let whole = std::array::from_fn(|i| LEVELS.iter().map(|l| l[i]).sum());
        let drawn = means(&LEVELS.map(sample), sample(whole));
        for (d, (value, low, high)) in drawn.iter().zip(MEANS) {
            assert!(d.is_some_and(|d| near(d, value, low, high)), "{d:?}");
        }
    }

    #[test]
    fn shares_as_scipy_has_them() {
        let groups = [(15, 50), (8, 100), (6, 12), (45, 100), (3, 10)];
        for (d, (value, low, high)) in shares(&groups, &groups).iter().zip(SHARES) {
            assert!(near(*d, value, low, high), "{d:?}");
        }
    }

    const MEANS: [(f64, f64, f64); 4] = [
        (3.502_659_211_604_319_4, 3.166_386_552_902_664_7, 3.838_931_870_305_974),
        (4.413_002_214_549_727, 4.173_646_817_366_317, 4.652_357_611_733_137),
        (3.153_064_835_808_147, 2.493_976_143_226_952, 3.812_153_528_389_341_5),
        (2.815_170_406_760_99, 2.575_815_009_577_579_6, 3.054_525_803_944_400_3),
    ];
    const SHARES: [(f64, f64, f64); 5] = [
        (0.298_574_775_664_743_33, 0.184_752_777_701_041_32, 0.426_683_897_430_727_1),
        (0.088_933_994_987_144_58, 0.041_966_623_253_089_6, 0.151_146_781_094_533_1),
        (0.439_877_813_119_400_9, 0.211_708_623_283_514_56, 0.682_705_650_177_950_9),
        (0.442_657_433_518_892_8, 0.348_713_917_595_095_57, 0.538_699_220_859_905_3),
        (0.294_670_450_882_572_54, 0.093_038_494_593_758_62, 0.554_228_370_071_724_4),
    ];

    #[test]
    fn groups_that_differ_by_chance_only_are_all_alike() {
        let alike = |groups: &[(u64, u64)]| shares(groups, groups);
        let drawn = alike(&[(10, 100), (11, 100), (9, 100)]);
        // As well known as the share of all.
        assert!(drawn.iter().all(|d| near(*d, 0.1, 0.068_676_765_472_982, 0.136_383_717_155_172)), "{drawn:?}");
        let none = alike(&[(0, 10), (0, 20)]);
        assert!(none.iter().all(|d| d.low.abs() < 1e-12 && d.value.abs() < 1e-12 && d.high > 0.1), "{none:?}");
    }
}
