//! Adaptation: a sentiment model learns the words of a domain from texts that nobody has labelled.
//!
//! Self-training in three rounds (Yarowsky 1995). The texts on whose side the present score is surest teach a model of the domain's own vocabulary,
//! fitted in two halves so that no text confirms itself; its margin is added to the present score, and so is a naive-Bayes step over all texts with
//! soft labels (Nigam et al. 2000). Stars, where there are any, are further evidence on each text's side: where they contradict the text it teaches
//! nothing, so that a habit of giving five stars does no harm.
//!
//! What comes out is the same model with a second layer. Which texts these are, and what is told of it, is `command`'s job. The settings were found
//! on five product groups that the base model had not seen, see `dicts/models/README.md`.

use super::file::{Adapted, Model};
use super::train::{Corpus, Fit, Plane, Sided};
use crate::number::float;
use crate::real;

/// Fewer texts teach more errors than words.
pub const LEAST: usize = 300;
/// A file with fewer than this on one side is not adapted to: what is rare would be unlearned.
pub const LEAST_SIDE: f64 = 0.12;
/// A domain model that finds less than this of the surest texts of either half, of which it has seen the other, has learned nothing to rely on. In files
/// of a domain it finds 0.80 to 1.00, in a list of test sentences about everything 0.70.
pub const LEAST_AGREEMENT: f64 = 0.76;
/// Share of the texts that teach, round by round, on each side of their halves.
const ROUNDS: [f64; 3] = [0.40, 0.45, 0.48];
/// How far the share of positive teachers is drawn to one half.
const SHRINK: f64 = 0.25;
/// A star as a logit: about as much as a plain sentence says.
const STAR: f64 = 2.0;
/// Weight of the naive-Bayes step beside the domain model's.
const SOFT: f64 = 1.0;
/// Steepness of the soft labels.
const STEEP: f64 = 1.5;
/// Logits that say little; a domain with many of them has more to learn.
const UNSURE: f64 = 1.0;
/// So many texts count as half evidence.
const HALF: f64 = 200.0;
/// Fewer teachers on either side end the rounds.
const LEAST_TEACHERS: usize = 10;

/// A text of the domain.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sample {
    /// Its features, sorted, each once.
    pub features: Vec<u32>,
    /// What the present model and the mentions say of it together.
    pub logit: f64,
    /// 1 for many stars, −1 for few, 0 for neither or none.
    pub star: i8,
}

/// Why a model stays as it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Unchanged {
    /// There are only so many different texts.
    TooFew(usize),
    /// The smaller side has only this share.
    OneSided(f64),
    /// What the words of one half say of the other is right only so often.
    Unclear(f64),
    /// There is no sentiment model, or it has no say.
    NoModel,
}

/// Share of scores that say little.
pub fn unsure(samples: &[Sample]) -> f64 {
    float(samples.iter().filter(|s| s.logit.abs() < UNSURE).count() as u64) / float(samples.len().max(1) as u64)
}

/// `base`, whose logits the samples carry, adapted to their domain: the same with a second table.
///
/// # Errors
/// Says why the base is better left alone.
pub fn adapt(base: &Model, samples: &[Sample]) -> Result<Model, Unchanged> {
    let weight = base.header.calibration.margin;
    if base.tables.is_empty() || weight <= 0.0 {
        return Err(Unchanged::NoModel);
    }
    if samples.len() < LEAST {
        return Err(Unchanged::TooFew(samples.len()));
    }
    let learner = Learner::new(samples);
    let smaller = smaller_side(&learner.evidence);
    if smaller < LEAST_SIDE {
        return Err(Unchanged::OneSided(smaller));
    }
    let domain = learner.learn()?.ok_or(Unchanged::OneSided(smaller))?;
    // The margin of the domain is in units of the base's logit; the base's margin has its own.
    let unit = learner.deviation / weight;
    let table = learner.corpus.table(&[scaled(&domain, unit)]);
    let logits = |domain: &dyn Fn(usize) -> f64| -> Vec<f64> {
        samples.iter().enumerate().map(|(i, s)| (s.logit + domain(i)).abs()).collect()
    };
    // Sure texts stay as sure as they were: thresholds on the score keep their meaning.
    let before = median(logits(&|_| 0.0));
    let after = median(logits(&|i| learner.deviation * learner.corpus.margin(i, &domain)));
    let keep = if after > 0.0 { before / after } else { 1.0 };
    let mut model = Model { header: base.header.clone(), tables: vec![base.tables[0].clone(), table] };
    let stars = samples.iter().filter(|s| s.star != 0).count();
    model.header.adapted = Some(Adapted { texts: samples.len(), stars, scale: keep });
    Ok(model)
}

