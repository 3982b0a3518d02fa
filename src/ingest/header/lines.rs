//! Headers of more than one line: names below a name that spans them (评分 over 服务, 环境, 总体), the same names once more in other words (id over 编号),
//! and lines that only programs read (`{"ImportId":"QID1"}` of a survey tool).

use super::{bare, filled, is_name, is_same};
use crate::ingest::roles::{Role, Roles};
use crate::ingest::table::Row;

/// Fewest names of the upper line that stand over both.
const ALONE: usize = 2;
/// Fewest cells that say again what stands above them.
const AGAIN: usize = 2;

/// How many rows below the header at `at` go on with it.
pub(in crate::ingest) fn below(rows: &[&Row], at: usize, roles: &Roles) -> usize {
    let (header, row) = (rows[at], |below: usize| rows.get(at + below).copied());
    // Rows that are all like that are data.
    let for_programs =
        |at: usize| row(at).is_some_and(is_for_programs) && row(at + 1).is_some_and(|next| !is_for_programs(next));
    let goes_on = |row: &Row| {
        roles.margins.continues_header(row) || is_spanned(header, row, roles) || says_again(header, row, roles)
    };
    let first = row(1).is_some_and(goes_on) || for_programs(1);
    let second = first && for_programs(2);
    usize::from(first) + usize::from(second)
}

/// The names of a header at `at`, of both lines where it has two.
pub(in crate::ingest) fn joined(rows: &[&Row], at: usize, roles: &Roles) -> Vec<String> {
    let own = rows[at];
    let below = rows.get(at + 1).copied().filter(|below| is_spanned(own, below, roles));
    let above = at.checked_sub(1).map(|above| rows[above]).filter(|above| is_spanned(above, own, roles));
    let (upper, lower) = match (below, above) {
        (Some(lower), _) => (own, lower),
        (None, Some(upper)) => (upper, own),
        (None, None) => return own.cells().map(str::to_owned).collect(),
    };
    let mut group = "";
    let name = |i: usize| {
        let (above, name) = (bare(upper.get(i)), bare(lower.get(i)));
        group = if above.is_empty() { group } else { above };
        if name.is_empty() { above.to_owned() } else { rated(group, name, roles).unwrap_or_else(|| name.to_owned()) }
    };
    (0..own.len()).map(name).collect()
}

/// What a name that says nothing by itself says below that of ratings: 服务 below 评分 is 服务评分.
fn rated(group: &str, name: &str, roles: &Roles) -> Option<String> {
    let rates = |header: &str| roles.claim(header).is_some_and(|c| c.role == Role::Rating);
    let joined = format!("{name}{group}");
    (roles.claim(name).is_none() && roles.is_alias(group) && rates(group) && rates(&joined)).then_some(joined)
}

/// Whether a row names parts of what names above it span, and others of the header stand over both lines; workbooks have these in both.
fn is_spanned(header: &Row, row: &Row, roles: &Roles) -> bool {
    let (above, below) = (|i: usize| bare(header.get(i)), |i: usize| bare(row.get(i)));
    let is_part = |i: usize| !below(i).is_empty() && below(i) != above(i);
    let begins = |i: usize| !above(i).is_empty() && above(i + 1).is_empty() && is_part(i + 1);
    let parts: Vec<usize> = (0..row.len()).filter(|i| is_part(*i)).collect();
    let alone = (0..header.len()).filter(|i| !above(*i).is_empty() && !is_part(*i)).count();
    alone >= ALONE
        && parts.iter().any(|i| begins(*i))
        && parts.iter().all(|i| (above(*i).is_empty() || begins(*i)) && is_name(below(*i), roles))
}

/// Whether a row names the columns once more: a time is not called 创建时间.
fn says_again(header: &Row, row: &Row, roles: &Roles) -> bool {
    let again = |i: usize| {
        // Whole aliases first: a text of a megabyte is none.
        let role = Some(bare(row.get(i))).filter(|cell| roles.is_alias(cell)).and_then(|cell| roles.claim(cell))?.role;
        roles.claim(bare(header.get(i))).filter(|c| c.role == role).map(|c| c.role)
    };
    let said: Vec<Role> = (0..row.len()).filter_map(again).collect();
    let is_sure = |role: &Role| matches!(role, Role::Time | Role::OrderTime | Role::Rating | Role::Id);
    said.len() >= AGAIN && said.iter().any(is_sure) && !is_same(header, row)
}

/// Whether a row is nothing but objects of JSON.
fn is_for_programs(row: &Row) -> bool {
    let is_object = |cell: &str| cell.starts_with("{\"") && cell.ends_with('}');
    filled(row) >= 2 && row.cells().map(bare).all(|c| c.is_empty() || is_object(c))
}
