//! Who has to act by when: `routing.tsv`, the most specific scope first.

use rustc_hash::FxHashMap;

use crate::error::Result;
use crate::lexicon::Dicts;
use crate::lexicon::routing::duties;
use crate::record::{Name, Severity};

/// A department and its deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Department, Chinese name.
    pub department: Name,
    /// Within how many hours.
    pub hours: u32,
    /// `refund`, `replace` … of `labels.tsv`.
    pub solution: Name,
}

/// The compiled `routing.tsv`.
#[derive(Debug, Default)]
pub struct Routing {
    routes: FxHashMap<(String, Severity), Route>,
}

impl Routing {
    /// Compiles the table.
    ///
    /// # Errors
    /// When a line's severity or hours make no sense.
    pub fn new(dicts: &Dicts) -> Result<Self> {
        let mut r = Self::default();
        for d in duties(dicts)? {
            let route =
                Route { department: Name::from(d.department.0), hours: d.hours, solution: Name::from(d.solution) };
            for severity in d.severities {
                r.routes.insert((d.scope.to_owned(), *severity), route.clone());
            }
        }
        Ok(r)
    }

    /// The route of a complaint: of its reasons the most urgent, else of its aspect, its nature, or anything.
    pub fn route<'a>(
        &self,
        reasons: impl Iterator<Item = &'a str>,
        aspect: Option<&str>,
        nature: Option<&str>,
        severity: Severity,
    ) -> Option<&Route> {
        let find = |scope: &str| self.routes.get(&(scope.to_owned(), severity));
        let by_reason = reasons.filter_map(|r| find(&format!("reason:{r}"))).min_by_key(|r| r.hours);
        by_reason.or_else(|| aspect.and_then(find)).or_else(|| nature.and_then(find)).or_else(|| find("*"))
    }
}
