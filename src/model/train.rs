//! Fitting a linear model: naive-Bayes-scaled L2-loss SVM by dual coordinate descent (Hsieh et al. 2008), deterministic.
//!
//! Knows documents as sets of feature hashes with a label and a weight; reading files and measuring is `command`'s job.

use rustc_hash::FxHashMap;

use super::linear::Weights;

/// A training document.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its features, sorted, each once.
    pub features: Vec<u32>,
    /// True for the positive class.
    pub positive: bool,
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

/// Everything that fitting finds out about a feature before the SVM.
struct Vocabulary {
    hashes: Vec<u32>,
    idf: Vec<f64>,
    /// |log-count ratio| to the power.
    ratio: Vec<f64>,
}

/// Fits a model. `documents` of one class only give a model without features.
pub fn fit(documents: &[Document], settings: &Fit) -> Weights {
    let vocabulary = vocabulary(documents, settings);
    let rows = rows(documents, &vocabulary);
    let (w, bias) = solve(documents, &rows, vocabulary.hashes.len(), settings);
    quantise(&vocabulary, &rows.scale, &w, bias)
}

fn vocabulary(documents: &[Document], settings: &Fit) -> Vocabulary {
    let mut counts: FxHashMap<u32, (u32, f64, f64)> = FxHashMap::default();
    let (mut all_p, mut all_n) = (0.0, 0.0);
    for d in documents {
        let w = f64::from(d.weight);
        for &h in &d.features {
            let c = counts.entry(h).or_default();
            c.0 += 1;
            if d.positive { c.1 += w } else { c.2 += w }
        }
        let total = w * crate::number::float(d.features.len() as u64);
        if d.positive { all_p += total } else { all_n += total }
    }
    let mut kept: Vec<(u32, (u32, f64, f64))> =
        counts.into_iter().filter(|(h, c)| *h != 0 && c.0 >= settings.min_documents).collect();
    kept.sort_unstable_by_key(|(h, _)| *h);
    let n = crate::number::float(documents.len() as u64);
    let s = settings.smoothing;
    Vocabulary {
        idf: kept.iter().map(|(_, c)| ((1.0 + n) / (1.0 + f64::from(c.0))).ln() + 1.0).collect(),
        ratio: kept
            .iter()
            .map(|(_, c)| (((c.1 + s) / (all_p + s)) / ((c.2 + s) / (all_n + s))).ln().abs().powf(settings.nb_power))
            .collect(),
        hashes: kept.into_iter().map(|(h, _)| h).collect(),
    }
}

/// Documents as sparse rows over the vocabulary.
struct Rows {
    /// Feature indices of all documents, one after another, and where each document starts.
    indices: Vec<u32>,
    starts: Vec<usize>,
    /// 1 / √Σ idf² of each document.
    norms: Vec<f64>,
    /// idf × ratio × global scale of each feature: its value is this times the document's norm.
    scale: Vec<f64>,
}

fn rows(documents: &[Document], v: &Vocabulary) -> Rows {
    let at: FxHashMap<u32, u32> = v.hashes.iter().copied().zip(0u32..).collect();
    let (mut indices, mut starts, mut norms) = (Vec::new(), vec![0], Vec::new());
    let mut squares = 0.0;
    for d in documents {
        let from = indices.len();
        indices.extend(d.features.iter().filter_map(|h| at.get(h).copied()));
        let mine = &indices[from..];
        let norm2: f64 = mine.iter().map(|&i| v.idf[i as usize].powi(2)).sum();
        let norm = if norm2 > 0.0 { norm2.sqrt().recip() } else { 0.0 };
        squares += mine.iter().map(|&i| (v.idf[i as usize] * v.ratio[i as usize] * norm).powi(2)).sum::<f64>();
        starts.push(indices.len());
        norms.push(norm);
    }
    // One global scale makes the mean squared length of a document 1, so that C means the same for any data.
    let k = (crate::number::float(documents.len() as u64) / squares.max(1e-9)).sqrt();
    let scale = v.idf.iter().zip(&v.ratio).map(|(i, r)| i * r * k).collect();
    Rows { indices, starts, norms, scale }
}

