//! Words that change what stands near them: negation, degree, contrast and their kin.

use crate::error::Result;
use crate::record::Name;
use crate::say;

use super::Entry;

/// A modifier word.
#[derive(Debug, Clone)]
pub struct Modifier {
    /// What it does.
    pub kind: ModifierKind,
    /// How much, in thousandths; its meaning depends on the kind.
    pub factor: i32,
    /// Dictionary line.
    pub origin: Name,
}

/// What modifiers do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ModifierKind {
    /// Flips: 不, 没有.
    Negation,
    /// Scales: 很, 有点.
    Degree,
    /// The clause after it weighs more: 但是.
    Contrast,
    /// Its own clause weighs less: 虽然.
    Concession,
    /// Its clause is only supposed: 如果.
    Hypothetical,
    /// Its clause is wished for, so not so: 希望.
    Wish,
    /// Its clause means the opposite: 难道.
    Rhetorical,
    /// Its clause is not known: 不知道, 还没试.
    Doubt,
    /// This is worse than that: 不如.
    ComparisonWorse,
    /// This is better than that: 胜过.
    ComparisonBetter,
    /// What was hoped for: 想象中, 预期.
    Expectation,
    /// Two negators that make a yes: 不是不.
    DoubleNegation,
    /// Makes a question: 吗.
    Question,
    /// Says the opposite of what it says: 呵呵.
    Sarcasm,
    /// Speaks of something else: 以前, 别家.
    OtherSubject,
    /// Changes nothing, but hides a shorter word inside it: 不但 over 不.
    Neutral,
    /// Names somebody who is quoted: 网上, 朋友. Below 0: somebody who sells, whose praise is a claim.
    Source,
    /// Says that somebody is quoted, where a source stands before it: 说, 嫌, 推荐.
    Speech,
    /// Quotes without naming anybody: 都说, 号称. Below 0: a claim of somebody who sells.
    Quote,
    /// Makes a point of a fact: 才, 又, 还.
    Pointed,
    /// Says what was the case at first or before: 刚开始, 以前.
    Past,
    /// Says that something is there or is noticed: a negator before it falls on what it has as its object (没|发现|质量问题).
    Presence,
    /// Says what a wish of the clause before is for, at the beginning of its own: 保证, 方便居民. A factor of 0: something else (让我).
    Purpose,
    /// Says that somebody else claims what follows: 答复称; of half a factor, where that stands in quotation marks (承诺“…”). A factor of 0: the writer does
    /// (市民称); below 0: what stands before it is a pretext (为由).
    Claim,
    /// May cling to a word without changing it: 了, 的.
    Particle,
}

impl ModifierKind {
    /// All kinds with their names in `modifiers.tsv`.
    pub const ALL: [(Self, &'static str); 25] = [
        (Self::Negation, "negation"),
        (Self::Degree, "degree"),
        (Self::Contrast, "contrast"),
        (Self::Concession, "concession"),
        (Self::Hypothetical, "hypothetical"),
        (Self::Wish, "wish"),
        (Self::Rhetorical, "rhetorical"),
        (Self::Doubt, "doubt"),
        (Self::ComparisonWorse, "comparison_worse"),
        (Self::ComparisonBetter, "comparison_better"),
        (Self::Expectation, "expectation"),
        (Self::DoubleNegation, "double_negation"),
        (Self::Question, "question"),
        (Self::Sarcasm, "sarcasm"),
        (Self::OtherSubject, "other_subject"),
        (Self::Neutral, "neutral"),
        (Self::Source, "source"),
        (Self::Speech, "speech"),
        (Self::Quote, "quote"),
        (Self::Past, "past"),
        (Self::Pointed, "pointed"),
        (Self::Presence, "presence"),
        (Self::Purpose, "purpose"),
        (Self::Claim, "claim"),
        (Self::Particle, "particle"),
    ];

    /// Its name in `modifiers.tsv`.
    pub fn id(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, id)| id)
    }
}

impl Modifier {
    /// Reads a line of `modifiers.tsv`.
    ///
    /// # Errors
    /// When its kind is unknown or its factor is not a number.
    pub fn from_entry(e: &Entry) -> Result<Self> {
        let name = e.get("kind");
        let known = ModifierKind::ALL.iter().find(|(_, id)| *id == name);
        let (kind, _) =
            *known.ok_or_else(|| e.error(say!("no kind of modifier `{name}`", "没有 `{name}` 这种修饰词")))?;
        Ok(Self { kind, factor: e.number("factor", 1000)?, origin: e.origin.clone() })
    }
}
