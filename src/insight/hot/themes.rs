//! Issues of small files, where words repeat too rarely to be counted: what is said in different words, brought together by what the words mean
//! (电池, 续航 and 没电 are near each other).
//!
//! The likeness of all pairs of cases (`meaning`), and whether other steps brought two together, feed average linkage; then each case goes to the group
//! that it is likest to. Not its job: what a text means.

use kodama::Method;
use rayon::prelude::*;

use crate::aggregate::cases::Case;
use crate::number::float;
use crate::real;

use super::lists::gathered;
use super::meaning::Meanings;
use super::{Group, cohesion, sort_largest_first};

/// Cases that are compared at most: all with all, 32 MB.
pub(super) const MOST: usize = 2000;

/// Fewest cases of a group.
const LEAST: usize = 4;

/// What is added where other steps put both into one group.
const TOGETHER: f64 = 0.3;

/// Groups join while the mean likeness between their cases stands out from that of all pairs by so many standard deviations (texts of one mould are all alike), and
/// by a quarter more with every doubling of the cases from so many on: they tell of more matters then, and what they have in common says less.
const STANDS_OUT: f64 = 1.4;
const MORE: f64 = 0.25;
const CASES: f64 = 120.0;

/// The likeness that is always enough: where nearly all complain of one matter, nothing stands out.
const ALIKE: f64 = 0.2;

/// The share of that from which a case belongs to a group, by its mean likeness to the others.
const BELONGS: f64 = 0.75;
const ROUNDS: usize = 2;

/// How like each case is to each, row by row.
struct Likeness {
    cases: usize,
    of: Vec<f64>,
}

/// Groups of cases that tell of one matter, the largest first; `groups` are what other steps have found.
pub(super) fn themes(meanings: &Meanings, cases: &[&Case], groups: &[Group]) -> Vec<Group> {
    let mut likeness = Likeness::of(meanings, cases.len());
    let least = likeness.outstanding();
    likeness.bring_together(groups);
    let mut themes = likeness.linked(least);
    themes.retain(|g| g.len() >= LEAST);
    for _ in 0..ROUNDS {
        themes = likeness.settled(&themes, BELONGS * least);
    }
    // By what is said alone: other steps may have gone by a stock phrase.
    let near = |a: &[u32], b: &[u32]| {
        let pairs = a.iter().flat_map(|&i| b.iter().map(move |&j| meanings.likeness(i as usize, j as usize)));
        pairs.sum::<f64>() / float((a.len() * b.len()).max(1) as u64)
    };
    let mut themes = cohesion::parted(themes, cases, near, (least, BELONGS * least));
    sort_largest_first(&mut themes);
    themes
}

impl Likeness {
    fn of(meanings: &Meanings, cases: usize) -> Self {
        let earlier = |a: usize| -> Vec<f64> { (0..a).map(|b| meanings.likeness(a, b)).collect() };
        let rows: Vec<Vec<f64>> = (0..cases).into_par_iter().map(earlier).collect();
        let mut of = vec![0.0; cases * cases];
        for (a, row) in rows.iter().enumerate() {
            for (b, &likeness) in row.iter().enumerate() {
                of[a * cases + b] = likeness;
                of[b * cases + a] = likeness;
            }
        }
        Self { cases, of }
    }

    /// The likeness that stands out from that of all pairs.
    fn outstanding(&self) -> f64 {
        let pairs = || (0..self.cases).flat_map(|i| &self.row(i)[i + 1..]);
        let count = float(pairs().count().max(1) as u64);
        let mean = pairs().sum::<f64>() / count;
        let deviation = (pairs().map(|x| (x - mean) * (x - mean)).sum::<f64>() / count).sqrt();
        let doublings = real::ln((float(self.cases as u64) / CASES).max(1.0)) / real::ln(2.0);
        (mean + STANDS_OUT * (1.0 + MORE * doublings) * deviation).min(ALIKE)
    }

    /// Brings cases of one group nearer to each other.
    fn bring_together(&mut self, groups: &[Group]) {
        for group in groups {
            for (a, b) in group.iter().flat_map(|&a| group.iter().map(move |&b| (a as usize, b as usize))) {
                self.of[a * self.cases + b] += TOGETHER;
            }
        }
    }

    fn row(&self, case: usize) -> &[f64] {
        &self.of[case * self.cases..(case + 1) * self.cases]
    }

    /// Groups by average linkage ([UPGMA](https://en.wikipedia.org/wiki/UPGMA), Sokal and Michener 1958), as long as the mean likeness is at least `least`.
    fn linked(&self, least: f64) -> Vec<Group> {
        let mut apart: Vec<f64> =
            (0..self.cases).flat_map(|i| self.row(i)[i + 1..].iter().map(|likeness| 1.0 - likeness)).collect();
        if self.cases < 2 {
            return Vec::new();
        }
        let tree = kodama::linkage(&mut apart, self.cases, Method::Average);
        let mut groups: Vec<Group> = (0u32..).take(self.cases).map(|i| vec![i]).collect();
        for step in tree.steps().iter().take_while(|s| s.dissimilarity <= 1.0 - least) {
            let mut both = std::mem::take(&mut groups[step.cluster1]);
            both.append(&mut groups[step.cluster2]);
            groups.push(both);
        }
        groups
    }

    /// Every case in the group that it is likest to, if it is like enough.
    fn settled(&self, groups: &[Group], least: f64) -> Vec<Group> {
        let best = |case: usize| {
            let scored = (0u32..).zip(groups.iter().map(|g| self.to(case, g)));
            let best = scored.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
            best.filter(|(_, score)| *score >= least).map(|(at, _)| at)
        };
        let best: Vec<Option<u32>> = (0..self.cases).into_par_iter().map(best).collect();
        let mut next = gathered(groups.len(), best);
        next.retain(|g| g.len() >= LEAST);
        next
    }

    /// The mean likeness of a case to the others of a group.
    fn to(&self, case: usize, group: &Group) -> f64 {
        let row = self.row(case);
        let others = || group.iter().map(|&i| i as usize).filter(|i| *i != case);
        others().map(|i| row[i]).sum::<f64>() / float(others().count().max(1) as u64)
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::testing::{Row, report};
    use crate::report::HotIssue;

    #[test]
    fn what_is_told_in_different_words_is_one_issue() {
        let parking = [
            "停车费照扣不误",
            "说好免停车，出场又收十块",
            "车位被占，停车转了三圈",
            "停车减免领了没用",
            "停车场收费太乱",
        ];
        let battery =
            ["电池三周就没电", "续航差得离谱", "换电池换到烦", "充满电用不到两天，电池太差", "耗电太快，天天充电"];
        let others = ["菜太咸了", "衣服起球", "老师讲得太快", "屋里有异味", "快递三天才到", "客服不回话"];
        let all = parking.iter().chain(&battery).chain(&others).zip(1..);
        let bad = all.map(|(t, n)| Row::new(n, t).score(-600).blame("other.overall", "", "").build());
        let good = (50..80).map(|n| Row::new(n, &format!("很好，第{n}次来")).score(800).build());
        let found = report(&bad.chain(good).collect::<Vec<_>>()).hot_issues;
        let about = |words: &[&str]| {
            let of = |i: &&HotIssue| i.quotes.iter().all(|q| words.contains(&q.text.as_str()));
            found.iter().filter(of).map(|i| i.count).max().unwrap_or(0)
        };
        assert!(about(&parking) >= 4 && about(&battery) >= 4, "{found:#?}");
    }
}