/// What learning works on.
struct Learner {
    corpus: Corpus,
    /// Logits, and logits with stars, in deviations of the logits.
    evidence: Vec<f64>,
    /// Standard deviation of the logits.
    deviation: f64,
    /// The half, 0 or 1, that each text is in: by its words, since order may mean something (praise and blame in turns).
    half: Vec<usize>,
    /// How much the domain is heeded: less where the base is sure already, where one side is small, and where there are few texts.
    heed: f64,
}

impl Learner {
    fn new(samples: &[Sample]) -> Self {
        let corpus = Corpus::new(samples.iter().map(|s| &s.features[..]), 3);
        let logits: Vec<f64> = samples.iter().map(|s| s.logit).collect();
        let deviation = deviation(&logits);
        let evidence: Vec<f64> = samples.iter().map(|s| (s.logit + STAR * f64::from(s.star)) / deviation).collect();
        let n = float(samples.len() as u64);
        let strange = ((unsure(samples) - 0.03) / 0.07).clamp(0.3, 1.4);
        let half = samples.iter().map(|s| half(&s.features)).collect();
        Self { corpus, evidence, deviation, half, heed: strange * n / (n + HALF) }
    }

    /// The plane of the domain, in deviations of the logits; nothing where one side has no teachers.
    fn learn(&self) -> Result<Option<Plane>, Unchanged> {
        let mut scores = self.evidence.clone();
        let mut domain = None;
        for part in ROUNDS {
            let teachers = teachers(&scores, part);
            let positive = teachers.iter().filter(|t| t.1).count();
            if positive.min(teachers.len() - positive) < LEAST_TEACHERS {
                break;
            }
            let p = share(&scores);
            let heed = self.heed * (4.0 * p * (1.0 - p) / 0.84).min(1.0);
            let halves = self.halves(&teachers);
            let unseen: Vec<f64> = (0..scores.len()).map(|d| self.corpus.margin(d, &halves[self.half[d]])).collect();
            let agreement = agreement(&teachers, &unseen);
            if domain.is_none() && agreement < LEAST_AGREEMENT {
                return Err(Unchanged::Unclear(agreement));
            }
            let k = heed / deviation(&unseen);
            let taught: Vec<f64> = self.evidence.iter().zip(&unseen).map(|(e, m)| e + k * m).collect();
            let soft = self.soft(&taught, heed * SOFT);
            scores = taught.iter().enumerate().map(|(d, t)| t + self.corpus.margin(d, &soft)).collect();
            domain = Some(sum(&[&scaled(&halves[0], k / 2.0), &scaled(&halves[1], k / 2.0), &soft]));
        }
        Ok(domain)
    }

    /// Planes for the two halves, each taught by the other.
    fn halves(&self, teachers: &[Sided]) -> [Plane; 2] {
        let settings = Fit { epochs: 15, ..Fit::default() };
        [0, 1].map(|half| {
            let others: Vec<Sided> = teachers.iter().filter(|t| self.half[t.0] != half).copied().collect();
            self.corpus.fit(&others, &settings)
        })
    }

