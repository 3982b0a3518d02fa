//! The numbers of a model's tables as bytes, and back: gaps between hashes (varint), weights of each head (i8), idf² (u8).
//!
//! Not its job: the file around them (`file`).

use super::file::TableHeader;
use super::linear::{Head, Table};

/// Bytes of numbers that are handed on together.
pub(super) const PIECE: usize = 1 << 14;

/// The numbers of a table, in pieces of at most [`PIECE`] bytes.
pub(super) fn pack(t: &Table, put: &mut impl FnMut(&[u8])) {
    let mut last = 0;
    for &h in &t.hashes {
        varint(h - last, put);
        last = h;
    }
    let mut bytes = Vec::with_capacity(PIECE);
    for weights in t.heads.iter().flat_map(|head| head.weights.chunks(PIECE)) {
        bytes.clear();
        bytes.extend(weights.iter().map(|q| q.cast_unsigned()));
        put(&bytes);
    }
    t.idf2.chunks(PIECE).for_each(put);
}

/// A table as its header describes it; nothing where the numbers do not fit.
pub(super) fn unpack(t: &TableHeader, r: &mut Reader) -> Option<Table> {
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

fn varint(mut x: u32, put: &mut impl FnMut(&[u8])) {
    let (mut bytes, mut length) = ([0u8; 5], 0);
    while x >= 0x80 {
        bytes[length] = x.to_le_bytes()[0] | 0x80;
        x >>= 7;
        length += 1;
    }
    bytes[length] = x.to_le_bytes()[0];
    put(&bytes[..=length]);
}

/// Bytes that are read from their start.
pub(super) struct Reader<'b> {
    bytes: &'b [u8],
}

impl<'b> Reader<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(super) fn take(&mut self, n: usize) -> Option<&'b [u8]> {
        let (head, rest) = self.bytes.split_at_checked(n)?;
        self.bytes = rest;
        Some(head)
    }

    pub(super) fn number(&mut self) -> Option<u32> {
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
