//! Linear n-gram models: features, prediction, fitting, calibration, and the file they live in.
//!
//! A [`Weights`](linear::Weights) is data, a [`Linear`](linear::Linear) its compiled form, [`Grams`](ngram::Grams) the scratch of a thread.

pub mod calibrate;
pub mod file;
pub mod linear;
pub mod ngram;
mod seen;
pub mod train;

use crate::error::{Error, Result};
use file::Calibration;
use linear::Linear;
use ngram::Grams;

/// The sentiment model built into the binary; how it was made stands in `dicts/models/README.md`.
const SENTIMENT: &[u8] = include_bytes!("../../dicts/models/sentiment.vocmodel");

/// The models in force.
#[derive(Debug, Default)]
pub struct Models {
    sentiment: Option<Linear>,
    calibration: Calibration,
    fingerprint: String,
}

impl Models {
    /// The built-in models.
    ///
    /// # Errors
    /// Only if the binary itself is damaged.
    pub fn embedded() -> Result<Self> {
        if SENTIMENT.is_empty() {
            return Ok(Self::default());
        }
        Self::from_bytes(SENTIMENT, "models/sentiment.vocmodel")
    }

    /// Models from the bytes of a model file, called `shown` in messages.
    ///
    /// # Errors
    /// A dictionary error that says what is wrong with the file.
    pub fn from_bytes(bytes: &[u8], shown: &str) -> Result<Self> {
        let (header, weights) = file::read(bytes).map_err(|why| Error::dictionary(shown, 0, why))?;
        Ok(Self {
            sentiment: Some(Linear::new(&weights)),
            calibration: header.calibration,
            fingerprint: blake3::hash(bytes).to_hex()[..16].to_owned(),
        })
    }

    /// Hash of the models, 16 hexadecimal digits.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The margin of a normal form, 0 without a model.
    pub fn margin(&self, text: &str, grams: &mut Grams) -> f64 {
        let Some(model) = &self.sentiment else { return 0.0 };
        model.margin_of(text, grams)
    }

    /// The logit of a text: `margin` as [`Models::margin`] gives it, `lean` what its mentions say, −1 … 1.
    pub fn logit(&self, margin: f64, lean: f64) -> f64 {
        let c = self.calibration;
        c.margin * margin + c.lean * lean + c.bias
    }
}
