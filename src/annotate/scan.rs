//! One pass over a normal form with everything the lexicon knows: targets, opinions, modifiers and rule matches, each with its place.
//!
//! Overlaps are settled here (the longest word of a kind wins, what stands inside a rule's match is hidden); what the finds *mean* together is
//! `scope`'s and `mention`'s job.

use crate::lexicon::Compiled;
use crate::lexicon::compiled::{ClassId, Opinion, Rule, Target, Use, Verdict};
use crate::lexicon::modifier::{Modifier, ModifierKind};
use crate::text::clause::{self, Clause};
use crate::text::segment::{Pos, Token};

use super::quantity::{Amount, Quantities};

/// Characters that may stand between two slots of an ordered pattern.
const MAX_GAP: usize = 8;

/// A find of kind `T` at a byte range of the normal form.
#[derive(Debug, Clone, Copy)]
pub(super) struct Find<T> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) what: T,
}

impl<T> Find<T> {
    fn inside(&self, start: usize, end: usize) -> bool {
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
    pub(super) matches: Vec<Find<&'l Rule>>,
}

/// Buffers of a scan that do not outlive it.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    classes: Vec<Find<ClassId>>,
    amounts: Vec<Amount>,
    chain: Vec<(usize, usize)>,
}

/// Scans `text`, whose tokens are `tokens`.
pub(super) fn scan<'l>(
    words: &'l Compiled,
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
    settle(text, tokens, &mut f);
    clause::split(text, &mut f.clauses);
    split_at_contrast(&mut f);
    match_rules(words, text, b, &mut f);
    f
}

