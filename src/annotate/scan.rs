//! One pass over a normal form with everything the lexicon knows: targets, opinions, modifiers and rule matches, each with its place.
//!
//! Overlaps are settled here (the longest word of a kind wins, what stands inside a rule's match is hidden); what the finds *mean* together is
//! `scope`'s and `mention`'s job.

use crate::lexicon::compiled::{ClassId, Opinion, Target, Use};
use crate::lexicon::modifier::{Modifier, ModifierKind};
use crate::lexicon::pattern::Quantity;
use crate::lexicon::{AspectId, Compiled};
use crate::model::ngram::NEGATORS;
use crate::text::clause::{self, Clause};
use crate::text::segment::{self, Pos, Token};

use super::quantity::{Amount, Quantities};
use super::rules::{self, Match, Present};

/// The factor of a degree word that exclaims.
const EXCLAIMS: i32 = 1600;

/// A find of kind `T` at a byte range of the normal form.
#[derive(Debug, Clone, Copy)]
pub(super) struct Find<T> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) what: T,
}

impl<T> Find<T> {
    pub(super) fn inside(&self, start: usize, end: usize) -> bool {
        start <= self.start && self.end <= end
    }
}

/// Everything found in a text, each list in text order. Borrowed from the lexicon; reused buffers are in [`Buffers`].
#[derive(Debug, Default)]
pub(super) struct Finds<'l> {
    pub(super) clauses: Vec<Clause>,
    pub(super) targets: Vec<Find<&'l Target>>,
    pub(super) opinions: Vec<Find<&'l Opinion>>,
    pub(super) modifiers: Vec<Find<&'l Modifier>>,
    /// Places of words that exclaim (真, 太), also of those inside a rule's match.
    pub(super) exclaims: Vec<usize>,
    /// Places of all negators, also of those inside a judgement (不错), which negate nothing but do stand between the parts of a rule.
    pub(super) negators: Vec<(usize, usize)>,
    pub(super) matches: Vec<Find<Match<'l>>>,
}

/// Buffers of a scan that do not outlive it.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    classes: Vec<Find<ClassId>>,
    amounts: Vec<Amount>,
    present: Present,
}

/// Scans `text`, whose tokens are `tokens`.
pub(super) fn scan<'l>(
    words: &'l Compiled,
    overall: AspectId,
    quantities: &Quantities,
    text: &str,
    tokens: &[Token],
    b: &mut Buffers,
) -> Finds<'l> {
    let mut f = Finds::default();
    b.classes.clear();
    words.scan(text, |literal, start, end| {
        for what in words.uses(literal) {
            match what {
                Use::Target(t) => f.targets.push(Find { start, end, what: t }),
                Use::Opinion(o) => f.opinions.push(Find { start, end, what: o }),
                Use::Modifier(m) => f.modifiers.push(Find { start, end, what: m }),
                Use::Class(c) => b.classes.push(Find { start, end, what: *c }),
            }
        }
    });
    quantities.scan(text, &mut b.amounts);
    for a in &b.amounts {
        b.classes.extend(words.quantity_classes(a.kind).iter().map(|&c| Find { start: a.start, end: a.end, what: c }));
    }
    let amounts = &b.amounts;
    // 四|片: a measure word is glued to its number.
    let measures = |c: &Find<ClassId>| {
        let counted = token_at(tokens, c.start).is_some_and(|t| t.pos == Pos::Number);
        amounts.iter().any(|a| a.kind == Quantity::Num && (a.end == c.start || (counted && a.start == c.start)))
    };
    b.classes.retain(|c| {
        !is_single(text, c.start, c.end) || measures(c) || stands_alone(text, tokens, &f.modifiers, c.start, c.end)
    });
    settle(text, tokens, &mut f);
    clause::split(text, &mut f.clauses);
    split_at_contrast(&mut f);
    rules::match_all(words, overall, text, &mut b.classes, &mut b.present, &mut f);
    f
}

