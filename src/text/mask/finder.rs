//! One pass over the folded characters: where something may begin, who looks at it, and what was announced in front of it.
//!
//! A finder reads and notes; it changes nothing. Each look returns where to go on, always behind where it began, so a pass is linear.

use super::Kind;
use super::announce::Announce;
use super::words::Words;

/// Words and marks between an announcing word and its data: 我的手机号是：138….
const MOST_LINKS: usize = 4;

/// What was announced, and how.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    pub(super) what: Announce,
    /// A colon, 是 or the like stands between.
    pub(super) linked: bool,
}

/// The reader of one pass.
pub(super) struct Finder<'a> {
    pub(super) words: &'a Words,
    pub(super) t: &'a [char],
    /// First character and kind of each place.
    pub(super) places: Vec<(usize, Kind)>,
    /// Characters to be starred.
    pub(super) stars: Vec<usize>,
    /// End of the last announced number: 订单号 123、456 announces both.
    carry: Option<(usize, Said)>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(words: &'a Words, t: &'a [char]) -> Self {
        Self { words, t, places: Vec::new(), stars: Vec::new(), carry: None }
    }

    /// Reads the whole text.
    pub(super) fn run(&mut self) {
        let mut i = 0;
        while i < self.t.len() {
            i = self.step(i).max(i + 1);
        }
    }

    fn step(&mut self, i: usize) -> usize {
        let c = self.t[i];
        if c.is_ascii_alphanumeric() {
            return self.token(i);
        }
        if c.is_ascii() {
            return if c == '@' { self.nickname(i).unwrap_or(i + 1) } else { i + 1 };
        }
        let plate = if self.words.is_province(c) { self.plate(i) } else { None };
        if let Some(end) = plate {
            return end;
        }
        if self.words.is_numeral(c) {
            return self.number(i);
        }
        if self.words.may_announce_name(c) {
            return self.person(i + 1);
        }
        i + 1
    }

    /// A word in ASCII: `i` is its first character.
    fn token(&mut self, i: usize) -> usize {
        if let Some(end) = self.email(i) {
            return end;
        }
        if self.t[i].is_ascii_digit() { self.number(i) } else { self.code(i) }
    }

    /// The character at `i`, NUL beyond the ends.
    pub(super) fn at(&self, i: usize) -> char {
        self.t.get(i).copied().unwrap_or('\0')
    }

    /// The character before `i`.
    pub(super) fn before(&self, i: usize) -> char {
        i.checked_sub(1).map_or('\0', |i| self.t[i])
    }

    /// End of the characters from `i` on that `is` holds for.
    pub(super) fn while_at(&self, i: usize, is: impl Fn(char) -> bool) -> usize {
        let i = i.min(self.t.len());
        self.t[i..].iter().position(|&c| !is(c)).map_or(self.t.len(), |n| i + n)
    }

    /// What the words in front of `i` announce.
    pub(super) fn announced(&self, i: usize) -> Option<Said> {
        if let Some(said) = self.carried(i) {
            return Some(said);
        }
        let (mut end, mut linked) = (i, false);
        for _ in 0..=MOST_LINKS {
            if let Some((_, what)) = self.word_before(end) {
                return Some(Said { what, linked });
            }
            let link = self.link_before(end)?;
            linked |= !matches!(self.t[end - 1], ' ' | '"' | '\'');
            end -= link;
        }
        None
    }

    /// What was announced for the number before this one, where only marks of a list stand between.
    pub(super) fn carried(&self, i: usize) -> Option<Said> {
        let (end, said) = self.carry?;
        let listed =
            end < i && i - end <= 3 && self.t[end..i].iter().all(|c| matches!(c, '、' | ',' | '/' | ' ' | ';'));
        listed.then_some(said)
    }

    /// The announcing word that ends at `end`: where it begins, and what it announces.
    pub(super) fn word_before(&self, end: usize) -> Option<(usize, Announce)> {
        if !self.words.may_announce(self.before(end)) {
            return None;
        }
        let (n, what) = self.words.announcers.ending(&self.t[..end])?;
        let start = end - n;
        let inside = self.t[start].is_ascii_alphanumeric() && self.before(start).is_ascii_alphanumeric();
        (!inside).then_some((start, what))
    }

    /// Length of the link that ends at `end`.
    fn link_before(&self, end: usize) -> Option<usize> {
        match self.before(end) {
            _ if end == 0 => None,
            ' ' | ':' | '(' | '[' | '【' | '"' | '“' | '「' | '<' | '《' | '=' | '#' | '-' | '~' | '+' | '\'' | '→' => {
                Some(1)
            }
            _ => self.words.links.ending(&self.t[..end]).map(|(n, ())| n),
        }
    }

    /// What the words behind `end` announce: …是我的电话.
    pub(super) fn announced_behind(&self, end: usize) -> Option<Said> {
        let from = self.while_at(end, |c| matches!(c, ' ' | ',' | ')'));
        let (n, ()) = self.words.links_after.starting(&self.t[from..])?;
        let (_, what) = self.words.announcers.starting(&self.t[from + n..])?;
        Some(Said { what, linked: true })
    }

    /// An amount of something or a part of a decimal number, not somebody's number.
    pub(super) fn is_amount(&self, start: usize, end: usize) -> bool {
        if matches!(self.before(start), '¥' | '￥' | '$' | '€') || self.is_decimal(start, end) {
            return true;
        }
        let blank = self.t.get(end) == Some(&' ');
        let rest = &self.t[end + usize::from(blank)..];
        self.words.amounts.starting(rest).is_some_and(|(n, ())| {
            // `k` of `kg` is a unit, `k` of `km123` or `kevin` is none.
            let latin = rest[0].is_ascii_alphabetic();
            // 12345678 年费: behind a blank a single character is the next word.
            !latin && (n > 1 || !blank) || latin && !rest.get(n).is_some_and(char::is_ascii_alphanumeric)
        })
    }

    /// Digits after a decimal point, or before one.
    pub(super) fn is_decimal(&self, start: usize, end: usize) -> bool {
        let fraction = self.before(start) == '.' && self.before(start - 1).is_ascii_digit();
        let tail = self.while_at(end + 1, |c| c.is_ascii_digit()).saturating_sub(end + 1);
        fraction || self.at(end) == '.' && (1..=2).contains(&tail)
    }

    /// Notes a place: all letters and digits of `start..end` are starred, but `head` at the beginning and `tail` at the end.
    pub(super) fn note(&mut self, kind: Kind, start: usize, end: usize, head: usize, tail: usize) {
        let words = self.words;
        let t = self.t;
        let counts = move |i: &usize| t[*i].is_ascii_alphanumeric() || words.digit(t[*i]).is_some();
        let all = (start..end).filter(counts).count();
        let hidden = (start..end).filter(counts).skip(head).take(all.saturating_sub(head + tail));
        self.note_stars(kind, start, hidden.collect());
    }

    /// Notes a place whose characters `hidden` are starred; nothing where there is nothing to star.
    pub(super) fn note_stars(&mut self, kind: Kind, start: usize, hidden: Vec<usize>) {
        if !hidden.is_empty() {
            self.places.push((start, kind));
            self.stars.extend(hidden);
        }
    }

    /// Remembers what was announced for a number that ends at `end`.
    pub(super) fn carry(&mut self, end: usize, said: Said) {
        self.carry = Some((end, said));
    }
}
