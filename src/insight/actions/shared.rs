//! The order of a hot issue, with all of its complaints.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::aggregate::DEFAULT_HOURS;
use crate::insight::Context;
use crate::record::Name;
use crate::report::{Action, HotIssue};

use super::{Held, department, urgent};

/// By the route of the danger in it, unless the export names who acts; else for the department that most of its complaints are routed to, of several the one of its aspect, graver where a
/// complaint of it is major; by the shortest deadline of these. `plain` is what it
/// is called without complaints of danger that have orders of their own.
pub(super) fn order(issue: &HotIssue, plain: &str, held: &Held, cx: &Context) -> Action {
    let severity = if held.majors.is_empty() { "general" } else { "major" };
    let danger = urgent::danger(&held.majors, cx).map(|reason| format!("reason:{reason}"));
    let scopes = || danger.as_deref().into_iter().chain(issue.aspect.as_deref()).chain(issue.nature.as_deref());
    let duty = cx.labels.duty(scopes(), severity).filter(|_| scopes().next().is_some());
    let routed = duty.map(|d| (Name::from(d.department.as_str()), d.hours));
    let usual = if danger.is_some() && !is_named(held, cx) { routed } else { usual(held, routed) };
    let (who, hours) = usual.unwrap_or_else(|| (Name::default(), DEFAULT_HOURS));
    Action {
        department: department(Some(&who), cx),
        due_hours: urgent::shortest(&held.majors).map_or(hours, |h| h.min(hours)),
        solution: cx.labels.solution(scopes(), severity),
        title: title(issue, plain, held, &who, cx),
        severity: severity.to_owned(),
        nature: issue.nature.clone(),
        aspect: issue.aspect.clone(),
        issue: Some(issue.id.clone()),
        count: held.count() as u64,
        major: held.majors.len() as u64,
        rows: held.rows(),
        ..Action::default()
    }
}

fn title(issue: &HotIssue, plain: &str, held: &Held, who: &Name, cx: &Context) -> String {
    // What the issue counts and its order does not.
    let apart = issue.major.saturating_sub(held.majors.len() as u64);
    let (title, count) = (if apart > 0 { plain } else { &issue.title }.to_owned(), held.count().to_string());
    let said = if held.majors.is_empty() {
        cx.say("action.issue", &[("title", title), ("count", count)])
    } else {
        let (major, texts) = (held.majors.len().to_string(), urgent::quoted(&held.majors, cx));
        cx.say("action.issue.major", &[("title", title), ("count", count), ("major", major), ("texts", texts)])
    };
    let others = others(held, who, cx);
    let said = if others.is_empty() { said } else { cx.say("action.assisted", &[("title", said), ("list", others)]) };
    match apart {
        0 => said,
        _ => cx.say("action.issue.apart", &[("title", said), ("n", apart.to_string())]),
    }
}

/// Whether the export names who acts on most of its complaints.
fn is_named(held: &Held, cx: &Context) -> bool {
    let majors = held.majors.iter().map(|m| (m.department.as_ref(), m.named));
    let all = majors.chain(held.general.iter().map(|c| (c.department.as_ref(), c.named)));
    2 * all.filter(|(d, named)| urgent::own(*d, *named, cx).is_some()).count() > held.count()
}

/// Whom its major complaints are routed to beside the department that leads.
fn others(held: &Held, who: &Name, cx: &Context) -> String {
    let mut names: Vec<String> = Vec::new();
    for d in held.majors.iter().filter_map(|m| m.department.as_ref()).filter(|d| *d != who) {
        let name = department(Some(d), cx);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.into_iter().reduce(|list, item| cx.say("action.list", &[("list", list), ("item", item)])).unwrap_or_default()
}

/// Department and deadline of most of its complaints; those of the route where as many, or none, go there.
fn usual(held: &Held, routed: Option<(Name, u32)>) -> Option<(Name, u32)> {
    let majors = held.majors.iter().map(|m| (m.department.as_ref(), m.due_hours));
    let general = held.general.iter().map(|c| (c.department.as_ref(), c.due_hours));
    let mut votes: BTreeMap<&Name, BTreeMap<u32, usize>> = BTreeMap::new();
    for (department, hours) in majors.chain(general) {
        if let Some(d) = department {
            *votes.entry(d).or_default().entry(hours.unwrap_or(DEFAULT_HOURS)).or_default() += 1;
        }
    }
    let all = |hours: &BTreeMap<u32, usize>| hours.values().sum::<usize>();
    let most = votes.values().map(all).max().unwrap_or(0);
    if let Some((d, _)) = &routed
        && votes.get(d).map_or(0, all) == most
    {
        return routed;
    }
    let (department, hours) = votes.into_iter().find(|(_, hours)| all(hours) == most)?;
    // The shortest of those that as many have.
    let (hours, _) = hours.into_iter().min_by_key(|(hours, n)| (Reverse(*n), *hours))?;
    Some((department.clone(), hours))
}
