//! The verdict model: heads over sentences of many trades, then decisions over the signals that models give which have not seen the row.
//!
//! Every row is read twice by models of the other folds: once over random folds (a domain that is known), once over folds of whole groups (one that
//! is not), so that the decisions learn how far models and dictionaries are to be trusted in both.

use rayon::prelude::*;

use crate::model::decision::{self, Decision, Example};
use crate::model::file::{self, Calibration, Class, Header, Model};
use crate::model::heads::{Heads, Scores};
use crate::model::linear::{Linear, Table};
use crate::model::ngram::Grams;
use crate::model::train::{Corpus, Document, Fit, fit, fit_known};
use crate::model::verdict::{self, DECISIONS, of_nature};
use crate::model::{Models, SENTIMENT_TASK, VERDICT_TASK, calibrate};

use super::figures::Figures;
use super::{FOLDS, Labelled, group_folds, random_folds};
use crate::annotate::{Annotator, Scratch};

/// Folds of whole groups.
const GROUP_FOLDS: usize = 10;
/// Heads before those of natures: own, neutral, mixed, major.
pub(super) const SINGLE: usize = 4;
const NEUTRAL: usize = 1;
const MIXED: usize = 2;
/// Weight of a review as an example of what is neither neutral nor mixed.
const REVIEW: f64 = 0.3;
/// Texts that a kind has at least which has an expert.
const EXPERT: usize = 400;
/// Weight of a review read without its kind, beside one read with it.
const LEFT_OUT: f64 = 0.4;
/// Features in fewer texts are unknown to experts, which would take up too much room.
const COMMON: u32 = 8;
/// Features in fewer sentences are left out.
const RARE: u32 = 4;

/// A row with what is known of it.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// Text, weight and group; bit 0 of its classes is set for praise.
    pub row: Labelled,
    /// Whether it is praise or blame, and nothing else.
    pub sided: bool,
    /// Bits of the heads that are so.
    pub so: u32,
    /// Bits of the heads of which the truth is known.
    pub known: u32,
}

/// A fitted verdict model.
#[derive(Debug, Clone)]
pub struct FittedVerdict {
    /// The model file.
    pub file: Vec<u8>,
    /// Figures of each group, by models that have seen others of it.
    pub random: Vec<Figures>,
    /// Figures of each group, by models that have seen nothing of it.
    pub groups: Vec<Figures>,
}

/// The names of the heads.
pub struct Names<'n> {
    /// Natures in order.
    pub natures: &'n [String],
    /// Reasons of severity in order.
    pub reasons: &'n [String],
}

/// One way to divide the rows.
struct Folds {
    of: Vec<usize>,
    models: Vec<(Model, Model)>,
}

/// What was found of a row.
pub(super) struct Found {
    pub(super) row: usize,
    pub(super) verdict: Vec<f64>,
    pub(super) natures: Vec<Vec<f64>>,
    pub(super) major: Vec<f64>,
}

/// Rows with all that models are fitted to.
pub(super) struct Bench<'b> {
    pub(super) cases: &'b [Case],
    /// For each row the expert that it teaches.
    kinds: Vec<Option<usize>>,
    experts: Vec<String>,
    documents: Vec<Document>,
    leans: Vec<f64>,
    classes: Vec<String>,
    pub(super) natures: usize,
}

/// Fits the model to `cases`. The annotator's models are replaced.
pub fn fit_verdict(cases: &[Case], names: &Names, annotator: &mut Annotator, provenance: &str) -> FittedVerdict {
    *annotator.models_mut() = Models::default();
    let bench = Bench::new(cases, names, annotator);
    let rows: Vec<Labelled> = cases
        .iter()
        .map(|c| Labelled { text: c.row.text.clone(), group: c.row.group.clone(), ..Labelled::default() })
        .collect();
    let (groups, group_names) = group_folds(&rows);
    let grouped = domains(&rows).iter().map(|g| g % GROUP_FOLDS).collect();
    let mut folds = vec![bench.fold(random_folds(&rows, FOLDS), FOLDS), bench.fold(grouped, GROUP_FOLDS)];
    bench.calibrate(&mut folds);
    let first = bench.read(&folds, annotator, |_| true);
    let sides = bench.sides(&first);
    for (_, model) in folds.iter_mut().flat_map(|f| &mut f.models) {
        model.header.decisions.clone_from(&sides);
    }
    let second = bench.read(&folds, annotator, |c| c.known >> (SINGLE - 1) != 0);
    let mut decisions = sides;
    decisions.extend(bench.complaints(&second, names));
    let mut model = bench.model(vec![bench.table(|_| true), bench.expert_table(|_| true)]);
    let calibrated = &folds[0].models[0].1.header;
    model.header.classes.clone_from(&calibrated.classes);
    model.header.experts.clone_from(&calibrated.experts);
    model.header.decisions.clone_from(&decisions);
    provenance.clone_into(&mut model.header.provenance);
    let figures = |at: usize| bench.figures(&first[at], &second[at], &decisions, &groups, &group_names);
    FittedVerdict { random: figures(0), groups: figures(1), file: file::write(&model) }
}

