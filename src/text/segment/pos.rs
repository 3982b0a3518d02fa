//! Parts of speech, and jieba's tags as such. `build.rs` reads this file too.

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

impl Pos {
    /// All, in order: a part of speech is stored as its place here.
    pub(super) const ALL: [Self; 9] = [
        Self::Noun,
        Self::Name,
        Self::Verb,
        Self::Adjective,
        Self::Latin,
        Self::Number,
        Self::Other,
        Self::Mark,
        Self::Emoji,
    ];

    /// What a tag of jieba's (after ictclas) says.
    pub(super) fn of_tag(tag: &str) -> Self {
        match tag.as_bytes() {
            [b'n', b'r' | b's' | b't' | b'z', ..] => Self::Name,
            [b'n', ..] | [b's' | b'j' | b'g' | b'l' | b'i'] | [b'v', b'n', ..] => Self::Noun,
            [b'v', ..] => Self::Verb,
            [b'a' | b'z', ..] => Self::Adjective,
            b"eng" => Self::Latin,
            [b'm' | b'q', ..] => Self::Number,
            b"x" => Self::Noun,
            _ => Self::Other,
        }
    }
}
