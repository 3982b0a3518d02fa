//! Eight bytes that name a record, the same in every export that holds it: with an id, its id and text; without, its text, time and segment values. Where no
//! column is an id, but one was in the export with which the store was begun ([`super::naming`]), its numbers stand for ids.
//!
//! The text counts by its letters and digits only, so that an export with other blanks, punctuation or width names the same record. Records without
//! an id that say the same at the same time are told apart by how many of them came before in the run: two exports of the same ten 「好评」 hold
//! ten records, not one and not twenty.
//!
//! Orders of a hotline grow while they are open (【补充：市民再次来电】). A text that begins with that of a known record of the same id, up to a mark, is that record
//! (`grown`), where its id is no name of a whole conversation.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::record::Record;

use super::naming::Naming;

/// Gives each row of a run its key. Rows have to come in order.
#[derive(Debug, Default)]
pub struct Keys {
    /// Rows without an id seen with the same content.
    seen: FxHashMap<u64, u32>,
    /// Ids seen.
    ids: FxHashSet<u64>,
    known: Arc<FxHashSet<u64>>,
    naming: Naming,
}

/// Fewest letters of a text that may have grown into another one.
const SHORTEST: usize = 10;

/// The names of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowKey {
    /// Of the record.
    pub record: u64,
    /// Of its id alone, 0 where it has none: outcomes of work orders may name records by it.
    pub id: u64,
    /// Of its text of today, where the record is known with the beginning of it.
    pub grown: Option<u64>,
}

impl Keys {
    /// Knows records of earlier runs that may have grown.
    pub fn knowing(known: Arc<FxHashSet<u64>>) -> Self {
        Self { known, ..Self::default() }
    }

    /// The key of the next row.
    pub fn next(&mut self, r: &Record) -> RowKey {
        let mut hasher = blake3::Hasher::new();
        let (id, known_by) = (filled(r.id.as_deref()), filled(r.known_by.as_deref()));
        if let Some(id) = id.or(known_by) {
            part(&mut hasher, "id", id);
        } else {
            part(&mut hasher, "time", &r.time.map(|t| t.to_string()).unwrap_or_default());
            let named = r.attrs.values().filter(|(h, _)| !r.aside.contains(h));
            let mut attrs: Vec<(&str, &str)> = named.map(|(h, v)| (&**h, v.trim())).collect();
            attrs.sort_unstable();
            for (h, v) in attrs {
                part(&mut hasher, h, v);
            }
            self.name_by_segments(r);
        }
        part(&mut hasher, "text", &letters(&r.text));
        let bare = short(&hasher);
        if let Some(id) = id {
            if self.naming.id.is_none() {
                self.naming.id.clone_from(&r.id_column);
            }
            let (own, before) = (of_id(id), self.before(id, &r.text).filter(|key| *key != bare));
            return RowKey { record: before.unwrap_or(bare), id: own, grown: before.map(|_| bare) };
        }
        let before = self.seen.entry(bare).or_default();
        *before += 1;
        if *before > 1 {
            part(&mut hasher, "copy", &before.to_string());
        }
        RowKey { record: short(&hasher), id: known_by.map_or(0, of_id), grown: None }
    }

    /// The known record of this id that has grown into this text. An id that names several rows is one of a conversation, whose messages are records.
    fn before(&mut self, id: &str, text: &str) -> Option<u64> {
        let is_first = self.ids.insert(of_id(id));
        if is_first && !self.known.is_empty() { grown(id, text, |key| self.known.contains(&key)) } else { None }
    }

    fn name_by_segments(&mut self, r: &Record) {
        let segments = self.naming.segments.get_or_insert_default();
        for (header, _) in r.attrs.0.iter().filter(|(h, _)| !r.aside.contains(h)) {
            if !segments.contains(header) {
                segments.insert(header.clone());
            }
        }
    }

    /// By what the rows so far are known.
    pub fn naming(self) -> Naming {
        self.naming
    }
}

