//! Whether words that were found are words where they stand, or pieces of others: what the tokens of the text say of a place.
//!
//! Not its job: which of several finds stays; that is `scan`'s.

use crate::lexicon::modifier::{Modifier, ModifierKind};
use crate::model::ngram::NEGATORS;
use crate::text::segment::{self, Pos, Token};

use super::scan::Find;

/// A text with its tokens and all its modifiers, in the order in which the scan gives them: by their ends.
pub(super) struct Place<'a, 'l> {
    pub(super) text: &'a str,
    tokens: &'a [Token],
    /// For each byte the place of its token.
    token_at: &'a [u32],
    modifiers: &'a [Find<&'l Modifier>],
}

impl<'a, 'l> Place<'a, 'l> {
    pub(super) fn new(
        text: &'a str,
        tokens: &'a [Token],
        modifiers: &'a [Find<&'l Modifier>],
        token_at: &'a mut Vec<u32>,
    ) -> Self {
        token_at.clear();
        for (i, t) in (0u32..).zip(tokens) {
            token_at.resize(t.end as usize, i);
        }
        Self { text, tokens, token_at, modifiers }
    }

    /// Whether words found at `start..end` are words there, not pieces of others.
    ///
    /// Latin words stand between other letters (app, not apple). Elsewhere the tokens decide: what sticks out of the find on either side of its first
    /// and last token has to be a degree word or negator before it, or a particle after it (太|慢, 贵|了). A find of several characters may also cut
    /// a token that the segmenter made up itself.
    pub(super) fn stands_alone(&self, start: usize, end: usize) -> bool {
        let bytes = self.text.as_bytes();
        if bytes[start].is_ascii_alphanumeric() || bytes[end - 1].is_ascii_alphanumeric() {
            return segment::at_word_edges(self.text, start, end);
        }
        let before = |t: &Token| {
            let from = t.start as usize;
            from == start || self.is(from, start, &[ModifierKind::Degree, ModifierKind::Negation])
        };
        let after = |t: &Token| {
            let to = t.end as usize;
            to == end || self.is(end, to, &[ModifierKind::Particle])
        };
        let cut = |t: &Token| !t.known && !self.is_single(start, end);
        self.token(start).is_none_or(|t| before(t) || cut(t)) && self.token(end - 1).is_none_or(|t| after(t) || cut(t))
    }

    /// Whether a find begins within one known word and ends within another (红酒 in 网红|酒店), or cuts a number (315投诉 in 12315投诉) or a Latin word (rash in
    /// crashing).
    pub(super) fn splits(&self, start: usize, end: usize) -> bool {
        if self.is_within(start) || self.is_within(end) {
            return true;
        }
        let (Some(first), Some(last)) = (self.token(start), self.token(end - 1)) else { return false };
        let cuts = (first.start as usize) < start && (last.end as usize) > end;
        cuts && first.known && last.known && first.start < last.start
    }

    /// Whether digits stand on both sides of a byte, or Latin letters.
    fn is_within(&self, byte: usize) -> bool {
        let (before, after) = self.text.as_bytes().split_at(byte);
        let both = |is: fn(&u8) -> bool| before.last().is_some_and(is) && after.first().is_some_and(is);
        both(u8::is_ascii_digit) || both(u8::is_ascii_alphabetic)
    }

    /// Where the object ends of a verb that stands right behind a negator and is what it negates: 没|带|工具.
    pub(super) fn object_of(&self, negator: (usize, usize)) -> Option<usize> {
        let at = *self.token_at.get(negator.1)? as usize;
        let (verb, object) = (self.tokens.get(at)?, self.tokens.get(at + 1)?);
        // 没|带, or 没带 as one word.
        let behind = [negator.0, negator.1].contains(&(verb.start as usize));
        let passes =
            self.is(negator.1, verb.end as usize, &[ModifierKind::Presence, ModifierKind::Speech, ModifierKind::Quote]);
        let uses_up = behind && verb.pos == Pos::Verb && object.pos == Pos::Noun && !passes;
        uses_up.then_some(object.end as usize)
    }

    /// Whether a modifier of one of these kinds stands exactly there.
    fn is(&self, start: usize, end: usize, kinds: &[ModifierKind]) -> bool {
        self.ending(end).any(|m| m.start == start && kinds.contains(&m.what.kind))
    }

    /// Modifiers that end at a byte.
    fn ending(&self, end: usize) -> impl Iterator<Item = &'a Find<&'l Modifier>> {
        let from = self.modifiers.partition_point(|m| m.end < end);
        self.modifiers[from..].iter().take_while(move |m| m.end == end)
    }

    /// A negator of one character must be a token, or start one that goes on with what it negates (不好用): 不但, 不仅, 特别 are not negations.
    /// A degree word may be glued to what it grades; all others are whole words.
    pub(super) fn modifies(&self, m: &Find<&Modifier>) -> bool {
        let single = self.is_single(m.start, m.end);
        let Some(t) = self.token(m.start) else { return true };
        let starts = t.start as usize == m.start;
        match m.what.kind {
            ModifierKind::Negation if single => starts && (t.end as usize == m.end || t.pos != Pos::Other),
            // 一点也不|慢: its last negator may have been cut into the word that it negates.
            ModifierKind::Negation if starts && self.cuts_off_negator(m.end) => true,
            ModifierKind::Degree | ModifierKind::Particle => starts || !single,
            // 但用: at the start of a clause a contrast word may have been cut together with what follows.
            ModifierKind::Contrast if single => {
                starts && (t.end as usize == m.end || (!t.known && opens(self.text, m.start)))
            }
            _ if single => starts && t.end as usize == m.end,
            _ => self.stands_alone(m.start, m.end),
        }
    }

    /// 可 turns at the start of a clause (声音好听,可戴着疼) and grades elsewhere (可好看了): a word that does both turns only there.
    pub(super) fn fits(&self, m: &Find<&Modifier>) -> bool {
        let turns = |m: &Find<&Modifier>| m.what.kind == ModifierKind::Contrast;
        let twin = |o: &&Find<&Modifier>| o.start == m.start && o.what.kind != m.what.kind;
        let Some(other) = self.ending(m.end).find(twin) else { return true };
        match (turns(m), turns(other)) {
            (true, false) => opens(self.text, m.start),
            (false, true) => !opens(self.text, m.start),
            _ => true,
        }
    }

    /// Whether what stands before `end` in its token is a negator and nothing more.
    fn cuts_off_negator(&self, end: usize) -> bool {
        self.token(end - 1).is_some_and(|t| {
            let mut head = self.text[t.start as usize..end].chars();
            head.next().is_some_and(|c| NEGATORS.contains(&c)) && head.next().is_none()
        })
    }

    /// One character.
    pub(super) fn is_single(&self, start: usize, end: usize) -> bool {
        self.text[start..end].chars().nth(1).is_none()
    }

    /// Whether the segmenter takes the word at a byte for a number.
    pub(super) fn is_number(&self, byte: usize) -> bool {
        self.token(byte).is_some_and(|t| t.pos == Pos::Number)
    }

    fn token(&self, byte: usize) -> Option<&'a Token> {
        self.token_at.get(byte).and_then(|i| self.tokens.get(*i as usize))
    }
}

/// Whether a mark stands before `start`.
fn opens(text: &str, start: usize) -> bool {
    text[..start].chars().next_back().is_some_and(|c| !c.is_alphanumeric())
}
