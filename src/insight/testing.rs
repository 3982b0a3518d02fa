//! Hand-made annotated rows for tests, and the report over them.

use crate::aggregate::{Partial, Settings};
use crate::lang::Lang;
use crate::lexicon::{Dicts, Taxonomy};
use crate::number::{GOLDEN, Milli, float, mix};
use crate::real;
use crate::record::{Annotated, Evidence, Label, Mention, Name, Polarity, Sentiment, Severity};
use crate::report::{Report, Run};

use super::{Context, IssueIndex, Labels, Past, finish_with};

/// A small generator (splitmix64), the same everywhere.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number from 0 to 1.
    pub(crate) fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        float(mix(self.0) >> 11) / float(1 << 53)
    }

    /// A number below `n`.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // far below the limits
    pub(crate) fn below(&mut self, n: u32) -> usize {
        (self.next() * f64::from(n)) as usize
    }

    /// A Poisson number.
    pub(crate) fn poisson(&mut self, mean: f64) -> u64 {
        let (mut n, mut product, limit) = (0, self.next(), real::exp(-mean));
        while product > limit {
            n += 1;
            product *= self.next();
        }
        n
    }
}

/// An annotated row under construction; what is not said is neutral.
pub(crate) struct Row(Annotated);

impl Row {
    pub(crate) fn new(row: u64, text: &str) -> Self {
        Self(Annotated {
            row,
            source: Name::from("a.csv"),
            text: text.to_owned(),
            informative: true,
            satisfaction: Some(3),
            ..Annotated::default()
        })
    }

    pub(crate) fn source(mut self, source: &str) -> Self {
        self.0.source = Name::from(source);
        self
    }

    /// Score in thousandths, with the label and level that go with it.
    pub(crate) fn score(mut self, score: i32) -> Self {
        let label = match score {
            ..-150 => Label::Negative,
            -150..150 => Label::Neutral,
            _ => Label::Positive,
        };
        self.0.sentiment = Sentiment { label, score: Milli(score) };
        self.0.satisfaction = Some(match score {
            ..-850 => 1,
            -850..-250 => 2,
            -250..350 => 3,
            350..900 => 4,
            _ => 5,
        });
        self
    }

    pub(crate) fn rating(mut self, rating: f64) -> Self {
        self.0.rating = Some(Milli::from_f64(rating));
        self
    }

    pub(crate) fn day(mut self, day: &str) -> Self {
        self.0.time = Some(day.parse().unwrap());
        self
    }

    pub(crate) fn attr(mut self, header: &str, value: &str) -> Self {
        self.0.attrs.0.push((Name::from(header), value.to_owned()));
        self
    }

    pub(crate) fn words(mut self, words: &[&str]) -> Self {
        self.0.keywords = words.iter().map(|w| (*w).to_owned()).collect();
        self
    }

    pub(crate) fn likes(mut self, likes: u64) -> Self {
        self.0.likes = Some(likes);
        self
    }

    fn mention(&mut self, aspect: &str, target: &str, opinion: &str, polarity: Polarity) {
        let nature = aspect.split('.').next().unwrap();
        let words = format!("{target}{opinion}");
        let at = self.0.text.find(&words).map_or(0, |b| self.0.text[..b].chars().count());
        let start = u32::try_from(at).unwrap();
        self.0.mentions.push(Mention {
            aspect: Name::from(aspect),
            aspect_name: Name::from(aspect),
            nature: Name::from(nature),
            polarity,
            target: target.to_owned(),
            opinion: opinion.to_owned(),
            start,
            end: start + u32::try_from(words.chars().count()).unwrap(),
            rule: Name::from("sentiment/test.tsv:1"),
            implicit: false,
        });
    }

    /// A blaming mention; makes the row a complaint.
    pub(crate) fn blame(mut self, aspect: &str, target: &str, opinion: &str) -> Self {
        self.mention(aspect, target, opinion, Polarity::Negative);
        let nature = Name::from(aspect.split('.').next().unwrap());
        if !self.0.natures.contains(&nature) {
            self.0.natures.push(nature);
        }
        self.0.nature = self.0.natures.first().cloned();
        self.0.complaint = true;
        self.0.severity = self.0.severity.or(Some(Severity::General));
        self.0.department = Some(Name::from("客服部"));
        self.0.due_hours = Some(72);
        self
    }

    pub(crate) fn praise(mut self, aspect: &str, target: &str, opinion: &str) -> Self {
        self.mention(aspect, target, opinion, Polarity::Positive);
        self
    }

    /// A mention without judgement.
    pub(crate) fn name(mut self, aspect: &str, target: &str) -> Self {
        self.mention(aspect, target, "", Polarity::Neutral);
        self
    }

    pub(crate) fn major(mut self, reason: &str, words: &str) -> Self {
        self.0.severity = Some(Severity::Major);
        self.0.due_hours = Some(24);
        let evidence =
            Evidence { reason: Name::from(reason), text: words.to_owned(), start: 0, end: 2, rule: Name::from("t:1") };
        self.0.severity_evidence.push(evidence);
        self
    }

    pub(crate) fn build(self) -> Annotated {
        self.0
    }
}

/// The state over some rows.
pub(crate) fn absorb(rows: &[Annotated], settings: &Settings) -> Partial {
    let mut p = Partial::new(settings);
    for r in rows {
        p.absorb(r);
    }
    p
}

/// Settings with the stages of the built-in taxonomy.
pub(crate) fn settings() -> Settings {
    let dicts = Dicts::load(None).unwrap();
    let labels = Labels::new(&dicts).unwrap();
    Settings::default().with_stages(&Taxonomy::new(&dicts).unwrap()).with_phrasing(labels.phrasing())
}

/// Finishes with the built-in names, in Chinese.
pub(crate) fn finished(partial: Partial, settings: &Settings) -> (Report, IssueIndex) {
    finished_with(partial, settings, None)
}

/// The same, with a history.
pub(crate) fn finished_with(partial: Partial, settings: &Settings, past: Option<&Past>) -> (Report, IssueIndex) {
    let dicts = Dicts::load(None).unwrap();
    let (taxonomy, labels) = (Taxonomy::new(&dicts).unwrap(), Labels::new(&dicts).unwrap());
    let cx = Context { taxonomy: &taxonomy, labels: &labels, lang: Lang::Zh, settings, run: Run::default() };
    finish_with(partial, cx, past)
}

/// The report over some rows.
pub(crate) fn report(rows: &[Annotated]) -> Report {
    let settings = settings();
    finished(absorb(rows, &settings), &settings).0
}
