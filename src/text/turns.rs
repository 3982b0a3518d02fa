//! Dialogues in one text: whose turn is it? `坐席:您好…\n客户:我的快递…`, `[09:00:10] 客服小美:…`, `客户 10:01:22\n…`. Knows the beginnings of speakers' names
//! as a table (`speakers.tsv`), on normal forms.
//!
//! A turn begins with a name and a colon or a time, at the beginning of a text or line, behind a time, or less surely behind the end of a sentence or a
//! blank. Headings look the same (系统:流畅), so that one turn of the company makes no dialogue. Names in brackets (【坐席】您好, <客户>好</客户>) and bare ones
//! behind a time (0:05 坐席 您好) begin one where both sides speak. A form that is filled in (客户:李四 商家:好味快餐 投诉内容:送餐太慢) is no dialogue: there
//! nobody speaks twice, and what would be a turn of the company holds other headings. Two who have letters for names (A, B) speak where one greets as
//! companies do.

mod nameless;

use rustc_hash::{FxHashMap, FxHashSet};

use super::clause::{is_han, is_letter};
use super::normalize::Normalizer;
use crate::error::Result;
use crate::lexicon::{Dicts, Entry};
use crate::say;

/// Characters of the longest name of a speaker.
const LONGEST: usize = 16;
/// Chinese characters of a personal name behind the word for a speaker: 客服小美.
const NAME: usize = 4;
/// What stands around times and names.
const OPEN: [char; 4] = [' ', '[', '(', '【'];
const CLOSE: [char; 4] = [' ', ']', ')', '】'];
/// What tells of the beginning of a turn.
const BEGINS: [char; 4] = [':', '【', '[', '<'];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Company,
    Customer,
    Neither,
    /// A letter or a track for a name: A, 左声道.
    Either,
}

/// The compiled `speakers.tsv`.
#[derive(Debug, Default)]
pub struct Speakers {
    words: FxHashMap<String, Side>,
    /// Characters of the longest one.
    longest: usize,
    /// How companies greet: 有什么可以帮您.
    greetings: Vec<String>,
}

/// Who speaks, by name.
#[derive(Debug, Clone, Copy)]
struct Voice {
    company: bool,
    /// Whether the table has the name; anybody else who speaks with a time is taken for a customer.
    known: bool,
    /// Whether the name can be no heading: 客服小美 may be one.
    clear: bool,
}

/// Where a turn begins.
#[derive(Debug, Clone, Copy)]
struct Place {
    start: usize,
    /// At the beginning of a text or line, or behind a time.
    sure: bool,
    timed: bool,
}

/// The beginning of a turn: all up to the words that are said.
#[derive(Debug, Clone, Copy)]
struct Head<'t> {
    place: Place,
    end: usize,
    voice: Voice,
    name: &'t str,
    /// Whether the name says nothing of the side.
    nameless: bool,
}

/// A time of day.
#[derive(Debug, Clone, Copy)]
struct Clock {
    start: usize,
    end: usize,
    seconds: bool,
}

impl Speakers {
    /// Compiles `speakers.tsv`.
    ///
    /// # Errors
    /// When an entry names no side.
    pub fn new(dicts: &Dicts, normalizer: &Normalizer) -> Result<Self> {
        let mut speakers = Self::default();
        for e in Entry::in_force(dicts.of("speakers")) {
            let word = normalizer.normal_form(e.get("word"));
            let side = match e.get("side") {
                "greeting" => {
                    speakers.greetings.push(word);
                    continue;
                }
                "company" => Side::Company,
                "customer" => Side::Customer,
                "neither" => Side::Neither,
                "either" => Side::Either,
                side => {
                    return Err(e.error(say!(
                        "`{side}` is no side (there are: company, customer, neither, either, greeting)",
                        "没有 `{side}` 一方（可用：company, customer, neither, either, greeting）"
                    )));
                }
            };
            speakers.longest = speakers.longest.max(word.chars().count());
            speakers.words.insert(word, side);
        }
        Ok(speakers)
    }

