//! A source into its tables: unpacks, tells the format (by `--input-format`, the first bytes, the extension, the first characters, in that order), and
//! makes the reader for it.

use std::fs::File;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use super::arrow::Arrow;
use super::chat::{self, Chat};
use super::delimited::{Delimited, stated};
use super::encoding;
use super::excel::Workbook;
use super::fault::Fault;
use super::json::{self, Json};
use super::magic::{Magic, magic, no_table};
use super::own;
use super::package;
use super::parquet::Parquet;
use super::raw::{Raw, Tally};
use super::roles::Roles;
use super::sniff::{self, TextKind};
use super::source::{Format, Source};
use super::table::Table;
use super::text::TextBuffer;
use super::{Options, notice};
use crate::error::{Error, Result};
use crate::ipc::slices::Backing;
use crate::say;

/// What a source holds.
pub(super) enum Content {
    /// Nothing but blanks.
    Nothing,
    /// One table, with the name of its format.
    Table(Box<dyn Table>, &'static str),
    /// A workbook.
    Book(Box<Workbook>),
}

/// Opens a source.
pub(super) fn open(source: &Source, options: &Options, roles: &Arc<Roles>, tally: &Tally) -> Result<Content> {
    let path = source.path.as_path();
    let raw = Raw::open(path, tally)?;
    if raw.window.is_empty() {
        return Ok(Content::Nothing);
    }
    match magic(&raw.window).map_err(|f| f.at(path))? {
        Some(Magic::Workbook) => {
            let most = options.most_unpacked();
            let bytes = raw.into_memory(most).map_err(|f| f.at(path))?;
            // Its rows are read where the user names their sheet, and its work orders by `history close`.
            let is_feedback = options.sheet.is_none() && !options.is_other;
            if is_feedback && package::is_report(Cursor::new(bytes.as_slice())) {
                return Err(notice::not_feedback(source));
            }
            Workbook::open(bytes, most).map(|b| Content::Book(Box::new(b))).map_err(|f| f.at(path))
        }
        Some(Magic::Parquet) => {
            let table = parquet(path, raw, options.most_unpacked()).map_err(|f| f.at(path))?;
            Ok(Content::Table(Box::new(table), "parquet"))
        }
        Some(Magic::Arrow) => {
            let piped = !path.is_file();
            let table = Arrow::open(raw, piped).map_err(|f| f.at(path))?;
            Ok(Content::Table(Box::new(table), "arrow"))
        }
        Some(Magic::Page) => page(source, raw, options),
        None => text(source, raw, options, roles),
    }
}

/// A file on disk is read again where it is, after its bytes were hashed; anything else is held.
fn parquet(path: &Path, mut raw: Raw, most: u64) -> Result<Parquet, Fault> {
    if raw.packed || path.as_os_str() == "-" || !path.is_file() {
        return Parquet::open(Backing::Memory(raw.into_memory(most)?.into()));
    }
    std::io::copy(&mut raw.rest, &mut std::io::sink())?;
    Parquet::open(Backing::File(File::open(path)?))
}

/// The tables of a page; it is held in memory as workbooks are.
fn page(source: &Source, raw: Raw, options: &Options) -> Result<Content> {
    let (path, most) = (source.path.as_path(), options.most_unpacked());
    let named = options.encoding.as_deref().map(encoding::by_name).transpose()?;
    let text = TextBuffer::whole(raw, named, most).map_err(|f| f.at(path))?;
    if own::is_report_page(text.rest()) {
        return Err(notice::not_feedback(source));
    }
    let book = Workbook::of_page(text.rest(), text.about()).ok_or_else(|| no_table("HTML").at(path))?;
    Ok(Content::Book(Box::new(book)))
}

fn text(source: &Source, raw: Raw, options: &Options, roles: &Arc<Roles>) -> Result<Content> {
    let path = source.path.as_path();
    let forced = options.input_format;
    if let Some(format @ (Format::Xlsx | Format::Xls | Format::Parquet | Format::Arrow)) = forced {
        return Err(not_that(path, format));
    }
    let named = options.encoding.as_deref().map(encoding::by_name).transpose()?;
    if named.is_none() && is_binary(&raw.window, options.delimiter) {
        return Err(binary(path));
    }
    // Archives of old programs have no mark.
    if is_archive(path) && raw.window.contains(&0) {
        return Err(no_table("tar").at(path));
    }
    let text = TextBuffer::new(raw, named).map_err(|f| f.at(path))?;
    if text.at_end() && text.rest().trim().is_empty() {
        return Ok(Content::Nothing);
    }
    let kind = match forced {
        Some(Format::Jsonl) => TextKind::JsonLines,
        Some(Format::Json) => TextKind::Json,
        Some(_) => TextKind::Records,
        None => by_content(text.rest(), source.format),
    };
    Ok(match kind {
        TextKind::JsonLines => Content::Table(Box::new(Json::lines(text)), "jsonl"),
        // Named by the user it is not left out, but what it quotes must not be taken for feedback either.
        TextKind::Json if own::is_report(text.rest()) => return Err(notice::not_feedback(source)),
        TextKind::Json => {
            let table = json::document(text, &options.named_columns(), roles).map_err(|f| f.at(path))?;
            Content::Table(table, "json")
        }
        TextKind::Records if own::is_report_table(text.rest()) => return Err(notice::not_feedback(source)),
        TextKind::Records => {
            if let Some(form) = chat_form(&text, source, options) {
                return Ok(Content::Table(Box::new(Chat::new(text, form, roles.clone())), "chat"));
            }
            let (delimiter, format) = separator(&text, source, options, roles)?;
            let quotes = format != "txt";
            Content::Table(Box::new(Delimited::new(text, delimiter, quotes)), format)
        }
    })
}

/// The kind by content; a name ending in `.json` or `.jsonl` decides where the first line is damaged.
fn by_content(text: &str, promised: Option<Format>) -> TextKind {
    let object = |line: &str| line.trim_start().starts_with('{');
    match (sniff::kind(text), promised) {
        (TextKind::Records, Some(Format::Jsonl)) => TextKind::JsonLines,
        (TextKind::Records, Some(Format::Json)) => TextKind::Json,
        (TextKind::Json, Some(Format::Jsonl)) if text.lines().take(2).all(object) => TextKind::JsonLines,
        (kind, _) => kind,
    }
}

/// How the heads of a group chat are written, where it is one and nobody said that it is something else.
fn chat_form(text: &TextBuffer, source: &Source, options: &Options) -> Option<chat::Form> {
    let open = options.delimiter.is_none() && options.input_format.is_none();
    let is_text = matches!(source.format, None | Some(Format::Txt));
    if open && is_text { chat::form(text.rest(), text.at_end()) } else { None }
}

/// The separator and the name of the format.
fn separator(
    text: &TextBuffer,
    source: &Source,
    options: &Options,
    roles: &Roles,
) -> Result<(Option<u8>, &'static str)> {
    let named = |d: u8| (Some(d), if d == b'\t' { "tsv" } else { "csv" });
    if let Some(c) = options.delimiter {
        return u8::try_from(c).ok().filter(u8::is_ascii).map(named).ok_or_else(|| not_a_delimiter(c));
    }
    let format = options.input_format.or(source.format);
    let (rest, complete) = (text.rest(), text.at_end());
    if let Some((separator, _)) =
        stated(rest).filter(|_| !matches!(options.input_format, Some(Format::Txt | Format::Tsv)))
    {
        return Ok(named(separator));
    }
    let fit = match (options.input_format, format) {
        (Some(Format::Tsv), _) => return Ok(named(b'\t')),
        (Some(Format::Txt), _) => None,
        (_, Some(Format::Tsv)) => sniff::fit(rest, complete, b'\t').or_else(|| sniff::delimiter(rest, complete)),
        // Lines of text hold commas too: only a clear table with a header, or tabs, are more than lines.
        (_, Some(Format::Txt)) => sniff::delimiter(rest, complete)
            .filter(|f| f.share >= 80 && (f.delimiter == b'\t' || is_headed(rest, f.delimiter, roles))),
        _ => sniff::delimiter(rest, complete),
    };
    // Where all rows are shorter than the header, only its names tell.
    let headed = || sniff::DELIMITERS.into_iter().find(|d| is_headed(rest, *d, roles));
    Ok(match (fit, format) {
        (Some(fit), _) => named(fit.delimiter),
        (None, Some(Format::Txt)) => (None, "txt"),
        (None, _) => headed().map_or((None, "csv"), named),
    })
}

fn is_headed(text: &str, delimiter: u8, roles: &Roles) -> bool {
    let first = text.lines().next().unwrap_or_default();
    // Longer first lines are no header that a person wrote.
    first.len() < sniff::LONGEST
        && first.contains(char::from(delimiter))
        && first.split(char::from(delimiter)).any(|cell| roles.is_alias(cell.trim_matches('"')))
}

/// Control characters that no text holds, and too many of them; the one that separates the fields, if any does, is none of them.
fn is_binary(window: &[u8], delimiter: Option<char>) -> bool {
    let head = &window[..window.len().min(1 << 14)];
    let is_odd = |b: &&u8| matches!(**b, 1..=8 | 14..=26 | 28..=31) && delimiter != Some(char::from(**b));
    let odd = head.iter().filter(is_odd).count();
    // Low bytes of UTF-16 take any value; a mark or NULs tell it.
    odd * 20 > head.len() && !head.contains(&0) && encoding::detect(head, false).from != "bom"
}

/// Whether a name is that of an archive of tar.
fn is_archive(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    [".tar", ".tar.gz", ".tar.zst", ".tgz"].iter().any(|end| name.ends_with(end))
}

fn binary(path: &Path) -> Error {
    Error::input(
        path,
        say!("this is no text and no known table", "这不是文本，也不是已知的表格格式"),
        say!(
            "export it as .csv or .xlsx, or name its `--encoding`",
            "请导出为 .csv 或 .xlsx，或用 `--encoding` 指定编码"
        ),
    )
}

fn not_that(path: &Path, format: Format) -> Error {
    let name = format.name();
    Error::input(
        path,
        say!("this is no {name} file", "这不是 {name} 文件"),
        say!("leave out `--input-format` to have the format detected", "去掉 `--input-format` 可自动识别格式"),
    )
}

fn not_a_delimiter(c: char) -> Error {
    Error::usage(
        say!("`{c}` cannot separate fields", "`{c}` 不能用作分隔符"),
        say!(
            "a delimiter is one ASCII character such as `,` `;` `|` or a tab",
            "分隔符须为一个 ASCII 字符，如 `,` `;` `|` 或制表符"
        ),
    )
}

/// The names of sheets to try, and whether all of them are to be read.
pub(super) fn sheets(book: &Workbook, path: &Path, wanted: Option<&str>) -> Result<Vec<String>> {
    let (visible, hidden) = (book.visible(), book.hidden());
    if visible.is_empty() && wanted.is_none_or(|w| w == "all") && !hidden.is_empty() {
        return Err(notice::all_hidden(path, &hidden));
    }
    let Some(wanted) = wanted.filter(|w| *w != "all") else { return Ok(visible) };
    book.find(wanted).map(|s| vec![s]).ok_or_else(|| notice::no_sheet(path, wanted, &visible, &hidden))
}
