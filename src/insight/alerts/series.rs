//! What is watched: for each subject a series of days, as counts over an exposure.
//!
//! A share (complaints of all rows, of a branch's rows) is counted over the rows of the day; a volume over the weekday's usual share of a week, so that busy
//! Mondays are no news. Whatever a test expects is a rate times the exposure. On public holidays and sales festivals (`holidays.tsv`) more volume is
//! expected, and they are no baseline for other days; nor are gaps, in which nobody collected any feedback.

use std::cmp::Reverse;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::aggregate::Partial;
use crate::aggregate::cases::Case;
use crate::aggregate::days::Days;
use crate::aggregate::segments::Column;
use crate::insight::calendar::Calendar;
use crate::insight::hot::Found;
use crate::insight::{Context, Labels};
use crate::number::float;
use crate::record::{Label, Name};
use crate::time::Stamp;

/// Days before the end that are watched: three years.
const MOST_DAYS: i32 = 1_100;

/// An aspect, issue or segment value with fewer counts is not watched: it cannot show anything.
const LEAST: u64 = 8;

/// Days after which a segment value is no news by itself (the volume of a new release or branch grows from nothing), and first days of the data, in which
/// nobody knows whether it is new.
const KNOWN_DAYS: usize = 28;
const FIRST_DAYS: usize = 7;

/// Days of a weekday from which its usual volume is known.
const LEAST_WEEKS: usize = 4;

/// A gap: so many silent days or more, in which the feedback of the days around it lets expect so much that chance leaves them silent once in a million times.
const GAP_DAYS: usize = 7;
const GAP_AROUND: usize = 28;
const GAP_EXPECTED: f64 = 14.0;

/// Whom a series is about.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Subject {
    /// All rows.
    Volume,
    /// Complaints.
    Complaints,
    /// Negative texts.
    Negative,
    /// Complaints about a nature.
    Nature(String),
    /// Complaints about an aspect.
    Aspect(String),
    /// Rows of a segment value: its column and value numbers.
    Rows(u16, u32),
    /// Complaints of a segment value, all of them or about something.
    Segment(u16, u32, Topic),
    /// An issue, by its place.
    Issue(usize),
    /// Complaints that use a word, by its number.
    Word(u32),
}

/// What complaints of a segment value are about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Topic {
    Aspect(Name),
    Nature(Name),
    Anything,
}

impl Topic {
    /// All that a complaint is about.
    pub(super) fn of(case: &Case) -> impl Iterator<Item = Self> {
        let natures = case.natures.iter().cloned().map(Self::Nature);
        let aspects = case.voice.blamed.iter().cloned().map(Self::Aspect);
        [Self::Anything].into_iter().chain(natures).chain(aspects)
    }

    fn holds(&self, case: &Case) -> bool {
        match self {
            Self::Anything => true,
            Self::Nature(n) => case.natures.contains(n),
            Self::Aspect(a) => case.voice.blamed.contains(a),
        }
    }
}

/// Daily figures of a subject.
#[derive(Debug, Clone)]
pub(super) struct Series {
    pub(super) subject: Subject,
    pub(super) counts: Vec<u64>,
    pub(super) exposure: Vec<f64>,
    /// Days that say nothing of ordinary ones.
    pub(super) odd: Vec<bool>,
    /// The first place from which its figures are watched.
    pub(super) since: usize,
}

impl Series {
    /// A share: counts of a known total.
    pub(super) fn share(subject: Subject, counts: Vec<u64>, exposure: Vec<f64>) -> Self {
        let odd = vec![false; counts.len()];
        Self { subject, counts, exposure, odd, since: 0 }
    }

    /// The same without its gaps.
    fn without_gaps(mut self) -> Self {
        for gap in gaps(&self.counts) {
            self.odd[gap].fill(true);
        }
        self
    }

    /// Watched once its subject is no longer new; the days before it are no baseline.
    fn once_known(mut self) -> Self {
        let first = self.counts.iter().position(|n| *n > 0).unwrap_or(0);
        if first >= FIRST_DAYS {
            self.odd[..first].fill(true);
            self.since = first + KNOWN_DAYS;
        }
        self
    }
}

/// The days that are watched.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) first: i32,
    pub(super) last: i32,
}

impl Span {
    /// Its last days.
    pub(super) fn end(self, days: i32) -> Self {
        Self { first: self.first.max(self.last - days + 1), ..self }
    }

