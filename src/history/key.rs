//! Eight bytes that name a record, the same in every export that holds it: with an id, its id and text; without, its text, time and segment values.
//!
//! The text counts by its letters and digits only, so that an export with other blanks, punctuation or width names the same record. Records without
//! an id that say the same at the same time are told apart by how many of them came before in the run: two exports of the same ten 「好评」 hold
//! ten records, not one and not twenty.

use rustc_hash::FxHashMap;

use crate::record::Record;

/// Gives each row of a run its key. Rows have to come in order.
#[derive(Debug, Default)]
pub struct Keys {
    /// Rows without an id seen with the same content.
    seen: FxHashMap<u64, u32>,
}

/// The names of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowKey {
    /// Of the record.
    pub record: u64,
    /// Of its id alone, 0 where it has none: outcomes of work orders may name records by it.
    pub id: u64,
}

impl Keys {
    /// The key of the next row.
    pub fn next(&mut self, r: &Record) -> RowKey {
        let mut hasher = blake3::Hasher::new();
        let id = r.id.as_deref().map(str::trim).filter(|id| !id.is_empty());
        match id {
            Some(id) => part(&mut hasher, "id", id),
            None => {
                part(&mut hasher, "time", &r.time.map(|t| t.to_string()).unwrap_or_default());
                let mut attrs: Vec<(&str, &str)> = r.attrs.values().map(|(h, v)| (&**h, v.trim())).collect();
                attrs.sort_unstable();
                for (h, v) in attrs {
                    part(&mut hasher, h, v);
                }
            }
        }
        part(&mut hasher, "text", &letters(&r.text));
        let bare = short(&hasher);
        if id.is_some() {
            return RowKey { record: bare, id: id.map_or(0, of_id) };
        }
        let before = self.seen.entry(bare).or_default();
        *before += 1;
        if *before > 1 {
            part(&mut hasher, "copy", &before.to_string());
        }
        RowKey { record: short(&hasher), id: 0 }
    }
}

/// The name of a record's id; never 0.
pub fn of_id(id: &str) -> u64 {
    let mut hasher = blake3::Hasher::new();
    part(&mut hasher, "id", id.trim());
    short(&hasher).max(1)
}

/// Lengths are hashed too: two parts are never taken for one.
fn part(hasher: &mut blake3::Hasher, name: &str, value: &str) {
    for s in [name, value] {
        hasher.update(&(s.len() as u64).to_le_bytes());
        hasher.update(s.as_bytes());
    }
}

fn short(hasher: &blake3::Hasher) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(bytes)
}

/// Letters and digits, half-width, lower case; the whole text where it has none of them (「👍👍」).
///
/// Written out here although the normal form does the like: the keys in all stores come of it, so it must stay as it is when that changes.
fn letters(text: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    };
    let out: String = text.chars().map(half).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if out.is_empty() { text.trim().to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Attrs, Name};

    fn row(id: Option<&str>, text: &str, shop: &str) -> Record {
        let attrs = Attrs(vec![(Name::from("门店"), shop.to_owned())]);
        Record { id: id.map(str::to_owned), text: text.to_owned(), attrs, ..Record::default() }
    }

    #[test]
    fn the_same_record_in_another_export_has_the_same_key() {
        let mut a = Keys::default();
        let first = a.next(&row(Some("A-1"), "快递太慢了！", "一店"));
        let moved =
            Record { source: Name::from("b.xlsx"), row: 99, ..row(Some(" A-1 "), "快递，太慢了", "二店") };
        assert_eq!(Keys::default().next(&moved), first);
        assert_ne!(a.next(&row(Some("A-1"), "追评：又坏了", "一店")).record, first.record);
        assert_eq!(first.id, of_id("A-1"));
    }

    #[test]
    fn ten_of_a_kind_are_ten_in_any_export() {
        let all = || {
            let mut k = Keys::default();
            (0..10).map(|_| k.next(&row(None, "好评", "一店")).record).collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(all().len(), 10);
        assert_eq!(all(), all());
        assert_ne!(Keys::default().next(&row(None, "好评", "一店")), Keys::default().next(&row(None, "好评", "二店")));
    }

    /// A store outlives the program that wrote it: the keys of today have to be those of tomorrow.
    #[test]
    fn keys_never_change() {
        let key = Keys::default().next(&row(Some("A-1"), "快递太慢了", "一店"));
        assert_eq!((key.record, key.id), (PINNED.0, PINNED.1));
    }

    const PINNED: (u64, u64) = (5_840_089_694_710_500_444, 3_282_987_912_348_368_098);
}
