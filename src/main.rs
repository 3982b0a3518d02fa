//! The binary: parse, plan, run, map to an exit status; the only place that prints an error.

use std::cell::Cell;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{ArgMatches, Command, FromArgMatches};

use voc::cli::{self, Cli, LangArg};
use voc::error::Error;
use voc::lang::{Lang, tame};

/// Labels are made of many small pieces, which glibc's allocator hands out slowly.
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Nothing usable came out.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    let lang = Cell::new(wanted_lang(&args).unwrap_or_default());
    std::panic::set_hook(Box::new(keep_panic));
    let ended =
        voc::guard::guarded(|| run(&args, &lang)).unwrap_or_else(|| Err(Box::new(Error::Internal(last_panic()))));
    if ended.is_err() {
        // A thread that still waits for its input drops nothing when the process ends.
        voc::output::stop(|| ());
    }
    match ended {
        Ok(status) => ExitCode::from(status),
        // The reader went away: it has what it wanted.
        Err(e) if matches!(*e, Error::ClosedPipe) => ExitCode::SUCCESS,
        Err(e) => {
            let _ = writeln!(std::io::stderr(), "voc: {}", tame(&e.message(lang.get())));
            ExitCode::from(FAILED)
        }
    }
}

/// Where the last panic was. It is told once, by `main`, and only where nothing made an answer of it.
static PANIC: std::sync::Mutex<String> = std::sync::Mutex::new(String::new());

fn keep_panic(info: &std::panic::PanicHookInfo<'_>) {
    if let Ok(mut last) = PANIC.lock() {
        // Not what it says: that may hold a customer's words.
        *last = info.location().map_or_else(String::new, |at| format!("panic at {at}"));
    }
}

fn last_panic() -> String {
    PANIC.lock().map(|last| last.clone()).unwrap_or_default()
}

/// Told to stop, voc takes its unfinished files away and ends as if it had never listened: the shell sees the signal. Without the thread (no memory for
/// one) it ends all the same, and leaves them. A limit of file sizes is a full disk, not the end. Without memory Rust aborts, which here is a failure
/// like others: a caller sees that status, not a core dump. The same goes for a file that is cut while it is mapped into memory (Parquet): the thread that
/// reads it tries again and again until voc has ended.
#[cfg(unix)]
fn stop_on_signals(lang: Lang) {
    use signal_hook::consts::{SIGABRT, SIGBUS, SIGXFSZ};
    let always = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    let _ = signal_hook::flag::register_conditional_shutdown(SIGABRT, FAILED.into(), always);
    let _ = signal_hook::flag::register(SIGXFSZ, std::sync::Arc::default());
    let Ok(mut signals) = signal_hook::iterator::Signals::new(wanted_signals().into_iter().chain([SIGBUS])) else {
        return;
    };
    let listen = move || match signals.forever().next() {
        Some(SIGBUS) => voc::output::stop(|| {
            let _ = writeln!(std::io::stderr(), "voc: {}", tame(&cut_short().message(lang)));
            signal_hook::low_level::exit(FAILED.into())
        }),
        Some(signal) => {
            let _ = voc::output::stop(|| signal_hook::low_level::emulate_default_handler(signal));
        }
        None => {}
    };
    let _ = std::thread::Builder::new().name("signals".to_owned()).stack_size(1 << 18).spawn(listen);
}

#[cfg(unix)]
fn cut_short() -> Error {
    Error::usage(
        voc::say!("an input was cut short while it was read", "输入文件在读取过程中被截短"),
        voc::say!("run again when it is whole, or on a copy of it", "请待文件完整后重新运行，或复制一份再运行"),
    )
}

/// Signals that end a run, a limit of processor time and timers among them, without those that the caller wants to be ignored: `nohup`, a job in the background.
#[cfg(unix)]
fn wanted_signals() -> Vec<i32> {
    use signal_hook::consts::{SIGALRM, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU};
    const ALL: [i32; 9] = [SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGXCPU, SIGALRM, SIGVTALRM, SIGUSR1, SIGUSR2];
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|l| l.strip_prefix("SigIgn:"));
    match mask.and_then(|m| u64::from_str_radix(m.trim(), 16).ok()) {
        Some(mask) => ALL.into_iter().filter(|s| mask >> (s - 1) & 1 == 0).collect(),
        // Elsewhere nothing tells: what is ignored most often is left alone.
        None => vec![SIGINT, SIGTERM],
    }
}

