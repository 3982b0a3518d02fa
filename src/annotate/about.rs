//! What the nature model says of each clause: it finds the nature of blame that no dictionary word names, and doubts one that a word misnamed.
//!
//! The model knows what a clause is *about*; whether it is a complaint is `sentiment`'s and `nature`'s job.

use crate::lexicon::Taxonomy;
use crate::model::heads::{Heads, Scores};
use crate::model::ngram::Grams;
use crate::model::{Models, NATURE_TASK};
use crate::record::Name;
use crate::text::clause::Clause;

use super::mention::Draft;
use super::nature::OTHER;

/// A probability from which an unhappy clause is taken to be about a nature.
const LIKELY: f64 = 0.7;
/// One below which a nature named by a word is taken for misread, where another nature stands.
const UNLIKELY: f64 = 0.02;
/// A margin below which a clause is unhappy.
const UNHAPPY: f64 = 0.0;
/// Clauses that are asked about; longer texts name their natures.
const MOST: usize = 12;

/// Buffers of one thread.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    scores: Scores,
}

/// The natures of a complaint after a second opinion.
pub(super) struct About<'a> {
    pub(super) models: &'a Models,
    pub(super) taxonomy: &'a Taxonomy,
    pub(super) text: &'a str,
    pub(super) clauses: &'a [Clause],
}

impl About<'_> {
    /// Puts the likely natures in the place of a mere `other`, and drops those that the model finds nowhere in the clauses that blame.
    pub(super) fn mend(&self, natures: &mut Vec<Name>, drafts: &[Draft], grams: &mut Grams, b: &mut Buffers) {
        let Some(heads) = self.models.heads(NATURE_TASK) else { return };
        if natures.iter().all(|n| **n == *OTHER) {
            let found = self.likely(heads, grams, b);
            if !found.is_empty() {
                *natures = found;
            }
        } else if natures.len() > 1 && self.clauses.len() <= MOST {
            let found = self.found(heads, drafts, grams, b);
            let doubted = |n: &Name| {
                let class = heads.classes().iter().position(|c| **c == **n);
                class.and_then(|c| found[c]).is_some_and(|p| p < UNLIKELY)
            };
            if !natures.iter().all(doubted) {
                natures.retain(|n| !doubted(n));
            }
        }
    }

    /// Natures that the unhappy clauses are about, likeliest first.
    fn likely(&self, heads: &Heads, grams: &mut Grams, b: &mut Buffers) -> Vec<Name> {
        let mut best = vec![0.0f64; heads.classes().len()];
        for c in self.clauses.iter().take(MOST) {
            let part = &self.text[c.start..c.end];
            if self.models.margin(part, grams) >= UNHAPPY {
                continue;
            }
            grams.extract(part);
            for (most, &p) in best.iter_mut().zip(heads.scores(grams, &mut b.scores)) {
                *most = most.max(p);
            }
        }
        let mut found: Vec<(f64, &String)> = best
            .into_iter()
            .zip(heads.classes())
            .filter(|(p, name)| *p >= LIKELY && name.as_str() != OTHER && self.taxonomy.find(name).is_some())
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found.into_iter().map(|(_, name)| Name::from(name.as_str())).collect()
    }

    /// For each class the highest probability in the clauses that blame that nature; nothing where none does. Each clause is read once.
    fn found(&self, heads: &Heads, drafts: &[Draft], grams: &mut Grams, b: &mut Buffers) -> Vec<Option<f64>> {
        let mut best = vec![None; heads.classes().len()];
        for (at, c) in self.clauses.iter().enumerate() {
            let mut blame = drafts.iter().filter(|d| d.clause == at && d.score < 0).peekable();
            if blame.peek().is_none() {
                continue;
            }
            grams.extract(&self.text[c.start..c.end]);
            let scores = heads.scores(grams, &mut b.scores);
            for d in blame {
                let nature = &self.taxonomy.get(d.aspect).nature;
                if let Some(class) = heads.classes().iter().position(|c| **c == **nature) {
                    best[class] = Some(best[class].unwrap_or(0.0f64).max(scores[class]));
                }
            }
        }
        best
    }
}
