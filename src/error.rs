//! Everything that can go wrong for a user, typed by what the user can do about it, and the form in which it is told:
//! what failed, which thing in backticks, the cause, and on a line of its own a `hint:` with the next step.
//!
//! Not its job: printing (only `main` does), exit statuses (`command` maps them), or warnings (`record::Notice`).

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::lang::{Lang, Say, one_line, reason};

/// The result of everything in voc that can fail for a user.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure that ends a command: the user has to change something.
#[derive(Debug)]
pub enum Error {
    /// The command line, a configuration file or an environment variable asks for something impossible.
    Usage {
        /// What is wrong.
        what: Say,
        /// The next step.
        hint: Say,
    },
    /// An input cannot be found, opened, decoded or understood.
    Input {
        /// The input as the user named it; `-` for standard input.
        path: PathBuf,
        /// What failed and why, without the path.
        what: Say,
        /// The next step.
        hint: Say,
    },
    /// An input is a whole table without rows: nothing is broken, and there is nothing to work on.
    NoRows {
        /// The input as the user named it; `-` for standard input.
        path: PathBuf,
        /// What there is instead of rows.
        what: Say,
        /// The next step.
        hint: Say,
    },
    /// A dictionary, taxonomy or model file is wrong.
    Dictionary {
        /// File name as shown in rules: `issues/service.tsv`.
        file: String,
        /// One-based line, 0 for the file as a whole.
        line: usize,
        /// What is wrong there.
        what: Say,
    },
    /// An output cannot be written.
    Output {
        /// The output as the user named it; `-` for standard output.
        path: PathBuf,
        /// What failed and why, without the path.
        what: Say,
        /// The next step.
        hint: Say,
    },
    /// The reader of standard output went away. Not a failure: the exit status is 0.
    ClosedPipe,
    /// Something inside voc does not fit together; a defect, told without a panic.
    Internal(String),
}

impl Error {
    /// A usage error with its next step.
    pub fn usage(what: Say, hint: Say) -> Self {
        Self::Usage { what, hint }
    }

    /// An input error with its next step.
    pub fn input(path: impl AsRef<Path>, what: Say, hint: Say) -> Self {
        Self::Input { path: path.as_ref().to_owned(), what, hint }
    }

    /// An output error with its next step.
    pub fn output(path: impl AsRef<Path>, what: Say, hint: Say) -> Self {
        Self::Output { path: path.as_ref().to_owned(), what, hint }
    }

    /// A dictionary error at a line (0: the whole file).
    pub fn dictionary(file: impl Into<String>, line: usize, what: Say) -> Self {
        Self::Dictionary { file: file.into(), line, what }
    }

    /// An I/O failure while writing `path`; a broken pipe becomes [`Error::ClosedPipe`].
    pub fn writing(path: impl AsRef<Path>, source: &io::Error) -> Self {
        if source.kind() == ErrorKind::BrokenPipe {
            return Self::ClosedPipe;
        }
        let path = path.as_ref();
        Self::output(
            path,
            {
                let Say { en, zh } = reason(source);
                crate::say!("cannot write: {en}", "无法写入：{zh}")
            },
            limit(source).or_else(|| no_room(path, source)).unwrap_or_else(|| {
                crate::say!(
                    "check that the folder exists, is writable and has room",
                    "请检查文件夹是否存在、可写且有剩余空间"
                )
            }),
        )
    }

    /// The whole message in `lang`, hint included, without the leading `voc: `.
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::Usage { what, hint } => with_hint(what.get(lang), hint.get(lang)),
            Self::Input { path, what, hint }
            | Self::NoRows { path, what, hint }
            | Self::Output { path, what, hint } => {
                with_hint(&format!("`{}`: {}", path.display(), what.get(lang)), hint.get(lang))
            }
            Self::Dictionary { file, line: 0, what } => dictionary_message(file, what.get(lang), lang),
            Self::Dictionary { file, line, what } => {
                dictionary_message(&format!("{file}:{line}"), what.get(lang), lang)
            }
            Self::ClosedPipe => crate::say!("standard output was closed", "标准输出已关闭").get(lang).to_owned(),
            Self::Internal(what) => with_hint(
                crate::say!("internal error: {what}", "内部错误：{what}").get(lang),
                crate::say!("please report this with the command that you ran", "请附上所用命令反馈此问题").get(lang),
            ),
        }
    }
}

/// What to do where the system has no more open files to give: the folder is not to blame.
pub fn limit(e: &io::Error) -> Option<Say> {
    // EMFILE and ENFILE, the same on every Unix.
    let is_limit = cfg!(unix) && matches!(e.raw_os_error(), Some(23 | 24));
    is_limit.then(|| {
        crate::say!(
            "raise the limit of open files (`ulimit -n`), or name fewer outputs",
            "请提高可打开文件数的上限（`ulimit -n`），或减少输出"
        )
    })
}

/// What to do where standard output, which has no folder, or what is kept for it meanwhile finds no room.
fn no_room(path: &Path, e: &io::Error) -> Option<Say> {
    (path == Path::new("-") && e.kind() == ErrorKind::StorageFull).then(|| {
        crate::say!(
            "make room where standard output goes and in the folder of temporary files (`TMPDIR`), or name a file with `-o`",
            "请清理标准输出所在的磁盘和临时文件夹（`TMPDIR`），或用 `-o` 指定文件"
        )
    })
}

/// The only line end of a message is the one before its hint.
fn with_hint(what: &str, hint: &str) -> String {
    let what = one_line(what);
    if hint.is_empty() { what } else { format!("{what}\n  hint: {}", one_line(hint)) }
}

fn dictionary_message(place: &str, what: &str, lang: Lang) -> String {
    let head = crate::say!("cannot use dictionary `{place}`: {what}", "词典 `{place}` 有误：{what}");
    let hint =
        crate::say!("`voc dict check` lists every problem of a dictionary", "`voc dict check` 会列出词典的所有问题");
    with_hint(head.get(lang), hint.get(lang))
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say;

    #[test]
    fn names_the_thing_and_the_next_step_in_both_languages() {
        let e = Error::input("a.csv", say!("file not found", "找不到文件"), say!("check the path", "请检查路径"));
        assert_eq!(e.message(Lang::En), "`a.csv`: file not found\n  hint: check the path");
        assert_eq!(e.message(Lang::Zh), "`a.csv`: 找不到文件\n  hint: 请检查路径");
    }

    #[test]
    fn a_line_end_in_a_name_forges_no_message() {
        let e = Error::input("no\nvoc: done.csv", say!("file `a\nb`", "文件"), say!("try\nagain", "重试"));
        assert_eq!(e.message(Lang::En), "`no\u{fffd}voc: done.csv`: file `a\u{fffd}b`\n  hint: try\u{fffd}again");
    }

    #[test]
    fn standard_output_without_room_names_the_folder_of_temporary_files() {
        let full = io::Error::from(ErrorKind::StorageFull);
        assert!(Error::writing("-", &full).message(Lang::En).contains("`TMPDIR`"));
        assert!(!Error::writing("a.parquet", &full).message(Lang::En).contains("TMPDIR"));
    }

    #[test]
    fn a_broken_pipe_is_not_a_failure() {
        let gone = io::Error::from(ErrorKind::BrokenPipe);
        assert!(matches!(Error::writing("-", &gone), Error::ClosedPipe));
    }
}
