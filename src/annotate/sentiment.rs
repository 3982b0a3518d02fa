//! Sentiment and satisfaction of a whole text: the model's logit and the weight of the mentions together.
//!
//! The mentions weigh by clause: after 但是 more, within 虽然 less. `mixed` and `neutral` are told from the mentions; the model alone knows only two sides.

use crate::lexicon::modifier::ModifierKind;
use crate::number::Milli;
use crate::record::{Label, Sentiment};

use super::mention::{Draft, within};
use super::scan::Finds;

/// Evidence on both sides of a text, in thousandths of one plain judgement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Balance {
    pub(super) praise: i32,
    pub(super) blame: i32,
}

impl Balance {
    /// Adds up the mentions of a text, each with the weight of its clause.
    pub(super) fn of(drafts: &[Draft], f: &Finds) -> Self {
        let weights = clause_weights(f);
        let mut b = Self::default();
        for d in drafts {
            let w = d.score * weights[d.clause] / 1000;
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

/// The weight of each clause in thousandths.
fn clause_weights(f: &Finds) -> Vec<i32> {
    let mut after_contrast = 1000;
    f.clauses
        .iter()
        .map(|c| {
            let mut own = 1000;
            for m in within(&f.modifiers, c) {
                match m.what.kind {
                    ModifierKind::Contrast => after_contrast = m.what.factor,
                    ModifierKind::Concession => own = m.what.factor,
                    _ => {}
                }
            }
            let w = own * after_contrast / 1000;
            // A sentence's end ends the reach of its 但是.
            if matches!(c.mark, '。' | '\n') {
                after_contrast = 1000;
            }
            w
        })
        .collect()
}

/// Sentiment of a text of which model and mentions together give `logit`.
pub(super) fn judge(balance: Balance, logit: f64) -> Sentiment {
    let score = (logit / 2.0).tanh();
    Sentiment { label: label(balance, score), score: Milli::from_f64(score) }
}

fn label(balance: Balance, score: f64) -> Label {
    let (said, even) = (balance.praise + balance.blame, balance.evenness());
    if said == 0 && score.abs() < 0.6 {
        Label::Neutral
    } else if even > 0.35 && balance.praise.min(balance.blame) >= 300 && score.abs() < 0.97 {
        Label::Mixed
    } else if score.abs() < 0.15 {
        Label::Neutral
    } else if score > 0.0 {
        Label::Positive
    } else {
        Label::Negative
    }
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
