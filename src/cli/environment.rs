//! Which variable of the environment stands for an option that names none itself: `VOC_` and its long name in capitals.
//!
//! So that every option has one, also those added later. Not its job: what configuration files say (`config`).

use clap::builder::{OsStr, Resettable};
use clap::{Arg, ArgAction, Command};

/// Options that mean something of their own in a command, where others have the same name: what is set for all commands is not meant for these. Their
/// variables have the command's name too (`VOC_COMPARE_HISTORY`).
const OWN: [(&str, &str); 11] = [
    ("annotate", "output"),
    ("compare", "fail-on"),
    ("compare", "history"),
    ("compare", "output"),
    ("eval", "by"),
    ("export", "output"),
    ("man", "output"),
    ("series", "format"),
    ("train", "adapt"),
    ("train", "output"),
    ("words", "output"),
];

/// Whether an option, by its long name, means something of its own in a command.
pub fn is_own(command: &str, long: &str) -> bool {
    OWN.contains(&(command, long))
}

/// The command with a variable for every option of it and of its subcommands.
pub(super) fn with_variables(command: Command) -> Command {
    let name = command.get_name().to_owned();
    command.mut_args(|a| without_empty(with_variable(&name, a))).mut_subcommands(with_variables)
}

/// An empty variable is none: files of settings for services hold lines such as `VOC_BY=`.
fn without_empty(option: Arg) -> Arg {
    let is_empty = option.get_env().and_then(std::env::var_os).is_some_and(|v| v.is_empty());
    if is_empty { option.env(Resettable::<OsStr>::Reset) } else { option }
}

fn with_variable(command: &str, option: Arg) -> Arg {
    let Some(long) = option.get_long().filter(|_| option.get_env().is_none()) else { return option };
    let name = if is_own(command, long) { format!("VOC_{command}_{long}") } else { format!("VOC_{long}") };
    let option = if matches!(option.get_action(), ArgAction::SetTrue) { option.value_parser(switch) } else { option };
    option.env(name.to_uppercase().replace('-', "_"))
}

/// A switch as scripts set it in the environment, or settings as a text.
pub(super) fn switch(text: &str) -> Result<bool, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Ok(true),
        "" | "0" | "false" | "no" | "off" => Ok(false),
        _ => Err("use 1 or 0, yes or no".to_owned()),
    }
}

/// How many entries a list has: one at least.
pub(super) fn entries(text: &str) -> Result<usize, String> {
    let n: usize = text.trim().parse().map_err(|e: std::num::ParseIntError| e.to_string())?;
    if n == 0 { Err("a list of nothing is none; `--section` leaves sections out".to_owned()) } else { Ok(n) }
}

#[cfg(test)]
mod tests {
    use super::super::command;
    use clap::Command;

    fn options(command: &Command) -> Vec<(String, String)> {
        let own = command.get_arguments().filter_map(|a| {
            let env = a.get_env().map_or_else(String::new, |e| e.to_string_lossy().into_owned());
            Some((format!("{} --{}", command.get_name(), a.get_long()?), env))
        });
        own.chain(command.get_subcommands().flat_map(options)).collect()
    }

    #[test]
    fn every_option_has_a_variable() {
        let all = options(&command());
        assert!(all.len() > 100, "{}", all.len());
        assert!(all.iter().all(|(_, env)| env.starts_with("VOC_")), "{all:?}");
        for (option, variable) in super::OWN {
            let named = format!("VOC_{option}_{variable}").to_uppercase().replace('-', "_");
            let set = all.iter().find(|(o, _)| *o == format!("{option} --{variable}")).map(|(_, env)| env.as_str());
            assert_eq!(set, Some(named.as_str()));
        }
    }
}
