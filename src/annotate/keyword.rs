//! Keywords of one text: content words by kind, length and place. What is frequent or distinctive across texts is `insight`'s job.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lexicon::Dicts;
use crate::text::segment::{Pos, Token};

/// Most keywords of a short text, and one more for each so many characters.
const LEAST: usize = 10;
const MOST: usize = 24;
const CHARS_PER_MORE: usize = 25;

/// Stop words, compiled.
#[derive(Debug, Default)]
pub(super) struct Keywords {
    stop: FxHashSet<String>,
}

impl Keywords {
    pub(super) fn new(dicts: &Dicts) -> Self {
        Self { stop: dicts.of("stopwords").map(|e| e.get("word").to_owned()).collect() }
    }

    /// The best keywords of a text, best first.
    pub(super) fn pick(&self, text: &str, tokens: &[Token]) -> Vec<String> {
        let mut found: Vec<(u32, usize, &str)> = Vec::new();
        let mut known: FxHashMap<&str, usize> = FxHashMap::default();
        for (at, t) in tokens.iter().enumerate() {
            let word = t.of(text);
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
