//! Volume and satisfaction over time.

use crate::aggregate::Partial;
use crate::aggregate::days::Days;
use crate::aggregate::tally::{Counts, merge_counts};
use crate::number::{float, round};
use crate::record::Name;
use crate::report::{Caution, Trend, TrendPoint, Weekday};
use crate::time::Stamp;

use super::periods::{Period, Periods};
use super::stars::Stars;
use super::stats::{self, rate_from};
use super::week::worse_days;
use super::{Context, day_string};

/// Fewer rows than this in a period give no share and no mean.
const LEAST: u64 = 10;

/// Aspects that are followed: the most complained of.
const ASPECTS: usize = 10;

/// Days with feedback from which a week has a pattern: twelve first days of months tell none.
const LEAST_DAYS: usize = 28;

/// One point for each period, gaps included, of the days of a run, or of a whole history that holds them; ratings are those of the run, `own`.
pub(super) fn trend(days: &Days, periods: &Periods, own: &Partial, cx: &Context) -> Trend {
    let mut cautions = Vec::new();
    if periods.list.is_empty() {
        cautions.push(Caution::NoTimes);
    } else if periods.list.iter().all(|p| p.day.rows < LEAST) {
        cautions.push(Caution::TooLittleData);
    }
    if days.stray > 0 {
        cautions.push(Caution::StrayTimes);
    }
    let aspects = followed(days);
    let stars = Stars::of(&own.scores);
    Trend {
        unit: periods.unit.map(|u| u.id().to_owned()),
        points: periods.list.iter().map(|p| point(p, &aspects, (&own.days, stars), cx)).collect(),
        weekdays: weekdays(days, periods),
        worse_days: has_weeks(days).then(|| worse_days(days)).flatten(),
        undated: days.undated + days.stray,
        cautions,
    }
}

/// The aspects most complained of.
fn followed(days: &Days) -> Vec<Name> {
    let mut all = Counts::new();
    days.days.values().for_each(|d| merge_counts(&mut all, d.aspects.clone()));
    let mut list: Vec<(u64, Name)> = all.into_iter().map(|(a, n)| (n, a)).collect();
    list.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    list.into_iter().take(ASPECTS).map(|(_, a)| a).collect()
}

/// Whether there are days enough to tell a pattern of the week.
fn has_weeks(days: &Days) -> bool {
    days.days.values().filter(|d| d.rows > 0).count() >= LEAST_DAYS
}

/// Rows by day of the week, against an average day. Days without any rows count as days.
fn weekdays(days: &Days, periods: &Periods) -> Vec<Weekday> {
    let Some((first, last)) = periods.span.filter(|_| has_weeks(days)) else {
        return Vec::new();
    };
    let mut list = [(0u64, 0u64); 7];
    for (day, d) in &days.days {
        let at = Stamp::from_days(*day, None).map_or(0, Stamp::weekday).rem_euclid(7);
        let (rows, negative) = &mut list[usize::try_from(at).unwrap_or(0)];
        *rows += d.rows;
        *negative += d.negative;
    }
    let all = float(list.iter().map(|l| l.0).sum());
    let length = f64::from(last - first + 1);
    let monday = Stamp::from_days(first, None).map_or(0, Stamp::weekday);
    (1u8..)
        .zip(list)
        .map(|(weekday, (count, negative))| {
            // How often this day of the week lies in the span.
            let offset = (i32::from(weekday) - 1 - monday).rem_euclid(7);
            let times = f64::from((last - first - offset).div_euclid(7) + 1);
            let index = round(float(count) / times / (all / length).max(1e-9), 2);
            Weekday { weekday, count, index, negative: rate_from(negative, count, LEAST) }
        })
        .collect()
}

fn point(p: &Period, aspects: &[Name], (own, stars): (&Days, Option<Stars>), cx: &Context) -> TrendPoint {
    let d = &p.day;
    let (rows, given) = own.outcome(p.start..p.end);
    // A store keeps no ratings by day: where other runs have rows of the period, those of this one are but a part of it.
    let stars = stars.filter(|_| rows == d.rows);
    let (nps, nps_shares) = stars.and_then(|s| s.nps(&given, LEAST)).unzip();
    TrendPoint {
        period: p.name.clone(),
        start: day_string(p.start),
        count: d.rows,
        satisfaction: stats::level(d.outcome.text(), LEAST),
        rating: stars.map(|s| s.mean(&given, LEAST)).unwrap_or_default(),
        nps,
        nps_shares,
        negative: rate_from(d.negative, d.rows, LEAST),
        complaints: rate_from(d.complaints, d.rows, LEAST),
        major: d.major,
        natures: d.natures.iter().map(|(id, n)| (id.to_string(), *n)).collect(),
        aspects: aspects.iter().filter_map(|a| Some((a.to_string(), *d.aspects.get(a)?))).collect(),
        holidays: cx.labels.calendar.names(p.start, p.end, cx.lang),
        complete: p.complete,
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::day_string;
    use crate::insight::testing::{Row, report};

    #[test]
    fn days_of_feedback_that_are_far_apart_have_no_week() {
        let weekdays = |every: i32, days: i32| {
            let rows = (0..days).flat_map(|d| (0..10).map(move |i| (d, i)));
            let row = |(d, i): (i32, i32)| {
                let n = u64::try_from(10 * d + i).unwrap();
                Row::new(n, &format!("第{n}条")).day(&day_string(20_515 + every * d)).build()
            };
            report(&rows.map(row).collect::<Vec<_>>()).trend.weekdays.len()
        };
        assert_eq!((weekdays(30, 12), weekdays(2, 27), weekdays(2, 28)), (0, 0, 7));
    }
}
