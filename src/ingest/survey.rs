//! Where the rows of a JSON document stand: in which of its lists of objects, by what their keys claim and how many they are; or in none, where objects
//! follow one another, stand under keys of their own, or a table is written column by column; or it is a list of texts.
//!
//! Looks at what is there of the text. Not its job: reading rows (`json`, `frame`).

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::object::Object;
use super::roles::{Role, Roles};
use super::table::Row;
use super::walk::{Met, Walk, Way, plain_key};

/// Places told apart: more are data that was written as keys.
const MOST_PLACES: usize = 4096;
/// Objects of a place that are looked into, and the longest.
const SAMPLES: usize = 8;
const LONGEST_SAMPLE: usize = 1 << 17;
/// Keys of an object that are remembered.
const KEYS: usize = 8;
/// Keys of rows that are asked what they claim.
const MOST_NAMES: usize = 256;

/// How rows are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Layout {
    /// One object after another.
    Stream,
    /// In each list, or object of objects, that is reached by this path.
    Rows { path: Vec<Way>, list: bool },
    /// Cells by column and row label.
    Columns,
    /// Cells in lists by column.
    Lists,
    /// Rows without keys beside a list of columns.
    Split,
    /// A list of texts.
    Texts,
}

/// What was found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) layout: Layout,
    /// What is read and what is not, as paths for people.
    pub(super) read: String,
    pub(super) left: Vec<String>,
    /// Whether rows were met at all.
    pub(super) any: bool,
    /// Whether they are what was looked for, so that more of the text need not be asked.
    pub(super) sure: bool,
}

/// A list or object, or all of those that are reached in the same way.
#[derive(Debug)]
struct Place {
    holder: usize,
    way: Way,
    list: bool,
    /// Objects in it, and other values.
    objects: usize,
    others: usize,
    keys: Vec<String>,
    samples: Vec<Range<usize>>,
    /// Whether the text ends inside it, and goes on.
    open: bool,
}

/// How much the rows of a place are what is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Worth {
    /// Columns that the user named.
    named: usize,
    /// Whether a key promises what customers said (2), or at least a note (1).
    text: u8,
}

/// All places of a text. The first is around everything.
pub(super) struct Survey<'j> {
    json: &'j str,
    places: Vec<Place>,
    index: FxHashMap<(usize, Way, bool), usize>,
}

impl<'j> Survey<'j> {
    /// Looks at `json`; `complete`: whether this is all of it.
    pub(super) fn of(json: &'j str, complete: bool) -> Self {
        let mut survey = Self { json, places: vec![Place::new(0, Way::Each, true)], index: FxHashMap::default() };
        let (mut walk, mut at, mut open) = (Walk::default(), 0, vec![(Some(0), 0)]);
        while let Some(met) = walk.next(json.as_bytes(), &mut at) {
            survey.take(met, &walk, at, &mut open);
        }
        for place in open.into_iter().filter_map(|(place, _)| place) {
            survey.places[place].open = !complete;
        }
        survey
    }

    /// `open`: the places that are open, with where each begins.
    fn take(&mut self, met: Met, walk: &Walk, at: usize, open: &mut Vec<(Option<usize>, usize)>) {
        let Some(&(holder, start)) = open.last() else { return };
        match (met, holder) {
            (Met::Key, Some(holder)) => self.key(holder, walk.key()),
            (Met::Value, Some(holder)) => self.places[holder].others += 1,
            (Met::Key | Met::Value, None) => {}
            (Met::Open, _) => open.push((holder.and_then(|h| self.enter(h, walk)), at - 1)),
            (Met::Close, _) => {
                open.pop();
                if let Some(&(Some(outer), _)) = open.last() {
                    self.sample(outer, start..at);
                }
            }
        }
    }

    fn key(&mut self, place: usize, key: Option<&str>) {
        let keys = &mut self.places[place].keys;
        if let Some(key) = key.filter(|k| keys.len() < KEYS && !keys.iter().any(|known| known == k)) {
            keys.push(key.to_owned());
        }
    }

