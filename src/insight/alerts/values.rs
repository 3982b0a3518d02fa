//! Segment values whose complaints grow, of all kinds or about one nature or aspect: hygiene at one hotel.
//!
//! Watched is a value that holds more of them than the rest of its column, beyond chance. That is a fact about totals and says nothing of when they came, so the
//! tests that follow are few and as honest as without it. They are those of `drift`, for stretches that reach the last day, over the rows of the whole column:
//! the counts of a branch are small, and its own rows would say too little. What passes must also have become a larger part of the value's own rows, and
//! have grown faster than the same complaints elsewhere. No hot issue is asked: how complaints are grouped changes nothing here.
//! Control for many tests is the caller's.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::aggregate::Partial;
use crate::aggregate::cases::Case;
use crate::aggregate::segments::Column;
use crate::aggregate::tally::Tally;
use crate::insight::stats::g2;
use crate::insight::{Context, special};
use crate::number::float;

use super::drift::{self, Drift};
use super::series::{self, Series, Span, Subject, Topic};

/// Days looked at, and the last of them that are held against the others.
const DAYS: i32 = 91;
pub(super) const RECENT: usize = 28;

/// Complaints in all, and in the last days, without which nothing is told.
const LEAST: u64 = 8;

/// G² from which a value holds more than the rest of its column (p = 0.05).
const LEAST_G2: f64 = 3.841;

/// Times what was expected, and times the growth elsewhere.
const LEAST_RATIO: f64 = 1.5;

/// Complaints before the last days that what is known of all rows is worth beside the same complaints elsewhere: a few say little.
const PRIOR: f64 = 5.0;

/// The share of the value's own rows has grown, too: times at least, and with a chance below this. Else it is its volume that grows.
const LEAST_SHARE: f64 = 1.25;
const CHANCE: f64 = 0.1;

/// A growth of the last days.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grown {
    pub(super) subject: Subject,
    /// First day of the stretch.
    pub(super) from: i32,
    /// Complaints of the last days, and what the days before let expect.
    pub(super) count: u64,
    pub(super) expected: f64,
    /// Share of the value's own rows, before and in the last days.
    pub(super) shares: [f64; 2],
    pub(super) p: f64,
}

/// A value and what its complaints are about, by day.
struct Watched {
    subject: Subject,
    counts: Vec<u64>,
    /// The same complaints of the other values.
    elsewhere: Vec<u64>,
    /// All rows of the value, and of the column.
    rows: Vec<u64>,
    column: Vec<u64>,
    /// Tells these complaints from others: a hash of their places.
    key: u64,
}

/// The number of tests, and for each value and topic its clearest growth.
pub(super) fn tests(p: &Partial, cases: &[Case], span: Span, cx: &Context) -> (usize, Vec<Grown>) {
    let span = span.end(DAYS);
    let (mut number, mut grown) = (0, Vec::new());
    for w in watched(p, cases, span, cx) {
        let drifts = drift::up_to_now(&w.series());
        number += drifts.len();
        grown.extend(drifts.iter().filter_map(|d| w.grown(d, span)).min_by(|a, b| a.p.total_cmp(&b.p)));
    }
    (number, grown)
}

/// What is watched; of several that are the same complaints (a city and its only branch, a nature and its only aspect) the one that says most.
fn watched(p: &Partial, cases: &[Case], span: Span, cx: &Context) -> Vec<Watched> {
    let mut out = Vec::new();
    // Of more complaints than are kept there is a sample, and rows are counted in full: no share could be told of it.
    if p.complaints > cases.iter().filter(|c| c.complaint).count() as u64 {
        return out;
    }
    for (c, column) in series::columns(p, cx.labels) {
        let pairs = concentrated(column);
        if pairs.is_empty() {
            continue;
        }
        let topics: FxHashSet<&Topic> = pairs.iter().map(|(_, topic)| topic).collect();
        let groups = groups(cases, c, &topics, span);
        let rows = rows(column, span);
        let all = sums(rows.values().cloned(), span);
        for (v, topic) in &pairs {
            let Some((group, own)) = groups.get(topic).and_then(|g| Some((g, g.get(v)?))) else { continue };
            let counts = by_day(own, cases, span);
            let of_all = sums(group.values().map(|list| by_day(list, cases, span)), span);
            out.push(Watched {
                subject: Subject::Segment(c, *v, topic.clone()),
                elsewhere: of_all.iter().zip(&counts).map(|(all, own)| all - own).collect(),
                counts,
                rows: rows.get(v).cloned().unwrap_or_else(|| vec![0; span.len()]),
                column: all.clone(),
                key: FxBuildHasher.hash_one(own),
            });
        }
    }
    let mut known: FxHashSet<u64> = FxHashSet::default();
    out.retain(|w| known.insert(w.key));
    out
}

