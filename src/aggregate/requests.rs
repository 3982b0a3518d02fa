//! What customers ask for in so many words, and the faults that are the reasons: counts in rows, and one text for each reason.

use std::collections::BTreeMap;

use crate::number::to_u32;
use crate::record::{Annotated, Name, Request};

use super::intern::Interner;
use super::snippet::Snippet;
use super::tally::Top;

/// Characters of the text that is quoted first: long enough to tell the reason, short enough to be read.
const GOOD: u32 = 40;

/// Satisfaction from which a request is met or small.
const CONTENT: u8 = 4;

/// What is quoted first: who is not content (who was refunded at once praises), a reason that is told as one, then by length.
type Fitness = (bool, bool, u32);

/// Rows that give one reason for a request.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ReasonTally {
    pub(crate) rows: u64,
    /// Rows in which a word says that it is the reason.
    pub(crate) told: u64,
    /// The words of the fault.
    pub(crate) words: BTreeMap<u32, u64>,
    pub(crate) quote: Top<Fitness, Snippet, 1>,
}

/// Rows with one request.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct RequestTally {
    pub(crate) rows: u64,
    /// The things asked for.
    pub(crate) objects: BTreeMap<u32, u64>,
    /// By the aspect blamed.
    pub(crate) reasons: BTreeMap<Name, ReasonTally>,
}

/// All requests by kind.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Requests {
    pub(crate) list: BTreeMap<Name, RequestTally>,
}

impl Requests {
    pub(crate) fn absorb(&mut self, a: &Annotated, names: &mut Interner) {
        for r in &a.requests {
            let t = self.list.entry(r.request.clone()).or_default();
            t.rows += 1;
            if !r.object.is_empty() {
                *t.objects.entry(names.id(&r.object)).or_default() += 1;
            }
            let Some(aspect) = &r.reason else { continue };
            t.reasons.entry(aspect.clone()).or_default().absorb(a, r, names);
        }
    }

    /// The texts of the reasons.
    pub(crate) fn snippets_mut(&mut self) -> impl Iterator<Item = &mut Snippet> {
        self.list.values_mut().flat_map(|t| t.reasons.values_mut()).flat_map(|r| r.quote.items_mut())
    }

    /// Adds a later part, whose word numbers `map` translates.
    pub(crate) fn merge(&mut self, later: Self, map: &[u32]) {
        for (id, t) in later.list {
            let mine = self.list.entry(id).or_default();
            mine.rows += t.rows;
            add(&mut mine.objects, t.objects, map);
            for (aspect, reason) in t.reasons {
                let known = mine.reasons.entry(aspect).or_default();
                known.rows += reason.rows;
                known.told += reason.told;
                add(&mut known.words, reason.words, map);
                known.quote.merge(reason.quote);
            }
        }
    }
}

impl ReasonTally {
    fn absorb(&mut self, a: &Annotated, r: &Request, names: &mut Interner) {
        self.rows += 1;
        self.told += u64::from(r.told);
        if !r.because.is_empty() {
            *self.words.entry(names.id(&r.because)).or_default() += 1;
        }
        let length = to_u32(a.text.chars().count());
        let content = a.satisfaction.is_some_and(|s| s >= CONTENT);
        let fitness = (content, !r.told, length.abs_diff(GOOD));
        if self.quote.wants(&fitness) {
            let reason = r.because_start.zip(r.because_end).map(|(s, e)| [s, e]);
            let marks: Vec<[u32; 2]> = std::iter::once([r.start, r.end]).chain(reason).collect();
            self.quote.push(fitness, Snippet::around(a, marks.into_iter()));
        }
    }
}

fn add(counts: &mut BTreeMap<u32, u64>, later: BTreeMap<u32, u64>, map: &[u32]) {
    for (word, n) in later {
        *counts.entry(map[word as usize]).or_default() += n;
    }
}
