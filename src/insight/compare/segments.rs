//! Which values of segment columns (partners, models, cities, channels) became better or worse: complaint rate and satisfaction of each on both sides.

use crate::aggregate::sides::Cell;
use crate::aggregate::values::{ValueColumn, Values, id};
use crate::insight::segments::{LEAST, MOST_VALUES};
use crate::report::{Change, SegmentChange, SegmentChanges};

use super::{Context, Raw, tested};

/// The values that both sides can be compared by. All values of all columns are one family of tests for each of the two figures.
pub(super) fn segments(v: &Values, cx: &Context) -> Vec<SegmentChanges> {
    let columns: Vec<(&ValueColumn, Vec<Value>)> = v.columns.iter().filter_map(|c| Some((c, listed(c, cx)?))).collect();
    let all = || columns.iter().flat_map(|(c, list)| list.iter().map(|v| (*c, v)));
    let mut complaints = tested(all().map(|(c, v)| complaints(c, v, cx)).collect()).into_iter();
    let mut levels = tested(all().map(|(c, v)| satisfaction(c, v, cx)).collect()).into_iter();
    let column = |(c, list): &(&ValueColumn, Vec<Value>)| SegmentChanges {
        column: c.header.to_string(),
        values: c.cells.len() as u64,
        too_small: (c.cells.len() - list.len()) as u64,
        list: changes(list, &mut complaints, &mut levels),
    };
    columns.iter().map(column).collect()
}

/// A value with its rows before and after.
type Value<'a> = (&'a str, &'a [Cell; 2]);

/// The values of a column with rows enough to be told, the largest first; `None` where they tell nothing of a change: the column has one value, or too
/// many, is what divides the sides, or says what kind of message a row is.
fn listed<'a>(c: &'a ValueColumn, cx: &Context) -> Option<Vec<Value<'a>>> {
    if !(2..=MOST_VALUES).contains(&c.cells.len()) {
        return None;
    }
    let rows = |(_, [b, a]): &Value| b.rows + a.rows;
    let mut list: Vec<Value> = c.cells.iter().map(|(v, cells)| (v.as_str(), cells)).collect();
    list.retain(|v| rows(v) >= LEAST);
    // Stable: at equal rows the values are in order.
    list.sort_by_key(|v| std::cmp::Reverse(rows(v)));
    let both = list.iter().any(|(_, [b, a])| b.rows.min(a.rows) > 0);
    let types = cx.labels.tells_types(list.iter().map(|(v, _)| *v));
    (both && !types).then_some(list)
}

fn changes(
    list: &[Value],
    complaints: &mut impl Iterator<Item = Change>,
    levels: &mut impl Iterator<Item = Change>,
) -> Vec<SegmentChange> {
    let one = |(value, _): &Value| {
        Some(SegmentChange { value: (*value).to_owned(), complaints: complaints.next()?, satisfaction: levels.next()? })
    };
    list.iter().filter_map(one).collect()
}

fn complaints(c: &ValueColumn, (value, [b, a]): &Value, cx: &Context) -> Raw {
    let of = |c: &Cell| [c.complaints, c.rows];
    Raw::share(&id(&c.header, value), name(c, value, cx), of(b), of(a), false)
}

fn satisfaction(c: &ValueColumn, (value, [b, a]): &Value, cx: &Context) -> Raw {
    let moments = (b.moments(), a.moments());
    Raw::mean(&id(&c.header, value), name(c, value, cx), "level", 1.0, moments.0, moments.1)
}

fn name(c: &ValueColumn, value: &str, cx: &Context) -> String {
    cx.say("compare.segment", &[("column", c.header.to_string()), ("value", value.to_owned())])
}
