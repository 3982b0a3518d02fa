//! What is said of each aspect: how many rows say the same, and a choice of the mentions for their words.
//!
//! Counts are exact, by the hash of a normal form: twelve bytes for each different one, and there are ever fewer new ones. The words and the
//! rows are kept of a fixed number of mentions: what many say is among them.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::lexicon::Phrasing;
use crate::number::to_u32;
use crate::record::{Annotated, Mention, Name, Polarity};

use super::intern::hash;
use super::tally::Bottom;

/// Mentions of one side of an aspect of which the words are kept, about. What one in fifty says is missed once in 170 aspects.
const KEPT: usize = 256;

/// Longer words than this nobody else uses.
const LONGEST: usize = 16;

/// Characters of the text that is quoted first: long enough to tell something, short enough to be read.
const GOOD: u32 = 40;

/// One mention: its words, and where they stand.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Said {
    /// Hash of aspect, side and normal form.
    pub(crate) form: u64,
    pub(crate) target: Box<str>,
    pub(crate) opinion: Box<str>,
    pub(crate) source: Name,
    pub(crate) row: u64,
    /// How far its text is from the best length.
    pub(crate) strain: u32,
}

/// Blame and praise of one aspect.
pub(crate) type Both = [Bottom<Said>; 2];

/// All that is said of aspects.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Opinions {
    /// Rows by the hash of aspect, side and normal form.
    pub(crate) rows: FxHashMap<u64, u32>,
    pub(crate) kept: BTreeMap<Name, Both>,
}

impl Opinions {
    /// Counts a row, each form once; `key` is the hash of all that tells the row from others.
    pub(crate) fn absorb(&mut self, a: &Annotated, key: u64, phrasing: &Phrasing) {
        let mut counted: Vec<u64> = Vec::new();
        for (m, praises) in a.mentions.iter().filter_map(|m| Some((m, side(m)?))) {
            let form = phrasing.form(&m.target, &m.opinion);
            let form = hash([m.aspect.as_bytes(), &[u8::from(praises)], form.as_bytes()]);
            if counted.contains(&form) {
                continue;
            }
            counted.push(form);
            add(&mut self.rows, form, 1);
            let kept = &mut both(&mut self.kept, &m.aspect)[usize::from(praises)];
            if kept.wants(key) {
                kept.push(key, Said::of(a, m, form));
            }
        }
    }

    /// An empty part to be merged in, which leaves out what would not stay here.
    pub(crate) fn beside(&self) -> Self {
        let kept = self.kept.iter().map(|(aspect, sides)| (aspect.clone(), sides.each_ref().map(Bottom::beside)));
        Self { rows: FxHashMap::default(), kept: kept.collect() }
    }

    /// Adds a later part.
    pub(crate) fn merge(&mut self, later: Self) {
        for (form, n) in later.rows {
            add(&mut self.rows, form, n);
        }
        for (aspect, sides) in later.kept {
            for (mine, more) in both(&mut self.kept, &aspect).iter_mut().zip(sides) {
                mine.merge(more);
            }
        }
    }
}

impl Said {
    fn of(a: &Annotated, m: &Mention, form: u64) -> Self {
        Self {
            form,
            target: m.target.as_str().into(),
            opinion: m.opinion.as_str().into(),
            source: a.source.clone(),
            row: a.row,
            strain: to_u32(a.text.chars().count()).abs_diff(GOOD),
        }
    }
}

/// Whether a mention praises; `None` where it does not judge, or in no words that others use, too.
fn side(m: &Mention) -> Option<bool> {
    let chars = || m.target.chars().chain(m.opinion.chars());
    let tells = chars().count() <= LONGEST && m.opinion.chars().any(char::is_alphanumeric);
    match m.polarity {
        Polarity::Positive if tells => Some(true),
        Polarity::Negative if tells => Some(false),
        _ => None,
    }
}

fn both<'k>(kept: &'k mut BTreeMap<Name, Both>, aspect: &Name) -> &'k mut Both {
    kept.entry(aspect.clone()).or_insert_with(|| [Bottom::new(KEPT), Bottom::new(KEPT)])
}

fn add(rows: &mut FxHashMap<u64, u32>, form: u64, n: u32) {
    let known = rows.entry(form).or_default();
    *known = known.saturating_add(n);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(n: u64, opinion: &str) -> Annotated {
        let mention = Mention {
            aspect: "product.screen".into(),
            aspect_name: "屏幕".into(),
            nature: "product".into(),
            polarity: Polarity::Positive,
            target: "屏幕".to_owned(),
            opinion: opinion.to_owned(),
            start: 0,
            end: 2,
            rule: "t:1".into(),
            implicit: false,
        };
        Annotated { row: n, mentions: vec![mention.clone(), mention], ..Annotated::default() }
    }

    fn absorbed(rows: std::ops::Range<u64>, mut part: Opinions) -> Opinions {
        let phrasing = Phrasing::default();
        for n in rows {
            let opinion = if n % 3 == 0 { "清晰".to_owned() } else { format!("好{n}") };
            part.absorb(&row(n, &opinion), hash([&n.to_le_bytes()[..]]), &phrasing);
        }
        part
    }

    #[test]
    fn what_many_say_is_counted_exactly_and_kept_whatever_the_split() {
        let whole = absorbed(0..3_000, Opinions::default());
        let mut split = absorbed(0..1_000, Opinions::default());
        for part in [1_000..1_001, 1_001..2_500, 2_500..3_000] {
            let later = absorbed(part, split.beside());
            split.merge(later);
        }
        assert_eq!(split.rows, whole.rows);
        let list = |o: Opinions| o.kept.into_values().flat_map(|[_, praise]| praise.into_items()).collect::<Vec<_>>();
        let kept = list(whole.clone());
        assert_eq!(kept.len(), KEPT);
        let clear = kept.iter().find(|(_, said)| &*said.opinion == "清晰").unwrap();
        assert_eq!(whole.rows[&clear.1.form], 1_000);
        assert_eq!(list(split), kept);
    }

    #[test]
    fn what_nobody_else_says_and_mere_signs_are_not_counted() {
        let mut o = Opinions::default();
        for (n, opinion) in [(1, "🔥"), (2, "好".repeat(LONGEST).as_str())] {
            o.absorb(&row(n, opinion), n, &Phrasing::default());
        }
        assert_eq!(o, Opinions::default());
    }
}