/// The key of the shortest beginning of a text, up to a mark, that is known under the same id.
fn grown(id: &str, text: &str, is_known: impl Fn(u64) -> bool) -> Option<u64> {
    let (mut begun, mut letters, mut tried) = (String::with_capacity(text.len()), 0, 0);
    for c in text.chars().map(half) {
        if c.is_alphanumeric() {
            begun.extend(c.to_lowercase());
            letters += 1;
        } else if letters >= SHORTEST && begun.len() > tried {
            tried = begun.len();
            let mut hasher = blake3::Hasher::new();
            part(&mut hasher, "id", id);
            part(&mut hasher, "text", &begun);
            let key = short(&hasher);
            if is_known(key) {
                return Some(key);
            }
        }
    }
    None
}

/// A number, if there is one.
fn filled(cell: Option<&str>) -> Option<&str> {
    cell.map(str::trim).filter(|c| !c.is_empty())
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
    let out: String = text.chars().map(half).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if out.is_empty() { text.trim().to_owned() } else { out }
}

fn half(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
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

    #[test]
    fn what_only_a_question_needs_is_no_part_of_a_record() {
        let asked = |aside: &[&str]| Record {
            aside: aside.iter().map(|h| Name::from(*h)).collect(),
            ..row(None, "好评", "一店")
        };
        let mut keys = Keys::default();
        let bare = Record { attrs: Attrs::default(), ..row(None, "好评", "一店") };
        assert_eq!(keys.next(&asked(&["门店"])), Keys::default().next(&bare));
        assert_ne!(Keys::default().next(&asked(&[])), Keys::default().next(&bare));
        assert_eq!(keys.naming().segments, Some(std::collections::BTreeSet::new()));
    }

    #[test]
    fn a_number_that_was_the_id_names_the_same_record_where_it_is_none() {
        let first = Keys::default().next(&row(Some("A-1"), "快递太慢了", "一店"));
        let mut later = Keys::default();
        let follow_up = Record { known_by: Some("A-1".to_owned()), ..row(None, "快递太慢了！", "二店") };
        assert_eq!(later.next(&follow_up), first);
        // The same once more under the same number: another row, where nothing says that numbers tell rows apart.
        let copy = later.next(&follow_up);
        assert_eq!((copy.id, copy.record == first.record), (first.id, false));
    }

    #[test]
    fn a_text_that_goes_on_under_its_id_is_the_same_record() {
        let text = "市民反映小区暖气不热，室温只有十五度。";
        let first = Keys::default().next(&row(Some("A-1"), text, "一店"));
        let later = |rows: &[(&str, &str)]| {
            let mut keys = Keys::knowing(Arc::new([first.record].into_iter().collect()));
            rows.iter().map(|&(id, text)| keys.next(&row(Some(id), text, "一店"))).collect::<Vec<_>>()
        };
        let more = format!("{text}【补充：市民再次来电催办】");
        let key = later(&[("A-1", more.as_str())])[0];
        assert_eq!((key.record, key.id, key.grown.is_some()), (first.record, first.id, true));
        // The whole of it, and what is grown already, need no other name.
        assert_eq!(later(&[("A-1", text)]), [first]);
        let further = later(&[("A-1", format!("{more}已派单。").as_str())])[0];
        assert!(further.record == first.record && further.grown != key.grown);
        // Another order, other words, and a conversation.
        let others = [("A-2", more.as_str()), ("A-1", "市民再次来电：小区暖气不热，室温只有十五度。")];
        assert!(others.iter().all(|o| later(&[*o])[0].grown.is_none()));
        assert_eq!(later(&[("A-1", "你好"), ("A-1", more.as_str())])[1].grown, None);
    }

    /// A store outlives the program that wrote it: the keys of today have to be those of tomorrow.
    #[test]
    fn keys_never_change() {
        let key = Keys::default().next(&row(Some("A-1"), "快递太慢了", "一店"));
        assert_eq!((key.record, key.id), (PINNED.0, PINNED.1));
    }

    const PINNED: (u64, u64) = (5_840_089_694_710_500_444, 3_282_987_912_348_368_098);
}
