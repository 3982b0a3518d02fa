//! Alerts: what somebody must look at, each with its figure, its baseline and its rows. A quiet series stays quiet.
//!
//! | kind | what | file |
//! |---|---|---|
//! | `spike` | one to seven days far above the weeks around them | `spike` |
//! | `drift` | steady growth over six to thirteen weeks | `drift`, of words `words` |
//! | `rising_issue` | an issue whose later half, or last week or two, holds more than its share | `issues` |
//! | `rising_segment` | complaints of a segment value, or its complaints about something, that grow and are more than elsewhere | `values` |
//! | `emerging` | words and faults that are new in the last week | `emerging` |
//! | `major` | major complaints that are news | `major`, of those that grow `grown` |
//! | `crisis` | an issue that is grave or spread, and grows | `crisis` |
//!
//! Spikes and drifts are looked for in volume, complaints, negative texts and natures, and, as a family of its own, in aspects, issues and segment
//! values; each family of tests is held to an expected share of [`FDR`] false alarms (Benjamini–Hochberg). What ended more than two weeks before the end of the
//! data is history, and blue. Alerts that tell of the same records are told as one (`fold`).

mod crisis;
mod drift;
mod emerging;
mod fold;
mod grown;
mod issues;
mod major;
mod series;
mod spike;
mod values;
mod words;

#[cfg(test)]
mod tests;

use rayon::prelude::*;

use crate::aggregate::Partial;
use crate::aggregate::cases::{Case, Major};
use crate::aggregate::days::Days;
use crate::number::{float, round};
use crate::report::Alert;

use super::hot::Found;
use super::past::Past;
use super::periods::Periods;
use super::stats::adjust;
use super::{Context, day_string};

use fold::Told;
use series::{Series, Span, Subject};

/// Expected share of false alarms in each family of tests; drifts, of which each subject has one at most, may be a little bolder.
const FDR: f64 = 0.01;
const FDR_DRIFT: f64 = 0.02;

/// Records shown with an alert.
const ROWS: usize = 20;

/// Days without which nothing can be said of before.
const LEAST_DAYS: usize = 21;

/// Spikes told of one subject.
const MOST_SPIKES: usize = 5;

/// Days after which something is history.
const HISTORY: i32 = 14;

/// Times what was expected, and counts, from which a spike or drift is orange or yellow.
const ORANGE: (f64, u64) = (3.0, 20);
const YELLOW: (f64, u64) = (2.0, 10);

/// Colours, the gravest first.
const COLOURS: [&str; 4] = ["red", "orange", "yellow", "blue"];

/// All alerts, the gravest first.
///
/// With a history, volumes and shares are judged against all of its days, and only what reaches into the days of this run is told.
pub(super) fn alerts(
    p: &Partial,
    past: Option<&Past>,
    periods: &Periods,
    cases: &[Case],
    majors: &[Major],
    found: &Found,
    cx: &Context,
) -> Vec<Alert> {
    let days = past.map_or(&p.days, Past::days);
    let desk = Desk { p, days, periods: past.map_or(periods, Past::periods), cases, found, cx };
    let since = past.and_then(Past::since);
    let grave = major::alerts(p, (days, since), desk.periods, majors, cases, found, cx);
    let mut out: Vec<Told> = grave.into_iter().map(|a| desk.of_majors(a, majors)).collect();
    if let Some(span) = Span::of(days) {
        let q = adjust(&found.rise.iter().map(|r| r.p).collect::<Vec<_>>());
        let crises = crisis::crises(found, cases, &desk.spreading(majors), &q, span.last);
        out.extend(desk.series(span));
        out.extend(desk.emerging(span));
        out.extend(desk.rising(&q, &crises));
        out.extend(crises.into_iter().map(|c| desk.crisis(c, q[c.issue])));
    }
    if let Some((first, _)) = p.period.filter(|_| past.is_some()) {
        let first = day_string(first);
        out.retain(|t| t.alert.end.as_ref().is_none_or(|end| *end >= first));
    }
    let grade = |a: &Alert| COLOURS.iter().position(|c| *c == a.colour);
    out.sort_by(|a, b| {
        // Of equally grave ones the narrowest says most of what they have in common.
        let narrow = a.cases.len().cmp(&b.cases.len());
        let (a, b) = (&a.alert, &b.alert);
        let latest = || b.end.cmp(&a.end);
        grade(a)
            .cmp(&grade(b))
            .then_with(latest)
            .then(narrow)
            .then_with(|| a.subject.cmp(&b.subject))
            .then_with(|| a.kind.cmp(&b.kind))
    });
    fold::fold(out)
}

/// What alerts are written from.
struct Desk<'a> {
    p: &'a Partial,
    /// Days of the run, or of the whole history.
    days: &'a Days,
    periods: &'a Periods,
    cases: &'a [Case],
    found: &'a Found,
    cx: &'a Context<'a>,
}

