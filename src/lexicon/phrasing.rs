//! The normal form of what is said of a thing, by which such words are counted: 质量很好, 质量真好 and 質量好的 say the same.
//!
//! Its job is spelling, words of degree and words that only join; synonyms are none of it. The form is a key: nobody reads it.

use rustc_hash::FxHashSet;

use crate::error::Result;
use crate::text::normalize::{Normalized, Normalizer};

use super::Dicts;

/// The compiled words that make no difference. Without any, words count as they are written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Phrasing {
    normalizer: Normalizer,
    /// Words of degree: 很, 非常, 有点.
    degrees: FxHashSet<Box<[char]>>,
    /// Characters of the longest.
    longest: usize,
    /// Words of one character that only join: 也, 的, 了.
    joints: FxHashSet<char>,
}

impl Phrasing {
    /// Takes what it needs of `modifiers.tsv`, `stopwords.tsv` and `variants.tsv`.
    ///
    /// # Errors
    /// When an entry of `variants.tsv` is not a pair of single characters.
    pub fn new(dicts: &Dicts) -> Result<Self> {
        let mut made = Self { normalizer: Normalizer::new(dicts)?, ..Self::default() };
        let mut negations: FxHashSet<char> = FxHashSet::default();
        for e in dicts.of("modifiers") {
            match e.get("kind") {
                "degree" => drop(made.degrees.insert(made.normal(e.key()).into())),
                "negation" => negations.extend(single(e.key())),
                _ => {}
            }
        }
        made.longest = made.degrees.iter().map(|word| word.len()).max().unwrap_or(0);
        // 没 stands between words, too, and turns what it stands before.
        let joints = dicts.of("stopwords").filter(|e| e.get("bars") == "any").filter_map(|e| single(e.key()));
        made.joints = joints.filter(|c| !negations.contains(c)).collect();
        Ok(made)
    }

    /// The normal form of a thing and what is said of it.
    pub fn form(&self, target: &str, opinion: &str) -> String {
        let text = self.without_degrees(&self.normal(&format!("{target} {opinion}")));
        let form: String = text.iter().filter(|c| !self.joints.contains(c)).collect();
        if form.is_empty() { text.iter().collect() } else { form }
    }

    /// Its characters without blanks, in the spelling of dictionaries.
    fn normal(&self, text: &str) -> Vec<char> {
        let mut normal = Normalized::default();
        self.normalizer.normalize(text, &mut normal);
        normal.text.chars().filter(|c| !c.is_whitespace()).collect()
    }

    fn without_degrees(&self, text: &[char]) -> Vec<char> {
        let mut out = Vec::with_capacity(text.len());
        let mut at = 0;
        while let Some(c) = text.get(at) {
            match self.degree(&text[at..]) {
                Some(length) => at += length,
                None => {
                    out.push(*c);
                    at += 1;
                }
            }
        }
        out
    }

    /// Length of the word of degree that the text begins with; none where nothing is left that it could be a degree of (好 of 挺好的).
    fn degree(&self, text: &[char]) -> Option<usize> {
        let last = text.iter().rposition(|c| !self.joints.contains(c))?;
        (1..=self.longest.min(last)).rev().find(|length| self.degrees.contains(&text[..*length]))
    }
}

/// The character of a word that has only one.
fn single(word: &str) -> Option<char> {
    let mut chars = word.chars();
    chars.next().filter(|_| chars.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degree_spelling_and_joining_words_make_no_difference() {
        let p = Phrasing::new(&Dicts::load(None).unwrap()).unwrap();
        let form = p.form("质量", "好");
        for (target, opinion) in [("质量", "很好"), ("", "质量真的好"), ("質量", "也非常好"), ("", "质量挺好的")]
        {
            assert_eq!(p.form(target, opinion), form, "{target} {opinion}");
        }
        for (one, other) in
            [(("", "好"), ("", "不好")), (("", "线头"), ("", "没有线头")), (("客服", "好"), ("质量", "好"))]
        {
            assert_ne!(p.form(one.0, one.1), p.form(other.0, other.1), "{one:?}");
        }
    }

    #[test]
    fn something_is_always_left() {
        let p = Phrasing::new(&Dicts::load(None).unwrap()).unwrap();
        for word in ["很", "非常", "的", "好", "真好", "也的"] {
            assert!(!p.form("", word).is_empty(), "{word}");
        }
        assert_eq!(Phrasing::default().form("Room", "Very Good"), "roomverygood");
    }
}
