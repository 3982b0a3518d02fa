//! What clap refuses, told as voc tells its errors: what is wrong, where it was set, and on a line of its own a hint.
//!
//! Not its job: settings of files, which are checked before they become defaults (`config`).

use std::error::Error as _;
use std::ffi::OsString;
use std::path::Path;

use clap::error::{ContextKind, ContextValue, Error as ClapError, ErrorKind};
use clap::{Arg, Command};

use super::values::reason;
use crate::error::Error;
use crate::lang::Say;
use crate::say;

/// A value that an option does not take.
pub struct BadValue {
    /// The value.
    pub value: String,
    /// Why, as the parser says, with a colon before it; empty where the values there are say it.
    pub why: Say,
    /// The next step.
    pub hint: Say,
}

impl BadValue {
    /// What clap says of a value; nothing where it says something else.
    pub fn of(e: &ClapError) -> Option<Self> {
        if !matches!(e.kind(), ErrorKind::InvalidValue | ErrorKind::ValueValidation) {
            return None;
        }
        let why = e.source().map(reason).map(|Say { en, zh }| say!(": {en}", "：{zh}")).unwrap_or_default();
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

/// A command line that was refused, as an error of voc. English is in clap's own words.
pub fn refusal(e: &ClapError, command: &Command, args: &[OsString]) -> Error {
    let text = e.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    // Values are listed in the hint.
    let lines = text.split("\n\n").next().unwrap_or_default().lines().map(str::trim);
    let what = lines.filter(|l| !l.starts_with("[possible values")).collect::<Vec<_>>().join(" ");
    match BadValue::of(e) {
        Some(bad) => bad_value(e, bad, &what, command, args),
        None => {
            let told = told(e, &what).unwrap_or_else(|| say!("{what}", "{what}"));
            Error::usage(set_at(conflicting(e, command, args), told), tip(e, args))
        }
    }
}

/// What is wrong, with the variable that set it.
fn set_at(variable: Option<String>, Say { en, zh }: Say) -> Say {
    match variable {
        Some(v) => say!("variable `{v}`: {en}", "环境变量 `{v}`：{zh}"),
        None => Say { en, zh },
    }
}

/// The variable behind one of two options that exclude each other, where the command line does not name it.
fn conflicting(e: &ClapError, command: &Command, args: &[OsString]) -> Option<String> {
    if e.kind() != ErrorKind::ArgumentConflict {
        return None;
    }
    let both = [ContextKind::InvalidArg, ContextKind::PriorArg].into_iter().filter_map(|kind| e.get(kind));
    let options = both.flat_map(|value| match value {
        ContextValue::String(one) => std::slice::from_ref(one),
        ContextValue::Strings(all) => all.as_slice(),
        _ => &[],
    });
    options.filter_map(|o| long(o)).find_map(|l| variable(command, args, l))
}

/// The long name of an option as clap tells it: `--at <DATE>`.
fn long(option: &str) -> Option<&str> {
    option.strip_prefix("--").and_then(|o| o.split([' ', '=']).next())
}

/// The refusal of a value, which says where it was set.
fn bad_value(e: &ClapError, bad: BadValue, what: &str, command: &Command, args: &[OsString]) -> Error {
    let option = context(e, ContextKind::InvalidArg).unwrap_or_default();
    let long = long(&option);
    let variable = long.and_then(|l| variable(command, args, l));
    let (value, why, option) = (bad.value, bad.why.zh, long.map_or(option.clone(), |l| format!("--{l}")));
    let what = match variable {
        Some(v) => say!("variable `{v}`: {what}", "环境变量 `{v}`：`{option}` 的值 `{value}` 无效{why}"),
        None if value.is_empty() => say!("{what}", "`{option}` 缺少取值"),
        None => say!("{what}", "`{option}` 的值 `{value}` 无效{why}"),
    };
    Error::usage(what, bad.hint)
}

/// What is wrong, in both languages; nothing for what clap tells in no parts. English is what clap says.
fn told(e: &ClapError, what: &str) -> Option<Say> {
    let option = || context(e, ContextKind::InvalidArg);
    Some(match e.kind() {
        ErrorKind::UnknownArgument => match option()? {
            arg if arg.starts_with('-') => say!("{what}", "没有选项 `{arg}`"),
            arg => say!("{what}", "多出参数 `{arg}`"),
        },
        ErrorKind::InvalidSubcommand => {
            let name = context(e, ContextKind::InvalidSubcommand)?;
            say!("{what}", "没有命令 `{name}`")
        }
        ErrorKind::MissingSubcommand => {
            let name = context(e, ContextKind::InvalidSubcommand)?;
            say!("{what}", "`{name}` 后面缺少子命令")
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = all(e, ContextKind::InvalidArg)?;
            say!("{what}", "缺少 {missing}")
        }
        ErrorKind::ArgumentConflict => {
            let (option, prior) = (option()?, all(e, ContextKind::PriorArg)?);
            say!("{what}", "`{option}` 不能与 {prior} 同时使用")
        }
        ErrorKind::TooManyValues => match (option()?, context(e, ContextKind::InvalidValue)?) {
            (option, value) if option.starts_with('-') => {
                say!("{what}", "`{option}` 不带取值，多出了 `{value}`")
            }
            (_, value) => say!("{what}", "多出参数 `{value}`"),
        },
        ErrorKind::InvalidUtf8 => say!("{what}", "参数中有不是 UTF-8 的文字"),
        _ => return None,
    })
}

/// The next step: what was perhaps meant, or where all that there is stands.
fn tip(e: &ClapError, args: &[OsString]) -> Say {
    if let Some(file) = without_command(e, args) {
        return say!("`voc analyze {file}` analyses it", "分析该文件请用 `voc analyze {file}`");
    }
    let meant = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    match meant.into_iter().find_map(|kind| all(e, kind)) {
        Some(meant) => say!("did you mean {meant}? see `--help`", "是否要用 {meant}？详见 `--help`"),
        None if e.kind() == ErrorKind::InvalidSubcommand => {
            say!("`--help` shows the commands", "可用命令见 `--help`")
        }
        None => say!("`--help` shows the options", "可用选项见 `--help`"),
    }
}

/// A file or folder that stands where the command should.
fn without_command(e: &ClapError, args: &[OsString]) -> Option<String> {
    let name = context(e, ContextKind::InvalidSubcommand).filter(|_| e.kind() == ErrorKind::InvalidSubcommand)?;
    let is_first = args.get(1).is_some_and(|a| a.to_str() == Some(name.as_str()));
    (is_first && Path::new(&name).exists()).then_some(name)
}

/// All that clap names of a kind, each in backticks.
fn all(e: &ClapError, kind: ContextKind) -> Option<String> {
    let quoted = |s: &String| format!("`{s}`");
    match e.get(kind)? {
        ContextValue::String(s) => Some(quoted(s)),
        ContextValue::Strings(all) if !all.is_empty() => Some(all.iter().map(quoted).collect::<Vec<_>>().join(", ")),
        _ => None,
    }
}

fn context(e: &ClapError, kind: ContextKind) -> Option<String> {
    match e.get(kind)? {
        ContextValue::String(s) => Some(s.clone()),
        _ => None,
    }
}

/// Whether an option stands on the command line.
pub fn is_named(option: &Arg, args: &[OsString]) -> bool {
    let named = |arg: &OsString| {
        let arg = arg.to_string_lossy();
        let long = arg.strip_prefix("--").zip(option.get_long()).and_then(|(arg, long)| arg.strip_prefix(long));
        let short = arg.strip_prefix('-').zip(option.get_short()).is_some_and(|(arg, short)| arg.starts_with(short));
        short || long.is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
    };
    args.iter().any(named)
}

/// The variable that is set for an option of the command that was asked for, where the command line does not name it.
fn variable(command: &Command, args: &[OsString], long: &str) -> Option<String> {
    let mut asked = command;
    for sub in args.iter().skip(1).map_while(|a| a.to_str()) {
        match asked.find_subcommand(sub) {
            Some(sub) => asked = sub,
            None => break,
        }
    }
    let option = asked.get_arguments().find(|a| a.get_long() == Some(long) && !is_named(a, args))?;
    let name = option.get_env()?;
    std::env::var_os(name)?;
    Some(name.to_string_lossy().into_owned())
}