/// A stretch of days with its figure against what was expected.
struct Figure {
    from: i32,
    /// Its last day.
    to: i32,
    count: u64,
    expected: f64,
    q: f64,
}

impl Desk<'_> {
    /// The issues of the major complaints that tell of authorities, media or many others, one for each.
    fn spreading(&self, majors: &[Major]) -> Vec<&str> {
        let tells = |m: &&Major| m.reasons.iter().any(|r| self.cx.labels.tells_of_others(&r.reason));
        let issue_of = |m: &Major| self.found.index.get(&m.snippet.source, m.snippet.row).map(AsRef::as_ref);
        majors.iter().filter(tells).filter_map(issue_of).collect()
    }

    /// Spikes and drifts of everything watched.
    fn series(&self, span: Span) -> Vec<Told> {
        if span.len() < LEAST_DAYS {
            return Vec::new();
        }
        let all = series::all(self.p, self.days, self.cases, self.found, span, self.cx.labels);
        let (lead, rest): (Vec<Series>, Vec<Series>) = all.into_iter().partition(|s| s.subject.leads());
        let mut told = Vec::new();
        let mut out = self.family(&lead, span, &mut told);
        out.extend(self.family(&rest, span, &mut told));
        out.extend(self.words(span, &told));
        out.extend(self.values(span));
        out
    }

    /// Words that grow up to now and belong to nothing in `told`, the subjects that do.
    fn words(&self, span: Span, told: &[Subject]) -> Vec<Told> {
        let (list, more) = words::series(self.cases, span);
        let tests: Vec<drift::Tests> = list.par_iter().map(|s| drift::tests(s, &s.odd)[0]).collect();
        let best = tests.iter().map(|t| t.best.map(|d| (d, d.p)).into_iter().collect()).collect();
        let number = tests.iter().map(|t| t.number).sum::<usize>() + more * drift::LENGTHS.len();
        let grown = passing(best, number, FDR_DRIFT);
        let grown = list.iter().zip(grown).flat_map(|(s, d)| d.into_iter().map(move |(d, q)| (&s.subject, d, q)));
        let new = words::new_stories(grown.collect(), told, (self.p, self.cases), self.found, span);
        new.into_iter().map(|(subject, d, q)| self.drift(subject, &d, span, q)).collect()
    }

    /// Complaints of segment values that grow, a family of their own.
    fn values(&self, span: Span) -> Vec<Told> {
        let (number, grown) = values::tests(self.p, self.cases, span, self.cx);
        let grown = passing(vec![grown.into_iter().map(|g| (g.p, g)).map(|(p, g)| (g, p)).collect()], number, FDR);
        grown.into_iter().flatten().map(|(g, q)| self.value(&g, span, q)).collect()
    }

    fn value(&self, g: &values::Grown, span: Span, q: f64) -> Told {
        let f = &Figure { from: g.from, to: span.last, count: g.count, expected: g.expected, q };
        let [before, share] = g.shares.map(|s| round(100.0 * s, 1).to_string());
        let values = [
            ("what", g.subject.name(self.p, self.found, self.cx)),
            ("days", values::RECENT.to_string()),
            ("count", g.count.to_string()),
            ("expected", round(g.expected, 1).to_string()),
            ("share", share),
            ("before", before),
        ];
        let ratio = float(g.count) / g.expected;
        self.alert("rising_segment", &g.subject, f, ratio, &self.cx.say("alert.rising_segment", &values))
    }

    /// One family of tests. Subjects that grow are added to `told`.
    fn family(&self, list: &[Series], span: Span, told: &mut Vec<Subject>) -> Vec<Told> {
        let spikes: Vec<spike::Tests> = list.par_iter().map(spike::tests).collect();
        // One event is one discovery, in however many windows it shows.
        let events =
            |t: &spike::Tests| spike::distinct(&t.windows, MOST_SPIKES).into_iter().map(|w| (w, w.p)).collect();
        let spikes: Vec<Vec<(spike::Window, f64)>> =
            passing(spikes.iter().map(events).collect(), spikes.iter().map(|t| t.number).sum(), FDR);
        let drifts = drifts(list, &spikes);
        let mut out = Vec::new();
        for ((s, spikes), drifts) in list.iter().zip(spikes).zip(drifts) {
            out.extend(spikes.into_iter().map(|(w, q)| {
                let (from, to) = (span.day(w.from), span.day(w.to) - 1);
                self.spike(&s.subject, &Figure { from, to, count: w.count, expected: w.expected, q })
            }));
            told.extend(drifts.iter().map(|_| s.subject.clone()));
            out.extend(drifts.into_iter().map(|(d, q)| self.drift(&s.subject, &d, span, q)));
        }
        out
    }

    fn spike(&self, subject: &Subject, f: &Figure) -> Told {
        let day = day_string(f.from);
        let days = if f.from == f.to { day } else { format!("{day} – {}", day_string(f.to)) };
        let ratio = float(f.count) / f.expected.max(1e-9);
        let holiday =
            (f.from..=f.to).find_map(|d| self.cx.labels.calendar.holiday(d)).map(|h| h.name.get(self.cx.lang));
        let values = [
            ("what", subject.name(self.p, self.found, self.cx)),
            ("period", days),
            ("count", f.count.to_string()),
            ("expected", round(f.expected, 1).to_string()),
            ("ratio", round(ratio, 1).to_string()),
            ("holiday", holiday.unwrap_or_default().to_owned()),
        ];
        let key = if holiday.is_some() { "alert.spike.holiday" } else { "alert.spike" };
        self.alert("spike", subject, f, ratio, &self.cx.say(key, &values))
    }

    fn drift(&self, subject: &Subject, d: &drift::Drift, span: Span, q: f64) -> Told {
        let (from, to) = (span.day(d.from), span.day(d.to) - 1);
        let f = &Figure { from, to, count: d.count, expected: d.expected, q };
        let values = [
            ("what", subject.name(self.p, self.found, self.cx)),
            ("weeks", ((f.to - f.from + 1) / 7).to_string()),
            ("from", day_string(f.from)),
            ("to", day_string(f.to)),
            ("times", round(d.growth, 1).to_string()),
            ("count", f.count.to_string()),
            ("expected", round(f.expected, 1).to_string()),
        ];
        self.alert("drift", subject, f, d.growth, &self.cx.say("alert.drift", &values))
    }

    fn alert(&self, kind: &str, subject: &Subject, f: &Figure, ratio: f64, message: &str) -> Told {
        let inside = |c: &Case| c.day().is_some_and(|d| (f.from..=f.to).contains(&d));
        let all = (0u32..).zip(self.cases.iter().zip(&self.found.of_case));
        let own = all.filter(|(_, (c, i))| inside(c) && subject.holds(c, **i)).map(|(at, _)| at).collect();
        let alert = Alert {
            colour: self.colour(f, ratio, subject).to_owned(),
            kind: kind.to_owned(),
            subject: subject.id(self.p, self.found),
            message: message.to_owned(),
            period: self.periods.name(f.to),
            start: Some(day_string(f.from)),
            end: Some(day_string(f.to)),
            value: float(f.count),
            baseline: Some(round(f.expected, 2)),
            p: Some(round(f.q, 6)),
            ..Alert::default()
        };
        self.told(alert, subject.name(self.p, self.found, self.cx), own)
    }

    /// An alert over some cases, with what it is called in short.
    fn told(&self, alert: Alert, title: String, cases: Vec<u32>) -> Told {
        let rows = cases.iter().take(ROWS).map(|i| self.cases[*i as usize].snippet.row_ref()).collect();
        Told { alert: Alert { rows, ..alert }, title, cases }
    }

    /// Whether what ended on a day is over, seen from the end of the data.
    fn is_history(&self, end: i32) -> bool {
        self.p.period.is_some_and(|(_, last)| end <= last - HISTORY)
    }

    /// How grave; more feedback alone is at most yellow.
    fn colour(&self, f: &Figure, ratio: f64, subject: &Subject) -> &'static str {
        let reaches = |(times, counts): (f64, u64)| ratio >= times && f.count >= counts;
        match () {
            () if self.is_history(f.to) => "blue",
            () if reaches(ORANGE) && !subject.is_volume() => "orange",
            () if reaches(YELLOW) => "yellow",
            () => "blue",
        }
    }
}

