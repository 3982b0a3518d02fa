//! Which issue of today is which of the store: first by the records that they share, then by aspect and words. Pure; each issue is taken once, and never by a small
//! part of it. Where they share no records, what the rows say of it ([`super::echo`]) counts as well. One that comes back is known again as soon as it looks as before,
//! be it some nights later.

use std::collections::BTreeSet;

/// Least score of a pair, in thousandths.
const LEAST: u64 = 500;

/// Shared records from which they alone decide.
const LEAST_SHARED: u64 = 3;
/// One in so many of what an issue had lately says that it goes on: a few rows that came to it at its end are not what it was about.
const PART: u64 = 6;

/// Looks of an issue with an id that the other has or had.
const SAME: u64 = 900;
/// What an issue of so many looks adds where it was resolved before and the other came up a few nights ago under a name of its own, when there was too little of it
/// to tell: more than shared records do.
const BACK: u64 = 3000;

/// What words of rows alone decide, and the most that their number adds: less than shared records.
const HEARD: u64 = 600;
const MANY: u64 = 300;

/// What issues are told apart by.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Face {
    /// The report's own id; for an issue of the store the one that it had last, and its key.
    pub(super) ids: Vec<String>,
    pub(super) aspect: Option<String>,
    /// Keywords, and pairs of neighbouring characters of the title.
    pub(super) words: BTreeSet<String>,
    /// It went on in another issue.
    pub(super) gone: bool,
    /// Records that it had lately.
    pub(super) lately: u64,
    /// Nothing was heard of it for long.
    pub(super) resolved: bool,
    /// It came up lately.
    pub(super) young: bool,
}

impl Face {
    pub(super) fn new(ids: &[&str], aspect: Option<&str>, title: &str, keywords: &[String]) -> Self {
        let letters: Vec<char> = title.chars().filter(|c| c.is_alphanumeric()).collect();
        let pairs = letters.windows(2).map(|w| w.iter().collect::<String>());
        let words = keywords.iter().cloned().chain(pairs).collect();
        let ids = ids.iter().map(|i| (*i).to_owned()).collect();
        Self { ids, aspect: aspect.map(str::to_owned), words, ..Self::default() }
    }

    /// Dice's coefficient of the words, in thousandths, with what aspect and id add.
    fn score(&self, other: &Self) -> u64 {
        let both = self.words.intersection(&other.words).count() as u64;
        let all = (self.words.len() + other.words.len()) as u64;
        let dice = (2000 * both).checked_div(all).unwrap_or(0);
        let about = match (self.aspect == other.aspect, self.nature() == other.nature()) {
            (true, _) => 200 + dice * 3 / 4,
            (false, true) => dice * 7 / 10,
            // The same words about another thing: only records could tell that it is the same.
            (false, false) => 0,
        };
        if self.ids.iter().any(|id| other.ids.contains(id)) { about.max(SAME) } else { about }
    }

    fn nature(&self) -> Option<&str> {
        self.aspect.as_deref().and_then(|a| a.split('.').next())
    }
}

/// An issue of today: what it looks like, its records, and how many of them belonged to which issue of the store.
#[derive(Debug, Clone, Default)]
pub(super) struct Today {
    pub(super) face: Face,
    pub(super) shared: Vec<(usize, u64)>,
    /// Which of the store go on in it by the words of its rows, and how many rows say so.
    pub(super) heard: Vec<(usize, u64)>,
}

