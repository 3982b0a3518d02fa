//! Rows that are remembered, and how they are found again: a ring of entries, each linked to the one before it in its bucket.
//!
//! Links point backwards in time only, so forgetting the oldest row needs no work: a walk ends where the entries have been overwritten. Numbers of entries
//! are kept in 32 bits and compared by their distance from now; at most [`MOST`] rows are remembered.

use crate::record::Name;

use super::sketch::{is_near, mix};
use super::sources::Sources;

/// Bands of the sketch of a long text. Two sketches that differ in fewer bits than there are bands have a band in common.
pub(super) const SKETCHED: usize = 4;
const BAND_BITS: usize = 64 / SKETCHED;

/// Entries of a band that are looked at: bounds the work of a row when there are millions of long texts. The newest come first.
const MOST_STEPS: usize = 256;

/// Entries with a like sketch that are looked at more closely.
const MOST_NEAR: usize = 8;

/// Rows that can be remembered at all.
const MOST: usize = 1 << 31;

/// Entries of one block: the ring grows by blocks, so that growing never copies nor reserves twice.
const BLOCK: usize = 1 << 12;

/// A remembered row: 16 bytes without bands, 32 with those of a sketch.
#[derive(Debug, Clone, Copy)]
struct Entry<const BANDS: usize> {
    /// Hash of a short text, sketch of a long one.
    key: u64,
    row: u32,
    /// The entry before in the bucket of the key.
    by_key: u32,
    /// The entries before in the buckets of the bands.
    by_band: [u32; BANDS],
}

/// Rows of one kind remembered in order: `BANDS` is 0 for texts that are found by their key alone, [`SKETCHED`] for those that are also found by
/// parts of it.
#[derive(Debug)]
pub(super) struct Memory<const BANDS: usize> {
    capacity: usize,
    blocks: Vec<Vec<Entry<BANDS>>>,
    /// Number of the next entry; the first is 1, and 0 is nothing.
    next: u64,
    /// Newest entry of each bucket of keys: a power of two of buckets, one for one or two entries.
    keys: Vec<u32>,
    /// Newest entry of each bucket of each band; empty until a row is remembered.
    bands: Vec<u32>,
    sources: Sources,
}

impl<const BANDS: usize> Memory<BANDS> {
    pub(super) fn new(capacity: Option<usize>) -> Self {
        Self {
            capacity: capacity.unwrap_or(MOST).min(MOST),
            blocks: Vec::new(),
            next: 1,
            keys: vec![0; BLOCK],
            bands: Vec::new(),
            sources: Sources::default(),
        }
    }

    /// The entry with this key.
    pub(super) fn by_key(&self, key: u64) -> Option<u64> {
        self.walk(self.keys[self.bucket(key)], |e| e.by_key).find(|(_, e)| e.key == key).map(|(n, _)| n)
    }

    /// The entries whose sketches are nearest to this one, the nearest first, the oldest of several, and only so many that texts of
    /// one form are soon looked through.
    pub(super) fn by_sketch(&self, sketch: u64) -> Vec<u64> {
        if self.bands.is_empty() {
            return Vec::new();
        }
        let band = |band: usize| {
            let near = self.walk(self.bands[band_bucket(sketch, band)], move |e| e.by_band[band]);
            near.filter(|(_, e)| is_near(e.key, sketch)).map(|(n, e)| ((e.key ^ sketch).count_ones(), n))
        };
        let mut near: Vec<(u32, u64)> = (0..BANDS).flat_map(band).collect();
        near.sort_unstable();
        near.dedup();
        near.into_iter().take(MOST_NEAR).map(|(_, n)| n).collect()
    }

    /// Source and row of an entry.
    pub(super) fn row(&self, n: u64) -> (Name, u64) {
        (self.sources.of(short(n), short(self.next)), u64::from(self.entry(n).row))
    }

    /// Remembers a row, and forgets the oldest one when the memory is full; gives the number of its entry. Rows that need more than 32 bits are not
    /// remembered: no file is that long.
    pub(super) fn remember(&mut self, source: &Name, row: u64, key: u64) -> Option<u64> {
        let row = u32::try_from(row).ok()?;
        if self.capacity == 0 {
            return None;
        }
        if self.live() >= 2 * self.keys.len() as u64 {
            self.grow();
        }
        let n = self.next;
        self.next += 1;
        let bucket = self.bucket(key);
        let by_key = std::mem::replace(&mut self.keys[bucket], short(n));
        self.bands.resize(BANDS << BAND_BITS, 0);
        let by_band = std::array::from_fn(|band| std::mem::replace(&mut self.bands[band_bucket(key, band)], short(n)));
        let entry = Entry { key, row, by_key, by_band };
        self.put(n, entry);
        self.sources.note(short(self.next), self.live(), source);
        Some(n)
    }