/// Values with topics of which they hold more than the rest of the column, the most exact topics first.
fn concentrated(column: &Column) -> Vec<(u32, Topic)> {
    let mut whole: FxHashMap<Topic, u64> = FxHashMap::default();
    column.tallies.iter().flat_map(topics).for_each(|(topic, n)| *whole.entry(topic).or_default() += n);
    let all: u64 = column.tallies.iter().map(|t| t.rows).sum();
    let mut out = Vec::new();
    for (v, t) in (0u32..).zip(&column.tallies) {
        let rest = all - t.rows;
        for (topic, k) in topics(t).filter(|(_, k)| *k >= LEAST) {
            let others = whole[&topic] - k;
            let more = float(k) * float(rest) > float(others) * float(t.rows);
            if more && g2(k, t.rows, others, rest) >= LEAST_G2 {
                out.push((v, topic));
            }
        }
    }
    out.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    out
}

/// Complaints of a value by topic. A bare nature as an aspect is told as the nature.
fn topics(t: &Tally) -> impl Iterator<Item = (Topic, u64)> {
    let aspects = t.aspects.iter().filter(|(a, _)| a.contains('.')).map(|(a, n)| (Topic::Aspect(a.clone()), *n));
    let natures = t.natures.iter().map(|(name, n)| (Topic::Nature(name.clone()), *n));
    [(Topic::Anything, t.complaints)].into_iter().chain(natures).chain(aspects)
}

/// Places of the complaints about some topics, by value of a column.
fn groups<'t>(
    cases: &[Case],
    column: u16,
    wanted: &FxHashSet<&'t Topic>,
    span: Span,
) -> FxHashMap<&'t Topic, FxHashMap<u32, Vec<u32>>> {
    let mut out: FxHashMap<&Topic, FxHashMap<u32, Vec<u32>>> = FxHashMap::default();
    let inside = |c: &Case| c.complaint && c.day().and_then(|d| span.place(d)).is_some();
    for (i, case) in (0u32..).zip(cases).filter(|(_, c)| inside(c)) {
        let Some((_, v)) = case.attrs.iter().find(|(c, _)| *c == column) else { continue };
        for topic in Topic::of(case).filter_map(|t| wanted.get(&t).copied()) {
            out.entry(topic).or_default().entry(*v).or_default().push(i);
        }
    }
    out
}

/// Rows of each value of a column by day.
fn rows(column: &Column, span: Span) -> FxHashMap<u32, Vec<u64>> {
    let mut out: FxHashMap<u32, Vec<u64>> = FxHashMap::default();
    for ((day, v), [n, _]) in column.days.range((span.first, 0)..) {
        if let Some(at) = span.place(*day) {
            out.entry(*v).or_insert_with(|| vec![0; span.len()])[at] += u64::from(*n);
        }
    }
    out
}

fn by_day(list: &[u32], cases: &[Case], span: Span) -> Vec<u64> {
    let mut out = vec![0; span.len()];
    for at in list.iter().filter_map(|i| cases[*i as usize].day().and_then(|d| span.place(d))) {
        out[at] += 1;
    }
    out
}

fn sums(list: impl Iterator<Item = Vec<u64>>, span: Span) -> Vec<u64> {
    let mut out = vec![0; span.len()];
    for days in list {
        out.iter_mut().zip(days).for_each(|(sum, n)| *sum += n);
    }
    out
}

impl Watched {
    fn series(&self) -> Series {
        let exposure = self.column.iter().map(|n| float(*n)).collect();
        Series::share(self.subject.clone(), self.counts.clone(), exposure)
    }

