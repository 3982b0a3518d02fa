//! Linear n-gram models: features, prediction, fitting, calibration, and the file they live in.
//!
//! A [`Table`](linear::Table) is data, a [`Linear`](linear::Linear) or [`Heads`] its compiled form, [`Grams`] the scratch of a thread. The tables of [`Models`] are
//! laid out together (`layout`).

pub mod adapt;
mod built_in;
pub mod calibrate;
pub mod decision;
pub mod file;
pub mod heads;
mod index;
mod known;
mod layout;
pub mod linear;
pub mod ngram;
mod seal;
mod seen;
mod table;
pub mod train;
pub mod verdict;

use crate::error::{Error, Result};
use crate::say;
use built_in::BuiltIn;
use file::{Adapted, Calibration, Header, Model};
use heads::{Heads, Scores};
use known::Known;
use layout::{Layout, Rows, SideRows};
use linear::Layers;
use ngram::Grams;
use table::TableHeader;
use verdict::{Advice, Verdict};

/// The task of the two-sided model; the others have heads.
pub const SENTIMENT_TASK: &str = "sentiment";
/// What a text is about, as natures: `product`, `service` …
pub const NATURE_TASK: &str = "nature";
/// Severity of a complaint.
pub const SEVERITY_TASK: &str = "severity";
/// What a text says all in all, what it complains of and how gravely.
pub const VERDICT_TASK: &str = "verdict";
/// The tasks that a model file may be for.
const TASKS: [&str; 4] = [SENTIMENT_TASK, NATURE_TASK, SEVERITY_TASK, VERDICT_TASK];

/// The models in force, one for each task.
#[derive(Debug, Default)]
pub struct Models {
    sentiment: Option<Sentiment>,
    calibration: Calibration,
    heads: Vec<(String, Heads)>,
    verdict: Option<Verdict>,
    /// The features of sentiment and verdict.
    known: Known,
    /// Tasks that the user has a model for, and the files.
    files: Vec<(String, String)>,
    /// The sentiment model is one of the user's, and not the built-in one, nor what that learned of a domain.
    own: bool,
    /// Task and hash of each model, in order of tasks.
    hashes: Vec<(String, String)>,
}

/// The sentiment model but for its features.
#[derive(Debug)]
struct Sentiment {
    header: Header,
    layers: Layers,
}

/// What the models say of a text or a part of one.
#[derive(Debug, Clone, Copy)]
pub struct Prediction<'s> {
    /// The margin of the sentiment model, and of what it learned of a domain; 0 without.
    pub margin: f64,
    /// See `margin`.
    pub domain: f64,
    /// The logits of the verdict's heads; none without that model.
    pub heads: &'s [f64],
}

impl Models {
    /// The built-in models.
    ///
    /// # Errors
    /// Only if the binary itself is damaged.
    pub fn embedded() -> Result<Self> {
        built_in::load().and_then(Self::of).map_err(|f| Error::input("dicts/models", f.what, f.hint))
    }

    fn of(BuiltIn { sentiment, verdict, known, experts }: BuiltIn) -> std::result::Result<Self, file::Fault> {
        let ((mut header, of_sentiment), (about, of_verdict)) = (sentiment, verdict);
        let hashes =
            [(SENTIMENT_TASK, header.fingerprint(of_sentiment)), (VERDICT_TASK, about.fingerprint(of_verdict))];
        let tables = std::mem::take(&mut header.tables);
        let layer = |table: usize| tables.get(table).and_then(|t| t.heads.first());
        let layers = Layers::of(layer(0), layer(1));
        let verdict = Verdict::new(&about, &about.tables, experts).ok_or_else(|| misfit(VERDICT_TASK))?;
        Ok(Self {
            calibration: header.calibration,
            sentiment: Some(Sentiment { header, layers }),
            verdict: Some(verdict),
            known,
            hashes: hashes.map(|(task, hash)| (task.to_owned(), hash)).to_vec(),
            ..Self::default()
        })
    }

    /// A model alone, from the bytes of a model file called `shown` in messages.
    ///
    /// # Errors
    /// As [`Models::add`].
    pub fn from_bytes(bytes: &[u8], shown: &str) -> Result<Self> {
        let mut models = Self::default();
        models.add(bytes, shown)?;
        Ok(models)
    }

