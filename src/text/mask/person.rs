//! Names of people behind a word that announces one: 我叫张三 becomes 我叫张*. The surname stays, and so does a name with only a title (张先生).
//!
//! Without a segmenter a name is what begins with a surname and ends where names end: at a mark, a title, another announcing word, a word that goes on
//! (反映, 一直), or a character that names do not hold. Where no end is seen behind a colon, a name goes as far as the next heading (姓名：王五性别：男), else only characters
//! that parents choose are taken: what somebody says may stand there as well (来电人：路灯坏了三天).

use super::Kind;
use super::announce::Announce;
use super::finder::Finder;
use crate::text::clause::is_han;

/// Blanks, marks and links between the word and the name.
const MOST_LINKS: usize = 4;

/// Longest given name.
const GIVEN: usize = 2;

/// Characters of a heading behind a name.
const HEADING: std::ops::RangeInclusive<usize> = 2..=4;

/// Longest part of a name with a dot.
const LONGEST_PART: usize = 7;

/// How sure it is that a name follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sure {
    /// The word says many other things too: only a whole name that ends like one, with a surname that is no everyday word.
    Hardly,
    /// The word announces names.
    Said,
    /// So it does, and a colon or 是 stands between.
    Linked,
}

impl Finder<'_> {
    /// Reads the names that an announcing word ending at `end` announces, if it does, and gives where to go on.
    pub(super) fn person(&mut self, end: usize) -> usize {
        let Some((_, what)) = self.word_before(end) else { return end };
        if matches!(what, Announce::NameNear | Announce::NameCaller) {
            return self.people_near(end, what == Announce::NameCaller);
        }
        let (mut at, sure, colon) = self.links(end);
        let mut name = match what {
            Announce::Name => {
                self.dotted_name(at).or_else(|| self.full_name(at, sure)).or_else(|| self.titled_name(at))
            }
            // 患者：李华 says as much as 患者姓名李华.
            Announce::NameWeak if colon => self.full_name(at, Sure::Said).filter(|&n| !self.is_role(at, n)),
            Announce::NameWeak => {
                let name = self.dotted_name(at).or_else(|| self.whole_name(at));
                name.or_else(|| self.typical_name(at)).or_else(|| self.titled_name(at))
            }
            Announce::Signature => self.whole_name(at).filter(|&(surname, given)| self.signs(at + surname + given)),
            _ => None,
        };
        if name.is_none() && what == Announce::Name {
            return self.spelled_name(at, colon).unwrap_or(end);
        }
        let mut end = end;
        while let Some((surname, given)) = name {
            end = self.note_name(at, surname, given);
            // 投诉人李晓明、王芳
            at = end + 1;
            name = if self.at(end) == '、' { self.full_name(at, Sure::Said) } else { None };
        }
        end
    }

    /// The same where names follow at once, or behind a colon or bracket: 市民张伟、李娜, 市民（张伟）.
    fn people_near(&mut self, mut end: usize, caller: bool) -> usize {
        let mut at = end + usize::from(matches!(self.at(end), ':' | '('));
        loop {
            let name = self.typical_name(at).or_else(|| self.titled_name(at));
            let name = name.or_else(|| if caller { self.caller_name(at) } else { None });
            let Some((surname, given)) = name else { return end };
            end = self.note_name(at, surname, given);
            if self.at(end) != '、' {
                return end;
            }
            at = end + 1;
        }
    }

    /// Notes the name at `at`, and gives its end.
    fn note_name(&mut self, at: usize, surname: usize, given: usize) -> usize {
        let end = at + surname + given;
        self.note_stars(Kind::Name, at, (at + surname..end).collect());
        end
    }

    /// Where a name may begin behind blanks, marks and links, what they say of it, and whether a colon is among them.
    fn links(&self, end: usize) -> (usize, Sure, bool) {
        let (mut at, mut sure, mut colon) = (end, Sure::Said, false);
        for _ in 0..MOST_LINKS {
            let (n, linked) = match self.at(at) {
                ' ' => (1, false),
                ':' | '(' | '-' | '【' | '“' | '"' => (1, true),
                _ => match self.t.get(at..).and_then(|t| self.words.links.starting(t)) {
                    Some((n, ())) => (n, true),
                    None => break,
                },
            };
            colon |= self.at(at) == ':';
            at += n;
            sure = if linked { Sure::Linked } else { sure };
        }
        (at.min(self.t.len()), sure, colon)
    }

    /// 我是陈志强 is a name, 我是高中生 and 业主齐心 are none: behind words that say other things too, a name has its full length and ends like one.
    pub(super) fn whole_name(&self, at: usize) -> Option<(usize, usize)> {
        let (surname, given) = self.full_name(at, Sure::Hardly)?;
        let rest = &self.t[at + surname + given..];
        let ended = !rest.first().is_some_and(|&c| is_han(c)) || self.words.name_ends.starting(rest).is_some();
        let name = (surname, given);
        (surname + given > GIVEN && ended && !self.is_role(at, name) && !self.is_place_name(at, name)).then_some(name)
    }

    /// Whether it is an estate or a road: 金桂苑, 解放路.
    fn is_place_name(&self, at: usize, (surname, given): (usize, usize)) -> bool {
        let end = at + surname + given;
        self.words.places.ending(&self.t[at..end]).is_some() || self.words.roads.contains(&self.before(end))
    }

    /// Whether it is what somebody is, not what he is called.
    fn is_role(&self, at: usize, (surname, given): (usize, usize)) -> bool {
        self.words.role_last.contains(&self.before(at + surname + given))
    }

    /// Whether what ends at `end` ends the text or a line of it, but for a date.
    fn signs(&self, end: usize) -> bool {
        let rest = self.while_at(end, |c| matches!(c, ' ' | '.' | '。' | '!' | ')' | '」'));
        matches!(self.at(rest), '\0' | '\n' | '0'..='9')
    }

    /// 买买提·艾力: names with a dot between.
    fn dotted_name(&self, at: usize) -> Option<(usize, usize)> {
        let words = self.words;
        let is_part = |c: char| is_han(c) && (!words.name_stops.contains(&c) || words.name_foreign.contains(&c));
        let part = |from: usize| {
            let rest = self.t[from.min(self.t.len())..].iter();
            from + rest.take(LONGEST_PART + 1).take_while(|c| is_part(**c)).count()
        };
        let dot = part(at);
        let end = part(dot + 1);
        let named = matches!(self.at(dot), '·' | '•' | '・') && dot > at && dot - at <= LONGEST_PART;
        (named && end > dot + 1 && end - dot - 1 <= LONGEST_PART).then(|| (1, end - at - 1))
    }

    /// Lengths of the surname and the given name at `at`.
    pub(super) fn full_name(&self, at: usize, sure: Sure) -> Option<(usize, usize)> {
        let t = self.t.get(at..)?;
        let (surname, weak) = self.words.surnames.starting(t)?;
        if self.words.no_names.starting(t).is_some() {
            return None;
        }
        let rest = &t[surname..];
        let is_given = |c: &char| is_han(*c) && !self.words.name_stops.contains(c);
        let given = rest.iter().take(GIVEN).take_while(|c| is_han(**c)).count();
        if given == 0 || !is_given(&rest[0]) || self.words.titles.starting(rest).is_some() {
            return None;
        }
        // 联系人何建国, but not 联系人何时回复.
        let sounds = sure == Sure::Linked
            || sure == Sure::Said
                && given == GIVEN
                && is_given(&rest[1])
                && !rest.get(GIVEN).is_some_and(|&c| is_han(c));
        if weak && !sounds {
            return None;
        }
        let ended = |n: &usize| self.name_ends(&rest[*n..]);
        let open = || if sure == Sure::Linked { self.open_name(at, surname, given) } else { None };
        (1..=given).find(ended).or_else(open).map(|n| (surname, n))
    }

    /// Length of a given name of at most `given` characters whose end is not seen: 李晓明 of 联系人：李晓明家里漏水. An everyday word (金地, 车) is no name of two
    /// characters there.
    fn open_name(&self, at: usize, surname: usize, given: usize) -> Option<usize> {
        let (start, weak) = (at + surname, self.is_weak(at));
        // 金辉华府: a place goes on.
        let is_word = |end: usize| self.words.word_names.starting(&self.t[at..end]).is_some();
        let headed = |n: &usize| !weak && heads(&self.t[start + n..]);
        let fits = |n: usize| self.is_typical(at, start, start + n) && !is_word(start + n);
        let typical = |n: &usize| fits(*n) && (*n > 1 || !weak);
        (1..=given).rev().find(headed).or_else(|| (1..=given).rev().find(typical))
    }

    fn is_weak(&self, at: usize) -> bool {
        self.t.get(at..).and_then(|t| self.words.surnames.starting(t)).is_some_and(|(_, weak)| weak)
    }

    /// Whether a name has ended where `rest` begins.
    fn name_ends(&self, rest: &[char]) -> bool {
        let Some(c) = rest.first() else { return true };
        // A star is a name that was masked before.
        !is_han(*c) && *c != '*'
            || self.words.name_stops.contains(c)
            || self.words.titles.starting(rest).is_some()
            || self.words.name_ends.starting(rest).is_some()
            || self.words.announcers.starting(rest).is_some()
    }
}

/// Whether a heading with its colon begins here.
fn heads(rest: &[char]) -> bool {
    let name = rest.iter().take_while(|c| is_han(**c)).take(*HEADING.end() + 1).count();
    HEADING.contains(&name) && matches!(rest.get(name), Some(':' | '：'))
}
