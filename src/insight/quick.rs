//! Quick wins: faults that cost much and sit in one place, so that mending them is cheap for what it brings.
//!
//! Much: the gain is above 0 for sure and not below the median of such gains. One place: one hot issue holds a third of the complaints that blame the
//! aspect, or one segment value holds half of them and at least twice its share of all rows.

use std::collections::BTreeMap;

use crate::aggregate::Partial;
use crate::aggregate::cases::Case;
use crate::aggregate::segments::Column;
use crate::number::{float, round, to_u32};
use crate::report::{Driver, Estimate, HotIssue, QuickWin, Rate};

use super::Context;
use super::index::IssueIndex;
use super::stats::rate;

/// Fewer complaints than this about an aspect are in no place.
const LEAST: u64 = 10;
const OF_ISSUE: f64 = 1.0 / 3.0;
const OF_VALUE: f64 = 0.5;
const LIFT: f64 = 2.0;
/// A gain that shows where levels have two digits.
const LEAST_GAIN: f64 = 0.005;
/// Most quick wins told.
const MOST: usize = 10;
/// A department that has this share of the complaints has them all to itself.
const OWN: f64 = 0.8;

/// The complaints kept, and which of them belong to which hot issue.
pub(super) struct Known<'a> {
    pub(super) cases: &'a [Case],
    pub(super) issues: &'a [HotIssue],
    pub(super) index: &'a IssueIndex,
}

/// A place that holds much of a fault.
struct Place {
    kind: &'static str,
    id: String,
    title: String,
    held: Rate,
}

/// Quick wins, the largest gain first.
pub(super) fn wins(drivers: &[Driver], p: &Partial, known: &Known, cx: &Context) -> Vec<QuickWin> {
    let sure = |d: &&Driver| d.gain.is_some_and(|g| g.low.is_some_and(|l| l > 0.0));
    let mut found: Vec<(&Driver, Estimate)> = drivers.iter().filter(sure).filter_map(|d| Some((d, d.gain?))).collect();
    let size = |g: &Estimate| g.value.unwrap_or(0.0);
    found.sort_by(|a, b| size(&b.1).total_cmp(&size(&a.1)).then_with(|| a.0.aspect.cmp(&b.0.aspect)));
    found.truncate(found.len().div_ceil(2));
    let win = |(d, gain): (&Driver, Estimate)| {
        let place = place(&d.aspect, p, known, cx)?;
        let gain = Some(part(gain, place.held)).filter(|g| g.value.is_some_and(|v| v >= LEAST_GAIN))?;
        Some(QuickWin {
            aspect: d.aspect.clone(),
            name: d.name.clone(),
            gain,
            place: place.kind.to_owned(),
            id: place.id,
            title: place.title,
            held: place.held,
            department: department(&d.aspect, p).map(|name| cx.labels.department(&name, cx.lang)),
        })
    };
    found.into_iter().filter_map(win).take(MOST).collect()
}

/// The part of a gain that lies in a place: what it brings to mend the fault there, and nowhere else.
fn part(whole: Estimate, held: Rate) -> Estimate {
    let of = |x: Option<f64>| x.zip(held.share).map(|(x, share)| round(x * share, 4));
    Estimate { value: of(whole.value), low: of(whole.low), high: of(whole.high), ..whole }
}

/// The place that holds the largest share of the complaints about an aspect, if it holds enough; of equals an issue, which says more. Kinds of messages are no place.
fn place(aspect: &str, p: &Partial, known: &Known, cx: &Context) -> Option<Place> {
    let columns = p.segments.columns.iter().filter(|c| !c.given_up && !cx.labels.tells_types(c.values.names()));
    let of_value = columns.filter_map(|c| value(aspect, c));
    let all = issue(aspect, known).into_iter().chain(of_value);
    all.reduce(|a, b| if b.held.share > a.held.share { b } else { a })
}

/// The hot issue that holds most of the complaints about an aspect.
fn issue(aspect: &str, known: &Known) -> Option<Place> {
    let (mut all, mut by_issue) = (0, BTreeMap::<&str, u64>::new());
    for case in known.cases.iter().filter(|c| c.complaint && c.voice.blamed.iter().any(|x| **x == *aspect)) {
        all += 1;
        if let Some(id) = known.index.get(&case.snippet.source, case.snippet.row) {
            *by_issue.entry(id).or_default() += 1;
        }
    }
    let (id, n) = by_issue.into_iter().max_by_key(|(id, n)| (*n, std::cmp::Reverse(*id)))?;
    let issue = known.issues.iter().find(|i| i.id == id)?;
    let held = rate(n, all);
    let enough = all >= LEAST && held.share.is_some_and(|s| s >= OF_ISSUE);
    enough.then(|| Place { kind: "issue", id: issue.id.clone(), title: issue.title.clone(), held })
}

