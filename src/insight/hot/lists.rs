//! Lists of numbers in order: what they have in common, their weights, and groups of them.

use std::cmp::Ordering;

use crate::number::float;

use super::Group;

/// How many numbers two sorted lists have in common.
pub(in crate::insight) fn shared(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut k, mut n) = (0, 0, 0);
    while i < a.len() && k < b.len() {
        match a[i].cmp(&b[k]) {
            Ordering::Less => i += 1,
            Ordering::Greater => k += 1,
            Ordering::Equal => (i, k, n) = (i + 1, k + 1, n + 1),
        }
    }
    n
}

/// The part that `both` numbers are of those of either list (Jaccard index).
pub(super) fn jaccard(both: usize, a: &[u32], b: &[u32]) -> f64 {
    float(both as u64) / float((a.len() + b.len() - both).max(1) as u64)
}

/// Brings numbers with their weights to length one.
pub(super) fn to_unit_length(weights: &mut [(u32, f64)]) {
    let length = weights.iter().map(|(_, w)| w * w).sum::<f64>().sqrt().max(1e-9);
    for (_, w) in weights {
        *w /= length;
    }
}

/// Groups of cases from the group of each, if it is in one.
pub(super) fn gathered(groups: usize, of_case: impl IntoIterator<Item = Option<u32>>) -> Vec<Group> {
    let mut out = vec![Group::new(); groups];
    for (i, group) in (0u32..).zip(of_case) {
        if let Some(g) = group {
            out[g as usize].push(i);
        }
    }
    out
}
