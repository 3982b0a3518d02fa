//! Many short lists of numbers in one piece of memory, looked up by a number: which rules a word triggers, which classes hold it.
//!
//! Not its job: what the numbers mean. The build script packs lists too, so there is nothing here but the standard library.

/// Lists of numbers, one after another.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Lists {
    /// Where each list begins, and one more for the end of the last.
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// Packs `lists`.
    pub(crate) fn new(lists: impl Iterator<Item = impl AsRef<[u32]>>) -> Self {
        let mut out = Self { starts: vec![0], items: Vec::new() };
        for list in lists {
            out.items.extend_from_slice(list.as_ref());
            out.starts.push(number(out.items.len()));
        }
        out
    }

    /// Sorts pairs of a list's number, below `count`, and an item into lists; the items of a list keep their order.
    pub(crate) fn grouped(count: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0u32; count + 1];
        pairs.clone().for_each(|(list, _)| starts[list as usize + 1] += 1);
        for at in 0..count {
            starts[at + 1] += starts[at];
        }
        let mut free = starts.clone();
        let mut items = vec![0; starts[count] as usize];
        for (list, item) in pairs {
            let at = &mut free[list as usize];
            items[*at as usize] = item;
            *at += 1;
        }
        Self { starts, items }
    }

    /// Lists from where each begins (and the last one ends) and all items; nothing where these do not fit.
    pub(crate) fn from_parts(starts: Vec<u32>, items: Vec<u32>) -> Option<Self> {
        let fits = starts.is_sorted() && starts.first() == Some(&0) && starts.last() == Some(&number(items.len()));
        fits.then_some(Self { starts, items })
    }

    /// Where each list begins, and one more for the end of the last; all items. For the build script.
    #[cfg_attr(not(test), allow(dead_code))]
    pub(crate) fn parts(&self) -> (&[u32], &[u32]) {
        (&self.starts, &self.items)
    }

    /// How many lists there are.
    pub(crate) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Each list.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u32]> + Clone {
        (0..self.len()).map(|at| self.get(at))
    }

    /// Each item with the number of its list.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (u32, u32)> + Clone {
        (0u32..).zip(self.iter()).flat_map(|(list, items)| items.iter().map(move |&item| (list, item)))
    }

    /// Where a list begins among the items.
    pub(crate) fn start(&self, at: usize) -> u32 {
        self.starts[at]
    }

    /// All items, one list after another.
    pub(crate) fn into_items(self) -> Vec<u32> {
        self.items
    }

    /// A list.
    pub(crate) fn get(&self, at: usize) -> &[u32] {
        &self.items[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

/// A place in a list as a number.
pub(crate) fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Sets of numbers as rows of bits.
#[derive(Debug, Default, Clone)]
pub(crate) struct Bits {
    words_of_row: usize,
    bits: Vec<u64>,
}

impl Bits {
    /// Rows of `width` bits, without any.
    pub(crate) fn new(width: usize) -> Self {
        Self { words_of_row: width.div_ceil(64), bits: Vec::new() }
    }

    /// Adds a row and gives its number.
    pub(crate) fn push(&mut self, members: &[u32]) -> usize {
        let at = self.bits.len();
        self.bits.resize(at + self.words_of_row, 0);
        for &m in members {
            self.bits[at + m as usize / 64] |= 1 << (m % 64);
        }
        at / self.words_of_row.max(1)
    }

    /// Whether a row has a number.
    pub(crate) fn has(&self, row: usize, member: u32) -> bool {
        self.bits[row * self.words_of_row + member as usize / 64] >> (member % 64) & 1 == 1
    }
}
