//! Groups as they stand in the report: title, heat, trend, where, and in whose words.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::aggregate::Partial;
use crate::aggregate::cases::Case;
use crate::aggregate::intern::hash;
use crate::aggregate::snippet::Snippet;
use crate::insight::periods::Periods;
use crate::insight::stats::{g2, normal_tail, rate};
use crate::insight::{Context, day_string};
use crate::lang::Lang;
use crate::number::float;
use crate::record::Severity;
use crate::report::{HotIssue, IssueTrend, ValueCount};

use super::features::Docs;
use super::heat::Scene;
use super::refine::{self, Model};
use super::subject::{Subjects, most};
use super::{Group, Rise, quotes, title};

/// Keywords of an issue, and values of a segment column.
const WORDS: usize = 8;
const VALUES: usize = 5;

/// A segment value is told when the issue has at least so many cases with it, beyond chance (G² for p = 0.01).
const LEAST_VALUE: u64 = 3;
const VALUE_G2: f64 = 6.635;

/// Cases with a time from which a direction is told, and its one-sided z (p = 0.05; alerts control for many).
const LEAST_TREND: u64 = 5;
const TREND_Z: f64 = 1.645;

/// An issue ready for the report, with its cases.
pub(super) struct Described {
    pub(super) issue: HotIssue,
    pub(super) group: Group,
    pub(super) rise: Rise,
}

/// All issues, hottest first, ranked.
pub(super) fn describe(
    groups: &[Group],
    docs: &Docs,
    ordered: &[&Case],
    p: &Partial,
    periods: &Periods,
    cx: &Context,
) -> Vec<Described> {
    let scene = Scene::new(ordered, groups, cx.settings.heat);
    let (all, subjects) = (Values::of(ordered.iter().copied()), Subjects::of(ordered.iter().copied()));
    // Titles are customers' words, whatever the language of the report.
    let list = |id| {
        let words = cx.labels.message(id, Lang::Zh, &[]);
        words.split('|').filter(|l| !l.is_empty()).map(str::to_owned).collect()
    };
    let edges = title::Edges { leads: list("issue.lead"), tails: list("issue.tail") };
    let teller = Teller { docs, ordered, p, periods, cx, all, subjects, edges };
    let mut out: Vec<Described> = groups.par_iter().map(|g| teller.issue(g, &scene)).collect();
    out.sort_by(|a, b| {
        let key = |d: &Described| (d.issue.heat, d.issue.count);
        let ((ha, na), (hb, nb)) = (key(a), key(b));
        hb.total_cmp(&ha).then(nb.cmp(&na)).then_with(|| a.issue.id.cmp(&b.issue.id))
    });
    unique_ids(&mut out);
    (1u32..).zip(&mut out).for_each(|(rank, d)| d.issue.rank = rank);
    out
}

/// Two issues with the same leading features get a number, the hotter one first.
fn unique_ids(list: &mut [Described]) {
    let mut seen: FxHashMap<String, u32> = FxHashMap::default();
    for d in list {
        let n = seen.entry(d.issue.id.clone()).or_default();
        *n += 1;
        if *n > 1 {
            d.issue.id = format!("{}-{n}", d.issue.id);
        }
    }
}

struct Teller<'a> {
    docs: &'a Docs,
    ordered: &'a [&'a Case],
    p: &'a Partial,
    periods: &'a Periods,
    cx: &'a Context<'a>,
    all: Values,
    subjects: Subjects<'a>,
    edges: title::Edges,
}

