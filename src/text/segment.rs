//! Segmentation: the only place that knows jieba. Tokens come out as byte ranges with a part of speech; their concatenation is the text.
//!
//! jieba ignores user words with blanks, digits or punctuation, and splits emoji of several code points and `[微笑]`.
//! These *hard* tokens are found first, and jieba cuts what lies between.

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use jieba_rs::Jieba;
use rustc_hash::FxHashSet;
use unicode_segmentation::UnicodeSegmentation;

use crate::error::Result;
use crate::lexicon::{Dicts, Entry};
use crate::say;

use super::clause::{is_han, is_letter};

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

/// Parts of speech, as coarse as voc needs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pos {
    /// Nouns, and words of unknown kind that look like one.
    Noun,
    /// Names: people, places, organisations, brands.
    Name,
    /// Verbs.
    Verb,
    /// Adjectives.
    Adjective,
    /// Latin words and codes.
    Latin,
    /// Numbers and quantities.
    Number,
    /// Everything else: particles, adverbs, pronouns.
    Other,
    /// Punctuation and blanks.
    Mark,
    /// Emoji and bracket tokens.
    Emoji,
}

/// jieba's own dictionary, loaded: the longest part of a start, which waits for nothing.
pub struct Base(Jieba);

impl Base {
    /// Loads it (about 0.2 s).
    pub fn load() -> Self {
        Self(Jieba::new())
    }
}

/// jieba with the domain's words.
pub struct Segmenter {
    jieba: Jieba,
    hard: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// Characters that no Chinese word has, one at least of each hard word: a text without them needs no search.
    marks: FxHashSet<char>,
}

impl Segmenter {
    /// Loads jieba (about 0.2 s) and the words of `words.tsv`.
    ///
    /// # Errors
    /// When a word's frequency is not a number.
    pub fn new(dicts: &Dicts) -> Result<Self> {
        Self::with(Base::load(), dicts)
    }

    /// The same where jieba is loaded already.
    ///
    /// # Errors
    /// As [`Segmenter::new`].
    pub fn with(Base(mut jieba): Base, dicts: &Dicts) -> Result<Self> {
        let mut hard = Vec::new();
        for e in dicts.of("words") {
            let word = e.get("word");
            if word.chars().all(is_han) {
                let freq = frequency(e)?;
                let tag = e.get("tag");
                jieba.add_word(word, freq, Some(if tag.is_empty() { "n" } else { tag }));
            } else if !word.is_empty() {
                hard.push(word.to_owned());
            }
        }
        hard.sort();
        hard.dedup();
        let marks = marks_of(&hard);
        let hard = if hard.is_empty() { None } else { Some(automaton(&hard)?) };
        Ok(Self { jieba, hard, marks })
    }

    /// Checks the words of `words.tsv` without jieba.
    ///
    /// # Errors
    /// As [`Segmenter::new`].
    pub fn check(dicts: &Dicts) -> Result<()> {
        dicts.of("words").try_for_each(|e| frequency(e).map(drop))
    }

    /// Loads what jieba otherwise loads at its first unknown word.
    pub fn warm_up() {
        // To a jieba without a dictionary every word is unknown.
        Jieba::empty().tag("生词", true);
    }

    /// Whether these Chinese characters are a word of jieba's dictionary or of `words.tsv`.
    pub fn knows(&self, word: &str) -> bool {
        self.jieba.has_word(word)
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
        if start < end {
            for tag in self.jieba.tag(&text[start..end], true) {
                let known = self.jieba.has_word(tag.word);
                push(start + tag.byte_start, start + tag.byte_end, pos(tag.tag, tag.word), known, out);
            }
        }
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
fn frequency(e: &Entry) -> Result<Option<usize>> {
    Ok(usize::try_from(e.number("freq", 0)?).ok().filter(|&f| f > 0))
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

/// jieba's tags (after ictclas) to voc's parts of speech.
fn pos(tag: &str, word: &str) -> Pos {
    if !word.chars().any(is_letter) {
        return Pos::Mark;
    }
    match tag.as_bytes() {
        [b'n', b'r' | b's' | b't' | b'z', ..] => Pos::Name,
        [b'n', ..] | [b's' | b'j' | b'g' | b'l' | b'i'] | [b'v', b'n', ..] => Pos::Noun,
        [b'v', ..] => Pos::Verb,
        [b'a' | b'z', ..] => Pos::Adjective,
        b"eng" => Pos::Latin,
        [b'm' | b'q', ..] => Pos::Number,
        b"x" => Pos::Noun,
        _ => Pos::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let s = Segmenter::new(&Dicts::load(None).unwrap()).unwrap();
        let mut out = Vec::new();
        s.cut(text, &mut out);
        out.iter().map(|t| t.of(text).to_owned()).collect()
    }

    #[test]
    fn emoji_and_bracket_tokens_stay_whole() {
        let w = words("太差了[微笑]👨‍👩‍👧生气😡");
        assert!(
            w.contains(&"[微笑]".to_owned()) && w.contains(&"👨‍👩‍👧".to_owned()) && w.contains(&"😡".to_owned()),
            "{w:?}"
        );
    }

    #[test]
    fn names_of_emoji_are_no_words() {
        let s = Segmenter::new(&Dicts::load(None).unwrap()).unwrap();
        let mut out = Vec::new();
        for (text, code) in [("太逗了[doge]", "[doge]"), ("无语[cry][哭惹r]", "[哭惹r]"), ("好[r]", "[r]")] {
            s.cut(text, &mut out);
            assert!(out.iter().any(|t| t.of(text) == code && t.pos == Pos::Emoji), "{text}: {out:?}");
        }
        s.cut("买了[vivo x100]", &mut out);
        assert!(out.iter().all(|t| t.pos != Pos::Emoji));
    }

    #[test]
    fn tokens_are_the_text() {
        for text in ["", "快递太慢了，iphone 15 pro不好用", "a&b \n 😀😀", "[[微笑]"] {
            assert_eq!(words(text).concat(), text);
        }
    }
}