    fn enter(&mut self, holder: usize, walk: &Walk) -> Option<usize> {
        let (way, list) = walk.entered()?;
        let around = &mut self.places[holder];
        if list {
            around.others += 1;
        } else {
            around.objects += 1;
        }
        let key = (holder, way, list);
        if let Some(known) = self.index.get(&key) {
            return Some(*known);
        }
        if self.places.len() == MOST_PLACES {
            return None;
        }
        self.places.push(Place::new(holder, key.1.clone(), list));
        self.index.insert(key, self.places.len() - 1);
        Some(self.places.len() - 1)
    }

    fn sample(&mut self, place: usize, bytes: Range<usize>) {
        let is_object = self.json.as_bytes().get(bytes.start) == Some(&b'{');
        let samples = &mut self.places[place].samples;
        if is_object && samples.len() < SAMPLES && bytes.len() <= LONGEST_SAMPLE {
            samples.push(bytes);
        }
    }

    /// Where the rows stand. `named`: columns that the user calls by name.
    pub(super) fn choose(&self, named: &[&str], roles: &Roles) -> Found {
        if let Some(layout) = self.as_frame(roles) {
            return Found { layout, read: String::new(), left: Vec::new(), any: true, sure: true };
        }
        let holds = |i: usize| self.holds_rows(i, roles).then(|| self.worth(i, named, roles));
        let mut worths: Vec<Option<Worth>> = (0..self.places.len()).map(holds).collect();
        if self.places[0].objects == 1 {
            // A single object is a row, not what holds the rows, where it promises a text and nothing in it does but a single answer.
            let (alone, said) = (self.worth(0, named, roles), self.longest(0, Some(roles)));
            let is_answer = |i: usize| self.places[i].objects == 1 && !self.places[i].open;
            let is_less = |i: usize| worths[i].is_none_or(|w| w < alone || w == alone && is_answer(i));
            let more = |i: usize| worths[i].is_some() && self.longest(i, None) >= said;
            let promises = alone.text > 1 && (1..worths.len()).all(|i| is_less(i) && !more(i));
            worths[0] = worths[0].or_else(|| promises.then_some(alone));
        }
        let own = (0..worths.len()).filter(|i| worths[*i].is_some() && !self.is_part(*i, &worths));
        let size = |i: usize| if self.places[i].open { usize::MAX } else { self.places[i].objects };
        let rank = |i: usize| (worths[i], size(i));
        let Some(best) = own.reduce(|best, i| if rank(i) > rank(best) { i } else { best }) else {
            return self.without_objects();
        };
        let list = self.places[best].list;
        let layout = if best == 0 { Layout::Stream } else { Layout::Rows { path: self.path(best), list } };
        let sure = worths[best].is_some_and(|w| w.named + usize::from(w.text) > 0);
        Found { layout, read: self.shown(best), left: self.left(best, &worths), any: true, sure }
    }

    /// A list without objects is one nevertheless: what stands in it is no rows, and that is told of each.
    fn without_objects(&self) -> Found {
        let list = self.places.iter().skip(1).any(|p| p.holder == 0 && p.list);
        let first = self.json.trim_start_matches('\u{feff}').trim_start().strip_prefix('[').map(str::trim_start);
        let layout = match first {
            Some(first) if first.starts_with('"') => Layout::Texts,
            _ if list => Layout::Rows { path: Vec::new(), list },
            _ => Layout::Stream,
        };
        let sure = layout == Layout::Texts;
        Found { layout, read: String::new(), left: Vec::new(), any: list, sure }
    }

    fn holds_rows(&self, i: usize, roles: &Roles) -> bool {
        let place = &self.places[i];
        match (i, place.list) {
            (0, _) => place.objects > 1,
            (_, true) => place.objects > 0,
            (_, false) => self.is_keyed(i, roles),
        }
    }

