//! Public holidays and sales festivals of `holidays.tsv`, by day.
//!
//! Not its job: what is done about them; alerts and the trend decide that.

use std::cmp::Reverse;

use crate::error::Result;
use crate::lang::{Lang, Say};
use crate::lexicon::{Dicts, Entry};
use crate::say;
use crate::time::Stamp;

/// A holiday or festival.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Holiday {
    /// In both languages.
    pub(super) name: Say,
    /// How many times the usual volume of feedback it may bring without being news.
    pub(super) times: f64,
}

/// A day of any year.
type MonthDay = (i8, i8);

/// Days with a name.
#[derive(Debug, Clone, Default)]
pub(super) struct Calendar {
    /// By their first day, with the day after their last; the latest first.
    dated: Vec<(i32, i32, Holiday)>,
    /// Each year's, by first and last month and day.
    yearly: Vec<(MonthDay, MonthDay, Holiday)>,
}

impl Calendar {
    /// Reads `holidays.tsv`.
    ///
    /// # Errors
    /// When days or the multiple of a line make no sense; names the line.
    pub(super) fn new(dicts: &Dicts) -> Result<Self> {
        let mut out = Self::default();
        for e in dicts.of("holidays") {
            let name = Say { zh: e.get("zh").to_owned(), en: e.get("en").to_owned() };
            let holiday = Holiday { name, times: times(e)? };
            let (first, last) = (e.get("first"), e.get("last"));
            match (day(e, first)?, day(e, last)?) {
                (Day::Dated(a), Day::Dated(b)) if a <= b => put(&mut out.dated, a, b + 1, holiday),
                (Day::Dated(_), Day::Dated(_)) => {
                    return Err(e.error(say!("`{first}` is after `{last}`", "`{first}` 晚于 `{last}`")));
                }
                (Day::Yearly(a), Day::Yearly(b)) => put(&mut out.yearly, a, b, holiday),
                _ => {
                    return Err(e.error(say!(
                        "`{first}` and `{last}`: both or none must have a year",
                        "`{first}` 与 `{last}`：须都写年份，或都不写"
                    )));
                }
            }
        }
        out.dated.sort_by_key(|(first, ..)| Reverse(*first));
        Ok(out)
    }

    /// All holidays that a day belongs to: those of its year alone, then those of each year.
    fn on(&self, day: i32) -> impl Iterator<Item = &Holiday> {
        let dated = self.dated.iter().filter(move |(first, end, _)| (*first..*end).contains(&day));
        let date = Stamp::from_days(day, None).map(|stamp| {
            let (_, month, of_month) = stamp.ymd();
            (month, of_month)
        });
        let yearly = self.yearly.iter().filter(move |(a, b, _)| date.is_some_and(|date| within(*a, *b, date)));
        dated.map(|(.., holiday)| holiday).chain(yearly.map(|(.., holiday)| holiday))
    }

    /// The holiday that a day belongs to; of several the one that may bring most, as a short one in its midst does not end a festival.
    pub(super) fn holiday(&self, day: i32) -> Option<&Holiday> {
        self.on(day).reduce(|most, h| if h.times > most.times { h } else { most })
    }

    /// The holidays between two days (the second exclusive), each once, in order.
    pub(super) fn names(&self, from: i32, to: i32, lang: Lang) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for name in (from..to).flat_map(|d| self.on(d)).map(|h| h.name.get(lang)) {
            if out.iter().all(|known| known != name) {
                out.push(name.to_owned());
            }
        }
        out
    }
}

/// Adds a holiday; a later line of the same days takes the place of an earlier one.
fn put<D: PartialEq>(list: &mut Vec<(D, D, Holiday)>, first: D, last: D, holiday: Holiday) {
    list.retain(|(a, b, _)| (a, b) != (&first, &last));
    list.push((first, last, holiday));
}

/// Whether a day of the year lies between two, which may stand on both sides of New Year.
fn within(first: MonthDay, last: MonthDay, day: MonthDay) -> bool {
    if first <= last { (first..=last).contains(&day) } else { day >= first || day <= last }
}

/// A day as it is written: `2026-02-15`, or `06-18` for each year.
enum Day {
    Dated(i32),
    Yearly(MonthDay),
}

