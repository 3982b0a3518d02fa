//! E-mail addresses, also as people hide them from programs (zhang # example.com, zhang艾特example点com), and nicknames behind @.

use super::Kind;
use super::announce::Announce;
use super::finder::Finder;
use crate::text::clause::is_han;

/// Longest local part of an e-mail address (RFC 5321).
const LONGEST_LOCAL: usize = 64;

/// Longest nickname.
const LONGEST_NICK: usize = 20;

/// Digits at the end of a nickname that tell one person from others: 小月亮2019, but not 人民日报.
const NICK_DIGITS: usize = 2;

impl Finder<'_> {
    /// The e-mail address that begins at `i`: all but the first character of its local part is hidden.
    pub(super) fn email(&mut self, i: usize) -> Option<usize> {
        let local = self.t[i..].iter().take(LONGEST_LOCAL + 1).take_while(|c| is_local(**c)).count();
        let stop = i + local;
        if local > LONGEST_LOCAL {
            return None;
        }
        let (mut end, plain) = self.mail_at(stop)?;
        let (mut labels, mut last) = (0, end);
        loop {
            let label = self.label_end(end);
            if label == end {
                break;
            }
            labels += 1;
            (last, end) = (end, label);
            match self.mail_dot(end) {
                Some(next) if self.at(next).is_ascii_alphanumeric() => end = next,
                _ => break,
            }
        }
        // 3@9.9: what is no name of a country or of an organisation is a price.
        if labels < 2 || !self.at(last).is_ascii_alphabetic() || !plain && !self.is_mail_end(last) {
            return None;
        }
        let first = if local > 1 { i + 1 } else { i };
        self.note_stars(Kind::Email, i, (first..stop).collect());
        Some(end)
    }

    fn label_end(&self, i: usize) -> usize {
        self.while_at(i, |c| c.is_ascii_alphanumeric() || c == '-')
    }

    /// Behind the @ at `stop`, and whether it is a plain one. A blank in front of it, or one on each side, is how people hide an address.
    fn mail_at(&self, stop: usize) -> Option<(usize, bool)> {
        let at = stop + usize::from(self.at(stop) == ' ');
        if self.at(at) == '@' {
            let blank = self.at(at + 1) == ' ';
            return Some((at + 1 + usize::from(blank), !blank || at > stop));
        }
        if self.at(stop) == '#' {
            return Some((stop + 1, false));
        }
        let (n, ()) = self.words.mail_ats.starting(self.t.get(stop..)?)?;
        Some((stop + n, false))
    }

    /// Behind the dot at `end`. A dot in disguise counts in front of the end of an address only.
    fn mail_dot(&self, end: usize) -> Option<usize> {
        if self.at(end) == '.' {
            return Some(end + 1);
        }
        let blank = usize::from(self.at(end) == ' ');
        let rest = self.t.get(end + blank..)?;
        let n = if blank == 1 && rest.starts_with(&['.', ' ']) { 2 } else { self.words.mail_dots.starting(rest)?.0 };
        let next = end + blank + n;
        self.is_mail_end(next).then_some(next)
    }

    /// Whether com, cn or the like stands at `i`.
    fn is_mail_end(&self, i: usize) -> bool {
        let end = self.label_end(i);
        self.t.get(i..end).is_some_and(|t| self.words.mail_ends.starting(t).is_some_and(|(n, ())| n == end - i))
    }

    /// 微博@小月亮2019: the nickname behind the @ at `i`, where a word announces one.
    pub(super) fn nickname(&mut self, i: usize) -> Option<usize> {
        self.word_before(i).filter(|(_, what)| *what == Announce::Nick)?;
        let end = self.while_at(i + 1, |c| c.is_ascii_alphanumeric() || is_han(c) || matches!(c, '_' | '-'));
        let digits = self.t[i + 1..end].iter().rev().take_while(|c| c.is_ascii_digit()).count();
        if digits < NICK_DIGITS || digits == end - i - 1 || end - i - 1 > LONGEST_NICK {
            return None;
        }
        self.note_stars(Kind::Wechat, i + 1, (i + 2..end).collect());
        Some(end)
    }
}

fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-')
}
