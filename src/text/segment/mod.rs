//! Segmentation: the only place that knows jieba. Tokens come out as byte ranges with a part of speech; their concatenation is the text.
//!
//! jieba ignores user words with blanks, digits or punctuation, and splits emoji of several code points and `[微笑]`.
//! These *hard* tokens are found first, and what lies between is cut as jieba cuts it, by its words and its model of new words, but over words that
//! `build.rs` laid out: `Jieba::new()` alone would take longer than all the rest of a start.

mod laid;
mod pos;
mod route;
#[cfg(test)]
mod tests;
mod words;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use jieba_rs::Jieba;
use rustc_hash::FxHashSet;
use unicode_segmentation::UnicodeSegmentation;

use crate::error::Result;
use crate::lexicon::{Dicts, Entry};
use crate::say;

use super::clause::{is_han, is_letter};
pub use pos::Pos;
use route::{Cutter, Word};
use words::Words;

/// Letters of the longest name of an emoji in Latin letters.
const LATIN_CODE: usize = 10;

/// A token as a byte range of the segmented text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// End, exclusive.
    pub end: u32,
    /// Part of speech.
    pub pos: Pos,
    /// A word of the dictionary, not one that the segmenter made up.
    pub known: bool,
}

impl Token {
    /// The token's words.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..self.end as usize]
    }
}

/// jieba's words and its model of new ones, loaded.
pub struct Base {
    words: Words,
    unknown: Jieba,
}

impl Base {
    /// Loads them (some 30 ms).
    ///
    /// # Errors
    /// When the binary is damaged.
    pub fn load() -> Result<Self> {
        let unknown = Jieba::empty();
        // jieba reads its model at the first word that is new to it.
        let (words, _) = rayon::join(Words::load, || unknown.tag("生词", true));
        Ok(Self { words: words?, unknown })
    }
}

/// jieba with the domain's words.
pub struct Segmenter {
    base: Base,
    hard: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// Characters that no Chinese word has, one at least of each hard word: a text without them needs no search.
    marks: FxHashSet<char>,
}

impl Segmenter {
    /// Loads jieba's words and those of `words.tsv`.
    ///
    /// # Errors
    /// When a word's frequency is not a number.
    pub fn new(dicts: &Dicts) -> Result<Self> {
        Self::with(Base::load()?, dicts)
    }

    /// The same where jieba's are loaded already.
    ///
    /// # Errors
    /// As [`Segmenter::new`].
    pub fn with(mut base: Base, dicts: &Dicts) -> Result<Self> {
        let mut hard = Vec::new();
        for e in dicts.of("words") {
            let word = e.get("word");
            if word.chars().all(is_han) {
                let tag = e.get("tag");
                base.words.add(word, frequency(e)?, if tag.is_empty() { "n" } else { tag });
            } else if !word.is_empty() {
                hard.push(word.to_owned());
            }
        }
        hard.sort();
        hard.dedup();
        let marks = marks_of(&hard);
        let hard = if hard.is_empty() { None } else { Some(automaton(&hard)?) };
        Ok(Self { base, hard, marks })
    }

    /// Checks the words of `words.tsv` without jieba.
    ///
    /// # Errors
    /// As [`Segmenter::new`].
    pub fn check(dicts: &Dicts) -> Result<()> {
        dicts.of("words").try_for_each(|e| frequency(e).map(drop))
    }

    /// Whether these Chinese characters are a word of jieba's dictionary or of `words.tsv`.
    pub fn knows(&self, word: &str) -> bool {
        let chars: Vec<char> = word.chars().collect();
        self.base.words.get(&chars).is_some()
    }

    /// Cuts `text` into tokens, in order, without gaps.
    pub fn cut(&self, text: &str, out: &mut Vec<Token>) {
        out.clear();
        let mut from = 0;
        for (start, end, pos) in self.hard_tokens(text) {
            self.cut_soft(text, from, start, out);
            push(start, end, pos, true, out);
            from = end;
        }
        self.cut_soft(text, from, text.len(), out);
    }

    fn cut_soft(&self, text: &str, start: usize, end: usize, out: &mut Vec<Token>) {
        let cutter = Cutter { words: &self.base.words, unknown: &self.base.unknown };
        cutter.cut(&text[start..end], |Word { bytes, pos, known }| {
            let (start, end) = (start + bytes.start, start + bytes.end);
            let pos = if text[start..end].chars().any(is_letter) { pos } else { Pos::Mark };
            push(start, end, pos, known, out);
        });
    }

