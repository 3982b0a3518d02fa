//! Clauses: the stretches between punctuation marks in which a target and its opinion are looked for.
//!
//! Works on the normal form. A blank between two Chinese characters ends a clause, as people type it for a comma. A colon does not: 静音效果:不吵 is
//! one statement. Contrast words (但是) split further where they are known, which is `annotate`'s job.

/// A clause as a byte range of the normal form, without its closing mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clause {
    /// First byte.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
    /// The mark that closed it; `\n` at the end of a text.
    pub mark: char,
}

impl Clause {
    /// Whether a question mark closes it.
    pub fn asks(&self) -> bool {
        matches!(self.mark, '?' | '？')
    }

    /// Whether it ends where a quotation begins.
    pub fn opens_quotation(&self) -> bool {
        matches!(self.mark, '“' | '「' | '"')
    }

    /// Whether it ends where a quotation does.
    pub fn closes_quotation(&self) -> bool {
        matches!(self.mark, '”' | '」' | '"')
    }

    /// Its bytes in `text` without the blanks at its ends.
    pub fn said(&self, text: &str) -> (usize, usize) {
        let part = text.get(self.start..self.end).unwrap_or_default();
        let from = self.start + part.len() - part.trim_start().len();
        (from, from + part.trim().len())
    }

    /// Whether its mark closes a sentence, half of one that stands by itself, or the text.
    pub fn ends_sentence(&self) -> bool {
        matches!(self.mark, '。' | '!' | '?' | '！' | '？' | ';' | '；' | '\n')
    }
}

/// Splits `text` into clauses, none of them empty or all blank.
pub fn split(text: &str, out: &mut Vec<Clause>) {
    out.clear();
    let mut start = 0;
    let mut before = '\n';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map_or('\n', |&(_, c)| c);
        if ends_clause(before, c, after) {
            push(text, start, at, c, out);
            start = at + c.len_utf8();
        }
        before = c;
    }
    push(text, start, text.len(), '\n', out);
}

fn push(text: &str, start: usize, end: usize, mark: char, out: &mut Vec<Clause>) {
    if !text[start..end].trim().is_empty() {
        out.push(Clause { start, end, mark });
    }
}

fn ends_clause(before: char, c: char, after: char) -> bool {
    match c {
        '\n' | ';' | '!' | '?' | '。' | '…' | '~' | '～' | '—' | '(' | ')' | '[' | ']' | '{' | '}' | '【' | '】'
        | '《' | '》' | '「' | '」' | '“' | '”' | '"' | '|' | '，' | '！' | '？' | '；' => {
            !is_bracket_token(before, c, after)
        }
        // 1,000 and 3.5 are numbers; the dots of "..." end a clause like any other.
        ',' | '.' => !(before.is_ascii_digit() && after.is_ascii_digit()),
        ' ' => is_han(before) && is_han(after),
        _ => false,
    }
}

/// `[微笑]` is one token: its brackets stand right at Chinese characters. (`[` opens one, `]` closes one.)
fn is_bracket_token(before: char, c: char, after: char) -> bool {
    (c == '[' && is_han(after)) || (c == ']' && is_han(before))
}

/// A letter or digit of any script, Chinese characters foremost: looking them up in the tables of Unicode costs more.
pub fn is_letter(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}') || c.is_alphanumeric()
}

/// Letters and digits of any script alone: what makes a text a copy of another, whatever its marks.
pub fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// In small letters, without blanks: how cells and headers are compared with the words of dictionaries.
pub fn squeezed(cell: &str) -> String {
    cell.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// A Chinese character.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Words in Latin letters that make a text one of another language; below, it is a name or an exclamation (OK, iPhone 15).
const FOREIGN_WORDS: usize = 3;

/// Whether a text is in a language that is written in Latin letters: several words, and not one Chinese character.
pub fn is_foreign(text: &str) -> bool {
    let is_word = |w: &&str| w.chars().count() > 1 && w.chars().all(char::is_alphabetic);
    // Nearly every text ends at its first character.
    !text.contains(|c: char| c > '\u{2e7f}' && c.is_alphabetic())
        && text.split(|c: char| !c.is_alphabetic()).filter(is_word).nth(FOREIGN_WORDS - 1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clauses(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        split(text, &mut out);
        out.iter().map(|c| &text[c.start..c.end]).collect()
    }

    #[test]
    fn other_languages_are_told_by_their_words() {
        let foreign = ["best purchase ever, highly recommend", "très bon produit", "it broke after 2 days"];
        assert!(foreign.into_iter().all(is_foreign));
        let not = ["", "666", "ok", "iphone 15 pro", "very good 很好用", "👍👍 nice", "とても良い product and service"];
        assert!(!not.into_iter().any(is_foreign));
    }

    #[test]
    fn splits_at_marks_and_at_blanks_between_words() {
        assert_eq!(clauses("快递太慢了,客服也不理人。 质量 不错"), ["快递太慢了", "客服也不理人", " 质量", "不错"]);
    }

    #[test]
    fn numbers_and_labels_stay_whole() {
        assert_eq!(clauses("花了1,000.5元...静音效果:不吵"), ["花了1,000.5元", "静音效果:不吵"]);
    }

    #[test]
    fn bracket_tokens_stay_whole() {
        assert_eq!(clauses("服务真好[微笑]呵呵"), ["服务真好[微笑]呵呵"]);
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(clauses(" !!! ").is_empty());
    }
}
