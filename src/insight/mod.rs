//! From sums to sections: [`finish`] turns a [`Partial`] into the [`Report`], one file for each section.
//!
//! Divisions, intervals, tests and rounding happen here, once. Everything is told with its denominator; a figure with too little data behind it
//! is null and its section carries a [`Caution`](crate::report::Caution). Reads no rows and no clock; renders nothing.

mod actions;
mod alerts;
mod aspects;
mod calendar;
mod change;
mod compare;
mod distributions;
mod drivers;
mod hot;
mod ids;
mod index;
mod keywords;
mod labels;
mod natures;
mod needs;
mod nested;
mod opinions;
mod past;
mod periods;
mod phrases;
mod places;
mod pooling;
mod quick;
mod requests;
mod ridge;
mod satisfaction;
mod segments;
mod severity;
mod special;
mod stages;
mod stars;
mod stats;
mod tails;
mod topics;
mod trend;
mod verbatims;
mod voices;
mod week;

#[cfg(test)]
mod laws;
#[cfg(test)]
pub(crate) mod testing;

pub use compare::{Comparing, Kind, Shared, Sides, compare};
pub use index::IssueIndex;
pub use labels::Labels;
pub use past::{Past, share};
pub(crate) use stats::wilson;

use crate::aggregate::cases::{Case, Major};
use crate::aggregate::days::Days;
use crate::aggregate::snippet::Snippet;
use crate::aggregate::{Partial, Settings};
use crate::lang::Lang;
use crate::lexicon::Taxonomy;
use crate::report::{Period, Report, Rows, Run, SCHEMA_VERSION, Sampled};
use crate::time::day_string;

/// What a report is made with, beside the sums.
pub struct Context<'a> {
    /// The label tree.
    pub taxonomy: &'a Taxonomy,
    /// Names and sentences.
    pub labels: &'a Labels,
    /// The language of the report.
    pub lang: Lang,
    /// The settings that the partial states were made with.
    pub settings: &'a Settings,
    /// Inputs, options and fingerprints; `rows.rejected` is taken from here, the other rows, the period and what was masked are filled in.
    pub run: Run,
}

impl Context<'_> {
    /// Name of a nature or aspect in the report's language; its id where the taxonomy has none.
    fn aspect_name(&self, id: &str) -> String {
        self.taxonomy.lookup(id).map_or(id, |a| a.name(self.lang)).to_string()
    }

    /// A sentence of the report with its places filled.
    fn say(&self, key: &str, values: &[(&str, String)]) -> String {
        let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
        self.labels.message(key, self.lang, &values)
    }
}

/// Takes mistyped dates out of the days, the period, and the texts that are kept for quoting; cases come later.
fn settle_times(p: &mut Partial) {
    p.days.cut_strays();
    p.period = p.period.map(|period| p.days.within(period));
    let Partial { days, untagged, sample, scores, requests, .. } = p;
    let texts = untagged.items_mut().chain(sample.snippets_mut()).chain(scores.snippets_mut());
    untime(days, texts.chain(requests.snippets_mut()));
}

/// Rows of days that were taken out have no time.
fn untime<'s>(days: &Days, rows: impl Iterator<Item = &'s mut Snippet>) {
    let Some((first, last)) = days.span().filter(|_| days.stray > 0) else { return };
    for row in rows {
        row.time = row.time.filter(|t| (first..=last).contains(&t.days()));
    }
}

/// The report over all rows absorbed, and which row belongs to which hot issue.
pub fn finish(partial: Partial, context: Context) -> (Report, IssueIndex) {
    finish_with(partial, context, None)
}

/// Settles what is known only when all rows are there.
fn begin(partial: &mut Partial, cx: &mut Context) {
    settle_times(partial);
    cx.run = run(partial, std::mem::take(&mut cx.run));
}

/// The same as [`finish`], with trend and alerts over the whole history where there is one; it holds the rows absorbed too.
pub fn finish_with(mut partial: Partial, mut cx: Context, past: Option<&Past>) -> (Report, IssueIndex) {
    begin(&mut partial, &mut cx);
    let periods = periods::Periods::of(&partial.days);
    let trend = past.map_or_else(|| trend::trend(&partial.days, &periods, &partial, &cx), |h| h.trend(&partial, &cx));
    let seen = partial.cases.seen;
    let (cases, majors) = single_rows(&mut partial, &cx);
    let sampled = sampled(cases.len() as u64, seen);
    let found = hot::find(&cases, &majors, &partial, &periods, &cx);
    let alerts = alerts::alerts(&partial, past, &periods, &cases, &majors, &found, &cx);
    let actions = actions::actions(&partial, &cases, &majors, &found, &cx);
    let said = opinions::opinions(std::mem::take(&mut partial.opinions));
    let aspects = aspects::aspects(&partial, said, &cx);
    let drivers =
        drivers::drivers(&partial, &quick::Known { cases: &cases, issues: &found.issues, index: &found.index }, &cx);
    let sample = std::mem::take(&mut partial.sample).into_rows();
    let keywords = keywords::keywords(&partial, &cases, &sample, &cx);
    let topics = topics::topics(&sample, &partial.names, &cx);
    let verbatims = verbatims::verbatims(
        &partial,
        &verbatims::Found {
            cases: &cases,
            majors: &majors,
            // Those of the trend, which its points are looked up by.
            periods: past.map_or(&periods, Past::periods),
            index: &found.index,
            alerts: &alerts,
            issues: &found.issues,
            keywords: &keywords,
            sample: &sample,
        },
        &cx,
    );
    let segments = segments::segments(&partial, &sample, &cx);
    // The list of major complaints takes their place.
    drop((cases, sample));
    let report = Report {
        schema_version: SCHEMA_VERSION,
        satisfaction: satisfaction::satisfaction(&partial.scores),
        sentiment: satisfaction::sentiment(&partial.scores),
        natures: natures::natures(&partial, &cx),
        severity: severity::severity(&partial, majors, &found.index, &cx),
        sampled,
        hot_issues: found.issues,
        keywords,
        needs: needs::needs(&aspects, |id| aspects::covariance(id, &partial), requests::requests(&partial, &cx)),
        aspects,
        stages: stages::stages(&partial, &drivers, &cx),
        drivers,
        segments,
        trend,
        change: change::change(&partial, past, &cx),
        alerts,
        actions,
        voices: voices::voices(&partial, &cx),
        untagged: voices::untagged(&partial, &cx),
        topics,
        verbatims,
        run: cx.run,
        history: None,
    };
    (report, found.index)
}

