//! What is grave though too few for a test, and which issue is the same matter as an aspect, so that it is told once.

use std::collections::BTreeMap;

use crate::report::{Change, Comparison};

use super::sides::{Rows, Shared};
use super::{LEVEL, inference};

/// Major complaints more than before, where there were some before: one more is no news.
const MORE: u64 = 2;

/// So many of both sides together are not too few for a test: 17 before and 23 after are chance.
const TESTED: u64 = 10;

/// Fills in the major complaints of aspects and issues, what is grave, and the aspects of issues.
pub(super) fn tell(c: &mut Comparison, rows: &Rows, issues: &[Shared]) {
    if let Some(majors) = rows.majors() {
        for x in &mut c.aspects {
            x.major = Some(majors.get(x.id.as_str()).copied().unwrap_or_default());
        }
    }
    let blamed: BTreeMap<&str, u64> = c.aspects.iter().map(|x| (x.id.as_str(), counted(x))).collect();
    // Changes of issues stand in the order of the issues.
    for (x, i) in c.issues.iter_mut().zip(issues) {
        x.major = i.major;
        x.within = within(i, &blamed);
    }
    for x in c.aspects.iter_mut().chain(&mut c.issues) {
        x.grave = is_grave(x);
    }
}

/// Rows counted on both sides.
fn counted(x: &Change) -> u64 {
    x.before_rows[0] + x.after_rows[0]
}

/// The aspect that two thirds of an issue are about, and half of whose complaints are in the issue.
fn within(i: &Shared, blamed: &BTreeMap<&str, u64>) -> Option<String> {
    let (aspect, n) = i.aspect.as_ref()?;
    let of_aspect = blamed.get(aspect.as_str())?;
    let of_issue: u64 = i.complaints.iter().sum();
    (3 * n >= 2 * of_issue && 2 * n >= *of_aspect).then(|| aspect.clone())
}

pub(super) fn is_grave(x: &Change) -> bool {
    let Some([before, after]) = x.major else { return false };
    let share = |n: u64, of: u64| u128::from(n) * u128::from(of);
    let by_chance = || inference::shares(after, x.after_rows[1], before, x.before_rows[1]).p >= LEVEL;
    !x.verdict.ends_with("worse")
        && (before == 0 || after >= before + MORE)
        && share(after, x.before_rows[1]) > share(before, x.after_rows[1])
        && (before + after < TESTED || !by_chance())
}
