//! Configuration files: `./voc.toml`, then the user's, become the defaults of the command line, so that flags and `VOC_*` win over them.
//!
//! Keys are the long names of options; keys at the top hold for every command that has the option, keys in a table such as `[analyze]` for that command and
//! its subcommands. An option that means something of its own in a command ([`is_own`]) is set in the command's table only.

mod origin;
mod overruled;
mod twice;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, Command};
use toml::{Table, Value};

use crate::cli::{BadValue, is_named, is_own, refused};
use crate::error::{Error, Result};
use crate::lang::{Say, reason};
use crate::say;

pub use origin::traced;
pub use overruled::{overruled, without};

/// Names under which a project's and a user's settings are looked for.
const PROJECT: &str = "voc.toml";
const USER: &str = "voc/config.toml";

/// The command line with the defaults of the configuration files in force. `named` is `--config FILE`, `args` what is asked for on the command line.
///
/// # Errors
/// Usage errors: a file that cannot be read, is not TOML, or has unknown keys, or values that are of no use where nothing else sets the option.
pub fn apply(command: Command, named: Option<&Path>, args: &[OsString]) -> Result<Command> {
    files(named).iter().try_fold(command, |command, file| apply_file(command, file, args))
}

/// Where an option of a command, by its long name, is set: the file and its key there. Nothing where no file sets it.
fn origin_of(named: Option<&Path>, command: &str, long: &str) -> Option<(PathBuf, String)> {
    let key_in = |table: &Table| table.keys().find(|k| k.replace('_', "-") == long).cloned();
    files(named).into_iter().rev().find_map(|file| {
        let table = read(&file).ok()?;
        let own = || Some(format!("{command}.{}", key_in(table.get(command)?.as_table()?)?));
        let key = own().or_else(|| key_in(&table))?;
        Some((file, key))
    })
}

/// Later files win: the user's first, then the project's; a named file stands alone.
fn files(named: Option<&Path>) -> Vec<PathBuf> {
    match named {
        Some(file) => vec![file.to_owned()],
        None => user_file().into_iter().chain([PathBuf::from(PROJECT)]).filter(|f| f.is_file()).collect(),
    }
}

/// `$XDG_CONFIG_HOME/voc/config.toml`, else `~/.config/voc/config.toml` (`%APPDATA%` on Windows).
fn user_file() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let base = set("XDG_CONFIG_HOME").or_else(|| set("APPDATA")).or_else(|| set("HOME").map(|h| h.join(".config")))?;
    Some(base.join(USER))
}

fn apply_file(mut command: Command, file: &Path, args: &[OsString]) -> Result<Command> {
    let table = read(file)?;
    // What is said for all commands first, so that what is said for one wins.
    let (tables, everywhere): (Vec<_>, Vec<_>) = table.iter().partition(|(_, v)| v.is_table());
    for (key, value) in everywhere.into_iter().chain(tables) {
        command = match value {
            Value::Table(inner) => apply_table(command, file, (key, inner), args)?,
            value => apply_everywhere(command, file, (key, value), args)?,
        };
    }
    Ok(command)
}

fn read(file: &Path) -> Result<Table> {
    let text = std::fs::read_to_string(file).map_err(|e| unreadable(file, &e))?;
    text.parse().map_err(|e: toml::de::Error| {
        let before = e.span().and_then(|s| text.get(..s.start)).unwrap_or_default();
        let (why, at) = (e.message(), before.matches('\n').count());
        let (line, wrong) = (at + 1, text.lines().nth(at).unwrap_or_default().trim());
        let what = say!(
            "not a valid configuration: line {line}: {why}",
            "配置无效：第 {line} 行 `{wrong}` 不符合 TOML 语法"
        );
        if let Some(name) = twice::option_above(&text, at) {
            return twice::refused(file, line, name);
        }
        let hint = say!(
            "texts stand in quotation marks, lists in brackets: `by = [\"渠道\", \"门店\"]`; see the section of settings in README",
            "文本要加英文引号，列表要加方括号，如 `by = [\"渠道\", \"门店\"]`；参见 README 的配置一节"
        );
        Error::input(file, what, hint)
    })
}

