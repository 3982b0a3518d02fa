//! Options that do nothing for an input, or hardly what was meant.

use super::visible;
use crate::ingest::Options;
use crate::ingest::columns::{Columns, find};
use crate::ingest::source::Format;
use crate::lang::Say;
use crate::say;

/// Options of other formats.
pub(in crate::ingest) fn idle(source: &str, options: &Options, is_book: bool) -> Vec<Say> {
    let sheet = options.sheet.as_ref().filter(|_| !is_book);
    let sheet = sheet.map(|_| {
        say!(
            "`{source}`: this is no workbook, and `--sheet` does nothing for it",
            "`{source}`：这不是工作簿，`--sheet` 不起作用"
        )
    });
    let named = options.input_format.filter(|f| is_book && !matches!(f, Format::Xlsx | Format::Xls));
    let format = named.map(Format::name).map(|name| {
        say!(
            "`{source}`: this is a workbook and is read as one, whatever `--input-format {name}` says",
            "`{source}`：这是工作簿，按工作簿读取，`--input-format {name}` 不起作用"
        )
    });
    sheet.into_iter().chain(format).collect()
}

/// A separator that separates nothing, and segments by the text.
pub(in crate::ingest) fn odd_choice(source: &str, columns: &Columns, options: &Options) -> Vec<Say> {
    let undivided = options.delimiter.filter(|_| columns.names.len() == 1).map(|mark| {
        let mark = if mark == '\t' { "tab".to_owned() } else { mark.to_string() };
        say!(
            "`{source}`: `--delimiter {mark}` divides nothing here: each line is one column (without it the separator is detected)",
            "`{source}`：`--delimiter {mark}` 没有分开任何内容，每行都是一列（去掉该选项可自动识别分隔符）"
        )
    });
    let by = options.by.iter().find(|by| find(by, &columns.names).is_some_and(|i| columns.text.contains(&i)));
    let by = by.map(|by| visible(by)).filter(|_| options.has_by).map(|by| {
        say!(
            "`{source}`: `--by {by}` names the text, of which hardly two are alike: its segments tell nothing",
            "`{source}`：`--by {by}` 指定的是文本列，几乎没有两行相同，分组没有意义"
        )
    });
    undivided.into_iter().chain(by).collect()
}
