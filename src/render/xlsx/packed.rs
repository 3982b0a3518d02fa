//! What the sheet of all rows shows of a record, packed while the analysis goes on: a few hundred bytes instead of the whole record as JSON.
//!
//! Only this process reads what it packed: the form may change at any time. Not its job: wording (`detail`), XML (`cells`).

use std::io;

use crate::number::{Milli, to_u32};
use crate::record::{Annotated, Name, Polarity, Severity};

/// Rows of a pack: enough for a thread to be worth waking, few enough to wait on disk in small pieces.
pub const PACK: usize = 256;

/// Stands where there is no number.
const NONE: u64 = u64::MAX;

/// Some rows after one another, packed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pack {
    /// How many.
    pub rows: u32,
    /// Their bytes.
    pub bytes: Vec<u8>,
}

/// Packs that wait somewhere, to be read as often as needed.
pub trait Packs: Send {
    /// Goes back to the first one.
    ///
    /// # Errors
    /// When the place cannot be read.
    fn rewind(&mut self) -> io::Result<()>;

    /// The next one; `None` after the last.
    ///
    /// # Errors
    /// When the place cannot be read.
    fn next(&mut self) -> io::Result<Option<Pack>>;
}

/// Why a row counts in no figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Note {
    Counts,
    Empty,
    Copy,
    SaysNothing,
}

/// One row, borrowed from its pack.
#[derive(Debug, PartialEq)]
pub(super) struct Line<'a> {
    pub(super) row: u64,
    pub(super) source: &'a str,
    pub(super) id: &'a str,
    pub(super) time: &'a str,
    pub(super) rating: Option<Milli>,
    pub(super) text: &'a str,
    /// Values with the places of their columns.
    pub(super) attrs: Vec<(usize, &'a str)>,
    pub(super) level: Option<u64>,
    /// Empty where the text says nothing.
    pub(super) sentiment: &'a str,
    pub(super) complaint: bool,
    pub(super) natures: Vec<&'a str>,
    /// Aspects: their ids, and the names that the record has for them.
    pub(super) blamed: Vec<[&'a str; 2]>,
    pub(super) praised: Vec<[&'a str; 2]>,
    pub(super) severity: &'a str,
    pub(super) reasons: Vec<&'a str>,
    pub(super) evidence: Vec<&'a str>,
    pub(super) department: &'a str,
    pub(super) due_hours: Option<u64>,
    pub(super) note: Note,
}

impl Pack {
    /// Packs rows; `attrs` are the headers of all segment columns seen so far, to which later ones are only added.
    pub fn of(rows: &[Annotated], attrs: &[Name]) -> Self {
        let mut out = Packer(Vec::with_capacity(rows.len() * 400));
        for a in rows {
            out.row(a, attrs);
        }
        Self { rows: to_u32(rows.len()), bytes: out.0 }
    }

    /// Its rows.
    pub(super) fn lines(&self) -> impl Iterator<Item = io::Result<Line<'_>>> {
        let mut rest = Unpacker(&self.bytes);
        (0..self.rows).map(move |_| rest.row().ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof)))
    }
}

/// Writes one field after another: numbers and lengths first, so that nothing in a text is taken for an end.
struct Packer(Vec<u8>);

impl Packer {
    fn row(&mut self, a: &Annotated, attrs: &[Name]) {
        self.number(Some(a.row));
        self.text(&a.source);
        self.text(a.id.as_deref().unwrap_or_default());
        self.text(&a.time.map(|t| t.to_string()).unwrap_or_default());
        self.number(a.rating.map(|r| u64::from(r.0.cast_unsigned())));
        self.text(&a.text);
        let place = |h: &Name| attrs.iter().position(|x| x == h);
        let values: Vec<_> = a.attrs.values().filter_map(|(h, v)| Some((place(h)?, v))).collect();
        self.number(Some(values.len() as u64));
        for (place, value) in values {
            self.number(Some(place as u64));
            self.text(value);
        }
        self.number(a.satisfaction.map(u64::from));
        self.text(if a.informative { a.sentiment.label.id() } else { "" });
        self.0.push(u8::from(a.complaint));
        self.list(a.natures.iter().map(|n| &**n));
        for polarity in [Polarity::Negative, Polarity::Positive] {
            self.aspects(a.mentions.iter().filter(|m| m.polarity == polarity).map(|m| [&*m.aspect, &*m.aspect_name]));
        }
        self.text(a.severity.map(Severity::id).unwrap_or_default());
        self.list(a.reasons().into_iter().map(|r| &**r));
        self.list(a.severity_evidence.iter().map(|e| e.text.as_str()));
        self.text(a.department.as_deref().unwrap_or_default());
        self.number(a.due_hours.map(u64::from));
        self.0.push(note(a) as u8);
    }

    fn number(&mut self, n: Option<u64>) {
        self.0.extend(n.unwrap_or(NONE).to_le_bytes());
    }