/// What is left out together: groups that differ only behind a `/` are of one domain, and are labelled differently.
fn domains(rows: &[Labelled]) -> Vec<usize> {
    let domain = |r: &Labelled| r.group.split('/').next().unwrap_or_default().to_owned();
    group_folds(&rows.iter().map(|r| Labelled { group: domain(r), ..Labelled::default() }).collect::<Vec<_>>()).0
}

impl<'b> Bench<'b> {
    fn new(cases: &'b [Case], names: &Names, annotator: &Annotator) -> Self {
        let prepared: Vec<(Document, f64)> = cases
            .par_iter()
            .map_init(Scratch::default, |s, c| {
                let features = annotator.features(&c.row.text, s);
                let document = Document { features, classes: c.row.classes & 1, weight: c.row.weight };
                (document, annotator.lean(&c.row.text, s))
            })
            .collect();
        let (documents, leans) = prepared.into_iter().unzip();
        let classes = verdict::classes(names.natures, names.reasons);
        let (kinds, experts) = kinds(cases);
        Self { kinds, experts, cases, documents, leans, classes, natures: names.natures.len() }
    }

    /// Rows that teach the heads: those of which more than a side is known.
    fn teaches(&self, i: usize) -> bool {
        self.cases[i].known >> 1 != 0
    }

    fn table(&self, mine: impl Fn(usize) -> bool) -> Table {
        let rows = || (0..self.cases.len()).filter(|&i| self.teaches(i) && mine(i));
        let documents: Vec<Document> =
            rows().map(|i| Document { classes: self.cases[i].so, ..self.documents[i].clone() }).collect();
        let known: Vec<u32> = rows().map(|i| self.cases[i].known).collect();
        fit_known(&documents, Some(&known), self.classes.len(), &Fit { min_documents: RARE, ..Fit::default() })
    }

    /// For each kind an expert and a gate.
    fn expert_table(&self, mine: impl Fn(usize) -> bool) -> Table {
        let rows: Vec<usize> = (0..self.cases.len()).filter(|&i| self.cases[i].sided && mine(i)).collect();
        let settings = Fit { min_documents: COMMON, ..Fit::default() };
        let corpus = Corpus::new(rows.iter().map(|&i| &self.documents[i].features[..]), settings.min_documents);
        let planes = (0..self.experts.len()).flat_map(|kind| {
            let example = |(d, &i): (usize, &usize), so| (d, so, f64::from(self.documents[i].weight));
            let of_kind: Vec<_> = rows
                .iter()
                .enumerate()
                .filter(|(_, i)| self.kinds[**i] == Some(kind))
                .map(|at| example(at, self.documents[*at.1].classes & 1 == 1))
                .collect();
            let all: Vec<_> = rows.iter().enumerate().map(|at| example(at, self.kinds[*at.1] == Some(kind))).collect();
            [corpus.fit(&of_kind, &settings), corpus.naive_bayes(&all)]
        });
        corpus.table(&planes.collect::<Vec<_>>())
    }

    fn fold(&self, of: Vec<usize>, count: usize) -> Folds {
        let fit_rest = |fold: usize| {
            let rest: Vec<Document> = (0..self.cases.len())
                .filter(|&i| of[i] != fold && self.cases[i].sided)
                .map(|i| self.documents[i].clone())
                .collect();
            let sentiment = Model {
                header: Header { task: SENTIMENT_TASK.to_owned(), ..Header::default() },
                tables: vec![fit(&rest, 1, &Fit::of(rest.len()))],
            };
            (sentiment, self.model(vec![self.table(|i| of[i] != fold), self.expert_table(|i| of[i] != fold)]))
        };
        let models = (0..count).into_par_iter().map(fit_rest).collect();
        Folds { of, models }
    }

