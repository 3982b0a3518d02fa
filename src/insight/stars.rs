//! The customers' own ratings, of all rows, of a period or of a value of a segment column: their mean, and where they answer how likely one is
//! to recommend, the net promoter score with the shares that it is made of.

use crate::aggregate::scale::{self, Scale};
use crate::aggregate::scores::Scores;
use crate::aggregate::tally::Outcome;
use crate::report::{Estimate, NpsShares};

use super::satisfaction::net;
use super::stats::{self, rate_from};

/// The scale of the ratings, where it begins and ends, and whether an NPS is told of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stars {
    scale: Scale,
    ends: (f64, f64),
    recommend: bool,
}

impl Stars {
    /// `None` where there are no ratings, and where sources use different scales.
    pub(super) fn of(s: &Scores) -> Option<Self> {
        let scale = s.scale()?;
        // Whole answers only: 8.7 is an average, not an answer.
        let recommend = scale == Scale::Ten && s.on(scale).all(|(rating, _, _)| rating % 1_000 == 0);
        Some(Self { scale, ends: ends(s, scale), recommend })
    }

    pub(super) fn scale(self) -> Scale {
        self.scale
    }

    /// A mean of ratings with an interval on their scale.
    pub(super) fn within(self, mean: Estimate) -> Estimate {
        stats::within(mean, self.ends.0, self.ends.1, 3)
    }

    /// The mean rating of some rows; only their number where there are fewer than `least`.
    pub(super) fn mean(self, o: &Outcome, least: u64) -> Estimate {
        self.within(stats::mean(o.rating.on(self.scale), 0.001, least, 3))
    }

    /// The net promoter score of some rows and its shares; only counts where there are fewer than `least`. `None` where no NPS is told.
    pub(super) fn nps(self, o: &Outcome, least: u64) -> Option<(Estimate, NpsShares)> {
        let all = o.rating.on(self.scale).n;
        self.recommend.then(|| score([o.promoters, o.detractors, all], least))
    }

    /// The same of all rows.
    pub(super) fn whole_nps(self, s: &Scores) -> Option<(Estimate, NpsShares)> {
        let sum = |keep: fn(i32) -> bool| s.on(self.scale).filter(|(r, _, _)| keep(*r)).map(|(_, _, n)| n).sum();
        self.recommend.then(|| score([sum(scale::promotes), sum(scale::detracts), sum(|_| true)], 1))
    }
}

/// Ends of a scale of ratings. Stars begin with one.
fn ends(s: &Scores, scale: Scale) -> (f64, f64) {
    let least = if s.on(scale).any(|(rating, _, _)| rating < 1000) { 0.0 } else { 1.0 };
    (least, f64::from(scale.largest()))
}

/// Promoters less detractors among all answers; those in between are passives.
fn score([promoters, detractors, all]: [u64; 3], least: u64) -> (Estimate, NpsShares) {
    let nps = if all < least { Estimate { n: all, ..Estimate::default() } } else { net(promoters, detractors, all) };
    let part = |n| rate_from(n, all, least);
    let passives = all.saturating_sub(promoters + detractors);
    (nps, NpsShares { promoters: part(promoters), passives: part(passives), detractors: part(detractors) })
}

#[cfg(test)]
mod tests {
    use crate::insight::Past;
    use crate::insight::testing::{Row, absorb, finished_with, report, settings};
    use crate::record::Annotated;
    use crate::report::{NpsShares, Rate, Report};

    /// Answers of two branches: ten in January with words, thirty in February, of which every third has none.
    fn answers(of: impl Fn(u64) -> f64) -> Vec<Annotated> {
        let row = |n: u64| {
            let row = Row::new(n, "文字").rating(of(n)).day(if n <= 10 { "2026-01-05" } else { "2026-02-05" });
            let mut row = row.attr("门店", if n.is_multiple_of(2) { "甲店" } else { "乙店" }).build();
            row.informative = n <= 10 || !n.is_multiple_of(3);
            row
        };
        (1..=40).map(row).collect()
    }

