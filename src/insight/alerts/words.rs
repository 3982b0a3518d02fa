//! Words that complaints use ever more: a problem that has many names, or lies divided between issues, shows in the words it has in common.
//!
//! The tests are those of `drift`, for stretches that reach the last day, with complaints as the exposure: what grows with all complaints is not told here.

use rustc_hash::FxHashMap;

use crate::aggregate::Partial;
use crate::aggregate::cases::Case;
use crate::insight::hot::{Found, is_place};
use crate::number::float;

use super::drift::Drift;
use super::series::{Series, Span, Subject};

/// Uses without which a word shows no growth; whether it is tested depends on their number, not on when they were.
const LEAST: u64 = 20;

/// Days at the end whose complaints say what a growing word is about.
const LATE: usize = 14;

/// Uses in them without which no growth is told.
const LEAST_LATE: u64 = 10;

/// A word of whose late complaints such a share is told of already tells nothing.
const SAME: f64 = 0.5;

/// Words told.
const MOST: usize = 5;

/// The series of the words that are used often enough and lately, and how many more are only used often enough: they count as tests, but need none.
pub(super) fn series(cases: &[Case], span: Span) -> (Vec<Series>, usize) {
    let complaints =
        || cases.iter().filter(|c| c.complaint).filter_map(|c| Some((c, c.day().and_then(|day| span.place(day))?)));
    let late = span.len().saturating_sub(LATE);
    let mut uses: FxHashMap<u32, [u64; 2]> = FxHashMap::default();
    let mut all = vec![0.0; span.len()];
    for (case, at) in complaints() {
        all[at] += 1.0;
        for w in &case.words {
            let [total, lately] = uses.entry(*w).or_default();
            *total += 1;
            *lately += u64::from(at >= late);
        }
    }
    uses.retain(|_, [total, _]| *total >= LEAST);
    let often = uses.len();
    uses.retain(|_, [_, lately]| *lately >= LEAST_LATE);
    let mut days: FxHashMap<u32, Vec<u64>> = uses.into_keys().map(|w| (w, vec![0; span.len()])).collect();
    for (case, at) in complaints() {
        for w in &case.words {
            if let Some(days) = days.get_mut(w) {
                days[at] += 1;
            }
        }
    }
    let mut out: Vec<(u32, Vec<u64>)> = days.into_iter().collect();
    out.sort_unstable_by_key(|(w, _)| *w);
    let more = often - out.len();
    (out.into_iter().map(|(w, counts)| Series::share(Subject::Word(w), counts, all.clone())).collect(), more)
}

/// The growing words that tell something of their own, the clearest first; `told` are subjects of which growth is told already. Where it happened tells nothing
/// of its own: segment values have alerts of theirs.
pub(super) fn new_stories<'s>(
    mut grown: Vec<(&'s Subject, Drift, f64)>,
    told: &[Subject],
    (p, cases): (&Partial, &[Case]),
    found: &Found,
    span: Span,
) -> Vec<(&'s Subject, Drift, f64)> {
    grown.sort_by(|a, b| a.1.p.total_cmp(&b.1.p));
    let from = span.len().saturating_sub(LATE);
    let late = |c: &Case| c.day().and_then(|day| span.place(day)).is_some_and(|at| at >= from);
    let late: Vec<(&Case, Option<u32>)> =
        cases.iter().zip(found.of_case.iter().copied()).filter(|(c, _)| late(c)).collect();
    let about = told.iter().filter(|s| matches!(s, Subject::Aspect(_) | Subject::Issue(_)));
    let mut known: Vec<Subject> = about.cloned().collect();
    grown.retain(|(subject, ..)| {
        let own = late.iter().filter(|(c, i)| subject.holds(c, *i));
        let is_place = |c: &Case| matches!(subject, Subject::Word(w) if is_place(p.names.name(*w), c, p));
        let is_told = |c: &Case, i: Option<u32>| known.iter().any(|k| k.holds(c, i)) || is_place(c);
        let [all, told] = own.fold([0u64; 2], |[all, told], (c, i)| [all + 1, told + u64::from(is_told(c, *i))]);
        let new = float(told) < SAME * float(all);
        if new {
            known.push((*subject).clone());
        }
        new
    });
    grown.truncate(MOST);
    grown
}
