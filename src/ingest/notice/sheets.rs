//! What a user is told about the sheets of a workbook: which were read together, which were not read, and which there are.

use std::path::Path;

use super::{in_chinese, ticked, visible};
use crate::error::Error;
use crate::ingest::columns::nearest_name;
use crate::lang::Say;
use crate::say;

/// Sheets not read. `all`: though all were asked for.
pub(in crate::ingest) fn unread_sheets(source: &str, sheets: &[String], all: bool) -> Say {
    let list = ticked(sheets);
    if all {
        return say!(
            "`{source}`: sheets without texts under a header were not read: {list} (`--sheet NAME` reads one)",
            "`{source}`：以下工作表没有带表头的文本，未读取：{list}（可用 `--sheet 名称` 读取）"
        );
    }
    say!(
        "`{source}`: other sheets were not read: {list} (`--sheet NAME` or `--sheet all`)",
        "`{source}`：未读取其他工作表：{list}（可用 `--sheet 名称` 或 `--sheet all`）"
    )
}

/// Hidden sheets, which are read by their names alone.
pub(in crate::ingest) fn hidden_sheets(source: &str, sheets: &[String]) -> Say {
    let list = ticked(sheets);
    say!(
        "`{source}`: hidden sheets were not read: {list} (`--sheet NAME` reads one)",
        "`{source}`：未读取隐藏的工作表：{list}（可用 `--sheet 名称` 读取）"
    )
}

/// Sheets with one header.
pub(in crate::ingest) fn sheets_together(source: &str, sheets: &[String]) -> Say {
    let en = ticked(sheets);
    let zh = in_chinese(&en);
    say!(
        "`{source}`: sheets with the same header are read one after another: {en} (`--sheet NAME` reads one)",
        "`{source}`：表头相同的工作表依次读取：{zh}（可用 `--sheet 名称` 只读其一）"
    )
}

/// The row at which another sheet begins: rows of a source are numbered through.
pub(in crate::ingest) fn sheet_from(source: &str, sheet: &str, row: u64) -> Say {
    let sheet = visible(sheet);
    say!("`{source}`: row {row} is the first of sheet `{sheet}`", "`{source}`：工作表 `{sheet}` 从第 {row} 行数据开始")
}

/// No sheet can be seen.
pub(in crate::ingest) fn all_hidden(path: &Path, hidden: &[String]) -> Error {
    let all = ticked(hidden);
    Error::input(
        path,
        say!("all of its sheets are hidden: {all}", "所有工作表都已隐藏：{all}"),
        say!("name one with `--sheet NAME`", "请用 `--sheet 名称` 指定"),
    )
}

/// There is no sheet of the name or number that the user gave.
pub(in crate::ingest) fn no_sheet(path: &Path, wanted: &str, seen: &[String], hidden: &[String]) -> Error {
    let all = ticked(seen);
    let what = if hidden.is_empty() {
        say!("no sheet `{wanted}`; there are {all}", "没有工作表 `{wanted}`；现有 {all}")
    } else {
        let hidden = ticked(hidden);
        say!(
            "no sheet `{wanted}`; there are {all}, and hidden ones: {hidden}",
            "没有工作表 `{wanted}`；现有 {all}，另有隐藏的 {hidden}"
        )
    };
    let hint = match nearest_name(wanted, &[seen, hidden].concat()) {
        Some(near) => say!(
            "did you mean `{near}`? `--sheet` takes a name, a number or `all`",
            "是否要找 `{near}`？`--sheet` 可用名称、序号或 `all`"
        ),
        None => say!("`--sheet` takes a name, a number or `all`", "`--sheet` 可用名称、序号或 `all`"),
    };
    Error::input(path, what, hint)
}
