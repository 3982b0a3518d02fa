//! Aggregation: [`Partial`] states that absorb annotated rows one by one and merge in input order.
//!
//! An empty `Partial` is the identity and merging is associative; all sums are integers, so the same rows give the same state whatever the
//! batches and threads. Divisions, statistics and rounding are the job of [`crate::insight::finish`].

pub(crate) mod aspects;
pub(crate) mod cases;
pub(crate) mod days;
pub(crate) mod drivers;
pub(crate) mod given;
pub(crate) mod intern;
pub(crate) mod message;
pub(crate) mod opinions;
pub(crate) mod requests;
pub(crate) mod said;
pub(crate) mod sample;
pub(crate) mod scale;
pub(crate) mod scores;
pub(crate) mod segments;
mod settings;
pub(crate) mod sides;
pub(crate) mod snippet;
pub(crate) mod tally;
pub(crate) mod values;
pub(crate) mod voice;
pub(crate) mod words;

pub use settings::{HeatWeights, Settings};

use std::collections::BTreeMap;

use crate::lexicon::Phrasing;
use crate::record::{Annotated, Name};

use snippet::Snippet;
use tally::{Counts, Top, bump, merge_counts};

/// Untagged texts kept for quoting.
const UNTAGGED_QUOTES: usize = 10;

/// Hours where a file of annotated rows names none; `routing.tsv` always does.
pub(crate) const DEFAULT_HOURS: u32 = crate::lexicon::routing::HOURS;

/// How rows are accounted for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct RowTally {
    pub(crate) seen: u64,
    pub(crate) empty: u64,
    pub(crate) duplicate: u64,
    pub(crate) analysed: u64,
    pub(crate) informative: u64,
}

/// What any number of rows amounts to, before any division.
#[derive(Debug, Clone, Default)]
pub struct Partial {
    settings: Settings,
    stage_of: BTreeMap<String, Name>,
    pub(crate) rows: RowTally,
    /// First and last day of analysed rows.
    pub(crate) period: Option<(i32, i32)>,
    pub(crate) masked: Counts,
    /// Keywords, targets and opinions.
    pub(crate) names: intern::Interner,
    pub(crate) scores: scores::Scores,
    pub(crate) aspects: aspects::Aspects,
    pub(crate) opinions: opinions::Opinions,
    pub(crate) drivers: drivers::Drivers,
    pub(crate) requests: requests::Requests,
    pub(crate) segments: segments::Segments,
    pub(crate) days: days::Days,
    pub(crate) words: words::Words,
    pub(crate) cases: cases::Cases,
    pub(crate) sample: sample::Sample,
    pub(crate) intents: Counts,
    pub(crate) emotions: Counts,
    /// Reasons of major complaints, and complaints in all.
    pub(crate) reasons: Counts,
    pub(crate) complaints: u64,
    pub(crate) major: u64,
    /// General complaints by who has to act on what.
    pub(crate) orders: BTreeMap<OrderKey, u64>,
    pub(crate) untagged: Top<i32, Snippet, UNTAGGED_QUOTES>,
}

/// What general complaints have in common when they are handed out by aspect.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OrderKey {
    pub(crate) hours: u32,
    pub(crate) department: Name,
    pub(crate) nature: Option<Name>,
    pub(crate) aspect: Option<Name>,
}

impl OrderKey {
    fn of(a: &Annotated) -> Self {
        Self {
            hours: a.due_hours.unwrap_or(DEFAULT_HOURS),
            department: a.department.clone().unwrap_or_default(),
            nature: a.nature.clone(),
            aspect: cases::main_aspect(a).cloned(),
        }
    }
}