    /// What a stretch tells, if it is news.
    fn grown(&self, d: &Drift, span: Span) -> Option<Grown> {
        let late = d.to - RECENT;
        let split = |days: &[u64]| [days[d.from..late].iter().sum::<u64>(), days[late..d.to].iter().sum::<u64>()];
        let [earlier, count] = split(&self.counts);
        let [[before, now], [rows_before, rows_now]] = [split(&self.column), split(&self.rows)];
        let pace = float(now) / float(before).max(1.0);
        let expected = (float(earlier) + 0.5) * pace;
        let [others_before, others] = split(&self.elsewhere).map(float);
        let growth = (others + PRIOR * pace) / (others_before + PRIOR);
        let faster = float(count) >= LEAST_RATIO * (float(earlier) + 0.5) * growth;
        let own = special::at_least(count, rows_now, count + earlier, rows_now + rows_before);
        let share = |k: u64, n: u64| float(k) / float(n).max(1.0);
        let shares = [share(earlier, rows_before), share(count, rows_now)];
        let larger = shares[1] >= LEAST_SHARE * shares[0] && own < CHANCE;
        let news = count >= LEAST && float(count) >= LEAST_RATIO * expected && faster && larger;
        news.then(|| Grown { subject: self.subject.clone(), from: span.day(d.from), count, expected, shares, p: d.p })
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::day_string;
    use crate::insight::testing::{Dice, Row, report};
    use crate::record::Annotated;
    use crate::report::Alert;

    /// A complaint about an aspect, or a good word, of one of sixteen shops; the first has a city of its own.
    fn row(all: &[Annotated], day: i32, shop: usize, aspect: Option<&str>) -> Annotated {
        let n = all.len() as u64 + 1;
        let row = Row::new(n, &format!("第{n}条")).day(&day_string(20_515 + day));
        let row = row.attr("城市", &format!("{}城", shop.div_ceil(2))).attr("门店", &format!("{shop}店"));
        match aspect {
            Some(aspect) => row.score(-800).blame(aspect, "店", "差").build(),
            None => row.score(700).build(),
        }
    }

    /// Thirteen weeks of five rows a day; `dirty` is the share of complaints about hygiene, in all shops.
    fn chain(seed: u64, dirty: impl Fn(i32) -> f64) -> Vec<Annotated> {
        let mut dice = Dice(seed.wrapping_mul(7_919));
        let mut all = Vec::new();
        for day in 0..91 {
            for _ in 0..5 {
                let (shop, x) = (dice.below(16), dice.next() - dirty(day));
                let aspect = match x {
                    ..0.0 => Some("product.hygiene"),
                    0.0..0.1 => Some("product.noise"),
                    0.1..0.24 => Some("service.attitude"),
                    _ => None,
                };
                all.push(row(&all, day, shop, aspect));
            }
        }
        all
    }

    /// The same with so many complaints about the hygiene of one shop in each month.
    fn dirty_shop(seed: u64, months: [i32; 3]) -> Vec<Annotated> {
        let mut all = chain(seed, |_| 0.02);
        for (first, n) in [0, 30, 62].into_iter().zip(months) {
            for i in 0..n {
                all.push(row(&all, first + i * 28 / n, 0, Some("product.hygiene")));
            }
        }
        all
    }

    fn rising(rows: &[Annotated]) -> Vec<Alert> {
        report(rows).alerts.into_iter().filter(|a| a.kind == "rising_segment").collect()
    }

    #[test]
    fn a_shop_whose_hygiene_gets_worse_is_told_and_more_of_it_never_weakens_the_alert() {
        for seed in 0..4 {
            let grades: Vec<usize> = [15, 20, 25, 30, 35, 45]
                .into_iter()
                .map(|n| {
                    let found = rising(&dirty_shop(seed, [1, 8, n]));
                    let mine = found.iter().find(|a| a.subject == "segment:门店=0店/aspect:product.hygiene");
                    // Its city has no other shop.
                    assert!(found.iter().all(|a| !a.subject.contains("城市=0城")), "{found:#?}");
                    let colours = ["blue", "yellow", "orange"];
                    mine.map_or(0, |a| 1 + colours.iter().position(|c| *c == a.colour).unwrap())
                })
                .collect();
            assert!(grades.is_sorted() && grades[1] >= 2 && grades[3] == 3, "seed {seed}: {grades:?}");
        }
    }

    #[test]
    fn it_is_told_with_its_figures_and_once() {
        let all = report(&dirty_shop(0, [1, 8, 30])).alerts;
        let a = all.iter().find(|a| a.subject == "segment:门店=0店/aspect:product.hygiene").unwrap();
        assert!(a.value >= 28.0 && a.baseline.unwrap() < 8.0 && a.p.unwrap() < 0.01 && !a.rows.is_empty(), "{a:?}");
        assert!(a.message.starts_with("门店「0店」的") && a.message.contains("近 28 天 "), "{a:?}");
        let of_shop = |a: &&Alert| a.kind == "rising_segment" && a.parent.is_none();
        assert_eq!(all.iter().filter(of_shop).count(), 1, "{all:#?}");
    }

    #[test]
    fn quiet_chains_and_what_grows_everywhere_raise_nothing() {
        let quiet = (0..30).filter(|seed| !rising(&chain(*seed, |_| 0.02)).is_empty()).count();
        let everywhere =
            (0..10).filter(|seed| !rising(&chain(*seed, |day| 0.02 + 0.2 * f64::from(day) / 91.0)).is_empty()).count();
        assert!(quiet <= 1 && everywhere <= 1, "{quiet} of 30, {everywhere} of 10");
    }
}
