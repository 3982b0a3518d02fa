//! Alerts about issues and stories: crises, issues that rise, words and faults that are new.

use crate::aggregate::cases::Case;
use crate::number::{float, round};
use crate::record::Severity;
use crate::report::Alert;

use super::super::places::Values;
use super::fold::Told;
use super::series::Span;
use super::{Desk, FDR, YELLOW, crisis, day_string, emerging, passing};

/// A rising issue: counts of the late stretch, times what was expected, and total from which it is yellow.
const LEAST_RECENT: u64 = 5;
const LEAST_RATIO: f64 = 1.5;
const MANY: u64 = 20;

impl Desk<'_> {
    /// Words and faults of the last week that are new.
    pub(super) fn emerging(&self, span: Span) -> Vec<Told> {
        let (number, new) = emerging::tests(self.p, self.cases, span);
        let new = new.into_iter().map(|n| (n.p, n)).map(|(p, n)| (n, p)).collect();
        let new = passing(vec![new], number, FDR).remove(0);
        emerging::distinct(new).into_iter().map(|(n, q)| self.new_story(n, q)).collect()
    }

    fn new_story(&self, n: emerging::New, q: f64) -> Told {
        let cases = || n.cases.iter().map(|i| &self.cases[*i as usize]);
        let first = cases().filter_map(Case::day).min();
        let full = emerging::in_full(&n.words, &cases());
        let values =
            [("words", full.clone()), ("count", n.count.to_string()), ("expected", round(n.expected, 1).to_string())];
        let alert = Alert {
            colour: new_colour(&n, self.cases).to_owned(),
            kind: "emerging".to_owned(),
            subject: format!("word:{}", n.words),
            message: self.cx.say("alert.emerging", &values),
            period: first.and_then(|day| self.periods.name(day)),
            start: first.map(day_string),
            end: cases().filter_map(Case::day).max().map(day_string),
            value: float(n.count),
            baseline: Some(round(n.expected, 2)),
            p: Some(round(q, 6)),
            ..Alert::default()
        };
        self.told(alert, self.cx.say("alert.new", &[("words", full)]), n.cases)
    }

    /// Issues whose later half or last days hold more than their share, beyond chance; crises are told by themselves.
    pub(super) fn rising(&self, q: &[f64], crises: &[crisis::Crisis]) -> Vec<Told> {
        let mut out = Vec::new();
        for (i, issue) in self.found.issues.iter().enumerate() {
            let rise = self.found.rise[i];
            let loud = rise.recent >= LEAST_RECENT && float(rise.recent) >= LEAST_RATIO * rise.expected;
            if q[i] >= FDR || !loud || crises.iter().any(|c| c.issue == i) {
                continue;
            }
            let old = self.last_day(i).is_none_or(|day| self.is_history(day));
            let grave = issue.major > 0 || rise.recent + rise.earlier >= MANY;
            let colour = if grave && !old { "yellow" } else { "blue" };
            let message = self.late("alert.rising", i, &[("title", issue.title.clone())]);
            out.push(self.of_issue(i, "rising_issue", colour, q[i], &message));
        }
        out
    }

    pub(super) fn crisis(&self, c: crisis::Crisis, q: f64) -> Told {
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

    fn last_day(&self, i: usize) -> Option<i32> {
        self.found.cases_of(i, self.cases).filter_map(Case::day).max()
    }

    fn of_issue(&self, i: usize, kind: &str, colour: &str, q: f64, message: &str) -> Told {
        let issue = &self.found.issues[i];
        let alert = Alert {
            colour: colour.to_owned(),
            kind: kind.to_owned(),
            subject: format!("issue:{}", issue.id),
            message: message.to_owned(),
            period: self.last_day(i).and_then(|day| self.periods.name(day)),
            start: issue.first.clone(),
            end: issue.last.clone(),
            value: float(self.found.rise[i].recent),
            baseline: Some(round(self.found.rise[i].expected, 2)),
            p: Some(round(q, 6)),
            ..Alert::default()
        };
        let title = self.cx.say("alert.issue", &[("title", issue.title.clone())]);
        self.told(alert, title, self.found.members[i].clone())
    }
}

/// As grave as an issue of these cases would be; where hardly any is major, by their number.
fn new_colour(n: &emerging::New, cases: &[Case]) -> &'static str {
    let major = n.cases.iter().filter(|i| cases[**i as usize].severity == Some(Severity::Major)).count() as u64;
    crisis::of_new(n.count, major).unwrap_or(if n.count >= YELLOW.1 { "yellow" } else { "blue" })
}
