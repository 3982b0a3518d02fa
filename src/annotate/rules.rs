//! Matching of rules, clause by clause, and which of several matches stays.
//!
//! The match with the most words of its own wins where matches of issues overlap; a match hides the targets and judgements that it has made use of.

use crate::lexicon::compiled::{ClassId, Rule, Verdict};
use crate::lexicon::matching::{Matching, Trigger};
use crate::lexicon::modifier::{Modifier, ModifierKind};
use crate::lexicon::{AspectId, Compiled};
use crate::model::ngram::NEGATORS;
use crate::text::clause::Clause;

use super::mention::between;
use super::scan::{Find, Finds, around};

/// Characters that may stand between two slots of an ordered pattern.
const MAX_GAP: usize = 8;

/// Bytes of a character at most.
const MAX_CHAR_BYTES: usize = 4;

/// Characters between a negator inside a match and the part that it turns (房间不|是很|大); in 流量没|用完就被|限速 it negates something else.
/// Words for what was hoped (没有|想象的|大) and what is noticed (没|感觉到|卡) may be longer.
const NEGATED_GAP: usize = 2;

/// A rule's match.
#[derive(Debug, Clone)]
pub(super) struct Match<'l> {
    pub(super) rule: &'l Rule,
    /// A negator stands between its parts, outside of them: 房间|不|大.
    pub(super) negated_within: bool,
    /// A word that may deny it stands there, too far off to surely do so: 效果|没有|以前的|好, 制热|不如|去年|快.
    pub(super) denied_within: bool,
    /// A negator stands right before the last part of a rule of a whole sentence: 猫吃了|没|拉稀.
    pub(super) denied_at_end: bool,
    /// Bytes of the rule's own words in the text.
    weight: usize,
    /// Its parts, in text order, as a range of [`Finds::parts`].
    parts: (usize, usize),
    /// Its first part, where that names a thing: 快递…慢.
    pub(super) target: Option<(usize, usize)>,
}

/// What puts the matches of a stretch in order: the first place of the rule's anchor, that class, the rule.
type Order = (usize, usize, ClassId, u32);

/// Buffers of matching; what stands in the stretch at hand is noted by stamp, so that nothing is cleared from one to the next.
#[derive(Debug, Default)]
pub(super) struct Present {
    /// Even; a class is known not to stand here by this number, and to stand here by the next.
    stamp: u32,
    classes: Vec<u32>,
    /// Rules that were tried here.
    tried: Vec<u32>,
    /// Rows of bits of the literals in many classes that stand here.
    rows: Vec<u32>,
    here: Vec<Find<u32>>,
    parts: Vec<(usize, usize)>,
    order: Vec<(Order, usize)>,
}

impl Present {
    /// Takes in the literals of a stretch, and says whether any rule has to be tried there.
    fn fill(&mut self, m: &Matching, literals: &[Find<u32>], end: usize, wide: bool) -> bool {
        self.here.clear();
        self.here.extend(literals.iter().filter(|f| f.end <= end));
        if !self.here.iter().any(|f| !m.triggered(f.what, wide).is_empty()) {
            return false;
        }
        if self.stamp >= u32::MAX - 3 {
            self.classes.fill(0);
            self.tried.fill(0);
            self.stamp = 0;
        }
        self.stamp += 2;
        self.rows.clear();
        for f in &self.here {
            match m.row(f.what) {
                Some(row) if self.rows.contains(&row) => {}
                Some(row) => self.rows.push(row),
                None => m.asked(f.what).iter().for_each(|c| self.classes[*c as usize] = self.stamp + 1),
            }
        }
        true
    }

    fn has(&mut self, m: &Matching, class: u32) -> bool {
        let known = self.classes[class as usize];
        if known >= self.stamp {
            return known > self.stamp;
        }
        let here = self.rows.iter().any(|r| m.row_has(*r, class));
        self.classes[class as usize] = self.stamp + u32::from(here);
        here
    }

    /// Whether a rule can match here at all: every other slot has a find, nothing silences it.
    fn allows(&mut self, m: &Matching, number: u32, rule: &Rule) -> bool {
        m.needs(number).iter().all(|c| self.has(m, *c)) && !rule.unless.is_some_and(|u| self.has(m, u.0))
    }

