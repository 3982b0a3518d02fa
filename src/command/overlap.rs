//! Whether labelled files hold rows of the same name: source and number name a row, and what is told of one is then told of two.
//!
//! Rows of a source come in order, mostly, so stretches of them are remembered; where that takes too many, it is told that the rest was not looked at.

use rustc_hash::FxHashMap;

use crate::lang::Say;
use crate::record::{Annotated, Name};
use crate::report::Input;
use crate::say;

/// Most stretches that are remembered: some megabytes.
const MOST: usize = 1 << 16;

/// Rows of a source that follow each other in a file; rows of other sources may stand between them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Stretch {
    source: Name,
    first: u64,
    last: u64,
    /// Number of the file.
    file: usize,
}

/// The rows of all files.
#[derive(Debug, Default)]
pub(super) struct Overlap {
    stretches: Vec<Stretch>,
    /// Place of the newest stretch of each source of the file that is read.
    newest: FxHashMap<Name, usize>,
    file: usize,
    given_up: bool,
}

impl Overlap {
    /// Looks at the next rows of a file.
    pub(super) fn look(&mut self, file: usize, rows: &[Annotated]) {
        if file != self.file {
            self.newest.clear();
            self.file = file;
        }
        for a in rows {
            if self.given_up {
                return;
            }
            let place = self.newest.get(&a.source).copied();
            match place.and_then(|at| self.stretches.get_mut(at)) {
                Some(s) if s.last.checked_add(1) == Some(a.row) => s.last = a.row,
                _ => self.begin(file, a),
            }
        }
    }

    fn begin(&mut self, file: usize, a: &Annotated) {
        if self.stretches.len() == MOST {
            self.given_up = true;
            self.newest = FxHashMap::default();
            return;
        }
        self.newest.insert(a.source.clone(), self.stretches.len());
        self.stretches.push(Stretch { source: a.source.clone(), first: a.row, last: a.row, file });
    }

    /// The first row that is there twice: source, number, and its files.
    fn first(mut self) -> Option<(Name, u64, [usize; 2])> {
        self.stretches.sort();
        let mut before: Option<Stretch> = None;
        for s in self.stretches {
            match &before {
                Some(b) if b.source == s.source && s.first <= b.last => {
                    return Some((s.source, s.first, [b.file.min(s.file), b.file.max(s.file)]));
                }
                _ => before = Some(s),
            }
        }
        None
    }

    /// What to tell, with the files by their numbers.
    pub(super) fn say(self, files: &[Input]) -> Option<Say> {
        let given_up = self.given_up;
        let Some((source, row, [one, other])) = self.first() else { return given_up.then(unordered) };
        let name = |file: usize| files.get(file).map(|f| f.path.as_str()).unwrap_or_default();
        let (first, second) = (name(one), name(other));
        let place = if one == other {
            say!("`{first}` has row {row} of `{source}` twice", "`{first}` 中 `{source}` 的第 {row} 行出现两次")
        } else {
            say!(
                "`{first}` and `{second}` both have row {row} of `{source}`",
                "`{first}` 与 `{second}` 都有 `{source}` 的第 {row} 行"
            )
        };
        let (en, zh) = (place.en, place.zh);
        Some(say!(
            "{en}: all rows count, but rows that share source and number cannot be told apart in quotes and issues; label them under different names",
            "{zh}：各行均计入统计，但来源与行号相同的行在引用和热点中无法区分；请以不同的文件名标注"
        ))
    }
}

fn unordered() -> Say {
    say!(
        "rows of the inputs stand in no order, so not all were checked for having the source and number of another, by which quotes and issues tell them apart",
        "输入中的行次序散乱：未能逐一检查是否有来源与行号相同的行；若有，它们在引用和热点中无法区分"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[&[(&str, u64)]]) -> Option<(String, u64, [usize; 2])> {
        let mut overlap = Overlap::default();
        for (file, rows) in files.iter().enumerate() {
            let row = |(source, row): &(&str, u64)| Annotated {
                source: Name::from(*source),
                row: *row,
                ..Annotated::default()
            };
            // In batches of two, as if the file were long.
            rows.iter().map(row).collect::<Vec<_>>().chunks(2).for_each(|batch| overlap.look(file, batch));
        }
        overlap.first().map(|(source, row, files)| (source.to_string(), row, files))
    }

    #[test]
    fn parts_of_one_source_are_apart_and_the_same_rows_are_not() {
        assert_eq!(
            found(&[&[("a", 1), ("a", 2), ("a", 3)], &[("a", 4), ("b", 1)], &[("a", 5), ("a", 7)], &[("a", 6)]]),
            None
        );
        let twice = found(&[&[("a", 5), ("a", 6), ("a", 7)], &[("b", 1)], &[("a", 1), ("a", 2)], &[("a", 6)]]);
        assert_eq!(twice, Some(("a".to_owned(), 6, [0, 3])));
        assert_eq!(found(&[&[("a", 1), ("a", 2), ("a", 1)]]), Some(("a".to_owned(), 1, [0, 0])));
    }

    #[test]
    fn sources_that_alternate_are_one_stretch_each() {
        let rows: Vec<_> = (1..=40_000_u64).flat_map(|n| ["a", "b"].map(|source| (source, n))).collect();
        assert!(rows.len() > MOST);
        assert_eq!(found(&[&rows]), None);
        assert_eq!(found(&[&rows, &[("b", 40_000)]]), Some(("b".to_owned(), 40_000, [0, 1])));
    }

    #[test]
    fn rows_in_no_order_are_given_up_and_that_is_told() {
        let mut overlap = Overlap::default();
        let mut look = |row| overlap.look(0, &[Annotated { source: "a".into(), row, ..Annotated::default() }]);
        (0..=MOST as u64).for_each(|n| look(1 + 2 * n));
        assert!(overlap.given_up);
        let told = overlap.say(&[]).unwrap();
        assert!(told.en.contains("stand in no order"), "{}", told.en);
    }

    #[test]
    fn what_was_found_before_giving_up_is_told() {
        let mut overlap = Overlap::default();
        let mut look = |row| overlap.look(0, &[Annotated { source: "a".into(), row, ..Annotated::default() }]);
        look(1);
        (0..=MOST as u64).for_each(|n| look(1 + 2 * n));
        assert_eq!(overlap.first(), Some((Name::from("a"), 1, [0, 0])));
    }
}