/// What decides whether a row is drawn: its text and its id, or, where it has none, when it came and its segments. What a file is called, and how rows are
/// divided into files, does not change what is drawn of them. Only rows that have neither an id nor a time of day are told apart by their place: thousands
/// may write 物流很快 on one day, and would be drawn all together or not at all.
fn drawn_by(a: &Annotated) -> u64 {
    let text = a.text.as_bytes();
    if let Some(id) = &a.id {
        return intern::hash([id.as_bytes(), text]);
    }
    // At midnight sharp stands a date that another program made a time of.
    let moment = a.time.filter(|t| t.hour().is_some()).map(|t| t.to_string()).filter(|t| !t.ends_with("T00:00:00"));
    let Some(moment) = moment else { return intern::hash([&a.row.to_le_bytes()[..], text]) };
    let segments = a.attrs.values().map(|(_, value)| value.as_bytes());
    intern::hash([moment.as_bytes(), text].into_iter().chain(segments))
}

impl Partial {
    /// An empty state.
    pub fn new(settings: &Settings) -> Self {
        Self {
            settings: settings.clone(),
            stage_of: settings.stages.iter().map(|(a, s)| (a.clone(), Name::from(s.as_str()))).collect(),
            cases: cases::Cases::new(settings.cases),
            ..Self::default()
        }
    }

    /// What makes no difference between words about a thing.
    pub(crate) fn phrasing(&self) -> &Phrasing {
        &self.settings.phrasing
    }

    /// An empty state for rows that are to be merged into this one: of single rows it makes nothing that would not stay here.
    #[must_use]
    pub fn beside(&self) -> Self {
        Self {
            cases: self.cases.beside(),
            sample: self.sample.beside(),
            opinions: self.opinions.beside(),
            ..Self::new(&self.settings)
        }
    }

    /// Rows absorbed so far, empty and duplicate ones included.
    pub fn rows(&self) -> u64 {
        self.rows.seen
    }

    /// Takes one row in.
    pub fn absorb(&mut self, a: &Annotated) {
        self.rows.seen += 1;
        a.masked.iter().for_each(|kind| bump(&mut self.masked, kind));
        if a.text.trim().is_empty() {
            self.rows.empty += 1;
            self.rate(a);
        } else if a.duplicate_of.is_some() {
            self.rows.duplicate += 1;
        } else {
            self.analysed(a);
        }
    }

    /// Whether any row that was counted has a value of this segment; true where none was counted.
    pub fn may_have_segment(&self, header: &str) -> bool {
        self.rows.informative == 0 || self.segments.columns.iter().any(|c| *c.header == *header)
    }

    fn analysed(&mut self, a: &Annotated) {
        self.rows.analysed += 1;
        if let Some(day) = a.time.map(crate::time::Stamp::days) {
            self.period = union(self.period, Some((day, day)));
        }
        if !a.informative {
            return self.rate(a);
        }
        self.rows.informative += 1;
        let attrs = self.segments.absorb(a, &self.settings.by);
        let words = self.keywords(a);
        self.scores.absorb(a);
        let sides = aspects::sides(a);
        self.aspects.absorb(a, &sides, &self.stage_of);
        self.drivers.absorb(a, &sides);
        self.requests.absorb(a, &mut self.names);
        self.days.absorb(a);
        self.words.absorb(a, &words);
        let key = drawn_by(a);
        self.sample.absorb(a, key, &words, &attrs);
        self.opinions.absorb(a, key, &self.settings.phrasing);
        distinct(&a.intents).for_each(|i| bump(&mut self.intents, i));
        distinct(&a.emotions).for_each(|e| bump(&mut self.emotions, e));
        self.complaint(a);
        self.cases.absorb(a, key, &mut self.names, &words, attrs);
        if words::untagged(a) && self.untagged.wants(&a.sentiment.score.0) {
            self.untagged.push(a.sentiment.score.0, Snippet::head(a, std::iter::empty()));
        }
    }

    /// A row that says nothing but how many stars: a customer all the same.
    fn rate(&mut self, a: &Annotated) {
        self.scores.rate(a);
        self.days.rate(a);
        self.segments.rate(a, &self.settings.by);
    }

