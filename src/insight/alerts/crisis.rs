//! Crisis warnings: issues that are grave, spread, and grow, graded in the four colours of public emergency warnings.
//!
//! | points | severity | growth | reach |
//! |---|---|---|---|
//! | 1 | a major complaint | rising (q < 0.05) | a tenth of all likes, at least 50; or 50 cases |
//! | 2 | three, or a fifth of ten or more cases | at least tripled (q < 0.01) | a quarter of all likes, at least 500; or 200 cases |
//!
//! Only an issue that grows, and has two kinds of points, is a crisis: 2 points blue, 3 yellow, 4 orange, 5 or 6 red.

use crate::aggregate::cases::Case;
use crate::insight::hot::Found;
use crate::number::float;

/// Days before the end of the data in which an issue must have been heard of.
const ACTIVE: i32 = 14;

/// An issue on the way to a crisis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Crisis {
    /// Place of the issue.
    pub(super) issue: usize,
    pub(super) severity: u8,
    pub(super) growth: u8,
    pub(super) reach: u8,
}

impl Crisis {
    pub(super) fn points(self) -> u8 {
        self.severity + self.growth + self.reach
    }

    pub(super) fn colour(self) -> &'static str {
        match self.points() {
            0..=2 => "blue",
            3 => "yellow",
            4 => "orange",
            _ => "red",
        }
    }
}

/// The crises among the issues, by place. `q` is how sure each issue's rise is, after control for many tests.
pub(super) fn crises(found: &Found, cases: &[Case], q: &[f64], last: i32) -> Vec<Crisis> {
    let likes: u64 = cases.iter().map(|c| c.likes).sum();
    (0..found.issues.len())
        .filter(|i| found.cases_of(*i, cases).filter_map(Case::day).any(|d| d > last - ACTIVE))
        .map(|i| grade(found, cases, i, q[i], likes))
        .filter(|c| c.growth > 0 && (c.severity > 0 || c.reach > 0))
        .collect()
}

fn grade(found: &Found, cases: &[Case], i: usize, q: f64, all_likes: u64) -> Crisis {
    let issue = &found.issues[i];
    let (n, major) = (issue.count, issue.major);
    let likes: u64 = found.cases_of(i, cases).map(|c| c.likes).sum();
    let severity = match major {
        3.. => 2,
        2 if n >= 10 && 5 * major >= n => 2,
        1.. => 1,
        0 => 0,
    };
    let (recent, expected) = (float(issue.trend.recent), found.rise[i].expected);
    let growth = if q < 0.01 && recent >= 1.5 * expected && issue.trend.recent >= 3 * issue.trend.earlier.max(1) {
        2
    } else {
        u8::from(q < 0.05 && recent >= 1.25 * expected)
    };
    let loud = |share: u64, least: u64| likes >= least && likes * share >= all_likes;
    let reach = if n >= 200 || loud(4, 500) { 2 } else { u8::from(n >= 50 || loud(10, 50)) };
    Crisis { issue: i, severity, growth, reach }
}