/// Settles overlaps within and between kinds.
fn settle(text: &str, tokens: &[Token], f: &mut Finds) {
    let Finds { targets, opinions, modifiers, .. } = f;
    opinions.retain(|o| stands_alone(text, tokens, modifiers, o.start, o.end));
    targets.retain(|t| stands_alone(text, tokens, modifiers, t.start, t.end));
    keep_longest(targets);
    keep_longest(opinions);
    // 快充 is a thing, not a fast one; 味道好 judges, and names its target by itself.
    opinions.retain(|o| !targets.iter().any(|t| o.inside(t.start, t.end) && t.end - t.start > o.end - o.start));
    targets.retain(|t| !opinions.iter().any(|o| t.inside(o.start, o.end)));
    modifiers.retain(|m| m.what.kind != ModifierKind::Negation || negates(text, tokens, m));
    keep_longest(modifiers);
    // 不错 is one word: its 不 negates nothing.
    modifiers.retain(|m| !opinions.iter().any(|o| m.inside(o.start, o.end) && o.end - o.start > m.end - m.start));
    modifiers.retain(|m| !targets.iter().any(|t| m.inside(t.start, t.end)));
    opinions.retain(|o| o.what.score != 0);
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

/// A single character counts only as a token of its own, or with a degree word or negator before it and a particle after it in its token (太慢, 贵了).
fn stands_alone(text: &str, tokens: &[Token], modifiers: &[Find<&Modifier>], start: usize, end: usize) -> bool {
    if text[start..end].chars().nth(1).is_some() {
        return true;
    }
    let Some(t) = token_at(tokens, start) else { return true };
    let is = |s: usize, e: usize, kinds: &[ModifierKind]| {
        s == e || modifiers.iter().any(|m| m.start == s && m.end == e && kinds.contains(&m.what.kind))
    };
    is(t.start as usize, start, &[ModifierKind::Degree, ModifierKind::Negation])
        && is(end, t.end as usize, &[ModifierKind::Particle])
}

/// A negator of one character must be a token, or start one that goes on with what it negates (不好用): 不但, 不仅, 特别 are not negations.
fn negates(text: &str, tokens: &[Token], m: &Find<&Modifier>) -> bool {
    if text[m.start..m.end].chars().nth(1).is_some() {
        return true;
    }
    token_at(tokens, m.start).is_none_or(|t| {
        let (s, e) = (t.start as usize, t.end as usize);
        s == m.start && (e == m.end || t.pos != Pos::Other)
    })
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

fn match_rules<'l>(words: &'l Compiled, text: &str, b: &mut Buffers, f: &mut Finds<'l>) {
    b.classes.sort_by_key(|c| (c.start, c.end));
    for clause in &f.clauses {
        let from = b.classes.partition_point(|c| c.start < clause.start);
        let to = b.classes.partition_point(|c| c.start < clause.end);
        let here = &b.classes[from..to];
        let fits = |c: &&Find<ClassId>| c.end <= clause.end;
        for (i, trigger) in here.iter().enumerate().filter(|(_, c)| fits(c)) {
            // A class that occurs several times triggers its rules once.
            if here[..i].iter().any(|c| c.what == trigger.what) {
                continue;
            }
            for rule in words.triggered(trigger.what) {
                let silent = rule.unless.is_some_and(|u| here.iter().any(|c| c.what == u));
                if !silent {
                    for_each_match(rule, here, clause.end, text, &mut b.chain, |start, end| {
                        f.matches.push(Find { start, end, what: rule })
                    });
                }
            }
        }
    }
    settle_matches(f);
}

/// Calls `found` for the matches of `rule` among the classes of a clause: every occurrence of a single-slot rule, the tightest of others.
fn for_each_match(
    rule: &Rule,
    here: &[Find<ClassId>],
    clause_end: usize,
    text: &str,
    chain: &mut Vec<(usize, usize)>,
    mut found: impl FnMut(usize, usize),
) {
    let of = |class: ClassId| here.iter().filter(move |c| c.what == class && c.end <= clause_end);
    if let [only] = rule.slots[..] {
        of(only).for_each(|c| found(c.start, c.end));
    } else if rule.ordered {
        for first in of(rule.slots[0]) {
            chain.clear();
            chain.push((first.start, first.end));
            for &slot in &rule.slots[1..] {
                let (_, last) = chain[chain.len() - 1];
                match of(slot).find(|c| c.start >= last && gap(text, last, c.start) <= MAX_GAP) {
                    Some(c) => chain.push((c.start, c.end)),
                    None => break,
                }
            }
            if chain.len() == rule.slots.len() {
                found(chain[0].0, chain[chain.len() - 1].1);
                return;
            }
        }
    } else if let Some((start, end)) = anywhere(rule, here, clause_end, chain) {
        found(start, end);
    }
}

/// One find for each slot, none overlapping another.
fn anywhere(
    rule: &Rule,
    here: &[Find<ClassId>],
    clause_end: usize,
    chain: &mut Vec<(usize, usize)>,
) -> Option<(usize, usize)> {
    chain.clear();
    for &slot in &rule.slots {
        let free = |c: &&Find<ClassId>| {
            c.what == slot && c.end <= clause_end && chain.iter().all(|&(s, e)| c.end <= s || c.start >= e)
        };
        let c = here.iter().find(free)?;
        chain.push((c.start, c.end));
    }
    Some((chain.iter().map(|c| c.0).min()?, chain.iter().map(|c| c.1).max()?))
}

fn gap(text: &str, from: usize, to: usize) -> usize {
    text[from..to].chars().count()
}

/// Of issue matches that overlap the longest stays; what stands inside it is hidden.
fn settle_matches(f: &mut Finds) {
    let Finds { matches, targets, opinions, modifiers, .. } = f;
    let is_issue = |r: &Rule| matches!(r.verdict, Verdict::Issue { .. });
    matches.sort_by_key(|m| (!is_issue(m.what), std::cmp::Reverse(m.end - m.start), m.start));
    let mut kept: Vec<(usize, usize)> = Vec::new();
    matches.retain(|m| {
        let keep = !is_issue(m.what) || kept.iter().all(|&(s, e)| m.end <= s || m.start >= e);
        if keep && is_issue(m.what) {
            kept.push((m.start, m.end));
        }
        keep
    });
    matches.sort_by_key(|m| (m.start, m.end));
    let hidden = |s: usize, e: usize| kept.iter().any(|&(ks, ke)| ks <= s && e <= ke);
    targets.retain(|t| !hidden(t.start, t.end));
    opinions.retain(|o| !hidden(o.start, o.end));
    modifiers.retain(|m| m.what.kind == ModifierKind::Contrast || !hidden(m.start, m.end));
}
