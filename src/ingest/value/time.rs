//! Points in time in the many forms of exports: ISO with or without zone, `2024年3月5日 14:02`, `2024/3/5 9:12`, `20240305140259`, Excel serials, epochs,
//! `Tue Mar 05 14:02:33 +0800 2024`, 上午/下午.
//!
//! Times with a zone, and epochs, become civil time of China (UTC+8). A year before 1990 or after 2100 is nonsense: `None`. `03/05/2024` is read
//! only when the column tells the order ([`DayOrder`]). Years of two digits (`short`) and words beside the date (`dated`) are read elsewhere.

use crate::time::Stamp;

use super::parts::{Half, Number, Parts};

/// China has one zone and no summer time since 1991.
const CHINA: i64 = 8 * 3600;
/// Days from 1899-12-30, the zero of Excel serials, to 1970-01-01.
const EXCEL_EPOCH: u64 = 25_569;
/// Excel serials of 1990-01-01 and 2100-12-31.
const SERIALS: std::ops::RangeInclusive<u64> = 32_874..=73_415;
/// Ten digits below this are epoch seconds (until 2030), above it `yyyymmddhh`.
const LAST_EPOCH: u64 = 1_900_000_000;

/// Which of the first two numbers of `03/05/2024` is the day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::ingest) enum DayOrder {
    /// The column does not tell: such cells have no time.
    #[default]
    Unknown,
    /// `25/12/2024`
    DayFirst,
    /// `12/25/2024`
    MonthFirst,
}

/// The time that a cell states, `None` where it states none.
pub(in crate::ingest) fn time(cell: &str, order: DayOrder) -> Option<Stamp> {
    let stamp = match iso(cell.as_bytes()) {
        Some(stamp) => stamp,
        None => Parts::of(cell)?.stamp(order)?,
    };
    (1990..=2100).contains(&stamp.ymd().0).then_some(stamp)
}

/// The form that most exports have, `2024-03-05 14:02:33` exactly; anything else is left to [`Parts`].
fn iso(cell: &[u8]) -> Option<Stamp> {
    let number = |at: std::ops::Range<usize>| {
        cell[at].iter().try_fold(0_u64, |n, b| b.is_ascii_digit().then(|| n * 10 + u64::from(b - b'0')))
    };
    let signs = [(4, b'-'), (7, b'-'), (10, b' '), (13, b':'), (16, b':')];
    if cell.len() != 19 || signs.iter().any(|(at, sign)| cell[*at] != *sign) {
        return None;
    }
    let date = civil(number(0..4)?, number(5..7)?, number(8..10)?)?;
    clock(date, number(11..13)?, number(14..16)?, number(17..19)?)
}

/// What `12/25/2024` tells about the order of its column: `None` where the year comes first or there is no date, `Unknown` where both orders fit.
pub(in crate::ingest) fn day_order_of(cell: &str) -> Option<DayOrder> {
    let parts = Parts::of(cell)?;
    let [a, b, year] = parts.date() else { return None };
    if parts.month.is_some() || year.digits != 4 || a.digits > 2 || b.digits > 2 {
        return None;
    }
    match (a.value, b.value) {
        (13..=31, 1..=12) => Some(DayOrder::DayFirst),
        (1..=12, 13..=31) => Some(DayOrder::MonthFirst),
        (1..=12, 1..=12) => Some(DayOrder::Unknown),
        _ => None,
    }
}

impl Parts {
    /// The day with the time of day that the cell states.
    pub(super) fn on(&self, year: u64, month: u64, day: u64) -> Option<Stamp> {
        Some(self.with_clock(civil(year, month, day)?))
    }

