//! The table of outcomes: which columns say what, and what each row says.
//!
//! Read as feedback is, so that encodings, workbooks and dates are understood: first to see the headers, then with the columns that they name. Which
//! headers name what, and which words say what, stands in `messages.tsv` (`history.column.*`, `history.word.*`), so that a user's dictionaries may change
//! it. No other column is taken for a time of resolution: feedback has times, too. What can be read only once is held first. Not its job: what the store
//! makes of the rows.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::CloseArgs;
use crate::error::{Error, Result};
use crate::history::Outcome;
use crate::ingest::{self, Options, Reader, Roles};
use crate::lang::{Lang, Say, reason};
use crate::lexicon::{Dicts, Messages};
use crate::output::Held;
use crate::plan;
use crate::record::Record;
use crate::render::clean;
use crate::report::ColumnRole;
use crate::say;

/// Rows read at a time.
const BATCH: usize = 8192;

/// From which rating of five a customer is satisfied, and which says neither, in thousandths.
const SATISFIED: i32 = 4000;
const NEITHER: i32 = 3000;

/// Ends of the names of workbooks.
const BOOKS: [&str; 4] = [".xlsx", ".xlsm", ".xls", ".ods"];

/// The encoding that goes without saying.
const USUAL: &str = "UTF-8";

/// Columns by what they say.
pub(super) struct Columns {
    pub(super) order: String,
    pub(super) resolved: Option<String>,
    /// Says which orders are closed, where nothing says when.
    pub(super) status: Option<String>,
    pub(super) satisfied: Option<String>,
    /// Times of something else, as feedback has them.
    pub(super) other_time: Option<String>,
    /// All headers, for messages.
    pub(super) all: String,
}

/// What a row says of its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    Done(Outcome),
    Open,
    /// A time that cannot be read.
    Unreadable(String),
}

/// A row that names something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) about: String,
    pub(super) said: Said,
    /// Words about satisfaction that are not known.
    pub(super) odd: Option<String>,
}

/// All rows, and those that came to nothing before they were looked at.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
    /// Rows in all.
    pub(super) all: u64,
    /// Rows without an id.
    pub(super) unnamed: u64,
    /// Rows that could not be taken apart.
    pub(super) rejected: u64,
    /// What to tell of the reading.
    pub(super) notices: Vec<Say>,
}

/// Reads the outcomes of one command.
pub(super) struct Outcomes<'a> {
    args: &'a CloseArgs,
    messages: Messages,
    roles: Arc<Roles>,
    /// The sheet of work orders, where the user names none.
    sheet: Option<String>,
    /// What standard input or a pipe gave.
    held: Option<Held>,
}

impl<'a> Outcomes<'a> {
    pub(super) fn new(args: &'a CloseArgs, dicts: &Dicts) -> Result<Self> {
        let roles = Arc::new(Roles::new(dicts)?);
        let mut own = Self { args, messages: Messages::new(dicts), roles, sheet: None, held: hold(&args.input)? };
        own.sheet = own.orders_sheet();
        Ok(own)
    }

    /// The sheet of work orders in a workbook that voc wrote, by its title: reading would take the one that looks most like feedback.
    fn orders_sheet(&self) -> Option<String> {
        let name = self.args.input.to_string_lossy().to_ascii_lowercase();
        if self.args.columns.sheet.is_some() || !BOOKS.iter().any(|end| name.ends_with(end)) {
            return None;
        }
        let has_orders = |title: &&str| {
            let options = self.options().map(|o| Options { sheet: Some((*title).to_owned()), ..o });
            let found = options.and_then(|o| self.headers_by(o, "1"));
            found.is_ok_and(|columns| self.alias("history.column.order", &columns).is_some())
        };
        self.words("render.table.actions").find(has_orders).map(str::to_owned)
    }

    /// Which columns say what: as the user says, else by their headers.
    pub(super) fn columns(&self) -> Result<Columns> {
        let (a, found) = (self.args, self.headers("1")?);
        let given = |name: &Option<String>| name.as_deref().map(|n| meant(n, &found));
        let by_name = |key: &str| self.alias(key, &found);
        let by_role = |role: &str| found.iter().find(|c| c.role == role).map(|c| c.header.clone());
        let mut order = given(&a.order_column).or_else(|| by_name("history.column.order")).or_else(|| by_role("id"));
        if order.is_none() && found.len() > 1 {
            // The first column was the text, and had no other role.
            let again = self.headers("2")?;
            order = again.into_iter().next().filter(|c| c.role == "id").map(|c| c.header);
        }
        let headers: Vec<String> = found.iter().map(|c| clean(&c.header)).collect();
        let all = headers.join(", ");
        let order = order.ok_or_else(|| no_ids(&a.input, &all))?;
        let resolved = given(&a.resolved_column).or_else(|| by_name("history.column.resolved"));
        Ok(Columns {
            status: by_name("history.column.status"),
            satisfied: given(&a.satisfied_column).or_else(|| by_name("history.column.satisfied")),
            other_time: by_role("time"),
            order,
            resolved,
            all,
        })
    }

