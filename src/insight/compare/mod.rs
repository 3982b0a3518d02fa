//! Two groups of feedback, before and after: what changed, by how much, and is it real.
//!
//! [`Sides`] counts rows by group (mergeable, integers); [`compare`] turns the counts into a [`Comparison`]: differences with intervals, tests and effect
//! sizes (`inference`), control for all tests together, what the change is made of (`contributions`), the change with the case mix held, and
//! beyond that of a comparison group (`adjust`), and the answer in words (`verdict`).

mod adjust;
mod contributions;
pub(super) mod inference;
mod verdict;

use std::collections::BTreeMap;

use crate::aggregate::sides::Side;
use crate::aggregate::tally::{Counts, Moments};
use crate::number::{float, round};
use crate::record::{Annotated, Name};
use crate::report::{Change, Comparison, Group, Period, Report, SCHEMA_VERSION};

use super::stats::{self, Sample};
use super::{Context, IssueIndex, day_string};

use inference::Difference;

/// Rows on each side without which a mean says nothing, and a share, for which small counts are tested exactly; and counts of both sides together for a share: with
/// fewer no change could be told from chance.
const LEAST_ROWS: u64 = 30;
const LEAST_OF_SHARE: u64 = 10;
const LEAST_COUNTS: u64 = 6;

/// Adjusted chance below which a change is taken to be real; below it by its own chance only, a change may be real.
const LEVEL: f64 = 0.05;

/// Aspects and issues compared: the most frequent ones.
const MOST: usize = 30;

/// A group of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Before.
    Before,
    /// After.
    After,
    /// The comparison group before.
    ControlBefore,
    /// The comparison group after.
    ControlAfter,
    /// Neither.
    Out,
}

/// Rows counted by group, and which row is in which group.
#[derive(Debug, Clone, Default)]
pub struct Sides {
    adjust: Vec<String>,
    groups: [Side; 4],
    left_out: u64,
    /// Complaints: where they are found, and whether they are after.
    complaints: Vec<(Name, u64, bool)>,
}

impl Sides {
    /// Nothing yet; `adjust` are the columns whose mix is held.
    pub fn new(adjust: &[String]) -> Self {
        Self { adjust: adjust.to_vec(), ..Self::default() }
    }

    /// Counts a row into its group.
    pub fn absorb(&mut self, a: &Annotated, kind: Kind) {
        let place = match kind {
            Kind::Before => 0,
            Kind::After => 1,
            Kind::ControlBefore => 2,
            Kind::ControlAfter => 3,
            Kind::Out => {
                self.left_out += 1;
                return;
            }
        };
        self.groups[place].absorb(a, &self.adjust);
        let counts = a.informative && a.duplicate_of.is_none();
        if place < 2 && counts && (a.complaint || !a.natures.is_empty()) {
            self.complaints.push((a.source.clone(), a.row, place == 1));
        }
    }

    /// Adds rows that come after.
    pub fn merge(&mut self, later: Self) {
        for (mine, theirs) in self.groups.iter_mut().zip(later.groups) {
            mine.merge(theirs);
        }
        self.left_out += later.left_out;
        self.complaints.extend(later.complaints);
    }

    /// Two groups that were counted before.
    pub(crate) fn of(before: Side, after: Side) -> Self {
        Self { groups: [before, after, Side::default(), Side::default()], ..Self::default() }
    }

    /// The issues of the report over both groups, with the complaints of each.
    pub fn issues(&self, together: &Report, index: &IssueIndex) -> Vec<Shared> {
        let counts = issue_counts(&self.complaints, index);
        let shared = |i: &crate::report::HotIssue| {
            let complaints = counts.get(i.id.as_str()).copied()?;
            Some(Shared { id: i.id.clone(), title: i.title.clone(), complaints })
        };
        together.hot_issues.iter().filter_map(shared).collect()
    }

    /// Rows that count, before and after.
    pub fn rows(&self) -> [u64; 2] {
        [self.groups[0].all.rows, self.groups[1].all.rows]
    }

    /// Rows that count of the comparison group, before and after.
    pub fn control_rows(&self) -> [u64; 2] {
        [self.groups[2].all.rows, self.groups[3].all.rows]
    }
}