    fn counts(s: Option<NpsShares>) -> [u64; 4] {
        let s = s.unwrap();
        [s.promoters.count, s.passives.count, s.detractors.count, s.promoters.of]
    }

    #[test]
    fn answers_are_counted_as_a_whole_by_period_and_by_segment() {
        // In turn 10, 8, 6, 9.
        let r = report(&answers(|n| [9.0, 10.0, 8.0, 6.0][usize::try_from(n % 4).unwrap()]));
        let whole = r.satisfaction.ratings.as_ref().unwrap();
        assert_eq!(
            (whole.rated, whole.nps.unwrap().value, counts(whole.nps_shares)),
            (40, Some(25.0), [20, 10, 10, 40])
        );
        let told: Vec<_> = r.trend.points.iter().filter(|p| p.rating.n > 0).collect();
        let day = |i: usize| (told[i].start.as_str(), told[i].count, told[i].rating.n, counts(told[i].nps_shares));
        assert_eq!((told.len(), day(0)), (2, ("2026-01-05", 10, 10, [5, 3, 2, 10])));
        assert_eq!(day(1), ("2026-02-05", 20, 30, [15, 7, 8, 30]), "a rating without words counts");
        assert_eq!((told[0].rating.value, told[0].nps.unwrap().value), (Some(8.4), Some(30.0)));
        let all: u64 = told.iter().map(|p| p.rating.n).sum();
        assert_eq!(all, whole.rated);
        let shop = |name: &str| r.segments[0].list.iter().find(|s| s.value == name).unwrap();
        let of = |name| (shop(name).rating.value, shop(name).nps.unwrap().value, counts(shop(name).nps_shares));
        assert_eq!(of("甲店"), (Some(8.5), Some(50.0), [10, 10, 0, 20]));
        assert_eq!(of("乙店"), (Some(8.0), Some(0.0), [10, 0, 10, 20]));
    }

    #[test]
    fn few_answers_are_counts_only() {
        let mut rows = answers(|n| [9.0, 10.0, 8.0, 6.0][usize::try_from(n % 4).unwrap()]);
        rows.drain(1..=2);
        let r = report(&rows);
        let first = &r.trend.points[0];
        assert_eq!((first.rating.value, first.rating.n, first.nps.unwrap().value), (None, 8, None));
        let Rate { count, of, share, .. } = first.nps_shares.unwrap().promoters;
        assert_eq!((count, of, share), (5, 8, None));
    }

    #[test]
    fn with_a_store_a_period_has_ratings_where_all_of_its_rows_are_of_the_run() {
        let rows = answers(|n| [9.0, 10.0, 8.0, 6.0][usize::try_from(n % 4).unwrap()]);
        let p = absorb(&rows, &settings());
        let mut days = p.days.clone();
        // A store has no ratings, and a row of the first day that this run has not.
        days.wordless.clear();
        days.days.values_mut().next().unwrap().rows += 1;
        let r = finished_with(p, &settings(), Some(&Past::new(days, None))).0;
        let told = r.trend.points.iter().filter(|p| p.count > 0);
        let told: Vec<_> = told.map(|p| (p.count, p.rating.n, p.nps.is_some())).collect();
        assert_eq!(told, [(11, 0, false), (20, 30, true)]);
    }

    #[test]
    fn stars_have_no_promoters_and_averages_are_no_answers() {
        let none = |r: &Report| {
            let whole = r.satisfaction.ratings.as_ref().unwrap();
            let points = r.trend.points.iter().all(|p| p.nps.is_none() && p.nps_shares.is_none());
            (whole.nps_shares.is_none(), points, r.trend.points[0].rating.value)
        };
        let stars = report(&answers(|n| [5.0, 4.0][usize::try_from(n % 2).unwrap()]));
        assert_eq!(none(&stars), (true, true, Some(4.5)));
        let averages = report(&answers(|n| [9.5, 4.5][usize::try_from(n % 2).unwrap()]));
        assert_eq!(none(&averages), (true, true, Some(7.0)));
    }
}
