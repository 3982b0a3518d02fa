//! The two languages in which voc speaks to people, and the pair type for a sentence in both.
//!
//! Names of labels (aspects, intents …) are knowledge and live in `dicts/`; fixed wording of reports lives in
//! `dicts/messages.tsv`. [`Say`] is for messages that are made where something happens.

use std::io::{self, ErrorKind};

use serde::{Deserialize, Serialize};

use crate::say;

/// The language of reports and messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese, the default.
    #[default]
    Zh,
    /// English.
    En,
}

/// One sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Say {
    /// English: lower case, no full stop.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Say {
    /// The sentence in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// The English word for one thing, or for any other number of them.
pub fn by_count<'w>(n: u64, one: &'w str, many: &'w str) -> &'w str {
    if n == 1 { one } else { many }
}

/// Why the system refuses; not which file, which a message names itself.
pub fn reason(e: &io::Error) -> Say {
    let en = e.to_string();
    // `tempfile` adds the name of a file that nobody asked for.
    let en = en.split_once(" at path ").map_or(en.as_str(), |(why, _)| why);
    // EMFILE and ENFILE, the same on every Unix.
    let full = cfg!(unix) && matches!(e.raw_os_error(), Some(23 | 24));
    match e.kind() {
        _ if full => say!("{en}", "打开的文件过多"),
        ErrorKind::NotFound => say!("{en}", "文件或文件夹不存在"),
        ErrorKind::PermissionDenied => say!("{en}", "没有权限"),
        ErrorKind::AlreadyExists => say!("{en}", "已有同名文件"),
        ErrorKind::IsADirectory => say!("{en}", "这是文件夹"),
        ErrorKind::NotADirectory => say!("{en}", "路径中有一段不是文件夹"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => say!("{en}", "磁盘空间不足"),
        ErrorKind::FileTooLarge => say!("{en}", "文件过大"),
        ErrorKind::ReadOnlyFilesystem => say!("{en}", "文件系统只读"),
        ErrorKind::InvalidFilename => say!("{en}", "文件名无效或过长"),
        ErrorKind::UnexpectedEof => say!("{en}", "文件不完整"),
        ErrorKind::InvalidData | ErrorKind::InvalidInput => say!("{en}", "文件内容已损坏"),
        _ => say!("{en}", "{en}"),
    }
}

/// A message without what could drive a terminal: names of files and columns are other people's words. Line ends of ours stay, control characters and other
/// line ends become `�`, marks that turn the order of text around go.
pub fn tame(message: &str) -> String {
    let acts = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{2028}' | '\u{2029}');
    let seen = |c: char| if acts(c) { '\u{fffd}' } else { c };
    let turns =
        |c: &char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    message.chars().filter(|c| !turns(c)).map(seen).collect()
}

/// One line of a message: a line end in the name of a file or in an option would forge the next message.
pub fn one_line(text: &str) -> String {
    let ends = |c: char| matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    text.chars().map(|c| if ends(c) { '\u{fffd}' } else { c }).collect()
}

/// Makes a [`Say`](crate::lang::Say) from an English and a Chinese format string; both capture variables in place.
#[macro_export]
macro_rules! say {
    () => {
        $crate::lang::Say::default()
    };
    ($en:literal, $zh:literal $(,)?) => {
        $crate::lang::Say { en: format!($en), zh: format!($zh) }
    };
}

#[cfg(test)]
mod tests {
    #[test]
    fn one_is_told_in_the_singular() {
        assert_eq!([0, 1, 2].map(|n| super::by_count(n, "row", "rows")), ["rows", "row", "rows"]);
    }

    #[test]
    fn what_the_system_says_is_told_in_both_languages() {
        let missing = super::reason(&std::io::Error::from(std::io::ErrorKind::NotFound));
        assert_eq!((missing.en.as_str(), missing.zh.as_str()), ("entity not found", "文件或文件夹不存在"));
        let temporary = std::io::Error::new(std::io::ErrorKind::PermissionDenied, "denied at path \"/a/.voc-x.tmp\"");
        assert_eq!(super::reason(&temporary).en, "denied");
    }

    #[test]
    fn messages_drive_no_terminal() {
        assert_eq!(
            super::tame("`a\u{1b}[31m\u{9b}\u{202e}b.csv`:\n  hint: c\r"),
            "`a\u{fffd}[31m\u{fffd}b.csv`:\n  hint: c\u{fffd}"
        );
        assert_eq!(super::tame("a\u{2028}b\u{2029}c\u{85}d"), "a\u{fffd}b\u{fffd}c\u{fffd}d");
    }

    #[test]
    fn a_name_makes_no_line_of_its_own() {
        assert_eq!(super::one_line("no\r\nvoc: done\u{2028}x\t"), "no\u{fffd}\u{fffd}voc: done\u{fffd}x\t");
    }
}
