//! From finds to mentions: which judgement belongs to which thing, in which aspect, with what polarity.
//!
//! Within a clause a judgement takes the nearest thing named before it (several, where they are listed: 外观、做工都很好), else one right after it
//! (很好的质量), else one that the clause before left without a judgement (衣服收到了,很好看), else only what the word itself says (难吃).

use crate::lexicon::compiled::{Opinion, Target, Verdict};
use crate::lexicon::modifier::Modifier;
use crate::lexicon::{AspectId, Taxonomy};
use crate::model::ngram::NEGATORS;
use crate::record::{Name, Polarity};
use crate::text::clause::Clause;

use super::scan::{Find, Finds};
use super::scope::{self, Reading};

/// Strength of a rule's match, and of an implicit one, in thousandths.
const RULE_SCORE: i32 = 700;
const IMPLICIT_SCORE: i32 = 550;

/// Weaker readings than this are named, not judged.
const JUDGED: i32 = 100;

/// Characters between a judgement and a thing named after it: 很好的|质量.
const AFTER_GAP: usize = 2;

/// Characters between a named effect and its judgement: 保湿|效果|不错.
const EFFECT_GAP: usize = 2;

/// A mention on the normal form, before it is written out.
#[derive(Debug, Clone)]
pub(super) struct Draft<'l> {
    pub(super) aspect: AspectId,
    /// Polarity in thousandths; 0 for a thing only named.
    pub(super) score: i32,
    /// Byte range of the whole mention.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Byte ranges of the thing and the judgement, empty where not said.
    pub(super) target: (usize, usize),
    pub(super) opinion: (usize, usize),
    pub(super) rule: &'l Name,
    /// The rule is one of those for issues.
    pub(super) issue: bool,
    pub(super) implicit: bool,
    /// Praise by denying what is negative in itself: 没有一个不满意.
    pub(super) affirmed: bool,
    /// How its judgement stands.
    pub(super) turn: Turn,
    /// Index of its clause.
    pub(super) clause: usize,
}

/// What the words around a judgement do to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// It stands as it is, or there is none.
    No,
    /// It is only asked, supposed or not known.
    Open,
    /// A negator turns it.
    Yes,
    /// A negator stands between the parts of a rule, too far off to surely turn it.
    Perhaps,
}

impl Turn {
    /// Of a judgement that was read so, which is turned within itself or may be.
    fn of(r: &Reading, within: bool, may_be: bool) -> Self {
        match (r.open, r.negated != within, may_be) {
            (true, ..) => Self::Open,
            (_, true, _) => Self::Yes,
            (_, _, true) => Self::Perhaps,
            _ => Self::No,
        }
    }
}

impl Draft<'_> {
    pub(super) fn polarity(&self) -> Polarity {
        match self.score {
            s if s > JUDGED => Polarity::Positive,
            s if s < -JUDGED => Polarity::Negative,
            _ => Polarity::Neutral,
        }
    }
}

/// Particles that end a clause belong to the mention before them, not to its opinion: 快递太慢了, 太慢.
pub(super) fn close(drafts: &mut [Draft], f: &Finds) {
    for d in drafts {
        if let Ok(at) = f.closings.binary_search_by_key(&d.end, |(start, _)| *start) {
            d.end = f.closings[at].1;
        }
    }
}

/// What mentions are made with.
pub(super) struct Maker<'a> {
    pub(super) taxonomy: &'a Taxonomy,
    /// The aspect of judgements about nothing in particular.
    pub(super) overall: AspectId,
    pub(super) text: &'a str,
}