    fn stamp(&self, order: DayOrder) -> Option<Stamp> {
        let date = match *self.date() {
            [day, year] if self.month.is_some() && year.digits == 4 => civil(year.value, self.month?, day.value)?,
            [year, day] if self.month.is_some() && year.digits == 4 => civil(year.value, self.month?, day.value)?,
            _ if self.month.is_some() => return None,
            [n] => return self.compact(n),
            [y, m] if y.digits == 4 && m.digits <= 2 => civil(y.value, m.value, 1)?,
            [d, t] if d.digits == 8 && self.clocks == 0 => return joined(d.value, t),
            [y, m, d] if y.digits == 4 => civil(y.value, m.value, d.value)?,
            [a, b, y] if y.digits == 4 => match order {
                DayOrder::DayFirst => civil(y.value, b.value, a.value)?,
                DayOrder::MonthFirst => civil(y.value, a.value, b.value)?,
                DayOrder::Unknown => return None,
            },
            [y, m, d, ..] if y.digits == 4 && self.dotted().is_some() => civil(y.value, m.value, d.value)?,
            _ => return None,
        };
        Some(self.with_clock(date))
    }

    /// Adds the time of day and moves to China's zone; a time of day that does not exist leaves the date.
    fn with_clock(&self, date: Stamp) -> Stamp {
        let stated = if self.clocks > 0 { Some(self.clock) } else { self.dotted() };
        let Some([mut hour, minute, second]) = stated.map(|time| time.map(|n| n.value)) else { return date };
        // 晚上12:30 and 晚上1:30 are past midnight, of the day after.
        let midnight = self.half == Some(Half::Evening) && matches!(hour, 1..=3 | 12);
        match self.half {
            _ if midnight => hour %= 12,
            Some(Half::Afternoon | Half::Evening) if (1..12).contains(&hour) => hour += 12,
            Some(Half::Noon) if (1..=2).contains(&hour) => hour += 12,
            Some(Half::Morning) if hour == 12 => hour = 0,
            _ => {}
        }
        let timed = clock(date, hour, minute, second).unwrap_or(date);
        let timed = if midnight { timed.shift_seconds(24 * 3600).unwrap_or(timed) } else { timed };
        match self.zone {
            Some(zone) => timed.shift_seconds(CHINA - zone).unwrap_or(timed),
            None => timed,
        }
    }

    /// One number alone: a serial, an epoch, or digits of a date written together.
    fn compact(&self, n: Number) -> Option<Stamp> {
        let v = n.value;
        if n.digits == 8 {
            let day = civil(v / 10_000, v / 100 % 100, v % 100)?;
            return Some(self.with_clock(day));
        }
        if self.clocks > 0 {
            return None;
        }
        match n.digits {
            5 => serial(v, self.fraction),
            6 => civil(v / 100, v % 100, 1),
            10 if v < LAST_EPOCH => epoch(v),
            10 => joined(v / 100, Number { value: v % 100 * 10_000, digits: 6 }),
            12 => joined(v / 10_000, Number { value: v % 10_000 * 100, digits: 6 }),
            13 => epoch(v / 1000),
            14 => joined(v / 1_000_000, Number { value: v % 1_000_000, digits: 6 }),
            16 => epoch(v / 1_000_000),
            17 => joined(v / 1_000_000_000, Number { value: v / 1000 % 1_000_000, digits: 6 }),
            19 => epoch(v / 1_000_000_000),
            _ => None,
        }
    }
}

fn civil(year: u64, month: u64, day: u64) -> Option<Stamp> {
    Stamp::date(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
}

/// A time of day on a date; 24:00 is the midnight that ends it (ISO 8601).
fn clock(date: Stamp, hour: u64, minute: u64, second: u64) -> Option<Stamp> {
    if (hour, minute, second) == (24, 0, 0) {
        return date.at(0, 0, 0)?.shift_seconds(24 * 3600);
    }
    date.at(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second).ok()?)
}

/// `yyyymmdd` and `hhmm` or `hhmmss`.
fn joined(date: u64, time: Number) -> Option<Stamp> {
    let day = civil(date / 10_000, date / 100 % 100, date % 100)?;
    let v = time.value;
    match time.digits {
        4 => clock(day, v / 100, v % 100, 0),
        6 => clock(day, v / 10_000, v / 100 % 100, v % 100),
        _ => None,
    }
}

