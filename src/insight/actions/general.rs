//! Orders of general complaints that belong to no hot issue: by aspect, and one for all the aspects of a department that few complain of.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::aggregate::cases::Case;
use crate::aggregate::{DEFAULT_HOURS, OrderKey, Partial};
use crate::insight::Context;
use crate::insight::hot::Found;
use crate::record::{Name, Severity};
use crate::report::{Action, ActionPart, RowRef};

use super::{Held, department};

/// Fewest complaints about an aspect for an order of its own.
const LEAST: u64 = 3;

/// Complaints about one aspect.
#[derive(Debug)]
pub(super) struct Pile {
    key: OrderKey,
    count: u64,
    rows: Vec<RowRef>,
}

/// Gives each issue its general complaints and returns the others by aspect. Of very many rows some are counted only.
pub(super) fn hand_out<'c>(p: &Partial, cases: &'c [Case], found: &Found, held: &mut [Held<'c>]) -> Vec<Pile> {
    let mut left = p.orders.clone();
    let mut rows: BTreeMap<OrderKey, Vec<RowRef>> = BTreeMap::new();
    for (case, issue) in cases.iter().zip(&found.of_case).filter(|(c, _)| c.severity == Some(Severity::General)) {
        let key = key(case);
        if let Some(h) = issue.and_then(|i| held.get_mut(i as usize)) {
            h.general.push(case);
            left.entry(key).and_modify(|n| *n = n.saturating_sub(1));
        } else {
            rows.entry(key).or_default().push(case.snippet.row_ref());
        }
    }
    let left = left.into_iter().filter(|(_, n)| *n > 0);
    left.map(|(key, count)| Pile { rows: rows.remove(&key).unwrap_or_default(), key, count }).collect()
}

fn key(c: &Case) -> OrderKey {
    OrderKey {
        hours: c.due_hours.unwrap_or(DEFAULT_HOURS),
        department: c.department.clone().unwrap_or_default(),
        nature: c.nature.clone(),
        aspect: c.aspect.clone(),
    }
}

/// One order for each aspect that several complain of, one for all the others of a department.
pub(super) fn orders(piles: Vec<Pile>, cx: &Context) -> Vec<Action> {
    let mut out = Vec::new();
    let mut rare: BTreeMap<Name, Vec<ActionPart>> = BTreeMap::new();
    for (name, part) in joined(piles, cx) {
        if part.count >= LEAST {
            out.push(by_aspect(&name, part, String::new(), cx));
        } else {
            rare.entry(name).or_default().push(part);
        }
    }
    out.extend(rare.into_iter().filter_map(|(name, parts)| scattered(&name, parts, cx)));
    out
}

/// Each aspect of a department once: complaints about it may differ in their nature and deadline. It has the nature that it belongs to, so that an order is the same tomorrow, when
/// more of its complaints are of another; else that of most.
fn joined(mut piles: Vec<Pile>, cx: &Context) -> Vec<(Name, ActionPart)> {
    // Stable: piles of the same size stay in the order of their keys.
    piles.sort_by_key(|pile| (!is_own(&pile.key), Reverse(pile.count)));
    let mut out: Vec<(Name, ActionPart)> = Vec::new();
    for pile in piles {
        let (name, part) = (pile.key.department.clone(), part(pile, cx));
        let same = |(n, p): &&mut (Name, ActionPart)| (n, &p.aspect, &p.name) == (&name, &part.aspect, &part.name);
        if let Some((_, known)) = out.iter_mut().find(same) {
            known.due_hours = known.due_hours.min(part.due_hours);
            known.count += part.count;
            known.rows.extend(part.rows);
        } else {
            out.push((name, part));
        }
    }
    out
}

/// Whether its aspect belongs to its nature.
fn is_own(key: &OrderKey) -> bool {
    let nature = key.aspect.as_deref().and_then(|aspect| aspect.split('.').next());
    nature == key.nature.as_deref()
}

fn part(pile: Pile, cx: &Context) -> ActionPart {
    let Pile { key, count, rows } = pile;
    let topic = key.aspect.as_deref().or(key.nature.as_deref()).unwrap_or("other");
    let scopes = key.aspect.as_deref().into_iter().chain(key.nature.as_deref());
    ActionPart {
        name: cx.aspect_name(topic),
        due_hours: key.hours,
        solution: cx.labels.solution(scopes, "general"),
        nature: key.nature.as_ref().map(ToString::to_string),
        aspect: key.aspect.as_ref().map(ToString::to_string),
        count,
        rows,
    }
}

fn by_aspect(name: &Name, part: ActionPart, about: String, cx: &Context) -> Action {
    Action {
        department: department(Some(name), cx),
        due_hours: part.due_hours,
        solution: part.solution,
        title: cx.say("action.aspect", &[("aspect", part.name), ("count", part.count.to_string())]),
        severity: "general".to_owned(),
        nature: part.nature,
        aspect: part.aspect,
        count: part.count,
        rows: part.rows,
        about,
        ..Action::default()
    }
}

/// Told by aspect, the most urgent first; a single aspect needs no parts. The department is what such an order is known by.
fn scattered(name: &Name, mut parts: Vec<ActionPart>, cx: &Context) -> Option<Action> {
    parts.sort_by_key(|p| (p.due_hours, Reverse(p.count)));
    let about = format!("scattered|{name}");
    if parts.len() < 2 {
        return parts.pop().map(|part| by_aspect(name, part, about, cx));
    }
    let first = parts.first()?;
    let (due_hours, solution, nature) = (first.due_hours, first.solution.clone(), first.nature.clone());
    let count: u64 = parts.iter().map(|p| p.count).sum();
    Some(Action {
        department: department(Some(name), cx),
        due_hours,
        solution,
        title: cx.say("action.scattered", &[("count", count.to_string()), ("aspects", listed(&parts, cx))]),
        severity: "general".to_owned(),
        nature: nature.filter(|n| parts.iter().all(|p| p.nature.as_ref() == Some(n))),
        count,
        rows: parts.iter().flat_map(|p| p.rows.iter().cloned()).collect(),
        parts,
        about,
        ..Action::default()
    })
}

fn listed(parts: &[ActionPart], cx: &Context) -> String {
    let item = |p: &ActionPart| cx.say("action.item", &[("aspect", p.name.clone()), ("count", p.count.to_string())]);
    let items = parts.iter().map(item);
    items.reduce(|list, item| cx.say("action.list", &[("list", list), ("item", item)])).unwrap_or_default()
}
