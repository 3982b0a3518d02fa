//! What a user is told about the reading: which columns were chosen and how to choose others, what was replaced, skipped or left unread, and why
//! nothing came of a source.

mod change;
mod idle;
mod inputs;
mod missing;
mod sheets;
mod table;
mod unused;

mod rating;
mod time;

use std::path::Path;

use super::columns::Columns;
use super::source::Source;
use crate::error::Error;
use crate::lang::{Lang, Say, by_count};
use crate::say;

pub(super) use change::{changed, changed_strictly};
pub(super) use idle::{idle, odd_choice};
pub(super) use inputs::{given_twice, name_folders, passed_over, unread_folders};
pub(super) use missing::{no_text, unknown_column};
pub(super) use sheets::{all_hidden, hidden_sheets, no_sheet, sheet_from, sheets_together, unread_sheets};

pub(super) use table::begun;
pub(super) use unused::unused;

pub(super) use rating::{adverse, illegible, off_scale, scale, unrated, unread_ratings};
pub(super) use time::{ambiguous, off_clock, unread_times, untimed};

/// Options that name columns.
const FLAGS: &str = "--text-column --rating-column --time-column --id-column";

/// Columns that rows have which voc annotated, in every format that it writes, and hardly any feedback has.
const ANNOTATED: [&str; 6] = ["informative", "duplicate_of", "satisfaction", "complaint", "severity", "due_hours"];

/// Formats of annotated rows that keep everything.
const WHOLE: [&str; 3] = ["jsonl", "parquet", "arrow"];

/// The name of standard input.
const STDIN: &str = "-";

/// The encoding that goes without saying.
const USUAL: &str = "UTF-8";

/// Names in a list of a message, at most twelve.
pub(super) fn ticked<S: AsRef<str>>(names: &[S]) -> String {
    const MOST: usize = 12;
    let mut list: Vec<String> = names.iter().take(MOST).map(|n| format!("`{}`", visible(n.as_ref()))).collect();
    if names.len() > MOST {
        list.push(format!("… ({})", names.len()));
    }
    list.join(", ")
}

/// The same list in Chinese punctuation.
fn in_chinese(list: &str) -> String {
    list.replace("`, `", "`、`")
}

/// A header may be hostile or endless: control characters go, and it ends after 40 characters.
fn visible(name: &str) -> String {
    let shown: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
    if shown.len() < name.len() { format!("{shown}…") } else { shown }
}

/// Which columns were chosen, and the encoding of a text where it is not the usual one; and how to choose others.
pub(super) fn chosen(source: &str, c: &Columns, encoding: Option<&str>, has_by: bool) -> Say {
    let name = |i: usize| format!("`{}`", visible(&c.names[i]));
    let text = c.text.iter().map(|i| name(*i)).collect::<Vec<_>>().join(" + ");
    let mut parts = vec![say!("text {text}", "文本 {text}")];
    parts.extend(c.rating.map(|i| rating::column(&name(i), c.points.told, c.mirror.is_some())));
    parts.extend(c.time.map(name).map(|n| say!("time {n}", "时间 {n}")));
    parts.extend(c.id.map(name).map(|n| say!("id {n}", "编号 {n}")));
    parts.extend(c.likes.map(name).map(|n| say!("likes {n}", "点赞 {n}")));
    let speaker = |n| {
        say!(
            "speakers {n}, whose side of the company is no feedback (figures count messages, not conversations)",
            "发言人 {n}（客服一方不计入反馈；各项数字按消息计，不按会话计）"
        )
    };
    parts.extend(c.speaker.map(name).map(speaker));
    parts.extend(c.department.map(name).map(|n| say!("department {n}", "承办 {n}")));
    parts.extend(c.due.map(|due| name(due.column)).map(|n| say!("deadline {n}", "时限 {n}")));
    parts.extend(segments(c, has_by));
    let mut flags = FLAGS.to_owned();
    // Options for what few exports have are told where there is something to choose.
    flags.push_str(if c.department.is_some() { " --department-column" } else { "" });
    flags.push_str(if c.due.is_some() { " --due-column" } else { "" });
    if has_by {
        flags.push_str(" --by");
    }
    if let Some(encoding) = encoding.filter(|e| *e != USUAL) {
        parts.push(say!("encoding {encoding}", "编码 {encoding}"));
        flags.push_str(" --encoding");
    }
    let all = |lang: Lang, comma: &str| parts.iter().map(|p| p.get(lang)).collect::<Vec<_>>().join(comma);
    let (en, zh) = (all(Lang::En, ", "), all(Lang::Zh, "，"));
    say!("`{source}`: {en} (to choose others: {flags})", "`{source}`：{zh}（更改请用 {flags}）")
}

/// An encoding that does not go without saying.
fn unusual(encoding: Option<&str>) -> Say {
    let told = encoding.filter(|e| *e != USUAL);
    told.map_or_else(Say::default, |e| say!(", encoding {e}", "，编码 {e}"))
}