/// Takes out the cases, in input order, and the major complaints, the gravest first.
fn single_rows(p: &mut Partial, cx: &Context) -> (Vec<Case>, Vec<Major>) {
    let (mut cases, mut majors) = std::mem::take(&mut p.cases).into_kept();
    untime(&p.days, cases.iter_mut().map(|c| &mut c.snippet).chain(majors.iter_mut().map(|m| &mut m.snippet)));
    severity::gravest_first(&mut majors, cx.labels);
    (cases, majors)
}

/// Told where not all cases were kept.
fn sampled(kept: u64, seen: u64) -> Option<Sampled> {
    (kept < seen).then_some(Sampled { kept, of: seen })
}

/// Fills in what the rows themselves tell.
fn run(partial: &Partial, given: Run) -> Run {
    let Rows { rejected, left_out, duplicate_ids, .. } = given.rows;
    let rows = Rows {
        read: partial.rows.seen + rejected,
        analysed: partial.rows.analysed,
        informative: partial.rows.informative,
        empty: partial.rows.empty,
        duplicate: partial.rows.duplicate,
        duplicate_ids,
        rejected,
        left_out,
    };
    let period = partial.period.map(|(first, last)| Period { first: day_string(first), last: day_string(last) });
    let masked = partial.masked.iter().map(|(kind, n)| (kind.to_string(), *n)).collect();
    Run { rows, period, masked, ..given }
}

#[cfg(test)]
mod tests {
    use super::Past;
    use super::testing::{Row, absorb, finished_with, report, settings};
    use crate::aggregate::tally::Tally;
    use crate::record::Request;

    #[test]
    fn a_mistyped_date_is_told_of_no_text() {
        let usual =
            (0..60u64).map(|i| Row::new(i, &format!("第{i}条：还不错")).day(&format!("2026-03-0{}", 1 + i % 9)));
        let mut rows: Vec<_> = usual.map(Row::build).collect();
        // Its text has no aspect, speaks against its stars, and asks for something with a reason.
        let mut odd = Row::new(60, "气死我了，要求退款").score(-900).rating(5.0).day("2062-03-01").build();
        let reason = Some("product.defect".into());
        odd.requests.push(Request {
            request: "refund".into(),
            text: "要求退款".to_owned(),
            reason,
            ..Request::default()
        });
        rows.push(odd);
        let report = report(&rows);
        let requests = report.needs.requests.iter().flat_map(|r| &r.reasons).filter_map(|r| r.quote.as_ref());
        let mismatches = report.satisfaction.agreement.iter().flat_map(|a| &a.mismatches).map(|m| &m.quote);
        let quotes: Vec<_> = requests.chain(mismatches).chain(&report.untagged.quotes).collect();
        assert_eq!(quotes.iter().map(|q| (q.row, &q.time)).collect::<Vec<_>>(), [(60, &None); 3]);
        assert!(!serde_json::to_string(&report).unwrap().contains("2062"));
    }

    #[test]
    fn texts_stand_under_the_periods_of_the_trend_of_the_history() {
        let rows: Vec<_> = (1..=15u64).map(|n| Row::new(n, &format!("第{n}条")).day("2026-06-05").build()).collect();
        let p = absorb(&rows, &settings());
        let mut days = p.days.clone();
        let last = days.span().map_or(0, |(_, last)| last);
        for day in last - 110..last {
            days.days.insert(day, Tally { rows: 2, ..Tally::default() });
        }
        let report = finished_with(p, &settings(), Some(&Past::new(days, None))).0;
        assert_eq!(report.trend.unit.as_deref(), Some("week"));
        assert!(!report.verbatims.list.is_empty());
        for text in &report.verbatims.list {
            assert!(report.trend.points.iter().any(|p| Some(&p.period) == text.period.as_ref()), "{text:?}");
        }
    }
}