    /// The side of a name that stands alone, in its normal form: whether it is the company's (客服小美). `None` where it may be anybody's.
    pub fn side_of(&self, name: &str) -> Option<bool> {
        let (side, own) = self.side(name)?;
        let speaks = is_side(side) && own.chars().filter(|c| is_han(*c)).count() <= NAME;
        speaks.then_some(side == Side::Company)
    }

    /// Whether a name is a word for a side and nothing more.
    pub fn is_word(&self, name: &str) -> bool {
        self.words.get(name).is_some_and(|side| is_side(*side))
    }

    /// The parts of a normal form that are not said by its customer, ascending and apart: turns of the company, and names. Nothing where it is no dialogue.
    pub fn others(&self, text: &str) -> Vec<(usize, usize)> {
        let found = if text.contains(BEGINS) { self.settled(text, self.heads(text)) } else { Vec::new() };
        let mut heads = dialogue(found);
        if is_form(text, &heads) {
            heads.clear();
        }
        let mut parts: Vec<(usize, usize)> = Vec::with_capacity(heads.len());
        for (i, head) in heads.iter().enumerate() {
            let next = heads.get(i + 1).map_or(text.len(), |h| h.place.start);
            let end = if head.voice.company { next } else { head.end };
            match parts.last_mut().filter(|last| last.1 == head.place.start) {
                Some(last) => last.1 = end,
                None => parts.push((head.place.start, end)),
            }
        }
        parts
    }

