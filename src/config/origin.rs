//! Where a value that a command refuses was set, if not on the command line: an analyst did not write the settings of a cron job.
//!
//! Not its job: values that clap refuses (`cli`), and files of settings that cannot be read (`config`).

use std::path::Path;

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};

use crate::error::Error;
use crate::lang::Say;
use crate::say;

/// The error with the place, where what it is about is the value of an option that a variable or a file set. `named` is `--config FILE`.
pub fn traced(e: Error, command: &Command, matches: &ArgMatches, named: Option<&Path>) -> Error {
    match place(&e, command, matches, named) {
        Some(place) => set_at(e, &place),
        None => e,
    }
}

fn set_at(e: Error, place: &Say) -> Error {
    let with = |what: Say| Say { en: format!("{}: {}", place.en, what.en), zh: format!("{}：{}", place.zh, what.zh) };
    match e {
        Error::Usage { what, hint } => Error::Usage { what: with(what), hint },
        Error::Input { path, what, hint } => Error::Input { path, what: with(what), hint },
        Error::Output { path, what, hint } => Error::Output { path, what: with(what), hint },
        other => other,
    }
}

fn place(e: &Error, command: &Command, matches: &ArgMatches, named: Option<&Path>) -> Option<Say> {
    let (mut command, mut matches, mut first) = (command, matches, None);
    while let Some((name, inner)) = matches.subcommand() {
        (command, matches) = (command.find_subcommand(name)?, inner);
        first = first.or(Some(name));
    }
    let meant = |thing: &String| -> Vec<(&Arg, ValueSource)> {
        let options = command.get_arguments().filter(|a| is_meant(a, matches, thing));
        options.filter_map(|a| Some((a, matches.value_source(a.get_id().as_str())?))).collect()
    };
    let meant = things(e).iter().map(meant).find(|m| !m.is_empty())?;
    // What the command line says, too, comes from there.
    if meant.iter().any(|(_, source)| *source == ValueSource::CommandLine) {
        return None;
    }
    meant.into_iter().find_map(|(option, source)| match source {
        ValueSource::EnvVariable => {
            let variable = option.get_env()?.to_string_lossy();
            Some(say!("variable `{variable}`", "环境变量 `{variable}`"))
        }
        _ => {
            let (file, key) = super::origin_of(named, first?, option.get_long()?)?;
            let file = file.display();
            Some(say!("setting `{key}` of `{file}`", "`{file}` 的配置项 `{key}`"))
        }
    })
}

/// What an error is about: what it names first, else its file. Names further on are what there is instead.
fn things(e: &Error) -> Vec<String> {
    let (file, what) = match e {
        Error::Usage { what, .. } => (None, what),
        Error::Input { path, what, .. } | Error::Output { path, what, .. } => (Some(path), what),
        _ => return Vec::new(),
    };
    let first = what.en.split('`').nth(1).map(str::to_owned);
    first.into_iter().chain(file.map(|f| f.display().to_string())).collect()
}

/// Whether a thing is a value of an option, or the option itself.
fn is_meant(option: &Arg, matches: &ArgMatches, thing: &str) -> bool {
    let is_option = |thing: &str| {
        let rest = thing.strip_prefix("--").zip(option.get_long()).and_then(|(t, long)| t.strip_prefix(long));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let values = matches.try_get_raw(option.get_id().as_str()).ok().flatten();
    is_option(thing) || values.into_iter().flatten().any(|v| v.to_string_lossy() == thing)
}
