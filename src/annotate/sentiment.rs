//! Sentiment and satisfaction of a whole text: the model's logit and the weight of the mentions together.
//!
//! The mentions weigh by what their clause does in the text (`discourse`). `mixed` and `neutral` are told from the mentions; the model alone knows only two sides.

use crate::model::ngram::NEGATORS;
use crate::number::Milli;
use crate::record::{Label, Sentiment};

use super::discourse::Discourse;
use super::mention::Draft;

/// Less than this, in thousandths of a plain judgement, is no evidence.
const SAID: i32 = 120;
/// Evidence of one side that outvotes a faint margin.
const ONE_SIDED: i32 = 200;
const FAINT: f64 = 0.6;
const OUTVOTED: f64 = 0.4;
/// Clauses up to which the margin may be outvoted.
const SHORT: usize = 10;
/// What is left of a margin against praise that the model cannot read.
const MISREAD: f64 = 0.2;
/// What is left of the margin of a question or request.
const ASKED: f64 = 0.3;
/// A score on which the model alone may give a label.
const SURE: f64 = 0.6;
/// Evidence beside a question or request that takes a strong score to count.
const LITTLE: i32 = 450;
const STRONG: f64 = 0.8;
/// The same where a point is made of a fact.
const POINTED: f64 = 0.2;
/// What is left of a neutral text's score.
const NEUTRAL: f64 = 0.3;

/// What is left of the score of a text that both praises and blames.
const MIXED: f64 = 0.45;

/// Evidence on both sides of a text, in thousandths of one plain judgement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Balance {
    pub(super) praise: i32,
    pub(super) blame: i32,
}

impl Balance {
    /// Adds up the mentions of a text, each with the weight of its clause.
    pub(super) fn of(drafts: &[Draft], discourse: &Discourse) -> Self {
        let mut b = Self { praise: 0, blame: discourse.reproach };
        for d in drafts {
            let w = d.score * discourse.weights[d.clause] / 1000;
            if w > 0 { b.praise += w } else { b.blame -= w }
        }
        b
    }

    /// −1 … 1: which side outweighs, sure of itself as evidence grows.
    pub(super) fn lean(self) -> f64 {
        f64::from(self.praise - self.blame) / f64::from(self.praise + self.blame + 600)
    }

    /// 0 … 1: how even the sides are.
    fn evenness(self) -> f64 {
        let (less, more) = (self.praise.min(self.blame), self.praise.max(self.blame));
        if more == 0 { 0.0 } else { f64::from(less) / f64::from(more) }
    }
}

/// The model's word on the whole text beside its word on the clauses that carry the verdict: the longer the text, the more it is worth.
pub(super) fn whole(clauses: usize) -> f64 {
    match clauses {
        ..=6 => 0.35,
        7..=14 => 0.7,
        _ => 1.0,
    }
}

/// The model's margin as far as it is to be heeded: where the mentions are all of one side and the model faintly of the other, or where nothing
/// was judged and something asked, it has seen too little of such texts.
///
/// Praise made with a negator (没有异味), or of a fact, reads like blame to the model: there it is not heeded much at all. A model that knows the
/// domain (`at_home`) is heeded where mentions speak against it, too.
pub(super) fn heed(margin: f64, b: Balance, drafts: &[Draft], d: &Discourse, text: &str, at_home: bool) -> f64 {
    let said = b.praise - b.blame;
    let clumsy = |d: &Draft| d.implicit || text[d.start..d.end].contains(NEGATORS);
    let by_negation: i32 = drafts.iter().filter(|d| d.score > 0 && clumsy(d)).map(|d| d.score).sum();
    let margin = if d.ironic { margin.min(0.0) } else { margin };
    if b.praise + b.blame < SAID {
        return if d.asks { margin * ASKED } else { margin };
    }
    if at_home {
        return margin;
    }
    let against = (said > 0) != (margin > 0.0);
    let one_sided = b.evenness() < 0.25 && said.abs() >= ONE_SIDED;
    if against && said > 0 && one_sided && by_negation * 2 >= b.praise && d.weights.len() <= SHORT {
        margin * MISREAD
    } else if against && margin.abs() < FAINT && (one_sided || d.settled) && d.weights.len() <= SHORT {
        margin * OUTVOTED
    } else {
        margin
    }
}

/// Sentiment of a text of which model and mentions together give `logit`.
pub(super) fn judge(balance: Balance, logit: f64, d: &Discourse) -> Sentiment {
    let score = (logit / 2.0).tanh();
    let label = label(balance, score, d);
    let score = match label {
        Label::Neutral => score * NEUTRAL,
        Label::Mixed => score * MIXED,
        Label::Positive | Label::Negative => score,
    };
    Sentiment { label, score: Milli::from_f64(score) }
}

fn label(b: Balance, score: f64, d: &Discourse) -> Label {
    let said = b.praise + b.blame;
    let sure = if d.pointed { POINTED } else { SURE };
    let unsaid = said < SAID && (d.asks || score.abs() < sure);
    if unsaid || (d.asks && said < LITTLE && score.abs() < STRONG) {
        Label::Neutral
    } else if d.apart && (balanced(b, d) || plainly_mixed(b, score, d)) {
        Label::Mixed
    } else if score.abs() < 0.08 {
        Label::Neutral
    } else if score > 0.0 {
        Label::Positive
    } else {
        Label::Negative
    }
}

/// Both sides in earnest, and nothing that says which of them counts.
fn plainly_mixed(b: Balance, score: f64, d: &Discourse) -> bool {
    b.praise.min(b.blame) >= 500 && b.evenness() > 0.6 && !d.settled && score.abs() < 0.9
}

/// Even sides over several clauses, with all contrasts weighed: 快递太慢,客服也不理人,但是衣服质量不错.
fn balanced(b: Balance, d: &Discourse) -> bool {
    d.weights.len() >= 3 && b.praise.min(b.blame) >= 600 && b.evenness() > 0.8
}

/// Levels 1–5 by score; limits fitted to the stars of the development data.
pub(super) fn satisfaction(s: Sentiment) -> u8 {
    match s.score.0 {
        ..-850 => 1,
        -850..-250 => 2,
        -250..350 => 3,
        350..900 => 4,
        _ => 5,
    }
}
