//! Lists of numbers in order, and what they have in common.

use std::cmp::Ordering;

use crate::number::float;

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