    fn model(&self, tables: Vec<Table>) -> Model {
        let class = |name: String, margin| Class { name, calibration: Calibration { margin, lean: 0.0, bias: 0.0 } };
        let header = Header {
            task: VERDICT_TASK.to_owned(),
            classes: self.classes.iter().map(|name| class(name.clone(), 1.0)).collect(),
            experts: self
                .experts
                .iter()
                .flat_map(|k| [class(format!("expert:{k}"), 1.0), class(format!("gate:{k}"), 1.0)])
                .collect(),
            documents: (0..self.cases.len()).filter(|&i| self.teaches(i)).count() as u64,
            ..Header::default()
        };
        Model { header, tables }
    }

    /// Brings the margins of all models to logits, by what they say of rows that they have not seen.
    fn calibrate(&self, folds: &mut [Folds]) {
        let heads = 1 + self.classes.len();
        let mut evidence: Vec<Vec<calibrate::Evidence>> = vec![Vec::new(); heads + self.experts.len()];
        let mut scores = Scores::default();
        for f in folds.iter() {
            let compile = |(s, v): &(Model, Model)| {
                (Linear::new(&s.tables[0], None), Heads::new(v), Heads::of(&v.tables[1], &v.header.experts))
            };
            let compiled: Vec<(Linear, Heads, Heads)> = f.models.iter().map(compile).collect();
            for (i, c) in self.cases.iter().enumerate() {
                let (linear, own, experts) = &compiled[f.of[i]];
                let grams = Grams::of(self.documents[i].features.clone());
                let seen = |margin, lean, positive| calibrate::Evidence {
                    margin,
                    lean,
                    positive,
                    weight: f64::from(c.row.weight),
                };
                if c.sided {
                    evidence[0].push(seen(linear.margin(&grams), self.leans[i], c.row.classes & 1 == 1));
                    for (k, pair) in experts.margins(&grams, &mut scores).chunks_exact(2).enumerate() {
                        evidence[heads + k].push(seen(pair[1], 0.0, self.kinds[i] == Some(k)));
                    }
                }
                if self.teaches(i) {
                    for (h, &margin) in own.margins(&grams, &mut scores).iter().enumerate() {
                        if c.known >> h & 1 == 1 {
                            evidence[1 + h].push(seen(margin, 0.0, c.so >> h & 1 == 1));
                        }
                    }
                }
            }
        }
        let fitted: Vec<_> = evidence.par_iter().map(|e| calibrate::fit(e)).collect();
        for (sentiment, verdict) in folds.iter_mut().flat_map(|f| &mut f.models) {
            sentiment.header.calibration = fitted[0];
            verdict.header.classes.iter_mut().zip(&fitted[1..]).for_each(|(c, f)| c.calibration = *f);
            let gates = verdict.header.experts.iter_mut().skip(1).step_by(2);
            gates.zip(&fitted[heads..]).for_each(|(c, f)| c.calibration = *f);
        }
    }

    /// The signals of the rows `wanted`, by models of the other folds; one list for each division.
    fn read(&self, folds: &[Folds], annotator: &mut Annotator, wanted: impl Fn(&Case) -> bool) -> Vec<Vec<Found>> {
        let mut all = Vec::new();
        for f in folds {
            let mut found = Vec::new();
            for (fold, (sentiment, heads)) in f.models.iter().enumerate() {
                let models = annotator.models_mut();
                // They were made for these tasks.
                let _ = models.put(sentiment.clone());
                let _ = models.put(heads.clone());
                let annotator: &Annotator = annotator;
                let mine: Vec<usize> =
                    (0..self.cases.len()).filter(|&i| f.of[i] == fold && wanted(&self.cases[i])).collect();
                found.par_extend(mine.into_par_iter().map_init(Scratch::default, |s, row| {
                    let (verdict, natures, major) = annotator.signals(&self.cases[row].row.text, s);
                    Found { row, verdict, natures, major }
                }));
            }
            found.sort_by_key(|f| f.row);
            all.push(found);
        }
        all
    }

