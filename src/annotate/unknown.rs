//! What the search for new words asks of annotation: the normal form of a text that says something, its tokens, and whether words are known.
//!
//! Not its job: which unknown words are worth knowing; that is the room `words`.

use crate::text::segment::Token;

use super::informative::Worth;
use super::{Annotator, Scratch};

impl Annotator {
    /// The normal form of a text, personal data masked; nothing where the text says nothing.
    pub fn plain(&self, text: String, s: &mut Scratch) -> Option<String> {
        let (text, _) = self.mask(text);
        self.form(&text, &mut s.one.normal);
        let says = self.placeholders.judge(&s.one.normal.text) == Worth::Informative;
        says.then(|| s.one.normal.text.clone())
    }

    /// The tokens of a piece of a normal form.
    pub fn tokens<'s>(&self, normal: &str, s: &'s mut Scratch) -> &'s [Token] {
        self.segmenter.cut(normal, &mut s.one.tokens);
        &s.one.tokens
    }

    /// Whether a dictionary has these words as they stand: the segmenter's, or one of things, judgements, modifiers and rules.
    pub fn knows(&self, words: &str) -> bool {
        if self.segmenter.knows(words) {
            return true;
        }
        let mut whole = false;
        self.words.scan(words, |hit| whole |= hit.range == (0, words.len()));
        whole
    }
}
