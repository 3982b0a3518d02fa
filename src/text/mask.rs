//! Masking of personal data, character for character: `13812345678` becomes `138****5678`, and every offset stays valid.
//!
//! This file knows the order of things: a cheap look that lets plain texts pass, then passes over the folded characters until nothing more is found, which
//! makes masking idempotent by construction. What personal data looks like is known beside it: telephones, cards, orders, codes, places, persons, cells of tables. The words are `privacy.tsv`.

mod announce;
mod card;
mod cells;
mod check;
mod code;
mod disguise;
mod finder;
mod mail;
mod naming;
mod number;
mod order;
mod person;
mod place;
mod plate;
mod telephone;
mod words;

use crate::error::Result;
use crate::lexicon::Dicts;
use crate::record::Name;

use super::normalize::{Normalized, Normalizer};
use finder::Finder;
use words::Words;

/// Passes over a text. The second one finds nothing in any text we know of; the bound keeps hostile ones linear.
const MAX_PASSES: usize = 8;

/// Put on the digits of a keycap emoji (`1️⃣`), which are digits to a reader.
const KEYCAP: char = '\u{20e3}';

/// What is masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Phone,
    Landline,
    IdCard,
    BankCard,
    Email,
    Plate,
    Wechat,
    Qq,
    Order,
    Passport,
    Address,
    Name,
}

/// Ids of the kinds, in the order of [`Kind`]; `labels.tsv` has their names.
const KINDS: [&str; 12] = [
    "phone",
    "landline",
    "id_card",
    "bank_card",
    "email",
    "plate",
    "wechat",
    "qq",
    "order",
    "passport",
    "address",
    "name",
];

/// The compiled rules of `privacy.tsv`.
#[derive(Debug)]
pub struct Masker {
    words: Words,
    normalizer: Normalizer,
    names: [Name; KINDS.len()],
}

impl Masker {
    /// Compiles `privacy.tsv`.
    ///
    /// # Errors
    /// A dictionary error that names the line at fault.
    pub fn new(dicts: &Dicts) -> Result<Self> {
        Ok(Self { words: Words::new(dicts)?, normalizer: Normalizer::new(dicts)?, names: KINDS.map(Name::from) })
    }

    /// A text in the form in which words are looked up.
    pub fn normal_form(&self, text: &str) -> String {
        self.normalizer.normal_form(text)
    }

    /// Whether `text` is seen at a glance to hold nothing to mask.
    pub fn is_plain(&self, text: &str) -> bool {
        !self.words.worth_reading(text)
    }

    /// Appends `text` to `out` with every character of personal data replaced by `*`: as many characters as before. The kind of each place that was masked
    /// is appended to `kinds`, in text order. What is masked already is left alone.
    pub fn mask(&self, text: &str, out: &mut String, kinds: &mut Vec<Name>) {
        if self.is_plain(text) {
            out.push_str(text);
            return;
        }
        let mut places = Vec::new();
        let (mut masked, mut more) = self.round(text, &mut places);
        for _ in 1..MAX_PASSES {
            if !more {
                break;
            }
            (masked, more) = self.round(&masked, &mut places);
        }
        out.push_str(&masked);
        places.sort_unstable();
        kinds.extend(places.iter().map(|&(_, kind)| self.names[kind as usize].clone()));
    }

    /// `text` with stars for what a reader of a page sees (138<b>0013</b>8000), then for what is written, in tags too; and whether that may show more.
    fn round(&self, text: &str, places: &mut Vec<(usize, Kind)>) -> (String, bool) {
        let known = places.len();
        let seen = self.seen(text).map(|(chars, at)| self.starred(text, chars, &at, places));
        let text = seen.as_deref().unwrap_or(text);
        let (chars, at) = self.fold(text);
        let masked = self.starred(text, chars, &at, places);
        (masked, seen.is_some() && places.len() > known)
    }

    /// `text` with stars for the personal data of `chars`, which stand in it `at` these characters. The places of it are noted.
    fn starred(&self, text: &str, mut chars: Vec<char>, at: &[usize], places: &mut Vec<(usize, Kind)>) -> String {
        let mut any = false;
        for _ in 0..MAX_PASSES {
            let mut finder = Finder::new(&self.words, &chars);
            finder.run();
            if finder.stars.is_empty() {
                break;
            }
            any = true;
            places.extend(finder.places.iter().map(|&(i, kind)| (at[i], kind)));
            for i in finder.stars {
                chars[i] = '*';
            }
        }
        if any { star(text, &chars, at) } else { text.to_owned() }
    }

    /// Characters as they are compared: half-width, lower-case, simplified, without the invisible; and the index of each in `text`.
    fn fold(&self, text: &str) -> (Vec<char>, Vec<usize>) {
        let visible = text.chars().enumerate().filter(|&(_, c)| c != KEYCAP);
        visible.filter_map(|(i, c)| Some((self.normalizer.fold(c)?, i))).unzip()
    }

    /// The same without markup and with entities decoded, where there are any: as the text is read and shown, so are its numbers.
    fn seen(&self, text: &str) -> Option<(Vec<char>, Vec<usize>)> {
        let signs = |text: &str| text.matches(['<', '＜', '&']).count();
        let before = signs(text);
        if before == 0 {
            return None;
        }
        let mut normal = Normalized::default();
        // With all stars of what is masked already.
        self.normalizer.read(text, usize::MAX, &mut normal);
        (signs(&normal.text) < before).then(|| normal.characters().unzip())
    }
}

/// `text`, with a star wherever the folded character at that index has become one; for a whole entity where it stands for that character.
fn star(text: &str, chars: &[char], at: &[usize]) -> String {
    let mut stars = chars.iter().zip(at).filter(|(c, _)| **c == '*').map(|(_, &i)| i).peekable();
    let (mut out, mut entity) = (String::with_capacity(text.len()), false);
    for (i, c) in text.chars().enumerate() {
        // A full-width star of the text is not ours to change; it folds to `*` too.
        let starred = stars.next_if_eq(&i).is_some() && c != '＊';
        out.push(if starred || entity { '*' } else { c });
        entity = c != ';' && (entity || starred && c == '&');
    }
    out
}

#[cfg(test)]
mod measure;
#[cfg(test)]
mod tests;