    /// How many entries are remembered.
    fn live(&self) -> u64 {
        (self.next - 1).min(self.capacity as u64)
    }

    /// Place of an entry in the ring.
    #[allow(clippy::cast_possible_truncation)] // the remainder is below `capacity`
    fn slot(&self, n: u64) -> (usize, usize) {
        let slot = ((n - 1) % self.capacity as u64) as usize;
        (slot / BLOCK, slot % BLOCK)
    }

    fn entry(&self, n: u64) -> &Entry<BANDS> {
        let (block, at) = self.slot(n);
        &self.blocks[block][at]
    }

    fn put(&mut self, n: u64, entry: Entry<BANDS>) {
        let (block, at) = self.slot(n);
        if block == self.blocks.len() {
            self.blocks.push(Vec::with_capacity(BLOCK.min(self.capacity)));
        }
        let block = &mut self.blocks[block];
        if at == block.len() { block.push(entry) } else { block[at] = entry }
    }

    /// Entries from `head` backwards along `link`, as long as they are remembered.
    fn walk(&self, head: u32, link: impl Fn(&Entry<BANDS>) -> u32) -> impl Iterator<Item = (u64, &Entry<BANDS>)> {
        let (mut at, mut back) = (head, 0);
        let step = move || {
            let distance = u64::from(short(self.next).wrapping_sub(at));
            // A link that does not lead further back is left over from an entry that was forgotten 2^32 rows ago.
            if at == 0 || distance <= back || distance > self.live() {
                return None;
            }
            let n = self.next - distance;
            let entry = self.entry(n);
            (at, back) = (link(entry), distance);
            Some((n, entry))
        };
        std::iter::from_fn(step).take(MOST_STEPS)
    }

    fn bucket(&self, key: u64) -> usize {
        #[allow(clippy::cast_possible_truncation)] // only the low bits are wanted
        let mixed = mix(key) as usize;
        mixed & (self.keys.len() - 1)
    }

    /// Doubles the buckets of keys and links all entries again, oldest first.
    fn grow(&mut self) {
        self.keys = vec![0; 2 * self.keys.len()];
        for n in self.next - self.live()..self.next {
            let mut entry = *self.entry(n);
            let bucket = self.bucket(entry.key);
            entry.by_key = std::mem::replace(&mut self.keys[bucket], short(n));
            self.put(n, entry);
        }
    }
}

/// The number of an entry as links keep it.
#[allow(clippy::cast_possible_truncation)] // numbers are compared by their distance from now
fn short(n: u64) -> u32 {
    n as u32
}

fn band_bucket(sketch: u64, band: usize) -> usize {
    let bits = sketch >> (band * BAND_BITS) & ((1 << BAND_BITS) - 1);
    (band << BAND_BITS) | usize::try_from(bits).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_takes_16_bytes_and_its_bucket_at_most_eight() {
        assert_eq!([size_of::<Entry<0>>(), size_of::<Entry<SKETCHED>>()], [16, 32]);
        let mut memory = Memory::<0>::new(None);
        let source = Name::from("a");
        for i in 0..50_000 {
            memory.remember(&source, i, mix(i));
        }
        let buckets = memory.keys.len() * size_of::<u32>();
        let entries = memory.blocks.iter().map(Vec::capacity).sum::<usize>() * size_of::<Entry<0>>();
        assert!(buckets + entries <= 24 * 50_000, "{buckets} + {entries}");
        assert!((0..50_000).all(|i| memory.by_key(mix(i)).map(|n| memory.row(n).1) == Some(i)));
    }

    #[test]
    fn the_oldest_rows_are_forgotten_and_their_sources_with_them() {
        let mut memory = Memory::<SKETCHED>::new(Some(3));
        for (i, source) in ["a", "a", "b", "b", "c"].into_iter().enumerate() {
            memory.remember(&Name::from(source), i as u64, mix(i as u64));
        }
        let rows: Vec<_> = (0..5).map(|i| memory.by_key(mix(i)).map(|n| memory.row(n))).collect();
        let row = |s: &str, r| Some((Name::from(s), r));
        assert_eq!(rows, [None, None, row("b", 2), row("b", 3), row("c", 4)]);
    }

    #[test]
    fn numbers_that_wrap_do_not_lead_astray() {
        let mut memory = Memory::<0>::new(Some(8));
        memory.next = u64::from(u32::MAX) - 3;
        // The ring as it would be by then.
        (1..=8).for_each(|n| memory.put(n, Entry { key: 0, row: 0, by_key: 0, by_band: [] }));
        let source = Name::from("a");
        for i in 0..20 {
            memory.remember(&source, i, mix(i % 5) + i);
        }
        assert_eq!(memory.by_key(mix(4) + 19).map(|n| memory.row(n).1), Some(19));
        assert_eq!(memory.by_key(mix(0)), None);
    }
}
