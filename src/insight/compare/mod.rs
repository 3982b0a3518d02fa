//! Two groups of feedback, before and after: what changed, by how much, and is it real.
//!
//! [`Sides`] counts rows by group (integers); [`compare`] turns the counts into a [`Comparison`]: figures of both groups (`figures`), differences with
//! intervals, tests and effect sizes (`inference`), control for all tests together, the values of segment columns (`segments`), what the change is made of (`contributions`), the
//! change with the case mix held, and beyond that of a comparison group (`adjust`), what is grave though too few for a test (`grave`), the texts behind it
//! all (`quotes`), and the answer in words (`verdict`).

mod adjust;
mod contributions;
pub(super) mod figures;
mod grave;
pub(super) mod inference;
mod quotes;
mod segments;
mod sides;
mod verdict;

pub use sides::{Kind, Shared, Sides};

use crate::aggregate::given::Given;
use crate::aggregate::sides::Side;
use crate::aggregate::tally::Moments;
use crate::number::{float, round};
use crate::report::{Change, Comparison, Group, Period, SCHEMA_VERSION};

use super::stats::{self, Sample};
use super::{Context, day_string};

use inference::Difference;

/// Rows on each side without which a mean says nothing, and a share, for which small counts are tested exactly; and counts of both sides together for a share: with
/// fewer no change could be told from chance.
pub(super) const LEAST_ROWS: u64 = 30;
const LEAST_OF_SHARE: u64 = 10;
const LEAST_COUNTS: u64 = 6;

/// Adjusted chance below which a change is taken to be real; below it by its own chance only, a change may be real.
const LEVEL: f64 = 0.05;

/// Aspects and issues compared: the most frequent ones.
const MOST: usize = 30;

/// How the groups are named.
#[derive(Debug, Clone, Default)]
pub struct Comparing {
    /// The group compared with.
    pub before: String,
    /// The group looked at.
    pub after: String,
    /// The comparison group.
    pub control: Option<String>,
}

/// The comparison. `issues` are those of both groups, the most important first; `cx.run` tells what was read.
pub fn compare(sides: &Sides, names: &Comparing, issues: &[Shared], cx: &Context) -> Comparison {
    let [before, after, control_before, control_after] = &sides.groups;
    let of = [before.all.rows, after.all.rows];
    let natures = figures::natures([&before.natures, &after.natures], of, cx);
    let aspects = figures::aspects([&before.aspects, &after.aspects], of, cx);
    let issue = |i: &Shared| {
        let [b, a] = i.complaints;
        Raw::share(&i.id, i.title.clone(), [b, of[0]], [a, of[1]], false)
    };
    let control = names.control.as_ref().map(|name| {
        let mut list = adjust::differences(before, after, control_before, control_after, cx);
        list.iter_mut().for_each(judge_alone);
        crate::report::Control { name: name.clone(), rows: sides.control_rows(), changes: list }
    });
    let adjusted = (!sides.adjust.is_empty()).then(|| {
        let mut a = adjust::adjusted(before, after, &sides.adjust, cx);
        a.changes.iter_mut().for_each(judge_alone);
        a
    });
    let mut out = Comparison {
        schema_version: SCHEMA_VERSION,
        version: cx.run.version.clone(),
        inputs: cx.run.inputs.clone(),
        options: cx.run.options.clone(),
        dictionaries: cx.run.dictionaries.clone(),
        models: cx.run.models.clone(),
        masking: cx.run.masking,
        before: group(&names.before, before),
        after: group(&names.after, after),
        left_out: sides.left_out,
        shared: sides.shared,
        verdict: Vec::new(),
        headline: tested(headline(sides, cx)),
        natures: tested(natures),
        aspects: tested(aspects),
        issues: tested(issues.iter().take(MOST).map(issue).collect()),
        segments: segments::segments(&sides.rows.values, cx),
        contributions: contributions::contributions(before, after, cx),
        adjusted,
        control,
    };
    grave::tell(&mut out, &sides.rows, issues);
    quotes::tell(&mut out, &sides.rows, issues);
    out.verdict = verdict::verdict(&out, cx);
    out
}

fn group(name: &str, s: &Side) -> Group {
    Group {
        name: name.to_owned(),
        rows: s.seen,
        informative: s.all.rows,
        complaints: s.all.complaints,
        period: s.period.map(|(first, last)| Period { first: day_string(first), last: day_string(last) }),
    }
}

/// A change before control for many tests.
#[derive(Debug, Clone)]
pub(super) struct Raw {
    id: String,
    name: String,
    unit: &'static str,
    before: (Option<f64>, [u64; 2]),
    after: (Option<f64>, [u64; 2]),
    difference: Option<Difference>,
    /// More of it is good.
    good: bool,
}

