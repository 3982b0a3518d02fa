//! Sentiment, text levels and stars against texts, over informative rows; ratings over all rows that have one.

use std::collections::BTreeMap;

use crate::record::{Annotated, Label};

use super::given::Given;
use super::scale::{self, Scale};
use super::snippet::Snippet;
use super::tally::{Outcome, Top, level_index, merge_counts};

/// Mismatches kept for each scale, as the scale is known only at the end.
const MISMATCHES: usize = 50;

/// The clearest first: widest apart, then surest of the text.
type Clearness = (std::cmp::Reverse<u8>, std::cmp::Reverse<i32>);

/// A text that says something else than its stars.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clash {
    pub(crate) stars: u8,
    pub(crate) text: u8,
    pub(crate) snippet: Snippet,
}

/// What [`crate::report::Satisfaction`] and [`crate::report::SentimentShares`] are made from.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Scores {
    /// By `Label::ALL`.
    pub(crate) labels: [u64; 4],
    pub(crate) outcome: Outcome,
    /// Rows by rating in thousandths and text level (0: none).
    pub(crate) pairs: BTreeMap<(i32, u8), u64>,
    /// How often each rating was given, by source.
    given: Given,
    clashes: [Top<Clearness, Clash, MISMATCHES>; Scale::ALL.len()],
}

impl Scores {
    pub(crate) fn absorb(&mut self, a: &Annotated) {
        self.labels[label_index(a.sentiment.label)] += 1;
        self.outcome.add(a);
        let Some(rating) = scale::usable(a) else { return };
        let text = level_index(a).map_or(0, |i| u8::try_from(i + 1).unwrap_or(0));
        self.count(a, rating, text);
        if text == 0 {
            return;
        }
        for scale in Scale::ALL.into_iter().filter(|s| s.holds(rating)) {
            let stars = scale.level(rating);
            let apart = stars.abs_diff(text);
            let sides = (stars >= 4 && text <= 2) || (stars <= 2 && text >= 4);
            let key = (std::cmp::Reverse(apart), std::cmp::Reverse(a.sentiment.score.0.abs()));
            let clashes = &mut self.clashes[scale.index()];
            if sides && clashes.wants(&key) {
                clashes.push(key, Clash { stars, text, snippet: clash_snippet(a, text) });
            }
        }
    }

    /// Takes in the rating of a row whose text says nothing.
    pub(crate) fn rate(&mut self, a: &Annotated) {
        if let Some(rating) = scale::usable(a) {
            self.count(a, rating, 0);
        }
    }

    fn count(&mut self, a: &Annotated, rating: i32, text: u8) {
        *self.pairs.entry((rating, text)).or_default() += 1;
        self.given.absorb(a);
    }

    pub(crate) fn merge(&mut self, later: Self) {
        for (x, y) in self.labels.iter_mut().zip(later.labels) {
            *x += y;
        }
        self.outcome.merge(later.outcome);
        merge_counts(&mut self.pairs, later.pairs);
        self.given.merge(later.given);
        for (mine, theirs) in self.clashes.iter_mut().zip(later.clashes) {
            mine.merge(theirs);
        }
    }

    /// The texts of the mismatches.
    pub(crate) fn snippets_mut(&mut self) -> impl Iterator<Item = &mut Snippet> {
        self.clashes.iter_mut().flat_map(Top::items_mut).map(|c| &mut c.snippet)
    }

    /// The scale of the ratings; `None` where there are none, and where sources use different ones.
    pub(crate) fn scale(&self) -> Option<Scale> {
        self.given.scale()
    }

    /// Whether sources with enough ratings to tell use different scales.
    pub(crate) fn mixes_scales(&self) -> bool {
        self.given.mixes_scales()
    }

    /// The ratings that lie on a scale, with the level of the text (0: none), and how often.
    pub(crate) fn on(&self, scale: Scale) -> impl Iterator<Item = (i32, u8, u64)> {
        self.pairs.iter().filter(move |((r, _), _)| scale.holds(*r)).map(|((r, text), n)| (*r, *text, *n))
    }

    /// The clearest mismatches on a scale.
    pub(crate) fn clashes(&self, scale: Scale) -> impl Iterator<Item = Clash> {
        self.clashes[scale.index()].clone().into_items().map(|(_, c)| c)
    }
}

/// The words that speak against the stars.
fn clash_snippet(a: &Annotated, text: u8) -> Snippet {
    let side = if text <= 2 { crate::record::Polarity::Negative } else { crate::record::Polarity::Positive };
    let spans = a.mentions.iter().filter(move |m| m.polarity == side).map(|m| [m.start, m.end]);
    Snippet::around(a, spans)
}

/// Position in `Label::ALL`.
pub(crate) fn label_index(label: Label) -> usize {
    Label::ALL.iter().position(|l| *l == label).unwrap_or(0)
}