fn unreadable(file: &Path, e: &std::io::Error) -> Error {
    if e.kind() == std::io::ErrorKind::InvalidData {
        let what = say!("cannot read the configuration: it is not UTF-8", "无法读取配置：不是 UTF-8 编码");
        return Error::input(file, what, say!("save it as UTF-8", "请另存为 UTF-8 编码"));
    }
    let Say { en, zh } = reason(e);
    let what = say!("cannot read the configuration: {en}", "无法读取配置：{zh}");
    Error::input(file, what, say!("see the section of settings in README", "参见 README 的配置一节"))
}

fn apply_table(command: Command, file: &Path, (name, table): (&str, &Table), args: &[OsString]) -> Result<Command> {
    let Some(inner) = command.find_subcommand(name).cloned() else {
        return Err(unknown(file, &format!("[{name}]")));
    };
    let full = |key: &str| format!("{name}.{key}");
    for key in table.keys() {
        is_setting(&inner, file, key, &full(key))?;
    }
    let inner = table.iter().try_fold(inner, |inner, (key, value)| {
        let full = full(key);
        set(inner, file, (key, &full), value, false, args)
    })?;
    Ok(command.mut_subcommand(name, |_| inner))
}

fn apply_everywhere(command: Command, file: &Path, (key, value): (&str, &Value), args: &[OsString]) -> Result<Command> {
    is_setting(&command, file, key, key)?;
    set(command, file, (key, key), value, true, args)
}

/// The defaults of an option, by its key and that in full for messages, in a command and its subcommands. `shared`: where it means what it means elsewhere.
fn set(
    command: Command,
    file: &Path,
    (key, full): (&str, &str),
    value: &Value,
    shared: bool,
    args: &[OsString],
) -> Result<Command> {
    let (values, meant) = (strings(file, key, value)?, options(&command, key, shared));
    if values.len() > 1 && !meant.iter().all(|a| takes_several(a)) {
        return Err(one_only(file, full));
    }
    check(&meant, &values, args).map_err(|e| invalid(file, full, &e))?;
    Ok(with_defaults(command, key, &values, shared))
}

fn with_defaults(command: Command, key: &str, values: &[String], shared: bool) -> Command {
    let takes = option(&command, key, shared).filter(|a| refused(a, values).is_none());
    let command = match takes.map(|a| a.get_id().clone()) {
        // What the settings say need not be said again.
        Some(id) => command.mut_arg(id, |a| a.default_values(values.to_vec()).required(false)),
        None => command,
    };
    command.mut_subcommands(|c| with_defaults(c, key, values, shared))
}

fn option<'c>(command: &'c Command, key: &str, shared: bool) -> Option<&'c Arg> {
    let long = key.replace('_', "-");
    let found = command.get_arguments().find(|a| a.get_long() == Some(long.as_str()));
    found.filter(|_| !shared || !is_own(command.get_name(), &long))
}

/// The options of that name of a command and its subcommands.
fn options<'c>(command: &'c Command, key: &str, shared: bool) -> Vec<&'c Arg> {
    let deeper = command.get_subcommands().flat_map(|c| options(c, key, shared));
    option(command, key, shared).into_iter().chain(deeper).collect()
}

fn takes_several(option: &Arg) -> bool {
    matches!(option.get_action(), ArgAction::Append)
        || option.get_value_delimiter().is_some()
        || option.get_num_args().is_some_and(|n| n.max_values() > 1)
}

/// Checks that some option takes the values (`format = "markdown"` is none of rows, but one of reports), or is set otherwise.
fn check(options: &[&Arg], values: &[String], args: &[OsString]) -> std::result::Result<(), clap::Error> {
    let mut first = None;
    for option in options {
        match refused(option, values).filter(|_| !is_given(option, args)) {
            None => return Ok(()),
            Some(e) => first = first.or(Some(e)),
        }
    }
    first.map_or(Ok(()), Err)
}

/// Whether an option has a value of higher rank than that of a file: what the file says is not asked, so it cannot stop a run.
fn is_given(option: &Arg, args: &[OsString]) -> bool {
    let variable = option.get_env().and_then(std::env::var_os);
    variable.is_some_and(|value| !value.is_empty()) || is_named(option, args)
}

