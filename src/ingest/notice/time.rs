//! What a user is told about times. Cells come masked.

use super::super::value::Unread;
use super::{in_chinese, ticked, visible};
use crate::lang::Say;
use crate::say;

/// The times of a column cannot be read, as this cell of it shows.
pub(in crate::ingest) fn ambiguous(source: &str, header: &str, cell: &str) -> Say {
    let (header, cell) = (visible(header), visible(cell));
    say!(
        "`{source}`: times of `{header}` are left out, as nothing tells which number of `{cell}` is the day and which the month",
        "`{source}`：`{header}` 无法判断日、月的先后（`{cell}`），时间未读取"
    )
}

/// A column is called times, and its cells state none.
pub(in crate::ingest) fn unread_times(source: &str, header: &str, cell: &str, why: Unread) -> Say {
    let (header, cell, why) = (visible(header), visible(cell), unread_because(why));
    let Say { en, zh } = why;
    say!(
        "`{source}`: times of `{header}` are left out: `{cell}` {en}",
        "`{source}`：`{header}` 的时间未读取：`{cell}` {zh}"
    )
}

/// Times of day that do not exist: what is left of them.
pub(in crate::ingest) fn off_clock(source: &str, header: &str, times: u64, cell: &str) -> Say {
    let (header, cell) = (visible(header), visible(cell));
    let plural = if times == 1 { "" } else { "s" };
    say!(
        "`{source}`: {times} time{plural} of `{header}` with an hour, minute or second that does not exist, such as `{cell}`: only the day is read",
        "`{source}`：`{header}` 有 {times} 个时间的时、分、秒不存在（如 `{cell}`），只读取日期"
    )
}

/// Some rows of a dated table state no time.
pub(in crate::ingest) fn untimed(source: &str, header: &str, rows: u64, of: u64, cells: &[String]) -> Say {
    let (header, en) = (visible(header), ticked(cells));
    let zh = in_chinese(&en);
    say!(
        "`{source}`: {rows} of {of} rows state no time in `{header}` that can be read ({en}); the trend is without them",
        "`{source}`：{of} 行中有 {rows} 行的 `{header}` 不是可识别的时间（{zh}），不计入趋势"
    )
}

fn unread_because(why: Unread) -> Say {
    match why {
        Unread::Relative => say!(
            "tells how long ago it was, not the day; export dates instead",
            "只说明距今多久，没有日期；请导出具体日期"
        ),
        Unread::NoYear => say!("has no year", "没有年份"),
        Unread::ShortYear => say!(
            "has a year of two digits, and nothing tells which number is the year, the month and the day",
            "年份只有两位，无法判断年、月、日的先后"
        ),
        Unread::Unknown => say!("is in no form that is known", "不是可识别的时间格式"),
    }
}
