//! Texts that say nothing: placeholders and templates of shops, lone praise, punctuation.

use rustc_hash::FxHashMap;

use crate::lexicon::{Dicts, Entry};
use crate::record::Name;
use crate::text::clause::is_letter;
use crate::text::normalize::Normalizer;

use super::clerk::Clerk;
use super::system::System;

/// What a text is worth reading for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Worth {
    /// It says something.
    Informative,
    /// Only whether somebody is happy: 好评！
    Generic,
    /// Nothing at all.
    Nothing,
}

/// The middle of the scale of `ratings.tsv`.
const MIDDLE: &str = "3";
/// Characters that a rating in words may have.
const LONGEST_RATING: usize = 16;

/// The compiled `placeholders.tsv`.
#[derive(Debug, Default)]
pub(super) struct Placeholders {
    /// Whole texts with what they are worth, and their lines.
    whole: FxHashMap<String, (Worth, Name)>,
    prefixes: Vec<(String, Name)>,
    /// What pages put behind texts, longer ones first: 收起全文d.
    tails: Vec<String>,
    /// What the clerk of a hotline writes around the words of whoever called.
    pub(super) clerk: Clerk,
    /// What chats write of themselves.
    system: System,
    /// Words of `ratings.tsv` for the middle of the scale, with their lines: 一般, 还行.
    lukewarm: FxHashMap<String, Name>,
}

impl Placeholders {
    pub(super) fn new(dicts: &Dicts, normalizer: &Normalizer) -> Self {
        let mut p = Self::default();
        for e in Entry::in_force(dicts.of("placeholders")) {
            let (kind, text) = (e.get("kind"), normalizer.normal_form(e.get("text")));
            if p.clerk.take(kind, &text) || p.system.take(kind, &text) {
                continue;
            }
            let text = bare(&text);
            // Every text begins with nothing.
            if text.is_empty() {
                continue;
            }
            let line = e.origin.clone();
            match kind {
                "prefix" => p.prefixes.push((text, line)),
                "tail" => p.tails.push(text),
                _ => {
                    let worth = if kind == "generic" { Worth::Generic } else { Worth::Nothing };
                    p.whole.insert(text, (worth, line));
                }
            }
        }
        p.tails.sort_by_key(|t| std::cmp::Reverse(t.len()));
        let ratings = Entry::in_force(dicts.of("ratings"));
        let middle = ratings.iter().filter(|e| e.get("value") == MIDDLE);
        p.lukewarm.extend(middle.map(|e| (bare(&normalizer.normal_form(e.get("word"))), e.origin.clone())));
        p
    }

    /// The dictionary line of a normal form that is a rating in words, neither good nor bad, and nothing more.
    pub(super) fn lukewarm(&self, text: &str) -> Option<&Name> {
        if text.chars().nth(LONGEST_RATING).is_some() { None } else { self.lukewarm.get(&bare(text)) }
    }

    /// Where a normal form ends, if a page put something behind it.
    pub(super) fn before_tail(&self, text: &str) -> Option<usize> {
        let text = text.trim_end();
        let rest = self.tails.iter().find_map(|t| text.strip_suffix(t.as_str()))?;
        (!rest.ends_with(is_letter)).then_some(rest.len())
    }

    /// Judges a normal form.
    pub(super) fn judge(&self, text: &str) -> Worth {
        self.judged(text).0
    }

    /// The same, with the dictionary line that is all of the text or begins it, where that decides.
    pub(super) fn judged(&self, text: &str) -> (Worth, Option<&Name>) {
        // Longest placeholder by far; longer texts are looked at for prefixes only.
        let head: String = text.chars().take(40).filter(|c| is_letter(*c)).collect();
        if head.is_empty() && bare(text).is_empty() {
            return (Worth::Nothing, None);
        }
        if let Some((_, line)) = self.prefixes.iter().find(|(p, _)| head.starts_with(p.as_str())) {
            return (Worth::Nothing, Some(line));
        }
        let is_nothing = |word: &str| self.whole.get(&bare(word)).is_some_and(|(worth, _)| *worth == Worth::Nothing);
        if self.system.is(text, is_nothing) {
            return (Worth::Nothing, None);
        }
        if text.chars().nth(40).is_some() {
            return (Worth::Informative, None);
        }
        let known = self.whole.get(&head);
        let is_figure = head.chars().all(|c| c.is_ascii_digit());
        let worth = if is_figure { Worth::Nothing } else { known.map_or(Worth::Informative, |(worth, _)| *worth) };
        (worth, known.map(|(_, line)| line))
    }
}

/// Letters, digits and Chinese characters only.
fn bare(text: &str) -> String {
    text.chars().filter(|c| is_letter(*c)).collect()
}
