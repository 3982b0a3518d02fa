//! The texts behind each change: some of what either side says of it, so that every figure leads back to sentences.

use crate::aggregate::snippet::Snippet;
use crate::insight::hot::quotes::distinct;
use crate::report::{Change, Comparison, HotIssue, Quote, Quotes, Report};

use super::sides::{Rows, Shared};

/// Quotes of one side.
const MOST: usize = 2;

/// Fills in the texts of what is told to have changed.
pub(super) fn tell(c: &mut Comparison, rows: &Rows, issues: &[Shared]) {
    let values = c.segments.iter_mut().flat_map(|s| &mut s.list).flat_map(|s| [&mut s.complaints, &mut s.satisfaction]);
    let lists = c.headline.iter_mut().chain(&mut c.natures).chain(&mut c.aspects).chain(values);
    for x in lists.filter(|x| x.is_told()) {
        x.quotes = said(x, rows);
    }
    // Changes of issues stand in the order of the issues.
    for (x, i) in c.issues.iter_mut().zip(issues).filter(|(x, _)| x.is_told()) {
        x.quotes.clone_from(&i.quotes);
    }
}

fn said(x: &Change, rows: &Rows) -> Option<Quotes> {
    let [before, after] = rows.said.of(&x.id)?;
    let quotes = |list: Vec<&Snippet>| distinct(list.into_iter()).take(MOST).map(Snippet::quote).collect();
    Some(Quotes { before: quotes(before), after: quotes(after) })
}

/// Texts of an issue from its quotes and from the choice of texts of the report over both groups. `after` tells of a row whether it comes after, and
/// nothing of what is no complaint of either side.
pub(super) fn of_issue(issue: &HotIssue, together: &Report, after: impl Fn(&Quote) -> Option<bool>) -> Option<Quotes> {
    let others = together.verbatims.list.iter().filter(|v| v.issue.as_deref() == Some(&issue.id)).map(|v| &v.quote);
    let mut out = Quotes::default();
    for q in issue.quotes.iter().chain(others) {
        let Some(after) = after(q) else { continue };
        let side = if after { &mut out.after } else { &mut out.before };
        let new = side.iter().all(|known| known.text != q.text);
        if new && side.len() < MOST {
            side.push(q.clone());
        }
    }
    (!out.before.is_empty() || !out.after.is_empty()).then_some(out)
}
