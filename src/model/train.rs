//! Fitting linear models: naive-Bayes-scaled L2-loss SVM by dual coordinate descent (Hsieh et al. 2008), deterministic.
//!
//! Knows documents as sets of feature hashes ([`Corpus`]), and sides as numbers; what the classes mean, reading files and measuring is not its job.

use rustc_hash::FxHashMap;

use super::linear::{Head, Table};
use crate::real;

/// A training document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// Its features, sorted, each once.
    pub features: Vec<u32>,
    /// Its classes, a bit for each; of a two-sided model bit 0 is the positive side.
    pub classes: u32,
    /// How much it counts.
    pub weight: f32,
}

/// Settings of a fit, with the values found on the development data.
#[derive(Debug, Clone, Copy)]
pub struct Fit {
    /// Penalty on a unit of loss.
    pub c: f64,
    /// Features in fewer documents are left out.
    pub min_documents: u32,
    /// Exponent of the naive-Bayes log-count ratio.
    pub nb_power: f64,
    /// Smoothing of the counts in the ratio.
    pub smoothing: f64,
    /// Passes over the documents.
    pub epochs: usize,
}

impl Default for Fit {
    fn default() -> Self {
        Self { c: 0.5, min_documents: 2, nb_power: 0.5, smoothing: 0.3, epochs: 40 }
    }
}

/// From so many documents on, features in fewer than [`RARE`] of them cost more room than they are worth.
const MANY: usize = 5_000;
const RARE: u32 = 5;

impl Fit {
    /// The settings for so many documents.
    pub fn of(documents: usize) -> Self {
        let usual = Self::default();
        Self { min_documents: if documents >= MANY { RARE } else { usual.min_documents }, ..usual }
    }
}

/// Documents as sparse rows over their own vocabulary, L2-normalised TF-IDF.
#[derive(Debug, Default)]
pub struct Corpus {
    /// Feature hashes, ascending.
    pub hashes: Vec<u32>,
    /// ln((1 + N) / (1 + df)) + 1 of each.
    pub idf: Vec<f64>,
    /// Feature indices of all documents, one after another, and where each document starts.
    indices: Vec<u32>,
    starts: Vec<usize>,
    /// 1 / √Σ idf² of each document.
    norms: Vec<f64>,
}

/// A document's place in a corpus, its side, and how much it counts.
pub type Sided = (usize, bool, f64);

/// A separating plane over a corpus's vocabulary: a document's margin is `bias` + the sum of its weights / its norm.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plane {
    /// Weight of each feature, idf included.
    pub weights: Vec<f64>,
    /// Added to every margin.
    pub bias: f64,
}

