//! Matching of rules, clause by clause, and which of several matches stays.
//!
//! The match with the most words of its own wins where matches of issues overlap; a match hides the targets and judgements that it has made use of.

use crate::lexicon::compiled::{ClassId, Rule, Verdict};
use crate::lexicon::modifier::{Modifier, ModifierKind};
use crate::lexicon::{AspectId, Compiled};
use crate::text::clause::Clause;

use super::scan::{Find, Finds};

/// Characters that may stand between two slots of an ordered pattern.
const MAX_GAP: usize = 8;

/// Marks that end a sentence; a comma or a blank does not.
const SENTENCE_ENDS: [char; 6] = ['。', '!', '?', '！', '？', '\n'];

/// A rule's match.
#[derive(Debug, Clone)]
pub(super) struct Match<'l> {
    pub(super) rule: &'l Rule,
    /// A negator stands between its parts, outside of them: 房间|不|大.
    pub(super) negated_within: bool,
    /// Bytes of the rule's own words in the text.
    weight: usize,
    /// Byte ranges of its parts, in text order.
    parts: Vec<(usize, usize)>,
    /// Its first part, where that names a thing: 快递…慢.
    pub(super) target: Option<(usize, usize)>,
}

/// Which classes stand in the clause at hand, by stamp, so that nothing is cleared from clause to clause.
#[derive(Debug, Default)]
pub(super) struct Present {
    stamp: u32,
    seen: Vec<u32>,
    tried: Vec<u32>,
    here: Vec<Find<ClassId>>,
    parts: Vec<(usize, usize)>,
}

impl Present {
    /// Takes in the classes of a clause.
    fn fill(&mut self, classes: &[Find<ClassId>], end: usize, all: usize) {
        self.seen.resize(all, 0);
        self.tried.resize(all, 0);
        if self.stamp == u32::MAX {
            self.seen.fill(0);
            self.tried.fill(0);
            self.stamp = 0;
        }
        self.stamp += 1;
        self.here.clear();
        self.here.extend(classes.iter().filter(|c| c.end <= end));
        for c in &self.here {
            self.seen[c.what.0 as usize] = self.stamp;
        }
    }

    fn has(&self, class: ClassId) -> bool {
        self.seen[class.0 as usize] == self.stamp
    }

    /// Whether a rule can match here at all: every slot has a find, nothing silences it.
    fn allows(&self, rule: &Rule) -> bool {
        rule.slots.iter().all(|&s| self.has(s)) && !rule.unless.is_some_and(|u| self.has(u))
    }

    /// True the first time that a class is tried in a clause: one that occurs several times triggers its rules once.
    fn try_once(&mut self, class: ClassId) -> bool {
        let at = &mut self.tried[class.0 as usize];
        std::mem::replace(at, self.stamp) != self.stamp
    }
}

/// Finds the matches of all rules; `classes` holds the class finds of the text in any order.
///
/// Rules about `overall` say nothing of a thing: they yield to others, and hide no targets.
pub(super) fn match_all<'l>(
    words: &'l Compiled,
    overall: AspectId,
    text: &str,
    classes: &mut [Find<ClassId>],
    present: &mut Present,
    f: &mut Finds<'l>,
) {
    classes.sort_unstable_by_key(|c| (c.start, c.end, c.what));
    let clauses: Vec<(usize, usize)> = f.clauses.iter().map(|c| (c.start, c.end)).collect();
    for &stretch in &clauses {
        match_in(words, text, classes, stretch, false, present, f);
    }
    for stretch in sentences(&f.clauses) {
        match_in(words, text, classes, stretch, true, present, f);
    }
    settle(f, overall);
}

/// Sentences of several clauses; what stands in one clause only is not looked for again.
fn sentences(clauses: &[Clause]) -> Vec<(usize, usize)> {
    clauses
        .split_inclusive(|c| SENTENCE_ENDS.contains(&c.mark))
        .filter_map(|s| Some((s.first()?.start, s.last()?.end)))
        .collect()
}

/// Matches the narrow or the wide rules within a stretch of the text.
fn match_in<'l>(
    words: &'l Compiled,
    text: &str,
    classes: &[Find<ClassId>],
    (start, end): (usize, usize),
    wide: bool,
    p: &mut Present,
    f: &mut Finds<'l>,
) {
    let from = classes.partition_point(|c| c.start < start);
    let to = classes.partition_point(|c| c.start < end);
    p.fill(&classes[from..to], end, words.classes());
    for i in 0..p.here.len() {
        let trigger = p.here[i].what;
        if !p.try_once(trigger) {
            continue;
        }
        for rule in words.triggered(trigger).filter(|r| r.wide == wide) {
            if p.allows(rule) {
                let Present { here, parts, .. } = p;
                for_each_match(rule, here, text, parts, |parts| f.matches.push(found(rule, parts, &f.negators)));
            }
        }
    }
}

fn found<'l>(rule: &'l Rule, parts: &[(usize, usize)], negators: &[(usize, usize)]) -> Find<Match<'l>> {
    let mut parts = parts.to_vec();
    parts.sort_unstable();
    let between = |n: &&(usize, usize)| !rule.wide && parts.windows(2).any(|w| w[0].1 <= n.0 && n.1 <= w[1].0);
    let negators = negators.iter().filter(between).count();
    let (start, end) = (parts[0].0, parts.iter().map(|p| p.1).max().unwrap_or(parts[0].1));
    let weight = parts.iter().map(|p| p.1 - p.0).sum();
    Find { start, end, what: Match { rule, negated_within: negators % 2 == 1, weight, parts, target: None } }
}

