//! What the words around a judgement do to it: negation and its scope, degree, wishes, suppositions, doubts, comparison, rhetorical questions.
//!
//! Rules of scope, by clause: a negator reaches forward over at most [`REACH`] characters and never past another judgement; two negators make a yes;
//! a degree word counts right before the judgement; moods (wish, supposition, doubt, rhetorical) colour their whole clause.

use crate::lexicon::modifier::{Modifier, ModifierKind};
use crate::model::ngram::NEGATORS;
use crate::text::clause::Clause;

use super::scan::Find;

/// Characters between a negator and what it negates: 没有|任何质量|问题.
const REACH: usize = 5;

/// What a Latin word counts in that measure, and the most bytes that are looked at as words: doesn't|feel|smooth.
const OF_WORD: usize = 2;
const WORDS: usize = 24;

/// The factor of degree words whose judgement is taken as so even in a question: 这么.
const TAKEN_AS_SO: i32 = 1500;

/// Negated blame is weaker than praise (不差 is not 很好); negated praise is blame in full.
const NEGATED_BLAME: i32 = 600;

/// The loudest that degree words make a judgement before it is cut back to a whole, in thousandths: 极其极其极其好.
const LOUDEST: i32 = 10_000;

/// How a judgement reads in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    /// Polarity in thousandths after everything around it.
    pub(super) score: i32,
    /// First byte of the judgement with its negators and degree words.
    pub(super) start: usize,
    /// A negator was applied an odd number of times.
    pub(super) negated: bool,
    /// It was turned, and holds a negator of its own: 没有一个|不满意.
    pub(super) affirmed: bool,
    /// Only asked, supposed or not known: says nothing.
    pub(super) open: bool,
}

/// The mood of a clause.
#[allow(clippy::struct_excessive_bools)] // moods are independent, any may hold together
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Mood {
    wish: bool,
    hypothetical: bool,
    doubt: bool,
    rhetorical: bool,
    question: bool,
    sarcasm: bool,
    /// Weight of what is said of something else, in thousandths; below 0, praise of it is blame of this.
    other_subject: Option<i32>,
}

impl Mood {
    /// The mood in which something at `start` of a clause is said. What is wished or supposed stands after the word that says so:
    /// 车身异响|希望尽快处理 complains first and wishes then.
    fn at((start, end): (usize, usize), praises: bool, clause: &Clause, modifiers: &[Find<&Modifier>]) -> Self {
        let mut m = Self { question: clause.asks(), ..Self::default() };
        let mut affirms = false;
        for f in modifiers {
            let before = f.end <= start;
            match f.what.kind {
                ModifierKind::Wish => m.wish |= before,
                ModifierKind::Hypothetical => m.hypothetical |= before,
                ModifierKind::Doubt => m.doubt |= before,
                // 才知道什么叫专业 praises with these words.
                ModifierKind::Rhetorical => m.rhetorical |= !(praises && start <= f.start && f.end <= end),
                ModifierKind::DoubleNegation => affirms = true,
                // 适合|哪个班 asks of the judgement.
                ModifierKind::Question => m.question |= f.end == clause.end || f.start == end,
                ModifierKind::Sarcasm => m.sarcasm = true,
                ModifierKind::OtherSubject | ModifierKind::Past if before => m.other_subject = Some(f.what.factor),
                _ => {}
            }
        }
        // 谁不喜欢？ asks nothing and blames nothing.
        m.rhetorical &= !affirms;
        m.question &= !affirms;
        m
    }
}

/// Reads a judgement of `score` at `start..end`; `from` is the end of the judgement before it in the clause (or the clause's start), `used_up`
/// tells of the text's negators ([`super::scan::Finds::used_up`]).
pub(super) fn read(
    score: i32,
    (start, end): (usize, usize),
    from: usize,
    clause: &Clause,
    modifiers: &[Find<&Modifier>],
    (text, used_up): (&str, &[(usize, usize)]),
) -> Reading {
    let mut mood = Mood::at((start, end), score > 0, clause, modifiers);
    let mut r = Reading { score, start, negated: false, affirmed: false, open: false };
    let (mut weakest, mut touched) = (1000, false);
    for m in modifiers.iter().rev().filter(|m| (m.start >= from || closes(m, from)) && reaches(m, start, end, text)) {
        let gap = gap(&text[m.end.min(r.start)..r.start]);
        match m.what.kind {
            ModifierKind::Degree if gap <= 1 => {
                // 为什么这么慢？ asks why, not whether.
                mood.question &= m.what.factor != TAKEN_AS_SO;
                r.score = (r.score.saturating_mul(m.what.factor) / 1000).clamp(-LOUDEST, LOUDEST);
                r.start = m.start;
            }
            ModifierKind::Negation if gap <= REACH && turns(m, start, gap, text, used_up) => {
                r.negated = !r.negated;
                weakest = weakest.min(m.what.factor.saturating_abs());
                // 没有|质量问题, and no negator of one character, which many a word begins with.
                touched |= m.end == start && text[m.start..m.end].chars().nth(1).is_some();
                r.start = m.start;
            }
            ModifierKind::DoubleNegation if gap <= REACH => {
                // 没有不|舒服: its second negator is the judgement's own, and the first turns it.
                r.negated ^= m.end > start;
                r.start = m.start;
            }
            // 没有想象中好: the negator before it falls on what follows.
            ModifierKind::Expectation if gap <= REACH => r.start = m.start,
            _ => {}
        }
    }
    // 一点异味|都没有: a negator that ends the clause right behind the judgement.
    if modifiers.iter().any(|m| follows(m, end, clause, text)) {
        r.negated = !r.negated;
    }
    if r.negated {
        let kept = if r.score < 0 { weakest * NEGATED_BLAME / 1000 } else { weakest };
        r.affirmed = r.score < 0 && (touched || text[start..end].starts_with(NEGATORS));
        r.score = -r.score * kept / 1000;
    }
    compare(&mut r, start, end, modifiers);
    if is_choice(text, start, end) {
        r.open = true;
    }
    let hoped_for_more =
        modifiers.iter().any(|m| m.start == end && m.what.kind == ModifierKind::Particle && m.what.factor != 1000);
    colour(&mut r, mood, hoped_for_more);
    r.score = r.score.clamp(-1000, 1000);
    r
}

