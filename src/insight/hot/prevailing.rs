//! One event that a third or more of all complaints tell of: the cold heating of one estate, in the orders of its district. Its names are in so many of them that
//! the other steps take them for commonplaces, and what is said besides would tear its cases apart. So it is found first, and the other steps see the rest.
//!
//! It is known by two names that nearly always come together, though they stand in different clauses and each in many a clause (锦绣阳光, 热力公司). A stock sentence is
//! one clause that many repeat, and what all orders say (市民, 来电) comes with everything.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::aggregate::Partial;
use crate::aggregate::cases::Case;
use crate::number::float;

use super::Group;
use super::lists::jaccard;
use super::title::pieces;

/// Share of all cases from which an event prevails, and up to which there is a rest to tell it from.
const LEAST_SHARE: f64 = 1.0 / 3.0;
const MOST_SHARE: f64 = 0.95;

/// Fewest cases of such an event: in a handful much comes together by chance.
const LEAST: usize = 12;

/// Two names come together where they share so much of the cases that have either (Jaccard index); and stand apart in this share of those.
const TOGETHER: f64 = 0.8;
const APART: f64 = 0.5;

/// A clause that this share of a name's cases repeat to the letter is a stock sentence, and the name a word of it.
const STOCK: f64 = 0.5;

/// Names that are compared, the most frequent first.
const MOST: usize = 40;

/// A name with its cases, in order.
struct Known<'a> {
    name: &'a str,
    cases: Group,
}

/// The cases of the event that prevails, if one does.
pub(super) fn event(cases: &[&Case], p: &Partial) -> Option<Group> {
    let names = names(cases, p);
    let pairs = names.iter().enumerate().flat_map(|(at, a)| names[at + 1..].iter().map(move |b| (a, b)));
    let mut best: Option<(f64, Group)> = None;
    // Where one has far more cases than the other they share too few, whichever they are.
    let comparable = |(a, b): &(&Known, &Known)| {
        let sizes = [a.cases.len(), b.cases.len()].map(|n| float(n as u64));
        sizes[0].min(sizes[1]) >= TOGETHER * sizes[0].max(sizes[1])
    };
    for (a, b) in pairs.filter(comparable) {
        let both: Group = a.cases.iter().copied().filter(|i| b.cases.binary_search(i).is_ok()).collect();
        let likeness = jaccard(both.len(), &a.cases, &b.cases);
        let better = best.as_ref().is_none_or(|(known, _)| likeness > *known);
        if better && likeness >= TOGETHER && is_large(both.len(), cases) && stand_apart(cases, &both, [a.name, b.name])
        {
            best = Some((likeness, both));
        }
    }
    best.map(|(_, core)| around(&core, &names, cases.len()))
}

/// The cases that have more than half of the names that come with these.
fn around(core: &Group, names: &[Known], cases: usize) -> Group {
    let mut counts = vec![0usize; cases];
    let mut all = 0;
    for known in names {
        let both = core.iter().filter(|i| known.cases.binary_search(i).is_ok()).count();
        if jaccard(both, core, &known.cases) >= TOGETHER {
            all += 1;
            known.cases.iter().for_each(|&i| counts[i as usize] += 1);
        }
    }
    (0u32..).zip(counts).filter(|(_, n)| 2 * n > all).map(|(i, _)| i).collect()
}

/// Words that so many cases have as such an event would, and that are no words of a stock sentence; the most frequent first.
fn names<'a>(cases: &[&Case], p: &'a Partial) -> Vec<Known<'a>> {
    let own = |c: &Case| -> FxHashSet<u32> {
        c.words.iter().copied().chain(c.blames.iter().flat_map(|b| [b.target, b.opinion])).collect()
    };
    let mut counts: FxHashMap<u32, usize> = FxHashMap::default();
    cases.iter().flat_map(|c| own(c)).for_each(|w| *counts.entry(w).or_default() += 1);
    let fits = |w: u32, n: usize| is_large(n, cases) && p.names.name(w).chars().nth(1).is_some();
    let mut found: Vec<(usize, &str, u32)> =
        counts.into_iter().filter(|(w, n)| fits(*w, *n)).map(|(w, n)| (n, p.names.name(w), w)).collect();
    found.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    found.truncate(MOST);
    let place: FxHashMap<u32, usize> = found.iter().enumerate().map(|(at, (_, _, w))| (*w, at)).collect();
    let mut known: Vec<Known> = found.iter().map(|(_, name, _)| Known { name, cases: Group::new() }).collect();
    for (i, c) in (0u32..).zip(cases) {
        own(c).iter().filter_map(|w| place.get(w)).for_each(|at| known[*at].cases.push(i));
    }
    known.retain(|k| !is_stock(k, cases));
    known
}