fn strings(file: &Path, key: &str, value: &Value) -> Result<Vec<String>> {
    match value {
        Value::String(s) => Ok(vec![s.clone()]),
        Value::Integer(i) => Ok(vec![i.to_string()]),
        Value::Float(x) => Ok(vec![x.to_string()]),
        Value::Boolean(b) => Ok(vec![b.to_string()]),
        Value::Array(items) => Ok(items.iter().map(|i| strings(file, key, i)).collect::<Result<Vec<_>>>()?.concat()),
        // A day without quotation marks.
        Value::Datetime(d) => Ok(vec![d.to_string()]),
        Value::Table(_) => Err(Error::input(
            file,
            say!(
                "`{key}` takes a text, a number, true or false, or a list of these",
                "`{key}` 应为文本、数字、true/false 或其列表"
            ),
            say!(),
        )),
    }
}

/// Checks that a key, in full for messages, is an option of a command or its subcommands, and names no other file: which settings hold is known before any
/// are read.
fn is_setting(command: &Command, file: &Path, key: &str, full: &str) -> Result<()> {
    if key != "config" {
        return if options(command, key, false).is_empty() { Err(unknown(file, full)) } else { Ok(()) };
    }
    let what = say!("`{full}` cannot stand in a file of settings", "`{full}` 不能写在配置文件中");
    Err(Error::input(file, what, say!("use `--config FILE` or `VOC_CONFIG`", "请用 `--config FILE` 或 `VOC_CONFIG`")))
}

fn one_only(file: &Path, key: &str) -> Error {
    Error::input(
        file,
        say!("`{key}` takes one value, not a list", "`{key}` 只能有一个值，不能是列表"),
        say!("write a single text or number: `key = \"value\"`", "请只写一个文本或数字：`key = \"value\"`"),
    )
}

fn invalid(file: &Path, key: &str, e: &clap::Error) -> Error {
    let Some(BadValue { value, why: Say { en, zh }, hint }) = BadValue::of(e) else {
        return Error::input(file, say!("`{key}` has an unusable value", "`{key}` 的值无效"), say!());
    };
    Error::input(file, say!("`{key}` cannot be `{value}`{en}", "`{key}` 的值 `{value}` 无效{zh}"), hint)
}

