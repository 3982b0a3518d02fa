//! Decisions over named signals: logistic regressions that weigh what models, dictionaries and syntax say of a text, and the signals by name.
//!
//! What a signal is worth for a text is `annotate`'s job; here is only which there are, how they are weighed, and how the weights are found.

use crate::real;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Signals of a verdict: what sides the words, the models and the syntax of a text take. Logits and sums of judgements are pressed into −1 … 1.
pub const VERDICT: [&str; 73] = [
    "margin",
    "margin.short",
    "margin.long",
    "margin.verdict",
    "margin.first",
    "margin.last",
    "margin.low",
    "margin.high",
    "margin.mean",
    "margin.size",
    "margin.both",
    "own",
    "own.verdict",
    "own.last",
    "own.low",
    "own.high",
    "neutral",
    "neutral.low",
    "neutral.high",
    "mixed",
    "lean",
    "lean.short",
    "lean.plain",
    "lean.size",
    "praise",
    "blame",
    "said",
    "both",
    "even",
    "praise.clumsy",
    "praise.implicit",
    "blame.implicit",
    "agree",
    "praise.against",
    "blame.against",
    "asks",
    "question",
    "wish",
    "hypothetical",
    "doubt",
    "rhetorical",
    "sarcasm",
    "ironic",
    "reproach",
    "contrast",
    "concession",
    "quoted",
    "past",
    "settled",
    "apart",
    "pointed",
    "clauses",
    "length",
    "evidence",
    "intents",
    "before",
    "after",
    "after.own",
    "before.lean",
    "after.lean",
    "expert",
    "gate",
    "margin.gate",
    "lean.gate",
    "expert.sure",
    "margin.sure",
    "margin.opening",
    "margin.closing",
    "own.mean",
    "own.closing",
    "blamed.share",
    "praised.share",
    "lean.closing",
];

/// Signals of a complaint about one nature.
pub const NATURE: [&str; 26] = [
    "blame",
    "blame.most",
    "blame.share",
    "blame.rule",
    "accused",
    "named",
    "praise",
    "about",
    "about.high",
    "about.blamed",
    "about.blamed.all",
    "about.first",
    "blamed",
    "blamed.high",
    "blamed.low",
    "others.blame",
    "others.blamed",
    "others.about",
    "side",
    "neutral",
    "mixed",
    "unhappy",
    "clauses",
    "general",
    "evidence",
    "clause",
];

/// Signals of a major complaint.
pub const MAJOR: [&str; 19] = [
    "evidence",
    "evidence.base",
    "evidence.several",
    "reason",
    "reason.high",
    "major",
    "major.high",
    "side",
    "neutral",
    "mixed",
    "complaint",
    "clauses",
    "length",
    "anger",
    "agree",
    "major.all",
    "major.pair",
    "major.unhappy",
    "reason.pair",
];

/// A list of signals, and those of them that all others are multiplied with: what a signal is worth depends on them.
#[derive(Debug, Clone, Copy)]
pub struct Signals {
    names: &'static [&'static str],
    /// Places of the latter.
    by: &'static [usize],
}

/// A verdict: by how well the kind of text is known, and how long it is.
pub const OF_VERDICT: Signals = Signals { names: &VERDICT, by: &[place(&VERDICT, "gate"), place(&VERDICT, "length")] };
/// A complaint about a nature: by how glad the whole is, and of how many clauses.
pub const OF_NATURE: Signals = Signals { names: &NATURE, by: &[place(&NATURE, "side"), place(&NATURE, "clauses")] };
/// A major complaint: by how glad the whole is, and how long.
pub const OF_MAJOR: Signals = Signals { names: &MAJOR, by: &[place(&MAJOR, "side"), place(&MAJOR, "length")] };

/// Where a name stands in a list, found when the program is built.
const fn place(names: &[&str], name: &str) -> usize {
    let mut at = 0;
    while !is_same(names[at].as_bytes(), name.as_bytes()) {
        at += 1;
    }
    at
}

const fn is_same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

