//! What the headers of the inputs say of the ratings: whether they ask for recommending, so that an NPS needs no caution.

use super::words::Words;
use crate::report::{Caution, Report};

/// The role of a column of ratings in the manifest.
const RATING: &str = "rating";

/// The cautions about satisfaction that are shown.
pub(super) fn cautions(r: &Report, w: &Words) -> Vec<Caution> {
    let asked = asks_to_recommend(r, w);
    let shown = |c: &Caution| !(asked && *c == Caution::ScaleAssumed);
    r.satisfaction.cautions.iter().copied().filter(shown).collect()
}

/// Whether every column of ratings has a header that asks for recommending: `您有多大可能向朋友推荐我们`, `NPS评分`.
fn asks_to_recommend(r: &Report, w: &Words) -> bool {
    let words = w.t("recommending");
    let asks = |header: &str| words.split('|').any(|word| header.to_lowercase().contains(word));
    let mut ratings = r.run.inputs.iter().flat_map(|i| &i.columns).filter(|c| c.role == RATING).peekable();
    ratings.peek().is_some() && ratings.all(|c| asks(&c.header))
}
