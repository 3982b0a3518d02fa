//! Figures of a comparison of labels: accuracy with Wilson's interval, precision, recall, F1, macro-F1 with a bootstrap interval, over all rows and over
//! parts of them.
//!
//! Labels are sets of classes as bits, so that one class and several are counted alike.

use rayon::prelude::*;
use serde::Serialize;

use crate::annotate::explain::{ClauseFinds, Explanation, SentimentParts};
use crate::insight::wilson;
use crate::number::{float, round};

/// Resamples for the intervals.
const RESAMPLES: u64 = 1000;
/// Upper limits of text length, in characters, of the groups by length.
const LENGTHS: [usize; 4] = [20, 60, 150, usize::MAX];
/// Characters of a miss that are shown.
const SHOWN: usize = 120;

/// A row: what the file says, what voc says.
pub(super) struct Judged {
    pub(super) gold: u32,
    pub(super) said: u32,
    /// Characters of its text.
    pub(super) length: usize,
    pub(super) group: String,
}

/// What was measured.
#[derive(Debug, Serialize)]
pub(super) struct Measures {
    pub(super) task: &'static str,
    /// How models were fitted to the file itself; null where the program labelled as it is.
    pub(super) fitted: Option<String>,
    /// Whether the model labelled without dictionaries and rules.
    pub(super) alone: bool,
    pub(super) rows: usize,
    /// Share of rows with exactly the right classes.
    pub(super) accuracy: Interval,
    /// Mean F1 of the classes that the file has.
    pub(super) macro_f1: Interval,
    pub(super) classes: Vec<Class>,
    /// Labelled × said, in the order of `classes`; null where a row may have several.
    pub(super) confusion: Option<Vec<Vec<u64>>>,
    pub(super) groups: Vec<Part>,
    pub(super) lengths: Vec<Part>,
    pub(super) misses: Vec<Miss>,
}

/// A figure with its 95 % interval: of the accuracy Wilson's (1927), which is wider than nothing where all rows are right; of macro-F1 by bootstrap.
#[derive(Debug, Serialize)]
pub(super) struct Interval {
    pub(super) value: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

/// A class.
#[derive(Debug, Serialize)]
pub(super) struct Class {
    pub(super) name: String,
    /// Rows that have it by the file.
    pub(super) rows: u64,
    pub(super) precision: f64,
    pub(super) recall: f64,
    pub(super) f1: f64,
}

/// Part of the rows.
#[derive(Debug, Serialize)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) rows: u64,
    pub(super) accuracy: f64,
    /// The 95 % interval of the accuracy (Wilson 1927).
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) macro_f1: f64,
}

/// A row whose label is wrong, and why it got it.
#[derive(Debug, Serialize)]
pub(super) struct Miss {
    pub(super) labelled: Vec<String>,
    pub(super) said: Vec<String>,
    /// The sentiment score.
    pub(super) score: f64,
    pub(super) text: String,
    /// How the sentiment came about.
    pub(super) sentiment: SentimentParts,
    /// What was found in each clause, with the dictionary lines.
    pub(super) clauses: Vec<ClauseFinds>,
}

impl Miss {
    pub(super) fn new(j: &Judged, classes: &[String], score: f64, why: Explanation) -> Self {
        let named = |bits: u32| {
            classes.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1).map(|(_, c)| c.clone()).collect()
        };
        Self {
            labelled: named(j.gold),
            said: named(j.said),
            score,
            text: why.record.text.chars().take(SHOWN).collect(),
            sentiment: why.sentiment,
            clauses: why.clauses,
        }
    }
}

/// Counts of some rows.
#[derive(Debug, Clone, Default)]
struct Counts {
    rows: u64,
    exact: u64,
    /// Of each class: rows that have it, rows said to have it, both.
    classes: Vec<[u64; 3]>,
}

impl Counts {
    fn of<'j>(rows: impl Iterator<Item = &'j Judged>, classes: usize) -> Self {
        let mut c = Self { classes: vec![[0; 3]; classes], ..Self::default() };
        for j in rows {
            c.rows += 1;
            c.exact += u64::from(j.gold == j.said);
            for (i, n) in c.classes.iter_mut().enumerate() {
                let (gold, said) = (j.gold >> i & 1, j.said >> i & 1);
                n[0] += u64::from(gold);
                n[1] += u64::from(said);
                n[2] += u64::from(gold & said);
            }
        }
        c
    }

    fn accuracy(&self) -> f64 {
        float(self.exact) / float(self.rows.max(1))
    }

    /// Mean F1 of the classes that rows have.
    fn macro_f1(&self) -> f64 {
        let there: Vec<f64> = self.classes.iter().filter(|n| n[0] > 0).map(|n| figures(n)[2]).collect();
        there.iter().sum::<f64>() / float(there.len().max(1) as u64)
    }
}

/// Precision, recall and F1.
fn figures(&[has, said, both]: &[u64; 3]) -> [f64; 3] {
    let share = |of: u64| float(both) / float(of.max(1));
    [share(said), share(has), 2.0 * float(both) / float((has + said).max(1))]
}

