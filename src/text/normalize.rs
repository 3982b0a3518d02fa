//! Normalisation with a way back: every byte of the normal form knows the character of the original that it came from.
//!
//! Lossless in meaning, not in form: HTML entities are decoded, full-width ASCII becomes half-width, Latin letters lower-case, traditional
//! characters simplified, invisible characters dropped, runs of blanks one blank, runs of a repeated character at most three.
//! Not its job: spelling, synonyms, or anything that needs a word.

use rustc_hash::FxHashMap;

use crate::error::Result;
use crate::lexicon::Dicts;
use crate::say;

/// Longest run of one character that is kept: 好好好好好 says no more than 好好好.
const MAX_RUN: usize = 3;

/// HTML entities that exports leave in texts. Numeric ones are decoded by rule.
const ENTITIES: [(&str, char); 8] = [
    ("nbsp", ' '),
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("hellip", '…'),
    ("mdash", '—'),
];

/// The compiled character table.
#[derive(Debug, Clone, Default)]
pub struct Normalizer {
    variants: FxHashMap<char, char>,
}

/// A normal form and its map, reused from text to text.
#[derive(Debug, Clone, Default)]
pub struct Normalized {
    /// The normal form.
    pub text: String,
    /// For each byte of `text`, and one past its end: the index of the original character.
    map: Vec<u32>,
}

impl Normalized {
    /// Character range of the original for a byte range of the normal form.
    pub fn original(&self, start: usize, end: usize) -> (u32, u32) {
        (self.map[start], self.map[end])
    }
}

impl Normalizer {
    /// Compiles `variants.tsv`.
    ///
    /// # Errors
    /// When an entry is not a pair of single characters.
    pub fn new(dicts: &Dicts) -> Result<Self> {
        let mut variants = FxHashMap::default();
        for e in dicts.of("variants") {
            match (single(e.get("from")), single(e.get("to"))) {
                (Some(from), Some(to)) => variants.insert(from, to),
                _ => {
                    return Err(
                        e.error(say!("`from` and `to` must be one character each", "`from` 与 `to` 必须各为一个字"))
                    );
                }
            };
        }
        Ok(Self { variants })
    }

    /// The normal form of `original`, into `out`.
    pub fn normalize(&self, original: &str, out: &mut Normalized) {
        out.text.clear();
        out.map.clear();
        let mut run = Run::default();
        let mut chars = original.char_indices().enumerate();
        while let Some((index, (byte, c))) = chars.next() {
            let mut c = c;
            if c == '&'
                && let Some((decoded, length)) = entity(&original[byte + 1..])
            {
                c = decoded;
                chars.nth(length - 1);
            }
            if let Some(c) = self.fold(c) {
                run.push(c, u32::try_from(index).unwrap_or(u32::MAX), out);
            }
        }
        out.map.push(u32::try_from(original.chars().count()).unwrap_or(u32::MAX));
    }

    /// The normal form as a string of its own; for dictionaries and tests.
    pub fn normal_form(&self, original: &str) -> String {
        let mut out = Normalized::default();
        self.normalize(original, &mut out);
        out.text
    }

    /// One character's normal form; `None` for what has no width and no meaning.
    pub(super) fn fold(&self, c: char) -> Option<char> {
        Some(match c {
            'a'..='z' | '0'..='9' | '\n' => c,
            'A'..='Z' => c.to_ascii_lowercase(),
            '\u{3000}' | '\u{a0}' | ' ' | '\t' | '\u{2000}'..='\u{200a}' => ' ',
            '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => '\n',
            '\u{ff01}'..='\u{ff5e}' => half_width(c).to_ascii_lowercase(),
            // Most characters by far, and all of them visible.
            '\u{4e00}'..='\u{9fff}' => self.variants.get(&c).copied().unwrap_or(c),
            _ if is_invisible(c) => return None,
            _ => self.variants.get(&c).copied().unwrap_or(c),
        })
    }
}

/// The half-width form of full-width ASCII; any other character as it is.
pub fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Holds back blanks and long runs.
#[derive(Default)]
struct Run {
    last: Option<char>,
    length: usize,
}

impl Run {
    fn push(&mut self, c: char, index: u32, out: &mut Normalized) {
        if self.last == Some(c) {
            self.length += 1;
        } else {
            self.last = Some(c);
            self.length = 1;
        }
        let limit = match c {
            ' ' | '\n' => 1,
            '0'..='9' => usize::MAX,
            _ => MAX_RUN,
        };
        if self.length <= limit {
            out.text.push(c);
            out.map.extend_from_slice(&[index; 4][..c.len_utf8()]);
        }
    }
}

/// Control, formatting and joining characters: they never decide a label, and some hide words from a reader.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Decodes an entity whose `&` has been read: the character, and how many characters of `rest` it took.
fn entity(rest: &str) -> Option<(char, usize)> {
    let end = rest.bytes().take(10).position(|b| b == b';')?;
    let name = &rest[..end];
    let c = if let Some(number) = name.strip_prefix('#') {
        let code = number
            .strip_prefix(['x', 'X'])
            .map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())?;
        char::from_u32(code)?
    } else {
        ENTITIES.iter().find(|(n, _)| *n == name)?.1
    };
    Some((c, end + 1))
}

fn single(cell: &str) -> Option<char> {
    let mut chars = cell.chars();
    chars.next().filter(|_| chars.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normalizer() -> Normalizer {
        Normalizer { variants: [('電', '电'), ('錯', '错')].into_iter().collect() }
    }

    fn form(s: &str) -> String {
        normalizer().normal_form(s)
    }

    #[test]
    fn folds_width_case_and_script() {
        assert_eq!(form("電池ＡＢＣ１２，不錯！"), "电池abc12,不错!");
    }

    #[test]
    fn decodes_entities_and_drops_the_invisible() {
        assert_eq!(form("a&nbsp;&amp;&#39;b\u{200b}\u{feff}c&unknown;"), "a &'bc&unknown;");
    }

    #[test]
    fn shortens_runs_but_keeps_numbers() {
        assert_eq!(form("好好好好好！！！！！！ 100000   元"), "好好好!!! 100000 元");
    }

    #[test]
    fn the_map_leads_back() {
        let mut n = Normalized::default();
        let text = "啊&amp;電池好好好好差";
        normalizer().normalize(text, &mut n);
        let at = n.text.find("差").unwrap();
        let (s, e) = n.original(at, at + "差".len());
        let chars: Vec<char> = text.chars().collect();
        assert_eq!(chars[s as usize..e as usize].iter().collect::<String>(), "差");
        let at = n.text.find("电池").unwrap();
        let (s, e) = n.original(at, at + "电池".len());
        assert_eq!(chars[s as usize..e as usize].iter().collect::<String>(), "電池");
    }

    #[test]
    fn empty_text_has_an_empty_form() {
        let mut n = Normalized::default();
        normalizer().normalize("", &mut n);
        assert_eq!((n.text.as_str(), n.original(0, 0)), ("", (0, 0)));
    }
}
