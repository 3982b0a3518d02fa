//! How the cells of columnar data (`parquet`, `arrow`) are shown: as a workbook would show them.

use std::fmt::Write as _;

use polars::prelude::{AnyValue, PolarsResult, TimeUnit};

use super::number;
use super::table::Row;
use crate::time::Stamp;

/// Appends the values of a row to it, each written to `shown` first.
///
/// # Errors
/// Whatever polars says of a value that it cannot give.
pub(super) fn fill<'v>(
    row: &mut Row,
    values: impl Iterator<Item = PolarsResult<AnyValue<'v>>>,
    shown: &mut String,
) -> PolarsResult<()> {
    for value in values {
        shown.clear();
        show(&value?, shown);
        row.push(shown);
    }
    Ok(())
}

fn show(value: &AnyValue<'_>, to: &mut String) {
    match value {
        AnyValue::Null => {}
        AnyValue::Binary(b) => to.push_str(&String::from_utf8_lossy(b)),
        AnyValue::Float32(x) => number::push_single(*x, to),
        AnyValue::Float64(x) => number::push(*x, to),
        AnyValue::Decimal(n, _, places) => number::push_decimal(*n, *places, to),
        AnyValue::Date(days) => show_time(i64::from(*days) * 86_400, false, to),
        AnyValue::Datetime(t, unit, zone) => show_time(t.div_euclid(per_second(*unit)), zone.is_some(), to),
        AnyValue::DatetimeOwned(t, unit, zone) => show_time(t.div_euclid(per_second(*unit)), zone.is_some(), to),
        AnyValue::List(values) => {
            for (i, v) in values.iter().enumerate() {
                to.push_str(if i > 0 { "," } else { "" });
                show(&v, to);
            }
        }
        other => match other.get_str() {
            Some(s) => to.push_str(s),
            None => drop(write!(to, "{other}")),
        },
    }
}

fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Nanoseconds => 1_000_000_000,
        TimeUnit::Microseconds => 1_000_000,
        TimeUnit::Milliseconds => 1000,
    }
}

/// Whole days without a time of day, as in workbooks; `Z` where the file says that the time is UTC.
fn show_time(seconds: i64, utc: bool, to: &mut String) {
    let of_day = seconds.rem_euclid(86_400);
    let (Ok(days), Ok(clock)) = (i32::try_from(seconds.div_euclid(86_400)), u32::try_from(of_day)) else { return };
    if let Some(t) = Stamp::from_days(days, (of_day > 0 || utc).then_some(clock)) {
        let _ = write!(to, "{t}{}", if utc { "Z" } else { "" });
    }
}