/// An Excel serial: days since 1899-12-30 and the fraction of the day. A whole number is a date without a time of day.
fn serial(days: u64, fraction: Option<Number>) -> Option<Stamp> {
    if !SERIALS.contains(&days) {
        return None;
    }
    let seconds = fraction.map_or(0, |f| {
        let scale = 10u128.pow(u32::from(f.digits));
        (u128::from(f.value) * 86_400 + scale / 2) / scale
    });
    let seconds = u64::try_from(seconds).ok()?;
    from_seconds(days.checked_sub(EXCEL_EPOCH)? * 86_400 + seconds, fraction.is_some() && seconds > 0)
}

/// Seconds since 1970-01-01 UTC, as civil time of China.
fn epoch(seconds: u64) -> Option<Stamp> {
    from_seconds(seconds.checked_add(CHINA.unsigned_abs())?, true)
}

fn from_seconds(seconds: u64, timed: bool) -> Option<Stamp> {
    let of_day = u32::try_from(seconds % 86_400).ok()?;
    Stamp::from_days(i32::try_from(seconds / 86_400).ok()?, timed.then_some(of_day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn times_as_exports_write_them() {
        let cases = [
            ("2024-03-05", "2024-03-05"),
            ("2024-03-05 14:02:33", "2024-03-05T14:02:33"),
            ("2024-03-05T14:02:33.123", "2024-03-05T14:02:33"),
            ("2024-03-05T14:02:33Z", "2024-03-05T22:02:33"),
            ("2024-03-05T14:02:33+08:00", "2024-03-05T14:02:33"),
            ("2024-03-05T20:02:33.5-0500", "2024-03-06T09:02:33"),
            ("2024-03-05 14:02:33 UTC", "2024-03-05T22:02:33"),
            ("2024年3月5日 14:02", "2024-03-05T14:02:00"),
            ("2024年03月05日14时02分33秒", "2024-03-05T14:02:33"),
            ("2024年3月5日", "2024-03-05"),
            ("2024/3/5 9:12", "2024-03-05T09:12:00"),
            ("2024.3.5", "2024-03-05"),
            ("２０２４－０３－０５　１４：０２", "2024-03-05T14:02:00"),
            ("20240305", "2024-03-05"),
            ("20240305140259", "2024-03-05T14:02:59"),
            ("202403051402", "2024-03-05T14:02:00"),
            ("20240305 140259", "2024-03-05T14:02:59"),
            ("20240305 14:02", "2024-03-05T14:02:00"),
            ("45356", "2024-03-05"),
            ("45356.5", "2024-03-05T12:00:00"),
            ("45356.585104", "2024-03-05T14:02:33"),
            ("1709618553", "2024-03-05T14:02:33"),
            ("1709618553000", "2024-03-05T14:02:33"),
            ("1709618553.25", "2024-03-05T14:02:33"),
            ("2024-3", "2024-03-01"),
            ("2024年3月", "2024-03-01"),
            ("2024/3/5 下午 2:02", "2024-03-05T14:02:00"),
            ("2024/3/5 上午12:02", "2024-03-05T00:02:00"),
            ("2024/3/5 2:02:33 PM", "2024-03-05T14:02:33"),
            ("2024年3月5日 晚上8:30", "2024-03-05T20:30:00"),
            ("2024年3月5日 晚上12:30", "2024-03-06T00:30:00"),
            ("2024-03-05 晚上1:30", "2024-03-06T01:30:00"),
            ("2024-03-05 傍晚4:30", "2024-03-05T16:30:00"),
            ("2024-03-05（周二）14:02", "2024-03-05T14:02:00"),
            ("2024年3月3日 星期天", "2024-03-03"),
            ("14:02 2024-03-05", "2024-03-05T14:02:00"),
            ("14:02 2024.03.05", "2024-03-05T14:02:00"),
            ("20:30:11 2024-03-07", "2024-03-07T20:30:11"),
            ("14:02:33 05-Mar-2024", "2024-03-05T14:02:33"),
            ("2024-03-05T09:00-10:00", "2024-03-06T03:00:00"),
            ("2024-03-05 20:02:33-05", "2024-03-06T09:02:33"),
            ("2024-03-05 20:02+05:45", "2024-03-05T22:17:00"),
            ("2024-03-05 24:59", "2024-03-05"),
            ("2024-03-05 25:61:00", "2024-03-05"),
            ("2024-03-05 24:00:00", "2024-03-06T00:00:00"),
            ("2024-12-31T24:00", "2025-01-01T00:00:00"),
            ("2024-03-05T24:00:00Z", "2024-03-06T08:00:00"),
            ("20240305240000", "2024-03-06T00:00:00"),
            ("2024-03-05-24.00.00", "2024-03-06T00:00:00"),
            ("2024年3月5日 傍晚6:10", "2024-03-05T18:10:00"),
            ("2024年3月5日 中午11:30", "2024-03-05T11:30:00"),
            ("2024年3月5日 中午1:30", "2024-03-05T13:30:00"),
            ("2024年3月5日 中午12:30", "2024-03-05T12:30:00"),
            ("2024年3月5日 早上7:05", "2024-03-05T07:05:00"),
            ("2024年3月5日 凌晨12:05", "2024-03-05T00:05:00"),
            ("2024-03-05 星期二 14:02", "2024-03-05T14:02:00"),
            ("Tue Mar 05 14:02:33 +0800 2024", "2024-03-05T14:02:33"),
            ("March 5, 2024", "2024-03-05"),
            ("Wednesday, September 25, 2024", "2024-09-25"),
            ("5 Mar 2024 14:02", "2024-03-05T14:02:00"),
            ("2024-03-05-14.02.33", "2024-03-05T14:02:33"),
            ("2024-03-05-14.02.33.123456", "2024-03-05T14:02:33"),
            ("2024-03-05 25:99", "2024-03-05"),
        ];
        for (cell, want) in cases {
            let got = time(cell, DayOrder::Unknown).map(|t| t.to_string());
            assert_eq!(got.as_deref(), Some(want), "{cell}");
        }
    }

    #[test]
    fn nonsense_and_absurd_dates_are_no_times() {
        let cells = [
            "",
            "不知道什么时候",
            "3天前",
            "1900-01-01",
            "2101-01-01",
            "0000-00-00",
            "2024-02-30",
            "5",
            "123",
            "14:02",
            "03/05/2024",
            "24/3/5",
            "13812345678",
            "2024-03-05我买的",
            "2024年3月五日",
            "2024年三月5日",
            "2024-03-05 09:00-10:00",
            "2024-03-05 9:00 AM-10:00 AM",
            "2024-03-05T09:00-13:00",
            "1.2e10",
            "99999999999999999999",
        ];
        for cell in cells {
            assert_eq!(time(cell, DayOrder::Unknown), None, "{cell}");
        }
    }

    #[test]
    fn the_column_tells_day_from_month() {
        assert_eq!(day_order_of("25/12/2024 9:00"), Some(DayOrder::DayFirst));
        assert_eq!(day_order_of("12/25/2024"), Some(DayOrder::MonthFirst));
        assert_eq!(day_order_of("03/05/2024"), Some(DayOrder::Unknown));
        assert_eq!(day_order_of("2024/03/05"), None);
        let show = |order| time("03/05/2024", order).map(|t| t.to_string());
        assert_eq!(show(DayOrder::DayFirst).as_deref(), Some("2024-05-03"));
        assert_eq!(show(DayOrder::MonthFirst).as_deref(), Some("2024-03-05"));
    }

    proptest! {
        #[test]
        fn never_panics(s in "\\PC{0,90}") {
            let _ = (time(&s, DayOrder::DayFirst), day_order_of(&s));
        }

        #[test]
        fn never_panics_near_times(s in "[0-9０-９年月日时分:./TZ+ -]{0,30}") {
            let _ = (time(&s, DayOrder::MonthFirst), day_order_of(&s));
        }

        #[test]
        fn reads_what_a_stamp_writes(days in 7400i32..47_000, seconds in 0u32..86_400) {
            let stamp = Stamp::from_days(days, Some(seconds)).unwrap();
            prop_assert_eq!(time(&stamp.to_string(), DayOrder::Unknown), Some(stamp));
        }
    }
}