/// For each issue of today its place among `known`, `None` where it is new.
pub(super) fn pair(today: &[Today], known: &[Face]) -> Vec<Option<usize>> {
    let mut pairs: Vec<(u64, usize, usize)> = Vec::new();
    let parts = largest_parts(today, known.len());
    for (t, issue) in today.iter().enumerate() {
        let before: u64 = issue.shared.iter().map(|(_, n)| n).sum();
        for (k, face) in known.iter().enumerate() {
            let shared = issue.shared.iter().find(|(at, _)| *at == k).map_or(0, |(_, n)| *n);
            // One that fell apart goes on in its largest part, or in one about as large that is hardly anything else; never in a small one that looks like it.
            let is_mainly = 2 * shared > before && 2 * shared >= parts[k];
            if parts[k] >= LEAST_SHARED && shared < parts[k] && !is_mainly {
                continue;
            }
            // A good part of its earlier records were in that one: it is the same, whatever it is called now. Where several became one, the
            // largest part goes on, or of parts that are about as large the one that looks most like it.
            let looks = issue.face.score(face);
            // What goes on in another comes up again only where that one is not there to be taken.
            let looks = if face.gone { looks.min(LEAST) } else { looks };
            let is_part = shared >= LEAST_SHARED && 3 * shared >= before && PART * shared >= face.lately;
            let of_both = || 500 * shared / before.max(1) + 500 * shared / parts[k].max(1);
            let by_records = if is_part { 1000 + of_both() + looks / 4 } else { 0 };
            let heard = issue.heard.iter().find(|(at, _)| *at == k).map_or(0, |(_, n)| *n);
            // Where records tell nothing: those of this month are never those of the last one.
            let is_by_words = heard > 0 && parts[k] == 0 && before < LEAST_SHARED;
            let by_words = if is_by_words { HEARD + heard.min(MANY) } else { 0 };
            let is_young = || issue.shared.iter().all(|(at, _)| known[*at].young);
            let is_back = face.resolved && parts[k] == 0 && looks >= SAME && is_young();
            let by_looks = if is_back { BACK + looks } else { looks };
            let score = by_records.max(by_looks).max(by_words);
            if score >= LEAST {
                pairs.push((score, t, k));
            }
        }
    }
    pairs.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut out = vec![None; today.len()];
    let mut taken = vec![false; known.len()];
    for (_, t, k) in pairs {
        if out[t].is_none() && !taken[k] {
            out[t] = Some(k);
            taken[k] = true;
        }
    }
    out
}