impl Raw {
    fn share(id: &str, name: String, before: [u64; 2], after: [u64; 2], good: bool) -> Self {
        let enough = before[1].min(after[1]) >= LEAST_OF_SHARE && before[0] + after[0] >= LEAST_COUNTS;
        let value = |[k, n]: [u64; 2]| (n > 0).then(|| float(k) / float(n));
        Self {
            id: id.to_owned(),
            name,
            unit: "share",
            before: (value(before), before),
            after: (value(after), after),
            difference: enough.then(|| inference::shares(after[0], after[1], before[0], before[1])),
            good,
        }
    }

    /// Means of sums in units of `by`.
    fn mean(id: &str, name: String, unit: &'static str, by: f64, before: Moments, after: Moments) -> Self {
        let sample = |m: Moments| Sample::of(m, by, 0.0);
        let enough = before.n.min(after.n) >= LEAST_ROWS;
        let difference = sample(before).zip(sample(after)).filter(|_| enough).map(|(b, a)| inference::means(a, b));
        let value = |m: Moments| (sample(m).map(|s| s.mean), [m.n, m.n]);
        Self { id: id.to_owned(), name, unit, before: value(before), after: value(after), difference, good: true }
    }
}

fn headline(sides: &Sides, cx: &Context) -> Vec<Raw> {
    let [before, after, ..] = &sides.groups;
    let outcomes = [&before.all.outcome, &after.all.outcome];
    let share = |id: &str, k: fn(&Side) -> u64| figures::share(id, [before, after].map(|s| [k(s), s.all.rows]), cx);
    let mut out = vec![figures::satisfaction(outcomes, cx)];
    out.extend(rating(&sides.rows.given, cx));
    let name = cx.say("compare.net_sentiment", &[]);
    out.extend([
        figures::csat(outcomes, cx),
        Raw::mean("net_sentiment", name, "net", 1.0, net(before), net(after)),
        share("complaints", |s| s.all.complaints),
        share("negative", |s| s.negative),
        share("major", |s| s.major),
    ]);
    out
}

/// The customers' own ratings, where all are on one scale.
fn rating(given: &[Given; 2], cx: &Context) -> Option<Raw> {
    let mut together = given[0].clone();
    together.merge(given[1].clone());
    let scale = together.scale()?;
    figures::rating(scale, [given[0].moments(scale), given[1].moments(scale)], cx)
}

/// Positive texts as 1, negative ones as −1.
fn net(s: &Side) -> Moments {
    let signed = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    Moments {
        n: s.all.rows,
        sum: signed(s.positive) - signed(s.negative),
        sq: i128::from(s.positive) + i128::from(s.negative),
    }
}

/// The changes of a list, tested together: each list answers a question of its own.
pub(super) fn tested(list: Vec<Raw>) -> Vec<Change> {
    let p: Vec<f64> = list.iter().filter_map(|r| r.difference.map(|d| d.p)).collect();
    let mut q = stats::adjust(&p).into_iter();
    let change = |r: Raw| {
        let q = r.difference.and_then(|_| q.next());
        change(r, q)
    };
    list.into_iter().map(change).collect()
}

/// As the report shows it.
fn change(r: Raw, q: Option<f64>) -> Change {
    let d = r.difference;
    let verdict = match d {
        None => "too_little_data",
        Some(d) if d.p >= LEVEL || d.value == 0.0 => "no_evidence",
        Some(d) => match ((d.value > 0.0) == r.good, q.is_some_and(|q| q < LEVEL)) {
            (true, true) => "better",
            (false, true) => "worse",
            (true, false) => "maybe_better",
            (false, false) => "maybe_worse",
        },
    };
    let r4 = |x: Option<f64>| x.map(|x| round(x, 4));
    Change {
        id: r.id,
        name: r.name,
        unit: r.unit.to_owned(),
        before: r4(r.before.0),
        before_rows: r.before.1,
        after: r4(r.after.0),
        after_rows: r.after.1,
        difference: r4(d.map(|d| d.value)),
        low: r4(d.map(|d| d.low)),
        high: r4(d.map(|d| d.high)),
        effect: d.map(|d| round(d.effect, 3)),
        p: d.map(|d| round(d.p, 6)),
        q: q.map(|q| round(q, 6)),
        verdict: verdict.to_owned(),
        major: None,
        grave: false,
        within: None,
        quotes: None,
    }
}

/// A change that answers a question of its own, by its own chance.
fn judge_alone(c: &mut Change) {
    let good = c.id == "satisfaction";
    if let (Some(p), Some(d)) = (c.p, c.difference) {
        let side = if (d > 0.0) == good { "better" } else { "worse" };
        let verdict = if p < LEVEL && d != 0.0 { side } else { "no_evidence" };
        verdict.clone_into(&mut c.verdict);
    }
}

#[cfg(test)]
mod tests;
