//! Danger within an issue: several complaints of it are named in the title, whatever the others are about, so that nobody reads past them.
//!
//! Danger is what `reasons.tsv` calls both `apart` and `grave`. Their work orders are made by `insight::actions`.

use rustc_hash::FxHashMap;

use crate::aggregate::cases::{Case, Major};
use crate::aggregate::snippet::rounded;
use crate::aggregate::tally::counted;
use crate::insight::Labels;
use crate::number::float;

use super::title::{Edges, LONGEST, fits, splits, without_lead};

/// Complaints of danger from which on a title names one, and the least share of an issue that they must be: one of a hundred may be misread.
const SEVERAL: usize = 2;
const LEAST_SHARE: f64 = 1.0 / 20.0;

/// What a clause is worth that is as near as can be to what the complaints of danger mean, and every further complaint that has it, against each of its characters.
const NEAR: f64 = 9.0;
const REPEATED: f64 = 1.0;
const LENGTH: f64 = 0.1;

/// Share of a title's characters that the words of danger have, too, from which both say the same.
const SAME: f64 = 0.6;

/// Whether a title says nothing that the words of danger do not: 这锅盖开裂了 beside 玻璃锅盖突然开裂.
pub(super) fn repeats(title: &str, danger: &str) -> bool {
    let shared = title.chars().filter(|c| danger.contains(*c)).count();
    float(shared as u64) >= SAME * float(title.chars().count() as u64)
}

/// A complaint of danger: its text, and the words that say so.
struct Danger<'m> {
    text: &'m str,
    evidence: Vec<&'m str>,
}

/// All complaints of danger, by source and row.
pub(super) struct Dangers<'m>(FxHashMap<(&'m str, u64), Danger<'m>>);

impl<'m> Dangers<'m> {
    pub(super) fn of(majors: &'m [Major], labels: &Labels) -> Self {
        let evidence = |m: &'m Major| -> Vec<&'m str> {
            m.reasons.iter().filter(|r| labels.is_danger(&r.reason)).map(|r| r.text.as_str()).collect()
        };
        let dangers = majors.iter().map(|m| (m, evidence(m))).filter(|(_, evidence)| !evidence.is_empty());
        let keyed =
            |(m, evidence): (&'m Major, Vec<&'m str>)| (m.snippet.place(), Danger { text: &m.snippet.text, evidence });
        Self(dangers.map(keyed).collect())
    }

    fn get<'a>(&'a self, case: &'a Case) -> Option<&'a Danger<'a>> {
        self.0.get(&case.snippet.place())
    }

    pub(super) fn holds(&self, case: &Case) -> bool {
        self.get(case).is_some()
    }

    /// Whether a complaint of danger among these says so.
    pub(super) fn say(&self, cases: &[&Case], words: &str) -> bool {
        cases.iter().filter_map(|c| self.get(c)).any(|d| d.text.contains(words))
    }

    /// Whether words are those of danger rather than of the whole: half or more of the cases that say so are complaints of danger.
    pub(super) fn own(&self, cases: &[&Case], words: &str) -> bool {
        let saying = || cases.iter().filter(|c| c.snippet.text.contains(words));
        2 * saying().filter(|c| self.holds(c)).count() >= saying().count()
    }

    /// Those of an issue, where they are several and no rare chance.
    pub(super) fn several(&self, group: &[u32], cases: &[&Case]) -> Option<Vec<u32>> {
        let own: Vec<u32> = group.iter().copied().filter(|&i| self.holds(cases[i as usize])).collect();
        let share = float(own.len() as u64) / float(group.len().max(1) as u64);
        (own.len() >= SEVERAL && share >= LEAST_SHARE).then_some(own)
    }

    /// The clause of these cases that says best what the danger is; the words of evidence where none is short enough.
    pub(super) fn named(&self, cases: &[&Case], edges: &Edges, nearness: &dyn Fn(&str) -> f64) -> Option<String> {
        let dangers = || cases.iter().filter_map(|c| self.get(c));
        let clauses = counted(dangers().flat_map(|d| d.clauses(edges)));
        let length = |c: &str| float(c.chars().count() as u64);
        let worth = |c: &str, n: u64| NEAR * nearness(c).max(0.0) + REPEATED * float(n) - LENGTH * length(c);
        let scored = clauses.into_iter().map(|(c, n)| (worth(c, n), c));
        // The first in the order of its characters of those worth the same.
        let best = scored.reduce(|a, b| if b.0.total_cmp(&a.0).is_gt() { b } else { a });
        best.map(|(_, c)| c.to_owned()).or_else(|| dangers().flat_map(Danger::words).next())
    }
}

