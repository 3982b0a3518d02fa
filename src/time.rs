//! Points in time as feedback states them: a civil date, with or without a time of day, without a zone.
//!
//! Only calendar arithmetic; no clock is ever read. Parsing of the many forms in exports is `ingest::value`'s job.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A civil date, and the time of day where one was stated. Ordered in time; a bare date stands at its midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(transparent)]
pub struct Stamp(#[schemars(with = "String")] Inner);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Inner {
    at: DateTime,
    timed: bool,
}

impl Stamp {
    /// A date without a time of day; `None` where there is no such date.
    pub fn date(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(|d| Self(Inner { at: d.into(), timed: false }))
    }

    /// The same date with a time of day; `None` where there is no such time.
    pub fn at(self, hour: i8, minute: i8, second: i8) -> Option<Self> {
        let at = self.0.at.with().hour(hour).minute(minute).second(second).subsec_nanosecond(0).build().ok()?;
        Some(Self(Inner { at, timed: true }))
    }

    /// Days since 1970-01-01 and seconds of the day.
    pub fn from_days(days: i32, seconds: Option<u32>) -> Option<Self> {
        let epoch = Date::constant(1970, 1, 1);
        let d = epoch.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
        let bare = Self(Inner { at: d.into(), timed: false });
        match seconds {
            None => Some(bare),
            Some(s) if s < 86_400 => {
                let part = |x: u32| i8::try_from(x).ok();
                bare.at(part(s / 3600)?, part(s / 60 % 60)?, part(s % 60)?)
            }
            Some(_) => None,
        }
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i32 {
        let epoch = Date::constant(1970, 1, 1);
        self.0.at.date().since(epoch).map_or(0, |s| s.get_days())
    }

    /// Minutes since 1970-01-01.
    fn minutes(self) -> i64 {
        i64::from(self.days()) * 1440 + i64::from(self.0.at.hour()) * 60 + i64::from(self.0.at.minute())
    }

    /// Whole hours to a later point; a bare date lasts to the end of its day. `None` where less than one is left.
    pub fn hours_to(self, later: Self) -> Option<u32> {
        let end = later.minutes() + if later.0.timed { 0 } else { 1440 };
        u32::try_from((end - self.minutes()) / 60).ok().filter(|hours| *hours > 0)
    }

    /// Moves by whole seconds (time zones); a bare date stays.
    pub fn shift_seconds(self, seconds: i64) -> Option<Self> {
        if !self.0.timed {
            return Some(self);
        }
        let at = self.0.at.checked_add(jiff::Span::new().try_seconds(seconds).ok()?).ok()?;
        Some(Self(Inner { at, timed: true }))
    }

    /// Year, month, day.
    pub fn ymd(self) -> (i16, i8, i8) {
        (self.0.at.year(), self.0.at.month(), self.0.at.day())
    }

    /// Hour 0–23, where a time of day was stated.
    pub fn hour(self) -> Option<i8> {
        self.0.timed.then(|| self.0.at.hour())
    }

    /// Day of the week, Monday 0 … Sunday 6.
    pub fn weekday(self) -> i32 {
        // 1970-01-01 was a Thursday.
        (self.days() + 3).rem_euclid(7)
    }

    /// The date alone, as `2026-03-01`.
    pub fn date_string(self) -> String {
        self.0.at.date().to_string()
    }
}

/// `2026-03-01` for a day by its number since 1970-01-01; nothing for one that no calendar has.
pub fn day_string(day: i32) -> String {
    Stamp::from_days(day, None).map(Stamp::date_string).unwrap_or_default()
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.timed { write!(f, "{}", self.0.at) } else { write!(f, "{}", self.0.at.date()) }
    }
}

impl FromStr for Stamp {
    type Err = ();

    /// Reads what [`fmt::Display`] writes, and what columns of times become: a space for the `T`, and midnight where there was a date
    /// alone. Other forms are `ingest::value`'s.
    fn from_str(s: &str) -> Result<Self, ()> {
        let own = s.contains('T');
        if own || s.contains(' ') {
            let at = s.parse::<DateTime>().map_err(|_| ())?;
            let at = at.with().subsec_nanosecond(0).build().map_err(|_| ())?;
            Ok(Self(Inner { at, timed: own || at.time() != Time::midnight() }))
        } else {
            let d = s.parse::<Date>().map_err(|_| ())?;
            Ok(Self(Inner { at: d.into(), timed: false }))
        }
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Stamp {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let s = std::borrow::Cow::<str>::deserialize(d)?;
        s.parse().map_err(|()| serde::de::Error::custom(format!("`{s}` is not a time such as 2026-03-01T09:12:00")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_a_time_of_day_only_where_one_was_stated() {
        let d = Stamp::date(2026, 3, 1).unwrap();
        assert_eq!(d.to_string(), "2026-03-01");
        assert_eq!(d.at(9, 12, 0).unwrap().to_string(), "2026-03-01T09:12:00");
    }

    #[test]
    fn days_and_back() {
        for days in [-25_000, -1, 0, 1, 20_500] {
            assert_eq!(Stamp::from_days(days, None).unwrap().days(), days);
        }
        assert_eq!(Stamp::date(2026, 11, 23).unwrap().weekday(), 0);
    }

    #[test]
    fn hours_to_a_deadline_are_whole_and_a_day_lasts_to_its_end() {
        let hours = |a: &str, b: &str| a.parse::<Stamp>().unwrap().hours_to(b.parse().unwrap());
        assert_eq!(hours("2026-03-01T09:30:00", "2026-03-02T10:00:00"), Some(24));
        assert_eq!(hours("2026-03-01T09:30:00", "2026-03-01"), Some(14));
        assert_eq!(hours("2026-03-01", "2026-03-03"), Some(72));
        assert_eq!(hours("2026-03-01T09:30:00", "2026-03-01T10:00:00"), None);
        assert_eq!(hours("2026-03-02T09:30:00", "2026-03-01T10:00:00"), None);
    }

    #[test]
    fn reads_what_it_writes() {
        for s in ["2026-03-01", "2026-03-01T09:12:00"] {
            assert_eq!(s.parse::<Stamp>().unwrap().to_string(), s);
        }
        assert!("2026-02-30".parse::<Stamp>().is_err());
    }

    #[test]
    fn reads_what_columns_of_times_become() {
        for (s, read) in [
            ("2026-03-01 09:12:00", "2026-03-01T09:12:00"),
            ("2026-03-01 09:12:00.500", "2026-03-01T09:12:00"),
            ("2026-03-01 00:00:00", "2026-03-01"),
            ("2026-03-01T00:00:00", "2026-03-01T00:00:00"),
        ] {
            assert_eq!(s.parse::<Stamp>().unwrap().to_string(), read);
        }
    }
}
