//! Alerts: spikes in the last complete periods, new major complaints, and issues on the rise.
//!
//! A spike is a share of blame (complaints, negative texts, a nature's complaints) above its own past: the tail of a Poisson and of an
//! overdispersed normal distribution, whichever is larger, with Benjamini–Hochberg over everything tested. A quiet series stays quiet.

use crate::aggregate::Partial;
use crate::aggregate::cases::{Case, Major};
use crate::aggregate::days::Day;
use crate::number::{float, round};
use crate::report::{Alert, RowRef};

use super::hot::Found;
use super::periods::{Period, Periods, Unit};
use super::stats::{adjust, normal_tail};
use super::{Context, day_string};

/// Expected share of false alarms among spikes, and among rising issues.
const FDR: f64 = 0.02;

/// Evidence without which nothing is raised: rows, and times the expected figure.
const LEAST_ROWS: u64 = 5;
const LEAST_RATIO: f64 = 1.5;

/// Periods before the tested ones that a baseline needs, and takes at most.
const BASELINE: usize = 4;
const BASELINE_MOST: usize = 30;

/// Days before the end of the data in which a major complaint is new.
const NEW_DAYS: i32 = 7;

/// Records shown with an alert.
const ROWS: usize = 20;

/// Reasons that call for the highest colour at once.
const RED: [&str; 4] = ["safety", "health", "group", "escalation"];

/// All alerts, the gravest first.
pub(super) fn alerts(
    p: &Partial,
    periods: &Periods,
    cases: &[Case],
    majors: &[Major],
    found: &Found,
    cx: &Context,
) -> Vec<Alert> {
    let mut out = spikes(p, periods, cases, cx);
    out.extend(new_majors(p, majors, cx));
    out.extend(rising(found, cases, cx));
    let grade = |a: &Alert| ["red", "orange", "yellow", "blue"].iter().position(|c| *c == a.colour);
    out.sort_by(|a, b| {
        grade(a).cmp(&grade(b)).then_with(|| a.subject.cmp(&b.subject)).then_with(|| a.period.cmp(&b.period))
    });
    out
}

/// One share in one period against its past.
struct Test<'a> {
    subject: String,
    name: String,
    period: &'a Period,
    count: u64,
    expected: f64,
    p: f64,
}

fn spikes(p: &Partial, periods: &Periods, cases: &[Case], cx: &Context) -> Vec<Alert> {
    let complete: Vec<&Period> = periods.list.iter().filter(|x| x.complete).collect();
    let tested = if periods.unit == Some(Unit::Day) { 3 } else { 1 };
    if complete.len() < BASELINE + tested {
        return Vec::new();
    }
    let (before, last) = complete.split_at(complete.len() - tested);
    let before = &before[before.len().saturating_sub(BASELINE_MOST)..];
    let mut tests: Vec<Test> = Vec::new();
    for period in last {
        let mut add = |subject: &str, name: String, of: &dyn Fn(&Day) -> u64| {
            tests.extend(test(subject, name, before, period, of));
        };
        add("complaints", cx.labels.message("alert.complaints", cx.lang, &[]), &|d| d.complaints);
        add("negative", cx.labels.message("alert.negative", cx.lang, &[]), &|d| d.negative);
        for nature in p.aspects.natures.keys() {
            let name = cx.labels.message("alert.nature", cx.lang, &[("nature", &cx.aspect_name(nature))]);
            add(&format!("nature:{nature}"), name, &|d| d.natures.get(nature).copied().unwrap_or(0));
        }
    }
    let q = adjust(&tests.iter().map(|t| t.p).collect::<Vec<_>>());
    let loud = |t: &Test| t.count >= LEAST_ROWS && float(t.count) >= LEAST_RATIO * t.expected;
    tests.iter().zip(q).filter(|(t, q)| *q < FDR && loud(t)).map(|(t, q)| spike(t, q, cases, cx)).collect()
}

