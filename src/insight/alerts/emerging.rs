//! What is new: words, and targets with their fault, that complaints of the last days use and earlier ones hardly did.

use rustc_hash::FxHashMap;

use crate::aggregate::Partial;
use crate::aggregate::cases::Case;
use crate::aggregate::tally::counted;
use crate::insight::hot::is_place;
use crate::insight::tails;
use crate::number::float;

use super::series::Span;

/// Days at the end that are looked at, and days of history that they need.
const RECENT: i32 = 7;
const HISTORY: i32 = 28;

/// Evidence: cases of the last days, and times what earlier use lets expect.
const LEAST: u64 = 5;
const LEAST_RATIO: f64 = 4.0;

/// Words of which this share of recent cases is another's too tell the same story.
const SAME: f64 = 0.5;

/// What this share of recent cases has around a word is part of what it names, up to so many characters.
const USUAL: f64 = 0.8;
const LONGEST: usize = 12;

/// Stories told.
const MOST: usize = 10;

/// A word, or a target with its fault.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Thing {
    Word(u32),
    Pair(u32, u32),
}

/// Something new.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct New {
    pub(super) words: String,
    pub(super) count: u64,
    pub(super) expected: f64,
    pub(super) p: f64,
    /// Places of its recent cases.
    pub(super) cases: Vec<u32>,
}

/// The number of tests, and what was found, the clearest first, with its chance.
pub(super) fn tests(p: &Partial, cases: &[Case], span: Span) -> (usize, Vec<New>) {
    let since = span.last - RECENT + 1;
    if span.last - span.first + 1 < RECENT + HISTORY {
        return (0, Vec::new());
    }
    let mut uses: FxHashMap<Thing, (Vec<u32>, u64)> = FxHashMap::default();
    let (mut late, mut early) = (0u64, 0u64);
    for (i, case) in (0u32..).zip(cases) {
        let Some(day) = case.day().filter(|_| case.complaint) else { continue };
        let recent = day >= since;
        *if recent { &mut late } else { &mut early } += 1;
        for thing in things(case) {
            let (recent_cases, all) = uses.entry(thing).or_default();
            *all += 1;
            if recent {
                recent_cases.push(i);
            }
        }
    }
    if late == 0 || early == 0 {
        return (0, Vec::new());
    }
    // What is used often enough to be tested does not depend on when it was used.
    let tested = uses.into_iter().filter(|(_, (_, all))| *all >= LEAST);
    let mut tested: Vec<New> = tested
        .map(|(thing, (recent, all))| {
            let count = recent.len() as u64;
            let expected = (float(all - count) + 0.5) * float(late) / float(early);
            let variance = expected * (1.0 + float(late) / float(early));
            New { words: words(&thing, p), count, expected, p: tails::upper(count, expected, variance), cases: recent }
        })
        .collect();
    let number = tested.len();
    tested.retain(|n| n.count >= LEAST && float(n.count) >= LEAST_RATIO * n.expected && !n.words.is_empty());
    tested.retain(|n| !is_mostly_place(n, cases, p));
    tested.sort_by(|a, b| a.p.total_cmp(&b.p).then(b.words.len().cmp(&a.words.len())).then(a.words.cmp(&b.words)));
    (number, tested)
}

/// Whether most of the cases are of the segment value that the words name: these have alerts of their own.
fn is_mostly_place(n: &New, cases: &[Case], p: &Partial) -> bool {
    let recent = n.cases.iter().filter_map(|&i| cases.get(i as usize));
    2 * recent.filter(|c| is_place(&n.words, c, p)).count() > n.cases.len()
}

/// One of each story: the clearest, and of equally clear ones the longest.
pub(super) fn distinct(list: Vec<(New, f64)>) -> Vec<(New, f64)> {
    let mut out: Vec<(New, f64)> = Vec::new();
    for (n, q) in list {
        let told = |o: &(New, f64)| {
            let shared = n.cases.iter().filter(|c| o.0.cases.binary_search(c).is_ok()).count();
            float(shared as u64) >= SAME * float(n.cases.len() as u64)
        };
        if out.len() < MOST && !out.iter().any(told) {
            out.push((n, q));
        }
    }
    out
}

/// Words with what nearly all of these texts have around them: 单元 is a part of 变速箱机电单元.
pub(super) fn in_full<'c>(words: &str, cases: &(impl Iterator<Item = &'c Case> + Clone)) -> String {
    let mut full = words.to_owned();
    let all = float(cases.clone().count() as u64);
    while full.chars().count() < LONGEST {
        let around = cases.clone().filter_map(|c| c.snippet.text.split_once(full.as_str()));
        let before = around.clone().filter_map(|(before, _)| before.chars().next_back());
        let before = usual(before, all).map(|c| format!("{c}{full}"));
        let longer = before.or_else(|| {
            let after = around.filter_map(|(_, after)| after.chars().next());
            usual(after, all).map(|c| format!("{full}{c}"))
        });
        match longer {
            Some(longer) => full = longer,
            None => break,
        }
    }
    full
}

/// The letter that nearly all have.
fn usual(letters: impl Iterator<Item = char>, all: f64) -> Option<char> {
    let most = counted(letters).into_iter().max_by_key(|(_, times)| *times)?;
    Some(most.0).filter(|c| c.is_alphanumeric() && float(most.1) >= USUAL * all)
}

/// Words of a case, and its targets with their faults, each once.
fn things(case: &Case) -> Vec<Thing> {
    let mut out: Vec<Thing> = case.words.iter().map(|w| Thing::Word(*w)).collect();
    out.extend(case.blames.iter().map(|b| Thing::Pair(b.target, b.opinion)));
    out.sort_unstable();
    out.dedup();
    out
}

/// Empty where target or fault are not said.
fn words(thing: &Thing, p: &Partial) -> String {
    match thing {
        Thing::Word(w) => p.names.name(*w).to_owned(),
        Thing::Pair(target, fault) => {
            let (t, f) = (p.names.name(*target), p.names.name(*fault));
            if t.is_empty() || f.is_empty() { String::new() } else { format!("{t}{f}") }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::in_full;
    use crate::insight::testing::{Row, absorb, settings};

    #[test]
    fn a_word_is_told_with_what_is_always_around_it() {
        let texts =
            ["迈腾变速箱机电单元故障", "途观变速箱机电单元故障", "凌渡变速箱机电单元坏了", "探岳变速箱机电单元"];
        let rows: Vec<_> = (1..)
            .zip(texts)
            .map(|(n, text)| Row::new(n, text).score(-800).blame("product.quality", "", "坏").build())
            .collect();
        let (cases, _) = absorb(&rows, &settings()).cases.into_kept();
        assert_eq!(in_full("单元", &cases.iter()), "变速箱机电单元");
        assert_eq!(in_full("水箱漏水", &cases.iter()), "水箱漏水", "words that do not stand together");
    }
}
