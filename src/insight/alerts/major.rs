//! Major complaints that are news: more of a reason in the last days than before, the first of a grave one in months, or any where nothing is known of before.
//!
//! The last days are seven; with a history, all since the run before: who runs voc by the month has not read of them. A file of a month at most that is all that is
//! known is read as a whole where it tells of danger more than once or twice; and danger that grows over weeks is told, too (`grown`). Each with the segment value and the
//! hot issue that most of its complaints belong to. Without times all are told, and none is called new.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use crate::aggregate::Partial;
use crate::aggregate::cases::{Case, Major};
use crate::aggregate::days::Days;
use crate::aggregate::tally::counted;
use crate::insight::hot::Found;
use crate::insight::periods::Periods;
use crate::insight::places::Values;
use crate::insight::{Context, day_string, tails};
use crate::number::{float, round};
use crate::record::Severity;
use crate::report::{Alert, RowRef};

use super::{ROWS, grown};

/// Days before the end of the data in which a major complaint is recent, and most of those since the run before.
const RECENT: i32 = 7;
const MONTH: i32 = 31;

/// Complaints of danger from which on a file of a month is told of them, wherever they stand in it, and their least share of all complaints.
const SEVERAL: u64 = 3;
const LEAST_SHARE: f64 = 0.01;

/// Chance below which a grave reason grows.
const GROWN: f64 = 0.01;

/// Days of history without which everything is news.
const HISTORY: i32 = 21;

/// A grave reason is told with its first complaint in so many days (or in all of a shorter file).
const RARE: i32 = 120;

/// Recent ones and chance from which more than before is news.
const LEAST: u64 = 2;
const CHANCE: f64 = 0.001;

/// Share of an alert's complaints that a segment value must hold to be named.
const SHARE: f64 = 0.6;

/// One alert for each reason; `days` are those of the run, or of the whole history, and hold the majors too. `since` is the day that a run before stands for.
pub(super) fn alerts(
    p: &Partial,
    (days, since): (&Days, Option<i32>),
    periods: &Periods,
    majors: &[Major],
    cases: &[Case],
    found: &Found,
    cx: &Context,
) -> Vec<Alert> {
    if majors.is_empty() {
        return Vec::new();
    }
    let map = Map::new(p, periods, cases, found, cx);
    // A store that did not keep reasons yet knows less than the run itself.
    let (days, known) = known(days).map_or_else(|| (&p.days, known(&p.days)), |known| (days, Some(known)));
    let view = View { days, known, since };
    p.reasons.keys().filter_map(|id| of_reason(id, &view, majors, &map)).collect()
}

/// What is known of before.
struct View<'a> {
    days: &'a Days,
    /// First and last day of which all is known, where they are enough to tell what is new.
    known: Option<(i32, i32)>,
    /// The day that a run before stands for.
    since: Option<i32>,
}

impl View<'_> {
    /// Days before the end that are recent.
    fn recent(&self) -> i32 {
        let Some((first, last)) = self.known else { return RECENT };
        let most = MONTH.min(last - first + 1 - HISTORY);
        self.since.map_or(RECENT, |day| last.saturating_sub(day).clamp(RECENT, most))
    }

    /// Whether this is all that is known, and a month at most.
    fn is_first(&self) -> bool {
        self.since.is_none() && self.days.span().is_none_or(|(first, last)| last - first < MONTH)
    }

    /// Complaints of a reason from one day to another.
    fn within(&self, id: &str, from: i32, to: i32) -> u64 {
        let list = self.days.days.range(from..=to);
        list.filter_map(|(_, d)| d.reasons.iter().find(|(r, _)| ***r == *id)).map(|(_, n)| n).sum()
    }
}

