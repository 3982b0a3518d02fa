//! How a text is cut: as jieba does it, token by token the same, over the words of this folder.
//!
//! The likeliest way through the words of a block is taken (maximal probability over the graph of words, as in jieba's `calc`); what is left as single
//! characters beside each other is new, and jieba's own hidden Markov model cuts and names it.

use std::ops::Range;

use jieba_rs::Jieba;

use super::laid::Value;
use super::pos::Pos;
use super::words::Words;

/// The best way on from a character.
#[derive(Clone, Copy)]
struct Step {
    /// Logarithm of the probability of the rest of the block.
    log: f64,
    /// The character after the word.
    end: usize,
    word: Option<Value>,
}

/// A word of a text.
pub(super) struct Word {
    /// Its bytes.
    pub(super) bytes: Range<usize>,
    pub(super) pos: Pos,
    /// Whether the dictionary has it.
    pub(super) known: bool,
}

/// What cuts texts.
pub(super) struct Cutter<'c> {
    pub(super) words: &'c Words,
    /// A jieba without words, to which everything is new.
    pub(super) unknown: &'c Jieba,
}

/// A run of characters that words may be made of.
struct Block<'b> {
    text: &'b str,
    chars: &'b [char],
    /// First byte of each character, and the end.
    starts: &'b [usize],
}

impl Cutter<'_> {
    /// Cuts `text`, and hands on its words in order, without gaps.
    pub(super) fn cut(&self, text: &str, mut emit: impl FnMut(Word)) {
        let (mut chars, mut starts, mut route) = (Vec::new(), Vec::new(), Vec::new());
        let mut rest = text.char_indices().peekable();
        while let Some((start, c)) = rest.next() {
            if !is_of_words(c) {
                let pair = c == '\r' && rest.next_if(|&(_, next)| next == '\n').is_some();
                let end = start + c.len_utf8() + usize::from(pair);
                let word = if pair { None } else { self.words.get(&[c]) };
                emit(Word { bytes: start..end, pos: word.map_or(Pos::Noun, Value::pos), known: word.is_some() });
                continue;
            }
            chars.clear();
            starts.clear();
            chars.push(c);
            starts.push(start);
            while let Some((at, c)) = rest.next_if(|&(_, c)| is_of_words(c)) {
                chars.push(c);
                starts.push(at);
            }
            starts.push(rest.peek().map_or(text.len(), |&(at, _)| at));
            best(self.words, &chars, &mut route);
            self.follow(&Block { text, chars: &chars, starts: &starts }, &route, &mut emit);
        }
    }

    /// Hands on the words of the way that was found.
    fn follow(&self, block: &Block<'_>, route: &[Step], emit: &mut impl FnMut(Word)) {
        let mut at = 0;
        while at < block.chars.len() {
            let from = at;
            while at < block.chars.len() && route[at].end == at + 1 {
                at += 1;
            }
            self.singles(block, route, from..at, emit);
            if let Some(step) = route.get(at).filter(|_| at < block.chars.len()) {
                self.known(block, at..step.end, step.word, emit);
                at = step.end;
            }
        }
    }

    /// Single characters beside each other: words of their own where they stand alone or the dictionary has them together, else something new.
    fn singles(&self, block: &Block<'_>, route: &[Step], run: Range<usize>, emit: &mut impl FnMut(Word)) {
        if run.len() > 1 && self.words.get(&block.chars[run.clone()]).is_none() {
            self.new_words(block, run.start..run.end, emit);
            return;
        }
        for at in run {
            self.known(block, at..at + 1, route[at].word, emit);
        }
    }

    fn known(&self, block: &Block<'_>, chars: Range<usize>, word: Option<Value>, emit: &mut impl FnMut(Word)) {
        match word {
            Some(word) => {
                let bytes = block.starts[chars.start]..block.starts[chars.end];
                emit(Word { bytes, pos: word.pos(), known: true });
            }
            None => self.new_words(block, chars, emit),
        }
    }

    /// Cuts what no word of the dictionary covers.
    fn new_words(&self, block: &Block<'_>, run: Range<usize>, emit: &mut impl FnMut(Word)) {
        let first = block.starts[run.start];
        let text = &block.text[first..block.starts[run.end]];
        // Characters that belong together again may be a word that lost on the way.
        let word = |from: usize, end: usize| self.words.get(&block.chars[run.start + from..run.start + end]);
        let cut = self.unknown.cut(text, true);
        let known: Option<Vec<Value>> = cut.iter().map(|token| word(token.start, token.end)).collect();
        if let Some(known) = known {
            for (token, word) in cut.iter().zip(known) {
                let bytes = first + token.byte_start..first + token.byte_end;
                emit(Word { bytes, pos: word.pos(), known: true });
            }
            return;
        }
        // To name words takes jieba longer than to cut them, so it is asked only where one is new.
        for tag in self.unknown.tag(text, true) {
            let word = word(tag.start, tag.end);
            let pos = word.map_or_else(|| Pos::of_tag(tag.tag), Value::pos);
            emit(Word { bytes: first + tag.byte_start..first + tag.byte_end, pos, known: word.is_some() });
        }
    }
}

/// Where the words of `chars` begin, and the end of the last, by the dictionary alone.
pub(super) fn parts(words: &Words, chars: &[char]) -> Vec<usize> {
    let mut ends = vec![0];
    let mut route = Vec::new();
    for block in chars.chunk_by(|&a, &b| is_of_words(a) && is_of_words(b)) {
        best(words, block, &mut route);
        let from = ends.last().copied().unwrap_or_default();
        let mut at = 0;
        while at < block.len() {
            at = if is_of_words(block[at]) { route[at].end } else { at + 1 };
            ends.push(from + at);
        }
    }
    ends
}

/// Finds the best way from each character of a block.
fn best(words: &Words, chars: &[char], route: &mut Vec<Step>) {
    let n = chars.len();
    let total = words.log_total();
    route.clear();
    route.resize(n + 1, Step { log: 0.0, end: n, word: None });
    for from in (0..n).rev() {
        let mut best: Option<Step> = None;
        words.prefixes(&chars[from..], |word, len| {
            let end = from + len;
            let log = words.log_freq(word) - total + route[end].log;
            #[allow(clippy::float_cmp)] // of two ways that are as likely the longer word goes before, as in jieba
            if best.is_none_or(|b| log > b.log || (log == b.log && end > b.end)) {
                best = Some(Step { log, end, word: Some(word) });
            }
        });
        let single = || Step { log: 0.0 - total + route[from + 1].log, end: from + 1, word: None };
        route[from] = best.unwrap_or_else(single);
    }
}

/// Whether words may hold this character (jieba's `RE_HAN_DEFAULT`): the others are tokens of their own.
fn is_of_words(c: char) -> bool {
    match c {
        '\u{4e00}'..='\u{9fff}' => true,
        c if c.is_ascii() => c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '&' | '.' | '_' | '%' | '-'),
        '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}' => true,
        _ => matches!(c, '\u{20000}'..='\u{2a6df}' | '\u{2a700}'..='\u{2ebef}' | '\u{2f800}'..='\u{2fa1f}'),
    }
}
