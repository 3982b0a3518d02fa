//! Dates with a year of two digits: `24-03-05`, `3/5/24 9:12`, `05-Mar-24`, `05-3月 -24 09.12.00.000000 上午`. One cell alone tells too little, so a column
//! is asked: all of its cells have to be such dates in one order, and no other order may do as well. Only for columns whose header promises times: plain
//! codes look the same.

use super::parts::Parts;
use crate::time::Stamp;

/// Years that feedback is from: `24-03-05` is not of 2005.
const YEARS: std::ops::RangeInclusive<u64> = 10..=49;

/// Years between two readings of a column of which the later one is likelier, and most years that it may be of.
const LONG: u64 = 6;
const FEW: usize = 4;

/// Where a column has its year of two digits, and which number is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) enum Short {
    /// First: `24-03-05`.
    Year,
    /// First: `5/3/24`, and wherever the month has its name.
    Day,
    /// First: `3/5/24`.
    Month,
}

impl Short {
    /// The order of a column's cells, empty ones apart; `None` where some are something else, or nothing tells the order.
    pub(in crate::ingest) fn of_column<'c>(cells: impl Iterator<Item = &'c str>) -> Option<Self> {
        let mut orders = Vec::from([Self::Year, Self::Day, Self::Month].map(|order| (order, Vec::<u64>::new())));
        for cell in cells.map(str::trim).filter(|c| !c.is_empty()) {
            let parts = Parts::of(cell).filter(Self::fits)?;
            orders.retain_mut(|(order, years)| {
                let date = order.date(&parts);
                years.extend(date.map(|(year, ..)| year));
                date.is_some()
            });
        }
        orders.retain(|(_, years)| !years.is_empty());
        for (_, years) in &mut orders {
            years.sort_unstable();
            years.dedup();
        }
        // Feedback of one file is from few years, and from many days; but two years may share their only day, as 23-11-11 and 24-11-11 do.
        orders.sort_by_key(|(_, years)| years.len());
        match &orders[..] {
            [(only, _)] => Some(*only),
            [(best, a), others @ ..] if others.iter().all(|(_, b)| a.len() < b.len() && !is_older(a, b)) => Some(*best),
            _ => None,
        }
    }

    /// The numbers of a day, of two digits at most, and no year among them.
    pub(super) fn fits(parts: &Parts) -> bool {
        let (date, of_day) = (parts.date(), parts.of_day());
        (date.len() == of_day || parts.dotted().is_some()) && date.iter().take(of_day).all(|n| n.digits <= 2)
    }

    /// The time of a cell in a column of this order.
    pub(super) fn time(self, cell: &str) -> Option<Stamp> {
        let parts = Parts::of(cell).filter(Self::fits)?;
        let (year, month, day) = self.date(&parts)?;
        parts.on(2000 + year, month, day)
    }

    /// Year, month and day, where they can be that.
    fn date(self, parts: &Parts) -> Option<(u64, u64, u64)> {
        let (year, month, day) = match (self, parts.date(), parts.month) {
            (Self::Year, [a, b, c, ..], None) => (a, b.value, c),
            (Self::Day, [a, b, c, ..], None) => (c, b.value, a),
            (Self::Month, [a, b, c, ..], None) => (c, a.value, b),
            (Self::Day, [a, b, ..], Some(month)) => (b, month, a),
            _ => return None,
        };
        let sound = year.digits == 2 && YEARS.contains(&year.value);
        let exists = parts.on(2000 + year.value, month, day.value).is_some();
        (sound && exists).then_some((year.value, month, day.value))
    }
}

/// Whether years lie so long before others, which are as few as one file may be from, that these are rather the years.
fn is_older(years: &[u64], others: &[u64]) -> bool {
    let gap = others.first().zip(years.last()).is_some_and(|(other, year)| *other > year + LONG);
    gap && others.len() <= FEW
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(cells: &[&str]) -> Option<Short> {
        Short::of_column(cells.iter().copied())
    }

    #[test]
    fn the_column_tells_the_order() {
        assert_eq!(order(&["24-03-05", "24-03-06", "", "24-03-17 9:12"]), Some(Short::Year));
        assert_eq!(order(&["24-03-15", "24-03-16"]), Some(Short::Year), "one year rather than two");
        assert_eq!(order(&["3/5/24 9:12", "3/25/24 9:12"]), Some(Short::Month));
        assert_eq!(order(&["5/3/24", "25/3/24"]), Some(Short::Day));
        assert_eq!(order(&["25/11/24", "26/11/24"]), Some(Short::Day), "one year, and no older than the other two");
        assert_eq!(order(&["22/3/15", "23/3/15", "24/3/15", "25/3/15", "26/3/15"]), Some(Short::Day), "five days");
        assert_eq!(Short::Month.time("3/5/24 9:12").map(|t| t.to_string()).as_deref(), Some("2024-03-05T09:12:00"));
        assert_eq!(order(&["05-MAR-24", "06-MAR-24"]), Some(Short::Day));
        assert_eq!(order(&["11-Mar-24"]), Some(Short::Day), "a month by its name stands between day and year");
        let oracle = ["05-3月 -24 02.12.33.000000000 下午", "25-3月 -24 02.12.33.000000000 下午"];
        assert_eq!(order(&oracle), Some(Short::Day));
        for (cell, want) in [
            ("5-Mar-24", "2024-03-05"),
            ("05-MAR-24 02.12.33.000000 PM", "2024-03-05T14:12:33"),
            (oracle[0], "2024-03-05T14:12:33"),
        ] {
            assert_eq!(Short::Day.time(cell).map(|t| t.to_string()).as_deref(), Some(want), "{cell}");
        }
        assert_eq!(Short::Year.time("24-03-05").map(|t| t.to_string()).as_deref(), Some("2024-03-05"));
    }

    #[test]
    fn what_tells_no_order_is_not_read() {
        assert_eq!(order(&["3/5/24", "4/5/24"]), None, "day or month");
        assert_eq!(order(&["3/25/24", "25/3/24"]), None, "two orders in one column");
        assert_eq!(order(&["24-03-05", "3天前"]), None);
        assert_eq!(order(&["23-11-11", "23-11-11", "24-11-11"]), None, "days of 2011, or one day of two years");
        assert_eq!(order(&["24-03-15", "24-06-15", "25-01-15"]), None, "days of 2015, or the 15th of two years");
        assert_eq!(order(&["10-11-12"]), None);
        assert_eq!(order(&["24-31-31"]), None);
        assert_eq!(order(&["2024-03-05"]), None);
        assert_eq!(order(&["", " "]), None);
        assert_eq!(Short::Year.time("99-03-05"), None);
    }
}
