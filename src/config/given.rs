//! Which options the command line or the environment set: what a file says of these is not asked, so it cannot stop a run.

use std::ffi::OsString;

use clap::Arg;

/// Whether an option has a value of higher rank than that of a file.
pub(super) fn is_given(option: &Arg, args: &[OsString]) -> bool {
    let variable = option.get_env().and_then(std::env::var_os);
    let named = |arg: &OsString| {
        let arg = arg.to_string_lossy();
        let long = arg.strip_prefix("--").zip(option.get_long()).and_then(|(arg, long)| arg.strip_prefix(long));
        let short = arg.strip_prefix('-').zip(option.get_short()).is_some_and(|(arg, short)| arg.starts_with(short));
        short || long.is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
    };
    variable.is_some_and(|value| !value.is_empty()) || args.iter().any(named)
}