/// For each issue of the store the most of its records that one issue of today has.
fn largest_parts(today: &[Today], known: usize) -> Vec<u64> {
    let mut parts = vec![0; known];
    for (k, n) in today.iter().flat_map(|t| &t.shared) {
        parts[*k] = parts[*k].max(*n);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face(local: &str, aspect: &str, title: &str, words: &[&str]) -> Face {
        Face::new(&[local], Some(aspect), title, &words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>())
    }

    fn today(face: Face, shared: &[(usize, u64)]) -> Today {
        Today { face, shared: shared.to_vec(), heard: Vec::new() }
    }

    #[test]
    fn the_same_fault_in_other_words_is_the_same_issue_and_another_fault_is_not() {
        let known = [face("a#1", "product.quality", "锅盖开裂", &["锅盖", "开裂", "裂纹"])];
        let same = face("a#2", "product.quality", "锅盖裂了", &["锅盖", "裂纹", "玻璃"]);
        let other = face("a#3", "product.quality", "手柄松动", &["手柄", "松动", "螺丝"]);
        let elsewhere = face("b#1", "service.attitude", "锅盖没人赔", &["锅盖", "客服", "赔"]);
        assert_eq!(pair(&[today(same, &[])], &known), [Some(0)]);
        assert_eq!(pair(&[today(other, &[]), today(elsewhere, &[])], &known), [None, None]);
    }

    #[test]
    fn records_say_more_than_words() {
        let known = [face("a#1", "x", "甲乙丙", &["甲"]), face("a#2", "x", "丁戊己", &["丁"])];
        // Looks like the first, but its records were those of the second.
        let t = today(face("a#1", "x", "甲乙丙", &["甲"]), &[(1, 9), (0, 2)]);
        assert_eq!(pair(&[t], &known), [Some(1)]);
        // Two records are too few to decide.
        let t = today(face("a#1", "x", "甲乙丙", &["甲"]), &[(1, 2)]);
        assert_eq!(pair(&[t], &known), [Some(0)]);
    }

    #[test]
    fn a_few_rows_that_came_at_its_end_do_not_carry_an_issue_elsewhere() {
        let known = [Face { lately: 44, ..face("a#1", "l.lost", "快递丢件了", &["丢件"]) }];
        let other = || face("b#1", "l.damage", "包装盒压扁了", &["压扁"]);
        assert_eq!(pair(&[today(other(), &[(0, 4)])], &known), [None]);
        assert_eq!(pair(&[today(other(), &[(0, 8)])], &known), [Some(0)]);
    }

    #[test]
    fn the_same_words_about_another_nature_are_another_issue() {
        let known = [face("product.x#1", "product.x", "活动时下的单", &["活动", "下单"])];
        let other = today(face("logistics.y#1", "logistics.y", "活动时下的单", &["活动", "下单"]), &[]);
        assert_eq!(pair(&[other], &known), [None]);
    }

    #[test]
    fn of_several_that_become_one_the_largest_goes_on() {
        let known = [face("a#1", "x", "甲", &[]), face("a#2", "x", "乙", &[]), face("a#3", "x", "丙", &[])];
        assert_eq!(pair(&[today(face("a#4", "x", "丁", &[]), &[(0, 3), (1, 4), (2, 3)])], &known), [Some(1)]);
    }

    #[test]
    fn one_that_falls_apart_goes_on_in_its_largest_part() {
        let known = [face("a#1", "x", "甲", &[]), face("a#2", "x", "乙", &[])];
        let small = today(face("a#3", "x", "丙", &[]), &[(0, 5)]);
        let large = today(face("a#4", "x", "丁", &[]), &[(0, 10), (1, 1)]);
        assert_eq!(pair(&[small, large], &known), [None, Some(0)]);
    }

    #[test]
    fn a_smaller_part_never_takes_an_issue_whose_largest_part_became_one_with_another() {
        let known = [face("a#1", "x", "甲乙丙丁", &["甲"]), face("a#2", "x", "子丑寅卯", &["子"])];
        let large = today(face("a#3", "x", "子丑寅卯", &["子"]), &[(0, 10), (1, 30)]);
        let small = today(face("a#1", "x", "甲乙丙丁", &["甲"]), &[(0, 4)]);
        assert_eq!(pair(&[large.clone(), small], &known), [Some(1), None]);
        // One about as large that has nothing else is what is left of it.
        let rest = today(face("a#4", "x", "辰巳午未", &["辰"]), &[(0, 8)]);
        assert_eq!(pair(&[large, rest], &known), [Some(1), Some(0)]);
    }

    #[test]
    fn of_two_that_become_one_and_are_as_large_the_one_that_looks_like_it_goes_on() {
        let known = [face("a#1", "y", "橱柜划了一道", &["橱柜"]), face("a#2", "x", "边角有毛刺", &["毛刺"])];
        let both = today(face("a#3", "x", "边角有毛刺", &["毛刺"]), &[(0, 3), (1, 3)]);
        assert_eq!(pair(&[both], &known), [Some(1)]);
    }

    #[test]
    fn one_that_went_on_in_another_does_not_take_its_place() {
        let old = face("a#1", "x", "甲乙丙丁", &["甲"]);
        let known = [Face { gone: true, ..old.clone() }, face("a#1", "x", "甲乙丙戊", &["甲"])];
        assert_eq!(pair(&[today(old.clone(), &[])], &known), [Some(1)]);
        assert_eq!(pair(&[today(old, &[])], &known[..1]), [Some(0)]);
    }

    #[test]
    fn without_shared_records_rows_that_tell_of_it_say_that_it_is_the_same() {
        let known = [face("a#1", "x", "甲乙丙丁", &["甲"]), face("a#2", "x", "子丑寅卯", &["子"])];
        let heard = |shared| Today { heard: vec![(1, 4)], ..today(face("b#1", "y", "辰巳午未", &["辰"]), shared) };
        assert_eq!(pair(&[heard(&[])], &known), [Some(1)]);
        assert_eq!(pair(&[heard(&[(0, 5)])], &known), [Some(0)]);
    }

    #[test]
    fn what_came_back_under_another_name_is_known_again_when_there_is_more_of_it() {
        let known = |young| {
            let back = Face { lately: 4, young, ..face("a#2", "x", "锅盖开裂了", &["在焖米饭", "开裂"]) };
            [Face { resolved: true, ..face("a#1", "x", "玻璃锅盖突然开裂", &["开裂", "锅盖"]) }, back]
        };
        let first = today(known(true)[1].clone(), &[]);
        assert_eq!(pair(&[first], &known(true)[..1]), [None]);
        let second = today(face("a#1", "x", "玻璃锅盖突然开裂", &["开裂", "锅盖", "在焖米饭"]), &[(1, 4)]);
        assert_eq!(pair(std::slice::from_ref(&second), &known(true)), [Some(0)]);
        assert_eq!(pair(&[second], &known(false)), [Some(1)]);
    }

    #[test]
    fn each_issue_is_taken_once_the_best_pair_first() {
        let known = [face("k", "x", "甲乙丙丁", &["甲", "乙"])];
        let near = today(face("n", "x", "甲乙丙", &["甲"]), &[]);
        let nearer = today(face("m", "x", "甲乙丙丁", &["甲", "乙"]), &[]);
        assert_eq!(pair(&[near, nearer], &known), [None, Some(0)]);
    }
}