    /// The days of the data, not more than [`MOST_DAYS`]; `None` without any.
    pub(super) fn of(days: &Days) -> Option<Self> {
        let (first, last) = days.span()?;
        Some(Self { first: first.max(last - MOST_DAYS + 1), last })
    }

    pub(super) fn len(self) -> usize {
        usize::try_from(self.last - self.first + 1).unwrap_or(0)
    }

    /// The place of a day.
    pub(super) fn place(self, day: i32) -> Option<usize> {
        usize::try_from(day - self.first).ok().filter(|i| *i < self.len())
    }

    /// The day at a place.
    pub(super) fn day(self, at: usize) -> i32 {
        self.first + i32::try_from(at).unwrap_or(i32::MAX / 2)
    }
}

impl Subject {
    /// Those that are few and say most; the others are tested among themselves, so that their number does not hide these.
    pub(super) fn leads(&self) -> bool {
        matches!(self, Self::Volume | Self::Complaints | Self::Negative | Self::Nature(_))
    }

    /// Whether it counts feedback, not what is said in it.
    pub(super) fn is_volume(&self) -> bool {
        matches!(self, Self::Volume | Self::Rows(..))
    }

    /// As the report knows it.
    pub(super) fn id(&self, p: &Partial, found: &Found) -> String {
        let value = |c: &u16, v: &u32| {
            p.segments.value((*c, *v)).map(|(header, value)| format!("{header}={value}")).unwrap_or_default()
        };
        match self {
            Self::Volume => "volume".to_owned(),
            Self::Complaints => "complaints".to_owned(),
            Self::Negative => "negative".to_owned(),
            Self::Nature(n) => format!("nature:{n}"),
            Self::Aspect(a) => format!("aspect:{a}"),
            Self::Rows(c, v) => format!("volume:{}", value(c, v)),
            Self::Segment(c, v, Topic::Anything) => format!("segment:{}", value(c, v)),
            Self::Segment(c, v, Topic::Nature(n)) => format!("segment:{}/nature:{n}", value(c, v)),
            Self::Segment(c, v, Topic::Aspect(a)) => format!("segment:{}/aspect:{a}", value(c, v)),
            Self::Issue(i) => format!("issue:{}", found.issues[*i].id),
            Self::Word(w) => format!("word:{}", p.names.name(*w)),
        }
    }

    /// In the report's language.
    pub(super) fn name(&self, p: &Partial, found: &Found, cx: &Context) -> String {
        let say = |key: &str, values: &[(&str, &str)]| cx.labels.message(key, cx.lang, values);
        let nature = |n: &str| say("alert.nature", &[("nature", &cx.aspect_name(n))]);
        let aspect = |a: &str| say("alert.aspect", &[("aspect", &cx.aspect_name(a))]);
        let of_value = |key: &str, c: &u16, v: &u32, what: &str| {
            let known = p.segments.value((*c, *v)).map(|(h, v)| (h.to_string(), v.to_owned())).unwrap_or_default();
            say(key, &[("column", &known.0), ("value", &known.1), ("what", what)])
        };
        match self {
            Self::Volume => say("alert.volume", &[]),
            Self::Complaints => say("alert.complaints", &[]),
            Self::Negative => say("alert.negative", &[]),
            Self::Nature(n) => nature(n),
            Self::Aspect(a) => aspect(a),
            Self::Rows(c, v) => of_value("alert.rows", c, v, ""),
            Self::Segment(c, v, Topic::Anything) => of_value("alert.segment", c, v, ""),
            Self::Segment(c, v, Topic::Nature(n)) => of_value("alert.segment.topic", c, v, &nature(n)),
            Self::Segment(c, v, Topic::Aspect(a)) => of_value("alert.segment.topic", c, v, &aspect(a)),
            Self::Issue(i) => say("alert.issue", &[("title", &found.issues[*i].title)]),
            Self::Word(w) => say("alert.word", &[("word", p.names.name(*w))]),
        }
    }

