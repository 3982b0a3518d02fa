//! What the dictionaries say of words that stand at and around a new one: function words, judgements, things, degree words, and the characters that no
//! new word has.
//!
//! Not its job: whether a word is known at all; the annotator knows more dictionaries.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::error::Result;
use crate::lexicon::modifier::{Modifier, ModifierKind};
use crate::lexicon::{Dicts, Entry};
use crate::say;

/// Where a new word cannot have a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bar {
    /// Nowhere: it stands between words.
    Any,
    /// At neither edge.
    Edges,
    /// Not as its first.
    Start,
    /// Not as its last.
    End,
}

/// The compiled words.
#[derive(Debug, Default)]
pub struct Lexis {
    bars: FxHashMap<char, Bar>,
    function: FxHashSet<String>,
    opinions: FxHashSet<String>,
    targets: FxHashSet<String>,
    degrees: FxHashSet<String>,
    negations: FxHashSet<String>,
}

impl Lexis {
    /// Compiles stop words, modifiers, opinions and targets.
    ///
    /// # Errors
    /// A dictionary error that names the line at fault.
    pub fn new(dicts: &Dicts) -> Result<Self> {
        let mut lexis = Self::default();
        for e in dicts.of("stopwords") {
            lexis.stop(e)?;
        }
        for e in dicts.of("modifiers") {
            lexis.modifier(e.get("word"), Modifier::from_entry(e)?.kind);
        }
        for e in dicts.of("sentiment") {
            // A score of 0 only hides a shorter word.
            if e.number("score", 0)? == 0 {
                lexis.opinions.remove(e.get("word"));
            } else {
                lexis.opinions.insert(e.get("word").to_owned());
            }
        }
        lexis.targets = dicts.of("targets").map(|e| e.get("word").to_owned()).collect();
        Ok(lexis)
    }

    fn stop(&mut self, e: &Entry) -> Result<()> {
        let word = e.get("word");
        self.function.insert(word.to_owned());
        let bar = match e.get("bars") {
            "" => return Ok(()),
            "any" => Bar::Any,
            "edges" => Bar::Edges,
            "start" => Bar::Start,
            "end" => Bar::End,
            other => {
                return Err(e.error(say!(
                    "`{other}` is not any, edges, start or end",
                    "`{other}` 不是 any、edges、start 或 end"
                )));
            }
        };
        self.bars.extend(word.chars().map(|c| (c, bar)));
        Ok(())
    }

    fn modifier(&mut self, word: &str, kind: ModifierKind) {
        match kind {
            ModifierKind::Degree => self.degrees.insert(word.to_owned()),
            ModifierKind::Negation => self.negations.insert(word.to_owned()),
            _ => false,
        };
        // 客服 may be quoted, 不锈钢 hides a 不: words with a meaning of their own.
        let content = matches!(
            kind,
            ModifierKind::Source
                | ModifierKind::Neutral
                | ModifierKind::Speech
                | ModifierKind::Quote
                | ModifierKind::Sarcasm
                | ModifierKind::Expectation
                | ModifierKind::Purpose
                | ModifierKind::Claim
        );
        if !content {
            self.function.insert(word.to_owned());
        }
    }

    /// A word that has its meaning from others: 的, 很, 但是.
    pub(super) fn is_function(&self, word: &str) -> bool {
        self.function.contains(word)
    }

    /// A judgement.
    pub(super) fn is_opinion(&self, word: &str) -> bool {
        self.opinions.contains(word)
    }

    /// A thing that is judged.
    pub(super) fn is_target(&self, word: &str) -> bool {
        self.targets.contains(word)
    }

    /// What may follow a thing directly: a judgement, or what grades or negates one.
    pub(super) fn follows_things(&self, word: &str) -> bool {
        self.is_opinion(word) || self.degrees.contains(word) || self.negations.contains(word)
    }

    /// What may stand right before a judgement: what grades it, or the thing.
    pub(super) fn leads_judgements(&self, word: &str) -> bool {
        self.degrees.contains(word) || self.is_target(word)
    }

    /// Whether a character only stands between words.
    pub(super) fn divides(&self, c: char) -> bool {
        self.bars.get(&c) == Some(&Bar::Any)
    }

    /// Whether a string that no dictionary knows has no character where it cannot be in a word.
    pub(super) fn fits(&self, unknown: &str) -> bool {
        let barred = |c: Option<char>, here: Bar| {
            c.and_then(|c| self.bars.get(&c)).is_some_and(|b| matches!(b, Bar::Any | Bar::Edges) || *b == here)
        };
        !barred(unknown.chars().next(), Bar::Start)
            && !barred(unknown.chars().next_back(), Bar::End)
            && !unknown.chars().any(|c| self.divides(c))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_by_what_they_do() {
        let lexis = Lexis::new(&Dicts::load(None).unwrap()).unwrap();
        assert!(lexis.is_function("的") && lexis.is_function("但是") && !lexis.is_function("客服"));
        assert!(lexis.follows_things("很") && lexis.follows_things("不错") && !lexis.follows_things("快递"));
        assert!(lexis.leads_judgements("快递") && lexis.leads_judgements("很") && !lexis.leads_judgements("不错"));
    }

    #[test]
    fn characters_are_barred_by_place() {
        let lexis = Lexis::new(&Dicts::load(None).unwrap()).unwrap();
        for (word, fits) in
            [("拆旧", true), ("很旧", false), ("拆了", false), ("拆了旧", false), ("不旧", true), ("旧不", false)]
        {
            assert_eq!(lexis.fits(word), fits, "{word}");
        }
    }
}
