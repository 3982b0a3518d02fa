//! What the models say of a text as a whole and of each of its clauses: one row of numbers for each. Of a text in another language they say nothing.

use crate::model::heads::Scores;
use crate::model::ngram::Grams;
use crate::model::verdict::{Advice, Verdict};
use crate::model::{Models, NATURE_TASK, SEVERITY_TASK};
use crate::text::clause::{Clause, is_foreign};

/// Clauses that are heard one by one; what comes after them in a long text counts in the whole only.
const MOST: usize = 60;

/// Rows of numbers: the whole text, then its clauses. The first number is the sentiment margin, then come the logits of the verdict's heads.
#[derive(Debug, Default, Clone)]
pub(super) struct Heard {
    numbers: Vec<f64>,
    stride: usize,
    /// Clauses that have a row; a row after them is of the clauses that carry the verdict.
    clauses: usize,
    /// The built-in models know nothing of the text's language: words alone decide.
    pub(super) is_deaf: bool,
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
pub(super) struct Ear<'h> {
    /// The sentiment margin.
    pub(super) margin: f64,
    /// The logits of the verdict's heads; empty without that model.
    pub(super) heads: &'h [f64],
}

impl Ear<'_> {
    /// The logit of a head, 0 without a verdict model.
    pub(super) fn head(&self, place: usize) -> f64 {
        self.heads.get(place).copied().unwrap_or_default()
    }
}

impl Heard {
    /// Listens to `text` and its clauses.
    pub(super) fn listen(
        &mut self,
        models: &Models,
        text: &str,
        clauses: &[Clause],
        grams: &mut Grams,
        b: &mut Scores,
    ) {
        self.numbers.clear();
        self.clauses = clauses.len().min(MOST);
        self.is_deaf = models.are_built_in() && is_foreign(text);
        self.stride = 1 + models.verdict().map_or(0, |v| v.heads.classes().len());
        self.own(models, text, grams, b);
        if self.is_deaf {
            return self.silence();
        }
        models.listen(text, grams);
        self.domain = self.row(models, grams, b);
        self.advice = models.advice(grams, b);
        if let [only] = clauses
            && only.end - only.start == text.len()
        {
            self.numbers.extend_from_within(..);
        } else {
            for c in clauses.iter().take(MOST) {
                models.listen_part(text, (c.start, c.end), grams);
                self.row(models, grams, b);
            }
        }
    }

    /// Listens to the user's own models of natures and of severity.
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

    /// Nothing was heard.
    fn silence(&mut self) {
        self.stride = 1;
        self.numbers.resize(1 + self.clauses, 0.0);
        (self.domain, self.advice) = (0.0, Advice::default());
    }

    /// The verdict model, if it has a say.
    pub(super) fn advised<'m>(&self, models: &'m Models) -> Option<&'m Verdict> {
        models.verdict().filter(|_| !self.is_deaf)
    }

    /// Listens to the part of the text that carries its verdict, if that is not the whole.
    pub(super) fn listen_again(&mut self, models: &Models, part: &str, grams: &mut Grams, b: &mut Scores) {
        if self.is_deaf {
            return;
        }
        self.numbers.truncate((1 + self.clauses) * self.stride);
        models.listen_apart(part, grams);
        self.row(models, grams, b);
    }

    /// Writes down what was listened to; gives the margin of the domain.
    fn row(&mut self, models: &Models, grams: &Grams, b: &mut Scores) -> f64 {
        let sound = models.hear(grams, b);
        self.numbers.push(sound.margin);
        self.numbers.extend(sound.heads);
        sound.domain
    }

    /// What was heard of the whole text.
    pub(super) fn whole(&self) -> Ear<'_> {
        self.ear(0)
    }

    /// What was heard of each clause.
    pub(super) fn clauses(&self) -> impl ExactSizeIterator<Item = Ear<'_>> + Clone {
        (0..self.clauses).map(|i| self.ear(i + 1))
    }

    /// What was heard of a clause, of the whole text where it was not heard by itself.
    pub(super) fn clause(&self, at: usize) -> Ear<'_> {
        if at < self.clauses { self.ear(at + 1) } else { self.whole() }
    }

    /// What was heard of the part that carries the verdict.
    pub(super) fn verdict(&self) -> Ear<'_> {
        let row = 1 + self.clauses;
        if (row + 1) * self.stride <= self.numbers.len() { self.ear(row) } else { self.whole() }
    }

    fn ear(&self, row: usize) -> Ear<'_> {
        let numbers = &self.numbers[row * self.stride..(row + 1) * self.stride];
        Ear { margin: numbers[0], heads: &numbers[1..] }
    }
}
