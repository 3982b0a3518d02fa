//! Orders of major complaints that belong to no hot issue: those of one reason, aspect and department are looked into together; a lone one by itself.

use std::collections::BTreeMap;

use crate::aggregate::DEFAULT_HOURS;
use crate::aggregate::cases::Major;
use crate::aggregate::snippet::rounded;
use crate::insight::Context;
use crate::insight::hot::Found;
use crate::number::float;
use crate::report::{Action, ReasonText};

use super::{Held, department};

/// Characters of a customer's words in a title.
const TITLE_CHARS: usize = 24;

/// Customers whose words a title quotes.
const MOST_TEXTS: usize = 3;

/// Share of an issue's complaints that are major for one reason, from which that is what the issue is about.
const ABOUT: f64 = 1.0 / 3.0;

/// The same from which it decides who acts on the issue: below, those whose aspect it is know best (a restaurant's food safety of worms and of one that fell ill).
const LEADS: f64 = 0.5;

/// Gives each issue its major complaints and returns the others. Danger, and wrongs done to people (`apart` in `reasons.tsv`), are looked into by themselves
/// where they only happen to stand in an issue about something else.
pub(super) fn hand_out<'c>(majors: &'c [Major], found: &Found, held: &mut [Held<'c>], cx: &Context) -> Vec<&'c Major> {
    let place: BTreeMap<&str, usize> = found.issues.iter().enumerate().map(|(i, x)| (x.id.as_str(), i)).collect();
    let at = |m: &Major| place.get(found.issue_of(&m.snippet.source, m.snippet.row)?.id.as_str()).copied();
    let mut reasons: BTreeMap<(usize, &str), u64> = BTreeMap::new();
    for (i, r) in majors.iter().filter_map(|m| Some((at(m)?, leading(m, cx)?))) {
        *reasons.entry((i, r.reason.as_str())).or_default() += 1;
    }
    let is_about = |i: usize, reason: &str| {
        let count = reasons.get(&(i, reason)).copied().unwrap_or(0);
        float(count) >= ABOUT * float(found.issues[i].count)
    };
    let mut alone = Vec::new();
    for m in majors {
        let stays =
            |i: &usize| leading(m, cx).is_none_or(|r| !cx.labels.stands_apart(&r.reason) || is_about(*i, &r.reason));
        match at(m).filter(stays).and_then(|i| held.get_mut(i)) {
            Some(h) => h.majors.push(m),
            None => alone.push(m),
        }
    }
    alone
}

/// The danger or wrong (`apart` in `reasons.tsv`) that half of an issue is about: it decides who acts, not what else the issue tells of.
pub(super) fn danger<'m>(count: u64, majors: &[&'m Major], cx: &Context) -> Option<&'m str> {
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    for r in majors.iter().filter_map(|m| leading(m, cx)).filter(|r| cx.labels.stands_apart(&r.reason)) {
        *reasons.entry(r.reason.as_str()).or_default() += 1;
    }
    let (reason, n) = reasons.into_iter().max_by_key(|(_, n)| *n)?;
    (float(n) >= LEADS * float(count)).then_some(reason)
}

/// One order for each kind.
pub(super) fn orders(alone: &[&Major], cx: &Context) -> Vec<Action> {
    kinds(alone, cx).iter().filter_map(|kind| order(kind, cx)).collect()
}

/// Those of one reason, aspect and department, each kind in input order, the kinds by their first.
fn kinds<'c>(alone: &[&'c Major], cx: &Context) -> Vec<Vec<&'c Major>> {
    let mut place = BTreeMap::new();
    let mut kinds: Vec<Vec<&Major>> = Vec::new();
    for &m in alone {
        let reason = leading(m, cx).map(|r| r.reason.as_str());
        let at = *place.entry((reason, m.aspect.as_ref(), m.department.as_ref())).or_insert(kinds.len());
        match kinds.get_mut(at) {
            Some(kind) => kind.push(m),
            None => kinds.push(vec![m]),
        }
    }
    kinds
}

fn order(kind: &[&Major], cx: &Context) -> Option<Action> {
    let first = kind.first()?;
    let reason = leading(first, cx);
    let scope = reason.map(|r| format!("reason:{}", r.reason));
    let nature = first.natures.first().map(ToString::to_string);
    let aspect = first.aspect.as_ref().map(ToString::to_string);
    let scopes = scope.as_deref().into_iter().chain(aspect.as_deref()).chain(nature.as_deref());
    Some(Action {
        priority: 0,
        department: department(first.department.as_ref(), cx),
        due_hours: shortest(kind).unwrap_or(DEFAULT_HOURS),
        solution: cx.labels.solution(scopes, "major"),
        title: title(kind, reason, cx),
        severity: "major".to_owned(),
        nature,
        aspect,
        issue: None,
        count: kind.len() as u64,
        major: kind.len() as u64,
        rows: kind.iter().map(|m| m.snippet.row_ref()).collect(),
        parts: Vec::new(),
        about: String::new(),
        order: None,
    })
}

fn title(kind: &[&Major], reason: Option<&ReasonText>, cx: &Context) -> String {
    let reason = reason.map_or(String::new(), |r| cx.labels.name("reason", &r.reason, cx.lang));
    if let [one] = kind {
        return cx.say("action.major", &[("reason", reason), ("text", text(one, cx))]);
    }
    let values = [("reason", reason), ("count", kind.len().to_string()), ("texts", quoted(kind, cx))];
    cx.say("action.majors", &values)
}

/// The shortest deadline.
pub(super) fn shortest(majors: &[&Major]) -> Option<u32> {
    majors.iter().filter_map(|m| m.due_hours).min()
}

/// The evidence of the first few that say different things.
pub(super) fn quoted(majors: &[&Major], cx: &Context) -> String {
    let mut texts: Vec<String> = Vec::new();
    for m in majors {
        let text = text(m, cx);
        if texts.len() < MOST_TEXTS && !text.is_empty() && !texts.contains(&text) {
            texts.push(text);
        }
    }
    let quotes = texts.into_iter().map(|t| cx.say("action.quote", &[("text", t)]));
    quotes.reduce(|list, item| cx.say("action.quotes", &[("list", list), ("item", item)])).unwrap_or_default()
}

fn text(m: &Major, cx: &Context) -> String {
    let (said, all) = (leading(m, cx).map_or("", |r| r.text.as_str()), &m.snippet.text);
    let whole = all.find(said).map_or(said, |at| rounded(all, at, at + said.len()));
    whole.chars().take(TITLE_CHARS).collect()
}

/// The reason that decides who acts: of those with a route the most urgent, as when the row was routed; else the first.
fn leading<'m>(m: &'m Major, cx: &Context) -> Option<&'m ReasonText> {
    let hours = |r: &ReasonText| cx.labels.routed(&format!("reason:{}", r.reason), "major").map(|d| d.hours);
    let routed = m.reasons.iter().filter_map(|r| Some((hours(r)?, r)));
    routed.min_by_key(|(h, _)| *h).map(|(_, r)| r).or_else(|| m.reasons.first())
}
