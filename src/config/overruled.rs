//! Settings that are overruled: a default of a file yields to what the command line or the environment says where the two exclude each other.
//!
//! clap compares only what is said with what is said; defaults it lets stand beside it, and the command would take one of them.

use clap::builder::{OsStr, Resettable};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, Id};

use crate::cli::DIVIDING;

/// The options of the command that was asked for, by id, whose values are defaults and exclude what is said.
pub fn overruled(command: &Command, matches: &ArgMatches) -> Vec<Id> {
    if let Some((name, inner)) = matches.subcommand() {
        return command.find_subcommand(name).map(|c| overruled(c, inner)).unwrap_or_default();
    }
    let source = |a: &Arg| matches.value_source(a.get_id().as_str());
    let is_said = |a: &Arg| matches!(source(a), Some(ValueSource::CommandLine | ValueSource::EnvVariable));
    let is_default = |a: &Arg| source(a) == Some(ValueSource::DefaultValue);
    let mut out = Vec::new();
    for one in command.get_arguments() {
        for other in command.get_arg_conflicts_with(one) {
            let pairs = [(one, other), (other, one)].into_iter();
            out.extend(
                pairs.filter(|(said, set)| is_said(said) && is_default(set)).map(|(_, set)| set.get_id().clone()),
            );
        }
    }
    // Two inputs are two groups, and runs of a store are: neither has to be divided.
    if matches.try_get_raw("inputs").ok().flatten().is_some_and(|inputs| inputs.count() > 1) {
        let dividing = command.get_arguments().filter(|a| DIVIDING.contains(&a.get_id().as_str()) && is_default(a));
        out.extend(dividing.map(|a| a.get_id().clone()));
    }
    out
}

/// The command line without the defaults of these options of the command that was asked for.
pub fn without(command: Command, matches: &ArgMatches, options: &[Id]) -> Command {
    match matches.subcommand() {
        Some((name, inner)) => command.mut_subcommand(name, |c| without(c, inner, options)),
        None => options
            .iter()
            .fold(command, |command, id| command.mut_arg(id, |a| a.default_value(Resettable::<OsStr>::Reset))),
    }
}