impl Corpus {
    /// The corpus of `documents`: sorted features, each once.
    pub fn new<'d>(documents: impl Iterator<Item = &'d [u32]> + Clone, min_documents: u32) -> Self {
        let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
        let mut n = 0u64;
        for features in documents.clone() {
            n += 1;
            for &h in features {
                *counts.entry(h).or_default() += 1;
            }
        }
        // Hash 0 marks empty slots of the finished model.
        let mut kept: Vec<(u32, u32)> = counts.into_iter().filter(|&(h, c)| h != 0 && c >= min_documents).collect();
        kept.sort_unstable();
        let at: FxHashMap<u32, u32> = kept.iter().map(|k| k.0).zip(0u32..).collect();
        let all = 1.0 + crate::number::float(n);
        let mut corpus = Self {
            idf: kept.iter().map(|&(_, c)| real::ln(all / (1.0 + f64::from(c))) + 1.0).collect(),
            hashes: kept.into_iter().map(|(h, _)| h).collect(),
            starts: vec![0],
            ..Self::default()
        };
        for features in documents {
            let from = corpus.indices.len();
            corpus.indices.extend(features.iter().filter_map(|h| at.get(h).copied()));
            let norm2: f64 = corpus.indices[from..].iter().map(|&i| corpus.idf[i as usize].powi(2)).sum();
            corpus.norms.push(if norm2 > 0.0 { norm2.sqrt().recip() } else { 0.0 });
            corpus.starts.push(corpus.indices.len());
        }
        corpus
    }

    /// Number of documents.
    pub fn len(&self) -> usize {
        self.norms.len()
    }

    /// Whether there is no document.
    pub fn is_empty(&self) -> bool {
        self.norms.is_empty()
    }

    /// Features of a document, as indices into the vocabulary.
    pub fn features(&self, d: usize) -> impl Iterator<Item = usize> {
        self.indices[self.starts[d]..self.starts[d + 1]].iter().map(|&i| i as usize)
    }

    /// The margin of a document.
    pub fn margin(&self, d: usize, plane: &Plane) -> f64 {
        plane.bias + self.norms[d] * self.features(d).map(|i| plane.weights[i]).sum::<f64>()
    }

    /// Fits a plane to documents with a side. Documents of one side only, or none, give a plane that says little; never an error.
    pub fn fit(&self, examples: &[Sided], settings: &Fit) -> Plane {
        let ratio = self.ratio(examples, settings);
        // One global scale makes the mean squared length of a document 1, so that C means the same for any data.
        let squares: f64 = examples
            .iter()
            .map(|&(d, ..)| self.norms[d].powi(2) * self.features(d).map(|i| ratio[i].powi(2)).sum::<f64>())
            .sum();
        let k = (crate::number::float(examples.len() as u64) / squares.max(1e-9)).sqrt();
        let scale: Vec<f64> = ratio.iter().map(|r| r * k).collect();
        let mut plane = self.descend(examples, &scale, settings);
        for (w, s) in plane.weights.iter_mut().zip(&scale) {
            *w *= s;
        }
        plane
    }

    /// A plane that tells documents of one kind from all others by naive Bayes: log-ratios of how often features occur in them. Without a
    /// document of the kind it knows none.
    pub fn naive_bayes(&self, examples: &[Sided]) -> Plane {
        let mut counts = vec![(0.5, 0.5); self.hashes.len()];
        for &(d, so, _) in examples {
            for i in self.features(d) {
                if so { counts[i].0 += 1.0 } else { counts[i].1 += 1.0 }
            }
        }
        if !examples.iter().any(|e| e.1) {
            return Plane { weights: vec![0.0; counts.len()], bias: -1.0 };
        }
        let all = counts.iter().fold((0.0, 0.0), |a: (f64, f64), c: &(f64, f64)| (a.0 + c.0, a.1 + c.1));
        let ratio = |c: &(f64, f64)| real::ln((c.0 / all.0) / (c.1 / all.1));
        Plane { weights: counts.iter().map(ratio).collect(), bias: 0.0 }
    }

    /// idf × |naive-Bayes log-count ratio| to the power, of each feature.
    fn ratio(&self, examples: &[Sided], settings: &Fit) -> Vec<f64> {
        let s = settings.smoothing;
        let mut counts = vec![(s, s); self.hashes.len()];
        for &(d, positive, weight) in examples {
            for i in self.features(d) {
                if positive { counts[i].0 += weight } else { counts[i].1 += weight }
            }
        }
        let all = counts.iter().fold((0.0, 0.0), |a, c| (a.0 + c.0, a.1 + c.1));
        let log_ratio = |c: &(f64, f64)| real::ln((c.0 / all.0) / (c.1 / all.1));
        counts.iter().zip(&self.idf).map(|(c, idf)| idf * real::pow(log_ratio(c).abs(), settings.nb_power)).collect()
    }

    /// Dual coordinate descent for the squared hinge loss, bias as a feature of value 1. Feature values are `scale` × the document's norm.
    fn descend(&self, examples: &[Sided], scale: &[f64], settings: &Fit) -> Plane {
        let (mut w, mut bias) = (vec![0.0f64; self.hashes.len()], 0.0f64);
        let mut alpha = vec![0.0f64; examples.len()];
        let mut order: Vec<usize> = (0..examples.len()).collect();
        let mut random = Lcg(0x1234_5678_9abc_def1);
        let value = |d: usize, i: usize| scale[i] * self.norms[d];
        let quadratic: Vec<f64> =
            examples.iter().map(|&(d, ..)| 1.0 + self.features(d).map(|i| value(d, i).powi(2)).sum::<f64>()).collect();
        for _ in 0..settings.epochs {
            random.shuffle(&mut order);
            let mut largest = 0.0f64;
            for &e in &order {
                let (d, positive, weight) = examples[e];
                let y = if positive { 1.0 } else { -1.0 };
                let diagonal = 0.5 / (settings.c * weight).max(1e-9);
                let margin = bias + self.features(d).map(|i| w[i] * value(d, i)).sum::<f64>();
                let gradient = y * margin - 1.0 + diagonal * alpha[e];
                let old = alpha[e];
                let projected = if old == 0.0 { gradient.min(0.0) } else { gradient };
                largest = largest.max(projected.abs());
                if projected.abs() < 1e-12 {
                    continue;
                }
                alpha[e] = (old - gradient / (quadratic[e] + diagonal)).max(0.0);
                let step = (alpha[e] - old) * y;
                bias += step;
                for i in self.features(d) {
                    w[i] += step * value(d, i);
                }
            }
            if largest < 0.01 {
                break;
            }
        }
        Plane { weights: w, bias }
    }

    /// Planes over this vocabulary as a table with a head for each, rounded to eight bits. Features that round to nothing stay for the norm.
    pub fn table(&self, planes: &[Plane]) -> Table {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped just before
        let idf2 = self.idf.iter().map(|i| (i * i).round().clamp(1.0, 255.0) as u8).collect();
        Table { hashes: self.hashes.clone(), idf2, heads: planes.iter().map(quantise).collect() }
    }
}

