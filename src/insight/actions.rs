//! Work orders: each major complaint by itself, general ones by hot issue, the rest by aspect; the most urgent first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::aggregate::cases::{Case, Major};
use crate::aggregate::{DEFAULT_HOURS, OrderKey, Partial};
use crate::record::{Name, Severity};
use crate::report::{Action, HotIssue, RowRef};

use super::Context;
use super::hot::Found;

/// Records listed with a work order; its count tells all of them.
const MOST_ROWS: usize = 1_000;

/// Characters of a customer's words in a title.
const TITLE_CHARS: usize = 24;

/// All work orders.
pub(super) fn actions(p: &Partial, cases: &[Case], majors: &[Major], found: &Found, cx: &Context) -> Vec<Action> {
    let mut out: Vec<Action> = majors.iter().map(|m| major(m, found, cx)).collect();
    let mut left = p.orders.clone();
    let mut rows_left: BTreeMap<OrderKey, Vec<RowRef>> = BTreeMap::new();
    let mut by_issue: Vec<Vec<&Case>> = vec![Vec::new(); found.issues.len()];
    for (case, issue) in cases.iter().zip(&found.of_case).filter(|(c, _)| c.severity == Some(Severity::General)) {
        let key = key(case);
        if let Some(i) = issue {
            by_issue[*i as usize].push(case);
            left.entry(key).and_modify(|n| *n = n.saturating_sub(1));
        } else {
            let rows = rows_left.entry(key).or_default();
            if rows.len() < MOST_ROWS {
                rows.push(case.snippet.row_ref());
            }
        }
    }
    let shared = found.issues.iter().zip(&by_issue).filter(|(_, cases)| !cases.is_empty());
    out.extend(shared.map(|(issue, cases)| by_hot_issue(issue, cases, cx)));
    out.extend(left.into_iter().filter(|(_, n)| *n > 0).map(|(key, n)| {
        let rows = rows_left.remove(&key).unwrap_or_default();
        by_aspect(&key, n, rows, cx)
    }));
    out.sort_by_key(|a| (Reverse(a.severity == "major"), a.due_hours, Reverse(a.count)));
    (1u32..).zip(&mut out).for_each(|(i, a)| a.priority = i);
    out
}

fn key(c: &Case) -> OrderKey {
    OrderKey {
        hours: c.due_hours.unwrap_or(DEFAULT_HOURS),
        department: c.department.clone().unwrap_or_default(),
        nature: c.nature.clone(),
        aspect: c.aspect.clone(),
    }
}

fn major(m: &Major, found: &Found, cx: &Context) -> Action {
    let reason = m.reasons.first();
    let text: String = reason.map_or("", |r| &r.text).chars().take(TITLE_CHARS).collect();
    let reason_name = reason.map_or(String::new(), |r| cx.labels.name("reason", &r.reason, cx.lang));
    let nature = m.natures.first().map(ToString::to_string);
    let aspect = m.aspect.as_ref().map(ToString::to_string);
    let reasons: Vec<String> = m.reasons.iter().map(|r| format!("reason:{}", r.reason)).collect();
    let scopes = reasons.iter().map(String::as_str).chain(aspect.as_deref()).chain(nature.as_deref());
    Action {
        priority: 0,
        department: department(m.department.as_ref(), cx),
        due_hours: m.due_hours.unwrap_or(DEFAULT_HOURS),
        solution: cx.labels.solution(scopes, "major"),
        title: cx.labels.message("action.major", cx.lang, &[("reason", &reason_name), ("text", &text)]),
        severity: "major".to_owned(),
        issue: found.issue_of(&m.snippet.source, m.snippet.row).map(|i| i.id.clone()),
        nature,
        aspect,
        count: 1,
        rows: vec![m.snippet.row_ref()],
        order: None,
    }
}

/// The department and deadline of most of its complaints.
fn by_hot_issue(issue: &HotIssue, cases: &[&Case], cx: &Context) -> Action {
    let mut votes: BTreeMap<(Reverse<u32>, Option<&Name>), u64> = BTreeMap::new();
    for c in cases {
        *votes.entry((Reverse(c.due_hours.unwrap_or(DEFAULT_HOURS)), c.department.as_ref())).or_default() += 1;
    }
    // The last of the largest is the most urgent one, as hours count backwards.
    let (hours, name) = votes.iter().max_by_key(|(_, n)| **n).map_or((DEFAULT_HOURS, None), |((h, d), _)| (h.0, *d));
    let scopes = issue.aspect.as_deref().into_iter().chain(issue.nature.as_deref());
    let values = [("title", issue.title.as_str()), ("count", &cases.len().to_string())];
    Action {
        priority: 0,
        department: department(name, cx),
        due_hours: hours,
        solution: cx.labels.solution(scopes, "general"),
        title: cx.labels.message("action.issue", cx.lang, &values),
        severity: "general".to_owned(),
        nature: issue.nature.clone(),
        aspect: issue.aspect.clone(),
        issue: Some(issue.id.clone()),
        count: cases.len() as u64,
        rows: cases.iter().take(MOST_ROWS).map(|c| c.snippet.row_ref()).collect(),
        order: None,
    }
}

fn by_aspect(key: &OrderKey, count: u64, rows: Vec<RowRef>, cx: &Context) -> Action {
    let topic = key.aspect.as_deref().or(key.nature.as_deref()).unwrap_or("other");
    let scopes = key.aspect.as_deref().into_iter().chain(key.nature.as_deref());
    let values = [("aspect", cx.aspect_name(topic)), ("count", count.to_string())];
    Action {
        priority: 0,
        department: department(Some(&key.department), cx),
        due_hours: key.hours,
        solution: cx.labels.solution(scopes, "general"),
        title: cx.say("action.aspect", &values),
        severity: "general".to_owned(),
        nature: key.nature.as_ref().map(ToString::to_string),
        aspect: key.aspect.as_ref().map(ToString::to_string),
        issue: None,
        count,
        rows,
        order: None,
    }
}

fn department(zh: Option<&Name>, cx: &Context) -> String {
    zh.map_or(String::new(), |d| cx.labels.department(d, cx.lang))
}

#[cfg(test)]
mod tests {
    use crate::insight::testing::{Row, report};

    #[test]
    fn every_complaint_is_in_one_order_and_major_ones_come_first() {
        let mut rows: Vec<_> = (1..=20u64)
            .map(|i| {
                Row::new(i, "快递太慢了").score(-700).blame("logistics.speed", "快递", "太慢").words(&["快递"]).build()
            })
            .collect();
        rows.push(
            Row::new(21, "插座漏电")
                .score(-900)
                .blame("product.safety", "插座", "漏电")
                .major("safety", "漏电")
                .build(),
        );
        rows.push(Row::new(22, "颜色难看").score(-400).blame("product.appearance", "颜色", "难看").build());
        let a = report(&rows).actions;
        assert_eq!((a[0].severity.as_str(), a[0].rows[0].row, a[0].priority), ("major", 21, 1));
        assert_eq!(a.iter().map(|a| a.count).sum::<u64>(), 22);
        assert!(a[0].title.contains("漏电"), "{}", a[0].title);
    }
}