impl Maker<'_> {
    /// All mentions of a text, in text order.
    pub(super) fn make<'l>(&self, f: &Finds<'l>) -> Vec<Draft<'l>> {
        let mut out: Vec<Draft<'l>> = Vec::new();
        for (i, clause) in f.clauses.iter().enumerate() {
            self.clause(i, clause, f, &mut out);
        }
        out.sort_by_key(|d| (d.start, d.end));
        self.deny(&mut out);
        out
    }

    /// Leaves out blame of nothing in particular that a denial runs into: 没有线头|问题.
    fn deny(&self, drafts: &mut Vec<Draft>) {
        let denies = |d: &&Draft| d.score > 0 && self.text[d.start..d.end].starts_with(NEGATORS);
        let ends: Vec<usize> = drafts.iter().filter(denies).map(|d| d.end).collect();
        let bare = |d: &Draft| d.target.0 == d.target.1 && self.taxonomy.get(d.aspect).general;
        drafts.retain(|d| d.score >= 0 || !bare(d) || !ends.contains(&d.start));
    }

    fn clause<'l>(&self, at: usize, clause: &Clause, f: &Finds<'l>, out: &mut Vec<Draft<'l>>) {
        let modifiers = within(&f.modifiers, clause);
        let targets = within(&f.targets, clause);
        let mut taken = vec![false; targets.len()];
        let first = out.len();
        let mut judged_to = clause.start;
        for m in within(&f.matches, clause) {
            let Verdict::Issue { aspect, polarity, implicit, asked } = m.what.rule.verdict else { continue };
            let strength = if implicit { IMPLICIT_SCORE } else { RULE_SCORE };
            let score = match polarity {
                Polarity::Positive => strength,
                Polarity::Negative => -strength,
                Polarity::Neutral => 0,
            };
            let score = if m.what.negated_within { -score } else { score };
            let r = if asked {
                Reading { score, start: m.start, negated: false, affirmed: false, open: false }
            } else {
                scope::read(score, (m.start, m.end), judged_to, clause, modifiers, (self.text, &f.used_up))
            };
            judged_to = m.end;
            let mut about = (aspect, m.what.target.unwrap_or((m.start, m.start)));
            if aspect == self.overall {
                if let Some(t) = near(targets, &taken, m.start) {
                    taken[t] = true;
                    about = (targets[t].what.aspect, (targets[t].start, targets[t].end));
                } else if let Some(left) = Self::left_open(out, first, at) {
                    about = (left.aspect, left.target);
                }
            }
            let (aspect, target) = about;
            out.push(Draft {
                aspect,
                score: settled(r),
                start: if target.0 == target.1 { r.start } else { r.start.min(target.0) },
                end: m.end.max(target.1),
                target,
                opinion: (m.what.target.map_or(m.start, |t| t.1), m.end),
                rule: &m.what.rule.origin,
                issue: true,
                implicit,
                affirmed: r.affirmed,
                turn: Turn::of(&r, m.what.negated_within, m.what.denied_within),
                clause: at,
            });
        }
        self.judgements(at, clause, f, modifiers, (targets, taken), first, out);
    }

    #[allow(clippy::too_many_arguments)] // one clause's worth of context, used once
    fn judgements<'l>(
        &self,
        at: usize,
        clause: &Clause,
        f: &Finds<'l>,
        modifiers: &[Find<&'l Modifier>],
        (targets, mut taken): (&[Find<&'l Target>], Vec<bool>),
        first: usize,
        out: &mut Vec<Draft<'l>>,
    ) {
        let mut from = clause.start;
        let opinions = within(&f.opinions, clause);
        for (i, o) in opinions.iter().enumerate() {
            if opinions.get(i + 1).is_some_and(|next| self.names_what_is_judged(o, next, modifiers)) {
                continue;
            }
            let r = scope::read(o.what.score, (o.start, o.end), from, clause, modifiers, (self.text, &f.used_up));
            let mut mine = self.targets_before(targets, &taken, from, r.start.min(o.start));
            if mine.is_empty() {
                mine.extend(self.target_after(targets, &taken, o));
            }
            if let Some(named) =
                i.checked_sub(1).map(|b| &opinions[b]).filter(|b| self.names_what_is_judged(b, o, modifiers))
            {
                from = o.end;
                out.push(self.effect(named, o, r, at));
                continue;
            }
            from = o.end;
            if mine.is_empty() {
                let left = Self::left_open(out, first, at);
                out.push(self.bare(o, r, at, left));
            }
            for t in mine {
                taken[t] = true;
                out.push(self.joined(&targets[t], o, r, at));
            }
        }
        for (t, _) in targets.iter().zip(&taken).filter(|(_, taken)| !**taken) {
            out.push(named(t, at));
        }
    }

    /// 保湿|不错, 遮瑕效果|不是很好: a word of praise for an effect names the effect where a plain judgement follows it closely.
    fn names_what_is_judged(
        &self,
        named: &Find<&Opinion>,
        judged: &Find<&Opinion>,
        modifiers: &[Find<&Modifier>],
    ) -> bool {
        let start = modifiers.iter().filter(|m| m.start >= named.end && m.end <= judged.start).map(|m| m.start).min();
        let start = start.unwrap_or(judged.start);
        named.what.aspect.is_some()
            && named.what.score > 0
            && judged.what.aspect.is_none()
            && judged.start >= named.end
            && self.text[named.end..start].chars().count() <= EFFECT_GAP
    }

    fn effect<'l>(&self, named: &Find<&'l Opinion>, o: &Find<&'l Opinion>, r: Reading, at: usize) -> Draft<'l> {
        Draft {
            aspect: named.what.aspect.unwrap_or(self.overall),
            score: settled(r),
            start: named.start,
            end: o.end,
            target: (named.start, named.end),
            opinion: (r.start.max(named.end), o.end),
            rule: &named.what.origin,
            issue: false,
            implicit: false,
            affirmed: r.affirmed,
            turn: Turn::of(&r, false, false),
            clause: at,
        }
    }

    /// Free targets between the last judgement and this one: the nearest, and those listed with it.
    fn targets_before(&self, targets: &[Find<&Target>], taken: &[bool], from: usize, to: usize) -> Vec<usize> {
        let mut mine: Vec<usize> = Vec::new();
        for (i, t) in targets.iter().enumerate().rev() {
            if taken[i] || t.end > to || t.start < from {
                continue;
            }
            match mine.last() {
                None => mine.push(i),
                Some(&next) if self.listed(t.end, targets[next].start) => mine.push(i),
                Some(_) => break,
            }
        }
        mine.reverse();
        mine
    }

    /// 外观、做工, 外观和做工: at most one character between.
    fn listed(&self, end: usize, start: usize) -> bool {
        self.text[end..start].chars().count() <= 1
    }

    fn target_after(&self, targets: &[Find<&Target>], taken: &[bool], o: &Find<&Opinion>) -> Option<usize> {
        let i = targets.iter().position(|t| t.start >= o.end)?;
        (!taken[i] && self.text[o.end..targets[i].start].chars().count() <= AFTER_GAP).then_some(i)
    }

    /// The last thing of the clause before, if it was named without a judgement: taken out of the list to be judged now.
    fn left_open<'l>(out: &mut Vec<Draft<'l>>, first: usize, at: usize) -> Option<Draft<'l>> {
        let last = out.get(first.checked_sub(1)?)?;
        let open = last.clause + 1 == at && last.score == 0 && last.opinion.0 == last.opinion.1 && out.len() == first;
        open.then(|| out.remove(first - 1))
    }

    fn bare<'l>(&self, o: &Find<&'l Opinion>, r: Reading, at: usize, left: Option<Draft<'l>>) -> Draft<'l> {
        let own = o.what.aspect;
        let aspect = match &left {
            Some(t) => self.choose(t.aspect, own),
            None => own.unwrap_or(self.overall),
        };
        let target = left.map_or((r.start, r.start), |t| t.target);
        let start = if target.0 == target.1 { r.start } else { target.0 };
        Draft {
            aspect,
            score: settled(r),
            start,
            end: o.end,
            target,
            opinion: (r.start, o.end),
            rule: &o.what.origin,
            issue: false,
            implicit: false,
            affirmed: r.affirmed,
            turn: Turn::of(&r, false, false),
            clause: at,
        }
    }

    fn joined<'l>(&self, t: &Find<&'l Target>, o: &Find<&'l Opinion>, r: Reading, at: usize) -> Draft<'l> {
        Draft {
            aspect: self.choose(t.what.aspect, o.what.aspect),
            score: settled(r),
            start: t.start.min(r.start),
            end: t.end.max(o.end),
            target: (t.start, t.end),
            opinion: (r.start, o.end),
            rule: if o.what.aspect.is_some() { &o.what.origin } else { &t.what.origin },
            issue: false,
            implicit: false,
            affirmed: r.affirmed,
            turn: Turn::of(&r, false, false),
            clause: at,
        }
    }

    /// The judgement's own aspect is the finer one where both are of one nature (味道+难闻) or the thing is named as a whole (衣服+划算); else the
    /// thing decides.
    fn choose(&self, target: AspectId, own: Option<AspectId>) -> AspectId {
        let (of_target, Some(own)) = (self.taxonomy.get(target), own) else { return target };
        if of_target.general || self.taxonomy.get(own).nature == of_target.nature { own } else { target }
    }
}