/// Settles overlaps within and between kinds.
fn settle(text: &str, tokens: &[Token], f: &mut Finds) {
    let Finds { targets, opinions, modifiers, .. } = f;
    opinions.retain(|o| stands_alone(text, tokens, modifiers, o.start, o.end));
    targets.retain(|t| !is_single(text, t.start, t.end) || stands_alone(text, tokens, modifiers, t.start, t.end));
    keep_longest(targets);
    keep_longest(opinions);
    // 快充 is a thing, not a fast one; 味道好 judges, and names its target by itself.
    opinions.retain(|o| !targets.iter().any(|t| o.inside(t.start, t.end) && t.end - t.start > o.end - o.start));
    // A word that only keeps another from being read (快递 keeps off 快) is no judgement that could name the thing.
    let names = |o: &Find<&Opinion>, t: &Find<&Target>| o.what.score != 0 || o.end - o.start > t.end - t.start;
    targets.retain(|t| !opinions.iter().any(|o| t.inside(o.start, o.end) && names(o, t)));
    let all = modifiers.clone();
    modifiers.retain(|m| modifies(text, tokens, &all, m) && fits_place(text, &all, m));
    keep_longest(modifiers);
    f.exclaims = modifiers
        .iter()
        .filter(|m| m.what.kind == ModifierKind::Degree && m.what.factor >= EXCLAIMS)
        .map(|m| m.start)
        .collect();
    f.negators = modifiers.iter().filter(|m| m.what.kind == ModifierKind::Negation).map(|m| (m.start, m.end)).collect();
    // 不错 is one word: its 不 negates nothing.
    modifiers.retain(|m| !opinions.iter().any(|o| m.inside(o.start, o.end) && o.end - o.start > m.end - m.start));
    modifiers.retain(|m| {
        let same = |t: &Find<&Target>| (m.start, m.end) == (t.start, t.end) && m.what.kind == ModifierKind::Source;
        !targets.iter().any(|t| m.inside(t.start, t.end) && !same(t))
    });
    opinions.retain(|o| o.what.score != 0);
    grade(opinions, modifiers);
}

/// 好 before a judgement grades it: 好慢.
fn grade(opinions: &mut Vec<Find<&Opinion>>, modifiers: &[Find<&Modifier>]) {
    let starts: Vec<usize> = opinions.iter().map(|o| o.start).collect();
    let grades = |o: &Find<&Opinion>| {
        modifiers.iter().any(|m| m.start == o.start && m.end == o.end && m.what.kind == ModifierKind::Degree)
    };
    opinions.retain(|o| !(starts.contains(&o.end) && grades(o)));
}

/// Leftmost, then longest; no two overlap.
fn keep_longest<T>(finds: &mut Vec<Find<T>>) {
    finds.sort_by_key(|f| (f.start, std::cmp::Reverse(f.end)));
    let mut free_from = 0;
    finds.retain(|f| {
        let free = f.start >= free_from;
        if free {
            free_from = f.end;
        }
        free
    });
}

/// Whether words found at `start..end` are words there, not pieces of others.
///
/// Latin words stand between other letters (app, not apple). Elsewhere the tokens decide: what sticks out of the find on either side of its first
/// and last token has to be a degree word or negator before it, or a particle after it (太|慢, 贵|了). A find of several characters may also cut
/// a token that the segmenter made up itself.
fn stands_alone(text: &str, tokens: &[Token], modifiers: &[Find<&Modifier>], start: usize, end: usize) -> bool {
    if text.as_bytes()[start].is_ascii_alphanumeric() || text.as_bytes()[end - 1].is_ascii_alphanumeric() {
        return segment::at_word_edges(text, start, end);
    }
    let is = |s: usize, e: usize, kinds: &[ModifierKind]| {
        s == e || modifiers.iter().any(|m| m.start == s && m.end == e && kinds.contains(&m.what.kind))
    };
    let single = is_single(text, start, end);
    let clean = |t: &Token, ok: bool| ok || (!single && !t.known);
    let first = token_at(tokens, start);
    let last = token_at(tokens, end - 1);
    first.is_none_or(|t| clean(t, is(t.start as usize, start, &[ModifierKind::Degree, ModifierKind::Negation])))
        && last.is_none_or(|t| clean(t, is(end, t.end as usize, &[ModifierKind::Particle])))
}

