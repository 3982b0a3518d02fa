//! A group chat that was exported as plain text: a line with time and name (`2026-10-20 11:41 小雨`, `小雨 2026/10/20 11:41:02`), the message below it.
//!
//! Each message is a row of time and text. Names are in no row: they only tell whose message is the company's, and so no feedback. Lines in front of the
//! first head and lines with nothing but a day (——— 10月20日 ———) are no messages.

use std::sync::Arc;

use super::delimited::{LONGEST, endless};
use super::fault::Fault;
use super::roles::Roles;
use super::table::{About, Row, Step, Table};
use super::text::TextBuffer;
use super::value::{DayOrder, time};

/// Headers of the rows, as `columns.tsv` knows them.
const NAMES: [&str; 2] = ["time", "feedback_text"];
/// Lines looked at, and those of them within which the first head stands.
const LOOKED_AT: usize = 400;
const FIRST: usize = 10;
/// Fewest heads that make a chat, and most lines to each.
const HEADS: usize = 3;
const LINES: usize = 5;
/// Longest line that can be a head, in bytes, and longest name, in characters.
const LONGEST_HEAD: usize = 160;
const LONGEST_NAME: usize = 30;
/// Most words that a time consists of: day, half of the day, clock.
const WORDS: usize = 3;
/// Characters of the longest day between two strokes.
const DAY: usize = 24;
/// Bytes from which a message goes on in a row of its own.
const LONGEST_MESSAGE: usize = 1 << 20;
/// What stands around times, and what separators are drawn with.
const BRACKETS: [char; 6] = ['[', ']', '(', ')', '【', '】'];
const STROKES: [char; 8] = ['—', '–', '-', '─', '━', '=', '*', '_'];
/// What no name has: a sentence stands there, or `[time] name: text`.
const OF_SENTENCES: [char; 8] = ['，', '。', '；', '：', ',', ';', ':', '\u{fffd}'];

/// Where the time of a head stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    TimeFirst,
    NameFirst,
}

/// The head of the message at hand.
#[derive(Debug, Clone)]
struct Head {
    line: u64,
    time: String,
    /// Whether it is the company's.
    is_staff: bool,
}

/// The messages of a chat.
pub(super) struct Chat {
    text: TextBuffer,
    roles: Arc<Roles>,
    form: Form,
    names: [String; 2],
    /// Lines read so far.
    line: u64,
    head: Option<Head>,
    said: String,
}

impl Chat {
    pub(super) fn new(text: TextBuffer, form: Form, roles: Arc<Roles>) -> Self {
        Self { text, roles, form, names: NAMES.map(str::to_owned), line: 0, head: None, said: String::new() }
    }

    /// The next line, without its end; `None` after the last.
    fn line(&mut self) -> Result<Option<String>, Fault> {
        loop {
            let rest = self.text.rest();
            let end = rest.find('\n').map(|at| (at, at + 1));
            let end = end.or_else(|| (self.text.at_end() && !rest.is_empty()).then_some((rest.len(), rest.len())));
            if let Some((end, next)) = end {
                let line = rest[..end].trim().to_owned();
                self.text.take(next);
                self.line += 1;
                return Ok(Some(line));
            }
            if self.text.at_end() {
                return Ok(None);
            }
            if rest.len() > LONGEST {
                return Err(endless(self.line + 1));
            }
            self.text.fill()?;
        }
    }

    fn say(&mut self, line: &str) {
        if !line.is_empty() && !is_separator(line) {
            self.said.push_str(line);
            self.said.push('\n');
        }
    }

    fn fill(&mut self, row: &mut Row, head: &Head) -> Step {
        row.start(head.line);
        row.push(&head.time);
        row.push(if head.is_staff { "" } else { self.said.trim_end() });
        self.said.clear();
        Step::Row
    }
}

impl Table for Chat {
    fn next(&mut self, row: &mut Row) -> Result<Step, Fault> {
        while let Some(line) = self.line()? {
            let found = head(&line, self.form);
            let head = found.map(|(time, name)| Head { line: self.line, time, is_staff: self.roles.is_staff(&name) });
            if let Some(head) = head {
                if let Some(before) = self.head.replace(head) {
                    return Ok(self.fill(row, &before));
                }
            } else if let Some(head) = self.head.clone() {
                self.say(&line);
                if self.said.len() >= LONGEST_MESSAGE {
                    return Ok(self.fill(row, &head));
                }
            }
        }
        let last = self.head.take();
        Ok(last.map_or(Step::End, |head| self.fill(row, &head)))
    }

    fn names(&self) -> Option<&[String]> {
        Some(&self.names)
    }

    fn about(&self) -> About {
        self.text.about()
    }

    fn drain(&mut self) -> Result<(), Fault> {
        self.text.drain()
    }
}

/// How the heads are written, if the text is plainly a chat: heads come soon and often, and messages stand between nearly all of them. `complete`:
/// whether the last line is whole.
pub(super) fn form(text: &str, complete: bool) -> Option<Form> {
    let whole = if complete { text } else { text.rsplit_once('\n').map_or("", |(whole, _)| whole) };
    let lines = whole.lines().map(str::trim).filter(|l| !l.is_empty() && !is_separator(l));
    let lines: Vec<&str> = lines.take(LOOKED_AT).collect();
    [Form::TimeFirst, Form::NameFirst].into_iter().find(|form| alternates(&lines, *form))
}

