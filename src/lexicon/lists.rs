//! Many short lists of numbers in one piece of memory, looked up by a number: which rules a word triggers, which classes hold it.
//!
//! Not its job: what the numbers mean.

/// Lists of numbers, one after another.
#[derive(Debug, Default, Clone)]
pub(super) struct Lists {
    /// Where each list begins, and one more for the end of the last.
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// Packs `lists`.
    pub(super) fn new(lists: impl Iterator<Item = impl AsRef<[u32]>>) -> Self {
        let mut out = Self { starts: vec![0], items: Vec::new() };
        for list in lists {
            out.items.extend_from_slice(list.as_ref());
            out.starts.push(u32::try_from(out.items.len()).unwrap_or(u32::MAX));
        }
        out
    }

    /// Where a list begins among the items.
    pub(super) fn start(&self, at: usize) -> u32 {
        self.starts[at]
    }

    /// All items, one list after another.
    pub(super) fn into_items(self) -> Vec<u32> {
        self.items
    }

    /// A list.
    pub(super) fn get(&self, at: usize) -> &[u32] {
        &self.items[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

/// Sets of numbers as rows of bits.
#[derive(Debug, Default, Clone)]
pub(super) struct Bits {
    words_of_row: usize,
    bits: Vec<u64>,
}

impl Bits {
    /// Rows of `width` bits, without any.
    pub(super) fn new(width: usize) -> Self {
        Self { words_of_row: width.div_ceil(64), bits: Vec::new() }
    }

    /// Adds a row and gives its number.
    pub(super) fn push(&mut self, members: &[u32]) -> usize {
        let at = self.bits.len();
        self.bits.resize(at + self.words_of_row, 0);
        for &m in members {
            self.bits[at + m as usize / 64] |= 1 << (m % 64);
        }
        at / self.words_of_row.max(1)
    }

    /// Whether a row has a number.
    pub(super) fn has(&self, row: usize, member: u32) -> bool {
        self.bits[row * self.words_of_row + member as usize / 64] >> (member % 64) & 1 == 1
    }
}