fn quantise(plane: &Plane) -> Head {
    let mut sizes: Vec<f64> = plane.weights.iter().map(|x| x.abs()).collect();
    sizes.sort_unstable_by(f64::total_cmp);
    // The few largest weights saturate; finer steps for all others are worth more.
    let top = sizes.get(sizes.len().saturating_sub(1 + sizes.len() / 2000)).copied().unwrap_or(1.0).max(1e-9);
    let step = top / 127.0;
    #[allow(clippy::cast_possible_truncation)] // clamped just before
    Head {
        weights: plane.weights.iter().map(|x| (x / step).round().clamp(-127.0, 127.0) as i8).collect(),
        scale: step as f32,
        bias: plane.bias as f32,
    }
}

/// Fits a table with a head for each of the first `classes` classes, each against all the rest.
pub fn fit(documents: &[Document], classes: usize, settings: &Fit) -> Table {
    fit_known(documents, None, classes, settings)
}

/// The same, where of each document only some classes are known: a bit for each in `known`. Others are neither for nor against a class.
pub fn fit_known(documents: &[Document], known: Option<&[u32]>, classes: usize, settings: &Fit) -> Table {
    let corpus = Corpus::new(documents.iter().map(|d| &d.features[..]), settings.min_documents);
    let planes: Vec<Plane> = (0..classes)
        .map(|class| {
            let has = |bits: u32| bits >> class & 1 == 1;
            let examples: Vec<Sided> = documents
                .iter()
                .enumerate()
                .filter(|(i, _)| known.is_none_or(|k| has(k[*i])))
                .map(|(i, d)| (i, has(d.classes), f64::from(d.weight)))
                .collect();
            corpus.fit(&examples, settings)
        })
        .collect();
    corpus.table(&planes)
}

/// A fixed sequence of pseudo-random numbers (Knuth's MMIX): the same data gives the same model everywhere.
struct Lcg(u64);

impl Lcg {
    fn next(&mut self) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0)
    }

    fn shuffle(&mut self, items: &mut [usize]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.next() % (i + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::linear::Linear;
    use crate::model::ngram::Grams;

    fn document(text: &str, positive: bool) -> Document {
        let mut g = Grams::default();
        g.extract(text);
        Document { features: g.hashes, classes: u32::from(positive), weight: 1.0 }
    }

    #[test]
    fn learns_to_tell_two_sides_apart() {
        let docs: Vec<Document> = [("质量很好", true), ("很好用", true), ("质量很差", false), ("太差了", false)]
            .map(|(t, p)| document(t, p))
            .into_iter()
            .cycle()
            .take(40)
            .collect();
        let model = Linear::new(&fit(&docs, 1, &Fit::default()), None);
        let margin = |t: &str| {
            let mut g = Grams::default();
            g.extract(t);
            model.margin(&g)
        };
        assert!(margin("好") > 0.0 && margin("差") < 0.0);
    }

    #[test]
    fn the_same_data_gives_the_same_model() {
        let docs = [document("好", true), document("差", false), document("好好", true), document("差差", false)];
        let f = Fit { min_documents: 1, ..Fit::default() };
        assert_eq!(fit(&docs, 1, &f), fit(&docs, 1, &f));
    }

    #[test]
    fn nothing_or_one_side_is_no_panic() {
        assert_eq!(fit(&[], 2, &Fit::default()).heads.len(), 2);
        let one = vec![document("好", true); 5];
        assert!(fit(&one, 1, &Fit::default()).heads[0].bias.is_finite());
    }
}
