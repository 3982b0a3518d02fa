//! New words as they are told: how unhappy the texts with them are, and one of these texts.
//!
//! Not its job: which words are told; their form.

use rayon::prelude::*;

use crate::annotate::{Annotator, Scratch};
use crate::number::{float, round};
use crate::record::{Label, Record};

use super::corpus::{Runs, Text};
use super::join::Joined;
use super::{Example, Found};

/// An example should be so many times as long as the word, to show how it is used.
const TELLING: usize = 3;

/// Characters of an example on either side of the word.
const AROUND: usize = 16;

/// Describes new words, in their order.
pub(super) fn describe(joined: Vec<Joined>, texts: &[Text], runs: &Runs, annotator: &Annotator) -> Vec<Found> {
    let with: Vec<Vec<usize>> = joined.iter().map(|j| texts_with(&j.candidate.places, runs)).collect();
    let mut all: Vec<usize> = with.iter().flatten().copied().collect();
    all.sort_unstable();
    all.dedup();
    let unhappy: Vec<bool> =
        all.par_iter().map_init(Scratch::default, |s, at| is_negative(&texts[*at], annotator, s)).collect();
    let negative = |at: &&usize| all.binary_search(at).is_ok_and(|i| unhappy[i]);
    let found = |(j, with): (Joined, &Vec<usize>)| {
        let c = j.candidate;
        let share = float(with.iter().filter(negative).count() as u64) / float(with.len().max(1) as u64);
        Found {
            kind: j.kind,
            guess: j.standing.guess,
            count: u64::from(c.count),
            documents: u64::from(c.documents),
            cohesion: round(c.cohesion, 2),
            left: round(c.left, 2),
            right: round(c.right, 2),
            negative: round(share, 3),
            example: example(&c.word, with, texts),
            word: c.word,
        }
    };
    joined.into_iter().zip(&with).map(found).collect()
}

/// The texts that places lie in, each once, ascending.
fn texts_with(places: &[u32], runs: &Runs) -> Vec<usize> {
    let mut with: Vec<usize> = places.iter().map(|place| runs.text_of(*place)).collect();
    with.dedup();
    with
}

fn is_negative(text: &Text, annotator: &Annotator, s: &mut Scratch) -> bool {
    let row = Record { text: text.normal.clone(), ..Record::default() };
    annotator.annotate(row, s).sentiment.label == Label::Negative
}

/// The shortest text that shows how a word is used; the first of those equally short.
fn example(word: &str, with: &[usize], texts: &[Text]) -> Example {
    let enough = word.len() * TELLING;
    let best = with.iter().map(|at| &texts[*at]).min_by_key(|t| (t.normal.len() < enough, t.normal.len()));
    best.map_or_else(Example::default, |t| Example {
        source: t.source.clone(),
        row: t.row,
        text: clip(&t.normal, word),
    })
}

/// The surroundings of a word in one line.
fn clip(text: &str, word: &str) -> String {
    let at = text.find(word).unwrap_or(0);
    let (before, after) = text.split_at(at);
    let from = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(i, _)| i);
    let to = after.char_indices().nth(word.chars().count() + AROUND).map_or(after.len(), |(i, _)| i);
    let (head, tail) = (if from > 0 { "…" } else { "" }, if to < after.len() { "…" } else { "" });
    format!("{head}{}{}{tail}", &before[from..], &after[..to]).replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_clipped_around_the_word() {
        assert_eq!(clip("买了漾朵\n很好", "漾朵"), "买了漾朵 很好");
        let long = format!("{}漾朵{}", "前".repeat(30), "后".repeat(30));
        assert_eq!(clip(&long, "漾朵"), format!("…{}漾朵{}…", "前".repeat(16), "后".repeat(16)));
        let exact = format!("{}漾朵{}", "前".repeat(16), "后".repeat(16));
        assert_eq!(clip(&exact, "漾朵"), exact);
    }
}