impl Signals {
    /// The names with those of the products: `lean`, `lean*gate`, `lean*length` …
    pub fn names(self) -> Vec<String> {
        let plain = self.names.iter().map(|n| (*n).to_owned());
        let crossed = |by: &usize| self.names.iter().map(|n| format!("{n}*{}", self.names[*by])).collect::<Vec<_>>();
        plain.chain(self.by.iter().flat_map(crossed)).collect()
    }

    /// Adds the products to signals in the order of the list.
    #[must_use]
    pub fn crossed(self, mut signals: Vec<f64>) -> Vec<f64> {
        let plain = signals.len();
        signals.reserve_exact(plain * self.by.len());
        for at in self.by {
            let by = signals[*at];
            signals.extend_from_within(..plain);
            let from = signals.len() - plain;
            signals[from..].iter_mut().for_each(|x| *x *= by);
        }
        signals
    }
}

/// A decision as data: the probability of `name` is the logistic of `bias` + Σ weight × signal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// What is decided: `positive`, `neutral`, `nature:service` …
    pub name: String,
    /// Constant.
    pub bias: f64,
    /// Weight of each signal, in the order of its list.
    pub weights: Vec<(String, f64)>,
}

/// One text with the truth.
#[derive(Debug, Clone)]
pub struct Example {
    /// Its signals.
    pub signals: Vec<f64>,
    /// Whether what is decided is so.
    pub so: bool,
    /// How much it counts.
    pub weight: f64,
}

/// Newton steps; the loss is convex and few are needed.
const STEPS: usize = 25;
/// Penalty on a weight, in standard deviations of its signal, beside the summed loss of all examples.
const RIDGE: f64 = 3.0;
/// Weights in the file have so many decimals.
const DECIMALS: i32 = 4;

impl Decision {
    /// The logit of a text.
    pub fn logit(&self, signals: &[f64]) -> f64 {
        self.bias + self.weights.iter().zip(signals).map(|((_, w), x)| w * x).sum::<f64>()
    }

    /// Whether it weighs just these signals.
    pub fn weighs(&self, signals: &[impl AsRef<str>]) -> bool {
        self.weights.len() == signals.len() && self.weights.iter().zip(signals).all(|((n, _), s)| n == s.as_ref())
    }

    /// The decision under which the examples are likeliest, with a ridge on standardised signals; Newton's method.
    pub fn fit(name: &str, signals: &[impl AsRef<str>], examples: &[Example]) -> Self {
        let n = signals.len();
        let scale = deviations(n, examples);
        let mut b = vec![0.0; n + 1];
        for _ in 0..STEPS {
            let Some(step) = newton(&b, &scale, examples) else { break };
            let size = step.iter().map(|s| s.abs()).fold(0.0, f64::max);
            b.iter_mut().zip(&step).for_each(|(b, s)| *b += s);
            if size < 1e-6 {
                break;
            }
        }
        let weight = |(i, s): (usize, &str)| (s.to_owned(), crate::number::round(b[i] / scale[i], DECIMALS));
        Self {
            name: name.to_owned(),
            bias: crate::number::round(b[n], DECIMALS),
            weights: signals.iter().map(AsRef::as_ref).enumerate().map(weight).collect(),
        }
    }
}

/// Standard deviation of each signal; of one that never changes, 1.
fn deviations(n: usize, examples: &[Example]) -> Vec<f64> {
    let all: f64 = examples.iter().map(|e| e.weight).sum::<f64>().max(1e-9);
    let of = |i: usize| {
        let mean = examples.iter().map(|e| e.weight * e.signals[i]).sum::<f64>() / all;
        let square = examples.iter().map(|e| e.weight * (e.signals[i] - mean).powi(2)).sum::<f64>() / all;
        if square > 1e-9 { square.sqrt() } else { 1.0 }
    };
    (0..n).map(of).collect()
}

/// Examples whose sums are made together; the parts are added up in order, so that threads change no bit.
const PART: usize = 4096;

