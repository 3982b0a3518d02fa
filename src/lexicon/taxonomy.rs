//! The tree of labels: natures and aspects, with names and journey stages. Ids become small numbers for the rest of the program.

use rustc_hash::FxHashMap;

use crate::error::Result;
use crate::lang::Lang;
use crate::record::Name;
use crate::say;

use super::{Dicts, Entry};

/// The aspect of remarks on the whole (satisfied, terrible), which explains nothing.
pub const OVERALL: &str = "other.overall";

/// Remarks on the whole, among them whether somebody recommends it: outcomes, which other aspects explain.
pub const OUTCOMES: [&str; 2] = [OVERALL, "other.recommend"];

/// What is said of the name behind it all: nobody can mend that, but it is no outcome.
pub const BRAND: &str = "other.brand";

/// Intents of people who are content.
pub const CONTENT: [&str; 2] = ["praise", "recommend"];

/// An aspect or nature of the taxonomy: an index into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AspectId(pub u16);

/// One line of the taxonomy.
#[derive(Debug, Clone)]
pub struct Aspect {
    /// `logistics.speed`, or `logistics` for a nature.
    pub id: Name,
    /// The id up to its dot.
    pub nature: Name,
    /// The index of that.
    pub nature_id: AspectId,
    /// Chinese name.
    pub zh: Name,
    /// English name.
    pub en: Name,
    /// Stage id of the journey.
    pub stage: Name,
    /// Dictionary line.
    pub origin: Name,
    /// Stands for the thing as a whole: a finer aspect is preferred where there is one.
    pub general: bool,
    /// Things named under it are people who serve: to name them in anger is to complain of them.
    pub people: bool,
}

impl Aspect {
    /// Its name in `lang`.
    pub fn name(&self, lang: Lang) -> &Name {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// Whether it is a nature rather than an aspect of one.
    pub fn is_nature(&self) -> bool {
        self.id == self.nature
    }
}

/// All natures and aspects, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Taxonomy {
    aspects: Vec<Aspect>,
    by_id: FxHashMap<Name, AspectId>,
}

impl Taxonomy {
    /// Compiles `taxonomy.tsv`; an overlay may rename entries and add new ones.
    ///
    /// # Errors
    /// When an aspect's nature is not defined before it.
    pub fn new(dicts: &Dicts) -> Result<Self> {
        let mut t = Self::default();
        for e in dicts.of("taxonomy") {
            t.add(e)?;
        }
        Ok(t)
    }

    fn add(&mut self, e: &Entry) -> Result<()> {
        let id = e.get("id");
        let nature = id.split('.').next().unwrap_or(id);
        let Ok(next) = u16::try_from(self.aspects.len()) else {
            return Err(e.error(say!("more than 65,535 aspects", "方面超过 65,535 个")));
        };
        let (nature, nature_id) = match self.by_id.get(nature) {
            Some(&n) => (self.get(n).id.clone(), n),
            None if nature == id => (Name::from(id), AspectId(next)),
            None => {
                return Err(e.error(say!(
                    "nature `{nature}` of `{id}` is not defined above it",
                    "`{id}` 所属的 `{nature}` 未在其前定义"
                )));
            }
        };
        // What an overlay leaves out stays as it was: who renames an aspect does not move it.
        let known = self.by_id.get(id).map(|i| usize::from(i.0));
        let old = known.map(|i| &self.aspects[i]);
        let cell = |c: &str, old: Option<&Name>, or: &str| match (e.get(c), old) {
            ("", Some(old)) => old.clone(),
            ("", None) => Name::from(or),
            (new, _) => Name::from(new),
        };
        let yes = |c: &str, old: Option<bool>| if e.get(c).is_empty() { old == Some(true) } else { e.get(c) == "yes" };
        let aspect = Aspect {
            id: Name::from(id),
            nature,
            nature_id,
            zh: cell("zh", old.map(|a| &a.zh), id),
            en: cell("en", old.map(|a| &a.en), id),
            stage: cell("stage", old.map(|a| &a.stage), "use"),
            origin: e.origin.clone(),
            general: yes("general", old.map(|a| a.general)),
            people: yes("people", old.map(|a| a.people)),
        };
        if let Some(known) = known {
            self.aspects[known] = aspect;
            return Ok(());
        }
        self.by_id.insert(aspect.id.clone(), AspectId(next));
        self.aspects.push(aspect);
        Ok(())
    }

    /// The entry behind an index.
    pub fn get(&self, id: AspectId) -> &Aspect {
        &self.aspects[usize::from(id.0)]
    }

    /// The index of an id.
    pub fn find(&self, id: &str) -> Option<AspectId> {
        self.by_id.get(id).copied()
    }

    /// Whether an id is that of a nature, not of an aspect.
    pub fn has_nature(&self, id: &str) -> bool {
        self.lookup(id).is_some_and(Aspect::is_nature)
    }

    /// The entry of an id.
    pub fn lookup(&self, id: &str) -> Option<&Aspect> {
        self.find(id).map(|i| self.get(i))
    }

    /// All entries, in the order of the file.
    pub fn all(&self) -> &[Aspect] {
        &self.aspects
    }

    /// Natures, in the order of the file.
    pub fn natures(&self) -> impl Iterator<Item = &Aspect> {
        self.aspects.iter().filter(|a| a.is_nature())
    }

    /// The index that a dictionary entry names under `aspect`; `None` where the cell is empty.
    ///
    /// # Errors
    /// When there is no such aspect.
    pub fn of_entry(&self, e: &Entry) -> Result<Option<AspectId>> {
        let id = e.get("aspect");
        if id.is_empty() {
            return Ok(None);
        }
        self.find(id)
            .map(Some)
            .ok_or_else(|| e.error(say!("no aspect `{id}` in taxonomy.tsv", "taxonomy.tsv 中没有 `{id}`")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aspects_know_their_nature() {
        let t = Taxonomy::new(&Dicts::load(None).unwrap()).unwrap();
        let a = t.lookup("logistics.speed").unwrap();
        assert_eq!((&*a.nature, &*a.zh, &*a.stage), ("logistics", "配送时效", "delivery"));
        assert_eq!(t.natures().count(), 5);
        assert!(t.has_nature("logistics") && !t.has_nature("logistics.speed") && !t.has_nature("x"));
    }

    #[test]
    fn who_renames_an_aspect_does_not_move_it() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("taxonomy.tsv"), "id\tzh\nlogistics.speed\t到货速度\nservice.attitude\t态度\n")
            .unwrap();
        let renamed = Taxonomy::new(&Dicts::load(Some(dir.path())).unwrap()).unwrap();
        let built_in = Taxonomy::new(&Dicts::load(None).unwrap()).unwrap();
        for (id, zh) in [("logistics.speed", "到货速度"), ("service.attitude", "态度")] {
            let (new, old) = (renamed.lookup(id).unwrap(), built_in.lookup(id).unwrap());
            assert_eq!(&*new.zh, zh);
            assert_eq!((&new.en, &new.stage, new.general, new.people), (&old.en, &old.stage, old.general, old.people));
        }
    }
}