    /// Naive Bayes with the scores as soft labels, as a plane whose margins deviate by `weight` and are positive as often as the scores.
    fn soft(&self, scores: &[f64], weight: f64) -> Plane {
        let n = float(scores.len() as u64);
        let mut counts = vec![(0.0f64, 0.0f64); self.corpus.hashes.len()];
        let mut all = (0.0, 0.0);
        for (d, s) in scores.iter().enumerate() {
            let p = 1.0 / (1.0 + real::exp(-STEEP * s));
            all = (all.0 + p, all.1 + 1.0 - p);
            for i in self.corpus.features(d) {
                counts[i].0 += p;
                counts[i].1 += 1.0 - p;
            }
        }
        let ratio =
            |c: &(f64, f64)| real::ln((c.0 + all.0 / n) / (all.0 + 1.0)) - real::ln((c.1 + all.1 / n) / (all.1 + 1.0));
        let weights = counts.iter().zip(&self.corpus.idf).map(|(c, idf)| ratio(c) * idf).collect();
        let plane = Plane { weights, bias: 0.0 };
        let mut margins: Vec<f64> = (0..scores.len()).map(|d| self.corpus.margin(d, &plane)).collect();
        let k = weight / deviation(&margins);
        let negative = scores.iter().filter(|s| **s <= 0.0).count();
        margins.sort_unstable_by(f64::total_cmp);
        // Half-way between the last that is to be negative and the first that is not.
        let at = |i: usize| margins.get(i).or(margins.last()).copied().unwrap_or_default();
        let zero = f64::midpoint(at(negative.saturating_sub(1)), at(negative));
        scaled(&Plane { bias: -zero, ..plane }, k)
    }
}

/// 0 or 1 by hash of the features (Fibonacci hashing of their sum).
fn half(features: &[u32]) -> usize {
    let sum = features.iter().fold(0u32, |a, h| a.wrapping_add(*h));
    (sum.wrapping_mul(0x9e37_79b1) >> 31) as usize
}

/// The surest texts of both sides, `part` of all on each side if the sides were even. None teaches a side that it is not on.
fn teachers(scores: &[f64], part: f64) -> Vec<Sided> {
    let n = float(scores.len() as u64);
    let p = (1.0 - SHRINK) * share(scores) + SHRINK * 0.5;
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a share of the length
    let of = |side: f64| (n * (2.0 * part * side).min(0.98)).round() as usize;
    let best = order.iter().take(of(p)).filter(|&&d| scores[d] > 0.0).map(|&d| (d, true, 1.0));
    let worst = order.iter().rev().take(of(1.0 - p)).filter(|&&d| scores[d] < 0.0).map(|&d| (d, false, 1.0));
    let mut all: Vec<Sided> = best.chain(worst).collect();
    all.sort_by_key(|t| t.0);
    all
}

/// Share of the teachers on whose side their unseen margin is, mean of both sides.
fn agreement(teachers: &[Sided], unseen: &[f64]) -> f64 {
    let of = |side: bool| {
        let mine = teachers.iter().filter(|t| t.1 == side);
        let right = mine.clone().filter(|t| (unseen[t.0] > 0.0) == side).count();
        float(right as u64) / float(mine.count().max(1) as u64)
    };
    f64::midpoint(of(true), of(false))
}

/// Share of the smaller side among the scores that have one.
fn smaller_side(scores: &[f64]) -> f64 {
    let (positive, negative) =
        scores.iter().fold((0u64, 0u64), |(p, n), s| (p + u64::from(*s > 0.0), n + u64::from(*s < 0.0)));
    float(positive.min(negative)) / float((positive + negative).max(1))
}

/// Share of positive scores.
fn share(scores: &[f64]) -> f64 {
    float(scores.iter().filter(|s| **s > 0.0).count() as u64) / float(scores.len().max(1) as u64)
}

