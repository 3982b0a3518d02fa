//! Which rows two files have in common: exports that overlap are compared all the same, but it is told.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

use crate::insight::Kind;
use crate::record::Annotated;

/// How often each row of the group before has been seen there, less how often after: eight bytes for the row and eight for the counts.
#[derive(Debug, Default)]
pub(super) struct Overlap(FxHashMap<u64, [u32; 2]>);

impl Overlap {
    /// Takes in a row of a group; rows of other groups, and rows without text, are none.
    pub(super) fn look(&mut self, a: &Annotated, kind: Kind) {
        let side = match kind {
            Kind::Before => 0,
            Kind::After => 1,
            _ => return,
        };
        // Without an id and a time two customers may both write 物流很快: that says nothing of the files.
        if a.text.trim().is_empty() || (a.id.is_none() && a.time.is_none()) {
            return;
        }
        self.0.entry(key(a)).or_default()[side] += 1;
    }

    /// Rows that are in both.
    pub(super) fn rows(&self) -> u64 {
        self.0.values().map(|[before, after]| u64::from(*before.min(after))).sum()
    }
}

/// A row with an id by that and its text, else (or where the id is masked, so that others look the same) by text, time and segment values, too.
fn key(a: &Annotated) -> u64 {
    let mut hasher = FxHasher::default();
    let mut put = |part: &str| {
        hasher.write(part.as_bytes());
        hasher.write_u8(0xff);
    };
    put(&a.text);
    let id = a.id.as_deref().unwrap_or_default();
    put(id);
    if id.is_empty() || id.contains('*') {
        put(&a.time.map(|t| t.to_string()).unwrap_or_default());
        for (header, value) in &a.attrs.0 {
            put(header);
            put(value);
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_in_both_groups_as_often_as_each_has_it() {
        let row = |id: Option<&str>, text: &str| Annotated {
            id: id.map(str::to_owned),
            text: text.to_owned(),
            ..Annotated::default()
        };
        let mut all = Overlap::default();
        for (id, text, kind) in [
            (Some("1"), "太慢", Kind::Before),
            (Some("2"), "太慢", Kind::Before),
            (Some("1"), "太慢", Kind::After),
            (Some("1"), "太慢", Kind::After),
            (Some("2"), "太慢了", Kind::After),
            (Some("2"), "太慢", Kind::ControlAfter),
            (None, "太慢", Kind::Before),
            (None, "太慢", Kind::After),
            (Some("3"), "", Kind::Before),
            (Some("3"), "", Kind::After),
        ] {
            all.look(&row(id, text), kind);
        }
        assert_eq!(all.rows(), 1);
    }
}