/// First and last day of which the reasons of all major complaints are known, where they are enough to tell what is new. Stores did not always keep reasons.
fn known(days: &Days) -> Option<(i32, i32)> {
    let last = *days.days.last_key_value()?.0;
    let unknown = days.days.iter().rev().find(|(_, d)| d.major > 0 && d.reasons.is_empty());
    let first = unknown.map_or_else(|| days.days.keys().next().copied(), |(day, _)| Some(day + 1))?;
    (last - first + 1 >= RECENT + HISTORY).then_some((first, last))
}

/// Where complaints come from.
struct Map<'a> {
    p: &'a Partial,
    periods: &'a Periods,
    /// Major cases by source and row.
    cases: FxHashMap<(&'a str, u64), &'a Case>,
    /// Segment values of all cases.
    values: Values,
    found: &'a Found,
    cx: &'a Context<'a>,
}

impl<'a> Map<'a> {
    fn new(p: &'a Partial, periods: &'a Periods, cases: &'a [Case], found: &'a Found, cx: &'a Context<'a>) -> Self {
        let major = cases.iter().filter(|c| c.severity == Some(Severity::Major));
        let by_row = major.map(|c| (c.snippet.place(), c)).collect();
        Self { p, periods, cases: by_row, values: Values::of(cases.iter()), found, cx }
    }

    /// The segment value that holds most of them, where it holds more of them than of all cases; of danger all that says where it is.
    fn place(&self, id: &str, mine: &[&Major]) -> Option<String> {
        let case = |m: &&Major| self.cases.get(&m.snippet.place()).copied();
        let own = Values::of(mine.iter().filter_map(case));
        if self.cx.labels.is_danger(id) {
            return self.values.places(&own, mine.len(), self.p, self.cx);
        }
        let found = self.values.concentrated(&own).into_iter();
        let most = found.filter(|(_, k)| float(*k) >= SHARE * float(mine.len() as u64));
        let (pair, k) = most.min_by_key(|(pair, k)| (Reverse(*k), *pair))?;
        let (_, value) = self.p.segments.value(pair)?;
        Some(self.cx.say("alert.major.place", &[("value", value.to_owned()), ("n", k.to_string())]))
    }

    /// The hot issue that holds most of them.
    fn issue(&self, mine: &[&Major]) -> Option<String> {
        let counts = counted(mine.iter().filter_map(|m| self.found.index.get(&m.snippet.source, m.snippet.row)));
        let (id, n) = counts.into_iter().find(|(_, n)| *n > 1 && 2 * n > mine.len() as u64)?;
        let issue = self.found.issues.iter().find(|i| *i.id == **id)?;
        Some(self.cx.say("alert.major.issue", &[("title", issue.title.clone()), ("n", n.to_string())]))
    }

    fn message(&self, id: &str, mine: &[&Major]) -> String {
        let place = match (self.place(id, mine), self.issue(mine)) {
            (Some(place), Some(issue)) => Some(self.cx.say("alert.major.both", &[("place", place), ("issue", issue)])),
            (place, issue) => place.or(issue),
        };
        // Without times nobody knows whether they are new.
        let key = match (mine.iter().any(|m| m.snippet.day().is_some()), &place) {
            (true, None) => "alert.major",
            (true, Some(_)) => "alert.major.where",
            (false, None) => "alert.major.undated",
            (false, Some(_)) => "alert.major.undated.where",
        };
        let reason = self.cx.labels.name("reason", id, self.cx.lang);
        let place = place.unwrap_or_default();
        self.cx.say(key, &[("reason", reason), ("count", mine.len().to_string()), ("where", place)])
    }
}

