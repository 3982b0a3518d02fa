//! Keywords of one text: content words by kind, length and place. What is frequent or distinctive across texts is `insight`'s job.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lexicon::modifier::ModifierKind;
use crate::lexicon::{Dicts, Entry};
use crate::text::segment::{Pos, Token};

/// Most keywords of a short text, and one more for each so many characters.
const LEAST: usize = 10;
const MOST: usize = 24;
const CHARS_PER_MORE: usize = 25;

/// Stop words, compiled.
#[derive(Debug, Default)]
pub(super) struct Keywords {
    stop: FxHashSet<String>,
    /// Negators of one character.
    negators: FxHashSet<String>,
}

impl Keywords {
    pub(super) fn new(dicts: &Dicts) -> Self {
        let denies = |e: &&Entry| e.get("kind") == ModifierKind::Negation.id() && e.key().chars().nth(1).is_none();
        let negators = dicts.of("modifiers").filter(denies).map(|e| e.key().to_owned()).collect();
        Self { stop: dicts.of("stopwords").map(|e| e.get("word").to_owned()).collect(), negators }
    }

    /// The best keywords of a text, best first.
    pub(super) fn pick(&self, text: &str, tokens: &[Token]) -> Vec<String> {
        let mut found: Vec<(u32, usize, &str)> = Vec::new();
        let mut known: FxHashMap<&str, usize> = FxHashMap::default();
        for (at, t) in tokens.iter().enumerate() {
            let word = self.with_negator(text, at, tokens);
            let weight = self.weight(word, t.pos);
            if weight == 0 {
                continue;
            }
            match known.get(word) {
                // Said again: half as much more.
                Some(&i) => found[i].0 += weight / 2,
                None => {
                    known.insert(word, found.len());
                    found.push((weight, at, word));
                }
            }
        }
        found.sort_by_key(|&(weight, at, _)| (std::cmp::Reverse(weight), at));
        found.truncate((LEAST + text.len() / 3 / CHARS_PER_MORE).min(MOST));
        found.into_iter().map(|(_, _, w)| w.to_owned()).collect()
    }

    /// A word, with the negator before it where it says what something is like: who finds a cream 不油腻 says nothing of 油腻.
    fn with_negator<'t>(&self, text: &'t str, at: usize, tokens: &[Token]) -> &'t str {
        let (own, before) = (&tokens[at], at.checked_sub(1).map(|i| &tokens[i]));
        match before.filter(|b| own.pos == Pos::Adjective && b.end == own.start && self.negators.contains(b.of(text))) {
            Some(negator) => &text[negator.start as usize..own.end as usize],
            None => own.of(text),
        }
    }

    /// 0: not a keyword.
    fn weight(&self, word: &str, pos: Pos) -> u32 {
        let length = word.chars().count();
        let kind = match pos {
            Pos::Name => 40,
            Pos::Noun => 32,
            Pos::Latin | Pos::Adjective => 24,
            Pos::Verb => 16,
            Pos::Number | Pos::Other | Pos::Mark | Pos::Emoji => 0,
        };
        let usable = (2..=16).contains(&length) && kind > 0 && !self.stop.contains(word);
        if usable { kind + 4 * u32::try_from(length.min(5)).unwrap_or(0) } else { 0 }
    }
}