/// `None` where the past says nothing.
fn test<'a>(
    subject: &str,
    name: String,
    before: &[&Period],
    period: &'a Period,
    of: &dyn Fn(&Day) -> u64,
) -> Option<Test<'a>> {
    let (mut k0, mut n0) = (0, 0);
    for b in before {
        k0 += of(&b.day);
        n0 += b.day.rows;
    }
    let (count, n) = (of(&period.day), period.day.rows);
    if n == 0 || n0 == 0 {
        return None;
    }
    // Half a row, so that a first complaint after a spotless past is judged by its number alone.
    let share = (float(k0) + 0.5) / (float(n0) + 1.0);
    let expected = share * float(n);
    let mut chi2 = 0.0;
    for b in before.iter().filter(|b| b.day.rows > 0) {
        let e = share * float(b.day.rows);
        chi2 += (float(of(&b.day)) - e) * (float(of(&b.day)) - e) / (e * (1.0 - share)).max(1e-9);
    }
    let spread = (chi2 / float(before.len() as u64 - 1)).max(1.0);
    let variance = spread * expected * (1.0 - share) * (1.0 + float(n) / float(n0));
    let z = (float(count) - 0.5 - expected) / variance.sqrt().max(1e-9);
    let p = normal_tail(z).max(poisson_tail(count, expected));
    Some(Test { subject: subject.to_owned(), name, period, count, expected, p })
}

/// Chance of `k` or more events where `mean` are expected.
fn poisson_tail(k: u64, mean: f64) -> f64 {
    let (mut term, mut below) = ((-mean).exp(), 0.0);
    // Beyond this the normal tail is as good, and the loop stays short.
    if k > 2_000 || term == 0.0 {
        return 0.0;
    }
    for i in 0..k {
        below += term;
        term *= mean / float(i + 1);
    }
    (1.0 - below).clamp(0.0, 1.0)
}

fn spike(t: &Test, q: f64, cases: &[Case], cx: &Context) -> Alert {
    let ratio = float(t.count) / t.expected;
    let colour = match (ratio, t.count) {
        (3.0.., 20..) => "orange",
        (2.0.., 10..) => "yellow",
        _ => "blue",
    };
    let nature = t.subject.strip_prefix("nature:");
    let mine = |c: &&Case| {
        let inside = c.day().is_some_and(|d| (t.period.start..t.period.end).contains(&d));
        inside && nature.map_or(c.complaint || c.score < 0, |n| c.natures.iter().any(|own| **own == *n))
    };
    let values = [
        ("what", t.name.as_str()),
        ("period", &t.period.name),
        ("count", &t.count.to_string()),
        ("expected", &round(t.expected, 1).to_string()),
        ("ratio", &round(ratio, 1).to_string()),
    ];
    Alert {
        colour: colour.to_owned(),
        kind: "spike".to_owned(),
        subject: t.subject.clone(),
        message: cx.labels.message("alert.spike", cx.lang, &values),
        period: Some(t.period.name.clone()),
        value: float(t.count),
        baseline: Some(round(t.expected, 2)),
        p: Some(round(q, 6)),
        rows: cases.iter().filter(mine).take(ROWS).map(|c| c.snippet.row_ref()).collect(),
    }
}

/// One alert for each reason of the major complaints of the last days (of all, where there are no times).
fn new_majors(p: &Partial, majors: &[Major], cx: &Context) -> Vec<Alert> {
    let since = p.period.map(|(_, last)| last - NEW_DAYS + 1);
    let day = |m: &Major| m.snippet.time.map(crate::time::Stamp::days);
    let new = |m: &&Major| day(m).is_none() || day(m) >= since;
    let mut out: Vec<Alert> = Vec::new();
    for id in p.reasons.keys() {
        let mine: Vec<&Major> =
            majors.iter().filter(new).filter(|m| m.reasons.iter().any(|r| *r.reason == **id)).collect();
        if mine.is_empty() {
            continue;
        }
        let rows: Vec<RowRef> = mine.iter().take(ROWS).map(|m| m.snippet.row_ref()).collect();
        let reason = cx.labels.name("reason", id, cx.lang);
        let values = [("reason", reason.as_str()), ("count", &mine.len().to_string())];
        out.push(Alert {
            colour: if RED.contains(&&**id) { "red" } else { "orange" }.to_owned(),
            kind: "major".to_owned(),
            subject: format!("severity:{id}"),
            message: cx.labels.message("alert.major", cx.lang, &values),
            period: since.filter(|_| mine.iter().all(|m| day(m).is_some())).map(day_string),
            value: float(mine.len() as u64),
            baseline: None,
            p: None,
            rows,
        });
    }
    out
}

