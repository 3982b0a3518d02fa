//! What the rows of a run would count for, kept until the store says which of them are new. About 80 bytes for each row.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::aggregate::sides::Side;
use crate::number::to_u32;
use crate::record::{Annotated, Label, Name, Polarity, Severity};

use super::echo::Listener;
use super::key::RowKey;
use super::naming::{Naming, Texts};

/// Most values of a segment column that may begin a series of their own in one run: beyond, the column is no segment but a name or a number. Series that the store
/// has go on.
const MOST_VALUES: usize = 500;

/// What a series is about.
pub(super) const TOTAL: &str = "total";
pub(super) const NATURE: &str = "nature";
pub(super) const ASPECT: &str = "aspect";
pub(super) const REASON: &str = "reason";
pub(super) const SEGMENT: &str = "segment";

/// One row.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools)] // what a row counts for
pub(super) struct Fact {
    pub(super) key: RowKey,
    source: u32,
    row: u64,
    /// Day of the feedback.
    pub(super) day: Option<i32>,
    /// Hour of the feedback since 1970.
    pub(super) hour: Option<i64>,
    /// It has text: others are only known again.
    pub(super) has_text: bool,
    /// It says something and is no copy: it counts.
    pub(super) counted: bool,
    pub(super) complaint: bool,
    pub(super) negative: bool,
    pub(super) major: bool,
    /// Text level 1–5, 0 for none.
    pub(super) level: u8,
    from: u32,
    to: u32,
}

/// A subject of a row: its number, and whether the row blames it (aspects) or complains of it.
pub(super) type Said = (u32, bool);

