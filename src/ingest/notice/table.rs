//! What a user is told about a table when its first rows were looked at: what stands above them, beside them, and what is not read.

use super::super::current::Current;
use super::{above_header, no_cells, no_header, other_lists};
use crate::lang::Say;

/// All of it, but for its columns.
pub(in crate::ingest) fn begun(name: &str, c: &Current) -> Vec<Say> {
    let (names, about) = (&c.columns().names, c.about());
    let mut told = Vec::new();
    if c.above > 0 {
        told.push(above_header(name, c.above));
    }
    if !c.headed && names.len() > 1 {
        told.push(no_header(name));
    }
    if !about.left.is_empty() {
        told.push(other_lists(name, &about.part, &about.left));
    }
    if !about.dropped.is_empty() {
        told.push(no_cells(name, &about.dropped));
    }
    told
}
