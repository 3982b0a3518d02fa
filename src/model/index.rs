//! Where a feature stands in a table: hash to number, by open addressing behind a filter of bits.
//!
//! Not its job: what a table says of a feature, or which number it has (`layout`).

use super::linear::EMPTY;
use super::ngram::Numbers;

/// Bits of `maybe` for each feature, at least.
const BITS: usize = 6;

/// The hash of a feature and its number.
pub(super) type Slot = (u32, u32);

/// Numbers of features.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// A bit for each hash that may be known, by its lowest bits: small enough to stay at hand, where the slots are not.
    maybe: Vec<u64>,
    /// A power of two in size, at most three quarters full: `maybe` keeps most of what is not there away, so searches stay short.
    slots: Vec<Slot>,
}

impl Index {
    /// Numbers these features, each once, in their order.
    pub(super) fn new(hashes: &[u32]) -> Self {
        let size = (hashes.len() * 4 / 3 + 1).next_power_of_two().max(2);
        let bits = (hashes.len() * BITS).next_power_of_two().max(64);
        let (mut slots, mut maybe) = (vec![(EMPTY, 0); size], vec![0u64; bits / 64]);
        // A table has fewer than 2³² features: they are hashes of that size.
        for (number, &h) in (0u32..).zip(hashes) {
            let mut at = h as usize & (size - 1);
            while slots[at].0 != EMPTY {
                at = (at + 1) & (size - 1);
            }
            slots[at] = (h, number);
            let bit = h as usize & (bits - 1);
            maybe[bit / 64] |= 1 << (bit % 64);
        }
        Self { maybe, slots }
    }

    /// The features in the order of their numbers.
    pub(super) fn hashes(&self) -> Vec<u32> {
        let known = || self.slots.iter().filter(|(hash, _)| *hash != EMPTY);
        let mut hashes = vec![EMPTY; known().count()];
        known().for_each(|&(hash, number)| hashes[number as usize] = hash);
        hashes
    }

    /// The number of a feature.
    #[inline]
    pub(super) fn find(&self, h: u32) -> Option<u32> {
        if self.may_know(h) { self.look(h, self.first(h)) } else { None }
    }
}

impl Numbers for Index {
    #[inline]
    fn may_know(&self, h: u32) -> bool {
        let bit = h as usize & (self.maybe.len() * 64).wrapping_sub(1);
        self.maybe.get(bit / 64).is_some_and(|b| b >> (bit % 64) & 1 == 1)
    }

    #[inline]
    fn first(&self, h: u32) -> Slot {
        self.slots.get(h as usize & self.slots.len().wrapping_sub(1)).copied().unwrap_or((EMPTY, 0))
    }

    #[inline]
    fn look(&self, h: u32, first: Slot) -> Option<u32> {
        let (mut slot, mut at) = (first, h as usize);
        loop {
            if slot.0 == EMPTY {
                return None;
            }
            if slot.0 == h {
                return Some(slot.1);
            }
            at += 1;
            slot = self.slots[at & (self.slots.len() - 1)];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_has_its_number_and_no_other_has_one() {
        let hashes: Vec<u32> = (1..500u32).map(|i| i.wrapping_mul(0x9e37_79b1)).collect();
        let index = Index::new(&hashes);
        for (number, &h) in (0u32..).zip(&hashes) {
            assert_eq!(index.find(h), Some(number));
        }
        assert_eq!((500..5000u32).find_map(|i| index.find(i.wrapping_mul(0x9e37_79b1))), None);
        assert_eq!(Index::default().find(7), None);
        assert_eq!(index.hashes(), hashes);
    }
}
