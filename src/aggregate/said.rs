//! A few texts behind each change of a comparison, for both sides: they are kept while rows are counted, because nobody knows yet what will have changed.
//! Which texts stay depends on the texts alone.

use std::collections::BTreeMap;

use crate::record::{Annotated, Label, Mention, Polarity, Severity};

use super::intern::hash;
use super::sides::counts;
use super::snippet::Snippet;
use super::tally::Top;
use super::voice::blamed;

/// Texts kept for a change on one side: more than are shown, since what says the same is left out.
const KEPT: usize = 4;

/// A text of this many bytes reads best as a quote; about so many more or less are as good.
const GOOD_BYTES: usize = 150;
const ABOUT: usize = 60;

/// Major complaints first, then a readable length, then any order that is not that of the rows.
type Key = (bool, usize, u64);

/// The texts of both sides.
type Both = [Top<Key, Snippet, KEPT>; 2];

/// Texts by the id of the change that they are behind: `complaints`, `logistics`, `service.attitude`, `渠道=天猫` …
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Said(BTreeMap<String, Both>);

impl Said {
    /// Takes a row of a side in, if it complains; `values` are the ids of its segment values.
    pub(crate) fn absorb(&mut self, a: &Annotated, after: bool, values: impl Iterator<Item = String>) {
        if !counts(a) {
            return;
        }
        if a.sentiment.label == Label::Negative {
            self.keep("negative".to_owned(), a, after, |_| true);
        }
        if a.severity == Some(Severity::Major) {
            self.keep("major".to_owned(), a, after, |_| true);
        }
        if !a.complaint {
            return;
        }
        self.keep("complaints".to_owned(), a, after, |_| true);
        for nature in &a.natures {
            self.keep(nature.to_string(), a, after, |m| m.nature == *nature);
        }
        // A bare nature as its own aspect has its texts already.
        for aspect in blamed(a).into_iter().filter(|x| !a.natures.contains(x)) {
            self.keep(aspect.to_string(), a, after, |m| m.aspect == *aspect);
        }
        for id in values {
            self.keep(id, a, after, |_| true);
        }
    }

    fn keep(&mut self, id: String, a: &Annotated, after: bool, about: impl Fn(&Mention) -> bool) {
        let far = a.text.len().abs_diff(GOOD_BYTES) / ABOUT;
        let key = (a.severity != Some(Severity::Major), far, hash([a.text.as_bytes()]));
        let own = &mut self.0.entry(id).or_default()[usize::from(after)];
        if own.wants(&key) {
            own.push(key, snippet(a, about));
        }
    }

    /// The texts of a change before and after, the best first; `None` where there are none at all.
    pub(crate) fn of(&self, id: &str) -> Option<[Vec<&Snippet>; 2]> {
        let both = self.0.get(id)?;
        Some([0, 1].map(|side: usize| both[side].items().collect()))
    }
}

/// The part of the text that blames what the change is about, and what makes it major.
fn snippet(a: &Annotated, about: impl Fn(&Mention) -> bool) -> Snippet {
    let blames = a.mentions.iter().filter(|m| m.polarity == Polarity::Negative && about(m)).map(|m| [m.start, m.end]);
    let marks: Vec<[u32; 2]> = blames.chain(a.severity_evidence.iter().map(|e| [e.start, e.end])).collect();
    Snippet::around(a, marks.into_iter())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Name;

    fn row(row: u64, text: &str) -> Annotated {
        let slow = Mention {
            aspect: Name::from("logistics.speed"),
            aspect_name: Name::from("配送时效"),
            nature: Name::from("logistics"),
            polarity: Polarity::Negative,
            target: "快递".to_owned(),
            opinion: "慢".to_owned(),
            start: 0,
            end: 2,
            rule: Name::from("issues/logistics.tsv:1"),
            implicit: false,
        };
        Annotated {
            row,
            text: text.to_owned(),
            informative: true,
            complaint: true,
            natures: vec![Name::from("logistics")],
            mentions: vec![slow],
            ..Annotated::default()
        }
    }

    fn rows(said: &Said, id: &str) -> [Vec<u64>; 2] {
        said.of(id).unwrap_or_default().map(|list| list.iter().map(|s| s.row).collect())
    }

    #[test]
    fn texts_stand_behind_all_that_a_row_counts_for_on_its_side_the_major_ones_first() {
        let mut said = Said::default();
        let major = Annotated { severity: Some(Severity::Major), ..row(2, &"很慢很慢".repeat(40)) };
        for (a, after) in [(row(1, "快递慢"), false), (row(3, "快递真慢"), true), (major, true)] {
            said.absorb(&a, after, ["渠道=天猫".to_owned()].into_iter());
        }
        for id in ["complaints", "logistics", "logistics.speed", "渠道=天猫"] {
            assert_eq!(rows(&said, id), [vec![1], vec![2, 3]], "{id}");
        }
        assert_eq!(rows(&said, "major"), [vec![], vec![2]]);
        assert_eq!(said.of("service"), None);
    }

    #[test]
    fn the_choice_does_not_depend_on_the_order_of_rows() {
        let all: Vec<Annotated> = (1..=50).map(|n| row(n, &format!("第{n}单快递慢"))).collect();
        let over = |rows: &mut dyn Iterator<Item = &Annotated>| {
            let mut said = Said::default();
            rows.for_each(|a| said.absorb(a, true, std::iter::empty()));
            said
        };
        let said = over(&mut all.iter());
        assert_eq!(said, over(&mut all.iter().rev()));
        assert_eq!(rows(&said, "logistics")[1].len(), KEPT);
    }
}