impl Teller<'_> {
    fn issue(&self, group: &Group, scene: &Scene) -> Described {
        let cases: Vec<&Case> = group.iter().map(|&i| self.ordered[i as usize]).collect();
        let model = refine::described(self.docs, group);
        let ranked = quotes::ranked(group, &model, self.docs, self.ordered);
        let context = self.context(group);
        let aspect = self.subjects.aspect(&cases);
        let nature = self.nature(aspect.as_deref(), &cases);
        let (heat, heat_parts) = scene.heat(&cases);
        let (trend, rise) = self.trend(&cases);
        let days = || cases.iter().filter_map(|c| c.day());
        let texts = ranked.iter().map(|&i| &self.ordered[i as usize].snippet);
        let share = rate(cases.len() as u64, self.p_cases());
        let issue = HotIssue {
            id: self.id(aspect.as_deref(), &model, context),
            rank: 0,
            title: self.title(&ranked, &model, context, aspect.as_deref()),
            heat,
            heat_parts,
            count: cases.len() as u64,
            share: share.share.unwrap_or_default(),
            of: share.of,
            low: share.low.unwrap_or_default(),
            high: share.high.unwrap_or_default(),
            nature,
            aspect_name: aspect.as_ref().map(|a| self.cx.aspect_name(a)),
            aspect: aspect.map(|a| a.to_string()),
            major: cases.iter().filter(|c| c.severity == Some(Severity::Major)).count() as u64,
            first: days().min().map(day_string),
            last: days().max().map(day_string),
            trend,
            keywords: refine::words(self.docs, &model).take(WORDS).map(str::to_owned).collect(),
            attrs: self.attrs(&cases),
            quotes: quotes::distinct(texts).map(Snippet::quote).collect(),
            life: None,
        };
        Described { issue, group: group.clone(), rise }
    }

    /// What customers say, behind the name of the aspect where it does not tell the issue from the rest (口味：微波炉叮的).
    fn title(&self, ranked: &[u32], model: &Model, context: Option<&str>, aspect: Option<&str>) -> String {
        let title = title::title(ranked, model, self.docs, self.ordered, context, aspect, &self.edges);
        match aspect.filter(|_| !title.telling) {
            Some(a) => format!("{}：{}", self.cx.aspect_name(a), title.text),
            None => title.text,
        }
    }

    /// The nature of the aspect, where any case is complained about by it; else that of most cases.
    fn nature(&self, aspect: Option<&str>, cases: &[&Case]) -> Option<String> {
        let own = aspect.and_then(|a| self.cx.taxonomy.lookup(a)).map(|a| &a.nature);
        let own = own.filter(|n| cases.iter().any(|c| c.natures.contains(n))).cloned();
        own.or_else(|| most(cases.iter().filter_map(|c| c.nature.as_ref()))).map(|n| n.to_string())
    }

    fn p_cases(&self) -> u64 {
        self.ordered.len().max(1) as u64
    }

    /// The segment value that all texts of the group name.
    fn context(&self, group: &Group) -> Option<&str> {
        let first = self.docs.context[*group.first()? as usize]?;
        let same = group.iter().all(|&i| self.docs.context[i as usize] == Some(first));
        same.then(|| self.docs.contexts[first as usize].as_str())
    }

    /// From what the issue is about, so that it stays the same as cases are added.
    fn id(&self, aspect: Option<&str>, model: &Model, context: Option<&str>) -> String {
        let mut lead: Vec<&str> = model.core.iter().take(2).map(|(f, _)| self.docs.name(*f).1).collect();
        lead.sort_unstable();
        lead.extend(context);
        let h = hash(lead.iter().map(|s| s.as_bytes()));
        format!("{}#{:04x}", aspect.unwrap_or("other"), h & 0xffff)
    }

    fn trend(&self, cases: &[&Case]) -> (IssueTrend, Rise) {
        let mut series = vec![0u64; self.periods.list.len()];
        let mut halves = [0u64; 2];
        let middle = self.periods.span.map(|(first, last)| first + (last - first + 1) / 2);
        for day in cases.iter().filter_map(|c| c.day()) {
            if let Some(i) = self.periods.place(day) {
                series[i] += 1;
            }
            halves[usize::from(Some(day) >= middle)] += 1;
        }
        let [earlier, recent] = halves;
        let rise = self.rise(recent, earlier, middle);
        let known = recent + earlier >= LEAST_TREND;
        let fell = normal_tail(TREND_Z) > 1.0 - rise.p;
        let direction = match (known, earlier) {
            (false, _) => "unknown",
            (true, 0) if rise.p < normal_tail(TREND_Z) => "new",
            _ if rise.p < normal_tail(TREND_Z) => "rising",
            _ if fell => "falling",
            _ => "steady",
        };
        (IssueTrend { direction: direction.to_owned(), recent, earlier, series }, rise)
    }

    /// Against the later half of all cases.
    fn rise(&self, recent: u64, earlier: u64, middle: Option<i32>) -> Rise {
        let all = self.all.dated;
        let late = middle.map_or(0, |m| self.all.days.iter().filter(|(d, _)| **d >= m).map(|(_, n)| n).sum::<u64>());
        let n = float(recent + earlier);
        if all == 0 || n == 0.0 {
            return Rise { expected: 0.0, p: 1.0 };
        }
        let share = float(late) / float(all);
        let error = (n * share * (1.0 - share)).sqrt();
        let expected = n * share;
        let z = if error > 0.0 { (float(recent) - expected) / error } else { 0.0 };
        // Half a case against the test, so that few cases do not look like many.
        let z = if error > 0.0 { z.signum() * (z.abs() - 0.5 / error).max(0.0) } else { z };
        Rise { expected, p: normal_tail(z) }
    }

    /// Segment values in which the issue is over-represented.
    fn attrs(&self, cases: &[&Case]) -> BTreeMap<String, Vec<ValueCount>> {
        let own = Values::of(cases.iter().copied());
        let mut out: BTreeMap<String, Vec<ValueCount>> = BTreeMap::new();
        for (value, &k) in &own.counts {
            let (all, n, column) = (self.all.counts[value], own.columns[&value.0], self.all.columns[&value.0]);
            let more = float(k) * float(column) > float(all) * float(n);
            if k < LEAST_VALUE || !more || n >= column || g2(k, n, all - k, column - n) < VALUE_G2 {
                continue;
            }
            if let Some((header, name)) = self.p.segments.value(*value) {
                out.entry(header.to_string()).or_default().push(ValueCount { value: name.to_owned(), count: k });
            }
        }
        for list in out.values_mut() {
            list.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
            list.truncate(VALUES);
        }
        out
    }
}

/// Counts of segment values, of rows with each column, and of days.
#[derive(Default)]
struct Values {
    counts: BTreeMap<(u16, u32), u64>,
    columns: BTreeMap<u16, u64>,
    days: BTreeMap<i32, u64>,
    dated: u64,
}

impl Values {
    fn of<'c>(cases: impl Iterator<Item = &'c Case>) -> Self {
        let mut v = Self::default();
        for c in cases {
            for a in &c.attrs {
                *v.counts.entry(*a).or_default() += 1;
                *v.columns.entry(a.0).or_default() += 1;
            }
            if let Some(day) = c.day() {
                *v.days.entry(day).or_default() += 1;
                v.dated += 1;
            }
        }
        v
    }
}