fn day(e: &Entry, text: &str) -> Result<Day> {
    let is_yearly = text.len() <= "06-18".len();
    // 29 February is a day of some years.
    let dated = if is_yearly { format!("2024-{text}") } else { text.to_owned() };
    let Ok(at) = dated.parse::<Stamp>() else {
        return Err(e.error(say!(
            "`{text}` is no day (2026-02-15, or 06-18 for each year)",
            "`{text}` 不是日期（应为 2026-02-15，或每年的 06-18）"
        )));
    };
    let (_, month, of_month) = at.ymd();
    Ok(if is_yearly { Day::Yearly((month, of_month)) } else { Day::Dated(at.days()) })
}

/// How many times the usual volume is no news.
fn times(e: &Entry) -> Result<f64> {
    let text = e.get("times");
    let times = text.parse().ok().filter(|n: &f64| *n >= 0.0 && n.is_finite());
    times.ok_or_else(|| e.error(say!("`{text}` is not a number of 0 or more", "`{text}` 不是大于等于 0 的数字")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(day: &str) -> Option<String> {
        let calendar = Calendar::new(&Dicts::load(None).unwrap()).unwrap();
        let day = day.parse::<Stamp>().unwrap().days();
        calendar.holiday(day).map(|h| h.name.get(Lang::Zh).to_owned())
    }

    #[test]
    fn holidays_of_one_year_and_of_each() {
        assert_eq!(name("2026-02-15").as_deref(), Some("春节"));
        assert_eq!(name("2026-02-24"), None);
        assert_eq!(name("2031-06-18").as_deref(), Some("618"));
        assert_eq!(name("2026-03-03"), None);
        assert!(within((12, 30), (1, 2), (1, 1)) && !within((12, 30), (1, 2), (1, 3)));
    }

    #[test]
    fn a_short_holiday_does_not_end_a_festival_and_each_is_named_once() {
        assert_eq!(["2026-06-18", "2026-06-20", "2026-06-22"].map(|d| name(d).unwrap()), ["618"; 3]);
        let dir = tempfile::tempdir().unwrap();
        let own = "first\tlast\ttimes\tzh\ten\n2026-06-01\t2026-06-30\t3\t夏促\tSummer sale\n";
        let more = "2026-06-01\t2026-06-02\t1\t开业\tOpening\n11-01\t11-18\t5\t大促\tSale\n";
        std::fs::write(dir.path().join("holidays.tsv"), format!("{own}{more}")).unwrap();
        let calendar = Calendar::new(&Dicts::load(Some(dir.path())).unwrap()).unwrap();
        let day = |text: &str| text.parse::<Stamp>().unwrap().days();
        let named = |text: &str| calendar.holiday(day(text)).map(|h| (h.name.get(Lang::Zh), h.times));
        for text in ["2026-06-01", "2026-06-14", "2026-06-20", "2026-06-30"] {
            assert_eq!(named(text), Some(("夏促", 3.0)), "{text}");
        }
        let names = calendar.names(day("2026-06-01"), day("2026-07-01"), Lang::Zh);
        assert_eq!(names, ["夏促", "开业", "618", "端午"]);
        // Yours wins where the days are the same.
        assert_eq!(named("2026-11-11"), Some(("大促", 5.0)));
    }

    #[test]
    fn a_line_that_makes_no_sense_is_named() {
        let told = |line: &str| {
            let dir = tempfile::tempdir().unwrap();
            std::fs::write(dir.path().join("holidays.tsv"), format!("first\tlast\ttimes\n{line}\n")).unwrap();
            let made = Calendar::new(&Dicts::load(Some(dir.path())).unwrap());
            made.err().map(|e| e.message(Lang::En)).unwrap_or_default()
        };
        assert_eq!([told("2026-05-01\t2026-05-05\t2"), told("12-30\t01-02\t0.5")], ["", ""]);
        for (line, why) in [
            ("2026-05-05\t2026-05-01\t2", "is after"),
            ("2026-05-01\t05-05\t2", "both or none"),
            ("2026-05-01\t2026-05-32\t2", "`2026-05-32` is no day"),
            ("05-01\t05-05\tviel", "`viel` is not a number"),
            ("05-01\t05-05\t-2", "`-2` is not a number"),
        ] {
            let told = told(line);
            assert!(told.contains("holidays.tsv:2") && told.contains(why), "{line}: {told}");
        }
    }
}
