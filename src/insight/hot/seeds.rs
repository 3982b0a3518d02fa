//! Seeds of issues: pairs of features that stand together far more often than chance allows, and words that are an issue by themselves.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::number::{float, to_u32};

use super::features::{Docs, Kind};
use super::{super::stats::g2, Group};

/// Features of a case that may form pairs: its rarest ones. 14 make 91 pairs.
const PER_DOC: usize = 14;

/// A feature in a larger share of the cases seeds nothing.
const TOO_COMMON: f64 = 0.5;

/// How clear a pair has to be: G², and times more often together than by chance.
const LEAST_G2: f64 = 16.0;

/// The same for a place, model or branch with a fault: that it is complained of there at all is what counts.
const LEAST_G2_IN_CONTEXT: f64 = 2.0;
const LEAST_LIFT: f64 = 2.5;
const LEAST_LIFT_IN_CONTEXT: f64 = 1.2;

/// A pair whose cases are covered to this share by a stronger seed starts no group of its own.
const COVERED: f64 = 0.5;

/// Most groups to start with; far more than a report can show.
const MOST: usize = 1_500;

/// First groups, the clearest first; a case may be in several.
pub(super) fn seeds(docs: &Docs, least: usize) -> Vec<Group> {
    let pairs = pairs(docs, least);
    let mut rows = rows_of(docs, &pairs);
    rows.extend(singles(docs));
    let mut groups_of: Vec<Vec<u32>> = vec![Vec::new(); docs.len()];
    let mut groups: Vec<Group> = Vec::new();
    for rows in rows {
        if groups.len() >= MOST {
            break;
        }
        let mut shared: FxHashMap<u32, usize> = FxHashMap::default();
        rows.iter().flat_map(|&r| &groups_of[r as usize]).for_each(|g| *shared.entry(*g).or_default() += 1);
        let most = shared.into_values().max().unwrap_or(0);
        if float(most as u64) >= COVERED * float(rows.len() as u64) {
            continue;
        }
        for &r in &rows {
            groups_of[r as usize].push(to_u32(groups.len()));
        }
        groups.push(rows);
    }
    groups
}

/// Pairs beyond chance, the clearest first.
fn pairs(docs: &Docs, least: usize) -> Vec<(u32, u32)> {
    let n = docs.len() as u64;
    let mut counts: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    let leading: Vec<Vec<u32>> = docs.sets.par_iter().map(|doc| leading(docs, doc)).collect();
    for own in leading {
        for (i, &a) in own.iter().enumerate() {
            own[i + 1..].iter().for_each(|&b| *counts.entry((a.min(b), a.max(b))).or_default() += 1);
        }
    }
    let mut found: Vec<(f64, u32, u32)> = counts
        .into_iter()
        .filter(|(_, k)| *k as usize >= least)
        .filter_map(|((a, b), k)| {
            let (na, nb, k) = (u64::from(docs.df[a as usize]), u64::from(docs.df[b as usize]), u64::from(k));
            let lift = float(k) * float(n) / (float(na) * float(nb));
            let g = g2(k, na, nb.saturating_sub(k), n - na);
            let here = [a, b].iter().any(|f| docs.name(*f).0 == Kind::Context);
            let (least_g, least_lift) =
                if here { (LEAST_G2_IN_CONTEXT, LEAST_LIFT_IN_CONTEXT) } else { (LEAST_G2, LEAST_LIFT) };
            (lift >= least_lift && g >= least_g && !docs.related(a, b)).then_some((g, a, b))
        })
        .collect();
    found.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    found.truncate(20 * MOST);
    found.into_iter().map(|(_, a, b)| (a, b)).collect()
}

/// The cases of each word that is an issue by itself, the most frequent first.
fn singles(docs: &Docs) -> Vec<Group> {
    let mut found: Vec<u32> = (0..to_u32(docs.names.len())).filter(|f| docs.is_single(*f)).collect();
    found.sort_by_key(|f| (std::cmp::Reverse(docs.df[*f as usize]), *f));
    let of = |f: &u32| (0u32..).zip(&docs.sets).filter(|(_, d)| d.binary_search(f).is_ok()).map(|(i, _)| i).collect();
    found.iter().map(of).collect()
}

/// The rarest features of a case.
fn leading(docs: &Docs, doc: &[u32]) -> Vec<u32> {
    let mut own: Vec<u32> = doc.iter().copied().filter(|&f| docs.share(f) <= TOO_COMMON).collect();
    own.sort_unstable_by_key(|&f| (docs.df[f as usize], f));
    own.truncate(PER_DOC);
    own
}

/// The cases of each pair.
fn rows_of(docs: &Docs, pairs: &[(u32, u32)]) -> Vec<Group> {
    let wanted: FxHashSet<u32> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let mut postings: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (i, doc) in (0u32..).zip(&docs.sets) {
        for f in doc.iter().filter(|f| wanted.contains(*f)) {
            postings.entry(*f).or_default().push(i);
        }
    }
    let both = |(a, b): &(u32, u32)| -> Group {
        let (a, b) = (&postings[a], &postings[b]);
        let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        few.iter().copied().filter(|r| many.binary_search(r).is_ok()).collect()
    };
    pairs.par_iter().map(both).collect()
}
