//! Work orders: one for each hot issue, and one for the danger within it; outside of them one for the major complaints of a kind, one for the general ones of an aspect, and one for
//! those of a department's rarer aspects. The most urgent first; every complaint is in exactly one.

mod general;
mod shared;
mod shops;
mod urgent;

#[cfg(test)]
mod tests;

use std::cmp::Reverse;

use rustc_hash::FxHashSet;

use crate::aggregate::Partial;
use crate::aggregate::cases::{Case, Major};
use crate::record::Name;
use crate::report::{Action, RowRef};

use super::Context;
use super::hot::Found;

/// Records listed with a work order, major ones aside; its count tells all of them.
const MOST_ROWS: usize = 1_000;

/// The complaints of a hot issue.
#[derive(Debug, Clone, Default)]
struct Held<'c> {
    majors: Vec<&'c Major>,
    general: Vec<&'c Case>,
}

impl Held<'_> {
    fn count(&self) -> usize {
        self.majors.len() + self.general.len()
    }

    /// All of them, the major ones first.
    fn rows(&self) -> Vec<RowRef> {
        let general = self.general.iter().map(|c| c.snippet.row_ref());
        self.majors.iter().map(|m| m.snippet.row_ref()).chain(general).collect()
    }
}

/// All work orders.
pub(super) fn actions(p: &Partial, cases: &[Case], majors: &[Major], found: &Found, cx: &Context) -> Vec<Action> {
    let mut held = vec![Held::default(); found.issues.len()];
    let lone = urgent::hand_out(majors, found, &mut held, cx);
    let piles = general::hand_out(p, cases, found, &mut held);
    let issues = found.issues.iter().zip(&found.plain).zip(&held).filter(|(_, h)| h.count() > 0);
    let mut out: Vec<Action> = issues.map(|((issue, plain), held)| shared::order(issue, plain, held, cx)).collect();
    out.extend(urgent::orders(&lone, cx));
    out.extend(general::orders(piles, cx));
    let shops = shops::Shops::of(p, cases, cx);
    let danger = dangers(majors, cx);
    for a in &mut out {
        locate(a, &shops, &danger, cx);
        cut(a);
    }
    out.sort_by_key(|a| (Reverse(a.severity == "major"), a.due_hours, Reverse(a.count)));
    (1u32..).zip(&mut out).for_each(|(i, a)| a.priority = i);
    out
}

/// Says in the title where its complaints come from. Where only some of them are at hand (of very many a sample is kept), nobody knows where the others do.
fn locate(a: &mut Action, shops: &shops::Shops, dangers: &FxHashSet<(&str, u64)>, cx: &Context) {
    if (a.rows.len() as u64) < a.count {
        return;
    }
    let title = std::mem::take(&mut a.title);
    let danger = is_danger(&a.rows, dangers).then(|| shops.places(&a.rows, cx)).flatten();
    a.title = match danger.or_else(|| shops.named(&a.rows, &a.department, cx)) {
        Some(place) => cx.say("action.at", &[("place", place), ("title", title)]),
        None => shops.common(&a.rows, title, &a.department, cx),
    };
}

/// Lists as many records as fit; no major complaint, they stand first, goes unnamed, however many there are.
fn cut(a: &mut Action) {
    a.rows.truncate(usize::try_from(a.major).map_or(MOST_ROWS, |major| major.max(MOST_ROWS)));
    a.rows.shrink_to_fit();
}

/// The complaints of danger, by source and row.
fn dangers<'m>(majors: &'m [Major], cx: &Context) -> FxHashSet<(&'m str, u64)> {
    let danger = |m: &&Major| m.reasons.iter().any(|r| cx.labels.is_danger(&r.reason));
    majors.iter().filter(danger).map(|m| m.snippet.place()).collect()
}

/// Whether half of these or more are of danger.
fn is_danger(rows: &[RowRef], dangers: &FxHashSet<(&str, u64)>) -> bool {
    2 * rows.iter().filter(|r| dangers.contains(&(r.source.as_str(), r.row))).count() >= rows.len().max(1)
}

fn department(zh: Option<&Name>, cx: &Context) -> String {
    zh.map_or(String::new(), |d| cx.labels.department(d, cx.lang))
}
