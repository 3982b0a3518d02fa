//! What shapes the figures, as plain data.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::lexicon::{Phrasing, Taxonomy};

use super::cases::MOST_CASES;

/// Settings of aggregation and of the report.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Segment columns; empty means all attributes found.
    pub by: Vec<String>,
    /// Length of lists of words, topics and the like.
    pub top: usize,
    /// Complaints and requests that are kept one by one, about; more are counted, but hot issues and work orders come from these.
    pub cases: usize,
    /// Most hot issues in the report.
    pub issues: usize,
    /// What makes an issue hot.
    pub heat: HeatWeights,
    /// Stage of the journey for each aspect id; see [`Settings::with_stages`].
    pub stages: BTreeMap<String, String>,
    /// What makes no difference between the words that are said of an aspect; without it they count as they are written.
    pub phrasing: Arc<Phrasing>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            by: Vec::new(),
            top: Self::TOP,
            cases: MOST_CASES,
            issues: 500,
            heat: HeatWeights::default(),
            stages: BTreeMap::new(),
            phrasing: Arc::default(),
        }
    }
}

impl Settings {
    /// Entries of a list where nobody says how many.
    pub const TOP: usize = 20;

    /// The same with the stages of a taxonomy; without them the journey stays empty.
    #[must_use]
    pub fn with_stages(mut self, taxonomy: &Taxonomy) -> Self {
        self.stages = taxonomy.all().iter().map(|a| (a.id.to_string(), a.stage.to_string())).collect();
        self
    }

    /// The same with the words that make no difference.
    #[must_use]
    pub fn with_phrasing(mut self, phrasing: &Arc<Phrasing>) -> Self {
        self.phrasing = Arc::clone(phrasing);
        self
    }
}

/// Weights of the parts of heat; only their proportions count. Each part is 0 … 1, see [`crate::insight`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeatWeights {
    /// How many complaints, on a logarithmic scale.
    pub volume: f64,
    /// How much of it lies near the end of the period.
    pub recency: f64,
    /// How much its densest days stand out from the rest.
    pub growth: f64,
    /// Share of major complaints.
    pub severity: f64,
    /// How negative the texts are.
    pub negativity: f64,
    /// Likes and votes.
    pub reach: f64,
}

impl Default for HeatWeights {
    fn default() -> Self {
        Self { volume: 0.30, recency: 0.10, growth: 0.20, severity: 0.15, negativity: 0.20, reach: 0.05 }
    }
}

impl fmt::Display for HeatWeights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { volume, recency, growth, severity, negativity, reach } = self;
        write!(
            f,
            "volume={volume},recency={recency},growth={growth},severity={severity},negativity={negativity},reach={reach}"
        )
    }
}