fn of_reason(id: &str, view: &View, majors: &[Major], map: &Map) -> Option<Alert> {
    let of: Vec<&Major> = majors.iter().filter(|m| m.reasons.iter().any(|r| r.reason == id)).collect();
    let window = view.recent();
    let since = view.days.span().map(|(first, last)| first.max(last - window + 1));
    let recent: Vec<&Major> =
        of.iter().copied().filter(|m| m.snippet.day().is_some() && m.snippet.day() >= since).collect();
    let grave = if map.cx.labels.is_grave(id) { "red" } else { "orange" };
    if view.is_first() && map.cx.labels.is_danger(id) && is_much(of.len() as u64, map.p) {
        // Of those without a time nobody knows that they are older than a week.
        let old = recent.is_empty() && of.iter().any(|m| m.snippet.day().is_some());
        let colour = if old { "orange" } else { grave };
        let dated = of.iter().all(|m| m.snippet.day().is_some());
        let since = view.days.span().filter(|_| dated).map(|(first, _)| first);
        return Some(alert(id, &of, None, (since, colour), map));
    }
    let Some((first, last)) = view.known else {
        let all: Vec<&Major> =
            of.iter().copied().filter(|m| m.snippet.day().is_none_or(|d| since <= Some(d))).collect();
        let since = since.filter(|_| all.iter().all(|m| m.snippet.day().is_some()));
        return (!all.is_empty()).then(|| alert(id, &all, None, (since, grave), map));
    };
    let (count, earlier) = (view.within(id, last - window + 1, last), view.within(id, first, last - window));
    let history = f64::from(last - window - first + 1);
    let expected = (float(earlier) + 0.5) * f64::from(window) / history;
    let chance = tails::upper(count, expected, expected * (1.0 + f64::from(window) / history));
    let more = !recent.is_empty() && count >= LEAST && chance < CHANCE;
    let rare = first.max(last - RARE + 1);
    let first_of_grave = grave == "red" && !recent.is_empty() && view.within(id, rare, last - window) == 0;
    if more || first_of_grave {
        return Some(alert(id, &recent, Some((expected, chance)), (since, grave), map));
    }
    growing(id, view.days, (first, last), &of, map)
}

/// Whether so many complaints of danger are more than one or two that may be misread.
fn is_much(count: u64, p: &Partial) -> bool {
    count >= SEVERAL && float(count) >= LEAST_SHARE * float(p.complaints)
}

/// A reason that grows over the last weeks.
fn growing(id: &str, days: &Days, known: (i32, i32), of: &[&Major], map: &Map) -> Option<Alert> {
    let grave = map.cx.labels.is_grave(id);
    let g = grown::of(id, days, known, if grave { GROWN } else { CHANCE })?;
    let mine: Vec<&Major> = of.iter().copied().filter(|m| m.snippet.day() >= Some(g.half)).collect();
    let values = [
        ("reason", map.cx.labels.name("reason", id, map.cx.lang)),
        ("days", g.days.to_string()),
        ("from", day_string(g.from)),
        ("earlier", g.earlier.to_string()),
        ("later", g.later.to_string()),
    ];
    let colour = if grave { "orange" } else { "yellow" };
    let told = alert(id, &mine, Some((g.expected, g.p)), (Some(g.half), colour), map);
    (!mine.is_empty()).then(|| Alert {
        message: map.cx.say("alert.major.grown", &values),
        value: float(g.later),
        ..told
    })
}

fn alert(id: &str, mine: &[&Major], past: Option<(f64, f64)>, at: (Option<i32>, &str), map: &Map) -> Alert {
    let (since, colour) = at;
    let rows: Vec<RowRef> = mine.iter().take(ROWS).map(|m| m.snippet.row_ref()).collect();
    let last = mine.iter().filter_map(|m| m.snippet.day()).max();
    Alert {
        colour: colour.to_owned(),
        kind: "major".to_owned(),
        subject: format!("severity:{id}"),
        message: map.message(id, mine),
        period: since.and(last).and_then(|day| map.periods.name(day)),
        start: since.map(day_string),
        end: since.and(last).map(day_string),
        value: float(mine.len() as u64),
        baseline: past.map(|(expected, _)| round(expected, 2)),
        p: past.map(|(_, p)| round(p, 6)).filter(|p| *p < 1.0),
        rows,
        ..Alert::default()
    }
}
