//! Which source a remembered row is from: where the source changes from one entry to the next, in eight bytes, each source by a number.
//!
//! Sources may alternate from row to row (a merged file, `--source-column`), so a change must not cost more than a row; and there may be no end of
//! them in a stream, so the number of one that is forgotten is given to another.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use crate::number::to_u32;
use crate::record::Name;

/// The sources of the entries that are remembered. Numbers of entries are 32 bits, compared by their distance from the next one.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// Source of the oldest entry.
    oldest: Option<u32>,
    /// First entry of each stretch of one source behind the oldest one, and its source.
    changes: VecDeque<(u32, u32)>,
    /// Each source, and how many stretches are of it.
    names: Vec<(Name, u32)>,
    numbers: FxHashMap<Name, u32>,
    /// Numbers of sources that are forgotten.
    free: Vec<u32>,
}

impl Sources {
    /// Takes in the source of the newest entry; `next` is the number of the one to come, `live` how many entries are remembered.
    pub(super) fn note(&mut self, next: u32, live: u64, source: &Name) {
        if self.newest() != Some(source) {
            let number = self.number(source);
            match self.oldest {
                None => self.oldest = Some(number),
                Some(_) => self.changes.push_back((next.wrapping_sub(1), number)),
            }
        }
        while let Some(&(first, number)) = self.changes.front() {
            if u64::from(next.wrapping_sub(first)) < live {
                break;
            }
            self.changes.pop_front();
            if let Some(gone) = self.oldest.replace(number) {
                self.release(gone);
            }
        }
    }

    /// The source of an entry that is remembered.
    pub(super) fn of(&self, n: u32, next: u32) -> Name {
        let age = next.wrapping_sub(n);
        let behind = self.changes.partition_point(|(first, _)| next.wrapping_sub(*first) >= age);
        let number = behind.checked_sub(1).map_or(self.oldest, |at| self.changes.get(at).map(|c| c.1));
        number.and_then(|at| self.names.get(at as usize)).map(|(name, _)| name.clone()).unwrap_or_default()
    }

    fn newest(&self) -> Option<&Name> {
        let number = self.changes.back().map(|c| c.1).or(self.oldest)?;
        self.names.get(number as usize).map(|(name, _)| name)
    }

    fn number(&mut self, source: &Name) -> u32 {
        if let Some(&at) = self.numbers.get(source) {
            self.names[at as usize].1 += 1;
            return at;
        }
        let new = (source.clone(), 1);
        let at = self.free.pop().unwrap_or(to_u32(self.names.len()));
        match self.names.get_mut(at as usize) {
            Some(place) => *place = new,
            None => self.names.push(new),
        }
        self.numbers.insert(source.clone(), at);
        at
    }

    /// A stretch of the source is forgotten.
    fn release(&mut self, at: u32) {
        let (name, stretches) = &mut self.names[at as usize];
        *stretches -= 1;
        if *stretches == 0 {
            self.numbers.remove(name);
            self.free.push(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_takes_eight_bytes_however_often_sources_alternate() {
        let mut sources = Sources::default();
        let names = ["a", "b", "c"].map(Name::from);
        for n in 1..=30_000_u32 {
            sources.note(n + 1, u64::from(n), &names[n as usize % 3]);
        }
        assert_eq!((size_of::<(u32, u32)>(), sources.changes.len(), sources.names.len()), (8, 29_999, 3));
        assert!((1..=30_000).all(|n| sources.of(n, 30_001) == names[n as usize % 3]));
    }

    #[test]
    fn sources_that_are_forgotten_make_room_for_others() {
        let mut sources = Sources::default();
        // Numbers wrap on the way.
        let start = u32::MAX - 500;
        let name = |i: u32| Name::from(format!("f{}", i / 3));
        for i in 0..3000 {
            let next = start.wrapping_add(i + 1);
            sources.note(next, u64::from(i + 1).min(10), &name(i));
            for back in 0..=i.min(9) {
                assert_eq!(sources.of(start.wrapping_add(i - back), next), name(i - back), "{i} {back}");
            }
        }
        assert!(sources.names.len() <= 6 && sources.changes.len() <= 4 && sources.numbers.len() <= 5);
    }
}