    /// Whether a case is behind its figures: it is counted by the same rule.
    pub(super) fn holds(&self, case: &Case, issue: Option<u32>) -> bool {
        match self {
            Self::Volume => true,
            Self::Complaints => case.complaint,
            Self::Negative => case.voice.label == Label::Negative,
            Self::Nature(n) => case.complaint && case.natures.iter().any(|own| **own == **n),
            Self::Aspect(a) => case.complaint && case.voice.blamed.iter().any(|own| **own == **a),
            Self::Rows(c, v) => case.attrs.contains(&(*c, *v)),
            Self::Segment(c, v, topic) => case.complaint && case.attrs.contains(&(*c, *v)) && topic.holds(case),
            Self::Issue(i) => issue.is_some_and(|own| own as usize == *i),
            Self::Word(w) => case.complaint && case.words.contains(w),
        }
    }
}

/// All series worth watching, in a fixed order.
pub(super) fn all(p: &Partial, days: &Days, cases: &[Case], found: &Found, span: Span, labels: &Labels) -> Vec<Series> {
    let mut out = of_days(p, days, span, &labels.calendar);
    // A city that has one branch is told as that branch.
    let mut known: FxHashMap<[Vec<u64>; 2], u16> = FxHashMap::default();
    for (c, column) in columns(p, labels) {
        let values = column.values.len();
        let (mut rows, mut complaints) = (vec![vec![0u64; span.len()]; values], vec![vec![0u64; span.len()]; values]);
        for ((day, v), [n, k]) in &column.days {
            if let Some(at) = span.place(*day) {
                rows[*v as usize][at] += u64::from(*n);
                complaints[*v as usize][at] += u64::from(*k);
            }
        }
        let all: Vec<f64> = (0..span.len()).map(|at| float(rows.iter().map(|r| r[at]).sum())).collect();
        for (v, (rows, complaints)) in (0u32..).zip(rows.into_iter().zip(complaints)) {
            if *known.entry([rows.clone(), complaints.clone()]).or_insert(c) != c {
                continue;
            }
            let own = rows.iter().map(|n| float(*n)).collect();
            out.push(Series::share(Subject::Rows(c, v), rows, all.clone()).without_gaps().once_known());
            out.push(Series::share(Subject::Segment(c, v, Topic::Anything), complaints, own));
        }
    }
    out.extend(of_issues(cases, found, span));
    out.retain(|s| s.subject.leads() || s.counts.iter().sum::<u64>() >= LEAST);
    out
}

/// The columns whose values are watched, those of many values first: they say more exactly where something is. Kinds of messages are no place.
pub(super) fn columns<'p>(p: &'p Partial, labels: &Labels) -> Vec<(u16, &'p Column)> {
    let watched = |c: &Column| c.watched() && c.values.len() > 1 && !labels.tells_types(c.values.names());
    let mut out: Vec<(u16, &Column)> = (0u16..).zip(&p.segments.columns).filter(|(_, c)| watched(c)).collect();
    out.sort_by_key(|(c, column)| (Reverse(column.values.len()), *c));
    out
}

/// Volume, complaints, negative texts, natures and aspects.
fn of_days(p: &Partial, days: &Days, span: Span, calendar: &Calendar) -> Vec<Series> {
    let mut rows = vec![0u64; span.len()];
    let mut shares: Vec<(Subject, Vec<u64>)> = [Subject::Complaints, Subject::Negative]
        .into_iter()
        .chain(p.aspects.natures.keys().map(|n| Subject::Nature(n.to_string())))
        .chain(p.aspects.list.keys().map(|a| Subject::Aspect(a.to_string())))
        .map(|s| (s, vec![0; span.len()]))
        .collect();
    for (day, d) in days.days.range(span.first..) {
        let Some(at) = span.place(*day) else { continue };
        rows[at] = d.rows;
        for (subject, counts) in &mut shares {
            counts[at] = match subject {
                Subject::Complaints => d.complaints,
                Subject::Negative => d.negative,
                Subject::Nature(n) => d.natures.get(n.as_str()).copied().unwrap_or(0),
                Subject::Aspect(a) => d.aspects.get(a.as_str()).copied().unwrap_or(0),
                _ => 0,
            };
        }
    }
    let exposure: Vec<f64> = rows.iter().map(|n| float(*n)).collect();
    let mut odd: Vec<bool> = (0..span.len()).map(|at| calendar.holiday(span.day(at)).is_some()).collect();
    for gap in gaps(&rows) {
        odd[gap].fill(true);
    }
    let usual = usual(&rows, span, calendar, &odd);
    let mut out = vec![Series { subject: Subject::Volume, counts: rows, exposure: usual, odd, since: 0 }];
    out.extend(shares.into_iter().map(|(subject, counts)| Series::share(subject, counts, exposure.clone())));
    out
}