/// Measures `rows`, whose bits stand for `classes`; `single` where each has one class.
pub(super) fn measure(rows: &[Judged], classes: &[String], single: bool) -> Measures {
    let n = classes.len();
    let whole = Counts::of(rows.iter(), n);
    let resampled = resample(rows, n);
    let interval = |figure: fn(&Counts) -> f64| {
        let mut all: Vec<f64> = resampled.iter().map(figure).collect();
        all.sort_by(f64::total_cmp);
        let at = |share: usize| all.get(all.len() * share / 1000).copied().unwrap_or_default();
        Interval { value: round(figure(&whole), 4), low: round(at(25), 4), high: round(at(974), 4) }
    };
    let (low, high) = wilson(whole.exact, whole.rows);
    let [value, low, high] = [whole.accuracy(), low, high].map(|x| round(x, 4));
    let accuracy = Interval { value, low, high };
    let part = |name: String, mine: &dyn Fn(&&Judged) -> bool| {
        let c = Counts::of(rows.iter().filter(mine), n);
        let (low, high) = wilson(c.exact, c.rows);
        let [accuracy, low, high, macro_f1] = [c.accuracy(), low, high, c.macro_f1()].map(|x| round(x, 4));
        Part { name, rows: c.rows, accuracy, low, high, macro_f1 }
    };
    let mut names: Vec<&str> = rows.iter().map(|r| r.group.as_str()).filter(|g| !g.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    let lengths = LENGTHS.iter().enumerate().map(|(k, &to)| {
        let from = if k == 0 { 0 } else { LENGTHS[k - 1] };
        let name = if to == usize::MAX { format!(">{from}") } else { format!("{}-{to}", from + 1) };
        part(name, &|r| r.length > from && r.length <= to)
    });
    Measures {
        task: "",
        fitted: None,
        alone: false,
        rows: rows.len(),
        accuracy,
        macro_f1: interval(Counts::macro_f1),
        classes: classes.iter().zip(&whole.classes).map(|(name, c)| class(name, c)).collect(),
        confusion: single.then(|| confusion(rows, n)),
        groups: names.iter().map(|g| part((*g).to_owned(), &|r| r.group == *g)).collect(),
        lengths: lengths.filter(|p| p.rows > 0).collect(),
        misses: Vec::new(),
    }
}

fn class(name: &str, counts: &[u64; 3]) -> Class {
    let [precision, recall, f1] = figures(counts).map(|x| round(x, 4));
    Class { name: name.to_owned(), rows: counts[0], precision, recall, f1 }
}

fn confusion(rows: &[Judged], n: usize) -> Vec<Vec<u64>> {
    let mut t = vec![vec![0; n]; n];
    for j in rows {
        if let (Some(gold), Some(said)) = (first(j.gold, n), first(j.said, n)) {
            t[gold][said] += 1;
        }
    }
    t
}

/// The lowest bit.
fn first(bits: u32, n: usize) -> Option<usize> {
    Some(bits.trailing_zeros() as usize).filter(|&at| at < n)
}

/// Counts of resampled rows (bootstrap, Efron 1979), from a fixed sequence, so that the same file gives the same intervals.
fn resample(rows: &[Judged], classes: usize) -> Vec<Counts> {
    (0..RESAMPLES)
        .into_par_iter()
        .map(|k| {
            let mut state = k.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
            let mut next = move || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                usize::try_from(state >> 33).unwrap_or(0) % rows.len().max(1)
            };
            Counts::of((0..rows.len()).map(|_| &rows[next()]), classes)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(pairs: &[(u32, u32)]) -> Vec<Judged> {
        pairs.iter().map(|&(gold, said)| Judged { gold, said, length: 10, group: String::new() }).collect()
    }

    fn names(n: usize) -> Vec<String> {
        (0..n).map(|i| format!("c{i}")).collect()
    }

    #[test]
    fn figures_of_one_class_each() {
        // Two of three c0 found, one c1 taken for c0.
        let m = measure(&rows(&[(1, 1), (1, 1), (1, 2), (2, 1), (2, 2)]), &names(2), true);
        assert_eq!((m.accuracy.value, m.classes[0].precision, m.classes[0].recall), (0.6, 0.6667, 0.6667));
        assert_eq!(m.confusion, Some(vec![vec![2, 1], vec![1, 1]]));
        assert_eq!((m.classes[1].f1, m.macro_f1.value), (0.5, 0.5833));
        assert!(m.accuracy.low < 0.6 && m.accuracy.high > 0.6);
    }

    #[test]
    fn several_classes_count_each_for_itself_and_a_class_that_nobody_has_not_at_all() {
        let m = measure(&rows(&[(0b01, 0b11), (0b00, 0b00), (0b01, 0b01)]), &names(2), false);
        assert_eq!((m.accuracy.value, m.macro_f1.value), (0.6667, 1.0));
        assert_eq!((m.classes[1].precision, m.confusion), (0.0, None));
    }

    #[test]
    fn that_all_rows_are_right_is_not_known_of_all_others() {
        let m = measure(&rows(&[(1, 1); 60]), &names(2), true);
        assert_eq!((m.accuracy.value, m.accuracy.high), (1.0, 1.0));
        assert!(m.accuracy.low > 0.9 && m.accuracy.low < 0.95, "{}", m.accuracy.low);
    }

    #[test]
    fn the_same_rows_have_the_same_intervals() {
        let pairs: Vec<(u32, u32)> = (0..200).map(|i| (1 << (i % 2), 1 << (i / 3 % 2))).collect();
        let once = |p: &[(u32, u32)]| serde_json::to_string(&measure(&rows(p), &names(2), true)).unwrap();
        assert_eq!(once(&pairs), once(&pairs));
    }
}