    /// Puts the model of a file, called `shown` in messages, in the place of the one for the same task. Gives the task.
    ///
    /// # Errors
    /// Says what is wrong with the file, and the next step.
    pub fn add(&mut self, bytes: &[u8], shown: &str) -> Result<String> {
        let task =
            file::read(bytes).and_then(|model| self.put(model)).map_err(|f| Error::input(shown, f.what, f.hint))?;
        self.files.retain(|(t, _)| *t != task);
        self.files.push((task.clone(), shown.to_owned()));
        self.own |= task == SENTIMENT_TASK && self.adapted().is_none();
        Ok(task)
    }

    /// Puts a model in the place of the one for the same task. Gives the task.
    ///
    /// # Errors
    /// When its task is unknown, or its tables do not fit it.
    pub fn put(&mut self, model: Model) -> std::result::Result<String, file::Fault> {
        let (task, fingerprint) = (model.header.task.clone(), model.fingerprint());
        let heads = model.tables.first().map_or(0, |t| t.heads.len());
        match task.as_str() {
            SENTIMENT_TASK if heads == 1 => self.put_sentiment(model),
            VERDICT_TASK | NATURE_TASK | SEVERITY_TASK if heads > 0 && heads == model.header.classes.len() => {
                if task == VERDICT_TASK {
                    self.put_verdict(&model)?;
                } else {
                    self.heads.retain(|(t, _)| *t != task);
                    self.heads.push((task.clone(), Heads::new(&model)));
                }
            }
            known if TASKS.contains(&known) => return Err(misfit(&task)),
            _ => return Err(unknown(&task)),
        }
        self.hashes.retain(|(t, _)| *t != task);
        self.hashes.push((task.clone(), fingerprint));
        self.hashes.sort();
        Ok(task)
    }

    /// As [`Models::put`], for a model that somebody fitted: not a built-in one, nor what that learned of a domain.
    ///
    /// # Errors
    /// As [`Models::put`].
    pub fn put_own(&mut self, model: Model) -> std::result::Result<String, file::Fault> {
        let task = self.put(model)?;
        self.own |= task == SENTIMENT_TASK;
        Ok(task)
    }

    fn put_sentiment(&mut self, Model { header, tables }: Model) {
        let (base, domain) = (&tables[0], tables.get(1));
        let (_, heads, experts) = self.apart();
        self.lay(&layout::sides(base, domain), &heads, &experts);
        self.calibration = header.calibration;
        self.sentiment = Some(Sentiment { header, layers: Layers::of_tables(base, domain) });
    }

    fn put_verdict(&mut self, Model { header, tables }: &Model) -> std::result::Result<(), file::Fault> {
        let described: Vec<TableHeader> = tables.iter().map(TableHeader::of).collect();
        let verdict = Verdict::new(header, &described, Rows::default()).ok_or_else(|| misfit(VERDICT_TASK))?;
        let (sides, _, _) = self.apart();
        self.verdict = Some(verdict);
        let [heads, experts] = [0, 1].map(|table| tables.get(table).map(Rows::of).unwrap_or_default());
        self.lay(&sides, &heads, &experts);
        Ok(())
    }

    /// Takes out what the tables say of each feature.
    fn apart(&mut self) -> (SideRows, Rows, Rows) {
        let all = std::mem::take(&mut self.known).into_rows();
        let experts = self.verdict.as_mut().and_then(|v| v.experts.as_mut()).map(|e| e.set_rows(Rows::default()));
        Layout { all, experts: experts.unwrap_or_default() }.apart()
    }

    /// Puts it in again.
    fn lay(&mut self, sides: &SideRows, heads: &Rows, experts: &Rows) {
        let layout = Layout::of(sides, heads, experts);
        self.known = Known::new(layout.all);
        if let Some(experts) = self.verdict.as_mut().and_then(|v| v.experts.as_mut()) {
            experts.set_rows(layout.experts);
        }
    }

    /// Hash of the models, 16 hexadecimal digits; nothing where there is none.
    pub fn fingerprint(&self) -> String {
        match &self.hashes[..] {
            [] => String::new(),
            [(_, only)] => only.clone(),
            all => {
                let joined: Vec<&str> = all.iter().flat_map(|(t, h)| [t.as_str(), h.as_str()]).collect();
                blake3::hash(joined.join(" ").as_bytes()).to_hex()[..16].to_owned()
            }
        }
    }

    /// How the sentiment model was adapted to a domain, if it was.
    pub fn adapted(&self) -> Option<Adapted> {
        self.sentiment.as_ref()?.header.adapted
    }

    /// Whether there is a sentiment model.
    pub fn has_sentiment(&self) -> bool {
        self.sentiment.is_some()
    }

