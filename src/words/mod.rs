//! New words: strings and phrases that are frequent in the texts and that no dictionary knows, ready for a user's dictionary.
//!
//! ```text
//! rows → Corpus (each text once) → Runs (characters) → Levels (counts) → candidates (cohesion, freedom)
//!      → place (edges of tokens, function words) → join (words or phrases) → describe → Found
//! ```
//! Method: the weakest pointwise mutual information over all ways to cut a string of 2 to 6 Chinese characters, and the entropy of its neighbours on
//! either side; then tests against noise, which the files tell. Latin words are words anyway, and strings with digits are none.
//!
//! What is found depends on the set of texts alone: not on the order of the rows, their number in a batch, or the number of threads. Memory is bounded,
//! see [`Corpus`].
//!
//! ```
//! use voc::annotate::Annotator;
//! use voc::words::{Corpus, Lexis, Settings, find};
//! use voc::{lexicon::Dicts, model::Models, record::Record};
//!
//! let dicts = Dicts::load(None)?;
//! let annotator = Annotator::new(&dicts, Models::embedded()?, true)?;
//! let mut corpus = Corpus::default();
//! corpus.absorb(vec![Record { text: "质量很好，非常喜欢".to_owned(), ..Record::default() }], &annotator);
//! assert!(find(&mut corpus, &annotator, &Lexis::new(&dicts)?, Settings::default()).is_empty());
//! # Ok::<(), voc::error::Error>(())
//! ```

mod candidates;
mod corpus;
mod describe;
mod join;
mod levels;
mod lexis;
mod place;
#[cfg(test)]
mod tests;

use rayon::prelude::*;
use serde::Serialize;

use crate::annotate::{Annotator, Scratch};
use crate::record::Name;

use corpus::Runs;

pub use corpus::Corpus;
pub use lexis::Lexis;

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Most words.
    pub top: usize,
    /// Fewest texts that a word has to stand in.
    pub least: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { top: 100, least: 5 }
    }
}

/// What a new word is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A string that does not consist of known words.
    Word,
    /// Known words that keep together.
    Phrase,
}

impl Kind {
    /// As it stands in outputs.
    pub fn id(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Phrase => "phrase",
        }
    }
}

/// What a new word may be, from what stands around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Guess {
    /// A thing: judgements follow it.
    Target,
    /// A judgement: it follows things and degree words.
    Opinion,
}

impl Guess {
    /// As it stands in outputs.
    pub fn id(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Opinion => "opinion",
        }
    }
}

/// A new word with its figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    /// The word in its normal form.
    pub word: String,
    /// What it is made of.
    pub kind: Kind,
    /// What it may be; nothing where its neighbours do not tell.
    pub guess: Option<Guess>,
    /// How often it occurs.
    pub count: u64,
    /// In how many different texts.
    pub documents: u64,
    /// Bits of its weakest inner bond.
    pub cohesion: f64,
    /// Entropy of what stands before it, in bits.
    pub left: f64,
    /// Entropy of what stands after it, in bits.
    pub right: f64,
    /// Share of negative texts among those with it (of a frequent word, of 200 places of it).
    pub negative: f64,
    /// One of its texts.
    pub example: Example,
}

/// A text with a new word.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Example {
    /// The input as the user named it.
    pub source: Name,
    /// One-based data row within `source`.
    pub row: u64,
    /// The normal form around the word, personal data masked.
    pub text: String,
}

/// Finds the new words of the texts, those of most texts first.
pub fn find(corpus: &mut Corpus, annotator: &Annotator, lexis: &Lexis, settings: Settings) -> Vec<Found> {
    let texts = corpus.sorted();
    let runs = Runs::new(texts);
    let (levels, candidates) = candidates::all(&runs, annotator, lexis, settings.least);
    let stood = candidates
        .into_par_iter()
        .map_init(Scratch::default, |scratch, c| {
            let standing = place::look(&c, &runs, annotator, lexis, scratch)?;
            Some((c, standing))
        })
        .flatten()
        .collect();
    let mut joined = join::settle(stood, &levels, annotator, lexis);
    joined.sort_by(|a, b| {
        let (a, b) = (&a.candidate, &b.candidate);
        b.documents.cmp(&a.documents).then(b.cohesion.total_cmp(&a.cohesion)).then_with(|| a.word.cmp(&b.word))
    });
    joined.truncate(settings.top);
    describe::describe(joined, texts, &runs, annotator)
}
