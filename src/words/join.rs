//! Words against words that merely stand together: what consists of known words is a phrase when they keep together, and nothing new otherwise.
//!
//! Shorter strings come first; those that are kept are known to the longer ones. So 漾朵 stays and 漾朵空调 goes, which is 漾朵 with any other word.
//!
//! Not its job: the figures (`candidates`), the places (`place`).

use rustc_hash::FxHashSet;

use crate::annotate::Annotator;

use super::Kind;
use super::candidates::Candidate;
use super::levels::Levels;
use super::lexis::Lexis;
use super::place::Standing;

/// Bits of the weakest bond inside a phrase.
const COHESION: f64 = 6.0;

/// At each of its seams a phrase must have this share of all places of what stands on one side.
const BOUND: f64 = 0.3;

/// A new word.
#[derive(Debug)]
pub(super) struct Joined {
    pub(super) candidate: Candidate,
    pub(super) standing: Standing,
    pub(super) kind: Kind,
}

/// Those of the candidates that are words or phrases.
pub(super) fn settle(
    mut stood: Vec<(Candidate, Standing)>,
    levels: &Levels,
    annotator: &Annotator,
    lexis: &Lexis,
) -> Vec<Joined> {
    stood.sort_by(|(a, _), (b, _)| (a.run.length, &a.word).cmp(&(b.run.length, &b.word)));
    let mut kept: FxHashSet<String> = FxHashSet::default();
    let mut out = Vec::new();
    for (candidate, standing) in stood {
        let known = |w: &str| kept.contains(w) || annotator.knows(w) || lexis.is_function(w);
        if let Some(kind) = kind(&candidate, &standing, &known, levels, lexis) {
            kept.insert(candidate.word.clone());
            out.push(Joined { candidate, standing, kind });
        }
    }
    out
}

/// What a candidate is; nothing where it merely joins words.
fn kind(
    c: &Candidate,
    standing: &Standing,
    known: &dyn Fn(&str) -> bool,
    levels: &Levels,
    lexis: &Lexis,
) -> Option<Kind> {
    let word: Vec<char> = c.word.chars().collect();
    let cover = if word.len() > 2 { cover(&word, false, known) } else { None };
    let (kind, parts) = match &cover {
        Some(parts) => (Kind::Phrase, parts),
        // A word with a longer token in it has a seam as well.
        None if standing.tokens.len() > 1 && standing.tokens.iter().any(|n| *n > 1) => (Kind::Word, &standing.tokens),
        None => return Some(Kind::Word),
    };
    (holds(c, parts, levels) && !states(&word, parts, lexis)).then_some(kind)
}

/// The fewest known words that a string consists of, in characters; one of them may be a single character, whatever it is.
fn cover(rest: &[char], single: bool, known: &dyn Fn(&str) -> bool) -> Option<Vec<usize>> {
    if rest.is_empty() {
        return Some(Vec::new());
    }
    let mut best: Option<Vec<usize>> = None;
    for n in (1..=rest.len()).rev() {
        let fits = if n == 1 { !single } else { known(&rest[..n].iter().collect::<String>()) };
        if fits
            && let Some(tail) = cover(&rest[n..], single || n == 1, known)
            && best.as_ref().is_none_or(|b| tail.len() + 1 < b.len())
        {
            best = Some(std::iter::once(n).chain(tail).collect());
        }
    }
    best
}

/// Whether the parts keep together: strongly, and not only because one of them is everywhere.
fn holds(c: &Candidate, parts: &[usize], levels: &Levels) -> bool {
    if c.cohesion < COHESION {
        return false;
    }
    let mut seam = 0usize;
    parts[..parts.len().saturating_sub(1)].iter().all(|n| {
        seam += n;
        let side = |n: usize, first: bool| f64::from(levels.occurs(levels.part(c.run, n, first)));
        f64::from(c.count) >= BOUND * side(seam, true).min(side(c.run.length - seam, false))
    })
}

/// Whether known words already say it: a judgement at the end (尺码准确), or at the start of something that is no thing (适合学生).
fn states(word: &[char], parts: &[usize], lexis: &Lexis) -> bool {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
    let first: String = word[..*first].iter().collect();
    let last: String = word[word.len() - last..].iter().collect();
    lexis.is_opinion(&last) || (lexis.is_opinion(&first) && !lexis.is_target(&last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cover_has_the_fewest_known_words_and_one_single_character_at_most() {
        let known = |w: &str| ["安装", "师傅", "上门", "上门安装", "装师"].contains(&w);
        let cover = |w: &str| cover(&w.chars().collect::<Vec<_>>(), false, &known);
        assert_eq!(cover("安装师傅"), Some(vec![2, 2]));
        assert_eq!(cover("上门安装费"), Some(vec![4, 1]));
        assert_eq!(cover("安装费用"), None);
        assert_eq!(cover("拆旧"), None);
    }
}