    fn text(&mut self, t: &str) {
        self.0.extend(to_u32(t.len()).to_le_bytes());
        self.0.extend(t.as_bytes());
    }

    /// A list, each entry once.
    fn list<'s>(&mut self, entries: impl Iterator<Item = &'s str>) {
        let seen = once(entries);
        self.number(Some(seen.len() as u64));
        for e in seen {
            self.text(e);
        }
    }

    /// The same for aspects with their names.
    fn aspects<'s>(&mut self, entries: impl Iterator<Item = [&'s str; 2]>) {
        let seen = once(entries);
        self.number(Some(seen.len() as u64));
        for [id, name] in seen {
            self.text(id);
            self.text(name);
        }
    }
}

/// The entries, each once.
fn once<T: PartialEq>(entries: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen: Vec<T> = Vec::new();
    for e in entries {
        if !seen.contains(&e) {
            seen.push(e);
        }
    }
    seen
}

fn note(a: &Annotated) -> Note {
    if a.text.trim().is_empty() {
        Note::Empty
    } else if a.duplicate_of.is_some() {
        Note::Copy
    } else if a.informative {
        Note::Counts
    } else {
        Note::SaysNothing
    }
}

/// `None` where the bytes end too early.
struct Unpacker<'a>(&'a [u8]);

impl<'a> Unpacker<'a> {
    fn row(&mut self) -> Option<Line<'a>> {
        Some(Line {
            row: self.number()??,
            source: self.text()?,
            id: self.text()?,
            time: self.text()?,
            rating: self.number()?.and_then(|n| u32::try_from(n).ok()).map(|n| Milli(n.cast_signed())),
            text: self.text()?,
            attrs: self.many(|u| Some((usize::try_from(u.number()??).ok()?, u.text()?)))?,
            level: self.number()?,
            sentiment: self.text()?,
            complaint: self.byte()? == 1,
            natures: self.many(Self::text)?,
            blamed: self.many(|u| Some([u.text()?, u.text()?]))?,
            praised: self.many(|u| Some([u.text()?, u.text()?]))?,
            severity: self.text()?,
            reasons: self.many(Self::text)?,
            evidence: self.many(Self::text)?,
            department: self.text()?,
            due_hours: self.number()?,
            note: match self.byte()? {
                1 => Note::Empty,
                2 => Note::Copy,
                3 => Note::SaysNothing,
                _ => Note::Counts,
            },
        })
    }

    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|b| b[0])
    }

    /// The outer `None` where the bytes end, the inner one where there is no number.
    #[allow(clippy::option_option)]
    fn number(&mut self) -> Option<Option<u64>> {
        let n = u64::from_le_bytes(self.take(8)?.try_into().ok()?);
        Some((n != NONE).then_some(n))
    }

    fn text(&mut self) -> Option<&'a str> {
        let n = u32::from_le_bytes(self.take(4)?.try_into().ok()?);
        std::str::from_utf8(self.take(n as usize)?).ok()
    }

    fn many<T>(&mut self, one: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let n = self.number()??;
        (0..n).map(|_| one(self)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Attrs, Evidence};

    #[test]
    fn what_was_packed_comes_out() {
        let full = Annotated {
            row: 7,
            source: Name::from("a.csv"),
            id: Some("0138".to_owned()),
            text: "坏了\n=1".to_owned(),
            rating: Some(Milli(-1500)),
            attrs: Attrs(vec![(Name::from("店"), "甲".to_owned()), (Name::from("新"), "乙".to_owned())]),
            natures: vec![Name::from("product"), Name::from("product")],
            severity: Some(Severity::Major),
            severity_evidence: vec![Evidence {
                reason: Name::from("safety"),
                text: "漏电".to_owned(),
                start: 0,
                end: 2,
                rule: Name::default(),
            }],
            complaint: true,
            informative: true,
            duplicate_of: Some(3),
            ..Annotated::default()
        };
        let attrs = [Name::from("渠道"), Name::from("店"), Name::from("新")];
        let pack = Pack::of(&[full, Annotated::default()], &attrs);
        let lines: Vec<Line> = pack.lines().collect::<io::Result<_>>().unwrap();
        let l = &lines[0];
        assert_eq!((l.row, l.source, l.id, l.text), (7, "a.csv", "0138", "坏了\n=1"));
        assert_eq!((l.rating, l.level, l.due_hours), (Some(Milli(-1500)), None, None));
        assert_eq!(l.attrs, [(1, "甲"), (2, "乙")]);
        assert_eq!((&l.natures[..], l.severity, &l.reasons[..]), (&["product"][..], "major", &["safety"][..]));
        assert_eq!((l.complaint, l.note, lines[1].note), (true, Note::Copy, Note::Empty));
    }

    #[test]
    fn bytes_that_end_too_early_are_an_error() {
        let mut pack = Pack::of(&[Annotated::default()], &[]);
        pack.bytes.pop();
        assert!(pack.lines().next().unwrap().is_err());
    }
}