/// The steady growth of each series, where there is one: up to now, or else before.
fn drifts(list: &[Series], spikes: &[Vec<(spike::Window, f64)>]) -> Vec<Option<(drift::Drift, f64)>> {
    let tests: Vec<[drift::Tests; 2]> = list
        .par_iter()
        .zip(spikes)
        .map(|(s, spikes)| {
            let mut out = s.odd.clone();
            for (w, _) in spikes {
                out[w.from..w.to].fill(true);
            }
            drift::tests(s, &out)
        })
        .collect();
    let family = |which: usize| {
        let best = |t: &[drift::Tests; 2]| t[which].best.map(|d| (d, d.p)).into_iter().collect();
        passing(tests.iter().map(best).collect(), tests.iter().map(|t| t[which].number).sum(), FDR_DRIFT)
    };
    let (now, before) = (family(0), family(1));
    now.into_iter().zip(before).map(|(now, before)| now.into_iter().chain(before).next()).collect()
}

/// What passes the control for `number` tests, list by list, with its adjusted chance. Tests that are not listed found nothing.
fn passing<T>(lists: Vec<Vec<(T, f64)>>, number: usize, fdr: f64) -> Vec<Vec<(T, f64)>> {
    let mut p: Vec<f64> = lists.iter().flatten().map(|(_, p)| *p).collect();
    p.resize(number.max(p.len()), 1.0);
    let q = adjust(&p);
    let mut q = q.into_iter();
    lists
        .into_iter()
        .map(|list| list.into_iter().zip(q.by_ref()).map(|((x, _), q)| (x, q)).filter(|(_, q)| *q < fdr).collect())
        .collect()
}
