//! Strings as small numbers, mergeable: the numbers of a later part are translated when it is merged.

use std::sync::Arc;

use crate::number::to_u32;
use rustc_hash::FxHashMap;

/// Strings in the order in which they were first seen.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Interner {
    ids: FxHashMap<Arc<str>, u32>,
    names: Vec<Arc<str>>,
}

impl Interner {
    /// The number of `s`, new if need be.
    pub(crate) fn id(&mut self, s: &str) -> u32 {
        if let Some(&id) = self.ids.get(s) {
            return id;
        }
        self.insert(Arc::from(s))
    }

    fn insert(&mut self, s: Arc<str>) -> u32 {
        // 2³² distinct strings do not fit into memory; the last number would be shared.
        let id = to_u32(self.names.len());
        self.ids.insert(s.clone(), id);
        self.names.push(s);
        id
    }

    /// The string of a number.
    pub(crate) fn name(&self, id: u32) -> &str {
        self.names.get(id as usize).map_or("", |n| n)
    }

    /// The number of a string that was seen.
    pub(crate) fn known(&self, s: &str) -> Option<u32> {
        self.ids.get(s).copied()
    }

    /// All strings, in the order of their numbers.
    pub(crate) fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// Adds the strings of `later`; gives the new number for each of its old ones.
    pub(crate) fn merge(&mut self, later: Self) -> Vec<u32> {
        let known = |me: &Self, s: &Arc<str>| me.ids.get(s).copied();
        later.names.into_iter().map(|s| known(self, &s).unwrap_or_else(|| self.insert(s))).collect()
    }
}

/// A 64-bit hash that is the same on every machine (FNV-1a with a final mix), for sampling and for order by content.
pub(crate) fn hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> u64 {
    let mut h: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        for &b in part.iter().chain(&[0xff]) {
            h = (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    h ^= h >> 33;
    h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
    h ^ (h >> 33)
}
