//! Fitting models to labelled texts, and calibrating them on folds that they have not seen. Reading and writing files is `command`'s job.

mod figures;
mod heads;
mod sentiment;
mod verdict;

pub use figures::Figures;
pub use heads::{ClassFigures, FittedHeads, fit_heads, folded_heads};
pub use sentiment::{Fitted, fit_sentiment, folded_sentiment};
pub use verdict::{Case, FittedVerdict, Names, fit_verdict};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::linear::Table;
use crate::model::train::{Document, Fit, fit};
use crate::text::clause::letters;

/// Folds of the cross-validation.
pub const FOLDS: usize = 5;
/// Fewer texts on either side of a class teach nothing.
pub const LEAST: usize = 20;

/// One labelled text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Labelled {
    /// The text.
    pub text: String,
    /// Its classes, a bit for each; of sentiment bit 0 is the positive side.
    pub classes: u32,
    /// How much it counts, 1 for ordinary rows.
    pub weight: f32,
    /// Product category or source: whole groups are left out to see what transfer costs. Empty: none.
    pub group: String,
}

/// What copies of a text have in common: its letters; where it has none, as a row of emoji, all of it.
pub fn copy_key(text: &str) -> String {
    let own = letters(text);
    if own.is_empty() { text.trim().to_owned() } else { own }
}

/// Random folds, by hash of what copies have in common: copies of a text are always in the same fold.
pub fn random_folds(rows: &[Labelled], count: usize) -> Vec<usize> {
    let fold = |r: &Labelled| {
        let hash = blake3::hash(copy_key(&r.text).as_bytes());
        usize::from(u16::from_le_bytes([hash.as_bytes()[0], hash.as_bytes()[1]])) % count.max(1)
    };
    rows.iter().map(fold).collect()
}

/// Groups as numbers, in order of appearance, with their names.
pub fn group_folds(rows: &[Labelled]) -> (Vec<usize>, Vec<String>) {
    let mut at: FxHashMap<&str, usize> = FxHashMap::default();
    let mut names = Vec::new();
    let numbers = rows
        .iter()
        .map(|r| {
            *at.entry(&r.group).or_insert_with(|| {
                names.push(r.group.clone());
                names.len() - 1
            })
        })
        .collect();
    (numbers, names)
}

/// Groups to leave out in turn: the group of each row, and the names. None where there are no two, or where too little to learn from lies beside one.
fn groups_apart(rows: &[Labelled], classes: usize) -> Option<(Vec<usize>, Vec<String>)> {
    let (of, names) = group_folds(rows);
    let is_taught_without = |group: usize| {
        let rest: Vec<u32> = rows.iter().zip(&of).filter(|(_, g)| **g != group).map(|(r, _)| r.classes).collect();
        (0..classes).any(|class| {
            let with = rest.iter().filter(|c| **c >> class & 1 == 1).count();
            with.min(rest.len() - with) >= LEAST
        })
    };
    (names.len() > 1 && (0..names.len()).all(is_taught_without)).then_some((of, names))
}

/// For each fold a table fitted to the documents of the others, without copies of what the fold holds.
fn without_folds(documents: &[Document], texts: &[usize], classes: usize, folds: &[usize], count: usize) -> Vec<Table> {
    let fit_rest = |fold| {
        let held: FxHashSet<usize> = texts.iter().zip(folds).filter(|(_, f)| **f == fold).map(|(t, _)| *t).collect();
        let is_new = |i: &usize| folds[*i] != fold && !held.contains(&texts[*i]);
        let rest: Vec<Document> = (0..documents.len()).filter(is_new).map(|i| documents[i].clone()).collect();
        fit(&rest, classes, &Fit::of(documents.len()))
    };
    (0..count).into_par_iter().map(fit_rest).collect()
}

/// The number of the text of each row, the same for copies.
fn texts(rows: &[Labelled]) -> Vec<usize> {
    let mut at: FxHashMap<String, usize> = FxHashMap::default();
    rows.iter()
        .map(|r| {
            let next = at.len();
            *at.entry(copy_key(&r.text)).or_insert(next)
        })
        .collect()
}

/// Copies of a text count once.
pub fn without_copies(rows: Vec<Labelled>) -> Vec<Labelled> {
    let mut seen = FxHashSet::default();
    rows.into_iter().filter(|r| seen.insert(copy_key(&r.text))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str, positive: bool, group: &str) -> Labelled {
        Labelled { text: text.to_owned(), classes: u32::from(positive), weight: 1.0, group: group.to_owned() }
    }

    #[test]
    fn copies_are_texts_of_the_same_letters_and_emoji_are_no_copies_of_others() {
        let rows = ["很好", "很好！", "👍", "👍👍", "👍 ", "😡"].map(|t| row(t, true, "")).to_vec();
        assert_eq!(texts(&rows), [0, 0, 1, 2, 1, 3]);
        let kept: Vec<String> = without_copies(rows).into_iter().map(|r| r.text).collect();
        assert_eq!(kept, ["很好", "👍", "👍👍", "😡"]);
    }

    #[test]
    fn a_fold_is_not_fitted_to_copies_of_what_it_holds() {
        let document =
            |hash: u32, positive: bool| Document { features: vec![hash], classes: u32::from(positive), weight: 1.0 };
        // The second fold holds copies of what the first holds, and a text of its own.
        let documents =
            [(1, true), (1, true), (1, true), (1, true), (2, false), (2, false)].map(|(h, p)| document(h, p));
        let tables = without_folds(&documents, &[0, 0, 0, 0, 1, 1], 1, &[0, 0, 1, 1, 1, 1], 2);
        assert_eq!((tables[0].hashes.as_slice(), tables[1].hashes.as_slice()), (&[2][..], &[][..]));
    }

    #[test]
    fn two_groups_are_left_out_where_each_teaches_something() {
        let of =
            |name: &str, n: usize| (0..n).map(|i| row(&format!("{name}{i}"), i % 2 == 0, name)).collect::<Vec<_>>();
        let apart = |rows: &[Labelled]| groups_apart(rows, 1).map(|(_, names)| names);
        assert_eq!(apart(&[of("甲", 40), of("乙", 40)].concat()), Some(vec!["甲".to_owned(), "乙".to_owned()]));
        assert_eq!((apart(&of("甲", 40)), apart(&[of("甲", 40), of("乙", 39)].concat())), (None, None));
        // All praise is of one group.
        let sides = [of("甲", 40), of("乙", 40)]
            .concat()
            .into_iter()
            .map(|r| Labelled { classes: u32::from(r.group == "甲"), ..r });
        assert_eq!(apart(&sides.collect::<Vec<_>>()), None);
    }
}