    /// Numbers of the row's keywords, each once.
    fn keywords(&mut self, a: &Annotated) -> Vec<u32> {
        let mut words: Vec<u32> = Vec::with_capacity(a.keywords.len());
        for w in &a.keywords {
            let id = self.names.id(w);
            if !words.contains(&id) {
                words.push(id);
            }
        }
        words
    }

    fn complaint(&mut self, a: &Annotated) {
        if !a.complaint {
            return;
        }
        self.complaints += 1;
        if a.severity == Some(crate::record::Severity::Major) {
            self.major += 1;
            for r in a.reasons() {
                bump(&mut self.reasons, r);
            }
        } else {
            *self.orders.entry(OrderKey::of(a)).or_default() += 1;
        }
    }

    /// Adds the rows of `later`, which come after the rows of `self`.
    pub fn merge(&mut self, later: Self) {
        if later.rows.seen == 0 {
            return;
        }
        if self.rows.seen == 0 {
            *self = later;
            return;
        }
        self.rows.seen += later.rows.seen;
        self.rows.empty += later.rows.empty;
        self.rows.duplicate += later.rows.duplicate;
        self.rows.analysed += later.rows.analysed;
        self.rows.informative += later.rows.informative;
        self.period = union(self.period, later.period);
        merge_counts(&mut self.masked, later.masked);
        let map = self.names.merge(later.names);
        let columns = self.segments.merge(later.segments);
        self.scores.merge(later.scores);
        self.aspects.merge(later.aspects);
        self.opinions.merge(later.opinions);
        self.drivers.merge(later.drivers);
        self.requests.merge(later.requests, &map);
        self.days.merge(later.days);
        self.words.merge(later.words, &map);
        self.cases.merge(later.cases, &map, &columns);
        self.sample.merge(later.sample, &map, &columns);
        merge_counts(&mut self.intents, later.intents);
        merge_counts(&mut self.emotions, later.emotions);
        merge_counts(&mut self.reasons, later.reasons);
        self.complaints += later.complaints;
        self.major += later.major;
        merge_counts(&mut self.orders, later.orders);
        self.untagged.merge(later.untagged);
    }
}

/// The period that covers both.
fn union(a: Option<(i32, i32)>, b: Option<(i32, i32)>) -> Option<(i32, i32)> {
    match (a, b) {
        (Some((a0, a1)), Some((b0, b1))) => Some((a0.min(b0), a1.max(b1))),
        (one, other) => one.or(other),
    }
}

/// Each name once, in order.
fn distinct(names: &[Name]) -> impl Iterator<Item = &Name> {
    names.iter().enumerate().filter(|(i, n)| !names[..*i].contains(n)).map(|(_, n)| n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Attrs;

    #[test]
    fn what_is_drawn_does_not_hang_on_files() {
        let at =
            |time: &str| Annotated { text: "物流很快".to_owned(), time: time.parse().ok(), ..Annotated::default() };
        let moved = |a: &Annotated| Annotated { row: 7, source: "part2.csv".into(), ..a.clone() };
        let timed = at("2026-03-01T09:12:00");
        let shop = |value: &str| Annotated { attrs: Attrs(vec![("门店".into(), value.to_owned())]), ..timed.clone() };
        let known = Annotated { id: Some("A1".to_owned()), ..at("2026-03-01") };
        for a in [&timed, &shop("杭州"), &known] {
            assert_eq!(drawn_by(&moved(a)), drawn_by(a), "{a:?}");
        }
        // A column that only another part has is empty here.
        assert_eq!(drawn_by(&shop("")), drawn_by(&timed));
        assert_ne!(drawn_by(&shop("杭州")), drawn_by(&shop("上海")));
        // What nothing else tells apart is not drawn together.
        for bare in [at(""), at("2026-03-01"), at("2026-03-01T00:00:00")] {
            assert_ne!(drawn_by(&moved(&bare)), drawn_by(&bare), "{bare:?}");
        }
    }
}
