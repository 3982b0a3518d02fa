//! Severity evidence, intents and emotions: the rules of a text that are not about aspects, silenced by negation and supposition.

use crate::lexicon::compiled::{Rule, Verdict};
use crate::lexicon::modifier::{Modifier, ModifierKind};
use crate::record::Name;
use crate::text::clause::Clause;

use super::mention::within;
use super::rules::Match;
use super::scan::{Find, Finds};
use super::scope;

/// The reason that also counts when it is only threatened.
pub(super) const ESCALATION: &str = "escalation";

/// The reason that is none where it is denied: 吃了没拉稀. Of others a denial may tell of worse: 五千元|没退款.
const HEALTH: &str = "health";

/// A rule that speaks, at a byte range of the normal form.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spoken<'l> {
    pub(super) rule: &'l Rule,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What a text says beside its mentions.
#[derive(Debug, Default)]
pub(super) struct Voices<'l> {
    pub(super) severity: Vec<Spoken<'l>>,
    pub(super) intents: Vec<Name>,
    /// Intents that a text has if it neither praises nor blames.
    calm: Vec<Name>,
    pub(super) emotions: Vec<Name>,
    /// Of each emotion its strength, 1–3.
    strengths: Vec<u8>,
}

/// What is no customer's: 兼职日结，加微信.
const ADVERT: &str = "advert";
/// What a customer who complains feels where a blamed clause exclaims (太慢了) and no word names a feeling.
const ANGER: &str = "anger";
/// What 不错 and 还行 say, if weakly.
const JOY: &str = "joy";

impl Voices<'_> {
    /// Takes out that a text advertises; nothing comes back where it tells of something grave.
    pub(super) fn take_advert(&mut self) -> Option<Name> {
        let at = self.intents.iter().position(|i| **i == *ADVERT)?;
        Some(self.intents.remove(at)).filter(|_| self.severity.is_empty())
    }

    /// The intents of a text; `calm` where it neither praises nor blames.
    pub(super) fn wanted(&self, calm: bool) -> Vec<Name> {
        let more = self.calm.iter().filter(|i| calm && !self.intents.contains(i));
        self.intents.iter().chain(more).cloned().collect()
    }

    /// The emotions of a text. A complaint's faint praise is no joy, and exclaimed blame without a word for it is anger.
    pub(super) fn felt(&self, complaint: bool, exclaims: bool) -> Vec<Name> {
        let faint = |e: &Name, strength: u8| complaint && strength == 1 && **e == *JOY;
        let named = self.emotions.iter().zip(&self.strengths).filter(|(e, strength)| !faint(e, **strength));
        let mut felt: Vec<Name> = named.map(|(e, _)| e.clone()).collect();
        if felt.is_empty() && complaint && exclaims {
            felt.push(Name::from(ANGER));
        }
        felt
    }
}

/// Collects the voices of a text, in text order; emotions by strength.
pub(super) fn read<'l>(f: &Finds<'l>, text: &str) -> Voices<'l> {
    let mut v = Voices::default();
    let mut emotions: Vec<(u8, Name)> = Vec::new();
    for clause in &f.clauses {
        let modifiers = within(&f.modifiers, clause);
        for m in within(&f.matches, clause) {
            let rule = &m.what.rule.verdict;
            let speaks = matches!(rule, Verdict::Severity(_) | Verdict::Intent { .. } | Verdict::Emotion(..));
            let well = m.what.denied_at_end && matches!(rule, Verdict::Severity(reason) if **reason == *HEALTH);
            if m.what.negated_within || well || !speaks || is_denied(f, m.start, modifiers) {
                continue;
            }
            let read = scope::read(1000, (m.start, m.end), clause.start, clause, modifiers, (text, &f.used_up));
            if read.negated {
                continue;
            }
            match rule {
                Verdict::Severity(reason) if !read.open || is_threat(reason, clause, modifiers) => {
                    push_best(&mut v.severity, m);
                }
                // A wish or a question is how an intent is spoken.
                Verdict::Intent { id, calm } => {
                    let list = if *calm { &mut v.calm } else { &mut v.intents };
                    if !list.contains(id) {
                        list.push(id.clone());
                    }
                }
                Verdict::Emotion(id, strength) if !read.open => match emotions.iter_mut().find(|(_, e)| e == id) {
                    Some((s, _)) => *s = (*s).max(*strength),
                    None => emotions.push((*strength, id.clone())),
                },
                _ => {}
            }
        }
    }
    emotions.sort_by_key(|(s, _)| std::cmp::Reverse(*s));
    (v.strengths, v.emotions) = emotions.into_iter().unzip();
    v
}

/// A negator that a mention has made use of (客服没骂人 as praise) still negates the words that it touches; those that are left `scope` reads.
fn is_denied(f: &Finds, start: usize, left: &[Find<&Modifier>]) -> bool {
    let is_left = || left.iter().any(|m| m.end == start && m.what.kind == ModifierKind::Negation);
    f.negators.binary_search_by_key(&start, |n| n.1).is_ok() && !is_left()
}

/// 再不退款我就去起诉: to go to the authorities is threatened by supposing.
fn is_threat(reason: &Name, clause: &Clause, modifiers: &[Find<&Modifier>]) -> bool {
    let asks = |k| matches!(k, ModifierKind::Question | ModifierKind::Doubt | ModifierKind::Wish);
    **reason == *ESCALATION && !clause.asks() && !modifiers.iter().any(|m| asks(m.what.kind))
}

/// Of evidence for one reason that overlaps, the user's own, whose line decides, and then the longest.
fn push_best<'l>(found: &mut Vec<Spoken<'l>>, m: &Find<Match<'l>>) {
    let new = Spoken { rule: m.what.rule, start: m.start, end: m.end };
    let same = |s: &Spoken| reason(s.rule) == reason(new.rule) && s.start < new.end && new.start < s.end;
    let rank = |s: &Spoken| (s.rule.own, s.end - s.start);
    match found.iter_mut().find(|s| same(s)) {
        Some(s) if rank(s) < rank(&new) => *s = new,
        Some(_) => {}
        None => found.push(new),
    }
}

/// The reason that a severity rule gives.
pub(super) fn reason(rule: &Rule) -> Option<&Name> {
    match &rule.verdict {
        Verdict::Severity(reason) => Some(reason),
        _ => None,
    }
}
