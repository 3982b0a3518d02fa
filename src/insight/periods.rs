//! The periods of a run: days, weeks or months by the span of the data, without gaps.

use crate::aggregate::days::Days;
use crate::aggregate::tally::Tally;
use crate::time::Stamp;

/// Up to this many days, days are shown; up to this many weeks, weeks; beyond, months.
const DAYS: i32 = 45;
const WEEKS: i32 = 26;

/// Beyond this many periods (a stray date of the last century) those without feedback are left out.
const MOST: i32 = 1_500;

/// What a point of a trend stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Week,
    Month,
}

impl Unit {
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// First day of the period that `day` lies in.
    fn start(self, day: i32) -> i32 {
        let Some(stamp) = Stamp::from_days(day, None) else { return day };
        match self {
            Self::Day => day,
            Self::Week => day - stamp.weekday(),
            Self::Month => day - i32::from(stamp.ymd().2) + 1,
        }
    }

    /// First day of the next period.
    fn next(self, start: i32) -> i32 {
        match self {
            Self::Day => start + 1,
            Self::Week => start + 7,
            // No month has more than 31 days, and 31 days after its first lies in the next one.
            Self::Month => self.start(start + 31),
        }
    }

    fn name(self, start: i32) -> String {
        let Some(stamp) = Stamp::from_days(start, None) else { return String::new() };
        let (year, month, _) = stamp.ymd();
        match self {
            Self::Day => stamp.date_string(),
            Self::Month => format!("{year:04}-{month:02}"),
            Self::Week => week_name(start),
        }
    }
}

/// ISO 8601: the week belongs to the year of its Thursday.
fn week_name(monday: i32) -> String {
    let Some(thursday) = Stamp::from_days(monday + 3, None) else { return String::new() };
    let year = thursday.ymd().0;
    let first = Stamp::date(year, 1, 1).map_or(monday, Stamp::days);
    format!("{year:04}-W{:02}", (monday + 3 - first) / 7 + 1)
}

/// One period with its feedback.
#[derive(Debug, Clone)]
pub(super) struct Period {
    pub(super) name: String,
    pub(super) start: i32,
    /// First day after it.
    pub(super) end: i32,
    /// The data covers it from its first to its last day.
    pub(super) complete: bool,
    pub(super) day: Tally,
}

/// All periods, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Periods {
    pub(super) unit: Option<Unit>,
    pub(super) list: Vec<Period>,
    /// First and last day with feedback.
    pub(super) span: Option<(i32, i32)>,
}

impl Periods {
    pub(super) fn of(days: &Days) -> Self {
        let Some((first, last)) = days.span() else { return Self::default() };
        let length = last - first + 1;
        let unit = if length <= DAYS {
            Unit::Day
        } else if length <= WEEKS * 7 {
            Unit::Week
        } else {
            Unit::Month
        };
        let mut list = Vec::new();
        let skip_gaps = length / 30 > MOST;
        let mut start = unit.start(first);
        while start <= last {
            let end = unit.next(start);
            let mut day = Tally::default();
            days.days.range(start..end).for_each(|(_, d)| day.merge(d.clone()));
            let complete = start >= first && end - 1 <= last;
            if day.rows > 0 || !skip_gaps {
                list.push(Period { name: unit.name(start), start, end, complete, day });
            }
            start = end;
        }
        Self { unit: Some(unit), list, span: Some((first, last)) }
    }

    /// The place of the period that a day lies in.
    pub(super) fn place(&self, day: i32) -> Option<usize> {
        let i = self.list.partition_point(|p| p.end <= day);
        (self.list.get(i)?.start <= day).then_some(i)
    }

    /// What the period that a day lies in is called.
    pub(super) fn name(&self, day: i32) -> Option<String> {
        self.place(day).map(|i| self.list[i].name.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(first: &str, last: &str) -> Vec<String> {
        let mut days = Days::default();
        for d in [first, last] {
            days.days.insert(d.parse::<Stamp>().unwrap().days(), Tally { rows: 1, ..Tally::default() });
        }
        let p = Periods::of(&days);
        p.list.iter().map(|x| format!("{}{}", x.name, if x.complete { "" } else { "*" })).collect()
    }

    #[test]
    fn weeks_follow_iso_8601_and_gaps_are_filled() {
        let n = names("2025-12-30", "2026-02-15");
        assert_eq!((n.len(), n[0].as_str(), n[1].as_str(), n[6].as_str()), (7, "2026-W01*", "2026-W02", "2026-W07"));
        assert_eq!(names("2020-12-28", "2021-03-08")[0], "2020-W53");
    }

    #[test]
    fn unit_by_span() {
        assert_eq!(names("2026-01-01", "2026-02-14").len(), 45);
        assert_eq!(
            names("2026-01-01", "2026-08-31"),
            ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08"]
        );
        assert_eq!(names("2026-01-15", "2026-12-30").last().unwrap(), "2026-12*");
    }
}