/// An issue in both groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// Id of the issue.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Complaints before and after.
    pub complaints: [u64; 2],
}

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
    let natures = counts(&before.natures, &after.natures, of, |id| cx.aspect_name(id));
    let named = |c: &Counts| c.iter().filter(|(id, _)| id.contains('.')).map(|(k, n)| (k.clone(), *n)).collect();
    let aspects = counts(&named(&before.aspects), &named(&after.aspects), of, |id| cx.aspect_name(id));
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
        verdict: Vec::new(),
        headline: tested(headline(before, after, cx)),
        natures: tested(natures),
        aspects: tested(aspects.into_iter().take(MOST).collect()),
        issues: tested(issues.iter().take(MOST).map(issue).collect()),
        contributions: contributions::contributions(before, after, cx),
        adjusted,
        control,
    };
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

/// Complaints of each issue before and after.
fn issue_counts<'i>(complaints: &[(Name, u64, bool)], index: &'i IssueIndex) -> BTreeMap<&'i str, [u64; 2]> {
    let mut out: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
    for (source, row, after) in complaints {
        if let Some(id) = index.get(source, *row) {
            out.entry(id).or_default()[usize::from(*after)] += 1;
        }
    }
    out
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

    fn mean(id: &str, name: String, unit: &'static str, before: Moments, after: Moments) -> Self {
        let sample = |m: Moments| Sample::of(m, 1.0, 0.0);
        let enough = before.n.min(after.n) >= LEAST_ROWS;
        let difference = sample(before).zip(sample(after)).filter(|_| enough).map(|(b, a)| inference::means(a, b));
        let value = |m: Moments| (sample(m).map(|s| s.mean), [m.n, m.n]);
        Self { id: id.to_owned(), name, unit, before: value(before), after: value(after), difference, good: true }
    }
}

fn headline(before: &Side, after: &Side, cx: &Context) -> Vec<Raw> {
    let name = |id: &str| cx.say(&format!("compare.{id}"), &[]);
    let levels = |s: &Side| s.all.outcome.levels;
    let happy = |s: &Side| [levels(s)[3] + levels(s)[4], levels(s).iter().sum()];
    let of = |s: &Side, k: u64| [k, s.all.rows];
    let share =
        |id: &str, k: fn(&Side) -> u64| Raw::share(id, name(id), of(before, k(before)), of(after, k(after)), false);
    vec![
        Raw::mean("satisfaction", name("satisfaction"), "level", before.all.moments(), after.all.moments()),
        Raw::share("csat", name("csat"), happy(before), happy(after), true),
        Raw::mean("net_sentiment", name("net_sentiment"), "net", net(before), net(after)),
        share("complaints", |s| s.all.complaints),
        share("negative", |s| s.negative),
        share("major", |s| s.major),
    ]
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

/// Shares of complaints by name, the most frequent first.
fn counts(before: &Counts, after: &Counts, of: [u64; 2], name: impl Fn(&str) -> String) -> Vec<Raw> {
    let mut all: BTreeMap<&Name, [u64; 2]> = BTreeMap::new();
    for (side, counts) in [before, after].into_iter().enumerate() {
        for (k, n) in counts {
            all.entry(k).or_default()[side] = *n;
        }
    }
    let mut list: Vec<(&Name, [u64; 2])> = all.into_iter().collect();
    list.sort_by_key(|(id, n)| (std::cmp::Reverse(n[0] + n[1]), *id));
    list.into_iter().map(|(id, [b, a])| Raw::share(id, name(id), [b, of[0]], [a, of[1]], false)).collect()
}

/// The changes of a list, tested together: each list answers a question of its own.
fn tested(list: Vec<Raw>) -> Vec<Change> {
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
    let better = d.is_some_and(|d| (d.value > 0.0) == r.good);
    let verdict = match (d, q) {
        (None, _) => "too_little_data",
        (Some(d), _) if d.p >= LEVEL || d.value == 0.0 => "no_evidence",
        (_, Some(q)) if q < LEVEL => {
            if better {
                "better"
            } else {
                "worse"
            }
        }
        _ => {
            if better {
                "maybe_better"
            } else {
                "maybe_worse"
            }
        }
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
