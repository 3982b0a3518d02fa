//! In how many rows a keyword stands, overall and in each group. Which words tell something is `insight::keywords`' job.
//!
//! Memory grows with the vocabulary (Heaps' law: about 300,000 words in a million reviews, some 30 MB).

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::lexicon::OVERALL;
use crate::record::{Annotated, Label, Name, Polarity};

use super::tally::{Counts, bump, merge_counts};

/// Rows with a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct WordTally {
    pub(crate) total: u64,
    pub(crate) negative: u64,
    pub(crate) positive: u64,
    pub(crate) complaints: u64,
    pub(crate) untagged: u64,
}

impl WordTally {
    fn add(&mut self, o: Self) {
        self.total += o.total;
        self.negative += o.negative;
        self.positive += o.positive;
        self.complaints += o.complaints;
        self.untagged += o.untagged;
    }
}

/// Tallies by word number, and the number of rows in each group.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Words {
    pub(crate) rows: WordTally,
    pub(crate) tallies: Vec<WordTally>,
    /// Complaints of each nature.
    pub(crate) nature_rows: Counts,
    pub(crate) natures: BTreeMap<Name, FxHashMap<u32, u64>>,
}

impl Words {
    /// Counts a row; `words` are its distinct keywords.
    pub(crate) fn absorb(&mut self, a: &Annotated, words: &[u32]) {
        let one = WordTally {
            total: 1,
            negative: u64::from(a.sentiment.label == Label::Negative),
            positive: u64::from(a.sentiment.label == Label::Positive),
            complaints: u64::from(a.complaint),
            untagged: u64::from(untagged(a)),
        };
        self.rows.add(one);
        for &w in words {
            self.tally(w).add(one);
        }
        if !a.complaint {
            return;
        }
        for nature in &a.natures {
            bump(&mut self.nature_rows, nature);
            let mine = self.natures.entry(nature.clone()).or_default();
            for &w in words {
                *mine.entry(w).or_default() += 1;
            }
        }
    }

    fn tally(&mut self, word: u32) -> &mut WordTally {
        let at = word as usize;
        if self.tallies.len() <= at {
            self.tallies.resize(at + 1, WordTally::default());
        }
        &mut self.tallies[at]
    }

    /// Adds a later part, whose word numbers `map` translates.
    pub(crate) fn merge(&mut self, later: Self, map: &[u32]) {
        self.rows.add(later.rows);
        for (t, &w) in later.tallies.into_iter().zip(map) {
            self.tally(w).add(t);
        }
        merge_counts(&mut self.nature_rows, later.nature_rows);
        for (nature, counts) in later.natures {
            let mine = self.natures.entry(nature).or_default();
            for (w, n) in counts {
                *mine.entry(map[w as usize]).or_default() += n;
            }
        }
    }
}

/// Negative without saying what is bad: no aspect but the whole is blamed.
pub(crate) fn untagged(a: &Annotated) -> bool {
    // A bare nature (product) is no explanation either.
    let explains = |m: &crate::record::Mention| {
        m.polarity == Polarity::Negative && &*m.aspect != OVERALL && m.aspect.contains('.')
    };
    a.sentiment.label == Label::Negative && !a.mentions.iter().any(explains)
}