/// One Newton step for the weights `b` (of standardised signals, the bias last).
fn newton(b: &[f64], scale: &[f64], examples: &[Example]) -> Option<Vec<f64>> {
    let n = b.len();
    let mut gradient = vec![0.0; n];
    let mut hessian = vec![0.0; n * n];
    let parts: Vec<(Vec<f64>, Vec<f64>)> = examples.par_chunks(PART).map(|part| slope(b, scale, part)).collect();
    for (g, h) in parts {
        gradient.iter_mut().zip(g).for_each(|(a, b)| *a += b);
        hessian.iter_mut().zip(h).for_each(|(a, b)| *a += b);
    }
    for i in 0..n {
        let ridge = if i + 1 < n { RIDGE } else { 1e-6 };
        gradient[i] -= ridge * b[i];
        hessian[i * n + i] += ridge;
    }
    solve(hessian, gradient)
}

/// Gradient and lower triangle of the negative Hessian of the log-likelihood of some examples.
fn slope(b: &[f64], scale: &[f64], examples: &[Example]) -> (Vec<f64>, Vec<f64>) {
    let n = b.len();
    let (mut gradient, mut hessian, mut x) = (vec![0.0; n], vec![0.0; n * n], vec![1.0; n]);
    for e in examples {
        for i in 0..n - 1 {
            x[i] = e.signals[i] / scale[i];
        }
        let z: f64 = x.iter().zip(b).map(|(x, b)| x * b).sum();
        let p = 1.0 / (1.0 + real::exp(-z));
        let (error, spread) = (e.weight * (f64::from(u8::from(e.so)) - p), e.weight * p * (1.0 - p));
        for i in 0..n {
            gradient[i] += error * x[i];
            let s = spread * x[i];
            if s != 0.0 {
                hessian[i * n..=i * n + i].iter_mut().zip(&x).for_each(|(h, xj)| *h += s * xj);
            }
        }
    }
    (gradient, hessian)
}

/// Solves a symmetric positive definite system, given by its lower triangle, by Cholesky's decomposition.
fn solve(mut m: Vec<f64>, mut y: Vec<f64>) -> Option<Vec<f64>> {
    let n = y.len();
    for i in 0..n {
        for j in 0..=i {
            let dot: f64 = (0..j).map(|k| m[i * n + k] * m[j * n + k]).sum();
            let rest = m[i * n + j] - dot;
            m[i * n + j] = if i > j {
                rest / m[j * n + j]
            } else if rest > 0.0 {
                rest.sqrt()
            } else {
                return None;
            };
        }
        let dot: f64 = (0..i).map(|k| m[i * n + k] * y[k]).sum();
        y[i] = (y[i] - dot) / m[i * n + i];
    }
    for i in (0..n).rev() {
        let dot: f64 = (i + 1..n).map(|k| m[k * n + i] * y[k]).sum();
        y[i] = (y[i] - dot) / m[i * n + i];
    }
    Some(y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_which_signals_count() {
        let examples: Vec<Example> = (0..2000)
            .map(|i| {
                let (a, b) = (f64::from(i % 20) / 10.0 - 0.95, f64::from(i * 7 % 11) / 10.0 - 0.5);
                Example { signals: vec![a, b, 0.0], so: a - 0.3 * b > 0.1, weight: 1.0 }
            })
            .collect();
        let d = Decision::fit("so", &["a", "b", "c"], &examples);
        assert!(d.weights[0].1 > 2.0 && d.weights[1].1 < 0.0 && d.weights[2].1 == 0.0, "{d:?}");
        let right = examples.iter().filter(|e| (d.logit(&e.signals) > 0.0) == e.so).count();
        assert!(right > 1950, "{right}");
        assert!(d.weighs(&["a", "b", "c"]) && !d.weighs(&["a", "b"]));
    }

    #[test]
    fn nothing_or_one_side_is_no_panic() {
        let one = vec![Example { signals: vec![1.0], so: true, weight: 1.0 }; 5];
        assert!(Decision::fit("so", &["a"], &one).logit(&[1.0]) > 0.0);
        assert!(Decision::fit("so", &["a"], &[]).logit(&[1.0]).abs() < 1e-6);
    }
}
