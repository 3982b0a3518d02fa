//! Slow drifts: a subject that grows week by week, each step too small to be seen by itself.
//!
//! For stretches of 6, 9 and 13 weeks the score test of a log-linear trend (the quasi-Poisson form of the Cochran–Armitage test), with a dispersion
//! from the residuals and from the days. Stretches that reach the last day are a family of their own: they are what somebody can still act on, and the many
//! stretches of the past would hide them. Control for many tests is the caller's.

use crate::insight::stats::normal_tail;
use crate::number::float;
use crate::real;

use super::series::{Series, Subject};
use super::spike::{self, Sums};

/// Lengths of stretches in weeks.
pub(super) const LENGTHS: [usize; 3] = [6, 9, 13];
const WEEK: usize = 7;

/// Evidence without which nothing is told: growth from the first week to the last, and counts in the last two.
const LEAST_GROWTH: f64 = 1.25;
const LEAST_COUNT: f64 = 10.0;

/// Days in which the dispersion of days is taken, against their own rate.
const BLOCK: usize = 28;

/// Weeks that the dispersion of days is worth beside the residuals of a stretch.
const DAILY_WEIGHT: f64 = 8.0;

/// One in so many weeks of a stretch may be missing: of a holiday, or without any feedback.
const MISSING: usize = 3;

/// Weeks that differ more than this from a steady growth are something else.
const MOST_SLOPE: f64 = 1.0;

/// A stretch of growth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Drift {
    /// First place, and the place after the last.
    pub(super) from: usize,
    pub(super) to: usize,
    /// Times from the first week to the last, as fitted.
    pub(super) growth: f64,
    /// Counts of the last week, and what the first week's rate would have made of it.
    pub(super) count: u64,
    pub(super) expected: f64,
    pub(super) p: f64,
}

/// Tests of one series: how many, and the clearest that might matter.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tests {
    pub(super) number: usize,
    pub(super) best: Option<Drift>,
}

impl Tests {
    fn add(&mut self, d: Drift, sums: &Sums) {
        self.number += 1;
        let two = sums.over(d.to - 2 * WEEK, d.to).counts;
        let clearer = |b: Drift| (d.p, b.to) < (b.p, d.to);
        if d.growth >= LEAST_GROWTH && two >= LEAST_COUNT && d.p < 0.05 && self.best.is_none_or(clearer) {
            self.best = Some(d);
        }
    }
}

/// All tests of one series: of the stretches that reach its last day, and of those before. `left_out` are days that a spike explains.
pub(super) fn tests(s: &Series, left_out: &[bool]) -> [Tests; 2] {
    let sums = Sums::new(s, left_out);
    let weeks = s.counts.len() / WEEK;
    let skipped = s.counts.len() - weeks * WEEK;
    let daily = daily_dispersion(s, &sums);
    let mut out = [Tests::default(); 2];
    for length in LENGTHS {
        for last in length..=weeks {
            let from = skipped + (last - length) * WEEK;
            if let Some(d) = test(s, &sums, from, length, daily).filter(|_| from >= s.since) {
                out[usize::from(last < weeks)].add(d, &sums);
            }
        }
    }
    out
}

/// The stretches that reach the last day, whatever they show: for a caller with evidence of its own.
pub(super) fn up_to_now(s: &Series) -> Vec<Drift> {
    let sums = Sums::new(s, &s.odd);
    let daily = daily_dispersion(s, &sums);
    let from = |length: usize| s.counts.len().checked_sub(length * WEEK);
    LENGTHS.into_iter().filter_map(|length| test(s, &sums, from(length)?, length, daily)).collect()
}

/// How much more days differ than chance lets them, within four weeks each; at least the floor.
fn daily_dispersion(s: &Series, sums: &Sums) -> f64 {
    let (mut chi2, mut degrees) = (0.0, 0.0);
    let all = sums.over(0, s.counts.len());
    for from in (0..s.counts.len()).step_by(BLOCK) {
        let b = sums.over(from, from + BLOCK);
        if b.counts > 0.0 && b.days > 1.0 {
            chi2 += b.chi2(b.counts / b.exposure);
            degrees += b.days - 1.0;
        }
    }
    let rate = if all.exposure > 0.0 { all.counts / all.exposure } else { 0.0 };
    if degrees > 0.0 { (chi2 / degrees).max(spike::floor(s, rate)) } else { 1.0 }
}

/// `None` where nothing is known of the first week of the stretch, of its last one, or of too many between them.
fn test(s: &Series, sums: &Sums, from: usize, length: usize, daily: f64) -> Option<Drift> {
    let weeks: Vec<spike::Stretch> = (0..length).map(|i| sums.over(from + i * WEEK, from + (i + 1) * WEEK)).collect();
    let missing = weeks.iter().filter(|w| w.exposure <= 0.0).count();
    let ends = [weeks.first()?, weeks.last()?];
    if MISSING * missing > length || ends.iter().any(|w| w.exposure <= 0.0) {
        return None;
    }
    // Feedback that comes in waves does not grow because the last one is there.
    let silent = weeks.iter().filter(|w| w.counts <= 0.0).count();
    if s.subject == Subject::Volume && 2 * silent > length {
        return None;
    }
    let (counts, exposure) =
        (weeks.iter().map(|w| w.counts).sum::<f64>(), weeks.iter().map(|w| w.exposure).sum::<f64>());
    if counts <= 0.0 {
        return None;
    }
    let at = |i: usize| float(i as u64);
    let middle = weeks.iter().enumerate().map(|(i, w)| at(i) * w.exposure).sum::<f64>() / exposure;
    let rate = counts / exposure;
    let score: f64 = weeks.iter().enumerate().map(|(i, w)| (at(i) - middle) * (w.counts - rate * w.exposure)).sum();
    let information = rate * weeks.iter().enumerate().map(|(i, w)| (at(i) - middle).powi(2) * w.exposure).sum::<f64>();
    let slope = (score / information).clamp(-MOST_SLOPE, MOST_SLOPE);
    // Fitted weeks, scaled to the same total.
    let shape: Vec<f64> =
        weeks.iter().enumerate().map(|(i, w)| w.exposure * real::exp(slope * (at(i) - middle))).collect();
    let scale = counts / shape.iter().sum::<f64>();
    let chi2: f64 = weeks.iter().zip(&shape).map(|(w, f)| (w.counts - f * scale).powi(2) / (f * scale).max(1e-9)).sum();
    let spread = ((chi2 + DAILY_WEIGHT * daily) / (at(length - missing) - 2.0 + DAILY_WEIGHT)).max(daily);
    let growth = real::exp(slope * (at(length) - 1.0));
    let p = normal_tail(score / (spread * information).sqrt());
    let to = from + length * WEEK;
    let expected = shape[length - 1] * scale / growth;
    let count = (to - WEEK..to).filter(|d| s.exposure[*d] > 0.0).map(|d| s.counts[d]).sum();
    Some(Drift { from, to, growth, count, expected, p })
}