fn alternates(lines: &[&str], form: Form) -> bool {
    let is_head: Vec<bool> = lines.iter().map(|line| head(line, form).is_some()).collect();
    let heads = is_head.iter().filter(|is| **is).count();
    let bare = is_head.windows(2).filter(|pair| pair[0] && pair[1]).count();
    let soon = is_head.iter().take(FIRST).any(|is| *is);
    heads >= HEADS && soon && heads * LINES >= lines.len() && bare * 5 <= heads
}

/// The time and the name of a line that holds nothing else.
fn head(line: &str, form: Form) -> Option<(String, String)> {
    if line.len() > LONGEST_HEAD || !line.contains(':') {
        return None;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let most = WORDS.min(words.len().saturating_sub(1));
    (1..=most).find_map(|n| {
        let (time, name) = match form {
            Form::TimeFirst => words.split_at(n),
            Form::NameFirst => {
                let (name, time) = words.split_at(words.len() - n);
                (time, name)
            }
        };
        let (time, name) = (time.join(" "), name.join(" "));
        let time = time.trim_matches(BRACKETS);
        (is_timed(time) && is_name(&name)).then(|| (time.to_owned(), name))
    })
}

/// Whether a time states day and clock.
fn is_timed(cell: &str) -> bool {
    cell.contains(':') && time(cell, DayOrder::Unknown).is_some_and(|t| t.hour().is_some())
}

fn is_name(name: &str) -> bool {
    // A colon at its end is none of it: `2026-10-20 11:41 小雨：`
    let name = name.trim_end_matches([':', '：']);
    let has = |c: char| OF_SENTENCES.contains(&c);
    !name.is_empty() && name.chars().count() <= LONGEST_NAME && !name.contains(has)
}

/// Whether a line holds nothing but strokes, a day, or a day between strokes.
fn is_separator(line: &str) -> bool {
    let inner = line.trim_matches(|c: char| STROKES.contains(&c) || c.is_whitespace());
    let drawn = line.chars().take(2).all(|c| STROKES.contains(&c)) && line.ends_with(STROKES);
    let is_short = inner.chars().count() <= DAY && inner.contains(|c: char| c.is_ascii_digit());
    let is_day = || {
        inner.contains(|c: char| !c.is_ascii_digit())
            && time(inner, DayOrder::Unknown).is_some_and(|t| t.hour().is_none())
    };
    (drawn && (inner.is_empty() || is_short)) || is_day()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_a_time_and_a_name() {
        let of = |line: &str, form| head(line, form);
        let found = |time: &str, name: &str| Some((time.to_owned(), name.to_owned()));
        let first = Form::TimeFirst;
        assert_eq!(of("2026-10-20 11:41 momo", first), found("2026-10-20 11:41", "momo"));
        assert_eq!(of("[2026/10/20 11:41:02] 老 K", first), found("2026/10/20 11:41:02", "老 K"));
        assert_eq!(of("2026-10-20 11:41:02 小雨(12345678)", first), found("2026-10-20 11:41:02", "小雨(12345678)"));
        assert_eq!(of("momo 2026/10/20 11:41:02", Form::NameFirst), found("2026/10/20 11:41:02", "momo"));
        for line in [
            "2026-10-20 11:41",
            "2026-10-20 momo",
            "[2026-10-20 11:41] 小雨: 快递太慢了",
            "2026-10-20 11:41 下的单，还没到",
            "11:41 momo",
            "momo 2026/10/20 11:41:02",
            "",
        ] {
            assert_eq!(of(line, first), None, "{line}");
        }
    }

    #[test]
    fn separators_are_days_and_strokes() {
        for line in ["——— 10月20日 ———", "————————", "=====", "2026-10-20", "2026年10月20日", "--- 2026-10-20 ---"]
        {
            assert!(is_separator(line), "{line}");
        }
        for line in ["快递太慢了", "-5", "10", "—太慢了—", "2026-10-20 11:41"] {
            assert!(!is_separator(line), "{line}");
        }
    }

    #[test]
    fn a_chat_alternates() {
        let chat =
            "2026-10-20 11:41 小雨\n太慢了\n2026-10-20 11:42 momo\n我也是\n等了三天\n2026-10-20 11:43 小雨\n唉\n";
        assert_eq!(form(&format!("——— 10月20日 ———\n云栖会员1群\n{chat}"), true), Some(Form::TimeFirst));
        let turned =
            "小雨 2026/10/20 11:41:02\n太慢了\nmomo 2026/10/20 11:42:02\n我也是\n小雨 2026/10/20 11:43:02\n唉\n";
        assert_eq!(form(turned, true), Some(Form::NameFirst));
        assert_eq!(form(&chat[..chat.len() - 8], false), None, "the third head is cut off");
        let log = "2026-10-20 11:41 太慢了\n2026-10-20 11:42 我也是\n2026-10-20 11:43 等了三天\n";
        let told = "[2026-10-20 11:41] 小雨: 太慢了\n[2026-10-20 11:42] momo: 我也是\n[2026-10-20 11:43] 小雨: 唉\n";
        for text in [log, told, "快递太慢了\n质量不错\n", ""] {
            assert_eq!(form(text, true), None, "{text}");
        }
    }
}
