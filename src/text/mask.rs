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

use super::normalize::Normalizer;
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
        let (mut chars, at) = self.fold(text);
        let mut places = Vec::new();
        for _ in 0..MAX_PASSES {
            let mut finder = Finder::new(&self.words, &chars);
            finder.run();
            if finder.stars.is_empty() {
                break;
            }
            places.append(&mut finder.places);
            for i in finder.stars {
                chars[i] = '*';
            }
        }
        places.sort_unstable();
        kinds.extend(places.iter().map(|&(_, kind)| self.names[kind as usize].clone()));
        if places.is_empty() { out.push_str(text) } else { star(text, &chars, &at, out) }
    }

    /// Characters as they are compared: half-width, lower-case, simplified, without the invisible; and the index of each in `text`.
    fn fold(&self, text: &str) -> (Vec<char>, Vec<usize>) {
        let visible = text.chars().enumerate().filter(|&(_, c)| c != KEYCAP);
        visible.filter_map(|(i, c)| Some((self.normalizer.fold(c)?, i))).unzip()
    }
}

/// Copies `text`, with a star wherever the folded character at that index has become one.
fn star(text: &str, chars: &[char], at: &[usize], out: &mut String) {
    let mut stars = chars.iter().zip(at).filter(|(c, _)| **c == '*').map(|(_, &i)| i).peekable();
    for (i, c) in text.chars().enumerate() {
        // A full-width star of the text is not ours to change; it folds to `*` too.
        let starred = stars.next_if_eq(&i).is_some() && c != '＊';
        out.push(if starred { '*' } else { c });
    }
}

#[cfg(test)]
mod measure;
#[cfg(test)]
mod tests;
