//! Which sheets of a workbook hold the feedback: what was seen of each, and the choice among them. Not its job: reading sheets (`excel`).

use std::cmp::Reverse;
use std::collections::VecDeque;

use super::roles::{Claim, Roles};
use super::start::Started;

/// Columns that are recognised, from which a sheet is as good as others with more.
const ENOUGH: usize = 3;

/// What was seen of a sheet that has texts.
#[derive(Debug)]
pub(super) struct Seen {
    name: String,
    /// Whether it has a header; sheets without one are covers and instructions, unless no sheet has one.
    headed: bool,
    /// Columns that the user named and it lacks.
    missing: usize,
    promised: bool,
    recognised: usize,
    rows: usize,
    /// Headers, sorted.
    header: Vec<String>,
}

impl Seen {
    pub(super) fn new(name: &str, rows: usize, started: &Started, roles: &Roles) -> Self {
        let columns = &started.columns;
        let mut header = columns.names.clone();
        header.sort_unstable();
        // 说明 is a note, and also heads a cover.
        let mut claims = columns.text.iter().filter_map(|i| roles.claim(&columns.names[*i]));
        Self {
            name: name.to_owned(),
            headed: started.headed,
            missing: columns.missing.len(),
            promised: started.headed && claims.any(Claim::promises),
            recognised: columns.roles.iter().filter(|r| r.role != "ignored").count(),
            rows,
            header,
        }
    }

    pub(super) fn headed(&self) -> bool {
        self.headed
    }

    /// The greater, the more it is what a reader of the workbook would take for the data. Rows count by their magnitude: of two months the first is read
    /// as well as the longer one.
    fn rank(&self) -> impl Ord + use<> {
        let columns = self.recognised.min(ENOUGH);
        (self.headed, Reverse(self.missing), self.promised, columns, self.rows.max(1).ilog2())
    }
}

/// The sheets to read, in their order: with `all` those that have a header, or else every one; without it the best and those with its header.
pub(super) fn chosen(seen: &[Seen], all: bool) -> VecDeque<String> {
    let any_headed = seen.iter().any(|s| s.headed);
    let best = seen.iter().reduce(|best, s| if s.rank() > best.rank() { s } else { best });
    let taken = |s: &&Seen| match best {
        _ if all => s.headed == any_headed,
        Some(best) => s.name == best.name || (s.headed && best.headed && s.header == best.header),
        None => false,
    };
    seen.iter().filter(taken).map(|s| s.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(name: &str, header: &str, promised: bool, rows: usize) -> Seen {
        let header: Vec<String> = header.split_whitespace().map(str::to_owned).collect();
        let headed = !header.is_empty();
        Seen { name: name.to_owned(), headed, missing: 0, promised, recognised: header.len(), rows, header }
    }

    #[test]
    fn months_are_read_together_and_covers_are_not() {
        let cover = || seen("说明", "说明", false, 3);
        let month = |name: &str, rows: usize| seen(name, "内容 分数 日期", true, rows);
        let other = || seen("差评", "内容 分数", true, 12);
        let book = [cover(), month("3月", 10), other(), month("4月", 15)];
        assert_eq!(chosen(&book, false), ["3月", "4月"]);
        assert_eq!(chosen(&book, true), ["说明", "3月", "差评", "4月"]);
        assert_eq!(chosen(&[cover(), seen("x", "", false, 900)], false), ["说明"]);
        assert_eq!(chosen(&[seen("a", "", false, 2), seen("b", "", false, 900)], false), ["b"]);
        let codes = seen("字典", "渠道 说明 门店", false, 900);
        assert_eq!(chosen(&[codes, seen("评价", "内容", true, 9)], false), ["评价"]);
        assert!(chosen(&[], false).is_empty());
    }

    #[test]
    fn columns_that_the_user_named_decide() {
        let with = Seen { missing: 0, ..seen("b", "甲", false, 2) };
        let without = Seen { missing: 1, ..seen("a", "内容 分数 日期", true, 100) };
        assert_eq!(chosen(&[without, with], false), ["b"]);
    }
}
