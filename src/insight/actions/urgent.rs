//! Orders of major complaints that belong to no hot issue, or are looked into apart from it: those of one issue and reason, or else of one reason, aspect and
//! department, are one; a lone one is its own.

use std::collections::BTreeMap;

use crate::aggregate::DEFAULT_HOURS;
use crate::aggregate::cases::Major;
use crate::aggregate::snippet::rounded;
use crate::aggregate::tally::counted;
use crate::insight::Context;
use crate::insight::hot::Found;
use crate::record::Name;
use crate::report::{Action, HotIssue, ReasonText};

use super::{Held, department};

/// Characters of a customer's words in a title.
const TITLE_CHARS: usize = 24;

/// Customers whose words a title quotes.
const MOST_TEXTS: usize = 3;

/// A major complaint that is in the order of no issue.
pub(super) struct Lone<'c> {
    pub(super) major: &'c Major,
    /// The issue that it stands in all the same.
    pub(super) issue: Option<usize>,
}

/// Gives each issue its major complaints and returns the others. Danger, and wrongs done to people (`apart` in `reasons.tsv`), are looked into by themselves, at
/// whatever share of an issue, unless all of it is that, or its order goes to the same people anyway.
pub(super) fn hand_out<'c>(majors: &'c [Major], found: &Found, held: &mut [Held<'c>], cx: &Context) -> Vec<Lone<'c>> {
    let place: BTreeMap<&str, usize> = found.issues.iter().enumerate().map(|(i, x)| (x.id.as_str(), i)).collect();
    let at = |m: &Major| place.get(found.issue_of(&m.snippet.source, m.snippet.row)?.id.as_str()).copied();
    let dangers = counted(majors.iter().filter(|m| apart(m, cx).is_some()).filter_map(at));
    let whole = |i: usize| dangers.get(&i) == Some(&found.issues[i].count);
    let named = named(majors, &at, cx);
    let lead = |i: usize| named.get(&i).copied().or_else(|| leads(&found.issues[i], cx));
    let mut lone = Vec::new();
    for m in majors {
        let issue = at(m);
        let stays = |i: &usize| apart(m, cx).is_none_or(|reason| whole(*i) || lead(*i) == Some(who(m, reason, cx)));
        match issue.filter(stays).and_then(|i| held.get_mut(i)) {
            Some(h) => h.majors.push(m),
            None => lone.push(Lone { major: m, issue }),
        }
    }
    lone
}

/// The danger or wrong (`apart` in `reasons.tsv`) that leads a major complaint.
fn apart<'m>(m: &'m Major, cx: &Context) -> Option<&'m str> {
    leading(m, cx).map(|r| r.reason.as_str()).filter(|r| cx.labels.stands_apart(r))
}

/// Who looks into a reason: whom the export names, else by its route.
fn who<'a>(m: &'a Major, reason: &str, cx: &'a Context) -> &'a str {
    let routed = || cx.labels.routed(&format!("reason:{reason}"), "major").map(|d| d.department.as_str());
    let own = own(m.department.as_ref(), m.named, cx).map(|d| &**d);
    own.or_else(routed).or(m.department.as_deref()).unwrap_or_default()
}

/// A department that the export names: it is a segment of the row, and the dictionaries send nothing there.
pub(super) fn own<'d>(department: Option<&'d Name>, named: bool, cx: &Context) -> Option<&'d Name> {
    department.filter(|d| named && !cx.labels.is_routed_to(d))
}

/// Whom the export names for most of the major complaints of each issue, the first of several.
fn named<'c>(majors: &'c [Major], at: &dyn Fn(&Major) -> Option<usize>, cx: &Context) -> BTreeMap<usize, &'c str> {
    let mut votes: BTreeMap<usize, BTreeMap<&'c str, usize>> = BTreeMap::new();
    for m in majors {
        if let Some((i, department)) = at(m).zip(own(m.department.as_ref(), m.named, cx)) {
            *votes.entry(i).or_default().entry(department).or_default() += 1;
        }
    }
    let most = |of: BTreeMap<&'c str, usize>| of.into_iter().rev().max_by_key(|(_, n)| *n).map(|(d, _)| d);
    votes.into_iter().filter_map(|(i, of)| Some((i, most(of)?))).collect()
}

/// Who acts on what an issue is about.
fn leads<'a>(issue: &HotIssue, cx: &'a Context) -> Option<&'a str> {
    let scopes = || issue.aspect.as_deref().into_iter().chain(issue.nature.as_deref());
    cx.labels.duty(scopes(), "major").filter(|_| scopes().next().is_some()).map(|d| d.department.as_str())
}

/// The danger or wrong that most of the major complaints of an order are about: it decides who acts, not what else the issue tells of.
pub(super) fn danger<'m>(majors: &[&'m Major], cx: &Context) -> Option<&'m str> {
    let reasons = counted(majors.iter().filter_map(|m| apart(m, cx)));
    reasons.into_iter().max_by_key(|(_, n)| *n).map(|(reason, _)| reason)
}

/// One order for each kind.
pub(super) fn orders(lone: &[Lone], cx: &Context) -> Vec<Action> {
    kinds(lone, cx).iter().filter_map(|kind| order(kind, cx)).collect()
}

/// What tells orders apart: several of one issue and reason are one matter; others are looked into together by reason and aspect.
type Kind<'c> = (Option<usize>, Option<&'c str>, Option<&'c Name>, Option<&'c Name>);

/// The complaints of each kind in input order, the kinds by their first.
fn kinds<'c>(lone: &[Lone<'c>], cx: &Context) -> Vec<Vec<&'c Major>> {
    let reason = |l: &Lone<'c>| leading(l.major, cx).map(|r| r.reason.as_str());
    let of_issue = counted(lone.iter().map(|l| (l.issue, reason(l))));
    let mut place: BTreeMap<Kind, usize> = BTreeMap::new();
    let mut kinds: Vec<Vec<&Major>> = Vec::new();
    for l in lone {
        let (why, who) = (reason(l), l.major.department.as_ref());
        let several = of_issue.get(&(l.issue, why)).is_some_and(|n| *n > 1);
        let kind = match l.issue.filter(|_| several) {
            Some(i) => (Some(i), why, None, who),
            None => (None, why, l.major.aspect.as_ref(), who),
        };
        let at = *place.entry(kind).or_insert(kinds.len());
        match kinds.get_mut(at) {
            Some(kind) => kind.push(l.major),
            None => kinds.push(vec![l.major]),
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
        department: department(first.department.as_ref(), cx),
        due_hours: shortest(kind).unwrap_or(DEFAULT_HOURS),
        solution: cx.labels.solution(scopes, "major"),
        title: title(kind, reason, cx),
        severity: "major".to_owned(),
        nature,
        aspect,
        count: kind.len() as u64,
        major: kind.len() as u64,
        rows: kind.iter().map(|m| m.snippet.row_ref()).collect(),
        ..Action::default()
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
