//! jieba's dictionary as `build.rs` lays it out: a trie of its words, each with its frequency and part of speech.
//!
//! jieba-rs reads the words as text and builds its own trie at every start, which took half of it and 35 MB. `build.rs` reads this file too.

use crawdad::Trie;

use super::pos::Pos;

/// Bits of a word's value that hold its part of speech; the rest is the place of its frequency.
const POS_BITS: u32 = 4;
/// Bytes of a frequency, and of how many there are.
const NUMBER: usize = size_of::<u64>();

/// What a trie says of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Value(pub(super) u32);

impl Value {
    /// A word whose frequency stands at `place`.
    pub(super) fn new(place: usize, pos: Pos) -> Option<Self> {
        let place = u32::try_from(place).ok().filter(|p| p >> (31 - POS_BITS) == 0)?;
        Some(Self(place << POS_BITS | pos as u32))
    }

    /// Where its frequency stands.
    pub(super) fn place(self) -> usize {
        (self.0 >> POS_BITS) as usize
    }

    /// Its part of speech.
    pub(super) fn pos(self) -> Pos {
        let at = (self.0 & ((1 << POS_BITS) - 1)) as usize;
        Pos::ALL.get(at).copied().unwrap_or(Pos::Other)
    }
}

/// A dictionary that is read.
pub(super) struct Laid {
    /// Words with their values.
    pub(super) trie: Trie,
    /// Frequencies, each once.
    pub(super) freqs: Vec<u64>,
    /// Sum of all words' frequencies.
    pub(super) total: u64,
}

/// Lays out lines of `word frequency tag`, each word once.
///
/// # Errors
/// The line that is no such line, or what the trie cannot hold.
#[allow(dead_code)] // `build.rs` calls it
pub(crate) fn lay(lines: &str) -> Result<Vec<u8>, String> {
    let mut words = Vec::new();
    for line in lines.lines() {
        let mut cells = line.split_ascii_whitespace();
        let Some(word) = cells.next() else { continue };
        let freq: u64 = cells.next().and_then(|f| f.parse().ok()).ok_or_else(|| format!("no frequency: `{line}`"))?;
        words.push((word, freq, Pos::of_tag(cells.next().unwrap_or_default())));
    }
    words.sort_unstable_by_key(|&(word, ..)| word);
    let mut freqs: Vec<u64> = words.iter().map(|&(_, freq, _)| freq).collect();
    freqs.sort_unstable();
    freqs.dedup();
    let value = |freq: u64, pos: Pos| freqs.binary_search(&freq).ok().and_then(|place| Value::new(place, pos));
    let records: Option<Vec<(&str, u32)>> =
        words.iter().map(|&(word, freq, pos)| Some((word, value(freq, pos)?.0))).collect();
    let trie = Trie::from_records(records.ok_or("too many frequencies")?).map_err(|e| e.to_string())?;
    let total = words.iter().map(|&(_, freq, _)| freq).sum::<u64>();
    let mut bytes: Vec<u8> = [total, freqs.len() as u64].iter().chain(&freqs).flat_map(|n| n.to_le_bytes()).collect();
    bytes.extend(trie.serialize_to_vec());
    Ok(bytes)
}

/// Reads what [`lay`] made; `None` where it is something else.
pub(super) fn read(bytes: &[u8]) -> Option<Laid> {
    let (total, bytes) = number(bytes)?;
    let (count, bytes) = number(bytes)?;
    let (freqs, bytes) = bytes.split_at_checked(usize::try_from(count).ok()?.checked_mul(NUMBER)?)?;
    let freqs = freqs.chunks_exact(NUMBER).filter_map(|n| number(n).map(|(n, _)| n)).collect();
    Some(Laid { trie: Trie::deserialize_from_slice(bytes).0, freqs, total })
}

fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (n, rest) = bytes.split_first_chunk()?;
    Some((u64::from_le_bytes(*n), rest))
}