/// Issues among all cases of the day.
fn of_issues(cases: &[Case], found: &Found, span: Span) -> Vec<Series> {
    let mut all = vec![0.0; span.len()];
    let mut counts = vec![vec![0u64; span.len()]; found.issues.len()];
    for (case, issue) in cases.iter().zip(&found.of_case) {
        let Some(at) = case.day().and_then(|d| span.place(d)) else { continue };
        all[at] += 1.0;
        if let Some(i) = issue {
            counts[*i as usize][at] += 1;
        }
    }
    counts.into_iter().enumerate().map(|(i, counts)| Series::share(Subject::Issue(i), counts, all.clone())).collect()
}

/// Silent days between busy ones that chance does not explain: an export is missing, or the shop was closed. What comes after them is no growth.
fn gaps(counts: &[u64]) -> Vec<Range<usize>> {
    let busy: Vec<usize> = (0..counts.len()).filter(|at| counts[*at] > 0).collect();
    let rate = |days: &[u64]| float(days.iter().sum()) / float(days.len().max(1) as u64);
    let is_gap = |(from, to): (usize, usize)| {
        let before = rate(&counts[from.saturating_sub(GAP_AROUND)..from]);
        let after = rate(&counts[to..counts.len().min(to + GAP_AROUND)]);
        to - from >= GAP_DAYS && before.min(after) * float((to - from) as u64) >= GAP_EXPECTED
    };
    let silent = busy.windows(2).map(|pair| (pair[0] + 1, pair[1]));
    silent.filter(|days| is_gap(*days)).map(|(from, to)| from..to).collect()
}

/// The usual volume of each day against an average one, by weekday, and by what holidays may bring; `odd` days say nothing of it.
fn usual(rows: &[u64], span: Span, calendar: &Calendar, odd: &[bool]) -> Vec<f64> {
    let weekday = |at: usize| {
        let stamp = Stamp::from_days(span.day(at), None);
        stamp.and_then(|s| usize::try_from(s.weekday()).ok()).unwrap_or(0) % 7
    };
    let mut by_weekday: [Vec<u64>; 7] = Default::default();
    (0..rows.len()).filter(|at| !odd[*at]).for_each(|at| by_weekday[weekday(at)].push(rows[at]));
    let middle = by_weekday.each_mut().map(|list| median(list));
    let mean = middle.iter().sum::<f64>() / 7.0;
    let known = mean >= 1.0 && by_weekday.iter().all(|l| l.len() >= LEAST_WEEKS);
    let share = |at: usize| if known { middle[weekday(at)].max(0.1 * mean) / mean } else { 1.0 };
    let times = |at: usize| calendar.holiday(span.day(at)).map_or(1.0, |h| h.times);
    (0..rows.len()).map(|at| share(at) * times(at)).collect()
}

/// A spike moves no median.
fn median(list: &mut [u64]) -> f64 {
    list.sort_unstable();
    match list.len() {
        0 => 0.0,
        n if n % 2 == 1 => float(list[n / 2]),
        n => f64::midpoint(float(list[n / 2 - 1]), float(list[n / 2])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::testing::{Row, absorb, settings};
    use crate::record::{Annotated, Sentiment};

    #[test]
    fn the_cases_behind_a_figure_are_those_that_it_counts() {
        let aspects: Vec<String> = (0..12).map(|n| format!("product.a{n}")).collect();
        let bad = |n: u64| {
            let row = Row::new(n, "东西差").score(-400);
            aspects.iter().fold(row, |row, aspect| row.blame(aspect, "东西", "差")).build()
        };
        let sentiment = Sentiment { label: Label::Mixed, ..bad(2).sentiment };
        let p = absorb(&[bad(1), Annotated { sentiment, ..bad(2) }], &settings());
        let (cases, _) = p.cases.clone().into_kept();
        let behind = |subject: &Subject| cases.iter().filter(|c| subject.holds(c, None)).count();
        assert_eq!(cases.len(), 2);
        // A text of both sides is not negative, and no blame is too far behind in a text.
        assert_eq!([Subject::Negative, Subject::Complaints].map(|s| behind(&s)), [1, 2]);
        assert!(aspects.into_iter().all(|a| behind(&Subject::Aspect(a)) == 2));
    }
}
