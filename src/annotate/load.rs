//! Making an annotator: everything but jieba is compiled and loaded beside it.

use super::informative::Placeholders;
use super::{Annotator, keyword, quantity, request, route, severity};
use crate::error::{Error, Result};
use crate::lexicon::{Compiled, Dicts, Taxonomy};
use crate::model::Models;
use crate::say;
use crate::text::mask::Masker;
use crate::text::normalize::Normalizer;
use crate::text::segment::{Base, Segmenter};
use crate::text::turns::Speakers;

/// An annotator that waits for jieba.
pub struct Parts(Box<dyn FnOnce(Segmenter) -> Annotator + Send>);

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
        let (words, models) = (words?, models?);
        let masker = mask.then(|| Masker::new(dicts)).transpose()?;
        let quantities = quantity::Quantities::new(dicts)?;
        let speakers = Speakers::new(dicts, &normalizer)?;
        let placeholders = Placeholders::new(dicts, &normalizer);
        let keywords = keyword::Keywords::new(dicts);
        let routing = route::Routing::new(dicts)?;
        let rubric = severity::Rubric::new(dicts)?;
        let wants = request::Wants::new(dicts);
        Ok(Self(Box::new(move |segmenter| Annotator {
            taxonomy,
            words,
            normalizer,
            speakers,
            segmenter,
            masker,
            models,
            quantities,
            placeholders,
            keywords,
            routing,
            rubric,
            wants,
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
