//! Rows whose own time or rating cannot be read where others have one: they miss in trend, alerts and means, so somebody has to know.

/// As many are mistyped, and told by the report alone.
const HANDFUL: u64 = 5;
/// One row in so many is worth a word.
const ONE_IN: u64 = 100;
/// Cells that are shown.
const SHOWN: usize = 2;

/// Such rows of a table, with a few of their cells, each with the reason.
#[derive(Debug)]
pub(super) struct Illegible<K> {
    rows: u64,
    examples: Vec<(K, String)>,
}

impl<K> Default for Illegible<K> {
    fn default() -> Self {
        Self { rows: 0, examples: Vec::new() }
    }
}

impl<K: Copy + PartialEq> Illegible<K> {
    /// Counts a row by what stands where its value should. Cells that are unread for different reasons are shown rather than two of a kind.
    pub(super) fn add(&mut self, cell: &str, why: impl Fn(&str) -> K) {
        self.rows += 1;
        let settled = self.examples.len() == SHOWN && self.examples[0].0 != self.examples[1].0;
        if settled || self.examples.iter().any(|(_, c)| c == cell) {
            return;
        }
        let why = why(cell);
        if self.examples.len() < SHOWN {
            self.examples.push((why, cell.to_owned()));
        } else if self.examples[0].0 != why {
            self.examples[1] = (why, cell.to_owned());
        }
    }

    /// How many of the table's rows, and such cells, where it is more than a handful.
    pub(super) fn told(&self, of: u64) -> Option<(u64, Vec<&str>)> {
        let many = self.rows > HANDFUL && self.rows * ONE_IN >= of;
        many.then(|| (self.rows, self.examples.iter().map(|(_, c)| c.as_str()).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::value::TimeWords;
    use crate::lexicon::Dicts;

    #[test]
    fn many_are_told_with_cells_of_two_kinds() {
        let words = TimeWords::new(&Dicts::load(None).unwrap()).unwrap();
        let mut untimed = Illegible::default();
        for cell in ["3天前", "3天前", "5天前", "03-05 12:30", "第一季度"] {
            untimed.add(cell, |c| words.why(c));
        }
        assert_eq!(untimed.told(20), None);
        untimed.add("昨天", |c| words.why(c));
        assert_eq!(untimed.told(20), Some((6, vec!["3天前", "03-05 12:30"])));
        assert_eq!((untimed.told(600).is_some(), untimed.told(601)), (true, None));
    }
}