fn value(aspect: &str, c: &Column) -> Option<Place> {
    let (blamed, rows) =
        c.tallies.iter().fold((0, 0), |(b, n), t| (b + t.aspects.get(aspect).unwrap_or(&0), n + t.rows));
    let count = |t: &crate::aggregate::tally::Tally| t.aspects.get(aspect).copied().unwrap_or(0);
    let (at, t) = c.tallies.iter().enumerate().max_by_key(|(at, t)| (count(t), std::cmp::Reverse(*at)))?;
    let held = rate(count(t), blamed);
    let usual = float(t.rows) / float(rows.max(1));
    let enough = blamed >= LEAST && held.share.is_some_and(|s| s >= OF_VALUE && s >= LIFT * usual);
    let title = c.values.name(to_u32(at)).to_owned();
    enough.then(|| Place { kind: "segment", id: c.header.to_string(), title, held })
}

/// The department to which nearly all general complaints about an aspect go.
fn department(aspect: &str, p: &Partial) -> Option<String> {
    let mut by_name = BTreeMap::<&str, u64>::new();
    for (key, n) in p.orders.iter().filter(|(k, _)| k.aspect.as_deref() == Some(aspect)) {
        *by_name.entry(&key.department).or_default() += n;
    }
    let all: u64 = by_name.values().sum();
    let (name, n) = by_name.into_iter().max_by_key(|(name, n)| (*n, std::cmp::Reverse(*name)))?;
    (float(n) >= OWN * float(all) && !name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::Labels;
    use crate::insight::testing::{Row, absorb, finished, settings};
    use crate::lang::Lang;
    use crate::lexicon::{Dicts, Taxonomy};
    use crate::report::Run;

    #[test]
    fn a_costly_fault_of_one_store_is_a_quick_win_and_one_of_all_stores_is_not() {
        let rows: Vec<_> = (0..600u64)
            .map(|i| {
                let store = ["甲店", "乙店", "丙店", "丁店"][usize::try_from(i % 4).unwrap()];
                let row = Row::new(i + 1, "文字").attr("门店", store).score(300);
                if i % 12 == 0 {
                    row.rating(1.0).blame("service.waiting", "排队", "久").build()
                } else if i % 7 == 1 {
                    row.rating(3.0).blame("product.quality", "质量", "差").build()
                } else {
                    row.rating(if i % 5 == 0 { 4.0 } else { 5.0 }).build()
                }
            })
            .collect();
        let partial = absorb(&rows, &settings());
        let stores = &partial.segments.columns[0];
        let place = value("service.waiting", stores).unwrap();
        assert_eq!((place.id.as_str(), place.title.as_str(), place.held.share), ("门店", "甲店", Some(1.0)));
        assert!(value("product.quality", stores).is_none());
        let wins = finished(partial, &settings()).0.drivers.quick_wins;
        assert_eq!(wins.len(), 1, "{wins:?}");
        assert_eq!((wins[0].aspect.as_str(), wins[0].held.share), ("service.waiting", Some(1.0)));
        assert_eq!(wins[0].department.as_deref(), Some("客服部"));
    }

    #[test]
    fn the_kind_of_message_is_no_place() {
        let dicts = Dicts::load(None).unwrap();
        let (taxonomy, labels) = (Taxonomy::new(&dicts).unwrap(), Labels::new(&dicts).unwrap());
        let (settings, index) = (settings(), IssueIndex::default());
        let cx =
            Context { taxonomy: &taxonomy, labels: &labels, lang: Lang::Zh, settings: &settings, run: Run::default() };
        let known = Known { cases: &[], issues: &[], index: &index };
        let found = |column: &str, kinds: [&str; 3]| {
            let row = |i: u64| {
                let row = Row::new(i + 1, "文字").attr(column, kinds[usize::try_from(i % 3).unwrap()]);
                if i.is_multiple_of(3) { row.blame("service.waiting", "排队", "久").build() } else { row.build() }
            };
            let p = absorb(&(0..60).map(row).collect::<Vec<_>>(), &settings);
            place("service.waiting", &p, &known, &cx).map(|place| place.title)
        };
        assert_eq!(found("柜台", ["甲", "乙", "丙"]).as_deref(), Some("甲"));
        assert_eq!(found("工单类型", ["投诉", "咨询", "表扬"]), None);
    }
}
