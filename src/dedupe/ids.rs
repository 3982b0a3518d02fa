//! Copies that have ids of their own. Customers that copy one another have them, too; but where many rows with an id of their own are left out, somebody should
//! know: complaints may be written by a form.

use std::hash::Hasher;

use rustc_hash::{FxHashSet, FxHasher};

/// Ids that are looked at; behind them, the first part of a file speaks for the whole.
const MOST: usize = 1 << 17;

/// Fewest such copies that are told, and one in how many ids they are.
const LEAST: u64 = 5;
const ONE_IN: u64 = 10;

/// The ids of the rows so far.
#[derive(Debug, Default)]
pub(super) struct Ids {
    seen: FxHashSet<u64>,
    /// Copies whose id no row before them has.
    apart: u64,
}

impl Ids {
    /// Takes in the id of a row. Masked ids are alike, and tell nothing.
    pub(super) fn note(&mut self, id: &str, copy: bool) {
        if id.contains('*') || self.seen.len() >= MOST {
            return;
        }
        let mut hasher = FxHasher::default();
        hasher.write(id.as_bytes());
        self.apart += u64::from(self.seen.insert(hasher.finish()) && copy);
    }

    /// Copies with an id of their own, and all ids; where it is many of them.
    pub(super) fn apart(&self) -> Option<(u64, u64)> {
        let ids = self.seen.len() as u64;
        (self.apart >= LEAST && self.apart * ONE_IN >= ids).then_some((self.apart, ids))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_with_ids_of_their_own_are_counted_and_double_exports_are_not() {
        let mut ids = Ids::default();
        (0..20).for_each(|i| ids.note(&format!("T{i}"), false));
        (0..20).for_each(|i| ids.note(&format!("T{i}"), true));
        (0..20).for_each(|i| ids.note(&format!("1***{i}"), true));
        assert_eq!(ids.apart(), None);
        (20..25).for_each(|i| ids.note(&format!("T{i}"), true));
        assert_eq!(ids.apart(), Some((5, 25)));
        (25..60).for_each(|i| ids.note(&format!("T{i}"), false));
        assert_eq!(ids.apart(), None);
    }
}
