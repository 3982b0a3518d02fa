//! Annotation: one row in, the same row with every label out.
//!
//! A pure function of the record, the compiled dictionaries and the models. It knows no files and no other rows, so it runs anywhere: on a rayon
//! worker, in a pipe, in a Spark task. One file per label; `scan` finds the words, `scope` reads them in their place.

mod begin;
mod blame;
mod claim;
mod clerk;
mod discourse;
pub mod explain;
pub mod fit;
#[cfg(test)]
mod fixture;
mod form;
mod group;
mod guess;
mod informative;
mod keyword;
mod load;
mod mention;
mod nature;
mod place;
mod predictions;
mod quantity;
mod request;
pub mod route;
mod rules;
mod scan;
mod scope;
mod sentiment;
mod severity;
mod signals;
mod system;
mod trade;
mod unknown;
mod veil;
mod voice;
mod wish;

use crate::error::Result;
use crate::lexicon::{Compiled, Dicts, Taxonomy};
use crate::model::Models;
use crate::model::heads::Scores;
use crate::model::ngram::Grams;
use crate::record::{Annotated, Label, Mention, Name, Polarity, Record, Request, Severity};
use crate::text::characters::Characters;
use crate::text::mask::Masker;
use crate::text::normalize::{Normalized, Normalizer};
use crate::text::segment::{Base, Segmenter, Token};
use crate::text::turns::Speakers;

pub use group::GROUP;
pub use load::{Parts, check};
pub use veil::veil;

use discourse::Discourse;
use informative::{Placeholders, Worth};
use mention::Draft;
use predictions::Predictions;
use scan::Finds;
use sentiment::Balance;
use signals::{Known, Logits};
use voice::Voices;

/// Characters of a text that are read for labels; the rest is kept but not analysed. The longest petitions have a few thousand.
pub const MAX_CHARS: usize = 20_000;

/// What a denial of something negative weighs, in logits, in a text of so many clauses.
const AFFIRMED: f64 = 2.5;
const AFFIRMING: usize = 4;
/// Clauses of a text in which even sides of words make both sides.
const BALANCED: std::ops::RangeInclusive<usize> = 3..=4;

/// Everything that annotation knows, compiled; shared by all threads.
pub struct Annotator {
    /// The label tree.
    pub taxonomy: Taxonomy,
    words: Compiled,
    normalizer: Normalizer,
    speakers: Speakers,
    segmenter: Segmenter,
    masker: Option<Masker>,
    /// Whether sources are named by a column.
    names_sources: bool,
    models: Models,
    quantities: quantity::Quantities,
    placeholders: Placeholders,
    keywords: keyword::Keywords,
    routing: route::Routing,
    rubric: severity::Rubric,
    wants: request::Wants,
    trades: trade::Trades,
    overall: crate::lexicon::AspectId,
}

/// Buffers of one thread, reused from row to row.
#[derive(Default)]
pub struct Scratch {
    /// Of a text that is read by itself.
    one: Reading,
    /// Of the rows of a group.
    group: Vec<Reading>,
    tools: Tools,
}

/// A text as it is read: its normal form, its tokens, what rules may be made of, and what the models say of it.
#[derive(Default)]
struct Reading {
    normal: Normalized,
    tokens: Vec<Token>,
    sought: scan::Sought,
    predicted: Predictions,
}

/// Buffers of the stages of reading, which keep nothing of a text.
#[derive(Default)]
struct Tools {
    buffers: scan::Buffers,
    grams: Grams,
    scores: Scores,
    columns: trade::Seen,
}

/// A text as adaptation sees it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weighed {
    /// The model features, sorted, each once.
    pub features: Vec<u32>,
    /// What model and mentions say together.
    pub logit: f64,
}

/// What one text gave, before it is written into a record; `explain` shows it.
struct Analysis<'l> {
    finds: Finds<'l>,
    drafts: Vec<Draft<'l>>,
    voices: Voices<'l>,
    discourse: Discourse,
    /// What was decided of the whole.
    logits: Logits,
    balance: Balance,
}

impl Analysis<'_> {
    /// A word exclaims in a clause that blames: 快递太慢了.
    fn exclaims_blame(&self) -> bool {
        self.drafts.iter().any(|d| d.score < 0 && self.finds.exclaims_in(&self.finds.clauses[d.clause]))
    }

    /// What denying something negative (没有一个不满意) adds to the logit of praise where nothing is blamed: n-grams see two negators, and blame.
    fn affirmed(&self) -> f64 {
        let so = self.balance.blame == 0 && self.drafts.iter().any(|d| d.affirmed && d.score > 0);
        if so && self.discourse.weights.len() <= AFFIRMING { AFFIRMED } else { 0.0 }
    }

    /// Even sides of different things over several clauses, with all contrasts weighed: 快递太慢,客服也不理人,但是衣服质量不错. In a long text many words of
    /// either side come together, and the decision knows better.
    fn is_balanced(&self) -> bool {
        let d = &self.discourse;
        d.apart && BALANCED.contains(&d.weights.len()) && self.balance.is_even()
    }
}