/// A file of lines has no columns to choose.
pub(super) fn lines(source: &str, encoding: Option<&str>) -> Say {
    let Say { en, zh } = unusual(encoding);
    let flag = if en.is_empty() { "" } else { " --encoding" };
    say!(
        "`{source}`: each line is a text{en} (for columns: --delimiter{flag})",
        "`{source}`：每行一条文本{zh}（如有分列，请用 --delimiter{flag}）"
    )
}

/// A group chat, whose heads are no texts.
pub(super) fn chat(source: &str, encoding: Option<&str>) -> Say {
    let Say { en, zh } = unusual(encoding);
    say!(
        "`{source}`: read as a chat{en}: a line of time and name is the head of the message below it; names are not read, and what the company's side says is no feedback (to read each line as a text: --input-format txt)",
        "`{source}`：按聊天记录读取{zh}：“时间 + 昵称”行是其下消息的开头；不读取昵称，客服一方的消息不计入反馈（如需每行一条文本，请用 --input-format txt）"
    )
}

/// By what rows are divided: the columns that the user named, else all that were found. A command without `--by` reads a named column for a purpose of its own.
fn segments(c: &Columns, has_by: bool) -> Option<Say> {
    let list = |columns: &[usize]| {
        let en = ticked(&columns.iter().map(|i| &c.names[*i]).collect::<Vec<_>>());
        (in_chinese(&en), en)
    };
    let (zh, en) = list(if c.by.is_empty() { &c.attrs } else { &c.by });
    let rest: Vec<usize> = c.attrs.iter().filter(|i| !c.by.contains(i)).copied().collect();
    let (rest_zh, rest_en) = list(&rest);
    let is_named = !c.by.is_empty();
    Some(match rest.is_empty() {
        _ if c.attrs.is_empty() => return None,
        true if is_named && !has_by => say!("also {en}", "另读 {zh}"),
        false if is_named && !has_by => say!("segments {rest_en}, also {en}", "分组 {rest_zh}，另读 {zh}"),
        false if is_named => {
            say!("segments {en} (kept with the rows: {rest_en})", "分组 {zh}（明细中另保留 {rest_zh}）")
        }
        _ => say!("segments {en}", "分组 {zh}"),
    })
}

/// Rows that look like those that `voc annotate` and `--records` write, by their columns; they are read as feedback nevertheless.
pub(super) fn annotated(source: &str, format: &str, names: &[String]) -> Option<Say> {
    if !ANNOTATED.iter().all(|a| names.iter().any(|n| n == a)) {
        return None;
    }
    Some(if WHOLE.contains(&format) {
        say!(
            "`{source}`: these look like rows that voc has annotated; they are read as feedback and labelled anew, while `voc report` reads them with their labels",
            "`{source}`：这看起来是 voc 标注过的明细，现按原始反馈重新标注；如需沿用原有标注，请用 `voc report` 读取"
        )
    } else {
        say!(
            "`{source}`: these look like rows that voc has annotated; they are read as feedback and labelled anew, while `voc report` reads such rows with their labels from .jsonl, .parquet and .arrow",
            "`{source}`：这看起来是 voc 标注过的明细，现按原始反馈重新标注；如需沿用原有标注，请输出为 .jsonl、.parquet 或 .arrow，再用 `voc report` 读取"
        )
    })
}

/// The encoding, where it showed only after the columns were told: nothing but ASCII had come until then.
pub(super) fn decided(source: &str, encoding: &str) -> Say {
    say!(
        "`{source}`: encoding {encoding} (to choose another: --encoding)",
        "`{source}`：编码 {encoding}（更改请用 --encoding）"
    )
}

/// No time of feedback, but one of the purchase.
pub(super) fn bought(source: &str, header: &str) -> Say {
    let header = visible(header);
    say!(
        "`{source}`: no column tells when the feedback was given; `--time-column {header}` takes the time of purchase for it",
        "`{source}`：没有反馈时间列；如需以购买时间代替，请用 `--time-column {header}`"
    )
}

/// Some places could not be decoded.
pub(super) fn replaced(source: &str, encoding: &str, places: u64) -> Say {
    let told = by_count(places, "place is not", "places are not");
    say!(
        "`{source}`: {places} {told} {encoding} and read as \u{fffd}; `--encoding` names another encoding",
        "`{source}`：{places} 处不符合 {encoding} 编码，已替换为 \u{fffd}；可用 `--encoding` 指定编码"
    )
}

/// Rows above the header.
pub(super) fn above_header(source: &str, rows: usize) -> Say {
    let told = by_count(
        rows as u64,
        "row above the header is not data and was",
        "rows above the header are not data and were",
    );
    say!("`{source}`: {rows} {told} skipped", "`{source}`：表头上方 {rows} 行不是数据，已跳过")
}

/// No row names the columns.
pub(super) fn no_header(source: &str) -> Say {
    say!(
        "`{source}`: no header row was recognised; the first row is data and columns are called `column 1`, `column 2` …",
        "`{source}`：未识别到表头，首行按数据处理，各列称为 `column 1`、`column 2` …"
    )
}

