//! The verdict model: heads fitted to sentences of many trades, for what reviews alone do not teach (a text without opinion, on both sides, blamed
//! natures, reasons of severity), and the decisions that weigh them together with everything else that is known of a text.

use super::decision::{self, Decision};
use super::file::Header;
use super::heads::Heads;
use super::layout::Rows;
use super::table::TableHeader;
use crate::real;

/// Heads by the names of their classes in the model file.
const OWN: &str = "own";
const NEUTRAL: &str = "neutral";
const MIXED: &str = "mixed";
const MAJOR: &str = "major";
const ABOUT: &str = "about:";
const BLAMED: &str = "blamed:";
const REASON: &str = "reason:";
const NATURE: &str = "nature:";
const POSITIVE: &str = "positive";
/// The nature of what is about nothing in particular.
const GENERAL: &str = "other";
/// A logit from which a text is likely about a nature.
const LIKELY: f64 = 0.7;

/// A verdict model ready to use.
#[derive(Debug, Default)]
pub struct Verdict {
    /// All heads at once, without what they say of features.
    pub heads: Heads,
    /// Places of single heads among the scores.
    pub own: usize,
    /// Says no opinion.
    pub neutral: usize,
    /// Praises and blames alike.
    pub mixed: usize,
    /// Is a major complaint.
    pub major: usize,
    /// For each nature the head of what a text is about, and of what it complains of.
    pub natures: Vec<Nature>,
    /// Reasons of severity with their heads.
    pub reasons: Vec<(String, usize)>,
    /// The decisions: positive, neutral, mixed, major.
    pub sides: Option<Sides>,
    /// Whether a complaint is major.
    pub is_major: Option<Decision>,
    /// For each kind of text that is known well, an expert of its sides and a gate that knows the kind, one after the other.
    pub experts: Option<Heads>,
}

/// What the experts say of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Advice {
    /// The margins of all experts, each as far as the text is of its kind.
    pub margin: f64,
    /// The same of those only that know the kind well.
    pub sure: f64,
    /// 0 … 1: how surely the text is of a kind that is known.
    pub gate: f64,
}

/// The three decisions of a verdict.
#[derive(Debug, Clone)]
pub struct Sides {
    /// Positive against negative.
    pub positive: Decision,
    /// No opinion.
    pub neutral: Decision,
    /// Both sides alike.
    pub mixed: Decision,
}

/// One nature.
#[derive(Debug, Clone)]
pub struct Nature {
    /// Its id in the taxonomy.
    pub id: String,
    /// Place of the head of what a text is about.
    pub about: usize,
    /// Place of the head of what it complains of.
    pub blamed: usize,
    /// Whether it is complained of.
    pub decision: Option<Decision>,
}

impl Advice {
    /// Weighs the logits of experts and gates, one after the other.
    pub(super) fn of(logits: &[f64]) -> Self {
        let mut a = Self { margin: 0.0, sure: 0.0, gate: 1.0 };
        for pair in logits.chunks_exact(2) {
            let p = 1.0 / (1.0 + real::exp(-pair[1]));
            a.margin += p * pair[0];
            a.sure += p.powi(4) * pair[0];
            a.gate *= 1.0 - p;
        }
        Self { gate: 1.0 - a.gate, ..a }
    }
}

impl Verdict {
    /// Compiles what the header says of these tables, with the rows of the experts; those of the heads are elsewhere (`known`). None where a head is missing, or a
    /// decision weighs other signals than this voc has.
    pub(super) fn new(header: &Header, tables: &[TableHeader], experts: Rows) -> Option<Self> {
        let names: Vec<&str> = header.classes.iter().map(|c| c.name.as_str()).collect();
        let place = |name: &str| names.iter().position(|n| *n == name);
        let decision = |name: &str| header.decisions.iter().find(|d| d.name == name).cloned();
        let with = |prefix: &'static str| {
            names.iter().enumerate().filter_map(move |(i, n)| n.strip_prefix(prefix).map(|id| (id.to_owned(), i)))
        };
        let natures = with(ABOUT)
            .map(|(id, about)| {
                let blamed = place(&format!("{BLAMED}{id}"))?;
                let decision = decision(&format!("{NATURE}{id}"));
                Some(Nature { id, about, blamed, decision })
            })
            .collect::<Option<Vec<Nature>>>()?;
        let all = (decision(POSITIVE), decision(NEUTRAL), decision(MIXED));
        let sides = if let (Some(positive), Some(neutral), Some(mixed)) = all {
            Some(Sides { positive, neutral, mixed })
        } else {
            None
        };
        let told = tables.get(1).filter(|t| !t.heads.is_empty());
        let v = Self {
            own: place(OWN)?,
            neutral: place(NEUTRAL)?,
            mixed: place(MIXED)?,
            major: place(MAJOR)?,
            reasons: with(REASON).collect(),
            is_major: decision(MAJOR),
            experts: told.map(|t| Heads::of_rows(experts, &t.heads, &header.experts)),
            heads: Heads::of_rows(Rows::default(), &tables.first()?.heads, &header.classes),
            natures,
            sides,
        };
        v.weighs_known_signals().then_some(v)
    }

    /// The nature that a text or clause is likely about, by the logits of its heads; none where it is about nothing in particular.
    pub fn about(&self, heads: &[f64]) -> Option<&str> {
        let logit = |n: &Nature| heads.get(n.about).copied().unwrap_or(f64::NEG_INFINITY);
        let best = self.natures.iter().max_by(|a, b| logit(a).total_cmp(&logit(b)))?;
        (logit(best) > LIKELY && best.id != GENERAL).then_some(&*best.id)
    }

    fn weighs_known_signals(&self) -> bool {
        let sides = self.sides.iter().flat_map(|s| [&s.positive, &s.neutral, &s.mixed]);
        sides.into_iter().all(|d| d.weighs(&decision::OF_VERDICT.names()))
            && self.natures.iter().filter_map(|n| n.decision.as_ref()).all(|d| d.weighs(&decision::OF_NATURE.names()))
            && self.is_major.iter().all(|d| d.weighs(&decision::OF_MAJOR.names()))
    }
}

/// The classes of the heads, in order, for these natures and reasons.
pub fn classes(natures: &[String], reasons: &[String]) -> Vec<String> {
    let single = [OWN, NEUTRAL, MIXED, MAJOR].map(str::to_owned);
    let with = |prefix: &'static str, ids: &[String]| ids.iter().map(|id| format!("{prefix}{id}")).collect::<Vec<_>>();
    [&single[..], &with(ABOUT, natures), &with(BLAMED, natures), &with(REASON, reasons)].concat()
}

/// The name of the decision whether a nature is complained of.
pub fn of_nature(id: &str) -> String {
    format!("{NATURE}{id}")
}

/// The names of the other decisions: positive, neutral, mixed, major.
pub const DECISIONS: [&str; 4] = [POSITIVE, NEUTRAL, MIXED, MAJOR];
