//! Ids that are short hashes: two of one list may meet, and are told apart.

use rustc_hash::FxHashMap;

/// Gives a number to each id that stood in the list before, the first one without.
pub(super) fn unique<'i>(ids: impl Iterator<Item = &'i mut String>) {
    let mut seen: FxHashMap<String, u32> = FxHashMap::default();
    for id in ids {
        let n = seen.entry(id.clone()).or_default();
        *n += 1;
        if *n > 1 {
            *id = format!("{id}-{n}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_that_meet_are_told_apart() {
        let mut ids = ["topic#00ff", "topic#0a0a", "topic#00ff", "topic#00ff"].map(str::to_owned);
        unique(ids.iter_mut());
        assert_eq!(ids, ["topic#00ff", "topic#0a0a", "topic#00ff-2", "topic#00ff-3"]);
    }
}