/// The free target that a rule about nothing in particular is about: the last one before it, else the first one in the clause.
fn near(targets: &[Find<&Target>], taken: &[bool], start: usize) -> Option<usize> {
    let free = |i: &usize| !taken[*i];
    (0..targets.len()).rev().filter(|&i| targets[i].end <= start).find(free).or_else(|| (0..targets.len()).find(free))
}

/// What is only asked or supposed is named, not judged.
fn settled(r: Reading) -> i32 {
    if r.open { 0 } else { r.score }
}

fn named<'l>(t: &Find<&'l Target>, at: usize) -> Draft<'l> {
    Draft {
        aspect: t.what.aspect,
        score: 0,
        start: t.start,
        end: t.end,
        target: (t.start, t.end),
        opinion: (t.end, t.end),
        rule: &t.what.origin,
        issue: false,
        implicit: false,
        affirmed: false,
        turn: Turn::No,
        clause: at,
    }
}

/// The finds of a clause; lists are in text order.
pub(super) fn within<'f, T>(finds: &'f [Find<T>], clause: &Clause) -> &'f [Find<T>] {
    between(finds, clause.start, clause.end)
}

/// The finds that begin within a range of bytes; lists are in text order.
pub(super) fn between<T>(finds: &[Find<T>], start: usize, end: usize) -> &[Find<T>] {
    let from = finds.partition_point(|f| f.start < start);
    let to = finds.partition_point(|f| f.start < end);
    &finds[from..to.max(from)]
}