    /// The sentiment model as data, if there is one, but for features that add nothing.
    pub fn sentiment(&self) -> Option<Model> {
        let Sentiment { header, layers } = self.sentiment.as_ref()?;
        Some(Model { header: header.clone(), tables: layers.tables(&self.known.side_rows()) })
    }

    /// The model of another task, if there is one.
    pub fn heads(&self, task: &str) -> Option<&Heads> {
        self.heads.iter().find(|(t, _)| t == task).map(|(_, h)| h)
    }

    /// Whether sides are told by the model that comes with voc, which knows nothing but Chinese; it may have learned more of a domain.
    pub fn are_built_in(&self) -> bool {
        !self.own && self.adapted().is_none()
    }

    /// The file of the user's model for a task, if there is one.
    pub fn file(&self, task: &str) -> Option<&str> {
        self.files.iter().find(|(t, _)| t == task).map(|(_, file)| file.as_str())
    }

    /// The verdict model, if there is one.
    pub fn verdict(&self) -> Option<&Verdict> {
        self.verdict.as_ref()
    }

    /// The margin of a normal form by the model without what it learned of a domain, 0 without a model.
    pub fn margin(&self, text: &str, grams: &mut Grams) -> f64 {
        self.sentiment.as_ref().map_or(0.0, |s| s.layers.margin_of(text, grams, |h| self.known.sides(h)))
    }

    /// Looks up the features of a text: [`Models::predict`] and [`Models::advice`] are of it then, and spans of it can be looked up.
    pub fn look_up(&self, text: &str, grams: &mut Grams) {
        grams.look_up(text, self.known.numbers());
    }

    /// Looks up the bytes `part` of the text that was looked up, as if they were a text of their own.
    pub fn look_up_span(&self, text: &str, part: (usize, usize), grams: &mut Grams) {
        grams.look_up_span(text, part, |h| self.known.find(h));
    }

    /// Looks up another text, so that spans of the first can still be looked up.
    pub fn look_up_apart(&self, text: &str, grams: &mut Grams) {
        grams.look_up_apart(text, |h| self.known.find(h));
    }

    /// What sentiment and the verdict's heads say of what was looked up.
    pub fn predict<'s>(&self, grams: &Grams, scores: &'s mut Scores) -> Prediction<'s> {
        let sides = self.known.add_up(grams, scores);
        let (margin, domain) = self.sentiment.as_ref().map_or((0.0, 0.0), |s| s.layers.of_sum(&sides));
        Prediction { margin, domain, heads: self.verdict.as_ref().map_or(&[], |v| v.heads.logits_of_sums(scores)) }
    }

    /// What the experts say of what was looked up.
    pub fn advice(&self, grams: &Grams, scores: &mut Scores) -> Advice {
        let experts = self.verdict.as_ref().and_then(|v| v.experts.as_ref());
        experts.map_or_else(Advice::default, |e| Advice::of(self.known.experts(e, grams, scores)))
    }

    /// The logit `side` of a text with what was learned of its domain, whose margin is `domain`.
    pub fn in_domain(&self, side: f64, domain: f64) -> f64 {
        self.adapted().map_or(side, |a| a.scale * (side + self.calibration.margin * domain))
    }

    /// The margin of features that were extracted before, 0 without a model.
    pub fn sentiment_margin(&self, grams: &Grams) -> f64 {
        let look = |h| self.known.sides(h).map(|(_, sides)| sides);
        self.sentiment.as_ref().map_or(0.0, |s| s.layers.margin(grams, look))
    }

    /// What a margin alone says, as a logit.
    pub fn margin_logit(&self, margin: f64) -> f64 {
        self.logit(margin, 0.0)
    }

    /// The logit of a text: `margin` as [`Models::margin`] gives it, `lean` what its mentions say, −1 … 1.
    pub fn logit(&self, margin: f64, lean: f64) -> f64 {
        let c = self.calibration;
        c.margin * margin + c.lean * lean + c.bias
    }
}

fn unknown(task: &str) -> file::Fault {
    let tasks = TASKS.join(", ");
    file::Fault {
        what: say!(
            "the model is for the task `{task}`, which is not one of voc's",
            "模型的任务 `{task}` 不是 voc 的任务"
        ),
        hint: say!("tasks are {tasks}", "可用任务：{tasks}"),
    }
}

fn misfit(task: &str) -> file::Fault {
    file::Fault {
        what: say!("the numbers of the model do not fit its task `{task}`", "模型数据与其任务 `{task}` 不符"),
        hint: say!("fit it again with `voc train`", "请用 `voc train` 重新训练"),
    }
}
