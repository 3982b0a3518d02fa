//! Names of people behind a word that announces one: 我叫张三 becomes 我叫张*. The surname stays, and so does a name with only a title (张先生).
//!
//! Without a segmenter a name is what begins with a surname and ends where names end: at a mark, a title, another announcing word, or a character that
//! names do not hold. Behind a colon two characters are taken when no end is seen.

use super::Kind;
use super::finder::Finder;
use super::words::Announce;

/// Blanks, marks and links between the word and the name.
const MOST_LINKS: usize = 3;

/// Longest given name.
const GIVEN: usize = 2;

/// Longest part of a name with a dot.
const LONGEST_PART: usize = 7;

impl Finder<'_> {
    /// Reads the name that an announcing word ending at `end` announces, if it does, and gives where to go on.
    pub(super) fn person(&mut self, end: usize) -> usize {
        let weak = match self.word_before(end) {
            Some((_, Announce::Name)) => false,
            Some((_, Announce::NameWeak)) => true,
            _ => return end,
        };
        let (mut at, mut linked) = (end, false);
        for _ in 0..MOST_LINKS {
            let (n, colon) = match self.at(at) {
                ' ' => (1, false),
                ':' | '(' | '-' | '【' | '“' | '"' => (1, true),
                _ => match self.t.get(at..).and_then(|t| self.words.links.starting(t)) {
                    Some((n, ())) => (n, true),
                    None => break,
                },
            };
            at += n;
            linked |= colon;
        }
        let at = at.min(self.t.len());
        let name = self.dotted_name(at).or_else(|| self.full_name(at, linked && !weak));
        let Some((surname, given)) = name.filter(|&(surname, given)| !weak || self.is_somebody(at, surname, given))
        else {
            return end;
        };
        self.note_stars(Kind::Name, at, (at + surname..at + surname + given).collect());
        at + surname + given
    }

    /// 我是陈志强 is a name, 我是高中生 and 业主齐心 are none: behind words that say other things too, a name has its full length and ends like one.
    fn is_somebody(&self, at: usize, surname: usize, given: usize) -> bool {
        let end = at + surname + given;
        let whole = surname + given > GIVEN && !super::super::clause::is_han(self.at(end));
        whole && !self.words.role_last.contains(&self.before(end))
    }

    /// 买买提·艾力: names with a dot between.
    fn dotted_name(&self, at: usize) -> Option<(usize, usize)> {
        let part = |from: usize| {
            self.while_at(from, |c| super::super::clause::is_han(c) && !self.words.name_stops.contains(&c))
        };
        let dot = part(at);
        let end = part(dot + 1);
        let named = matches!(self.at(dot), '·' | '•' | '・') && dot > at && dot - at <= LONGEST_PART;
        (named && end > dot + 1 && end - dot - 1 <= LONGEST_PART).then(|| (1, end - at - 1))
    }

    /// Lengths of the surname and the given name at `at`.
    fn full_name(&self, at: usize, linked: bool) -> Option<(usize, usize)> {
        let t = &self.t[at..];
        let (surname, weak) = self.words.surnames.starting(t)?;
        if self.words.no_names.starting(t).is_some() || weak && !linked {
            return None;
        }
        let rest = &t[surname..];
        let is_given = |c: &char| super::super::clause::is_han(*c) && !self.words.name_stops.contains(c);
        let given = rest.iter().take(GIVEN).take_while(|c| super::super::clause::is_han(**c)).count();
        if given == 0 || !is_given(&rest[0]) || self.words.titles.starting(rest).is_some() {
            return None;
        }
        let ended = |n: &usize| self.name_ends(&rest[*n..]);
        let free = if linked { rest[..given].iter().take_while(|c| is_given(c)).count() } else { 0 };
        (1..=given).find(ended).or((free > 0).then_some(free)).map(|n| (surname, n))
    }

    /// Whether a name has ended where `rest` begins.
    fn name_ends(&self, rest: &[char]) -> bool {
        let Some(c) = rest.first() else { return true };
        // A star is a name that was masked before.
        !super::super::clause::is_han(*c) && *c != '*'
            || self.words.name_stops.contains(c)
            || self.words.titles.starting(rest).is_some()
            || self.words.announcers.starting(rest).is_some()
    }
}
