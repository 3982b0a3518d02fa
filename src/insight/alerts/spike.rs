//! Spikes: one, three or seven days in which a subject is far above its own weeks before and after.
//!
//! The idea is that of outbreak detection in public health (Farrington et al. 1996, Noufaily et al. 2013): a rate from the surrounding weeks,
//! an allowance for days that differ more than chance lets them (quasi-Poisson dispersion), a negative binomial tail, and weeks that were
//! themselves out of the ordinary taken out of the baseline in a second pass. Control for many tests is the caller's.

use crate::insight::tails;
use crate::number::float;

use super::series::{Series, Subject};

/// Lengths of windows in days.
const LENGTHS: [usize; 3] = [1, 3, 7];

/// Days before and after a window that make its baseline, those next to it left out.
const REACH: usize = 56;
const GUARD: usize = 3;

/// Days with an exposure that a baseline needs; of a volume, for which every day has one, days with feedback: where it comes in waves (a survey each quarter, dates
/// of which only the month is known) the empty days between them are no baseline.
const LEAST_DAYS: usize = 14;

/// Evidence without which nothing is told: counts, counts beyond what was expected, and times that.
const LEAST_COUNT: u64 = 5;
const LEAST_EXCESS: f64 = 4.0;
const LEAST_RATIO: f64 = 1.5;

/// Windows less likely than this are taken out of the baselines of the second pass.
const STRANGE: f64 = 1e-4;

/// One window against its baseline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Window {
    /// First place, and the place after the last.
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) count: u64,
    pub(super) expected: f64,
    pub(super) p: f64,
}

/// All tests of one series: how many, and those that might matter.
///
/// Windows that share most of their days are nearly one test: of length `L` two for every `L` days are counted.
#[derive(Debug, Default)]
pub(super) struct Tests {
    pub(super) number: usize,
    pub(super) windows: Vec<Window>,
}

/// Sums up to each place, so that a window costs the same whatever its length.
pub(super) struct Sums(Vec<Stretch>);

/// Sums over a stretch of days.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stretch {
    pub(super) counts: f64,
    pub(super) exposure: f64,
    /// Of squared counts over exposure.
    squares: f64,
    pub(super) days: f64,
    /// Days with a count.
    busy: f64,
}

impl Sums {
    /// Sums over the days with an exposure that are not left out.
    pub(super) fn new(s: &Series, left_out: &[bool]) -> Self {
        let mut sum = Stretch::default();
        let mut out = vec![sum];
        for (at, left_out) in left_out.iter().enumerate() {
            if s.exposure[at] > 0.0 && !left_out {
                let k = float(s.counts[at]);
                sum.counts += k;
                sum.exposure += s.exposure[at];
                sum.squares += k * k / s.exposure[at];
                sum.days += 1.0;
                sum.busy += f64::from(s.counts[at] > 0);
            }
            out.push(sum);
        }
        Self(out)
    }

    /// Sums over the places `from..to`.
    pub(super) fn over(&self, from: usize, to: usize) -> Stretch {
        let last = self.0.len() - 1;
        let (from, to) = (from.min(last), to.min(last));
        if to > from { self.0[to].with(self.0[from], |a, b| a - b) } else { Stretch::default() }
    }
}

impl Stretch {
    /// Figure by figure.
    fn with(self, o: Self, f: fn(f64, f64) -> f64) -> Self {
        Self {
            counts: f(self.counts, o.counts),
            exposure: f(self.exposure, o.exposure),
            squares: f(self.squares, o.squares),
            days: f(self.days, o.days),
            busy: f(self.busy, o.busy),
        }
    }

    pub(super) fn plus(self, o: Self) -> Self {
        self.with(o, |a, b| a + b)
    }

    /// Pearson's χ² of the days against one rate.
    pub(super) fn chi2(&self, rate: f64) -> f64 {
        (self.squares / rate - 2.0 * self.counts + rate * self.exposure).max(0.0)
    }
}

/// Smallest dispersion that is believed: 1 for counts; for shares of a known total what is left of it near one.
pub(super) fn floor(s: &Series, rate: f64) -> f64 {
    if s.subject.is_volume() { 1.0 } else { (1.0 - rate).clamp(0.2, 1.0) }
}

/// Tests every window of a series, twice: what was strange the first time is no baseline the second time.
pub(super) fn tests(s: &Series) -> Tests {
    let first = pass(s, &s.odd);
    let mut strange = s.odd.clone();
    for w in first.windows.iter().filter(|w| w.p < STRANGE) {
        strange[w.from..w.to].fill(true);
    }
    if strange == s.odd { first } else { pass(s, &strange) }
}

fn pass(s: &Series, left_out: &[bool]) -> Tests {
    let (all, usual) = (Sums::new(s, &vec![false; s.counts.len()]), Sums::new(s, left_out));
    let mut out = Tests::default();
    for length in LENGTHS {
        let mut windows = 0usize;
        for from in s.since..=s.counts.len().saturating_sub(length) {
            let Some(w) = test(s, &all, &usual, from, from + length) else { continue };
            windows += 1;
            let loud = w.count >= LEAST_COUNT
                && float(w.count) >= LEAST_RATIO * w.expected
                && float(w.count) - w.expected >= LEAST_EXCESS;
            if loud && w.p < 0.05 {
                out.windows.push(w);
            }
        }
        out.number += windows.min((2 * windows).div_ceil(length));
    }
    out
}

/// `None` where there is nothing to compare, or with.
fn test(s: &Series, all: &Sums, usual: &Sums, from: usize, to: usize) -> Option<Window> {
    let own = all.over(from, to);
    let before = usual.over(from.saturating_sub(REACH + GUARD), from.saturating_sub(GUARD));
    let base = before.plus(usual.over(to + GUARD, to + GUARD + REACH));
    let known = if s.subject == Subject::Volume { base.busy } else { base.days };
    if own.exposure <= 0.0 || known < float(LEAST_DAYS as u64) {
        return None;
    }
    // Half a count, so that a first complaint after a spotless past is judged by its number alone.
    let rate = (base.counts + 0.5) / base.exposure;
    let expected = rate * own.exposure;
    let spread = (base.chi2(rate) / (base.days - 1.0)).max(floor(s, rate));
    let variance = spread * expected * (1.0 + own.exposure / base.exposure);
    // Days left out of the exposure (holidays) count for nothing.
    let count = (from..to).filter(|at| s.exposure[*at] > 0.0).map(|at| s.counts[at]).sum();
    Some(Window { from, to, count, expected, p: tails::upper(count, expected, variance) })
}

/// The clearest windows, none overlapping another, in order of time.
pub(super) fn distinct(windows: &[Window], most: usize) -> Vec<Window> {
    let mut sorted = windows.to_vec();
    sorted.sort_by(|a, b| a.p.total_cmp(&b.p).then((a.to - a.from).cmp(&(b.to - b.from))).then(a.from.cmp(&b.from)));
    let mut out: Vec<Window> = Vec::new();
    for w in sorted {
        let apart = |o: &Window| w.to + GUARD <= o.from || o.to + GUARD <= w.from;
        if out.len() < most && out.iter().all(apart) {
            out.push(w);
        }
    }
    out.sort_by_key(|w| w.from);
    out
}
