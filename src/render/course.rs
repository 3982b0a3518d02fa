//! The trend in a few figures, and how the course of each reads: shared by the terminal and Markdown.

use crate::number::float;
use crate::report::{Report, Trend, TrendPoint};

use super::words::Words;

/// Keys of the days of the week, Monday first.
const WEEKDAYS: [&str; 7] = ["weekday.1", "weekday.2", "weekday.3", "weekday.4", "weekday.5", "weekday.6", "weekday.7"];

/// The name of a day of the week; 1 is Monday.
pub(super) fn weekday<'w>(day: u8, w: &Words<'w>) -> &'w str {
    w.t(WEEKDAYS[usize::from(day.clamp(1, 7)) - 1])
}

/// On which weekdays more texts are negative than on the others, in one sentence; nothing where none stands out.
pub(super) fn worse_days(t: &Trend, w: &Words) -> Option<String> {
    let worse = t.worse_days.as_ref()?;
    let days: Vec<&str> = worse.weekdays.iter().map(|d| weekday(*d, w)).collect();
    let (negative, others) = (Words::portion_of(&worse.negative), Words::portion_of(&worse.others));
    Some(w.fill("trend.worse_days", &[("days", &days.join(w.comma())), ("negative", &negative), ("others", &others)]))
}

/// That there is no alert; without times hardly any can be given.
pub(super) fn no_alerts<'w>(report: &Report, words: &Words<'w>) -> &'w str {
    words.t(if report.trend.unit.is_none() { "alerts.none_undated" } else { "alerts.none" })
}

/// A figure of the trend.
pub(super) struct Course {
    /// The key of its label.
    pub(super) key: &'static str,
    /// Its value in a period.
    pub(super) get: fn(&TrendPoint) -> Option<f64>,
    /// Whether its line starts at 0.
    pub(super) from_zero: bool,
    /// How a value reads.
    show: fn(f64) -> String,
}

/// All of them, in reading order.
pub(super) const COURSES: [Course; 6] = [
    Course { key: "trend.count", get: |p| Some(float(p.count)), from_zero: true, show: |v| format!("{v:.0}") },
    Course { key: "trend.satisfaction", get: |p| p.satisfaction.value, from_zero: false, show: |v| format!("{v:.2}") },
    Course { key: "trend.rating", get: |p| p.rating.value, from_zero: false, show: |v| format!("{v:.2}") },
    Course { key: "trend.nps", get: |p| p.nps.and_then(|e| e.value), from_zero: false, show: |v| format!("{v:+.1}") },
    Course {
        key: "trend.complaints",
        get: |p| p.complaints.share,
        from_zero: true,
        show: |v| format!("{:.1}%", v * 100.0),
    },
    Course { key: "trend.major", get: |p| Some(float(p.major)), from_zero: true, show: |v| format!("{v:.0}") },
];

/// That the data cover the first or the last of these periods only in part: what it starts from or ends with is no whole period's.
pub(super) fn partial<'w>(points: &[TrendPoint], w: &'w Words) -> &'w str {
    let cut = |p: Option<&TrendPoint>| p.is_some_and(|p| !p.complete);
    match (cut(points.first()), cut(points.last())) {
        (true, true) if points.len() > 1 => w.t("trend.partial.both"),
        (_, true) => w.t("trend.partial"),
        (true, false) => w.t("trend.partial.first"),
        (false, false) => "",
    }
}

impl Course {
    /// First and last value, least and greatest: `51 → 41` and `19–80`; nothing where no period has the figure.
    pub(super) fn read(&self, values: &[Option<f64>]) -> Option<(String, String)> {
        let known: Vec<f64> = values.iter().flatten().copied().collect();
        let (first, last) = known.first().zip(known.last())?;
        let peak = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let bottom = known.iter().copied().fold(f64::INFINITY, f64::min);
        let show = self.show;
        Some((format!("{} → {}", show(*first), show(*last)), format!("{}–{}", show(bottom), show(peak))))
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::Lang;
    use crate::render::fixture::{fixture, messages, shown};
    use crate::render::{Format, Section, Sections, Settings};
    use crate::report::{Rate, WorseDays};

    #[test]
    fn that_a_period_is_incomplete_stands_apart_in_english() {
        let mut r = fixture();
        r.trend.points.last_mut().unwrap().complete = false;
        let english = Settings { lang: Lang::En, top: Some(20), ..Settings::new(messages()) };
        assert!(shown(&r, Format::Markdown, &english).contains("2026-03-30 (the last period is incomplete)"));
    }

    #[test]
    fn weekdays_that_stand_out_are_told_in_every_format_for_people() {
        let mut r = fixture();
        let settings = Settings { sections: Sections::only(&[Section::Trend]), ..Settings::new(messages()) };
        let told = |r: &crate::report::Report| {
            let sentence = "周六、周日差评更多：54.0% (54/100)，其余各日 25.0% (50/200)";
            [Format::Markdown, Format::Text, Format::Html].map(|f| shown(r, f, &settings).contains(sentence))
        };
        assert_eq!(told(&r), [false; 3]);
        let rate = |count, of, share| Rate { count, of, share: Some(share), low: None, high: None };
        r.trend.worse_days =
            Some(WorseDays { weekdays: vec![6, 7], negative: rate(54, 100, 0.54), others: rate(50, 200, 0.25) });
        assert_eq!(told(&r), [true; 3]);
    }
}