    /// What the first objects of a place promise. A key is believed where its values say something, and not the same in each.
    fn worth(&self, place: usize, named: &[&str], roles: &Roles) -> Worth {
        let (object, rows) = self.sampled(place);
        let names = object.names();
        let says = |i: usize| says(rows.iter().map(|r| r.get(i)));
        let text = |(i, name): (usize, &String)| {
            roles.claim(name).filter(|c| c.role == Role::Text && says(i)).map(|c| 1 + u8::from(c.promises()))
        };
        let text = names.iter().take(MOST_NAMES).enumerate().filter_map(text).max().unwrap_or(0);
        let named = named.iter().filter(|n| names.iter().any(|name| name.as_str() == **n)).count();
        Worth { named, text }
    }

    /// Characters of the longest value in the first objects of a place; with `roles`, of those under keys that promise texts. `message: success` says less
    /// than what it is about.
    fn longest(&self, place: usize, roles: Option<&Roles>) -> usize {
        let (object, rows) = self.sampled(place);
        let cells = rows.iter().flat_map(|row| row.cells().zip(object.names()));
        let said = cells.filter(|(_, name)| roles.is_none_or(|r| is_text(name, r)));
        said.map(|(cell, _)| cell.chars().count()).max().unwrap_or(0)
    }

    /// The first objects of a place as rows, those that are whole, with what knows their keys.
    fn sampled(&self, place: usize) -> (Object, Vec<Row>) {
        let (mut object, mut rows) = (Object::default(), Vec::new());
        for sample in &self.places[place].samples {
            if object.read(&self.json[sample.clone()]).is_ok() {
                let mut row = Row::default();
                object.fill(&mut row, 0);
                rows.push(row);
            }
        }
        (object, rows)
    }

    /// Whether it stands in rows that are worth no less: pictures of a comment, answers to it.
    fn is_part(&self, i: usize, worths: &[Option<Worth>]) -> bool {
        self.holders(i).any(|h| worths[h].is_some() && worths[h] >= worths[i])
    }

    /// What holds a place, from the inside out.
    fn holders(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        let outer = move |i: &usize| Some(self.places[*i].holder).filter(|_| *i != 0);
        std::iter::successors(outer(&i), outer)
    }

    /// Objects inside an object.
    fn members(&self, place: usize) -> Vec<&Place> {
        self.places.iter().skip(1).filter(|p| p.holder == place && !p.list).take(SAMPLES).collect()
    }

    /// Whether an object holds nothing but objects that are alike, under keys that say nothing: `{"1001": {"text": …}, …}`.
    fn is_keyed(&self, i: usize, roles: &Roles) -> bool {
        let place = &self.places[i];
        let in_list = self.holders(i).any(|h| h != 0 && self.places[h].list);
        if in_list || place.others > 0 || place.objects < 2 {
            return false;
        }
        let members = self.members(i);
        let says = |m: &&Place| m.keys.iter().any(|k| is_text(k, roles));
        are_alike(&members)
            && !members.iter().any(|m| roles.claim(&m.name()).is_some())
            && (place.objects > 2 || members.iter().any(says))
    }

    /// A data frame: a single object, either of columns, which hold the same labels, or with `columns` and `data`.
    fn as_frame(&self, roles: &Roles) -> Option<Layout> {
        let alone = self.places[0].objects == 1 && self.places[0].others == 0;
        let top = self.places.iter().skip(1).position(|p| p.holder == 0).filter(|_| alone)? + 1;
        let place = &self.places[top];
        let holds = |key: &str| {
            let mut held = self.places.iter().skip(1).filter(|p| p.holder == top && p.list);
            held.any(|p| p.way == Way::Key(key.to_owned()) && p.others > 0 && p.objects == 0)
        };
        if holds("columns") && holds("data") {
            return Some(Layout::Split);
        }
        if self.are_columns(top) {
            return Some(Layout::Lists);
        }
        let members = self.members(top);
        let is_number = |key: &str| key.bytes().all(|b| b.is_ascii_digit());
        let labels = || members.iter().flat_map(|m| &m.keys);
        let numbered = labels().all(|k| is_number(k)) && !members.iter().any(|m| is_number(&m.name()));
        let texts = members.iter().any(|m| is_text(&m.name(), roles));
        let fits = place.others == 0
            && are_alike(&members)
            && !labels().any(|k| roles.claim(&plain_key(k)).is_some())
            && (numbered || (texts && members.len() > 1));
        fits.then_some(Layout::Columns)
    }