    /// All that looks like the beginning of a turn, in order.
    fn heads<'t>(&self, text: &'t str) -> Vec<Head<'t>> {
        let (mut heads, mut free) = (Vec::new(), 0);
        let mut from = 0;
        for (at, mark) in text.match_indices(BEGINS).filter(|(at, mark)| *at > 0 || *mark != ":") {
            if at < from {
                continue;
            }
            let clock = if mark == ":" { clock_at(text, at) } else { None };
            let head = match clock {
                Some(clock) => self.stamped(text, clock).or_else(|| self.called(text, clock)),
                None if mark == ":" => self.named(text, at),
                None => self.tagged(text, at, mark),
            };
            from = clock.map_or(from, |c| c.end);
            if let Some(head) = head.filter(|h| h.place.start >= free) {
                free = head.end;
                from = from.max(free);
                heads.push(head);
            }
        }
        heads
    }

    /// `客服小美:`, `[09:00:10] 客服小美:`, `【客服】:`
    fn named<'t>(&self, text: &'t str, colon: usize) -> Option<Head<'t>> {
        let before = text[..colon].trim_end_matches([' ', ']', '】']);
        let name = name_at_end(before);
        let place = place(before[..before.len() - name.len()].trim_end_matches(['[', '【']))?;
        let voice = self.voice(name, place.timed)?;
        let nameless = !place.timed && self.words.get(name) == Some(&Side::Either);
        Some(Head { place, end: colon + 1, voice, name, nameless })
    }

    /// `客服小美 10:01:40`, `客户 2024-03-05 10:01:22`
    fn stamped<'t>(&self, text: &'t str, clock: Clock) -> Option<Head<'t>> {
        let before = undated(&text[..clock.start]);
        if before.len() == clock.start {
            return None;
        }
        let name = name_at_end(before);
        let place = Place { timed: true, ..place(&before[..before.len() - name.len()])? };
        let voice = self.voice(name, true)?;
        let rest = text[clock.end..].trim_start_matches(CLOSE);
        // 客服 10:30 才回复: a sentence, unless nothing else stands in the line or seconds are told.
        let alone = rest.is_empty() || rest.starts_with(['\n', ':']);
        let speaks = if voice.known { alone || clock.seconds } else { alone && place.sure };
        let end = text.len() - rest.strip_prefix(':').unwrap_or(rest).len();
        speaks.then_some(Head { place, end, voice, name, nameless: false })
    }

    /// `0:05 坐席 您好`
    fn called<'t>(&self, text: &'t str, clock: Clock) -> Option<Head<'t>> {
        let place = Place { sure: false, timed: true, ..place(&text[..clock.start])? };
        let rest = text[clock.end..].trim_start_matches(CLOSE);
        let (name, said) = rest.split_once(' ')?;
        let company = *self.words.get(name)? == Side::Company;
        let voice = Voice { company, known: true, clear: false };
        let end = text.len() - said.len();
        (self.is_word(name) && rest.len() < text.len() - clock.end).then_some(Head {
            place,
            end,
            voice,
            name,
            nameless: false,
        })
    }

    /// `【坐席】您好`, `<客户>好</客户>`: the mark that opens the bracket stands at `at`. Behind what closes one nobody speaks.
    fn tagged<'t>(&self, text: &'t str, at: usize, mark: &str) -> Option<Head<'t>> {
        let close = match mark {
            "【" => '】',
            "[" => ']',
            _ => '>',
        };
        let inside = &text[at + mark.len()..];
        let bare = if mark == "<" { inside.strip_prefix('/').unwrap_or(inside) } else { inside };
        let (length, _) = bare.char_indices().take(LONGEST + 1).find(|(_, c)| *c == close)?;
        let (name, rest) = (&bare[..length], &bare[length + close.len_utf8()..]);
        // 【客服】: is a name with a colon.
        if !self.is_word(name) || rest.starts_with(':') {
            return None;
        }
        let company = bare.len() < inside.len() || self.words.get(name) == Some(&Side::Company);
        let place = Place { start: at, sure: false, timed: false };
        let voice = Voice { company, known: true, clear: false };
        Some(Head { place, end: text.len() - rest.len(), voice, name, nameless: false })
    }

    /// Who has this name.
    fn voice(&self, name: &str, timed: bool) -> Option<Voice> {
        let stranger = Voice { company: false, known: false, clear: false };
        // A款 is somebody else, and so is A with a time.
        let told = self.side(name).filter(|(side, own)| *side != Side::Either || own.is_empty() && !timed);
        let Some((side, own)) = told else { return (timed && !name.is_empty()).then_some(stranger) };
        let company = side == Side::Company;
        let han = own.chars().filter(|c| is_han(*c)).count();
        let clear = timed || han == 0;
        let speaks = side != Side::Neither && (clear || (company && han <= NAME));
        speaks.then_some(Voice { company, known: true, clear })
    }

    /// The side of the longest word that a name begins with, and what is left of the name.
    fn side<'n>(&self, name: &'n str) -> Option<(Side, &'n str)> {
        let latin = |c: char| c.is_ascii_alphabetic();
        let ends = name.char_indices().map(|(at, c)| at + c.len_utf8()).take(self.longest);
        let whole = |end: &usize| !(name[..*end].ends_with(latin) && name[*end..].starts_with(latin));
        let found = ends.filter(whole).filter_map(|end| Some((*self.words.get(&name[..end])?, &name[end..])));
        found.last()
    }
}

fn is_side(side: Side) -> bool {
    matches!(side, Side::Company | Side::Customer)
}