/// Dual coordinate descent for the squared hinge loss, bias as a feature of value 1.
fn solve(documents: &[Document], rows: &Rows, features: usize, settings: &Fit) -> (Vec<f64>, f64) {
    let (mut w, mut bias) = (vec![0.0f64; features], 0.0f64);
    let mut alpha = vec![0.0f64; documents.len()];
    let mut order: Vec<usize> = (0..documents.len()).collect();
    let mut random = Lcg(0x1234_5678_9abc_def1);
    let quadratic: Vec<f64> = (0..documents.len())
        .map(|d| {
            let own: f64 = rows.of(d).map(|(_, x)| x * x).sum();
            own + 1.0
        })
        .collect();
    for _ in 0..settings.epochs {
        random.shuffle(&mut order);
        let mut largest = 0.0f64;
        for &d in &order {
            let y = if documents[d].positive { 1.0 } else { -1.0 };
            let diagonal = 0.5 / (settings.c * f64::from(documents[d].weight)).max(1e-9);
            let margin = bias + rows.of(d).map(|(i, x)| w[i] * x).sum::<f64>();
            let gradient = y * margin - 1.0 + diagonal * alpha[d];
            let old = alpha[d];
            let projected = if old == 0.0 { gradient.min(0.0) } else { gradient };
            largest = largest.max(projected.abs());
            if projected.abs() < 1e-12 {
                continue;
            }
            alpha[d] = (old - gradient / (quadratic[d] + diagonal)).max(0.0);
            let step = (alpha[d] - old) * y;
            bias += step;
            for (i, x) in rows.of(d) {
                w[i] += step * x;
            }
        }
        if largest < 0.01 {
            break;
        }
    }
    (w, bias)
}

impl Rows {
    /// Feature indices and values of a document.
    fn of(&self, d: usize) -> impl Iterator<Item = (usize, f64)> {
        let norm = self.norms[d];
        self.indices[self.starts[d]..self.starts[d + 1]]
            .iter()
            .map(move |&i| (i as usize, self.scale[i as usize] * norm))
    }
}

/// Folds scale into weights and rounds them to eight bits; features that round to nothing stay for the norm.
fn quantise(v: &Vocabulary, scale: &[f64], w: &[f64], bias: f64) -> Weights {
    let folded: Vec<f64> = w.iter().zip(scale).map(|(w, s)| w * s).collect();
    let mut sizes: Vec<f64> = folded.iter().map(|x| x.abs()).collect();
    sizes.sort_unstable_by(f64::total_cmp);
    // The few largest weights saturate; finer steps for all others are worth more.
    let top = sizes.get(sizes.len().saturating_sub(1 + sizes.len() / 2000)).copied().unwrap_or(1.0).max(1e-9);
    let step = top / 127.0;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped just before
    Weights {
        hashes: v.hashes.clone(),
        weights: folded.iter().map(|x| (x / step).round().clamp(-127.0, 127.0) as i8).collect(),
        idf2: v.idf.iter().map(|i| (i * i).round().clamp(1.0, 255.0) as u8).collect(),
        scale: step as f32,
        bias: bias as f32,
    }
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
        Document { features: g.hashes, positive, weight: 1.0 }
    }

    #[test]
    fn learns_to_tell_two_sides_apart() {
        let docs: Vec<Document> = [("质量很好", true), ("很好用", true), ("质量很差", false), ("太差了", false)]
            .map(|(t, p)| document(t, p))
            .into_iter()
            .cycle()
            .take(40)
            .collect();
        let model = Linear::new(&fit(&docs, &Fit::default()));
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
        assert_eq!(fit(&docs, &f), fit(&docs, &f));
    }
}