/// Standard deviation, never 0.
fn deviation(x: &[f64]) -> f64 {
    let n = float(x.len().max(1) as u64);
    let mean = x.iter().sum::<f64>() / n;
    (x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt().max(1e-9)
}

fn median(mut x: Vec<f64>) -> f64 {
    x.sort_unstable_by(f64::total_cmp);
    x.get(x.len() / 2).copied().unwrap_or_default()
}

fn scaled(plane: &Plane, k: f64) -> Plane {
    Plane { weights: plane.weights.iter().map(|w| w * k).collect(), bias: plane.bias * k }
}

fn sum(planes: &[&Plane]) -> Plane {
    let mut out = Plane { weights: vec![0.0; planes[0].weights.len()], bias: 0.0 };
    for p in planes {
        out.bias += p.bias;
        out.weights.iter_mut().zip(&p.weights).for_each(|(o, w)| *o += w);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::file::{Calibration, Header};
    use crate::model::linear::{Head, Linear, Table};
    use crate::model::ngram::Grams;

    /// A base that knows feature 1 as praise and 2 as blame; in the domain 7 goes with praise and 8 with blame.
    fn base() -> Model {
        let calibration = Calibration { margin: 2.0, lean: 1.0, bias: 0.0 };
        let head = Head { weights: vec![100, -100], scale: 0.02, bias: 0.0 };
        Model {
            header: Header { calibration, ..Header::default() },
            tables: vec![Table { hashes: vec![1, 2], idf2: vec![1, 1], heads: vec![head] }],
        }
    }

    fn domain(n: u32, positive: impl Fn(u32) -> bool) -> Vec<Sample> {
        let noise = |i: u32| 100 + i * 7919 % 49;
        let text = |i: u32| {
            // Every third text has only the domain's own word.
            let (known, own) = if positive(i) { (1, 7) } else { (2, 8) };
            let unknown = i.is_multiple_of(3);
            let features = if unknown { vec![own, noise(i)] } else { vec![known, own, noise(i)] };
            let logit = if unknown {
                0.0
            } else if positive(i) {
                4.0
            } else {
                -4.0
            };
            Sample { features, logit, star: 0 }
        };
        (0..n).map(text).collect()
    }

    fn margin(model: &Model, features: &[u32]) -> f64 {
        Linear::new(&model.tables[0], model.tables.get(1)).margin(&Grams::of(features.to_vec()))
    }

    #[test]
    fn words_of_the_domain_are_learned_from_their_company() {
        let adapted = adapt(&base(), &domain(600, |i| i % 2 == 0)).unwrap();
        assert_eq!(margin(&base(), &[7]), 0.0);
        let (praise, blame) = (margin(&adapted, &[7]), margin(&adapted, &[8]));
        assert!(praise > 0.3 && blame < -0.3, "{praise} {blame}");
        // What the base knows stays known.
        assert!(margin(&adapted, &[1]) > 0.3 && margin(&adapted, &[2]) < -0.3);
        assert_eq!(adapted.header.adapted.map(|a| (a.texts, a.stars)), Some((600, 0)));
        let (before, after) = (adapted.base(), base());
        assert!((before.header.calibration.lean - after.header.calibration.lean).abs() < 1e-9);
        assert!((margin(&before, &[1]) - margin(&after, &[1])).abs() < 1e-6);
    }

    #[test]
    fn too_few_or_one_sided_texts_change_nothing() {
        assert_eq!(adapt(&base(), &domain(299, |i| i % 2 == 0)).unwrap_err(), Unchanged::TooFew(299));
        let rare = adapt(&base(), &domain(1000, |i| i % 50 != 1)).unwrap_err();
        assert!(matches!(rare, Unchanged::OneSided(share) if share < 0.03), "{rare:?}");
        assert_eq!(adapt(&Model::default(), &domain(600, |i| i % 2 == 0)).unwrap_err(), Unchanged::NoModel);
    }

    #[test]
    fn texts_without_common_words_teach_nothing() {
        let mut all = domain(600, |i| i % 2 == 0);
        for (i, s) in (0u32..).zip(&mut all) {
            // Sides at random, words that go with neither.
            s.features = vec![100 + i * 7919 % 49, 200 + i * 104_729 % 53];
        }
        let why = adapt(&base(), &all).unwrap_err();
        assert!(matches!(why, Unchanged::Unclear(share) if share < 0.7), "{why:?}");
    }

    #[test]
    fn stars_against_the_text_teach_nothing() {
        // Everybody gives five stars: blame stays blame.
        let mut all = domain(600, |i| i % 2 == 0);
        for s in &mut all {
            s.star = 1;
        }
        let adapted = adapt(&base(), &all).unwrap();
        assert!(margin(&adapted, &[2, 8]) < 0.0);
    }

    #[test]
    fn the_same_texts_give_the_same_model() {
        let texts = domain(500, |i| i % 2 == 0);
        assert_eq!(adapt(&base(), &texts).unwrap(), adapt(&base(), &texts).unwrap());
    }
}
