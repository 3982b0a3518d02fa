//! A row before its labels: what it says and where it comes from, personal data masked.

use super::Annotator;
use crate::record::{Annotated, Attrs, Name, Record};
use crate::text::mask::Masker;

impl Annotator {
    /// The row without labels, personal data masked; for [`Annotator::label`]. Who has to act by when stands in it where the export says so.
    pub fn begin(&self, record: Record) -> Annotated {
        let (text, masked) = self.mask(record.text);
        let header = record.id_column.unwrap_or_default();
        let duty = record.duty.map(|duty| *duty).unwrap_or_default();
        Annotated {
            row: record.row,
            source: if self.names_sources { self.source(record.source) } else { record.source },
            id: record.id.map(|id| self.masked(id, |m, id| m.mask_id(&header, id))),
            text,
            rating: record.rating,
            time: record.time,
            likes: record.likes,
            attrs: Attrs(record.attrs.0.into_iter().map(|(name, v)| self.segment(name, v)).collect()),
            masked,
            department: duty.department.map(|(header, unit)| Name::from(self.segment(header, unit).1)),
            due_hours: duty.due_hours,
            ..Annotated::default()
        }
    }

    /// The value of a segment, personal data masked, below its header.
    pub fn segment(&self, header: Name, value: String) -> (Name, String) {
        let value = self.masked(value, |m, value| m.mask_segment(&header, value));
        (header, value)
    }

    /// The header of a column, personal data masked as ingest does it.
    pub fn header(&self, name: String) -> String {
        self.masked(name, |m, name| Some(m.mask_row(name, &[], ',')))
    }

    /// Sources are named by a column of the rows (`true`), not by the user: then personal data in them is masked too.
    pub fn mask_sources(&mut self, named: bool) {
        self.names_sources = named;
    }

    fn source(&self, source: Name) -> Name {
        self.masker.as_ref().and_then(|m| m.mask_value(&source)).map_or(source, |masked| Name::from(&*masked))
    }

    pub(super) fn mask(&self, text: String) -> (String, Vec<Name>) {
        let Some(masker) = self.masker.as_ref().filter(|m| !m.is_plain(&text)) else { return (text, Vec::new()) };
        let (mut out, mut kinds) = (String::with_capacity(text.len()), Vec::new());
        masker.mask(&text, &mut out, &mut kinds);
        (out, kinds)
    }

    /// A cell beside the text: an id or the value of a segment.
    fn masked(&self, value: String, mask: impl Fn(&Masker, &str) -> Option<String>) -> String {
        self.masker.as_ref().and_then(|m| mask(m, &value)).unwrap_or(value)
    }
}
