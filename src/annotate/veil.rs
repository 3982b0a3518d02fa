//! Masks rows that were labelled before: whoever labelled them may have said `--no-mask`, and no output is to show personal data by accident.
//!
//! Rows that are masked already stay as they are, to the byte. Labels stay too; only words are hidden.

use crate::record::{Annotated, Name};
use crate::text::characters::Characters;
use crate::text::mask::Masker;

/// Masks everything that a labelled row shows of its text, its id, its segments, who has to act, and its source, which may be a customer's: `--source-column`
/// names any.
pub fn veil(a: &mut Annotated, masker: &Masker) {
    let hide = |value: &mut String, masked: Option<String>| *value = masked.unwrap_or_else(|| std::mem::take(value));
    if let Some(id) = &mut a.id {
        hide(id, masker.mask_value(id));
    }
    for source in [Some(&mut a.source), a.duplicate_source.as_mut()].into_iter().flatten() {
        if let Some(masked) = masker.mask_value(source) {
            *source = Name::from(masked);
        }
    }
    // Who has to act by the export stands in one of the columns, too, and is masked as that is.
    if let Some(unit) = &mut a.department {
        let header = a.attrs.values().find(|(_, value)| **value == **unit).map_or("", |(header, _)| &**header);
        if let Some(masked) = masker.mask_segment(header, unit) {
            *unit = Name::from(masked);
        }
    }
    for (header, value) in &mut a.attrs.0 {
        hide(value, masker.mask_segment(header, value));
        if !masker.is_plain(header) {
            *header = Name::from(masker.mask_row(header, &[], ','));
        }
    }
    if masker.is_plain(&a.text) {
        return;
    }
    let (mut text, mut kinds) = (String::with_capacity(a.text.len()), Vec::new());
    masker.mask(&a.text, &mut text, &mut kinds);
    if !kinds.is_empty() {
        a.text = text;
        hide_quotes(a, kinds, &masker.normal_form(&a.text));
    }
}

/// Hides what labels quote of the text that was masked, and notes what was found in it. Keywords stand there in the normal form.
fn hide_quotes(a: &mut Annotated, kinds: Vec<Name>, normal: &str) {
    let text = &a.text;
    a.masked.extend(kinds);
    a.keywords.retain(|k| normal.contains(&**k));
    let places = Characters::of(text);
    for e in &mut a.severity_evidence {
        places.part(e.start, e.end).clone_into(&mut e.text);
    }
    let mentions = a.mentions.iter_mut().flat_map(|m| [&mut m.target, &mut m.opinion]);
    let requests = a.requests.iter_mut().flat_map(|r| [&mut r.text, &mut r.object, &mut r.because]);
    for words in mentions.chain(requests).filter(|words| !text.contains(words.as_str())) {
        *words = "*".repeat(words.chars().count());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Annotator, Scratch};
    use crate::lexicon::Dicts;
    use crate::model::Models;
    use crate::record::{Attrs, Duty, Record};

    #[test]
    fn who_has_to_act_is_masked_as_the_column_that_says_so() {
        let (dicts, unit) = (Dicts::load(None).unwrap(), "王经理 13812345678");
        let label = |mask: bool| {
            let (text, column) = ("空调坏了三天没人修，客服不理人".to_owned(), Name::from("承办单位"));
            let attrs = Attrs(vec![(column.clone(), unit.to_owned())]);
            let duty = Some(Box::new(Duty { department: Some((column, unit.to_owned())), due_hours: None }));
            let annotator = Annotator::new(&dicts, Models::embedded().unwrap(), mask).unwrap();
            annotator.annotate(Record { text, attrs, duty, ..Record::default() }, &mut Scratch::default())
        };
        let (mut open, masked) = (label(false), label(true));
        assert_eq!(open.department.as_deref(), Some(unit));
        veil(&mut open, &Masker::new(&dicts).unwrap());
        assert_eq!(open, masked);
    }

    #[test]
    fn what_was_labelled_unmasked_looks_as_if_it_had_been_masked() {
        let dicts = Dicts::load(None).unwrap();
        let label = |mask: bool, text: &str| {
            let annotator = Annotator::new(&dicts, Models::embedded().unwrap(), mask).unwrap();
            let (id, source) = (Some("13812345678".to_owned()), "13812345678".into());
            let record = Record { text: text.to_owned(), id, source, ..Record::default() };
            annotator.annotate(record, &mut Scratch::default())
        };
        let masker = Masker::new(&dicts).unwrap();
        for text in [
            "打13812345678投诉你们,漏电把我电伤了,要求退款到13812345678",
            "iPhone手機電池不行，客服電話13812345678打了三次沒人接",
            "质量很好",
            "",
        ] {
            let (mut open, masked) = (label(false, text), label(true, text));
            assert_eq!(&*open.source, "13812345678");
            veil(&mut open, &masker);
            let shown = |a: &Annotated| (a.text.clone(), a.masked.clone(), a.id.clone(), a.keywords.clone());
            assert_eq!(shown(&open), shown(&masked));
            assert!(!format!("{open:?}").contains("13812345678"), "{open:?}");
            let mut again = masked;
            veil(&mut again, &masker);
            let masked = again.clone();
            veil(&mut again, &masker);
            assert_eq!(again, masked);
        }
    }
}
