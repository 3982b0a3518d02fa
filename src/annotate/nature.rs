//! Natures of a complaint, strongest first, and whether there is a complaint at all.

use crate::lexicon::Taxonomy;
use crate::record::{Label, Name, Sentiment};

use super::mention::Draft;

/// Blame weaker than this is no complaint; in a text that is otherwise full of praise it takes more.
const BLAME: i32 = 180;
const BLAME_IN_PRAISE: i32 = 350;

/// Natures complained about. Empty: no complaint.
pub(super) fn natures(drafts: &[Draft], sentiment: Sentiment, taxonomy: &Taxonomy) -> Vec<Name> {
    let least = if sentiment.score.0 > 800 { BLAME_IN_PRAISE } else { BLAME };
    let mut found = weigh(drafts.iter().filter(|d| d.score <= -least).map(|d| (d, -d.score)), taxonomy);
    let unhappy = matches!(sentiment.label, Label::Negative | Label::Mixed);
    // A remark on the whole says nothing of its nature where another mention does.
    let specific = found.iter().any(|(n, _)| **n != *"other");
    if specific {
        found.retain(|(n, _)| **n != *"other");
    } else if sentiment.label == Label::Negative {
        // Unhappy with something that is only named: 这种快递我也是服了.
        let named = weigh(drafts.iter().filter(|d| d.score == 0).map(|d| (d, 100)), taxonomy);
        if !named.is_empty() {
            found = named;
        }
    }
    let mut out: Vec<Name> = found.into_iter().map(|(n, _)| n).collect();
    if out.is_empty() && unhappy && sentiment.label == Label::Negative {
        out.push(Name::from("other"));
    }
    out
}

/// Natures with their weights, heaviest first, at equal weight the one named first.
fn weigh<'d, 'l: 'd>(drafts: impl Iterator<Item = (&'d Draft<'l>, i32)>, taxonomy: &Taxonomy) -> Vec<(Name, i32)> {
    let mut sums: Vec<(Name, i32)> = Vec::new();
    for (d, w) in drafts {
        let nature = &taxonomy.get(d.aspect).nature;
        match sums.iter_mut().find(|(n, _)| n == nature) {
            Some((_, sum)) => *sum += w,
            None => sums.push((nature.clone(), w)),
        }
    }
    sums.sort_by_key(|(_, w)| std::cmp::Reverse(*w));
    sums
}
