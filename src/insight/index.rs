//! Which row belongs to which hot issue, for the annotated records.

use std::collections::BTreeMap;

use crate::aggregate::cases::Case;
use crate::record::Name;
use crate::report::HotIssue;

/// Hot issues by source and row; compact, looked up row by row while records are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IssueIndex {
    ids: Vec<Name>,
    rows: BTreeMap<Name, Vec<(u64, u32)>>,
}

impl IssueIndex {
    pub(super) fn new(cases: &[Case], of_case: &[Option<u32>], issues: &[HotIssue]) -> Self {
        let mut rows: BTreeMap<Name, Vec<(u64, u32)>> = BTreeMap::new();
        for (case, issue) in cases.iter().zip(of_case) {
            if let Some(issue) = issue {
                rows.entry(case.snippet.source.clone()).or_default().push((case.snippet.row, *issue));
            }
        }
        for r in rows.values_mut() {
            r.sort_unstable();
        }
        Self { ids: issues.iter().map(|i| Name::from(i.id.as_str())).collect(), rows }
    }

    /// The id of the hot issue that a row belongs to.
    pub fn get(&self, source: &str, row: u64) -> Option<&Name> {
        let rows = self.rows.get(source)?;
        let at = rows.binary_search_by_key(&row, |(r, _)| *r).ok()?;
        self.ids.get(rows[at].1 as usize)
    }
}
