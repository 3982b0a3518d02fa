//! One event, one alert: alerts that tell of the same records are told as one.
//!
//! A flood of complaints raises the volume, the complaints, their nature, their aspect and an issue at once. The gravest leads and names the others; nothing is
//! taken out of the list, so that programs and conditions see what they saw.

use rustc_hash::FxHashSet;

use crate::aggregate::cases::{Case, Major};
use crate::insight::hot::shared;
use crate::number::float;
use crate::report::Alert;

use super::{Desk, day_string};

/// Share of the records of the larger of two alerts that both must have.
const SAME: f64 = 0.6;

/// An alert with what it is called in short, and the places of all cases behind it, in order.
pub(super) struct Told {
    pub(super) alert: Alert,
    pub(super) title: String,
    pub(super) cases: Vec<u32>,
}

impl Told {
    /// Whether another one tells of the same days and records.
    fn is_of(&self, other: &Self) -> bool {
        let (few, many) = (self.cases.len().min(other.cases.len()), self.cases.len().max(other.cases.len()));
        let most = |n: usize| n > 0 && float(n as u64) > SAME * float(many as u64);
        most(few) && meet(&self.alert, &other.alert) && most(shared(&self.cases, &other.cases))
    }
}

/// Whether the days of two alerts have one in common; an alert without days may be of any.
fn meet(a: &Alert, b: &Alert) -> bool {
    let before = |end: &Option<String>, start: &Option<String>| end.is_some() && start.is_some() && end < start;
    !before(&a.end, &b.start) && !before(&b.end, &a.start)
}

/// The alerts, the gravest first, each with its leader or with the names of those that it leads.
pub(super) fn fold(mut list: Vec<Told>) -> Vec<Alert> {
    let mut leaders: Vec<usize> = Vec::new();
    for at in 0..list.len() {
        let Some(leader) = leaders.iter().copied().find(|l| list[at].is_of(&list[*l])) else {
            leaders.push(at);
            continue;
        };
        list[at].alert.parent = Some(leader as u64);
        let title = list[at].title.clone();
        let lead = &mut list[leader];
        if lead.title != title && !lead.alert.also.contains(&title) {
            lead.alert.also.push(title);
        }
    }
    list.into_iter().map(|t| t.alert).collect()
}

impl Desk<'_> {
    /// An alert about major complaints with the cases behind it.
    pub(super) fn of_majors(&self, alert: Alert, majors: &[Major]) -> Told {
        let reason = alert.subject.split_once(':').map_or("", |(_, id)| id);
        let day = |m: &Major| m.snippet.day().map(day_string);
        let inside = |m: &Major| alert.start.is_none() || (alert.start <= day(m) && day(m) <= alert.end);
        let mine = majors.iter().filter(|m| m.reasons.iter().any(|r| r.reason == reason) && inside(m));
        let rows: FxHashSet<(&str, u64)> = mine.map(|m| m.snippet.place()).collect();
        let own = |(_, c): &(u32, &Case)| rows.contains(&c.snippet.place());
        let cases = (0u32..).zip(self.cases).filter(own).map(|(at, _)| at).collect();
        let title =
            self.cx.say("alert.major.title", &[("reason", self.cx.labels.name("reason", reason, self.cx.lang))]);
        Told { alert, title, cases }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(title: &str, days: [&str; 2], cases: std::ops::Range<u32>) -> Told {
        let [start, end] = days.map(|d| Some(d.to_owned()));
        Told { alert: Alert { start, end, ..Alert::default() }, title: title.to_owned(), cases: cases.collect() }
    }

    #[test]
    fn what_tells_of_the_same_records_is_led_by_the_first() {
        let week = ["2026-02-23", "2026-03-01"];
        let list = fold(vec![
            told("危机", week, 0..100),
            told("物流", week, 0..90),
            // Most of its own, but few of the larger one.
            told("三条", week, 0..3),
            told("配送", ["2026-03-02", "2026-03-08"], 0..100),
            told("物流", ["2026-02-20", "2026-02-23"], 10..100),
            // As much as half is another matter.
            told("其他", week, 50..150),
        ]);
        assert_eq!(list.iter().map(|a| a.parent).collect::<Vec<_>>(), [None, Some(0), None, None, Some(0), None]);
        assert_eq!(list[0].also, ["物流"]);
    }

    #[test]
    fn alerts_without_records_stand_alone() {
        let none = || told("反馈量", ["2026-02-23", "2026-02-23"], 0..0);
        assert!(fold(vec![none(), none()]).iter().all(|a| a.parent.is_none()));
    }
}
