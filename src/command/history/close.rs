//! `voc history close`: outcomes of work orders from any table that voc can read. What plainly is no table of outcomes is refused before anything is
//! written: there is no way back. Every row is accounted for.

use serde::Serialize;

use crate::cli::CloseArgs;
use crate::error::{Error, Result};
use crate::history::{Closed, Meaning, Outcome, Store};
use crate::lang::Say;
use crate::lexicon::Dicts;
use crate::plan;
use crate::render::clean;
use crate::say;
use crate::text::mask::Masker;

use super::super::session;
use super::outcomes::{Columns, Outcomes, Said, Table};
use super::{handled, put, show};

/// Examples in a message.
const NAMED: usize = 5;

/// What came of every row.
#[derive(Debug, Default, Serialize)]
pub(super) struct Import {
    /// Rows of the table.
    pub(super) rows: u64,
    #[serde(flatten)]
    pub(super) closed: Closed,
    /// Rows whose order is still open.
    pub(super) open: u64,
    /// Rows whose time cannot be read, by id.
    pub(super) unreadable: Vec<String>,
    /// Rows without an id.
    pub(super) unnamed: u64,
    /// Rows that cannot be taken apart.
    pub(super) rejected: u64,
    /// Rows that tell of satisfaction in words that are not known: the rest of them counts.
    pub(super) unclear: Vec<String>,
}

/// Runs the command; gives the exit status.
pub(super) fn run(a: &CloseArgs) -> Result<u8> {
    // A typing error in the name must not make a new store.
    let store = Store::look(&a.store.file)?;
    let dicts = Dicts::load(a.dicts.as_deref())?;
    let reader = Outcomes::new(a, &dicts)?;
    let columns = reader.columns()?;
    let table = reader.read(&columns)?;
    let talk = plan::Talk::new(&a.store.talk);
    session::tell(&table.notices, &talk);
    check(&store, &table, &columns, a)?;
    drop(store);
    let masker = Masker::new(&dicts)?;
    let (mut import, outcomes) = sort(table, &masker);
    let mut store = Store::open(&a.store.file)?;
    import.closed = store.close(&outcomes)?;
    let closed = &mut import.closed;
    for id in closed.unknown.iter_mut().chain(&mut closed.early).chain(&mut closed.ahead) {
        *id = masked(id, &masker);
    }
    session::tell(&notes(&import), &talk);
    let handling = handled(&store)?;
    let all = serde_json::json!({"closed": import, "handling": handling});
    put(&a.store, &all, |lang| show::closed(&import, handling.as_ref(), lang))
}

/// Some number their records by telephone.
fn masked(value: &str, masker: &Masker) -> String {
    masker.mask_value(value).unwrap_or_else(|| value.to_owned())
}

/// That a table is one of outcomes: something says that orders were resolved, and most rows name something that the store knows.
fn check(store: &Store, table: &Table, columns: &Columns, a: &CloseArgs) -> Result<()> {
    let (mut unknown, mut records, all) = (0, 0, table.rows.len());
    for row in &table.rows {
        match store.meaning(&row.about)? {
            Meaning::Nothing => unknown += 1,
            Meaning::Record => records += 1,
            Meaning::Order => {}
        }
    }
    if columns.resolved.is_none() && columns.status.is_none() {
        // A bare list of closed orders: by ids that only voc gives, or as the user says.
        let is_list = unknown + records == 0 || a.order_column.is_some();
        if columns.other_time.is_some() || !is_list {
            return Err(unresolved(a, columns));
        }
    }
    let is_named = a.order_column.is_some() && a.resolved_column.is_some();
    if unknown * 2 > all && !is_named {
        return Err(strange(a, unknown, all));
    }
    Ok(())
}

fn unresolved(a: &CloseArgs, columns: &Columns) -> Error {
    let headers = &columns.all;
    Error::input(
        &a.input,
        say!(
            "no column tells when these were resolved (there are: {headers}); nothing was imported",
            "找不到完成时间列（现有：{headers}）；未导入任何结果"
        ),
        say!(
            "name it with `--resolved-column`; only a bare list of closed orders by their own ids needs none",
            "请用 `--resolved-column` 指定；只有仅含工单编号的完成清单可以没有该列"
        ),
    )
}

fn strange(a: &CloseArgs, unknown: usize, all: usize) -> Error {
    Error::input(
        &a.input,
        say!(
            "{unknown} of {all} rows name no order, issue or record of the history; nothing was imported",
            "{all} 行中有 {unknown} 行在历史库中找不到对应的工单、热点或记录；未导入任何结果"
        ),
        say!(
            "check the file and the column of ids; if it is right, name both `--order-column` and `--resolved-column`",
            "请检查文件和编号列；确认无误的，请同时用 `--order-column` 和 `--resolved-column` 指定"
        ),
    )
}

/// Parts outcomes from the rows that are none.
fn sort(table: Table, masker: &Masker) -> (Import, Vec<Outcome>) {
    let mut import = Import { rows: table.all, unnamed: table.unnamed, rejected: table.rejected, ..Import::default() };
    let mut outcomes = Vec::new();
    for row in table.rows {
        let with = |cell: &str| format!("{} `{}`", masked(&row.about, masker), masked(cell, masker));
        match row.said {
            Said::Open => import.open += 1,
            Said::Unreadable(cell) => import.unreadable.push(with(&cell)),
            Said::Done(outcome) => {
                import.unclear.extend(row.odd.as_deref().map(with));
                outcomes.push(outcome);
            }
        }
    }
    (import, outcomes)
}

/// What is told of rows that came to nothing, with the first of them.
fn notes(i: &Import) -> Vec<Say> {
    let some = |list: &[String]| {
        let more = if list.len() > NAMED { " …" } else { "" };
        let first: Vec<String> = list.iter().take(NAMED).map(|s| clean(s)).collect();
        (list.len(), format!("{}{more}", first.join(", ")))
    };
    let mut out = Vec::new();
    if !i.closed.unknown.is_empty() {
        let (n, some) = some(&i.closed.unknown);
        out.push(say!(
            "outcomes that name no order, issue or complaint of the history (enquiries and praise are in no order): {n} ({some})",
            "{n} 条结果在历史库中没有对应的工单、热点或投诉（咨询、表扬不属于任何工单）：{some}"
        ));
    }
    if !i.closed.early.is_empty() {
        let (n, some) = some(&i.closed.early);
        out.push(say!(
            "resolved before they were opened, and not imported: {n} ({some})",
            "{n} 条的完成时间早于工单提出的时间，未导入：{some}"
        ));
    }
    if !i.closed.ahead.is_empty() {
        let (n, some) = some(&i.closed.ahead);
        out.push(say!(
            "resolved more than half a year after the newest day of the history (a mistyped year?), and not imported: {n} ({some})",
            "{n} 条的完成时间比历史库最新的日期晚半年以上（年份是否有误？），未导入：{some}"
        ));
    }
    if !i.unreadable.is_empty() {
        let (n, some) = some(&i.unreadable);
        out.push(say!(
            "times of resolution that cannot be read, not imported: {n} ({some})",
            "{n} 条的完成时间无法识别，未导入：{some}"
        ));
    }
    if !i.unclear.is_empty() {
        let (n, some) = some(&i.unclear);
        out.push(say!(
            "rows that do not say whether the customer was satisfied in words that are known: {n} ({some})",
            "{n} 条是否满意的写法无法识别：{some}"
        ));
    }
    out
}
