//! Alerts: what somebody must look at, each with its figure, its baseline and its rows. A quiet series stays quiet.
//!
//! | kind | what | file |
//! |---|---|---|
//! | `spike` | one to seven days far above the weeks around them | `spike` |
//! | `drift` | steady growth over six to thirteen weeks | `drift`, of words `words` |
//! | `rising_issue` | an issue whose later half, or last week or two, holds more than its share | here |
//! | `emerging` | words and faults that are new in the last week | `emerging` |
//! | `major` | major complaints that are news | `major`, of those that grow `grown` |
//! | `crisis` | an issue that is grave or spread, and grows | `crisis` |
//!
//! Spikes and drifts are looked for in volume, complaints, negative texts and natures, and, as a family of its own, in aspects, issues and segment
//! values; each family of tests is held to an expected share of [`FDR`] false alarms (Benjamini–Hochberg). What ended more than two weeks before the end of the
//! data is history, and blue.

mod crisis;
mod drift;
mod emerging;
mod grown;
mod major;
mod series;
mod spike;
mod words;

#[cfg(test)]
mod tests;

use rayon::prelude::*;

use crate::aggregate::Partial;
use crate::aggregate::cases::{Case, Major};
use crate::aggregate::days::Days;
use crate::number::{float, round};
use crate::record::Severity;
use crate::report::{Alert, RowRef};

use super::hot::Found;
use super::past::Past;
use super::periods::Periods;
use super::places::Values;
use super::stats::adjust;
use super::{Context, day_string};

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

