//! What the models say of a text as a whole and of each of its clauses: one row of numbers for each. Of a text in another language they say nothing.

use crate::model::heads::Scores;
use crate::model::ngram::Grams;
use crate::model::verdict::{Advice, Verdict};
use crate::model::{Models, NATURE_TASK, SEVERITY_TASK};
use crate::text::clause::{Clause, is_foreign};

/// Clauses that are judged one by one; what comes after them in a long text counts in the whole only.
const MOST: usize = 60;

/// Rows of numbers: the whole text, then its clauses. The first number is the sentiment margin, then come the logits of the verdict's heads.
#[derive(Debug, Default, Clone)]
pub(super) struct Predictions {
    numbers: Vec<f64>,
    stride: usize,
    /// Clauses that have a row; a row after them is of the clauses that carry the verdict.
    clauses: usize,
    /// The built-in models know nothing of the text's language: words alone decide.
    pub(super) unknown_language: bool,
    /// The margin of the whole text by what the sentiment model has learned of its domain.
    pub(super) domain: f64,
    /// What the experts say of the whole text.
    pub(super) advice: Advice,
    /// Logits of the classes of the user's own models of natures and of severity, for the whole text; empty without such a model.
    pub(super) natures: Vec<f64>,
    pub(super) severity: Vec<f64>,
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prediction<'h> {
    /// The sentiment margin.
    pub(super) margin: f64,
    /// The logits of the verdict's heads; empty without that model.
    pub(super) heads: &'h [f64],
}

impl Prediction<'_> {
    /// The logit of a head, 0 without a verdict model.
    pub(super) fn head(&self, place: usize) -> f64 {
        self.heads.get(place).copied().unwrap_or_default()
    }
}

impl Predictions {
    /// Predicts for `text` and its clauses.
    pub(super) fn predict(
        &mut self,
        models: &Models,
        text: &str,
        clauses: &[Clause],
        grams: &mut Grams,
        b: &mut Scores,
    ) {
        self.numbers.clear();
        self.clauses = clauses.len().min(MOST);
        self.unknown_language = models.are_built_in() && is_foreign(text);
        self.stride = 1 + models.verdict().map_or(0, |v| v.heads.classes().len());
        self.own(models, text, grams, b);
        if self.unknown_language {
            return self.clear();
        }
        models.look_up(text, grams);
        self.domain = self.push_row(models, grams, b);
        self.advice = models.advice(grams, b);
        if let [only] = clauses
            && only.end - only.start == text.len()
        {
            self.numbers.extend_from_within(..);
        } else {
            for c in clauses.iter().take(MOST) {
                models.look_up_span(text, (c.start, c.end), grams);
                self.push_row(models, grams, b);
            }
        }
    }

    /// Asks the user's own models of natures and of severity.
    fn own(&mut self, models: &Models, text: &str, grams: &mut Grams, b: &mut Scores) {
        if models.heads(NATURE_TASK).or(models.heads(SEVERITY_TASK)).is_some() {
            grams.extract(text);
        }
        for (task, logits) in [(NATURE_TASK, &mut self.natures), (SEVERITY_TASK, &mut self.severity)] {
            logits.clear();
            if let Some(heads) = models.heads(task) {
                logits.extend(heads.logits(grams, b));
            }
        }
    }

    /// The models say nothing.
    fn clear(&mut self) {
        self.stride = 1;
        self.numbers.resize(1 + self.clauses, 0.0);
        (self.domain, self.advice) = (0.0, Advice::default());
    }

    /// The verdict model, if it has a say.
    pub(super) fn advised<'m>(&self, models: &'m Models) -> Option<&'m Verdict> {
        models.verdict().filter(|_| !self.unknown_language)
    }

    /// Predicts for the part of the text that carries its verdict, if that is not the whole.
    pub(super) fn predict_verdict(&mut self, models: &Models, part: &str, grams: &mut Grams, b: &mut Scores) {
        if self.unknown_language {
            return;
        }
        self.numbers.truncate((1 + self.clauses) * self.stride);
        models.look_up_apart(part, grams);
        self.push_row(models, grams, b);
    }

    /// Writes down what is said of what was looked up; gives the margin of the domain.
    fn push_row(&mut self, models: &Models, grams: &Grams, b: &mut Scores) -> f64 {
        let prediction = models.predict(grams, b);
        self.numbers.push(prediction.margin);
        self.numbers.extend(prediction.heads);
        prediction.domain
    }

    /// For the whole text.
    pub(super) fn whole(&self) -> Prediction<'_> {
        self.row_at(0)
    }

    /// For each clause.
    pub(super) fn clauses(&self) -> impl ExactSizeIterator<Item = Prediction<'_>> + Clone {
        (0..self.clauses).map(|i| self.row_at(i + 1))
    }

    /// For a clause; for the whole text where the clause was not judged by itself.
    pub(super) fn clause(&self, at: usize) -> Prediction<'_> {
        if at < self.clauses { self.row_at(at + 1) } else { self.whole() }
    }

    /// For the part that carries the verdict.
    pub(super) fn verdict(&self) -> Prediction<'_> {
        let row = 1 + self.clauses;
        if (row + 1) * self.stride <= self.numbers.len() { self.row_at(row) } else { self.whole() }
    }

    fn row_at(&self, row: usize) -> Prediction<'_> {
        let numbers = &self.numbers[row * self.stride..(row + 1) * self.stride];
        Prediction { margin: numbers[0], heads: &numbers[1..] }
    }
}