impl Annotator {
    /// Compiles the dictionaries and loads jieba (some 0.1 s in all). Without `mask` personal data stays as it is.
    ///
    /// # Errors
    /// A dictionary or model error that names the line at fault.
    pub fn new(dicts: &Dicts, models: Models, mask: bool) -> Result<Self> {
        let (base, parts) = rayon::join(Base::load, || Parts::load(dicts, || Ok(models), mask));
        parts?.with(base?, dicts)
    }

    /// The taxonomy and the masker alone, when all rows are labelled.
    pub fn into_parts(self) -> (Taxonomy, Option<Masker>) {
        (self.taxonomy, self.masker)
    }

    /// The models in force.
    pub fn models(&self) -> &Models {
        &self.models
    }

    /// The models in force, to put others in their place.
    pub fn models_mut(&mut self) -> &mut Models {
        &mut self.models
    }

    /// Labels one row.
    pub fn annotate(&self, record: Record, scratch: &mut Scratch) -> Annotated {
        let mut out = self.begin(record);
        self.label(std::slice::from_mut(&mut out), scratch);
        out
    }

    /// What the mentions alone say of a text, −1 … 1: the evidence beside a model when one is fitted.
    pub fn lean(&self, text: &str, s: &mut Scratch) -> f64 {
        self.read(text, s).balance.lean()
    }

    /// What a text has to offer to adaptation: its features, and the logit that model and mentions give it together. Nothing for texts that say nothing.
    pub fn weigh(&self, text: &str, s: &mut Scratch) -> Option<Weighed> {
        self.form(text, &mut s.one.normal);
        if self.placeholders.judge(&s.one.normal.text) != Worth::Informative {
            return None;
        }
        let logit = self.read_normal(s).logits.side;
        s.tools.grams.extract(&s.one.normal.text);
        let features = s.tools.grams.hashes.clone();
        Some(Weighed { features, logit })
    }

    /// The signals of a text, without a decision: of its verdict, of a complaint about each nature of the verdict model, of a major one.
    fn signals(&self, text: &str, s: &mut Scratch) -> (Vec<f64>, Vec<Vec<f64>>, Vec<f64>) {
        let a = self.read(text, s);
        let Some(v) = self.models.verdict() else { return Default::default() };
        let known = self.known(&a, &s.one.normal.text, &s.one.predicted);
        let natures = v.natures.iter().map(|n| known.of_nature(v, n, a.logits)).collect();
        (known.of_verdict(v), natures, known.of_major(v, &self.rubric, a.logits))
    }