    /// Hard tokens in order, not overlapping: user words with digits or punctuation, `[微笑]`, emoji.
    fn hard_tokens(&self, text: &str) -> Vec<(usize, usize, Pos)> {
        let mut found = Vec::new();
        if let Some(hard) = self.hard.as_ref().filter(|_| text.chars().any(|c| !is_han(c) && self.marks.contains(&c))) {
            let whole = |m: &daachorse::Match<u32>| at_word_edges(text, m.start(), m.end());
            found.extend(hard.leftmost_find_iter(text).filter(whole).map(|m| (m.start(), m.end(), Pos::Latin)));
        }
        // First bytes of what is looked for: Chinese characters begin with others, so most texts end here.
        if text.bytes().any(|b| matches!(b, b'[' | 0xe2 | 0xf0)) {
            bracket_tokens(text, &mut found);
            emoji(text, &mut found);
        }
        found.sort_unstable_by_key(|&(start, end, _)| (start, std::cmp::Reverse(end)));
        let mut free_from = 0;
        found.retain(|&(start, end, _)| {
            let free = start >= free_from;
            if free {
                free_from = end;
            }
            free
        });
        found
    }
}

/// How frequent a word is; `None` where its line does not say so.
fn frequency(e: &Entry) -> Result<Option<u64>> {
    Ok(u64::try_from(e.number("freq", 0)?).ok().filter(|&f| f > 0))
}

/// The first character of each word that is not Chinese.
fn marks_of(hard: &[String]) -> FxHashSet<char> {
    hard.iter().filter_map(|w| w.chars().find(|c| !is_han(*c))).collect()
}

fn automaton(words: &[String]) -> Result<CharwiseDoubleArrayAhoCorasick<u32>> {
    CharwiseDoubleArrayAhoCorasickBuilder::new().match_kind(MatchKind::LeftmostLongest).build(words).map_err(|e| {
        crate::error::Error::dictionary("words.tsv", 0, say!("cannot build the word table: {e}", "无法建立词表：{e}"))
    })
}

/// Whether the range does not cut a Latin word or number: `app` is not found in `apple`.
pub fn at_word_edges(text: &str, start: usize, end: usize) -> bool {
    let latin = |c: char| c.is_ascii_alphanumeric();
    let inside = |a: Option<char>, b: Option<char>| matches!((a, b), (Some(a), Some(b)) if latin(a) && latin(b));
    !inside(text[..start].chars().next_back(), text[start..].chars().next())
        && !inside(text[..end].chars().next_back(), text[end..].chars().next())
}

/// `[微笑]`: one to four Chinese characters in square brackets; `[doge]`: Latin letters that no dictionary has; `[哭惹r]`: both.
fn bracket_tokens(text: &str, found: &mut Vec<(usize, usize, Pos)>) {
    for (start, _) in text.match_indices('[') {
        let inside = &text[start + 1..];
        let name: usize = inside.chars().take(5).take_while(|&c| is_han(c)).map(char::len_utf8).sum();
        let letters = inside[name..].bytes().take(LATIN_CODE + 1).take_while(u8::is_ascii_alphabetic).count();
        let end = start + 1 + name + letters;
        let is_code = match (name, letters) {
            (3..=12, 0..=1) => true,
            (0, 1..=LATIN_CODE) => !found.iter().any(|&(from, to, _)| (from, to) == (start + 1, end)),
            _ => false,
        };
        if is_code && text[end..].starts_with(']') {
            found.push((start, end + 1, Pos::Emoji));
        }
    }
}

/// Emoji stay whole, with their joiners and modifiers.
fn emoji(text: &str, found: &mut Vec<(usize, usize, Pos)>) {
    if !text.chars().any(is_emoji) {
        return;
    }
    let clusters = text.grapheme_indices(true).filter(|(_, g)| g.chars().next().is_some_and(is_emoji));
    found.extend(clusters.map(|(at, g)| (at, at + g.len(), Pos::Emoji)));
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{231a}'..='\u{23ff}')
}

fn push(start: usize, end: usize, pos: Pos, known: bool, out: &mut Vec<Token>) {
    let byte = |x: usize| u32::try_from(x).unwrap_or(u32::MAX);
    out.push(Token { start: byte(start), end: byte(end), pos, known });
}
