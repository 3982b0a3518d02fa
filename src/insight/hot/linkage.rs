//! Average linkage over a sparse graph of likenesses ([UPGMA](https://en.wikipedia.org/wiki/UPGMA), Sokal and Michener 1958).
//!
//! The two groups with the greatest mean likeness between their members become one, until no mean is large enough. Pairs that the graph does not hold
//! count as nothing, so that a group that shares one word with many never swallows them.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

/// A group with the one that it is likest to. A mean never grows by others joining, so an outdated pair is an upper bound, and is looked up anew when its turn comes.
#[derive(Debug)]
struct Pair {
    mean: f64,
    group: u32,
    other: u32,
    /// Versions of both at the time.
    versions: [u32; 2],
}

impl Ord for Pair {
    /// The likest first, of equals the earlier ones.
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |p: &Self| (p.group.min(p.other), p.group.max(p.other), p.group, p.versions);
        self.mean.total_cmp(&other.mean).then_with(|| key(other).cmp(&key(self)))
    }
}

impl PartialOrd for Pair {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Pair {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Pair {}

/// Groups on their way.
struct State {
    members: Vec<Vec<u32>>,
    /// Sum of the likenesses to the members of other groups.
    sums: Vec<BTreeMap<u32, f64>>,
    /// How often a group has changed.
    versions: Vec<u32>,
    queue: BinaryHeap<Pair>,
    least: f64,
}

/// Groups of at least two, each in order, the one with the earliest member first. `near` holds for each item the likest others; one direction is enough.
pub(super) fn average(near: &[Vec<(u32, f64)>], least: f64) -> Vec<Vec<u32>> {
    let mut state = State::new(near, least);
    while let Some(pair) = state.queue.pop() {
        let now = [state.versions[pair.group as usize], state.versions[pair.other as usize]];
        if now == pair.versions {
            state.join(pair.group.min(pair.other), pair.group.max(pair.other));
        } else if now[0] == pair.versions[0] {
            state.offer(pair.group);
        }
    }
    let mut out: Vec<Vec<u32>> = state.members.into_iter().filter(|m| m.len() >= 2).collect();
    for members in &mut out {
        members.sort_unstable();
    }
    out.sort_unstable();
    out
}

impl State {
    fn new(near: &[Vec<(u32, f64)>], least: f64) -> Self {
        let mut sums: Vec<BTreeMap<u32, f64>> = vec![BTreeMap::new(); near.len()];
        for (i, list) in (0u32..).zip(near) {
            for &(j, likeness) in list.iter().filter(|(j, _)| *j != i) {
                sums[i as usize].insert(j, likeness);
                sums[j as usize].insert(i, likeness);
            }
        }
        let members: Vec<Vec<u32>> = (0u32..).zip(near).map(|(i, _)| vec![i]).collect();
        let mut state = Self { members, versions: vec![0; near.len()], queue: BinaryHeap::new(), sums, least };
        (0u32..).zip(near).for_each(|(i, _)| state.offer(i));
        state
    }

    /// Queues a group with the one that it is likest to.
    fn offer(&mut self, group: u32) {
        let size = |g: u32| self.members[g as usize].len();
        #[allow(clippy::cast_precision_loss)] // sizes of groups are far below 2^52
        let mean = |(&other, &sum): (&u32, &f64)| (sum / (size(group) * size(other)) as f64, other);
        let all = self.sums[group as usize].iter().map(mean);
        let Some((mean, other)) = all.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))) else { return };
        if mean >= self.least {
            let versions = [self.versions[group as usize], self.versions[other as usize]];
            self.queue.push(Pair { mean, group, other, versions });
        }
    }

    /// Makes `a` hold the members of both.
    fn join(&mut self, a: u32, b: u32) {
        let moved = std::mem::take(&mut self.sums[b as usize]);
        let members = std::mem::take(&mut self.members[b as usize]);
        self.members[a as usize].extend(members);
        for (other, sum) in moved {
            let theirs = &mut self.sums[other as usize];
            theirs.remove(&b);
            if other != a {
                let both = theirs.entry(a).or_default();
                *both += sum;
                let both = *both;
                self.sums[a as usize].insert(other, both);
            }
        }
        self.versions[a as usize] += 1;
        self.versions[b as usize] += 1;
        self.offer(a);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_join_by_their_mean_and_stop_below_the_least() {
        // 0-1-2 are alike, 3-4 are alike, 2-3 a little: a chain by single linkage, two groups by the mean.
        let near = vec![vec![(1, 0.9), (2, 0.8)], vec![(2, 0.85)], vec![(3, 0.5)], vec![(4, 0.9)], vec![]];
        assert_eq!(average(&near, 0.3), [vec![0, 1, 2], vec![3, 4]]);
        assert_eq!(average(&near, 0.05), [vec![0, 1, 2, 3, 4]]);
        assert_eq!(average(&near, 0.95), Vec::<Vec<u32>>::new());
    }

    #[test]
    fn what_no_one_is_like_stays_alone() {
        assert!(average(&[vec![], vec![]], 0.1).is_empty());
        assert!(average(&[], 0.1).is_empty());
    }
}