    fn example(&self, row: usize, signals: &[f64], so: bool) -> Example {
        Example { signals: signals.to_vec(), so, weight: f64::from(self.cases[row].row.weight) }
    }

    fn examples<'f>(
        &'f self,
        found: &'f [Vec<Found>],
        head: usize,
        of: fn(&Found, usize) -> &[f64],
        at: usize,
    ) -> Vec<Example> {
        let known = |f: &&Found| self.cases[f.row].known >> head & 1 == 1;
        let so = |f: &Found| self.cases[f.row].so >> head & 1 == 1;
        found.iter().flatten().filter(known).map(|f| self.example(f.row, of(f, at), so(f))).collect()
    }

    /// The decisions of a verdict.
    fn sides(&self, found: &[Vec<Found>]) -> Vec<Decision> {
        let [positive, neutral, mixed, _] = DECISIONS;
        let jobs = [
            (positive, self.sided(found)),
            (neutral, self.with_reviews(found, NEUTRAL)),
            (mixed, self.with_reviews(found, MIXED)),
        ];
        let names = decision::OF_VERDICT.names();
        jobs.iter().map(|(name, examples)| Decision::fit(name, &names, examples)).collect()
    }

    fn sided(&self, found: &[Vec<Found>]) -> Vec<Example> {
        let of = |division: usize, f: &Found| {
            // Sentences of our own stand for what is not known; kinds that are known are mostly met as such.
            let rare = division > 0 && self.kinds[f.row].is_some();
            let e = self.example(f.row, &f.verdict, self.cases[f.row].row.classes & 1 == 1);
            Example { weight: e.weight * if rare { LEFT_OUT } else { 1.0 }, ..e }
        };
        let sided = |f: &&Found| self.cases[f.row].sided;
        found.iter().enumerate().flat_map(|(d, all)| all.iter().filter(sided).map(move |f| of(d, f))).collect()
    }

    /// Examples of a head, and reviews of which a side is known: few of them are neutral or mixed.
    fn with_reviews(&self, found: &[Vec<Found>], head: usize) -> Vec<Example> {
        let mut all = self.examples(found, head, |f, _| &f.verdict, 0);
        let review = |f: &&Found| self.cases[f.row].sided && self.cases[f.row].known == 0;
        all.extend(found.iter().flatten().filter(review).map(|f| {
            let e = self.example(f.row, &f.verdict, false);
            Example { weight: e.weight * REVIEW, ..e }
        }));
        all
    }

    /// The decisions of natures and severity.
    fn complaints(&self, found: &[Vec<Found>], names: &Names) -> Vec<Decision> {
        let blamed = |n: usize| SINGLE + self.natures + n;
        let mut out: Vec<Decision> = (0..self.natures)
            .into_par_iter()
            .map(|n| {
                let examples = self.examples(found, blamed(n), |f, n| &f.natures[n], n);
                Decision::fit(&of_nature(&names.natures[n]), &decision::OF_NATURE.names(), &examples)
            })
            .collect();
        let examples = self.examples(found, SINGLE - 1, |f, _| &f.major, 0);
        out.push(Decision::fit(DECISIONS[3], &decision::OF_MAJOR.names(), &examples));
        out
    }
}

/// The kinds that have an expert, sources of many texts of which only sides are known, and the kind of each row.
fn kinds(cases: &[Case]) -> (Vec<Option<usize>>, Vec<String>) {
    let rows: Vec<Labelled> =
        cases.iter().map(|c| Labelled { group: c.row.group.clone(), ..Labelled::default() }).collect();
    let (of, names) = group_folds(&rows);
    let plain = |i: &usize| cases[*i].sided && cases[*i].known == 0;
    let count = |g: usize| (0..cases.len()).filter(|i| of[*i] == g && plain(i)).count();
    let known: Vec<usize> = (0..names.len()).filter(|&g| count(g) >= EXPERT).collect();
    let kind = |i: usize| known.iter().position(|&g| g == of[i]).filter(|_| plain(&i));
    ((0..cases.len()).map(kind).collect(), known.iter().map(|&g| names[g].clone()).collect())
}
