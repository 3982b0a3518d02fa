//! Aspects, natures and journey stages: who mentions them, who blames, and how satisfied these rows are.

use std::collections::BTreeMap;

use crate::record::{Annotated, Name, Polarity, Severity};

use super::tally::{Counts, Outcome, bump, merge_counts};

/// What a row says of one aspect.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sides {
    pub(crate) praised: bool,
    pub(crate) blamed: bool,
}

/// Rows by what they say of an aspect.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct AspectTally {
    pub(crate) nature: Name,
    pub(crate) mentioned: u64,
    /// Praise without blame, blame without praise.
    pub(crate) praised: u64,
    pub(crate) blamed: u64,
    /// Both in one row.
    pub(crate) both: u64,
    pub(crate) all: Outcome,
    pub(crate) on_praise: Outcome,
    pub(crate) on_blame: Outcome,
}

/// Complaints of one nature.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct NatureTally {
    pub(crate) complaints: u64,
    pub(crate) primary: u64,
    pub(crate) major: u64,
    /// Complaints that blame each of its aspects; those that blame none of its own, by the aspects that they do blame.
    pub(crate) aspects: Counts,
}

/// Rows that judge something on one stage of the journey.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct StageTally {
    pub(crate) judged: u64,
    pub(crate) blamed: u64,
    pub(crate) outcome: Outcome,
    /// Rows that blame, and rows that only praise.
    pub(crate) on_blame: Outcome,
    pub(crate) on_praise: Outcome,
}

/// Tallies by id.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Aspects {
    pub(crate) list: BTreeMap<Name, AspectTally>,
    pub(crate) natures: BTreeMap<Name, NatureTally>,
    pub(crate) stages: BTreeMap<Name, StageTally>,
}

impl Aspects {
    /// Counts a row; `sides` are its aspects, each once.
    pub(crate) fn absorb(&mut self, a: &Annotated, sides: &[(&Name, &Name, Sides)], stage_of: &BTreeMap<String, Name>) {
        for (aspect, nature, s) in sides {
            self.aspect(a, aspect, nature, *s);
        }
        self.stages(a, sides, stage_of);
        if a.complaint {
            self.natures(a, sides);
        }
    }

    fn aspect(&mut self, a: &Annotated, id: &Name, nature: &Name, s: Sides) {
        if !self.list.contains_key(id) {
            self.list.insert(id.clone(), AspectTally { nature: nature.clone(), ..AspectTally::default() });
        }
        let Some(t) = self.list.get_mut(id) else { return };
        t.mentioned += 1;
        t.all.add(a);
        if s.praised {
            t.on_praise.add(a);
        }
        if s.blamed {
            t.on_blame.add(a);
        }
        t.praised += u64::from(s.praised && !s.blamed);
        t.blamed += u64::from(s.blamed && !s.praised);
        t.both += u64::from(s.blamed && s.praised);
    }

    fn stages(&mut self, a: &Annotated, sides: &[(&Name, &Name, Sides)], stage_of: &BTreeMap<String, Name>) {
        let mut seen: Vec<(&Name, bool)> = Vec::new();
        for (aspect, _, s) in sides.iter().filter(|(_, _, s)| s.praised || s.blamed) {
            let Some(stage) = stage_of.get(&***aspect) else { continue };
            match seen.iter_mut().find(|(id, _)| *id == stage) {
                Some((_, blamed)) => *blamed |= s.blamed,
                None => seen.push((stage, s.blamed)),
            }
        }
        for (stage, blamed) in seen {
            let t = self.stages.entry(stage.clone()).or_default();
            t.judged += 1;
            t.blamed += u64::from(blamed);
            t.outcome.add(a);
            if blamed { t.on_blame.add(a) } else { t.on_praise.add(a) }
        }
    }

    fn natures(&mut self, a: &Annotated, sides: &[(&Name, &Name, Sides)]) {
        for (i, nature) in a.natures.iter().enumerate() {
            let t = self.natures.entry(nature.clone()).or_default();
            t.complaints += 1;
            t.primary += u64::from(i == 0);
            t.major += u64::from(a.severity == Some(Severity::Major));
            let blamed = || sides.iter().filter(|(_, _, s)| s.blamed);
            let of_nature = blamed().any(|(_, n, _)| *n == nature);
            // A complaint that blames nothing of the nature (漏油 of a hood: damage) stands under what it blames, or the nature would lose it.
            for (aspect, _, _) in blamed().filter(|(_, n, _)| !of_nature || *n == nature) {
                bump(&mut t.aspects, aspect);
            }
        }
    }

    pub(crate) fn merge(&mut self, later: Self) {
        for (id, t) in later.list {
            let mine = self.list.entry(id).or_default();
            mine.nature = t.nature;
            mine.mentioned += t.mentioned;
            mine.praised += t.praised;
            mine.blamed += t.blamed;
            mine.both += t.both;
            mine.all.merge(t.all);
            mine.on_praise.merge(t.on_praise);
            mine.on_blame.merge(t.on_blame);
        }
        for (id, t) in later.natures {
            let mine = self.natures.entry(id).or_default();
            mine.complaints += t.complaints;
            mine.primary += t.primary;
            mine.major += t.major;
            merge_counts(&mut mine.aspects, t.aspects);
        }
        for (id, t) in later.stages {
            let mine = self.stages.entry(id).or_default();
            mine.judged += t.judged;
            mine.blamed += t.blamed;
            mine.outcome.merge(t.outcome);
            mine.on_blame.merge(t.on_blame);
            mine.on_praise.merge(t.on_praise);
        }
    }
}

/// Each aspect of a row once, with its nature and what is said of it, in text order.
pub(crate) fn sides(a: &Annotated) -> Vec<(&Name, &Name, Sides)> {
    let mut out: Vec<(&Name, &Name, Sides)> = Vec::new();
    for m in &a.mentions {
        let i = out.iter().position(|(id, _, _)| **id == m.aspect).unwrap_or_else(|| {
            out.push((&m.aspect, &m.nature, Sides::default()));
            out.len() - 1
        });
        out[i].2.praised |= m.polarity == Polarity::Positive;
        out[i].2.blamed |= m.polarity == Polarity::Negative;
    }
    out
}