    /// True the first time that a rule is tried in a stretch, however many words trigger it.
    fn try_once(&mut self, rule: u32) -> bool {
        let at = &mut self.tried[rule as usize];
        std::mem::replace(at, self.stamp) != self.stamp
    }
}

/// Finds the matches of all rules; `literals` holds those of the text's literals that rules know, in any order.
///
/// Rules about `overall` say nothing of a thing: they yield to others, and hide no targets.
pub(super) fn match_all<'l>(
    words: &'l Compiled,
    overall: AspectId,
    text: &str,
    literals: &mut [Find<u32>],
    present: &mut Present,
    f: &mut Finds<'l>,
) {
    literals.sort_unstable_by_key(|c| (c.start, c.end));
    present.classes.resize(words.matching().class_count(), 0);
    present.tried.resize(words.rules().len(), 0);
    for at in 0..f.clauses.len() {
        let stretch = (f.clauses[at].start, f.clauses[at].end);
        match_in(words, text, literals, stretch, false, present, f);
    }
    let mut first = 0;
    while let Some((start, end, next)) = sentence(&f.clauses, first) {
        match_in(words, text, literals, (start, end), true, present, f);
        first = next;
    }
    settle(f, overall);
}

/// The sentence of one or more clauses that begins with the clause `first`: its range, and the clause after it.
fn sentence(clauses: &[Clause], first: usize) -> Option<(usize, usize, usize)> {
    let rest = clauses.get(first..)?;
    let last = rest.iter().position(Clause::ends_sentence).unwrap_or(rest.len().checked_sub(1)?);
    Some((rest[0].start, rest[last].end, first + last + 1))
}

/// Matches the narrow or the wide rules within a stretch of the text.
fn match_in<'l>(
    words: &'l Compiled,
    text: &str,
    literals: &[Find<u32>],
    (start, end): (usize, usize),
    wide: bool,
    p: &mut Present,
    f: &mut Finds<'l>,
) {
    let m = words.matching();
    let from = literals.partition_point(|c| c.start < start);
    let to = literals.partition_point(|c| c.start < end);
    if !p.fill(m, &literals[from..to.max(from)], end, wide) {
        return;
    }
    let first = f.matches.len();
    p.order.clear();
    for i in 0..p.here.len() {
        for &Trigger { rule: number, needs } in m.triggered(p.here[i].what, wide) {
            if needs != Trigger::NOTHING && !p.has(m, needs) {
                continue;
            }
            let rule = &words.rules()[number as usize];
            if !p.try_once(number) || !p.allows(m, number, rule) {
                continue;
            }
            let before = f.matches.len();
            let Present { here, parts, .. } = p;
            for_each_match(rule, m, here, text, parts, |parts| found(rule, text, parts, f));
            let anchor = m.anchor(number);
            let place = here.iter().find(|c| m.holds(anchor, c.what)).map_or((0, 0), |c| (c.start, c.end));
            p.order.extend((before..f.matches.len()).map(|i| ((place.0, place.1, anchor, number), i)));
        }
    }
    if p.order.len() > 1 {
        p.order.sort_unstable();
        let sorted: Vec<Find<Match>> = p.order.iter().map(|(_, i)| f.matches[*i].clone()).collect();
        f.matches.truncate(first);
        f.matches.extend(sorted);
    }
}