/// A negator of one character must be a token, or start one that goes on with what it negates (不好用): 不但, 不仅, 特别 are not negations.
/// A degree word may be glued to what it grades; all others are whole words.
fn modifies(text: &str, tokens: &[Token], all: &[Find<&Modifier>], m: &Find<&Modifier>) -> bool {
    let single = is_single(text, m.start, m.end);
    let Some(t) = token_at(tokens, m.start) else { return true };
    let starts = t.start as usize == m.start;
    match m.what.kind {
        ModifierKind::Negation if single => starts && (t.end as usize == m.end || t.pos != Pos::Other),
        // 一点也不|慢: its last negator may have been cut into the word that it negates.
        ModifierKind::Negation if starts && cuts_off_negator(text, tokens, m.end) => true,
        ModifierKind::Degree | ModifierKind::Particle => starts || !single,
        // 但用: at the start of a clause a contrast word may have been cut together with what follows.
        ModifierKind::Contrast if single => starts && (t.end as usize == m.end || (!t.known && opens(text, m.start))),
        _ if single => starts && t.end as usize == m.end,
        _ => stands_alone(text, tokens, all, m.start, m.end),
    }
}

/// 可 turns at the start of a clause (声音好听,可戴着疼) and grades elsewhere (可好看了): a word that does both turns only there.
fn fits_place(text: &str, all: &[Find<&Modifier>], m: &Find<&Modifier>) -> bool {
    let turns = |m: &Find<&Modifier>| m.what.kind == ModifierKind::Contrast;
    let twin = |o: &&Find<&Modifier>| o.start == m.start && o.end == m.end && o.what.kind != m.what.kind;
    let Some(other) = all.iter().find(twin) else { return true };
    match (turns(m), turns(other)) {
        (true, false) => opens(text, m.start),
        (false, true) => !opens(text, m.start),
        _ => true,
    }
}

/// Whether a mark stands before `start`.
fn opens(text: &str, start: usize) -> bool {
    text[..start].chars().next_back().is_some_and(|c| !c.is_alphanumeric())
}

/// Whether what stands before `end` in its token is a negator and nothing more.
fn cuts_off_negator(text: &str, tokens: &[Token], end: usize) -> bool {
    token_at(tokens, end - 1).is_some_and(|t| {
        let mut head = text[t.start as usize..end].chars();
        head.next().is_some_and(|c| NEGATORS.contains(&c)) && head.next().is_none()
    })
}

/// One character that is not Latin: Latin ones are judged by their edges.
fn is_single(text: &str, start: usize, end: usize) -> bool {
    text[start..end].chars().nth(1).is_none()
}

fn token_at(tokens: &[Token], byte: usize) -> Option<&Token> {
    let at = tokens.partition_point(|t| t.end as usize <= byte);
    tokens.get(at).filter(|t| t.start as usize <= byte)
}

/// 质量好但是贵: a contrast word inside a clause starts a new one.
fn split_at_contrast(f: &mut Finds) {
    let Finds { clauses, modifiers, .. } = f;
    let mut out = Vec::with_capacity(clauses.len() + 2);
    for c in clauses.iter() {
        let mut start = c.start;
        let inner =
            modifiers.iter().filter(|m| m.what.kind == ModifierKind::Contrast && m.start > c.start && m.end < c.end);
        for m in inner {
            out.push(Clause { start, end: m.start, mark: ',' });
            start = m.start;
        }
        out.push(Clause { start, ..*c });
    }
    *clauses = out;
}