/// The turns, if it is a dialogue: both sides speak, or customers alone, or the company does more than once, by the same name or with times.
fn dialogue(mut heads: Vec<Head<'_>>) -> Vec<Head<'_>> {
    let company = heads.iter().any(|h| h.voice.company);
    let customer = heads.iter().any(|h| h.voice.known && !h.voice.company);
    let timed = heads.iter().any(|h| h.voice.company && h.place.timed);
    let stranger = timed && heads.iter().any(|h| !h.voice.known);
    if company && (customer || stranger) {
        return heads;
    }
    heads.retain(|h| h.place.sure && h.voice.known && h.voice.clear);
    let name = heads.first().map(|first| first.name);
    let again = heads.len() > 1 && heads.iter().all(|h| h.place.timed || Some(h.name) == name);
    if customer || again { heads } else { Vec::new() }
}

/// Whether these are headings of a form.
fn is_form(text: &str, heads: &[Head<'_>]) -> bool {
    let mut names = FxHashSet::default();
    let once = heads.iter().all(|h| names.insert(h.name));
    let timed = heads.iter().all(|h| h.place.timed);
    let turn = |(i, head): (usize, &Head<'_>)| {
        let next = heads.get(i + 1).map_or(text.len(), |h| h.place.start);
        head.voice.company && holds_heading(&text[head.end..next])
    };
    once && !timed && heads.iter().enumerate().any(turn)
}

/// Whether a turn holds a heading, by its bracket or its colon: 【诉求】, 投诉内容:.
fn holds_heading(turn: &str) -> bool {
    turn.match_indices([':', '】', ']']).any(|(at, mark)| {
        let name = name_at_end(&turn[..at]);
        let before = &turn[..at - name.len()];
        let begins = || match mark {
            ":" => !before.trim().is_empty() && place(before).is_some() && !turn[at..].starts_with("://"),
            _ => before.ends_with(['【', '[']),
        };
        name.chars().any(char::is_alphabetic) && begins()
    })
}

/// Whether a turn may begin behind these words, and where: times before the name belong to it.
fn place(before: &str) -> Option<Place> {
    let bare = before.trim_end_matches(' ');
    if bare.is_empty() || bare.ends_with('\n') {
        return Some(Place { start: bare.len(), sure: true, timed: false });
    }
    if let Some(start) = time_at_end(bare) {
        return Some(Place { start, sure: true, timed: true });
    }
    let parted = bare.len() < before.len() || bare.ends_with(['。', '!', '?', ';', '~', '…']);
    parted.then_some(Place { start: bare.len(), sure: false, timed: false })
}

/// The characters at the end that a name may have.
fn name_at_end(text: &str) -> &str {
    let of_name = |c: &char| is_letter(*c) || matches!(c, '*' | '#' | '-' | '_' | '·');
    let length: usize = text.chars().rev().take(LONGEST).take_while(of_name).map(char::len_utf8).sum();
    &text[text.len() - length..]
}

/// The time of day whose first colon stands here.
fn clock_at(text: &str, colon: usize) -> Option<Clock> {
    let bytes = text.as_bytes();
    let hours = bytes[..colon].iter().rev().take(3).take_while(|b| b.is_ascii_digit()).count();
    let two_digits = |at: usize| bytes[at..].iter().take(3).take_while(|b| b.is_ascii_digit()).count() == 2;
    if !(1..=2).contains(&hours) || !two_digits(colon + 1) {
        return None;
    }
    let minutes = colon + 3;
    let seconds = bytes.get(minutes) == Some(&b':') && two_digits(minutes + 1);
    Some(Clock { start: colon - hours, end: if seconds { minutes + 3 } else { minutes }, seconds })
}

/// Where the time begins that a text ends with, `[2024-03-05 10:01:22]`.
fn time_at_end(text: &str) -> Option<usize> {
    let bare = text.trim_end_matches(CLOSE);
    let length = bare.bytes().rev().take(8).take_while(|b| b.is_ascii_digit() || *b == b':').count();
    let (before, time) = bare.split_at(bare.len() - length);
    let parts = || time.split(':');
    let is_time = (2..=3).contains(&parts().count()) && parts().all(|p| (1..=2).contains(&p.len()));
    is_time.then(|| undated(before).len())
}

/// Without a date at the end, and what stands before a time.
fn undated(text: &str) -> &str {
    let bare = text.trim_end_matches(OPEN);
    let of_date = |c: char| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | '年' | '月' | '日');
    let before = bare.trim_end_matches(of_date);
    let date = &bare[before.len()..];
    let is_date = date.starts_with(|c: char| c.is_ascii_digit()) && date.contains(['-', '/', '.', '月']);
    if is_date { before.trim_end_matches(OPEN) } else { bare }
}

#[cfg(test)]
mod tests;
