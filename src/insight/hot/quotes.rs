//! The most telling texts: complaints of who is unhappy first, among them those that use most of a group's telling features, none a copy of another.

use rustc_hash::FxHashSet;

use crate::aggregate::cases::Case;
use crate::aggregate::message::is_titled;
use crate::aggregate::scale::Scale;
use crate::aggregate::snippet::Snippet;
use crate::number::float;

use super::Group;
use super::features::Docs;
use super::meaning::Meanings;
use super::refine::Model;

/// Quotes of an issue or topic.
const MOST: usize = 3;

/// Candidates looked at before giving up on finding different ones.
const CANDIDATES: usize = 40;

/// Texts that share this part of their pairs of characters are copies.
const COPY: f64 = 0.55;

/// A text of this many bytes reads best as a quote: it says what is wrong, and can be taken in at a glance.
const GOOD_BYTES: usize = 150;

/// Members by how well they stand for the group: whether they complain and do not praise on the whole; how near they are to what it means, where that is known, else the weight of their telling features; then
/// a readable length.
pub(super) fn ranked(
    group: &Group,
    model: &Model,
    docs: &Docs,
    cases: &[&Case],
    meanings: Option<&Meanings>,
    scale: Option<Scale>,
) -> Vec<u32> {
    let centre = meanings.map(|m| (m, m.centre(group)));
    let typical = |i: u32| -> f64 {
        if let Some((m, centre)) = &centre {
            return m.at(i as usize, centre);
        }
        let doc = &docs.sets[i as usize];
        model.core.iter().filter(|(f, _)| doc.binary_search(f).is_ok()).map(|(_, w)| w).sum()
    };
    let unlike = |i: u32| (beside(cases[i as usize], scale), cases[i as usize].snippet.text.len().abs_diff(GOOD_BYTES));
    let mut out: Vec<(f64, (u8, usize), u32)> = group.iter().map(|&i| (typical(i), unlike(i), i)).collect();
    out.sort_by(|(a, (x, m), i), (b, (y, n), j)| x.cmp(y).then(b.total_cmp(a)).then(m.cmp(n)).then(i.cmp(j)));
    out.into_iter().map(|(_, _, i)| i).collect()
}

/// How far a text is from a plain complaint: it praises on the whole, or asks only. A letter need not complain.
fn beside(case: &Case, scale: Option<Scale>) -> u8 {
    let asks = !case.complaint && !is_titled(&case.snippet.text);
    2 * u8::from(asks) + u8::from(case.is_happy(scale))
}

/// The same texts, led by the first one that says what the title says.
pub(super) fn led_by<'s>(
    texts: impl Iterator<Item = &'s Snippet> + Clone,
    said: &str,
) -> impl Iterator<Item = &'s Snippet> {
    let leads = |s: &&Snippet| !said.is_empty() && s.text.contains(said);
    let first = texts.clone().position(|s| leads(&s));
    let lead = first.and_then(|at| texts.clone().nth(at));
    lead.into_iter().chain(texts.enumerate().filter(move |(at, _)| Some(*at) != first).map(|(_, s)| s))
}

/// The first few texts that are no copies of an earlier one.
pub(in crate::insight) fn distinct<'s>(texts: impl Iterator<Item = &'s Snippet>) -> impl Iterator<Item = &'s Snippet> {
    let mut taken: Vec<(FxHashSet<[char; 2]>, &Snippet)> = Vec::new();
    for s in texts.take(CANDIDATES) {
        let own = pairs(&s.text);
        if taken.iter().all(|(other, _)| overlap(&own, other) < COPY) {
            taken.push((own, s));
        }
        if taken.len() == MOST {
            break;
        }
    }
    taken.into_iter().map(|(_, s)| s)
}

fn pairs(text: &str) -> FxHashSet<[char; 2]> {
    let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    chars.windows(2).map(|w| [w[0], w[1]]).collect()
}

/// Shared part of the smaller set.
fn overlap(a: &FxHashSet<[char; 2]>, b: &FxHashSet<[char; 2]>) -> f64 {
    let least = a.len().min(b.len());
    if least == 0 {
        return if a.len() == b.len() { 1.0 } else { 0.0 };
    }
    float(a.intersection(b).count() as u64) / float(least as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::testing::{Row, absorb, settings};
    use crate::record::Annotated;

    #[test]
    fn the_text_that_says_what_the_title_says_comes_first() {
        let texts = ["等了六天", "物流停在嘉兴仓一动不动，急", "又是物流停在嘉兴仓一动不动"];
        let row = |t: &str| Annotated { text: t.to_owned(), ..Annotated::default() };
        let all = texts.map(|t| Snippet::head(&row(t), std::iter::empty()));
        let told = |said| led_by(all.iter(), said).map(|s| &*s.text).collect::<Vec<_>>();
        assert_eq!(told("物流停在嘉兴仓一动不动"), [texts[1], texts[0], texts[2]]);
        assert_eq!((told("没有说过"), told("")), (texts.to_vec(), texts.to_vec()));
    }

    #[test]
    fn who_is_unhappy_is_quoted_before_who_is_not() {
        let row = |n: u64, text: &str, stars: f64| Row::new(n, text).rating(stars).score(-300);
        let blamed = |n, stars| row(n, "有股塑胶味", stars).blame("product.smell", "塑胶味", "有股").build();
        let asked = row(2, "请问怎么开发票", 3.0).words(&["请问", "怎么", "开", "发票", "抬头", "税号"]).build();
        let (cases, _) = absorb(&[blamed(1, 5.0), asked, blamed(3, 1.0)], &settings()).cases.into_kept();
        let told: Vec<u8> = cases.iter().map(|c| beside(c, Some(Scale::Five))).collect();
        assert_eq!(told, [1, 2, 0]);
        // Where nothing tells the scale, the words alone count.
        assert_eq!(beside(&cases[0], None), 0);
    }
}