impl<'m> Danger<'m> {
    /// Short clauses that hold words of evidence.
    fn clauses(&self, edges: &Edges) -> Vec<&'m str> {
        let stretches = self.evidence.iter().filter_map(|e| self.text.find(e).map(|at| (at, at + e.len())));
        let stretches: Vec<(usize, usize)> = stretches.collect();
        let (mut from, mut out) = (0, Vec::new());
        for piece in self.text.split_inclusive(splits) {
            let to = from + piece.len();
            let clause = piece.trim_end_matches(splits).trim();
            let clause = without_lead(clause, &edges.leads).unwrap_or(clause);
            let whole = !edges.tails.iter().any(|t| clause.ends_with(t.as_str()));
            if whole && fits(clause) && stretches.iter().any(|(s, e)| *s < to && from < *e) {
                out.push(clause);
            }
            from = to;
        }
        out
    }

    fn words(&self) -> impl Iterator<Item = String> {
        let whole = |e: &&str| self.text.find(e).map(|at| rounded(self.text, at, at + e.len()));
        self.evidence.iter().filter_map(whole).map(|words| words.chars().take(LONGEST).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::testing::{Row, absorb, settings};
    use crate::lexicon::Dicts;
    use crate::record::Annotated;

    fn gas(row: u64, text: &str, evidence: &str) -> Annotated {
        Row::new(row, text).score(-900).blame("product.smell", "味道", "大").major("safety", evidence).build()
    }

    fn named(rows: &[Annotated]) -> (Option<usize>, Option<String>) {
        let labels = Labels::new(&Dicts::load(None).unwrap()).unwrap();
        let (cases, majors) = absorb(rows, &settings()).cases.into_kept();
        let dangers = Dangers::of(&majors, &labels);
        let cases: Vec<&Case> = cases.iter().collect();
        let group: Vec<u32> = (0u32..).zip(&cases).map(|(i, _)| i).collect();
        let edges = Edges { leads: vec!["感觉".to_owned()], tails: vec!["就".to_owned()] };
        (dangers.several(&group, &cases).map(|s| s.len()), dangers.named(&cases, &edges, &|_| 0.0))
    }

    fn rust(row: u64) -> Annotated {
        Row::new(row, "有股铁锈味").score(-700).blame("product.smell", "铁锈味", "有股").build()
    }

    #[test]
    fn several_complaints_of_danger_are_named_by_a_clause_of_theirs() {
        let mut rows = vec![
            gas(1, "师傅刚走，感觉厨房有煤气味，不敢用", "煤气味"),
            gas(2, "用肥皂水一抹接口就冒泡，厨房有煤气味", "煤气味"),
        ];
        rows.extend((3..9).map(rust));
        assert_eq!(named(&rows), (Some(2), Some("厨房有煤气味".to_owned())));
        // Two of fifty may be misread, and one is no several.
        rows.extend((9..60).map(rust));
        assert_eq!(named(&rows).0, None);
        assert_eq!(named(&rows[1..4]).0, None);
    }

    #[test]
    fn words_that_most_say_without_danger_are_not_those_of_danger() {
        let mut rows = vec![gas(1, "有股铁锈味，厨房有煤气味", "煤气味")];
        rows.extend((2..5).map(rust));
        let labels = Labels::new(&Dicts::load(None).unwrap()).unwrap();
        let (cases, majors) = absorb(&rows, &settings()).cases.into_kept();
        let dangers = Dangers::of(&majors, &labels);
        let cases: Vec<&Case> = cases.iter().collect();
        let told = ["有股铁锈味", "厨房有煤气味"].map(|w| (dangers.say(&cases, w), dangers.own(&cases, w)));
        assert_eq!(told, [(true, false), (true, true)]);
    }

    #[test]
    fn the_words_of_evidence_stand_for_a_text_without_short_clauses() {
        let long = "热水器用了一个月以后每次洗澡的时候都能闻到一股很浓的煤气味让人害怕";
        assert_eq!(named(&[gas(1, long, "煤气味")]).1.as_deref(), Some("煤气味让人害怕"));
        assert_eq!(named(&[rust(1)]).1, None);
    }

    #[test]
    fn a_title_is_not_told_twice() {
        assert!(repeats("这锅盖开裂了", "玻璃锅盖突然开裂") && !repeats("有股铁锈味", "热水器有很重的燃气味"));
    }

    #[test]
    fn wrongs_and_threats_are_no_danger() {
        let row = |n, reason| {
            Row::new(n, "师傅骂人").score(-900).blame("service.attitude", "师傅", "骂人").major(reason, "骂人").build()
        };
        assert_eq!(named(&[row(1, "abuse"), row(2, "escalation")]), (None, None));
    }
}
