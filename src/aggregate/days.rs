//! Feedback by day. Weeks, months, gaps and intervals are made from it by `insight::trend`.

use std::collections::BTreeMap;

use crate::record::Annotated;

use super::tally::Tally;
use super::voice::blamed;

/// All days with feedback, by days since 1970-01-01.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Days {
    pub(crate) days: BTreeMap<i32, Tally>,
    pub(crate) undated: u64,
}

impl Days {
    pub(crate) fn absorb(&mut self, a: &Annotated) {
        match a.time {
            Some(t) => self.days.entry(t.days()).or_default().absorb(a, &blamed(a)),
            None => self.undated += 1,
        }
    }

    pub(crate) fn merge(&mut self, later: Self) {
        for (day, d) in later.days {
            self.days.entry(day).or_default().merge(d);
        }
        self.undated += later.undated;
    }
}