/// What stands between a modifier and a judgement, in characters; a Latin word is worth two of them. Further than anything reaches is far enough: whoever
/// counted on would take quadratic time.
fn gap(between: &str) -> usize {
    if between.len() <= WORDS && between.is_ascii() && between.contains(|c: char| c.is_ascii_alphabetic()) {
        return OF_WORD * between.split_ascii_whitespace().count();
    }
    between.chars().take(REACH + 1).count()
}

/// Whether a negator turns a judgement that begins `gap` characters after it.
///
/// Not where its verb and that one's object stand between (没带工具|耽误半天). A judgement with a negator of its own (告知不清|不满) takes one that touches it,
/// or one of several characters (不是|很不满).
fn turns(m: &Find<&Modifier>, start: usize, gap: usize, text: &str, used_up: &[(usize, usize)]) -> bool {
    let negative = gap > 0 && text[start..].starts_with(NEGATORS) && text[m.start..m.end].chars().nth(1).is_none();
    let is_used_up = || used_up.binary_search_by_key(&m.start, |u| u.0).is_ok_and(|at| used_up[at].1 <= start);
    !negative && !is_used_up()
}

/// Whether a negator of three characters or more (都没有, not 没) ends the clause behind a judgement that ends at `end`.
fn follows(m: &Find<&Modifier>, end: usize, clause: &Clause, text: &str) -> bool {
    m.what.kind == ModifierKind::Negation
        && m.start >= end
        && m.end == clause.end
        && text[end..m.start].chars().nth(1).is_none()
        && text[m.start..m.end].chars().nth(2).is_some()
}

/// A negator that the judgement before ends with: 再也不用担心|没电.
fn closes(m: &Find<&Modifier>, from: usize) -> bool {
    m.end == from && m.what.kind == ModifierKind::Negation
}

/// A modifier before the judgement, or one that reaches into its own words (不是很|满意) but not into its own negator (确实不|油腻).
fn reaches(m: &Find<&Modifier>, start: usize, end: usize, text: &str) -> bool {
    let own = m.end > start && text[start..m.end.min(end)].contains(NEGATORS);
    m.end <= start || (m.start < start && m.end < end && (!own || m.what.kind == ModifierKind::DoubleNegation))
}

/// 不如别家好 is blame, 比别家好 praise as it stands, 以前很好 says little of today.
fn compare(r: &mut Reading, start: usize, end: usize, modifiers: &[Find<&Modifier>]) {
    for m in modifiers {
        match m.what.kind {
            ModifierKind::ComparisonWorse if m.end <= start => r.score = -r.score.abs(),
            // A factor below 1000 marks words that compare without saying which is better: 比以前.
            ModifierKind::ComparisonBetter if m.what.factor >= 1000 && (m.end <= start || m.start >= end) => {
                r.score = r.score.abs();
            }
            _ => {}
        }
    }
}

/// 好不好用, 值不值: the same character on both sides of a negator asks, whether the judgement takes in the negator or not.
fn is_choice(text: &str, start: usize, end: usize) -> bool {
    let mut after = text[start..end].chars().chain(text[end..].chars());
    let (a, b, c) = (after.next(), after.next(), after.next());
    let before = text[..start].chars().next_back();
    let mut back = text[..start].chars().rev();
    let negator = |x: Option<char>| x.is_some_and(|c| NEGATORS.contains(&c));
    // 好|不好用, 好不|好用, 好|不好
    (negator(a) && b.is_some() && before == b)
        || (negator(back.next()) && a.is_some() && back.next() == a)
        || (negator(b) && c.is_some() && a == c)
}

fn colour(r: &mut Reading, mood: Mood, more: bool) {
    if mood.rhetorical {
        // 这也叫好？ — blame stays blame.
        r.score = -r.score.abs();
    } else if mood.wish || mood.hypothetical {
        // 希望快点: more of it is wished for, so there is too little. 希望有效果 only hopes; what is feared has not happened.
        r.score = if r.score > 0 { -r.score * 3 / 10 } else { r.score * 4 / 10 };
        r.open = !more;
    } else if mood.doubt || mood.question {
        r.score = r.score * 3 / 10;
        r.open = true;
    }
    if mood.sarcasm && r.score > 0 {
        r.score = -r.score / 2;
    }
    if let Some(weight) = mood.other_subject {
        r.score = if weight > 0 { r.score * weight / 1000 } else { r.score.max(0) * weight / 1000 };
    }
}
