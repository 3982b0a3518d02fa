//! Making an annotator: everything but jieba is compiled and loaded beside it.

use super::informative::Placeholders;
use super::{Annotator, keyword, quantity, request, route, severity, trade};
use crate::error::{Error, Result};
use crate::lexicon::{Compiled, Dicts, OVERALL, Taxonomy};
use crate::model::Models;
use crate::say;
use crate::text::mask::Masker;
use crate::text::normalize::Normalizer;
use crate::text::segment::{Base, Segmenter};
use crate::text::turns::Speakers;

/// What is made of dictionaries in no time, beside words and rules.
struct Small {
    masker: Option<Masker>,
    quantities: quantity::Quantities,
    speakers: Speakers,
    placeholders: Placeholders,
    keywords: keyword::Keywords,
    routing: route::Routing,
    rubric: severity::Rubric,
    wants: request::Wants,
}

impl Small {
    fn new(dicts: &Dicts, normalizer: &Normalizer, mask: bool) -> Result<Self> {
        Ok(Self {
            masker: mask.then(|| Masker::new(dicts)).transpose()?,
            quantities: quantity::Quantities::new(dicts)?,
            speakers: Speakers::new(dicts, normalizer)?,
            placeholders: Placeholders::new(dicts, normalizer),
            keywords: keyword::Keywords::new(dicts),
            routing: route::Routing::new(dicts)?,
            rubric: severity::Rubric::new(dicts)?,
            wants: request::Wants::new(dicts),
        })
    }
}

/// Checks of the dictionaries what [`Parts::load`] compiles beside words and rules.
///
/// # Errors
/// A dictionary error that names the line at fault.
pub fn check(dicts: &Dicts) -> Result<()> {
    trade::Trades::new(dicts, &Taxonomy::new(dicts)?)?;
    Small::new(dicts, &Normalizer::new(dicts)?, true).map(drop)
}

/// An annotator that waits for jieba.
pub struct Parts(Box<dyn FnOnce(Segmenter) -> Annotator + Send>);

impl Parts {
    /// Compiles the dictionaries and loads the models, side by side where there are threads.
    ///
    /// # Errors
    /// As [`Annotator::new`], and those of `models`.
    pub fn load(dicts: &Dicts, models: impl FnOnce() -> Result<Models> + Send, mask: bool) -> Result<Self> {
        let taxonomy = Taxonomy::new(dicts)?;
        let overall = taxonomy.find(OVERALL).ok_or_else(|| {
            Error::dictionary("taxonomy.tsv", 0, say!("`other.overall` is missing", "缺少 `other.overall`"))
        })?;
        let trades = trade::Trades::new(dicts, &taxonomy)?;
        let normalizer = Normalizer::new(dicts)?;
        let (words, models) = rayon::join(|| Compiled::new(dicts, &taxonomy), models);
        let (words, models) = (words?, models?);
        let Small { masker, quantities, speakers, placeholders, keywords, routing, rubric, wants } =
            Small::new(dicts, &normalizer, mask)?;
        Ok(Self(Box::new(move |segmenter| Annotator {
            taxonomy,
            words,
            normalizer,
            speakers,
            segmenter,
            masker,
            names_sources: false,
            models,
            quantities,
            placeholders,
            keywords,
            routing,
            rubric,
            wants,
            trades,
            overall,
        })))
    }

    /// The annotator, once jieba is there.
    ///
    /// # Errors
    /// A dictionary error that names the line at fault.
    pub fn with(self, base: Base, dicts: &Dicts) -> Result<Annotator> {
        Segmenter::with(base, dicts).map(self.0)
    }
}
