//! Masking of personal data (being written).

use crate::error::Result;
use crate::lexicon::Dicts;
use crate::record::Name;

/// The compiled rules of `privacy.tsv`.
#[derive(Debug, Default)]
pub struct Masker {}

impl Masker {
    /// Compiles `privacy.tsv`.
    ///
    /// # Errors
    /// A dictionary error that names the line at fault.
    pub fn new(_dicts: &Dicts) -> Result<Self> {
        Ok(Self {})
    }

    /// Masks `text` character for character.
    pub fn mask(&self, text: &str, out: &mut String, _kinds: &mut Vec<Name>) {
        out.push_str(text);
    }
}
