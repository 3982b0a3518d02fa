//! What changed lately: the last four weeks against the four before, or the halves of a file that covers less, by the statistics of `compare`.
//!
//! Weeks are counted back from the last day of the data, whatever weekday it is: no volumes are compared, so a last day that is cut off does no harm, and
//! each stretch has every weekday four times. A file of many months is compared over four weeks, too. Where a history has to help
//! out there are no ratings: a store keeps none by day.

use crate::aggregate::Partial;
use crate::aggregate::days::Days;
use crate::aggregate::scale::Scale;
use crate::aggregate::sides::UNNAMED;
use crate::aggregate::tally::{Moments, Tally};
use crate::lexicon::OUTCOMES;
use crate::report::{Caution, Change, PeriodChange, Stretch};

use super::compare::{LEAST_ROWS, figures, tested};
use super::past::Past;
use super::{Context, day_string};

/// Days of four weeks.
const WEEKS: i32 = 28;

/// Themes told.
const MOST: usize = 3;

/// What changed in the rows of a run; in the days of its history where these give four weeks against four and the rows alone do not.
pub(super) fn change(p: &Partial, past: Option<&Past>, cx: &Context) -> PeriodChange {
    let own = of_days(&p.days, p.scores.scale(), cx);
    let is_of_weeks = |c: &PeriodChange| c.unit.as_deref() == Some("weeks");
    let past = past.filter(|_| !is_of_weeks(&own)).map(|h| of_days(h.days(), None, cx));
    past.filter(is_of_weeks).unwrap_or(own)
}

/// The last stretch against the one before; `scale` is that of the ratings.
fn of_days(days: &Days, scale: Option<Scale>, cx: &Context) -> PeriodChange {
    let without = |why| PeriodChange { cautions: vec![why], ..PeriodChange::default() };
    let Some(span) = days.span() else { return without(Caution::NoTimes) };
    let Some((unit, stretches)) = divided(span) else { return without(Caution::TooLittleData) };
    let [before, after] = stretches.map(|(first, last)| Side::of(days, first, last, scale));
    if before.all.rows.min(after.all.rows) < LEAST_ROWS {
        return without(Caution::TooLittleData);
    }
    let figures = compared(&before, &after, scale, cx);
    let themes = themes(&before.all, &after.all, way(&figures), cx);
    let [before, after] = [before, after].map(|s| Some(s.stretch()));
    PeriodChange { unit: Some(unit.to_owned()), before, after, figures, themes, cautions: Vec::new() }
}

/// First and last day of the two stretches, and what they are; none where all is of one day.
fn divided((first, last): (i32, i32)) -> Option<(&'static str, [(i32, i32); 2])> {
    let days = last - first + 1;
    if days >= 2 * WEEKS {
        return Some(("weeks", [(last - 2 * WEEKS + 1, last - WEEKS), (last - WEEKS + 1, last)]));
    }
    // The odd day in the middle belongs to the first half.
    let half = days / 2;
    (half > 0).then(|| ("halves", [(first, last - half), (last - half + 1, last)]))
}

/// All rows of a stretch.
struct Side {
    first: i32,
    last: i32,
    all: Tally,
    /// Ratings, those without words among them.
    ratings: Moments,
}

impl Side {
    fn of(days: &Days, first: i32, last: i32, scale: Option<Scale>) -> Self {
        let mut all = Tally::default();
        days.days.range(first..=last).for_each(|(_, d)| all.merge(d.clone()));
        let mut given = all.outcome.rating;
        days.wordless.range(first..=last).for_each(|(_, o)| given.merge(o.rating));
        Self { first, last, all, ratings: scale.map_or_else(Moments::default, |s| given.on(s)) }
    }

    fn stretch(self) -> Stretch {
        Stretch { first: day_string(self.first), last: day_string(self.last), rows: self.all.rows }
    }
}

/// The figures of both, tested together.
fn compared(before: &Side, after: &Side, scale: Option<Scale>, cx: &Context) -> Vec<Change> {
    let tallies = [&before.all, &after.all];
    let outcomes = tallies.map(|t| &t.outcome);
    let mut out = vec![figures::satisfaction(outcomes, cx)];
    out.extend(scale.and_then(|s| figures::rating(s, [before.ratings, after.ratings], cx)));
    out.extend([
        figures::csat(outcomes, cx),
        figures::share("complaints", tallies.map(|t| [t.complaints, t.rows]), cx),
        figures::share("major", tallies.map(|t| [t.major, t.rows]), cx),
    ]);
    tested(out)
}

/// Which way the share of complaints went, where that can be said.
fn way(figures: &[Change]) -> Option<&'static str> {
    let verdict = figures.iter().find(|c| c.id == "complaints").map_or("", |c| c.verdict.as_str());
    ["better", "worse"].into_iter().find(|way| verdict.ends_with(way))
}

/// What the change comes from: aspects, or where none tells, natures.
fn themes(before: &Tally, after: &Tally, way: Option<&str>, cx: &Context) -> Vec<Change> {
    let of = [before.rows, after.rows];
    let aspects = telling(tested(figures::aspects([&before.aspects, &after.aspects], of, cx)), way);
    if aspects.is_empty() {
        return telling(tested(figures::natures([&before.natures, &after.natures], of, cx)), way);
    }
    aspects
}

/// Those with evidence of a change this way, the largest first; what customers think of it all explains nothing, nor does that it is something else.
fn telling(mut list: Vec<Change>, way: Option<&str>) -> Vec<Change> {
    let is_sure = |c: &Change| matches!(c.verdict.as_str(), "better" | "worse");
    let explains = |c: &Change| c.id != UNNAMED && !OUTCOMES.contains(&c.id.as_str());
    list.retain(|c| is_sure(c) && explains(c) && way.is_none_or(|w| c.verdict == w));
    let size = |c: &Change| c.difference.unwrap_or(0.0).abs();
    list.sort_by(|a, b| size(b).total_cmp(&size(a)).then_with(|| a.id.cmp(&b.id)));
    list.truncate(MOST);
    list
}

#[cfg(test)]
mod tests;
