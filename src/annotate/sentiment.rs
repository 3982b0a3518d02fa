//! Sentiment and satisfaction of a whole text, from the logits that were decided of it, and the balance of its mentions.
//!
//! The mentions weigh by what their clause does in the text (`discourse`); what signals they and the models give is `signals`' job.

use crate::number::Milli;
use crate::real;
use crate::record::{Label, Sentiment};

use super::discourse::Discourse;
use super::mention::Draft;
use super::signals::Logits;

/// A logit from which a text is on both sides. At 0.6, so that a verdict stands wherever there is one, three quarters of those that a reader calls mixed were missed.
pub(super) const TORN: f64 = 0.0;
/// A logit of the side below which a text has no opinion, where nothing else says so.
const UNDECIDED: f64 = 0.16;
/// The logit of words that all say the same, and many of them, where no model has a say.
const SAID: f64 = 5.0;
/// Praise and blame in earnest, and an evenness at which neither outweighs.
const EARNEST: i32 = 600;
const EVEN: f64 = 0.8;
/// What is left of a neutral text's score: satisfaction stays in the middle, however sure the side would be.
const NEUTRAL: f64 = 0.25;

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

    /// Both sides in earnest, and neither of them outweighs.
    pub(super) fn is_even(self) -> bool {
        self.praise.min(self.blame) >= EARNEST && self.evenness() > EVEN
    }

    /// 0 … 1: how even the sides are.
    pub(super) fn evenness(self) -> f64 {
        let (less, more) = (self.praise.min(self.blame), self.praise.max(self.blame));
        if more == 0 { 0.0 } else { f64::from(less) / f64::from(more) }
    }
}

/// Sentiment of a text of which this was decided.
pub(super) fn judge(all: Logits) -> Sentiment {
    let score = real::tanh(all.side / 2.0);
    let (label, kept) = if all.neutral > 0.0 {
        (Label::Neutral, NEUTRAL)
    } else if all.mixed > TORN {
        (Label::Mixed, MIXED)
    } else if score > 0.0 {
        (Label::Positive, 1.0)
    } else {
        (Label::Negative, 1.0)
    };
    Sentiment { label, score: sided(label, Milli::from_f64(score * kept)) }
}

/// A score of the label's side: 0 means no opinion, also where the nearest thousandth is 0.
fn sided(label: Label, score: Milli) -> Milli {
    match label {
        Label::Positive => score.max(Milli(1)),
        Label::Negative => score.min(Milli(-1)),
        Label::Neutral | Label::Mixed => score,
    }
}

/// Where no model has a say: what words say alone.
pub(super) fn by_words(b: Balance) -> Logits {
    let none = b == Balance::default();
    let sure = |so: bool| if so { f64::INFINITY } else { f64::NEG_INFINITY };
    Logits { side: SAID * b.lean(), neutral: sure(none), mixed: sure(b.is_even()) }
}

/// Without a verdict model: whether a text has no opinion, as a logit.
pub(super) fn undecided(side: f64) -> f64 {
    UNDECIDED - side.abs()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_that_hardly_outweighs_has_a_score_of_its_own() {
        let judged = |side| judge(Logits { side, neutral: -1.0, mixed: -1.0 });
        assert_eq!(judged(0.0001), Sentiment { label: Label::Positive, score: Milli(1) });
        assert_eq!(judged(-0.0001), Sentiment { label: Label::Negative, score: Milli(-1) });
        assert_eq!(judged(3.0).score, Milli(905));
    }
}