/// Whether so many cases are such an event.
fn is_large(n: usize, cases: &[&Case]) -> bool {
    let share = float(n as u64) / float(cases.len().max(1) as u64);
    n >= LEAST && (LEAST_SHARE..=MOST_SHARE).contains(&share)
}

/// Whether a name stands in one clause that is always the same, or in none.
fn is_stock(known: &Known, cases: &[&Case]) -> bool {
    let mut clauses: FxHashMap<&str, usize> = FxHashMap::default();
    for &i in &known.cases {
        let own = clauses_of(cases[i as usize]).filter(|c| c.contains(known.name));
        own.collect::<FxHashSet<&str>>().into_iter().for_each(|c| *clauses.entry(c).or_default() += 1);
    }
    let most = clauses.into_values().max();
    most.is_none_or(|n| float(n as u64) > STOCK * float(known.cases.len() as u64))
}

/// Whether two names mostly stand in different clauses of these cases.
fn stand_apart(cases: &[&Case], both: &Group, names: [&str; 2]) -> bool {
    let apart = |i: &&u32| !clauses_of(cases[**i as usize]).any(|c| names.iter().all(|n| c.contains(n)));
    float(both.iter().filter(apart).count() as u64) >= APART * float(both.len() as u64)
}

fn clauses_of(case: &Case) -> impl Iterator<Item = &str> {
    pieces(&case.snippet.text).map(|(.., clause)| clause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::testing::{Row, absorb, report, settings};
    use crate::record::Annotated;

    /// Orders about the heating of one estate, which blame this and that.
    fn heating(n: u64) -> Annotated {
        let (cold, aspect, opinion) = [
            ("暖气一直不热", "product.cooling", "不热"),
            ("孩子冻感冒了", "product.comfort", "冻感冒"),
            ("夜里根本待不住", "product.effect", "待不住"),
            ("老人裹着被子", "product.room", "裹着被子"),
        ][(n % 4) as usize];
        let excuse = ["物业让找热力公司", "热力公司说管网改造", "打热力公司的电话没人接"][(n % 3) as usize];
        let row = Row::new(n, &format!("市民反映锦绣阳光{n}栋，{cold}，{excuse}，请尽快处理")).score(-700);
        row.words(&["市民", "锦绣阳光", "热力公司"]).blame(aspect, "", opinion).build()
    }

    /// Orders about this and that.
    fn other(n: u64, end: &str) -> Annotated {
        let (told, aspect, word) = [
            ("路灯坏了好几盏", "product.defect", "路灯"),
            ("垃圾堆着没人运", "other.environment", "垃圾"),
            ("井盖不见了", "product.safety", "井盖"),
            ("公交改线以后绕路", "logistics.speed", "公交"),
            ("窗口让人跑了三趟", "service.process", "窗口"),
        ][(n % 5) as usize];
        let row = Row::new(n, &format!("市民反映{n}号院门口{told}{end}")).score(-600);
        let words: &[&str] =
            if end.is_empty() { &["市民", word] } else { &["市民", word, "有关部门", "承办单位"] };
        row.words(words).blame(aspect, "", told).build()
    }

    fn found(rows: &[Annotated]) -> Option<usize> {
        let mut p = absorb(rows, &settings());
        let (cases, _) = std::mem::take(&mut p.cases).into_kept();
        event(&cases.iter().collect::<Vec<_>>(), &p).map(|g| g.len())
    }

    #[test]
    fn an_event_that_prevails_is_one_issue_and_the_rest_are_others() {
        let rows: Vec<Annotated> = (1..=40).map(heating).chain((41..=85).map(|n| other(n, ""))).collect();
        assert_eq!(found(&rows), Some(40));
        let issues = report(&rows).hot_issues;
        let heat = issues.iter().find(|i| i.count == 40).unwrap_or_else(|| panic!("{issues:#?}"));
        assert!(heat.quotes.iter().all(|q| q.text.contains("热力公司")), "{heat:#?}");
        assert!(issues.len() > 1, "{issues:#?}");
        // As one of many, or where nothing else is told, it is not this step's.
        assert_eq!(found(&[&rows[..20], &rows[40..]].concat()), None);
        assert_eq!(found(&rows[..40]), None);
    }

    #[test]
    fn stock_sentences_are_no_event() {
        let end = "，希望有关部门重视，请承办单位在规定时限内答复";
        let rows: Vec<Annotated> = (1..=80).map(|n| other(n, if n % 2 == 0 { end } else { "" })).collect();
        assert_eq!(found(&rows), None);
    }
}
