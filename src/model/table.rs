//! A model's numbers as data, as bytes, and back: gaps between hashes (varint), weights of each head (i8), idf² (u8).
//!
//! Not its job: the file around them (`seal`), what they say of a text. `build.rs` reads the built-in models with it, so nothing here needs the rest of the library.

use serde::{Deserialize, Serialize};

/// A model's numbers, ordered by feature hash: one vocabulary, one or more heads.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// Feature hashes, strictly ascending, never 0.
    pub hashes: Vec<u32>,
    /// Squared idf of each feature, rounded, at least 1.
    pub idf2: Vec<u8>,
    /// One for each class; a two-sided model has one.
    pub heads: Vec<Head>,
}

/// What a table says of one class.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Head {
    /// Quantised weights, one for each hash.
    pub weights: Vec<i8>,
    /// Value of one step of `weights`.
    pub scale: f32,
    /// Added to every margin.
    pub bias: f32,
}

/// What the header of a file says of a table.
#[doc(hidden)]
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TableHeader {
    pub(crate) entries: usize,
    /// Scale and bias of each head.
    pub(crate) heads: Vec<(f32, f32)>,
}

impl TableHeader {
    /// That of a table.
    pub(crate) fn of(t: &Table) -> Self {
        Self { entries: t.hashes.len(), heads: t.heads.iter().map(|h| (h.scale, h.bias)).collect() }
    }
}

/// Adds the numbers of a table to bytes.
pub(crate) fn pack(t: &Table, bytes: &mut Vec<u8>) {
    let mut last = 0;
    for &h in &t.hashes {
        varint(h - last, bytes);
        last = h;
    }
    bytes.extend(t.heads.iter().flat_map(|head| &head.weights).map(|q| q.cast_unsigned()));
    bytes.extend(&t.idf2);
}

/// A table as its header describes it; nothing where the numbers do not fit.
pub(crate) fn unpack(t: &TableHeader, r: &mut Reader) -> Option<Table> {
    let n = Some(t.entries).filter(|&n| n <= r.bytes.len())?;
    let mut hashes = Vec::with_capacity(n);
    let mut last = 0u32;
    for _ in 0..n {
        let gap = r.varint().filter(|&gap| gap > 0)?;
        last = last.checked_add(gap)?;
        hashes.push(last);
    }
    let mut heads = Vec::new();
    for &(scale, bias) in &t.heads {
        let weights = r.take(n)?.iter().map(|&b| i8::from_le_bytes([b])).collect();
        heads.push(Head { weights, scale, bias });
    }
    let finite = heads.iter().all(|h| h.scale.is_finite() && h.bias.is_finite());
    let idf2 = r.take(n)?.to_vec();
    finite.then_some(Table { hashes, idf2, heads })
}

fn varint(mut x: u32, bytes: &mut Vec<u8>) {
    while x >= 0x80 {
        bytes.push(x.to_le_bytes()[0] | 0x80);
        x >>= 7;
    }
    bytes.push(x.to_le_bytes()[0]);
}

/// Bytes that are read from their start.
pub(crate) struct Reader<'b> {
    bytes: &'b [u8],
}

impl<'b> Reader<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(crate) fn take(&mut self, n: usize) -> Option<&'b [u8]> {
        let (head, rest) = self.bytes.split_at_checked(n)?;
        self.bytes = rest;
        Some(head)
    }

    pub(crate) fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn varint(&mut self) -> Option<u32> {
        let mut x = 0u32;
        for shift in (0..35).step_by(7) {
            let b = self.take(1)?[0];
            x |= u32::from(b & 0x7f).checked_shl(shift)?;
            if b < 0x80 {
                return Some(x);
            }
        }
        None
    }
}
