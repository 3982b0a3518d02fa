//! Columns that are not there: those that the user named, that of the text, and those that a command reads where nobody names others.

use std::path::Path;

use super::ticked;
use crate::error::Error;
use crate::ingest::Options;
use crate::ingest::columns::{Columns, find, near_names};
use crate::ingest::source::Source;
use crate::lang::Say;
use crate::name_list::quoted;
use crate::say;

/// No column holds text.
pub(in crate::ingest) fn no_text(source: &Source, columns: &Columns, options: &Options) -> Error {
    if let Some(missing) = columns.missing.first().filter(|m| options.text_columns.contains(m)) {
        return unknown_column(&source.path, missing, &columns.names, options);
    }
    let list = ticked(&columns.names);
    let what = say!("cannot find a text column; columns are {list}", "找不到文本列；现有列 {list}");
    Error::input(&source.path, what, taken(&columns.names, options).unwrap_or_else(name_it))
}

fn name_it() -> Say {
    say!("name it with `--text-column NAME`, or by number from 1", "请用 `--text-column 列名`（或从 1 开始的列号）指定")
}

/// That columns were taken for something else because the user said so.
fn taken(names: &[String], options: &Options) -> Option<Say> {
    let named = [
        ("--rating-column", &options.rating_column),
        ("--time-column", &options.time_column),
        ("--id-column", &options.id_column),
        ("--due-column", &options.due_column),
        ("--row-column", &options.row_column),
        ("--source-column", &options.source_column),
    ];
    let mut found = named.into_iter().filter_map(|(option, name)| Some((option, find(name.as_deref()?, names)?)));
    let (option, name) = found.next().map(|(option, i)| (option, &names[i]))?;
    Some(say!(
        "`{option}` takes `{name}`: if that is the text, use `--text-column {name}` instead",
        "`{name}` 已由 `{option}` 占用；如果它就是文本列，请改用 `--text-column {name}`"
    ))
}

/// A column that the user or the command named does not exist.
pub(in crate::ingest) fn unknown_column(path: &Path, wanted: &str, names: &[String], options: &Options) -> Error {
    let list = ticked(names);
    let near = near_names(wanted, names);
    // In a list the comma of a name has to be told from those between names.
    let in_list = |list: &[String]| list.iter().any(|name| name == wanted);
    let parted = in_list(&options.text_columns) || in_list(&options.by);
    if parted && near.iter().any(|name| name.contains(',')) {
        let near = ticked(&near.iter().map(|name| quoted(name)).collect::<Vec<_>>());
        let hint = say!(
            "did you mean {near}? in a list a name with a comma stands in double quotes, or has a backslash before the comma",
            "是否要找 {near}？列名中的逗号要写在英文双引号内，或在逗号前加反斜杠"
        );
        return Error::input(
            path,
            say!("no column `{wanted}`; headers are {list}", "没有列 `{wanted}`；表头有 {list}"),
            hint,
        );
    }
    let near = ticked(&near);
    let hint = match &options.assumed {
        Some((column, option)) if column == wanted => {
            say!("`{option} COL` names another column", "请用 `{option} 列名` 指定")
        }
        _ if !near.is_empty() => say!(
            "did you mean {near}? columns can also be given by number, from 1",
            "是否要找 {near}？也可以用从 1 开始的列号"
        ),
        _ => say!("columns are given by header or by number, from 1", "请用表头名称或从 1 开始的列号"),
    };
    Error::input(path, say!("no column `{wanted}`; headers are {list}", "没有列 `{wanted}`；表头有 {list}"), hint)
}