/// Notes a match of `rule` with these parts, in the order of its slots.
fn found<'l>(rule: &'l Rule, text: &str, parts: &mut [(usize, usize)], f: &mut Finds<'l>) {
    parts.sort_unstable();
    let (start, end) = (parts[0].0, parts.iter().map(|p| p.1).max().unwrap_or(parts[0].1));
    // What stands elsewhere in the text has no say: whoever looked at all of it for each match would take quadratic time.
    let modifiers = between(&f.modifiers, start, end);
    let negators = &f.negators[f.negators.partition_point(|n| n.1 < start)..f.negators.partition_point(|n| n.0 < end)];
    let passes = |n: &(usize, usize), next: usize| {
        let here = |m: &Find<&Modifier>| match m.what.kind {
            ModifierKind::Expectation => n.1 <= m.start && m.end <= next,
            ModifierKind::Presence => m.start == n.1,
            _ => false,
        };
        text[n.1..next].chars().count() <= NEGATED_GAP || modifiers.iter().any(here)
    };
    let reaches = |n: &(usize, usize), next: usize| passes(n, next) && !text[next..].starts_with(NEGATORS);
    let within = |n: &(usize, usize), w: &[(usize, usize)]| w[0].1 <= n.0 && n.1 <= w[1].0 && reaches(n, w[1].0);
    let turns = |n: &&(usize, usize)| !rule.wide && parts.windows(2).any(|w| within(n, w));
    let turned = negators.iter().filter(turns).count();
    let denies = |(start, end): (usize, usize)| parts.windows(2).any(|w| w[0].1 <= start && end <= w[1].0);
    let worse = modifiers.iter().filter(|m| m.what.kind == ModifierKind::ComparisonWorse).map(|m| (m.start, m.end));
    let denied_within = !rule.wide && turned == 0 && negators.iter().copied().chain(worse).any(denies);
    let denied_at_end = rule.wide && parts.last().is_some_and(|last| negators.iter().any(|n| n.1 == last.0));
    let weight = parts.iter().map(|p| p.1 - p.0).sum();
    let from = f.parts.len();
    f.parts.extend_from_slice(parts);
    let negated_within = turned % 2 == 1;
    let parts = (from, f.parts.len());
    let what = Match { rule, negated_within, denied_within, denied_at_end, weight, parts, target: None };
    f.matches.push(Find { start, end, what });
}

/// Calls `found` with the parts of each match of `rule` among the literals of a stretch: every occurrence of a single-slot rule, the first of others.
fn for_each_match(
    rule: &Rule,
    m: &Matching,
    here: &[Find<u32>],
    text: &str,
    parts: &mut Vec<(usize, usize)>,
    mut found: impl FnMut(&mut [(usize, usize)]),
) {
    let of = |class: ClassId| here.iter().filter(move |c| m.holds(class, c.what));
    if let [only] = rule.slots[..] {
        of(only).for_each(|c| found(&mut [(c.start, c.end)]));
    } else if rule.ordered {
        if of(rule.slots[0]).any(|first| in_order(rule, m, first, here, text, parts)) {
            found(parts);
        }
    } else if anywhere(rule, m, here, parts) {
        found(parts);
    }
}

/// The slots of an ordered rule from `first` on, each near the one before.
fn in_order(
    rule: &Rule,
    m: &Matching,
    first: &Find<u32>,
    here: &[Find<u32>],
    text: &str,
    parts: &mut Vec<(usize, usize)>,
) -> bool {
    parts.clear();
    parts.push((first.start, first.end));
    rule.slots[1..].iter().all(|&slot| {
        let last = parts[parts.len() - 1].1;
        let from = here.partition_point(|c| c.start < last);
        let reach = here[from..].iter().take_while(|c| c.start - last <= MAX_GAP * MAX_CHAR_BYTES);
        let near = |c: &&Find<u32>| m.holds(slot, c.what) && text[last..c.start].chars().count() <= MAX_GAP;
        // Of alternatives that start together the longest.
        let next = reach.filter(near).min_by_key(|c| (c.start, std::cmp::Reverse(c.end)));
        parts.extend(next.map(|c| (c.start, c.end)));
        next.is_some()
    })
}

/// One find for each slot, none overlapping another.
fn anywhere(rule: &Rule, m: &Matching, here: &[Find<u32>], parts: &mut Vec<(usize, usize)>) -> bool {
    parts.clear();
    rule.slots.iter().all(|&slot| {
        let free = |c: &&Find<u32>| m.holds(slot, c.what) && parts.iter().all(|&(s, e)| c.end <= s || c.start >= e);
        let next = here.iter().find(free).map(|c| (c.start, c.end));
        parts.extend(next);
        next.is_some()
    })
}

