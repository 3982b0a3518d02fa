//! Groups as they stand in the report: title, heat, trend, where, and in whose words.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::aggregate::Partial;
use crate::aggregate::cases::Case;
use crate::aggregate::intern::hash;
use crate::aggregate::snippet::Snippet;
use crate::insight::ids;
use crate::insight::periods::Periods;
use crate::insight::places::Values;
use crate::insight::stats::rate;
use crate::insight::{Context, day_string};
use crate::lang::Lang;
use crate::record::Severity;
use crate::report::{HotIssue, IssueTrend, ValueCount};

use super::contexts::Named;
use super::danger::{self, Dangers};
use super::features::{Docs, Kind};
use super::heat::Scene;
use super::meaning::Meanings;
use super::refine::{self, Model};
use super::rise::{Course, Days};
use super::subject::{Subjects, most};
use super::{Group, Rise, quotes, title};

/// Keywords of an issue, and values of a segment column.
const WORDS: usize = 8;
const VALUES: usize = 5;

/// An issue ready for the report, with its cases.
pub(super) struct Described {
    pub(super) issue: HotIssue,
    /// What its complaints are called without those of danger.
    pub(super) plain: String,
    pub(super) group: Group,
    pub(super) rise: Rise,
}

/// The cases, ordered by content, and what is known of them.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) docs: &'a Docs,
    pub(super) meanings: Option<&'a Meanings>,
    pub(super) ordered: &'a [&'a Case],
    pub(super) dangers: &'a Dangers<'a>,
}

/// All issues, hottest first, ranked.
pub(super) fn describe(groups: &[Group], known: Known, p: &Partial, periods: &Periods, cx: &Context) -> Vec<Described> {
    let Known { docs, meanings, ordered, dangers } = known;
    let scene = Scene::new(ordered, groups, cx.settings.heat);
    let every = || ordered.iter().copied();
    let (all, days, subjects) = (Values::of(every()), Days::of(every()), Subjects::of(every()));
    // Titles are customers' words, whatever the language of the report.
    let list = |id| {
        let words = cx.labels.message(id, Lang::Zh, &[]);
        words.split('|').filter(|l| !l.is_empty()).map(str::to_owned).collect()
    };
    let edges = title::Edges { leads: list("issue.lead"), tails: list("issue.tail") };
    let teller = Teller { docs, meanings, ordered, dangers, p, periods, cx, all, days, subjects, edges };
    let mut out: Vec<Described> = groups.par_iter().map(|g| teller.issue(g, &scene)).collect();
    out.sort_by(|a, b| {
        let key = |d: &Described| (d.issue.heat, d.issue.count);
        let ((ha, na), (hb, nb)) = (key(a), key(b));
        hb.total_cmp(&ha).then(nb.cmp(&na)).then_with(|| a.issue.id.cmp(&b.issue.id))
    });
    // Two issues may have the same leading features: the hotter one comes first.
    ids::unique(out.iter_mut().map(|d| &mut d.issue.id));
    (1u32..).zip(&mut out).for_each(|(rank, d)| d.issue.rank = rank);
    out
}

struct Teller<'a> {
    docs: &'a Docs,
    meanings: Option<&'a Meanings>,
    ordered: &'a [&'a Case],
    dangers: &'a Dangers<'a>,
    p: &'a Partial,
    periods: &'a Periods,
    cx: &'a Context<'a>,
    all: Values,
    days: Days,
    subjects: Subjects<'a>,
    edges: title::Edges,
}

/// What an issue is called: its title, the title of what is no danger in it, the same without the name of the aspect (which each language has its own of), and
/// what a customer said of it in so many words.
struct Titles {
    title: String,
    plain: String,
    words: String,
    said: String,
}