    /// How the file is read; columns of feedback, which settings may name for all commands, are none of it.
    fn options(&self) -> Result<Options> {
        let bare = plan::column_options(&self.args.columns)?;
        Ok(Options {
            rating_column: None,
            time_column: None,
            id_column: None,
            department_column: None,
            due_column: None,
            is_other: true,
            sheet: self.sheet.clone().or(bare.sheet),
            ..bare
        })
    }

    fn open(&self, options: Options) -> Result<Reader> {
        let input = self.held.as_ref().map_or(self.args.input.as_path(), Held::path).to_owned();
        let mut sources = ingest::resolve(&[input])?;
        // Work orders are filled in where reports have them.
        for s in &mut sources {
            s.own &= s.format != Some(ingest::Format::Xlsx);
        }
        let opened = ingest::open(sources, options, self.roles.clone());
        opened.map_err(|e| self.about(e))
    }

    /// The error with the name that the user gave.
    fn about(&self, e: Error) -> Error {
        match e {
            Error::Input { what, hint, .. } | Error::NoRows { what, hint, .. } if self.held.is_some() => {
                Error::Input { path: self.args.input.clone(), what, hint }
            }
            e => e,
        }
    }

    /// A notice with the name that the user gave.
    fn notice(&self, Say { en, zh }: Say) -> Say {
        let Some(held) = &self.held else { return Say { en, zh } };
        let (held, input) = (held.path().display().to_string(), self.args.input.display().to_string());
        Say { en: en.replace(&held, &input), zh: zh.replace(&held, &input) }
    }

    /// The columns of the file by what they serve as, when the one with this number is read as the text: it needs one, and any will do.
    fn headers(&self, text: &str) -> Result<Vec<ColumnRole>> {
        self.headers_by(self.options()?, text)
    }

    fn headers_by(&self, options: Options, text: &str) -> Result<Vec<ColumnRole>> {
        let mut reader = self.open(Options { text_columns: vec![text.to_owned()], ..options })?;
        while reader.next_batch(BATCH).map_err(|e| self.about(e))?.is_some() {}
        Ok(reader.inputs().first().map(|i| i.columns.clone()).unwrap_or_default())
    }

    /// The header that is one of the names under `key`, the first name first.
    fn alias(&self, key: &str, columns: &[ColumnRole]) -> Option<String> {
        let bare = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        let mut names = self.words(key);
        names.find_map(|name| columns.iter().find(|c| bare(&c.header) == bare(name)).map(|c| c.header.clone()))
    }

    /// The words under `key`, in both languages.
    fn words<'s>(&'s self, key: &str) -> impl Iterator<Item = &'s str> {
        let both = [Lang::Zh, Lang::En].map(|lang| self.messages.find(key, lang).unwrap_or_default());
        both.into_iter().flat_map(|list| list.split('|'))
    }

    /// Whether a cell is one of the words under `key`.
    fn is(&self, cell: &str, key: &str) -> bool {
        let cell = cell.to_lowercase();
        self.words(key).any(|w| w == cell)
    }

    /// All rows by these columns.
    pub(super) fn read(&self, columns: &Columns) -> Result<Table> {
        let told = [&columns.resolved, &columns.status, &columns.satisfied];
        let mut reader = self.open(Options {
            text_columns: vec![columns.order.clone()],
            time_column: columns.resolved.clone(),
            rating_column: columns.satisfied.clone(),
            by: told.into_iter().flatten().cloned().collect(),
            ..self.options()?
        })?;
        let mut table = Table::default();
        while let Some(batch) = reader.next_batch(BATCH).map_err(|e| self.about(e))? {
            for r in &batch {
                match r.text.trim() {
                    "" => table.unnamed += 1,
                    about => table.rows.push(self.row(about, r, columns)),
                }
            }
        }
        table.notices = reader.notices().into_iter().map(|n| self.notice(n)).collect();
        let inputs = reader.inputs();
        table.all = inputs.iter().map(|i| i.rows).sum();
        table.rejected = inputs.iter().map(|i| i.rejected).sum();
        let encoding = inputs.first().and_then(|i| i.encoding.as_deref()).filter(|e| *e != USUAL);
        table.notices.insert(0, chosen(&self.args.input, columns, encoding));
        Ok(table)
    }

    fn row(&self, about: &str, r: &Record, columns: &Columns) -> Row {
        let (satisfied, odd) = self.satisfied(r, cell(r, columns.satisfied.as_deref()));
        let done = |resolved: Option<crate::time::Stamp>| {
            let hour = |t: crate::time::Stamp| i64::from(t.days()) * 24 + t.hour().map_or(0, i64::from);
            let by_day = resolved.is_some_and(|t| t.hour().is_none());
            Said::Done(Outcome { about: about.to_owned(), resolved: resolved.map(hour), by_day, satisfied })
        };
        let (when, status) = (cell(r, columns.resolved.as_deref()), cell(r, columns.status.as_deref()));
        let said = if columns.resolved.is_some() {
            match r.time {
                Some(time) => done(Some(time)),
                None if self.is(when, "history.word.yes") => done(None),
                None if when.is_empty() && self.is(status, "history.word.closed") => done(None),
                None if when.is_empty() || self.is(when, "history.word.no") => Said::Open,
                None => Said::Unreadable(when.to_owned()),
            }
        } else if columns.status.is_none()
            || self.is(status, "history.word.closed")
            || self.is(status, "history.word.yes")
        {
            done(None)
        } else {
            Said::Open
        };
        Row { about: about.to_owned(), said, odd }
    }

    /// Whether the customer was satisfied, and the words that do not say it.
    fn satisfied(&self, r: &Record, said: &str) -> (Option<bool>, Option<String>) {
        if said.is_empty() {
            return (None, None);
        }
        if self.is(said, "history.word.yes") {
            return (Some(true), None);
        }
        if self.is(said, "history.word.no") {
            return (Some(false), None);
        }
        match r.rating {
            Some(rating) => ((rating.0 != NEITHER).then_some(rating.0 >= SATISFIED), None),
            None => (None, (!self.roles.is_unanswered(said)).then(|| said.to_owned())),
        }
    }
}

