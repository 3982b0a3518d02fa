//! Crisis warnings: issues that are grave, spread, and grow, graded in the four colours of public emergency warnings.
//!
//! | points | severity | growth | reach |
//! |---|---|---|---|
//! | 1 | a major complaint | rising (q < 0.05) | a tenth of all likes, at least 50; or 50 cases; or two that tell of authorities, media or many others |
//! | 2 | three, or a fifth of ten or more cases | at least tripled (q < 0.01) | a quarter of all likes, at least 500; or 200 cases; or five that tell of these |
//!
//! Only an issue that grows, and has two kinds of points, is a crisis: 2 points blue, 3 yellow, 4 orange, 5 or 6 red. What grows by fewer than five cases must
//! have three major ones. New words and faults have the two points of growth, as nothing was heard of them before.

use crate::aggregate::cases::Case;
use crate::insight::hot::{Found, Rise};
use crate::number::float;

/// Days before the end of the data in which an issue must have been heard of.
const ACTIVE: i32 = 14;

/// Cases from which a growth is believed where hardly any of them is major.
const FEW: u64 = 5;

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
        colour(self.points())
    }
}

fn colour(points: u8) -> &'static str {
    match points {
        0..=2 => "blue",
        3 => "yellow",
        4 => "orange",
        _ => "red",
    }
}

/// The colour of something new with `n` complaints, if there are enough major ones among them.
pub(super) fn of_new(n: u64, major: u64) -> Option<&'static str> {
    let grave = severity(n, major);
    (grave == 2).then(|| colour(grave + 2 + by_number(n)))
}

fn severity(n: u64, major: u64) -> u8 {
    match major {
        3.. => 2,
        2 if n >= 10 && 5 * major >= n => 2,
        1.. => 1,
        0 => 0,
    }
}

/// Points of reach that the number of cases gives.
fn by_number(n: u64) -> u8 {
    u8::from(n >= 50) + u8::from(n >= 200)
}

/// Points of reach that the number of major complaints gives which tell of authorities, media or many others.
fn by_words(n: u64) -> u8 {
    u8::from(n >= 2) + u8::from(n >= 5)
}

/// The crises among the issues, by place. `spreading` are the issues of major complaints that tell of others, one for each; `q` is how sure each issue's rise is,
/// after control for many tests.
pub(super) fn crises(found: &Found, cases: &[Case], spreading: &[&str], q: &[f64], last: i32) -> Vec<Crisis> {
    let likes: u64 = cases.iter().map(|c| c.likes).sum();
    let told = |i: usize| spreading.iter().filter(|id| **id == found.issues[i].id).count() as u64;
    (0..found.issues.len())
        .filter(|i| found.cases_of(*i, cases).filter_map(Case::day).any(|d| d > last - ACTIVE))
        .map(|i| grade(found, cases, i, q[i], (likes, told(i))))
        .filter(|c| c.growth > 0 && (c.severity > 0 || c.reach > 0))
        .filter(|c| c.severity == 2 || found.rise[c.issue].recent >= FEW)
        .collect()
}

fn grade(found: &Found, cases: &[Case], i: usize, q: f64, (all_likes, told): (u64, u64)) -> Crisis {
    let issue = &found.issues[i];
    let likes: u64 = found.cases_of(i, cases).map(|c| c.likes).sum();
    let loud = |share: u64, least: u64| likes >= least && likes * share >= all_likes;
    let liked = if loud(4, 500) { 2 } else { u8::from(loud(10, 50)) };
    Crisis {
        issue: i,
        severity: severity(issue.count, issue.major),
        growth: growth(found.rise[i], q),
        reach: liked.max(by_number(issue.count)).max(by_words(told)),
    }
}

fn growth(r: Rise, q: f64) -> u8 {
    let recent = float(r.recent);
    // The last days are shorter than what came before them: there the pace counts, not the number.
    let tripled = if r.days.is_some() { recent >= 3.0 * r.expected } else { r.recent >= 3 * r.earlier.max(1) };
    if q < 0.01 && recent >= 1.5 * r.expected && tripled {
        2
    } else {
        u8::from(q < 0.05 && recent >= 1.25 * r.expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reached_others_counts_by_the_complaints_that_tell_it() {
        assert_eq!([1, 2, 4, 5, 50].map(by_words), [0, 1, 1, 2, 2]);
    }

    #[test]
    fn a_young_issue_grows_by_its_pace_and_a_new_story_is_graded_by_its_major_complaints() {
        let young = Rise { recent: 3, earlier: 0, expected: 0.1, p: 0.001, days: Some(7) };
        assert_eq!((growth(young, 0.005), growth(young, 0.03), growth(young, 0.2)), (2, 1, 0));
        let halves = Rise { recent: 9, earlier: 4, expected: 5.0, p: 0.001, days: None };
        assert_eq!(growth(halves, 0.005), 1);
        assert_eq!((of_new(6, 2), of_new(6, 4), of_new(60, 4)), (None, Some("orange"), Some("red")));
    }
}