impl Teller<'_> {
    fn issue(&self, group: &Group, scene: &Scene) -> Described {
        let cases: Vec<&Case> = group.iter().map(|&i| self.ordered[i as usize]).collect();
        let model = refine::described(self.docs, group);
        let scale = self.p.scores.scale();
        let ranked = quotes::ranked(group, &model, self.docs, self.ordered, self.meanings, scale);
        let context = self.context(group);
        let aspect = self.subjects.aspect(&cases, |aspect| self.routed(aspect));
        let nature = self.nature(aspect.as_deref(), &cases);
        let (heat, heat_parts) = scene.heat(&cases);
        let (trend, rise) = self.trend(&cases);
        let days = || cases.iter().filter_map(|c| c.day());
        let share = rate(cases.len() as u64, self.p_cases());
        let Titles { title, plain, words, said } = self.titles(group, &ranked, &model, context, aspect.as_deref());
        let texts = quotes::led_by(ranked.iter().map(|&i| &self.ordered[i as usize].snippet), &said);
        let issue = HotIssue {
            id: self.id(aspect.as_deref(), &model, context, &words),
            rank: 0,
            title,
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
        Described { issue, plain, group: group.clone(), rise }
    }

    /// The title, which names several complaints of danger first; and what the others are called.
    fn titles(
        &self,
        group: &Group,
        ranked: &[u32],
        model: &Model,
        context: Option<&Named>,
        aspect: Option<&str>,
    ) -> Titles {
        let (title, words) = self.title(group, ranked, model, context, aspect);
        let of = |places: &[u32]| places.iter().map(|&i| self.ordered[i as usize]).collect::<Vec<&Case>>();
        let said = context.and_then(|c| words.strip_prefix(c.name.as_str())).map_or(words.as_str(), str::trim_start);
        if self.dangers.say(&of(group), said) {
            let calm = |i: &u32| !self.dangers.holds(self.ordered[*i as usize]);
            let others: Vec<u32> = ranked.iter().copied().filter(calm).collect();
            // Where most say the same without danger, issue and order are called alike.
            let renamed = !others.is_empty() && self.dangers.own(&of(group), said);
            let said = said.to_owned();
            let plain = renamed.then(|| self.title(group, &others, model, context, aspect));
            let (plain, words) = plain.unwrap_or_else(|| (title.clone(), words));
            return Titles { title, plain, words, said };
        }
        let named = self.dangers.several(group, self.ordered).and_then(|own| {
            let centre = self.meanings.map(|m| (m, m.centre(&own)));
            let nearness = |clause: &str| centre.as_ref().map_or(0.0, |(m, centre)| m.nearness(clause, centre));
            self.dangers.named(&of(&own), &self.edges, &nearness)
        });
        let plain = title.clone();
        match named {
            None => Titles { said: said.to_owned(), title, plain, words },
            Some(danger) if danger::repeats(&words, &danger) => {
                Titles { said: danger.clone(), title: danger, plain, words }
            }
            Some(danger) => {
                let title = self.cx.say("issue.danger", &[("danger", danger.clone()), ("title", title)]);
                Titles { said: danger, title, plain, words }
            }
        }
    }

    /// What customers say, behind the name of the aspect where it does not tell the issue from the rest (口味：微波炉叮的); and these words alone.
    fn title(
        &self,
        group: &Group,
        ranked: &[u32],
        model: &Model,
        context: Option<&Named>,
        aspect: Option<&str>,
    ) -> (String, String) {
        let centre = self.meanings.map(|m| (m, m.centre(group)));
        let nearness = |clause: &str| centre.as_ref().map_or(0.0, |(m, centre)| m.nearness(clause, centre));
        let namer = title::Namer {
            model,
            docs: self.docs,
            cases: self.ordered,
            segments: &self.p.segments,
            aspect,
            edges: &self.edges,
            scale: self.p.scores.scale(),
            nearness: &nearness,
        };
        let title = namer.title(ranked, context);
        let words = title.text;
        let about =
            |a: &str| self.cx.say("issue.about", &[("aspect", self.cx.aspect_name(a)), ("words", words.clone())]);
        (aspect.filter(|_| !title.telling).map_or_else(|| words.clone(), about), words)
    }

    /// The department whose business an aspect is.
    fn routed(&self, aspect: &str) -> Option<&str> {
        let nature = self.cx.taxonomy.lookup(aspect).map(|a| &*a.nature);
        let duty = self.cx.labels.duty(std::iter::once(aspect).chain(nature), "general");
        duty.map(|d| d.department.as_str())
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
    fn context(&self, group: &Group) -> Option<&Named> {
        let first = self.docs.context[*group.first()? as usize]?;
        let same = group.iter().all(|&i| self.docs.context[i as usize] == Some(first));
        same.then(|| &self.docs.contexts[first as usize])
    }

    /// From what the issue is about, so that it stays the same as cases are added, and in each language. Where no word and no rule tells that, the words of its
    /// title do: an aspect alone (the branch that is named with it tells no fault either) is no matter that a later run could know again.
    fn id(&self, aspect: Option<&str>, model: &Model, context: Option<&Named>, words: &str) -> String {
        let core = || model.core.iter().take(2).map(|(f, _)| self.docs.name(*f));
        let mut lead: Vec<&str> = core().map(|(_, name)| name).collect();
        if !core().any(|(kind, _)| matches!(kind, Kind::Word | Kind::Rule)) {
            lead.push(words);
        }
        lead.sort_unstable();
        lead.extend(context.map(|c| c.name.as_str()));
        let h = hash(lead.iter().map(|s| s.as_bytes()));
        format!("{}#{:04x}", aspect.unwrap_or("other"), h & 0xffff)
    }

    fn trend(&self, cases: &[&Case]) -> (IssueTrend, Rise) {
        let mut series = vec![0u64; self.periods.list.len()];
        for i in cases.iter().filter_map(|c| self.periods.place(c.day()?)) {
            series[i] += 1;
        }
        let course = Course::of(&Days::of(cases.iter().copied()), &self.days, self.periods.span);
        let Rise { recent, earlier, .. } = course.halves;
        (IssueTrend { direction: course.direction().to_owned(), recent, earlier, series }, course.rise())
    }

    /// Segment values in which the issue is over-represented.
    fn attrs(&self, cases: &[&Case]) -> BTreeMap<String, Vec<ValueCount>> {
        let mut out: BTreeMap<String, Vec<ValueCount>> = BTreeMap::new();
        for (pair, count) in self.all.concentrated(&Values::of(cases.iter().copied())) {
            if let Some((header, name)) = self.p.segments.value(pair) {
                out.entry(header.to_string()).or_default().push(ValueCount { value: name.to_owned(), count });
            }
        }
        for list in out.values_mut() {
            list.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
            list.truncate(VALUES);
        }
        out
    }
}