/// What the user says that words feel like stands against built-in rules that say no more than it: 真服了 may be joy.
fn yield_to_own(matches: &mut Vec<Find<Match>>) {
    let feels = |m: &Find<Match>| matches!(m.what.rule.verdict, Verdict::Emotion(..));
    let own = matches.iter().filter(|m| m.what.rule.own && feels(m));
    let own: Vec<(usize, usize)> = own.map(|m| (m.start, m.end)).collect();
    matches.retain(|m| m.what.rule.own || !feels(m) || !own.iter().any(|&(start, end)| m.inside(start, end)));
}

/// Of issue matches that overlap the user's own stays, and of others the one with most words of its own; what it made use of is hidden.
fn settle(f: &mut Finds, overall: AspectId) {
    let Finds { matches, targets, opinions, modifiers, parts, .. } = f;
    if matches.is_empty() {
        return;
    }
    yield_to_own(matches);
    let is_issue = |m: &Find<Match>| matches!(m.what.rule.verdict, Verdict::Issue { .. });
    // A word that the user judges by stands against built-in rules that say no more than it.
    matches.retain(|m| m.what.rule.own || !is_issue(m) || !around(opinions, m).is_some_and(|o| o.what.own));
    let of_all = |m: &Find<Match>| matches!(m.what.rule.verdict, Verdict::Issue { aspect, .. } if aspect == overall);
    let weight = |m: &Find<Match>| if of_all(m) { m.what.weight * 4 / 5 } else { m.what.weight };
    matches.sort_by_key(|m| (!is_issue(m), !m.what.rule.own, std::cmp::Reverse(weight(m)), m.end - m.start, m.start));
    let (mut used, mut named) = (Spans::default(), Spans::default());
    matches.retain(|m| {
        if !is_issue(m) {
            return true;
        }
        let own = [(m.start, m.end)];
        let spans = if m.what.rule.ordered { &own } else { &parts[m.what.parts.0..m.what.parts.1] };
        let free = spans.iter().all(|&(s, e)| used.are_clear_of(s, e));
        if free {
            if !of_all(m) {
                named.add(spans);
            }
            used.add(spans);
        }
        free
    });
    matches.sort_by_key(|m| (m.start, m.end));
    for m in matches.iter_mut().filter(|m| m.what.rule.ordered && m.what.parts.1 - m.what.parts.0 > 1) {
        let first = parts[m.what.parts.0];
        m.what.target = between(targets, first.0, first.1).first().is_some_and(|t| t.end <= first.1).then_some(first);
    }
    targets.retain(|t| named.are_clear_of(t.start, t.end));
    opinions.retain(|o| used.are_clear_of(o.start, o.end));
    // A negator that only reaches into a match (不是很|满意) still negates it, and one that ends a match (服务谈不上|周到) what comes after it. Words that
    // tell what a whole clause does (but, at first, they say) do so wherever they stand.
    let begins_outside = |m: &Find<&Modifier>| used.are_clear_of(m.start, m.start + 1);
    let closes = |m: &Find<&Modifier>| m.what.kind == ModifierKind::Negation && used.has_end(m.end);
    modifiers.retain(|m| frames(m.what.kind) || closes(m) || begins_outside(m));
}

/// Ranges of bytes apart from each other, in text order.
#[derive(Debug, Default)]
struct Spans(Vec<(usize, usize)>);

impl Spans {
    /// Adds ranges that are clear of all others.
    fn add(&mut self, spans: &[(usize, usize)]) {
        for &span in spans {
            let at = self.0.partition_point(|own| own.0 < span.0);
            self.0.insert(at, span);
        }
    }

    /// Whether none of them has a byte of this range.
    fn are_clear_of(&self, start: usize, end: usize) -> bool {
        let before = self.0.partition_point(|own| own.0 < end);
        before == 0 || self.0[before - 1].1 <= start
    }

    fn has_end(&self, end: usize) -> bool {
        self.0.binary_search_by_key(&end, |own| own.1).is_ok()
    }
}

/// Modifiers of a whole clause, which a rule that uses their words does not take up.
fn frames(kind: ModifierKind) -> bool {
    use ModifierKind::{Concession, Contrast, Past, Pointed, Quote, Rhetorical, Source, Speech};
    matches!(kind, Contrast | Concession | Past | Pointed | Quote | Rhetorical | Source | Speech)
}