fn unknown(file: &Path, key: &str) -> Error {
    Error::input(
        file,
        say!("unknown setting `{key}`", "未知配置项 `{key}`"),
        say!(
            "settings are called like the long options: `text-column`, `top`, `[analyze]` …",
            "配置项与长选项同名：`text-column`、`top`、`[analyze]` 等"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{self, Cli, Command as Sub};
    use clap::FromArgMatches;

    fn parse(config: &str, args: &[&str]) -> Result<Cli> {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("voc.toml");
        std::fs::write(&file, config).unwrap();
        let given: Vec<OsString> = args.iter().map(Into::into).collect();
        let m = apply(cli::command(), Some(&file), &given)?.get_matches_from(args);
        Ok(Cli::from_arg_matches(&m).unwrap())
    }

    fn top(cli: Cli) -> (Option<usize>, Vec<String>, bool) {
        let Sub::Analyze(a) = cli.command else { panic!("not analyze") };
        (a.report.top, a.input.by, a.talk.quiet)
    }

    #[test]
    fn a_file_gives_defaults_and_flags_win() {
        let config = "quiet = true\n[analyze]\ntop = 7\nby = [\"渠道\", \"门店\"]\n";
        let got = top(parse(config, &["voc", "analyze", "x.csv"]).unwrap());
        assert_eq!(got, (Some(7), vec!["渠道".to_owned(), "门店".to_owned()], true));
        assert_eq!(top(parse(config, &["voc", "analyze", "x.csv", "--top", "3"]).unwrap()).0, Some(3));
    }

    #[test]
    fn what_a_command_calls_its_own_is_set_in_its_table() {
        let shared = "fail-on = [\"alert\"]\nhistory = \"voc.db\"\n";
        let compare = |config: &str| match parse(config, &["voc", "compare", "a.csv", "b.csv"]).unwrap().command {
            Sub::Compare(c) => (c.fail_on, c.history),
            _ => panic!("not compare"),
        };
        assert_eq!(compare(shared), (None, None));
        assert_eq!(compare("[compare]\nfail-on = \"worse\"\n").0.as_deref(), Some("worse"));
        let listed = parse("[history]\njson = true\n", &["voc", "history", "list"]).unwrap().command;
        assert!(matches!(listed, Sub::History(cli::HistoryCommand::List(l)) if l.json));
    }

    #[test]
    fn a_later_file_switches_off_what_an_earlier_one_switched_on() {
        let quiet = |files: &[&str]| {
            let dir = tempfile::tempdir().unwrap();
            let file = dir.path().join("voc.toml");
            let apply = |command, text: &&str| {
                std::fs::write(&file, text).unwrap();
                apply_file(command, &file, &[]).unwrap()
            };
            let command = files.iter().fold(cli::command(), apply);
            top(Cli::from_arg_matches(&command.get_matches_from(["voc", "analyze", "x.csv"])).unwrap()).2
        };
        assert_eq!((quiet(&["quiet = true"]), quiet(&["quiet = true", "quiet = false"])), (true, false));
    }

    #[test]
    fn what_a_command_needs_may_stand_in_the_file() {
        let parsed = parse("[train]\noutput = \"t.vocmodel\"\n", &["voc", "train", "x.csv"]).unwrap();
        assert!(matches!(parsed.command, Sub::Train(t) if t.output == Path::new("t.vocmodel")));
    }

    #[test]
    fn a_list_for_a_single_value_is_an_error_and_others_are_none() {
        for (config, key) in [
            ("dicts = [\"e\", \"d\"]\n", "`dicts`"),
            ("lang = [\"zh\", \"en\"]\n", "`lang`"),
            ("[compare]\nfail-on = [\"worse\", \"alert\"]\n", "`compare.fail-on`"),
        ] {
            let e = parse(config, &["voc", "analyze", "x.csv"]).unwrap_err().to_string();
            assert!(e.contains("voc.toml") && e.contains(key) && e.contains("takes one value"), "{e}");
        }
        let lists = "fail-on = [\"alert\", \"major\"]\noutput = [\"a.json\", \"b.html\"]\ndicts = [\"d\"]\n";
        assert_eq!(top(parse(lists, &["voc", "analyze", "x.csv"]).unwrap()).0, None);
    }

    #[test]
    fn a_value_that_no_option_takes_is_named_with_its_file_and_key() {
        for (config, told) in [
            ("lang = \"fr\"\n", "`lang` cannot be `fr`\n  hint: values there are: zh, en"),
            ("top = \"x\"\n", "`top` cannot be `x`: invalid digit"),
            ("threads = -1\n", "`threads` cannot be `-1`: "),
            ("quiet = \"maybe\"\n", "`quiet` cannot be `maybe`: use 1 or 0"),
            ("[annotate]\nformat = \"markdown\"\n", "`annotate.format` cannot be `markdown`"),
            ("section = [\"summary\", \"nothing\"]\n", "`section` cannot be `nothing`"),
        ] {
            let e = parse(config, &["voc", "analyze", "x.csv"]).unwrap_err().to_string();
            assert!(e.contains("voc.toml`: ") && e.contains(told) && e.contains("hint:"), "{e}");
        }
        // Of reports, not of rows: each command takes what it can.
        let format = "format = \"markdown\"\n";
        assert_eq!(top(parse(format, &["voc", "analyze", "x.csv"]).unwrap()).0, None);
        let rows = parse(format, &["voc", "annotate", "x.csv"]).unwrap().command;
        assert!(matches!(rows, Sub::Annotate(a) if a.format.is_none()));
    }

    #[test]
    fn unknown_settings_are_named() {
        let e = parse("[analyze]\ntpo = 7\n", &["voc", "analyze", "x.csv"]).unwrap_err().to_string();
        assert!(e.contains("unknown setting `analyze.tpo`") && e.contains("hint:"), "{e}");
    }
}
