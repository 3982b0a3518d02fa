//! What the models say of mentions: blame that they doubt, judgements that they sort by nature, and clauses without a find that they guess at.

use crate::lexicon::modifier::ModifierKind;
use crate::number::Milli;
use crate::text::clause::Clause;

use super::Annotator;
use super::mention::{Draft, Turn, between, within};
use super::predictions::Predictions;
use super::scan::Finds;

/// Clauses of a text without a find that are guessed at, a logit of the side from which a guess takes it, and how strong it is then.
const FEW: usize = 3;
const GUESSED: f64 = 0.8;
const GUESS: f64 = 0.3;
/// Margins of the model from which blame is doubted, of the text and of the clause.
const DOUBT_TEXT: f64 = 0.3;
const DOUBT_CLAUSE: f64 = 0.05;

impl Annotator {
    /// Judgements about nothing in particular are of the nature that their clause is likely about: 开机慢得要死.
    pub(super) fn sort(&self, drafts: &mut [Draft], predicted: &Predictions) {
        let Some(v) = predicted.advised(&self.models) else { return };
        for d in drafts.iter_mut().filter(|d| d.aspect == self.overall && d.target.0 == d.target.1) {
            if let Some(aspect) = v.about(predicted.clause(d.clause).heads).and_then(|id| self.taxonomy.find(id)) {
                d.aspect = aspect;
            }
        }
    }

    /// Where words find nothing, what the clauses of a short text are likely about, and on which side.
    pub(super) fn guess<'l>(&'l self, finds: &Finds, predicted: &Predictions, text: &str) -> Vec<Draft<'l>> {
        let guessed = |(at, c): (usize, &Clause)| {
            let (v, prediction) = (predicted.advised(&self.models)?, predicted.clause(at));
            let aspect = self.taxonomy.find(v.about(prediction.heads)?)?;
            let side = self.models.margin_logit(prediction.margin);
            let score = if side.abs() < GUESSED || prediction.head(v.neutral) > 0.0 { 0.0 } else { side.signum() };
            let (start, end) = c.said(text);
            Some(Draft {
                aspect,
                score: if score == 0.0 { 0 } else { Milli::from_f64(score * GUESS).0 },
                start,
                end,
                target: (start, start),
                opinion: (start, end),
                rule: &self.taxonomy.get(aspect).origin,
                issue: false,
                implicit: true,
                affirmed: false,
                turn: Turn::No,
                clause: at,
            })
        };
        finds.clauses.iter().enumerate().take(FEW).filter_map(guessed).collect()
    }
}

/// Blame in a text that the model finds full of praise is doubted: where the model finds its clause happy as well, the words were misread
/// (保障也很高, 敷衍了特别的舒服), and the thing counts as named only.
pub(super) fn doubt(drafts: &mut [Draft], f: &Finds, predicted: &Predictions) {
    // Where the words find only blame, in few clauses, there is no praise to be misread.
    let only_blame = f.clauses.len() <= 3 && drafts.iter().all(|d| d.score <= 0);
    if predicted.whole().margin < DOUBT_TEXT || only_blame {
        return;
    }
    for d in drafts.iter_mut().filter(|d| d.score < 0 && !turned(d, f) && !is_own(d, f)) {
        if predicted.clause(d.clause).margin > DOUBT_CLAUSE {
            d.score = 0;
        }
    }
}

/// Whether a word before a mention turns its clause against what was said (质量不错,就是物流慢了点): there blame is expected, and small.
fn turned(d: &Draft, f: &Finds) -> bool {
    let clause = &f.clauses[d.clause];
    let kinds = [ModifierKind::Contrast, ModifierKind::Concession];
    within(&f.modifiers, clause).iter().any(|m| kinds.contains(&m.what.kind) && m.start <= d.start)
}

/// Whether a line of the user's judges: what it says the model cannot know.
fn is_own(d: &Draft, f: &Finds) -> bool {
    between(&f.opinions, d.start, d.end).iter().any(|o| o.what.own && o.end <= d.end)
        || between(&f.matches, d.start, d.end).iter().any(|m| m.what.rule.own && m.end <= d.end)
}
