//! `voc history close`: outcomes of work orders from any table that voc can read.
//!
//! Read as feedback is, so that encodings, workbooks and dates are understood: first to see the headers, then with the columns that they name. Which
//! headers name what stands in `messages.tsv` (`history.column.*`, `history.word.*`), so that a user's dictionaries may add their own.

use std::sync::Arc;

use crate::cli::CloseArgs;
use crate::error::{Error, Result};
use crate::history::{Outcome, Store};
use crate::ingest::{self, Roles};
use crate::lang::{Lang, by_count};
use crate::lexicon::{Dicts, Messages};
use crate::plan;
use crate::record::Record;
use crate::report::ColumnRole;
use crate::say;
use crate::text::mask::Masker;

use super::super::session;
use super::{handled, put, show};

/// Rows read at a time.
const BATCH: usize = 8192;

/// From which rating of five a customer is satisfied, in thousandths.
const SATISFIED: i32 = 4000;

/// Runs the command; gives the exit status.
pub(super) fn run(a: &CloseArgs) -> Result<u8> {
    // A typing error in the name must not make a new store.
    drop(Store::look(&a.store.file)?);
    let dicts = Dicts::load(None)?;
    let (messages, roles) = (Messages::new(&dicts), Arc::new(Roles::new(&dicts)?));
    let columns = Columns::find(a, &messages, &roles)?;
    let outcomes = read(a, &columns, &messages, &roles)?;
    let mut store = Store::open(&a.store.file)?;
    let mut done = store.close(&outcomes)?;
    // Some number their records by telephone.
    let masker = Masker::new(&dicts)?;
    for id in &mut done.unknown {
        *id = masker.mask_value(id).unwrap_or_else(|| std::mem::take(id));
    }
    let talk = plan::Talk::new(&a.store.talk);
    let unknown: Vec<String> = done.unknown.iter().take(5).map(|u| crate::render::clean(u)).collect();
    if !unknown.is_empty() {
        let (n, some) = (done.unknown.len(), unknown.join(", "));
        let told = by_count(n as u64, "outcome names", "outcomes name");
        session::tell(
            &[say!(
                "{n} {told} no order, issue or record of the history: {some} …",
                "{n} 条结果在历史库中找不到对应的工单、热点或记录：{some} …"
            )],
            &talk,
        );
    }
    let handling = handled(&store)?;
    let all = serde_json::json!({"closed": done, "handling": handling});
    put(&a.store, &all, |lang| show::closed(&done, handling.as_ref(), lang))
}

/// Which columns say what.
struct Columns {
    order: String,
    resolved: Option<String>,
    satisfied: Option<String>,
}

impl Columns {
    fn find(a: &CloseArgs, messages: &Messages, roles: &Arc<Roles>) -> Result<Self> {
        let found = columns(a, "1", roles)?;
        let by_name = |key: &str| alias(messages, key, &found);
        let by_role = |role: &str| found.iter().find(|c| c.role == role).map(|c| c.header.clone());
        let mut order = a.order_column.clone().or_else(|| by_name("history.column.order")).or_else(|| by_role("id"));
        if order.is_none() && found.len() > 1 {
            // The first column was the text, and had no other role.
            let again = columns(a, "2", roles)?;
            order = again.into_iter().next().filter(|c| c.role == "id").map(|c| c.header);
        }
        let Some(order) = order else {
            let headers: Vec<&str> = found.iter().map(|c| c.header.as_str()).collect();
            let headers = headers.join(", ");
            return Err(Error::input(
                &a.input,
                say!("no column with ids of orders (there are: {headers})", "找不到工单编号列（现有：{headers}）"),
                say!("name it with `--order-column`", "请用 `--order-column` 指定"),
            ));
        };
        Ok(Self {
            order,
            resolved: a
                .resolved_column
                .clone()
                .or_else(|| by_name("history.column.resolved"))
                .or_else(|| by_role("time")),
            satisfied: a
                .satisfied_column
                .clone()
                .or_else(|| by_name("history.column.satisfied"))
                .or_else(|| by_role("rating")),
        })
    }
}

/// The columns of the file by what they serve as, when the one with this number is read as the text: it needs one, and any will do.
fn columns(a: &CloseArgs, text: &str, roles: &Arc<Roles>) -> Result<Vec<ColumnRole>> {
    let mut options = plan::column_options(&a.columns)?;
    options.text_columns = vec![text.to_owned()];
    let mut reader = ingest::open(ingest::resolve(std::slice::from_ref(&a.input))?, options, roles.clone())?;
    while reader.next_batch(BATCH)?.is_some() {}
    Ok(reader.inputs().first().map(|i| i.columns.clone()).unwrap_or_default())
}

/// The header that is one of the names under `key`, the first name first.
fn alias(messages: &Messages, key: &str, columns: &[ColumnRole]) -> Option<String> {
    let bare = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let names = [Lang::Zh, Lang::En].map(|lang| messages.find(key, lang).unwrap_or_default());
    let mut names = names.iter().flat_map(|n| n.split('|'));
    names.find_map(|name| columns.iter().find(|c| bare(&c.header) == bare(name)).map(|c| c.header.clone()))
}

fn read(a: &CloseArgs, columns: &Columns, messages: &Messages, roles: &Arc<Roles>) -> Result<Vec<Outcome>> {
    let mut options = plan::column_options(&a.columns)?;
    options.text_columns = vec![columns.order.clone()];
    options.time_column.clone_from(&columns.resolved);
    options.rating_column.clone_from(&columns.satisfied);
    options.by = columns.satisfied.iter().cloned().collect();
    let mut reader = ingest::open(ingest::resolve(std::slice::from_ref(&a.input))?, options, roles.clone())?;
    let mut rows: Vec<Record> = Vec::new();
    while let Some(batch) = reader.next_batch(BATCH)? {
        rows.extend(batch.into_iter().filter(|r| !r.text.trim().is_empty()));
    }
    session::tell(&reader.notices(), &plan::Talk::new(&a.store.talk));
    // A row without a time is an order that is still open, where the file has a column for it.
    let done = |r: &&Record| columns.resolved.is_none() || r.time.is_some();
    Ok(rows.iter().filter(done).map(|r| outcome(r, columns, messages)).collect())
}

fn outcome(r: &Record, columns: &Columns, messages: &Messages) -> Outcome {
    let said = columns.satisfied.as_deref().and_then(|c| r.attrs.get(c)).unwrap_or_default().trim().to_lowercase();
    let one_of = |key: &str| {
        [Lang::Zh, Lang::En]
            .iter()
            .any(|lang| messages.find(key, *lang).unwrap_or_default().split('|').any(|w| w == said))
    };
    let rated = r.rating.and_then(|x| (x.0 != 3000).then_some(x.0 >= SATISFIED));
    let satisfied = match (one_of("history.word.yes"), one_of("history.word.no")) {
        _ if said.is_empty() => None,
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => rated,
    };
    let hour = |t: crate::time::Stamp| i64::from(t.days()) * 24 + t.hour().map_or(0, i64::from);
    Outcome { about: r.text.trim().to_owned(), resolved: r.time.map(hour), satisfied }
}
