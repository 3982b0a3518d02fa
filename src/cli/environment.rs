//! Which variable of the environment stands for an option: `VOC_` and its long name in capitals.
//!
//! So that every option has one, also those added later. Not its job: what configuration files say (`config`).

use clap::builder::{OsStr, Resettable};
use clap::{Arg, ArgAction, Command};

use super::values::switch;

/// Options that mean something of their own in a command, where others have the same name: what is set for all commands is not meant for these. Their
/// variables have the command's name too (`VOC_COMPARE_HISTORY`).
const OWN: [(&str, &str); 17] = [
    ("annotate", "output"),
    // A table of outcomes is no feedback, and what is said of how that is read is not meant for it.
    ("close", "delimiter"),
    ("close", "encoding"),
    ("close", "input-format"),
    ("close", "sheet"),
    ("compare", "fail-on"),
    ("compare", "history"),
    ("compare", "output"),
    ("eval", "by"),
    ("export", "output"),
    ("man", "output"),
    ("prune", "force"),
    ("sample", "output"),
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
    let command = with_all(command);
    let all = command.clone();
    without_foreign(command, &all)
}

fn with_all(command: Command) -> Command {
    let name = command.get_name().to_owned();
    command.mut_args(|a| without_empty(with_variable(&name, a))).mut_subcommands(with_all)
}

/// An empty variable is none: files of settings for services hold lines such as `VOC_BY=`.
fn without_empty(option: Arg) -> Arg {
    let is_empty = option.get_env().and_then(std::env::var_os).is_some_and(|v| v.is_empty());
    if is_empty { option.env(Resettable::<OsStr>::Reset) } else { option }
}

fn with_variable(command: &str, option: Arg) -> Arg {
    let Some(long) = option.get_long() else { return option };
    let name = if is_own(command, long) { format!("VOC_{command}_{long}") } else { format!("VOC_{long}") };
    let option = if matches!(option.get_action(), ArgAction::SetTrue) { option.value_parser(switch) } else { option };
    option.env(name.to_uppercase().replace('-', "_"))
}

/// A variable whose value only options of other commands take holds for these: `VOC_FORMAT=markdown` is none of rows.
fn without_foreign(command: Command, all: &Command) -> Command {
    let own = |a: Arg| if is_foreign(&a, all) { a.env(Resettable::<OsStr>::Reset) } else { a };
    command.mut_args(own).mut_subcommands(|c| without_foreign(c, all))
}

fn is_foreign(option: &Arg, all: &Command) -> bool {
    let value = option.get_env().and_then(|name| Some((name, [std::env::var(name).ok()?])));
    value.is_some_and(|(name, value)| refused(option, &value).is_some() && is_taken(all, name, &value))
}

/// Whether an option takes the value of its variable.
fn is_taken(command: &Command, variable: &std::ffi::OsStr, value: &[String]) -> bool {
    let takes = |a: &Arg| a.get_env() == Some(variable) && refused(a, value).is_none();
    command.get_arguments().any(takes) || command.get_subcommands().any(|c| is_taken(c, variable, value))
}

/// What clap says of these values for an option that is set in the environment or in a file; nothing where it takes them.
pub fn refused(option: &Arg, values: &[String]) -> Option<clap::Error> {
    let value = Arg::new("value").long("value").action(ArgAction::Append);
    let value =
        value.value_parser(option.get_value_parser().clone()).ignore_case(option.is_ignore_case_set()).num_args(1);
    let value = match option.get_value_delimiter() {
        Some(mark) => value.value_delimiter(mark),
        None => value,
    };
    let args = values.iter().map(|v| format!("--value={v}"));
    Command::new("voc").no_binary_name(true).arg(value).try_get_matches_from(args).err()
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

    #[test]
    fn every_option_has_help() {
        fn bare(command: &Command) -> Vec<String> {
            let own = command.get_arguments().filter(|a| a.get_help().is_none());
            let own = own.map(|a| format!("{} {}", command.get_name(), a.get_id()));
            own.chain(command.get_subcommands().flat_map(bare)).collect()
        }
        assert_eq!(bare(&command()), Vec::<String>::new());
    }
}
