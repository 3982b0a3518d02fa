//! Calibration: how a margin and the lean of the mentions together become a logit, fitted by logistic regression on out-of-fold margins.

use super::file::Calibration;
use crate::real;

/// One document's evidence, with the margin of a model that has not seen it.
#[derive(Debug, Clone, Copy)]
pub struct Evidence {
    /// Out-of-fold margin.
    pub margin: f64,
    /// Lean of the mentions, −1 … 1.
    pub lean: f64,
    /// The truth.
    pub positive: bool,
    /// How much it counts.
    pub weight: f64,
}

/// Newton's method with a little ridge; a few steps are enough for three numbers.
const STEPS: usize = 30;
const RIDGE: f64 = 1e-3;

/// The calibration under which the evidence is likeliest.
pub fn fit(evidence: &[Evidence]) -> Calibration {
    let mut b = [0.0f64; 3];
    for _ in 0..STEPS {
        let mut gradient = [0.0f64; 3];
        let mut hessian = [[0.0f64; 3]; 3];
        for e in evidence {
            let x = [e.margin, e.lean, 1.0];
            let z: f64 = x.iter().zip(&b).map(|(x, b)| x * b).sum();
            let p = 1.0 / (1.0 + real::exp(-z));
            let y = f64::from(u8::from(e.positive));
            for i in 0..3 {
                gradient[i] += e.weight * (y - p) * x[i];
                for j in 0..3 {
                    hessian[i][j] += e.weight * p * (1.0 - p) * x[i] * x[j];
                }
            }
        }
        for i in 0..3 {
            gradient[i] -= RIDGE * b[i];
            hessian[i][i] += RIDGE;
        }
        let Some(step) = solve(hessian, gradient) else { break };
        for (b, s) in b.iter_mut().zip(step) {
            *b += s;
        }
    }
    Calibration { margin: b[0], lean: b[1], bias: b[2] }
}

/// Cramer's rule for three unknowns.
fn solve(m: [[f64; 3]; 3], y: [f64; 3]) -> Option<[f64; 3]> {
    let det = |m: &[[f64; 3]; 3]| {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    };
    let whole = det(&m);
    if whole.abs() < 1e-12 {
        return None;
    }
    let mut out = [0.0; 3];
    for (i, o) in out.iter_mut().enumerate() {
        let mut replaced = m;
        for r in 0..3 {
            replaced[r][i] = y[r];
        }
        *o = det(&replaced) / whole;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_which_evidence_counts() {
        let evidence: Vec<Evidence> = (0..400)
            .map(|i| {
                let margin = f64::from(i % 20) / 10.0 - 0.95;
                let noise = f64::from(i * 7 % 11) / 10.0 - 0.5;
                Evidence { margin, lean: noise, positive: margin + 0.2 * noise > 0.0, weight: 1.0 }
            })
            .collect();
        let c = fit(&evidence);
        assert!(c.margin > c.lean.abs() && c.margin > 1.0, "{c:?}");
    }
}