    /// The model features of a text.
    pub fn grams<'s>(&self, text: &str, s: &'s mut Scratch) -> &'s Grams {
        self.form(text, &mut s.one.normal);
        s.tools.grams.extract(&s.one.normal.text);
        &s.tools.grams
    }

    /// The same as a list, sorted, each once.
    pub fn features(&self, text: &str, s: &mut Scratch) -> Vec<u32> {
        self.grams(text, s).hashes.clone()
    }

    /// Reads a text by itself; its normal form and tokens stay in the scratch.
    fn read(&self, text: &str, s: &mut Scratch) -> Analysis<'_> {
        self.form(text, &mut s.one.normal);
        self.read_normal(s)
    }

    /// Reads the normal form in the scratch.
    fn read_normal(&self, s: &mut Scratch) -> Analysis<'_> {
        let Scratch { one, tools, .. } = s;
        self.cut(one);
        let mut finds = self.search(one);
        self.settle(&mut finds, one, tools);
        self.predict(&finds, one, tools);
        self.weigh_up(finds, one, tools)
    }

    /// The three logits of a verdict.
    fn logits(&self, a: &Analysis, text: &str, predicted: &Predictions) -> Logits {
        if predicted.unknown_language {
            return sentiment::by_words(a.balance);
        }
        let plain = self.models.logit(predicted.whole().margin, a.balance.lean());
        let Some(sides) = self.models.verdict().and_then(|v| v.sides.as_ref()) else {
            let side = self.models.in_domain(plain, predicted.domain);
            return Logits { side, neutral: sentiment::undecided(side), mixed: f64::NEG_INFINITY };
        };
        let signals = self.signals_of_verdict(a, text, predicted);
        Logits {
            side: self.models.in_domain(sides.positive.logit(&signals), predicted.domain) + a.affirmed(),
            neutral: sides.neutral.logit(&signals),
            mixed: if a.is_balanced() { f64::INFINITY } else { sides.mixed.logit(&signals) },
        }
    }

    fn signals_of_verdict(&self, a: &Analysis, text: &str, predicted: &Predictions) -> Vec<f64> {
        self.models.verdict().map_or_else(Vec::new, |v| self.known(a, text, predicted).of_verdict(v))
    }

    fn known<'a, 'l>(&'a self, a: &'a Analysis<'l>, text: &'a str, predicted: &'a Predictions) -> Known<'a, 'l> {
        Known {
            models: &self.models,
            taxonomy: &self.taxonomy,
            text,
            finds: &a.finds,
            drafts: &a.drafts,
            voices: &a.voices,
            discourse: &a.discourse,
            balance: a.balance,
            predicted,
            unhappy: std::cell::OnceCell::new(),
        }
    }

    /// Complaint, natures, severity, and who has to act.
    fn complain(&self, out: &mut Annotated, a: &Analysis, s: &Reading) {
        let by_words = nature::natures(&a.drafts, &a.finds, out.sentiment, &self.taxonomy);
        let known = self.known(a, &s.normal.text, &s.predicted);
        // What is denied and not blamed is no complaint, though its words are those of complaints.
        let denied = a.affirmed() > 0.0 && out.sentiment.label == Label::Positive;
        if !denied {
            out.natures = nature::decide(&by_words, &known, out.sentiment, a.logits);
        }
        let evidence = severity::evidence(out, &known, &s.normal, a.logits, &self.rubric);
        if !evidence.is_empty() && out.natures.is_empty() {
            out.natures.push(Name::from(nature::OTHER));
        }
        out.nature = out.natures.first().cloned();
        out.complaint = !out.natures.is_empty();
        if !out.complaint {
            return;
        }
        out.severity = Some(if evidence.is_empty() { Severity::General } else { Severity::Major });
        out.severity_evidence = evidence;
        self.route(out, a);
    }

    /// Who has to act on a complaint, by when.
    fn route(&self, out: &mut Annotated, a: &Analysis) {
        let severity = out.severity.unwrap_or(Severity::General);
        // As the main aspect of a case: the first that is blamed, of the main nature if there is one.
        let blamed = || a.drafts.iter().filter(|d| d.polarity() == Polarity::Negative);
        let own = |d: &&Draft| Some(&self.taxonomy.get(d.aspect).nature) == out.nature.as_ref();
        let aspect = blamed().find(own).or_else(|| blamed().next()).map(|d| &*self.taxonomy.get(d.aspect).id);
        let reasons = out.severity_evidence.iter().map(|e| &*e.reason);
        if let Some(route) = self.routing.route(reasons, aspect, out.nature.as_deref(), severity) {
            out.department = Some(route.department.clone());
            out.due_hours = Some(route.hours);
        }
    }

    /// Intents, emotions, stage.
    fn speak(&self, out: &mut Annotated, a: &Analysis) {
        out.intents = a.voices.wanted(out.sentiment.label == Label::Neutral && !out.complaint);
        out.emotions = a.voices.felt(out.complaint, a.exclaims_blame());
        out.stage = self.stage(out.complaint, a);
    }

    /// Where on the journey: the stage of what is said most strongly, of blame in a complaint.
    fn stage(&self, complaint: bool, a: &Analysis) -> Option<Name> {
        let said = a.drafts.iter().filter(|d| !complaint || d.score < 0);
        let loudest = said.max_by_key(|d| (d.score.abs(), std::cmp::Reverse(d.start)));
        loudest.map(|d| self.taxonomy.get(d.aspect).stage.clone())
    }

    /// Writes the mentions.
    fn write(&self, out: &mut Annotated, a: &Analysis, normal: &Normalized) {
        let text = Characters::of(&out.text);
        out.mentions = a.drafts.iter().map(|d| self.mention(d, &text, normal)).collect();
    }

    /// What is asked for, and what a reason of severity says that the customer does, are intents too, behind those that words say.
    fn intend(&self, out: &mut Annotated) {
        let asked = out.requests.iter().map(|r| &r.request);
        let done = out.severity_evidence.iter().filter_map(|e| self.rubric.intent(&e.reason));
        for intent in asked.chain(done) {
            if !out.intents.contains(intent) {
                out.intents.push(intent.clone());
            }
        }
    }

    fn requests(&self, text: &str, a: &Analysis, s: &Reading) -> Vec<Request> {
        let (wants, taxonomy) = (&self.wants, &self.taxonomy);
        let (finds, drafts, tokens, normal) = (&a.finds, &a.drafts, &s.tokens, &s.normal);
        request::Finder { wants, taxonomy, finds, drafts, tokens, normal, text: Characters::of(text) }.find()
    }

    fn mention(&self, d: &Draft, text: &Characters, normal: &Normalized) -> Mention {
        let aspect = self.taxonomy.get(d.aspect);
        let words = |(start, end): (usize, usize)| {
            if start == end {
                return String::new();
            }
            let (start, end) = normal.original(start, end);
            text.part(start, end).to_owned()
        };
        let (start, end) = normal.original(d.start, d.end);
        Mention {
            aspect: aspect.id.clone(),
            aspect_name: aspect.zh.clone(),
            nature: aspect.nature.clone(),
            polarity: d.polarity(),
            target: words(d.target),
            opinion: words(d.opinion),
            start,
            end,
            rule: d.rule.clone(),
            implicit: d.implicit,
        }
    }
}

/// The part of a text that is read.
fn clip(text: &str) -> &str {
    text.char_indices().nth(MAX_CHARS).map_or(text, |(end, _)| &text[..end])
}