/// An empty input among others.
pub(super) fn empty(source: &str) -> Say {
    say!("`{source}`: no rows in it", "`{source}`：没有数据行")
}

/// A report of voc among the feedback.
pub(super) fn own(source: &str) -> Say {
    say!("`{source}`: a report of voc, not feedback, was left out", "`{source}`：这是 voc 的报告，不是反馈数据，已跳过")
}

/// Reports of voc are all that there is.
pub(super) fn not_feedback(source: &Source) -> Error {
    Error::input(
        &source.path,
        say!("this is a report of voc, not feedback", "这是 voc 的报告，不是反馈数据"),
        say!("name the file that holds the feedback", "请指定反馈数据文件"),
    )
}

/// Which list of a document was read, and which others were not.
pub(super) fn other_lists(source: &str, read: &str, left: &[String]) -> Say {
    let (read, en) = (visible(read), ticked(left));
    let zh = in_chinese(&en);
    say!(
        "`{source}`: rows are those of `{read}`; other lists in it were not read: {en}",
        "`{source}`：数据取自 `{read}`；未读取其中的其他列表：{zh}"
    )
}

/// Columns that the user named, missing in one of several inputs.
pub(super) fn missing_here(source: &str, missing: &[String]) -> Say {
    let list = ticked(missing);
    say!("`{source}`: has no column {list}", "`{source}`：没有列 {list}")
}

/// Columns of types that no cell shows.
pub(super) fn no_cells(source: &str, names: &[String]) -> Say {
    let list = ticked(names);
    say!(
        "`{source}`: columns of types that are not read (cast them to text or numbers): {list}",
        "`{source}`：以下列的类型不支持，未读取（请先转换为文本或数字）：{list}"
    )
}

/// What is wrong with a list of rows that is never closed.
pub(super) fn unclosed() -> Say {
    say!("the list of rows ends without its bracket: the file was cut off", "数据列表缺少结尾括号：文件可能被截断")
}

/// The same, of an input: the rows behind the cut are in no count.
pub(super) fn cut_off(source: &str) -> Say {
    let Say { en, zh } = unclosed();
    say!("`{source}`: {en}", "`{source}`：{zh}")
}

/// Keys of JSON that appeared too late to get a role.
pub(super) fn late_keys(source: &str, keys: &[String]) -> Say {
    let list = ticked(keys);
    say!(
        "`{source}`: keys first met far into the file are not read: {list}",
        "`{source}`：文件后部才出现的键未读取：{list}"
    )
}

/// Columns that the user named and that no row of JSON fills.
pub(super) fn unmet(source: &str, names: &[String]) -> Say {
    let list = ticked(names);
    say!("`{source}`: no row has anything under {list}", "`{source}`：没有一行在 {list} 下有内容")
}

/// A source without rows.
pub(super) fn no_rows(source: &Source, names: &[String]) -> Error {
    if source.path == Path::new(STDIN) && names.is_empty() {
        let what = say!("nothing came from standard input", "标准输入中没有内容");
        return Error::input(&source.path, what, say!("check the command before the `|`", "请检查 `|` 之前的命令"));
    }
    let hint = say!("check the export", "请检查导出是否完整");
    if names.is_empty() {
        return Error::input(&source.path, say!("there is nothing in it", "文件是空的"), hint);
    }
    let list = ticked(names);
    let what = say!("there is a header ({list}) and no row below it", "只有表头（{list}），没有数据行");
    Error::NoRows { path: source.path.clone(), what, hint }
}

/// JSON without an object in it.
fn no_objects(source: &Source) -> Error {
    Error::input(
        &source.path,
        say!("it holds no JSON objects", "其中没有 JSON 对象"),
        say!(
            "a row is an object with named values: `[{{\"text\": \"…\"}}, …]`, or one object in each line",
            "每行数据应为带字段名的对象：`[{{\"评价内容\": \"…\"}}, …]`，或每行一个对象"
        ),
    )
}

/// Nothing but rows that cannot be read; `names`: columns of which something is left.
pub(super) fn no_whole(source: &Source, format: &str, names: &[String]) -> Error {
    if !format.starts_with("json") || names.is_empty() {
        return no_fields(source, format);
    }
    Error::input(
        &source.path,
        say!("no JSON object in it is whole", "其中没有一个完整的 JSON 对象"),
        say!("it is damaged or was cut off: export it again", "文件已损坏或被截断，请重新导出"),
    )
}

/// Not a single row could be taken apart.
pub(super) fn no_fields(source: &Source, format: &str) -> Error {
    if format.starts_with("json") {
        return no_objects(source);
    }
    Error::input(
        &source.path,
        say!("no row of it can be taken apart into fields", "没有一行能拆分成字段"),
        say!("check its quotation marks, or name the `--delimiter`", "请检查引号，或用 `--delimiter` 指定分隔符"),
    )
}
