//! Heat: how hot an issue is, 0 … 100, as a weighted mean of parts that are each 0 … 1.
//!
//! | part | 0 | 1 | how |
//! |---|---|---|---|
//! | volume | one case | as many as the largest issue | logarithm of the count; happy texts count a third |
//! | recency | long ago | at the end of the period | mean of e^(−age / a sixth of the period) over its cases |
//! | growth | spread as all feedback | all at once | how far its densest twelfth of the period stands out (log-likelihood ratio) |
//! | severity | no major complaint | all major | square root of the share |
//! | negativity | mild | furious | mean of −score |
//! | reach | nobody agrees | as many likes as the largest | logarithm of the likes |
//!
//! A part without data (no times, no likes) takes its weight out of the mean.

use std::collections::BTreeMap;

use crate::aggregate::HeatWeights;
use crate::aggregate::cases::Case;
use crate::number::{float, round};
use crate::real;
use crate::record::Severity;

/// Length of the window for growth, as a part of the period, and its bounds in days.
const WINDOW: i32 = 12;
const SHORTEST_WINDOW: i32 = 3;

/// Harmless cases added when the share of major ones is taken, so that one of three does not outdo forty of a hundred.
const DOUBT: f64 = 5.0;

/// Log-likelihood ratio at which growth is one half.
const HALF_GROWTH: f64 = 12.0;

/// Thirds of cases: three for an unhappy text, one for one that is happy on the whole.
fn volume<'c>(cases: impl Iterator<Item = &'c Case>) -> u64 {
    cases.map(|c| if c.score > 0 { 1 } else { 3 }).sum()
}

/// What all cases have in common.
pub(super) struct Scene {
    /// First and last day.
    span: Option<(i32, i32)>,
    /// Days of all cases, sorted.
    days: Vec<i32>,
    largest: u64,
    likes: u64,
    weights: HeatWeights,
}

impl Scene {
    pub(super) fn new(cases: &[&Case], groups: &[Vec<u32>], weights: HeatWeights) -> Self {
        let mut days: Vec<i32> = cases.iter().filter_map(|c| c.day()).collect();
        days.sort_unstable();
        let members = |g: &Vec<u32>| volume(g.iter().map(|&i| cases[i as usize]));
        let likes = |g: &Vec<u32>| g.iter().map(|&i| cases[i as usize].likes).sum::<u64>();
        Self {
            span: days.first().copied().zip(days.last().copied()),
            largest: groups.iter().map(members).max().unwrap_or(0),
            likes: groups.iter().map(likes).max().unwrap_or(0),
            days,
            weights,
        }
    }

    /// Heat and its parts.
    pub(super) fn heat(&self, cases: &[&Case]) -> (f64, BTreeMap<String, f64>) {
        let n = float(cases.len() as u64);
        let days: Vec<i32> = cases.iter().filter_map(|c| c.day()).collect();
        let major = float(cases.iter().filter(|c| c.severity == Some(Severity::Major)).count() as u64);
        let blame: i64 = cases.iter().map(|c| i64::from((-c.score).clamp(0, 1000))).sum();
        let likes = cases.iter().map(|c| c.likes).sum::<u64>();
        let size = volume(cases.iter().copied()).max(1);
        let w = self.weights;
        let parts = [
            ("volume", w.volume, (self.largest > 3).then(|| real::ln(float(size)) / real::ln(float(self.largest)))),
            ("recency", w.recency, self.recency(&days)),
            ("growth", w.growth, self.growth(days)),
            ("severity", w.severity, Some((major / (n + DOUBT)).sqrt())),
            ("negativity", w.negativity, Some(float(blame.unsigned_abs()) / 1000.0 / n)),
            ("reach", w.reach, (self.likes > 0).then(|| real::ln_1p(float(likes)) / real::ln_1p(float(self.likes)))),
        ];
        let (mut sum, mut weight, mut out) = (0.0, 0.0, BTreeMap::new());
        for (name, w, value) in parts {
            let Some(value) = value.map(|v| v.clamp(0.0, 1.0)) else { continue };
            sum += w.max(0.0) * value;
            weight += w.max(0.0);
            out.insert(name.to_owned(), round(value, 3));
        }
        (if weight > 0.0 { round(100.0 * sum / weight, 1) } else { 0.0 }, out)
    }

    fn recency(&self, days: &[i32]) -> Option<f64> {
        let (first, last) = self.span.filter(|(first, last)| first < last)?;
        if days.is_empty() {
            return None;
        }
        let sixth = (f64::from(last - first) / 6.0).max(1.0);
        // By age, so that the sum does not depend on the order of the cases.
        let mut ages: Vec<i32> = days.iter().map(|d| last - d).collect();
        ages.sort_unstable();
        let sum: f64 = ages.iter().map(|a| real::exp(-f64::from(*a) / sixth)).sum();
        Some(sum / float(days.len() as u64))
    }

    /// The densest window of the issue against the same window of all cases.
    fn growth(&self, mut days: Vec<i32>) -> Option<f64> {
        let (first, last) = self.span.filter(|(first, last)| first < last)?;
        if days.is_empty() {
            return None;
        }
        days.sort_unstable();
        let length = ((last - first + 1) / WINDOW).max(SHORTEST_WINDOW);
        let (n, all) = (float(days.len() as u64), float(self.days.len() as u64));
        let mut best: f64 = 0.0;
        for (i, &start) in days.iter().enumerate() {
            let inside = float((days.partition_point(|d| *d < start + length) - i) as u64);
            let from = self.days.partition_point(|d| *d < start);
            let to = self.days.partition_point(|d| *d < start + length);
            let share = float((to - from) as u64) / all;
            let expected = n * share;
            if inside > expected && expected > 0.0 {
                let out = n - inside;
                let rest = if out > 0.0 { out * real::ln(out / (n - expected).max(1e-9)) } else { 0.0 };
                best = best.max(inside * real::ln(inside / expected) + rest);
            }
        }
        Some(best / (best + HALF_GROWTH))
    }
}