/// `lang` becomes that of the settings once they are read.
fn run(args: &[OsString], lang: &Cell<Lang>) -> Result<u8, Box<Error>> {
    let mut command = match voc::config::apply(cli::command(), named_config(args).as_deref(), args) {
        Ok(command) => command,
        // Settings that cannot be read are no reason to keep the help from who looks for it.
        Err(e) => match cli::command().try_get_matches_from(args) {
            Err(help) if !help.use_stderr() => return answer(&help, args),
            // Nor what is made of the command line itself, which no setting changes.
            Ok(matches) if settled_lang(&matches).is_none() => cli::command(),
            _ => {
                log_refused(args, None, &e.message(Lang::En));
                return Err(e.into());
            }
        },
    };
    let matches = match command.try_get_matches_from_mut(args) {
        Ok(m) => m,
        // What clap has to say that is no error is help.
        Err(e) if !e.render().to_string().starts_with("error: ") => return answer(&e, args),
        Err(e) => {
            lang.set(wanted_lang(args).or_else(|| default_lang(&command, args)).unwrap_or_default());
            let e = cli::refusal(&e, &command, args);
            log_refused(args, Some(&command), &e.message(Lang::En));
            return Err(e.into());
        }
    };
    lang.set(settled_lang(&matches).unwrap_or(lang.get()));
    let (command, matches) = without_overruled(command, matches, args)?;
    #[cfg(unix)]
    stop_on_signals(lang.get());
    let cli = Cli::from_arg_matches(&matches).map_err(|e| Error::Internal(e.to_string()))?;
    let traced = |e| voc::config::traced(e, &command, &matches, named_config(args).as_deref());
    Ok(voc::command::run(cli).map_err(traced)?)
}

/// The command line once more without settings that exclude what it says, where there are some.
fn without_overruled(
    command: Command,
    matches: ArgMatches,
    args: &[OsString],
) -> Result<(Command, ArgMatches), Box<Error>> {
    let overruled = voc::config::overruled(&command, &matches);
    if overruled.is_empty() {
        return Ok((command, matches));
    }
    let again = voc::config::apply(cli::command(), named_config(args).as_deref(), args)?;
    let mut command = voc::config::without(again, &matches, &overruled);
    let matches = command.try_get_matches_from_mut(args).map_err(|e| cli::refusal(&e, &command, args))?;
    Ok((command, matches))
}

/// Prints what clap has to say instead of running, and gives the status. Help and version are answers, told on standard output with status 0; clap knows
/// which is which.
fn answer(e: &clap::Error, args: &[OsString]) -> Result<u8, Box<Error>> {
    if args.iter().any(|a| a.to_string_lossy().contains(char::is_control)) {
        let _ = writeln!(std::io::stderr(), "{}", tame(&e.render().to_string()));
    } else if e.use_stderr() {
        let _ = e.print();
    } else {
        let long = e.kind() == ErrorKind::DisplayVersion && args.iter().any(|a| a == "--version");
        let more = if long { voc::command::made_of()? } else { String::new() };
        let mut out = std::io::stdout();
        let told = e.print().and_then(|()| out.write_all(more.as_bytes())).and_then(|()| out.flush());
        told.map_err(|e| Error::writing("-", &e))?;
    }
    Ok(if e.use_stderr() { FAILED } else { 0 })
}

/// The value of an option before the command line is parsed: `--name value` or `--name=value`.
fn peek(args: &[OsString], name: &str) -> Option<String> {
    let mut args = args.iter().map(|a| a.to_string_lossy());
    while let Some(a) = args.next() {
        if a == name {
            return args.next().map(std::borrow::Cow::into_owned);
        }
        if let Some(v) = a.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) {
            return Some(v.to_owned());
        }
    }
    None
}

/// A variable of the environment; an empty one is none.
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|v| !v.is_empty())
}

fn named_config(args: &[OsString]) -> Option<PathBuf> {
    peek(args, "--config").map(Into::into).or_else(|| variable("VOC_CONFIG").map(Into::into))
}

/// Errors may come before the language is settled; this is good enough for them.
fn wanted_lang(args: &[OsString]) -> Option<Lang> {
    let wanted = peek(args, "--lang").or_else(|| Some(variable("VOC_LANG")?.to_string_lossy().into_owned()));
    LangArg::by_name(&wanted?).map(Lang::from)
}

/// The language of the settings for the command that was asked for.
fn default_lang(command: &Command, args: &[OsString]) -> Option<Lang> {
    let asked = command.find_subcommand(args.get(1)?)?;
    let option = asked.get_arguments().find(|a| a.get_long() == Some("lang"))?;
    LangArg::by_name(option.get_default_values().first()?.to_str()?).map(Lang::from)
}

/// The language by flag, environment and settings; nothing for commands that have no such option.
fn settled_lang(matches: &ArgMatches) -> Option<Lang> {
    let of_subcommand = matches.subcommand().and_then(|(_, m)| settled_lang(m));
    let own = || Some(*matches.try_get_one::<LangArg>("lang").ok()??);
    of_subcommand.or_else(|| own().map(Lang::from))
}

/// The log tells why a night failed, also where the command line or the settings could not be read. Only `analyze` has one.
fn log_refused(args: &[OsString], command: Option<&Command>, why: &str) {
    if args.get(1).is_none_or(|a| a != "analyze") {
        return;
    }
    let of_settings = || {
        let analyze = command?.find_subcommand("analyze")?;
        let log = analyze.get_arguments().find(|a| a.get_long() == Some("log"))?;
        Some(log.get_default_values().first()?.to_os_string())
    };
    let named = peek(args, "--log").map(OsString::from).or_else(|| variable("VOC_LOG")).or_else(of_settings);
    if let Some(log) = named {
        voc::command::log_refused(Path::new(&log), &[], why);
    }
}