/// Calls `found` with the parts of each match of `rule` among the classes of a clause: every occurrence of a single-slot rule, the first of others.
fn for_each_match(
    rule: &Rule,
    here: &[Find<ClassId>],
    text: &str,
    parts: &mut Vec<(usize, usize)>,
    mut found: impl FnMut(&[(usize, usize)]),
) {
    let of = |class: ClassId| here.iter().filter(move |c| c.what == class);
    if let [only] = rule.slots[..] {
        of(only).for_each(|c| found(&[(c.start, c.end)]));
    } else if rule.ordered {
        if of(rule.slots[0]).any(|first| in_order(rule, first, here, text, parts)) {
            found(parts);
        }
    } else if anywhere(rule, here, parts) {
        found(parts);
    }
}

/// The slots of an ordered rule from `first` on, each near the one before.
fn in_order(
    rule: &Rule,
    first: &Find<ClassId>,
    here: &[Find<ClassId>],
    text: &str,
    parts: &mut Vec<(usize, usize)>,
) -> bool {
    parts.clear();
    parts.push((first.start, first.end));
    rule.slots[1..].iter().all(|&slot| {
        let last = parts[parts.len() - 1].1;
        let near =
            |c: &&Find<ClassId>| c.what == slot && c.start >= last && text[last..c.start].chars().count() <= MAX_GAP;
        // Of alternatives that start together the longest.
        let next = here.iter().filter(near).min_by_key(|c| (c.start, std::cmp::Reverse(c.end)));
        parts.extend(next.map(|c| (c.start, c.end)));
        next.is_some()
    })
}

/// One find for each slot, none overlapping another.
fn anywhere(rule: &Rule, here: &[Find<ClassId>], parts: &mut Vec<(usize, usize)>) -> bool {
    parts.clear();
    rule.slots.iter().all(|&slot| {
        let free = |c: &&Find<ClassId>| c.what == slot && parts.iter().all(|&(s, e)| c.end <= s || c.start >= e);
        let next = here.iter().find(free).map(|c| (c.start, c.end));
        parts.extend(next);
        next.is_some()
    })
}

/// Of issue matches that overlap the one with most words of its own stays; what it made use of is hidden.
fn settle(f: &mut Finds, overall: AspectId) {
    let Finds { matches, targets, opinions, modifiers, .. } = f;
    let is_issue = |m: &Find<Match>| matches!(m.what.rule.verdict, Verdict::Issue { .. });
    let of_all = |m: &Find<Match>| matches!(m.what.rule.verdict, Verdict::Issue { aspect, .. } if aspect == overall);
    let weight = |m: &Find<Match>| if of_all(m) { m.what.weight * 4 / 5 } else { m.what.weight };
    matches.sort_by_key(|m| (!is_issue(m), std::cmp::Reverse(weight(m)), m.end - m.start, m.start));
    let mut used: Vec<(usize, usize)> = Vec::new();
    let mut named: Vec<(usize, usize)> = Vec::new();
    matches.retain(|m| {
        if !is_issue(m) {
            return true;
        }
        let spans = if m.what.rule.ordered { vec![(m.start, m.end)] } else { m.what.parts.clone() };
        let free = spans.iter().all(|&(s, e)| used.iter().all(|&(us, ue)| e <= us || s >= ue));
        if free {
            if !of_all(m) {
                named.extend(&spans);
            }
            used.extend(spans);
        }
        free
    });
    matches.sort_by_key(|m| (m.start, m.end));
    for m in matches.iter_mut().filter(|m| m.what.rule.ordered && m.what.parts.len() > 1) {
        let first = m.what.parts[0];
        m.what.target = targets.iter().any(|t| t.inside(first.0, first.1)).then_some(first);
    }
    let hidden = |by: &[(usize, usize)], s: usize, e: usize| by.iter().any(|&(us, ue)| s < ue && us < e);
    targets.retain(|t| !hidden(&named, t.start, t.end));
    opinions.retain(|o| !hidden(&used, o.start, o.end));
    // A negator that only reaches into a match (不是很|满意) still negates it, and one that ends a match (服务谈不上|周到) what comes after it. Words that
    // tell what a whole clause does (but, at first, they say) do so wherever they stand.
    let inside = |m: &Find<&Modifier>| used.iter().any(|&(us, ue)| us <= m.start && m.start < ue);
    let closes = |m: &Find<&Modifier>| m.what.kind == ModifierKind::Negation && used.iter().any(|&(_, ue)| ue == m.end);
    modifiers.retain(|m| frames(m.what.kind) || closes(m) || !inside(m));
}

/// Modifiers of a whole clause, which a rule that uses their words does not take up.
fn frames(kind: ModifierKind) -> bool {
    use ModifierKind::{Concession, Contrast, Past, Pointed, Quote, Rhetorical, Source, Speech};
    matches!(kind, Contrast | Concession | Past | Pointed | Quote | Rhetorical | Source | Speech)
}
