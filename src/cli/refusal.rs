//! What clap refuses, told as voc tells its errors: what is wrong, where it was set, and on a line of its own a hint.
//!
//! Not its job: settings of files, which are checked before they become defaults (`config`).

use std::error::Error as _;
use std::ffi::OsString;

use clap::Command;
use clap::error::{ContextKind, ContextValue, Error as ClapError, ErrorKind};

use crate::error::Error;
use crate::lang::Say;
use crate::say;

/// A value that an option does not take.
pub struct BadValue {
    /// The value.
    pub value: String,
    /// Why, as the parser says; empty where the values there are say it.
    pub why: String,
    /// The next step.
    pub hint: Say,
}

impl BadValue {
    /// What clap says of a value; nothing where it says something else.
    pub fn of(e: &ClapError) -> Option<Self> {
        if !matches!(e.kind(), ErrorKind::InvalidValue | ErrorKind::ValueValidation) {
            return None;
        }
        let why = e.source().map(|s| format!(": {s}")).unwrap_or_default();
        let hint = match e.get(ContextKind::ValidValue) {
            Some(ContextValue::Strings(all)) if !all.is_empty() => {
                let (en, zh) = (all.join(", "), all.join("、"));
                say!("values there are: {en}; see `--help`", "可用值：{zh}；详见 `--help`")
            }
            _ => say!("`--help` says what it takes", "取值说明见 `--help`"),
        };
        Some(Self { value: context(e, ContextKind::InvalidValue)?, why, hint })
    }
}

/// A command line that was refused, as an error of voc. What clap says in words of its own stays English.
pub fn refusal(e: &ClapError, command: &Command, args: &[OsString]) -> Error {
    let text = e.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let mut parts = text.split("\n\n").map(str::trim);
    // Values are listed in the hint.
    let lines = parts.next().unwrap_or_default().lines().map(str::trim).filter(|l| !l.starts_with("[possible values"));
    let what = lines.collect::<Vec<_>>().join(" ");
    if let Some(bad) = BadValue::of(e) {
        let option = context(e, ContextKind::InvalidArg).unwrap_or_default();
        let long = option.strip_prefix("--").and_then(|o| o.split([' ', '=']).next());
        let variable = long.filter(|l| !is_named(args, l)).and_then(|l| variable(command, args, l));
        let (value, option) = (bad.value, long.map_or(option.clone(), |l| format!("--{l}")));
        let what = match variable {
            Some(v) => say!("variable `{v}`: {what}", "环境变量 `{v}`：`{option}` 的值 `{value}` 无效"),
            None => say!("{what}", "`{option}` 的值 `{value}` 无效"),
        };
        return Error::usage(what, bad.hint);
    }
    let tip = parts.find_map(|p| p.strip_prefix("tip: ")).map(str::to_owned);
    let hint = tip.map_or_else(
        || say!("`--help` shows the options", "可用选项见 `--help`"),
        |t| say!("{t}; see `--help`", "{t}; 详见 `--help`"),
    );
    let what = match (e.kind(), context(e, ContextKind::InvalidArg)) {
        (ErrorKind::UnknownArgument, Some(arg)) => say!("{what}", "没有选项 `{arg}`"),
        _ => say!("{what}", "{what}"),
    };
    Error::usage(what, hint)
}

fn context(e: &ClapError, kind: ContextKind) -> Option<String> {
    match e.get(kind)? {
        ContextValue::String(s) => Some(s.clone()),
        _ => None,
    }
}

/// Whether an option stands on the command line, by its long name.
fn is_named(args: &[OsString], long: &str) -> bool {
    let named = |a: &str| a.strip_prefix("--").and_then(|a| a.strip_prefix(long)).is_some_and(is_end);
    args.iter().any(|a| named(&a.to_string_lossy()))
}

fn is_end(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('=')
}

/// The variable that is set for an option of the command that was asked for.
fn variable(command: &Command, args: &[OsString], long: &str) -> Option<String> {
    let mut asked = command;
    for sub in args.iter().skip(1).map_while(|a| a.to_str()) {
        match asked.find_subcommand(sub) {
            Some(sub) => asked = sub,
            None => break,
        }
    }
    let option = asked.get_arguments().find(|a| a.get_long() == Some(long))?;
    let name = option.get_env()?;
    std::env::var_os(name)?;
    Some(name.to_string_lossy().into_owned())
}