/// What an input gives that can be read only once; the table is read to see its headers, and again for its rows.
fn hold(input: &Path) -> Result<Option<Held>> {
    let sources = ingest::resolve(&[input.to_owned()])?;
    let [source] = &sources[..] else { return Ok(None) };
    if !source.is_read_once() {
        return Ok(None);
    }
    let name = input.file_name().unwrap_or_default().to_string_lossy();
    let held = if input.as_os_str() == "-" {
        Held::of(std::io::stdin(), &name)
    } else {
        File::open(input).and_then(|file| Held::of(file, &name))
    };
    let Say { en, zh } = match held {
        Ok(held) => return Ok(Some(held)),
        Err(e) => reason(&e),
    };
    Err(Error::input(
        input,
        say!("cannot be read: {en}", "无法读取：{zh}"),
        say!("write the table to a file, and name that", "请先把表存成文件，再指定该文件"),
    ))
}

/// The cell under a header; nothing where there is no such column.
fn cell<'r>(r: &'r Record, header: Option<&str>) -> &'r str {
    header.and_then(|h| r.attrs.get(h)).unwrap_or_default().trim()
}

/// The header that the user means, who may give it by number or with other blanks.
fn meant(wanted: &str, columns: &[ColumnRole]) -> String {
    let folded = |s: &str| s.to_lowercase().split_whitespace().collect::<String>();
    let exact = columns.iter().find(|c| c.header == wanted.trim());
    let by_number = || columns.get(wanted.trim().parse::<usize>().ok()?.checked_sub(1)?);
    let found = exact.or_else(|| columns.iter().find(|c| folded(&c.header) == folded(wanted))).or_else(by_number);
    found.map_or_else(|| wanted.to_owned(), |c| c.header.clone())
}

/// Which columns were chosen, and how to choose others.
fn chosen(input: &Path, c: &Columns, encoding: Option<&str>) -> Say {
    let (path, order) = (input.display(), clean(&c.order));
    let mut parts = vec![say!("order `{order}`", "工单 `{order}`")];
    let name = |header: &Option<String>| header.as_deref().map(clean);
    parts.extend(name(&c.resolved).map(|n| say!("resolved `{n}`", "完成时间 `{n}`")));
    parts.extend(name(&c.status).map(|n| say!("status `{n}`", "状态 `{n}`")));
    parts.extend(name(&c.satisfied).map(|n| say!("satisfied `{n}`", "是否满意 `{n}`")));
    parts.extend(encoding.map(|e| say!("encoding {e}", "编码 {e}")));
    let more = if encoding.is_some() { " --encoding" } else { "" };
    let all = |lang: Lang, comma: &str| parts.iter().map(|p| p.get(lang)).collect::<Vec<_>>().join(comma);
    let (en, zh) = (all(Lang::En, ", "), all(Lang::Zh, "，"));
    say!(
        "`{path}`: {en} (to choose others: --order-column --resolved-column --satisfied-column{more})",
        "`{path}`：{zh}（更改请用 --order-column --resolved-column --satisfied-column{more}）"
    )
}

fn no_ids(input: &PathBuf, headers: &str) -> Error {
    Error::input(
        input,
        say!("no column with ids of orders (there are: {headers})", "找不到工单编号列（现有：{headers}）"),
        say!("name it with `--order-column`", "请用 `--order-column` 指定"),
    )
}
