//! Names in the language that is asked for: the store has those of the run that wrote them last.

use std::sync::LazyLock;

use crate::history::CountLine;
use crate::lang::{Lang, Say};
use crate::lexicon::routing::duties;
use crate::lexicon::{Dicts, Taxonomy};

/// What can be named in both languages.
#[derive(Default)]
struct Names {
    departments: Vec<Say>,
    reasons: Vec<(String, Say)>,
    taxonomy: Taxonomy,
}

impl Names {
    fn load() -> Option<Self> {
        let dicts = Dicts::load(None).ok()?;
        let pair = |zh: &str, en: &str| Say { zh: zh.to_owned(), en: en.to_owned() };
        let named = |e: &crate::lexicon::Entry| (e.get("id").to_owned(), pair(e.get("zh"), e.get("en")));
        Some(Self {
            departments: duties(&dicts).ok()?.iter().map(|d| pair(d.department.0, d.department.1)).collect(),
            reasons: dicts.of("reasons").map(named).collect(),
            taxonomy: Taxonomy::new(&dicts).ok()?,
        })
    }

    fn of_count(&self, c: &CountLine) -> Option<Say> {
        let aspect = |id: &str| self.taxonomy.lookup(id).map(|a| Say { zh: a.zh.to_string(), en: a.en.to_string() });
        aspect(&c.id).or_else(|| self.reasons.iter().find(|(id, _)| *id == c.id).map(|(_, name)| name.clone()))
    }
}

static NAMES: LazyLock<Names> = LazyLock::new(|| Names::load().unwrap_or_default());

/// A name in `lang` where it is one of these; as it is where it is somebody's own.
fn translated(name: &mut String, known: Option<&Say>, lang: Lang) {
    let known = known.filter(|k| k.zh == *name || k.en == *name);
    if let Some(other) = known.map(|k| k.get(lang)).filter(|n| !n.is_empty()) {
        other.clone_into(name);
    }
}

/// The name of a department in `lang`.
pub(super) fn department(name: &mut String, lang: Lang) {
    let known = NAMES.departments.iter().find(|d| d.zh == *name || d.en == *name);
    translated(name, known, lang);
}

/// Names of natures, aspects and reasons in `lang`.
pub(super) fn counts(counts: &mut [CountLine], lang: Lang) {
    for c in counts {
        let known = NAMES.of_count(c);
        translated(&mut c.name, known.as_ref(), lang);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn departments_are_named_in_either_language() {
        let told = |name: &str| {
            [Lang::Zh, Lang::En].map(|lang| {
                let mut name = name.to_owned();
                department(&mut name, lang);
                name
            })
        };
        assert_eq!(told("法务部"), ["法务部", "Legal"]);
        assert_eq!(told("Legal"), ["法务部", "Legal"]);
        assert_eq!(told("三店"), ["三店", "三店"]);
    }
}
