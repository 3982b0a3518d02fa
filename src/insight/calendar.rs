//! Public holidays and sales festivals of `holidays.tsv`, by day.
//!
//! Not its job: what is done about them; alerts and the trend decide that.

use std::collections::BTreeMap;

use crate::lang::Lang;
use crate::lexicon::Dicts;
use crate::time::Stamp;

/// A holiday or festival.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Holiday {
    zh: String,
    en: String,
    /// How many times the usual volume of feedback it may bring without being news.
    pub(super) times: f64,
}

/// A day of any year.
type MonthDay = (i8, i8);

/// Days with a name.
#[derive(Debug, Clone, Default)]
pub(super) struct Calendar {
    /// By their first day, with the day after their last.
    dated: BTreeMap<i32, (i32, Holiday)>,
    /// Each year's, by first and last month and day.
    yearly: Vec<(MonthDay, MonthDay, Holiday)>,
}

impl Calendar {
    /// Reads `holidays.tsv`. Lines whose days cannot be read are left out: `voc dict check` tells of them.
    pub(super) fn new(dicts: &Dicts) -> Self {
        let mut out = Self::default();
        for e in dicts.of("holidays") {
            let times = e.get("times").parse().unwrap_or(1.0);
            let holiday = Holiday { zh: e.get("zh").to_owned(), en: e.get("en").to_owned(), times };
            let (first, last) = (e.get("first"), e.get("last"));
            if let (Ok(a), Ok(b)) = (first.parse::<Stamp>(), last.parse::<Stamp>()) {
                out.dated.insert(a.days(), (b.days() + 1, holiday));
            } else if let (Some(a), Some(b)) = (month_day(first), month_day(last)) {
                out.yearly.push((a, b, holiday));
            }
        }
        out
    }

    /// The holiday that a day belongs to.
    pub(super) fn holiday(&self, day: i32) -> Option<&Holiday> {
        let dated = self.dated.range(..=day).next_back().filter(|(_, (end, _))| day < *end).map(|(_, (_, h))| h);
        dated.or_else(|| {
            let (_, month, d) = Stamp::from_days(day, None)?.ymd();
            self.yearly.iter().find(|(a, b, _)| within(*a, *b, (month, d))).map(|(_, _, h)| h)
        })
    }
}

impl Calendar {
    /// The holidays between two days (the second exclusive), each once, in order.
    pub(super) fn names(&self, from: i32, to: i32, lang: Lang) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for name in (from..to).filter_map(|d| self.holiday(d)).map(|h| h.name(lang)) {
            if out.last().is_none_or(|l| l != name) {
                out.push(name.to_owned());
            }
        }
        out
    }
}

impl Holiday {
    /// In the report's language.
    pub(super) fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// Whether a day of the year lies between two, which may stand on both sides of New Year.
fn within(first: MonthDay, last: MonthDay, day: MonthDay) -> bool {
    if first <= last { (first..=last).contains(&day) } else { day >= first || day <= last }
}

/// `06-18`.
fn month_day(text: &str) -> Option<MonthDay> {
    let (month, day) = text.split_once('-')?;
    Some((month.parse().ok()?, day.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(day: &str) -> Option<String> {
        let calendar = Calendar::new(&Dicts::load(None).unwrap());
        let day = day.parse::<Stamp>().unwrap().days();
        calendar.holiday(day).map(|h| h.name(Lang::Zh).to_owned())
    }

    #[test]
    fn holidays_of_one_year_and_of_each() {
        assert_eq!(name("2026-02-15").as_deref(), Some("春节"));
        assert_eq!(name("2026-02-24"), None);
        assert_eq!(name("2031-06-18").as_deref(), Some("618"));
        assert_eq!(name("2026-03-03"), None);
        assert!(within((12, 30), (1, 2), (1, 1)) && !within((12, 30), (1, 2), (1, 3)));
    }
}
