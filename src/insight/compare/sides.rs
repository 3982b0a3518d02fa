//! Rows counted by group, and which complaint is in which group. Integers only; of a run that was stored only what the store keeps.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::aggregate::cases::main_aspect;
use crate::aggregate::given::Given;
use crate::aggregate::intern::Interner;
use crate::aggregate::said::Said;
use crate::aggregate::sides::{Side, counts};
use crate::aggregate::values::Values;
use crate::insight::IssueIndex;
use crate::insight::segments::MOST_VALUES;
use crate::record::{Annotated, Name, Severity};
use crate::report::{HotIssue, Quotes, Report};

use super::quotes;

/// A group of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Before.
    Before,
    /// After.
    After,
    /// The comparison group before.
    ControlBefore,
    /// The comparison group after.
    ControlAfter,
    /// Neither.
    Out,
}

/// Rows counted by group, and which row is in which group.
#[derive(Debug, Clone, Default)]
pub struct Sides {
    pub(super) adjust: Vec<String>,
    pub(super) groups: [Side; 4],
    pub(super) left_out: u64,
    /// Rows of the group after that the group before has as well.
    pub shared: u64,
    pub(super) rows: Rows,
}

/// What only rows tell of the two groups: a store keeps none of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Rows {
    pub(super) values: Values,
    /// Ratings before and after.
    pub(super) given: [Given; 2],
    /// Texts behind what may have changed.
    pub(super) said: Said,
    aspects: Interner,
    complaints: Vec<Complaint>,
}

/// A complaint: where it is found, and what of it is compared.
#[derive(Debug, Clone, PartialEq)]
struct Complaint {
    source: Name,
    row: u64,
    /// The number of the aspect that it complains of above all.
    aspect: Option<u32>,
    major: bool,
    after: bool,
}

/// An issue in both groups.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shared {
    /// Id of the issue.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Complaints before and after.
    pub complaints: [u64; 2],
    /// Major complaints before and after, where rows tell.
    pub major: Option<[u64; 2]>,
    /// The aspect that most of it complains of above all, with how many do.
    pub aspect: Option<(String, u64)>,
    /// Some of its texts; none of a store, which keeps no rows.
    pub quotes: Option<Quotes>,
}

/// Complaints of one issue.
#[derive(Default)]
struct OfIssue {
    complaints: [u64; 2],
    major: [u64; 2],
    aspects: BTreeMap<u32, u64>,
}

impl Sides {
    /// Nothing yet; `adjust` are the columns whose mix is held.
    pub fn new(adjust: &[String]) -> Self {
        Self { adjust: adjust.to_vec(), ..Self::default() }
    }

    /// Counts a row into its group.
    pub fn absorb(&mut self, a: &Annotated, kind: Kind) {
        let place = match kind {
            Kind::Before => 0,
            Kind::After => 1,
            Kind::ControlBefore => 2,
            Kind::ControlAfter => 3,
            Kind::Out => {
                self.left_out += 1;
                return;
            }
        };
        self.groups[place].absorb(a, &self.adjust);
        if place < 2 {
            self.rows.absorb(a, place == 1);
        }
    }

    /// Two groups that were counted before.
    pub(crate) fn of(before: Side, after: Side) -> Self {
        Self { groups: [before, after, Side::default(), Side::default()], ..Self::default() }
    }

    /// The issues of the report over both groups, with the complaints of each.
    pub fn issues(&self, together: &Report, index: &IssueIndex) -> Vec<Shared> {
        let mut of = self.rows.of_issues(index);
        let after = self.rows.sides();
        let shared = |i: &HotIssue| {
            let own = of.remove(i.id.as_str())?;
            let most = own.aspects.into_iter().max_by_key(|(id, n)| (*n, std::cmp::Reverse(*id)));
            Some(Shared {
                id: i.id.clone(),
                title: i.title.clone(),
                complaints: own.complaints,
                major: Some(own.major),
                aspect: most.map(|(id, n)| (self.rows.aspects.name(id).to_owned(), n)),
                quotes: quotes::of_issue(i, together, |q| after.get(&(q.source.as_str(), q.row)).copied()),
            })
        };
        together.hot_issues.iter().filter_map(shared).collect()
    }

    /// Rows that count, before and after.
    pub fn rows(&self) -> [u64; 2] {
        [self.groups[0].all.rows, self.groups[1].all.rows]
    }

    /// Rows that count of the comparison group, before and after.
    pub fn control_rows(&self) -> [u64; 2] {
        [self.groups[2].all.rows, self.groups[3].all.rows]
    }
}

impl Rows {
    fn absorb(&mut self, a: &Annotated, after: bool) {
        // A copy is no second customer, but who gives stars without words is one.
        if a.text.trim().is_empty() || a.duplicate_of.is_none() {
            self.given[usize::from(after)].absorb(a);
        }
        if counts(a) {
            self.values.absorb(a, after);
            self.said.absorb(a, after, self.values.ids(a, MOST_VALUES));
        }
        if a.informative && a.duplicate_of.is_none() && (a.complaint || !a.natures.is_empty()) {
            let aspect = main_aspect(a).filter(|_| a.complaint).map(|x| self.aspects.id(x));
            let major = a.severity == Some(Severity::Major);
            self.complaints.push(Complaint { source: a.source.clone(), row: a.row, aspect, major, after });
        }
    }

    /// Of each complaint by its place, whether it comes after.
    fn sides(&self) -> FxHashMap<(&str, u64), bool> {
        self.complaints.iter().map(|c| ((&*c.source, c.row), c.after)).collect()
    }

    fn of_issues<'i>(&self, index: &'i IssueIndex) -> BTreeMap<&'i str, OfIssue> {
        let mut out: BTreeMap<&str, OfIssue> = BTreeMap::new();
        for c in &self.complaints {
            let Some(id) = index.get(&c.source, c.row) else { continue };
            let own = out.entry(id).or_default();
            own.complaints[usize::from(c.after)] += 1;
            own.major[usize::from(c.after)] += u64::from(c.major);
            if let Some(aspect) = c.aspect {
                *own.aspects.entry(aspect).or_default() += 1;
            }
        }
        out
    }

    /// Major complaints by the aspect that they are about above all, before and after; `None` where no rows tell.
    pub(super) fn majors(&self) -> Option<BTreeMap<&str, [u64; 2]>> {
        let mut out: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
        for c in self.complaints.iter().filter(|c| c.major) {
            if let Some(aspect) = c.aspect {
                out.entry(self.aspects.name(aspect)).or_default()[usize::from(c.after)] += 1;
            }
        }
        (!self.complaints.is_empty()).then_some(out)
    }
}
