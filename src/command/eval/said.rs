//! What the program, or a model alone, says of a row, as names of classes.

use crate::annotate::{Annotator, Scratch};
use crate::cli::Task;
use crate::error::{Error, Result};
use crate::model::Models;
use crate::model::heads::Scores;
use crate::real;
use crate::record::{Label, Record, Severity};
use crate::say;

/// What is said of a row.
pub(super) struct Said {
    /// Classes by name.
    pub(super) classes: Vec<String>,
    /// The sentiment score in thousandths.
    pub(super) score: i32,
}

/// Who says what.
#[derive(Clone, Copy)]
pub(super) struct Judge {
    pub(super) task: Task,
    /// The model alone, without dictionaries and rules.
    pub(super) alone: bool,
}

/// Severity where nothing is complained of.
pub(in crate::command) const UNGRADED: &str = "none";

impl Judge {
    /// Checks that there is a model to ask, where it is asked alone.
    pub(super) fn check(self, models: &Models) -> Result<()> {
        let task = self.task.id();
        let there = match self.task {
            Task::Sentiment | Task::Verdict => models.has_sentiment(),
            Task::Nature | Task::Severity => models.heads(task).is_some(),
        };
        if there || !self.alone {
            return Ok(());
        }
        Err(Error::usage(
            say!("there is no model for the task `{task}`", "没有任务 `{task}` 的模型"),
            say!(
                "fit one with `voc train --task {task}` and name it with `--model`, or add `--folds 5`",
                "请用 `voc train --task {task}` 训练并以 `--model` 指定，或加 `--folds 5`"
            ),
        ))
    }

    /// Labels a record.
    pub(super) fn say(self, annotator: &Annotator, record: Record, s: &mut Scratch) -> Said {
        if self.alone {
            return self.say_alone(annotator, &record.text, s);
        }
        let a = annotator.annotate(record, s);
        let classes = match self.task {
            Task::Sentiment | Task::Verdict => vec![a.sentiment.label.id().to_owned()],
            Task::Nature => a.natures.iter().map(ToString::to_string).collect(),
            Task::Severity => vec![a.severity.map_or(UNGRADED, Severity::id).to_owned()],
        };
        Said { classes, score: a.sentiment.score.0 }
    }

    fn say_alone(self, annotator: &Annotator, text: &str, s: &mut Scratch) -> Said {
        let grams = annotator.grams(text, s);
        let models = annotator.models();
        if self.task == Task::Sentiment {
            let margin = models.sentiment_margin(grams);
            let label = if margin > 0.0 { Label::Positive } else { Label::Negative };
            let score = crate::number::Milli::from_f64(real::tanh(margin)).0;
            return Said { classes: vec![label.id().to_owned()], score };
        }
        let Some(heads) = models.heads(self.task.id()) else { return Said { classes: Vec::new(), score: 0 } };
        let mut scores = Scores::default();
        let p = heads.scores(grams, &mut scores);
        let named = heads.classes().iter().zip(p);
        let classes = if self.task == Task::Severity {
            // One grade only: the likeliest, the first of equals.
            let best = named.reduce(|best, next| if next.1 > best.1 { next } else { best });
            best.into_iter().map(|(c, _)| c.clone()).collect()
        } else {
            named.filter(|(_, p)| **p > 0.5).map(|(c, _)| c.clone()).collect()
        };
        Said { classes, score: 0 }
    }
}