/// Issues whose later half holds more than their share, beyond chance.
fn rising(found: &Found, cases: &[Case], cx: &Context) -> Vec<Alert> {
    let q = adjust(&found.rise.iter().map(|r| r.p).collect::<Vec<_>>());
    let mut out = Vec::new();
    for (i, issue) in found.issues.iter().enumerate() {
        let t = &issue.trend;
        let (rise, n) = (found.rise[i], t.recent + t.earlier);
        if q[i] >= FDR || t.recent < LEAST_ROWS || float(t.recent) < LEAST_RATIO * rise.expected {
            continue;
        }
        let colour = match (issue.major, n) {
            (1.., 10..) => "orange",
            (1.., _) | (_, 20..) => "yellow",
            _ => "blue",
        };
        let values =
            [("title", issue.title.as_str()), ("recent", &t.recent.to_string()), ("earlier", &t.earlier.to_string())];
        out.push(Alert {
            colour: colour.to_owned(),
            kind: "rising_issue".to_owned(),
            subject: format!("issue:{}", issue.id),
            message: cx.labels.message("alert.rising", cx.lang, &values),
            period: issue.last.clone(),
            value: float(t.recent),
            baseline: Some(round(rise.expected, 2)),
            p: Some(round(q[i], 6)),
            rows: found.cases_of(i, cases).take(ROWS).map(|c| c.snippet.row_ref()).collect(),
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::testing::{Row, report};

    /// Sixty days of ten rows with one logistics complaint a day, and `last` complaints on the last one.
    fn days(last: u64) -> Vec<Alert> {
        let mut rows = Vec::new();
        for day in 0..40i32 {
            for i in 0..10u64 {
                let bad = i < if day == 39 { last } else { 1 };
                let time = day_string(20_000 + day);
                let row = Row::new(rows.len() as u64 + 1, "文字").day(&time);
                rows.push(
                    if bad { row.score(-800).blame("logistics.speed", "快递", "慢") } else { row.score(500) }.build(),
                );
            }
        }
        report(&rows).alerts
    }

    #[test]
    fn a_spike_is_told_with_its_baseline_and_rows_and_quiet_days_are_quiet() {
        assert_eq!(days(1), []);
        let found = days(8);
        let a = found.iter().find(|a| a.subject == "nature:logistics").unwrap();
        assert_eq!((a.kind.as_str(), a.value, a.rows.len()), ("spike", 8.0, 8));
        assert!(
            (0.9..1.2).contains(&a.baseline.unwrap()) && a.p.unwrap() < 0.01 && a.message.contains("物流"),
            "{a:?}"
        );
    }

    #[test]
    fn safety_is_red() {
        let rows = [Row::new(3, "插座漏电了")
            .score(-900)
            .blame("product.safety", "插座", "漏电")
            .major("safety", "漏电")
            .build()];
        let alerts = report(&rows).alerts;
        assert_eq!((alerts[0].colour.as_str(), alerts[0].rows[0].row), ("red", 3));
    }

    #[test]
    fn poisson_tail_as_in_tables() {
        assert!((poisson_tail(5, 1.0) - 0.003_66).abs() < 1e-5);
        assert_eq!(poisson_tail(0, 3.0), 1.0);
    }
}