    /// Whether the only object holds nothing but lists of plain values, all of one length, which shows when it is complete.
    fn are_columns(&self, top: usize) -> bool {
        let place = &self.places[top];
        let lists: Vec<&Place> = self.places.iter().skip(1).filter(|p| p.holder == top && p.list).collect();
        // Every place is the object or one of its lists: nothing stands in them.
        let flat = lists.len() + 2 == self.places.len() && lists.len() == place.others;
        let length = lists.first().map_or(0, |l| l.others);
        !place.open && flat && lists.len() > 1 && length > 1 && lists.iter().all(|l| l.others == length)
    }

    /// The ways to a place from the outermost value.
    fn path(&self, i: usize) -> Vec<Way> {
        let inner = std::iter::once(i).chain(self.holders(i)).filter(|p| *p != 0 && self.places[*p].holder != 0);
        let mut path: Vec<Way> = inner.map(|p| self.places[p].way.clone()).collect();
        path.reverse();
        path
    }

    /// The path as people write it: `data.list`, `[].comments`.
    fn shown(&self, i: usize) -> String {
        let mut shown = String::new();
        for way in self.path(i) {
            match way {
                Way::Key(key) => {
                    shown.push_str(if shown.is_empty() { "" } else { "." });
                    shown.push_str(&plain_key(&key));
                }
                Way::Each => shown.push_str("[]"),
            }
        }
        if shown.is_empty() { "[]".to_owned() } else { shown }
    }

    /// Lists of objects that are not read: those around everything else, and those of texts.
    fn left(&self, best: usize, worths: &[Option<Worth>]) -> Vec<String> {
        let around = |i: usize| self.holders(best).any(|h| h == i);
        let inside = |i: usize| self.holders(i).any(|h| worths[h].is_some());
        let told = |i: &usize| {
            let says = worths[*i].is_some_and(|w| w.text > 0);
            *i != best && self.places[*i].list && worths[*i].is_some() && !around(*i) && (says || !inside(*i))
        };
        (1..worths.len()).filter(told).map(|i| self.shown(i)).collect()
    }
}

impl Place {
    fn new(holder: usize, way: Way, list: bool) -> Self {
        let (keys, samples) = (Vec::new(), Vec::new());
        Self { holder, way, list, objects: 0, others: 0, keys, samples, open: false }
    }

    /// The key that it stands under.
    fn name(&self) -> String {
        match &self.way {
            Way::Key(key) => plain_key(key),
            Way::Each => String::new(),
        }
    }
}

/// Whether objects have mostly the same keys. The last may be cut.
fn are_alike(members: &[&Place]) -> bool {
    let Some(first) = members.first().filter(|m| !m.keys.is_empty()) else { return false };
    let shared = |m: &Place| m.keys.iter().filter(|k| first.keys.contains(k)).count();
    members.iter().all(|m| m.open || shared(m) * 2 >= m.keys.len().max(first.keys.len()))
}

fn is_text(key: &str, roles: &Roles) -> bool {
    roles.claim(&plain_key(key)).is_some_and(|c| c.role == Role::Text)
}

/// Whether cells say something, and not all of them the same, as the greeting of a server does.
fn says<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let said = |c: &&str| {
        let is_json = c.starts_with("{\"") || (c.starts_with('[') && c.ends_with(']') && c.contains("{\""));
        !is_json && c.chars().any(char::is_alphabetic)
    };
    let said: Vec<&str> = cells.filter(said).collect();
    said.first().is_some_and(|first| said.len() == 1 || said.iter().any(|c| c != first))
}

#[cfg(test)]
mod tests;