/// A rising issue: counts of the late stretch, times what was expected, and total from which it is yellow.
const LEAST_RECENT: u64 = 5;
const LEAST_RATIO: f64 = 1.5;
const MANY: u64 = 20;

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
    let mut out = major::alerts(p, (days, since), majors, cases, found, cx);
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
        out.retain(|a| a.end.as_ref().is_none_or(|end| *end >= first));
    }
    let grade = |a: &Alert| COLOURS.iter().position(|c| *c == a.colour);
    out.sort_by(|a, b| {
        let latest = || b.end.cmp(&a.end);
        grade(a)
            .cmp(&grade(b))
            .then_with(latest)
            .then_with(|| a.subject.cmp(&b.subject))
            .then_with(|| a.kind.cmp(&b.kind))
    });
    out
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
    fn series(&self, span: Span) -> Vec<Alert> {
        if span.len() < LEAST_DAYS {
            return Vec::new();
        }
        let all = series::all(self.p, self.days, self.cases, self.found, span, &self.cx.labels.calendar);
        let (lead, rest): (Vec<Series>, Vec<Series>) = all.into_iter().partition(|s| s.subject.leads());
        let mut told = Vec::new();
        let mut out = self.family(&lead, span, &mut told);
        out.extend(self.family(&rest, span, &mut told));
        out.extend(self.words(span, &told));
        out
    }

    /// Words that grow up to now and belong to nothing in `told`, the subjects that do.
    fn words(&self, span: Span, told: &[Subject]) -> Vec<Alert> {
        let (list, more) = words::series(self.cases, span);
        let tests: Vec<drift::Tests> = list.par_iter().map(|s| drift::tests(s, &s.odd)[0]).collect();
        let best = tests.iter().map(|t| t.best.map(|d| (d, d.p)).into_iter().collect()).collect();
        let number = tests.iter().map(|t| t.number).sum::<usize>() + more * drift::LENGTHS.len();
        let grown = passing(best, number, FDR_DRIFT);
        let grown = list.iter().zip(grown).flat_map(|(s, d)| d.into_iter().map(move |(d, q)| (&s.subject, d, q)));
        let new = words::new_stories(grown.collect(), told, self.cases, self.found, span);
        new.into_iter().map(|(subject, d, q)| self.drift(subject, &d, span, q)).collect()
    }

    /// One family of tests. Subjects that grow are added to `told`.
    fn family(&self, list: &[Series], span: Span, told: &mut Vec<Subject>) -> Vec<Alert> {
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

    fn spike(&self, subject: &Subject, f: &Figure) -> Alert {
        let day = day_string(f.from);
        let days = if f.from == f.to { day } else { format!("{day} – {}", day_string(f.to)) };
        let ratio = float(f.count) / f.expected.max(1e-9);
        let holiday = (f.from..=f.to).find_map(|d| self.cx.labels.calendar.holiday(d)).map(|h| h.name(self.cx.lang));
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

    fn drift(&self, subject: &Subject, d: &drift::Drift, span: Span, q: f64) -> Alert {
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

    fn alert(&self, kind: &str, subject: &Subject, f: &Figure, ratio: f64, message: &str) -> Alert {
        let inside = |c: &Case| c.day().is_some_and(|d| (f.from..=f.to).contains(&d));
        let rows = self.cases.iter().zip(&self.found.of_case).filter(|(c, i)| inside(c) && subject.holds(c, **i));
        Alert {
            colour: self.colour(f, ratio, subject).to_owned(),
            kind: kind.to_owned(),
            subject: subject.id(self.p, self.found),
            message: message.to_owned(),
            period: self.periods.place(f.to).map(|i| self.periods.list[i].name.clone()),
            start: Some(day_string(f.from)),
            end: Some(day_string(f.to)),
            value: float(f.count),
            baseline: Some(round(f.expected, 2)),
            p: Some(round(f.q, 6)),
            rows: rows.take(ROWS).map(|(c, _)| c.snippet.row_ref()).collect(),
        }
    }

    /// How grave; more feedback alone is at most yellow.
    fn colour(&self, f: &Figure, ratio: f64, subject: &Subject) -> &'static str {
        let last = self.p.period.map_or(f.to, |(_, last)| last);
        let reaches = |(times, counts): (f64, u64)| ratio >= times && f.count >= counts;
        match () {
            () if f.to <= last - HISTORY => "blue",
            () if reaches(ORANGE) && !subject.is_volume() => "orange",
            () if reaches(YELLOW) => "yellow",
            () => "blue",
        }
    }

    /// Words and faults of the last week that are new.
    fn emerging(&self, span: Span) -> Vec<Alert> {
        let (number, new) = emerging::tests(self.p, self.cases, span);
        let new = new.into_iter().map(|n| (n.p, n)).map(|(p, n)| (n, p)).collect();
        let new = passing(vec![new], number, FDR).remove(0);
        let alert = |(n, q): (emerging::New, f64)| {
            let cases = || n.cases.iter().map(|i| &self.cases[*i as usize]);
            let first = cases().filter_map(Case::day).min();
            let values = [
                ("words", n.words.clone()),
                ("count", n.count.to_string()),
                ("expected", round(n.expected, 1).to_string()),
            ];
            Alert {
                colour: new_colour(&n, self.cases).to_owned(),
                kind: "emerging".to_owned(),
                subject: format!("word:{}", n.words),
                message: self.cx.say("alert.emerging", &values),
                period: first.and_then(|d| self.periods.place(d)).map(|i| self.periods.list[i].name.clone()),
                start: first.map(day_string),
                end: cases().filter_map(Case::day).max().map(day_string),
                value: float(n.count),
                baseline: Some(round(n.expected, 2)),
                p: Some(round(q, 6)),
                rows: cases().take(ROWS).map(|c| c.snippet.row_ref()).collect(),
            }
        };
        emerging::distinct(new).into_iter().map(alert).collect()
    }

    /// Issues whose later half or last days hold more than their share, beyond chance; crises are told by themselves.
    fn rising(&self, q: &[f64], crises: &[crisis::Crisis]) -> Vec<Alert> {
        let mut out = Vec::new();
        for (i, issue) in self.found.issues.iter().enumerate() {
            let rise = self.found.rise[i];
            let loud = rise.recent >= LEAST_RECENT && float(rise.recent) >= LEAST_RATIO * rise.expected;
            if q[i] >= FDR || !loud || crises.iter().any(|c| c.issue == i) {
                continue;
            }
            let colour = if issue.major > 0 || rise.recent + rise.earlier >= MANY { "yellow" } else { "blue" };
            let message = self.late("alert.rising", i, &[("title", issue.title.clone())]);
            out.push(self.of_issue(i, "rising_issue", colour, q[i], &message));
        }
        out
    }

    fn crisis(&self, c: crisis::Crisis, q: f64) -> Alert {
        let mine: Vec<&Case> = self.found.cases_of(c.issue, self.cases).collect();
        let own = Values::of(mine.iter().copied());
        let place = Values::of(self.cases.iter()).places(&own, mine.len(), self.p, self.cx);
        let values = [
            ("title", self.found.issues[c.issue].title.clone()),
            ("points", c.points().to_string()),
            ("severity", c.severity.to_string()),
            ("growth", c.growth.to_string()),
            ("reach", c.reach.to_string()),
            ("where", place.clone().unwrap_or_default()),
        ];
        let key = if place.is_some() { "alert.crisis.where" } else { "alert.crisis" };
        let message = self.late(key, c.issue, &values);
        self.of_issue(c.issue, "crisis", c.colour(), q, &message)
    }

    /// A sentence about the late stretch of an issue: its later half, or its last days.
    fn late(&self, key: &str, issue: usize, values: &[(&str, String)]) -> String {
        let r = self.found.rise[issue];
        let mut all = values.to_vec();
        all.extend([("recent", r.recent.to_string()), ("earlier", r.earlier.to_string())]);
        let Some(days) = r.days else { return self.cx.say(key, &all) };
        all.push(("days", days.to_string()));
        self.cx.say(&format!("{key}.young"), &all)
    }

    fn of_issue(&self, i: usize, kind: &str, colour: &str, q: f64, message: &str) -> Alert {
        let issue = &self.found.issues[i];
        let rows: Vec<RowRef> = self.found.cases_of(i, self.cases).take(ROWS).map(|c| c.snippet.row_ref()).collect();
        Alert {
            colour: colour.to_owned(),
            kind: kind.to_owned(),
            subject: format!("issue:{}", issue.id),
            message: message.to_owned(),
            period: issue.last.clone(),
            start: issue.first.clone(),
            end: issue.last.clone(),
            value: float(self.found.rise[i].recent),
            baseline: Some(round(self.found.rise[i].expected, 2)),
            p: Some(round(q, 6)),
            rows,
        }
    }
}

/// As grave as an issue of these cases would be; where hardly any is major, by their number.
fn new_colour(n: &emerging::New, cases: &[Case]) -> &'static str {
    let major = n.cases.iter().filter(|i| cases[**i as usize].severity == Some(Severity::Major)).count() as u64;
    crisis::of_new(n.count, major).unwrap_or(if n.count >= YELLOW.1 { "yellow" } else { "blue" })
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
