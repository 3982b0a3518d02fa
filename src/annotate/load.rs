//! Making an annotator: everything but jieba is compiled and loaded beside it.

use super::informative::Placeholders;
use super::{Annotator, keyword, quantity, request, route, severity};
use crate::error::{Error, Result};
use crate::lexicon::{AspectId, Compiled, Dicts, Taxonomy};
use crate::model::Models;
use crate::say;
use crate::text::mask::Masker;
use crate::text::normalize::Normalizer;
use crate::text::segment::{Base, Segmenter};

/// An annotator that waits for jieba.
pub struct Parts {
    words: Compiled,
    masker: Option<Masker>,
    models: Models,
    quantities: quantity::Quantities,
    placeholders: Placeholders,
    keywords: keyword::Keywords,
    routing: route::Routing,
    rubric: severity::Rubric,
    wants: request::Wants,
    overall: AspectId,
    normalizer: Normalizer,
    taxonomy: Taxonomy,
}

impl Parts {
    /// Compiles the dictionaries and loads the models, side by side where there are threads.
    ///
    /// # Errors
    /// As [`Annotator::new`], and those of `models`.
    pub fn load(dicts: &Dicts, models: impl FnOnce() -> Result<Models> + Send, mask: bool) -> Result<Self> {
        let taxonomy = Taxonomy::new(dicts)?;
        let overall = taxonomy.find("other.overall").ok_or_else(|| {
            Error::dictionary("taxonomy.tsv", 0, say!("`other.overall` is missing", "缺少 `other.overall`"))
        })?;
        let normalizer = Normalizer::new(dicts)?;
        let (words, (models, ())) =
            rayon::join(|| Compiled::new(dicts, &taxonomy), || rayon::join(models, Segmenter::warm_up));
        Ok(Self {
            words: words?,
            masker: mask.then(|| Masker::new(dicts)).transpose()?,
            models: models?,
            quantities: quantity::Quantities::new(dicts)?,
            placeholders: Placeholders::new(dicts, &normalizer),
            keywords: keyword::Keywords::new(dicts),
            routing: route::Routing::new(dicts)?,
            rubric: severity::Rubric::new(dicts)?,
            wants: request::Wants::new(dicts),
            overall,
            normalizer,
            taxonomy,
        })
    }

    /// The annotator, once jieba is there.
    ///
    /// # Errors
    /// A dictionary error that names the line at fault.
    pub fn with(self, base: Base, dicts: &Dicts) -> Result<Annotator> {
        Ok(Annotator {
            segmenter: Segmenter::with(base, dicts)?,
            words: self.words,
            masker: self.masker,
            models: self.models,
            quantities: self.quantities,
            placeholders: self.placeholders,
            keywords: self.keywords,
            routing: self.routing,
            rubric: self.rubric,
            wants: self.wants,
            overall: self.overall,
            normalizer: self.normalizer,
            taxonomy: self.taxonomy,
        })
    }
}
