//! The commands: each a short file that joins the rooms. What several of them need stands in `session` and `deliver`.

mod adapt;
mod analyze;
mod annotate;
mod cases;
mod compare;
mod deliver;
mod dict;
mod eval;
mod explain;
mod history;
mod keep;
mod labelled;
mod log;
mod logo;
mod made;
mod meta;
mod names;
mod overlap;
mod rejected;
mod report;
mod rows;
mod sample;
mod session;
mod split;
mod spool;
mod train;
mod words;
mod written;

use std::path::{Path, PathBuf};

use crate::cli::{AnalyzeArgs, Cli, Command};
use crate::error::Result;
use crate::lang::Lang;
use crate::name_list;
use crate::plan;

pub use meta::made_of;

/// Runs a command. The number is the exit status: 0 done, 1 done and a `--fail-on` condition holds.
///
/// # Errors
/// Whatever keeps the command from giving something usable; the exit status is then 2.
pub fn run(cli: Cli) -> Result<u8> {
    match cli.command {
        Command::Analyze(args) => analyze::run(&logged(*args)?),
        Command::Annotate(args) => annotate::run(&plan::Annotate::new(args)?),
        Command::Report(args) => report::run(&plan::Report::new(args)?),
        Command::Compare(mut args) => {
            args.adjust = name_list::parse(&args.adjust);
            compare::run(&args)
        }
        Command::History(command) => history::run(command),
        Command::Train(args) => train::run(&args),
        Command::Eval(args) => eval::run(&args),
        Command::Explain(args) => explain::run(args),
        Command::Words(args) => words::run(&args),
        Command::Sample(args) => sample::run(&args),
        Command::Dict(command) => dict::run(command),
        Command::Completions { shell } => meta::completions(shell),
        Command::Man { output } => meta::man(output.as_deref()),
        Command::Schema { of } => meta::schema(of),
    }
}

/// What is to be analysed; what is wrong with the wish is in the log, too.
fn logged(args: AnalyzeArgs) -> Result<plan::Analyze> {
    let (log, inputs) = (args.keep.log.clone(), args.input.inputs.clone());
    plan::Analyze::new(args).inspect_err(|e| {
        if let Some(log) = &log {
            log_refused(log, &inputs, &e.message(Lang::En));
        }
    })
}

/// Adds the line of a run that was refused before anything was read. A log that cannot be written does not hide why.
pub fn log_refused(log: &Path, inputs: &[PathBuf], why: &str) {
    // The error that ended the run is told in any case.
    let _ = log::refused(log, inputs, why);
}
