//! Which slots of a weight table a text has touched already: a small open-addressing set, reused from text to text.

/// Slots to begin with: enough for the known features of most reviews, and small enough to be cleared at once.
const FIRST: usize = 512;

/// A set of numbers.
#[derive(Debug, Default, Clone)]
pub(super) struct Seen {
    /// The numbers and one each, 0 for none; a power of two, at most half full.
    slots: Vec<u32>,
    len: usize,
}

impl Seen {
    pub(super) fn clear(&mut self) {
        self.len = 0;
        self.slots.clear();
        self.slots.resize(FIRST, 0);
    }

    /// Adds a number; false if it was there.
    pub(super) fn insert(&mut self, number: u32) -> bool {
        if 2 * self.len >= self.slots.len() {
            self.grow();
        }
        let (key, mask) = (number.wrapping_add(1), self.slots.len() - 1);
        let mut at = place(key) & mask;
        while self.slots[at] != 0 {
            if self.slots[at] == key {
                return false;
            }
            at = (at + 1) & mask;
        }
        self.slots[at] = key;
        self.len += 1;
        true
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots.resize((2 * old.len()).max(FIRST), 0);
        let mask = self.slots.len() - 1;
        for key in old.into_iter().filter(|k| *k != 0) {
            let mut at = place(key) & mask;
            while self.slots[at] != 0 {
                at = (at + 1) & mask;
            }
            self.slots[at] = key;
        }
    }
}

/// Where a key is looked for first: neighbours of a table should not be neighbours here.
fn place(key: u32) -> usize {
    (key.wrapping_mul(0x9e37_79b9) >> 12) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_is_new_once() {
        let mut seen = Seen::default();
        for _ in 0..2 {
            seen.clear();
            assert!((0..5000).all(|n| seen.insert(n * 7)));
            assert!((0..5000).all(|n| !seen.insert(n * 7)));
        }
    }
}