/// The rows of a run.
#[derive(Debug, Default)]
pub struct Ledger {
    pub(super) facts: Vec<Fact>,
    /// The run as one group of a comparison.
    pub(super) side: Side,
    said: Vec<Said>,
    /// Kind and name of each subject.
    pub(super) subjects: Vec<(&'static str, String)>,
    numbers: FxHashMap<(&'static str, String), u32>,
    sources: Vec<Name>,
    /// Numbers of the sources.
    numbered: FxHashMap<Name, u32>,
    places: FxHashMap<(u32, u64), u32>,
    /// How many values of each segment column the store has no series of.
    columns: BTreeMap<Name, usize>,
    /// Segments of which the store has series.
    series: FxHashSet<String>,
    by: Vec<String>,
    /// Issues of the store that rows are compared with.
    listener: Listener,
    /// Issues that rows tell of, and the places of these rows.
    heard: Vec<(i64, u32)>,
    /// By what the rows are known.
    pub(super) naming: Naming,
    /// The first day that the store keeps, where days before it were pruned.
    first_kept: Option<i32>,
}

impl Ledger {
    /// An empty ledger; `by` names the segment columns, all of them where it is empty.
    pub fn new(by: &[String]) -> Self {
        Self { by: by.to_vec(), ..Self::default() }
    }

    /// Compares the rows to come with issues of the store.
    pub fn listen(&mut self, listener: Listener) {
        self.listener = listener;
    }

    /// Tells by what the rows are known.
    pub fn name_by(&mut self, naming: Naming) {
        self.naming = naming;
    }

    /// Tells of which columns the texts were made.
    pub fn made_of(&mut self, texts: Vec<Texts>) {
        self.naming.texts = texts;
    }

    /// Goes on with these series of segments.
    pub fn go_on(&mut self, series: FxHashSet<String>) {
        self.series = series;
    }

    /// Remembers that days before this one were pruned.
    pub(super) fn keep_from(&mut self, day: Option<i32>) {
        self.first_kept = day;
    }

    /// Whether a row is of a day that the store keeps. What was pruned was told and dealt with in its time.
    pub(super) fn keeps(&self, f: &Fact) -> bool {
        f.day.zip(self.first_kept).is_none_or(|(day, first)| day >= first)
    }

    /// Issues of the store and the rows that tell of them.
    pub(super) fn heard(&self) -> impl Iterator<Item = (i64, &Fact)> {
        let all = self.heard.iter().map(|(issue, at)| (*issue, &self.facts[*at as usize]));
        all.filter(|(_, f)| self.keeps(f))
    }

    /// Takes in the next row.
    pub fn absorb(&mut self, a: &Annotated, key: RowKey) {
        self.side.absorb(a, &[]);
        let from = self.length();
        let counted = a.informative && a.duplicate_of.is_none();
        let place = to_u32(self.facts.len());
        if counted {
            self.subjects_of(a);
            self.heard.extend(self.listener.hear(a).into_iter().map(|issue| (issue, place)));
        }
        let source = self.source(&a.source);
        self.places.insert((source, a.row), place);
        let day = a.time.map(crate::time::Stamp::days);
        let hour = a.time.and_then(crate::time::Stamp::hour).map_or(0, i64::from);
        self.facts.push(Fact {
            key,
            source,
            row: a.row,
            day,
            hour: day.map(|d| i64::from(d) * 24 + hour),
            has_text: !a.text.trim().is_empty(),
            counted,
            complaint: a.complaint,
            negative: a.sentiment.label == Label::Negative,
            major: a.severity == Some(Severity::Major),
            level: a.satisfaction.unwrap_or(0).min(5),
            from,
            to: self.length(),
        });
    }

    fn length(&self) -> u32 {
        to_u32(self.said.len())
    }

    fn source(&mut self, name: &Name) -> u32 {
        // A merged file has a source of its own for each file or group that it came from: there may be thousands.
        if let Some(at) = self.numbered.get(name) {
            return *at;
        }
        let next = to_u32(self.sources.len());
        self.sources.push(name.clone());
        self.numbered.insert(name.clone(), next);
        next
    }

    fn subjects_of(&mut self, a: &Annotated) {
        self.say(TOTAL, "", a.complaint);
        if a.complaint {
            a.natures.iter().for_each(|n| self.say(NATURE, n, true));
        }
        if a.severity == Some(Severity::Major) {
            for r in a.reasons() {
                self.say(REASON, r, true);
            }
        }
        let mut aspects: BTreeMap<&str, bool> = BTreeMap::new();
        for m in &a.mentions {
            *aspects.entry(&m.aspect).or_default() |= a.complaint && m.polarity == Polarity::Negative;
        }
        for (id, blamed) in aspects {
            self.say(ASPECT, id, blamed);
        }
        for (header, value) in &a.attrs.0 {
            let wanted = self.by.is_empty() || self.by.iter().any(|b| **b == **header);
            if wanted && !value.trim().is_empty() {
                self.segment(header, value.trim(), a.complaint);
            }
        }
    }

    fn segment(&mut self, header: &Name, value: &str, complaint: bool) {
        let name = format!("{header}={value}");
        if !self.series.contains(&name) && !self.numbers.contains_key(&(SEGMENT, name.clone())) {
            let values = self.columns.entry(header.clone()).or_default();
            *values += 1;
            if *values > MOST_VALUES {
                return;
            }
        }
        self.say(SEGMENT, &name, complaint);
    }

    fn say(&mut self, kind: &'static str, name: &str, blamed: bool) {
        let next = to_u32(self.subjects.len());
        let number = *self.numbers.entry((kind, name.to_owned())).or_insert(next);
        if number == next {
            self.subjects.push((kind, name.to_owned()));
        }
        self.said.push((number, blamed));
    }

    /// What a row is about.
    pub(super) fn said(&self, f: &Fact) -> &[Said] {
        &self.said[f.from as usize..f.to as usize]
    }

    /// For each aspect, how many of the rows that mention it are major complaints.
    pub(super) fn major_by_aspect(&self) -> BTreeMap<&str, u64> {
        let mut out = BTreeMap::new();
        for f in self.facts.iter().filter(|f| f.counted && f.major) {
            let about = self.said(f).iter().map(|(subject, _)| &self.subjects[*subject as usize]);
            for (_, aspect) in about.filter(|(kind, _)| *kind == ASPECT) {
                *out.entry(aspect.as_str()).or_default() += 1;
            }
        }
        out
    }

    /// The row at a place of an input.
    pub(super) fn at(&self, source: &str, row: u64) -> Option<&Fact> {
        let source = self.numbered.get(source)?;
        self.facts.get(*self.places.get(&(*source, row))? as usize)
    }

    /// Source and row of a fact.
    pub(super) fn place(&self, f: &Fact) -> (&str, u64) {
        (&self.sources[f.source as usize], f.row)
    }

    /// Columns with too many new values to be segments.
    pub fn given_up(&self) -> impl Iterator<Item = &Name> {
        self.columns.iter().filter(|(_, n)| **n > MOST_VALUES).map(|(h, _)| h)
    }

    /// Whether a segment has no series, because its column has too many values.
    pub(super) fn has_none(&self, segment: &str) -> bool {
        let is_of = |h: &Name| segment.strip_prefix(&**h).is_some_and(|rest| rest.starts_with('='));
        !self.series.contains(segment) && self.given_up().any(is_of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Attrs;

    #[test]
    fn a_series_goes_on_and_new_values_have_one_while_they_are_few() {
        let told = |values: u64| {
            let mut ledger = Ledger::new(&[]);
            ledger.go_on(["门店=0店".to_owned()].into_iter().collect());
            for i in 0..values {
                let attrs = Attrs(vec![(Name::from("门店"), format!("{i}店"))]);
                let a = Annotated { row: i + 1, attrs, informative: true, ..Annotated::default() };
                ledger.absorb(&a, RowKey { record: i, id: 0, grown: None });
            }
            (ledger.given_up().count(), ledger.has_none("门店=0店"), ledger.has_none("门店=1店"))
        };
        assert_eq!((told(501), told(502)), ((0, false, false), (1, false, true)));
    }

    #[test]
    fn rows_of_many_sources_are_found_where_they_stand() {
        let mut ledger = Ledger::new(&[]);
        let place = |i: u64| (Name::from(format!("f{}.csv", i % 3000)), i / 3000);
        for i in 0..9000 {
            let (source, row) = place(i);
            let key = RowKey { record: i, id: 0, grown: None };
            ledger.absorb(&Annotated { row, source, ..Annotated::default() }, key);
        }
        assert_eq!(ledger.sources.len(), 3000);
        for i in 0..9000 {
            let (source, row) = place(i);
            let fact = ledger.at(&source, row).unwrap();
            assert_eq!((fact.key.record, ledger.place(fact)), (i, (&*source, row)));
        }
        assert!(ledger.at("f1.csv", 9).is_none() && ledger.at("g.csv", 1).is_none());
    }
}
