//! With what rows were labelled, noted beside the columns of Parquet and Arrow, and read back. JSON lines have no room for it but in each row.

use crate::report::LabelledWith;

/// A longer value, or one with other characters than fingerprints and lists of them have, was not noted by voc.
const LONGEST: usize = 400;

/// The notes by key.
pub(super) fn notes(with: &LabelledWith) -> [(&'static str, &str); 3] {
    [("voc.version", &with.version), ("voc.dictionaries", &with.dictionaries), ("voc.models", &with.models)]
}

/// What a file tells by `value`, which looks a key up; nothing where a note is missing or none of voc.
pub(super) fn find<'n>(value: impl Fn(&str) -> Option<&'n str>) -> Option<LabelledWith> {
    let is_own = |v: &&str| v.len() <= LONGEST && v.chars().all(|c| c.is_ascii_alphanumeric() || ".-+, ".contains(c));
    let text = |key: &str| value(key).filter(is_own).map(str::to_owned);
    Some(LabelledWith {
        version: text("voc.version")?,
        dictionaries: text("voc.dictionaries")?,
        models: text("voc.models")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_of_others_are_none() {
        let with =
            LabelledWith { version: "1.2.0-rc.1".into(), dictionaries: "37b9".into(), models: "1d44, 2a".into() };
        let told = |with: &LabelledWith| {
            let notes = notes(with);
            find(|key| notes.iter().find(|(k, _)| *k == key).map(|(_, v)| *v))
        };
        assert_eq!(told(&with), Some(with.clone()));
        assert_eq!(told(&LabelledWith { models: "<b>".into(), ..with.clone() }), None);
        assert_eq!(told(&LabelledWith { models: "a".repeat(LONGEST + 1), ..with }), None);
        assert_eq!(find(|_| None), None);
    }
}
