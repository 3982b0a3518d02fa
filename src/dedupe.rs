//! Marking copies (being written).

use rustc_hash::FxHashMap;

use crate::record::Name;

/// What copies have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature(Option<u64>);

/// The signature of a text.
pub fn signature(text: &str) -> Signature {
    let bare: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let long = bare.chars().count() >= 8;
    let hash = || u64::from_le_bytes(blake3::hash(bare.as_bytes()).as_bytes()[..8].try_into().unwrap_or_default());
    Signature(long.then(hash))
}

/// Remembers what was seen.
#[derive(Debug, Default)]
pub struct Deduper {
    seen: FxHashMap<u64, (Name, u64)>,
}

impl Deduper {
    /// An empty memory.
    pub fn new(_capacity: Option<usize>) -> Self {
        Self::default()
    }

    /// The first row of its kind.
    pub fn mark(&mut self, source: &Name, row: u64, sig: &Signature) -> Option<(Name, u64)> {
        let key = sig.0?;
        if let Some(first) = self.seen.get(&key) {
            return Some(first.clone());
        }
        self.seen.insert(key, (source.clone(), row));
        None
    }
}
